package orderpages

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallview"
)

// OrderLine is an order with the goods that it is about.
type OrderLine struct {
	recallview.OrderLine
	Title string
	Goods []recall.Goods
}

// goods says in one cell what the order is about, as it stands on the box, and its number.
func (o OrderLine) goods() ui.Component {
	cell := ui.Components{}
	if o.Drill {
		cell = append(cell, ui.Tag{Label: lang.T("演练，不是真的召回", "A drill, no real recall"), Tone: ui.Still})
	}
	for i, x := range o.Goods {
		if i == mostNamed {
			cell = append(cell, ui.Text(lang.T("还有别的，打开看全部。", "And more; open it to see all.")))
			break
		}
		cell = append(cell, ui.Text(recallview.Box(o.Title, x)))
	}
	if len(o.Goods) == 0 {
		cell = append(cell, ui.Text(ui.Data(o.Title)))
	}
	return append(cell, ui.Plain(o.Number))
}

// mostNamed is how many things of an order a list names.
const mostNamed = 3

// Mine is what a business finds of recalls.
type Mine struct {
	Recalls []recall.Row
	Orders  []OrderLine
}

var mineTitle = lang.T("召回通知", "Recalls that concern you")

// View draws it.
func (v Mine) View(p ui.Page) templ.Component {
	orders := ui.Table{Caption: lang.T("给您的召回通知", "Orders to you"), Columns: []ui.Column{{Name: lang.T("什么货", "Which goods")}, {Name: lang.T("地点", "Place")}, {Name: lang.T("状态", "State")}, {Name: lang.T("应召回", "Held"), Numeric: true}, {Name: lang.T("期限", "Due")}},
		Empty: ui.Empty{Title: lang.T("没有召回通知", "No orders"), Text: lang.T("您经营的食品没有被召回。", "None of your food is recalled.")}}
	for _, o := range v.Orders {
		due := ui.Component(ui.Plain("–"))
		if !o.Due.IsZero() {
			due = ui.Until(o.Due)
		}
		row := ui.Row{Href: recallview.OrderAddress(o.ID), Cells: []ui.Component{o.goods(), ui.Words(ui.Data(o.Name)), ui.Words(o.State), ui.Words(recallview.HeldText(o.Held, o.Unsaid)), due}}
		if o.Late {
			row.Tone = ui.Overdue
		}
		orders.Rows = append(orders.Rows, row)
	}
	lead := lang.T("收到通知，先停止销售、单独存放，再来答复、清点。写着“演练”的只答复收到。", "Stop selling first and keep it apart, then answer and count. What says drill is only answered.")
	parts := ui.Components{ui.Heading{Title: mineTitle, Lead: lead}, orders}
	if len(v.Recalls) > 0 {
		own := ui.Table{Caption: lang.T("您生产的食品的召回", "Recalls of what you made"), Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("食品", "Food")}, {Name: lang.T("级别", "Grade")}}}
		for _, r := range v.Recalls {
			own.Rows = append(own.Rows, ui.Row{Href: recallview.Address(r.ID), Cells: []ui.Component{ui.Plain(r.Number), ui.Words(ui.Data(r.Title)), recallview.GradeTag(r)}})
		}
		parts = append(parts, own)
	}
	return append(parts, ui.Actions{ui.LinkButton{Label: lang.T("召回我生产的食品", "Recall food that I made"), Href: "/food/recalls/new", Look: ui.Secondary}}).View(p)
}

func (g *Pages) mine(w http.ResponseWriter, r *site.Request) error {
	who := r.Actor.Whose()
	if who == "" || r.Actor.IsStaff() {
		return fault.Missing()
	}
	orders, err := g.Lists.OrdersFor(r.Context(), g.Site.Division, who, 100)
	if err != nil {
		return err
	}
	page, err := g.Lists.List(r.Context(), recall.Query{Division: g.Site.Division, Party: who, Limit: 50})
	if err != nil {
		return err
	}
	op, err := g.Site.Engine.Procedure(recall.OrderName, 0)
	if err != nil {
		return err
	}
	v, now, rows := Mine{Recalls: page.Recalls}, g.Site.Clock.Now(), map[casework.ID]recall.Row{}
	for _, o := range orders {
		row, known := rows[o.Recall]
		if !known {
			if row, err = g.Lists.Recall(r.Context(), casework.Key{Division: o.Division, ID: o.Recall}); err != nil {
				return err
			}
			rows[o.Recall] = row
		}
		x := OrderLine{Title: row.Title}
		state, _ := recall.StateWords(op, casework.State(o.State), o.Drill)
		if x.Goods, err = g.SomeAt(r.Context(), row, o.Place, mostNamed+1); err != nil {
			return err
		}
		x.OrderLine = recallview.OrderLine{Name: g.Place(r.Context(), o.Place).Name, State: state, OrderRow: o, Late: !o.Due.IsZero() && o.Due.Before(now)}
		v.Orders = append(v.Orders, x)
	}
	return r.Show(w, r.Page(mineTitle), v)
}
