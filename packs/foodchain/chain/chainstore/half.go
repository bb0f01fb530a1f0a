package chainstore

import (
	"context"
	"time"

	"banjie/internal/clock"
	"banjie/internal/sqldb"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/trace"
)

// mostHalves is how many records of a side are compared, the newest.
const mostHalves = 2000

// halfLine is a record of goods that went from one business to another.
type halfLine struct {
	lot, unit, business, partner string
	amount                       int64
	kind                         chain.StepKind
	at                           time.Time
}

func scanHalf(row scanner) (l halfLine, err error) {
	var t int64
	err = row.Scan(&l.lot, &l.unit, &l.amount, &l.business, &l.partner, &l.kind, &t)
	l.at = clock.FromMicros(t)
	return l, err
}

// between is goods of one lot between two businesses.
type between struct {
	lot, sender, receiver string
	family                trace.Family
}

// sums are what both sides recorded of it.
type sums struct {
	sent, received         int64 // in the base unit
	early                  int64 // of what was received, what may have been sent before the window
	lastSent, lastReceived time.Time
	back                   bool
}

// Halves implements chain.Store. Where a side has more than mostHalves records both are compared from after the
// oldest instant that is whole in both: of what lies before it one side would be there and the other not. What was
// received in the first chain.ConfirmDays after it excuses itself, for it may have been sent before.
func (s *Store) Halves(ctx context.Context, division, business string, since time.Time) (list []chain.Half, err error) {
	var lines []halfLine
	var from time.Time // zero: nothing was cut
	for _, side := range []string{"business", "partner"} {
		some, err := all(ctx, s, scanHalf, `select l.lot, l.unit, l.amount, l.business, l.partner, l.kind, l.t from food_line l
			where l.`+side+` = ? and l.`+side+` <> '' and l.business <> '' and l.partner <> '' and l.t >= ? and l.kind in ('send', 'return', 'receive') and `+standing+` order by l.t desc limit ?`, business, clock.Micros(since), mostHalves)
		if err != nil {
			return nil, err
		}
		if n := len(some); n == mostHalves && some[n-1].at.After(from) {
			from = some[n-1].at
		}
		lines = append(lines, some...)
	}
	at := map[between]*sums{}
	for _, l := range lines {
		if l.at.After(from) { // the oldest instant itself may be cut in two
			add(at, l, !from.IsZero() && l.at.Before(from.AddDate(0, 0, chain.ConfirmDays)))
		}
	}
	for k, x := range at {
		h := chain.Half{Lot: k.lot, Unit: string(k.family), Sender: k.sender, Receiver: k.receiver, Return: x.back, Sums: [2]int64{x.sent, x.received}}
		if h.Sent = x.sent > x.received; h.Sent {
			h.At, h.Amount = x.lastSent, x.sent-x.received
		} else {
			h.At, h.Amount = x.lastReceived, x.received-x.early-x.sent
		}
		if h.Amount > 0 {
			list = append(list, h)
		}
	}
	return list, nil
}

func add(at map[between]*sums, l halfLine, early bool) {
	n, family := trace.Base(l.amount, l.unit)
	if l.amount == 0 { // one piece
		n, family = 1_000_000, trace.Pieces
	}
	k := between{l.lot, l.business, l.partner, family}
	if l.kind == chain.Receive {
		k.sender, k.receiver = l.partner, l.business
	}
	if k.sender == k.receiver {
		return
	}
	x := at[k]
	if x == nil {
		x = &sums{}
		at[k] = x
	}
	if l.kind == chain.Receive {
		x.received += n
		if early {
			x.early += n
		}
		if l.at.After(x.lastReceived) {
			x.lastReceived = l.at
		}
		return
	}
	x.sent += n
	x.back = x.back || l.kind == chain.Return
	if l.at.After(x.lastSent) {
		x.lastSent = l.at
	}
}

// ByPrograms implements chain.Store: programs name no partner, so it is what came to or left the places of whoever
// did not record it.
func (s *Store) ByPrograms(ctx context.Context, division string, since time.Time, halves []chain.Half) ([]int64, error) {
	out := make([]int64, len(halves))
	if len(halves) == 0 {
		return out, nil
	}
	args, lots := []any{division}, []any{}
	for _, h := range halves {
		args, lots = append(args, h.Missing()), append(lots, h.Lot)
	}
	args = append(append(args, lots...), clock.Micros(since))
	type captured struct {
		lot, unit, business string
		amount              int64
		motion              trace.Motion
	}
	lines, err := all(ctx, s, func(r scanner) (x captured, err error) {
		return x, r.Scan(&x.lot, &x.unit, &x.amount, &x.business, &x.motion)
	}, `select l.lot, l.unit, l.amount, p.business, l.motion from food_place p join food_line l on l.place = p.key
		where p.division = ? and p.business in (`+sqldb.Args(len(halves))+`) and l.lot in (`+sqldb.Args(len(halves))+`) and l.t >= ? and l.business = '' and l.motion in ('`+string(trace.MotionShipped)+`', '`+string(trace.MotionReceived)+`') and `+standing, args...)
	for _, l := range lines {
		n, family := trace.Base(l.amount, l.unit)
		for i, h := range halves {
			if h.Lot == l.lot && h.Missing() == l.business && h.Unit == string(family) && h.Sent == (l.motion == trace.MotionReceived) {
				out[i] += n
			}
		}
	}
	return out, err
}
