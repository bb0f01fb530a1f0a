package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/ledger"
	"banjie/internal/limit"
)

// Errors of a [Writer].
var (
	ErrConflict = errors.New("casework: the case has moved on")
	ErrRepeated = errors.New("casework: idempotency key already used")
)

// Command is what somebody wants to happen to a case.
type Command struct {
	Actor     access.Actor
	Case      ID // 0 opens a case
	Verb      string
	Input     any       // typed input of the verb, nil when it takes none
	Reason    string    // words for the person
	Basis     []string  // ids of internal/law named by the actor
	Effective time.Time // lawful instant, e.g. the date on a paper form; zero: now
	Expect    int64     // version the actor saw; 0: any
	Open      *Open     // for opening verbs
	Idem      *Idem
}

// Outcome of a command.
type Outcome struct {
	Case     *Case   // after the act
	Events   []Event // what was written, with leaf numbers
	Head     ledger.Head
	Repeated bool // the command had been done before; nothing was written now
}

// Catalogue gives the items a case is judged by.
type Catalogue interface {
	Items
	// Current gives the published version of an item, fault.NotFound when none is.
	Current(division, code string) (*catalog.Item, error)
}

// Engine carries commands out. It is safe for concurrent use.
type Engine struct {
	Clock     clock.Clock
	Calendar  func() *calendar.Calendar // the version in force
	Catalogue Catalogue
	Store     Store
	Writer    Writer
	Guards    []Guard // of packs, run after the procedure's own on every act
	// Trusted says whether the clock may be believed; nil: always. While it gives an error the
	// engine deems nothing by law, and refuses with it what a deemed act would have to precede.
	Trusted func() error
	// Unit says whether a unit of the division is in the directory; nil: all are.
	Unit func(division, unit string) bool
	// StandIn says whether the actor is on duty at this instant for an officer of the unit
	// who is away (AB岗); nil: nobody stands in for anybody.
	StandIn func(actor, officer, unit string, at time.Time) bool
	// Hours are the office hours of a unit on a working day; nil or none: [UsualHours].
	Hours      func(unit string) []limit.Span
	procedures map[string]*Procedure
}

// Register adds procedures; it refuses a table that contradicts itself.
func (e *Engine) Register(ps ...*Procedure) error {
	if e.procedures == nil {
		e.procedures = map[string]*Procedure{}
	}
	for _, p := range ps {
		if err := p.Validate(); err != nil {
			return err
		}
		key := procKey(p.Name, p.Version)
		if _, twice := e.procedures[key]; twice {
			return fmt.Errorf("casework: procedure %s registered twice", key)
		}
		e.procedures[key] = p
		if latest, ok := e.procedures[p.Name]; !ok || latest.Version < p.Version {
			e.procedures[p.Name] = p
		}
	}
	return nil
}

func procKey(name string, version int) string { return fmt.Sprintf("%s/%d", name, version) }

// Procedure gives a version of a procedure; version 0 is the newest.
func (e *Engine) Procedure(name string, version int) (*Procedure, error) {
	key := name
	if version > 0 {
		key = procKey(name, version)
	}
	p, ok := e.procedures[key]
	if !ok {
		return nil, fmt.Errorf("casework: this program does not know procedure %s", key)
	}
	return p, nil
}

// Procedures gives the newest version of every procedure.
func (e *Engine) Procedures() []*Procedure {
	var ps []*Procedure
	for key, p := range e.procedures {
		if key == p.Name {
			ps = append(ps, p)
		}
	}
	slices.SortFunc(ps, func(a, b *Procedure) int { return compare(a.Name, b.Name) })
	return ps
}

// Confided are the procedures whose cases are read by the unit that has them alone.
func (e *Engine) Confided() (names []string) {
	for _, p := range e.Procedures() {
		if p.Confided {
			names = append(names, p.Name)
		}
	}
	return names
}

func compare[T ~string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Load gives a case as its events tell it. It does not check access.
func (e *Engine) Load(ctx context.Context, key Key) (*Case, *Procedure, error) {
	events, _, err := e.Store.Load(ctx, key)
	if err != nil {
		return nil, nil, err
	}
	if len(events) == 0 || events[0].Facts.Open == nil {
		return nil, nil, fault.Missing()
	}
	o := events[0].Facts.Open
	p, err := e.Procedure(o.Procedure, o.ProcedureVersion)
	if err != nil {
		return nil, nil, err
	}
	c, err := Fold(p, events)
	return c, p, err
}

// tries is how often a command decides again after somebody else was faster.
const tries = 3

// Do carries one command out in one transaction, or says why not.
//
// Errors: fault.NotFound for a case that does not exist or is none of the actor's
// business, fault.Unlawful when the procedure does not allow the act now,
// fault.Invalid with fields for wrong input, fault.Conflict when the case has moved on.
func (e *Engine) Do(ctx context.Context, cmd Command) (Outcome, error) {
	if done, ok, err := e.repeated(ctx, cmd); ok || err != nil {
		return done, err
	}
	now := e.Clock.Now()
	for try := 0; ; try++ {
		id := cmd.Case
		if id == 0 {
			id = NewID(e.filed(cmd, now))
		}
		w, c, err := e.decide(ctx, id, cmd, now)
		var got Committed
		if err == nil {
			got, err = e.Writer.Write(ctx, w)
		}
		switch {
		case err == nil:
			c.Events = append(c.Events[:len(c.Events)-len(got.Events):len(c.Events)-len(got.Events)], got.Events...)
			return Outcome{Case: c, Events: got.Events, Head: got.Head}, nil
		case errors.Is(err, ErrRepeated):
			done, _, err := e.repeated(ctx, cmd)
			return done, err
		case !errors.Is(err, ErrConflict):
			// the same command may have come through between the look and the decision
			if done, ok, again := e.repeated(ctx, cmd); ok {
				return done, again
			}
			return Outcome{}, err
		case try+1 == tries || cmd.Expect != 0:
			return Outcome{}, movedOn().With(err)
		}
	}
}

// filed is the instant that the id of a new case carries: now, and of a sealed case any
// instant of that day, because ids stand in addresses and tables and would tell the hour.
func (e *Engine) filed(cmd Command, now time.Time) time.Time {
	if cmd.Open == nil || !cmd.Open.Sealed {
		return now
	}
	cal := e.Calendar()
	return cal.Start(cal.DayOf(now)).Add(rand.N(24 * time.Hour))
}

func movedOn() *fault.Fault {
	return fault.New(fault.Conflict, "moved_on",
		lang.T("这个办件刚刚被别人处理过。", "Somebody else has just worked on this case."),
		lang.T("请刷新页面看清最新情况，再决定是否继续。您填写的内容还在。", "Please reload to see where it stands, then decide again. What you typed is kept."))
}

// repeated answers a command that was done before.
func (e *Engine) repeated(ctx context.Context, cmd Command) (Outcome, bool, error) {
	if cmd.Idem == nil {
		return Outcome{}, false, nil
	}
	done, ok, err := e.Store.Repeated(ctx, cmd.Actor.Division, cmd.Idem.Actor, cmd.Idem.Key)
	if err != nil || !ok {
		return Outcome{}, false, err
	}
	if done.Hash != cmd.Idem.Hash {
		return Outcome{}, true, fault.New(fault.Invalid, "key_reused",
			lang.T("这次提交用了一个已经用过的提交编号，但内容不同。", "This submission carries a number that was already used for different content."),
			lang.T("请重新打开表单再提交。先前那次提交仍然有效。", "Please open the form again and send it; the earlier submission stands."))
	}
	c, _, err := e.Load(ctx, Key{cmd.Actor.Division, done.Case})
	if err != nil {
		return Outcome{}, true, err
	}
	return Outcome{Case: c, Events: c.Events[min(int(done.Seq)-1, len(c.Events)):min(int(done.Seq), len(c.Events))], Repeated: true}, true, nil
}

// decide computes the unit of work for a command against the case as it is now; now is the
// instant that the command read.
func (e *Engine) decide(ctx context.Context, id ID, cmd Command, now time.Time) (Write, *Case, error) {
	w := Write{Division: cmd.Actor.Division, Idem: cmd.Idem}
	var also []Command
	var c *Case
	var p *Procedure
	var err error
	if cmd.Case == 0 {
		if c, p, err = e.blank(id, cmd); err != nil {
			return w, nil, err
		}
		w.Keys = newKeys()
	} else {
		if c, p, err = e.Load(ctx, Key{cmd.Actor.Division, cmd.Case}); err != nil {
			return w, nil, err
		}
		if cmd.Expect != 0 && cmd.Expect != c.Version {
			return w, nil, movedOn()
		}
		w.Before = c
		if c, err = c.clone(p); err != nil {
			return w, nil, err
		}
	}
	read := now
	if (c.Sealed || cmd.Case == 0 && cmd.Open.Sealed) && !p.Hourly {
		cal := e.Calendar()
		now = cal.Start(cal.DayOf(now)) // the hour would narrow down who wrote
	}
	w.Base = c.Version
	if cmd.Case != 0 && cmd.Actor.Role != access.System {
		if w.Events, also, err = e.lawFirst(ctx, p, c, cmd, now); err != nil {
			return w, nil, err
		}
	}
	ev, more, err := e.run(ctx, p, c, cmd, now)
	if err != nil {
		if attempt, ok := e.attempt(c, cmd, err, now); ok && cmd.Case != 0 {
			w.Case, w.Events, w.Idem = attempt.c, append(w.Events, attempt.e), nil
			var werr error
			if w.Also, werr = e.others(ctx, also, now, read); werr != nil {
				return w, nil, werr
			}
			if _, werr := e.Writer.Write(ctx, w); werr != nil {
				return w, nil, werr // on a conflict everything is decided again, and counted once
			}
		}
		return w, nil, err
	}
	w.Case, w.Events = c, append(w.Events, ev)
	w.Also, err = e.others(ctx, append(also, more...), now, read)
	return w, c, err
}

// others decides what the platform does to other cases in the same unit; such an act
// leads to no third. now is the instant of the act, read the one that the command read.
func (e *Engine) others(ctx context.Context, also []Command, now, read time.Time) ([]Write, error) {
	var all []Write
	for _, cmd := range also {
		now := now
		i := slices.IndexFunc(all, func(w Write) bool { return w.Case.ID == cmd.Case })
		c, p, err := e.other(ctx, cmd)
		if err != nil {
			return nil, err
		}
		if p.Hourly {
			now, cmd.Effective = read, time.Time{}
		}
		if i < 0 {
			w := Write{Division: cmd.Actor.Division, Case: c, Base: c.Version}
			if cmd.Open != nil {
				w.Keys = newKeys()
			} else {
				w.Before = c
				if w.Case, err = c.clone(p); err != nil {
					return nil, err
				}
			}
			i, all = len(all), append(all, w)
		}
		ev, more, err := e.run(ctx, p, all[i].Case, cmd, now)
		if err == nil && len(more) > 0 {
			err = fmt.Errorf("casework: %s on case %s, done along with another act, leads to a further one", cmd.Verb, cmd.Case)
		}
		if err != nil {
			return nil, err
		}
		all[i].Events = append(all[i].Events, ev)
	}
	return all, nil
}

// other is the case that an act of the platform is about: loaded, or blank where it is opened.
func (e *Engine) other(ctx context.Context, cmd Command) (*Case, *Procedure, error) {
	if cmd.Open != nil {
		return e.blank(cmd.Case, cmd)
	}
	return e.Load(ctx, Key{cmd.Actor.Division, cmd.Case})
}

// run does a command on c; also is what the platform then does to other cases.
func (e *Engine) run(ctx context.Context, p *Procedure, c *Case, cmd Command, now time.Time) (ev Event, also []Command, err error) {
	ev, also, err = e.act(ctx, p, c, cmd, now)
	if err != nil {
		return Event{}, nil, err
	}
	return ev, also, c.Apply(p, ev)
}

// act decides one verb on the case as folded so far and gives its event.
func (e *Engine) act(ctx context.Context, p *Procedure, c *Case, cmd Command, now time.Time) (Event, []Command, error) {
	opening := c.Version == 0
	t, ok := p.Transition(c.State, cmd.Verb)
	rel := Nobody
	mine := RelationOf(cmd.Actor, c)
	if ok {
		for _, r := range t.By {
			if slices.Contains(mine, r) {
				rel = r
				break
			}
		}
	}
	if !opening && !slices.ContainsFunc(mine, func(r Relation) bool {
		return r != Anyone && (r != Involved || rel == Involved) && (r != Concerned || rel == Concerned)
	}) {
		return Event{}, nil, fault.Missing()
	}
	if !ok {
		return Event{}, nil, notNow(p, c, cmd.Verb)
	}
	if rel == Nobody {
		return Event{}, nil, notYou(t)
	}
	if rel != Itself && !opening {
		target := c.Target()
		if rel == Involved {
			target.Also = append(target.Also, cmd.Actor.Unit)
		}
		if rel == Concerned {
			target.Holder = cmd.Actor.ID // the matter is the officer's own
		}
		if err := access.Check(cmd.Actor, access.Verb(cmd.Verb), target); err != nil {
			return Event{}, nil, err
		}
	}
	d := &Decision{ctx: ctx, Engine: e, Case: c, Trans: t, Cmd: cmd, As: rel, At: now, Effective: now, Facts: &Facts{}, Private: &Private{}, To: t.To, Result: t.Result}
	if !cmd.Effective.IsZero() {
		d.Effective = cmd.Effective
	}
	if err := e.bring(ctx, d, opening); err != nil {
		return Event{}, nil, err
	}
	for _, g := range slices.Concat(p.GuardsOf(t), e.Guards) {
		if err := g.Check(d); err != nil {
			if g.Attempt && fault.KindOf(err) == fault.Unlawful {
				err = &attemptError{err, g.Name, []string{g.Basis}}
			}
			return Event{}, nil, err
		}
	}
	if t.Decide != nil {
		if err := t.Decide(d); err != nil {
			return Event{}, nil, err
		}
	}
	if err := e.runClocks(p, d); err != nil {
		return Event{}, nil, err
	}
	d.Facts.Took = e.took(d)
	return d.event(rel), d.also, nil
}

// took counts the working days of a decision from acceptance on, without the days of pauses
// of the statutory clock, or of the promised one where there is no other; nil without a
// decision or an acceptance. It is counted once, here, and never again by a later calendar.
func (e *Engine) took(d *Decision) *int {
	accepted := d.Case.Accepted
	if d.Facts.Accepted != nil {
		accepted = *d.Facts.Accepted
	}
	if d.Facts.Decided == nil || accepted.IsZero() {
		return nil
	}
	k, ok := d.clock("statutory")
	if !ok {
		k, _ = d.clock("promised")
	}
	cal := e.Calendar()
	n := limit.ElapsedNet(cal, cal.DayOf(accepted), cal.DayOf(*d.Facts.Decided), k.Pauses)
	return &n
}

// bring fills what every act carries: item, opening, reason and basis.
func (e *Engine) bring(ctx context.Context, d *Decision, opening bool) (err error) {
	t, cmd := d.Trans, d.Cmd
	if opening {
		err = e.open(ctx, d)
	} else if d.Case.Item.Code != "" {
		d.Item, err = e.Catalogue.Version(d.Case.Division, d.Case.Item.Code, d.Case.Item.Version)
	}
	if err != nil {
		return err
	}
	bad := fault.InvalidInput()
	if t.Needs&NeedReason != 0 && cmd.Reason == "" {
		bad.At("reason", lang.T("请写明理由，会留在办理记录里。", "Please give the reason; it stays on record."))
	}
	if t.Needs&NeedBasis != 0 && len(cmd.Basis) == 0 {
		bad.At("basis", lang.T("请选择法律依据。", "Please name the legal basis."))
	}
	if d.Effective.After(d.At) {
		bad.At("effective", lang.T("生效时间不能晚于现在。", "The effective date cannot lie in the future."))
	}
	if !cmd.Effective.IsZero() && d.Effective.Before(d.At) {
		if wrong := d.backdated(); !wrong.IsZero() {
			bad.At("effective", wrong)
		}
	}
	for _, id := range cmd.Basis {
		if _, known := law.Find(id); !known {
			bad.At("basis", lang.Format("法规库里没有依据“%s”。", "The register of law has no entry “%s”.", id))
		}
	}
	d.Facts.Basis = slices.Concat(t.Basis, cmd.Basis)
	d.Private.Text = cmd.Reason
	return bad.Or()
}

// event closes the decision into the event that will be written.
func (d *Decision) event(rel Relation) Event {
	f := d.Facts
	f.From, f.To = d.Case.State, d.To
	f.Result = d.Result
	f.Closed, f.Reopened = d.Trans.Closes && !d.KeepOpen, d.Trans.Reopens && !d.StayShut
	kind := d.Trans.Event
	return Event{
		Division: d.Case.Division, Case: d.Case.ID, Seq: d.Case.Version + 1,
		Kind: kind, Schema: 1, At: d.At, Effective: d.Effective,
		By:    By{ID: d.Cmd.Actor.ID, Role: d.Cmd.Actor.Role, Unit: d.Cmd.Actor.Unit, Relation: rel, Mandate: d.Cmd.Actor.Mandate},
		Facts: *f, Private: *d.Private, Face: d.face(), Beside: d.Beside,
		Sealed: d.Case.Sealed || f.Open != nil && f.Open.Sealed,
	}.sealed()
}

// face is what the receipt of an opening says: number, item, wall time of the receipt and
// the day by which the law wants an answer. Later acts have none.
func (d *Decision) face() *ledger.Face {
	o := d.Facts.Open
	if o == nil {
		return nil
	}
	cal := d.Engine.Calendar()
	layout := time.DateTime
	if o.Sealed {
		layout = time.DateOnly
	}
	f := &ledger.Face{Number: o.Number, Received: d.Effective.In(cal.Zone()).Format(layout)}
	if d.Item != nil {
		f.Item = d.Item.Name
	}
	var first limit.Due
	for _, k := range d.Facts.Clocks {
		if !k.Theirs && !k.Due.Paused && (first.Day == 0 || k.Due.Day < first.Day) {
			first = k.Due
			f.Due = first.Day.String()
		}
	}
	return f
}

// SetData puts the procedure's own facts into the event.
func (d *Decision) SetData(v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	d.Facts.Data = raw
	return nil
}

// Input gives the verb's typed input, or its zero value when nothing was given.
func Input[T any](d *Decision) T {
	switch v := d.Cmd.Input.(type) {
	case T:
		return v
	case *T:
		if v != nil {
			return *v
		}
	}
	var zero T
	return zero
}
