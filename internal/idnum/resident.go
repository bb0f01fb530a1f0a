package idnum

import (
	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// ResidentID is a citizen's identity number (GB 11643-1999), 18 characters: division of
// first registration 6, birth YYYYMMDD 8, order 3 (odd male, even female), check 1.
type ResidentID string

// Sex as the order digit of a number gives it.
type Sex string

const (
	Male   Sex = "male"
	Female Sex = "female"
)

// ParseResident reads an identity number on a reference day; a birth after it is refused.
// The 15-digit form of GB 11643-1989 is upgraded: century 19 goes in, the check character
// is computed. (Old order numbers 996–999 were kept for persons over a hundred; they too
// get 19, as nothing in the number says otherwise.)
func ParseResident(value string, on calendar.Day) (ResidentID, error) {
	s, err := read(KindResident, value)
	if err != nil {
		return "", err
	}
	n := runes(s)
	if n != 18 && n != 15 {
		return "", lengthError(KindResident, lang.T("18位（旧证15位）", "18 characters (15 on old cards)"), n)
	}
	if n == 15 {
		if err := allDigits(KindResident, s, 0); err != nil {
			return "", err
		}
		return upgrade(s, on)
	}
	if err := numberCharacters(KindResident, s); err != nil {
		return "", err
	}
	if mod11x2(s[:17]) != s[17] {
		e := checksumError(KindResident, 18)
		if _, ok := dayIn(s[6:14]); !ok { // the likely place of the slip
			e.Remedy = lang.T("第7至14位的出生日期不存在，请先核对这里，再逐位核对其余各位。", "The date of birth in characters 7 to 14 does not exist: please look there first, then at the rest.")
		}
		return "", e
	}
	if !residentProvince(s[:2]) {
		e := areaError(KindResident, 1)
		if s[0] == '9' {
			e.Remedy = lang.T("以9开头的18位号码是外国人永久居留身份证号码，请选择相应的证件类型。", "An 18-character number that starts with 9 belongs to a foreigner's permanent-residence card; please choose that kind of document.")
		}
		return "", e
	}
	if err := pastDate(KindResident, s[6:14], 7, on); err != nil {
		return "", err
	}
	return ResidentID(s), nil
}

func upgrade(s string, on calendar.Day) (ResidentID, error) {
	if !residentProvince(s[:2]) {
		return "", areaError(KindResident, 1)
	}
	body := s[:6] + "19" + s[6:]
	birth, ok := dayIn(body[6:14])
	if !ok || birth > on {
		return "", dateError(KindResident, 7, 12, ok)
	}
	return ResidentID(body + string(mod11x2(body))), nil
}

// residentProvince: besides GB/T 2260, the number 83 stands for residents of Taiwan.
func residentProvince(code string) bool { return KnownProvince(code) || code == "83" }

// numberCharacters checks 17 digits and a last digit or X.
func numberCharacters(k Kind, s string) error {
	n := 0
	for _, r := range s {
		n++
		if n == 18 && r == 'X' || isDigit(r) {
			continue
		}
		if n == 18 {
			return characterError(k, n, r, digitOrX)
		}
		return characterError(k, n, r, digitsOnly)
	}
	return nil
}

// pastDate checks the eight digits that stand at position pos.
func pastDate(k Kind, digits string, pos int, on calendar.Day) error {
	day, ok := dayIn(digits)
	if !ok || day > on {
		return dateError(k, pos, pos+7, ok)
	}
	return nil
}

// MakeResident adds the check character to 17 digits with a known province and an
// existing date of birth. It is for demonstrations and tests with invented persons.
func MakeResident(first17 string) (ResidentID, error) {
	if n := runes(first17); n != 17 {
		return "", lengthError(KindResident, lang.T("17位加1位校验码", "17 digits before its check character"), n)
	}
	if err := allDigits(KindResident, first17, 0); err != nil {
		return "", err
	}
	if !residentProvince(first17[:2]) {
		return "", areaError(KindResident, 1)
	}
	if _, ok := dayIn(first17[6:14]); !ok {
		return "", dateError(KindResident, 7, 14, false)
	}
	return ResidentID(first17 + string(mod11x2(first17))), nil
}

func (r ResidentID) String() string { return string(r) }

// Division is the six-digit code of the place of first registration, perhaps long abolished.
func (r ResidentID) Division() string { return cut(string(r), 0, 6) }

// Birth is the day of birth, 0 (1970-01-01) for a value that was not parsed.
func (r ResidentID) Birth() calendar.Day {
	s := cut(string(r), 6, 14)
	if p, _ := firstNot(s, isDigit); p > 0 {
		return 0
	}
	day, _ := dayIn(s)
	return day
}

// Sex is empty for a value that was not parsed.
func (r ResidentID) Sex() Sex { return sexOf(cut(string(r), 16, 17)) }

func sexOf(digit string) Sex {
	if digit == "" {
		return ""
	}
	if digit[0]%2 == 1 {
		return Male
	}
	return Female
}

func (r ResidentID) Parts(calendar.Day) Parts {
	p := Parts{"division": r.Division(), "birth": dashed(cut(string(r), 6, 14)), "sex": string(r.Sex()),
		"order": cut(string(r), 14, 17), "check": cut(string(r), 17, 18)}
	if name := DivisionName(r.Division()); name != "" {
		p["division_name"] = name
	}
	return p
}

func (r ResidentID) Warnings() []lang.Text { return nil }

// dashed writes YYYYMMDD as YYYY-MM-DD.
func dashed(s string) string {
	if len(s) != 8 {
		return ""
	}
	return s[:4] + "-" + s[4:6] + "-" + s[6:]
}
