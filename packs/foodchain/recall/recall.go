// Package recall takes food off the shelves: from a failed sample, a lot, a plot, an input or a
// complaint to everything that has any of it, in one act.
//
//	open_recall ─▶ recall_running ──send_recall_orders──▶ one order a holder (a case each)
//	                 │  ▲ begin_recall  the producer stopped and reports its plan (24, 48 or 72 hours)
//	                 │  ▲ confirm_scope events came late: the difference is shown, an officer confirms it
//	                 │  ▲ publish_recall, grade_recall
//	                 ├─close_recall─▶ recall_closed   the count adds up, or it is explained
//	                 ├─lift_recall──▶ recall_lifted   the cause did not hold; warnings end
//	                 └─withdraw_recall▶ recall_withdrawn   it was opened by mistake; warnings end
//
//	send_recall_order ─▶ order_issued ─stop_sale─▶ order_stopped ─count_goods*─finish_recall_order─▶ order_answered ─accept_recall_count─▶ order_closed
//	                                             ▲───────────────return_recall_count──────────────┘   (lift_recall_order: order_lifted)
//
// What is recalled is found by the walk forward of package trace and frozen with a hash over the
// keys. Warnings follow the events as they stand: what was packed wrongly and declared so is no
// longer warned of at once, while orders and the frozen list change when an officer confirms it. A
// scan is warned of from the instant of opening; closing a recall does not end the warning, because
// what nobody brought back is as bad as before.
//
// A drill is the same walk and the same orders with a stop-watch. It is marked wherever it is
// shown, has no clocks of the law, warns nobody who scans, and is counted apart.
//
// It rests on the Food Safety Law, article 63 (who must stop, recall, tell, report and destroy).
// Grades, the hours to begin and the days to end follow the national Measures on Food Recall as a
// newspaper reported them; their text was not read and they are marked so. Who was found at fault is no
// matter of this package.
package recall

import (
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/limit"
)

// Names of the procedures, and what numbers begin with.
const (
	Name             = "food_recall"
	OrderName        = "food_recall_order"
	Series           = "FR"
	OrderSeries      = "FRO"
	DrillSeries      = "DRILL"
	DrillOrderSeries = "DRILLO"
)

// States of a recall and of an order.
const (
	Running casework.State = "recall_running"
	Closed  casework.State = "recall_closed"
	Lifted  casework.State = "recall_lifted"
	// Withdrawn is a recall that was opened by mistake.
	Withdrawn casework.State = "recall_withdrawn"
	Issued    casework.State = "order_issued"
	Stopped   casework.State = "order_stopped"
	Answered  casework.State = "order_answered"
	Done      casework.State = "order_closed"
	Freed     casework.State = "order_lifted"
)

// Grade is how dangerous it is, 1 the most.
type Grade int

// Grades with their limits: hours by the clock to begin the recall after the risk is known, and
// working days to end it.
var Grades = []struct {
	Grade       Grade
	Title, Says lang.Text
	Begin       limit.Limit
	End         limit.Limit
}{
	{1, lang.T("一级召回", "Grade 1"), lang.T("吃了已经或者可能严重损害健康甚至致死", "it has caused or may cause grave harm or death"), hours(24), workdays(10)},
	{2, lang.T("二级召回", "Grade 2"), lang.T("吃了已经或者可能造成一般健康损害", "it has caused or may cause harm to health"), hours(48), workdays(20)},
	{3, lang.T("三级召回", "Grade 3"), lang.T("标签、标识有虚假标注", "labels or marks are false"), hours(72), workdays(30)},
}

func hours(n int) limit.Limit    { return limit.Limit{N: n, Unit: limit.ClockHour} }
func workdays(n int) limit.Limit { return limit.Limit{N: n, Unit: limit.Workday} }

// known says that there is such a grade.
func (g Grade) known() bool { return g >= 1 && int(g) <= len(Grades) }

// Title is the grade in words.
func (g Grade) Title() lang.Text {
	if !g.known() {
		return lang.Text{}
	}
	return Grades[g-1].Title
}

// StopHours is within how many hours by the clock a holder answers that sale has stopped: a rule of
// the house, the law says at once.
const StopHours = 24

// Causes are what a recall may begin from.
func Causes() []catalog.Option {
	return []catalog.Option{
		{ID: FailedSample, Text: lang.T("抽检不合格", "a sample failed")},
		{ID: ByLot, Text: lang.T("批次有问题", "a lot is bad")},
		{ID: ByPlot, Text: lang.T("地块有问题", "a plot is bad")},
		{ID: ByInput, Text: lang.T("投入品、原料有问题", "an input or ingredient is bad")},
		{ID: ByComplaint, Text: lang.T("投诉举报", "a complaint")},
	}
}

// Kinds of causes.
const (
	FailedSample = "failed_sample"
	ByLot        = "lot"
	ByPlot       = "plot"
	ByInput      = "input"
	ByComplaint  = "complaint"
)

// Mistakes are why a recall is withdrawn.
func Mistakes() []catalog.Option {
	return []catalog.Option{
		{ID: "wrong_goods", Text: lang.T("货、批次或者地块填错了", "goods, lot or plot were wrong")},
		{ID: SampleCorrected, Text: lang.T("抽检结果更正成合格了", "the sample's result was corrected to passed")},
		{ID: "opened_twice", Text: lang.T("同一件事提了两次", "it was opened twice")},
		{ID: "meant_a_drill", Text: lang.T("本来是演练", "a drill was meant")},
	}
}

// SampleCorrected is the mistake of a recall that began from a result that was wrong.
const SampleCorrected = "sample_corrected"

// MistakeText is a mistake in words.
func MistakeText(id string) lang.Text {
	for _, o := range Mistakes() {
		if o.ID == id {
			return o.Text
		}
	}
	return lang.T(id, id)
}

// Fates of recalled goods at a holder.
func Fates() []catalog.Option {
	return []catalog.Option{
		{ID: Removed, Text: lang.T("下架封存", "taken off the shelf and kept apart")},
		{ID: Destroyed, Text: lang.T("销毁（无害化处理）", "destroyed")},
		{ID: Returned, Text: lang.T("退回上家", "returned to the supplier")},
		{ID: Sold, Text: lang.T("召回以前已经卖出、用掉", "sold or used before the recall")},
	}
}

// What can be counted of goods.
const (
	Removed   = "removed"
	Destroyed = "destroyed"
	Returned  = "returned"
	Sold      = "sold"
)

const (
	readText  = "full text in an open collection of Chinese laws"
	readAbout = "text not read; a newspaper report of 2015-03-16 on the adoption of the Measures gives the three grades, their hours and their working days"
)

var foodSafetyLaw = lang.T("食品安全法", "Food Safety Law")

// Law is what the procedures rest on.
var Law = []law.Basis{
	{ID: "spa-63.1", Law: foodSafetyLaw, Version: "2021", Article: "63(1)", Says: lang.T("生产者发现食品不符合食品安全标准或者有证据证明可能危害人体健康的，应当立即停止生产，召回已经上市的食品，通知相关生产经营者和消费者，并记录召回和通知情况", "a producer whose food breaks a standard or is shown to be possibly harmful stops at once, recalls what was put on the market, tells traders and consumers, and keeps a record"), Verified: true, Source: readText},
	{ID: "spa-63.2", Law: foodSafetyLaw, Version: "2021", Article: "63(2)", Says: lang.T("经营者发现有上述情形的，应当立即停止经营，通知相关生产经营者和消费者，并记录；由经营者原因造成的，经营者应当召回", "a trader stops selling at once, tells others and keeps a record; where the trader caused it, the trader recalls"), Verified: true, Source: readText},
	{ID: "spa-63.3", Law: foodSafetyLaw, Version: "2021", Article: "63(3)", Says: lang.T("对召回的食品采取无害化处理、销毁等措施，防止再次流入市场；因标签不符合标准而召回的，补救后可以继续销售并明示", "what was recalled is made harmless or destroyed so that it does not come back to the market; food with a wrong label alone may be sold once mended and said so"), Verified: true, Source: readText},
	{ID: "spa-63.4", Law: foodSafetyLaw, Version: "2021", Article: "63(4)", Says: lang.T("召回和处理情况报告县级食品安全监管部门；需要无害化处理、销毁的，提前报告时间、地点；监管部门可以现场监督", "recall and disposal are reported to the county's food safety regulator, destruction beforehand with time and place; the regulator may watch"), Verified: true, Source: readText},
	{ID: "spa-63.5", Law: foodSafetyLaw, Version: "2021", Article: "63(5)", Says: lang.T("未依照规定召回或者停止经营的，县级以上食品安全监管部门可以责令召回或者停止经营", "where nobody recalls or stops selling, a food safety regulator from county level up may order it"), Verified: true, Source: readText},
	{ID: "spzh-2015", Law: lang.T("食品召回管理办法", "Measures on Food Recall"), Version: "2015", Article: "-", Says: lang.T("一级、二级、三级召回分别在知悉后24、48、72小时内启动，10、20、30个工作日内完成", "grades 1, 2 and 3 begin within 24, 48 and 72 hours of knowing and end within 10, 20 and 30 working days"), Verified: false, Source: readAbout},
}

func state(s casework.State, zh, en, saysZH, saysEN string, final bool) casework.StateInfo {
	return casework.StateInfo{State: s, Title: lang.T(zh, en), Says: lang.T(saysZH, saysEN), Final: final}
}

// clocks of a recall; a drill has none of them.
func recallClocks() []casework.ClockRule {
	byGrade := func(pick func(Grade) limit.Limit) func(*casework.Decision) (limit.Limit, bool) {
		return func(d *casework.Decision) (limit.Limit, bool) {
			f := FileOf(d.Case)
			g, drill := f.Grade, f.Drill
			if d.Trans.Verb == "open_recall" {
				in := casework.Input[OpenInput](d)
				g, drill = in.Grade, in.Drill
			}
			if drill || !g.known() {
				return limit.Limit{}, false
			}
			return pick(g), true
		}
	}
	return []casework.ClockRule{
		{Name: "recall_begin", Title: lang.T("启动召回", "Begin the recall"), Basis: "spzh-2015", Rule: "24, 48 or 72 hours by the clock after the risk is known, by grade; not verified", NeverPauses: true, Applicants: true,
			Limit: byGrade(func(g Grade) limit.Limit { return Grades[g-1].Begin })},
		{Name: "recall_end", Title: lang.T("完成召回", "End the recall"), Basis: "spzh-2015", Rule: "10, 20 or 30 working days, by grade; not verified", NeverPauses: true,
			Limit: byGrade(func(g Grade) limit.Limit { return Grades[g-1].End })},
	}
}

func orderClocks() []casework.ClockRule {
	return []casework.ClockRule{
		{Name: "stop_sale", Title: lang.T("停止销售并答复", "Stop sale and answer"), Rule: "24 hours by the clock; rule of the house", NeverPauses: true, Applicants: true,
			Limit: func(*casework.Decision) (limit.Limit, bool) { return hours(StopHours), true }},
		{Name: "finish_order", Title: lang.T("清点、处置完毕", "Count and dispose"), Basis: "spzh-2015", Rule: "10, 20 or 30 working days, by the recall's grade; not verified", NeverPauses: true, Applicants: true,
			Limit: func(d *casework.Decision) (limit.Limit, bool) {
				in := casework.Input[OrderInput](d)
				if in.Drill || !in.Grade.known() {
					return limit.Limit{}, false
				}
				return Grades[in.Grade-1].End, true
			}},
	}
}
