package act

import (
	"net/url"
	"strconv"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/supervise/order"
	"banjie/internal/web/ui"
)

// orderForms are the unit's side of a supervision order, then the issuer's.
var orderForms = map[string]Form{
	"take_order": {Lead: lang.T("签收后由您办理，到期要回复办了什么、有什么凭据。", "It is in your hands; reply by the date with what was done and what shows it."), Key: "Alt+T"},
	"reply_order": {Sends: true, Key: "Alt+F", Lead: lang.T("写明办了什么、结果怎样，附凭据。办不了的也要说明理由。", "Say what was done and what came of it, with the evidence; where it cannot be done, say why."),
		Reason: lang.T("办了什么，结果怎样？", "What was done, and what came of it?"), Fields: replyFields, Read: readReply, Guess: guessReply},
	"ask_later_date": {Lead: lang.T("确有困难的，在到期前申请一次，由投诉中心决定。", "Where it is really needed: once, before the date passes; the centre decides."), Reason: lang.T("为什么来不及？", "Why can it not be done by then?"),
		Fields: laterFields, Read: readLater, Guess: func(Question) any { return &order.LaterInput{Days: order.ReplyDays} }},
	"decide_later_date": {Lead: lang.T("看过理由再决定；申请的人自己不能批。", "Weigh the reason; whoever asked does not decide."), Fields: decideLaterFields, Read: readDecideLater, Guess: func(Question) any { return &order.DecideLaterInput{Approve: true} }},
	"accept_reply":      {Final: true, Lead: lang.T("回复和凭据都看过，可以办结。选“没有办”只是提请启动责任追究程序，不产生处分。", "Reply and evidence will do: close it. “Not done” proposes an accountability file and punishes nobody."), Reason: lang.T("审核意见", "In words"), Fields: endFields, Read: readEnd, Guess: guessEnd},
	"return_reply": {Lead: lang.T("回复不清楚、没有凭据或者没有办到位的，退回一次，重新定回复日期。", "Where it is unclear, unshown or not enough it goes back, once, with a new date."), Reason: lang.T("还要办什么、补什么？", "What is still to be done?"),
		Fields: returnReplyFields, Read: readReturnReply, Guess: func(Question) any { return &order.ReturnInput{Days: order.ReplyDays} }},
	"raise_order":      {Final: true, Lead: lang.T("退回过一次仍没有办到位的，上报中心负责人决定。", "Sent back once and still not enough: the head of the centre decides."), Reason: lang.T("哪里没有办到位？", "What is not enough?")},
	"decide_raised":    {Final: true, Lead: lang.T("看过全部来往再决定。选“没有办”只是提请启动责任追究程序，不产生处分。", "Decide on the whole exchange. “Not done” proposes an accountability file and punishes nobody."), Reason: lang.T("决定的理由", "Why"), Fields: endFields, Read: readEnd, Guess: guessEnd},
	"close_unanswered": {Final: true, Lead: lang.T("回复期限已过、一直没有回复的，按“没有办”办结，提请启动责任追究程序；这本身不产生处分。", "The date has passed without a reply: closed as not done, and an accountability file is proposed. It punishes nobody by itself.")},
	"withdraw_order":   {Final: true, Lead: lang.T("督办不再需要的，写明理由撤回；记录还在。", "No longer needed: withdrawn with the reason. The record stays.")},
	"remind":           {Lead: lang.T("催办只是提醒，没有编号，也不要求回复。要求按期回复的，请发督办单。", "A reminder is a nudge without a number and asks for no reply. Where a reply by a date is needed, issue an order."), Reason: lang.T("提醒什么？", "What do you remind of?")},
}

func workdaysField(name string, label, hint lang.Text, value int) ui.Field {
	return ui.Field{Name: name, Width: 4, Label: label, Hint: hint, Value: strconv.Itoa(value)}
}

func readDays(f url.Values) (int, error) {
	n, err := strconv.Atoi(f.Get("days"))
	if err != nil || n < 1 {
		return 0, place("days", "请填写工作日数，例如5。", "Please enter a number of working days, such as 5.")
	}
	return n, nil
}

func replyFields(Question) ui.Components {
	return ui.Components{
		ui.Field{Name: "result", Kind: ui.Radios, Label: lang.T("办理情况", "How it stands"), Options: only(order.Results(), order.Done, order.Explained, order.NotDone)},
		ui.Field{Name: "file.evidence", Kind: ui.File, Label: lang.T("凭据", "What shows it"), Hint: lang.T("办结文书、照片、会议纪要等。", "The paper, pictures, minutes."), Formats: scanFormats, MaxBytes: 10 << 20, MaxFiles: 10},
	}
}

func readReply(q Question, f url.Values) (any, error) {
	return &order.ReplyInput{Result: f.Get("result"), Files: q.Files}, nil
}

func guessReply(Question) any {
	return &order.ReplyInput{Result: order.Done, Files: []casework.File{{Material: "evidence", Hash: "…"}}}
}

func laterFields(Question) ui.Components {
	return ui.Components{workdaysField("days", lang.T("延后几个工作日", "By how many working days"), lang.Format("最多%d个", "%d at most", order.LaterDays), order.ReplyDays)}
}

func readLater(_ Question, f url.Values) (any, error) {
	n, err := readDays(f)
	return &order.LaterInput{Days: n}, err
}

func decideLaterFields(q Question) ui.Components {
	var hint lang.Text
	if l := order.FileOf(q.Case).Later; l != nil {
		n := ui.SpanText(l.Days, "workday")
		hint = lang.T("申请延后"+n.ZH+"。", n.EN+" were asked for.")
	}
	return ui.Components{ui.Field{Name: "approve", Kind: ui.Radios, Label: lang.T("同意延后吗？", "Do you agree?"), Hint: hint, Options: []ui.Option{
		{Value: "yes", Label: lang.T("同意", "Yes")}, {Value: "no", Label: lang.T("不同意，原来的日期不变", "No, the date stays")}}}}
}

func readDecideLater(_ Question, f url.Values) (any, error) {
	if v := f.Get("approve"); v != "yes" && v != "no" {
		return nil, place("approve", "请选择同意或者不同意。", "Please say yes or no.")
	}
	return &order.DecideLaterInput{Approve: f.Get("approve") == "yes"}, nil
}

func endFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "result", Kind: ui.Radios, Label: lang.T("办理结果", "Result"), Options: only(order.Results(), order.Done, order.Explained, order.NotDone)}}
}

func readEnd(_ Question, f url.Values) (any, error) {
	return &order.EndInput{Result: f.Get("result")}, nil
}

func guessEnd(Question) any { return &order.EndInput{Result: order.Done} }

func returnReplyFields(Question) ui.Components {
	return ui.Components{workdaysField("days", lang.T("几个工作日内重新回复", "Working days for the new reply"), lang.Format("最多%d个", "%d at most", order.MostDays), order.ReplyDays)}
}

func readReturnReply(_ Question, f url.Values) (any, error) {
	n, err := readDays(f)
	return &order.ReturnInput{Days: n}, err
}
