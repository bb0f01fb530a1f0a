package idnum

import (
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// PermanentResidence is the number of a foreigner's permanent-residence card
// 外国人永久居留身份证: since 1 December 2023 18 characters (9, province 2, nationality by
// ISO 3166 number 3, birth 8, order 3, check MOD 11-2); before, 15 (nationality by three
// letters, place 4, birth YYMMDD 6, order 1, check with the weights 7, 3, 1). Old cards stay valid.
type PermanentResidence string

// ResidencePermit is the number of a residence permit for residents of Hong Kong (810000),
// Macao (820000) or Taiwan (830000) 港澳台居民居住证; 18 characters, made like [ResidentID].
type ResidencePermit string

// HomeReturnPermit is a mainland travel permit of a resident of Hong Kong (H) or Macao (M)
// 港澳居民来往内地通行证: the letter, eight digits for life, on older cards two for the number of renewals.
type HomeReturnPermit string

// TaiwanPermit is a mainland travel permit of a resident of Taiwan 台湾居民来往大陆通行证:
// eight digits, or in the old form ten with a letter in brackets, kept here without them.
type TaiwanPermit string

var permitLength = lang.T("以下格式之一：外国人永久居留身份证18位（旧证15位）；港澳台居民居住证18位；港澳居民来往内地通行证H或M加8位或10位数字；台湾居民来往大陆通行证8位（旧证10位或11位）",
	"one of these shapes: 18 characters (15 on old cards) for a foreigner's permanent-residence card; 18 for a residence permit; H or M with 8 or 10 digits for Hong Kong and Macao; 8 digits (10 or 11 characters on old cards) for Taiwan")

// ParsePermit reads any of the four documents and decides by their shape, which never overlaps.
func ParsePermit(value string, on calendar.Day) (Identifier, error) {
	s, err := read(KindPermit, value)
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(s, ")") && strings.Count(s, "(") == 1 { // 1234567890(B)
		s = strings.Replace(strings.TrimSuffix(s, ")"), "(", "", 1)
	}
	n := runes(s)
	first, second := rune(0), rune(0)
	if len(s) > 1 {
		first, second = rune(s[0]), rune(s[1])
	}
	switch {
	case n == 18 && first == '9':
		return result(permanentNew(s, on))
	case n == 18:
		return result(residencePermit(s, on))
	case n == 15 && (first != 'H' && first != 'M' || isLetter(second)): // Hungary's HUN starts with H too
		return result(permanentOld(s, on))
	case first == 'H' || first == 'M':
		return result(homeReturn(s, n))
	case n == 8 || n == 10 || n == 11:
		return result(taiwan(s, n))
	}
	return nil, lengthError(KindPermit, permitLength, n)
}

func permanentNew(s string, on calendar.Day) (PermanentResidence, error) {
	if err := numberCharacters(KindPermit, s); err != nil {
		return "", err
	}
	if mod11x2(s[:17]) != s[17] {
		return "", checksumError(KindPermit, 18)
	}
	if !KnownProvince(s[1:3]) {
		return "", areaError(KindPermit, 2)
	}
	return checked[PermanentResidence](s, pastDate(KindPermit, s[6:14], 7, on))
}

func permanentOld(s string, on calendar.Day) (PermanentResidence, error) {
	n := 0
	for _, r := range s {
		n++
		if n <= 3 && !isLetter(r) {
			return "", characterError(KindPermit, n, r, lettersOnly)
		}
		if n > 3 && !isDigit(r) {
			return "", characterError(KindPermit, n, r, digitsOnly)
		}
	}
	if mod10x731(s[:14]) != s[14] {
		return "", checksumError(KindPermit, 15)
	}
	if !KnownProvince(s[3:5]) {
		return "", areaError(KindPermit, 4)
	}
	if _, ok := shortBirth(s[7:13], on); !ok {
		return "", dateError(KindPermit, 8, 13, false)
	}
	return PermanentResidence(s), nil
}

// shortBirth reads YYMMDD as the latest such day that is not after on.
func shortBirth(s string, on calendar.Day) (string, bool) {
	for _, century := range []string{"20", "19"} {
		if day, ok := dayIn(century + s); ok && day <= on {
			return century + s, true
		}
	}
	return "", false
}

func residencePermit(s string, on calendar.Day) (ResidencePermit, error) {
	if err := numberCharacters(KindPermit, s); err != nil {
		return "", err
	}
	if mod11x2(s[:17]) != s[17] {
		return "", checksumError(KindPermit, 18)
	}
	if _, ok := permitPlaces[s[:6]]; !ok {
		e := areaError(KindPermit, 1)
		e.Message = lang.T("居住证号码应以810000（香港）、820000（澳门）或830000（台湾）开头。", "A residence permit's number starts with 810000 (Hong Kong), 820000 (Macao) or 830000 (Taiwan).")
		if KnownProvince(s[:2]) {
			e.Remedy = lang.T("这像是居民身份证号码，请选择相应的证件类型。", "This looks like a resident identity number; please choose that kind of document.")
		}
		return "", e
	}
	return checked[ResidencePermit](s, pastDate(KindPermit, s[6:14], 7, on))
}

var permitPlaces = map[string]string{"810000": "hong_kong", "820000": "macao", "830000": "taiwan"}

func homeReturn(s string, n int) (HomeReturnPermit, error) {
	if n != 9 && n != 11 {
		return "", lengthError(KindPermit, lang.T("H或M加8位（旧证10位）数字", "H or M with 8 digits (10 on old cards)"), n)
	}
	return checked[HomeReturnPermit](s, allDigits(KindPermit, s[1:], 1))
}

func taiwan(s string, n int) (TaiwanPermit, error) {
	p, r := firstNot(s, isDigit)
	if n == 11 && p == 11 && isLetter(r) {
		return TaiwanPermit(s), nil
	}
	if p > 0 {
		return "", characterError(KindPermit, p, r, digitsOnly)
	}
	if n == 11 {
		return "", characterError(KindPermit, 11, rune(s[10]), lettersOnly)
	}
	return TaiwanPermit(s), nil
}

func (p PermanentResidence) String() string { return string(p) }

func (p PermanentResidence) Parts(on calendar.Day) Parts {
	s := string(p)
	parts := Parts{"document": "permanent_residence"}
	if len(s) == 18 {
		parts["form"], parts["province"], parts["nationality"] = "2023", s[1:3]+"0000", s[3:6]
		parts["birth"], parts["sex"], parts["check"] = dashed(s[6:14]), string(sexOf(s[16:17])), s[17:]
	} else if len(s) == 15 {
		birth, _ := shortBirth(s[7:13], on)
		parts["form"], parts["nationality"], parts["place"] = "old", s[:3], s[3:7]+"00"
		parts["birth"], parts["check"] = dashed(birth), s[14:]
	}
	return parts
}

func (p PermanentResidence) Warnings() []lang.Text {
	if len(p) != 15 {
		return nil
	}
	return []lang.Text{lang.T("旧证号码只有年份的后两位，出生日期请以证件为准。", "The old number has only two digits of the year; take the date of birth from the card.")}
}

func (p ResidencePermit) String() string { return string(p) }

func (p ResidencePermit) Parts(on calendar.Day) Parts {
	parts := ResidentID(p).Parts(on)
	parts["document"], parts["place"] = "residence_permit", permitPlaces[cut(string(p), 0, 6)]
	return parts
}

func (p ResidencePermit) Warnings() []lang.Text { return nil }

func (p HomeReturnPermit) String() string { return string(p) }

func (p HomeReturnPermit) Parts(calendar.Day) Parts {
	parts := Parts{"document": "home_return_permit", "place": "hong_kong", "number": cut(string(p), 1, 9)}
	if strings.HasPrefix(string(p), "M") {
		parts["place"] = "macao"
	}
	if r := cut(string(p), 9, 11); r != "" {
		parts["renewals"] = r
	}
	return parts
}

func (p HomeReturnPermit) Warnings() []lang.Text { return shapeOnly }

func (p TaiwanPermit) String() string { return string(p) }

func (p TaiwanPermit) Parts(calendar.Day) Parts {
	form := "old"
	if len(p) == 8 {
		form = "card"
	}
	return Parts{"document": "taiwan_permit", "place": "taiwan", "form": form}
}

func (p TaiwanPermit) Warnings() []lang.Text { return shapeOnly }

var shapeOnly = []lang.Text{lang.T("这种号码没有校验码，只核对了格式，请对照证件核实。", "This number has no check digit; only its shape was checked. Please compare it with the document.")}
