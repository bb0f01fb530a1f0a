package soilpages

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/site/held"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/soil"
)

// entry is one way to bring a file into the archive: asked for, shown as a plan, entered.
type entry struct {
	path    string // below the desk; also the purpose of the held file
	title   lang.Text
	lead    lang.Text
	formats []string
	hint    lang.Text
	fields  []ui.Field // beside the file
	// plan reads the file and says what entering it would do; what is wrong are mistakes.
	plan func(s *Pages, r *site.Request, f held.File) (outcome, error)
}

// outcome is a plan as a page shows it and as an act records it.
type outcome struct {
	mistakes []soil.Mistake
	kind     string
	facts    any
	shows    ui.Components
	calls    []soil.Call
	to       string // where one is led afterwards
	said     lang.Text
}

// Asking asks for a file; with mistakes it also lists them.
type Asking struct {
	Path     string
	Title    lang.Text
	Lead     lang.Text
	Formats  []string
	Hint     lang.Text
	Fields   []ui.Field
	Mistakes []soil.Mistake
}

func (e entry) asking() Asking {
	return Asking{Path: deskPath + "/" + e.path, Title: e.title, Lead: e.lead, Formats: e.formats, Hint: e.hint, Fields: e.fields}
}

// View draws it.
func (v Asking) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: title, Title: v.Title, Lead: v.Lead}}
	if len(v.Mistakes) > 0 {
		parts = append(parts, mistakesTable(v.Mistakes))
	}
	body := ui.Components{ui.Field{Name: "file", Kind: ui.File, Formats: v.Formats, MaxBytes: held.MaxBytes, Label: lang.T("文件", "The file"), Hint: v.Hint}}
	for _, f := range v.Fields {
		body = append(body, f)
	}
	body = append(body, ui.Actions{ui.Button{Label: lang.T("看会改动什么", "See what will change")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: deskPath, Look: ui.Quiet}})
	return append(parts, ui.Form{Action: v.Path, Multipart: true, Body: body}).View(p)
}

// mistakesTable lists what is wrong, each with its place and what to do.
func mistakesTable(all []soil.Mistake) ui.Component {
	t := ui.Table{Caption: lang.T("要改的地方", "Places to mend"), Columns: []ui.Column{{Name: lang.T("行", "Row"), Numeric: true}, {Name: lang.T("列", "Column")}, {Name: lang.T("怎么回事", "What is wrong")}, {Name: lang.T("怎么改", "What to do")}}}
	for _, m := range all {
		row := "–"
		if m.Row > 0 {
			row = strconv.Itoa(m.Row)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(row), ui.Plain(nameOr(m.Column, "–")), ui.Words(m.Says), ui.Words(m.Remedy)}})
	}
	return t
}

// found is the fault over a file or form with mistakes.
func found(all []soil.Mistake, field string) error {
	return fault.New(fault.Invalid, "bad_import", lang.Format("有%d处要改，什么都没有录入。", "%d places need mending; nothing was entered.", len(all)),
		lang.T("请按下面的表改好以后重新提交。", "Please mend them by the table below and send it again.")).At(field, lang.T("内容有误，逐处列在下面。", "There are mistakes, listed below."))
}

// DryRun shows what entering would do.
type DryRun struct {
	Title  lang.Text
	File   string
	Shows  ui.Components
	Calls  []soil.Call
	Action string
	Hidden []ui.Hidden
	Back   string
}

// View draws it.
func (v DryRun) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: ui.Data(v.File), Title: lang.T("会改动什么", "What will change"), Lead: lang.T("还没有录入。看清以后再确认。", "Nothing is entered yet. Look at it, then confirm.")}}
	parts = append(parts, v.Shows...)
	if len(v.Calls) > 0 {
		t := ui.Table{Caption: lang.T("这些地块会进入要采取措施的类别", "These plots come into a class that asks for measures"), Columns: []ui.Column{{Name: lang.T("地块", "Plot")}, {Name: lang.T("原来", "Was")}, {Name: lang.T("变成", "Becomes")}, {Name: lang.T("该做什么", "What to do")}}}
		for _, c := range v.Calls {
			var measures ui.Components
			for _, m := range c.Measures {
				measures = append(measures, ui.Text(m.Name()))
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(c.Parcel), classTag(c.Was), classTag(c.Class), measures}})
		}
		parts = append(parts, t)
	}
	return append(parts, ui.Form{Action: v.Action, Multipart: true, Hidden: v.Hidden, Body: ui.Components{
		ui.Actions{ui.Button{Label: lang.T("确认录入，记入账本", "Enter it on the ledger")}, ui.LinkButton{Label: lang.T("不录入，返回", "Do not enter, go back"), Href: v.Back, Look: ui.Quiet}}}}).View(p)
}

func (s *Pages) frame(r *site.Request, name lang.Text) ui.Page {
	p := r.Page(name)
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: title, Href: deskPath}, {Name: name}}
	return p
}

func (e entry) ask(s *Pages, w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, s.frame(r, e.title), e.asking())
}

// refuse shows the first page again with what is wrong.
func (e entry) refuse(s *Pages, w http.ResponseWriter, r *site.Request, mistakes []soil.Mistake, err error) error {
	v := e.asking()
	v.Mistakes = mistakes
	if f, ok := fault.As(err); ok && len(f.Fields) == 0 {
		err = f.At("file", lang.T(f.Message.ZH+f.Remedy.ZH, f.Message.EN+" "+f.Remedy.EN))
	}
	return r.Refused(w, s.frame(r, e.title), v, err)
}

func (e entry) dryRun(s *Pages, w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	f, err := held.Upload(r, "file", e.formats...)
	if err != nil {
		return e.refuse(s, w, r, nil, err)
	}
	o, err := e.plan(s, r, f)
	if err == nil && len(o.mistakes) > 0 {
		err = found(o.mistakes, "file")
	}
	if err != nil {
		return e.refuse(s, w, r, o.mistakes, err)
	}
	hidden, err := f.Hidden(r, "soil "+e.path)
	if err != nil {
		return err
	}
	for _, field := range e.fields {
		hidden = append(hidden, ui.Hidden{Name: field.Name, Value: r.PostFormValue(field.Name)})
	}
	at := deskPath + "/" + e.path
	return r.Show(w, s.frame(r, e.title), DryRun{Title: e.title, File: f.Name, Shows: o.shows, Calls: o.calls, Action: at + "/enter", Hidden: hidden, Back: at})
}

func (e entry) enter(s *Pages, w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	f, err := held.Open(r, "soil "+e.path)
	if err != nil {
		return e.refuse(s, w, r, nil, err)
	}
	o, err := e.plan(s, r, f)
	if err == nil && len(o.mistakes) > 0 {
		err = found(o.mistakes, "file")
	}
	if err != nil {
		return e.refuse(s, w, r, o.mistakes, err)
	}
	return s.record(w, r, o)
}

// record does the act of a plan and leads on.
func (s *Pages) record(w http.ResponseWriter, r *site.Request, o outcome) error {
	if _, err := s.Acts.Record(r.Context(), r.Actor, o.kind, o.facts, casework.Private{}); err != nil {
		return err
	}
	return r.Go(w, o.to, o.said)
}

var plotFormats = []string{"geojson", "json", "zip"}

var plotHint = lang.T("GeoJSON，或把.shp、.dbf、.prj打成一个zip；CGCS2000或WGS84经纬度。字段：地块编码、利用方式、村代码、承包主体（农户、集体、企业）、起始日期、来源地块、经营主体代码。",
	"GeoJSON, or .shp, .dbf and .prj in one zip; degrees of CGCS2000 or WGS 84. Fields: code, use, village, holder (person, collective, entity), valid_from, parents, user (credit code of who works it).")
