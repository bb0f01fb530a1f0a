package follow

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/rating"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Rate asks how it was: first the grade, then the reasons that belong to it. It is
// voluntary and no grade is chosen beforehand.
type Rate struct {
	Base   string
	Title  lang.Text
	Number string
	Grade  rating.Grade // "" asks for it
	Follow bool
	Key    ui.Hidden
}

const mostWords = 500

// View draws it.
func (v Rate) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.ErrorSummary{}}
	if v.Grade == "" {
		f := ui.Field{Name: "grade", Kind: ui.Radios, Heading: true, Label: lang.T("这件事办得怎么样？", "How was it?"),
			Hint: lang.T("自愿评价，不评也没关系。没有人会因为您的评价找您麻烦；您写的话经办人员看不到。", "Voluntary; you need not rate. Nobody may trouble you for it, and the officers at work do not see your words.")}
		if v.Follow {
			f.Label = lang.T("过了一段时间，您现在怎么评？", "Some time has passed. What do you say now?")
		}
		for _, g := range rating.Grades {
			f.Options = append(f.Options, ui.Option{Value: string(g), Label: g.Title()})
		}
		return append(cs, ui.Form{Action: v.Base + "/rate", Get: true, Hidden: []ui.Hidden{{Name: "asked", Value: "1"}}, Body: ui.Components{f, ui.Actions{ui.Button{Label: lang.T("下一步", "Next")}, ui.LinkButton{Label: lang.T("不评了", "Not now"), Href: v.Base, Look: ui.Quiet}}}}).View(p)
	}
	tags := ui.Field{Name: "tags", Kind: ui.Checks, Label: lang.T("是因为什么？", "What was it?"), Hint: lang.T("可以选几项，也可以不选。", "As many as you like, or none.")}
	for _, t := range rating.Tags {
		if t.Grade == v.Grade {
			tags.Options = append(tags.Options, ui.Option{Value: t.Code, Label: t.Text})
		}
	}
	return append(cs, ui.Heading{Caption: ui.Data(idnum.ShortCase(v.Number)), Title: v.Grade.Title(), Lead: v.lead()},
		ui.Form{Action: v.Base + "/rate", Hidden: []ui.Hidden{v.Key, {Name: "grade", Value: string(v.Grade)}}, Body: ui.Components{tags,
			ui.Field{Name: "words", Kind: ui.Area, Rows: 4, Max: mostWords, Optional: true, Label: lang.T("还想说什么", "Anything else"), Hint: lang.T("请不要写身份证号、电话等个人信息。", "Please write no document numbers or telephone numbers.")},
			ui.Actions{ui.Button{Label: lang.T("提交评价", "Send the rating")}, ui.LinkButton{Label: lang.T("改选", "Choose again"), Href: v.Base + "/rate", Look: ui.Quiet}},
		}}).View(p)
}

func (v Rate) lead() lang.Text {
	if v.Grade.Poor() {
		return lang.T("一个工作日内，由没有经手过的人回访您；属实的十五天内整改并答复您，都看得到。以后您可以追加评价一次，还不满意就重新整改。", "Within one working day somebody who had no part calls you back; what is confirmed is put right and answered within fifteen days, and you see it all. You may add one follow-up rating; if that is poor it starts anew.")
	}
	return lang.T("谢谢。", "Thank you.")
}

// Sample asks for the reasons of a poor rating.
func (Rate) Sample() Rate {
	return Rate{Base: "/cases/sample", Number: "1133059900000000004330112345001202602260017", Grade: rating.Dissatisfied, Key: ui.Hidden{Name: site.KeyField, Value: "sample"}}
}

// rated is what can be rated now: the latest visit while the case runs, the case as a whole
// (0) when it has ended. ok false: there is nothing yet.
func (o opened) rated() (visit int, ok bool) {
	if o.c.IsOpen() && o.c.State != licensing.Checking {
		return o.c.Visits, o.c.Visits > 0
	}
	return 0, true
}

// verbOfRating is what may be said now: a rating, or the one follow-up.
func (o opened) verbOfRating() (verb string, ok bool) {
	visit, ok := o.rated()
	given := 0
	for _, f := range rating.Of(o.c) {
		if f.Visit == visit {
			given++
		}
	}
	switch {
	case ok && given == 0 && o.allowed("rate"):
		return "rate", true
	case ok && given == 1 && o.allowed("follow_up_rating"):
		return "follow_up_rating", true
	}
	return "", false
}

func (f *Pages) rateForm(w http.ResponseWriter, r *site.Request) error {
	o, err := f.mine(r)
	if err != nil {
		return err
	}
	verb, ok := o.verbOfRating()
	if !ok {
		return fault.New(fault.Unlawful, "no_rating_now", lang.T("现在不能评价：还没有办完，或者已经评价过了。", "There is nothing to rate now: the case is not finished, or you have rated it."), lang.T("办完后会请您评价，每件事评一次，可以追加一次。", "You are asked when it is finished; once for each case, with one follow-up."))
	}
	v := Rate{Base: o.base, Number: o.c.Number, Follow: verb == "follow_up_rating", Key: keyField()}
	if g := rating.Grade(r.URL.Query().Get("grade")); slices.Contains(rating.Grades, g) {
		v.Grade = g
	} else if r.URL.Query().Has("asked") {
		return r.Refused(w, o.frame(r, lang.T("评价", "Rate")), v, fault.InvalidInput().At("grade", lang.T("请选一个；不想评就按“不评了”。", "Please choose one, or press “not now”.")))
	}
	return r.Show(w, o.frame(r, lang.T("评价", "Rate")), v)
}

func (f *Pages) rate(w http.ResponseWriter, r *site.Request) error {
	o, err := f.mine(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	g := rating.Grade(r.PostFormValue("grade"))
	v := Rate{Base: o.base, Number: o.c.Number, Grade: g, Key: ui.Hidden{Name: site.KeyField, Value: r.PostFormValue(site.KeyField)}}
	if !slices.Contains(rating.Grades, g) {
		v.Grade = ""
	}
	refuse := func(err error) error { return r.Refused(w, o.frame(r, lang.T("评价", "Rate")), v, err) }
	words := strings.TrimSpace(r.PostFormValue("words"))
	if n := len([]rune(words)); n > mostWords {
		return refuse(fault.InvalidInput().At("words", lang.Format("最多%d个字。", "At most %d characters.", mostWords)))
	}
	visit, _ := o.rated()
	verb, ok := o.verbOfRating()
	if !ok {
		verb = "rate" // the procedure says why not
	}
	cmd := casework.Command{Actor: o.actor, Case: o.c.ID, Verb: verb, Reason: words, Idem: r.Idem(), Input: &rating.Input{Grade: g, Tags: r.PostForm["tags"], Visit: visit, Channel: "web"}}
	if _, err := f.Site.Engine.Do(r.Context(), cmd); err != nil {
		return refuse(err)
	}
	return r.Go(w, o.base, lang.T("评价已收到，谢谢。", "Your rating has arrived. Thank you."))
}
