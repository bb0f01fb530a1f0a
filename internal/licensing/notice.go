package licensing

import (
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// A public notice 公示 lets others object before the decision. How long it lasts is said by
// the item; it begins when it is published, not when the case is accepted, and counts
// towards the limits: the law does not take it out of them (XKF 45).
type (
	// NoticeInput says where the notice stands.
	NoticeInput struct {
		Where string `json:"where"` // website, board, newspaper
	}
	// PublicNotice is a notice as published.
	PublicNotice struct {
		Where string       `json:"where"`
		From  calendar.Day `json:"from"`
	}
)

// NoticePlaces is the closed list of where a notice is published, with its words.
func NoticePlaces() []catalog.Option {
	return []catalog.Option{
		{ID: "website", Text: lang.T("政府网站", "the government's website")},
		{ID: "board", Text: lang.T("公告栏", "the notice board")},
		{ID: "newspaper", Text: lang.T("报纸", "a newspaper")},
	}
}

func noticeRows() []casework.Transition {
	both := []casework.State{UnderReview, Suspended}
	return []casework.Transition{
		{From: both, Verb: "publish_notice", Title: lang.T("发布公示", "Publish the notice"), Event: "notice_published",
			Needs: casework.NeedReason | casework.NeedNotice, By: []casework.Relation{casework.Responsible}, Guards: []casework.Guard{noticeNeeded()},
			Clocks: []casework.Effect{casework.Begin("public_notice")}, Input: func() any { return &NoticeInput{} }, Decide: decideNotice},
		{From: both, Verb: "end_notice", Title: lang.T("公示期满", "The notice is over"), Event: "notice_ended", Quiet: true,
			By: []casework.Relation{casework.Itself}, Guards: []casework.Guard{casework.Due("public_notice")}, Clocks: []casework.Effect{casework.Stop("public_notice")}, Decide: decideNoticeOver},
	}
}

func noticeNeeded() casework.Guard {
	return casework.Guard{Name: "notice_needed", Says: lang.T("事项要求公示，且还没有发布", "the item asks for a public notice, and none stands yet"),
		Check: func(d *casework.Decision) error {
			switch {
			case d.Item.MinNotice == nil:
				return unlawful("no_notice_needed", "这个事项不需要公示。", "This matter needs no public notice.", "请按办事指南办理，不增加环节。", "Please follow the guide; no step is added to it.")
			case FileOf(d.Case).Notice != nil:
				return unlawful("notice_stands", "公示已经发布。", "The notice is published already.", "", "")
			}
			return nil
		}}
}

func decideNotice(d *casework.Decision) error {
	where := casework.Input[NoticeInput](d).Where
	if !offered(NoticePlaces(), where) {
		return fault.InvalidInput().At("where", lang.T("请选择在哪里公示。", "Please choose where the notice stands.")).Or()
	}
	d.Facts.Code = where
	return d.SetData(PublicNotice{Where: where, From: d.Engine.Calendar().DayOf(d.Effective)})
}

// decideNoticeOver ends the period at its own end: it has run its course and was not missed.
func decideNoticeOver(d *casework.Decision) error {
	k, _ := d.Case.Clock("public_notice")
	d.Effective = k.Due.At
	d.PutClock(k.Stop(d.Engine.Calendar(), k.Due.At.Add(-time.Nanosecond)))
	return nil
}

func noticePeriodOver() casework.Guard {
	return casework.Guard{Name: "public_notice_over", Says: lang.T("要公示的，已经发布且公示期已满", "where a public notice is needed, it was published and its period is over"),
		Check: func(d *casework.Decision) error {
			if d.Item.MinNotice == nil {
				return nil
			}
			k, ok := d.Case.Clock("public_notice")
			if !ok {
				return unlawful("notice_not_published", "这个事项要先公示，还没有发布。", "This matter needs a public notice first, and none was published.", "请先发布公示。", "Please publish it first.")
			}
			if d.At.Before(k.Due.At) {
				return fault.New(fault.Unlawful, "notice_period_runs",
					lang.Format("法定公示期到 %s 才满，快也不能跳过。", "The mandatory notice period ends on %s; speed does not skip it.", k.Due.Day),
					lang.T("请在公示期满后作出决定。", "Please decide when it is over."))
			}
			return nil
		}}
}
