package law

import (
	"slices"

	"banjie/internal/lang"
)

var (
	licensingLaw = lang.T("行政许可法", "Administrative Licensing Law")
	onceRule     = lang.T("浙江省保障“最多跑一次”改革规定", "Zhejiang Regulation on At Most One Visit")
)

// register is every article relied on, one file a field.
var register = slices.Concat(
	licensing,
	complaints,
	impasse,
	accountability,
	registers,
)

var licensing = []Basis{
	{ID: "xkf-29", Law: licensingLaw, Version: "2019", Article: "29", Says: lang.T("申请书格式文本中不得包含与申请事项没有直接关系的内容；可以委托代理人提出，依法应当本人到场的除外；可以通过信函、电报、电传、传真、电子数据交换和电子邮件等方式提出", "the form may not ask for anything not directly related to the matter; an agent may apply unless the law asks for the person; letter, telegram, telex, fax, electronic exchange and e-mail are allowed"), Verified: true, Source: readText},
	{ID: "xkf-30", Law: licensingLaw, Version: "2019", Article: "30", Says: lang.T("公示事项、依据、条件、数量、程序、期限、全部材料目录和示范文本，并应要求说明解释", "publish item, basis, conditions, quantity, procedure, limits, the full list of materials and a sample, and explain on request"), Verified: true, Source: readText},
	{ID: "xkf-32.1", Law: licensingLaw, Version: "2019", Article: "32(1)", Says: lang.T("依法不需要取得行政许可的，应当即时告知不受理", "where no licence is needed, tell the applicant at once that it is not accepted"), Verified: true, Source: readText},
	{ID: "xkf-32.2", Law: licensingLaw, Version: "2019", Article: "32(2)", Says: lang.T("不属于本行政机关职权范围的，应当即时作出不予受理的决定，并告知申请人向有关行政机关申请", "where another agency is competent, decide at once not to accept and name it"), Verified: true, Source: readText},
	{ID: "xkf-32.3", Law: licensingLaw, Version: "2019", Article: "32(3)", Says: lang.T("可以当场更正的错误，应当允许申请人当场更正", "errors that can be corrected on the spot must be allowed to be corrected on the spot"), Verified: true, Source: readText},
	{ID: "xkf-32.4", Law: licensingLaw, Version: "2019", Article: "32(4)", Says: lang.T("材料不齐全或者不符合法定形式的，应当当场或者在五日内一次告知需要补正的全部内容，逾期不告知的，自收到申请材料之日起即为受理", "incomplete materials: tell once, everything, on the spot or within five days; if not told in time, the application counts as accepted from the day it was received"), Verified: true, Source: readText},
	{ID: "xkf-32.5", Law: licensingLaw, Version: "2019", Article: "32(5)", Says: lang.T("材料齐全、符合法定形式，或者按要求提交全部补正材料的，应当受理", "complete materials, or all corrections handed in: must accept"), Verified: true, Source: readText},
	{ID: "xkf-32.6", Law: licensingLaw, Version: "2019", Article: "32 last", Says: lang.T("受理或者不予受理，应当出具加盖专用印章和注明日期的书面凭证", "acceptance and refusal are given in writing, dated and sealed"), Verified: true, Source: readText},
	{ID: "xkf-34", Law: licensingLaw, Version: "2019", Article: "34", Says: lang.T("能够当场作出决定的，应当当场作出书面决定；实质核查应当指派两名以上工作人员", "decide on the spot where possible; a check of substance is made by two or more staff"), Verified: true, Source: readText},
	{ID: "xkf-35", Law: licensingLaw, Version: "2019", Article: "35", Says: lang.T("下级先审查的，应当将初步审查意见和全部申请材料报送上级，上级不得要求申请人重复提供", "the lower level sends its opinion and all materials up; the upper may not ask the applicant again"), Verified: true, Source: readText},
	{ID: "xkf-36", Law: licensingLaw, Version: "2019", Article: "36", Says: lang.T("直接关系他人重大利益的，应当告知该利害关系人，听取意见", "where a third party's major interest is touched, inform and hear that party"), Verified: true, Source: readText},
	{ID: "xkf-38", Law: licensingLaw, Version: "2019", Article: "38", Says: lang.T("准予应当书面决定；不予许可应当说明理由，并告知复议或者诉讼的权利", "grant in writing; deny with reasons and the right to reconsideration or suit"), Verified: true, Source: readText},
	{ID: "xkf-40", Law: licensingLaw, Version: "2019", Article: "40", Says: lang.T("准予行政许可的决定应当予以公开", "decisions to grant are public"), Verified: true, Source: readText},
	{ID: "xkf-42.1", Law: licensingLaw, Version: "2019", Article: "42(1)", Says: lang.T("自受理之日起二十日内作出决定；经本行政机关负责人批准可以延长十日，并告知理由", "decide within twenty days of acceptance; the head of the agency may extend by ten days and tells the reasons"), Verified: true, Source: readText},
	{ID: "xkf-42.2", Law: licensingLaw, Version: "2019", Article: "42(2)", Says: lang.T("统一办理或者联合办理、集中办理的不超过四十五日；经本级人民政府负责人批准可以延长十五日，并告知理由", "joint handling: forty-five days; the head of the government of that level may extend by fifteen days and tells the reasons"), Verified: true, Source: readText},
	{ID: "xkf-43", Law: licensingLaw, Version: "2019", Article: "43", Says: lang.T("下级行政机关应当自受理之日起二十日内审查完毕", "the lower level finishes its review within twenty days of acceptance"), Verified: true, Source: readText},
	{ID: "xkf-44", Law: licensingLaw, Version: "2019", Article: "44", Says: lang.T("自作出决定之日起十日内颁发、送达许可证件", "deliver the licence within ten days of the decision"), Verified: true, Source: readText},
	{ID: "xkf-45", Law: licensingLaw, Version: "2019", Article: "45", Says: lang.T("听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审所需时间不计算在期限内，应当将所需时间书面告知申请人", "time for hearing, tender, auction, inspection, testing, quarantine, appraisal and expert review is not counted; the time needed is told in writing"), Verified: true, Source: readText},
	{ID: "xkf-46", Law: licensingLaw, Version: "2019", Article: "46", Says: lang.T("法律、法规、规章规定应当听证，或者行政机关认为需要听证的其他涉及公共利益的重大许可事项，应当向社会公告并举行听证", "where a law or rule asks for a hearing, or the agency thinks one is needed in a major matter of public interest: announce and hold a hearing"), Verified: true, Source: readText},
	{ID: "xkf-47", Law: licensingLaw, Version: "2019", Article: "47", Says: lang.T("许可直接涉及申请人与他人之间重大利益关系的，作出决定前应当告知申请人、利害关系人听证权利；被告知之日起五日内提出申请的，应当在二十日内组织听证；不承担费用", "where major interests between the applicant and others are touched, tell both of the right to a hearing before deciding; asked for within five days of being told, it is held within twenty days, free of charge"), Verified: true, Source: readText},
	{ID: "xkf-48", Law: licensingLaw, Version: "2019", Article: "48", Says: lang.T("举行听证的七日前通知；主持人不得是审查人员；制作笔录，根据笔录作出决定", "notice seven days before; the chair is not the examiner; the decision follows the signed record"), Verified: true, Source: readText},
	{ID: "xkf-50", Law: licensingLaw, Version: "2019", Article: "50", Says: lang.T("应当在有效期届满三十日前提出延续申请，法律、法规、规章另有规定的除外；行政机关应当在有效期届满前作出决定，逾期未作决定的，视为准予延续", "apply for renewal thirty days before expiry unless a law or rule says otherwise; if the agency has not decided by expiry, the licence counts as renewed"), Verified: true, Source: readText},
	{ID: "xkf-55", Law: licensingLaw, Version: "2019", Article: "55", Says: lang.T("自受理之日起五日内指派两名以上工作人员检验、检测、检疫", "name two or more staff for inspection, testing or quarantine within five days of acceptance"), Verified: true, Source: readText},
	{ID: "xkf-57", Law: licensingLaw, Version: "2019", Article: "57", Says: lang.T("有数量限制的，根据受理的先后顺序作出决定", "where numbers are limited, the order of acceptance decides"), Verified: true, Source: readText},
	{ID: "xkf-69", Law: licensingLaw, Version: "2019", Article: "69", Says: lang.T("可以撤销行政许可的情形", "cases in which a licence may be rescinded"), Verified: true, Source: readText},
	{ID: "xkf-70", Law: licensingLaw, Version: "2019", Article: "70", Says: lang.T("应当办理注销手续的情形", "cases in which a licence is deregistered"), Verified: true, Source: readText},
	{ID: "xkf-72", Law: licensingLaw, Version: "2019", Article: "72", Says: lang.T("不受理、不公示、不告知、不一次告知全部补正内容、不说明理由、不听证的责任", "liability for not accepting, not publishing, not informing, not telling all corrections at once, no reasons, no hearing"), Verified: true, Source: readText},
	{ID: "xkf-82", Law: licensingLaw, Version: "2019", Article: "82", Says: lang.T("期限以工作日计算，不含法定节假日", "these limits are working days without public holidays"), Verified: true, Source: readText},
	{ID: "zyc-5", Law: onceRule, Version: "2018-11-30", Article: "5", Says: lang.T("联合受理为各部门同时受理；先后办理的，以收到前一部门办结的书面通知为受理", "joint acceptance is accepted by all agencies at the same moment; in sequence, the next agency's acceptance is the notice that the previous one finished"), Verified: true, Source: readText},
	{ID: "zyc-6", Law: onceRule, Version: "2018-11-30", Article: "6", Says: lang.T("不得限定办理渠道", "a body may not restrict the channel"), Verified: true, Source: readText},
	{ID: "zyc-7", Law: onceRule, Version: "2018-11-30", Article: "7", Says: lang.T("平台能够获取的材料不得要求重复提供；申请人有异议的以其提供的为准", "what the platform holds is not asked again; the applicant may contest it and his own document prevails"), Verified: true, Source: readText},
	{ID: "zyc-11", Law: onceRule, Version: "2018-11-30", Article: "11", Says: lang.T("材料不齐全的，应当当场一次性告知内容和期限，逾期未补正视为撤回，补正后仍不符合的不予受理并书面说明理由；仅容缺材料欠缺的可以先予受理，逾期未补正或者补正后仍不符合的撤销受理并书面说明理由；当场办结的可以不出具受理凭证", "incomplete: tell on the spot, once, with a date; not corrected in time counts as withdrawn, still wrong is not accepted, with written reasons; where only tolerable papers are missing it may be accepted, and the acceptance is revoked with written reasons if they do not come in time or are still wrong; decided on the spot, no receipt of acceptance is needed"), Verified: true, Source: readText},
	{ID: "zyc-12", Law: onceRule, Version: "2018-11-30", Article: "12", Says: lang.T("没有法定期限的应当公布合理的承诺期限；承诺期限短于法定期限的按承诺期限办理；提供进度查询", "where no limit is set by law a reasonable promise is published; a shorter promise binds; progress can be queried"), Verified: true, Source: readText},
	{ID: "zyc-14", Law: onceRule, Version: "2018-11-30", Article: "14", Says: lang.T("不涉及重大安全的许可事项，书面承诺符合条件的可以先行作出决定；自作出决定的六十个工作日内或者省有关部门确定的期限内检查验收；未达到条件的责令限期整改，整改后仍未达到的撤销许可", "where no major safety is at stake, decide on the written promise; check within sixty working days of the decision, or the time set by the provincial department; order to set right by a date, and rescind if still not met"), Verified: true, Source: readText},
	{ID: "zyc-28", Law: onceRule, Version: "2018-11-30", Article: "28", Says: lang.T("法律、法规规定由行政机关委托的中介服务时间方可不计入办理期限", "an intermediary's time is excluded only where a law or regulation requires it and the agency commissioned it"), Verified: true, Source: readText},
	{ID: "zyc-36", Law: onceRule, Version: "2018-11-30", Article: "36", Says: lang.T("现场检查应当事先向本机关负责人报告对象和理由，列明的七种情形除外；记录并由检查人员签字", "an on-site inspection is reported to the head beforehand with object and reason, with seven exceptions; it is recorded and signed"), Verified: true, Source: readText},
	{ID: "zyc-43", Law: onceRule, Version: "2018-11-30", Article: "43", Says: lang.T("违反承诺期限等的责任", "liability for breach of the promise and other duties"), Verified: true, Source: readText},
	{ID: "mfd-201", Law: lang.T("民法典", "Civil Code"), Version: "2020", Article: "201", Says: lang.T("按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算", "in periods of days the starting day is not counted; counting begins the next day"), Verified: true, Source: readText},
	{ID: "mfd-203", Law: lang.T("民法典", "Civil Code"), Version: "2020", Article: "203", Says: lang.T("期间的最后一日是法定休假日的，以法定休假日结束的次日为最后一日；截止时间为二十四时，有业务时间的到停止业务活动时", "a last day that is a public holiday moves to the day after it; it ends at twenty-four hours, or at close of business"), Verified: true, Source: readText},
	{ID: "fyf-20", Law: lang.T("行政复议法", "Administrative Reconsideration Law"), Version: "2023", Article: "20", Says: lang.T("自知道或者应当知道该行政行为之日起六十日内提出行政复议申请", "apply for reconsideration within sixty days of learning of the act"), Verified: true, Source: readText},
	{ID: "fyf-24.1", Law: lang.T("行政复议法", "Administrative Reconsideration Law"), Version: "2023", Article: "24(1)", Says: lang.T("对本级人民政府工作部门的行政行为不服的，由县级以上地方人民政府管辖", "the local government of the same level reconsiders the acts of its departments"), Verified: true, Source: readText},
	{ID: "fyf-88", Law: lang.T("行政复议法", "Administrative Reconsideration Law"), Version: "2023", Article: "88", Says: lang.T("期间的计算，本法没有规定的，依照民事诉讼法；三日、五日、七日、十日的规定指工作日", "periods are counted as in civil procedure where this law is silent; three, five, seven and ten days are working days"), Verified: true, Source: readText},
	{ID: "xsf-46", Law: lang.T("行政诉讼法", "Administrative Litigation Law"), Version: "2017", Article: "46", Says: lang.T("直接提起诉讼的，应当自知道或者应当知道作出行政行为之日起六个月内提出", "sue within six months of the day on which one knew or should have known of the act"), Verified: true, Source: readText},
	{ID: "zxf-36", Law: lang.T("优化营商环境条例", "Regulation on Improving the Business Environment"), Version: "2019", Article: "36", Says: lang.T("超过办理时限的应当公开说明理由", "over time: the reason is stated in public"), Verified: true, Source: readText},
	{ID: "scd-19", Law: lang.T("市场主体登记管理条例", "Regulation on Registration of Market Entities"), Version: "2021", Article: "19", Says: lang.T("材料齐全、符合法定形式的当场登记；不能当场登记的三个工作日内登记，情形复杂的经负责人批准可以再延长三个工作日", "complete: register on the spot; otherwise within three working days, extended by three with the head's approval"), Verified: true, Source: readText},
	{ID: "glt-35", Law: lang.T("公路安全保护条例", "Regulation on Highway Safety Protection"), Version: "2011", Article: "35", Says: lang.T("载运不可解体物品超限的应当申请许可", "a permit is needed for indivisible cargo over the limits"), Verified: true, Source: readText},
	{ID: "cxd-62", Law: lang.T("超限运输车辆行驶公路管理规定", "Provisions on Oversize Vehicles on Highways"), Version: "2021", Article: "17", Says: lang.T("分类规定的办理期限", "limits by class of transport"), Verified: false, Source: notRead},
	{ID: "zwx-10", Law: lang.T("国务院关于在线政务服务的若干规定", "State Council Provisions on Online Government Services"), Version: "2019", Article: "10", Says: lang.T("电子证照与纸质证照具有同等法律效力", "electronic certificates have the same force as paper ones"), Verified: true, Source: readText},
	{ID: "hcp-2019", Law: lang.T("浙江省政务服务“好差评”办法（浙政办函〔2019〕65号）", "Zhejiang Rules on Rating of Government Services"), Version: "2019", Article: "-", Says: lang.T("差评一日内回访、十五日内整改反馈、可追评一次、可申诉", "poor ratings: call back within one day, fix and reply within fifteen days, one follow-up rating, appeal"), Verified: false, Source: readAbout},
	{ID: "sc-12", Law: lang.T("食品经营许可和备案管理办法", "Measures on Licences and Filings of Food Business"), Version: "2023", Article: "-", Says: lang.T("食品经营许可的条件和程序", "conditions and procedure of food business licences"), Verified: false, Source: notRead},
	{ID: "pipl-47", Law: lang.T("个人信息保护法", "Personal Information Protection Law"), Version: "2021", Article: "47", Says: lang.T("处理目的已实现、保存期限已届满或者撤回同意等情形，应当删除个人信息", "personal information is deleted when its purpose is reached, its time of keeping is over or consent is withdrawn"), Verified: false, Source: notRead},
	{ID: "illustrative", Law: lang.T("示例（未核实）", "Illustrative, not verified"), Version: "-", Article: "-", Says: lang.T("演示用依据，未经核实，不得用于真实业务", "a basis made up for the demonstration; not verified and not for real use"), Verified: false, Source: notRead},
}

const (
	readText  = "full text in an open collection of Chinese laws, or the paper named in doc/law"
	readAbout = "known from reports about it; the paper itself was not read"
	notRead   = "text not read; given from general knowledge"
)
