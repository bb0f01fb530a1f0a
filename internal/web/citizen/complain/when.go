package complain

import (
	"fmt"
	"slices"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/web/ui"
)

// firstAnswer is the name of the reporter's clock where the answer that stopped it was contested.
var firstAnswer = lang.T("等到第一次答复", "Time waited for the first answer")

var answeredBy = lang.T("已经答复。最晚%s请说问题解决了没有；到时不说话就办结，不算满意。", "Answered. Please say by %s whether it is solved; without a word it ends then, and is not counted as satisfied.")

// says is where the complaint stands, with the days that count for the reporter in place of
// numbers of days. The state's own words are kept where no day is known.
func says(o opened, cal *calendar.Calendar, now time.Time) lang.Text {
	plain := o.p.Info(o.c.State).Says
	if !o.c.IsOpen() && !o.c.Closed.IsZero() {
		return ended(o, cal, cal.DayOf(now), plain)
	}
	byThen := func(clock, zh, en string) lang.Text {
		k, ok := o.c.Clock(clock)
		if !ok || !k.State.Open() || k.Due.Paused || overdue(k, now) {
			return lang.Text{}
		}
		return on(k.Due.Day, zh, en)
	}
	var t lang.Text
	switch o.c.State {
	case complaint.Registered:
		t = byThen("triage", "投诉已登记，您手里的回执就是证明。最晚%s告诉您是否受理。", "Registered; your receipt proves it. You are told by %s whether it is accepted.")
		if t.IsZero() {
			t = lang.T("投诉已登记，您手里的回执就是证明。还没有告诉您是否受理。", "Registered; your receipt proves it. You have not been told yet whether it is accepted.")
		}
	case complaint.Dispatched:
		if t = byThen("take", "已受理并交办，承办单位最晚%s签收，或者说明为什么不归它管。", "Accepted and dispatched; by %s the unit takes it or says why it is not competent."); t.IsZero() {
			t = lang.T("已受理并交办，承办单位还没有签收。", "Accepted and dispatched; the unit has not taken it yet.")
		}
	case complaint.Contested:
		if t = byThen("ruling", "承办单位认为不归它管，投诉中心最晚%s裁定，裁定后不能再退。", "The unit disputes its competence; the centre rules by %s, and then it stays."); t.IsZero() {
			t = lang.T("承办单位认为不归它管，投诉中心还没有裁定；裁定后不能再退。", "The unit disputes its competence; the centre has not ruled yet. After that it stays.")
		}
	case complaint.Answered:
		t = byThen("say", answeredBy.ZH, answeredBy.EN)
	case complaint.Asking:
		t = byThen("asked", "符合描述的企业不到五家，或者数不出来，单位可能猜到是您。最晚%s请选择怎么办；不选，就不单独交给单位。", "Fewer than five firms fit the description, or nobody can count them: the unit might guess. Please choose by %s; without a choice it goes to no unit alone.")
	case complaint.SetAside:
		t = byThen("waiting", "先不交办，等有同类投诉；最晚等到%s，您随时可以改主意。", "Not dispatched until there are others like it, until %s at the latest; you can change that at any time.")
	case complaint.Appealed:
		if t = byThen("appeal", "由没有经手过的人复查，最晚%s作出结论。", "Somebody who had no part in it looks again and decides by %s."); t.IsZero() {
			t = lang.T("由没有经手过的人复查，还没有作出结论。", "Somebody who had no part in it looks again; it is not decided yet.")
		}
	}
	if t.IsZero() {
		return plain
	}
	return t
}

// ended says until when an ended complaint can be taken up again.
func ended(o opened, cal *calendar.Calendar, today calendar.Day, plain lang.Text) lang.Text {
	closed := cal.DayOf(o.c.Closed)
	reopen, appeal := complaint.ReopenUntil(closed), complaint.AppealUntil(cal, closed)
	if o.c.State == complaint.NotAccepted {
		if o.f.Reviewed || today > appeal {
			return lang.T("不属于受理范围，通知写明理由和该找谁。", "Outside the centre's scope; the notice says why and who is competent.")
		}
		return on(appeal, "不属于受理范围，通知写明理由和该找谁。最晚%s，您可以要求换人复核。", "Outside the centre's scope; the notice says why and who is competent. Until %s you may ask for a review by somebody else.")
	}
	if o.c.State != complaint.Closed {
		return plain
	}
	t := on(closed, "%s办结。", "It ended on %s.")
	add := func(more lang.Text) { t = lang.T(t.ZH+more.ZH, t.EN+" "+more.EN) }
	if !o.f.Reopened && today <= reopen {
		add(on(reopen, "%s以前您有一次要求重新办理的权利，不用别人同意。", "Until %s you may have it reopened once; nobody has to agree."))
	}
	if !o.f.Appealed && today <= appeal {
		add(on(appeal, "不服的，%s以前可以要求换人复查。", "Until %s you may appeal to another officer."))
	}
	return t
}

// next tells who can only wait what comes after the time for a word: what was done again once is
// not done again by a second “not solved”, but reopened or appealed once it has ended.
func next(o opened, cal *calendar.Calendar) ui.Component {
	k, ok := o.c.Clock("say")
	if o.c.State != complaint.Answered || o.f.Said != "contested" || !ok || !k.State.Open() || k.Due.Paused {
		return nil
	}
	from := cal.DayOf(k.Due.At) // 24:00 of the last day
	text := on(k.Due.Day, "答复以后可以要求重新办理一次，您已经用过，所以这里没有“没有解决”。现在什么也不用说：%s结束时这件投诉自动办结，不算满意。", "After an answer it is done again once, which you have used; so “not solved” is not here. You need not say anything: at the end of %s the complaint ends by itself and is not counted as satisfied.")
	body := ui.Components{}
	if !o.f.Reopened {
		body = append(body, ui.Text(between(from, complaint.ReopenUntil(from), "要求重新办理（不用别人同意）：%s 起，到 %s。", "Have it reopened, as of right: from %s until %s.")))
	}
	if !o.f.Appealed {
		body = append(body, ui.Text(between(from, complaint.AppealUntil(cal, from), "要求换人复查：%s 起，到 %s。", "Appeal to another officer: from %s until %s.")))
	}
	if len(body) == 0 {
		body = append(body, ui.Text(above))
	} else {
		body = append(body, ui.Text(lang.T("到时候这一页上会出现这两个按钮。等不及的，现在就可以发消息告诉投诉中心。", "The buttons stand on this page then. If it cannot wait, write to the centre now.")))
	}
	return ui.Notice{Kind: ui.Info, Title: lang.T("还是没有解决？", "Still not solved?"), Text: text, Body: body}
}

var above = lang.T("不服的，还可以向上一级投诉中心投诉，或者依法信访。", "You may also turn to the centre of the next level, or petition.")

// late says which limits of the office have passed, since when, and what the reporter can do.
func late(o opened, cal *calendar.Calendar, now time.Time) ui.Component {
	var body ui.Components
	for _, k := range o.c.Clocks {
		if k.Theirs || !overdue(k, now) {
			continue
		}
		rule, ok := o.p.Rule(k.Name)
		if !ok || rule.Applicants {
			continue
		}
		over := limit.Elapsed(cal, k.Due.Day, cal.DayOf(now))
		body = append(body, ui.Text(lang.T(rule.Title.ZH+"：应在"+k.Due.Day.In(lang.ZH)+"以前，已经晚了"+ui.SpanText(over, limit.Workday).ZH+"。", rule.Title.EN+": it was due by "+k.Due.Day.In(lang.EN)+", "+ui.SpanText(over, limit.Workday).EN+" ago.")))
	}
	if len(body) == 0 {
		return nil
	}
	if e := slices.IndexFunc(o.c.Events, func(e casework.Event) bool { return e.Kind == "escalated" }); e >= 0 {
		body = append(body, ui.Text(on(cal.DayOf(o.c.Events[e].At), "系统已在%s报给上一级，撤不掉。", "The system told the next level on %s; nobody can take that back.")))
	}
	body = append(body, ui.Text(lang.T("您可以：在下面发消息催办；向上一级投诉中心投诉，或者依法信访。投诉不会因为晚了就没有了，您的时钟照走。", "You can write to the centre below, and turn to the centre of the next level, or petition. Being late ends nothing: your clock goes on.")))
	return ui.Notice{Kind: ui.Warning, Title: lang.T("投诉中心或者承办单位超期了", "The centre or the unit is late"), Body: body}
}

func overdue(k limit.Clock, now time.Time) bool {
	return k.State == limit.Late || k.State == limit.Running && !k.Due.Paused && !k.Due.At.IsZero() && !now.Before(k.Due.At)
}

// asksBack says that the event is an answer to which the reporter says whether the matter is solved.
func asksBack(kind string) bool { return kind == "complaint_answered" || kind == "joined_answered" }

// youSaid is what the reporter said to the answer that is event number i.
func youSaid(c *casework.Case, i int) lang.Text {
	if !asksBack(c.Events[i].Kind) {
		return lang.Text{}
	}
	for _, e := range c.Events[i:] {
		switch e.Kind {
		case "reporter_confirmed":
			return lang.T("解决了", "It is solved")
		case "reporter_contested":
			return lang.T("没有解决，要求重新办理", "Not solved; it is to be done again")
		case "complaint_reopened":
			return lang.T("没有解决，要求重新办理（办结以后）", "Not solved; reopened after the end")
		case "unheard":
			if complaint.Unsettled(c) {
				return lang.T("没有表态；上一次您说没有解决", "Nothing to this answer; to the one before: not solved")
			}
			return lang.T("没有表态，不算满意", "Nothing; not counted as satisfied")
		}
	}
	return lang.Text{}
}

// on puts a day into a sentence of both languages.
func on(d calendar.Day, zh, en string) lang.Text {
	return lang.T(fmt.Sprintf(zh, d.In(lang.ZH)), fmt.Sprintf(en, d.In(lang.EN)))
}

func between(from, to calendar.Day, zh, en string) lang.Text {
	return lang.T(fmt.Sprintf(zh, from.In(lang.ZH), to.In(lang.ZH)), fmt.Sprintf(en, from.In(lang.EN), to.In(lang.EN)))
}
