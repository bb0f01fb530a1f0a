package simtown

import (
	"context"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/licensing"
)

// file hands the application in, by the person online or by the clerk at the window.
func (t *town) file(ctx context.Context, m *matter, now time.Time) (time.Time, error) {
	by := m.person()
	if m.channel == "window" {
		by = t.clerk(m)
	}
	m.turns++
	out, err := t.engine.Do(ctx, t.filing(m, by))
	if err != nil {
		return time.Time{}, err
	}
	m.c = out.Case
	switch {
	case m.fate.ignored:
		return t.after(m, "notice", now), nil
	case m.channel == "window":
		return t.soon(m, now, 6), nil
	case m.item.CaseKind == catalog.OnTheSpot:
		return t.soon(m, now, 45), nil
	}
	return t.soon(m, now, 210), nil
}

// intake looks at the papers: take, then accept, ask for corrections, refuse or return.
func (t *town) intake(ctx context.Context, m *matter, now time.Time) (time.Time, error) {
	by := t.officer(m, m.item.Unit, now)
	if m.channel == "window" {
		by = t.clerk(m)
	}
	file := licensing.FileOf(m.c)
	switch {
	case m.fate.withdrawn && m.fate.early:
		return time.Time{}, t.act(ctx, m, m.person(), "withdraw", nil, "改主意了，先不办了。")
	case m.channel != "window" && m.c.Handler == "":
		err := t.act(ctx, m, by, "take", &casework.TaskInput{Step: casework.IntakeStep, Task: "accept"}, "")
		return t.soon(m, now, 14), err
	case m.fate.question && !m.asked && m.channel != "window":
		m.asked = true
		err := t.act(ctx, m, m.person(), "note", nil, pick(m.rng, questions))
		return t.soon(m, now, 40), err
	case m.fate.refused:
		return t.ended(ctx, m, now, t.refuse(ctx, m, by))
	case unconfirmed(file):
		return t.soon(m, now, 20), t.confirm(ctx, m, by, file)
	case m.fate.returned:
		m.fate.returned = false
		return t.soon(m, now, 30), t.twice(ctx, m, by)
	case file.Lists > 0 && m.fate.secondList && !m.tried:
		m.tried = true
		return t.soon(m, now, 15), t.refused(ctx, m, by, "request_correction", t.list(m, []string{"form"}), "")
	case file.Lists > 0 && m.fate.stillWrong:
		return t.ended(ctx, m, now, t.act(ctx, m, by, "refuse", &licensing.RefuseInput{Ground: licensing.StillWrong}, "补正后的材料仍看不清关键内容。", "zyc-11"))
	}
	return t.accept(ctx, m, by, now)
}

// refuse names the ground and, where another body is competent, that body.
func (t *town) refuse(ctx context.Context, m *matter, by access.Actor) error {
	if chance(m.rng, .5) {
		return t.act(ctx, m, by, "refuse", &licensing.RefuseInput{Ground: licensing.NotNeeded}, "您的情形依法不需要办理这个事项。", "xkf-32.1")
	}
	other := pick(m.rng, units)
	return t.act(ctx, m, by, "refuse", &licensing.RefuseInput{Ground: licensing.WrongAgency, Competent: CountyName.ZH + other.name.ZH}, "这件事不归本机关办理，请向所写的机关申请。", "xkf-32.2")
}

// accept accepts what is complete, tolerates what may follow, and tells the rest once.
func (t *town) accept(ctx context.Context, m *matter, by access.Actor, now time.Time) (time.Time, error) {
	var must, may []string
	for _, x := range licensing.FileOf(m.c).Missing(m.item, m.form) {
		if x.Tolerant {
			may = append(may, x.ID)
		} else {
			must = append(must, x.ID)
		}
	}
	switch {
	case len(must) > 0 && m.fate.onSpot:
		papers := map[string]licensing.MaterialState{}
		for _, id := range must {
			papers[id] = m.paper()
		}
		return t.soon(m, now, 6), t.act(ctx, m, by, "correct_on_spot", &licensing.MaterialsInput{Materials: papers}, "")
	case len(must) > 0:
		why := ""
		if m.c.Channel == "window" && t.cal.DayOf(now) != t.cal.DayOf(m.c.Opened) {
			why = "收件时人多，没有当场核对完，对不起。"
		}
		if err := t.act(ctx, m, by, "request_correction", t.list(m, must), why); err != nil {
			return time.Time{}, err
		}
		if m.fate.never {
			return t.after(m, "correction", now), nil
		}
		return now.Add(time.Duration(minutes(m.rng, 2600, .8)) * time.Minute), nil
	case len(may) > 0:
		if !m.fate.neverSupply {
			m.supply = now.Add(time.Duration(minutes(m.rng, 4000, .6)) * time.Minute)
			if m.fate.lateSupply {
				m.supply = m.supply.Add(20 * 24 * time.Hour)
			}
		}
		return t.begin(m, now), t.act(ctx, m, by, "accept_tolerant", nil, "")
	}
	err := t.act(ctx, m, by, "accept", nil, "")
	return t.begin(m, now), err
}

// begin sets the pace of the review from the promised time.
func (t *town) begin(m *matter, now time.Time) time.Time {
	acts := 1
	for _, s := range m.item.Steps {
		acts += 2 * len(s.Tasks)
	}
	if m.item.Inspection {
		acts += 3
	}
	m.pace = max(3, int(float64(workMinutes(m.item.Promised))*m.fate.speed)/acts)
	if m.item.CaseKind == catalog.OnTheSpot {
		m.pace = 4
	}
	return t.soon(m, now, float64(m.pace))
}

// list is the one list of corrections, in words.
func (t *town) list(m *matter, ids []string) *licensing.CorrectionInput {
	in := &licensing.CorrectionInput{}
	for _, id := range ids {
		f := pick(m.rng, []struct{ code, words string }{
			{"missing", "缺少这份材料，请补交。"}, {"form", "照片看不清，请重新拍照上传。"}, {"content", "面积与申请表不一致，请核对后改正。"}, {"expired", "已过有效期，请提交有效的。"}})
		in.Items = append(in.Items, licensing.CorrectionLine{Material: id, Fault: f.code, Words: f.words})
	}
	return in
}

// correcting: the person hands the corrections in, or the time runs out.
func (t *town) correcting(ctx context.Context, m *matter, now time.Time) (time.Time, error) {
	if m.fate.never { // the sweeper ends it
		return t.after(m, "correction", now), nil
	}
	by := m.person()
	if m.channel == "window" {
		by = t.clerk(m)
		if !t.open(now) {
			return office(t.cal, now, 30+m.rng.IntN(60)), nil
		}
		if err := t.act(ctx, m, by, "count_visit", &casework.VisitInput{Why: "correction"}, ""); err != nil {
			return time.Time{}, err
		}
	}
	papers := map[string]licensing.MaterialState{}
	for _, x := range licensing.FileOf(m.c).Correction.Items {
		if x.Material != "form" {
			papers[x.Material] = m.paper()
		}
	}
	err := t.act(ctx, m, by, "submit_correction", &licensing.MaterialsInput{Materials: papers}, "")
	return t.soon(m, now, 120), err
}

// open says whether the hall is open.
func (t *town) open(now time.Time) bool { return !office(t.cal, now, 0).After(now) }

var questions = []string{"请问大概什么时候能办好？", "材料已经传了，麻烦看一下够不够。", "电话打不通，请在这里回复我。", "能不能帮我寄过来？"}
var replies = []string{"材料齐全，正在审查，承诺期限内会办结。", "已收到，请留意进度页面。", "可以邮寄，办好后按您填的地址寄出。"}
