package survey_test

import (
	"bytes"
	"context"
	crand "crypto/rand"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/casework/casetest"
	"banjie/internal/clock"
	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/internal/rating"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	surveystore "banjie/internal/store/survey"
	"banjie/internal/survey"
	"banjie/internal/testenv"
)

const division = "330599"

func newRand() *rand.Rand { return rand.New(rand.NewPCG(7, 7)) }

var (
	office = access.Actor{ID: "s1", Role: access.Supervisor, Division: division, Unit: "centre"}
	caller = access.Actor{ID: "k1", Role: access.Clerk, Division: division, Unit: "centre"}
	second = access.Actor{ID: "k2", Role: access.Clerk, Division: division, Unit: "market"}
)

// sample is a store whose frame is made up.
type sample struct {
	*surveystore.Store
	frame []survey.Candidate
}

func (s sample) Frame(context.Context, string, time.Time, time.Time, int) ([]survey.Candidate, error) {
	return s.frame, nil
}

type ratings map[string][2]int64

func (r ratings) Ratings(context.Context, string, calendar.Day, calendar.Day) (map[string][2]int64, error) {
	return r, nil
}

type bed struct {
	*testing.T
	*survey.Office
	clock *clock.Moved
	db    *sqldb.DB
	value [2]draw.Hash
}

func newBed(t *testing.T, dsn string) *bed {
	ctx := t.Context()
	db, err := sqldb.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	b := &bed{T: t, clock: clock.Standing(time.Date(2026, 4, 1, 1, 0, 0, 0, time.UTC)), db: db}
	w, err := sqldb.NewWriter(ctx, db, b.clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	store, err := surveystore.New(db, w, bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	cases := casestore.New(db, w, store.Project)
	engine := &casework.Engine{Clock: b.clock, Calendar: calendar.Builtin, Store: cases, Writer: cases}
	if err := engine.Register(casetest.Procedure()); err != nil {
		t.Fatal(err)
	}
	var frame []survey.Candidate
	for unit, n := range map[string]int{"market": 700, "fire": 64, "water": 9} {
		for i := range n {
			frame = append(frame, survey.Candidate{Target: fmt.Sprintf("canary-%s-%d", unit, i), Unit: unit, Group: []string{"online", "window"}[i%2]})
		}
	}
	b.Office = &survey.Office{Division: division, Engine: engine, Store: sample{store, frame}, Reported: ratings{"market": {200, 2}, "fire": {20, 0}}, Clock: b.clock, Calendar: calendar.Builtin, Random: crand.Reader}
	return b
}

func (b *bed) plan(kind survey.Kind, frame survey.Frame) survey.Plan {
	at := b.clock.Now().Add(24 * time.Hour).Truncate(time.Second)
	p := survey.Plan{Kind: kind, Frame: frame, Purpose: "一季度满意度调查", From: calendar.Date(2026, 1, 1), To: calendar.Date(2026, 3, 31),
		Source: draw.Source{At: at, Form: draw.Numbers, Count: 7, Name: "4月2日公布的号码"}, Spare: draw.Source{At: at.Add(48 * time.Hour), Form: draw.Numbers, Count: 7, Name: "4月4日公布的号码"}}
	for i, name := range []string{"人大代表联络站", "商会"} {
		var err error
		if b.value[i], err = draw.NewValue(crand.Reader); err != nil {
			b.Fatal(err)
		}
		p.Parties = append(p.Parties, draw.Party{Name: name, Commitment: draw.Commitment(name, b.value[i])})
	}
	return p
}

func (b *bed) drawn(p survey.Plan) survey.Round {
	b.Helper()
	ctx := b.Context()
	r, err := b.Announce(ctx, office, p)
	if err != nil {
		b.Fatal(err)
	}
	v := survey.Values{Source: "3 14 15 9 26 5 35", Parties: map[string]draw.Hash{"人大代表联络站": b.value[0], "商会": b.value[1]}}
	if err := b.Draw(ctx, office, r.ID, v); err == nil || fault.For(err).Kind != fault.Unlawful {
		b.Fatalf("drawn before the seed is known: %v", err)
	}
	b.clock.Advance(25 * time.Hour)
	if err := b.Draw(ctx, office, r.ID, v); err != nil {
		b.Fatal(err)
	}
	if err := b.Draw(ctx, office, r.ID, v); err == nil {
		b.Fatal("drawn twice")
	}
	if r, err = b.Store.Round(ctx, division, r.ID); err != nil {
		b.Fatal(err)
	}
	return r
}

func TestOnBothEngines(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "s.db")) })
	t.Run("postgres", func(t *testing.T) { exercise(t, testenv.Postgres(t)) })
}

// exercise is a sealed call-back from the announcement to its figures: sizes by the rule, a draw
// that anybody checks, one person at a time, nobody of the unit asked about, answers without persons.
func exercise(t *testing.T, dsn string) {
	b := newBed(t, dsn)
	ctx := t.Context()
	r := b.drawn(b.plan(survey.CallBack, survey.Cases))
	if want := []survey.Stratum{{"fire", 64, 60}, {"market", 700, 70}, {"water", 9, 9}}; !slices.Equal(r.Strata, want) {
		t.Fatalf("%+v", r.Strata)
	}
	b.verify(r)
	if n := b.rowsWith("canary"); n != 0 {
		t.Errorf("%d rows show who can be drawn", n)
	}

	// One at a time: asking again gives the same, and nobody gets their own unit.
	s1, ok, err := b.Next(ctx, caller, r.ID)
	again, _, _ := b.Next(ctx, caller, r.ID)
	if err != nil || !ok || s1 != again {
		t.Fatalf("%+v, then %+v, %v", s1, again, err)
	}
	seen := map[string]bool{}
	yes := survey.Answer{Solved: "yes", Asked: "no", Suffered: "no"}
	for {
		s, ok, err := b.Next(ctx, second, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		if s.Unit == second.Unit || s.ID == s1.ID || seen[s.Target] {
			t.Fatalf("the caller of %s got %+v", second.Unit, s)
		}
		seen[s.Target] = true
		if err := b.Enter(ctx, second, r.ID, "answered", yes); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Enter(ctx, second, r.ID, "answered", yes); fault.KindOf(err) != fault.Conflict {
		t.Errorf("an answer of nobody: %v", err)
	}
	if err := b.Close(ctx, office, r.ID); fault.For(err).Code != "still_asking" {
		t.Errorf("closed while people wait: %v", err)
	}
	// The first caller asks the rest: half of market is content, one is reached by nobody.
	for i := 0; ; i++ {
		s, ok, err := b.Next(ctx, caller, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		a := survey.Answer{Solved: []string{"yes", "no"}[i%2], Asked: "no", Suffered: "no"}
		if s.Target == s1.Target {
			if err := b.Enter(ctx, caller, r.ID, "not_reached", survey.Answer{}); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := b.Enter(ctx, caller, r.ID, "answered", survey.Answer{Solved: "yes"}); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("half an answer: %v", err)
		}
		if err := b.Enter(ctx, caller, r.ID, "answered", a); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Close(ctx, office, r.ID); err != nil {
		t.Fatal(err)
	}
	if r, err = b.Store.Round(ctx, division, r.ID); err != nil {
		t.Fatal(err)
	}
	total := survey.Total(r.Figures.Lines)
	if total.Asked != 139 || total.Answered != 138 || total.Silent != 1 {
		t.Errorf("%+v", total)
	}
	for _, l := range r.Figures.Lines {
		if l.Unit == "market" && (l.Rated != 200 || l.WellSaid != 198 || l.Good*3 > l.Answered*2) {
			t.Errorf("%+v: 99 %% by itself, about half when asked", l)
		}
	}
	if len(r.Figures.Group) != 2 {
		t.Fatalf("%+v", r.Figures.Group)
	}
	all := survey.Total(r.Figures.Group)
	for _, g := range r.Figures.Group {
		if g.Weighed == nil || g.Weighed.Low >= g.Weighed.Share || g.Weighed.Share >= g.Weighed.High {
			t.Errorf("%+v %+v", g, g.Weighed)
		}
	}
	if all.Asked != 139 || all.Answered != 138 {
		t.Errorf("the groups do not add up: %+v", all)
	}
	if counts, err := b.Store.Counts(ctx, division, r.ID); err != nil || len(counts) > 0 {
		t.Errorf("slots after the close: %v", counts)
	}
	if answers, err := b.Store.Answers(ctx, division, r.ID); err != nil || len(answers) > 0 {
		t.Errorf("answers one by one after the close: %d", len(answers))
	}
}

// verify checks the draw as an outsider does, from what is published.
func (b *bed) verify(r survey.Round) {
	b.Helper()
	raw, placing, names, err := b.Store.Draw(b.Context(), division, r.ID)
	if err != nil || names != nil {
		b.Fatalf("the names are still there, or %v", err)
	}
	f, err := draw.ParseFile(raw)
	if err != nil {
		b.Fatal(err)
	}
	if _, ok := draw.Verify(f, draw.Against{Announced: &r.Hash}); !ok || *f.ResultHash != *r.Result {
		b.Fatal("the draw does not verify")
	}
	if survey.PlacingHash(string(placing)) != r.Placing {
		b.Fatal("the placing is not the one on the ledger")
	}
	a, err := draw.ParseAnnouncement(f.Announcement)
	if err != nil {
		b.Fatal(err)
	}
	result, err := draw.ParseResult(f.Result, a)
	if err != nil {
		b.Fatal(err)
	}
	places, err := survey.ReadPlacing(string(placing))
	if err != nil {
		b.Fatal(err)
	}
	got := map[string]int{}
	for _, p := range survey.Sample(result.Order, places, r.Strata) {
		got[p.Unit]++
	}
	for _, s := range r.Strata {
		if got[s.Unit] != s.Take {
			b.Errorf("of %s %d, wanted %d", s.Unit, got[s.Unit], s.Take)
		}
	}
	f.Result[len(f.Result)-2], f.Result[len(f.Result)-3] = f.Result[len(f.Result)-3], f.Result[len(f.Result)-2]
	if _, ok := draw.Verify(f, draw.Against{Announced: &r.Hash}); ok {
		b.Error("an order that was altered verifies")
	}
}

// rowsWith counts rows of the survey's tables and the log in which a word stands in clear.
func (b *bed) rowsWith(word string) (n int) {
	b.Helper()
	for _, q := range []string{"select sealed from survey_slot", "select file from survey_draw", "select names from survey_draw", "select places from survey_draw", "select body from survey_round", "select body from survey_answer", "select facts from event"} {
		rows, err := b.db.Query(b.Context(), q)
		if err != nil {
			b.Fatal(err)
		}
		for rows.Next() {
			var raw []byte
			if err := rows.Scan(&raw); err != nil {
				b.Fatal(err)
			}
			if bytes.Contains(raw, []byte(word)) {
				n++
			}
		}
		rows.Close()
	}
	return n
}

// A token is good for one answer, and the second frame asks why somebody did not ask.
func TestRegisterAndTokens(t *testing.T) {
	b := newBed(t, "sqlite:"+filepath.Join(t.TempDir(), "s.db"))
	ctx := t.Context()
	p := b.plan(survey.Satisfaction, survey.Register)
	p.List = "household,门牌1号\nfirm,门牌2号\n"
	bad := p
	bad.List = "who,门牌1号"
	if _, err := b.Announce(ctx, office, bad); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a list of nobody knows whom: %v", err)
	}
	bad = p
	bad.To = calendar.Date(2026, 4, 1)
	if _, err := b.Announce(ctx, office, bad); fault.KindOf(err) != fault.Invalid {
		t.Errorf("the period is not over: %v", err)
	}
	r := b.drawn(p)
	if want := []survey.Stratum{{"firm", 1, 1}, {"household", 1, 1}}; !slices.Equal(r.Strata, want) {
		t.Fatalf("households and firms are not drawn apart: %+v", r.Strata)
	}
	b.verify(r)
	s, ok, err := b.Next(ctx, caller, r.ID)
	if err != nil || !ok || !strings.HasPrefix(s.Target, "门牌") {
		t.Fatalf("%+v %v", s, err)
	}
	if err := b.Answer(ctx, "AAAAAAAAAAAAAAAAAAAAAAAA", survey.Answer{}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a guessed token: %v", err)
	}
	if err := b.Answer(ctx, s.Token, survey.Answer{Needed: "yes"}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("half an answer: %v", err)
	}
	if err := b.Answer(ctx, s.Token, survey.Answer{Needed: "yes", WhyNot: "afraid"}); err != nil {
		t.Fatal(err)
	}
	if err := b.Answer(ctx, s.Token, survey.Answer{Needed: "no"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the token is good twice: %v", err)
	}
	s, _, _ = b.Next(ctx, caller, r.ID)
	if err := b.Answer(ctx, s.Token, survey.Answer{Needed: "yes", WhyNot: "asked", Grade: rating.Satisfied, Solved: "yes", Asked: "no", Suffered: "no"}); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(ctx, office, r.ID); err != nil {
		t.Fatal(err)
	}
	r, err = b.Store.Round(ctx, division, r.ID)
	if err != nil || r.Figures.Why["afraid"] != 1 || r.Figures.Said["needed"].Yes != 2 || survey.Total(r.Figures.Lines).Answered != 1 || survey.Total(r.Figures.Lines).Good != 1 {
		t.Errorf("%v %+v", err, r.Figures)
	}
}

// TestDrawnAtOnce: of several who press the button at once one opens the sample; nobody is in
// it twice, and no two callers have one person in hand.
func TestDrawnAtOnce(t *testing.T) {
	b := newBed(t, "sqlite:"+filepath.Join(t.TempDir(), "s.db"))
	ctx := t.Context()
	r, err := b.Announce(ctx, office, b.plan(survey.CallBack, survey.Cases))
	if err != nil {
		t.Fatal(err)
	}
	b.clock.Advance(25 * time.Hour)
	v := survey.Values{Source: "3 14 15 9 26 5 35", Parties: map[string]draw.Hash{"人大代表联络站": b.value[0], "商会": b.value[1]}}
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() { _ = b.Draw(ctx, office, r.ID, v) }) // whoever comes second is refused, or finds it done
	}
	wg.Wait()
	var slots int
	if err := b.db.QueryRow(ctx, `select count(*) from survey_slot where round = ?`, r.ID).Scan(&slots); err != nil || slots != r.Take() {
		t.Errorf("%d are asked, %d were to be: %v", slots, r.Take(), err)
	}
}

// The two kinds of a register are drawn apart, so that a few firms among many households are heard
// and each answer has the weight of its kind.
func TestRegisterIsWeighedByKind(t *testing.T) {
	b := newBed(t, "sqlite:"+filepath.Join(t.TempDir(), "s.db"))
	ctx := t.Context()
	p := b.plan(survey.Satisfaction, survey.Register)
	for i := range 900 {
		p.List += fmt.Sprintf("household,门牌%d号\n", i)
	}
	for i := range 80 {
		p.List += fmt.Sprintf("firm,企业%d\n", i)
	}
	r := b.drawn(p)
	if want := []survey.Stratum{{"firm", 80, 60}, {"household", 900, 90}}; !slices.Equal(r.Strata, want) {
		t.Fatalf("%+v", r.Strata)
	}
	for {
		s, ok, err := b.Next(ctx, caller, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			break
		}
		a := survey.Answer{Needed: "yes", WhyNot: "asked", Grade: rating.Satisfied, Solved: "yes", Asked: "no", Suffered: "no"}
		if s.Group == "firm" {
			a.Grade = rating.Dissatisfied
		}
		if err := b.Enter(ctx, caller, r.ID, "answered", a); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Close(ctx, office, r.ID); err != nil {
		t.Fatal(err)
	}
	r, err := b.Store.Round(ctx, division, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	e, uncovered := r.Figures.Whole()
	near(t, "weighed share", e.Share, 900./980, 1e-9) // unweighed it would be 90 of 150
	near(t, "uncovered", uncovered, 0, 1e-9)
	near(t, "weight of a firm", r.Figures.Lines[0].Weight(), 80./60, 1e-9)
	near(t, "weight of a household", r.Figures.Lines[1].Weight(), 10, 1e-9)
}
