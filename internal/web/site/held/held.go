// Package held takes an uploaded file from the page that shows what it would do to the
// page that does it.
//
//	upload ─▶ dry run ─ hidden field, sealed ─▶ confirm ─▶ read again, planned again, done
//
// Nothing is stored between the two: the file travels with the form, under a keyed hash
// bound to the person and to the purpose, so that any node of the service can finish what
// another began, and nobody can confirm a file that was never looked at.
package held

import (
	"bytes"
	"compress/gzip"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// MaxBytes is the most one file may weigh. A county's whole catalogue of items weighs a tenth.
const MaxBytes = 5 << 20

// Names of the hidden fields.
const (
	bodyField = "_file"
	nameField = "_file_name"
	sealField = "_file_seal"
)

// File is an uploaded file.
type File struct {
	Name string
	Body []byte
}

// Ext is the ending of the name in small letters, without the dot.
func (f File) Ext() string { return strings.TrimPrefix(strings.ToLower(path.Ext(f.Name)), ".") }

// Upload reads the file of an input. Errors: fault.Invalid for none or an ending that is
// not among exts, fault.TooLarge.
func Upload(r *site.Request, field string, exts ...string) (File, error) {
	in, head, err := r.FormFile(field)
	if err != nil {
		return File{}, fault.InvalidInput().At(field, lang.T("请选择文件。", "Please choose a file."))
	}
	defer in.Close()
	f := File{Name: clean(head.Filename)}
	if !slices.Contains(exts, f.Ext()) {
		list := strings.ToUpper(strings.Join(exts, ", "))
		return f, fault.InvalidInput().At(field, lang.T("只能上传 "+list+" 文件。", "Only these files can be read: "+list+"."))
	}
	f.Body, err = io.ReadAll(io.LimitReader(in, MaxBytes+1))
	if err != nil {
		return f, err
	}
	return f, f.check(field)
}

func (f File) check(field string) error {
	switch {
	case len(f.Body) > MaxBytes:
		return fault.New(fault.TooLarge, "upload_too_large",
			lang.T("文件超过 "+ui.Size(MaxBytes)+"，没有导入。", "The file is over "+ui.Size(MaxBytes)+" and was not imported."),
			lang.T("请删去图片和多余的工作表，或者分成几个文件。", "Take out pictures and other sheets, or split the file.")).
			At(field, lang.T("文件太大。", "The file is too large."))
	case len(f.Body) == 0:
		return fault.InvalidInput().At(field, lang.T("文件是空的。", "The file is empty."))
	}
	return nil
}

// clean keeps a name that can be shown: the last part of a path, no control characters.
func clean(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return -1
		}
		return r
	}, name[strings.LastIndexAny(name, `/\`)+1:])
	if r := []rune(name); len(r) > 100 {
		name = string(r[len(r)-100:]) // the ending stays
	}
	return name
}

// Hidden are the fields by which the file travels on. purpose keeps a file that was
// looked at on one page from being confirmed on another.
func (f File) Hidden(r *site.Request, purpose string) ([]ui.Hidden, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(f.Body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return []ui.Hidden{{Name: nameField, Value: f.Name}, {Name: sealField, Value: f.seal(r, purpose)},
		{Name: bodyField, Value: base64.StdEncoding.EncodeToString(b.Bytes())}}, nil
}

func (f File) seal(r *site.Request, purpose string) string {
	sum := sha256.Sum256(f.Body)
	return r.Site.Codes.Hash("held\x00" + r.Actor.ID + "\x00" + purpose + "\x00" + f.Name + "\x00" + hex.EncodeToString(sum[:]))
}

// Open reads the file that came with a confirmation. Errors: fault.Conflict when it is not
// what was looked at.
func Open(r *site.Request, purpose string) (File, error) {
	lost := fault.New(fault.Conflict, "upload_lost",
		lang.T("没有收到刚才看过的文件，什么也没有改动。", "The file you looked at did not arrive; nothing was changed."),
		lang.T("请重新上传。", "Please upload it again."))
	raw, err := base64.StdEncoding.DecodeString(r.PostFormValue(bodyField))
	if err != nil {
		return File{}, lost.With(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return File{}, lost.With(err)
	}
	f := File{Name: r.PostFormValue(nameField)}
	if f.Body, err = io.ReadAll(io.LimitReader(z, MaxBytes+1)); err != nil {
		return File{}, lost.With(err)
	}
	if !hmac.Equal([]byte(r.PostFormValue(sealField)), []byte(f.seal(r, purpose))) {
		return File{}, lost
	}
	return f, nil
}
