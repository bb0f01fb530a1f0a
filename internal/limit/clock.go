package limit

import (
	"slices"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Begin starts a clock of days at the lawful instant start. Its first day is the day
// after the one on which start falls in the calendar's zone. basis is an id of
// internal/law. The error is a fault.
func Begin(cal *calendar.Calendar, name, basis string, l Limit, start time.Time) (Clock, error) {
	return begin(cal, Clock{Name: name, Basis: basis, Limit: l, From: start})
}

// BeginHours starts a clock of n office hours at the lawful instant start. The hours
// stay those of the start even when the office changes them later.
func BeginHours(cal *calendar.Calendar, hours OfficeHours, name, basis string, n int, start time.Time) (Clock, error) {
	return begin(cal, Clock{Name: name, Basis: basis, Limit: Limit{n, OfficeHour}, From: start, Hours: &hours})
}

func begin(cal *calendar.Calendar, c Clock) (Clock, error) {
	c.Start = cal.DayOf(c.From)
	return c.recount(cal)
}

// recount computes the due instant again and, for an open clock, its state from it.
func (c Clock) recount(cal *calendar.Calendar) (Clock, error) {
	var due Due
	var err error
	switch {
	case c.Limit.Unit == ClockHour:
		due, err = computeClock(cal, c.From, c.Limit.N)
	case c.Limit.Unit != OfficeHour:
		due, err = Compute(cal, c.Start, c.Limit, c.Pauses)
	case c.Hours == nil:
		err = badUnit(c.Limit.Unit)
	default:
		due, err = ComputeHours(cal, *c.Hours, c.From, c.Limit.N, c.Pauses)
	}
	if err != nil {
		return c, err
	}
	c.Due = due
	c.State = Running
	if due.Paused {
		c.State = Paused
	}
	return c, nil
}

// Pause begins a pause on day, which is not counted any more. cause is the kind of the
// special procedure, event the sequence number of the act. A clock that is late, or
// whose last day lies before day, goes on as it is: what has run out cannot be paused.
// The error is a fault where the clock is paused already or has ended.
func (c Clock) Pause(cal *calendar.Calendar, day calendar.Day, cause string, event int) (Clock, error) {
	if c.State == Late || c.State == Running && c.Due.Day < day {
		return c, nil
	}
	if c.Limit.Unit == ClockHour {
		return c, notNow("clock_never_pauses",
			lang.T("按钟点计算的时限不能暂停。", "A limit counted in hours by the clock cannot be paused."))
	}
	if c.State != Running {
		return c, notNow("clock_not_running",
			lang.T("这个时限没有在走，不能暂停。", "This limit is not running, so it cannot be paused."))
	}
	c.Pauses = append(slices.Clone(c.Pauses), Pause{From: day, Cause: cause, Event: event})
	return c.recount(cal)
}

// Resume ends the open pause on day. That day is still paused: a day touched by a
// pause is not counted. The error is a fault where the clock is not paused or day lies
// before the pause.
func (c Clock) Resume(cal *calendar.Calendar, day calendar.Day) (Clock, error) {
	i := c.openPause()
	if c.State != Paused || i < 0 {
		return c, notNow("clock_not_paused",
			lang.T("这个时限没有暂停，不能恢复。", "This limit is not paused, so it cannot be resumed."))
	}
	if day < c.Pauses[i].From {
		return c, notNow("resumed_before_pause",
			lang.Format("恢复日 %s 早于暂停日 %s。", "The limit cannot be resumed on %s, before it was paused on %s.", day, c.Pauses[i].From))
	}
	c.Pauses = slices.Clone(c.Pauses)
	c.Pauses[i].To = day
	return c.recount(cal)
}

func (c Clock) openPause() int {
	return slices.IndexFunc(c.Pauses, func(p Pause) bool { return p.To == 0 })
}

// Extend lengthens the limit by more, which must be in the same unit. The error is a
// fault; a limit that has run out or ended cannot be extended.
func (c Clock) Extend(cal *calendar.Calendar, more Limit) (Clock, error) {
	if c.State != Running && c.State != Paused {
		return c, notNow("clock_not_running",
			lang.T("这个时限已经届满或者结束，不能延长。", "This limit has run out or ended, so it cannot be extended."))
	}
	if more.Unit != c.Limit.Unit || more.N <= 0 {
		return c, notNow("bad_extension",
			lang.T("延长的期限须与原期限单位相同，且大于零。", "An extension is in the unit of the limit itself and longer than zero."))
	}
	c.Limit.N += more.N
	return c.recount(cal)
}

// Stop ends the clock at the lawful instant at: met where at is before the due instant
// or the clock is paused, missed otherwise. A clock that has ended stays as it is.
func (c Clock) Stop(cal *calendar.Calendar, at time.Time) Clock {
	if !c.State.Open() {
		return c
	}
	if c.State == Paused {
		i := c.openPause()
		if closed, err := c.Resume(cal, max(cal.DayOf(at), c.Pauses[i].From)); err == nil {
			c = closed
		}
		c.State = Met
	} else if at.Before(c.Due.At) {
		c.State = Met
	} else {
		c.State = Missed
	}
	c.Ended = at
	return c
}

// Cancel ends the clock at the instant at because it lost its object.
func (c Clock) Cancel(at time.Time) Clock {
	if c.State.Open() {
		c.State, c.Ended = Void, at
	}
	return c
}

// Overrun marks a running clock late. Whether its instant has come is the caller's
// question.
func (c Clock) Overrun() Clock {
	if c.State == Running {
		c.State = Late
	}
	return c
}

// Rederive counts an open clock again with a newer version of the calendar and says
// whether its due day moved. A late clock whose due instant moves to a later one runs
// again; the sweeper looks at it anew. A clock that has ended keeps the version it
// was counted with.
func (c Clock) Rederive(cal *calendar.Calendar) (changed Clock, moved bool, err error) {
	if !c.State.Open() || c.Due.Calendar == cal.Version() {
		return c, false, nil
	}
	next, err := c.recount(cal)
	if err != nil {
		return c, false, err
	}
	if c.State == Late && !next.Due.At.After(c.Due.At) {
		next.State = Late
	}
	return next, next.Due.Day != c.Due.Day || !next.Due.At.Equal(c.Due.At), nil
}

// Left is what is left of the limit at now in its own unit: working days, calendar
// days or whole hours. It is 0 on the last day and negative when late (days or
// begun hours since). For a paused clock it is what will still run after the pause.
func (c Clock) Left(cal *calendar.Calendar, now time.Time) int {
	today := cal.DayOf(now)
	if c.Limit.Unit == OfficeHour {
		return c.hoursLeft(cal, now)
	}
	if c.Limit.Unit == ClockHour {
		return clockHoursLeft(c.Due.At, now)
	}
	passed := func(after, until calendar.Day) int {
		if c.Limit.Unit == Day {
			return daysNet(after, until, c.Pauses)
		}
		return ElapsedNet(cal, after, until, c.Pauses)
	}
	if c.Due.Paused {
		if i := c.openPause(); i >= 0 {
			return max(0, c.Limit.N-passed(c.Start, c.Pauses[i].From-1))
		}
		return c.Limit.N
	}
	if today <= c.Due.Day {
		return passed(max(today, c.Start), c.Due.Day)
	}
	if c.Limit.Unit == Day {
		return -int(today - c.Due.Day)
	}
	return -cal.WorkdaysBetween(c.Due.Day, today)
}

// Explain says of every day of the clock why it counts or not; see [Explain].
func (c Clock) Explain(cal *calendar.Calendar) ([]Counted, error) {
	if c.Limit.Unit == OfficeHour && c.Hours != nil {
		return ExplainHours(cal, *c.Hours, c.From, c.Limit.N, c.Pauses)
	}
	if c.Limit.Unit == ClockHour {
		return explainClock(cal, c.From, c.Limit.N)
	}
	return Explain(cal, c.Start, c.Limit, c.Pauses)
}

func notNow(code string, message lang.Text) error {
	return fault.New(fault.Unlawful, code, message,
		lang.T("请刷新页面，核对时限的当前状态。", "Reload the page and check the present state of the limit."))
}
