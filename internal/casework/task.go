package casework

import (
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// IntakeStep is the step in which a new case waits for its acceptance.
const IntakeStep = "intake"

// Inputs of the verbs that every procedure shares.
type (
	// TaskInput names a task.
	TaskInput struct {
		Step string `json:"step"`
		Task string `json:"task"`
	}
	// FinishInput ends one's own task with an opinion.
	FinishInput struct {
		Step    string `json:"step"`
		Task    string `json:"task"`
		Outcome string `json:"outcome"` // agree, disagree
	}
	// ReferInput hands a task to another unit, which must be named in the duty list.
	ReferInput struct {
		Step string `json:"step"`
		Task string `json:"task"`
		Unit string `json:"unit"`
	}
)

// CommonRows are the verbs every procedure shares: tasks are taken in the waiting states,
// worked on in the working ones; the rest holds while the case is open.
func CommonRows(waiting, working, open []State) []Transition {
	return []Transition{
		{From: append(slices.Clone(waiting), working...), Verb: "take", Title: lang.T("签收", "Take"), Event: "task_taken",
			By: []Relation{UnitMember}, Input: func() any { return &TaskInput{} }, Decide: decideTake},
		{From: working, Verb: "finish", Title: lang.T("办结本环节", "Finish my part"), Event: "task_finished",
			By: []Relation{TaskHolder}, Input: func() any { return &FinishInput{} }, Decide: decideFinish},
		{From: working, Verb: "refer", Title: lang.T("转办", "Refer"), Event: "task_referred", Needs: NeedReason,
			By: []Relation{TaskHolder, HeadOfUnit}, Input: func() any { return &ReferInput{} }, Decide: decideRefer},
		{From: working, Verb: "send_back", Title: lang.T("退回", "Send back"), Event: "task_sent_back", Needs: NeedReason,
			By: []Relation{TaskHolder}, Input: func() any { return &TaskInput{} }, Decide: decideSendBack},
		{From: open, Verb: "warn_due", Title: lang.T("临期提醒", "Warn of a limit"), Event: "due_soon", Quiet: true,
			By: []Relation{Itself}, Input: func() any { return &ClockInput{} }, Decide: decideWarn},
		{From: open, Verb: "mark_late", Title: lang.T("标记超期", "Mark as late"), Event: "limit_overrun", Quiet: true,
			By: []Relation{Itself}, Input: func() any { return &ClockInput{} }, Decide: decideLate},
		{From: open, Verb: "escalate", Title: lang.T("逐级上报", "Tell the next level"), Event: "escalated", Quiet: true,
			By: []Relation{Itself}, Input: func() any { return &ClockInput{} }, Decide: decideEscalate},
		{From: open, Verb: "rederive", Title: lang.T("重算时限", "Recount limits"), Event: "clocks_rederived", Quiet: true,
			By: []Relation{Itself}, Decide: decideRederive},
		{From: open, Verb: "count_visit", Title: lang.T("登记到场", "Count a visit"), Event: "visit_counted",
			By: []Relation{Receiver}, Input: func() any { return &VisitInput{} }, Decide: decideVisit},
		{From: open, Verb: "note", Title: lang.T("补充说明", "Add a note"), Event: "note_added", Needs: NeedReason,
			By: []Relation{Applicant, UnitMember, Receiver, Centre}},
	}
}

// VisitInput counts a visit to the hall; from the second on the reason is needed.
type VisitInput struct {
	Why string `json:"why"` // closed list, see VisitReasons
}

// VisitReasons is the closed list of reasons for a further visit.
var VisitReasons = []struct {
	Code string
	Text lang.Text
}{
	{"first", lang.T("首次到场", "first visit")},
	{"identity", lang.T("法律要求本人到场核验", "the law asks for the person")},
	{"original", lang.T("核对原件", "originals to be seen")},
	{"correction", lang.T("补交材料", "corrections handed in")},
	{"collect", lang.T("领取结果", "result collected")},
	{"guide_wrong", lang.T("办事指南写得不对", "the guide was wrong")},
	{"our_fault", lang.T("窗口或系统的原因", "our fault")},
	{"own_wish", lang.T("申请人自愿到场", "the applicant's own wish")},
}

func decideVisit(d *Decision) error {
	why := Input[VisitInput](d).Why
	for _, r := range VisitReasons {
		if r.Code == why {
			d.Facts.Visits = 1
			d.Facts.Code = why
			return nil
		}
	}
	return fault.InvalidInput().At("why", lang.T("请选择到场原因。", "Please choose the reason of the visit.")).Or()
}

// OpenStep opens the tasks of step i of the item and starts its clock.
func (d *Decision) OpenStep(i int) error {
	if i >= len(d.Item.Steps) {
		return nil
	}
	s := d.Item.Steps[i]
	for _, t := range s.Tasks {
		d.PutTask(Task{Step: s.ID, ID: t.ID, Unit: t.Unit, Post: t.Post, State: Waiting, Opened: d.At})
	}
	if s.Limit != nil {
		return d.BeginClock("step", *s.Limit)
	}
	return nil
}

// PutTask writes a changed task into the event.
func (d *Decision) PutTask(t Task) {
	for i := range d.Facts.Tasks {
		if d.Facts.Tasks[i].Step == t.Step && d.Facts.Tasks[i].ID == t.ID {
			d.Facts.Tasks[i] = t
			return
		}
	}
	d.Facts.Tasks = append(d.Facts.Tasks, t)
}

// EndTasks ends every open task: the case has left the state in which they make sense.
func (d *Decision) EndTasks() {
	for _, t := range d.Case.Tasks {
		if t.State.Open() {
			t.State, t.Ended = Done, d.At
			d.PutTask(t)
		}
	}
}

// StepsDone says whether every step of the item has been finished.
func (d *Decision) StepsDone() bool {
	for _, s := range d.Item.Steps {
		for _, t := range s.Tasks {
			if have, ok := d.Case.Task(s.ID, t.ID); !ok || have.State != Done {
				return false
			}
		}
	}
	return true
}

func (d *Decision) task(step, id string) (Task, error) {
	t, ok := d.Case.Task(step, id)
	if !ok || !t.State.Open() {
		return t, fault.New(fault.Unlawful, "task_not_open",
			lang.T("这项任务已经不在办理中。", "This task is no longer open."),
			lang.T("请刷新页面。", "Please reload the page."))
	}
	return t, nil
}

func decideTake(d *Decision) error {
	in := Input[TaskInput](d)
	t, err := d.task(in.Step, in.Task)
	if err != nil {
		return err
	}
	if t.Unit != d.Cmd.Actor.Unit {
		return fault.Missing()
	}
	if t.State == Taken {
		if !d.Engine.MayTakeOver(d.Cmd.Actor, t, d.At) {
			return fault.New(fault.Conflict, "task_taken",
				lang.T("这项任务已由同事签收。", "A colleague has taken this task."),
				lang.T("同事当天不在岗的，由当天的替岗人员接手；其他情况请单位负责人转办。", "While the colleague is away the stand-in on duty may take over; otherwise the head of the unit can refer it to you."))
		}
		d.Facts.Code = StoodIn
		if err := d.SetData(StandInFacts{For: t.Officer}); err != nil {
			return err
		}
	}
	t.State, t.Officer = Taken, d.Cmd.Actor.ID
	d.PutTask(t)
	if t.Unit == d.Case.Unit {
		d.Facts.Handler = &t.Officer
	}
	return nil
}

// StoodIn is the code of a taking by which the stand-in on duty took a task over.
const StoodIn = "stand_in"

// StandInFacts says of such a taking whose task it was.
type StandInFacts struct {
	For string `json:"for"` // account of the officer who is away
}

// MayTakeOver says whether a task that a colleague took may be taken over by the actor:
// the stand-in on duty while the colleague is away (AB岗).
func (e *Engine) MayTakeOver(a access.Actor, t Task, at time.Time) bool {
	return e.StandIn != nil && t.State == Taken && t.Unit == a.Unit && t.Officer != a.ID && e.StandIn(a.ID, t.Officer, t.Unit, at)
}

// own gives the open task if the actor holds it.
func (d *Decision) own(step, id string) (Task, error) {
	t, err := d.task(step, id)
	if err != nil {
		return t, err
	}
	if t.State != Taken || t.Officer != d.Cmd.Actor.ID {
		return t, fault.New(fault.Forbidden, "task_not_yours",
			lang.T("这项任务不在您手里。", "This task is not in your hands."),
			lang.T("请先签收，或请签收人办理。", "Take it first, or ask whoever took it."))
	}
	return t, nil
}

func decideFinish(d *Decision) error {
	in := Input[FinishInput](d)
	t, err := d.own(in.Step, in.Task)
	if err != nil {
		return err
	}
	if in.Outcome != "agree" && in.Outcome != "disagree" {
		return fault.InvalidInput().At("outcome", lang.T("请选择“同意”或“不同意”。", "Please choose agree or disagree.")).Or()
	}
	if in.Outcome == "disagree" && d.Cmd.Reason == "" {
		return fault.InvalidInput().At("reason", lang.T("不同意请写明理由。", "Please give the reason for disagreeing.")).Or()
	}
	t.State, t.Ended, t.Outcome = Done, d.At, in.Outcome
	d.PutTask(t)
	d.Facts.Code = in.Outcome
	return d.afterTask(t.Step)
}

// afterTask opens the next step when the last task of this one is done.
func (d *Decision) afterTask(step string) error {
	for _, t := range d.Case.Tasks {
		now := t
		for _, changed := range d.Facts.Tasks {
			if changed.Step == t.Step && changed.ID == t.ID {
				now = changed
			}
		}
		if now.Step == step && now.State.Open() {
			return nil
		}
	}
	if k, ok := d.clock("step"); ok && live(k.State) {
		d.PutClock(k.Stop(d.Engine.Calendar(), d.Effective))
	}
	if d.Item == nil {
		return nil
	}
	for i, s := range d.Item.Steps {
		if s.ID != step || i+1 == len(d.Item.Steps) {
			continue
		}
		next := d.Item.Steps[i+1].ID
		if slices.ContainsFunc(d.Case.Tasks, func(t Task) bool { return t.Step == next }) {
			return nil // a part of this step was looked at again; the next one is under way
		}
		return d.OpenStep(i + 1)
	}
	return nil
}

func decideRefer(d *Decision) error {
	in := Input[ReferInput](d)
	t, ok := d.Case.Task(in.Step, in.Task)
	if !ok || !t.State.Open() && t.Outcome != "disagree" {
		return fault.New(fault.Unlawful, "task_not_open",
			lang.T("这项任务已经办结，不能再转办。", "This task is finished and cannot be referred."),
			lang.T("请刷新页面。", "Please reload the page."))
	}
	if d.As == TaskHolder && (t.State != Taken || t.Officer != d.Cmd.Actor.ID) {
		return fault.New(fault.Forbidden, "task_not_yours",
			lang.T("这项任务不在您手里。", "This task is not in your hands."),
			lang.T("请先签收，或请单位负责人转办。", "Take it first, or ask the head of the unit to refer it."))
	}
	known := d.Engine.Unit == nil || d.Engine.Unit(d.Case.Division, in.Unit)
	if in.Unit == "" || !known || in.Unit == t.Unit && t.State != Done {
		return fault.InvalidInput().At("unit", lang.T("请选择要转往的单位。", "Please choose the unit to refer to.")).Or()
	}
	t.Unit, t.State, t.Officer, t.Outcome, t.Ended = in.Unit, Waiting, "", "", time.Time{}
	d.PutTask(t)
	return nil
}

// decideSendBack returns a task to the unit responsible for the case, which must place it again.
func decideSendBack(d *Decision) error {
	in := Input[TaskInput](d)
	t, err := d.own(in.Step, in.Task)
	if err != nil {
		return err
	}
	t.State, t.Officer, t.Unit = SentBack, "", d.Case.Unit
	d.PutTask(t)
	return nil
}

// decideRederive counts every running clock again with the calendar in force.
func decideRederive(d *Decision) error {
	cal := d.Engine.Calendar()
	for _, k := range d.Case.Clocks {
		if rule, ok := d.rule(k.Name); ok && rule.Fixed || !live(k.State) || k.Due.Calendar == cal.Version() {
			continue
		}
		n, moved, err := k.Rederive(cal)
		if err != nil {
			return err
		}
		if moved && n.State == limit.Late && n.Due.At.After(d.At) {
			n.State = limit.Running
		}
		d.PutClock(n)
	}
	return nil
}
