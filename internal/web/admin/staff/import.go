package staff

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/site/held"
	"banjie/internal/web/ui"
)

// purpose of a held file.
const purpose = "organisation"

// Import asks for the workbook.
type Import struct{ Problems []fault.Field }

// View draws it.
func (v Import) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("导入机构人员", "Import units and staff"), Lead: lang.T("一份工作簿四张表：部门、岗位、人员、窗口。先预演，再确认。表里没有的不会被删除。", "One workbook with four sheets: units, posts, officers, windows. A dry run first. What is not in it is not deleted.")}}
	if len(v.Problems) > 0 {
		t := ui.Table{Caption: lang.T("表里要改的地方", "Places to correct in the file"), Columns: []ui.Column{{Name: lang.T("位置", "Where")}, {Name: lang.T("怎么回事、怎么改", "What, and what to do")}}}
		for _, f := range v.Problems {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(ui.Data(f.Path)), ui.Words(f.Message)}})
		}
		parts = append(parts, t)
	}
	return append(parts, ui.Actions{ui.LinkButton{Label: lang.T("下载空白模板", "Download the empty template"), Href: "/admin/org/template.xlsx", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("下载现有数据", "Download what is there"), Href: "/admin/org/export.xlsx", Look: ui.Quiet}},
		ui.Form{Action: "/admin/org/import", Multipart: true, Body: ui.Components{
			ui.Field{Name: "file", Kind: ui.File, Formats: []string{"xlsx"}, MaxBytes: held.MaxBytes, Label: lang.T("填好的工作簿", "The workbook, filled in")},
			ui.Actions{ui.Button{Label: lang.T("预演", "Dry run")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: "/admin/org", Look: ui.Quiet}},
		}}).View(p)
}

// DryRun is what an import would change.
type DryRun struct {
	File   string
	Plan   org.Plan
	From   calendar.Day
	Hidden []ui.Hidden
	Hash   string
}

// View draws it.
func (v DryRun) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: ui.Data(v.File), Title: lang.T("导入会改什么", "What the import would change"), Lead: lang.T("这是预演，还没有导入。", "This is a dry run; nothing is imported yet.")}}
	if len(v.Plan.Changes) == 0 {
		return append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("表里的内容和现有的一样，没有什么要做。", "The file says what is there already; there is nothing to do."), Link: &ui.Link{Name: lang.T("回到机构人员", "Back to units and staff"), Href: "/admin/org"}}).View(p)
	}
	t := ui.Table{Caption: lang.T("变动", "Changes"), Columns: []ui.Column{{Name: lang.T("表", "Sheet")}, {Name: lang.T("编号", "Id")}, {Name: lang.T("会怎样", "What happens")}}}
	for _, l := range v.Plan.Lines {
		var does ui.Component = ui.Tag{Label: lang.T("新增", "new"), Tone: ui.Good}
		if !l.New {
			var rows []ui.SummaryRow
			for _, f := range l.Fields {
				rows = append(rows, ui.SummaryRow{Key: f.Column, Value: ui.Data(or(f.Old) + " → " + or(f.New))})
			}
			does = ui.SummaryList{Rows: rows}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(l.Title()), ui.Plain(l.ID), does}})
	}
	return append(parts, ui.Text(lang.T("A岗、B岗的变动从今天起算："+p.Day(v.From)+"。", "Changes of A and B count from today, "+p.Day(v.From)+".")), t,
		ui.Form{Action: "/admin/org/import/confirm", Multipart: true, Hidden: append(append([]ui.Hidden{}, v.Hidden...), ui.Hidden{Name: "_plan", Value: v.Hash}), Body: ui.Components{
			ui.Actions{ui.Button{Label: lang.Format("确认导入（%d处变动）", "Import it (%d changes)", len(v.Plan.Lines))}, ui.LinkButton{Label: lang.T("不导入，返回", "Do not import, go back"), Href: "/admin/org/import", Look: ui.Quiet}},
		}}).View(p)
}

func or(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// Sample is a file with a new officer and a changed telephone.
func (DryRun) Sample() DryRun {
	return DryRun{File: "机构人员（示例）.xlsx", From: calendar.Builtin().DayOf(specimen.Now), Hash: "sample", Plan: org.Plan{Changes: make([]org.Change, 2), Lines: []org.Line{
		{Sheet: "人员", ID: "o-204", New: true},
		{Sheet: "部门", ID: "market", Fields: []org.FieldChange{{Column: lang.T("办公电话", "office phone"), Old: "", New: "0571-00000021"}, {Column: lang.T("办公时间", "office hours"), Old: "08:30-12:00", New: "08:30-12:00,14:00-17:30"}}},
	}}}
}

func (d *Pages) plan(r *site.Request, f held.File) (DryRun, error) {
	v := DryRun{File: f.Name, From: today(r)}
	rows, err := org.Read(bytes.NewReader(f.Body), r.Site.Division)
	if err != nil {
		return v, err
	}
	if v.Plan, err = rows.Plan(r.Directory().Data(), v.From); err != nil {
		return v, err
	}
	h := sha256.New()
	for _, l := range v.Plan.Lines {
		fmt.Fprintln(h, l)
	}
	body, err := json.Marshal(v.Plan.Changes)
	if err != nil {
		return v, err
	}
	h.Write(body)
	v.Hash = hex.EncodeToString(h.Sum(nil))
	return v, nil
}

func (d *Pages) askImport(w http.ResponseWriter, r *site.Request) error {
	p := r.Page(lang.T("导入机构人员", "Import units and staff"))
	p.Back = "/admin/org"
	return r.Show(w, p, Import{})
}

// refuse shows the first page again with every wrong place of the file.
func refuse(w http.ResponseWriter, r *site.Request, err error) error {
	p := r.Page(lang.T("导入机构人员", "Import units and staff"))
	p.Back = "/admin/org"
	var v Import
	if f, ok := fault.As(err); ok && f.Code == "import_problems" {
		v.Problems = f.Fields
		err = fault.New(f.Kind, f.Code, f.Message, f.Remedy).At("file", lang.Format("有%d处要改，见下表。", "%d places to correct, listed below.", len(f.Fields)))
	}
	return r.Refused(w, p, v, err)
}

func (d *Pages) dryRun(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return refuse(w, r, err)
	}
	f, err := held.Upload(r, "file", "xlsx")
	if err != nil {
		return refuse(w, r, err)
	}
	v, err := d.plan(r, f)
	if err != nil {
		return refuse(w, r, err)
	}
	if v.Hidden, err = f.Hidden(r, purpose); err != nil {
		return err
	}
	p := r.Page(lang.T("导入会改什么", "What the import would change"))
	p.Wide, p.Back = true, "/admin/org/import"
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
	v, err := d.plan(r, f)
	if err != nil {
		return refuse(w, r, err)
	}
	p := r.Page(lang.T("导入会改什么", "What the import would change"))
	p.Wide, p.Back = true, "/admin/org/import"
	if v.Hidden, err = f.Hidden(r, purpose); err != nil {
		return err
	}
	if v.Hash != r.PostForm.Get("_plan") {
		err = fault.New(fault.Conflict, "plan_moved", lang.T("预演以后机构人员有了变化，没有导入。", "Units or staff changed since the dry run; nothing was imported."), lang.T("请看过新的预演再确认。", "Please look at the new dry run and confirm again."))
	} else if len(v.Plan.Changes) > 0 {
		err = d.record(r, v.Plan.Changes)
	}
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	return r.Go(w, "/admin/org", lang.Format("已导入，%d处变动，记为一条。", "Imported: %d changes, recorded as one act.", len(v.Plan.Lines)))
}
