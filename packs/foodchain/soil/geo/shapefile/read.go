package shapefile

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/soil/geo"
)

var (
	exportAgain = lang.T("请用制图软件重新导出（面图层，CGCS2000经纬度），把.shp、.dbf、.prj打成一个zip再试。什么都没有保存。",
		"Please export the polygon layer again in degrees of CGCS2000 and put .shp, .dbf and .prj into one zip. Nothing was kept.")
	convert = lang.T("请在制图软件里转换为CGCS2000经纬度（EPSG:4490）后再导出。什么都没有保存。", "Please convert it to degrees of CGCS2000 (EPSG:4490) and export again. Nothing was kept.")
)

func bad(zh, en string) *fault.Fault { return geo.BadFile(lang.T(zh, en), exportAgain) }

// Most is how many bytes one file of the archive may have when unpacked.
const Most = 256 << 20

// Read reads the one layer of a zipped shapefile in its order; only one shape is in memory.
// Deleted rows of the table and empty shapes are left out. An error of do ends the walk.
func Read(archive io.ReaderAt, size int64, do func(geo.Feature) error) error {
	z, err := zip.NewReader(archive, size)
	if err != nil {
		return bad("它不是zip文件", "it is no zip file").With(err)
	}
	parts, err := layer(z.File)
	if err != nil {
		return err
	}
	if err := knownProjection(parts[".prj"]); err != nil {
		return err
	}
	shapes, err := open(parts[".shp"])
	if err != nil {
		return bad("打不开.shp", "its .shp cannot be opened").With(err)
	}
	defer shapes.Close()
	rows, err := open(parts[".dbf"])
	if err != nil {
		return bad("打不开.dbf", "its .dbf cannot be opened").With(err)
	}
	defer rows.Close()
	encoding, err := small(parts[".cpg"], 64)
	if err != nil {
		return bad("打不开.cpg", "its .cpg cannot be opened").With(err)
	}
	return walk(bufio.NewReaderSize(shapes, 64<<10), bufio.NewReaderSize(rows, 64<<10), encoding, do)
}

// layer finds the files of the one layer, by extension.
func layer(files []*zip.File) (map[string]*zip.File, error) {
	layers := map[string]map[string]*zip.File{}
	for _, f := range files {
		name := strings.ReplaceAll(f.Name, `\`, "/")
		if strings.HasPrefix(path.Base(name), ".") || strings.HasPrefix(name, "__MACOSX/") {
			continue
		}
		ext := strings.ToLower(path.Ext(name))
		base := strings.ToLower(strings.TrimSuffix(name, path.Ext(name)))
		if layers[base] == nil {
			layers[base] = map[string]*zip.File{}
		}
		layers[base][ext] = f
	}
	var found map[string]*zip.File
	for _, l := range layers {
		if l[".shp"] == nil {
			continue
		}
		if found != nil {
			return nil, geo.BadFile(lang.T("里面有不止一个图层", "it holds more than one layer"), lang.T("请每个zip只放一个图层。", "Please put one layer into a zip."))
		}
		found = l
	}
	switch {
	case found == nil:
		return nil, bad("里面没有.shp", "it holds no .shp")
	case found[".dbf"] == nil:
		return nil, bad("缺少.dbf（属性表）", "its .dbf, the table of fields, is missing")
	case found[".prj"] == nil:
		return nil, bad("缺少.prj，不知道坐标系", "its .prj is missing, so the coordinate system is unknown")
	}
	return found, nil
}

// open unpacks a file, never more than it may have.
func open(f *zip.File) (io.ReadCloser, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	return &bounded{io.LimitReader(in, Most+1), in, Most}, nil
}

type bounded struct {
	io.Reader
	io.Closer
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errors.New("unpacks to more than is allowed")
	}
	return n, err
}

// small reads the first bytes of a file that may be absent.
func small(f *zip.File, most int64) (string, error) {
	if f == nil {
		return "", nil
	}
	in, err := f.Open()
	if err != nil {
		return "", err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, most))
	return strings.TrimSpace(string(data)), err
}

func walk(shapes, rows *bufio.Reader, encoding string, do func(geo.Feature) error) error {
	shp, err := openShapes(shapes)
	if err != nil {
		return err
	}
	table, err := openTable(rows, encoding)
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		if n > geo.MostFeatures {
			return geo.BadFile(lang.Format("多于%d个地块", "it has more than %d plots", geo.MostFeatures), lang.T("请分成几个文件。", "Please cut it into several files."))
		}
		shape, serr := shp.next()
		if errors.Is(serr, io.EOF) {
			return nil
		}
		if serr != nil {
			return at(n, serr)
		}
		fields, deleted, rerr := table.next()
		if rerr != nil {
			return at(n, rerr)
		}
		if deleted || len(shape) == 0 {
			continue
		}
		if err := do(geo.Feature{N: n, Fields: fields, Shape: shape}); err != nil {
			return err
		}
	}
}

func at(n int, err error) error {
	return bad(fmt.Sprintf("第%d条记录坏了", n), fmt.Sprintf("record %d is damaged", n)).With(err)
}
