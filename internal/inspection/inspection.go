// Package inspection is the open and the covert check of working style 明察暗访: named inspectors
// go to units that were drawn, write down what they saw, and the person concerned says what
// there is to say beside it.
//
//	plan_round ─▶ round_planned ──draw_round (objects, inspectors)── begin_round ─▶ round_running ── end_round ─▶ round_over
//	                                                                                  │                  │ releases
//	     enter_visit (open round: told at once; covert round: kept until its end) ◀──┘                  ▼
//	       visit_kept ─release_visit─▶ visit_told ──reply_visit──▶ visit_answered ──accept_mending──▶ visit_closed
//	                                     ▲──────────return_mending──────┘            (nothing found: closed when told)
//
// Both kinds of case are sealed and belong to the complaint centre. A unit learns of an open
// round's visit at once and of a covert one when the round is declared over, each only what
// concerns itself. Objects and inspectors come out of the verifiable draw (package draw): the
// file of the draw is checked against the ledger and against the list of the plan before it
// counts. A record is written by one of the round's inspectors who was there; a finding about a
// person has that person's statement, or the reason why there is none, and a signature or its
// refusal. Where something was found the unit gets an order with a day, replies with proof, and
// the reply stands beside the finding. What follows for a person is the matter of package
// accountability, which a person opens.
//
// There is no technical surveillance of any kind and no field for one: no position, no picture of
// a screen, no attendance, no log of what a machine did. Time and place are words that the
// inspector types. A test reads the forms and the types for it.
//
// The four bans are known from reports about them (law:jl-2004.1 to law:jl-2004.4); times and the
// rest of the form are rules of the house.
package inspection

import (
	"context"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/limit"
)

// Names of the procedures, and what their numbers begin with.
const (
	RoundName   = "inspection_round"
	VisitName   = "inspection_visit"
	RoundSeries = "IR"
	VisitSeries = "IV"
)

// States of a round and of a visit.
const (
	Planned  casework.State = "round_planned"
	Running  casework.State = "round_running"
	Over     casework.State = "round_over"
	Kept     casework.State = "visit_kept"
	Told     casework.State = "visit_told"
	Answered casework.State = "visit_answered"
	Closed   casework.State = "visit_closed"
)

// Rules are what the procedures ask of the county.
type Rules struct {
	Centre  string
	Units   func(id string) bool
	Officer func(id string, day calendar.Day) (unit string, ok bool)
	// Find gives a case by its public number, fault.NotFound where there is none.
	Find func(ctx context.Context, division, number string) (*casework.Case, error)
	// Visits gives the cases of a round's visits.
	Visits func(ctx context.Context, division, round string) ([]casework.ID, error)
	Trust  func() (ledger.Trust, error) // the keys by which a draw's receipts are checked
}

// Ban is a rule that an inspection can find broken.
type Ban struct {
	catalog.Option
	Four  bool   // one of the four bans
	Basis string // id of internal/law, "" for a rule of the house
}

// Bans are the four bans of August 2004 and what else an inspection looks at.
func Bans() []Ban {
	return []Ban{
		{catalog.Option{ID: "left_post", Text: lang.T("擅离职守、脱岗", "leaving or deserting the post")}, true, "jl-2004.1"},
		{catalog.Option{ID: "chat_stocks_games", Text: lang.T("上网聊天、炒股、玩游戏", "online chat, stock trading, computer games")}, true, "jl-2004.2"},
		{catalog.Option{ID: "midday_alcohol", Text: lang.T("工作日午间饮酒", "alcohol at midday meals")}, true, "jl-2004.3"},
		{catalog.Option{ID: "banquets_gifts", Text: lang.T("办事时接受吃请、礼品、礼金", "banquets, gifts or gift money from applicants")}, true, "jl-2004.4"},
		{catalog.Option{ID: "no_backup", Text: lang.T("窗口无人又没有替岗", "a window unattended, and nobody stands in")}, false, ""},
		{catalog.Option{ID: "turned_away", Text: lang.T("首问不负责、推诿", "the first person asked turned people away")}, false, ""},
		{catalog.Option{ID: "extra_papers", Text: lang.T("要求指南以外的材料", "papers asked for that are not in the guide")}, false, ""},
		{catalog.Option{ID: "rude", Text: lang.T("态度粗暴", "rudeness")}, false, ""},
	}
}

func banOf(id string) (Ban, bool) {
	for _, b := range Bans() {
		if b.ID == id {
			return b, true
		}
	}
	return Ban{}, false
}

// Missing are the reasons why a finding about a person has no statement.
func Missing() []catalog.Option {
	return []catalog.Option{
		{ID: "not_there", Text: lang.T("本人不在场", "the person was not there")},
		{ID: "declined", Text: lang.T("本人不愿意说明", "the person declined to speak")},
		{ID: "unknown", Text: lang.T("当场认不出是谁", "nobody could say who it was")},
	}
}

// Signatures are what the person did with the record.
func Signatures() []catalog.Option {
	return []catalog.Option{{ID: "signed", Text: lang.T("签字", "signed")}, {ID: "refused", Text: lang.T("拒绝签字", "refused to sign")}, {ID: "not_there", Text: lang.T("本人不在场", "was not there")}}
}

// MostDays is the longest time an order may give, in working days.
const MostDays = 30

// Procedures gives both tables. Every call gives fresh copies.
func (r Rules) Procedures() []*casework.Procedure {
	round := &casework.Procedure{Name: RoundName, Version: 1, Title: lang.T("明察暗访（一轮）", "Inspection round"), States: roundStates(), Clocks: []casework.ClockRule{
		{Name: "round_end", Title: lang.T("本轮检查期", "Period of the round"), Rule: "by the plan; an overrun is marked and nothing else follows", Fixed: true, Limit: func(*casework.Decision) (limit.Limit, bool) { return limit.Limit{}, false }}},
		NewFile: func() any { return &Round{} }, FoldFile: foldRound}
	round.With(r.roundRows()...)
	visit := &casework.Procedure{Name: VisitName, Version: 1, Title: lang.T("明察暗访（检查记录）", "Inspection record"), Tasks: map[string]lang.Text{"mending": lang.T("整改检查发现的问题", "Put right what an inspection found")}, States: visitStates(), Clocks: []casework.ClockRule{
		{Name: "mending", Title: lang.T("整改期限", "Time for putting right"), Rule: "1 to 30 working days, by the order; rule of the house", Limit: func(*casework.Decision) (limit.Limit, bool) { return limit.Limit{}, false }}},
		NewFile: func() any { return &Visit{} }, FoldFile: foldVisit}
	visit.With(r.visitRows()...)
	for _, row := range casework.CommonRows(nil, nil, []casework.State{Planned}) {
		if len(row.From) == 0 || !row.Quiet {
			continue
		}
		row.From = []casework.State{Planned, Running}
		round.With(row)
		row.From = []casework.State{Kept, Told, Answered}
		visit.With(row)
	}
	return []*casework.Procedure{round, visit}
}

func roundStates() []casework.StateInfo {
	return []casework.StateInfo{
		{State: Planned, Title: lang.T("已计划", "Planned"), Says: lang.T("先抽取单位和检查人员，再开始。", "Objects and inspectors are drawn first.")},
		{State: Running, Title: lang.T("检查中", "Running"), Says: lang.T("检查人员到现场检查、登记。暗访的结果到本轮结束才告诉单位。", "Inspectors go and record. Of a covert round units learn when it is over.")},
		{State: Over, Title: lang.T("已结束", "Over"), Says: lang.T("本轮结束，结果都已告诉单位。", "The round is over and every unit was told."), Final: true},
	}
}

func visitStates() []casework.StateInfo {
	return []casework.StateInfo{
		{State: Kept, Title: lang.T("暗访，未告知", "Covert, not told"), Says: lang.T("本轮结束以前，被查单位看不到。", "Until the round is over the unit does not see it.")},
		{State: Told, Title: lang.T("待整改回复", "To be put right"), Says: lang.T("被查单位在期限内整改，并回复、附证据。", "The unit puts it right in time and replies with proof.")},
		{State: Answered, Title: lang.T("已回复，待核对", "Answered; to be checked"), Says: lang.T("投诉中心核对整改情况。", "The centre checks the reply.")},
		{State: Closed, Title: lang.T("已结束", "Ended"), Says: lang.T("没有发现问题，或者已经整改到位。", "Nothing was found, or it was put right."), Final: true},
	}
}

func unlawful(code, zh, en, doZH, doEN string, basis ...string) *fault.Fault {
	return fault.New(fault.Unlawful, code, lang.T(zh, en), lang.T(doZH, doEN)).Under(basis...)
}

// atCentre: opened by the centre, and sealed.
func (r Rules) atCentre() casework.Guard {
	return casework.Guard{Name: "planned_by_the_centre", Says: lang.T("由投诉中心计划", "planned by the complaint centre"),
		Check: func(d *casework.Decision) error {
			if r.Centre == "" || d.Cmd.Actor.Unit != r.Centre || d.Facts.Open == nil || !d.Facts.Open.Sealed {
				return fault.Missing()
			}
			return nil
		}}
}
