package supervise

import (
	"banjie/internal/casework"
	"banjie/internal/lang"
)

// kindReminded is a nudge by hand 催办. It has no number, no reply date and no consequence; an
// order 督办 has a number and a reply date.
const kindReminded = "reminded"

// Watching are the rows by which a case of any procedure is reminded by hand, and by which an
// order about it is put on its record.
func Watching(p *casework.Procedure) []casework.Transition {
	var open, all []casework.State
	for _, s := range p.States {
		all = append(all, s.State)
		if !s.Final {
			open = append(open, s.State)
		}
	}
	return []casework.Transition{
		{From: open, Verb: "remind", Title: lang.T("催办", "Remind"), Event: kindReminded, Needs: casework.NeedReason, By: []casework.Relation{casework.Centre}, Guards: []casework.Guard{onceADay()}},
		{From: all, Verb: "mark_ordered", Title: lang.T("记入督办", "Put an order on record"), Event: "ordered", Quiet: true, By: []casework.Relation{casework.Itself}},
	}
}

// onceADay: more than one nudge a day is noise.
func onceADay() casework.Guard {
	return casework.Guard{Name: "reminded_once_a_day", Says: lang.T("一件一天催一次", "a case is reminded once a day"),
		Check: func(d *casework.Decision) error {
			cal := d.Engine.Calendar()
			for _, e := range d.Case.Events {
				if e.Kind == kindReminded && cal.DayOf(e.At) == cal.DayOf(d.At) {
					return unlawful("reminded_today", "今天已经催过了。", "It was reminded today.", "需要单位按期回复的，请发督办单。", "If a reply by a date is needed, issue an order.")
				}
			}
			return nil
		}}
}
