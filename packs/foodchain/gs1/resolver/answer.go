package resolver

import (
	"encoding/json"
	"net/http"
	"strconv"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/gs1/linkset"
)

// linksetContext makes JSON-LD of a linkset (GS1-Conformant Resolver, artefacts).
const linksetContext = `<https://ref.gs1.org/standards/resolver/linkset-context>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`

// answer carries a decision out.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request, asked *linkset.Request, d *linkset.Decision) {
	header := w.Header()
	header.Set("Vary", d.Vary)
	header.Set("Cache-Control", "no-cache") // a recall shows at the next scan
	if d.Header != "" {
		header.Add("Link", d.Header)
	}
	if asked.Whole != "" {
		header.Add("Link", "<"+asked.Whole+`>; rel="owl:sameAs"`)
	}
	for i := range d.Document.Sets {
		d.Document.Sets[i].Anchor = h.here(d.Document.Sets[i].Anchor)
	}
	switch d.Status {
	case http.StatusTemporaryRedirect:
		header.Set("Location", d.Location)
		w.WriteHeader(d.Status)
	case http.StatusMultipleChoices:
		h.choices(w, r, d)
	case http.StatusOK:
		if d.Why.IsZero() || !wantsPage(r) {
			h.linkset(w, r, d.Status, d.Document)
			return
		}
		h.page(w, r, Answer{Status: d.Status, Message: d.Why, Remedy: lang.T("请选择要看的内容。", "Choose what you want to see."), Links: listed(d.Document)})
	default:
		f := fault.New(fault.NotFound, "no_link", d.Why, lang.T("请核对编码；如果是您的产品，请先登记链接。", "Check the code; if the product is yours, enter its links first."))
		if links := len(d.Document.Sets) > 0; links && wantsPage(r) {
			f.Remedy = lang.T("下面是已登记的链接，请选择。", "These links are known; choose one of them.")
		} else if links {
			f.Remedy = lang.T("已登记的链接见链接集（?linkType=linkset）。", "What links there are is in the linkset (?linkType=linkset).")
		}
		h.refuseWith(w, r, d.Status, f, listed(d.Document))
	}
}

// choices answers that several links fit.
func (h *Handler) choices(w http.ResponseWriter, r *http.Request, d *linkset.Decision) {
	if wantsPage(r) {
		links := make([]Link, len(d.Choices))
		for i, t := range d.Choices {
			links[i] = Link{Title: lang.T(t.Title, t.Title), Target: t}
		}
		h.page(w, r, Answer{Status: d.Status, Message: d.Why, Remedy: lang.T("请选择一个。", "Choose one of them."), Links: links})
		return
	}
	some := linkset.Set{Anchor: h.here(d.Level)}
	for _, set := range d.Document.Sets {
		if set.Anchor != some.Anchor {
			continue
		}
		some.Description = set.Description
		for _, g := range set.Groups {
			for _, t := range g.Targets {
				if chosen(d.Choices, t) && g.Relation != linkset.DefaultLink {
					some.Add(g.Relation, t)
				}
			}
		}
	}
	h.linkset(w, r, d.Status, linkset.Document{Sets: []linkset.Set{some}})
}

func chosen(choices []linkset.Target, t linkset.Target) bool {
	for _, c := range choices {
		if c.Href == t.Href {
			return true
		}
	}
	return false
}

// listed are all links of a document, for people.
func listed(d linkset.Document) (links []Link) {
	for _, set := range d.Sets {
		for _, g := range set.Groups {
			if g.Relation == linkset.DefaultLink || g.Relation == linkset.DefaultLinkMulti {
				continue
			}
			for _, t := range g.Targets {
				title := lang.T(t.Title, t.Title)
				if t.Title == "" {
					title = linkset.Title(g.Relation)
				}
				links = append(links, Link{Title: title, Target: t})
			}
		}
	}
	return links
}

func (h *Handler) linkset(w http.ResponseWriter, r *http.Request, status int, d linkset.Document) {
	if prefers(r, linkset.MediaTypeText, linkset.MediaType) {
		h.send(w, r, status, linkset.MediaTypeText, []byte(d.Text()))
		return
	}
	body, err := json.Marshal(d)
	if err != nil {
		h.refuse(w, r, http.StatusInternalServerError, err)
		return
	}
	w.Header().Add("Link", linksetContext)
	h.send(w, r, status, linkset.MediaType, body)
}

// problem is a refusal for programs (RFC 9457), as Banjie's API has it.
type problem struct {
	Type     string    `json:"type"`
	Title    string    `json:"title"`
	Status   int       `json:"status"`
	Detail   string    `json:"detail"`
	Code     string    `json:"code"`
	Messages lang.Text `json:"messages"`
	Remedy   lang.Text `json:"remedy"`
	Errors   []place   `json:"errors,omitempty"`
}

type place struct {
	Path    string    `json:"path"`
	Message lang.Text `json:"message"`
}

func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, status int, err error) {
	h.refuseWith(w, r, status, fault.For(err), nil)
}

// refuseWith says no, to people with a page, to programs with a problem.
func (h *Handler) refuseWith(w http.ResponseWriter, r *http.Request, status int, f *fault.Fault, links []Link) {
	header := w.Header()
	if header.Get("Vary") == "" {
		header.Set("Vary", "Accept, Accept-Language")
	}
	header.Set("Cache-Control", "no-cache")
	if wantsPage(r) {
		h.page(w, r, Answer{Status: status, Message: f.Message, Remedy: f.Remedy, Links: links})
		return
	}
	tag := lang.Accept(r.Header.Get("Accept-Language"))
	p := problem{Type: "urn:banjie:problem:" + f.Code, Title: f.Message.In(tag), Status: status, Detail: f.Remedy.In(tag), Code: f.Code, Messages: f.Message, Remedy: f.Remedy}
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, place{field.Path, field.Message})
	}
	body, err := json.Marshal(p)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"status":500}`)
	}
	h.send(w, r, status, "application/problem+json", body)
}

// send writes an answer; HEAD gets its header only.
func (h *Handler) send(w http.ResponseWriter, r *http.Request, status int, media string, body []byte) {
	header := w.Header()
	header.Set("Content-Type", media)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	if _, err := w.Write(body); err != nil {
		h.o.Log.DebugContext(r.Context(), "resolver: the answer was not taken", "error", err)
	}
}

// wantsPage says that a browser asks: it wants HTML rather than JSON.
func wantsPage(r *http.Request) bool { return prefers(r, "text/html", "application/json") }

// prefers says that the Accept header names a media type and wants it more than another.
func prefers(r *http.Request, media, than string) bool {
	accept := r.Header.Get("Accept")
	q, named := linkset.Accepts(accept, media)
	other, _ := linkset.Accepts(accept, than)
	return named && q > 0 && q > other
}
