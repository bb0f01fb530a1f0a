package refund_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/limit"
	"banjie/internal/registers/fee"
	"banjie/internal/registers/refund"
	"banjie/internal/seal"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	"banjie/internal/supervise"
)

const division = "330599"

var (
	du    = access.Actor{ID: "du", Role: access.Supervisor, Division: division, Unit: "centre"}
	other = access.Actor{ID: "qi", Role: access.Supervisor, Division: division, Unit: "centre"}
	clerk = access.Actor{ID: "lin", Role: access.CaseOfficer, Division: division, Unit: "market"}
	head  = access.Actor{ID: "ju", Role: access.UnitHead, Division: division, Unit: "market"}
	payer = access.Actor{ID: "p", Role: access.Citizen, Division: division, Party: "payer"}
)

// bed is an engine with the one procedure on a database of its own.
type bed struct {
	*casework.Engine
	clock *clock.Moved
}

func newBed(t *testing.T) *bed {
	t.Helper()
	ctx := context.Background()
	folder, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(folder, "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	c := clock.Standing(time.Date(2026, time.March, 2, 1, 0, 0, 0, time.UTC))
	w, err := sqldb.NewWriter(ctx, db, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	store := casestore.New(db, w)
	e := &casework.Engine{Clock: c, Calendar: calendar.Builtin, Store: store, Writer: store}
	p := refund.Rules{Centre: "centre"}.Procedure()
	if err := e.Register(p.With(supervise.Rows(p, nil)...)); err != nil {
		t.Fatal(err)
	}
	return &bed{e, c}
}

func opening(in refund.Case) casework.Command {
	return casework.Command{Actor: du, Verb: "open_refund", Reason: "核对收据", Input: &refund.OpenInput{Case: in},
		Open: &casework.Open{Procedure: refund.Name, Channel: "window", Series: "R", Party: "payer", Person: casework.Person{Name: "某", IDKind: "resident", IDValue: "11010519491231002X"}}}
}

func found() refund.Case {
	return refund.Case{Unit: "market", Fee: "tags", Version: 1, Outcome: fee.TooMuch, On: calendar.Date(2026, 2, 20), Paid: 8000, Most: 5475, Over: 2525}
}

func (b *bed) try(cmd casework.Command) (*casework.Case, error) {
	out, err := b.Do(context.Background(), cmd)
	return out.Case, err
}

func (b *bed) must(t interface {
	Helper()
	Fatalf(string, ...any)
}, cmd casework.Command) *casework.Case {
	t.Helper()
	c, err := b.try(cmd)
	if err != nil {
		t.Fatalf("%s: %v", cmd.Verb, err)
	}
	return c
}

func paid(how string) *refund.PayInput {
	return &refund.PayInput{How: how, Files: []casework.File{{Material: "proof", Name: "x.pdf", Hash: "00", Type: "application/pdf", Size: 1}}}
}

// Found, ordered with ten working days, paid with proof, contested, paid again, and closed by
// nobody but the payer.
func TestOnlyThePayerCloses(t *testing.T) {
	b := newBed(t)
	c := b.must(t, opening(found()))
	if _, err := b.try(casework.Command{Actor: du, Case: c.ID, Verb: "order_refund", Reason: "退还"}); fault.For(err).Code != "own_part" {
		t.Errorf("who found it orders it alone: %v", err)
	}
	inside := access.Actor{ID: "in", Role: access.Supervisor, Division: division, Unit: "market"}
	if _, err := b.try(casework.Command{Actor: inside, Case: c.ID, Verb: "order_refund", Reason: "退还"}); fault.For(err).Code != "own_unit" {
		t.Errorf("a supervisor of the unit orders it: %v", err)
	}
	c = b.must(t, casework.Command{Actor: other, Case: c.ID, Verb: "order_refund", Reason: "退还"})
	if k, _ := c.Clock("refund_pay"); k.Due.Day != calendar.Date(2026, 3, 16) {
		t.Errorf("due on %s", k.Due.Day)
	}
	if _, err := b.try(casework.Command{Actor: clerk, Case: c.ID, Verb: "pay_refund", Reason: "已退", Input: &refund.PayInput{How: "cash"}}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("paid without a proof: %v", err)
	}
	b.must(t, casework.Command{Actor: clerk, Case: c.ID, Verb: "pay_refund", Reason: "已退", Input: paid("transfer")})
	for _, who := range []access.Actor{du, head, clerk, {ID: "x", Role: access.Citizen, Division: division, Party: "stranger"}} {
		if _, err := b.try(casework.Command{Actor: who, Case: c.ID, Verb: "confirm_refund", Input: &refund.Statement{Value: "yes"}}); err == nil {
			t.Errorf("%s closes a refund", who.ID)
		}
	}
	c = b.must(t, casework.Command{Actor: payer, Case: c.ID, Verb: "contest_payment", Input: &refund.Statement{Value: "yes"}})
	if k, _ := c.Clock("refund_pay"); c.State != refund.Ordered || k.State != limit.Running || refund.FileOf(c).Contested != 1 {
		t.Errorf("%s %s", c.State, k.State)
	}
	b.must(t, casework.Command{Actor: clerk, Case: c.ID, Verb: "pay_refund", Reason: "再退", Input: paid("cash")})
	c = b.must(t, casework.Command{Actor: payer, Case: c.ID, Verb: "confirm_refund", Input: &refund.Statement{Value: "yes"}})
	if c.State != refund.Closed || c.Result != "refunded" || len(c.OpenTasks()) != 0 {
		t.Errorf("%s %s", c.State, c.Result)
	}
}

// The money of a sealed complaint: the key of its code signs, no account and no other code does,
// and it is handed on by the centre.
func TestTheCodeOfTheComplaintSigns(t *testing.T) {
	b := newBed(t)
	code := seal.NewCode(seal.CodeDigits)
	reporter, err := seal.NewReporter(seal.Standard, code)
	if err != nil {
		t.Fatal(err)
	}
	in := found()
	in.Reporter = &reporter.Known
	cmd := opening(in)
	if _, err := b.try(cmd); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a refund of a complaint names its payer: %v", err)
	}
	cmd.Open.Sealed, cmd.Open.Person, cmd.Open.Party = true, casework.Person{}, "r-1"
	c := b.must(t, cmd)
	by := access.Actor{ID: access.ByCode, Role: access.Citizen, Division: division, Party: "r-1"}
	signed := func(verb, value string) *refund.Statement {
		return &refund.Statement{Value: value, Signature: reporter.Sign(seal.Statement{Number: c.Number, Act: verb, Value: value})}
	}
	b.must(t, casework.Command{Actor: by, Case: c.ID, Verb: "allow_refund", Input: signed("allow_refund", "yes")})
	b.must(t, casework.Command{Actor: other, Case: c.ID, Verb: "order_refund", Reason: "退还"})
	if _, err := b.try(casework.Command{Actor: clerk, Case: c.ID, Verb: "pay_refund", Reason: "已退", Input: paid("transfer")}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("paid straight to somebody unknown: %v", err)
	}
	c = b.must(t, casework.Command{Actor: clerk, Case: c.ID, Verb: "pay_refund", Reason: "已交中心", Input: paid("centre")})
	forged := signed("confirm_refund", "yes")
	forged.Value = "no"
	for name, s := range map[string]*refund.Statement{"nothing": {Value: "yes"}, "another act": signed("contest_payment", "yes"), "other words": forged} {
		if _, err := b.try(casework.Command{Actor: by, Case: c.ID, Verb: "confirm_refund", Input: s}); fault.KindOf(err) != fault.Unlawful {
			t.Errorf("%s: %v", name, err)
		}
	}
	c = b.must(t, casework.Command{Actor: by, Case: c.ID, Verb: "confirm_refund", Input: signed("confirm_refund", "yes")})
	if c.State != refund.Closed {
		t.Error(c.State)
	}
	if cards, err := supervise.Cards(c.Events, supervise.NewCalendars()); err != nil || len(cards) != 0 {
		t.Errorf("a sealed case opens cards: %v %v", err, cards)
	}
}

// sealed is a refund of a complaint, about which its reporter is asked.
func (b *bed) sealed(t *testing.T) (*casework.Case, func(verb string) casework.Command) {
	t.Helper()
	reporter, err := seal.NewReporter(seal.Standard, seal.NewCode(seal.CodeDigits))
	if err != nil {
		t.Fatal(err)
	}
	in := found()
	in.Reporter = &reporter.Known
	cmd := opening(in)
	cmd.Open.Sealed, cmd.Open.Person, cmd.Open.Party, cmd.Open.Series = true, casework.Person{}, "r-1", refund.SealedSeries
	c := b.must(t, cmd)
	return c, func(verb string) casework.Command {
		return casework.Command{Actor: access.Actor{ID: access.ByCode, Role: access.Citizen, Division: division, Party: "r-1"}, Case: c.ID, Verb: verb,
			Input: &refund.Statement{Value: "yes", Signature: reporter.Sign(seal.Statement{Number: c.Number, Act: verb, Value: "yes"})}}
	}
}

// Amount, day and fee tell the unit who paid: until the reporter allows it, the unit that took the
// money does not see the refund in its lists, by its address or by any act, and nothing is ordered.
func TestTheUnitLearnsNothingWithoutTheReporter(t *testing.T) {
	b := newBed(t)
	ctx := context.Background()
	lists := func() int {
		page, err := b.Store.(*casestore.Store).Cases(ctx, casework.Query{Division: division, Unit: "market", Sealed: true})
		if err != nil {
			t.Fatal(err)
		}
		return len(page.Rows)
	}
	c, say := b.sealed(t)
	inside := access.Actor{ID: "in", Role: access.Supervisor, Division: division, Unit: "market"}
	hidden := func(when string) {
		t.Helper()
		for _, who := range []access.Actor{clerk, head} {
			if _, err := b.try(casework.Command{Actor: who, Case: c.ID, Verb: "contest_finding", Reason: "x"}); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s %s: %v", when, who.ID, err)
			}
			if access.Check(who, access.ViewCase, c.Target()) == nil {
				t.Errorf("%s: %s opens it", when, who.ID)
			}
		}
		if access.Check(inside, access.ViewCase, c.Target()) == nil {
			t.Errorf("%s: the unit's own supervisor opens it", when)
		}
		if n := lists(); n != 0 {
			t.Errorf("%s: %d in the unit's list", when, n)
		}
	}
	hidden("while asked")
	for _, who := range []access.Actor{du, other} {
		if _, err := b.try(casework.Command{Actor: who, Case: c.ID, Verb: "order_refund", Reason: "x"}); err == nil {
			t.Errorf("%s orders it before the reporter has answered", who.ID)
		}
	}
	if _, err := b.try(casework.Command{Actor: du, Case: c.ID, Verb: "allow_refund", Input: &refund.Statement{Value: "yes"}}); err == nil {
		t.Error("a supervisor allows it in the reporter's place")
	}
	c = b.must(t, say("refuse_refund"))
	if c.State != refund.Unnamed || len(c.OpenTasks()) != 0 {
		t.Errorf("after a no: %s", c.State)
	}
	hidden("after a no")

	c, _ = b.sealed(t)
	b.clock.Advance(17 * 24 * time.Hour)
	if _, err := b.Sweep(ctx, division); err != nil {
		t.Fatal(err)
	}
	if c, _, err := b.Load(ctx, c.Key); err != nil || c.State != refund.Unnamed || c.Result != "not_by_name" {
		t.Errorf("without an answer: %v %s", err, c.State)
	}

	c, say = b.sealed(t)
	c = b.must(t, say("allow_refund"))
	if k, _ := c.Clock("refund_order"); c.Unit != "market" || k.State != limit.Running || lists() != 1 {
		t.Errorf("after a yes: %s %s", c.Unit, k.State)
	}
}

// An objection is decided by a supervisor who did not make the finding.
func TestDispute(t *testing.T) {
	b := newBed(t)
	c := b.must(t, opening(found()))
	b.must(t, casework.Command{Actor: head, Case: c.ID, Verb: "contest_finding", Reason: "按新标准"})
	if _, err := b.try(casework.Command{Actor: du, Case: c.ID, Verb: "drop_refund", Reason: "x"}); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("who found it drops it: %v", err)
	}
	inside := access.Actor{ID: "in", Role: access.Supervisor, Division: division, Unit: "market"}
	if _, err := b.try(casework.Command{Actor: inside, Case: c.ID, Verb: "drop_refund", Reason: "x"}); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("a supervisor of the unit that took the money drops it: %v", err)
	}
	c = b.must(t, casework.Command{Actor: other, Case: c.ID, Verb: "drop_refund", Reason: "核对后标准无误"})
	if c.State != refund.Dropped || len(c.OpenTasks()) != 0 {
		t.Error(c.State)
	}
}

// What the check did not find owed, or in other amounts, opens nothing.
func TestOpenRefuses(t *testing.T) {
	b := newBed(t)
	for name, spoil := range map[string]func(*refund.Case){
		"lawful": func(c *refund.Case) { c.Outcome = fee.Lawful }, "nothing": func(c *refund.Case) { c.Over = 0 }, "more than paid": func(c *refund.Case) { c.Over = 9000 }, "not the difference": func(c *refund.Case) { c.Over = 2000 },
		"not listed, but in part": func(c *refund.Case) { c.Outcome = fee.NotListed }, "no unit": func(c *refund.Case) { c.Unit = "" }, "tomorrow": func(c *refund.Case) { c.On = calendar.Date(2026, 3, 3) },
	} {
		in := found()
		spoil(&in)
		if _, err := b.try(opening(in)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	cmd := opening(found())
	cmd.Open.Party = ""
	if _, err := b.try(cmd); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no payer: %v", err)
	}
}

// Rule R3: the finding opens a red card for the unit, which an outsider makes from the export.
func TestFeeOffTheListOpensACard(t *testing.T) {
	b := newBed(t)
	c := b.must(t, opening(found()))
	cards, err := supervise.Cards(c.Events, supervise.NewCalendars())
	if err != nil || len(cards) != 1 || cards[0].Rule != "R3" || cards[0].Colour != supervise.Red || cards[0].Unit != "market" {
		t.Fatalf("%v %+v", err, cards)
	}
	var export bytes.Buffer
	x := supervise.NewExporter(&export, division, nil)
	if err := errors.Join(x.Case(c.Events), x.Close()); err != nil {
		t.Fatal(err)
	}
	if again, err := supervise.Recompute(&export); err != nil || !reflect.DeepEqual(again, cards) {
		t.Errorf("an outsider makes other cards: %v\n%+v\n%+v", err, again, cards)
	}
	c = b.must(t, casework.Command{Actor: head, Case: c.ID, Verb: "explain_card", Reason: "收费员看错了标准", Input: &supervise.CardInput{Card: cards[0].ID}})
	if cards, err = supervise.Cards(c.Events, supervise.NewCalendars()); err != nil || cards[0].State != supervise.Explained {
		t.Errorf("%v %+v", err, cards)
	}
}

// Whatever is tried by whomever in whatever order: a refund never closes without the payer's
// word, and every one that was paid had been ordered.
func TestRandomLives(t *testing.T) {
	b := newBed(t)
	verbs := []string{"contest_finding", "order_refund", "drop_refund", "pay_refund", "confirm_refund", "contest_payment"}
	rapid.Check(t, func(t *rapid.T) {
		c := b.must(t, opening(found()))
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			verb := rapid.SampledFrom(verbs).Draw(t, "verb")
			cmd := casework.Command{Actor: rapid.SampledFrom([]access.Actor{du, other, clerk, head, payer}).Draw(t, "who"), Case: c.ID, Verb: verb, Reason: "理由"}
			switch verb {
			case "pay_refund":
				cmd.Input = paid("cash")
			case "confirm_refund", "contest_payment":
				cmd.Input = &refund.Statement{Value: "yes"}
			}
			if next, err := b.try(cmd); err == nil {
				c = next
			} else if fault.KindOf(err) == fault.Internal {
				t.Fatalf("%s: %v", verb, err)
			}
		}
		last, kinds := casework.Event{}, map[string]bool{}
		for _, e := range c.Events {
			if e.Kind != "attempt_refused" {
				last = e
			}
			kinds[e.Kind] = true
			if e.Kind == "refund_paid" && !kinds["refund_ordered"] {
				t.Fatal("paid before it was ordered")
			}
		}
		if c.State == refund.Closed && (last.Kind != "refund_confirmed" || last.By.ID != payer.ID) {
			t.Fatalf("closed by %s of %s", last.Kind, last.By.ID)
		}
		if i := slices.IndexFunc(c.Events, func(e casework.Event) bool { return e.Kind == "refund_ordered" }); i >= 0 && c.Events[i].By.ID == du.ID {
			t.Fatal("ordered by who found it")
		}
		if c.State == refund.Dropped && last.By.ID == du.ID {
			t.Fatal("dropped by who found it")
		}
	})
}
