package main

import (
	"strings"
	"testing"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// At a terminal the wrong places stand above the remedy, and nothing typed is kept.
func TestExplainAtATerminal(t *testing.T) {
	t.Setenv("LANG", "en_GB.UTF-8")
	got := explain(fault.InvalidInput().At("take", lang.T("须是整数", "it is a whole number")))
	if !strings.HasSuffix(got, "\n  take: it is a whole number\nPlease correct the places named above and try again.") {
		t.Errorf("%s", got)
	}
	own := fault.InvalidInput().At("take", lang.T("须是整数", "it is a whole number"))
	own.Remedy = lang.T("请换个文件。", "Choose another file.")
	if got := explain(own); !strings.HasSuffix(got, "\nChoose another file.") {
		t.Errorf("a remedy of its own is lost: %s", got)
	}
}
