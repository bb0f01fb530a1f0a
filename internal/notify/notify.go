// Package notify says who is told what: it reads an event and decides which notices 通知
// go to whom, in both languages, and it keeps the books on what is sent out.
//
//	event n ──Decide──▶ notices ──▶ in the platform: unread ──▶ read
//	      │                  └─────▶ by mail ┐
//	      └──Watchers──▶ webhooks ───────────┴▶ delivery: waiting ──▶ sent
//	                                               ▲  │failed        └▶ dropped (no longer allowed)
//	                                        replay─┤  ▼
//	                                             dead ◀── tenth failure
//
// A consumer reads the events of a division in ledger order and keeps how far it has
// come, its cursor. Moving the cursor and writing what came of the events is one
// transaction ([Store.Pass]), so that every notice and every delivery comes to be exactly
// once. Sending over the network is at least once: whoever receives can tell a repetition
// by its id, which is the same every time.
//
// Telling people in writing rests on the Administrative Licensing Law art. 32, 42, 44, 45
// and 47 (law:xkf-32.4, law:xkf-42.1, law:xkf-44, law:xkf-45, law:xkf-47). A notice here is the
// courtesy beside the act: limits run from the act and its service, not from the reading
// of a notice. The package sends nothing itself, reads no clock and knows no SQL.
package notify

import (
	"context"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/lang"
)

// Audience is the kind of recipient.
type Audience string

const (
	Party   Audience = "party"   // the applicant, by party tag
	Unit    Audience = "unit"    // everybody of a unit
	Officer Audience = "officer" // one officer
)

// Recipient is who is told.
type Recipient struct {
	Audience Audience `json:"audience"`
	ID       string   `json:"id"`
}

// Recipients are all names under which an actor is told something: an applicant by the
// party acted for, staff by themselves and by their unit.
func Recipients(a access.Actor) []Recipient {
	if !a.IsStaff() {
		var to []Recipient
		s := access.ScopeOf(a, access.ViewCase)
		for _, party := range []string{s.Party, s.Before} {
			if party != "" {
				to = append(to, Recipient{Party, party})
			}
		}
		return to
	}
	var to []Recipient
	if a.ID != "" {
		to = append(to, Recipient{Officer, a.ID})
	}
	if a.Unit != "" {
		to = append(to, Recipient{Unit, a.Unit})
	}
	return to
}

// Notice 通知 is what one recipient is told of one event.
type Notice struct {
	Division string
	N        int64 // leaf of the event it tells of
	To       Recipient
	Case     casework.ID // 0 for an act without a case
	Number   string
	Kind     string // of the event
	Title    lang.Text
	Text     lang.Text
	Details  []lang.Text // people's own words and lists; never sent by mail
	At       time.Time   // of the event
	Read     time.Time   // zero: unread; one mark for all of a unit
}

// List asks for notices of a recipient, newest first.
type List struct {
	Division string
	To       []Recipient
	Unread   bool
	Before   int64 // cursor: notices of leaves before this one; 0 from the newest
	Limit    int   // at most 100, 20 by default
}

// Inbox is what pages read of notices.
type Inbox interface {
	// Notices gives a page and the cursor of the next, 0 at the end.
	Notices(ctx context.Context, q List) ([]Notice, int64, error)
	// Unread counts what has not been read, up to 100: the number beside the bell.
	Unread(ctx context.Context, division string, to []Recipient) (int, error)
	// MarkRead marks the recipient's notices up to and including leaf n.
	MarkRead(ctx context.Context, division string, to []Recipient, n int64, at time.Time) error
}

// Channel by which something leaves the platform.
type Channel string

const (
	ByWebhook Channel = "webhook"
	ByMail    Channel = "mail"
)

// Pass is one step of a consumer: the events from leaf From up to To have been read, and
// this came of them.
type Pass struct {
	Consumer   string
	Division   string
	From, To   int64
	Notices    []Notice
	Deliveries []Delivery
	Erased     []casework.ID // cases whose personal data were deleted: their notices go too
}

// Store keeps cursors, notices, webhooks and deliveries.
type Store interface {
	Inbox
	Webhooks
	Ledger
	// Cursor is the leaf a consumer reads next, 0 for one that has never run.
	Cursor(ctx context.Context, consumer, division string) (int64, error)
	// Pass writes a step in one transaction. ErrMoved when another node was faster.
	Pass(ctx context.Context, p Pass) error
}
