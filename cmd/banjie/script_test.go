package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts call banjie as a command: the test binary runs itself.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"banjie": main})
}

// TestScripts runs testdata/script/*.txtar, each in a folder of its own with no data
// folder and no language set (English).
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}
