package limit

import (
	"fmt"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// OfficeHours says when a unit is open: on working days of the calendar, make-up
// workdays included, never on weekends and holidays.
type OfficeHours struct {
	Week   [7][]Span `json:"week"`              // by day of the week, Sunday first
	MakeUp []Span    `json:"make_up,omitempty"` // on make-up workdays; empty: as on that day of the week, or as on Monday
}

// Span is an open stretch of a day in minutes after midnight, From included, To not.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"`
}

const minutesADay = 24 * 60

// Check says whether the hours can be counted with. The error is a fault that names
// each wrong place.
func (h OfficeHours) Check() error {
	f := fault.New(fault.Invalid, "bad_hours",
		lang.T("办公时间设置有误。", "The office hours are wrong."),
		lang.T("请逐段填写开始和结束时间，先后不重叠，每周至少有一段。", "Give each stretch with its beginning and end, in order, without overlap, at least one a week."))
	open := false
	for day, spans := range h.Week {
		open = open || len(spans) > 0
		checkSpans(f, fmt.Sprintf("week[%d]", day), spans)
	}
	checkSpans(f, "make_up", h.MakeUp)
	if !open {
		f.At("week", lang.T("一周内没有办公时间", "there is no open stretch in the week"))
	}
	return f.Or()
}

func checkSpans(f *fault.Fault, path string, spans []Span) {
	last := 0
	for i, s := range spans {
		if s.From < last || s.To <= s.From || s.To > minutesADay {
			f.At(fmt.Sprintf("%s[%d]", path, i), lang.T("开始须早于结束，并在上一段之后、24:00之前", "it begins before it ends, after the stretch before it and by 24:00"))
		}
		last = max(last, s.To)
	}
}

// on gives the open stretches of a day.
func (h *OfficeHours) on(cal *calendar.Calendar, d calendar.Day) []Span {
	switch cal.Info(d).Kind {
	case calendar.Workday:
		return h.Week[d.Weekday()]
	case calendar.AdjustedWorkday:
		if len(h.MakeUp) > 0 {
			return h.MakeUp
		}
		if s := h.Week[d.Weekday()]; len(s) > 0 {
			return s
		}
		return h.Week[time.Monday]
	}
	return nil
}

// ComputeHours gives the instant at which n office hours have passed since from. The
// day of from counts from its instant on; days touched by a pause that begins after it
// do not count. For n = 0 it is from, or the next opening where the office is closed.
// The error is a fault.
func ComputeHours(cal *calendar.Calendar, hours OfficeHours, from time.Time, n int, pauses []Pause) (Due, error) {
	return walkHours(cal, hours, from, n, pauses, func(calendar.Day, time.Duration, bool) {})
}

// walkHours visits each day up to the due one with the open time counted on it.
func walkHours(cal *calendar.Calendar, hours OfficeHours, from time.Time, n int, pauses []Pause, visit func(d calendar.Day, counted time.Duration, paused bool)) (Due, error) {
	start := cal.DayOf(from)
	if err := check(start, Limit{n, OfficeHour}, pauses); err != nil {
		return Due{}, err
	}
	if err := hours.Check(); err != nil {
		return Due{}, err
	}
	closed, open := merge(nil, start, pauses)
	rest := time.Duration(n) * time.Hour
	for d := start; d <= calendar.Last; d++ {
		if d >= open {
			visit(d, 0, true)
			return Due{Paused: true, Calendar: cal.Version()}, nil
		}
		if len(closed) > 0 && closed[0].To < d {
			closed = closed[1:]
		}
		if len(closed) > 0 && closed[0].Contains(d) {
			visit(d, 0, true)
			continue
		}
		counted := time.Duration(0)
		for _, s := range hours.on(cal, d) {
			a, b := stretch(cal, d, s, from)
			if !a.Before(b) {
				continue
			}
			if b.Sub(a) >= rest {
				visit(d, counted+rest, false)
				return Due{
					Day: d, At: a.Add(rest).UTC(),
					Provisional: !cal.AllAnnounced(start, d),
					Calendar:    cal.Version(),
				}, nil
			}
			rest -= b.Sub(a)
			counted += b.Sub(a)
		}
		visit(d, counted, false)
	}
	return Due{}, outOfRange()
}

// stretch is the part of s on d that lies not before from; empty where a is not before b.
func stretch(cal *calendar.Calendar, d calendar.Day, s Span, from time.Time) (a, b time.Time) {
	midnight := cal.Start(d)
	a = midnight.Add(time.Duration(s.From) * time.Minute)
	b = midnight.Add(time.Duration(s.To) * time.Minute)
	if a.Before(from) {
		a = from
	}
	return a, b
}

// openTime is the office time between a and b on days no pause touches.
func (c *Clock) openTime(cal *calendar.Calendar, a, b time.Time) time.Duration {
	closed, open := merge(nil, c.Start, c.Pauses)
	total := time.Duration(0)
	for d := cal.DayOf(a); d <= min(cal.DayOf(b), open-1); d++ {
		if len(closed) > 0 && closed[0].To < d {
			closed = closed[1:]
		}
		if len(closed) > 0 && closed[0].Contains(d) {
			continue
		}
		for _, s := range c.Hours.on(cal, d) {
			from, to := stretch(cal, d, s, a)
			if to.After(b) {
				to = b
			}
			total += max(0, to.Sub(from))
		}
	}
	return total
}

func (c *Clock) hoursLeft(cal *calendar.Calendar, now time.Time) int {
	if c.Hours == nil {
		return 0
	}
	if c.Due.Paused {
		_, open := merge(nil, c.Start, c.Pauses)
		used := c.openTime(cal, c.From, cal.Start(open))
		return int((time.Duration(c.Limit.N)*time.Hour - used) / time.Hour)
	}
	if now.Before(c.Due.At) {
		return int(c.openTime(cal, now, c.Due.At) / time.Hour)
	}
	over := c.openTime(cal, c.Due.At, now)
	return -int((over + time.Hour - 1) / time.Hour)
}
