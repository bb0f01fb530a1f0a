package field

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/http"
)

//go:embed field.js
var script []byte

// FieldScript is the address of the script of the page; it changes with its content.
var FieldScript = func() string {
	sum := sha256.Sum256(script)
	return "/food/field-" + base64.RawURLEncoding.EncodeToString(sum[:9]) + ".js"
}()

// assets serves the script.
func (v *Pages) assets() {
	v.Site.Mount("GET "+FieldScript, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(script) // the browser went away; nothing to do
	}))
}
