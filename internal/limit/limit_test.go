package limit_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// day reads a literal date of a test.
func day(t testing.TB, s string) calendar.Day {
	t.Helper()
	d, err := calendar.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The vectors of the law of clocks: start day not counted, due at the end of the day.
func TestComputeVectors(t *testing.T) {
	cal := calendar.Builtin()
	tests := []struct {
		start  string
		n      int
		unit   limit.Unit
		pauses [][2]string
		due    string // "" for paused
	}{
		{"2024-09-27", 5, limit.Workday, nil, "2024-10-10"},
		{"2024-09-30", 20, limit.Workday, nil, "2024-11-01"},
		{"2024-10-12", 5, limit.Workday, nil, "2024-10-18"},
		{"2024-05-11", 10, limit.Workday, nil, "2024-05-24"},
		{"2024-09-14", 30, limit.Workday, nil, "2024-11-01"},
		{"2025-01-24", 20, limit.Workday, nil, "2025-02-27"},
		{"2025-01-26", 10, limit.Workday, nil, "2025-02-14"},
		{"2025-04-25", 3, limit.Workday, nil, "2025-04-29"},
		{"2025-09-26", 20, limit.Workday, nil, "2025-10-30"},
		{"2026-01-04", 1, limit.Workday, nil, "2026-01-05"},
		{"2026-02-13", 5, limit.Workday, nil, "2026-02-27"},
		{"2026-02-13", 20, limit.Workday, nil, "2026-03-19"},
		{"2026-04-30", 45, limit.Workday, nil, "2026-07-07"},
		{"2026-09-18", 20, limit.Workday, nil, "2026-10-22"},
		{"2024-09-09", 20, limit.Workday, nil, "2024-10-12"},
		{"2024-09-09", 20, limit.Workday, [][2]string{{"2024-09-19", "2024-10-09"}}, "2024-10-28"},
		{"2024-09-27", 5, limit.Workday, [][2]string{{"2024-09-19", "2024-10-09"}}, "2024-10-15"},
		{"2024-09-16", 15, limit.Day, nil, "2024-10-08"},
		{"2024-08-08", 60, limit.Day, nil, "2024-10-08"},
		{"2026-01-31", 15, limit.Day, nil, "2026-02-24"},
		// Pauses in any order, overlapping, touching, reaching before the start.
		{"2024-06-03", 5, limit.Workday, [][2]string{{"2024-06-06", "2024-06-07"}, {"2024-06-05", "2024-06-06"}}, "2024-06-14"},
		{"2024-06-03", 5, limit.Workday, [][2]string{{"2024-06-01", "2024-06-03"}}, "2024-06-11"},
		{"2024-06-03", 5, limit.Workday, [][2]string{{"2024-06-12", "2024-06-20"}}, "2024-06-11"},
		{"2024-06-03", 5, limit.Workday, [][2]string{{"2024-06-05", ""}}, ""},
		{"2024-06-03", 5, limit.Workday, [][2]string{{"2024-05-01", ""}}, ""},
		{"2024-06-03", 5, limit.Workday, [][2]string{{"2024-06-12", ""}}, "2024-06-11"},
		// Calendar days: paused days are not counted, then the end rolls.
		{"2024-06-03", 10, limit.Day, [][2]string{{"2024-06-05", "2024-06-06"}}, "2024-06-17"},
		// The end falls on Saturday and the Monday after is paused: it rolls past the pause.
		{"2024-06-19", 3, limit.Day, [][2]string{{"2024-06-24", "2024-06-25"}}, "2024-06-26"},
		{"2024-06-19", 3, limit.Day, [][2]string{{"2024-06-24", ""}}, ""},
		// Nothing to count: the day itself, or the next on which people work.
		{"2024-06-03", 0, limit.Workday, nil, "2024-06-03"},
		{"2024-06-08", 0, limit.Workday, nil, "2024-06-11"},
		{"2024-06-08", 0, limit.Day, nil, "2024-06-11"},
		{"2024-06-03", 0, limit.Workday, [][2]string{{"2024-06-01", ""}}, "2024-06-03"},
		// The epidemic's longer holiday of 2020.
		{"2020-01-23", 1, limit.Workday, nil, "2020-02-03"},
		// The holiday of a year begins in the year before.
		{"2018-12-28", 1, limit.Workday, nil, "2018-12-29"},
	}
	for _, tt := range tests {
		var pauses []limit.Pause
		for _, p := range tt.pauses {
			pause := limit.Pause{From: day(t, p[0])}
			if p[1] != "" {
				pause.To = day(t, p[1])
			}
			pauses = append(pauses, pause)
		}
		due, err := limit.Compute(cal, day(t, tt.start), limit.Limit{N: tt.n, Unit: tt.unit}, pauses)
		if err != nil {
			t.Errorf("%s +%d %s: %v", tt.start, tt.n, tt.unit, err)
			continue
		}
		if tt.due == "" {
			if !due.Paused || due.Day != 0 || !due.At.IsZero() {
				t.Errorf("%s +%d %s %v = %v, want paused", tt.start, tt.n, tt.unit, tt.pauses, due)
			}
			continue
		}
		if due.Day.String() != tt.due || due.Paused || due.Provisional {
			t.Errorf("%s +%d %s %v = %s (paused %t, provisional %t), want %s", tt.start, tt.n, tt.unit, tt.pauses, due.Day, due.Paused, due.Provisional, tt.due)
		}
		if !due.At.Equal(cal.End(due.Day)) {
			t.Errorf("%s: at %v is not the end of %s", tt.start, due.At, due.Day)
		}
	}
}

// shared finds the folder of real input beside the repository.
func shared(t testing.TB, path string) string {
	t.Helper()
	root := os.Getenv("BANJIE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	p := filepath.Join(root, path)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("the shared data %s is not here; set BANJIE_SHARED to its folder", path)
	}
	return p
}

func readCSV(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %d rows, %v", path, len(rows), err)
	}
	var out []map[string]string
	for _, r := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = r[i]
		}
		out = append(out, m)
	}
	return out
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSharedExamples(t *testing.T) {
	dir := shared(t, "data/holidays-cn/examples")
	cal := calendar.Builtin()
	checkDue := func(start string, l limit.Limit, pauses []limit.Pause, want string) {
		t.Helper()
		due, err := limit.Compute(cal, day(t, start), l, pauses)
		if err != nil || due.Day.String() != want {
			t.Errorf("%s + %v %v = %s, %v; want %s", start, l, pauses, due.Day, err, want)
		}
	}
	for _, r := range readCSV(t, filepath.Join(dir, "due-dates.csv")) {
		checkDue(r["accepted"], limit.Limit{N: number(t, r["working_days"]), Unit: limit.Workday}, nil, r["due"])
	}
	for _, r := range readCSV(t, filepath.Join(dir, "calendar-days-rolled.csv")) {
		checkDue(r["start"], limit.Limit{N: number(t, r["calendar_days"]), Unit: limit.Day}, nil, r["due"])
	}
	for _, r := range readCSV(t, filepath.Join(dir, "working-days-elapsed.csv")) {
		if got := limit.Elapsed(cal, day(t, r["after"]), day(t, r["until"])); got != number(t, r["working_days"]) {
			t.Errorf("%s to %s: %d working days, want %s", r["after"], r["until"], got, r["working_days"])
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, "due-dates-with-pauses.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Accepted    string            `json:"accepted"`
		WorkingDays int               `json:"working_days"`
		Pauses      [][2]calendar.Day `json:"pauses"`
		Due         string            `json:"due"`
	}
	if err := json.Unmarshal(b, &cases); err != nil || len(cases) == 0 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, c := range cases {
		var pauses []limit.Pause
		for _, p := range c.Pauses {
			pauses = append(pauses, limit.Pause{From: p[0], To: p[1]})
		}
		checkDue(c.Accepted, limit.Limit{N: c.WorkingDays, Unit: limit.Workday}, pauses, c.Due)
	}
}

// naive counts day by day as the rule is spoken, without tables or merging.
func naive(cal *calendar.Calendar, start calendar.Day, l limit.Limit, pauses []limit.Pause) (due calendar.Day, paused bool) {
	touched := func(d calendar.Day) (closed, open bool) {
		for _, p := range pauses {
			if d > start && d >= p.From && (p.To == 0 || d <= p.To) {
				closed, open = true, open || p.To == 0
			}
		}
		return closed, open
	}
	n := 0
	for d := start; ; d++ {
		stands, forever := touched(d)
		if forever {
			return 0, true
		}
		if d > start && !stands && (l.Unit == limit.Day || cal.IsWorkday(d)) {
			n++
		}
		if n >= l.N && !stands && cal.IsWorkday(d) {
			return d, false
		}
	}
}

func drawLimit(t *rapid.T) (calendar.Day, limit.Limit, []limit.Pause) {
	start := calendar.Date(2006, 6, 1) + calendar.Day(rapid.IntRange(0, 8000).Draw(t, "start"))
	l := limit.Limit{
		N:    rapid.IntRange(0, 90).Draw(t, "n"),
		Unit: rapid.SampledFrom([]limit.Unit{limit.Workday, limit.Day}).Draw(t, "unit"),
	}
	var pauses []limit.Pause
	for range rapid.IntRange(0, 5).Draw(t, "pauses") {
		from := start + calendar.Day(rapid.IntRange(-20, 150).Draw(t, "from"))
		to := from + calendar.Day(rapid.IntRange(0, 40).Draw(t, "length"))
		if rapid.IntRange(0, 9).Draw(t, "open") == 0 {
			to = 0
		}
		pauses = append(pauses, limit.Pause{From: from, To: to, Cause: "hearing", Event: 3})
	}
	return start, l, pauses
}

func TestComputeAndExplainAgreeWithNaiveCount(t *testing.T) {
	cal := calendar.Builtin()
	rapid.Check(t, func(t *rapid.T) {
		start, l, pauses := drawLimit(t)
		want, paused := naive(cal, start, l, pauses)
		due, err := limit.Compute(cal, start, l, pauses)
		if err != nil || due.Paused != paused || due.Day != want {
			t.Fatalf("%s + %v %v = %s (paused %t, %v), want %s (paused %t)", start, l, pauses, due.Day, due.Paused, err, want, paused)
		}
		provisional := false
		for d := start + 1; d <= want; d++ {
			provisional = provisional || !cal.Announced(d.Year())
		}
		if want == start {
			provisional = !cal.Announced(start.Year())
		}
		if !paused && due.Provisional != provisional {
			t.Fatalf("%s + %v: provisional %t, want %t", start, l, due.Provisional, provisional)
		}
		rows, err := limit.Explain(cal, start, l, pauses)
		if err != nil {
			t.Fatal(err)
		}
		counted := 0
		for i, r := range rows {
			if r.Day != start+calendar.Day(i) {
				t.Fatalf("row %d is %s", i, r.Day)
			}
			if r.Counted {
				counted++
				if r.N != counted {
					t.Fatalf("%s is number %d, want %d", r.Day, r.N, counted)
				}
			}
			if r.Last != (!paused && r.Day == want) {
				t.Fatalf("%s: last %t", r.Day, r.Last)
			}
			if r.Reason == limit.IsPaused && r.Pause == nil {
				t.Fatalf("%s: paused by nothing", r.Day)
			}
			if r.Text(lang.ZH) == "" || r.Text(lang.EN) == "" || r.Text(lang.ZH) == r.Text(lang.EN) {
				t.Fatalf("%s has no text", r.Day)
			}
		}
		if !paused && l.N > 0 && counted != l.N {
			t.Fatalf("%d days counted for %v", counted, l)
		}
		if paused && rows[len(rows)-1].Reason != limit.IsPaused {
			t.Fatalf("the rows of a paused limit end with %s", rows[len(rows)-1].Reason)
		}
		if !paused && l.Unit == limit.Workday && l.N > 0 {
			if got := limit.ElapsedNet(cal, start, want, pauses); got != l.N {
				t.Fatalf("%d working days without pauses to the due day, want %d", got, l.N)
			}
		}
		for _, n := range limit.Notices(cal, start, l, pauses, due) {
			used := false
			for _, r := range rows {
				used = used || r.Notice == n && r.Reason != limit.IsPaused
			}
			if !used {
				t.Fatalf("%s decided no day used", n.Cite())
			}
		}
	})
}

func TestElapsedNet(t *testing.T) {
	cal := calendar.Builtin()
	rapid.Check(t, func(t *rapid.T) {
		after, _, pauses := drawLimit(t)
		until := after + calendar.Day(rapid.IntRange(-10, 200).Draw(t, "length"))
		want := 0
		for d := after + 1; d <= until; d++ {
			stands := false
			for _, p := range pauses {
				stands = stands || d >= p.From && (p.To == 0 || d <= p.To)
			}
			if cal.IsWorkday(d) && !stands {
				want++
			}
		}
		if got := limit.ElapsedNet(cal, after, until, pauses); got != want {
			t.Fatalf("%s to %s %v: %d, want %d", after, until, pauses, got, want)
		}
		counted := 0
		for _, r := range limit.ExplainElapsed(cal, after, until, pauses) {
			if r.Counted {
				counted++
			}
		}
		if counted != want {
			t.Fatalf("%d rows counted, want %d", counted, want)
		}
	})
}

func TestComputeRefuses(t *testing.T) {
	cal := calendar.Builtin()
	ok, d := limit.Limit{N: 5, Unit: limit.Workday}, day(t, "2024-09-27")
	for name, tt := range map[string]struct {
		start  calendar.Day
		l      limit.Limit
		pauses []limit.Pause
	}{
		"negative":        {d, limit.Limit{N: -1, Unit: limit.Workday}, nil},
		"huge":            {d, limit.Limit{N: math.MaxInt, Unit: limit.Day}, nil},
		"unit":            {d, limit.Limit{N: 1, Unit: "week"}, nil},
		"hours":           {d, limit.Limit{N: 1, Unit: limit.OfficeHour}, nil},
		"early":           {calendar.First - 1, ok, nil},
		"late":            {calendar.Last + 1, ok, nil},
		"runs out":        {calendar.Last - 3, ok, nil},
		"days run out":    {calendar.Last - 3, limit.Limit{N: limit.MaxN, Unit: limit.Day}, nil},
		"reversed":        {d, ok, []limit.Pause{{From: d + 5, To: d + 4}}},
		"pause too early": {d, ok, []limit.Pause{{From: -1, To: d}}},
		"pause too late":  {d, ok, []limit.Pause{{From: d, To: calendar.Last + 1}}},
		"pause of ages":   {d, ok, []limit.Pause{{From: d, To: calendar.Last}}},
	} {
		due, err := limit.Compute(cal, tt.start, tt.l, tt.pauses)
		f, isFault := fault.As(err)
		if !isFault || f.Remedy.IsZero() || f.Message.ZH == "" {
			t.Errorf("%s: %v, %v; want a fault with a remedy", name, due, err)
		}
	}
}

func TestManyPausesAreQuick(t *testing.T) {
	// Fifty thousand overlapping pauses and the longest limit: the count and its
	// explanation stay in proportion to days plus pauses.
	cal, start := calendar.Builtin(), day(t, "2010-01-01")
	var pauses []limit.Pause
	for i := range 50000 {
		from := start + calendar.Day(i%9000)
		pauses = append(pauses, limit.Pause{From: from, To: from + calendar.Day(i%700)})
	}
	due, err := limit.Compute(cal, start, limit.Limit{N: limit.MaxN, Unit: limit.Workday}, pauses)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := limit.Explain(cal, start, limit.Limit{N: limit.MaxN, Unit: limit.Workday}, pauses)
	if err != nil || rows[len(rows)-1].Day != due.Day {
		t.Errorf("explained to %v, %v", rows[len(rows)-1].Day, err)
	}
}

func TestExplainText(t *testing.T) {
	cal := calendar.Builtin()
	rows, err := limit.Explain(cal, day(t, "2024-09-27"), limit.Limit{N: 3, Unit: limit.Workday},
		[]limit.Pause{{From: day(t, "2024-10-08"), To: day(t, "2024-10-08"), Cause: "hearing", Event: 12}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][2]string{
		"2024-09-27": {"2024年9月27日（星期五）：起算当日，不计入", "Friday, 27 September 2024: the starting day, not counted"},
		"2024-09-28": {"2024年9月28日（星期六）：周末，不计入", "Saturday, 28 September 2024: weekend day, not counted"},
		"2024-09-29": {"2024年9月29日（星期日）：国庆节调休上班日（国办发明电〔2023〕7号），计为第1个工作日", "Sunday, 29 September 2024: make-up workday for National Day (国办发明电〔2023〕7号), working day 1"},
		"2024-10-01": {"2024年10月1日（星期二）：国庆节放假（国办发明电〔2023〕7号），不计入", "Tuesday, 1 October 2024: public holiday, National Day (国办发明电〔2023〕7号), not counted"},
		"2024-10-08": {"2024年10月8日（星期二）：暂停计时（听证，办理记录第12号），不计入", "Tuesday, 8 October 2024: paused (hearing, record 12 of the case), not counted"},
		"2024-10-09": {"2024年10月9日（星期三）：第3个工作日；期限于当日24时届满", "Wednesday, 9 October 2024: working day 3; the limit ends at 24:00 of this day"},
	}
	for _, r := range rows {
		if w, ok := want[r.Day.String()]; ok {
			if r.Text(lang.ZH) != w[0] || r.Text(lang.EN) != w[1] {
				t.Errorf("%s\n%s", r.Text(lang.ZH), r.Text(lang.EN))
			}
		}
	}
	rows, err = limit.Explain(cal, day(t, "2026-12-30"), limit.Limit{N: 2, Unit: limit.Day}, nil)
	if err != nil || !strings.Contains(rows[len(rows)-1].Text(lang.ZH), "尚未公布") {
		t.Errorf("an unannounced year is not named: %v", err)
	}
}

func TestComputeDoesNotAllocate(t *testing.T) {
	cal, start := calendar.Builtin(), day(t, "2024-09-27")
	l := limit.Limit{N: 20, Unit: limit.Workday}
	if n := testing.AllocsPerRun(100, func() { _, _ = limit.Compute(cal, start, l, nil) }); n != 0 {
		t.Errorf("%v allocations a due date", n)
	}
}

func BenchmarkCompute(b *testing.B) {
	cal, start := calendar.Builtin(), day(b, "2024-01-01")
	pauses := []limit.Pause{{From: start + 20, To: start + 30}, {From: start + 10, To: start + 12}}
	b.Run("bare-loop", func(b *testing.B) {
		for b.Loop() {
		}
	})
	b.Run("day-by-day", func(b *testing.B) {
		for b.Loop() {
			for d, n := start, 0; n < 20; {
				if d++; cal.IsWorkday(d) {
					n++
				}
			}
		}
	})
	i := 0
	for name, l := range map[string]limit.Limit{"workdays": {N: 20, Unit: limit.Workday}, "days": {N: 20, Unit: limit.Day}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				i++
				_, _ = limit.Compute(cal, start+calendar.Day(i&1023), l, nil)
			}
		})
		b.Run(name+"-two-pauses", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = limit.Compute(cal, start, l, pauses)
			}
		})
	}
}
