package scanpage

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
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

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}
