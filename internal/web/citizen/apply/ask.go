package apply

import (
	"maps"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/mandate"
	"banjie/internal/web/citizen/formfield"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Ask is one page of the application: one thing, and what it is good for.
type Ask struct {
	Item      catalog.Item
	Title     lang.Text // of a page with several fields; zero where the one field is the heading
	Lead      lang.Text
	Action    string
	To        string // "check": back to the answers afterwards
	Multipart bool
	Above     ui.Components // what stands before the form: files that are there
	Fields    ui.Components
	Buttons   ui.Actions
}

// View draws it.
func (v Ask) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.ErrorSummary{}}
	if !v.Title.IsZero() {
		cs = append(cs, ui.Heading{Caption: v.Item.Name, Title: v.Title, Lead: v.Lead})
	}
	cs = append(cs, v.Above...)
	form := ui.Form{Action: v.Action, Multipart: v.Multipart, Body: append(slices.Clone(v.Fields), v.Buttons)}
	if v.To != "" {
		form.Hidden = []ui.Hidden{{Name: "to", Value: v.To}}
	}
	return append(cs, form).View(p)
}

const formPrefix = "form."

// page makes the page of a part.
func (a *Pages) page(r *site.Request, k asking, pt part) Ask {
	v := Ask{Item: k.item, Action: k.base + "/" + pt.id, To: r.FormValue("to"),
		Buttons: ui.Actions{ui.Button{Label: lang.T("保存并继续", "Save and continue")}, ui.LinkButton{Label: lang.T("回到任务清单", "Back to the list"), Href: k.base, Look: ui.Quiet}}}
	if v.To != "check" {
		v.To = ""
	}
	switch kind, _ := kindOf(pt.id); kind {
	case "situation":
		f := ui.Field{Name: "answer", Kind: ui.Radios, Heading: true, Label: pt.scene.Question, Value: k.draft.Scenario[pt.scene.ID]}
		for _, o := range pt.scene.Options {
			f.Options = append(f.Options, ui.Option{Value: o.ID, Label: o.Text})
		}
		v.Fields = ui.Components{f}
	case "who":
		v.Fields = ui.Components{a.whoField(r, k)}
	case "person":
		v.Title, v.Fields = pt.title, personFields(k)
		v.Lead = lang.T("决定书和证照上会用到，请按证件填写。", "It will stand on the decision and the certificate; please write it as in the document.")
		if k.draft.Known {
			v.Above = ui.Components{ui.Notice{Kind: ui.Info, Text: lang.T("这些来自您的账号，不用再填；有变化可以改。", "This comes from your account; change it if it is no longer right.")}}
		}
	case "contact":
		v.Title, v.Fields = pt.title, contactFields(k.draft.Person, k.asksPhone())
		v.Lead = lang.T("有进展时通知您，只用于这件事。都不填也能办，凭查询码查进度。", "To tell you how it goes, for this case only. You may leave all of it empty and follow the case with the return code.")
	case "form":
		if len(pt.form.Fields) == 1 {
			f := formfield.Filled(pt.form.Fields[0], formPrefix, k.given(pt.form.Fields[0]))
			f.Heading = true
			v.Fields = ui.Components{f}
			break
		}
		v.Title = pt.title
		for _, f := range pt.form.Fields {
			v.Fields = append(v.Fields, formfield.Filled(f, formPrefix, k.given(f)))
		}
	case "undertaking":
		v.Fields = undertakingFields(k)
	case "material":
		a.materialPage(&v, k, pt)
	}
	return v
}

func (a *Pages) whoField(r *site.Request, k asking) ui.Field {
	f := ui.Field{Name: "mandate", Kind: ui.Radios, Heading: true, Label: lang.T("为谁办？", "For whom do you apply?"), Value: k.draft.Mandate}
	if r.Actor.Role == access.Citizen {
		f.Options = append(f.Options, ui.Option{Value: "self", Label: lang.T("为自己", "For myself")})
		if k.draft.Mandate == "" && k.draft.Done["who"] {
			f.Value = "self"
		}
	}
	for _, m := range a.usable(r, k.item) {
		rule := m.Kind.Rule()
		f.Options = append(f.Options, ui.Option{Value: m.ID, Label: a.nameOf(r, m),
			Hint: lang.T("您是其"+rule.Title.ZH+"，每一步都会写明由您代办。", "You act as "+rule.Title.EN+"; every step says so.")})
	}
	return f
}

// nameOf is whom one acts for, or that the name is not known here.
func (a *Pages) nameOf(r *site.Request, m mandate.Mandate) lang.Text {
	if name := a.Mandates.NameOf(r.Context(), m); name != "" {
		return ui.Data(name)
	}
	return lang.T("授权给您的人（这里没有姓名）", "the person who let you act (name not known here)")
}

// documents are the kinds of document an item's applicants have.
func documents(it catalog.Item) []ui.Option {
	natural := []ui.Option{{Value: "resident", Label: lang.T("居民身份证", "Resident identity card")}, {Value: "passport", Label: lang.T("护照", "Passport")},
		{Value: "permit", Label: lang.T("港澳台居民或外国人居留证件", "Permit of a resident of Hong Kong, Macao, Taiwan or of a foreigner")}}
	body := ui.Option{Value: "uscc", Label: lang.T("统一社会信用代码（单位）", "Unified social credit code (firms and bodies)")}
	if len(it.Served) == 0 {
		return append(natural, body)
	}
	var out []ui.Option
	if slices.Contains(it.Served, catalog.NaturalPerson) {
		out = natural
	}
	if slices.ContainsFunc(it.Served, func(s catalog.Served) bool { return s != catalog.NaturalPerson }) {
		out = append(out, body)
	}
	return out
}

func personFields(k asking) ui.Components {
	d := k.draft
	kinds := documents(k.item)
	kind := d.Person.IDKind
	if kind == "" {
		kind = kinds[0].Value
	}
	return ui.Components{
		ui.Field{Name: "name", Label: lang.T("姓名或者单位名称", "Name of the person, firm or body"), Value: d.Person.Name, Autocomplete: "name"},
		ui.Field{Name: "id_kind", Kind: ui.Radios, Label: lang.T("证件种类", "Kind of document"), Options: kinds, Value: kind},
		ui.Field{Name: "id_value", Kind: ui.IDNumber, Label: lang.T("证件号码", "Number of the document"), Value: d.Person.IDValue},
	}
}

// given is the answer so far; a telephone told once is not asked again.
func (k asking) given(f catalog.FormField) any {
	if f.Kind == catalog.PhoneField && k.draft.Form[f.Name] == nil && k.draft.Person.Phone != "" {
		return k.draft.Person.Phone
	}
	return k.draft.Form[f.Name]
}

// asksPhone says that the matter's own form asks for a telephone.
func (k asking) asksPhone() bool {
	fields, err := catalog.Fields(k.item.Form)
	return err == nil && slices.ContainsFunc(fields, func(f catalog.FormField) bool { return f.Kind == catalog.PhoneField })
}

// contactFields are how to reach the applicant; without the telephone where the form asks for it.
func contactFields(p casework.Person, noPhone bool) ui.Components {
	all := ui.Components{
		ui.Field{Name: "phone", Kind: ui.Phone, Label: lang.T("手机号", "Mobile number"), Value: p.Phone, Optional: true},
		ui.Field{Name: "address", Kind: ui.Area, Rows: 2, Label: lang.T("邮寄地址", "Postal address"), Hint: lang.T("要邮寄证照时用。", "For sending you papers."), Value: p.Address, Optional: true, Autocomplete: "street-address"},
		ui.Field{Name: "email", Kind: ui.Email, Label: lang.T("电子邮箱", "E-mail"), Value: p.Email, Optional: true},
	}
	if noPhone {
		return all[1:]
	}
	return all
}

func undertakingFields(k asking) ui.Components {
	u := k.item.Undertaking
	var names lang.Text
	for _, m := range k.item.Materials {
		if slices.Contains(u.Covers, m.ID) {
			if names.ZH != "" {
				names.ZH, names.EN = names.ZH+"、", names.EN+", "
			}
			names.ZH, names.EN = names.ZH+m.Name.In(lang.ZH), names.EN+m.Name.In(lang.EN)
		}
	}
	check := ui.SpanText(u.Check.N, u.Check.Unit)
	return ui.Components{
		ui.Field{Name: "undertaking", Kind: ui.Radios, Heading: true, Label: lang.T("要不要用告知承诺？", "Do you want to use the undertaking?"), Value: k.draft.Undertaking,
			Hint: lang.T("作出承诺，可以先不交："+names.ZH+"。"+check.ZH+"内会核查；与事实不符的，限期整改直至撤销决定。", "With it you need not hand in: "+names.EN+". It is checked within "+check.EN+"; if it is not true you must set it right, or the decision is rescinded."),
			Options: []ui.Option{
				{Value: "yes", Label: lang.T("用，我承诺：", "Yes, I promise:"), Hint: u.Text},
				{Value: "no", Label: lang.T("不用，我交材料", "No, I hand in the documents")},
			}},
		ui.LawRef{ID: "zyc-14", Full: true},
	}
}

func (a *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	k, ok, err := a.begun(w, r)
	if !ok {
		return err
	}
	pt, err := a.part(r, k)
	if err != nil {
		return err
	}
	p := r.Page(pt.title)
	p.Back = k.base
	return r.Show(w, p, a.page(r, k, pt))
}

// part is the part of the address; fault.NotFound where this application has none such.
func (a *Pages) part(r *site.Request, k asking) (part, error) {
	for _, p := range a.parts(r, k) {
		if p.id == r.PathValue("part") && p.state != ui.TaskSpared {
			return p, nil
		}
	}
	return part{}, fault.Missing()
}

// answer takes in one page and leads to the next; a refused page keeps what was typed.
func (a *Pages) answer(w http.ResponseWriter, r *site.Request) error {
	k, ok, err := a.begun(w, r)
	if !ok {
		return err
	}
	pt, err := a.part(r, k)
	if err != nil {
		return err
	}
	err = r.ReadForm()
	if err == nil {
		err = a.take(r, &k, pt)
	}
	if err != nil {
		p := r.Page(pt.title)
		p.Back = k.base
		return r.Refused(w, p, a.page(r, k, pt), err)
	}
	k.draft.Done[pt.id] = true
	k.draft.Version = k.item.Version
	if err := a.save(r, &k); err != nil {
		return err
	}
	if r.PostFormValue("more") != "" {
		return r.Go(w, k.base+"/"+pt.id, lang.T("文件已收到，可以接着传。", "The file is here; you can add more."))
	}
	ps := a.parts(r, k)
	if r.PostFormValue("to") == "check" && len(open(ps)) == 0 {
		return r.Go(w, k.base+"/check", lang.Text{})
	}
	return r.Go(w, k.base+after(ps, pt.id), lang.Text{})
}

// take checks what one page sent and puts it into the draft.
func (a *Pages) take(r *site.Request, k *asking, pt part) error {
	d := &k.draft
	switch kind, name := kindOf(pt.id); kind {
	case "situation":
		got := r.PostFormValue("answer")
		if !slices.ContainsFunc(pt.scene.Options, func(o catalog.Option) bool { return o.ID == got }) {
			return chooseOne("answer")
		}
		d.Scenario[name] = got
	case "who":
		return a.takeWho(r, k)
	case "person":
		return a.takePerson(r, k)
	case "contact":
		return a.takeContact(r, k)
	case "form":
		return takeForm(r, k, pt)
	case "undertaking":
		got := r.PostFormValue("undertaking")
		if got != "yes" && got != "no" {
			return chooseOne("undertaking")
		}
		d.Undertaking = got
	case "material":
		return a.takeFiles(r, k, pt)
	}
	return nil
}

func chooseOne(path string) error {
	return fault.InvalidInput().At(path, lang.T("请选一个。", "Please choose one."))
}

func (a *Pages) takeWho(r *site.Request, k *asking) error {
	got := r.PostFormValue("mandate")
	if got == "self" && r.Actor.Role == access.Citizen {
		k.draft.Mandate = ""
		return nil
	}
	for _, m := range a.usable(r, k.item) {
		if m.ID == got {
			if k.draft.Mandate != got && k.draft.Known {
				k.draft.Person, k.draft.Known = casework.Person{}, false
				delete(k.draft.Done, "person")
			}
			k.draft.Mandate = got
			if a.ofPrincipal(r, *k, k.draft.Person) != nil {
				delete(k.draft.Done, "person") // asked again, with what is wrong
			}
			return nil
		}
	}
	return chooseOne("mandate")
}

// checked runs the person through the one check the whole platform uses.
func (a *Pages) checked(p casework.Person) (identity.Profile, error) {
	return identity.Profile{Name: p.Name, IDKind: p.IDKind, IDValue: p.IDValue, Phone: p.Phone, Address: p.Address, Email: p.Email}.
		Check(a.Site.Calendar().DayOf(a.Site.Clock.Now()))
}

// only keeps the wrong places of a page.
func only(err error, paths ...string) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	mine := fault.InvalidInput()
	for _, w := range f.Fields {
		if slices.Contains(paths, w.Path) {
			mine.At(w.Path, w.Message)
		}
	}
	return mine.Or()
}

func (a *Pages) takePerson(r *site.Request, k *asking) error {
	p := k.draft.Person
	p.Name, p.IDKind, p.IDValue = r.PostFormValue("name"), r.PostFormValue("id_kind"), r.PostFormValue("id_value")
	if !slices.ContainsFunc(documents(k.item), func(o ui.Option) bool { return o.Value == p.IDKind }) {
		return chooseOne("id_kind")
	}
	got, err := a.checked(p)
	if err := only(err, "name", "id_kind", "id_value"); err != nil {
		return err
	}
	p.Name, p.IDValue = got.Name, got.IDValue
	if err := a.ofPrincipal(r, *k, p); err != nil {
		return err
	}
	k.draft.Person, k.draft.Known = p, false
	return nil
}

// ofPrincipal holds the applicant that was typed against the person acted for: a mandate
// opens one person's matters and no other's. What is not known of that person is not held
// against anybody.
func (a *Pages) ofPrincipal(r *site.Request, k asking, p casework.Person) error {
	party, name := r.Actor.For, ""
	for _, m := range a.usable(r, k.item) {
		if m.ID == k.draft.Mandate {
			party, name = m.Principal, a.Mandates.NameOf(r.Context(), m)
		}
	}
	bad := fault.InvalidInput()
	if identity.Documented(party) && a.Site.Codes.Party(p.IDKind, p.IDValue) != party {
		bad.At("id_value", lang.T("您在替别人办，这不是被代办人的证件号码。请填被代办人的证件；为自己办的，请在“为谁办”里改选。", "You act for another, and this is not that person's document. Enter the document of the person you act for; to apply for yourself, change “for whom”."))
	}
	if name != "" && name != p.Name {
		bad.At("name", lang.T("与被代办人的姓名不一致，请填被代办人的姓名。", "This is not the name of the person you act for; please enter that name."))
	}
	return bad.Or()
}

func (a *Pages) takeContact(r *site.Request, k *asking) error {
	p := k.draft.Person
	if !k.asksPhone() {
		p.Phone = r.PostFormValue("phone")
	}
	p.Address, p.Email = r.PostFormValue("address"), r.PostFormValue("email")
	got, err := a.checked(p)
	if err := only(err, "phone", "address", "email"); err != nil {
		return err
	}
	p.Phone, p.Address, p.Email = got.Phone, got.Address, got.Email
	k.draft.Person = p
	return nil
}

// takeForm checks the questions of this page; what other pages lack is their matter.
func takeForm(r *site.Request, k *asking, pt part) error {
	sent, wrong := formfield.Sent(r.PostForm, formPrefix, pt.form.Fields)
	typed, _, err := catalog.Decode(k.item.Form, sent)
	if err != nil {
		return err
	}
	all := maps.Clone(k.draft.Form)
	for _, f := range pt.form.Fields {
		delete(all, f.Name)
	}
	maps.Copy(all, typed)
	found, err := catalog.Validate(k.item.Form, all)
	if err != nil {
		return err
	}
	bad := fault.InvalidInput()
	bad.Fields = wrong
	for _, w := range found {
		here := slices.ContainsFunc(pt.form.Fields, func(f catalog.FormField) bool { return f.Name == w.Path })
		told := slices.ContainsFunc(wrong, func(f fault.Field) bool { return f.Path == formPrefix+w.Path })
		if here && !told {
			bad.At(formPrefix+w.Path, w.Message)
		}
	}
	if err := bad.Or(); err != nil {
		return err
	}
	k.draft.Form = all
	for _, f := range pt.form.Fields {
		if phone, ok := all[f.Name].(string); ok && f.Kind == catalog.PhoneField && k.draft.Person.Phone == "" {
			k.draft.Person.Phone = phone
		}
	}
	return nil
}

// sampleAsking is an application half done.
func sampleAsking() asking {
	it := specimen.Item()
	d := Draft{Item: it.Code, Version: it.Version, Code: "30817264951830275946", Begun: specimen.Now, Saved: specimen.Now}.clone()
	d.Scenario["agent"], d.Done["situation-agent"] = "no", true
	d.Person = casework.Person{Name: "林小禾（示例）", IDKind: "resident", IDValue: "110105194912310021", Phone: "19000000001"}
	d.Done["person"], d.Done["contact"] = true, true
	d.Form["shop_name"], d.Form["area"], d.Form["kind"] = "青禾小吃店", 36.5, "meals"
	d.Done["form-shop"], d.Done["form-kind"] = true, true
	return asking{item: it, draft: d, id: "sample", base: "/items/" + it.Slug + "/apply"}
}

// Sample is a refused page of the form.
func (Ask) Sample() Ask {
	k := sampleAsking()
	a := &Pages{}
	r := &site.Request{Request: &http.Request{}, Actor: specimen.Visitor}
	for _, pt := range a.parts(r, k) {
		if pt.id == "form-shop" {
			return a.page(r, k, pt)
		}
	}
	return Ask{}
}
