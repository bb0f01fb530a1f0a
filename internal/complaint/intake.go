package complaint

import (
	"slices"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Inputs of the verbs up to dispatch.
type (
	// FileInput is a complaint: what may be known of it, and its sealed boxes as stored files.
	FileInput struct {
		Filing
		Boxes []Box           `json:"boxes"`
		Files []casework.File `json:"files"` // one a box, in the same order; Material is the compartment
		// Ingredient of package seal, wrapped with the server's key: without that key the
		// database opens nothing.
		Ingredient string `json:"ingredient"`
		// Outside says that the identity's own is kept outside the office.
		Outside bool `json:"-"`
		// WatchIngredient is that of the watch box, wrapped alike; "" where there is none or it is kept outside.
		WatchIngredient string `json:"-"`
		// Alarm says that the reporter suffers retaliation: it opens an alarm at once.
		Alarm bool `json:"alarm,omitempty"`
	}
	// TakeUpInput says who looks into it and what they get to read.
	TakeUpInput struct {
		Route string   `json:"route"` // own, unit, joint
		Units []string `json:"units"`
		Brief Brief    `json:"brief"`
		// Objects are those of a theme check, at least five.
		Objects []string `json:"objects"`
		// Copies of attachments that go to the unit with the brief.
		Copies []Copy `json:"-"`
	}
	// DeclineInput says why it is not accepted and who is competent.
	DeclineInput struct {
		Ground    string `json:"ground"`
		Competent string `json:"competent"`
	}
	// HandOverInput names the body it goes to.
	HandOverInput struct {
		Body string `json:"body"`
	}
	// AtOnceInput answers what needs no inquiry.
	AtOnceInput struct {
		Result string `json:"result"`
	}
)

// Sent implements casework.WithFiles.
func (in *FileInput) Sent() []casework.File { return in.Files }

func (r Rules) intakeRows() []casework.Transition {
	registered, notAccepted, review := []casework.State{Registered}, []casework.State{NotAccepted}, []casework.State{InReview}
	desk := []casework.Relation{casework.Responsible}
	return []casework.Transition{
		{Verb: "file_complaint", Title: lang.T("投诉", "Complain"), To: Registered, Event: "complaint_registered", Basis: []string{"tsz-2004.1"},
			By: []casework.Relation{casework.Applicant, casework.Receiver}, Clocks: []casework.Effect{casework.Begin("triage", "citizen", "letter")},
			Input: func() any { return &FileInput{} }, Decide: r.decideFile},
		{From: registered, Verb: "answer_at_once", Title: lang.T("当场答复", "Answer at once"), To: Answered, Event: "complaint_answered", Basis: []string{"tsz-2004.1"},
			Needs: casework.NeedReason | casework.NeedNotice, By: desk, Guards: []casework.Guard{r.notOurOwn(), endsSomewhere()},
			Clocks: []casework.Effect{casework.Stop("triage", "citizen", "letter"), casework.Begin("say")}, Input: func() any { return &AtOnceInput{} }, Decide: decideAtOnce},
		{From: registered, Verb: "take_up", Title: lang.T("受理并交办", "Accept and dispatch"), To: Dispatched, Or: Working, Event: "complaint_accepted", Basis: []string{"tsz-2004.1", "tsz-2004.2"},
			Needs: casework.NeedNotice, By: desk, Guards: []casework.Guard{r.notOurOwn(), r.briefed(), r.unguessable()},
			Clocks: []casework.Effect{casework.Stop("triage"), casework.Begin("unit")}, Input: func() any { return &TakeUpInput{} }, Decide: decideTakeUp},
		{From: registered, Verb: "decline", Title: lang.T("不予受理", "Decline"), To: NotAccepted, Event: "complaint_declined", Basis: []string{"tsz-2004.1"},
			Needs: casework.NeedReason | casework.NeedNotice, By: desk, Guards: []casework.Guard{r.notOurOwn(), groundNamed()},
			Clocks: []casework.Effect{casework.Stop("triage", "citizen", "letter")}, Input: func() any { return &DeclineInput{} }, Decide: decideDecline, Result: "not_accepted", Closes: true},
		{From: registered, Verb: "hand_over", Title: lang.T("转送有权机关", "Hand over"), To: HandedOver, Event: "complaint_handed_over", Basis: []string{"tsz-2004.4"},
			Needs: casework.NeedReason | casework.NeedNotice, By: desk, Clocks: []casework.Effect{casework.Stop("triage"), casework.Begin("acknowledgement")},
			Input: func() any { return &HandOverInput{} }, Decide: decideHandOver},
		{From: []casework.State{HandedOver}, Verb: "acknowledge", Title: lang.T("对方已确认收到", "Acknowledged by the receiver"), To: Closed, Event: "hand_over_acknowledged", Basis: []string{"tsz-2004.4"},
			Needs: casework.NeedReason | casework.NeedNotice, By: desk, Clocks: []casework.Effect{casework.Stop("acknowledgement", "citizen", "letter")}, Result: Passed, Closes: true},
		{From: notAccepted, Verb: "ask_review", Title: lang.T("要求换人复核", "Ask for a review"), To: InReview, Event: "review_asked", Reopens: true,
			By: []casework.Relation{casework.Applicant}, Guards: []casework.Guard{oneReview(), signed()}, Clocks: []casework.Effect{casework.Begin("review")},
			Input: func() any { return &Statement{} }, Decide: keepStatement},
		{From: review, Verb: "accept_after_review", Title: lang.T("复核后受理", "Accept after review"), To: Registered, Event: "review_accepted", Basis: []string{"tsz-2004.1"},
			Needs: casework.NeedReason, By: desk, Guards: []casework.Guard{someoneElse()}, Clocks: []casework.Effect{casework.Stop("review"), casework.Begin("triage")}},
		{From: review, Verb: "decline_again", Title: lang.T("维持不予受理", "Decline again"), To: NotAccepted, Event: "review_declined",
			Needs: casework.NeedReason | casework.NeedNotice, By: desk, Guards: []casework.Guard{someoneElse()}, Clocks: []casework.Effect{casework.Stop("review")}, Result: "not_accepted", Closes: true},
	}
}

func unlawful(code, zh, en, doZH, doEN string, basis ...string) *fault.Fault {
	return fault.New(fault.Unlawful, code, lang.T(zh, en), lang.T(doZH, doEN)).Under(basis...)
}

func (r Rules) decideFile(d *casework.Decision) error {
	in := casework.Input[FileInput](d)
	bad := fault.InvalidInput()
	if !among(Kinds(), in.Kind) {
		bad.At("kind", lang.T("请选择最接近的一类；拿不准就选“不履行职责、推诿扯皮”。", "Please choose the nearest kind; if in doubt take “duty not done”."))
	}
	if !among(Protections(), string(in.Protection)) {
		bad.At("protection", lang.T("请选择希望怎样保护您的身份。", "Please choose how you want to be protected."))
	}
	if in.Against != "" && r.Units != nil && !r.Units(in.Against) {
		bad.At("against", lang.T("没有这个单位，请重新选择；不知道是哪个单位可以不填。", "There is no such unit; leave it empty if you do not know."))
	}
	if in.On != 0 && in.On > d.Engine.Calendar().DayOf(d.At) {
		bad.At("on", lang.T("发生的日期不能在今天以后。", "The day cannot lie in the future."))
	}
	if in.Offer != "" && !among(Offers(), in.Offer) {
		bad.At("offer", lang.T("请选择怎么办。", "Please choose what to do."))
	}
	if in.Reporter.Box == "" || len(in.Boxes) == 0 || len(in.Boxes) != len(in.Files) {
		bad.At("story", lang.T("请写下发生了什么。", "Please say what happened."))
	}
	if in.Forwarded != nil && (strings.TrimSpace(in.Forwarded.From) == "" || in.Forwarded.Days < 0 || in.Forwarded.Days > 250 || d.As != casework.Receiver) {
		bad.At("forwarded_from", lang.T("请写明是哪个机关来函交办的，期限用工作日。", "Please name the body whose letter it is; its limit in working days."))
	}
	if d.As == casework.Receiver {
		if !among(Channels(), d.Cmd.Open.Channel) {
			bad.At("channel", lang.T("请选择投诉是怎样来的。", "Please choose how it came."))
		}
		if !among(Handed(), in.Handed) {
			bad.At("handed", lang.T("请确认查询码已经交给投诉人。", "Please confirm that the reporter has the return code."))
		}
	}
	if o := d.Cmd.Open; in.Protection != Open && (o.Person != (casework.Person{}) || len(o.Form) > 0 || o.AgentIs != nil) {
		return unlawful("identity_outside_the_seal", "投诉人的身份只能放在密封内容里。", "Who complains may stand in nothing but the sealed part.", "请从投诉页面重新提交。", "Please file it from the complaint page.")
	}
	if err := bad.Or(); err != nil {
		return err
	}
	if !d.Cmd.Open.Sealed {
		return unlawful("seal_missing", "投诉必须密封登记。", "A complaint is registered sealed.", "请从投诉页面重新提交。", "Please file it from the complaint page.")
	}
	d.Facts.Unit = r.Centre
	d.Private.Files = in.Files
	d.Private.Notes = map[string]string{"ingredient": in.Ingredient}
	if in.Outside {
		d.Private.Notes["identity_ingredient"] = heldOutside
	}
	if in.WatchPlace != 0 {
		d.Private.Notes["watch_ingredient"] = in.WatchIngredient
		if in.Outside {
			d.Private.Notes["watch_ingredient"] = heldOutside
		}
	}
	v := Filed{Filing: in.Filing, Boxes: in.Boxes}
	if in.Alarm {
		v.Alarm = r.raise(d, d.Case.ID)
	}
	return d.SetData(v)
}

func decideAtOnce(d *casework.Decision) error {
	in := casework.Input[AtOnceInput](d)
	return d.SetData(Answer{Result: in.Result})
}

// endsSomewhere: what is answered at once has one of the results that need no inquiry.
func endsSomewhere() casework.Guard {
	return casework.Guard{Name: "result_without_inquiry", Basis: "tsz-2004.1",
		Says: lang.T("当场能够解决或者说明的", "what can be solved or explained at once"),
		Check: func(d *casework.Decision) error {
			if r := casework.Input[AtOnceInput](d).Result; r != Solved && r != Explained {
				return fault.InvalidInput().At("result", lang.T("当场只能以“已解决”“已说明”答复，其他的要先受理调查。", "Only what is solved or explained is answered at once; all else is accepted and looked into.")).Or()
			}
			return nil
		}}
}

// briefed: a unit gets to read what a person wrote for it, and the units exist.
func (r Rules) briefed() casework.Guard {
	return casework.Guard{Name: "brief_for_the_unit", Basis: "xfg-30",
		Says: lang.T("交办给单位的，有人写好的摘要，并已逐条核对不含投诉人信息", "where a unit gets it, a brief was written and every warning of the checker answered"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[TakeUpInput](d)
			bad := fault.InvalidInput()
			switch in.Route {
			case "own":
				if len(in.Units) > 0 {
					bad.At("units", lang.T("自办的不交办给其他单位。", "What the centre looks into itself goes to no unit."))
				}
				return bad.Or()
			case "unit", "joint":
				if in.Route == "unit" && len(in.Units) != 1 || in.Route == "joint" && len(in.Units) < 2 {
					bad.At("units", lang.T("请选择承办单位；联合办理选两个以上。", "Please choose the unit; two or more for joint handling."))
				}
			default:
				bad.At("route", lang.T("请选择由谁办理。", "Please choose who looks into it."))
			}
			for i, u := range in.Units {
				if r.Units != nil && !r.Units(u) || slices.Contains(in.Units[:i], u) {
					bad.At("units", lang.T("没有这个单位，或者选了两次。", "There is no such unit, or it was chosen twice."))
				}
			}
			if strings.TrimSpace(in.Brief.text) == "" {
				bad.At("brief", lang.T("请写给承办单位的摘要：发生了什么、要查什么，不写是谁说的。", "Please write the brief: what happened and what to look into, not who said so."))
			}
			return bad.Or()
		}}
}

func decideTakeUp(d *casework.Decision) error {
	in := casework.Input[TakeUpInput](d)
	d.Facts.Accepted = &d.Effective
	if in.Route == "own" {
		d.To = Working
		handler := d.Cmd.Actor.ID
		d.Facts.Handler = &handler
		d.PutTask(casework.Task{Step: "inquiry", ID: "centre", Unit: d.Case.Unit, Officer: handler, State: casework.Taken, Opened: d.At})
		return d.SetData(Dispatch{Route: in.Route})
	}
	d.Private.Notes = map[string]string{"brief": in.Brief.text}
	if len(in.Objects) > 0 {
		d.Private.Notes["objects"] = strings.Join(in.Objects, "\n")
	}
	for _, c := range in.Copies {
		d.Private.Files = append(d.Private.Files, c.file)
	}
	return dispatch(d, Dispatch{Route: in.Route, Units: in.Units, Objects: len(in.Objects)})
}

// dispatch opens a task for each unit and starts its one day to take it.
func dispatch(d *casework.Decision, to Dispatch) error {
	for _, u := range to.Units {
		if t, ok := d.Case.Task("inquiry", u); !ok || !t.State.Open() {
			d.PutTask(casework.Task{Step: "inquiry", ID: u, Unit: u, State: casework.Waiting, Opened: d.At})
		}
	}
	if err := d.SetData(to); err != nil {
		return err
	}
	return d.BeginClock("take", limit.Limit{N: 1, Unit: limit.Workday})
}

func groundNamed() casework.Guard {
	return casework.Guard{Name: "ground_and_competent_body", Basis: "tsz-2004.1",
		Says: lang.T("写明不受理的理由类别和该找谁", "the ground is named, and who is competent"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[DeclineInput](d)
			bad := fault.InvalidInput()
			if !among(Declines(), in.Ground) {
				bad.At("ground", lang.T("请选择不予受理的理由。", "Please choose the ground."))
			}
			if strings.TrimSpace(in.Competent) == "" {
				bad.At("competent", lang.T("请写明投诉人该找哪个机关、用什么途径。", "Please say which body the reporter can turn to, and how."))
			}
			return bad.Or()
		}}
}

func decideDecline(d *casework.Decision) error {
	in := casework.Input[DeclineInput](d)
	return d.SetData(Decline{Ground: in.Ground, Competent: in.Competent})
}

func decideHandOver(d *casework.Decision) error {
	body := strings.TrimSpace(casework.Input[HandOverInput](d).Body)
	if body == "" {
		return fault.InvalidInput().At("body", lang.T("请写明转送给哪个机关。", "Please name the body it goes to.")).Or()
	}
	return d.SetData(HandOverInput{Body: body})
}

func oneReview() casework.Guard {
	return casework.Guard{Name: "one_review", Says: lang.T("复核一次，在不予受理之日起十五个工作日内", "one review, within fifteen working days of the refusal"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Reviewed {
				return unlawful("reviewed_already", "已经复核过一次。", "There has been a review.", "不服的，可以向上一级投诉中心投诉，或者依法信访。", "You may turn to the centre of the next level, or petition.")
			}
			if over(d, AppealWorkdays) {
				return unlawful("too_late_for_review", "要求复核的时间已经过了。", "The time to ask for a review is over.", "有新情况可以重新投诉。", "If there is something new, please file again.")
			}
			return nil
		}}
}

// over says whether more than n working days have passed since the case was closed.
func over(d *casework.Decision, n int) bool {
	cal := d.Engine.Calendar()
	closed := d.Case.Closed
	if closed.IsZero() {
		return false
	}
	return cal.WorkdaysBetween(cal.DayOf(closed), cal.DayOf(d.Effective)) > n
}

func someoneElse() casework.Guard {
	return casework.Guard{Name: "another_person", Basis: "xfg-28", Says: lang.T("由没有经手过的人决定", "by somebody who had no part in it"),
		Check: func(d *casework.Decision) error {
			if slices.Contains(FileOf(d.Case).Deciders, d.Cmd.Actor.ID) {
				return unlawful("decided_before", "您经手过这件投诉，不能由您复核。", "You had a part in this case; somebody else must look at it.", "请交给没有经手过的同事。", "Please leave it to a colleague who had none.", "xfg-28")
			}
			return nil
		}}
}
