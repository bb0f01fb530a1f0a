package resolver

import (
	"fmt"
	"html"
	"net/http"
	"strings"

	"banjie/internal/lang"
	"banjie/packs/foodchain/gs1/linkset"
)

// Link is a link with what people call it.
type Link struct {
	Title  lang.Text
	Target linkset.Target
}

// Answer is what a page says.
type Answer struct {
	Status  int // of HTTP; the page sends it
	Message lang.Text
	Remedy  lang.Text
	Links   []Link
}

// Page writes an answer for people. It sends status and body; for a HEAD request no body.
type Page func(w http.ResponseWriter, r *http.Request, a Answer)

func (h *Handler) page(w http.ResponseWriter, r *http.Request, a Answer) { h.o.Page(w, r, a) }

// plainPage is a page without frame, script or picture, in the language of the request.
func plainPage(w http.ResponseWriter, r *http.Request, a Answer) {
	tag := lang.Accept(r.Header.Get("Accept-Language"))
	text := func(t lang.Text) string { return html.EscapeString(t.In(tag)) }
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><html lang="%s"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title>`, tag, text(a.Message))
	b.WriteString(`<style>body{font:1.125rem/1.6 system-ui,sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}h1{font-size:1.5rem}a{display:block;padding:.75rem 0;color:#0b57a4}</style>`)
	fmt.Fprintf(&b, `<main><h1>%s</h1><p>%s</p>`, text(a.Message), text(a.Remedy))
	if len(a.Links) > 0 {
		b.WriteString("<ul>")
		for _, l := range a.Links {
			title := text(l.Title)
			if title == "" {
				title = html.EscapeString(l.Target.Href)
			}
			fmt.Fprintf(&b, `<li><a href="%s" rel="noreferrer"%s>%s</a></li>`, html.EscapeString(l.Target.Href), hreflang(l.Target), title)
		}
		b.WriteString("</ul>")
	}
	b.WriteString("</main></html>")
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Language", string(tag))
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(a.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(b.String())) // a reader that went away needs no answer
	}
}

func hreflang(t linkset.Target) string {
	if len(t.Language) != 1 {
		return ""
	}
	return ` hreflang="` + html.EscapeString(t.Language[0]) + `"`
}
