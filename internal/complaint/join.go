package complaint

import (
	"context"
	"slices"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Joining is the link between two complaints of the same thing: one waits for the other.
type Joining struct {
	ID     casework.ID `json:"id"`
	Number string      `json:"number"`
}

// JoinInput names the complaint that goes on.
type JoinInput struct {
	Into string `json:"into"`
}

// running are the states in which a complaint can take another one in: it was accepted, and
// its result is still to come.
var running = []casework.State{Dispatched, Contested, Working, OnHold, Reported}

func (r Rules) joinRows() []casework.Transition {
	joined := []casework.State{Joined}
	desk, itself := []casework.Relation{casework.Responsible}, []casework.Relation{casework.Itself}
	joining := func() any { return &Joining{} }
	return []casework.Transition{
		{From: []casework.State{Registered}, Verb: "join_other", Title: lang.T("并入同类投诉", "Join it to one like it"), To: Joined, Event: "complaint_joined", Basis: []string{"tsz-2004.1"},
			Needs: casework.NeedReason | casework.NeedNotice, By: desk, Clocks: []casework.Effect{casework.Stop("triage")}, Input: func() any { return &JoinInput{} }, Decide: r.decideJoin},
		{From: running, Verb: "take_joined", Title: lang.T("有同类投诉并入", "One like it was joined"), Event: "other_joined", Quiet: true, By: itself, Input: joining, Decide: keepJoining},
		{From: joined, Verb: "tell_joined", Title: lang.T("并入的那一件有了结果", "The one it was joined to has its result"), To: Answered, Event: "joined_answered", Quiet: true, By: itself,
			Needs: casework.NeedReason | casework.NeedNotice, Clocks: []casework.Effect{casework.Stop("citizen", "letter"), casework.Begin("say")},
			Decide: func(d *casework.Decision) error { return d.SetData(Answer{Result: Merged}) }},
		{From: joined, Verb: "release_joined", Title: lang.T("并入的那一件没有结果就结束了，重新分诊", "The one it was joined to ended without a result: back to triage"), To: Registered, Event: "joined_released", Quiet: true, By: itself,
			Clocks: []casework.Effect{casework.Begin("triage")}},
	}
}

// decideJoin links both sides in one unit: the other one cannot end without this one hearing of it.
func (r Rules) decideJoin(d *casework.Decision) error {
	number := strings.TrimSpace(casework.Input[JoinInput](d).Into)
	refused := fault.InvalidInput().At("into", lang.T("请填写并入的那一件的编号：它必须已经受理，还没有答复。", "Please give the number of the one it goes into: accepted, and not yet answered."))
	if number == "" || number == d.Case.Number || r.Find == nil {
		return refused
	}
	id, state, err := r.Find(d.Context(), d.Case.Division, number)
	if err != nil {
		return err
	}
	if id == 0 || !slices.Contains(running, state) {
		return refused
	}
	d.Also(id, "take_joined", &Joining{ID: d.Case.ID, Number: d.Case.Number}, "")
	return d.SetData(Joining{ID: id, Number: number})
}

func keepJoining(d *casework.Decision) error { return d.SetData(casework.Input[Joining](d)) }

// tellJoined gives those who wait for this one its result, in words that were written for them.
func tellJoined(d *casework.Decision, words string) error {
	waiting := FileOf(d.Case).Waiting
	if len(waiting) > 0 && strings.TrimSpace(words) == "" {
		return fault.InvalidInput().At("joined", lang.Format("有%d件并入这一件，请写给他们的答复：只说结果，不说别人的事。", "%d others were joined to this one: please write their answer; the result, and nothing of anybody else.", len(waiting))).Or()
	}
	for _, w := range waiting {
		d.Also(w.ID, "tell_joined", nil, words)
	}
	return nil
}

// releaseJoined gives those who wait for this one back to triage: it ends without a result.
func releaseJoined(d *casework.Decision) {
	for _, w := range FileOf(d.Case).Waiting {
		d.Also(w.ID, "release_joined", nil, "")
	}
}

// Finder gives a complaint by its number; 0 where there is none.
type Finder func(ctx context.Context, division, number string) (casework.ID, casework.State, error)

// Forwarded is the letter with which a complaint came from above.
type Forwarded struct {
	From   string `json:"from"`
	Letter string `json:"letter,omitempty"` // its number
	Days   int    `json:"days,omitempty"`   // working days that the letter gives; 0: thirty
}

func (f *Forwarded) limit() limit.Limit {
	if f.Days > 0 {
		return limit.Limit{N: f.Days, Unit: limit.Workday}
	}
	return limit.Limit{N: 30, Unit: limit.Workday}
}
