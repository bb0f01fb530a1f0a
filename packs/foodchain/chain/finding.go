package chain

import (
	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// Code is what a check by law found missing or odd.
type Code string

const (
	Recalled        Code = "recalled"
	Impounded       Code = "impounded"
	FailedSample    Code = "failed_sample"
	SupplierUnknown Code = "supplier_unknown"
	NoLicence       Code = "no_licence"
	LicenceEnded    Code = "licence_ended"
	NoProof         Code = "no_proof"
	UnknownLot      Code = "unknown_lot"
	MoreThanThere   Code = "more_than_there"
	PastDate        Code = "past_date"
	OutsideBand     Code = "outside_band"
	NoDegrees       Code = "no_degrees"
	Sealed          Code = "sealed"
	StillSealed     Code = "still_sealed"
	StrictGround    Code = "strict_ground"
	ClockAhead      Code = "clock_ahead"
	TooEarly        Code = "too_early"
)

// Finding is one thing that was found, with its article.
type Finding struct {
	Code  Code
	Says  lang.Text
	Basis string // id in the register of law, "" where none
	Quiet bool   // recorded and not asked about
}

// Check is the meaning of a code.
type Check struct {
	Code  Code
	Says  lang.Text
	Basis string
	Quiet bool
}

// Checks is the table of findings.
var Checks = []Check{
	{Recalled, lang.T("这批货正在召回，不能卖、不能用、不能再往下发", "these goods are under recall: they must not be sold, used or passed on"), "spa-63.2", false},
	{Impounded, lang.T("这批货被监管人员查封了，解封以前不能动", "these goods are under an officer's seal: until it is lifted they must not be moved"), "spa-110.4", false},
	{FailedSample, lang.T("这批货监督抽检不合格，不能卖、不能用、不能再往下发", "an official sample of these goods failed: they must not be sold, used or passed on"), "spa-63", false},
	{SupplierUnknown, lang.T("供货者没有登记过，只有一个名称", "the supplier has not registered; there is only a name"), "spa-53", false},
	{NoLicence, lang.T("没有查到供货者的许可证或者登记证", "no licence of the supplier is known"), "spa-53", false},
	{LicenceEnded, lang.T("供货者的许可证在这一天已经失效", "the supplier's licence had ended on that day"), "spa-53", false},
	{NoProof, lang.T("没有合格证，也没有检验报告", "there is neither a certificate nor a test report"), "spa-53", false},
	{UnknownLot, lang.T("这个码以前没有人记录过", "nobody has recorded this code before"), "", false},
	{MoreThanThere, lang.T("数量比账上剩的多", "it is more than the book says is there"), "", false},
	{PastDate, lang.T("已经过了保质期", "it is past its date"), "spa-34", false},
	{OutsideBand, lang.T("温度不在这种货该有的范围里", "the temperature is outside the band of the goods"), "zlc-2020", false},
	{NoDegrees, lang.T("冷链货没有记温度", "cold-chain goods without a temperature"), "zlc-2020", true},
	{Sealed, lang.T("票证不全，这批货要先封存", "papers are missing; these goods are sealed for now"), "zlc-2020", false},
	{StillSealed, lang.T("这批货还封存着", "these goods are still sealed"), "zlc-2020", false},
	{TooEarly, lang.T("日期比采收、生产或者到这里的日子还早", "the day is before the goods were harvested, made or came here"), "", false},
	{StrictGround, lang.T("这块地在采收那天是严格管控类：收的东西能不能卖、能不能吃，请先问农业部门", "on the day of harvest this plot was under strict control: ask the agriculture office whether what was picked may be sold or eaten"), "trf-54", false},
	{ClockAhead, lang.T("手机时间比服务器快，按服务器时间记", "the telephone's clock ran ahead; the server's was taken"), "", true},
}

// finding gives the finding of a code.
func finding(code Code) Finding {
	for _, c := range Checks {
		if c.Code == code {
			return Finding{c.Code, c.Says, c.Basis, c.Quiet}
		}
	}
	return Finding{Code: code, Says: lang.T(string(code), string(code))}
}

// FindingText is the sentence of a code.
func FindingText(code Code) lang.Text { return finding(code).Says }

// Loud are the findings that are asked about.
func Loud(list []Finding) (out []Finding) {
	for _, f := range list {
		if !f.Quiet {
			out = append(out, f)
		}
	}
	return out
}

// standing says how a supplier's licences stand on a day.
func standing(list []Licence, on calendar.Day) Code {
	if len(list) == 0 {
		return NoLicence
	}
	for _, l := range list {
		if l.Until == 0 || l.Until >= on {
			return ""
		}
	}
	return LicenceEnded
}
