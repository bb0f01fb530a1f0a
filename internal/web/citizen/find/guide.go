package find

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Guide is everything an applicant should know of one item, to read and to print.
type Guide struct {
	Item  catalog.Item
	Guide catalog.Guide
	Unit  func(id string) lang.Text
}

// Online says whether the item can be asked for in the browser.
func Online(it catalog.Item) bool {
	return slices.Contains(it.Channels, "web") || slices.Contains(it.Channels, "mobile")
}

// View draws it.
func (v Guide) View(p ui.Page) templ.Component {
	g := v.Guide
	cs := ui.Components{ui.Heading{Caption: v.Unit(g.Unit), Title: g.Name, Lead: g.Summary}}
	if g.Illustrative {
		cs = append(cs, ui.Notice{Kind: ui.Warning, Text: lang.T("下面标有“示例，未经核对”的法律依据没有核对过原文，只作演示，不能用于真实办事。", "Legal bases marked “illustrative, not verified” were not read in the original; they are for demonstration only.")})
	}
	return append(cs, v.actions(), v.glance(), v.conditions(), v.materials(),
		ui.Section{Title: lang.T("一次性告知", "What you are told, once"), Body: ui.Components{lines(g.Notice)}},
		v.steps(), v.where(), v.law(),
		ui.Section{Title: lang.T("没有批准怎么办", "If it is refused"), Body: ui.Components{lines(g.Remedies)}},
		v.version(),
	).View(p)
}

func (v Guide) actions() ui.Component {
	a := ui.Actions{}
	if Online(v.Item) {
		a = append(a, ui.LinkButton{Label: lang.T("开始申请", "Apply"), Href: "/items/" + v.Item.Slug + "/apply"})
	}
	if len(v.Item.Conditions)+len(v.Item.Scenarios) > 0 {
		a = append(a, ui.LinkButton{Label: lang.T("先看看我符不符合", "See first whether I qualify"), Href: "/items/" + v.Item.Slug + "/check", Look: ui.Secondary})
	}
	a = append(a, ui.PrintButton{})
	if Online(v.Item) {
		return a
	}
	return ui.Components{ui.Notice{Kind: ui.Info, Text: lang.T("这件事目前要到窗口或者邮寄办理，地址和电话在下面。", "For now this is done at a window or by post; address and phone are below.")}, a}
}

// glance is what people ask first.
func (v Guide) glance() ui.Component {
	g := v.Guide
	rows := []ui.SummaryRow{{Key: lang.T("谁可以办", "Who may apply"), Value: join(g.Served)}}
	for _, l := range g.Limits {
		rows = append(rows, ui.SummaryRow{Key: capital(l.Name), Body: said(l.Text, l.Basis)})
	}
	rows = append(rows,
		ui.SummaryRow{Key: lang.T("收费", "Fee"), Value: g.Fee},
		ui.SummaryRow{Key: lang.T("要跑几趟", "Visits"), Value: g.Visits},
		ui.SummaryRow{Key: lang.T("办成后得到", "What you get"), Value: g.Result},
		ui.SummaryRow{Key: lang.T("怎么办", "How"), Value: join(g.Channels)},
		ui.SummaryRow{Key: lang.T("由谁决定", "Who decides"), Value: v.Unit(g.Unit)},
	)
	if !g.Delegation.IsZero() {
		rows = append(rows, ui.SummaryRow{Key: lang.T("权力来源", "Where the power comes from"), Value: g.Delegation})
	}
	return ui.Section{Title: lang.T("先看要点", "At a glance"), Body: ui.Components{ui.SummaryList{Rows: rows}}}
}

func (v Guide) conditions() ui.Component {
	if len(v.Guide.Conditions) == 0 {
		return nil
	}
	rows := make([]ui.SummaryRow, len(v.Guide.Conditions))
	for i, c := range v.Guide.Conditions {
		rows[i] = ui.SummaryRow{Key: lang.Format("条件%d", "Condition %d", i+1), Body: said(c.Text, c.Basis)}
	}
	return ui.Section{ID: "conditions", Title: lang.T("什么条件", "Conditions"), Body: ui.Components{ui.SummaryList{Rows: rows}}}
}

func (v Guide) materials() ui.Component {
	s := ui.Section{ID: "materials", Title: lang.T("带什么材料", "What to bring")}
	switch {
	case len(v.Guide.Materials) > 0:
		s.Body = ui.Components{Materials(v.Guide.Materials)}
	case v.Guide.NoMaterials:
		s.Body = ui.Components{ui.Text(lang.T("什么都不用带。", "Nothing has to be brought."))}
	default:
		return nil
	}
	if !v.Guide.Undertaking.IsZero() {
		s.Body = append(s.Body, ui.Disclosure{Summary: lang.T("也可以选择告知承诺", "You may choose the undertaking"), Body: ui.Components{ui.Text(v.Guide.Undertaking), ui.LawRef{ID: "zyc-14", Full: true}}})
	}
	return s
}

// Materials is a list of materials with what each means for the applicant.
type Materials []catalog.NeededMaterial

var needTag = map[catalog.Need]ui.Tag{
	catalog.MustBring: {Label: lang.T("要交", "needed"), Tone: ui.Busy},
	catalog.MayFollow: {Label: lang.T("可以后补", "may follow"), Tone: ui.Soon},
	catalog.MayBring:  {Label: lang.T("有就交", "if you have it"), Tone: ui.Neutral},
	catalog.WeFetch:   {Label: lang.T("不用交", "we fetch it"), Tone: ui.Good},
	catalog.NotNeeded: {Label: lang.T("不需要", "not needed"), Tone: ui.Good},
	catalog.Undecided: {Label: lang.T("看情况", "it depends"), Tone: ui.Neutral},
}

// View draws it.
func (v Materials) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("材料清单，除此之外不再要别的", "The full list; nothing else may be asked"), Columns: []ui.Column{{Name: lang.T("材料", "Material")}, {Name: lang.T("要不要交", "Needed?")}, {Name: lang.T("说明", "Notes")}}}
	for _, n := range v {
		note := ui.Components{ui.Words(lang.T(n.Why.ZH, n.Why.EN))}
		if !n.Material.Help.IsZero() {
			note = append(note, ui.Text(n.Material.Help))
		}
		if many := copies(n.Material); !many.IsZero() {
			note = append(note, ui.Text(many))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(n.Material.Name), needTag[n.Need], note}})
	}
	return t.View(p)
}

func copies(m catalog.Material) lang.Text {
	switch {
	case m.Originals > 0 && m.Copies > 0:
		return lang.Format("到窗口办：原件%d份、复印件%d份。", "At a window: %d original, %d copy.", m.Originals, m.Copies)
	case m.Originals > 0:
		return lang.Format("到窗口办：原件%d份。", "At a window: %d original.", m.Originals)
	case m.Copies > 0:
		return lang.Format("到窗口办：复印件%d份；带了原件来看的，不用复印。", "At a window: %d copy, or show the original instead.", m.Copies)
	}
	return lang.Text{}
}

func (v Guide) steps() ui.Component {
	if len(v.Guide.Steps) == 0 {
		return nil
	}
	var steps ui.Steps
	for i, s := range v.Guide.Steps {
		var units []lang.Text
		for _, t := range s.Tasks {
			if u := v.Unit(t.Unit); !slices.Contains(units, u) {
				units = append(units, u)
			}
		}
		note := join(units)
		if s.Limit != nil {
			l := span(*s.Limit)
			note = lang.T(note.ZH+"，"+l.ZH, note.EN+", "+l.EN)
		}
		steps.Steps = append(steps.Steps, ui.Step{Name: lang.T(fmt.Sprintf("%d. %s", i+1, s.Name.In(lang.ZH)), fmt.Sprintf("%d. %s", i+1, s.Name.In(lang.EN))), State: ui.StepNext, Note: note})
	}
	body := ui.Components{steps}
	if len(v.Guide.Specials) > 0 {
		body = append(body, ui.Disclosure{Summary: lang.T("哪些时间依法不计入期限", "Time that by law does not count"), Body: ui.Components{lines(v.Guide.Specials)}})
	}
	return ui.Section{Title: lang.T("怎么走流程", "How it goes"), Body: body}
}

func (v Guide) where() ui.Component {
	c := v.Guide.Contact
	var rows []ui.SummaryRow
	for _, r := range []ui.SummaryRow{
		{Key: lang.T("地址", "Address"), Value: c.Address}, {Key: lang.T("时间", "Hours"), Value: c.Hours},
		{Key: lang.T("咨询电话", "Phone"), Value: ui.Data(c.Phone)}, {Key: lang.T("监督投诉电话", "Phone for complaints"), Value: ui.Data(c.Oversee)},
	} {
		if !r.Value.IsZero() {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return ui.Section{Title: lang.T("在哪里办", "Where"), Body: ui.Components{ui.SummaryList{Rows: rows}}}
}

func (v Guide) law() ui.Component {
	var body ui.Components
	for _, b := range v.Item.Bases {
		body = append(body, ui.LawRef{ID: b.ID, Law: ui.Data(b.Law), Version: b.Version, Article: b.Article, Says: ui.Data(b.Sentence), Full: true})
	}
	if len(body) == 0 {
		return nil
	}
	return ui.Section{ID: "law", Title: lang.T("法律依据", "Legal basis"), Body: body}
}

func (v Guide) version() ui.Component {
	return ui.Text(lang.T(fmt.Sprintf("实施编码 %s，第%d版。已经收件的，按收件时的版本办。", v.Guide.Code, v.Guide.Version),
		fmt.Sprintf("Code %s, version %d. A case is judged by the version at its receipt.", v.Guide.Code, v.Guide.Version)))
}

// lines is named sentences with the article behind each.
func lines(ls []catalog.GuideLine) ui.SummaryList {
	var s ui.SummaryList
	for _, l := range ls {
		s.Rows = append(s.Rows, ui.SummaryRow{Key: capital(l.Name), Body: said(l.Text, l.Basis)})
	}
	return s
}

// said is a sentence and below it the article it rests on, where there is one.
func said(t lang.Text, basis string) ui.Component {
	if basis == "" {
		return ui.Text(t)
	}
	return ui.Components{ui.Text(t), ui.LawRef{ID: basis}}
}

// capital begins an English name with a capital letter: it stands at the head of a line.
func capital(t lang.Text) lang.Text {
	if t.EN != "" {
		t.EN = strings.ToUpper(t.EN[:1]) + t.EN[1:]
	}
	return t
}

func join(ts []lang.Text) (out lang.Text) {
	for i, t := range ts {
		if i > 0 {
			out.ZH += "、"
			out.EN += ", "
		}
		out.ZH += t.In(lang.ZH)
		out.EN += t.In(lang.EN)
	}
	return out
}

// Sample is the guide of the invented item.
func (Guide) Sample() Guide {
	it := specimen.Item()
	return Guide{Item: it, Guide: catalog.GuideOf(it, catalog.Facts{}), Unit: specimen.Unit}
}

func (f *Pages) guide(w http.ResponseWriter, r *site.Request) error {
	it, err := f.Site.Items.BySlug(r.Context(), f.Site.Division, r.PathValue("slug"))
	if err != nil {
		return err
	}
	p := r.Page(it.Name)
	p.Breadcrumbs = []ui.Link{{Name: lang.T("首页", "Home"), Href: "/"}}
	if t, ok := catalog.ThemeOf(it.Theme); ok {
		p.Breadcrumbs = append(p.Breadcrumbs, ui.Link{Name: t.Name, Href: "/themes/" + t.ID})
	}
	p.Breadcrumbs = append(p.Breadcrumbs, ui.Link{Name: it.Name})
	return r.Show(w, p, Guide{Item: it, Guide: catalog.GuideOf(it, catalog.Facts{}), Unit: r.Unit})
}
