package desk

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/registers/refund"
	"banjie/internal/registers/visit"
	"banjie/internal/web/caseview"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/internal/web/visits"
)

// Register is a case of a register at the place of staff: an inspection of a firm, a report from
// the door, a refund.
type Register struct {
	Shared caseview.View
	Title  lang.Text
	Facts  []ui.SummaryRow
	Door   string // address of the code, while it is good
	Acts   act.Panel
}

// View draws it.
func (v Register) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Title: v.Title, Caption: ui.Data(v.Shared.Number), Tag: &v.Shared.Tag}, ui.SummaryList{Rows: v.Facts}}
	if v.Door != "" {
		parts = append(parts, ui.Section{Title: lang.T("检查码", "Code"), Body: ui.Components{ui.Text(lang.T("上门先亮码，企业自己扫。检查人员不要代扫、代点。", "Show it at the door; the firm scans it. Inspectors do not scan or press for the firm.")), ui.QR{Text: v.Door, Href: v.Door, Label: lang.T("企业扫这个码", "The firm scans this code"), Caption: v.Title}}})
	}
	return append(parts, v.Acts, v.limits(), v.Shared.Story()).View(p)
}

// limits are the clocks alone: there is nobody who waits for an inspection.
func (v Register) limits() ui.Component {
	var all ui.ClockCards
	for _, k := range v.Shared.Clocks {
		all = append(all, k.Card)
	}
	if len(all) == 0 {
		return nil
	}
	return ui.Section{ID: "clocks", Title: lang.T("期限", "Limits"), Body: ui.Components{all}}
}

// register shows the cases of the registers.
func (d *Pages) register(w http.ResponseWriter, r *site.Request, c *casework.Case, proc *casework.Procedure) error {
	base := "/work/cases/" + c.ID.String()
	v := Register{Shared: caseview.Of(SharedInput(r, c, proc, nil, base)), Acts: act.Panel{Offers: act.Offers(r.Context(), r.Site.Engine, c, proc, r.Actor, r.Directory()), Back: base}}
	switch c.Procedure {
	case visit.Name:
		v.Title, v.Facts = lang.T("涉企检查", "Inspection of a firm"), visitFacts(r, c)
		if c.State == visit.Authorised || c.State == visit.UnderWay || c.State == visit.Recorded {
			v.Door = visits.Address(r.Site, c.ID)
		}
	case visit.Door:
		v.Title = lang.T("有人没码上门", "Someone at the door without a code")
		if x := c.Events[0].Private; x.Person != nil {
			if r.Site.Reads != nil {
				r.Site.Reads.Read(r.Actor, c.Key, "phone", r.Site.Clock.Now())
			}
			v.Facts = []ui.SummaryRow{{Key: lang.T("地点", "Where"), Value: ui.Data(x.Person.Address)}, {Key: lang.T("电话", "Telephone"), Value: ui.Data(x.Person.Phone)}}
		}
		v.Facts = append(v.Facts, ui.SummaryRow{Key: lang.T("报告", "Report"), Value: ui.Data(c.Events[0].Private.Text)})
	case refund.Name:
		v.Title, v.Facts = lang.T("退费", "Refund"), refundFacts(r, c)
	}
	p := r.Page(ui.Data(idnum.ShortCase(c.Number)))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("工作台", "Work list"), Href: "/work"}, {Name: ui.Data(idnum.ShortCase(c.Number))}}
	return r.Show(w, p, v)
}

func visitFacts(r *site.Request, c *casework.Case) []ui.SummaryRow {
	f := visit.FileOf(c)
	name := lang.T("已删除", "erased")
	if x := c.Events[0].Private.Person; x != nil {
		name = ui.Data(x.Name)
	}
	why, _ := visit.ReasonOf(f.Plan.Reason)
	nth := lang.T("不占次数", "outside the count")
	if f.Plan.Ordinal > 0 {
		nth = lang.Format("第%d次，最多%d次", "no. %d of at most %d", f.Plan.Ordinal, f.Plan.Most)
	}
	rows := []ui.SummaryRow{{Key: lang.T("企业", "Firm"), Value: name}, {Key: lang.T("检查日", "Day"), Body: ui.OnDay(f.Plan.Day)}, {Key: lang.T("事由", "Why"), Value: why.Text}, {Key: lang.T("今年第几次", "Visit of the year"), Value: nth}, {Key: lang.T("理由", "Reason"), Value: ui.Data(c.Events[0].Private.Text)}}
	for _, i := range f.Plan.Items {
		rows = append(rows, ui.SummaryRow{Key: lang.T("事项", "Item"), Value: i.Name})
	}
	if f.Plan.Joined != "" {
		rows = append(rows, ui.SummaryRow{Key: lang.T("合并上门", "Together with"), Value: ui.Data(f.Plan.Joined)})
	}
	if f.Warrant != nil {
		for _, o := range f.Warrant.Inspectors {
			rows = append(rows, ui.SummaryRow{Key: lang.T("检查人员", "Inspector"), Value: ui.Data(r.Officer(o))})
		}
	}
	if f.Rating != nil && r.Actor.Unit != c.Unit { // whom the firm judged hears of it in figures only
		rows = append(rows, ui.SummaryRow{Key: lang.T("企业评价", "The firm's rating"), Value: lang.Format("%d星", "%d stars", f.Rating.Stars)})
	}
	return rows
}

func refundFacts(r *site.Request, c *casework.Case) []ui.SummaryRow {
	f := refund.FileOf(c)
	yuan := func(x fee.Fen) lang.Text { return lang.T(x.Yuan()+"元", x.Yuan()+" yuan") }
	rows := []ui.SummaryRow{{Key: lang.T("收费单位", "Unit that took it"), Value: r.Unit(f.Case.Unit)}, {Key: lang.T("收了", "Taken"), Value: yuan(f.Paid)}, {Key: lang.T("目录最多", "The list allows"), Value: yuan(f.Most)}, {Key: lang.T("应退", "To be paid back"), Value: yuan(f.Over)}, {Key: lang.T("哪天收的", "Taken on"), Body: ui.OnDay(f.On)}}
	if f.Fee != "" {
		rows = append(rows, ui.SummaryRow{Key: lang.T("收费", "Fee"), Body: ui.Link{Name: lang.T(f.Fee+"（第"+strconv.Itoa(f.Version)+"版）", f.Fee+" (version "+strconv.Itoa(f.Version)+")"), Href: "/fees/" + f.Fee}})
	}
	if f.Reporter != nil {
		rows = append(rows, ui.SummaryRow{Key: lang.T("付款人", "Payer"), Value: lang.T("来自密封投诉，谁也不知道是谁；退款交投诉中心转交。", "From a sealed complaint, known to nobody; pay it to the centre, which hands it on.")})
	} else if x := c.Events[0].Private.Person; x != nil {
		rows = append(rows, ui.SummaryRow{Key: lang.T("付款人", "Payer"), Value: ui.Data(x.Name)})
	}
	return append(rows, ui.SummaryRow{Key: lang.T("查明的经过", "How it was found"), Value: ui.Data(c.Events[0].Private.Text)})
}

// Sample is an inspection that was authorised.
func (Register) Sample() Register {
	return Register{Shared: caseview.View{Number: "V202603020001", Tag: ui.Tag{Label: lang.T("已授权，可以亮码上门", "Authorised"), Tone: ui.Busy}}, Title: lang.T("涉企检查", "Inspection of a firm"), Door: "https://example.invalid/door/sample",
		Facts: []ui.SummaryRow{{Key: lang.T("企业", "Firm"), Value: ui.Data("青禾小吃店")}, {Key: lang.T("检查日", "Day"), Body: ui.OnDay(calendar.Date(2026, 3, 11))}}}
}
