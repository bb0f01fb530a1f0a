package idnum

import (
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// USCC is a unified social credit code (GB 32100-2015), 18 characters: registering
// authority 1, class 1, division 6, organisation code 9, check 1.
type USCC string

// Organisation is an organisation code (GB 11714-1997), nine characters without the hyphen.
type Organisation string

var usccAllowed = lang.T("只能是数字或大写字母（不用 I、O、S、V、Z）", "a digit or a capital letter (never I, O, S, V, Z)")

// ParseUSCC reads a credit code. A wrong check digit of the organisation code inside is
// no error; ask [USCC.OrganisationOK].
func ParseUSCC(value string) (USCC, error) {
	s, err := read(KindUSCC, value)
	if err != nil {
		return "", err
	}
	if n := runes(s); n != 18 {
		return "", lengthError(KindUSCC, lang.T("18位", "18 characters"), n)
	}
	if err := usccCharacters(KindUSCC, s, 0); err != nil {
		return "", err
	}
	if mod31(s[:17]) != s[17] {
		return "", checksumError(KindUSCC, 18)
	}
	return USCC(s), nil
}

// usccCharacters checks up to 18 characters that stand at offset within an identifier of kind k.
func usccCharacters(k Kind, s string, offset int) error {
	n := 0
	for _, r := range s {
		n++
		if n >= 3 && n <= 8 {
			if !isDigit(r) {
				return characterError(k, offset+n, r, digitsOnly)
			}
		} else if r > 'Z' || !strings.ContainsRune(usccAlphabet, r) {
			return characterError(k, offset+n, r, usccAllowed)
		}
	}
	return nil
}

// MakeUSCC adds the check character to the first 17. It is for demonstrations and tests;
// real codes are only given by registering authorities.
func MakeUSCC(first17 string) (USCC, error) {
	if n := runes(first17); n != 17 {
		return "", lengthError(KindUSCC, lang.T("17位加1位校验码", "17 characters before its check character"), n)
	}
	if err := usccCharacters(KindUSCC, first17, 0); err != nil {
		return "", err
	}
	return USCC(first17 + string(mod31(first17))), nil
}

func (c USCC) String() string { return string(c) }

// Authority is the code of the registering authority 登记管理部门.
func (c USCC) Authority() string { return cut(string(c), 0, 1) }

// Class is the class of the body within its registering authority 机构类别.
func (c USCC) Class() string { return cut(string(c), 1, 2) }

// Division is the division of the registering authority; 100000 for national ones.
func (c USCC) Division() string { return cut(string(c), 2, 8) }

// Organisation is the organisation code inside.
func (c USCC) Organisation() Organisation { return Organisation(cut(string(c), 8, 17)) }

// OrganisationOK says whether the organisation code's own check digit is right.
func (c USCC) OrganisationOK() bool {
	s := string(c.Organisation())
	return s != "" && mod11(s[:8]) == s[8]
}

// authorityNames are the registering authorities named in domain practice; others occur and are shown by code.
var authorityNames = map[string]lang.Text{
	"1": lang.T("机构编制", "public-sector establishment"),
	"5": lang.T("民政", "civil affairs"),
	"9": lang.T("市场监管", "market regulation"),
	"Y": lang.T("其他", "other"),
}

var classNames = map[string]lang.Text{
	"11": lang.T("机关", "state organ"),
	"12": lang.T("事业单位", "public institution"),
	"91": lang.T("企业", "enterprise"),
	"92": lang.T("个体工商户", "individual business"),
	"93": lang.T("农民专业合作社", "farmers' cooperative"),
}

func (c USCC) Parts(calendar.Day) Parts {
	p := Parts{"authority": c.Authority(), "class": c.Class(), "division": c.Division(),
		"organisation": c.Organisation().String(), "organisation_check_ok": c.OrganisationOK(), "check": cut(string(c), 17, 18)}
	if n, ok := authorityNames[c.Authority()]; ok {
		p["authority_name"] = n.ZH
	}
	if n, ok := classNames[cut(string(c), 0, 2)]; ok {
		p["class_name"] = n.ZH
	}
	if name := DivisionName(c.Division()); name != "" {
		p["division_name"] = name
	}
	return p
}

func (c USCC) Warnings() []lang.Text {
	var w []lang.Text
	if !c.OrganisationOK() {
		w = append(w, lang.T("其中的组织机构代码（第9至17位）自身的校验码不符。少数真实代码如此，请对照执照核实。",
			"The organisation code inside (characters 9 to 17) fails its own check. A few real codes do; please compare it with the licence."))
	}
	if d := c.Division(); d != "100000" && !KnownProvince(cut(d, 0, 2)) {
		w = append(w, lang.T("登记机关的行政区划（第3至8位）不在已知省份之内，请对照执照核实。",
			"The division (characters 3 to 8) is in no known province; please compare it with the licence."))
	}
	return w
}

// ParseOrganisation reads an organisation code, with or without its hyphen.
func ParseOrganisation(value string) (Organisation, error) {
	s, err := read(KindOrg, value)
	if err != nil {
		return "", err
	}
	if n := runes(s); n != 9 {
		return "", lengthError(KindOrg, lang.T("9位", "9 characters"), n)
	}
	n := 0
	for _, r := range s {
		n++
		if n < 9 && !isPlain(r) {
			return "", characterError(KindOrg, n, r, plainOnly)
		}
		if n == 9 && !isDigit(r) && r != 'X' {
			return "", characterError(KindOrg, n, r, digitOrX)
		}
	}
	if mod11(s[:8]) != s[8] {
		return "", checksumError(KindOrg, 9)
	}
	return Organisation(s), nil
}

// MakeOrganisation adds the check character to the first eight.
func MakeOrganisation(first8 string) (Organisation, error) {
	if n := runes(first8); n != 8 {
		return "", lengthError(KindOrg, lang.T("8位加1位校验码", "8 characters before its check character"), n)
	}
	if p, r := firstNot(first8, isPlain); p > 0 {
		return "", characterError(KindOrg, p, r, plainOnly)
	}
	return Organisation(first8 + string(mod11(first8))), nil
}

func (o Organisation) String() string { return string(o) }

// Hyphenated is the printed form, with the hyphen before the check character.
func (o Organisation) Hyphenated() string {
	if len(o) != 9 {
		return string(o)
	}
	return string(o[:8] + "-" + o[8:])
}

func (o Organisation) Parts(calendar.Day) Parts {
	return Parts{"body": cut(string(o), 0, 8), "check": cut(string(o), 8, 9), "printed": o.Hyphenated()}
}

func (o Organisation) Warnings() []lang.Text { return nil }
