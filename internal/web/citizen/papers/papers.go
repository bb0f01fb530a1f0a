// Package papers takes in the documents of an application: the field that asks for them,
// the limits it names, and the check of what came.
//
//	field (limits said) ──▶ upload ──▶ size, kind, number ──▶ site.Files.Put ──▶ casework.File
//
// Files are written and checked before the act that names them. What a file is, its
// content says (site.Files), not its name. The package keeps nothing itself.
package papers

import (
	"fmt"
	"mime/multipart"
	"path"
	"slices"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Limits of uploads, said on the page.
const (
	MostFiles = 10       // of one document
	MostBytes = 10 << 20 // of one file
)

// usual is what may be uploaded where the item does not say.
var usual = []string{"pdf", "jpg", "png"}

var typeOf = map[string]string{"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}

func formats(m catalog.Material) []string {
	if len(m.Formats) == 0 {
		return usual
	}
	return m.Formats
}

// Field asks for the files of a material.
func Field(m catalog.Material, name string) ui.Field {
	return ui.Field{Name: name, Kind: ui.File, Label: lang.T("选择文件或者拍照", "Choose a file or take a photo"), Hint: lang.T("四角拍全，字能看清。", "All four corners in the picture, the words readable."),
		Formats: formats(m), MaxBytes: MostBytes, MaxFiles: MostFiles, MaxTotal: site.MaxUpload, Optional: !m.Required}
}

// Take stores the files sent under name. Faults name the file and what to do; nothing
// is taken where one of them is wrong.
func Take(r *site.Request, m catalog.Material, name string) ([]casework.File, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	var sent []*multipart.FileHeader
	for _, h := range r.MultipartForm.File[name] {
		if h.Filename != "" || h.Size > 0 {
			sent = append(sent, h)
		}
	}
	bad := fault.InvalidInput()
	if len(sent) > MostFiles {
		bad.At(name, lang.Format("一次最多%d个文件。", "At most %d files at once.", MostFiles))
	}
	for _, h := range sent {
		switch {
		case h.Size > MostBytes:
			bad.At(name, lang.T(fmt.Sprintf("“%s”超过%s，请压缩或者重拍。", h.Filename, ui.Size(MostBytes)), fmt.Sprintf("“%s” is over %s; please make it smaller or take the photo again.", h.Filename, ui.Size(MostBytes))))
		case h.Size == 0:
			bad.At(name, lang.T(fmt.Sprintf("“%s”是空文件，请重新选择。", h.Filename), fmt.Sprintf("“%s” is empty; please choose it again.", h.Filename)))
		}
	}
	if err := bad.Or(); err != nil {
		return nil, err
	}
	var files []casework.File
	for _, h := range sent {
		f, err := store(r, m, name, h)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

func store(r *site.Request, m catalog.Material, name string, h *multipart.FileHeader) (casework.File, error) {
	in, err := h.Open()
	if err != nil {
		return casework.File{}, fmt.Errorf("papers: %w", err)
	}
	defer in.Close()
	file, err := r.Site.Files.Put(r.Context(), path.Base(strings.ReplaceAll(h.Filename, `\`, "/")), in)
	if f, ok := fault.As(err); ok && len(f.Fields) == 0 && strings.Contains(f.Message.ZH, path.Base(h.Filename)) {
		return file, fault.New(f.Kind, f.Code, f.Message, f.Remedy).At(name, f.Message).With(err)
	} else if ok && len(f.Fields) == 0 {
		return file, fault.New(f.Kind, f.Code, f.Message, f.Remedy).At(name, lang.T("“"+h.Filename+"”："+f.Message.ZH, "“"+h.Filename+"”: "+f.Message.EN)).With(err)
	}
	if err != nil {
		return file, err
	}
	if !slices.ContainsFunc(formats(m), func(ext string) bool { return typeOf[ext] == "" || typeOf[ext] == file.Type }) {
		list := strings.ToUpper(strings.Join(formats(m), "/"))
		return file, fault.InvalidInput().At(name, lang.T(fmt.Sprintf("“%s”不是%s文件，请换一个。", h.Filename, list), fmt.Sprintf("“%s” is no %s file; please choose another.", h.Filename, list)))
	}
	file.Material = m.ID
	return file, nil
}
