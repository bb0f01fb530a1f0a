package catalog

import (
	"fmt"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// limits checks the two promises of time: never longer than the law's, never
// shorter than a mandatory notice, never empty.
func (r *report) limits(it Item) {
	r.promise(it)
	if it.Statutory != nil && r.length("statutory", *it.Statutory) && it.Kind == License {
		general := limit.Limit{N: 20, Unit: limit.Workday}
		basis := "xkf-42.1"
		if it.Joint {
			general.N, basis = 45, "xkf-42.2"
		}
		if !neverLater(r.Calendar, *it.Statutory, general) {
			r.add(Warning, "longer_than_general_limit", "statutory", basis, lang.Format("法定时限长于行政许可的一般时限 %d 个工作日。", "The statutory limit is longer than the general one of %d working days.", general.N),
				lang.T("请确认有其他法律、法规另行规定。", "Please make sure that another law says so."))
		}
	}
	if it.MinNotice != nil {
		r.length("min_notice", *it.MinNotice)
	}
	if it.Delivery != nil && r.length("delivery", *it.Delivery) && it.Kind == License && !neverLater(r.Calendar, *it.Delivery, limit.Limit{N: 10, Unit: limit.Workday}) {
		r.add(Error, "delivery_too_late", "delivery", "xkf-44", lang.T("送达期限超过十个工作日。", "Delivery takes longer than ten working days."), lang.T("请改为十个工作日以内。", "Make it ten working days or less."))
	}
	if it.Correction == (limit.Limit{}) {
		r.gap("correction", "zyc-11")
	} else {
		r.length("correction", it.Correction)
	}
	for i, s := range it.Steps {
		path := fmt.Sprintf("steps.%d.limit", i)
		if s.Limit != nil && r.length(path, *s.Limit) && it.Promised != nil && it.Promised.N > 0 && !neverLater(r.Calendar, *s.Limit, *it.Promised) {
			r.add(Error, "step_longer_than_promise", path, "", lang.T("环节时限长于承诺时限。", "The step may take longer than the promise."), lang.T("请缩短环节时限。", "Make the step shorter."))
		}
	}
}

func (r *report) promise(it Item) {
	p := it.Promised
	if p == nil {
		r.gap("promised", "zyc-12")
		return
	}
	if it.CaseKind == OnTheSpot {
		if p.Unit != limit.Workday || p.N < 0 || p.N > 1 {
			r.add(Error, "on_the_spot_limit", "promised", "xkf-34", lang.T("即办件的承诺时限应为 0 或 1 个工作日。", "An item decided on the spot promises 0 or 1 working day."),
				lang.T("请改为 0 或 1 个工作日，或改为承诺件。", "Make it 0 or 1 working day, or change the kind of the item."))
		}
	} else if !r.length("promised", *p) {
		return
	}
	if it.Statutory != nil && it.Statutory.N > 0 && p.N > 0 && !neverLater(r.Calendar, *p, *it.Statutory) {
		r.add(Error, "promise_longer_than_law", "promised", "zyc-12", both("承诺时限", Length(*p), "可能晚于法定时限"+Length(*it.Statutory).ZH+"。", "The promise of ", " can end after the statutory "+Length(*it.Statutory).EN+"."),
			lang.T("承诺时限不得长于法定时限，请缩短。", "A promise may never be longer than the law's limit; make it shorter."))
	}
	if it.MinNotice != nil && it.MinNotice.N > 0 && !neverLater(r.Calendar, *it.MinNotice, *p) {
		r.add(Error, "promise_shorter_than_notice", "promised", "", both("承诺时限短于必须公示的", Length(*it.MinNotice), "。", "The promise is shorter than the mandatory public notice of ", "."),
			lang.T("法定公示期不能省，请延长承诺时限。", "The notice may not be cut short; make the promise longer."))
	}
}

// length wants a limit of more than nothing in a known unit.
func (r *report) length(path string, l limit.Limit) bool {
	switch {
	case l.Unit != limit.Workday && l.Unit != limit.Day && l.Unit != limit.OfficeHour:
		r.add(Error, "unknown_unit_of_time", path+".unit", "", both("“", FieldName(path), "”没有写明是工作日、自然日还是工作小时。", "“", "” does not say whether working days, calendar days or office hours."), lang.T("请选择单位。", "Please choose the unit."))
	case l.N <= 0:
		r.add(Error, "empty_limit", path+".n", "", both("“", FieldName(path), "”是空的。", "“", "” is empty."), lang.T("请填写大于零的数。", "Enter a number above zero."))
	case l.N > maxLength:
		r.add(Error, "limit_too_long", path+".n", "", both("“", FieldName(path), "”长得不合理。", "“", "” is unreasonably long."), lang.T("请核对。", "Please check it."))
	default:
		return true
	}
	return false
}

// maxLength is the longest limit an item may state, ten years of days; more is a slip of the hand.
const maxLength = 3650

// An office day has at least four hours in which a case can be worked on and never
// more than twelve; with these bounds hours and days are compared without knowing
// the hours of the unit.
const (
	shortestOfficeDay = 4
	longestOfficeDay  = 12
	firstAnnounced    = 2007 // first year of the State Council's notices in the calendar
)

// neverLater says that a limit a ends no later than a limit b begun on the same day,
// for every first day of every announced year. Without a calendar it says so only
// where no calendar could make it wrong.
func neverLater(cal *calendar.Calendar, a, b limit.Limit) bool {
	if a.Unit == b.Unit {
		return a.N <= b.N
	}
	if a.Unit == limit.OfficeHour {
		a = limit.Limit{N: (a.N + shortestOfficeDay - 1) / shortestOfficeDay, Unit: limit.Workday}
	}
	if b.Unit == limit.OfficeHour {
		b = limit.Limit{N: b.N / longestOfficeDay, Unit: limit.Workday}
	}
	if a.Unit == b.Unit {
		return a.N <= b.N
	}
	if cal == nil {
		return a.Unit == limit.Day && a.N <= b.N // n working days are never shorter than n days
	}
	for d := calendar.Date(firstAnnounced, time.January, 1); d <= calendar.Date(cal.LastAnnounced(), time.December, 31); d++ {
		if cal.Announced(d.Year()) && lastDay(cal, d, a) > lastDay(cal, d, b) {
			return false
		}
	}
	return true
}

// lastDay is the last day of a limit in days begun on d. A limit in calendar days
// ends on a working day (mfd-203).
func lastDay(cal *calendar.Calendar, d calendar.Day, l limit.Limit) calendar.Day {
	if l.Unit == limit.Workday {
		return cal.AddWorkdays(d, l.N)
	}
	d += calendar.Day(l.N)
	for !cal.IsWorkday(d) {
		d++
	}
	return d
}

// Length is a limit in words: 20 个工作日, 20 working days.
func Length(l limit.Limit) lang.Text {
	plural := "s"
	if l.N == 1 {
		plural = ""
	}
	switch l.Unit {
	case limit.Workday:
		return lang.T(fmt.Sprintf("%d 个工作日", l.N), fmt.Sprintf("%d working day%s", l.N, plural))
	case limit.Day:
		return lang.T(fmt.Sprintf("%d 日（自然日）", l.N), fmt.Sprintf("%d calendar day%s", l.N, plural))
	}
	return lang.T(fmt.Sprintf("%d 个工作小时", l.N), fmt.Sprintf("%d office hour%s", l.N, plural))
}
