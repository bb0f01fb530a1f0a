package access

import "banjie/internal/lang"

// Verbs of reports of what could not be got done, and of class fixes.
const (
	ReportImpasse    Verb = "report_impasse"
	SolveOnSpot      Verb = "solve_on_spot"
	SendOrder        Verb = "send_order"
	ConveneUnits     Verb = "convene_units"
	TalkWithPerson   Verb = "talk_with_person"
	ExtendOrder      Verb = "extend_order"
	ReportDone       Verb = "report_done"
	ReportNo         Verb = "report_no"
	ApproveNo        Verb = "approve_no"
	RejectNo         Verb = "reject_no"
	ConfirmDone      Verb = "confirm_done"
	ContestDone      Verb = "contest_done"
	StillNotDone     Verb = "still_not_done"
	CloseUnsaid      Verb = "close_unsaid"
	WithdrawReport   Verb = "withdraw_report"
	LinkClassFix     Verb = "link_class_fix"
	TellClassFix     Verb = "tell_class_fix"
	StartClassFix    Verb = "start_class_fix"
	CompleteClassFix Verb = "complete_class_fix"
	DropClassFix     Verb = "drop_class_fix"
)

// impasseActs are the acts on a report of what could not be got done, and on a class fix.
var impasseActs = []row{
	//P  C  G  K  O  H  Z  S  A  U  Y
	{[...]Reach{n, o, n, d, n, u, d, n, n, n, n}, ReportImpasse, lang.T("反映办不成的事", "report what could not be done"), lang.T("任何人都可以反映；窗口代为登记", "anybody may; a window registers it for a person"), true},
	{[...]Reach{n, n, n, d, u, u, d, n, n, n, n}, SolveOnSpot, lang.T("当场办成", "done on the spot"), lang.Text{}, true},
	{[...]Reach{n, n, n, d, u, u, d, n, n, n, n}, SendOrder, lang.T("转办给单位", "send an order to the unit"), lang.T("几个单位的由中心办公室召集", "several units are convened by the centre's office"), true},
	{[...]Reach{n, n, n, n, u, u, d, n, n, n, n}, ConveneUnits, lang.T("召集几个单位", "convene several units"), lang.Text{}, true},
	{[...]Reach{n, n, n, u, u, u, n, n, n, n, n}, TalkWithPerson, lang.T("登记与本人沟通", "enter a talk with the person"), lang.Text{}, true},
	{[...]Reach{n, n, n, u, u, u, n, n, n, n, n}, ExtendOrder, lang.T("延期一次", "extend an order once"), lang.T("先和本人说好新的日子", "after talking with the person about a new day"), true},
	{[...]Reach{n, n, n, u, u, u, n, n, n, n, n}, ReportDone, lang.T("报办成", "report it done"), lang.Text{}, true},
	{[...]Reach{n, n, n, d, u, u, d, n, n, n, n}, ReportNo, lang.T("报备“办不了”", "report a no"), lang.T("只是报备，批准了才告诉本人", "a proposal: the person is told once it is approved"), true},
	{[...]Reach{n, n, n, n, n, u, d, n, n, n, n}, ApproveNo, lang.T("同意答复“办不了”", "approve a no"), lang.T("由政务服务中心负责人，不由承办单位", "by the head of the centre, never by the unit"), true},
	{[...]Reach{n, n, n, n, n, u, d, n, n, n, n}, RejectNo, lang.T("不同意“办不了”", "reject a no"), lang.Text{}, true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, ConfirmDone, lang.T("确认办成", "confirm that it is done"), lang.T("办没办成由本人说", "the person says whether it is"), true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, ContestDone, lang.T("没有办成，再办一次", "have it done again"), lang.Text{}, true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, StillNotDone, lang.T("还是没有办成", "still not done"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, CloseUnsaid, lang.T("没有表态，办结", "close without a word"), lang.T("不说话只记为没有表态", "silence is kept as silence"), true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, WithdrawReport, lang.T("撤回反映", "withdraw a report"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, LinkClassFix, lang.T("列入一类事整改", "make a report part of a class fix"), lang.T("与发起整改同时记入", "recorded together with its start"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, TellClassFix, lang.T("告知一类事整改的结果", "tell the outcome of a class fix"), lang.T("与完成整改同时记入", "recorded together with its end"), true},
	{[...]Reach{n, n, n, n, n, u, d, n, n, n, n}, StartClassFix, lang.T("发起一类事整改", "start a class fix"), lang.T("负责这个事项的单位负责人，或者政务服务中心负责人", "the head of the unit responsible for the matter, or of the centre"), true},
	{[...]Reach{n, n, n, n, n, u, d, n, n, n, a}, CompleteClassFix, lang.T("完成一类事整改", "complete a class fix"), lang.T("新指南发布并写明是为它发布的，才行", "only once a published guide names it"), true},
	{[...]Reach{n, n, n, n, n, u, d, n, n, n, n}, DropClassFix, lang.T("不做一类事整改", "drop a class fix"), lang.T("写明理由，告知所有反映过的人", "with reasons, told to everybody who reported"), true},
}
