// Package desk is the work place of an officer: the list of what is to be done, most
// urgent first, and the case itself as the applicant sees it, with what this person may
// do to it now.
//
//	/work (mine │ waiting │ paused │ unit) ──▶ /work/cases/{id} ──▶ act: form of one verb
//	                                                │ clocks/{name}: why this day
//	                                                │ files/{hash}: as a download
//	                                                └ person: document number and address, each look on record
//
// The list is the unit's and never compares persons; a count beside a tab counts cases. A
// case shows one timeline to both sides; what the applicant does not see stands in package
// caseview with its reason. It decides nothing; acting is the matter of package act.
package desk

import (
	"context"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/stats"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/site"
)

// Counter gives the figures beside the tabs.
type Counter interface {
	// Count is how many cases a query finds, whatever its limit.
	Count(ctx context.Context, q casework.Query) (int64, error)
	// Sum is a counter of a unit over days, or a gauge for the days 0 to 0.
	Sum(ctx context.Context, division string, m stats.Measure, from, until int32, unit string) (int64, error)
}

// Pages are the pages of this package.
type Pages struct {
	Site    *site.Site
	Counter Counter // nil: tabs without counts
	// Marker words the brief of a complaint for each reader; the zero value leaves it as it was written.
	Marker complaint.Marker
}

// Routes adds the pages to the site, with the forms of all verbs.
func (d *Pages) Routes() {
	s, staff := d.Site, site.For(access.ListUnitCases) // whoever may see a case only as its applicant has pages of his own
	s.Handle("GET /work", staff, d.work)
	s.Handle("GET /work/cases/{id}", staff, d.open)
	s.Handle("GET /work/cases/{id}/person", staff, person)
	s.Handle("GET /work/cases/{id}/clocks/{name}", staff, clock)
	s.Handle("GET /work/cases/{id}/files/{hash}", staff, file)
	s.Handle("GET /work/cases/{id}/papers/{paper}", staff, paper)
	s.Handle("GET /work/cases/{id}/class-fix", staff, d.startFix)
	s.Handle("POST /work/cases/{id}/class-fix", staff, d.startFix)
	s.Handle("GET /work/cases/{id}/letter", staff, d.letter)
	act.Routes(s)
}
