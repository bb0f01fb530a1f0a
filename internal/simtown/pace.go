package simtown

import (
	"math"
	"math/rand/v2"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/limit"
)

// dayMinutes are the office minutes of one working day.
const dayMinutes = 420

// office gives the instant that lies so many office minutes after at. Nothing is done
// at the hall on holidays, at noon or in the evening.
func office(cal *calendar.Calendar, at time.Time, minutes int) time.Time {
	day := cal.DayOf(at)
	from := at.Sub(cal.Start(day))
	for {
		if cal.IsWorkday(day) {
			for _, s := range officeHours {
				open, shut := time.Duration(s.From)*time.Minute, time.Duration(s.To)*time.Minute
				begin := max(from, open)
				if begin >= shut {
					continue
				}
				if left := int((shut - begin) / time.Minute); minutes > left {
					minutes -= left
					continue
				}
				return cal.Start(day).Add(begin + time.Duration(minutes)*time.Minute)
			}
		}
		day++
		from = 0
	}
}

// workMinutes is a limit in office minutes, about.
func workMinutes(l *limit.Limit) int {
	switch {
	case l == nil:
		return 3 * dayMinutes
	case l.Unit == limit.Day:
		return l.N * 5 / 7 * dayMinutes
	case l.Unit == limit.OfficeHour:
		return l.N * 60
	}
	return l.N * dayMinutes
}

// lognormal draws around the median; sigma .5 puts one in twenty beyond 2.3 times of it.
func lognormal(rng *rand.Rand, median, sigma float64) float64 {
	return median * math.Exp(sigma*rng.NormFloat64())
}

// minutes draws a whole number of minutes, at least one.
func minutes(rng *rand.Rand, median, sigma float64) int {
	return max(1, int(lognormal(rng, median, sigma)))
}

// chance says yes with probability p.
func chance(rng *rand.Rand, p float64) bool { return rng.Float64() < p }

// pick chooses one of a list.
func pick[T any](rng *rand.Rand, all []T) T { return all[rng.IntN(len(all))] }

// seconds spreads acts within their minute, so that not all begin on the full one.
func seconds(rng *rand.Rand) time.Duration { return time.Duration(rng.IntN(60)) * time.Second }
