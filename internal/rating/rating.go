// Package rating is 好差评: what the person says of a finished case or a visit.
//
//	case ended ─▶ asked by the system ─▶ rated (five grades, tags, words)
//	                                       └─▶ follow-up rating 追评, once
//
// The system asks, never the clerk; rating is voluntary and silence is recorded as
// silence: nothing here makes a grade by default. A visit can be rated once 一次一评, a
// case once 一事一评 (GB/T 39734-2020, title read only). The invitation is part of the notice
// of what ended (package notify), not an act of anybody. The words are private, the grade
// and the tags are facts. What follows a poor rating (call-back, putting right, appeal) is
// the matter of package rectification.
//
// The code trap: GB/T 39046-2020 A.8 codes 1 as very satisfied, the national rating
// interface codes 5 as very satisfied. Inside there is only [Grade]; codes are turned at the edge.
package rating

import (
	"fmt"
	"slices"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Grade is one of the five grades; the last two are poor 差评.
type Grade string

const (
	VerySatisfied    Grade = "very_satisfied"
	Satisfied        Grade = "satisfied"
	Basically        Grade = "basically_satisfied"
	Dissatisfied     Grade = "dissatisfied"
	VeryDissatisfied Grade = "very_dissatisfied"
)

// Grades from best to worst.
var Grades = []Grade{VerySatisfied, Satisfied, Basically, Dissatisfied, VeryDissatisfied}

var titles = map[Grade]lang.Text{
	VerySatisfied: lang.T("非常满意", "Very satisfied"), Satisfied: lang.T("满意", "Satisfied"), Basically: lang.T("基本满意", "Basically satisfied"),
	Dissatisfied: lang.T("不满意", "Dissatisfied"), VeryDissatisfied: lang.T("非常不满意", "Very dissatisfied"),
}

// Title is the grade in words.
func (g Grade) Title() lang.Text { return titles[g] }

// Poor says whether the grade is a poor rating 差评.
func (g Grade) Poor() bool { return g == Dissatisfied || g == VeryDissatisfied }

// Coding is one of the two numberings in use.
type Coding int

const (
	StandardCoding  Coding = iota // GB/T 39046-2020 A.8: 1 is the best
	InterfaceCoding               // national rating interface and devices: 5 is the best
)

// FromCode reads a grade from outside.
func FromCode(c Coding, code int) (Grade, error) {
	if code < 1 || code > 5 {
		return "", fmt.Errorf("rating: grade code %d", code)
	}
	if c == InterfaceCoding {
		code = 6 - code
	}
	return Grades[code-1], nil
}

// Code gives a grade to the outside; 0 for an unknown grade.
func (g Grade) Code(c Coding) int {
	i := slices.Index(Grades, g) + 1
	if i > 0 && c == InterfaceCoding {
		return 6 - i
	}
	return i
}

// Input of a rating.
type Input struct {
	Grade   Grade    `json:"grade"`
	Tags    []string `json:"tags,omitempty"`  // codes of [Tags]
	Visit   int      `json:"visit,omitempty"` // which visit, from 1; 0: the case as a whole
	Channel string   `json:"channel"`         // web, mobile, qr, tablet, phone, sms
	// Signature is that of [Statement] with the key of the return code, where the procedure asks for it.
	Signature string `json:"signature,omitempty"`
}

// Facts of a rating; the words stand in the private half.
type Facts struct {
	Grade   Grade    `json:"grade"`
	Tags    []string `json:"tags,omitempty"`
	Visit   int      `json:"visit,omitempty"`
	Channel string   `json:"channel"`
	Follows bool     `json:"follows,omitempty"` // a follow-up rating
	Proof   Proof    `json:"proof,omitempty"`   // how the rater is known; "" in records older than this fact
	// Signature of the statement, base64url; whoever has the case's public key can check it.
	Signature string `json:"signature,omitempty"`
	// Duty is the case that a poor rating opened, see package rectification; 0: none.
	Duty casework.ID `json:"duty,omitempty"`
}

// Channels a rating may come through, GB/T 39046-2020 table 9.
var Channels = []string{"web", "mobile", "qr", "tablet", "terminal", "phone", "sms"}

// Rows are the verbs a procedure gets for the states in which its cases have ended.
func Rows(ended []casework.State) []casework.Transition { return guarded(ended, unsigned()) }

func guarded(ended []casework.State, known casework.Guard) []casework.Transition {
	by := []casework.Relation{casework.Applicant}
	input := func() any { return &Input{} }
	return []casework.Transition{
		{From: ended, Verb: "rate", Title: lang.T("评价", "Rate"), Event: "rated", Basis: []string{"hcp-2019"}, By: by, Guards: []casework.Guard{known, once()}, Input: input, Decide: decide(false)},
		{From: ended, Verb: "follow_up_rating", Title: lang.T("追加评价", "Follow-up rating"), Event: "rated_again", Basis: []string{"hcp-2019"}, By: by, Guards: []casework.Guard{known, onceAgain()}, Input: input, Decide: decide(true)},
	}
}

// VisitRows are the same verbs for the states in which a case still runs: a visit is rated
// while it is fresh (一次一评), the case itself only when it has ended.
func VisitRows(running []casework.State) []casework.Transition {
	rows := Rows(running)
	for i := range rows {
		rows[i].Guards = append([]casework.Guard{aVisit()}, rows[i].Guards...)
	}
	return rows
}

func aVisit() casework.Guard {
	return casework.Guard{Name: "a_visit", Basis: "hcp-2019", Says: lang.T("办件没有办结时，只评价某一次到场", "while the case runs only a visit is rated"),
		Check: func(d *casework.Decision) error {
			if casework.Input[Input](d).Visit == 0 {
				return fault.New(fault.Unlawful, "not_ended_yet", lang.T("办件还没有办结，现在可以评价某一次到场。", "The case has not ended; a visit can be rated now."),
					lang.T("办结后会请您评价整件事。", "You are asked about the whole once it has ended."))
			}
			return nil
		}}
}

// Of gives the ratings of a case, in order.
func Of(c *casework.Case) []Facts {
	var all []Facts
	for _, e := range c.Events {
		if e.Kind != "rated" && e.Kind != "rated_again" {
			continue
		}
		if f, err := casework.Data[Facts](e); err == nil {
			all = append(all, f)
		}
	}
	return all
}

func find(c *casework.Case, visit int, follows bool) bool {
	return slices.ContainsFunc(Of(c), func(f Facts) bool { return f.Visit == visit && f.Follows == follows })
}

func once() casework.Guard {
	return casework.Guard{Name: "rated_once", Basis: "hcp-2019", Says: lang.T("一次一评，不重复", "each visit and each case is rated once"),
		Check: func(d *casework.Decision) error {
			if find(d.Case, casework.Input[Input](d).Visit, false) {
				return fault.New(fault.Unlawful, "rated_already",
					lang.T("这次服务您已经评价过了。", "You have rated this already."), lang.T("可以追加评价一次。", "You may add one follow-up rating."))
			}
			return nil
		}}
}

func onceAgain() casework.Guard {
	return casework.Guard{Name: "one_follow_up", Basis: "hcp-2019", Says: lang.T("追评一次，在首次评价之后", "one follow-up, after the first rating"),
		Check: func(d *casework.Decision) error {
			visit := casework.Input[Input](d).Visit
			if !find(d.Case, visit, false) {
				return fault.New(fault.Unlawful, "not_rated_yet", lang.T("还没有评价过，请先评价。", "Please rate first."), lang.Text{})
			}
			if find(d.Case, visit, true) {
				return fault.New(fault.Unlawful, "followed_up_already", lang.T("已经追加过一次评价。", "There has been a follow-up rating."), lang.Text{})
			}
			return nil
		}}
}

func decide(follows bool) func(*casework.Decision) error {
	return func(d *casework.Decision) error {
		in := casework.Input[Input](d)
		bad := fault.InvalidInput()
		if !slices.Contains(Grades, in.Grade) {
			bad.At("grade", lang.T("请选择满意程度。", "Please choose a grade."))
		}
		if !slices.Contains(Channels, in.Channel) {
			bad.At("channel", lang.T("不认识的评价渠道。", "Unknown channel."))
		}
		if in.Visit < 0 || in.Visit > d.Case.Visits {
			bad.At("visit", lang.T("没有这一次到场记录。", "There is no such visit."))
		}
		for _, t := range in.Tags {
			if tag, ok := TagOf(t); !ok || tag.Grade != in.Grade {
				bad.At("tags", lang.T("标签与所选的满意程度不一致。", "The tags do not belong to the chosen grade."))
				break
			}
		}
		if err := bad.Or(); err != nil {
			return err
		}
		proof, _ := proofOf(d.Cmd.Actor, in)
		d.Facts.Code = string(in.Grade)
		return d.SetData(Facts{Grade: in.Grade, Tags: in.Tags, Visit: in.Visit, Channel: in.Channel, Follows: follows, Proof: proof, Signature: in.Signature})
	}
}
