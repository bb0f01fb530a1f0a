package inspection

import (
	"encoding/json"
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Plan of a round, as it is decided before anything is drawn.
type Plan struct {
	Covert     bool         `json:"covert"`
	From       calendar.Day `json:"from"`
	Until      calendar.Day `json:"until"`
	Units      []string     `json:"units"`      // candidates
	Objects    int          `json:"objects"`    // how many are drawn
	Inspectors []string     `json:"inspectors"` // candidates, officer ids
	Send       int          `json:"send"`       // how many are drawn
}

// Drawn is the outcome of a draw, after it was checked.
type Drawn struct {
	What string    `json:"what"` // objects, inspectors
	Draw string    `json:"draw"` // its name
	Hash draw.Hash `json:"hash"` // of the announcement, as on the ledger
	IDs  []string  `json:"ids"`  // in the order drawn
}

// What is drawn.
const (
	Objects    = "objects"
	Inspectors = "inspectors"
)

// Missed says why a unit that was drawn was not visited; the words are private.
type Missed struct {
	Units []string `json:"units,omitempty"`
}

// Noted says in the round that a unit was visited. It is recorded together with the visit, so
// that a round cannot end in the instant in which a record comes in.
type Noted struct {
	Unit string `json:"unit"`
}

// Round is what is known of a round, folded from its events.
type Round struct {
	Plan
	Drawn  []Drawn
	Missed []string
	Noted  int // visits so far
	Begun  bool
	Ended  bool
}

// RoundOf gives the folded round.
func RoundOf(c *casework.Case) *Round {
	if f, ok := c.File.(*Round); ok {
		return f
	}
	return &Round{}
}

// Of gives what was drawn, nil before.
func (f *Round) Of(what string) []string {
	for _, d := range f.Drawn {
		if d.What == what {
			return d.IDs
		}
	}
	return nil
}

// Inspects says that the officer was drawn as an inspector.
func (f *Round) Inspects(officer string) bool {
	return officer != "" && slices.Contains(f.Of(Inspectors), officer)
}

func foldRound(file any, e casework.Event) (err error) {
	f := file.(*Round)
	switch e.Kind {
	case "round_was_planned":
		f.Plan, err = casework.Data[Plan](e)
	case "round_drawn":
		var d Drawn
		d, err = casework.Data[Drawn](e)
		f.Drawn = append(f.Drawn, d)
	case "round_begun":
		f.Begun = true
	case "visit_noted":
		f.Noted++
	case "round_ended":
		var m Missed
		m, err = casework.Data[Missed](e)
		f.Missed, f.Ended = m.Units, true
	}
	return err
}

// Inputs of a round.
type (
	// DrawInput is the file of a draw and the office's file of names, as they were written.
	DrawInput struct {
		What  string `json:"what"`
		File  string `json:"file"`
		Names string `json:"names"`
	}
	// EndInput gives the reason for each unit that was drawn and not visited.
	EndInput struct {
		Why string `json:"why"`
	}
)

func (r Rules) roundRows() []casework.Transition {
	desk := []casework.Relation{casework.Responsible}
	return []casework.Transition{
		{Verb: "plan_round", Title: lang.T("计划一轮检查", "Plan a round"), To: Planned, Event: "round_was_planned", Needs: casework.NeedReason, By: []casework.Relation{casework.Receiver},
			Guards: []casework.Guard{r.atCentre(), r.planWhole()}, Input: func() any { return &Plan{} }, Decide: r.decidePlan},
		{From: []casework.State{Planned}, Verb: "draw_round", Title: lang.T("登记抽取结果", "Enter a draw"), Event: "round_drawn", By: desk,
			Guards: []casework.Guard{r.drawHolds()}, Input: func() any { return &DrawInput{} }, Decide: r.decideDraw},
		{From: []casework.State{Planned}, Verb: "begin_round", Title: lang.T("开始检查", "Begin"), To: Running, Event: "round_begun", By: desk, Guards: []casework.Guard{bothDrawn()}},
		{From: []casework.State{Running}, Verb: "note_visit", Title: lang.T("记下一次检查", "Note a visit"), Event: "visit_noted", Quiet: true, By: []casework.Relation{casework.Itself}, Input: func() any { return &Noted{} },
			Decide: func(d *casework.Decision) error { return d.SetData(casework.Input[Noted](d)) }},
		{From: []casework.State{Running}, Verb: "end_round", Title: lang.T("宣布本轮结束", "Declare the round over"), To: Over, Event: "round_ended", By: desk,
			Guards: []casework.Guard{r.allVisited()}, Clocks: []casework.Effect{casework.Stop("round_end")}, Input: func() any { return &EndInput{} }, Decide: r.decideEnd, Result: "inspected", Closes: true},
	}
}

func (r Rules) planWhole() casework.Guard {
	return casework.Guard{Name: "plan_whole", Says: lang.T("写明明察还是暗访、起止日期、候选单位和检查人员各抽几个", "open or covert, period, candidates and how many of each are drawn"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[Plan](d)
			cal := d.Engine.Calendar()
			bad := fault.InvalidInput()
			if in.From < cal.DayOf(d.At) || in.Until < in.From {
				bad.At("until", lang.T("检查期从今天或者以后开始，结束不早于开始。", "The period begins today or later and does not end before it begins."))
			}
			if in.Objects < 1 || in.Objects > len(in.Units) {
				bad.At("objects", lang.T("抽查单位数要在一和候选单位数之间。", "How many units are drawn lies between one and the number of candidates."))
			}
			if in.Send < 2 || in.Send > len(in.Inspectors) {
				bad.At("send", lang.T("检查人员至少抽两名，不多于候选人数。", "At least two inspectors are drawn, no more than there are candidates."))
			}
			if slices.ContainsFunc(in.Units, func(u string) bool { return !r.Units(u) || u == r.Centre }) || !distinct(in.Units) {
				bad.At("units", lang.T("候选单位要在机构名册里，不重复，不含投诉中心自己。", "Candidates are units of the directory, each once, and not the centre itself."))
			}
			if slices.ContainsFunc(in.Inspectors, func(id string) bool { _, ok := r.Officer(id, in.From); return !ok }) || !distinct(in.Inspectors) {
				bad.At("inspectors", lang.T("候选检查人员要在职，不重复。", "Candidates are officers in office, each once."))
			}
			return bad.Or()
		}}
}

func distinct(ids []string) bool {
	sorted := slices.Sorted(slices.Values(ids))
	return len(slices.Compact(sorted)) == len(ids)
}

func (r Rules) decidePlan(d *casework.Decision) error {
	in := casework.Input[Plan](d)
	cal := d.Engine.Calendar()
	day := cal.DayOf(d.Effective)
	d.Facts.Unit = r.Centre
	d.PutClock(limit.Clock{Name: "round_end", Limit: limit.Limit{N: int(in.Until - day), Unit: limit.Day}, Start: day, From: d.Effective, State: limit.Running,
		Due: limit.Due{Day: in.Until, At: cal.End(in.Until), Calendar: cal.Version()}})
	return d.SetData(in)
}

// CandidateName is how a candidate of a round is written in the plan of a draw: its id and,
// for people, its name behind it.
func CandidateName(id, name string) string { return strings.TrimSpace(id + " " + name) }

// drawHolds checks a draw from its file alone, against the ledger and against the plan.
func (r Rules) drawHolds() casework.Guard {
	return casework.Guard{Name: "draw_holds", Attempt: true, Says: lang.T("抽取在账本上公告过、能核验，名单就是计划里的候选，每样只抽一次", "the draw was announced on the ledger and verifies, its list is that of the plan, and each is drawn once"),
		Check: func(d *casework.Decision) error {
			_, err := r.drawn(d)
			return err
		}}
}

func (r Rules) drawn(d *casework.Decision) (Drawn, error) {
	in, f := casework.Input[DrawInput](d), RoundOf(d.Case)
	out := Drawn{What: in.What}
	if in.What != Objects && in.What != Inspectors {
		return out, fault.InvalidInput().At("what", lang.T("请选择抽的是单位还是检查人员。", "Please say what was drawn.")).Or()
	}
	if f.Of(in.What) != nil {
		return out, unlawful("drawn_already", "已经抽取过，不能重抽。这次尝试已记录。", "It was drawn; there is no second draw. This attempt is on record.", "有人不能去的，在抽取文件里按顺序替换，另写理由。", "Who cannot go is replaced in the draw's own file, by the next in order.")
	}
	file, err := draw.ParseFile([]byte(in.File))
	if err != nil {
		return out, at("file", err)
	}
	names, err := draw.ParseNames([]byte(in.Names))
	if err != nil {
		return out, at("names", err)
	}
	trust, err := r.Trust()
	if err != nil {
		return out, err
	}
	findings, ok := draw.Verify(file, draw.Against{Trust: &trust, Names: names})
	for _, v := range findings {
		if v.State == draw.Broken {
			return out, fault.InvalidInput().At("file", v.Text).Or()
		}
	}
	if !ok || file.Result == nil || file.Receipt == "" || file.ResultRcpt == "" {
		return out, fault.InvalidInput().At("file", lang.T("文件里要有抽取结果和账本的回执：公告和抽取都要带 --data 运行。", "The file needs the result and the ledger's receipts: announce and run it with --data.")).Or()
	}
	a, err := draw.ParseAnnouncement(file.Announcement)
	if err != nil {
		return out, at("file", err)
	}
	want, take := f.Units, f.Plan.Objects
	if in.What == Inspectors {
		want, take = f.Inspectors, f.Send
	}
	of, listed := map[draw.Hash]string{}, []string(nil)
	for _, n := range names {
		id, _, _ := strings.Cut(n.Name, " ")
		of[n.ID] = id
		listed = append(listed, id)
	}
	if a.Take != take || !slices.Equal(slices.Sorted(slices.Values(listed)), slices.Sorted(slices.Values(want))) || len(names) != len(a.List) {
		return out, unlawful("draw_not_of_plan", "抽取的名单或者个数和计划不一致。这次尝试已记录。", "The list or the number drawn is not that of the plan. This attempt is on record.", "请用本页下载的抽取方案重新公告。", "Please announce the plan that this page hands out.")
	}
	if a.FirstKnown().Before(d.Case.Opened) {
		return out, unlawful("draw_before_plan", "抽取的随机来源在计划以前就公布了。", "The draw's source was known before the plan.", "请重新公告，用将来的来源。", "Please announce one with a future source.")
	}
	out.Draw, out.Hash = a.Name, a.Hash()
	for _, id := range file.Taken {
		out.IDs = append(out.IDs, of[id])
	}
	return out, nil
}

func at(path string, err error) error {
	f := fault.For(err)
	return fault.InvalidInput().At(path, lang.T(f.Message.ZH+f.Remedy.ZH, f.Message.EN+" "+f.Remedy.EN)).Or()
}

func (r Rules) decideDraw(d *casework.Decision) error {
	in := casework.Input[DrawInput](d)
	out, err := r.drawn(d)
	if err != nil {
		return err
	}
	d.Private.Notes = map[string]string{"draw.file": in.File, "draw.names": in.Names}
	return d.SetData(out)
}

func bothDrawn() casework.Guard {
	return casework.Guard{Name: "both_drawn", Says: lang.T("单位和检查人员都抽好了", "objects and inspectors were drawn"),
		Check: func(d *casework.Decision) error {
			f := RoundOf(d.Case)
			if f.Of(Objects) == nil || f.Of(Inspectors) == nil {
				return unlawful("not_drawn", "单位和检查人员都抽好才能开始。", "Objects and inspectors are drawn first.", "请先登记抽取结果。", "Please enter the draws first.")
			}
			return nil
		}}
}

// allVisited: every unit drawn was visited, or it is said why not.
func (r Rules) allVisited() casework.Guard {
	return casework.Guard{Name: "all_visited", Says: lang.T("抽中的单位都查过，没有查的写明原因", "every unit drawn was visited, or it is said why not"),
		Check: func(d *casework.Decision) error {
			left, _, err := r.left(d)
			if err == nil && len(left) > 0 && strings.TrimSpace(casework.Input[EndInput](d).Why) == "" {
				return fault.InvalidInput().At("why", lang.Format("还有%d个抽中的单位没有查，请写明原因。", "%d units that were drawn were not visited; please say why.", len(left))).Or()
			}
			return err
		}}
}

// left are the units that were drawn and not visited, and the visits that wait to be told.
func (r Rules) left(d *casework.Decision) (left []string, kept []casework.ID, err error) {
	ids, err := r.Visits(d.Context(), d.Case.Division, d.Case.Number)
	if err != nil {
		return nil, nil, err
	}
	seen := map[string]bool{}
	for _, id := range ids {
		c, _, err := d.Engine.Load(d.Context(), casework.Key{Division: d.Case.Division, ID: id})
		if err != nil {
			return nil, nil, err
		}
		seen[VisitOf(c).Unit] = true
		if c.State == Kept {
			kept = append(kept, id)
		}
	}
	for _, u := range RoundOf(d.Case).Of(Objects) {
		if !seen[u] {
			left = append(left, u)
		}
	}
	return left, kept, nil
}

// decideEnd tells every unit in the same act by which the round ends.
func (r Rules) decideEnd(d *casework.Decision) error {
	left, kept, err := r.left(d)
	if err != nil {
		return err
	}
	for _, id := range kept {
		d.Also(id, "release_visit", nil, "")
	}
	if len(left) > 0 {
		d.Private.Text = casework.Input[EndInput](d).Why
	}
	return d.SetData(Missed{left})
}

// PlanOf is what to announce for one of a round's draws, for `banjie draw announce`. Sources and
// parties are the office's choice and are filled in by hand; name gives the words behind an id.
func PlanOf(c *casework.Case, what string, name func(id string) string) ([]byte, error) {
	f := RoundOf(c)
	p := draw.Plan{Draw: strings.ToLower(c.Number) + "-" + what, Purpose: "明察暗访 " + c.Number + " " + map[string]string{Objects: "抽取被查单位", Inspectors: "抽取检查人员"}[what],
		Take: f.Plan.Objects, Classes: []draw.Class{{Code: "a", Weight: 1}}}
	ids := f.Units
	if what == Inspectors {
		ids, p.Take = f.Inspectors, f.Send
	}
	for _, id := range ids {
		p.Candidates = append(p.Candidates, draw.PlanEntry{Name: CandidateName(id, name(id)), Class: "a"})
	}
	return json.MarshalIndent(p, "", "  ")
}
