package draft

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Try lets an editor ask the rules of a draft about facts made up for it.
type Try struct {
	Item   catalog.Item
	Facts  catalog.Facts
	Values url.Values // as typed
	Asked  bool
	Wrong  []fault.Field
}

// View draws it.
func (v Try) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Caption: Name(v.Item), Title: lang.T("试一试规则", "Try the rules"), Lead: lang.T("填上假设的情况，看每条规则怎么说。不填的算“还不知道”。什么也不会保存。", "Make up facts and see what each rule says. What is left empty counts as not known. Nothing is kept.")}}
	if v.Asked {
		parts = append(parts, v.answers(), v.needed())
	}
	return append(parts, v.form()).View(p)
}

var fitTag = map[catalog.Fit]ui.Tag{
	catalog.Met:     {Label: lang.T("符合", "met"), Tone: ui.Good},
	catalog.NotMet:  {Label: lang.T("不符合", "not met"), Tone: ui.Soon},
	catalog.Unknown: {Label: lang.T("还不知道", "not known"), Tone: ui.Neutral},
}

func (v Try) answers() ui.Component {
	t := ui.Table{Caption: lang.T("受理条件", "Conditions"), Columns: []ui.Column{{Name: lang.T("条件", "Condition")}, {Name: lang.T("结果", "Answer")}, {Name: lang.T("申请人看到的话", "What the applicant reads")}},
		Empty: ui.Empty{Title: lang.T("没有写受理条件。", "There are no conditions.")}}
	for i, x := range catalog.Suitability(v.Item, v.Facts) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(v.Item.Conditions[i].Text), fitTag[x.Fit], ui.Words(x.Why)}})
	}
	return t
}

func (v Try) needed() ui.Component {
	if len(v.Item.Materials) == 0 {
		return nil
	}
	t := ui.Table{Caption: lang.T("要带的材料", "What to bring"), Columns: []ui.Column{{Name: lang.T("材料", "Material")}, {Name: lang.T("申请人看到的话", "What the applicant reads")}}}
	for _, n := range catalog.NeededMaterials(v.Item, v.Facts) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(n.Material.Name), ui.Words(n.Why)}})
	}
	return t
}

func (v Try) form() ui.Component {
	f := ui.Form{Get: true, Action: Href(v.Item.Code, "try"), Hidden: []ui.Hidden{{Name: "asked", Value: "1"}}}
	fields, _ := catalog.Fields(v.Item.Form) // a form that cannot be asked has no facts to make up
	for _, x := range fields {
		f.Body = append(f.Body, v.field(x))
	}
	for _, s := range v.Item.Scenarios {
		in := ui.Field{Name: "scenario." + s.ID, Kind: ui.Choice, Label: s.Question, Value: v.Values.Get("scenario." + s.ID), Optional: true}
		for _, o := range s.Options {
			in.Options = append(in.Options, ui.Option{Value: o.ID, Label: o.Text})
		}
		f.Body = append(f.Body, in)
	}
	if len(v.Item.Materials) > 0 {
		in := ui.Field{Name: "held", Kind: ui.Checks, Label: lang.T("假设申请人已经有", "Suppose the applicant holds"), Values: v.Values["held"]}
		for _, m := range v.Item.Materials {
			in.Options = append(in.Options, ui.Option{Value: m.ID, Label: m.Name})
		}
		f.Body = append(f.Body, in)
	}
	f.Body = append(f.Body, ui.Actions{ui.Button{Label: lang.T("看规则怎么说", "See what the rules say")}, ui.LinkButton{Label: lang.T("回到草稿", "Back to the draft"), Href: Href(v.Item.Code, ""), Look: ui.Quiet}})
	return f
}

// field is a question of the form as a plain input; its checks are not the point here.
func (v Try) field(x catalog.FormField) ui.Field {
	in := ui.Field{Name: "form." + x.Name, Label: x.Title, Value: v.Values.Get("form." + x.Name), Optional: true}
	if in.Label.IsZero() {
		in.Label = ui.Data(x.Name)
	}
	for _, w := range v.Wrong {
		if w.Path == x.Name {
			in.Error = w.Message
		}
	}
	switch x.Kind {
	case catalog.DateField:
		in.Kind = ui.Day
	case catalog.BooleanField:
		in.Kind, in.Options = ui.Choice, []ui.Option{{Value: "true", Label: lang.T("是", "yes")}, {Value: "false", Label: lang.T("否", "no")}}
	case catalog.ChoiceField, catalog.MultiField:
		if in.Kind = ui.Choice; x.Kind == catalog.MultiField {
			in.Kind, in.Values = ui.Checks, v.Values["form."+x.Name]
		}
		for _, o := range x.Options {
			in.Options = append(in.Options, ui.Option{Value: o.ID, Label: o.Text})
		}
	}
	return in
}

// Sample is the sample item with an area that is too small.
func (Try) Sample() Try {
	v := Try{Item: specimen.Item(), Asked: true, Values: url.Values{"form.area": {"6"}, "held": {"lease"}}}
	v.read()
	return v
}

// read makes facts of what was typed.
func (v *Try) read() {
	sent := map[string][]string{}
	v.Facts = catalog.Facts{Form: map[string]any{}, Scenario: map[string]any{}, Held: map[string]any{}}
	for name, values := range v.Values {
		values = slices.DeleteFunc(slices.Clone(values), func(s string) bool { return strings.TrimSpace(s) == "" })
		if len(values) == 0 {
			continue
		}
		if x, ok := strings.CutPrefix(name, "form."); ok {
			sent[x] = values
		}
		if x, ok := strings.CutPrefix(name, "scenario."); ok {
			v.Facts.Scenario[x] = values[0]
		}
	}
	if answers, _, err := catalog.Decode(v.Item.Form, sent); err == nil {
		for name := range sent {
			if a, ok := answers[name]; ok {
				v.Facts.Form[name] = a
			}
		}
		if wrong, err := catalog.Validate(v.Item.Form, answers); err == nil {
			for _, w := range wrong {
				if _, typed := sent[w.Path]; typed {
					v.Wrong = append(v.Wrong, w)
				}
			}
		}
	}
	for _, m := range v.Item.Materials {
		if slices.Contains(v.Values["held"], m.ID) {
			v.Facts.Held[m.ID] = true
			if m.Certificate != "" {
				v.Facts.Held[m.Certificate] = true
			}
		}
	}
}

func (d *Pages) try(w http.ResponseWriter, r *site.Request) error {
	it, err := d.load(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	v := Try{Item: it, Values: q, Asked: q.Get("asked") != ""}
	v.read()
	p := r.Page(lang.T("试一试规则", "Try the rules"))
	p.Breadcrumbs = crumbs(it, ui.Link{Name: lang.T("草稿", "Draft"), Href: Href(it.Code, "")}, ui.Link{Name: p.Title})
	return r.Show(w, p, v)
}
