package main

import (
	"context"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/web/commitments"
	"banjie/internal/web/site"
)

// registerPages are the public registers of commitments and lists.
func (h *hall) registerPages(s *site.Site) {
	(&commitments.Pages{Site: s, Register: h.promises, Acts: h.cases, Numbers: h.cases, Times: times{h}}).Routes()
}

// times is how long cases of an item took.
type times struct{ h *hall }

func (t times) Took(ctx context.Context, division, item string, from, until int32) (map[int]int64, error) {
	return t.h.cases.Took(ctx, division, item, from, until)
}

// Waiting implements commitments.Times: a limit ends with the instant after its last day.
func (t times) Waiting(ctx context.Context, division, item string) (due []calendar.Day, still int, err error) {
	open, err := t.h.cases.Undecided(ctx, division, item)
	cal := t.h.calendar.Load()
	for _, u := range open {
		if u.Paused {
			still++
		} else {
			due = append(due, cal.DayOf(u.Due.Add(-time.Second)))
		}
	}
	return due, still, err
}
