package follow

import (
	"net/url"

	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/registers/refund"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// refundFacts are what the payer sees of the money that must come back.
func refundFacts(r *site.Request, o opened) []ui.SummaryRow {
	if o.c.Procedure != refund.Name {
		return nil
	}
	f := refund.FileOf(o.c)
	yuan := func(x fee.Fen) lang.Text { return lang.T(x.Yuan()+"元", x.Yuan()+" yuan") }
	return []ui.SummaryRow{{Key: lang.T("收费单位", "Unit that took it"), Value: r.Unit(f.Case.Unit)}, {Key: lang.T("收了", "Taken"), Value: yuan(f.Paid)}, {Key: lang.T("应退给您", "To be paid back to you"), Value: yuan(f.Over)}, {Key: lang.T("哪天收的", "Taken on"), Body: ui.OnDay(f.On)}}
}

// refundTodo asks the payer whether the money came.
func refundTodo(o opened) []ui.Notice {
	if o.c.Procedure != refund.Name || o.c.State != refund.Paid {
		return nil
	}
	return []ui.Notice{{Kind: ui.Warning, Title: lang.T("钱到账了没有，您说了算", "Has the money come? You decide"), Text: lang.T("单位说已经退了。您确认收到，这件才办结。", "The unit says that it paid. It ends when you confirm."),
		Link: &ui.Link{Name: lang.T("去确认", "Say so"), Href: "/refund?number=" + url.QueryEscape(o.c.Number)}}}
}
