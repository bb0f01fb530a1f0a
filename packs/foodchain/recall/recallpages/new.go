package recallpages

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallview"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/typed"
)

var newTitle = lang.T("提出召回", "Open a recall")

// HolderRow is a holder on a list before or after the order.
type HolderRow struct {
	Name, Town, Phone string
	recall.Holder
}

// New asks what is recalled; once something is named, it shows what that is about.
type New struct {
	Drill    bool
	Cause    string
	Ref      string
	Name     string // of the food
	Start    string
	Maker    string
	Grade    string
	From     string
	Key      string
	Scope    *recall.Scope
	Holders  []HolderRow
	Producer bool
	Unknown  bool // it was ticked that what nobody recorded is meant all the same
	Running  []RunningLink
	Again    bool // it was ticked that another recall is meant beside those
}

// RunningLink is a recall that runs for some of what is named.
type RunningLink struct {
	Number, Title string
	Href          string // "" for who may not open it
}

// twice says what is being recalled, with a box to tick.
func (v New) twice() ui.Component {
	if len(v.Running) == 0 {
		return nil
	}
	list := ui.Components{}
	for _, x := range v.Running {
		name := ui.Data(x.Title + "（" + x.Number + "）")
		if x.Href == "" {
			list = append(list, ui.Text(name))
			continue
		}
		list = append(list, ui.Actions{ui.LinkButton{Label: lang.T("看正在进行的召回 "+name.ZH, "See the running recall "+name.EN), Href: x.Href, Look: ui.Secondary}})
	}
	return ui.Notice{Kind: ui.Warning, Title: lang.T("这些货已经在召回", "Some of this is being recalled"), Text: lang.T("不用再提一次。要补充、改级别、确认新的范围，到那个召回里办。", "No second recall is needed. What is to be added is done there: the grade, a new scope."), Body: list}
}

// again is the box to tick where some of it is being recalled.
func (v New) again() ui.Component {
	if len(v.Running) == 0 {
		return nil
	}
	ticked := []string{}
	if v.Again {
		ticked = append(ticked, "1")
	}
	return ui.Field{Name: "again", Kind: ui.Checks, Optional: true, Values: ticked, Label: lang.T("已经有召回在进行", "A recall of it is running"), Options: []ui.Option{{Value: "1", Label: lang.T("另外再召回一次", "Recall it once more"), Hint: lang.T("每一家会再收到一张通知。", "Every holder gets a second order.")}}}
}

// View draws it.
func (v New) View(p ui.Page) templ.Component {
	title, lead := newTitle, lang.T("填好从哪里开始，先看会召回什么、在谁手里，再按“召回”。", "Say where it begins, look at what that is about and who holds it, then press recall.")
	if v.Drill {
		title, lead = lang.T("召回演练", "Recall drill"), lang.T("和真的召回走一样的路，用秒表计时。不发公告，扫码不提示，不影响任何人的货。", "The same way as a real recall, with a stop-watch. No notice, no warning to anybody who scans, nobody's goods are touched.")
	}
	var causes, grades []ui.Option
	for _, c := range recall.Causes() {
		causes = append(causes, ui.Option{Value: c.ID, Label: c.Text})
	}
	for _, x := range recall.Grades {
		grades = append(grades, ui.Option{Value: strconv.Itoa(int(x.Grade)), Label: x.Title, Hint: lang.T(x.Says.ZH+"：知悉后"+ui.SpanText(x.Begin.N, x.Begin.Unit).ZH+"内启动，"+ui.SpanText(x.End.N, x.End.Unit).ZH+"内完成（未核实）", x.Says.EN+": begins within "+ui.SpanText(x.Begin.N, x.Begin.Unit).EN+", ends within "+ui.SpanText(x.End.N, x.End.Unit).EN+" (not verified)")})
	}
	hidden := []ui.Hidden{}
	if v.Drill {
		hidden = append(hidden, ui.Hidden{Name: "drill", Value: "1"})
	}
	fields := ui.Components{
		ui.Field{Name: "start", Kind: ui.Area, Rows: 4, Value: v.Start, Label: lang.T("从哪里开始", "Where it begins"), Hint: lang.T("每行一个：追溯码、“商品条码/批号”、箱码，或者地块：土壤档案里的编码，或者“地点编号/P01”。", "One a line: a trace code, “barcode/lot”, a pallet's code, or a plot: its code in the soil archive, or “number of the place/P01”.")},
		v.unheard(),
		v.again(),
		ui.Field{Name: "from", Kind: ui.Day, Optional: true, Value: v.From, Label: lang.T("地块：哪天以后采收的", "Of plots: harvested from which day on")},
		ui.Field{Name: "title", Max: 80, Value: v.Name, Label: lang.T("什么食品", "What food"), Hint: lang.T("公告和扫码提示里这样写。", "Notices and scan pages say it so.")},
		ui.Field{Name: "cause", Kind: ui.Choice, Options: causes, Value: v.Cause, Label: lang.T("原因", "Cause")},
		ui.Field{Name: "ref", Width: 30, Optional: true, Value: v.Ref, Label: lang.T("抽样单号、投诉编号等", "Number of the sample or complaint")},
		ui.Field{Name: "grade", Kind: ui.Radios, Options: grades, Value: v.Grade, Label: lang.T("级别", "Grade")},
	}
	if !v.Producer {
		fields = append(fields, ui.Field{Name: "maker", Optional: true, Value: v.Maker, Label: lang.T("生产者的地点编号", "Code of the producer's place"), Hint: lang.T("填了，生产者就能在自己的账号里看到并登记召回计划。", "With it the producer sees the recall in its own account and enters its plan.")})
	}
	fields = append(fields, ui.Field{Name: "reason", Kind: ui.Area, Rows: 3, Max: 1000, Label: lang.T("为什么召回", "Why")})
	parts := ui.Components{ui.ErrorSummary{}}
	if v.Drill {
		parts = append(parts, recallview.DrillNotice())
	}
	parts = append(parts, ui.Heading{Title: title, Lead: lead}, v.twice())
	label := lang.T("召回：通知所有持有者停止销售", "Recall: order every holder to stop sale")
	if v.Drill {
		label = lang.T("开始演练", "Begin the drill")
	}
	actions := ui.Actions{}
	if v.Scope != nil {
		parts = append(parts, v.found())
		actions = append(actions, ui.Button{Label: label, Look: ui.Danger}, ui.Button{Label: lang.T("重新查找", "Look again"), Name: "look", Value: "1", Look: ui.Secondary, Skip: true})
	} else {
		actions = append(actions, ui.Button{Label: lang.T("查找：会召回什么", "Look what it is about"), Name: "look", Value: "1"})
	}
	return append(parts, ui.Form{Action: "/food/recalls/new", Token: v.Key, Hidden: hidden, Body: append(fields, actions)}).View(p)
}

// unheard is the box to tick where something was never recorded.
func (v New) unheard() ui.Component {
	if v.Scope == nil || len(v.Scope.Unknown) == 0 {
		return nil
	}
	ticked := []string{}
	if v.Unknown {
		ticked = append(ticked, "1")
	}
	return ui.Field{Name: "unknown", Kind: ui.Checks, Optional: true, Values: ticked, Label: lang.T("有的从来没有人记录过", "Some was never recorded"), Options: []ui.Option{{Value: "1", Label: lang.T("没有错，照样召回", "It is right, recall it all the same"), Hint: lang.T("扫到这些码会提示不要吃，以后有了记录会自动跟上。", "Who scans them is warned, and what is captured later is followed.")}}}
}

// found is what the walk gave.
func (v New) found() ui.Component {
	s := v.Scope
	body := ui.Components{ui.Stats{
		{Name: lang.T("要召回的货品、批次", "Things to recall"), Count: int64(s.Things)},
		{Name: lang.T("持有者", "Holders"), Count: int64(len(s.Holders))},
		{Name: lang.T("查找用时", "Found in"), Count: max(1, s.Micros/1000), Unit: lang.T("毫秒", "ms")},
	}}
	body = append(body, cuts(*s)...)
	body = append(body, holderTable(v.Holders))
	if len(s.OnWay) > 0 {
		body = append(body, ui.Text(lang.T("还在路上："+recallview.Amounts(s.OnWay).ZH+"。", "On the way: "+recallview.Amounts(s.OnWay).EN+".")))
	}
	return ui.Section{ID: "found", Title: lang.T("会召回什么，在谁手里", "What it is about and who holds it"), Body: body}
}

// cuts says what the answer leaves out.
func cuts(s recall.Scope) (all ui.Components) {
	if s.Cut {
		all = append(all, ui.Notice{Kind: ui.Warning, Title: lang.T("太多了，没有找全", "There is more than was followed"), Text: lang.T("达到了查找的上限。请从更小的批次开始，分几次召回。", "A limit of the walk was reached. Please begin from smaller lots, in several recalls.")})
	}
	if len(s.Unknown) > 0 {
		var list []string
		for _, k := range s.Unknown {
			list = append(list, recallview.ShortKey(k))
		}
		all = append(all, ui.Notice{Kind: ui.Warning, Title: lang.T("没有追溯记录", "Nothing was captured of these"), Text: ui.Data(strings.Join(list, "； ")), Body: ui.Components{ui.Text(lang.T("现在没有人持有；扫到这些码会提示不要吃，以后有了记录会自动跟上。", "Nobody is known to hold any; who scans them is warned, and what is captured later is followed."))}})
	}
	return all
}

func holderTable(list []HolderRow) ui.Component {
	t := ui.Table{Caption: lang.T("持有者", "Holders"), Columns: []ui.Column{{Name: lang.T("地点", "Place")}, {Name: lang.T("镇街", "Town")}, {Name: lang.T("现有", "Held"), Numeric: true}, {Name: lang.T("已卖出", "Sold"), Numeric: true}, {Name: lang.T("电话", "Telephone")}},
		Empty: ui.Empty{Title: lang.T("没有人持有", "Nobody holds any"), Text: lang.T("追溯记录里没有人还有这些货。", "By what was captured nobody has any of it.")}}
	for _, h := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(ui.Data(h.Name)), ui.Words(ui.Data(h.Town)), ui.Words(recallview.HeldText(h.Holder.Held, h.Unsaid)), ui.Words(recallview.Amounts(h.Sold)), ui.Words(ui.Data(h.Phone))}})
	}
	return t
}

func (g *Pages) named(ctx context.Context, list []recall.Holder) (out []HolderRow) {
	for _, h := range list {
		x := g.Place(ctx, h.Place)
		out = append(out, HolderRow{Name: x.Name, Town: x.Town, Phone: x.Phone, Holder: h})
	}
	return out
}

// typed is the form as it was sent or linked to.
func (g *Pages) typed(r *site.Request) (v New, in recall.OpenInput, err error) {
	get := func(name string) string { return strings.TrimSpace(r.FormValue(name)) }
	v = New{Drill: get("drill") == "1", Cause: get("cause"), Ref: get("ref"), Name: get("title"), Start: get("start"), Maker: get("maker"), Grade: get("grade"), From: get("from"), Key: r.PostFormValue(site.KeyField), Producer: !r.Actor.IsStaff(), Unknown: get("unknown") == "1", Again: get("again") == "1"}
	if v.Key == "" {
		v.Key = site.NewKey()
	}
	var from time.Time
	bad := fault.InvalidInput()
	if v.From != "" {
		day, err := calendar.ParseDay(v.From)
		if err != nil {
			bad.At("from", lang.T("日期不对。", "The day is wrong."))
		} else {
			from = g.Site.Calendar().Start(day)
		}
	}
	start, wrong, err := g.readStart(r.Context(), v.Start, from, time.Time{})
	if err != nil {
		return v, in, err
	}
	if len(wrong) > 0 {
		var zh, en []string
		for _, x := range wrong {
			zh, en = append(zh, x.ZH), append(en, x.EN)
		}
		bad.At("start", lang.T("这些读不懂："+strings.Join(zh, "； "), "These cannot be read: "+strings.Join(en, "; ")))
	}
	maker, err := g.readMaker(r.Context(), &v, start)
	if err != nil {
		return v, in, err
	}
	if maker == "" && v.Maker != "" {
		bad.At("maker", lang.T("没有登记过这个地点编号。请核对，或者空着。", "No place with this code is registered. Please compare it, or leave it empty."))
	}
	grade, _ := strconv.Atoi(v.Grade) // the procedure refuses what is no grade
	in = recall.OpenInput{Cause: v.Cause, Ref: v.Ref, Title: v.Name, Grade: recall.Grade(grade), Drill: v.Drill, Start: start, Maker: maker, Unknown: v.Unknown, Again: v.Again}
	return v, in, bad.Or()
}

// readMaker gives the key of the producer's place that was typed, "" where nobody knows it. Where none was
// typed it is filled in from where the goods were made, for the officer to see before the recall.
func (g *Pages) readMaker(ctx context.Context, v *New, start trace.Start) (string, error) {
	text := v.Maker
	if text == "" {
		if g.Maker == nil || v.Producer || len(start.Things)+len(start.Plots) == 0 {
			return "", nil
		}
		key, err := g.Maker(ctx, start)
		v.Maker = strings.TrimPrefix(key, trace.Host+"/414/")
		return key, err
	}
	if len(text) == 13 && strings.Trim(text, "0123456789") == "" { // a location, not a product
		text = "(414)" + text
	}
	key := typed.KeyOr(text)
	if key == "" || g.Rules.Places == nil {
		return key, nil
	}
	_, there, err := g.Rules.Places.Place(ctx, key)
	if err != nil || !there {
		return "", err
	}
	return key, nil
}

// look shows what it is about: to the regulator, and to whoever made all of it. Who deals with whom
// is nobody else's business.
func (g *Pages) look(r *site.Request, v *New, in recall.OpenInput) error {
	if err := g.Rules.MayOpen(r.Context(), r.Actor, in); err != nil {
		return err
	}
	s, err := g.Rules.Now(r.Context(), &recall.File{Opened: recall.Opened{Scope: recall.Scope{Start: in.Start}}})
	if err != nil {
		return err
	}
	v.Scope, v.Holders = &s, g.named(r.Context(), s.Holders)
	if v.Producer {
		for i := range v.Holders {
			v.Holders[i].Phone = ""
		}
	}
	running, err := recall.RunningFor(r.Context(), g.Lists, g.Site.Division, in)
	if err != nil {
		return err
	}
	for _, x := range running {
		l := RunningLink{Number: x.Number, Title: x.Title}
		if !v.Producer || r.Actor.Is(x.Party) {
			l.Href = recallview.Address(x.ID)
		}
		v.Running = append(v.Running, l)
	}
	return recall.Unheard(in, s)
}

func (g *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	v, in, err := g.typed(r)
	p := r.Page(newTitle)
	p.Wide, p.Back = true, recallview.Room(r)
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	if len(in.Start.Things)+len(in.Start.Plots) > 0 {
		if err := g.look(r, &v, in); err != nil {
			return r.Refused(w, p, v, err)
		}
	}
	return r.Show(w, p, v)
}

func (g *Pages) open(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, in, err := g.typed(r)
	p := r.Page(newTitle)
	p.Wide, p.Back, p.Form = true, recallview.Room(r), r.Form
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	if len(in.Start.Things)+len(in.Start.Plots) > 0 {
		if err := g.look(r, &v, in); err != nil {
			return r.Refused(w, p, v, err)
		}
	}
	if r.PostFormValue("look") != "" {
		return r.Show(w, p, v)
	}
	c, err := g.Office.Open(r.Context(), r.Actor, in, strings.TrimSpace(r.PostFormValue("reason")), r.Idem())
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	said := lang.T("已召回，编号"+c.Number+"。", "Recalled as "+c.Number+".")
	if in.Drill {
		said = lang.T("演练已开始，编号"+c.Number+"。", "The drill has begun as "+c.Number+".")
	}
	return r.Go(w, recallview.Address(c.ID), said)
}
