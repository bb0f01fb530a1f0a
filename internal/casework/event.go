package casework

import (
	"encoding/json"
	"fmt"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/ledger"
	"banjie/internal/limit"
)

// Event is what happened, past tense, append-only.
type Event struct {
	Division  string
	Case      ID    // 0 for an act without a case
	Seq       int64 // 1, 2, … in its case; for acts without a case a random number
	N         int64 // leaf number in the division's ledger, from 0
	Kind      string
	Schema    int       // version of the shape of Facts; upcast on read, never rewritten
	At        time.Time // read once by the command
	Effective time.Time // the lawful instant
	Recorded  time.Time // set by the writer, one a group, never decreasing
	By        By
	Facts     Facts
	Raw       []byte // the stored bytes of Facts, as hashed
	Private   Private
	RawPriv   []byte       // the stored bytes of Private; nil when there is none or it was erased
	Inner     [32]byte     // hash over the private half, kept after erasure
	Erased    bool         // the private half was deleted
	Sealed    bool         // of a sealed case: the leaf shows a day and nothing else
	Face      *ledger.Face // what the receipt of this act says; nil: the act has none
	Beside    any          // rows that the act brings for a projector and commits to by a hash in its facts; not kept with the event
}

// By is who acted, as an event keeps it: no name.
type By struct {
	ID       string      `json:"id,omitempty"`
	Role     access.Role `json:"role"`
	Unit     string      `json:"unit,omitempty"`
	Relation Relation    `json:"relation,omitempty"`
	Mandate  string      `json:"mandate,omitempty"` // acted for another under this mandate
}

// Facts is the half of an event that is folded and kept for ever. It holds no personal data.
type Facts struct {
	From     State           `json:"from,omitempty"`
	To       State           `json:"to,omitempty"`
	Open     *Opening        `json:"open,omitempty"`
	Clocks   []limit.Clock   `json:"clocks,omitempty"`  // each changed clock, whole
	Tasks    []Task          `json:"tasks,omitempty"`   // each changed task, whole
	Unit     string          `json:"unit,omitempty"`    // new responsible unit
	Handler  *string         `json:"handler,omitempty"` // new handler
	Result   string          `json:"result,omitempty"`
	Closed   bool            `json:"closed,omitempty"`
	Reopened bool            `json:"reopened,omitempty"` // the end of the case did not hold
	Accepted *time.Time      `json:"accepted,omitempty"`
	Decided  *time.Time      `json:"decided,omitempty"`
	Keep     calendar.Day    `json:"keep,omitempty"`   // last day on which what is private is kept; 0: as it was
	Took     *int            `json:"took,omitempty"`   // working days from acceptance to this decision, lawful pauses taken out
	Visits   int             `json:"visits,omitempty"` // visits counted by this event
	Basis    []string        `json:"basis,omitempty"`  // ids of internal/law
	Approver string          `json:"approver,omitempty"`
	Code     string          `json:"code,omitempty"` // closed-list reason
	Data     json.RawMessage `json:"data,omitempty"` // the procedure's own facts
	Act      Act             `json:"act,omitzero"`
}

// Act repeats what the event's row says of the act beside what the leaf holds (kind,
// sequence, instants of command and record, role, unit). Because facts are hashed into the
// ledger, a row in which the actor or the lawful instant was altered is found.
type Act struct {
	By        string    `json:"by,omitempty"`
	As        Relation  `json:"as,omitempty"`
	Mandate   string    `json:"mandate,omitempty"`
	Schema    int       `json:"schema,omitempty"`   // 0: 1
	Effective time.Time `json:"effective,omitzero"` // zero: as At
	Kind      string    `json:"kind,omitempty"`     // of a sealed case, whose leaf does not say it
	Role      string    `json:"role,omitempty"`     // likewise
	Unit      string    `json:"unit,omitempty"`     // likewise
}

// ActOf is what the facts of an event must say of its act.
func ActOf(e Event) Act {
	a := Act{By: e.By.ID, As: e.By.Relation, Mandate: e.By.Mandate}
	if e.Schema != 1 {
		a.Schema = e.Schema
	}
	if !e.Effective.Equal(e.At) {
		a.Effective = e.Effective.UTC()
	}
	if e.Sealed {
		a.Kind, a.Role, a.Unit = e.Kind, string(e.By.Role), e.By.Unit
	}
	return a
}

// sealed puts the act into the facts of a finished event.
func (e Event) sealed() Event {
	e.Facts.Act = ActOf(e)
	return e
}

// Opening is the first event's account of the case.
type Opening struct {
	Number           string     `json:"number"`
	Procedure        string     `json:"procedure"`
	ProcedureVersion int        `json:"procedure_version"`
	Item             ItemRef    `json:"item"`
	Party            string     `json:"party,omitempty"`
	Agent            string     `json:"agent,omitempty"`
	Mandate          string     `json:"mandate,omitempty"`
	Channel          string     `json:"channel"`
	Window           string     `json:"window,omitempty"`
	Provenance       Provenance `json:"provenance"`
	CodeHash         string     `json:"code_hash,omitempty"` // keyed hash of the return code
	// Sealed cases are those whose reporter is protected: their acts keep the day and not the
	// hour, and what was done by whom stands inside the hashed body, not in the open leaf.
	Sealed bool `json:"sealed,omitempty"`
}

// Private is the half that is never folded and can be deleted: words and data about persons.
type Private struct {
	Text   string            `json:"text,omitempty"`   // reasons and messages in people's own words
	Person *Person           `json:"person,omitempty"` // applicant
	Agent  *Person           `json:"agent,omitempty"`
	Form   map[string]any    `json:"form,omitempty"`
	Files  []File            `json:"files,omitempty"`
	Notes  map[string]string `json:"notes,omitempty"`
}

// IsZero says that there is nothing private.
func (p Private) IsZero() bool {
	return p.Text == "" && p.Person == nil && p.Agent == nil && len(p.Form) == 0 && len(p.Files) == 0 && len(p.Notes) == 0
}

// Person is what is asked of an applicant once.
type Person struct {
	Name    string `json:"name"`
	IDKind  string `json:"id_kind"` // resident, uscc, passport, permit
	IDValue string `json:"id_value"`
	Phone   string `json:"phone,omitempty"`
	Address string `json:"address,omitempty"`
	Email   string `json:"email,omitempty"`
}

// File is an uploaded document, named by the hash of its stored bytes.
type File struct {
	Material string `json:"material"` // id in the item
	Name     string `json:"name"`     // as the person called it
	Hash     string `json:"hash"`     // SHA-256, hex
	Type     string `json:"type"`     // checked content type
	Size     int64  `json:"size"`
	Grade    string `json:"grade,omitempty"` // A issued by us, B seen by a window, C uploaded, D own promise
}

// WithFiles is an input of a verb that carries files. Whoever takes it from outside puts in
// the place of each what the stored bytes are, and refuses what was never stored.
type WithFiles interface {
	// Sent gives the files; their places may be written to.
	Sent() []File
}

// Data reads the procedure's own facts of an event.
func Data[T any](e Event) (T, error) {
	var v T
	if len(e.Facts.Data) == 0 {
		return v, nil
	}
	if err := json.Unmarshal(e.Facts.Data, &v); err != nil {
		return v, fmt.Errorf("casework: event %d of case %s (%s): %w", e.Seq, e.Case, e.Kind, err)
	}
	return v, nil
}
