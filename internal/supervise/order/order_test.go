package order_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/limit"
	"banjie/internal/supervise/order"
)

// TestLifeOfAnOrder tells the whole path: issued, taken, a later date, a reply that is sent
// back, a second one that is still not enough, the head's decision.
func TestLifeOfAnOrder(t *testing.T) {
	b := newBed(t)
	c := b.mustIssue()
	f := order.FileOf(c)
	if f.Official() != "督办〔2026〕1号" || c.Unit != "centre" || c.Sealed {
		t.Fatalf("issued as %q by %q, sealed %v", f.Official(), c.Unit, c.Sealed)
	}
	if k, _ := order.ReplyClock(c); k.Limit.N != 5 || !k.Due.At.Equal(climb[0]) {
		t.Errorf("reply by %v", k.Due.At)
	}
	id := c.ID
	if _, err := b.do(water, id, "take_order", nil); fault.KindOf(err) != fault.NotFound {
		t.Errorf("another unit took it: %v", err)
	}
	b.must(roads, id, "take_order", nil)
	if _, err := b.do(roads, id, "reply_order", &order.ReplyInput{Result: order.Done}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a reply without evidence: %v", err)
	}
	b.must(roads, id, "ask_later_date", &order.LaterInput{Days: 3})
	if _, err := b.do(roads, id, "decide_later_date", &order.DecideLaterInput{Approve: true}); err == nil {
		t.Error("the unit gave itself a later date")
	}
	c = b.must(supervisor, id, "decide_later_date", &order.DecideLaterInput{Approve: true})
	if k, _ := order.ReplyClock(c); !k.Due.At.Equal(at(3, 13, 0)) {
		t.Errorf("put off to %v", k.Due.At)
	}
	if _, err := b.do(roads, id, "ask_later_date", &order.LaterInput{Days: 3}); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("a second request: %v", err)
	}
	b.must(roads, id, "reply_order", &order.ReplyInput{Result: order.Done, Files: shown})
	if _, err := b.do(supervisor, id, "raise_order", nil); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("raised before it was sent back: %v", err)
	}
	b.must(supervisor, id, "return_reply", &order.ReturnInput{Days: 2})
	b.must(roads, id, "reply_order", &order.ReplyInput{Result: order.NotDone, Files: shown})
	if _, err := b.do(supervisor, id, "return_reply", &order.ReturnInput{Days: 2}); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("sent back twice: %v", err)
	}
	b.must(supervisor, id, "raise_order", nil)
	for _, who := range []access.Actor{supervisor, second} {
		if _, err := b.do(who, id, "decide_raised", &order.EndInput{Result: order.Done}); err == nil {
			t.Errorf("%s decided what goes to the head", who.ID)
		}
	}
	c = b.must(chief, id, "decide_raised", &order.EndInput{Result: order.NotDone})
	if c.IsOpen() || c.Result != order.NotDone || len(c.OpenTasks()) != 0 {
		t.Errorf("ended open %v with %q", c.IsOpen(), c.Result)
	}
}

// TestOrderIsAddressed: what an order lacks is said at its place.
func TestOrderIsAddressed(t *testing.T) {
	b := newBed(t)
	good := order.IssueInput{Unit: "roads", About: order.AboutMatter, Ground: "other", Days: 15}
	for place, change := range map[string]func(*order.IssueInput){
		"unit":   func(in *order.IssueInput) { in.Unit = "nowhere" },
		"ground": func(in *order.IssueInput) { in.Ground = "" },
		"days":   func(in *order.IssueInput) { in.Days = 16 },
		"about":  func(in *order.IssueInput) { in.About = "" },
		"card":   func(in *order.IssueInput) { in.About, in.Number = order.AboutCard, "X" },
	} {
		in := good
		change(&in)
		cmd := casework.Command{Actor: supervisor, Verb: "issue_order", Input: &in, Reason: "…", Open: &casework.Open{Procedure: order.Name, Channel: "office", Series: order.Series}}
		_, err := b.engine.Do(context.Background(), cmd)
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Path == place }) {
			t.Errorf("%s: %v", place, err)
		}
	}
	for _, who := range []access.Actor{roads, {ID: "u1", Role: access.UnitHead, Division: division, Unit: "centre"}, citizen} {
		cmd, err := b.rules.Issue(context.Background(), who, good, "…")
		if err == nil {
			_, err = b.engine.Do(context.Background(), cmd)
		}
		if err == nil {
			t.Errorf("%s issued an order", who.Role)
		}
	}
	if _, err := b.issue(good); err != nil {
		t.Error(err)
	}
	one, two := b.mustIssue(), b.mustIssue()
	if order.FileOf(one).Official() == order.FileOf(two).Official() {
		t.Errorf("two orders %s", order.FileOf(one).Official())
	}
}

// TestUnanswered: only after the date, and only as not done, can an order end without a reply.
func TestUnanswered(t *testing.T) {
	b := newBed(t)
	id := b.mustIssue().ID
	if _, err := b.do(supervisor, id, "close_unanswered", nil); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("before the date: %v", err)
	}
	b.clock.MoveTo(at(3, 10, 9))
	if c := b.must(supervisor, id, "close_unanswered", nil); c.Result != order.NotDone {
		t.Errorf("ended as %q", c.Result)
	}
}

// TestReminders: one working day before the date by itself, by hand once a day, never with a number.
func TestReminders(t *testing.T) {
	b := newBed(t)
	id := b.mustIssue().ID
	b.clock.MoveTo(at(3, 6, 0))
	if got := b.sweep(); got.Warned != 1 {
		t.Errorf("one working day before the last: %+v", got)
	}
	before := b.load(id)
	within := access.Actor{ID: "s7", Role: access.Supervisor, Division: division, Unit: "roads"}
	if _, err := b.do(within, id, "remind", nil); fault.For(err).Code != "own_unit" {
		t.Errorf("a supervisor reminds, as supervision, the own unit: %v", err) // the engine's guard, of which the row says nothing
	}
	c := b.must(supervisor, id, "remind", nil)
	if c.State != before.State || len(c.Clocks) != len(before.Clocks) {
		t.Error("a reminder changed something")
	}
	if _, err := b.do(second, id, "remind", nil); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("reminded twice a day: %v", err)
	}
	b.clock.MoveTo(at(3, 7, 9))
	b.must(second, id, "remind", nil)
}

// TestRandomLives: whatever anybody tries in whatever order, the invariants hold.
func TestRandomLives(t *testing.T) {
	var b *bed
	outer := t
	ended := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		if b == nil || b.clock.Now().Year() > 2028 {
			b = newBed(outer)
		}
		c, err := b.issue(order.IssueInput{Unit: "roads", About: order.AboutMatter, Ground: "other", Days: rapid.IntRange(1, 15).Draw(t, "days")})
		if err != nil {
			t.Fatal(err)
		}
		p, _ := b.engine.Procedure(order.Name, 0)
		for range rapid.IntRange(3, 30).Draw(t, "steps") {
			if rapid.IntRange(0, 4).Draw(t, "wait") == 0 {
				b.clock.Advance(24 * 3600e9 * 3)
				if got, err := b.engine.Sweep(context.Background(), division); err != nil || got.Err != nil {
					t.Fatal(err, got.Err)
				}
			}
			verbs := p.Verbs()
			if rapid.IntRange(0, 3).Draw(t, "possible") > 0 {
				verbs = slices.DeleteFunc(verbs, func(v string) bool {
					row, ok := p.Transition(b.load(c.ID).State, v)
					return !ok || row.Quiet || v == "withdraw_order" || v == "remind"
				})
			}
			if len(verbs) == 0 {
				break
			}
			verb := rapid.SampledFrom(verbs).Draw(t, "verb")
			if verb == "issue_order" {
				continue
			}
			who := rapid.SampledFrom([]access.Actor{supervisor, roads, chief, roads, second, water, citizen}).Draw(t, "who")
			_, err := b.do(who, c.ID, verb, someInput(t, verb))
			if f, ok := fault.As(err); err != nil && (!ok || f.Kind == fault.Internal) {
				t.Fatalf("%s by %s: no answer for a person: %v", verb, who.Role, err)
			}
			if wrong := invariants(b.load(c.ID)); wrong != "" {
				t.Fatalf("after %s by %s: %s", verb, who.ID, wrong)
			}
		}
		last := b.load(c.ID)
		ended[string(last.State)+" "+last.Result]++
	})
	t.Logf("lives ended in %v", ended)
}

func someInput(t *rapid.T, verb string) any {
	result := rapid.SampledFrom([]string{order.Done, order.Explained, order.NotDone, order.Done, order.Withdrawn, ""}).Draw(t, "result")
	days := rapid.IntRange(-1, 14).Draw(t, "days")
	switch verb {
	case "reply_order":
		in := &order.ReplyInput{Result: result}
		if rapid.Bool().Draw(t, "shown") {
			in.Files = shown
		}
		return in
	case "ask_later_date":
		return &order.LaterInput{Days: days}
	case "decide_later_date":
		return &order.DecideLaterInput{Approve: rapid.Bool().Draw(t, "approve")}
	case "return_reply":
		return &order.ReturnInput{Days: days}
	case "accept_reply", "decide_raised":
		return &order.EndInput{Result: result}
	}
	return nil
}

// invariants of an order; "" when all hold.
func invariants(c *casework.Case) string {
	f := order.FileOf(c)
	count := map[string]int{}
	levels := map[string]int{}
	for _, e := range c.Events {
		count[e.Kind]++
		if e.Kind == "escalated" {
			x, _ := casework.Data[casework.Escalation](e)
			k := fmt.Sprint(x.Clock, x.Level, x.Due.Unix())
			if levels[k]++; levels[k] > 1 {
				return "a level was told twice of one breach"
			}
			if e.By.Role != access.System || e.Facts.Closed || e.Facts.Result != "" {
				return "an escalation did more than tell"
			}
		}
	}
	switch {
	case count["reply_returned"] > 1:
		return "sent back twice"
	case count["later_date_asked"] > 1 || count["later_date_decided"] > count["later_date_asked"]:
		return "more than one later date"
	case count["order_raised"] > 0 && count["reply_returned"] == 0:
		return "raised without having been sent back"
	case c.IsOpen() != (c.State != order.Closed):
		return "state and end disagree"
	case !c.IsOpen() && !slices.Contains([]string{order.Done, order.Explained, order.NotDone, order.Withdrawn}, c.Result):
		return "ended as " + c.Result
	case !c.IsOpen() && len(c.OpenTasks()) > 0:
		return "ended with an open task"
	case c.IsOpen() && (c.State == order.Issued || c.State == order.InHand) != (len(c.OpenTasks()) == 1):
		return "in nobody's hands"
	case (c.Result == order.Done || c.Result == order.Explained) && len(f.Replies) == 0:
		return "done without a reply"
	}
	owed := "reply"
	if c.State == order.Replied || c.State == order.Raised {
		owed = "assess"
	}
	if k, ok := c.Clock(owed); c.IsOpen() && (!ok || !k.State.Open()) {
		return "no limit runs for what is owed"
	}
	for _, k := range c.Clocks {
		if !c.IsOpen() && k.State.Open() {
			return "a clock runs on after the end"
		}
		if k.Name == "reply" && k.Limit.N > order.MostDays+order.LaterDays || k.Limit.Unit != limit.Workday {
			return "a reply date out of reach"
		}
	}
	return ""
}

// TestTheOrderedUnitDoesNotJudgeItself: a supervisor who serves in the unit that an order asks
// neither takes its reply, nor puts it off, nor takes the order back.
func TestTheOrderedUnitDoesNotJudgeItself(t *testing.T) {
	b := newBed(t)
	within := access.Actor{ID: "s7", Role: access.Supervisor, Division: division, Unit: "roads"}
	refused := func(c *casework.Case, verb string, input any) {
		t.Helper()
		if _, err := b.do(within, c.ID, verb, input); fault.KindOf(err) != fault.Unlawful {
			t.Errorf("%s by a supervisor of the unit asked: %v", verb, err)
		}
	}
	c := b.mustIssue()
	refused(c, "withdraw_order", nil)
	b.must(roads, c.ID, "take_order", nil)
	b.must(roads, c.ID, "ask_later_date", &order.LaterInput{Days: 3})
	refused(c, "decide_later_date", &order.DecideLaterInput{Approve: true})
	b.must(roads, c.ID, "reply_order", &order.ReplyInput{Result: order.Done, Files: []casework.File{{Hash: "aa"}}})
	refused(c, "accept_reply", &order.EndInput{Result: order.Done})
	b.must(supervisor, c.ID, "accept_reply", &order.EndInput{Result: order.Done})
}
