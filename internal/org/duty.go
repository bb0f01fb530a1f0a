package org

import (
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// As says by what right somebody is on duty.
type As string

const (
	ByDutyList As = "duty_list"
	AsA        As = "A"
	AsB        As = "B"
)

// OnDuty is who has a post on a day.
type OnDuty struct {
	Officer string    `json:"officer"`
	As      As        `json:"as"`
	Instead []Skipped `json:"instead,omitempty"` // who would have come before, and why not
}

// Skipped is somebody passed over.
type Skipped struct {
	Officer string `json:"officer"`
	Why     string `json:"why"` // away, not_in_office
}

// OnDuty finds who has a post on a day: the duty list first, then A, then B; whoever is
// away or not in office is passed over and named. Several of one rank go by id. Errors:
// fault.NotFound for an unknown post, fault.Unavailable when nobody is left.
func (d *Directory) OnDuty(post string, day calendar.Day) (OnDuty, error) {
	if d.posts[post] == nil {
		return OnDuty{}, fault.Missing()
	}
	var r OnDuty
	try := func(officer string, as As) bool {
		why := ""
		switch o := d.officers[officer]; {
		case o == nil || !o.Active(day):
			why = "not_in_office"
		case d.Away(officer, day):
			why = "away"
		default:
			r.Officer, r.As = officer, as
			return true
		}
		if !slices.Contains(r.Instead, Skipped{officer, why}) {
			r.Instead = append(r.Instead, Skipped{officer, why})
		}
		return false
	}
	for _, y := range d.duties[post] {
		if within(day, y.From, y.Until) && try(y.Officer, ByDutyList) {
			return r, nil
		}
	}
	for _, h := range d.holdings[post] { // A before B
		if within(day, h.From, h.Until) && try(h.Officer, As(h.Rank)) {
			return r, nil
		}
	}
	p := d.posts[post]
	return r, fault.New(fault.Unavailable, "post_vacant",
		lang.Format("“%s”%s无人在岗。", "Nobody is on duty at %[3]q on %[2]s.", p.Name.ZH, day.String(), p.Name.In(lang.EN)),
		lang.T("请本单位负责人马上为这个岗位安排A岗或B岗；期限照常计算。", "The head of the unit must staff this post now; the clock goes on."))
}

// Away says whether an absence of the officer covers the day.
func (d *Directory) Away(officer string, day calendar.Day) bool {
	return slices.ContainsFunc(d.absences[officer], func(a Absence) bool { return within(day, a.From, a.Until) })
}

// Takeover says what happens to a post while an officer is away.
type Takeover struct {
	Post   string `json:"post"`
	By     string `json:"by,omitempty"` // "" when the post is vacant
	Vacant bool   `json:"vacant,omitempty"`
}

// Takeovers are the posts an officer holds on a day and who has them now, by post.
// The engine re-routes the officer's open tasks by this list.
func (d *Directory) Takeovers(officer string, day calendar.Day) []Takeover {
	var all []Takeover
	for _, post := range d.PostsOf(officer, day) {
		r, err := d.OnDuty(post, day)
		switch {
		case err != nil:
			all = append(all, Takeover{Post: post, Vacant: true})
		case r.Officer != officer:
			all = append(all, Takeover{Post: post, By: r.Officer})
		}
	}
	return all
}

// PlanAbsence checks an absence and gives the change with what it does on its first
// day. A vacant post is shown, not forbidden: nobody is kept at work by software.
// Errors: fault.Invalid.
func (d *Directory) PlanAbsence(a Absence) (Change, []Takeover, error) {
	f := fault.InvalidInput()
	if d.officers[a.Officer] == nil {
		f.At("officer", lang.T("没有这个人员。", "There is no such officer."))
	}
	if a.From == 0 || a.Until != 0 && a.Until < a.From {
		f.At("until", lang.T("结束日期不能早于开始日期。", "The last day cannot lie before the first."))
	}
	if err := f.Or(); err != nil {
		return Change{}, nil, err
	}
	data := d.data
	data.Absences = append(slices.Clone(data.Absences), a)
	then, err := NewDirectory(data)
	if err != nil {
		return Change{}, nil, err
	}
	return Change{Kind: AbsencePlanned, Absence: &a}, then.Takeovers(a.Officer, a.From), nil
}
