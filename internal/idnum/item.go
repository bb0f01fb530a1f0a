package idnum

import (
	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// BaseCode is the base code 基本编码 of an item, 12 digits: province 2 (00 national), type 2,
// main item 5, sub-item 3. GB/T 39046-2020 itself says at most ten; ten digits, without the
// province, are accepted by [ParseOldBaseCode].
type BaseCode string

// ImplCode is the implementing code 实施编码, 31: USCC of the implementing body 18, level 1, base code 12.
type ImplCode string

// HandlingCode is the code of a handling item 业务办理项编码, 33: implementing code and a serial of two digits.
type HandlingCode string

// ParseItem reads any of the three and decides by length.
func ParseItem(value string) (Identifier, error) {
	s, err := read(KindItem, value)
	if err != nil {
		return nil, err
	}
	switch n := runes(s); n {
	case 10:
		return result(ParseOldBaseCode(s))
	case 12:
		return result(ParseBaseCode(s))
	case 31:
		return result(ParseImplCode(s))
	case 33:
		return result(ParseHandlingCode(s))
	default:
		return nil, lengthError(KindItem, lang.T("12位基本编码（旧码10位）、31位实施编码或33位业务办理项编码", "12 digits for a base code (10 in the old form), 31 characters for an implementing code or 33 for a handling item"), n)
	}
}

// ParseBaseCode reads a base code of 12 digits.
func ParseBaseCode(value string) (BaseCode, error) {
	s, err := readItem(value, 12, lang.T("12位", "12 digits"))
	if err != nil {
		return "", err
	}
	return checked[BaseCode](s, baseCode(KindItem, s, 0))
}

// ParseOldBaseCode reads the ten-digit form: type 2, main item 5, sub-item 3.
func ParseOldBaseCode(value string) (BaseCode, error) {
	s, err := readItem(value, 10, lang.T("10位", "10 digits"))
	if err != nil {
		return "", err
	}
	return checked[BaseCode](s, allDigits(KindItem, s, 0))
}

// ParseImplCode reads an implementing code; the credit code inside must be right.
func ParseImplCode(value string) (ImplCode, error) {
	s, err := readItem(value, 31, lang.T("31位", "31 characters"))
	if err != nil {
		return "", err
	}
	return checked[ImplCode](s, implCode(KindItem, s))
}

// ParseHandlingCode reads the code of a handling item.
func ParseHandlingCode(value string) (HandlingCode, error) {
	s, err := readItem(value, 33, lang.T("33位", "33 characters"))
	if err != nil {
		return "", err
	}
	if err := implCode(KindItem, string([]rune(s)[:31])); err != nil {
		return "", err
	}
	return checked[HandlingCode](s, allDigits(KindItem, s[31:], 31))
}

func readItem(value string, n int, want lang.Text) (string, error) {
	s, err := read(KindItem, value)
	if err != nil {
		return "", err
	}
	if got := runes(s); got != n {
		return "", lengthError(KindItem, want, got)
	}
	return s, nil
}

// baseCode checks the 12 digits that stand at offset.
func baseCode(k Kind, s string, offset int) error {
	if err := allDigits(k, s, offset); err != nil {
		return err
	}
	if s[:2] != "00" && !KnownProvince(s[:2]) {
		return areaError(k, offset+1)
	}
	return nil
}

// implCode checks the 31 characters at the start of an identifier of kind k.
func implCode(k Kind, s string) error {
	if p, r := firstNot(s, isPlain); p > 0 {
		return characterError(k, p, r, plainOnly)
	}
	if err := usccCharacters(k, s[:18], 0); err != nil {
		return err
	}
	if mod31(s[:17]) != s[17] {
		e := checksumError(k, 18)
		e.Message = lang.T("前18位是实施主体的统一社会信用代码，它的校验码不符。", "The first 18 characters are the implementing body's credit code, and its check character does not fit.")
		return e
	}
	if s[18] < '1' || s[18] > '7' {
		return characterError(k, 19, rune(s[18]), lang.T("是行使层级，只能是1至7", "the level, 1 to 7"))
	}
	return baseCode(k, s[19:], 19)
}

func (c BaseCode) String() string { return string(c) }

// Province is two digits, 00 for national items, "" in the ten-digit form.
func (c BaseCode) Province() string {
	if len(c) != 12 {
		return ""
	}
	return string(c[:2])
}

// Type is the two-digit type of the item, e.g. 01 for a licence.
func (c BaseCode) Type() string {
	if len(c) == 10 {
		return string(c[:2])
	}
	return cut(string(c), 2, 4)
}

// itemTypes: GB/T 39046-2020, table A.1. 11–19 and 21 on are open for extension.
var itemTypes = map[string]string{"00": "行政权力", "01": "行政许可", "02": "行政处罚", "03": "行政强制", "04": "行政征收", "05": "行政给付",
	"06": "行政检查", "07": "行政确认", "08": "行政奖励", "09": "行政裁决", "10": "其他类别", "20": "公共服务"}

func (c BaseCode) Parts(calendar.Day) Parts {
	s := string(c)
	if len(s) == 10 {
		s = "  " + s
	}
	p := Parts{"code": "base", "type": c.Type(), "main": cut(s, 4, 9), "sub": cut(s, 9, 12)}
	if c.Province() != "" {
		p["province"] = c.Province()
	}
	if name, ok := itemTypes[c.Type()]; ok {
		p["type_name"] = name
	}
	return p
}

func (c BaseCode) Warnings() []lang.Text {
	if len(c) == 10 {
		return []lang.Text{lang.T("这是10位旧码，没有省份代码。", "This is the old ten-digit form without the province.")}
	}
	return nil
}

func (c ImplCode) String() string { return string(c) }

// USCC is the implementing body's credit code.
func (c ImplCode) USCC() USCC { return USCC(cut(string(c), 0, 18)) }

// Level is the level that exercises the power: 1 state, 2 province, 3 city, 4 county, 5 town, 6 village, 7 shared.
func (c ImplCode) Level() string { return cut(string(c), 18, 19) }

// Base is the base code inside.
func (c ImplCode) Base() BaseCode { return BaseCode(cut(string(c), 19, 31)) }

func (c ImplCode) Parts(on calendar.Day) Parts {
	p := c.Base().Parts(on)
	p["code"], p["uscc"], p["level"], p["base"] = "implementing", c.USCC().String(), c.Level(), c.Base().String()
	return p
}

func (c ImplCode) Warnings() []lang.Text { return c.USCC().Warnings() }

func (c HandlingCode) String() string { return string(c) }

// Impl is the implementing code inside.
func (c HandlingCode) Impl() ImplCode { return ImplCode(cut(string(c), 0, 31)) }

func (c HandlingCode) Parts(on calendar.Day) Parts {
	p := c.Impl().Parts(on)
	p["code"], p["implementing"], p["serial"] = "handling", c.Impl().String(), cut(string(c), 31, 33)
	return p
}

func (c HandlingCode) Warnings() []lang.Text { return c.Impl().Warnings() }
