package repotest

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// module is the path all packages of the repository begin with.
const module = "banjie/"

// The rows of the layout, from the bottom up. A package belongs to the row that names
// its first folder under internal.
var (
	// foundation imports the standard library and itself.
	foundation = []string{"lang", "law", "clock", "calendar", "fault", "idnum", "workbook", "spelling"}
	// domains stand in their order: each may import foundation and what stands before it.
	domains = []string{
		"limit", "org", "access", "mandate", "ledger", "catalog", "casework", // core
		"seal", "draw", "ecert", "notify", "registers", // what procedures use
		// procedures on the core; logs of work done elsewhere
		"licensing", "complaint", "demand", "supervise", "inspection", "accountability", "rating", "rectification", "impasse", "eventlog", "recorded",
		"hall", "stats", "integrity", "survey", // over all of them
	}
	// engines are technical parts that adapters are made of; they import no adapter.
	engines = []string{"sqldb", "identity", "datadir", "control", "config", "metrics"}
	// adapters import everything above and never one another.
	adapters = []string{"store", "web", "api", "jobs"}
	// contract is what packs plug into; it sees the frame of the pages and no store.
	contract = "pack"
	// worlds make data by the real commands.
	worlds = []string{"simtown"}
	// libraries are folders of a pack that know nothing of cases, stores and pages.
	libraries = []string{"packs/foodchain/gs1"}
	// probes are for tests only.
	probes = []string{"testenv", "repotest", "killtest"}
)

// notForDomains are the imports by which SQL, HTTP or HTML would get into a domain.
var notForDomains = []string{
	"database/sql", "net/http", "html", "modernc.org/sqlite", "github.com/jackc", "github.com/pressly",
	"github.com/riverqueue", "github.com/a-h/templ", "github.com/danielgtaylor/huma", "github.com/alexedwards/scs",
}

const (
	saysFoundation = "design: \"Foundation imports the standard library only\" (and itself)"
	saysDomain     = "design: \"A domain imports foundation and the domains above it in this order, never SQL, HTTP or HTML; what it needs from below it declares as a small interface, wired in cmd\""
	saysAdapter    = "design: \"Adapters (store, web, api, jobs) import domains and never one another\""
	saysPack       = "design: \"A pack imports pack, foundation, the domains it extends, sqldb and web/ui; no other pack\"; its pages stand in the frame of web/site (doc/adr/0011-packs.md)"
	saysLibrary    = "a library of a pack (identifiers, formats) imports foundation and itself only, so that every part of the pack can stand on it"
	saysCore       = "design: \"Core never names a pack and passes its tests with none\""
	saysContract   = "the contract for packs knows the frame of the pages, and no adapter beside it (doc/adr/0011-packs.md)"
	saysAll        = "design: \"Only cmd and packs/all see everything\""
	saysProbe      = "what only tests need is never part of the binary"
)

// Forbidden gives the reason why a package may not import another, "" where it may.
// Both are folders relative to the root; an import of another module keeps its path.
func Forbidden(from, imports string) string {
	own, inside := strings.CutPrefix(imports, module)
	top := strings.Split(from, "/")
	if top[0] == "cmd" || strings.HasPrefix(from, "packs/all") || forTests(from) {
		return ""
	}
	if inside && forTests(own) {
		return saysProbe
	}
	if top[0] == "packs" {
		if slices.ContainsFunc(libraries, func(l string) bool { return from == l || strings.HasPrefix(from, l+"/") }) {
			return libraryForbids(from, imports, own, inside)
		}
		return packForbids(top, own, inside)
	}
	if inside && strings.HasPrefix(own, "packs/") {
		return saysCore
	}
	if inside && strings.HasPrefix(own, "cmd/") {
		return saysAll
	}
	me := room(from)
	switch {
	case slices.Contains(foundation, me):
		if inside && !slices.Contains(foundation, room(own)) || !inside && !standard(imports) {
			return saysFoundation
		}
	case slices.Contains(domains, me):
		if inside && !below(me, room(own)) || !inside && sqlHTTPOrHTML(imports) {
			return saysDomain
		}
	case slices.Contains(engines, me), slices.Contains(worlds, me):
		if inside && slices.Contains(adapters, room(own)) {
			return saysAll
		}
	case me == contract:
		if other := room(own); inside && slices.Contains(adapters, other) && !strings.HasPrefix(own, "internal/web/ui") && own != "internal/web/site" {
			return saysContract
		}
	case inside && room(own) == contract:
		return saysCore
	case slices.Contains(adapters, me):
		if other := room(own); inside && other != me && (slices.Contains(adapters, other) || slices.Contains(worlds, other)) {
			return saysAdapter
		}
	}
	return ""
}

// libraryForbids keeps a library of a pack apart from everything but foundation and itself.
func libraryForbids(from, imports, own string, inside bool) string {
	sibling := slices.ContainsFunc(libraries, func(l string) bool {
		return strings.HasPrefix(from+"/", l+"/") && strings.HasPrefix(own+"/", l+"/")
	})
	if inside && !sibling && !slices.Contains(foundation, room(own)) || !inside && !standard(imports) {
		return saysLibrary
	}
	return ""
}

func packForbids(from []string, own string, inside bool) string {
	if !inside {
		return ""
	}
	to := room(own)
	switch {
	case strings.HasPrefix(own, "packs/"):
		if other := strings.Split(own, "/"); len(from) < 2 || other[1] != from[1] {
			return saysPack
		}
	case slices.Contains(foundation, to), slices.Contains(domains, to), to == "sqldb", to == "pack", strings.HasPrefix(own, "internal/web/ui"), strings.HasPrefix(own, "internal/web/site"):
	default:
		return saysPack
	}
	return ""
}

// room is the folder under internal a package belongs to, "" for one elsewhere.
func room(dir string) string {
	rest, ok := strings.CutPrefix(dir, "internal/")
	if !ok {
		return ""
	}
	first, _, _ := strings.Cut(rest, "/")
	return first
}

// Known says that the layout has a place for a folder of Go files.
func Known(dir string) bool {
	first, _, _ := strings.Cut(dir, "/")
	switch first {
	case "cmd", "packs", "kit":
		return true
	}
	for _, row := range [][]string{foundation, domains, engines, adapters, worlds, probes, {contract}} {
		if slices.Contains(row, room(dir)) {
			return true
		}
	}
	return false
}

// below says that domain may import room.
func below(domain, room string) bool {
	if slices.Contains(foundation, room) {
		return true
	}
	at := slices.Index(domains, room)
	return at >= 0 && at <= slices.Index(domains, domain)
}

// forTests says that a folder holds what only tests use: a probe, or the suite of a
// domain (casetest, orgtest).
func forTests(dir string) bool {
	return slices.Contains(probes, room(dir)) || strings.HasSuffix(path.Base(dir), "test")
}

func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

func sqlHTTPOrHTML(importPath string) bool {
	return slices.ContainsFunc(notForDomains, func(p string) bool {
		return importPath == p || strings.HasPrefix(importPath, p+"/")
	})
}

// importFaults gives every import that the layout forbids.
func (t *Tree) importFaults() (faults []string) {
	for _, f := range t.Go {
		if f.Test {
			continue
		}
		for _, imp := range f.Imports() {
			if why := Forbidden(f.Dir, imp); why != "" {
				faults = append(faults, fmt.Sprintf("%s imports %s: %s", f.Path, imp, why))
			}
		}
	}
	return faults
}
