package playbookstore_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/seal"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	complaintstore "banjie/internal/store/complaint"
	orderstore "banjie/internal/store/order"
	playbookstore "banjie/internal/store/playbook"
	"banjie/internal/supervise"
	"banjie/internal/supervise/order"
	"banjie/internal/supervise/playbook"
	"banjie/internal/testenv"
)

const division = "330599"

var (
	start      = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC) // Monday, 9:00 in China
	supervisor = access.Actor{ID: "s1", Role: access.Supervisor, Division: division, Unit: "centre"}
	roads      = access.Actor{ID: "o1", Role: access.CaseOfficer, Division: division, Unit: "roads"}
)

type noItems struct{}

func (noItems) Version(string, string, int) (*catalog.Item, error) { return nil, fault.Missing() }
func (noItems) Current(string, string) (*catalog.Item, error)      { return nil, fault.Missing() }

type county struct {
	*testing.T
	writer *sqldb.Writer
	engine *casework.Engine
	clock  *clock.Moved
	rules  order.Rules
	cases  *casestore.Store
	orders *orderstore.Store
	desk   *complaintstore.Store
	lists  *playbookstore.Store
}

func newCounty(t *testing.T, dsn string) *county {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	c := &county{T: t, clock: clock.Standing(start), lists: playbookstore.New(db)}
	w, err := sqldb.NewWriter(ctx, db, c.clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	c.writer = w
	c.orders, c.desk = orderstore.New(db, w), complaintstore.New(db, w)
	c.cases = casestore.New(db, w, c.orders.Project, c.desk.Project)
	c.engine = &casework.Engine{Clock: c.clock, Calendar: calendar.Builtin, Catalogue: noItems{}, Store: c.cases, Writer: c.cases}
	c.rules = order.Rules{Centre: "centre", Find: func(ctx context.Context, division, number string) (order.Subject, error) {
		key, err := c.cases.ByNumber(ctx, division, number)
		return order.Subject{ID: key.ID, Sealed: true}, err
	}}
	for _, p := range []*casework.Procedure{complaint.Rules{Centre: "centre"}.Procedure(), c.rules.Procedure()} {
		if err := c.engine.Register(supervise.Arm(p).With(supervise.Watching(p)...)); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func (c *county) do(cmd casework.Command) *casework.Case {
	c.Helper()
	out, err := c.engine.Do(context.Background(), cmd)
	if err != nil {
		c.Fatalf("%s: %v", cmd.Verb, err)
	}
	return out.Case
}

func (c *county) issue(in order.IssueInput) *casework.Case {
	c.Helper()
	cmd, err := c.rules.Issue(context.Background(), supervisor, in, "请办。")
	if err != nil {
		c.Fatal(err)
	}
	return c.do(cmd)
}

// file registers a complaint; its sealed parts are nobody's business here.
func (c *county) file(reporter seal.Reporter, kind, against string) *casework.Case {
	c.Helper()
	in := &complaint.FileInput{Filing: complaint.Filing{Kind: kind, Protection: complaint.Anonymous, Against: against, Reporter: reporter.Known}, Ingredient: "wrapped",
		Boxes: []complaint.Box{{Compartment: seal.Story, Size: 4096}}, Files: []casework.File{{Material: string(seal.Story), Hash: "ab", Size: 4096}}}
	return c.do(casework.Command{Actor: access.Actor{ID: "return-code", Role: access.Citizen, Division: division, Party: "r"}, Verb: "file_complaint", Input: in,
		Open: &casework.Open{Procedure: complaint.Name, Channel: "web", Party: "r", Series: "C", Sealed: true}})
}

func (c *county) sweep(days int) {
	c.Helper()
	c.clock.Advance(time.Duration(days) * 24 * time.Hour)
	if got, err := c.engine.Sweep(context.Background(), division); err != nil || got.Err != nil {
		c.Fatal(err, got.Err)
	}
}

// TestOnBothEngines: counts and rows agree, pages hold every row once, lost and altered rows
// are found and made again.
func TestOnBothEngines(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "county.db")) })
	t.Run("postgres", func(t *testing.T) { exercise(t, testenv.Postgres(t)) })
}

func exercise(t *testing.T, dsn string) {
	c, ctx := newCounty(t, dsn), context.Background()
	reporter, err := seal.NewReporter(seal.Standard, "31415926535897932380")
	if err != nil {
		t.Fatal(err)
	}
	var complaints []*casework.Case
	for range 3 {
		complaints = append(complaints, c.file(reporter, "delay", "roads"))
	}
	c.file(reporter, "rudeness", "roads")
	c.file(reporter, "delay", "")
	var orders []*casework.Case
	for range 5 {
		orders = append(orders, c.issue(order.IssueInput{Unit: "roads", About: order.AboutMatter, Ground: "other", Days: 3}))
	}
	c.issue(order.IssueInput{Unit: "water", About: order.AboutMatter, Ground: "other", Days: 15})
	c.do(casework.Command{Actor: roads, Case: orders[0].ID, Verb: "take_order"})
	c.do(casework.Command{Actor: roads, Case: orders[0].ID, Verb: "reply_order", Reason: "已办。", Input: &order.ReplyInput{Result: order.Done, Files: []casework.File{{Hash: "aa"}}}})
	c.do(casework.Command{Actor: supervisor, Case: orders[1].ID, Verb: "withdraw_order", Reason: "不再需要。"})

	cal, now := calendar.Builtin(), c.clock.Now()
	today := cal.End(cal.DayOf(now))
	due, err := c.lists.Due(ctx, division, now, today, today.Add(6*24*time.Hour))
	if err != nil || due.Over != 0 || due.Today != 0 || due.Week != 9 {
		t.Errorf("on the first morning %+v %v", due, err)
	}
	waits, err := c.lists.Waits(ctx, division, now)
	if err != nil || len(waits) == 0 || waits[0].Unit != "roads" || waits[0].Open != 3 || waits[0].Untaken != 3 || waits[0].Late != 0 || !waits[0].Oldest.Equal(start) {
		t.Errorf("who waits: %+v %v", waits, err)
	}
	repeats, err := c.lists.Repeats(ctx, division, start.Add(-24*time.Hour))
	if err != nil || len(repeats) != 1 || repeats[0].Of != playbook.UnitAndKind || repeats[0].Unit != "roads" || repeats[0].Kind != "delay" || repeats[0].N != 3 {
		t.Errorf("what repeats: %+v %v", repeats, err)
	}
	if later, err := c.lists.Repeats(ctx, division, start.Add(48*time.Hour)); err != nil || len(later) != 0 {
		t.Errorf("what repeats later: %+v %v", later, err)
	}

	c.sweep(5) // Saturday: acceptance was due on Wednesday, the replies on Thursday
	unmet, err := c.lists.Unmet(ctx, division)
	if err != nil || unmet != (playbook.Unmet{Orders: 3, Unordered: 5}) {
		t.Errorf("not done: %+v %v", unmet, err)
	}
	c.issue(order.IssueInput{Unit: "centre", About: order.AboutCase, Number: complaints[0].Number, Ground: "escalated"})
	if unmet, err = c.lists.Unmet(ctx, division); err != nil || unmet.Unordered != 4 {
		t.Errorf("after an order: %+v %v", unmet, err)
	}
	stages, err := c.orders.Stages(ctx, division, "roads")
	if err != nil || stages[order.Awaiting] != 3 || stages[order.Overdue] != 3 || stages[order.Answered] != 1 || stages[order.Ended] != 1 {
		t.Errorf("stages: %v %v", stages, err)
	}
	tabs, err := c.desk.Tabs(ctx, division)
	if err != nil || tabs[complaint.Triage] != 5 || len(tabs) != 1 {
		t.Errorf("tabs: %v %v", tabs, err)
	}
	t.Run("pages", func(t *testing.T) { c.pages(t) })
	t.Run("compare", func(t *testing.T) { c.compare(t, append(append([]*casework.Case{}, complaints...), orders...)) })
}

// pages walks every list by small pages.
func (c *county) pages(t *testing.T) {
	ctx := context.Background()
	walk := func(name string, want int, page func(after string) (ids []string, next string, err error)) {
		t.Helper()
		seen := map[string]bool{}
		n := 0
		for after := ""; ; {
			ids, next, err := page(after)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for _, id := range ids {
				seen[id] = true
				n++
			}
			if next == "" || n > 100 {
				break
			}
			after = next
		}
		if n != want || len(seen) != want {
			t.Errorf("%s: %d rows, %d different, want %d", name, n, len(seen), want)
		}
		if _, _, err := page("x"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s took a cursor that is none: %v", name, err)
		}
	}
	for stage, want := range map[order.Stage]int{order.Awaiting: 5, order.Overdue: 3, order.Answered: 1, order.Ended: 1, "": 6} {
		walk("orders "+string(stage), want, func(after string) (ids []string, next string, err error) {
			p, err := c.orders.Orders(ctx, order.Query{Division: division, Stage: stage, After: after, Limit: 2})
			for _, r := range p.Rows {
				ids = append(ids, r.Key.ID.String())
			}
			return ids, p.Next, err
		})
	}
	// Five acceptances, three replies, and one reply that nobody looked at.
	for level, want := range map[int]int{1: 9, 2: 6, 3: 0} {
		walk("escalations", want, func(after string) (ids []string, next string, err error) {
			rows, next, err := c.lists.Escalations(ctx, playbook.EscalatedQuery{Division: division, Level: level, After: after, Limit: 2})
			for _, r := range rows {
				ids = append(ids, r.Key.ID.String()+r.Clock)
				if !r.Sealed && r.Procedure == complaint.Name {
					t.Error("a complaint that is not sealed")
				}
			}
			return ids, next, err
		})
	}
	now := c.clock.Now()
	walk("due", 9, func(after string) (ids []string, next string, err error) {
		rows, next, err := c.lists.DueRows(ctx, division, time.Time{}, now, after, 3)
		for _, r := range rows {
			ids = append(ids, r.Key.ID.String())
		}
		return ids, next, err
	})
	walk("complaints", 5, func(after string) (ids []string, next string, err error) {
		p, err := c.desk.Page(ctx, complaint.DeskQuery{Division: division, Tab: complaint.Triage, After: after, Limit: 2})
		for _, r := range p.Rows {
			ids = append(ids, r.Key.ID.String())
			if !r.Late || r.Clock != "triage" || r.Due.IsZero() {
				t.Errorf("row %+v", r)
			}
		}
		return ids, p.Next, err
	})
}

// TestFilesAndRoundsAreNotDue: accountability files and covert rounds are sealed from supervisors
// of other units; that one runs, and until when, stands in no list of the county.
func TestFilesAndRoundsAreNotDue(t *testing.T) {
	c, ctx := newCounty(t, "sqlite:"+filepath.Join(t.TempDir(), "county.db")), context.Background()
	file := &casework.Procedure{Name: "accountability", Version: 1, States: []casework.StateInfo{{State: "file_opened"}},
		Clocks: []casework.ClockRule{{Name: "file_decision", Limit: func(*casework.Decision) (limit.Limit, bool) { return limit.Limit{N: 1, Unit: limit.Workday}, true }}}}
	file.With(casework.Transition{Verb: "open_file", Title: lang.T("开启", "Open"), To: "file_opened", Event: "accountability_opened", By: []casework.Relation{casework.Receiver}, Clocks: []casework.Effect{casework.Begin("file_decision")},
		Decide: func(d *casework.Decision) error { d.Facts.Unit = "centre"; return nil }})
	if err := c.engine.Register(file); err != nil {
		t.Fatal(err)
	}
	c.do(casework.Command{Actor: supervisor, Verb: "open_file", Open: &casework.Open{Procedure: "accountability", Channel: "centre", Series: "A", Sealed: true}})
	now := c.clock.Now()
	later := now.Add(30 * 24 * time.Hour)
	if due, err := c.lists.Due(ctx, division, now, now, later); err != nil || due != (playbook.Due{}) {
		t.Errorf("counted as due: %+v %v", due, err)
	}
	if rows, _, err := c.lists.DueRows(ctx, division, time.Time{}, later, "", 0); err != nil || len(rows) != 0 {
		t.Errorf("listed as due: %+v %v", rows, err)
	}
}

// compare alters and deletes rows and makes them again.
func (c *county) compare(t *testing.T, cases []*casework.Case) {
	ctx := context.Background()
	count := func() (n int) {
		for _, k := range cases {
			k, _, err := c.engine.Load(ctx, k.Key)
			if err != nil {
				t.Fatal(err)
			}
			diff, err := c.orders.Compare(ctx, k)
			if err != nil {
				t.Fatal(err)
			}
			have, want, err := c.desk.Compare(ctx, k)
			if err != nil {
				t.Fatal(err)
			}
			if n += len(diff); have != want {
				n++
			}
		}
		return n
	}
	if n := count(); n != 0 {
		t.Fatalf("%d rows are not what the events give", n)
	}
	for _, q := range []string{`update supervision_order set late = 0 where stage = 'awaiting' and unit = 'roads'`, `delete from escalation where clock = 'reply'`, `update escalation set level = 1 where clock = 'triage'`,
		`update complaint_desk set tab = 'ended' where against = 'roads' and kind = 'delay'`} {
		if _, err := c.writer.Write(ctx, sqldb.Unit{Division: division, Run: func(tx *sqldb.Tx) error { _, err := tx.Exec(q); return err }}); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(); n != 3+3+3+3 {
		t.Errorf("%d wrong rows were found, want 12", n)
	}
	for _, k := range cases {
		k, _, err := c.engine.Load(ctx, k.Key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.orders.Rebuild(ctx, k); err != nil {
			t.Fatal(err)
		}
		if err := c.desk.Rebuild(ctx, k); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(); n != 0 {
		t.Errorf("%d rows are wrong after they were made again", n)
	}
}
