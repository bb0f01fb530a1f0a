package desk

import (
	"net/url"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

// GalleryPages are the pages of this package and of the acting forms with sample data.
func GalleryPages() ui.GalleryPages {
	narrow := func(p *ui.Page) { p.Wide = false }
	form := func(verb string, zh, en string) ui.GalleryPage {
		who := specimen.Officer
		if verb == "deny" {
			who = specimen.Head
		}
		return specimen.Page("act-"+verb2id(verb), lang.T(zh, en), who, act.Ask{}.Sample(verb), narrow)
	}
	refused := func(p *ui.Page) {
		narrow(p)
		p.Form = url.Values{"kind": {"testing"}, "days": {"40"}, "reason": {"需要取水样检测。"}}
		p.Fault = fault.InvalidInput().At("days", lang.T("所需时间应为 1 至 15 个工作日。", "The time must be 1 to 15 working days."))
	}
	return ui.GalleryPages{
		specimen.Page("order", lang.T("督办", "A supervision order"), specimen.Officer, Order{}.Sample(), nil),
		specimen.Page("order-letter", lang.T("督办单（打印）", "The letter of an order"), specimen.Supervisor, Letter{}.Sample(), narrow),
		specimen.Page("work", lang.T("工作台", "Work list"), specimen.Officer, Work{}.Sample(), nil),
		specimen.Page("work-empty", lang.T("工作台，没有办件", "Work list, empty"), specimen.Officer, Work{Tab: Waiting}, nil),
		specimen.Page("complaint", lang.T("一件投诉（承办单位）", "A complaint at the unit"), specimen.Officer, Complaint{}.Sample(), nil),
		specimen.Page("impasse", lang.T("一件办不成的事", "What could not be done"), specimen.Officer, Impasse{}.Sample(), nil),
		specimen.Page("class-fix-start", lang.T("发起一类事整改", "Start a class fix"), specimen.Head, StartFix{}.Sample(), narrow),
		specimen.Page("class-fix", lang.T("一类事整改", "A class fix"), specimen.Head, ClassFix{}.Sample(), nil),
		specimen.Page("duty", lang.T("一件差评（没有经手过的人）", "A poor rating, for who had no part"), specimen.Officer, Duty{}.Sample(false), nil),
		specimen.Page("duty-part", lang.T("一件差评（经手过的人）", "A poor rating, for who had a part"), specimen.Officer, Duty{}.Sample(true), nil),
		specimen.Page("case", lang.T("办件", "A case"), specimen.Officer, Opened{}.Sample(), nil),
		specimen.Page("person", lang.T("申请人完整信息", "The applicant in full"), specimen.Officer, Person{}.Sample(), narrow),
		form("request_correction", "一次性告知补正", "Ask for corrections, once"),
		form("refuse", "不予受理", "Refuse acceptance"),
		specimen.Page("act-check", lang.T("核对：不予受理", "Check: refusal"), specimen.Officer, act.Check{}.Sample(), narrow),
		form("finish", "办结本环节", "Finish my part"),
		form("refer", "转办", "Refer"),
		form("pause", "中止计时", "Pause"),
		specimen.Page("handed-on", lang.T("办完就看不到了", "Done and out of sight"), specimen.Officer, act.HandedOn{}, narrow),
		specimen.Page("act-pause-refused", lang.T("中止计时，填错时", "Pause, refused"), specimen.Officer, act.Ask{}.Sample("pause"), refused),
		form("request_extension", "申请延长", "Ask for an extension"),
		form("deny", "不予许可", "Deny"),
		form("count_visit", "登记到场", "Count a visit"),
	}
}

func verb2id(verb string) string {
	id := []byte(verb)
	for i, c := range id {
		if c == '_' {
			id[i] = '-'
		}
	}
	return string(id)
}
