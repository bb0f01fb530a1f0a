// Package accounts is where the administrator opens and ends the accounts of staff.
//
//	officers of the division ─▶ account: open (recovery code, shown once) │ disable │ enable
//	                                ├ new recovery code, shown once
//	                                ├ end all sessions
//	                                └ API tokens: issue (shown once), revoke
//
// Only accounts of staff are listed. An account of a citizen or firm is found by its exact
// login name alone, because nobody needs a list of citizens. No password is ever set or
// seen here: the officer makes it with the code. Codes and tokens are shown on the answer
// to the form and kept nowhere in words. Every act is recorded in the ledger without them.
//
// It draws what package identity does and rests on no article.
package accounts

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/admin/staff"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Sessions ends what is open.
type Sessions interface {
	// EndAll ends every session of an account.
	EndAll(ctx context.Context, account identity.ID) error
}

// Pages are the pages of this package.
type Pages struct {
	Site     *site.Site
	Desk     *identity.Desk
	Sessions Sessions
}

// Routes adds the pages to the site.
func (d *Pages) Routes() {
	s, may := d.Site, site.For(access.ManageAccounts)
	s.Handle("GET /admin/accounts", may, d.list)
	s.Handle("GET /admin/accounts/find", may, d.find)
	s.Handle("GET /admin/account-of/{officer}", may, d.askOpen)
	s.Handle("POST /admin/account-of/{officer}", may, d.open)
	s.Handle("GET /admin/accounts/{id}", may, d.show)
	s.Handle("POST /admin/accounts/{id}/{act}", may, d.act)
	s.Handle("POST /admin/accounts/{id}/tokens", may, d.issue)
	s.Handle("POST /admin/accounts/{id}/tokens/{token}/revoke", may, d.revoke)
}

// Href is the address of an account's page.
func Href(id identity.ID) string { return "/admin/accounts/" + id.String() }

// pageSize is how many officers are listed at once.
const pageSize = 50

// Line is one officer with the account, if there is one.
type Line struct {
	Officer org.Officer
	Account *identity.Account
	Active  bool
}

// List is the officers of a unit, or of all, with their accounts.
type List struct {
	Lines []Line
	Unit  string
	Units []ui.Option
	After string // officer id of the last line, "" at the end
	Later bool   // not the first page
	Name  func(unit string) lang.Text
}

// View draws it.
func (v List) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("工作人员账号", "Accounts of staff"), Columns: []ui.Column{{Name: lang.T("姓名", "Name")}, {Name: lang.T("部门", "Unit")}, {Name: lang.T("登录名", "Login name")}, {Name: lang.T("状态", "State")}},
		Empty: ui.Empty{Title: lang.T("没有人员", "No officers"), Link: &ui.Link{Name: lang.T("到机构人员里添加", "Add them under units and staff"), Href: "/admin/org?view=officers"}}}
	for _, l := range v.Lines {
		href, login := "/admin/accounts/open/"+l.Officer.ID, "–"
		tag := ui.Tag{Label: lang.T("没有账号", "no account"), Tone: ui.Neutral}
		if l.Account != nil {
			href, login = Href(l.Account.ID), l.Account.Login
			tag = state(*l.Account, l.Active)
		}
		t.Rows = append(t.Rows, ui.Row{Href: href, Cells: []ui.Component{ui.Plain(name(l.Officer)), ui.Words(v.Name(l.Officer.Unit)), ui.Plain(login), tag}})
	}
	q := ""
	if v.Unit != "" {
		q = "&unit=" + v.Unit
	}
	if v.After != "" {
		t.Next = "/admin/accounts?after=" + v.After + q
	}
	if v.Later {
		t.Prev = "/admin/accounts?x=1" + q
	}
	return ui.Components{ui.Heading{Title: lang.T("账号", "Accounts"), Lead: lang.T("账号跟着任职走：离任第二天自动不能用。", "An account follows the office: the day after the last it stops by itself.")},
		ui.Filters{Action: "/admin/accounts", Fields: []ui.Field{{Name: "unit", Kind: ui.Choice, Label: lang.T("部门", "Unit"), Value: v.Unit, Options: v.Units}}}, t,
		ui.Disclosure{Summary: lang.T("按登录名找账号（群众和企业的也这样找）", "Find an account by its login name, also of citizens and firms"), Body: ui.Components{ui.SearchBox{Action: "/admin/accounts/find", Name: "login", Label: lang.T("完整的登录名", "The whole login name")}}},
	}.View(p)
}

func name(o org.Officer) string {
	if o.Name == "" {
		return o.ID
	}
	return o.Name
}

func state(a identity.Account, active bool) ui.Tag {
	switch {
	case !a.Disabled.IsZero():
		return ui.Tag{Label: lang.T("已停用", "disabled"), Tone: ui.Shut}
	case a.Kind == identity.Staff && !active:
		return ui.Tag{Label: lang.T("不在任，不能登录", "not in office, cannot sign in"), Tone: ui.Still}
	}
	return ui.Tag{Label: lang.T("可用", "usable"), Tone: ui.Good}
}

// Sample is three officers, one with an account.
func (List) Sample() List {
	a := sampleAccount()
	d := specimen.Directory()
	lin, _ := d.Officer("lin")
	he, _ := d.Officer("he")
	return List{Lines: []Line{{lin, &a, true}, {he, nil, true}}, Units: specimen.Units(), After: "lin", Name: specimen.Unit}
}

func sampleAccount() identity.Account {
	return identity.Account{ID: 46655, Division: specimen.Division, Kind: identity.Staff, Login: "lin.shili", Name: "林示例", Officer: "lin", Created: specimen.Now.AddDate(0, -2, 0)}
}

func (d *Pages) list(w http.ResponseWriter, r *site.Request) error {
	q := r.URL.Query()
	v := List{Unit: q.Get("unit"), Later: q.Get("after") != "", Name: r.Unit}
	dir, day := r.Directory(), r.Site.Calendar().DayOf(r.Site.Clock.Now())
	for _, u := range dir.Units() {
		v.Units = append(v.Units, ui.Option{Value: u.ID, Label: u.Name})
	}
	all := dir.Data().Officers
	officers := make([]org.Officer, 0, len(all))
	for _, o := range all {
		if (v.Unit == "" || o.Unit == v.Unit) && o.ID > q.Get("after") {
			officers = append(officers, o)
		}
	}
	sortByID(officers)
	if len(officers) > pageSize {
		officers = officers[:pageSize]
		v.After = officers[pageSize-1].ID
	}
	for _, o := range officers {
		l := Line{Officer: o, Active: o.Active(day)}
		acc, err := d.Desk.Store.AccountByOfficer(r.Context(), r.Site.Division, o.ID)
		if err == nil {
			l.Account = &acc
		} else if fault.KindOf(err) != fault.NotFound {
			return err
		}
		v.Lines = append(v.Lines, l)
	}
	p := r.Page(lang.T("账号", "Accounts"))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("机构人员", "Units and staff"), Href: "/admin/org"}, {Name: p.Title}}
	return r.Show(w, p, v)
}

func (d *Pages) find(w http.ResponseWriter, r *site.Request) error {
	login, err := identity.NormalizeLogin(r.URL.Query().Get("login"))
	if err != nil {
		return fault.Missing()
	}
	acc, err := d.Desk.Store.AccountByLogin(r.Context(), login)
	if err != nil {
		return err
	}
	return r.Go(w, Href(acc.ID), lang.Text{})
}

// Open asks for the login name of a new account.
type Open struct {
	Officer org.Officer
	Unit    lang.Text
}

// View draws it.
func (v Open) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: v.Unit, Title: lang.T("为"+name(v.Officer)+"开账号", "Open an account")},
		ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("姓名", "Name"), Value: ui.Data(name(v.Officer))}, {Key: lang.T("角色", "Roles"), Body: roles(v.Officer)}}},
		ui.Form{Action: "/admin/account-of/" + v.Officer.ID, Body: ui.Components{
			ui.Field{Name: "login", Label: lang.T("登录名", "Login name"), Width: 20, Hint: lang.T("3到64个字符，不能有空格。", "3 to 64 characters, no spaces.")},
			ui.Text(lang.T("开好后给出一次性设置码，本人用它设密码；您看不到密码。", "You get a one-time code with which the officer sets the password; you never see it.")),
			ui.Actions{ui.Button{Label: lang.T("开账号", "Open it")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: "/admin/accounts", Look: ui.Quiet}},
		}}}.View(p)
}

func roles(o org.Officer) ui.Component {
	var t lang.Text
	for i, r := range o.Roles {
		n := staff.RoleName(r)
		if i > 0 {
			t = lang.T(t.ZH+"、", t.EN+", ")
		}
		t = lang.T(t.ZH+n.ZH, t.EN+n.EN)
	}
	return ui.Words(t)
}

// Sample is an officer without an account.
func (Open) Sample() Open {
	o, _ := specimen.Directory().Officer("he")
	return Open{Officer: o, Unit: specimen.Unit(o.Unit)}
}

func (d *Pages) officer(r *site.Request) (Open, ui.Page, error) {
	o, ok := r.Directory().Officer(r.PathValue("officer"))
	if !ok {
		return Open{}, ui.Page{}, fault.Missing()
	}
	p := r.Page(lang.T("开账号", "Open an account"))
	p.Back = "/admin/accounts"
	return Open{Officer: o, Unit: r.Unit(o.Unit)}, p, nil
}

func (d *Pages) askOpen(w http.ResponseWriter, r *site.Request) error {
	v, p, err := d.officer(r)
	if err != nil {
		return err
	}
	return r.Show(w, p, v)
}

func (d *Pages) open(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, p, err := d.officer(r)
	if err != nil {
		return err
	}
	login, err := identity.NormalizeLogin(r.PostForm.Get("login"))
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	a := identity.Account{ID: identity.NewID(), Division: r.Site.Division, Kind: identity.Staff, Login: login, Name: v.Officer.Name, Officer: v.Officer.ID, Created: d.Desk.Clock.Now(), Demo: r.Site.Demo != nil}
	if err := d.Desk.Store.CreateAccount(r.Context(), a); err != nil {
		if f, ok := fault.As(err); ok && f.Kind == fault.Conflict && len(f.Fields) == 0 {
			f.At("login", f.Message)
		}
		return r.Refused(w, p, v, err)
	}
	if err := d.record(r, "account_opened", a, nil); err != nil {
		return err
	}
	return d.once(w, r, a)
}

// record writes what the administrator did to an account; no code or token is in it.
func (d *Pages) record(r *site.Request, kind string, a identity.Account, more map[string]string) error {
	facts := map[string]string{"account": a.ID.String()}
	if a.Officer != "" {
		facts["officer"] = a.Officer
	}
	for k, v := range more {
		facts[k] = v
	}
	_, err := r.Site.Engine.Record(r.Context(), r.Actor, kind, facts, casework.Private{})
	return err
}

// Once shows a secret that nobody can see again.
type Once struct {
	Title, Label, Note lang.Text
	Secret             string
	Plain              bool // shown as it is, not in groups of five
	Back               string
}

// View draws it.
func (v Once) View(p ui.Page) templ.Component {
	code := ui.Component(ui.CopyCode{Label: v.Label, Code: v.Secret, Note: v.Note})
	if v.Plain {
		code = ui.Components{ui.Field{Name: "secret", Label: v.Label, Value: v.Secret, Readonly: true}, ui.Text(v.Note)}
	}
	return ui.Components{ui.Heading{Title: v.Title}, ui.Notice{Kind: ui.Warning, Title: lang.T("只显示这一次", "Shown this once"), Text: lang.T("离开这一页就再也看不到了。请当面交给本人，不要用聊天软件发。", "Once you leave this page it cannot be seen again. Hand it over in person, not by messenger.")}, code,
		ui.Actions{ui.LinkButton{Label: lang.T("已交给本人", "It is handed over"), Href: v.Back}}}.View(p)
}

// once issues a recovery code and shows it.
func (d *Pages) once(w http.ResponseWriter, r *site.Request, a identity.Account) error {
	code, err := d.Desk.IssueRecovery(r.Context(), a.ID, r.Actor.ID)
	if err != nil {
		return err
	}
	if err := d.record(r, "recovery_issued", a, nil); err != nil {
		return err
	}
	return r.Show(w, r.Page(lang.T("一次性设置码", "One-time code")), onceCode(a, code))
}

func onceCode(a identity.Account, code string) Once {
	return Once{Title: lang.T("一次性设置码", "One-time code"), Label: lang.T("登录名 "+a.Login+" 的设置码", "Code for the login name "+a.Login), Secret: strings.ReplaceAll(code, "-", ""), Back: Href(a.ID),
		Note: lang.T("24小时内有效，用一次。本人在登录页选“设置密码”，填登录名和这个码。", "Good for 24 hours and once. The officer chooses “set a password” at the sign-in page and enters login name and code.")}
}

// until reads how long a token lasts, in months of the demonstration's or the real clock.
func until(now time.Time, months string) (time.Time, error) {
	for _, m := range tokenMonths {
		if fmt.Sprint(m) == months {
			return now.AddDate(0, m, 0), nil
		}
	}
	return time.Time{}, fault.InvalidInput().At("months", lang.T("请选择有效期。", "Please choose how long it lasts."))
}

var tokenMonths = []int{1, 3, 6, 12}
