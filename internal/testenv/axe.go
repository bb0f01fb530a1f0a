package testenv

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"
)

//go:embed axe/axe.min.js
var axeScript string

// Violation is one broken rule of accessibility (WCAG 2.2 A and AA) on a page.
type Violation struct {
	ID     string `json:"id"`     // axe-core's name of the rule, e.g. "image-alt"
	Impact string `json:"impact"` // minor, moderate, serious, critical
	Help   string `json:"help"`   // the rule in a sentence
	Nodes  []struct {
		Target []any  `json:"target"` // CSS selectors
		HTML   string `json:"html"`
		Why    string `json:"failureSummary"`
	} `json:"nodes"`
}

func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&b, "\n\t%v\n\t%s\n\t%s", n.Target, n.HTML, strings.ReplaceAll(n.Why, "\n", "\n\t"))
	}
	return b.String()
}

// Axe runs axe-core on the page and gives the violations. What only a person can judge
// is not in them.
func Axe(t testing.TB, p *rod.Page) []Violation {
	t.Helper()
	if _, off := scriptless.Load(p.TargetID); off {
		// axe-core needs promises. What the page wanted to run when it was loaded stays unrun.
		must(t, (proto.EmulationSetScriptExecutionDisabled{Value: false}).Call(p))
		defer func() { must(t, (proto.EmulationSetScriptExecutionDisabled{Value: true}).Call(p)) }()
	}
	_, err := p.Evaluate(rod.Eval("() => {" + axeScript + "\n}"))
	must(t, err)
	result, err := p.Evaluate(rod.Eval(`async () => (await axe.run(document, {
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
		resultTypes: ["violations"],
	})).violations`).ByPromise())
	must(t, err)
	var violations []Violation
	must(t, result.Value.Unmarshal(&violations))
	return violations
}
