// Package openapi describes addresses for programs that are no handlers of the core's API: one
// document for each root, made from the patterns that are served, so that none is forgotten.
//
// It says what each address does, which token it needs and, where its owner says so, what it takes. It
// rests on OpenAPI 3.1.0 and is imported by whoever serves addresses of this pack.
package openapi

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"banjie/packs/foodchain/body"
)

// About is what a document says of itself.
type About struct {
	Title, Version, Description string
	Scopes                      string                                 // which scopes a token needs
	Says                        func(pattern string) string            // what an address does; "" is a mistake that tests find
	Open                        func(pattern string) bool              // whether it needs no token; nil: none is open
	Query                       func(pattern string) []Query           // what stands behind "?"; nil: nothing
	Body                        func(pattern string) (body.Body, bool) // what an address takes; nil: it is described elsewhere
	Success                     string                                 // of every answer that is none of a fault
}

// Query is a parameter behind "?".
type Query struct {
	Name, Says     string
	Required, Many bool // Many: it may stand more than once
}

func (q Query) parameter() map[string]any {
	schema := map[string]any{"type": "string"}
	out := map[string]any{"name": q.Name, "in": "query", "required": q.Required, "description": q.Says, "schema": schema}
	if q.Many {
		out["schema"], out["style"], out["explode"] = map[string]any{"type": "array", "items": schema}, "form", true
	}
	return out
}

var parameter = regexp.MustCompile(`\{([a-z]+)\}`)

// Document describes patterns of [http.ServeMux].
func (a About) Document(patterns []string) map[string]any {
	paths := map[string]map[string]any{}
	for _, pattern := range patterns {
		method, path, _ := strings.Cut(pattern, " ")
		if method == http.MethodOptions {
			continue
		}
		parameters := []any{}
		for _, m := range parameter.FindAllStringSubmatch(path, -1) {
			parameters = append(parameters, map[string]any{"name": m[1], "in": "path", "required": true, "schema": map[string]any{"type": "string"}})
		}
		if a.Query != nil {
			for _, q := range a.Query(pattern) {
				parameters = append(parameters, q.parameter())
			}
		}
		o := map[string]any{"summary": a.Says(pattern), "parameters": parameters, "responses": map[string]any{
			"2XX":     map[string]any{"description": a.Success},
			"default": map[string]any{"description": "What is wrong and what to do, in both languages.", "content": map[string]any{"application/problem+json": map[string]any{}}},
		}}
		if a.Body != nil {
			if b, takes := a.Body(pattern); takes {
				o["requestBody"] = map[string]any{"required": true, "content": map[string]any{"application/json": map[string]any{"schema": b.Schema(), "example": json.RawMessage(b.Example)}}}
			}
		}
		if a.Open != nil && a.Open(pattern) {
			o["security"] = []any{}
		}
		path = strings.TrimSuffix(path, "{$}")
		if paths[path] == nil {
			paths[path] = map[string]any{}
		}
		paths[path][strings.ToLower(method)] = o
	}
	return map[string]any{
		"openapi":    "3.1.0",
		"info":       map[string]any{"title": a.Title, "version": a.Version, "description": a.Description},
		"components": map[string]any{"securitySchemes": map[string]any{"token": map[string]any{"type": "http", "scheme": "bearer", "description": a.Scopes}}},
		"security":   []any{map[string]any{"token": []any{}}},
		"paths":      paths,
	}
}

// Handler answers with a document, to anybody.
func Handler(doc map[string]any) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(doc) // the caller went away; nothing to do
	})
}
