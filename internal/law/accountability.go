package law

import "banjie/internal/lang"

var (
	ladderRules = lang.T("浙江省影响机关工作效能行为责任追究办法", "Zhejiang Rules on Accountability for Acts that Impair the Effectiveness of Agencies")
	fourBans    = lang.T("浙江省机关工作人员“四条禁令”", "The Four Bans for Zhejiang Agency Staff")
)

var accountability = []Basis{
	{ID: "zrz-2004.1", Law: ladderRules, Version: "2004", Article: "-", Says: lang.T("情节轻微的，批评教育或者给予口头效能告诫", "light cases: criticism and instruction, or an oral admonition"), Verified: true, Source: readText},
	{ID: "zrz-2004.2", Law: ladderRules, Version: "2004", Article: "-", Says: lang.T("情节较重的，通报批评（书面检查、限期整改）或者给予书面效能告诫；视情调离岗位、离岗培训、劝其引咎辞职、降职、辞退", "serious cases: criticism by circular with written self-criticism and a deadline, or a written admonition; as the case may be transfer, off-post training, advised resignation, demotion, dismissal"), Verified: true, Source: readText},
	{ID: "zrz-2004.3", Law: ladderRules, Version: "2004", Article: "-", Says: lang.T("行为人承担直接责任；后果严重的，负责人承担领导责任；属于单位过错的，按分工追究负责人", "whoever acts is directly responsible; for grave results the head bears leadership responsibility; a unit's fault falls to its head by division of work"), Verified: true, Source: readText},
	{ID: "zrz-2004.4", Law: ladderRules, Version: "2004", Article: "-", Says: lang.T("书面效能告诫以上的，作出决定书送达本人并通报，告诫期三至六个月", "written admonition and above: a decision document is served on the person and circulated; the warning period is three to six months"), Verified: true, Source: readText},
	{ID: "zrz-2004.5", Law: ladderRules, Version: "2004", Article: "-", Says: lang.T("服务对象弄虚作假、法规政策没有明确规定、意外事件或者不可抗力的，不追究责任", "nobody is held accountable where the person served cheated, law or policy has no clear rule, or it was an accident or force majeure"), Verified: true, Source: readText},
	{ID: "zrz-2004.6", Law: ladderRules, Version: "2004", Article: "-", Says: lang.T("违反纪律或者法律的，按规定程序处理", "a breach of discipline or law takes its proper procedure"), Verified: true, Source: readText},
	{ID: "zyc-46", Law: onceRule, Version: "2018-11-30", Article: "46", Says: lang.T("符合改革方向、未违反禁止性规定、决策程序合法、勤勉尽责且未谋取私利、主动挽回损失的，可以容错免责", "no liability where it fits the reform, breaks no ban, kept to procedure, was diligent without private gain, and the loss was actively recovered"), Verified: true, Source: readText},
	{ID: "jl-2004.1", Law: fourBans, Version: "2004", Article: "-", Says: lang.T("严禁擅离职守", "no leaving or deserting one's post"), Verified: false, Source: readAbout},
	{ID: "jl-2004.2", Law: fourBans, Version: "2004", Article: "-", Says: lang.T("严禁网上聊天、炒股、玩电脑游戏", "no online chat, stock trading, computer games"), Verified: false, Source: readAbout},
	{ID: "jl-2004.3", Law: fourBans, Version: "2004", Article: "-", Says: lang.T("严禁工作日午间饮酒", "no alcohol at midday meals"), Verified: false, Source: readAbout},
	{ID: "jl-2004.4", Law: fourBans, Version: "2004", Article: "-", Says: lang.T("严禁办事办证时接受吃请、礼品、礼金", "no banquets, gifts, gift money from applicants when handling business or certificates"), Verified: false, Source: readAbout},
}
