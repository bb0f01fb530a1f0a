package draft

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Edit is one section of a draft to fill in.
type Edit struct {
	Section  Section
	Code     string
	Name     lang.Text
	Tree     tree
	Choices  Choices
	Findings []catalog.Finding // of this section, at the names of inputs
	Base     string            // digest of the draft that is shown
	Broken   string            // why the form cannot be shown as a table
}

// View draws it.
func (v Edit) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: v.Name, Title: v.Section.Title, Lead: v.Section.Lead}}
	if len(v.Findings) > 0 && p.Fault == nil {
		parts = append(parts, v.notes())
	}
	if v.Broken != "" {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Title: lang.T("这份表单不能用表格编辑。", "This form cannot be edited as a table."), Text: ui.Data(v.Broken)})
	}
	if v.Section.ID == "form" {
		parts = append(parts, ui.Link{Name: lang.T("直接编辑 JSON Schema（熟悉的人用）", "Edit the JSON Schema itself (for experts)"), Href: Href(v.Code, "json")})
	}
	if v.Broken == "" {
		parts = append(parts, v.form(p))
	}
	if v.Section.Laws {
		parts = append(parts, Laws{})
	}
	return parts.View(p)
}

// notes is what the lint says, above inputs that carry the same words.
func (v Edit) notes() ui.Component {
	return ui.Notice{Kind: ui.Warning, Title: lang.Format("发布前还有%d处要补或要改，已标在下面", "To fill in or change before publication, marked below: %d", len(v.Findings))}
}

func (v Edit) form(p ui.Page) ui.Component {
	f := ui.Form{Action: Href(v.Code, v.Section.ID), Hidden: []ui.Hidden{{Name: "_base", Value: v.Base}}}
	for _, a := range v.Section.Asks {
		f.Body = append(f.Body, v.inputs(p, a, v.Tree, "", "")...)
	}
	for _, l := range []*list{v.Section.List, v.Section.More} {
		if l != nil {
			f.Body = append(f.Body, ui.Section{Title: l.Many, Body: v.rows(p, l, l.Path)})
		}
	}
	f.Body = append(f.Body, ui.Actions{
		ui.Button{Label: lang.T("保存", "Save"), Skip: true},
		ui.Button{Label: lang.T("保存，接着加", "Save and go on here"), Look: ui.Secondary, Name: "_stay", Value: "1", Skip: true},
		ui.LinkButton{Label: lang.T("不保存，返回", "Back without saving"), Href: Href(v.Code, ""), Look: ui.Quiet},
	})
	return f
}

// inputs are the fields of one thing asked, with what the lint says of it.
func (v Edit) inputs(p ui.Page, a ask, t tree, at, name string) ui.Components {
	var all ui.Components
	for i, f := range a.fields(t, at, v.Choices) {
		f.Name = name + strings.TrimPrefix(f.Name, at)
		if f.Kind == ui.Checks && p.Form != nil { // a box that was unticked is not in the form
			f.Values = p.Form[f.Name]
		}
		for _, x := range v.Findings {
			if x.Path == f.Name || i == 0 && x.Path == name+a.Path {
				f.Error = lang.T(x.Message.ZH+x.Remedy.ZH, x.Message.EN+" "+x.Remedy.EN)
			}
		}
		if a.Sort == length && i > 0 {
			f.Hint = lang.Text{}
		}
		all = append(all, f)
	}
	return all
}

// rows are those of a list and one to fill in.
func (v Edit) rows(p ui.Page, l *list, at string) ui.Components {
	n := v.Tree.rows(at)
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	if p.Form != nil { // a refused form comes back as it was sent
		numbers = slices.DeleteFunc(numbered(p.Form, at), func(i int) bool { return i >= n && emptyRow(p.Form, fmt.Sprintf("%s.%d.", at, i)) })
	}
	next := 0
	if len(numbers) > 0 {
		next = numbers[len(numbers)-1] + 1
	}
	if next < maxRows {
		numbers = append(numbers, next)
	}
	var all ui.Components
	for _, i := range numbers {
		all = append(all, v.row(p, l, at, i, i == next, n == 0))
	}
	return all
}

// emptyRow says that nothing was typed into a row beyond its place.
func emptyRow(form url.Values, at string) bool {
	for name, values := range form {
		if strings.HasPrefix(name, at) && name != at+placeOf && strings.TrimSpace(strings.Join(values, "")) != "" {
			return false
		}
	}
	return true
}

// row is one row, closed where it needs nothing.
func (v Edit) row(p ui.Page, l *list, at string, i int, fresh, first bool) ui.Component {
	place := fmt.Sprintf("%s.%d.", at, i)
	var body ui.Components
	for _, a := range l.Asks {
		body = append(body, v.inputs(p, a, v.Tree, place, place)...)
	}
	if l.Sub != nil {
		body = append(body, ui.Fieldset{Legend: l.Sub.Many, Body: v.rows(p, l.Sub, place+l.Sub.Path)})
	}
	if fresh {
		return ui.Disclosure{Summary: lang.T("再加一项："+l.Name.ZH+"（不填就不加）", "One more: "+strings.ToLower(l.Name.EN)+" (left empty, it is not added)"), Open: first, Body: body}
	}
	body = append(body, ui.Field{Name: place + placeOf, Kind: ui.Digits, Label: lang.T("排在第几", "Place in the list"), Value: strconv.Itoa(i + 1), Width: 5},
		ui.Field{Name: place + goneOf, Kind: ui.Checks, Label: lang.T("不要了？", "No longer wanted?"), Options: []ui.Option{{Value: yes, Label: lang.T("保存时去掉这一项", "Take it out when saving")}}})
	at = l.Head
	if en := strings.TrimSuffix(at, ".zh") + ".en"; p.Lang == lang.EN && v.Tree.text(place+en) != "" {
		at = en
	}
	head := v.Tree.text(place + at)
	if p.Form != nil {
		head = p.Form.Get(place + at)
	}
	summary := lang.T(fmt.Sprintf("%s%d", l.Name.ZH, i+1), fmt.Sprintf("%s %d", l.Name.EN, i+1))
	if head == "" {
		return ui.Disclosure{Summary: summary, Open: true, Body: body}
	}
	return titled{ui.Disclosure{Summary: summary, Open: v.open(p, place), Body: body}, head}
}

// open says that a row has something to be looked at.
func (v Edit) open(p ui.Page, place string) bool {
	if p.Fault != nil && slices.ContainsFunc(p.Fault.Fields, func(f fault.Field) bool { return strings.HasPrefix(f.Path, place) }) {
		return true
	}
	return slices.ContainsFunc(v.Findings, func(f catalog.Finding) bool { return strings.HasPrefix(f.Path, place) })
}

// titled is a row with the words it holds beside its number.
type titled struct {
	row  ui.Disclosure
	head string
}

// View draws it.
func (v titled) View(p ui.Page) templ.Component {
	return rowDetails(p, v)
}

// Laws is the register of legal bases to look up ids in.
type Laws struct{}

// View draws it.
func (Laws) View(p ui.Page) templ.Component {
	var rows []ui.SummaryRow
	for _, b := range law.All() {
		rows = append(rows, ui.SummaryRow{Key: ui.Data(b.ID), Value: lang.T(b.Cite(lang.ZH), b.Cite(lang.EN))})
	}
	return ui.Disclosure{Summary: lang.T("法规库编号", "Ids in the register of laws"), Body: ui.Components{ui.SummaryList{Rows: rows}}}.View(p)
}

// show fills the view of a section.
func (d *Pages) show(r *site.Request, it catalog.Item, s Section) (Edit, error) {
	v := Edit{Section: s, Code: it.Code, Name: Name(it), Base: it.Digest()}
	var err error
	if v.Choices, err = d.choices(r, it); err != nil {
		return v, err
	}
	if s.ID == "form" {
		if v.Tree, err = table(it.Form); err != nil {
			v.Broken = err.Error()
		}
	} else if v.Tree, err = treeOf(it); err != nil {
		return v, err
	}
	if s.empty(it) {
		return v, nil // nothing is wrong with a page nobody has begun
	}
	for _, f := range Linter(r).Lint(it) {
		if SectionOf(f.Path).ID == s.ID {
			f.Path = v.input(f.Path)
			v.Findings = append(v.Findings, f)
		}
	}
	return v, nil
}

// input is the name of the input that a place of the lint is filled in at.
func (v Edit) input(place string) string {
	rest, ok := strings.CutPrefix(place, "form.properties.")
	if !ok {
		return place
	}
	name, part, _ := strings.Cut(rest, ".")
	part = strings.Replace(part, "description", "help", 1)
	if strings.HasPrefix(part, "options") {
		part = "options"
	}
	for i := range v.Tree.rows("questions") {
		if at := fmt.Sprintf("questions.%d.", i); v.Tree.text(at+"name") == name {
			return at + part
		}
	}
	return place
}

func (d *Pages) edit(w http.ResponseWriter, r *site.Request) error {
	s, ok := section(r.PathValue("section"))
	if !ok {
		return fault.Missing()
	}
	it, err := d.load(r)
	if err != nil {
		return err
	}
	v, err := d.show(r, it, s)
	if err != nil {
		return err
	}
	p := r.Page(s.Title)
	p.Breadcrumbs = crumbs(it, ui.Link{Name: lang.T("草稿", "Draft"), Href: Href(it.Code, "")}, ui.Link{Name: s.Title})
	return r.Show(w, p, v)
}

func (d *Pages) save(w http.ResponseWriter, r *site.Request) error {
	s, ok := section(r.PathValue("section"))
	if !ok {
		return fault.Missing()
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	it, err := d.load(r)
	if err != nil {
		return err
	}
	v, err := d.show(r, it, s)
	if err != nil {
		return err
	}
	p := r.Page(s.Title)
	p.Back = Href(it.Code, "")
	next, err := v.read(it, r.PostForm)
	if err == nil {
		err = d.keep(r, it, next)
	}
	if err != nil {
		v.Findings = nil
		return r.Refused(w, p, v, err)
	}
	if r.PostForm.Get("_stay") != "" || d.rulesBroken(r, next, s) {
		return r.Go(w, Href(next.Code, s.ID), lang.T("已保存。", "Saved."))
	}
	return r.Go(w, Href(next.Code, ""), lang.T("“"+s.Title.ZH+"”已保存。", "Saved: "+s.Title.EN+"."))
}

// rulesBroken says that a rule of the section does not compile: its writer stays to see why.
func (d *Pages) rulesBroken(r *site.Request, it catalog.Item, s Section) bool {
	return slices.ContainsFunc(Linter(r).Lint(it), func(f catalog.Finding) bool {
		return (f.Code == "bad_rule" || f.Code == "unknown_fact" && f.Severity == catalog.Error) && SectionOf(f.Path).ID == s.ID
	})
}

// read gives the draft with what was typed. The error is a fault at the inputs.
func (v Edit) read(it catalog.Item, form url.Values) (catalog.Item, error) {
	if v.Section.ID == "form" {
		t, err := v.Section.read(tree{}, form)
		if err != nil {
			return it, err
		}
		next, err := schema(t, it.Form)
		if err != nil {
			return it, err
		}
		after, err := table(next)
		if err != nil {
			return it, fault.InvalidInput().At("questions.0.name", lang.Format("表单还有不对的地方：%v", "The form is not right yet: %v", err))
		}
		// Another spelling of the same questions is no change that people should read of.
		if before, err := table(it.Form); err != nil || !reflect.DeepEqual(before, after) {
			it.Form = next
		}
		return it, nil
	}
	t, err := treeOf(it)
	if err != nil {
		return it, err
	}
	if t, err = v.Section.read(t, form); err != nil {
		return it, err
	}
	next, err := t.item()
	if err != nil {
		return it, err
	}
	next.Version, next.Status, next.Form = it.Version, catalog.Draft, it.Form // a tree forgets the order of the form's questions
	bad := fault.InvalidInput()
	if next.Code == "" {
		bad.At("code", lang.T("实施编码不能空着。", "The implementing code cannot be empty."))
	}
	if v.Choices.InForce && next.Code != it.Code {
		bad.At("code", lang.T("已发布的事项不能改实施编码，请另建事项。", "The code of a published item cannot change; make a new item."))
	}
	return next, bad.Or()
}

// keep saves the changed draft over the one that was shown; a corrected code moves it.
func (d *Pages) keep(r *site.Request, was, next catalog.Item) error {
	if err := May(r, access.EditItem, next); err != nil {
		return fault.InvalidInput().At("unit", lang.T("您只能编辑本单位的事项。", "You can edit items of your own unit only."))
	}
	base := r.PostForm.Get("_base")
	if next.Code == was.Code {
		return d.Items.SaveDraft(r.Context(), r.Site.Division, next, base)
	}
	if base != was.Digest() {
		return d.Items.SaveDraft(r.Context(), r.Site.Division, was, base) // the store's own answer to a draft that moved
	}
	if err := d.Items.SaveDraft(r.Context(), r.Site.Division, next, ""); err != nil {
		return fault.InvalidInput().At("code", lang.T("这个编码已有另一份草稿。", "Another draft has this code.")).With(err)
	}
	return d.Items.DropDraft(r.Context(), r.Site.Division, was.Code)
}
