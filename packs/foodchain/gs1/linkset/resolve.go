package linkset

import (
	"net/url"
	"slices"
	"strings"

	"banjie/internal/lang"
	"banjie/packs/foodchain/gs1"
)

// Request is what a resolver is asked.
type Request struct {
	Link           gs1.Link
	LinkType       string // relation as asked for; "" for the default; "linkset" or "all"
	Accept         string // header
	AcceptLanguage string // header
	Context        string
	Query          string // what is passed on to where the link leads
	Whole          string // the link written out, where it came compressed
}

// ReadRequest reads a Digital Link, compressed or not, with its query, and the two headers. Of
// what older links have it lets short names and GTINs without their leading zeros through.
func ReadRequest(uri, accept, acceptLanguage string) (Request, error) {
	reading, err := gs1.Lenience{ShortNames: true, ShortGTIN: true}.Read(uri)
	if err != nil {
		return Request{}, err
	}
	if reading.Link == nil {
		_, err := gs1.ParseLink(uri)
		return Request{}, err
	}
	r := Request{Link: *reading.Link, Accept: accept, AcceptLanguage: acceptLanguage}
	if reading.Form == gs1.FormCompressed {
		if r.Whole, err = gs1.Decompress(uri); err != nil {
			return Request{}, err
		}
		uri = r.Whole
	}
	_, query, _ := strings.Cut(uri, "?")
	query, _, _ = strings.Cut(query, "#")
	var passed []string
	for pair := range strings.SplitSeq(query, "&") {
		name, raw, _ := strings.Cut(pair, "=")
		value, err := url.QueryUnescape(raw)
		switch {
		case name == "linkType" && err == nil:
			r.LinkType = value
		case name == "context" && err == nil:
			r.Context = value
		case pair != "":
			passed = append(passed, pair)
		}
	}
	r.Query = strings.Join(passed, "&")
	return r, nil
}

// Levels are the things a link may be about, the finest first: the unit, its batch, its
// variant, the kind of item. Each is a Digital Link on id.gs1.org.
func Levels(link gs1.Link) []string {
	path := link.Elements[:link.Path]
	key, qualifiers := path[:1], path[1:]
	var levels []string
	add := func(es gs1.Elements) {
		if uri, err := es.Canonical(); err == nil && !slices.Contains(levels, uri) {
			levels = append(levels, uri)
		}
	}
	for n := len(qualifiers); n > 0; n-- {
		add(slices.Concat(key, qualifiers[:n]))
		add(slices.Concat(key, qualifiers[n-1:n]))
	}
	add(key)
	return levels
}

// Decision is what a request gets. Where Status is 307, Location says where to; 300 lists
// Choices; 200 and 404 carry the Document of all that is known.
type Decision struct {
	Status   int
	Location string
	Level    string // the thing whose link it is
	Choices  []Target
	Document Document
	Header   string // value of the Link header field that leads to the linkset
	Vary     string // value of the Vary header field
	Why      lang.Text
}

// Resolve decides what a request gets (GS1-Conformant Resolver standard 1.2, section 2.6).
// find gives what is known of a thing by its Digital Link on id.gs1.org, as [Levels] spells it.
func Resolve(r Request, find func(anchor string) (Set, bool)) Decision {
	d := Decision{Vary: "Accept, Accept-Language"}
	for _, level := range Levels(r.Link) {
		if s, ok := find(level); ok {
			if s.Anchor == "" {
				s.Anchor = level
			}
			d.Document.Sets = append(d.Document.Sets, s)
		}
	}
	if len(d.Document.Sets) == 0 {
		d.Status = 404
		d.Why = lang.T("这个编码没有登记任何链接。", "No links are known for this code.")
		return d
	}
	d.Header = linksetHeader(r.Link)
	switch {
	case r.wantsLinkset():
		d.Status = 200
	case r.LinkType != "" && r.LinkType != "default" && Relation(r.LinkType) != DefaultLink:
		d.byType(r, Relation(r.LinkType))
	default:
		d.byDefault(r)
	}
	return d
}

func (r *Request) wantsLinkset() bool {
	if r.LinkType == "linkset" || r.LinkType == "all" {
		return true
	}
	list := weights(r.Accept)
	return r.LinkType == "" && len(list) > 0 && list[0].q > 0 && (list[0].value == MediaType || list[0].value == MediaTypeText)
}

func linksetHeader(link gs1.Link) string {
	uri, err := link.Elements[:link.Path].Link(link.Stem)
	if err != nil {
		return ""
	}
	return "<" + uri + `?linkType=linkset>; rel="linkset"; type="` + MediaType + `"`
}

// byType answers for the finest level that has links of the type.
func (d *Decision) byType(r Request, relation string) {
	for _, s := range d.Document.Sets {
		links := s.Of(relation)
		if len(links) == 0 {
			continue
		}
		d.Level = s.Anchor
		kept, _ := choose(links, &r)
		if many(kept) {
			kept = preferDefault(kept, &s)
		}
		d.lead(kept, r)
		return
	}
	d.Status = 404
	d.Why = lang.T("没有这种链接。", "There is no link of this type.")
}

// preferDefault takes the one that is the default link, if it is among them.
func preferDefault(links []Target, s *Set) []Target {
	for _, def := range s.Of(DefaultLink) {
		for _, t := range links {
			if t.Href == def.Href {
				return []Target{t}
			}
		}
	}
	return links
}

// byDefault answers with the default link, or the variant of it that the request decides.
func (d *Decision) byDefault(r Request) {
	for _, s := range d.Document.Sets {
		one, several := s.Of(DefaultLink), s.Of(DefaultLinkMulti)
		if len(one)+len(several) == 0 {
			continue
		}
		d.Level = s.Anchor
		kept, decided := choose(several, &r)
		if len(several) > 0 && decided && !many(kept) || len(one) == 0 {
			d.lead(kept, r)
		} else {
			d.lead(one[:1], r)
		}
		return
	}
	d.Status = 200 // no default is named: what there is says more than a refusal
	d.Why = lang.T("没有设定默认链接。", "No default link is set.")
}

// many says that links lead to more than one place.
func many(links []Target) bool {
	return slices.ContainsFunc(links, func(t Target) bool { return t.Href != links[0].Href })
}

func (d *Decision) lead(links []Target, r Request) {
	if many(links) {
		d.Status, d.Choices = 300, links
		d.Why = lang.T("有几个链接同样合适。", "Several links fit equally well.")
		return
	}
	d.Status = 307
	d.Location = passOn(links[0], r.Query)
}

// passOn puts the query of the request behind the target's own.
func passOn(t Target, query string) string {
	if query == "" || t.KeepOut {
		return t.Href
	}
	href, fragment, marked := strings.Cut(t.Href, "#")
	mark := "?"
	if strings.Contains(href, "?") {
		mark = "&"
	}
	href += mark + query
	if marked {
		href += "#" + fragment
	}
	return href
}
