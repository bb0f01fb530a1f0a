package desk

import (
	"io"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/supervise/order"
	"banjie/internal/web/casepaper"
	"banjie/internal/web/caseview"
	"banjie/internal/web/citizen/formfield"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// clock answers why a limit ends on its day, as a page or as plain text.
func clock(w http.ResponseWriter, r *site.Request) error {
	c, proc, err := r.Case()
	if err == nil {
		c, err = seen(r, c)
	}
	if err != nil {
		return err
	}
	it, err := ItemOf(r, c)
	if err != nil {
		return err
	}
	base := "/work/cases/" + c.ID.String()
	in, name := SharedInput(r, c, proc, it, base), r.PathValue("name")
	if r.URL.Query().Get("format") == "text" {
		text, err := caseview.ExplainText(in, name, r.Lang)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, err = io.WriteString(w, text)
		return err
	}
	v, err := caseview.Explain(in, name)
	if err != nil {
		return err
	}
	p := r.Page(v.Title)
	p.Back = base
	return r.Show(w, p, v)
}

// file sends an upload of a case as a download: never shown as a page of this site. What
// people hand in is personal data: whoever may only see how a case stands does not get it.
func file(w http.ResponseWriter, r *site.Request) error {
	c, _, err := r.Case()
	if err == nil {
		c, err = seen(r, c)
	}
	if err != nil {
		return err
	}
	if c.Procedure != order.Name { // the evidence of a reply is for both sides of the order
		if err := access.Check(r.Actor, access.OpenPersonalData, c.Target()); err != nil {
			return err
		}
	}
	for _, f := range caseview.Files(c) {
		if f.Hash == r.PathValue("hash") {
			if r.Site.Reads != nil {
				r.Site.Reads.Read(r.Actor, c.Key, "file", r.Site.Clock.Now())
			}
			return r.SendFile(w, f)
		}
	}
	return fault.Missing()
}

// paper gives a paper of the case to print.
func paper(w http.ResponseWriter, r *site.Request) error {
	c, _, err := r.Case()
	if err != nil {
		return err
	}
	it, err := ItemOf(r, c)
	if err != nil {
		return err
	}
	if it == nil {
		return fault.Missing()
	}
	return casepaper.Send(w, r, c, it, r.PathValue("paper"))
}

// Person is what is known of who asks, in full.
type Person struct {
	Case   string
	Person casework.Person
	Agent  *casework.Person
	Form   []ui.SummaryRow // what the form asks of it: telephones and numbers
}

// View draws it.
func (v Person) View(p ui.Page) templ.Component {
	parts := ui.Components{
		ui.Heading{Caption: ui.Data(v.Case), Title: lang.T("申请人完整信息", "The applicant's data in full"), Lead: lang.T("这次查看已记录。只为办这一件事使用。", "This look is on record. For the handling of this case only.")},
		ui.SummaryList{Rows: rows(v.Person)},
	}
	if v.Agent != nil {
		parts = append(parts, ui.SummaryList{Title: lang.T("代办人", "Acting for the applicant"), Rows: rows(*v.Agent)})
	}
	if len(v.Form) > 0 {
		parts = append(parts, ui.SummaryList{Title: lang.T("申请内容里的号码", "Numbers within the application"), Rows: v.Form})
	}
	return parts.View(p)
}

func rows(who casework.Person) []ui.SummaryRow {
	return []ui.SummaryRow{
		{Key: lang.T("姓名或名称", "Name"), Value: ui.Data(who.Name)},
		{Key: lang.T("证件号码", "Document number"), Value: ui.Data(who.IDValue)},
		{Key: lang.T("电话", "Telephone"), Value: ui.Data(who.Phone)},
		{Key: lang.T("地址", "Address"), Value: ui.Data(who.Address)},
		{Key: lang.T("电子邮箱", "E-mail"), Value: ui.Data(who.Email)},
	}
}

// Sample is the sample applicant.
func (Person) Sample() Person {
	c := specimen.NewHall().Filed()
	return Person{Case: c.Number, Person: *c.Events[0].Private.Person}
}

func person(w http.ResponseWriter, r *site.Request) error {
	c, _, err := r.Case()
	if err == nil {
		c, err = seen(r, c)
	}
	if err != nil {
		return err
	}
	if err := access.Check(r.Actor, access.OpenPersonalData, c.Target()); err != nil {
		return err
	}
	first := c.Events[0].Private
	if first.Person == nil {
		return fault.Missing()
	}
	if r.Site.Reads != nil {
		r.Site.Reads.Read(r.Actor, c.Key, "person", r.Site.Clock.Now())
	}
	it, err := ItemOf(r, c)
	if err != nil {
		return err
	}
	v := Person{Case: c.Number, Person: *first.Person, Agent: first.Agent, Form: personal(c, it)}
	p := r.Page(lang.T("申请人完整信息", "The applicant's data in full"))
	p.Back = "/work/cases/" + c.ID.String()
	return r.Show(w, p, v)
}

// personal are the answers that the case page masks, in full.
func personal(c *casework.Case, it *catalog.Item) []ui.SummaryRow {
	return slices.DeleteFunc(answers(c, it, func(f catalog.FormField, v any) lang.Text {
		if !f.Personal() {
			return lang.Text{}
		}
		return formfield.Show(f, v)
	}), func(r ui.SummaryRow) bool { return r.Value.IsZero() })
}
