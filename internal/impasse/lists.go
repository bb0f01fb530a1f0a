package impasse

import (
	"banjie/internal/catalog"
	"banjie/internal/lang"
)

func option(id, zh, en string) catalog.Option { return catalog.Option{ID: id, Text: lang.T(zh, en)} }

// Reasons are why it could not be done, as the person sees it.
func Reasons() []catalog.Option {
	return []catalog.Option{
		option("guide_wrong", "办事指南写得不对、不清楚", "the guide is wrong or unclear"),
		option("extra_material", "要了指南以外的材料", "papers beyond the guide were asked for"),
		option("ping_pong", "几个部门互相推", "departments sent me back and forth"),
		option("system_fault", "系统出错、交不上", "the system failed"),
		option("policy_gap", "没有规定说怎么办", "no rule says how it is done"),
		option("law_forbids", "说法律不让办", "they say the law forbids it"),
		option("slowness", "办得慢、态度不好", "slow, or unfriendly"),
		option("special_need", "我有特殊情况（行动不便、加急等）", "I have a special need (cannot come, urgent …)"),
	}
}

// Causes are why it could not be done, as whoever handled it found. The person's reason
// stays beside it.
func Causes() []catalog.Option {
	return []catalog.Option{
		option("guide_wrong", "办事指南有错或者说不清", "the guide was wrong or unclear"),
		option("extra_material", "窗口要了指南以外的材料", "papers beyond the guide were asked for"),
		option("not_told_once", "没有一次告知清楚", "not told everything at once"),
		option("ping_pong", "职责不清、部门推诿", "unclear duties, sent from one to another"),
		option("system_fault", "系统故障或者数据不通", "fault of the system, or data not joined"),
		option("policy_gap", "政策空白", "gap in the rules"),
		option("law_forbids", "法律不允许", "the law does not allow it"),
		option("slowness", "拖延或者态度问题", "delay or attitude"),
		option("special_need", "特殊需要，正常渠道覆盖不到", "a special need beyond the usual ways"),
		option("papers_missing", "材料确实不齐", "papers were indeed missing"),
	}
}

// Outcomes of a report.
const (
	Solved     = "solved"
	ByClassFix = "solved_by_class_fix"
	Partly     = "partly"
	Impossible = "lawfully_impossible"
	Doable     = "refused_though_doable"
	Withdrawn  = "withdrawn"
	NoScope    = "out_of_scope"
	NotSolved  = "not_solved" // the person says so, after it was done twice
)

// Outcomes are the ways in which a report can end. Nothing else is an end.
func Outcomes() []catalog.Option {
	return []catalog.Option{
		option(Solved, "办成了", "done"),
		option(ByClassFix, "改了指南，办成了", "done, by mending the guide for all"),
		option(Partly, "办成了一部分", "partly done"),
		option(Impossible, "依法办不了，已说明依据和救济途径", "lawfully impossible; article and remedy were given"),
		option(Doable, "能办而没有办，转责任追究", "could be done and was refused; goes to accountability"),
		option(Withdrawn, "本人撤回", "withdrawn"),
		option(NoScope, "不归窗口管，已说明去处", "out of scope, explained"),
		option(NotSolved, "本人认为没有办成", "not done, says the person"),
	}
}

// Noes are the outcomes that are a no, or a no in part: they need a report and the approval
// of the head of the centre.
func Noes() []catalog.Option {
	return []catalog.Option{
		option(Impossible, "依法办不了", "lawfully impossible"),
		option(NoScope, "不归这个窗口管（诉讼、信访、民事纠纷）", "out of scope (litigation, petition, private dispute)"),
		option(Partly, "只能办成一部分", "only a part can be done"),
	}
}

// Scopes are what this window does not settle: the report is kept, and the way is explained.
func Scopes() []catalog.Option {
	return []catalog.Option{
		option("litigation", "已经进入诉讼、仲裁或者行政复议", "before a court, an arbitrator or in reconsideration"),
		option("petition", "信访事项", "a petition matter"),
		option("private", "民事纠纷", "a private dispute"),
	}
}

// Remedies are how somebody can turn against a no.
func Remedies() []catalog.Option {
	return []catalog.Option{
		option("reconsideration", "申请行政复议", "apply for reconsideration"),
		option("lawsuit", "向法院起诉", "sue at the court"),
		option("petition", "依法信访", "petition by law"),
		option("arbitration", "申请仲裁、调解", "arbitration or mediation"),
		option("other_body", "向有权的机关申请", "apply to the body with the power"),
	}
}

// Channels by which a unit talks with the person.
func Channels() []catalog.Option {
	return []catalog.Option{
		option("telephone", "电话", "by telephone"),
		option("window", "当面", "face to face"),
		option("visit", "上门", "at the person's place"),
		option("message", "书面或者短信", "in writing"),
	}
}
