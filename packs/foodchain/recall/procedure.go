package recall

import (
	"context"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/packs/foodchain/trace"
)

// Orders is what a recall reads of its orders.
type Orders interface {
	// OrdersOf gives every order of a recall with its state.
	OrdersOf(ctx context.Context, division string, recall casework.ID) ([]OrderRow, error)
}

// Rules are what the procedures ask of the county.
type Rules struct {
	Lineage   Lineage
	Orders    Orders
	Places    Places        // nil: no register, holders have no party
	Regulator func() string // unit that regulates food; "" or nil: any unit that may open recalls
	// Made says whether a party's own place made any of the things; nil: no producer opens a recall
	// by itself.
	Made func(ctx context.Context, party string, start trace.Start) (bool, error)
	// Passed says whether the sample of a report's number, of any of the lots, was corrected and says passed as it
	// stands; nil: nobody keeps samples, and whoever takes a recall back knows.
	Passed func(ctx context.Context, number string, lots []string) (bool, error)
	// Running gives the recalls that run for some of what one would begin from; nil: nobody looks.
	Running func(ctx context.Context, in OpenInput) ([]Row, error)
	Wall    clock.Clock // stop-watch of the machine; nil: the machine's own
}

func (r Rules) regulator() string {
	if r.Regulator == nil {
		return ""
	}
	return r.Regulator()
}

// Batch is how many orders one act issues.
const Batch = 50

// Procedures gives both tables. Every call gives fresh copies.
func (r Rules) Procedures() []*casework.Procedure {
	p := &casework.Procedure{Name: Name, Version: 1, Title: lang.T("食品召回", "Food recall"), Tasks: map[string]lang.Text{"recall": lang.T("看管召回", "Watch over a recall")}, NewFile: func() any { return &File{} }, FoldFile: foldRecall, Clocks: recallClocks(),
		States: []casework.StateInfo{
			state(Running, "召回中", "Running", "已经通知所有持有者停止销售，正在下架、清点、处置。", "Every holder was told to stop selling; goods are taken off, counted and disposed of.", false),
			state(Closed, "召回结束", "Ended", "数量对上了，或者差额有说明。扫码仍然提示不要吃。", "The count adds up or is explained. A scan still warns.", true),
			state(Lifted, "已撤销", "Lifted", "召回的原因不成立，扫码提示已经取消。", "The cause did not hold; scans warn no more.", true),
			state(Withdrawn, "开错了，已收回", "Withdrawn", "这个召回是开错的。通知全部解除，扫码提示已经取消，记录留着。", "It was opened by mistake. Every order is lifted, scans warn no more, the record stays.", true),
		}}
	p.With(r.recallRows()...)
	o := &casework.Procedure{Name: OrderName, Version: 1, Title: lang.T("召回通知（持有者）", "Recall order to a holder"), NewFile: func() any { return &Order{} }, FoldFile: foldOrder, Clocks: orderClocks(),
		States: []casework.StateInfo{
			state(Issued, "已通知，待停售", "Issued", "立即停止销售，封存，并答复。", "Stop selling at once, keep it apart, and answer.", false),
			state(Stopped, "已停售，待清点处置", "Sale stopped", "清点下架数量，销毁或者退回，逐次登记。", "Count what was taken off, destroy or return it; each count is entered.", false),
			state(Answered, "已答复，待核对", "Answered", "监管人员核对数量。", "The regulator checks the count.", false),
			state(Done, "已核对", "Checked", "这家的货已经处置完毕。", "What this holder had is dealt with.", true),
			state(Freed, "已解除", "Lifted", "召回已经结束或者撤销，或者这家的货不在召回范围了。这张通知不用再办。", "The recall ended or was lifted, or what this holder had is no longer part of it. Nothing more is to be done here.", true),
		}}
	o.With(r.orderRows()...)
	for _, row := range casework.CommonRows(nil, nil, []casework.State{Running}) {
		if !row.Quiet && row.Verb != "note" {
			continue
		}
		row.From = []casework.State{Running}
		p.With(row)
		row.From = []casework.State{Issued, Stopped, Answered}
		o.With(row)
	}
	return []*casework.Procedure{p, o}
}

func (r Rules) recallRows() []casework.Transition {
	desk := []casework.Relation{casework.Responsible}
	open := []casework.State{Running}
	return []casework.Transition{
		{Verb: "open_recall", Title: lang.T("召回", "Recall"), To: Running, Event: "recall_opened", Needs: casework.NeedReason, By: []casework.Relation{casework.Receiver, casework.Applicant}, Basis: []string{"spa-63.1"},
			Guards: []casework.Guard{r.mayOpen(), startWhole(), r.notTwice()}, Clocks: []casework.Effect{casework.Begin("recall_begin", "recall_end")}, Input: func() any { return &OpenInput{} }, Decide: r.decideOpen},
		{From: open, Verb: "send_recall_orders", Title: lang.T("通知持有者", "Issue the orders"), Event: "recall_orders_issued", By: []casework.Relation{casework.Itself, casework.Responsible}, Basis: []string{"spa-63.5"},
			Guards: []casework.Guard{someUnissued()}, Decide: r.decideIssue},
		{From: open, Verb: "begin_recall", Title: lang.T("登记生产者已停产、报告召回计划", "The producer has stopped and reports its plan"), Event: "recall_begun", Needs: casework.NeedReason, By: []casework.Relation{casework.Applicant, casework.Responsible}, Basis: []string{"spa-63.1", "spa-63.4"},
			Guards: []casework.Guard{notBegun()}, Clocks: []casework.Effect{casework.Stop("recall_begin")}},
		{From: open, Verb: "grade_recall", Title: lang.T("改变级别", "Change the grade"), Event: "recall_graded", Needs: casework.NeedReason, By: desk, Basis: []string{"spzh-2015"},
			Guards: []casework.Guard{otherGrade()}, Input: func() any { return &GradeInput{} }, Decide: regrade},
		{From: open, Verb: "confirm_scope", Title: lang.T("确认新的范围", "Confirm the new scope"), Event: "recall_scope_confirmed", Needs: casework.NeedReason, By: desk,
			Input: func() any { return &ConfirmInput{} }, Decide: r.decideConfirm},
		{From: open, Verb: "publish_recall", Title: lang.T("发布召回公告", "Publish the notice"), Event: "recall_published", Needs: casework.NeedReason, By: desk, Basis: []string{"spa-63.1"},
			Guards: []casework.Guard{notADrill()}, Input: func() any { return &PublishInput{} }},
		{From: open, Verb: "close_recall", Title: lang.T("结束召回", "End the recall"), To: Closed, Event: "recall_ended", By: desk, Basis: []string{"spa-63.4"},
			Guards: []casework.Guard{allIssued(), r.allStopped(), r.addsUp()}, Clocks: []casework.Effect{casework.Stop("recall_begin", "recall_end")}, Input: func() any { return &CloseInput{} }, Decide: r.decideClose, Result: "recalled", Closes: true},
		{From: open, Verb: "lift_recall", Title: lang.T("撤销召回", "Lift the recall"), To: Lifted, Event: "recall_lifted", Needs: casework.NeedReason, By: []casework.Relation{casework.HeadOfUnit},
			Clocks: []casework.Effect{casework.Cancel("recall_begin", "recall_end")}, Decide: r.decideLift, Result: "lifted", Closes: true},
		{From: open, Verb: "withdraw_recall", Title: lang.T("收回（开错了）", "Withdraw, it was opened by mistake"), To: Withdrawn, Event: "recall_withdrawn", Needs: casework.NeedReason, By: []casework.Relation{casework.Responsible, casework.HeadOfUnit},
			Guards: []casework.Guard{aMistake(), r.resultPassed(), announcedByHead()}, Clocks: []casework.Effect{casework.Cancel("recall_begin", "recall_end")}, Input: func() any { return &WithdrawInput{} }, Decide: r.decideWithdraw, Result: "withdrawn", Closes: true},
	}
}

func unlawful(code, zh, en, doZH, doEN string, basis ...string) *fault.Fault {
	return fault.New(fault.Unlawful, code, lang.T(zh, en), lang.T(doZH, doEN)).Under(basis...)
}

func among(options []catalog.Option, id string) bool {
	for _, o := range options {
		if o.ID == id {
			return true
		}
	}
	return false
}

// mayOpen: the regulator's unit, or the producer of what it recalls itself.
func (r Rules) mayOpen() casework.Guard {
	return casework.Guard{Name: "regulator_or_producer", Says: lang.T("由食品监管单位，或者由生产者对自己的产品提出", "by the food regulator, or by the producer of the food itself"), Basis: "spa-63.1", Check: func(d *casework.Decision) error {
		return r.MayOpen(d.Context(), d.Cmd.Actor, casework.Input[OpenInput](d))
	}}
}

// MayOpen says whether the actor may open a recall, and so look at what it would be about.
func (r Rules) MayOpen(ctx context.Context, a access.Actor, in OpenInput) error {
	if a.IsStaff() {
		if u := r.regulator(); u != "" && a.Unit != u {
			return fault.Missing()
		}
		return nil
	}
	if r.Made != nil && a.Whose() != "" && !in.Drill {
		made, err := r.Made(ctx, a.Whose(), in.Start)
		if err != nil || made {
			return err
		}
	}
	return unlawful("not_your_food", "只能召回自己生产的食品。", "A producer recalls its own food only.", "别家的食品有问题，请举报，由监管单位召回。", "If somebody else's food is bad, please report it; the regulator recalls it.")
}

func startWhole() casework.Guard {
	return casework.Guard{Name: "start_whole", Says: lang.T("写明原因、级别、什么食品，从哪个批次、货品或者地块开始", "cause, grade, what food, and the lots, goods or plots to begin from"), Check: func(d *casework.Decision) error {
		in, bad := casework.Input[OpenInput](d), fault.InvalidInput()
		if !among(Causes(), in.Cause) {
			bad.At("cause", lang.T("请选择召回的原因。", "Please choose the cause."))
		}
		if !in.Grade.known() {
			bad.At("grade", lang.T("请选择召回级别。", "Please choose the grade."))
		}
		if t := strings.TrimSpace(in.Title); t == "" || len([]rune(t)) > 80 {
			bad.At("title", lang.T("请写明是什么食品，不超过80个字。", "Please say what food it is, in at most 80 characters."))
		}
		if n := len(in.Start.Things) + len(in.Start.Plots); n == 0 || n > 200 {
			bad.At("start", lang.T("请填写要召回的批次、货品或者地块，一次不超过200个。", "Please give the lots, goods or plots to recall, at most 200 at once."))
		}
		for _, k := range in.Start.Things {
			if trace.KindOf(k) == trace.Class {
				bad.At("start", lang.T("只有商品编码，没有批号：会召回这种商品的全部批次，请逐批填写。", "A product code without a lot would recall every lot of it; please name the lots."))
			}
		}
		return bad.Or()
	}}
}

func someUnissued() casework.Guard {
	return casework.Guard{Name: "some_without_order", Says: lang.T("还有持有者没有收到通知", "some holder has no order yet"), Check: func(d *casework.Decision) error {
		if len(FileOf(d.Case).Unissued()) == 0 {
			return unlawful("all_issued", "所有持有者都已经通知。", "Every holder has an order.", "不用再发。", "Nothing more is to be sent.")
		}
		return nil
	}}
}

func allIssued() casework.Guard {
	return casework.Guard{Name: "all_have_orders", Says: lang.T("所有持有者都收到过通知", "every holder was sent an order"), Basis: "spa-63.1", Check: func(d *casework.Decision) error {
		if len(FileOf(d.Case).Unissued()) > 0 {
			return unlawful("orders_missing", "还有持有者没有收到通知。", "Some holders have no order yet.", "请先发出通知。", "Please issue the orders first.", "spa-63.1")
		}
		return nil
	}}
}

// allStopped: nobody may still be selling when a recall ends. Who cannot be reached is visited, and the
// officer enters what was seen. A drill may end without.
func (r Rules) allStopped() casework.Guard {
	return casework.Guard{Name: "all_have_stopped", Says: lang.T("每一家都答复或者核实过已经停止销售", "of every holder it is known that sale has stopped"), Basis: "spa-63.2", Check: func(d *casework.Decision) error {
		if FileOf(d.Case).Drill {
			return nil
		}
		orders, err := r.Orders.OrdersOf(d.Context(), d.Case.Division, d.Case.ID)
		if err != nil {
			return err
		}
		if t := TallyOf(orders); t.Stopped < t.Orders {
			n := t.Orders - t.Stopped
			return fault.New(fault.Unlawful, "still_selling", lang.Format("还有%d家没有答复已经停止销售，召回不能结束。", "%d holders have not answered that sale has stopped; the recall cannot end.", n),
				lang.T("请打电话或者到现场核实，在那一家的通知里登记“已停止销售”，再来结束。", "Please call or visit them, enter “sale has stopped” in their orders, then end it.")).Under("spa-63.2")
		}
		return nil
	}}
}

func notBegun() casework.Guard {
	return casework.Guard{Name: "not_begun", Says: lang.T("只登记一次", "entered once"), Check: func(d *casework.Decision) error {
		if FileOf(d.Case).Begun {
			return unlawful("begun_already", "已经登记过生产者的召回计划。", "The producer's plan is on record.", "补充内容请写在补充说明里。", "Please add a note instead.")
		}
		return nil
	}}
}

func otherGrade() casework.Guard {
	return casework.Guard{Name: "other_grade", Says: lang.T("改成另一个级别", "to another grade"), Check: func(d *casework.Decision) error {
		if g := casework.Input[GradeInput](d).Grade; !g.known() || g == FileOf(d.Case).Grade {
			return fault.InvalidInput().At("grade", lang.T("请选择另一个级别。", "Please choose another grade.")).Or()
		}
		return nil
	}}
}

// regrade counts the clocks that still run from the opening again, by the new grade.
func regrade(d *casework.Decision) error {
	in := casework.Input[GradeInput](d)
	g := Grades[in.Grade-1]
	for name, l := range map[string]limit.Limit{"recall_begin": g.Begin, "recall_end": g.End} {
		k, ok := d.Case.Clock(name)
		if !ok || !k.State.Open() {
			continue
		}
		n, err := limit.Begin(d.Engine.Calendar(), name, k.Basis, l, d.Case.Opened)
		if err != nil {
			return err
		}
		n.Theirs = k.Theirs
		d.PutClock(n)
	}
	return d.SetData(in)
}

func aMistake() casework.Guard {
	return casework.Guard{Name: "which_mistake", Says: lang.T("写明错在哪里", "which mistake it was"), Check: func(d *casework.Decision) error {
		if !among(Mistakes(), casework.Input[WithdrawInput](d).Why) {
			return fault.InvalidInput().At("why", lang.T("请选择错在哪里。", "Please choose which mistake it was.")).Or()
		}
		return nil
	}}
}

// resultPassed: that a result was corrected to passed is looked up, where the county keeps samples.
func (r Rules) resultPassed() casework.Guard {
	return casework.Guard{Name: "result_passed", Says: lang.T("说是抽检更正成合格的，结果现在要是合格", "where it is said that the sample was corrected, its result says passed now"), Check: func(d *casework.Decision) error {
		f := FileOf(d.Case)
		if casework.Input[WithdrawInput](d).Why != SampleCorrected || r.Passed == nil {
			return nil
		}
		passed, err := false, error(nil)
		if f.Cause == FailedSample && f.Ref != "" {
			passed, err = r.Passed(d.Context(), f.Ref, f.Scope.Start.Things)
		}
		if err != nil || passed {
			return err
		}
		return fault.InvalidInput().At("why", lang.T("这个召回所依据的抽检结果没有更正成合格。请先在监管台更正结果，或者选别的原因。", "The result that this recall began from was not corrected to passed. Please correct it at the desk first, or choose another mistake.")).Or()
	}}
}

// announcedByHead: what everybody was told is taken back by the head of the unit, as lifting is. Before that
// whoever opened it by mistake mends it at once.
func announcedByHead() casework.Guard {
	return casework.Guard{Name: "announced_by_head", Says: lang.T("发布过公告的，由单位负责人收回", "one that was published is withdrawn by the head of the unit"), Check: func(d *casework.Decision) error {
		if FileOf(d.Case).Published.IsZero() || slices.Contains(casework.RelationOf(d.Cmd.Actor, d.Case), casework.HeadOfUnit) {
			return nil
		}
		return unlawful("published_already", "这个召回已经发布公告。", "This recall was published.", "请由单位负责人收回或者撤销。", "The head of the unit withdraws or lifts it.")
	}}
}

func notADrill() casework.Guard {
	return casework.Guard{Name: "no_notice_of_a_drill", Says: lang.T("演练不发公告", "a drill has no public notice"), Check: func(d *casework.Decision) error {
		if FileOf(d.Case).Drill {
			return unlawful("drill", "这是演练，不能发布公告。", "This is a drill; nothing is published.", "真的召回请另外提出。", "Please open a real recall instead.")
		}
		return nil
	}}
}

func (r Rules) decideOpen(d *casework.Decision) error {
	in := casework.Input[OpenInput](d)
	in.Title, in.Ref = strings.TrimSpace(in.Title), strings.TrimSpace(in.Ref)
	s, rows, err := r.scope(d.Context(), in.Start)
	if err != nil {
		return err
	}
	if err := Unheard(in, s); err != nil {
		return err
	}
	d.Facts.Unit = r.regulator()
	if d.Facts.Unit == "" {
		d.Facts.Unit = d.Cmd.Actor.Unit
	}
	d.Facts.Code = in.Cause
	d.PutTask(casework.Task{Step: "recall", ID: "desk", Unit: d.Facts.Unit, State: casework.Waiting, Opened: d.At})
	d.Beside = rows
	return d.SetData(Opened{Cause: in.Cause, Ref: in.Ref, Title: in.Title, Grade: in.Grade, Drill: in.Drill, Maker: in.Maker, Scope: s})
}

// Unheard refuses a start of which nobody has ever recorded a part, until somebody says that it is meant:
// most often it is mistyped, and a recall of nothing looks like a recall.
func Unheard(in OpenInput, s Scope) error {
	if len(s.Unknown) == 0 || in.Unknown {
		return nil
	}
	list := strings.Join(s.Unknown, "； ")
	return fault.InvalidInput().At("start", lang.T("从来没有人记录过："+list+"。请核对是不是写错了；确实要召回的，请勾选“没有错，照样召回”。", "Nobody has ever recorded "+list+". Please compare; if it is right, tick “it is right, recall it all the same”.")).Or()
}

func (r Rules) decideIssue(d *casework.Decision) error {
	f := FileOf(d.Case)
	var out SentOut
	for _, h := range f.Unissued() {
		if len(out.Orders) == Batch {
			break
		}
		series := OrderSeries
		if f.Drill {
			series = DrillOrderSeries
		}
		id := d.AlsoOpen("send_recall_order", &OrderInput{Recall: d.Case.ID, Number: d.Case.Number, Title: f.Title, Unit: d.Case.Unit, Grade: f.Grade, Drill: f.Drill, Holder: h},
			casework.Open{Procedure: OrderName, Channel: "web", Series: series, Party: h.Party})
		out.Orders = append(out.Orders, Sent{h.Place, id})
	}
	return d.SetData(out)
}

// decideConfirm freezes what the events say now. Holders who have nothing any more are freed,
// others learn of their new amounts; new ones get their orders by send_recall_orders.
func (r Rules) decideConfirm(d *casework.Decision) error {
	f := FileOf(d.Case)
	s, rows, err := r.scope(d.Context(), f.Scope.Start)
	if err != nil {
		return err
	}
	if s.Hash != casework.Input[ConfirmInput](d).Hash {
		return fault.New(fault.Conflict, "scope_moved_on", lang.T("确认的时候又有新的追溯事件，范围变了。", "More events came meanwhile and the scope has changed."), lang.T("请再看一遍差别，然后确认。", "Please look at the difference again, then confirm."))
	}
	c := Confirmed{Scope: s, Added: max(0, s.Things-f.Scope.Things), Dropped: max(0, f.Scope.Things-s.Things)}
	now := map[string]Holder{}
	for _, h := range s.Holders {
		now[h.Place] = h
	}
	orders, err := r.Orders.OrdersOf(d.Context(), d.Case.Division, d.Case.ID)
	if err != nil {
		return err
	}
	for _, o := range orders {
		if !o.State.open() {
			continue
		}
		switch h, still := now[o.Place]; {
		case !still:
			d.Also(o.ID, "lift_recall_order", nil, "")
			c.Lifted = append(c.Lifted, o.Place)
		case !h.Held.Equal(o.Held) || h.Unsaid != o.Unsaid:
			d.Also(o.ID, "amend_recall_order", &AmendInput{h}, "")
		}
	}
	d.Beside = rows
	return d.SetData(c)
}

// TallyOf sums orders.
func TallyOf(orders []OrderRow) (t Tally) {
	t.Held, t.Removed, t.Destroyed, t.Returned, t.Sold = Amounts{}, Amounts{}, Amounts{}, Amounts{}, Amounts{}
	for _, o := range orders {
		if o.State == OrderState(Freed) {
			continue
		}
		t.Orders++
		if !o.Stopped.IsZero() {
			t.Stopped++
		}
		if o.State == OrderState(Done) {
			t.Finished++
		}
		t.Held.Add(o.Held, 1)
		t.Removed.Add(o.Counts[Removed], 1)
		t.Destroyed.Add(o.Counts[Destroyed], 1)
		t.Returned.Add(o.Counts[Returned], 1)
		t.Sold.Add(o.Counts[Sold], 1)
	}
	return t
}

// addsUp: what holders had is accounted for, or the difference is explained. A drill asks for
// every holder's answer alone.
func (r Rules) addsUp() casework.Guard {
	return casework.Guard{Name: "count_adds_up", Says: lang.T("下架、卖出、销毁、退回的数量与持有的数量对得上，或者差额写明原因", "what was removed, sold, destroyed and returned adds up with what was held, or the difference is explained"), Basis: "spa-63.4", Check: func(d *casework.Decision) error {
		orders, err := r.Orders.OrdersOf(d.Context(), d.Case.Division, d.Case.ID)
		if err != nil {
			return err
		}
		t := TallyOf(orders)
		if t.AddsUp() || FileOf(d.Case).Drill && t.Stopped == t.Orders || strings.TrimSpace(casework.Input[CloseInput](d).Explain) != "" {
			return nil
		}
		bad := fault.InvalidInput().Under("spa-63.4")
		bad.At("explain", lang.T("数量对不上，或者还有持有者没有办完。请写明差额的原因，会留在记录里。", "The count does not add up, or a holder is not done. Please explain the difference; it stays on record."))
		return bad.Or()
	}}
}

func (r Rules) decideClose(d *casework.Decision) error {
	orders, err := r.Orders.OrdersOf(d.Context(), d.Case.Division, d.Case.ID)
	if err != nil {
		return err
	}
	for _, o := range orders {
		if o.State.open() {
			d.Also(o.ID, "lift_recall_order", nil, "")
		}
	}
	d.Private.Text = strings.TrimSpace(casework.Input[CloseInput](d).Explain)
	d.EndTasks()
	return d.SetData(TallyOf(orders))
}

func (r Rules) decideWithdraw(d *casework.Decision) error {
	in := casework.Input[WithdrawInput](d)
	d.Facts.Code = in.Why
	if err := r.decideLift(d); err != nil {
		return err
	}
	return d.SetData(in)
}

func (r Rules) decideLift(d *casework.Decision) error {
	orders, err := r.Orders.OrdersOf(d.Context(), d.Case.Division, d.Case.ID)
	if err != nil {
		return err
	}
	for _, o := range orders {
		if o.State.open() {
			d.Also(o.ID, "lift_recall_order", nil, "")
		}
	}
	d.EndTasks()
	return nil
}
