package main

import (
	"context"
	"time"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
)

// What the procedure of complaints asks of the hall.

// findComplaint gives a complaint by its number.
func (h *hall) findComplaint(ctx context.Context, division, number string) (casework.ID, casework.State, error) {
	key, err := h.cases.ByNumber(ctx, division, number)
	if fault.KindOf(err) == fault.NotFound {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", err
	}
	c, _, err := h.engine.Load(ctx, key)
	if err != nil || c.Procedure != complaint.Name {
		return 0, "", err
	}
	return c.ID, c.State, nil
}

// mostCounted is where counting of firms stops: more than enough fit then.
const mostCounted = 20

// firmsThatFit counts who asked for an item in a period. There is no register of firms yet,
// so this is what can be counted; without an item nothing can.
func (h *hall) firmsThatFit(ctx context.Context, division string, like complaint.Description) (int, bool, error) {
	if like.Item == "" {
		return 0, false, nil
	}
	cal := h.calendar.Load()
	var from, until time.Time
	if like.From != 0 {
		from = cal.Start(like.From)
	}
	if like.To != 0 {
		until = cal.End(like.To)
	}
	n, err := h.cases.Applicants(ctx, division, like.Item, from, until, mostCounted)
	return n, err == nil, err
}
