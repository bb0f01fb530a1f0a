package desk

import (
	"banjie/internal/supervise/order"
	"fmt"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/accountability"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/complaint"
	"banjie/internal/idnum"
	"banjie/internal/impasse"
	"banjie/internal/inspection"
	"banjie/internal/integrity/watch"
	"banjie/internal/lang"
	"banjie/internal/rectification"
	"banjie/internal/registers/refund"
	"banjie/internal/registers/visit"
	"banjie/internal/supervise"
	"banjie/internal/web/cards"
	"banjie/internal/web/casepaper"
	"banjie/internal/web/caseview"
	"banjie/internal/web/citizen/formfield"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Opened is a case at the officer's place: the applicant's view with the acts beside it.
type Opened struct {
	Shared  caseview.View
	Acts    act.Panel
	Person  *casework.Person
	Gone    bool // what was private of the filing has been deleted
	Agent   *casework.Person
	Full    string // address of the person's data in full; "" where the actor may not see it
	Answers []ui.SummaryRow
	Visits  int
	Letters ui.Component // papers to print; nil for none
}

// View draws it.
func (v Opened) View(p ui.Page) templ.Component {
	parts := ui.Components{v.Shared.Head(), v.Acts, v.Shared.Limits(), v.Shared.Way()}
	if v.Shared.Decision != nil {
		parts = append(parts, v.Shared.Outcome())
	}
	return append(parts, v.about(), v.Shared.Documents(), v.Letters, v.Shared.Story(), v.Shared.Concealed()).View(p)
}

// about is who asks and what was answered.
func (v Opened) about() ui.Component {
	s := ui.Section{ID: "about", Title: lang.T("申请人和申请内容", "Applicant and application")}
	if v.Full != "" {
		s.More = &ui.Link{Name: lang.T("查看完整证件号和电话（会留下记录）", "Document number and telephone in full (goes on record)"), Href: v.Full}
	}
	var list ui.SummaryList
	switch {
	case v.Gone:
		list.Rows = append(list.Rows, ui.SummaryRow{Key: lang.T("申请人", "Applicant"), Value: lang.T("个人信息已依法删除", "Personal data was lawfully erased")})
	case v.Person == nil || *v.Person == casework.Person{}:
		list.Rows = append(list.Rows, ui.SummaryRow{Key: lang.T("申请人", "Applicant"), Value: lang.T("匿名，没有留姓名", "Anonymous; no name was given")})
	default:
		list.Rows = append(list.Rows, ui.SummaryRow{Key: lang.T("申请人", "Applicant"), Value: ui.Data(v.Person.Name + "  " + idnum.MaskID(v.Person.IDValue))})
	}
	if v.Agent != nil {
		list.Rows = append(list.Rows, ui.SummaryRow{Key: lang.T("代办人", "Acting for the applicant"), Value: ui.Data(v.Agent.Name + "  " + idnum.MaskID(v.Agent.IDValue))})
	}
	list.Rows = append(list.Rows, v.Answers...)
	list.Rows = append(list.Rows, ui.SummaryRow{Key: lang.T("到过大厅", "Visits to the hall"), Value: lang.Format("%d次", "%d", v.Visits)})
	s.Body = ui.Components{list}
	return s
}

// masked shows an answer without what would identify or reach a person.
func masked(f catalog.FormField, v any) lang.Text {
	if f.Personal() {
		return ui.Data(idnum.MaskID(fmt.Sprint(v)))
	}
	return formfield.Show(f, v)
}

// answers are the applicant's latest answers in the form's order, each as show writes it.
func answers(c *casework.Case, it *catalog.Item, show func(catalog.FormField, any) lang.Text) []ui.SummaryRow {
	if it == nil {
		return nil
	}
	given := map[string]any{}
	for _, e := range c.Events {
		for k, v := range e.Private.Form {
			given[k] = v
		}
	}
	fields, err := catalog.Fields(it.Form)
	if err != nil {
		return nil // a published item has a form that compiles
	}
	var rows []ui.SummaryRow
	for _, f := range fields {
		if v, ok := given[f.Name]; ok {
			rows = append(rows, ui.SummaryRow{Key: f.Title, Value: show(f, v)})
		}
	}
	return rows
}

// SharedInput is what the shared view of a case is made of, for staff whose pages stand under base.
func SharedInput(r *site.Request, c *casework.Case, p *casework.Procedure, it *catalog.Item, base string) caseview.Input {
	return caseview.Input{Case: c, Procedure: p, Item: it, Calendar: r.Site.Calendar(), Calendars: r.Site.NamedCalendars(), Now: r.Site.Clock.Now(), Side: caseview.Official,
		Base: base, Unit: r.Unit, Officer: r.Officer, Guide: r.Guide, Files: access.Check(r.Actor, access.OpenPersonalData, c.Target()) == nil,
		Card: func(k supervise.Card) string {
			if !cards.MaySee(r.Actor, c.Division, k) {
				return ""
			}
			return cards.Href(c.ID, k.ID)
		}}
}

// ItemOf gives the version of the item a case is judged by; nil where it has none.
func ItemOf(r *site.Request, c *casework.Case) (*catalog.Item, error) {
	if c.Item.Code == "" {
		return nil, nil
	}
	return r.Site.Engine.Catalogue.Version(c.Division, c.Item.Code, c.Item.Version)
}

// pageOf are the procedures whose case page is not that of an application, each in a file of its own.
var pageOf = map[string]func(*Pages, http.ResponseWriter, *site.Request, *casework.Case, *casework.Procedure) error{
	complaint.Name:       (*Pages).complaint,
	impasse.Name:         (*Pages).impasse,
	impasse.FixName:      (*Pages).classFix,
	rectification.Name:   (*Pages).duty,
	order.Name:           (*Pages).order,
	accountability.Name:  (*Pages).file,
	inspection.RoundName: (*Pages).round,
	inspection.VisitName: (*Pages).visit,
	visit.Name:           (*Pages).register,
	visit.Door:           (*Pages).register,
	refund.Name:          (*Pages).register,
	watch.Name:           (*Pages).watch,
	watch.Look:           (*Pages).watch,
}

func (d *Pages) open(w http.ResponseWriter, r *site.Request) error {
	c, proc, err := r.Case()
	if err != nil {
		return err
	}
	if to := r.Site.CasePage(c.Procedure, c.ID); to != "" {
		http.Redirect(w, r.Request, to, http.StatusSeeOther)
		return nil
	}
	if page, ok := pageOf[c.Procedure]; ok {
		return page(d, w, r, c, proc)
	}
	etag := `"` + c.ID.String() + "." + strconv.FormatInt(c.Version, 10) + `"`
	it, err := ItemOf(r, c)
	if err != nil {
		return err
	}
	base := "/work/cases/" + c.ID.String()
	v := Opened{Shared: caseview.Of(SharedInput(r, c, proc, it, base)), Answers: answers(c, it, masked), Visits: c.Visits, Letters: casepaper.Links(c, it, base),
		Person: c.Events[0].Private.Person, Gone: c.Events[0].Erased, Agent: c.Events[0].Private.Agent,
		Acts: act.Panel{Offers: act.Offers(r.Context(), r.Site.Engine, c, proc, r.Actor, r.Directory()), Back: base}}
	if v.Person != nil && mayOpenPerson(r.Actor, c) {
		v.Full = base + "/person"
	}
	p := r.Page(ui.Data(idnum.ShortCase(c.Number)))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("工作台", "Work list"), Href: "/work"}, {Name: ui.Data(idnum.ShortCase(c.Number))}}
	if access.May(r.Actor, access.ListDivisionCases) {
		p.Breadcrumbs[0] = ui.Link{Name: lang.T("全部办件", "All cases"), Href: "/board/cases"}
	}
	w.Header().Set("ETag", etag)
	return r.Show(w, p, v)
}

// Sample is the case under review with an open task in the officer's hands.
func (Opened) Sample() Opened {
	h := specimen.NewHall()
	c, proc := h.Open(h.Reviewed().ID)
	it := specimen.Item()
	d := specimen.Directory()
	base := "/work/cases/" + c.ID.String()
	return Opened{
		Shared: caseview.Of(caseview.Input{Case: c, Procedure: proc, Item: &it, Calendar: h.Engine.Calendar(), Now: h.Clock.Now(), Side: caseview.Official, Base: base, Files: true,
			Unit: func(id string) lang.Text { u, _ := d.Unit(id); return u.Name }, Officer: func(id string) string { return id }}),
		Acts:   act.SampleOf(h, c.ID, specimen.Officer),
		Person: c.Events[0].Private.Person, Gone: c.Events[0].Erased, Full: base + "/person", Answers: answers(c, &it, masked), Visits: c.Visits,
	}
}
