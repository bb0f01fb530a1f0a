package simtown

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/impasse"
	"banjie/internal/lang"
)

// troublesEach is how many cases there are for each report of what could not be got done.
const troublesEach = 300

// trouble is one person who tried and failed, and the acts that follow on their days.
type trouble struct {
	n      int
	who    Person
	item   catalog.Item
	about  string // number of a case that failed
	reason string
	words  string
	visits int
	c      *casework.Case
}

// step is one act of a trouble, or of a class fix, on its day.
type step struct {
	at time.Time
	n  int
	do func(context.Context) error
}

// troubles are the steps still to come, in order, and the failed cases that reports can be about.
type troubles struct {
	steps  []step
	failed map[string][]string // item code → numbers
	seen   int                 // reports of a wrong guide; the third mends it
}

// remember keeps the numbers of cases that ended against the person.
func (t *town) remember(m *matter) {
	if m.c == nil || t.troubles == nil {
		return
	}
	switch m.c.Result {
	case "refused", "denied", "returned":
		t.troubles.failed[m.c.Item.Code] = append(t.troubles.failed[m.c.Item.Code], m.c.Number)
	}
}

// next is when the next step is due; zero: there is none.
func (s *troubles) next() time.Time {
	if s == nil || len(s.steps) == 0 {
		return time.Time{}
	}
	return s.steps[0].at
}

// turn does the next step; a county behind its own clock does it at once.
func (t *town) trouble(ctx context.Context) error {
	s := t.troubles.steps[0]
	t.troubles.steps = t.troubles.steps[1:]
	if now := t.clk.Now(); now.After(s.at) {
		s.at = now
	}
	t.moveTo(s.at)
	if err := s.do(ctx); err != nil {
		return fmt.Errorf("simtown: report %d of what could not be done, at %v: %w", s.n, s.at.In(t.cal.Zone()), err)
	}
	return nil
}

// conceiveTroubles plans the reports of the whole history; none where the engine has no such
// procedure.
func (t *town) conceiveTroubles(published []catalog.Item) {
	if _, err := t.engine.Procedure(impasse.Name, 0); err != nil {
		return
	}
	t.troubles = &troubles{failed: map[string][]string{}}
	shelf := map[string]catalog.Item{}
	for _, it := range published {
		shelf[it.Slug] = it
	}
	rng := rand.New(rand.NewPCG(t.cfg.Seed, 0x1a9a55e))
	people := demoPeople()
	for n := range t.cfg.Cases / troublesEach {
		x := &trouble{n: n, visits: 1 + rng.IntN(4), reason: pick(rng, impasse.Reasons()).ID}
		x.who = somebody(rng, 60_000+n, n%5 == 4, false)
		slugs := []string{"food-business-licence", "company-registration", "residence-permit", "medical-reimbursement", "road-freight", "hygiene-licence"}
		x.item = shelf[slugs[n%len(slugs)]]
		if n%4 == 1 { // what repeats
			x.item, x.reason = shelf["food-business-licence"], "guide_wrong"
		}
		if n%8 == 3 {
			x.item, x.reason = shelf["company-registration"], "extra_material"
		}
		if n < len(people) {
			x.who = people[n]
		}
		x.words = wordsOf[x.reason]
		total := t.cfg.Cases / troublesEach
		day := t.cal.DayOf(t.cfg.Begin(t.cal)) + calendar.Day(18+n*max(t.cfg.Days-24, 2)/total)
		if last := total - n; last <= 6 { // these are still under way at the end
			day = t.cfg.End - calendar.Day(last)
		}
		t.plan(rng, x, min(day, t.cfg.End-1))
	}
	slices.SortStableFunc(t.troubles.steps, func(a, b step) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.n, b.n)) })
}

// wordsOf is what people write, by their reason; all of it is made up.
var wordsOf = map[string]string{
	"guide_wrong":    "指南上写“平面图”，到窗口说要标尺寸、要盖章，指南里没有写。",
	"extra_material": "指南上没有的证明也要我去开，开来了又说格式不对。",
	"ping_pong":      "甲窗口让我找乙窗口，乙窗口又让我回甲窗口，来回跑。",
	"system_fault":   "网上提交一直提示失败，打电话说系统在升级。",
	"policy_gap":     "我这种情况窗口说没有规定，不知道该怎么办。",
	"law_forbids":    "窗口说法律不让办，但没有告诉我是哪一条。",
	"slowness":       "问了几次都说在走流程，没有人说什么时候好。",
	"special_need":   "家里老人走不动，想问能不能上门办。",
}

// causeFor is what is found where the person gave a reason.
var causeFor = map[string]string{"guide_wrong": "guide_wrong", "extra_material": "extra_material", "ping_pong": "ping_pong", "system_fault": "system_fault",
	"policy_gap": "policy_gap", "law_forbids": "not_told_once", "slowness": "slowness", "special_need": "special_need"}

// plan lays out what will happen to one report.
func (t *town) plan(rng *rand.Rand, x *trouble, day calendar.Day) {
	var clerk access.Actor
	if all := t.staff[centre+"/"+string(access.Clerk)]; len(all) > 0 {
		clerk = actor(all[x.n%len(all)])
	}
	chief := actor(t.staff[centre+"/"+string(access.CentreHead)][0])
	unit := x.item.Unit
	at := office(t.cal, t.cal.Start(day), 10+rng.IntN(300))
	then := func(workdays int, do func(context.Context) error) {
		if workdays > 0 {
			at = office(t.cal, t.cal.Start(t.cal.AddWorkdays(t.cal.DayOf(at), workdays)), 10+rng.IntN(300))
		} else {
			at = office(t.cal, at, 15+rng.IntN(40))
		}
		t.troubles.steps = append(t.troubles.steps, step{at, x.n, do})
	}
	act := func(by access.Actor, verb string, input any, words string, basis ...string) func(context.Context) error {
		return func(ctx context.Context) error { return t.onTrouble(ctx, x, by, verb, input, words, basis...) }
	}
	cause := &impasse.CauseInput{Cause: causeFor[x.reason]}
	take := func(u string) func(context.Context) error {
		return act(t.someone(u, x.n), "take", &casework.TaskInput{Step: impasse.OrderStep, Task: u}, "")
	}
	order := func() {
		then(0, act(clerk, "send_order", &impasse.OrderInput{Units: []string{unit}}, "请核实情况，能办的马上办，并告诉本人结果。"))
		then(1, take(unit))
	}
	doer := t.someone(unit, x.n)
	confirm := func() {
		then(1+rng.IntN(3), act(x.who.Actor(), "confirm_done", nil, ""))
	}
	then(0, func(ctx context.Context) error { return t.report(ctx, x, clerk) })
	switch x.n % 8 {
	case 0:
		then(0, act(clerk, "solve_on_spot", cause, "当场联系承办科室，已经办好。"))
		confirm()
	case 1, 5: // the guide; silence, or the person's word
		order()
		then(2, act(doer, "report_done", cause, "按指南收件，不再要别的，已经受理。"))
		if x.n%8 == 5 {
			confirm()
		}
		if t.troubles.seen++; t.troubles.seen == impasse.Repeats {
			then(2, func(ctx context.Context) error { return t.startFix(ctx, x) })
		}
	case 2:
		order()
		then(2, func(ctx context.Context) error {
			k, _ := x.c.Clock("order")
			return t.onTrouble(ctx, x, doer, "talk_with_person", &impasse.TalkInput{Channel: "telephone", Until: t.cal.AddWorkdays(k.Due.Day, 4)}, "说明要等上级系统修复，本人同意等到新的日子。")
		})
		then(0, act(doer, "extend_order", nil, "上级系统修复需要时间，已与本人说好。"))
		then(5, act(doer, "report_done", cause, "系统恢复，已经代为提交成功。"))
		confirm()
	case 3: // repeats and is not mended yet
		order()
		then(2, act(doer, "report_done", cause, "多要的证明不再要，已经受理。"))
	case 4:
		order()
		then(2, act(doer, "report_no", noOf(impasse.Impossible), "不符合办理条件，现有材料改变不了。", "xkf-32.1"))
		then(1, act(chief, "approve_no", nil, "依据和救济途径已核对。"))
	case 6:
		order()
		then(2, act(doer, "report_no", noOf(impasse.Impossible), "认为没有先例，不能办。", "xkf-32.2"))
		then(1, act(chief, "reject_no", &impasse.RulingInput{Doable: true}, "指南写明可以办，没有先例不是理由。"))
		then(2, act(doer, "report_done", &impasse.CauseInput{Cause: "extra_material"}, "已按指南办好，向本人道歉。"))
		confirm()
	case 7:
		no := noOf(impasse.NoScope)
		no.Scope, no.Remedy, no.Body = "private", "lawsuit", "县人民法院（虚构），可以先向人民调解委员会申请调解"
		then(0, act(clerk, "report_no", no, "房东与租客的合同纠纷，不是办事的问题。", "xsf-46"))
		then(1, act(chief, "approve_no", nil, "同意，并请窗口帮助联系人民调解。"))
	}
}

func noOf(outcome string) *impasse.NoInput {
	return &impasse.NoInput{Outcome: outcome, Cause: "law_forbids", Remedy: "reconsideration", Body: "县人民政府（虚构），收到答复之日起六十日内提交申请书"}
}

// someone of a unit who does the work.
func (t *town) someone(unit string, n int) access.Actor {
	if all := t.staff[unit+"/"+string(access.CaseOfficer)]; len(all) > 0 {
		return actor(all[n%len(all)])
	}
	head, _ := t.head(unit)
	return head
}

// report files it: every third at a window.
func (t *town) report(ctx context.Context, x *trouble, clerk access.Actor) error {
	if all := t.troubles.failed[x.item.Code]; len(all) > 0 && x.n%3 != 2 {
		x.about = all[len(all)-1]
	}
	by, o := x.who.Actor(), &casework.Open{Procedure: impasse.Name, Series: impasse.Series, Channel: "web", Party: x.who.Party, Person: casework.Person{Name: x.who.Is.Name, Phone: x.who.Is.Phone}}
	if x.n%3 == 2 {
		by, o.Channel, o.Window = clerk, "window", "1"
	}
	out, err := t.engine.Do(ctx, casework.Command{Actor: by, Verb: "report_impasse", Reason: x.words, Open: o,
		Input: &impasse.ReportInput{About: x.about, Item: x.item.Code, Reason: x.reason, Visits: x.visits}})
	if err == nil {
		x.c = out.Case
		t.watch.noted(x.c)
	}
	return err
}

// onTrouble does one act on a report. Where silence was faster the act is left out.
func (t *town) onTrouble(ctx context.Context, x *trouble, by access.Actor, verb string, input any, words string, basis ...string) error {
	out, err := t.engine.Do(ctx, casework.Command{Actor: by, Case: x.c.ID, Verb: verb, Input: input, Reason: words, Basis: basis})
	if fault.KindOf(err) == fault.Unlawful {
		var gone error
		if x.c, _, gone = t.engine.Load(ctx, x.c.Key); gone == nil && !x.c.IsOpen() {
			return nil
		}
	}
	if err == nil {
		x.c = out.Case
	}
	return err
}

// startFix mends the guide that several people stumbled over: the class fix is started by the
// unit's head, and three days later a version that names it is published and completes it.
func (t *town) startFix(ctx context.Context, x *trouble) error {
	head, ok := t.head(x.item.Unit)
	if !ok {
		return nil
	}
	out, err := t.engine.Do(ctx, casework.Command{Actor: head, Verb: "start_class_fix", Reason: "指南没有写清平面图的要求，群众反复跑。", Input: &impasse.StartInput{From: x.c.ID, Cause: "guide_wrong"},
		Open: &casework.Open{Procedure: impasse.FixName, Series: impasse.FixSeries, Channel: "office"}})
	if err != nil {
		return err
	}
	fix := out.Case
	at := office(t.cal, t.cal.Start(t.cal.AddWorkdays(t.cal.DayOf(t.clk.Now()), 3)), 90)
	t.troubles.steps = append(t.troubles.steps, step{at, x.n, func(ctx context.Context) error { return t.mend(ctx, fix, x.item.Code) }})
	slices.SortStableFunc(t.troubles.steps, func(a, b step) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.n, b.n)) })
	return nil
}

func (t *town) mend(ctx context.Context, fix *casework.Case, code string) error {
	now, err := t.engine.Catalogue.Current(Division, code)
	if err != nil || len(now.Materials) == 0 {
		return err
	}
	next := catalog.Revise(*now)
	next.Materials = slices.Clone(next.Materials)
	next.Materials[0].Help = lang.T(next.Materials[0].Help.ZH+"手画的也行，写上长宽，不用盖章。", next.Materials[0].Help.EN+" A sketch by hand will do, with its measures and without a seal.")
	next.Version, next.Status, next.Effective, next.Mends = now.Version+1, catalog.Published, t.cal.DayOf(t.clk.Now()), []string{fix.Number}
	publisher := actor(t.staff[centre+"/"+string(access.Administrator)][0])
	if _, err := t.engine.Record(ctx, publisher, "item_published", next, casework.Private{}); err != nil {
		return err
	}
	_, err = t.engine.Do(ctx, casework.Command{Actor: access.Actor{Role: access.System, Division: Division}, Case: fix.ID, Verb: "complete_class_fix", Input: &impasse.CompleteInput{Version: next.Version}})
	return err
}
