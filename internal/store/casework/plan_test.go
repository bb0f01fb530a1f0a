package casestore

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/sqldb"
)

// TestAPageCostsThePage: every list that pages offer is read in the order of an index, so
// that the engine neither scans the archive nor sorts it.
func TestAPageCostsThePage(t *testing.T) {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "plan.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	plans(t, db, "no statistics")
	w, err := sqldb.NewWriter(ctx, db, clock.Standing(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	if err := w.Optimize(ctx, "330599"); err != nil {
		t.Fatal(err)
	}
	plans(t, db, "statistics of nothing")
	fill(t, w)
	if err := w.Optimize(ctx, "330599"); err != nil {
		t.Fatal(err)
	}
	var looked int
	if err := db.QueryRow(ctx, "select count(*) from sqlite_stat1 where tbl = 'cases'").Scan(&looked); err != nil || looked < 10 {
		t.Errorf("%d indices of cases have statistics, %v", looked, err)
	}
	plans(t, db, "statistics of a county")
}

// fill makes the rows of a county: one division, few units, most cases closed, little open work.
func fill(t *testing.T, w *sqldb.Writer) {
	t.Helper()
	if _, err := w.Write(t.Context(), sqldb.Unit{Division: "330599", Run: func(tx *sqldb.Tx) error {
		for n := range 6000 {
			at, closed, unit := int64(1770000000000000+n*1000000), int64(0), string(rune('a'+n%9))
			if n%40 > 0 {
				closed = at + 5000000
			}
			if _, err := tx.Exec(`insert into cases (division, id, number, short, procedure, procedure_version, item, item_version, item_slug, state, version, unit, handler,
				party, agent, mandate, channel, window_no, provenance, sealed, code_hash, opened, accepted, decided, closed, result, visits, deemed, late_now, was_late, poor,
				promised_due, statutory_due, promised_state, statutory_state, keep, key_facts, key_private)
				values ('330599', ?, ?, ?, 'licensing', 1, ?, 1, '', 'x', 3, ?, ?, ?, '', '', 'web', '', 'live', 0, '', ?, ?, ?, ?, '', 0, ?, ?, ?, ?, ?, ?, ?, '', 0, x'00', x'00')`,
				n+1, n, n, string(rune('A'+n%60)), unit, unit, n/3, at, at, closed, closed, one(n%50 == 0), one(n%400 == 0), one(n%30 == 0), one(n%70 == 0), at+9000000, at+9000000, []string{"running", "paused"}[one(n%99 == 0)]); err != nil {
				return err
			}
			if closed == 0 {
				if _, err := tx.Exec(`insert into task (division, case_id, step, task, unit, post, officer, state, opened, due) values ('330599', ?, 's', 't', ?, '', ?, 'waiting', ?, ?)`, n+1, unit, unit, at, at); err != nil {
					return err
				}
			}
		}
		return nil
	}}); err != nil {
		t.Fatal(err)
	}
}

// plans reads how the engine goes about every list.
func plans(t *testing.T, db *sqldb.DB, with string) {
	t.Helper()
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	open := true
	for name, x := range map[string]struct {
		q     casework.Query
		index string
	}{
		"newest":               {casework.Query{}, "cases_opened"},
		"late now":             {casework.Query{Lamp: casework.Overdue}, "cases_late_now"},
		"was late":             {casework.Query{Lamp: casework.WasLate}, "cases_was_late"},
		"deemed":               {casework.Query{Lamp: casework.Deemed}, "cases_deemed"},
		"paused":               {casework.Query{Lamp: casework.PausedNow}, "cases_paused"},
		"rated poorly":         {casework.Query{Lamp: casework.Poor}, "cases_poor"},
		"decided in a span":    {casework.Query{By: casework.ByDecision, Lamp: casework.OnTime, Since: day}, "cases_decided"},
		"decided by a unit":    {casework.Query{By: casework.ByDecision, Unit: "u", Since: day, Order: casework.ByNewest}, "cases_unit_decided"},
		"deemed in a span":     {casework.Query{By: casework.ByAcceptance, Lamp: casework.Deemed, Since: day}, "cases_deemed_accepted"},
		"closed":               {casework.Query{ClosedSince: day, ClosedUntil: day.AddDate(0, 0, 7)}, "cases_closed"},
		"closed by a unit":     {casework.Query{Unit: "u", ClosedSince: day}, "cases_unit_closed"},
		"newest of a unit":     {casework.Query{Unit: "u"}, "cases_unit_opened"},
		"open of a unit":       {casework.Query{Unit: "u", Open: &open}, "cases_unit"},
		"longest waiting":      {casework.Query{Open: &open, Order: casework.ByWaiting}, "cases_waiting"},
		"of an officer":        {casework.Query{Officer: "o"}, "cases_handler"},
		"of an item":           {casework.Query{Item: "i"}, "cases_item"},
		"of a party":           {casework.Query{Party: "p"}, "cases_party"},
		"most urgent":          {casework.Query{Open: &open, Order: casework.ByUrgency}, "cases_due"},
		"a unit's work":        {casework.Query{Tasks: true, Unit: "u", Order: casework.ByUrgency}, "task_unit"},
		"a unit's waiting":     {casework.Query{Tasks: true, Unit: "u", Waiting: true, Order: casework.ByUrgency}, "task_waiting"},
		"a unit's oldest":      {casework.Query{Tasks: true, Unit: "u", Order: casework.ByWaiting}, "task_unit_opened"},
		"in an officer's hand": {casework.Query{Tasks: true, Officer: "o", Order: casework.ByUrgency}, "task_officer"},
	} {
		x.q.Division = "330599"
		b := build(x.q)
		if text := plan(t, db, b); !strings.Contains(text, x.index+" ") || strings.Contains(text, "TEMP B-TREE FOR ORDER BY") || strings.Contains(text, "SCAN") {
			t.Errorf("%s, %s: %s", with, name, text)
		}
		b.past(1, 1)
		_, column, _ := strings.Cut(b.order, ".")
		if text := plan(t, db, b); !strings.Contains(text, "("+column+",") && !strings.Contains(text, column+"<") {
			t.Errorf("%s, %s: the next page reads the pages before it: %s", with, name, text)
		}
	}
}

// plan is how the engine reads a list.
func plan(t *testing.T, db *sqldb.DB, b *builder) string {
	t.Helper()
	dir := ""
	if b.desc {
		dir = " desc"
	}
	rows, err := db.Query(t.Context(), "explain query plan select c.id, "+b.order+" as ord from "+b.from+" where "+strings.Join(b.conds, " and ")+" order by ord"+dir+", "+b.id+dir+" limit 21", b.args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var id, parent, unused int
		var line string
		if err := rows.Scan(&id, &parent, &unused, &line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}
