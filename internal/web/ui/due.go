package ui

import (
	"fmt"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// DayKind is why a day counts or does not.
type DayKind string

const (
	StartDay   DayKind = "start"   // the day it began, never counted
	CountedDay DayKind = "counted" //
	MakeupDay  DayKind = "makeup"  // a weekend day worked by notice, counted
	WeekendDay DayKind = "weekend" //
	HolidayDay DayKind = "holiday" // a public holiday by notice
	PausedDay  DayKind = "paused"  // touched by a pause
	RolledDay  DayKind = "rolled"  // a calendar-day limit would end here, but it is no working day
)

// ExplainedDay is one day of a count.
type ExplainedDay struct {
	Day  calendar.Day
	Kind DayKind
	N    int       // the how-manieth it is, for counted days
	Note lang.Text // by which notice, by which event
}

// DueExplain says day by day why a due date is that day: a sentence, months to look at
// and a table to read.
type DueExplain struct {
	Start       calendar.Day
	Due         calendar.Day // 0 while paused
	Limit       limit.Limit
	Provisional bool
	Basis       []string // ids of internal/law
	Calendar    string   // version counted with
	Days        []ExplainedDay
}

var dayWord = map[DayKind]lang.Text{
	StartDay:   lang.T("起算，当天不计", "start, not counted"),
	CountedDay: lang.T("计入", "counted"),
	MakeupDay:  lang.T("调休上班，计入", "make-up workday, counted"),
	WeekendDay: lang.T("周末，不计", "weekend, not counted"),
	HolidayDay: lang.T("法定节假日，不计", "public holiday, not counted"),
	PausedDay:  lang.T("中止计时，不计", "paused, not counted"),
	RolledDay:  lang.T("最后一日遇休息日，顺延", "last day is no working day, moved on"),
}

// dayMark stands in the box of a day that is not simply counted.
var dayMark = map[DayKind]lang.Text{
	StartDay: lang.T("起", "start"), MakeupDay: lang.T("班", "work"), WeekendDay: lang.T("", ""),
	HolidayDay: lang.T("休", "hol."), PausedDay: lang.T("停", "pause"), RolledDay: lang.T("延", "moved"),
}

// sentence is the whole count in words.
func (v DueExplain) sentence(p Page) string {
	tally := map[DayKind]int{}
	for _, d := range v.Days {
		tally[d.Kind]++
	}
	span := SpanText(v.Limit.N, v.Limit.Unit)
	zh := fmt.Sprintf("%s起算，当天不计，从第二天开始数%s。", p.Day(v.Start), span.ZH)
	en := fmt.Sprintf("It starts on %s, a day that does not count. From the next day on, %s are counted.", p.Day(v.Start), span.EN)
	var outZH, outEN []string
	for _, k := range []struct {
		kind          DayKind
		zh, one, many string
	}{
		{WeekendDay, "周末", "weekend day", "weekend days"},
		{HolidayDay, "法定节假日", "day of a public holiday", "days of public holidays"},
		{PausedDay, "中止计时", "paused day", "paused days"},
	} {
		if n := tally[k.kind]; n > 0 {
			outZH = append(outZH, fmt.Sprintf("%s%d天", k.zh, n))
			outEN = append(outEN, plural(n, k.one, k.many))
		}
	}
	if len(outZH) > 0 {
		zh += "其间" + strings.Join(outZH, "、") + "不算。"
		en += " Left out: " + strings.Join(outEN, ", ") + "."
	}
	if n := tally[MakeupDay]; n > 0 {
		zh += fmt.Sprintf("调休上班%d天照常计入。", n)
		en += " Counted although at a weekend: " + plural(n, "make-up workday", "make-up workdays") + "."
	}
	return p.T(zh, en)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (d ExplainedDay) word(p Page) string {
	if d.N > 0 {
		return p.T(fmt.Sprintf("第%d天", d.N), fmt.Sprintf("day %d", d.N))
	}
	return ""
}

// gridMonth is a month as rows of seven, Monday first; nil is a day outside the count.
type gridMonth struct {
	Year  int
	Month time.Month
	Weeks [][7]gridDay
}

type gridDay struct {
	Date int // 0: not of this month
	Of   *ExplainedDay
	Due  bool
}

func (m gridMonth) name(p Page) string {
	return p.T(fmt.Sprintf("%d年%d月", m.Year, m.Month), fmt.Sprintf("%s %d", m.Month, m.Year))
}

// months lays the days out on calendar pages.
func (v DueExplain) months() []gridMonth {
	if len(v.Days) == 0 {
		return nil
	}
	of := make(map[calendar.Day]*ExplainedDay, len(v.Days))
	for i := range v.Days {
		of[v.Days[i].Day] = &v.Days[i]
	}
	var months []gridMonth
	last := midnight(v.Days[len(v.Days)-1].Day)
	first := midnight(v.Days[0].Day)
	for t := time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC); !t.After(last); t = t.AddDate(0, 1, 0) {
		m := gridMonth{Year: t.Year(), Month: t.Month()}
		var week [7]gridDay
		for d := t; d.Month() == t.Month(); d = d.AddDate(0, 0, 1) {
			day := calendar.Day(d.Unix() / 86400)
			col := (int(d.Weekday()) + 6) % 7
			week[col] = gridDay{Date: d.Day(), Of: of[day], Due: day == v.Due && v.Due != 0}
			if col == 6 || d.AddDate(0, 0, 1).Month() != t.Month() {
				m.Weeks = append(m.Weeks, week)
				week = [7]gridDay{}
			}
		}
		months = append(months, m)
	}
	return months
}

func (d gridDay) class() string {
	s := ""
	if d.Of != nil {
		s = "d-" + string(d.Of.Kind)
	}
	if d.Due {
		s += " d-due"
	}
	return s
}

func (d gridDay) mark(p Page) string {
	switch {
	case d.Of == nil:
		return ""
	case d.Due && d.Of.N > 0:
		return p.T("到期", "due")
	case d.Of.N > 0:
		return fmt.Sprint(d.Of.N)
	}
	return p.In(dayMark[d.Of.Kind])
}
