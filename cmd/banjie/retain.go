package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	casestore "banjie/internal/store/casework"
)

// retainEvery is after how many sweeps is looked for complaints whose time of keeping is over.
const retainEvery = 60

// retain reminds the centre of complaints whose time of keeping is nearly over, and destroys
// what was entrusted where it is: the list of erasures first, as for an erasure by order, so
// that a restored copy comes to the same state. A complaint that is open again is left until
// it ends. It gives the first errors; what failed is tried again.
func (h *hall) retain(ctx context.Context) error {
	unit, _, err := readSealKeys(h.dir)
	if err != nil || unit == "" {
		return err
	}
	today := h.calendar.Load().DayOf(h.clock.Now())
	var errs []error
	for last := (casestore.Kept{}); ctx.Err() == nil && len(errs) < 8; {
		due, err := h.cases.KeptUntil(ctx, h.division, today+complaint.TellBefore, last, 64)
		if err != nil || len(due) == 0 {
			return errors.Join(append(errs, err)...)
		}
		for _, k := range due {
			last = k
			if err := h.retainOne(ctx, k, k.Until < today, unit); err != nil {
				errs = append(errs, fmt.Errorf("case %s: %w", k.ID, err))
			}
		}
	}
	return errors.Join(errs...)
}

func (h *hall) retainOne(ctx context.Context, k casestore.Kept, over bool, unit string) error {
	c, _, err := h.engine.Load(ctx, k.Key)
	if err != nil || c.Procedure != complaint.Name {
		return err
	}
	if !over {
		if announced(c) {
			return nil
		}
		_, err = h.engine.Do(ctx, casework.Command{Actor: h.system(), Case: k.ID, Verb: "announce_destruction"})
		return err
	}
	if c.IsOpen() {
		return nil // reopened and in hand still: it goes when it ends
	}
	o := &eraseOrder{Case: k.ID.String(), Reason: complaint.KeepReason, Basis: complaint.KeepBasis, OrderedBy: unit, Unit: unit, verb: "destroy_sealed"}
	_, err = o.carryOut(ctx, h, nil)
	if f, _ := fault.As(err); f != nil && f.Code == "nothing_to_erase" {
		return nil
	}
	if err == nil {
		h.destroyOutside(ctx, complaint.FileOf(c).Place)
		h.destroyOutside(ctx, complaint.FileOf(c).WatchPlace)
	}
	return err
}

// announced says whether the centre was reminded since the day was last set.
func announced(c *casework.Case) bool {
	for _, e := range slices.Backward(c.Events) {
		if e.Kind == "destruction_announced" || e.Facts.Keep != 0 {
			return e.Facts.Keep == 0
		}
	}
	return false
}

// going gives the first complaints of which the time of keeping ends by that day.
func (h *hall) going(ctx context.Context, until calendar.Day) ([]casework.Key, error) {
	kept, err := h.cases.KeptUntil(ctx, h.division, until, casestore.Kept{}, 20)
	var keys []casework.Key
	for _, k := range kept {
		keys = append(keys, k.Key)
	}
	return keys, err
}
