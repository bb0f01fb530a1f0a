package casework

import (
	"slices"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/limit"
)

// Escalation is what an event "escalated" says: which level was told of which late clock. It
// names units and no person, and nothing follows from it by itself.
type Escalation struct {
	Rule  string    `json:"rule"`
	Level int       `json:"level"`
	Clock string    `json:"clock"`
	Due   time.Time `json:"due"`   // the first instant at which the clock was late
	Units []string  `json:"units"` // who has it in hand: units with an open task, or the responsible one
	// Extended says that the clock had been given more time before it ran out.
	Extended bool `json:"extended,omitempty"`
}

// At is the lawful instant of a raise of a clock that has run out.
func (r Raise) At(cal *calendar.Calendar, k limit.Clock) time.Time {
	at := k.Due.At
	if r.After > 0 {
		at = later(cal, k, at, limit.Limit{N: r.After, Unit: limit.Workday})
	}
	if n := (k.Limit.N*r.Share + 99) / 100; n > 0 && k.Limit.Unit != limit.OfficeHour && k.Limit.Unit != limit.ClockHour {
		at = later(cal, k, at, limit.Limit{N: n, Unit: k.Limit.Unit})
	}
	return at
}

// later is at, or the end of a length counted from the clock's last day where that lies after it.
func later(cal *calendar.Calendar, k limit.Clock, at time.Time, by limit.Limit) time.Time {
	if due, err := limit.Compute(cal, k.Due.Day, by, nil); err == nil && due.At.After(at) {
		return due.At
	}
	return at
}

// decideEscalate tells the next level of a clock that is late. A catch-up after a stop tells
// each level once, at its lawful instant.
func decideEscalate(d *Decision) error {
	name := Input[ClockInput](d).Clock
	k, ok := d.Case.Clock(name)
	rule, known := d.rule(name)
	if !ok || !known || k.State != limit.Late || k.Raise.IsZero() || k.Raise.After(d.At) || k.Raised >= len(rule.Raises) {
		return notDue()
	}
	r := rule.Raises[k.Raised]
	d.Effective, d.Facts.Code = k.Raise, name
	k.Raised++
	d.PutClock(k)
	return d.SetData(Escalation{Rule: r.Rule, Level: r.Level, Clock: name, Due: k.Due.At, Units: d.Case.inHand(), Extended: d.Case.extended(k)})
}

// inHand are the units that are to act now.
func (c *Case) inHand() []string {
	var units []string
	for _, t := range c.OpenTasks() {
		if !slices.Contains(units, t.Unit) {
			units = append(units, t.Unit)
		}
	}
	if len(units) == 0 {
		units = append(units, c.Unit)
	}
	return units
}

// extended says that the clock was longer at its end than when it began.
func (c *Case) extended(k limit.Clock) bool {
	return slices.ContainsFunc(c.Events, func(e Event) bool {
		return slices.ContainsFunc(e.Facts.Clocks, func(o limit.Clock) bool {
			return o.Name == k.Name && o.From.Equal(k.From) && o.Limit.N < k.Limit.N
		})
	})
}
