package desk

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/supervise/order"
	"banjie/internal/web/caseview"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Order is a supervision order, the same page for the unit and for the issuer's side.
type Order struct {
	Shared   caseview.View
	Acts     act.Panel
	Official string
	Demand   string
	Facts    []ui.SummaryRow
	Letter   string // address of the letter to print
}

// View draws it.
func (v Order) View(p ui.Page) templ.Component {
	title := lang.T("督办", "Supervision order")
	if v.Official != "" {
		title = ui.Data(v.Official)
	}
	tag := v.Shared.Tag
	demand := ui.Section{ID: "demand", Title: lang.T("要求", "What is asked"), Body: ui.Components{ui.Plain(v.Demand), ui.SummaryList{Rows: v.Facts},
		ui.Actions{ui.LinkButton{Label: lang.T("督办单（打印）", "The letter, to print"), Href: v.Letter, Look: ui.Secondary, Icon: ui.IconPrint}}}}
	if v.Demand == "" {
		demand.Body = ui.Components{ui.Text(lang.T("要求的文字已依法删除。", "The words were lawfully erased.")), ui.SummaryList{Rows: v.Facts}}
	}
	return ui.Components{ui.Heading{Caption: lang.T("督办 "+idnum.ShortCase(v.Shared.Number), "Supervision order "+idnum.ShortCase(v.Shared.Number)), Title: title, Tag: &tag,
		Lead: lang.T("督办要求按期回复办了什么、有什么凭据；它本身不产生处分。", "An order asks for a reply by a date: what was done, and what shows it. By itself it punishes nobody.")},
		v.Acts, demand, v.Shared.Deadlines(), v.Shared.Story()}.View(p)
}

// OrderFacts are what an order says of itself; href is the address of the case it is about, or "".
func OrderFacts(f *order.File, name func(string) lang.Text, href string) []ui.SummaryRow {
	rows := []ui.SummaryRow{
		{Key: lang.T("承办单位", "Unit"), Value: name(f.Unit)},
		{Key: lang.T("理由", "Ground"), Value: chosen(order.Grounds(), f.Ground)},
	}
	if f.Number != "" {
		about := ui.SummaryRow{Key: lang.T("所督办的办件", "Case it is about"), Value: ui.Data(idnum.ShortCase(f.Number))}
		if href != "" {
			about.Body = ui.Link{Name: about.Value, Href: href}
		}
		rows = append(rows, about)
	}
	if f.Card != "" {
		rows = append(rows, ui.SummaryRow{Key: lang.T("所督办的牌", "Card it is about"), Value: ui.Data(f.Card)})
	}
	n := ui.SpanText(f.Days, "workday")
	rows = append(rows, ui.SummaryRow{Key: lang.T("回复期限", "Reply within"), Value: n})
	if l := f.Later; l != nil {
		more, fate := ui.SpanText(l.Days, "workday"), lang.T("待批", "to be decided")
		switch {
		case l.Approved:
			fate = lang.T("已同意", "agreed")
		case l.Rejected:
			fate = lang.T("没有同意", "not agreed")
		}
		rows = append(rows, ui.SummaryRow{Key: lang.T("申请延后", "Later date asked for"), Value: lang.T(more.ZH+"，"+fate.ZH, more.EN+", "+fate.EN)})
	}
	for _, r := range f.Replies {
		said := chosen(order.Results(), r.Result)
		rows = append(rows, ui.SummaryRow{Key: lang.T("单位回复", "The unit's reply"), Value: said})
	}
	return rows
}

func chosen(all []catalog.Option, id string) lang.Text {
	for _, o := range all {
		if o.ID == id {
			return o.Text
		}
	}
	return ui.Data(id)
}

func (d *Pages) order(w http.ResponseWriter, r *site.Request, c *casework.Case, proc *casework.Procedure) error {
	f, base := order.FileOf(c), "/work/cases/"+c.ID.String()
	in := SharedInput(r, c, proc, nil, base)
	in.Files = true
	shared := caseview.Of(in)
	v := Order{Shared: shared, Official: f.Official(), Demand: order.Demand(c), Letter: base + "/letter",
		Acts: act.Panel{Offers: act.Offers(r.Context(), r.Site.Engine, c, proc, r.Actor, r.Directory()), Back: base}}
	v.Facts = OrderFacts(f, r.Unit, d.aboutHref(r, f))
	p := r.Page(ui.Data(idnum.ShortCase(c.Number)))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("工作台", "Work list"), Href: "/work"}, {Name: lang.T("督办", "Supervision order")}}
	if access.May(r.Actor, access.IssueOrder) {
		p.Breadcrumbs[0] = ui.Link{Name: lang.T("督办单", "Orders"), Href: "/centre/orders"}
	}
	return r.Show(w, p, v)
}

// aboutHref is the page of the case an order is about, where the visitor may open it.
func (d *Pages) aboutHref(r *site.Request, f *order.File) string {
	if f.Number == "" {
		return ""
	}
	key, err := d.Site.Cases.ByNumber(r.Context(), d.Site.Division, f.Number)
	if err != nil {
		return ""
	}
	if _, _, err := r.CaseByID(key.ID); err != nil {
		return ""
	}
	return "/work/cases/" + key.ID.String()
}

// Letter is the order as it is printed and served.
type Letter struct {
	Issuer   lang.Text
	To       lang.Text
	Official string
	Demand   string
	Facts    []ui.SummaryRow
	Until    lang.Text // last day for the reply
	Day      lang.Text
	Demo     bool
}

// View draws it.
func (v Letter) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Caption: v.Issuer, Title: lang.T("督办单", "Supervision order"), Lead: ui.Data(v.Official)}}
	if v.Demo {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Text: lang.T("演示文书，没有效力。", "A paper of a demonstration, without effect.")})
	}
	demand := ui.Component(ui.Plain(v.Demand))
	if v.Demand == "" {
		demand = ui.Text(lang.T("要求的文字已依法删除。", "The words were lawfully erased."))
	}
	return append(parts,
		ui.Text(lang.T(v.To.ZH+"：", "To "+v.To.In(lang.EN)+":")), demand, ui.SummaryList{Rows: v.Facts},
		ui.Text(lang.T("请在"+v.Until.ZH+"（含当日）前书面回复办了什么、结果怎样，并附凭据。确有困难的，可以在期限内申请延后一次。", "Please reply in writing by "+v.Until.In(lang.EN)+" (that day included): what was done, what came of it, and what shows it. Where it is needed, a later date can be asked for once within that time.")),
		ui.Text(lang.T("督办的程序和期限是本系统规则；督办本身不产生处分。", "Procedure and days of orders are rules of the house; an order by itself punishes nobody.")),
		ui.Text(lang.T(v.Issuer.ZH+"（盖章处）", v.Issuer.In(lang.EN)+" (place of the seal)")), ui.Text(v.Day),
		ui.Actions{ui.PrintButton{}}).View(p)
}

func (d *Pages) letter(w http.ResponseWriter, r *site.Request) error {
	c, _, err := r.Case()
	if err != nil {
		return err
	}
	if c.Procedure != order.Name {
		return fault.Missing()
	}
	f, cal := order.FileOf(c), d.Site.Calendar()
	day := func(t time.Time) lang.Text { n := cal.DayOf(t); return lang.T(n.In(lang.ZH), n.In(lang.EN)) }
	issued := c.Events[0]
	v := Letter{Issuer: r.Unit(c.Unit), To: r.Unit(f.Unit), Official: f.Official(), Demand: order.Demand(c), Day: day(issued.Effective), Demo: d.Site.Demo != nil}
	for _, k := range issued.Facts.Clocks {
		if k.Name == "reply" {
			v.Until = day(k.Due.At.Add(-time.Second))
		}
	}
	was := *f
	was.Later, was.Replies = nil, nil // the letter is what was issued
	v.Facts = OrderFacts(&was, r.Unit, "")
	p := r.Page(lang.T(f.Official(), "Letter of order "+idnum.ShortCase(c.Number)))
	p.Breadcrumbs = []ui.Link{{Name: lang.T("工作台", "Work list"), Href: "/work"}, {Name: ui.Data(f.Official()), Href: "/work/cases/" + c.ID.String()}, {Name: lang.T("督办单", "The letter")}}
	return r.Show(w, p, v)
}

// Sample is an order that waits for the unit's reply.
func (Order) Sample() Order {
	f := sampleOrder()
	name := func(string) lang.Text { return lang.T("县市场监督管理局", "Market supervision") }
	return Order{Shared: caseview.View{Number: "DB202603020001", Tag: ui.Tag{Label: lang.T("办理中", "In hand"), Tone: ui.Busy}}, Official: f.Official(), Demand: "三个月内有四件食品经营许可超过承诺期限，请说明原因并拿出办法。", Facts: OrderFacts(f, name, ""), Letter: "/work/cases/1/letter"}
}

// Sample is the letter of that order.
func (Letter) Sample() Letter {
	o := Order{}.Sample()
	day := lang.T("2026年3月2日", "2 March 2026")
	return Letter{Issuer: lang.T("县政务服务中心", "Government service centre"), To: lang.T("县市场监督管理局", "Market supervision"), Official: o.Official, Demand: o.Demand, Facts: o.Facts[:3], Until: lang.T("2026年3月9日", "9 March 2026"), Day: day, Demo: true}
}

func sampleOrder() *order.File {
	return &order.File{Issue: order.Issue{Year: 2026, Serial: 12, Unit: "market", About: order.AboutMatter, Ground: "repeated", Days: order.ReplyDays}}
}
