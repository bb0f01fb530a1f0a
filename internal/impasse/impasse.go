// Package impasse is the window for what could not be got done 办不成事反映窗口: somebody
// tried, in a hall or online, and did not get it done.
//
//	report ─▶ registered ─solve_on_spot──────────────────────────────▶ answered ─confirm─▶ ended
//	              │  └─report_no─▶ no_reported ─approve_no───────────▶    ▲ │ └─silence──▶ out_of_scope
//	              │                  ▲     └─reject_no─┐                  │ │              (with outcome
//	              └─send_order─▶ ordered ◀─────────────┘                  │ │               and rating)
//	                              │ ▲ └──────report_done──────────────────┘ │
//	                              │ └── contest (once) ─────────────────────┘
//	                              └ talk, extend (once), convene (once)
//
// Registration is never refused. Nobody says no without a report 否定报备: a unit, or a clerk,
// only proposes; the no is told after the head of the centre approved it, and it names reason,
// article and remedy. The person decides whether it is solved; silence is kept as silence.
// What could have been done and was refused is marked so, whoever gets it done in the end.
//
// What several people run into is mended for all of them: a class fix 一类事整改 (see [FixName])
// ends only with a published version of the item that names it, and then each of those who
// reported is told what changed.
//
// The limits are rules of the house: 5 working days for one unit and 15 for several were
// found in other places' rules (law:bcs-5, law:bcs-15, not read), none of the province's is
// known. The package punishes nobody and gives no figure by officer.
package impasse

import (
	"context"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/rating"
)

// Name of the procedure.
const Name = "impasse"

// Series is what the numbers of reports begin with.
const Series = "N"

// States of a report.
const (
	Registered casework.State = "impasse_registered"
	Ordered    casework.State = "impasse_ordered"
	NoReported casework.State = "impasse_awaiting_approval"
	Answered   casework.State = "impasse_answered"
	Ended      casework.State = "impasse_ended"
	OutOfScope casework.State = "impasse_out_of_scope"
)

var (
	open  = []casework.State{Registered, Ordered, NoReported, Answered}
	ended = []casework.State{Ended, OutOfScope}
	all   = []casework.State{Registered, Ordered, NoReported, Answered, Ended, OutOfScope}
)

// About is what a failed case says of itself to a report about it.
type About struct {
	Item    string // code
	Version int
	Unit    string
}

// Linked is a report as a class fix names it.
type Linked struct {
	ID     casework.ID `json:"id"`
	Number string      `json:"number"`
}

// Rules are what the procedures ask of the county. All but Centre may be nil in tests.
type Rules struct {
	// Centre is the unit of the centre's office, which receives and sorts; "" while there is none.
	Centre func() string
	// Units says whether there is such a unit today.
	Units func(id string) bool
	// Case gives what the case of a number is about; ok false when there is none. A sealed case is none.
	Case func(ctx context.Context, division, number string) (a About, ok bool, err error)
	// Similar gives the reports about the same item with the same cause, open and ended.
	Similar func(ctx context.Context, division, item, cause string) ([]Linked, error)
}

// Procedure gives the table of a report. Every call gives a fresh copy.
func (r Rules) Procedure() *casework.Procedure {
	p := &casework.Procedure{
		Name: Name, Version: 1,
		Title:    lang.T("“办不成事”反映", "It could not be done"),
		States:   states(),
		Clocks:   clocks(),
		NewFile:  func() any { return &File{} },
		FoldFile: foldFile,
		About:    about,
		// whoever handled it mends the guide afterwards, and has it again when it is contested
		KeepsUnits: true,
	}
	p.With(r.intakeRows()...)
	p.With(r.orderRows()...)
	p.With(noRows()...)
	p.With(endingRows()...)
	p.With(toldRows()...)
	for _, row := range casework.CommonRows([]casework.State{Ordered}, nil, open) {
		if len(row.From) > 0 { // units finish by this table's own verbs; there is no sending back and forth
			p.With(row)
		}
	}
	return p.With(rating.Rows(ended)...)
}

func states() []casework.StateInfo {
	return []casework.StateInfo{
		{State: Registered, Title: lang.T("已登记", "Registered"), Says: lang.T("已经登记。能当场办的当场办；不能的，一个工作日内交给管这件事的单位。", "Registered. What can be done at once is done at once; the rest goes to the unit in charge within one working day.")},
		{State: Ordered, Title: lang.T("已转办", "With the unit"), Says: lang.T("已经转给管这件事的单位。办成了、办不了，都要给您说法；来不及的，先跟您说好新的日子。", "The unit in charge has it. Done or not, you get an answer; if it takes longer, they must first talk with you and name a new day.")},
		{State: NoReported, Title: lang.T("等中心审批答复", "The answer awaits approval"), Says: lang.T("承办的人提出了答复意见，政务服务中心负责人批准以后才能答复您。", "An answer was proposed; you get it once the head of the centre has approved it.")},
		{State: Answered, Title: lang.T("已答复，等您表态", "Answered; your say"), Says: lang.T("已经答复。七天内请说事情办成了没有；不说话只记为没有表态。", "Answered. Within seven days please say whether it is done; silence is kept as silence.")},
		{State: Ended, Title: lang.T("办结", "Ended"), Says: lang.T("已经办结，结果和您的表态都在记录里。您可以评价。", "Ended; outcome and what you said stand in the record. You may rate it."), Final: true},
		{State: OutOfScope, Title: lang.T("不归窗口管，已说明去处", "Out of scope, explained"), Says: lang.T("这件事不能由这个窗口办，理由和该走的路已经写明。您可以评价。", "This window cannot settle it; the reason and the lawful way are stated. You may rate it."), Final: true},
	}
}

// FileOf gives the folded file of a report.
func FileOf(c *casework.Case) *File {
	if f, ok := c.File.(*File); ok {
		return f
	}
	return &File{}
}

func unlawful(code, zh, en, doZH, doEN string, basis ...string) *fault.Fault {
	return fault.New(fault.Unlawful, code, lang.T(zh, en), lang.T(doZH, doEN)).Under(basis...)
}

func among(options []catalog.Option, id string) bool {
	for _, o := range options {
		if o.ID == id {
			return true
		}
	}
	return false
}

// TextOf is the words of an option, the id itself for one that is not on the list.
func TextOf(options []catalog.Option, id string) lang.Text {
	for _, o := range options {
		if o.ID == id {
			return o.Text
		}
	}
	return lang.T(id, id)
}
