package signin

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

var profileTitle = lang.T("我的信息", "What you told us")

// Profile is what a person told once; it can be changed and erased.
type Profile struct {
	Actor   access.Actor
	Profile identity.Profile
	Kept    bool        // there is something to erase
	Proven  bool        // the document was seen: its number stays
	Also    []lang.Text // what packs erase with it
}

// View draws it.
func (v Profile) View(p ui.Page) templ.Component {
	number := ui.Field{Name: "id_value", Kind: ui.IDNumber, Label: lang.T("证件号码", "Number of the document"), Width: 30, Value: v.Profile.IDValue}
	if v.Proven {
		number.Hint = lang.T("要与核验过的证件一致。", "It must be the document that was seen.")
	}
	cs := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: profileTitle, Lead: lang.T("填一次，办事时替您填好。每次都能改；以证件为准。", "Told once, filled in when you apply. You may change it each time; your document prevails.")}, tabs(v.Actor, "/my/profile"),
		ui.Form{Action: "/my/profile", Body: ui.Components{
			ui.Field{Name: "name", Label: lang.T("姓名或者单位名称", "Name of the person or firm"), Value: v.Profile.Name, Autocomplete: "name"},
			ui.Field{Name: "id_kind", Kind: ui.Radios, Label: lang.T("证件种类", "Kind of document"), Options: documents, Value: v.Profile.IDKind},
			number,
			ui.Field{Name: "phone", Kind: ui.Phone, Optional: true, Label: lang.T("手机号", "Mobile number"), Value: v.Profile.Phone, Width: 20, Autocomplete: "tel"},
			ui.Field{Name: "address", Optional: true, Label: lang.T("邮寄地址", "Postal address"), Value: v.Profile.Address, Autocomplete: "street-address"},
			ui.Field{Name: "email", Kind: ui.Email, Optional: true, Label: lang.T("电子邮箱", "E-mail"), Value: v.Profile.Email, Width: 30, Autocomplete: "email"},
			ui.Actions{ui.Button{Label: lang.T("保存", "Save")}},
		}}}
	if v.Kept {
		says := ui.Components{ui.Text(lang.T("删掉以后，办事时要重新填。已经提交的件不受影响。", "You then fill it in again when you apply. What you sent before is not touched."))}
		for _, x := range v.Also {
			says = append(says, ui.Text(x))
		}
		cs = append(cs, ui.Section{Title: lang.T("删除这些信息", "Erase it"), Body: append(says,
			ui.Actions{ui.PostButton{Button: ui.Button{Label: lang.T("删除", "Erase"), Look: ui.Danger}, Action: "/my/profile/erase"}})})
	}
	return cs.View(p)
}

// person is the account of whoever has a profile: people and firms, not staff.
func (g *Pages) person(r *site.Request) (identity.Account, error) {
	acc, err := g.account(r)
	if err == nil && acc.Kind == identity.Staff {
		err = fault.Missing()
	}
	return acc, err
}

func (g *Pages) profileView(r *site.Request, acc identity.Account) (Profile, error) {
	v := Profile{Actor: r.Actor, Proven: !acc.Proven.IsZero()}
	for _, x := range g.Site.Erasers {
		v.Also = append(v.Also, x.Says)
	}
	p, err := g.Desk.Store.Profile(r.Context(), acc.ID)
	switch fault.KindOf(err) {
	case "":
		v.Profile, v.Kept = p, true
	case fault.NotFound:
		v.Profile.Name = acc.Name
	default:
		return v, err
	}
	return v, nil
}

func (g *Pages) profileForm(w http.ResponseWriter, r *site.Request) error {
	acc, err := g.person(r)
	if err != nil {
		return err
	}
	v, err := g.profileView(r, acc)
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(profileTitle), v)
}

func (g *Pages) saveProfile(w http.ResponseWriter, r *site.Request) error {
	acc, err := g.person(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	get := r.PostFormValue
	typed := identity.Profile{Account: acc.ID, Name: get("name"), IDKind: get("id_kind"), IDValue: get("id_value"), Phone: get("phone"), Address: get("address"), Email: get("email")}
	if err := g.keep(r, acc, typed); err != nil {
		v, verr := g.profileView(r, acc)
		if verr != nil {
			return verr
		}
		return r.Refused(w, r.Page(profileTitle), v, err)
	}
	return r.Go(w, "/my/profile", lang.T("已保存。", "Saved."))
}

// keep checks and stores a profile. A proven account keeps its document; one that is not
// names the document that stands in the profile.
func (g *Pages) keep(r *site.Request, acc identity.Account, typed identity.Profile) error {
	now := g.Desk.Clock.Now()
	p, err := typed.Check(g.Site.Calendar().DayOf(now))
	if err != nil {
		return err
	}
	party := g.Site.Codes.Party(p.IDKind, p.IDValue)
	if party != acc.Party {
		if !acc.Proven.IsZero() {
			return fault.InvalidInput().At("id_value", lang.T("与核验过的证件不一致。换了证件请到窗口办理。", "This is not the document that was seen. If you have a new one, come to a window."))
		}
		acc.Party = party
	}
	acc.Name, p.Changed = p.Name, now
	if err := g.Desk.Store.UpdateAccount(r.Context(), acc); err != nil {
		return err
	}
	return g.Desk.Store.PutProfile(r.Context(), p)
}

func (g *Pages) eraseProfile(w http.ResponseWriter, r *site.Request) error {
	acc, err := g.person(r)
	if err != nil {
		return err
	}
	for _, x := range g.Site.Erasers {
		if err := x.Erase(r.Context(), r.Actor); err != nil {
			return err
		}
	}
	if err := g.Desk.Store.EraseProfile(r.Context(), acc.ID); err != nil {
		return err
	}
	return r.Go(w, "/my/profile", lang.T("已删除。", "Erased."))
}
