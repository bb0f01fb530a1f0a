package limit

import (
	"math"
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Compute gives the day and instant on which a limit of days ends.
//
//   - Working days: the n-th working day strictly after start that no pause touches.
//     For n = 0 start itself where it is a working day, else as for n = 1.
//   - Calendar days: n days after start, days touched by a pause not counted; where
//     that day is not a working day, the limit ends on the next one that is and that
//     no pause touches.
//
// Pauses count from the day after start, may overlap and come in any order. Where an
// open pause has begun by the due day there is none: [Due].Paused. A pause that
// begins after the due day changes nothing. It takes constant time and a step a
// pause. The error is a fault: a length, day or pause out of order.
func Compute(cal *calendar.Calendar, start calendar.Day, l Limit, pauses []Pause) (Due, error) {
	if err := check(start, l, pauses); err != nil {
		return Due{}, err
	}
	if l.Unit == OfficeHour || l.Unit == ClockHour {
		return Due{}, badUnit(l.Unit)
	}
	var room [8]calendar.Interval
	closed, open := merge(room[:0], start, pauses)
	var due calendar.Day
	if l.Unit == Workday {
		due = workdayDue(cal, start, l.N, closed)
	} else {
		due = roll(cal, nominal(start, l.N, closed), closed)
	}
	return finish(cal, start, due, open)
}

// never is later than every day a count can reach.
const never calendar.Day = math.MaxInt32 - 1

func finish(cal *calendar.Calendar, start, due, open calendar.Day) (Due, error) {
	if open <= due {
		return Due{Paused: true, Calendar: cal.Version()}, nil
	}
	if due > calendar.Last {
		return Due{}, outOfRange()
	}
	return Due{
		Day:         due,
		At:          cal.End(due),
		Provisional: !cal.AllAnnounced(min(start+1, due), due),
		Calendar:    cal.Version(),
	}, nil
}

func workdayDue(cal *calendar.Calendar, start calendar.Day, n int, closed []calendar.Interval) calendar.Day {
	if n == 0 {
		if cal.IsWorkday(start) {
			return start
		}
		n = 1
	}
	due := cal.AddWorkdays(start, n)
	for _, p := range closed {
		if p.From > due {
			break
		}
		n += cal.WorkdaysBetween(p.From-1, p.To)
		due = cal.AddWorkdays(start, n)
	}
	return due
}

// nominal is the n-th day after start that no pause touches.
func nominal(start calendar.Day, n int, closed []calendar.Interval) calendar.Day {
	end := start + calendar.Day(n)
	for _, p := range closed {
		if p.From > end {
			break
		}
		end += calendar.Day(p.Len())
	}
	return end
}

// roll moves an end that is not a working day to the next one that no pause touches
// (Civil Code 203): a pause on the day after a holiday must not let the limit run out.
func roll(cal *calendar.Calendar, end calendar.Day, closed []calendar.Interval) calendar.Day {
	if end > calendar.Last || cal.IsWorkday(end) {
		return end
	}
	end = cal.AddWorkdays(end, 1)
	for _, p := range closed {
		if p.Contains(end) {
			end = cal.AddWorkdays(p.To, 1)
		}
	}
	return end
}

// Notices lists, oldest first, the notices that decided a day used in reaching due: of
// the days counted or passed over in working days, of the last days in calendar days.
// Paused days are not used. There are none while the limit is paused.
func Notices(cal *calendar.Calendar, start calendar.Day, l Limit, pauses []Pause, due Due) []*calendar.Notice {
	if due.Paused {
		return nil
	}
	closed, _ := merge(nil, start, pauses)
	from := min(start+1, due.Day)
	if l.Unit == Day {
		from = nominal(start, l.N, closed)
	}
	var out []*calendar.Notice
	use := func(from, to calendar.Day) {
		for _, n := range cal.Deciding(from, to) {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	for _, p := range closed {
		if p.From > due.Day {
			break
		}
		use(from, p.From-1)
		from = max(from, p.To+1)
	}
	use(from, due.Day)
	return out
}

// merge clips the pauses to after start, sorts and joins them. The closed ones are
// appended to room; open is the first day of the open one, or never. What lies at or
// after an open pause is part of it.
func merge(room []calendar.Interval, start calendar.Day, pauses []Pause) (closed []calendar.Interval, open calendar.Day) {
	open = never
	closed = room
	for _, p := range pauses {
		from := max(p.From, start+1)
		switch {
		case p.To == 0:
			open = min(open, from)
		case p.To >= from:
			closed = append(closed, calendar.Interval{From: from, To: p.To})
		}
	}
	if len(closed) > 1 {
		slices.SortFunc(closed, func(a, b calendar.Interval) int { return int(a.From - b.From) })
	}
	kept := closed[:0]
	for _, p := range closed {
		if p.From >= open {
			break
		}
		if last := len(kept) - 1; last >= 0 && p.From <= kept[last].To+1 {
			kept[last].To = max(kept[last].To, p.To)
			continue
		}
		kept = append(kept, p)
	}
	if last := len(kept) - 1; last >= 0 && kept[last].To >= open-1 {
		open = kept[last].From
		kept = kept[:last]
	}
	return kept, open
}

func check(start calendar.Day, l Limit, pauses []Pause) error {
	if !calendar.InRange(start) {
		return outOfRange()
	}
	if l.N < 0 || l.N > MaxN {
		return fault.New(fault.Invalid, "bad_length",
			lang.Format("期限长度不对：%d。", "The length of the limit is wrong: %d.", l.N),
			lang.Format("请填写0至%d之间的整数。", "Give a whole number from 0 to %d.", MaxN))
	}
	if l.Unit != Workday && l.Unit != Day && l.Unit != OfficeHour && l.Unit != ClockHour {
		return badUnit(l.Unit)
	}
	for _, p := range pauses {
		if !calendar.InRange(p.From) || p.To != 0 && !calendar.InRange(p.To) {
			return outOfRange()
		}
		if p.To != 0 && p.To < p.From {
			return fault.New(fault.Invalid, "reversed_pause",
				lang.Format("暂停的结束日 %s 早于开始日 %s。", "The pause ends on %s, before it begins on %s.", p.To, p.From),
				lang.T("请把开始日写在前、结束日写在后。", "Give the first day first and the last day last."))
		}
	}
	return nil
}

func badUnit(u Unit) error {
	s := string(u)
	if len(s) > 40 {
		s = s[:40] + "…"
	}
	return fault.New(fault.Invalid, "bad_unit",
		lang.Format("期限单位不对：“%s”。", "The unit of the limit is wrong: “%s”.", s),
		lang.T("请写 workday（工作日）或 day（自然日）。", "Use workday (working days) or day (calendar days)."))
}

func outOfRange() error {
	return fault.New(fault.Invalid, "day_out_of_range",
		lang.Format("日期超出可以计算的范围（%s 至 %s）。", "The day lies outside of what can be counted (%s to %s).", calendar.First, calendar.Last),
		lang.T("请检查起算日、期限长度和暂停日期。", "Check the starting day, the length of the limit and the pauses."))
}

// Elapsed counts the working days x with after < x ≤ until; 0 where until is not later.
func Elapsed(cal *calendar.Calendar, after, until calendar.Day) int {
	return cal.WorkdaysBetween(after, until)
}

// ElapsedNet is [Elapsed] without the days that a pause touches. An open pause goes on
// to until.
func ElapsedNet(cal *calendar.Calendar, after, until calendar.Day, pauses []Pause) int {
	n := cal.WorkdaysBetween(after, until)
	closed, open := merge(nil, after, pauses)
	for _, p := range closed {
		n -= cal.WorkdaysBetween(p.From-1, min(p.To, until))
	}
	return n - cal.WorkdaysBetween(open-1, until)
}

// daysNet counts the calendar days x with after < x ≤ until that no pause touches.
func daysNet(after, until calendar.Day, pauses []Pause) int {
	closed, open := merge(nil, after, pauses)
	n := max(0, int(until-after))
	for _, p := range closed {
		n -= max(0, int(min(p.To, until)-p.From)+1)
	}
	return n - max(0, int(until-open)+1)
}
