package find

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/formfield"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// unsure is the answer "I do not know": asked, and left open.
const unsure = "?"

// Question is one question of the check whether an item fits.
type Question struct {
	Item  catalog.Item
	Field ui.Field
	Given url.Values // answers so far, carried along
}

// View draws it.
func (v Question) View(p ui.Page) templ.Component {
	var hidden []ui.Hidden
	for _, k := range sorted(v.Given) {
		if k != v.Field.Name {
			hidden = append(hidden, ui.Hidden{Name: k, Value: v.Given.Get(k)})
		}
	}
	action := "/items/" + v.Item.Slug + "/check"
	body := ui.Components{v.Field, ui.Actions{ui.Button{Label: lang.T("下一步", "Next")}, ui.Button{Label: lang.T("直接看结果", "Show the result now"), Look: ui.Quiet, Name: "done", Value: "1", Skip: true}}}
	return ui.Components{ui.ErrorSummary{}, ui.Form{Action: action, Get: true, Hidden: hidden, Body: body}}.View(p)
}

// Verdict is the answer of the check: each condition with its reason, and what to bring.
type Verdict struct {
	Item      catalog.Item
	Verdicts  []catalog.Verdict
	Materials []catalog.NeededMaterial
	Given     url.Values
}

var fitTag = map[catalog.Fit]ui.Tag{
	catalog.Met:     {Label: lang.T("符合", "met"), Tone: ui.Good},
	catalog.NotMet:  {Label: lang.T("看来不符合", "seems not met"), Tone: ui.Soon},
	catalog.Unknown: {Label: lang.T("还不能确定", "not clear yet"), Tone: ui.Neutral},
}

// View draws it.
func (v Verdict) View(p ui.Page) templ.Component {
	var rows []ui.SummaryRow
	for i, d := range v.Verdicts {
		body := ui.Components{fitTag[d.Fit], ui.Text(d.Why)}
		if d.Basis != "" {
			body = append(body, ui.LawRef{ID: d.Basis})
		}
		rows = append(rows, ui.SummaryRow{Key: v.Item.Conditions[i].Text, Body: body})
	}
	cs := ui.Components{ui.Heading{Caption: v.Item.Name, Title: v.title()},
		ui.Notice{Kind: ui.Info, Text: lang.T("这里只给参考，不作决定。您随时可以申请，由工作人员依法审查。", "This is advice, not a decision. You may apply at any time; an official decides by law.")}}
	if len(rows) > 0 {
		cs = append(cs, ui.Section{Title: lang.T("逐项说明", "Condition by condition"), Body: ui.Components{ui.SummaryList{Rows: rows}}})
	}
	if len(v.Materials) > 0 {
		cs = append(cs, ui.Section{Title: lang.T("按您的情形要带的材料", "What to bring in your situation"), Body: ui.Components{Materials(v.Materials)}})
	}
	a := ui.Actions{}
	if Online(v.Item) {
		var hidden []ui.Hidden
		for _, k := range sorted(v.Given) {
			hidden = append(hidden, ui.Hidden{Name: k, Value: v.Given.Get(k)})
		}
		a = append(a, ui.PostButton{Button: ui.Button{Label: lang.T("带着这些回答去申请", "Apply with these answers")}, Action: "/items/" + v.Item.Slug + "/apply", Hidden: hidden})
	}
	a = append(a, ui.LinkButton{Label: lang.T("重新回答", "Start over"), Href: "/items/" + v.Item.Slug + "/check", Look: ui.Secondary}, ui.LinkButton{Label: lang.T("看办事指南", "Read the guide"), Href: "/items/" + v.Item.Slug, Look: ui.Quiet}, ui.PrintButton{})
	return append(cs, a).View(p)
}

// title sums the verdicts up without deciding anything.
func (v Verdict) title() lang.Text {
	unknown, met := 0, 0
	for _, d := range v.Verdicts {
		switch d.Fit {
		case catalog.NotMet:
			return lang.T("有的条件看来还不符合", "Something seems not to be met yet")
		case catalog.Unknown:
			unknown++
		default:
			met++
		}
	}
	switch {
	case unknown > 0 && met == 0:
		return lang.T("还不能判断是否符合", "It cannot be told yet whether you qualify")
	case unknown > 0:
		return lang.Format("%d项看来符合，%d项还不能确定", "%d seem to be met, %d not clear yet", met, unknown)
	}
	return lang.T("看来您符合全部条件", "You seem to qualify")
}

// facts reads the answers: s.<scenario>, h.<held thing>, f.<question of the form>.
func facts(it catalog.Item, given url.Values) (catalog.Facts, map[string]bool) {
	f := catalog.Facts{Form: map[string]any{}, Scenario: map[string]any{}, Held: map[string]any{}}
	asked := map[string]bool{}
	for key, values := range given {
		kind, name, ok := strings.Cut(key, ".")
		if !ok || len(values) == 0 || values[0] == "" {
			continue
		}
		if kind == "f" && len(misread(it, given, key)) > 0 {
			continue // asked again, with what was wrong
		}
		asked[kind+"."+name] = true
		switch {
		case values[0] == unsure:
		case kind == "s":
			f.Scenario[name] = values[0]
		case kind == "h":
			f.Held[name] = values[0] == "yes"
		case kind == "f":
			if typed, _, err := catalog.Decode(it.Form, map[string][]string{name: values}); err == nil && typed[name] != nil {
				f.Form[name] = typed[name]
			}
		}
	}
	return f, asked
}

// next is the question that is still to be asked, ok false when there is none.
func next(it catalog.Item, f catalog.Facts, asked map[string]bool) (ui.Field, bool) {
	for _, s := range it.Scenarios {
		if !asked["s."+s.ID] {
			return scenarioField(s), true
		}
	}
	var wanted []string
	for _, v := range catalog.Suitability(it, f) {
		wanted = append(wanted, v.Missing...)
	}
	for _, m := range catalog.NeededMaterials(it, f) {
		wanted = append(wanted, m.Missing...)
	}
	for _, path := range wanted {
		root, name, _ := strings.Cut(path, ".")
		if asked[root[:1]+"."+name] {
			continue
		}
		switch root {
		case "held":
			return heldField(it, name), true
		case "form":
			if field, ok := formQuestion(it, name); ok {
				return field, true
			}
		}
	}
	return ui.Field{}, false
}

func unsureOption() ui.Option {
	return ui.Option{Value: unsure, Label: lang.T("不清楚", "I do not know")}
}

func scenarioField(s catalog.Scenario) ui.Field {
	f := ui.Field{Name: "s." + s.ID, Kind: ui.Radios, Heading: true, Label: s.Question}
	for _, o := range s.Options {
		f.Options = append(f.Options, ui.Option{Value: o.ID, Label: o.Text})
	}
	f.Options = append(f.Options, unsureOption())
	return f
}

func heldField(it catalog.Item, name string) ui.Field {
	what := ui.Data(name)
	for _, m := range it.Materials {
		if m.ID == name || m.Certificate == name {
			what = m.Name
		}
	}
	return ui.Field{Name: "h." + name, Kind: ui.Radios, Heading: true, Label: lang.T("您有“"+what.In(lang.ZH)+"”吗？", "Do you have this: "+what.In(lang.EN)+"?"),
		Options: []ui.Option{{Value: "yes", Label: lang.T("有", "Yes")}, {Value: "no", Label: lang.T("没有", "No")}, unsureOption()}}
}

// formQuestion asks a question of the form, but never one about who somebody is.
func formQuestion(it catalog.Item, name string) (ui.Field, bool) {
	fields, err := catalog.Fields(it.Form)
	if err != nil {
		return ui.Field{}, false
	}
	i := slices.IndexFunc(fields, func(f catalog.FormField) bool { return f.Name == name })
	if i < 0 {
		return ui.Field{}, false
	}
	switch fields[i].Kind {
	case catalog.NumberField, catalog.IntegerField, catalog.ChoiceField, catalog.BooleanField:
	default:
		return ui.Field{}, false
	}
	f := formfield.Of(fields[i], "f.")
	f.Heading, f.Optional = true, false
	if f.Kind == ui.Radios {
		f.Options = append(f.Options, unsureOption())
	}
	return f, true
}

func (f *Pages) check(w http.ResponseWriter, r *site.Request) error {
	it, err := f.Site.Items.BySlug(r.Context(), f.Site.Division, r.PathValue("slug"))
	if err != nil {
		return err
	}
	given := r.URL.Query()
	done := given.Get("done") != ""
	given.Del("done")
	for k := range given {
		if len(k) < 3 || k[1] != '.' || len(given.Get(k)) > 200 {
			given.Del(k)
		}
	}
	known, asked := facts(it, given)
	p := r.Page(lang.T("看看符不符合", "Do I qualify?"))
	p.Back = "/items/" + it.Slug
	if field, more := next(it, known, asked); more && !done {
		v := Question{Item: it, Field: field, Given: given}
		if _, answered := given[field.Name]; !answered {
			return r.Show(w, p, v)
		}
		p.Form = given
		bad := fault.InvalidInput()
		for _, m := range misread(it, given, field.Name) {
			bad.At(field.Name, m)
		}
		if len(bad.Fields) == 0 {
			bad.At(field.Name, lang.T("请回答；不清楚就选“不清楚”，或者按“直接看结果”。", "Please answer, or press “show the result now”."))
		}
		return r.Refused(w, p, v, bad)
	}
	return r.Show(w, p, Verdict{Item: it, Verdicts: catalog.Suitability(it, known), Materials: catalog.NeededMaterials(it, known), Given: given})
}

// misread says why an answer to a question of the form was not understood.
func misread(it catalog.Item, given url.Values, key string) (why []lang.Text) {
	kind, name, _ := strings.Cut(key, ".")
	if kind != "f" || given.Get(key) == "" || given.Get(key) == unsure {
		return nil
	}
	typed, _, err := catalog.Decode(it.Form, map[string][]string{name: given[key]})
	if err != nil {
		return nil
	}
	switch typed[name].(type) {
	case float64, bool:
		return nil // understood; whether it is enough is the conditions' matter
	}
	wrong, err := catalog.Validate(it.Form, typed)
	if err != nil {
		return nil
	}
	for _, w := range wrong {
		if w.Path == name {
			why = append(why, w.Message)
		}
	}
	return why
}

func sorted(v url.Values) []string {
	keys := make([]string, 0, len(v))
	for k := range v {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Sample asks the first thing of the invented item.
func (Question) Sample() Question {
	it := specimen.Item()
	return Question{Item: it, Field: heldField(it, "lease"), Given: url.Values{"s.agent": {"no"}}}
}

// Sample is the answer when the shop is too small.
func (Verdict) Sample() Verdict {
	it := specimen.Item()
	given := url.Values{"s.agent": {"no"}, "h.lease": {"yes"}, "f.area": {"6"}}
	known, _ := facts(it, given)
	return Verdict{Item: it, Verdicts: catalog.Suitability(it, known), Materials: catalog.NeededMaterials(it, known), Given: given}
}
