package site

import (
	"io"
	"mime"
	"net/http"
	"strconv"

	"banjie/internal/casework"
)

// SendFile gives an uploaded file to be saved, never to be shown by this site: whatever
// is inside it gets no script, no origin and no guess about its type.
func (r *Request) SendFile(w http.ResponseWriter, f casework.File) error {
	in, err := r.Site.Files.Open(r.Context(), f.Hash)
	if err != nil {
		return err
	}
	defer in.Close()
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	if f.Size > 0 {
		h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	}
	_, err = io.Copy(w, in)
	if err != nil {
		r.Site.Log.InfoContext(r.Context(), "file not sent to its end", "error", err)
	}
	return nil
}
