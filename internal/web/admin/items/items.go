// Package items is the administrator's shelf of service items.
//
//	list (published │ draft │ retired, unit, kind, words) ─▶ item: versions, differences, preview
//	   ├ import JSON, XLSX, bare list CSV ─ dry run ─▶ drafts          └▶ package draft: edit, publish
//	   ├ export JSON, XLSX                                             └▶ retire
//	   └ gaps: what each department must still add before its drafts can be published
//
// An import makes drafts, never published items, and fills in nothing the file does not
// say. The unit of a bare list stays as the list calls it until somebody maps it; the lint
// refuses publication until then. Retiring an item touches no case that was received.
//
// It draws what package catalog decides and rests on the articles named there.
package items

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/admin/download"
	"banjie/internal/web/admin/draft"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Site  *site.Site
	Items catalog.Store
}

// Routes adds the pages to the site.
func (d *Pages) Routes() {
	s, edit, publish := d.Site, site.For(access.EditItem), site.For(access.PublishItem)
	s.Handle("GET /admin/items", edit, d.list)
	s.Handle("GET /admin/items/{code}", edit, d.show)
	s.Handle("GET /admin/items/{code}/preview", edit, d.preview)
	s.Handle("GET /admin/items/{code}/diff", edit, d.diff)
	s.Handle("GET /admin/items/{code}/retire", publish, d.askRetire)
	s.Handle("POST /admin/items/{code}/retire", publish, d.retire)
	s.Handle("GET /admin/export/{format}", edit, d.export)
	s.Handle("GET /admin/import", publish, d.askImport)
	s.Handle("POST /admin/import", publish.WithFiles(), d.dryRun)
	s.Handle("POST /admin/import/confirm", publish.WithFiles(), d.confirm)
	s.Handle("GET /admin/gaps", edit, d.gaps)
	s.Handle("GET /admin/gaps/{department}", edit, d.department)
	s.Handle("POST /admin/gaps/{department}", publish, d.assign)
}

// Href is the address of an item's page.
func Href(code string) string { return "/admin/items/" + url.PathEscape(code) }

// pageSize is how many items a list shows at once.
const pageSize = 50

// Ask is what a list is narrowed by.
type Ask struct {
	Status catalog.Status
	Unit   string
	Kind   catalog.ItemKind
	Words  string
	After  string
}

func (a Ask) query(change func(*Ask)) string {
	if change != nil {
		change(&a)
	}
	q := url.Values{}
	for name, v := range map[string]string{"status": string(a.Status), "unit": a.Unit, "kind": string(a.Kind), "q": a.Words, "after": a.After} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// List is the list of items.
type List struct {
	Ask   Ask
	Items []catalog.Item
	Next  string
	Units []ui.Option
	Fixed bool // an officer sees the own unit only
	Whole bool // the visitor may publish, import and retire
	Name  func(unit string) lang.Text
}

var statusTabs = []catalog.Status{catalog.Published, catalog.Draft, catalog.Retired}

// View draws it.
func (v List) View(p ui.Page) templ.Component {
	tabs := ui.Tabs{Label: lang.T("事项", "Items")}
	for _, s := range statusTabs {
		tabs.Items = append(tabs.Items, ui.Tab{Name: s.Label(), Current: s == v.Ask.Status, Href: "/admin/items" + v.Ask.query(func(a *Ask) { a.Status, a.After = s, "" })})
	}
	actions := ui.Actions{ui.LinkButton{Label: lang.T("新建事项", "New item"), Href: "/admin/items/new"}}
	if v.Whole {
		actions = append(actions, ui.LinkButton{Label: lang.T("导入", "Import"), Href: "/admin/import", Look: ui.Secondary})
	}
	actions = append(actions, ui.LinkButton{Label: lang.T("草稿缺什么", "What drafts lack"), Href: "/admin/gaps", Look: ui.Secondary})
	return ui.Components{ui.Heading{Title: lang.T("事项", "Items")}, actions, tabs, v.filters(), v.table()}.View(p)
}

func (v List) filters() ui.Component {
	f := ui.Filters{Action: "/admin/items", Hidden: []ui.Hidden{{Name: "status", Value: string(v.Ask.Status)}}, Fields: []ui.Field{
		{Name: "q", Label: lang.T("名称、编码或群众说法", "Name, code or everyday words"), Value: v.Ask.Words}}}
	if !v.Fixed {
		f.Fields = append(f.Fields, ui.Field{Name: "unit", Kind: ui.Choice, Label: lang.T("部门", "Unit"), Value: v.Ask.Unit, Options: v.Units})
	}
	f.Fields = append(f.Fields, ui.Field{Name: "kind", Kind: ui.Choice, Label: lang.T("事项类型", "Type"), Value: string(v.Ask.Kind), Options: kindOptions})
	chip := func(label lang.Text, change func(*Ask)) {
		f.Active = append(f.Active, ui.Chip{Label: label, Remove: "/admin/items" + v.Ask.query(func(a *Ask) { change(a); a.After = "" })})
	}
	if v.Ask.Words != "" {
		chip(ui.Data(v.Ask.Words), func(a *Ask) { a.Words = "" })
	}
	if v.Ask.Unit != "" && !v.Fixed {
		chip(v.Name(v.Ask.Unit), func(a *Ask) { a.Unit = "" })
	}
	if v.Ask.Kind != "" {
		chip(v.Ask.Kind.Label(), func(a *Ask) { a.Kind = "" })
	}
	if len(f.Active) > 1 {
		f.Clear = "/admin/items?status=" + string(v.Ask.Status)
	}
	return f
}

var kindOptions = func() []ui.Option {
	var all []ui.Option
	for _, k := range []catalog.ItemKind{catalog.License, catalog.Benefit, catalog.Confirmation, catalog.Award, catalog.Adjudication, catalog.OtherPower, catalog.PublicService} {
		all = append(all, ui.Option{Value: string(k), Label: k.Label()})
	}
	return all
}()

func (v List) table() ui.Component {
	t := ui.Table{Caption: v.Ask.Status.Label(), Columns: []ui.Column{{Name: lang.T("事项", "Item")}, {Name: lang.T("部门", "Unit")}, {Name: lang.T("类型", "Type")}, {Name: lang.T("承诺时限", "Promise")}, {Name: lang.T("版本", "Version"), Numeric: true}},
		Empty: ui.Empty{Title: lang.T("没有符合的事项", "No such item"), Text: lang.T("换个说法，或去掉一些条件。", "Try other words or take a filter away."), Link: &ui.Link{Name: lang.T("看全部", "See all"), Href: "/admin/items?status=" + string(v.Ask.Status)}}}
	for _, it := range v.Items {
		name, href := draft.Name(it), Href(it.Code)
		version := fmt.Sprint(it.Version)
		if it.Status == catalog.Draft {
			href, version = draft.Href(it.Code, ""), "–"
		}
		t.Rows = append(t.Rows, ui.Row{Href: href, Cells: []ui.Component{ui.Words(name), ui.Words(v.Name(it.Unit)), ui.Words(it.Kind.Label()), ui.Words(promise(it)), ui.Plain(version)}})
	}
	if v.Next != "" {
		t.Next = "/admin/items" + v.Ask.query(func(a *Ask) { a.After = v.Next })
	}
	if v.Ask.After != "" {
		t.Prev = "/admin/items" + v.Ask.query(func(a *Ask) { a.After = "" })
	}
	if v.Ask.Status != catalog.Retired {
		q := v.Ask.query(func(a *Ask) { a.After = "" })
		t.Export = []ui.Link{{Name: ui.Data("XLSX"), Href: "/admin/export/xlsx" + q}, {Name: ui.Data("JSON"), Href: "/admin/export/json" + q}}
	}
	return t
}

func promise(it catalog.Item) lang.Text {
	if it.Promised == nil {
		return lang.T("未填写", "not stated")
	}
	if it.Promised.N == 0 {
		return lang.T("当场", "on the spot")
	}
	return ui.SpanText(it.Promised.N, it.Promised.Unit)
}

// Sample is two published items.
func (List) Sample() List {
	a, b := specimen.Item(), specimen.Item()
	b.Code, b.Name, b.Kind, b.Promised = b.Code[:30]+"2", lang.T("小餐饮备案", "Filing of a small eatery"), catalog.OtherPower, nil
	return List{Ask: Ask{Status: catalog.Published, Unit: "market"}, Items: []catalog.Item{a, b}, Next: b.Code, Units: specimen.Units(), Whole: true, Name: specimen.Unit}
}

// ask reads the query; what nobody offers is nothing. An officer's list is the own unit's.
func ask(r *site.Request) (a Ask, fixed bool) {
	q := r.URL.Query()
	a = Ask{Status: catalog.Status(q.Get("status")), Unit: q.Get("unit"), Kind: catalog.ItemKind(q.Get("kind")), Words: strings.TrimSpace(q.Get("q")), After: q.Get("after")}
	if a.Status.Label().IsZero() {
		a.Status = catalog.Published
	}
	if scope := access.ScopeOf(r.Actor, access.EditItem); scope.Reach < access.Division {
		a.Unit, fixed = scope.Unit, true
		if a.Unit == "" {
			a.Unit = "\x00" // nobody's
		}
	}
	return a, fixed
}

func (d *Pages) list(w http.ResponseWriter, r *site.Request) error {
	v := List{Units: draft.UnitOptions(r), Name: r.Unit, Whole: access.May(r.Actor, access.PublishItem)}
	v.Ask, v.Fixed = ask(r)
	var err error
	if v.Items, v.Next, err = d.find(r.Context(), v.Ask, pageSize); err != nil {
		return err
	}
	p := r.Page(lang.T("事项", "Items"))
	p.Wide = true
	return r.Show(w, p, v)
}

// find gives up to limit items and the cursor after them.
func (d *Pages) find(ctx context.Context, a Ask, limit int) ([]catalog.Item, string, error) {
	var found []catalog.Item
	words := strings.ToLower(a.Words)
	for after := a.After; ; {
		f, page := catalog.Filter{Status: a.Status, Unit: a.Unit, Kind: a.Kind}, catalog.Page{After: after, Limit: 200}
		list := d.Items.List
		if a.Status == catalog.Draft {
			list = d.Items.Drafts
		}
		items, next, err := list(ctx, d.Site.Division, f, page)
		if err != nil {
			return nil, "", err
		}
		for _, it := range items {
			keep, err := d.keep(ctx, it, a, words)
			if err != nil {
				return nil, "", err
			}
			if !keep {
				continue
			}
			if n := len(found); n > 0 && found[n-1].Code == it.Code { // the newest of several retired versions
				found[n-1] = it
				continue
			}
			if len(found) == limit {
				return found, found[limit-1].Code, nil
			}
			found = append(found, it)
		}
		if after = next; after == "" {
			return found, "", nil
		}
	}
}

// keep says whether an item of the list is meant. An older version of an item in force is
// no retired item.
func (d *Pages) keep(ctx context.Context, it catalog.Item, a Ask, words string) (bool, error) {
	if words != "" && !strings.Contains(strings.ToLower(strings.Join(append([]string{it.Name.ZH, it.Name.EN, it.Code, it.Slug, it.Summary.ZH}, it.Keywords...), "\n")), words) {
		return false, nil
	}
	if a.Status != catalog.Retired {
		return true, nil
	}
	_, err := d.Items.Current(ctx, d.Site.Division, it.Code)
	if fault.KindOf(err) == fault.NotFound {
		return true, nil
	}
	return false, err
}

func (d *Pages) export(w http.ResponseWriter, r *site.Request) error {
	a, _ := ask(r)
	a.After = ""
	items, _, err := d.find(r.Context(), a, 20_000)
	if err != nil {
		return err
	}
	name := "items-" + string(a.Status)
	switch r.PathValue("format") {
	case "json":
		return download.Send(w, name+".json", "application/json", func(w io.Writer) error { return catalog.ExportJSON(w, items) })
	case "xlsx":
		return download.Send(w, name+".xlsx", download.XLSX, func(w io.Writer) error { return catalog.ExportXLSX(w, items) })
	}
	return fault.Missing()
}
