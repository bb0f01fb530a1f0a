package law

import "banjie/internal/lang"

var centreRules = lang.T("浙江省机关效能监察投诉中心工作办法", "Working Rules of the Zhejiang Effectiveness Complaint Centre")

var complaints = []Basis{
	{ID: "tsz-2004.1", Law: centreRules, Version: "2004", Article: "-", Says: lang.T("来访、来电、来信、网上投诉一律登记；能当场答复的当场答复并记录；属于受理范围的必须受理，不属于的说明情况、告知或者转送主管单位", "every complaint by visit, telephone, letter or web is registered; what can be answered on the spot is answered and recorded; what is in scope must be accepted, what is not is explained and the competent body named"), Verified: true, Source: readText},
	{ID: "tsz-2004.2", Law: centreRules, Version: "2004", Article: "-", Says: lang.T("本级办理的由中心主任签批，三十个工作日内办结；转办的自收到转办函之日起三十个工作日内办结", "at the own level the head of the centre signs and it is closed within thirty working days; what is forwarded within thirty working days of the letter"), Verified: true, Source: readText},
	{ID: "tsz-2004.3", Law: centreRules, Version: "2004", Article: "-", Says: lang.T("情况重大复杂的，经中心主任或者分管领导批准可以延长到六十个工作日", "serious or complex: the head of the centre or the leader in charge may extend to sixty working days"), Verified: true, Source: readText},
	{ID: "tsz-2004.4", Law: centreRules, Version: "2004", Article: "-", Says: lang.T("不属于本级办理的，以转办函转有权的中心或者部门", "what is not of this level goes by a forwarding letter to the centre or department with the power"), Verified: true, Source: readText},
	{ID: "tsz-2004.5", Law: centreRules, Version: "2004", Article: "-", Says: lang.T("对转办件回访督查，办理质量不高的责成重新办理", "forwarded cases are revisited; where the quality is not good they must be handled again"), Verified: true, Source: readText},
	{ID: "xfg-28", Law: lang.T("信访工作条例", "Regulation on Petition Work"), Version: "2022", Article: "28", Says: lang.T("与信访事项或者信访人有直接利害关系的工作人员应当回避", "staff with a direct interest in the matter or the person withdraw from it"), Verified: true, Source: readText},
	{ID: "xfg-30", Law: lang.T("信访工作条例", "Regulation on Petition Work"), Version: "2022", Article: "30", Says: lang.T("不得将信访人的检举、揭发材料以及有关情况透露或者转给被检举、揭发的人员或者单位", "denunciations and what belongs to them may not be disclosed or passed to the person or unit denounced"), Verified: true, Source: readText},
}
