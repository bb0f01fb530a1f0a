package order

import (
	"context"
	"time"

	"banjie/internal/casework"
	"banjie/internal/limit"
)

// Stage is how far an order has come, as lists are divided.
type Stage string

const (
	Awaiting Stage = "awaiting" // the unit's reply
	Overdue  Stage = "overdue"  // the reply date has passed; in lists only, an order that awaits and is late
	Answered Stage = "replied"  // the issuer's side is to say whether it will do
	Ended    Stage = "closed"
)

// Row is what lists say of an order. What was demanded, in words, is on its page.
type Row struct {
	Key      casework.Key
	Number   string // of the case
	Official string // 督办〔2026〕12号
	Unit     string
	About    About
	Subject  string // number of the case it is about
	Card     string
	Ground   string
	Stage    Stage     // Awaiting, Answered or Ended
	Due      time.Time // of the reply, or of looking at it; zero where none runs
	Late     bool
	Asked    bool // a later date waits for the issuer's side
	Opened   time.Time
	Replied  time.Time // latest
	Closed   time.Time
	Result   string
}

// RowOf is an order as lists say it.
func RowOf(c *casework.Case) Row {
	f := FileOf(c)
	r := Row{Key: c.Key, Number: c.Number, Official: f.Official(), Unit: f.Unit, About: f.About, Subject: f.Number, Card: f.Card, Ground: f.Ground,
		Stage: Awaiting, Opened: c.Opened, Closed: c.Closed, Result: c.Result, Asked: c.IsOpen() && f.Later != nil && !f.Later.Approved && !f.Later.Rejected && c.State == InHand}
	name := "reply"
	switch c.State {
	case Replied, Raised:
		r.Stage, name = Answered, "assess"
	case Closed:
		r.Stage = Ended
	}
	if k, ok := c.Clock(name); ok && c.IsOpen() && k.State.Open() {
		r.Due, r.Late = k.Due.At, k.State == limit.Late
	}
	for _, e := range c.Events {
		if e.Kind == "order_replied" {
			r.Replied = e.Effective
		}
	}
	return r
}

// Query asks for a page of orders: what is due first in front, of ended ones the latest.
type Query struct {
	Division string
	Stage    Stage  // "": every open one
	Unit     string // addressed to it
	After    string // cursor
	Limit    int    // at most 100, 20 by default
}

// Page of orders.
type Page struct {
	Rows []Row
	Next string
}

// Lists is what pages read of orders.
type Lists interface {
	Orders(ctx context.Context, q Query) (Page, error)
	// Stages counts the orders of each stage, those of a unit only where one is named.
	Stages(ctx context.Context, division, unit string) (map[Stage]int64, error)
}
