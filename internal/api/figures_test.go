package api_test

import (
	"regexp"
	"strings"
	"testing"
)

var (
	aPerson = regexp.MustCompile(`(?i)^(by_)?(officer|handler|holder|staff|official|clerk|approver)s?(_?id)?$`)
	aFigure = regexp.MustCompile(`(?i)(count|total|rate|share|mean|median|numerator|denominator|value|score|rank|^n$)`)
)

// TestNoFigureByOfficer walks the whole document: no operation asks for an officer, and no
// answer has a figure beside one. What an officer may know of himself is on pages of his own.
func TestNoFigureByOfficer(t *testing.T) {
	w := newWorld(t)
	document, ops := w.operations(t)
	parameters, schemas := 0, 0
	for _, o := range ops {
		if strings.Contains(o.path, "{officer") || strings.Contains(o.path, "{handler") {
			t.Errorf("%s %s is addressed by an officer", o.method, o.path)
		}
		list, _ := o.doc["parameters"].([]any)
		for _, p := range list {
			parameters++
			if name, _ := p.(map[string]any)["name"].(string); aPerson.MatchString(name) {
				t.Errorf("%s %s asks for %s", o.method, o.path, name)
			}
		}
	}
	var look func(at string, v any)
	look = func(at string, v any) {
		m, ok := v.(map[string]any)
		if !ok {
			return
		}
		if props, ok := m["properties"].(map[string]any); ok {
			schemas++
			who, figure := "", ""
			for name, p := range props {
				kind, _ := p.(map[string]any)["type"].(string)
				if aPerson.MatchString(name) {
					who = name
				}
				if (kind == "integer" || kind == "number") && aFigure.MatchString(name) {
					figure = name
				}
			}
			if who != "" && figure != "" {
				t.Errorf("%s has the figure %s beside %s", at, figure, who)
			}
		}
		for k, x := range m {
			switch x := x.(type) {
			case map[string]any:
				look(at+"/"+k, x)
			case []any:
				for _, y := range x {
					look(at+"/"+k, y)
				}
			}
		}
	}
	look("", document)
	if parameters < 20 || schemas < 30 {
		t.Errorf("only %d parameters and %d schemas were looked at", parameters, schemas)
	}
}
