package draft

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Tasks is the draft as a list of its sections, with what is done and what is missing.
type Tasks struct {
	Item     catalog.Item
	Findings []catalog.Finding
	InForce  int  // version in force, 0: none
	Publish  bool // the visitor may publish
}

// View draws it.
func (v Tasks) View(p ui.Page) templ.Component {
	tag := ui.TagOf("draft")
	code := v.Item.Code
	lead := lang.T("还没有发布过。填一页存一页，不全也能存。", "Never published so far. Each page is saved by itself, complete or not.")
	if v.InForce > 0 {
		lead = lang.Format("现行的是第%d版，发布前照常有效。", "Version %d is in force and stays so until this is published.", v.InForce)
	}
	parts := ui.Components{ui.Heading{Caption: lang.T("事项草稿", "Draft of an item"), Title: Name(v.Item), Lead: lead, Tag: &tag}, v.list()}
	errors, warnings := catalog.Errors(v.Findings), v.warnings()
	if len(errors) == 0 {
		parts = append(parts, ui.Notice{Kind: ui.Success, Title: lang.T("内容齐全，可以发布。", "It is complete and can be published.")})
	}
	actions := ui.Actions{}
	if v.Publish {
		label := lang.T("看看发布会影响什么", "See what publishing would do")
		look := ui.Primary
		if len(errors) > 0 {
			label, look = lang.Format("还缺%d处，看看明细", "See what is missing (%d)", len(errors)), ui.Secondary
		}
		actions = append(actions, ui.LinkButton{Label: label, Href: Href(code, "publish"), Look: look})
	}
	actions = append(actions,
		ui.LinkButton{Label: lang.T("按群众看到的样子预览", "Preview as people see it"), Href: "/admin/items/" + url.PathEscape(code) + "/preview?draft=1", Look: ui.Secondary},
		ui.LinkButton{Label: lang.T("试一试规则", "Try the rules"), Href: Href(code, "try"), Look: ui.Quiet},
		ui.LinkButton{Label: lang.T("删除草稿", "Delete the draft"), Href: Href(code, "drop"), Look: ui.Quiet})
	parts = append(parts, actions)
	if len(warnings) > 0 {
		parts = append(parts, ui.Disclosure{Summary: lang.Format("%d条提醒，不妨碍发布", "Warnings that do not stop publication: %d", len(warnings)), Body: ui.Components{Findings{code, warnings}}})
	}
	return parts.View(p)
}

// Name is what an item is called; a draft may have no name, or one in Chinese alone.
func Name(it catalog.Item) lang.Text {
	switch {
	case it.Name.IsZero():
		return lang.T("未命名事项", "Item without a name")
	case it.Name.EN == "":
		return ui.Data(it.Name.ZH)
	}
	return it.Name
}

func (v Tasks) warnings() []catalog.Finding {
	var all []catalog.Finding
	for _, f := range v.Findings {
		if f.Severity == catalog.Warning {
			all = append(all, f)
		}
	}
	return all
}

func (v Tasks) list() ui.Component {
	missing := map[string]int{}
	for _, f := range catalog.Errors(v.Findings) {
		missing[SectionOf(f.Path).ID]++
	}
	groups := []struct {
		title lang.Text
		ids   []string
	}{
		{lang.T("基本情况", "What and who"), []string{"what", "who", "limits"}},
		{lang.T("要什么", "What is needed"), []string{"conditions", "scenarios", "materials", "form"}},
		{lang.T("怎么办", "How it goes"), []string{"steps", "specials", "undertaking"}},
		{lang.T("办成以后", "What comes of it"), []string{"result", "contact"}},
	}
	var list ui.TaskList
	for _, g := range groups {
		ts := ui.TaskSection{Title: g.title}
		for _, id := range g.ids {
			s, _ := section(id)
			task := ui.ListedTask{Name: s.Title, Href: Href(v.Item.Code, id), State: ui.TaskDone}
			switch n := missing[id]; {
			case n > 0 && s.empty(v.Item):
				task.State = ui.TaskOpen
			case n > 0:
				task.State, task.Hint = ui.TaskBegun, lang.Format("还有%d处要填或要改。", "To fill in or change: %d.", n)
			case s.Optional && s.empty(v.Item):
				task.Hint = lang.T("没有就不用填。", "Nothing to fill in where there is none.")
			}
			ts.Tasks = append(ts.Tasks, task)
		}
		list.Sections = append(list.Sections, ts)
	}
	return list
}

// empty says that nothing was said in a section yet.
func (s Section) empty(it catalog.Item) bool {
	t, err := treeOf(it)
	if err != nil {
		return false
	}
	b, err := treeOf(catalog.Blank())
	if err != nil {
		return false
	}
	for _, place := range s.Places {
		if place != "" && fmt.Sprint(t[place]) != fmt.Sprint(b[place]) {
			return false
		}
	}
	return true
}

// Findings is what the lint says, each with the way to its place.
type Findings struct {
	Code string // item whose draft the places lead to; "" where there is none
	List []catalog.Finding
}

// View draws them.
func (v Findings) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("检查结果", "What the check found"), Columns: []ui.Column{{Name: lang.T("在哪里", "Where")}, {Name: lang.T("怎么回事", "What")}, {Name: lang.T("怎么改", "What to do")}}}
	for _, f := range v.List {
		s := SectionOf(f.Path)
		what := ui.Components{ui.Words(f.Message)}
		if f.Basis != "" {
			what = append(what, ui.LawRef{ID: f.Basis})
		}
		where := ui.Component(ui.Words(s.Title))
		if v.Code != "" {
			where = ui.Link{Name: s.Title, Href: Href(v.Code, s.ID) + "#" + ui.FieldID(f.Path)}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{where, what, ui.Words(f.Remedy)}})
	}
	return t.View(p)
}

// Sample is an imported draft, half filled in.
func (Tasks) Sample() Tasks {
	it := sampleDraft()
	return Tasks{Item: it, Findings: catalog.Linter{Calendar: sampleCalendar()}.Lint(it), Publish: true}
}

// sampleDraft is the sample item as somebody left it.
func sampleDraft() catalog.Item {
	whole := specimen.Item()
	it := catalog.Blank()
	it.Code, it.Name, it.Kind, it.Unit = "511A0141700000-1-00", whole.Name, whole.Kind, whole.Unit
	it.Conditions, it.Materials = whole.Conditions[:1], whole.Materials[:1]
	return it
}

func (d *Pages) tasks(w http.ResponseWriter, r *site.Request) error {
	it, err := d.load(r)
	if err != nil {
		return err
	}
	v := Tasks{Item: it, Findings: Linter(r).Lint(it), Publish: May(r, access.PublishItem, it) == nil}
	now, err := d.current(r.Context(), it.Code)
	if err != nil {
		return err
	}
	if now != nil {
		v.InForce = now.Version
	}
	p := r.Page(Name(v.Item))
	p.Breadcrumbs = crumbs(it, ui.Link{Name: lang.T("草稿", "Draft")})
	return r.Show(w, p, v)
}

// New asks for what a new item cannot do without.
type New struct{}

// View draws it.
func (New) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("新建事项", "A new item"), Lead: lang.T("先有名称和实施编码，其余一页一页补。", "Name and implementing code first; the rest follows page by page.")},
		ui.Form{Action: "/admin/items/new", Body: ui.Components{
			ui.Field{Name: "name.zh", Label: lang.T("事项名称（中文）", "Name of the item (Chinese)")},
			ui.Field{Name: "code", Width: 30, Label: lang.T("实施编码", "Implementing code"), Hint: lang.T("31位：18位统一社会信用代码、1位层级、12位基本编码。", "31 characters: credit code, level, base code.")},
			ui.Actions{ui.Button{Label: lang.T("建立草稿", "Make the draft")}, ui.LinkButton{Label: lang.T("返回列表", "Back to the list"), Href: "/admin/items", Look: ui.Quiet}},
		}}}.View(p)
}

func (d *Pages) askNew(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, r.Page(lang.T("新建事项", "A new item")), New{})
}

func (d *Pages) create(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	p := r.Page(lang.T("新建事项", "A new item"))
	it := catalog.Blank()
	bad := fault.InvalidInput()
	t := tree{}
	(ask{Path: "name.zh"}).read(t, "", r.PostForm, "", bad)
	(ask{Path: "code"}).read(t, "", r.PostForm, "", bad)
	it.Name.ZH, it.Code = t.text("name.zh"), t.text("code")
	if r.Actor.Role != access.Administrator {
		it.Unit = r.Actor.Unit // an officer drafts for the own unit and no other
	}
	if it.Name.ZH == "" {
		bad.At("name.zh", lang.T("请填写事项名称。", "Please fill in the name."))
	}
	for _, f := range Linter(r).Lint(it) {
		if f.Path == "code" {
			bad.At("code", lang.T(f.Message.ZH+f.Remedy.ZH, f.Message.EN+" "+f.Remedy.EN))
		}
	}
	now, err := d.current(r.Context(), it.Code)
	if err != nil {
		return err
	}
	if now != nil {
		bad.At("code", lang.T("这个编码的事项已经有了，请打开它再修订。", "There is an item with this code; open it and revise it."))
	}
	if err := bad.Or(); err != nil {
		return r.Refused(w, p, New{}, err)
	}
	if err := d.Items.SaveDraft(r.Context(), r.Site.Division, it, ""); err != nil {
		return r.Refused(w, p, New{}, err)
	}
	return r.Go(w, Href(it.Code, ""), lang.T("草稿已建立。", "The draft is made."))
}

// Drop asks before a draft is deleted.
func dropPage(it catalog.Item) ui.Confirm {
	return ui.Confirm{Question: lang.T("删除这份草稿吗？", "Delete this draft?"), Effect: lang.T("草稿里填的内容都会删除，不能恢复。已发布的版本不受影响。", "All that was entered is deleted and cannot come back. Published versions stay."),
		Facts:  []ui.SummaryRow{{Key: lang.T("事项", "Item"), Value: Name(it)}, {Key: lang.T("实施编码", "Implementing code"), Value: ui.Data(it.Code)}},
		Action: Href(it.Code, "drop"), Button: ui.Button{Label: lang.T("删除草稿", "Delete the draft"), Look: ui.Danger}, Back: Href(it.Code, "")}
}

func (d *Pages) askDrop(w http.ResponseWriter, r *site.Request) error {
	it, err := d.load(r)
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(lang.T("删除草稿", "Delete the draft")), dropPage(it))
}

func (d *Pages) drop(w http.ResponseWriter, r *site.Request) error {
	it, err := d.load(r)
	if err != nil {
		return err
	}
	if err := d.Items.DropDraft(r.Context(), r.Site.Division, it.Code); err != nil {
		return err
	}
	return r.Go(w, "/admin/items?status=draft", lang.T("草稿已删除。", "The draft is deleted."))
}
