// Package casetest exercises an implementation of the case store, the writer and the
// lists. Both engines run it unchanged.
package casetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Store is all that is exercised.
type Store interface {
	casework.Store
	casework.Writer
	casework.Lists
	After(ctx context.Context, division string, n int64, limit int) ([]casework.Event, error)
	// Applicants counts who asked for an item, each once.
	Applicants(ctx context.Context, division, item string, from, until time.Time, most int) (int, error)
}

// Division of the exercise.
const Division = "330599"

// Procedure is a small one with a task, a clock that acts by itself and one that only warns.
func Procedure() *casework.Procedure {
	open := []casework.State{"open", "working"}
	p := &casework.Procedure{
		Name: "errand", Version: 1, Title: lang.T("差事", "Errand"),
		States: []casework.StateInfo{{State: "open"}, {State: "working"}, {State: "gone", Final: true}, {State: "done", Final: true}},
		Clocks: []casework.ClockRule{
			{Name: "notice", Limit: func(*casework.Decision) (limit.Limit, bool) { return limit.Limit{N: 5, Unit: limit.Workday}, true }, Verb: "lapse"},
			{Name: "promised", Limit: func(*casework.Decision) (limit.Limit, bool) { return limit.Limit{N: 3, Unit: limit.Workday}, true }},
			{Name: "step", Limit: func(*casework.Decision) (limit.Limit, bool) { return limit.Limit{}, false }},
		},
		Transitions: []casework.Transition{
			{Verb: "receive", Title: lang.T("收", "Receive"), To: "open", Event: "received", By: []casework.Relation{casework.Applicant, casework.Receiver},
				Clocks: []casework.Effect{casework.Begin("notice")},
				Decide: func(d *casework.Decision) error {
					d.PutTask(casework.Task{Step: "intake", ID: "accept", Unit: d.Item.Unit, State: casework.Waiting, Opened: d.At})
					return nil
				}},
			{From: []casework.State{"open"}, Verb: "accept", Title: lang.T("受理", "Accept"), To: "working", Event: "accepted", By: []casework.Relation{casework.Receiver},
				Clocks: []casework.Effect{casework.Stop("notice"), casework.Begin("promised")},
				Decide: func(d *casework.Decision) error { d.EndTasks(); d.Facts.Accepted = &d.At; return d.OpenStep(0) }},
			{From: []casework.State{"open"}, Verb: "lapse", Title: lang.T("失效", "Lapse"), To: "gone", Event: "lapsed", By: []casework.Relation{casework.Itself}, Quiet: true,
				Guards: []casework.Guard{casework.Due("notice")}, Clocks: []casework.Effect{casework.Stop("notice")}, Result: "lapsed", Closes: true,
				Decide: func(d *casework.Decision) error { d.EndTasks(); return nil }},
			{From: []casework.State{"working"}, Verb: "grant", Title: lang.T("办结", "Conclude"), To: "done", Event: "concluded", By: []casework.Relation{casework.UnitMember},
				Clocks: []casework.Effect{casework.Stop("promised")}, Result: "done", Closes: true,
				Decide: func(d *casework.Decision) error { d.EndTasks(); return nil }},
		},
	}
	return p.With(casework.CommonRows([]casework.State{"open"}, []casework.State{"working"}, open)...)
}

// Items is a catalogue of one item.
type Items struct{}

var item = &catalog.Item{Code: "ERRAND", Version: 1, Slug: "errand", Status: catalog.Published, Unit: "registry", Name: lang.T("差事", "Errand"),
	Steps: []catalog.Step{{ID: "look", Name: lang.T("看", "Look"), Tasks: []catalog.Task{{ID: "a", Unit: "registry"}, {ID: "b", Unit: "fire"}}}}}

func (Items) Version(_, code string, v int) (*catalog.Item, error) {
	if code != item.Code || v != 1 {
		return nil, fault.Missing()
	}
	return item, nil
}

func (i Items) Current(d, code string) (*catalog.Item, error) { return i.Version(d, code, 1) }

// Engine makes an engine over a store, at a standing clock.
func Engine(t testing.TB, s Store, c clock.Clock) *casework.Engine {
	t.Helper()
	e := &casework.Engine{Clock: c, Calendar: calendar.Builtin, Catalogue: Items{}, Store: s, Writer: s}
	if err := e.Register(Procedure()); err != nil {
		t.Fatal(err)
	}
	return e
}

// Actors of the exercise.
var (
	Person   = access.Actor{ID: "p1", Role: access.Citizen, Division: Division, Party: "party-1"}
	Stranger = access.Actor{ID: "p2", Role: access.Citizen, Division: Division, Party: "party-2"}
	Clerk    = access.Actor{ID: "c1", Role: access.Clerk, Division: Division, Unit: "hall"}
	Officer  = access.Actor{ID: "o1", Role: access.CaseOfficer, Division: Division, Unit: "registry"}
	Fireman  = access.Actor{ID: "o2", Role: access.CaseOfficer, Division: Division, Unit: "fire"}
)

// Start is the instant at which the exercise begins: a working day's morning.
var Start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// File opens a case.
func File(t testing.TB, e *casework.Engine, key string) casework.Outcome {
	t.Helper()
	cmd := Filing()
	if key != "" {
		cmd.Idem = &casework.Idem{Actor: Person.ID, Key: key, Hash: [32]byte{1}}
	}
	out, err := e.Do(context.Background(), cmd)
	if err != nil {
		t.Fatalf("file: %v", err)
	}
	return out
}

// Filing is the command that opens a case.
func Filing() casework.Command {
	return casework.Command{Actor: Person, Verb: "receive", Open: &casework.Open{Procedure: "errand", Item: "ERRAND", Channel: "web", Party: Person.Party,
		CodeHash: "h", Person: casework.Person{Name: "测试人甲", IDKind: "resident", IDValue: "11010519491231002X"}}}
}

// Exercise runs the whole suite; open gives a fresh, migrated store and its clock.
func Exercise(t *testing.T, open func(t *testing.T) (Store, *clock.Moved)) {
	tests := map[string]func(*testing.T, *casework.Engine, Store, *clock.Moved){
		"a case lives from receipt to its end": life, "one key files one case": idempotent, "two at once: one wins": conflict,
		"silence acts exactly once": sweepOnce, "lists page by cursor": lists, "lists are narrowed": filters, "the outbox has no gaps": outbox,
		"strangers see nothing": strangers, "numbers are unique": numbers, "applicants count once": applicants,
	}
	for name, run := range tests {
		t.Run(name, func(t *testing.T) {
			s, c := open(t)
			run(t, Engine(t, s, c), s, c)
		})
	}
}

func applicants(t *testing.T, e *casework.Engine, s Store, c *clock.Moved) {
	ctx := context.Background()
	begin := c.Now()
	item := File(t, e, "").Case.Item.Code
	for i := range 4 { // two more people, each twice
		cmd := Filing()
		cmd.Actor.Party = fmt.Sprintf("applicant-%d", i/2)
		cmd.Open.Party = cmd.Actor.Party
		if _, err := e.Do(ctx, cmd); err != nil {
			t.Fatal(err)
		}
		c.Advance(time.Hour)
	}
	for name, x := range map[string]struct {
		from, until time.Time
		most, want  int
	}{"all": {most: 20, want: 3}, "no more than asked": {most: 2, want: 2}, "since": {from: begin.Add(90 * time.Minute), most: 20, want: 1}, "until": {until: begin.Add(90 * time.Minute), most: 20, want: 2}, "none": {until: begin, most: 20}} {
		if got, err := s.Applicants(ctx, Division, item, x.from, x.until, x.most); err != nil || got != x.want {
			t.Errorf("%s: %d, %v; want %d", name, got, err, x.want)
		}
	}
	if got, err := s.Applicants(ctx, Division, "nothing", time.Time{}, time.Time{}, 20); err != nil || got != 0 {
		t.Errorf("an item nobody asked for: %d, %v", got, err)
	}
}

func life(t *testing.T, e *casework.Engine, s Store, c *clock.Moved) {
	ctx := context.Background()
	out := File(t, e, "")
	id := out.Case.ID
	if out.Case.State != "open" || out.Case.Number == "" || out.Head.Size == 0 {
		t.Fatalf("after filing: state %q, number %q, head %d", out.Case.State, out.Case.Number, out.Head.Size)
	}
	do := func(a access.Actor, verb string, in any) casework.Outcome {
		t.Helper()
		out, err := e.Do(ctx, casework.Command{Actor: a, Case: id, Verb: verb, Input: in})
		if err != nil {
			t.Fatalf("%s: %v", verb, err)
		}
		return out
	}
	do(Clerk, "accept", nil)
	do(Officer, "take", &casework.TaskInput{Step: "look", Task: "a"})
	do(Officer, "finish", &casework.FinishInput{Step: "look", Task: "a", Outcome: "agree"})
	do(Fireman, "take", &casework.TaskInput{Step: "look", Task: "b"})
	do(Fireman, "finish", &casework.FinishInput{Step: "look", Task: "b", Outcome: "agree"})
	out = do(Officer, "grant", nil)
	if out.Case.IsOpen() || out.Case.Result != "done" || len(out.Case.OpenTasks()) != 0 {
		t.Fatalf("at the end: open %v, result %q, tasks %v", out.Case.IsOpen(), out.Case.Result, out.Case.OpenTasks())
	}
	again, _, err := e.Load(ctx, casework.Key{Division: Division, ID: id})
	if err != nil {
		t.Fatal(err)
	}
	if again.Version != out.Case.Version || again.State != "done" {
		t.Fatalf("loaded again: version %d state %q", again.Version, again.State)
	}
	if k, _ := again.Clock("promised"); k.State != limit.Met {
		t.Errorf("promised clock is %q, want met", k.State)
	}
	if name := again.Events[0].Private.Person; name == nil || name.Name != "测试人甲" {
		t.Errorf("private half of the first event: %+v", again.Events[0].Private)
	}
}

func idempotent(t *testing.T, e *casework.Engine, s Store, c *clock.Moved) {
	first := File(t, e, "k1")
	second := File(t, e, "k1")
	if first.Case.ID != second.Case.ID || !second.Repeated {
		t.Fatalf("same key gave cases %s and %s", first.Case.ID, second.Case.ID)
	}
	cmd := Filing()
	cmd.Idem = &casework.Idem{Actor: Person.ID, Key: "k1", Hash: [32]byte{2}}
	if _, err := e.Do(context.Background(), cmd); fault.KindOf(err) != fault.Invalid {
		t.Fatalf("same key, other content: %v", err)
	}
	var wg sync.WaitGroup
	ids := make([]casework.ID, 16)
	for i := range ids {
		wg.Go(func() {
			cmd := Filing()
			cmd.Idem = &casework.Idem{Actor: Person.ID, Key: "k2", Hash: [32]byte{1}}
			out, err := e.Do(context.Background(), cmd)
			if err != nil {
				t.Errorf("repeat %d: %v", i, err)
				return
			}
			ids[i] = out.Case.ID
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("one key made several cases: %v", ids)
		}
	}
}

func conflict(t *testing.T, e *casework.Engine, s Store, c *clock.Moved) {
	ctx := context.Background()
	out := File(t, e, "")
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for range 8 {
		wg.Go(func() {
			_, err := e.Do(ctx, casework.Command{Actor: Clerk, Case: out.Case.ID, Verb: "accept"})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if k := fault.KindOf(err); k != fault.Unlawful && k != fault.Conflict {
				t.Errorf("loser: %v", err)
			}
		})
	}
	wg.Wait()
	if won != 1 {
		t.Fatalf("%d accepts won", won)
	}
	_, err := e.Do(ctx, casework.Command{Actor: Clerk, Case: out.Case.ID, Verb: "note", Reason: "x", Expect: 1})
	if fault.KindOf(err) != fault.Conflict {
		t.Fatalf("an outdated version was not refused: %v", err)
	}
}

func sweepOnce(t *testing.T, e *casework.Engine, s Store, c *clock.Moved) {
	ctx := context.Background()
	var ids []casework.ID
	for range 20 {
		ids = append(ids, File(t, e, "").Case.ID)
	}
	c.Advance(9 * 24 * time.Hour)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if got, err := e.Sweep(ctx, Division); err != nil || got.Err != nil {
				t.Errorf("sweep: %v %v", err, got.Err)
			}
		})
	}
	wg.Wait()
	for _, id := range ids {
		got, _, err := e.Load(ctx, casework.Key{Division: Division, ID: id})
		if err != nil {
			t.Fatal(err)
		}
		lapsed := 0
		for _, ev := range got.Events {
			if ev.Kind == "lapsed" {
				lapsed++
			}
		}
		if lapsed != 1 || got.State != "gone" {
			t.Fatalf("case %s lapsed %d times and is %q", id, lapsed, got.State)
		}
	}
	if due, err := s.Due(ctx, Division, c.Now(), 10); err != nil || len(due) != 0 {
		t.Fatalf("still due: %v %v", due, err)
	}
}

func lists(t *testing.T, e *casework.Engine, s Store, c *clock.Moved) {
	ctx := context.Background()
	want := map[casework.ID]bool{}
	for range 25 {
		want[File(t, e, "").Case.ID] = true
		c.Advance(time.Minute)
	}
	for _, q := range []casework.Query{
		{Division: Division, Unit: "registry", Tasks: true, Order: casework.ByUrgency, Limit: 10, Names: true},
		{Division: Division, Party: Person.Party, Limit: 10, Names: true},
		{Division: Division, Limit: 7, Order: casework.ByUrgency, Names: true},
	} {
		seen := map[casework.ID]bool{}
		for {
			page, err := s.Cases(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range page.Rows {
				if seen[r.ID] {
					t.Fatalf("case %s twice in %+v", r.ID, q)
				}
				seen[r.ID] = true
				if r.Name != "测试人甲" || r.NextDue.IsZero() || len(r.Tasks) != 1 {
					t.Fatalf("row lacks name, due date or task: %+v", r)
				}
			}
			if page.Next == "" {
				break
			}
			q.After = page.Next
		}
		if len(seen) != len(want) {
			t.Fatalf("%d of %d cases in %+v", len(seen), len(want), q)
		}
	}
	if _, err := s.Cases(ctx, casework.Query{Division: Division, After: "nonsense"}); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("a broken cursor: %v", err)
	}
}

// filters: one case of each kind, and each filter finds its own.
func filters(t *testing.T, e *casework.Engine, s Store, c *clock.Moved) {
	ctx := context.Background()
	do := func(a access.Actor, id casework.ID, verb string, in any) {
		t.Helper()
		if _, err := e.Do(ctx, casework.Command{Actor: a, Case: id, Verb: verb, Input: in}); err != nil {
			t.Fatalf("%s: %v", verb, err)
		}
	}
	kept := File(t, e, "").Case.ID // decided within the promise
	do(Clerk, kept, "accept", nil)
	c.Advance(time.Minute)
	late := File(t, e, "").Case.ID // decided after it
	do(Clerk, late, "accept", nil)
	do(Officer, late, "take", &casework.TaskInput{Step: "look", Task: "a"})
	c.Advance(time.Minute)
	stands := File(t, e, "").Case.ID // still open, and late
	do(Clerk, stands, "accept", nil)
	c.Advance(24 * time.Hour)
	do(Officer, kept, "grant", nil)
	closed := c.Now()
	c.Advance(5 * 24 * time.Hour)
	if _, err := e.Sweep(ctx, Division); err != nil {
		t.Fatal(err)
	}
	do(Officer, late, "grant", nil)
	c.Advance(time.Minute)
	fresh := File(t, e, "").Case.ID // only received
	open := true
	for name, x := range map[string]struct {
		q    casework.Query
		want []casework.ID
	}{
		"late now":         {casework.Query{Lamp: casework.Overdue}, []casework.ID{stands}},
		"was late":         {casework.Query{Lamp: casework.WasLate}, []casework.ID{stands, late}},
		"on time":          {casework.Query{Lamp: casework.OnTime}, []casework.ID{kept}},
		"closed since":     {casework.Query{ClosedSince: closed.Add(time.Hour)}, []casework.ID{late}},
		"closed until":     {casework.Query{ClosedUntil: closed.Add(time.Hour)}, []casework.ID{kept}},
		"last closed":      {casework.Query{ClosedSince: closed}, []casework.ID{late, kept}},
		"longest waiting":  {casework.Query{Open: &open, Order: casework.ByWaiting}, []casework.ID{stands, fresh}},
		"tasks by waiting": {casework.Query{Tasks: true, Unit: "registry", Order: casework.ByWaiting}, []casework.ID{stands, fresh}},
		"tasks nobody has": {casework.Query{Tasks: true, Unit: "registry", Waiting: true, Order: casework.ByUrgency}, []casework.ID{stands, fresh}},
		"due soon":         {casework.Query{Lamp: casework.DueSoon, DueBefore: c.Now().AddDate(1, 0, 0), Open: &open}, []casework.ID{fresh}},
		"most urgent":      {casework.Query{Open: &open, Order: casework.ByUrgency}, []casework.ID{stands, fresh}},
		"nothing poor":     {casework.Query{Lamp: casework.Poor}, nil},
	} {
		x.q.Division = Division
		page, err := s.Cases(ctx, x.q)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []casework.ID
		for _, r := range page.Rows {
			got = append(got, r.ID)
			if (r.ID == stands || r.ID == fresh) && (r.NextDue.IsZero() || r.NextDue.Before(c.Now()) != (r.ID == stands)) {
				t.Errorf("%s: the next limit of case %s is %v", name, r.ID, r.NextDue)
			}
			if r.Late != (r.ID == stands) || r.WasLate != (r.ID == stands || r.ID == late) {
				t.Errorf("%s: case %s is late %v, was late %v", name, r.ID, r.Late, r.WasLate)
			}
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
	do(Officer, stands, "take", &casework.TaskInput{Step: "look", Task: "a"})
	if page, err := s.Cases(ctx, casework.Query{Division: Division, Tasks: true, Unit: "registry", Waiting: true}); err != nil || len(page.Rows) != 1 || page.Rows[0].ID != fresh {
		t.Errorf("after the taking: %+v, %v", page.Rows, err)
	}
}

func outbox(t *testing.T, e *casework.Engine, s Store, c *clock.Moved) {
	ctx := context.Background()
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() { File(t, e, "") })
	}
	wg.Wait()
	if _, err := e.Record(ctx, access.Actor{ID: "adm", Role: access.Administrator, Division: Division}, "calendar_imported", map[string]int{"year": 2027}, casework.Private{}); err != nil {
		t.Fatal(err)
	}
	var done atomic.Int64
	for range 8 {
		wg.Go(func() {
			out, err := e.RecordOnce(ctx, Clerk, "night_looked", "2026-03-02", map[string]int{"n": 1}, nil)
			if err != nil || out.Repeated != (len(out.Events) == 0) {
				t.Errorf("%+v, %v", out, err)
			}
			if !out.Repeated {
				done.Add(1)
			}
		})
	}
	wg.Wait()
	if done.Load() != 1 {
		t.Errorf("done %d times under one name", done.Load())
	}
	for _, x := range [][2]string{{"night_looked", "2026-03-03"}, {"day_looked", "2026-03-02"}} {
		if out, err := e.RecordOnce(ctx, Clerk, x[0], x[1], map[string]int{"n": 1}, nil); err != nil || out.Repeated {
			t.Errorf("another name is taken: %v", err)
		}
	}
	events, err := s.After(ctx, Division, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if len(events) != 44 {
		t.Fatalf("%d events in the outbox", len(events))
	}
	last := time.Time{}
	for i, ev := range events {
		if ev.N != int64(i) || ev.Recorded.Before(last) {
			t.Fatalf("leaf %d has number %d, recorded %v after %v", i, ev.N, ev.Recorded, last)
		}
		last = ev.Recorded
	}
}

func strangers(t *testing.T, e *casework.Engine, s Store, c *clock.Moved) {
	ctx := context.Background()
	id := File(t, e, "").Case.ID
	_, mine := e.Do(ctx, casework.Command{Actor: Stranger, Case: id, Verb: "note", Reason: "?"})
	_, none := e.Do(ctx, casework.Command{Actor: Stranger, Case: id + 1, Verb: "note", Reason: "?"})
	f1, _ := fault.As(mine)
	f2, _ := fault.As(none)
	if f1 == nil || f2 == nil || f1.Kind != fault.NotFound || f1.Message != f2.Message || f1.Code != f2.Code {
		t.Fatalf("not yours: %v; does not exist: %v", mine, none)
	}
	if _, err := s.ByNumber(ctx, Division, "nothing"); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("unknown number: %v", err)
	}
}

func numbers(t *testing.T, e *casework.Engine, s Store, c *clock.Moved) {
	seen := map[string]bool{}
	for range 130 {
		n := File(t, e, "").Case.Number
		if seen[n] {
			t.Fatalf("number %s twice", n)
		}
		seen[n] = true
	}
}
