package pages

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/http"
)

//go:embed food.js
var script []byte

// Script is the address of the script of these pages; it changes with its content.
var Script = func() string {
	sum := sha256.Sum256(script)
	return "/food/food-" + base64.RawURLEncoding.EncodeToString(sum[:9]) + ".js"
}()

// Assets serves the script.
func (c *Counter) Assets() {
	c.Site.Mount("GET "+Script, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(script) // the browser went away; nothing to do
	}))
}
