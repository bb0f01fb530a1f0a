package board_test

import (
	"context"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/licensing"
	"banjie/internal/stats"
	"banjie/internal/web/board"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, board.GalleryPages()) }

// fixed are figures as the store would give them.
type fixed struct {
	from, until int32
	soon        time.Time
}

func (f *fixed) Units(_ context.Context, _ string, from, until int32, soon time.Time) ([]stats.UnitFigures, error) {
	f.from, f.until, f.soon = from, until, soon
	return []stats.UnitFigures{{Unit: "fire", Open: 1}, {Unit: "market", Open: 40, DueSoon: 4, Late: 2, Paused: 1, Received: 90, Accepted: 80, Deemed: 3, Decided: 48, InPromise: 45}}, nil
}

func open(t *testing.T) (*officertest.Town, *fixed) {
	f := &fixed{}
	return officertest.New(t, func(town *officertest.Town) { (&board.Pages{Site: town.Site, Figures: f}).Routes() }), f
}

// Figures stand with numerator and denominator, the late open ones counted, and lead to their rows.
func TestBoard(t *testing.T) {
	town, f := open(t)
	c := town.Do(officertest.Filing())
	town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "accept"})
	town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "pause", Reason: "示例", Input: &licensing.PauseInput{Kind: "testing", Days: 15}})
	town.Clock.Advance(14 * 24 * time.Hour)
	got := town.Get(specimen.Supervisor, "/board")
	text := strings.Join(strings.Fields(got.Text()), " ")
	for _, want := range []string{"90.0%", "45 ÷ 50", "2 ÷ 41", "已中止10个工作日"} {
		if !strings.Contains(text, want) {
			t.Errorf("the board does not say %q:\n%s", want, text)
		}
	}
	for _, want := range []string{"/board/cases?lamp=overdue&amp;open=yes&amp;unit=market", "/board/cases?by=accepted&amp;lamp=deemed&amp;since=2025-12-17&amp;unit=market", "/board/cases?by=decided&amp;lamp=on_time&amp;since=2025-12-17"} {
		if !strings.Contains(got.Body, want) {
			t.Errorf("no link to %s", want)
		}
	}
	if strings.Contains(text, "林小禾") {
		t.Error("a name on the board")
	}
	if f.from != int32(calendar.Date(2025, time.December, 17)) || f.until-f.from+1 != board.Period || !f.soon.After(town.Clock.Now()) {
		t.Errorf("asked from %d until %d, soon %s", f.from, f.until, f.soon)
	}
	for _, p := range uitest.Problems(got.Body) {
		t.Error(p)
	}
}

// The list narrows by what stands in the address; a wrong day is named.
func TestCases(t *testing.T) {
	town, _ := open(t)
	c := town.Do(officertest.Filing())
	town.Clock.Advance(24 * time.Hour)
	for query, want := range map[string]bool{"": true, "?unit=market": true, "?unit=fire": false, "?open=yes": true, "?open=no": false, "?lamp=overdue": false, "?lamp=on_time": false, // not decided yet

		"?since=2026-03-02&until=2026-03-02": true, "?since=2026-03-03": false, "?item=" + c.Item.Code: true, "?item=none": false,
		"?by=accepted": false, "?by=decided&since=2026-03-02": false} {
		got := town.Get(specimen.Supervisor, "/board/cases"+query)
		if has := strings.Contains(got.Body, "/work/cases/"+c.ID.String()); got.Status != http.StatusOK || has != want {
			t.Errorf("%q: status %d, shown %v", query, got.Status, has)
		}
	}
	if got := town.Get(specimen.Supervisor, "/board/cases?since=2026-02-30"); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(), "真实存在的日期") {
		t.Errorf("a day that does not exist: status %d", got.Status)
	}
	if got := town.Get(specimen.Supervisor, "/board/cases?number="+c.Number); got.Header.Get("Location") != "/work/cases/"+c.ID.String() {
		t.Errorf("the number leads to %q", got.Header.Get("Location"))
	}
	for _, who := range []access.Actor{specimen.Officer, specimen.Clerk, specimen.Head} {
		if got := town.Get(who, "/board/cases"); got.Status != http.StatusForbidden {
			t.Errorf("%s: status %d", who.Role, got.Status)
		}
	}
}

// The export has every row of the list, over many pages, and no name.
func TestExport(t *testing.T) {
	town, _ := open(t)
	const n = 230
	for range n {
		town.Do(officertest.Filing())
	}
	got := town.Get(specimen.Supervisor, "/board/cases.csv?unit=market")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.Body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != n+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if strings.Contains(got.Body, "林小禾") || strings.Contains(got.Body, "19000000001") {
		t.Error("personal data in the export")
	}
	if !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") {
		t.Error("the export is no download")
	}
}
