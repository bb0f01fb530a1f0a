// Package upload takes the files that come with a form of staff and keeps them when the
// form is refused, so that nobody has to choose them twice.
//
//	form ─ file.<material> ─▶ Files.Put (checked, stored) ─▶ casework.File ─▶ the act that names it
//	                                         └─ refused ─▶ hidden field, sealed ─▶ sent again
//
// The hidden field carries what Files.Put found, under a keyed hash and bound to the
// person who sent it: nobody can name another person's file by its hash. A file no act
// ever names is removed by the store after 24 hours.
package upload

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

const (
	prefix = "file." // of the inputs; the material's id follows
	held   = "_held" // of the hidden fields
)

// Read stores the files sent now and adds those that were held. The error is a fault at
// the input that carried a wrong file; the others are in the answer all the same.
func Read(r *site.Request) ([]casework.File, error) {
	files := open(r)
	if r.MultipartForm == nil {
		return files, nil
	}
	bad := fault.InvalidInput()
	for name, sent := range r.MultipartForm.File {
		material, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		for _, h := range sent {
			if h.Size == 0 {
				continue
			}
			f, err := h.Open()
			if err != nil {
				return files, err
			}
			got, err := r.Site.Files.Put(r.Context(), h.Filename, f)
			_ = f.Close() // read to its end, or refused
			if err != nil {
				flt, known := fault.As(err)
				if !known {
					return files, err
				}
				bad.At(name, lang.T(flt.Message.ZH+flt.Remedy.ZH, flt.Message.EN+" "+flt.Remedy.EN))
				continue
			}
			got.Material = material
			files = append(files, got)
		}
	}
	slices.SortFunc(files, func(a, b casework.File) int { return strings.Compare(a.Material+a.Name, b.Material+b.Name) })
	return files, bad.Or()
}

// Hidden holds files in a form that is drawn again.
func Hidden(r *site.Request, files []casework.File) []ui.Hidden {
	var out []ui.Hidden
	for _, f := range files {
		raw, err := json.Marshal(f)
		if err != nil {
			continue // a struct of strings and a number always marshals
		}
		text := base64.RawURLEncoding.EncodeToString(raw)
		out = append(out, ui.Hidden{Name: held, Value: text + "." + seal(r, text)})
	}
	return out
}

// Notice says which files are held; nil for none.
func Notice(files []casework.File) ui.Component {
	if len(files) == 0 {
		return nil
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	list := strings.Join(names, "、")
	return ui.Notice{Kind: ui.Info, Title: lang.T("已收到的文件都在，不用再选", "The files you sent are kept; no need to choose them again"), Text: ui.Data(list)}
}

func seal(r *site.Request, text string) string {
	return r.Site.Codes.Hash("held file\x00" + r.Actor.ID + "\x00" + text)
}

// open reads the held files whose seal is good.
func open(r *site.Request) []casework.File {
	var files []casework.File
	for _, v := range r.PostForm[held] {
		text, mac, ok := strings.Cut(v, ".")
		raw, err := base64.RawURLEncoding.DecodeString(text)
		var f casework.File
		if ok && err == nil && hmac.Equal([]byte(mac), []byte(seal(r, text))) && json.Unmarshal(raw, &f) == nil {
			files = append(files, f)
		}
	}
	return files
}
