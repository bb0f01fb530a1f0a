package impasse_test

import (
	"context"
	"path/filepath"
	"testing"

	"banjie/internal/casework"
	"banjie/internal/impasse"
	"banjie/internal/testenv"
)

// TestRowsOnBothEngines: counts by item, unit and cause follow the events; what repeats is found;
// an altered or lost row is found and made again.
func TestRowsOnBothEngines(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "bed.db")) })
	t.Run("postgres", func(t *testing.T) { exercise(t, testenv.Postgres(t)) })
}

func exercise(t *testing.T, dsn string) {
	b, ctx := newBedOn(t, dsn), context.Background()
	var cases []*casework.Case
	for i := range 4 {
		c := b.file(person)
		if i < 3 {
			b.must(clerk, c.ID, "solve_on_spot", done("guide_wrong"))
		}
		if i == 0 {
			c = b.must(person, c.ID, "confirm_done", nil)
		}
		cases = append(cases, b.load(c.ID))
	}
	counts, err := b.rows.Causes(ctx, division, start.AddDate(0, 0, -1))
	if err != nil || len(counts) != 2 {
		t.Fatalf("%+v %v", counts, err)
	}
	if c := counts[0]; c.Item != food || c.Unit != "market" || c.Cause != "guide_wrong" || c.N != 3 || c.Open != 2 || c.Confirmed != 1 {
		t.Errorf("%+v", c)
	}
	if r := impasse.Repeating(counts); len(r) != 1 || r[0].N != 3 {
		t.Errorf("repeating: %+v", r)
	}
	if later, err := b.rows.Causes(ctx, division, start.AddDate(0, 0, 1)); err != nil || len(later) > 0 {
		t.Errorf("since tomorrow: %+v %v", later, err)
	}
	like, err := b.rows.Similar(ctx, division, food, "guide_wrong")
	if err != nil || len(like) != 3 {
		t.Errorf("similar: %+v %v", like, err)
	}
	for _, c := range cases {
		if diff, err := b.rows.Compare(ctx, c); err != nil || len(diff) > 0 {
			t.Errorf("%v %v", diff, err)
		}
	}
	lost := *cases[0]
	lost.ID = 4242
	if diff, err := b.rows.Compare(ctx, &lost); err != nil || len(diff) != 1 || diff[0].Have != "missing" {
		t.Errorf("a row that is missing: %v %v", diff, err)
	}
	if err := b.rows.Rebuild(ctx, &lost); err != nil {
		t.Fatal(err)
	}
	if diff, err := b.rows.Compare(ctx, &lost); err != nil || len(diff) > 0 {
		t.Errorf("made again: %v %v", diff, err)
	}
	altered := *cases[0]
	altered.File = &impasse.File{Report: impasse.Report{Item: "another", Reason: "slowness"}}
	if diff, err := b.rows.Compare(ctx, &altered); err != nil || len(diff) == 0 {
		t.Errorf("an altered row was not seen: %v", err)
	}
}
