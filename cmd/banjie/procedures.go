package main

import (
	"banjie/internal/accountability"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	retaliationalarm "banjie/internal/complaint/alarm"
	"banjie/internal/impasse"
	"banjie/internal/inspection"
	"banjie/internal/integrity/watch"
	"banjie/internal/licensing"
	"banjie/internal/org"
	"banjie/internal/pack"
	"banjie/internal/rating"
	"banjie/internal/recorded"
	"banjie/internal/rectification"
	"banjie/internal/registers/refund"
	"banjie/internal/registers/visit"
	"banjie/internal/supervise"
	supervisionorder "banjie/internal/supervise/order"
)

// procedures is what the procedures of the core ask of the hall. The zero value gives the
// tables as they are documented; calendars are those that events may name, nil: the program's own.
type procedures struct {
	licensing  licensing.Rules
	complaints complaint.Rules
	impasses   impasse.Rules
	orders     supervisionorder.Rules
	files      accountability.Rules
	rounds     inspection.Rules
	visits     visit.Rules
	refunds    refund.Rules
	duties     rectification.Rules
	watches    watch.Rules
	calendars  func() *supervise.Calendars
	packs      []*pack.Parts
}

// procedures are those of this folder.
func (h *hall) procedures(complaints complaint.Rules) procedures {
	return procedures{
		licensing:  licensing.Rules{Licences: h.certs.store, Staff: directory{h}, Numbers: h.cases},
		complaints: complaints,
		impasses:   h.impasses(),
		orders:     h.orderRules(complaints.Centre),
		files:      h.accountability(complaints.Centre),
		rounds:     h.inspections(complaints.Centre),
		visits:     h.visitRules(),
		refunds:    h.refundRules(),
		duties:     rectification.Rules{Centre: complaints.Centre, Free: rectification.FreeOf(func(unit string, day calendar.Day) []org.Officer { return h.org.Load().Staff(unit, day) })},
		watches:    h.watchRules(complaints.Centre),
		calendars:  h.calendars.Load,
		packs:      h.packs,
	}
}

// all are the procedures, with the ratings every ended case may get and the answers to cards.
func (r procedures) all() []*casework.Procedure {
	p := r.licensing.Procedure()
	p.With(rectification.Duties(rating.VisitRows(licensing.Running()))...)
	p.With(rectification.Duties(rating.Rows(append(p.Finals(), licensing.Checking)))...)
	p.With(supervise.Rows(p, r.calendars)...)
	c := r.complaints.Procedure()
	c.With(rectification.Duties(rating.SignedRows(c.Finals(), complaint.KeysOf))...)
	back := r.refunds.Procedure()
	back.With(supervise.Rows(back, r.calendars)...)
	all := []*casework.Procedure{
		p,
		c,
		retaliationalarm.Procedure(),
		r.impasses.Procedure(),
		r.impasses.FixProcedure(),
		recorded.Procedure(),
		r.duties.Procedure(),
		r.orders.Procedure(),
		r.files.Procedure(),
		r.visits.Procedure(),
		r.visits.DoorProcedure(),
		back,
		r.watches.Procedure(),
		r.watches.LookProcedure(),
	}
	all = append(all, r.rounds.Procedures()...)
	all = append(all, packProcedures(r.packs)...)
	for _, p := range all {
		supervise.Arm(p).With(supervise.Watching(p)...)
		p.With(casework.ErasureRow(p))
	}
	return all
}
