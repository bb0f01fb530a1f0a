package idnum

import (
	"fmt"

	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// Division is the code of an administrative division: six digits (GB/T 2260), nine with
// the township, or twelve with the village (the statistics bureau's).
type Division string

// Level is how deep a division code goes.
type Level string

const (
	Province   Level = "province"
	Prefecture Level = "prefecture"
	County     Level = "county"
	Township   Level = "township"
	Village    Level = "village"
)

// ParseDivision reads a code of 2, 4, 6, 9 or 12 digits; 2 and 4 are filled up to 6 with
// zeros. The first two digits must be a province. A code that the table knows must be in
// use on the reference day (reason date); one it does not know is accepted, ask [Division.Known].
func ParseDivision(value string, on calendar.Day) (Division, error) {
	s, err := read(KindDivision, value)
	if err != nil {
		return "", err
	}
	n := runes(s)
	switch n {
	case 2, 4, 6, 9, 12:
	default:
		return "", lengthError(KindDivision, lang.T("6位、9位或12位", "6, 9 or 12 digits"), n)
	}
	if err := allDigits(KindDivision, s, 0); err != nil {
		return "", err
	}
	if n < 6 {
		s += "0000"[:6-n]
	}
	if !KnownProvince(s[:2]) {
		return "", areaError(KindDivision, 1)
	}
	for i := 2; i < 9 && i < len(s); { // 33 00 02: a county without a city above it
		width := 2
		if i >= 6 {
			width = 3
		}
		if zeros(s[i:i+width]) && !zeros(s[i+width:]) {
			return "", gapError(i+1, i+width)
		}
		i += width
	}
	if row, known := rowOn(s[:6], on); known && !row.inUse(on) {
		return "", row.notInUse(on)
	}
	return Division(s), nil
}

func zeros(s string) bool {
	p, _ := firstNot(s, func(r rune) bool { return r == '0' })
	return p == 0
}

func gapError(from, to int) *Error {
	return &Error{Kind: KindDivision, Reason: ReasonArea, Position: from, Remedy: checkAgain,
		Message: lang.T(fmt.Sprintf("第%d至%d位是0，后面却还有下级代码。", from, to), fmt.Sprintf("Digits %d to %d are zero, yet a lower level follows.", from, to))}
}

func (d Division) String() string { return string(d) }

// Level tells the lowest level the code names.
func (d Division) Level() Level {
	s := string(d)
	switch {
	case len(s) < 6:
		return ""
	case len(s) == 12 && s[9:] != "000":
		return Village
	case len(s) >= 9 && s[6:9] != "000":
		return Township
	case s[4:6] != "00":
		return County
	case s[2:4] != "00":
		return Prefecture
	}
	return Province
}

// GB2260 is the six-digit part.
func (d Division) GB2260() string { return cut(string(d), 0, 6) }

// Known says whether the table has the six-digit part. The table holds all provinces and,
// below them, Zhejiang; elsewhere an unknown code is normal.
func (d Division) Known() bool { return len(divisionRows[d.GB2260()]) > 0 }

// Within says whether d is upper or lies below it.
func (d Division) Within(upper Division) bool {
	n := map[Level]int{Province: 2, Prefecture: 4, County: 6, Township: 9, Village: 12}[upper.Level()]
	return n > 0 && len(d) >= n && cut(string(d), 0, n) == cut(string(upper), 0, n)
}

// Parts carries name, dates of use and successors where the table knows them.
func (d Division) Parts(on calendar.Day) Parts {
	code := d.GB2260()
	p := Parts{"level": string(d.Level()), "province": cut(code, 0, 2) + "0000", "province_name": DivisionName(cut(code, 0, 2) + "0000"), "known": d.Known()}
	if d.Level() != Province {
		p["prefecture"] = cut(code, 0, 4) + "00"
	}
	if l := d.Level(); l != Province && l != Prefecture {
		p["county"] = code
	}
	if t := cut(string(d), 6, 9); t != "" && t != "000" {
		p["township"], p["township_kind"] = t, townshipKind(t)
	}
	if v := cut(string(d), 9, 12); v != "" && v != "000" {
		p["village"] = v
	}
	if row, ok := rowOn(code, on); ok {
		p["name"] = row.name
		if row.from != 0 {
			p["used_from"] = row.from.String()
		}
		if row.until != 0 {
			p["used_until"] = row.until.String()
		}
	}
	return p
}

// townshipKind reads the first digit of the township part, as the statistics bureau assigns it (GB/T 10114).
func townshipKind(code string) string {
	switch code[0] {
	case '0':
		return "subdistrict"
	case '1':
		return "town"
	case '2', '3':
		return "township"
	}
	return "other"
}

func (d Division) Warnings() []lang.Text {
	if d.Known() {
		return nil
	}
	return []lang.Text{lang.T("本系统的区划表里没有这个代码，只核对了省份。", "Our table does not hold this code; only the province was checked.")}
}

// KnownProvince says whether two digits are one of the 34 provinces.
func KnownProvince(code string) bool { return provinceNames[code] != "" }

// DivisionName is the latest name the table has for a six-digit code, "" where it has none.
func DivisionName(code string) string {
	if rows := divisionRows[code]; len(rows) > 0 {
		return rows[len(rows)-1].name
	}
	return ""
}

// when is a point of the table: a year (2016), a day (20210409), or 0 for none.
type when int

// start is the first day of the point, end the first day after it.
func (w when) start() calendar.Day {
	if w < 10000 {
		w = w*10000 + 101
	}
	day, _ := dayOf(int(w/10000), int(w/100%100), int(w%100))
	return day
}

func (w when) end() calendar.Day {
	if w >= 10000 {
		return w.start()
	}
	return (w + 1).start()
}

func (w when) String() string {
	if w < 10000 {
		return fmt.Sprint(int(w))
	}
	return w.start().String()
}

// text names the point in a sentence.
func (w when) text() lang.Text {
	if w < 10000 {
		return lang.Format("%d年", "%d", int(w))
	}
	return lang.T(w.start().In(lang.ZH), w.start().In(lang.EN))
}

// divisionRow is one name of one code. from is the first year or day of use, until the
// last year or the first day without it; where only the year was read, the whole year counts as use.
type divisionRow struct {
	code, name  string
	from, until when
	now         string // codes that took over, where read
}

func (r divisionRow) inUse(on calendar.Day) bool {
	return (r.from == 0 || on >= r.from.start()) && (r.until == 0 || on < r.until.end())
}

// rowOn finds the row in use on a day, else the one nearest before it, else the first.
func rowOn(code string, on calendar.Day) (divisionRow, bool) {
	rows := divisionRows[code]
	if len(rows) == 0 {
		return divisionRow{}, false
	}
	for i := len(rows) - 1; i > 0; i-- {
		if rows[i].from == 0 || on >= rows[i].from.start() {
			return rows[i], true
		}
	}
	return rows[0], true
}

func (r divisionRow) notInUse(on calendar.Day) *Error {
	e := &Error{Kind: KindDivision, Reason: ReasonDate, Position: 1}
	if r.from != 0 && on < r.from.start() {
		since := r.from.text()
		e.Message = lang.T(fmt.Sprintf("%s的代码%s自%s起才启用。", r.name, r.code, since.ZH), fmt.Sprintf("The code %s (%s) has been in use only since %s.", r.code, r.name, since.EN))
		e.Remedy = lang.T("请改用当时有效的代码。", "Please use the code that was in force then.")
		return e
	}
	ended, at := r.until.text(), "on"
	if r.until < 10000 {
		at = "in"
	}
	e.Message = lang.T(fmt.Sprintf("%s的代码%s已于%s停用。", r.name, r.code, ended.ZH), fmt.Sprintf("The code %s (%s) went out of use %s %s.", r.code, r.name, at, ended.EN))
	e.Remedy = lang.T("请改用现行代码。", "Please use the code in force.")
	if r.now != "" {
		e.Remedy = lang.T("请改用现行代码："+r.now+"。", "Please use the code in force: "+r.now+".")
	}
	return e
}

var divisionRows = func() map[string][]divisionRow {
	m := make(map[string][]divisionRow, len(zhejiangRows)+len(provinceNames))
	for code, name := range provinceNames {
		m[code+"0000"] = []divisionRow{{code: code + "0000", name: name}}
	}
	for _, r := range zhejiangRows { // rows of one code stand in the order of time
		m[r.code] = append(m[r.code], r)
	}
	return m
}()
