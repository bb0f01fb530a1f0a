package items

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/admin/draft"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/site/held"
	"banjie/internal/web/ui"
)

// purpose of a held file.
const purpose = "items"

// Import asks for a file.
type Import struct{ Problems Problems }

// View draws it.
func (v Import) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}}
	parts = append(parts, ui.Heading{Title: lang.T("导入事项", "Import items"), Lead: lang.T("先预演，看清会新增和替换哪些草稿，再确认。导入的都是草稿，不会直接发布。", "A dry run comes first. What is imported are drafts; nothing is published.")})
	if len(v.Problems) > 0 {
		parts = append(parts, v.Problems)
	}
	return append(parts, ui.Form{Action: "/admin/import", Multipart: true, Body: ui.Components{
		ui.Field{Name: "file", Kind: ui.File, Formats: []string{"json", "xlsx", "csv"}, MaxBytes: held.MaxBytes, Label: lang.T("文件", "File"),
			Hint: lang.T("JSON 和 XLSX 用本系统导出的格式；CSV 是一张清单，有“事项名称”一列就行。", "JSON and XLSX as exported here; a CSV is a bare list that needs one column with names.")},
		ui.Actions{ui.Button{Label: lang.T("预演", "Dry run")}, ui.LinkButton{Label: lang.T("返回列表", "Back to the list"), Href: "/admin/items", Look: ui.Quiet}},
	}}).View(p)
}

// Problems are the wrong places of a file: sheet, row and column with what to do.
type Problems []fault.Field

// View draws them.
func (v Problems) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("文件里要改的地方", "Places to correct in the file"), Columns: []ui.Column{{Name: lang.T("位置", "Where")}, {Name: lang.T("怎么回事、怎么改", "What, and what to do")}}}
	for _, f := range v {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(ui.Data(f.Path)), ui.Words(f.Message)}})
	}
	return t.View(p)
}

// Row is one item of a file as the dry run shows it.
type Row struct {
	Item       catalog.Item
	Department string // as a bare list calls it
	Had        string // digest of the draft it would replace, "" for none
	Same       bool   // the draft says the same already
	Current    bool   // a version is published; this would be its revision
	Missing    int    // places to fill in before publication
}

// DryRun is what an import would do.
type DryRun struct {
	File    string
	Rows    []Row
	Units   []ui.Option
	Mapped  map[string]string // department → unit
	Hidden  []ui.Hidden
	Hash    string
	Depts   []string // departments without a unit, in order
	Changes int      // drafts that would be written
}

// shownRows is how many rows a page lists; the counts are of all.
const shownRows = 100

// View draws it.
func (v DryRun) View(p ui.Page) templ.Component {
	var fresh, replaced, ready int64
	for _, r := range v.Rows {
		switch {
		case r.Same:
		case r.Had != "":
			replaced++
		default:
			fresh++
		}
		if r.Missing == 0 {
			ready++
		}
	}
	unit := lang.T("份", "drafts")
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: ui.Data(v.File), Title: lang.T("导入会做什么", "What the import would do"), Lead: lang.T("这是预演，还没有导入。", "This is a dry run; nothing is imported yet.")},
		ui.Stats{{Name: lang.T("文件里的事项", "Items in the file"), Count: int64(len(v.Rows)), Unit: lang.T("个", "items")}, {Name: lang.T("新增草稿", "New drafts"), Count: fresh, Unit: unit},
			{Name: lang.T("替换现有草稿", "Drafts replaced"), Count: replaced, Unit: unit}, {Name: lang.T("已经齐全", "Complete already"), Count: ready, Unit: unit, Note: lang.T("其余要补齐才能发布。", "The others must be completed before publication.")}}}
	if v.Changes == 0 {
		return append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("这份文件已经导入过，没有什么要做。", "This file was imported before; there is nothing to do."), Link: &ui.Link{Name: lang.T("看草稿", "See the drafts"), Href: "/admin/items?status=draft"}}).View(p)
	}
	form := ui.Form{Action: "/admin/import/confirm", Multipart: true, Hidden: append(slices.Clone(v.Hidden), ui.Hidden{Name: "_plan", Value: v.Hash})}
	if len(v.Depts) > 0 {
		set := ui.Fieldset{Legend: lang.T("清单里的部门是哪个部门？", "Which units are the departments of the list?"), Hint: lang.T("不选的先按清单的叫法留着，发布前要补。", "Those left open keep the list's words and must be mapped before publication.")}
		for i, dept := range v.Depts {
			set.Body = append(set.Body, ui.Field{Name: fmt.Sprintf("unit.%d", i), Kind: ui.Choice, Label: ui.Data(dept), Options: v.Units, Value: v.Mapped[dept], Optional: true})
		}
		form.Body = append(form.Body, set)
	}
	form.Body = append(form.Body, ui.Actions{ui.Button{Label: lang.Format("导入%d份草稿", "Import %d drafts", v.Changes)}, ui.LinkButton{Label: lang.T("不导入，返回", "Do not import, go back"), Href: "/admin/import", Look: ui.Quiet}})
	return append(parts, form, v.table()).View(p)
}

func (v DryRun) table() ui.Component {
	t := ui.Table{Caption: lang.T("文件里的事项", "Items in the file"), Columns: []ui.Column{{Name: lang.T("事项", "Item")}, {Name: lang.T("编码", "Code")}, {Name: lang.T("会怎样", "What happens")}, {Name: lang.T("还缺", "Still missing"), Numeric: true}}}
	if len(v.Rows) > shownRows {
		t.Total = fmt.Sprintf("%d / %d", shownRows, len(v.Rows))
	}
	for _, r := range v.Rows[:min(len(v.Rows), shownRows)] {
		does := lang.T("新增草稿", "new draft")
		switch {
		case r.Same:
			does = lang.T("不变", "unchanged")
		case r.Had != "":
			does = lang.T("替换现有草稿", "replaces the draft")
		case r.Current:
			does = lang.T("现行事项的修订草稿", "draft of an item in force")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(draft.Name(r.Item)), ui.Plain(r.Item.Code), ui.Words(does), ui.Plain(fmt.Sprint(r.Missing))}})
	}
	return t
}

// Sample is a bare list of three items.
func (DryRun) Sample() DryRun {
	list, err := catalog.ImportList(strings.NewReader("部门,事项名称,实施编码,类型代码\n示例局,食品经营许可,A-1,1\n示例局,小餐饮备案,A-2,10\n另一局,户外广告设置,A-3,1\n"))
	if err != nil {
		panic("items: " + err.Error()) // a literal of this function
	}
	v := DryRun{File: "示例清单.csv", Units: specimen.Units(), Depts: []string{"示例局", "另一局"}, Hash: "sample", Changes: 3}
	for _, x := range list {
		v.Rows = append(v.Rows, Row{Item: x.Item, Department: x.Department, Missing: 21})
	}
	return v
}

// read gives the items of a file by its ending.
func read(f held.File) ([]Row, error) {
	var rows []Row
	var items []catalog.Item
	var err error
	switch f.Ext() {
	case "json":
		items, err = catalog.ImportJSON(bytes.NewReader(f.Body))
	case "xlsx":
		items, err = catalog.ImportXLSX(bytes.NewReader(f.Body))
	default:
		var list []catalog.Imported
		list, err = catalog.ImportList(bytes.NewReader(f.Body))
		for _, x := range list {
			x.Item.Unit = x.Department
			if x.Item.Code == "" { // a draft needs a name to be found by; the lint asks for the real code
				sum := sha256.Sum256([]byte(x.Department + "\x00" + x.MainItem + "\x00" + x.Item.Name.ZH))
				x.Item.Code = "new-" + hex.EncodeToString(sum[:6])
			}
			rows = append(rows, Row{Item: x.Item, Department: x.Department})
		}
	}
	for _, it := range items {
		rows = append(rows, Row{Item: it})
	}
	return rows, err
}

// plan is what importing rows would do now. units maps departments to units.
func (d *Pages) plan(r *site.Request, f held.File, units map[string]string) (DryRun, error) {
	v := DryRun{File: f.Name, Units: draft.UnitOptions(r), Mapped: map[string]string{}}
	var err error
	if v.Rows, err = read(f); err != nil {
		return v, err
	}
	h := sha256.New()
	lint := draft.Linter(r)
	seen := map[string]bool{}
	for i := range v.Rows {
		row := &v.Rows[i]
		if dept := row.Department; dept != "" {
			if !slices.Contains(v.Depts, dept) {
				v.Depts = append(v.Depts, dept)
				v.Mapped[dept] = units[dept]
				if _, said := units[dept]; !said {
					v.Mapped[dept] = namesake(v.Units, dept)
				}
			}
			if u := v.Mapped[dept]; u != "" {
				row.Item.Unit = u
			}
		}
		row.Item.Status, row.Item.Version = catalog.Draft, 0
		if row.Item.Code == "" || seen[row.Item.Code] {
			return v, fault.New(fault.Invalid, "bad_file", lang.T("有的事项没有编码或编码重复，没有导入。", "An item has no code, or one that is there twice; nothing was imported."), lang.T("请补上编码后重新上传。", "Please give each its code and upload it again.")).
				At(fmt.Sprintf("item %d", i+1), lang.T("“"+row.Item.Name.ZH+"”的编码不能用。", "The code of “"+row.Item.Name.In(lang.EN)+"” cannot be used."))
		}
		seen[row.Item.Code] = true
		if err := d.compare(r, row); err != nil {
			return v, err
		}
		row.Missing = len(catalog.Errors(lint.Lint(row.Item)))
		if !row.Same {
			v.Changes++
		}
		fmt.Fprintf(h, "%s\x00%s\x00%t\n", row.Item.Code, row.Had, row.Current)
	}
	v.Hash = hex.EncodeToString(h.Sum(nil))
	return v, nil
}

// namesake is the unit of exactly that name, "" for none: what the file says is taken at
// its word, what it does not say is not guessed.
func namesake(units []ui.Option, name string) string {
	for _, u := range units {
		if u.Label.ZH == name {
			return u.Value
		}
	}
	return ""
}

// compare looks for what is there already.
func (d *Pages) compare(r *site.Request, row *Row) error {
	had, err := d.Items.Draft(r.Context(), r.Site.Division, row.Item.Code)
	switch {
	case err == nil:
		row.Had = had.Digest()
		have := row.Item
		if row.Department != "" && have.Unit == row.Department {
			have.Unit = had.Unit // left open again: what was mapped since stays
			row.Item.Unit = had.Unit
		}
		have.Version, have.Status = had.Version, had.Status
		row.Same = have.Digest() == row.Had
	case fault.KindOf(err) != fault.NotFound:
		return err
	}
	now, err := d.Items.Current(r.Context(), r.Site.Division, row.Item.Code)
	switch {
	case err == nil:
		row.Current = true
		if row.Had == "" && len(catalog.Diff(now, row.Item)) == 0 {
			row.Same = true
		}
	case fault.KindOf(err) != fault.NotFound:
		return err
	}
	return nil
}

func (d *Pages) askImport(w http.ResponseWriter, r *site.Request) error {
	p := r.Page(lang.T("导入事项", "Import items"))
	p.Back = "/admin/items"
	return r.Show(w, p, Import{})
}

// refuse shows the first page again with every wrong place of the file.
func refuse(w http.ResponseWriter, r *site.Request, err error) error {
	p := r.Page(lang.T("导入事项", "Import items"))
	p.Back = "/admin/items"
	var v Import
	if f, ok := fault.As(err); ok && (f.Code == "bad_file" || f.Code == "bad_workbook") {
		v.Problems = f.Fields
		short := fault.New(f.Kind, f.Code, f.Message, f.Remedy)
		err = short.At("file", lang.Format("有%d处要改，见下表。", "%d places to correct, listed below.", len(f.Fields)))
	}
	return r.Refused(w, p, v, err)
}

func (d *Pages) dryRun(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return refuse(w, r, err)
	}
	f, err := held.Upload(r, "file", "json", "xlsx", "csv")
	if err != nil {
		return refuse(w, r, err)
	}
	v, err := d.plan(r, f, nil)
	if err != nil {
		return refuse(w, r, err)
	}
	if v.Hidden, err = f.Hidden(r, purpose); err != nil {
		return err
	}
	p := r.Page(lang.T("导入会做什么", "What the import would do"))
	p.Wide, p.Back = true, "/admin/import"
	return r.Show(w, p, v)
}

func (d *Pages) confirm(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return refuse(w, r, err)
	}
	f, err := held.Open(r, purpose)
	if err != nil {
		return refuse(w, r, err)
	}
	first, err := d.plan(r, f, nil)
	if err != nil {
		return refuse(w, r, err)
	}
	units := map[string]string{}
	for i, dept := range first.Depts {
		units[dept] = r.PostForm.Get(fmt.Sprintf("unit.%d", i))
		if units[dept] != "" && !slices.ContainsFunc(first.Units, func(o ui.Option) bool { return o.Value == units[dept] }) {
			units[dept] = ""
		}
	}
	v, err := d.plan(r, f, units)
	if err != nil {
		return refuse(w, r, err)
	}
	p := r.Page(lang.T("导入会做什么", "What the import would do"))
	p.Wide, p.Back = true, "/admin/import"
	if v.Hidden, err = f.Hidden(r, purpose); err != nil {
		return err
	}
	if v.Hash != r.PostForm.Get("_plan") {
		return r.Refused(w, p, v, fault.New(fault.Conflict, "plan_moved", lang.T("预演以后草稿有了变化，没有导入。", "Drafts changed since the dry run; nothing was imported."), lang.T("请看过新的预演再确认。", "Please look at the new dry run and confirm again.")))
	}
	n, err := d.write(r, v.Rows)
	if err != nil {
		f := fault.For(err)
		f.Remedy = lang.Format("已导入%d份；再导入一次会接着做完，不会重复。", "%d were imported; importing again goes on from there and doubles nothing.", n)
		return f
	}
	return r.Go(w, "/admin/gaps", lang.Format("导入了%d份草稿。下面是各部门还要补的内容。", "%d drafts were imported. Below is what each department must still add.", n))
}

// writers is how many drafts are saved side by side; the store writes them in one group.
const writers = 16

// write saves the drafts that differ and says how many were.
func (d *Pages) write(r *site.Request, rows []Row) (int, error) {
	type result struct{ err error }
	slots, done := make(chan struct{}, writers), make(chan result, len(rows))
	sent := 0
	for _, row := range rows {
		if row.Same {
			continue
		}
		sent++
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			done <- result{d.Items.SaveDraft(r.Context(), r.Site.Division, row.Item, row.Had)}
		}()
	}
	n := 0
	var first error
	for range sent {
		if x := <-done; x.err == nil {
			n++
		} else if first == nil {
			first = x.err
		}
	}
	return n, first
}
