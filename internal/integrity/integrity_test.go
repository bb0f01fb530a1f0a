package integrity_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"banjie/internal/fault"
	"banjie/internal/integrity"
)

var until = time.Date(2026, 9, 15, 15, 0, 0, 0, time.UTC)

// matters are n closed ones of a unit, ten working days of limit, closed on the given working day after Monday, 3 August.
func matters(unit string, n int, change func(i int, m *integrity.Matter)) []integrity.Matter {
	all := make([]integrity.Matter, n)
	for i := range all {
		at := time.Date(2026, 8, 3, 2, 0, 0, 0, time.UTC)
		all[i] = integrity.Matter{
			ID: fmt.Sprintf("%s-%d", unit, i), Unit: unit, Topic: "road", Received: at, Limit: 10,
			Closed: at.AddDate(0, 0, 7), Result: integrity.Solved, Invited: true,
		}
		if change != nil {
			change(i, &all[i])
		}
	}
	return all
}

// judge gives the finding of unit a among honest others.
func judge(t *testing.T, id string, own []integrity.Matter, others func(i int, m *integrity.Matter)) integrity.Finding {
	t.Helper()
	r := &integrity.Records{Matters: own}
	for k := range 8 {
		r.Matters = append(r.Matters, matters(string(rune('b'+k)), 100, others)...)
	}
	for _, f := range integrity.Judge(r, integrity.Options{Until: until, Only: []string{id}}) {
		if f.Unit == "a" {
			return f
		}
	}
	t.Fatal("unit a has no finding")
	return integrity.Finding{}
}

// What no chance explains is an alarm at once.
func TestFaultsWithoutChance(t *testing.T) {
	at := until.Add(-24 * time.Hour)
	for id, spoil := range map[string]func(m *integrity.Matter){
		"G6": func(m *integrity.Matter) {
			m.Ratings = []integrity.Rating{{Channel: integrity.ByWeb, Stars: 5, At: at}}
		},
		"G10": func(m *integrity.Matter) {
			m.Returns = []integrity.Return{{At: at, From: "a", To: "b"}, {At: at, From: "b", To: "a"}}
		},
		"G17": func(m *integrity.Matter) { m.Result = integrity.Withdrawn },
	} {
		own := matters("a", 40, nil)
		if f := judge(t, id, own, nil); f.State == integrity.Alarm {
			t.Errorf("%s: alarm for an honest unit", id)
		}
		spoil(&own[3])
		if f := judge(t, id, own, nil); f.State != integrity.Alarm {
			t.Errorf("%s: %s", id, f.State)
		}
	}
	r := &integrity.Records{Matters: matters("a", 5, nil), Orphans: []integrity.Orphan{{Unit: "a"}}}
	if f := integrity.Judge(r, integrity.Options{Until: until, Only: []string{"G13"}})[0]; f.State != integrity.Alarm {
		t.Errorf("a receipt without a matter: %s", f.State)
	}
	r = &integrity.Records{}
	for range 59 {
		r.Seeds = append(r.Seeds, integrity.Seed{Unit: "a", Found: true})
	}
	f := integrity.Judge(r, integrity.Options{Until: until, Only: []string{"G13"}})[0]
	if f.State != integrity.Quiet || f.Low == nil || math.Abs(*f.Low-math.Pow(0.05, 1.0/59)) > 1e-9 {
		t.Errorf("all 59 found: %+v", f)
	}
}

// G1 alone never alarms; G2 does when what was closed on the last day comes back as well.
func TestLastDayNeedsBoth(t *testing.T) {
	days := []int{4, 7, 8, 9, 10, 11, 14, 14, 14, 14, 14, 14} // calendar days after a Monday: 14 is the tenth working day
	bunched := func(back bool) []integrity.Matter {
		return matters("a", 240, func(i int, m *integrity.Matter) {
			m.Closed = m.Received.AddDate(0, 0, days[i%len(days)])
			if back && days[i%len(days)] == 14 && i%3 == 0 {
				m.Reopened = m.Closed.Add(48 * time.Hour)
			}
		})
	}
	if f := judge(t, "G1", bunched(true), nil); f.State != integrity.Noted || *f.Statistic < 3 {
		t.Errorf("G1: %+v", f)
	}
	if f := judge(t, "G2", bunched(false), nil); f.State != integrity.Quiet {
		t.Errorf("bunched but good: %+v", f)
	}
	if f := judge(t, "G2", bunched(true), nil); f.State != integrity.Alarm {
		t.Errorf("bunched and coming back: %+v", f)
	}
}

// Too few cases are not judged, whatever they look like.
func TestTooFew(t *testing.T) {
	for i := range integrity.Indicators {
		id := integrity.Indicators[i].ID
		f := judge(t, id, matters("a", 3, nil), nil)
		if f.State == integrity.Alarm || f.State == integrity.Noted {
			t.Errorf("%s: three matters give %s", id, f.State)
		}
	}
}

// A flood of one text by many people is no restarting; the same object again after its end is.
func TestRestarts(t *testing.T) {
	again := matters("a", 40, func(i int, m *integrity.Matter) {
		m.Object = fmt.Sprint("o", i/2)
		if i%2 == 1 {
			m.Received = m.Received.AddDate(0, 0, 14)
			m.Closed = m.Closed.AddDate(0, 0, 14)
		}
	})
	if f := judge(t, "G9", again, nil); f.Numerator != 20 || f.State != integrity.Alarm {
		t.Errorf("%+v", f)
	}
	flood := matters("a", 40, func(i int, m *integrity.Matter) { m.Object, m.Filer = fmt.Sprint("o", i), fmt.Sprint("f", i) })
	if f := judge(t, "G9", flood, nil); f.Numerator != 0 {
		t.Errorf("%+v", f)
	}
}

// Every indicator explains itself in both languages.
func TestIndicatorsExplainThemselves(t *testing.T) {
	if len(integrity.Indicators) != 18 {
		t.Fatal(len(integrity.Indicators))
	}
	for i := range integrity.Indicators {
		in := &integrity.Indicators[i]
		if in.ID != fmt.Sprint("G", i+1) || integrity.Of(in.ID) != in {
			t.Errorf("%s stands at %d", in.ID, i)
		}
		if len(in.Innocent) == 0 || len(in.Inputs) == 0 {
			t.Errorf("%s has no innocent explanation or no inputs", in.ID)
		}
		for _, text := range append(in.Innocent, in.Catches, in.Formula, in.Rule) {
			if text.ZH == "" || text.EN == "" {
				t.Errorf("%s: a text lacks a language: %+v", in.ID, text)
			}
		}
	}
	if integrity.Of("G19") != nil {
		t.Error("there is no G19")
	}
}

func TestReadRefuses(t *testing.T) {
	good := `{"id":"1","unit":"a","received":"2026-09-01T01:00:00Z","limit":10,"closed":"2026-09-02T01:00:00Z","result":"solved"}`
	for line, says := range map[string]string{
		`{`: "JSON",
		`{"id":"1","unit":"a","received":"2026-09-01T01:00:00Z","name":"x"}`:      "name",
		`{"id":"1","received":"2026-09-01T01:00:00Z"}`:                            "unit",
		`{"id":"1","unit":"a"}`:                                                   "instant",
		strings.Replace(good, `"2026-09-02`, `"2026-08-02`, 1):                    "before",
		strings.Replace(good, `,"result":"solved"`, ``, 1):                        "together",
		strings.Replace(good, `"solved"`, `"fine"`, 1):                            "not known",
		`{"record":"person"}`:                                                     "seed",
		`{"record":"calls","unit":"a","calls":-1}`:                                "below",
		`{"id":"1","unit":"a","received":"2026-09-01T01:00:00Z","answer":"AAAA"}`: "sketch",
		good + "\n" + good:                                                        "line 1",
	} {
		_, err := integrity.Read(strings.NewReader(line))
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", line, err)
		}
	}
	r, err := integrity.Read(strings.NewReader("\ufeff" + good + "\n\n" + `{"record":"seed","unit":"a","found":true}` + "\n" + `{"record":"orphan","unit":"b"}`))
	if err != nil || len(r.Matters) != 1 || len(r.Seeds) != 1 || len(r.Orphans) != 1 || !r.Newest().Equal(time.Date(2026, 9, 2, 1, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v %v", r, err)
	}
}

// Whatever can be read can be judged.
func FuzzRead(f *testing.F) {
	f.Add(`{"id":"1","unit":"a","received":"2026-09-01T01:00:00Z","limit":10,"closed":"2026-09-02T01:00:00Z","result":"solved","pauses":[{"from":"2026-09-01T02:00:00Z"}]}`)
	f.Add(`{"record":"calls","unit":"a","calls":3,"matters":9}`)
	f.Add(`{"id":"2","unit":"a","received":"2026-09-01T01:00:00Z","visits":[{"from":"2026-09-01T01:00:00Z","to":"2026-09-01T00:00:00Z","typed":true}]}`)
	f.Fuzz(func(t *testing.T, in string) {
		r, err := integrity.Read(strings.NewReader(in))
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		for _, f := range integrity.Judge(r, integrity.Options{Until: r.Newest()}) {
			if f.P != nil && (*f.P < 0 || *f.P > 1) {
				t.Fatalf("%+v", f)
			}
		}
	})
}
