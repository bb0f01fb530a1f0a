package desk

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
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
		v.Acts, demand, v.Shared.Limits(), v.Shared.Story()}.View(p)
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
	v := Order{Shared: caseview.Of(SharedInput(r, c, proc, nil, base)), Official: f.Official(), Demand: order.Demand(c), Letter: base + "/letter",
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
