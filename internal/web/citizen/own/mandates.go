package own

import (
	"crypto/rand"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/mandate"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// MandateList is who may act for me, for whom I may act, and the form to grant a power.
type MandateList struct {
	Given   []MandateRow
	Held    []MandateRow
	Kinds   []ui.Option
	Until   string // last day proposed, 2006-01-02
	Grants  bool   // this person may grant
	Key     ui.Hidden
	Actions ui.Component
}

// MandateRow is one mandate as its principal or its holder sees it.
type MandateRow struct {
	Mandate mandate.Mandate
	Name    string // of the other side
	State   mandate.State
}

var mandateTag = map[mandate.State]ui.Tag{
	mandate.NotYet:    {Label: lang.T("还没生效", "not yet"), Tone: ui.Neutral},
	mandate.InForce:   {Label: lang.T("有效", "in force"), Tone: ui.Good},
	mandate.Expired:   {Label: lang.T("已到期", "expired"), Tone: ui.Shut},
	mandate.Withdrawn: {Label: lang.T("已收回", "withdrawn"), Tone: ui.Shut},
}

// View draws it.
func (v MandateList) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("代办授权", "Mandates"), Lead: lang.T("让家人、经办人或者帮办人替您办事。每一步都会写明是谁代办的，您随时可以收回。", "Let family, a handler or a helper act for you. Every step says who acted; you may withdraw it at any time.")}, v.Actions,
		ui.Section{Title: lang.T("谁可以替我办", "Who may act for me"), Body: ui.Components{v.table(p, v.Given, lang.T("您还没有授权任何人", "You have not let anybody act for you"))}},
		ui.Section{Title: lang.T("我可以替谁办", "For whom I may act"), Body: ui.Components{v.table(p, v.Held, lang.T("没有人授权给您", "Nobody has let you act for them"))}}}
	if v.Grants {
		cs = append(cs, v.form())
	}
	return cs.View(p)
}

func (v MandateList) table(p ui.Page, rows []MandateRow, none lang.Text) ui.Component {
	t := ui.Table{Caption: lang.T("代办授权", "Mandates"), Columns: []ui.Column{{Name: lang.T("姓名", "Name")}, {Name: lang.T("关系", "Relation")}, {Name: lang.T("到期", "Until")}, {Name: lang.T("状态", "State")}, {Name: lang.T("收回", "Withdraw")}}, Empty: ui.Empty{Title: none}}
	for _, r := range rows {
		act := ui.Component(ui.Plain("–"))
		if r.State == mandate.InForce || r.State == mandate.NotYet {
			act = ui.Link{Name: lang.T("收回", "Withdraw"), Href: "/my/mandates/" + r.Mandate.ID + "/withdraw"}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(known(r.Name)), ui.Words(r.Mandate.Kind.Rule().Title), ui.Plain(p.Date(r.Mandate.Until.Add(-time.Second))), mandateTag[r.State], act}})
	}
	return t
}

// known is a name, or that there is none here.
func known(name string) lang.Text {
	if name == "" {
		return lang.T("这里没有姓名", "name not known here")
	}
	return ui.Data(name)
}

func (v MandateList) form() ui.Component {
	return ui.Section{ID: "grant", Title: lang.T("授权一个人", "Let somebody act for me"), Body: ui.Components{ui.Form{Action: "/my/mandates", Hidden: []ui.Hidden{v.Key}, Body: ui.Components{
		ui.Field{Name: "login", Label: lang.T("对方的登录名", "That person's login name"), Width: 30, Autocomplete: "off"},
		ui.Field{Name: "kind", Kind: ui.Radios, Label: lang.T("对方是您的什么人", "Who is that person to you"), Options: v.Kinds},
		ui.Field{Name: "until", Kind: ui.Day, Label: lang.T("最后一天", "Last day"), Value: v.Until},
		ui.Field{Name: "powers", Kind: ui.Checks, Optional: true, Label: lang.T("另外允许", "Also allowed"), Hint: lang.T("不勾选就不能做。", "Not allowed unless ticked."), Options: []ui.Option{
			{Value: string(mandate.Withdrawing), Label: lang.T("撤回申请", "withdraw an application"), Hint: lang.T("撤回会失去原来的收件日期。", "Withdrawing gives up the day of receipt.")},
			{Value: string(mandate.Rating), Label: lang.T("代我评价", "rate in my place")}}},
		ui.Actions{ui.Button{Label: lang.T("授权", "Grant")}},
	}}, ui.LawRef{ID: "xkf-29", Full: true}}}
}

// principal says whose mandates these are: one's own, never of somebody one acts for.
func principal(a access.Actor) string {
	if a.IsStaff() || a.For != "" || a.Mandate != "" {
		return ""
	}
	return a.Party
}

func (o *Pages) mandateList(r *site.Request) (MandateList, error) {
	now := o.Site.Clock.Now()
	v := MandateList{Key: ui.Hidden{Name: site.KeyField, Value: site.NewKey()}, Actions: o.tabs("/my/mandates"), Until: o.Site.Calendar().DayOf(now.AddDate(0, 0, 180)).String()}
	for _, rule := range mandate.Rules {
		if rule.Principal {
			v.Kinds = append(v.Kinds, ui.Option{Value: string(rule.Kind), Label: rule.Title, Hint: rule.Rests})
		}
	}
	if party := principal(r.Actor); party != "" {
		given, err := o.Mandates.MandatesOf(r.Context(), o.Site.Division, party)
		if err != nil {
			return v, err
		}
		v.Grants = access.May(r.Actor, access.GrantMandate)
		for _, m := range given {
			v.Given = append(v.Given, MandateRow{m, o.Mandates.AgentName(r.Context(), m), m.StateAt(now)})
		}
	}
	held, err := o.Mandates.MandatesFor(r.Context(), o.Site.Division, r.Actor.ID)
	for _, m := range held {
		v.Held = append(v.Held, MandateRow{m, o.Mandates.NameOf(r.Context(), m), m.StateAt(now)})
	}
	return v, err
}

func (o *Pages) mandates(w http.ResponseWriter, r *site.Request) error {
	v, err := o.mandateList(r)
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(lang.T("代办授权", "Mandates")), v)
}

func (o *Pages) grant(w http.ResponseWriter, r *site.Request) error {
	v, err := o.mandateList(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := o.grantOne(r); err != nil {
		return r.Refused(w, r.Page(lang.T("代办授权", "Mandates")), v, err)
	}
	return r.Go(w, "/my/mandates", lang.T("授权已登记。", "The mandate is recorded."))
}

func (o *Pages) grantOne(r *site.Request) error {
	now := o.Site.Clock.Now()
	m := mandate.Mandate{ID: rand.Text(), Division: o.Site.Division, Kind: mandate.Kind(r.PostFormValue("kind")), Principal: principal(r.Actor), From: now,
		Evidence: []mandate.Evidence{{Kind: mandate.Signed, Ref: r.Actor.ID}}}
	for _, p := range r.PostForm["powers"] {
		m.Powers = append(m.Powers, mandate.Power(p))
	}
	bad := fault.InvalidInput()
	if day, err := time.ParseInLocation(time.DateOnly, r.PostFormValue("until"), o.Site.Calendar().Zone()); err == nil {
		m.Until = day.AddDate(0, 0, 1).UTC()
	} else {
		bad.At("until", lang.T("请选择最后一天。", "Please choose the last day."))
	}
	login := strings.TrimSpace(r.PostFormValue("login"))
	var err error
	if m.Agent, err = o.Mandates.AccountByLogin(r.Context(), login); fault.KindOf(err) == fault.NotFound || login == "" {
		bad.At("login", lang.T("没有这个登录名，请与对方核对。", "There is no such login name; please ask that person."))
	} else if err != nil {
		return err
	}
	if err := bad.Or(); err != nil {
		return err
	}
	act, err := mandate.Grant(r.Actor, m, now)
	if err != nil {
		return err
	}
	return o.Mandates.Record(r.Context(), r.Actor, act)
}

// given is the mandate of the path, for its two sides only.
func (o *Pages) given(r *site.Request) (mandate.Mandate, error) {
	m, err := o.Mandates.Mandate(r.Context(), o.Site.Division, r.PathValue("mandate"))
	if err != nil {
		return m, err
	}
	if party := principal(r.Actor); m.Agent != r.Actor.ID && (party == "" || m.Principal != party) {
		return m, fault.Missing()
	}
	return m, nil
}

func (o *Pages) withdrawal(r *site.Request, m mandate.Mandate) ui.Confirm {
	other := o.Mandates.AgentName(r.Context(), m)
	if m.Agent == r.Actor.ID {
		other = o.Mandates.NameOf(r.Context(), m)
	}
	return ui.Confirm{Question: lang.T("确定收回这份授权吗？", "Withdraw this mandate?"), Effect: lang.T("收回后立即不能再代办；已经办了的仍然有效。", "It ends at once; what was done under it stands."),
		Facts:  []ui.SummaryRow{{Key: lang.T("姓名", "Name"), Value: known(other)}, {Key: lang.T("关系", "Relation"), Value: m.Kind.Rule().Title}},
		Action: "/my/mandates/" + m.ID + "/withdraw", Hidden: []ui.Hidden{{Name: site.KeyField, Value: site.NewKey()}}, Button: ui.Button{Label: lang.T("收回授权", "Withdraw it"), Look: ui.Danger}, Back: "/my/mandates"}
}

func (o *Pages) askWithdraw(w http.ResponseWriter, r *site.Request) error {
	m, err := o.given(r)
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(lang.T("收回授权", "Withdraw a mandate")), o.withdrawal(r, m))
}

func (o *Pages) withdraw(w http.ResponseWriter, r *site.Request) error {
	m, err := o.given(r)
	if err != nil {
		return err
	}
	act, err := mandate.Withdraw(r.Actor, m, o.Site.Clock.Now())
	if err == nil {
		err = o.Mandates.Record(r.Context(), r.Actor, act)
	}
	if err != nil {
		return r.Refused(w, r.Page(lang.T("收回授权", "Withdraw a mandate")), o.withdrawal(r, m), err)
	}
	return r.Go(w, "/my/mandates", lang.T("授权已收回。", "The mandate is withdrawn."))
}

// Sample has one mandate given and one held.
func (MandateList) Sample() MandateList {
	m := mandate.Mandate{ID: "sample", Kind: mandate.Child, From: specimen.Now, Until: specimen.Now.AddDate(0, 6, 0)}
	over := m
	over.Kind = mandate.Helper
	v := MandateList{Grants: true, Until: "2026-09-07", Key: ui.Hidden{Name: site.KeyField, Value: "sample"}, Actions: (*Pages)(nil).tabs("/my/mandates"), Given: []MandateRow{{m, "林小麦（示例）", mandate.InForce}}, Held: []MandateRow{{over, "陈阿婆（示例）", mandate.Withdrawn}}}
	for _, rule := range mandate.Rules {
		if rule.Principal {
			v.Kinds = append(v.Kinds, ui.Option{Value: string(rule.Kind), Label: rule.Title, Hint: rule.Rests})
		}
	}
	return v
}
