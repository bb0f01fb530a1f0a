package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/ui/assets"
)

// GalleryPath is where a [Gallery] must be mounted.
const GalleryPath = "/gallery/"

// Sampler is a part of a page that brings samples of itself.
type Sampler interface{ Sample() []Component }

// Exhibit is one kind of component in the gallery.
type Exhibit struct {
	ID   string // anchor and path
	Name lang.Text
	Of   Sampler
}

// GalleryPage is a whole page drawn with sample data, in any language and mode.
type GalleryPage struct {
	ID   string // short English words with dashes, unique
	Name lang.Text
	Role lang.Text // for whom it is
	Draw func(p Page) templ.Component
}

// GalleryPages is what a package of pages registers: it exports
// func GalleryPages() ui.GalleryPages, and the program puts them into [Gallery].
type GalleryPages []GalleryPage

// Gallery shows every component and every registered page in all languages, modes,
// themes and widths, without a database.
type Gallery struct {
	Pages GalleryPages
}

// GalleryCSP lets a page of the gallery stand in a frame of the gallery, for its widths.
var GalleryCSP = strings.Replace(CSP, "frame-ancestors 'none'", "frame-src 'self'; frame-ancestors 'self'", 1)

// ServeHTTP answers /gallery/ (index), /gallery/all (every component on one page),
// /gallery/part/{id}, /gallery/page/{id} and /gallery/width/{360,390,768,1280}?of=….
// Queries lang, mode and theme go before the cookies.
func (g Gallery) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p := FromRequest(r, lang.T("界面陈列", "Gallery"))
	p.Styles = []string{assets.MapStyle} // for the legend of maps
	if v := r.URL.Query().Get("lang"); slices.Contains(allowed["lang"], v) {
		p.Lang = lang.Tag(v)
	}
	if v := r.URL.Query().Get("mode"); slices.Contains(allowed["mode"], v) {
		p.Mode = Mode(v)
	}
	if v := r.URL.Query().Get("theme"); slices.Contains(allowed["theme"], v) {
		p.Theme = Theme(v)
	}
	status := http.StatusOK
	page := g.find(p, strings.TrimPrefix(r.URL.Path, GalleryPath), r.URL.Query().Get("of"))
	if page == nil {
		status = http.StatusNotFound
		page = framed(p, ErrorPage{Fault: fault.Missing(), Links: []Link{{lang.T("界面陈列", "Gallery"), GalleryPath}}})
	}
	w = galleryHeader{w}
	_ = Write(w, r, status, page) // the reader went away; nothing to do
}

// galleryHeader swaps the policy that forbids frames.
type galleryHeader struct{ http.ResponseWriter }

func (w galleryHeader) WriteHeader(status int) {
	w.Header().Set("Content-Security-Policy", GalleryCSP)
	w.ResponseWriter.WriteHeader(status)
}

func (g Gallery) find(p Page, path, of string) templ.Component {
	kind, id, _ := strings.Cut(path, "/")
	switch kind {
	case "":
		p.Wide = true
		return framed(p, g.index())
	case "all":
		p.Wide = true
		p.Title = lang.T("全部组件", "All components")
		return framed(p, parts{})
	case "part":
		for _, e := range Exhibits {
			if e.ID == id {
				p.Title = e.Name
				return framed(p, part{e})
			}
		}
	case "page":
		for _, e := range g.pages() {
			if e.ID == id {
				return e.Draw(p)
			}
		}
	case "width":
		if slices.Contains(galleryWidths, id) && strings.HasPrefix(of, GalleryPath) {
			p.Wide = true
			return framed(p, frame{Src: localPath(of), Width: id})
		}
	}
	return nil
}

func (g Gallery) pages() GalleryPages { return append(samplePages(), g.Pages...) }

var galleryWidths = []string{"320", "390", "768", "1280"}

// modeQueries is every combination in which a page is shown.
func modeQueries() []url.Values {
	var all []url.Values
	for _, l := range allowed["lang"] {
		for _, m := range allowed["mode"] {
			for _, t := range allowed["theme"] {
				all = append(all, url.Values{"lang": {l}, "mode": {m}, "theme": {t}})
			}
		}
	}
	return all
}

func modeName(q url.Values) lang.Text {
	names := map[string]lang.Text{
		"zh": Data("中文"), "en": Data("English"),
		"standard": lang.T("标准", "standard"), "elder": lang.T("长辈版", "large type"),
		"light": lang.T("浅色", "light"), "dark": lang.T("深色", "dark"),
	}
	l, m, t := names[q.Get("lang")], names[q.Get("mode")], names[q.Get("theme")]
	return lang.T(l.ZH+" · "+m.ZH+" · "+t.ZH, map[bool]string{true: "Chinese", false: "English"}[q.Get("lang") == "zh"]+" · "+m.EN+" · "+t.EN)
}
