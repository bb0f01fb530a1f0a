package integrity

import "banjie/internal/lang"

var alone = lang.T("与同类单位比较时，各单位之间的正常差异已计入（贝塔—二项分布，差异取其90%上界），p＜0.001", "against the other units, with their honest differences counted in (beta-binomial tail at the 90 % upper bound of their spread), p < 0.001")

// Indicators are G1 to G18 in order.
var Indicators = []Indicator{
	{
		ID:      "G1",
		Catches: lang.T("卡着期限最后一天办结", "closing just in time"),
		Formula: lang.T(
			"期限D不少于7日的件，按办结用日分组：o为第D日办结数，S₁为前3日，S₂为再前3日；e＝(S₁/3)·(S₁/S₂)^(2/3)，Var e＝e²·[(25/9)/(S₁＋1)＋(4/9)/S₂]，z＝(o－e)/√(o＋Var e)",
			"matters with a limit D of 7 days or more by days to close: o closed on day D, S₁ on the three days before, S₂ on the three before those; e = (S₁/3)·(S₁/S₂)^(2/3), Var e = e²·[(25/9)/(S₁+1) + (4/9)/S₂], z = (o−e)/√(o+Var e)"),
		Inputs:   []string{"received", "closed", "limit", "calendar_days", "result"},
		Rule:     lang.T("z＞3只作线索，单独从不报警", "z > 3 is a clue; alone it never alarms"),
		Innocent: []lang.Text{lang.T("认真赶期限的单位也会这样，期限本来就是让人赶的", "a unit that honestly hurries to meet its dates looks the same; that is what dates are for"), lang.T("审批人固定在某天签字", "one day a week on which the head signs")},
		judge:    judgeBunching,
	},
	{
		ID:       "G2",
		Catches:  lang.T("为赶期限提前假办结", "premature closing"),
		Formula:  lang.T("最后一日办结的件与其余件比较重开或申诉的比例，单侧费希尔精确检验", "share reopened or appealed of those closed on the last day against the rest, one-sided Fisher test"),
		Inputs:   []string{"received", "closed", "limit", "reopened", "appealed"},
		Rule:     lang.T("G1的z＞2且p＜0.001，两条同时满足", "z of G1 > 2 and p < 0.001, both"),
		Innocent: []lang.Text{lang.T("难办的件办得久，也更容易重开", "hard cases take long and come back more often"), lang.T("一批同因的件同时重开", "a group with one cause came back together")},
		judge:    judgePremature,
	},
	{
		ID:       "G3",
		Catches:  lang.T("诱导、辅导好评", "coached ratings"),
		Formula:  lang.T("窗口评价的满意率与密封抽样回访的满意率比较：各加一个成功和一个失败后的合并z", "share content at the window against the sealed call-back sample: pooled z with one success and one failure added to each"),
		Inputs:   []string{"ratings.channel", "ratings.stars"},
		Rule:     lang.T("z＞3，并给出精确检验的p", "z > 3; the exact p is shown beside it"),
		Innocent: []lang.Text{lang.T("当面评价时人们客气", "people are polite face to face"), lang.T("回访时问题又出现了", "by the time of the call the problem had come back")},
		judge:    judgeCoached,
	},
	{
		ID:       "G4",
		Catches:  lang.T("差评按钮失灵", "dead button"),
		Formula:  lang.T("某渠道n次评价没有一、二星，而同渠道其他单位的比例为q：(1－q)^n", "no one or two stars in n ratings of a channel while the others have share q there: (1−q)^n"),
		Inputs:   []string{"ratings.channel", "ratings.stars"},
		Rule:     lang.T("小于百万分之一", "below one in a million"),
		Innocent: []lang.Text{lang.T("这个单位的服务确实好得多，可派人当场试按一次差评来区分", "the unit really is that much better; a trial one-star rating tells the two apart")},
		judge:    judgeDead,
	},
	{
		ID:       "G5",
		Catches:  lang.T("集中刷评", "rating bursts"),
		Formula:  lang.T("最近30日内一台设备一小时的最多评价数，与该设备自己过去的均值、方差相比（负二项分布，含均值估计误差和业务量变化），乘以设备数", "most ratings within an hour on one device in the last 30 days against mean and variance of its own past (negative binomial, with the doubt about the mean and the change of workload), times the number of devices"),
		Inputs:   []string{"ratings.device", "ratings.at", "closed"},
		Rule:     lang.T("一个月内p＜0.003", "P < 0.003 a month"),
		Innocent: []lang.Text{lang.T("团体办事、集中发证的日子", "a group visit or a day on which many certificates are handed out"), lang.T("设备断网后补传", "a device that was offline and sent everything at once")},
		judge:    judgeBursts,
	},
	{
		ID:       "G6",
		Catches:  lang.T("不是本人作出的评价", "ratings without the person"),
		Formula:  lang.T("网上评价中没有回执密钥签名的比例；另：办结后30秒内、来自办公网络、一部手机一个月超过3件的比例", "share of web ratings not signed by a receipt's key; also those within 30 seconds of closing, from office networks, from a phone with more than 3 in a month"),
		Inputs:   []string{"ratings.signed", "ratings.at", "ratings.office", "ratings.phone", "closed"},
		Rule:     lang.Text{ZH: "有一条未签名的网上评价即报警；其余三项" + alone.ZH, EN: "any unsigned web rating; the other three " + alone.EN},
		Innocent: []lang.Text{lang.T("帮办人员用自己的手机替多位老人评价", "a helper whose phone serves several old people"), lang.T("大厅的公用网络", "the public network of the hall")},
		judge:    judgeUnsigned,
	},
	{
		ID:       "G7",
		Catches:  lang.T("挑人评价", "choosing whom to ask"),
		Formula:  lang.T("应邀评的件中实际邀评的比例，按结果种类、按星期；回访联系不上的比例，按结果种类：χ²检验，期望频数小于5时用费希尔精确检验；取最小的p乘3", "share invited of those to be invited, by result and by weekday; share not reached at call-back by result: χ², Fisher where expected counts are below 5; the smallest p times 3"),
		Inputs:   []string{"invited", "not_drawn", "result", "closed", "call_back"},
		Rule:     lang.T("p＜0.001", "p < 0.001"),
		Innocent: []lang.Text{lang.T("某类结果的件多为匿名，没有联系方式", "matters with one result are mostly anonymous and have no address"), lang.T("短信通道某日中断", "the message channel was down on a day")},
		judge:    judgeChoosing,
	},
	{
		ID:       "G8",
		Catches:  lang.T("滥用暂停计时", "clock pausing"),
		Formula:  lang.T("临期（剩余不超过1日）每件日开始暂停的次数与更早时比较，费希尔精确检验；暂停时间占比（折算为等效件数）与同类单位比较；取最小的p乘2", "pauses begun per case-day when at most one day is left against earlier days, Fisher; share of paused time, as effective counts, against the peers; the smaller p times 2"),
		Inputs:   []string{"pauses", "received", "closed", "limit"},
		Rule:     lang.T("p＜0.001；同时公布净时钟与毛时钟两个超期数", "p < 0.001; late ones by the net and by the gross clock are published side by side"),
		Innocent: []lang.Text{lang.T("难件在快到期时才发现要鉴定或补材料", "hard cases need an expert only when they are nearly done"), lang.T("本单位的业务依法需要检测", "the unit's matters need testing by law")},
		judge:    judgePausing,
	},
	{
		ID:       "G9",
		Catches:  lang.T("拆件、重新立件", "splitting and restarting"),
		Formula:  lang.T("拆出的件，以及在前一件办结后60日内同一标的、同一来件人同类问题或文本相似度不低于0.8（MinHash）再立的件，占收件的比例；十件以上同一文本视为多人来件，不计", "matters split from another or filed again within 60 days of its end with the same object, the same filer and topic, or a text of likeness 0.8 (MinHash), of all received; ten and more with one text are many people and do not count"),
		Inputs:   []string{"parent", "object", "filer", "topic", "asked", "received", "closed"},
		Rule:     alone,
		Innocent: []lang.Text{lang.T("问题确实反复发生", "the problem really keeps coming back"), lang.T("一张许可证依法每月申报", "a licence that has to report every month by law")},
		judge:    judgeRestarts,
	},
	{
		ID:       "G10",
		Catches:  lang.T("来回踢皮球", "ping-pong"),
		Formula:  lang.T("有退单的件占比；另：退单两次以上、甲→乙→甲的次数，裁定推翻的比例，首次签收前的中位小时数", "share of matters returned; also those returned twice, loops A→B→A, rulings overturned, median hours before the first taking"),
		Inputs:   []string{"returns", "taken", "received"},
		Rule:     lang.Text{ZH: "有一件退单两次即报警；比例" + alone.ZH, EN: "any matter returned twice; the share " + alone.EN},
		Innocent: []lang.Text{lang.T("派单错误在派单一方", "the dispatcher's mistake"), lang.T("职责清单有空白", "a gap in the duty lists")},
		judge:    judgePingPong,
	},
	{
		ID:       "G11",
		Catches:  lang.T("改类别换期限", "category shifting"),
		Formula:  lang.T("改到更长期限或不排名类别的次数a，改到更短的b：以½为概率，a＋b次中不少于a次的精确二项检验，单侧", "moves to a longer limit or an unranked class a, to a shorter one b: exact binomial test of a of a+b at ½, one-sided"),
		Inputs:   []string{"moves"},
		Rule:     lang.T("p＜0.001；不足10次不判断", "p < 0.001; fewer than 10 moves are not judged"),
		Innocent: []lang.Text{lang.T("登记时系统默认归入最短的一类", "the intake puts everything into the shortest class at first")},
		judge:    judgeShifting,
	},
	{
		ID:       "G12",
		Catches:  lang.T("把“不予受理”当垃圾桶", "“not accepted” as a dustbin"),
		Formula:  lang.T("不予受理占比与同类单位比较；盲审推翻比例对5%的精确二项检验；取较小的p乘2；并给出推翻比例的95%上界", "share refused against the peers; share overturned by a blind second reading against 5 %, exact binomial; the smaller p times 2; with the 95 % upper bound of the share overturned"),
		Inputs:   []string{"result", "reading"},
		Rule:     alone,
		Innocent: []lang.Text{lang.T("别处的件大量误投到这里", "many people come to the wrong door")},
		judge:    judgeRefusals,
	},
	{
		ID:       "G13",
		Catches:  lang.T("体外循环、不入账", "off the books"),
		Formula:  lang.T("密查投诉k件全部找到，则收录率以95%的把握不低于0.05^(1/k)；没有对应件的回执数；电话数多于立件数的比例", "all k seeded complaints found means with 95 % confidence a capture of at least 0.05^(1/k); receipts that match no matter; share of calls without a matter"),
		Inputs:   []string{"seed", "orphan", "calls"},
		Rule:     lang.Text{ZH: "少一件密查投诉、多一张无件回执即报警；电话" + alone.ZH, EN: "any seeded complaint not found, any receipt without a matter; calls " + alone.EN},
		Innocent: []lang.Text{lang.T("来电只是咨询", "calls that only asked something"), lang.T("密查人员投错了单位", "the seeded complaint went to the wrong door")},
		judge:    judgeOffBooks,
	},
	{
		ID:       "G14",
		Catches:  lang.T("答复空话套话", "early answers that say nothing"),
		Formula:  lang.T("办结文本（二字组MinHash，相似度0.8）与本单位其后5件中不同问题的某一件相同的比例；不足30字的比例；取较小的p乘2；另公布处在5件以上类中的比例", "closing texts (MinHash of character pairs, likeness 0.8) that equal one of the unit's next five on another problem; share shorter than 30 characters; the smaller p times 2; the share in clusters of more than 5 is published beside it"),
		Inputs:   []string{"answer", "answer_length", "topic", "result"},
		Rule:     alone,
		Innocent: []lang.Text{lang.T("依法使用格式文书", "a form that the law prescribes"), lang.T("同一事件引出不同类别的来件", "one event that came in under several topics")},
		judge:    judgeEmptyAnswers,
	},
	{
		ID:       "G15",
		Catches:  lang.T("在办件被遗忘", "open cases forgotten"),
		Formula:  lang.T("群众时钟含在办件的卡普兰—迈耶估计：中位数和第90百分位及格林伍德95%带；最老5%在办件的日数；收件已满两倍期限的件中仍未办结的比例", "Kaplan–Meier on the citizen's clock with the open ones: median and ninth decile with Greenwood's 95 % bands; age of the oldest twentieth open; of those received more than twice their limit ago the share still open"),
		Inputs:   []string{"received", "closed", "limit"},
		Rule:     lang.Text{ZH: "仍未办结的比例" + alone.ZH + "（设计未定报警线，这是我们定的）；从不公布只含办结件的平均数", EN: "the share still open " + alone.EN + " (a rule of ours, the design prints none); the mean of closed ones is never published"},
		Innocent: []lang.Text{lang.T("等待法院或上级裁定", "waiting for a court or a ruling from above")},
		judge:    judgeForgotten,
	},
	{
		ID:       "G16",
		Catches:  lang.T("编造时间", "invented times"),
		Formula:  lang.T("手工填写的上门时刻按分钟的均匀性χ²（59自由度；不足300次时合并为每5分钟一组，11自由度），并且与同类单位比较与前一次时长相同的占比或整点半点占比（取较小的p乘2）；两者取大", "minutes of typed visiting times, χ² against equal shares (59 df; below 300 visits in twelve parts, 11 df), and against the peers the share as long as the visit before or of full and half hours (the smaller p times 2); the larger of both. Benford's law is not used: durations under a limit do not obey it"),
		Inputs:   []string{"visits"},
		Rule:     lang.T("p＜0.001；不足60次不判断", "p < 0.001; fewer than 60 visits are not judged"),
		Innocent: []lang.Text{lang.T("事后凭记忆填整点", "full hours written from memory afterwards"), lang.T("规定时长的检查", "checks whose length is prescribed")},
		judge:    judgeInvented,
	},
	{
		ID:       "G17",
		Catches:  lang.T("施压撤诉", "withdrawals under pressure"),
		Formula:  lang.T("工作人员联系过的件中，联系后72小时内撤回的比例与同类单位比较：费希尔精确检验与贝塔—二项尾概率，取较大的p", "share withdrawn within 72 hours of an officer's contact, of those contacted, against the others: the larger p of Fisher's test and the beta-binomial tail"),
		Inputs:   []string{"contacts", "closed", "result", "signed", "call_back"},
		Rule:     lang.T("有一件未签名的撤回即报警；否则p＜0.001；撤回件须全部回访", "any unsigned withdrawal; else p < 0.001; every withdrawal is called back"),
		Innocent: []lang.Text{lang.T("一个电话就把问题解决了", "the call solved the problem")},
		judge:    judgeWithdrawals,
	},
	{
		ID:       "G18",
		Catches:  lang.T("年底、考核期末突击办结", "year-end and target surges"),
		Formula:  lang.T("考核期最后3个工作日办结、30日内重开或申诉的比例与期内其余件比较，费希尔精确检验", "share reopened or appealed within 30 days of those closed on the last 3 working days of the ranking period against the rest of it, Fisher"),
		Inputs:   []string{"closed", "reopened", "appealed"},
		Rule:     lang.T("p＜0.001且最后3日的办结数多于均匀分布（p＜0.01）", "p < 0.001, and more closings on those days than even days would have (p < 0.01)"),
		Innocent: []lang.Text{lang.T("季节性高峰（不会同时多重开）", "a seasonal peak, which does not come back more often")},
		judge:    judgeSurge,
	},
}

// Of is the indicator with this id, nil where there is none.
func Of(id string) *Indicator {
	for i := range Indicators {
		if Indicators[i].ID == id {
			return &Indicators[i]
		}
	}
	return nil
}
