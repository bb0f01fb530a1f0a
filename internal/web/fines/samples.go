package fines

import (
	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/registers/fine"
	"banjie/internal/web/citizen/specimen"
	staff "banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

func sampleRule() fine.Rule {
	return fine.Rule{ID: "price-tags", Version: 1, Unit: "market", Name: lang.T("没有明码标价（示例）", "No price tags (sample)"), Statute: "示例条例", Article: "第七条", Least: 10000, Most: 500000, Waiver: true, Factors: []fine.Factor{{ID: "repaired", Name: lang.T("当场改正", "put right on the spot")}}}
}

// Sample is a unit with two fines.
func (List) Sample() List {
	return List{Rules: []fine.Rule{sampleRule()}, Fines: []fine.Fine{{Number: "示例〔2026〕2号", Rule: "price-tags", Day: calendar.Date(2026, 3, 9), Amount: 30000}, {Number: "示例〔2026〕1号", Rule: "price-tags", Day: calendar.Date(2026, 3, 2), First: true, Waived: true}}, Total: 2, Page: 1, Enter: true, Decide: true}
}

// Sample has a unit that is hidden.
func (Public) Sample() Public {
	all := []fine.Measures{{Unit: "fire", Entries: 2, Largest: 1, Fined: 2}, {Unit: "hall", Entries: 9, Largest: 2, Fined: 9}, {Unit: "market", Entries: 31, Largest: 2, Fined: 25, AtTop: 3, First: 8, Waived: 6, December: 2, Spread: .41, Grouped: 18}}
	return Public{Year: 2026, Measures: all, Hidden: shy(all), Rules: []fine.Rule{sampleRule()}, Unit: specimen.Unit}
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	narrow := func(p *ui.Page) { p.Wide = false }
	x := List{}.Sample().Fines[0]
	return ui.GalleryPages{
		specimen.Page("fines", publicTitle, Public{}.Sample(), func(p *ui.Page) { p.Wide = true }),
		staff.Page("fines", listTitle, staff.Officer, List{}.Sample(), nil),
		staff.Page("fine-enter", enterTitle, staff.Officer, Enter{[]fine.Rule{sampleRule()}}, narrow),
		staff.Page("fine-alike", lang.T("同样情节怎么罚的", "What equal facts were fined"), staff.Officer, Alike(x, sampleRule(), []fine.Fine{{Amount: 20000}, {Amount: 30000}, {Amount: 50000}}, nil), narrow),
		staff.Page("fine-rule", ruleTitle, staff.Head, RuleForm{}, narrow),
	}
}
