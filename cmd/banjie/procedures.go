package main

import (
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/licensing"
	"banjie/internal/rating"
	"banjie/internal/recorded"
	"banjie/internal/supervise"
	supervisionorder "banjie/internal/supervise/order"
)

// procedures is what the procedures of the core ask of the hall. The zero value gives the
// tables as they are documented; calendars are those that events may name, nil: the program's own.
type procedures struct {
	licensing  licensing.Rules
	complaints complaint.Rules
	orders     supervisionorder.Rules
	calendars  func() *supervise.Calendars
}

// all are the procedures, with the ratings every ended case may get and the answers to cards.
func (r procedures) all() []*casework.Procedure {
	p := r.licensing.Procedure()
	p.With(rating.VisitRows(licensing.Running())...)
	p.With(rating.Rows(append(p.Finals(), licensing.Checking))...)
	p.With(supervise.Rows(p, r.calendars)...)
	all := []*casework.Procedure{p, r.complaints.Procedure(), r.orders.Procedure(), recorded.Procedure()}
	for _, p := range all {
		supervise.Arm(p).With(supervise.Watching(p)...)
		p.With(casework.ErasureRow(p))
	}
	return all
}
