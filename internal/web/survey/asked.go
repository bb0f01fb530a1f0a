package survey

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/rating"
	"banjie/internal/survey"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Ask is the page of whoever was drawn: no sign-in, no name, once.
type Ask struct {
	Round survey.Round
	At    string
}

// questions are the fields of a round, for the person and for the caller alike.
func questions(r survey.Round) (fields ui.Components) {
	yesNo := []ui.Option{{Value: "yes", Label: lang.T("是", "Yes")}, {Value: "no", Label: lang.T("否", "No")}}
	register := r.Frame == survey.Register
	for _, q := range r.Questions() {
		fields = append(fields, ui.Field{Name: q.ID, Kind: ui.Radios, Optional: register && q.ID != "needed", Label: q.Text, Options: yesNo})
		if q.ID == "needed" {
			why := ui.Field{Name: "why_not", Kind: ui.Radios, Optional: true, Label: lang.T("需要而没有办的，为什么没有办？", "If you needed one: did you ask, and if not, why?"), Hint: lang.T("没有需要的不用答；没有办的，下面的也不用答。", "Skip it if you needed nothing; if you did not ask, skip what follows.")}
			for _, o := range survey.WhyNots() {
				why.Options = append(why.Options, ui.Option{Value: o.ID, Label: o.Text})
			}
			fields = append(fields, why)
		}
	}
	if r.Kind == survey.Satisfaction {
		g := ui.Field{Name: "grade", Kind: ui.Radios, Optional: register, Label: lang.T("总的来说，办得怎么样？", "All in all, how was it?")}
		for _, x := range rating.Grades {
			g.Options = append(g.Options, ui.Option{Value: string(x), Label: x.Title()})
		}
		fields = append(fields, g)
	}
	return fields
}

func readAnswer(f url.Values) survey.Answer {
	return survey.Answer{Grade: rating.Grade(f.Get("grade")), Solved: f.Get("solved"), Asked: f.Get("asked"), Suffered: f.Get("suffered"), Needed: f.Get("needed"), WhyNot: f.Get("why_not")}
}

// View draws it.
func (v Ask) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("请说实话，不记名", "Say it as it was; no name is kept"), Lead: lang.T("您是随机抽中的。回答和您、和您办的事分开存，谁也对不上；被评的单位不知道问了您。只能答一次，不答也没关系。", "You were drawn at random. Your answer is kept apart from you and from your case, and nobody can put them together; the unit does not know that you were asked. It can be given once; you need not.")},
		ui.Form{Action: v.At, Body: append(questions(v.Round), ui.Actions{ui.Button{Label: lang.T("提交", "Send")}})}}.View(p)
}

// Thanks ends it.
type Thanks struct{}

// View draws it.
func (Thanks) View(p ui.Page) templ.Component {
	return ui.Components{ui.Heading{Title: lang.T("收到了，谢谢您", "It has arrived. Thank you")}, ui.Text(lang.T("这个链接已经作废。结果会公布在“调查与回访”。", "The link is used up. The results will stand under “surveys”.")), ui.Actions{ui.LinkButton{Label: lang.T("调查与回访", "Surveys"), Href: "/surveys", Look: ui.Secondary}}}.View(p)
}

func (s *Pages) ask(w http.ResponseWriter, r *site.Request) error {
	noStore(w)
	round, _, err := s.Office.Asked(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(lang.T("请您评一评", "Please tell us")), Ask{round, "/survey/" + r.PathValue("token")})
}

func (s *Pages) answer(w http.ResponseWriter, r *site.Request) error {
	noStore(w)
	token := r.PathValue("token")
	round, _, err := s.Office.Asked(r.Context(), token)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	p := r.Page(lang.T("请您评一评", "Please tell us"))
	switch err := s.Office.Answer(r.Context(), token, readAnswer(r.PostForm)); {
	case fault.KindOf(err) == fault.Invalid:
		return r.Refused(w, p, Ask{round, "/survey/" + token}, err)
	case err != nil:
		return err
	}
	return r.Show(w, p, Thanks{})
}
