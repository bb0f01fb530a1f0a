// Package rectification is 差评整改: what a poor rating obliges the unit to.
//
//	rated poorly ─▶ to_call ──confirm_poor_rating──▶ to_fix ──record_fix──▶ fixed
//	 (same unit of   │   │                          │  ▲  ▲                 │
//	  the writer)    │   └─dispute_finding─▶ not_confirmed │                 │ follow-up rating,
//	                 └─close_unreached─▶ unreached ────────┴─────────────────┘ poor again: once more
//	                                          appeal_rating │  ▲ rejected
//	                                                        ▼  │
//	                                                     appealed ──upheld──▶ appeal_upheld
//
// A poor rating opens a case of its own together with the rating itself: there is never one
// without the other. Somebody of the unit who had no part in the rated case takes the call and
// calls back within one working day (the complaint centre, where nobody of the unit could, or it
// is late), and sees the telephone only then; what is confirmed is put right and told to the person within fifteen
// calendar days. The unit may dispute a rating (malicious, policy not in its hands, another
// unit) only after the call, and a supervisor or head who is not of that unit decides. An
// upheld appeal removes nothing: the rating stays in every count, and the appeal is counted
// beside it. The person may rate once more (package rating); a follow-up that is poor again
// opens the duty again, so that no word of the unit alone ends it.
//
// It rests on the province's rules on ratings (law:hcp-2019). Whether its days are working days
// was not found: one working day and fifteen calendar days, the reading that is shorter for the
// unit where it matters to the person. The days of an appeal and the tries of a call are rules
// of the house. It names no officer in public, judges nobody, and changes no rating.
package rectification

import (
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Name of the procedure.
const Name = "rectification"

// What the number of a duty begins with: of a rated complaint, which is sealed, its own.
const (
	Series       = "PR"
	SealedSeries = "PRC"
)

// States of a duty.
const (
	ToCall       casework.State = "to_call"
	ToFix        casework.State = "to_fix"
	Fixed        casework.State = "fixed"
	NotConfirmed casework.State = "not_confirmed"
	Unreached    casework.State = "unreached"
	Disputed     casework.State = "rating_disputed"
	Upheld       casework.State = "appeal_upheld"
)

var (
	open  = []casework.State{ToCall, ToFix, Disputed}
	ended = []casework.State{Fixed, NotConfirmed, Unreached}
	all   = []casework.State{ToCall, ToFix, Disputed, Fixed, NotConfirmed, Unreached, Upheld}
)

// Days of the clocks.
const (
	CallDays   = 1  // working days until the call
	FixDays    = 15 // calendar days from the confirmed call until the person is told what was put right
	AppealDays = 5  // working days for the decision on an appeal; a rule of the house
)

func option(id, zh, en string) catalog.Option { return catalog.Option{ID: id, Text: lang.T(zh, en)} }

// Channels are how somebody can be called back.
func Channels() []catalog.Option {
	return []catalog.Option{
		option("telephone", "电话", "telephone"),
		option("message", "网上消息", "message"),
		option("letter", "信函", "letter"),
		option("visit", "上门", "visit"),
	}
}

// Causes are where a poor rating comes from. They are kept apart so that a unit does not answer
// for a policy, and a policy is not hidden behind a unit.
func Causes() []catalog.Option {
	return []catalog.Option{
		option("service", "本单位的服务或者办理", "the unit's service or handling"),
		option("policy", "政策或者规定本身", "the policy or the rule itself"),
		option("system", "网站、系统或者设备", "the site, a system or a machine"),
		option("other_unit", "别的单位的环节", "another unit's part"),
		option("misunderstanding", "没有说明白", "it was not explained well"),
	}
}

// Fixes are what can be done about it.
func Fixes() []catalog.Option {
	return []catalog.Option{
		option("done_now", "把没办好的事办好", "what was left undone was done"),
		option("apology", "向本人道歉", "apology to the person"),
		option("guide_changed", "修改办事指南或者流程", "the guide or the procedure was changed"),
		option("explained", "向本人说明依据和办法", "basis and ways were explained"),
		option("passed_up", "把政策或者系统问题报有权单位", "the matter of policy or system went to whoever can change it"),
		option("training", "培训、调整岗位安排", "training, or posts arranged anew"),
	}
}

// Grounds are what a unit can dispute a rating with.
func Grounds() []catalog.Option {
	return []catalog.Option{
		option("malicious", "恶意评价", "malicious"),
		option("policy", "政策所致，不在本单位权限内", "due to a policy that is not in the unit's hands"),
		option("other_unit", "属于其他单位", "another unit's matter"),
	}
}

// Procedure gives the table. Every call gives a fresh copy.
func (r Rules) Procedure() *casework.Procedure {
	p := &casework.Procedure{
		Name: Name, Version: 1,
		Title:    lang.T("差评整改", "Putting a poor rating right"),
		States:   states(),
		Clocks:   clocks(),
		NewFile:  func() any { return &File{} },
		FoldFile: foldFile,
	}
	p.With(r.rows()...)
	for _, row := range casework.CommonRows(nil, nil, open) {
		if row.Quiet { // the sweeper's; the unit's own verbs stand in this table
			p.With(row)
		}
	}
	return p
}

func states() []casework.StateInfo {
	return []casework.StateInfo{
		{State: ToCall, Title: lang.T("待回访", "To be called back"), Says: lang.T("收到差评。由没有经手过的人在一个工作日内回访。", "A poor rating came in. Somebody who had no part in the case calls back within one working day.")},
		{State: ToFix, Title: lang.T("整改中", "Being put right"), Says: lang.T("回访已核实，十五天内整改并答复本人。", "Confirmed by the call: within fifteen days it is put right and the person is told.")},
		{State: Disputed, Title: lang.T("单位申诉中", "Disputed by the unit"), Says: lang.T("单位提出申诉，由外单位的监督人员裁定；整改期限照走。", "The unit disputes it; somebody of another unit decides. The time for putting right goes on.")},
		{State: Fixed, Title: lang.T("已整改答复", "Put right"), Says: lang.T("已经整改并答复本人。本人可以追加评价一次；还不满意的，重新整改。", "Put right, and the person was told. The person may rate once more; if that is poor again, it starts anew."), Final: true},
		{State: NotConfirmed, Title: lang.T("回访未核实", "Not confirmed"), Says: lang.T("回访时本人没有坚持。本人可以追加评价一次，再给差评就要整改。", "In the call the person did not keep it up. The person may rate once more; a poor follow-up has it put right."), Final: true},
		{State: Unreached, Title: lang.T("没有联系上", "Not reached"), Says: lang.T("三天、三次、两种方式都没有联系上。本人可以追加评价一次，再给差评就要整改。", "Three tries on three days by two channels reached nobody. The person may rate once more; a poor follow-up has it put right."), Final: true},
		{State: Upheld, Title: lang.T("申诉成立", "Appeal upheld"), Says: lang.T("外单位监督人员裁定申诉成立。评价仍在、仍计数，申诉成立另行计数。", "Somebody of another unit upheld the appeal. The rating stays and counts; upheld appeals are counted beside it."), Final: true},
	}
}

func clocks() []casework.ClockRule {
	return []casework.ClockRule{
		{Name: "callback", Title: lang.T("回访", "Call-back"), Basis: "hcp-2019", Rule: "1 working day from the poor rating; a try that reached nobody does not stop it", Limit: casework.Within(CallDays, limit.Workday), NeverPauses: true},
		{Name: "fix", Title: lang.T("整改并答复", "Putting right and telling"), Basis: "hcp-2019", Rule: "15 calendar days from the confirmed call; an appeal does not stop it", Limit: casework.Within(FixDays, limit.Day), NeverPauses: true},
		{Name: "rating_appeal", Title: lang.T("申诉裁定", "Decision on the appeal"), Rule: "5 working days; rule of the house", Limit: casework.Within(AppealDays, limit.Workday)},
	}
}
