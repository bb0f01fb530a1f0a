package signin

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

var signUpTitle = lang.T("注册账号", "Sign up")

// SignUp is the page on which people and firms make an account.
type SignUp struct{}

// notProven says honestly what an account can do before somebody saw the document.
var notProven = ui.Notice{Kind: ui.Info, Title: lang.T("注册时还没有核验是不是您本人", "Signing up does not prove who you are"),
	Text: lang.T("核验以前，这个账号只看得到自己提交的件。带证件到任一窗口核验一次，或绑定统一身份，就能看到您名下所有的件和证照。", "Until that is proven, the account sees only what it filed itself. Show your document once at any window, or bind another service's account, and you see every case and certificate of yours.")}

// View draws it.
func (SignUp) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: signUpTitle, Lead: lang.T("不注册也能办事和查进度。", "You can apply and track without an account.")}, notProven,
		ui.Form{Action: "/sign-up", Body: ui.Components{
			ui.Fieldset{Legend: lang.T("您是谁", "Who you are"), Body: ui.Components{
				ui.Field{Name: "name", Label: lang.T("姓名或者单位名称", "Name of the person or firm"), Hint: lang.T("照证件填写。", "As in the document."), Autocomplete: "name"},
				ui.Field{Name: "id_kind", Kind: ui.Radios, Label: lang.T("证件种类", "Kind of document"), Options: documents},
				ui.Field{Name: "id_value", Kind: ui.IDNumber, Label: lang.T("证件号码", "Number of the document"), Width: 30},
				remember,
			}},
			ui.Fieldset{Legend: lang.T("怎样登录", "How you sign in"), Body: ui.Components{
				ui.Field{Name: "login", Label: lang.T("登录名", "Login name"), Width: 30, Autocomplete: "username", Hint: lang.T("3到64个字符，不能有空格。不要用证件号。", "3 to 64 characters without spaces. Do not use a document number.")},
				newPasswordField,
			}},
			ui.Actions{ui.Button{Label: lang.T("注册并登录", "Sign up and sign in")}},
		}}}.View(p)
}

// remember asks whether what was typed may be kept.
var remember = ui.Field{Name: "remember", Kind: ui.Checks, Optional: true, Label: lang.T("以后不用再填", "Do not ask again"),
	Hint:    lang.T("不勾选，就只记下一个看不出号码的标记。", "Without the tick only a mark is kept from which nobody can read the number."),
	Options: []ui.Option{{Value: "yes", Label: lang.T("记住我的姓名和证件号，办事时替我填好；我随时可以改、可以删", "Keep name and number and fill them in for me; I can change and erase them at any time")}}}

func (g *Pages) signUpForm(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, r.Page(signUpTitle), SignUp{})
}

func (g *Pages) signUp(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	acc, err := g.signUpOne(r)
	if err != nil {
		return r.Refused(w, r.Page(signUpTitle), SignUp{}, err)
	}
	return g.enterAs(w, r, acc, "/my", lang.T("账号已建好，已登录。", "Your account is made; you are signed in."))
}

// signUpOne makes the account, and says all that is wrong at once.
func (g *Pages) signUpOne(r *site.Request) (identity.Account, error) {
	now := g.Desk.Clock.Now()
	typed := identity.Profile{Name: r.PostFormValue("name"), IDKind: r.PostFormValue("id_kind"), IDValue: r.PostFormValue("id_value")}
	bad := fault.InvalidInput()
	profile, err := typed.Check(g.Site.Calendar().DayOf(now))
	if err := collect(bad, err); err != nil {
		return identity.Account{}, err
	}
	login, err := identity.NormalizeLogin(r.PostFormValue("login"))
	if err := collect(bad, err); err != nil {
		return identity.Account{}, err
	}
	password := identity.Secret(r.PostFormValue("password"))
	if err := collect(bad, identity.CheckPassword(login, password)); err != nil {
		return identity.Account{}, err
	}
	if err := bad.Or(); err != nil {
		return identity.Account{}, err
	}
	if err := g.Desk.Throttle.Try(r.Context(), "sign-up "+address(r), address(r), now); err != nil {
		return identity.Account{}, err
	}
	a := identity.Account{Division: g.Site.Division, Kind: identity.Person, Login: login, Name: profile.Name, Party: g.Site.Codes.Party(profile.IDKind, profile.IDValue), Demo: g.Site.Demo != nil}
	if profile.IDKind == "uscc" {
		a.Kind = identity.Firm
	}
	a, err = g.Desk.Register(r.Context(), a, password)
	if fault.KindOf(err) == fault.Conflict {
		return a, fault.InvalidInput().At("login", lang.T("这个登录名已经有人用，请换一个。", "This login name is taken; please choose another."))
	}
	if err != nil || r.PostFormValue("remember") != "yes" {
		return a, err
	}
	profile.Account, profile.Changed = a.ID, now
	return a, g.Desk.Store.PutProfile(r.Context(), profile)
}

// collect adds the wrong places of one check to those of others; any other error is given back.
func collect(bad *fault.Fault, err error) error {
	f, ok := fault.As(err)
	if err == nil || !ok || f.Kind != fault.Invalid {
		return err
	}
	for _, w := range f.Fields {
		bad.At(w.Path, w.Message)
	}
	return nil
}
