// Package supervise is electronic supervision 电子监察: blue, yellow and red cards that open
// by written rules from what a case's own events say.
//
//	opened ─▶ explained (by the unit, within 3 working days) ─▶ upheld │ withdrawn (by a supervisor, with reasons)
//	   └────── no reply in time ───────────────────────────────────▲
//
// A card is a pure function of the events of its case and of the calendar they name: whoever
// holds an export ([WriteExport]) and this program makes the same cards ([Recompute]). It
// names a unit and never a person, and it is a lead, not a verdict: nothing follows from it
// by itself. Explanation, review and withdrawal are acts on the same case. A withdrawn card
// stays in every count. A blue card is a reminder and asks for nothing.
//
// To the public there are counts by unit only, and of a card only after the reply or the end
// of the time for it ([Card.Public]).
//
// The duties rest on the articles named in the table of [Rules] (law:zyc-12, law:xkf-32.4,
// law:xkf-38, law:xkf-42.1, law:xkf-44, law:xkf-45, law:xkf-50). The colours, the three working
// days and the last working day before a limit are rules of the house. Fees off the list wait
// for the registers. It keeps no rows and shows no pages.
package supervise

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/limit"
	"banjie/internal/registers/refund"
)

// ReplyDays is how many working days the unit has to explain a card, from the day on which
// it was recorded. A rule of the house.
const ReplyDays = 3

// State of a card.
type State string

const (
	Reminder  State = "reminder" // a blue card, which asks for nothing
	Opened    State = "opened"
	Explained State = "explained"
	Upheld    State = "upheld"
	Withdrawn State = "withdrawn"
)

// States in the order of a card's life.
var States = []State{Reminder, Opened, Explained, Upheld, Withdrawn}

// Card is one card of a case. Instants are UTC.
type Card struct {
	ID       string    `json:"card"` // rule, event and unit: unique in its case
	Case     string    `json:"case"` // number of the case
	Rule     string    `json:"rule"`
	Colour   Colour    `json:"colour"`
	Unit     string    `json:"unit"`
	Clock    string    `json:"clock,omitempty"` // the clock it is about
	Opened   time.Time `json:"opened"`          // the lawful instant
	Shown    time.Time `json:"shown"`           // when the event was recorded that shows it
	Seq      int64     `json:"seq"`             // that event
	N        int64     `json:"n"`               // and its leaf
	Due      time.Time `json:"due,omitzero"`    // the first instant at which a reply is late; zero for blue
	Calendar string    `json:"calendar,omitempty"`
	Acts     []Act     `json:"acts,omitempty"`
	State    State     `json:"state"`
}

// Act is one act on a card.
type Act struct {
	To  State     `json:"to"`
	At  time.Time `json:"at"`
	Seq int64     `json:"seq"`
	N   int64     `json:"n"`
}

// Reply is when the unit explained the card; zero while it has not.
func (c Card) Reply() time.Time {
	for _, a := range c.Acts {
		if a.To == Explained {
			return a.At
		}
	}
	return time.Time{}
}

// Expired says that the time for a reply is over and none has come.
func (c Card) Expired(now time.Time) bool {
	return !c.Due.IsZero() && c.Reply().IsZero() && !now.Before(c.Due)
}

// Public says that the card counts in public: after the reply or the end of its time.
func (c Card) Public(now time.Time) bool {
	return c.Colour != Blue && (!c.Reply().IsZero() || !now.Before(c.Due))
}

// Calendars are the versions of the calendar that events may name.
type Calendars struct {
	known []*calendar.Calendar // the last is the one in force
	mu    sync.Mutex
	older map[string]*calendar.Calendar
}

// NewCalendars takes versions in the order in which they came into force.
func NewCalendars(known ...*calendar.Calendar) *Calendars {
	if len(known) == 0 {
		known = []*calendar.Calendar{calendar.Builtin()}
	}
	return &Calendars{known: known, older: map[string]*calendar.Calendar{}}
}

// Now is the version in force.
func (c *Calendars) Now() *calendar.Calendar { return c.known[len(c.known)-1] }

// olderYears is how many yearly notices back an earlier program's calendar is looked for.
const olderYears = 5

// Of gives a version by its name: one of those known, or that of an earlier program, which
// had fewer yearly notices. A name that stands for neither gives the version in force.
func (c *Calendars) Of(version string) *calendar.Calendar {
	for _, k := range c.known {
		if k.Version() == version {
			return k
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if k, ok := c.older[version]; ok {
		return k
	}
	found := c.Now()
	for back := 1; back <= olderYears && version != ""; back++ {
		all := calendar.Builtin()
		notices := slices.DeleteFunc(all.Notices(), func(n calendar.Notice) bool { return n.Year > all.LastAnnounced()-back })
		if k, err := calendar.New(notices...); err == nil && k.Version() == version {
			found = k
			break
		}
	}
	c.older[version] = found
	return found
}

// look is a case as it stood before the event that is looked at.
type look struct {
	e       casework.Event
	number  string
	unit    string
	version string // of the calendar, as a clock last named it
	cal     *calendar.Calendar
	clocks  map[string]limit.Clock
	tasks   []casework.Task
	tried   map[string]bool
}

// Touches says that the event may open a card or act on one.
func Touches(e casework.Event) bool {
	switch e.Kind {
	case "attempt_refused", "due_soon", "deemed_renewed", "refused", "denied", refund.Found, kindExplained, kindUpheld, kindWithdrawn:
		return true
	}
	return slices.ContainsFunc(e.Facts.Clocks, func(k limit.Clock) bool { return !k.Theirs && late(k) })
}

// Cards gives the cards of a case in the order of the events that show them. It reads nothing
// but the events, which must be all of the case, in order. A case recorded elsewhere has none.
func Cards(events []casework.Event, calendars *Calendars) ([]Card, error) {
	l := look{clocks: map[string]limit.Clock{}, tried: map[string]bool{}}
	var cards []Card
	for i, e := range events {
		if e.Seq != int64(i+1) {
			return nil, fmt.Errorf("supervise: event %d follows event %d: the case is not whole", e.Seq, i)
		}
		if o := e.Facts.Open; o != nil && i == 0 {
			if o.Provenance == casework.Imported || o.Sealed { // what happened elsewhere; complaints have clocks of their own
				return nil, nil
			}
			l.number = o.Number
		}
		l.e = e
		if e.Facts.Unit != "" && l.unit == "" {
			l.unit = e.Facts.Unit
		}
		for _, k := range e.Facts.Clocks {
			if k.Due.Calendar != "" {
				l.version = k.Due.Calendar
			}
		}
		l.cal = calendars.Now()
		if Touches(e) {
			l.cal = calendars.Of(l.version)
			fresh, err := l.cards()
			if err != nil {
				return nil, err
			}
			cards = append(cards, fresh...)
			l.act(cards)
		}
		l.after()
	}
	return cards, nil
}

// cards are those that the event opens.
func (l *look) cards() (cards []Card, err error) {
	for _, r := range rules {
		if r.find == nil {
			continue
		}
		for _, f := range r.find(l) {
			c := Card{ID: fmt.Sprintf("%s-%d-%s", r.Number, l.e.Seq, f.unit), Case: l.number, Rule: r.Number, Colour: r.Colour, Unit: f.unit, Clock: f.clock,
				Opened: f.opened.UTC(), Shown: l.e.At.UTC(), Seq: l.e.Seq, N: l.e.N, State: Reminder}
			if slices.ContainsFunc(cards, func(o Card) bool { return o.ID == c.ID }) {
				c.ID += "-" + f.clock // two clocks of one rule in one event
			}
			if r.Colour != Blue {
				due, err := limit.Compute(l.cal, l.cal.DayOf(l.e.At), limit.Limit{N: ReplyDays, Unit: limit.Workday}, nil)
				if err != nil {
					return nil, err
				}
				c.Due, c.Calendar, c.State = due.At.UTC(), due.Calendar, Opened
			}
			cards = append(cards, c)
		}
	}
	return cards, nil
}

// act puts what the event does to a card into it.
func (l *look) act(cards []Card) {
	to, ok := acts[l.e.Kind]
	if !ok {
		return
	}
	for i := range cards {
		if cards[i].ID == l.e.Facts.Code {
			cards[i].Acts = append(cards[i].Acts, Act{To: to, At: l.e.At.UTC(), Seq: l.e.Seq, N: l.e.N})
			cards[i].State = to
		}
	}
}

// after puts the event into what the next one is looked at with.
func (l *look) after() {
	if u := l.e.Facts.Unit; u != "" {
		l.unit = u
	}
	for _, k := range l.e.Facts.Clocks {
		l.clocks[k.Name] = k
	}
	for _, t := range l.e.Facts.Tasks {
		i := slices.IndexFunc(l.tasks, func(o casework.Task) bool { return o.Step == t.Step && o.ID == t.ID })
		if i < 0 {
			l.tasks = append(l.tasks, t)
			continue
		}
		l.tasks[i] = t
	}
}
