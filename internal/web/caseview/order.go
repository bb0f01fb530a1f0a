package caseview

import (
	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/supervise"
	"banjie/internal/supervise/order"
	"banjie/internal/web/ui"
)

// orderWords has the events of a supervision order.
var orderWords = map[string]eventWord{
	"order_issued":       {lang.T("发出督办单", "Order issued"), ui.Busy},
	"order_taken":        {lang.T("承办单位已签收", "Taken by the unit"), ui.Busy},
	"order_replied":      {lang.T("承办单位已回复", "The unit replied"), ui.Busy},
	"later_date_asked":   {lang.T("申请延后回复", "Asked for a later date"), ui.Neutral},
	"later_date_decided": {lang.T("审批延后回复", "Decided on the later date"), ui.Neutral},
	"reply_returned":     {lang.T("回复退回重新办理", "The reply was sent back"), ui.Soon},
	"order_raised":       {lang.T("上报中心负责人", "Raised to the head of the centre"), ui.Soon},
	"order_closed":       {lang.T("督办办结", "Order closed"), ui.Good},
	"order_withdrawn":    {lang.T("督办撤回", "Order withdrawn"), ui.Neutral},
}

// escalationDetails says which level was told of which limit.
func (in Input) escalationDetails(e casework.Event) ui.Components {
	x, err := casework.Data[casework.Escalation](e)
	if err != nil {
		return nil
	}
	clock, to := ui.Data(x.Clock), supervise.Level(x.Level).Title()
	if rule, ok := in.Procedure.Rule(x.Clock); ok {
		clock = rule.Title
	}
	return ui.Components{ui.Text(lang.T("“"+clock.ZH+"”已过，已报"+to.ZH+"（规则"+x.Rule+"）。上报只是告知，不产生处分。", "“"+clock.EN+"” has passed; told: "+to.EN+" (rule "+x.Rule+"). Being told punishes nobody."))}
}

// orderDetails is what an act on an order said beyond its words.
func (in Input) orderDetails(e casework.Event) ui.Components {
	switch e.Kind {
	case "order_issued":
		if d, err := casework.Data[order.Issue](e); err == nil {
			to := in.Unit(d.Unit)
			return ui.Components{ui.Text(lang.T("承办单位："+to.ZH, "Unit: "+to.In(lang.EN))), ui.Text(option(order.Grounds(), d.Ground))}
		}
	case "order_replied":
		if d, err := casework.Data[order.Reply](e); err == nil {
			return append(ui.Components{ui.Text(option(order.Results(), d.Result))}, in.evidence(e)...)
		}
	case "later_date_asked":
		if d, err := casework.Data[order.Later](e); err == nil {
			n := ui.SpanText(d.Days, "workday")
			return ui.Components{ui.Text(lang.T("延后"+n.ZH+"。", "By "+n.EN+"."))}
		}
	case "later_date_decided":
		if d, err := casework.Data[order.Later](e); err == nil && d.Approved {
			return ui.Components{ui.Text(lang.T("同意。", "Yes."))}
		}
		return ui.Components{ui.Text(lang.T("不同意，原来的日期不变。", "No; the date stays."))}
	case "order_closed":
		return ui.Components{ui.Text(option(order.Results(), e.Facts.Result))}
	}
	return nil
}
