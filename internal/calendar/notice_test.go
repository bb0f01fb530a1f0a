package calendar_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/fault"
)

// An invented notice for a year that is not announced.
const notice2027 = `{"year":2027,"title":"测试通知","number":"测试〔2026〕1号","issued":"2026-11-05","source":"https://example.org/2027",
	"days":[{"date":"2027-01-01","name":"元旦","off":true},{"date":"2027-01-02","name":"元旦","off":true},
	{"date":"2027-01-04","name":"元旦","off":true},{"date":"2027-01-09","name":"元旦","off":false}]}`

func parse(t testing.TB, s string) calendar.Notice {
	t.Helper()
	n, err := calendar.ParseNotice(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestNewNotice(t *testing.T) {
	old := calendar.Builtin()
	next, diff, err := old.With(parse(t, notice2027))
	if err != nil {
		t.Fatal(err)
	}
	if old.Announced(2027) || !next.Announced(2027) || next.LastAnnounced() != 2027 {
		t.Error("2027 must be announced in the new version and only there")
	}
	if old.Version() == next.Version() || diff.From != old.Version() || diff.To != next.Version() {
		t.Errorf("versions %s → %s, diff %s → %s", old.Version(), next.Version(), diff.From, diff.To)
	}
	want := []calendar.Change{
		{Day: day(t, "2027-01-01"), Before: calendar.Workday, After: calendar.PublicHoliday},
		{Day: day(t, "2027-01-02"), Before: calendar.Weekend, After: calendar.PublicHoliday},
		{Day: day(t, "2027-01-04"), Before: calendar.Workday, After: calendar.PublicHoliday},
		{Day: day(t, "2027-01-09"), Before: calendar.Weekend, After: calendar.AdjustedWorkday},
	}
	if !reflect.DeepEqual(diff.Days, want) || !reflect.DeepEqual(diff.Announced, []int{2027}) {
		t.Errorf("diff %+v", diff)
	}
	again, diff, err := next.With(parse(t, notice2027))
	if err != nil || !diff.IsZero() || again.Version() != next.Version() {
		t.Errorf("the same notice twice changes something: %+v, %v", diff, err)
	}
	// A corrected text of the same number takes the place of the first: what it no
	// longer lists falls back to the week.
	corrected := parse(t, notice2027)
	corrected.Days = corrected.Days[:2]
	fixed, diff, err := next.With(corrected)
	if err != nil || len(diff.Days) != 2 || fixed.Info(day(t, "2027-01-09")).Kind != calendar.Weekend {
		t.Errorf("correction: %+v, %v", diff, err)
	}
	// A second notice of the year is added and wins on its days.
	second := calendar.Notice{Year: 2027, Number: "测试〔2027〕2号", Days: []calendar.NoticeDay{{Date: day(t, "2027-01-05"), Name: "元旦", Off: true}}}
	both, diff, err := next.With(second)
	if err != nil || len(diff.Days) != 1 || both.Info(day(t, "2027-01-04")).Kind != calendar.PublicHoliday {
		t.Errorf("second notice: %+v, %v", diff, err)
	}
}

func TestNoticeRoundTrip(t *testing.T) {
	notices := calendar.Builtin().Notices()
	for i, n := range notices {
		b, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		if back := parse(t, string(b)); !reflect.DeepEqual(back, n) {
			t.Errorf("%d changed on the way through JSON", n.Year)
		}
		var plain calendar.Notice
		if err := json.Unmarshal(b, &plain); err != nil || !reflect.DeepEqual(plain, n) {
			t.Errorf("%d: %v", n.Year, err)
		}
		notices[i] = plain
	}
	c, err := calendar.New(notices...)
	if err != nil || c.Version() != calendar.Builtin().Version() {
		t.Errorf("the calendar made from stored notices is another: %v", err)
	}
}

func TestCollectionForm(t *testing.T) {
	n := parse(t, `{"$schema":"x","$id":"y","year":2027,"papers":["https://example.org/a","https://example.org/b"],
		"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"元旦","date":"2026-12-27","isOffDay":false}]}`)
	if n.Source != "https://example.org/a https://example.org/b" || len(n.Days) != 2 || n.Days[1].Off {
		t.Errorf("%+v", n)
	}
}

func TestBadNotices(t *testing.T) {
	for _, tt := range []struct{ in, place string }{
		{``, ""},
		{`[]`, ""},
		{`{"year":2027,"days":[{"date":"2027-01-01","name":"元旦","off":true}]} extra`, ""},
		{`{"year":"2027","days":[]}`, ""},
		{`{"days":[{"date":"2027-01-01","name":"元旦","off":true}]}`, "year"},
		{`{"year":1900,"days":[{"date":"1900-01-01","name":"元旦","off":true}]}`, "year"},
		{`{"year":99999999,"days":[{"date":"2027-01-01","name":"元旦","off":true}]}`, "year"},
		{`{"year":2027}`, "days"},
		{`{"year":2027,"papers":[],"days":[]}`, "days"},
		{`{"year":2027,"days":[{"name":"元旦","off":true}]}`, "days[0].date"},
		{`{"year":2027,"days":[{"date":"2027-02-30","name":"元旦","off":true}]}`, "days[0].date"},
		{`{"year":2027,"days":[{"date":"2027-01-01","name":"元旦"}]}`, "days[0].off"},
		{`{"year":2027,"days":[{"date":"2027-01-01","name":"元旦","off":true,"isOffDay":false}]}`, "days[0].off"},
		{`{"year":2027,"days":[{"date":"2027-01-01","off":true}]}`, "days[0].name"},
		{`{"year":2027,"days":[{"date":"2028-05-01","name":"劳动节","off":true}]}`, "days[0].date"},
		{`{"year":2027,"days":[{"date":"2027-01-01","name":"元旦","off":true},{"date":"2027-01-01","name":"元旦","off":false}]}`, "days[1].date"},
		{`{"year":2027,"issued":"soon","days":[{"date":"2027-01-01","name":"元旦","off":true}]}`, "issued"},
		{`{"year":2027,"days":[` + strings.Repeat(`{"date":"2027-01-01","name":"元旦","off":true},`, 200) + `{}]}`, "days"},
	} {
		_, err := calendar.ParseNotice(strings.NewReader(tt.in))
		f, ok := fault.As(err)
		if !ok {
			t.Errorf("%.80s: %v is not a fault", tt.in, err)
			continue
		}
		if f.Remedy.IsZero() || f.Message.ZH == "" || f.Message.EN == "" {
			t.Errorf("%.80s: the fault lacks a sentence", tt.in)
		}
		found := tt.place == ""
		for _, p := range f.Fields {
			found = found || p.Path == tt.place
		}
		if !found {
			t.Errorf("%.80s: places %+v, want %s", tt.in, f.Fields, tt.place)
		}
	}
	if _, err := calendar.ParseNotice(bytes.NewReader(make([]byte, 2<<20))); fault.KindOf(err) != fault.TooLarge {
		t.Errorf("a huge file: %v", err)
	}
	if _, _, err := calendar.Builtin().With(calendar.Notice{Year: 2027}); err == nil {
		t.Error("an empty notice was taken")
	}
}

func FuzzParseNotice(f *testing.F) {
	f.Add([]byte(notice2027))
	f.Add([]byte(`{"year":2027,"papers":["https://example.org"],"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true}]}`))
	f.Add([]byte(`{"year":2027,"days":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := calendar.ParseNotice(bytes.NewReader(b))
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		out, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := calendar.ParseNotice(bytes.NewReader(out)); err != nil || back.Year != n.Year || len(back.Days) != len(n.Days) {
			t.Fatalf("a notice that was read cannot be read again: %v", err)
		}
	})
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2024-02-29", "2023-02-29", "0001-01-01", "9999-12-31", "2024-1-1", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := calendar.ParseDay(s); err == nil && d.String() != s {
			t.Fatalf("%q was read as %s", s, d)
		}
	})
}
