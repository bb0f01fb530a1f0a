package pages

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/http"
)

//go:embed food.js
var script []byte

//go:embed food.css
var style []byte

//go:embed worker.js
var worker []byte

// Addresses of the script and the style sheet of these pages; they change with their content.
var (
	Script = named("js", script)
	Style  = named("css", style)
)

func named(ext string, body []byte) string {
	sum := sha256.Sum256(body)
	return "/food/food-" + base64.RawURLEncoding.EncodeToString(sum[:9]) + "." + ext
}

// Worker is the address of what answers for these pages without signal. It stays, so that a browser
// finds a new one.
const Worker = "/food/worker.js"

// Assets serves script, style sheet and worker.
func (c *Counter) Assets() {
	serve := func(path, kind, keep string, body []byte) {
		c.Site.Mount("GET "+path, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			h := w.Header()
			h.Set("Content-Type", kind+"; charset=utf-8")
			h.Set("Cache-Control", keep)
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Service-Worker-Allowed", "/food")
			_, _ = w.Write(body) // the browser went away; nothing to do
		}))
	}
	serve(Script, "text/javascript", "public, max-age=31536000, immutable", script)
	serve(Style, "text/css", "public, max-age=31536000, immutable", style)
	serve(Worker, "text/javascript", "no-cache", worker)
}
