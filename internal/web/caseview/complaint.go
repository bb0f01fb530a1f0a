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
