package impasse

import (
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Limits in working days.
const (
	OneUnit      = 5  // an ordinary order to one unit
	SeveralUnits = 15 // several units, convened by the centre's office
	mostLonger   = 15 // the one extension
)

// clocks: 5 and 15 working days are found in other places' rules; the rest are rules of the
// house, and say so.
func clocks() []casework.ClockRule {
	return []casework.ClockRule{
		{Name: "sorting", Title: lang.T("分给谁办", "Finding who is in charge"), Rule: "1 working day from receipt; rule of the house", Limit: casework.Workdays(1)},
		{Name: "waited", Title: lang.T("等了多久", "Time waited"), Basis: "bcs-15", Rule: "15 working days from receipt; never pauses", Limit: casework.Workdays(SeveralUnits), NeverPauses: true},
		{Name: "order", Title: lang.T("转办工单", "The order to the unit"), Basis: "bcs-5", Rule: "5 working days from the order, 15 for several units; until the person is told; once extended, after talking with the person",
			Limit: casework.Workdays(OneUnit), More: func(*casework.Decision) limit.Limit {
				return limit.Limit{N: SeveralUnits - OneUnit, Unit: limit.Workday}
			}},
		{Name: "approval", Title: lang.T("审批答复意见", "Deciding on the answer"), Rule: "2 working days from the proposal; rule of the house", Limit: casework.Workdays(2)},
		{Name: "say", Title: lang.T("您表态的时间", "Your say"), Applicants: true, Rule: "7 calendar days from the answer; silence is kept as silence", Verb: "close_unsaid",
			Limit: casework.Within(7, limit.Day)},
	}
}
