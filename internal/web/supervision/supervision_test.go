package supervision_test

import (
	"context"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/stats"
	"banjie/internal/web/cards"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/supervision"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, supervision.GalleryPages()) }

type counter map[stats.Measure]int64

func (c counter) Sum(_ context.Context, _ string, m stats.Measure, first, last int32, _ string) (int64, error) {
	if last-first > 31 {
		return 0, nil
	}
	return c[m], nil
}

// The page and its CSV say the same, hide what is few, and offer no month that is still counted.
func TestMonth(t *testing.T) {
	c := counter{stats.ComplaintsRegistered: 43, stats.Openings: 2, stats.OrdersInTime: 3, stats.OrdersLate: 1}
	b := officertest.New(t, func(o *officertest.Town) {
		month := &supervision.Pages{Site: o.Site, Counter: c}
		month.Routes()
		(&cards.Pages{Site: o.Site, Cards: o.Cards, Front: month.Front}).Routes()
	})
	anybody := access.Actor{Role: access.Public, Division: specimen.Division}
	y, m, _ := b.Site.Calendar().DayOf(b.Clock.Now()).Date()
	page := b.Get(anybody, "/supervision")
	for _, p := range uitest.Problems(page.Body) {
		t.Error(p)
	}
	if text := page.Text(); page.Status != http.StatusOK || !strings.Contains(text, "3 / 4 (75") || !strings.Contains(text, "登记的投诉") || strings.Contains(text, "43") {
		t.Errorf("%d %s", page.Status, page.Text())
	}
	now := strings.Split(b.Get(anybody, "/supervision.csv?month="+b.Clock.Now().Format("2006-01")).Body, "\n")
	if strings.Contains(now[1], b.Clock.Now().Format("2006-01")) {
		t.Errorf("the month that is still counted is published: %d-%d %s", y, m, now[1])
	}
	rows, err := csv.NewReader(strings.NewReader(b.Get(anybody, "/supervision.csv").Body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, r := range rows {
		got[r[1]] = r
	}
	if got["registered"][2] != "45" || got["openings"][2] != "" || got["orders_in_time"][2] != "3" || got["orders_in_time"][3] != "4" {
		t.Errorf("%v", rows)
	}
}
