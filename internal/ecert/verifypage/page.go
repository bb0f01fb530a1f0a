// Package verifypage is the page that verifies certificates in a browser: once as a
// single HTML file that works without any network, and as the script and data of the
// online page /v.
//
//	QR ──scan──▶ <base>/v#<payload> ──▶ script in the browser ──▶ report
//	                     ▲ the part after # never reaches the server
//
// The script says what internal/ecert says, with the same sentences; the vectors in
// kit/certificates are checked against both. Where a browser has no Ed25519 of its own, or none
// on a plain http address, the script brings a slower one. SM2 signatures are left to the command line.
// The page stores nothing and fetches nothing.
package verifypage

import (
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"banjie/internal/ecert"
	"banjie/internal/lang"
)

var (
	//go:embed ed25519.js
	fallback []byte
	//go:embed verify.js
	engine []byte
	//go:embed page.js
	display []byte
	//go:embed page.html
	page string
)

// Script is the whole script of the online page. The page needs a form verify-form with
// the field verify-input, an element verify-result, and [Data.JSON] in a script element
// of type application/json named verify-data; a button verify-language is optional.
func Script() []byte {
	out := append([]byte(nil), fallback...)
	out = append(append(out, '\n'), engine...)
	return append(append(out, '\n'), display...)
}

// Engine is the script without the page: it leaves BanjieVerify.verify(address, data, now).
func Engine() []byte {
	out := append([]byte(nil), fallback...)
	return append(append(out, '\n'), engine...)
}

// Data is what a verifier carries with it.
type Data struct {
	Keys  ecert.Keys
	List  []byte // a sealed status list; nil: none
	Types []ecert.Type
	// Ahead is how far a demonstration's moved clock is before the verifier's own; 0 everywhere else.
	Ahead time.Duration
}

// JSON is the form the script reads. It is safe inside a script element.
func (d Data) JSON() ([]byte, error) { return d.json(ecert.Sentences()) }

func (d Data) json(sentences map[string]lang.Text) ([]byte, error) {
	types := map[string]lang.Text{}
	for _, t := range d.Types {
		types[t.Code] = t.Name
	}
	statuses := map[ecert.Status]lang.Text{}
	for _, tr := range ecert.Transitions() {
		statuses[tr.To] = tr.To.Name()
	}
	return json.Marshal(map[string]any{
		"keys": d.Keys, "list": base64.RawURLEncoding.EncodeToString(d.List), "types": types,
		"statuses": statuses, "sentences": sentences, "ahead": d.Ahead.Milliseconds(),
	})
}

// Kind is a further sort of signed code that the offline page checks, beside certificates.
type Kind struct {
	Name      lang.Text            // what it is, as it stands in the page's heading: plain words
	Script    []byte               // puts itself among BanjieVerify.kinds, see verify.js
	Sentences map[string]lang.Text // what it says, by names of its own
}

// kinds are those that packs brought.
var kinds []Kind

// Extend teaches the offline page further kinds. Packs do it before the program serves; a name of
// a sentence that is taken is an error.
func Extend(more ...Kind) error {
	taken := ecert.Sentences()
	for _, k := range slices.Concat(kinds, more) {
		for name, says := range k.Sentences {
			if _, twice := taken[name]; twice {
				return fmt.Errorf("verifypage: the sentence %s is there twice", name)
			}
			taken[name] = says
		}
	}
	kinds = append(kinds, more...)
	return nil
}

// WriteOffline writes the page as one file: to be saved, copied, and opened without a
// network. It carries the keys and the list as of made.
func WriteOffline(w io.Writer, d Data, made time.Time) error {
	sentences, script := ecert.Sentences(), Engine()
	title := lang.T("证照核验", "Verify a certificate")
	for _, k := range kinds {
		maps.Copy(sentences, k.Sentences)
		script = append(append(script, '\n'), k.Script...)
		title = lang.T(title.ZH+"、"+k.Name.ZH, title.EN+", "+k.Name.EN)
	}
	script = append(append(script, '\n'), display...)
	data, err := d.json(sentences)
	if err != nil {
		return err
	}
	at := made.In(time.FixedZone("UTC+8", 8*3600)).Format("2006-01-02 15:04")
	about := lang.Format("本页可离线使用，密钥和状态清单截至 %s（UTC+8）。核验只在您的设备上进行，不留记录。",
		"This page works offline; keys and status list are as of %s (UTC+8). Checking happens on your device alone and leaves no trace.", at)
	// Put together from our own files and from JSON, in which < is always escaped. A template
	// engine would keep every exported method of the program alive, see doc/adr.
	_, err = strings.NewReplacer("{{.About.ZH}}", about.ZH, "{{.About.EN}}", about.EN, "{{.Data}}", string(data), "{{.Title.ZH}}", title.ZH, "{{.Title.EN}}", title.EN, "{{.Script}}", string(script)).WriteString(w, page)
	return err
}
