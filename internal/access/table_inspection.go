package access

import "banjie/internal/lang"

// Verbs of inspections of working style.
const (
	PlanRound     Verb = "plan_round"
	DrawRound     Verb = "draw_round"
	BeginRound    Verb = "begin_round"
	EndRound      Verb = "end_round"
	EnterVisit    Verb = "enter_visit"
	NoteVisit     Verb = "note_visit"
	ReleaseVisit  Verb = "release_visit"
	ReplyVisit    Verb = "reply_visit"
	AcceptMending Verb = "accept_mending"
	ReturnMending Verb = "return_mending"
)

// inspectionActs are the acts on rounds and on records of visits.
var inspectionActs = []row{
	//P  C  G  K  O  H  Z  S  A  U  Y
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, PlanRound, lang.T("计划明察暗访", "plan an inspection round"), lang.T("只限投诉中心", "the complaint centre only"), true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, DrawRound, lang.T("登记抽取结果", "enter the draw of a round"), lang.T("抽取要在账本上公告过、能核验", "announced on the ledger, and it verifies"), true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, BeginRound, lang.T("开始一轮检查", "begin a round"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, EndRound, lang.T("宣布一轮结束", "declare a round over"), lang.T("暗访的结果这时告诉单位", "units then learn of a covert one"), true},
	{[...]Reach{n, n, n, u, u, u, u, u, n, n, n}, EnterVisit, lang.T("登记检查记录", "record an inspection visit"), lang.T("只限本轮抽中、到过现场的检查人员", "only an inspector of the round who was there"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, NoteVisit, lang.T("记下一次检查", "note a visit in its round"), lang.T("与检查记录同时记入", "recorded together with the record"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, ReleaseVisit, lang.T("告知单位", "tell the unit"), lang.T("与宣布结束同时记入", "recorded together with the end of the round"), true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, ReplyVisit, lang.T("回复整改情况", "reply to an order"), lang.T("被查单位自己回复", "by the unit that was visited"), true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, AcceptMending, lang.T("整改到位", "accept what was put right"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, u, u, n, n, n}, ReturnMending, lang.T("整改不到位，再改", "have it put right once more"), lang.Text{}, true},
}
