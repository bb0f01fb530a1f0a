package accountability

import (
	"slices"

	"banjie/internal/catalog"
	"banjie/internal/lang"
)

func option(id, zh, en string) catalog.Option { return catalog.Option{ID: id, Text: lang.T(zh, en)} }

// Where a file comes from.
const (
	FromComplaint  = "complaint"
	FromImpasse    = "impasse"
	FromCard       = "card"
	FromInspection = "inspection"
)

// Sources are what a file can be opened from.
func Sources() []catalog.Option {
	return []catalog.Option{
		option(FromComplaint, "投诉：能办而不办，或者结论里已启动责任追究", "a complaint: refused though doable, or one whose findings open a file"),
		option(FromImpasse, "“办不成事”反映", "a matter that could not be got done"),
		option(FromCard, "复核维持的黄牌或者红牌", "a yellow or red card that was upheld"),
		option(FromInspection, "明察暗访发现的问题", "a finding of an inspection"),
	}
}

// Personal is the only cause that can carry a measure against a person.
const Personal = "personal"

// Causes are why it happened. The list is a rule of the house.
func Causes() []catalog.Option {
	return []catalog.Option{
		option("system", "系统的原因", "the system"),
		option("law_gap", "法规或者政策没有规定清楚", "the law or policy is not clear"),
		option("staffing", "人手、排班的原因", "staffing"),
		option("other_unit", "别的单位的原因", "another unit"),
		option(Personal, "本人的原因", "the person"),
	}
}

// How a file ends.
const (
	Measure    = "measure"
	Recommend  = "recommendation"
	Exempt     = "exempt"
	Tolerated  = "tolerated"
	NoFault    = "no_fault"
	Discipline = "handed_over_discipline"
	Lifted     = "measure_lifted" // a measure that did not hold on appeal: a result, never proposed
)

// Endings are what can be proposed.
func Endings() []catalog.Option {
	return []catalog.Option{
		option(Measure, "给予一项措施（只限本人原因）", "a measure (personal cause only)"),
		option(Recommend, "不追究个人，提出改进建议", "no measure; a recommendation to mend"),
		option(Exempt, "属于三种不追究的情形", "one of the three exemptions"),
		option(Tolerated, "容错：五个条件都符合", "fault tolerance: all five conditions hold"),
		option(NoFault, "查无问题", "nothing was found"),
		option(Discipline, "涉嫌违纪违法，移送有权机关", "a breach of discipline or law is suspected: handed over"),
	}
}

// Rung is one measure of the province's ladder.
type Rung struct {
	catalog.Option
	Grave  bool   // for serious cases
	Period bool   // carries a warning period
	Signs  string // who approves, in the ladder's own words
	Basis  string // id of internal/law
}

// Written is the written admonition, which has a warning period.
const Written = "written_admonition"

// Ladder is the province's ladder from the lightest on, as far as the centre itself decides.
// Who approves is a rule of the house: the paper names no office.
func Ladder() []Rung {
	const head = "head of the centre"
	return []Rung{
		{option("criticism", "批评教育", "criticism and instruction"), false, false, head, "zrz-2004.1"},
		{option("oral_admonition", "口头效能告诫", "oral admonition"), false, false, head, "zrz-2004.1"},
		{option("circular", "通报批评", "criticism by circular"), true, false, head, "zrz-2004.2"},
		{option(Written, "书面效能告诫", "written admonition"), true, true, head, "zrz-2004.2"},
	}
}

// Proposals are what may be proposed to the body with the power, beside a written admonition.
// The platform decides nothing about them.
func Proposals() []catalog.Option {
	return []catalog.Option{
		option("transfer", "调离岗位", "transfer"),
		option("off_post_training", "离岗培训", "off-post training"),
		option("advised_resignation", "劝其辞职（引咎辞职）", "advised resignation"),
		option("demotion", "降职、免职", "demotion"),
		option("dismissal", "辞退", "dismissal"),
	}
}

// Months a written admonition may run.
const (
	LeastMonths = 3
	MostMonths  = 6
)

// Exemptions are the three cases in which nobody is held accountable.
func Exemptions() []catalog.Option {
	return []catalog.Option{
		option("cheated", "服务对象弄虚作假", "the person served cheated"),
		option("unclear", "法规、政策没有明确规定", "law or policy has no clear rule"),
		option("accident", "意外事件或者不可抗力", "accident or force majeure"),
	}
}

// Conditions of fault tolerance; all five must hold.
func Conditions() []catalog.Option {
	return []catalog.Option{
		option("reform", "符合改革方向", "it fits the direction of the reform"),
		option("no_ban", "没有违反禁止性规定", "no ban was broken"),
		option("procedure", "决策程序合法", "the procedure was lawful"),
		option("diligent", "勤勉尽责、没有谋取私利", "diligent, and no private gain"),
		option("recovered", "主动挽回损失、消除影响", "the loss was actively recovered"),
	}
}

// Services are how a decision reaches the officer.
func Services() []catalog.Option {
	return []catalog.Option{
		option("in_person", "当面送达", "in person"),
		option("post", "邮寄送达", "by post"),
		option("left", "留置送达（有见证人）", "left before a witness"),
	}
}

// Signatures are what the officer did with the record of service.
func Signatures() []catalog.Option {
	return []catalog.Option{option("signed", "签收", "signed"), option("refused", "拒绝签收", "refused to sign"), option("not_present", "本人不在场", "was not present")}
}

func rung(id string) (Rung, bool) {
	for _, r := range Ladder() {
		if r.ID == id {
			return r, true
		}
	}
	return Rung{}, false
}

func among(options []catalog.Option, id string) bool {
	return slices.ContainsFunc(options, func(o catalog.Option) bool { return o.ID == id })
}
