package accountability

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/accountability"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/officer/upload"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

var ownLead = lang.T("这一页只有您本人和投诉中心办理案卷的人看得到；没有按个人的统计和名单。", "Only you and those who handle the file at the centre see this page; there is no figure and no list by person.")

// ownVerbs are what only the officer may do, in their order.
var ownVerbs = []string{string(access.ReplyToFile), string(access.AppealMeasure), string(access.AskRecusal)}

// Mine is the officer's own list.
type Mine struct {
	Files []accountability.Listed
	State func(casework.State) lang.Text
	Next  string
	After string
}

// View draws it.
func (v Mine) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("最近的在前", "The latest first"), Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("开启", "Opened")}, {Name: lang.T("现在", "Now")}, {Name: lang.T("处理", "Ending")}},
		Empty: ui.Empty{Title: lang.T("没有关于您的案卷", "There is no file about you"), Text: lang.T("有的话，会在这里看到全部事实，并且先听您说明。", "If there were one, you would read all its facts here and be heard first.")}}
	for _, f := range v.Files {
		t.Rows = append(t.Rows, ui.Row{Href: "/my/accountability/" + f.ID.String(), Cells: []ui.Component{ui.Plain(idnum.ShortCase(f.Number)), ui.Words(lang.T(f.Opened.In(lang.ZH), f.Opened.In(lang.EN))), ui.Words(v.State(f.State)), ui.Words(endingTitle(f))}})
	}
	if v.Next != "" {
		t.Next = "/my/accountability?after=" + v.Next
	}
	if v.After != "" {
		t.Prev = "/my/accountability"
	}
	return ui.Components{ui.Heading{Title: myRoom.Name, Lead: ownLead}, t}.View(p)
}

func endingTitle(f accountability.Listed) lang.Text {
	switch {
	case f.Lifted:
		return lang.T("申诉成立，措施已撤销", "measure lifted on appeal")
	case f.Ending == "":
		return lang.T("还没有决定", "no decision yet")
	}
	return option(accountability.Endings(), f.Ending)
}

func (a *Pages) mine(w http.ResponseWriter, r *site.Request) error {
	if !r.Actor.IsStaff() || r.Actor.ID == "" {
		return fault.Missing()
	}
	v := Mine{After: r.URL.Query().Get("after")}
	proc, err := a.Site.Engine.Procedure(accountability.Name, 0)
	if err != nil {
		return err
	}
	v.State = proc.InfoTitle
	got, err := a.Files.Files(r.Context(), accountability.Query{Division: a.Site.Division, Officer: r.Actor.ID, After: v.After})
	if err != nil {
		return err
	}
	v.Files, v.Next = got.Files, got.Next
	return r.Show(w, r.Page(myRoom.Name), v)
}

// Say is what the officer may do now, each with its form.
type Say struct {
	Base  string
	Token string
	State casework.State
	Verbs []string
	Named []ui.Option
	Held  []ui.Hidden
	Files []casework.File
}

// View draws it.
func (v Say) View(p ui.Page) templ.Component {
	var parts ui.Components
	for _, verb := range v.Verbs {
		words := ui.Field{Name: verb + "_reason", Kind: ui.Area, Rows: 5, Max: 4000}
		var body ui.Components
		form := ui.Form{Action: v.Base + "/" + verb, Token: v.Token, Hidden: v.Held}
		var title, button lang.Text
		switch access.Verb(verb) {
		case access.ReplyToFile:
			title, button = lang.T("书面说明", "Your reply in writing"), lang.T("提交说明", "Send the reply")
			if v.State == accountability.Heard {
				title, button = lang.T("补充说明", "Add to your reply"), lang.T("提交补充", "Send it")
			}
			words.Label, words.Hint = lang.T("您的说明", "What you have to say"), lang.T("听过您的说明才能提出处理意见。期限过了没有说明，只记为没有说明，不算承认。", "Nothing is proposed before you are heard. Silence is recorded as silence and admits nothing.")
			form.Multipart = true
			body = ui.Components{words, upload.Notice(v.Files), ui.Field{Name: "file.reply", Kind: ui.File, Optional: true, Label: lang.T("附件", "Papers"), Formats: []string{"pdf", "jpg", "png"}, MaxBytes: 10 << 20, MaxFiles: 5}}
		case access.AppealMeasure:
			title, button = lang.T("申诉", "Appeal"), lang.T("提交申诉", "Send the appeal")
			words.Label, words.Hint = lang.T("为什么不服", "Why you object"), lang.T("由没有参与过的人复查，十个工作日内作出结论。", "Somebody who had no part decides within ten working days.")
			body = ui.Components{words}
		case access.AskRecusal:
			title, button = lang.T("申请回避", "Ask somebody to withdraw"), lang.T("提交申请", "Send the request")
			words.Rows, words.Label = 3, lang.T("理由", "Why")
			body = ui.Components{ui.Field{Name: "who", Kind: ui.Choice, Label: lang.T("申请谁回避", "Who is to withdraw"), Options: v.Named}, words}
		}
		if body[0] == nil {
			continue
		}
		form.Body = append(noNil(body), ui.Actions{ui.Button{Label: button, Look: look(verb)}})
		section := ui.Section{ID: verb, Title: title, Body: ui.Components{form}}
		if verb == string(access.AskRecusal) {
			parts = append(parts, ui.Disclosure{Summary: lang.T("认为有人应当回避的，在这里申请", "If somebody should withdraw, ask here"), Open: p.Fault != nil && p.Form.Has("who"), Body: ui.Components{form}})
			continue
		}
		parts = append(parts, section)
	}
	if len(parts) == 0 {
		parts = ui.Components{ui.Text(lang.T("现在没有要您办的。", "Nothing is for you to do now."))}
	}
	return parts.View(p)
}

func look(verb string) ui.Look {
	if verb == string(access.AskRecusal) {
		return ui.Secondary
	}
	return ui.Primary
}

func noNil(all ui.Components) ui.Components {
	return slices.DeleteFunc(all, func(c ui.Component) bool { return c == nil })
}

// ownPage is the officer's page of a file.
func (a *Pages) ownPage(r *site.Request, c *casework.Case, proc *casework.Procedure) (ui.Page, File) {
	base := "/my/accountability/" + c.ID.String()
	v := a.view(r, c, proc, base)
	v.Lead2 = ownLead
	s := Say{Base: base, Token: site.NewKey(), State: c.State}
	for _, verb := range ownVerbs {
		if _, ok := proc.Transition(c.State, verb); ok {
			s.Verbs = append(s.Verbs, verb)
		}
	}
	f := accountability.FileOf(c)
	day := a.Site.Calendar().DayOf(a.Site.Clock.Now())
	for _, o := range r.Directory().Staff(a.Centre, day) {
		decides := slices.Contains(o.Roles, string(access.Supervisor)) || slices.Contains(o.Roles, string(access.UnitHead)) || slices.Contains(o.Roles, string(access.CentreHead))
		if decides && o.ID != r.Actor.ID && !slices.ContainsFunc(f.Recusals, func(x accountability.Recusal) bool { return x.Who == o.ID }) {
			s.Named = append(s.Named, ui.Option{Value: o.ID, Label: ui.Data(o.Name)})
		}
	}
	if len(s.Named) == 0 {
		s.Verbs = slices.DeleteFunc(s.Verbs, func(verb string) bool { return verb == string(access.AskRecusal) })
	}
	v.Acts = s
	return page(r, c, myRoom), v
}

func (a *Pages) own(w http.ResponseWriter, r *site.Request) error {
	c, proc, err := a.load(r, true)
	if err != nil {
		return err
	}
	p, v := a.ownPage(r, c, proc)
	return r.Show(w, p, v)
}

// say carries out what the officer says.
func (a *Pages) say(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	c, proc, err := a.load(r, true)
	if err != nil {
		return err
	}
	verb := r.PathValue("verb")
	if !slices.Contains(ownVerbs, verb) {
		return fault.Missing()
	}
	cmd := casework.Command{Actor: r.Actor, Case: c.ID, Verb: verb, Reason: strings.TrimSpace(r.PostForm.Get(verb + "_reason")), Idem: r.Idem()}
	var files []casework.File
	switch access.Verb(verb) {
	case access.ReplyToFile:
		if files, err = upload.Read(r); err == nil {
			cmd.Input = &accountability.ReplyInput{Files: files}
		}
	case access.AskRecusal:
		cmd.Input = &accountability.RecusalInput{Who: r.PostForm.Get("who")}
	}
	if err == nil && cmd.Reason == "" {
		err = fault.InvalidInput().At(verb+"_reason", lang.T("请写下来。", "Please put it in words.")).Or()
	}
	if err == nil {
		_, err = a.Site.Engine.Do(r.Context(), cmd)
	}
	if err != nil {
		p, v := a.ownPage(r, c, proc)
		p.Form = r.PostForm
		if s, ok := v.Acts.(Say); ok {
			s.Files, s.Held = files, upload.Hidden(r, files)
			v.Acts = s
		}
		return r.Refused(w, p, v, err)
	}
	return r.Go(w, "/my/accountability/"+c.ID.String(), lang.T("已记录。", "It is on record."))
}

// Sample is a list with one file.
func (Mine) Sample() Mine {
	return Mine{Files: []accountability.Listed{{Key: casework.Key{ID: 1}, Number: "A202603020001", Of: "market", State: accountability.Opened, Opened: 20514}}, State: accountability.Rules{}.Procedure().InfoTitle}
}
