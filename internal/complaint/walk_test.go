package complaint_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/complaint/alarm"
	"banjie/internal/fault"
	"banjie/internal/ledger"
	"banjie/internal/limit"
	"banjie/internal/seal"
)

// book keeps cases in memory, so that a million steps of the real engine take minutes.
type book struct {
	mu      sync.Mutex
	events  map[casework.ID][]casework.Event
	cases   map[casework.ID]*casework.Case
	repeats map[string]casework.Repeat
	n       int64
}

func newBook() *book {
	return &book{events: map[casework.ID][]casework.Event{}, cases: map[casework.ID]*casework.Case{}, repeats: map[string]casework.Repeat{}}
}

func (b *book) Load(_ context.Context, key casework.Key) ([]casework.Event, casework.Provenance, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.events[key.ID]), casework.Live, nil
}

func (b *book) Write(_ context.Context, w casework.Write) (casework.Committed, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, x := range append([]casework.Write{w}, w.Also...) {
		if int64(len(b.events[x.Case.ID])) != x.Base {
			return casework.Committed{}, casework.ErrConflict
		}
	}
	if w.Idem != nil {
		key := w.Idem.Actor + " " + w.Idem.Key
		if _, done := b.repeats[key]; done {
			return casework.Committed{}, casework.ErrRepeated
		}
		b.repeats[key] = casework.Repeat{Case: w.Case.ID, Seq: w.Events[len(w.Events)-1].Seq, Hash: w.Idem.Hash}
	}
	for _, x := range append([]casework.Write{w}, w.Also...) {
		for i := range x.Events {
			x.Events[i].N, x.Events[i].RawPriv = b.n, []byte("{}")
			b.n++
		}
		b.events[x.Case.ID] = append(b.events[x.Case.ID], x.Events...)
		b.cases[x.Case.ID] = x.Case
	}
	return casework.Committed{Events: w.Events, Head: ledger.Head{Size: b.n}}, nil
}

func (b *book) Due(_ context.Context, _ string, now time.Time, most int) (due []casework.DueClock, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.cases {
		for _, k := range c.Clocks {
			next := k.Due.At
			if k.State != limit.Running || k.Due.Paused {
				continue
			}
			if !k.Warn.IsZero() && k.Warn.Before(next) {
				next = k.Warn
			}
			if !next.IsZero() && !next.After(now) && len(due) < most {
				due = append(due, casework.DueClock{Key: c.Key, Name: k.Name, Next: next})
			}
		}
	}
	return due, nil
}

func (b *book) Repeated(_ context.Context, _, actor, key string) (casework.Repeat, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r, ok := b.repeats[actor+" "+key]
	return r, ok, nil
}

func (b *book) Number(context.Context, string, string) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return int64(len(b.cases) + 1), nil
}

// walker takes random steps over the table with the real engine.
type walker struct {
	*testing.T
	rng    *rand.Rand
	book   *book
	engine *casework.Engine
	clock  *clock.Moved
	proc   *casework.Procedure
	now    []*reporter
	sent   int
	seen   map[string]int
	citizn map[casework.ID]limit.Clock
}

// roster is who there is: two officers and two heads at the centre, two at each unit.
var roster = []access.Actor{officer, second, head,
	{ID: "z1", Role: access.CentreHead, Division: division, Unit: "centre"},
	roads, {ID: "o3", Role: access.CaseOfficer, Division: division, Unit: "roads"}, water}

func newWalker(t *testing.T, seed uint64) *walker {
	w := &walker{T: t, rng: rand.New(rand.NewPCG(seed, 7)), seen: map[string]int{}}
	w.afresh()
	return w
}

// afresh begins with an empty book: what is long over costs no step.
func (w *walker) afresh() {
	w.book, w.clock, w.now, w.citizn = newBook(), clock.Standing(start.Add(time.Duration(w.rng.IntN(600))*24*time.Hour)), nil, map[casework.ID]limit.Clock{}
	w.engine = &casework.Engine{Clock: w.clock, Calendar: calendar.Builtin, Catalogue: noItems{}, Store: w.book, Writer: w.book}
	rules := complaint.Rules{Centre: "centre", Units: func(id string) bool { return id == "roads" || id == "water" || id == "centre" },
		Find: func(_ context.Context, _, number string) (casework.ID, casework.State, error) {
			for id, c := range w.book.cases {
				if c.Number == number {
					return id, c.State, nil
				}
			}
			return 0, "", nil
		},
		Fit: func(_ context.Context, _ string, like complaint.Description) (int, bool, error) {
			n, known := map[string]int{"rare": 2, "common": 12}[like.Item]
			return n, known, nil
		}}
	w.proc = rules.Procedure()
	if err := w.engine.Register(w.proc, alarm.Procedure()); err != nil {
		w.Fatal(err)
	}
	for range 3 {
		w.file()
	}
}

func (w *walker) file() {
	n := len(w.now)
	r := &reporter{Actor: access.Actor{ID: access.ByCode, Role: access.Citizen, Division: division, Party: fmt.Sprintf("r-%d", n)}, Reporter: codes()[n%2]}
	in := &complaint.FileInput{Filing: complaint.Filing{Kind: "delay", Protection: complaint.Secret, Reporter: r.Known, Against: w.pick("roads", "roads", "roads", "water", "centre"), Firm: w.rng.IntN(3) == 0},
		Ingredient: "wrapped", Boxes: []complaint.Box{{Compartment: seal.Identity}, {Compartment: seal.Story}}, Files: []casework.File{{Material: "identity", Hash: "1"}, {Material: "story", Hash: "2"}}}
	if in.Firm {
		in.Offer = w.pick("", "", "wait", "merge", "theme_check", "go_on")
	}
	cmd := casework.Command{Actor: r.Actor, Verb: "file_complaint", Input: in, Open: &casework.Open{Procedure: complaint.Name, Channel: "web", Party: r.Party, Series: "C", Sealed: true}}
	if w.rng.IntN(4) == 0 {
		in.Handed, cmd.Actor, cmd.Open.Channel = complaint.ReadBack, clerk, complaint.AtWindow
		if w.rng.IntN(2) == 0 {
			in.Forwarded = &complaint.Forwarded{From: "市投诉中心", Days: w.rng.IntN(3) * 15}
		}
	}
	out := w.twice(cmd)
	if out.Case == nil {
		w.Fatal("a filing was refused")
	}
	r.id = out.Case.ID
	w.now = append(w.now, r)
	w.check(r, "file_complaint")
}

func (w *walker) pick(from ...string) string { return from[w.rng.IntN(len(from))] }

// twice sends a command and sends it again, as a nervous finger does: one effect.
func (w *walker) twice(cmd casework.Command) casework.Outcome {
	w.sent++
	cmd.Idem = &casework.Idem{Actor: "form", Key: fmt.Sprint(w.sent)}
	before := len(w.book.cases)
	out, err := w.engine.Do(context.Background(), cmd)
	if err != nil {
		if f, ok := fault.As(err); !ok || f.Kind == fault.Internal {
			w.Fatalf("%s by %s failed without an answer for a person: %v", cmd.Verb, cmd.Actor.ID, err)
		}
		return casework.Outcome{}
	}
	w.seen["verb "+cmd.Verb]++
	leaves := w.book.n
	if cmd.Verb == "report_retaliation" {
		before = len(w.book.cases) // the act may have opened an alarm; sent again it opens none
	}
	again, err := w.engine.Do(context.Background(), cmd)
	if err != nil || !again.Repeated || w.book.n != leaves || cmd.Case != 0 && len(w.book.cases) != before {
		w.Fatalf("%s sent again: %v, repeated %v, %d leaves more", cmd.Verb, err, again.Repeated, w.book.n-leaves)
	}
	return out
}

// step lets time pass, or somebody do something that the state may allow.
func (w *walker) step() {
	if w.rng.IntN(12) == 0 {
		w.clock.Advance(time.Duration([]int{1, 1, 2, 3, 8, 30}[w.rng.IntN(6)]) * 24 * time.Hour)
		if got, err := w.engine.Sweep(context.Background(), division); err != nil || got.Err != nil {
			w.Fatalf("sweep: %v %v", err, got.Err)
		}
		for _, r := range w.now {
			w.check(r, "sweep")
		}
		return
	}
	r := w.now[w.rng.IntN(len(w.now))]
	c := w.book.cases[r.id]
	var rows []casework.Transition
	for _, t := range w.proc.Transitions {
		if len(t.From) == 0 || !slices.Contains(t.From, c.State) && w.rng.IntN(60) > 0 {
			continue
		}
		if slices.Contains([]string{"withdraw_complaint", "decline", "recuse", "hand_over", "request_opening", "send_message", "view_story", "trace_leak", "move_identity", "move_watch", "rederive", "ordered", "remind", "escalate", "ask_refund", "report_retaliation", "answer_retaliation", "settle_retaliation"}, t.Verb) && w.rng.IntN(4) > 0 {
			continue
		}
		if t.Verb == "keep_longer" && c.Keep == 0 {
			continue
		}
		if t.Verb == "recuse" && w.rng.IntN(10) > 0 {
			continue
		}
		rows = append(rows, t)
		if t.Verb == "return_once" { // one day only
			rows = append(rows, t, t)
		}
	}
	if len(rows) == 0 {
		return
	}
	t := rows[w.rng.IntN(len(rows))]
	cmd := casework.Command{Case: c.ID, Verb: t.Verb, Reason: "示例理由", Actor: w.somebody(r, t, c), Input: w.input(r, t, c)}
	if w.rng.IntN(30) == 0 {
		cmd.Reason = ""
	}
	if t.Needs&casework.NeedBasis != 0 {
		cmd.Basis = []string{"xfg-30"}
	}
	before := len(w.book.events[c.ID])
	w.twice(cmd)
	for _, x := range w.now {
		if x == r || len(w.book.events[c.ID]) > before { // an act may touch those that are joined
			w.check(x, t.Verb)
		}
	}
}

func (w *walker) somebody(r *reporter, t casework.Transition, c *casework.Case) access.Actor {
	if w.rng.IntN(40) == 0 {
		return []access.Actor{stranger, clerk, system, water}[w.rng.IntN(4)]
	}
	by := t.By[w.rng.IntN(len(t.By))]
	var fit []access.Actor
	for _, a := range append([]access.Actor{r.Actor, system}, roster...) {
		if slices.Contains(casework.RelationOf(a, c), by) {
			fit = append(fit, a)
		}
	}
	if len(fit) == 0 {
		return officer
	}
	return fit[w.rng.IntN(len(fit))]
}

// input of a verb, mostly as it should be.
func (w *walker) input(r *reporter, t casework.Transition, c *casework.Case) any {
	if t.Input == nil {
		return nil
	}
	evidence := []casework.File{{Material: "evidence", Hash: "e"}}
	if w.rng.IntN(15) == 0 {
		evidence = nil
	}
	switch t.Input().(type) {
	case *complaint.Statement:
		s := r.says(c, t.Verb, "yes")
		if t.Verb == "choose_offer" {
			s = r.says(c, t.Verb, w.pick("drop_detail", "wait", "merge", "theme_check", "go_on", "nonsense"))
		}
		if w.rng.IntN(15) == 0 {
			s.Signature = ""
		}
		return s
	case *complaint.TakeUpInput:
		in := &complaint.TakeUpInput{Route: w.pick("own", "unit", "unit", "joint"), Brief: brief(w.T, "反映路灯久拖不修。")}
		switch in.Route {
		case "unit":
			in.Units = []string{w.pick("roads", "water")}
		case "joint":
			in.Units = []string{"roads", "water"}
		}
		if w.rng.IntN(2) == 0 {
			in.Objects = []string{"甲", "乙", "丙", "丁", "戊"}
		}
		return in
	case *complaint.AtOnceInput:
		return &complaint.AtOnceInput{Result: w.pick(complaint.Solved, complaint.Explained, complaint.Unfounded)}
	case *complaint.DeclineInput:
		return &complaint.DeclineInput{Ground: "private", Competent: w.pick("法院", "")}
	case *complaint.HandOverInput:
		return &complaint.HandOverInput{Body: "市投诉中心"}
	case *complaint.JoinInput:
		return &complaint.JoinInput{Into: w.book.cases[w.now[w.rng.IntN(len(w.now))].id].Number}
	case *complaint.Description:
		return &complaint.Description{Item: w.pick("rare", "common", "")}
	case *complaint.ReturnInput:
		return &complaint.ReturnInput{Duty: w.pick("三定第4条", "")}
	case *complaint.RuleInput:
		return &complaint.RuleInput{Unit: w.pick("roads", "water", "nowhere")}
	case *complaint.ReportInput:
		in := &complaint.ReportInput{Finding: w.pick(complaint.Substantiated, "partly_substantiated", "not_substantiated"), Result: w.pick(complaint.Solved, complaint.Partly, complaint.Partly, complaint.Explained, complaint.Unfounded, complaint.CouldBeDone, complaint.CouldBeDone), Files: evidence}
		if in.Finding == "not_substantiated" && w.rng.IntN(2) == 0 {
			in.Result = complaint.Unfounded
		}
		in.Measures = [][]string{nil, {"put_right"}, {"accountability"}}[w.rng.IntN(3)]
		if in.Result == complaint.CouldBeDone && w.rng.IntN(4) > 0 {
			in.Finding, in.Measures = complaint.Substantiated, []string{"accountability"}
		}
		return in
	case *complaint.KeepInput:
		return &complaint.KeepInput{Until: c.Keep + calendar.Day(w.rng.IntN(900)-300)}
	case *complaint.HoldInput:
		return &complaint.HoldInput{Reason: w.pick("applicant", "appraisal", "court", "ruling", "busy"), Files: evidence}
	case *complaint.SettleInput:
		return &complaint.SettleInput{Steps: []string{w.pick("plan", "unit_called", "nonsense")}}
	case *complaint.TimeInput:
		return &complaint.TimeInput{Approve: w.rng.IntN(2) == 0}
	case *complaint.AnswerInput:
		return &complaint.AnswerInput{Result: w.pick(complaint.Solved, complaint.Partly, complaint.Explained, ""), Joined: w.pick("一样。", "一样。", "")}
	case *complaint.RevisitInput:
		return &complaint.RevisitInput{Outcome: w.pick("solved", "not_solved", "not_reached")}
	case *complaint.AppealInput:
		return &complaint.AppealInput{Upheld: w.rng.IntN(2) == 0}
	case *complaint.UnreachableInput:
		return &complaint.UnreachableInput{Tries: []complaint.Try{{Day: "1", Channel: "message"}, {Day: "2", Channel: "telephone"}, {Day: "3", Channel: w.pick("letter", "smoke")}}}
	case *complaint.MessageInput:
		return &complaint.MessageInput{Number: complaint.FileOf(c).Messages() + 1, Files: []casework.File{{Material: "message", Hash: "m"}}}
	case *complaint.OpeningInput:
		return &complaint.OpeningInput{Reason: w.pick("protect", "reward", "curious")}
	case *complaint.RecuseInput:
		return &complaint.RecuseInput{}
	}
	return t.Input()
}

// check holds a complaint to what must be true of every one at every moment.
func (w *walker) check(r *reporter, after string) {
	c := w.book.cases[r.id]
	info := w.proc.Info(c.State)
	w.seen["state "+string(c.State)]++
	if c.Result != "" {
		w.seen["result "+c.Result]++
	}
	wrong := func(format string, args ...any) {
		w.Helper()
		var life []string
		for _, e := range c.Events {
			life = append(life, e.Kind)
		}
		w.Fatalf("after %s, %s in %s: %s\n%s", after, c.Number, c.State, fmt.Sprintf(format, args...), strings.Join(life, " "))
	}
	if f := c.Events[0].Face; f == nil || f.Number != c.Number || f.Due == "" || c.Events[0].Kind != "complaint_registered" {
		wrong("no receipt")
	}
	if info.Final == c.IsOpen() {
		wrong("final %v, open %v", info.Final, c.IsOpen())
	}
	if info.Final {
		w.ended(c, wrong)
	} else {
		w.owned(r, c, wrong)
	}
	for _, k := range c.Clocks {
		if k.Name == "citizen" {
			was, known := w.citizn[c.ID]
			if known && (k.Start != was.Start || k.Limit != was.Limit || k.Due.Day != was.Due.Day || was.Ended.After(time.Time{}) && k.Ended != was.Ended) || len(k.Pauses) > 0 || k.State == limit.Paused {
				wrong("the citizen's clock moved from %+v to %+v", was, k)
			}
			w.citizn[c.ID] = k
		}
		if k.Name != "unit" && k.Limit.Unit == limit.Workday && k.Limit.N > 60 {
			wrong("%s is longer than the whole: %d", k.Name, k.Limit.N)
		}
		if slices.Contains([]string{"triage", "take", "ruling", "review", "appeal", "acknowledgement", "waiting"}, k.Name) && k.Limit.N > 30 {
			wrong("step %s is longer than the total: %d", k.Name, k.Limit.N)
		}
	}
}

// ended: kind, evidence and survey of every end.
func (w *walker) ended(c *casework.Case, wrong func(string, ...any)) {
	f := complaint.FileOf(c)
	last := func(kinds ...string) *casework.Event {
		for i := len(c.Events) - 1; i >= 0; i-- {
			if slices.Contains(kinds, c.Events[i].Kind) {
				return &c.Events[i]
			}
		}
		return nil
	}
	if _, asked := w.proc.Transition(c.State, "revisit"); !asked {
		wrong("nobody asks afterwards")
	}
	if k, ok := c.Clock("citizen"); !ok || k.State.Open() {
		wrong("the citizen's clock still runs")
	}
	for _, k := range c.Clocks {
		if k.State.Open() {
			wrong("%s still runs", k.Name)
		}
	}
	if len(c.OpenTasks()) > 0 {
		wrong("a unit still has it")
	}
	if len(f.Waiting) > 0 {
		wrong("others wait for it for ever: %v", f.Waiting)
	}
	switch c.Result {
	case complaint.Solved, complaint.Partly, complaint.Explained, complaint.Unfounded, complaint.CouldBeDone:
		e, answered := last("findings_reported"), last("complaint_answered")
		atOnce := e == nil && (c.Result == complaint.Solved || c.Result == complaint.Explained)
		if answered == nil || answered.Private.Text == "" || !atOnce && (e == nil || len(e.Private.Files) == 0) {
			wrong("%s without answer or evidence", c.Result)
		}
		for _, r := range f.Reports {
			if r.Finding == complaint.Substantiated && len(r.Measures) == 0 {
				wrong("substantiated without a measure")
			}
		}
	case complaint.Merged:
		if e := last("joined_answered"); e == nil || e.Private.Text == "" || f.Into == nil {
			wrong("joined without its result")
		}
	case complaint.Withdrawn:
		if e := last("complaint_withdrawn"); e == nil || len(e.Facts.Data) == 0 {
			wrong("withdrawn without a signature")
		}
	case complaint.Passed:
		if e := last("hand_over_acknowledged"); e == nil || e.Private.Text == "" {
			wrong("passed on without an acknowledgement")
		}
	case complaint.Unreachable:
		if e := last("closed_unreachable"); e == nil || e.Private.Text == "" {
			wrong("unreachable without a word")
		}
	case "not_accepted":
		if f.NotAccepted == nil || f.NotAccepted.Competent == "" {
			wrong("declined without a competent body")
		}
	default:
		wrong("an end of no kind: %q", c.Result)
	}
}

// owned: somebody in office can take the next step, or a limit does when the reporter does not.
func (w *walker) owned(r *reporter, c *casework.Case, wrong func(string, ...any)) {
	recused := complaint.FileOf(c).Recused
	for _, t := range w.proc.Transitions {
		if !slices.Contains(t.From, c.State) || t.To == "" && t.Or == "" || t.Verb == "withdraw_complaint" {
			continue
		}
		for _, a := range roster {
			if slices.Contains(recused, a.ID) || access.Check(a, access.Verb(t.Verb), c.Target()) != nil {
				continue
			}
			if slices.ContainsFunc(casework.RelationOf(a, c), func(rel casework.Relation) bool { return slices.Contains(t.By, rel) }) {
				return
			}
		}
		if slices.Contains(t.By, casework.Itself) {
			for _, k := range c.Clocks {
				if k.Verb == t.Verb && k.State == limit.Running {
					return
				}
			}
			if c.State == complaint.Joined { // the one it waits for is open, and has an owner of its own
				if into := w.book.cases[complaint.FileOf(c).Into.ID]; into != nil && into.IsOpen() && into.State != complaint.Joined {
					return
				}
			}
		}
	}
	wrong("nobody has it in hand")
}

// TestRandomLives: whatever anybody tries in whatever order, and each thing twice, every
// complaint has a receipt and an owner, and every end a kind, evidence and a survey.
// BANJIE_SOAK=1 takes a million steps.
func TestRandomLives(t *testing.T) {
	steps, lives := 30_000, 250
	if os.Getenv("BANJIE_SOAK") == "1" {
		steps = 1_000_000
	}
	w := newWalker(t, 20260302)
	for n := range steps {
		if n > 0 && n%lives == 0 {
			w.afresh()
		}
		w.step()
	}
	var missing []string
	for _, s := range w.proc.States {
		if w.seen["state "+string(s.State)] == 0 {
			missing = append(missing, "state "+string(s.State))
		}
	}
	for _, o := range complaint.Results() {
		if w.seen["result "+o.ID] == 0 {
			missing = append(missing, "result "+o.ID)
		}
	}
	for _, row := range w.proc.Transitions {
		quiet := row.Quiet && !slices.Contains(row.By, casework.Applicant)
		if !quiet && row.Verb != "file_complaint" && w.seen["verb "+row.Verb] == 0 {
			missing = append(missing, "verb "+row.Verb)
		}
	}
	if len(missing) > 0 {
		t.Errorf("%d steps never reached %v; they reached %v", steps, missing, slices.Sorted(maps.Keys(w.seen)))
	}
	t.Logf("%d steps, %d commands", steps, w.sent)
}
