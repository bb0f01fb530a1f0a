package complaint_test

import (
	"sync"
	"testing"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/limit"
)

func (b *bed) load(c *casework.Case) *casework.Case {
	b.Helper()
	c, _, err := b.engine.Load(b.Context(), c.Key)
	if err != nil {
		b.Fatal(err)
	}
	return c
}

// refused wants an answer of a kind.
func (b *bed) refused(kind fault.Kind, what string, who access.Actor, id casework.ID, verb string, input any, reason ...string) {
	b.Helper()
	if _, err := b.do(who, id, verb, input, reason...); fault.KindOf(err) != kind {
		b.Errorf("%s: %v", what, err)
	}
}

// TestJoinedHearsOfTheResult: what is joined waits for an accepted one, is told of its result
// in words of its own, and has every right of the reporter afterwards.
func TestJoinedHearsOfTheResult(t *testing.T) {
	b := newBed(t)
	r, c := b.file(0)
	_, target := b.file(1)
	b.refused(fault.Invalid, "joined to one that is not accepted", officer, c.ID, "join_other", &complaint.JoinInput{Into: target.Number}, "同一路段。")
	b.refused(fault.Invalid, "joined to itself", officer, c.ID, "join_other", &complaint.JoinInput{Into: c.Number}, "x")
	b.toUnit(target.ID)
	c = b.must(officer, c.ID, "join_other", &complaint.JoinInput{Into: target.Number}, "同一路段，一起查。")
	if k, _ := c.Clock("citizen"); c.State != complaint.Joined || k.State != limit.Running {
		t.Fatalf("%s, the citizen's clock is %s", c.State, k.State)
	}
	b.reported(target.ID, complaint.Substantiated, complaint.Solved, "put_right")
	b.refused(fault.Invalid, "answered without a word for who was joined", officer, target.ID, "answer_reporter", nil, "修好了。")
	b.must(officer, target.ID, "answer_reporter", &complaint.AnswerInput{Joined: "路灯已全部修好。"}, "修好了，谢谢您第一个告诉我们。")
	c = b.load(c)
	if e := c.Events[len(c.Events)-1]; c.State != complaint.Answered || e.Private.Text != "路灯已全部修好。" {
		t.Fatalf("%s, told %q", c.State, e.Private.Text)
	}
	c = b.must(r.Actor, c.ID, "contest_answer", r.says(c, "contest_answer", "no"), "还有两盏不亮。")
	if c.State != complaint.Working || len(c.OpenTasks()) != 1 || c.OpenTasks()[0].Officer != officer.ID {
		t.Errorf("%s with %+v", c.State, c.OpenTasks())
	}
}

// TestJoinedIsNotLost: where the other one ends without a result, what was joined goes back to triage.
func TestJoinedIsNotLost(t *testing.T) {
	b := newBed(t)
	_, c := b.file(0)
	other, target := b.file(1)
	b.toUnit(target.ID)
	b.must(officer, c.ID, "join_other", &complaint.JoinInput{Into: target.Number}, "一起查。")
	b.must(other.Actor, target.ID, "withdraw_complaint", other.says(target, "withdraw_complaint", "yes"))
	c = b.load(c)
	if k, _ := c.Clock("triage"); c.State != complaint.Registered || k.State != limit.Running || complaint.FileOf(c).Into != nil {
		t.Fatalf("%s, triage %s", c.State, k.State)
	}
	b.toUnit(c.ID)
}

// TestJointNeedsEveryReport: the centre leads, and where units differ it says which result
// stands; what one found doable yet refused is never talked away.
func TestJointNeedsEveryReport(t *testing.T) {
	b := newBed(t)
	evidence := []casework.File{{Material: "evidence", Hash: "e"}}
	joint := func() *casework.Case {
		_, c := b.file(0)
		b.must(officer, c.ID, "take_up", &complaint.TakeUpInput{Route: "joint", Units: []string{"roads", "water"}, Brief: brief(t, "反映路灯和排水。")})
		b.must(roads, c.ID, "take_on", nil)
		return b.must(water, c.ID, "take_on", nil)
	}
	c := joint()
	c = b.must(roads, c.ID, "report_findings", &complaint.ReportInput{Finding: "not_substantiated", Result: complaint.Unfounded, Files: evidence}, "查过。")
	if c.State != complaint.Working {
		t.Fatalf("one of two reported: %s", c.State)
	}
	c = b.must(water, c.ID, "report_findings", &complaint.ReportInput{Finding: complaint.Substantiated, Result: complaint.Solved, Measures: []string{"put_right"}, Files: evidence}, "属实。")
	if c.State != complaint.Reported {
		t.Fatal(c.State)
	}
	b.refused(fault.Invalid, "no word on which result stands", officer, c.ID, "answer_reporter", nil, "x")
	b.refused(fault.Invalid, "unfounded though one found it true", officer, c.ID, "answer_reporter", &complaint.AnswerInput{Result: complaint.Unfounded}, "x")
	if c = b.must(officer, c.ID, "answer_reporter", &complaint.AnswerInput{Result: complaint.Solved}, "水务属实，已修。"); complaint.FileOf(c).Result != complaint.Solved {
		t.Error(complaint.FileOf(c).Result)
	}
	c = joint()
	b.must(roads, c.ID, "report_findings", &complaint.ReportInput{Finding: complaint.Substantiated, Result: complaint.CouldBeDone, Measures: []string{"accountability"}, Files: evidence}, "能办不办。")
	b.must(water, c.ID, "report_findings", &complaint.ReportInput{Finding: "unverifiable", Result: complaint.Explained, Files: evidence}, "查不清。")
	if c = b.must(officer, c.ID, "answer_reporter", &complaint.AnswerInput{Result: complaint.Explained}, "x"); complaint.FileOf(c).Result != complaint.CouldBeDone {
		t.Error(complaint.FileOf(c).Result)
	}

	// One of two gives it back: the other keeps what it has.
	_, c = b.file(1)
	b.must(officer, c.ID, "take_up", &complaint.TakeUpInput{Route: "joint", Units: []string{"roads", "water"}, Brief: brief(t, "反映路灯和排水。")})
	b.must(roads, c.ID, "take_on", nil)
	b.must(water, c.ID, "return_once", &complaint.ReturnInput{Duty: "三定第2条"}, "不归水务。")
	c = b.must(officer, c.ID, "rule_dispute", &complaint.RuleInput{Unit: "centre"}, "由中心自己查排水。")
	if n := len(c.OpenTasks()); n != 2 {
		t.Errorf("%d tasks after the ruling", n)
	}
}

// TestTooLateToReturn: after one working day a unit has it.
func TestTooLateToReturn(t *testing.T) {
	b := newBed(t)
	_, c := b.file(0)
	b.must(officer, c.ID, "take_up", &complaint.TakeUpInput{Route: "unit", Units: []string{"roads"}, Brief: brief(t, "反映路灯不修。")})
	b.pass(2)
	b.refused(fault.Unlawful, "returned on the second day", roads, c.ID, "return_once", &complaint.ReturnInput{Duty: "三定第4条"}, "不归我们。")
	b.must(roads, c.ID, "take_on", nil)
}

// TestFromAbove: the letter's own limit counts from its receipt, thirty working days otherwise.
func TestFromAbove(t *testing.T) {
	b := newBed(t)
	cmd := b.filing(b.reporter(0), "delay", "上级转来的信")
	in := cmd.Input.(*complaint.FileInput)
	in.Forwarded, in.Handed = &complaint.Forwarded{From: "市投诉中心", Letter: "转〔2026〕7号", Days: 15}, "kept"
	if _, err := b.engine.Do(b.Context(), cmd); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a reporter says that it comes from above: %v", err)
	}
	cmd.Actor, cmd.Open.Channel = officer, complaint.ByLetter
	out, err := b.engine.Do(b.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	if k, _ := out.Case.Clock("letter"); k.Limit.N != 15 || k.Due.Day.String() != "2026-03-23" {
		t.Errorf("%d working days, due %s", k.Limit.N, k.Due.Day)
	}
	b.toUnit(out.Case.ID)
	b.reported(out.Case.ID, complaint.Substantiated, complaint.Solved, "put_right")
	c := b.must(officer, out.Case.ID, "answer_reporter", nil, "已办。")
	if k, _ := c.Clock("letter"); k.State != limit.Met {
		t.Errorf("the letter's clock is %s", k.State)
	}
}

// TestCentreDoesNotJudgeItself: what is about the centre is handed over, its words are the
// head's, and who stepped aside neither reads nor decides.
func TestCentreDoesNotJudgeItself(t *testing.T) {
	b := newBed(t)
	cmd := b.filing(b.reporter(0), "rudeness", "投诉中心自己")
	cmd.Input.(*complaint.FileInput).Against = "centre"
	out, err := b.engine.Do(b.Context(), cmd)
	if err != nil {
		t.Fatal(err)
	}
	id := out.Case.ID
	b.refused(fault.Unlawful, "taken up", officer, id, "take_up", &complaint.TakeUpInput{Route: "own"})
	b.refused(fault.Unlawful, "declined", officer, id, "decline", &complaint.DeclineInput{Ground: "private", Competent: "x"}, "x")
	b.refused(fault.Unlawful, "answered", officer, id, "answer_at_once", &complaint.AtOnceInput{Result: complaint.Explained}, "x")
	b.refused(fault.Unlawful, "read by an officer", officer, id, "view_story", nil)
	b.must(head, id, "view_story", nil)
	b.must(officer, id, "hand_over", &complaint.HandOverInput{Body: "市投诉中心"}, "投诉对象是本中心。")

	_, c := b.file(1)
	b.refused(fault.Unlawful, "an officer sends another away", officer, c.ID, "recuse", &complaint.RecuseInput{Officer: second.ID}, "x")
	clerkish := officer
	clerkish.ID, clerkish.Role = "co", access.CaseOfficer
	b.refused(fault.Unlawful, "an officer of the unit sends a supervisor away", clerkish, c.ID, "recuse", &complaint.RecuseInput{Officer: second.ID}, "x")
	b.must(officer, c.ID, "recuse", nil, "被投诉的是我的亲属。")
	b.refused(fault.Unlawful, "reads after stepping aside", officer, c.ID, "view_story", nil)
	b.refused(fault.Unlawful, "decides after stepping aside", officer, c.ID, "decline", &complaint.DeclineInput{Ground: "private", Competent: "x"}, "x")
	b.must(second, c.ID, "view_story", nil)
	b.must(head, c.ID, "recuse", &complaint.RecuseInput{Officer: second.ID}, "与被投诉人同科室。")
	b.refused(fault.Unlawful, "reads after the head took him out", second, c.ID, "view_story", nil)
}

// TestRevisitHasItDoneAgain: what is not good enough is done again, once, at the word of a revisit.
func TestRevisitHasItDoneAgain(t *testing.T) {
	b := newBed(t)
	r, c := b.file(0)
	b.toUnit(c.ID)
	round := func() {
		b.reported(c.ID, complaint.Substantiated, complaint.Solved, "put_right")
		c = b.must(officer, c.ID, "answer_reporter", nil, "已修好。")
		c = b.must(r.Actor, c.ID, "confirm_solved", r.says(c, "confirm_solved", "yes"))
	}
	round()
	c = b.must(second, c.ID, "revisit", &complaint.RevisitInput{Outcome: "not_solved"}, "又黑了。")
	if k, _ := c.Clock("unit"); c.State != complaint.Working || !c.IsOpen() || k.State != limit.Running {
		t.Fatalf("%s, unit %s", c.State, k.State)
	}
	round()
	if c = b.must(second, c.ID, "revisit", &complaint.RevisitInput{Outcome: "not_solved"}, "还是不满意。"); c.State != complaint.Closed || c.IsOpen() {
		t.Errorf("done a third time: %s", c.State)
	}
	_, d := b.file(1)
	b.must(officer, d.ID, "decline", &complaint.DeclineInput{Ground: "private", Competent: "法院"}, "民事。")
	if d = b.must(second, d.ID, "revisit", &complaint.RevisitInput{Outcome: "solved"}, "知道去哪里了。"); d.State != complaint.NotAccepted || d.IsOpen() || d.Result != "not_accepted" {
		t.Errorf("%s, %q", d.State, d.Result)
	}
}

// firm files for a firm.
func (b *bed) firm(n int, offer string) (*reporter, *casework.Case) {
	b.Helper()
	r := b.reporter(n)
	cmd := b.filing(r, "extortion", "要两条烟")
	in := cmd.Input.(*complaint.FileInput)
	in.Firm, in.Offer = true, offer
	out, err := b.engine.Do(b.Context(), cmd)
	if err != nil {
		b.Fatal(err)
	}
	r.id = out.Case.ID
	return r, out.Case
}

// TestSmallCounty: where fewer than five firms fit, nothing goes to a unit but as the firm chose.
func TestSmallCounty(t *testing.T) {
	b := newBed(t)
	up := func(objects ...string) *complaint.TakeUpInput {
		return &complaint.TakeUpInput{Route: "unit", Units: []string{"roads"}, Brief: brief(t, "反映检查索要财物。"), Objects: objects}
	}
	r, c := b.firm(0, "")
	b.refused(fault.Unlawful, "dispatched without counting", officer, c.ID, "take_up", up())
	c = b.must(officer, c.ID, "count_firms", &complaint.Description{Item: "rare"})
	if k, _ := c.Clock("asked"); c.State != complaint.Asking || k.Due.Day.String() != "2026-03-09" || complaint.FileOf(c).Counted.N != 2 {
		t.Fatalf("%s, due %s", c.State, k.Due.Day)
	}
	b.refused(fault.Unlawful, "dispatched while the reporter is asked", officer, c.ID, "take_up", up())
	b.refused(fault.Unlawful, "chosen by nobody", r.Actor, c.ID, "choose_offer", &complaint.Statement{Value: "go_on"})
	c = b.must(r.Actor, c.ID, "choose_offer", r.says(c, "choose_offer", "theme_check"))
	b.refused(fault.Invalid, "a theme check of four", officer, c.ID, "take_up", up("甲", "乙", "丙", "丁", "丁"))
	c = b.must(officer, c.ID, "take_up", up("甲", "乙", "丙", "丁", "戊"))
	if complaint.FileOf(c).Objects != 5 {
		t.Error("the objects are not counted")
	}

	// Wait: nothing moves until the time is over, then it still goes to no unit alone.
	_, c = b.firm(1, "wait")
	b.must(officer, c.ID, "count_firms", &complaint.Description{Item: "common"})
	b.refused(fault.Unlawful, "dispatched while the reporter waits", officer, c.ID, "take_up", up())
	c = b.must(officer, c.ID, "set_aside", nil)
	if c.State != complaint.SetAside {
		t.Fatal(c.State)
	}
	b.must(officer, c.ID, "view_story", nil)
	b.pass(21)
	if c = b.load(c); c.State != complaint.Registered || complaint.FileOf(c).Offer != complaint.Unchosen {
		t.Fatalf("%s, %q", c.State, complaint.FileOf(c).Offer)
	}
	b.must(officer, c.ID, "count_firms", &complaint.Description{}) // nothing to count by counts as few
	b.refused(fault.Unlawful, "dispatched without a choice", officer, c.ID, "take_up", up())
	c = b.must(officer, c.ID, "take_up", &complaint.TakeUpInput{Route: "own"})
	if c.State != complaint.Working {
		t.Error(c.State)
	}

	// Many fit: the choice asks for nothing more.
	_, c = b.firm(0, "merge")
	b.must(officer, c.ID, "count_firms", &complaint.Description{Item: "rare"})
	b.refused(fault.Unlawful, "alone though company was asked for", officer, c.ID, "take_up", up())
	b.must(officer, c.ID, "count_firms", &complaint.Description{Item: "common"})
	b.must(officer, c.ID, "take_up", up())
}

// TestFiveTimesOneEffect: sent five times at once, on the database, a command has one effect.
func TestFiveTimesOneEffect(t *testing.T) {
	b := newBed(t)
	r := b.reporter(0)
	five := func(cmd casework.Command) casework.ID {
		t.Helper()
		var ids, repeated sync.Map
		var wg sync.WaitGroup
		for i := range 5 {
			wg.Go(func() {
				out, err := b.engine.Do(b.Context(), cmd)
				if err != nil {
					t.Errorf("%s: %v", cmd.Verb, err)
					return
				}
				ids.Store(out.Case.ID, true)
				if out.Repeated {
					repeated.Store(i, true)
				}
			})
		}
		wg.Wait()
		count := func(m *sync.Map) (n int, last any) {
			m.Range(func(k, _ any) bool { n, last = n+1, k; return true })
			return n, last
		}
		again, _ := count(&repeated)
		cases, id := count(&ids)
		if cases != 1 || again != 4 {
			t.Fatalf("%s: %d cases, %d of five were repeats", cmd.Verb, cases, again)
		}
		return id.(casework.ID)
	}
	cmd := b.filing(r, "delay", "路灯")
	cmd.Idem = &casework.Idem{Actor: "form", Key: "file"}
	id := five(cmd)
	for _, do := range []struct {
		who   access.Actor
		verb  string
		input any
	}{{officer, "take_up", &complaint.TakeUpInput{Route: "unit", Units: []string{"roads"}, Brief: brief(t, "反映路灯不修。")}}, {roads, "take_on", nil},
		{roads, "report_findings", &complaint.ReportInput{Finding: complaint.Substantiated, Result: complaint.Solved, Measures: []string{"put_right"}, Files: []casework.File{{Material: "evidence", Hash: "e"}}}},
		{officer, "answer_reporter", nil}} {
		five(casework.Command{Actor: do.who, Case: id, Verb: do.verb, Input: do.input, Reason: "示例理由", Idem: &casework.Idem{Actor: do.who.ID, Key: do.verb}})
	}
	c, _, err := b.engine.Load(b.Context(), casework.Key{Division: division, ID: id})
	if err != nil {
		t.Fatal(err)
	}
	five(casework.Command{Actor: r.Actor, Case: id, Verb: "confirm_solved", Input: r.says(c, "confirm_solved", "yes"), Idem: &casework.Idem{Actor: "form", Key: "confirm"}})
	if c, _, err = b.engine.Load(b.Context(), c.Key); err != nil || len(c.Events) != 6 {
		t.Errorf("%d events, %v", len(c.Events), err)
	}
}
