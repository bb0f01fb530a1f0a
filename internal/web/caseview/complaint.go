package caseview

import (
	"strings"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/complaint"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// complaintWords has the events of a complaint whose act's title does not say what happened.
var complaintWords = map[string]eventWord{
	"complaint_registered":   {lang.T("投诉已登记", "Complaint registered"), ui.Busy},
	"complaint_answered":     {lang.T("已答复投诉人", "The reporter was answered"), ui.Good},
	"complaint_accepted":     {lang.T("受理", "Accepted"), ui.Good},
	"complaint_declined":     {lang.T("不予受理", "Not accepted"), ui.Shut},
	"complaint_taken_on":     {lang.T("承办单位已签收", "Taken on by the unit"), ui.Busy},
	"complaint_returned":     {lang.T("承办单位退回，待裁定", "Returned by the unit; a ruling is due"), ui.Soon},
	"competence_ruled":       {lang.T("投诉中心裁定由谁办", "The centre ruled who is competent"), ui.Neutral},
	"findings_reported":      {lang.T("报调查结果", "Findings reported"), ui.Busy},
	"findings_sent_back":     {lang.T("投诉中心退回重新办理", "The centre has it done again"), ui.Soon},
	"complaint_held":         {lang.T("办理时钟依规暂停", "Clock put on hold under the rules"), ui.Still},
	"complaint_resumed":      {lang.T("恢复计时", "The clock goes on"), ui.Busy},
	"more_time_decided":      {lang.T("负责人审批延长", "The head decided on more time"), ui.Neutral},
	"reporter_confirmed":     {lang.T("投诉人说：解决了", "The reporter says: solved"), ui.Good},
	"reporter_contested":     {lang.T("投诉人说：没有解决", "The reporter says: not solved"), ui.Soon},
	"unheard":                {lang.T("投诉人没有表态，办结（不算满意）", "No word from the reporter: closed, not counted as satisfied"), ui.Neutral},
	"hand_over_acknowledged": {lang.T("对方已确认收到", "Acknowledged by the receiver"), ui.Good},
	"message_sent":           {lang.T("发了一条密封的消息", "A sealed message was sent"), ui.Neutral},
	"story_viewed":           {lang.T("投诉原文被打开看过", "The story was opened and read"), ui.Neutral},
	"opening_requested":      {lang.T("有人申请查看投诉人身份", "Asked to see who the reporter is"), ui.Soon},
	"opening_approved":       {lang.T("同意查看投诉人身份", "The opening was approved"), ui.Soon},
	"identity_opened":        {lang.T("投诉人身份已取出交保管人打开", "The identity was given to the custodians to open"), ui.Soon},
	"destruction_announced":  {lang.T("提醒：保存期快满，密封内容将销毁", "Reminder: its time is nearly over; what was sealed will be destroyed"), ui.Soon},
	"keeping_extended":       {lang.T("延长保存时间", "It is kept longer"), ui.Neutral},
	"complaint_withdrawn":    {lang.T("投诉人撤回", "Withdrawn by the reporter"), ui.Shut},
	"complaint_reopened":     {lang.T("投诉人要求重新办理", "Reopened by the reporter"), ui.Soon},
	"complaint_appealed":     {lang.T("投诉人要求换人复查", "The reporter appealed to another officer"), ui.Soon},
	"appeal_decided":         {lang.T("复查有了结论", "The appeal was decided"), ui.Neutral},
	"review_asked":           {lang.T("投诉人要求复核是否受理", "The reporter asked for a review of acceptance"), ui.Soon},
	"review_accepted":        {lang.T("复核后受理", "Accepted after a review"), ui.Good},
	"review_declined":        {lang.T("复核后仍不受理", "Not accepted after a review either"), ui.Shut},
	"more_time_asked":        {lang.T("申请延长到六十个工作日", "Sixty working days were asked for"), ui.Soon},
	"closed_unreachable":     {lang.T("联系不上投诉人，办结", "The reporter could not be reached; it ended"), ui.Shut},
	"complaint_revisited":    {lang.T("办结后回访了投诉人", "The reporter was asked again afterwards"), ui.Neutral},
	"complaint_handed_over":  {lang.T("已转给有权处理的机关", "Passed to the body with the power"), ui.Busy},
	"complaint_joined":       {lang.T("并入同类投诉", "Joined to one like it"), ui.Busy},
	"joined_answered":        {lang.T("并入的那一件有了结果，已答复投诉人", "The one it was joined to has its result; the reporter was answered"), ui.Good},
	"joined_released":        {lang.T("并入的那一件没有结果就结束了，重新分诊", "The one it was joined to ended without a result: back to triage"), ui.Soon},
	"other_joined":           {lang.T("有同类投诉并入", "One like it was joined"), ui.Neutral},
	"firms_counted":          {lang.T("数了符合描述的企业", "The firms that fit were counted"), ui.Neutral},
	"offer_chosen":           {lang.T("投诉人选了怎么保护", "The reporter chose how to be protected"), ui.Good},
	"choice_missing":         {lang.T("七天没有选择：不单独交给单位", "Seven days without a choice: it goes to no unit alone"), ui.Soon},
	"complaint_set_aside":    {lang.T("照投诉人的选择放一放", "Set aside, as the reporter chose"), ui.Still},
	"wait_ended":             {lang.T("放一放的时间到了，回到分诊", "The time set aside is over; back to triage"), ui.Soon},
	"officer_recused":        {lang.T("有工作人员回避", "An officer stepped aside"), ui.Neutral},
	"leak_traced":            {lang.T("追查过摘要是谁传出去的", "It was traced who passed the brief on"), ui.Soon},
	"refund_asked":           {lang.T("问了投诉人要不要点名退费", "The reporter was asked about a refund by name"), ui.Neutral},
	"retaliation_reported":   {lang.T("投诉人报告遭到打击报复", "The reporter reported retaliation"), ui.Overdue},
	"retaliation_answered":   {lang.T("已回应打击报复报警", "The retaliation alarm was answered"), ui.Good},
	"retaliation_settled":    {lang.T("登记了为投诉人做的保护", "What was done for protection was entered"), ui.Good},
	"resealed":               {lang.T("为新密钥重新密封", "Sealed anew for other keys"), ui.Neutral},
	"identity_moved":         {lang.T("密封身份交两名保管人换钥匙", "The sealed identity went to two custodians for other keys"), ui.Soon},
	"watch_box_moved":        {lang.T("密封核对盒交两名保管人换钥匙", "The sealed watch box went to two custodians for other keys"), ui.Neutral},
}

// complaintDetails is what an act on a complaint said beyond its reason.
func (in Input) complaintDetails(e casework.Event) ui.Components {
	said := func(label lang.Text, words ...lang.Text) ui.Component {
		var zh, en []string
		for _, w := range words {
			zh, en = append(zh, w.In(lang.ZH)), append(en, w.In(lang.EN))
		}
		return ui.Text(lang.T(label.ZH+"："+strings.Join(zh, "；"), label.EN+": "+strings.Join(en, "; ")))
	}
	switch e.Kind {
	case "complaint_accepted", "competence_ruled":
		d, err := casework.Data[complaint.Dispatch](e)
		if err != nil || len(d.Units) == 0 {
			return ui.Components{ui.Text(lang.T("投诉中心自己办。", "The centre looks into it itself."))}
		}
		var units []lang.Text
		for _, u := range d.Units {
			units = append(units, in.Unit(u))
		}
		return append(ui.Components{said(lang.T("承办单位", "Unit"), units...)}, in.evidence(e)...)
	case "complaint_declined":
		if d, err := casework.Data[complaint.Decline](e); err == nil {
			return ui.Components{said(lang.T("理由", "Ground"), option(complaint.Declines(), d.Ground)), said(lang.T("该找", "Turn to"), ui.Data(d.Competent))}
		}
	case "complaint_returned":
		return ui.Components{quoted{lang.T("职责清单", "List of duties"), e.Private.Notes["duty"]}}
	case "findings_reported":
		d, err := casework.Data[complaint.Report](e)
		if err != nil {
			return nil
		}
		c := ui.Components{said(lang.T("结论", "Finding"), option(complaint.Findings(), d.Finding)), said(lang.T("结果", "Result"), option(complaint.Results(), d.Result))}
		var measures []lang.Text
		for _, m := range d.Measures {
			measures = append(measures, option(complaint.Measures(), m))
		}
		if len(measures) > 0 {
			c = append(c, said(lang.T("措施", "Measures"), measures...))
		}
		return append(c, in.evidence(e)...)
	case "complaint_held":
		var holds []catalog.Option
		for _, h := range complaint.Holds() {
			holds = append(holds, h.Option)
		}
		return append(ui.Components{ui.Text(option(holds, e.Facts.Code))}, in.evidence(e)...)
	case "complaint_answered", "joined_answered":
		if d, err := casework.Data[complaint.Answer](e); err == nil {
			return ui.Components{said(lang.T("结果", "Result"), option(complaint.Results(), d.Result))}
		}
	case "more_time_decided":
		if d, err := casework.Data[complaint.Extension](e); err == nil && d.Approved {
			return ui.Components{ui.Text(lang.T("同意，延长到六十个工作日。", "Yes: sixty working days."))}
		}
		return ui.Components{ui.Text(lang.T("不同意，期限不变。", "No: the limit stays."))}
	case "opening_requested":
		if d, err := casework.Data[complaint.Opening](e); err == nil {
			return ui.Components{ui.Text(option(complaint.OpeningReasons(), d.Reason))}
		}
	}
	return nil
}

// evidence is the files of an act, for those who may open them.
func (in Input) evidence(e casework.Event) ui.Components {
	var c ui.Components
	for _, f := range e.Private.Files {
		if in.Files {
			c = append(c, line{ui.Data(f.Name), in.Base + "/files/" + f.Hash})
		}
	}
	return c
}

// handled are the events of a complaint of which the unit that looks into it is told: what
// was decided and done. What the reporter said, and every look at words or identity, is not its matter.
var handled = map[string]bool{
	"complaint_accepted": true, "complaint_taken_on": true, "complaint_returned": true, "competence_ruled": true, "findings_reported": true, "findings_sent_back": true,
	"complaint_held": true, "complaint_resumed": true, "more_time_asked": true, "more_time_decided": true, "due_soon": true, "limit_overrun": true, "escalated": true, "reminded": true, "ordered": true, "clocks_rederived": true, "attempt_refused": true,
	"task_taken": true, "task_finished": true, "task_referred": true, "task_sent_back": true, "reporter_contested": true, "complaint_reopened": true, "appeal_decided": true,
}

// theme is the objects that are looked into together, for the unit.
func theme(e casework.Event) string { return e.Private.Notes["objects"] }

// ForUnit is a complaint as the unit that looks into it may see it: without the filing, the
// messages, the reporter's own words and the looks at sealed things.
func ForUnit(c *casework.Case) *casework.Case {
	out := *c
	out.Events = nil
	for _, e := range c.Events {
		theirs := e.By.Relation == casework.Applicant
		if !handled[e.Kind] || theirs && e.Kind == "attempt_refused" {
			continue
		}
		if theirs {
			e.Private = casework.Private{}
		}
		out.Events = append(out.Events, e)
	}
	return &out
}

// BriefOf is what the unit gets to read; "" where there is none.
func BriefOf(c *casework.Case) string {
	for _, e := range c.Events {
		if b := e.Private.Notes["brief"]; e.Kind == "complaint_accepted" && b != "" {
			if all := theme(e); all != "" {
				b += "\n\n专题检查，一起查 Theme check of:\n" + all
			}
			return b
		}
	}
	return ""
}

// ComplaintHead is what a complaint is about and where it stands, for staff.
func ComplaintHead(v View, kind lang.Text) ui.Component {
	return ui.Heading{Caption: lang.T("效能投诉 "+v.Number, "Complaint "+v.Number), Title: kind, Tag: &v.Tag}
}
