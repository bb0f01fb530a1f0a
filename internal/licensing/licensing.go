// Package licensing is the procedure of an application for a licence, a confirmation,
// a benefit or a public service, as the Administrative Licensing Law (2019) orders it
// and Zhejiang's regulation on at most one visit (2018) narrows it.
//
//	receive ─▶ received ──accept──▶ under_review ──grant──▶ granted ──deliver──▶ delivered │ checking
//	              │  ▲  └─silence──▶      │  ▲                 └─(deny)─▶ denied
//	request_correction │                pause│resume
//	              ▼  │                     ▼  │                        checking ──rescind──▶ licence_ended
//	           correcting                suspended (hearing, inspection, testing, …)
//
// The table in [Procedure] is the whole truth about who may do what when; the engine,
// the pages, the documentation and the tests read it. Numbers come from the item's
// version or from the articles named in each clock's rule.
//
// It does not print certificates (ecert), send notices (notify) or rate (rating).
package licensing

import (
	"banjie/internal/casework"
	"banjie/internal/lang"
)

// Name of the procedure.
const Name = "licensing"

// States of a licensing case.
const (
	Received        casework.State = "received"
	Correcting      casework.State = "correcting"
	UnderReview     casework.State = "under_review"
	Suspended       casework.State = "suspended"
	Granted         casework.State = "granted"
	Checking        casework.State = "checking"
	Delivered       casework.State = "delivered"
	Denied          casework.State = "denied"
	Refused         casework.State = "refused"
	DeemedWithdrawn casework.State = "deemed_withdrawn"
	Withdrawn       casework.State = "withdrawn"
	Returned        casework.State = "returned"
	Terminated      casework.State = "terminated"
	AcceptRevoked   casework.State = "acceptance_revoked"
	LicenceEnded    casework.State = "licence_ended"
)

var (
	beforeDecision = []casework.State{Received, Correcting, UnderReview, Suspended}
	openStates     = []casework.State{Received, Correcting, UnderReview, Suspended, Granted, Checking}
	allStopped     = casework.Cancel("notice", "correction", "tolerant", "statutory", "promised", "step", "special", "hearing_request", "hearing_hold", "announced_hearing", "renewal", "delivery", "undertaking", "inspectors", "public_notice")
)

// Running are the states in which a case has not been decided and delivered: its visits can
// be rated, the case itself not yet.
func Running() []casework.State {
	return []casework.State{Received, Correcting, UnderReview, Suspended, Granted}
}

// Procedure gives the table of [Rules] that ask nobody.
func Procedure() *casework.Procedure { return Rules{}.Procedure() }

// Procedure gives the table. Every call gives a fresh copy.
func (r Rules) Procedure() *casework.Procedure {
	p := &casework.Procedure{
		Name: Name, Version: 1,
		Title:    lang.T("行政许可与公共服务办理程序", "Procedure of licences and public services"),
		States:   states(),
		Clocks:   clocks(),
		NewFile:  func() any { return &File{} },
		FoldFile: foldFile,
	}
	p.With(r.intakeRows()...)
	p.With(casework.CommonRows([]casework.State{Received}, []casework.State{UnderReview}, openStates)...)
	p.With(reopeningRows()...)
	p.With(reviewRows()...)
	p.With(r.inspectionRows()...)
	p.With(noticeRows()...)
	p.With(r.hearingRows()...)
	p.With(r.decisionRows()...)
	p.With(endingRows()...)
	p.With(r.renewalRows()...)
	p.With(undertakingRows()...)
	p.With(disownRow(p.States))
	return p
}

func states() []casework.StateInfo {
	return []casework.StateInfo{
		{State: Received, Title: lang.T("已收件", "Received"), Says: lang.T("材料已收到，五个工作日内会告诉您是否受理；到期没有答复，视为受理。", "Your papers are here. Within five working days you are told whether they are accepted; silence counts as acceptance.")},
		{State: Correcting, Title: lang.T("待补正", "Corrections awaited"), Says: lang.T("请按一次性告知书补齐材料。补正清单只能出一次。", "Please hand in what the list names. There can be only one list.")},
		{State: UnderReview, Title: lang.T("审查中", "Under review"), Says: lang.T("已受理，正在审查，两个时限都在走。", "Accepted and being reviewed; both limits are running.")},
		{State: Suspended, Title: lang.T("依法中止计时", "Lawfully paused"), Says: lang.T("正在进行听证、检验等特别程序，这段时间依法不计入办理期限。", "A hearing, test or other special procedure is going on; by law this time is not counted.")},
		{State: Granted, Title: lang.T("准予，待送达", "Granted, to be delivered"), Says: lang.T("已作出准予决定，十个工作日内送达。", "Granted; delivery within ten working days.")},
		{State: Checking, Title: lang.T("已送达，待核查承诺", "Delivered, undertaking to be checked"), Says: lang.T("证照已送达；将在六十个工作日内核查承诺是否属实。", "Delivered. Whether the undertaking holds is checked within sixty working days.")},
		{State: Delivered, Title: lang.T("办结", "Done"), Says: lang.T("证照已送达，办件办结。", "Delivered; the case is done."), Final: true},
		{State: Denied, Title: lang.T("不予许可", "Denied"), Says: lang.T("已作出不予许可的决定，决定书写明理由和救济途径。", "Denied; the decision states the reasons and the remedies."), Final: true},
		{State: Refused, Title: lang.T("不予受理", "Not accepted"), Says: lang.T("依法不予受理，通知书写明理由和应向哪个机关申请。", "Not accepted by law; the notice states why and who is competent."), Final: true},
		{State: DeemedWithdrawn, Title: lang.T("视为撤回", "Counts as withdrawn"), Says: lang.T("补正期限已过，视为撤回申请。期限内已经交过的，请带凭据到窗口补录；您也可以随时重新申请。", "The time for corrections has passed and the application counts as withdrawn. If you handed them in before it ended, show that at a window; you may also apply again at any time."), Final: true},
		{State: Withdrawn, Title: lang.T("已撤回", "Withdrawn"), Says: lang.T("您已撤回申请。", "You withdrew the application."), Final: true},
		{State: Returned, Title: lang.T("退件", "Returned"), Says: lang.T("未经审查退回，理由见通知。", "Returned unexamined; see the notice for the reason."), Final: true},
		{State: Terminated, Title: lang.T("终止", "Terminated"), Says: lang.T("办理已依法终止，理由见通知。", "The handling has lawfully ended; see the notice."), Final: true},
		{State: AcceptRevoked, Title: lang.T("撤销受理", "Acceptance revoked"), Says: lang.T("容缺材料未按期补齐，受理已撤销。", "The tolerated missing papers did not come in time; the acceptance was revoked."), Final: true},
		{State: LicenceEnded, Title: lang.T("许可已失效", "Licence ended"), Says: lang.T("承诺核查期间许可被撤销、吊销或者注销，办件结束，理由见通知。", "While the undertaking was being checked the licence was rescinded, revoked or deregistered; the case has ended, see the notice for the reason."), Final: true},
	}
}
