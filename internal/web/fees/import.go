package fees

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/web/site"
	"banjie/internal/web/site/held"
	"banjie/internal/web/ui"
)

const purpose = "fees"

var importTitle = lang.T("导入收费目录", "Import fees")

// Import asks for a file.
type Import struct{ Problems []fault.Field }

// View draws it.
func (v Import) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: importTitle, Lead: lang.T("一行一项收费；和现在一样的跳过，不一样的发布新版本。先预演。", "One fee a row; what is the same is skipped, what differs becomes a new version. A dry run comes first.")}}
	if len(v.Problems) > 0 {
		t := ui.Table{Caption: lang.T("表格里要改的地方", "Places to correct"), Columns: []ui.Column{{Name: lang.T("位置", "Where")}, {Name: lang.T("怎么改", "What to do")}}}
		for _, x := range v.Problems {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(x.Path), ui.Words(x.Message)}})
		}
		parts = append(parts, t)
	}
	return append(parts, ui.Actions{ui.LinkButton{Label: lang.T("下载现在的目录照着填", "Download the list as a pattern"), Href: "/fees.xlsx", Look: ui.Secondary}},
		ui.Form{Action: "/work/registers/fees/import", Multipart: true, Body: ui.Components{
			ui.Field{Name: "file", Kind: ui.File, Formats: []string{"xlsx", "csv"}, MaxBytes: held.MaxBytes, Label: lang.T("表格", "Table")},
			ui.Actions{ui.Button{Label: lang.T("预演", "Dry run")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: "/work/registers/fees", Look: ui.Quiet}}}}).View(p)
}

// ImportPlan is what an import would publish.
type ImportPlan struct {
	File   string
	Next   []fee.Fee
	Same   int
	Hidden []ui.Hidden
}

// View draws it.
func (v ImportPlan) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: ui.Data(v.File), Title: lang.T("导入会公布什么", "What the import would publish"), Lead: lang.T("这是预演，还没有公布。", "This is a dry run; nothing is published yet.")}}
	t := ui.Table{Caption: lang.T("要发布的", "To be published"), Total: fmt.Sprint(len(v.Next)), Columns: []ui.Column{{Name: lang.T("名称", "Fee")}, {Name: lang.T("版本", "Version"), Numeric: true}, {Name: lang.T("收多少", "How much")}},
		Empty: ui.Empty{Title: lang.T("和现在的目录一样", "Nothing differs"), Text: lang.T("没有什么要发布。", "There is nothing to publish.")}}
	for _, x := range v.Next {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(x.Name), ui.Plain(fmt.Sprint(x.Version)), ui.Words(x.Rate.Says())}})
	}
	parts = append(parts, ui.Text(lang.Format("和现在一样、跳过的：%d项。", "The same as now, skipped: %d.", v.Same)), t)
	if len(v.Next) > 0 {
		parts = append(parts, ui.Form{Action: "/work/registers/fees/import/confirm", Multipart: true, Hidden: v.Hidden, Body: ui.Components{ui.Actions{
			ui.Button{Label: lang.Format("发布%d项", "Publish %d", len(v.Next))}, ui.LinkButton{Label: lang.T("不导入，返回", "Do not import"), Href: "/work/registers/fees/import", Look: ui.Quiet}}}})
	}
	return parts.View(p)
}

func (f *Pages) askImport(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, f.page(r, importTitle, "/work/registers/fees"), Import{})
}

func (f *Pages) refuse(w http.ResponseWriter, r *site.Request, err error) error {
	v := Import{}
	if x, ok := fault.As(err); ok && x.Code == "bad_fee_table" {
		v.Problems = x.Fields
		err = fault.New(x.Kind, x.Code, x.Message, x.Remedy).At("file", lang.Format("有%d处要改，见下表。", "%d places to correct, listed below.", len(x.Fields)))
	}
	return r.Refused(w, f.page(r, importTitle, "/work/registers/fees"), v, err)
}

// plan is what publishing the file's fees would do now. Every row is checked against the
// register with the rows before it.
func (f *Pages) plan(r *site.Request, file held.File) (ImportPlan, string, error) {
	v := ImportPlan{File: file.Name}
	readTable := fee.ReadXLSX
	if file.Ext() == "csv" {
		readTable = fee.ReadCSV
	}
	rows, err := readTable(file.Body)
	if err != nil {
		return v, "", err
	}
	reg, today, err := f.register(r)
	if err != nil {
		return v, "", err
	}
	reg = append(fee.Register{}, reg...)
	bad := fault.New(fault.Invalid, "bad_fee_table", lang.T("表格里有要改的地方，没有导入任何内容。", "The table has places to correct; nothing was imported."), lang.T("请修改后重新上传。", "Please correct them and upload it again."))
	h := sha256.New()
	for i, x := range rows {
		if all := reg.Of(x.ID); len(all) > 0 {
			last := all[len(all)-1]
			x.Synthetic = last.Synthetic
			if x.Unchanged(last) {
				v.Same++
				continue
			}
			if x.From <= last.From && x.From < today {
				x.From = today
			}
		}
		next, err := f.allowed(r, reg, x, today)
		if wrong, ok := fault.As(err); ok {
			for _, place := range wrong.Fields {
				bad.At(fmt.Sprintf("第%d项 %s %s", i+1, x.ID, place.Path), place.Message)
			}
			if len(wrong.Fields) == 0 {
				bad.At(fmt.Sprintf("第%d项 %s", i+1, x.ID), wrong.Message)
			}
			continue
		} else if err != nil {
			return v, "", err
		}
		reg, v.Next = append(reg, next), append(v.Next, next)
		io.WriteString(h, next.Digest())
	}
	return v, hex.EncodeToString(h.Sum(nil)), bad.Or()
}

func (f *Pages) planImport(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return f.refuse(w, r, err)
	}
	file, err := held.Upload(r, "file", "xlsx", "csv")
	if err != nil {
		return f.refuse(w, r, err)
	}
	v, hash, err := f.plan(r, file)
	if err != nil {
		return f.refuse(w, r, err)
	}
	if v.Hidden, err = file.Hidden(r, purpose); err != nil {
		return err
	}
	v.Hidden = append(v.Hidden, ui.Hidden{Name: "_plan", Value: hash})
	return r.Show(w, f.page(r, importTitle, "/work/registers/fees/import"), v)
}

func (f *Pages) confirmImport(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return f.refuse(w, r, err)
	}
	file, err := held.Open(r, purpose)
	if err != nil {
		return f.refuse(w, r, err)
	}
	v, hash, err := f.plan(r, file)
	if err == nil && hash != r.PostForm.Get("_plan") {
		err = fault.New(fault.Conflict, "plan_moved", lang.T("预演以后目录有了变化，没有导入。", "The list changed since the dry run; nothing was imported."), lang.T("请重新预演。", "Please make a new dry run."))
	}
	if err != nil {
		return f.refuse(w, r, err)
	}
	for i, x := range v.Next {
		if _, err := f.Site.Engine.Record(r.Context(), r.Actor, fee.Published, x, casework.Private{}); err != nil {
			wrong := fault.For(err)
			wrong.Remedy = lang.Format("已发布%d项；再导入一次会接着做完，不会重复。", "%d were published; importing again goes on from there and doubles nothing.", i)
			return wrong
		}
	}
	return r.Go(w, "/work/registers/fees", lang.Format("发布了%d项收费。", "%d fees were published.", len(v.Next)))
}
