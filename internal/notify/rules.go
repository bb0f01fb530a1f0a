package notify

import (
	"maps"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// rules is the whole table: what each kind of event tells whom; one file a procedure.
var rules = together(
	coreRules,
	impasseRules,
	rectificationRules,
	watchRules,
)

func together(tables ...map[string]func(*decision)) map[string]func(*decision) {
	all := map[string]func(*decision){}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}

var coreRules = map[string]func(*decision){
	"received":              received,
	"correction_requested":  correctionRequested,
	"corrections_submitted": toUnit(lang.T("补正材料到了", "Corrections have come"), lang.T("申请人提交了补正材料，请在期限内答复是否受理。", "the applicant handed in the corrections; please answer on acceptance in time.")),
	"tolerated_supplied":    toUnit(lang.T("容缺材料到了", "Tolerated papers have come"), lang.T("申请人补交了容缺材料。", "the applicant handed in tolerated papers.")),
	"accepted":              accepted(lang.T("您的申请已经受理。", "your application has been accepted.")),
	"accepted_tolerantly":   acceptedTolerantly,
	"deemed_accepted":       deemedAccepted,
	"due_soon":              dueSoon,
	"limit_overrun":         late,
	"escalated":             escalated,
	"reminded":              reminded,
	"extension_requested":   toUnit(lang.T("有延期申请待批准", "An extension waits for approval"), lang.T("经办人申请延长办理期限，请负责人批准或不批准。", "the officer asks for more time; the head decides.")),
	"extension_rejected":    extensionRejected,
	"extended":              extended,
	"paused":                paused,
	"resumed":               resumed,
	"hearing_offered":       hearingOffered,
	"hearing_requested":     toUnit(lang.T("申请人申请听证", "A hearing was asked for"), lang.T("申请人申请了听证，请在期限内组织。", "the applicant asked for a hearing; please hold it in time.")),
	"hearing_scheduled":     hearingScheduled,
	"hearing_recorded":      toApplicant(lang.T("听证已举行", "The hearing was held"), lang.T("听证笔录已登记，办理时限恢复计时。", "the record has been entered and time runs again.")),
	"hearing_announced":     ended(lang.T("公告举行听证", "A hearing is announced"), lang.T("依法举行听证，时间地点另行通知，这段时间不计入办理期限。", "by law a hearing is held; day and place follow, and its time is not counted.")),
	"hearing_cancelled":     ended(lang.T("听证取消", "The hearing is called off"), lang.T("公告的听证不再举行，办理时限恢复计时。", "the announced hearing will not be held; time runs again.")),
	"hearing_withdrawn":     toUnit(lang.T("申请人撤回听证申请", "The request for a hearing is withdrawn"), lang.T("申请人撤回了听证申请，办理时限恢复计时。", "the applicant withdrew the request for a hearing; time runs again.")),
	"inspectors_named":      ended(lang.T("将进行现场核查", "Somebody will come and look"), lang.T("已指派两名以上工作人员到现场核查；您的陈述会写进记录。", "two or more members of staff will look at the place; what you say goes into the record.")),
	"inspection_recorded":   inspected,
	"notice_published":      noticePublished,
	"licence_confirmed":     toApplicant(lang.T("原证已核实", "The old licence is confirmed"), lang.T("原证已核实；您按时提出了延续的，到期没有决定就视为准予延续。", "the old licence is confirmed; if you asked in time and nothing is decided by its end, it counts as renewed.")),
	"undertaking_checked":   undertakingChecked,
	"rescission_rejected":   toUnit(lang.T("没有批准撤销", "Rescission not approved"), lang.T("负责人没有批准撤销，请重新核查承诺。", "the head did not approve the rescission; please check the undertaking again.")),
	"visit_counted":         toApplicant(lang.T("到场已登记", "Your visit was counted"), lang.T("您的这次到场已经登记。", "your visit to the hall was counted.")),
	"granted":               granted,
	"deemed_renewed":        deemedRenewed,
	"denied":                refusal(lang.T("不予许可", "Denied"), lang.T("已作出不予许可的决定。", "the application was denied.")),
	"refused":               refusal(lang.T("不予受理", "Not accepted"), lang.T("依法不予受理。", "by law the application is not accepted.")),
	"returned":              ended(lang.T("退件", "Returned"), lang.T("申请已退回，未经审查。", "the application was returned unexamined.")),
	"terminated":            ended(lang.T("终止办理", "Terminated"), lang.T("办理已依法终止。", "the handling has lawfully ended.")),
	"acceptance_revoked":    ended(lang.T("撤销受理", "Acceptance revoked"), lang.T("容缺材料没有按期补齐，受理已撤销。您可以重新申请。", "the tolerated papers did not come in time and the acceptance was revoked. You may apply again.")),
	"deemed_withdrawn":      ended(lang.T("视为撤回", "Counts as withdrawn"), lang.T("补正期限已过，申请视为撤回。您可以随时重新申请。", "the time for corrections has passed and the application counts as withdrawn. You may apply again at any time.")),
	"reopening_requested":   toUnit(lang.T("有补录的补正材料待决定", "Corrections that came in time wait"), lang.T("窗口补录了按期交来的补正材料，请负责人决定是否恢复办理。", "a window entered corrections that came in time; the head decides whether the case goes on.")),
	"reopened":              ended(lang.T("恢复办理", "Reopened"), lang.T("您的补正材料是按期交来的，申请不算撤回，继续办理。", "your corrections came in time: the application does not count as withdrawn and goes on.")),
	"reopening_rejected":    ended(lang.T("不恢复办理", "Not reopened"), lang.T("补录的材料不能证明是按期交来的，申请仍视为撤回。您可以随时重新申请。", "it could not be shown that the papers came in time; the application still counts as withdrawn. You may apply again at any time.")),
	"withdrawn":             toUnit(lang.T("申请人撤回申请", "Withdrawn by the applicant"), lang.T("申请人撤回了申请，不用再办理。", "the applicant withdrew; nothing more is to be done.")),
}

// rectificationRules are what a poor rating leads to.
var rectificationRules = map[string]func(*decision){
	"rectification_opened":    toUnit(lang.T("收到差评，请回访", "A poor rating: please call back"), lang.T("请由没有经手过的人在一个工作日内回访。", "somebody who had no part calls back within one working day.")),
	"poor_rating_confirmed":   toApplicant(lang.T("您的差评已核实", "Your poor rating was confirmed"), lang.T("十五天内整改并答复您。", "within fifteen days it is put right and you are told.")),
	"poor_rating_unconfirmed": ended(lang.T("回访已登记", "The call was recorded"), lang.T("回访记录在办件页上；与您说的不符，请追加评价。", "the call stands on the case's page; if it is not what you said, please rate again.")),
	"call_given_up":           ended(lang.T("没有联系上您", "We did not reach you"), lang.T("多次联系不上，回访已结束；您还可以追加评价。", "several tries did not reach you; you may still rate again.")),
	"rating_put_right":        ended(lang.T("已整改，答复您", "It was put right"), lang.T("整改情况在办件页上；您可以追加评价一次。", "what was done stands on the case's page; you may rate once more.")),
	"rating_appeal_rejected":  toUnit(lang.T("申诉不成立", "Appeal rejected"), lang.T("请按原期限整改并答复本人。", "please put it right within the time as it stands.")),
	"rating_appeal_upheld":    ended(lang.T("单位的申诉成立", "The unit's appeal was upheld"), lang.T("您的评价不会删除，仍然计数；裁定理由在办件页上。", "your rating is not removed and still counts; the reasons stand on the case's page.")),
	"follow_up_reopened":      toUnit(lang.T("追评仍为差评，请重新整改", "Poor again: please put it right"), lang.T("本人追评仍不满意，十五天内重新整改并答复。", "the person is still not satisfied; put it right and tell the person within fifteen days.")),
}

func toUnit(title, text lang.Text) func(*decision) {
	return func(d *decision) { d.say(d.unit(), title, text) }
}

func toApplicant(title, text lang.Text) func(*decision) {
	return func(d *decision) { d.say(d.applicant(), title, text) }
}

// ended tells the applicant of an act that needs its reasons.
func ended(title, text lang.Text) func(*decision) {
	return func(d *decision) {
		d.say(d.applicant(), title, text, append(d.reason(), d.basis()...)...)
	}
}

func received(d *decision) {
	d.say(d.applicant(), lang.T("已收件", "Received"), join(lang.T("您的申请已收到。", "your application has been received."),
		d.due("notice", "最迟告知您是否受理的日期：", "You will be told whether it is accepted by "), lang.T("到期没有告知的，视为受理。", "If you are not, it counts as accepted.")))
	d.say(d.unit(), lang.T("新收件", "New application"), join(lang.T("收到新的申请。", "a new application has come."),
		d.due("notice", "答复是否受理的最后一天：", "Answer on acceptance by ")))
}

func correctionRequested(d *decision) {
	list, err := casework.Data[struct {
		Items []struct{ Material, Fault string }
	}](d.Event)
	if err != nil {
		return
	}
	var details []lang.Text
	for _, line := range list.Items {
		name, words := d.material(line.Material), d.Event.Private.Notes[line.Material]
		details = append(details, lang.T(name.ZH+":"+words, name.EN+": "+words))
	}
	d.say(d.applicant(), lang.T("请补正材料", "Please correct your papers"), join(
		lang.Format("有 %d 项需要补正，清单只出这一次。", "%d point(s) need correction; there is only this one list.", len(list.Items)),
		d.due("correction", "请在这一天以前补交：", "Please hand them in by "),
		lang.T("逾期没有补正的，申请视为撤回。", "Otherwise the application counts as withdrawn.")), append(details, d.basis()...)...)
}

// limits are the last days that begin with acceptance.
func (d *decision) limits() lang.Text {
	return join(d.due("promised", "承诺办结日期：", "Promised by "), d.due("statutory", "法定最后期限：", "The law's last day is "))
}

func accepted(text lang.Text) func(*decision) {
	return func(d *decision) { d.say(d.applicant(), lang.T("已受理", "Accepted"), join(text, d.limits())) }
}

func acceptedTolerantly(d *decision) {
	facts, err := casework.Data[struct{ Tolerated []string }](d.Event)
	if err != nil {
		return
	}
	var zh, en []string
	for _, id := range facts.Tolerated {
		m := d.material(id)
		zh, en = append(zh, m.ZH), append(en, m.EN)
	}
	d.say(d.applicant(), lang.T("已容缺受理", "Accepted with papers to follow"), join(lang.T("您的申请已经容缺受理。", "your application has been accepted although papers are missing."),
		d.limits(), lang.T("还要补交："+strings.Join(zh, "、")+"。", "Still to come: "+strings.Join(en, ", ")+"."),
		d.due("tolerant", "补交的最后一天：", "The last day for them is ")))
}

func deemedAccepted(d *decision) {
	d.say(d.applicant(), lang.T("视为受理", "Counts as accepted"), join(
		lang.T("办理单位没有在五个工作日内答复，您的申请依法从收件那天起视为受理。", "the office did not answer within five working days; by law your application counts as accepted from the day of receipt."), d.limits()), d.basis()...)
	d.say(d.unit(), lang.T("逾期未答复，已视为受理", "No answer in time: counts as accepted"), join(
		lang.T("没有按期答复是否受理，办件已视为受理，期限从收件那天起算。", "acceptance was not answered in time; the case counts as accepted and its limits run from the day of receipt."), d.limits()))
}

func dueSoon(d *decision) {
	name := d.Event.Facts.Code
	k, ok := d.clock(name)
	if !ok {
		return
	}
	title, last := d.title(name), day(k)
	text := lang.T("“"+title.ZH+"”就要到期，最后一天是"+last.ZH+"。", "“"+title.EN+"” ends soon; the last day is "+last.EN+".")
	to := d.whoHandles()
	if k.Theirs {
		to = d.applicant()
	}
	d.say(to, lang.T("临期提醒", "A limit ends soon"), text)
}

func late(d *decision) {
	name := d.Event.Facts.Code
	k, ok := d.clock(name)
	if !ok {
		return
	}
	title := d.title(name)
	if k.Theirs {
		d.say(d.applicant(), lang.T("期限已过", "A limit has passed"), lang.T("“"+title.ZH+"”已过，请尽快补交。", "“"+title.EN+"” has passed; please hand in what is missing soon."))
		d.say(d.unit(), lang.T("申请人逾期", "The applicant is late"), lang.T("申请人没有在“"+title.ZH+"”内补齐。", "the applicant did not keep “"+title.EN+"”."))
		return
	}
	d.say(d.applicant(), lang.T("我们超期了", "We are late"), lang.T("“"+title.ZH+"”已过而没有办结，责任在我们。办件会继续办理，您可以投诉。", "“"+title.EN+"” has passed without an answer. This is our fault; the case goes on, and you may complain."))
	text := lang.T("“"+title.ZH+"”已超期，请立即办理并说明原因。", "“"+title.EN+"” has passed; act now and state the reason.")
	d.say(d.whoHandles(), lang.T("已超期", "Overdue"), text)
	d.say(d.unit(), lang.T("已超期", "Overdue"), text)
}

// escalated tells the units that have a late case in hand how high it has been told of.
func escalated(d *decision) {
	x, err := casework.Data[casework.Escalation](d.Event)
	if err != nil {
		return
	}
	title := d.title(x.Clock)
	if len(x.Units) == 0 {
		x.Units = []string{d.Case.Unit}
	}
	for _, u := range x.Units {
		text := lang.T("“"+title.ZH+"”已超期，已报单位负责人，请督促办理。", "“"+title.EN+"” has passed; the head of the unit is told: please see to it.")
		if x.Level > 1 {
			text = lang.T("“"+title.ZH+"”超期后仍没有办，已报上一级。", "“"+title.EN+"” has passed and nothing has come; a higher level is told.")
		}
		d.say(Recipient{Unit, u}, lang.T("超期上报", "Escalated"), text)
	}
}

// reminded tells whoever has the case in hand what the centre reminds of.
func reminded(d *decision) {
	text := lang.T("投诉中心催办，请抓紧办理。", "the centre reminds you: please go on with it.")
	for _, t := range d.Case.OpenTasks() {
		d.say(Recipient{Unit, t.Unit}, lang.T("催办", "Reminder"), text, d.reason()...)
	}
	d.say(d.unit(), lang.T("催办", "Reminder"), text, d.reason()...)
}

func extensionRejected(d *decision) {
	d.say(d.whoHandles(), lang.T("延期未获批准", "Extension rejected"), lang.T("延长期限的申请没有获得批准，请在原期限内办结。", "the extension was not approved; please decide within the limit as it stands."), d.reason()...)
}

func extended(d *decision) {
	details := append(d.reason(), d.basis()...)
	d.say(d.applicant(), lang.T("办理期限延长", "More time is needed"), join(lang.T("经负责人批准，办理期限延长一次。", "with the head's approval the limits are extended once."), d.limits()), details...)
	d.say(d.whoHandles(), lang.T("延期已批准", "Extension approved"), join(lang.T("延长期限已获批准。", "the extension was approved."), d.limits()))
}

func paused(d *decision) {
	p, err := casework.Data[struct {
		Kind string
		Days int
	}](d.Event)
	if err != nil {
		return
	}
	cause := limit.CauseName(p.Kind)
	d.say(d.applicant(), lang.T("依法中止计时", "Time has lawfully stopped"), join(
		lang.T("需要进行"+cause.ZH+"，这段时间依法不计入办理期限。", "a special procedure is needed ("+cause.EN+"); by law its time is not counted."),
		lang.Format("预计需要 %d 个工作日。", "It is expected to take %d working day(s).", p.Days), d.due("special", "预计到：", "That is until ")), append(d.reason(), d.basis()...)...)
}

func resumed(d *decision) {
	d.say(d.applicant(), lang.T("恢复计时", "Time runs again"), join(lang.T("特别程序已结束，办理期限继续计算。", "the special procedure is over and the limits run again."), d.limits()))
}

func hearingOffered(d *decision) {
	d.say(d.applicant(), lang.T("您有权要求听证", "You may ask for a hearing"), join(lang.T("在作出决定以前，您可以要求举行听证。", "before the decision you may ask for a hearing."),
		d.due("hearing_request", "提出要求的最后一天：", "Ask for it by ")), append(d.reason(), d.basis()...)...)
}

func hearingScheduled(d *decision) {
	h, err := casework.Data[struct{ Day calendar.Day }](d.Event)
	if err != nil {
		return
	}
	when := dayText(h.Day)
	details := []lang.Text{}
	if place := d.Event.Private.Notes["place"]; place != "" {
		details = append(details, lang.T("地点："+place, "Place: "+place))
	}
	d.say(d.applicant(), lang.T("听证日期已定", "The hearing is set"), lang.T("听证定于"+when.ZH+"举行。", "the hearing is on "+when.EN+"."), append(details, d.basis()...)...)
}

func inspected(d *decision) {
	text := lang.T("现场核查合格。", "the place was found in order.")
	if d.Event.Facts.Code == "not_in_order" {
		text = lang.T("现场核查发现问题，详见办理进度。", "the place was not found in order; see the timeline.")
	}
	var details []lang.Text
	if found := d.Event.Private.Notes["finding"]; found != "" {
		details = append(details, lang.T("核查情况："+found, "What was found: "+found))
	}
	d.say(d.applicant(), lang.T("现场核查已登记", "The check was recorded"), text, details...)
}

func noticePublished(d *decision) {
	d.say(d.applicant(), lang.T("已经公示", "Published"), join(lang.T("您的申请正在公示，听取他人意见。", "your application stands in a public notice, so that others can object."),
		d.due("public_notice", "公示期到：", "The notice ends with ")), d.reason()...)
}

// undertakingChecked tells what the check of an undertaking found and until when it is to be put right.
func undertakingChecked(d *decision) {
	check, err := casework.Data[struct {
		Outcome  string
		Until    calendar.Day
		Proposed bool
	}](d.Event)
	switch {
	case err != nil:
		return
	case check.Proposed:
		text := lang.T("整改期满仍未达到承诺的条件，已报负责人决定是否撤销许可。", "the time for putting right is over and the undertaking still does not hold; the head decides whether to rescind.")
		d.say(d.applicant(), lang.T("整改后仍不符合", "Still not in order"), text, d.reason()...)
		d.say(d.unit(), lang.T("待决定是否撤销许可", "To be decided: rescind"), text)
	case check.Outcome == "not_met" && check.Until != 0:
		last := dayText(check.Until)
		d.say(d.applicant(), lang.T("请限期整改", "Please put it right"), lang.T("核查发现与承诺不符，请在"+last.ZH+"以前整改。", "the undertaking was found not to hold; please put it right by "+last.EN+"."), d.reason()...)
	default:
		d.say(d.applicant(), lang.T("承诺核查完成", "The undertaking was checked"), lang.T("承诺核查已完成，符合条件。", "the undertaking was checked and holds."))
	}
}

func granted(d *decision) {
	d.say(d.applicant(), lang.T("准予", "Granted"), join(lang.T("已作出准予的决定。", "your application was granted."), d.due("delivery", "最迟送达日期：", "It reaches you by ")))
}

func deemedRenewed(d *decision) {
	d.say(d.applicant(), lang.T("视为准予延续", "Counts as renewed"), lang.T("原证到期前没有作出决定，依法视为准予延续。", "no decision was taken before the old licence ended; by law it counts as renewed."), d.basis()...)
	d.say(d.unit(), lang.T("逾期未决定，已视为准予延续", "No decision in time: counts as renewed"), lang.T("原证到期前没有作出决定，已依法视为准予延续。", "no decision was taken in time; the licence counts as renewed."))
}

// refusal tells of a decision against the applicant, with reasons and remedies.
func refusal(title, text lang.Text) func(*decision) {
	return func(d *decision) {
		dec, err := casework.Data[struct {
			Competent      string
			ReconsiderLast calendar.Day `json:"reconsider_last"`
			SueLast        calendar.Day `json:"sue_last"`
		}](d.Event)
		if err != nil {
			return
		}
		details := append(d.reason(), d.basis()...)
		if dec.Competent != "" {
			details = append(details, lang.T("请向有权办理的机关申请："+dec.Competent, "Please apply to the competent body: "+dec.Competent))
		}
		if dec.ReconsiderLast != 0 && dec.SueLast != 0 {
			last, sue := dayText(dec.ReconsiderLast), dayText(dec.SueLast)
			details = append(details, lang.T("不服的，可以在"+last.ZH+"以前申请行政复议，或在"+sue.ZH+"以前提起行政诉讼。", "If you disagree you may ask for reconsideration by "+last.EN+" or sue by "+sue.EN+"."))
		}
		d.say(d.applicant(), title, text, details...)
	}
}

// deliveryWays are the words for how a result reached the person.
var deliveryWays = map[string]lang.Text{
	"electronic": lang.T("结果已通过电子证照送达，可以在“我的证照”里查看。", "the result was delivered electronically; you find it under “my certificates”."),
	"window":     lang.T("结果已在窗口送达。", "the result was handed over at the window."),
	"post":       lang.T("结果已邮寄送达。", "the result was delivered by post."),
}

func delivered(d *decision) {
	text, ok := deliveryWays[d.Event.Facts.Code]
	if !ok {
		text = lang.T("结果已送达。", "the result was delivered.")
	}
	d.say(d.applicant(), lang.T("已送达", "Delivered"), text)
}

// taskMoved tells each unit that holds a task which the event moved.
func taskMoved(title, text lang.Text) func(*decision) {
	return func(d *decision) {
		for _, t := range d.Event.Facts.Tasks {
			if t.State.Open() {
				d.say(Recipient{Unit, t.Unit}, title, text)
			}
		}
	}
}

// rederived tells those concerned when a new calendar moved a last day.
func rederived(d *decision) {
	var details []lang.Text
	for _, k := range d.Event.Facts.Clocks {
		old, ok := d.before(k.Name)
		if !ok || old.Due.Day == k.Due.Day {
			continue
		}
		title, from, to := d.title(k.Name), day(old), day(k)
		details = append(details, lang.T(title.ZH+"：由"+from.ZH+"改为"+to.ZH, title.EN+": "+from.EN+" → "+to.EN))
	}
	if len(details) == 0 {
		return
	}
	title := lang.T("放假安排有变，日期调整", "Holidays were announced and dates have moved")
	text := lang.T("国务院放假安排公布或调整后，期限重新计算。", "after a notice on public holidays the limits were counted anew.")
	d.say(d.applicant(), title, text, details...)
	d.say(d.whoHandles(), title, text, details...)
}
