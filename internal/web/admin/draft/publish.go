package draft

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// ItemPublished is the kind of the act by which a version comes into force; its facts are
// the whole item.
const ItemPublished = "item_published"

// Plan is the dry run of publishing a draft: what is missing, what changes, whom it touches.
type Plan struct {
	Item     catalog.Item
	Plan     catalog.Plan
	Findings []catalog.Finding
	From     calendar.Day // first day of the version
	State    func(casework.State) lang.Text
}

// shownCases is how many running cases a page lists; the counts are of all.
const shownCases = 50

// View draws it.
func (v Plan) View(p ui.Page) templ.Component {
	errors := catalog.Errors(v.Findings)
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: Name(v.Item), Title: lang.T("发布会影响什么", "What publishing would do"), Lead: lang.T("这是预演，还没有发布。", "This is a dry run; nothing is published yet.")}}
	if len(errors) > 0 {
		parts = append(parts, ui.Notice{Kind: ui.Problem, Title: lang.Format("还有%d处不符合要求，不能发布", "It cannot be published; places that are not right: %d", len(errors)), Text: lang.T("草稿已保存。逐条补好后再来。", "The draft is saved. Come back when they are mended.")},
			Findings{v.Item.Code, errors}, ui.Actions{ui.LinkButton{Label: lang.T("回到草稿", "Back to the draft"), Href: Href(v.Item.Code, "")}})
		return parts.View(p)
	}
	parts = append(parts, ui.Text(lang.T("新版从"+p.Day(v.From)+"起生效。", "The version is in force from "+p.Day(v.From)+" on.")), v.counts())
	if len(v.Item.Mends) > 0 {
		names := strings.Join(v.Item.Mends, ", ")
		parts = append(parts, ui.Notice{Kind: ui.Info, Title: lang.T("这一版是为一类事整改改的", "This version is made for a class fix"), Text: lang.T(names+"。发布后整改自动完成，所有反映过的人都会看到改了哪里。", names+". Publication completes it, and everybody who reported sees what changed.")})
	}
	if v.Plan.Counts.Stricter > 0 {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Title: lang.Format("有%d处对申请人更严", "Changes that ask more of applicants: %d", v.Plan.Counts.Stricter), Text: lang.T("更严的要求只用于发布以后收的件；已收的件按收件时的版本办，不能转。", "They apply only to what is received after publication; what was received stays on its version.")})
	}
	parts = append(parts, Changes{List: v.Plan.Changes, First: v.Plan.From == 0}, v.cases())
	return append(parts, ui.Form{Action: Href(v.Item.Code, "publish"), Hidden: []ui.Hidden{{Name: "_plan", Value: v.Plan.Hash}}, Body: ui.Components{
		ui.Actions{ui.Button{Label: lang.Format("发布第%d版", "Publish version %d", v.Plan.To)}, ui.LinkButton{Label: lang.T("先不发布，返回", "Not yet, go back"), Href: Href(v.Item.Code, ""), Look: ui.Quiet}},
		ui.Text(lang.T("发布记入公共账本，之后只能发新版本，不能改这一版。", "Publication goes into the public ledger; afterwards this version can only be followed by another.")),
	}}).View(p)
}

func (v Plan) counts() ui.Component {
	unit := lang.T("件", "cases")
	return ui.Stats{
		{Name: lang.T("内容变动", "Changes"), Count: int64(len(v.Plan.Changes)), Unit: lang.T("处", "places")},
		{Name: lang.T("正在办的件", "Running cases"), Count: int64(v.Plan.Counts.Cases), Unit: unit, Note: lang.T("都按收件时的版本继续办。", "All go on by the version at their receipt.")},
		{Name: lang.T("其中可以依法转到新版", "May be moved by law"), Count: int64(v.Plan.Counts.MayMove), Unit: unit, Note: lang.T("要写明法律依据并通知申请人，一件一件转。", "Each by an act of its own, with a legal basis and a notice.")},
		{Name: lang.T("必须留在原版", "Must stay"), Count: int64(v.Plan.Counts.MustStay), Unit: unit},
	}
}

func (v Plan) cases() ui.Component {
	if len(v.Plan.Cases) == 0 {
		return nil
	}
	t := ui.Table{Caption: lang.T("正在办的件", "Running cases"), Columns: []ui.Column{{Name: lang.T("办件编号", "Case")}, {Name: lang.T("状态", "State")}, {Name: lang.T("版本", "Version"), Numeric: true}, {Name: lang.T("会怎样", "What happens")}}}
	if len(v.Plan.Cases) > shownCases {
		t.Total = fmt.Sprintf("%d / %d", shownCases, len(v.Plan.Cases))
	}
	for _, c := range v.Plan.Cases[:min(len(v.Plan.Cases), shownCases)] {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(c.Case.Number), ui.Words(v.State(casework.State(c.Case.State))), ui.Plain(fmt.Sprint(c.Case.Version)), ui.Words(c.Why)}})
	}
	return t
}

// Changes is the difference of two versions as people read it.
type Changes struct {
	List  []catalog.Change
	First bool // there was no version before
}

var weightTag = map[catalog.Weight]ui.Tag{
	catalog.Editorial: {Label: lang.T("文字", "words"), Tone: ui.Neutral},
	catalog.Substance: {Label: lang.T("内容", "substance"), Tone: ui.Busy},
	catalog.Stricter:  {Label: lang.T("更严", "stricter"), Tone: ui.Soon},
}

// View draws it.
func (v Changes) View(p ui.Page) templ.Component {
	if v.First {
		return ui.Notice{Kind: ui.Info, Text: lang.T("第一次发布，没有更早的版本可比。", "This is the first version; there is none to compare with.")}.View(p)
	}
	t := ui.Table{Caption: lang.T("哪里变了", "What changes"), Columns: []ui.Column{{Name: lang.T("哪一项", "Where")}, {Name: lang.T("原来", "Before")}, {Name: lang.T("改为", "After")}, {Name: lang.T("轻重", "Weight")}},
		Empty: ui.Empty{Title: lang.T("两个版本说的一样。", "Both versions say the same.")}}
	for _, c := range v.List {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(sentence(c.Name)), value(c.Before), value(c.After), weightTag[c.Weight]}})
	}
	return t.View(p)
}

func value(t lang.Text) ui.Component {
	if strings.TrimSpace(t.ZH) == "" && strings.TrimSpace(t.EN) == "" {
		return ui.Words(lang.T("（空）", "(empty)"))
	}
	return ui.Words(t)
}

func sampleCalendar() *calendar.Calendar { return calendar.Builtin() }

// Sample is a revision that promises less time and asks for one paper more.
func (Plan) Sample() Plan {
	old := specimen.Item()
	next := catalog.Revise(old)
	next.Promised = &limit.Limit{N: 4, Unit: limit.Workday}
	next.Materials = append(slices.Clone(next.Materials), catalog.Material{ID: "health", Name: lang.T("健康证明", "Health certificate"), Source: catalog.FromApplicant, Required: true, Help: lang.T("医院开具。", "Issued by a hospital.")})
	running := []catalog.RunningCase{{Number: "33059926030200017", Version: 1, State: "under_review"}, {Number: "33059926030200018", Version: 1, State: "received"}}
	return Plan{Item: next, Plan: catalog.PlanChange(old, next, running), From: calendar.Date(2026, 3, 11), State: func(s casework.State) lang.Text { return ui.TagOf(string(s)).Label }}
}

// Refused is the sample of a draft that cannot be published.
func (Plan) Refused() Plan {
	it := sampleDraft()
	return Plan{Item: it, Findings: catalog.Linter{Calendar: sampleCalendar()}.Lint(it)[:6]}
}

// Running gives the open cases of an item, as the plan wants to know them.
func Running(ctx context.Context, s *site.Site, code string) ([]catalog.RunningCase, error) {
	open := true
	var all []catalog.RunningCase
	for after := ""; ; {
		page, err := s.Cases.Cases(ctx, casework.Query{Division: s.Division, Item: code, Open: &open, Order: casework.ByNewest, Limit: 100, After: after})
		if err != nil {
			return nil, err
		}
		for _, c := range page.Rows {
			all = append(all, catalog.RunningCase{Number: c.Number, Version: c.Item.Version, State: string(c.State)})
		}
		if after = page.Next; after == "" {
			return all, nil
		}
	}
}

// make is the dry run of a draft as things stand now.
func (d *Pages) make(r *site.Request, it catalog.Item) (Plan, *catalog.Item, error) {
	v := Plan{Item: it, Findings: Linter(r).Lint(it), From: max(it.Effective, Linter(r).On), State: func(s casework.State) lang.Text { return StateName(r.Site.Engine, s) }}
	now, err := d.current(r.Context(), it.Code)
	if err != nil {
		return v, nil, err
	}
	old := catalog.Blank()
	if now != nil {
		old = *now
	} else if versions, err := d.Items.Versions(r.Context(), r.Site.Division, it.Code); err != nil {
		return v, nil, err
	} else if n := len(versions); n > 0 { // retired: the next version follows the last one
		old.Version = versions[n-1].Version
	}
	running, err := Running(r.Context(), r.Site, it.Code)
	if err != nil {
		return v, nil, err
	}
	v.Plan = catalog.PlanChange(old, it, running)
	return v, now, nil
}

// StateName is a state as its procedure calls it.
func StateName(e *casework.Engine, s casework.State) lang.Text {
	for _, p := range e.Procedures() {
		for _, x := range p.States {
			if x.State == s {
				return x.Title
			}
		}
	}
	return ui.TagOf(string(s)).Label
}

func (d *Pages) plan(w http.ResponseWriter, r *site.Request) error {
	it, err := d.load(r)
	if err != nil {
		return err
	}
	v, _, err := d.make(r, it)
	if err != nil {
		return err
	}
	p := r.Page(lang.T("发布会影响什么", "What publishing would do"))
	p.Wide = true
	p.Breadcrumbs = crumbs(it, ui.Link{Name: lang.T("草稿", "Draft"), Href: Href(it.Code, "")}, ui.Link{Name: lang.T("发布", "Publish")})
	return r.Show(w, p, v)
}

func (d *Pages) publish(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	it, err := d.load(r)
	if err != nil {
		return err
	}
	if err := May(r, access.PublishItem, it); err != nil {
		return err
	}
	v, now, err := d.make(r, it)
	if err != nil {
		return err
	}
	p := r.Page(lang.T("发布会影响什么", "What publishing would do"))
	p.Wide, p.Back = true, Href(it.Code, "")
	if err := catalog.Refusal(v.Findings); err != nil {
		return r.Refused(w, p, v, err)
	}
	if err := v.Plan.Confirm(r.PostForm.Get("_plan")); err != nil {
		return r.Refused(w, p, v, err)
	}
	next, err := Linter(r).Publish(it, now)
	if err == nil {
		next.Version = v.Plan.To
		_, err = r.Site.Engine.Record(r.Context(), r.Actor, ItemPublished, next, casework.Private{})
	}
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	if d.Published != nil {
		d.Published(r.Context(), next)
	}
	return r.Go(w, "/admin/items/"+url.PathEscape(it.Code), lang.Format("第%d版已发布，现在就生效。", "Version %d is published and in force.", next.Version))
}
