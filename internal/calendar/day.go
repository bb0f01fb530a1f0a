package calendar

import (
	"fmt"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Day is a calendar day in the calendar's zone: days since 1970-01-01. It is stored
// as that number and written as text in the form 2006-01-02.
type Day int32

// First and Last bound the days that can be counted with. The year before the first
// and after the last are out of every calendar's reach; counting there is refused.
const (
	First Day = 3652  // 1980-01-01
	Last  Day = 84005 // 2199-12-31
)

// Interval is a closed run of days.
type Interval struct {
	From Day `json:"from"`
	To   Day `json:"to"`
}

// Contains says that d lies within the run, its two ends included.
func (i Interval) Contains(d Day) bool { return i.From <= d && d <= i.To }

// Len is the number of days of the run.
func (i Interval) Len() int { return int(i.To-i.From) + 1 }

// Date gives the day of that year, month and day of month (1 to 31). A day of month
// past the end of the month runs over into the next, a month outside the year into the years beside.
func Date(year int, month time.Month, dayOfMonth int) Day {
	months := 12*year + int(month) - 1
	year = floorDiv(months, 12)
	month = time.Month(months-12*year) + time.January
	y := year
	if month <= time.February {
		y--
	}
	era := floorDiv(y, 400)
	yearOfEra := y - era*400
	monthFromMarch := (int(month) + 9) % 12
	dayOfYear := (153*monthFromMarch+2)/5 + dayOfMonth - 1
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return Day(era*146097 + dayOfEra - 719468)
}

// Date gives year, month and day of month in the Gregorian calendar.
func (d Day) Date() (year int, month time.Month, dayOfMonth int) {
	z := int(d) + 719468
	era := floorDiv(z, 146097)
	dayOfEra := z - era*146097
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365
	year = yearOfEra + era*400
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	monthFromMarch := (5*dayOfYear + 2) / 153
	dayOfMonth = dayOfYear - (153*monthFromMarch+2)/5 + 1
	month = time.Month(monthFromMarch + 3)
	if month > 12 {
		month -= 12
	}
	if month <= time.February {
		year++
	}
	return year, month, dayOfMonth
}

func floorDiv(a, b int) int {
	if a < 0 {
		return (a - b + 1) / b
	}
	return a / b
}

// Year is the year d lies in.
func (d Day) Year() int { y, _, _ := d.Date(); return y }

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return time.Weekday(((int(d)+4)%7 + 7) % 7) }

// String is the day as 2006-01-02.
func (d Day) String() string {
	y, m, dd := d.Date()
	return fmt.Sprintf("%04d-%02d-%02d", y, int(m), dd)
}

// In is the day with its day of the week as a person writes it.
func (d Day) In(tag lang.Tag) string {
	y, m, dd := d.Date()
	if tag == lang.EN {
		return fmt.Sprintf("%s, %d %s %d", d.Weekday(), dd, m, y)
	}
	return fmt.Sprintf("%d年%d月%d日（星期%s）", y, int(m), dd, weekdays[d.Weekday()])
}

var weekdays = [7]string{"日", "一", "二", "三", "四", "五", "六"}

// MarshalText gives the day as 2006-01-02.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what [ParseDay] reads.
func (d *Day) UnmarshalText(b []byte) error {
	v, err := ParseDay(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// ParseDay reads a day written exactly as 2006-01-02. It accepts the years 0001 to
// 9999; whether a day can be counted with is another question ([First], [Last]).
// The error is a fault that says what is wrong.
func ParseDay(s string) (Day, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, badDay(s, lang.T("不是“年-月-日”的写法", "is not written as year-month-day"))
	}
	y, okY := digits(s[:4])
	m, okM := digits(s[5:7])
	dd, okD := digits(s[8:])
	switch {
	case !okY || !okM || !okD:
		return 0, badDay(s, lang.T("含有数字以外的字符", "holds a character that is not a digit"))
	case y == 0:
		return 0, badDay(s, lang.T("没有公元0年", "there is no year 0"))
	case m < 1 || m > 12:
		return 0, badDay(s, lang.Format("没有%d月", "there is no month %d", m))
	}
	d := Date(y, time.Month(m), dd)
	if _, mm, back := d.Date(); int(mm) != m || back != dd {
		return 0, badDay(s, lang.Format("%[1]d年%[2]d月没有%[3]d日", "month %[2]d of %[1]d has no day %[3]d", y, m, dd))
	}
	return d, nil
}

func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

func badDay(s string, why lang.Text) *fault.Fault {
	if len(s) > 40 {
		s = s[:40] + "…"
	}
	return fault.New(fault.Invalid, "bad_day",
		lang.T(fmt.Sprintf("“%s”不是有效日期：%s。", s, why.ZH), fmt.Sprintf("%q is not a date: %s.", s, why.EN)),
		lang.T("请按“年-月-日”填写，例如 2024-09-27。", "Write it as year-month-day, for example 2024-09-27."))
}
