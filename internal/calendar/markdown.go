package calendar

import (
	"fmt"
	"strings"

	"banjie/internal/lang"
)

var holidayNames = map[string]string{
	"元旦":  "New Year's Day",
	"春节":  "Spring Festival",
	"清明节": "Tomb-Sweeping Day",
	"劳动节": "Labour Day",
	"端午节": "Dragon Boat Festival",
	"中秋节": "Mid-Autumn Festival",
	"国庆节": "National Day",
	"中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日": "70th anniversary of victory in the War of Resistance",
}

// HolidayName is the name of a holiday in both languages. Names joined by 、 are
// translated one by one; one that is not known stays as it is written.
func HolidayName(name string) lang.Text {
	parts := strings.Split(name, "、")
	for i, p := range parts {
		if en, ok := holidayNames[p]; ok {
			parts[i] = en
		}
	}
	return lang.T(name, strings.Join(parts, " and "))
}

// Markdown is the page doc/law/holidays.md: every notice of the built-in version with
// its source, days off and make-up workdays, and the working days of each year.
func Markdown() string {
	c := Builtin()
	var b strings.Builder
	b.WriteString(`# Public holidays and make-up workdays (放假与调休)

This page is printed from the table in ` + "`internal/calendar`" + `; a test keeps it equal.

The State Council's notices decide which days are off and on which weekend days people work. What a notice does
not list follows the week. A second notice of the same year wins on the days it lists. A year that is not in this
table has no notice yet: it is counted by plain weeks and every result that uses it is provisional.

The dates come from the open collection holiday-cn (MIT licence), which names the notices at the addresses given, and
were compared with published copies of the notices. Numbers (发文字号) and dates of issue were read in such copies; a
dash means that none could be read. The calendar counts from ` + First.String() + ` to ` + Last.String() + `.

| year | working days | notice | issued | days off (休) | make-up workdays (班) |
|---|---|---|---|---|---|
`)
	for _, n := range c.notices {
		fmt.Fprintf(&b, "| %d | %d | %s | %s | %s | %s |\n", n.Year,
			c.WorkdaysBetween(Date(n.Year, 1, 1)-1, Date(n.Year, 12, 31)), n.markdownLink(), dashed(n.Issued),
			n.runs(true), n.runs(false))
	}
	b.WriteString("\nA day that a notice gives back as an ordinary working day (2020-02-03) stands among the make-up workdays of its notice; it is a Monday and counts as an ordinary working day.\n")
	return b.String()
}

func (n *Notice) markdownLink() string {
	number := n.Number
	if number == "" {
		number = "–"
	}
	return fmt.Sprintf("[%s](%s), %s", n.Title, n.Source, number)
}

func dashed(d Day) string {
	if d == 0 {
		return "–"
	}
	return d.String()
}

// runs writes the days off, or those worked, by holiday: 元旦 01-01 to 01-03.
func (n *Notice) runs(off bool) string {
	var parts []string
	name := ""
	for i := 0; i < len(n.Days); {
		d := n.Days[i]
		j := i + 1
		for j < len(n.Days) && n.Days[j].Off == d.Off && n.Days[j].Name == d.Name && n.Days[j].Date == n.Days[j-1].Date+1 {
			j++
		}
		if d.Off == off {
			s := n.shortDay(d.Date)
			if j > i+1 {
				s += " to " + n.shortDay(n.Days[j-1].Date)
			}
			if d.Name != name {
				s = d.Name + " " + s
				name = d.Name
				parts = append(parts, s)
			} else {
				parts[len(parts)-1] += ", " + s
			}
		}
		i = j
	}
	if len(parts) == 0 {
		return "–"
	}
	return strings.Join(parts, "; ")
}

func (n *Notice) shortDay(d Day) string {
	if d.Year() == n.Year {
		return d.String()[5:]
	}
	return d.String()
}
