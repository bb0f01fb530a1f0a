package licensing_test

import (
	"context"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/licensing"
)

// TestRenewalOfWhatWasIssuedHere: silence renews a certificate of the register to its own last
// day, and nothing that the applicant merely typed.
func TestRenewalOfWhatWasIssuedHere(t *testing.T) {
	ctx := context.Background()
	b := newBed(t, true, nil)
	b.engine = &casework.Engine{Clock: b.clock, Calendar: calendar.Builtin, Catalogue: b.items, Store: b.store, Writer: b.store}
	if err := b.engine.Register(licensing.Rules{Licences: b.certs}.Procedure()); err != nil {
		t.Fatal(err)
	}
	c := b.must(b.filing(actors["citizen"], "renewal", complete))
	step := func(who, verb string, in any) {
		t.Helper()
		c = b.must(casework.Command{Actor: actors[who], Case: c.ID, Verb: verb, Input: in, Reason: "示例"})
	}
	step("clerk", "accept", nil)
	step("officer", "take", &casework.TaskInput{Step: "review", Task: "papers"})
	step("officer", "finish", &casework.FinishInput{Step: "review", Task: "papers", Outcome: "agree"})
	step("officer", "grant", nil)
	step("clerk", "deliver", &licensing.DeliverInput{How: "window"})
	certs, err := b.certs.OfCase(ctx, c.Key)
	if err != nil || len(certs) != 1 {
		t.Fatal(certs, err)
	}
	old := certs[0]
	again := func(id string, expires calendar.Day) (*casework.Case, error) {
		in := *complete
		in.Renews = &licensing.Renewal{Certificate: id, Expires: expires}
		out, err := b.engine.Do(ctx, b.filing(actors["citizen"], "renewal", &in))
		return out.Case, err
	}
	running := func(c *casework.Case) bool { _, ok := c.Clock("renewal"); return ok }
	if c, err := again(old.ID, old.ValidUntil); err != nil || !running(c) || !licensing.FileOf(c).Renews.Confirmed {
		t.Errorf("the register's own certificate: %v", err)
	}
	if _, err := again(old.ID, old.ValidUntil+30); fault.KindOf(err) != fault.Invalid {
		t.Errorf("another last day than the register's: %v", err)
	}
	if c, err := again("no such number", old.ValidUntil); err != nil || running(c) {
		t.Errorf("a number nobody issued: %v", err)
	}
	for name, ask := range map[string][2]string{"another's": {old.Type, "party-2"}, "of another type": {"elder-care-card", "party-1"}} {
		if _, err := b.certs.Renewable(ctx, division, old.ID, ask[0], ask[1]); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	step("head", "rescind", nil)
	if _, err := again(old.ID, old.ValidUntil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a rescinded certificate: %v", err)
	}
}
