package licensing

import (
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// ScheduleInput sets a hearing's day, place and chair.
type ScheduleInput struct {
	Day   calendar.Day `json:"day"`
	Place string       `json:"place"`
	Chair string       `json:"chair"` // account of the chair, who is not the examiner
}

func (r Rules) hearingRows() []casework.Transition {
	review, suspended := []casework.State{UnderReview}, []casework.State{Suspended}
	both := []casework.State{UnderReview, Suspended} // a test going on takes nobody's right to a hearing
	return []casework.Transition{
		{From: review, Verb: "offer_hearing", Title: lang.T("告知听证权利", "Tell of the right to a hearing"), Event: "hearing_offered", Basis: []string{"xkf-46", "xkf-47"},
			Needs: casework.NeedReason | casework.NeedNotice, By: []casework.Relation{casework.Responsible}, Guards: []casework.Guard{noHearingYet()},
			Clocks: []casework.Effect{casework.Begin("hearing_request")},
			Decide: func(d *casework.Decision) error { return d.SetData(HearingFile{Offered: true}) }},
		{From: both, Verb: "lapse_hearing", Title: lang.T("逾期未申请听证", "No hearing was asked for"), Event: "hearing_lapsed", Basis: []string{"xkf-47"}, Quiet: true,
			By: []casework.Relation{casework.Itself}, Guards: []casework.Guard{casework.Due("hearing_request")}, Clocks: []casework.Effect{casework.Stop("hearing_request")},
			Decide: func(d *casework.Decision) error {
				k, _ := d.Case.Clock("hearing_request")
				d.Effective = k.Due.At
				return d.SetData(HearingFile{Offered: true, Lapsed: true})
			}},
		{From: both, Verb: "request_hearing", Title: lang.T("申请听证", "Ask for a hearing"), To: Suspended, Event: "hearing_requested", Basis: []string{"xkf-47", "xkf-45"},
			By: []casework.Relation{casework.Applicant, casework.Receiver}, Guards: []casework.Guard{hearingOffered(), signedPaper()}, Input: func() any { return &PaperInput{} },
			Clocks: []casework.Effect{casework.Stop("hearing_request"), casework.Begin("hearing_hold"), casework.Pause("statutory", "promised", "step")},
			Decide: func(d *casework.Decision) error {
				d.Facts.Code = "hearing"
				d.Private.Files = casework.Input[PaperInput](d).Files
				if k, ok := d.Case.Clock("hearing_request"); ok && !k.State.Open() { // it had not lapsed after all
					k.State = limit.Running
					d.PutClock(k.Stop(d.Engine.Calendar(), d.Effective))
				}
				return d.SetData(HearingFile{Offered: true, Requested: true, OnPaper: d.As == casework.Receiver, From: d.Engine.Calendar().DayOf(d.Effective)})
			}},
		{From: review, Verb: "announce_hearing", Title: lang.T("公告举行听证", "Announce a hearing"), To: Suspended, Event: "hearing_announced", Basis: []string{"xkf-46", "xkf-45"},
			Needs: casework.NeedReason | casework.NeedNotice, By: []casework.Relation{casework.Responsible}, Guards: []casework.Guard{hearingProvided(), noneSet(), hearingTimeLeft()},
			Clocks: []casework.Effect{casework.Cancel("hearing_request"), casework.Begin("announced_hearing"), casework.Pause("statutory", "promised", "step")},
			Decide: func(d *casework.Decision) error {
				d.Facts.Code = "hearing"
				h := HearingFile{Announced: true, Requested: true, From: d.Engine.Calendar().DayOf(d.Effective)}
				if told := FileOf(d.Case).Hearing; told != nil {
					h.Offered, h.Lapsed = told.Offered, told.Lapsed
				}
				return d.SetData(h)
			}},
		{From: suspended, Verb: "cancel_hearing", Title: lang.T("取消公告的听证", "Call the hearing off"), To: UnderReview, Event: "hearing_cancelled", Basis: []string{"xkf-46"},
			Needs: casework.NeedReason | casework.NeedNotice, By: []casework.Relation{casework.Responsible}, Guards: []casework.Guard{hearingAnnounced()},
			Clocks: []casework.Effect{casework.Stop("announced_hearing", "special"), casework.Resume("statutory", "promised", "step")}, Decide: decideHearingOff},
		{From: suspended, Verb: "withdraw_hearing", Title: lang.T("撤回听证申请", "Withdraw the request for a hearing"), To: UnderReview, Event: "hearing_withdrawn", Basis: []string{"xkf-47"},
			By: []casework.Relation{casework.Applicant, casework.Receiver}, Guards: []casework.Guard{hearingAskedFor(), signedPaper()}, Input: func() any { return &PaperInput{} },
			Clocks: []casework.Effect{casework.Cancel("hearing_hold"), casework.Stop("special"), casework.Resume("statutory", "promised", "step")}, Decide: decideHearingOff},
		{From: suspended, Verb: "schedule_hearing", Title: lang.T("确定听证日期", "Set the hearing"), Event: "hearing_scheduled", Basis: []string{"xkf-48"},
			Needs: casework.NeedNotice, By: []casework.Relation{casework.Responsible}, Guards: []casework.Guard{hearingRequested(), r.noticeAndChair()},
			Input: func() any { return &ScheduleInput{} }, Decide: decideSchedule},
		{From: suspended, Verb: "record_hearing", Title: lang.T("登记听证笔录", "Enter the hearing's record"), To: UnderReview, Event: "hearing_recorded", Basis: []string{"xkf-48"},
			Needs: casework.NeedReason, By: []casework.Relation{casework.Responsible}, Guards: []casework.Guard{hearingDayCome()},
			Clocks: []casework.Effect{casework.Stop("hearing_hold", "announced_hearing", "special"), casework.Resume("statutory", "promised", "step")}, Decide: decideResume},
	}
}

// hearingProvided keeps a hearing from being used to stop the clocks of any matter.
func hearingProvided() casework.Guard {
	return casework.Guard{Name: "hearing_provided", Basis: "xkf-46", Says: lang.T("事项规定了听证", "the item provides for a hearing"),
		Check: func(d *casework.Decision) error {
			if !slices.ContainsFunc(d.Item.Specials, func(s catalog.SpecialProcedure) bool { return s.Kind == "hearing" }) {
				return unlawful("no_hearing_provided", "这个事项没有规定听证，不能以听证中止计时。", "The item provides for no hearing; the clocks cannot stand still for one.", "请在期限内办理。", "Please decide in time.", "xkf-46")
			}
			return nil
		}}
}

func noneSet() casework.Guard {
	return casework.Guard{Name: "no_hearing_set", Basis: "xkf-46", Says: lang.T("还没有听证要举行", "no hearing is to be held or was held yet"),
		Check: func(d *casework.Decision) error {
			if h := FileOf(d.Case).Hearing; h != nil && h.Requested {
				return unlawful("hearing_set_already", "听证已经公告或者已经申请。", "A hearing was announced or asked for already.", "", "")
			}
			return nil
		}}
}

// hearingDays is what is left of the working days that the item allows for a hearing: one that
// is announced, called off and announced again does not begin anew.
func hearingDays(d *casework.Decision) (left int, ok bool) {
	i := slices.IndexFunc(d.Item.Specials, func(s catalog.SpecialProcedure) bool { return s.Kind == "hearing" })
	if i < 0 {
		return 0, false
	}
	left = d.Item.Specials[i].Max.N
	for _, p := range FileOf(d.Case).Pauses {
		if p.Kind == "hearing" && p.Until != 0 {
			left -= d.Engine.Calendar().WorkdaysBetween(p.From, p.Until)
		}
	}
	return left, true
}

// hearingNotice is how many working days before the hearing notice is given (XKF 48).
const hearingNotice = 7

func hearingTimeLeft() casework.Guard {
	return casework.Guard{Name: "hearing_time_left", Basis: "xkf-45", Says: lang.T("事项规定的听证时间够通知和举行", "what is left of the item's time for a hearing is enough to give notice and hold it"),
		Check: func(d *casework.Decision) error {
			if left, ok := hearingDays(d); ok && left < hearingNotice {
				return unlawful("hearing_time_used", "事项规定的听证时间已经不够，不能再以听证中止计时。", "Too little is left of the item's time for a hearing; the clocks cannot stand still for one again.", "请在期限内办理；确实来不及的，申请延长。", "Please decide in time; if that is impossible ask for an extension.", "xkf-45")
			}
			return nil
		}}
}

func hearingAnnounced() casework.Guard {
	return casework.Guard{Name: "hearing_announced", Basis: "xkf-46", Says: lang.T("听证是本机关公告的，还没有举行", "the agency announced the hearing itself, and it was not held yet"),
		Check: func(d *casework.Decision) error {
			if h := FileOf(d.Case).Hearing; h == nil || !h.Announced || h.Held {
				return unlawful("no_hearing_announced", "没有本机关公告的听证；申请人申请的听证只能由申请人撤回。", "The agency announced no hearing; one that the applicant asked for is only his to withdraw.", "", "", "xkf-46", "xkf-47")
			}
			return nil
		}}
}

func hearingAskedFor() casework.Guard {
	return casework.Guard{Name: "hearing_asked_for", Basis: "xkf-47", Says: lang.T("听证是申请人申请的，还没有举行", "the applicant asked for the hearing, and it was not held yet"),
		Check: func(d *casework.Decision) error {
			if h := FileOf(d.Case).Hearing; h == nil || !h.Requested || h.Announced || h.Held {
				return unlawful("no_hearing_to_withdraw", "没有申请人申请的、还没有举行的听证。", "The applicant asked for no hearing that is still to be held.", "", "", "xkf-47")
			}
			return nil
		}}
}

// hearingOff is a hearing that will not be held, and the day on which the clocks went on.
type hearingOff struct {
	HearingFile
	Until calendar.Day `json:"until"`
}

// decideHearingOff lets the clocks go on. Who withdrew has used the right; a right that the
// agency's own hearing had taken over comes back with its five days.
func decideHearingOff(d *casework.Decision) error {
	off := hearingOff{Until: d.Engine.Calendar().DayOf(d.Effective)}
	if h := FileOf(d.Case).Hearing; h != nil {
		off.Offered, off.Lapsed, off.Withdrawn = h.Offered, h.Lapsed || !h.Announced, !h.Announced
	}
	d.Private.Files = casework.Input[PaperInput](d).Files
	off.OnPaper = len(d.Private.Files) > 0
	if off.Offered && !off.Lapsed {
		if err := d.BeginClock("hearing_request", workdays(5)); err != nil {
			return err
		}
	}
	return d.SetData(off)
}

func noHearingYet() casework.Guard {
	return casework.Guard{Name: "one_hearing", Basis: "xkf-47", Says: lang.T("尚未告知过听证权利", "the right to a hearing has not been told yet"),
		Check: func(d *casework.Decision) error {
			if h := FileOf(d.Case).Hearing; h != nil && (h.Offered || h.Requested) {
				return unlawful("hearing_offered_already", "听证权利已经告知过。", "The right to a hearing has been told already.", "", "")
			}
			return nil
		}}
}

func hearingOffered() casework.Guard {
	return casework.Guard{Name: "within_five_days", Basis: "xkf-47", Says: lang.T("在告知后五日内", "within five days of being told"),
		Check: func(d *casework.Decision) error {
			h := FileOf(d.Case).Hearing
			k, _ := d.Case.Clock("hearing_request")
			inTime := !d.Effective.Before(k.From) && d.Effective.Before(k.Due.At) // on paper, and typed later
			if h == nil || h.Requested || h.Withdrawn || h.Lapsed && !inTime {
				return unlawful("no_hearing_offered", "现在不能申请听证。", "A hearing cannot be asked for now.", "收到听证权利告知书后五个工作日内可以申请。", "You may ask within five working days of being told of the right.", "xkf-47")
			}
			if !inTime {
				return unlawful("hearing_request_late", "申请听证的期限已过。", "The time to ask for a hearing has passed.", "", "", "xkf-47")
			}
			return nil
		}}
}

func hearingRequested() casework.Guard {
	return casework.Guard{Name: "hearing_requested", Basis: "xkf-47", Says: lang.T("申请人申请了听证", "a hearing has been asked for"),
		Check: func(d *casework.Decision) error {
			h := FileOf(d.Case).Hearing
			if h == nil || !h.Requested || h.Held {
				return unlawful("no_hearing_requested", "没有待举行的听证。", "No hearing is to be held.", "", "")
			}
			return nil
		}}
}

func (r Rules) noticeAndChair() casework.Guard {
	return casework.Guard{Name: "seven_days_notice_other_chair", Basis: "xkf-48", Says: lang.T("举行七日前通知，主持人不是审查人员", "notice seven days before, and the chair is not the examiner"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[ScheduleInput](d)
			cal := d.Engine.Calendar()
			f := fault.InvalidInput()
			earliest := cal.AddWorkdays(cal.DayOf(d.At), hearingNotice)
			if in.Day < earliest {
				f.At("day", lang.Format("听证至少要提前七个工作日通知，最早可定在 %s。", "Notice is seven working days; the earliest day is %s.", earliest))
			}
			for _, name := range []string{"hearing_hold", "announced_hearing"} {
				if k, ok := d.Case.Clock(name); ok && k.State.Open() && in.Day > k.Due.Day && earliest <= k.Due.Day { // too late already: late and marked, but held
					f.At("day", lang.Format("听证应在 %s 前举行。", "The hearing must be held by %s.", k.Due.Day))
				}
			}
			if in.Place == "" {
				f.At("place", lang.T("请写明地点。", "Please give the place."))
			}
			examined := func(t casework.Task) bool { return t.Officer == in.Chair }
			if in.Chair == "" || in.Chair == d.Case.Handler || slices.ContainsFunc(d.Case.Tasks, examined) {
				f.At("chair", lang.T("主持人不能是本案的审查人员。", "The chair may not be the examiner of this case."))
			} else if !r.serves(d, in.Chair) {
				f.At("chair", lang.T("主持人应是在职的工作人员。", "The chair is a member of staff in office."))
			}
			return f.Or()
		}}
}

func decideSchedule(d *casework.Decision) error {
	in := casework.Input[ScheduleInput](d)
	d.Private.Notes = map[string]string{"place": in.Place}
	h := HearingFile{Requested: true}
	if set := FileOf(d.Case).Hearing; set != nil {
		h = *set
	}
	h.Day, h.Chair = in.Day, in.Chair
	return d.SetData(h)
}

func hearingDayCome() casework.Guard {
	return casework.Guard{Name: "hearing_day_come", Basis: "xkf-48", Says: lang.T("听证日已到", "the day of the hearing has come"),
		Check: func(d *casework.Decision) error {
			h := FileOf(d.Case).Hearing
			if h == nil || h.Day == 0 || d.Engine.Calendar().DayOf(d.At) < h.Day {
				return unlawful("hearing_not_held", "听证还没有举行。", "The hearing has not been held.", "请先确定听证日期，举行后再登记笔录。", "Please set the day and enter the record afterwards.", "xkf-48")
			}
			return nil
		}}
}
