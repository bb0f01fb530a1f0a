package items

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/admin/draft"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// noDepartment stands in addresses for drafts of which no unit is said.
const noDepartment = "-"

// Gaps is what the drafts of each department lack before they can be published.
type Gaps struct {
	Report catalog.GapReport
	Unit   func(id string) lang.Text
	Known  func(id string) bool
}

// View draws it.
func (v Gaps) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Title: lang.T("草稿缺什么", "What drafts lack"), Lead: lang.T("按部门看，缺得最多的排在前面。点部门看每一份要补什么。", "By department, most drafts first. Open a department to see what each draft needs.")},
		ui.Stats{{Name: lang.T("可以发布的草稿", "Drafts ready to publish"), Count: int64(v.Report.Publishable), Of: int64(v.Report.Items), Unit: lang.T("份", "drafts")}}}
	if v.Report.Items == 0 {
		return append(parts[:1], ui.Empty{Title: lang.T("没有草稿", "There are no drafts"), Link: &ui.Link{Name: lang.T("导入事项", "Import items"), Href: "/admin/import"}}).View(p)
	}
	t := ui.Table{Caption: lang.T("各部门的草稿", "Drafts by department"), Columns: []ui.Column{{Name: lang.T("部门", "Department")}, {Name: lang.T("草稿", "Drafts"), Numeric: true}, {Name: lang.T("可以发布", "Ready"), Numeric: true}, {Name: lang.T("缺得最多的", "Missing most often")}}}
	for _, d := range v.Report.Departments {
		name := ui.Components{ui.Words(v.name(d.Department))}
		if d.Department != "" && !v.Known(d.Department) {
			name = append(name, ui.Tag{Label: lang.T("还没有对应部门", "no unit yet"), Tone: ui.Soon})
		}
		most := lang.Text{}
		for i, f := range d.Fields[:min(len(d.Fields), 4)] {
			sep := [2]string{"、", ", "}
			if i == 0 {
				sep = [2]string{}
			}
			most = lang.T(fmt.Sprintf("%s%s%s %d", most.ZH, sep[0], f.Name.ZH, f.Items), fmt.Sprintf("%s%s%s %d", most.EN, sep[1], f.Name.EN, f.Items))
		}
		at := d.Department
		if at == "" {
			at = noDepartment
		}
		t.Rows = append(t.Rows, ui.Row{Href: "/admin/gaps/" + url.PathEscape(at), Cells: []ui.Component{name, ui.Plain(fmt.Sprint(d.Items)), ui.Plain(fmt.Sprint(d.Publishable)), ui.Words(most)}})
	}
	return append(parts, t).View(p)
}

func (v Gaps) name(id string) lang.Text {
	if id == "" {
		return lang.T("没有写部门", "No department said")
	}
	return v.Unit(id)
}

// Sample is the report of a bare list.
func (Gaps) Sample() Gaps {
	var drafts []catalog.Imported
	for i, row := range (DryRun{}).Sample().Rows {
		x := catalog.Imported{Item: row.Item, Department: row.Department}
		if i == 2 {
			x.Department = "fire"
		}
		drafts = append(drafts, x)
	}
	return Gaps{Report: catalog.Gaps(drafts, sampleCalendar()), Unit: specimen.Unit, Known: func(id string) bool { _, ok := specimen.Directory().Unit(id); return ok }}
}

// Department is the drafts of one department with what each needs.
type Department struct {
	ID     string
	Name   lang.Text
	Known  bool
	Drafts []catalog.DraftGaps
	Fields []catalog.FieldGap
	Units  []ui.Option
	Assign bool
}

// View draws it.
func (v Department) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: lang.T("草稿缺什么", "What drafts lack"), Title: v.Name}}
	if !v.Known && v.Assign {
		parts = append(parts, ui.Form{Action: "/admin/gaps/" + url.PathEscape(v.path()), Body: ui.Components{
			ui.Field{Name: "unit", Kind: ui.Choice, Label: lang.T("这些草稿归哪个部门？", "Which unit do these drafts belong to?"), Options: v.Units, Width: 20},
			ui.Actions{ui.Button{Label: lang.Format("把%d份草稿都归到这个部门", "Give all %d drafts to it", len(v.Drafts)), Look: ui.Secondary}},
		}})
	}
	var bars ui.Bars
	bars.Title, bars.Unit = lang.T("缺什么", "What is missing"), lang.T("份草稿", "drafts")
	for _, f := range v.Fields[:min(len(v.Fields), 12)] {
		bars.Rows = append(bars.Rows, ui.Bar{Label: f.Name, Value: int64(f.Items)})
	}
	parts = append(parts, bars)
	t := ui.Table{Caption: lang.T("草稿", "Drafts"), Columns: []ui.Column{{Name: lang.T("事项", "Item")}, {Name: lang.T("编码", "Code")}, {Name: lang.T("还缺", "Still missing"), Numeric: true}}}
	for _, d := range v.Drafts {
		t.Rows = append(t.Rows, ui.Row{Href: draft.Href(d.Code, ""), Cells: []ui.Component{ui.Words(draft.Name(catalog.Item{Name: d.Name})), ui.Plain(d.Code), ui.Plain(fmt.Sprint(len(d.Add)))}})
	}
	return append(parts, t).View(p)
}

func (v Department) path() string {
	if v.ID == "" {
		return noDepartment
	}
	return v.ID
}

// Sample is a department no unit stands for yet.
func (Department) Sample() Department {
	g := Gaps{}.Sample().Report
	v := Department{ID: "示例局", Name: ui.Data("示例局"), Units: specimen.Units(), Assign: true, Fields: g.Departments[0].Fields}
	for _, d := range g.Drafts {
		if d.Department == v.ID {
			v.Drafts = append(v.Drafts, d)
		}
	}
	return v
}

// all gives the drafts the visitor may edit, by department.
func (d *Pages) all(r *site.Request) ([]catalog.Imported, error) {
	a, _ := ask(r)
	var out []catalog.Imported
	for after := ""; ; {
		items, next, err := d.Items.Drafts(r.Context(), r.Site.Division, catalog.Filter{Unit: a.Unit}, catalog.Page{After: after, Limit: 200})
		if err != nil {
			return nil, err
		}
		for _, it := range items {
			x := catalog.Imported{Item: it, Department: it.Unit}
			if _, ok := r.Directory().Unit(it.Unit); !ok {
				x.Item.Unit = "" // a name nobody has mapped is a gap
			}
			out = append(out, x)
		}
		if after = next; after == "" {
			return out, nil
		}
	}
}

func known(r *site.Request) func(string) bool {
	return func(id string) bool { _, ok := r.Directory().Unit(id); return ok }
}

func (d *Pages) gaps(w http.ResponseWriter, r *site.Request) error {
	drafts, err := d.all(r)
	if err != nil {
		return err
	}
	p := r.Page(lang.T("草稿缺什么", "What drafts lack"))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("事项", "Items"), Href: "/admin/items"}, {Name: p.Title}}
	return r.Show(w, p, Gaps{Report: catalog.Gaps(drafts, r.Site.Calendar()), Unit: r.Unit, Known: known(r)})
}

// one gives the drafts of the department in the path.
func (d *Pages) one(r *site.Request) (Department, []catalog.Item, error) {
	id := r.PathValue("department")
	if id == noDepartment {
		id = ""
	}
	drafts, err := d.all(r)
	if err != nil {
		return Department{}, nil, err
	}
	drafts = slices.DeleteFunc(drafts, func(x catalog.Imported) bool { return x.Department != id })
	if len(drafts) == 0 {
		return Department{}, nil, fault.Missing()
	}
	g := catalog.Gaps(drafts, r.Site.Calendar())
	v := Department{ID: id, Name: Gaps{Unit: r.Unit}.name(id), Known: known(r)(id), Drafts: g.Drafts, Fields: g.Departments[0].Fields, Units: draft.UnitOptions(r), Assign: access.May(r.Actor, access.PublishItem)}
	slices.SortStableFunc(v.Drafts, func(a, b catalog.DraftGaps) int { return cmp.Compare(len(a.Add), len(b.Add)) })
	var items []catalog.Item
	for _, x := range drafts {
		items = append(items, x.Item)
	}
	return v, items, nil
}

func (d *Pages) departmentPage(r *site.Request, v Department) ui.Page {
	p := r.Page(v.Name)
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("事项", "Items"), Href: "/admin/items"}, {Name: lang.T("草稿缺什么", "What drafts lack"), Href: "/admin/gaps"}, {Name: v.Name}}
	return p
}

func (d *Pages) department(w http.ResponseWriter, r *site.Request) error {
	v, _, err := d.one(r)
	if err != nil {
		return err
	}
	return r.Show(w, d.departmentPage(r, v), v)
}

// assign gives all drafts of a department that nobody knows to a unit.
func (d *Pages) assign(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, items, err := d.one(r)
	if err != nil {
		return err
	}
	unit := r.PostForm.Get("unit")
	if v.Known || !known(r)(unit) {
		return r.Refused(w, d.departmentPage(r, v), v, fault.InvalidInput().At("unit", lang.T("请选择部门。", "Please choose a unit.")))
	}
	var rows []Row
	for _, it := range items {
		it.Unit = v.ID
		row := Row{Item: it, Had: it.Digest()}
		row.Item.Unit = unit
		rows = append(rows, row)
	}
	n, err := d.write(r, rows)
	if err != nil {
		return err
	}
	return r.Go(w, "/admin/gaps/"+url.PathEscape(unit), lang.Format("%d份草稿已归到这个部门。", "%d drafts were given to the unit.", n))
}
