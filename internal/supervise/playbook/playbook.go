// Package playbook is what the head of the centre looks at each morning: what is due, who
// waits for whom, what repeats, and what was promised and not done.
//
//	cases, tasks, cards, orders, escalations, complaints (rows of projections) ──▶ counts ──▶ rows
//
// Every figure is a count of rows and opens them. Units are counted and never persons. It
// rests on no article; three times in ninety days is a rule of the house ([Often], [Period]).
// It decides nothing and proposes nothing by itself.
package playbook

import (
	"context"
	"time"

	"banjie/internal/casework"
	"banjie/internal/limit"
)

// What repeats is what came at least Often times within Period calendar days.
const (
	Often  = 3
	Period = 90
)

// Due counts the open cases by the first limit that the administration owes.
type Due struct {
	Over, Today, Week int64 // passed; until the end of today; until the end of this week, today left out
}

// Wait is the open work of one unit.
type Wait struct {
	Unit    string
	Open    int64 // open tasks
	Untaken int64 // of Open: nobody has taken them
	Late    int64 // of Open: of a case whose limit has passed
	Oldest  time.Time
}

// RepeatOf says what repeats.
type RepeatOf string

const (
	UnitAndKind RepeatOf = "unit_kind" // complaints against a unit, of one kind
	ItemAndKind RepeatOf = "item_kind" // complaints about cases of one item, of one kind
	UnitAndCard RepeatOf = "unit_card" // cards of a unit, by one rule
)

// Repeat is something that came again and again.
type Repeat struct {
	Of     RepeatOf
	Unit   string
	Item   string
	Kind   string // of the complaint
	Rule   string // of the card
	N      int64
	Latest time.Time
}

// Unmet counts what was promised and not done.
type Unmet struct {
	Orders     int64 // whose reply date has passed
	Measures   int64 // ended complaints whose measures nobody has confirmed
	Extensions int64 // limits that were extended and have passed all the same
	Unordered  int64 // late limits told to the centre, without an order about the case
}

// Row is an open case in a list of the playbook; of a sealed one nothing but the number.
type Row struct {
	Key       casework.Key
	Number    string
	Procedure string
	Item      string
	Unit      string
	State     casework.State
	Due       time.Time
	Sealed    bool
}

// Escalated is a late limit as the level above was told of it last.
type Escalated struct {
	Key       casework.Key
	Number    string
	Procedure string
	Item      string
	Unit      string // that has it in hand
	Clock     string
	Rule      string
	Level     int
	Due       time.Time // when it passed
	Extended  bool
	Sealed    bool
	Ordered   bool // an order about the case is open; filled in by lists
	Seq       int64
	At        time.Time // when the level was told, the lawful instant
	Standing  bool      // the limit is late still, and no higher level was told
}

// EscalatedOf are the levels told of a case's late limits, one for each unit that had it in hand.
func EscalatedOf(c *casework.Case) []Escalated {
	var all []Escalated
	for _, e := range c.Events {
		if e.Kind != "escalated" {
			continue
		}
		x, err := casework.Data[casework.Escalation](e)
		if err != nil {
			continue // facts that cannot be read name no unit
		}
		k, _ := c.Clock(x.Clock)
		for i := range all {
			all[i].Standing = all[i].Standing && (all[i].Clock != x.Clock || all[i].Seq == e.Seq)
		}
		for _, unit := range x.Units {
			all = append(all, Escalated{Key: c.Key, Number: c.Number, Procedure: c.Procedure, Item: c.Item.Code, Unit: unit, Clock: x.Clock, Rule: x.Rule, Level: x.Level, Due: x.Due,
				Extended: x.Extended, Sealed: c.Sealed, Seq: e.Seq, At: e.Effective, Standing: c.IsOpen() && k.State == limit.Late})
		}
	}
	return all
}

// EscalatedQuery asks for late limits, the longest late in front.
type EscalatedQuery struct {
	Division  string
	Unit      string
	Level     int // told to this level or higher; 0: any
	Extended  bool
	Unordered bool
	After     string // cursor
	Limit     int    // at most 100, 20 by default
}

// Lists is what the pages read. Instants are bounds: at or after since, before until.
type Lists interface {
	Due(ctx context.Context, division string, now, today, week time.Time) (Due, error)
	// DueRows are the open cases whose first owed limit ends at or after from and before until.
	DueRows(ctx context.Context, division string, from, until time.Time, after string, limit int) (rows []Row, next string, err error)
	Waits(ctx context.Context, division string, now time.Time) ([]Wait, error)
	Repeats(ctx context.Context, division string, since time.Time) ([]Repeat, error)
	Unmet(ctx context.Context, division string) (Unmet, error)
	Escalations(ctx context.Context, q EscalatedQuery) (rows []Escalated, next string, err error)
}
