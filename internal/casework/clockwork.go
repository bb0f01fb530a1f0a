package casework

import (
	"fmt"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// runClocks applies the row's clock effects in order and puts each changed clock into the facts.
func (e *Engine) runClocks(p *Procedure, d *Decision) error {
	cal := e.Calendar()
	for _, fx := range d.Trans.Clocks {
		for _, name := range fx.Clocks {
			if err := e.runClock(p, d, cal, fx.Op, name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *Engine) runClock(p *Procedure, d *Decision, cal *calendar.Calendar, op ClockOp, name string) error {
	rule, ok := p.Rule(name)
	if !ok {
		return fmt.Errorf("casework: unknown clock %q", name)
	}
	if op == BeginClock {
		l, ok := rule.Limit(d)
		if !ok {
			return nil
		}
		return d.BeginClock(name, l)
	}
	k, ok := d.clock(name)
	if !ok || !live(k.State) {
		return nil // the item has no such limit, or it has ended
	}
	var err error
	switch op {
	case StopClock:
		k = stop(cal, k, d.Effective)
	case CancelClock:
		if k.State == limit.Late || k.State == limit.Running && !d.Effective.Before(k.Due.At) {
			k = stop(cal, k, d.Effective) // what has run out does not lose its object any more
		} else {
			k = k.Cancel(d.Effective)
		}
	case PauseClock:
		if k.State == limit.Paused || rule.NeverPauses {
			return nil
		}
		k, err = k.Pause(cal, cal.DayOf(d.Effective), d.Facts.Code, int(d.Case.Version+1))
	case ResumeClock:
		if k.State != limit.Paused {
			return nil
		}
		k, err = k.Resume(cal, cal.DayOf(d.Effective))
	case ExtendClock:
		if rule.More == nil {
			return fmt.Errorf("casework: clock %q cannot be extended", name)
		}
		if k.State == limit.Late || k.State == limit.Running && !d.Effective.Before(k.Due.At) {
			return nil // what has passed has passed; whether the act may go on is its guards' question
		}
		k, err = k.Extend(cal, rule.More(d))
	}
	if err != nil {
		return err
	}
	d.PutClock(k)
	return nil
}

// stop ends a clock. A late one was missed, whatever date the act carries.
func stop(cal *calendar.Calendar, k limit.Clock, at time.Time) limit.Clock {
	if k.State == limit.Late && at.Before(k.Due.At) {
		at = k.Due.At
	}
	return k.Stop(cal, at)
}

func live(s limit.State) bool { return s == limit.Running || s == limit.Paused || s == limit.Late }

// clock gives a clock as it stands within this decision.
func (d *Decision) clock(name string) (limit.Clock, bool) {
	for _, k := range d.Facts.Clocks {
		if k.Name == name {
			return k, true
		}
	}
	return d.Case.Clock(name)
}

// BeginClock starts a clock of the procedure with the given length at the act's lawful instant.
func (d *Decision) BeginClock(name string, l limit.Limit) error {
	cal := d.Engine.Calendar()
	rule, ok := d.rule(name)
	if !ok {
		return fmt.Errorf("casework: unknown clock %q", name)
	}
	k, err := limit.Begin(cal, name, rule.Basis, l, d.Effective)
	if l.Unit == limit.OfficeHour {
		k, err = limit.BeginHours(cal, d.hours(), name, rule.Basis, l.N, d.Effective)
	}
	if err != nil {
		return err
	}
	k.Verb, k.Theirs = rule.Verb, rule.Applicants || rule.Waits
	d.PutClock(k)
	return nil
}

// UsualHours are counted with where a unit has told none: 8:30 to 12:00 and 13:30 to 17:00 on
// working days; a rule of the house.
var UsualHours = []limit.Span{{From: 8*60 + 30, To: 12 * 60}, {From: 13*60 + 30, To: 17 * 60}}

// hours are the office hours of the unit whose act the clock waits for.
func (d *Decision) hours() limit.OfficeHours {
	unit := d.Facts.Unit
	if unit == "" {
		unit = d.Case.Unit
	}
	spans := UsualHours
	if d.Engine.Hours != nil {
		if own := d.Engine.Hours(unit); len(own) > 0 {
			spans = own
		}
	}
	var h limit.OfficeHours
	for day := range h.Week {
		h.Week[day] = spans
	}
	return h
}

func (d *Decision) rule(name string) (*ClockRule, bool) {
	o := d.Facts.Open
	pname, version := d.Case.Procedure, d.Case.ProcedureVersion
	if o != nil {
		pname, version = o.Procedure, o.ProcedureVersion
	}
	p, err := d.Engine.Procedure(pname, version)
	if err != nil {
		return nil, false
	}
	return p.Rule(name)
}

// PutClock writes a changed clock into the event and sets when people are warned:
// at the start of the last working day before it is due, once for each due day.
func (d *Decision) PutClock(k limit.Clock) {
	cal := d.Engine.Calendar()
	k.Warn = time.Time{}
	if old, ok := d.clock(k.Name); ok && old.Warned && k.State == limit.Running && !old.Due.At.Equal(k.Due.At) {
		k.Warned = false
	}
	rule, known := d.rule(k.Name)
	if k.State == limit.Running && !k.Warned && !(known && rule.Waits) {
		k.Warn = warnAt(cal, k)
	}
	k.Raise = time.Time{}
	if k.State == limit.Late && known && k.Raised < len(rule.Raises) {
		k.Raise = rule.Raises[k.Raised].At(cal, k)
	}
	for i := range d.Facts.Clocks {
		if d.Facts.Clocks[i].Name == k.Name {
			d.Facts.Clocks[i] = k
			return
		}
	}
	d.Facts.Clocks = append(d.Facts.Clocks, k)
}

// warnAt is one working day before the limit: the opening of the due day's previous
// working day. A limit too short for a warning gives the zero instant.
func warnAt(cal *calendar.Calendar, k limit.Clock) time.Time {
	if k.Due.Paused || k.Due.At.IsZero() || k.Limit.Unit == limit.OfficeHour || k.Limit.Unit == limit.ClockHour {
		return time.Time{}
	}
	day := k.Due.Day - 1
	for !cal.IsWorkday(day) {
		day--
	}
	at := cal.Start(day)
	if !at.After(k.From) {
		return time.Time{}
	}
	return at
}

// ClockInput names the clock a sweeper's verb is about.
type ClockInput struct {
	Clock string `json:"clock"`
}

// decideWarn records that a limit falls due within one working day.
func decideWarn(d *Decision) error {
	k, err := d.dueClock(func(k limit.Clock) time.Time { return k.Warn })
	if err != nil {
		return err
	}
	k.Warned = true
	d.Facts.Code = k.Name
	d.PutClock(k)
	return nil
}

// decideLate records that a limit has passed.
func decideLate(d *Decision) error {
	k, err := d.dueClock(func(k limit.Clock) time.Time { return k.Due.At })
	if err != nil {
		return err
	}
	d.Effective = k.Due.At
	k = k.Overrun()
	k.Warned = true
	d.Facts.Code = k.Name
	d.PutClock(k)
	return nil
}

// dueClock gives the running clock named by the input if its instant has come.
func (d *Decision) dueClock(instant func(limit.Clock) time.Time) (limit.Clock, error) {
	name := Input[ClockInput](d).Clock
	k, ok := d.Case.Clock(name)
	if !ok || k.State != limit.Running || instant(k).IsZero() || instant(k).After(d.At) {
		return k, notDue()
	}
	return k, nil
}

const notDueCode = "not_due"

func notDue() error {
	return fault.New(fault.Unlawful, notDueCode, lang.T("这个时限还没有到。", "This limit has not come yet."), lang.Text{})
}

// Due is a guard for a sweeper's verb: the clock has run out.
func Due(name string) Guard {
	return Guard{
		Name: "due_" + name,
		Says: lang.T("时限“"+name+"”已到", "the limit “"+name+"” has passed"),
		Check: func(d *Decision) error {
			k, ok := d.Case.Clock(name)
			if !ok || k.State != limit.Running && k.State != limit.Late || k.Due.At.IsZero() || k.Due.At.After(d.At) {
				return notDue()
			}
			return nil
		},
	}
}
