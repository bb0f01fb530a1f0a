package casestore

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/casework"
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
			t.Errorf("%s: %s", name, text)
		}
		b.past(1, 1)
		_, column, _ := strings.Cut(b.order, ".")
		if text := plan(t, db, b); !strings.Contains(text, "("+column+",") && !strings.Contains(text, column+"<") {
			t.Errorf("%s: the next page reads the pages before it: %s", name, text)
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
