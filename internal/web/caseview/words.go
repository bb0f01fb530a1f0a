package caseview

import (
	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// eventWord is what happened, past tense, and how it looks on the timeline.
type eventWord struct {
	what lang.Text
	tone ui.Tone
}

// eventWords has every kind of event of the core; other procedures' events take the
// title of the act that writes them.
var eventWords = map[string]eventWord{
	"received":                 {lang.T("收到申请", "Application received"), ui.Busy},
	"corrected_on_spot":        {lang.T("当场更正", "Corrected on the spot"), ui.Neutral},
	"correction_requested":     {lang.T("一次性告知补正", "Corrections asked for, once"), ui.Soon},
	"corrections_submitted":    {lang.T("补正材料已交", "Corrections handed in"), ui.Busy},
	"deemed_withdrawn":         {lang.T("逾期未补正，视为撤回", "Not corrected in time: counts as withdrawn"), ui.Shut},
	"reopening_requested":      {lang.T("补录按期交来的补正材料", "Corrections entered that came in time"), ui.Soon},
	"reopened":                 {lang.T("补正按期交来，恢复办理", "The corrections came in time: reopened"), ui.Busy},
	"reopening_rejected":       {lang.T("不恢复办理", "Not reopened"), ui.Neutral},
	"accepted":                 {lang.T("受理", "Accepted"), ui.Good},
	"accepted_tolerantly":      {lang.T("容缺受理", "Accepted with documents to follow"), ui.Good},
	"deemed_accepted":          {lang.T("逾期没有答复，视为受理", "No answer in time: counts as accepted"), ui.Good},
	"refused":                  {lang.T("不予受理", "Acceptance refused"), ui.Shut},
	"returned":                 {lang.T("退件", "Returned unexamined"), ui.Shut},
	"withdrawn":                {lang.T("申请人撤回", "Withdrawn by the applicant"), ui.Neutral},
	"disowned":                 {lang.T("证件的主人声明：不是本人提交", "The owner of the document says: not filed by me"), ui.Soon},
	"tolerated_supplied":       {lang.T("补交容缺材料", "Documents that were to follow have come"), ui.Busy},
	"acceptance_revoked":       {lang.T("撤销受理", "Acceptance revoked"), ui.Shut},
	"paused":                   {lang.T("中止计时", "Clock paused"), ui.Still},
	"resumed":                  {lang.T("恢复计时", "Clock resumed"), ui.Busy},
	"extension_requested":      {lang.T("经办单位申请延长期限", "More time asked for by the unit"), ui.Soon},
	"extended":                 {lang.T("批准延长期限", "Extension approved"), ui.Soon},
	"extension_rejected":       {lang.T("没有批准延长", "Extension rejected"), ui.Neutral},
	"terminated":               {lang.T("终止办理", "Terminated"), ui.Shut},
	"hearing_offered":          {lang.T("告知听证权利", "Told of the right to a hearing"), ui.Soon},
	"hearing_lapsed":           {lang.T("逾期没有申请听证", "No hearing asked for in time"), ui.Neutral},
	"hearing_requested":        {lang.T("申请人申请听证，中止计时", "Hearing asked for; clock paused"), ui.Still},
	"hearing_announced":        {lang.T("公告举行听证", "Hearing announced"), ui.Still},
	"hearing_cancelled":        {lang.T("听证取消，恢复计时", "Hearing called off; clock resumed"), ui.Busy},
	"hearing_withdrawn":        {lang.T("申请人撤回听证申请，恢复计时", "Request for a hearing withdrawn; clock resumed"), ui.Busy},
	"inspectors_named":         {lang.T("指派核查人员", "Inspectors named"), ui.Neutral},
	"inspection_recorded":      {lang.T("现场核查", "On-site check"), ui.Neutral},
	"notice_published":         {lang.T("开始公示", "Notice published"), ui.Neutral},
	"notice_ended":             {lang.T("公示期满", "Notice over"), ui.Neutral},
	"licence_confirmed":        {lang.T("原证已核实", "Old licence confirmed"), ui.Neutral},
	"hearing_scheduled":        {lang.T("确定听证时间", "Hearing scheduled"), ui.Still},
	"hearing_recorded":         {lang.T("听证已举行，恢复计时", "Hearing held; clock resumed"), ui.Busy},
	"granted":                  {lang.T("准予", "Granted"), ui.Good},
	"deemed_renewed":           {lang.T("逾期没有决定，视为准予延续", "No decision in time: counts as renewed"), ui.Good},
	"denied":                   {lang.T("不予许可", "Denied"), ui.Shut},
	"delivered":                {lang.T("已送达", "Delivered"), ui.Good},
	"undertaking_checked":      {lang.T("承诺已核查", "Undertaking checked"), ui.Neutral},
	"rescission_rejected":      {lang.T("没有批准撤销，重新核查", "Rescission not approved: checked again"), ui.Neutral},
	"certificate_amended":      {lang.T("证照已变更", "Certificate amended"), ui.Neutral},
	"certificate_renewed":      {lang.T("证照已延续，由新证代替", "Renewed: a new certificate stands in its place"), ui.Neutral},
	"certificate_restored":     {lang.T("延续被撤销，原证恢复", "Renewal rescinded: the old certificate stands again"), ui.Neutral},
	"renewal_lapsed":           {lang.T("原证已不能延续，到期不再视为准予", "The old licence cannot be renewed; silence grants nothing"), ui.Neutral},
	"certificate_rescinded":    {lang.T("撤销许可", "Licence rescinded"), ui.Shut},
	"certificate_revoked":      {lang.T("吊销许可", "Licence revoked"), ui.Shut},
	"certificate_deregistered": {lang.T("注销许可", "Licence deregistered"), ui.Shut},
	"task_taken":               {lang.T("有人接手办理", "Taken in hand"), ui.Neutral},
	"task_finished":            {lang.T("一个环节办完", "One part finished"), ui.Neutral},
	"task_referred":            {lang.T("转给另一个单位", "Referred to another unit"), ui.Neutral},
	"task_sent_back":           {lang.T("退回主办单位", "Sent back to the lead unit"), ui.Neutral},
	"due_soon":                 {lang.T("期限将到，系统提醒", "Limit close; reminder by the system"), ui.Soon},
	"limit_overrun":            {lang.T("超过期限", "Limit overrun"), ui.Overdue},
	"escalated":                {lang.T("超期，已逐级上报", "Late: a level above was told"), ui.Overdue},
	"reminded":                 {lang.T("催办", "Reminded"), ui.Soon},
	"ordered":                  {lang.T("已就这件发出督办", "A supervision order was issued about it"), ui.Soon},
	"clocks_rederived":         {lang.T("放假安排有变，期限重新计算", "Holidays changed; limits counted again"), ui.Neutral},
	"visit_counted":            {lang.T("到大厅一次", "One visit to the hall"), ui.Neutral},
	"note_added":               {lang.T("补充说明", "Note added"), ui.Neutral},
	"rectification_opened":     {lang.T("收到差评，立项", "Opened for a poor rating"), ui.Soon},
	"poor_rating_confirmed":    {lang.T("回访：属实，开始整改", "Called back: confirmed"), ui.Busy},
	"poor_rating_unconfirmed":  {lang.T("回访：本人不再坚持", "Called back: not kept up"), ui.Neutral},
	"call_missed":              {lang.T("回访没有联系上", "A call reached nobody"), ui.Neutral},
	"call_given_up":            {lang.T("多次联系不上，结束回访", "Not reached; the call was given up"), ui.Shut},
	"rating_put_right":         {lang.T("整改完成，答复本人", "Put right, and the person told"), ui.Good},
	"rating_appealed":          {lang.T("单位提出申诉", "The unit disputes the rating"), ui.Soon},
	"rating_appeal_rejected":   {lang.T("申诉不成立", "Appeal rejected"), ui.Busy},
	"rating_appeal_upheld":     {lang.T("申诉成立（评价仍计数）", "Appeal upheld (the rating still counts)"), ui.Shut},
	"follow_up_heard":          {lang.T("本人追加评价", "The person rated again"), ui.Neutral},
	"follow_up_reopened":       {lang.T("追评仍为差评，重新整改", "Poor again: put right anew"), ui.Soon},
	"rated":                    {lang.T("申请人评价", "Rated by the applicant"), ui.Neutral},
	"rated_again":              {lang.T("申请人追加评价", "Follow-up rating by the applicant"), ui.Neutral},
	"card_explained":           {lang.T("单位对监察的问题作了说明", "The unit explained a card of supervision"), ui.Neutral},
	"card_upheld":              {lang.T("监察的问题经复核维持", "A card of supervision was upheld"), ui.Neutral},
	"card_withdrawn":           {lang.T("监察的问题经复核撤销", "A card of supervision was withdrawn"), ui.Neutral},
	"erased":                   {lang.T("个人信息已经删除", "Personal data were deleted"), ui.Shut},
	"attempt_refused":          {lang.T("有人试图做不合规定的操作", "Something unlawful was attempted"), ui.Neutral},
}

func wordOf(p *casework.Procedure, kind string) eventWord {
	if w, ok := eventWords[kind]; ok {
		return w
	}
	if w, ok := orderWords[kind]; ok {
		return w
	}
	if w, ok := complaintWords[kind]; ok {
		return w
	}
	if w, ok := impasseWords[kind]; ok {
		return w
	}
	for _, t := range p.Transitions {
		if t.Event == kind {
			return eventWord{t.Title, ui.Neutral}
		}
	}
	return eventWord{ui.Data(kind), ui.Neutral}
}

var roleWords = map[access.Role]lang.Text{
	access.Clerk:         lang.T("窗口人员", "window clerk"),
	access.CaseOfficer:   lang.T("经办人员", "officer"),
	access.UnitHead:      lang.T("单位负责人", "head of the unit"),
	access.CentreHead:    lang.T("大厅负责人", "head of the hall"),
	access.Supervisor:    lang.T("监督人员", "supervisor"),
	access.Administrator: lang.T("系统管理员", "administrator"),
}

// actorOf says who acted: the applicant, a role of a unit, or the system.
func (in Input) actorOf(e casework.Event) lang.Text {
	switch e.By.Role {
	case access.System:
		if e.Kind == casework.Erased {
			return in.orderOf(e)
		}
		return lang.T("系统按期限自动记录", "Recorded by the system when the limit passed")
	case access.Public, access.Citizen:
		if in.Procedure.Name == complaint.Name {
			return lang.T("投诉人", "The reporter")
		}
		if in.Procedure.Name == impasse.Name {
			return lang.T("反映的人", "Whoever reported it")
		}
		switch {
		case e.By.Mandate != "":
			return theAgent
		case e.Kind == "disowned":
			return lang.T("证件的主人（已登录，证件已核验）", "The owner of the document (signed in, document seen)")
		case e.By.ID == "":
			return lang.T("提交人（没有登录）", "Whoever filed it (not signed in)")
		case e.By.ID == access.ByCode:
			return lang.T("申请人（凭查询码）", "The applicant (by return code)")
		}
		return lang.T("申请人", "The applicant")
	case access.Agent:
		return theAgent
	}
	role, ok := roleWords[e.By.Role]
	if !ok {
		role = ui.Data(string(e.By.Role))
	}
	unit := lang.Text{}
	if e.By.Unit != "" {
		unit = in.Unit(e.By.Unit)
	}
	who := lang.T(unit.In(lang.ZH)+role.ZH, unit.In(lang.EN)+", "+role.EN)
	if unit.IsZero() {
		who = role
	}
	return who
}

// orderOf says by whose order the personal data of a case were deleted.
func (in Input) orderOf(e casework.Event) lang.Text {
	did, err := casework.Data[casework.Erasure](e)
	if err != nil || did.Unit == "" {
		return lang.T("系统，按管理方的指令", "The system, by order of the administration")
	}
	unit := in.Unit(did.Unit)
	return lang.T("系统，按"+unit.ZH+"的指令", "The system, by order of "+unit.EN)
}

var theAgent = lang.T("代办人", "The agent")

// named is who that was by name: an agent for both sides, an officer for officials.
func (in Input) named(e casework.Event) ui.Components {
	if e.By.Mandate != "" || e.By.Role == access.Agent {
		for _, first := range in.Case.Events {
			if a := first.Private.Agent; a != nil && a.Name != "" {
				return ui.Components{quoted{theAgent, a.Name}}
			}
		}
		return nil
	}
	if did, err := casework.Data[casework.Erasure](e); e.Kind == casework.Erased && err == nil && in.Side == Official && in.Officer != nil {
		if name := in.Officer(did.OrderedBy); name != "" {
			return ui.Components{quoted{lang.T("下令的人", "Ordered by"), name}}
		}
		return nil
	}
	if in.Side == Official && in.Officer != nil && roleWords[e.By.Role] != (lang.Text{}) {
		if name := in.Officer(e.By.ID); name != "" {
			return ui.Components{quoted{lang.T("经办人", "By"), name}}
		}
	}
	return nil
}

// HasWords says whether a kind of event has words of its own.
func HasWords(kind string) bool {
	for _, words := range []map[string]eventWord{eventWords, orderWords, complaintWords, impasseWords} {
		if _, ok := words[kind]; ok {
			return true
		}
	}
	return false
}
