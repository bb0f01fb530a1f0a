package catalog

import (
	"fmt"

	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/limit"
)

// Guide 办事指南 is everything an applicant should know, drawn from the item itself.
// Pages and print show it; they add the unit's name and nothing else.
type Guide struct {
	Code       string
	Version    int
	Slug       string
	Name       lang.Text
	Summary    lang.Text
	Kind       lang.Text
	CaseKind   lang.Text
	Served     []lang.Text
	Unit       string // id of the deciding unit
	Level      lang.Text
	Delegation lang.Text // zero where the power is its own

	Bases        []GuideBasis
	Illustrative bool // some basis was not read: the guide says so on top

	Limits      []GuideLine
	Conditions  []GuideCondition
	Scenarios   []Scenario
	Materials   []NeededMaterial
	NoMaterials bool
	Steps       []Step
	Specials    []GuideLine
	Undertaking lang.Text // zero where the route is not offered
	Fee         lang.Text
	Visits      lang.Text
	Result      lang.Text
	Channels    []lang.Text
	Contact     Contact
	Notice      []GuideLine // one-time notice 一次性告知: what we owe you before acceptance
	Remedies    []GuideLine // where to turn when refused
}

// GuideBasis is an article as people read it.
type GuideBasis struct {
	Cite     lang.Text
	Says     lang.Text
	Verified bool
}

// Mark is what stands beside a basis: empty when its text was read.
func (b GuideBasis) Mark() lang.Text {
	if b.Verified {
		return lang.Text{}
	}
	return lang.T("示例，未核实", "illustrative, not verified")
}

// GuideLine is a named sentence with the article behind it.
type GuideLine struct {
	Name  lang.Text
	Text  lang.Text
	Basis string // id of internal/law, "" where the item says no more
}

// GuideCondition is a condition with its verdict on what is known so far.
type GuideCondition struct {
	Condition
	Verdict Verdict
}

// GuideOf draws the guide of an item. With facts it speaks of one situation, with
// none of all.
func GuideOf(it Item, f Facts) Guide {
	g := Guide{
		Code: it.Code, Version: it.Version, Slug: it.Slug, Name: it.Name, Summary: it.Summary, Kind: it.Kind.Label(), CaseKind: it.CaseKind.Label(),
		Unit: it.Unit, Level: it.Level.Label(), Scenarios: it.Scenarios, Materials: NeededMaterials(it, f), NoMaterials: it.NoMaterials, Steps: it.Steps,
		Contact: it.Contact, Limits: limitLines(it), Fee: feeSentence(it.Fee), Visits: visitSentence(it.Visits), Result: resultSentence(it.Result),
		Notice: noticeLines(it), Remedies: remedies,
	}
	for _, s := range it.Served {
		g.Served = append(g.Served, s.Label())
	}
	if it.Delegation != nil {
		g.Delegation = it.Delegation.sentence()
	}
	for _, b := range it.Bases {
		basis := b.read()
		g.Bases = append(g.Bases, basis)
		g.Illustrative = g.Illustrative || !basis.Verified
	}
	verdicts := Suitability(it, f)
	for i, c := range it.Conditions {
		g.Conditions = append(g.Conditions, GuideCondition{c, verdicts[i]})
	}
	for _, s := range it.Specials {
		g.Specials = append(g.Specials, GuideLine{s.Name, both("时间不计入办理时限，最长", Length(s.Max), "，开始前书面告知您。", "Its time does not count towards the limits; at most ", ", and you are told in writing before it begins."), s.Basis})
	}
	if it.Inspection {
		g.Specials = append(g.Specials, GuideLine{FieldName("inspection"), lang.T("由两名以上工作人员到现场核查，这段时间计入办理时限；您的陈述写进核查记录。", "Two or more members of staff look at the place; that time counts towards the limits. What you say about it stands in the record."), "xkf-34"})
	}
	for _, c := range it.Channels {
		g.Channels = append(g.Channels, ChannelLabel(c))
	}
	if u := it.Undertaking; u != nil {
		g.Undertaking = both("可以选择告知承诺：签署承诺后直接作出决定，", Length(u.Check), "内核查。", "You may choose the undertaking: sign it and the decision follows at once; it is checked within ", ".")
	}
	return g
}

// read gives a basis its words from the register; what is not there carries its own,
// and counts as not verified.
func (b LegalBasis) read() GuideBasis {
	if e, ok := law.Find(b.ID); ok {
		return GuideBasis{lang.T(e.Cite(lang.ZH), e.Cite(lang.EN)), e.Says, e.Verified}
	}
	return GuideBasis{b.cite(), lang.T(b.Sentence, b.Sentence), false}
}

func (b LegalBasis) cite() lang.Text {
	if e, ok := law.Find(b.ID); ok {
		return lang.T(e.Cite(lang.ZH), e.Cite(lang.EN))
	}
	version := b.Version
	if version != "" {
		version = "(" + version + ")"
	}
	return lang.T(fmt.Sprintf("《%s》%s第 %s 条", b.Law, version, b.Article), fmt.Sprintf("%s %s art. %s", b.Law, version, b.Article))
}

func limitLines(it Item) []GuideLine {
	var out []GuideLine
	line := func(path string, basis string, zh string, l limit.Limit, zhEnd, en, enEnd string) {
		out = append(out, GuideLine{FieldName(path), both(zh, Length(l), zhEnd, en, enEnd), basis})
	}
	if it.Statutory != nil {
		line("statutory", "", "法律规定自受理之日起", *it.Statutory, "内作出决定。", "The law allows ", " from acceptance for the decision.")
	}
	switch {
	case it.Promised == nil:
	case it.Promised.N == 0:
		out = append(out, GuideLine{FieldName("promised"), lang.T("材料齐全的，当场办结。", "With complete papers it is decided on the spot."), "xkf-34"})
	default:
		line("promised", "zyc-12", "我们承诺自受理之日起", *it.Promised, "内作出决定；说到做到，逾期会公开说明原因。", "We promise a decision within ", " of acceptance; if we are late, the reason is made public.")
	}
	if it.MinNotice != nil {
		line("min_notice", "", "其中必须公示", *it.MinNotice, "，这段时间不能省略。", "A public notice of ", " is part of it and cannot be left out.")
	}
	delivery := limit.Limit{N: 10, Unit: limit.Workday}
	if it.Delivery != nil {
		delivery = *it.Delivery
	}
	line("delivery", "xkf-44", "作出准予决定后", delivery, "内送达。", "What is granted is delivered within ", " of the decision.")
	return out
}

func feeSentence(f Fee) lang.Text {
	t := Yuan(f.Amount)
	if f.Amount == 0 {
		t = lang.T("不收费。", "Free of charge.")
	} else {
		t = lang.T("收费 "+t.ZH, "The fee is "+t.EN)
		if f.Basis != "" {
			t.ZH += "，依据：" + f.Basis // the name of a Chinese rule has no English
		}
		t = lang.T(t.ZH+"。", t.EN+".")
	}
	return lang.T(t.ZH+f.Note.ZH, t.EN+space(f.Note.EN))
}

func visitSentence(visits int) lang.Text {
	switch visits {
	case 0:
		return lang.T("一次都不用跑。", "No visit is needed.")
	case 1:
		return lang.T("最多跑一次。", "One visit at most.")
	}
	return lang.T("未填写。", "Not stated.")
}

func resultSentence(r Result) lang.Text {
	t := r.Name
	if r.ValidMonths > 0 {
		t = lang.T(fmt.Sprintf("%s，有效期 %d 个月", t.ZH, r.ValidMonths), fmt.Sprintf("%s, valid for %d months", t.EN, r.ValidMonths))
	}
	if r.Renewable {
		t = lang.T(t.ZH+"，届满三十日前可以申请延续", t.EN+"; ask for renewal thirty days before it ends")
	}
	return lang.T(sentence(t.ZH), t.EN+".")
}

// noticeLines is what the office owes before acceptance, in the words of the law.
func noticeLines(it Item) []GuideLine {
	out := []GuideLine{
		{lang.T("一次告知", "Told once"), lang.T("材料不齐或者不符合法定形式的，我们当场或者在五个工作日内一次告知全部需要补正的内容；逾期不告知的，自收到材料之日起即为受理。", "If papers are missing or not in form, you are told everything at once, on the spot or within five working days; if we do not, your application counts as accepted from the day we received it."), "xkf-32.4"},
		{lang.T("当场更正", "Corrected on the spot"), lang.T("可以当场更正的错误，当场更正即可。", "Errors that can be corrected on the spot are corrected on the spot."), "xkf-32.3"},
		{lang.T("不重复提交", "Not asked again"), lang.T("政府部门已经掌握的材料不再要您提交；您有异议的，以您提供的为准。", "What government already holds is not asked from you again; if you contest it, your own document prevails."), "zyc-7"},
	}
	if it.Correction.N > 0 {
		out = append(out, GuideLine{lang.T("补正时间", "Time for corrections"), both("您有", Length(it.Correction), "补正；到期没有补正的，视为撤回申请，可以重新提出。", "You have ", " for corrections; without them the application counts as withdrawn, and you may apply again."), "zyc-11"})
	}
	for _, m := range it.Materials {
		if m.Tolerant {
			return append(out, GuideLine{lang.T("容缺受理", "Accepted with gaps"), lang.T("标明“可容缺”的材料暂缺时先受理，在约定时间内补交；未补交的，撤销受理并书面说明理由。", "Papers marked as such may be missing at acceptance and follow by the agreed date; if they do not, the acceptance is revoked with written reasons."), "zyc-11"})
		}
	}
	return out
}

var remedies = []GuideLine{
	{lang.T("说明理由", "Reasons"), lang.T("不予许可的，书面说明理由，并告知您申请行政复议或者提起行政诉讼的权利。", "A refusal comes in writing with reasons and tells you of reconsideration and suit."), "xkf-38"},
	{lang.T("行政复议", "Reconsideration"), lang.T("自知道决定之日起六十日内可以申请行政复议。", "You may apply for reconsideration within sixty days of learning of the decision."), "fyf-20"},
	{lang.T("行政诉讼", "Suit"), lang.T("自知道决定之日起六个月内可以向人民法院起诉。", "You may sue within six months of learning of the decision."), "xsf-46"},
}
