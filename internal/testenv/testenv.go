// Package testenv brings what tests need beside Go: the root of the repository, the
// folder of real input, a PostgreSQL database of their own and a real browser.
//
//	make test ── scripts/test-deps ── installs what is missing
//	         └── scripts/with-postgres ── one server for the whole run
//	                 └── go test ── Postgres(t): one database a test, dropped after it
//	                             └── Browser(t): one Chromium a process, one profile a test
//
// A single `go test ./internal/…` works as well: without a server in the environment
// the process starts one and takes it along when it ends, in whatever way it ends.
//
// Under CI or BANJIE_TEST_STRICT=1 a missing program fails the test with the command
// that installs it; elsewhere it skips with the same sentence. Missing real input
// always skips: a clean clone does not have it.
//
// It rests on no article. It is imported by tests only and is never part of the binary.
package testenv

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Root is the absolute path of the repository's root.
func Root() string {
	_, file, _, ok := runtime.Caller(0)
	if ok {
		if root := filepath.Join(filepath.Dir(file), "..", ".."); isRoot(root) {
			return root
		}
	}
	// A build with -trimpath has no path of its own: look upwards from where the test runs.
	dir, err := os.Getwd()
	for err == nil && !isRoot(dir) && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
	}
	return dir
}

func isRoot(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// Shared gives the path of a file or folder of real input, for example
// "data/holidays-cn". It looks in the folder named by BANJIE_SHARED, else in ../shared
// beside the repository, and skips the test where neither has it.
func Shared(t testing.TB, path string) string {
	t.Helper()
	base := os.Getenv("BANJIE_SHARED")
	if base == "" {
		base = filepath.Join(Root(), "..", "shared")
	}
	full := filepath.Join(base, filepath.FromSlash(path))
	if _, err := os.Stat(full); err != nil {
		t.Skipf("the real input %s is not here (%s); put the folder beside the repository as ../shared or name it in BANJIE_SHARED", path, full)
	}
	return full
}

// Strict says that a missing program fails a test instead of skipping it.
func Strict() bool {
	return os.Getenv("CI") == "true" || os.Getenv("BANJIE_TEST_STRICT") == "1"
}

// missing ends the test because a program is not installed.
func missing(t testing.TB, what string) {
	t.Helper()
	const remedy = "%s; please run scripts/test-deps, which installs it or prints the command that does"
	if Strict() {
		t.Fatalf(remedy, what)
	}
	t.Skipf(remedy, what)
}
