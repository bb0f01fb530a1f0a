// Package notdone is telling the window for what could not be got done, in the browser: a person
// with or without an account, or a clerk for a person who came.
//
//	/not-done ─▶ /not-done/report ─────────────┐
//	own case ──▶ /cases/{id}/report-impasse ───┼─▶ filed ─▶ receipt; then /cases/{id} as every case
//	window ────▶ /window/impasse ──────────────┘
//
// Nothing is asked that is not needed: a name to talk to, a way to reach the person if they want
// one, no document number. The return code is made when the form is drawn and typed back in
// part; only its hash is kept. The rules are those of package impasse.
package notdone

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/pass"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Site   *site.Site
	Passes *pass.Passes
	Wall   clock.Clock

	filing pass.Throttle
}

// filingsAMinute is how many reports one address may send; it may be a whole village.
const filingsAMinute = 6

// Title of the pages.
var Title = lang.T("办不成事反映", "It could not be done")

// Routes adds the pages to the site.
func (n *Pages) Routes() {
	n.filing.Most = filingsAMinute
	s := n.Site
	s.Handle("GET /not-done", site.Open, func(w http.ResponseWriter, r *site.Request) error {
		return r.Show(w, r.Page(Title), Start{Phone: s.Footer.Phone, Takes: n.takes(), Staff: r.Actor.IsStaff()})
	})
	s.Handle("GET /not-done/report", site.Open, n.ask)
	s.Handle("POST /not-done/report", site.Open, n.send)
	s.Handle("GET /cases/{id}/report-impasse", site.Open, n.ask)
	s.Handle("POST /cases/{id}/report-impasse", site.Open, n.send)
}

// takes says that the program has the procedure.
func (n *Pages) takes() bool {
	_, err := n.Site.Engine.Procedure(impasse.Name, 0)
	return err == nil
}

// Start says what this window is for, before anything is typed.
type Start struct {
	Phone string
	Takes bool // reports are taken in here
	Staff bool // who looks is at work: clerks register it at the window
}

// View draws it.
func (v Start) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.Heading{Title: Title, Lead: lang.T("窗口说办不了、材料补了又补、跑了几趟没结果，都可以反映。", "The window said no, the papers were never enough, you came again and again: tell us.")}}
	if v.Takes {
		if v.Staff {
			cs = append(cs, ui.Notice{Kind: ui.Info, Text: lang.T("工作人员在窗口“收件”页登记，这里给办事的人填。", "Staff register it on the clerk's desk; this page is for the people who come.")})
		} else {
			cs = append(cs, ui.Actions{ui.LinkButton{Label: lang.T("我要反映", "Tell us"), Href: "/not-done/report"}, ui.LinkButton{Label: lang.T("查我反映的事", "Follow my report"), Href: "/track", Look: ui.Secondary}})
		}
		cs = append(cs,
			ui.Section{Title: lang.T("会怎样办", "What happens"), Body: ui.Components{ui.Steps{Steps: []ui.Step{
				{Name: lang.T("马上登记，当场给回执", "Registered at once, with a receipt"), State: ui.StepNow},
				{Name: lang.T("能当场办的当场办", "Done at once where it can be"), State: ui.StepNext},
				{Name: lang.T("一个单位的五个工作日，几个单位的十五个工作日", "One unit: five working days; several: fifteen"), State: ui.StepNext},
				{Name: lang.T("办没办成，您说了算", "Whether it is done, you decide"), State: ui.StepNext}}},
				ui.Text(lang.T("要延期，先跟您说清理由、说好新的日子，只能延一次。说“办不了”，要有法律依据、写明您还能找谁，由政务服务中心负责人批准以后才能告诉您。", "More time only after talking with you about the reason and a new day, and once. A “no” needs the article and what you can do against it, and the approval of the head of the centre, before you are told.")),
				ui.Text(lang.T("几个人都卡在同一个地方，就改办事指南，改好了告诉所有反映过的人。", "Where several people got stuck in one place the guide itself is mended, and everybody who reported is told.")),
				ui.LawRef{ID: "bcs-5", Full: true}}})
	} else {
		cs = append(cs, ui.Notice{Kind: ui.Warning, Text: lang.T("现在请到大厅任一窗口当面说。", "For now please tell any window of the hall.")})
	}
	if v.Phone != "" {
		cs = append(cs, ui.Text(lang.T("也可以打电话 "+v.Phone+"，或者到大厅任一窗口说，一样登记、一样给回执。", "You may also call "+v.Phone+" or tell any window of the hall: it is registered and you get a receipt all the same.")))
	}
	return append(cs,
		ui.Section{Title: lang.T("您依法有权得到", "What the law gives you"), Body: ui.Components{
			ui.Text(lang.T("材料不齐的，要一次告诉您全部要补什么；五日内不说，视为已受理。", "Whatever is missing is told once and in full; if nobody says so within five days, the case counts as accepted.")), ui.LawRef{ID: "xkf-32.4", Full: true},
			ui.Text(lang.T("不受理、不批准，都要书面说明理由。", "A refusal comes in writing, with reasons.")), ui.LawRef{ID: "xkf-32.6", Full: true}, ui.LawRef{ID: "xkf-38", Full: true},
		}},
		ui.Disclosure{Summary: lang.T("哪些事不归这里管？", "What is not settled here?"), Body: ui.Components{
			ui.Text(lang.T("已经在打官司、仲裁、行政复议的，信访事项，民事纠纷：照样登记，会写明理由和该走的路。", "What is before a court or in reconsideration, petitions, private disputes: it is registered all the same, and you are told why and which way is open.")),
			ui.Text(lang.T("对工作人员不满、要求追责的，请走投诉。", "If you want somebody held to account, please complain.")), ui.Link{Name: lang.T("安心投诉", "Complain safely"), Href: "/complain"}}},
	).View(p)
}

// Form asks what could not be done.
type Form struct {
	Action string
	Case   string // number of the failed case, where it is known; it cannot be changed then
	Matter lang.Text
	Items  []ui.Option
	Units  []ui.Option
	Signed bool   // nobody is asked for a name or given a code
	Code   string // return code
	Clerk  bool   // a clerk enters it for a person
	Key    string
}

const mostWords = 2000

// View draws it.
func (v Form) View(p ui.Page) templ.Component {
	lead := lang.T("几分钟填完，提交后马上给回执。", "A few minutes; you get a receipt at once.")
	if v.Clerk {
		lead = lang.T("照本人说的登记；不要替本人判断对不对。", "Enter what the person says; do not judge it for them.")
	}
	var about ui.Components
	if v.Case != "" {
		about = ui.Components{ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("没办成的这一件", "The case that failed"), Value: ui.Data(v.Case)}, {Key: lang.T("事项", "Matter"), Value: v.Matter}}}}
	} else {
		about = ui.Components{
			ui.Field{Name: "about", Optional: true, Width: 40, Label: lang.T("办件编号", "Case number"), Hint: lang.T("收件回执上有。连件都没收的，留空，选下面的事项。", "It stands on the receipt. If nothing was ever taken in, leave it empty and choose below."), Autocomplete: "off"},
			ui.Field{Name: "item", Kind: ui.Choice, Optional: true, Label: lang.T("办什么事", "Which matter"), Options: v.Items},
			ui.Field{Name: "unit", Kind: ui.Choice, Optional: true, Label: lang.T("在哪个单位没办成", "At which unit"), Hint: lang.T("不知道是哪个事项的，选单位就行。", "If you do not know the matter, the unit will do."), Options: v.Units},
		}
	}
	body := append(about,
		ui.Field{Name: "reason_id", Kind: ui.Radios, Label: lang.T("您觉得卡在哪里？", "Where did it get stuck, as you see it?"), Options: options(impasse.Reasons())},
		ui.Field{Name: "reason", Kind: ui.Area, Rows: 6, Max: mostWords, Label: lang.T("您是怎么办的，人家怎么说的？", "What did you try, and what were you told?"), Hint: lang.T("什么时候、哪个窗口、要了什么。承办的单位会看到这段话。", "When, which window, what was asked for. The unit that handles it reads this.")},
		ui.Field{Name: "visits", Kind: ui.Digits, Width: 5, Label: lang.T("为这件事跑过几次？", "How often did you come for it?"), Hint: lang.T("没跑过、只在网上办的填0。", "0 if you only tried online."), Suffix: lang.T("次", "times")})
	if !v.Signed {
		body = append(body, ui.Field{Name: "name", Width: 20, Label: lang.T("怎么称呼您", "Your name"), Autocomplete: "name", Hint: lang.T("不用证件号。", "No document number is needed.")},
			ui.Field{Name: "phone", Kind: ui.Phone, Optional: true, Label: lang.T("电话", "Telephone"), Hint: lang.T("单位办之前、延期之前要跟您沟通，留了才找得到您。", "The unit must talk with you before it asks for more time; without it nobody can reach you."), Autocomplete: "tel"})
	}
	form := ui.Form{Action: v.Action, Hidden: []ui.Hidden{{Name: site.KeyField, Value: v.Key}, {Name: "return_code", Value: v.Code}}, Body: body}
	if !v.Signed && !v.Clerk {
		form.Body = append(form.Body, ui.CopyCode{Label: lang.T("您的查询码，请先记下", "Your return code: write it down first"), Code: v.Code, Note: lang.T("凭编号和查询码查进度、说办成了没有。我们不存这个码，丢了找不回来。", "Number and code let you follow it and say whether it is done. We do not keep the code and cannot find it again.")},
			ui.Field{Name: "code_first", Kind: ui.Digits, Width: 10, Label: lang.T("照着填回第一组（5位数字），确认已经记下", "Type its first group (5 digits), to be sure you have it"), Autocomplete: "off", Secret: true})
	}
	form.Body = append(form.Body, ui.Actions{ui.Button{Label: lang.T("提交", "Send"), Key: "Alt+S"}, ui.LinkButton{Label: lang.T("不反映了", "Not now"), Href: "/not-done", Look: ui.Quiet}})
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("哪件事办不成？", "What could not be done?"), Lead: lead}, form}.View(p)
}

func options(from []catalog.Option) []ui.Option {
	out := make([]ui.Option, len(from))
	for i, o := range from {
		out[i] = ui.Option{Value: o.ID, Label: o.Text}
	}
	return out
}

// mostItems is how many matters a list to choose from may have; a division with more is asked
// for the unit.
const mostItems = 400

// Fill gives the choices of the form.
func Fill(r *site.Request, v Form) (Form, error) {
	for after := ""; ; {
		items, next, err := r.Site.Items.List(r.Context(), r.Site.Division, catalog.Filter{}, catalog.Page{After: after, Limit: 100})
		if err != nil {
			return v, err
		}
		for _, it := range items {
			v.Items = append(v.Items, ui.Option{Value: it.Code, Label: it.Name})
		}
		if after = next; after == "" || len(v.Items) >= mostItems {
			break
		}
	}
	for _, u := range r.Directory().Units() {
		v.Units = append(v.Units, ui.Option{Value: u.ID, Label: u.Name})
	}
	return v, nil
}

// Read makes the filing of what was sent. Errors are faults with their places.
func Read(r *site.Request, v Form) (casework.Command, error) {
	bad := fault.InvalidInput()
	get := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	in := &impasse.ReportInput{About: cmp.Or(v.Case, strings.ToUpper(strings.Join(strings.Fields(get("about")), ""))), Item: get("item"), Unit: get("unit"), Reason: get("reason_id")}
	visits := 0
	for _, c := range get("visits") {
		if c < '0' || c > '9' || visits > 99 {
			visits = -1
			break
		}
		visits = visits*10 + int(c-'0')
	}
	if in.Visits = visits; get("visits") == "" {
		in.Visits = -1
	}
	if !slices.ContainsFunc(impasse.Reasons(), func(o catalog.Option) bool { return o.ID == in.Reason }) { // told at once with what is wrong in the other places
		bad.At("reason_id", lang.T("请选择最接近的原因。", "Please choose the nearest reason."))
	}
	if in.Visits < 0 || in.Visits > 99 {
		bad.At("visits", lang.T("请填写0到99之间的数。", "Please enter a number from 0 to 99."))
	}
	words := get("reason")
	if words == "" {
		bad.At("reason", lang.T("请写一写您是怎么办的。", "Please say what you tried."))
	}
	if n := len([]rune(words)); n > mostWords {
		bad.At("reason", lang.Format("最多%d个字。", "At most %d characters.", mostWords))
	}
	cmd := casework.Command{Actor: r.Actor, Verb: string(access.ReportImpasse), Input: in, Reason: words, Idem: r.Idem(),
		Open: &casework.Open{Procedure: impasse.Name, Series: impasse.Series, Channel: "web"}}
	if !v.Signed {
		code := ui.ReadCode(get("return_code"))
		person := casework.Person{Name: get("name"), Phone: get("phone")}
		if n := len([]rune(person.Name)); n == 0 || n > 60 {
			bad.At("name", lang.T("请填写怎么称呼您。", "Please say what to call you."))
		}
		if len(person.Phone) > 30 {
			bad.At("phone", lang.T("电话太长了，请核对。", "The telephone number is too long."))
		}
		if len(code) != 20 || strings.Trim(code, "0123456789") != "" {
			return cmd, fault.New(fault.Invalid, "no_code", lang.T("查询码没有传过来。", "The return code did not arrive."), lang.T("请重新打开这一页再填。", "Please open this page again."))
		}
		if !v.Clerk && ui.ReadCode(get("code_first")) != code[:5] {
			bad.At("code_first", lang.T("与查询码第一组不一致，请对照上面再填一次。", "This is not the first group of the code; please compare with the code above."))
		}
		cmd.Open.Person, cmd.Open.CodeHash = person, r.Site.Codes.Hash(code)
		cmd.Open.Party = r.Site.Codes.Party("impasse", code) // whoever has the code, and nobody else
	}
	return cmd, bad.Or()
}

// form is the page as it stands for this visitor.
func (n *Pages) form(r *site.Request) (Form, access.Actor, error) {
	v := Form{Action: "/not-done/report", Code: n.Site.Codes.New(), Key: site.NewKey()}
	actor := r.Actor
	if r.PathValue("id") != "" {
		c, _, as, err := n.Passes.Case(r)
		if err != nil {
			return v, actor, err
		}
		if as.IsStaff() || !as.Is(c.Party) || c.Procedure == impasse.Name {
			return v, actor, fault.Missing()
		}
		actor, v.Case, v.Action, v.Signed = as, c.Number, "/cases/"+c.ID.String()+"/report-impasse", as.ID != access.ByCode
		if it, ok := r.Guide(c.Item.Code, c.Item.Version); ok {
			v.Matter = it.Name
		}
	} else if actor.IsStaff() {
		return v, actor, fault.New(fault.Forbidden, "staff_at_the_window", lang.T("工作人员请在窗口登记。", "Staff register it at the window."), lang.T("请打开“收件”页，点“办不成事登记”。", "Please open the clerk's desk and choose “could not be done”."))
	} else {
		v.Signed = actor.Role == access.Citizen && actor.Whose() != ""
	}
	if r.Method == http.MethodPost {
		v.Code, v.Key = ui.ReadCode(r.PostFormValue("return_code")), r.PostFormValue(site.KeyField)
	}
	if v.Case != "" {
		return v, actor, nil
	}
	v, err := Fill(r, v)
	return v, actor, err
}

func (n *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	if !n.takes() {
		return r.Go(w, "/not-done", lang.Text{})
	}
	v, _, err := n.form(r)
	if err != nil {
		return err
	}
	p := r.Page(Title)
	p.Back = "/not-done"
	return r.Show(w, p, v)
}

func (n *Pages) send(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, actor, err := n.form(r)
	if err != nil {
		return err
	}
	p := r.Page(Title)
	p.Back = "/not-done"
	if err := n.filing.Try(r.Request, n.Wall.Now()); err != nil {
		return r.Refused(w, p, v, err)
	}
	cmd, err := Read(r, v)
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	cmd.Actor = actor
	switch {
	case actor.Role == access.Public:
		cmd.Actor = access.Actor{Role: access.Citizen, Division: n.Site.Division, Party: cmd.Open.Party}
	case v.Signed:
		cmd.Open.Party = actor.Whose()
		cmd.Open.Person = casework.Person{Name: actor.Name}
		cmd.Actor.Division = n.Site.Division
	default: // by the code of the failed case, which stays the same person's
		cmd.Open.Party = actor.Party
	}
	out, err := n.Site.Engine.Do(r.Context(), cmd)
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	if !v.Signed {
		n.Passes.Grant(w, out.Case.Key)
	}
	return r.Go(w, "/cases/"+out.Case.ID.String()+"/receipt", lang.Text{})
}

// Sample is the empty form of somebody without an account.
func (Form) Sample() Form {
	it := specimen.Item()
	return Form{Action: "/not-done/report", Code: "31415926535897932384", Items: []ui.Option{{Value: it.Code, Label: it.Name}}, Units: []ui.Option{{Value: "market", Label: specimen.Unit("market")}}, Key: "sample"}
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	wrong := func(p *ui.Page) {
		p.Form = map[string][]string{"reason": {"跑了三趟"}, "visits": {"3"}}
		p.Fault = fault.InvalidInput().At("reason_id", lang.T("请选择最接近的原因。", "Please choose the nearest reason.")).At("name", lang.T("请填写怎么称呼您。", "Please say what to call you."))
	}
	known := Form{}.Sample()
	known.Case, known.Matter, known.Signed = "1133059900000000004330112345001202602260017", specimen.Item().Name, true
	return ui.GalleryPages{
		specimen.Page("not-done", Title, Start{Phone: "0571-00000012", Takes: true}, nil),
		specimen.Page("not-done-closed", Title, Start{}, nil),
		specimen.Page("not-done-report", lang.T("反映办不成的事", "Report what could not be done"), Form{}.Sample(), nil),
		specimen.Page("not-done-report-refused", lang.T("反映，填错时", "Report, refused"), Form{}.Sample(), wrong),
		specimen.Page("not-done-report-known", lang.T("从自己的办件反映", "Report from one's own case"), known, nil),
	}
}
