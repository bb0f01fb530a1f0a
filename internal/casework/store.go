package casework

import (
	"context"
	"time"

	"banjie/internal/access"
	"banjie/internal/ledger"
)

// Keys of a case: one 32-byte key a compartment, from which the salts of its
// events derive. Erasure deletes Private and keeps the hashes.
type Keys struct {
	Facts   [32]byte
	Private [32]byte // zero after erasure
}

// Write is one unit of work on one case, or an act without a case. The writer
// compares Base and appends; it decides nothing.
type Write struct {
	Division string
	Case     *Case // after the fold; nil for an act without a case
	Before   *Case // as the decision saw it; nil: the case is new
	Base     int64 // version the decision saw; 0: the case is new
	Keys     *Keys // for a new case
	Events   []Event
	Idem     *Idem
	// Once names an act without a case that is done once under its kind and this name, on however
	// many nodes; "": as often as somebody does it. A second one is [ErrRepeated].
	Once string
	// Also are acts of the platform on other cases that stand or fall with this one, each on a
	// case of its own: the old licence that a renewal replaces. They bring no Idem and no Also.
	Also []Write
}

// Idem makes a repeated command harmless: same actor, key and content give the
// recorded outcome again. Kept for [RepeatDays].
type Idem struct {
	Actor string
	Key   string
	Hash  [32]byte // of the request
}

// RepeatDays is for how many calendar days, by the clock of the acts, a repeated command is known.
const RepeatDays = 30

// Repeat is what a recorded idempotent command led to.
type Repeat struct {
	Case ID
	Seq  int64 // last event
	Hash [32]byte
}

// Committed is the writer's answer.
type Committed struct {
	Events []Event // of the case, with N and Recorded
	Head   ledger.Head
}

// Writer appends. Errors: [ErrConflict] when Base is no longer the version,
// [ErrRepeated] when the idempotency key is taken.
type Writer interface {
	Write(ctx context.Context, w Write) (Committed, error)
}

// Store is what the engine reads.
type Store interface {
	// Load gives a case with its events, folded by the caller. fault.NotFound when there is none.
	Load(ctx context.Context, key Key) ([]Event, Provenance, error)
	// Due gives up to limit clocks of a division ("" all) whose next instant is not after now.
	Due(ctx context.Context, division string, now time.Time, limit int) ([]DueClock, error)
	// Repeated looks an idempotency key up.
	Repeated(ctx context.Context, division, actor, key string) (Repeat, bool, error)
	// Number gives the next serial of a series, unique but not gap-free.
	Number(ctx context.Context, division, series string) (int64, error)
}

// DueClock is a clock the sweeper must look at.
type DueClock struct {
	Key
	Name string
	Next time.Time
}

// Query asks for a page of a work list or of cases.
type Query struct {
	Division  string
	Tasks     bool   // a work list: cases with open tasks of the unit or officer
	Waiting   bool   // of a work list: only tasks that nobody has taken
	Unit      string // of this unit (its tasks, or its responsibility)
	Officer   string // in this officer's hands
	Party     string // of this applicant
	Before    string // and of this one, where Party is given: see access.Actor
	States    []State
	Item      string   // item code
	Procedure string   // of this procedure; "" any
	Sealed    bool     // sealed cases too; a work list has them by its tasks
	Unsealed  bool     // the reader may open no sealed case, not even by a task of the unit: see access.Scope
	Without   []string // leaves out the cases of these procedures, of which the reader may open none
	Lamp      Lamp
	DueBefore time.Time // for DueSoon: not late, and the next limit ends before this instant
	Names     bool      // the reader may see applicants' names
	Open      *bool
	Window    string
	By        Instant   // which instant of the case Since and Until mean
	Since     time.Time // at or after
	Until     time.Time // before

	// Closed at or after, and before; such a list comes latest closed first unless another order is asked for.
	ClosedSince, ClosedUntil time.Time

	Order Order
	After string // cursor
	Limit int    // at most 100, 20 by default
}

// Lamp marks how a case stands with its promise.
type Lamp string

const (
	DueSoon   Lamp = "due_soon" // at most one working day left
	Overdue   Lamp = "overdue"
	PausedNow Lamp = "paused"
	Deemed    Lamp = "deemed"   // accepted by silence
	OnTime    Lamp = "on_time"  // decided within the promise
	WasLate   Lamp = "was_late" // a clock of the administration overran at some time, also after the decision
	Poor      Lamp = "poor"     // rated poorly
)

// Instant of a case by which a list is cut and ordered.
type Instant string

const (
	ByReceipt    Instant = ""
	ByAcceptance Instant = "accepted" // only accepted cases
	ByDecision   Instant = "decided"  // only decided cases
)

// Order of a list.
type Order string

const (
	ByUrgency Order = "urgency" // earliest due first
	ByNewest  Order = "newest"
	ByWaiting Order = "waiting" // longest waiting first: by receipt, in a work list by when the task came
)

// Row is a case in a list: what the list shows and nothing private but the applicant's name.
type Row struct {
	Key
	Number     string
	Procedure  string
	Item       ItemRef
	State      State
	Version    int64
	Unit       string
	Handler    string
	Channel    string
	Opened     time.Time
	Accepted   time.Time
	Decided    time.Time
	Closed     time.Time
	Result     string
	NextDue    time.Time // of an open case the first limit the administration owes, of a closed one the promise; zero when none runs
	Paused     bool
	Deemed     bool
	Late       bool   // some clock of the administration has overrun now
	WasLate    bool   // or had at some time
	Poor       bool   // rated poorly
	Sealed     bool   // see [Opening.Sealed]
	Name       string // applicant, filled only for those who may see it
	Tasks      []Task // open ones
	Provenance Provenance
}

// Page of rows.
type Page struct {
	Rows []Row
	Next string // cursor of the next page, "" at the end
}

// Lists is what pages and exports read.
type Lists interface {
	Cases(ctx context.Context, q Query) (Page, error)
	// ByNumber finds a case by its public number.
	ByNumber(ctx context.Context, division, number string) (Key, error)
	// CodeHash gives the keyed hash of a case's return code.
	CodeHash(ctx context.Context, key Key) (string, error)
}

// Reader records reads of personal data by staff, outside the ledger.
type Reader interface {
	Read(a access.Actor, key Key, what string, at time.Time)
}
