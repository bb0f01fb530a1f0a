package rest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Every address is in the document with a sentence, and no sentence is about an address that is not there.
func TestDocumentSaysEverything(t *testing.T) {
	all := (&Service{}).Handlers()
	paths := about.Document(slices.Sorted(maps.Keys(all)))["paths"].(map[string]map[string]any)
	for pattern := range all {
		method, path, _ := strings.Cut(pattern, " ")
		if method == http.MethodOptions {
			continue
		}
		o, ok := paths[strings.TrimSuffix(path, "{$}")][strings.ToLower(method)].(map[string]any)
		if !ok || o["summary"] == "" || len(o["parameters"].([]any)) != strings.Count(path, "{")-strings.Count(path, "{$}") {
			t.Errorf("%s: %v", pattern, o)
		}
	}
	for pattern := range says {
		method, path, _ := strings.Cut(pattern, " ")
		if all[method+" "+Root+path] == nil {
			t.Errorf("%s is not served", pattern)
		}
	}
}
