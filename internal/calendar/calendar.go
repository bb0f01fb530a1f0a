// Package calendar knows which days are working days in China.
//
// The State Council publishes each autumn a notice that says which days of the next
// year are public holidays and on which weekend days people work instead. A
// [Calendar] is one immutable version of all notices known:
//
//	notice ──ParseNotice──▶ Notice ──With──▶ Calendar' + Diff
//	                                          │
//	               Builtin (2007 to 2026) ────┘  IsWorkday, AddWorkdays, WorkdaysBetween
//
// A day that no notice lists is a working day from Monday to Friday and a weekend
// day otherwise. A year without a notice is counted by plain weeks and is not
// [Calendar.Announced]; whoever counts there marks the result as provisional.
//
// The rules rest on the Regulation on Public Holidays for National Annual Festivals
// and Memorial Days (全国年节及纪念日放假办法) and on the notices named in
// doc/law/holidays.md. A clock that counts with a version keeps its name; a new
// notice never changes a version, it makes a new one.
//
// The package does not know limits, pauses or office hours ([banjie/internal/limit]),
// lunar dates, or holidays of a single place or group.
package calendar

import (
	"slices"
	"time"
)

// Calendar is an immutable version of the public holidays and make-up workdays.
// It is safe for concurrent use.
type Calendar struct {
	notices     []Notice
	listed      map[Day]listing
	listedDays  []Day   // keys of listed, in order
	worked      []int32 // worked[i] is the number of working days in [First, First+i)
	nth         []Day   // nth[k] is the working day number k, counted from 0
	unannounced []int32 // unannounced[i] is the number of years in [firstYear, firstYear+i) without a notice
	lastYear    int     // last announced year, 0 for none
	version     string
}

type listing struct {
	off    bool
	name   string
	notice int // index into notices
}

// Kind is what a day is by the notices and the week.
type Kind string

const (
	Workday         Kind = "workday"          // 工作日
	Weekend         Kind = "weekend"          // 周末
	PublicHoliday   Kind = "public_holiday"   // 法定节假日, days off around it included
	AdjustedWorkday Kind = "adjusted_workday" // 调休上班日: a weekend day on which people work
)

// Info says what a day is and why.
type Info struct {
	Kind    Kind
	Holiday string  // name of the holiday, also of the one a make-up workday belongs to
	Notice  *Notice // the notice that lists the day; nil where the week decides
}

const (
	firstYear = 1980
	lastYear  = 2199
)

// zone is China's time without summer time, fixed so that a machine without zone
// data counts the same. It is right for every instant since 15 September 1991.
var zone = time.FixedZone("Asia/Shanghai", zoneSeconds)

const (
	zoneSeconds = 8 * 3600
	daySeconds  = 24 * 3600
)

// Version names this version: the last announced year and the beginning of a hash of
// the notices, e.g. "2026-1f0c9a3b". Equal versions hold equal days.
func (c *Calendar) Version() string { return c.version }

// Zone is Asia/Shanghai, UTC+8.
func (c *Calendar) Zone() *time.Location { return zone }

// DayOf gives the day on which t falls in the calendar's zone.
func (c *Calendar) DayOf(t time.Time) Day {
	return Day(floorDiv(int(t.Unix())+zoneSeconds, daySeconds))
}

// Start gives the instant 00:00 of d in the calendar's zone, in UTC.
func (c *Calendar) Start(d Day) time.Time {
	return time.Unix(int64(d)*daySeconds-zoneSeconds, 0).UTC()
}

// End gives the instant 24:00 of d in the calendar's zone, in UTC. It is the first
// instant that no longer belongs to d.
func (c *Calendar) End(d Day) time.Time { return c.Start(d + 1) }

// InRange says that d can be counted with.
func InRange(d Day) bool { return First <= d && d <= Last }

// IsWorkday says that people work on d. Outside the range the plain week decides.
func (c *Calendar) IsWorkday(d Day) bool {
	if !InRange(d) {
		return plainWorkday(d)
	}
	i := d - First
	return c.worked[i+1] != c.worked[i]
}

func plainWorkday(d Day) bool {
	w := d.Weekday()
	return w != time.Saturday && w != time.Sunday
}

// AddWorkdays gives the n-th working day strictly after d; for n < 0 the -n-th
// strictly before; for n = 0 d itself where it is a working day, else the next one.
// An answer out of range is Last+1 or First-1. It takes constant time.
func (c *Calendar) AddWorkdays(d Day, n int) Day {
	switch {
	case n == 0 && c.IsWorkday(d):
		return d
	case n == 0:
		n = 1
	case n > len(c.nth):
		return Last + 1
	case n < -len(c.nth):
		return First - 1
	}
	if n > 0 {
		k := c.upTo(d) + n
		if k > len(c.nth) {
			return Last + 1
		}
		return c.nth[k-1]
	}
	k := c.upTo(d-1) + n
	if k < 0 {
		return First - 1
	}
	return c.nth[k]
}

// WorkdaysBetween counts the working days x with after < x ≤ until. It is 0 where
// until is not later than after. It takes constant time.
func (c *Calendar) WorkdaysBetween(after, until Day) int {
	return max(0, c.upTo(until)-c.upTo(after))
}

// upTo counts the working days of the range up to and including d.
func (c *Calendar) upTo(d Day) int {
	if d < First {
		return 0
	}
	return int(c.worked[min(d, Last)-First+1])
}

// Announced says that the calendar holds a notice for that year.
func (c *Calendar) Announced(year int) bool {
	i := year - firstYear
	return i >= 0 && i+1 < len(c.unannounced) && c.unannounced[i+1] == c.unannounced[i]
}

// AllAnnounced says that every year from the one of from to the one of to has a notice.
func (c *Calendar) AllAnnounced(from, to Day) bool {
	if from < First || to > Last {
		return false
	}
	return c.unannounced[to.Year()-firstYear+1] == c.unannounced[from.Year()-firstYear]
}

// LastAnnounced is the last year with a notice, 0 where there is none.
func (c *Calendar) LastAnnounced() int { return c.lastYear }

// Info says what d is and why.
func (c *Calendar) Info(d Day) Info {
	l, ok := c.listed[d]
	if !ok {
		if plainWorkday(d) {
			return Info{Kind: Workday}
		}
		return Info{Kind: Weekend}
	}
	info := Info{Holiday: l.name, Notice: &c.notices[l.notice]}
	switch {
	case l.off:
		info.Kind = PublicHoliday
	case plainWorkday(d):
		// A notice may say of an ordinary Monday that work begins again.
		info.Kind = Workday
	default:
		info.Kind = AdjustedWorkday
	}
	return info
}

// Deciding lists the notices, oldest first, that list one of the days from to to.
func (c *Calendar) Deciding(from, to Day) []*Notice {
	i, _ := slices.BinarySearch(c.listedDays, from)
	var found []int
	for ; i < len(c.listedDays) && c.listedDays[i] <= to; i++ {
		if n := c.listed[c.listedDays[i]].notice; !slices.Contains(found, n) {
			found = append(found, n)
		}
	}
	slices.Sort(found)
	out := make([]*Notice, len(found))
	for i, n := range found {
		out[i] = &c.notices[n]
	}
	return out
}

// Notices gives all notices in the order in which they apply: by year, a later one
// of the same year over an earlier one.
func (c *Calendar) Notices() []Notice { return slices.Clone(c.notices) }
