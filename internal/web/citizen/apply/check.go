package apply

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/citizen/formfield"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Check is the answers once more, each with a way to change it, and the return code
// that is typed back before anything is sent.
type Check struct {
	Item     catalog.Item
	Sections []ui.SummaryList
	Left     []ui.Link // parts that are still open
	Code     string
	For      string // whom one applies for, "" for oneself
	Remember bool   // the account may keep what was typed, if the person agrees
}

// View draws it.
func (v Check) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: v.Item.Name, Title: lang.T("核对您的回答", "Check your answers")}}
	if v.For != "" {
		cs = append(cs, ui.Notice{Kind: ui.Info, Title: lang.T("您在替别人申请，办理记录上会写明", "You apply for another person; the record will say so"), Text: ui.Data(v.For)})
	}
	for _, s := range v.Sections {
		cs = append(cs, s)
	}
	if len(v.Left) > 0 {
		links := make(ui.Components, len(v.Left))
		for i, l := range v.Left {
			links[i] = paragraph(l)
		}
		return append(cs, ui.Notice{Kind: ui.Warning, Title: lang.T("还有几项没有填", "Some parts are still open"), Body: links}).View(p)
	}
	return append(cs, v.send()).View(p)
}

func (v Check) send() ui.Component {
	return ui.Section{ID: "send", Title: lang.T("记下查询码，然后提交", "Write the return code down, then send"), Body: ui.Components{
		ui.CopyCode{Label: lang.T("您的查询码", "Your return code"), Code: v.Code, Note: lang.T("凭办件编号和查询码，不登录也能查进度、补材料。我们不存这个码，丢了找不回来，请抄下来或拍照。", "Number and code let you follow the case and hand in papers without signing in. We do not keep the code and cannot find it again: write it down or take a picture.")},
		ui.Form{Action: "/items/" + v.Item.Slug + "/apply/check", Body: ui.Components{
			ui.Fieldset{Legend: lang.T("请照着填回其中两组，确认已经记下", "Type two of its groups, to be sure you have it"), Body: ui.Components{
				ui.Field{Name: "code_first", Kind: ui.Digits, Width: 10, Label: lang.T("第一组（5位数字）", "First group (5 digits)"), Autocomplete: "off"},
				ui.Field{Name: "code_last", Kind: ui.Digits, Width: 10, Label: lang.T("最后一组（5位数字）", "Last group (5 digits)"), Autocomplete: "off"},
			}},
			v.remember(),
			ui.Text(lang.T("提交后立即给您回执。我会如实填写，内容属实。", "You get a receipt at once. What I entered is true.")),
			ui.Actions{ui.Button{Label: lang.T("提交申请", "Send the application")}, ui.LinkButton{Label: lang.T("回到任务清单", "Back to the list"), Href: "/items/" + v.Item.Slug + "/apply", Look: ui.Quiet}},
		}},
	}}
}

// remember asks whether the account may keep who the person is; nil where there is no account
// or it knows already.
func (v Check) remember() ui.Component {
	if !v.Remember {
		return nil
	}
	return ui.Field{Name: "remember", Kind: ui.Checks, Optional: true, Label: lang.T("以后不用再填", "Do not ask again"),
		Options: []ui.Option{{Value: "yes", Label: lang.T("把姓名、证件号和联系方式记在我的账号里，随时可以改、可以删", "Keep name, number and contact in my account; I can change and erase them at any time")}}}
}

// review lays the draft out for checking.
func (a *Pages) review(r *site.Request, k asking) Check {
	v := Check{Item: k.item, Code: k.draft.Code, Remember: a.mayKeep(r, k)}
	change := func(id string) string { return k.base + "/" + id + "?to=check" }
	for _, pt := range a.parts(r, k) {
		if pt.state == ui.TaskOpen {
			v.Left = append(v.Left, ui.Link{Name: pt.title, Href: change(pt.id)})
			continue
		}
		rows := rowsOf(k, pt, change(pt.id))
		if n := len(v.Sections); n > 0 && v.Sections[n-1].Title == pt.section {
			v.Sections[n-1].Rows = append(v.Sections[n-1].Rows, rows...)
		} else if len(rows) > 0 {
			v.Sections = append(v.Sections, ui.SummaryList{Title: pt.section, Rows: rows})
		}
	}
	for _, m := range a.usable(r, k.item) {
		if m.ID == k.draft.Mandate {
			v.For = a.nameOf(r, m).In(r.Lang)
		}
	}
	fee := ui.SummaryRow{Key: lang.T("收费", "Fee"), Body: ui.Money(k.item.Fee.Amount)}
	v.Sections = append(v.Sections, ui.SummaryList{Title: lang.T("费用", "Cost"), Rows: []ui.SummaryRow{fee}})
	return v
}

func rowsOf(k asking, pt part, change string) []ui.SummaryRow {
	d := k.draft
	row := func(key, value lang.Text) ui.SummaryRow { return ui.SummaryRow{Key: key, Value: value, Change: change} }
	switch kind, name := kindOf(pt.id); kind {
	case "situation":
		for _, o := range pt.scene.Options {
			if o.ID == d.Scenario[name] {
				return []ui.SummaryRow{row(pt.title, o.Text)}
			}
		}
	case "person":
		source := lang.Text{}
		if d.Known {
			source = lang.T("来自您的账号", "From your account")
		}
		who := row(lang.T("姓名或者单位名称", "Name"), ui.Data(d.Person.Name))
		who.Source = source
		return []ui.SummaryRow{who, row(documentName(d.Person.IDKind), ui.Data(d.Person.IDValue))}
	case "contact":
		reach := []ui.SummaryRow{row(lang.T("手机号", "Mobile number"), ui.Data(d.Person.Phone)), row(lang.T("邮寄地址", "Postal address"), ui.Data(d.Person.Address)), row(lang.T("电子邮箱", "E-mail"), ui.Data(d.Person.Email))}
		if k.asksPhone() {
			return reach[1:]
		}
		return reach
	case "form":
		var rows []ui.SummaryRow
		for _, f := range pt.form.Fields {
			rows = append(rows, row(f.Title, formfield.Show(f, d.Form[f.Name])))
		}
		return rows
	case "undertaking":
		if d.Undertaking == "yes" {
			return []ui.SummaryRow{row(lang.T("告知承诺", "Undertaking"), lang.T("用："+k.item.Undertaking.Text.In(lang.ZH), "Yes: "+k.item.Undertaking.Text.In(lang.EN)))}
		}
		return []ui.SummaryRow{row(lang.T("告知承诺", "Undertaking"), lang.T("不用，交材料", "No, documents instead"))}
	case "material":
		if pt.state == ui.TaskSpared {
			return []ui.SummaryRow{{Key: pt.title, Value: pt.hint}}
		}
		var files ui.Components
		for _, f := range d.Files {
			if f.Material == name {
				files = append(files, ui.Text(ui.Data(f.Name)))
			}
		}
		if len(files) > 0 {
			return []ui.SummaryRow{{Key: pt.title, Body: files, Change: change}}
		}
		return []ui.SummaryRow{row(pt.title, lang.T("以后再交", "To follow"))}
	}
	return nil
}

func documentName(kind string) lang.Text {
	for _, o := range documents(catalog.Item{}) {
		if o.Value == kind {
			return o.Label
		}
	}
	return lang.T("证件号码", "Number of the document")
}

func (a *Pages) check(w http.ResponseWriter, r *site.Request) error {
	k, ok, err := a.begun(w, r)
	if !ok {
		return err
	}
	p := r.Page(lang.T("核对您的回答", "Check your answers"))
	p.Back = k.base
	if d := a.Site.Demo; d != nil {
		if f, wait := fault.As(d.Still()); wait { // what was typed is kept meanwhile
			p.Flash = &ui.Notice{Kind: ui.Info, Title: f.Message, Text: f.Remedy}
		}
	}
	return r.Show(w, p, a.review(r, k))
}

// send files the application, once however often it is pressed.
func (a *Pages) send(w http.ResponseWriter, r *site.Request) error {
	k, ok, err := a.begun(w, r)
	if !ok {
		return err
	}
	refuse := func(err error) error {
		p := r.Page(lang.T("核对您的回答", "Check your answers"))
		p.Back = k.base
		return r.Refused(w, p, a.review(r, k), err)
	}
	if err := r.ReadForm(); err != nil {
		return refuse(err)
	}
	if err := typedBack(r, k.draft.Code); err != nil {
		return refuse(err)
	}
	if left := open(a.parts(r, k)); len(left) > 0 {
		return r.Go(w, k.base+"/check", lang.Text{})
	}
	cmd, err := a.command(r, k)
	if err != nil {
		return refuse(err)
	}
	out, err := a.Site.Engine.Do(r.Context(), cmd)
	if err != nil {
		return refuse(err)
	}
	if r.PostFormValue("remember") == "yes" && a.mayKeep(r, k) { // filed already: what cannot be kept now is asked again next time
		if err := a.Profiles.Keep(r.Context(), r.Actor, k.draft.Person); err != nil {
			a.Site.Log.ErrorContext(r.Context(), "profile of a filed case not kept", "error", err)
		}
	}
	key := out.Case.Key
	k.draft = Draft{Item: k.draft.Item, Version: k.draft.Version, Owner: k.draft.Owner, Key: k.draft.Key, Begun: k.draft.Begun, Filed: key.ID}
	if err := a.save(r, &k); err != nil {
		a.Site.Log.ErrorContext(r.Context(), "draft of a filed case not cleared", "error", err)
	}
	if r.Actor.Role == access.Public {
		a.Passes.Grant(w, key)
	}
	return r.Go(w, "/cases/"+key.ID.String()+"/receipt", lang.Text{})
}

// mayKeep says that the person named is whoever signed in, and that the account does not know yet.
func (a *Pages) mayKeep(r *site.Request, k asking) bool {
	return a.Profiles != nil && r.Actor.Role == access.Citizen && r.Actor.Mandate == "" && k.draft.Mandate == "" && !k.draft.Known
}

func typedBack(r *site.Request, code string) error {
	first, last := ui.ReadCode(r.PostFormValue("code_first")), ui.ReadCode(r.PostFormValue("code_last"))
	bad := fault.InvalidInput()
	if len(code) < 10 || first != code[:5] {
		bad.At("code_first", lang.T("与查询码第一组不一致，请对照上面再填一次。", "This is not the first group of the code; please compare with the code above."))
	}
	if len(code) < 10 || last != code[len(code)-5:] {
		bad.At("code_last", lang.T("与查询码最后一组不一致，请对照上面再填一次。", "This is not the last group of the code; please compare with the code above."))
	}
	return bad.Or()
}

// command is the filing. Its key is that of the draft, its hash that of the answers.
func (a *Pages) command(r *site.Request, k asking) (casework.Command, error) {
	d := k.draft
	actor, party, agent, err := a.who(r, k)
	if err != nil {
		return casework.Command{}, err
	}
	raw, err := json.Marshal([]any{d.Item, d.Scenario, d.Mandate, d.Person, d.Form, d.Files, d.Undertaking, d.Code})
	if err != nil {
		return casework.Command{}, err
	}
	o := &casework.Open{Procedure: cmp.Or(k.item.Procedure, licensing.Name), Item: k.item.Code, Channel: "web", Party: party, CodeHash: a.Site.Codes.Hash(d.Code),
		Person: d.Person, Form: d.Form, Files: a.needed(r, k)}
	if actor.Mandate != "" {
		o.Mandate, o.Agent, o.AgentIs = actor.Mandate, r.Actor.Party, &agent
	}
	return casework.Command{Actor: actor, Verb: "receive", Open: o,
		Input: &licensing.ReceiveInput{Undertaking: d.Undertaking == "yes", Scenario: d.Scenario},
		Idem:  &casework.Idem{Actor: cmp.Or(actor.ID, "form"), Key: d.Key, Hash: sha256.Sum256(raw)}}, nil
}

// needed leaves out files of documents that this situation does not ask for any more:
// nothing is collected that the item does not need.
func (a *Pages) needed(r *site.Request, k asking) []casework.File {
	ps := a.parts(r, k)
	return slices.DeleteFunc(slices.Clone(k.draft.Files), func(f casework.File) bool {
		return !slices.ContainsFunc(ps, func(p part) bool { return p.paper != nil && p.paper.Material.ID == f.Material })
	})
}

// who says as whom the visitor files and whose case it becomes.
func (a *Pages) who(r *site.Request, k asking) (actor access.Actor, party string, agent casework.Person, err error) {
	actor = r.Actor
	actor.Division = a.Site.Division
	if k.draft.Mandate != "" {
		found := false
		for _, m := range a.usable(r, k.item) {
			if m.ID == k.draft.Mandate {
				found = true
				if actor, err = m.Act(actor, a.Site.Clock.Now()); err != nil {
					return actor, "", agent, err
				}
			}
		}
		if !found {
			return actor, "", agent, fault.New(fault.Conflict, "mandate_gone", lang.T("这份代办授权已经失效。", "This mandate is no longer in force."),
				lang.T("请改选“为自己”，或者请对方重新授权。您填写的都还在。", "Choose “for myself”, or ask for a new mandate. What you entered is kept."))
		}
	}
	agent = casework.Person{Name: r.Actor.Name}
	if actor.Role == access.Public { // the party is the person named; nothing shows who sat at the keyboard
		party = a.Site.Codes.Party(k.draft.Person.IDKind, k.draft.Person.IDValue)
		return access.Actor{Role: access.Citizen, Division: a.Site.Division, Party: party}, party, agent, nil
	}
	if party = actor.Whose(); party == "" {
		return actor, "", agent, fault.New(fault.Forbidden, "no_mandate", lang.T("您的账号只能替别人办。", "Your account can only act for others."),
			lang.T("请先请对方授权，再选择为谁办。", "Ask for a mandate first, then choose for whom."))
	}
	if proven := actor.Before != "" && actor.For == ""; proven && a.Site.Codes.Party(k.draft.Person.IDKind, k.draft.Person.IDValue) != party {
		return actor, "", agent, fault.New(fault.Invalid, "another_person", lang.T("填的证件号不是本账号核验过的证件。", "This is not the document your account was proven with."),
			lang.T("请改成自己的证件；替别人办，请先取得授权；不登录也可以提交。", "Use your own document; to act for another get a mandate; or apply without signing in."))
	}
	if err := a.ofPrincipal(r, k, k.draft.Person); err != nil {
		return actor, "", agent, fault.New(fault.Invalid, "not_the_principal", lang.T("申请人不是您代办的人。", "The applicant is not the person you act for."),
			lang.T("请在“申请人”里填被代办人的姓名和证件，再提交。您填写的都还在。", "Enter name and document of the person you act for under “applicant”, then send it. What you entered is kept.")).With(err)
	}
	return actor, party, agent, nil
}

// Sample is the answers of the invented applicant, ready to be sent.
func (Check) Sample() Check {
	k := sampleAsking()
	for _, id := range []string{"form-address", "form-opening", "undertaking", "material-lease", "material-plan"} {
		k.draft.Done[id] = true
	}
	k.draft.Form["address"], k.draft.Form["opening"], k.draft.Undertaking = "青石街道1号（示例）", "2026-05-01", "yes"
	k.draft.Files = []casework.File{{Material: "lease", Name: "租赁合同.pdf", Hash: "00", Type: "application/pdf", Size: 481_200}}
	return (&Pages{}).review(&site.Request{Request: &http.Request{}}, k)
}
