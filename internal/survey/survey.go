// Package survey asks people who cannot be chosen by those who are judged: satisfaction surveys
// 满意度调查 and sealed call-backs 密封回访.
//
//	announce: frame, strata, sizes, salted list, future seed ─▶ draw: seed known ─▶ asked, one at a time ─▶ close: figures
//	             on the ledger, before anybody can know              │                 │
//	                                       anybody computes it again └ banjie draw     └ answer kept without its slot
//
// Two frames. Cases closed in a period, whatever their end: applications and reports of what could
// not be done; strata are the units. Sealed complaints are not in it, because nobody may learn how
// to reach who complained: each reporter is asked on the own page at every end. And households and
// firms of a list from outside, who may never have asked for anything; these two are drawn apart.
// A sample has at least one in ten and at least sixty of a stratum, all where there are fewer. An
// answer has the weight of its stratum, frame ÷ answers, in every estimate over strata. The period
// is over before the list is made, so that nobody works for the sample.
//
// The list is sealed: no page, export or interface shows who is in it, to nobody. A caller, who is
// not of the unit asked about, gets one person at a time and no officer's name, and the next one
// only after saying how that call ended. An answer is stored without the person and the case it
// came from; the token that brought it is spent in the same transaction. At the close whatever
// could lead back to persons is deleted; what stays are counts.
//
// It rests on no article: sizes, tries and days are rules of the house, the five grades those of
// the rating standard. It does not say why people are content, it judges no unit by itself, and it
// cannot reach who has no telephone and opens no letter; they count as not having answered, and the worst
// case counts them as not content.
package survey

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/rating"
)

// Kind is what a round asks.
type Kind string

const (
	Satisfaction Kind = "satisfaction"
	CallBack     Kind = "call_back" // three fixed questions, sealed
)

// Frame is who can be drawn.
type Frame string

const (
	Cases    Frame = "cases"    // closed in the period
	Register Frame = "register" // households and firms of a list
)

// Sizes of a sample and how long and how often people are asked.
const (
	LeastOfUnit = 60 // of a unit, all where there are fewer
	OneIn       = 10 // at least one in so many
	MostTries   = 3
	OpenDays    = 14 // calendar days from the draw, after which a round may be closed
	mostFrame   = draw.MaxCandidates
)

// TakeOf is how many of n are asked.
func TakeOf(n int) int { return min(n, max(LeastOfUnit, (n+OneIn-1)/OneIn)) }

// Stratum is one unit's part of a frame; of a register, the households or the firms.
type Stratum struct {
	Unit string `json:"unit"` // its id; of a register "household" or "firm", and "" in rounds before these were drawn apart
	N    int    `json:"n"`
	Take int    `json:"take"`
}

// Round is one survey as everybody may know it.
type Round struct {
	ID        string       `json:"id"`
	Kind      Kind         `json:"kind"`
	Frame     Frame        `json:"frame"`
	Purpose   string       `json:"purpose"`
	From      calendar.Day `json:"from"`
	To        calendar.Day `json:"to"`
	Strata    []Stratum    `json:"strata"`
	Hash      draw.Hash    `json:"hash"`    // of the announcement
	Placing   string       `json:"placing"` // hash of who is in which stratum, hex
	Source    string       `json:"source"`
	Known     time.Time    `json:"known"`
	Announced time.Time    `json:"announced,omitzero"`
	Drawn     time.Time    `json:"drawn,omitzero"`
	Result    *draw.Hash   `json:"result,omitempty"`
	Closed    time.Time    `json:"closed,omitzero"`
	Figures   *Figures     `json:"figures,omitempty"`
}

// stratum is where a candidate or an answer belongs.
func (r Round) stratum(unit, group string) string {
	if r.Frame == Register && !slices.ContainsFunc(r.Strata, func(s Stratum) bool { return s.Unit == "" }) {
		return group
	}
	return unit
}

// Size is how many stand in the frame.
func (r Round) Size() (n int) {
	for _, s := range r.Strata {
		n += s.N
	}
	return n
}

// Take is how many are asked in all.
func (r Round) Take() (n int) {
	for _, s := range r.Strata {
		n += s.Take
	}
	return n
}

// Kinds of the events of a round.
const (
	EventAnnounced = "survey_announced"
	EventDrawn     = "survey_drawn"
	EventClosed    = "survey_closed"
)

// Apply folds what an act on the ledger says into the round; at is the act's instant.
func (r *Round) Apply(kind string, facts Round, at time.Time) {
	switch kind {
	case EventAnnounced:
		*r = facts
		r.Announced = at.UTC()
	case EventDrawn:
		r.Drawn, r.Result = at.UTC(), facts.Result
	case EventClosed:
		r.Closed, r.Figures = at.UTC(), facts.Figures
	}
}

// Candidate is one who can be drawn: a case by its id, or a line of the list.
type Candidate struct {
	Target string // id of the case, or how to reach the person: never published, deleted at the close
	Unit   string
	Group  string // "online", "window", "report" of a case; "household", "firm" of a register
}

// name is how a candidate stands in the sealed list of names.
func (c Candidate) name() string {
	sum := sha256.Sum256([]byte(c.Target))
	return hex.EncodeToString(sum[:16])
}

// Place says in which stratum a candidate of the announcement stands.
type Place struct {
	ID   draw.Hash
	Unit string
}

// Placing is the text of all places, one a line in the order of the announcement: it is published
// beside the draw, and the ledger has its hash.
func Placing(places []Place) string {
	var b strings.Builder
	for _, p := range places {
		fmt.Fprintf(&b, "%s,%s\n", p.ID, p.Unit)
	}
	return b.String()
}

// PlacingHash is what the ledger says of it.
func PlacingHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Sample gives who is asked: of each stratum the first ones in the order of the draw. It is a pure
// function of what is published.
func Sample(order []draw.Hash, places []Place, strata []Stratum) []Place {
	unit := make(map[draw.Hash]string, len(places))
	for _, p := range places {
		unit[p.ID] = p.Unit
	}
	left := map[string]int{}
	for _, s := range strata {
		left[s.Unit] = s.Take
	}
	var all []Place
	for _, id := range order {
		if u := unit[id]; left[u] > 0 {
			left[u]--
			all = append(all, Place{id, u})
		}
	}
	return all
}

// Answer is what one person said. Nothing in it names anybody.
type Answer struct {
	Grade    rating.Grade `json:"grade,omitempty"`
	Solved   string       `json:"solved,omitempty"`   // yes, no
	Asked    string       `json:"asked,omitempty"`    // was anything asked of you beyond the guide
	Suffered string       `json:"suffered,omitempty"` // did you suffer for it
	Needed   string       `json:"needed,omitempty"`   // of a register: did you need a service
	WhyNot   string       `json:"why_not,omitempty"`  // and why did you not ask
}

// WhyNots are the reasons for not asking.
func WhyNots() []catalog.Option {
	o := func(id, zh, en string) catalog.Option { return catalog.Option{ID: id, Text: lang.T(zh, en)} }
	return []catalog.Option{
		o("asked", "办了", "I did ask"), o("unknown", "不知道能办、找谁办", "I did not know that, or whom to ask"), o("far", "太远、没时间", "too far, or no time"),
		o("hard", "太麻烦，填到一半放弃了", "too complicated; I gave up halfway"), o("hopeless", "觉得办不成", "I thought it would not work"), o("afraid", "怕得罪人", "I was afraid of making enemies"), o("paid", "找人代办了", "I had somebody else do it"),
	}
}

// Question is one question with its place in [Answer].
type Question struct {
	ID   string
	Text lang.Text
}

// Questions of a round, besides the grade of a satisfaction survey and the reason of a register.
func (r Round) Questions() []Question {
	three := []Question{
		{"solved", lang.T("您要办的事办成了吗？", "Was it solved?")},
		{"asked", lang.T("有没有人向您要办事指南以外的东西（钱、物、证明、人情）？", "Was anything asked of you beyond the guide (money, goods, papers, favours)?")},
		{"suffered", lang.T("有没有因为办这件事、提意见而吃亏？", "Did you suffer for asking or complaining?")},
	}
	if r.Frame == Register {
		return append([]Question{{"needed", lang.T("近一年您有没有需要到政府办的事？", "Did you need a public service in the last year?")}}, three...)
	}
	return three
}

// of gives the answer to a question.
func (a Answer) of(id string) string {
	return map[string]string{"solved": a.Solved, "asked": a.Asked, "suffered": a.Suffered, "needed": a.Needed}[id]
}

// Check says what is missing. Whoever of a register needed nothing, or never asked, is asked nothing further.
func (r Round) Check(a Answer) error {
	bad := fault.InvalidInput()
	never := r.Frame == Register && (a.Needed == "no" || a.WhyNot != "" && a.WhyNot != "asked")
	if r.Kind == Satisfaction && !never && !slices.Contains(rating.Grades, a.Grade) {
		bad.At("grade", lang.T("请选一个满意程度。", "Please choose a grade."))
	}
	for _, q := range r.Questions() {
		if v := a.of(q.ID); v != "yes" && v != "no" && (!never || q.ID == "needed") {
			bad.At(q.ID, lang.T("请选“有”或者“没有”。", "Please choose yes or no."))
		}
	}
	if r.Frame == Register && a.Needed == "yes" && !slices.ContainsFunc(WhyNots(), func(o catalog.Option) bool { return o.ID == a.WhyNot }) {
		bad.At("why_not", lang.T("请选一项。", "Please choose one."))
	}
	return bad.Or()
}

// Good says that the answer counts as content: of a survey the grade, of a call-back that it was
// solved, nothing was asked and nobody suffered. counts is false where there is nothing to judge.
func (r Round) Good(a Answer) (good, counts bool) {
	if r.Kind == CallBack {
		return a.Solved == "yes" && a.Asked == "no" && a.Suffered == "no", a.Solved != ""
	}
	return a.Grade != "" && !a.Grade.Poor(), a.Grade != ""
}
