package access

import (
	"fmt"
	"slices"

	"banjie/internal/lang"
)

const (
	n = None
	o = Own
	u = Unit
	d = Division
	a = All
)

// row is one verb: its reach for each role in the order of [Roles].
type row struct {
	reach  [11]Reach
	verb   Verb
	title  lang.Text
	note   lang.Text // why a cell is as it is, where that is not plain
	hidden bool      // it concerns a case, whose existence is nobody else's business
}

// Roles is every role in the order of the columns.
var Roles = []Role{Public, Citizen, Agent, Clerk, CaseOfficer, UnitHead, CentreHead, Supervisor, Administrator, Auditor, System}

// The columns: P public, C citizen, G agent, K clerk, O officer, H unit head,
// Z head of the hall, S supervisor, A administrator, U auditor, Y system.
// The cells: n none, o own, u unit, d division, a all.

// onCases is the table of acts on a case: one file of rows for each procedure.
var onCases = slices.Concat(
	coreActs,
	complaintActs,
	impasseActs,
	rectificationActs,
	orderActs,
	accountabilityActs,
	watchActs,
	inspectionActs,
	registerActs,
)

// coreActs are the acts of licensing and those every procedure shares.
var coreActs = []row{
	//P  C  G  K  O  H  Z  S  A  U  Y
	{[...]Reach{n, o, o, d, u, u, n, n, n, n, n}, Receive, lang.T("提交申请、收件", "apply, receive"), lang.T("网上由申请人提交；综合窗口为全县各部门收件", "online the applicant applies; an integrated window receives for every unit of the division"), true},
	{[...]Reach{n, o, o, d, u, u, n, n, n, n, n}, CorrectOnSpot, lang.T("当场更正", "correct on the spot"), lang.Text{}, true},
	{[...]Reach{n, n, n, d, u, u, n, n, n, n, n}, RequestCorrection, lang.T("一次性告知补正", "ask for corrections, once"), lang.Text{}, true},
	{[...]Reach{n, o, o, d, u, u, n, n, n, n, n}, SubmitCorrection, lang.T("提交补正", "hand in corrections"), lang.T("申请人可以把补正材料交到窗口，由窗口代为登记", "corrections may be brought to a window, which records them"), true},
	{[...]Reach{n, n, n, d, u, u, n, n, n, n, n}, RequestReopening, lang.T("补录按期交来的补正", "enter corrections that came in time"), lang.T("材料按期交到、录入晚了，不能算申请人撤回", "papers that came in time and were typed late are no withdrawal"), true},
	{[...]Reach{n, n, n, n, n, u, n, n, n, n, n}, Reopen, lang.T("恢复办理", "reopen"), lang.T("由负责人决定，补录的人不能自己批准", "by the head, never by whoever entered the papers"), true},
	{[...]Reach{n, n, n, n, n, u, n, n, n, n, n}, RejectReopening, lang.T("不恢复办理", "do not reopen"), lang.Text{}, true},
	{[...]Reach{n, o, o, d, u, u, n, n, n, n, n}, Supply, lang.T("补交容缺材料", "hand in tolerated papers"), lang.Text{}, true},
	{[...]Reach{n, n, n, d, u, u, n, n, n, n, n}, Accept, lang.T("受理", "accept"), lang.Text{}, true},
	{[...]Reach{n, n, n, d, u, u, n, n, n, n, n}, AcceptTolerant, lang.T("容缺受理", "accept with materials to follow"), lang.Text{}, true},
	{[...]Reach{n, n, n, d, u, u, n, n, n, n, n}, Refuse, lang.T("不予受理", "refuse"), lang.T("系统永远不能替人说“不”", "the system never says no in anybody's place"), true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, RevokeAcceptance, lang.T("撤销受理", "revoke the acceptance"), lang.Text{}, true},
	{[...]Reach{n, n, n, u, u, u, n, n, n, n, n}, Take, lang.T("签收", "take"), lang.Text{}, true},
	{[...]Reach{n, n, n, u, u, u, n, n, n, n, n}, Finish, lang.T("办完本环节", "finish the task"), lang.Text{}, true},
	{[...]Reach{n, n, n, u, u, u, n, n, n, n, n}, Refer, lang.T("转办", "refer"), lang.T("首问负责：转出后由接手人确认，确认前仍由本人负责", "first contact: whoever refers stays responsible until the other takes it"), true},
	{[...]Reach{n, n, n, u, u, u, n, n, n, n, n}, SendBack, lang.T("退回主办单位", "send back to the responsible unit"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, Pause, lang.T("中止计时", "pause the clock"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, Resume, lang.T("恢复计时", "resume the clock"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, RequestExtension, lang.T("申请延长期限", "ask for an extension"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, d, n, n, n, n}, ApproveExtension, lang.T("批准延长期限", "approve an extension"), lang.T("由负责人批准，或由其书面授权的人批准；经办人不能批准自己的延期", "by the head, or by the person the head delegated it to; never by the handler; the head of the hall for joint handling"), true},
	{[...]Reach{n, n, n, n, u, u, d, n, n, n, n}, RejectExtension, lang.T("不批准延长", "reject an extension"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, OfferHearing, lang.T("告知听证权利", "tell of the right to a hearing"), lang.Text{}, true},
	{[...]Reach{n, o, o, d, u, n, n, n, n, n, n}, RequestHearing, lang.T("申请听证", "ask for a hearing"), lang.T("在窗口申请的，由窗口登记申请人签名的书面材料", "at a window the signed paper is recorded"), true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, AnnounceHearing, lang.T("公告举行听证", "announce a hearing"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, CancelHearing, lang.T("取消公告的听证", "call an announced hearing off"), lang.T("申请人申请的听证不能由机关取消", "not one that the applicant asked for"), true},
	{[...]Reach{n, o, o, d, u, n, n, n, n, n, n}, WithdrawHearing, lang.T("撤回听证申请", "withdraw the request for a hearing"), lang.T("在窗口撤回的，由窗口登记申请人签名的书面材料", "at a window the signed paper is recorded"), true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, ScheduleHearing, lang.T("确定听证日期", "set the hearing"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, RecordHearing, lang.T("登记听证笔录", "enter the hearing's record"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, n, n, n, n, n}, NameInspectors, lang.T("指派核查人员", "name the inspectors"), lang.T("检查对象和理由事先报负责人；由负责人或其书面授权的人指派", "object and reason are before the head beforehand; by the head, or whom the head gave that power in writing"), true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, RecordInspection, lang.T("登记现场核查", "record an on-site check"), lang.T("只能由到过现场的核查人员登记", "only by an inspector who was there"), true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, PublishNotice, lang.T("发布公示", "publish the notice"), lang.Text{}, true},
	{[...]Reach{n, n, n, d, u, u, n, n, n, n, n}, ConfirmLicence, lang.T("核实原证", "confirm the old licence"), lang.T("不是本系统颁发的原证，看过才算数", "an old licence that was not issued here counts once it was seen"), true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, Grant, lang.T("准予", "grant"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, Deny, lang.T("不予许可", "deny"), lang.T("系统永远不能替人说“不”", "the system never says no in anybody's place"), true},
	{[...]Reach{n, n, n, d, u, u, n, n, n, n, n}, Deliver, lang.T("送达", "deliver"), lang.T("电子送达也由工作人员登记", "delivery without paper is recorded by staff as well"), true},
	{[...]Reach{n, o, o, d, u, n, n, n, n, n, n}, Withdraw, lang.T("撤回申请", "withdraw"), lang.T("在窗口撤回的，由窗口登记申请人签名的书面材料；代办须有撤回授权", "at a window the signed paper is recorded; an agent needs a mandate that says so"), true},
	{[...]Reach{n, o, n, n, n, n, n, n, n, n, n}, Disown, lang.T("声明不是本人提交", "say that it is not mine"), lang.T("只限证件经过核验的本人，提交时没有登录的办件；不能代办", "only the owner of the document, proven; only what was filed without signing in; never for another"), true},
	{[...]Reach{n, n, n, d, u, u, n, n, n, n, n}, Return, lang.T("退件", "return unexamined"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, Terminate, lang.T("终止办理", "terminate"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, CheckUndertaking, lang.T("承诺事后核查", "check an undertaking"), lang.Text{}, true},
	{[...]Reach{n, o, o, n, n, n, n, n, n, n, n}, Rate, lang.T("评价", "rate"), lang.T("评价由系统邀请，工作人员不能代评；代办须有评价授权", "asked by the system, never done by staff; an agent needs a mandate that says so"), true},
	{[...]Reach{n, o, o, n, n, n, n, n, n, n, n}, FollowUpRating, lang.T("追加评价", "rate again"), lang.T("一次，在首次评价之后", "once, after the first rating"), true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, AmendCertificate, lang.T("变更证照", "amend a certificate"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, n, n, n, n, n}, Rescind, lang.T("撤销许可", "rescind"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, n, n, n, n, n}, RejectRescission, lang.T("不批准撤销", "reject a rescission"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, u, n, n, n, n, n}, Revoke, lang.T("吊销许可", "revoke"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, Deregister, lang.T("注销", "deregister"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, CorrectRecord, lang.T("更正记录", "correct the record"), lang.T("更正是新的一条记录，原记录不改", "a correction is a new act; the old one stays"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, d, n, n}, Erase, lang.T("删除个人信息", "erase personal data"), lang.T("管理员只执行已作出的决定，看不到内容", "carries out a decision taken elsewhere, without seeing the content"), true},
	{[...]Reach{n, n, n, d, u, u, n, n, n, n, n}, CountVisit, lang.T("登记到场", "count a visit"), lang.T("第二次起要写明原因", "from the second on with the reason"), true},
	{[...]Reach{n, o, o, d, u, u, d, d, n, n, n}, Note, lang.T("补充说明", "add a note"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, u, u, n, n, n, n, n}, ExplainCard, lang.T("说明亮牌情况", "explain a card"), lang.T("由牌上的单位说明，办件已经办结也可以", "by the unit on the card, after the case has ended too"), true},
	{[...]Reach{n, n, n, n, n, n, n, d, n, n, n}, UpholdCard, lang.T("维持亮牌", "uphold a card"), lang.T("先听单位说明，再复核", "after the unit was heard"), true},
	{[...]Reach{n, n, n, n, n, n, n, d, n, n, n}, WithdrawCard, lang.T("撤销亮牌", "withdraw a card"), lang.T("写明理由；撤销的牌仍计数", "with reasons; a withdrawn card stays in the count"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, DeemAccepted, lang.T("视为受理", "counts as accepted"), lang.T("逾期不告知，自收件之日起视为受理", "silence counts as acceptance from the day of receipt"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, DeemWithdrawn, lang.T("视为撤回", "counts as withdrawn"), lang.T("申请人逾期未补正", "the applicant did not correct in time"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, DeemRenewed, lang.T("视为准予延续", "counts as renewed"), lang.T("有效期届满前未作决定", "no decision by the day of expiry"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, LapseRenewal, lang.T("不再视为准予延续", "silence renews no more"), lang.T("原证已被撤销、吊销、注销或者已经延续", "the old licence was ended or renewed meanwhile"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, MarkRenewed, lang.T("标记已延续", "mark as renewed"), lang.T("与准予延续同时记入", "recorded together with the grant of the renewal"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, RestoreCert, lang.T("恢复原证", "restore the old certificate"), lang.T("与撤销延续同时记入", "recorded together with the rescission of the renewal"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, LapseHearing, lang.T("逾期未申请听证", "no hearing was asked for"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, EndNotice, lang.T("公示期满", "the notice is over"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, WarnDue, lang.T("临期提醒", "warn of a limit"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, MarkLate, lang.T("标记超期", "mark as late"), lang.Text{}, true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, Escalate, lang.T("逐级上报", "tell the next level"), lang.T("只告诉上一级，不产生处分", "it tells a level above and punishes nobody"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, RecordElsewhere, lang.T("登记他处办件", "record a case from elsewhere"), lang.T("导入或回放的办件", "imported or replayed cases"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, CloseElsewhere, lang.T("登记他处办结", "record the end elsewhere"), lang.T("导入或回放的办件", "imported or replayed cases"), true},
	{[...]Reach{n, n, n, n, n, n, n, n, n, n, a}, Rederive, lang.T("重算时限", "recount limits"), lang.Text{}, true},
}

// onPages is the table of pages, registers and administration.
var onPages = slices.Concat(corePages, commitmentPages, registerPages)

// corePages are the pages and administration of the hall itself.
var corePages = []row{
	//P  C  G  K  O  H  Z  S  A  U  Y
	{[...]Reach{n, o, o, d, u, u, d, d, n, d, a}, ViewCase, lang.T("查看办件", "see a case"), lang.T("管理员不看办件", "the administrator sees no cases"), true},
	{[...]Reach{n, o, o, d, u, u, n, n, n, n, n}, OpenPersonalData, lang.T("查看完整个人信息", "see personal data in full"), lang.T("每次查看都有记录", "each look is recorded"), true},
	{[...]Reach{n, o, o, n, n, n, n, n, n, n, n}, ListOwnCases, lang.T("我的办件", "my cases"), lang.Text{}, false},
	{[...]Reach{n, n, n, u, u, u, d, d, n, d, n}, ListUnitCases, lang.T("部门办件清单", "work list of a unit"), lang.Text{}, false},
	{[...]Reach{n, n, n, n, n, n, d, d, n, d, n}, ListDivisionCases, lang.T("全县办件清单", "cases of the division"), lang.Text{}, false},
	{[...]Reach{n, n, n, o, o, u, d, d, n, d, n}, ViewBoard, lang.T("查看看板", "see figures"), lang.T("个人的数字只给本人看", "figures about one person are shown to that person alone"), false},
	{[...]Reach{n, n, n, n, n, u, d, d, n, d, n}, ListCards, lang.T("亮牌清单", "see cards"), lang.T("按单位，从不按个人", "by unit, never by person"), false},
	{[...]Reach{n, o, n, n, n, u, d, d, n, d, n}, Export, lang.T("导出", "export"), lang.Text{}, false},
	{[...]Reach{n, o, o, d, u, u, d, d, d, d, n}, UseAPI, lang.T("使用接口", "use the API"), lang.T("还须有相应范围的令牌", "a token with that scope is needed as well"), false},
	{[...]Reach{n, n, n, n, u, u, n, n, d, n, n}, EditItem, lang.T("编辑事项草稿", "edit a draft item"), lang.Text{}, false},
	{[...]Reach{n, n, n, n, n, n, n, n, d, n, n}, PublishItem, lang.T("发布事项", "publish an item"), lang.Text{}, false},
	{[...]Reach{n, n, n, n, n, u, d, n, d, n, n}, StaffUnit, lang.T("安排岗位和AB岗", "staff posts and backups"), lang.Text{}, false},
	{[...]Reach{n, n, n, n, n, u, n, n, n, n, n}, Delegate, lang.T("授权他人审批", "delegate an approval"), lang.T("只有负责人本人能授权，受托人不能再转授", "only the head, in person; it cannot be passed on"), false},
	{[...]Reach{n, n, n, n, n, n, n, n, d, n, n}, ManageOrg, lang.T("管理部门、岗位、人员", "manage units, posts, officers"), lang.Text{}, false},
	{[...]Reach{n, n, n, n, n, n, n, n, d, n, n}, ManageAccounts, lang.T("管理账号", "manage accounts"), lang.Text{}, false},
	{[...]Reach{n, n, n, d, n, n, n, n, n, n, n}, ProveAccount, lang.T("核验账号本人", "prove who holds an account"), lang.T("在窗口看过证件原件的人来核验", "by whoever saw the document at the window"), false},
	{[...]Reach{n, n, n, n, n, n, n, n, d, n, n}, ManageCalendar, lang.T("管理工作日历", "manage the calendar"), lang.Text{}, false},
	{[...]Reach{n, n, n, n, n, n, n, n, d, n, n}, ManageKeys, lang.T("管理密钥", "manage keys"), lang.Text{}, false},
	{[...]Reach{n, n, n, n, n, n, d, d, n, n, n}, ManageSurveys, lang.T("公告、抽取和结束调查", "announce, draw and close surveys"), lang.T("谁在样本里，谁也列不出来", "nobody can list who is in a sample"), false},
	{[...]Reach{n, n, n, d, n, n, d, d, n, n, n}, CallForSurvey, lang.T("为调查打电话", "call for a survey"), lang.T("一次一位，不给本单位的", "one person at a time, never of the caller's own unit"), false},
	{[...]Reach{n, o, n, d, n, n, n, n, n, n, n}, GrantMandate, lang.T("授权代办", "let somebody act for you"), lang.T("窗口可以登记书面授权；受托人不能转委托", "a window may record a written authorisation; an agent cannot pass it on"), false},
	{[...]Reach{n, o, o, d, n, n, n, n, n, n, n}, WithdrawMandate, lang.T("收回代办授权", "withdraw a mandate"), lang.T("受托人可以自己退出", "the agent may lay it down too"), true},
}

// Row is one verb of a pack, with its reach for each role in the order of [Roles].
type Row struct {
	Verb   Verb
	Reach  [11]Reach
	Title  lang.Text
	Note   lang.Text // why a cell is as it is, where that is not plain
	Hidden bool      // it concerns a case, whose existence is nobody else's business
}

// Extend adds the verbs of a pack, on cases and of pages, before anything is served. A verb
// that is there already is an error.
func Extend(acts, pages []Row) error {
	for _, more := range []struct {
		rows []Row
		into *[]row
	}{{acts, &onCases}, {pages, &onPages}} {
		for _, r := range more.rows {
			if _, twice := rowOf[r.Verb]; twice {
				return fmt.Errorf("access: verb used twice: %s", r.Verb)
			}
			added := &row{r.Reach, r.Verb, r.Title, r.Note, r.Hidden}
			rowOf[r.Verb] = added
			*more.into = append(*more.into, *added)
		}
	}
	return nil
}

var (
	column = func() map[Role]int {
		m := make(map[Role]int, len(Roles))
		for i, r := range Roles {
			m[r] = i
		}
		return m
	}()
	rowOf = func() map[Verb]*row {
		m := make(map[Verb]*row, len(onCases)+len(onPages))
		for i := range onCases {
			m[onCases[i].verb] = &onCases[i]
		}
		for i := range onPages {
			m[onPages[i].verb] = &onPages[i]
		}
		return m
	}()
)
