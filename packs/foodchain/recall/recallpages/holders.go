package recallpages

import (
	"net/http"
	"strconv"
	"time"

	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallview"
	"banjie/packs/foodchain/sheetout"
)

func (v Show) orders() ui.Component {
	t := ui.Table{Caption: lang.T("给持有者的通知", "Orders to holders"), Columns: []ui.Column{{Name: lang.T("地点", "Place")}, {Name: lang.T("状态", "State")}, {Name: lang.T("货品", "Goods")}, {Name: lang.T("电话", "Telephone")}, {Name: lang.T("期限", "Due")}},
		Empty: ui.Empty{Title: lang.T("没有持有者", "No holders"), Text: lang.T("追溯记录里没有人还有这些货。", "By what was captured nobody has any of it.")}}
	for _, o := range v.Orders {
		goods := become(lang.Text{}, lang.T("应召回", "held"), recallview.HeldText(o.Held, o.Unsaid), o.Counts[recall.Removed], o.Counts[recall.Destroyed], o.Counts[recall.Returned])
		due := ui.Component(ui.Plain("–"))
		if !o.Due.IsZero() {
			due = ui.Until(o.Due)
		}
		row := ui.Row{Href: recallview.OrderAddress(o.ID), Cells: []ui.Component{ui.Words(ui.Data(o.Name)), ui.Words(o.State), ui.Words(goods), ui.Words(ui.Data(o.Phone)), due}}
		if o.Late {
			row.Tone = ui.Overdue
		}
		t.Rows = append(t.Rows, row)
	}
	if v.Desk {
		t.Export = []ui.Link{{Name: ui.Data("CSV"), Href: v.Href + "/holders.csv"}}
	}
	return ui.Section{ID: "orders", Title: lang.T("持有者", "Holders"), Body: ui.Components{t}}
}

func (g *Pages) holders(w http.ResponseWriter, r *site.Request) error {
	c, err := g.Load(r, recall.Name)
	if err != nil {
		return err
	}
	v, err := g.view(r, c)
	if err != nil {
		return err
	}
	t, err := sheetout.Start(w, "recall-"+c.Number+".csv", "order", "place", "name", "town", "telephone", "state", "drill", "held", "removed", "destroyed", "returned", "sold", "stopped")
	if err != nil {
		return err
	}
	for _, o := range v.Orders {
		stopped := ""
		if !o.Stopped.IsZero() {
			stopped = o.Stopped.UTC().Format(time.RFC3339)
		}
		err := t.Row(o.Number, o.Place, o.Name, o.Town, o.Phone, string(o.OrderRow.State), strconv.FormatBool(o.Drill), recallview.Amounts(o.Held).EN, recallview.Amounts(o.Counts[recall.Removed]).EN, recallview.Amounts(o.Counts[recall.Destroyed]).EN, recallview.Amounts(o.Counts[recall.Returned]).EN, recallview.Amounts(o.Counts[recall.Sold]).EN, stopped)
		if err != nil {
			return err
		}
	}
	return t.End()
}
