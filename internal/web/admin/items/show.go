package items

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/admin/draft"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/citizen/find"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// ItemRetired is the kind of the act by which an item ends; its facts are the code.
const ItemRetired = "item_retired"

// Show is one item with its versions and what can be done to it.
type Show struct {
	Item     catalog.Item // the version in force, else the newest
	Versions []catalog.Item
	Draft    bool // there is a draft
	Findings []catalog.Finding
	Running  int
	Edit     bool
	Publish  bool
	Unit     func(id string) lang.Text
}

// View draws it.
func (v Show) View(p ui.Page) templ.Component {
	it := v.Item
	tag := ui.TagOf(string(it.Status))
	parts := ui.Components{ui.Heading{Caption: v.Unit(it.Unit), Title: draft.Name(it), Lead: it.Summary, Tag: &tag}, v.actions()}
	if v.Draft {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("有一份修订草稿还没有发布。", "There is a draft that is not published yet."), Link: &ui.Link{Name: lang.T("打开草稿", "Open the draft"), Href: draft.Href(it.Code, "")}})
	}
	rows := []ui.SummaryRow{
		{Key: lang.T("实施编码", "Implementing code"), Value: ui.Data(it.Code)}, {Key: lang.T("类型", "Type"), Value: it.Kind.Label()}, {Key: lang.T("办件类型", "Kind of case"), Value: it.CaseKind.Label()},
		{Key: lang.T("法定时限", "Statutory limit"), Value: statutory(it)}, {Key: lang.T("承诺时限", "Promise"), Value: promise(it)},
		{Key: lang.T("材料", "Materials"), Value: lang.Format("%d 种", "%d", len(it.Materials))}, {Key: lang.T("正在办的件", "Running cases"), Value: lang.Format("%d 件", "%d", v.Running)},
	}
	parts = append(parts, ui.SummaryList{Rows: rows}, v.versions())
	if len(v.Findings) > 0 {
		code := it.Code
		if !v.Draft {
			code = "" // no draft to lead to
		}
		parts = append(parts, ui.Section{Title: lang.T("今天再检查一遍，发现", "Checked again today"), Body: ui.Components{draft.Findings{Code: code, List: v.Findings}}})
	}
	return parts.View(p)
}

func statutory(it catalog.Item) lang.Text {
	if it.Statutory == nil {
		return lang.T("法律没有规定", "none in law")
	}
	return ui.SpanText(it.Statutory.N, it.Statutory.Unit)
}

func (v Show) actions() ui.Component {
	a := ui.Actions{}
	if v.Edit && v.Draft {
		a = append(a, ui.LinkButton{Label: lang.T("继续修订", "Go on with the draft"), Href: draft.Href(v.Item.Code, "")})
	} else if v.Edit && v.Item.Status == catalog.Published {
		a = append(a, ui.PostButton{Action: draft.Href(v.Item.Code, ""), Button: ui.Button{Label: lang.T("修订", "Revise")}})
	}
	a = append(a, ui.LinkButton{Label: lang.T("按群众看到的样子预览", "Preview as people see it"), Href: Href(v.Item.Code) + "/preview", Look: ui.Secondary})
	if v.Publish && v.Item.Status == catalog.Published {
		a = append(a, ui.LinkButton{Label: lang.T("停用", "Retire"), Href: Href(v.Item.Code) + "/retire", Look: ui.Quiet})
	}
	return a
}

func (v Show) versions() ui.Component {
	t := ui.Table{Caption: lang.T("历次版本", "Versions"), Columns: []ui.Column{{Name: lang.T("版本", "Version")}, {Name: lang.T("状态", "State")}, {Name: lang.T("生效日期", "In force from")}, {Name: lang.T("内容指纹", "Digest")}, {Name: lang.T("与上一版比", "Compared with the one before")}},
		Empty: ui.Empty{Title: lang.T("还没有发布过。", "Never published.")}}
	for i, it := range slices.Backward(v.Versions) {
		var from, diff ui.Component = ui.Plain("–"), ui.Plain("–")
		if it.Effective != 0 {
			from = ui.OnDay(it.Effective)
		}
		if i > 0 {
			diff = ui.Link{Name: lang.T("看变动", "See the changes"), Href: fmt.Sprintf("%s/diff?from=%d&to=%d", Href(it.Code), v.Versions[i-1].Version, it.Version)}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(lang.Format("第%d版", "Version %d", it.Version)), ui.TagOf(string(it.Status)), from, code(it.Digest()[:12]), diff}})
	}
	return t
}

// code is a digest or key, in letters of one width.
func code(s string) ui.Component { return ui.Plain(s) }

// Sample is an item with two versions and a draft.
func (Show) Sample() Show {
	a, b := specimen.Item(), specimen.Item()
	a.Status, b.Version = catalog.Retired, 2
	b.Summary = lang.T("开店卖食品前办的许可。", "The licence before you sell food.")
	return Show{Item: b, Versions: []catalog.Item{a, b}, Draft: true, Running: 7, Edit: true, Publish: true, Unit: specimen.Unit}
}

// load gives the version in force, or the newest one, or the draft of a new item.
func (d *Pages) load(r *site.Request) (it catalog.Item, versions []catalog.Item, err error) {
	code := r.PathValue("code")
	if versions, err = d.Items.Versions(r.Context(), r.Site.Division, code); err != nil {
		return it, nil, err
	}
	if len(versions) == 0 {
		return it, nil, fault.Missing()
	}
	it = versions[len(versions)-1]
	return it, versions, draft.May(r, access.EditItem, it)
}

func (d *Pages) show(w http.ResponseWriter, r *site.Request) error {
	it, versions, err := d.load(r)
	if fault.KindOf(err) == fault.NotFound {
		if _, derr := d.Items.Draft(r.Context(), r.Site.Division, r.PathValue("code")); derr == nil {
			return r.Go(w, draft.Href(r.PathValue("code"), ""), lang.Text{})
		}
	}
	if err != nil {
		return err
	}
	running, err := draft.Running(r.Context(), r.Site, it.Code)
	if err != nil {
		return err
	}
	_, err = d.Items.Draft(r.Context(), r.Site.Division, it.Code)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	p := r.Page(draft.Name(it))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("事项", "Items"), Href: "/admin/items"}, {Name: draft.Name(it)}}
	return r.Show(w, p, Show{Item: it, Versions: versions, Draft: err == nil, Findings: draft.Linter(r).Lint(it), Running: len(running), Edit: true, Publish: access.May(r.Actor, access.PublishItem), Unit: r.Unit})
}

// Preview is the guide as people see it, with a word above that it is one.
type Preview struct {
	Guide find.Guide
	Back  string
	Draft bool
}

// View draws it.
func (v Preview) View(p ui.Page) templ.Component {
	n := ui.Notice{Kind: ui.Info, Title: lang.T("预览：群众看到的办事指南", "Preview: the guide as people see it"), Link: &ui.Link{Name: lang.T("回到事项", "Back to the item"), Href: v.Back}}
	if v.Draft {
		n.Text = lang.T("这是草稿，还没有发布；页面上的“申请”按钮还不能用。", "This is a draft, not published; its buttons to apply lead nowhere yet.")
	}
	return ui.Components{n, v.Guide}.View(p)
}

// Sample is the preview of the sample item.
func (Preview) Sample() Preview {
	it := specimen.Item()
	return Preview{Guide: find.Guide{Item: it, Guide: catalog.GuideOf(it, catalog.Facts{}), Unit: specimen.Unit}, Back: Href(it.Code), Draft: true}
}

func (d *Pages) preview(w http.ResponseWriter, r *site.Request) error {
	var it catalog.Item
	var err error
	of := r.URL.Query().Get("draft") != ""
	if of {
		if it, err = d.Items.Draft(r.Context(), r.Site.Division, r.PathValue("code")); err == nil {
			err = draft.May(r, access.EditItem, it)
		}
	} else {
		it, _, err = d.load(r)
	}
	if err != nil {
		return err
	}
	v := Preview{Guide: find.Guide{Item: it, Guide: catalog.GuideOf(it, catalog.Facts{}), Unit: r.Unit}, Back: Href(it.Code), Draft: of}
	if of {
		v.Back = draft.Href(it.Code, "")
	}
	return r.Show(w, r.Page(draft.Name(it)), v)
}

// Diff is the difference of two versions.
type Diff struct {
	Name     lang.Text
	From, To int // To 0: the draft
	List     []catalog.Change
}

// View draws it.
func (v Diff) View(p ui.Page) templ.Component {
	title := lang.T(fmt.Sprintf("第%d版到第%d版的变动", v.From, v.To), fmt.Sprintf("From version %d to version %d", v.From, v.To))
	if v.To == 0 {
		title = lang.Format("第%d版到草稿的变动", "From version %d to the draft", v.From)
	}
	return ui.Components{ui.Heading{Caption: v.Name, Title: title}, draft.Changes{List: v.List}}.View(p)
}

// Sample is a shorter promise.
func (Diff) Sample() Diff {
	plan := draft.Plan{}.Sample()
	return Diff{Name: plan.Item.Name, From: 1, To: 2, List: plan.Plan.Changes}
}

func (d *Pages) diff(w http.ResponseWriter, r *site.Request) error {
	it, _, err := d.load(r)
	if err != nil {
		return err
	}
	v := Diff{Name: draft.Name(it)}
	q := r.URL.Query()
	pick := func(name string) (catalog.Item, int, error) {
		n, err := strconv.Atoi(strings.TrimSpace(q.Get(name)))
		if err != nil || n < 0 {
			return it, 0, fault.Missing()
		}
		if n == 0 {
			x, err := d.Items.Draft(r.Context(), r.Site.Division, it.Code)
			return x, 0, err
		}
		x, err := d.Items.Get(r.Context(), r.Site.Division, it.Code, n)
		return x, n, err
	}
	from, n, err := pick("from")
	if err != nil {
		return err
	}
	v.From = n
	to, n, err := pick("to")
	if err != nil {
		return err
	}
	v.To, v.List = n, catalog.Diff(from, to)
	p := r.Page(lang.T("版本变动", "Changes"))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("事项", "Items"), Href: "/admin/items"}, {Name: draft.Name(it), Href: Href(it.Code)}, {Name: p.Title}}
	return r.Show(w, p, v)
}

// retirePage asks before an item ends.
func retirePage(it catalog.Item, running int) ui.Confirm {
	return ui.Confirm{Question: lang.T("停用这个事项吗？", "Retire this item?"),
		Effect: lang.T("停用后不能再申请。已经收的件照常办完。以后要恢复，须重新发布一个版本。", "It can no longer be asked for. What was received goes on to its end. To bring it back, a new version must be published."),
		Facts: []ui.SummaryRow{{Key: lang.T("事项", "Item"), Value: draft.Name(it)}, {Key: lang.T("现行版本", "Version in force"), Value: lang.Format("第%d版", "Version %d", it.Version)},
			{Key: lang.T("正在办的件", "Running cases"), Value: lang.Format("%d 件", "%d", running)}},
		Action: Href(it.Code) + "/retire", Hidden: []ui.Hidden{{Name: "_version", Value: strconv.Itoa(it.Version)}},
		Button: ui.Button{Label: lang.T("停用", "Retire it"), Look: ui.Danger}, Back: Href(it.Code)}
}

func (d *Pages) askRetire(w http.ResponseWriter, r *site.Request) error {
	it, _, err := d.load(r)
	if err != nil {
		return err
	}
	running, err := draft.Running(r.Context(), r.Site, it.Code)
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(lang.T("停用事项", "Retire an item")), retirePage(it, len(running)))
}

func (d *Pages) retire(w http.ResponseWriter, r *site.Request) error {
	it, _, err := d.load(r)
	if err != nil {
		return err
	}
	if err := draft.May(r, access.PublishItem, it); err != nil {
		return err
	}
	running, err := draft.Running(r.Context(), r.Site, it.Code)
	if err != nil {
		return err
	}
	p := r.Page(lang.T("停用事项", "Retire an item"))
	_, err = catalog.Retire(it)
	if err == nil && r.PostFormValue("_version") != strconv.Itoa(it.Version) {
		err = fault.New(fault.Conflict, "version_moved", lang.T("刚才又发布了新版本，没有停用。", "A new version was published meanwhile; it was not retired."), lang.T("请看过新版本再决定。", "Please look at it and decide again."))
	}
	if err == nil {
		_, err = r.Site.Engine.Record(r.Context(), r.Actor, ItemRetired, map[string]string{"code": it.Code}, casework.Private{})
	}
	if err != nil {
		return r.Refused(w, p, retirePage(it, len(running)), err)
	}
	return r.Go(w, Href(it.Code), lang.T("已停用。", "It is retired."))
}
