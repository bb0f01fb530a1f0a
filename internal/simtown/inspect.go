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
)

// toInspect says that somebody must still go and look.
func (t *town) toInspect(m *matter, f *licensing.File) bool {
	paused := slices.ContainsFunc(f.Pauses, func(p licensing.PauseRecord) bool { return p.Kind == "inspection" })
	if !paused && (!m.item.Inspection || f.Undertaking && m.c.State == licensing.UnderReview) {
		return false
	}
	n := len(f.Inspections)
	return n == 0 || f.Inspections[n-1].Outcome != licensing.InOrder && m.c.State == licensing.UnderReview && !m.fate.denied
}

// inspect names two who go, and the next working day they write down what they saw.
func (t *town) inspect(ctx context.Context, m *matter, f *licensing.File, now time.Time) (time.Time, error) {
	if f.Inspectors == nil {
		a, b := t.pair(m.c.Unit, m.n)
		head, _ := t.head(m.c.Unit)
		err := t.act(ctx, m, head, "name_inspectors", &licensing.InspectorsInput{Officers: []string{a.ID, b.ID}, Object: "申请表所填的经营场所"}, "核查现场是否与申请相符。")
		return t.workday(m, now, 1), err
	}
	in := licensing.InspectionInput{Present: f.Inspectors.Officers, Day: t.cal.DayOf(now), Place: m.who.Is.Address, Outcome: licensing.InOrder, Signed: licensing.Signed,
		Finding: "现场与申请材料相符。", Statement: "无意见。"}
	wrong := chance(m.rng, .05) || m.fate.denied
	if m.c.State == licensing.Checking {
		wrong = m.fate.check != "met"
	}
	if wrong {
		in.Outcome, in.Finding, in.Statement = licensing.NotInOrder, "布局与平面图不符，通道堆有杂物。", "马上整理。"
		if chance(m.rng, .1) {
			in.Signed, in.Statement = licensing.NotSigned, ""
		}
	}
	a, _ := t.pair(m.c.Unit, m.n)
	return t.soon(m, now, float64(max(m.pace, 30))), t.act(ctx, m, a, "record_inspection", &in, "")
}

// pair is two of a unit; in the small ones the head goes along.
func (t *town) pair(unit string, n int) (a, b access.Actor) {
	all := t.staff[unit+"/"+string(access.CaseOfficer)]
	a = actor(all[n%len(all)])
	if len(all) > 1 {
		return a, actor(all[(n+1)%len(all)])
	}
	b, _ = t.head(unit)
	return a, b
}

// hearingOrdered items are heard before they are decided, whether or not anybody asks.
func hearingOrdered(it *catalog.Item) bool {
	return slices.ContainsFunc(it.Specials, func(s catalog.SpecialProcedure) bool { return s.Kind == "hearing" && s.Required })
}

// unconfirmed: the old licence was issued before there was this register.
func unconfirmed(f *licensing.File) bool { return f.Renews != nil && !f.Renews.Confirmed }

func (t *town) confirm(ctx context.Context, m *matter, by access.Actor, f *licensing.File) error {
	return t.act(ctx, m, by, "confirm_licence", &licensing.ConfirmInput{Expires: f.Renews.Expires}, "已核对纸质原证。")
}

// twice: the person sends the same once more; the second filing goes back, the first goes on.
func (t *town) twice(ctx context.Context, m *matter, by access.Actor) error {
	first := m.c
	who := m.person()
	if m.channel == "window" {
		who = t.clerk(m)
	}
	m.turns++
	out, err := t.engine.Do(ctx, t.filing(m, who))
	if err != nil {
		return err
	}
	m.c = out.Case
	err = t.act(ctx, m, by, "return", &licensing.ReturnInput{Ground: licensing.DoubleFiling, Other: first.Number}, "与您先前提交的申请内容相同，原申请继续办理。")
	m.c = first
	return err
}

// check looks whether an undertaking holds; what does not is put right by a day, or the head rescinds.
func (t *town) check(ctx context.Context, m *matter, now time.Time) (time.Time, error) {
	f := licensing.FileOf(m.c)
	if t.toInspect(m, f) {
		return t.inspect(ctx, m, f, now)
	}
	by := t.officer(m, m.c.Unit, now)
	say := func(outcome string, until calendar.Day, words string) error {
		return t.act(ctx, m, by, "check_undertaking", &licensing.CheckInput{Outcome: outcome, Until: until}, words)
	}
	switch head, headed := t.head(m.c.Unit); {
	case m.fate.check == "met":
		return t.ended(ctx, m, now, say("met", 0, "经核查，与承诺一致。"))
	case f.Rectify == 0:
		until := t.cal.AddWorkdays(t.cal.DayOf(now), 10)
		err := say("not_met", until, "有一处与承诺不符，请限期整改。")
		if m.fate.check == "rectified" {
			return t.workday(m, now, 3+m.rng.IntN(6)), err
		}
		return office(t.cal, t.cal.End(until), 60+m.rng.IntN(200)), err
	case m.fate.check == "rectified" || !headed:
		return t.ended(ctx, m, now, say("rectified", 0, "复查合格，已整改到位。"))
	case !f.Proposed:
		return t.soon(m, now, 300), say("not_met", 0, "整改期满，仍与承诺不符。")
	default:
		return t.ended(ctx, m, now, t.act(ctx, m, head, "rescind", nil, "整改后仍未达到承诺的条件，撤销许可。"))
	}
}

// filing is the command by which the person's papers come in.
func (t *town) filing(m *matter, by access.Actor) casework.Command {
	return casework.Command{Actor: by, Verb: "receive", Input: &m.input, Idem: m.idem(t.cfg.Seed, by),
		Open: &casework.Open{Procedure: licensing.Name, Item: m.item.Code, Channel: m.channel, Window: m.window, Party: m.who.Party, Person: m.who.Is, Form: m.form}}
}
