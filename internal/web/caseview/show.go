package caseview

import (
	"fmt"

	"github.com/a-h/templ"

	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// Parts draws the sections that both sides see, in the order of the applicant's page.
// A page of its own order takes the methods one by one.
func (v View) Parts() ui.Components {
	c := ui.Components{v.Head(), v.Way(), v.Limits()}
	if v.Decision != nil {
		c = append(c, v.Outcome())
	}
	return append(c, v.Documents(), v.Story(), v.Concealed())
}

// View draws all parts.
func (v View) View(p ui.Page) templ.Component { return v.Parts().View(p) }

// Head is the name of the matter, its number and where it stands.
func (v View) Head() ui.Component {
	cs := ui.Components{ui.Heading{Caption: ui.Data(idnum.ShortCase(v.Number)), Title: v.Title, Tag: &v.Tag, Lead: v.State.Says},
		ui.Text(lang.T("完整编号 "+v.Number, "Full number "+v.Number))}
	switch {
	case v.Disowned:
		cs = append(cs, ui.Notice{Kind: ui.Warning, Title: lang.T("证件的主人声明：不是本人提交", "The owner of the document says: not filed by me"), Text: v.disowned()})
	case v.Unsigned:
		cs = append(cs, ui.Text(unsigned))
	}
	return cs
}

// unsigned is said of a case to both sides.
var unsigned = lang.T("提交时没有登录，身份未核验。", "Filed without signing in; nobody checked who filed it.")

// disowned says what comes of it: to the official what to do, to the applicant what is done.
func (v View) disowned() lang.Text {
	if v.Side == Official {
		return lang.T("提交时没有登录。请核实是谁提交的，再依法决定；还没受理的可以退件。提交时留的邮箱不再收到通知。", "It was filed without signing in. Please find out who filed it, then decide by law; before acceptance it can be returned. Nothing more goes to the mail address it gives.")
	}
	return lang.T("已告知办理单位，由单位核实后决定。提交时留的邮箱不再收到通知。", "The unit was told, looks into it and decides. Nothing more goes to the mail address given with the filing.")
}

// Way is the steps from receipt to delivery.
func (v View) Way() ui.Component { return v.Steps }

// Limits is the clocks that run, how long the applicant has waited, and the ended clocks folded away.
func (v View) Limits() ui.Component { return v.limits(ui.Components{v.Waited}) }

// Deadlines is [View.Limits] of a case in which no applicant waits.
func (v View) Deadlines() ui.Component { return v.limits(nil) }

func (v View) limits(body ui.Components) ui.Component {
	var open, ended ui.ClockCards
	for _, k := range v.Clocks {
		if k.Open {
			open = append(open, k.Card)
		} else {
			ended = append(ended, k.Card)
		}
	}
	if len(open) > 0 {
		body = append(body, open)
	}
	if len(ended) > 0 {
		body = append(body, ui.Disclosure{Summary: lang.Format("已经结束的期限（%d个）", "Limits that have ended (%d)", len(ended)), Body: ui.Components{ended}})
	}
	return ui.Section{ID: "clocks", Title: lang.T("期限", "Limits"), Body: body}
}

// View says how long the applicant has waited.
func (v Waited) View(p ui.Page) templ.Component {
	days, work := ui.SpanText(v.Days, "day"), ui.SpanText(v.Workdays, "workday")
	zh, en := "您已经等了%s（%s），从收件那天算起，从不暂停。", "You have waited %s (%s) since the day of receipt. This count never pauses."
	if v.Official {
		zh, en = "对方已经等了%s（%s），从收件那天算起，从不暂停。", "The person has waited %s (%s) since the day of receipt. This count never pauses."
	}
	if v.Over {
		zh, en = "从收件到办完，一共%s（%s）。", "From receipt to the end: %s (%s)."
	}
	return ui.Text(lang.T(fmt.Sprintf(zh, days.ZH, work.ZH), fmt.Sprintf(en, days.EN, work.EN))).View(p)
}

// Outcome is the decision.
func (v View) Outcome() ui.Component {
	return ui.Section{ID: "decision", Title: lang.T("决定", "Decision"), Body: ui.Components{*v.Decision}}
}

// Documents is the materials and where each stands.
func (v View) Documents() ui.Component {
	if len(v.Papers) == 0 {
		return nil
	}
	var s ui.SummaryList
	for _, d := range v.Papers {
		body := ui.Components{d.Tag}
		for _, l := range d.Files {
			body = append(body, line(l))
		}
		s.Rows = append(s.Rows, ui.SummaryRow{Key: d.Name, Body: body})
	}
	return ui.Section{ID: "papers", Title: lang.T("材料", "Documents"), Body: ui.Components{s}}
}

// line is a link in a paragraph of its own.
type line ui.Link

// Story is the timeline.
func (v View) Story() ui.Component {
	return ui.Section{ID: "timeline", Title: lang.T("办理记录", "What happened"), Body: ui.Components{v.Timeline}}
}

// Concealed says that both sides see the same, and the exceptions.
func (v View) Concealed() ui.Component {
	var s ui.SummaryList
	for _, h := range v.Hides {
		why := h.Why
		if !h.Until.IsZero() {
			why = lang.T(why.ZH+"（"+h.Until.ZH+"）", why.EN+" ("+h.Until.EN+")")
		}
		s.Rows = append(s.Rows, ui.SummaryRow{Key: h.What, Value: why})
	}
	return ui.Section{ID: "same-view", Title: lang.T("您和工作人员看到的一样", "You and the officials see the same"), Body: ui.Components{
		ui.Text(lang.T("办理记录、期限、理由和材料，两边是同一份。只有下面几项不给申请人看，每一项都说明为什么。", "Record, limits, reasons and documents are the same on both sides. Only these are kept from the applicant, each for a stated reason.")), s}}
}

// View draws the page of a clock.
func (v ClockPage) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.Heading{Caption: ui.Data(v.Case), Title: lang.T("为什么是这一天："+v.Title.In(lang.ZH), "Why this day: "+v.Title.In(lang.EN))}}
	if v.Long {
		cs = append(cs, ui.Notice{Kind: ui.Info, Text: lang.T("这个期限很长，逐日说明请看纯文字版。", "This limit is long; the day-by-day account is in the plain text version.")}, v.Clock.Card)
	} else {
		cs = append(cs, v.Days)
	}
	return append(cs, ui.Actions{ui.LinkButton{Label: lang.T("纯文字版", "Plain text"), Href: v.Text, Look: ui.Secondary, Icon: ui.IconFile}, ui.PrintButton{}}).View(p)
}
