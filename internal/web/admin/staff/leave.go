package staff

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/web/admin/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// absences are an officer's days away, with a form for more.
func (v Edit) absences() ui.Component {
	t := ui.Table{Caption: lang.T("外出安排", "Days away"), Columns: []ui.Column{{Name: lang.T("第一天", "First day")}, {Name: lang.T("最后一天", "Last day")}}, Empty: ui.Empty{Title: lang.T("没有外出安排", "No days away")}}
	for _, a := range v.Org.Data().Absences {
		if a.Officer == v.ID && (a.Until == 0 || a.Until >= v.Day) {
			var until ui.Component = ui.Words(lang.T("未定", "open"))
			if a.Until != 0 {
				until = ui.OnDay(a.Until)
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.OnDay(a.From), until}})
		}
	}
	return ui.Section{Title: lang.T("外出", "Away"), Body: ui.Components{t, ui.Form{Action: Href("officer", v.ID) + "/away", Body: ui.Components{
		ui.Field{Name: "first", Kind: ui.Day, Label: lang.T("外出第一天", "First day away"), Hint: lang.T("不记原因，只为让工作有人接。", "No reason is kept; it is there so that the work moves.")},
		ui.Field{Name: "last", Kind: ui.Day, Label: lang.T("外出最后一天", "Last day away"), Optional: true},
		ui.Actions{ui.Button{Label: lang.T("看看谁来接", "See who takes over"), Look: ui.Secondary}},
	}}}}
}

func (v Edit) leaving() ui.Component {
	o, _ := v.Org.Officer(v.ID)
	s := ui.Section{Title: lang.T("离任", "Leaving")}
	if o.Until != 0 {
		s.Body = append(s.Body, ui.Notice{Kind: ui.Info, Text: lang.T("任职到"+ui.Page{Lang: lang.ZH}.Day(o.Until)+"为止。", "In office until "+ui.Page{Lang: lang.EN}.Day(o.Until)+".")})
	}
	s.Body = append(s.Body, ui.Form{Action: Href("officer", v.ID) + "/leave", Body: ui.Components{
		ui.Field{Name: "until", Kind: ui.Day, Label: lang.T("任职最后一天", "Last day in office"), Hint: lang.T("过了这一天，账号自动不能用，岗位由别人接。", "After it the account stops by itself and others take over the posts.")},
		ui.Actions{ui.Button{Label: lang.T("看看谁来接", "See who takes over"), Look: ui.Secondary}},
	}})
	return s
}

// Handover says who takes over, before anybody confirms.
type Handover struct {
	Leave   bool
	Officer org.Officer
	Absence org.Absence // for days away
	Posts   []org.Takeover
	Org     *org.Directory
}

// View draws it.
func (v Handover) View(p ui.Page) templ.Component {
	title, action := lang.T("外出期间谁来接", "Who takes over while away"), "/away"
	hidden := []ui.Hidden{{Name: "_ok", Value: "1"}, {Name: "first", Value: v.Absence.From.String()}}
	if v.Absence.Until != 0 {
		hidden = append(hidden, ui.Hidden{Name: "last", Value: v.Absence.Until.String()})
	}
	if v.Leave {
		title, action = lang.T("离任后谁来接", "Who takes over afterwards"), "/leave"
		hidden = []ui.Hidden{{Name: "_ok", Value: "1"}, {Name: "until", Value: v.Officer.Until.String()}}
	}
	parts := ui.Components{ui.ErrorSummary{}, ui.Heading{Caption: ui.Data(v.Officer.Name), Title: title}}
	t := ui.Table{Caption: lang.T("岗位", "Posts"), Columns: []ui.Column{{Name: lang.T("岗位", "Post")}, {Name: lang.T("由谁接", "Taken over by")}}, Empty: ui.Empty{Title: lang.T("没有岗位要交接。", "There is no post to hand over.")}}
	vacant := false
	for _, x := range v.Posts {
		post, _ := v.Org.Post(x.Post)
		by, _ := v.Org.Officer(x.By)
		var who ui.Component = ui.Plain(by.Name)
		if x.Vacant {
			vacant, who = true, ui.Tag{Label: lang.T("没有人接", "nobody"), Tone: ui.Overdue}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(post.Name), who}})
	}
	parts = append(parts, t)
	if vacant {
		parts = append(parts, ui.Notice{Kind: ui.Warning, Text: lang.T("有岗位没有人接，期限照常计算。请先给岗位安排B岗；也可以先确认，再马上安排。", "A post would be vacant while its clocks go on. Give it a B first, or confirm and do so at once.")})
	}
	return append(parts, ui.Form{Action: Href("officer", v.Officer.ID) + action, Hidden: hidden, Body: ui.Components{
		ui.Actions{ui.Button{Label: lang.T("确认", "Confirm")}, ui.LinkButton{Label: lang.T("返回", "Back"), Href: Href("officer", v.Officer.ID), Look: ui.Quiet}}}}).View(p)
}

// Sample is an officer whose one post B takes over and whose other nobody does.
func (Handover) Sample() Handover {
	d := specimen.Directory()
	o, _ := d.Officer("lin")
	o.Until = calendar.Builtin().DayOf(specimen.Now) + 28
	return Handover{Leave: true, Officer: o, Org: d, Posts: []org.Takeover{{Post: "food", By: "he"}, {Post: "sign", Vacant: true}}}
}

// officer is the one of the path.
func officer(v Edit) (org.Officer, error) {
	o, ok := v.Org.Officer(v.ID)
	if !ok {
		return o, fault.Missing()
	}
	return o, nil
}

func (d *Pages) away(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, p, err := d.view(r)
	if err != nil {
		return err
	}
	o, err := officer(v)
	if err != nil {
		return err
	}
	a := org.Absence{Officer: o.ID}
	bad := fault.InvalidInput()
	a.From = day(r.PostForm.Get("first"), "first", true, bad)
	a.Until = day(r.PostForm.Get("last"), "last", false, bad)
	err = bad.Or()
	var change org.Change
	var posts []org.Takeover
	if err == nil {
		change, posts, err = v.Org.PlanAbsence(a)
	}
	if f, ok := fault.As(err); ok {
		for i := range f.Fields {
			if f.Fields[i].Path == "until" {
				f.Fields[i].Path = "last"
			}
		}
	}
	if err == nil && r.PostForm.Get("_ok") != "" {
		if err = d.record(r, []org.Change{change}); err == nil {
			return r.Go(w, Href("officer", o.ID), lang.T("外出已登记，岗位到时由B岗接。", "The days away are entered; B takes over then."))
		}
	}
	if err != nil {
		return r.Refused(w, p, v, err)
	}
	return r.Show(w, p, Handover{Officer: o, Absence: a, Posts: posts, Org: v.Org})
}

func day(s, name string, needed bool, bad *fault.Fault) calendar.Day {
	if s == "" && !needed {
		return 0
	}
	x, err := calendar.ParseDay(s)
	if err != nil {
		bad.At(name, lang.T("请选择日期。", "Please choose a day."))
	}
	return x
}

// leavePlan ends an officer's office and holdings with a day, and says who has the posts after it.
func leavePlan(d *org.Directory, o org.Officer, until calendar.Day) ([]org.Change, []org.Takeover, error) {
	o.Until = until
	changes := []org.Change{{Kind: org.OfficerChanged, Officer: &o}}
	var held []string
	for _, h := range d.Data().Holdings {
		if h.Officer == o.ID && (h.Until == 0 || h.Until > until) {
			h.Until = max(until, h.From-1)
			changes = append(changes, org.Change{Kind: org.HoldingChanged, Holding: &h})
			held = append(held, h.Post)
		}
	}
	then, err := org.NewDirectory(d.Data().Apply(changes))
	if err != nil {
		return nil, nil, err
	}
	var posts []org.Takeover
	for _, post := range held {
		t := org.Takeover{Post: post}
		if on, err := then.OnDuty(post, until+1); err != nil {
			t.Vacant = true
		} else {
			t.By = on.Officer
		}
		posts = append(posts, t)
	}
	return changes, posts, nil
}

func (d *Pages) leave(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, p, err := d.view(r)
	if err != nil {
		return err
	}
	o, err := officer(v)
	if err != nil {
		return err
	}
	bad := fault.InvalidInput()
	until := day(r.PostForm.Get("until"), "until", true, bad)
	if len(bad.Fields) == 0 && until < o.From {
		bad.At("until", lang.T("最后一天早于任职起。", "The last day lies before the first."))
	}
	if err := bad.Or(); err != nil {
		return r.Refused(w, p, v, err)
	}
	if o.ID == r.Actor.ID && until < v.Day {
		return r.Refused(w, p, v, fault.InvalidInput().At("until", lang.T("不能让自己现在就离任，请另一位管理员来办。", "You cannot end your own office now; ask another administrator.")))
	}
	changes, posts, err := leavePlan(v.Org, o, until)
	if err != nil {
		return err
	}
	if r.PostForm.Get("_ok") == "" {
		o.Until = until
		return r.Show(w, p, Handover{Leave: true, Officer: o, Posts: posts, Org: v.Org})
	}
	if err := d.record(r, changes); err != nil {
		return r.Refused(w, p, v, err)
	}
	return r.Go(w, Href("officer", o.ID), lang.T("离任已登记。", "The last day in office is entered."))
}
