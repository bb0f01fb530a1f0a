package limit_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Hours by the clock run through nights, weekends and holidays: 24 hours from noon of the day
// before National Day end at noon of National Day, and nothing pauses them.
func TestHoursByTheClock(t *testing.T) {
	cal := calendar.Builtin()
	c := begin(t, "2026-09-30", 24, limit.ClockHour)
	if want := noon(t, "2026-10-01"); !c.Due.At.Equal(want) || c.Due.Day.String() != "2026-10-01" || c.Due.Provisional {
		t.Fatalf("due %+v, want %s", c.Due, want)
	}
	for _, x := range []struct {
		after time.Duration
		left  int
	}{{0, 24}, {time.Minute, 23}, {24 * time.Hour, 0}, {24*time.Hour + time.Second, -1}, {25*time.Hour + time.Second, -2}} {
		if got := c.Left(cal, c.From.Add(x.after)); got != x.left {
			t.Errorf("after %s: %d left, want %d", x.after, got, x.left)
		}
	}
	if _, err := c.Pause(cal, day(t, "2026-09-30"), "testing", 1); err == nil {
		t.Error("it was paused")
	}
	if met := c.Stop(cal, c.Due.At.Add(-1)); met.State != limit.Met {
		t.Error(met.State)
	}
	if missed := c.Stop(cal, c.Due.At); missed.State != limit.Missed {
		t.Error(missed.State)
	}
	if _, err := limit.Compute(cal, c.Start, c.Limit, nil); err == nil {
		t.Error("days were counted of a limit in hours")
	}
	rows, err := c.Explain(cal)
	if err != nil || len(rows) != 2 || !rows[1].Last || rows[0].N != 720 || rows[1].N != 720 {
		t.Fatalf("%v %+v", err, rows)
	}
	if s := rows[1].Text(lang.EN); !strings.Contains(s, "counted for 12 h 0 min") || !strings.Contains(s, "National Day") {
		t.Error(s)
	}
}

// The minutes of the explanation are the limit, whenever it begins.
func TestHoursByTheClockAreAllExplained(t *testing.T) {
	cal := calendar.Builtin()
	rapid.Check(t, func(t *rapid.T) {
		from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 300*24*60).Draw(t, "minute")) * time.Minute)
		n := rapid.IntRange(1, 100).Draw(t, "hours")
		c, err := limit.Begin(cal, "x", "", limit.Limit{N: n, Unit: limit.ClockHour}, from)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := c.Explain(cal)
		total := 0
		for _, r := range rows {
			total += r.N
		}
		if err != nil || total != n*60 {
			t.Fatalf("%v: %d minutes of %d hours", err, total, n)
		}
	})
}
