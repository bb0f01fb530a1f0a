// Package casework is one asking and everything that lawfully happens to it: the
// case 件, its events, its tasks and its clocks, and the procedure that says what
// may happen next. Applications, complaints, demands and recalls are all cases;
// they differ only in their procedures.
//
//	command ─▶ Engine.Do: load ─▶ transition ─▶ relation ─▶ guards ─▶ decide
//	                                                   │
//	             Writer: compare version, append events, leaves, clocks, tasks
//
// Deciding computes, folding copies: an event carries every due instant and every
// result that was computed for it, so that [Fold] needs nothing but events. The
// rows of a case, its open clocks and its open tasks are projections that
// fsck compares with the fold.
//
// The package knows no SQL, no HTTP and no HTML. It rests on the Administrative
// Licensing Law only through the procedures that use it.
package casework

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/limit"
)

// ID is a 63-bit case number: 12 bits month since 2000, 32 bits milliseconds within the
// month, 19 random bits. A case and its events live together, cases of one group lie side
// by side, and archives partition by month; it is no sequence. Should two meet, the writer
// refuses the second, which is decided again under a new id.
type ID int64

// NewID makes an id for a case opened at the given instant.
func NewID(at time.Time) ID {
	at = at.UTC()
	month := int64(at.Year()-2000)*12 + int64(at.Month()) - 1
	start := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
	within := at.Sub(start).Milliseconds()
	return ID(month<<51 | within<<19 | rand.Int64N(1<<19))
}

// String is the form used in addresses: base 36.
func (id ID) String() string { return strconv.FormatInt(int64(id), 36) }

// ParseID reads the form made by [ID.String].
func ParseID(s string) (ID, error) {
	n, err := strconv.ParseInt(s, 36, 64)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("casework: %q is no case id", s)
	}
	return ID(n), nil
}

// Key names a case: a case never changes division.
type Key struct {
	Division string
	ID       ID
}

// State of a case; which states there are is the procedure's matter.
type State string

// Provenance says where a case comes from.
type Provenance string

const (
	Live     Provenance = "live"
	Imported Provenance = "imported" // recorded elsewhere, replayed or imported here
)

// Case is the fold of its events.
type Case struct {
	Key
	Number           string
	Procedure        string
	ProcedureVersion int // version of the procedure
	Item             ItemRef
	State            State
	Version          int64  // sequence number of the last event
	Unit             string // unit responsible now
	Handler          string // account id of the officer who handles it, "" when nobody took it
	Party            string // the applicant's tag
	Agent            string // tag of whoever acts for the applicant, "" when nobody does
	Mandate          string
	Channel          string // web, mobile, window, post, import
	Window           string
	Provenance       Provenance
	Sealed           bool      // see [Opening.Sealed]
	Opened           time.Time // receipt
	Accepted         time.Time
	Decided          time.Time
	Closed           time.Time
	Keep             calendar.Day // last day on which what is private is kept; 0: no end was set
	Result           string       // granted, denied, refused, withdrawn, …; "" while open
	Visits           int          // counted visits to a hall
	Clocks           []limit.Clock
	Tasks            []Task
	File             any // what the procedure folds for itself
	Events           []Event
	Confided         bool // see [Procedure.Confided]
	keepsUnits       bool // see [Procedure.KeepsUnits]
}

// ItemRef names the version of the item by which a case is judged.
type ItemRef struct {
	Code    string `json:"code"`
	Version int    `json:"version"`
	Slug    string `json:"slug,omitempty"`
}

// Clock gives the case's clock of that name.
func (c *Case) Clock(name string) (limit.Clock, bool) {
	for _, k := range c.Clocks {
		if k.Name == name {
			return k, true
		}
	}
	return limit.Clock{}, false
}

// Task gives a task by step and id.
func (c *Case) Task(step, id string) (Task, bool) {
	for _, t := range c.Tasks {
		if t.Step == step && t.ID == id {
			return t, true
		}
	}
	return Task{}, false
}

// OpenTasks are the tasks somebody must still do.
func (c *Case) OpenTasks() []Task {
	var open []Task
	for _, t := range c.Tasks {
		if t.State.Open() {
			open = append(open, t)
		}
	}
	return open
}

// Target is the case as the role table sees it.
func (c *Case) Target() access.Target {
	t := access.Target{Division: c.Division, Unit: c.Unit, Party: c.Party, Holder: c.Handler, Sealed: c.Sealed || c.Confided}
	for _, k := range c.Tasks {
		if (k.State.Open() || c.keepsUnits) && k.Unit != c.Unit {
			t.Also = append(t.Also, k.Unit)
		}
	}
	return t
}

// FirstContact is whom of the staff the person met first (首问负责): who received the filing
// at a window or, online, first worked on it. It stays, whoever has the case later.
func (c *Case) FirstContact() (By, bool) {
	for _, e := range c.Events {
		switch e.By.Relation {
		case Receiver, UnitMember, TaskHolder, Responsible, HeadOfUnit:
			return e.By, true
		}
	}
	return By{}, false
}

// FiledUnsigned says that nobody was signed in when the case was filed: nothing identifies
// whoever typed the number that stands in it.
func (c *Case) FiledUnsigned() bool {
	if len(c.Events) == 0 {
		return false
	}
	by := c.Events[0].By
	return by.Role == access.Citizen && (by.ID == "" || by.ID == access.ByCode)
}

// IsOpen says whether the case still runs.
func (c *Case) IsOpen() bool { return c.Closed.IsZero() }

// TaskState is one of the four fixed states of a task.
type TaskState string

const (
	Waiting  TaskState = "waiting"
	Taken    TaskState = "taken"
	Done     TaskState = "done"
	SentBack TaskState = "sent_back"
)

// Open says whether somebody still has to do something.
func (s TaskState) Open() bool { return s == Waiting || s == Taken || s == SentBack }

// Task is one unit's part of a step.
type Task struct {
	Step    string    `json:"step"`
	ID      string    `json:"id"`
	Unit    string    `json:"unit"`
	Post    string    `json:"post,omitempty"`
	Officer string    `json:"officer,omitempty"` // who took it
	State   TaskState `json:"state"`
	Opened  time.Time `json:"opened,omitzero"`
	Ended   time.Time `json:"ended,omitzero"`
	Outcome string    `json:"outcome,omitempty"` // agree, disagree, answered
}

// Items gives published versions of items; a case's version never changes under it.
type Items interface {
	// Version gives one immutable version, fault.NotFound when there is none.
	Version(division, code string, version int) (*catalog.Item, error)
}
