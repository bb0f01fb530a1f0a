package idnum

import (
	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Kind names a sort of identifier, as the command line and forms do.
type Kind string

const (
	KindUSCC     Kind = "uscc"     // unified social credit code 统一社会信用代码
	KindOrg      Kind = "org"      // organisation code 组织机构代码
	KindResident Kind = "resident" // citizen's identity number 公民身份号码
	KindPassport Kind = "passport" // passport 护照
	KindPermit   Kind = "permit"   // permanent-residence card, travel and residence permits of Hong Kong, Macao and Taiwan
	KindECert    Kind = "ecert"    // electronic certificate 电子证照标识
	KindDivision Kind = "division" // administrative division 行政区划代码
	KindItem     Kind = "item"     // base code, implementing code or handling code of an item 事项编码
	KindCase     Kind = "case"     // case number 办件编号
)

// Kinds is every kind, in the order people are shown them.
var Kinds = []Kind{KindUSCC, KindOrg, KindResident, KindPassport, KindPermit, KindECert, KindDivision, KindItem, KindCase}

var kindNames = map[Kind]lang.Text{
	KindUSCC:     lang.T("统一社会信用代码", "unified social credit code"),
	KindOrg:      lang.T("组织机构代码", "organisation code"),
	KindResident: lang.T("身份证号码", "resident identity number"),
	KindPassport: lang.T("护照号码", "passport number"),
	KindPermit:   lang.T("证件号码", "permit number"),
	KindECert:    lang.T("电子证照标识", "electronic certificate identifier"),
	KindDivision: lang.T("行政区划代码", "division code"),
	KindItem:     lang.T("事项编码", "item code"),
	KindCase:     lang.T("办件编号", "case number"),
}

// Name is what people call the kind.
func (k Kind) Name() lang.Text { return kindNames[k] }

// Parts are the named parts of an identifier: strings and booleans, dates as YYYY-MM-DD.
type Parts map[string]any

// Identifier is what every type of this package can tell about itself.
type Identifier interface {
	String() string              // canonical form, as it is stored
	Parts(on calendar.Day) Parts // named parts; on chooses among the names of a division
	Warnings() []lang.Text       // what is odd, though not a reason to refuse
}

// Check parses value as an identifier of kind k on a reference day: births and case
// dates after it are refused, and division codes must be in use on it. The error is an
// [*Error] for a wrong value and a [fault.Fault] for an unknown kind.
func Check(k Kind, value string, on calendar.Day) (Identifier, error) {
	switch k {
	case KindUSCC:
		return result(ParseUSCC(value))
	case KindOrg:
		return result(ParseOrganisation(value))
	case KindResident:
		return result(ParseResident(value, on))
	case KindPassport:
		return result(ParsePassport(value))
	case KindPermit:
		return ParsePermit(value, on)
	case KindECert:
		return result(ParseECert(value))
	case KindDivision:
		return result(ParseDivision(value, on))
	case KindItem:
		return ParseItem(value)
	case KindCase:
		return result(ParseCase(value, on))
	}
	return nil, fault.New(fault.Invalid, "unknown_identifier_kind",
		lang.T("不认识这种号码类型。", "This kind of identifier is not known."),
		lang.T("可用的类型：uscc、org、resident、passport、permit、ecert、division、item、case。", "Known kinds: uscc, org, resident, passport, permit, ecert, division, item, case."))
}

// result keeps a failed parse from hiding an empty value in a non-nil interface.
func result[T Identifier](id T, err error) (Identifier, error) {
	if err != nil {
		return nil, err
	}
	return id, nil
}
