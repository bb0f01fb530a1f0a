package act

import (
	"banjie/internal/supervise/order"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/accountability"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/inspection"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/officer/upload"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Names of what a form carries beside the verb's own input.
const (
	seenField  = "_seen" // version of the case the person looked at
	backField  = "back"  // where to go afterwards
	stepField  = "_step" // which button was pressed
	stepShow   = "preview"
	stepLook   = "search"
	stepChange = "change"
	stepDo     = "confirm"
)

// Ask is the form of one verb: only what the verb needs, and what will happen.
type Ask struct {
	Question
	Back    string
	Token   string
	Blocked *fault.Fault     // a guard forbids it now
	Counted bool             // and a try would go on record
	Happens []ui.SummaryRow  // what it does
	Exact   bool             // computed from what was typed, not from the table
	Changed []casework.Event // what happened since the person looked
	Basis   string           // words looked for in the register of law
	Held    []ui.Hidden
}

func (v Ask) form() Form { return forms[v.Trans.Verb] }

// action is where the form posts to.
func (v Ask) action() string { return Href(v.Case.ID, v.Trans.Verb, "") }

// View draws it.
func (v Ask) View(p ui.Page) templ.Component {
	f := v.form()
	body := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: caption(v.Question), Title: v.Trans.Title, Lead: f.Lead}}
	if len(v.Changed) > 0 {
		body = append(body, v.changed(p))
	}
	if v.Blocked != nil && p.Fault == nil {
		body = append(body, blocked(v.Blocked, v.Counted))
		if !v.Counted {
			return append(body, ui.Actions{ui.LinkButton{Label: lang.T("回到办件", "Back to the case"), Href: v.Back, Look: ui.Secondary}}).View(p)
		}
	}
	if !f.Warn.IsZero() {
		body = append(body, ui.Notice{Kind: ui.Warning, Text: f.Warn})
	}
	body = append(body, upload.Notice(v.Files), ui.Form{
		Action: v.action(), Draft: "act-" + v.Case.ID.String() + "-" + v.Trans.Verb, KeepDay: true, Multipart: f.Sends,
		Hidden: append([]ui.Hidden{{Name: site.KeyField, Value: v.Token}, {Name: seenField, Value: strconv.FormatInt(v.Case.Version, 10)}, {Name: backField, Value: v.Back}}, v.Held...),
		Body:   append(v.fields(p), v.happens(), v.buttons(f)),
	})
	return body.View(p)
}

// fields are the verb's own input, then reason and basis.
func (v Ask) fields(p ui.Page) ui.Components {
	var fields ui.Components
	if f := v.form(); f.Fields != nil {
		fields = f.Fields(v.Question)
	}
	if v.asksReceived() {
		fields = append(fields, ReceivedOn(p, v.Cal, v.Now))
	}
	if v.Trans.Needs&casework.NeedReason != 0 {
		label := v.form().Reason
		if label.IsZero() {
			label = lang.T("理由", "Reason")
		}
		hint := lang.T("申请人会看到，请说白话。", "The applicant reads this; plain words, please.")
		switch v.Proc.Name {
		case accountability.Name:
			hint = lang.T("本人会看到，请说白话；不写能认出投诉人的内容。", "The officer reads this; plain words, please, and nothing by which a reporter could be known.")
		case inspection.RoundName, inspection.VisitName:
			hint = lang.T("请说白话。", "Plain words, please.")
		}
		switch {
		case v.complaints() && !complaint.Addressed(v.Trans.Event):
			hint = lang.T("办这件投诉的人会看到，投诉人看不到；写给投诉人的话在答复里说。不写能认出投诉人的内容。", "Those who handle the complaint read this, the reporter does not: what is meant for the reporter stands in the answer. Nothing by which the reporter could be known.")
		case v.complaints():
			hint = lang.T("投诉人会看到，请说白话；不写能认出投诉人的内容。", "The reporter reads this; plain words, please, and nothing by which the reporter could be known.")
		}
		if v.Proc.Name == order.Name {
			hint = lang.T("督办双方都看得到；写事情，不写个人。", "Both sides of the order read this; write of the matter, not of persons.")
		}
		fields = append(fields, ui.Field{Name: "reason", Kind: ui.Area, Rows: 4, Max: 2000, Label: label, Hint: hint})
	}
	if v.asksBasis() {
		fields = append(fields, v.basis(p)...)
	}
	var laws ui.Components
	for _, id := range v.Trans.Basis {
		laws = append(laws, ui.LawRef{ID: id, Full: true})
	}
	if len(laws) > 0 {
		fields = append(fields, ui.Fieldset{Legend: lang.T("这一步依据的条文", "What this act rests on"), Body: laws})
	}
	return fields
}

// mostBases is how many entries of the register are offered at a time.
const mostBases = 10

// basis lets one choose among the item's articles and look further ones up.
func (v Ask) basis(p ui.Page) ui.Components {
	f := ui.Field{Name: "basis", Kind: ui.Checks, Label: lang.T("法律依据", "Legal basis"), Optional: v.Trans.Needs&casework.NeedBasis == 0}
	if v.Item != nil {
		for _, b := range v.Item.Bases {
			if b.ID != "" {
				f.Values = append(f.Values, b.ID)
			}
		}
	}
	if v.Item == nil { // what the procedure itself rests on
		f.Values = append(f.Values, v.Trans.Basis...)
	}
	ids := slices.Concat(f.Values, p.Form["basis"])
	f.Values = nil
	for _, b := range law.All() {
		if v.Basis != "" && len(ids) < mostBases && found(b, v.Basis) {
			ids = append(ids, b.ID)
		}
	}
	for i, id := range ids {
		if b, ok := law.Find(id); ok && !slices.Contains(ids[:i], id) {
			says := b.Says
			if !b.Verified {
				says = lang.T(says.ZH+"（未经核对）", says.EN+" (not verified)")
			}
			f.Options = append(f.Options, ui.Option{Value: id, Label: lang.T(b.Cite(lang.ZH), b.Cite(lang.EN)), Hint: says})
		}
	}
	look := ui.Fieldset{Legend: lang.T("查其他条文", "Look up another article"), Body: ui.Components{
		ui.Field{Name: "basis_words", Optional: true, Width: 30, Value: v.Basis, Label: lang.T("法律名称、条号或内容里的词", "Name of the law, article, or words of it")},
		ui.Button{Label: lang.T("查", "Look up"), Look: ui.Secondary, Name: stepField, Value: stepLook, Skip: true},
	}}
	if len(f.Options) == 0 {
		return ui.Components{look}
	}
	return ui.Components{f, look}
}

func found(b law.Basis, words string) bool {
	all := strings.ToLower(strings.Join([]string{b.ID, b.Law.ZH, b.Law.EN, b.Article, b.Says.ZH, b.Says.EN}, " "))
	for _, w := range strings.Fields(strings.ToLower(words)) {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

func (v Ask) happens() ui.Component {
	title := lang.T("会发生什么", "What will happen")
	if v.Exact {
		title = lang.T("按现在填写的内容，会发生什么", "What will happen, as the form stands")
	}
	return ui.SummaryList{Title: title, Rows: v.Happens}
}

func (v Ask) buttons(f Form) ui.Component {
	send := ui.Button{Label: v.Trans.Title, Key: "Alt+S"}
	if f.Final {
		send.Label = lang.T("下一步：核对", "Next: check")
	}
	row := ui.Actions{send}
	if !f.Final && !f.Sends && (f.Fields != nil) {
		row = append(row, ui.Button{Label: lang.T("先算算会发生什么", "Work out what happens first"), Look: ui.Secondary, Name: stepField, Value: stepShow, Skip: true})
	}
	return append(row, ui.LinkButton{Label: lang.T("不办了，返回", "No, go back"), Href: v.Back, Look: ui.Quiet})
}

// changed says what others did while the person looked at the old page.
func (v Ask) changed(p ui.Page) ui.Component {
	var events []ui.TimelineEvent
	for _, e := range v.Changed {
		events = append(events, ui.TimelineEvent{What: EventTitle(v.Proc, e), At: e.At, Actor: v.unit(e.By.Unit), Reason: ui.Data(e.Private.Text)})
	}
	return ui.Notice{Kind: ui.Warning, Title: lang.T("您打开这一页以后，办件有了变化", "The case has changed since you opened this page"),
		Text: lang.T("您填写的内容还在。看清下面的变化，再决定是否继续。", "What you typed is kept. Look at what changed, then decide whether to go on."), Body: ui.Components{ui.Timeline{Events: events}}}
}

func blocked(f *fault.Fault, counted bool) ui.Component {
	n := ui.Notice{Kind: ui.Warning, Title: f.Message, Text: f.Remedy}
	for _, id := range f.Basis {
		n.Body = append(n.Body, ui.LawRef{ID: id, Full: true})
	}
	if counted {
		n.Body = append(n.Body, ui.Text(lang.T("现在提交会被拒绝，并且记录在案。", "Sending it now will be refused and go on record.")))
	}
	return n
}

func caption(q Question) lang.Text {
	if q.Item == nil {
		return ui.Data(idnum.ShortCase(q.Case.Number))
	}
	return lang.T(q.Item.Name.ZH+" · "+idnum.ShortCase(q.Case.Number), q.Item.Name.In(lang.EN)+" · "+idnum.ShortCase(q.Case.Number))
}

// Sample is the extension's form, as the officer sees it.
func (Ask) Sample(verb string) Ask {
	h := specimen.NewHall()
	c := h.Reviewed()
	if verb == "request_correction" || verb == "refuse" {
		c = h.Filed()
	}
	who := specimen.Officer
	if verb == "deny" || verb == "terminate" {
		who = specimen.Head
	}
	p, err := h.Engine.Procedure(c.Procedure, c.ProcedureVersion)
	if err != nil {
		panic("act: " + err.Error()) // the sample hall knows its procedure
	}
	q, err := question(h.Engine, c, p, verb, who, specimen.Directory())
	if err != nil {
		panic("act: " + err.Error())
	}
	return Ask{Question: q, Back: "/work/cases/" + c.ID.String(), Token: "sample", Happens: q.outlook()}
}

// page is the frame of a form.
func page(r *site.Request, q Question, back string) ui.Page {
	p := r.Page(q.Trans.Title)
	p.Wide = false
	p.Breadcrumbs = []ui.Link{{Name: ui.Data(idnum.ShortCase(q.Case.Number)), Href: back}, {Name: q.Trans.Title}}
	return p
}

func ask(w http.ResponseWriter, r *site.Request) error {
	c, proc, err := r.Case()
	if err != nil {
		return err
	}
	q, err := question(r.Site.Engine, c, proc, r.PathValue("verb"), r.Actor, r.Directory())
	if err != nil {
		return err
	}
	if err := q.addDuties(r); err != nil {
		return err
	}
	v := Ask{Question: q, Back: backTo(c.ID, r.URL.Query().Get(backField)), Token: site.NewKey(), Happens: q.outlook()}
	p := page(r, q, v.Back)
	if task := r.URL.Query().Get("task"); task != "" {
		p.Form = url.Values{"task": {task}}
	}
	v.foresee(r, p)
	return r.Show(w, p, v)
}

// foresee fills what will happen, as far as it can be known before anything is typed.
func (v *Ask) foresee(r *site.Request, p ui.Page) {
	after, counted, err := v.rehearse(r.Context(), r.Site.Engine, v.guess())
	f, _ := fault.As(err)
	switch {
	case err == nil && v.form().Fields == nil:
		v.Happens, v.Exact = v.consequences(p, after), false
	case f != nil && (f.Kind == fault.Unlawful || f.Kind == fault.Conflict):
		v.Blocked, v.Counted = f, counted
	}
}
