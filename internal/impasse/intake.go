package impasse

import (
	"slices"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Inputs of the verbs up to the order.
type (
	// ReportInput is what a person, or a clerk for a person, reports. What was tried is the
	// reason of the command.
	ReportInput struct {
		About  string `json:"about"`
		Item   string `json:"item"`
		Unit   string `json:"unit"`
		Reason string `json:"reason"`
		Visits int    `json:"visits"`
	}
	// CauseInput names the cause that was found.
	CauseInput struct {
		Cause string `json:"cause"`
	}
	// OrderInput names one unit, or the units that the centre's office convenes.
	OrderInput struct {
		Units []string `json:"units"`
	}
)

// mostVisits bounds what a person can have come.
const mostVisits = 99

func (r Rules) intakeRows() []casework.Transition {
	registered := []casework.State{Registered}
	desk := []casework.Relation{casework.Receiver, casework.Responsible, casework.Centre}
	return []casework.Transition{
		{Verb: "report_impasse", Title: lang.T("反映办不成的事", "Report what could not be done"), To: Registered, Event: "impasse_registered", Needs: casework.NeedReason,
			By: []casework.Relation{casework.Applicant, casework.Receiver}, Clocks: []casework.Effect{casework.Begin("sorting", "waited")},
			Input: func() any { return &ReportInput{} }, Decide: r.decideReport},
		{From: registered, Verb: "solve_on_spot", Title: lang.T("当场办成", "Done on the spot"), To: Answered, Event: "impasse_solved", Needs: casework.NeedReason | casework.NeedNotice, By: desk,
			Guards: []casework.Guard{causeNamed()}, Clocks: []casework.Effect{casework.Stop("sorting", "waited"), casework.Begin("say")},
			Input: func() any { return &CauseInput{} }, Decide: func(d *casework.Decision) error { return d.SetData(Done{Cause: casework.Input[CauseInput](d).Cause}) }},
		{From: registered, Verb: "send_order", Title: lang.T("转办", "Send an order to the unit"), To: Ordered, Event: "impasse_ordered", Needs: casework.NeedReason | casework.NeedNotice, By: desk,
			Guards: []casework.Guard{r.unitsNamed()}, Clocks: []casework.Effect{casework.Stop("sorting")}, Input: func() any { return &OrderInput{} }, Decide: decideOrder},
	}
}

func (r Rules) decideReport(d *casework.Decision) error {
	in := casework.Input[ReportInput](d)
	bad := fault.InvalidInput()
	rep := Report{About: in.About, Item: in.Item, Unit: in.Unit, Reason: in.Reason, Visits: in.Visits}
	if !among(Reasons(), in.Reason) {
		bad.At("reason_id", lang.T("请选择最接近的原因。", "Please choose the nearest reason."))
	}
	if in.Visits < 0 || in.Visits > mostVisits {
		bad.At("visits", lang.Format("请填写0到%d之间的数。", "Please enter a number from 0 to %d.", mostVisits))
	}
	switch {
	case in.About != "":
		if r.Case == nil {
			break
		}
		a, ok, err := r.Case(d.Context(), d.Cmd.Actor.Division, in.About)
		if err != nil {
			return err
		}
		if !ok {
			bad.At("about", lang.T("没有找到这个编号，请对照回执再填；没有编号的，留空并选择事项或者单位。", "No case has this number; please compare with your receipt, or leave it empty and choose matter or unit."))
			break
		}
		rep.Item, rep.Version, rep.Unit = a.Item, a.Version, a.Unit
	case in.Item != "":
		it, err := d.Engine.Catalogue.Current(d.Cmd.Actor.Division, in.Item)
		if fault.KindOf(err) == fault.NotFound {
			bad.At("item", lang.T("没有这个事项，请重新选择。", "There is no such matter; please choose again."))
			break
		}
		if err != nil {
			return err
		}
		rep.Version = it.Version
		if rep.Unit == "" {
			rep.Unit = it.Unit
		}
	case in.Unit == "":
		bad.At("item", lang.T("请填写办件编号，或者选择事项；都不知道的，选择在哪个单位没办成。", "Please give the case number or choose the matter; if you know neither, the unit where it failed."))
	}
	if rep.Unit != "" && in.About == "" && r.Units != nil && !r.Units(rep.Unit) {
		bad.At("unit", lang.T("没有这个单位，请重新选择。", "There is no such unit; please choose again."))
	}
	if err := bad.Or(); err != nil {
		return err
	}
	if d.Facts.Unit = r.Centre(); d.Facts.Unit == "" {
		return fault.New(fault.Unavailable, "no_centre", lang.T("还没有设置政务服务中心，没人能接。", "No service centre is set up yet, so nobody would read it."),
			lang.T("请到大厅窗口当面说，或者打电话。您填的内容还在。", "Please tell a window of the hall, or call. What you entered is kept."))
	}
	return d.SetData(rep)
}

func causeNamed() casework.Guard {
	return casework.Guard{Name: "cause_named", Says: lang.T("写明查到的原因，和本人说的原因并列", "the cause that was found is named, beside the person's own"),
		Check: func(d *casework.Decision) error {
			if !among(Causes(), causeOf(d)) {
				return fault.InvalidInput().At("cause", lang.T("请选择查到的原因。", "Please choose the cause that was found.")).Or()
			}
			return nil
		}}
}

// causeOf is the cause in whichever input names one.
func causeOf(d *casework.Decision) string {
	if in := casework.Input[NoInput](d); in.Cause != "" {
		return in.Cause
	}
	return casework.Input[CauseInput](d).Cause
}

func (r Rules) unitsNamed() casework.Guard {
	return casework.Guard{Name: "units_named", Says: lang.T("写明交给哪个单位；几个单位的由中心办公室召集", "the unit is named; several are convened by the centre's office"),
		Check: func(d *casework.Decision) error {
			units := casework.Input[OrderInput](d).Units
			bad := fault.InvalidInput()
			if len(units) == 0 {
				bad.At("units", lang.T("请选择由哪个单位办。", "Please choose the unit."))
			}
			for i, u := range units {
				if r.Units != nil && !r.Units(u) || slices.Contains(units[:i], u) {
					bad.At("units", lang.T("没有这个单位，或者选了两次。", "There is no such unit, or it was chosen twice."))
				}
			}
			if err := bad.Or(); err != nil {
				return err
			}
			if len(units) > 1 && d.As == casework.Receiver && d.Cmd.Actor.Unit != d.Case.Unit {
				return unlawful("office_convenes", "几个单位一起办的，由政务服务中心办公室召集。", "Several units are convened by the centre's office.", "请转交中心办公室。", "Please leave it to the centre's office.")
			}
			return nil
		}}
}

// decideOrder opens a task for each unit and starts the limit.
func decideOrder(d *casework.Decision) error {
	units := casework.Input[OrderInput](d).Units
	for _, u := range units {
		d.PutTask(casework.Task{Step: OrderStep, ID: u, Unit: u, State: casework.Waiting, Opened: d.At})
	}
	if err := d.BeginClock("order", limitFor(len(units))); err != nil {
		return err
	}
	return d.SetData(Order{Units: units})
}

// OrderStep is the step in which units have the order.
const OrderStep = "impasse_order"

func limitFor(units int) limit.Limit {
	n := OneUnit
	if units > 1 {
		n = SeveralUnits
	}
	return limit.Limit{N: n, Unit: limit.Workday}
}
