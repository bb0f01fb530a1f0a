// Package deskpages is the food regulator's desk in the browser.
//
//	/food/desk               the six links by town, and the ways on
//	/food/desk/coverage.csv
//	/food/desk/sampling      plans ──▶ {id}: strata, the file to announce, the draw entered and checked
//	/food/desk/samples       results; a failed one leads to a recall by one click; samples.csv
//	                         {id}: one, with what it said before and the form to correct it
package deskpages

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/desk/deskstore"
)

// SampleFood is the verb of sampling plans and results.
const SampleFood access.Verb = "sample_food"

// Access are the verbs of these pages.
var Access = []access.Row{
	//                       P            C            G            K            O            H            Z            S            A            U            Y
	{Verb: SampleFood, Reach: [11]access.Reach{access.None, access.None, access.None, access.None, access.Unit, access.Unit, access.None, access.None, access.None, access.None, access.All}, Title: lang.T("抽检食品", "sample food")},
}

// Pages are the pages of this package.
type Pages struct {
	Site  *site.Site
	Store *deskstore.Store
	Read  access.Verb // opens lists and figures
	// Businesses lists those of the register.
	Businesses func(ctx context.Context) ([]desk.Business, error)
	Code       func(text string) string // a code as people type it, to a key
	Regulator  func() string
	Trust      func() (ledger.Trust, error) // nil: receipts of draws are not checked
	Recall     func(ref, title, lot string) string
	// Product names what a lot is of; "" where the register does not know it.
	Product func(ctx context.Context, lot string) (string, error)
	// Known says whether anybody has recorded a lot; nil: every lot is taken.
	Known func(ctx context.Context, lot string) (bool, error)
	// Recalls leads to the recalls in force that were begun from a failed sample, by its lot and the
	// number of its report; nil: none are known.
	Recalls func(ctx context.Context, lot, number string) ([]ui.Link, error)
}

// Routes adds the pages to the site.
func (g *Pages) Routes() {
	s, read, write := g.Site, site.For(g.Read), site.For(SampleFood)
	s.Handle("GET /food/desk", read, g.front)
	s.Handle("GET /food/desk/coverage.csv", read, g.coverageCSV)
	s.Handle("GET /food/desk/sampling", read, g.plans)
	s.Handle("POST /food/desk/sampling", write, g.plan)
	s.Handle("GET /food/desk/sampling/{id}", read, g.one)
	s.Handle("GET /food/desk/sampling/{id}/plan.json", write, g.file)
	s.Handle("POST /food/desk/sampling/{id}/draw", write.WithFiles(), g.draw)
	s.Handle("GET /food/desk/samples", read, g.samples)
	s.Handle("POST /food/desk/samples", write, g.result)
	s.Handle("GET /food/desk/samples.csv", read, g.samplesCSV)
	s.Handle("GET /food/desk/samples/{id}", read, g.sample)
	s.Handle("POST /food/desk/samples/{id}/correct", write, g.correct)
}

func (g *Pages) may(r *site.Request) error {
	if u := g.Regulator(); u != "" && u != r.Actor.Unit {
		return fault.Missing()
	}
	return access.Check(r.Actor, SampleFood, access.Target{Division: g.Site.Division, Unit: r.Actor.Unit})
}

// Front is the desk's first page.
type Front struct {
	Coverage desk.Coverage
}

var frontTitle = lang.T("食品监管台", "Food regulator's desk")

func linkOf(id string) desk.Link {
	for _, l := range desk.Links {
		if l.ID == id {
			return l
		}
	}
	return desk.Link{ID: id}
}

// View draws it.
func (v Front) View(p ui.Page) templ.Component {
	var stats ui.Stats
	var small []ui.Component
	told := v.Coverage.Told()
	for _, l := range desk.Links {
		for _, c := range told {
			switch {
			case c.Link != l.ID || c.Town != "":
			case c.Hidden:
				small = append(small, ui.Text(lang.T(l.Name.ZH+"：数太小，写出来就看得出是谁，不列。", l.Name.EN+": too few to show without telling who it is.")))
			default:
				f := ui.Figure{Name: l.Name, Count: c.Num, Of: c.Den, Note: lang.T(l.Numerator.ZH+" ÷ "+l.Denominator.ZH, l.Numerator.EN+" ÷ "+l.Denominator.EN)}
				if c.Den == 0 {
					f.Note = lang.T(f.Note.ZH+"（还没有）", f.Note.EN+" (none yet)")
				}
				stats = append(stats, f)
			}
		}
	}
	parts := ui.Components{ui.Heading{Title: frontTitle, Lead: lang.T("抽谁由抽签定，不合格一键召回，六个环节每夜算一遍。", "Whom to sample goes by draw, what fails is recalled by one click, and the six links are counted every night.")},
		ui.Section{Title: lang.T("要做的事", "What there is to do"), Body: ui.Components{ui.Cards{
			{Title: lang.T("召回看板", "Recall board"), Text: lang.T("谁没答复，下架多少，期限哪天。", "Who has not answered, what was removed, what is due."), Href: "/food/recalls"},
			{Title: samplingTitle, Text: lang.T("分层抽签，谁都能核验。", "By strata and draw; anybody can verify it."), Href: "/food/desk/sampling"},
			{Title: samplesTitle, Text: lang.T("不合格的，一键召回。", "What failed is recalled by one click."), Href: "/food/desk/samples"},
			{Title: lang.T("冷链发现", "Cold chain findings"), Text: lang.T("断档和超温。", "Gaps and excursions."), Href: "/food/cold"},
			{Title: lang.T("查封的食品", "Sealed food"), Text: lang.T("没有码、来源不明的。", "Without a code or a clear source."), Href: "/food/seals"},
			{Title: lang.T("可能被翻印的码", "Codes that may be copied"), Text: lang.T("同一个码在几个地方出现，去看一看。", "One code seen in several places: go and look."), Href: "/food/copies"},
		}}}}
	if v.Coverage.Day == 0 {
		return append(parts, ui.Empty{Title: lang.T("六个环节还没有数字", "No figures of the six links yet"), Text: lang.T("每夜计算一次。", "They are counted every night.")}).View(p)
	}
	parts = append(parts, ui.Section{Title: lang.T("六个环节", "The six links"), Body: ui.Components{ui.Text(lang.T("截至"+v.Coverage.Day.In(lang.ZH)+"。", "As of "+v.Coverage.Day.In(lang.EN)+".")), stats, ui.Components(small)}})
	t := ui.Table{Caption: lang.T("按镇街", "By town"), Columns: []ui.Column{{Name: lang.T("镇街", "Town")}, {Name: lang.T("环节", "Link")}, {Name: lang.T("分子", "Numerator"), Numeric: true}, {Name: lang.T("分母", "Denominator"), Numeric: true}, {Name: lang.T("比例", "Share"), Numeric: true}},
		Export: []ui.Link{{Name: ui.Data("CSV"), Href: "/food/desk/coverage.csv"}}, Empty: ui.Empty{Title: lang.T("没有镇街的数字", "No figures by town"), Text: lang.T("地点还没有归到镇街。", "No place belongs to a town yet.")}}
	hidden := false
	row := func(c desk.ToldCell, town lang.Text) {
		num, den, share := ui.Number(c.Num), ui.Number(c.Den), ui.Percent(c.Num, c.Den)
		if c.Hidden {
			num, den, share, hidden = "–", "–", "–", true
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(town), ui.Words(linkOf(c.Link).Name), ui.Plain(num), ui.Plain(den), ui.Plain(share)}})
	}
	for _, c := range told {
		switch c.Town {
		case "":
		case desk.Rest:
			row(c, lang.T("其余：没有归到镇街的，和没有单列的", "The rest: of no town, and not shown by itself"))
		default:
			row(c, ui.Data(c.Town))
		}
	}
	table := ui.Components{t}
	if hidden {
		table = append(table, ui.Text(lang.Format("“–”是分母不到%d的，和列出来就能把它们反推出来的。", "“–” stands for denominators below %d, and for what would let them be reckoned back.", desk.Small)))
	}
	how := ui.SummaryList{}
	for _, l := range desk.Links {
		how.Rows = append(how.Rows, ui.SummaryRow{Key: l.Name, Value: lang.T(l.Numerator.ZH+" ÷ "+l.Denominator.ZH, l.Numerator.EN+" ÷ "+l.Denominator.EN), Source: l.Source})
	}
	return append(parts, table, ui.Disclosure{Summary: lang.T("怎么算的", "How they are counted"), Body: ui.Components{how}}).View(p)
}

func (g *Pages) front(w http.ResponseWriter, r *site.Request) error {
	c, err := g.Store.Coverage(r.Context(), g.Site.Division)
	if err != nil {
		return err
	}
	p := r.Page(frontTitle)
	p.Wide = true
	return r.Show(w, p, Front{c})
}

func (g *Pages) coverageCSV(w http.ResponseWriter, r *site.Request) error {
	c, err := g.Store.Coverage(r.Context(), g.Site.Division)
	if err != nil {
		return err
	}
	rows := [][]string{{"day", "link", "town", "numerator", "denominator"}}
	for _, x := range c.Told() {
		if !x.Hidden {
			rows = append(rows, []string{c.Day.String(), x.Link, x.Town, strconv.FormatInt(x.Num, 10), strconv.FormatInt(x.Den, 10)})
		}
	}
	return writeCSV(w, "coverage.csv", rows)
}

// Plans lists sampling plans with the form of a new one.
type Plans struct {
	List  []deskstore.Sampling
	Kinds []ui.Option
	Key   string
	Write bool
}

var samplingTitle = lang.T("抽检计划", "Sampling plans")

// View draws it.
func (v Plans) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("计划，新的在前", "Plans, the newest first"), Columns: []ui.Column{{Name: lang.T("名称", "Name")}, {Name: lang.T("候选", "Candidates"), Numeric: true}, {Name: lang.T("抽", "Drawn"), Numeric: true}, {Name: lang.T("状态", "State")}},
		Empty: ui.Empty{Title: lang.T("还没有计划", "No plans yet"), Text: lang.T("先定候选和家数，再公开抽签。", "Candidates and number first, then the draw in public.")}}
	for _, x := range v.List {
		state := lang.T("待抽签", "to be drawn")
		if x.Drawn != nil {
			state = lang.T("已抽签", "drawn")
		}
		t.Rows = append(t.Rows, ui.Row{Href: "/food/desk/sampling/" + x.Plan.ID, Cells: []ui.Component{ui.Words(ui.Data(x.Plan.Title)), ui.Plain(strconv.Itoa(len(x.Plan.Candidates))), ui.Plain(strconv.Itoa(x.Plan.Take)), ui.Words(state)}})
	}
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: samplingTitle, Lead: lang.T("谁被抽到由公开的抽签决定，谁都能核验；风险高的权重大，权重公布。", "A public draw decides, which anybody can verify; higher risk weighs more, by published weights.")}}
	if v.Write {
		parts = append(parts, ui.Disclosure{Summary: lang.T("新的计划", "A new plan"), Open: p.Fault != nil, Body: ui.Components{ui.Form{Action: "/food/desk/sampling", Token: v.Key, Body: ui.Components{
			ui.Field{Name: "title", Max: 60, Label: lang.T("名称", "Name")}, ui.Field{Name: "kinds", Kind: ui.Checks, Options: v.Kinds, Label: lang.T("哪几类经营者", "Which kinds of business")},
			ui.Field{Name: "take", Kind: ui.Digits, Width: 5, Label: lang.T("抽几家", "How many")}, ui.Actions{ui.Button{Label: lang.T("定下计划", "Decide the plan")}}}}}})
	}
	return append(parts, t).View(p)
}

func (g *Pages) plansView(r *site.Request) (Plans, error) {
	list, err := g.Store.Samplings(r.Context(), g.Site.Division, 100)
	if err != nil {
		return Plans{}, err
	}
	all, err := g.Businesses(r.Context())
	v := Plans{List: list, Key: site.NewKey(), Write: g.may(r) == nil}
	var kinds []string
	for _, b := range all {
		if !slices.Contains(kinds, b.Kind) {
			kinds = append(kinds, b.Kind)
		}
	}
	slices.Sort(kinds)
	for _, k := range kinds {
		v.Kinds = append(v.Kinds, ui.Option{Value: k, Label: KindName(k)})
	}
	return v, err
}

// KindName is a kind of business in words; whoever wires the register sets it.
var KindName = func(kind string) lang.Text { return ui.Data(kind) }

func (g *Pages) plans(w http.ResponseWriter, r *site.Request) error {
	v, err := g.plansView(r)
	if err != nil {
		return err
	}
	p := r.Page(samplingTitle)
	p.Back = "/food/desk"
	return r.Show(w, p, v)
}

func (g *Pages) plan(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := g.may(r); err != nil {
		return err
	}
	all, err := g.Businesses(r.Context())
	if err != nil {
		return err
	}
	failed, err := g.Store.Risk(r.Context(), g.Site.Division, g.Site.Clock.Now().AddDate(-1, 0, 0))
	if err != nil {
		return err
	}
	take, _ := strconv.Atoi(strings.TrimSpace(r.PostFormValue("take"))) // 0 is refused
	f := desk.Plan{ID: strings.ToLower(rand.Text())[:12], Title: strings.TrimSpace(r.PostFormValue("title")), Kinds: r.PostForm["kinds"], Take: take}
	for _, b := range all {
		if slices.Contains(f.Kinds, b.Kind) {
			f.Candidates = append(f.Candidates, desk.Candidate{ID: b.ID, Class: desk.ClassOf(failed[b.ID], 0)})
		}
	}
	err = f.Check()
	if err == nil {
		_, err = g.Site.Engine.Record(r.Context(), r.Actor, desk.Planned, f, casework.Private{})
	}
	if err != nil {
		v, verr := g.plansView(r)
		if verr != nil {
			return verr
		}
		p := r.Page(samplingTitle)
		p.Back = "/food/desk"
		return r.Refused(w, p, v, err)
	}
	return r.Go(w, "/food/desk/sampling/"+f.ID, lang.T("计划已定，下一步公告抽签。", "The plan stands; announce the draw next."))
}

// One is a plan.
type One struct {
	deskstore.Sampling
	Names map[string]string
	Write bool
	Key   string
}

// View draws it.
func (v One) View(p ui.Page) templ.Component {
	strata := ui.Table{Caption: lang.T("分层和权重", "Strata and weights"), Columns: []ui.Column{{Name: lang.T("层", "Stratum")}, {Name: lang.T("条件", "Condition")}, {Name: lang.T("权重", "Weight"), Numeric: true}, {Name: lang.T("候选", "Candidates"), Numeric: true}}}
	for _, c := range desk.Classes {
		n := 0
		for _, x := range v.Plan.Candidates {
			if x.Class == c.Class.Code {
				n++
			}
		}
		strata.Rows = append(strata.Rows, ui.Row{Cells: []ui.Component{ui.Plain(c.Class.Code), ui.Words(c.Says), ui.Plain(fmt.Sprint(c.Class.Weight)), ui.Plain(strconv.Itoa(n))}})
	}
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("抽检计划："+v.Plan.Title, "Sampling plan: "+v.Plan.Title), Lead: lang.Format("%[1]d家里抽%[2]d家。", "%[2]d of %[1]d.", len(v.Plan.Candidates), v.Plan.Take)}, strata}
	if v.Drawn == nil {
		if v.Write {
			parts = append(parts, ui.Section{Title: lang.T("公告、抽签、登记", "Announce, draw, enter"), Body: ui.Components{
				ui.Text(lang.T("下载方案。里面空着的要先填：公开的随机来源 sources、备用来源 spare（名称、公布时刻、几个数）、至少两个参与方 parties（名称、承诺值，承诺值由各方用 banjie draw commit 生成）；没填全，公告时会指出是哪一处。填好用 banjie draw announce 公告；抽完把抽取文件和名字文件登记在这里，系统核对名单、分层和结果。", "Download the plan. Its empty places come first: the public sources and the spare (name, instant of publication, how many numbers), and at least two parties (name, and the commitment each makes with banjie draw commit); announcing names what is missing. Then announce it with banjie draw announce; enter the draw's file and the file of names here, and list, strata and result are checked.")),
				ui.Actions{ui.LinkButton{Label: lang.T("下载抽取方案", "Download the plan of the draw"), Href: "/food/desk/sampling/" + v.Plan.ID + "/plan.json", Look: ui.Secondary}},
				ui.Form{Action: "/food/desk/sampling/" + v.Plan.ID + "/draw", Token: v.Key, Multipart: true, Body: ui.Components{
					ui.Field{Name: "file", Kind: ui.File, Formats: []string{"json"}, MaxBytes: 8 << 20, Label: lang.T("抽取文件", "The draw's file")}, ui.Field{Name: "names", Kind: ui.File, Formats: []string{"json"}, MaxBytes: 8 << 20, Label: lang.T("名字文件", "The file of names")},
					ui.Actions{ui.Button{Label: lang.T("核对并登记", "Check and enter")}}}}}})
		}
		return parts.View(p)
	}
	t := ui.Table{Caption: lang.T("抽中的，按抽出的顺序", "Those drawn, in the order drawn"), Columns: []ui.Column{{Name: lang.T("经营者", "Business")}}}
	for _, id := range v.Drawn.Taken {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(ui.Data(v.Names[id]))}})
	}
	return append(parts, ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("抽签", "Draw"), Value: ui.Data(v.Drawn.Name)}, {Key: lang.T("公告摘要", "Hash of the announcement"), Value: ui.Data(v.Drawn.Hash.String())}}}, t).View(p)
}

func (g *Pages) names(ctx context.Context) (map[string]string, error) {
	all, err := g.Businesses(ctx)
	out := map[string]string{}
	for _, b := range all {
		out[b.ID] = b.Name
	}
	return out, err
}

func (g *Pages) oneView(r *site.Request) (One, error) {
	x, err := g.Store.Sampling(r.Context(), g.Site.Division, r.PathValue("id"))
	if err != nil {
		return One{}, err
	}
	names, err := g.names(r.Context())
	return One{x, names, g.may(r) == nil, site.NewKey()}, err
}

func (g *Pages) one(w http.ResponseWriter, r *site.Request) error {
	v, err := g.oneView(r)
	if err != nil {
		return err
	}
	p := r.Page(samplingTitle)
	p.Back = "/food/desk/sampling"
	return r.Show(w, p, v)
}

func (g *Pages) file(w http.ResponseWriter, r *site.Request) error {
	if err := g.may(r); err != nil {
		return err
	}
	v, err := g.oneView(r)
	if err != nil {
		return err
	}
	raw, err := v.Plan.File(func(id string) string { return v.Names[id] })
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="food-`+v.Plan.ID+`.json"`)
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(raw)
	return err
}

func sent(r *site.Request, name string) ([]byte, error) {
	f, _, err := r.FormFile(name)
	if err != nil {
		return nil, fault.InvalidInput().At(name, lang.T("请选择文件。", "Please choose the file.")).Or()
	}
	defer f.Close()
	return io.ReadAll(f)
}

func (g *Pages) draw(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := g.may(r); err != nil {
		return err
	}
	v, err := g.oneView(r)
	if err != nil {
		return err
	}
	err = g.drawn(r, v.Plan)
	if err != nil {
		p := r.Page(samplingTitle)
		p.Back = "/food/desk/sampling"
		return r.Refused(w, p, v, err)
	}
	return r.Go(w, "/food/desk/sampling/"+v.Plan.ID, lang.T("抽签核对无误，已登记。", "The draw holds and is on record."))
}

func (g *Pages) drawn(r *site.Request, plan desk.Plan) error {
	file, err := sent(r, "file")
	if err != nil {
		return err
	}
	names, err := sent(r, "names")
	if err != nil {
		return err
	}
	var trust *ledger.Trust
	if g.Trust != nil {
		t, err := g.Trust()
		if err != nil {
			return err
		}
		trust = &t
	}
	d, err := plan.Outcome(bytes.TrimSpace(file), bytes.TrimSpace(names), trust)
	if err != nil {
		return err
	}
	_, err = g.Site.Engine.Record(r.Context(), r.Actor, desk.Drawn, d, casework.Private{})
	return err
}

// Samples lists results with the form of a new one.
type Samples struct {
	List   []deskstore.Result
	Names  map[string]string
	Of     []ui.Option
	Next   string
	Failed bool
	Key    string
	Write  bool
	Recall func(ref, title, lot string) string
	Titles map[string]string // of failed lots
}

var samplesTitle = lang.T("抽检结果", "Test results")

// View draws it.
func (v Samples) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("结果，新的在前", "Results, the newest first"), Next: v.Next, Export: []ui.Link{{Name: ui.Data("CSV"), Href: "/food/desk/samples.csv"}},
		Columns: []ui.Column{{Name: lang.T("报告编号", "Report")}, {Name: lang.T("经营者", "Business")}, {Name: lang.T("批次", "Lot")}, {Name: lang.T("日期", "Day")}, {Name: lang.T("结果", "Result")}, {Name: lang.T("下一步", "Next")}},
		Empty:   ui.Empty{Title: lang.T("没有结果", "No results"), Text: lang.T("检验机构的结果登记在这里。", "What laboratories say is entered here.")}}
	for _, x := range v.List {
		tag, next := ui.Components{ui.Tag{Label: verdict(true), Tone: ui.Good}}, ui.Component(ui.Plain("–"))
		if !x.Passed {
			tag[0] = ui.Tag{Label: verdict(false), Tone: ui.Overdue}
			if v.Write {
				next = ui.Link{Name: lang.T("召回", "Recall"), Href: v.Recall(x.Number, v.Titles[x.Lot], x.Lot)}
			}
		}
		if x.Corrections > 0 {
			tag = append(tag, ui.Tag{Label: lang.T("已更正", "corrected")})
		}
		t.Rows = append(t.Rows, ui.Row{Href: sampleAddress(x.ID), Cells: []ui.Component{ui.Words(ui.Data(x.Number)), ui.Words(ui.Data(v.Names[x.Business])), ui.Words(ui.Data(bare(x.Lot))), ui.OnDay(x.Day), tag, next}})
	}
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: samplesTitle}}
	if v.Write {
		parts = append(parts, ui.Disclosure{Summary: lang.T("登记结果", "Enter a result"), Open: p.Fault != nil, Body: ui.Components{ui.Form{Action: "/food/desk/samples", Token: v.Key, Body: append(fieldsOf(desk.Result{}, v.Of), ui.Actions{ui.Button{Label: lang.T("登记", "Enter it")}})}}})
	}
	tab := func(href string, zh, en string, on bool) ui.Tab {
		return ui.Tab{Name: lang.T(zh, en), Href: href, Current: on}
	}
	return append(parts, ui.Tabs{Label: samplesTitle, Items: []ui.Tab{tab("/food/desk/samples", "全部", "All", !v.Failed), tab("/food/desk/samples?failed=1", "不合格", "Failed", v.Failed)}}, t).View(p)
}

func (g *Pages) samplesView(r *site.Request) (Samples, error) {
	v := Samples{Failed: r.URL.Query().Get("failed") == "1", Key: site.NewKey(), Write: g.may(r) == nil, Recall: g.Recall}
	var err error
	var next string
	if v.List, next, err = g.Store.Results(r.Context(), g.Site.Division, v.Failed, r.URL.Query().Get("after"), 30); err != nil {
		return v, err
	}
	if next != "" {
		v.Next = "/food/desk/samples?after=" + next
		if v.Failed {
			v.Next += "&failed=1"
		}
	}
	if v.Names, err = g.names(r.Context()); err != nil {
		return v, err
	}
	v.Of = options(v.Names)
	v.Titles = map[string]string{}
	for _, x := range v.List {
		if !x.Passed && v.Write {
			if v.Titles[x.Lot], err = g.Product(r.Context(), x.Lot); err != nil {
				return v, err
			}
		}
	}
	return v, nil
}

// options are businesses to choose from, by name.
func options(names map[string]string) (of []ui.Option) {
	for id, name := range names {
		of = append(of, ui.Option{Value: id, Label: ui.Data(name)})
	}
	slices.SortFunc(of, func(a, b ui.Option) int { return strings.Compare(a.Label.ZH, b.Label.ZH) })
	return of
}

func (g *Pages) samples(w http.ResponseWriter, r *site.Request) error {
	v, err := g.samplesView(r)
	if err != nil {
		return err
	}
	p := r.Page(samplesTitle)
	p.Wide, p.Back = true, "/food/desk"
	return r.Show(w, p, v)
}

// readResult reads the fields of a result; bad names what cannot be taken.
func (g *Pages) readResult(r *site.Request, names map[string]string) (f desk.Result, bad *fault.Fault, err error) {
	get := func(name string) string { return strings.TrimSpace(lang.HalfWidth(r.PostFormValue(name))) }
	bad = fault.InvalidInput()
	f = desk.Result{Business: get("business"), Number: get("number"), Lab: strings.TrimSpace(r.PostFormValue("lab")), Passed: get("passed") == "yes", Items: strings.TrimSpace(r.PostFormValue("items"))}
	if get("lot") == "" {
		bad.At("lot", lang.T("请填写批次。", "Please enter the lot."))
	} else if f.Lot = g.Code(get("lot")); f.Lot == "" {
		bad.At("lot", lang.T("批次读不懂，请扫追溯码，或者写成“商品条码/批号”。", "The lot cannot be read. Scan the trace code, or write “barcode/lot”."))
	} else if g.Known != nil {
		known, err := g.Known(r.Context(), f.Lot)
		if err != nil {
			return f, nil, err
		}
		if !known {
			bad.At("lot", lang.T("没有人记录过这个批次，请核对。", "Nobody has recorded this lot; please compare it."))
		}
	}
	if f.Lab == "" {
		bad.At("lab", lang.T("请填写检验机构。", "Please enter the laboratory."))
	}
	if _, ok := names[f.Business]; !ok {
		bad.At("business", lang.T("请选择在哪家抽的。", "Please choose where it was sampled."))
	}
	if f.Number == "" {
		bad.At("number", lang.T("请填写报告编号。", "Please enter the number of the report."))
	}
	day, dayErr := calendar.ParseDay(get("day"))
	if f.Day = day; dayErr != nil || f.Day > g.Site.Calendar().DayOf(g.Site.Clock.Now()) {
		bad.At("day", lang.T("请填写报告日期，不晚于今天。", "Please enter the day, today at the latest."))
	}
	if s := get("passed"); s != "yes" && s != "no" {
		bad.At("passed", lang.T("请选择结果。", "Please choose the result."))
	} else if s == "no" && f.Items == "" {
		bad.At("items", lang.T("不合格的，请写明哪一项。", "Of a failure, please say which item."))
	}
	return f, bad, nil
}

func (g *Pages) result(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := g.may(r); err != nil {
		return err
	}
	v, err := g.samplesView(r)
	if err != nil {
		return err
	}
	f, bad, err := g.readResult(r, v.Names)
	if err != nil {
		return err
	}
	f.ID = strings.ToLower(rand.Text())[:12]
	if err = bad.Or(); err == nil {
		_, err = g.Site.Engine.Record(r.Context(), r.Actor, desk.Tested, f, casework.Private{})
	}
	if err != nil {
		p := r.Page(samplesTitle)
		p.Wide, p.Back = true, "/food/desk"
		return r.Refused(w, p, v, err)
	}
	if !f.Passed {
		title, err := g.Product(r.Context(), f.Lot)
		if err != nil {
			return err
		}
		return r.Go(w, g.Recall(f.Number, title, f.Lot), lang.T("已登记：不合格。下面是要召回的范围。", "On record as failed. This is what a recall would be about."))
	}
	return r.Go(w, "/food/desk/samples", lang.T("已登记。", "On record."))
}

// mostExported bounds an export.
const mostExported = 10_000

func (g *Pages) samplesCSV(w http.ResponseWriter, r *site.Request) error {
	rows := [][]string{{"report", "business", "lot", "laboratory", "day", "passed", "items", "entered", "corrections"}}
	for after := ""; len(rows) < mostExported; {
		list, next, err := g.Store.Results(r.Context(), g.Site.Division, false, after, 500)
		if err != nil {
			return err
		}
		for _, x := range list {
			rows = append(rows, []string{x.Number, x.Business, x.Lot, x.Lab, x.Day.String(), strconv.FormatBool(x.Passed), x.Items, x.At.UTC().Format(time.RFC3339), strconv.FormatInt(x.Corrections, 10)})
		}
		if after = next; after == "" {
			break
		}
	}
	return writeCSV(w, "samples.csv", rows)
}

// writeCSV sends rows with a byte order mark, so that spreadsheets read Chinese; a cell is never a formula.
func writeCSV(w http.ResponseWriter, name string, rows [][]string) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				row[i] = "'" + cell
			}
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
