package act

import (
	"banjie/internal/supervise/order"
	"context"
	"slices"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

// Panel is what a person may do to a case now, each as a way to its form, and what the
// procedure does not allow yet, with the reason.
type Panel struct {
	Offers []Offer
	Back   string // the page to come back to
	First  string // verb that stands in front; "" takes the one that carries the case on
}

// View draws it.
func (v Panel) View(p ui.Page) templ.Component {
	var free, blockedOnes []Offer
	for _, o := range v.Offers {
		switch {
		case o.Blocked != nil:
			blockedOnes = append(blockedOnes, o)
		case o.Trans.Verb == v.First:
			free = append([]Offer{o}, free...)
		default:
			free = append(free, o)
		}
	}
	if v.First == "" {
		free = usualFirst(free)
	}
	contact := v.firstContact()
	s := ui.Section{ID: "acts", Title: lang.T("您现在可以办的", "What you may do now")}
	if !contact.IsZero() && !slices.ContainsFunc(v.Offers, func(o Offer) bool { return o.Proc.Name == order.Name }) {
		s.Body = append(s.Body, ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("首问责任人", "First contact"), Value: contact}}})
	}
	if len(free) == 0 {
		s.Body = append(s.Body, ui.Text(lang.T("按程序，这个办件现在没有由您办的步骤。", "By the procedure nothing is for you to do on this case now.")))
	}
	var row, ends, rare, theirs ui.Actions // what ends the case, the exceptions, and what the applicant does stand apart
	for i, o := range free {
		b := ui.LinkButton{Label: o.Trans.Title, Href: Href(o.Case.ID, o.Trans.Verb, v.Back), Look: ui.Secondary, Key: forms[o.Trans.Verb].Key}
		switch {
		case forms[o.Trans.Verb].Theirs:
			theirs = append(theirs, b)
			continue
		case forms[o.Trans.Verb].Rare:
			b.Look = ui.Quiet
			rare = append(rare, b)
			continue
		case i == 0:
			b.Look = ui.Primary
		case o.Final() && o.Trans.Closes:
			b.Look = ui.Danger
			ends = append(ends, b)
			continue
		}
		row = append(row, b)
	}
	for _, r := range []ui.Actions{row, ends, rare} {
		if len(r) > 0 {
			s.Body = append(s.Body, r)
		}
	}
	if len(theirs) > 0 {
		s.Body = append(s.Body, ui.Disclosure{Summary: lang.T("申请人到窗口来办的，在这里代为登记", "What the applicant does in person is entered here"), Body: ui.Components{theirs}})
	}
	if len(blockedOnes) > 0 {
		var list ui.SummaryList
		for _, o := range blockedOnes {
			why := ui.Components{ui.Words(o.Blocked.Message)}
			for _, id := range o.Blocked.Basis {
				why = append(why, ui.LawRef{ID: id})
			}
			list.Rows = append(list.Rows, ui.SummaryRow{Key: o.Trans.Title, Body: why})
		}
		s.Body = append(s.Body, ui.Disclosure{Summary: lang.Format("现在还不能办的，为什么（%d项）", "Not possible now, and why (%d)", len(blockedOnes)), Body: ui.Components{list}})
	}
	return s.View(p)
}

// usual are the acts that carry a case on, in the order of its way.
var usual = []string{
	"accept",
	"take",
	"finish",
	"grant",
	"deliver",
	"take_on",
	"report_findings",
	"rule_dispute",
	"answer_reporter",
	"decide_appeal",
	"accept_after_review",
	"acknowledge",
	"take_call",
	"confirm_poor_rating",
	"record_fix",
	"decide_recusal",
	"decide_measure_appeal",
	"serve_decision",
	"approve_ending",
	"propose_ending",
	"return_proposal",
	"reply_visit",
	"accept_mending",
	"begin_round",
	"draw_round",
}

// usualFirst puts the act in front that carries the case on, the applicant's own acts last.
func usualFirst(offers []Offer) []Offer {
	slices.SortStableFunc(offers, func(a, b Offer) int {
		last := func(o Offer) int {
			if f := forms[o.Trans.Verb]; f.Theirs || f.Rare {
				return 1
			}
			return 0
		}
		return last(a) - last(b)
	})
	for _, verb := range usual {
		if i := slices.IndexFunc(offers, func(o Offer) bool { return o.Trans.Verb == verb }); i >= 0 {
			return slices.Concat(offers[i:i+1], offers[:i], offers[i+1:])
		}
	}
	return offers
}

// firstContact names whom the person met first: it stays that person's matter until somebody
// has taken it over.
func (v Panel) firstContact() lang.Text {
	if len(v.Offers) == 0 {
		return lang.Text{}
	}
	q := v.Offers[0].Question
	if q.Case.Sealed && !q.complaints() {
		return lang.Text{} // nobody came to anybody: files and inspections begin at the centre
	}
	by, ok := q.Case.FirstContact()
	if !ok {
		return lang.Text{}
	}
	name := by.ID
	if o, ok := q.Org.Officer(by.ID); ok {
		name = o.Name
	}
	return ui.Data(name + "（" + q.unit(by.Unit).ZH + "）") // a name stays as it is written
}

// Sample is what the officer may do to the case under review.
func (Panel) Sample() Panel {
	h := specimen.NewHall()
	return SampleOf(h, h.Reviewed().ID, specimen.Officer)
}

// SampleOf is the panel of somebody on a case of a sample hall.
func SampleOf(h *specimen.Hall, id casework.ID, who access.Actor) Panel {
	c, p := h.Open(id)
	return Panel{Offers: Offers(context.Background(), h.Engine, c, p, who, specimen.Directory())}
}
