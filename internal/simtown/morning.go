package simtown

import (
	"cmp"
	"context"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/licensing"
	"banjie/internal/limit"
)

// What the people of the demo bar's market regulation find on their desks on the last
// morning, as far as the county has cases for it.
const (
	demoUnit     = "market-regulation"
	demoOfficer  = demoUnit + "-1"
	askedAtEnd   = 2 // extensions that wait for the head
	opposedAtEnd = 1 // parts that disagree, for the head to decide
	inHandAtEnd  = 4 // cases in the officer's hands
)

// morning leaves work for whoever becomes the officer or the head: extensions asked for, a
// part that disagrees, tasks taken and not finished. Each case acts once, by the order of
// its number.
func (t *town) morning(ctx context.Context, left []*matter, now time.Time) error {
	left = slices.Clone(left)
	slices.SortFunc(left, func(a, b *matter) int { return cmp.Compare(a.n, b.n) })
	asked, opposed, inHand := 0, 0, 0
	for _, m := range left {
		if m.item.Unit != demoUnit || m.c == nil || m.item.Joint {
			continue
		}
		if err := t.reload(ctx, m); err != nil {
			return err
		}
		var err error
		switch {
		case opposed < opposedAtEnd && t.taken(m) != nil:
			opposed++
			k := t.taken(m)
			err = t.act(ctx, m, t.holder(k.Officer, k.Unit), "finish", &casework.FinishInput{Step: k.Step, Task: k.ID, Outcome: "disagree"}, "现场情况与申请内容不符。")
		case asked < askedAtEnd && t.mayAsk(m):
			asked++
			err = t.act(ctx, m, t.officer(m, m.c.Unit, now), "request_extension", nil, "需要会同其他部门核实，请求延长期限。")
		case inHand < inHandAtEnd && (m.c.State == licensing.Received || m.c.State == licensing.UnderReview): // where tasks are taken
			for _, k := range m.c.OpenTasks() {
				if k.Unit == demoUnit && k.State == casework.Waiting {
					inHand++
					by := access.Actor{ID: demoOfficer, Role: access.CaseOfficer, Division: Division, Unit: demoUnit}
					err = t.act(ctx, m, by, "take", &casework.TaskInput{Step: k.Step, Task: k.ID}, "")
					break
				}
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// taken is a task of the review in somebody's hands, where the matter can still be denied.
func (t *town) taken(m *matter) *casework.Task {
	if m.c.State != licensing.UnderReview || m.demo != nil || t.toInspect(m, licensing.FileOf(m.c)) {
		return nil
	}
	for _, k := range m.c.OpenTasks() {
		if k.Unit == demoUnit && k.State == casework.Taken && k.Step != casework.IntakeStep {
			return &k
		}
	}
	return nil
}

// mayAsk says that an extension can be asked for: under review, in time, not asked before.
func (t *town) mayAsk(m *matter) bool {
	k, ok := m.c.Clock("promised")
	return m.c.State == licensing.UnderReview && ok && k.State == limit.Running && !t.late(m) && extendable(m.item) && licensing.FileOf(m.c).Extension == nil
}
