package access

import "banjie/internal/lang"

// Verbs of complaints.
const (
	FileComplaint       Verb = "file_complaint"
	AnswerAtOnce        Verb = "answer_at_once"
	TakeUp              Verb = "take_up"
	Decline             Verb = "decline"
	HandOver            Verb = "hand_over"
	Acknowledge         Verb = "acknowledge"
	AskReview           Verb = "ask_review"
	AcceptAfterReview   Verb = "accept_after_review"
	DeclineAgain        Verb = "decline_again"
	TakeOn              Verb = "take_on"
	ReturnOnce          Verb = "return_once"
	RuleDispute         Verb = "rule_dispute"
	ReportFindings      Verb = "report_findings"
	SendAgain           Verb = "send_again"
	HoldClock           Verb = "hold_clock"
	GoOn                Verb = "go_on"
	EndHold             Verb = "end_hold"
	AskMoreTime         Verb = "ask_more_time"
	DecideMoreTime      Verb = "decide_more_time"
	AnswerReporter      Verb = "answer_reporter"
	CloseUnreachable    Verb = "close_unreachable"
	ConfirmSolved       Verb = "confirm_solved"
	ContestAnswer       Verb = "contest_answer"
	CloseUnheard        Verb = "close_unheard"
	WithdrawComplaint   Verb = "withdraw_complaint"
	ReopenComplaint     Verb = "reopen_complaint"
	AppealComplaint     Verb = "appeal_complaint"
	DecideAppeal        Verb = "decide_appeal"
	Revisit             Verb = "revisit"
	SendMessage         Verb = "send_message"
	ViewStory           Verb = "view_story"
	RequestOpening      Verb = "request_opening"
	ApproveOpening      Verb = "approve_opening"
	OpenIdentity        Verb = "open_identity"
	JoinOther           Verb = "join_other"
	CountFirms          Verb = "count_firms"
	ChooseOffer         Verb = "choose_offer"
	PutAside            Verb = "set_aside"
	Recuse              Verb = "recuse"
	KeepLonger          Verb = "keep_longer"
	EndAsking           Verb = "end_asking"
	EndWaiting          Verb = "end_waiting"
	TakeJoined          Verb = "take_joined"
	TellJoined          Verb = "tell_joined"
	ReleaseJoined       Verb = "release_joined"
	TraceLeak           Verb = "trace_leak"
	Reseal              Verb = "reseal"
	MoveIdentity        Verb = "move_identity"
	AnnounceDestruction Verb = "announce_destruction"
	DestroySealed       Verb = "destroy_sealed"
	ReportRetaliation   Verb = "report_retaliation"
	AnswerRetaliation   Verb = "answer_retaliation"
	SettleRetaliation   Verb = "settle_retaliation"
	RaiseAlarm          Verb = "raise_alarm"
	AcknowledgeAlarm    Verb = "acknowledge_alarm"
	SettleAlarm         Verb = "settle_alarm"
)

// complaintActs are the acts on a complaint.
var complaintActs = []row{
	//P  C  G  K  O  H  Z  S  A  U  Y
	{[...]Reach{n, o, n, d, n, n, n, d, n, n, n}, FileComplaint, lang.T("投诉、登记投诉", "complain, register a complaint"), lang.T("任何人都可以投诉；窗口和投诉中心代为登记", "anybody may; a window or the centre registers it for a person"), true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, AnswerAtOnce, lang.T("当场答复投诉", "answer a complaint at once"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, TakeUp, lang.T("受理投诉并交办", "accept and dispatch a complaint"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, Decline, lang.T("不予受理投诉", "decline a complaint"), lang.T("写明理由和该找谁，可以要求换人复核", "with reason and competent body; a review by somebody else can be asked for"), true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, HandOver, lang.T("转送有权机关", "hand over to the competent body"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, Acknowledge, lang.T("登记对方确认", "enter the acknowledgement"), lang.Text{}, true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, AskReview, lang.T("要求复核是否受理", "ask for a review of acceptance"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, AcceptAfterReview, lang.T("复核后受理", "accept after review"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, DeclineAgain, lang.T("维持不予受理", "decline again"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, u, n, n, n}, TakeOn, lang.T("签收投诉", "take a complaint on"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, ReturnOnce, lang.T("退回投诉", "return a complaint"), lang.T("只有一次，须引用职责清单", "once, citing the list of duties"), true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, RuleDispute, lang.T("裁定由谁办", "rule who is competent"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, u, n, n, n}, ReportFindings, lang.T("报调查结果", "report the findings"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, SendAgain, lang.T("退回重新办理", "have it done again"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, u, n, n, n}, HoldClock, lang.T("暂停办理时钟", "put the clock on hold"), lang.T("投诉人的时钟不停", "the citizen's clock goes on"), true},
	{[...]Reach{n, n, n, n, u, u, n, u, n, n, n}, GoOn, lang.T("恢复计时", "go on"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, EndHold, lang.T("暂停期满", "the hold has ended"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, u, n, n, n}, AskMoreTime, lang.T("申请延长到六十个工作日", "ask for sixty working days"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, d, n, n, n, n}, DecideMoreTime, lang.T("审批延长", "decide on more time"), lang.T("由投诉中心负责人审批", "by the head of the centre"), true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, AnswerReporter, lang.T("答复投诉人", "answer the reporter"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, CloseUnreachable, lang.T("联系不上办结", "close: cannot be reached"), lang.Text{}, true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, ConfirmSolved, lang.T("确认解决", "confirm that it is solved"), lang.T("只有投诉人凭查询码签名才算", "only signed with the return code"), true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, ContestAnswer, lang.T("要求重新办理", "contest the answer"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, CloseUnheard, lang.T("未表态办结", "close without a word"), lang.T("不说话不算满意", "silence is not satisfaction"), true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, WithdrawComplaint, lang.T("撤回投诉", "withdraw a complaint"), lang.T("只有投诉人凭查询码签名才算", "only signed with the return code"), true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, ReopenComplaint, lang.T("要求重新办理", "have it reopened"), lang.Text{}, true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, AppealComplaint, lang.T("要求换人复查", "appeal to another officer"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, DecideAppeal, lang.T("复查结论", "decide an appeal"), lang.T("没有经手过的人", "by somebody who had no part in it"), true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, Revisit, lang.T("登记回访", "enter a revisit"), lang.T("没有经手过的人", "by somebody who had no part in it"), true},
	{[...]Reach{n, o, n, n, n, u, d, u, n, n, n}, SendMessage, lang.T("与投诉人对话", "talk with the reporter"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, ViewStory, lang.T("打开投诉原文", "open the story"), lang.T("先记入账本，再显示", "the ledger comes first, then the words"), true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, RequestOpening, lang.T("申请查看投诉人身份", "ask to see who the reporter is"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, d, n, n, n, n}, ApproveOpening, lang.T("同意查看身份", "approve the opening"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, OpenIdentity, lang.T("打开身份", "open the identity"), lang.T("服务器上没有能打开它的钥匙", "no key on the server opens it"), true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, JoinOther, lang.T("并入同类投诉", "join it to one like it"), lang.T("那一件有了结果也告诉这一件的投诉人", "its result is told to this one's reporter as well"), true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, CountFirms, lang.T("数一数符合描述的企业", "count the firms that fit"), lang.Text{}, true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, ChooseOffer, lang.T("选择怎么保护自己", "choose how to be protected"), lang.T("只有投诉人凭查询码签名才算", "only signed with the return code"), true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, PutAside, lang.T("按投诉人的选择先放一放", "set it aside, as the reporter chose"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, d, u, n, n, n}, Recuse, lang.T("回避", "step aside"), lang.T("自己回避，或者由负责人决定", "oneself, or ordered by the head"), true},
	{[...]Reach{n, n, n, n, n, u, d, n, n, n, n}, KeepLonger, lang.T("延长投诉的保存时间", "keep a complaint longer"), lang.T("由投诉中心负责人，写明理由；投诉人看得到", "by the head of the centre, with a reason that the reporter sees"), true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, ReportRetaliation, lang.T("报告打击报复", "report retaliation"), lang.T("只有投诉人凭查询码签名才算；办结以后也能报", "only signed with the return code; also after the end"), true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, AnswerRetaliation, lang.T("回应打击报复报警", "answer a retaliation alarm"), lang.T("一个工作小时内", "within one office hour"), true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, SettleRetaliation, lang.T("登记做了什么保护", "enter what was done for protection"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, EndAsking, lang.T("七天没有选择", "seven days without a choice"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, EndWaiting, lang.T("放一放的时间到了", "the time set aside is over"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, TakeJoined, lang.T("有同类投诉并入", "one like it was joined"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, TellJoined, lang.T("并入的那一件有了结果", "the one it was joined to has its result"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, ReleaseJoined, lang.T("并入的那一件没有结果就结束了", "the one it was joined to ended without a result"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, TraceLeak, lang.T("追查摘要外传", "trace a leak of the brief"), lang.T("在服务器上用命令办，具名、写理由，每次都公开计数", "by a command on the server, with name and reason; every use is counted"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, Reseal, lang.T("为新密钥重新密封", "seal anew for other keys"), lang.T("在服务器上用命令办", "by a command on the server"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, MoveIdentity, lang.T("取出密封的身份换钥匙", "hand the sealed identity out for other keys"), lang.T("在服务器上用命令办，两名保管人一起换", "by a command on the server; two custodians change the keys together"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, AnnounceDestruction, lang.T("提醒保存期快到了", "its time is nearly over"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, DestroySealed, lang.T("保存期满，销毁密封内容", "destroy what was sealed"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, RaiseAlarm, lang.T("打击报复报警", "raise a retaliation alarm"), lang.T("与报告打击报复同时记入", "recorded together with the report"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, AcknowledgeAlarm, lang.T("报警已回应", "a retaliation alarm is answered"), lang.T("与回应同时记入", "recorded together with the answer"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, SettleAlarm, lang.T("报警处理完", "a retaliation alarm is settled"), lang.T("与登记同时记入", "recorded together with what was done"), true},
}
