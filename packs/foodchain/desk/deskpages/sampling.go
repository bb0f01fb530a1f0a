package deskpages

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/desk/deskstore"
	"banjie/packs/foodchain/form"
)

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
		v.Kinds = append(v.Kinds, ui.Option{Value: k, Label: g.Kind(k)})
	}
	return v, err
}

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
	sent := form.Of(r)
	f := desk.Plan{ID: sent.ID(12), Title: strings.TrimSpace(r.PostFormValue("title")), Kinds: r.PostForm["kinds"], Take: take}
	for _, b := range all {
		if slices.Contains(f.Kinds, b.Kind) {
			f.Candidates = append(f.Candidates, desk.Candidate{ID: b.ID, Class: desk.ClassOf(failed[b.ID], 0)})
		}
	}
	err = f.Check()
	if err == nil {
		err = sent.Record(g.Site.Engine, casework.Whole{Kind: desk.Planned, Data: f}, func() (bool, error) {
			_, err := g.Store.Sampling(r.Context(), g.Site.Division, f.ID)
			return found(err)
		})
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
	return form.Of(r).Record(g.Site.Engine, casework.Whole{Kind: desk.Drawn, Data: d}, func() (bool, error) {
		x, err := g.Store.Sampling(r.Context(), g.Site.Division, plan.ID)
		return err == nil && x.Drawn != nil && x.Drawn.Hash == d.Hash && slices.Equal(x.Drawn.Taken, d.Taken), err
	})
}

// found says whether what was looked up is there.
func found(err error) (bool, error) {
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	return err == nil, err
}
