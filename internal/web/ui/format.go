package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// China is the zone in which instants are shown where a page names none.
var China = time.FixedZone("CST", 8*60*60)

// T gives the sentence in the page's language.
func (p Page) T(zh, en string) string {
	if p.Lang == lang.EN {
		return en
	}
	return zh
}

// In gives the text in the page's language, for attributes; content uses [Page.Say].
func (p Page) In(t lang.Text) string {
	if p.Lang == lang.EN {
		return t.In(lang.EN)
	}
	return t.In(lang.ZH)
}

// Data makes a text of something that has no translation: a name, a number, an address.
func Data(s string) lang.Text { return lang.Text{ZH: s, EN: s} }

// Foreign says that t is data in Chinese characters on an English page. A sentence that
// nobody translated is not foreign: it stays unmarked, so that tests find it.
func (p Page) Foreign(t lang.Text) bool {
	return p.Lang == lang.EN && t.ZH == t.EN && HasHan(t.EN)
}

// longNumber cuts the words around a case number in data, the code of its matter (31
// characters), and day with serial (12 digits and more). Where serial is "" there is none.
func longNumber(s string) (before, code, serial, after string) {
	const ofMatter, ofDay = 31, 12
	start := 0
	for i := 0; i <= len(s) && len(s) >= ofMatter+ofDay; i++ {
		if i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] >= 'A' && s[i] <= 'Z') {
			continue
		}
		if cut := start + ofMatter; i-cut >= ofDay && strings.Trim(s[cut:i], "0123456789") == "" {
			return s[:start], s[start:cut], s[cut:i], s[i:]
		}
		start = i + 1
	}
	return s, "", "", ""
}

// HasHan says whether s holds a Chinese character.
func HasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// HTMLLang is the value of the lang attribute.
func (p Page) HTMLLang() string { return p.T("zh-CN", "en") }

func (p Page) zone() *time.Location {
	if p.Zone == nil {
		return China
	}
	return p.Zone
}

// midnight is the day as an instant, good for taking its parts only.
func midnight(d calendar.Day) time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// ISO writes a day as 2006-01-02.
func ISO(d calendar.Day) string { return midnight(d).Format(time.DateOnly) }

// Day writes a day for people: 2024年10月15日（周二）, Tue 15 Oct 2024.
func (p Page) Day(d calendar.Day) string {
	t := midnight(d)
	return p.T(fmt.Sprintf("%d年%d月%d日（周%s）", t.Year(), t.Month(), t.Day(), weekdayZH[t.Weekday()]), t.Format("Mon 2 Jan 2006"))
}

// ShortDay leaves out the year: 10月15日, 15 Oct.
func (p Page) ShortDay(d calendar.Day) string {
	t := midnight(d)
	return p.T(fmt.Sprintf("%d月%d日", t.Month(), t.Day()), t.Format("2 Jan"))
}

// Weekday writes 周二, Tue.
func (p Page) Weekday(d calendar.Day) string {
	t := midnight(d)
	return p.T("周"+weekdayZH[t.Weekday()], t.Format("Mon"))
}

// Instant writes a moment for people in the page's zone, to the minute.
func (p Page) Instant(t time.Time) string {
	t = t.In(p.zone())
	return p.T(fmt.Sprintf("%d年%d月%d日 %s", t.Year(), t.Month(), t.Day(), t.Format("15:04")), t.Format("2 Jan 2006, 15:04"))
}

// LastDay is the day that ends at an instant, by the page's zone; false where the instant lies within a day.
func (p Page) LastDay(t time.Time) (last calendar.Day, whole bool) {
	t = t.In(p.zone())
	if h, m, s := t.Clock(); h+m+s+t.Nanosecond() > 0 {
		return 0, false
	}
	return calendar.Date(t.Year(), t.Month(), t.Day()) - 1, true
}

// Date writes the day of a moment in the page's zone.
func (p Page) Date(t time.Time) string {
	t = t.In(p.zone())
	return p.T(fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day()), t.Format("2 Jan 2006"))
}

var weekdayZH = [...]string{"日", "一", "二", "三", "四", "五", "六"}

// Number writes n with groups of three.
func Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	digits := strings.TrimPrefix(s, "-")
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if n < 0 {
		return "-" + digits
	}
	return digits
}

// Percent writes a share with one decimal. It never rounds up to 100 % what is not whole.
func Percent(part, whole int64) string {
	switch {
	case whole <= 0:
		return "–"
	case part == whole:
		return "100%"
	}
	tenths := part * 1000 / whole
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}

// Money writes an amount in fen: ¥1,234.50; nothing to pay is 免费, free.
func (p Page) Money(fen int64) string {
	if fen == 0 {
		return p.T("免费", "free")
	}
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	return fmt.Sprintf("%s¥%s.%02d", sign, Number(fen/100), fen%100)
}

// Span writes a length of lawful time and always says working or calendar.
func (p Page) Span(l limit.Limit) string { return p.In(SpanText(l.N, l.Unit)) }

// SpanText is n units in both languages.
func SpanText(n int, u limit.Unit) lang.Text {
	en := map[limit.Unit]string{limit.Day: "calendar day", limit.OfficeHour: "office hour", limit.ClockHour: "hour by the clock", limit.Workday: "working day"}[u]
	zh := map[limit.Unit]string{limit.Day: "自然日", limit.OfficeHour: "工作小时", limit.ClockHour: "小时（不分昼夜）", limit.Workday: "工作日"}[u]
	if n != 1 {
		en += "s"
		if u == limit.ClockHour {
			en = "hours by the clock"
		}
	}
	return lang.T(fmt.Sprintf("%d个%s", n, zh), fmt.Sprintf("%d %s", n, en))
}

// Size writes a number of bytes for people.
func Size(n int64) string {
	switch {
	case n >= 1<<20:
		return strconv.FormatFloat(float64(n)/(1<<20), 'f', -1, 64) + " MB"
	case n >= 1<<10:
		return strconv.FormatInt(n>>10, 10) + " kB"
	}
	return strconv.FormatInt(n, 10) + " B"
}
