package simtown

import (
	"context"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/licensing"
	"banjie/internal/limit"
)

// review is one act between acceptance and decision.
func (t *town) review(ctx context.Context, m *matter, now time.Time) (time.Time, error) {
	if m.pace == 0 { // accepted by silence: now they hurry
		m.fate.speed = .5
		t.begin(m, now)
	}
	file := licensing.FileOf(m.c)
	by := t.officer(m, m.c.Unit, now)
	begun := slices.ContainsFunc(m.c.Tasks, func(k casework.Task) bool { return k.Step != casework.IntakeStep && k.State != casework.Waiting })
	switch {
	case m.fate.withdrawn && !m.fate.early && begun:
		return time.Time{}, t.act(ctx, m, m.person(), "withdraw", nil, "计划变了，不再申请。")
	case unconfirmed(file):
		return t.soon(m, now, 60), t.confirm(ctx, m, by, file)
	case m.fate.silent && file.Renews != nil: // the sweeper renews
		return t.after(m, "renewal", now), nil
	case m.item.MinNotice != nil && file.Notice == nil:
		return t.soon(m, now, 30), t.act(ctx, m, by, "publish_notice", &licensing.NoticeInput{Where: pick(m.rng, licensing.NoticePlaces()).ID}, "拟准予的申请，请大家提出意见。")
	case begun && t.toInspect(m, file):
		return t.inspect(ctx, m, file, now)
	case len(file.Tolerated) > 0 && !m.supply.IsZero() && !now.Before(m.supply):
		return t.supplied(ctx, m, file, now)
	case m.fate.question && !m.asked:
		m.asked = true
		err := t.act(ctx, m, m.person(), "note", nil, pick(m.rng, questions))
		return t.soon(m, now, 30), err
	case m.fate.question && m.asked && begun:
		m.fate.question = false
		err := t.act(ctx, m, by, "note", nil, pick(m.rng, replies))
		return t.soon(m, now, 20), err
	case m.fate.visits > 0 && begun && t.open(now):
		m.fate.visits--
		err := t.act(ctx, m, t.clerk(m), "count_visit", &casework.VisitInput{Why: pick(m.rng, []string{"identity", "original", "guide_wrong", "our_fault", "own_wish"})}, "")
		return t.soon(m, now, float64(m.pace)), err
	case begun && (m.fate.unfounded || m.fate.special != "" || m.fate.hearing):
		return t.procedure(ctx, m, file, by, now)
	case m.fate.extended && t.pressed(m, now):
		return t.extend(ctx, m, file, by, now)
	}
	if open := m.c.OpenTasks(); len(open) > 0 {
		return t.work(ctx, m, pick(m.rng, open), len(open), now)
	}
	return t.decide(ctx, m, file, by, now)
}

// supplied hands the tolerated papers in.
func (t *town) supplied(ctx context.Context, m *matter, file *licensing.File, now time.Time) (time.Time, error) {
	papers := map[string]licensing.MaterialState{}
	for _, id := range file.Tolerated {
		papers[id] = m.paper()
	}
	err := t.act(ctx, m, m.person(), "supply", &licensing.MaterialsInput{Materials: papers}, "")
	return t.soon(m, now, float64(m.pace)), err
}

// procedure starts what stops the clocks by law, or tries what does not.
func (t *town) procedure(ctx context.Context, m *matter, file *licensing.File, by access.Actor, now time.Time) (time.Time, error) {
	next := t.soon(m, now, float64(m.pace))
	switch {
	case m.fate.unfounded:
		m.fate.unfounded = false
		return next, t.refused(ctx, m, by, "pause", &licensing.PauseInput{Kind: "appraisal_of_all", Days: 10}, "材料较多，需要时间研究。")
	case file.Hearing == nil && t.late(m) && !hearingOrdered(m.item): // too late to stop anything
		m.fate.special, m.fate.hearing = "", false
		return next, nil
	case m.fate.special != "":
		days := 2 + m.rng.IntN(5)
		for _, s := range m.item.Specials {
			if s.Kind == m.fate.special {
				days = 2 + m.rng.IntN(max(1, s.Max.N*6/10))
			}
		}
		err := t.act(ctx, m, by, "pause", &licensing.PauseInput{Kind: m.fate.special, Days: days}, "按规定需要进行"+catalog.SpecialLabel(m.fate.special).ZH+"，已告知所需时间。")
		m.fate.special = ""
		if chance(m.rng, .06) {
			days += 3 // it took longer than told
		}
		return t.workday(m, now, days), err
	}
	return t.hear(ctx, m, file, by, now)
}

// hear goes through the right to a hearing: told, asked for or not.
func (t *town) hear(ctx context.Context, m *matter, file *licensing.File, by access.Actor, now time.Time) (time.Time, error) {
	switch h := file.Hearing; {
	case h == nil && hearingOrdered(m.item):
		err := t.act(ctx, m, by, "announce_hearing", nil, "本事项依法应当听证，现公告举行。")
		return t.workday(m, now, 1), err
	case h == nil:
		if err := t.act(ctx, m, by, "offer_hearing", nil, "本事项涉及他人重大利益，您和利害关系人可以在五个工作日内申请听证。"); err != nil {
			return time.Time{}, err
		}
		if m.fate.wantsHearing {
			return t.workday(m, now, 1+m.rng.IntN(3)), nil
		}
		return t.after(m, "hearing_request", now), nil
	case h.Lapsed || h.Held:
		m.fate.hearing = false
		return t.soon(m, now, float64(m.pace)), nil
	case m.fate.wantsHearing && !h.Requested:
		err := t.act(ctx, m, m.person(), "request_hearing", nil, "申请举行听证。")
		return t.workday(m, now, 1), err
	}
	return t.after(m, "hearing_request", now), nil
}

// suspended ends a special procedure when its time has come.
func (t *town) suspended(ctx context.Context, m *matter, now time.Time) (time.Time, error) {
	by := t.officer(m, m.c.Unit, now)
	h := licensing.FileOf(m.c).Hearing
	next := t.soon(m, now, float64(m.pace))
	switch {
	case h == nil || !h.Requested || h.Held:
		return next, t.act(ctx, m, by, "resume", nil, "特别程序已经结束，恢复计时。")
	case h.Day == 0:
		day := t.cal.AddWorkdays(t.cal.DayOf(now), 7+m.rng.IntN(5))
		if k, ok := m.c.Clock("hearing_hold"); ok {
			day = min(day, k.Due.Day)
		}
		err := t.act(ctx, m, by, "schedule_hearing", &licensing.ScheduleInput{Day: day, Place: "县政务服务中心三楼听证室", Chair: t.chair(m)}, "")
		return t.cal.Start(day).Add(14*time.Hour + time.Duration(m.rng.IntN(120))*time.Minute), err
	}
	m.fate.hearing = false
	return next, t.act(ctx, m, by, "record_hearing", nil, "听证已举行，笔录经各方签字。")
}

// chair of a hearing is never the examiner: the head, or somebody of another unit.
func (t *town) chair(m *matter) string {
	if h, ok := t.head(m.c.Unit); ok && h.ID != m.c.Handler {
		return h.ID
	}
	return t.centreHead().ID
}

// late says that a limit of the administration has passed.
func (t *town) late(m *matter) bool {
	return slices.ContainsFunc(m.c.Clocks, func(k limit.Clock) bool { return k.State == limit.Late && !k.Theirs })
}

// pressed says that the promised limit is near and an extension still possible.
func (t *town) pressed(m *matter, now time.Time) bool {
	k, ok := m.c.Clock("promised")
	return ok && k.State == limit.Running && !t.late(m) && t.cal.WorkdaysBetween(t.cal.DayOf(now), k.Due.Day) <= 2
}

// extend asks the head, who answers the next morning.
func (t *town) extend(ctx context.Context, m *matter, file *licensing.File, by access.Actor, now time.Time) (time.Time, error) {
	if x := file.Extension; x == nil {
		err := t.act(ctx, m, by, "request_extension", nil, "需要向上级核实材料，请求延长期限。")
		return t.soon(m, now, 40), err
	}
	m.fate.extended = false
	head, ok := t.head(m.c.Unit)
	if m.item.Joint {
		head, ok = t.centreHead(), true
	}
	if !ok {
		return t.soon(m, now, 30), nil
	}
	verb, why := "approve_extension", "情况属实，同意延长，理由已告知申请人。"
	if m.fate.extensionDenied {
		verb, why = "reject_extension", "可以按期办结，不同意延长。"
	}
	err := t.act(ctx, m, head, verb, nil, why)
	return t.soon(m, now, float64(m.pace)), err
}

// work takes a task or finishes it.
func (t *town) work(ctx context.Context, m *matter, k casework.Task, open int, now time.Time) (time.Time, error) {
	next := t.soon(m, now, float64(m.pace))
	in := casework.TaskInput{Step: k.Step, Task: k.ID}
	if k.State != casework.Taken {
		return next, t.act(ctx, m, t.officer(m, k.Unit, now), "take", &in, "")
	}
	by := t.holder(k.Officer, k.Unit)
	switch {
	case m.fate.sentBack && !m.back:
		m.back = true
		return next, t.act(ctx, m, by, "send_back", &in, "不属于本岗位职责，请重新分派。")
	case m.fate.referred && !m.back:
		m.back = true
		to := pick(m.rng, []string{"natural-resources", "ecology", "health"})
		if to != k.Unit {
			return next, t.act(ctx, m, by, "refer", &casework.ReferInput{Step: k.Step, Task: k.ID, Unit: to}, "需要对方提出专业意见。")
		}
	}
	last := open == 1 && k.Step == m.item.Steps[len(m.item.Steps)-1].ID
	if last && m.fate.denied && m.n%2 == 0 {
		return next, t.act(ctx, m, by, "finish", &casework.FinishInput{Step: k.Step, Task: k.ID, Outcome: "disagree"}, "现场情况与申请内容不符。")
	}
	return next, t.act(ctx, m, by, "finish", &casework.FinishInput{Step: k.Step, Task: k.ID, Outcome: "agree"}, "")
}

// decide ends the review, never before a mandatory notice is over.
func (t *town) decide(ctx context.Context, m *matter, file *licensing.File, by access.Actor, now time.Time) (time.Time, error) {
	if k, ok := m.c.Clock("public_notice"); ok && now.Before(k.Due.At) {
		return office(t.cal, k.Due.At, 15+m.rng.IntN(120)), nil
	}
	head, _ := t.head(m.c.Unit)
	switch {
	case len(file.Tolerated) > 0 && m.supply.IsZero():
		k, ok := m.c.Clock("tolerant")
		if ok && now.Before(k.Due.At) {
			return t.after(m, "tolerant", now), nil
		}
		return t.ended(ctx, m, now, t.act(ctx, m, by, "revoke_acceptance", nil, "容缺材料到期没有补交，撤销受理。您可以备齐后重新申请。"))
	case len(file.Tolerated) > 0:
		return office(t.cal, m.supply, 1), nil
	case m.fate.denied:
		not := pick(m.rng, m.item.Conditions)
		return t.ended(ctx, m, now, t.act(ctx, m, head, "deny", &licensing.DenyInput{Condition: not.ID}, "经审查，不符合“"+not.Text.ZH+"”。整改后可以重新申请。", ground(m.item, not)))
	case m.fate.terminated:
		return time.Time{}, t.act(ctx, m, head, "terminate", nil, "申请人已注销，办理无法继续。", "illustrative")
	}
	if err := t.act(ctx, m, by, "grant", nil, ""); err != nil {
		return time.Time{}, err
	}
	return t.handover(m, now), nil
}

// ground is the article a denial rests on, as far as one is registered.
func ground(it *catalog.Item, c catalog.Condition) string {
	if c.Basis != "" {
		return c.Basis
	}
	for _, b := range it.Bases {
		if b.ID != "" {
			return b.ID
		}
	}
	return "illustrative"
}

// handover is when the result reaches the person.
func (t *town) handover(m *matter, now time.Time) time.Time {
	switch {
	case m.item.CaseKind == catalog.OnTheSpot:
		return t.soon(m, now, 4)
	case m.fate.deliveredBy == "electronic":
		return t.soon(m, now, 25)
	}
	return t.soon(m, now, 500)
}

// deliver hands the result over; who collects it at the hall makes a visit.
func (t *town) deliver(ctx context.Context, m *matter, now time.Time) (time.Time, error) {
	by := t.officer(m, m.c.Unit, now)
	if m.fate.deliveredBy == "window" {
		by = t.clerk(m)
		if m.item.CaseKind != catalog.OnTheSpot {
			if !t.open(now) {
				return office(t.cal, now, 10+m.rng.IntN(90)), nil
			}
			if err := t.act(ctx, m, by, "count_visit", &casework.VisitInput{Why: "collect"}, ""); err != nil {
				return time.Time{}, err
			}
		}
	}
	if err := t.act(ctx, m, by, "deliver", &licensing.DeliverInput{How: m.fate.deliveredBy}, ""); err != nil {
		return time.Time{}, err
	}
	if m.c.State == licensing.Checking {
		return t.workday(m, now, 8+m.rng.IntN(max(1, m.item.Undertaking.Check.N-12))), nil
	}
	return t.afterClose(ctx, m, now)
}

// workday is an hour of the working day so many working days on.
func (t *town) workday(m *matter, now time.Time, days int) time.Time {
	d := t.cal.AddWorkdays(t.cal.DayOf(now), days)
	return office(t.cal, t.cal.Start(calendar.Day(d)), 20+m.rng.IntN(360)).Add(seconds(m.rng))
}
