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

var securityTitle = lang.T("账号安全", "Your account")

// Security is one's own account: how one signs in, and how to end it everywhere.
type Security struct {
	Actor       access.Actor
	Account     identity.Account
	Credentials []identity.Credential
	Providers   []ui.Link // that can be bound
	Passkeys    bool      // keys can be added here
}

// View draws it.
func (v Security) View(p ui.Page) templ.Component {
	rows := []ui.SummaryRow{{Key: lang.T("登录名", "Login name"), Value: ui.Data(v.Account.Login)}, {Key: lang.T("姓名", "Name"), Value: ui.Data(v.Account.Name)}}
	if v.Account.Kind != identity.Staff {
		state := lang.T("还没有核验", "not proven yet")
		if !v.Account.Proven.IsZero() {
			state = lang.T("已核验，"+p.Date(v.Account.Proven), "proven on "+p.Date(v.Account.Proven))
		}
		rows = append(rows, ui.SummaryRow{Key: lang.T("是不是本人", "Proven"), Value: state})
	}
	cs := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: securityTitle}, tabs(v.Actor, "/my/security"), ui.SummaryList{Rows: rows}}
	if v.Account.Kind != identity.Staff && v.Account.Proven.IsZero() {
		cs = append(cs, notProven)
	}
	if len(v.Providers) > 0 {
		var links ui.Actions
		for _, l := range v.Providers {
			links = append(links, ui.LinkButton{Label: l.Name, Href: l.Href, Look: ui.Secondary, Icon: ui.IconShield})
		}
		cs = append(cs, ui.Section{Title: lang.T("绑定统一身份", "Bind another service's account"), Body: ui.Components{links}})
	}
	cs = append(cs, v.ways(p))
	if v.Passkeys {
		cs = append(cs, ui.Section{Title: lang.T("登记一把通行密钥", "Register a passkey"), Body: ui.Components{
			ui.Text(lang.T("用手机或安全钥匙登录，旁人看不到密码。指纹和人脸只留在您的设备里，不会传给我们。", "Sign in with a telephone or a security key: nobody can watch you type. Finger and face stay in your device and never reach us.")),
			keyButton{Form: ui.Form{Action: "/my/security/passkey", Hidden: []ui.Hidden{{Name: "answer"}}, Body: ui.Components{
				ui.Field{Name: "label", Label: lang.T("给它起个名字", "Your name for it"), Hint: lang.T("例如：办公室的钥匙。", "For example: key at the office."), Width: 30, Max: longestLabel}}},
				Options: "/my/security/passkey/options", Create: true, Label: lang.T("登记", "Register"), Script: passkeyScript.path}}})
	}
	if v.holdsPassword() {
		cs = append(cs, ui.Section{Title: lang.T("改密码", "Change the password"), Body: ui.Components{ui.Form{Action: "/my/security/password", Body: ui.Components{
			ui.Field{Name: "old", Kind: ui.Password, Label: lang.T("现在的密码", "Present password"), Width: 30, Autocomplete: "current-password"},
			newPasswordField,
			ui.Actions{ui.Button{Label: lang.T("改密码", "Change the password"), Look: ui.Secondary}},
		}}, ui.Text(lang.T("改完以后，所有设备都要重新登录。", "Afterwards every device has to sign in again."))}})
	}
	return append(cs, ui.Section{Title: lang.T("退出所有设备", "Sign out everywhere"), Body: ui.Components{
		ui.Text(lang.T("在别处忘了退出、手机丢了，点这里。", "If you forgot to sign out somewhere or lost a telephone.")),
		ui.Actions{ui.PostButton{Button: ui.Button{Label: lang.T("退出所有设备", "Sign out everywhere"), Look: ui.Danger}, Action: "/my/security/end"}}}}).View(p)
}

func (v Security) holdsPassword() bool {
	for _, c := range v.Credentials {
		if c.Kind == identity.Password {
			return true
		}
	}
	return false
}

// removable says that a way to sign in can be taken away: never the last one.
func removable(cs []identity.Credential, c identity.Credential) bool {
	return c.Kind != identity.Password && len(cs) > 1
}

// ways is the list of how one signs in.
func (v Security) ways(p ui.Page) ui.Component {
	t := ui.Table{Caption: lang.T("登录方式", "Ways to sign in"), Columns: []ui.Column{{Name: lang.T("方式", "Way")}, {Name: lang.T("名字", "Name")}, {Name: lang.T("登记日", "Since")}, {Name: lang.T("最近使用", "Last used")}, {Name: lang.T("移除", "Remove")}},
		Empty: ui.Empty{Title: lang.T("还没有登录方式", "No way to sign in yet")}}
	kinds := map[identity.CredentialKind]lang.Text{identity.Password: lang.T("密码", "Password"), identity.Passkey: lang.T("通行密钥", "Passkey"), identity.Provider: lang.T("统一身份", "Another service")}
	for _, c := range v.Credentials {
		used, act := ui.Component(ui.Plain("–")), ui.Component(ui.Plain("–"))
		if !c.Used.IsZero() {
			used = ui.Plain(p.Date(c.Used))
		}
		if removable(v.Credentials, c) {
			act = ui.PostButton{Button: ui.Button{Label: lang.T("移除", "Remove"), Look: ui.Quiet}, Action: "/my/security/remove", Hidden: []ui.Hidden{{Name: "kind", Value: string(c.Kind)}, {Name: "key", Value: c.Key}}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(kinds[c.Kind]), ui.Words(ui.Data(c.Label)), ui.Plain(p.Date(c.Created)), used, act}})
	}
	return t
}

func (g *Pages) securityView(r *site.Request, acc identity.Account) (Security, error) {
	v := Security{Actor: r.Actor, Account: acc, Passkeys: g.Passkeys != nil && acc.Kind == identity.Staff}
	if acc.Kind != identity.Staff {
		v.Providers = g.links("")
	}
	var err error
	v.Credentials, err = g.Desk.Store.Credentials(r.Context(), acc.ID)
	return v, err
}

func (g *Pages) security(w http.ResponseWriter, r *site.Request) error {
	acc, err := g.account(r)
	if err != nil {
		return err
	}
	v, err := g.securityView(r, acc)
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(securityTitle), v)
}

// refuseSecurity draws the page with what was wrong.
func (g *Pages) refuseSecurity(w http.ResponseWriter, r *site.Request, acc identity.Account, cause error) error {
	v, err := g.securityView(r, acc)
	if err != nil {
		return err
	}
	return r.Refused(w, r.Page(securityTitle), v, cause)
}

// changePassword ends every session, this one too: whoever knew the old one is out.
func (g *Pages) changePassword(w http.ResponseWriter, r *site.Request) error {
	acc, err := g.account(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := g.Desk.ChangePassword(r.Context(), acc.ID, identity.Secret(r.PostFormValue("old")), identity.Secret(r.PostFormValue("password"))); err != nil {
		return g.refuseSecurity(w, r, acc, err)
	}
	return g.out(w, r, acc, lang.T("密码已改，请用新密码登录。", "The password is changed; please sign in with it."))
}

func (g *Pages) endAll(w http.ResponseWriter, r *site.Request) error {
	acc, err := g.account(r)
	if err != nil {
		return err
	}
	return g.out(w, r, acc, lang.T("所有设备都已退出。", "You are signed out everywhere."))
}

// out ends every session of an account and the visitor's own, which would else be written
// again at the end of this request.
func (g *Pages) out(w http.ResponseWriter, r *site.Request, acc identity.Account, said lang.Text) error {
	if err := g.Sessions.EndAll(r.Context(), acc.ID); err != nil {
		return err
	}
	if err := g.Site.Sessions.SignOut(w, r.Request); err != nil {
		return err
	}
	return r.Go(w, "/sign-in", said)
}

// remove takes a passkey or a provider away.
func (g *Pages) remove(w http.ResponseWriter, r *site.Request) error {
	acc, err := g.account(r)
	if err != nil {
		return err
	}
	all, err := g.Desk.Store.Credentials(r.Context(), acc.ID)
	if err != nil {
		return err
	}
	for _, c := range all {
		if string(c.Kind) != r.PostFormValue("kind") || c.Key != r.PostFormValue("key") {
			continue
		}
		if !removable(all, c) {
			return g.refuseSecurity(w, r, acc, fault.New(fault.Conflict, "last_way", lang.T("这是最后一种登录方式，不能移除。", "This is the last way to sign in and stays."), lang.T("请先登记另一种。", "Register another first.")))
		}
		if err := g.Desk.Store.DeleteCredential(r.Context(), acc.ID, c.Kind, c.Key); err != nil {
			return err
		}
		return r.Go(w, "/my/security", lang.T("已移除。", "Removed."))
	}
	return fault.Missing()
}
