package recallpages

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
)

// OrderLine is an order in the list of a recall.
type OrderLine struct {
	Name, Town, Phone string
	State             lang.Text
	Late              bool
	recall.OrderRow
}

// PassedLine is something that was sold or sent off though it is recalled.
type PassedLine struct {
	Name string // of the place
	recall.Passed
}

// mostPassed is how many of them a page lists.
const mostPassed = 100

// Show is a recall.
type Show struct {
	Href      string
	Number    string
	State     casework.State
	StateText lang.Text
	Says      lang.Text
	File      *recall.File
	Maker     string
	Begins    string // what it was opened for, plots by their names
	Opened    time.Time
	Orders    []OrderLine
	Tally     recall.Tally
	Watch     recall.Stopwatch
	Diff      recall.Difference
	Passed    []PassedLine // sold or sent off after the beginning
	NowHash   string       // of the scope as it stands, where it differs
	Stale     bool
	Clocks    ui.ClockCards
	Story     ui.Timeline
	May       map[string]bool
	Keys      map[string]string // idempotency tokens by verb
	Desk      bool              // staff, not the producer
}

// View draws it.
func (v Show) View(p ui.Page) templ.Component {
	f := v.File
	parts := ui.Components{ui.ErrorSummary{}}
	if f.Drill {
		parts = append(parts, drillNotice())
	}
	tone := ui.Busy
	if v.State != recall.Running {
		tone = ui.Neutral
	}
	parts = append(parts, ui.Heading{Title: lang.T("召回："+f.Title, "Recall: "+f.Title), Caption: ui.Data(v.Number), Lead: v.Says, Tag: &ui.Tag{Label: v.StateText, Tone: tone}})
	parts = append(parts, v.difference()...)
	parts = append(parts, cuts(f.Scope)...)
	gone := recall.Amounts{}
	gone.Add(v.Tally.Destroyed, 1)
	gone.Add(v.Tally.Returned, 1)
	parts = append(parts, ui.Stats{
		{Name: lang.T("召回的货品、批次", "Things recalled"), Count: int64(f.Scope.Things), Href: v.thingsHref()},
		{Name: lang.T("已停售", "Sale stopped"), Count: int64(v.Tally.Stopped), Of: int64(v.Tally.Orders), Unit: lang.T("家", "holders")},
		{Name: lang.T("已核对", "Checked"), Count: int64(v.Tally.Finished), Of: int64(v.Tally.Orders), Unit: lang.T("家", "holders")},
	})
	rows := []ui.SummaryRow{
		{Key: lang.T("原因", "Cause"), Value: lang.T(optionText(f.Cause).ZH+ref(f.Ref), optionText(f.Cause).EN+ref(f.Ref))},
		{Key: lang.T("级别", "Grade"), Value: f.Grade.Title()},
		{Key: lang.T("从哪里开始", "Begins from"), Value: ui.Data(v.Begins)},
		{Key: lang.T("提出", "Opened"), Body: moment(v.Opened)},
		{Key: lang.T("生产者", "Producer"), Value: producer(v.Maker, f.Begun)},
		{Key: lang.T("持有", "Held"), Value: amounts(v.Tally.Held)},
		{Key: lang.T("已下架", "Removed"), Value: amounts(v.Tally.Removed)},
		{Key: lang.T("销毁、退回", "Destroyed, returned"), Value: amounts(gone)},
		{Key: lang.T("查明已卖出", "Sold before"), Value: amounts(v.Tally.Sold)},
		{Key: lang.T("还在路上", "On the way"), Value: amounts(f.Scope.OnWay)},
		{Key: lang.T("清单摘要", "Hash of the list"), Value: ui.Data(short(f.Scope.Hash))},
	}
	parts = append(parts, ui.SummaryList{Rows: rows}, v.passed(), v.stopwatch(), v.acts(), v.orders())
	if len(v.Clocks) > 0 {
		parts = append(parts, ui.Section{ID: "clocks", Title: lang.T("期限", "Limits"), Body: ui.Components{v.Clocks}})
	}
	return append(parts, ui.Section{ID: "story", Title: lang.T("办理记录", "What happened"), Body: ui.Components{v.Story}}).View(p)
}

func (v Show) thingsHref() string {
	if !v.Desk {
		return ""
	}
	return v.Href + "/things"
}

func ref(s string) string {
	if s == "" {
		return ""
	}
	return "（" + s + "）"
}

func short(hash string) string {
	if len(hash) > 16 {
		return hash[:16] + "…"
	}
	return hash
}

func starts(s recall.Scope) string {
	var list []string
	for _, k := range s.Start.Things {
		list = append(list, shortKey(k))
	}
	for _, q := range s.Start.Plots {
		list = append(list, shortKey(q.Plot))
	}
	return strings.Join(list, "； ")
}

// begins says what a recall was opened for to those who see whose plots are whose.
func (g *Pages) begins(ctx context.Context, s recall.Scope) string {
	var list []string
	for _, k := range s.Start.Things {
		list = append(list, shortKey(k))
	}
	for _, q := range s.Start.Plots {
		number := strings.Replace(strings.TrimPrefix(shortKey(q.Plot), "414/"), "/254/", "/", 1) // as the form takes it
		if p := g.place(ctx, q.Plot); p.Party != "" {
			number = p.Name + "（" + number + "）"
		}
		list = append(list, number)
	}
	return strings.Join(list, "； ")
}

func producer(name string, begun bool) lang.Text {
	switch {
	case name == "":
		return lang.T("没有登记", "not entered")
	case begun:
		return lang.T(name+"，已停产并报告召回计划", name+", has stopped and reported its plan")
	}
	return lang.T(name+"，还没有报告召回计划", name+", has not reported its plan")
}

// difference is what events changed since the list was frozen.
func (v Show) difference() (parts ui.Components) {
	if v.Stale {
		parts = append(parts, ui.Notice{Kind: ui.Info, Title: lang.T("有新的追溯事件，正在等待重新查找", "New events wait to be looked at"), Text: lang.T("扫码提示已经按最新记录判断。", "Scans are judged by the newest records already.")})
	}
	if v.Diff.Added+v.Diff.Dropped == 0 {
		return parts
	}
	body := ui.Components{}
	for _, x := range []struct {
		zh, en string
		keys   []string
	}{{"多了：", "Added: ", v.Diff.AddedKeys}, {"少了：", "No longer: ", v.Diff.DroppedKeys}} {
		if len(x.keys) > 0 {
			var list []string
			for _, k := range x.keys {
				list = append(list, shortKey(k))
			}
			body = append(body, ui.Text(lang.T(x.zh+strings.Join(list, "； "), x.en+strings.Join(list, "; "))))
		}
	}
	if v.May["confirm_scope"] {
		body = append(body, ui.Form{Action: v.Href + "/confirm_scope", Token: v.Keys["confirm_scope"], Hidden: []ui.Hidden{{Name: "hash", Value: v.NowHash}}, Body: ui.Components{
			ui.Field{Name: "reason", ID: "confirm-reason", Rows: 2, Kind: ui.Area, Max: 500, Label: lang.T("看过差别，怎么回事", "What the difference is")},
			ui.Actions{ui.Button{Label: lang.T("确认新的范围，通知新的持有者", "Confirm it and order new holders"), Look: ui.Secondary}}}})
	}
	return append(parts, ui.Notice{Kind: ui.Warning, Title: lang.Format("召回范围变了：多了%d个，少了%d个", "The scope has changed: %d more, %d less", v.Diff.Added, v.Diff.Dropped),
		Text: lang.T("扫码提示已经跟着变；持有者的通知要您确认以后才变。", "Scans follow already; the holders' orders change when you confirm."), Body: body})
}

// passed lists what was sold or sent off after the recall began.
func (v Show) passed() ui.Component {
	if len(v.Passed) == 0 {
		return nil
	}
	t := ui.Table{Caption: lang.T("召回以后还卖出、发出的", "Sold or sent off after the recall began"), Columns: []ui.Column{{Name: lang.T("时间", "Time")}, {Name: lang.T("地点", "Place")}, {Name: lang.T("货", "Goods")}, {Name: lang.T("数量", "Amount"), Numeric: true}, {Name: lang.T("怎么了", "What")}}}
	for _, x := range v.Passed {
		what := lang.T("卖出", "sold")
		if x.Sent {
			what = lang.T("发出", "sent off")
		}
		sum := recall.Amounts{}
		if n, f := trace.Base(x.Amount, x.Unit); n != 0 {
			sum[f] = n
		}
		t.Rows = append(t.Rows, ui.Row{Tone: ui.Overdue, Cells: []ui.Component{moment(x.Time), ui.Words(ui.Data(x.Name)), ui.Words(ui.Data(shortKey(x.Key))), ui.Words(amounts(sum)), ui.Words(what)}})
	}
	return ui.Section{ID: "passed", Title: lang.T("召回以后还卖出、发出的", "Sold or sent off after the recall began"), Body: ui.Components{
		ui.Notice{Kind: ui.Problem, Title: lang.Format("召回开始以后，还有%d笔卖出或者发出的记录", "%d sales or dispatches were recorded after the recall began", len(v.Passed)), Text: lang.T("请马上联系这些地点，核实货到了谁手里。", "Please call these places at once and find out who has the goods.")}, t}}
}

func (v Show) stopwatch() ui.Component {
	w := v.Watch
	return ui.Section{ID: "watch", Title: lang.T("秒表", "Stop-watch"), Body: ui.Components{ui.SummaryList{Rows: []ui.SummaryRow{
		{Key: lang.T("从点击到清单", "From the click to the list"), Value: span(w.List)},
		{Key: lang.T("一半的持有者答复", "Half of the holders answered"), Value: span(w.Half)},
		{Key: lang.T("最后一家答复", "The last holder answered"), Value: lastAnswer(w)},
	}}}}
}

func lastAnswer(w recall.Stopwatch) lang.Text {
	if w.Last > 0 {
		return span(w.Last)
	}
	if w.Orders == w.Answered {
		return lang.T("没有持有者答复", "no holder answered")
	}
	return lang.Format("还有%d家没有答复", "%d have not answered yet", w.Orders-w.Answered)
}

func (v Show) orders() ui.Component {
	t := ui.Table{Caption: lang.T("给持有者的通知", "Orders to holders"), Columns: []ui.Column{{Name: lang.T("地点", "Place")}, {Name: lang.T("状态", "State")}, {Name: lang.T("货品", "Goods")}, {Name: lang.T("电话", "Telephone")}, {Name: lang.T("期限", "Due")}},
		Empty: ui.Empty{Title: lang.T("没有持有者", "No holders"), Text: lang.T("追溯记录里没有人还有这些货。", "By what was captured nobody has any of it.")}}
	for _, o := range v.Orders {
		goods := become(lang.Text{}, lang.T("应召回", "held"), heldText(o.Held, o.Unsaid), o.Counts[recall.Removed], o.Counts[recall.Destroyed], o.Counts[recall.Returned])
		due := ui.Component(ui.Plain("–"))
		if !o.Due.IsZero() {
			due = moment(o.Due)
		}
		row := ui.Row{Href: OrderAddress(o.ID), Cells: []ui.Component{ui.Words(ui.Data(o.Name)), ui.Words(o.State), ui.Words(goods), ui.Words(ui.Data(o.Phone)), due}}
		if o.Late {
			row.Tone = ui.Overdue
		}
		t.Rows = append(t.Rows, row)
	}
	if v.Desk {
		t.Export = []ui.Link{{Name: lang.T("导出 CSV", "Export CSV"), Href: v.Href + "/holders.csv"}}
	}
	return ui.Section{ID: "orders", Title: lang.T("持有者", "Holders"), Body: ui.Components{t}}
}

// acts are the forms of what may be done now, each behind its title.
func (v Show) acts() ui.Component {
	var forms ui.Components
	form := func(verb, zh, en string, look ui.Look, fields ...ui.Component) {
		if v.May[verb] {
			forms = append(forms, ui.Disclosure{Summary: lang.T(zh, en), Body: ui.Components{ui.Form{Action: v.Href + "/" + verb, Token: v.Keys[verb], Body: append(ui.Components(fields), ui.Actions{ui.Button{Label: lang.T(zh, en), Look: look}})}}})
		}
	}
	reason := func(verb, zh, en string) ui.Component {
		return ui.Field{Name: "reason", ID: verb + "-reason", Kind: ui.Area, Rows: 3, Max: 1000, Label: lang.T(zh, en)}
	}
	if v.May["send_recall_orders"] && len(v.File.Unissued()) > 0 {
		form("send_recall_orders", "通知还没有通知的持有者", "Issue the missing orders", ui.Primary)
	}
	if !v.File.Begun {
		form("begin_recall", "登记生产者已停产、报告召回计划", "The producer stopped and reports its plan", ui.Secondary, reason("begin", "召回计划：怎么召回、到哪天、谁负责", "The plan: how, until when, who is responsible"))
	}
	if !v.File.Drill {
		form("publish_recall", "发布召回公告", "Publish the notice", ui.Secondary, reason("publish", "公告内容（所有人看得到，不要写个人信息）", "The notice, which everybody reads; no personal data"))
	}
	var grades []ui.Option
	for _, x := range recall.Grades {
		if x.Grade != v.File.Grade {
			grades = append(grades, ui.Option{Value: strconv.Itoa(int(x.Grade)), Label: x.Title, Hint: x.Says})
		}
	}
	if !v.File.Drill {
		form("grade_recall", "改变级别", "Change the grade", ui.Secondary, ui.Field{Name: "grade", Kind: ui.Radios, Options: grades, Label: lang.T("改成", "To")}, reason("grade", "为什么", "Why"))
	}
	form("close_recall", "结束召回", "End the recall", ui.Secondary, ui.Field{Name: "explain", Kind: ui.Area, Rows: 3, Max: 1000, Optional: true, Label: lang.T("数量对不上的，写明差额的原因", "Where the count does not add up, explain the difference")})
	form("lift_recall", "撤销召回（原因不成立）", "Lift the recall (the cause did not hold)", ui.Danger, reason("lift", "为什么撤销", "Why it is lifted"))
	if len(forms) == 0 {
		return nil
	}
	return ui.Section{ID: "acts", Title: lang.T("现在可以做的", "What can be done now"), Body: forms}
}

func (g *Pages) view(r *site.Request, c *casework.Case) (Show, error) {
	ctx := r.Context()
	f := recall.FileOf(c)
	p, err := g.Site.Engine.Procedure(recall.Name, c.ProcedureVersion)
	if err != nil {
		return Show{}, err
	}
	orders, err := g.Lists.OrdersOf(ctx, c.Division, c.ID)
	if err != nil {
		return Show{}, err
	}
	row, err := g.Lists.Recall(ctx, c.Key)
	if err != nil {
		return Show{}, err
	}
	info := p.Info(c.State)
	v := Show{Href: Address(c.ID), Number: c.Number, State: c.State, StateText: info.Title, Says: info.Says, File: f, Opened: c.Opened, Begins: g.begins(ctx, f.Scope), Tally: recall.TallyOf(orders), Watch: recall.Watch(c, orders), Stale: row.Stale,
		Clocks: g.clocks(c, p), Story: g.story(r, c, p), May: map[string]bool{}, Keys: map[string]string{}, Desk: r.Actor.IsStaff()}
	if f.End != nil {
		v.Tally = *f.End
	}
	if f.Maker != "" {
		v.Maker = g.place(ctx, f.Maker).Name
	}
	for _, verb := range p.Verbs() {
		v.May[verb] = offers(p, c, r.Actor, verb)
		v.Keys[verb] = site.NewKey()
	}
	now := g.Site.Clock.Now()
	if v.Desk && g.Site.Reads != nil { // telephone numbers of households are among them
		g.Site.Reads.Read(r.Actor, c.Key, "phone", now)
	}
	op, err := g.Site.Engine.Procedure(recall.OrderName, 0)
	if err != nil {
		return v, err
	}
	for _, o := range orders {
		x := g.place(ctx, o.Place)
		if !v.Desk {
			x.Phone = ""
		}
		v.Orders = append(v.Orders, OrderLine{Name: x.Name, Town: x.Town, Phone: x.Phone, State: op.InfoTitle(casework.State(o.State)), OrderRow: o, Late: !o.Due.IsZero() && o.Due.Before(now)})
	}
	if v.Desk && !f.Drill {
		list, err := g.Lists.PassedOn(ctx, c.Key, c.Opened.Truncate(time.Second), mostPassed)
		if err != nil {
			return v, err
		}
		for _, x := range list {
			v.Passed = append(v.Passed, PassedLine{g.place(ctx, x.Place).Name, x})
		}
	}
	if c.State == recall.Running && v.Desk {
		if v.Diff, err = g.Lists.Difference(ctx, c.Key, 20); err != nil {
			return v, err
		}
		if v.Diff.Added+v.Diff.Dropped > 0 && v.May["confirm_scope"] {
			s, err := g.Rules.Now(ctx, f)
			if err != nil {
				return v, err
			}
			v.NowHash = s.Hash
		}
	}
	return v, nil
}

// clocks are the limits of a case as cards.
func (g *Pages) clocks(c *casework.Case, p *casework.Procedure) (all ui.ClockCards) {
	now, cal := g.Site.Clock.Now(), g.Site.Calendar()
	for _, k := range c.Clocks {
		at := now
		if !k.State.Open() && !k.Ended.IsZero() {
			at = k.Ended
		}
		card := ui.ClockCard{Name: ui.Data(k.Name), State: k.State, Limit: k.Limit, Used: max(0, k.Limit.N-k.Left(cal, at)), Due: k.Due.Day, Provisional: k.Due.Provisional && k.State.Open(), Basis: k.Basis}
		if rule, ok := p.Rule(k.Name); ok {
			card.Name = rule.Title
		}
		if k.Limit.Unit == "clock" {
			card.DueAt = k.Due.At
		}
		all = append(all, card)
	}
	return all
}

// story is what happened, with who and why.
func (g *Pages) story(r *site.Request, c *casework.Case, p *casework.Procedure) (t ui.Timeline) {
	titles := map[string]lang.Text{"recall_opened": lang.T("提出召回", "Recall opened"), "recall_order_issued": lang.T("收到召回通知", "Order issued")}
	for _, row := range p.Transitions {
		if _, has := titles[row.Event]; !has {
			titles[row.Event] = row.Title
		}
	}
	for _, e := range c.Events {
		x := ui.TimelineEvent{Seq: e.Seq, What: titles[e.Kind], At: e.At, Effective: e.Effective, Basis: e.Facts.Basis, Actor: g.actor(r, e)}
		if e.Private.Text != "" {
			x.Reason = ui.Data(e.Private.Text)
		}
		if e.Kind == "goods_counted" {
			if k, err := casework.Data[recall.Counted](e); err == nil {
				said := lang.T(optionText(k.What).ZH+"："+amounts(k.Amounts).ZH, optionText(k.What).EN+": "+amounts(k.Amounts).EN)
				if k.Replaces != 0 {
					no := strconv.FormatInt(k.Replaces, 10)
					said = lang.T(said.ZH+"（更正第"+no+"条）", said.EN+" (corrects no. "+no+")")
				}
				x.Body = ui.Words(said)
			}
		}
		if e.Kind == "recall_orders_issued" {
			if k, err := casework.Data[recall.SentOut](e); err == nil {
				x.Body = ui.Words(lang.Format("%d家", "%d holders", len(k.Orders)))
			}
		}
		t.Events = append(t.Events, x)
	}
	return t
}

func (g *Pages) actor(r *site.Request, e casework.Event) lang.Text {
	switch {
	case e.By.Role == access.System:
		return lang.T("系统", "the system")
	case e.By.Unit != "":
		return r.Unit(e.By.Unit)
	}
	return lang.T("经营者本人", "the business itself")
}

func (g *Pages) show(w http.ResponseWriter, r *site.Request) error {
	c, err := g.load(r, recall.Name)
	if err != nil {
		return err
	}
	v, err := g.view(r, c)
	if err != nil {
		return err
	}
	return r.Show(w, g.frame(r, c.Number, true), v)
}

func (g *Pages) frame(r *site.Request, number string, wide bool) ui.Page {
	p := r.Page(ui.Data(number))
	p.Wide = wide
	p.Breadcrumbs = []ui.Link{{Name: boardTitle, Href: room(r)}, {Name: ui.Data(number)}}
	return p
}

// room is the list of recalls that the visitor has.
func room(r *site.Request) string {
	if r.Actor.IsStaff() {
		return "/food/recalls"
	}
	return "/my/recalls"
}

// act carries out a verb of a recall.
func (g *Pages) act(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	c, err := g.load(r, recall.Name)
	if err != nil {
		return err
	}
	err = g.do(r, c)
	if err == nil {
		return r.Go(w, Address(c.ID), lang.T("已登记。", "On record."))
	}
	v, verr := g.view(r, c)
	if verr != nil {
		return verr
	}
	return r.Refused(w, g.frame(r, c.Number, true), v, err)
}

func (g *Pages) do(r *site.Request, c *casework.Case) error {
	verb, reason := r.PathValue("verb"), strings.TrimSpace(r.PostFormValue("reason"))
	cmd := casework.Command{Actor: r.Actor, Case: c.ID, Verb: verb, Reason: reason, Idem: r.Idem()}
	switch verb {
	case "send_recall_orders": // the orders are the platform's acts: who asks for them is looked at here
		p, err := g.Site.Engine.Procedure(recall.Name, c.ProcedureVersion)
		if err != nil {
			return err
		}
		if !offers(p, c, r.Actor, verb) {
			return fault.Missing()
		}
		_, err = g.Office.Issue(r.Context(), c)
		return err
	case "confirm_scope":
		_, err := g.Office.Confirm(r.Context(), r.Actor, c.ID, r.PostFormValue("hash"), reason)
		return err
	case "grade_recall":
		n, _ := strconv.Atoi(r.PostFormValue("grade")) // the procedure refuses what is no grade
		cmd.Input = &recall.GradeInput{Grade: recall.Grade(n)}
	case "publish_recall":
		cmd.Input = &recall.PublishInput{}
	case "close_recall":
		cmd.Input = &recall.CloseInput{Explain: strings.TrimSpace(r.PostFormValue("explain"))}
	case "begin_recall", "lift_recall":
	default:
		return fault.Missing()
	}
	_, err := g.Site.Engine.Do(r.Context(), cmd)
	return err
}

// Things is a page of what a recall is about.
type Things struct {
	Number string
	Drill  bool
	Keys   []string
	Next   string
}

// View draws it.
func (v Things) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("召回的货品、批次（按最新的追溯记录）", "Things recalled, by the newest records"), Columns: []ui.Column{{Name: lang.T("编号", "Code")}, {Name: lang.T("完整编号", "In full")}}, Next: v.Next,
		Empty: ui.Empty{Title: lang.T("没有", "None"), Text: lang.T("没有找到货品。", "Nothing was found.")}}
	for _, k := range v.Keys {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(ui.Data(shortKey(k))), ui.Words(ui.Data(k))}})
	}
	parts := ui.Components{}
	if v.Drill {
		parts = append(parts, drillNotice())
	}
	return append(parts, ui.Heading{Title: lang.T("召回的货品", "What is recalled"), Caption: ui.Data(v.Number)}, t).View(p)
}

func (g *Pages) things(w http.ResponseWriter, r *site.Request) error {
	c, err := g.load(r, recall.Name)
	if err != nil {
		return err
	}
	after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 36, 64) // 0: from the beginning
	keys, next, err := g.Lists.Things(r.Context(), c.Key, after, 50)
	if err != nil {
		return err
	}
	v := Things{Number: c.Number, Drill: recall.FileOf(c).Drill, Keys: keys}
	if next != 0 {
		v.Next = Address(c.ID) + "/things?after=" + strconv.FormatInt(next, 36)
	}
	p := g.frame(r, c.Number, true)
	p.Back = Address(c.ID)
	return r.Show(w, p, v)
}

func (g *Pages) holders(w http.ResponseWriter, r *site.Request) error {
	c, err := g.load(r, recall.Name)
	if err != nil {
		return err
	}
	v, err := g.view(r, c)
	if err != nil {
		return err
	}
	out := [][]string{{"order", "place", "name", "town", "telephone", "state", "drill", "held", "removed", "destroyed", "returned", "sold", "stopped"}}
	for _, o := range v.Orders {
		stopped := ""
		if !o.Stopped.IsZero() {
			stopped = o.Stopped.UTC().Format(time.RFC3339)
		}
		out = append(out, []string{o.Number, o.Place, o.Name, o.Town, o.Phone, string(o.OrderRow.State), strconv.FormatBool(o.Drill), amounts(o.Held).EN, amounts(o.Counts[recall.Removed]).EN, amounts(o.Counts[recall.Destroyed]).EN, amounts(o.Counts[recall.Returned]).EN, amounts(o.Counts[recall.Sold]).EN, stopped})
	}
	return writeCSV(w, "recall-"+c.Number+".csv", out)
}
