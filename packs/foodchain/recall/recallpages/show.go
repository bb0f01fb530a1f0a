package recallpages

import (
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallview"
)

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
	Orders    []recallview.OrderLine
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
	Head      bool              // of the unit
	Corrected []Corrected       // of the sample it began from
}

// View draws it.
func (v Show) View(p ui.Page) templ.Component {
	f := v.File
	parts := ui.Components{ui.ErrorSummary{}}
	if f.Drill {
		parts = append(parts, recallview.DrillNotice())
	}
	tone := ui.Busy
	if v.State != recall.Running {
		tone = ui.Neutral
	}
	parts = append(parts, ui.Heading{Title: lang.T("召回："+f.Title, "Recall: "+f.Title), Caption: ui.Data(v.Number), Lead: v.Says, Tag: &ui.Tag{Label: v.StateText, Tone: tone}})
	parts = append(parts, v.corrected()...)
	parts = append(parts, v.difference()...)
	parts = append(parts, cuts(f.Scope)...)
	gone := recall.Amounts{}
	gone.Add(v.Tally.Destroyed, 1)
	gone.Add(v.Tally.Returned, 1)
	parts = append(parts, ui.Stats{
		{Name: lang.T("召回的货品、批次", "Things recalled"), Count: int64(f.Scope.Things), Href: v.thingsHref()},
		{Name: v.stopped(), Count: int64(v.Tally.Stopped), Of: int64(v.Tally.Orders), Unit: lang.T("家", "holders")},
		{Name: lang.T("已核对", "Checked"), Count: int64(v.Tally.Finished), Of: int64(v.Tally.Orders), Unit: lang.T("家", "holders")},
	})
	rows := []ui.SummaryRow{
		{Key: lang.T("原因", "Cause"), Value: lang.T(recallview.OptionText(f.Cause).ZH+ref(f.Ref), recallview.OptionText(f.Cause).EN+ref(f.Ref))},
		{Key: lang.T("级别", "Grade"), Value: f.Grade.Title()},
		{Key: lang.T("从哪里开始", "Begins from"), Value: ui.Data(v.Begins)},
		{Key: lang.T("提出", "Opened"), Body: recallview.Moment(v.Opened)},
		{Key: lang.T("生产者", "Producer"), Value: producer(v.Maker, f.Begun)},
		{Key: lang.T("持有", "Held"), Value: recallview.Amounts(v.Tally.Held)},
		{Key: lang.T("已下架", "Removed"), Value: recallview.Amounts(v.Tally.Removed)},
		{Key: lang.T("销毁、退回", "Destroyed, returned"), Value: recallview.Amounts(gone)},
		{Key: lang.T("查明已卖出", "Sold before"), Value: recallview.Amounts(v.Tally.Sold)},
		{Key: lang.T("还在路上", "On the way"), Value: recallview.Amounts(f.Scope.OnWay)},
		{Key: lang.T("清单摘要", "Hash of the list"), Value: ui.Data(short(f.Scope.Hash))},
	}
	parts = append(parts, ui.SummaryList{Rows: rows}, v.passed(), v.stopwatch(), v.acts(), v.orders())
	if len(v.Clocks) > 0 {
		parts = append(parts, ui.Section{ID: "clocks", Title: lang.T("期限", "Limits"), Body: ui.Components{v.Clocks}})
	}
	return append(parts, ui.Section{ID: "story", Title: lang.T("办理记录", "What happened"), Body: ui.Components{v.Story}}).View(p)
}

// ending says who ends a recall whose cause was wrong, and where.
func (v Show) ending() lang.Text {
	switch {
	case v.May["withdraw_recall"] && v.May["lift_recall"]:
		return lang.T("请看清楚以后在下面收回或者撤销。", "look at it, then withdraw or lift it below.")
	case v.May["withdraw_recall"]:
		return lang.T("请看清楚以后在下面收回；撤销由单位负责人办。", "look at it, then withdraw it below; lifting is for the head of the unit.")
	case v.Desk:
		return lang.T("请报单位负责人收回或者撤销。", "the head of the unit withdraws or lifts it; please tell them.")
	}
	return lang.T("由开召回的单位收回或者撤销，有疑问请联系他们。", "the office that opened it withdraws or lifts it; please ask them.")
}

// stopped is what the first answer of a holder says.
func (v Show) stopped() lang.Text {
	if v.File.Drill {
		return lang.T("已答复", "Answered")
	}
	return lang.T("已停售", "Sale stopped")
}

// corrected says that the result from which it began says something else now.
func (v Show) corrected() (parts ui.Components) {
	for _, x := range v.Corrected {
		n := ui.Notice{Kind: ui.Info, Title: lang.T("这个召回所依据的抽检结果 "+x.Number+" 更正过", "The test result "+x.Number+" that this recall began from was corrected"), Text: lang.T("更正以后仍然不合格。", "It still says failed.")}
		if x.Passed {
			n.Kind, n.Text = ui.Warning, lang.T("更正以后是合格。召回不会自己结束。", "It says passed now. The recall does not end by itself.")
			if v.State == recall.Running {
				do := v.ending()
				n.Text = lang.T("更正以后是合格。召回不会自己结束，"+do.ZH, "It says passed now. The recall does not end by itself: "+do.EN)
			}
		}
		if v.Desk {
			n.Link = &ui.Link{Name: lang.T("看抽检结果", "See the result"), Href: x.Href}
		}
		parts = append(parts, n)
	}
	return parts
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

func producer(name string, begun bool) lang.Text {
	switch {
	case name == "":
		return lang.T("没有登记", "not entered")
	case begun:
		return lang.T(name+"，已停产并报告召回计划", name+", has stopped and reported its plan")
	}
	return lang.T(name+"，还没有报告召回计划", name+", has not reported its plan")
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
	title, says := recall.StateWords(p, c.State, f.Drill)
	v := Show{Href: recallview.Address(c.ID), Number: c.Number, State: c.State, StateText: title, Says: says, File: f, Opened: c.Opened, Begins: g.begins(ctx, f.Scope), Tally: recall.TallyOf(orders), Watch: recall.Watch(c, orders), Stale: row.Stale,
		Clocks: g.Clocks(c, p), Story: g.Story(r, c, p), May: map[string]bool{}, Keys: map[string]string{}, Desk: r.Actor.IsStaff()}
	if f.End != nil {
		v.Tally = *f.End
	}
	if f.Maker != "" {
		v.Maker = g.Place(ctx, f.Maker).Name
	}
	for _, verb := range p.Verbs() {
		v.May[verb] = recallview.Offers(p, c, r.Actor, verb)
		v.Keys[verb] = site.NewKey()
	}
	v.Head = slices.Contains(casework.RelationOf(r.Actor, c), casework.HeadOfUnit)
	if !f.Published.IsZero() && !v.Head { // the head takes back what everybody was told
		v.May["withdraw_recall"] = false
	}
	if g.Corrected != nil && f.Cause == recall.FailedSample && f.Ref != "" {
		if v.Corrected, err = g.Corrected(ctx, f.Ref, f.Scope.Start.Things); err != nil {
			return v, err
		}
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
		x := g.Place(ctx, o.Place)
		state, _ := recall.StateWords(op, casework.State(o.State), o.Drill)
		if !v.Desk {
			x.Phone = ""
		}
		v.Orders = append(v.Orders, recallview.OrderLine{Name: x.Name, Town: x.Town, Phone: x.Phone, State: state, OrderRow: o, Late: !o.Due.IsZero() && o.Due.Before(now)})
	}
	if v.Desk && !f.Drill {
		list, err := g.Lists.PassedOn(ctx, c.Key, c.Opened.Truncate(time.Second), mostPassed)
		if err != nil {
			return v, err
		}
		for _, x := range list {
			at, known := g.Registered(ctx, x.Place)
			v.Passed = append(v.Passed, PassedLine{at.Name, at.Phone, known, x})
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

func (g *Pages) show(w http.ResponseWriter, r *site.Request) error {
	c, err := g.Load(r, recall.Name)
	if err != nil {
		return err
	}
	v, err := g.view(r, c)
	if err != nil {
		return err
	}
	return r.Show(w, g.Frame(r, c.Number, true), v)
}
