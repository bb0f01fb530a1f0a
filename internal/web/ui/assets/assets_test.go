package assets_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"banjie/internal/web/ui/assets"
)

func TestBudgets(t *testing.T) {
	css, cssZip := assets.Sizes(assets.Style)
	js, jsZip := assets.Sizes(assets.Script)
	t.Logf("style %d bytes (%d compressed), script %d (%d)", css, cssZip, js, jsZip)
	if css > 30_000 {
		t.Errorf("the style sheet is %d bytes, at most 30,000", css)
	}
	if jsZip > 15_000 {
		t.Errorf("the script is %d bytes compressed, at most 15,000", jsZip)
	}
	sum := 0
	for _, name := range []string{assets.MapScript, assets.MapStyle} {
		_, zip := assets.Sizes(name)
		sum += zip
	}
	t.Logf("a map adds %d bytes compressed", sum)
	if sum > 52_000 {
		t.Errorf("a map adds %d bytes compressed, at most 52,000", sum)
	}
}

func TestHandler(t *testing.T) {
	h := assets.Handler()
	for _, name := range []string{assets.Style, assets.Script, assets.Mark, assets.HTMX, assets.Idiomorph, assets.MapScript, assets.MapStyle} {
		r := httptest.NewRequest(http.MethodGet, assets.Path(name), nil)
		r.Header.Set("Accept-Encoding", "gzip, br")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d, %v", name, w.Code, w.Header())
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(z); err != nil || string(body) != string(assets.Body(name)) {
			t.Errorf("%s: the compressed body differs (%v)", name, err)
		}
	}
	for _, path := range []string{"/assets/style.css", "/assets/", "/assets/../assets.go"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL.Path = path
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusNotFound {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
}

// The files of others are the ones VENDOR.md names.
func TestVendorIsAsListed(t *testing.T) {
	list, err := os.ReadFile("VENDOR.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir("vendor")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		body, err := os.ReadFile("vendor/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(body)
		if !strings.Contains(string(list), "`vendor/"+f.Name()+"`") || !strings.Contains(string(list), hex.EncodeToString(sum[:])) {
			t.Errorf("%s or its sum is not in VENDOR.md", f.Name())
		}
	}
}

func TestStyleKeepsToItself(t *testing.T) {
	css := string(assets.Body(assets.Style))
	for _, no := range []string{"http:", "https:", "@import", "text-align:justify"} {
		if strings.Contains(css, no) {
			t.Errorf("the style sheet holds %q", no)
		}
	}
	if strings.Count(css, "{") != strings.Count(css, "}") {
		t.Error("braces do not match")
	}
}

// sent is the name under which a colour is sent.
func sent(name string) string {
	for long, short := range map[string]string{"accent-soft": "as", "accent-deep": "ad", "accent": "a", "paper": "p", "line": "l", "ink-2": "i-2", "ink": "i"} {
		if name == long {
			return short
		}
	}
	return name
}

// Text has the contrast of WCAG AA (4.5) in standard mode and AAA (7) in elder mode.
func TestContrast(t *testing.T) {
	css := string(assets.Body(assets.Style))
	block := func(selector string) map[string]string {
		m := regexp.MustCompile(`(?:^|[{}])` + regexp.QuoteMeta(selector) + `\{([^}]*)\}`).FindStringSubmatch(css)
		if m == nil {
			t.Fatalf("no block %s", selector)
		}
		vars := map[string]string{}
		for _, v := range regexp.MustCompile(`--([a-z0-9-]+): ?(#[0-9a-f]+)`).FindAllStringSubmatch(m[1], -1) {
			vars[v[1]] = v[2]
		}
		return vars
	}
	root, dark, elder, both := block(":root"), block(`[data-theme=dark]`), block(`[data-mode=elder]`), block(`[data-mode=elder][data-theme=dark]`)
	for name, c := range map[string]struct {
		layers []map[string]string
		least  float64
	}{
		"standard light": {[]map[string]string{root}, 4.5},
		"standard dark":  {[]map[string]string{root, dark}, 4.5},
		"elder light":    {[]map[string]string{root, elder}, 7},
		"elder dark":     {[]map[string]string{root, dark, elder, both}, 7},
	} {
		vars := map[string]string{}
		for _, layer := range c.layers {
			for k, v := range layer {
				vars[k] = v
			}
		}
		for _, pair := range [][2]string{
			{"ink", "paper"}, {"ink", "ground"}, {"ink-2", "paper"}, {"ink-2", "ground"}, {"accent", "paper"}, {"accent", "ground"},
			{"on-accent", "accent"}, {"accent-deep", "accent-soft"}, {"good", "good-soft"}, {"soon", "soon-soft"}, {"late", "late-soft"},
			{"late", "paper"}, {"paper", "late"}, {"still", "still-soft"}, {"ink", "soon-soft"}, {"ink", "late-soft"}, {"ink-2", "soon-soft"}, {"paper", "ink-2"}, {"soon", "paper"},
		} {
			if got := contrast(t, vars[sent(pair[0])], vars[sent(pair[1])]); got < c.least {
				t.Errorf("%s: %s on %s is %.2f, at least %.1f", name, pair[0], pair[1], got, c.least)
			}
		}
		for _, edge := range []string{"edge", "accent"} {
			if got := contrast(t, vars[sent(edge)], vars[sent("paper")]); got < 3 {
				t.Errorf("%s: the border %s is %.2f on paper, at least 3", name, edge, got)
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (math.Max(x, y) + .05) / (math.Min(x, y) + .05)
}

func luminance(t *testing.T, hex string) float64 {
	h := strings.TrimPrefix(hex, "#")
	if len(h) == 3 {
		h = string([]byte{h[0], h[0], h[1], h[1], h[2], h[2]})
	}
	n, err := strconv.ParseUint(h, 16, 32)
	if err != nil {
		t.Fatalf("colour %q: %v", hex, err)
	}
	part := func(shift uint) float64 {
		c := float64(n>>shift&255) / 255
		if c <= .04045 {
			return c / 12.92
		}
		return math.Pow((c+.055)/1.055, 2.4)
	}
	return .2126*part(16) + .7152*part(8) + .0722*part(0)
}
