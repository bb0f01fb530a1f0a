package own

import (
	"net"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Door is the page on which one signs in; in a demonstration one becomes somebody.
type Door struct {
	Back     string
	Password bool // signing in by name and password works
	People   []Visitor
}

// Visitor is somebody of the demonstration.
type Visitor struct {
	Value string
	Name  lang.Text
	Icon  ui.Icon
}

// View draws it.
func (v Door) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("登录", "Sign in"), Lead: lang.T("查进度、申请办事都可以不登录。", "You can track a case and apply without signing in.")}}
	if len(v.People) > 0 {
		cs = append(cs, ui.Section{Title: lang.T("演示：点一下就成为谁", "Demonstration: one press and you are"), Body: ui.Components{people(v.People)}})
	}
	if v.Password {
		cs = append(cs, ui.Section{Title: lang.T("用登录名和密码", "With name and password"), Body: ui.Components{ui.Form{Action: "/sign-in", Hidden: []ui.Hidden{{Name: "back", Value: v.Back}}, Body: ui.Components{
			ui.Field{Name: "login", Label: lang.T("登录名", "Login name"), Width: 30, Autocomplete: "username"},
			ui.Field{Name: "password", Kind: ui.Password, Label: lang.T("密码", "Password"), Width: 30, Autocomplete: "current-password"},
			ui.Actions{ui.Button{Label: lang.T("登录", "Sign in")}},
		}}, ui.Disclosure{Summary: lang.T("忘记密码怎么办？", "What if I forgot the password?"), Body: ui.Components{ui.Text(lang.T("请带身份证件到任一窗口重设。不登录也能办事和查进度。", "Bring your document to any window. You can apply and track without signing in."))}}}})
	}
	return cs.View(p)
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

func (o *Pages) door(back string) Door {
	v := Door{Back: local(back), Password: o.SignIn != nil}
	if o.Site.Demo != nil {
		for _, p := range o.Site.Demo.People {
			v.People = append(v.People, Visitor{p.Value, p.Name, p.Icon})
		}
	}
	return v
}

// local is an address of ours to go back to, "" for any other.
func local(back string) string {
	if !strings.HasPrefix(back, "/") || strings.HasPrefix(back, "//") || strings.ContainsAny(back, "\\\r\n") {
		return ""
	}
	return back
}

func (o *Pages) signInForm(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, r.Page(lang.T("登录", "Sign in")), o.door(r.URL.Query().Get("back")))
}

func (o *Pages) signIn(w http.ResponseWriter, r *site.Request) error {
	if o.SignIn == nil {
		return fault.Missing()
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	back := local(r.PostFormValue("back"))
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		address = r.RemoteAddr
	}
	actor, err := o.SignIn.SignIn(r.Context(), r.PostFormValue("login"), identity.Secret(r.PostFormValue("password")), address)
	if f, ok := fault.As(err); ok && f.Kind == fault.Unauthorized {
		err = fault.New(fault.Invalid, f.Code, f.Message, f.Remedy).At("login", f.Message).With(err)
	}
	if err != nil {
		return r.Refused(w, r.Page(lang.T("登录", "Sign in")), o.door(back), err)
	}
	if err := o.Site.Sessions.SignIn(w, r.Request, actor); err != nil {
		return err
	}
	if back == "" {
		back = homeOf(actor)
	}
	return r.Go(w, back, lang.Text{})
}

// homeOf is where somebody begins who came without an aim.
func homeOf(a access.Actor) string {
	if a.IsStaff() {
		return "/"
	}
	return "/my"
}

// Sample is the door of the demonstration with the form.
func (Door) Sample() Door {
	return Door{Password: true, Back: "/my", People: []Visitor{
		{"citizen", lang.T("群众", "Citizen"), ui.IconPerson}, {"farmer", lang.T("农户", "Farmer"), ui.IconLeaf}, {"firm", lang.T("企业", "Firm"), ui.IconFirm}, {"clerk", lang.T("窗口人员", "Clerk"), ui.IconHome}, {"officer", specimen.Unit("market"), ui.IconFile}}}
}
