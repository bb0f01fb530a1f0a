package fees

import (
	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/web/citizen/specimen"
	staff "banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

// sampleFees are two invented fees.
func sampleFees() []fee.Fee {
	return []fee.Fee{
		{ID: "card-copy", Version: 2, Name: lang.T("补领登记证工本费（示例）", "Replacement of a registration card (sample)"), Words: []string{"补办证"}, Sort: "administrative", Basis: fee.Basis{Document: "示例收费标准", Number: "示例〔2024〕1号"},
			Payer: lang.T("遗失登记证的人", "whoever lost the card"), Rate: fee.Rate{Kind: fee.Fixed, Amount: 1000}, Unit: "market", Receipt: "fiscal", From: calendar.Date(2025, 1, 1), Reason: "标准降低"},
		{ID: "occupation", Version: 1, Name: lang.T("临时占道费（示例）", "Use of the pavement (sample)"), Words: []string{"摆摊", "占道"}, Sort: "administrative", Basis: fee.Basis{Document: "示例收费标准", Number: "示例〔2023〕7号"},
			Payer: lang.T("经批准临时占道的人", "whoever may use the pavement for a time"), Rate: fee.Rate{Kind: fee.Tiered, Measure: lang.T("平方米", "square metre"), Tiers: []fee.Tier{{Until: 10_000_000, Price: 1_500_000}, {Price: 1_000_000}}, Ceiling: 20000},
			Unit: "market", Receipt: "fiscal", From: calendar.Date(2024, 1, 1)},
	}
}

// Sample is the list with two fees.
func (List) Sample() List {
	return List{Fees: sampleFees(), Total: 2, Page: 1, Today: calendar.Date(2026, 3, 11), Named: specimen.Unit, Units: []ui.Option{{Value: "market", Label: specimen.Unit("market")}}}
}

// Sample is a fee with two versions.
func (One) Sample() One {
	now := sampleFees()[0]
	was := now
	was.Version, was.Rate.Amount, was.From, was.Reason = 1, 1500, calendar.Date(2023, 1, 1), ""
	return One{Versions: []fee.Fee{was, now}, Today: calendar.Date(2026, 3, 11), Named: specimen.Unit}
}

// Sample has found two fees.
func (Ask) Sample() Ask {
	return Ask{What: "占道 pavement", Found: sampleFees(), Units: List{}.Sample().Units, Named: specimen.Unit}
}

// Sample is a fee of which too much was taken.
func (Answer) Sample() Answer {
	a := fee.Asked{Fee: "occupation", On: calendar.Date(2026, 3, 5), Quantity: 36_500_000, Paid: 8000, To: "market"}
	return Answer{Asked: a, What: "占道费 pavement", Verdict: fee.Register(sampleFees()).Check(a), Named: specimen.Unit}
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	wide := func(p *ui.Page) { p.Wide = true }
	back := func(p *ui.Page) { p.Back = "/fees/check" }
	narrow := func(p *ui.Page) { p.Wide = false }
	refused := func(p *ui.Page) {
		back(p)
		p.Fault = fault.InvalidInput().At("paid", lang.T("请填写金额，最多两位小数，例如 120.50。", "Please enter the amount with at most two decimals, such as 120.50."))
	}
	lawful, missing := Answer{}.Sample(), Answer{}.Sample()
	lawful.Asked.Paid = 4000
	lawful.Verdict = fee.Register(sampleFees()).Check(lawful.Asked)
	missing.Asked.Fee, missing.What = "", "资料费 papers"
	missing.Verdict = fee.Register(sampleFees()).Check(missing.Asked)
	mine := List{}.Sample()
	mine.Staff, mine.May = true, true
	return ui.GalleryPages{
		specimen.Page("fees", lang.T("收费目录", "Fees"), List{}.Sample(), wide),
		specimen.Page("fee", lang.T("一项收费", "A fee"), One{}.Sample(), nil),
		specimen.Page("fee-ask", checkTitle, Ask{}.Sample(), back),
		specimen.Page("fee-ask-refused", lang.T("我交的钱对不对，有错", "Was what I paid right, refused"), Ask{}.Sample(), refused),
		specimen.Page("fee-too-much", lang.T("多收了", "Too much"), Answer{}.Sample(), back),
		specimen.Page("fee-lawful", lang.T("没有多收", "Not too much"), lawful, back),
		specimen.Page("fee-not-listed", lang.T("不在目录里", "Not on the list"), missing, back),
		staff.Page("fees", lang.T("维护收费目录", "Keep the list of fees"), staff.Head, mine, nil),
		staff.Page("fee-edit", editTitle, staff.Head, Edit{Fee: sampleFees()[1], Units: List{}.Sample().Units}, narrow),
		staff.Page("fee-plan", lang.T("发布会公开什么", "What would be published"), staff.Head, Plan(sampleFees()[0], One{}.Sample().Versions[0], calendar.Date(2026, 3, 11), specimen.Unit, nil), narrow),
		staff.Page("fee-import", importTitle, staff.Head, Import{Problems: []fault.Field{{Path: "第3行“单价”", Message: lang.T("“一元”读不懂。", "“one yuan” cannot be read.")}}}, narrow),
		staff.Page("fee-import-plan", lang.T("导入会公布什么", "What the import would publish"), staff.Head, ImportPlan{File: "fees.xlsx", Next: sampleFees(), Same: 3}, narrow),
	}
}
