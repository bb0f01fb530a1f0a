package linkset

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// MediaType is what a linkset in JSON is served as, MediaTypeText as header fields.
const (
	MediaType     = "application/linkset+json"
	MediaTypeText = "application/linkset"
)

// Target is where one link leads.
type Target struct {
	Href     string   `json:"href"`
	Title    string   `json:"title,omitempty"`
	Type     string   `json:"type,omitempty"`     // media type
	Language []string `json:"hreflang,omitempty"` // tags after RFC 5646
	Context  []string `json:"context,omitempty"`  // for whom, in words of the resolver
	KeepOut  bool     `json:"-"`                  // the query of the request is not passed on
}

// Group is the links of one type.
type Group struct {
	Relation string // see [Relation]
	Targets  []Target
}

// Set is what is known of one thing.
type Set struct {
	Anchor      string // the thing: a Digital Link
	Description string
	Groups      []Group
}

// Of gives the links of a type.
func (s *Set) Of(relation string) []Target {
	for _, g := range s.Groups {
		if g.Relation == relation {
			return g.Targets
		}
	}
	return nil
}

// Add puts a link of a type behind those of that type.
func (s *Set) Add(relation string, t Target) {
	relation = Relation(relation)
	for i := range s.Groups {
		if s.Groups[i].Relation == relation {
			s.Groups[i].Targets = append(s.Groups[i].Targets, t)
			return
		}
	}
	s.Groups = append(s.Groups, Group{relation, []Target{t}})
}

// Document is a linkset of one or more things (RFC 9264, section 4.2).
type Document struct {
	Sets []Set
}

// MarshalJSON writes the document with the types in their order.
func (d Document) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(`{"linkset":[`)
	for i, s := range d.Sets {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := s.write(&b); err != nil {
			return nil, err
		}
	}
	b.WriteString("]}")
	return b.Bytes(), nil
}

func (s *Set) write(b *bytes.Buffer) error {
	b.WriteByte('{')
	if err := member(b, "anchor", s.Anchor, true); err != nil {
		return err
	}
	if s.Description != "" {
		if err := member(b, "description", s.Description, false); err != nil {
			return err
		}
	}
	for _, g := range s.Groups {
		if len(g.Targets) == 0 {
			continue
		}
		if err := member(b, g.Relation, g.Targets, false); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

func member(b *bytes.Buffer, name string, value any, first bool) error {
	if !first {
		b.WriteByte(',')
	}
	n, err := json.Marshal(name)
	if err != nil {
		return err
	}
	b.Write(n)
	b.WriteByte(':')
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1) // the encoder's newline
	return nil
}

// Parse reads a linkset in JSON. Members it does not know are passed over; a link without
// target, a type that is no list, or a target that is no URI is refused with its place.
func Parse(data []byte) (Document, error) {
	var file struct {
		Linkset []json.RawMessage `json:"linkset"`
	}
	if err := json.Unmarshal(data, &file); err != nil || file.Linkset == nil {
		return Document{}, refuse("linkset", lang.T("没有“linkset”列表", "there is no list named linkset"))
	}
	d := Document{Sets: make([]Set, len(file.Linkset))}
	for i, raw := range file.Linkset {
		if err := d.Sets[i].read(raw, fmt.Sprintf("linkset.%d", i)); err != nil {
			return Document{}, err
		}
	}
	return d, nil
}

// read reads one link context object.
func (s *Set) read(raw json.RawMessage, place string) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return refuse(place, lang.T("不是JSON对象", "it is no JSON object"))
	}
	for dec.More() {
		t, err := dec.Token()
		name, ok := t.(string)
		var value json.RawMessage
		if err != nil || !ok || dec.Decode(&value) != nil {
			return refuse(place, lang.T("读不懂", "it cannot be read"))
		}
		if err := s.readMember(name, value, place+"."+name); err != nil {
			return err
		}
	}
	return nil
}

func (s *Set) readMember(name string, value json.RawMessage, place string) error {
	switch {
	case name == "anchor":
		if json.Unmarshal(value, &s.Anchor) != nil {
			return refuse(place, lang.T("应为文字", "it is text"))
		}
	case name == "itemDescription", name == "description":
		if json.Unmarshal(value, &s.Description) != nil {
			return refuse(place, lang.T("应为文字", "it is text"))
		}
	case len(value) > 0 && value[0] == '[':
		var targets []struct {
			Target
			Forward *bool `json:"fwqs"`
		}
		if json.Unmarshal(value, &targets) != nil {
			return refuse(place, lang.T("应为链接的列表", "it is a list of links"))
		}
		for i, t := range targets {
			if !address(t.Href) {
				return refuse(fmt.Sprintf("%s.%d.href", place, i), lang.T("不是网址", "it is no web address"))
			}
			t.KeepOut = t.Forward != nil && !*t.Forward
			s.Add(name, t.Target)
		}
	case strings.Contains(name, ":"):
		return refuse(place, lang.T("应为链接的列表", "it is a list of links"))
	}
	return nil
}

// address says whether a text is a web address, whole or relative. Anything else a browser
// could be sent to is refused.
func address(s string) bool {
	u, err := url.Parse(s)
	if err != nil || s == "" || !plain(s) || strings.ContainsAny(s, ` <>"\`) {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" || u.Scheme == "" && u.Opaque == ""
}

func refuse(place string, why lang.Text) error {
	return fault.New(fault.Invalid, "linkset",
		lang.T("读不懂这个链接集："+why.ZH+"。", "This linkset cannot be read: "+why.EN+"."),
		lang.T("请对照RFC 9264第4.2节修改所指的位置。", "Mend the place named after RFC 9264, section 4.2.")).At(place, why)
}

// Text writes the document as application/linkset: the syntax of the Link header field, one
// link a line (RFC 9264, section 4.1).
func (d Document) Text() string {
	var lines []string
	for _, s := range d.Sets {
		for _, g := range s.Groups {
			for _, t := range g.Targets {
				lines = append(lines, t.header(g.Relation, s.Anchor))
			}
		}
	}
	return strings.Join(lines, ",\n")
}

// header writes one link as a value of the Link header field (RFC 8288, section 3).
func (t Target) header(relation, anchor string) string {
	b := "<" + t.Href + `>; rel="` + relation + `"`
	if anchor != "" {
		b += `; anchor="` + anchor + `"`
	}
	if t.Type != "" {
		b += `; type="` + quoted(t.Type) + `"`
	}
	for _, l := range t.Language {
		b += `; hreflang="` + quoted(l) + `"`
	}
	if t.Title != "" {
		if plain(t.Title) {
			b += `; title="` + quoted(t.Title) + `"`
		} else {
			b += `; title*=UTF-8''` + url.PathEscape(t.Title)
		}
	}
	return b
}

func plain(s string) bool {
	return !slices.ContainsFunc([]byte(s), func(c byte) bool { return c < ' ' || c > '~' })
}

func quoted(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "", "\n", "").Replace(s)
}
