package repotest

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// text says that a file is for reading: the rules about words apply to it.
func (t *Tree) text(name string) ([]byte, bool) {
	switch path.Ext(name) {
	case ".png", ".jpg", ".ico", ".gz", ".pdf", ".xlsx", ".sum":
		return nil, false
	}
	src, err := t.Read(name)
	if err != nil || bytes.IndexByte(src[:min(len(src), 8000)], 0) >= 0 {
		return nil, false
	}
	return src, true
}

// foreign are words that belong to one machine or one network and not into a
// repository. They are put together here so that this file does not hold them.
var foreign = regexp.MustCompile(strings.Join([]string{
	`/` + `root/`, `/` + `home/[a-z]`, `/` + `work/(?:main|shared|\.)`, `/` + `tmp/[a-z]`, `C:` + `\\Users`,
	`go` + `proxy`, `proxy\.` + `golang\.org`, `sum\.` + `golang\.org`, `registry\.` + `npm`, `npm` + `mirror`, `artifact-` + `registry`,
	`deb\.` + `debian\.org`, `snapshot\.` + `debian`,
}, "|"))

// foreignWords finds registry hosts and paths of a machine.
func (t *Tree) foreignWords() (faults []string) {
	for _, name := range t.Files {
		src, ok := t.text(name)
		if !ok {
			continue
		}
		for i, line := range bytes.Split(src, []byte("\n")) {
			if m := foreign.Find(line); m != nil {
				faults = append(faults, fmt.Sprintf("%s:%d: %q is a registry host or a path of one machine", name, i+1, m))
			}
		}
	}
	return faults
}

// largest is the size of a file in bytes above which the repository refuses it.
const largest = 1_000_000

// largeFiles finds files over 1 MB; fonts are let through.
func (t *Tree) largeFiles() (faults []string) {
	for _, name := range t.Files {
		switch path.Ext(name) {
		case ".ttf", ".otf", ".ttc", ".woff2":
			continue
		}
		if strings.HasSuffix(name, ".ttf.gz") {
			continue
		}
		if info, err := os.Stat(filepath.Join(t.Root, filepath.FromSlash(name))); err == nil && info.Size() > largest {
			faults = append(faults, fmt.Sprintf("%s has %d bytes; over 1 MB only fonts are kept in the repository", name, info.Size()))
		}
	}
	return faults
}

// link is a Markdown link or picture; the address ends at the bracket or at a title.
var link = regexp.MustCompile(`\]\(([^)\s]+)(?:\s+"[^"]*")?\)`)

// deadLinks finds links of documents to files of the repository that are not there.
func (t *Tree) deadLinks() (faults []string) {
	for _, name := range t.documents() {
		src, err := t.Read(name)
		if err != nil {
			return append(faults, err.Error())
		}
		code := false
		for i, line := range strings.Split(string(src), "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "```") {
				code = !code
			}
			if code {
				continue
			}
			for _, m := range link.FindAllStringSubmatch(line, -1) {
				to, _, _ := strings.Cut(m[1], "#")
				if to == "" || strings.Contains(to, "://") || strings.HasPrefix(to, "mailto:") {
					continue
				}
				full := path.Join(path.Dir(name), to)
				if strings.HasPrefix(to, "/") {
					full = strings.TrimPrefix(to, "/")
				}
				if !t.Has(full) {
					faults = append(faults, fmt.Sprintf("%s:%d: the link to %s leads nowhere", name, i+1, m[1]))
				}
			}
		}
	}
	return faults
}

func (t *Tree) documents() (names []string) {
	for _, name := range t.Files {
		if path.Ext(name) == ".md" {
			names = append(names, name)
		}
	}
	return names
}

var (
	quoted   = regexp.MustCompile("`([^`]+)`")
	testName = regexp.MustCompile(`\b((?:Test|Fuzz|Benchmark|Example)[A-Z]\w*)`)
	filePath = regexp.MustCompile(`^(?:cmd|internal|packs|kit|doc|scripts|tools)/[\w./-]+\w$`)
)

// claims finds lines of doc/claims.md that name a test or a file that is not there.
// Names count where they stand in backquotes.
func (t *Tree) claims() (faults []string) {
	const name = "doc/claims.md"
	if !t.Has(name) {
		return nil
	}
	src, err := t.Read(name)
	if err != nil {
		return []string{err.Error()}
	}
	tests := t.testNames()
	for i, line := range strings.Split(string(src), "\n") {
		for _, q := range quoted.FindAllStringSubmatch(line, -1) {
			for _, m := range testName.FindAllStringSubmatch(q[1], -1) {
				if !tests[m[1]] {
					faults = append(faults, fmt.Sprintf("%s:%d: there is no test %s", name, i+1, m[1]))
				}
			}
			if filePath.MatchString(q[1]) && !t.Has(q[1]) {
				faults = append(faults, fmt.Sprintf("%s:%d: there is no file %s", name, i+1, q[1]))
			}
		}
	}
	return faults
}

var testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark|Example)\w*)\(`)

func (t *Tree) testNames() map[string]bool {
	names := map[string]bool{}
	for _, f := range t.Go {
		if f.Test {
			for _, m := range testFunc.FindAllSubmatch(f.Source, -1) {
				names[string(m[1])] = true
			}
		}
	}
	return names
}

// changelog finds what the newest entry of CHANGELOG.md lacks.
func (t *Tree) changelog() (faults []string) {
	src, err := t.Read("CHANGELOG.md")
	if err != nil {
		return []string{err.Error()}
	}
	_, rest, ok := strings.Cut("\n"+string(src), "\n## ")
	if !ok {
		return []string{"CHANGELOG.md has no entry (a heading of second level)"}
	}
	entry, _, _ := strings.Cut(rest, "\n## ")
	heading, body, _ := strings.Cut(entry, "\n")
	if len(strings.Fields(body)) < 10 {
		faults = append(faults, "CHANGELOG.md: the entry "+heading+" says next to nothing")
	}
	if !strings.Contains(body, "**Operator:**") {
		faults = append(faults, "CHANGELOG.md: the entry "+heading+" does not say, behind **Operator:**, what the operator does")
	}
	return faults
}

// dependencies finds direct modules of go.mod that the log of dependencies does not
// name, and entries of the log that go.mod no longer has.
func (t *Tree) dependencies() (faults []string) {
	const log = "doc/adr/0002-dependencies.md"
	src, err := t.Read(log)
	if err != nil {
		return []string{err.Error()}
	}
	var logged []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllSubmatch(src, -1) {
		logged = append(logged, string(m[1]))
	}
	modules, err := t.modules()
	if err != nil {
		return []string{err.Error()}
	}
	used := t.usedModules(modules)
	for _, m := range used {
		if !slices.Contains(logged, m) {
			faults = append(faults, log+" has no line for "+m)
		}
	}
	for _, m := range logged {
		if !slices.Contains(modules, m) {
			faults = append(faults, log+" names "+m+", which go.mod does not have")
		}
	}
	return faults
}

// modules gives the modules go.mod requires, directly or not.
func (t *Tree) modules() (names []string, err error) {
	src, err := t.Read("go.mod")
	for _, m := range regexp.MustCompile(`(?m)^(?:require |\t)(\S+\.\S+/?\S*) v`).FindAllSubmatch(src, -1) {
		names = append(names, string(m[1]))
	}
	return names, err
}

// usedModules gives those of modules that our own code imports.
func (t *Tree) usedModules(modules []string) (used []string) {
	for _, f := range t.Go {
		for _, imp := range f.Imports() {
			best := ""
			for _, m := range modules {
				if (imp == m || strings.HasPrefix(imp, m+"/")) && len(m) > len(best) {
					best = m
				}
			}
			if best != "" {
				used = append(used, best)
			}
		}
	}
	return dedupe(used)
}
