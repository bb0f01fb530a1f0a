// Command sizes reports hand-written code that has grown past the sizes of the house:
// packages over 1,200 lines, files over 400, functions over 70. Tests, generated files
// and literal tables do not count. It is a report, not a failure: past these sizes a
// noun is usually missing.
package main

import (
	"fmt"
	"go/ast"
	"os"
	"slices"

	"banjie/internal/repotest"
)

const (
	packageLines  = 1200
	fileLines     = 400
	functionLines = 70
	tableLines    = 15 // a literal longer than this is a table
)

func main() {
	tree, err := repotest.Load(".")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var found []string
	packages := map[string]int{}
	for _, f := range tree.Go {
		if f.Test || f.Generated {
			continue
		}
		lines := tree.Line(f.Syntax.FileEnd) - tableSize(tree, f.Syntax)
		packages[f.Dir] += lines
		if lines > fileLines {
			found = append(found, fmt.Sprintf("file      %5d of %d  %s", lines, fileLines, f.Path))
		}
		for _, d := range f.Syntax.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := tree.Line(fn.End()) - tree.Line(fn.Pos()) + 1 - tableSize(tree, fn); n > functionLines {
				found = append(found, fmt.Sprintf("function  %5d of %d  %s:%d %s", n, functionLines, f.Path, tree.Line(fn.Pos()), fn.Name.Name))
			}
		}
	}
	for dir, n := range packages {
		if n > packageLines {
			found = append(found, fmt.Sprintf("package   %5d of %d  %s", n, packageLines, dir))
		}
	}
	slices.Sort(found)
	fmt.Printf("%d packages; %d places past the sizes of the house (a report, not a failure)\n", len(packages), len(found))
	for _, line := range found {
		fmt.Println(line)
	}
}

// tableSize is the number of lines of the literal tables in n.
func tableSize(tree *repotest.Tree, n ast.Node) (lines int) {
	ast.Inspect(n, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		if size := tree.Line(lit.End()) - tree.Line(lit.Pos()); size > tableLines {
			lines += size
			return false
		}
		return true
	})
	return lines
}
