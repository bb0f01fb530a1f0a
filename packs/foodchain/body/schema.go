package body

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Body is what an address takes, as a document describes it.
type Body struct {
	Of       any                 // a value of the struct that is read
	Required []string            // fields that must be there
	Words    map[string][]string // fields of which the value is one of some words
	Says     map[string]string   // fields with a sentence
	Hidden   []string            // fields that are read and not described: the server gives them
	Example  string              // a body that is taken as it stands
}

// Schema describes the body as JSON Schema of 2020-12, which OpenAPI 3.1 takes.
func (b Body) Schema() map[string]any { return b.object("", reflect.TypeOf(b.Of)) }

func (b Body) object(path string, t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, x := range fields(t) {
		at := path + x.name
		if slices.Contains(b.Hidden, at) {
			continue
		}
		s := b.value(at, x.kind)
		if words := b.Words[at]; len(words) > 0 {
			s["enum"] = words
		}
		if says := b.Says[at]; says != "" {
			s["description"] = says
		}
		properties[x.name] = s
		if slices.Contains(b.Required, at) {
			required = append(required, x.name)
		}
	}
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties, "required": required}
}

func (b Body) value(at string, t reflect.Type) map[string]any {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if s, ok := special[t]; ok {
		return maps.Clone(s.schema)
	}
	switch t.Kind() {
	case reflect.Struct:
		return b.object(at+".", t)
	case reflect.Slice:
		item := b.value(at, t.Elem())
		return map[string]any{"type": "array", "items": item}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int32, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	}
	return map[string]any{"type": "string"}
}

// Unknown are the fields that are named here and that the struct has not: a mistake that a test finds.
func (b Body) Unknown() (all []string) {
	known := map[string]bool{}
	var walk func(path string, t reflect.Type)
	walk = func(path string, t reflect.Type) {
		for _, x := range fields(t) {
			known[path+x.name] = true
			kind := x.kind
			for kind.Kind() == reflect.Slice || kind.Kind() == reflect.Pointer {
				kind = kind.Elem()
			}
			if _, one := special[kind]; !one && kind.Kind() == reflect.Struct {
				walk(path+x.name+".", kind)
			}
		}
	}
	walk("", reflect.TypeOf(b.Of))
	see := func(name string) {
		if !known[name] {
			all = append(all, fmt.Sprintf("%T has no %s", b.Of, strings.TrimSpace(name)))
		}
	}
	for _, name := range slices.Concat(b.Required, b.Hidden) {
		see(name)
	}
	for name := range b.Words {
		see(name)
	}
	for name := range b.Says {
		see(name)
	}
	return all
}
