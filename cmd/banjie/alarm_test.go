package main

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"banjie/internal/clock"
	"banjie/internal/datadir"
	"banjie/internal/lang"
)

// A start before the last record, or long after it, lets acts on due dates stand still until
// an administrator confirms the time.
func TestClockIsWatchedAtTheStart(t *testing.T) {
	ctx := context.Background()
	dir, err := datadir.Create(filepath.Join(t.TempDir(), "live"), datadir.Instance{Division: "330182"})
	if err != nil {
		t.Fatal(err)
	}
	if err := withFolder(ctx, dir, "calendar-import", &noticeOrder{Notice: inventedNotice()}, &recounted{}, nil, time.Time{}); err != nil {
		t.Fatal(err)
	}
	h, err := open(ctx, dir, openOptions{log: errorsOnly()})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	last, err := h.db.LastRecorded(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for ahead, want := range map[time.Duration]bool{-5 * 24 * time.Hour: true, -time.Second: true, time.Hour: false, 71 * time.Hour: false, 73 * time.Hour: true} {
		h.clock = clock.Standing(last.Add(ahead))
		h.trustClock()
		if err := h.watchClock(ctx); err != nil || h.alarmed() != want {
			t.Errorf("started %s after the last record: %v, alarm %v", ahead, err, h.alarmNow())
		}
		h.trustClock()
		if h.alarmed() {
			t.Errorf("%s: the alarm goes on after the time was confirmed", ahead)
		}
	}
}

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
