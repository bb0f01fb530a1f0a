package complain

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/rating"
	"banjie/internal/web/caseview"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Rate asks the reporter how the complaint was handled, whatever its end was. No grade is
// chosen beforehand; what is sent is signed with the code.
type Rate struct {
	Number string
	Follow bool
	Grade  rating.Grade
	Key    string
}

// View draws it.
func (v Rate) View(p ui.Page) templ.Component {
	grade := ui.Field{Name: "grade", Kind: ui.Radios, Heading: true, Label: lang.T("这件投诉办得怎么样？", "How was your complaint handled?"), Value: string(v.Grade),
		Hint: lang.T("自愿评价，不评不算满意。用您的查询码签名，谁也不能替您评。", "Voluntary; not rating is not counted as satisfied. It is signed with your code; nobody can rate for you.")}
	if v.Follow {
		grade.Label = lang.T("过了一段时间，您现在怎么评？", "Some time has passed. What do you say now?")
	}
	for _, g := range rating.Grades {
		grade.Options = append(grade.Options, ui.Option{Value: string(g), Label: g.Title()})
	}
	return ui.Components{ui.ErrorSummary{}, ui.Form{Action: "/complaint/rate", Token: v.Key, Body: ui.Components{grade,
		ui.Field{Name: "words", Kind: ui.Area, Rows: 4, Max: mostWords, Optional: true, Label: lang.T("为什么这样评", "Why"), Hint: lang.T("封存成一条消息，只有投诉中心和您能看。差评由没有经手过的人一个工作日内在对话里回访您。", "Sealed as a message that only the centre and you can read. After a poor rating somebody without a part writes to you in the dialogue within one working day.")},
		ui.Actions{ui.Button{Label: lang.T("签名提交", "Sign and send")}, ui.LinkButton{Label: lang.T("不评了", "Not now"), Href: "/complaint", Look: ui.Quiet}}}}}.View(p)
}

// Sample is the first rating.
func (Rate) Sample() Rate { return Rate{Number: "C202603020001", Key: "sample"} }

// verbOfRating is what may be said now: a rating of the ended complaint, or the one follow-up.
func (o opened) verbOfRating() (string, bool) {
	verb := "rate"
	if len(rating.Of(o.c)) > 0 {
		verb = "follow_up_rating"
	}
	_, ok := o.p.Transition(o.c.State, verb)
	return verb, ok && len(rating.Of(o.c)) < 2
}

// said is the way to the rating and what came of it.
func (c *Pages) said(r *site.Request, o opened) (ui.Components, error) {
	all, err := caseview.Duties(r.Context(), c.Site.Engine, o.c)
	if verb, ok := o.verbOfRating(); ok {
		label := lang.T("评价这件投诉", "Rate how it was handled")
		if verb != "rate" {
			label = lang.T("追加评价一次", "Rate once more")
		}
		all = append(ui.Components{ui.Actions{ui.LinkButton{Label: label, Href: "/complaint/rate", Look: ui.Secondary}}}, all...)
	}
	return all, err
}

func (c *Pages) rateForm(w http.ResponseWriter, r *site.Request) error {
	o, err := c.load(r)
	if err != nil {
		return c.shut(w, r, err)
	}
	verb, ok := o.verbOfRating()
	if !ok {
		return noRating()
	}
	return r.Show(w, c.page(r, lang.T("评价", "Rate"), "/complaint"), Rate{Number: o.c.Number, Follow: verb != "rate", Key: site.NewKey()})
}

func noRating() error {
	return fault.New(fault.Unlawful, "no_rating_now", lang.T("现在不能评价：还没有办结，或者已经评价过了。", "There is nothing to rate now: it has not ended, or you have rated it."), lang.T("每件评一次，可以追加一次。", "Once for each complaint, with one follow-up."))
}

// rate signs the rating with the code and carries it out; its words go before as a sealed message.
func (c *Pages) rate(w http.ResponseWriter, r *site.Request) error {
	o, err := c.open(w, r)
	if err != nil {
		return c.shut(w, r, err)
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	verb, ok := o.verbOfRating()
	in := rating.Input{Grade: rating.Grade(r.PostFormValue("grade")), Channel: "web"}
	key := r.PostFormValue(site.KeyField)
	refuse := func(err error) error {
		return r.Refused(w, c.page(r, lang.T("评价", "Rate"), "/complaint"), Rate{Number: o.c.Number, Follow: verb != "rate", Grade: in.Grade, Key: key}, err)
	}
	if !slices.Contains(rating.Grades, in.Grade) {
		return refuse(fault.InvalidInput().At("grade", lang.T("请选一个；不想评就按“不评了”。", "Please choose one, or press “not now”.")).Or())
	}
	if ok && strings.TrimSpace(r.PostFormValue("words")) != "" {
		if err := c.send(r, &o, r.PostFormValue("words"), key+"-words"); err != nil {
			return refuse(err)
		}
	}
	in.Signature = o.Sign(rating.Statement(o.c.Number, verb, in))
	if _, err := c.Site.Engine.Do(r.Context(), casework.Command{Actor: o.actor, Case: o.c.ID, Verb: verb, Idem: o.once(key, "rating"), Input: &in}); err != nil {
		return refuse(err)
	}
	return r.Go(w, "/complaint", lang.T("评价已收到，用您的查询码签了名。谢谢。", "Your rating has arrived, signed with your code. Thank you."))
}
