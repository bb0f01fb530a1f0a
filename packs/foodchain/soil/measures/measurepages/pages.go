// Package measurepages shows what is done about plots whose soil asks for it.
//
//	/soil/measures            everybody: villages, classes, how far each is; a plot's code only where it is open
//	/work/soil/measures       the unit's list      /work/soil/measures/{id}  plan, evidence, crop, close
//
// No page names a person: the archive does not know who farms a plot.
package measurepages

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/measures"
	"banjie/packs/foodchain/soil/measures/measurestore"
	"banjie/packs/foodchain/soil/soilpages"
)

// Pages are the pages of this package.
type Pages struct {
	Site    *site.Site
	Store   *measurestore.Store
	Archive soil.Reader
}

const (
	desk   = "/work/soil/measures"
	onPage = 50
)

// Address of a case's page.
func Address(id casework.ID) string { return desk + "/" + id.String() }

// Routes adds the pages to the site.
func (g *Pages) Routes() {
	s, staff := g.Site, site.For(soilpages.See)
	s.Handle("GET /soil/measures", site.Open, g.public)
	s.Handle("GET "+desk, staff, g.board)
	s.Handle("GET "+desk+"/{id}", staff, g.show)
	s.Handle("POST "+desk+"/{id}/{verb}", staff.WithFiles(), g.act)
	s.Handle("GET "+desk+"/{id}/files/{hash}", staff, g.file)
	s.PageOf(measures.Name, desk+"/")
}

// Line is a case in a list.
type Line struct {
	measurestore.Row
	Where lang.Text // village, and the plot where the reader may know it
	State lang.Text
	Href  string
	Late  bool
}

// Board is a list of cases.
type Board struct {
	Title, Lead lang.Text
	Lines       []Line
	Next        string
}

// View draws it.
func (v Board) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("采取措施的地块，新的在前", "Plots with measures, the newest first"), Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("在哪里", "Where")}, {Name: lang.T("类别", "Class")}, {Name: lang.T("办到哪一步", "How far")}, {Name: lang.T("期限", "Due")}}, Next: v.Next,
		Empty: ui.Empty{Title: lang.T("没有", "None"), Text: lang.T("检测结果进入安全利用类、严格管控类的地块会列在这里。", "Plots that come into safe use or strict control will stand here.")}}
	for _, l := range v.Lines {
		due := ui.Component(ui.Plain("–"))
		if !l.Due.IsZero() {
			due = ui.Until(l.Due)
		}
		row := ui.Row{Href: l.Href, Cells: []ui.Component{ui.Plain(l.Number), ui.Words(l.Where), ui.Words(l.Class.Name()), ui.Words(l.State), due}}
		if l.Late {
			row.Tone = ui.Overdue
		}
		t.Rows = append(t.Rows, row)
	}
	return ui.Components{ui.Heading{Title: v.Title, Lead: v.Lead}, t,
		ui.Text(lang.T("类别只按土壤检测判定，是暂定的。措施依据土壤污染防治法第53条、第54条，条文还没有核对原文；期限是本系统的规定。", "Classes are provisional, by the soil alone. Measures rest on articles 53 and 54 of the soil law, whose text was not read; the limits are rules of the house."))}.View(p)
}

var (
	title      = lang.T("土壤措施", "Measures for soil")
	publicLead = lang.T("哪里的地要采取措施、办到哪一步。农户没有同意公开的地块，只列到村。", "Where measures are taken and how far they are. Of plots that a household has not agreed to show, the village alone.")
)

func (g *Pages) lines(r *site.Request, whole bool) (lines []Line, next string, err error) {
	rows, err := g.Store.List(r.Context(), g.Site.Division, "", r.URL.Query().Get("after"), onPage+1)
	if err != nil {
		return nil, "", err
	}
	if len(rows) > onPage {
		rows = rows[:onPage]
		next = rows[onPage-1].Mark()
	}
	p, err := g.Site.Engine.Procedure(measures.Name, 0)
	if err != nil {
		return nil, "", err
	}
	today := g.Site.Calendar().DayOf(g.Site.Clock.Now())
	villages, err := g.Archive.Villages(r.Context(), g.Site.Division, today)
	if err != nil {
		return nil, "", err
	}
	names, told := map[string]string{}, map[string]bool{}
	for _, v := range villages {
		names[v.Code], told[v.Code] = v.Name, v.Told(whole)
	}
	var codes []string
	for _, x := range rows {
		codes = append(codes, x.Parcel)
	}
	known, err := g.Archive.Known(r.Context(), g.Site.Division, codes)
	if err != nil {
		return nil, "", err
	}
	for _, x := range rows {
		parcel := known[x.Parcel]
		open := whole || parcel.Open()
		if !open && !told[x.Village] {
			continue // neighbours would know whose plot is meant, or of which class it is
		}
		name := names[x.Village]
		if name == "" {
			name = x.Village
		}
		l := Line{Row: x, Where: lang.T(name, name), State: p.InfoTitle(x.State), Late: !x.Due.IsZero() && x.Due.Before(g.Site.Clock.Now())}
		if open {
			l.Where = lang.T(name+"，地块 "+x.Parcel, name+", plot "+x.Parcel)
			l.Href = soilpages.Href(x.Parcel)
		}
		if whole {
			l.Href = Address(x.ID)
		}
		lines = append(lines, l)
	}
	return lines, next, nil
}

func (g *Pages) public(w http.ResponseWriter, r *site.Request) error {
	lines, next, err := g.lines(r, false)
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(title), Board{title, publicLead, lines, onward("/soil/measures", next)})
}

func onward(path, next string) string {
	if next == "" {
		return ""
	}
	return path + "?after=" + next
}

func (g *Pages) board(w http.ResponseWriter, r *site.Request) error {
	lines, next, err := g.lines(r, true)
	if err != nil {
		return err
	}
	p := r.Page(title)
	p.Wide = true
	return r.Show(w, p, Board{title, lang.T("检测报告一录入，进入安全利用类、严格管控类的地块自动立案。", "A case opens by itself as soon as a report brings a plot into safe use or strict control."), lines, onward(desk, next)})
}

// load gives a case to staff who may see every plot.
func (g *Pages) load(r *site.Request) (*casework.Case, error) {
	id, err := casework.ParseID(r.PathValue("id"))
	if err != nil {
		return nil, fault.Missing()
	}
	c, _, err := g.Site.Engine.Load(r.Context(), casework.Key{Division: g.Site.Division, ID: id})
	if err != nil {
		return nil, err
	}
	if c.Procedure != measures.Name {
		return nil, fault.Missing()
	}
	return c, nil
}

func offers(p *casework.Procedure, c *casework.Case, who access.Actor, verb string) bool {
	t, ok := p.Transition(c.State, verb)
	if !ok || access.Check(who, access.Verb(verb), c.Target()) != nil {
		return false
	}
	for _, rel := range casework.RelationOf(who, c) {
		for _, by := range t.By {
			if rel == by {
				return true
			}
		}
	}
	return false
}

func (g *Pages) show(w http.ResponseWriter, r *site.Request) error {
	c, err := g.load(r)
	if err != nil {
		return err
	}
	v, err := g.view(r, c)
	if err != nil {
		return err
	}
	return r.Show(w, g.frame(r, c), v)
}

func (g *Pages) frame(r *site.Request, c *casework.Case) ui.Page {
	p := r.Page(lang.T("土壤措施 "+c.Number, "Measures "+c.Number))
	p.Breadcrumbs = []ui.Link{{Name: title, Href: desk}, {Name: ui.Data(c.Number)}}
	return p
}

func (g *Pages) file(w http.ResponseWriter, r *site.Request) error {
	c, err := g.load(r)
	if err != nil {
		return err
	}
	for _, e := range c.Events {
		for _, f := range e.Private.Files {
			if f.Hash == r.PathValue("hash") {
				return r.SendFile(w, f)
			}
		}
	}
	return fault.Missing()
}

// act carries out a verb of a case.
func (g *Pages) act(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	c, err := g.load(r)
	if err != nil {
		return err
	}
	cmd := casework.Command{Actor: r.Actor, Case: c.ID, Verb: r.PathValue("verb"), Reason: strings.TrimSpace(r.PostFormValue("reason")), Idem: r.Idem()}
	text := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	switch cmd.Verb {
	case "plan_soil_measure":
		in := &measures.PlanInput{}
		for _, m := range r.PostForm["measures"] {
			in.Measures = append(in.Measures, soil.Measure(m))
		}
		if day, parsed := calendar.ParseDay(text("until")); parsed == nil {
			in.Until = day // else 0, which the guard refuses with its place
		}
		cmd.Input = in
	case "carry_out_soil_measure":
		in := &measures.DoneInput{Measure: soil.Measure(text("measure"))}
		in.Files, err = g.files(r)
		cmd.Input = in
	case "check_soil_crop":
		in := &measures.CropInput{Crop: text("crop"), Lab: text("lab"), Report: text("report"), Passed: text("passed") == "yes"}
		if text("passed") == "" {
			err = fault.InvalidInput().At("passed", lang.T("请选择合格还是不合格。", "Please say whether it passed.")).Or()
		} else {
			in.Files, err = g.files(r)
		}
		cmd.Input = in
	case "close_soil_measure":
		cmd.Input = &measures.CloseInput{}
	case "end_soil_measure":
	default:
		return fault.Missing()
	}
	if err == nil {
		_, err = g.Site.Engine.Do(r.Context(), cmd)
	}
	if err == nil {
		return r.Go(w, Address(c.ID), lang.T("已登记。", "On record."))
	}
	v, failed := g.view(r, c)
	if failed != nil {
		return failed
	}
	return r.Refused(w, g.frame(r, c), v, err)
}

// files stores what was sent as evidence.
func (g *Pages) files(r *site.Request) (list []casework.File, err error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	for _, h := range r.MultipartForm.File["file.proof"] {
		if h.Size == 0 {
			continue
		}
		f, err := h.Open()
		if err != nil {
			return nil, err
		}
		got, err := g.Site.Files.Put(r.Context(), h.Filename, f)
		_ = f.Close() // read to its end, or refused
		if flt, ok := fault.As(err); ok {
			return nil, fault.InvalidInput().At("file.proof", lang.T(flt.Message.ZH+flt.Remedy.ZH, flt.Message.EN+" "+flt.Remedy.EN)).Or()
		}
		if err != nil {
			return nil, err
		}
		got.Material = "proof"
		list = append(list, got)
	}
	return list, nil
}
