package complaint

import (
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// What a reporter entrusted is kept for a number of years from the first end of the case,
// then destroyed: boxes, ingredient, private halves and the key of their hashes. The day is
// fixed once. Reopening, an appeal and a second end leave it where it is; only a head moves
// it, to a later day, by an act with a reason that the reporter sees.
const (
	// KeepYears is how long it is kept when the county says nothing else. No article that was
	// read sets a number: it is a rule of the house. Three years hold the time in which a
	// result is still looked into by those above.
	KeepYears = 3
	// TellBefore is how many calendar days before the destruction the centre is reminded.
	TellBefore = 30
	// KeepReason stands in the act of the destruction.
	KeepReason = "保存期届满，按投诉中心的保存规定销毁密封内容、密钥和个人信息。"
)

// KeepBasis is the article on deletion at the end of the time of keeping.
var KeepBasis = []string{"pipl-47"}

// KeepUntil is the last day on which something is kept that ended on the day end. 29 February
// becomes 1 March where the year has none: never a day too early.
func KeepUntil(end calendar.Day, years int) calendar.Day {
	y, m, d := end.Date()
	return calendar.Date(y+years, m, d)
}

// KeepInput moves the day of the destruction.
type KeepInput struct {
	Until calendar.Day `json:"until"`
}

// keeping puts the day into the first act that ends the case, and adds the rows of its life.
func (r Rules) keeping(p *casework.Procedure) {
	for i := range p.Transitions {
		t := &p.Transitions[i]
		if !t.Closes {
			continue
		}
		decide := t.Decide
		t.Decide = func(d *casework.Decision) error {
			if decide != nil {
				if err := decide(d); err != nil {
					return err
				}
			}
			if d.Case.Keep == 0 && !d.KeepOpen {
				d.Facts.Keep = KeepUntil(d.Engine.Calendar().DayOf(d.Effective), r.years())
			}
			return nil
		}
	}
	p.With(
		casework.Transition{From: all, Verb: "keep_longer", Title: lang.T("延长保存", "Keep it longer"), Event: "keeping_extended", Needs: casework.NeedReason | casework.NeedBasis,
			By: []casework.Relation{casework.HeadOfUnit, casework.Centre}, Guards: []casework.Guard{stillKept(), later()}, Input: func() any { return &KeepInput{} },
			Decide: func(d *casework.Decision) error { d.Facts.Keep = casework.Input[KeepInput](d).Until; return nil }},
		casework.Transition{From: all, Verb: "announce_destruction", Title: lang.T("提醒：保存期快到了", "Reminder: its time is nearly over"), Event: "destruction_announced", Quiet: true,
			By: []casework.Relation{casework.Itself}, Guards: []casework.Guard{stillKept(), within(TellBefore)}},
		casework.Transition{From: ended, Verb: "destroy_sealed", Title: lang.T("保存期满，销毁密封内容", "Destroy what was sealed"), Event: casework.Erased, Needs: casework.NeedReason | casework.NeedBasis, Quiet: true,
			By: []casework.Relation{casework.Itself}, Guards: []casework.Guard{stillKept(), within(-1)}, Input: func() any { return &casework.EraseInput{} }, Decide: decideDestroy},
	)
}

func (r Rules) years() int {
	if r.Years > 0 {
		return r.Years
	}
	return KeepYears
}

// stillKept: there is something left, and a day on which it goes.
func stillKept() casework.Guard {
	return casework.Guard{Name: "still_kept", Says: lang.T("密封的内容还在，已经定了保存到哪一天", "what was sealed is there, and the day on which it goes is fixed"),
		Check: func(d *casework.Decision) error {
			if d.Case.Keep == 0 {
				return unlawful("no_end_yet", "这件投诉还没有办结过，没有定保存到哪一天。", "It has never ended; no day is fixed yet.", "办结以后再办理。", "Please wait for its end.")
			}
			if !slices.ContainsFunc(d.Case.Events, func(e casework.Event) bool { return e.RawPriv != nil }) {
				return fault.New(fault.Unlawful, "nothing_to_erase", lang.T("密封的内容已经销毁。", "What was sealed is destroyed already."), lang.T("不需要再做什么。", "Nothing more needs to be done."))
			}
			return nil
		}}
}

// within: the last day of keeping is at most so many calendar days away; -1: it has passed.
func within(days int) casework.Guard {
	return casework.Guard{Name: "time_nearly_over", Basis: "pipl-47", Says: lang.T("保存期将满（已满）", "the time of keeping is nearly over (is over)"),
		Check: func(d *casework.Decision) error {
			if int(d.Case.Keep-d.Engine.Calendar().DayOf(d.At)) > days {
				return unlawful("kept_still", "还没有到保存的最后一天。", "The last day of keeping has not come.", "", "")
			}
			return nil
		}}
}

func later() casework.Guard {
	return casework.Guard{Name: "a_later_day", Says: lang.T("只能改到更晚的一天，最多再延五年", "to a later day only, by at most five years"),
		Check: func(d *casework.Decision) error {
			until := casework.Input[KeepInput](d).Until
			if until <= d.Case.Keep || until > KeepUntil(d.Case.Keep, 5) {
				return fault.InvalidInput().At("until", lang.Format("现在保存到 %s。请选更晚的一天，最多再延五年。", "It is kept until %s. Please choose a later day, at most five years on.", d.Case.Keep)).Or()
			}
			return nil
		}}
}

func decideDestroy(d *casework.Decision) error {
	in := casework.Input[casework.EraseInput](d)
	err := d.SetData(casework.Erasure{Reason: d.Cmd.Reason, OrderedBy: in.OrderedBy, Unit: in.Unit})
	d.Private = &casework.Private{} // its key is destroyed in the same transaction
	return err
}
