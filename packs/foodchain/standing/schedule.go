package standing

import (
	"math/bits"
	"strconv"
	"strings"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Schedule is when a query is answered (EPCIS 2.0, section 8.2.5.3): six fields, each a number, a
// range [a-b], or several divided by commas; "*" and a field left out mean every value. Of fields
// left out that are finer than the finest one given, it is the lowest value: an hour alone is that
// hour's beginning. Times are those of UTC+8. start/step, which the standard's example of a
// subscription writes, is read too.
type Schedule struct {
	Second     string `json:"second,omitempty"`     // 0 to 59
	Minute     string `json:"minute,omitempty"`     // 0 to 59
	Hour       string `json:"hour,omitempty"`       // 0 to 23
	DayOfMonth string `json:"dayOfMonth,omitempty"` // 1 to 31
	Month      string `json:"month,omitempty"`      // 1 to 12
	DayOfWeek  string `json:"dayOfWeek,omitempty"`  // 1 Monday to 7 Sunday
}

type part struct {
	name      string
	text      string
	low, high int
}

func (s Schedule) parts() []part {
	return []part{{"second", s.Second, 0, 59}, {"minute", s.Minute, 0, 59}, {"hour", s.Hour, 0, 23},
		{"dayOfMonth", s.DayOfMonth, 1, 31}, {"month", s.Month, 1, 12}, {"dayOfWeek", s.DayOfWeek, 1, 7}}
}

// Times are a schedule that was read: a bit for each value of a field.
type Times struct{ second, minute, hour, day, month, week uint64 }

// longestField is far beyond sixty numbers with commas.
const longestField = 400

// Read checks a schedule. Errors: fault.Invalid with the fields.
func (s Schedule) Read() (Times, error) {
	bad := fault.InvalidInput()
	parts := s.parts()
	var sets [6]uint64
	finer := true
	for i, p := range parts {
		every := uint64(1)<<(p.high+1) - uint64(1)<<p.low
		switch {
		case p.text != "":
			finer = false
			set, ok := p.read()
			if sets[i] = set; !ok {
				bad.At("schedule."+p.name, lang.Format("“%[1]s”应当是%[2]d到%[3]d的数字、[%[2]d-%[3]d]这样的范围，或者用逗号隔开的几个。", "“%[1]s” is a number of %[2]d to %[3]d, a range like [%[2]d-%[3]d], or several with commas.", shown(p.text), p.low, p.high))
			}
		case finer && i < 3:
			sets[i] = 1 << p.low
		default:
			sets[i] = every
		}
	}
	if finer {
		bad.At("schedule", lang.T("请至少写一个时间。", "Please give at least one time."))
	}
	t := Times{sets[0], sets[1], sets[2], sets[3], sets[4], sets[5]}
	if err := bad.Or(); err != nil {
		return t, err
	}
	if t.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, zone)).IsZero() {
		return t, bad.At("schedule", lang.T("这样的日子没有，比如2月30日。", "Such a day never comes, like 30 February."))
	}
	return t, nil
}

func shown(s string) string {
	const most = 40
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

func (p part) read() (set uint64, ok bool) {
	if len(p.text) > longestField {
		return 0, false
	}
	for element := range strings.SplitSeq(p.text, ",") {
		low, high, step, ok := p.element(strings.TrimSpace(element))
		if !ok {
			return 0, false
		}
		for v := low; v <= high; v += step {
			set |= 1 << v
		}
	}
	return set, true
}

func (p part) element(s string) (low, high, step int, ok bool) {
	step = 1
	if before, after, found := strings.Cut(s, "/"); found {
		if step, ok = number(after, 1, p.high); !ok {
			return 0, 0, 0, false
		}
		if before == "*" {
			return p.low, p.high, step, true
		}
		low, ok = number(before, p.low, p.high)
		return low, p.high, step, ok
	}
	if s == "*" {
		return p.low, p.high, step, true
	}
	if inner, found := strings.CutPrefix(s, "["); found {
		inner, closed := strings.CutSuffix(inner, "]")
		from, to, dashed := strings.Cut(inner, "-")
		low, okLow := number(from, p.low, p.high)
		high, okHigh := number(to, p.low, p.high)
		return low, high, step, closed && dashed && okLow && okHigh && low <= high
	}
	low, ok = number(s, p.low, p.high)
	return low, low, step, ok
}

func number(s string, low, high int) (int, bool) {
	if len(s) == 0 || len(s) > 2 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= low && n <= high
}

// zone is that of the hall, UTC+8.
var zone = time.FixedZone("UTC+8", 8*60*60)

// years is how far Next looks: 29 February falls on each day of the week within 40 years.
const years = 41

// Next gives the first time after t, zero where none comes.
func (x Times) Next(t time.Time) time.Time {
	at := t.In(zone).Truncate(time.Second).Add(time.Second)
	begin := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, zone)
	for day := begin; day.Year() < at.Year()+years; day = day.AddDate(0, 0, 1) {
		if x.month>>int(day.Month())&1 == 0 {
			day = time.Date(day.Year(), day.Month()+1, 0, 0, 0, 0, 0, zone) // its last day
			continue
		}
		if x.day>>day.Day()&1 == 0 || x.week>>weekday(day)&1 == 0 {
			continue
		}
		from := 0
		if day.Equal(begin) {
			from = at.Hour()*3600 + at.Minute()*60 + at.Second()
		}
		if s, ok := x.within(from); ok {
			return day.Add(time.Duration(s) * time.Second)
		}
	}
	return time.Time{}
}

// weekday is 1 for Monday to 7 for Sunday.
func weekday(day time.Time) int { return (int(day.Weekday())+6)%7 + 1 }

// within gives the first second of a day from one on.
func (x Times) within(from int) (int, bool) {
	for h := from / 3600; h < 24; h++ {
		if x.hour>>h&1 == 0 {
			continue
		}
		minute := 0
		if h == from/3600 {
			minute = from % 3600 / 60
		}
		for m := minute; m < 60; m++ {
			if x.minute>>m&1 == 0 {
				continue
			}
			second := 0
			if h == from/3600 && m == from%3600/60 {
				second = from % 60
			}
			if rest := x.second >> second; rest != 0 {
				return h*3600 + m*60 + second + bits.TrailingZeros64(rest), true
			}
		}
	}
	return 0, false
}
