package window

import (
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/formfield"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/officer/upload"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Receive is the whole case on one page, in the order in which a clerk asks.
type Receive struct {
	Item   catalog.Item
	Unit   lang.Text
	Key    string // in the address and the form: one case
	Code   string // return code for the slip
	Window string
	Files  []casework.File
	Held   []ui.Hidden
	Folder bool            // the window has a folder for its machines
	Scans  []casework.File // that wait in it
	Card   bool            // the card reader has read something
	Next   string          // place that takes the cursor

	Calendar *calendar.Calendar // for the day on which the papers came
	Now      time.Time
}

// Buttons of the form.
const (
	stepField = "_step"
	stepNext  = "next" // Enter: what was read goes into its place
	stepFile  = "file" // receive the case
)

// idKinds are the documents a person or firm is known by.
var idKinds = []ui.Option{
	{Value: string(idnum.KindResident), Label: lang.T("身份证", "Resident identity card")},
	{Value: string(idnum.KindUSCC), Label: lang.T("营业执照（统一社会信用代码）", "Business licence (credit code)")},
	{Value: string(idnum.KindPassport), Label: lang.T("护照", "Passport")},
	{Value: string(idnum.KindPermit), Label: lang.T("永久居留身份证、港澳台证件", "Residence or travel permit")},
}

func draftName(key string) string { return "receive-" + key }

// View draws it.
func (v Receive) View(p ui.Page) templ.Component {
	body := ui.Components{}
	if v.Card && p.Form.Get("person.id") == "" {
		body = append(body, ui.Notice{Kind: ui.Info, Text: lang.T("读卡器刚读到一张证件，按 Enter 填入。", "The card reader has read a card; press Enter to fill it in.")})
	}
	body = append(body, v.applicant(p)...)
	body = append(body, v.questions()...)
	body = append(body, v.scenario()...) // beside the materials, which hang on it
	body = append(body, v.materials(p)...)
	body = append(body, v.scanned()...)
	body = append(body, v.rest()...)
	if v.Calendar != nil {
		body = append(body, act.ReceivedOn(p, v.Calendar, v.Now))
	}
	body = append(body, ui.Actions{ui.Button{Label: lang.T("收件", "Receive"), Key: "Alt+S", Name: stepField, Value: stepFile}, ui.LinkButton{Label: lang.T("换一个事项", "Another item"), Href: "/window", Look: ui.Quiet, Key: "F2"}})
	return ui.Components{
		ui.ErrorSummary{IDs: map[string]string{"materials": ui.FieldID("have.")}},
		ui.Heading{Caption: v.Unit, Title: v.Item.Name, Lead: v.Item.Summary},
		ui.KeyHints{{Key: "Enter", Does: lang.T("下一项；读卡、扫码后自动跳", "next place; readers press it themselves")}, {Key: "Space", Does: lang.T("选中", "choose")}, {Key: "Alt+S", Does: lang.T("收件", "receive")}},
		upload.Notice(v.Files),
		ui.Form{Action: "/window/receive/" + v.Key + "?item=" + v.Item.Slug, Draft: draftName(v.Key), KeepDay: true, Multipart: true,
			Hidden: append([]ui.Hidden{{Name: site.KeyField, Value: v.Key}, {Name: "code", Value: v.Code}}, v.Held...), Body: body},
	}.View(p)
}

// focus gives the cursor to the place that comes next.
func (v Receive) focus(f ui.Field) ui.Field {
	f.Focus = f.Name == v.Next
	return f
}

// applicant is who asks. The button after it is the one that Enter presses.
func (v Receive) applicant(p ui.Page) ui.Components {
	agent := p.Form.Get("agent.name") != "" || p.Form.Get("agent.id") != ""
	return ui.Components{ui.Fieldset{Legend: lang.T("申请人", "Applicant"), Body: ui.Components{
		v.focus(ui.Field{Name: "person.id", Kind: ui.IDNumber, Label: lang.T("证件号码", "Document number"), Hint: lang.T("放上读卡器或扫码即可；手输也行。", "Put it on the reader or scan it; or type it.")}),
		ui.Field{Name: "person.id_kind", Kind: ui.Choice, Width: 30, Optional: true, Label: lang.T("证件种类", "Kind of document"), Hint: lang.T("身份证和执照会自动认出。", "Identity cards and licences are recognised."), Options: idKinds},
		v.focus(ui.Field{Name: "person.name", Label: lang.T("姓名或名称", "Name"), Width: 30}),
		v.focus(ui.Field{Name: "person.phone", Kind: ui.Phone, Label: lang.T("手机号", "Mobile number"), Optional: true}),
		ui.Field{Name: "person.address", Label: lang.T("地址", "Address"), Optional: true},
		ui.Actions{ui.Button{Label: lang.T("下一项", "Next place"), Look: ui.Secondary, Name: stepField, Value: stepNext, Skip: true}},
		ui.Disclosure{Summary: lang.T("由别人代办", "Somebody else acts for the applicant"), Open: agent, Body: ui.Components{
			ui.Field{Name: "agent.id", Kind: ui.IDNumber, Optional: true, Label: lang.T("代办人证件号码", "Document number of whoever acts")},
			ui.Field{Name: "agent.id_kind", Kind: ui.Choice, Width: 30, Optional: true, Label: lang.T("代办人证件种类", "Kind of document of whoever acts"), Options: idKinds},
			ui.Field{Name: "agent.name", Optional: true, Width: 30, Label: lang.T("代办人姓名", "Name of whoever acts"), Hint: lang.T("授权委托书作为材料收下。", "The written mandate is taken as a material.")},
		}},
	}}}
}

func (v Receive) scenario() ui.Components {
	var fields ui.Components
	for _, s := range v.Item.Scenarios {
		f := ui.Field{Name: "scenario." + s.ID, Kind: ui.Radios, Inline: true, Label: s.Question}
		for _, o := range s.Options {
			f.Options = append(f.Options, ui.Option{Value: o.ID, Label: o.Text})
		}
		fields = append(fields, f)
	}
	if len(fields) == 0 {
		return nil
	}
	return ui.Components{ui.Fieldset{Legend: lang.T("属于哪种情形", "Which situation"), Body: fields}}
}

func (v Receive) questions() ui.Components {
	fields, err := catalog.Fields(v.Item.Form)
	if err != nil || len(fields) == 0 {
		return nil // a published item has a form that compiles
	}
	var all ui.Components
	for _, f := range fields {
		all = append(all, v.focus(formfield.Of(f, "form.")))
	}
	return ui.Components{ui.Fieldset{Legend: lang.T("申请表", "Application form"), Body: all}}
}

// facts are the answers typed so far.
func (v Receive) facts(p ui.Page) catalog.Facts {
	f := catalog.Facts{Form: map[string]any{}, Scenario: map[string]any{}}
	for _, s := range v.Item.Scenarios {
		if a := p.Form.Get("scenario." + s.ID); a != "" {
			f.Scenario[s.ID] = a
		}
	}
	if fields, err := catalog.Fields(v.Item.Form); err == nil {
		sent, _ := formfield.Sent(p.Form, "form.", fields)
		if form, _, err := catalog.Decode(v.Item.Form, sent); err == nil {
			f.Form = form
		}
	}
	return f
}

// materials is the checklist: what the applicant brings, and what is not asked.
func (v Receive) materials(p ui.Page) ui.Components {
	var ask ui.Components
	var spared []string
	var sparedEN []string
	for _, n := range catalog.NeededMaterials(v.Item, v.facts(p)) {
		switch n.Need {
		case catalog.NotNeeded:
		case catalog.WeFetch:
			spared, sparedEN = append(spared, n.Material.Name.ZH), append(sparedEN, n.Material.Name.In(lang.EN))
		default:
			f := act.MaterialField(n.Material, "")
			if n.Need == catalog.Undecided {
				f.Hint = lang.T(n.Why.ZH+f.Hint.ZH, n.Why.EN+" "+f.Hint.In(lang.EN))
			}
			f.Optional = n.Need == catalog.MayBring
			ask = append(ask, f)
		}
	}
	if len(ask) > 0 {
		ask = append(ask, ui.Disclosure{Summary: lang.T("上传扫描件", "Add scans"), Body: v.scans()})
	}
	set := ui.Fieldset{Legend: lang.T("材料", "Materials"), Hint: lang.T("看过原件的选“原件已核”，不再收复印件；没带原件的才收复印件。", "An original that was seen needs no copy; a copy is taken only where there is no original."), Body: ask}
	if len(spared) > 0 {
		set.Body = append(set.Body, ui.Notice{Kind: ui.Info, Text: lang.T("不用带，系统自己取："+strings.Join(spared, "、"), "Not asked, fetched by the system: "+strings.Join(sparedEN, ", "))})
	}
	if len(set.Body) == 0 {
		return nil
	}
	return ui.Components{set}
}

func (v Receive) scans() ui.Components {
	var all ui.Components
	for _, m := range v.Item.Materials {
		if m.Source == catalog.FromApplicant {
			all = append(all, act.FileField(m))
		}
	}
	return all
}

// rest is the undertaking and a renewal, where the item has them.
func (v Receive) rest() ui.Components {
	var all ui.Components
	if u := v.Item.Undertaking; u != nil {
		all = append(all, ui.Fieldset{Legend: lang.T("告知承诺", "Undertaking"), Hint: u.Text, Body: ui.Components{
			ui.Field{Name: "undertaking", Kind: ui.Checks, Optional: true, Label: lang.T("用书面承诺代替材料", "A written undertaking instead of papers"), Options: []ui.Option{{Value: "yes", Label: lang.T("申请人已签承诺书", "The applicant has signed it")}}},
		}})
	}
	if v.Item.Result.Renewable {
		all = append(all, ui.Disclosure{Summary: lang.T("是延续原来的证照", "It renews an earlier licence"), Body: ui.Components{
			ui.Field{Name: "renews.certificate", Optional: true, Width: 30, Label: lang.T("原证照编号", "Identifier of the earlier licence")},
			ui.Field{Name: "renews.expires", Kind: ui.Day, Optional: true, Label: lang.T("原证照有效期至", "Its last day"), Hint: lang.T("到期前不答复，就视为准予延续。", "Without an answer by then it counts as renewed.")},
		}})
	}
	return all
}

// Sample is the form of the sample item.
func (Receive) Sample() Receive {
	it := specimen.Item()
	u, _ := specimen.Directory().Unit(it.Unit)
	return Receive{Item: it, Unit: u.Name, Key: "sample", Code: "00000000000000000000", Window: "3", Next: "person.id",
		Folder: true, Card: true, Scans: []casework.File{{Name: "scan-0001.pdf", Type: "application/pdf", Size: 412 << 10}}}
}

// blank is the form of a request, before anything was typed.
func blank(r *site.Request) (Receive, error) {
	it, err := r.Site.Items.BySlug(r.Context(), r.Site.Division, r.URL.Query().Get("item"))
	if err != nil {
		return Receive{}, err
	}
	return Receive{Item: it, Unit: r.Unit(it.Unit), Key: r.PathValue("key"), Code: r.Site.Codes.New(), Window: seat(r).Number, Next: "person.id",
		Calendar: r.Site.Calendar(), Now: r.Site.Clock.Now()}, nil
}

func frame(r *site.Request, v Receive) ui.Page {
	p := r.Page(lang.T("收件："+v.Item.Name.ZH, "Receive: "+v.Item.Name.In(lang.EN)))
	p.Breadcrumbs = []ui.Link{{Name: lang.T("收件", "Receive"), Href: "/window"}, {Name: v.Item.Name}}
	return p
}

func (m pages) receive(w http.ResponseWriter, r *site.Request) error {
	id, done, err := filed(r.Context(), r, r.PathValue("key"))
	if err != nil {
		return err
	}
	if done {
		return r.Go(w, "/window/cases/"+id.String(), lang.T("这件已经收下了，没有重复收件。", "This case had arrived; it was not filed again."))
	}
	v, err := blank(r)
	if err != nil {
		return err
	}
	if err := m.waiting(&v); err != nil {
		return err
	}
	return r.Show(w, frame(r, v), v)
}

// received takes the sent form: Enter goes on, Alt+S files the case.
func (m pages) received(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, err := blank(r)
	if err != nil {
		return err
	}
	if code := r.PostForm.Get("code"); len(code) == 20 && !strings.ContainsFunc(code, func(c rune) bool { return !unicode.IsDigit(c) }) {
		v.Code = code
	}
	files, fileErr := upload.Read(r)
	v.Files, v.Held = files, upload.Hidden(r, files)
	if r.PostForm.Get(stepField) != stepFile {
		return m.lookAgain(w, r, v)
	}
	placeRead(r)
	p := frame(r, v)
	p.Form = r.PostForm
	refuse := func(err error) error {
		v.Files = files
		if werr := m.waiting(&v); werr != nil {
			return werr
		}
		r.Form = r.PostForm
		return r.Refused(w, p, v, err)
	}
	if fileErr != nil {
		return refuse(fileErr)
	}
	scans, err := m.attach(r, &v)
	if err != nil {
		return refuse(err)
	}
	cmd, err := v.command(r)
	if err != nil {
		return refuse(err)
	}
	out, err := r.Site.Engine.Do(r.Context(), cmd)
	if err != nil {
		return refuse(act.AtReceived(err))
	}
	m.attached(r, v, scans)
	return showSlip(w, r, v, out)
}
