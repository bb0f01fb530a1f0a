// Package complaint is the procedure of the effectiveness complaint centre 机关效能监察投诉中心:
// every complaint is accepted 有诉必理, every accepted one is brought to a result 有理必果.
//
//	file ─▶ registered ──take_up──▶ dispatched ──take_on──▶ working ──report──▶ reported
//	           │  │  │                  │  ▲                 │  ▲                   │ │
//	    decline│  │  └answer_at_once    │  └─rule_dispute─┐  │  └──send_again───────┘ │
//	           │  └hand_over            └return_once─▶ contested                     answer
//	           ▼                                          │                           ▼
//	      not_accepted ──ask_review──▶ under_review       │    contest (once) ◀── answered
//	                                                      │           │              │ confirm │ silence
//	                                                      └───────▶ working          ▼
//	                                      appealed ◀─appeal── closed ──reopen (once), revisit: not solved (once)─▶ working
//
// From registered it also goes to joined (it waits for one like it, and hears of that one's
// result), to asking (fewer than five firms fit: the reporter chooses) and to set_aside.
//
// Registration is never refused. What is refused acceptance is a state with a reason, a
// competent body and a review by another person. No accepted case rests outside the nine
// named results; a substantiated one cannot end without a recorded measure; every end is
// asked of the person. Two clocks run beside one another: the citizen's, which never
// pauses, and the centre's net clock of 30 working days, once 60.
//
// Who complains stands in no event: names, words and files are boxes of package seal, the
// party is a random tag, and what a unit gets to read is the [Brief] that a person wrote.
// What only the reporter may say (confirm, contest, withdraw, reopen) is signed with the
// key of the return code. Years after the first end everything that was entrusted is
// destroyed; record, tree and proofs stay.
//
// It rests on the province's working rules of the centre and, where they are silent, on
// rules of the house that say so. It punishes nobody: that is the accountability file.
package complaint

import (
	"slices"

	"banjie/internal/casework"
	"banjie/internal/lang"
)

// Name of the procedure.
const Name = "complaint"

// States of a complaint.
const (
	Registered  casework.State = "registered"
	NotAccepted casework.State = "not_accepted"
	InReview    casework.State = "acceptance_review"
	Dispatched  casework.State = "dispatched"
	Contested   casework.State = "contested"
	Working     casework.State = "working"
	OnHold      casework.State = "on_hold"
	Reported    casework.State = "reported"
	HandedOver  casework.State = "handed_over"
	Answered    casework.State = "answered"
	Closed      casework.State = "complaint_closed"
	Appealed    casework.State = "appealed"
	Joined      casework.State = "joined"    // waits for the result of one like it
	Asking      casework.State = "asking"    // the reporter is asked how to be protected
	SetAside    casework.State = "set_aside" // not dispatched yet, as the reporter chose
)

var (
	beforeAnswer = []casework.State{Registered, Asking, SetAside, Joined, Dispatched, Contested, Working, OnHold, Reported, HandedOver}
	open         = slices.Concat(beforeAnswer, []casework.State{InReview, Answered, Appealed})
	all          = slices.Concat(open, ended)
	ended        = []casework.State{Closed, NotAccepted}
)

// Rules are what the procedure asks of the county. Units and Cases may be nil in tests.
type Rules struct {
	Centre string               // unit of the complaint centre
	Units  func(id string) bool // whether there is such a unit today
	Find   Finder               // what is joined must go on somewhere
	Fit    Fitting              // nil: nothing can be counted
	Years  int                  // for which what was entrusted is kept after the first end; 0: [KeepYears]
}

// Procedure gives the table. Every call gives a fresh copy.
func (r Rules) Procedure() *casework.Procedure {
	p := &casework.Procedure{
		Name: Name, Version: 1,
		Title:    lang.T("机关效能投诉办理程序", "Procedure of effectiveness complaints"),
		States:   states(),
		Clocks:   clocks(),
		NewFile:  func() any { return &File{} },
		FoldFile: foldFile,
		About:    about,
	}
	for _, rows := range [][]casework.Transition{r.intakeRows(), r.smallRows(), r.joinRows(), r.handlingRows(), endingRows(), r.talkRows(), r.retaliationRows(), r.recuseRows()} {
		for _, row := range rows {
			if !slices.Contains(stays, row.Verb) && slices.ContainsFunc(row.By, func(by casework.Relation) bool { return by != casework.Applicant && by != casework.Itself }) {
				row.Guards = append(row.Guards, recused())
			}
			p.With(row)
		}
	}
	for _, row := range casework.CommonRows(nil, nil, open) {
		if len(row.From) > 0 && row.Quiet { // the sweeper's: tasks are taken, referred and reported by this table's own verbs
			p.With(row)
		}
	}
	p.With(traceRow(), refundRow())
	p.With(resealRows()...)
	r.keeping(p)
	return p
}

func states() []casework.StateInfo {
	return []casework.StateInfo{
		{State: Registered, Title: lang.T("已登记", "Registered"), Says: lang.T("投诉已登记，您手里的回执就是证明。两个工作日内告诉您是否受理。", "Registered; your receipt proves it. Within two working days you are told whether it is accepted.")},
		{State: NotAccepted, Title: lang.T("不予受理", "Not accepted"), Says: lang.T("不属于受理范围，通知写明理由和该找谁。您可以在十五个工作日内要求换人复核。", "Outside the centre's scope; the notice says why and who is competent. Within fifteen working days you may ask for a review by somebody else."), Final: true},
		{State: InReview, Title: lang.T("复核是否受理", "Acceptance under review"), Says: lang.T("由另一名工作人员复核是否受理。", "Somebody else looks again at whether it is accepted.")},
		{State: Dispatched, Title: lang.T("已交办", "Dispatched"), Says: lang.T("已受理并交办，承办单位一个工作日内签收或者说明为什么不归它管。", "Accepted and dispatched; within one working day the unit takes it or says why it is not competent.")},
		{State: Contested, Title: lang.T("职责争议待裁定", "Competence disputed"), Says: lang.T("承办单位认为不归它管，投诉中心一个工作日内裁定，裁定后不能再退。", "The unit disputes its competence; the centre rules within one working day, and then it stays.")},
		{State: Working, Title: lang.T("调查办理中", "Being looked into"), Says: lang.T("正在调查办理。", "It is being looked into.")},
		{State: OnHold, Title: lang.T("依规暂停计时", "Clock on hold"), Says: lang.T("承办单位的时钟依规暂停，您的时钟照常走。", "The unit's clock is on hold under the rules; yours goes on.")},
		{State: Reported, Title: lang.T("已报结果，待审核", "Findings reported"), Says: lang.T("承办单位已报调查结果，投诉中心审核后答复您。", "The findings are in; the centre checks them and answers you.")},
		{State: HandedOver, Title: lang.T("已转送", "Handed over"), Says: lang.T("已转给有权处理的机关，等对方确认收到。", "Passed to the body with the power; waiting for it to acknowledge.")},
		{State: Answered, Title: lang.T("已答复，等您表态", "Answered; your say"), Says: lang.T("已经答复。七天内请说问题解决了没有；不说话不算满意。", "Answered. Within seven days please say whether it is solved; silence is not counted as satisfied.")},
		{State: Closed, Title: lang.T("办结", "Closed"), Says: lang.T("已办结。三十天内您有一次要求重新办理的权利；不服的可以要求换人复查。", "Closed. Within thirty days you may have it reopened once; you may also appeal to another officer."), Final: true},
		{State: Asking, Title: lang.T("等投诉人选择", "For the reporter's choice"), Says: lang.T("符合描述的企业不到五家，或者数不出来，单位可能猜到是您。请选择怎么办；七天不选，就不单独交给单位。", "Fewer than five firms fit the description, or nobody can count them: the unit might guess. Please choose; without a choice in seven days it goes to no unit alone.")},
		{State: SetAside, Title: lang.T("照您说的先放一放", "Set aside, as you chose"), Says: lang.T("先不交办，等有同类投诉；最长二十个工作日，您随时可以改主意。", "Not dispatched until there are others like it; at most twenty working days, and you can change that at any time.")},
		{State: Joined, Title: lang.T("并入同类投诉", "Joined to one like it"), Says: lang.T("并入已经受理的同类投诉一起查；那一件有了结果就答复您，没有结果就重新分诊。", "Looked into together with an accepted one; its result is told to you, and should it end without one, this goes back to triage.")},
		{State: Appealed, Title: lang.T("换人复查中", "On appeal"), Says: lang.T("由没有经手过的人复查，二十个工作日内作出结论。", "Somebody who had no part in it looks again and decides within twenty working days.")},
	}
}
