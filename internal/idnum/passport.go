package idnum

import (
	"regexp"

	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// Passport is a passport number. There is no public check digit in the printed number;
// only the shape is checked.
type Passport string

// passportForms: the letters of Chinese passports as public guides give them, not read in a
// regulation. Since April 2017 the second place of E is a letter other than I and O.
var passportForms = []struct {
	form string
	what lang.Text
	re   *regexp.Regexp
}{
	{"ordinary", lang.T("普通护照", "ordinary passport"), regexp.MustCompile(`^(E[0-9A-HJ-NP-Z]\d{7}|G\d{8}|1[45]\d{7})$`)},
	{"public_affairs", lang.T("公务普通护照", "passport for public affairs"), regexp.MustCompile(`^(PE\d{7}|P\d{7})$`)},
	{"service", lang.T("公务护照", "service passport"), regexp.MustCompile(`^(SE\d{7}|S\d{7,8})$`)},
	{"diplomatic", lang.T("外交护照", "diplomatic passport"), regexp.MustCompile(`^(DE\d{7}|D\d{7,8})$`)},
	{"hong_kong", lang.T("香港特别行政区护照", "Hong Kong SAR passport"), regexp.MustCompile(`^([HK]\d{8}|[HK]J\d{7})$`)},
	{"macao", lang.T("澳门特别行政区护照", "Macao SAR passport"), regexp.MustCompile(`^M[AB]\d{7}$`)},
}

// ParsePassport reads a Chinese or a foreign passport number. Foreign ones have up to nine
// letters and digits, the room a machine-readable passport has (ICAO 9303), with at least
// one digit; fewer than five are refused as a slip.
func ParsePassport(value string) (Passport, error) {
	s, err := read(KindPassport, value)
	if err != nil {
		return "", err
	}
	if n := len(s); n > 1 && n <= 10 && s[1] == '.' && (s[0] == 'P' || s[0] == 'S' || s[0] == 'D') {
		s = s[:1] + s[2:] // old booklets print P.1234567
	}
	n := runes(s)
	if n < 5 || n > 9 {
		return "", lengthError(KindPassport, lang.T("5至9位", "5 to 9 characters"), n)
	}
	if p, r := firstNot(s, isPlain); p > 0 {
		return "", characterError(KindPassport, p, r, plainOnly)
	}
	if p, _ := firstNot(s, isLetter); p == 0 {
		return "", characterError(KindPassport, n, rune(s[n-1]), lang.T("应有数字，护照号码不会全是字母", "at least one digit somewhere; a passport number is never letters alone"))
	}
	return Passport(s), nil
}

func (p Passport) String() string { return string(p) }

// Form is ordinary, public_affairs, service, diplomatic, hong_kong, macao, or other for a
// number without the shape of a Chinese passport. A foreign number can have such a shape
// by chance, so the form is a hint, not a nationality.
func (p Passport) Form() string {
	for _, f := range passportForms {
		if f.re.MatchString(string(p)) {
			return f.form
		}
	}
	return "other"
}

func (p Passport) Parts(calendar.Day) Parts {
	parts := Parts{"form": p.Form()}
	for _, f := range passportForms {
		if f.form == p.Form() {
			parts["form_name"] = f.what.ZH
		}
	}
	return parts
}

func (p Passport) Warnings() []lang.Text {
	if p.Form() != "other" {
		return nil
	}
	return []lang.Text{lang.T("不是中国护照的号码格式，按外国护照处理。如果是中国护照，请对照证件核实。",
		"This has not the shape of a Chinese passport number and is taken as a foreign one. If it is Chinese, please compare it with the booklet.")}
}
