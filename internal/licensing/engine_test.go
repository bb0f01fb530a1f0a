package licensing_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/licensing"
	"banjie/internal/sqldb"
)

func (b *bed) must(cmd casework.Command) *casework.Case {
	b.t.Helper()
	out, err := b.engine.Do(context.Background(), cmd)
	if err != nil {
		b.t.Fatalf("%s: %v", cmd.Verb, err)
	}
	return out.Case
}

var complete = &licensing.ReceiveInput{Materials: map[string]licensing.MaterialState{"plan": {Have: true}, "photo": {Have: true}}}

// TestNotYoursIsNotThere: for whoever has no business with a case, every verb answers word
// for word as for a case that does not exist.
func TestNotYoursIsNotThere(t *testing.T) {
	b := newBed(t, false, nil)
	id := b.must(b.filing(actors["citizen"], "ordinary", complete)).ID
	elsewhere := actors["officer"]
	elsewhere.Division = "330598"
	for name, who := range map[string]access.Actor{
		"stranger": actors["stranger"], "officer of another unit": actors["outsider"], "head of another unit": actors["foreign_head"],
		"administrator": actors["administrator"], "auditor": {ID: "u1", Role: access.Auditor, Division: division}, "visitor": {Role: access.Public, Division: division},
		"another county": elsewhere, "agent without mandate": {ID: "g1", Role: access.Agent, Division: division, Party: "party-1"},
	} {
		for _, verb := range licensing.Procedure().Verbs()[1:] {
			_, mine := b.engine.Do(context.Background(), casework.Command{Actor: who, Case: id, Verb: verb, Reason: "x"})
			_, none := b.engine.Do(context.Background(), casework.Command{Actor: who, Case: id + 1, Verb: verb, Reason: "x"})
			if fault.KindOf(mine) != fault.NotFound || mine.Error() != none.Error() {
				t.Errorf("%s, %s: not yours %v, not there %v", name, verb, mine, none)
			}
		}
	}
}

// TestByMandate: an agent acts for the applicant, and every act says so.
func TestByMandate(t *testing.T) {
	b := newBed(t, false, nil)
	agent := access.Actor{ID: "g1", Role: access.Agent, Division: division, Party: "party-9", For: "party-1", Mandate: "m1"}
	c := b.must(b.filing(agent, "ordinary", complete))
	c = b.must(casework.Command{Actor: agent, Case: c.ID, Verb: "withdraw"})
	for _, e := range c.Events {
		if e.By.Mandate != "m1" || e.By.Relation != casework.Applicant || e.Facts.Act.Mandate != "m1" {
			t.Errorf("%s by %+v", e.Kind, e.By)
		}
	}
}

// TestOneCertificate: eight grants at once, one certificate.
func TestOneCertificate(t *testing.T) {
	ctx := context.Background()
	b := newBed(t, true, nil)
	c := b.must(b.filing(actors["citizen"], "on-the-spot", complete))
	b.must(casework.Command{Actor: actors["clerk"], Case: c.ID, Verb: "accept"})
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for range 8 {
		wg.Go(func() {
			_, err := b.engine.Do(ctx, casework.Command{Actor: actors["officer"], Case: c.ID, Verb: "grant"})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			}
		})
	}
	wg.Wait()
	certs, err := b.certs.OfCase(ctx, c.Key)
	if err != nil || won != 1 || len(certs) != 1 {
		t.Fatalf("%d grants won and issued %d certificates: %v", won, len(certs), err)
	}
	if certs[0].Holder.Name != "测试人甲" || certs[0].Case != int64(c.ID) || !certs[0].Demo {
		t.Errorf("certificate %+v", certs[0])
	}
}

// slow is a writer that is once told that somebody was faster, an hour later.
type slow struct {
	casework.Writer
	b     *bed
	tries int
}

func (s *slow) Write(ctx context.Context, w casework.Write) (casework.Committed, error) {
	if s.tries++; s.tries == 1 {
		s.b.clock.Advance(time.Hour)
		return casework.Committed{}, casework.ErrConflict
	}
	return s.Writer.Write(ctx, w)
}

// TestOneInstant: a command reads the clock once, however often it is decided.
func TestOneInstant(t *testing.T) {
	b := newBed(t, false, nil)
	c := b.must(b.filing(actors["citizen"], "ordinary", complete))
	w := &slow{Writer: b.store, b: b}
	b.engine.Writer = w
	at := b.clock.Now()
	c = b.must(casework.Command{Actor: actors["clerk"], Case: c.ID, Verb: "accept"})
	if e := c.Events[len(c.Events)-1]; w.tries != 2 || !e.At.Equal(at) || !c.Accepted.Equal(at) {
		t.Errorf("after %d tries the act happened at %s, it was asked for at %s", w.tries, e.At, at)
	}
}

// TestUntrustedClock: while the clock cannot be believed nothing is deemed by law, an act that
// silence may have gone before waits, and everything else goes on.
func TestUntrustedClock(t *testing.T) {
	b := newBed(t, false, nil)
	c := b.must(b.filing(actors["citizen"], "ordinary", complete))
	why := fault.New(fault.Unavailable, "clock_untrusted", lang.T("时间不可信。", "The time cannot be trusted."), lang.Text{})
	b.engine.Trusted = func() error { return why }
	b.must(b.filing(actors["citizen"], "ordinary", complete))
	b.must(casework.Command{Actor: actors["citizen"], Case: c.ID, Verb: "note", Reason: "x"})
	b.clock.Advance(30 * 24 * time.Hour)
	_, err := b.engine.Do(context.Background(), casework.Command{Actor: actors["clerk"], Case: c.ID, Verb: "accept"})
	if f, ok := fault.As(err); !ok || f.Code != "clock_untrusted" {
		t.Errorf("accept: %v", err)
	}
	if got, err := b.engine.Sweep(context.Background(), division); err == nil || got.Acted+got.Warned+got.Late > 0 {
		t.Errorf("swept %+v, %v", got, err)
	}
	if now, _, err := b.engine.Load(context.Background(), c.Key); err != nil || now.Version != 2 {
		t.Errorf("%d events, want the receipt and the note: %v", len(now.Events), err)
	}
	b.engine.Trusted = func() error { return nil }
	c = b.must(casework.Command{Actor: actors["citizen"], Case: c.ID, Verb: "note", Reason: "x"})
	if c.State != licensing.UnderReview {
		t.Errorf("trusted again, the case is %s", c.State)
	}
}

// TestSweepEnds: a sweeper's verb that leaves its clock as it was is told once, not tried for ever.
func TestSweepEnds(t *testing.T) {
	b := newBed(t, false, func(p *casework.Procedure) {
		for i := range p.Transitions {
			if r := &p.Transitions[i]; r.Verb == "deem_accepted" {
				r.To, r.Clocks = licensing.Received, []casework.Effect{casework.Stop("notice"), casework.Begin("notice")}
			}
		}
	})
	b.must(b.filing(actors["citizen"], "ordinary", complete))
	b.clock.Advance(30 * 24 * time.Hour)
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
	defer stop()
	if got, err := b.engine.Sweep(ctx, division); err != nil || got.Failed != 1 || got.Err == nil {
		t.Errorf("swept %+v, %v", got, err)
	}
}

// TestAttemptsAreCountedUnderLoad: of attempts made at the same moment none is lost.
func TestAttemptsAreCountedUnderLoad(t *testing.T) {
	b := newBed(t, false, nil)
	c := b.must(b.filing(actors["citizen"], "ordinary", complete))
	b.must(casework.Command{Actor: actors["clerk"], Case: c.ID, Verb: "accept"})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			_, err := b.engine.Do(context.Background(), casework.Command{Actor: actors["officer"], Case: c.ID, Verb: "pause", Reason: "x", Input: &licensing.PauseInput{Kind: "testing", Days: 3}})
			if f, ok := fault.As(err); !ok || f.Code != "no_basis_to_pause" {
				t.Errorf("pause: %v", err)
			}
		})
	}
	wg.Wait()
	got, _, err := b.engine.Load(context.Background(), c.Key)
	if n := count(got, func(e casework.Event) bool { return e.Kind == "attempt_refused" }); err != nil || n != 3 {
		t.Errorf("%d of 3 attempts on record: %v", n, err)
	}
}

// TestFilingBudget: a filing writes at most eight rows before the ledger's nodes and head.
func TestFilingBudget(t *testing.T) {
	rows := 0
	b := newBed(t, true, nil, func(tx *sqldb.Tx, _ *casework.Case, e *casework.Event) error {
		if e.Kind == "received" {
			rows = tx.Statements + 1 // and the event, which is placed with its leaf
		}
		return nil
	})
	b.must(b.filing(actors["citizen"], "ordinary", complete)) // takes a block of numbers in a transaction of its own
	cmd := b.filing(actors["citizen"], "ordinary", complete)
	cmd.Idem = &casework.Idem{Actor: "p1", Key: "k1"}
	b.must(cmd)
	if rows == 0 || rows > 8 {
		t.Errorf("a filing writes %d rows, the budget is 8", rows)
	}
	t.Logf("a filing writes %d rows", rows)
}

// could are the roles that can have a relation to a case.
var could = map[casework.Relation][]access.Role{
	casework.Applicant: {access.Citizen, access.Agent}, casework.Receiver: {access.Clerk, access.CaseOfficer},
	casework.TaskHolder: {access.CaseOfficer}, casework.UnitMember: {access.CaseOfficer}, casework.Responsible: {access.CaseOfficer},
	casework.HeadOfUnit: {access.UnitHead}, casework.Centre: {access.CentreHead, access.Supervisor}, casework.Itself: {access.System},
}

// TestBothTablesAgree: what the relation table allows somebody, the role table must allow
// somebody of that kind, and every basis stands in the register.
func TestBothTablesAgree(t *testing.T) {
	p := licensing.Procedure()
	for _, row := range p.Transitions {
		if !access.Known(access.Verb(row.Verb)) {
			t.Errorf("the role table does not know %s", row.Verb)
		}
		for _, r := range row.By {
			if !slices.ContainsFunc(could[r], func(role access.Role) bool {
				return access.May(access.Actor{Role: role}, access.Verb(row.Verb))
			}) {
				t.Errorf("%s: %s may do it by the procedure, but no such role may by the role table", row.Verb, r)
			}
		}
		for _, id := range row.Basis {
			if _, ok := law.Find(id); !ok {
				t.Errorf("%s rests on unknown %q", row.Verb, id)
			}
		}
		for _, g := range row.Guards {
			if _, ok := law.Find(g.Basis); g.Basis != "" && !ok || g.Says.ZH == "" || g.Says.EN == "" {
				t.Errorf("guard %s of %s: basis %q, words %v", g.Name, row.Verb, g.Basis, g.Says)
			}
		}
	}
	for _, c := range p.Clocks {
		if _, ok := law.Find(c.Basis); c.Basis != "" && !ok || c.Title.ZH == "" || c.Title.EN == "" || c.Rule == "" {
			t.Errorf("clock %s: basis %q, title %v, rule %q", c.Name, c.Basis, c.Title, c.Rule)
		}
	}
	for _, s := range p.States {
		if s.Title.ZH == "" || s.Title.EN == "" || s.Says.ZH == "" || s.Says.EN == "" {
			t.Errorf("state %s lacks words", s.State)
		}
	}
}
