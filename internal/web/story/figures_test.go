package story

import (
	"context"
	"testing"
	"time"

	"banjie/internal/catalog"
	"banjie/internal/registers/publiclist"
	"banjie/internal/stats"
)

// counted is a county of counters: there is no case in it that a chapter could load.
type counted struct{ asked map[stats.Measure]int }

func (c counted) Units(context.Context, string, int32, int32, time.Time) ([]stats.UnitFigures, error) {
	return []stats.UnitFigures{{Decided: 9, InPromise: 8, Late: 1}}, nil
}
func (counted) Waiting(context.Context, string) (map[string]time.Time, error) { return nil, nil }
func (counted) Largest(context.Context, string, int32, int32, int) ([]string, error) {
	return nil, nil
}
func (c counted) Sum(_ context.Context, _ string, m stats.Measure, from, until int32, unit string) (int64, error) {
	c.asked[m]++
	if until-from+1 != span || (m == stats.ItemDecided || m == stats.ItemWorkdays) != (unit != "") {
		return 0, context.Canceled
	}
	return map[stats.Measure]int64{stats.ItemDecided: 4, stats.ItemWorkdays: 6}[m], nil
}

// offers is a catalogue with every item that is asked for.
type offers struct{ catalog.Reader }

func (offers) BySlug(_ context.Context, _, slug string) (catalog.Item, error) {
	return catalog.Item{Code: slug}, nil
}
func (offers) List(context.Context, string, catalog.Filter, catalog.Page) ([]catalog.Item, string, error) {
	return nil, "", nil
}

// published is a county whose list of powers has come out twice, the others once.
type published struct{ publiclist.Reader }

func (published) Stands(_ context.Context, _ string, k publiclist.Kind) ([]publiclist.Stand, error) {
	if k == publiclist.Powers {
		return []publiclist.Stand{{Version: 1, Entries: 50, Approvals: 40}, {Version: 2, Entries: 30, Approvals: 22}}, nil
	}
	return []publiclist.Stand{{Version: 1, Entries: 10}}, nil
}

// Every figure of the story comes from counters; the means name both their numbers.
func TestFiguresComeFromCounters(t *testing.T) {
	src := counted{map[stats.Measure]int{}}
	f := &Figures{Stats: src, Items: offers{}, Lists: published{}, Today: 20600}
	said := map[string]string{}
	for _, c := range Chapters {
		if c.Ours == nil {
			continue
		}
		a, err := c.Ours(t.Context(), f)
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
		}
		said[c.ID] = a.Text.EN
	}
	if want := "From acceptance to decision 1.50 working days on average over ninety days (12 working days ÷ 8 cases, lawful pauses taken out)."; said["one-day"] != want {
		t.Errorf("one-day: %s", said["one-day"])
	}
	if want := "Share in time over ninety days: 80.0% (8 ÷ 10; open late ones are in the denominator)."; said["time-limits"] != want {
		t.Errorf("time-limits: %s", said["time-limits"])
	}
	if want := "The four lists hold 60 entries in 5 versions; approvals went from 40 in the first to 22 now."; said["four-lists"] != want {
		t.Errorf("four-lists: %s", said["four-lists"])
	}
	if src.asked[stats.ItemWorkdays] != 5 {
		t.Errorf("asked %v", src.asked)
	}
}

// some is a county of so many of each measure, whatever the days.
type some struct {
	counted
	of map[stats.Measure]int64
}

func (s some) Sum(_ context.Context, _ string, m stats.Measure, from, until int32, _ string) (int64, error) {
	return s.of[m], nil
}

// Complaints are told rounded, and not at all while they are few.
func TestComplaintsAreRounded(t *testing.T) {
	src := some{of: map[stats.Measure]int64{stats.ComplaintsRegistered: 83, stats.ComplaintsAccepted: 78, stats.ComplaintsEnded: 52}}
	a, err := complaints(t.Context(), &Figures{Stats: src, Today: 20600})
	if want := "In the county, the ninety days to the end of last week: about 85 registered, 80 accepted, 50 ended (rounded to five, so that small numbers point at nobody)."; err != nil || a.Text.EN != want {
		t.Errorf("%s, %v", a.Text.EN, err)
	}
	src.of[stats.ComplaintsRegistered] = 9
	if a, _ := complaints(t.Context(), &Figures{Stats: src, Today: 20600}); a.Text.EN != "Fewer than ten complaints in the county; no figures are published." {
		t.Error(a.Text.EN)
	}
}
