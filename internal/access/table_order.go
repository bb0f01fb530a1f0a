package access

import "banjie/internal/lang"

// Verbs of supervision orders, and of reminding by hand.
const (
	Remind          Verb = "remind"
	MarkOrdered     Verb = "mark_ordered"
	IssueOrder      Verb = "issue_order"
	TakeOrder       Verb = "take_order"
	ReplyOrder      Verb = "reply_order"
	AskLaterDate    Verb = "ask_later_date"
	DecideLaterDate Verb = "decide_later_date"
	AcceptReply     Verb = "accept_reply"
	ReturnReply     Verb = "return_reply"
	RaiseOrder      Verb = "raise_order"
	DecideRaised    Verb = "decide_raised"
	CloseUnanswered Verb = "close_unanswered"
	WithdrawOrder   Verb = "withdraw_order"
)

// orderActs are the acts on a supervision order.
var orderActs = []row{
	//P  C  G  K  O  H  Z  S  A  U  Y
	{[...]Reach{n, n, n, n, n, n, d, d, n, n, n}, Remind, lang.T("催办", "remind"), lang.T("只是提醒，没有编号", "a nudge, without a number"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, MarkOrdered, lang.T("记入督办", "put an order on record"), lang.T("发出督办时同时记入所督办的件", "recorded on the case together with the order about it"), true},
	{[...]Reach{n, n, n, n, n, n, d, d, n, n, n}, IssueOrder, lang.T("发出督办单", "issue a supervision order"), lang.Text{}, true},
	{[...]Reach{n, n, n, u, u, u, n, n, n, n, n}, TakeOrder, lang.T("签收督办", "take an order"), lang.Text{}, true},
	{[...]Reach{n, n, n, u, u, u, n, n, n, n, n}, ReplyOrder, lang.T("回复督办", "reply to an order"), lang.T("写明办了什么，附凭据", "what was done, and what shows it"), true},
	{[...]Reach{n, n, n, u, u, u, n, n, n, n, n}, AskLaterDate, lang.T("申请延后回复", "ask for a later date"), lang.T("只有一次", "once"), true},
	{[...]Reach{n, n, n, n, n, n, d, d, n, n, n}, DecideLaterDate, lang.T("审批延后回复", "decide on a later date"), lang.T("不是申请人自己", "never whoever asked"), true},
	{[...]Reach{n, n, n, n, n, n, d, d, n, n, n}, AcceptReply, lang.T("认可回复", "accept a reply"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, d, d, n, n, n}, ReturnReply, lang.T("退回重新办理", "send a reply back"), lang.T("只有一次，再不行就上报", "once; after that it goes up"), true},
	{[...]Reach{n, n, n, n, n, n, n, d, n, n, n}, RaiseOrder, lang.T("上报负责人", "raise an order"), lang.T("负责人自己直接决定", "the head decides at once"), true},
	{[...]Reach{n, n, n, n, n, n, d, n, n, n, n}, DecideRaised, lang.T("决定上报的督办", "decide a raised order"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, d, d, n, n, n}, CloseUnanswered, lang.T("逾期未回复办结", "close an unanswered order"), lang.T("只提请启动责任追究程序，不产生处分", "it proposes an accountability file and punishes nobody"), true},
	{[...]Reach{n, n, n, n, n, n, d, d, n, n, n}, WithdrawOrder, lang.T("撤回督办", "withdraw an order"), lang.Text{}, true},
}
