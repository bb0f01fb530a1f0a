package supervise_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/law"
	"banjie/internal/ledger"
	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/supervise"
)

// told is a case as its events tell it, made by hand: nine o'clock on the named days.
type told struct {
	t      *testing.T
	events []casework.Event
}

func at(day string) time.Time {
	t, err := time.ParseInLocation("2006-01-02", day, calendar.Builtin().Zone())
	if err != nil {
		panic(err)
	}
	return t.Add(9 * time.Hour).UTC()
}

// filed is a case received on a day by the registry.
func filed(t *testing.T, day string) *told {
	c := &told{t: t}
	return c.then(day, "received", func(e *casework.Event) {
		e.Facts.Unit, e.Facts.Open = "registry", &casework.Opening{Number: "ABC202603020001", Procedure: licensing.Name, Provenance: casework.Live, Party: "tag"}
	}, clock("notice", day, 5, limit.Running))
}

func (c *told) then(day, kind string, more ...func(*casework.Event)) *told {
	e := casework.Event{Division: "330599", Case: 77, Seq: int64(len(c.events) + 1), N: int64(100 + 3*len(c.events)), Kind: kind, Schema: 1, At: at(day), Effective: at(day), Recorded: at(day), Inner: ledger.Nothing,
		By: casework.By{ID: "o1", Role: access.CaseOfficer, Unit: "registry", Relation: casework.Responsible}}
	for _, m := range more {
		m(&e)
	}
	c.events = append(c.events, e)
	return c
}

// clock puts a clock of n working days from a day into the event, in the given state.
func clock(name, from string, n int, state limit.State) func(*casework.Event) {
	return func(e *casework.Event) {
		k, err := limit.Begin(calendar.Builtin(), name, "", limit.Limit{N: n, Unit: limit.Workday}, at(from))
		if err != nil {
			panic(err)
		}
		k.State = state
		k.Theirs = name == "correction"
		e.Facts.Clocks = append(e.Facts.Clocks, k)
	}
}

func code(s string) func(*casework.Event) { return func(e *casework.Event) { e.Facts.Code = s } }

func by(unit string) func(*casework.Event) {
	return func(e *casework.Event) { e.By = casework.By{ID: "k1", Role: access.Clerk, Unit: unit} }
}

func task(step, unit string, s casework.TaskState) func(*casework.Event) {
	return func(e *casework.Event) {
		e.Facts.Tasks = append(e.Facts.Tasks, casework.Task{Step: step, ID: unit, Unit: unit, State: s, Officer: "o9"})
	}
}

// no is a decision that says everything a no must say, but for what change takes away.
func no(change func(*licensing.Decision, *casework.Event)) func(*casework.Event) {
	return func(e *casework.Event) {
		d := licensing.Decision{Outcome: e.Kind, Ground: "premises", Reconsider: "government", ReconsiderLast: calendar.Date(2026, 5, 1), SueLast: calendar.Date(2026, 9, 1)}
		e.Facts.Basis, e.Inner = []string{"xkf-38"}, [32]byte{7}
		change(&d, e)
		e.Facts.Data, _ = json.Marshal(d)
	}
}

func (c *told) cards() []supervise.Card {
	c.t.Helper()
	cards, err := supervise.Cards(c.events, supervise.NewCalendars())
	if err != nil {
		c.t.Fatal(err)
	}
	return cards
}

func say(cards []supervise.Card) string {
	var all []string
	for _, k := range cards {
		all = append(all, fmt.Sprintf("%s %s %s", k.ID, k.Colour, k.Opened.In(calendar.Builtin().Zone()).Format("01-02 15:04")))
	}
	return strings.Join(all, " | ")
}

// TestRules has a told case for each rule, and beside it one that looks alike and gets no card.
func TestRules(t *testing.T) {
	const march2 = "2026-03-02" // a Monday
	whole := func(*licensing.Decision, *casework.Event) {}
	for name, row := range map[string]struct {
		c    *told
		want string
	}{
		"B1 reminder":            {filed(t, march2).then("2026-03-06", "due_soon", code("notice"), clock("notice", march2, 5, limit.Running)), "B1-2-registry blue 03-06 09:00"},
		"B1 the applicant's":     {filed(t, march2).then("2026-03-06", "due_soon", code("correction"), clock("correction", march2, 5, limit.Running)), ""},
		"B1 a step's":            {filed(t, march2).then(march2, "accepted", task("look", "fire", casework.Waiting)).then("2026-03-06", "due_soon", code("step"), clock("step", march2, 5, limit.Running)), "B1-3-fire blue 03-06 09:00"},
		"Y1 found by sweeper":    {filed(t, march2).then("2026-03-12", "limit_overrun", clock("promised", march2, 5, limit.Late)), "Y1-2-registry yellow 03-10 00:00"},
		"Y1 shown by decision":   {filed(t, march2).then("2026-03-12", "granted", clock("promised", march2, 5, limit.Missed)), "Y1-2-registry yellow 03-10 00:00"},
		"Y1 told twice":          {filed(t, march2).then("2026-03-12", "limit_overrun", clock("promised", march2, 5, limit.Late)).then("2026-03-13", "granted", clock("promised", march2, 5, limit.Missed)), "Y1-2-registry yellow 03-10 00:00"},
		"Y1 kept":                {filed(t, march2).then("2026-03-06", "granted", clock("promised", march2, 5, limit.Met)), ""},
		"Y1 cancelled":           {filed(t, march2).then("2026-03-06", "withdrawn", clock("promised", march2, 5, limit.Void)), ""},
		"Y1 recounted":           {filed(t, march2).then("2026-03-10", "limit_overrun", clock("promised", march2, 5, limit.Late)).then("2026-03-11", "clocks_rederived", clock("promised", march2, 5, limit.Running)).then("2026-03-12", "limit_overrun", clock("promised", march2, 5, limit.Late)), "Y1-2-registry yellow 03-10 00:00 | Y1-4-registry yellow 03-10 00:00"},
		"Y2 step":                {filed(t, march2).then(march2, "accepted", clock("promised", march2, 9, limit.Running), clock("step", march2, 3, limit.Running), task("look", "fire", casework.Taken), task("look", "registry", casework.Done)).then("2026-03-06", "limit_overrun", clock("step", march2, 3, limit.Late)), "Y2-3-fire yellow 03-06 00:00"},
		"Y2 two units":           {filed(t, march2).then(march2, "accepted", clock("step", march2, 3, limit.Running), task("look", "water", casework.Waiting), task("look", "fire", casework.Taken)).then("2026-03-06", "limit_overrun", clock("step", march2, 3, limit.Late)), "Y2-3-fire yellow 03-06 00:00 | Y2-3-water yellow 03-06 00:00"},
		"Y2 total over as well":  {filed(t, march2).then("2026-03-05", "limit_overrun", clock("promised", march2, 2, limit.Late)).then("2026-03-06", "limit_overrun", clock("step", march2, 3, limit.Late)), "Y1-2-registry yellow 03-05 00:00"},
		"Y3 silence":             {filed(t, march2).then("2026-03-10", "deemed_accepted", clock("notice", march2, 5, limit.Missed)), "Y3-2-registry yellow 03-10 00:00"},
		"Y3 answered":            {filed(t, march2).then("2026-03-09", "accepted", clock("notice", march2, 5, limit.Met)), ""},
		"Y4 second list":         {filed(t, march2).then("2026-03-03", "attempt_refused", by("hall"), code("one_correction_list:request_correction")), "Y4-2-hall yellow 03-03 09:00"},
		"Y4 tries of a day":      {filed(t, march2).then("2026-03-03", "attempt_refused", by("hall"), code("one_correction_list:request_correction")).then("2026-03-03", "attempt_refused", by("hall"), code("one_correction_list:request_correction")).then("2026-03-04", "attempt_refused", by("hall"), code("one_correction_list:request_correction")), "Y4-2-hall yellow 03-03 09:00 | Y4-4-hall yellow 03-04 09:00"},
		"Y5 pause without basis": {filed(t, march2).then("2026-03-03", "attempt_refused", code("special_procedure_allowed:pause")), "Y5-2-registry yellow 03-03 09:00"},
		"another attempt":        {filed(t, march2).then("2026-03-03", "attempt_refused", code("some_guard:grant")), ""},
		"Y6 delivery":            {filed(t, march2).then("2026-03-17", "delivered", clock("delivery", march2, 10, limit.Missed)), "Y6-2-registry yellow 03-17 00:00"},
		"Y6 two at once":         {filed(t, march2).then("2026-03-17", "closed", clock("delivery", march2, 10, limit.Missed), clock("undertaking", march2, 9, limit.Missed)), "Y6-2-registry yellow 03-17 00:00 | Y6-2-registry-undertaking yellow 03-14 00:00"},
		"Y7 renewed by silence":  {filed(t, march2).then("2026-03-17", "deemed_renewed"), "Y7-2-registry yellow 03-17 09:00"},
		"R1 law":                 {filed(t, march2).then("2026-03-31", "limit_overrun", clock("statutory", march2, 20, limit.Late)), "R1-2-registry red 03-31 00:00"},
		"R2 whole":               {filed(t, march2).then("2026-03-03", "denied", no(whole)), ""},
		"R2 no ground":           {filed(t, march2).then("2026-03-03", "denied", no(func(d *licensing.Decision, _ *casework.Event) { d.Ground = "" })), "R2-2-registry red 03-03 09:00"},
		"R2 no article":          {filed(t, march2).then("2026-03-03", "refused", no(func(_ *licensing.Decision, e *casework.Event) { e.Facts.Basis = nil })), "R2-2-registry red 03-03 09:00"},
		"R2 no words":            {filed(t, march2).then("2026-03-03", "refused", no(func(_ *licensing.Decision, e *casework.Event) { e.Inner = ledger.Nothing })), "R2-2-registry red 03-03 09:00"},
		"R2 no body":             {filed(t, march2).then("2026-03-03", "denied", no(func(d *licensing.Decision, _ *casework.Event) { d.Reconsider = "" })), "R2-2-registry red 03-03 09:00"},
		"R2 no last day":         {filed(t, march2).then("2026-03-03", "denied", no(func(d *licensing.Decision, _ *casework.Event) { d.SueLast = 0 })), "R2-2-registry red 03-03 09:00"},
		"both limits":            {filed(t, march2).then("2026-03-31", "granted", clock("promised", march2, 5, limit.Missed), clock("statutory", march2, 20, limit.Missed)), "Y1-2-registry yellow 03-10 00:00 | R1-2-registry red 03-31 00:00"},
	} {
		if got := say(row.c.cards()); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}

// The time for a reply is three working days from the record, by the calendar: over a holiday it ends later.
func TestReplyTime(t *testing.T) {
	for day, want := range map[string]string{"2026-03-12": "2026-03-18", "2026-04-02": "2026-04-09", "2026-02-12": "2026-02-25"} {
		c := filed(t, "2026-01-05").then(day, "limit_overrun", clock("promised", "2026-01-05", 5, limit.Late)).cards()[0]
		if got := c.Due.In(calendar.Builtin().Zone()).Format("2006-01-02"); got != want || c.Calendar != calendar.Builtin().Version() {
			t.Errorf("recorded on %s: late from %s, want %s", day, got, want)
		}
	}
}

// A card moves on by acts alone; withdrawn it is still there.
func TestLife(t *testing.T) {
	c := filed(t, "2026-03-02").then("2026-03-12", "limit_overrun", clock("promised", "2026-03-02", 5, limit.Late))
	const id = "Y1-2-registry"
	now := at("2026-03-13")
	if k := c.cards()[0]; k.State != supervise.Opened || k.Public(now) || k.Expired(now) || !k.Expired(at("2026-03-18")) || !k.Public(at("2026-03-18")) {
		t.Errorf("opened: %+v", k)
	}
	c.then("2026-03-13", "card_explained", code("Y1-9-registry"))
	if k := c.cards()[0]; k.State != supervise.Opened {
		t.Errorf("by a reply to another card: %+v", k)
	}
	c.then("2026-03-13", "card_explained", code(id))
	if k := c.cards()[0]; k.State != supervise.Explained || !k.Public(now) || k.Expired(at("2026-03-30")) || !k.Reply().Equal(now) {
		t.Errorf("explained: %+v", k)
	}
	c.then("2026-03-16", "card_upheld", code(id)).then("2026-03-17", "card_withdrawn", code(id))
	cards := c.cards()
	if len(cards) != 1 || cards[0].State != supervise.Withdrawn || len(cards[0].Acts) != 3 || cards[0].Acts[2].Seq != 6 {
		t.Errorf("withdrawn: %+v", cards)
	}
}

// Imported cases are others' work; a case that is not whole gives an error and no guess.
func TestNoCards(t *testing.T) {
	c := filed(t, "2026-03-02").then("2026-03-12", "limit_overrun", clock("promised", "2026-03-02", 5, limit.Late))
	if _, err := supervise.Cards(c.events[1:], supervise.NewCalendars()); err == nil {
		t.Error("cards of half a case")
	}
	c.events[0].Facts.Open.Provenance = casework.Imported
	if got := c.cards(); len(got) > 0 {
		t.Errorf("cards on an imported case: %v", got)
	}
}

// The table is whole: numbers once, both languages, articles of the register, and what waits says so.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range supervise.Rules() {
		if seen[r.Number] || r.Title.ZH == "" || r.Title.EN == "" || r.Formula.ZH == "" || r.Formula.EN == "" || !slices.Contains(supervise.Colours, r.Colour) {
			t.Errorf("%+v", r)
		}
		seen[r.Number] = true
		if _, ok := law.Find(r.Basis); r.Basis != "" && (!ok || !r.Verified()) {
			t.Errorf("%s rests on %q", r.Number, r.Basis)
		}
		if !r.Waits.IsZero() {
			t.Errorf("%s waits: %v", r.Number, r.Waits)
		}
		if !strings.Contains(supervise.Markdown(), "| "+r.Number+" | "+string(r.Colour)) {
			t.Errorf("%s is not documented", r.Number)
		}
	}
}

// exported is an export of the cases.
func exported(t *testing.T, notices []calendar.Notice, cases ...[]casework.Event) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	x := supervise.NewExporter(&b, "330599", notices)
	for _, c := range cases {
		if err := x.Case(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

// The outsider makes the same cards, and learns nobody's account, tag or word.
func TestOutsider(t *testing.T) {
	c := filed(t, "2026-03-02").then("2026-03-03", "denied", task("look", "fire", casework.Taken), no(func(d *licensing.Decision, _ *casework.Event) { d.Ground = "" })).
		then("2026-03-04", "card_explained", code("R2-2-registry"), func(e *casework.Event) { e.Private.Text, e.Facts.Act.By = "示例说明", "o1" })
	b := exported(t, nil, c.events)
	for _, secret := range []string{"o1", "o9", "tag", "示例说明"} {
		if strings.Contains(b.String(), `"`+secret) || strings.Contains(b.String(), secret+`"`) {
			t.Errorf("the export tells %q:\n%s", secret, b)
		}
	}
	got, err := supervise.Recompute(b)
	if err != nil {
		t.Fatal(err)
	}
	var have, want bytes.Buffer
	if err := errorsOf(supervise.Write(&have, got), supervise.Write(&want, c.cards())); err != nil || have.String() != want.String() || have.Len() == 0 {
		t.Errorf("%v\n%s\n%s", err, have.String(), want.String())
	}
}

func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// A calendar that came later is in the export, and the cards count by the one their case names.
func TestOutsiderCountsByTheNamedCalendar(t *testing.T) {
	n := calendar.Notice{Year: 2026, Title: "测试用通知", Number: "测试〔2026〕1号", Days: []calendar.NoticeDay{{Date: calendar.Date(2026, 3, 13), Name: "测试假", Off: true}}}
	later, _, err := calendar.Builtin().With(n)
	if err != nil {
		t.Fatal(err)
	}
	c := filed(t, "2026-03-02").then("2026-03-12", "limit_overrun", clock("promised", "2026-03-02", 5, limit.Late))
	moved := &told{t: t, events: slices.Clone(c.events)}
	moved.events[1].Case, moved.events[0].Case = 78, 78
	moved.events[1].Facts.Clocks = slices.Clone(moved.events[1].Facts.Clocks)
	moved.events[1].Facts.Clocks[0].Due.Calendar = later.Version()
	got, err := supervise.Recompute(exported(t, []calendar.Notice{n}, c.events, moved.events))
	if err != nil || len(got) != 2 || !got[1].Due.Equal(got[0].Due.Add(24*time.Hour)) || got[1].Calendar != later.Version() {
		t.Errorf("%v %+v", err, got)
	}
}

// An export that was cut short, joined or mixed up is refused, with the line.
func TestDamagedExport(t *testing.T) {
	c := filed(t, "2026-03-02").then("2026-03-12", "limit_overrun", clock("promised", "2026-03-02", 5, limit.Late))
	whole := strings.SplitAfter(exported(t, nil, c.events).String(), "\n")
	for name, lines := range map[string][]string{
		"nothing": {}, "no head": whole[1:], "no end": whole[:3], "an event gone": {whole[0], whole[1], whole[3]}, "the first gone": {whole[0], whole[2], whole[3]},
		"told twice": {whole[0], whole[1], whole[2], whole[1], whole[2], whole[3]}, "no JSON": {whole[0], "{"}, "a field nobody knows": {whole[0], `{"name":"x"}`}, "another version": {strings.Replace(whole[0], `"version":1`, `"version":2`, 1), whole[3]},
	} {
		if got, err := supervise.Recompute(strings.NewReader(strings.Join(lines, ""))); err == nil || len(got) > 0 {
			t.Errorf("%s: %v", name, got)
		} else if f, ok := fault.As(err); ok && (f.Message.ZH == "" || f.Message.EN == "") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzRecompute: whatever a file holds, reading it ends with cards or an error.
func FuzzRecompute(f *testing.F) {
	f.Add(`{"banjie_events":"330599","version":1}` + "\n" + `{"id":"25","seq":1,"n":1,"kind":"due_soon","facts":{"code":"step","clocks":[{"name":"step"}]}}` + "\n" + `{"end":{"cases":1,"events":1}}`)
	f.Fuzz(func(_ *testing.T, s string) { _, _ = supervise.Recompute(strings.NewReader(s)) })
}
