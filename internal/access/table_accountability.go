package access

import "banjie/internal/lang"

// Verbs of accountability files.
const (
	OpenFile            Verb = "open_file"
	ReplyToFile         Verb = "reply_to_file"
	ExpireReply         Verb = "expire_reply"
	DeclareRecusal      Verb = "declare_recusal"
	AskRecusal          Verb = "ask_recusal"
	DecideRecusal       Verb = "decide_recusal"
	ProposeEnding       Verb = "propose_ending"
	ApproveEnding       Verb = "approve_ending"
	ReturnProposal      Verb = "return_proposal"
	ServeDecision       Verb = "serve_decision"
	AppealMeasure       Verb = "appeal_measure"
	LapseAppeal         Verb = "lapse_appeal"
	DecideMeasureAppeal Verb = "decide_measure_appeal"
	EndWarning          Verb = "end_warning"
)

// accountabilityActs are the acts on an accountability file. Whoever it is about acts with
// reach own: on that one file and on no other.
var accountabilityActs = []row{
	//P  C  G  K  O  H  Z  S  A  U  Y
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, OpenFile, lang.T("开启责任追究", "open an accountability file"), lang.T("只是线索，不是结论；系统从不自动立案", "a lead, never a verdict; the system never opens one"), true},
	{[...]Reach{n, n, n, o, o, o, o, o, o, o, n}, ReplyToFile, lang.T("本人书面说明", "reply to the file about oneself"), lang.T("只限案卷所涉本人", "only the officer whom the file is about"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, ExpireReply, lang.T("说明期限届满", "the time for a reply is over"), lang.T("记为到期，不算承认", "recorded as such; it admits nothing"), true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, DeclareRecusal, lang.T("自行回避", "withdraw from a file"), lang.Text{}, true},
	{[...]Reach{n, n, n, o, o, o, o, o, o, o, n}, AskRecusal, lang.T("申请某人回避", "ask somebody to withdraw"), lang.T("只限案卷所涉本人", "only the officer whom the file is about"), true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, DecideRecusal, lang.T("决定是否回避", "decide on a recusal"), lang.T("涉及负责人的由另一人决定", "about a head somebody else decides"), true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, ProposeEnding, lang.T("提出处理意见", "propose how a file ends"), lang.T("先听本人说明", "after the officer was heard"), true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, ApproveEnding, lang.T("审批处理意见", "approve how a file ends"), lang.T("提出的人不能自己批；负责人审批", "never by whoever proposed; the head approves"), true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, ReturnProposal, lang.T("退回处理意见", "return a proposal"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, ServeDecision, lang.T("登记决定送达", "enter the service of a decision"), lang.Text{}, true},
	{[...]Reach{n, n, n, o, o, o, o, o, o, o, n}, AppealMeasure, lang.T("本人申诉", "appeal against one's measure"), lang.T("只限案卷所涉本人", "only the officer whom the file is about"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, LapseAppeal, lang.T("申诉期限届满", "the time for an appeal is over"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, DecideMeasureAppeal, lang.T("申诉结论", "decide an officer's appeal"), lang.T("没有参与过的人", "by somebody who had no part in it"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, EndWarning, lang.T("告诫期满", "the warning period is over"), lang.Text{}, true},
}
