package desk

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/web/caseview"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Impasse is a report of what could not be got done, at the place of whoever handles it.
type Impasse struct {
	Shared caseview.View
	Acts   act.Panel
	Facts  []ui.SummaryRow
	Words  string // what was tried
	Fix    string // address of the form that starts a class fix; "" where it cannot be started now
	Fixes  []ui.Link
}

// View draws it.
func (v Impasse) View(p ui.Page) templ.Component {
	report := ui.Components{ui.SummaryList{Rows: v.Facts}}
	if v.Words != "" {
		report = append(ui.Components{ui.Plain(v.Words)}, report...)
	}
	parts := ui.Components{v.Shared.Head(), v.Acts, ui.Section{ID: "report", Title: lang.T("反映的事", "What was reported"), Body: report}}
	if v.Fix != "" || len(v.Fixes) > 0 {
		body := ui.Components{ui.Text(lang.T("同一个事项、同一个原因反复出现的，改办事指南，一次改好，告诉所有反映过的人。", "Where the same matter fails for the same cause, mend the guide once and tell everybody who reported."))}
		for _, l := range v.Fixes {
			body = append(body, l)
		}
		if v.Fix != "" {
			body = append(body, ui.Actions{ui.LinkButton{Label: lang.T("发起一类事整改", "Start a class fix"), Href: v.Fix, Look: ui.Secondary}})
		}
		parts = append(parts, ui.Section{ID: "class-fix", Title: lang.T("一类事整改", "Class fix"), Body: body})
	}
	if v.Shared.Decision != nil {
		parts = append(parts, v.Shared.Outcome())
	}
	return append(parts, v.Shared.Limits(), v.Shared.Story(), v.Shared.Concealed()).View(p)
}

// mayStart says whether somebody may start a class fix from a report now.
func mayStart(r *site.Request, c *casework.Case) bool {
	f := impasse.FileOf(c)
	if f.Item == "" || slices.ContainsFunc(f.Fixes, func(x impasse.Fix) bool { return x.Version == 0 && !x.Dropped }) {
		return false
	}
	it, err := r.Site.Items.Current(r.Context(), r.Site.Division, f.Item)
	if err != nil || !access.May(r.Actor, access.StartClassFix) {
		return false
	}
	return r.Actor.Role == access.CentreHead || r.Actor.Unit == it.Unit
}

// aboutImpasse is what a report says of itself.
func aboutImpasse(r *site.Request, c *casework.Case) []ui.SummaryRow {
	f := impasse.FileOf(c)
	var rows []ui.SummaryRow
	add := func(key, value lang.Text) {
		if !value.IsZero() {
			rows = append(rows, ui.SummaryRow{Key: key, Value: value})
		}
	}
	if who := c.Events[0].Private.Person; who != nil {
		name := who.Name
		if mayOpenPerson(r.Actor, c) { // whoever handles it must reach the person; the look at the case is on record
			name = strings.TrimSpace(name + "  " + who.Phone)
		}
		add(lang.T("反映的人", "Whoever reported it"), ui.Data(name))
	}
	if it, ok := r.Guide(f.Item, f.Version); ok {
		add(lang.T("事项", "Matter"), it.Name)
	}
	if f.About != "" {
		row := ui.SummaryRow{Key: lang.T("没办成的那一件", "The case that failed"), Value: ui.Data(f.About)}
		if key, err := r.Site.Cases.ByNumber(r.Context(), r.Site.Division, f.About); err == nil {
			if failed, _, err := r.Site.Engine.Load(r.Context(), key); err == nil && access.Check(r.Actor, access.ViewCase, failed.Target()) == nil {
				row.Value, row.Body = lang.Text{}, ui.Components{ui.Link{Name: ui.Data(f.About), Href: "/work/cases/" + key.ID.String()}}
			}
		}
		rows = append(rows, row)
	}
	if f.Unit != "" {
		add(lang.T("在哪里没办成", "Where it failed"), r.Unit(f.Unit))
	}
	add(lang.T("本人说的原因", "Reason, as the person sees it"), impasse.TextOf(impasse.Reasons(), f.Reason))
	if f.Cause != "" {
		add(lang.T("查到的原因", "Cause that was found"), impasse.TextOf(impasse.Causes(), f.Cause))
	}
	add(lang.T("跑过", "Visits so far"), lang.Format("%d次", "%d", f.Visits))
	for _, u := range f.Units {
		add(lang.T("承办单位", "Unit that has it"), r.Unit(u))
	}
	if f.Doable {
		add(lang.T("责任追究", "Accountability"), lang.T("能办而没有办，已标明", "marked: could be done and was refused"))
	}
	return rows
}

func (d *Pages) impasse(w http.ResponseWriter, r *site.Request, c *casework.Case, proc *casework.Procedure) error {
	base := "/work/cases/" + c.ID.String()
	v := Impasse{Shared: caseview.Of(SharedInput(r, c, proc, nil, base)), Facts: aboutImpasse(r, c), Words: c.Events[0].Private.Text,
		Acts: act.Panel{Offers: act.Offers(r.Context(), r.Site.Engine, c, proc, r.Actor, r.Directory()), Back: base}}
	if mayStart(r, c) {
		v.Fix = base + "/class-fix"
	}
	for _, x := range impasse.FileOf(c).Fixes {
		if key, err := r.Site.Cases.ByNumber(r.Context(), r.Site.Division, x.Fix); err == nil {
			v.Fixes = append(v.Fixes, ui.Link{Name: lang.T("一类事整改 "+x.Fix, "Class fix "+x.Fix), Href: "/work/cases/" + key.ID.String()})
		}
	}
	return r.Show(w, casePage(r, c), v)
}

func casePage(r *site.Request, c *casework.Case) ui.Page {
	p := r.Page(ui.Data(idnum.ShortCase(c.Number)))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("工作台", "Work list"), Href: "/work"}, {Name: ui.Data(idnum.ShortCase(c.Number))}}
	if r.Actor.Role == access.CentreHead {
		p.Breadcrumbs[0] = ui.Link{Name: lang.T("办不成事", "Could not be done"), Href: "/centre/impasse"}
	}
	return p
}

// StartFix asks what a class fix mends.
type StartFix struct {
	Base   string
	Matter lang.Text
	Cause  string
	Like   int // reports that are like it
	Key    string
}

// View draws it.
func (v StartFix) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: v.Matter, Title: lang.T("发起一类事整改", "Start a class fix"), Lead: lang.T("同一个事项、同一个原因的反映都会列进来。改好的指南发布了才算完成，那时告诉所有反映过的人改了什么。", "All reports of this matter with this cause are linked. It ends when the mended guide is published; everybody who reported is then told what changed.")},
		ui.Form{Action: v.Base + "/class-fix", Hidden: []ui.Hidden{{Name: site.KeyField, Value: v.Key}}, Body: ui.Components{
			ui.Field{Name: "cause", Kind: ui.Radios, Label: lang.T("要改掉的原因", "Cause to be mended"), Value: v.Cause, Options: causes()},
			ui.Field{Name: "reason", Kind: ui.Area, Rows: 4, Max: 2000, Label: lang.T("指南要改什么，为什么？", "What is to change in the guide, and why?"), Hint: lang.T("反映过的人会看到。", "Everybody who reported reads this.")},
			ui.Actions{ui.Button{Label: lang.T("发起", "Start it"), Key: "Alt+S"}, ui.LinkButton{Label: lang.T("不发起，返回", "No, go back"), Href: v.Base, Look: ui.Quiet}},
		}}}.View(p)
}

func causes() (all []ui.Option) {
	for _, o := range impasse.Causes() {
		all = append(all, ui.Option{Value: o.ID, Label: o.Text})
	}
	return all
}

// startFix shows the form, or starts it.
func (d *Pages) startFix(w http.ResponseWriter, r *site.Request) error {
	c, _, err := r.Case()
	if err != nil {
		return err
	}
	if c.Procedure != impasse.Name || !mayStart(r, c) {
		return fault.Missing()
	}
	f := impasse.FileOf(c)
	v := StartFix{Base: "/work/cases/" + c.ID.String(), Cause: f.LikeCause(), Key: site.NewKey()}
	if it, ok := r.Guide(f.Item, f.Version); ok {
		v.Matter = it.Name
	}
	p := r.Page(lang.T("发起一类事整改", "Start a class fix"))
	p.Back = v.Base
	if r.Method == http.MethodGet {
		return r.Show(w, p, v)
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	v.Key = r.PostForm.Get(site.KeyField)
	out, err := r.Site.Engine.Do(r.Context(), casework.Command{Actor: r.Actor, Verb: string(access.StartClassFix), Reason: strings.TrimSpace(r.PostForm.Get("reason")), Idem: r.Idem(),
		Input: &impasse.StartInput{From: c.ID, Cause: r.PostForm.Get("cause")}, Open: &casework.Open{Procedure: impasse.FixName, Series: impasse.FixSeries, Channel: "office"}})
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	return r.Go(w, "/work/cases/"+out.Case.ID.String(), lang.T("已发起。接下来改办事指南的草稿。", "It is started. Next: the draft of the guide."))
}

// mostLinks is how many linked reports a page lists.
const mostLinks = 30

// ClassFix is a class fix at the place of whoever mends the guide.
type ClassFix struct {
	Shared caseview.View
	Acts   act.Panel
	Facts  []ui.SummaryRow
	Linked []ui.Link
	Words  string
	Number string
	Item   string // code
	Edit   bool   // the visitor may change the draft
	Open   bool
	Diff   ui.Component // nil before
}

// View draws it.
func (v ClassFix) View(p ui.Page) templ.Component {
	parts := ui.Components{v.Shared.Head()}
	switch {
	case v.Open && v.Edit:
		parts = append(parts, ui.Section{ID: "guide", Title: lang.T("改办事指南", "Mend the guide"), Body: ui.Components{
			ui.Text(lang.T("在草稿里改，发布的那一版会写明是为这件整改发布的，发布了自动完成。", "Change it in the draft; the version published from it names this fix, and that completes it.")),
			ui.PostButton{Action: "/admin/items/" + v.Item + "/draft", Hidden: []ui.Hidden{{Name: "fix", Value: v.Number}}, Button: ui.Button{Label: lang.T("打开草稿", "Open the draft")}}}})
	case v.Open:
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("指南由负责这个事项的单位在草稿里改，由管理员发布。", "The unit in charge of the matter changes the draft; the administrator publishes it.")})
	}
	body := ui.Components{ui.SummaryList{Rows: v.Facts}}
	if v.Words != "" {
		body = append(ui.Components{ui.Plain(v.Words)}, body...)
	}
	parts = append(parts, v.Acts, ui.Section{ID: "about", Title: lang.T("要改什么", "What is to be mended"), Body: body})
	linked := ui.Components{ui.Text(lang.Format("共%d件，完成时都会告知。", "%d in all; each is told when it is done.", len(v.Linked)))}
	var list ui.SummaryList
	for i, l := range v.Linked[:min(len(v.Linked), mostLinks)] {
		row := ui.SummaryRow{Key: lang.Format("第%d件", "No. %d", i+1), Value: l.Name}
		if l.Href != "" {
			row.Value, row.Body = lang.Text{}, ui.Components{l}
		}
		list.Rows = append(list.Rows, row)
	}
	linked = append(linked, list)
	parts = append(parts, ui.Section{ID: "linked", Title: lang.T("同样的反映", "Reports like it"), Body: linked})
	if v.Diff != nil {
		parts = append(parts, ui.Section{ID: "diff", Title: lang.T("改好的指南", "The mended guide"), Body: ui.Components{v.Diff}})
	}
	return append(parts, v.Shared.Limits(), v.Shared.Story()).View(p)
}

func (d *Pages) classFix(w http.ResponseWriter, r *site.Request, c *casework.Case, proc *casework.Procedure) error {
	base, f := "/work/cases/"+c.ID.String(), impasse.FixOf(c)
	v := ClassFix{Shared: caseview.Of(SharedInput(r, c, proc, nil, base)), Words: c.Events[0].Private.Text, Number: c.Number, Item: f.Item, Open: c.IsOpen(),
		Acts: act.Panel{Offers: act.Offers(r.Context(), r.Site.Engine, c, proc, r.Actor, r.Directory()), Back: base},
		Edit: access.Check(r.Actor, access.EditItem, access.Target{Division: c.Division, Unit: c.Unit}) == nil}
	was, ok := r.Guide(f.Item, f.From)
	if ok {
		v.Facts = append(v.Facts, ui.SummaryRow{Key: lang.T("事项", "Matter"), Value: was.Name}, ui.SummaryRow{Key: lang.T("发起时的版本", "Version at the start"), Value: ui.Data(fmt.Sprint(f.From))})
	}
	v.Facts = append(v.Facts, ui.SummaryRow{Key: lang.T("原因", "Cause"), Value: impasse.TextOf(impasse.Causes(), f.Cause)}, ui.SummaryRow{Key: lang.T("改指南的单位", "Unit that mends it"), Value: r.Unit(c.Unit)})
	if now, found := r.Guide(f.Item, f.Version); ok && found && f.Version > 0 {
		v.Facts = append(v.Facts, ui.SummaryRow{Key: lang.T("改好的版本", "Version that mends it"), Value: ui.Data(fmt.Sprint(f.Version))})
		v.Diff = caseview.DiffOf(was, now)
	}
	for _, l := range f.Linked {
		link := ui.Link{Name: ui.Data(idnum.ShortCase(l.Number))}
		if len(v.Linked) < mostLinks { // of the others only the number is shown
			if k, _, err := r.Site.Engine.Load(r.Context(), casework.Key{Division: c.Division, ID: l.ID}); err == nil && access.Check(r.Actor, access.ViewCase, k.Target()) == nil {
				link.Href = "/work/cases/" + l.ID.String()
			}
		}
		v.Linked = append(v.Linked, link)
	}
	return r.Show(w, casePage(r, c), v)
}

// Sample is a report with the unit, before it answered.
func (Impasse) Sample() Impasse {
	matter := lang.T("食品经营许可", "Food business licence")
	return Impasse{Shared: caseview.View{Title: lang.T("“办不成事”反映", "It could not be done"), Number: "N202603020001", Tag: ui.Tag{Label: lang.T("已转办", "With the unit"), Tone: ui.Busy}},
		Words: "跑了三趟，每次都要新的材料（示例）。", Fix: "/work/cases/1/class-fix", Facts: []ui.SummaryRow{{Key: lang.T("事项", "Matter"), Value: matter},
			{Key: lang.T("本人说的原因", "Reason, as the person sees it"), Value: impasse.TextOf(impasse.Reasons(), "extra_material")}, {Key: lang.T("跑过", "Visits so far"), Value: lang.T("3次", "3")}}}
}

// Sample is the form with the cause of the report chosen.
func (StartFix) Sample() StartFix {
	return StartFix{Base: "/work/cases/1", Matter: lang.T("食品经营许可", "Food business licence"), Cause: "guide_wrong", Key: "sample"}
}

// Sample is a class fix whose guide is being mended.
func (ClassFix) Sample() ClassFix {
	return ClassFix{Shared: caseview.View{Title: lang.T("一类事整改", "Class fix"), Number: "F202603040001", Tag: ui.Tag{Label: lang.T("正在改指南", "Guide being mended"), Tone: ui.Busy}}, Open: true, Edit: true, Item: "1", Number: "F202603040001",
		Words: "指南没有写清平面图的要求（示例）。", Facts: []ui.SummaryRow{{Key: lang.T("事项", "Matter"), Value: lang.T("食品经营许可", "Food business licence")}, {Key: lang.T("原因", "Cause"), Value: impasse.TextOf(impasse.Causes(), "guide_wrong")}},
		Linked: []ui.Link{{Name: ui.Data("N0302 0001"), Href: "/work/cases/1"}, {Name: ui.Data("N0303 0004")}}}
}
