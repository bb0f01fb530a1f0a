package rating

import "banjie/internal/lang"

// Tag is a reason beside a grade, from the national dictionary of rating devices.
type Tag struct {
	Code  string
	Grade Grade
	Text  lang.Text
}

// Tags of the national dictionary, read in public source files of rating devices.
var Tags = []Tag{
	{"510", VerySatisfied, lang.T("一窗受理一次办结", "one window, done at once")},
	{"511", VerySatisfied, lang.T("可以先受理后补材料", "accepted first, papers later")},
	{"512", VerySatisfied, lang.T("不用提交证明", "no proofs asked for")},
	{"513", VerySatisfied, lang.T("可以全程网上办理", "all of it online")},
	{"514", VerySatisfied, lang.T("可以使用手机办理", "possible by phone")},
	{"515", VerySatisfied, lang.T("可以就近办理", "possible nearby")},
	{"516", VerySatisfied, lang.T("无需材料直接办理", "no papers needed")},
	{"517", VerySatisfied, lang.T("服务热情效率高", "friendly and quick")},
	{"406", Satisfied, lang.T("填写一张表单就可完成申报", "one form was enough")},
	{"407", Satisfied, lang.T("在线提交材料窗口核验", "filed online, checked at the window")},
	{"408", Satisfied, lang.T("一张清单告知全部申报材料", "one list named everything")},
	{"409", Satisfied, lang.T("用告知承诺减免申报材料", "an undertaking replaced papers")},
	{"410", Satisfied, lang.T("可以在线预约办理", "appointment online")},
	{"411", Satisfied, lang.T("跑大厅一次办完", "one trip to the hall")},
	{"412", Satisfied, lang.T("可以使用自助机办理", "self-service terminal")},
	{"413", Satisfied, lang.T("服务态度较好", "friendly enough")},
	{"307", Basically, lang.T("一次性告知需要补正的材料", "all corrections told at once")},
	{"308", Basically, lang.T("提供申报材料样本", "samples provided")},
	{"309", Basically, lang.T("在承诺的时间内办结", "done within the promise")},
	{"310", Basically, lang.T("办事指南指引准确", "the guide was right")},
	{"311", Basically, lang.T("按办事指南要求的材料即可办理", "only what the guide names")},
	{"312", Basically, lang.T("可以快递送达", "delivered by courier")},
	{"313", Basically, lang.T("跑动次数与承诺的一致", "as many trips as promised")},
	{"314", Basically, lang.T("服务态度一般", "service was ordinary")},
	{"207", Dissatisfied, lang.T("没有提供材料样本", "no samples")},
	{"208", Dissatisfied, lang.T("没有提供材料清单", "no list of materials")},
	{"209", Dissatisfied, lang.T("未在承诺时间内办结", "not within the promise")},
	{"210", Dissatisfied, lang.T("同样内容的证明材料被要求多次提交", "the same proof asked for again")},
	{"211", Dissatisfied, lang.T("承诺网办但无法在线办理", "promised online but was not")},
	{"212", Dissatisfied, lang.T("在线预约办理后到实体大厅重复取号排队", "queued again despite an appointment")},
	{"213", Dissatisfied, lang.T("窗口人员业务不熟练", "staff did not know the work")},
	{"214", Dissatisfied, lang.T("服务态度生硬", "unfriendly")},
	{"108", VeryDissatisfied, lang.T("在办事指南之外增加新的审批条件", "conditions beyond the guide")},
	{"109", VeryDissatisfied, lang.T("需提供办事指南之外的申报材料", "papers beyond the guide")},
	{"110", VeryDissatisfied, lang.T("无理由超过法定办理时间", "beyond the legal limit without reason")},
	{"111", VeryDissatisfied, lang.T("办事指南提供样本有错", "the sample was wrong")},
	{"112", VeryDissatisfied, lang.T("承诺在线收取申报材料实际无法收取", "online filing did not work")},
	{"113", VeryDissatisfied, lang.T("多头跑窗口和部门", "sent from window to window")},
	{"114", VeryDissatisfied, lang.T("跑动次数与承诺的不一致", "more trips than promised")},
	{"115", VeryDissatisfied, lang.T("服务态度差效率低", "rude and slow")},
}

// TagOf finds a tag by its code.
func TagOf(code string) (Tag, bool) {
	for _, t := range Tags {
		if t.Code == code {
			return t, true
		}
	}
	return Tag{}, false
}

// TagsOf are the tags of a grade.
func TagsOf(g Grade) []Tag {
	var tags []Tag
	for _, t := range Tags {
		if t.Grade == g {
			tags = append(tags, t)
		}
	}
	return tags
}
