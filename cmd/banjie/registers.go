package main

import (
	"context"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/registers/publiclist"
	adminlists "banjie/internal/web/admin/lists"
	"banjie/internal/web/commitments"
	"banjie/internal/web/lists"
	"banjie/internal/web/site"
)

// registerPages are the pages of all registers.
func (h *hall) registerPages(s *site.Site) {
	(&commitments.Pages{Site: s, Register: h.promises, Acts: h.cases, Numbers: h.cases, Times: times{h}}).Routes()
	(&lists.Pages{Site: s, Lists: h.lists, Acts: h.cases}).Routes()
	(&adminlists.Pages{Site: s, Lists: h.lists}).Routes()
	s.Duties = h.duties
	h.moneyPages(s)
}

// mostDuties is how many lines of its list of duties a unit is offered.
const mostDuties = 100

// duties are the lines of a unit on the list of duties in force.
func (h *hall) duties(ctx context.Context, division, unit string) ([]publiclist.Entry, error) {
	page, err := h.lists.Entries(ctx, publiclist.Query{Division: division, Kind: publiclist.Duties, Unit: unit, Limit: mostDuties})
	return page.Entries, err
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
