// Package days is the administrator's calendar: which days are working days, by which
// notice, and what a new notice would do to running clocks.
//
//	/admin/calendar ─ a year: months as grids, notices, working days
//	   └ import: paste or upload JSON ─ dry run: days that change, clocks that move ─ hash ─▶
//	        act in the ledger ─▶ new version in force ─▶ every open case counted again
//
// A version never changes; a notice makes a new one. A clock whose due day moves is
// counted again by the verb rederive on its own case, where the applicant reads it too.
// It rests on the notices of the State Council named in doc/law/holidays.md.
package days

import (
	"context"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/limit"
	"banjie/internal/web/site"
)

// CalendarImported is the kind of the act by which a notice comes into force; its facts
// are the notice.
const CalendarImported = "calendar_imported"

// Pages are the pages of this package.
type Pages struct {
	Site *site.Site
	// Use puts a version in force in this process. It is called after the act is recorded.
	Use func(*calendar.Calendar)
}

// Routes adds the pages to the site.
func (d *Pages) Routes() {
	s, may := d.Site, site.For(access.ManageCalendar)
	s.Handle("GET /admin/calendar", may, d.year)
	s.Handle("GET /admin/calendar/import", may, d.askImport)
	s.Handle("POST /admin/calendar/import", may.WithFiles(), d.dryRun)
	s.Handle("POST /admin/calendar/import/confirm", may.WithFiles(), d.confirm)
}

// Move is one running clock that would end on another day.
type Move struct {
	Case   casework.Key
	Number string
	Clock  string
	Before limit.Due
	After  limit.Due
}

// Moves finds the open clocks that end on another day under the next version. It loads
// every open case; an import of a notice happens once a year.
func Moves(ctx context.Context, s *site.Site, next *calendar.Calendar) ([]Move, error) {
	var moves []Move
	err := open(ctx, s, func(row casework.Row, c *casework.Case) error {
		for _, k := range c.Clocks {
			changed, moved, err := k.Rederive(next)
			if err != nil {
				return err
			}
			if moved {
				moves = append(moves, Move{row.Key, row.Number, k.Name, k.Due, changed.Due})
			}
		}
		return nil
	})
	return moves, err
}

// open visits every open case of the division.
func open(ctx context.Context, s *site.Site, visit func(casework.Row, *casework.Case) error) error {
	yes := true
	for after := ""; ; {
		page, err := s.Cases.Cases(ctx, casework.Query{Division: s.Division, Open: &yes, Order: casework.ByNewest, Limit: 100, After: after})
		if err != nil {
			return err
		}
		for _, row := range page.Rows {
			c, _, err := s.Engine.Load(ctx, row.Key)
			if err != nil {
				return err
			}
			if err := visit(row, c); err != nil {
				return err
			}
		}
		if after = page.Next; after == "" {
			return nil
		}
	}
}

// rederive counts the cases again whose clocks move; one that cannot be counted is left
// to be tried again and named in the log.
func rederive(r *site.Request, moves []Move) (done, failed int) {
	seen := map[casework.Key]bool{}
	system := access.Actor{Role: access.System, Division: r.Site.Division}
	for _, m := range moves {
		if seen[m.Case] {
			continue
		}
		seen[m.Case] = true
		if _, err := r.Site.Engine.Do(r.Context(), casework.Command{Actor: system, Case: m.Case.ID, Verb: string(access.Rederive)}); err != nil {
			failed++
			r.Site.Log.ErrorContext(r.Context(), "case not counted again", "case", m.Number, "error", err)
			continue
		}
		done++
	}
	return done, failed
}

func today(r *site.Request) calendar.Day { return r.Site.Calendar().DayOf(r.Site.Clock.Now()) }
