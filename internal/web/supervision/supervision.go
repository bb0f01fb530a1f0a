// Package supervision is the month of supervision as everybody gets it, in front of the cards on
// /supervision, and as CSV.
//
//	GET /supervision?month=2026-02 ── figures of the month │ cards by unit (package cards) │ accountability by cause │ rehearsal
//	GET /supervision.csv?month=…
//
// Only full months are offered, the last one first: a month that is still counted could be taken
// from itself day by day. What is shown and how it is protected is said by package monthly. Units
// and counts, never persons; no case is loaded.
package supervision

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"

	"banjie/internal/accountability"
	"banjie/internal/calendar"
	"banjie/internal/complaint"
	"banjie/internal/integrity/monthly"
	"banjie/internal/lang"
	accountabilitypages "banjie/internal/web/accountability"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// offered is how many full months can be chosen.
const offered = 24

// Pages are the pages of this package.
type Pages struct {
	Site      *site.Site
	Counter   monthly.Counter
	Files     accountability.Lists    // nil: none
	Rehearsed complaint.LastRehearsal // nil: none
}

// Routes adds the CSV; the page itself is that of package cards, which draws [Pages.Front] first.
func (c *Pages) Routes() { c.Site.Handle("GET /supervision.csv", site.Open, c.csv) }

// Month is what stands in front of the cards.
type Month struct {
	First     calendar.Day // of the month that is shown
	Last      calendar.Day // first day of the last full month
	Figures   []monthly.Figure
	Causes    ui.Component // accountability by cause; nil: none
	Rehearsed lang.Text
}

var parts = []struct {
	id    string
	title lang.Text
	link  ui.Link
}{
	{monthly.Complaints, lang.T("投诉", "Complaints"), ui.Link{Name: lang.T("安心投诉", "Complain safely"), Href: "/complain"}},
	{monthly.Guarding, lang.T("保护投诉人", "Protection of reporters"), ui.Link{Name: lang.T("我遭到打击报复", "I suffer retaliation"), Href: "/retaliation"}},
	{monthly.Impasses, lang.T("办不成事", "What could not be done"), ui.Link{Name: lang.T("反映办不成事", "Report what could not be done"), Href: "/not-done"}},
	{monthly.Orders, lang.T("督办", "Supervision orders"), ui.Link{}},
	{monthly.Ratings, lang.T("差评整改", "What follows poor ratings"), ui.Link{Name: lang.T("自己来评的和抽样问的差多少", "Self-ratings beside the drawn survey: the gap"), Href: "/surveys"}},
}

func monthName(d calendar.Day) lang.Text {
	y, m, _ := d.Date()
	return lang.T(fmt.Sprintf("%d年%d月", y, m), fmt.Sprintf("%s %d", m, y))
}

func monthID(d calendar.Day) string {
	y, m, _ := d.Date()
	return fmt.Sprintf("%04d-%02d", y, int(m))
}

// Parts are the components in their order.
func (v Month) Parts() ui.Components {
	name := monthName(v.First)
	choice := ui.Field{Name: "month", Kind: ui.Choice, Label: lang.T("月份", "Month"), Value: monthID(v.First)}
	for d, n := v.Last, 0; n < offered; d, n = monthly.Last(d), n+1 {
		choice.Options = append(choice.Options, ui.Option{Value: monthID(d), Label: monthName(d)})
	}
	all := ui.Components{
		ui.Heading{Title: lang.T("效能监督月报："+name.ZH, "Supervision in "+name.EN), Lead: lang.T("每个数都是几分之几，写明怎么算。只有单位和件数，从不公布个人。", "Every figure is so many of so many, with its definition. Units and counts, never persons.")},
		ui.Filters{Action: "/supervision", Fields: []ui.Field{choice}},
		ui.Text(lang.Format("投诉的数只有全县的，四舍五入到%d；一到四件的、从别的数能推出来的，用“…”代替。只公布完整的月份。", "Figures of complaints are of the whole county and rounded to %d; one to four, and what could be worked out from the others, is “…”. Only full months are published.", monthly.Round)),
	}
	for _, p := range parts {
		t := ui.Table{Caption: lang.T(p.title.ZH+"，"+name.ZH, p.title.EN+", "+name.EN), Columns: []ui.Column{{Name: lang.T("什么", "What")}, {Name: lang.T("数", "Figure"), Numeric: true}, {Name: lang.T("怎么算", "How it is counted")}}}
		for _, f := range v.Figures {
			if f.Line.Part == p.id {
				t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(f.Name), ui.Plain(number(f)), ui.Words(f.Says)}})
			}
		}
		body := ui.Components{t}
		if p.link.Href != "" {
			body = append(body, p.link)
		}
		if p.id == monthly.Guarding && !v.Rehearsed.IsZero() {
			body = append(body, ui.Text(v.Rehearsed))
		}
		all = append(all, ui.Section{ID: p.id, Title: p.title, Body: body})
	}
	if v.Causes != nil {
		all = append(all, ui.Section{ID: "accountability", Title: lang.T("责任追究，按原因", "Accountability, by cause"), Body: ui.Components{v.Causes, ui.Link{Name: lang.T("四条禁令和责任追究", "The four bans and accountability"), Href: "/oversight"}}})
	}
	return append(all, ui.Actions{ui.LinkButton{Label: lang.T("下载本月的数（CSV）", "This month as CSV"), Href: "/supervision.csv?month=" + monthID(v.First), Look: ui.Secondary}})
}

// number is a figure in print: part / whole and the share, or a count.
func number(f monthly.Figure) string {
	if !f.Share() {
		return shown(f.Part)
	}
	s := shown(f.Part) + " / " + shown(f.Whole)
	if !f.Part.Hidden && !f.Whole.Hidden && f.Whole.N > 0 {
		s += " (" + ui.Percent(f.Part.N, f.Whole.N) + ")"
	}
	return s
}

func shown(v monthly.Value) string {
	if v.Hidden {
		return "…"
	}
	return ui.Number(v.N)
}

// month is the one asked for; anything else is the last full one.
func (c *Pages) month(r *site.Request) (first, last calendar.Day) {
	last = monthly.Last(c.Site.Calendar().DayOf(c.Site.Clock.Now()))
	d, err := calendar.ParseDay(r.URL.Query().Get("month") + "-01")
	if err != nil || d > last || d < last-offered*31 {
		return last, last
	}
	return d, last
}

// Front is what stands in front of the cards.
func (c *Pages) Front(r *site.Request) (ui.Components, error) {
	v := Month{}
	v.First, v.Last = c.month(r)
	var err error
	if v.Figures, err = monthly.Of(r.Context(), c.Counter, c.Site.Division, v.First); err != nil {
		return nil, err
	}
	today := c.Site.Calendar().DayOf(c.Site.Clock.Now())
	if c.Files != nil {
		counts, err := c.Files.Counts(r.Context(), c.Site.Division, "", calendar.Interval{From: today - accountabilitypages.Period + 1, To: today})
		if err != nil {
			return nil, err
		}
		v.Causes = accountabilitypages.ByCause(counts, true)
	}
	if c.Rehearsed != nil {
		last, err := c.Rehearsed(r.Context())
		if err != nil {
			return nil, err
		}
		v.Rehearsed = complaint.RehearsedSays(last, today)
	}
	return v.Parts(), nil
}

// csv writes the month with the same protection; what is hidden is an empty field.
func (c *Pages) csv(w http.ResponseWriter, r *site.Request) error {
	first, _ := c.month(r)
	figures, err := monthly.Of(r.Context(), c.Counter, c.Site.Division, first)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="supervision-`+monthID(first)+`.csv"`)
	out := csv.NewWriter(w)
	_ = out.Write([]string{"month", "figure", "numerator", "denominator", "definition_zh", "definition_en"})
	field := func(v monthly.Value) string {
		if v.Hidden {
			return ""
		}
		return strconv.FormatInt(v.N, 10)
	}
	for _, f := range figures {
		whole := ""
		if f.Share() {
			whole = field(f.Whole)
		}
		_ = out.Write([]string{monthID(first), f.ID, field(f.Part), whole, f.Says.ZH, f.Says.EN})
	}
	out.Flush()
	return out.Error()
}
