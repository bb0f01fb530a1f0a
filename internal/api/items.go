package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Conditional is what a caller who has an older answer sends. It is exported because the
// framework passes over embedded structs that are not.
type Conditional struct {
	IfNoneMatch string `header:"If-None-Match" doc:"ETag of the answer at hand; the same answer is not sent again."`
}

// matches says whether the caller has this answer already.
func (c Conditional) matches(etag string) bool {
	for tag := range strings.SplitSeq(c.IfNoneMatch, ",") {
		if tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/"); tag == etag || tag == "*" {
			return true
		}
	}
	return false
}

// notModified is the answer to a caller who has it already.
func notModified(etag string) error { return unchanged{etag} }

// unchanged travels as an error to the place where answers are made.
type unchanged struct{ etag string }

func (unchanged) Error() string             { return "not modified" }
func (unchanged) GetStatus() int            { return http.StatusNotModified }
func (u unchanged) GetHeaders() http.Header { return http.Header{"Etag": {u.etag}} }

// Paging is what every list takes.
type Paging struct {
	After string `query:"after" maxLength:"200" doc:"Cursor of the page before, from its next link."`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"Entries a page."`
}

// List is a page of a list.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Address of the next page; absent at the end."`
}

// next is the address of the next page: the same question, another cursor.
func next(route string, query url.Values, cursor string) string {
	if cursor == "" {
		return ""
	}
	query.Set("after", cursor)
	return Prefix + route + "?" + query.Encode()
}

func set(q url.Values, name, value string) {
	if value != "" {
		q.Set(name, value)
	}
}

// Output of a page of a list.
type page[T any] struct {
	Body List[T]
}

type oneItem struct {
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	Body         catalog.Item
}

type itemsInput struct {
	Paging
	Unit   string `query:"unit" maxLength:"40" doc:"Unit that decides."`
	Kind   string `query:"kind" maxLength:"2" doc:"Item type, two digits of GB/T 39046-2020."`
	Theme  string `query:"theme" maxLength:"40" doc:"Theme id."`
	Served string `query:"served" maxLength:"1" doc:"Kind of person it is for."`
}

type ItemInput struct {
	Conditional
	Code string `path:"code" maxLength:"40" doc:"Implementing code of the item."`
}

type itemVersionInput struct {
	ItemInput
	Version int `path:"n" minimum:"1" doc:"Version."`
}

// ItemRow is an item in a list.
type ItemRow struct {
	Code     string           `json:"code"`
	Version  int              `json:"version"`
	Slug     string           `json:"slug"`
	Name     lang.Text        `json:"name"`
	Summary  lang.Text        `json:"summary"`
	Kind     catalog.ItemKind `json:"kind"`
	Unit     string           `json:"unit"`
	Theme    string           `json:"theme"`
	Channels []string         `json:"channels"`
	Href     string           `json:"href"`
}

type suitabilityInput struct {
	Code string `path:"code" maxLength:"40" doc:"Implementing code of the item."`
	Body struct {
		Form     map[string]any    `json:"form,omitempty" doc:"Answers of the form, as far as known."`
		Scenario map[string]string `json:"scenario,omitempty" doc:"Chosen option by scenario."`
		Held     map[string]any    `json:"held,omitempty" doc:"What the person holds: material or certificate type → true, false or its data."`
	}
}

// Suitability says what the rules of an item say of a person's answers. It advises; only
// an official refuses.
type Suitability struct {
	Conditions []catalog.Verdict        `json:"conditions"`
	Materials  []catalog.NeededMaterial `json:"materials"`
}

func (s *Service) itemRoutes() {
	handle(s, op("GET", "/items", "list-items", "Items", "List what can be asked for 事项清单"), open, s.listItems)
	handle(s, op("GET", "/items/{code}", "get-item", "Items", "An item in force 事项"), open, func(ctx context.Context, _ caller, in *ItemInput) (*oneItem, error) {
		it, err := s.Items.Current(ctx, s.Division, in.Code)
		return s.item(it, err, in.Conditional)
	})
	handle(s, op("GET", "/items/{code}/versions/{n}", "get-item-version", "Items", "A published version of an item, for ever 事项的某一版本"), open,
		func(ctx context.Context, _ caller, in *itemVersionInput) (*oneItem, error) {
			it, err := s.Items.Get(ctx, s.Division, in.Code, in.Version)
			if err == nil && it.Status == catalog.Draft {
				err = fault.Missing()
			}
			return s.item(it, err, in.Conditional)
		})
	handle(s, op("GET", "/items/{code}/form", "get-item-form", "Items", "The form of an item as JSON Schema 申请表"), open, s.form)
	handle(s, op("POST", "/items/{code}/suitability", "check-suitability", "Items", "Check before filing what is met and needed 办前自查"), open, s.suitability)
}

func (s *Service) listItems(ctx context.Context, _ caller, in *itemsInput) (*page[ItemRow], error) {
	after, err := readText(in.After)
	if err != nil {
		return nil, err
	}
	f := catalog.Filter{Unit: in.Unit, Kind: catalog.ItemKind(in.Kind), Theme: in.Theme, Served: catalog.Served(in.Served)}
	items, cursor, err := s.Items.List(ctx, s.Division, f, catalog.Page{After: after, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &page[ItemRow]{Body: List[ItemRow]{Items: make([]ItemRow, len(items))}}
	for i, it := range items {
		out.Body.Items[i] = ItemRow{it.Code, it.Version, it.Slug, it.Name, it.Summary, it.Kind, it.Unit, it.Theme, it.Channels, Prefix + "/items/" + it.Code}
	}
	q := url.Values{"limit": {strconv.Itoa(in.Limit)}}
	set(q, "unit", in.Unit)
	set(q, "kind", in.Kind)
	set(q, "theme", in.Theme)
	set(q, "served", in.Served)
	out.Body.Next = next("/items", q, writeText(cursor))
	return out, nil
}

// item answers with an item, or says that the caller has it.
func (s *Service) item(it catalog.Item, err error, c Conditional) (*oneItem, error) {
	if err != nil {
		return nil, err
	}
	etag := `"` + it.Digest()[:16] + "." + string(it.Status) + `"`
	if c.matches(etag) {
		return nil, notModified(etag)
	}
	return &oneItem{ETag: etag, CacheControl: "public, max-age=60", Body: it}, nil
}

// raw is a body made beforehand, with its type.
type raw struct {
	ContentType        string `header:"Content-Type"`
	ETag               string `header:"ETag"`
	CacheControl       string `header:"Cache-Control"`
	ContentDisposition string `header:"Content-Disposition"`
	NoSniff            string `header:"X-Content-Type-Options"`
	Body               []byte
}

func (s *Service) form(ctx context.Context, _ caller, in *ItemInput) (*raw, error) {
	it, err := s.Items.Current(ctx, s.Division, in.Code)
	if err != nil {
		return nil, err
	}
	body := it.Form
	if len(body) == 0 {
		body = json.RawMessage(`{"type":"object"}`)
	}
	etag := digest(body)
	if in.matches(etag) {
		return nil, notModified(etag)
	}
	return &raw{ContentType: "application/schema+json", ETag: etag, CacheControl: "public, max-age=60", Body: body}, nil
}

// digest is the ETag of bytes.
func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

func (s *Service) suitability(ctx context.Context, _ caller, in *suitabilityInput) (*struct{ Body Suitability }, error) {
	it, err := s.Items.Current(ctx, s.Division, in.Code)
	if err != nil {
		return nil, err
	}
	facts := catalog.Facts{Form: in.Body.Form, Scenario: map[string]any{}, Held: in.Body.Held}
	for k, v := range in.Body.Scenario {
		facts.Scenario[k] = v
	}
	return &struct{ Body Suitability }{Suitability{catalog.Suitability(it, facts), catalog.NeededMaterials(it, facts)}}, nil
}

// mediaType is the framework's, under a name that fits a line.
type mediaType = huma.MediaType

// encode is the one way an answer made by hand becomes JSON.
func encode(v any) ([]byte, error) { return json.Marshal(v) }
