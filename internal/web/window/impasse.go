package window

import (
	"net/http"

	"banjie/internal/lang"
	"banjie/internal/web/citizen/notdone"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// A clerk registers what somebody who came could not get done, and hands the slip over.

var impasseTitle = lang.T("办不成事登记", "Could not be done: register it")

func impasseForm(r *site.Request) (notdone.Form, ui.Page, error) {
	v := notdone.Form{Action: "/window/impasse", Clerk: true, Code: r.Site.Codes.New(), Key: site.NewKey()}
	if r.Method == http.MethodPost {
		v.Code, v.Key = ui.ReadCode(r.PostFormValue("return_code")), r.PostFormValue(site.KeyField)
	}
	p := r.Page(impasseTitle)
	p.Breadcrumbs = []ui.Link{{Name: lang.T("收件", "Receive"), Href: "/window"}, {Name: impasseTitle}}
	v, err := notdone.Fill(r, v)
	return v, p, err
}

func askImpasse(w http.ResponseWriter, r *site.Request) error {
	v, p, err := impasseForm(r)
	if err != nil {
		return err
	}
	return r.Show(w, p, v)
}

func receiveImpasse(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, p, err := impasseForm(r)
	if err != nil {
		return err
	}
	cmd, err := notdone.Read(r, v)
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	cmd.Open.Channel, cmd.Open.Window = "window", seat(r).Number
	out, err := r.Site.Engine.Do(r.Context(), cmd)
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	c, proc, err := r.CaseByID(out.Case.ID)
	if err != nil {
		return err
	}
	return impasseSlip(w, r, c, proc, v.Code)
}
