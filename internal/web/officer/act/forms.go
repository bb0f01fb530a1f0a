package act

import (
	"net/url"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/ui"
)

// Form is how one verb is asked for.
type Form struct {
	Lead   lang.Text // what one does with it, in a sentence
	Warn   lang.Text // what to think of before
	Reason lang.Text // the question for the reason, where the plain one is not good enough
	Final  bool      // cannot be taken back: asked for twice
	Sends  bool      // takes files
	Theirs bool      // the applicant's own act, entered by staff for whoever came in person
	Rare   bool      // an exception, never the way a case usually goes: it stands apart, and never in front
	Basis  bool      // further articles can be named though the procedure cites its own
	Key    string    // shortcut on the case page
	// Fields are the typed inputs beyond reason and basis; nil: none.
	Fields func(Question) ui.Components
	// Read makes the verb's input from what was sent. The error is a fault with places.
	Read func(Question, url.Values) (any, error)
	// Guess is an input with which the act can be rehearsed before anything is typed.
	Guess func(Question) any
}

// forms is every verb of staff that takes an input or deserves words of its own. A verb
// that is not here and takes no input gets a form of reason and basis.
// Each procedure has a file of its own.
var forms = together(
	coreForms,
	complaintForms,
	impasseForms,
	rectificationForms,
	orderForms,
	accountabilityForms,
	inspectionForms,
	registerForms,
)

// together is all forms in one map; a verb belongs to one procedure.
func together(all ...map[string]Form) map[string]Form {
	m := map[string]Form{}
	for _, some := range all {
		for verb, f := range some {
			if _, twice := m[verb]; twice {
				panic("act: two forms for " + verb)
			}
			m[verb] = f
		}
	}
	return m
}

var coreForms = map[string]Form{
	// Receipt and acceptance.
	"accept":             {Lead: lang.T("材料齐全、符合形式，就受理。两个时限从今天起算。", "Everything is there and in order: accept. Both limits start today."), Key: "Alt+A"},
	"accept_tolerant":    {Lead: lang.T("只缺可容缺的材料时先受理，缺的限期补交。", "Only tolerable papers are missing: accept now, they follow by a day."), Key: "Alt+R"},
	"correct_on_spot":    {Lead: lang.T("能当场补、当场改的，当场登记，不算补正。", "What can be mended here and now is recorded at once and is no correction list."), Sends: true, Fields: handedIn, Read: readMaterials, Guess: guessMaterials},
	"request_correction": correctionForm,
	"submit_correction":  {Theirs: true, Lead: lang.T("申请人把补正材料交到窗口时，在这里代为登记。", "When the applicant brings the corrections in person, record them here."), Sends: true, Fields: handedIn, Read: readMaterials, Guess: guessMaterials},
	"request_reopening": {Sends: true, Lead: lang.T("补正材料在期限内交来、录入晚了的，在这里补录，由单位负责人决定是否恢复办理。", "Corrections that came in time and were typed late are entered here; the head of the unit decides whether the case goes on."),
		Reason: lang.T("怎么知道是按期交来的？", "What shows that they came in time?"), Fields: reopeningFields, Read: readReopening, Guess: guessReopening},
	"reopen":           {Final: true, Lead: lang.T("看过凭据，材料确是按期交来的，办件从交来那天继续。", "You have seen what shows the day: the papers came in time and the case goes on from that day.")},
	"reject_reopening": {Lead: lang.T("凭据不能证明按期交来的，办件仍视为撤回；申请人可以重新申请。", "It is not shown that they came in time: the application stays withdrawn, and the applicant may apply again.")},
	"supply":           {Theirs: true, Lead: lang.T("登记补交的容缺材料。", "Record the tolerated papers that have come."), Sends: true, Fields: tolerated, Read: readMaterials, Guess: guessMaterials},
	"refuse": {Final: true, Basis: true, Lead: lang.T("只有法定情形才能不予受理；通知书写明理由、依据和应向哪个机关申请。", "Only on a ground of the law; the notice gives reason, basis and the competent agency."),
		Fields: refusal, Read: readRefusal, Guess: func(Question) any { return &licensing.RefuseInput{Ground: licensing.NotNeeded} }},
	"return": {Final: true, Lead: lang.T("只有重复提交、测试件和本人声明不是自己提交的才能退件（本系统规则，未核实）。材料不全的一次性告知补正，不该受理的依法不予受理，申请人要求退回的登记撤回。", "Only what was filed twice, a test, or what its owner says is not theirs goes back unexamined (a rule of the house, not verified). What is incomplete is corrected once; what is not accepted is refused by law; what the applicant wants back is withdrawn."),
		Fields: returnFields, Read: readReturn, Guess: guessReturn},
	"withdraw": {Theirs: true, Final: true, Sends: true, Lead: lang.T("申请人本人到窗口撤回的，登记其签名的书面材料。", "The applicant withdraws in person: record the signed paper."),
		Fields: paperFields, Read: readPaper, Guess: guessPaper},
	"confirm_licence": {Lead: lang.T("不是本系统颁发的原证，看过以后登记它的有效期；按时申请的，到期没有决定就视为准予延续。", "An old licence not issued here: record its last day once you have seen it. If the renewal was asked for in time, silence renews it."),
		Reason: lang.T("怎样核实的？", "How was it confirmed?"), Fields: confirmFields, Read: readConfirm, Guess: guessConfirm},
	"revoke_acceptance": {Final: true, Lead: lang.T("容缺材料过了期限仍未补齐，或者补来的仍不符合要求，撤销受理并说明理由。", "The tolerated papers did not come in time, or are still not in order: the acceptance is revoked, with the reason."),
		Fields: stillWrongFields, Read: func(_ Question, f url.Values) (any, error) {
			return &licensing.RevokeAcceptanceInput{StillWrong: f.Get("still_wrong")}, nil
		}, Guess: guessStillWrong},

	// Tasks.
	"take":      {Lead: lang.T("签收后这项任务由您负责，直到办结、转出或退回。", "Once taken the task is yours until you finish it, refer it or send it back."), Key: "Alt+T", Fields: taskFields, Read: readTask, Guess: guessTask},
	"finish":    {Lead: lang.T("写下您这一环节的意见。", "Give the opinion of your part."), Key: "Alt+F", Fields: finishFields, Read: readFinish, Guess: guessFinish},
	"refer":     {Lead: lang.T("转给真正有权办的单位。对方签收之前，仍由您负责跟着。", "Pass it to the unit that is competent. Until it is taken there you remain responsible."), Fields: referFields, Read: readRefer, Guess: guessRefer},
	"send_back": {Lead: lang.T("退回主办单位重新安排，要说明理由。", "Goes back to the responsible unit to be placed anew; say why."), Fields: taskFields, Read: readTask, Guess: guessTask},

	// Review.
	"pause": {Lead: lang.T("只有事项规定的特别程序才能中止计时；要把所需时间书面告诉申请人。", "Only a special procedure of the item pauses the clock; the applicant is told in writing how long."),
		Fields: pauseFields, Read: readPause, Guess: guessPause},
	"resume":            {Lead: lang.T("特别程序结束，两个时限接着走。", "The special procedure is over; both limits go on.")},
	"request_extension": {Lead: lang.T("只能延长一次，由负责人批准；理由申请人看得到。", "There is one extension; the head decides and the applicant reads the reason."), Reason: lang.T("为什么在期限内办不完？", "Why can it not be done in time?")},
	"approve_extension": {Final: true, Lead: lang.T("批准后两个时限延长，并把理由告诉申请人。", "Both limits get longer and the applicant is told the reason.")},
	"reject_extension":  {Lead: lang.T("不批准的，原来的期限不变。", "The limits stay as they are.")},
	"terminate":         {Final: true, Lead: lang.T("申请人死亡、法人终止等依法应当终止的情形。", "For cases the law ends: death of the applicant, end of the legal person and the like.")},

	// On-site checks and public notice.
	"name_inspectors": {Lead: lang.T("由负责人事先审核检查对象和理由，指派两名以上工作人员；申请人也看得到。", "The head weighs object and reason beforehand and names two or more members of staff; the applicant reads both."),
		Reason: lang.T("为什么检查？", "Why is it looked at?"), Fields: inspectorFields, Read: readInspectors, Guess: guessInspectors},
	"record_inspection": {Final: true, Sends: true, Lead: lang.T("由到场的核查人员登记，并写下当事人的陈述。地点由您填写，系统不记录任何人的位置。", "An inspector who was there records it, with what the person says. You write the place; nobody's position is recorded."),
		Fields: inspectionFields, Read: readInspection, Guess: guessInspection},
	"publish_notice": {Lead: lang.T("公示期从发布之日起算，期满才能作决定；这段时间计入办理时限。", "The period runs from publication and must be over before the decision; it counts towards the limits."),
		Reason: lang.T("公示的内容", "What the notice says"), Fields: noticeFields, Read: func(_ Question, f url.Values) (any, error) {
			return &licensing.NoticeInput{Where: f.Get("where")}, nil
		}, Guess: func(Question) any { return &licensing.NoticeInput{Where: licensing.NoticePlaces()[0].ID} }},

	// Hearing.
	"announce_hearing": {Final: true, Lead: lang.T("法律规定应当听证，或者本机关认为需要听证的，向社会公告并举行；办理时限从今天起中止。", "Where the law orders a hearing, or you think one is needed, it is announced to the public and held; the limits stand still from today."), Reason: lang.T("为什么听证？", "Why is a hearing held?")},
	"request_hearing": {Theirs: true, Sends: true, Lead: lang.T("申请人到窗口申请听证的，登记其签名的书面材料。", "The applicant asks for a hearing in person: record the signed paper."),
		Fields: paperFields, Read: readPaper, Guess: guessPaper},
	"cancel_hearing": {Final: true, Lead: lang.T("公告的听证不再举行的，说明理由；办理时限从今天恢复。申请人申请的听证不能这样取消。", "The announced hearing will not be held: say why; the limits go on from today. One that the applicant asked for cannot be called off so.")},
	"withdraw_hearing": {Theirs: true, Final: true, Sends: true, Lead: lang.T("申请人到窗口撤回听证申请的，登记其签名的书面材料；办理时限从撤回之日恢复。", "The applicant withdraws the request in person: record the signed paper; the limits go on from that day."),
		Fields: paperFields, Read: readPaper, Guess: guessPaper},
	"offer_hearing":    {Lead: lang.T("告知后五个工作日内，申请人可以申请听证，不收费。", "Within five working days of being told the applicant may ask for a hearing, free of charge."), Reason: lang.T("拟作什么决定，为什么？", "What is to be decided, and why?")},
	"schedule_hearing": {Lead: lang.T("至少提前七个工作日通知；主持人不能是本案审查人员。", "Notice at least seven working days before; the chair is not the examiner."), Fields: hearingFields, Read: readHearing, Guess: guessHearing},
	"record_hearing":   {Lead: lang.T("决定要依据听证笔录作出。", "The decision follows the record."), Reason: lang.T("听证笔录要点", "The gist of the record")},

	// Decision and after.
	"grant": {Final: true, Lead: lang.T("各环节都同意的，作出准予决定；有证照的同时颁发。", "Every part agreed: grant; the certificate is issued at once."), Key: "Alt+G"},
	"deny": {Final: true, Basis: true, Lead: lang.T("写明哪一项条件不符合、为什么；决定书会告知复议和诉讼的最后日期。", "Name the condition that is not met and why; the decision gives the last days for reconsideration and suit."),
		Fields: denialFields, Read: func(_ Question, f url.Values) (any, error) {
			return &licensing.DenyInput{Condition: f.Get("condition")}, nil
		}, Guess: guessDenial},
	"deliver": {Lead: lang.T("登记结果怎样送到申请人手里。", "Record how the result reached the applicant."), Key: "Alt+D", Fields: deliveryFields,
		Read: func(_ Question, f url.Values) (any, error) { return &licensing.DeliverInput{How: f.Get("how")}, nil }, Guess: func(Question) any { return &licensing.DeliverInput{How: "window"} }},
	"check_undertaking": {Lead: lang.T("承诺是否属实，要有核查的人和经过。", "Does the undertaking hold? Say who checked and how."), Reason: lang.T("怎样核查的，看到了什么？", "How was it checked, and what was seen?"), Fields: checkFields,
		Read: readCheck, Guess: guessCheck},
	"reject_rescission": {Lead: lang.T("认为查得不实、证据不足的，写明理由，退回重新核查；确实仍未达到条件的，应当撤销。", "Where the finding is not shown, say why and have it checked again; where the undertaking indeed still does not hold, the law orders the rescission."), Reason: lang.T("为什么不批准？要再查什么？", "Why not? What is to be checked again?")},
	"amend_certificate": {Final: true, Lead: lang.T("变更后出新版证照，旧版标为已变更。", "A new version is issued; the old one is marked as amended."), Fields: amendFields, Read: readAmend, Guess: func(Question) any { return &licensing.CertificateInput{} }},
	"rescind":           {Final: true, Lead: lang.T("撤销：许可当初就不该给（违法作出或骗取）。", "Rescind: the licence should never have been given.")},
	"revoke":            {Final: true, Lead: lang.T("吊销：对违法行为的处罚，要写明处罚依据。", "Revoke: a penalty for a breach; name its basis.")},
	"deregister":        {Final: true, Lead: lang.T("注销：许可已经失去效力，办理登记手续。", "Deregister: the licence has lost its force; this records it.")},

	// At any time.
	"count_visit": {Lead: lang.T("每多跑一次都要有原因；原因用来改指南、改流程。", "Every further visit has a reason; reasons are what guides and procedures are mended by."), Key: "Alt+V", Fields: visitFields,
		Read: func(_ Question, f url.Values) (any, error) { return &casework.VisitInput{Why: f.Get("why")}, nil }, Guess: func(Question) any { return &casework.VisitInput{Why: casework.VisitReasons[0].Code} }},
	"note": {Lead: lang.T("补充说明写进办理记录，申请人看得到。", "A note goes on the timeline; the applicant reads it."), Reason: lang.T("要说明什么？", "What is to be said?"), Key: "Alt+N"},
}

// place is one wrong place.
func place(path, zh, en string) error { return fault.InvalidInput().At(path, lang.T(zh, en)) }
