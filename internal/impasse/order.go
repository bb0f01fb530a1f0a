package impasse

import (
	"slices"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// TalkInput is that the unit spoke with the person; what was said is the reason.
type TalkInput struct {
	Channel string       `json:"channel"`
	Until   calendar.Day `json:"until"` // the new day that was named; 0: none
}

func (r Rules) orderRows() []casework.Transition {
	ordered, holder := []casework.State{Ordered}, []casework.Relation{casework.TaskHolder}
	return []casework.Transition{
		{From: ordered, Verb: "convene_units", Title: lang.T("召集几个单位一起办", "Convene several units"), To: Ordered, Event: "units_convened", Basis: []string{"bcs-15"},
			Needs: casework.NeedReason | casework.NeedNotice, By: []casework.Relation{casework.Responsible, casework.Centre}, Guards: []casework.Guard{conveneOnce(), r.unitsNamed()},
			Clocks: []casework.Effect{casework.Extend("order")}, Input: func() any { return &OrderInput{} }, Decide: decideConvene},
		{From: ordered, Verb: "talk_with_person", Title: lang.T("登记与本人沟通", "Enter a talk with the person"), Event: "person_talked_with", Needs: casework.NeedReason, By: holder,
			Input: func() any { return &TalkInput{} }, Decide: decideTalk},
		{From: ordered, Verb: "extend_order", Title: lang.T("延期一次", "Extend it once"), Event: "order_extended", Basis: []string{"bcs-15"},
			Needs: casework.NeedReason | casework.NeedNotice, By: holder, Guards: []casework.Guard{oneExtension(), beforeExpiry(), spokenFirst()}, Decide: decideExtend},
		{From: ordered, Verb: "report_done", Title: lang.T("报办成", "Report it done"), To: Ordered, Or: Answered, Event: "impasse_done", Needs: casework.NeedReason | casework.NeedNotice, By: holder,
			Guards: []casework.Guard{causeNamed()}, Input: func() any { return &CauseInput{} }, Decide: decideDone},
	}
}

func conveneOnce() casework.Guard {
	return casework.Guard{Name: "convened_once", Says: lang.T("只召集一次，在期限之内", "units are convened once, within the limit"),
		Check: func(d *casework.Decision) error {
			f := FileOf(d.Case)
			if f.Convened || len(f.Units) > 1 {
				return unlawful("convened_already", "已经由几个单位一起办了。", "Several units have it already.", "请督促他们在期限内办。", "Please see that they keep the limit.")
			}
			if late(d) {
				return unlawful("too_late_to_convene", "期限已经过了，不能再靠召集延长。", "The limit has passed and is not lengthened by convening.", "请先答复本人。", "Please answer the person first.")
			}
			return nil
		}}
}

// late says that the limit of the order has passed.
func late(d *casework.Decision) bool {
	k, ok := d.Case.Clock("order")
	return !ok || k.State != limit.Running || !k.Due.At.After(d.At)
}

// decideConvene adds units to the one that has it; 5 working days become 15, from the first order.
func decideConvene(d *casework.Decision) error {
	units := slices.Clone(FileOf(d.Case).Units)
	for _, u := range casework.Input[OrderInput](d).Units {
		if slices.Contains(units, u) {
			return fault.InvalidInput().At("units", lang.T("这个单位已经在办。", "This unit has it already.")).Or()
		}
		units = append(units, u)
		d.PutTask(casework.Task{Step: OrderStep, ID: u, Unit: u, State: casework.Waiting, Opened: d.At})
	}
	return d.SetData(Order{Units: units})
}

func decideTalk(d *casework.Decision) error {
	in := casework.Input[TalkInput](d)
	bad := fault.InvalidInput()
	if !among(Channels(), in.Channel) {
		bad.At("channel", lang.T("请选择怎样沟通的。", "Please choose how you talked."))
	}
	if k, ok := d.Case.Clock("order"); ok && in.Until != 0 {
		cal := d.Engine.Calendar()
		longer := cal.WorkdaysBetween(k.Due.Day, in.Until)
		if in.Until <= k.Due.Day || !cal.IsWorkday(in.Until) || longer > mostLonger {
			bad.At("until", lang.Format("新的日子要是工作日，在原期限之后，最多晚%d个工作日。", "The new day is a working day after the limit, at most %d working days later.", mostLonger))
		}
	}
	if err := bad.Or(); err != nil {
		return err
	}
	return d.SetData(Talk{Channel: in.Channel, Until: in.Until})
}

func oneExtension() casework.Guard {
	return casework.Guard{Name: "one_extension_of_order", Attempt: true, Says: lang.T("只能延期一次", "there is one extension"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Extended {
				return unlawful("order_extended_already", "已经延过一次，不能再延。这次尝试已记录。", "It was extended once; there is no second time. This attempt is on record.", "请答复本人：办成的报办成，办不了的走否定报备。", "Please answer: report it done, or report the no.")
			}
			return nil
		}}
}

func beforeExpiry() casework.Guard {
	return casework.Guard{Name: "before_expiry", Attempt: true, Basis: "bcs-15", Says: lang.T("在期限届满之前", "before the limit has passed"),
		Check: func(d *casework.Decision) error {
			if late(d) {
				return unlawful("order_expired", "期限已经过了，不能再延。这次尝试已记录。", "The limit has passed and cannot be extended. This attempt is on record.", "请马上答复本人，说明为什么晚了。", "Please answer the person now and say why it is late.", "bcs-15")
			}
			return nil
		}}
}

func spokenFirst() casework.Guard {
	return casework.Guard{Name: "spoken_first", Attempt: true, Basis: "bcs-15", Says: lang.T("先和本人沟通，说明理由和新的日子", "the person was spoken with first, with the reasons and a new day"),
		Check: func(d *casework.Decision) error {
			k, _ := d.Case.Clock("order")
			if t := FileOf(d.Case).Talk; t == nil || t.Until <= k.Due.Day {
				return unlawful("not_spoken", "还没有和本人说好新的日子，不能延期。这次尝试已记录。", "Nobody has spoken with the person about a new day, so it is not extended. This attempt is on record.",
					"请先联系本人，登记“与本人沟通”并写明新的日子。", "Please talk with the person first and enter it with the new day.", "bcs-15")
			}
			return nil
		}}
}

// decideExtend moves the limit to the day that was named to the person.
func decideExtend(d *casework.Decision) error {
	cal := d.Engine.Calendar()
	k, _ := d.Case.Clock("order")
	longer, err := k.Extend(cal, limit.Limit{N: cal.WorkdaysBetween(k.Due.Day, FileOf(d.Case).Talk.Until), Unit: limit.Workday})
	if err != nil {
		return err
	}
	d.PutClock(longer)
	return d.SetData(*FileOf(d.Case).Talk)
}

// mine is the open part of the order that the actor holds.
func mine(d *casework.Decision) (casework.Task, bool) {
	for _, t := range d.Case.OpenTasks() {
		if t.Step == OrderStep && t.Unit == d.Cmd.Actor.Unit && t.Officer == d.Cmd.Actor.ID {
			return t, true
		}
	}
	return casework.Task{}, false
}

// decideDone ends one unit's part; with the last one the person is told.
func decideDone(d *casework.Decision) error {
	t, _ := mine(d)
	t.State, t.Ended, t.Outcome = casework.Done, d.At, "done"
	d.PutTask(t)
	done := Done{Cause: casework.Input[CauseInput](d).Cause}
	for _, other := range d.Case.OpenTasks() {
		done.Part = done.Part || other.ID != t.ID
	}
	if !done.Part {
		if err := told(d); err != nil {
			return err
		}
	}
	return d.SetData(done)
}

// told ends the limits of the administration: the person has an answer and a say.
func told(d *casework.Decision) error {
	d.To = Answered
	for _, name := range []string{"order", "waited", "approval", "sorting"} {
		if k, ok := d.Case.Clock(name); ok && k.State.Open() {
			d.PutClock(k.Stop(d.Engine.Calendar(), d.Effective))
		}
	}
	return d.BeginClock("say", limit.Limit{N: 7, Unit: limit.Day})
}

// again puts the order into the same hands; without one the centre sorts it anew.
func again(d *casework.Decision) error {
	units := FileOf(d.Case).Units
	d.To = Registered
	for _, t := range d.Case.Tasks {
		if t.Step != OrderStep || !slices.Contains(units, t.Unit) {
			continue
		}
		t.Outcome, t.Opened, t.Ended, t.State = "", d.At, time.Time{}, casework.Taken
		if t.Officer == "" {
			t.State = casework.Waiting
		}
		d.PutTask(t)
		d.To = Ordered
	}
	if d.To == Registered {
		return d.BeginClock("sorting", limit.Limit{N: 1, Unit: limit.Workday})
	}
	return d.BeginClock("order", limitFor(len(units)))
}
