// Package standing keeps the named queries of EPCIS 2.0 and those who subscribe to them (sections 8.2
// and 12.7).
//
//	Query ── named ──▶ its events can be read by name
//	  └─ Subscription ── stream: at once │ schedule: at its times
//	       cursor ─▶ report n: events first…last ─▶ delivery of the hall ─▶ dest ─▶ report n+1
//
// Naming, ending, subscribing and unsubscribing are acts. Their facts hold a hash of the definition:
// an address to call may hold a secret, and facts are for ever. The definition itself comes beside the
// act and is kept by standingstore. A signature token is kept sealed under a key of the folder.
//
// A report is at least once and in order; what the owner of a subscription may see is judged when it
// is made. The next report waits until the one before was answered with 2xx. WebSockets are not built.
package standing

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"banjie/internal/access"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/query"
)

// Kinds of the acts.
const (
	Named        = "food_query_named"
	Ended        = "food_query_ended"
	Subscribed   = "food_query_subscribed"
	Unsubscribed = "food_query_unsubscribed"
)

// What one account may have at most.
const (
	MostQueries       = 100
	MostSubscriptions = 50
)

// Query is a named query.
type Query struct {
	ID         string // random; a name can be used again when its query has ended
	Name       string
	Account    string // owner
	Definition string // as [query.Query.JSON] writes it
	Seq        int64  // of its act
	At         time.Time
}

// Read gives the query to be asked.
func (q Query) Read() (*query.Query, error) {
	return query.Parse(q.Definition, nil, epcis.DefaultLimits)
}

// Terms are what a subscriber asked for, as they are hashed.
type Terms struct {
	Dest          string     `json:"dest"`
	Stream        bool       `json:"stream,omitempty"`
	Schedule      *Schedule  `json:"schedule,omitempty"`
	ReportIfEmpty bool       `json:"reportIfEmpty,omitempty"`
	Initial       *time.Time `json:"initialRecordTime,omitempty"`
	Links         bool       `json:"links,omitempty"` // GS1-EPC-Format: Always_GS1_Digital_Link
}

// Subscription is somebody who is told what answers a query.
type Subscription struct {
	ID      string
	Query   string // id
	Account string
	Role    access.Role
	Terms   Terms
	Token   []byte // sealed; nil: reports are not signed
	Seq     int64  // of its act
	At      time.Time
	State   State
}

// State is how far a subscription is. It is not made again from acts.
type State struct {
	Since   time.Time // events recorded before are not told
	Cursor  int64     // number of the last event that is told or was looked at
	Report  int64     // number of the last report, from 1; 0: none yet
	Waits   bool      // the last report has not ended
	From    int64     // the last report tells of events after this number
	To      int64     // and up to this one
	Made    time.Time // when the last report was made
	Due     time.Time // next time of the schedule; zero before the first, and of a stream
	Parts   int64     // reports made at this time of the schedule
	Told    time.Time // when a report was last answered with 2xx
	Version int64     // of this state; it is written by compare and set
}

// NamedFacts are what the acts about a query say.
type NamedFacts struct {
	Name string `json:"name"`
	Hash string `json:"hash,omitempty"` // SHA-256 of the definition, hex
}

// SubscribedFacts are what the acts about a subscription say.
type SubscribedFacts struct {
	ID    string `json:"id"`
	Query string `json:"query"`
	Hash  string `json:"hash,omitempty"` // SHA-256 of the terms, hex
}

func hash(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// Hash of a query's definition.
func (q Query) Hash() string { return hash([]byte(q.Definition)) }

// Hash of the terms.
func (t Terms) Hash() string {
	b, _ := json.Marshal(t) // plain values always encode
	return hash(b)
}
