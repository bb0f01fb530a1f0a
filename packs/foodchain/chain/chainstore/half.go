package chainstore

import (
	"context"
	"time"

	"banjie/internal/clock"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/trace"
)

// mostHalves is how many records of a side are compared.
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
	lastSent, lastReceived time.Time
	back                   bool
}

// Halves implements chain.Store.
func (s *Store) Halves(ctx context.Context, division, business string, since time.Time) (list []chain.Half, err error) {
	at := map[between]*sums{}
	for _, side := range []string{"business", "partner"} {
		lines, err := all(ctx, s, scanHalf, `select l.lot, l.unit, l.amount, l.business, l.partner, l.kind, l.t from food_line l
			where l.`+side+` = ? and l.`+side+` <> '' and l.business <> '' and l.partner <> '' and l.t >= ? and l.kind in ('send', 'return', 'receive') and `+standing+` order by l.t desc limit ?`, business, clock.Micros(since), mostHalves)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			add(at, l)
		}
	}
	for k, x := range at {
		if x.sent == x.received {
			continue
		}
		h := chain.Half{Lot: k.lot, Unit: string(k.family), Sender: k.sender, Receiver: k.receiver, Return: x.back}
		if h.Sent = x.sent > x.received; h.Sent {
			h.At, h.Amount = x.lastSent, x.sent-x.received
		} else {
			h.At, h.Amount = x.lastReceived, x.received-x.sent
		}
		missing, motion := h.Receiver, trace.MotionReceived
		if !h.Sent {
			missing, motion = h.Sender, trace.MotionShipped
		}
		told, err := s.byProgram(ctx, division, missing, h.Lot, motion, k.family)
		if err != nil {
			return nil, err
		}
		if h.Amount -= told; h.Amount > 0 {
			list = append(list, h)
		}
	}
	return list, nil
}

func add(at map[between]*sums, l halfLine) {
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

// byProgram is how much of a lot programs captured as sent or received at the places of a business; they name
// no partner.
func (s *Store) byProgram(ctx context.Context, division, business, lot string, motion trace.Motion, family trace.Family) (sum int64, err error) {
	lines, err := all(ctx, s, scanHalf, `select l.lot, l.unit, l.amount, l.business, l.partner, l.kind, l.t from food_line l join food_place p on p.key = l.place
		where p.division = ? and p.business = ? and l.lot = ? and l.motion = ? and l.business = '' and `+standing, division, business, lot, string(motion))
	for _, l := range lines {
		if n, f := trace.Base(l.amount, l.unit); f == family {
			sum += n
		}
	}
	return sum, err
}
