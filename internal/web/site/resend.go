package site

import (
	"errors"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// secrets are fields that no page gives back: a form with one is typed again.
var secrets = []string{"password", "passphrase", "secret", "code", "token"}

// mostResent is the most text that a page carries for sending again.
const mostResent = 256 << 10

// resend keeps what was typed into a form that could not be taken in for the moment, in the page
// that says so. Nothing of it is stored here. lost says that files had been chosen.
func resend(r *Request, f *fault.Fault) (again *ui.PostButton, lost bool) {
	if f.Kind != fault.Unavailable || r.Method != http.MethodPost {
		return nil, false
	}
	// In memory as a whole: what was entrusted to a form touches no disk here.
	if err := r.ParseMultipartForm(MaxUpload); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return nil, false
	}
	b := &ui.PostButton{Button: ui.Button{Label: lang.T("再交一次", "Send it again")}, Action: r.URL.RequestURI()}
	size, typed := 0, false
	for name, values := range r.PostForm {
		if slices.Contains(secrets, name) {
			return nil, false
		}
		for _, v := range values {
			size += len(name) + len(v)
			typed = typed || v != "" && !strings.HasPrefix(name, "_")
			b.Hidden = append(b.Hidden, ui.Hidden{Name: name, Value: v})
		}
	}
	if !typed || size > mostResent {
		return nil, false
	}
	slices.SortStableFunc(b.Hidden, func(x, y ui.Hidden) int { return strings.Compare(x.Name, y.Name) })
	if m := r.MultipartForm; m != nil {
		for _, files := range m.File {
			lost = lost || slices.ContainsFunc(files, func(h *multipart.FileHeader) bool { return h.Filename != "" || h.Size > 0 })
		}
	}
	return b, lost
}
