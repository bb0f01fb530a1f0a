package main

import (
	"bytes"
	"testing"

	"banjie/internal/lang"
)

// A long command shows that it goes on, before it knows how much there is and where no terminal is.
func TestBar(t *testing.T) {
	t.Setenv("LANG", "C.UTF-8")
	var out bytes.Buffer
	b := &bar{w: &out, what: lang.T("核对", "Checking")}
	b.draw()
	b.tell(5, 20)
	b.draw()
	if got := out.String(); got != "Checking…\nChecking 25%\n" {
		t.Errorf("%q", got)
	}
}
