package desk

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/rating"
	"banjie/internal/rectification"
	"banjie/internal/web/caseview"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Duty is what a poor rating obliges a unit to. Who had a part in the rated case sees that
// there is a duty and neither the words nor the way to the person.
type Duty struct {
	Shared caseview.View
	Acts   act.Panel
	Facts  ui.SummaryList
	Words  string // what the person wrote, for who had no part
	Phone  string // for whoever took the call
	Take   bool   // the telephone shows once the call is taken
	Part   bool
}

// View draws it.
func (v Duty) View(p ui.Page) templ.Component {
	s := ui.Section{ID: "rating", Title: lang.T("这条差评", "The poor rating"), Body: ui.Components{v.Facts}}
	switch {
	case v.Part:
		s.Body = append(s.Body, ui.Notice{Kind: ui.Info, Text: lang.T("您经手过被评价的办件，原话和联系方式不给您看，由没有经手过的同事回访；整改可以一起做。", "You had a part in the rated case: words and contact are not shown to you, and a colleague without a part calls back. Putting it right you may share.")})
	default:
		if v.Words != "" {
			s.Body = append(s.Body, ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("本人写的话", "In the person's words"), Value: ui.Data(v.Words)}}})
		}
		if v.Phone != "" {
			s.Body = append(s.Body, ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("联系电话（查看已留下记录）", "Telephone (this look is on record)"), Value: ui.Data(v.Phone)}}})
		}
		if v.Take {
			s.Body = append(s.Body, ui.Text(lang.T("接手回访以后，这里显示联系电话；每次看都留下记录。", "The telephone shows here once you have taken the call; each look goes on record.")))
		}
		s.Body = append(s.Body, ui.Text(lang.T("不得劝改、利诱、为难评价人，也不得打听是谁评的。", "Nobody may be talked out of a rating, rewarded, or troubled for it.")))
	}
	return ui.Components{v.Shared.Head(), v.Acts, v.Shared.Limits(), s, v.Shared.Story()}.View(p)
}

// dutyFacts is what is known of the rating and of what was done about it.
func dutyFacts(f *rectification.File, item lang.Text, part bool) ui.SummaryList {
	l := ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("评价", "Grade"), Value: f.Grade.Title()}}}
	add := func(k, v lang.Text) { l.Rows = append(l.Rows, ui.SummaryRow{Key: k, Value: v}) }
	if !item.IsZero() {
		add(lang.T("什么事", "Matter"), item)
	}
	if f.Visit > 0 {
		add(lang.T("评的是", "About"), lang.Format("第%d次到场", "visit %d", f.Visit))
	}
	if !part {
		for _, code := range f.Tags {
			if t, ok := rating.TagOf(code); ok {
				add(lang.T("原因", "Reason"), t.Text)
			}
		}
	}
	for _, t := range f.Tries {
		add(lang.T("没有联系上", "Not reached"), optionName(rectification.Channels(), t.Channel))
	}
	if f.By != "" {
		add(lang.T("怎样联系上的", "Reached by"), optionName(rectification.Channels(), f.By))
	}
	if f.Cause != "" {
		add(lang.T("问题出在哪里", "Where it went wrong"), optionName(rectification.Causes(), f.Cause))
	}
	for _, x := range f.Fixes {
		add(lang.T("做了什么", "What was done"), optionName(rectification.Fixes(), x))
	}
	if f.Ground != "" {
		add(lang.T("单位申诉的理由", "Ground of the unit's appeal"), optionName(rectification.Grounds(), f.Ground))
	}
	if f.FollowUp != "" {
		add(lang.T("本人追评", "Follow-up"), f.FollowUp.Title())
	}
	return l
}

func optionName(all []catalog.Option, id string) lang.Text {
	for _, o := range all {
		if o.ID == id {
			return o.Text
		}
	}
	return ui.Data(id)
}

func (d *Pages) duty(w http.ResponseWriter, r *site.Request, c *casework.Case, proc *casework.Procedure) error {
	f, base := rectification.FileOf(c), "/work/cases/"+c.ID.String()
	v := Duty{Shared: caseview.Of(SharedInput(r, c, proc, nil, base)), Part: f.HadPart(r.Actor.ID),
		Acts: act.Panel{Offers: act.Offers(r.Context(), r.Site.Engine, c, proc, r.Actor, r.Directory()), Back: base}}
	item := lang.Text{}
	if it, err := r.Site.Engine.Catalogue.Version(c.Division, f.Item.Code, f.Item.Version); err == nil {
		item = it.Name
	}
	v.Facts = dutyFacts(f, item, v.Part)
	own, calls := r.Actor.Unit == c.Unit, f.Calls(r.Actor.ID)
	v.Take = !v.Part && !calls && slices.ContainsFunc(v.Acts.Offers, func(o act.Offer) bool { return o.Trans.Verb == "take_call" && o.Blocked == nil })
	if !v.Part && (own || calls) {
		rated, _, err := r.Site.Engine.Load(r.Context(), casework.Key{Division: c.Division, ID: f.Rated})
		if err != nil {
			return err
		}
		if f.Seq > 0 && f.Seq <= int64(len(rated.Events)) {
			v.Words = rated.Events[f.Seq-1].Private.Text
		}
		if who := rated.Events[0].Private.Person; who != nil && calls && c.IsOpen() {
			if r.Site.Reads != nil {
				r.Site.Reads.Read(r.Actor, rated.Key, "phone", r.Site.Clock.Now())
			}
			v.Phone = who.Phone
		}
	}
	p := r.Page(ui.Data(idnum.ShortCase(c.Number)))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("差评整改", "Poor ratings"), Href: "/work/voice"}, {Name: ui.Data(idnum.ShortCase(c.Number))}}
	return r.Show(w, p, v)
}

// Sample is a duty on its first day, for a colleague or for the handler.
func (Duty) Sample(part bool) Duty {
	f := &rectification.File{Duty: rectification.Duty{Grade: rating.Dissatisfied, Tags: []string{"209"}}, Tries: []rectification.Try{{Channel: "telephone"}}}
	v := Duty{Shared: caseview.View{Title: rectification.Rules{}.Procedure().Title, Number: "PR202603020001", Tag: ui.Tag{Label: lang.T("待回访", "To be called back"), Tone: ui.Busy}},
		Facts: dutyFacts(f, specimen.Item().Name, part), Part: part}
	if !part {
		v.Words, v.Take = "等得太久，中间也没人说一声。", true
	}
	return v
}
