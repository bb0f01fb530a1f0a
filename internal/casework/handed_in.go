package casework

import (
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// LateEntry is how many working days staff may take to enter what a person handed in: by
// post, or at a window on a day when nobody typed it. It is as long as the law gives for the
// answer on acceptance (XKF 32(4)); what lay for longer has been answered by silence, and an
// earlier date would only hide that nobody saw it.
const LateEntry = 5

// What is handed in is handed to somebody: on a working day, between these hours of the
// calendar's zone.
const (
	doorsOpen  = 7
	doorsClose = 20
	closing    = 17 // what came on a day and has no hour counts as handed in then
)

// handedIn says that staff may enter the act for the applicant, and so with the day on which
// the papers came.
func (t *Transition) handedIn(as Relation) bool {
	return as == Receiver && slices.Contains(t.By, Applicant)
}

// HandsIn says whether the actor would enter this act for the applicant.
func (t *Transition) HandsIn(a access.Actor, c *Case) bool {
	for _, r := range RelationOf(a, c) {
		if slices.Contains(t.By, r) && t.handedIn(r) {
			return true
		}
	}
	return false
}

// HandedIn is the lawful instant of papers that came on a day: the close of that day, and
// not before the case could take them. Of today's it is zero, which is now.
func (c *Case) HandedIn(cal *calendar.Calendar, t *Transition, day calendar.Day, now time.Time) time.Time {
	if day == cal.DayOf(now) {
		return time.Time{}
	}
	at := cal.Start(day).Add(closing * time.Hour)
	if since := c.since(t); cal.DayOf(since) == day && at.Before(since) {
		return since
	}
	return at
}

// EarliestEntry is the first day of which papers may still be entered.
func EarliestEntry(cal *calendar.Calendar, today calendar.Day) calendar.Day {
	first := today
	for cal.WorkdaysBetween(first-1, today) <= LateEntry {
		first--
	}
	return first
}

// backdated says what is wrong with the earlier instant of an act, nothing when it may stand.
func (d *Decision) backdated() lang.Text {
	cal := d.Engine.Calendar()
	day, today := cal.DayOf(d.Effective), cal.DayOf(d.At)
	hour := d.Effective.In(cal.Zone()).Hour()
	switch {
	case d.As != Itself && !d.Trans.handedIn(d.As):
		return lang.T("只有登记申请人此前交来的材料，才能填写较早的日期；机关自己的决定不能倒签。",
			"Only what the applicant handed in earlier may carry an earlier date; an act of the administration cannot be back-dated.")
	case d.Effective.Before(d.Case.since(d.Trans)):
		return lang.T("材料交来的日期不能早于办件进入当前状态的时间。", "The papers cannot have come before the case was in its present state.")
	case d.As == Itself: // an import repeats what happened elsewhere
	case cal.WorkdaysBetween(day, today) > LateEntry:
		return lang.Format("最多可以补录 %[1]d 个工作日以前交来的材料，最早 %[2]s。更早收到却没有录入的，按今天登记，并在说明里写清经过。",
			"Papers may be entered up to %[1]d working days after they came, here from %[2]s on. What lay for longer is entered as of today, with a note of what happened.", LateEntry, EarliestEntry(cal, today))
	case !cal.IsWorkday(day) || hour < doorsOpen || hour >= doorsClose:
		return lang.T("材料交来的日期应当是工作日；周末和假日到的邮件，填上班后收到的那天。", "Papers come on a working day; mail of a weekend or holiday on the day on which it was opened.")
	case d.Case.Version == 0 && d.Item != nil && day < d.Item.Effective:
		return lang.Format("现行办事指南从 %s 起施行，收件日期不能更早。", "The guide in force began on %s; nothing can be received by it before that.", d.Item.Effective)
	}
	return lang.Text{}
}

// since is the lawful instant from which the case has been in states in which the row is possible.
func (c *Case) since(t *Transition) time.Time {
	at := c.Opened
	for _, e := range c.Events {
		if slices.Contains(t.From, e.Facts.To) && !slices.Contains(t.From, e.Facts.From) {
			at = e.Effective
		}
	}
	return at
}
