package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Relation of an actor to a case. What one may do hangs on it, not on the role alone.
type Relation string

const (
	Applicant  Relation = "applicant"   // whose matter it is, or acts for that person by mandate
	Receiver   Relation = "receiver"    // clerk or officer who receives for the unit
	TaskHolder Relation = "task_holder" // took an open task of the case
	UnitMember Relation = "unit_member" // of a unit that has an open task or is responsible
	// Responsible is a member of the responsible unit. What concerns the case as a whole
	// (pause, decide) is its matter, not that of a unit that was only given a task.
	Responsible Relation = "responsible_unit"
	HeadOfUnit  Relation = "unit_head" // heads the responsible unit and does not handle the case
	Centre      Relation = "centre"    // head of the hall or supervisor
	Itself      Relation = "system"    // the sweeper
	Anyone      Relation = "anyone"    // opening a case
	AnyRelated  Relation = "any"       // applicant, receiver or member of the unit
	// Involved is staff of a unit that is or was responsible, has or had a task, or acted in the
	// case. It gives a verb that names it and nothing else: such a unit may be asked later what happened.
	Involved Relation = "involved_unit"
	// Concerned is the officer whom the case is about (see [Concerning]). It gives the verbs that
	// name it and nothing else; lists and pages of cases do not know it.
	Concerned Relation = "concerned_officer"
	Nobody    Relation = ""
)

// Need is something a verb must bring.
type Need uint8

const (
	NeedReason   Need = 1 << iota // words the person will read
	NeedBasis                     // an article
	NeedApprover                  // another person's approval
	NeedNotice                    // the person is told in writing
)

// Guard is a named condition of a transition.
type Guard struct {
	Name  string
	Says  lang.Text // what must hold
	Basis string    // id of internal/law, "" for a rule of the house
	// Attempt says that a refused try is itself an event, so that it can be counted.
	Attempt bool
	Check   func(*Decision) error // fault.Unlawful or fault.Invalid when it does not hold
}

// ClockOp is what a transition does to clocks.
type ClockOp string

const (
	BeginClock  ClockOp = "begin"
	StopClock   ClockOp = "stop"
	PauseClock  ClockOp = "pause"
	ResumeClock ClockOp = "resume"
	ExtendClock ClockOp = "extend"
	CancelClock ClockOp = "cancel"
)

// Effect is one clock operation of a transition.
type Effect struct {
	Op     ClockOp
	Clocks []string
}

func Begin(names ...string) Effect  { return Effect{BeginClock, names} }
func Stop(names ...string) Effect   { return Effect{StopClock, names} }
func Pause(names ...string) Effect  { return Effect{PauseClock, names} }
func Resume(names ...string) Effect { return Effect{ResumeClock, names} }
func Extend(names ...string) Effect { return Effect{ExtendClock, names} }
func Cancel(names ...string) Effect { return Effect{CancelClock, names} }

// ClockRule names a clock of a procedure; its number comes from the item version or a sourced rule.
type ClockRule struct {
	Name  string
	Title lang.Text
	Basis string // id of internal/law
	Rule  string // the limit in words, for the documentation
	// Limit gives the length; ok false means the item has no such limit and the clock does not start.
	Limit func(*Decision) (l limit.Limit, ok bool)
	// More is by how much an extension lengthens it; nil: it cannot be extended.
	More func(*Decision) limit.Limit
	// Verb is what the sweeper does at the due instant; "" records the overrun.
	Verb string
	// Instead is what the sweeper does where Verb has become unlawful; "" leaves the clock due and reports it.
	Instead string
	// Whose clock: true when the applicant must act, false when the administration must.
	Applicants bool
	// Waits marks a period that must be waited out: it binds nobody, and nobody is warned of its end.
	Waits bool
	// NeverPauses marks the citizen's clock.
	NeverPauses bool
	// Fixed marks a clock that ends on a given date, which no calendar moves.
	Fixed bool
	// Raises are told one after another while the clock is late, the first at the breach.
	Raises []Raise
}

// Raise is one level above that is told of a late clock: once for each running of the clock.
type Raise struct {
	Rule  string // number of the rule that says so
	Level int    // how high, 1 the nearest
	// After the breach by this many working days, or by Share per cent of the clock's own
	// limit in its own unit, whichever is later; 0 and 0: at the breach itself.
	After, Share int
}

// StateInfo is a state as shown to people.
type StateInfo struct {
	State State
	Title lang.Text
	Says  lang.Text // what happens now and who must act
	Final bool
}

// Transition is one row of a procedure.
type Transition struct {
	From   []State // none: it opens the case
	Verb   string
	Title  lang.Text // the button
	To     State     // "" stays
	Or     State     // the other target that Decide may choose; "" none
	Event  string
	By     []Relation
	Guards []Guard
	Needs  Need
	Basis  []string // articles this act rests on
	Clocks []Effect
	// Input makes a new typed input of the verb; nil when it takes none beyond reason and basis.
	Input func() any
	// Decide computes what only this verb knows: data, tasks, result. nil when the row says it all.
	Decide func(*Decision) error
	// Result of the case when this act ends it.
	Result string
	// Closes the case.
	Closes bool
	// Reopens a case whose end did not hold; it names the clocks that run again.
	Reopens bool
	// Quiet acts are not offered among the acts of a case: they are the sweeper's and the
	// engine's, or have a page of their own.
	Quiet bool
}

// Procedure 程序 is a small state machine written as one literal table.
type Procedure struct {
	Name        string
	Version     int
	Title       lang.Text
	States      []StateInfo
	Clocks      []ClockRule
	Transitions []Transition
	// Tasks names the tasks that the procedure itself opens, by their step, as a work list says
	// what there is to do; tasks of an item's steps are named by the item.
	Tasks map[string]lang.Text
	// KeepsUnits: units that had a task go on seeing the case when it is done.
	KeepsUnits bool
	// Confided cases are told to the unit that has them: who reports, and in which words, no other
	// unit reads, whatever its role, and neither the auditor nor the administrator. They are not
	// sealed, because their instants count.
	Confided bool
	// Hourly cases keep the instants of their acts even where they are sealed, because their limits
	// are hours; their leaves show the day alone all the same.
	Hourly bool
	// About gives the units that a case is about, on which their own supervisors do not act (see
	// [Outside]); nil: the responsible one. A case about the desk that keeps it names none: a
	// colleague without a part acts.
	About func(*Case) []string
	// NewFile makes the procedure's own fold state; nil when it has none.
	NewFile func() any
	// FoldFile copies an event's own facts into the file.
	FoldFile func(file any, e Event) error
}

// Transition finds the row for a verb in a state.
func (p *Procedure) Transition(state State, verb string) (*Transition, bool) {
	for i := range p.Transitions {
		t := &p.Transitions[i]
		if t.Verb != verb {
			continue
		}
		if len(t.From) == 0 && state == "" || slices.Contains(t.From, state) {
			return t, true
		}
	}
	return nil, false
}

// Rule gives the clock rule of a name.
func (p *Procedure) Rule(name string) (*ClockRule, bool) {
	for i := range p.Clocks {
		if p.Clocks[i].Name == name {
			return &p.Clocks[i], true
		}
	}
	return nil, false
}

// Info gives a state's words.
func (p *Procedure) Info(s State) StateInfo {
	for _, i := range p.States {
		if i.State == s {
			return i
		}
	}
	return StateInfo{State: s, Title: lang.T(string(s), string(s))}
}

// InfoTitle gives a state's title.
func (p *Procedure) InfoTitle(s State) lang.Text { return p.Info(s).Title }

// With adds rows that another noun brings, e.g. ratings on closed cases.
func (p *Procedure) With(rows ...Transition) *Procedure {
	p.Transitions = append(p.Transitions, rows...)
	return p
}

// Finals are the states in which a case has ended.
func (p *Procedure) Finals() []State {
	var finals []State
	for _, s := range p.States {
		if s.Final {
			finals = append(finals, s.State)
		}
	}
	return finals
}

// Verbs are the verbs the table knows, in its order, each once.
func (p *Procedure) Verbs() []string {
	var verbs []string
	for _, t := range p.Transitions {
		if !slices.Contains(verbs, t.Verb) {
			verbs = append(verbs, t.Verb)
		}
	}
	return verbs
}

// Validate says what is wrong with the table itself; the engine refuses such a procedure at start.
func (p *Procedure) Validate() error {
	known := map[State]bool{}
	for _, s := range p.States {
		known[s.State] = true
	}
	opens := false
	for _, t := range p.Transitions {
		if len(t.From) == 0 {
			opens = true
		}
		for _, s := range append(slices.Clone(t.From), t.To, t.Or) {
			if s != "" && !known[s] {
				return fmt.Errorf("casework: procedure %s: verb %s names unknown state %q", p.Name, t.Verb, s)
			}
		}
		if t.Event == "" || t.Title.IsZero() || len(t.By) == 0 {
			return fmt.Errorf("casework: procedure %s: verb %s lacks event, title or actor", p.Name, t.Verb)
		}
		if !access.Known(access.Verb(t.Verb)) && slices.ContainsFunc(t.By, func(r Relation) bool { return r != Itself }) {
			return fmt.Errorf("casework: procedure %s: the role table does not know verb %s, so nobody could use it", p.Name, t.Verb)
		}
		for _, e := range t.Clocks {
			for _, name := range e.Clocks {
				if _, ok := p.Rule(name); !ok {
					return fmt.Errorf("casework: procedure %s: verb %s touches unknown clock %q", p.Name, t.Verb, name)
				}
			}
		}
		for i, a := range t.From {
			if slices.Contains(t.From[i+1:], a) {
				return fmt.Errorf("casework: procedure %s: verb %s names state %q twice", p.Name, t.Verb, a)
			}
		}
	}
	for _, c := range p.Clocks {
		if c.Verb == "" {
			continue
		}
		if !slices.Contains(p.Verbs(), c.Verb) {
			return fmt.Errorf("casework: procedure %s: clock %s runs unknown verb %q", p.Name, c.Name, c.Verb)
		}
		if c.Instead != "" && !slices.Contains(p.Verbs(), c.Instead) {
			return fmt.Errorf("casework: procedure %s: clock %s runs unknown verb %q", p.Name, c.Name, c.Instead)
		}
		for _, t := range p.Transitions {
			if (t.Verb == c.Verb || t.Verb == c.Instead) && !t.ends(c.Name) {
				return fmt.Errorf("casework: procedure %s: verb %s does not end clock %s, which runs it; the sweeper would never be done", p.Name, t.Verb, c.Name)
			}
		}
	}
	if !opens {
		return fmt.Errorf("casework: procedure %s: nothing opens a case", p.Name)
	}
	return nil
}

// ends says that the row stops or cancels the clock.
func (t *Transition) ends(clock string) bool {
	return slices.ContainsFunc(t.Clocks, func(e Effect) bool {
		return (e.Op == StopClock || e.Op == CancelClock) && slices.Contains(e.Clocks, clock)
	})
}

// RelationOf is every relation the actor has to the case; a case without events is being opened.
func RelationOf(a access.Actor, c *Case) []Relation {
	if a.Role == access.System {
		return []Relation{Itself}
	}
	rel := []Relation{Anyone}
	if c.Version == 0 {
		if a.IsStaff() {
			rel = append(rel, Receiver)
		} else {
			rel = append(rel, Applicant)
		}
		return rel
	}
	if a.Is(c.Party) {
		rel = append(rel, Applicant, AnyRelated)
	}
	if !a.IsStaff() || a.Division != c.Division {
		return rel
	}
	if c.Target().Sealed && (a.Role == access.Clerk || a.Role == access.Administrator || a.Role == access.Auditor) {
		return rel // whoever took a complaint in has no part in it afterwards, also within the centre's own unit
	}
	if a.Role == access.CentreHead || a.Role == access.Supervisor {
		rel = append(rel, Centre)
	}
	if f, ok := c.File.(Concerning); ok && f.Concerns(a.ID) {
		rel = append(rel, Concerned)
	}
	member := a.Unit == c.Unit
	for _, t := range c.Tasks {
		if !t.State.Open() || t.Unit != a.Unit {
			continue
		}
		member = true
		if t.State == Taken && t.Officer == a.ID {
			rel = append(rel, TaskHolder)
		}
	}
	if member {
		rel = append(rel, UnitMember, AnyRelated)
	}
	if a.Unit == c.Unit {
		rel = append(rel, Responsible)
	}
	if member || c.involved(a.Unit) {
		rel = append(rel, Involved)
	}
	if a.Role == access.Clerk || member && a.Role == access.CaseOfficer {
		rel = append(rel, Receiver)
	}
	if a.Role == access.UnitHead && a.Unit == c.Unit && a.ID != c.Handler {
		rel = append(rel, HeadOfUnit)
	}
	return rel
}

// Concerning is a procedure's file that is about an officer.
type Concerning interface {
	Concerns(officer string) bool
}

// involved says that the unit had a part in the case at some time.
func (c *Case) involved(unit string) bool {
	return unit != "" && slices.ContainsFunc(c.Events, func(e Event) bool {
		return e.By.Unit == unit || e.Facts.Unit == unit || slices.ContainsFunc(e.Facts.Tasks, func(t Task) bool { return t.Unit == unit })
	})
}

// Decision is what a transition's guards and Decide see and fill.
type Decision struct {
	Engine    *Engine
	Case      *Case // before this act; while opening the blank case: a key without events
	Item      *catalog.Item
	Trans     *Transition
	Cmd       Command
	As        Relation  // in which the actor acts
	At        time.Time // read once by the command
	Effective time.Time // the lawful instant of this act
	Facts     *Facts
	Private   *Private
	Result    string // overrides the row's result
	To        State  // overrides the row's target
	KeepOpen  bool   // overrides the row's Closes
	StayShut  bool   // overrides the row's Reopens
	Beside    any    // rows for a projector, to which the facts commit by a hash; see [Event]
	also      []Command
	opens     map[ID]bool // by AlsoOpen
	ctx       context.Context
}

// Also lets the platform do something to another case of the division in the same unit of
// the writer, at this act's lawful instant: both happen, or neither.
func (d *Decision) Also(id ID, verb string, input any, reason string) {
	d.also = append(d.also, Command{Actor: access.Actor{Role: access.System, Division: d.Cmd.Actor.Division},
		Case: id, Verb: verb, Input: input, Reason: reason, Effective: d.Effective})
}

// AlsoOpen lets the platform open another case of the division in the same unit of the
// writer: both come to be, or neither. The new case has the id that is given back.
func (d *Decision) AlsoOpen(verb string, input any, open Open) ID {
	at := d.Engine.filed(Command{Open: &open}, d.At)
	id := NewID(at)
	for d.opens[id] { // the random bits of one instant meet now and then
		id = NewID(at)
	}
	if d.opens == nil {
		d.opens = map[ID]bool{}
	}
	d.opens[id] = true
	d.also = append(d.also, Command{Actor: access.Actor{Role: access.System, Division: d.Cmd.Actor.Division},
		Case: id, Verb: verb, Input: input, Open: &open, Effective: d.Effective})
	return id
}

// Within is the limit of n units, the same for every case.
func Within(n int, u limit.Unit) func(*Decision) (limit.Limit, bool) {
	return func(*Decision) (limit.Limit, bool) { return limit.Limit{N: n, Unit: u}, true }
}

// Workdays is the limit of n working days, the same for every case.
func Workdays(n int) func(*Decision) (limit.Limit, bool) { return Within(n, limit.Workday) }

// verbsDue are what the sweeper tries on a clock that has run out, in this order.
func (p *Procedure) verbsDue(k limit.Clock) []string {
	verbs := []string{k.Verb}
	if r, ok := p.Rule(k.Name); ok && r.Instead != "" {
		verbs = append(verbs, r.Instead)
	}
	return verbs
}

// Context is that of the command, for guards that must ask a register.
func (d *Decision) Context() context.Context { return d.ctx }
