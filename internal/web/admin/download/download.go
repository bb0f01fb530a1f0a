// Package download gives a file that was made for the visitor just now, to be saved and
// never shown by this site.
package download

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strconv"
)

// XLSX is the media type of a workbook.
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Send makes the whole file before its first byte goes out, so that what goes wrong on the
// way is still answered by an error page.
func Send(w http.ResponseWriter, name, media string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, _ = b.WriteTo(w) // the reader went away; nothing to do
	return nil
}
