package signin

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

var proveTitle = lang.T("核验账号本人", "Prove who holds an account")

// Prove is where a clerk with the document in hand says so.
type Prove struct{}

// View draws it.
func (Prove) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: proveTitle, Lead: lang.T("人和证件原件都在窗口，才能核验。核验以后，这个账号看得到本人名下所有的件。", "Only with the person and the document itself before you. The account then sees every case of that person.")},
		ui.Form{Action: "/window/accounts", Body: ui.Components{
			ui.Field{Name: "login", Label: lang.T("对方的登录名", "That person's login name"), Width: 30, Autocomplete: "off", Focus: true},
			ui.Field{Name: "id_kind", Kind: ui.Radios, Label: lang.T("证件种类", "Kind of document"), Options: documents},
			ui.Field{Name: "id_value", Kind: ui.IDNumber, Label: lang.T("证件上的号码", "Number in the document"), Width: 30},
			ui.Field{Name: "seen", Kind: ui.Checks, Label: lang.T("我确认", "I confirm"), Options: []ui.Option{{Value: "yes", Label: lang.T("看过证件原件，与本人相符", "I saw the document itself and it is this person's")}}},
			ui.Actions{ui.Button{Label: lang.T("核验", "Prove"), Key: "Alt+S"}},
		}}}.View(p)
}

func (g *Pages) proveForm(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, r.Page(proveTitle), Prove{})
}

func (g *Pages) prove(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := g.proveOne(r); err != nil {
		return r.Refused(w, r.Page(proveTitle), Prove{}, err)
	}
	return r.Go(w, "/window/accounts", lang.T("已核验。", "The account is proven."))
}

func (g *Pages) proveOne(r *site.Request) error {
	now := g.Site.Clock.Now()
	bad := fault.InvalidInput()
	kind := r.PostFormValue("id_kind")
	id, err := idnum.Check(idnum.Kind(kind), r.PostFormValue("id_value"), g.Site.Calendar().DayOf(now))
	switch {
	case documentName(kind) == documentName(""):
		bad.At("id_kind", lang.T("请选择证件种类。", "Choose the kind of document."))
	case err != nil:
		bad.At("id_value", fault.For(err).Message)
	}
	if r.PostFormValue("seen") != "yes" {
		bad.At("seen", lang.T("没有看过原件不能核验。", "Without having seen the document you cannot."))
	}
	if err := bad.Or(); err != nil {
		return err
	}
	proof, err := g.Desk.Prove(r.Context(), r.PostFormValue("login"), g.Site.Codes.Party(kind, id.String()), kind, now)
	if fault.KindOf(err) == fault.NotFound {
		return fault.InvalidInput().At("login", lang.T("没有这个登录名的个人或单位账号。", "No person or firm has this login name."))
	}
	if err != nil {
		return err
	}
	return g.Record(r.Context(), r.Actor, identity.Proved, proof)
}
