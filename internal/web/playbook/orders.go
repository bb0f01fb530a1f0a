package playbook

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/supervise/order"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Listing is the list of orders.
type Listing struct {
	Stage  order.Stage
	Counts map[order.Stage]int64
	Rows   []OrderRow
	Prev   string
	Next   string
}

// OrderRow is an order with what its row says.
type OrderRow struct {
	Href     string
	Official string
	Unit     lang.Text
	About    lang.Text
	State    lang.Text
	Left     lang.Text
	Tone     ui.Tone
}

var stageNames = []struct {
	Stage order.Stage
	Name  lang.Text
}{
	{order.Awaiting, lang.T("等回复", "Awaiting reply")},
	{order.Overdue, lang.T("逾期", "Overdue")},
	{order.Answered, lang.T("已回复待审", "Replied")},
	{order.Ended, lang.T("办结", "Closed")},
}

// View draws it.
func (v Listing) View(p ui.Page) templ.Component {
	tabs := ui.Tabs{Label: lang.T("督办单", "Orders")}
	for _, s := range stageNames {
		tabs.Items = append(tabs.Items, ui.Tab{Name: s.Name, Href: "/centre/orders?stage=" + string(s.Stage), Count: v.Counts[s.Stage], Current: s.Stage == v.Stage})
	}
	t := ui.Table{Caption: lang.T("按期限先后排列", "In the order of their dates"), Columns: []ui.Column{{Name: lang.T("文号", "Number")}, {Name: lang.T("承办单位", "Unit")}, {Name: lang.T("督办什么", "About")}, {Name: lang.T("状态", "State")}, {Name: lang.T("期限", "Date")}},
		Empty: ui.Empty{Title: lang.T("这里没有督办单", "No order here"), Text: lang.T("发出的督办单按回复期限排在这里。", "Orders stand here by their reply dates.")}, Prev: v.Prev, Next: v.Next}
	for _, r := range v.Rows {
		t.Rows = append(t.Rows, ui.Row{Href: r.Href, Tone: r.Tone, Cells: []ui.Component{ui.Plain(r.Official), ui.Words(r.Unit), ui.Words(r.About), ui.Words(r.State), ui.Mark{Label: r.Left, Tone: r.Tone}}})
	}
	return ui.Components{ui.Heading{Title: lang.T("督办单", "Supervision orders"), Lead: lang.T("督办有文号、有回复期限；催办只是提醒，没有文号。", "An order has a number and a reply date; a reminder is a nudge and has neither.")},
		ui.Actions{ui.LinkButton{Label: lang.T("发督办单", "Issue an order"), Href: "/centre/orders/new"}}, tabs, t}.View(p)
}

func (c *Pages) orders(w http.ResponseWriter, r *site.Request) error {
	v := Listing{Stage: order.Stage(r.URL.Query().Get("stage"))}
	known := false
	for _, s := range stageNames {
		known = known || s.Stage == v.Stage
	}
	if !known {
		v.Stage = order.Awaiting
	}
	var err error
	if v.Counts, err = c.Orders.Stages(r.Context(), c.Site.Division, ""); err != nil {
		return err
	}
	page, err := c.Orders.Orders(r.Context(), order.Query{Division: c.Site.Division, Stage: v.Stage, After: r.URL.Query().Get("after")})
	if err != nil {
		return err
	}
	for _, o := range page.Rows {
		v.Rows = append(v.Rows, c.orderRow(r, o))
	}
	if page.Next != "" {
		v.Next = again(r, page.Next)
	}
	if r.URL.Query().Get("after") != "" {
		v.Prev = again(r, "")
	}
	return r.Show(w, c.under(r, lang.T("督办单", "Orders")), v)
}

func (c *Pages) orderRow(r *site.Request, o order.Row) OrderRow {
	l := OrderRow{Href: "/work/cases/" + o.Key.ID.String(), Official: o.Official, Unit: r.Unit(o.Unit), About: chosen(order.Grounds(), o.Ground)}
	switch {
	case o.Card != "":
		l.About = lang.T("牌 "+o.Card, "card "+o.Card)
	case o.Subject != "":
		l.About = lang.T("办件 "+idnum.ShortCase(o.Subject), "case "+idnum.ShortCase(o.Subject))
	}
	switch {
	case o.Stage == order.Ended:
		l.State = chosen(order.Results(), o.Result)
	case o.Asked:
		l.State = lang.T("申请延后，待批", "a later date is asked for")
	case o.Stage == order.Answered:
		l.State = lang.T("已回复，待审核", "replied, to be looked at")
	default:
		l.State = lang.T("等回复", "awaiting the reply")
	}
	l.Left, l.Tone = desk.Left(c.Site.Calendar(), casework.Row{NextDue: o.Due, Late: o.Late, Closed: o.Closed}, c.Site.Clock.Now())
	return l
}

// Form issues an order.
type Form struct {
	Units  []ui.Option
	Values url.Values // what is known already
	Token  string
}

// View draws it.
func (v Form) View(p ui.Page) templ.Component {
	value := func(name, otherwise string) string {
		if s := v.Values.Get(name); s != "" {
			return s
		}
		return otherwise
	}
	about := ui.Field{Name: "about", Kind: ui.Radios, Label: lang.T("督办什么", "What is it about?"), Value: value("about", string(order.AboutCase)), Options: []ui.Option{
		{Value: string(order.AboutCase), Label: lang.T("一件办件或者投诉", "a case or a complaint"), Hint: lang.T("投诉只写编号，承办单位看不到别的", "of a complaint the number alone is shown")},
		{Value: string(order.AboutCard), Label: lang.T("一张红黄牌", "a card")},
		{Value: string(order.AboutMatter), Label: lang.T("一件事", "a matter in words")}}}
	ground := ui.Field{Name: "ground", Kind: ui.Radios, Label: lang.T("为什么督办", "Why"), Value: value("ground", "")}
	for _, g := range order.Grounds() {
		ground.Options = append(ground.Options, ui.Option{Value: g.ID, Label: g.Text})
	}
	return ui.Components{ui.ErrorSummary{},
		ui.Heading{Title: lang.T("发督办单", "Issue a supervision order"), Lead: lang.T("督办要求单位按期回复办了什么、有什么凭据；它不产生处分。只想提醒的，请在办件里催办。", "An order asks a unit to reply by a date what was done and what shows it; it punishes nobody. To nudge only, send a reminder from the case.")},
		ui.Form{Action: "/centre/orders/new", Token: v.Token, Body: ui.Components{
			ui.Field{Name: "unit", Kind: ui.Choice, Width: 30, Label: lang.T("发给哪个单位", "To which unit"), Value: value("unit", ""), Options: v.Units},
			about,
			ui.Field{Name: "number", Optional: true, Width: 30, Label: lang.T("办件编号", "Number of the case"), Hint: lang.T("督办一件事的不用填。", "Leave empty for a matter in words."), Value: value("number", "")},
			ui.Field{Name: "card", Optional: true, Width: 30, Label: lang.T("哪张牌", "Which card"), Hint: lang.T("只在督办一张牌时填写，写牌的编号。", "Only for a card: its number."), Value: value("card", "")},
			ground,
			ui.Field{Name: "reason", Kind: ui.Area, Rows: 5, Max: 2000, Label: lang.T("要求办什么", "What is asked"), Hint: lang.T("写清要办的事和要看到的凭据；写事情，不写个人，不写能认出投诉人的内容。", "Say what is to be done and what is to be shown. Write of the matter, not of persons, and nothing by which a reporter could be known."), Value: value("reason", "")},
			ui.Field{Name: "days", Width: 4, Label: lang.T("几个工作日内回复", "Working days for the reply"), Hint: lang.Format("一般%d个，最多%d个。", "%d as a rule, %d at most.", order.ReplyDays, order.MostDays), Value: value("days", strconv.Itoa(order.ReplyDays))},
			ui.Actions{ui.Button{Label: lang.T("发出督办单", "Issue it")}}}}}.View(p)
}

func (c *Pages) form(r *site.Request, values url.Values) Form {
	v := Form{Values: values, Token: site.NewKey()}
	for _, u := range r.Directory().Units() {
		v.Units = append(v.Units, ui.Option{Value: u.ID, Label: u.Name})
	}
	return v
}

func (c *Pages) formPage(r *site.Request) ui.Page {
	p := r.Page(lang.T("发督办单", "Issue an order"))
	p.Breadcrumbs = []ui.Link{{Name: lang.T("今日工作", "Playbook"), Href: "/centre/playbook"}, {Name: lang.T("督办单", "Orders"), Href: "/centre/orders"}, {Name: lang.T("发督办单", "Issue an order")}}
	return p
}

func (c *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, c.formPage(r), c.form(r, r.URL.Query()))
}

func (c *Pages) issue(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	f := r.PostForm
	days, err := strconv.Atoi(strings.TrimSpace(f.Get("days")))
	if err != nil || days < 1 {
		days = order.MostDays + 1 // refused at its place
	}
	in := order.IssueInput{Unit: f.Get("unit"), About: order.About(f.Get("about")), Card: strings.TrimSpace(f.Get("card")), Ground: f.Get("ground"), Days: days}
	if in.About != order.AboutMatter {
		in.Number = strings.ToUpper(strings.Join(strings.Fields(f.Get("number")), ""))
	}
	cmd, err := c.Rules.Issue(r.Context(), r.Actor, in, strings.TrimSpace(f.Get("reason")))
	if fault.KindOf(err) == fault.NotFound {
		err = fault.InvalidInput().At("number", lang.T("没有这个编号的办件。", "There is no case of this number.")).Or()
	}
	if err != nil {
		return r.Refused(w, c.formPage(r), c.form(r, f), err)
	}
	cmd.Idem = r.Idem()
	out, err := c.Site.Engine.Do(r.Context(), cmd)
	if err != nil {
		return r.Refused(w, c.formPage(r), c.form(r, f), err)
	}
	official := order.FileOf(out.Case).Official()
	return r.Go(w, "/work/cases/"+out.Case.ID.String(), lang.T("已发出"+official+"，承办单位的工作台上已经有了。", official+" is issued and stands in the unit's work list."))
}
