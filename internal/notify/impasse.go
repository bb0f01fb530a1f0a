package notify

import (
	"banjie/internal/casework"
	"banjie/internal/lang"
)

// impasseRules are what events of reports of what could not be done, and of class fixes, tell whom.
var impasseRules = map[string]func(*decision){
	"impasse_ordered":         ordered,
	"units_convened":          ordered,
	"order_extended":          ended(lang.T("延到说好的日子", "Extended to the day that was named"), lang.T("承办单位把期限延到了跟您说好的那一天，只能延一次。", "the unit has until the day it named to you; there is no second time.")),
	"impasse_solved":          answeredDone,
	"impasse_done":            answeredDone,
	"impasse_answer_proposed": toUnit(lang.T("“办不了”等审批", "A no awaits approval"), lang.T("有一件“办不了”的报备，请政务服务中心负责人审批；批准以前不答复本人。", "a no was reported; the head of the centre decides, and the person is not told before.")),
	"impasse_answer_approved": ended(lang.T("已答复", "Answered"), lang.T("已经答复，请看办件页面上的依据和您还能走的路，七天内说说您的意见。", "you are answered; see the article and what you can do on the page of the case, and say within seven days what you think.")),
	"impasse_answer_rejected": ordered,
	"impasse_contested":       ordered,
	"class_fix_linked":        toApplicant(lang.T("要改办事指南", "The guide is to be mended"), lang.T("好几个人卡在同一个地方，正在改办事指南，改好了告诉您。", "several people got stuck in one place; the guide is being mended and you will be told.")),
	"class_fix_told":          ended(lang.T("办事指南的整改有了结果", "Outcome of mending the guide"), lang.T("您反映的问题，办事指南的整改有了结果，改了哪里请看办件页面。", "the mending of the guide you reported about is over; the page of the case shows what changed.")),
}

// ordered tells the units that have an open part.
func ordered(d *decision) {
	for _, t := range d.Event.Facts.Tasks {
		if t.State.Open() {
			d.say(Recipient{Unit, t.Unit}, lang.T("“办不成事”转办工单", "An order: what could not be done"), lang.T("有人没办成，请在期限内办，或者说明为什么。", "somebody could not get it done; please do it in time or say why not."))
		}
	}
}

// answeredDone asks the person once the last unit has answered.
func answeredDone(d *decision) {
	if d.Event.Facts.To != casework.State("impasse_ordered") {
		d.say(d.applicant(), lang.T("办成了吗？", "Is it done?"), lang.T("承办单位说办成了。办没办成您说了算，七天内请到办件页面表态。", "the unit says it is done. You decide; please say so on the page of the case within seven days."), d.reason()...)
	}
}
