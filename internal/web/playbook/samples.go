package playbook

import (
	"time"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/supervise/order"
	"banjie/internal/supervise/playbook"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

func sampleUnit(id string) lang.Text { u, _ := specimen.Directory().Unit(id); return u.Name }

// Sample is a morning of the head of the centre.
func (Book) Sample() Book {
	day := calendar.Date(2026, time.March, 11)
	at := func(d int) time.Time { return time.Date(2026, time.March, d, 2, 0, 0, 0, time.UTC) }
	return Book{Desks: desksOf(specimen.Supervisor, true), Day: day, Since: day - playbook.Period + 1, Centre: true, Unit: sampleUnit, Item: func(string) lang.Text { it := specimen.Item(); return it.Name },
		Due:   playbook.Due{Over: 7, Today: 3, Week: 41},
		Unmet: playbook.Unmet{Orders: 1, Measures: 2, Extensions: 1, Unordered: 4},
		Waits: []playbook.Wait{{Unit: "market", Open: 38, Untaken: 6, Late: 5, Oldest: at(2)}, {Unit: "fire", Open: 9, Untaken: 1, Oldest: at(5)}},
		Repeats: []playbook.Repeat{{Of: playbook.UnitAndKind, Unit: "market", Kind: "delay", N: 5, Latest: at(10)}, {Of: playbook.ItemAndKind, Item: "x", Kind: "buck_passing", N: 3, Latest: at(9)},
			{Of: playbook.UnitAndCard, Unit: "market", Rule: "Y1", N: 11, Latest: at(10)}}}
}

// Sample is what was told to the centre.
func (Rows) Sample() Rows {
	it := specimen.Item()
	return Rows{Title: lang.T("已报到中心，还没有督办的", "Told to the centre, without an order"), Lead: lang.T("上报只是告知，不产生处分。密件只显示编号。", "Being told punishes nobody. Of sealed cases stands the number only."), Detail: lang.T("报到哪一级", "Told"), Ordered: true, Next: "?after=1",
		Rows: []Listed{{Href: "/work/cases/1", Number: "0302 0007", What: it.Name, Unit: sampleUnit("market"), Detail: lang.T("投诉中心（E02）", "the centre (E02)"), Left: lang.T("超期4个工作日", "4 working days over"), Tone: ui.Overdue, Order: "/centre/orders/new?number=1"},
			{Href: "/centre/cases/2", Number: "0303 0002", What: lang.T("机关效能投诉办理程序", "Procedure of effectiveness complaints"), Unit: sampleUnit("fire"), Detail: lang.T("投诉中心（E07）", "the centre (E07)"), Left: lang.T("超期3个工作日", "3 working days over"), Tone: ui.Overdue}}}
}

// Sample is the list of orders.
func (Listing) Sample() Listing {
	return Listing{Stage: order.Awaiting, Counts: map[order.Stage]int64{order.Awaiting: 2, order.Overdue: 1, order.Answered: 1, order.Ended: 9}, Rows: []OrderRow{
		{Href: "/work/cases/1", Official: "督办〔2026〕12号", Unit: sampleUnit("market"), About: lang.T("同类问题反复出现", "the same thing happens again and again"), State: lang.T("等回复", "awaiting the reply"), Left: lang.T("超期1个工作日", "1 working day over"), Tone: ui.Overdue},
		{Href: "/work/cases/2", Official: "督办〔2026〕13号", Unit: sampleUnit("fire"), About: lang.T("办件 0302 0007", "case 0302 0007"), State: lang.T("申请延后，待批", "a later date is asked for"), Left: lang.T("还剩2个工作日", "2 working days left")}}}
}

// Sample is the form with a case filled in.
func (Form) Sample() Form {
	v := Form{Token: "sample", Values: map[string][]string{"number": {"202603020007"}, "unit": {"market"}, "ground": {"escalated"}, "about": {"case"}}}
	for _, u := range specimen.Directory().Units() {
		v.Units = append(v.Units, ui.Option{Value: u.ID, Label: u.Name})
	}
	return v
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	return ui.GalleryPages{
		specimen.Page("playbook", lang.T("今日工作", "Playbook"), specimen.Supervisor, Book{}.Sample(), nil),
		specimen.Page("playbook-quiet", lang.T("今日工作，没有事", "Playbook, a quiet day"), specimen.Supervisor, Book{Unit: sampleUnit}, nil),
		specimen.Page("desks", moreTitle, specimen.Head, More{}.Sample(), nil),
		specimen.Page("playbook-rows", lang.T("数字背后的件", "Rows behind a figure"), specimen.Supervisor, Rows{}.Sample(), nil),
		specimen.Page("orders", lang.T("督办单", "Orders"), specimen.Supervisor, Listing{}.Sample(), nil),
		specimen.Page("orders-new", lang.T("发督办单", "Issue an order"), specimen.Supervisor, Form{}.Sample(), func(p *ui.Page) { p.Wide = false }),
	}
}
