// Package assets serves the style sheet, the scripts and the mark, embedded in the
// binary under names that carry the hash of their content.
//
//	css/*.css ──joined, comments cut──> style-<hash>.css ──> one year in the browser's cache
//
// A changed file has a new name, so nothing stale is ever shown and nothing is asked twice.
// It fetches nothing from another host. The style sheet is hand-written; what comes from
// others stands in vendor/ with its version and licence in VENDOR.md.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"io/fs"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Names of the assets.
const (
	Style     = "style.css"
	Script    = "banjie.js"
	Mark      = "mark.svg"
	HTMX      = "htmx.js"      // officers' pages only
	Idiomorph = "idiomorph.js" // officers' pages only, after HTMX
	MapScript = "map.js"       // on pages with a map only, see ui.Map: Leaflet and what draws with it
	MapStyle  = "map.css"      // the same
)

// Prefix is the path under which [Handler] must be mounted.
const Prefix = "/assets/"

//go:embed css/*.css js/*.js map/* vendor/*.js vendor/*.css mark.svg
var files embed.FS

// asset is one file as it is sent.
type asset struct {
	path string // with the hash
	kind string // content type
	body []byte
	zip  func() []byte
}

var byName, byPath = load()

func load() (map[string]*asset, map[string]*asset) {
	sources := map[string][]byte{
		Style:     joinStyles(),
		Script:    read("js/banjie.js"),
		Mark:      read("mark.svg"),
		HTMX:      read("vendor/htmx.js"),
		Idiomorph: read("vendor/idiomorph.js"),
		MapScript: slices.Concat(read("vendor/leaflet.js"), []byte("\n"), read("map/map.js")),
		MapStyle:  slices.Concat(read("vendor/leaflet.css"), squeezed(string(read("map/map.css")))),
	}
	named, pathed := map[string]*asset{}, map[string]*asset{}
	for name, body := range sources {
		sum := sha256.Sum256(body)
		stem, ext, _ := strings.Cut(name, ".")
		a := &asset{
			path: Prefix + stem + "-" + base64.RawURLEncoding.EncodeToString(sum[:9]) + "." + ext,
			kind: map[string]string{"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}[ext],
			body: body,
			zip:  sync.OnceValue(func() []byte { return deflate(body) }),
		}
		named[name], pathed[a.path] = a, a
	}
	return named, pathed
}

func read(path string) []byte {
	b, err := files.ReadFile(path)
	if err != nil {
		panic("assets: " + err.Error()) // embedded: a missing file is a mistake in this package
	}
	return b
}

// joinStyles puts the sheets one after another in the order of their names.
func joinStyles() []byte {
	names, err := fs.Glob(files, "css/*.css")
	if err != nil {
		panic("assets: " + err.Error())
	}
	var all strings.Builder
	for _, n := range names {
		all.Write(read(n))
	}
	return squeezed(all.String())
}

// squeezed cuts comments and indentation of a sheet and writes the properties' short names.
func squeezed(sheet string) []byte {
	s := cssComment.ReplaceAllString(sheet, "")
	s = cssSpace.ReplaceAllString(s, " ")
	s = cssAround.ReplaceAllString(s, "$1")
	s = cssQuote.ReplaceAllString(s, "=$1")
	s = physical.Replace(s)
	s = strings.ReplaceAll(s, ": ", ":") // in a selector a colon is never followed by a space
	return []byte(strings.ReplaceAll(strings.TrimSpace(s), ";}", "}"))
}

// physical are the shorter names of the logical properties, for both languages run from left
// to right and from top to bottom, and of the colours that are named most.
var physical = strings.NewReplacer(
	"inset-block-start", "top", "inset-block-end", "bottom", "inset-inline-start", "left", "inset-inline-end", "right",
	"-block-start", "-top", "-block-end", "-bottom", "-inline-start", "-left", "-inline-end", "-right",
	"inline-size", "width", "block-size", "height", "text-align: start", "text-align:left", "text-align: end", "text-align:right",
	"--accent-soft", "--as", "--accent-deep", "--ad", "--accent", "--a", "--paper", "--p", "--line", "--l", "--ink", "--i",
)

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssQuote   = regexp.MustCompile(`="([a-z]+)"`)
	cssSpace   = regexp.MustCompile(`\s+`)
	cssAround  = regexp.MustCompile(` ?([{};,>!]) ?`)
)

func deflate(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is a constant that exists
	_, _ = w.Write(b)                                       // a buffer does not fail
	_ = w.Close()
	return out.Bytes()
}

// Path is the address of an asset. An unknown name is a mistake in the program and panics.
func Path(name string) string {
	a, ok := byName[name]
	if !ok {
		panic("assets: no asset " + strconv.Quote(name))
	}
	return a.path
}

// Sizes gives the bytes of an asset as stored and as sent compressed.
func Sizes(name string) (raw, compressed int) {
	a := byName[name]
	return len(a.body), len(a.zip())
}

// Body gives the bytes of an asset, for tests and for bundles.
func Body(name string) []byte { return byName[name].body }

// Handler serves the assets under [Prefix].
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := byPath[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		body := a.body
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = a.zip()
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(body) // the browser went away; nothing to do
		}
	})
}
