package main

import (
	"testing"

	"banjie/internal/lang"
)

// TestTrusted: the engine hears of the alarm, and of nothing while there is none.
func TestTrusted(t *testing.T) {
	h := &hall{}
	if err := h.trusted(); err != nil {
		t.Errorf("no alarm: %v", err)
	}
	h.alarm.why = untrusted(lang.T("示例", "sample"))
	if err := h.trusted(); err == nil {
		t.Error("the alarm does not reach the engine")
	}
}
