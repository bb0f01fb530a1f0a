package access

import "banjie/internal/lang"

// Verbs of the registers: their pages, inspections of enterprises, reports from the door, refunds.
const (
	ReadRegisters    Verb = "read_registers"
	PublishFee       Verb = "publish_fee"
	PublishProgramme Verb = "publish_programme"
	EnterFine        Verb = "enter_fine"

	PlanVisit      Verb = "plan_visit"
	AuthoriseVisit Verb = "authorise_visit"
	DeclineVisit   Verb = "decline_visit"
	CancelVisit    Verb = "cancel_visit"
	LapseVisit     Verb = "lapse_visit"
	LetIn          Verb = "let_in"
	ConfirmEntry   Verb = "confirm_entry"
	IssueDoorCode  Verb = "issue_door_code"
	RecordVisit    Verb = "record_visit"
	RateVisit      Verb = "rate_visit"
	CloseVisit     Verb = "close_visit"
	ReportDoor     Verb = "report_door"
	AttendDoor     Verb = "attend_door"
	SettleDoor     Verb = "settle_door"

	OpenRefund     Verb = "open_refund"
	ContestFinding Verb = "contest_finding"
	AllowRefund    Verb = "allow_refund"
	RefuseRefund   Verb = "refuse_refund"
	LeaveUnnamed   Verb = "leave_unnamed"
	AskRefund      Verb = "ask_refund"
	OrderRefund    Verb = "order_refund"
	DropRefund     Verb = "drop_refund"
	PayRefund      Verb = "pay_refund"
	ConfirmRefund  Verb = "confirm_refund"
	ContestPayment Verb = "contest_payment"
)

// registerPages are the registers' own pages.
var registerPages = []row{
	//P  C  G  K  O  H  Z  S  A  U  Y
	{[...]Reach{n, n, n, u, u, u, d, d, d, d, n}, ReadRegisters, lang.T("查看收费、罚款、检查登记", "see the registers of fees, fines and inspections"), lang.T("公众看公开的部分", "the public sees what is published"), false},
	{[...]Reach{n, n, n, n, n, u, n, n, d, n, n}, PublishFee, lang.T("发布收费目录", "publish a fee"), lang.T("单位负责人只能发布本单位的收费", "a head only those of the own unit"), false},
	{[...]Reach{n, n, n, n, n, u, n, n, n, n, n}, PublishProgramme, lang.T("公布年度检查计划和罚款裁量基准", "publish the yearly programme of inspections and the criteria of fines"), lang.Text{}, false},
	{[...]Reach{n, n, n, u, n, n, n, n, n, n, n}, IssueDoorCode, lang.T("给企业打印放行码", "give a firm its door code"), lang.T("看过营业执照原件", "having seen the original licence"), false},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, EnterFine, lang.T("登记罚款", "enter a fine"), lang.Text{}, false},
}

// registerActs are the acts on an inspection of an enterprise, a report from the door, a refund.
var registerActs = []row{
	//P  C  G  K  O  H  Z  S  A  U  Y
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, PlanVisit, lang.T("计划检查企业", "plan an inspection of a firm"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, n, n, n, n, n}, AuthoriseVisit, lang.T("批准检查、生成检查码", "authorise an inspection"), lang.T("对象和理由事先报负责人；计划人自己不能批", "object and reason are before the head beforehand; never by whoever planned it"), true},
	{[...]Reach{n, n, n, n, n, u, n, n, n, n, n}, DeclineVisit, lang.T("不批准检查", "do not authorise an inspection"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, CancelVisit, lang.T("取消检查", "cancel an inspection"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, LapseVisit, lang.T("检查码过期", "the code of an inspection lapses"), lang.Text{}, true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, LetIn, lang.T("扫码放行", "let inspectors in"), lang.T("由企业扫码看过再放行，凭企业账号或者放行码，检查人员不能代点", "by the firm after it has read the code, from its account or with its door code, never by inspectors"), true},
	{[...]Reach{n, n, n, n, n, n, d, d, n, n, n}, ConfirmEntry, lang.T("回拨企业确认放行", "call the firm back and let them in"), lang.T("打企业登记的电话；检查单位的人不能", "at the number registered for the firm; nobody of the inspecting unit"), true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, RecordVisit, lang.T("登记检查结果", "record an inspection"), lang.T("由到过现场的检查人员登记", "by an inspector who was there"), true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, RateVisit, lang.T("评价检查", "rate an inspection"), lang.T("凭企业自己的评价码", "with the firm's own code"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, CloseVisit, lang.T("检查无评价办结", "close an inspection without a word"), lang.Text{}, true},
	{[...]Reach{n, o, n, d, n, n, n, d, n, n, n}, ReportDoor, lang.T("报告无码上门", "report somebody at the door without a code"), lang.T("任何企业都可以，不用登录", "any firm, without signing in"), true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, AttendDoor, lang.T("受理无码上门报告", "attend to a report from the door"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, d, u, n, n, n}, SettleDoor, lang.T("处理无码上门报告", "settle a report from the door"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, d, n, n, n}, OpenRefund, lang.T("登记应退的钱", "enter money to be paid back"), lang.Text{}, true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, AllowRefund, lang.T("同意点名退费", "allow a refund by name"), lang.T("来自投诉的，只有投诉人用查询码能同意", "of a complaint: only the reporter, with the code"), true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, RefuseRefund, lang.T("不同意点名退费", "refuse a refund by name"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, LeaveUnnamed, lang.T("没有回答，不点名退", "no answer: not refunded by name"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, AskRefund, lang.T("在投诉页上问投诉人要不要退费", "ask the reporter about a refund on the own page"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, n, n, n, n, n}, ContestFinding, lang.T("对退费认定有异议", "object to a finding"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, d, n, n, n}, OrderRefund, lang.T("责令退还", "order a refund"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, d, n, n, n}, DropRefund, lang.T("裁定不用退还", "drop a refund"), lang.T("由没有作出认定的监督员", "by a supervisor who did not make the finding"), true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, PayRefund, lang.T("登记已经退还", "enter the payment"), lang.T("附退款凭证", "with the proof"), true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, ConfirmRefund, lang.T("确认钱收到了", "confirm that the money came"), lang.T("只有付款人自己能确认", "only the payer confirms"), true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, ContestPayment, lang.T("说没有收到", "say that it did not come"), lang.Text{}, true},
}
