// Package repotest reads the repository itself: its Go files, its documents, its list
// of files. The tests of the package hold each rule of the design that a machine can
// judge, one rule a subtest, and fail with the sentence of the design that broke.
//
//	files of git ──▶ Tree ──▶ parsed Go files ──▶ rules ──▶ place: reason
//
// A rule that a new package makes wrong is changed here, in the same commit and with
// its reason; where a package belongs stands in layout.go.
//
// It rests on no article and is never part of the binary.
package repotest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Tree is the repository as git sees it: files that are tracked or would be.
type Tree struct {
	Root  string
	Files []string // paths with slashes, relative to Root, sorted
	Go    []*File  // every Go file
	Set   *token.FileSet
}

// File is one parsed Go file.
type File struct {
	Path      string // relative to the root, with slashes
	Dir       string // its folder, "." for the root
	Syntax    *ast.File
	Source    []byte
	Test      bool // _test.go
	Generated bool // says "DO NOT EDIT"
}

// Load reads the repository at root.
func Load(root string) (*Tree, error) {
	t := &Tree{Root: root, Set: token.NewFileSet()}
	names, err := t.list()
	if err != nil {
		return nil, err
	}
	t.Files = names
	for _, name := range names {
		if path.Ext(name) != ".go" {
			continue
		}
		src, err := t.Read(name)
		if err != nil {
			return nil, err
		}
		syntax, err := parser.ParseFile(t.Set, name, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		t.Go = append(t.Go, &File{
			Path: name, Dir: path.Dir(name), Syntax: syntax, Source: src,
			Test:      strings.HasSuffix(name, "_test.go"),
			Generated: ast.IsGenerated(syntax) || bytes.Contains(src[:min(len(src), 200)], []byte("DO NOT EDIT")),
		})
	}
	return t, nil
}

// list asks git, so that ignored files do not count. Without git every file counts that
// is not in a folder where tools put their own.
func (t *Tree) list() ([]string, error) {
	cmd := exec.Command("git", "-c", "core.quotepath=off", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	cmd.Dir = t.Root
	var names []string
	if out, err := cmd.Output(); err == nil {
		names = strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	} else if names, err = walk(t.Root); err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(name string) bool { // listed but deleted
		info, err := os.Lstat(filepath.Join(t.Root, filepath.FromSlash(name)))
		return err != nil || !info.Mode().IsRegular()
	})
	slices.Sort(names)
	return slices.Compact(names), nil
}

func walk(root string) (names []string, err error) {
	err = filepath.WalkDir(root, func(full string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, full)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		switch {
		case d.IsDir() && (name == ".git" || name == "bin" || name == "data"):
			return filepath.SkipDir
		case d.Type().IsRegular():
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

// Read gives the content of a file.
func (t *Tree) Read(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(t.Root, filepath.FromSlash(name)))
}

// Has says that a file or folder of that path is in the repository.
func (t *Tree) Has(name string) bool {
	if name == "." || name == "" {
		return true
	}
	name = strings.TrimSuffix(name, "/")
	if _, found := slices.BinarySearch(t.Files, name); found {
		return true
	}
	i, _ := slices.BinarySearch(t.Files, name+"/")
	return i < len(t.Files) && strings.HasPrefix(t.Files[i], name+"/")
}

// Line is the line of a position.
func (t *Tree) Line(p token.Pos) int { return t.Set.Position(p).Line }

// Imports gives the paths a file imports.
func (f *File) Imports() []string {
	var paths []string
	for _, s := range f.Syntax.Imports {
		paths = append(paths, strings.Trim(s.Path.Value, `"`))
	}
	return paths
}

// Name gives the name under which a file imports a path, "" where it does not.
func (f *File) Name(importPath string) string {
	for _, s := range f.Syntax.Imports {
		if strings.Trim(s.Path.Value, `"`) == importPath {
			if s.Name != nil {
				return s.Name.Name
			}
			return path.Base(importPath)
		}
	}
	return ""
}
