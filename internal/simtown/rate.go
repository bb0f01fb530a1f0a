package simtown

import (
	"context"
	"slices"
	"time"

	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/rating"
)

// rated says how far a person is with rating the case.
type rated int

const (
	unasked rated = iota
	willRate
	willFollow // a follow-up rating is to come
	silent     // silence is recorded as silence: by nothing
)

// ended goes on after an act that closed the case against the person.
func (t *town) ended(ctx context.Context, m *matter, now time.Time, err error) (time.Time, error) {
	if err != nil {
		return time.Time{}, err
	}
	return t.afterClose(ctx, m, now)
}

// afterClose lets the person rate the closed case, where the procedure knows that verb.
// One in four does, most of them the same day, at home; few add a second word.
func (t *town) afterClose(ctx context.Context, m *matter, now time.Time) (time.Time, error) {
	if p, err := t.engine.Procedure(licensing.Name, m.c.ProcedureVersion); err != nil {
		return time.Time{}, err
	} else if _, ok := p.Transition(m.c.State, "rate"); !ok {
		return time.Time{}, nil
	}
	switch m.rated {
	case unasked:
		if m.rated = willRate; !chance(m.rng, .26) {
			m.rated = silent
			return time.Time{}, nil
		}
		return now.Add(time.Duration(minutes(m.rng, 150, 1.2)) * time.Minute), nil
	case willRate:
		grade := t.grade(m)
		err := t.act(ctx, m, m.person(), "rate", t.opinion(m, grade), remark(m, grade))
		if err == nil {
			t.duty(m, now)
		}
		if m.rated = silent; grade.Poor() && chance(m.rng, .3) {
			m.rated = willFollow
			return now.Add(time.Duration(5+m.rng.IntN(12))*24*time.Hour + time.Duration(m.rng.IntN(600))*time.Minute), err
		}
		return time.Time{}, err
	case willFollow:
		m.rated = silent
		grade := pick(m.rng, []rating.Grade{rating.Satisfied, rating.Basically, rating.Dissatisfied})
		err := t.act(ctx, m, m.person(), "follow_up_rating", t.opinion(m, grade), "")
		if err == nil {
			t.duty(m, now) // poor again opens an ended duty once more
		}
		return time.Time{}, err
	}
	return time.Time{}, nil
}

// grade hangs on what happened: delay, useless trips and a no are felt.
func (t *town) grade(m *matter) rating.Grade {
	poor := .025
	if m.overran() {
		poor += .4
	}
	if m.c.Result != "granted" {
		poor += .3
	}
	if m.c.Visits > 1 {
		poor += .12
	}
	switch r := m.rng.Float64(); {
	case r < poor*.35:
		return rating.VeryDissatisfied
	case r < poor:
		return rating.Dissatisfied
	case r < poor+.09:
		return rating.Basically
	case r < poor+.34:
		return rating.Satisfied
	}
	return rating.VerySatisfied
}

// overran says that the promised time was not kept.
func (m *matter) overran() bool {
	k, ok := m.c.Clock("promised")
	return ok && k.State == limit.Missed
}

// opinion is the rating with its reasons; who waited too long says so.
func (t *town) opinion(m *matter, g rating.Grade) *rating.Input {
	in := &rating.Input{Grade: g, Channel: pick(m.rng, []string{"web", "mobile", "mobile", "sms", "qr"})}
	if m.channel == "window" {
		in.Channel = pick(m.rng, []string{"tablet", "qr", "sms"})
	}
	if m.overran() && g == rating.Dissatisfied {
		in.Tags = append(in.Tags, "209")
	}
	if tags := rating.TagsOf(g); chance(m.rng, .6) {
		if tag := pick(m.rng, tags).Code; tag != "209" && tag != "110" && !slices.Contains(in.Tags, tag) {
			in.Tags = append(in.Tags, tag)
		}
	}
	return in
}

// remark is what one in five writes beside the grade.
func remark(m *matter, g rating.Grade) string {
	if !chance(m.rng, .2) {
		return ""
	}
	if g.Poor() {
		return pick(m.rng, []string{"等得太久，中间也没人说一声。", "跑了两趟才弄明白要带什么。", "希望能把理由说得再清楚些。"})
	}
	return pick(m.rng, []string{"进度看得到，心里有底。", "窗口的同志很耐心。", "比以前方便多了。"})
}
