package recallpages

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallview"
)

// BoardRow is a recall on the board.
type BoardRow struct {
	recall.Row
	Tally recall.Tally
	State lang.Text // in words
	Late  bool      // a limit has passed
}

// Board is the recall board.
type Board struct {
	View_ string // open, all, drills
	Rows  []BoardRow
	Next  string
	Open  bool // the visitor may open one
}

// goods says how many things it is about and what became of them, in one cell: a column for each
// amount is wider than a screen in large type.
func (r BoardRow) goods() lang.Text {
	n := ui.Number(int64(r.Things))
	things := lang.T(n+"个货品、批次", n+" things")
	if r.Things == 1 {
		things.EN = "1 thing"
	}
	return become(things, lang.T("持有", "held"), recallview.Amounts(r.Tally.Held), r.Tally.Removed, r.Tally.Destroyed, r.Tally.Returned)
}

// become joins what is held with what was taken off and destroyed or returned; what is nothing is left out.
func become(first, name, held lang.Text, removed, destroyed, returned recall.Amounts) lang.Text {
	out := first
	add := func(name, much lang.Text) {
		if much.ZH == recallview.None.ZH {
			return
		}
		if !out.IsZero() {
			out = lang.T(out.ZH+"；", out.EN+"; ")
		}
		out = lang.T(out.ZH+name.ZH+much.ZH, out.EN+strings.TrimLeft(name.EN+" ", " ")+much.EN)
	}
	gone := recall.Amounts{}
	gone.Add(destroyed, 1)
	gone.Add(returned, 1)
	add(name, held)
	add(lang.T("已下架", "removed"), recallview.Amounts(removed))
	add(lang.T("已销毁、退回", "destroyed or returned"), recallview.Amounts(gone))
	if out.IsZero() {
		return recallview.None
	}
	return out
}

// stopped is what holders answered first.
func (v Board) stopped() lang.Text {
	if v.View_ == "drills" {
		return lang.T("已答复", "Answered")
	}
	return lang.T("已停售", "Stopped")
}

// column is the last one: when it is due where all run, how far it is otherwise.
func (v Board) column() ui.Column {
	if v.View_ == "open" {
		return ui.Column{Name: lang.T("期限", "Due")}
	}
	return ui.Column{Name: lang.T("状态", "State")}
}

// View draws it.
func (v Board) View(p ui.Page) templ.Component {
	tab := func(id, zh, en string) ui.Tab {
		return ui.Tab{Name: lang.T(zh, en), Href: "/food/recalls?view=" + id, Current: v.View_ == id}
	}
	t := ui.Table{Caption: lang.T("召回一览", "Recalls"), Next: v.Next,
		Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("食品", "Food")}, {Name: lang.T("级别", "Grade")}, {Name: v.stopped(), Numeric: true}, {Name: lang.T("货品", "Goods")}, v.column()},
		Empty:   ui.Empty{Title: lang.T("没有召回", "No recalls"), Text: lang.T("抽检不合格、批次、地块、投诉都可以开始召回：填一张单，发出去就通知每一家。", "A recall is opened for a failed sample, a lot, a plot or a complaint: one form, and every holder has its order.")}}
	for _, r := range v.Rows {
		last := ui.Component(ui.Plain("–"))
		switch {
		case v.View_ != "open":
			last = ui.Words(r.State)
		case !r.Due.IsZero():
			last = ui.Until(r.Due)
		}
		row := ui.Row{Href: recallview.Address(r.ID), Cells: []ui.Component{ui.Plain(r.Number), ui.Words(ui.Data(r.Title)), recallview.GradeTag(r.Row),
			ui.Plain(strconv.Itoa(r.Tally.Stopped) + " / " + strconv.Itoa(r.Tally.Orders)), ui.Words(r.goods()), last}}
		if r.Late {
			row.Tone = ui.Overdue
		}
		t.Rows = append(t.Rows, row)
	}
	parts := ui.Components{ui.Heading{Title: recallview.BoardTitle, Lead: lang.T("谁还没有答复、下架了多少、期限到哪一天，一眼看清。", "Who has not answered, how much was taken off, and what is due.")}}
	if v.Open {
		parts = append(parts, ui.Actions{ui.LinkButton{Label: lang.T("提出召回", "Open a recall"), Href: "/food/recalls/new"}, ui.LinkButton{Label: lang.T("召回演练", "Run a drill"), Href: "/food/recalls/new?drill=1", Look: ui.Secondary}})
	}
	return append(parts, ui.Tabs{Label: recallview.BoardTitle, Items: []ui.Tab{tab("open", "进行中", "Open"), tab("all", "全部", "All"), tab("drills", "演练", "Drills")}}, t).View(p)
}

func (g *Pages) board(w http.ResponseWriter, r *site.Request) error {
	v := Board{View_: r.URL.Query().Get("view"), Open: access.May(r.Actor, "open_recall") && g.Rules.MayOpen(r.Context(), r.Actor, recall.OpenInput{}) == nil}
	q := recall.Query{Division: g.Site.Division, After: r.URL.Query().Get("after")}
	real, drill := false, true
	switch v.View_ {
	case "all":
		q.Drills = &real
	case "drills":
		q.Drills = &drill
	default:
		v.View_, q.Open, q.Drills = "open", true, &real
	}
	page, err := g.Lists.List(r.Context(), q)
	if err != nil {
		return err
	}
	now := g.Site.Clock.Now()
	p, err := g.Site.Engine.Procedure(recall.Name, 0)
	if err != nil {
		return err
	}
	for _, x := range page.Recalls {
		orders, err := g.Lists.OrdersOf(r.Context(), x.Division, x.ID)
		if err != nil {
			return err
		}
		said, _ := recall.StateWords(p, x.State, x.Drill)
		row := BoardRow{Row: x, State: said, Tally: recall.TallyOf(orders), Late: x.State == recall.Running && !x.Due.IsZero() && x.Due.Before(now)}
		v.Rows = append(v.Rows, row)
	}
	if page.Next != "" {
		v.Next = "/food/recalls?view=" + v.View_ + "&after=" + page.Next
	}
	shown := r.Page(recallview.BoardTitle)
	shown.Wide = true
	return r.Show(w, shown, v)
}
