package days

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Year is the calendar of one year.
type Year struct {
	Cal  *calendar.Calendar
	Year int
	This int // the year it is now
}

var weekdays = []lang.Text{lang.T("一", "Mo"), lang.T("二", "Tu"), lang.T("三", "We"), lang.T("四", "Th"), lang.T("五", "Fr"), lang.T("六", "Sa"), lang.T("日", "Su")}

func monthEN(m int) string { return time.Month(m).String() }

func dayOfMonth(d calendar.Day) string {
	_, _, n := d.Date()
	return strconv.Itoa(n)
}

// weeks are the days of a month by weeks that begin on Monday; 0 is a place without a day.
func (v Year) weeks(month int) [][7]calendar.Day {
	first, end := calendar.Date(v.Year, time.Month(month), 1), calendar.Date(v.Year, time.Month(month)+1, 1)
	if month == 12 {
		end = calendar.Date(v.Year+1, time.January, 1)
	}
	var weeks [][7]calendar.Day
	var week [7]calendar.Day
	for d := first; d < end; d++ {
		i := (int(d.Weekday()) + 6) % 7
		week[i] = d
		if i == 6 || d == end-1 {
			weeks, week = append(weeks, week), [7]calendar.Day{}
		}
	}
	return weeks
}

// View draws it.
func (v Year) View(p ui.Page) templ.Component {
	var tabs ui.Tabs
	tabs.Label = lang.T("年份", "Year")
	for y := v.This - 2; y <= v.This+1; y++ {
		tabs.Items = append(tabs.Items, ui.Tab{Name: lang.T(fmt.Sprintf("%d年", y), fmt.Sprint(y)), Href: fmt.Sprintf("/admin/calendar?year=%d", y), Current: y == v.Year})
	}
	tag := ui.Tag{Label: lang.T("已公布", "announced"), Tone: ui.Good}
	if !v.Cal.Announced(v.Year) {
		tag = ui.Tag{Label: lang.T("还没有公布", "not announced yet"), Tone: ui.Still}
	}
	parts := ui.Components{ui.Heading{Title: lang.Format("工作日历 %d", "Calendar %d", v.Year), Tag: &tag, Lead: lang.T("版本 "+v.Cal.Version()+"。版本不改，新通知产生新版本。", "Version "+v.Cal.Version()+". A version never changes; a new notice makes a new one.")},
		tabs, ui.Actions{ui.LinkButton{Label: lang.T("导入放假通知", "Import a holiday notice"), Href: "/admin/calendar/import"}}}
	if !v.Cal.Announced(v.Year) {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("这一年先按周一到周五算，用到的期限都标“暂定”；通知公布后导入，会重新计算并告知当事人。", "Until its notice this year counts Monday to Friday and limits that use it are provisional; once imported they are counted again and people are told.")})
	}
	from, to := calendar.Date(v.Year-1, time.December, 31), calendar.Date(v.Year, time.December, 31)
	var off, made int64
	for d := from + 1; d <= to; d++ {
		switch v.Cal.Info(d).Kind {
		case calendar.PublicHoliday:
			off++
		case calendar.AdjustedWorkday:
			made++
		}
	}
	unit := lang.T("天", "days")
	parts = append(parts, ui.Stats{{Name: lang.T("工作日", "Working days"), Count: int64(v.Cal.WorkdaysBetween(from, to)), Unit: unit}, {Name: lang.T("放假（含连休的周末）", "Days off, weekends within included"), Count: off, Unit: unit}, {Name: lang.T("调休上班日", "Make-up workdays"), Count: made, Unit: unit}},
		ui.Part(v.grid), v.notices())
	return parts.View(p)
}

func (v Year) notices() ui.Component {
	t := ui.Table{Caption: lang.T("依据的通知", "Notices it rests on"), Columns: []ui.Column{{Name: lang.T("通知", "Notice")}, {Name: lang.T("文号", "Number")}, {Name: lang.T("成文日期", "Issued")}, {Name: lang.T("出处", "Source")}}, Empty: ui.Empty{Title: lang.T("这一年还没有通知", "No notice for this year yet")}}
	for _, n := range v.Cal.Notices() {
		if n.Year != v.Year {
			continue
		}
		var issued ui.Component = ui.Plain("–")
		if n.Issued != 0 {
			issued = ui.OnDay(n.Issued)
		}
		title := n.Title
		if title == "" {
			title = n.ShortCite()
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(title), ui.Plain(orDash(n.Number)), issued, ui.Plain(orDash(n.Source))}})
	}
	return t
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// Sample is 2026 as announced.
func (Year) Sample(year int) Year {
	return Year{Cal: calendar.Builtin(), Year: year, This: calendar.Builtin().DayOf(specimen.Now).Year()}
}

func (d *Pages) year(w http.ResponseWriter, r *site.Request) error {
	v := Year{Cal: r.Site.Calendar(), This: today(r).Year()}
	v.Year = v.This
	if y, err := strconv.Atoi(r.URL.Query().Get("year")); err == nil && y >= 2007 && y <= v.This+5 {
		v.Year = y
	}
	p := r.Page(lang.T("工作日历", "Calendar"))
	p.Wide = true
	return r.Show(w, p, v)
}
