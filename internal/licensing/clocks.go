package licensing

import (
	"slices"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

func workdays(n int) limit.Limit { return limit.Limit{N: n, Unit: limit.Workday} }

// Extension is what the head may add: 10 working days (XKF 42(1)), in joint handling 15 (XKF 42(2)).
func Extension(joint bool) limit.Limit {
	if joint {
		return workdays(15)
	}
	return workdays(10)
}

func more(d *casework.Decision) limit.Limit { return Extension(d.Item.Joint) }

func clocks() []casework.ClockRule {
	return []casework.ClockRule{
		{Name: "notice", Title: lang.T("受理答复时限", "Answer on acceptance"), Basis: "xkf-32.4",
			Rule: "5 working days from receipt; silence is acceptance", Limit: casework.Workdays(5), Verb: "deem_accepted"},
		{Name: "correction", Title: lang.T("补正期限", "Time for corrections"), Basis: "zyc-11", Applicants: true,
			Rule: "from the item", Verb: "deem_withdrawn",
			Limit: func(d *casework.Decision) (limit.Limit, bool) { return d.Item.Correction, d.Item.Correction.N > 0 }},
		{Name: "tolerant", Title: lang.T("容缺补交期限", "Time for tolerated papers"), Basis: "zyc-11", Applicants: true,
			Rule:  "from the item's time for corrections",
			Limit: func(d *casework.Decision) (limit.Limit, bool) { return d.Item.Correction, d.Item.Correction.N > 0 }},
		{Name: "statutory", Title: lang.T("法定办理时限", "Limit by law"), Basis: "xkf-42.1",
			Rule: "from the item; 20 working days, 45 in joint handling", More: more,
			Limit: func(d *casework.Decision) (limit.Limit, bool) { return limitOf(d.Item.Statutory) }},
		{Name: "promised", Title: lang.T("承诺办理时限", "Promised limit"), Basis: "zyc-12",
			Rule: "from the item, never longer than the law's", More: more,
			Limit: func(d *casework.Decision) (limit.Limit, bool) { return limitOf(d.Item.Promised) }},
		{Name: "step", Title: lang.T("本环节时限", "Limit of this step"), Rule: "from the item's step",
			Limit: func(*casework.Decision) (limit.Limit, bool) { return limit.Limit{}, false }},
		{Name: "special", Title: lang.T("特别程序所需时间", "Time of the special procedure"), Basis: "xkf-45",
			Rule: "as told to the applicant, at most what the item allows",
			Limit: func(d *casework.Decision) (limit.Limit, bool) {
				return workdays(casework.Input[PauseInput](d).Days), true
			}},
		{Name: "hearing_request", Title: lang.T("申请听证期限", "Time to ask for a hearing"), Basis: "xkf-47", Applicants: true,
			Rule: "5 working days from being told of the right", Limit: casework.Workdays(5), Verb: "lapse_hearing"},
		{Name: "hearing_hold", Title: lang.T("组织听证期限", "Time to hold the hearing"), Basis: "xkf-47",
			Rule: "20 working days from the request", Limit: casework.Workdays(20)},
		{Name: "announced_hearing", Title: lang.T("举行公告听证的期限", "Time to hold the announced hearing"), Basis: "xkf-46",
			Rule: "what is left of the time the item allows for a hearing, from its announcement",
			Limit: func(d *casework.Decision) (limit.Limit, bool) {
				n, ok := hearingDays(d)
				return workdays(max(n, 0)), ok
			}},
		{Name: "delivery", Title: lang.T("送达时限", "Delivery"), Basis: "xkf-44", Rule: "10 working days from the decision, or the item's shorter one",
			Limit: func(d *casework.Decision) (limit.Limit, bool) {
				if d.Item.Delivery != nil {
					return *d.Item.Delivery, true
				}
				return workdays(10), true
			}},
		{Name: "undertaking", Title: lang.T("承诺核查期限", "Check of the undertaking"), Basis: "zyc-14", Rule: "60 working days from the decision, or the item's shorter one",
			Limit: func(d *casework.Decision) (limit.Limit, bool) {
				return checkLimit(d.Item), FileOf(d.Case).Undertaking
			}},
		{Name: "rectification", Title: lang.T("整改期限", "Time for putting right"), Basis: "zyc-14", Applicants: true,
			Rule: "until the day that was set; then the head may be asked to rescind", Limit: func(*casework.Decision) (limit.Limit, bool) { return limit.Limit{}, false }},
		{Name: "inspectors", Title: lang.T("指派核查人员期限", "Time to name inspectors"), Basis: "xkf-55", Rule: "5 working days from acceptance, where the item's inspection, testing or quarantine rests on article 55 and no undertaking stands for it",
			Limit: func(d *casework.Decision) (limit.Limit, bool) {
				return workdays(5), byArticle55(d.Item) && !FileOf(d.Case).Undertaking
			}},
		{Name: "public_notice", Title: lang.T("公示期", "Public notice"), Rule: "from the item, counted from publication", Verb: "end_notice", Waits: true,
			Limit: func(d *casework.Decision) (limit.Limit, bool) { return limitOf(d.Item.MinNotice) }},
		{Name: "renewal", Title: lang.T("原证到期日", "Expiry of the old licence"), Basis: "xkf-50", Rule: "expiry of the licence to be renewed; silence renews it", Verb: "deem_renewed", Instead: "lapse_renewal", Fixed: true,
			Limit: func(*casework.Decision) (limit.Limit, bool) { return limit.Limit{}, false }},
	}
}

// byArticle55 says that the agency's own staff inspects, tests or quarantines (XKF 55). Two
// inspectors of an on-site check (XKF 34) are named in the time of the review: that article
// sets no days of its own.
func byArticle55(it *catalog.Item) bool {
	return slices.ContainsFunc(it.Specials, func(s catalog.SpecialProcedure) bool { return s.Basis == "xkf-55" })
}

// checkLimit is the time in which an undertaking must be checked.
func checkLimit(it *catalog.Item) limit.Limit {
	if u := it.Undertaking; u != nil && u.Check.N > 0 {
		return u.Check
	}
	return workdays(60)
}

func limitOf(l *limit.Limit) (limit.Limit, bool) {
	if l == nil {
		return limit.Limit{}, false
	}
	return *l, true
}
