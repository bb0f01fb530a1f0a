package licensing

import (
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Corrections that came in time and were typed late are no withdrawal (ZYC 11): the machine
// deems at midnight what it was not told of. A window enters the papers with the day on which
// they came and what shows it; the head of the unit, never whoever entered them, lets the
// case go on from that day:
//
//	deemed_withdrawn ──request_reopening──▶ ──reopen──▶ received
//	                                        └─reject_reopening
type (
	// ReopeningInput is what came in time: the corrections, a paper that shows the day, the day.
	ReopeningInput struct {
		MaterialsInput
		Day calendar.Day `json:"day"`
	}
	// ReopeningFile is such a request and its answer.
	ReopeningFile struct {
		By        string                   `json:"by"` // account that entered it
		Day       calendar.Day             `json:"day"`
		Materials map[string]MaterialState `json:"materials,omitempty"`
		Approved  bool                     `json:"approved,omitempty"`
		Rejected  bool                     `json:"rejected,omitempty"`
	}
)

func reopeningRows() []casework.Transition {
	ended, head := []casework.State{DeemedWithdrawn}, []casework.Relation{casework.HeadOfUnit}
	return []casework.Transition{
		{From: ended, Verb: "request_reopening", Title: lang.T("补录按期交来的补正", "Enter corrections that came in time"), Event: "reopening_requested", Basis: []string{"zyc-11"},
			Needs: casework.NeedReason, By: []casework.Relation{casework.Receiver}, Guards: []casework.Guard{cameInTime()},
			Input: func() any { return &ReopeningInput{} }, Decide: decideRequestReopening},
		{From: ended, Verb: "reopen", Title: lang.T("恢复办理", "Reopen"), To: Received, Event: "reopened", Basis: []string{"zyc-11", "xkf-32.5"},
			Needs: casework.NeedReason | casework.NeedNotice, By: head, Guards: []casework.Guard{anotherReopens()},
			Clocks: []casework.Effect{casework.Stop("correction"), casework.Begin("notice")}, Decide: decideReopen, Reopens: true},
		{From: ended, Verb: "reject_reopening", Title: lang.T("不恢复办理", "Do not reopen"), Event: "reopening_rejected", Basis: []string{"zyc-11"},
			Needs: casework.NeedReason | casework.NeedNotice, By: head, Guards: []casework.Guard{anotherReopens()}, Decide: decideRejectReopening},
	}
}

// cameInTime: the papers came between the list and the end of the time for corrections, and a
// paper shows it.
func cameInTime() casework.Guard {
	return casework.Guard{Name: "came_in_time", Basis: "zyc-11", Says: lang.T("补正材料在期限内交来，有凭据写明日期", "the corrections came in time, and a paper shows the day"),
		Check: func(d *casework.Decision) error {
			if r := FileOf(d.Case).Reopening; r != nil && !r.Rejected {
				return unlawful("reopening_pending", "已经补录，正在等负责人决定。", "It was entered already and waits for the head.", "", "")
			}
			in := casework.Input[ReopeningInput](d)
			bad := fault.InvalidInput()
			k, ok := d.Case.Clock("correction")
			if !ok || in.Day < k.Start || in.Day > k.Due.Day {
				bad.At("day", lang.Format("交来的日期应在 %s 至 %s 之间，就是补正期限以内。", "The day lies between %s and %s, within the time for corrections.", k.Start, k.Due.Day))
			}
			if !onPaper(in.Files) {
				bad.At("file."+PaperMaterial, lang.T("请上传写明收到日期的凭据，例如收条、邮戳或者签收单。", "Please upload what shows the day: a slip, a postmark, a signature on delivery."))
			}
			return bad.Or()
		}}
}

func decideRequestReopening(d *casework.Decision) error {
	in := casework.Input[ReopeningInput](d)
	got, err := handedOver(d, in.MaterialsInput)
	if err != nil {
		return err
	}
	delete(got, PaperMaterial)
	if len(got) == 0 && len(in.Form) == 0 {
		return fault.InvalidInput().At("materials", lang.T("请登记交来了哪些材料。", "Please say which papers came.")).Or()
	}
	d.Private.Files, d.Private.Form = in.Files, in.Form
	return d.SetData(ReopeningFile{By: d.Cmd.Actor.ID, Day: in.Day, Materials: got})
}

func anotherReopens() casework.Guard {
	return casework.Guard{Name: "another_person_reopens", Basis: "zyc-11", Says: lang.T("有补录的材料待决定，决定的人不是补录的人", "papers were entered and wait, and somebody else than who entered them decides"),
		Check: func(d *casework.Decision) error {
			r := FileOf(d.Case).Reopening
			if r == nil || r.Rejected {
				return unlawful("no_reopening_pending", "没有待决定的补录。", "No papers wait for this decision.", "请窗口先补录按期交来的补正材料。", "Please let a window enter the corrections that came in time first.", "zyc-11")
			}
			if r.By == d.Cmd.Actor.ID {
				return unlawful("approver_is_applicant", "要由另一个人决定。", "Another person must decide.", "请由单位负责人决定。", "Please let the head of the unit decide.", "zyc-11")
			}
			return nil
		}}
}

// decideReopen goes back to the day on which the papers came: the time for the answer runs
// from there, and a renewal that was asked for in time is protected again (XKF 50).
func decideReopen(d *casework.Decision) error {
	r := *FileOf(d.Case).Reopening
	r.Approved = true
	cal := d.Engine.Calendar()
	k, _ := d.Case.Clock("correction")
	d.Effective = cal.Start(r.Day)
	if d.Effective.Before(k.From) {
		d.Effective = k.From
	}
	k.State, k.Ended = limit.Running, time.Time{}
	d.PutClock(k)
	if old, ok := d.Case.Clock("renewal"); ok && old.State == limit.Void {
		d.PutClock(renewalClock(d, old.From, old.Due.Day))
	}
	if t, ok := d.Case.Task(casework.IntakeStep, "accept"); ok {
		t.State, t.Officer, t.Opened, t.Ended = casework.Waiting, "", d.At, time.Time{}
		d.PutTask(t)
	}
	d.Facts.Approver = d.Cmd.Actor.ID
	return d.SetData(r)
}

func decideRejectReopening(d *casework.Decision) error {
	r := *FileOf(d.Case).Reopening
	r.Rejected = true
	d.Facts.Approver = d.Cmd.Actor.ID
	return d.SetData(r)
}

// reopening folds what came in time after all.
func (f *File) reopening(e casework.Event) error {
	r, err := casework.Data[ReopeningFile](e)
	if err != nil {
		return err
	}
	f.Reopening = &r
	if e.Kind == "reopened" {
		f.merge(r.Materials)
		f.Corrected = true
	}
	return nil
}
