package law

import "banjie/internal/lang"

// impasse are numbers found in the rules of other places for the windows of what could not be
// got done; no limit for the whole of the province is known, and none of these was read.
var impasse = []Basis{
	{ID: "bcs-5", Law: lang.T("外地“办不成事”反映窗口的做法", "Practice of such windows elsewhere"), Version: "2023", Article: "-", Says: lang.T("复杂的转办，五个工作日内办结；本平台作为内部规则采用，不是浙江省的规定", "what is not simple goes to the unit and is settled within five working days; taken over as a rule of the house, no rule of the province"), Verified: false, Source: readAbout},
	{ID: "bcs-15", Law: lang.T("外地“办不成事”反映窗口的做法", "Practice of such windows elsewhere"), Version: "2023", Article: "-", Says: lang.T("特别复杂、涉及几个部门的十五个工作日；到期前必须与本人沟通，说明理由和新的日期；本平台作为内部规则采用，不是浙江省的规定", "complex matters of several departments: fifteen working days; before expiry the person must be spoken with, with reasons and a new date; taken over as a rule of the house, no rule of the province"), Verified: false, Source: readAbout},
}
