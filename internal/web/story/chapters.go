package story

import (
	"context"
	"fmt"
	"time"

	"banjie/internal/accountability"
	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/integrity/cells"
	"banjie/internal/lang"
	"banjie/internal/registers/publiclist"
	"banjie/internal/stats"
	"banjie/internal/survey"
)

// Chapters is the story in its order.
var Chapters = []Chapter{
	{ID: "one-stop", Year: "2002", Title: lang.T("365 便民服务中心", "The 365 service centre"),
		Promise: lang.T("义乌把 28 个部门、160 个事项集中到一个大厅，一年 365 天都能办。", "Yiwu brought 28 departments and 160 matters into one hall, every day of the year."),
		Here:    lang.T("一个入口、一个目录，按您自己的话来搜", "One entry and one catalogue, searched in your own words"), Live: "/", Ours: hall},
	{ID: "five-mosts", Year: "2002", Title: lang.T("最怕的是报复", "What people feared most: retaliation"),
		Promise: lang.T("温州调查的“五个最”：最难用地，最烦审批，最头痛检查，最恨三乱，最怕报复。", "Wenzhou's five mosts: land was the hardest, approvals the most troublesome, inspections the headache, arbitrary fees the most resented, retaliation the most feared."),
		Here:    lang.T("投诉人是谁，要两名保管人一起才能打开，每次打开都记在账本上、告诉本人；遭到打击报复，按一下，一个工作小时内有人回应；企业可以自己比一比投诉前后被查被罚的次数", "Who complains opens only for two custodians together, each opening is on the ledger and told to the person; one button against retaliation, answered within one office hour; a firm can compare its visits and fines before and after"), Live: "/retaliation"},
	{ID: "eye-level", Year: "2003", Title: lang.T("把椅子降低二十厘米", "The chairs were lowered by 20 cm"),
		Promise: lang.T("窗口的椅子降低 20 厘米，让办事的人和工作人员平视。", "The clerks' chairs were lowered by 20 cm so that both sides could look level."),
		Here:    lang.T("申请人和工作人员看的是同一条时间线、同样的时钟和理由", "Applicant and official look at the same timeline, clocks and reasons"), Live: "/track"},
	{ID: "complaint-centre", Year: "2004", Title: lang.T("有诉必理、有理必果", "Every complaint accepted, every accepted one brought to a result"),
		Promise: lang.T("省机关效能监察投诉中心成立；当年受理投诉 19,949 件，办结 19,104 件（95.76%）。", "The province's complaint centre opened; that year 19,949 complaints were accepted and 19,104 closed (95.76%)."),
		Here:    lang.T("投诉一律登记，当场有回执；属实的必须有处理结果；网上、窗口、电话、来信都一样", "Every complaint is registered with a receipt at once, online, at a window, by telephone or by letter; what is substantiated must bring a result"), Live: "/complain", Ours: complaints},
	{ID: "time-limits", Year: "2004", Title: lang.T("限时办结", "Handled within limits"),
		Promise: lang.T("窗口因办事慢被通报后立即改，出台限期办结制度。", "A window named in public for slowness mended its ways and issued rules of time limits."),
		Here:    lang.T("每个办件两个时钟，到期日可以一天一天数给您看", "Two clocks on every case, and a due date that counts itself day by day"), Live: "/search?q=许可", Ours: onTime},
	{ID: "lawful", Year: "2004", Title: lang.T("我们要的效率是合法的效率", "The efficiency we want is the lawful one"),
		Promise: lang.T("讲速度，更要符合法律、符合客观规律、符合人民根本利益；盲目图快、不讲程序会造成严重危害。", "Speed must fit the law, objective regularities and the people's basic interest; blind haste without procedure does harm."),
		Here:    lang.T("不合程序的动作做不成，而且留下记录", "An act outside the procedure does not go through, and the attempt stays on record"), Live: "/about", Ours: attempts},
	{ID: "four-bans", Year: "2004", Title: lang.T("四条禁令与问责", "The four bans and accountability"),
		Promise: lang.T("工作时间不擅离岗位、不上网聊天炒股玩游戏，午间不饮酒，不接受办事人员吃请送礼；当年处理 6,876 人。", "No deserting one's post, no chat, stocks or games, no alcohol at midday, no banquets or gifts from applicants; 6,876 people were dealt with that year."),
		Here:    lang.T("有名有姓的检查，当事人怎么说写在旁边；责任追究先听本人说明，两个人决定，可以申诉；系统从不自动处理人", "Named inspectors, with the person's words beside each finding; an officer is heard first, two people decide, there is an appeal; nobody is dealt with automatically"), Live: "/oversight", Ours: oversight},
	{ID: "tell-once", Year: "2005", Title: lang.T("一次性告知", "Told once, everything"),
		Promise: lang.T("材料不齐的，五日内一次告知全部内容；逾期不告知，视为受理。", "What is missing is told once and completely within five days; silence counts as acceptance."),
		Here:    lang.T("补正清单只能出一次；没有答复的到期自动视为受理", "There is one list of corrections; without an answer the case is accepted by itself"), Live: "/track", Ours: tellOnce},
	{ID: "pinghu", Year: "2007", Title: lang.T("平均快四天，满意率九成", "Four days faster, nine in ten satisfied"),
		Promise: lang.T("平湖 120 多项涉企许可平均提速 4 天，群众满意率 90% 以上。", "Pinghu: some 120 licences for projects four days faster on average, satisfaction above 90%."),
		Here:    lang.T("承诺时限写在每一份办事指南上；满意率由公开号码抽样来问，和自己来评的放在一起看", "The promised limit stands on every guide; satisfaction is asked of a sample drawn by public numbers and stands beside what people say by themselves"), Live: "/surveys", Ours: surveyed},
	{ID: "four-lists", Year: "2013", Title: lang.T("四张清单一张网", "Four lists, one network"),
		Promise: lang.T("权力清单、责任清单、企业投资负面清单、财政专项资金管理清单，2014 年 6 月 25 日上网。", "Lists of powers, duties, investment restrictions and special funds, online since 25 June 2014."),
		Here:    lang.T("四张清单一版一版公布，任意两版放在一起比，每一版的指纹都在账本上；权力清单和办事目录对不上的地方列给您看", "The four lists come out version by version, any two side by side, each fingerprint on the ledger; where the list of powers and the catalogue do not agree is shown"), Live: "/lists", Ours: fourLists},
	{ID: "online", Year: "2014", Title: lang.T("政务服务网上线", "The service network goes online"),
		Promise: lang.T("全省统一的政务服务网开通；2016 年网上申报超过两成。", "One portal for the province; by 2016 more than a fifth of cases were filed online."),
		Here:    lang.T("不用登录也能申请，没有脚本也能用", "Apply without an account, and without scripts"), Live: "/search?q=申请", Ours: online},
	{ID: "one-visit", Year: "2016", Title: lang.T("最多跑一次", "At most one visit"),
		Promise: lang.T("一件事从受理申请到拿到结果，最多跑一次；2017 年 6 月万人调查“更方便了”90.6%。", "From application to result at most one visit; in June 2017, 90.6% of ten thousand people found it more convenient."),
		Here:    lang.T("每一次到场都登记，多跑一次要写明原因", "Every visit is counted, and each further one needs a reason"), Live: "/about", Ours: visits},
	{ID: "undertaking", Year: "2018", Title: lang.T("容缺受理与告知承诺", "Papers to follow, and undertakings"),
		Promise: lang.T("次要材料可以后补；作出承诺的当场决定，六十个工作日内核查。", "Minor papers may follow; who signs an undertaking gets the decision, to be checked within sixty working days."),
		Here:    lang.T("办事指南写明哪些材料可以后补、哪些可以承诺", "The guide says which papers may follow and which an undertaking covers"), Live: "/items/food-business-licence"},
	{ID: "rating", Year: "2019", Title: lang.T("好差评", "Ratings good and poor"),
		Promise: lang.T("每件事都能评，差评一日内回访、十五日内整改，可追评一次。", "Every matter can be rated; poor ratings are called back within a day and mended within fifteen, with one follow-up."),
		Here:    lang.T("由系统邀请评价，不由窗口；差评自动立项，没有经手过的人回访，整改答复本人，追评仍差就重来", "The system asks, never the clerk; a poor rating opens a duty by itself, somebody without a part calls back, the person is told, and a poor follow-up starts it anew"), Live: "/my", Ours: ratings},
	{ID: "food-chain", Year: "2021", Title: lang.T("浙食链与土壤档案", "The food chain and the soil archive"),
		Promise: lang.T("扫一扫就知道从哪块地来、检没检、能不能卖；2021 年登记 12,544 家。", "One scan tells the plot, the test and whether it may be sold; 12,544 units registered in 2021."),
		Here:    lang.T("追溯和土壤档案还没有建。", "Traceability and the soil archive are not built.")},
	{ID: "not-done", Year: "2021", Title: lang.T("“办不成事”反映窗口", "The window for what could not be done"),
		Promise: lang.T("110 个公安办事大厅都设了窗口，专管办不成的事。", "110 police service halls have a window for what could not be done."),
		Here:    lang.T("谁都能反映，当场有回执；“办不了”要报备、要批准；反复出现的，改指南，告诉所有反映过的人", "Anybody may report, with a receipt at once; a no needs a report and an approval; what repeats is mended in the guide and told to all"), Live: "/not-done", Ours: notDone},
	{ID: "one-day", Year: "2023", Title: lang.T("营业执照一天拿证", "A business licence in a day"),
		Promise: lang.T("义乌第一百万个经营主体，从申请到拿证一天。", "Yiwu's one-millionth market entity: from filing to licence in one day."),
		Here:    lang.T("企业设立登记：材料齐全当场登记", "Company registration: complete papers are registered on the spot"), Live: "/items/company-registration", Ours: oneDay},
	{ID: "oversize", Year: "2023", Title: lang.T("大件运输许可 1.11 个工作日", "Oversize permits in 1.11 working days"),
		Promise: lang.T("大件运输许可平均 1.11 个工作日办结，比上年提高 8.29%。", "Oversize transport permits took 1.11 working days on average, 8.29% better than the year before."),
		Here:    lang.T("一类、二类、三类大件运输许可", "Permits of the three classes"), Live: "/items/oversize-transport-1", Ours: oversize},
	{ID: "firms-call", Year: "2023", Title: lang.T("企呼我应", "Firms call, we respond"),
		Promise: lang.T("衢州一键反映诉求：一条公交线不到一个月开通，一天 14 班。", "Quzhou's one-click demands: a bus line opened in under a month, 14 runs a day."),
		Here:    lang.T("企业诉求闭环还没有建。", "The closed loop of demands is not built.")},
	{ID: "grass-roots", Year: "2024", Title: lang.T("为基层办实事、报表瘦身", "Real things for the grass roots, fewer reports"),
		Promise: lang.T("试点部门砍掉 33 张报表（30.3%）、6,003 个指标（53.2%）；虾农提问，两小时得到答复。", "Pilot departments cut 33 forms (30.3%) and 6,003 indicators (53.2%); a shrimp farmer's question was answered in two hours."),
		Here:    lang.T("基层点单、报表准入、两小时答复还没有建。", "Wish lists, admission of forms and the two-hour answer are not built.")},
	{ID: "health-talent", Year: "2024", Title: lang.T("安诊儿、人才码、增值服务", "The health guide, the talent code, value-added services"),
		Promise: lang.T("导诊、人才待遇和企业一类事，从“有什么给什么”到“要什么给什么”。", "Health guidance, entitlements of talents and packages for firms: from what we have to what you need."),
		Here:    lang.T("人才认定作为事项可以申请，别的还没有。", "Recognition as a talent can be applied for as an item; the rest is missing.")},
}

func notDone(ctx context.Context, f *Figures) (Answer, error) {
	var n [4]int64
	for i, m := range []stats.Measure{stats.Impasses, stats.ImpasseInTime, stats.ImpasseLate, stats.ClassFixes} {
		var err error
		if n[i], err = f.sum(ctx, m); err != nil {
			return Answer{}, err
		}
	}
	if n[0] == 0 {
		return Answer{lang.T("近九十天还没有人反映。", "Nobody reported anything within ninety days.")}, nil
	}
	return Answer{lang.T(
		fmt.Sprintf("近九十天登记 %d 件，答复 %d 次，其中按期 %d 次；改好办事指南 %d 次。", n[0], n[1]+n[2], n[1], n[3]),
		fmt.Sprintf("Within ninety days: reports %d; answers %d, of them in time %d; guides mended %d.", n[0], n[1]+n[2], n[1], n[3]))}, nil
}

func hall(ctx context.Context, f *Figures) (Answer, error) {
	n, err := f.items(ctx, nil)
	return Answer{lang.Format("%d 个部门、%d 个窗口、%d 个事项。", "Units: %d, windows: %d, matters: %d.", f.Units, f.Windows, n)}, err
}

// items counts published items, all of them or those that f keeps.
func (f *Figures) items(ctx context.Context, keep func(catalog.Item)) (int, error) {
	n, page := 0, catalog.Page{Limit: 100}
	for {
		items, next, err := f.Items.List(ctx, f.Division, catalog.Filter{}, page)
		if err != nil {
			return n, err
		}
		n += len(items)
		for _, it := range items {
			if keep != nil {
				keep(it)
			}
		}
		if next == "" {
			return n, nil
		}
		page.After = next
	}
}

func onTime(ctx context.Context, f *Figures) (Answer, error) {
	units, err := f.Stats.Units(ctx, f.Division, int32(f.Today)-span+1, int32(f.Today), time.Time{})
	r := stats.Total(units).OnTime()
	return share(lang.T("近九十天按时办结率", "Share in time over ninety days"), r.Numerator, r.Denominator,
		lang.T("分母含已经超期、还没有办结的件", "open late ones are in the denominator")), err
}

// complaints are our own figures beside the province's. They end with the last full week and
// are rounded to five, so that no two days or two pages tell of one complaint.
func complaints(ctx context.Context, f *Figures) (Answer, error) {
	until := f.Today - calendar.Day(f.Today.Weekday()) - 1 // a Saturday: weeks begin on Sunday
	var n [3]int64
	for i, m := range []stats.Measure{stats.ComplaintsRegistered, stats.ComplaintsAccepted, stats.ComplaintsEnded} {
		got, err := f.Stats.Sum(ctx, f.Division, m, int32(until)-span+1, int32(until), "")
		if err != nil {
			return Answer{}, err
		}
		n[i] = got
	}
	if n[0] < 10 {
		return Answer{lang.T("本县投诉不到十件，不公布数字。", "Fewer than ten complaints in the county; no figures are published.")}, nil
	}
	return Answer{lang.T(
		fmt.Sprintf("本县到上周末的九十天：登记约%d件，受理约%d件，办结约%d件（按五取整，避免从小数目里认出人）。", round(n[0]), round(n[1]), round(n[2])),
		fmt.Sprintf("In the county, the ninety days to the end of last week: about %d registered, %d accepted, %d ended (rounded to five, so that small numbers point at nobody).", round(n[0]), round(n[1]), round(n[2])))}, nil
}

func round(n int64) int64 { return (max(n, 0) + 2) / 5 * 5 }

func share(name lang.Text, part, whole int64, note lang.Text) Answer {
	if whole == 0 {
		return Answer{lang.T(name.ZH+"：还没有办件。", name.EN+": no cases yet.")}
	}
	pct := fmt.Sprintf("%.1f%%", 100*float64(part)/float64(whole))
	return Answer{lang.T(
		fmt.Sprintf("%s %s（%d ÷ %d，%s）。", name.ZH, pct, part, whole, note.ZH),
		fmt.Sprintf("%s: %s (%d ÷ %d; %s).", name.EN, pct, part, whole, note.EN))}
}

func attempts(ctx context.Context, f *Figures) (Answer, error) {
	n, err := f.sum(ctx, stats.Attempts)
	return Answer{lang.Format("近九十天被拦下并记录的违规尝试 %d 次。", "%d unlawful attempts were stopped and recorded over ninety days.", n)}, err
}

func tellOnce(ctx context.Context, f *Figures) (Answer, error) {
	lists, err := f.sum(ctx, stats.Corrections)
	if err != nil {
		return Answer{}, err
	}
	deemed, err := f.sum(ctx, stats.Deemed)
	return Answer{lang.Format("近九十天出了 %d 张补正清单，每件至多一张；逾期没有答复而视为受理的 %d 件，都算部门的差错。",
		"Over ninety days %d lists of corrections, never two in one case; %d cases were accepted by silence, each a fault of the office.", lists, deemed)}, err
}

func compression(ctx context.Context, f *Figures) (Answer, error) {
	var law, promise int64
	_, err := f.items(ctx, func(it catalog.Item) {
		if it.Statutory != nil && it.Promised != nil && it.Statutory.Unit == it.Promised.Unit {
			law += int64(it.Statutory.N)
			promise += int64(it.Promised.N)
		}
	})
	return share(lang.T("承诺提速率", "Compression of limits"), law-promise, law, lang.T("法定天数之和减承诺天数之和", "sum of legal days less sum of promised days")), err
}

func online(ctx context.Context, f *Figures) (Answer, error) {
	part, err := f.sum(ctx, stats.ReceivedOnline)
	if err != nil {
		return Answer{}, err
	}
	whole, err := f.sum(ctx, stats.Received)
	return share(lang.T("近九十天网上申请", "Filed online over ninety days"), part, whole, lang.T("占全部收件", "of all cases received")), err
}

func visits(ctx context.Context, f *Figures) (Answer, error) {
	n, err := f.sum(ctx, stats.Visits)
	if err != nil {
		return Answer{}, err
	}
	cases, err := f.sum(ctx, stats.Received)
	if cases == 0 || err != nil {
		return Answer{}, err
	}
	return Answer{lang.Format("近九十天 %d 件共跑 %d 次，平均 %.2f 次。", "%d cases took %d visits over ninety days, %.2f on average.", cases, n, float64(n)/float64(cases))}, nil
}

func ratings(ctx context.Context, f *Figures) (Answer, error) {
	var n [6]int64
	for i, m := range []stats.Measure{stats.RatedPoor, stats.Rated, stats.CalledInTime, stats.CalledLate, stats.FixedInTime, stats.FixedLate} {
		var err error
		if n[i], err = f.sum(ctx, m); err != nil {
			return Answer{}, err
		}
	}
	said := share(lang.T("近九十天差评率", "Poor ratings over ninety days"), n[0], n[1], lang.T("只算本人主动评价", "only ratings people gave themselves"))
	for _, more := range []Answer{
		share(lang.T("一个工作日内回访", "Called back within a working day"), n[2], n[2]+n[3], lang.T("过了期限的都在分母里", "what is over time is in the denominator")),
		share(lang.T("十五天内整改", "Put right within fifteen days"), n[4], n[4]+n[5], lang.T("过了期限的都在分母里", "what is over time is in the denominator")),
	} {
		said.Text = lang.T(said.Text.ZH+more.Text.ZH, said.Text.EN+" "+more.Text.EN)
	}
	return said, nil
}

// surveyed is the latest survey that was closed, beside what people said by themselves.
func surveyed(ctx context.Context, f *Figures) (Answer, error) {
	faster, err := compression(ctx, f)
	if err != nil || f.Rounds == nil {
		return faster, err
	}
	rounds, err := f.Rounds(ctx, f.Division)
	if err != nil {
		return faster, err
	}
	for _, r := range rounds {
		if r.Figures == nil || r.Kind != survey.Satisfaction {
			continue
		}
		e, _ := r.Figures.Whole()
		t := survey.Total(r.Figures.Lines)
		if !e.OK || t.Answered-t.Good < cells.K || t.Good < cells.K {
			continue
		}
		self, _ := t.Rate()
		faster.Text = lang.T(
			faster.Text.ZH+fmt.Sprintf("最近一次抽样调查满意 %.1f%%（95%%区间 %.1f%% – %.1f%%，%d ÷ %d 人回答；没回答的都当不满意是 %.1f%%），同期自己来评的好评率 %.1f%%。", 100*e.Share, 100*e.Low, 100*e.High, t.Answered, t.Asked, 100*e.Worst, 100*self),
			faster.Text.EN+fmt.Sprintf(" The latest sample survey: %.1f%% content (95%% interval %.1f%% – %.1f%%; %d ÷ %d answered; counting all who did not as not content %.1f%%), beside %.1f%% among ratings people gave by themselves.", 100*e.Share, 100*e.Low, 100*e.High, t.Answered, t.Asked, 100*e.Worst, 100*self))
		break
	}
	return faster, nil
}

func oneDay(ctx context.Context, f *Figures) (Answer, error) {
	return f.mean(ctx, "company-registration", "self-employed-registration")
}

func oversize(ctx context.Context, f *Figures) (Answer, error) {
	return f.mean(ctx, "oversize-transport-1", "oversize-transport-2", "oversize-transport-3")
}

func (f *Figures) mean(ctx context.Context, slugs ...string) (Answer, error) {
	r, err := f.handling(ctx, slugs...)
	if r.Denominator == 0 {
		return Answer{lang.T("近九十天还没有办结的件。", "No decided case in ninety days.")}, err
	}
	return Answer{lang.Format("近九十天从受理到决定平均 %.2f 个工作日（%d 个工作日 ÷ %d 件，扣除依法中止）。", "From acceptance to decision %.2f working days on average over ninety days (%d working days ÷ %d cases, lawful pauses taken out).",
		float64(r.Numerator)/float64(r.Denominator), r.Numerator, r.Denominator)}, err
}

func fourLists(ctx context.Context, f *Figures) (Answer, error) {
	if f.Lists == nil {
		return Answer{}, nil
	}
	entries, versions := 0, 0
	var powers []publiclist.Stand
	for _, k := range publiclist.Kinds {
		stands, err := f.Lists.Stands(ctx, f.Division, k)
		if err != nil {
			return Answer{}, err
		}
		versions += len(stands)
		if n := len(stands); n > 0 {
			entries += stands[n-1].Entries
		}
		if k == publiclist.Powers {
			powers = stands
		}
	}
	if len(powers) == 0 {
		return Answer{lang.T("四张清单还没有公布。", "The four lists are not published yet.")}, nil
	}
	return Answer{lang.Format("四张清单现有 %d 条，出过 %d 版；行政许可从第一版的 %d 项到现在的 %d 项。", "The four lists hold %d entries in %d versions; approvals went from %d in the first to %d now.",
		entries, versions, powers[0].Approvals, powers[len(powers)-1].Approvals)}, nil
}

// oversight is what inspections found and how files ended. Small figures are said as “under five”.
func oversight(ctx context.Context, f *Figures) (Answer, error) {
	if f.Files == nil || f.Visits == nil {
		return Answer{}, nil
	}
	year := calendar.Interval{From: f.Today - 364, To: f.Today}
	t, err := f.Visits.Totals(ctx, f.Division, year)
	if err != nil {
		return Answer{}, err
	}
	counts, err := f.Files.Counts(ctx, f.Division, "", year)
	var files, measures, lifted int64
	for _, c := range counts {
		files += c.N
		if c.Ending == accountability.Measure {
			measures += c.N
		}
		if c.Lifted {
			lifted += c.N
		}
	}
	few := func(n int64) (zh, en string) {
		if n > 0 && n < cells.K {
			return "不足 5", "under 5"
		}
		return fmt.Sprint(n), fmt.Sprint(n)
	}
	var zh, en [5]string
	for i, n := range []int64{t.Rounds, t.Findings, files, measures, lifted} {
		if zh[i], en[i] = few(n); i == 0 {
			zh[i], en[i] = fmt.Sprint(n), fmt.Sprint(n) // rounds are nobody's
		}
	}
	return Answer{lang.T(
		fmt.Sprintf("近一年检查 %s 轮，发现问题 %s 个；开启案卷 %s 件，给予措施 %s 件，其中申诉成立撤销 %s 件。", zh[0], zh[1], zh[2], zh[3], zh[4]),
		fmt.Sprintf("Over a year: rounds %s, findings %s; files opened %s, measures %s, of these lifted on appeal %s.", en[0], en[1], en[2], en[3], en[4]))}, err
}
