package watch_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/integrity/retaliation"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
	"banjie/internal/web/watch"
)

func TestPages(t *testing.T) { uitest.Pages(t, watch.GalleryPages()) }

// registers are what the units did.
type registers struct{ acts []retaliation.Act }

func (r registers) Begun(context.Context, string) (calendar.Day, error) {
	return calendar.Date(2025, 1, 1), nil
}

func (r registers) Acts(_ context.Context, _ string, from, until calendar.Day) (some []retaliation.Act, err error) {
	for _, a := range r.acts {
		if a.Day >= from && a.Day <= until {
			some = append(some, a)
		}
	}
	return some, nil
}

// A proven firm sees its own counts and others as a mean; whoever is not proven sees no visits of
// the credit code that was typed, and another firm sees nothing of the first. The day is in no
// address.
func TestOnlyOnesOwn(t *testing.T) {
	var b *officertest.Town
	reg := &registers{}
	b = officertest.New(t, func(o *officertest.Town) { (&watch.Pages{Site: o.Site, Registers: reg}).Routes() })
	today := b.Site.Calendar().DayOf(b.Clock.Now())
	day := today - 60
	for i := range 3 {
		reg.acts = append(reg.acts, retaliation.Act{Kind: retaliation.Visit, Unit: "market", Firm: "p-firm", Day: day + calendar.Day(7*i)})
	}
	for i := range 6 {
		reg.acts = append(reg.acts, retaliation.Act{Kind: retaliation.Fine, Unit: "market", Firm: fmt.Sprint("other ", i), Day: day - 3})
	}
	firm := func(party string, proven bool) access.Actor {
		a := access.Actor{ID: "a1", Name: "示例商行", Role: access.Citizen, Division: specimen.Division, Party: party}
		if proven {
			a.Before = "a-1"
		}
		return a
	}
	form := url.Values{"day": {time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(day-calendar.Date(2026, 1, 1))).Format(time.DateOnly)}}
	mine := b.Post(firm("p-firm", true), "/watch", form)
	if text := mine.Text(); mine.Status != http.StatusOK || !strings.Contains(text, "来检查") || !strings.Contains(text, "其他6家") || !strings.Contains(text, "精确检验") || !strings.Contains(text, "说明不了多少") {
		t.Errorf("%d %s", mine.Status, mine.Text())
	}
	for _, p := range uitest.Problems(mine.Body) {
		t.Error(p)
	}
	for name, who := range map[string]access.Actor{"not proven": firm("p-firm", false), "another": firm("p-else", true)} {
		if got := b.Post(who, "/watch", form); got.Status != http.StatusOK || strings.Contains(got.Text(), "来检查") || strings.Contains(got.Text(), "其他6家") {
			t.Errorf("%s: %d %s", name, got.Status, got.Text())
		}
	}
	if got := b.Post(firm("p-firm", true), "/watch", url.Values{"day": {"2999-01-01"}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a day to come: %d", got.Status)
	}
	if got := b.Get(access.Actor{Role: access.Public, Division: specimen.Division}, "/watch"); got.Status == http.StatusOK {
		t.Error("a stranger has the page")
	}
}
