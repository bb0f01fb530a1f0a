package recall

import (
	"maps"
	"slices"
	"time"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/trace"
)

// OrderState is a state of an order as lists keep it.
type OrderState casework.State

func (s OrderState) open() bool { return s != OrderState(Done) && s != OrderState(Freed) }

// OrderRow is an order in a list.
type OrderRow struct {
	casework.Key
	Number   string
	Recall   casework.ID
	Place    string
	Party    string
	State    OrderState
	Drill    bool
	Held     Amounts
	Sold     Amounts // before the recall, by the events
	Unsaid   bool
	Counts   map[string]Amounts
	Issued   time.Time
	Stopped  time.Time // when the holder answered that sale has stopped
	Answered time.Time
	Due      time.Time // of the clock that runs; zero: none
}

func (r Rules) orderRows() []casework.Transition {
	holder := []casework.Relation{casework.Applicant, casework.Responsible}
	desk := []casework.Relation{casework.Responsible}
	ended := func(d *casework.Decision) error { return nil }
	return []casework.Transition{
		{Verb: "send_recall_order", Title: lang.T("通知持有者", "Order to a holder"), To: Issued, Event: "recall_order_issued", Quiet: true, By: []casework.Relation{casework.Itself}, Basis: []string{"spa-63.2", "spa-63.5"},
			Clocks: []casework.Effect{casework.Begin("stop_sale", "finish_order")}, Input: func() any { return &OrderInput{} }, Decide: decideOrder},
		{From: []casework.State{Issued, Stopped}, Verb: "amend_recall_order", Title: lang.T("更正数量", "Amend the amounts"), Event: "recall_order_amended", Quiet: true, By: []casework.Relation{casework.Itself}, Input: func() any { return &AmendInput{} },
			Decide: func(d *casework.Decision) error { return d.SetData(casework.Input[AmendInput](d)) }},
		{From: []casework.State{Answered}, Verb: "amend_recall_order", Title: lang.T("更正数量", "Amend the amounts"), To: Stopped, Event: "recall_order_amended", Quiet: true, By: []casework.Relation{casework.Itself}, Input: func() any { return &AmendInput{} },
			Decide: func(d *casework.Decision) error { return d.SetData(casework.Input[AmendInput](d)) }},
		{From: []casework.State{Issued}, Verb: "stop_sale", Title: lang.T("已停止销售", "Sale has stopped"), To: Stopped, Event: "sale_stopped", By: holder, Basis: []string{"spa-63.2"}, Clocks: []casework.Effect{casework.Stop("stop_sale")}},
		{From: []casework.State{Stopped}, Verb: "count_goods", Title: lang.T("登记数量", "Enter a count"), Event: "goods_counted", By: holder, Basis: []string{"spa-63.3"},
			Guards: []casework.Guard{countWhole()}, Input: func() any { return &CountInput{} }, Decide: decideCount},
		{From: []casework.State{Stopped}, Verb: "finish_recall_order", Title: lang.T("处置完毕，提交核对", "Done, to be checked"), To: Answered, Event: "recall_order_answered", By: holder, Basis: []string{"spa-63.4"},
			Guards: []casework.Guard{balanced()}},
		{From: []casework.State{Answered}, Verb: "accept_recall_count", Title: lang.T("核对无误", "The count is right"), To: Done, Event: "recall_order_accepted", By: desk, Clocks: []casework.Effect{casework.Stop("finish_order")}, Decide: ended, Result: "recalled", Closes: true},
		{From: []casework.State{Answered}, Verb: "return_recall_count", Title: lang.T("不对，退回重新清点", "Not right: count again"), To: Stopped, Event: "recall_order_returned", Needs: casework.NeedReason, By: desk},
		{From: []casework.State{Issued, Stopped, Answered}, Verb: "lift_recall_order", Title: lang.T("解除", "Lift the order"), To: Freed, Event: "recall_order_lifted", Quiet: true, By: []casework.Relation{casework.Itself},
			Clocks: []casework.Effect{casework.Cancel("stop_sale", "finish_order")}, Decide: ended, Result: "lifted", Closes: true},
	}
}

func decideOrder(d *casework.Decision) error {
	in := casework.Input[OrderInput](d)
	d.Facts.Unit = in.Unit
	return d.SetData(in)
}

func countWhole() casework.Guard {
	return casework.Guard{Name: "count_whole", Says: lang.T("写明怎么处置、多少、什么单位；销毁要附凭证", "what became of it, how much, in which unit; destruction with its proof"), Basis: "spa-63.4", Check: func(d *casework.Decision) error {
		in, bad := casework.Input[CountInput](d), fault.InvalidInput()
		if !among(Fates(), in.What) {
			bad.At("what", lang.T("请选择怎么处置的。", "Please choose what became of it."))
		}
		o := OrderOf(d.Case)
		i := slices.IndexFunc(o.Standing, func(c Count) bool { return c.Seq == in.Replaces })
		switch {
		case in.Replaces != 0 && i < 0:
			bad.At("replaces", lang.T("没有这一笔，或者已经更正过。", "There is no such count, or it was corrected before."))
		case in.Amount < 0 || in.Amount == 0 && in.Replaces == 0:
			bad.At("amount", lang.T("请填写大于零的数量。", "Please enter an amount above zero."))
		}
		if in.Unit == "" {
			bad.At("unit", lang.T("请选择单位。", "Please choose the unit."))
		}
		if in.What == Destroyed && in.Amount > 0 && len(in.Files) == 0 {
			bad.At("file.proof", lang.T("销毁要附照片或者凭证。", "Destruction needs a photograph or paper."))
		}
		if bad.Or() == nil {
			sum := sums(append(slices.DeleteFunc(slices.Clone(o.Standing), func(c Count) bool { return c.Seq == in.Replaces }), Count{Counted: in.counted()}))
			for f := range union(sum[Destroyed], sum[Returned]) {
				if sum[Destroyed][f]+sum[Returned][f] > sum[Removed][f] {
					bad.At("amount", lang.T("比下架封存、还没有处置的多。请先登记下架。", "It is more than was taken off and not yet disposed of; please enter what was taken off first."))
					break
				}
			}
			if over := above(sum, o.Holder); len(over) > 0 && !o.Drill && !in.Over && in.Amount > 0 && (in.What == Removed || in.What == Sold) {
				held := o.Holder.Held.Words()
				if held.IsZero() {
					held = lang.T("没有", "nothing")
				}
				bad.At("over", lang.T("这样一共清点"+over.Words().ZH+"，追溯记录里您一共"+held.ZH+"。写错了请改；确实有这么多的，请勾选。", "That makes "+over.Words().EN+" counted, and by the records there was "+held.EN+". Please mend it if it is a slip; if there is so much, tick the box."))
			}
		}
		return bad.Or()
	}}
}

// union has the families of both.
func union(a, b Amounts) Amounts {
	out := maps.Clone(a)
	if out == nil {
		out = Amounts{}
	}
	maps.Copy(out, b)
	return out
}

// counted is the input as it is kept.
func (in CountInput) counted() Counted {
	amounts := Amounts{}
	if n, f := trace.Base(in.Amount, in.Unit); n != 0 {
		amounts[f] = n
	}
	return Counted{What: in.What, Amounts: amounts, Papers: len(in.Files), Lot: in.Lot, Replaces: in.Replaces}
}

func decideCount(d *casework.Decision) error {
	in := casework.Input[CountInput](d)
	d.Private.Files = slices.Clone(in.Files)
	d.Facts.Code = in.What
	return d.SetData(in.counted())
}

// balanced: the count adds up, or the reason says why not; a drill counts nothing.
func balanced() casework.Guard {
	return casework.Guard{Name: "holder_adds_up", Says: lang.T("数量对得上，或者写明为什么对不上", "the count adds up, or the reason says why not"), Basis: "spa-63.4", Check: func(d *casework.Decision) error {
		o := OrderOf(d.Case)
		if o.Drill || o.Balanced() || d.Cmd.Reason != "" {
			return nil
		}
		return fault.InvalidInput().At("reason", lang.T("清点的数量与追溯记录对不上，请写明原因。", "The count differs from what the records say; please say why.")).Or()
	}}
}
