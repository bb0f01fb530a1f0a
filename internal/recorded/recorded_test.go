package recorded_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/eventlog"
	"banjie/internal/fault"
	"banjie/internal/limit"
	"banjie/internal/recorded"
)

// paper keeps what would be written.
type paper struct{ units []casework.Write }

func (p *paper) Write(_ context.Context, w casework.Write) (casework.Committed, error) {
	for _, u := range p.units {
		if u.Case.ID == w.Case.ID || u.Case.Number == w.Case.Number {
			return casework.Committed{}, casework.ErrConflict
		}
	}
	p.units = append(p.units, w)
	return casework.Committed{Events: w.Events}, nil
}

func (p *paper) ByNumber(_ context.Context, division, number string) (casework.Key, error) {
	for _, u := range p.units {
		if u.Case.Number == number {
			return u.Case.Key, nil
		}
	}
	return casework.Key{}, fault.Missing()
}

func importer(t *testing.T, p *paper, now time.Time) *recorded.Import {
	t.Helper()
	e := &casework.Engine{Clock: clock.Standing(now), Calendar: calendar.Builtin}
	if err := e.Register(recorded.Procedure()); err != nil {
		t.Fatal(err)
	}
	return &recorded.Import{Division: "330599", Source: "old", Map: eventlog.Usual, Unit: "nobody", Engine: e, Writer: p, Cases: p}
}

func traceOf(key string, at time.Time, attributes ...string) eventlog.Trace {
	t := eventlog.Trace{Key: key, Place: 1}
	for i := 0; i < len(attributes); i += 2 {
		t.Attributes = append(t.Attributes, eventlog.Attribute{Kind: eventlog.String, Key: attributes[i], Value: attributes[i+1]})
	}
	t.Events = []eventlog.Event{{At: at, Attributes: eventlog.Attributes{{Kind: eventlog.String, Key: eventlog.Name, Value: "received"}, {Kind: eventlog.Date, Key: eventlog.Timestamp, Value: at.Format(time.RFC3339)}}}}
	return t
}

var (
	begun = time.Date(2024, 3, 4, 1, 0, 0, 0, time.UTC)
	now   = begun.AddDate(0, 0, 14)
)

func TestImposedClock(t *testing.T) {
	const due = "2024-03-08T09:00:00Z"
	for name, c := range map[string]struct {
		attributes []string
		state      limit.State // "" no clock
		warned     bool
	}{
		"no deadline":               {nil, "", false},
		"open, due in the future":   {[]string{"deadline", "2024-04-08T09:00:00Z"}, limit.Running, false},
		"open, past the deadline":   {[]string{"deadline", due}, limit.Running, true},
		"closed in time":            {[]string{"deadline", due, "enddate", "2024-03-08T08:59:59Z"}, limit.Met, true},
		"closed at the deadline":    {[]string{"deadline", due, "enddate", due}, limit.Met, true},
		"closed after it":           {[]string{"deadline", due, "enddate", "2024-03-08T09:00:00.000001Z"}, limit.Missed, true},
		"closed, other offset":      {[]string{"deadline", due, "enddate", "2024-03-08T17:00:00+08:00"}, limit.Met, true},
		"closed before its opening": {[]string{"deadline", due, "enddate", "2024-03-01T00:00:00Z"}, limit.Met, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := &paper{}
			if _, err := importer(t, p, now).Case(context.Background(), traceOf("1", begun, c.attributes...)); err != nil {
				t.Fatal(err)
			}
			k, ok := p.units[0].Case.Clock(recorded.Imposed)
			if ok != (c.state != "") || k.State != c.state || k.Warned != c.warned {
				t.Errorf("%v %+v", ok, k)
			}
			if ok && k.Due.Calendar != "imposed:old/deadline" {
				t.Errorf("the clock names %q as its source", k.Due.Calendar)
			}
		})
	}
}

// The same case of the same source has the same id and number; others have others.
func TestIdentity(t *testing.T) {
	ctx := context.Background()
	first, again := &paper{}, &paper{}
	long := strings.Repeat("长", 60)
	for _, key := range []string{"1", "2", long, long + "x"} {
		for _, p := range []*paper{first, again} {
			if added, err := importer(t, p, now).Case(ctx, traceOf(key, begun)); err != nil || !added {
				t.Fatal(key, added, err)
			}
		}
		if added, err := importer(t, first, now).Case(ctx, traceOf(key, begun)); err != nil || added {
			t.Errorf("%s: doubled, %v", key, err)
		}
	}
	seen := map[casework.ID]bool{}
	for i, u := range first.units {
		o := again.units[i]
		if u.Case.ID != o.Case.ID || u.Case.Number != o.Case.Number || seen[u.Case.ID] || len(u.Case.Number) > 64 {
			t.Errorf("%d %q and %d %q", u.Case.ID, u.Case.Number, o.Case.ID, o.Case.Number)
		}
		seen[u.Case.ID] = true
	}
	other := importer(t, &paper{}, now)
	other.Source = "new"
	if other.Number("1") == first.units[0].Case.Number {
		t.Error("two sources share a number")
	}
}

func TestTraceOfOurOwnCase(t *testing.T) {
	cal := calendar.Builtin()
	c := &casework.Case{Key: casework.Key{Division: "330599", ID: 1}, Number: "case1", Procedure: "licensing", State: "granted", Unit: "u1", Opened: begun,
		Events: []casework.Event{{Kind: "received", Seq: 1, N: 7, At: begun, Effective: begun, By: casework.By{ID: "o1", Role: access.Clerk, Unit: "hall"},
			Private: casework.Private{Text: "private words", Person: &casework.Person{Name: "测试人甲"}}}}}
	tr, err := recorded.Trace(c, cal)
	if err != nil || len(tr.Events) != 1 || tr.Events[0].Activity() != "received" || tr.Events[0].Attributes.Get(eventlog.Resource) != "o1" || tr.Attributes.Get("department") != "u1" {
		t.Fatalf("%+v %v", tr, err)
	}
	for _, as := range []eventlog.Attributes{tr.Attributes, tr.Events[0].Attributes} {
		for _, a := range as {
			if strings.Contains(a.Value, "private") || strings.Contains(a.Value, "测试人") {
				t.Errorf("%s tells of a person: %q", a.Key, a.Value)
			}
		}
	}
}
