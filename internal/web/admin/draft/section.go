package draft

import (
	"slices"
	"strings"

	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// Section is one page of the editor.
type Section struct {
	ID       string
	Title    lang.Text
	Lead     lang.Text
	Asks     []ask
	List     *list
	More     *list    // a second list, below the first
	Places   []string // first words of the places the lint names
	Optional bool     // an item may do without it
	Laws     bool     // the register of laws is shown below, to look up ids
}

// Sections are the pages in their order, a literal table.
var Sections = []Section{
	{ID: "what", Title: lang.T("是什么事项", "What it is"), Lead: lang.T("名称、编码和群众的叫法。", "Its name, its codes and people's own words for it."),
		Places: []string{"code", "base_code", "slug", "name", "summary", "keywords", "theme", "kind", "case_kind", "procedure", ""},
		Asks: []ask{
			{Path: "name", Sort: pair}, {Path: "summary", Sort: pair, Hint: lang.T("一句大白话：办了能得到什么。", "One plain sentence: what one gets.")},
			{Path: "code", Width: 30, Fixed: true, Hint: lang.T("31位：18位统一社会信用代码、1位层级、12位基本编码。", "31 characters: credit code, level, base code.")},
			{Path: "base_code", Width: 20, Hint: lang.T("12位。", "12 characters.")},
			{Path: "slug", Width: 30, Hint: lang.T("小写英文单词，用横线连接，例如 food-business-licence。", "Lower-case English words joined by dashes, such as food-business-licence.")},
			{Path: "keywords", Sort: lines, Optional: true, Hint: lang.T("每行一个，写群众自己的说法，例如“开饭店”。", "One a line, in people's own words, such as “open a restaurant”.")},
			{Path: "theme", Sort: pick, Optional: true, Options: themes}, {Path: "kind", Sort: pick, Options: kinds}, {Path: "case_kind", Sort: pick, Options: caseKinds},
			{Path: "procedure", Sort: pick, Optional: true, Options: procedures, Hint: lang.T("不选就按行政许可程序办。", "Empty means the licensing procedure.")},
		}},
	{ID: "who", Title: lang.T("谁来办、给谁办", "Who decides, for whom"), Lead: lang.T("服务对象、实施部门、层级和设定依据。", "Whom it serves, which unit and level decide, and on what law."), Laws: true,
		Places: []string{"served", "unit", "level", "delegation", "bases"},
		Asks: []ask{
			{Path: "served", Sort: picks, Options: served}, {Path: "unit", Sort: pick, Options: units}, {Path: "level", Sort: pick, Options: levels},
			{Path: "delegation.holder", Sort: pick, Options: levels, Optional: true, Hint: lang.T("权力由别的层级下放来的才填。", "Only where another level handed the power down.")},
			{Path: "delegation.instrument", Optional: true}, {Path: "delegation.from", Sort: date, Optional: true}, {Path: "delegation.until", Sort: date, Optional: true},
		},
		List: &list{Path: "bases", Name: lang.T("依据", "Basis"), Many: lang.T("设定依据", "Legal bases"), Head: "id", Asks: []ask{
			{Path: "id", Width: 20, Optional: true, Hint: lang.T("法规库里有的，只填编号。", "For an article of the register the id is enough.")},
			{Path: "law", Optional: true}, {Path: "version", Width: 10, Optional: true}, {Path: "article", Width: 10, Optional: true},
			{Path: "sentence", Sort: prose, Optional: true, Hint: lang.T("法规库里没有的，写全名称、版本、条款和原文；指南上会标明“示例，未经核对”。", "Otherwise law, version, article and sentence; the guide then says “illustrative, not verified”.")},
		}}},
	{ID: "limits", Title: lang.T("时限", "Limits"), Lead: lang.T("承诺时限不能长于法定时限，也不能短于法定公示期。", "The promise may not be longer than the law's limit, nor shorter than a mandatory notice."),
		Places: []string{"statutory", "promised", "min_notice", "joint", "delivery", "correction", "effective"},
		Asks: []ask{
			{Path: "statutory", Sort: length, Optional: true, Hint: lang.T("法律没有规定的不填。", "Leave it empty where the law sets none.")},
			{Path: "promised", Sort: length, Hint: lang.T("即办件填 0 或 1 个工作日。", "0 or 1 working day where it is decided on the spot.")},
			{Path: "min_notice", Sort: length, Optional: true}, {Path: "joint", Sort: flag},
			{Path: "delivery", Sort: length, Optional: true, Hint: lang.T("不填就是法律规定的10个工作日。", "Empty means the law's 10 working days.")},
			{Path: "correction", Sort: length, Hint: lang.T("申请人补正材料的时间。", "What the applicant has for corrections.")},
			{Path: "effective", Sort: date, Optional: true, Hint: lang.T("不填就从发布当天起。", "Empty means from the day of publication.")},
		}},
	{ID: "conditions", Title: lang.T("受理条件", "Conditions"), Places: []string{"conditions"}, Laws: true,
		Lead: lang.T("规则用 CEL 写，只用来提示，不会替人说“不”；由人来判断的条件不写规则。", "Rules are written in CEL and only advise; they never refuse. A condition that a person judges has no rule."),
		List: &list{Path: "conditions", Name: lang.T("条件", "Condition"), Many: lang.T("受理条件", "Conditions"), Head: "text.zh", Asks: []ask{
			{Path: "id", Width: 20}, {Path: "text", Sort: pair},
			{Path: "rule", Sort: prose, Rows: 2, Optional: true, Hint: lang.T("例如 form.area >= 8.0 或 held.lease || held.deed。保存时检查。", "Such as form.area >= 8.0 or held.lease || held.deed. Checked when saved.")},
			{Path: "advice", Sort: pair, Optional: true}, {Path: "basis", Width: 20, Optional: true},
		}}},
	{ID: "scenarios", Title: lang.T("情形引导", "Scenarios"), Places: []string{"scenarios"}, Optional: true, Lead: lang.T("答案不同、要的东西也不同的问题。", "Questions whose answer changes what is needed."),
		List: &list{Path: "scenarios", Name: lang.T("情形", "Scenario"), Many: lang.T("情形问题", "Scenarios"), Head: "question.zh", Asks: []ask{{Path: "id", Width: 20}, {Path: "question", Sort: pair}},
			Sub: &list{Path: "options", Name: lang.T("选项", "Answer"), Many: lang.T("选项", "Answers"), Head: "text.zh", Asks: []ask{{Path: "id", Width: 20}, {Path: "text", Sort: pair}}}}},
	{ID: "materials", Title: lang.T("申请材料", "Materials"), Places: []string{"materials", "no_materials"}, Lead: lang.T("逐项列清。政府已有的不再要；不能写“其他材料”。", "One by one. What government holds is not asked for; “other materials” cannot be published."),
		Asks: []ask{{Path: "no_materials", Sort: flag}},
		List: &list{Path: "materials", Name: lang.T("材料", "Material"), Many: lang.T("材料清单", "List of materials"), Head: "name.zh", Asks: []ask{
			{Path: "id", Width: 20}, {Path: "name", Sort: pair}, {Path: "source", Sort: pick, Options: sources},
			{Path: "certificate", Sort: pick, Options: certificates, Optional: true, Hint: lang.T("来源是电子证照时选。", "Where the source is a certificate.")},
			{Path: "required", Sort: flag}, {Path: "tolerant", Sort: flag},
			{Path: "when", Sort: prose, Rows: 2, Optional: true, Hint: lang.T("只在某些情形才要的，写规则，例如 scenario.agent == 'yes'。", "A rule where it is not always needed, such as scenario.agent == 'yes'.")},
			{Path: "originals", Sort: number, Optional: true}, {Path: "copies", Sort: number, Optional: true}, {Path: "formats", Sort: picks, Options: formats, Optional: true},
			{Path: "issuer", Optional: true}, {Path: "help", Sort: pair, Hint: lang.T("到哪里拿，要什么样的。", "Where to get it and how it should look.")},
		}}},
	{ID: "form", Title: lang.T("申请表单", "Application form"), Places: []string{"form"}, Lead: lang.T("每一行是问申请人的一个问题。已经知道的不要再问。", "Each row is one question to the applicant. What is known is not asked again."),
		List: questions, More: pages},
	{ID: "steps", Title: lang.T("办理环节", "Steps"), Places: []string{"steps"}, Lead: lang.T("环节一个接一个，环节里的任务同时进行。", "Steps follow one another; the tasks of a step run side by side."),
		List: &list{Path: "steps", Name: lang.T("环节", "Step"), Many: lang.T("办理环节", "Steps"), Head: "name.zh", Asks: []ask{{Path: "id", Width: 20}, {Path: "name", Sort: pair}, {Path: "limit", Sort: length, Optional: true}},
			Sub: &list{Path: "tasks", Name: lang.T("任务", "Task"), Many: lang.T("同时进行的任务", "Tasks, side by side"), Head: "name.zh", Asks: []ask{{Path: "id", Width: 20}, {Path: "name", Sort: pair}, {Path: "unit", Sort: pick, Options: units}, {Path: "post", Sort: pick, Options: posts, Optional: true}}}}},
	{ID: "specials", Title: lang.T("现场核查和特别程序", "On-site check and special procedures"), Places: []string{"specials", "inspection"}, Optional: true, Laws: true, Lead: lang.T("现场核查计入期限；听证、检验、检测、检疫、鉴定、专家评审的时间不计入。", "An on-site check counts towards the limits; the time of a hearing, inspection, testing, quarantine, appraisal or expert review does not."),
		Asks: []ask{{Path: "inspection", Sort: flag, Hint: lang.T("勾选后，两名以上被指派的工作人员到过现场、核查合格，才能准予（许可法第34条）。", "Then nothing is granted before two or more named members of staff were there and found it in order (Licensing Law art. 34).")}},
		List: &list{Path: "specials", Name: lang.T("特别程序", "Special procedure"), Many: lang.T("特别程序", "Special procedures"), Head: "name.zh", Asks: []ask{
			{Path: "kind", Sort: pick, Options: specials}, {Path: "name", Sort: pair}, {Path: "max", Sort: length}, {Path: "basis", Width: 20, Hint: lang.T("法规库编号。法定听证填 xkf-46，依申请听证填 xkf-47；由本机关两名以上工作人员五日内检验、检测、检疫的填 xkf-55。", "Id in the register of laws: xkf-46 for a hearing the law orders, xkf-47 for one that may be asked for; xkf-55 where two or more of the unit's staff inspect, test or quarantine and are named within five days.")},
			{Path: "required", Sort: flag, Hint: lang.T("只用于听证：勾选后，xkf-46 的没有举行、xkf-47 的没有告知，就不能作决定。", "Hearings only: nothing is decided before one under xkf-46 was held, or the right to one under xkf-47 was told.")}}}},
	{ID: "undertaking", Title: lang.T("告知承诺", "Undertaking"), Places: []string{"undertaking"}, Optional: true, Lead: lang.T("签了承诺先办、后核查；核查最迟60个工作日。", "Decided on a signed promise, checked later, within 60 working days."),
		Asks: []ask{{Path: "undertaking.covers", Sort: picks, Options: materials, Optional: true}, {Path: "undertaking.check", Sort: length, Optional: true}, {Path: "undertaking.text", Sort: essay, Optional: true}}},
	{ID: "result", Title: lang.T("收费和结果", "Fee and result"), Places: []string{"fee", "result", "visits"}, Lead: lang.T("收多少钱、跑几次、得到什么证。", "What it costs, how many visits, and what one gets."),
		Asks: []ask{
			{Path: "fee.amount", Sort: yuan, Hint: lang.T("不收费填 0。", "0 where it is free.")}, {Path: "fee.basis", Optional: true}, {Path: "fee.note", Sort: pair, Optional: true},
			{Path: "visits", Sort: tally, Options: visits, Unsaid: catalog.Unsaid}, {Path: "result.name", Sort: pair}, {Path: "result.certificate", Sort: pick, Options: certificates, Optional: true},
			{Path: "result.valid_months", Sort: number, Optional: true, Hint: lang.T("长期有效不填。", "Empty where it does not expire.")}, {Path: "result.renewable", Sort: flag},
			{Path: "result.lines", Sort: lines, Optional: true, Hint: lang.T("每行一个“证照栏=表单问题”，例如 address=place；几个问题合成一栏写“栏=甲+乙”；人人相同的写“栏==文字”。没有写到的栏，取同名的问题。证照必须载明的每一栏都要有来源。", "One “line=question” each, such as address=place; several questions in one line as “line=a+b”; what is the same for everybody as “line==text”. A line not named takes the question of its name. Every line the certificate must state needs a source.")},
		}},
	{ID: "contact", Title: lang.T("渠道和联系方式", "Channels and contact"), Places: []string{"channels", "contact"}, Lead: lang.T("窗口办理不能少。", "The window may not be missing."),
		Asks: []ask{{Path: "channels", Sort: picks, Options: channels}, {Path: "contact.address", Sort: pair}, {Path: "contact.hours", Sort: pair}, {Path: "contact.phone", Width: 20}, {Path: "contact.oversee", Width: 20}}},
}

// section finds one by its id.
func section(id string) (Section, bool) {
	i := slices.IndexFunc(Sections, func(s Section) bool { return s.ID == id })
	if i < 0 {
		return Section{}, false
	}
	return Sections[i], true
}

// SectionOf finds the page on which a place of the lint is filled in.
func SectionOf(place string) Section {
	first, _, _ := strings.Cut(place, ".")
	for _, s := range Sections {
		if slices.Contains(s.Places, first) {
			return s
		}
	}
	return Sections[0]
}

func options[K ~string](keys []K, name func(K) lang.Text) func(Choices) []ui.Option {
	return func(Choices) []ui.Option {
		var all []ui.Option
		for _, k := range keys {
			all = append(all, ui.Option{Value: string(k), Label: name(k)})
		}
		return all
	}
}

var (
	kinds     = options([]catalog.ItemKind{catalog.License, catalog.Benefit, catalog.Confirmation, catalog.Award, catalog.Adjudication, catalog.OtherPower, catalog.PublicService}, catalog.ItemKind.Label)
	caseKinds = options([]catalog.CaseKind{catalog.OnTheSpot, catalog.Promised}, catalog.CaseKind.Label)
	served    = options([]catalog.Served{catalog.NaturalPerson, catalog.Enterprise, catalog.Institution, catalog.SocialBody, catalog.StateOrgan, catalog.OtherBody}, catalog.Served.Label)
	levels    = options([]catalog.Level{catalog.National, catalog.Provincial, catalog.City, catalog.County, catalog.Town, catalog.Village}, catalog.Level.Label)
	sources   = options([]catalog.MaterialSource{catalog.FromApplicant, catalog.FromHeldData, catalog.FromCertificate}, catalog.MaterialSource.Label)
	channels  = options([]string{"window", "web", "mobile", "post"}, catalog.ChannelLabel)
	specials  = options([]string{"hearing", "inspection", "testing", "quarantine", "appraisal", "expert_review"}, catalog.SpecialLabel)
	formats   = options([]string{"pdf", "jpg", "png"}, func(s string) lang.Text { return ui.Data(strings.ToUpper(s)) })
)

func units(c Choices) []ui.Option        { return c.Units }
func posts(c Choices) []ui.Option        { return c.Posts }
func procedures(c Choices) []ui.Option   { return c.Procedures }
func certificates(c Choices) []ui.Option { return c.Certificates }
func materials(c Choices) []ui.Option    { return c.Materials }

func themes(Choices) []ui.Option {
	var all []ui.Option
	for _, t := range catalog.Themes() {
		all = append(all, ui.Option{Value: t.ID, Label: t.Name})
	}
	return all
}

func visits(Choices) []ui.Option {
	return []ui.Option{{Value: "0", Label: lang.T("一次都不用跑", "No visit")}, {Value: "1", Label: lang.T("最多跑一次", "One visit at most")}}
}
