package epcis

import (
	"encoding/json"
	"slices"
	"strings"

	"banjie/packs/foodchain/epcis/cbv"
	"banjie/packs/foodchain/epcis/tree"
)

// Prefix stands for a namespace in names and CURIEs.
type Prefix struct{ Name, Space string }

// Context is the prefixes in force, later ones before earlier ones of the same name.
type Context []Prefix

// standard are the prefixes that the JSON-LD context of EPCIS 2.0 defines.
var standard = Context{
	{"cbv", cbv.Web}, {"gs1", cbv.Voc}, {"epcis", cbv.EPCIS}, {"cbvmda", cbv.MDA},
	{"rdfs", rdfs}, {"owl", "http://www.w3.org/2002/07/owl#"},
	{"xsd", "http://www.w3.org/2001/XMLSchema#"}, {"dcterms", "http://purl.org/dc/terms/"},
}

// rdfs is where comments come from; they say nothing about the event and are not hashed.
const rdfs = "http://www.w3.org/2000/01/rdf-schema#"

// Lookup gives the namespace of a prefix.
func (c Context) Lookup(prefix string) (space string, ok bool) {
	for i := len(c) - 1; i >= 0; i-- {
		if c[i].Name == prefix {
			return c[i].Space, true
		}
	}
	for _, p := range standard {
		if p.Name == prefix {
			return p.Space, true
		}
	}
	return "", false
}

// Expand gives the URI that a CURIE stands for; any other text comes back as it is.
func (c Context) Expand(s string) string {
	prefix, rest, ok := strings.Cut(s, ":")
	if !ok || strings.HasPrefix(rest, "//") || prefix == "urn" {
		return s
	}
	if space, known := c.Lookup(prefix); known {
		return space + rest
	}
	return s
}

// prefixOf gives a prefix for a namespace, "" where none is declared.
func (c Context) prefixOf(space string) string {
	for _, list := range []Context{c, standard} {
		for i := len(list) - 1; i >= 0; i-- {
			name := list[i].Name
			if now, _ := c.Lookup(name); list[i].Space == space && now == space && name != "" {
				return name
			}
		}
	}
	return ""
}

// with adds prefixes without changing what c's other holders see.
func (c Context) with(more Context) Context {
	if len(more) == 0 {
		return c
	}
	return append(slices.Clip(c), more...)
}

// standardContext is the address of the context that every JSON-LD document of EPCIS names.
const standardContext = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

// JSON gives the context as JSON-LD writes it: the standard's and the own prefixes.
func (c Context) JSON() string {
	b, _ := json.Marshal(standardContext) // a string always encodes
	s := "[" + string(b)
	for i, p := range c {
		if now, _ := c.Lookup(p.Name); p.Name == "" || now != p.Space || slices.Contains(c[:i], p) {
			continue // XML's default namespace is no prefix of JSON-LD
		}
		one, _ := json.Marshal(map[string]string{p.Name: p.Space}) // strings always encode
		s += "," + string(one)
	}
	return s + "]"
}

// Standalone gives the event as a JSON-LD document of its own, with its context. What the
// document said a repository had added (ignoreFields) is left out: it is no part of the event.
func (e *Event) Standalone() string {
	added := func(f Field) bool { return ignores(e.Ignored, &f) }
	if !e.ownContext && !slices.ContainsFunc(e.Extensions, added) {
		_, rest, _ := strings.Cut(e.Raw, "{")
		return `{"@context":` + e.Context.JSON() + "," + rest
	}
	n, err := tree.NewParser(tree.Limits{Bytes: len(e.Raw), Depth: 1 << 10}).Parse(e.Raw, 1)
	if err != nil {
		return e.Raw // it was read before
	}
	text := `{"@context":` + e.Context.JSON()
	for _, k := range n.Kids {
		prefix, name, _ := strings.Cut(k.Key, ":")
		if space, ok := e.Context.Lookup(prefix); k.Key != "@context" && !(ok && added(Field{Space: space, Name: name})) {
			text += "," + e.Raw[k.Start:k.End]
		}
	}
	return text + "}"
}
