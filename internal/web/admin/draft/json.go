package draft

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// EditJSON is the form of a draft as JSON Schema.
type EditJSON struct {
	Code string
	Text string
	Base string
}

// View draws it.
func (v EditJSON) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("表单的 JSON Schema", "The form as JSON Schema"), Lead: lang.T("2020-12 版，一层对象；不能引用外部文件。", "Draft 2020-12, one flat object; no references to other files.")},
		ui.Form{Action: Href(v.Code, "json"), Hidden: []ui.Hidden{{Name: "_base", Value: v.Base}}, Body: ui.Components{
			ui.Field{Name: "schema", Kind: ui.Area, Rows: 24, Label: lang.T("JSON Schema", "JSON Schema"), Value: v.Text},
			ui.Actions{ui.Button{Label: lang.T("保存", "Save")}, ui.LinkButton{Label: lang.T("用表格编辑", "Edit it as a table"), Href: Href(v.Code, "form"), Look: ui.Quiet}},
		}}}.View(p)
}

// Sample is the sample item's form.
func (EditJSON) Sample() EditJSON {
	it := specimen.Item()
	return EditJSON{Code: it.Code, Text: indented(it.Form), Base: "sample"}
}

func indented(form json.RawMessage) string {
	if len(form) == 0 {
		return ""
	}
	out, err := json.MarshalIndent(form, "", "  ")
	if err != nil {
		return string(form)
	}
	return string(out)
}

func (d *Pages) editJSON(w http.ResponseWriter, r *site.Request) error {
	it, err := d.load(r)
	if err != nil {
		return err
	}
	p := r.Page(lang.T("表单的 JSON Schema", "The form as JSON Schema"))
	p.Breadcrumbs = crumbs(it, ui.Link{Name: lang.T("草稿", "Draft"), Href: Href(it.Code, "")}, ui.Link{Name: p.Title})
	return r.Show(w, p, EditJSON{Code: it.Code, Text: indented(it.Form), Base: it.Digest()})
}

func (d *Pages) saveJSON(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	it, err := d.load(r)
	if err != nil {
		return err
	}
	p := r.Page(lang.T("表单的 JSON Schema", "The form as JSON Schema"))
	p.Back = Href(it.Code, "")
	text := strings.TrimSpace(r.PostForm.Get("schema"))
	v := EditJSON{Code: it.Code, Text: text, Base: it.Digest()}
	next := it
	next.Form = nil
	if text != "" {
		if _, err := catalog.Fields(json.RawMessage(text)); err != nil {
			return r.Refused(w, p, v, fault.InvalidInput().At("schema", lang.Format("这份表单不能用：%v", "This form cannot be used: %v", err)))
		}
		next.Form = json.RawMessage(text)
	}
	if err := d.keep(r, it, next); err != nil {
		return r.Refused(w, p, v, err)
	}
	return r.Go(w, Href(it.Code, ""), lang.T("表单已保存。", "The form is saved."))
}
