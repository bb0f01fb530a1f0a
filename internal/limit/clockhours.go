package limit

import (
	"time"

	"banjie/internal/calendar"
)

// computeClock gives the instant n hours by the clock after from. No calendar moves it and no pause
// touches it: what is dangerous stays so at night and on holidays.
func computeClock(cal *calendar.Calendar, from time.Time, n int) (Due, error) {
	if err := check(cal.DayOf(from), Limit{n, ClockHour}, nil); err != nil {
		return Due{}, err
	}
	at := from.Add(time.Duration(n) * time.Hour)
	day := cal.DayOf(at)
	if day > calendar.Last {
		return Due{}, outOfRange()
	}
	return Due{Day: day, At: at, Calendar: cal.Version()}, nil
}

// clockHoursLeft is whole hours until due, or begun hours since as a negative number.
func clockHoursLeft(due, now time.Time) int {
	left := due.Sub(now)
	if left >= 0 {
		return int(left / time.Hour)
	}
	return -int((time.Hour - 1 - left) / time.Hour)
}

// explainClock says how many minutes of each day count: all of them from the start on.
func explainClock(cal *calendar.Calendar, from time.Time, n int) ([]Counted, error) {
	due, err := computeClock(cal, from, n)
	if err != nil {
		return nil, err
	}
	var rows []Counted
	for d := cal.DayOf(from); d <= due.Day; d++ {
		a, b := cal.Start(d), cal.End(d)
		if a.Before(from) {
			a = from
		}
		if b.After(due.At) {
			b = due.At
		}
		row := describe(cal, d, ClockHour)
		row.Reason, row.Counted, row.N, row.Assumed = Counts, true, int(b.Sub(a)/time.Minute), false
		row.Last = d == due.Day
		rows = append(rows, row)
	}
	return rows, nil
}
