package business

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/pages"
)

var proveTitle = lang.T("核验这一家是谁的", "Show whose this business is")

// Prove asks what shows whose a business is.
type Prove struct {
	Business chain.Business
	Sees     bool // the visitor may have seen its papers
	Key      string
}

// View draws it.
func (v Prove) View(p ui.Page) templ.Component {
	b := v.Business
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: proveTitle, Caption: pages.Name(b)}}
	if b.Proven {
		return append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("已经核验过："+chain.PaperName(b.Proof).ZH+"。", "It was shown by: "+chain.PaperName(b.Proof).EN+".")}).View(p)
	}
	body, button := ui.Components{}, lang.T("用我的账号核验", "Prove it by my account")
	if v.Sees {
		body, button = append(body, papersSeen(b.Household, !b.Household, false, "")), lang.T("登记看过原件", "Enter that I saw it")
	} else {
		parts = append(parts, ui.Text(lang.T("统一社会信用代码印在墙上的执照里，谁都能抄，所以光填代码不算。您的账号要在窗口凭这张营业执照核验过；没有的，请带执照到窗口，或者请村里的代办员看过登记。", "A credit code is printed on the licence on the wall and anybody can copy it, so typing it shows nothing. Your account must have been proven at a window with this very licence; if it was not, bring the licence to a window, or have the village agent see it.")))
	}
	return append(parts, ui.Form{Action: pages.Home(b) + "/prove", Token: v.Key, Body: append(body, ui.Actions{ui.Button{Label: button}})}).View(p)
}

func (v *Pages) provePage(r *site.Request, b chain.Business) Prove {
	return Prove{b, r.Actor.IsStaff() || r.Actor.Role == access.Agent, site.NewKey()}
}

func (v *Pages) askProof(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, b, proveTitle, pages.Home(b)), v.provePage(r, b))
}

func (v *Pages) prove(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	if _, err := v.Desk.Prove(r.Context(), r.Actor, b, r.PostFormValue("paper")); err != nil {
		return r.Refused(w, v.Frame(r, b, proveTitle, pages.Home(b)), v.provePage(r, b), err)
	}
	return r.Go(w, pages.Home(b), lang.T("核验好了。", "It is proven."))
}

var detailsTitle = lang.T("名称、电话、地址", "Name, telephone, address")

// DetailsPage changes a record. Seen is the record that the form showed, Now what is typed.
type DetailsPage struct {
	Seen, Now chain.Business
	Moved     *chain.Moved // what somebody else changed meanwhile
	Key       string
}

// View draws it.
func (v DetailsPage) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: detailsTitle, Caption: pages.Name(v.Seen)}}
	seen := v.Seen
	if v.Moved != nil {
		seen = v.Moved.Now
		rows := []ui.SummaryRow{}
		for _, x := range v.Moved.Changed {
			rows = append(rows, ui.SummaryRow{Key: x.Name, Value: ui.Data(*x.Of(&seen))})
		}
		parts = append(parts, ui.Section{Title: lang.T("别人刚才改成了", "Somebody else has just changed"), Body: ui.Components{ui.SummaryList{Rows: rows}}},
			ui.Text(lang.T("下面是您填写的；您没有动过的，已经换成别人改的。再按一次保存，就以下面为准。", "Below is what you typed; what you left alone shows the other's change. Save again and what stands below counts.")))
	}
	hidden := []ui.Hidden{{Name: "version", Value: strconv.FormatInt(seen.Version, 10)}}
	for _, x := range chain.Details {
		hidden = append(hidden, ui.Hidden{Name: "seen." + x.Field, Value: *x.Of(&seen)})
	}
	return append(parts, ui.Form{Action: pages.Home(v.Seen) + "/details", Token: v.Key, Hidden: hidden, Body: ui.Components{
		ui.Field{Name: "name", Label: lang.T("名称", "Name"), Value: v.Now.Name},
		ui.Field{Name: "phone", Kind: ui.Phone, Optional: true, Label: lang.T("电话", "Telephone"), Value: v.Now.Phone},
		ui.Field{Name: "address", Optional: true, Label: lang.T("地址", "Address"), Hint: lang.T("村和路名就行。", "The village and the road will do."), Value: v.Now.Address, Autocomplete: "street-address"},
		ui.Actions{ui.Button{Label: lang.T("保存", "Save")}}}}).View(p)
}

func (v *Pages) details(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	return r.Show(w, v.Frame(r, b, detailsTitle, pages.Home(b)), DetailsPage{Seen: b, Now: b, Key: site.NewKey()})
}

func (v *Pages) change(w http.ResponseWriter, r *site.Request) error {
	b, _, err := v.Business(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	seen, want := b, b
	if seen.Version, err = strconv.ParseInt(r.PostFormValue("version"), 10, 64); err != nil {
		seen.Version = 0 // a form that lost it: somebody else's change is looked for
	}
	for _, x := range chain.Details {
		*x.Of(&seen), *x.Of(&want) = r.PostFormValue("seen."+x.Field), r.PostFormValue(x.Field)
	}
	next, moved, err := v.Desk.Change(r.Context(), r.Actor, seen, want)
	if err != nil {
		if moved == nil {
			next = want
		} else { // the form is drawn from what was sent
			r.Form.Set("version", strconv.FormatInt(moved.Now.Version, 10))
			for _, x := range chain.Details {
				r.Form.Set("seen."+x.Field, *x.Of(&moved.Now))
				r.Form.Set(x.Field, *x.Of(&next))
			}
		}
		return r.Refused(w, v.Frame(r, b, detailsTitle, pages.Home(b)), DetailsPage{Seen: seen, Now: next, Moved: moved, Key: site.NewKey()}, err)
	}
	return r.Go(w, pages.Home(b), lang.T("已保存。", "Saved."))
}
