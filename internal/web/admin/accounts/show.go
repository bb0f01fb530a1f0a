package accounts

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/admin/staff"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

func sortByID(all []org.Officer) {
	slices.SortFunc(all, func(a, b org.Officer) int { return strings.Compare(a.ID, b.ID) })
}

// Show is one account.
type Show struct {
	Account     identity.Account
	Officer     org.Officer // zero for others than staff
	Active      bool
	Unit        lang.Text
	Credentials []identity.Credential
	Tokens      []identity.Token
	Now         time.Time
	Own         bool // the visitor's own account
}

// View draws it.
func (v Show) View(p ui.Page) templ.Component {
	a := v.Account
	tag := state(a, v.Active)
	rows := []ui.SummaryRow{{Key: lang.T("登录名", "Login name"), Value: ui.Data(a.Login)}, {Key: lang.T("种类", "Kind"), Value: kindNames[a.Kind]}, {Key: lang.T("开通时间", "Opened"), Body: ui.Moment(a.Created)}}
	if v.Officer.ID != "" {
		rows = append(rows, ui.SummaryRow{Key: lang.T("部门", "Unit"), Value: v.Unit}, ui.SummaryRow{Key: lang.T("角色", "Roles"), Body: roles(v.Officer)})
	}
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: lang.T("账号", "Account"), Title: ui.Data(v.name()), Tag: &tag}, ui.SummaryList{Rows: rows}, v.acts(), v.proofs()}
	if a.Kind == identity.Staff {
		parts = append(parts, v.tokens())
	}
	return parts.View(p)
}

func (v Show) name() string {
	if v.Account.Kind == identity.Staff && v.Account.Name != "" {
		return v.Account.Name
	}
	return v.Account.Login // the name of a citizen is nobody's business here
}

var kindNames = map[identity.Kind]lang.Text{identity.Person: lang.T("个人", "person"), identity.Firm: lang.T("企业", "firm"), identity.Staff: lang.T("工作人员", "staff")}

func (v Show) acts() ui.Component {
	post := func(act string, label lang.Text, look ui.Look) ui.Component {
		return ui.PostButton{Action: Href(v.Account.ID) + "/" + act, Button: ui.Button{Label: label, Look: look}}
	}
	if v.Own {
		return ui.Notice{Kind: ui.Info, Text: lang.T("这是您自己的账号：重设和停用要另一位管理员来办。", "This is your own account; another administrator resets or disables it.")}
	}
	a := ui.Actions{}
	if v.Account.Disabled.IsZero() {
		a = append(a, post("recover", lang.T("发一次性设置码", "Issue a one-time code"), ui.Secondary), post("end-sessions", lang.T("结束全部登录", "End all sessions"), ui.Secondary), post("disable", lang.T("停用账号", "Disable the account"), ui.Danger))
	} else {
		a = append(a, post("enable", lang.T("重新启用", "Enable again"), ui.Secondary))
	}
	return a
}

func (v Show) proofs() ui.Component {
	t := ui.Table{Caption: lang.T("登录方式", "Ways to sign in"), Columns: []ui.Column{{Name: lang.T("方式", "Way")}, {Name: lang.T("设置时间", "Made")}, {Name: lang.T("最近使用", "Last used")}}, Empty: ui.Empty{Title: lang.T("还没有设置密码", "No password yet"), Text: lang.T("发一次性设置码，由本人设置。", "Issue a one-time code; the person sets it.")}}
	for _, c := range v.Credentials {
		var used ui.Component = ui.Plain("–")
		if !c.Used.IsZero() {
			used = ui.Moment(c.Used)
		}
		what := ui.Components{ui.Words(proofNames[c.Kind])}
		if c.Label != "" {
			what = append(what, ui.Plain(" "+c.Label))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{what, ui.Moment(c.Created), used}})
	}
	return t
}

var proofNames = map[identity.CredentialKind]lang.Text{identity.Password: lang.T("密码", "password"), identity.Passkey: lang.T("通行密钥", "passkey"), identity.Provider: lang.T("统一身份登录", "sign-in at another provider")}

func (v Show) tokens() ui.Component {
	t := ui.Table{Caption: lang.T("已发的令牌", "Issued so far"), Columns: []ui.Column{{Name: lang.T("用途", "For")}, {Name: lang.T("身份", "Role")}, {Name: lang.T("能做什么", "May")}, {Name: lang.T("有效期到", "Until")}, {Name: lang.T("状态", "State")}}, Empty: ui.Empty{Title: lang.T("没有令牌", "No tokens")}}
	for _, k := range v.Tokens {
		var may lang.Text
		for i, s := range k.Scopes {
			if i > 0 {
				may = lang.T(may.ZH+"、", may.EN+", ")
			}
			may = lang.T(may.ZH+s.Title().ZH, may.EN+s.Title().EN)
		}
		var st ui.Component = ui.PostButton{Action: Href(v.Account.ID) + "/tokens/" + k.ID.String() + "/revoke", Button: ui.Button{Label: lang.T("吊销", "Revoke"), Look: ui.Danger}}
		switch {
		case !k.Revoked.IsZero():
			st = ui.Tag{Label: lang.T("已吊销", "revoked"), Tone: ui.Shut}
		case !v.Now.Before(k.Until):
			st = ui.TagOf("expired")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Plain(k.Label), ui.Words(staff.RoleName(string(k.Role))), ui.Words(may), ui.Moment(k.Until), st}})
	}
	parts := ui.Components{t}
	if v.Account.Disabled.IsZero() && len(v.Officer.Roles) > 0 {
		parts = append(parts, ui.Disclosure{Summary: lang.T("发一个新令牌", "Issue a new token"), Body: ui.Components{v.issueForm()}})
	}
	return ui.Section{ID: "tokens", Title: lang.T("接口令牌", "API tokens"), Body: parts}
}

// tokenVerbs are what programs are let to do; the desk refuses what the role may not.
var tokenVerbs = []access.Verb{access.ListUnitCases, access.ListDivisionCases, access.ViewCase, access.ViewBoard, access.Export, access.Receive, access.Take, access.Finish, access.EditItem, access.PublishItem, access.ManageOrg, access.ManageCalendar}

func (v Show) issueForm() ui.Component {
	var who, what, months []ui.Option
	for _, r := range v.Officer.Roles {
		who = append(who, ui.Option{Value: r, Label: staff.RoleName(r)})
	}
	for _, verb := range tokenVerbs {
		if slices.ContainsFunc(v.Officer.Roles, func(r string) bool { return access.May(access.Actor{Role: access.Role(r)}, verb) }) {
			what = append(what, ui.Option{Value: string(verb), Label: verb.Title()})
		}
	}
	for _, m := range tokenMonths {
		months = append(months, ui.Option{Value: fmt.Sprint(m), Label: lang.Format("%d个月", "%d months", m)})
	}
	return ui.Form{Action: Href(v.Account.ID) + "/tokens", Body: ui.Components{
		ui.Field{Name: "label", Label: lang.T("给哪个系统用", "Which system it is for"), Width: 30},
		ui.Field{Name: "role", Kind: ui.Choice, Label: lang.T("以什么身份", "In which role"), Options: who},
		ui.Field{Name: "scopes", Kind: ui.Checks, Label: lang.T("能做什么", "What it may do"), Options: what, Hint: lang.T("只勾用得着的。", "Tick only what is needed.")},
		ui.Field{Name: "months", Kind: ui.Choice, Label: lang.T("有效期", "How long"), Options: months},
		ui.Actions{ui.Button{Label: lang.T("发令牌", "Issue it")}},
	}}
}

// Sample is the account of the invented officer with one token.
func (Show) Sample() Show {
	o, _ := specimen.Directory().Officer("lin")
	now := specimen.Now
	return Show{Account: sampleAccount(), Officer: o, Active: true, Unit: specimen.Unit(o.Unit), Now: now,
		Credentials: []identity.Credential{{Kind: identity.Password, Created: now.AddDate(0, -2, 0), Used: now.Add(-time.Hour)}, {Kind: identity.Passkey, Label: "YubiKey", Created: now.AddDate(0, -1, 0)}},
		Tokens: []identity.Token{{ID: 7, Label: "统计系统（示例）", Role: access.CaseOfficer, Scopes: []access.Verb{access.ListUnitCases}, Created: now, Until: now.AddDate(0, 3, 0)},
			{ID: 8, Label: "旧接口（示例）", Role: access.CaseOfficer, Scopes: []access.Verb{access.ListUnitCases}, Created: now, Until: now.AddDate(0, 3, 0), Revoked: now}}}
}

// load gives the account of the path: of this division's staff, or of anybody else.
func (d *Pages) load(r *site.Request) (Show, ui.Page, error) {
	v := Show{Now: d.Desk.Clock.Now()}
	id, err := identity.ParseID(r.PathValue("id"))
	if err != nil {
		return v, ui.Page{}, err
	}
	if v.Account, err = d.Desk.Store.Account(r.Context(), id); err != nil {
		return v, ui.Page{}, err
	}
	if v.Account.Division != r.Site.Division {
		return v, ui.Page{}, fault.Missing()
	}
	if o, ok := r.Directory().Officer(v.Account.Officer); ok && v.Account.Kind == identity.Staff {
		v.Officer, v.Unit = o, r.Unit(o.Unit)
		v.Active = o.Active(r.Site.Calendar().DayOf(r.Site.Clock.Now()))
	}
	v.Own = v.Account.Officer != "" && v.Account.Officer == r.Actor.ID
	if v.Credentials, err = d.Desk.Store.Credentials(r.Context(), id); err != nil {
		return v, ui.Page{}, err
	}
	if v.Tokens, err = d.Desk.Store.Tokens(r.Context(), id); err != nil {
		return v, ui.Page{}, err
	}
	p := r.Page(lang.T("账号", "Account"))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("机构人员", "Units and staff"), Href: "/admin/org"}, {Name: lang.T("账号", "Accounts"), Href: "/admin/accounts"}, {Name: ui.Data(v.name())}}
	return v, p, nil
}

func (d *Pages) show(w http.ResponseWriter, r *site.Request) error {
	v, p, err := d.load(r)
	if err != nil {
		return err
	}
	return r.Show(w, p, v)
}

func (d *Pages) act(w http.ResponseWriter, r *site.Request) error {
	v, p, err := d.load(r)
	if err != nil {
		return err
	}
	a := v.Account
	if v.Own {
		return r.Refused(w, p, v, fault.New(fault.Conflict, "own_account", lang.T("不能重设或停用自己的账号。", "Nobody resets or disables their own account."), lang.T("请另一位管理员来办。", "Ask another administrator.")))
	}
	var kind string
	var said lang.Text
	switch r.PathValue("act") {
	case "recover":
		if !a.Disabled.IsZero() {
			return r.Refused(w, p, v, fault.New(fault.Conflict, "account_disabled", lang.T("账号已停用。", "The account is disabled."), lang.T("请先重新启用。", "Enable it first.")))
		}
		return d.once(w, r, a)
	case "disable":
		if err = d.Desk.Disable(r.Context(), a.ID); err == nil {
			err = d.Sessions.EndAll(r.Context(), a.ID)
		}
		kind, said = "account_disabled", lang.T("账号已停用，登录都已结束。", "The account is disabled and its sessions are ended.")
	case "enable":
		a.Disabled = time.Time{}
		err = d.Desk.Store.UpdateAccount(r.Context(), a)
		kind, said = "account_enabled", lang.T("账号已重新启用。", "The account is enabled again.")
	case "end-sessions":
		err = d.Sessions.EndAll(r.Context(), a.ID)
		kind, said = "sessions_ended", lang.T("全部登录已结束。", "All sessions are ended.")
	default:
		return fault.Missing()
	}
	if err == nil {
		err = d.record(r, kind, a, nil)
	}
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	return r.Go(w, Href(a.ID), said)
}

func (d *Pages) issue(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, p, err := d.load(r)
	if err != nil {
		return err
	}
	role := r.PostForm.Get("role")
	if v.Account.Kind != identity.Staff || !slices.Contains(v.Officer.Roles, role) {
		return r.Refused(w, p, v, fault.InvalidInput().At("role", lang.T("请选择本人有的身份。", "Please choose a role the officer has.")))
	}
	end, err := until(v.Now, r.PostForm.Get("months"))
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	var scopes []access.Verb
	for _, s := range r.PostForm["scopes"] {
		scopes = append(scopes, access.Verb(s))
	}
	secret, token, err := d.Desk.IssueToken(r.Context(), v.Account.ID, r.PostForm.Get("label"), access.Role(role), scopes, end)
	if err == nil {
		err = d.record(r, "token_issued", v.Account, map[string]string{"token": token.ID.String(), "until": end.UTC().Format(time.RFC3339)})
	}
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	return r.Show(w, r.Page(lang.T("接口令牌", "API token")), Once{Title: lang.T("接口令牌", "API token"), Label: lang.T("令牌", "Token"), Secret: string(secret), Plain: true, Back: Href(v.Account.ID),
		Note: lang.T("程序把它放在 Authorization: Bearer 后面。", "Programs send it after “Authorization: Bearer”.")})
}

func (d *Pages) revoke(w http.ResponseWriter, r *site.Request) error {
	v, _, err := d.load(r)
	if err != nil {
		return err
	}
	token, err := identity.ParseID(r.PathValue("token"))
	if err != nil {
		return err
	}
	if err := d.Desk.Store.RevokeToken(r.Context(), v.Account.ID, token, v.Now); err != nil {
		return err
	}
	if err := d.record(r, "token_revoked", v.Account, map[string]string{"token": token.String()}); err != nil {
		return err
	}
	return r.Go(w, Href(v.Account.ID)+"#tokens", lang.T("令牌已吊销，马上不能用。", "The token is revoked and stops at once."))
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	disabled := Show{}.Sample()
	disabled.Account.Disabled = specimen.Now
	return ui.GalleryPages{
		specimen.Page("accounts", lang.T("账号", "Accounts"), List{}.Sample(), nil),
		specimen.Page("account-open", lang.T("开账号", "Open an account"), Open{}.Sample(), specimen.Narrow),
		specimen.Page("account-code", lang.T("一次性设置码", "One-time code"), onceCode(sampleAccount(), "SAMPLE-SAMPLE-SAMPLE-SAMPLE"), specimen.Narrow),
		specimen.Page("account", lang.T("一个账号", "An account"), Show{}.Sample(), nil),
		specimen.Page("account-disabled", lang.T("停用的账号", "A disabled account"), disabled, nil),
	}
}
