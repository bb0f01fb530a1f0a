package simtown

import "banjie/internal/complaint"

// grievance is one invented complaint: what the person says, what the unit gets to read, and
// what comes of it. Nothing in it happened anywhere.
type grievance struct {
	kind, unit    string
	words, brief  string
	ask, reply    string // of the dialogue
	found, answer string
	finding       string
	result        string
	measures      []string
}

const (
	yes, partly, no, unclear = complaint.Substantiated, "partly_substantiated", "not_substantiated", "unverifiable"
)

// grievances are six for each of the six kinds.
var grievances = []grievance{
	{"delay", "market-regulation", "食品经营许可交了材料，说五个工作日，到今天半个多月了，电话总是占线，去窗口说在走流程。店租一天一天在付。", "反映一件食品经营许可超过承诺期限未作决定，请核对该时段在办件的时间线和接听记录。", "收件凭证上的日期是哪一天？", "凭证上写的是三号，窗口盖过章的。", "核对了办件时间线：审查环节停在一名出差人员手里九个工作日，没有替岗。", "您反映的属实：件停在出差人员手里，没有人替。现已作出决定，替岗安排已经补上。", yes, complaint.Solved, []string{"put_right", "rule_changed"}},
	{"delay", "natural-resources", "不动产过户的补正材料上个月就补齐了，窗口说收到了就行，结果一直显示等补正，没人点受理。", "反映补正材料收到后长时间没有登记，系统仍显示待补正，请核查补正材料的签收和录入。", "补材料时有没有给回执？", "给了一张手写的条，没有编号。", "补正材料当天收到，没有录入，压在柜台二十天。", "材料当天就收到了，是我们没有录入。已按收到的日子受理，当天办结。", yes, complaint.Solved, []string{"put_right", "apology"}},
	{"delay", "housing-fund", "公积金提取说三天到账，十天了没有到，问了三次，三个人三种说法。", "反映公积金提取逾期未到账且答复不一致，请核查该类业务的资金划拨和答复口径。", "", "", "银行退票后没有通知申请人，重新划拨用了七天。", "银行退过一次票，我们没有告诉您，这是我们的错。款已到账，今后退票当天通知。", yes, complaint.Solved, []string{"put_right", "apology", "rule_changed"}},
	{"delay", "construction", "施工许可的图审意见早就回复了，窗口说还要等处里会签，会签要多久没人说得清。", "反映施工许可审批中会签环节没有时限，请说明会签依据和所用时间。", "", "", "会签不在办事指南的流程里，是科室自己加的。", "会签没有依据，已经取消，您的件已作出决定。", yes, complaint.Solved, []string{"put_right", "rule_changed", "unit_told"}},
	{"delay", "medical-insurance", "异地住院的报销单交了四十天，短信说受理了，之后什么消息都没有。", "反映异地住院报销受理后长时间没有结果，请核查审核进度。", "受理短信是哪天收到的？", "上上个月二十六号。", "外省票据核验等了二十五个工作日，仍在规定时间内，但没有告诉当事人在等什么。", "外省票据核验确实还没有回来，时间在规定之内；没有告诉您在等什么，是我们做得不够。", partly, complaint.Partly, []string{"apology"}},
	{"delay", "culture-tourism", "民宿备案两个月没人看，打电话说管这个的人休假了，什么时候回来不知道。", "反映民宿备案长期无人处理，请核查签收情况和岗位替岗。", "", "", "岗位只有一人，休假期间没有指定替岗，件没有签收。", "休假没有安排人替，这是我们的错。备案已办好，替岗名单今天已公布。", yes, complaint.Solved, []string{"put_right", "unit_told"}},

	{"private_gain", "construction", "窗口旁边的图纸店是里面人的亲戚开的，不在他那里出图就说图不合格，在那里出的一次过。", "反映图纸审核区别对待、疑与某图纸店有利益关联，请核查近半年退图记录和审核人。", "有没有两次退图的单子？", "有一张，另一张当场撕了。", "近半年退图中，非该店出图的退图率高出三倍；审核人与店主有亲属关系，已回避。", "您反映的属实，审核人已经调离，退过的图全部重新审核，已转责任追究。", yes, complaint.CouldBeDone, []string{"put_right", "accountability", "unit_told"}},
	{"private_gain", "transport", "有人打了招呼的车不用排队，我们等一上午，他们来了直接进。", "反映车辆检验排队有人插队，请核查当天取号和放行记录。", "", "", "当天有四辆车没有取号放行，系单位公车，没有依据。", "当天确实有四辆车没有取号就放行，已批评并改成一律按号，号单公开。", yes, complaint.Solved, []string{"rule_changed", "unit_told"}},
	{"private_gain", "agriculture", "补贴名单里有两户根本不种地，是村里管事的亲戚，真种地的反而没有。", "反映补贴名单中有不符合条件的对象，请到现场核对种植面积和名单公示。", "是哪一季的名单？", "今年早稻的。", "两户中一户面积不实，已追回；另一户经实地核对符合条件。", "您说的两户，一户面积不实，补贴已经追回；另一户核对过，是符合条件的。", partly, complaint.Partly, []string{"put_right", "unit_told"}},
	{"private_gain", "commerce", "申报项目的通知只告诉了几家熟的企业，我们知道的时候已经截止了。", "反映申报通知未公开、只告知部分企业，请核查通知发布的时间和范围。", "", "", "通知在网上发布过，比电话通知部分企业晚了六天。", "通知确实先打了电话、晚了六天才上网。今年重新开放申报十天，今后先上网。", yes, complaint.Solved, []string{"put_right", "rule_changed"}},
	{"private_gain", "education", "听说招生加分可以找人，名额都给了关系户。", "反映招生加分不公，请核查加分名单和依据。", "能说是哪一所、哪一项加分吗？", "我也是听说的，说不上来。", "核对了全部加分名单和依据，没有发现不符合条件的。", "全部加分名单都核对过，依据齐全，已公示。您有具体线索，随时可以再补充。", no, complaint.Unfounded, nil},
	{"private_gain", "tobacco", "零售证的点位明明有空，说满了，隔壁新开的第二个月就有了。", "反映零售点位答复前后不一，请核查该区域点位的动态和后一件的依据。", "", "", "点位在两次申请之间确有一家歇业，依规定释放；当时没有告诉前一位可以排队。", "点位是后来才空出来的，但没有告诉您可以排队等，这是我们的错。已按先后给您补办。", partly, complaint.Solved, []string{"put_right", "rule_changed"}},

	{"extortion", "market-regulation", "来检查的人说要两条烟才给过，不给就让停业整改，别人家也给过。", "反映检查人员索要财物，请核查近两月该片区检查人员、检查记录和整改通知。", "检查那天有没有留下单子？", "留了一张整改通知，上面没有写哪里不合格。", "整改通知没有写明事由，检查没有登记；当事人承认收受，已立责任追究。", "您反映的属实：那次检查没有登记，整改通知已经撤销，人员已停职，已启动责任追究。", yes, complaint.CouldBeDone, []string{"put_right", "accountability"}},
	{"extortion", "fire-rescue", "消防检查前有人上门推销器材，说买他的检查好过，不买就难说。", "反映以检查为由推销器材，请核查推销人员与检查人员的关系、近期检查结论。", "", "", "推销人与一名协管员相识，协管员透露了检查计划。检查结论未见区别。", "查明有协管员透露检查计划，已解聘；器材谁家的都可以，合格就行。", partly, complaint.Solved, []string{"unit_told", "rule_changed"}},
	{"extortion", "transport", "办证的让我去指定的地方体检，别的医院的不认，那家贵一倍。", "反映指定体检机构，请核查体检证明的采信范围和依据。", "是口头说的还是写在纸上？", "窗口贴着一张纸，写着那一家的地址。", "窗口自行张贴，没有依据，已撤下。此前拒收的三份证明已采信。", "没有依据，那张纸已经撤下，您原来的体检证明有效，多花的钱已退。", yes, complaint.Solved, []string{"put_right", "refund"}},
	{"extortion", "natural-resources", "测绘要先付“加急费”才排得上，收款码是个人的。", "反映测绘收取加急费且以个人收款码收款，请核查收款记录和排期。", "付款截图还在吗？", "在，已经传上来了。", "三个月内共收加急费十一笔，系测绘公司员工个人收取，已退还。", "十一笔加急费已经全部退还，您的款今天到账，人员由公司处理，公司已停单整顿。", yes, complaint.Solved, []string{"refund", "unit_told"}},
	{"extortion", "law-enforcement", "摆摊要交“卫生保证金”，没有收据，不交就收东西。", "反映无依据收取保证金、扣押物品不开单，请核查该路段的收款和扣押登记。", "", "", "保证金没有依据，涉及二十三户，已全部退还，扣押物品已发还。", "没有依据，二十三户的保证金已全部退还，扣的东西已发还。", yes, complaint.Solved, []string{"refund", "apology", "accountability"}},
	{"extortion", "emergency", "验收的吃住都要我们安排，吃完还要带东西走。", "反映验收人员接受安排，请核查验收行程、用餐和住宿费用。", "能说大概是哪个月吗？", "说了就知道是我们家，不想说。", "核查了近半年的验收行程和报销，没有查到接受安排的证据。", "半年的行程和报销都查过，没有查到证据；验收已改成双人随机抽取，费用公开。", unclear, complaint.Unfounded, []string{"rule_changed"}},

	{"rudeness", "public-security", "问了一句要带什么，回我“墙上有字不会看吗”，我眼睛不好看不清。", "反映窗口人员态度生硬，请调取当日窗口录音并了解情况。", "", "", "录音显示用语不当。当事人已当面道歉。", "听了录音，话说得确实难听。当事人已道歉，窗口备了大字单和老花镜。", yes, complaint.Solved, []string{"apology", "rule_changed"}},
	{"rudeness", "taxation", "排了一个多小时，轮到我说系统要重启，人就走开了，再没回来。", "反映窗口中途离岗、无人接续，请核查当日叫号和在岗情况。", "是上午还是下午？", "下午，快四点的时候。", "系统未重启，系提前离岗，两号没有处理。", "系统没有重启，是提前走了。已批评，当天没有办的两位已上门补办。", yes, complaint.Solved, []string{"apology", "unit_told"}},
	{"rudeness", "human-resources", "打电话问失业金，对方说“你自己不会查吗”就挂了，再打不接。", "反映咨询电话态度差、挂断，请核查通话记录。", "", "", "该时段通话九通，其中两通由接听方先挂断。", "查到有两通是我们先挂的，已致歉并回电说明了失业金的办法。", yes, complaint.Solved, []string{"apology"}},
	{"rudeness", "civil-affairs", "说我材料不对的时候嗓门很大，全大厅都听见我离婚的事。", "反映窗口人员当众谈及当事人隐私，请核查并说明窗口如何保护隐私。", "", "", "属实，窗口间没有隔断。", "属实，对不起。婚姻登记窗口已装隔断，谈私事可以进小间。", yes, complaint.Solved, []string{"apology", "rule_changed"}},
	{"rudeness", "health", "窗口两个人聊天，我站了十分钟没人理。", "反映窗口人员聊天不接待，请调取当日情况。", "", "", "当日该窗口正在交接班，时间四分钟，已提示“交接中”。", "查过，当时是交接班，前后四分钟，牌子放得不显眼，已经换大的。", partly, complaint.Explained, []string{"rule_changed"}},
	{"rudeness", "stone-bridge-town", "去镇里盖章，办事的人说我“农村人就是麻烦”。", "反映工作人员言语不当，请了解当日在岗人员和情况。", "", "", "当日在岗两人均否认，没有录音，无法查实。", "两位当班的都说没有说过，没有录音，查不实。便民中心已装录音，谁都可以调听。", unclear, complaint.Explained, []string{"rule_changed"}},

	{"buck_passing", "construction", "小区外墙掉砖，建设局说归执法，执法说归镇里，镇里说归物业，物业说归建设局，转了一圈。", "反映外墙脱落的处置责任不清，请明确牵头单位并先设警戒。", "有没有人来看过？", "来过一个人，拍了照就走了。", "按职责清单由建设部门牵头，已设警戒并由维修资金先行处理。", "归建设部门牵头，已经拉了警戒线，维修资金先用，下月修好。", yes, complaint.Solved, []string{"put_right", "rule_changed"}},
	{"buck_passing", "ecology", "楼下夜里切割石材，环保说是噪声归公安，公安说是粉尘归环保。", "反映夜间切割噪声和粉尘扰民，请会同处理。", "", "", "噪声和粉尘并存，两家联合检查，业主已签限时作业承诺。", "两家一起去看过，晚上七点以后不许切，装了除尘罩，再犯直接处罚。", yes, complaint.Solved, []string{"put_right"}},
	{"buck_passing", "water", "村口排水沟堵了一年，水利说归农业，农业说归村里，一下雨就淹。", "反映排水沟淤堵无人管，请确认产权和管护单位。", "哪一段最严重？", "桥头往下两百米。", "属农村小型水利，由水利部门管护，已清淤。", "归水利部门，已清淤三百米，列入了每年汛前清单。", yes, complaint.Solved, []string{"put_right", "rule_changed"}},
	{"buck_passing", "education", "孩子转学，两所学校都说要对方先盖章。", "反映转学手续互为前置，请明确先后并协调办理。", "", "", "接收校先出证明即可，转出校要求没有依据。", "接收学校先出证明就行，两所学校都已通知，手续办好了。", yes, complaint.Solved, []string{"put_right", "rule_changed"}},
	{"buck_passing", "human-resources", "工伤认定说要劳动关系证明，劳动关系又说要先有工伤认定。", "反映工伤认定与劳动关系确认互为前置，请依法说明。", "", "", "劳动关系有争议的，依法应先仲裁，认定时限中止；窗口没有讲清楚。", "有争议的要先仲裁，这是法律规定的，窗口没有讲清楚是我们不对；仲裁的路怎么走，已写给您。", partly, complaint.Explained, []string{"apology"}},
	{"buck_passing", "agriculture", "池塘死鱼，渔政让找环保，环保让找畜牧，没有人来取样。", "反映死鱼原因无人取样，请先取样再分责。", "现在还有死鱼吗？", "捞走了，冰柜里留了几条。", "接报后四天才取样，错过时机，检出缺氧，非污染。", "来晚了四天，对不起。送检是缺氧，不是污染；今后不管归谁，先取样。", partly, complaint.Partly, []string{"apology", "rule_changed"}},

	{"unlawful_fees", "market-regulation", "年检的时候收了三百块“资料费”，没有票，问就说都收。", "反映收取资料费不开票，请核查收费依据和票据。", "是窗口收的还是门口的店收的？", "窗口的人收的，微信转的。", "没有依据，涉及九户，已全部退还。", "没有依据，九户的钱已经退了，您的今天到账，收钱的人已启动责任追究。", yes, complaint.CouldBeDone, []string{"refund", "accountability", "apology"}},
	{"unlawful_fees", "law-enforcement", "占道罚了两千，没有决定书，也没有说可以申辩。", "反映罚款未制作决定书、未告知权利，请核查案卷。", "有没有收据？", "只有一张手写的白条。", "没有立案，没有决定书，罚款撤销并退还。", "没有立案也没有决定书，罚款撤销，两千元已退还。", yes, complaint.CouldBeDone, []string{"refund", "accountability", "unit_told"}},
	{"unlawful_fees", "science-economy", "协会说不入会项目就不好评，会费一年五千。", "反映以项目评审要求入会，请核查评审条件和协会收费。", "", "", "评审条件与入会无关，系协会工作人员自行宣称，会费已退。", "评审跟入会没有关系，会费已退，协会已在网上更正。", yes, complaint.Solved, []string{"refund", "rule_changed"}},
	{"unlawful_fees", "stone-bridge-town", "村里办事要交“修路赞助”，不交不盖章。", "反映以盖章为条件收取赞助，请核查村级收款。", "是自愿签的字吗？", "签了字，不签章就盖不出来。", "赞助不得与办事挂钩，涉及十七户，已退还十五户，另两户自愿不退并签字确认。", "不能跟盖章挂钩，十七户里十五户退了，两户自愿不退、签了字；章当天补盖。", yes, complaint.Solved, []string{"refund", "put_right"}},
	{"unlawful_fees", "ecology", "罚款写的是五万，同样的事隔壁镇罚一万，为什么差这么多。", "反映同类案件处罚幅度差异，请说明裁量依据。", "", "", "两案违法情节不同，裁量在基准之内。", "两件事情节不同：一件是初次并当天改正，一件是第三次，裁量都在公布的基准内，依据已写给您。", no, complaint.Explained, nil},
	{"unlawful_fees", "natural-resources", "办证要先买他们指定公司的“权籍调查”，四千块，不买不收件。", "反映指定中介且作为收件前提，请核查窗口要求和中介目录。", "是谁让买的？", "窗口递的名片。", "窗口推荐特定中介没有依据，调查费依规定由部门承担，已退。", "调查费本来就不该您出，四千元已退，窗口不许再递名片。", yes, complaint.Solved, []string{"refund", "unit_told", "rule_changed"}},
}

// openings vary the first words, so that two people who complain of the same say it differently.
var openings = []string{"", "第一次来投诉。", "这事不止我一家碰到。", "本来不想说，想想还是说一声。"}
