package survey

import (
	"time"

	"banjie/internal/calendar"
	"banjie/internal/draw"
	"banjie/internal/lang"
	"banjie/internal/survey"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui"
)

// sampleRound is a call-back of an invented county; closed has its figures.
func sampleRound(kind survey.Kind, closed bool) survey.Round {
	at := time.Date(2026, time.April, 1, 1, 0, 0, 0, time.UTC)
	r := survey.Round{ID: "sample", Kind: kind, Frame: survey.Cases, Purpose: "2026年一季度（示例）", From: calendar.Date(2026, time.January, 1), To: calendar.Date(2026, time.March, 31),
		Strata: []survey.Stratum{{Unit: "fire", N: 64, Take: 60}, {Unit: "market", N: 700, Take: 70}}, Source: "4月2日公布的号码", Known: at, Announced: at, Placing: "0a1b", Hash: draw.Hash{1}}
	if closed {
		r.Drawn, r.Closed = at.Add(26*time.Hour), at.Add(300*time.Hour)
		r.Figures = &survey.Figures{Lines: []survey.Line{{Unit: "fire", N: 64, Asked: 60, Answered: 44, Good: 37, Silent: 16, Rated: 20, WellSaid: 20}, {Unit: "market", N: 700, Asked: 70, Answered: 51, Good: 40, Silent: 19, Rated: 200, WellSaid: 198}},
			Group: []survey.Line{{Unit: "online", Asked: 80, Answered: 60, Good: 49, Weighed: &survey.Estimate{Share: .792, Low: .66, High: .88, Worst: .56, OK: true}}, {Unit: "window", Asked: 50, Answered: 35, Good: 28, Weighed: &survey.Estimate{Share: .77, Low: .6, High: .88, Worst: .58, OK: true}}},
			Said:  map[string]survey.Tally{"solved": {Yes: 83, No: 12}, "asked": {Yes: 6, No: 89}, "suffered": {Yes: 2, No: 93}}}
	}
	return r
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	name := func(id string) lang.Text { u, _ := specimen.Directory().Unit(id); return u.Name }
	narrow := func(p *ui.Page) { p.Wide = false }
	call, grade := sampleRound(survey.CallBack, true), sampleRound(survey.Satisfaction, false)
	register := grade
	register.Frame = survey.Register
	running := call
	running.Closed, running.Figures = time.Time{}, nil
	return ui.GalleryPages{
		specimen.Page("surveys", lang.T("调查与回访", "Surveys"), specimen.Supervisor, List{Rounds: []survey.Round{grade, running, call}, At: "/centre/surveys", Office: true}, nil),
		specimen.Page("surveys-none", lang.T("调查与回访，没有", "Surveys, none"), specimen.Supervisor, List{At: "/surveys"}, nil),
		specimen.Page("survey-results", lang.T("一轮的结果", "Results of a round"), specimen.Supervisor, Results{call, name}, nil),
		specimen.Page("survey-announce", lang.T("公告一轮", "Announce a round"), specimen.Supervisor, Announce{}, narrow),
		specimen.Page("survey-draw", lang.T("抽取", "Draw"), specimen.Supervisor, Manage{Round: grade, Parties: []string{"人大代表联络站", "商会"}}, narrow),
		specimen.Page("survey-running", lang.T("正在问", "Being asked"), specimen.Supervisor, Manage{Round: running, Asked: 90, Waiting: 40}, narrow),
		specimen.Page("survey-desk", lang.T("打电话问", "Calls"), specimen.Clerk, Desk{Rounds: []survey.Round{running}}, narrow),
		specimen.Page("survey-call", lang.T("这一位", "This person"), specimen.Clerk, Call{Round: running, Reach: "0500-0000 0001", About: specimen.Item().Name, Month: "2026-02", Link: "/survey/sample", Tries: 1}, narrow),
		specimen.Page("survey-asked", lang.T("被抽中的人看到的", "For who was drawn"), specimen.Clerk, Ask{register, "/survey/sample"}, narrow),
		specimen.Page("survey-thanks", lang.T("答完了", "Answered"), specimen.Clerk, Thanks{}, narrow),
	}
}
