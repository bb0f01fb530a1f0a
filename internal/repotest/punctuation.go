package repotest

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
)

// narrow is a mark of half width that touches a Chinese character or closes a Chinese quote.
var narrow = regexp.MustCompile(`[\p{Han}”》）][,;:!?(]|[,;:!?)]\p{Han}|\(\p{Han}`)

// narrowMarks finds Chinese texts, the first argument of T and Format, with half-width marks.
func (t *Tree) narrowMarks() (faults []string) {
	for _, f := range t.Go {
		if f.Test {
			continue
		}
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 2 || !writesText(call.Fun) {
				return true
			}
			ast.Inspect(call.Args[0], func(n ast.Node) bool {
				if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
					if s, err := strconv.Unquote(l.Value); err == nil && narrow.MatchString(s) {
						faults = append(faults, fmt.Sprintf("%s:%d: %q; a Chinese sentence has full-width marks", f.Path, t.Line(l.Pos()), narrow.FindString(s)))
					}
				}
				return true
			})
			return true
		})
	}
	return faults
}

// writesText says that a call makes a text of both languages, Chinese first.
func writesText(fun ast.Expr) bool {
	switch f := fun.(type) {
	case *ast.Ident:
		return f.Name == "T" || f.Name == "Format"
	case *ast.SelectorExpr:
		return f.Sel.Name == "T" || f.Sel.Name == "Format"
	}
	return false
}
