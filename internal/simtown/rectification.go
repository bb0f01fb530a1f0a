package simtown

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/rating"
	"banjie/internal/rectification"
)

// duty is a poor rating on its way through the unit.
type duty struct {
	n     int // of the rated case
	id    casework.ID
	due   time.Time // next turn
	rng   *rand.Rand
	tries int
}

// duty takes note of the duties that a rating of the case has opened or opened again.
func (t *town) duty(m *matter, now time.Time) {
	for _, f := range rating.Of(m.c) {
		if f.Duty == 0 {
			continue
		}
		d := &duty{n: m.n, id: f.Duty, rng: rand.New(rand.NewPCG(t.cfg.Seed, uint64(m.n)<<8+7))}
		d.due = office(t.cal, now, minutes(d.rng, 110, .7))
		t.mu.Lock()
		if !slices.ContainsFunc(t.duties, func(o *duty) bool { return o.id == d.id }) {
			t.await(d)
		}
		t.mu.Unlock()
	}
}

// nextDuty does the next turn of the duty that is due first.
func (t *town) nextDuty(ctx context.Context) error {
	d := t.duties[0]
	t.duties = t.duties[1:]
	now := d.due
	if at := t.still.Now(); at.After(now) {
		now = at // acts of a batch share the instant of its last
	}
	t.moveTo(now)
	c, _, err := t.engine.Load(ctx, casework.Key{Division: Division, ID: d.id})
	if err != nil {
		return err
	}
	if d.due, err = t.attend(ctx, d, c, now); err != nil {
		return fmt.Errorf("simtown: poor rating of case %d at %v: %w", d.n, now.In(t.cal.Zone()), err)
	}
	if !d.due.IsZero() {
		t.await(d)
	}
	return nil
}

// await puts a duty in its place.
func (t *town) await(d *duty) {
	t.duties = append(t.duties, d)
	slices.SortFunc(t.duties, func(a, b *duty) int { return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.n, b.n)) })
}

// attend does the next thing about a duty and gives the instant of the one after.
func (t *town) attend(ctx context.Context, d *duty, c *casework.Case, now time.Time) (time.Time, error) {
	f := rectification.FileOf(c)
	by, ok := t.caller(d, c, f)
	if !ok {
		return time.Time{}, nil // everybody had a part: it stays due, and supervision sees it
	}
	do := func(who access.Actor, verb string, input any, words string) error {
		_, err := t.engine.Do(ctx, casework.Command{Actor: who, Case: c.ID, Verb: verb, Input: input, Reason: words})
		return err
	}
	channel := pick(d.rng, []string{"telephone", "telephone", "telephone", "message", "visit"})
	cause := pick(d.rng, []string{"service", "service", "service", "system", "policy", "other_unit", "misunderstanding"})
	later := func(days float64) time.Time { return office(t.cal, now, minutes(d.rng, days*dayMinutes, .5)) }
	switch c.State {
	case rectification.ToCall:
		if !f.Calls(by.ID) {
			if err := do(by, "take_call", nil, ""); err != nil {
				return time.Time{}, err
			}
		}
		switch {
		case d.tries >= 3:
			return time.Time{}, do(by, "close_unreached", nil, "三天里打了三次电话、发了一条消息，都没有联系上。您看到后可以追加评价，也可以到窗口找我们。")
		case d.tries > 0 || chance(d.rng, .14):
			d.tries++
			way := []string{"", "telephone", "message", "telephone"}[d.tries]
			return office(t.cal, now, dayMinutes), do(by, "record_missed_call", &rectification.TryInput{Channel: way}, "")
		case chance(d.rng, .07):
			return time.Time{}, do(by, "close_unconfirmed", &rectification.CallInput{Channel: channel}, "本人说点错了，对办理没有意见。")
		}
		err := do(by, "confirm_poor_rating", &rectification.CallInput{Channel: channel, Cause: cause}, pick(d.rng, []string{"本人说等的时间长，中间没有人告知进展。", "本人说窗口讲的和网上写的不一样，多跑了一趟。", "本人说上传材料总是失败，最后只好到大厅。"}))
		return later(4), err
	case rectification.ToFix:
		if head, ok := t.head(c.Unit); ok && f.Ground == "" && !slices.Contains(f.Part, head.ID) && chance(d.rng, .12) {
			return later(2), do(head, "appeal_rating", &rectification.AppealInput{Ground: pick(d.rng, []string{"policy", "other_unit", "malicious"})}, "办理在期限内完成，反映的问题不在本单位权限内，材料见办件记录。")
		}
		fix := pick(d.rng, []string{"done_now", "apology", "guide_changed", "explained", "training"})
		return time.Time{}, do(by, "record_fix", &rectification.FixInput{Cause: cmp.Or(f.Cause, cause), Fixes: []string{fix}}, pick(d.rng, []string{"已向您道歉，进展改为每个环节都发消息告知。", "办事指南里写错的一处已改，窗口和网上现在一致。", "系统问题已报技术单位修好，您的材料不用重交。"}))
	case rectification.Disputed:
		judge := actor(t.staff[centre+"/"+string(access.Supervisor)][0])
		if chance(d.rng, .35) {
			return time.Time{}, do(judge, "uphold_rating_appeal", nil, "查看办理记录，各环节都在期限内，反映的是另一单位的环节。评价保留，申诉成立另行计数。")
		}
		return later(3), do(judge, "reject_rating_appeal", nil, "办理记录显示告知不清，问题在本单位，申诉不成立。")
	}
	return time.Time{}, nil
}

// caller is somebody of the unit who had no part in the rated case.
func (t *town) caller(d *duty, c *casework.Case, f *rectification.File) (access.Actor, bool) {
	all := t.staff[c.Unit+"/"+string(access.CaseOfficer)]
	for i := range all {
		if o := all[(d.n+i+1)%len(all)]; !slices.Contains(f.Part, o.ID) {
			return actor(o), true
		}
	}
	for _, head := range t.staff[c.Unit+"/"+string(access.UnitHead)] {
		if !slices.Contains(f.Part, head.ID) {
			return actor(head), true
		}
	}
	if c.State == rectification.ToFix && len(all) > 0 {
		return actor(all[d.n%len(all)]), true // putting it right is for whoever knows it
	}
	return t.centreHead(), c.State == rectification.ToCall && c.Unit != centre
}
