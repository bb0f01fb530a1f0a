package chain

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"banjie/internal/fault"
)

// Half is goods that went from one business to another by the book of one of them alone.
type Half struct {
	Lot      string // key
	Amount   int64  // millionths of Unit; 0: not said
	Unit     string // code of UN/ECE Recommendation 20; "" pieces
	Sender   string // business
	Receiver string // business
	// Sent says that the sender recorded it and the receiver did not; otherwise it is the other way round.
	Sent   bool
	Return bool      // goods that go back
	At     time.Time // of the last record
	Sums   [2]int64  // what was sent and what was received by the records compared, in the unit
}

// HalfEntry is the number of the step that records the other half, so that it is recorded once from however many
// pages. It is another one once that step was said to be an error.
func (d *Desk) HalfEntry(ctx context.Context, h Half) (entry string, err error) {
	for n := 0; ; n++ {
		if entry, err = d.EntryOf(fmt.Sprintf("half %q %q %q %q %d %d %d %d", h.Lot, h.Sender, h.Receiver, h.Unit, h.Sums[0], h.Sums[1], h.At.UnixMicro(), n)); err != nil {
			return "", err
		}
		switch _, err := d.Store.Entry(ctx, d.Division, entry); {
		case fault.KindOf(err) == fault.NotFound:
			return entry, nil
		case err != nil:
			return "", err
		}
	}
}

// Missing is the business that did not record it.
func (h Half) Missing() string {
	if h.Sent {
		return h.Receiver
	}
	return h.Sender
}

// ConfirmDays is after how many calendar days a sending that nobody recorded as received is told of to its
// sender: a rule of the house. The receiver reads of it at once, for it may be on its way.
const ConfirmDays = 3

// halfDays is how many days of records are compared, and halfBefore how many days earlier the other half may be.
const halfDays, halfBefore = 30, 15

// Halves lists what a business and those it deals with have recorded on one side alone in the last thirty
// days, the newest first, at most most. Whoever never registered confirms nothing and is left out.
func (d *Desk) Halves(ctx context.Context, b Business, most int) (list []Half, err error) {
	now := d.Clock.Now()
	since := now.AddDate(0, 0, -halfDays-halfBefore)
	all, err := d.Store.Halves(ctx, d.Division, b.ID, since)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{b.ID: b.Known()}
	for _, h := range all {
		if h.At.Before(now.AddDate(0, 0, -halfDays)) || h.Sent && h.Sender == b.ID && h.At.After(now.AddDate(0, 0, -ConfirmDays)) {
			continue
		}
		other := h.Sender
		if other == b.ID {
			other = h.Receiver
		}
		if _, asked := known[other]; !asked {
			o, err := d.Store.Business(ctx, d.Division, other)
			if err != nil {
				return nil, err
			}
			known[other] = o.Known()
		}
		if known[other] && known[b.ID] {
			list = append(list, h)
		}
	}
	slices.SortFunc(list, func(a, b Half) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Lot, b.Lot), cmp.Compare(a.Sender, b.Sender))
	})
	return d.unsaid(ctx, list, since, most)
}

// unsaid leaves out what programs captured of the other side, in order, until there are most.
func (d *Desk) unsaid(ctx context.Context, list []Half, since time.Time, most int) (out []Half, err error) {
	for some := range slices.Chunk(list, max(most, 1)) {
		told, err := d.Store.ByPrograms(ctx, d.Division, since, some)
		if err != nil {
			return nil, err
		}
		for i, h := range some {
			if h.Amount -= told[i]; h.Amount > 0 && len(out) < most {
				out = append(out, h)
			}
		}
		if len(out) == most {
			break
		}
	}
	return out, nil
}
