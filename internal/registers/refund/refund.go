// Package refund is the way of money that was taken without right back to whoever paid it 退费.
//
//	open_refund ─▶ found ──order_refund──▶ ordered ──pay_refund──▶ paid ──confirm_refund──▶ refund_closed
//	     │         ▲ │ the unit: contest_finding        ▲  proof       │
//	     │   allow │ ▼                                  └──contest_payment (the payer)
//	     │         │disputed ──order_refund │ drop_refund (centre, with reason)──▶ dropped
//	     └▶ asked ─┴─refuse_refund (the reporter) │ no answer in fifteen days──▶ not by name
//
// A refund of a complaint begins with a question. Amount, day and fee point to a payer as well as
// a name does, so the unit that took the money learns nothing of it, not even that it exists,
// until the reporter allows it with the code of the complaint, having read what the unit would
// learn. No answer is a no: then nothing is ordered by name, and what remains is an order to the
// unit to pay everybody back who paid the same (package order), which names no amount and no day.
// Whoever found the money does not order it back alone: two persons, neither of the unit.
//
// Found, ordered, paid and confirmed are four days, all on record. Only the payer confirms: with
// the key of the return code where the money came to light by a complaint (a [seal.Statement], as
// a complaint is confirmed), with the own account otherwise. No silence and no unit closes a
// refund. One of a complaint is sealed as the complaint is: it keeps days and no hours, leaves by
// no interface, and names no payer; the unit pays through the centre.
//
// That wrongly taken money is paid back within ten working days of the order is a rule of the
// house. It finds no fault of a person; that is the accountability file.
package refund

import (
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/seal"
)

// Name of the procedure, the kind of its first event, which electronic supervision reads, and
// what its numbers begin with; those of complaints are sealed and counted apart.
const (
	Name         = "refund"
	Found        = "refund_found"
	Series       = "R"
	SealedSeries = "RC"
)

// States of a refund.
const (
	Asked    casework.State = "refund_asked"
	Unnamed  casework.State = "refund_unnamed"
	Finding  casework.State = "refund_finding"
	Disputed casework.State = "refund_disputed"
	Ordered  casework.State = "refund_ordered"
	Paid     casework.State = "refund_paid"
	Closed   casework.State = "refund_closed"
	Dropped  casework.State = "refund_dropped"
)

// Case is the data of the event [Found].
type Case struct {
	Unit     string             `json:"unit"` // that took the money
	Fee      string             `json:"fee,omitempty"`
	Version  int                `json:"version,omitempty"`
	Outcome  fee.Outcome        `json:"outcome"`
	On       calendar.Day       `json:"on"`
	Paid     fee.Fen            `json:"paid"`
	Most     fee.Fen            `json:"most"`
	Over     fee.Fen            `json:"over"` // to be paid back
	Reporter *seal.ReporterKeys `json:"reporter,omitempty"`
}

// Inputs of the verbs.
type (
	// OpenInput is the verdict on what was paid; Reporter is of the complaint it came from.
	OpenInput struct {
		Case
		Complaint string      `json:"complaint"` // number of the complaint, kept in the erasable half
		Of        casework.ID `json:"-"`         // the complaint, whose reporter is asked on the own page; 0 in tests of the table
	}
	// PayInput is the proof.
	PayInput struct {
		How   string          `json:"how"` // of [Ways]
		Files []casework.File `json:"files"`
	}
	// Statement is what only the payer says.
	Statement struct {
		Value     string `json:"value"`
		Signature string `json:"signature,omitempty"`
	}
)

// Sent implements casework.WithFiles.
func (in *PayInput) Sent() []casework.File { return in.Files }

// Ways of paying back.
func Ways() []catalog.Option {
	return []catalog.Option{
		{ID: "transfer", Text: lang.T("转账给付款人", "transferred to the payer")},
		{ID: "cash", Text: lang.T("现金当面退还，已签收", "cash, signed for")},
		{ID: "centre", Text: lang.T("通过投诉中心转交（不知道付款人是谁）", "handed on by the complaint centre, the payer unknown to the unit")},
	}
}

// File is what a refund folds for itself.
type File struct {
	Case
	Found, Allowed, Ordered, PaidOn, Confirmed calendar.Day
	Contested                                  int
}

// FileOf gives the file of a refund.
func FileOf(c *casework.Case) *File {
	if f, ok := c.File.(*File); ok {
		return f
	}
	return &File{}
}

func fold(file any, e casework.Event) (err error) {
	f, day := file.(*File), calendar.Builtin().DayOf(e.At)
	switch e.Kind {
	case Found:
		f.Case, err = casework.Data[Case](e)
		f.Found = day
	case "refund_allowed":
		f.Allowed = day
	case "refund_ordered":
		f.Ordered = day
	case "refund_paid":
		f.PaidOn = day
	case "refund_contested":
		f.Contested++
		f.PaidOn = 0
	case "refund_confirmed":
		f.Confirmed = day
	}
	return err
}

// Rules are what the procedure asks of the county; both may be nil in tests.
type Rules struct {
	Centre string
	Units  func(id string) bool
}

// Procedure gives the table. Every call gives a fresh copy.
func (r Rules) Procedure() *casework.Procedure {
	open := []casework.State{Asked, Finding, Disputed, Ordered, Paid}
	centre, unit, payer := []casework.Relation{casework.Centre}, []casework.Relation{casework.Responsible}, []casework.Relation{casework.Applicant}
	p := &casework.Procedure{Name: Name, Version: 1, Title: lang.T("退费", "Refund"), Tasks: map[string]lang.Text{"refund": lang.T("盯着退费，直到钱到付款人手里", "See to a refund until the payer has the money")}, NewFile: func() any { return &File{} }, FoldFile: fold,
		About: about,
		States: []casework.StateInfo{
			{State: Asked, Title: lang.T("正在问付款人", "The payer is asked"), Says: lang.T("收费单位会知道金额、日期和项目，可能猜到是谁，所以先问投诉人。十五天没有回答，就不点名退。", "The unit would learn amount, day and fee and might guess who paid, so the reporter is asked first. Without an answer in fifteen days nothing is ordered by name.")},
			{State: Finding, Title: lang.T("已查明，待责令退还", "Found"), Says: lang.T("查明多收或者不该收，收费单位可以说明，监督员责令退还。", "Too much was taken, or none was due. The unit may object; a supervisor orders it paid back.")},
			{State: Disputed, Title: lang.T("收费单位有异议", "Disputed"), Says: lang.T("收费单位不同意，由监督员裁定。", "The unit objects; a supervisor decides.")},
			{State: Ordered, Title: lang.T("已责令退还", "Ordered"), Says: lang.T("十个工作日内退还。", "To be paid back within ten working days.")},
			{State: Paid, Title: lang.T("已退还，等付款人确认", "Paid, to be confirmed"), Says: lang.T("收费单位说已经退还。付款人确认收到才算办结。", "The unit says that it paid. It ends when the payer confirms.")},
			{State: Closed, Title: lang.T("付款人已确认收到", "Confirmed"), Says: lang.T("付款人确认钱已收到。", "The payer has the money."), Final: true},
			{State: Dropped, Title: lang.T("不用退还", "Dropped"), Says: lang.T("复查后认定不用退还，理由已写明。", "On review nothing is owed; the reason is stated."), Final: true},
			{State: Unnamed, Title: lang.T("不点名退", "Not by name"), Says: lang.T("投诉人没有同意，收费单位不会知道这一笔。要退的，责令单位把收过同样钱的人全部退清。", "The reporter did not allow it, and the unit never learns of it. What remains is an order to pay everybody back who paid the same."), Final: true},
		},
		Clocks: []casework.ClockRule{
			{Name: "refund_ask", Title: lang.T("投诉人回答", "The reporter's answer"), Rule: "15 calendar days from the question; rule of the house", Verb: "leave_unnamed", Applicants: true, Waits: true, Limit: asking},
			{Name: "refund_order", Title: lang.T("责令退还", "Order"), Rule: "5 working days from the finding, or from the reporter's yes; rule of the house", Limit: known},
			{Name: "refund_pay", Title: lang.T("退还", "Paying back"), Rule: "10 working days from the order; rule of the house", Limit: casework.Workdays(10)},
		}}
	p.With([]casework.Transition{
		{Verb: "open_refund", Title: lang.T("登记应退的钱", "Enter money to be paid back"), To: Finding, Or: Asked, Event: Found, By: []casework.Relation{casework.Receiver}, Needs: casework.NeedReason,
			Guards: []casework.Guard{r.somethingOver()}, Clocks: []casework.Effect{casework.Begin("refund_ask", "refund_order")}, Input: func() any { return &OpenInput{} }, Decide: r.decideOpen},
		{From: []casework.State{Asked}, Verb: "allow_refund", Title: lang.T("同意，点名退给我", "Yes, have it paid back to me"), To: Finding, Event: "refund_allowed", By: payer, Guards: []casework.Guard{thePayer()},
			Clocks: []casework.Effect{casework.Stop("refund_ask"), casework.Begin("refund_order")}, Input: func() any { return &Statement{} }, Decide: decideAllow},
		{From: []casework.State{Asked}, Verb: "refuse_refund", Title: lang.T("不同意，不要让单位知道", "No, the unit shall not learn of it"), To: Unnamed, Event: "refund_refused", By: payer, Guards: []casework.Guard{thePayer()},
			Clocks: []casework.Effect{casework.Stop("refund_ask")}, Input: func() any { return &Statement{} }, Decide: keep, Result: "not_by_name", Closes: true},
		{From: []casework.State{Asked}, Verb: "leave_unnamed", Title: lang.T("投诉人没有回答", "No answer"), To: Unnamed, Event: "refund_unanswered", Quiet: true, By: []casework.Relation{casework.Itself}, Guards: []casework.Guard{casework.Due("refund_ask")},
			Clocks: []casework.Effect{casework.Stop("refund_ask")}, Decide: func(d *casework.Decision) error { d.EndTasks(); return nil }, Result: "not_by_name", Closes: true},
		{From: []casework.State{Finding}, Verb: "contest_finding", Title: lang.T("有异议", "Object"), To: Disputed, Event: "refund_disputed", Needs: casework.NeedReason, By: unit},
		{From: []casework.State{Finding, Disputed}, Verb: "order_refund", Title: lang.T("责令退还", "Order the refund"), To: Ordered, Event: "refund_ordered", Needs: casework.NeedReason | casework.NeedNotice, By: centre, Guards: []casework.Guard{anotherDecides()},
			Clocks: []casework.Effect{casework.Stop("refund_order"), casework.Begin("refund_pay")}},
		{From: []casework.State{Disputed}, Verb: "drop_refund", Title: lang.T("不用退还", "Drop it"), To: Dropped, Event: "refund_dropped", Needs: casework.NeedReason | casework.NeedNotice, By: centre, Guards: []casework.Guard{anotherDecides()},
			Clocks: []casework.Effect{casework.Stop("refund_order")}, Decide: func(d *casework.Decision) error { d.EndTasks(); return nil }, Result: "dropped", Closes: true},
		{From: []casework.State{Ordered}, Verb: "pay_refund", Title: lang.T("登记已经退还", "Enter the payment"), To: Paid, Event: "refund_paid", Needs: casework.NeedReason, By: unit, Guards: []casework.Guard{proven()},
			Clocks: []casework.Effect{casework.Stop("refund_pay")}, Input: func() any { return &PayInput{} }, Decide: decidePay},
		{From: []casework.State{Paid}, Verb: "confirm_refund", Title: lang.T("钱收到了", "I have the money"), To: Closed, Event: "refund_confirmed", By: payer, Guards: []casework.Guard{thePayer()},
			Input: func() any { return &Statement{} }, Decide: keep, Result: "refunded", Closes: true},
		{From: []casework.State{Paid}, Verb: "contest_payment", Title: lang.T("没有收到", "I have not got it"), To: Ordered, Event: "refund_contested", By: payer, Guards: []casework.Guard{thePayer()},
			Clocks: []casework.Effect{casework.Begin("refund_pay")}, Input: func() any { return &Statement{} }, Decide: keep},
	}...)
	for _, row := range casework.CommonRows(nil, nil, open) {
		if row.Quiet || row.Verb == "note" {
			p.With(row)
		}
	}
	return p
}

func (r Rules) somethingOver() casework.Guard {
	return casework.Guard{Name: "something_is_owed", Says: lang.T("核对结果是多收或者不该收，应退金额对得上", "the check found too much or nothing due, and the amounts agree"), Check: func(d *casework.Decision) error {
		in, bad := casework.Input[OpenInput](d), fault.InvalidInput()
		if in.Over <= 0 || in.Over > in.Paid || in.Outcome == fee.Lawful || in.Outcome == fee.TooMuch && in.Over != in.Paid-in.Most || in.Outcome != fee.TooMuch && in.Over != in.Paid {
			bad.At("over", lang.T("按目录核对，没有应退的钱，或者金额对不上。", "By the list nothing is owed, or the amounts do not agree."))
		}
		if in.Unit == "" || r.Units != nil && !r.Units(in.Unit) {
			bad.At("unit", lang.T("请选择收钱的单位。", "Please choose the unit that took the money."))
		}
		if in.On == 0 || in.On > d.Engine.Calendar().DayOf(d.At) {
			bad.At("on", lang.T("请填写交钱的那天。", "Please enter the day of the payment."))
		}
		if d.Cmd.Open.Party == "" {
			bad.At("payer", lang.T("请填写付款人，或者投诉编号。", "Please name the payer, or the number of the complaint."))
		}
		if in.Reporter != nil && (!d.Cmd.Open.Sealed || d.Cmd.Open.Person != (casework.Person{})) {
			bad.At("payer", lang.T("来自投诉的退费要密封登记，不能写付款人。", "A refund of a complaint is sealed and names no payer."))
		}
		return bad.Or()
	}}
}

func (r Rules) decideOpen(d *casework.Decision) error {
	in := casework.Input[OpenInput](d)
	d.Facts.Unit = in.Unit
	if in.Reporter != nil {
		d.Facts.Unit, d.To = r.Centre, Asked
		if in.Of != 0 {
			d.Also(in.Of, "ask_refund", &Question{Refund: d.Case.ID}, "")
		}
	}
	if r.Centre != "" { // in whose work list it stands until the payer has the money
		d.PutTask(casework.Task{Step: "refund", ID: "centre", Unit: r.Centre, State: casework.Waiting, Opened: d.At})
	}
	if in.Complaint != "" {
		d.Private.Notes = map[string]string{"complaint": in.Complaint}
	}
	return d.SetData(in.Case)
}

// anotherDecides: whoever found it neither orders it back nor decides on the objection.
func anotherDecides() casework.Guard {
	return casework.NoPart("another_decides", lang.T("由没有作出认定的人责令退还，或者裁定不用退还", "somebody who did not make the finding orders the refund, or drops it"),
		func(d *casework.Decision) []string { return []string{d.Case.Events[0].By.ID} })
}

func proven() casework.Guard {
	return casework.Guard{Name: "payment_proven", Says: lang.T("附退款凭证", "with the proof of payment"), Check: func(d *casework.Decision) error {
		in, bad := casework.Input[PayInput](d), fault.InvalidInput()
		if !slices.ContainsFunc(Ways(), func(o catalog.Option) bool { return o.ID == in.How }) {
			bad.At("how", lang.T("请选择怎样退的。", "Please choose how it was paid."))
		}
		if FileOf(d.Case).Reporter != nil && in.How != "centre" && in.How != "" {
			bad.At("how", lang.T("付款人身份密封，只能通过投诉中心转交。", "The payer is sealed: it is handed on by the centre only."))
		}
		if len(in.Files) == 0 {
			bad.At("file.proof", lang.T("请附上退款凭证。", "Please attach the proof of payment."))
		}
		return bad.Or()
	}}
}

func decidePay(d *casework.Decision) error {
	in := casework.Input[PayInput](d)
	d.Private.Files = in.Files
	d.Facts.Code = in.How
	return nil
}

// thePayer: the key of the complaint's code signs; without one the payer's own account speaks.
func thePayer() casework.Guard {
	return casework.Guard{Name: "said_by_the_payer", Attempt: true, Says: lang.T("由付款人自己说：凭投诉查询码签名，或者用本人账号", "said by the payer: signed with the code of the complaint, or from the payer's account"), Check: func(d *casework.Decision) error {
		f, in := FileOf(d.Case), casework.Input[Statement](d)
		switch {
		case f.Reporter != nil && f.Reporter.Signed(seal.Statement{Number: d.Case.Number, Act: d.Trans.Verb, Value: in.Value}, in.Signature):
			return nil
		case f.Reporter == nil && strings.TrimSpace(d.Cmd.Actor.Party) != "" && d.Cmd.Actor.Mandate == "":
			return nil
		}
		return fault.New(fault.Unlawful, "not_the_payer", lang.T("钱收到没有，只有付款人自己能说。", "Only the payer says whether the money came."), lang.T("请用投诉的查询码，或者本人账号确认。", "Please confirm with the code of the complaint, or from your own account."))
	}}
}

func keep(d *casework.Decision) error {
	if d.Trans.Closes {
		d.EndTasks()
	}
	return d.SetData(casework.Input[Statement](d))
}
