package simtown

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/registers/commitment"
)

// entry is an act on a public register, on a working day at ten past nine.
type entry struct {
	at time.Time
	do func(ctx context.Context) error
}

// promise is one commitment of the county. Days are shares of the history in percent; what lies
// past a hundred lies past its end.
type promise struct {
	unit, slug        string // an item instead of a unit: a service promise
	kind              commitment.Kind
	sentence, measure string
	target, evidence  string
	from, due         int
	rate              string
	limit             int
	fate              string // kept, late, partly, unkept, reported, disputed, changed, withdrawn; "" nothing happens
	words             string // of the report, the change or the withdrawal
}

// promises are all invented. They are of every state.
var promises = []promise{
	{unit: "market-regulation", kind: commitment.Public, sentence: "开店要办的证照，一次交齐材料就够了", measure: "同一件事要求补交材料的次数", target: "每件最多补一次", evidence: "办件记录里的补正次数", from: 3, due: 60, fate: "kept", words: "从上月起材料清单统一由综合窗口一次出齐，没有再出现第二次补正。"},
	{unit: "market-regulation", kind: commitment.Problem, sentence: "把“材料来回补”这个老问题压下去", measure: "每月补正率", target: "连续三个月不超过两成", evidence: "系统按月数出来的补正率", from: 34, due: 240, rate: "correction", limit: 2000},
	{unit: "natural-resources", kind: commitment.Public, sentence: "不动产登记大厅中午不关门", measure: "中午十二点到一点半有没有人取号办理", target: "每个工作日", evidence: "取号记录", from: 4, due: 40, fate: "late", words: "加了两个中午班，比承诺的日子晚了几天开始。"},
	{unit: "human-resources", kind: commitment.Public, sentence: "取消创业补贴的两项盖章证明", measure: "办事指南里还要不要这两项", target: "两项都不再要", evidence: "公开的办事指南", from: 5, due: 55, fate: "partly", words: "社保缴纳证明已取消；场地证明上级还没有放开，只取消了一项。"},
	{unit: "health", kind: commitment.Legal, sentence: "按时公布上一年度的信息公开工作年度报告", measure: "有没有在网上公布", target: "规定日期以前公布", evidence: "报告全文的网址", from: 2, due: 30, fate: "kept", words: "报告全文已公布。"},
	{unit: "transport", kind: commitment.Legal, sentence: "按时公布上一年度的信息公开工作年度报告", measure: "有没有在网上公布", target: "规定日期以前公布", evidence: "报告全文的网址", from: 2, due: 30},
	{unit: "construction", kind: commitment.Public, sentence: "施工许可的现场看一次就够，不再分几拨人来", measure: "一个项目到现场的次数", target: "一次", evidence: "现场核查记录", from: 8, due: 70, fate: "unkept", words: "联合看现场的排班没有谈成，还是分两拨去的。"},
	{unit: "education", kind: commitment.Public, sentence: "暑假前办好全部民办学校的年检答复", measure: "还没有答复的学校数", target: "一所不剩", evidence: "答复清单", from: 20, due: 88, fate: "reported", words: "全部答复完毕，清单附在网页上。"},
	{unit: "law-enforcement", kind: commitment.Public, sentence: "店招设置先教后办，不随意开罚单", measure: "首次轻微问题直接处罚的件数", target: "零件", evidence: "处罚决定书台账", from: 15, due: 80, fate: "disputed", words: "已经做到。"},
	{unit: "civil-affairs", kind: commitment.Public, sentence: "每周六上午照常办婚姻登记", measure: "周六上午有没有开放", target: "每周六上午", evidence: "排班表和取号记录", from: 10, due: 130, fate: "changed", words: "人手不够，先从每月第一个周六做起，等新人到岗再恢复。"},
	{unit: "water", kind: commitment.Public, sentence: "取水许可到村里现场办一次", measure: "到村办理的场次", target: "四个村各一场", evidence: "现场照片和登记表", from: 12, due: 120, fate: "withdrawn", words: "汛期人员全部上堤，改在秋后重新公布日期。"},
	{unit: "public-security", kind: commitment.Public, sentence: "居住证当天来当天拿", measure: "从受理到拿证的天数", target: "当天", evidence: "办件记录", from: 25, due: 110},
	{unit: "agriculture", kind: commitment.Public, sentence: "农机补贴的进度每十天公布一次", measure: "公布的间隔", target: "不超过十天", evidence: "公布页面", from: 18, due: 75, fate: "kept", words: "已按十天一次公布，共六期。"},
	{unit: "civil-affairs", kind: commitment.Problem, sentence: "低保申请“批得慢”要改过来", measure: "每月逾期办结率", target: "连续三个月不超过百分之五", evidence: "系统按月数出来的逾期办结率", from: 36, due: 220, rate: "late", limit: 500},
	{slug: "food-business-licence", kind: commitment.Service, sentence: "食品经营许可说几天就几天", measure: "从受理到决定的工作日", target: "不超过指南上承诺的天数", evidence: "旁边的实际用时", from: 6, due: 150},
	{slug: "road-freight", kind: commitment.Service, sentence: "道路货运许可按承诺的天数办好", measure: "从受理到决定的工作日", target: "不超过指南上承诺的天数", evidence: "旁边的实际用时", from: 6, due: 150},
	{unit: "emergency", kind: commitment.Public, sentence: "烟花爆竹零售点的安全要求画成一张图", measure: "图有没有放在指南里", target: "放进去", evidence: "办事指南", from: 30, due: 62, fate: "kept", words: "图已放进指南。"},
	{unit: "housing-fund", kind: commitment.Public, sentence: "公积金提取不再要纸质租房合同", measure: "指南里还要不要纸质合同", target: "不再要", evidence: "办事指南", from: 14, due: 50, fate: "kept", words: "改为网上核对备案信息。"},
}

// promisedDays is how long a history must be to hold what was promised and when it was due.
const promisedDays = 30

// registers are the acts on public registers over the history, in order of time.
func (t *town) registers() []entry {
	all := t.publications()
	if t.cfg.Days >= promisedDays {
		all = append(all, t.commitments()...)
	}
	slices.SortStableFunc(all, func(a, b entry) int { return cmp.Compare(a.at.UnixNano(), b.at.UnixNano()) })
	return all
}

// registering is the side of the acts on public registers.
func (t *town) registering() side {
	return side{
		next: func() time.Time {
			if len(t.entries) == 0 {
				return time.Time{}
			}
			return t.entries[0].at
		},
		act: func(ctx context.Context, at time.Time) error {
			e := t.entries[0]
			t.entries = t.entries[1:]
			if t.still.Now().Before(at) {
				t.moveTo(at)
			}
			if err := e.do(ctx); err != nil {
				return fmt.Errorf("simtown: register on %v: %w", at.In(t.cal.Zone()), err)
			}
			return nil
		},
	}
}

// share is a working day after a share of the history, in percent.
func (t *town) share(percent int) calendar.Day {
	day := t.cfg.End - calendar.Day(t.cfg.Days) + 1 + calendar.Day(t.cfg.Days*percent/100)
	for !t.cal.IsWorkday(day) {
		day++
	}
	return day
}

func (t *town) on(day calendar.Day, minute int, do func(ctx context.Context) error) entry {
	return entry{t.cal.Start(day).Add(9*time.Hour + time.Duration(minute)*time.Minute), do}
}

// commitments are the acts of all promises.
func (t *town) commitments() (all []entry) {
	items := map[string]catalog.Item{}
	for _, it := range drafts() {
		items[it.Slug] = it
	}
	for i, p := range promises {
		terms := commitment.Terms{Kind: p.kind, Unit: p.unit, Sentence: p.sentence, Measure: p.measure, Target: p.target, Evidence: p.evidence, Due: t.share(p.due), Rate: p.rate, Limit: p.limit}
		if it, ok := items[p.slug]; ok {
			terms.Item, terms.Unit = it.Code, it.Unit
		}
		k := &kept{town: t, head: t.first(terms.Unit, access.UnitHead), judge: t.first(centre, access.Supervisor)}
		minute := 10 + i%40
		all = append(all, t.on(t.share(p.from), minute, func(ctx context.Context) error {
			today := t.today()
			id, err := commitment.NewID(ctx, t.engine.Store, Division, today)
			if err != nil {
				return err
			}
			return k.did(ctx, k.head)(commitment.Publish(k.head, id, terms, today))
		}))
		all = append(all, t.story(p, k, terms, minute)...)
	}
	return all
}

// kept is a commitment as the town has made it.
type kept struct {
	town        *town
	head, judge access.Actor
	now         commitment.Commitment
}

func (k *kept) did(ctx context.Context, by access.Actor) func(commitment.Act, error) error {
	return func(a commitment.Act, err error) error {
		if err != nil {
			return err
		}
		out, err := commitment.Record(ctx, k.town.engine, by, a)
		if err != nil {
			return err
		}
		e := out.Events[0]
		k.now, err = k.now.Apply(a, e.At, e.Seq)
		return err
	}
}

// story is what happens to a promise after its publication.
func (t *town) story(p promise, k *kept, terms commitment.Terms, minute int) (all []entry) {
	report := func(claim commitment.Claim) func(context.Context) error {
		return func(ctx context.Context) error {
			r := commitment.Report{Claim: claim, Day: t.today(), Words: p.words, Link: "/supervision"}
			return k.did(ctx, k.head)(k.now.Deliver(k.head, r, nil, nil, t.today()))
		}
	}
	confirm := func(words string) func(context.Context) error {
		return func(ctx context.Context) error { return k.did(ctx, k.judge)(k.now.Confirm(k.judge, words, nil)) }
	}
	due := t.share(p.due)
	step := func(day calendar.Day, do func(context.Context) error) {
		for !t.cal.IsWorkday(day) {
			day++
		}
		all = append(all, t.on(day, minute, do))
	}
	switch p.fate {
	case "kept":
		step(t.share(p.due-8), report(commitment.Delivered))
		step(t.share(p.due), confirm("看过网页和记录，对得上。"))
	case "late":
		step(due+4, report(commitment.Delivered))
		step(due+7, confirm("取号记录从那天起才有中午的号。"))
	case "partly":
		step(due, report(commitment.InPart))
		step(due+3, confirm("指南里确实还剩一项。"))
	case "unkept":
		step(due+1, report(commitment.NotDelivered))
		step(due+3, confirm("原因属实，已请单位重新定日子。"))
	case "reported":
		step(t.share(p.due), report(commitment.Delivered))
	case "disputed":
		step(t.share(p.due-5), report(commitment.Delivered))
		step(t.share(p.due-1), func(ctx context.Context) error {
			return k.did(ctx, k.judge)(k.now.Dispute(k.judge, "台账里上个月还有三件首次就处罚的，请说明。"))
		})
	case "changed":
		step(t.share(p.from+30), func(ctx context.Context) error {
			next := terms
			next.Target = "每月第一个周六上午"
			return k.did(ctx, k.head)(k.now.Change(k.head, next, p.words, t.today()))
		})
	case "withdrawn":
		step(t.share(p.from+45), func(ctx context.Context) error { return k.did(ctx, k.head)(k.now.Withdraw(k.head, p.words, t.today())) })
	}
	return all
}

func (t *town) today() calendar.Day { return t.cal.DayOf(t.still.Now()) }

// first is the first officer of a unit in a role.
func (t *town) first(unit string, role access.Role) access.Actor {
	return actor(t.staff[unit+"/"+string(role)][0])
}
