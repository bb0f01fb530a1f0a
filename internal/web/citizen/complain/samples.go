package complain

import (
	"net/url"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/org"
	"banjie/internal/web/citizen/specimen"
	staffpage "banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	back := func(p *ui.Page) { p.Back = "/complaint" }
	atCounter := func(id string, title lang.Text, v ui.Component) ui.GalleryPage {
		return staffpage.Page(id, title, staffpage.Clerk, v, func(p *ui.Page) { p.Wide = false })
	}
	refused := func(p *ui.Page) {
		p.Back = "/complain"
		p.Fault = fault.InvalidInput().At("story", lang.T("请写下发生了什么。", "Please say what happened.")).At("kind", lang.T("请选择最接近的一类；拿不准就选“不履行职责、推诿扯皮”。", "Please choose the nearest kind; if in doubt take “duty not done”."))
		p.Form = url.Values{"protection": {"anonymous"}}
	}
	return ui.GalleryPages{
		specimen.Page("retaliation", retaliationTitle, Retaliation{}.Sample(), nil),
		specimen.Page("complain-start", startTitle, Start{}.Sample(), nil),
		specimen.Page("complain-file", formTitle, Form{}.Sample(), func(p *ui.Page) { p.Back = "/complain" }),
		specimen.Page("complain-file-retaliation", reportTitle, Form{Units: Form{}.Sample().Units, Alarm: true}, func(p *ui.Page) { p.Back = "/retaliation" }),
		specimen.Page("complain-file-refused", lang.T("写投诉，有错", "Write your complaint, refused"), Form{}.Sample(), refused),
		specimen.Page("complain-check", checkTitle, Check{}.Sample(), nil),
		specimen.Page("complain-receipt", lang.T("投诉回执", "Receipt of a complaint"), Receipt{}.Sample(), nil),
		specimen.Page("complaint-enter", lang.T("查我的投诉", "Follow my complaint"), Enter{}, nil),
		specimen.Page("complaint", pageTitle, Case{}.Sample(), nil),
		specimen.Page("complaint-again", lang.T("我的投诉，答复了第二次", "My complaint, answered again"), again(), nil),
		specimen.Page("complaint-say", lang.T("没有解决", "Not solved"), acts[2].confirm("C202603110017", ""), back),
		specimen.Page("complaint-choose", acts[0].title, acts[0].confirm("C202603110017", ""), back),
		specimen.Page("complaint-withdraw", lang.T("撤回投诉", "Withdraw a complaint"), acts[len(acts)-1].confirm("C202603110017", ""), back),
		atCounter("window-complain", counterTitle, Register{}.Sample()),
		atCounter("window-complain-check", lang.T("登记投诉，交查询码", "Register a complaint: the code"), Handover{}.Sample()),
		atCounter("window-complain-slip", slipTitle, CounterSlip{}.Sample()),
	}
}

// Sample is the empty form.
func (Form) Sample() Form {
	return Form{Units: []org.Unit{{ID: "market", Name: specimen.Unit("market")}, {ID: "fire", Name: specimen.Unit("fire")}}}
}

// Sample is the complaint of an invented shop.
func (Check) Sample() Check {
	c := &Pages{held: newLocker(nil, clock.Standing(specimen.Now))}
	r := &site.Request{Actor: access.Actor{Role: access.Public}, Site: &site.Site{Org: func() *org.Directory {
		d, err := org.NewDirectory(org.Data{})
		if err != nil {
			return nil // an empty directory has no faults
		}
		return d
	}}}
	return c.check(r, answers{Code: "31415926535897932384", Key: "sample", Party: "r-sample", Form: url.Values{"protection": {"secret"}, "kind": {"unlawful_fees"}, "firm": {"yes"},
		"story": {"三月五日检查时让我交三百元“资料费”，没有收据。\n我想知道这笔费用有没有依据，没有就退给我。"}, "about": {"C202603050003"}, "name": {"林小禾（示例）"}, "phone": {"19000000001"},
		"on.year": {"2026"}, "on.month": {"3"}, "on.day": {"5"}}})
}

// Sample is a complaint that was answered.
func (Case) Sample() Case {
	day := func(d int) calendar.Day { return calendar.Date(2026, 3, d) }
	line := func(seq int64, kind string, d int, who lang.Text) entry {
		h := happened[kind]
		return entry{Seq: seq, What: h.what, Tone: h.tone, On: day(d), Who: who}
	}
	you, centre, unit := lang.T("您", "You"), lang.T("投诉中心", "The complaint centre"), specimen.Unit("market")
	info := complaint.Rules{}.Procedure().Info(complaint.Answered)
	file := &complaint.File{Result: complaint.Solved, Report: &complaint.Report{Finding: complaint.Substantiated, Measures: []string{"refund", "apology"}}}
	return Case{Number: "C202603020017", State: info.Title, Says: on(day(18), answeredBy.ZH, answeredBy.EN), Acts: []act{acts[1], acts[2], acts[6]}, Views: 1,
		Answer: answerOf(&casework.Case{Events: []casework.Event{{Kind: "complaint_answered", Private: casework.Private{Text: "这三百元没有依据，已于三月十日退还，经办单位当面道歉。"}}}}, file),
		Waited: lang.T("您已经等了7个工作日（9天）。您的时钟从登记那天起走，从不暂停。", "You have waited 7 working days (9 days). Your clock runs from the day of registration and never pauses."),
		Clocks: ui.ClockCards{
			{Name: lang.T("等了多久", "Time waited"), State: limit.Met, Limit: limit.Limit{N: 30, Unit: limit.Workday}, Used: 7, Due: calendar.Date(2026, 4, 14), Basis: "tsz-2004.2"},
			{Name: lang.T("办理时限", "Time for handling"), State: limit.Met, Limit: limit.Limit{N: 30, Unit: limit.Workday}, Used: 5, Due: calendar.Date(2026, 4, 16), Basis: "tsz-2004.2"},
		},
		Watched:  watchedWords(day(10)),
		Openings: []lang.Text{openingWords(complaint.Opening{Reason: "reward", Opened: true, On: day(9)})},
		Talk:     []complaint.Said{{From: "centre", At: specimen.Now.Add(-7 * 24 * time.Hour), Words: "收据是哪一联？有照片请发来。"}, {From: "reporter", At: specimen.Now.Add(-6 * 24 * time.Hour), Words: "没有给收据，只在本子上记了一笔。"}},
		Record:   record{line(1, "complaint_registered", 2, you), line(2, "story_viewed", 3, centre), line(3, "complaint_accepted", 4, centre), line(4, "complaint_taken_on", 4, unit), line(5, "message_sent", 4, centre), line(6, "message_sent", 5, you), line(7, "identity_opened", 9, centre), line(8, "findings_reported", 10, unit), line(9, "complaint_answered", 11, centre)},
		day:      func(t time.Time) lang.Text { return ui.Data(t.Format(time.DateOnly)) },
	}
}

// again is the sample after “not solved”, answered late and once more.
func again() Case {
	v, cal := Case{}.Sample(), calendar.Builtin()
	clock := func(name string, n int, unit limit.Unit, start, due calendar.Day, s limit.State, theirs bool) limit.Clock {
		return limit.Clock{Name: name, Limit: limit.Limit{N: n, Unit: unit}, Start: start, State: s, Theirs: theirs, Due: limit.Due{Day: due, At: cal.End(due)}}
	}
	march := func(d int) calendar.Day { return calendar.Date(2026, 3, d) }
	o := opened{p: complaint.Rules{}.Procedure(), f: &complaint.File{Said: "contested"}, c: &casework.Case{State: complaint.Answered,
		Clocks: []limit.Clock{clock("letter", 5, limit.Workday, march(2), march(9), limit.Late, false), clock("say", 7, limit.Day, march(11), march(18), limit.Running, true)}}}
	v.Clocks[0].Name = firstAnswer
	v.Acts, v.Late, v.Next = []act{acts[1], acts[6]}, late(o, cal, specimen.Now), next(o, cal)
	return v
}

// Sample has a rehearsal behind it.
func (Start) Sample() Start {
	day := calendar.Date(2026, time.February, 10)
	return Start{Rehearsed: complaint.RehearsedSays(day, day+20)}
}
