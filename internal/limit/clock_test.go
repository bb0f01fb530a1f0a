package limit_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/limit"
)

// noon is 12:00 in China on a day.
func noon(t testing.TB, s string) time.Time {
	t.Helper()
	return calendar.Builtin().Start(day(t, s)).Add(12 * time.Hour)
}

func begin(t testing.TB, start string, n int, unit limit.Unit) limit.Clock {
	t.Helper()
	c, err := limit.Begin(calendar.Builtin(), "statutory", "xkf-42.1", limit.Limit{N: n, Unit: unit}, noon(t, start))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func wantDue(t testing.TB, c limit.Clock, want string) {
	t.Helper()
	if want == "" {
		if !c.Due.Paused || c.State != limit.Paused {
			t.Errorf("due %s, state %s; want paused", c.Due.Day, c.State)
		}
		return
	}
	if c.Due.Day.String() != want || c.Due.Paused {
		t.Errorf("due %s (paused %t), want %s", c.Due.Day, c.Due.Paused, want)
	}
}

func must(t testing.TB) func(limit.Clock, error) limit.Clock {
	return func(c limit.Clock, err error) limit.Clock {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
}

// The story of one case: 20 working days from 9 September 2024, a hearing from the
// 19th to 9 October, and ten days more.
func TestClockStory(t *testing.T) {
	cal := calendar.Builtin()
	c := begin(t, "2024-09-09", 20, limit.Workday)
	wantDue(t, c, "2024-10-12")
	if c.State != limit.Running || c.Left(cal, noon(t, "2024-09-09")) != 20 || c.Left(cal, noon(t, "2024-10-12")) != 0 {
		t.Errorf("%s with %d left", c.State, c.Left(cal, noon(t, "2024-09-09")))
	}
	before := c
	p := must(t)(c.Pause(cal, day(t, "2024-09-19"), "hearing", 4))
	wantDue(t, p, "")
	if !reflect.DeepEqual(c, before) {
		t.Error("the old clock changed")
	}
	if got := p.Left(cal, noon(t, "2024-10-08")); got != 14 { // 10 to 14 and 18 September were counted
		t.Errorf("%d left while paused", got)
	}
	if _, err := p.Pause(cal, day(t, "2024-09-20"), "testing", 5); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("paused twice: %v", err)
	}
	if _, err := p.Resume(cal, day(t, "2024-09-18")); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("resumed before the pause: %v", err)
	}
	r := must(t)(p.Resume(cal, day(t, "2024-10-09")))
	wantDue(t, r, "2024-10-28")
	if p.Pauses[0].To != 0 {
		t.Error("the paused clock changed")
	}
	if _, err := r.Resume(cal, day(t, "2024-10-10")); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("resumed twice: %v", err)
	}
	if got := r.Left(cal, noon(t, "2024-10-09")); got != 14 {
		t.Errorf("%d left on the day of resuming", got)
	}
	for _, more := range []limit.Limit{{10, limit.Day}, {0, limit.Workday}, {-3, limit.Workday}} {
		if _, err := r.Extend(cal, more); err == nil {
			t.Errorf("extended by %v", more)
		}
	}
	e := must(t)(r.Extend(cal, limit.Limit{N: 10, Unit: limit.Workday}))
	wantDue(t, e, "2024-11-11")
	if s := e.Stop(cal, e.Due.At.Add(-time.Microsecond)); s.State != limit.Met || s.Ended.IsZero() {
		t.Errorf("stopped in the last instant: %s", s.State)
	}
	if s := e.Stop(cal, e.Due.At); s.State != limit.Missed {
		t.Errorf("stopped at 24:00: %s", s.State)
	}
	late := e.Overrun()
	if late.State != limit.Late || late.Left(cal, noon(t, "2024-11-13")) != -2 {
		t.Errorf("%s, %d", late.State, late.Left(cal, noon(t, "2024-11-13")))
	}
	if got := must(t)(late.Pause(cal, day(t, "2024-11-12"), "hearing", 9)); !reflect.DeepEqual(got, late) {
		t.Error("a pause changed a late clock")
	}
	if _, err := late.Extend(cal, limit.Limit{N: 1, Unit: limit.Workday}); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("a late clock was extended: %v", err)
	}
	if s := late.Stop(cal, noon(t, "2024-11-13")); s.State != limit.Missed {
		t.Errorf("late and stopped: %s", s.State)
	}
	done := late.Cancel(noon(t, "2024-11-13"))
	if done.State != limit.Void {
		t.Errorf("cancelled: %s", done.State)
	}
	again := done.Stop(cal, noon(t, "2024-11-14")).Cancel(noon(t, "2024-11-14")).Overrun()
	if !reflect.DeepEqual(again, done) {
		t.Error("an ended clock changed")
	}
	if _, err := done.Pause(cal, day(t, "2024-11-14"), "hearing", 1); err == nil {
		t.Error("an ended clock was paused")
	}
}

func TestClockStoppedWhilePaused(t *testing.T) {
	cal := calendar.Builtin()
	p := must(t)(begin(t, "2024-09-09", 5, limit.Workday).Pause(cal, day(t, "2024-09-10"), "testing", 2))
	s := p.Stop(cal, noon(t, "2024-12-30"))
	if s.State != limit.Met || s.Pauses[0].To != day(t, "2024-12-30") || p.Pauses[0].To != 0 {
		t.Errorf("%s %v", s.State, s.Pauses)
	}
}

func TestClockPausedTooLate(t *testing.T) {
	cal := calendar.Builtin()
	c := begin(t, "2024-06-03", 5, limit.Workday) // due 2024-06-11
	if got := must(t)(c.Pause(cal, day(t, "2024-06-12"), "hearing", 3)); !reflect.DeepEqual(got, c) {
		t.Error("what has run out was paused")
	}
	wantDue(t, must(t)(c.Pause(cal, day(t, "2024-06-11"), "hearing", 3)), "")
}

func TestClockOfCalendarDays(t *testing.T) {
	cal := calendar.Builtin()
	c := begin(t, "2024-09-16", 15, limit.Day)
	wantDue(t, c, "2024-10-08")
	if c.Left(cal, noon(t, "2024-10-01")) != 7 || c.Left(cal, noon(t, "2024-10-10")) != -2 {
		t.Errorf("%d, %d left", c.Left(cal, noon(t, "2024-10-01")), c.Left(cal, noon(t, "2024-10-10")))
	}
	p := must(t)(c.Pause(cal, day(t, "2024-09-21"), "appraisal", 2))
	if p.Left(cal, noon(t, "2024-09-25")) != 11 {
		t.Errorf("%d left while paused", p.Left(cal, noon(t, "2024-09-25")))
	}
}

func TestClockJSON(t *testing.T) {
	c := must(t)(begin(t, "2024-09-09", 20, limit.Workday).Pause(calendar.Builtin(), day(t, "2024-09-19"), "hearing", 4))
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back limit.Clock
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(back, c) {
		t.Errorf("%v\n%s", err, b)
	}
}

func TestRederive(t *testing.T) {
	cal := calendar.Builtin()
	c := begin(t, "2026-12-28", 5, limit.Workday)
	wantDue(t, c, "2027-01-04")
	if !c.Due.Provisional {
		t.Error("a due day in 2027 is provisional")
	}
	if same, moved, err := c.Rederive(cal); moved || err != nil || !reflect.DeepEqual(same, c) {
		t.Errorf("counted again with the same version: %v %v", moved, err)
	}
	// An invented notice for 2027.
	next, _, err := cal.With(calendar.Notice{Year: 2027, Number: "测试〔2026〕1号", Days: []calendar.NoticeDay{
		{Date: day(t, "2027-01-01"), Name: "元旦", Off: true}, {Date: day(t, "2027-01-04"), Name: "元旦", Off: true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	n, moved, err := c.Rederive(next)
	if err != nil || !moved || n.Due.Provisional || n.Due.Calendar != next.Version() {
		t.Errorf("%+v %t %v", n.Due, moved, err)
	}
	wantDue(t, n, "2027-01-06")
	if late, _, _ := c.Overrun().Rederive(next); late.State != limit.Running {
		t.Errorf("late with a later due day: %s", late.State)
	}
	early := begin(t, "2026-06-01", 5, limit.Workday).Overrun()
	if late, moved, _ := early.Rederive(next); moved || late.State != limit.Late || late.Due.Calendar != next.Version() {
		t.Errorf("late with the same due day: %s, moved %t", late.State, moved)
	}
	if done, moved, _ := c.Cancel(noon(t, "2026-12-29")).Rederive(next); moved || done.Due.Calendar != cal.Version() {
		t.Error("an ended clock was counted again")
	}
}

// Whatever happens to a clock, its due day is that of the naive count of its pauses.
func TestClockAgreesWithNaiveCount(t *testing.T) {
	cal := calendar.Builtin()
	rapid.Check(t, func(t *rapid.T) {
		start, l, _ := drawLimit(t)
		c, err := limit.Begin(cal, "statutory", "", l, cal.Start(start).Add(9*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		today := start
		for range rapid.IntRange(0, 8).Draw(t, "acts") {
			today += calendar.Day(rapid.IntRange(0, 15).Draw(t, "wait"))
			switch c.State {
			case limit.Running:
				if c.Due.Day < today {
					c = c.Overrun()
				} else if rapid.Bool().Draw(t, "extend") {
					c, err = c.Extend(cal, limit.Limit{N: 3, Unit: l.Unit})
				} else {
					c, err = c.Pause(cal, today, "testing", 1)
				}
			case limit.Paused:
				c, err = c.Resume(cal, today)
			}
			if err != nil {
				t.Fatal(err)
			}
			want, paused := naive(cal, start, c.Limit, c.Pauses)
			if c.Due.Day != want || c.Due.Paused != paused || (c.State == limit.Paused) != paused {
				t.Fatalf("%s %v %v: due %s, paused %t, %s; want %s, %t", start, c.Limit, c.Pauses, c.Due.Day, c.Due.Paused, c.State, want, paused)
			}
			if stop := c.Stop(cal, cal.Start(today)); c.State != limit.Late && stop.State != limit.Met {
				t.Fatalf("stopped in time on %s: %s", today, stop.State)
			}
		}
	})
}

// Monday to Friday 8:30 to 12:00 and 14:00 to 17:30: seven hours a day.
func sevenHours() limit.OfficeHours {
	both := []limit.Span{{From: 510, To: 720}, {From: 840, To: 1050}}
	return limit.OfficeHours{Week: [7][]limit.Span{1: both, 2: both, 3: both, 4: both, 5: both}}
}

func TestOfficeHours(t *testing.T) {
	cal := calendar.Builtin()
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, cal.Zone())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	pause := func(from, to string) []limit.Pause {
		p := limit.Pause{From: day(t, from), Cause: "hearing"}
		if to != "" {
			p.To = day(t, to)
		}
		return []limit.Pause{p}
	}
	for _, tt := range []struct {
		from   string
		n      int
		pauses []limit.Pause
		due    string
	}{
		{"2024-06-03 09:00", 2, nil, "2024-06-03 11:00"},
		{"2024-06-03 09:00", 3, nil, "2024-06-03 12:00"},
		{"2024-06-03 11:00", 2, nil, "2024-06-03 15:00"},
		{"2024-06-03 07:00", 7, nil, "2024-06-03 17:30"},
		{"2024-06-03 17:00", 1, nil, "2024-06-04 09:00"},
		{"2024-06-03 20:00", 0, nil, "2024-06-04 08:30"},
		{"2024-06-03 10:00", 0, nil, "2024-06-03 10:00"},
		{"2024-06-07 17:00", 1, nil, "2024-06-11 09:00"}, // over a weekend and a holiday
		{"2024-09-28 10:00", 7, nil, "2024-09-29 17:30"}, // a make-up Sunday has Monday's hours
		{"2024-09-30 17:00", 1, nil, "2024-10-08 09:00"},
		{"2024-06-03 17:00", 1, pause("2024-06-04", "2024-06-05"), "2024-06-06 09:00"},
		{"2024-06-03 09:00", 1, pause("2024-06-03", "2024-06-05"), "2024-06-03 10:00"},
		{"2024-06-03 17:00", 1, pause("2024-06-04", ""), ""},
	} {
		due, err := limit.ComputeHours(cal, sevenHours(), at(tt.from), tt.n, tt.pauses)
		if err != nil {
			t.Errorf("%s + %d: %v", tt.from, tt.n, err)
			continue
		}
		if tt.due == "" {
			if !due.Paused {
				t.Errorf("%s + %d: %v, want paused", tt.from, tt.n, due)
			}
			continue
		}
		if !due.At.Equal(at(tt.due)) || due.Day != cal.DayOf(at(tt.due)) {
			t.Errorf("%s + %d = %v, want %s", tt.from, tt.n, due.At.In(cal.Zone()), tt.due)
		}
		rows, err := limit.ExplainHours(cal, sevenHours(), at(tt.from), tt.n, tt.pauses)
		minutes := 0
		for _, r := range rows {
			minutes += r.N
		}
		if err != nil || minutes != tt.n*60 || rows[len(rows)-1].Day != due.Day {
			t.Errorf("%s + %d is explained with %d minutes, %v", tt.from, tt.n, minutes, err)
		}
	}
}

func TestOfficeHoursClock(t *testing.T) {
	cal := calendar.Builtin()
	from := cal.Start(day(t, "2024-06-03")).Add(16*time.Hour + 30*time.Minute)
	c := must(t)(limit.BeginHours(cal, sevenHours(), "first_contact", "", 8, from))
	if want := cal.Start(day(t, "2024-06-04")).Add(17*time.Hour + 30*time.Minute); !c.Due.At.Equal(want) {
		t.Errorf("due %v", c.Due.At.In(cal.Zone()))
	}
	if got := c.Left(cal, noon(t, "2024-06-04")); got != 3 {
		t.Errorf("%d hours left", got)
	}
	if got := c.Left(cal, noon(t, "2024-06-05")); got != -4 {
		t.Errorf("%d hours left when late", got)
	}
	p := must(t)(c.Pause(cal, day(t, "2024-06-04"), "testing", 2))
	if p.State != limit.Paused || p.Left(cal, noon(t, "2024-06-05")) != 7 {
		t.Errorf("%s, %d left", p.State, p.Left(cal, noon(t, "2024-06-05")))
	}
	r := must(t)(p.Resume(cal, day(t, "2024-06-05")))
	if r.Due.Day != day(t, "2024-06-06") {
		t.Errorf("due %s", r.Due.Day)
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back limit.Clock
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(back.Hours, r.Hours) {
		t.Errorf("hours are lost in JSON: %v", err)
	}
	if _, err := limit.Begin(cal, "x", "", limit.Limit{N: 3, Unit: limit.OfficeHour}, from); err == nil {
		t.Error("office hours without hours")
	}
	for name, h := range map[string]limit.OfficeHours{
		"closed":      {},
		"reversed":    {Week: [7][]limit.Span{1: {{From: 600, To: 500}}}},
		"overlapping": {Week: [7][]limit.Span{1: {{From: 500, To: 700}, {From: 600, To: 800}}}},
		"past 24:00":  {Week: [7][]limit.Span{1: {{From: 500, To: 1441}}}},
		"make-up":     {Week: [7][]limit.Span{1: {{From: 500, To: 700}}}, MakeUp: []limit.Span{{From: -5, To: 10}}},
	} {
		if _, err := limit.BeginHours(cal, h, "x", "", 3, from); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
