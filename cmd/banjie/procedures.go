package main

import (
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/licensing"
	"banjie/internal/rating"
	"banjie/internal/recorded"
	"banjie/internal/registers/refund"
	"banjie/internal/registers/visit"
	"banjie/internal/supervise"
)

// procedures is what the procedures of the core ask of the hall. The zero value gives the
// tables as they are documented; calendars are those that events may name, nil: the program's own.
type procedures struct {
	licensing  licensing.Rules
	complaints complaint.Rules
	visits     visit.Rules
	refunds    refund.Rules
	calendars  func() *supervise.Calendars
}

// all are the procedures, with the ratings every ended case may get and the answers to cards.
func (r procedures) all() []*casework.Procedure {
	p := r.licensing.Procedure()
	p.With(rating.VisitRows(licensing.Running())...)
	p.With(rating.Rows(append(p.Finals(), licensing.Checking))...)
	p.With(supervise.Rows(p, r.calendars)...)
	back := r.refunds.Procedure()
	back.With(supervise.Rows(back, r.calendars)...)
	all := []*casework.Procedure{p, r.complaints.Procedure(), r.visits.Procedure(), r.visits.DoorProcedure(), back, recorded.Procedure()}
	for _, p := range all {
		p.With(casework.ErasureRow(p))
	}
	return all
}
