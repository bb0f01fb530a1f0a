package order

import (
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Inputs of the verbs.
type (
	// IssueInput addresses an order; the demand is the reason of the command.
	IssueInput struct {
		Unit   string `json:"unit"`
		About  About  `json:"about"`
		Number string `json:"number"` // of the case
		Card   string `json:"card"`
		Ground string `json:"ground"`
		Days   int    `json:"days"` // working days; 0: [ReplyDays]
	}
	// ReplyInput is the unit's reply with its evidence; the words are the reason.
	ReplyInput struct {
		Result string          `json:"result"`
		Files  []casework.File `json:"files"`
	}
	// LaterInput asks for a later date, by working days.
	LaterInput struct {
		Days int `json:"days"`
	}
	// DecideLaterInput is the answer to it.
	DecideLaterInput struct {
		Approve bool `json:"approve"`
	}
	// ReturnInput gives the new reply date, in working days.
	ReturnInput struct {
		Days int `json:"days"`
	}
	// EndInput is how an order ends.
	EndInput struct {
		Result string `json:"result"`
	}
)

// Sent implements casework.WithFiles.
func (in *ReplyInput) Sent() []casework.File { return in.Files }

func clocks() []casework.ClockRule {
	return []casework.ClockRule{
		{Name: "reply", Title: lang.T("督办回复期限", "Reply to the order"), Rule: "5 working days unless the order says otherwise, at most 15; rule of the house",
			Limit: func(d *casework.Decision) (limit.Limit, bool) {
				return limit.Limit{N: daysOf(d), Unit: limit.Workday}, true
			},
			More: func(d *casework.Decision) limit.Limit {
				return limit.Limit{N: FileOf(d.Case).Later.Days, Unit: limit.Workday}
			}},
		{Name: "assess", Title: lang.T("审核回复", "Looking at the reply"), Rule: "3 working days from the reply; rule of the house",
			Limit: func(*casework.Decision) (limit.Limit, bool) {
				return limit.Limit{N: AssessDays, Unit: limit.Workday}, true
			}},
	}
}

// daysOf are the working days that an issue or a return gives.
func daysOf(d *casework.Decision) int {
	n := casework.Input[IssueInput](d).Days
	if d.Trans.Verb == "return_reply" {
		n = casework.Input[ReturnInput](d).Days
	}
	if n == 0 {
		return ReplyDays
	}
	return n
}

func (r Rules) rows() []casework.Transition {
	centre, holder := []casework.Relation{casework.Centre}, []casework.Relation{casework.TaskHolder}
	inHand, replied := []casework.State{InHand}, []casework.State{Replied}
	end := func() any { return &EndInput{} }
	return []casework.Transition{
		{Verb: "issue_order", Title: lang.T("发出督办单", "Issue an order"), To: Issued, Event: "order_issued", By: []casework.Relation{casework.Receiver}, Needs: casework.NeedReason,
			Guards: []casework.Guard{r.addressed()}, Clocks: []casework.Effect{casework.Begin("reply")}, Input: func() any { return &IssueInput{} }, Decide: r.decideIssue},
		{From: []casework.State{Issued}, Verb: "take_order", Title: lang.T("签收督办", "Take the order"), To: InHand, Event: "order_taken",
			By: []casework.Relation{casework.UnitMember}, Guards: []casework.Guard{myUnits()}, Decide: decideTake},
		{From: inHand, Verb: "reply_order", Title: lang.T("回复督办", "Reply to the order"), To: Replied, Event: "order_replied", Needs: casework.NeedReason,
			By: holder, Guards: []casework.Guard{replyShown()}, Clocks: []casework.Effect{casework.Stop("reply"), casework.Begin("assess")}, Input: func() any { return &ReplyInput{} }, Decide: decideReply},
		{From: inHand, Verb: "ask_later_date", Title: lang.T("申请延后回复", "Ask for a later date"), Event: "later_date_asked", Needs: casework.NeedReason,
			By: holder, Guards: []casework.Guard{askedOnce()}, Input: func() any { return &LaterInput{} }, Decide: decideAskLater},
		{From: inHand, Verb: "decide_later_date", Title: lang.T("审批延后回复", "Decide on the later date"), Event: "later_date_decided", Needs: casework.NeedReason,
			By: centre, Guards: []casework.Guard{notTheAsker(), notOwnReply()}, Input: func() any { return &DecideLaterInput{} }, Decide: decideLater},
		{From: replied, Verb: "accept_reply", Title: lang.T("认可回复，办结", "The reply will do"), To: Closed, Event: "order_closed", Needs: casework.NeedReason,
			By: centre, Guards: []casework.Guard{notOwnReply()}, Clocks: []casework.Effect{casework.Stop("assess")}, Input: end, Decide: decideEnd, Closes: true},
		{From: replied, Verb: "return_reply", Title: lang.T("退回重新办理", "Send the reply back"), To: InHand, Event: "reply_returned", Needs: casework.NeedReason,
			By: centre, Guards: []casework.Guard{notOwnReply(), returnedOnce()}, Clocks: []casework.Effect{casework.Stop("assess"), casework.Begin("reply")}, Input: func() any { return &ReturnInput{} }, Decide: decideReturn},
		{From: replied, Verb: "raise_order", Title: lang.T("仍未办到位，上报负责人", "Still not enough: one level up"), To: Raised, Event: "order_raised", Needs: casework.NeedReason,
			By: centre, Guards: []casework.Guard{notOwnReply(), wasReturned()}, Clocks: []casework.Effect{casework.Stop("assess"), casework.Begin("assess")}},
		{From: []casework.State{Raised}, Verb: "decide_raised", Title: lang.T("负责人决定", "The head decides"), To: Closed, Event: "order_closed", Needs: casework.NeedReason,
			By: centre, Guards: []casework.Guard{notWhoRaised(), notOwnReply()}, Clocks: []casework.Effect{casework.Stop("assess")}, Input: end, Decide: decideEnd, Closes: true},
		{From: waits, Verb: "close_unanswered", Title: lang.T("逾期未回复，办结", "Close: no reply came"), To: Closed, Event: "order_closed", Needs: casework.NeedReason, Result: NotDone,
			By: centre, Guards: []casework.Guard{notOwnReply(), replyLate()}, Clocks: []casework.Effect{casework.Stop("reply")}, Decide: endTask, Closes: true},
		{From: []casework.State{Issued, InHand, Replied, Raised}, Verb: "withdraw_order", Title: lang.T("撤回督办", "Withdraw the order"), To: Closed, Event: "order_withdrawn", Needs: casework.NeedReason, Result: Withdrawn,
			By: centre, Guards: []casework.Guard{notOwnReply()}, Clocks: []casework.Effect{casework.Cancel("reply", "assess")}, Decide: endTask, Closes: true},
	}
}

func unlawful(code, zh, en, doZH, doEN string) error {
	return fault.New(fault.Unlawful, code, lang.T(zh, en), lang.T(doZH, doEN))
}

func among(all []catalog.Option, id string) bool {
	return slices.ContainsFunc(all, func(o catalog.Option) bool { return o.ID == id })
}

// addressed: an order names a unit, what it is about, why, and a date in reach.
func (r Rules) addressed() casework.Guard {
	return casework.Guard{Name: "order_addressed", Says: lang.T("写明承办单位、所督办的事、理由和十五个工作日以内的回复日期", "it names unit, matter, ground and a reply date within fifteen working days"),
		Check: func(d *casework.Decision) error {
			in, bad := casework.Input[IssueInput](d), fault.InvalidInput()
			if in.Unit == "" || r.Units != nil && !r.Units(d.Cmd.Actor.Division, in.Unit) {
				bad.At("unit", lang.T("请选择承办单位。", "Please choose the unit."))
			}
			if !among(Grounds(), in.Ground) {
				bad.At("ground", lang.T("请选择督办理由。", "Please choose the ground."))
			}
			if in.Days < 0 || in.Days > MostDays {
				bad.At("days", lang.T("回复期限是1到15个工作日。", "The reply date is 1 to 15 working days away."))
			}
			switch in.About {
			case AboutMatter:
			case AboutCase, AboutCard:
				if in.Number == "" {
					bad.At("number", lang.T("请写办件编号。", "Please give the number of the case."))
				}
				if in.About == AboutCard && in.Card == "" {
					bad.At("card", lang.T("请写是哪张牌。", "Please say which card."))
				}
			default:
				bad.At("about", lang.T("请选择督办什么：一件办件、一张牌，或者一件事。", "Please choose: a case, a card, or a matter."))
			}
			return bad.Or()
		}}
}

func (r Rules) decideIssue(d *casework.Decision) error {
	in := casework.Input[IssueInput](d)
	day := d.Engine.Calendar().DayOf(d.At)
	f := Issue{Year: day.Year(), Unit: in.Unit, About: in.About, Card: in.Card, Ground: in.Ground, Days: daysOf(d)}
	if in.About != AboutMatter {
		f.Number = in.Number
		if err := r.subject(d, in.Number); err != nil {
			return err
		}
	}
	n, err := d.Engine.Store.Number(d.Context(), d.Cmd.Actor.Division, "order"+day.String()[:4])
	if err != nil {
		return err
	}
	f.Serial = n
	d.Facts.Unit = d.Cmd.Actor.Unit
	if r.Centre != "" {
		d.Facts.Unit = r.Centre
	}
	d.PutTask(casework.Task{Step: Step, ID: "reply", Unit: in.Unit, State: casework.Waiting, Opened: d.At})
	return d.SetData(f)
}

// subject finds the case an order is about and puts the order on its record, in the same unit
// of work. An order about a complaint is sealed like the complaint.
func (r Rules) subject(d *casework.Decision, number string) error {
	unknown := fault.InvalidInput().At("number", lang.T("没有这个编号的办件。", "There is no case of this number.")).Or()
	if r.Find == nil {
		return unknown
	}
	s, err := r.Find(d.Context(), d.Cmd.Actor.Division, number)
	if fault.KindOf(err) == fault.NotFound {
		return unknown
	}
	if err != nil {
		return err
	}
	if s.Sealed != d.Cmd.Open.Sealed {
		return fault.New(fault.Internal, "order_unsealed", lang.T("这张督办单没有按密件登记，没有发出。", "The order was not entered as sealed and was not issued."), lang.T("请重新提交。", "Please send it again."))
	}
	d.Also(s.ID, "mark_ordered", nil, "")
	return nil
}

// mine is the task of the order that waits for the actor's unit.
func mine(d *casework.Decision) (casework.Task, bool) {
	for _, t := range d.Case.OpenTasks() {
		if t.Unit == d.Cmd.Actor.Unit {
			return t, true
		}
	}
	return casework.Task{}, false
}

func myUnits() casework.Guard {
	return casework.Guard{Name: "order_to_my_unit", Says: lang.T("督办发给本单位，还没有人签收", "it is addressed to one's own unit and nobody has taken it"),
		Check: func(d *casework.Decision) error {
			if t, ok := mine(d); !ok || t.State != casework.Waiting {
				return unlawful("nothing_to_take", "没有等您单位签收的督办。", "No order waits for your unit.", "请刷新页面。", "Please reload the page.")
			}
			return nil
		}}
}

func decideTake(d *casework.Decision) error {
	t, _ := mine(d)
	t.State, t.Officer = casework.Taken, d.Cmd.Actor.ID
	d.PutTask(t)
	return nil
}

func replyShown() casework.Guard {
	return casework.Guard{Name: "reply_shown", Says: lang.T("回复写明办了什么，附凭据", "a reply says what was done and shows it"),
		Check: func(d *casework.Decision) error {
			in, bad := casework.Input[ReplyInput](d), fault.InvalidInput()
			if !among(Results(), in.Result) || in.Result == Withdrawn {
				bad.At("result", lang.T("请选择办理情况。", "Please choose how it stands."))
			}
			if len(in.Files) == 0 {
				bad.At("file.evidence", lang.T("请上传凭据：办结文书、照片、会议纪要等。", "Please upload what shows it: the paper, pictures, minutes."))
			}
			return bad.Or()
		}}
}

func decideReply(d *casework.Decision) error {
	in := casework.Input[ReplyInput](d)
	t, ok := mine(d)
	if !ok {
		return fault.Missing()
	}
	t.State, t.Ended = casework.Done, d.At
	d.PutTask(t)
	d.Private.Files = in.Files
	return d.SetData(Reply{Result: in.Result, Evidence: len(in.Files)})
}

func askedOnce() casework.Guard {
	return casework.Guard{Name: "later_date_once", Says: lang.T("只能申请一次，期限还没有过，最多延后十个工作日", "there is one request, while the date has not passed, for ten working days at most"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Later != nil {
				return unlawful("later_asked_already", "延后回复只能申请一次。", "A later date can be asked for once.", "请按现在的日期回复，有困难写在回复里。", "Please reply by the date that stands; say in it what is hard.")
			}
			k, ok := d.Case.Clock("reply")
			if !ok || k.State != limit.Running || !k.Due.At.After(d.At) {
				return unlawful("reply_date_over", "回复期限已过，不能再申请延后。", "The reply date has passed; it cannot be put off.", "请尽快回复。", "Please reply as soon as possible.")
			}
			if n := casework.Input[LaterInput](d).Days; n < 1 || n > LaterDays {
				return fault.InvalidInput().At("days", lang.T("请写延后几个工作日，1到10。", "Please give 1 to 10 working days.")).Or()
			}
			return nil
		}}
}

func decideAskLater(d *casework.Decision) error {
	return d.SetData(Later{By: d.Cmd.Actor.ID, Days: casework.Input[LaterInput](d).Days})
}

func notTheAsker() casework.Guard {
	return casework.Guard{Name: "issuer_decides_on_date", Says: lang.T("有待批的申请，由发出督办的一方决定，不是申请人自己", "a request is pending, and the issuer's side decides, never whoever asked"),
		Check: func(d *casework.Decision) error {
			l := FileOf(d.Case).Later
			if l == nil || l.Approved || l.Rejected {
				return unlawful("no_request", "没有待批的延后申请。", "No request is pending.", "请刷新页面。", "Please reload the page.")
			}
			if l.By == d.Cmd.Actor.ID {
				return unlawful("own_request", "自己的申请不能自己批。", "Nobody decides on his own request.", "请由中心另一位同事审批。", "Please let a colleague of the centre decide.")
			}
			return nil
		}}
}

func decideLater(d *casework.Decision) error {
	l := *FileOf(d.Case).Later
	l.Approved = casework.Input[DecideLaterInput](d).Approve
	l.Rejected = !l.Approved
	d.Facts.Approver = d.Cmd.Actor.ID
	if k, ok := d.Case.Clock("reply"); ok && l.Approved {
		if k.State != limit.Running { // it ran out while the request lay: the new date counts from the old one
			k.State = limit.Running
		}
		longer, err := k.Extend(d.Engine.Calendar(), limit.Limit{N: l.Days, Unit: limit.Workday})
		if err != nil {
			return err
		}
		d.PutClock(longer)
	}
	return d.SetData(l)
}

// notOwnReply: nobody judges the reply of his own task. That nobody judges an order to the own
// unit either is [casework.Outside]; the centre's own unit may be asked too, then a colleague judges.
func notOwnReply() casework.Guard {
	return casework.NoPart("not_own_reply", lang.T("自己办的事，自己不审核", "nobody judges what he did himself"), func(d *casework.Decision) (all []string) {
		for _, t := range d.Case.Tasks {
			all = append(all, t.Officer)
		}
		return all
	})
}

// about is the unit that must reply; of an order to the office itself, none.
func about(c *casework.Case) []string {
	if u := FileOf(c).Unit; u != c.Unit {
		return []string{u}
	}
	return nil
}

func returnedOnce() casework.Guard {
	return casework.Guard{Name: "one_return_of_reply", Says: lang.T("只退回一次，新的回复日期在十五个工作日以内", "a reply is sent back once, with a new date within fifteen working days"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Returned {
				return unlawful("returned_already", "已经退回过一次。", "A reply was sent back once.", "仍没有办到位的，上报负责人决定。", "What is still not enough goes one level up.")
			}
			if n := casework.Input[ReturnInput](d).Days; n < 0 || n > MostDays {
				return fault.InvalidInput().At("days", lang.T("回复期限是1到15个工作日。", "The reply date is 1 to 15 working days away.")).Or()
			}
			return nil
		}}
}

// decideReturn puts the task into the same hands again.
func decideReturn(d *casework.Decision) error {
	if t, ok := d.Case.Task(Step, "reply"); ok {
		t.State, t.Opened, t.Ended = casework.Taken, d.At, time.Time{}
		d.PutTask(t)
	}
	return nil
}

func wasReturned() casework.Guard {
	return casework.Guard{Name: "returned_before_raising", Says: lang.T("先退回过一次；由监督员上报，负责人自己直接决定", "a reply was sent back before; supervisors raise it, the head decides at once"),
		Check: func(d *casework.Decision) error {
			if !FileOf(d.Case).Returned {
				return unlawful("not_returned_yet", "还没有退回过，先退回一次。", "No reply was sent back yet; do that first.", "请选择“退回重新办理”。", "Please send the reply back.")
			}
			return nil
		}}
}

func notWhoRaised() casework.Guard {
	return casework.Guard{Name: "head_decides_raised", Says: lang.T("由中心负责人决定，不是上报的人", "the head of the centre decides, not whoever raised it"),
		Check: func(d *casework.Decision) error {
			if d.Cmd.Actor.Role != access.CentreHead || FileOf(d.Case).RaisedBy == d.Cmd.Actor.ID {
				return unlawful("head_must_decide", "上报以后由中心负责人决定。", "Once raised, the head of the centre decides.", "请等负责人决定。", "Please wait for the head.")
			}
			return nil
		}}
}

func replyLate() casework.Guard {
	return casework.Guard{Name: "reply_overdue", Says: lang.T("回复期限已过", "the reply date has passed"),
		Check: func(d *casework.Decision) error {
			if k, ok := d.Case.Clock("reply"); !ok || !k.State.Open() || k.Due.At.After(d.At) {
				return unlawful("reply_not_due", "回复期限还没有过。", "The reply date has not passed.", "请等回复，或者撤回督办。", "Please wait for the reply, or withdraw the order.")
			}
			return nil
		}}
}

func decideEnd(d *casework.Decision) error {
	in := casework.Input[EndInput](d)
	if in.Result != Done && in.Result != Explained && in.Result != NotDone {
		return fault.InvalidInput().At("result", lang.T("请选择办理结果。", "Please choose the result.")).Or()
	}
	d.Result = in.Result
	d.EndTasks()
	return d.SetData(Ending{Result: in.Result})
}

func endTask(d *casework.Decision) error {
	d.EndTasks()
	return nil
}
