package licensing_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/law"
	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/supervise"
)

// walk is one random life of a case: random verbs by random actors at random times.
type walk struct {
	t     *rapid.T
	bed   *bed
	key   casework.Key
	last  *casework.Case
	cards []supervise.Card
	runs  string // number of a case that goes on beside this one
}

// TestRandomLives: whatever anybody tries in whatever order, the invariants hold.
func TestRandomLives(t *testing.T) {
	var b *bed
	var running string // number of a case that is left alone
	names := []string{"ordinary", "on-the-spot", "joint", "hearing", "testing", "undertaking", "renewal", "public-notice", "parallel", "letter", "inspection", "examination", "undertaking-inspected", "hearing-ordered", "hearing-told"}
	reached := map[string]int{}
	outer := t
	rapid.Check(t, func(t *rapid.T) {
		if b == nil || b.clock.Now().Year() > 2030 {
			b = newBed(outer, true, nil)
			first, err := b.engine.Do(context.Background(), b.filing(actors["citizen"], "ordinary", nil))
			if err != nil {
				t.Fatalf("file: %v", err)
			}
			running = first.Case.Number
		}
		b.clock.Advance(time.Duration(rapid.IntRange(0, 9).Draw(t, "days before")) * 24 * time.Hour)
		item := rapid.SampledFrom(names).Draw(t, "item")
		in := &licensing.ReceiveInput{Undertaking: rapid.Bool().Draw(t, "undertaking"), Materials: someMaterials(t)}
		if item == "renewal" {
			expires := calendar.Builtin().DayOf(b.clock.Now()) + calendar.Day(rapid.IntRange(0, 60).Draw(t, "expires"))
			in.Renews = &licensing.Renewal{Certificate: rapid.SampledFrom([]string{"LIC-", "OLD-"}).Draw(t, "known") + expires.String(), Expires: expires}
		}
		who := actors[rapid.SampledFrom([]string{"citizen", "clerk", "officer"}).Draw(t, "who files")]
		out, err := b.engine.Do(context.Background(), b.filing(who, item, in))
		if err != nil {
			t.Fatalf("file: %v", err)
		}
		w := &walk{t: t, bed: b, key: out.Case.Key, runs: running}
		w.check("receive")
		for range rapid.IntRange(5, 50).Draw(t, "steps") {
			w.step()
		}
		reached[string(w.last.State)]++
	})
	t.Logf("lives ended in %v", reached)
}

func someMaterials(t *rapid.T) map[string]licensing.MaterialState {
	m := map[string]licensing.MaterialState{}
	for _, id := range []string{"plan", "photo"} {
		if rapid.IntRange(0, 3).Draw(t, id) > 0 {
			m[id] = licensing.MaterialState{Have: true, Grade: "C", From: "applicant"}
		}
	}
	return m
}

// step moves the clock, sweeps, or lets somebody try something.
func (w *walk) step() {
	t := w.t
	ctx := context.Background()
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 0:
		w.bed.clock.Advance(time.Duration(rapid.SampledFrom([]int{1, 7, 24, 24, 48, 24 * 8, 24 * 30}).Draw(t, "hours")) * time.Hour)
	case 1:
		got, err := w.bed.engine.Sweep(ctx, division)
		if err != nil || got.Err != nil {
			t.Fatalf("sweep: %v %v", err, got.Err)
		}
		w.check("sweep")
	default:
		cmd := w.command()
		if rapid.Bool().Draw(t, "as it should be") {
			cmd = w.next()
		}
		_, err := w.bed.engine.Do(ctx, cmd)
		if f, ok := fault.As(err); err != nil && (!ok || f.Kind == fault.Internal) {
			t.Fatalf("%s by %s failed without an answer for a person: %v", cmd.Verb, cmd.Actor.Role, err)
		}
		w.check(cmd.Verb)
	}
}

// next is what ordinarily happens now.
func (w *walk) next() casework.Command {
	do := func(who, verb string, in any) casework.Command {
		return casework.Command{Actor: actors[who], Case: w.key.ID, Verb: verb, Input: in, Reason: "示例理由"}
	}
	switch w.last.State {
	case licensing.Received:
		return do("clerk", rapid.SampledFrom([]string{"accept", "accept", "accept_tolerant"}).Draw(w.t, "accepts"), nil)
	case licensing.Correcting:
		return do("citizen", "submit_correction", &licensing.MaterialsInput{Materials: someMaterials(w.t)})
	case licensing.Granted:
		return do("clerk", "deliver", &licensing.DeliverInput{How: "window"})
	case licensing.Checking:
		return do("officer", "check_undertaking", &licensing.CheckInput{Outcome: "met"})
	case licensing.Suspended:
		return do("officer", "resume", nil)
	case licensing.DeemedWithdrawn:
		return do("head", "reopen", nil)
	}
	f := licensing.FileOf(w.last)
	needs, _ := w.bed.items.Version("", w.last.Item.Code, 1)
	today := calendar.Builtin().DayOf(w.bed.clock.Now())
	switch {
	case needs.Inspection && f.Inspectors == nil:
		return do("head", "name_inspectors", &licensing.InspectorsInput{Object: "示例场所", Officers: []string{"o1", "o2"}})
	case needs.Inspection && len(f.Inspections) == 0:
		return do("officer", "record_inspection", &licensing.InspectionInput{Present: []string{"o1", "o2"}, Day: today, Place: "示例路1号", Finding: "相符", Outcome: "in_order", Signed: "refused"})
	case needs.MinNotice != nil && f.Notice == nil:
		return do("officer", "publish_notice", &licensing.NoticeInput{Where: "board"})
	}
	byUnit := map[string]string{"registry": "officer", "fire": "fireman", "forest": "outsider"}
	for _, k := range w.last.OpenTasks() {
		if k.State == casework.Taken {
			for name, a := range actors {
				if a.ID == k.Officer {
					return do(name, "finish", &casework.FinishInput{Step: k.Step, Task: k.ID, Outcome: "agree"})
				}
			}
		}
		return do(byUnit[k.Unit], "take", &casework.TaskInput{Step: k.Step, Task: k.ID})
	}
	return do("officer", "grant", nil)
}

// fitting are the actors that usually have a relation to a case.
var fitting = map[casework.Relation][]string{
	casework.Applicant: {"citizen"}, casework.Receiver: {"clerk", "officer"}, casework.TaskHolder: {"officer", "fireman", "outsider"},
	casework.UnitMember: {"officer", "fireman", "outsider"}, casework.Responsible: {"officer"}, casework.HeadOfUnit: {"head"},
	casework.Centre: {"centre", "supervisor"}, casework.Itself: {"system"}, casework.Involved: {"officer", "head", "fireman", "hall_head"},
}

// command is an act that the present state knows, with an input that may or may not fit.
func (w *walk) command() casework.Command {
	t := w.t
	p, err := w.bed.engine.Procedure(licensing.Name, 0)
	if err != nil {
		t.Fatal(err)
	}
	var rows []casework.Transition
	for _, row := range p.Transitions {
		if slices.Contains(row.From, w.last.State) {
			rows = append(rows, row)
		}
	}
	if len(rows) == 0 || rapid.IntRange(0, 9).Draw(t, "out of place") == 0 {
		rows = p.Transitions[1:]
	}
	if rapid.IntRange(0, 9).Draw(t, "goes on") > 0 { // most lives do not end early
		on := slices.DeleteFunc(slices.Clone(rows), func(r casework.Transition) bool {
			return slices.Contains([]string{"withdraw", "return", "refuse", "terminate", "deny", "note", "count_visit", "rederive"}, r.Verb)
		})
		if len(on) > 0 {
			rows = on
		}
	}
	row := rapid.SampledFrom(rows).Draw(t, "verb")
	names := []string{"citizen", "clerk", "officer", "head", "fireman", "centre", "stranger", "outsider", "system"}
	if rapid.IntRange(0, 4).Draw(t, "the right one") > 0 {
		names = fitting[rapid.SampledFrom(row.By).Draw(t, "part")]
	}
	cmd := casework.Command{Actor: actors[rapid.SampledFrom(names).Draw(t, "actor")], Case: w.key.ID, Verb: row.Verb, Input: w.input(row)}
	if rapid.IntRange(0, 9).Draw(t, "says why") > 0 {
		cmd.Reason, cmd.Basis = "示例理由", []string{"xkf-38"}
	}
	if rapid.IntRange(0, 19).Draw(t, "back-dated") == 0 {
		cmd.Effective = w.bed.clock.Now().Add(-time.Duration(rapid.IntRange(-1, 60).Draw(t, "by")) * time.Hour)
	}
	return cmd
}

func (w *walk) input(row casework.Transition) any {
	t := w.t
	if row.Input == nil {
		return &casework.ClockInput{Clock: rapid.SampledFrom(clockNames(w.last)).Draw(t, "clock")}
	}
	step, task := "review", "papers"
	if len(w.last.Tasks) > 0 {
		k := rapid.SampledFrom(w.last.Tasks).Draw(t, "task")
		step, task = k.Step, k.ID
	}
	today := calendar.Builtin().DayOf(w.bed.clock.Now())
	switch row.Input().(type) {
	case *casework.TaskInput:
		return &casework.TaskInput{Step: step, Task: task}
	case *casework.FinishInput:
		return &casework.FinishInput{Step: step, Task: task, Outcome: rapid.SampledFrom([]string{"agree", "agree", "agree", "disagree", ""}).Draw(t, "outcome")}
	case *casework.ReferInput:
		return &casework.ReferInput{Step: step, Task: task, Unit: rapid.SampledFrom([]string{"registry", "fire", "forest"}).Draw(t, "unit")}
	case *casework.ClockInput:
		return &casework.ClockInput{Clock: rapid.SampledFrom(clockNames(w.last)).Draw(t, "clock")}
	case *casework.VisitInput:
		return &casework.VisitInput{Why: rapid.SampledFrom([]string{"original", "?"}).Draw(t, "why")}
	case *licensing.MaterialsInput:
		return &licensing.MaterialsInput{Materials: someMaterials(t)}
	case *licensing.CorrectionInput:
		return &licensing.CorrectionInput{Items: []licensing.CorrectionLine{{Material: "plan", Fault: "missing", Words: "请补"}}}
	case *licensing.ReopeningInput:
		k, _ := w.last.Clock("correction")
		return &licensing.ReopeningInput{MaterialsInput: licensing.MaterialsInput{Materials: someMaterials(t), Files: somePaper(t)}, Day: k.Due.Day - calendar.Day(rapid.IntRange(-1, 3).Draw(t, "days before the end"))}
	case *licensing.RefuseInput:
		return &licensing.RefuseInput{Ground: rapid.SampledFrom([]string{"not_needed", "wrong_agency", "still_wrong"}).Draw(t, "ground"), Competent: "某局"}
	case *licensing.PauseInput:
		return &licensing.PauseInput{Kind: rapid.SampledFrom([]string{"testing", "inspection", "hearing", "quarantine"}).Draw(t, "kind"), Days: rapid.IntRange(0, 16).Draw(t, "days")}
	case *licensing.ScheduleInput:
		return &licensing.ScheduleInput{Day: today + calendar.Day(rapid.IntRange(5, 40).Draw(t, "in")), Place: "三楼", Chair: "x9"}
	case *licensing.DenyInput:
		return &licensing.DenyInput{Condition: rapid.SampledFrom([]string{"premises", "staff", "none"}).Draw(t, "condition")}
	case *licensing.DeliverInput:
		return &licensing.DeliverInput{How: "window"}
	case *licensing.CheckInput:
		return &licensing.CheckInput{Outcome: rapid.SampledFrom([]string{"met", "met", "not_met", "rectified"}).Draw(t, "outcome"), Until: today + calendar.Day(rapid.IntRange(0, 30).Draw(t, "put right"))}
	case *licensing.CertificateInput:
		return &licensing.CertificateInput{Until: today + calendar.Day(rapid.IntRange(-400, 400).Draw(t, "until"))}
	case *licensing.RevokeAcceptanceInput:
		return &licensing.RevokeAcceptanceInput{StillWrong: rapid.SampledFrom([]string{"", "photo"}).Draw(t, "wrong")}
	case *licensing.PaperInput:
		return &licensing.PaperInput{Files: somePaper(t)}
	case *licensing.ReturnInput:
		return &licensing.ReturnInput{Ground: rapid.SampledFrom([]string{"double_filing", "test_filing", ""}).Draw(t, "ground"), Other: w.runs}
	case *licensing.InspectorsInput:
		return &licensing.InspectorsInput{Object: "示例场所", Officers: []string{"o1", rapid.SampledFrom([]string{"o1", "o2"}).Draw(t, "second")}}
	case *licensing.InspectionInput:
		return &licensing.InspectionInput{Present: []string{"o1", "o2"}, Day: today - calendar.Day(rapid.IntRange(0, 2).Draw(t, "days ago")), Place: "示例路1号", Finding: "示例",
			Outcome: rapid.SampledFrom([]string{"in_order", "in_order", "not_in_order"}).Draw(t, "outcome"), Statement: "无意见", Signed: "signed"}
	case *licensing.NoticeInput:
		return &licensing.NoticeInput{Where: "website"}
	case *licensing.ConfirmInput:
		return &licensing.ConfirmInput{Expires: today + calendar.Day(rapid.IntRange(-20, 60).Draw(t, "expires"))}
	case *supervise.CardInput:
		if len(w.cards) == 0 {
			return &supervise.CardInput{Card: "Y1-1-registry"}
		}
		return &supervise.CardInput{Card: rapid.SampledFrom(w.cards).Draw(t, "card").ID}
	case *licensing.ReceiveInput:
		return &licensing.ReceiveInput{}
	case *licensing.Successor:
		return &licensing.Successor{Case: w.key.ID.String(), From: today}
	}
	t.Fatalf("the walk has no input for %s", row.Verb)
	return nil
}

func somePaper(t *rapid.T) []casework.File {
	if rapid.Bool().Draw(t, "on paper") {
		return []casework.File{{Material: licensing.PaperMaterial, Name: "p.pdf", Hash: "ab"}}
	}
	return nil
}

func clockNames(c *casework.Case) []string {
	names := []string{"notice"}
	for _, k := range c.Clocks {
		names = append(names, k.Name)
	}
	return names
}

// check holds the case against the invariants.
func (w *walk) check(after string) {
	t := w.t
	ctx := context.Background()
	c, p, err := w.bed.engine.Load(ctx, w.key)
	if err != nil {
		t.Fatal(err)
	}
	again, err := casework.Fold(p, c.Events)
	if err != nil || !reflect.DeepEqual(again, c) {
		t.Fatalf("after %s: folding again gives another case: %v", after, err)
	}
	diff, err := w.bed.store.Compare(ctx, w.key, w.bed.engine.Procedure)
	if err != nil || len(diff) > 0 {
		t.Fatalf("after %s: %v %v", after, err, diff)
	}
	w.checkCards(c, after)
	if broken := invariants(c, w.last); len(broken) > 0 {
		t.Fatalf("after %s in %s:\n%s", after, c.State, strings.Join(broken, "\n"))
	}
	w.last = c
}

// checkCards: cards depend on the events alone, and on nothing of a person in them; the list is
// what the events give; no card is ever lost, and only an act on it moves it on.
func (w *walk) checkCards(c *casework.Case, after string) {
	t := w.t
	cards, err := supervise.Cards(c.Events, calendars)
	if err != nil {
		t.Fatal(err)
	}
	bare := make([]casework.Event, len(c.Events))
	for i, e := range c.Events {
		bare[i] = supervise.WithoutPersons(e)
	}
	again, err := supervise.Cards(bare, supervise.NewCalendars())
	if err != nil || !reflect.DeepEqual(again, cards) {
		t.Fatalf("after %s: without persons the cards are %v, with them %v (%v)", after, again, cards, err)
	}
	if diff, err := w.bed.cards.Compare(context.Background(), c); err != nil || len(diff) > 0 {
		t.Fatalf("after %s: list of cards: %v %v", after, diff, err)
	}
	if len(cards) < len(w.cards) {
		t.Fatalf("after %s: %d cards, there were %d", after, len(cards), len(w.cards))
	}
	acted := w.last != nil && slices.ContainsFunc(c.Events[w.last.Version:], func(e casework.Event) bool { return strings.HasPrefix(e.Kind, "card_") })
	ids := map[string]bool{}
	for i, k := range cards {
		if ids[k.ID] || k.Unit == "" || k.Rule == "" || k.Colour != supervise.Blue && k.Due.IsZero() {
			t.Fatalf("card %+v", k)
		}
		ids[k.ID] = true
		if i < len(w.cards) && (k.ID != w.cards[i].ID || !acted && !reflect.DeepEqual(k, w.cards[i])) {
			t.Fatalf("after %s: card %+v was %+v", after, k, w.cards[i])
		}
	}
	w.cards = cards
}

var calendars = supervise.NewCalendars()

// invariants of domain.md section 7 and of the engine; before is the case as last seen.
func invariants(c, before *casework.Case) []string {
	var broken []string
	say := func(format string, args ...any) { broken = append(broken, fmt.Sprintf(format, args...)) }
	if c.Version != int64(len(c.Events)) {
		say("version %d with %d events", c.Version, len(c.Events))
	}
	for i, e := range c.Events {
		if e.Seq != int64(i+1) {
			say("event %d has number %d", i+1, e.Seq)
		}
		if e.Effective.Before(c.Opened) {
			say("%s takes effect at %s, before the receipt", e.Kind, e.Effective)
		}
		if i > 0 && e.Recorded.Before(c.Events[i-1].Recorded) {
			say("%s was recorded before the event before it", e.Kind)
		}
		if e.By.Role == "" || e.By.Relation == "" && e.Kind != "attempt_refused" {
			say("%s does not say who in which part", e.Kind)
		}
		if e.Kind != "attempt_refused" {
			broken = append(broken, brought(e)...)
		}
		for _, id := range e.Facts.Basis {
			if _, ok := law.Find(id); !ok {
				say("%s rests on %q, which is not in the register", e.Kind, id)
			}
		}
	}
	if f := licensing.FileOf(c); f.Lists > 1 {
		say("%d correction lists", f.Lists)
	}
	once := map[string]int{}
	for _, e := range c.Events {
		once[e.Kind]++
	}
	for _, kind := range []string{"received", "deemed_withdrawn", "deemed_renewed", "granted", "denied", "refused", "extended", "delivered", "correction_requested", "hearing_offered"} {
		if once[kind] > 1 {
			say("%s happened %d times", kind, once[kind])
		}
	}
	if once["granted"]+once["deemed_renewed"] > 1 || once["accepted"]+once["accepted_tolerantly"]+once["deemed_accepted"] > 1 {
		say("accepted or granted more than once")
	}
	for _, k := range c.Clocks {
		if !c.IsOpen() && k.State.Open() {
			say("closed, but clock %s is %s", k.Name, k.State)
		}
		broken = append(broken, clockRight(c, k)...)
		if before == nil {
			continue
		}
		if old, ok := before.Clock(k.Name); ok && !k.Theirs && old.State == limit.Late && old.From.Equal(k.From) && k.State != limit.Late && k.State != limit.Missed {
			say("clock %s was late and is now %s", k.Name, k.State)
		}
	}
	if !c.IsOpen() && len(c.OpenTasks()) > 0 {
		say("closed, but %d tasks are open", len(c.OpenTasks()))
	}
	for _, t := range c.Tasks {
		if t.State == casework.Taken && t.Officer == "" || t.State == casework.Waiting && t.Officer != "" {
			say("task %s/%s is %s by %q", t.Step, t.ID, t.State, t.Officer)
		}
	}
	return broken
}

// brought: no extension, refusal, denial, pause or closing without reason and basis; an
// extension names an approver who is not the one who asked (invariant 4).
func brought(e casework.Event) []string {
	var broken []string
	switch e.Kind {
	case "paused", "refused", "denied", "extended", "terminated", "acceptance_revoked", "certificate_revoked", "certificate_rescinded", "inspectors_named", "hearing_announced":
		if len(e.Facts.Basis) == 0 || e.Private.Text == "" {
			broken = append(broken, e.Kind+" without basis or reason")
		}
	}
	if x, err := casework.Data[licensing.ExtensionFile](e); e.Kind == "extended" && (err != nil || e.Facts.Approver == "" || e.Facts.Approver == x.By) {
		broken = append(broken, "extended without another person's approval")
	}
	if slices.Contains([]string{"refused", "denied", "acceptance_revoked", "terminated", "returned"}, e.Kind) && e.By.Role == access.System {
		broken = append(broken, "a machine said no: "+e.Kind)
	}
	return broken
}

// clockRight recomputes a clock's due day from its own fields.
func clockRight(c *casework.Case, k limit.Clock) []string {
	if k.Name == "renewal" {
		if r := licensing.FileOf(c).Renews; r == nil || k.Due.Day != r.Expires {
			return []string{"the renewal clock does not end with the licence"}
		}
		return nil
	}
	due, err := limit.Compute(calendar.Builtin(), k.Start, k.Limit, k.Pauses)
	if err != nil || due != k.Due {
		return []string{fmt.Sprintf("clock %s says due %v, its fields say %v (%v)", k.Name, k.Due, due, err)}
	}
	if k.From.Before(c.Opened) {
		return []string{"clock " + k.Name + " runs from before the receipt"}
	}
	if k.State == limit.Met && !k.Ended.Before(k.Due.At) && !k.Due.Paused {
		return []string{"clock " + k.Name + " was stopped after its end and counts as met"}
	}
	return nil
}
