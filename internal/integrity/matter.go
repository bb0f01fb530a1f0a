package integrity

import (
	"time"

	"banjie/internal/integrity/sketch"
)

// Result is how a matter ended.
type Result string

// Results. The word refused stands for a matter that was not accepted.
const (
	Solved      Result = "solved"
	Partly      Result = "partly"
	Explained   Result = "explained"
	Unfounded   Result = "unfounded"
	Withdrawn   Result = "withdrawn"
	Merged      Result = "merged"
	HandedOver  Result = "handed_over"
	Unreachable Result = "unreachable"
	CouldBeDone Result = "could_be_done"
	Refused     Result = "refused"
)

var results = []Result{Solved, Partly, Explained, Unfounded, Withdrawn, Merged, HandedOver, Unreachable, CouldBeDone, Refused}

// Matter is one closed or open matter as the indicators need it. It names no person: filer, object,
// device and phone are tags that mean nothing outside of one export. Instants are UTC.
type Matter struct {
	ID           string        `json:"id"`
	Unit         string        `json:"unit"`
	Kind         string        `json:"kind,omitempty"`   // complaint, demand, application
	Topic        string        `json:"topic,omitempty"`  // class of problem
	Object       string        `json:"object,omitempty"` // tag of what it is about
	Filer        string        `json:"filer,omitempty"`  // tag of who asked, where the export has one
	Parent       string        `json:"parent,omitempty"` // matter it was split from
	Received     time.Time     `json:"received"`
	Taken        time.Time     `json:"taken,omitzero"`          // first taken by a unit
	Limit        int           `json:"limit,omitempty"`         // days of the citizen's clock
	CalendarDays bool          `json:"calendar_days,omitempty"` // the limit counts calendar days, not working days
	Closed       time.Time     `json:"closed,omitzero"`
	Result       Result        `json:"result,omitempty"`
	Reopened     time.Time     `json:"reopened,omitzero"`
	Appealed     time.Time     `json:"appealed,omitzero"`
	Signed       bool          `json:"signed,omitempty"`    // a withdrawal signed by the receipt's key
	NotDrawn     bool          `json:"not_drawn,omitempty"` // the survey is a sample and this matter is not in it
	Invited      bool          `json:"invited,omitempty"`   // asked for a rating
	CallBack     CallBack      `json:"call_back,omitempty"`
	Ratings      []Rating      `json:"ratings,omitempty"`
	Pauses       []Pause       `json:"pauses,omitempty"`
	Moves        []Move        `json:"moves,omitempty"`
	Returns      []Return      `json:"returns,omitempty"`
	Contacts     []time.Time   `json:"contacts,omitempty"` // an officer spoke to the person
	Reading      Reading       `json:"reading,omitempty"`  // blind second reading of a refusal
	Visits       []Visit       `json:"visits,omitempty"`
	Asked        sketch.Sketch `json:"asked,omitempty"`         // of the request's text
	Answer       sketch.Sketch `json:"answer,omitempty"`        // of the closing text
	AnswerLength int           `json:"answer_length,omitempty"` // characters of the closing text
}

// CallBack says how the independent call-back ended.
type CallBack string

const (
	Reached    CallBack = "reached"
	NotReached CallBack = "not_reached"
)

// Reading is the outcome of a second reading.
type Reading string

const (
	Upheld     Reading = "upheld"
	Overturned Reading = "overturned"
)

// Channel is the way a rating came in.
type Channel string

const (
	ByWindow   Channel = "window"
	ByWeb      Channel = "web"
	ByMessage  Channel = "message"
	ByCallBack Channel = "call_back" // the sealed sample, asked by others than the unit
)

var channels = []Channel{ByWindow, ByWeb, ByMessage, ByCallBack}

// Rating is one answer; Stars 1 and 2 are poor ratings.
type Rating struct {
	Channel Channel   `json:"channel"`
	Stars   int       `json:"stars"`
	At      time.Time `json:"at"`
	Signed  bool      `json:"signed,omitempty"`
	Device  string    `json:"device,omitempty"`
	Phone   string    `json:"phone,omitempty"`
	Office  bool      `json:"office,omitempty"` // from the network of an office
}

// Pause is a time in which the unit's clock stood; one that runs has no To.
type Pause struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
}

// Move puts a matter into another class.
type Move struct {
	At     time.Time `json:"at"`
	Longer bool      `json:"longer"` // to a class with a longer limit, or one that is not ranked
}

// Return sends a matter back, from one unit to another.
type Return struct {
	At         time.Time `json:"at"`
	From       string    `json:"from"`
	To         string    `json:"to"`
	Overturned bool      `json:"overturned,omitempty"` // the ruling gave it back to From
}

// Visit is an on-site visit; Typed times were entered by hand.
type Visit struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Typed bool      `json:"typed,omitempty"`
}

// Seed is a complaint that two named people had filed to see whether it is found.
type Seed struct {
	Unit  string `json:"unit"`
	Found bool   `json:"found"`
}

// Calls are the calls of a unit by the telephone exchange, and the matters that were made from them.
type Calls struct {
	Unit    string `json:"unit"`
	Calls   int    `json:"calls"`
	Matters int    `json:"matters"`
}

// Orphan is a receipt in a citizen's hand that belongs to no matter.
type Orphan struct {
	Unit string `json:"unit"`
}

// Records is all that is looked at in one night.
type Records struct {
	Matters []Matter
	Seeds   []Seed
	Calls   []Calls
	Orphans []Orphan
}

// ended says that the matter is over; reopening starts a new count.
func (m *Matter) ended() bool { return !m.Closed.IsZero() }

// doubted says that the matter came back: reopened or appealed.
func (m *Matter) doubted() bool { return !m.Reopened.IsZero() || !m.Appealed.IsZero() }
