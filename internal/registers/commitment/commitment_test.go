package commitment_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/fault"
	. "banjie/internal/registers/commitment"
)

var (
	head     = access.Actor{ID: "h", Role: access.UnitHead, Division: "330599", Unit: "market"}
	other    = access.Actor{ID: "o", Role: access.UnitHead, Division: "330599", Unit: "fire"}
	watcher  = access.Actor{ID: "s", Role: access.Supervisor, Division: "330599", Unit: "hall"}
	ownwatch = access.Actor{ID: "w", Role: access.Supervisor, Division: "330599", Unit: "market"}
	start    = calendar.Date(2026, time.March, 2)
)

func terms() Terms {
	return Terms{Kind: Public, Unit: "market", Sentence: "周六也开门", Measure: "看排班", Target: "每周六上午", Due: start + 10, Evidence: "排班表"}
}

func at(day calendar.Day) time.Time { return calendar.Builtin().Start(day).Add(9 * time.Hour) }

// do applies an act that was decided.
func do(t testing.TB, c Commitment, day calendar.Day) func(Act, error) Commitment {
	return func(a Act, err error) Commitment {
		t.Helper()
		if err == nil {
			c, err = c.Apply(a, at(day), int64(len(c.Log)+1))
		}
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
}

func published(t testing.TB, terms Terms) Commitment {
	return do(t, Commitment{}, start)(Publish(head, "2026-1", terms, start))
}

func code(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Code
	}
	return ""
}

// Who may do what, when: the table of the state machine.
func TestWhoAndWhen(t *testing.T) {
	fresh := published(t, terms())
	yes := Report{Claim: Delivered, Day: start + 3, Words: "已做到", Link: "/supervision"}
	reported := do(t, fresh, start+3)(fresh.Deliver(head, yes, nil, nil, start+3))
	next := terms()
	next.Target = "每月第一个周六"
	try := func(_ Act, err error) string { return code(err) }
	for _, c := range []struct{ name, got, want string }{
		{"a unit promises for itself only", try(Publish(other, "2026-2", terms(), start)), "not_your_role"},
		{"a citizen promises nothing", try(Publish(access.Actor{Role: access.Citizen, Division: "330599"}, "x", terms(), start)), "not_your_role"},
		{"another unit changes nothing", try(fresh.Change(other, next, "示例", start+1)), "not_your_role"},
		{"a change needs its reason", try(fresh.Change(head, next, " ", start+1)), "invalid_input"},
		{"a change changes something", try(fresh.Change(head, terms(), "示例", start+1)), "nothing_changed"},
		{"no change on its day", try(fresh.Change(head, next, "示例", start+10)), "day_has_come"},
		{"no withdrawal on its day", try(fresh.Withdraw(head, "示例", start+10)), "day_has_come"},
		{"no withdrawal without reason", try(fresh.Withdraw(head, "", start+1)), "invalid_input"},
		{"no failure before its day", try(fresh.Deliver(head, Report{Claim: NotDelivered, Words: "x"}, nil, nil, start+9)), "invalid_input"},
		{"no delivery without evidence", try(fresh.Deliver(head, Report{Claim: Delivered, Day: start + 1, Words: "x"}, nil, nil, start+1)), "invalid_input"},
		{"no delivery in the future", try(fresh.Deliver(head, Report{Claim: Delivered, Day: start + 4, Words: "x", Link: "/x"}, nil, nil, start+3)), "invalid_input"},
		{"no script for a link", try(fresh.Deliver(head, Report{Claim: Delivered, Day: start, Words: "x", Link: "javascript:alert(1)"}, nil, nil, start)), "invalid_input"},
		{"no host by two slashes", try(fresh.Deliver(head, Report{Claim: Delivered, Day: start, Words: "x", Link: "//evil.example"}, nil, nil, start)), "invalid_input"},
		{"nothing to confirm yet", try(fresh.Confirm(watcher, "x", nil)), "commitment_not_open"},
		{"the unit does not confirm itself", try(reported.Confirm(ownwatch, "x", nil)), "own_commitment"},
		{"the head does not confirm", try(reported.Confirm(head, "x", nil)), "not_your_role"},
		{"confirming says what was looked at", try(reported.Confirm(watcher, "", nil)), "invalid_input"},
		{"no second report", try(reported.Deliver(head, yes, nil, nil, start+4)), "commitment_not_open"},
		{"no withdrawal of what is reported", try(reported.Withdraw(head, "x", start+4)), "commitment_not_open"},
		{"confirmed", try(reported.Confirm(watcher, "看过", nil)), ""},
		{"disputed", try(reported.Dispute(watcher, "对不上")), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestTerms(t *testing.T) {
	for name, break_ := range map[string]func(*Terms){
		"sentence": func(x *Terms) { x.Sentence = " " }, "measure": func(x *Terms) { x.Measure = "" }, "target": func(x *Terms) { x.Target = "" },
		"evidence": func(x *Terms) { x.Evidence = "" }, "due": func(x *Terms) { x.Due = start }, "kind": func(x *Terms) { x.Kind = "gift" },
		"item": func(x *Terms) { x.Kind = Service }, "rate": func(x *Terms) { x.Kind, x.Limit = Problem, 5 }, "limit": func(x *Terms) { x.Kind, x.Rate = Problem, "late" },
	} {
		x := terms()
		break_(&x)
		_, err := Publish(head, "2026-1", x, start)
		if f, ok := fault.As(err); !ok || len(f.Fields) != 1 || f.Fields[0].Path != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An outsider computes the hash from the bytes that are published, and reads the same terms.
func TestHashFromTheExport(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x := Terms{ID: "2026-9", Version: rapid.IntRange(1, 9).Draw(rt, "version"), Kind: Public, Unit: "market", Sentence: rapid.StringN(1, 20, -1).Draw(rt, "sentence"),
			Target: rapid.SampledFrom([]string{"<5%", "a&b", "≥90％"}).Draw(rt, "target"), Due: start + calendar.Day(rapid.IntRange(1, 500).Draw(rt, "due"))}
		sum := sha256.Sum256(x.Bytes())
		var back Terms
		if err := json.Unmarshal(x.Bytes(), &back); err != nil || hex.EncodeToString(sum[:]) != x.Hash() || back.Hash() != x.Hash() {
			rt.Fatalf("%s: %v", x.Bytes(), err)
		}
	})
}

// The state machine: whatever the parties try, versions only grow, each with the hash of its own
// terms and, after the first, with a reason; nothing settles but by another unit's supervisor;
// no terms change once their day has come; an act decided on an older state is refused.
func TestProperty(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := published(t, terms())
		day := start
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			day += calendar.Day(rapid.IntRange(0, 4).Draw(rt, "days"))
			who := rapid.SampledFrom([]access.Actor{head, other, watcher, ownwatch}).Draw(rt, "who")
			var a Act
			var err error
			switch rapid.IntRange(0, 4).Draw(rt, "verb") {
			case 0:
				next := c.Terms
				next.Target, next.Due = rapid.SampledFrom([]string{"每天", "每周"}).Draw(rt, "target"), day+calendar.Day(rapid.IntRange(0, 12).Draw(rt, "due"))
				a, err = c.Change(who, next, rapid.SampledFrom([]string{"", "示例"}).Draw(rt, "reason"), day)
			case 1:
				a, err = c.Deliver(who, Report{Claim: rapid.SampledFrom([]Claim{Delivered, InPart, NotDelivered}).Draw(rt, "claim"), Day: day - 1, Words: "示例", Link: "/x"}, nil, nil, day)
			case 2:
				a, err = c.Confirm(who, "示例", nil)
			case 3:
				a, err = c.Dispute(who, "示例")
			case 4:
				a, err = c.Withdraw(who, "示例", day)
			}
			if err != nil {
				continue
			}
			before := c
			if c, err = c.Apply(a, at(day), int64(len(c.Log)+1)); err != nil {
				rt.Fatal(err)
			}
			if _, err := c.Apply(a, at(day), 99); code(err) != "commitment_moved" {
				rt.Fatalf("the same act twice: %v", err)
			}
			if c.State == Settled && (who.Role != access.Supervisor || who.Unit == c.Unit || before.State != Reported) {
				rt.Fatalf("settled by %v from %s", who, before.State)
			}
			if c.Version != before.Version && day >= before.Due {
				rt.Fatal("changed after its day")
			}
			if !before.Running() {
				rt.Fatalf("%s after the end", a.Kind)
			}
			if c.Unit != "market" || c.Kind != Public {
				rt.Fatal("the owner changed")
			}
		}
		for i, v := range c.Versions {
			if v.Hash != v.Terms.Hash() || v.Terms.Version != i+1 || (i > 0) != (v.Reason != "") {
				rt.Fatalf("version %d: %+v", i, v)
			}
		}
		if c.Outcome == Kept && c.Report.Day > c.Due || c.Outcome == Late && c.Report.Day <= c.Due {
			rt.Fatal("in time and late are confused")
		}
	})
}

// A problem is solved only by three full months in a row, each with cases, none over the limit.
func TestThreeMonths(t *testing.T) {
	x := terms()
	x.Kind, x.Rate, x.Limit, x.Due = Problem, "correction", 500, start+300
	c := published(t, x)
	yes := Report{Claim: Delivered, Day: start + 120, Words: "稳定", Link: "/x"}
	m := func(rates ...int64) (all []Month) {
		for i, k := range rates {
			n := int64(100)
			if k < 0 {
				k, n = 0, 0
			}
			all = append(all, Month{First: calendar.Date(2026, time.Month(4+i), 1), K: k, N: n})
		}
		return all
	}
	for _, y := range []struct {
		months []Month
		want   string
	}{{m(1, 2), "rate_not_steady"}, {m(5, 5, 5), ""}, {m(5, 6, 5), "rate_not_steady"}, {m(9, 5, 4, 0), ""}, {m(1, 1, -1), "rate_not_steady"}, {nil, "rate_not_steady"}} {
		a, err := c.Deliver(head, yes, nil, y.months, start+120)
		if code(err) != y.want {
			t.Errorf("%v: %v", y.months, err)
		}
		if err == nil && (len(a.Report.Months) != 3 || !slices.Equal(a.Report.Months, Last(y.months, 3))) {
			t.Errorf("the months do not stand in the act: %+v", a.Report)
		}
	}
	r := do(t, c, start+120)(c.Deliver(head, yes, nil, m(5, 5, 5), start+120))
	if _, err := r.Confirm(watcher, "看过", m(5, 5, 6)); code(err) != "rate_not_steady" {
		t.Errorf("confirmed although the rate rose meanwhile: %v", err)
	}
}

func TestMonths(t *testing.T) {
	got := Full(calendar.Date(2026, time.February, 11), 3)
	if want := []calendar.Day{calendar.Date(2025, time.November, 1), calendar.Date(2025, time.December, 1), calendar.Date(2026, time.January, 1)}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if After(calendar.Date(2025, time.December, 31)) != calendar.Date(2026, time.January, 1) || After(calendar.Date(2024, time.February, 1)) != calendar.Date(2024, time.March, 1) {
		t.Error("the month after")
	}
}

// A p-chart by hand: p̄ = 30/300 = 0.1; with n = 100 the limits are 0.1 ± 3·0.03.
func TestChart(t *testing.T) {
	centre, all, ok := Chart([]Month{{K: 10, N: 100}, {K: 20, N: 200}}, []Month{{K: 19, N: 100}, {K: 20, N: 100}, {K: 0, N: 100}, {K: 0, N: 0}})
	if !ok || math.Abs(centre-.1) > 1e-12 || math.Abs(all[0].High-.19) > 1e-12 || math.Abs(all[0].Low-.01) > 1e-12 {
		t.Fatalf("%v %+v", centre, all)
	}
	if all[0].Out || !all[1].Out || !all[2].Out || all[3].Out {
		t.Errorf("%+v", all)
	}
	if _, _, ok := Chart(nil, []Month{{K: 1, N: 2}}); ok {
		t.Error("no baseline")
	}
}

// Kept ÷ due: the denominator is every one whose day has passed, settled or not, without those withdrawn before.
func TestTally(t *testing.T) {
	got := TallyOf([]Count{{"a", Settled, Kept, true, 5}, {"a", Settled, Late, true, 1}, {"a", Open, "", true, 2}, {"b", Reported, "", true, 1}, {"b", Settled, Kept, false, 7}, {"b", Open, "", false, 3}, {"b", Withdrawn, "", true, 4}, {"a", Settled, Unkept, true, 1}, {"a", Settled, Partly, true, 1}}, "")
	if want := (Tally{Due: 11, Kept: 5, Late: 1, Partly: 1, Unkept: 1, Overdue: 3, Waiting: 1, Open: 3, Taken: 4, Early: 7}); got != want {
		t.Errorf("%+v", got)
	}
	if got := TallyOf([]Count{{"a", Open, "", true, 2}, {"b", Open, "", true, 1}}, "a"); got.Due != 2 {
		t.Errorf("%+v", got)
	}
}

func TestParseLimit(t *testing.T) {
	for in, want := range map[string]int{"5": 500, "2.5%": 250, "0.25": 25, "12.345": 0, "x": 0, "": 0, "-1": 0, " 8％ ": 800} {
		if got := ParseLimit(in); got != want {
			t.Errorf("%q: %d", in, got)
		}
	}
	if Percent(250) != "2.5%" || Percent(800) != "8%" || Percent(1000) != "10%" || Percent(25) != "0.25%" {
		t.Error(Percent(250), Percent(800), Percent(1000), Percent(25))
	}
}
