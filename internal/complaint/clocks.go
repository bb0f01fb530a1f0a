package complaint

import (
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// clocks: 30 and 60 working days are the province's; the others are rules of the house,
// shorter than what comparable centres promise, and say so.
func clocks() []casework.ClockRule {
	return []casework.ClockRule{
		{Name: "triage", Title: lang.T("是否受理的答复", "Answer on acceptance"), Rule: "2 working days from receipt; rule of the house", Limit: casework.Workdays(2)},
		{Name: "citizen", Title: lang.T("等了多久", "Time waited"), Basis: "tsz-2004.2", Rule: "30 working days from receipt; never pauses, never starts again", Limit: casework.Workdays(30), NeverPauses: true},
		{Name: "unit", Title: lang.T("办理时限", "Time for handling"), Basis: "tsz-2004.2", Rule: "30 working days from acceptance, once extended to 60 by the head of the centre", Limit: casework.Workdays(30),
			More: func(*casework.Decision) limit.Limit { return limit.Limit{N: 30, Unit: limit.Workday} }},
		{Name: "take", Title: lang.T("签收", "Taking it on"), Rule: "1 working day from dispatch; rule of the house", Limit: casework.Workdays(1)},
		{Name: "ruling", Title: lang.T("争议裁定", "Ruling on competence"), Rule: "1 working day from the return; rule of the house", Limit: casework.Workdays(1)},
		{Name: "acknowledgement", Title: lang.T("转送确认", "Acknowledgement"), Basis: "tsz-2004.2", Rule: "30 working days from the forwarding letter", Limit: casework.Workdays(30)},
		{Name: "hold", Title: lang.T("暂停的最长时间", "Longest hold"), Rule: "by reason; at its end the clock goes on by itself", Verb: "end_hold",
			Limit: func(d *casework.Decision) (limit.Limit, bool) {
				return limit.Limit{N: holdOf(casework.Input[HoldInput](d).Reason).Max, Unit: limit.Workday}, true
			}},
		{Name: "say", Title: lang.T("您表态的时间", "Your say"), Applicants: true, Rule: "7 calendar days from the answer; silence is recorded as silence", Limit: casework.Within(7, limit.Day), Verb: "close_unheard"},
		{Name: "review", Title: lang.T("复核是否受理", "Review of acceptance"), Rule: "2 working days; rule of the house", Limit: casework.Workdays(2)},
		{Name: "letter", Title: lang.T("上级来函的期限", "Limit of the letter from above"), Basis: "tsz-2004.2", Rule: "30 working days from receipt of letter and file, or what the letter says; only those above extend it",
			Limit: func(d *casework.Decision) (limit.Limit, bool) {
				f := casework.Input[FileInput](d).Forwarded
				if f == nil {
					return limit.Limit{}, false
				}
				return f.limit(), true
			}},
		{Name: "asked", Title: lang.T("您选择的时间", "Time for your choice"), Applicants: true, Rule: "7 calendar days; without a choice it goes to no unit alone", Limit: casework.Within(7, limit.Day), Verb: "end_asking"},
		{Name: "waiting", Title: lang.T("放一放的时间", "Time set aside"), Applicants: true, Rule: "20 working days; rule of the house", Limit: casework.Workdays(20), Verb: "end_waiting"},
		{Name: "appeal", Title: lang.T("换人复查", "Appeal"), Rule: "20 working days; rule of the house", Limit: casework.Workdays(20)},
	}
}

func holdOf(reason string) Hold {
	for _, h := range Holds() {
		if h.ID == reason {
			return h
		}
	}
	return Hold{}
}
