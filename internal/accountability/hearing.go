package accountability

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/inspection"
	"banjie/internal/lang"
	"banjie/internal/supervise"
)

// Inputs until the officer is heard.
type (
	// OpenInput opens a file.
	OpenInput struct {
		Officer string          `json:"officer"`
		Source  string          `json:"source"`
		Number  string          `json:"number"`
		Card    string          `json:"card"`
		Facts   []FactInput     `json:"facts"`
		Files   []casework.File `json:"files"`
	}
	// FactInput is one fact in words, with the event that shows it or without, where a paper does.
	FactInput struct {
		Says   string `json:"says"`
		Number string `json:"number"`
		Seq    int64  `json:"seq"`
	}
	// ReplyInput carries the officer's papers; the words are the reason of the act.
	ReplyInput struct {
		Files []casework.File `json:"files"`
	}
	// RecusalInput names whom the officer asks to withdraw.
	RecusalInput struct {
		Who string `json:"who"`
	}
	// RecusalAnswer grants a request or not.
	RecusalAnswer struct {
		Grant bool `json:"grant"`
	}
)

// Sent implements casework.WithFiles.
func (in *OpenInput) Sent() []casework.File { return in.Files }

// Sent implements casework.WithFiles.
func (in *ReplyInput) Sent() []casework.File { return in.Files }

func (r Rules) hearingRows() []casework.Transition {
	desk := []casework.Relation{casework.Responsible}
	officer := []casework.Relation{casework.Concerned}
	return []casework.Transition{
		{Verb: "open_file", Title: lang.T("开启责任追究", "Open a file"), To: Opened, Event: "accountability_opened", Needs: casework.NeedReason, By: []casework.Relation{casework.Receiver},
			Guards: []casework.Guard{r.atCentre(), r.sourceHolds(), r.officerServes(), r.factsStand()}, Clocks: []casework.Effect{casework.Begin("officer_reply", "file_decision")},
			Input: func() any { return &OpenInput{} }, Decide: r.decideOpen},
		{From: []casework.State{Opened, Heard}, Verb: "reply_to_file", Title: lang.T("书面说明", "Reply in writing"), To: Heard, Event: "officer_replied", Needs: casework.NeedReason, By: officer,
			Clocks: []casework.Effect{casework.Stop("officer_reply")}, Input: func() any { return &ReplyInput{} },
			Decide: func(d *casework.Decision) error {
				d.Private.Files = casework.Input[ReplyInput](d).Files
				return nil
			}},
		{From: []casework.State{Opened}, Verb: "expire_reply", Title: lang.T("说明期限届满", "The time for a reply is over"), To: Heard, Event: "officer_silent", Quiet: true, By: []casework.Relation{casework.Itself},
			Guards: []casework.Guard{casework.Due("officer_reply")}, Clocks: []casework.Effect{casework.Stop("officer_reply")}, Decide: atDue("officer_reply")},
		{From: []casework.State{Opened, Heard, Proposed, Decided, Appealed}, Verb: "declare_recusal", Title: lang.T("自行回避", "Withdraw from the file"), Event: "recusal_declared", Needs: casework.NeedReason, Basis: []string{"xfg-28"}, By: desk,
			Guards: []casework.Guard{notYetOut()}, Decide: decideDeclare},
		{From: []casework.State{Opened, Heard, Proposed, Appealed}, Verb: "ask_recusal", Title: lang.T("申请某人回避", "Ask somebody to withdraw"), Event: "recusal_asked", Needs: casework.NeedReason, Basis: []string{"xfg-28"}, By: officer,
			Guards: []casework.Guard{oneRequest()}, Input: func() any { return &RecusalInput{} }, Decide: r.decideAsk},
		{From: []casework.State{Opened, Heard, Proposed, Appealed}, Verb: "decide_recusal", Title: lang.T("决定是否回避", "Decide on the recusal"), Event: "recusal_decided", Needs: casework.NeedReason, Basis: []string{"xfg-28"}, By: desk,
			Guards: []casework.Guard{r.mayDecideRecusal()}, Input: func() any { return &RecusalAnswer{} }, Decide: decideRecusal},
	}
}

// atDue gives an act of the sweeper the instant at which the time was over.
func atDue(name string) func(*casework.Decision) error {
	return func(d *casework.Decision) error {
		if k, ok := d.Case.Clock(name); ok {
			d.Effective = k.Due.At
		}
		return nil
	}
}

func (r Rules) atCentre() casework.Guard {
	return casework.Guard{Name: "opened_by_the_centre", Says: lang.T("由投诉中心开启，案卷密封", "opened by the complaint centre, as a sealed case"),
		Check: func(d *casework.Decision) error {
			if r.Centre == "" || d.Cmd.Actor.Unit != r.Centre {
				return fault.Missing()
			}
			if d.Facts.Open == nil || !d.Facts.Open.Sealed {
				return fmt.Errorf("accountability: a file is a sealed case")
			}
			return nil
		}}
}

func (r Rules) find(ctx context.Context, division, number string) (*casework.Case, error) {
	if number = strings.TrimSpace(number); number == "" || r.Find == nil {
		return nil, nil
	}
	c, err := r.Find(ctx, division, number)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	return c, err
}

// sourceHolds: a file comes from something that was found by people, never from a figure.
func (r Rules) sourceHolds() casework.Guard {
	return casework.Guard{Name: "source_holds", Says: lang.T("来自能办而不办等投诉、“办不成事”反映、复核维持的牌或者检查发现", "it comes from such a complaint, an impasse, a card upheld or a finding"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[OpenInput](d)
			c, err := r.find(d.Context(), d.Cmd.Actor.Division, in.Number)
			if err != nil {
				return err
			}
			if !among(Sources(), in.Source) {
				return fault.InvalidInput().At("source", lang.T("请选择线索从哪里来。", "Please say where the lead comes from.")).Or()
			}
			if c == nil {
				return fault.InvalidInput().At("number", lang.T("没有这个编号的件。", "There is no case of this number.")).Or()
			}
			ok := true
			switch in.Source {
			case FromComplaint:
				ok = accusing(c)
			case FromImpasse:
				ok = r.Impasse != "" && c.Procedure == r.Impasse
			case FromCard:
				ok, err = r.upheld(c, in.Card)
			case FromInspection:
				ok = c.Procedure == inspection.VisitName && len(inspection.VisitOf(c).Findings) > 0
			}
			if err == nil && !ok {
				return unlawful("source_does_not_carry", "这一件不能作为责任追究的线索：投诉要有“能办而不办”的结果或者“已启动责任追究”的措施，“办不成事”要有反映的编号，牌要经复核维持，检查要有发现的问题。",
					"This case is no lead: a complaint must have ended as refused though doable or name accountability as its measure, an impasse must have been reported, a card must have been upheld, an inspection must have a finding.", "请核对编号和来源。", "Please check number and source.")
			}
			return err
		}}
}

// accusing says that the findings of a complaint lead to a file.
func accusing(c *casework.Case) bool {
	if c.Procedure != complaint.Name {
		return false
	}
	f := complaint.FileOf(c)
	return c.Result == complaint.CouldBeDone || f.Report != nil && (f.Report.Result == complaint.CouldBeDone || slices.Contains(f.Report.Measures, "accountability"))
}

func (r Rules) upheld(c *casework.Case, id string) (bool, error) {
	calendars := supervise.NewCalendars()
	if r.Calendars != nil {
		calendars = r.Calendars()
	}
	cards, err := supervise.Cards(c.Events, calendars)
	return slices.ContainsFunc(cards, func(k supervise.Card) bool { return k.ID == id && k.State == supervise.Upheld }), err
}

func (r Rules) officerServes() casework.Guard {
	return casework.Guard{Name: "officer_serves", Says: lang.T("写明的工作人员在职，不是开启的人自己", "the officer named is in office and is not whoever opens the file"),
		Check: func(d *casework.Decision) error {
			id := casework.Input[OpenInput](d).Officer
			if _, ok := r.Officer(id, d.Engine.Calendar().DayOf(d.At)); !ok {
				return fault.InvalidInput().At("officer", lang.T("花名册里没有这名工作人员。", "There is no such officer.")).Or()
			}
			if id == d.Cmd.Actor.ID {
				return unlawful("own_file", "不能给自己立案。", "Nobody opens a file on himself.", "请由另一位同事办理。", "Please let somebody else do it.", "xfg-28")
			}
			return nil
		}}
}

func (r Rules) factsStand() casework.Guard {
	return casework.Guard{Name: "facts_stand", Says: lang.T("每个事实都有账本上的一步或者书面证据", "each fact names an event of the ledger or rests on a paper"),
		Check: func(d *casework.Decision) error {
			_, err := r.facts(d)
			return err
		}}
}

// facts looks every fact up and gives them with their leaves.
func (r Rules) facts(d *casework.Decision) ([]Fact, error) {
	in := casework.Input[OpenInput](d)
	bad := fault.InvalidInput()
	if len(in.Facts) == 0 {
		bad.At("fact1", lang.T("请至少写一个事实。", "Please give at least one fact."))
	}
	var all []Fact
	for i, f := range in.Facts {
		at := fmt.Sprintf("fact%d", i+1)
		if strings.TrimSpace(f.Says) == "" {
			bad.At(at, lang.T("请写明事实。", "Please say what happened."))
		}
		if f.Number == "" {
			if len(in.Files) == 0 {
				bad.At("file.evidence", lang.T("没有写明账本上哪一步的事实，要上传书面证据。", "A fact that names no event needs a paper."))
			}
			all = append(all, Fact{})
			continue
		}
		c, err := r.find(d.Context(), d.Cmd.Actor.Division, f.Number)
		if err != nil {
			return nil, err
		}
		if c == nil || f.Seq < 1 || f.Seq > int64(len(c.Events)) {
			bad.At(at+".seq", lang.T("这一件没有这一步。", "That case has no such event."))
			continue
		}
		if reporters(c, f.Seq) {
			bad.At(at+".seq", lang.T("这一步在账本上的位置会说出投诉人是几点写的，本人看得到。请引用单位自己的一步。", "The place of this act in the ledger tells at which hour the reporter wrote, and the officer sees it. Please name an act of the unit."))
			continue
		}
		all = append(all, Fact{Case: c.ID, Number: c.Number, Seq: f.Seq, Leaf: c.Events[f.Seq-1].N})
	}
	return all, bad.Or()
}

// reporters says that an act of a sealed case was done by, or at the moment of, whoever is
// protected. Of such a case the day alone is known; a leaf beside those of open cases, whose
// time is public, tells the hour.
func reporters(c *casework.Case, seq int64) bool {
	return c.Sealed && (seq == 1 && c.Procedure != inspection.VisitName || c.Events[seq-1].By.Relation == casework.Applicant)
}

func (r Rules) decideOpen(d *casework.Decision) error {
	in := casework.Input[OpenInput](d)
	facts, err := r.facts(d)
	if err != nil {
		return err
	}
	source, err := r.find(d.Context(), d.Cmd.Actor.Division, in.Number)
	if err != nil {
		return err
	}
	lead := Lead{Officer: in.Officer, Source: in.Source, Number: source.Number, Facts: facts, Papers: len(in.Files)}
	if in.Source == FromCard {
		lead.Card = in.Card
	}
	lead.Of, _ = r.Officer(in.Officer, d.Engine.Calendar().DayOf(d.At))
	if source.Procedure == complaint.Name {
		lead.Deciders = complaint.FileOf(source).Deciders
	}
	d.Facts.Unit = r.Centre
	d.Private.Files = in.Files
	d.Private.Notes = map[string]string{}
	for i, f := range in.Facts {
		d.Private.Notes[fmt.Sprintf("fact.%d", i+1)] = strings.TrimSpace(f.Says)
	}
	return d.SetData(lead)
}

func notYetOut() casework.Guard {
	return casework.Guard{Name: "not_out_yet", Says: lang.T("还没有回避过", "has not withdrawn yet"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Recused(d.Cmd.Actor.ID) {
				return unlawful("out_already", "您已经回避。", "You have withdrawn from this file.", "", "")
			}
			return nil
		}}
}

func decideDeclare(d *casework.Decision) error {
	return d.SetData(Recusal{Who: d.Cmd.Actor.ID, Head: heads(d.Cmd.Actor)})
}

func heads(a access.Actor) bool { return a.Role == access.UnitHead || a.Role == access.CentreHead }

func oneRequest() casework.Guard {
	return casework.Guard{Name: "one_request", Says: lang.T("写明要求谁回避；同一个人只申请一次，前一个申请已有答复", "it names somebody of the centre, once each, and no request waits"),
		Check: func(d *casework.Decision) error {
			f, who := FileOf(d.Case), casework.Input[RecusalInput](d).Who
			if _, waits := f.asked(); waits {
				return unlawful("request_waits", "上一个回避申请还没有答复。", "Your last request has not been answered.", "请等答复。", "Please wait for the answer.")
			}
			if slices.ContainsFunc(f.Recusals, func(r Recusal) bool { return r.Who == who }) {
				return unlawful("asked_already", "这个人已经申请过回避，或者已经回避。", "You asked that before, or that person has withdrawn.", "", "")
			}
			return nil
		}}
}

func (r Rules) decideAsk(d *casework.Decision) error {
	who := casework.Input[RecusalInput](d).Who
	day := d.Engine.Calendar().DayOf(d.At)
	if unit, ok := r.Officer(who, day); !ok || unit != r.Centre || who == d.Cmd.Actor.ID {
		return fault.InvalidInput().At("who", lang.T("请选择投诉中心的工作人员。", "Please choose somebody of the centre.")).Or()
	}
	return d.SetData(Recusal{Who: who, Asked: true, Head: r.Heads != nil && r.Heads(who, day)})
}

// mayDecideRecusal: the head decides; about a head somebody else of the centre does.
func (r Rules) mayDecideRecusal() casework.Guard {
	return casework.Guard{Name: "head_decides_recusal", Basis: "xfg-28", Says: lang.T("由负责人决定；涉及负责人的，由中心另一人决定；不能决定自己的，也不能是当事人", "the head decides; about a head another of the centre; never about oneself, never the officer"),
		Check: func(d *casework.Decision) error {
			f, me := FileOf(d.Case), d.Cmd.Actor
			req, waits := f.asked()
			if !waits {
				return unlawful("no_recusal_asked", "没有等待决定的回避申请。", "No request waits.", "", "")
			}
			if req.Who == me.ID || f.Concerns(me.ID) || f.Recused(me.ID) {
				return unlawful("own_recusal", "涉及自己的回避，由别人决定。", "Nobody decides on his own recusal.", "请由中心另一位负责人决定。", "Please let another of the centre decide.", "xfg-28")
			}
			if !heads(me) && !req.Head {
				return unlawful("head_must_decide", "回避由投诉中心负责人决定。", "The head of the centre decides on a recusal.", "请报负责人决定。", "Please ask the head to decide.", "xfg-28")
			}
			return nil
		}}
}

func decideRecusal(d *casework.Decision) error {
	req, _ := FileOf(d.Case).asked()
	req.Answer = "refused"
	if casework.Input[RecusalAnswer](d).Grant {
		req.Answer = "granted"
	}
	d.Facts.Approver = d.Cmd.Actor.ID
	return d.SetData(req)
}
