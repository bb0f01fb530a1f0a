package follow

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/caseview"
	"banjie/internal/web/citizen/apply"
	"banjie/internal/web/citizen/formfield"
	"banjie/internal/web/citizen/papers"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// errand is one of the two ways in which an applicant hands documents in.
type errand struct {
	verb  string
	path  string
	clock string
	title lang.Text
	lead  lang.Text
	done  lang.Text
	basis string
	list  func(opened) []Asked
}

var (
	corrections = errand{verb: "submit_correction", path: "/correct", clock: "correction", basis: "xkf-32.4",
		title: lang.T("补正材料", "Hand in corrections"), lead: lang.T("只要补下面这些，别的不用再交。", "Only what stands below; nothing else is needed."),
		done: lang.T("补正材料已交，答复期限重新起算。", "Your corrections have arrived; the time to answer starts again."), list: toCorrect}
	toFollow = errand{verb: "supply", path: "/supply", clock: "tolerant", basis: "zyc-11",
		title: lang.T("补交材料", "Hand in what was to follow"), lead: lang.T("这些材料可以后补，现在请交上来。", "These documents were allowed to follow; please hand them in now."),
		done: lang.T("材料已收到。", "The documents have arrived."), list: toSupply}
)

// Asked is one thing to hand in, with the officer's own words where there are any.
type Asked struct {
	Material catalog.Material // zero where the form itself is to be corrected
	Form     bool
	Fault    lang.Text
	Words    string
	Kept     []casework.File // uploaded and not handed in yet
}

func toCorrect(o opened) []Asked {
	list := licensing.FileOf(o.c).Correction
	if list == nil || o.item == nil {
		return nil
	}
	words := map[string]string{}
	for _, e := range o.c.Events {
		if e.Kind == "correction_requested" {
			words = e.Private.Notes
		}
	}
	var out []Asked
	for _, line := range list.Items {
		a := Asked{Form: line.Material == "form", Words: words[line.Material]}
		for _, option := range licensing.CorrectionFaults() {
			if option.ID == line.Fault {
				a.Fault = option.Text
			}
		}
		for _, m := range o.item.Materials {
			if m.ID == line.Material {
				a.Material = m
			}
		}
		out = append(out, a)
	}
	return out
}

func toSupply(o opened) []Asked {
	if o.item == nil {
		return nil
	}
	var out []Asked
	for _, m := range o.item.Materials {
		if slices.Contains(licensing.FileOf(o.c).Tolerated, m.ID) {
			out = append(out, Asked{Material: m})
		}
	}
	return out
}

// Handing is the page on which documents are handed in.
type Handing struct {
	Number string
	Title  lang.Text
	Lead   lang.Text
	Due    lang.Text // last day in words, zero where none runs
	Basis  string
	Asked  []Asked
	Fields []ui.Field // of the form, where it is to be corrected
	Action string
	Key    ui.Hidden
}

// View draws it.
func (v Handing) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: ui.Data(idnum.ShortCase(v.Number)), Title: v.Title, Lead: v.Lead}}
	if !v.Due.IsZero() {
		cs = append(cs, ui.Notice{Kind: ui.Warning, Title: lang.T("最晚"+v.Due.ZH, "By "+v.Due.EN)})
	}
	var body ui.Components
	for _, a := range v.Asked {
		body = append(body, v.section(a))
	}
	body = append(body, ui.Actions{ui.Button{Label: lang.T("全部提交", "Hand it all in"), Name: "send", Value: "1"}, ui.Button{Label: lang.T("先上传，稍后提交", "Upload now, hand in later"), Look: ui.Secondary, Name: "later", Value: "1", Skip: true}},
		ui.Disclosure{Summary: lang.T("有的材料确实交不了怎么办？", "What if I cannot provide something?"), Body: ui.Components{
			ui.Text(lang.T("可以只交手上有的，由工作人员依法决定；缺的可能导致不予受理，请在办件页面或者电话里说明。", "You may hand in what you have; an official decides by law. What is missing may lead to a refusal; please call and explain.")),
			ui.Actions{ui.Button{Label: lang.T("只交这些", "Hand in what I have"), Look: ui.Quiet, Name: "send", Value: "part"}},
		}}, ui.LawRef{ID: v.Basis, Full: true})
	return append(cs, ui.Form{Action: v.Action, Multipart: true, Hidden: []ui.Hidden{v.Key}, Body: body}).View(p)
}

func (v Handing) section(a Asked) ui.Component {
	body := ui.Components{}
	if a.Words != "" {
		body = append(body, ui.Notice{Kind: ui.Info, Title: a.Fault, Text: ui.Data(a.Words)})
	}
	if a.Form {
		for _, f := range v.Fields {
			body = append(body, f)
		}
		return ui.Section{Title: lang.T("申请表", "Application form"), Body: body}
	}
	if !a.Material.Help.IsZero() && !strings.Contains(a.Words, a.Material.Help.ZH) { // the officer may have quoted it
		body = append(body, ui.Text(a.Material.Help))
	}
	for _, f := range a.Kept {
		body = append(body, waiting(f))
	}
	field := papers.Field(a.Material, "file."+a.Material.ID)
	field.Optional = false
	return ui.Section{Title: a.Material.Name, Body: append(body, field)}
}

const formPrefix = "form."

// page makes the page of an errand with what is uploaded so far.
func (f *Pages) page(o opened, e errand, d apply.Draft) Handing {
	v := Handing{Number: o.c.Number, Title: e.title, Lead: e.lead, Basis: e.basis, Asked: e.list(o), Action: o.base + e.path, Key: keyField()}
	v.Due, _ = caseview.Deadline(o.c, e.clock)
	for i, a := range v.Asked {
		for _, file := range d.Files {
			if !a.Form && file.Material == a.Material.ID {
				v.Asked[i].Kept = append(v.Asked[i].Kept, file)
			}
		}
		if a.Form {
			v.Fields = formFields(o)
		}
	}
	return v
}

// formFields asks the form again with the answers given before.
func formFields(o opened) (out []ui.Field) {
	fields, err := catalog.Fields(o.item.Form)
	if err != nil {
		return nil // a published form compiles; the lint saw to it
	}
	answers := map[string]any{}
	for _, e := range o.c.Events {
		maps.Copy(answers, e.Private.Form)
	}
	for _, q := range fields {
		out = append(out, formfield.Filled(q, formPrefix, answers[q.Name]))
	}
	return out
}

func draftName(o opened, e errand) string { return "case/" + o.c.ID.String() + "/" + e.verb }

func (f *Pages) kept(r *site.Request, o opened, e errand) (apply.Draft, error) {
	d, err := f.Drafts.Load(r.Context(), draftName(o, e))
	if fault.KindOf(err) == fault.NotFound {
		return apply.Draft{}, nil
	}
	return d, err
}

func (f *Pages) handing(e errand) site.Handler {
	return func(w http.ResponseWriter, r *site.Request) error {
		o, err := f.mine(r)
		if err != nil {
			return err
		}
		d, err := f.kept(r, o, e)
		if err != nil {
			return err
		}
		v := f.page(o, e, d)
		if !o.allowed(e.verb) || len(v.Asked) == 0 {
			return notNow()
		}
		return r.Show(w, o.frame(r, e.title), v)
	}
}

// hand keeps what was uploaded, whatever else is wrong, and hands it in when asked to.
func (f *Pages) hand(e errand) site.Handler {
	return func(w http.ResponseWriter, r *site.Request) error {
		o, err := f.mine(r)
		if err != nil {
			return err
		}
		d, err := f.kept(r, o, e)
		if err != nil {
			return err
		}
		refuse := func(err error) error { return r.Refused(w, o.frame(r, e.title), f.page(o, e, d), err) }
		if !o.allowed(e.verb) {
			return notNow()
		}
		if err := r.ReadForm(); err != nil {
			return refuse(err)
		}
		bad := f.takeAll(r, o, e, &d)
		d.Saved = f.Wall.Now()
		if err := f.Drafts.Save(r.Context(), draftName(o, e), d); err != nil {
			return err
		}
		if bad != nil {
			return refuse(bad)
		}
		if r.PostFormValue("send") == "" {
			return r.Go(w, o.base+e.path, lang.T("已上传的文件保存着，还没有提交。", "The files are kept; they are not handed in yet."))
		}
		in, err := f.handedIn(r, o, e, d)
		if err != nil {
			return refuse(err)
		}
		if _, err := f.Site.Engine.Do(r.Context(), casework.Command{Actor: o.actor, Case: o.c.ID, Verb: e.verb, Input: in, Idem: r.Idem()}); err != nil {
			return refuse(err)
		}
		if err := f.Drafts.Drop(r.Context(), draftName(o, e)); err != nil {
			f.Site.Log.ErrorContext(r.Context(), "uploads handed in not forgotten", "error", err)
		}
		return r.Go(w, o.base, e.done)
	}
}

// takeAll stores the uploads of every asked document; the first fault is given back.
func (f *Pages) takeAll(r *site.Request, o opened, e errand, d *apply.Draft) (first error) {
	for _, a := range e.list(o) {
		if a.Form {
			continue
		}
		files, err := papers.Take(r, a.Material, "file."+a.Material.ID)
		if err != nil && first == nil {
			first = err
		}
		for _, file := range files {
			if !slices.ContainsFunc(d.Files, func(k casework.File) bool { return k.Hash == file.Hash && k.Material == file.Material }) {
				d.Files = append(d.Files, file)
			}
		}
	}
	return first
}

// handedIn makes the input of the verb; every asked document must be there unless the
// person says to hand in only a part.
func (f *Pages) handedIn(r *site.Request, o opened, e errand, d apply.Draft) (*licensing.MaterialsInput, error) {
	in := &licensing.MaterialsInput{Files: d.Files}
	bad := fault.InvalidInput()
	for _, a := range e.list(o) {
		if a.Form {
			fields, err := catalog.Fields(o.item.Form)
			if err != nil {
				return nil, err
			}
			sent, wrong := formfield.Sent(r.PostForm, formPrefix, fields)
			bad.Fields = append(bad.Fields, wrong...)
			if in.Form, _, err = catalog.Decode(o.item.Form, sent); err != nil {
				return nil, err
			}
			continue
		}
		there := slices.ContainsFunc(d.Files, func(file casework.File) bool { return file.Material == a.Material.ID })
		if !there && r.PostFormValue("send") != "part" {
			bad.At("file."+a.Material.ID, lang.T("请上传“"+a.Material.Name.In(lang.ZH)+"”；交不了的，请看页面下方的说明。", "Please upload “"+a.Material.Name.In(lang.EN)+"”; if you cannot, see below."))
		}
	}
	return in, bad.Or()
}
