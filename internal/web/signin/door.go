package signin

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

var doorTitle = lang.T("登录", "Sign in")

// Door is the page on which one signs in; in a demonstration one becomes somebody.
type Door struct {
	Back      string
	Password  bool // signing in by name and password works
	Accounts  bool // people can sign up and recover a password here
	Passkeys  bool
	Providers []ui.Link
	People    []Visitor
}

// Visitor is somebody of the demonstration.
type Visitor struct {
	Value string
	Name  lang.Text
	Icon  ui.Icon
}

// View draws it.
func (v Door) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: doorTitle, Lead: lang.T("查进度、申请办事都可以不登录。", "You can track a case and apply without signing in.")}}
	if len(v.People) > 0 {
		cs = append(cs, ui.Section{Title: lang.T("演示：点一下就成为谁", "Demonstration: one press and you are"), Body: ui.Components{people(v.People)}})
	}
	if len(v.Providers) > 0 {
		var links ui.Actions
		for _, l := range v.Providers {
			links = append(links, ui.LinkButton{Label: l.Name, Href: l.Href, Icon: ui.IconShield})
		}
		cs = append(cs, ui.Section{Title: lang.T("用统一身份", "With another service's account"), Body: ui.Components{links}})
	}
	if v.Password {
		cs = append(cs, ui.Section{Title: lang.T("用登录名和密码", "With name and password"), Body: ui.Components{ui.Form{Action: "/sign-in", Hidden: []ui.Hidden{{Name: "back", Value: v.Back}}, Body: ui.Components{
			ui.Field{Name: "login", Label: lang.T("登录名", "Login name"), Width: 30, Autocomplete: "username"},
			ui.Field{Name: "password", Kind: ui.Password, Label: lang.T("密码", "Password"), Width: 30, Autocomplete: "current-password"},
			ui.Actions{ui.Button{Label: lang.T("登录", "Sign in")}},
		}}, v.lost()}})
	}
	if v.Passkeys {
		cs = append(cs, keyButton{Form: ui.Form{Action: "/sign-in/passkey", Hidden: []ui.Hidden{{Name: "back", Value: v.Back}, {Name: "answer"}}},
			Options: "/sign-in/passkey/options", Label: lang.T("工作人员：用通行密钥登录", "Staff: sign in with a passkey"), Script: passkeyScript.path})
	}
	if v.Accounts {
		cs = append(cs, ui.Section{Title: lang.T("还没有账号", "No account yet"), Body: ui.Components{
			ui.Text(lang.T("不注册也能办事。注册以后，自己交的件都在一个地方，填过的不用再填。", "You can apply without one. With one, what you sent is in one place and nothing is asked twice.")),
			ui.Actions{ui.LinkButton{Label: signUpTitle, Href: "/sign-up", Look: ui.Secondary}}}})
	}
	return cs.View(p)
}

func (v Door) lost() ui.Component {
	body := ui.Components{ui.Text(lang.T("请带身份证件到任一窗口重设。工作人员请找系统管理员。不登录也能办事和查进度。", "Bring your document to any window; staff ask the administrator. You can apply and track without signing in."))}
	if v.Accounts {
		body = append(body, ui.LinkButton{Label: recoverTitle, Href: "/sign-in/recover", Look: ui.Quiet})
	}
	return ui.Disclosure{Summary: lang.T("忘记密码怎么办？", "What if I forgot the password?"), Body: body}
}

// people is a button each.
type people []Visitor

// View draws them.
func (v people) View(p ui.Page) templ.Component {
	a := make(ui.Actions, len(v))
	for i, x := range v {
		a[i] = ui.PostButton{Button: ui.Button{Label: x.Name, Icon: x.Icon, Look: ui.Secondary, Name: "role", Value: x.Value}, Action: "/demo/become"}
	}
	return a.View(p)
}

func (g *Pages) door(back string) Door {
	v := Door{Back: local(back), Password: g.Gate != nil, Accounts: g.Desk != nil, Passkeys: g.Passkeys != nil}
	if g.Desk != nil {
		v.Providers = g.links(v.Back)
	}
	if g.Site.Demo != nil {
		for _, p := range g.Site.Demo.People {
			v.People = append(v.People, Visitor{p.Value, p.Name, p.Icon})
		}
	}
	return v
}

// links lead to the providers; back is where to go afterwards.
func (g *Pages) links(back string) []ui.Link {
	var all []ui.Link
	for _, p := range g.Providers {
		href := "/sign-in/oidc/" + p.Name
		if back != "" {
			href += "?" + url.Values{"back": {back}}.Encode()
		}
		all = append(all, ui.Link{Name: p.Button, Href: href})
	}
	return all
}

func (g *Pages) signInForm(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, r.Page(doorTitle), g.door(r.URL.Query().Get("back")))
}

func (g *Pages) signIn(w http.ResponseWriter, r *site.Request) error {
	if g.Gate == nil {
		return fault.Missing()
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	back := local(r.PostFormValue("back"))
	actor, err := g.Gate.SignIn(r.Context(), r.PostFormValue("login"), identity.Secret(r.PostFormValue("password")), address(r))
	if err != nil {
		return r.Refused(w, r.Page(doorTitle), g.door(back), atField(err, "login"))
	}
	return g.enter(w, r, actor, back, lang.Text{})
}

// atField turns a refused proof into something the person can mend on the form.
func atField(err error, name string) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Unauthorized {
		return err
	}
	return fault.New(fault.Invalid, f.Code, f.Message, f.Remedy).At(name, f.Message).With(err)
}

var recoverTitle = lang.T("用重设码设置密码", "Set a password with a code")

// Recover is the page on which a new password is set with a code.
type Recover struct{}

// View draws it.
func (Recover) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: recoverTitle, Lead: lang.T("重设码由窗口或管理员当面给您，24小时内有效，只能用一次。", "A window or the administrator gives you the code in person; it is good for 24 hours and works once.")},
		ui.Form{Action: "/sign-in/recover", Body: ui.Components{
			ui.Field{Name: "login", Label: lang.T("登录名", "Login name"), Width: 30, Autocomplete: "username"},
			ui.Field{Name: "code", Label: lang.T("重设码", "Code"), Width: 30, Autocomplete: "one-time-code", Secret: true, Hint: lang.T("24个字母和数字，四组。", "24 letters and digits, in four groups.")},
			newPasswordField,
			ui.Actions{ui.Button{Label: lang.T("设置密码并登录", "Set the password and sign in")}},
		}}}.View(p)
}

var newPasswordField = ui.Field{Name: "password", Kind: ui.Password, Label: lang.T("新密码", "New password"), Width: 30, Autocomplete: "new-password",
	Hint: lang.T("至少10个字符。几个不相干的词连起来，好记又难猜。", "At least 10 characters. A few words that do not belong together are easy to keep and hard to guess.")}

func (g *Pages) recoverForm(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, r.Page(recoverTitle), Recover{})
}

// recover ends what was signed in with the old password.
func (g *Pages) recover(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	acc, err := g.Desk.Recover(r.Context(), r.PostFormValue("login"), r.PostFormValue("code"), identity.Secret(r.PostFormValue("password")), address(r))
	if err != nil {
		return r.Refused(w, r.Page(recoverTitle), Recover{}, atField(err, "code"))
	}
	if err := g.Sessions.EndAll(r.Context(), acc.ID); err != nil {
		return err
	}
	return g.enterAs(w, r, acc, "", lang.T("新密码已设置。", "The new password is set."))
}
