package repotest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"banjie/internal/law"
)

// misplaced gives the Go folders the layout has no place for.
func (t *Tree) misplaced() (faults []string) {
	for _, dir := range t.goFolders() {
		if !Known(dir) {
			faults = append(faults, dir+": the layout has no place for this package; add its noun to the row where it belongs in internal/repotest/layout.go")
		}
		for _, part := range strings.Split(dir, "/") {
			switch part {
			case "util", "utils", "common", "helper", "helpers", "model", "models", "manager", "managers", "misc":
				faults = append(faults, dir+": a package is a noun of the trade; "+part+" is none")
			}
		}
	}
	return faults
}

func (t *Tree) goFolders() (dirs []string) {
	for _, f := range t.Go {
		dirs = append(dirs, f.Dir)
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// timeReaders read the machine's time.
var timeReaders = []string{"Now", "Since", "Until"}

// machineTime finds reads of the machine's time outside clock, and sleeps in tests.
func (t *Tree) machineTime() (faults []string) {
	for _, f := range t.Go {
		name := f.Name("time")
		if name == "" || room(f.Dir) == "clock" || room(f.Dir) == "repotest" {
			continue
		}
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || !isName(sel.X, name) {
				return true
			}
			place := fmt.Sprintf("%s:%d", f.Path, t.Line(sel.Pos()))
			switch {
			case !f.Test && !forTests(f.Dir) && slices.Contains(timeReaders, sel.Sel.Name):
				faults = append(faults, place+": time."+sel.Sel.Name+"; take the clock or the instant as an argument")
			case f.Test && sel.Sel.Name == "Sleep":
				faults = append(faults, place+": time.Sleep in a test; wait for the event itself, or move a clock")
			}
			return true
		})
	}
	return faults
}

func isName(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == name
}

// names finds pinyin and Han characters in declared names and in names of files.
func (t *Tree) names() (faults []string) {
	for _, f := range t.Go {
		if f.Generated {
			continue
		}
		where := func(word string, line int) {
			if english, is := Pinyin(word); is {
				if english == "" {
					english = "the glossary's word"
				}
				faults = append(faults, fmt.Sprintf("%s:%d: %q looks like pinyin; use %s (an English word that only looks so goes into englishInPinyin)", f.Path, line, word, english))
			}
		}
		for _, word := range Words(strings.TrimSuffix(f.Path, ".go")) {
			where(word, 1)
		}
		declared(f.Syntax, func(id *ast.Ident) {
			line := t.Line(id.Pos())
			if strings.ContainsFunc(id.Name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				faults = append(faults, fmt.Sprintf("%s:%d: the name %s has Chinese characters; they belong into texts and comments", f.Path, line, id.Name))
			}
			for _, word := range Words(id.Name) {
				where(word, line)
			}
		})
	}
	return dedupe(faults)
}

// moneyWords are parts of names by which a floating number would be money.
var moneyWords = []string{"fee", "price", "money", "yuan", "amount", "salary", "subsidy", "payment", "refund"}

// floatMoney finds fields, parameters and variables of money that are floating numbers.
func (t *Tree) floatMoney() (faults []string) {
	check := func(f *File, names []*ast.Ident, typ ast.Expr) {
		if typ == nil || !isName(typ, "float64") && !isName(typ, "float32") {
			return
		}
		for _, id := range names {
			for _, word := range Words(id.Name) {
				if slices.Contains(moneyWords, strings.TrimSuffix(word, "s")) {
					faults = append(faults, fmt.Sprintf("%s:%d: %s is money as a floating number; use whole fen (int64)", f.Path, t.Line(id.Pos()), id.Name))
				}
			}
		}
	}
	for _, f := range t.Go {
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Field:
				check(f, n.Names, n.Type)
			case *ast.ValueSpec:
				check(f, n.Names, n.Type)
			}
			return true
		})
	}
	return faults
}

// packageComments finds packages that do not say what they are.
func (t *Tree) packageComments() (faults []string) {
	said := map[string]bool{}
	for _, f := range t.Go {
		if !f.Test {
			said[f.Dir] = said[f.Dir] || strings.TrimSpace(f.Syntax.Doc.Text()) != ""
		}
	}
	for _, dir := range t.goFolders() {
		if ok, there := said[dir]; there && !ok {
			faults = append(faults, dir+": no file has a package comment")
		}
	}
	return faults
}

// unformatted finds Go files that gofmt would change.
func (t *Tree) unformatted() (faults []string) {
	for _, f := range t.Go {
		if out, err := format.Source(f.Source); err != nil || !bytes.Equal(out, f.Source) {
			faults = append(faults, f.Path+": run gofmt -w on it")
		}
	}
	return faults
}

// testModules finds modules of others in the product that only tests may use; importFaults does
// the same for our own packages.
func (t *Tree) testModules() (faults []string) {
	only := []string{"github.com/go-rod/rod", "pgregory.net/rapid", "github.com/xuri/excelize", "github.com/rogpeppe/go-internal/testscript", "testing/quick", "net/http/httptest"}
	for _, f := range t.Go {
		if f.Test || forTests(f.Dir) {
			continue
		}
		for _, imp := range f.Imports() {
			for _, m := range only {
				if imp == m || strings.HasPrefix(imp, m+"/") {
					faults = append(faults, f.Path+" imports "+imp+": "+saysProbe)
				}
			}
		}
	}
	return faults
}

// templateEngines finds packages in the product that look methods up by name: with one of
// them linked the linker keeps every exported method, 6 MB of them (doc/adr/0002-dependencies.md).
func (t *Tree) templateEngines() (faults []string) {
	for _, f := range t.Go {
		if f.Test || forTests(f.Dir) || f.Dir == "tools" {
			continue
		}
		for _, imp := range f.Imports() {
			if imp == "text/template" || imp == "html/template" {
				faults = append(faults, f.Path+" imports "+imp+": it keeps every method of the program alive; use templ or strings.NewReplacer")
			}
		}
	}
	return faults
}

// lawMark is how documents and comments name an entry of the register: law:xkf-42.1.
var lawMark = regexp.MustCompile(`\blaw:([a-z]+(?:-[0-9]+(?:\.[0-9]+)*)?)\b`)

// lawIDs finds ids of legal bases that the register does not have: in documents and
// comments behind "law:", in code as an argument of Under or in a field called Basis.
func (t *Tree) lawIDs() (faults []string) {
	check := func(place, id string) {
		if _, ok := law.Find(id); !ok {
			faults = append(faults, place+": no legal basis "+strconv.Quote(id)+" in internal/law")
		}
	}
	for _, name := range t.Files {
		if ext := path.Ext(name); ext != ".md" && ext != ".go" && ext != ".templ" || room(path.Dir(name)) == "repotest" {
			continue
		}
		src, err := t.Read(name)
		if err != nil {
			return append(faults, err.Error())
		}
		for i, line := range strings.Split(string(src), "\n") {
			for _, m := range lawMark.FindAllStringSubmatch(line, -1) {
				check(fmt.Sprintf("%s:%d", name, i+1), m[1])
			}
		}
	}
	for _, f := range t.Go {
		if f.Test || f.Generated {
			continue
		}
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Under" {
					for _, id := range literals(n.Args...) {
						check(fmt.Sprintf("%s:%d", f.Path, t.Line(n.Pos())), id)
					}
				}
			case *ast.KeyValueExpr:
				if isName(n.Key, "Basis") {
					for _, id := range literals(n.Value) {
						check(fmt.Sprintf("%s:%d", f.Path, t.Line(n.Pos())), id)
					}
				}
			}
			return true
		})
	}
	return faults
}

// literals gives the strings written out in expressions or in lists of strings.
func literals(exprs ...ast.Expr) (texts []string) {
	for _, e := range exprs {
		switch e := e.(type) {
		case *ast.BasicLit:
			if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING && s != "" {
				texts = append(texts, s)
			}
		case *ast.CompositeLit:
			texts = append(texts, literals(e.Elts...)...)
		}
	}
	return texts
}

func dedupe(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}
