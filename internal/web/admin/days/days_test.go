package days

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/limit"
	"banjie/internal/web/admin/admintest"
	staff "banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, GalleryPages()) }

// both writes acts without a case to one writer and cases to another.
type both struct{ acts, cases casework.Writer }

func (b both) Write(ctx context.Context, w casework.Write) (casework.Committed, error) {
	if w.Case == nil {
		return b.acts.Write(ctx, w)
	}
	return b.cases.Write(ctx, w)
}

// hall has one open case of the officers' specimen.
func hall(t *testing.T) (*admintest.Hall, *casework.Case) {
	t.Helper()
	h, cases := admintest.New(t), staff.NewHall()
	c := cases.Filed()
	e := *cases.Engine
	e.Writer, e.Calendar, e.Clock = both{h, cases}, h.Site.Calendar, h.Clock
	h.Site.Engine = &e
	h.Rows = []casework.Row{{Key: casework.Key{Division: c.Division, ID: c.ID}, Number: c.Number, State: c.State}}
	(&Pages{Site: h.Site, Use: func(next *calendar.Calendar) { h.Cal = next }}).Routes()
	return h, c
}

// notice is an invented one: the due day of the case's first running clock becomes a day off.
func notice(t *testing.T, c *casework.Case) (string, limit.Clock) {
	t.Helper()
	for _, k := range c.Clocks {
		if k.State == limit.Running && k.Limit.Unit == limit.Workday {
			n := calendar.Notice{Year: k.Due.Day.Year(), Title: "示例通知（虚构）", Number: "示例〔0000〕1号", Days: []calendar.NoticeDay{{Date: k.Due.Day, Name: "示例节", Off: true}}}
			body, err := json.Marshal(n)
			if err != nil {
				t.Fatal(err)
			}
			return string(body), k
		}
	}
	t.Fatal("the case has no running clock")
	return "", limit.Clock{}
}

func TestImport(t *testing.T) {
	h, c := hall(t)
	text, k := notice(t, c)
	page := h.Upload(t, "/admin/calendar/import", "", "", nil, url.Values{"text": {text}})
	said := admintest.Text(page)
	if page.Code != http.StatusOK || !strings.Contains(strings.ReplaceAll(said, " ", ""), c.Number) || !strings.Contains(said, "放假") || len(h.Acts) > 0 {
		t.Fatalf("%d %s", page.Code, said)
	}
	form := admintest.Filled(t, page, "/admin/calendar/import/confirm")
	wrong := url.Values{}
	for n, v := range form {
		wrong[n] = v
	}
	wrong.Set("_plan", "another")
	if w := h.Upload(t, "/admin/calendar/import/confirm", "", "", nil, wrong); w.Code != http.StatusConflict || len(h.Acts) > 0 {
		t.Fatalf("another plan: %d", w.Code)
	}
	before := h.Cal.Version()
	if w := h.Upload(t, "/admin/calendar/import/confirm", "", "", nil, form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, admintest.Text(w))
	}
	if kinds := h.Kinds(); len(kinds) != 1 || kinds[0] != CalendarImported || h.Cal.Version() == before {
		t.Errorf("acts %v", kinds)
	}
	after, _, err := h.Site.Engine.Load(t.Context(), casework.Key{Division: c.Division, ID: c.ID})
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := after.Clock(k.Name); n.Due.Day <= k.Due.Day {
		t.Errorf("due %v, was %v", n.Due.Day, k.Due.Day)
	}
	if again := h.Upload(t, "/admin/calendar/import", "", "", nil, url.Values{"text": {text}}); !strings.Contains(admintest.Text(again), "没有什么要做") {
		t.Errorf("twice is not nothing: %s", admintest.Text(again))
	}
}

func TestImportRefuses(t *testing.T) {
	h, _ := hall(t)
	for _, c := range []struct{ text, says string }{
		{"", "请选择文件"},
		{"not json", "不是 JSON"},
		{`{"year":2027,"days":[]}`, "没有列出任何日期"},
		{`{"year":2027,"days":[{"date":"2027-02-29","name":"x","off":true}]}`, "days[0].date"},
		{`{"year":1,"days":[{"date":"2027-01-01","name":"x","off":true}]}`, "年份"},
	} {
		w := h.Upload(t, "/admin/calendar/import", "", "", nil, url.Values{"text": {c.text}})
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(admintest.Text(w), c.says) || !strings.Contains(w.Body.String(), strings.ReplaceAll(c.text, `"`, "&#34;")) {
			t.Errorf("%q: %d %.500s", c.text, w.Code, admintest.Text(w))
		}
	}
	big := strings.Repeat(" ", 2<<20) + "{}"
	if w := h.Upload(t, "/admin/calendar/import", "file", "n.json", []byte(big), nil); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("2 MB: %d", w.Code)
	}
	h.Actor.Role = "auditor"
	if w := h.Page(t, "/admin/calendar"); w.Code != http.StatusForbidden {
		t.Errorf("auditor: %d", w.Code)
	}
}

func TestWeeks(t *testing.T) {
	v := Year{}.Sample(2026)
	n := 0
	for m := 1; m <= 12; m++ {
		for _, week := range v.weeks(m) {
			for i, d := range week {
				if d == 0 {
					continue
				}
				n++
				if (int(d.Weekday())+6)%7 != i {
					t.Errorf("%v stands under the wrong day", d)
				}
			}
		}
	}
	if n != 365 {
		t.Errorf("%d days", n)
	}
}
