package complaint

import (
	"slices"

	"banjie/internal/catalog"
	"banjie/internal/lang"
)

// Protection is how far a reporter wants to be known. The reporter chooses.
type Protection string

const (
	Open      Protection = "open"      // the unit may know me
	Secret    Protection = "secret"    // two custodians of the centre together, nobody else: the default
	Anonymous Protection = "anonymous" // nobody; the code alone
)

func option(id, zh, en string) catalog.Option { return catalog.Option{ID: id, Text: lang.T(zh, en)} }

// Protections with their words, the default first.
func Protections() []catalog.Option {
	return []catalog.Option{
		option(string(Secret), "实名保密：只有投诉中心两名保管人一起才能看到投诉人是谁", "secret: only two custodians of the centre together can see who the reporter is"),
		option(string(Open), "实名公开：承办单位可以知道投诉人是谁", "open: the unit may know who the reporter is"),
		option(string(Anonymous), "匿名：谁也不知道投诉人是谁，只凭查询码联系", "anonymous: nobody knows; the code alone is the link"),
	}
}

// Ways in which staff take in what somebody did not send by himself.
const (
	AtWindow    = "window"    // somebody came and said it
	ByTelephone = "telephone" // somebody called
	ByLetter    = "letter"    // it came by post or from the letter box
	OnPaper     = "paper"     // a written complaint was handed in
)

// Channels are the ways in which staff register a complaint for a person.
func Channels() []catalog.Option {
	return []catalog.Option{
		option(AtWindow, "本人到窗口说", "in person at a window"),
		option(ByTelephone, "电话", "by telephone"),
		option(OnPaper, "当面交来书面投诉", "on paper, handed in"),
		option(ByLetter, "来信、意见箱", "by letter or from the letter box"),
	}
}

// ChannelName is a way in, in words; zero for an unknown one.
func ChannelName(id string) lang.Text {
	if id == "web" {
		return lang.T("网上", "online")
	}
	for _, o := range Channels() {
		if o.ID == id {
			return o.Text
		}
	}
	return lang.Text{}
}

// Handed are the ways in which the return code reached a reporter whose complaint staff registered.
func Handed() []catalog.Option {
	return []catalog.Option{
		option(ReadBack, "当场交给本人，已读回两组", "given on the spot and read back"),
		option("mailed", "装进信封，随回执寄给投诉人", "sent in a closed envelope with the receipt"),
		option("kept", "没有地址：封进信封，由投诉人凭信的内容来取", "no address: kept in a closed envelope for whoever knows the letter"),
	}
}

// ReadBack says that the reporter has the code and proved it.
const ReadBack = "read_back"

// Kinds are the six kinds of complaints the province named on 20 February 2004.
func Kinds() []catalog.Option {
	return []catalog.Option{
		option("delay", "拖延不办", "delaying what must be done"),
		option("private_gain", "以权谋私、包庇不正当竞争", "office used for private gain, unfair competition shielded"),
		option("extortion", "吃拿卡要", "demanding, taking, blocking"),
		option("rudeness", "态度粗暴、违反群众纪律", "rudeness, breach of discipline towards people"),
		option("buck_passing", "不履行职责、推诿扯皮", "duty not done, passing the buck"),
		option("unlawful_fees", "乱收费、乱罚款、乱摊派", "unlawful fees, fines, levies"),
	}
}

// Results are the nine ways in which a case can end. Nothing else is an end.
func Results() []catalog.Option {
	return []catalog.Option{
		option(Solved, "已解决", "solved"),
		option(Partly, "部分解决", "partly solved"),
		option(Explained, "依法不能办，已说明依据和救济途径", "explained: the law does not allow it; basis and remedy were given"),
		option(Unfounded, "查无此事", "unfounded"),
		option(Withdrawn, "本人撤回（凭查询码签名）", "withdrawn, signed with the return code"),
		option(Merged, "并入另一件", "merged into another case"),
		option(Passed, "转有权机关，对方已确认收到", "handed over outside, acknowledged by the receiver"),
		option(Unreachable, "联系不上（三天、三次、两种方式）", "unreachable: three tries on three days by two channels"),
		option(CouldBeDone, "能办而不办，转责任追究", "could be done and was refused; goes to accountability"),
	}
}

const (
	Solved      = "solved"
	Partly      = "partly"
	Explained   = "explained"
	Unfounded   = "unfounded"
	Withdrawn   = "withdrawn"
	Merged      = "merged"
	Passed      = "handed_over"
	Unreachable = "unreachable"
	CouldBeDone = "refused_though_doable"
)

// Findings are what the inquiry can find.
func Findings() []catalog.Option {
	return []catalog.Option{
		option(Substantiated, "属实", "substantiated"),
		option(PartlyTrue, "部分属实", "partly substantiated"),
		option("not_substantiated", "不属实", "not substantiated"),
		option("unverifiable", "无法查实", "could not be verified"),
	}
}

// Substantiated is the finding that asks for a measure.
const Substantiated = "substantiated"

// PartlyTrue is the finding that some of it is.
const PartlyTrue = "partly_substantiated"

// Measures are what can follow a finding. Measures against persons are decided in the
// accountability file, never here: here stands that one was opened.
func Measures() []catalog.Option {
	return []catalog.Option{
		option("put_right", "纠正：把该办的办了", "put right: what was due was done"),
		option("refund", "退还多收的钱", "money taken too much was paid back"),
		option("apology", "向投诉人道歉", "apology to the reporter"),
		option("rule_changed", "修改办事指南或者内部规定", "guide or internal rule changed"),
		option("unit_told", "对单位批评、责令整改", "the unit was criticised and told to mend"),
		option("accountability", "已启动责任追究", "an accountability file was opened"),
	}
}

// Declines are the grounds on which a complaint is not accepted.
func Declines() []catalog.Option {
	return []catalog.Option{
		option("litigation", "已进入诉讼、仲裁或者行政复议", "before a court, an arbitrator or in reconsideration"),
		option("petition", "属于信访事项", "a petition matter"),
		option("private", "属于民事纠纷", "a private dispute"),
		option("other_body", "属于其他机关职权", "another body is competent"),
	}
}

// Holds are the only reasons for which the unit's clock may rest, each with its longest time
// in working days. The citizen's clock goes on.
func Holds() []Hold {
	return []Hold{
		{option("applicant", "等投诉人补充，否则无法查", "waiting for what only the reporter can supply"), 10},
		{option("appraisal", "专业检测、鉴定", "an expert test"), 20},
		{option("court", "等待法院判决", "waiting for a court"), 60},
		{option("ruling", "等待上级裁定", "waiting for a ruling from above"), 10},
	}
}

// Hold is one reason with its longest time.
type Hold struct {
	catalog.Option
	Max int // working days
}

// Offers are what a reporter can choose after the warning that few firms fit the description.
func Offers() []catalog.Option {
	return []catalog.Option{
		option("drop_detail", "去掉容易认出我的细节", "drop the detail by which I could be known"),
		option("wait", "先不交办，等有同类投诉再说", "wait until there are others like it"),
		option("merge", "和同类投诉合并办理", "handle it together with others like it"),
		option("theme_check", "作为专题检查，一起查至少五家", "examine it as a theme check of at least five firms"),
		option("go_on", "我知道风险，照常办理", "I know the risk; go on as it is"),
	}
}

func among(options []catalog.Option, id string) bool {
	return slices.ContainsFunc(options, func(o catalog.Option) bool { return o.ID == id })
}
