package watch

import (
	"crypto/ed25519"
	"encoding/hex"
	"slices"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Inputs of the verbs.
type (
	// RequestInput asks for the boxes of whole calendar months.
	RequestInput struct {
		From  calendar.Day `json:"from"`  // first day of the first month
		Until calendar.Day `json:"until"` // last day of the last month
	}
	// OpenInput names the boxes that are opened, and the key by which their answer is known.
	OpenInput struct {
		Slips  int
		Sum    string
		Answer ed25519.PublicKey
	}
	// ResultInput is what the custodians bring back.
	ResultInput struct{ Signed Signed }
	// EndInput says what became of an alarm.
	EndInput struct {
		Ending string `json:"ending"`
	}
)

func unlawful(code, zh, en, doZH, doEN string, basis ...string) *fault.Fault {
	return fault.New(fault.Unlawful, code, lang.T(zh, en), lang.T(doZH, doEN)).Under(basis...)
}

func (r Rules) rows() []casework.Transition {
	desk := []casework.Relation{casework.Responsible}
	return []casework.Transition{
		{Verb: "request_watch", Title: lang.T("申请报复核对", "Ask for a watch"), To: Asked, Event: "watch_requested", Needs: casework.NeedReason,
			By: []casework.Relation{casework.Receiver}, Guards: []casework.Guard{r.ofTheCentre(), basisListed(), wholeMonths(), r.free()}, Clocks: []casework.Effect{casework.Begin("approval")},
			Input: func() any { return &RequestInput{} }, Decide: func(d *casework.Decision) error {
				d.Facts.Unit = r.Centre
				return d.SetData(Request{casework.Input[RequestInput](d), d.Cmd.Actor.ID})
			}},
		r.approval(Asked, Seconded),
		r.approval(Seconded, Approved, casework.Stop("approval")),
		r.opening(Approved, casework.Begin("counting")),
		r.opening(Opened),
		{From: []casework.State{Opened}, Verb: "bring_result", Title: lang.T("带回核对结果", "Bring the answer back"), To: Counted, Event: "watch_counted", Quiet: true,
			By: desk, Guards: []casework.Guard{r.ofTheCentre(), r.signedByCustodians()}, Clocks: []casework.Effect{casework.Stop("counting")}, Input: func() any { return &ResultInput{} }, Decide: r.decideResult, Result: "counted", Closes: true},
		{From: open, Verb: "drop_watch", Title: lang.T("不办了", "Drop the watch"), To: Dropped, Event: "watch_dropped", Needs: casework.NeedReason,
			By: desk, Guards: []casework.Guard{r.ofTheCentre()}, Clocks: []casework.Effect{casework.Stop("approval", "counting")}, Result: "dropped", Closes: true},
	}
}

func (r Rules) approval(from, to casework.State, clocks ...casework.Effect) casework.Transition {
	return casework.Transition{From: []casework.State{from}, Verb: "approve_watch", Title: lang.T("批准报复核对", "Approve the watch"), To: to, Event: "watch_approved", Needs: casework.NeedReason,
		By: []casework.Relation{casework.HeadOfUnit, casework.Centre}, Guards: []casework.Guard{r.ofTheCentre(), twoOthers()}, Clocks: clocks, Decide: decideApprove}
}

func (r Rules) opening(from casework.State, clocks ...casework.Effect) casework.Transition {
	return casework.Transition{From: []casework.State{from}, Verb: "open_watch", Title: lang.T("登记打开核对盒，取文件", "Put the opening on record and get the file"), To: Opened, Event: complaint.WatchOpened, Quiet: true,
		By: []casework.Relation{casework.Responsible}, Guards: []casework.Guard{r.ofTheCentre(), r.free(), boxesNamed()}, Clocks: clocks, Input: func() any { return &OpenInput{} }, Decide: decideOpen}
}

func (r Rules) lookRows() []casework.Transition {
	return []casework.Transition{
		{Verb: "raise_look", Title: lang.T("核对提示", "The watch gives an alarm"), To: Raised, Event: "look_raised", Quiet: true, By: []casework.Relation{casework.Itself},
			Clocks: []casework.Effect{casework.Begin("look")}, Input: func() any { return &Alarm{} }, Decide: func(d *casework.Decision) error {
				d.Facts.Unit = r.Centre
				d.PutTask(casework.Task{Step: LookStep, ID: "centre", Unit: r.Centre, State: casework.Waiting, Opened: d.At})
				return d.SetData(casework.Input[Alarm](d))
			}},
		{From: []casework.State{Raised}, Verb: "end_look", Title: lang.T("登记看的结果", "Enter what was found"), To: Looked, Event: "look_ended", Needs: casework.NeedReason,
			By: []casework.Relation{casework.Responsible}, Guards: []casework.Guard{r.ofTheCentre(), endingListed()}, Clocks: []casework.Effect{casework.Stop("look")},
			Input: func() any { return &EndInput{} }, Decide: func(d *casework.Decision) error {
				d.EndTasks()
				return d.SetData(casework.Input[EndInput](d))
			}, Result: "looked", Closes: true},
	}
}

// works says whether somebody works at the centre as supervisor or head.
func (r Rules) works(a access.Actor) bool {
	return a.Unit == r.Centre && slices.Contains([]access.Role{access.Supervisor, access.UnitHead, access.CentreHead}, a.Role)
}

func (r Rules) ofTheCentre() casework.Guard {
	return casework.Guard{Name: "of_the_centre", Says: lang.T("投诉中心的监督员或者负责人", "a supervisor or head of the complaint centre"),
		Check: func(d *casework.Decision) error {
			if r.Centre == "" || !r.works(d.Cmd.Actor) {
				return fault.Missing()
			}
			return nil
		}}
}

func basisListed() casework.Guard {
	return casework.Guard{Name: "basis_listed", Says: lang.T("依据在清单里", "the article is on the list"),
		Check: func(d *casework.Decision) error {
			if slices.ContainsFunc(d.Cmd.Basis, func(b string) bool { return !slices.Contains(Bases(), b) }) {
				return fault.InvalidInput().At("basis", lang.T("请从清单里选依据。", "Please choose the article from the list.")).Or()
			}
			return nil
		}}
}

// wholeMonths: months that are over, at least three, at most two years.
func wholeMonths() casework.Guard {
	return casework.Guard{Name: "whole_months", Says: lang.T("完整的、已经过完的月份，三个到二十四个", "whole months that are over, three to twenty-four"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[RequestInput](d)
			months := Months(in.From, in.Until)
			if len(months) < LeastMonths || len(months) > MostMonths || in.Until >= d.Engine.Calendar().DayOf(d.At) {
				return fault.InvalidInput().At("until", lang.Format("请选%d到%d个已经过完的月份。太短了，企业不够五家。", "Please choose %d to %d months that are over; a short time has fewer than five firms.", LeastMonths, MostMonths)).Or()
			}
			return nil
		}}
}

// Months are the first days of the whole months of a period, none where it is not whole months.
func Months(from, until calendar.Day) (all []calendar.Day) {
	y, m, dom := from.Date()
	if dom != 1 {
		return nil
	}
	for i := 0; i <= MostMonths; i++ {
		first := calendar.Date(y, m, 1)
		if first > until {
			break
		}
		all = append(all, first)
		y, m, _ = (first + 31).Date()
	}
	if len(all) == 0 || calendar.Date(y, m, 1)-1 != until {
		return nil
	}
	return all
}

// free: no month is opened twice. The row of the month decides where two come at once.
func (r Rules) free() casework.Guard {
	return casework.Guard{Name: "months_not_opened_yet", Says: lang.T("这些月份还没有打开过", "none of these months was opened before"),
		Check: func(d *casework.Decision) error {
			from, until := periodOf(d)
			if r.Taken == nil || d.Case.State == Opened {
				return nil
			}
			taken, err := r.Taken(d.Context(), d.Cmd.Actor.Division, from, until)
			if err == nil && taken {
				err = unlawful("month_opened", "这段时间里有的月份已经核对过。", "A month of this period was opened by another watch.", "同一个月不打开两次，免得两次结果相减认出企业；请选别的月份。", "No month is opened twice: two answers could be taken from one another. Please choose others.")
			}
			return err
		}}
}

func periodOf(d *casework.Decision) (from, until calendar.Day) {
	if in, ok := d.Cmd.Input.(*RequestInput); ok {
		return in.From, in.Until
	}
	f := FileOf(d.Case)
	return f.From, f.Until
}

// twoOthers: two people, neither of whom asked, one of them a head.
func twoOthers() casework.Guard {
	return casework.Guard{Name: "two_others_approve", Basis: "xfg-30", Says: lang.T("两个人批准，都不是申请人，其中一个是负责人", "two people approve, neither of whom asked, one of them a head"),
		Check: func(d *casework.Decision) error {
			f := FileOf(d.Case)
			if d.Cmd.Actor.ID == f.By || slices.ContainsFunc(f.Approvals, func(a Approval) bool { return a.By == d.Cmd.Actor.ID }) {
				return unlawful("own_opening", "自己申请的、批准过的，不能再批。", "Whoever asked or approved does not approve again.", "请由另一位监督员或者负责人批准。", "Please let another supervisor or head decide.", "xfg-30")
			}
			if len(f.Approvals) == 1 && !f.Approvals[0].Head && !isHead(d.Cmd.Actor) {
				return unlawful("head_must_approve", "两个批准的人里要有一位负责人。", "One of the two who approve is a head.", "请由投诉中心负责人批准。", "Please let the head of the centre decide.", "xfg-30")
			}
			return nil
		}}
}

func isHead(a access.Actor) bool { return a.Role == access.UnitHead || a.Role == access.CentreHead }

func decideApprove(d *casework.Decision) error {
	d.Facts.Approver = d.Cmd.Actor.ID
	return d.SetData(Approval{d.Cmd.Actor.ID, isHead(d.Cmd.Actor)})
}

func boxesNamed() casework.Guard {
	return casework.Guard{Name: "boxes_named", Says: lang.T("写明打开哪些盒子，用哪个公钥认结果", "the boxes are named, and the key by which the answer is known"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[OpenInput](d)
			if raw, err := hex.DecodeString(in.Sum); err != nil || len(raw) != 32 || len(in.Answer) != ed25519.PublicKeySize || in.Slips < 0 {
				return unlawful("boxes_not_named", "没有写明打开哪些盒子。", "The boxes are not named.", "请从核对页面登记打开。", "Please open them from the page of the watch.")
			}
			return nil
		}}
}

// decideOpen names what is opened; the file may be fetched again by another act, with another key.
func decideOpen(d *casework.Decision) error {
	in, f := casework.Input[OpenInput](d), FileOf(d.Case)
	return d.SetData(complaint.Covered{From: f.From, Until: f.Until, Opened: true, Slips: in.Slips, Sum: in.Sum, Answer: hex.EncodeToString(in.Answer),
		First: d.Case.State == Approved, On: d.Engine.Calendar().DayOf(d.At)})
}

// signedByCustodians: made with a key that left the hall sealed for two custodians, about this
// watch, and with nothing in it about fewer than five firms.
func (r Rules) signedByCustodians() casework.Guard {
	return casework.Guard{Name: "signed_by_custodians", Says: lang.T("结果是两名保管人打开这一次的文件做的，不到五家的只写“太少”", "the answer was made by two custodians from the file of this watch, and says nothing of fewer than five firms"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[ResultInput](d)
			_, err := in.Signed.Verify(FileOf(d.Case).Answers, d.Case.Number, r.Unit)
			return err
		}}
}

// decideResult keeps the counts; each alarm opens a case for the supervisors.
func (r Rules) decideResult(d *casework.Decision) error {
	in := casework.Input[ResultInput](d)
	res, err := in.Signed.Verify(FileOf(d.Case).Answers, d.Case.Number, r.Unit)
	if err != nil {
		return err
	}
	for _, row := range res.Rows {
		if !row.Alarm() {
			continue
		}
		a := &Alarm{Watch: d.Case.ID, Number: d.Case.Number, Row: row}
		if r.Tell != nil {
			a.Tell = r.Tell(d.Engine.Calendar().DayOf(d.At))
		}
		d.AlsoOpen("raise_look", a, casework.Open{Procedure: Look, Channel: "centre", Series: LookSeries, Sealed: true})
	}
	return d.SetData(Brought{Result: res, By: d.Cmd.Actor.ID, On: d.Engine.Calendar().DayOf(d.At)})
}

func endingListed() casework.Guard {
	return casework.Guard{Name: "ending_listed", Says: lang.T("写明看的结果", "what was found is named"),
		Check: func(d *casework.Decision) error {
			e := casework.Input[EndInput](d).Ending
			for _, o := range Endings() {
				if o.ID == e {
					return nil
				}
			}
			return fault.InvalidInput().At("ending", lang.T("请选择看的结果。", "Please choose what was found.")).Or()
		}}
}
