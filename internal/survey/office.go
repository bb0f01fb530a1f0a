package survey

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Slot is one place of a sample, as a caller gets it.
type Slot struct {
	Round  string
	ID     string // random; tells nothing
	Unit   string
	Group  string
	Target string
	Tries  int
	Token  string // of the page /survey/{token}
}

// States of a slot.
const (
	Waiting  = "waiting"
	Answered = "answered"
	Silent   = "silent" // not reached, or did not want to
)

// Count is how many slots of a unit and group are in a state.
type Count struct {
	Unit  string
	Group string
	State string
	N     int
}

// Kept is an answer as stored: no slot, no case, no instant.
type Kept struct {
	Unit, Group string
	Answer      Answer
}

// Store keeps what is sealed, and reads the rounds.
type Store interface {
	// Frame gives the applications and the reports of what could not be done that ended within the
	// days, sealed and imported ones left out.
	Frame(ctx context.Context, division string, since, until time.Time, most int) ([]Candidate, error)
	// KeepDraw keeps the file of a draw, the placing and the sealed names.
	KeepDraw(ctx context.Context, division, round string, file, placing, names []byte) error
	// Draw gives them; names are nil once slots are open.
	Draw(ctx context.Context, division, round string) (file, placing, names []byte, err error)
	// OpenSlots puts the drawn file in place of the announced one, the slots in place of the names.
	OpenSlots(ctx context.Context, division, round string, file []byte, slots []Slot) error
	// Next gives the slot in the caller's hands, or else a waiting one of another unit than the caller's; false: there is none.
	Next(ctx context.Context, division, round, caller, unit string) (Slot, bool, error)
	// Held gives the slot in the caller's hands.
	Held(ctx context.Context, division, round, caller string) (Slot, bool, error)
	// Try ends a call without an answer: the slot waits again, or ends in the state.
	Try(ctx context.Context, s Slot, division, caller, state string) error
	// Answer spends the slot and keeps the answer; fault.NotFound for one that is spent, ended or unknown.
	Answer(ctx context.Context, division string, s Slot, a Answer) error
	// ByToken finds a waiting slot; fault.NotFound for one that is spent or unknown.
	ByToken(ctx context.Context, division, token string) (Slot, error)
	Counts(ctx context.Context, division, round string) ([]Count, error)
	Answers(ctx context.Context, division, round string) ([]Kept, error)
	// Wipe deletes the slots and the answers one by one: what is left are the figures.
	Wipe(ctx context.Context, division, round string) error

	Rounds(ctx context.Context, division string) ([]Round, error)
	Round(ctx context.Context, division, id string) (Round, error)
}

// Reported gives the ratings that people gave by themselves in a period, by unit.
type Reported interface {
	Ratings(ctx context.Context, division string, from, to calendar.Day) (map[string][2]int64, error) // all, poor
}

// Office carries surveys out.
type Office struct {
	Division string
	Engine   *casework.Engine
	Store    Store
	Reported Reported
	Clock    clock.Clock
	Calendar func() *calendar.Calendar
	Random   io.Reader
}

// Plan is what is announced.
type Plan struct {
	Kind     Kind
	Frame    Frame
	Purpose  string
	From, To calendar.Day
	List     string // of a register: CSV lines "household or firm,how to reach"
	Source   draw.Source
	Spare    draw.Source
	Parties  []draw.Party
}

// oneClass: every candidate has the same weight; strata come after the draw.
const oneClass = "each"

// Announce fixes list, strata, sizes and future sources, and puts their hashes on the ledger.
func (o *Office) Announce(ctx context.Context, by access.Actor, p Plan) (Round, error) {
	now := o.Clock.Now()
	all, err := o.candidates(ctx, p)
	if err != nil {
		return Round{}, err
	}
	id := strings.ToLower(token(o.Random))[:10]
	r := Round{ID: id, Kind: p.Kind, Frame: p.Frame, Purpose: strings.TrimSpace(p.Purpose), From: p.From, To: p.To, Source: p.Source.Name, Known: p.Source.At.UTC()}
	plan := draw.Plan{Draw: "survey " + id, Purpose: r.Purpose, Take: len(all), Sources: []draw.Source{p.Source}, Spare: p.Spare, Parties: p.Parties, Classes: []draw.Class{{Code: oneClass, Weight: 1}}}
	of := map[string]Candidate{}
	n := map[string]int{}
	for _, c := range all {
		if _, twice := of[c.name()]; twice {
			return r, fault.InvalidInput().At("list", lang.T("名单里有两行相同。", "Two lines of the list are the same.")).Or()
		}
		of[c.name()] = c
		n[r.stratum(c.Unit, c.Group)]++
		plan.Candidates = append(plan.Candidates, draw.PlanEntry{Name: c.name(), Class: oneClass})
	}
	a, names, err := plan.Announce(o.Random)
	if err != nil {
		return r, err
	}
	file, err := draw.New(a, now)
	if err != nil {
		return r, err
	}
	places := make([]Place, len(names))
	sealed := map[draw.Hash]Candidate{}
	for i, x := range names {
		c := of[x.Name]
		places[i] = Place{x.ID, r.stratum(c.Unit, c.Group)}
		sealed[x.ID] = c
	}
	for unit, k := range n {
		r.Strata = append(r.Strata, Stratum{unit, k, TakeOf(k)})
	}
	slices.SortFunc(r.Strata, func(a, b Stratum) int { return strings.Compare(a.Unit, b.Unit) })
	placing := Placing(places)
	r.Hash, r.Placing = file.Hash, PlacingHash(placing)
	raw, err := file.Write()
	if err != nil {
		return r, err
	}
	hidden, err := json.Marshal(sealed)
	if err != nil {
		return r, err
	}
	if err := o.Store.KeepDraw(ctx, o.Division, id, raw, []byte(placing), hidden); err != nil {
		return r, err
	}
	_, err = o.Engine.Record(ctx, by, EventAnnounced, r, casework.Private{})
	return r, err
}

// ErrNobody is the cause of the fault where a frame is empty.
var ErrNobody = errors.New("survey: nobody to draw")

func (o *Office) candidates(ctx context.Context, p Plan) (all []Candidate, err error) {
	bad := fault.InvalidInput()
	if p.Kind != Satisfaction && p.Kind != CallBack || p.Kind == CallBack && p.Frame != Cases {
		bad.At("kind", lang.T("请选择调查的种类；回访只问办结的件。", "Please choose the kind; a call-back asks about closed cases."))
	}
	if strings.TrimSpace(p.Purpose) == "" {
		bad.At("purpose", lang.T("请写明为什么调查。", "Please say what it is for."))
	}
	cal := o.Calendar()
	if p.From == 0 || p.To < p.From || p.To >= cal.DayOf(o.Clock.Now()) {
		bad.At("to", lang.T("时段要已经过完：最后一天在今天以前，没有人能为了样本去办。", "The period must be over: its last day lies before today, so that nobody works for the sample."))
	}
	if err := bad.Or(); err != nil {
		return nil, err
	}
	switch p.Frame {
	case Cases:
		all, err = o.Store.Frame(ctx, o.Division, cal.Start(p.From), cal.Start(p.To+1), mostFrame)
	case Register:
		all, err = readList(p.List)
	}
	if err == nil && len(all) == 0 {
		err = fault.InvalidInput().With(ErrNobody).At("list", lang.T("没有可以抽的：这段时间没有办结的件，或者名单是空的。", "There is nobody to draw: no case was closed in the period, or the list is empty.")).Or()
	}
	return all, err
}

// readList reads "household,how to reach" and "firm,how to reach".
func readList(text string) ([]Candidate, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord, r.TrimLeadingSpace = 2, true
	rows, err := r.ReadAll()
	bad := fault.InvalidInput().At("list", lang.T("名单一行一户，用英文逗号隔成两列：先写household或者firm，再写联系方式。", "One line each: “household,how to reach” or “firm,how to reach”."))
	if err != nil {
		return nil, bad.Or()
	}
	var all []Candidate
	for _, row := range rows {
		kind, at := strings.TrimSpace(row[0]), strings.TrimSpace(row[1])
		if kind != "household" && kind != "firm" || at == "" || len(all) >= mostFrame {
			return nil, bad.Or()
		}
		all = append(all, Candidate{Target: at, Group: kind})
	}
	return all, nil
}

// Values are what is known when a draw is made.
type Values struct {
	Source  string
	Spare   string
	Parties map[string]draw.Hash // by name; whoever is missing after a day is replaced by the spare source
}

// Draw computes the order and opens a slot for each of the sample. Whoever holds the published
// announcement, the placing and the values computes the same.
func (o *Office) Draw(ctx context.Context, by access.Actor, id string, v Values) error {
	r, err := o.Store.Round(ctx, o.Division, id)
	if err != nil {
		return err
	}
	if !r.Drawn.IsZero() {
		return fault.New(fault.Conflict, "already_drawn", lang.T("这一轮已经抽过，不能重抽。", "This round was drawn; nothing is drawn again."), lang.Text{})
	}
	raw, placing, names, err := o.Store.Draw(ctx, o.Division, id)
	if err != nil {
		return err
	}
	file, err := draw.ParseFile(raw)
	if err != nil {
		return err
	}
	if file.Hash != r.Hash || PlacingHash(string(placing)) != r.Placing {
		return fault.New(fault.Internal, "survey_altered", lang.T("名单和公告时记在账本上的不一致。", "The list is not the one that the ledger has."), lang.T("请运行核对，不要抽取。", "Run the check; do not draw."))
	}
	now := o.Clock.Now()
	if file.Result == nil {
		for _, name := range slices.Sorted(maps.Keys(v.Parties)) {
			if err := file.Reveal(name, v.Parties[name], now); err != nil {
				return err
			}
		}
		if err := file.Run([]string{v.Source}, v.Spare, now); err != nil {
			return err
		}
	}
	if names != nil { // else slots were opened and the act is missing: a crash came between
		slots, err := o.slots(r, file, placing, names)
		if err != nil {
			return err
		}
		if raw, err = file.Write(); err != nil {
			return err
		}
		if err := o.Store.OpenSlots(ctx, o.Division, id, raw, slots); err != nil {
			return err
		}
	}
	_, err = o.Engine.RecordOnce(ctx, by, EventDrawn, id, Round{ID: id, Result: file.ResultHash}, nil)
	return err
}

func (o *Office) slots(r Round, file *draw.File, placing, names []byte) ([]Slot, error) {
	a, err := draw.ParseAnnouncement(file.Announcement)
	if err != nil {
		return nil, err
	}
	result, err := draw.ParseResult(file.Result, a)
	if err != nil {
		return nil, err
	}
	places, err := ReadPlacing(string(placing))
	if err != nil {
		return nil, err
	}
	var sealed map[draw.Hash]Candidate
	if err := json.Unmarshal(names, &sealed); err != nil {
		return nil, err
	}
	var slots []Slot
	for _, p := range Sample(result.Order, places, r.Strata) {
		c := sealed[p.ID]
		slots = append(slots, Slot{Round: r.ID, ID: token(o.Random), Unit: c.Unit, Group: c.Group, Target: c.Target})
	}
	return slots, nil
}

// ReadPlacing reads what [Placing] wrote.
func ReadPlacing(text string) ([]Place, error) {
	var all []Place
	for line := range strings.Lines(text) {
		id, unit, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ",")
		var h draw.Hash
		if !ok || h.UnmarshalText([]byte(id)) != nil {
			return nil, fault.New(fault.Invalid, "bad_placing", lang.T("名单的分组读不懂。", "The placing of the list cannot be read."), lang.Text{})
		}
		all = append(all, Place{h, unit})
	}
	return all, nil
}

// running is a round that is drawn and not closed.
func (o *Office) running(ctx context.Context, id string) (Round, error) {
	r, err := o.Store.Round(ctx, o.Division, id)
	if err == nil && (r.Drawn.IsZero() || !r.Closed.IsZero()) {
		err = fault.New(fault.Unlawful, "round_not_running", lang.T("这一轮还没有抽取，或者已经结束。", "This round is not drawn yet, or it is over."), lang.T("请看其他轮次。", "Please see the other rounds."))
	}
	return r, err
}

// Next gives a caller the one slot to call. The same comes again until the caller has said how the
// call ended, so that nobody reads the list by asking for the next.
func (o *Office) Next(ctx context.Context, by access.Actor, id string) (Slot, bool, error) {
	if _, err := o.running(ctx, id); err != nil {
		return Slot{}, false, err
	}
	return o.Store.Next(ctx, o.Division, id, by.ID, by.Unit)
}

// Enter says how a call ended: answered, not_reached (tried again later, three times at most) or refused.
func (o *Office) Enter(ctx context.Context, by access.Actor, id, outcome string, a Answer) error {
	r, err := o.running(ctx, id)
	if err != nil {
		return err
	}
	s, ok, err := o.Store.Held(ctx, o.Division, id, by.ID)
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.Conflict, "nobody_in_hand", lang.T("您手里没有要打的电话。", "You have nobody to call in hand."), lang.T("请按“下一位”。", "Please ask for the next."))
	}
	switch outcome {
	case "answered":
		if err := r.Check(a); err != nil {
			return err
		}
		return o.Store.Answer(ctx, o.Division, s, a)
	case "not_reached":
		state := Waiting
		if s.Tries+1 >= MostTries {
			state = Silent
		}
		return o.Store.Try(ctx, s, o.Division, by.ID, state)
	case "refused":
		return o.Store.Try(ctx, s, o.Division, by.ID, Silent)
	}
	return fault.InvalidInput().At("outcome", lang.T("请选择这个电话的结果。", "Please say how the call ended.")).Or()
}

// Asked gives the round behind a token, for the page on which a person answers alone.
func (o *Office) Asked(ctx context.Context, token string) (Round, Slot, error) {
	s, err := o.Store.ByToken(ctx, o.Division, token)
	if err != nil {
		return Round{}, s, err
	}
	r, err := o.running(ctx, s.Round)
	return r, s, err
}

// Answer takes what a person says by the token, once.
func (o *Office) Answer(ctx context.Context, token string, a Answer) error {
	r, s, err := o.Asked(ctx, token)
	if err != nil {
		return err
	}
	if err := r.Check(a); err != nil {
		return err
	}
	return o.Store.Answer(ctx, o.Division, s, a)
}

// Close counts, puts the figures on the ledger and deletes whatever leads back to persons. It is
// possible when everybody was asked, or the days are over.
func (o *Office) Close(ctx context.Context, by access.Actor, id string) error {
	r, err := o.Store.Round(ctx, o.Division, id)
	if err == nil && !r.Closed.IsZero() {
		return o.Store.Wipe(ctx, o.Division, id) // a crash may have come between the act and this
	}
	if r, err = o.running(ctx, id); err != nil {
		return err
	}
	counts, err := o.Store.Counts(ctx, o.Division, id)
	if err != nil {
		return err
	}
	waiting := 0
	for _, c := range counts {
		if c.State == Waiting {
			waiting += c.N
		}
	}
	cal := o.Calendar()
	if waiting > 0 && cal.DayOf(o.Clock.Now()) < cal.DayOf(r.Drawn)+OpenDays {
		return fault.New(fault.Unlawful, "still_asking", lang.Format("还有%[1]d位没有问完，抽取后未满%[2]d天。", "%[1]d have not been asked yet, and %[2]d days have not passed since the draw.", waiting, OpenDays), lang.T("请继续打电话。", "Please go on calling."))
	}
	answers, err := o.Store.Answers(ctx, o.Division, id)
	if err != nil {
		return err
	}
	reported, err := o.Reported.Ratings(ctx, o.Division, r.From, r.To)
	if err != nil {
		return err
	}
	if _, err := o.Engine.RecordOnce(ctx, by, EventClosed, id, Round{ID: id, Figures: r.count(counts, answers, reported)}, nil); err != nil {
		return err
	}
	return o.Store.Wipe(ctx, o.Division, id)
}

// count makes the figures of a round from its slots and answers.
func (r Round) count(slots []Count, answers []Kept, reported map[string][2]int64) *Figures {
	f := &Figures{Said: map[string]Tally{}, Why: map[string]int{}}
	lines, groups, parts := map[string]*Line{}, map[string]*Line{}, map[[2]string]*Part{}
	for _, s := range r.Strata {
		all := reported[s.Unit]
		lines[s.Unit] = &Line{Unit: s.Unit, N: s.N, Asked: s.Take, Rated: all[0], WellSaid: all[0] - all[1]}
	}
	part := func(unit, group string) (*Line, *Line, *Part) {
		stratum := r.stratum(unit, group)
		if groups[group] == nil {
			groups[group] = &Line{Unit: group}
		}
		if parts[[2]string{group, stratum}] == nil {
			parts[[2]string{group, stratum}] = &Part{}
		}
		return lines[stratum], groups[group], parts[[2]string{group, stratum}]
	}
	for _, c := range slots {
		_, g, p := part(c.Unit, c.Group)
		g.Asked, p.Asked = g.Asked+c.N, p.Asked+c.N
	}
	for _, k := range answers {
		line, group, p := part(k.Unit, k.Group)
		if good, counts := r.Good(k.Answer); counts && line != nil {
			line.Answered, group.Answered, p.Answered = line.Answered+1, group.Answered+1, p.Answered+1
			if good {
				line.Good, group.Good, p.Good = line.Good+1, group.Good+1, p.Good+1
			}
		}
		f.say(r, k.Answer)
	}
	for _, l := range lines {
		l.Silent = l.Asked - l.Answered
		f.Lines = append(f.Lines, *l)
	}
	byUnit := func(a, b Line) int { return cmp.Compare(a.Unit, b.Unit) }
	slices.SortFunc(f.Lines, byUnit)
	for id, l := range groups {
		l.Silent = l.Asked - l.Answered
		var of []Part
		for _, s := range f.Lines {
			if p := parts[[2]string{id, s.Unit}]; p != nil {
				p.Stratum = s
				of = append(of, *p)
			}
		}
		e := Weighed(of)
		l.Weighed = &e
		f.Group = append(f.Group, *l)
	}
	slices.SortFunc(f.Group, byUnit)
	return f
}

// say counts what an answer says to each question.
func (f *Figures) say(r Round, a Answer) {
	for _, q := range r.Questions() {
		t := f.Said[q.ID]
		switch a.of(q.ID) {
		case "yes":
			t.Yes++
		case "no":
			t.No++
		}
		f.Said[q.ID] = t
	}
	if a.WhyNot != "" {
		f.Why[a.WhyNot]++
	}
}
