package licensing_test

import (
	"context"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/licensing"
)

// TestRenewalOfWhatWasIssuedHere: silence renews a certificate of the register to its own last
// day, and nothing that the applicant merely typed.
func TestRenewalOfWhatWasIssuedHere(t *testing.T) {
	ctx := context.Background()
	b := newBed(t, true, nil)
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
		if _, _, err := b.certs.Renewable(ctx, division, old.ID, ask[0], ask[1]); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	step("head", "rescind", nil)
	if _, err := again(old.ID, old.ValidUntil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a rescinded certificate: %v", err)
	}
}

// renewals is a bed in which party-1 holds one certificate.
type renewals struct {
	*bed
	t   *testing.T
	old ecert.Certificate
}

func newRenewals(t *testing.T) *renewals {
	b := &renewals{bed: newBed(t, true, nil), t: t}
	b.old = b.granted(complete)
	return b
}

func (b *renewals) do(c *casework.Case, who, verb string, in any) *casework.Case {
	b.t.Helper()
	return b.must(casework.Command{Actor: actors[who], Case: c.ID, Verb: verb, Input: in, Reason: "示例"})
}

// reviewed files an application and carries it to the decision.
func (b *renewals) reviewed(in *licensing.ReceiveInput) *casework.Case {
	b.t.Helper()
	c := b.must(b.filing(actors["citizen"], "renewal", in))
	b.do(c, "clerk", "accept", nil)
	b.do(c, "officer", "take", &casework.TaskInput{Step: "review", Task: "papers"})
	return b.do(c, "officer", "finish", &casework.FinishInput{Step: "review", Task: "papers", Outcome: "agree"})
}

func (b *renewals) granted(in *licensing.ReceiveInput) ecert.Certificate {
	b.t.Helper()
	c := b.do(b.reviewed(in), "officer", "grant", nil)
	b.do(c, "clerk", "deliver", &licensing.DeliverInput{How: "window"})
	certs, err := b.certs.OfCase(context.Background(), c.Key)
	if err != nil || len(certs) != 1 {
		b.t.Fatal(certs, err)
	}
	return certs[0]
}

// renewing asks for the renewal of a certificate.
func renewing(c ecert.Certificate) *licensing.ReceiveInput {
	in := *complete
	in.Renews = &licensing.Renewal{Certificate: c.ID, Expires: c.ValidUntil}
	return &in
}

func (b *renewals) now(c ecert.Certificate) ecert.Certificate {
	b.t.Helper()
	c, err := b.certs.ByID(context.Background(), division, c.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// times is how often something was recorded on the case that issued a certificate; it holds
// the rows of case and certificates against the events as well.
func (b *renewals) times(c ecert.Certificate, kind string) int {
	b.t.Helper()
	ctx := context.Background()
	key := casework.Key{Division: division, ID: casework.ID(c.Case)}
	k, p, err := b.engine.Load(ctx, key)
	if err != nil {
		b.t.Fatal(err)
	}
	if diff, err := b.store.Compare(ctx, key, b.engine.Procedure); err != nil || len(diff) > 0 {
		b.t.Errorf("rows of the case: %v %v", diff, err)
	}
	upTo := func(seq int64) (*casework.Case, error) { return casework.Fold(p, k.Events[:seq]) }
	if diff, told, err := b.certs.Compare(ctx, k, upTo, []ecert.Issuer{c.Issuer}); err != nil || !told || len(diff) > 0 {
		b.t.Errorf("rows of its certificates: %v %v", diff, err)
	}
	return count(k, func(e casework.Event) bool { return e.Kind == kind })
}

// TestGrantedRenewalReplaces: with the grant the old certificate counts as renewed, names its
// successor and stands in the status list; once, whoever else asks; and a rescinded renewal
// gives it its place back.
func TestGrantedRenewalReplaces(t *testing.T) {
	b := newRenewals(t)
	ctx := context.Background()
	b.clock.MoveTo(b.clock.Now().AddDate(2, 11, 0))
	today := calendar.Builtin().DayOf(b.clock.Now())
	second := b.reviewed(renewing(b.old)) // filed twice
	fresh := b.granted(renewing(b.old))
	old := b.now(b.old)
	if old.StatusOn(today) != ecert.Renewed || old.StatusOn(today-1) != ecert.Valid || old.Successor != fresh.ID || fresh.StatusOn(today) != ecert.Valid {
		t.Errorf("old %s %s, successor %q; new %s", old.Status, old.StatusDay, old.Successor, fresh.Status)
	}
	if n := b.times(b.old, "certificate_renewed"); n != 1 {
		t.Errorf("recorded %d times", n)
	}
	list, err := b.certs.Edition(ctx, division)
	if err != nil || list.Sequence != 1 || len(list.Listed) != 1 || list.Listed[0] != (ecert.Listed{ID: b.old.ID, Status: ecert.Renewed, Day: today}) {
		t.Errorf("status list: %+v, %v", list, err)
	}
	refused := func(code string, cmd casework.Command) {
		t.Helper()
		if _, err := b.engine.Do(ctx, cmd); fault.For(err).Code != code {
			t.Errorf("%s: %v", cmd.Verb, err)
		}
	}
	refused("old_licence_ended", casework.Command{Actor: actors["officer"], Case: second.ID, Verb: "grant"})
	refused("invalid_input", b.filing(actors["citizen"], "renewal", renewing(b.old)))
	for _, verb := range []string{"rescind", "revoke", "deregister", "amend_certificate"} {
		refused("certificate_renewed", casework.Command{Actor: actors["head"], Case: casework.ID(b.old.Case), Verb: verb, Reason: "示例", Basis: []string{"illustrative"}})
	}

	b.do(&casework.Case{Key: casework.Key{ID: casework.ID(fresh.Case)}}, "head", "rescind", nil)
	if old := b.now(b.old); old.Status != ecert.Valid || old.Successor != "" || old.StatusDay != 0 || b.times(b.old, "certificate_restored") != 1 {
		t.Errorf("after the renewal was rescinded: %+v", old)
	}
	if list, err := b.certs.Edition(ctx, division); err != nil || len(list.Listed) != 1 || list.Listed[0].ID != fresh.ID || list.Listed[0].Status != ecert.Rescinded {
		t.Errorf("status list: %+v, %v", list, err)
	}
	b.do(second, "officer", "grant", nil) // what was refused for the other's sake goes on
	if b.now(b.old).Status != ecert.Renewed || b.times(b.old, "certificate_renewed") != 2 {
		t.Error("the second renewal did not replace it")
	}
}

// TestRenewalBySilenceReplaces: renewed from the day after its last; a renewal granted after
// that day renews nothing that had run out.
func TestRenewalBySilenceReplaces(t *testing.T) {
	b := newRenewals(t)
	b.clock.MoveTo(b.clock.Now().AddDate(2, 10, 0))
	c := b.reviewed(renewing(b.old))
	b.clock.MoveTo(calendar.Builtin().Start(b.old.ValidUntil + 3))
	if got, err := b.engine.Sweep(context.Background(), division); err != nil || got.Err != nil {
		t.Fatal(got, err)
	}
	old := b.now(b.old)
	if old.StatusOn(b.old.ValidUntil) != ecert.Valid || old.StatusOn(b.old.ValidUntil+1) != ecert.Renewed || b.times(b.old, "certificate_renewed") != 1 {
		t.Errorf("%+v", old)
	}
	certs, err := b.certs.OfCase(context.Background(), c.Key)
	if err != nil || len(certs) != 1 || old.Successor != certs[0].ID || certs[0].ValidFrom != b.old.ValidUntil+1 {
		t.Errorf("%+v, %v", certs, err)
	}

	b = newRenewals(t)
	b.clock.MoveTo(b.clock.Now().AddDate(2, 11, 15)) // too late for silence to renew
	c = b.reviewed(renewing(b.old))
	b.clock.MoveTo(calendar.Builtin().Start(b.old.ValidUntil + 3))
	b.do(c, "officer", "grant", nil)
	if old := b.now(b.old); old.Status != ecert.Valid || old.StatusOn(b.old.ValidUntil+1) != ecert.Expired || b.times(b.old, "certificate_renewed") != 0 {
		t.Errorf("what had run out before: %+v", old)
	}
}

// TestRenewalRaces: what happens to the old licence between decision and writing is seen.
func TestRenewalRaces(t *testing.T) {
	b := newRenewals(t)
	b.clock.MoveTo(b.clock.Now().AddDate(2, 11, 0))
	c := b.reviewed(renewing(b.old))
	b.engine.Writer = between{b.store, func() {
		b.engine.Writer = b.store
		b.do(&casework.Case{Key: casework.Key{ID: casework.ID(b.old.Case)}}, "head", "rescind", nil)
	}}
	_, err := b.engine.Do(context.Background(), casework.Command{Actor: actors["officer"], Case: c.ID, Verb: "grant"})
	if fault.For(err).Code != "old_licence_ended" {
		t.Errorf("granted over a licence that was rescinded meanwhile: %v", err)
	}
	if certs, _ := b.certs.OfCase(context.Background(), c.Key); len(certs) > 0 || b.now(b.old).Status != ecert.Rescinded {
		t.Error("half of it was written")
	}
}

// between does something after a command was decided and before it is written.
type between struct {
	casework.Writer
	first func()
}

func (w between) Write(ctx context.Context, work casework.Write) (casework.Committed, error) {
	w.first()
	return w.Writer.Write(ctx, work)
}

// What the certificate must state comes from the applicant's answers; without one nothing is
// issued, and never the item's name in its place.
func TestLinesComeFromAnswers(t *testing.T) {
	b := newRenewals(t)
	if b.old.Value("scope") != "示例业务" || b.old.Value("address") != "示例路1号" || b.old.Value("item") != "示例许可" {
		t.Errorf("%+v", b.old.Fields)
	}
	b.items["renewal"].Result.Lines = nil
	c := b.reviewed(complete)
	_, err := b.engine.Do(context.Background(), casework.Command{Actor: actors["officer"], Case: c.ID, Verb: "grant"})
	if f := fault.For(err); f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Path != "fields.scope" {
		t.Errorf("a certificate without its scope: %v", err)
	}
}
