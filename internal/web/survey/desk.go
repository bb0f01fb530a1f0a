package survey

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/survey"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Desk is where callers choose a round.
type Desk struct {
	Rounds []survey.Round // that are being asked
	Key    string
}

// View draws it.
func (v Desk) View(p ui.Page) templ.Component {
	parts := ui.Components{ui.Heading{Title: lang.T("打电话问", "Calls"), Lead: lang.T("一次给您一位；说完结果才有下一位。名单谁也看不到，本单位的不会给您。", "One person at a time; the next comes when you have said how the call ended. Nobody sees the list, and you get nobody of your own unit.")}}
	if len(v.Rounds) == 0 {
		parts = append(parts, ui.Notice{Kind: ui.Info, Text: lang.T("现在没有要问的。", "There is nobody to ask now.")})
	}
	for _, r := range v.Rounds {
		parts = append(parts, ui.Section{Title: ui.Data(r.Purpose), Body: ui.Components{ui.Text(kindNames[r.Kind]), ui.Form{Action: "/survey-desk/" + r.ID + "/next", Body: ui.Components{ui.Actions{ui.Button{Label: lang.T("下一位", "Next")}}}}}})
	}
	return parts.View(p)
}

func (s *Pages) desk(w http.ResponseWriter, r *site.Request) error {
	all, err := s.Office.Store.Rounds(r.Context(), s.Office.Division)
	if err != nil {
		return err
	}
	var v Desk
	for _, x := range all {
		if !x.Drawn.IsZero() && x.Closed.IsZero() {
			v.Rounds = append(v.Rounds, x)
		}
	}
	return r.Show(w, r.Page(lang.T("打电话问", "Calls")), v)
}

func (s *Pages) next(w http.ResponseWriter, r *site.Request) error {
	_, ok, err := s.Office.Next(r.Context(), r.Actor, r.PathValue("round"))
	if err != nil {
		return err
	}
	if !ok {
		return r.Go(w, "/survey-desk", lang.T("这一轮没有可以给您的了。", "This round has nobody left for you."))
	}
	return r.Go(w, "/survey-desk/"+r.PathValue("round"), lang.Text{})
}

// Call is the one person in a caller's hands. It names no officer and no unit.
type Call struct {
	Round survey.Round
	Reach string    // telephone, or the line of the list
	About lang.Text // what the case was
	Month string    // in which it was closed
	Link  string
	Tries int
}

// View draws it.
func (v Call) View(p ui.Page) templ.Component {
	l := ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("怎么联系", "How to reach"), Value: ui.Data(v.Reach)}}}
	if v.Reach == "" {
		l.Rows[0].Value = lang.T("没有留电话", "No telephone was left")
	}
	if !v.About.IsZero() {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: lang.T("办的什么事", "Matter"), Value: v.About}, ui.SummaryRow{Key: lang.T("办结的月份", "Closed in"), Value: ui.Data(v.Month)})
	}
	l.Rows = append(l.Rows, ui.SummaryRow{Key: lang.T("本人想自己答的，把这个地址告诉他（只能用一次）", "For who would rather answer alone (good once)"), Value: ui.Data(v.Link)})
	if v.Tries > 0 {
		l.Rows = append(l.Rows, ui.SummaryRow{Key: lang.T("以前打过", "Tried before"), Value: lang.Format("%d次", "%d", v.Tries)})
	}
	at := "/survey-desk/" + v.Round.ID
	other := func(outcome string, label lang.Text) ui.Component {
		return ui.Form{Action: at, Hidden: []ui.Hidden{{Name: "outcome", Value: outcome}}, Body: ui.Components{ui.Actions{ui.Button{Label: label, Look: ui.Secondary}}}}
	}
	return ui.Components{ui.ErrorSummary{}, ui.Heading{Title: lang.T("这一位", "This person"), Lead: lang.T("照着念，照本人说的记；不解释、不劝说、不问是谁办的。", "Read it out and enter what was said; do not explain, persuade or ask who was at work.")}, l,
		ui.Form{Action: at, Hidden: []ui.Hidden{{Name: "outcome", Value: "answered"}}, Body: append(questions(v.Round), ui.Actions{ui.Button{Label: lang.T("登记回答", "Enter the answer")}})},
		ui.Section{Title: lang.T("没有问成", "No answer"), Body: ui.Components{other("not_reached", lang.T("没打通，以后再试（最多三次）", "Not reached; try again later (three times at most)")), other("refused", lang.T("本人不愿意答", "Did not want to answer"))}}}.View(p)
}

// call lays out the slot in the actor's hands. The look is on record.
func (s *Pages) call(r *site.Request) (Call, error) {
	round, err := s.roundOf(r)
	if err != nil {
		return Call{}, err
	}
	slot, ok, err := s.Office.Store.Held(r.Context(), s.Office.Division, round.ID, r.Actor.ID)
	if err != nil {
		return Call{}, err
	}
	if !ok {
		return Call{}, fault.Missing()
	}
	v := Call{Round: round, Tries: slot.Tries, Link: s.Site.Base + "/survey/" + slot.Token}
	if round.Frame == survey.Register {
		v.Reach = slot.Target
		return v, nil
	}
	id, err := casework.ParseID(slot.Target)
	if err != nil {
		return v, err
	}
	c, _, err := s.Site.Engine.Load(r.Context(), casework.Key{Division: s.Office.Division, ID: id})
	if err != nil {
		return v, err
	}
	if s.Site.Reads != nil {
		s.Site.Reads.Read(r.Actor, c.Key, "survey", s.Site.Clock.Now())
	}
	if who := c.Events[0].Private.Person; who != nil {
		v.Reach = who.Phone
	}
	if it, err := s.Site.Engine.Catalogue.Version(c.Division, c.Item.Code, c.Item.Version); err == nil {
		v.About = it.Name
	}
	v.Month = c.Closed.In(s.Site.Calendar().Zone()).Format("2006-01")
	return v, nil
}

func (s *Pages) inHand(w http.ResponseWriter, r *site.Request) error {
	noStore(w)
	v, err := s.call(r)
	if fault.KindOf(err) == fault.NotFound {
		return r.Go(w, "/survey-desk", lang.Text{})
	}
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(lang.T("这一位", "This person")), v)
}

func (s *Pages) enter(w http.ResponseWriter, r *site.Request) error {
	noStore(w)
	if err := r.ReadForm(); err != nil {
		return err
	}
	id := r.PathValue("round")
	err := s.Office.Enter(r.Context(), r.Actor, id, r.PostForm.Get("outcome"), readAnswer(r.PostForm))
	if fault.KindOf(err) == fault.Invalid {
		v, wrong := s.call(r)
		if wrong != nil {
			return wrong
		}
		return r.Refused(w, r.Page(lang.T("这一位", "This person")), v, err)
	}
	if err != nil && fault.KindOf(err) != fault.NotFound { // answered alone meanwhile: nothing to enter
		return err
	}
	return r.Go(w, "/survey-desk", lang.T("已登记。", "Recorded."))
}
