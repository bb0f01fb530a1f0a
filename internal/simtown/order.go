package simtown

import (
	"context"
	"fmt"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/licensing"
	"banjie/internal/supervise/order"
)

// Paper stores a made-up picture and says what is stored.
type Paper func(ctx context.Context, name string) (casework.File, error)

// overseeing is the work of the centre's supervisors in the history: orders issued twice a
// week about what is late, and what becomes of them.
type overseeing struct {
	next   time.Time
	orders []*issued
	about  map[casework.ID]bool
}

// issued is one order and how its unit is with replies.
type issued struct {
	n    int
	id   casework.ID
	unit string
	day  calendar.Day
}

const (
	overseeAt  = 10*time.Hour + 5*time.Minute // of a working day
	mostOrders = 24
)

// matters in words, when nothing in the unit's hands is late.
var matters = []string{
	"近期投诉反映窗口一次性告知不到位，请对照清单自查，报整改情况。",
	"本季度评价中的差评还有未回访的，请逐件回访并报结果。",
	"办事指南上的材料与窗口实际要求不一致，请核对更正。",
}

// oversees says when the supervisors act next; zero where the engine knows no orders.
func (t *town) oversees(at time.Time) time.Time {
	if _, err := t.engine.Procedure(order.Name, 0); err != nil || t.cfg.Paper == nil {
		return time.Time{}
	}
	for day := t.cal.DayOf(at); ; day++ {
		if next := t.cal.Start(day).Add(overseeAt); t.cal.IsWorkday(day) && next.After(at) {
			return next
		}
	}
}

// oversee lives one morning of the supervisors.
func (t *town) oversee(ctx context.Context, open []*matter, now time.Time) error {
	t.moveTo(now)
	day := t.cal.DayOf(now)
	for _, o := range t.desk.orders {
		if err := t.pursue(ctx, o, day); err != nil {
			return fmt.Errorf("simtown: order %d: %w", o.n, err)
		}
	}
	if w := day.Weekday(); w != time.Tuesday && w != time.Thursday || len(t.desk.orders) >= mostOrders {
		return nil
	}
	n := len(t.desk.orders)
	in := order.IssueInput{About: order.AboutMatter, Ground: "repeated", Unit: units[n*5%12].id, Days: 3 + n%3}
	demand := matters[n%len(matters)]
	open = slices.Clone(open)
	slices.SortFunc(open, func(a, b *matter) int { return a.n - b.n })
	for _, m := range open {
		if m.c == nil || m.script != nil || m.demo != nil || t.desk.about[m.c.ID] {
			continue
		}
		c, _, err := t.engine.Load(ctx, m.c.Key)
		if err != nil {
			return err
		}
		if c.Lamp(now) == casework.Overdue && c.State == licensing.UnderReview {
			in.About, in.Number, in.Ground, in.Unit = order.AboutCase, c.Number, "overdue", c.Unit
			demand = "这件超过承诺期限还没有作出决定，请说明卡在哪里，尽快办结。"
			t.desk.about[c.ID] = true
			break
		}
	}
	if in.Unit == centre {
		in.Unit = demoUnit
	}
	cmd := casework.Command{Actor: t.overseer(n), Verb: "issue_order", Input: &in, Reason: demand, Open: &casework.Open{Procedure: order.Name, Channel: "office", Series: order.Series}}
	out, err := t.engine.Do(ctx, cmd)
	if err != nil {
		return fmt.Errorf("simtown: issue_order: %w", err)
	}
	t.desk.orders = append(t.desk.orders, &issued{n: n, id: out.Case.ID, unit: in.Unit, day: day})
	return nil
}

// supervisor takes turns.
func (t *town) overseer(n int) access.Actor {
	all := t.staff[centre+"/"+string(access.Supervisor)]
	return actor(all[n%len(all)])
}

// pursue does what is next with an order: most are replied to in time, every fifth asks for
// a later date, every sixth is answered late or not at all, every seventh comes back once.
func (t *town) pursue(ctx context.Context, o *issued, day calendar.Day) error {
	c, _, err := t.engine.Load(ctx, casework.Key{Division: Division, ID: o.id})
	if err != nil || !c.IsOpen() {
		return err
	}
	age := t.cal.WorkdaysBetween(o.day, day)
	unit := actor(t.staff[o.unit+"/"+string(access.CaseOfficer)][0])
	do := func(by access.Actor, verb string, input any, reason string) error {
		_, err := t.engine.Do(ctx, casework.Command{Actor: by, Case: o.id, Verb: verb, Input: input, Reason: reason})
		if err != nil {
			return fmt.Errorf("%s by %s: %w", verb, by.ID, err)
		}
		return nil
	}
	f := order.FileOf(c)
	switch {
	case c.State == order.Issued && age >= 1 && o.n%6 != 5:
		return do(unit, "take_order", nil, "")
	case c.State == order.Issued && age == 3:
		return do(t.overseer(o.n), "remind", nil, "督办还没有签收，请尽快签收办理。")
	case c.State == order.InHand && o.n%5 == 3 && f.Later == nil && age == 2:
		return do(unit, "ask_later_date", &order.LaterInput{Days: 3}, "需要会同相关科室核实，请求延后三个工作日回复。")
	case c.State == order.InHand && f.Later != nil && !f.Later.Approved && !f.Later.Rejected:
		return do(t.overseer(o.n+1), "decide_later_date", &order.DecideLaterInput{Approve: true}, "情况属实，同意。")
	case c.State == order.InHand && age >= 2+o.n%3 && (o.n%6 != 4 || age >= 9):
		paper, err := t.cfg.Paper(ctx, "整改照片（虚构）.png")
		if err != nil {
			return err
		}
		return do(unit, "reply_order", &order.ReplyInput{Result: order.Done, Files: []casework.File{paper}}, "已查明原因，补派人员办理，并对照清单整改，情况见附件。")
	case c.State == order.Replied && o.n%7 == 2 && !f.Returned:
		return do(t.overseer(o.n), "return_reply", &order.ReturnInput{Days: 3}, "整改只写了打算，没有凭据，请补充已经做到的。")
	case c.State == order.Replied && o.n%7 != 6:
		return do(t.overseer(o.n), "accept_reply", &order.EndInput{Result: order.Done}, "回复和附件看过，可以办结。")
	}
	return nil
}
