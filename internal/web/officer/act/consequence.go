package act

import (
	"banjie/internal/supervise/order"
	"slices"

	"banjie/internal/accountability"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/impasse"
	"banjie/internal/inspection"
	"banjie/internal/integrity/watch"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/rectification"
	"banjie/internal/web/ui"
)

// consequences says what an act does, by comparing the case before and after it.
func (q Question) consequences(p ui.Page, after *casework.Case) []ui.SummaryRow {
	rows := []ui.SummaryRow{{Key: lang.T("办件状态", "State of the case"), Value: q.stateChange(after.State)}}
	for _, k := range after.Clocks {
		before, had := q.Case.Clock(k.Name)
		if words := clockChange(p, before, had, k); !words.IsZero() {
			rows = append(rows, ui.SummaryRow{Key: q.clockTitle(k.Name), Value: words})
		}
	}
	for _, t := range after.Tasks {
		before, had := q.Case.Task(t.Step, t.ID)
		if words := q.taskChange(before, had, t); !words.IsZero() {
			rows = append(rows, ui.SummaryRow{Key: q.taskTitle(t), Value: words})
		}
	}
	if r, ok := issued(p, q, after); ok {
		rows = append(rows, r)
	}
	return append(rows, q.told())
}

// outlook says what an act does as the table has it, where too little is known to compute days.
func (q Question) outlook() []ui.SummaryRow {
	to := q.Trans.To
	if to == "" {
		to = q.Case.State
	}
	rows := []ui.SummaryRow{{Key: lang.T("办件状态", "State of the case"), Value: q.stateChange(to)}}
	for _, fx := range q.Trans.Clocks {
		for _, name := range fx.Clocks {
			k, have := q.Case.Clock(name)
			if fx.Op != casework.BeginClock && (!have || !k.State.Open()) {
				continue
			}
			rows = append(rows, ui.SummaryRow{Key: q.clockTitle(name), Value: opWords[fx.Op]})
		}
	}
	return append(rows, q.told())
}

var opWords = map[casework.ClockOp]lang.Text{
	casework.BeginClock:  lang.T("开始计时，填好后算出到期日", "Begins; its due day is computed once the form is filled in"),
	casework.StopClock:   lang.T("停止计时", "Ends"),
	casework.PauseClock:  lang.T("中止计时", "Is paused"),
	casework.ResumeClock: lang.T("恢复计时，重新算出到期日", "Goes on with a new due day"),
	casework.ExtendClock: lang.T("延长", "Is extended"),
	casework.CancelClock: lang.T("不再计时", "No longer counts"),
}

func (q Question) stateChange(to casework.State) lang.Text {
	from, then := q.Proc.Info(q.Case.State).Title, q.Proc.Info(to).Title
	if to == q.Case.State {
		return lang.T("不变，仍是“"+from.ZH+"”", "Unchanged: "+from.EN)
	}
	return lang.T("“"+from.ZH+"” → “"+then.ZH+"”", from.EN+" → "+then.EN)
}

func (q Question) clockTitle(name string) lang.Text {
	if r, ok := q.Proc.Rule(name); ok {
		return r.Title
	}
	return ui.Data(name)
}

// clockChange is what becomes of a clock; zero where nothing does.
func clockChange(p ui.Page, before limit.Clock, had bool, k limit.Clock) lang.Text {
	span := ui.SpanText(k.Limit.N, k.Limit.Unit)
	until := func(zh, en string) lang.Text {
		return lang.T(zh+"，到 "+dayZH(p, k)+" 为止", en+", due "+dayEN(p, k))
	}
	switch {
	case !had || !before.State.Open() && k.State.Open():
		return until("开始计时，共"+span.ZH, "Begins: "+span.EN)
	case before.State == k.State && before.Due == k.Due && before.Limit == k.Limit:
		return lang.Text{}
	case k.State == limit.Met:
		return lang.T("停止计时，按期", "Ends in time")
	case k.State == limit.Missed:
		return lang.T("停止计时，已经超期", "Ends late")
	case k.State == limit.Void:
		return lang.T("不再计时", "No longer counts")
	case k.State == limit.Paused && before.State != limit.Paused:
		return lang.T("中止计时，恢复后再定到期日", "Is paused; the due day is set when it goes on")
	case before.State == limit.Paused && k.State == limit.Running:
		return until("恢复计时", "Goes on")
	case before.Limit != k.Limit:
		return until("延长为"+span.ZH, "Extended to "+span.EN)
	case before.Due.Day != k.Due.Day:
		return until("重新计算", "Counted again")
	}
	return lang.Text{}
}

func dayZH(p ui.Page, k limit.Clock) string { p.Lang = lang.ZH; return p.Day(k.Due.Day) }
func dayEN(p ui.Page, k limit.Clock) string { p.Lang = lang.EN; return p.Day(k.Due.Day) }

func (q Question) taskChange(before casework.Task, had bool, t casework.Task) lang.Text {
	unit := q.unit(t.Unit)
	switch {
	case !had:
		return lang.T("交给"+unit.ZH+"，等待签收", "Goes to "+unit.EN+" and waits to be taken")
	case before == t:
		return lang.Text{}
	case before.Unit != t.Unit:
		return lang.T("转到"+unit.ZH, "Goes to "+unit.EN)
	case t.State == casework.Taken:
		return lang.T("由您签收", "Is taken by you")
	case t.State == casework.SentBack:
		return lang.T("退回"+unit.ZH+"重新安排", "Goes back to "+unit.EN+" to be placed anew")
	case t.Outcome == "disagree":
		return lang.T("办结，意见：不同意", "Finished: disagree")
	case t.Outcome == "agree":
		return lang.T("办结，意见：同意", "Finished: agree")
	case t.State == casework.Done:
		return lang.T("随本次办理一并结束", "Ends with this act")
	}
	return lang.Text{}
}

func (q Question) unit(id string) lang.Text {
	if u, ok := q.Org.Unit(id); ok {
		return u.Name
	}
	return ui.Data(id)
}

// taskTitle names a task with the item's or the procedure's words.
func (q Question) taskTitle(t casework.Task) lang.Text { return TaskTitle(q.Item, q.Proc, t) }

// TaskTitle names a task with the item's words, or with those of the procedure that opened it.
func TaskTitle(it *catalog.Item, proc *casework.Procedure, t casework.Task) lang.Text {
	if t.Step == casework.IntakeStep {
		return lang.T("受理审查", "Acceptance")
	}
	if t.Step == impasse.OrderStep && it == nil {
		return lang.T("办“办不成事”的转办工单", "Order: what could not be got done")
	}
	if t.Step == "inquiry" && it == nil {
		return lang.T("调查投诉", "Look into a complaint")
	}
	if t.Step == rectification.Task && it == nil {
		return lang.T("回访和整改差评", "Call back, put right")
	}
	if t.Step == watch.LookStep && it == nil {
		return lang.T("看一看核对提示", "Look into an alarm of the watch")
	}
	if t.Step == order.Step && it == nil {
		return lang.T("回复督办", "Reply to an order")
	}
	if it != nil {
		for _, s := range it.Steps {
			if i := slices.IndexFunc(s.Tasks, func(x catalog.Task) bool { return x.ID == t.ID }); s.ID == t.Step && i >= 0 {
				return s.Tasks[i].Name
			}
		}
	}
	if proc != nil {
		if title, ok := proc.Tasks[t.Step]; ok {
			return title
		}
	}
	return ui.Data(t.Step + "/" + t.ID)
}

// issued says which certificate or which last days for remedies the act brings.
func issued(p ui.Page, q Question, after *casework.Case) (ui.SummaryRow, bool) {
	dec := licensing.FileOf(after).Decision
	if dec == nil || licensing.FileOf(q.Case).Decision != nil {
		return ui.SummaryRow{}, false
	}
	zh, en := p, p
	zh.Lang, en.Lang = lang.ZH, lang.EN
	if c := dec.Certificate; c != nil {
		name := q.Item.Result.Name
		row := ui.SummaryRow{Key: lang.T("颁发证照", "Certificate issued"), Value: lang.T("《"+name.ZH+"》，长期有效", name.In(lang.EN)+", without expiry")}
		if c.Until != 0 {
			row.Value = lang.T("《"+name.ZH+"》，有效期至 "+zh.Day(c.Until), name.In(lang.EN)+", valid until "+en.Day(c.Until))
		}
		return row, true
	}
	if dec.ReconsiderLast == 0 {
		return ui.SummaryRow{}, false
	}
	return ui.SummaryRow{Key: lang.T("告知救济途径", "Remedies told"), Value: lang.T(
		"可在 "+zh.Day(dec.ReconsiderLast)+" 前申请行政复议，在 "+zh.Day(dec.SueLast)+" 前提起行政诉讼",
		"Reconsideration until "+en.Day(dec.ReconsiderLast)+", suit until "+en.Day(dec.SueLast))}, true
}

// told is who hears of it.
func (q Question) told() ui.SummaryRow {
	if q.complaints() {
		return ui.SummaryRow{Key: lang.T("告诉谁", "Who is told"), Value: lang.T("投诉人凭查询码看得到这一步", "The reporter sees this step with the return code")}
	}
	switch q.Proc.Name {
	case order.Name:
		return ui.SummaryRow{Key: lang.T("告诉谁", "Who is told"), Value: lang.T("督办双方都看得到这一条", "Both sides of the order see it")}
	case accountability.Name:
		return ui.SummaryRow{Key: lang.T("告诉谁", "Who is told"), Value: lang.T("本人在“关于我的案卷”里看得到这一步，看得到您的姓名", "The officer sees this step, and your name, under “files about me”")}
	case inspection.RoundName:
		return ui.SummaryRow{Key: lang.T("告诉谁", "Who is told"), Value: lang.T("投诉中心看得到；被查单位只看得到自己的检查记录", "The centre sees it; units see the record of their own visit only")}
	case inspection.VisitName:
		return ui.SummaryRow{Key: lang.T("告诉谁", "Who is told"), Value: lang.T("投诉中心和被查单位都看得到这一步", "The centre and the unit both see this step")}
	}
	row := ui.SummaryRow{Key: lang.T("告诉谁", "Who is told"), Value: lang.T("申请人在办理进度里看得到这一条", "The applicant sees it on the timeline")}
	if q.Trans.Needs&casework.NeedNotice != 0 {
		row.Value = lang.T("书面通知申请人，写明内容、理由和依据；进度里也看得到", "The applicant is told in writing, with reason and basis, and sees it on the timeline")
	}
	return row
}

// EventTitle names an event as the procedure's table does.
func EventTitle(p *casework.Procedure, e casework.Event) lang.Text {
	for _, t := range p.Transitions {
		if t.Event == e.Kind {
			return t.Title
		}
	}
	if e.Kind == "attempt_refused" {
		return lang.T("试图办理，被系统拒绝", "Attempted and refused")
	}
	return ui.Data(e.Kind)
}

// since are the events after the version somebody saw.
func since(c *casework.Case, seen int64) []casework.Event {
	i := slices.IndexFunc(c.Events, func(e casework.Event) bool { return e.Seq > seen })
	if seen <= 0 || i < 0 {
		return nil
	}
	return c.Events[i:]
}
