package liststore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/registers/publiclist"
	"banjie/internal/testenv"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
)

var admin = access.Actor{ID: "guan", Role: access.Administrator, Division: specimen.Division, Unit: "hall"}

// TestOnBothEngines: every version can be read as it was published, pages have every entry once,
// words find what they should, a plan made on an older version and a false hash write nothing.
func TestOnBothEngines(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { exercise(t, "sqlite:"+filepath.Join(t.TempDir(), "town.db")) })
	t.Run("postgres", func(t *testing.T) { exercise(t, testenv.Postgres(t)) })
}

func exercise(t *testing.T, dsn string) {
	ctx := t.Context()
	town := officertest.NewOn(t, dsn, func(*officertest.Town) {})
	today := calendar.Builtin().DayOf(town.Clock.Now())
	if v, err := town.Lists.Whole(ctx, specimen.Division, publiclist.Powers, 0); err != nil || v.Version != 0 {
		t.Fatalf("%+v %v", v, err)
	}
	var published []publiclist.Version
	for n := range 4 {
		published = append(published, publish(t, town, publiclist.Powers, made(n), today))
	}
	other := publish(t, town, publiclist.Duties, made(1), today)
	for _, want := range append(published, other) {
		got, err := town.Lists.Whole(ctx, specimen.Division, want.Kind, want.Version)
		if err != nil || got.Hash() != want.Hash() || !slices.Equal(got.Entries, want.Entries) {
			t.Errorf("%s %d: %v", want.Kind, want.Version, err)
		}
	}
	stands, err := town.Lists.Stands(ctx, specimen.Division, publiclist.Powers)
	if err != nil || len(stands) != 4 {
		t.Fatal(stands, err)
	}
	for i, s := range stands {
		v := published[i]
		var before []publiclist.Entry
		if i > 0 {
			before = published[i-1].Entries
		}
		if s.Hash != v.Hash() || s.Entries != len(v.Entries) || s.Approvals != publiclist.Approvals(v.Kind, v.Entries) || s.Added+s.Removed+s.Changed != len(publiclist.Diff(before, v.Entries)) {
			t.Errorf("%+v", s)
		}
	}
	pages(t, town, published)
	stale := publiclist.PlanNext(publiclist.Powers, published[1], made(7), 0, today, false)
	refused(ctx, t, town, stale, func(f *publiclist.Facts) {}, fault.Conflict)
	fresh := publiclist.PlanNext(publiclist.Powers, published[3], made(7), 0, today, false)
	refused(ctx, t, town, fresh, func(f *publiclist.Facts) { f.Hash = published[0].Hash() }, fault.Internal)
	if v, err := town.Lists.Whole(ctx, specimen.Division, publiclist.Powers, 0); err != nil || v.Version != 4 || v.Hash() != published[3].Hash() {
		t.Errorf("after refusals: %+v %v", v, err)
	}
	if _, err := town.Lists.Whole(ctx, specimen.Division, publiclist.Powers, 9); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
}

// made is a list that differs from version to version.
func made(n int) (all []publiclist.Entry) {
	for i := range 30 {
		if (i+n)%7 == 0 {
			continue
		}
		e := publiclist.Entry{Code: fmt.Sprintf("L-%02d", i), Name: fmt.Sprint("示例", i), Unit: []string{"market", "fire"}[i%2], Type: []string{"01", "02", "06"}[i%3]}
		if i%5 == n%5 {
			e.Text = "改过100%"
		}
		all = append(all, e)
	}
	return all
}

func publish(t *testing.T, town *officertest.Town, k publiclist.Kind, entries []publiclist.Entry, today calendar.Day) publiclist.Version {
	t.Helper()
	current, err := town.Lists.Whole(t.Context(), specimen.Division, k, 0)
	if err != nil {
		t.Fatal(err)
	}
	p := publiclist.PlanNext(k, current, entries, 0, today, false)
	f, err := p.Publish(admin, "示例")
	if err == nil {
		_, err = publiclist.Record(t.Context(), town.Site.Engine, admin, f)
	}
	if err != nil {
		t.Fatal(err)
	}
	return p.Next
}

func refused(ctx context.Context, t *testing.T, town *officertest.Town, p publiclist.Plan, spoil func(*publiclist.Facts), want fault.Kind) {
	t.Helper()
	f, err := p.Publish(admin, "示例")
	if err != nil {
		t.Fatal(err)
	}
	spoil(&f)
	if _, err := publiclist.Record(ctx, town.Site.Engine, admin, f); fault.KindOf(err) != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// pages: each version by pages of four, narrowed by unit, type and words.
func pages(t *testing.T, town *officertest.Town, published []publiclist.Version) {
	read := func(q publiclist.Query) (all []publiclist.Entry) {
		t.Helper()
		q.Division, q.Kind, q.Limit = specimen.Division, publiclist.Powers, 4
		for {
			p, err := town.Lists.Entries(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, p.Entries...)
			if q.After = p.Next; q.After == "" {
				return all
			}
		}
	}
	for _, v := range published {
		if got := read(publiclist.Query{Version: v.Version}); !slices.Equal(got, v.Entries) {
			t.Errorf("version %d by pages: %d of %d", v.Version, len(got), len(v.Entries))
		}
	}
	newest := published[len(published)-1]
	for name, c := range map[string]struct {
		q    publiclist.Query
		keep func(publiclist.Entry) bool
	}{
		"unit":       {publiclist.Query{Unit: "fire"}, func(e publiclist.Entry) bool { return e.Unit == "fire" }},
		"type":       {publiclist.Query{Type: "01"}, func(e publiclist.Entry) bool { return e.Type == "01" }},
		"words":      {publiclist.Query{Words: "l-1 改过"}, func(e publiclist.Entry) bool { return e.Text != "" && e.Code[:3] == "L-1" }},
		"percent":    {publiclist.Query{Words: "100%"}, func(e publiclist.Entry) bool { return e.Text != "" }},
		"no pattern": {publiclist.Query{Words: "L_"}, func(publiclist.Entry) bool { return false }},
	} {
		want := slices.DeleteFunc(slices.Clone(newest.Entries), func(e publiclist.Entry) bool { return !c.keep(e) })
		if got := read(c.q); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
