package calendar_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/calendar"
)

var update = flag.Bool("update", false, "write doc/law/holidays.md anew")

func day(t testing.TB, s string) calendar.Day {
	t.Helper()
	d, err := calendar.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
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

func TestDayRoundTrip(t *testing.T) {
	// Every day of the range, against the standard library.
	at := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	for d := calendar.First; d <= calendar.Last; d++ {
		y, m, dd := d.Date()
		if wy, wm, wd := at.Date(); y != wy || m != wm || dd != wd || d.Weekday() != at.Weekday() {
			t.Fatalf("day %d = %s, want %s", d, d, at.Format(time.DateOnly))
		}
		if calendar.Date(y, m, dd) != d {
			t.Fatalf("Date(%d, %d, %d) = %d, want %d", y, m, dd, calendar.Date(y, m, dd), d)
		}
		at = at.AddDate(0, 0, 1)
	}
	if calendar.Last.String() != "2199-12-31" {
		t.Errorf("last day is %s", calendar.Last)
	}
	rapid.Check(t, func(t *rapid.T) {
		d := calendar.Day(rapid.Int32Range(-719162, 2932896).Draw(t, "day"))
		if back, err := calendar.ParseDay(d.String()); err != nil || back != d {
			t.Fatalf("%d → %s → %d, %v", d, d, back, err)
		}
	})
}

func TestParseDayRefuses(t *testing.T) {
	for _, s := range []string{
		"", "2024", "2024-2-03", "2024/02/03", "20240203", "2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10",
		"2024-01-00", "0000-01-01", "+024-01-01", "2024-01-1x", "2024-01-01 ", " 2024-01-01", "2024-01-01T00:00:00Z", "２０２４-01-01",
	} {
		if d, err := calendar.ParseDay(s); err == nil {
			t.Errorf("ParseDay(%q) = %s, want an error", s, d)
		}
	}
	if d, err := calendar.ParseDay("2024-02-29"); err != nil || d.String() != "2024-02-29" {
		t.Errorf("leap day: %v, %v", d, err)
	}
}

func TestDayJSON(t *testing.T) {
	type box struct {
		D calendar.Day `json:"d,omitempty"`
	}
	b, err := json.Marshal(box{day(t, "2024-09-27")})
	if err != nil || string(b) != `{"d":"2024-09-27"}` {
		t.Errorf("marshal: %s, %v", b, err)
	}
	if b, _ := json.Marshal(box{}); string(b) != `{}` {
		t.Errorf("zero day is not left out: %s", b)
	}
	var got box
	if err := json.Unmarshal(b, &got); err != nil || got.D != day(t, "2024-09-27") {
		t.Errorf("unmarshal: %v, %v", got, err)
	}
	for _, bad := range []string{`{"d":"2024-9-27"}`, `{"d":19993}`, `{"d":true}`} {
		if json.Unmarshal([]byte(bad), &got) == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func TestInstants(t *testing.T) {
	c := calendar.Builtin()
	d := day(t, "2024-09-27")
	if got := c.Start(d); !got.Equal(time.Date(2024, 9, 26, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("start %v", got)
	}
	if c.End(d) != c.Start(d+1) {
		t.Errorf("end %v", c.End(d))
	}
	for _, at := range []time.Time{c.Start(d), c.End(d).Add(-time.Microsecond), c.Start(d).In(time.FixedZone("", -5*3600))} {
		if got := c.DayOf(at); got != d {
			t.Errorf("DayOf(%v) = %s", at, got)
		}
	}
	if got := c.DayOf(c.End(d)); got != d+1 {
		t.Errorf("24:00 belongs to %s", got)
	}
	if got := c.DayOf(time.Date(1969, 12, 31, 15, 59, 59, 0, time.UTC)); got != -1 {
		t.Errorf("before 1970: %d", got)
	}
}

// Working days a year by the notices, as other publications count them.
func TestWorkdaysPerYear(t *testing.T) {
	want := map[int]int{
		2007: 249, 2008: 251, 2009: 250, 2010: 250, 2011: 250, 2012: 249, 2013: 250, 2014: 250, 2015: 249, 2016: 250,
		2017: 249, 2018: 250, 2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248,
	}
	c := calendar.Builtin()
	for y := 2007; y <= 2026; y++ {
		if got := c.WorkdaysBetween(calendar.Date(y-1, 12, 31), calendar.Date(y, 12, 31)); got != want[y] {
			t.Errorf("%d: %d working days, want %d", y, got, want[y])
		}
		if !c.Announced(y) {
			t.Errorf("%d is not announced", y)
		}
	}
	for _, y := range []int{0, 1979, 1980, 2006, 2027, 2199, 2200, -5} {
		if c.Announced(y) {
			t.Errorf("%d is announced", y)
		}
	}
	if c.LastAnnounced() != 2026 || !strings.HasPrefix(c.Version(), "2026-") {
		t.Errorf("last announced %d, version %s", c.LastAnnounced(), c.Version())
	}
	if !c.AllAnnounced(day(t, "2007-01-01"), day(t, "2026-12-31")) || c.AllAnnounced(day(t, "2006-12-31"), day(t, "2007-01-01")) ||
		c.AllAnnounced(day(t, "2026-12-31"), day(t, "2027-01-01")) || c.AllAnnounced(calendar.First-1, calendar.First) {
		t.Error("AllAnnounced is wrong at an edge")
	}
}

func TestKinds(t *testing.T) {
	c := calendar.Builtin()
	for _, tt := range []struct {
		day     string
		kind    calendar.Kind
		holiday string
		number  string
	}{
		{"2024-09-27", calendar.Workday, "", ""},
		{"2024-09-28", calendar.Weekend, "", ""},
		{"2024-09-29", calendar.AdjustedWorkday, "国庆节", "国办发明电〔2023〕7号"},
		{"2024-10-01", calendar.PublicHoliday, "国庆节", "国办发明电〔2023〕7号"},
		{"2024-10-05", calendar.PublicHoliday, "国庆节", "国办发明电〔2023〕7号"}, // a Saturday inside a holiday
		{"2020-01-30", calendar.PublicHoliday, "春节", "国办发明电〔2019〕16号"},
		{"2020-01-31", calendar.PublicHoliday, "春节", "国办发明电〔2020〕1号"},
		{"2020-02-01", calendar.PublicHoliday, "春节", "国办发明电〔2020〕1号"}, // a make-up workday until the second notice
		{"2020-02-03", calendar.Workday, "春节", "国办发明电〔2020〕1号"},
		{"2019-05-01", calendar.PublicHoliday, "劳动节", "国办发明电〔2019〕3号"},
		{"2019-05-05", calendar.AdjustedWorkday, "劳动节", "国办发明电〔2019〕3号"},
		{"2015-09-04", calendar.PublicHoliday, "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日", "国发明电〔2015〕1号"},
		{"2018-12-29", calendar.AdjustedWorkday, "元旦", "国办发明电〔2018〕15号"},
	} {
		info := c.Info(day(t, tt.day))
		number := ""
		if info.Notice != nil {
			number = info.Notice.Number
		}
		if info.Kind != tt.kind || info.Holiday != tt.holiday || number != tt.number {
			t.Errorf("%s: %s %q %q, want %s %q %q", tt.day, info.Kind, info.Holiday, number, tt.kind, tt.holiday, tt.number)
		}
	}
}

// Every listed day of every year agrees with the open collection, and the table lists
// no day more.
func TestAgreesWithCollection(t *testing.T) {
	dir := shared(t, "data/holidays-cn")
	c := calendar.Builtin()
	off := map[calendar.Day]bool{}
	addresses := map[string]bool{}
	for y := 2007; y <= 2026; y++ {
		b, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("%d.json", y)))
		if err != nil {
			t.Fatal(err)
		}
		n, err := calendar.ParseNotice(strings.NewReader(string(b)))
		if err != nil {
			t.Fatalf("%d: %v", y, err)
		}
		for a := range strings.FieldsSeq(n.Source) {
			addresses[a] = true
		}
		for _, d := range n.Days {
			off[d.Date] = d.Off
		}
	}
	for d := calendar.First; d <= calendar.Last; d++ {
		w := d.Weekday()
		want := w != time.Saturday && w != time.Sunday
		if o, ok := off[d]; ok {
			want = !o
		}
		if c.IsWorkday(d) != want {
			t.Errorf("%s: working day %t, the collection says %t", d, c.IsWorkday(d), want)
		}
		if _, ok := off[d]; ok != (c.Info(d).Notice != nil) {
			t.Errorf("%s: listed by the collection %t, by the table %t", d, ok, !ok)
		}
	}
	for _, n := range c.Notices() {
		if !addresses[n.Source] {
			t.Errorf("the collection does not name the address %s", n.Source)
		}
		delete(addresses, n.Source)
	}
	for a := range addresses {
		t.Errorf("no notice has the address %s", a)
	}
}

func TestUnannouncedFileIsRefused(t *testing.T) {
	b, err := os.ReadFile(shared(t, "data/holidays-cn/2027.json"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := calendar.ParseNotice(strings.NewReader(string(b))); err == nil {
		t.Error("a file without days announced a year")
	}
}

// The prefix tables against counting day by day.
func TestCountingIsNaive(t *testing.T) {
	c := calendar.Builtin()
	rapid.Check(t, func(t *rapid.T) {
		d := calendar.Day(rapid.Int32Range(int32(calendar.First), int32(calendar.Last)).Draw(t, "day"))
		n := rapid.IntRange(-300, 300).Draw(t, "n")
		want, left := d, n
		if n == 0 {
			for !c.IsWorkday(want) {
				want++
			}
		}
		for left != 0 && calendar.InRange(want) {
			step := calendar.Day(1)
			if n < 0 {
				step = -1
			}
			want += step
			if c.IsWorkday(want) {
				left -= int(step)
			}
		}
		if want > calendar.Last {
			want = calendar.Last + 1
		}
		if want < calendar.First {
			want = calendar.First - 1
		}
		got := c.AddWorkdays(d, n)
		if got != want {
			t.Fatalf("AddWorkdays(%s, %d) = %s, want %s", d, n, got, want)
		}
		if n > 0 && calendar.InRange(got) && c.WorkdaysBetween(d, got) != n {
			t.Fatalf("WorkdaysBetween(%s, %s) = %d, want %d", d, got, c.WorkdaysBetween(d, got), n)
		}
	})
	for _, n := range []int{1 << 62, -1 << 62, 60000, -60000} {
		if got := c.AddWorkdays(day(t, "2024-01-01"), n); calendar.InRange(got) {
			t.Errorf("AddWorkdays by %d = %s", n, got)
		}
	}
	if c.AddWorkdays(calendar.Last+1000, 1) != calendar.Last+1 || c.WorkdaysBetween(day(t, "2024-10-08"), day(t, "2024-10-01")) != 0 {
		t.Error("wrong outside of the range")
	}
}

func TestMarkdownPage(t *testing.T) {
	path := filepath.Join("..", "..", "doc", "law", "holidays.md")
	want := calendar.Markdown()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the table prints; run: go test ./internal/calendar -run Markdown -update", path)
	}
}

func TestHolidayNamesHaveEnglish(t *testing.T) {
	for _, n := range calendar.Builtin().Notices() {
		for _, d := range n.Days {
			if name := calendar.HolidayName(d.Name); name.EN == name.ZH {
				t.Fatalf("%s has no English name", d.Name)
			}
		}
	}
}
