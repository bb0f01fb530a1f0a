package supervise

import (
	"context"
	"time"

	"banjie/internal/casework"
)

// Asking asks for yellow and red cards, which ask for an answer.
const Asking Colour = "asking"

// ToDo asks for cards that somebody still has to answer or review.
const ToDo State = "to_do"

// Late is a card that was not explained until its day: nobody is asked any more, it is to be reviewed.
// It is a state of queries and counts alone; the card stays [Opened].
const Late State = "late"

// Query asks for a page of cards, the latest first.
type Query struct {
	Division string
	Case     casework.ID // of this case; 0: of all
	Unit     string
	Rule     string
	Colour   Colour    // or [Asking]
	State    State     // or [ToDo], or [Late]; with Now, Opened are those that may still be explained
	Now      time.Time // by which Late is told from Opened; zero: Opened are all without a reply
	Since    time.Time // recorded at or after this instant
	After    string    // cursor
	Limit    int       // at most 100, 20 by default
}

// Listed is a card with the case it is of. Its leaf numbers are not filled in.
type Listed struct {
	Key casework.Key
	Card
}

// Page of cards.
type Page struct {
	Cards []Listed
	Next  string // cursor of the next page, "" at the end
}

// Count is how many cards of a colour and state a unit has; those without a reply are [Opened] or [Late].
type Count struct {
	Unit   string
	Colour Colour
	State  State
	N      int64
}

// Lists is what pages read of cards.
type Lists interface {
	List(ctx context.Context, q Query) (Page, error)
	// Counts counts yellow and red cards recorded since an instant, by unit; public leaves out
	// those that do not count in public yet.
	Counts(ctx context.Context, division string, since, now time.Time, public bool) ([]Count, error)
	// All gives every card of a division in the order of the ledger.
	All(ctx context.Context, division string) ([]Card, error)
}
