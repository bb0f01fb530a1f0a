package recallpages

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
)

// Mine is what a business finds of recalls.
type Mine struct {
	Recalls []recall.Row
	Orders  []OrderLine
}

var mineTitle = lang.T("召回通知", "Recalls that concern you")

// View draws it.
func (v Mine) View(p ui.Page) templ.Component {
	orders := ui.Table{Caption: lang.T("给您的召回通知", "Orders to you"), Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("地点", "Place")}, {Name: lang.T("状态", "State")}, {Name: lang.T("应召回", "Held"), Numeric: true}, {Name: lang.T("期限", "Due")}},
		Empty: ui.Empty{Title: lang.T("没有召回通知", "No orders"), Text: lang.T("您经营的食品没有被召回。", "None of your food is recalled.")}}
	for _, o := range v.Orders {
		due := ui.Component(ui.Plain("–"))
		if !o.Due.IsZero() {
			due = moment(o.Due)
		}
		number := ui.Component(ui.Plain(o.Number))
		row := ui.Row{Href: OrderAddress(o.ID), Cells: []ui.Component{number, ui.Words(ui.Data(o.Name)), ui.Words(o.State), ui.Words(heldText(o.Held, o.Unsaid)), due}}
		if o.Late {
			row.Tone = ui.Overdue
		}
		orders.Rows = append(orders.Rows, row)
	}
	parts := ui.Components{ui.Heading{Title: mineTitle, Lead: lang.T("收到通知，先停止销售、单独存放，再来答复、清点。", "Stop selling first and keep it apart, then answer and count.")}, orders}
	if len(v.Recalls) > 0 {
		own := ui.Table{Caption: lang.T("您生产的食品的召回", "Recalls of what you made"), Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("食品", "Food")}, {Name: lang.T("级别", "Grade")}}}
		for _, r := range v.Recalls {
			own.Rows = append(own.Rows, ui.Row{Href: Address(r.ID), Cells: []ui.Component{ui.Plain(r.Number), ui.Words(ui.Data(r.Title)), gradeTag(r)}})
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
	v, now := Mine{Recalls: page.Recalls}, g.Site.Clock.Now()
	for _, o := range orders {
		v.Orders = append(v.Orders, OrderLine{Name: g.place(r.Context(), o.Place).Name, State: op.InfoTitle(casework.State(o.State)), OrderRow: o, Late: !o.Due.IsZero() && o.Due.Before(now)})
	}
	return r.Show(w, r.Page(mineTitle), v)
}

// Public is the list of published notices.
type Public struct {
	Recalls []recall.Row
	Next    string
}

var publicTitle = lang.T("食品召回公告", "Food recall notices")

// View draws it.
func (v Public) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("公告，新的在前", "Notices, the newest first"), Columns: []ui.Column{{Name: lang.T("食品", "Food")}, {Name: lang.T("级别", "Grade")}, {Name: lang.T("公告日期", "Published")}, {Name: lang.T("状态", "State")}}, Next: v.Next,
		Empty: ui.Empty{Title: lang.T("没有召回公告", "No notices"), Text: lang.T("买到的食品有疑问，可以扫追溯码，或者向我们反映。", "If you doubt what you bought, scan its code or tell us.")}}
	for _, r := range v.Recalls {
		t.Rows = append(t.Rows, ui.Row{Href: "/recalls/" + r.Number, Cells: []ui.Component{ui.Words(ui.Data(r.Title)), gradeTag(r), moment(r.Published), ui.Words(publicState(r.State))}})
	}
	return ui.Components{ui.Heading{Title: publicTitle, Lead: lang.T("家里有公告里的食品，不要吃，退回购买的店。", "If you have such food at home, do not eat it; take it back to the shop.")}, t}.View(p)
}

func publicState(s casework.State) lang.Text {
	switch s {
	case recall.Closed:
		return lang.T("召回结束，仍不要吃", "ended; still not to be eaten")
	case recall.Lifted:
		return lang.T("已撤销，可以正常食用", "lifted; it may be eaten")
	}
	return lang.T("召回中", "running")
}

func (g *Pages) public(w http.ResponseWriter, r *site.Request) error {
	real := false
	page, err := g.Lists.List(r.Context(), recall.Query{Division: g.Site.Division, Published: true, Drills: &real, After: r.URL.Query().Get("after")})
	if err != nil {
		return err
	}
	v := Public{Recalls: page.Recalls}
	if page.Next != "" {
		v.Next = "/recalls?after=" + page.Next
	}
	return r.Show(w, r.Page(publicTitle), v)
}

// Notice is one public notice.
type Notice struct {
	Number    string
	Title     string
	Grade     recall.Grade
	State     casework.State
	Cause     string
	Words     string // as it was published
	Starts    string
	Maker     lang.Text // never a person's name
	Published time.Time
	Ended     time.Time
}

// View draws it.
func (v Notice) View(p ui.Page) templ.Component {
	kind, title := ui.Problem, lang.T("不要吃。退回购买的店，或者联系我们。", "Do not eat it. Take it back to the shop or call us.")
	if v.State == recall.Lifted {
		kind, title = ui.Success, lang.T("召回已撤销，可以正常食用。", "The recall was lifted; it may be eaten.")
	}
	rows := []ui.SummaryRow{
		{Key: lang.T("食品", "Food"), Value: ui.Data(v.Title)},
		{Key: lang.T("批次", "Lots"), Value: ui.Data(v.Starts)},
		{Key: lang.T("生产者", "Producer"), Value: v.Maker},
		{Key: lang.T("级别", "Grade"), Value: v.Grade.Title()},
		{Key: lang.T("原因", "Cause"), Value: optionText(v.Cause)},
		{Key: lang.T("公告时间", "Published"), Body: moment(v.Published)},
		{Key: lang.T("状态", "State"), Value: publicState(v.State)},
	}
	return ui.Components{ui.Heading{Title: lang.T("召回公告："+v.Title, "Recall: "+v.Title), Caption: ui.Data(v.Number)}, ui.Notice{Kind: kind, Title: title}, ui.Text(ui.Data(v.Words)), ui.SummaryList{Rows: rows},
		ui.Text(lang.T("扫一扫包装上的追溯码，就能知道您手里的这一件在不在召回范围。", "Scan the code on the package to see whether yours is among them."))}.View(p)
}

func (g *Pages) notice(w http.ResponseWriter, r *site.Request) error {
	key, err := g.Site.Cases.ByNumber(r.Context(), g.Site.Division, r.PathValue("number"))
	if err != nil {
		return err
	}
	c, _, err := g.Site.Engine.Load(r.Context(), key)
	if err != nil {
		return err
	}
	f := recall.FileOf(c)
	if c.Procedure != recall.Name || f.Drill || f.Published.IsZero() {
		return fault.Missing()
	}
	v := Notice{Number: c.Number, Title: f.Title, Grade: f.Grade, State: c.State, Cause: f.Cause, Starts: starts(f.Scope), Published: f.Published, Ended: c.Closed}
	v.Maker = lang.T("还在查", "not known yet")
	if f.Maker != "" {
		v.Maker = g.place(r.Context(), f.Maker).Public
	}
	for _, e := range c.Events {
		if e.Kind == "recall_published" {
			v.Words = e.Private.Text
		}
	}
	p := r.Page(publicTitle)
	p.Back = "/recalls"
	return r.Show(w, p, v)
}
