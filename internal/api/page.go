package api

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// pageRoute is one operation on the page.
type pageRoute struct {
	Method, Path, ID, Summary string
	Text                      []string
	Params                    []pageParam
	Answers                   []string
	Token                     bool
}

type pageParam struct {
	Name, In, Text string
	Required       bool
}

type pageGroup struct {
	Name   string
	Routes []pageRoute
}

// where says in which part of a request the parameter stands.
func (p pageParam) where() string {
	if p.Required {
		return p.In + ", required"
	}
	return p.In
}

// page is the document as a person reads it: plain HTML without any asset.
func (s *Service) page(w http.ResponseWriter, r *http.Request) {
	doc := s.api.OpenAPI()
	groups := map[string]*pageGroup{}
	for _, path := range doc.Paths {
		for _, o := range []*huma.Operation{path.Get, path.Post, path.Delete, path.Put, path.Patch} {
			if o == nil {
				continue
			}
			name := o.Tags[0]
			if groups[name] == nil {
				groups[name] = &pageGroup{Name: name}
			}
			groups[name].Routes = append(groups[name].Routes, routeView(o))
		}
	}
	var list []*pageGroup
	for _, g := range groups {
		slices.SortFunc(g.Routes, func(a, b pageRoute) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method)) })
		list = append(list, g)
	}
	slices.SortFunc(list, func(a, b *pageGroup) int { return cmp.Compare(a.Name, b.Name) })
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	w.Header().Set("Cache-Control", "public, max-age=300")
	if err := pageOf(doc.Info.Title, doc.Info.Description, list).Render(r.Context(), w); err != nil {
		s.Log.ErrorContext(r.Context(), "api page failed", "error", err)
	}
}

func routeView(o *huma.Operation) pageRoute {
	v := pageRoute{Method: o.Method, Path: o.Path, ID: o.OperationID, Summary: o.Summary}
	for line := range strings.SplitSeq(o.Description, "\n") {
		if line != "" {
			v.Text = append(v.Text, line)
		}
	}
	for _, p := range o.Parameters {
		v.Params = append(v.Params, pageParam{p.Name, p.In, p.Description, p.Required})
	}
	for status := range o.Responses {
		v.Answers = append(v.Answers, status)
	}
	slices.Sort(v.Answers)
	v.Token = len(o.Security) > 0 && len(o.Security[0]) > 0
	return v
}
