package scanpage

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/http"
	"strings"
)

//go:embed style.css
var sheet string

// style is the one style sheet of the page. It stands in the page itself, so that the page is one
// request; policy allows that sheet and no other style, and no script at all.
var (
	style  = strings.ReplaceAll(sheet, "\n", "")
	policy = "default-src 'none'; style-src 'sha256-" + digest(style) + "'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

// stylePath is where the same sheet stands for the gallery, under a name that changes with it.
var stylePath = "/food/scan-" + strings.NewReplacer("+", "-", "/", "_").Replace(digest(style)[:12]) + ".css"

func sheetHandler(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write([]byte(style)) // a reader that went away needs no answer
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}
