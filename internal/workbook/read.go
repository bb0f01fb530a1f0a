package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	// Widest is the number of columns that are read; a row is cut after one more, so that
	// a reader sees that there is more.
	Widest = 512
	// lastRow is the last row a spreadsheet has.
	lastRow = 1 << 20
	// perText is what one shared text costs besides its bytes, against the room given to [Open].
	perText = 16
)

// Book is an opened workbook.
type Book struct {
	parts    map[string]*zip.File
	room     int64 // bytes that may still be unpacked
	sheets   []string
	part     map[string]string // of a sheet
	shared   []string
	dates    map[int]bool // styles of cells that show a date
	from1904 bool
}

// Open reads what all sheets share. Most is how many bytes the workbook may have when unpacked.
func Open(data []byte, most int64) (*Book, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	b := &Book{parts: map[string]*zip.File{}, room: most, part: map[string]string{}, dates: map[int]bool{}}
	var whole uint64
	for _, f := range z.File {
		whole += min(f.UncompressedSize64, math.MaxInt32)
		if whole > uint64(most) {
			return nil, fmt.Errorf("unpacks to more than %d bytes", most)
		}
		b.parts[strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(f.Name, `\`, "/")), "/")] = f
	}
	main := "xl/workbook.xml"
	for _, r := range b.relations("") {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			main = r.Target
		}
	}
	return b, b.contents(main)
}

// relation of a part to another.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

// relations of a part, with full names of what they lead to; none where they cannot be read.
func (b *Book) relations(part string) []relation {
	var list struct {
		All []relation `xml:"Relationship"`
	}
	dir, base := path.Split(part)
	if b.decode(dir+"_rels/"+base+".rels", &list) != nil {
		return nil // then the usual names are looked for
	}
	for i, r := range list.All {
		if !strings.HasPrefix(r.Target, "/") {
			r.Target = "/" + path.Join(dir, r.Target)
		}
		list.All[i].Target = strings.TrimPrefix(path.Clean(r.Target), "/")
	}
	return list.All
}

func (b *Book) contents(main string) error {
	var book struct {
		Properties struct {
			From1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name string     `xml:"name,attr"`
			Attr []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := b.decode(main, &book); err != nil {
		return err
	}
	b.from1904 = book.Properties.From1904 == "1" || book.Properties.From1904 == "true"
	targets := map[string]string{}
	for _, r := range b.relations(main) {
		targets[r.ID] = r.Target
		var err error
		switch path.Base(r.Type) {
		case "sharedStrings":
			err = b.readShared(r.Target)
		case "styles":
			err = b.readStyles(r.Target)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	for _, s := range book.Sheets {
		for _, a := range s.Attr {
			if _, twice := b.part[s.Name]; a.Name.Local == "id" && !twice {
				b.sheets = append(b.sheets, s.Name)
				b.part[s.Name] = targets[a.Value]
			}
		}
	}
	return nil
}

// open unpacks a part, within the room that is left.
func (b *Book) open(name string) (*xml.Decoder, io.Closer, error) {
	f := b.parts[name]
	if f == nil {
		return nil, nil, fmt.Errorf("part %q: %w", name, fs.ErrNotExist)
	}
	in, err := f.Open()
	if err != nil {
		return nil, nil, err
	}
	return xml.NewDecoder(&metered{in, &b.room}), in, nil
}

func (b *Book) decode(name string, into any) error {
	d, closer, err := b.open(name)
	if err != nil {
		return err
	}
	defer closer.Close()
	return d.Decode(into)
}

// metered counts what is unpacked, whatever the archive says of its size.
type metered struct {
	from io.Reader
	room *int64
}

func (m *metered) Read(p []byte) (int, error) {
	if *m.room <= 0 {
		return 0, errors.New("unpacks to more than is allowed")
	}
	n, err := m.from.Read(p)
	*m.room -= int64(n)
	return n, err
}

// text is a plain or formatted text; what stands above it for its pronunciation is left out.
type text struct {
	T string `xml:"t"`
	R []struct {
		T string `xml:"t"`
	} `xml:"r"`
}

func (t text) String() string {
	s := t.T
	for _, r := range t.R {
		s += r.T
	}
	return plain(s)
}

func (b *Book) readShared(part string) error {
	return b.each(part, func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		var t text
		if err := d.DecodeElement(&t, &e); err != nil {
			return err
		}
		b.room -= perText
		b.shared = append(b.shared, t.String())
		return nil
	})
}

// each walks over the elements of a part.
func (b *Book) each(part string, do func(*xml.Decoder, xml.StartElement) error) error {
	d, closer, err := b.open(part)
	if err != nil {
		return err
	}
	defer closer.Close()
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := do(d, e); err != nil {
				return err
			}
		}
	}
}

// beside is what in a number format says nothing of its kind: quoted words, colours, escapes.
var beside = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.`)

func (b *Book) readStyles(part string) error {
	var s struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := b.decode(part, &s); err != nil {
		return err
	}
	// Built-in formats that show a day, those of Chinese editions among them (ECMA-376, 18.8.30).
	days := map[int]bool{14: true, 15: true, 16: true, 17: true, 22: true, 27: true, 28: true, 29: true, 30: true, 31: true, 36: true,
		50: true, 51: true, 52: true, 53: true, 54: true, 57: true, 58: true}
	for _, f := range s.Formats {
		days[f.ID] = strings.ContainsAny(strings.ToLower(beside.ReplaceAllString(f.Code, "")), "yd")
	}
	for i, c := range s.Cells {
		if days[c.Format] {
			b.dates[i] = true
		}
	}
	return nil
}

// Sheets are the names of the sheets in their order.
func (b *Book) Sheets() []string { return b.sheets }

// Rows gives each row that has something, with its number from 1. A date is written
// 2006-01-02, a number as the file has it, a formula as what it gave. An error of do ends the walk.
func (b *Book) Rows(sheet string, do func(n int, cells []string) error) error {
	part, ok := b.part[sheet]
	if !ok {
		return fmt.Errorf("sheet %q: %w", sheet, fs.ErrNotExist)
	}
	n := 0
	var cells []string
	flush := func() error {
		if len(cells) == 0 {
			return nil
		}
		row := cells
		cells = nil
		return do(n, row)
	}
	err := b.each(part, func(d *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "row":
			if err := flush(); err != nil {
				return err
			}
			n++
			for _, a := range e.Attr {
				if a.Name.Local == "r" {
					given, err := strconv.Atoi(a.Value)
					if err != nil || given < n || given > lastRow {
						return fmt.Errorf("row %q stands after row %d", a.Value, n-1)
					}
					n = given
				}
			}
		case "c":
			var c cell
			if err := d.DecodeElement(&c, &e); err != nil {
				return err
			}
			at := len(cells)
			if c.R != "" {
				if at = columnOf(c.R); at < 0 {
					return fmt.Errorf("row %d: no cell is named %q", n, c.R)
				}
			}
			at = min(at, Widest)
			for len(cells) <= at {
				cells = append(cells, "")
			}
			cells[at] = b.value(c)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}

type cell struct {
	R  string `xml:"r,attr"`
	T  string `xml:"t,attr"`
	S  int    `xml:"s,attr"`
	V  string `xml:"v"`
	Is text   `xml:"is"`
}

// Days before 1970 in the two ways of counting.
const (
	epoch1900 = 25569
	epoch1904 = 24107
)

func (b *Book) value(c cell) string {
	switch c.T {
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(c.V)); err == nil && i >= 0 && i < len(b.shared) {
			return b.shared[i]
		}
		return ""
	case "inlineStr":
		return c.Is.String()
	case "b":
		if strings.TrimSpace(c.V) == "1" {
			return "TRUE"
		}
		return "FALSE"
	case "str", "e":
		return plain(c.V)
	case "d":
		day, _, _ := strings.Cut(c.V, "T00:00:00")
		return day
	}
	if f, err := strconv.ParseFloat(c.V, 64); b.dates[c.S] && err == nil && f >= 1 && f < 2958466 { // until 9999-12-31
		f -= epoch1900
		if b.from1904 {
			f += epoch1900 - epoch1904
		}
		at := time.Unix(int64(math.Round(f*86400)), 0).UTC()
		if at.Equal(at.Truncate(24 * time.Hour)) {
			return at.Format(time.DateOnly)
		}
		return at.Format(time.DateTime)
	}
	return c.V
}
