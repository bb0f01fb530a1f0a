package recall

import (
	"slices"
	"time"

	"banjie/internal/casework"
	"banjie/packs/foodchain/trace"
)

// Inputs of a recall.
type (
	// OpenInput opens a recall.
	OpenInput struct {
		Cause string      `json:"cause"` // of [Causes]
		Ref   string      `json:"ref"`   // what it came from: number of the sample or case, or a key
		Title string      `json:"title"` // what food it is, in public words
		Grade Grade       `json:"grade"`
		Drill bool        `json:"drill"`
		Start trace.Start `json:"start"`
		Maker string      `json:"maker"` // key of the place of the producer who must recall; "" unknown
		// Unknown says that somebody was told which lots, goods or plots of the start nobody has ever
		// recorded, and recalls all the same.
		Unknown bool `json:"unknown,omitempty"`
		// Again says that somebody was told of the recalls that run for some of it, and recalls all the same.
		Again bool `json:"again,omitempty"`
	}
	// GradeInput changes the grade.
	GradeInput struct {
		Grade Grade `json:"grade"`
	}
	// ConfirmInput says which difference was seen.
	ConfirmInput struct {
		Hash string `json:"hash"` // of the scope that was shown
	}
	// PublishInput is the public notice; its words are the reason of the act.
	PublishInput struct{}
	// WithdrawInput says which mistake it was; the reason of the act says the rest.
	WithdrawInput struct {
		Why string `json:"why"` // of [Mistakes]
	}
	// CloseInput explains a count that does not add up.
	CloseInput struct {
		Explain string `json:"explain"`
	}
)

// Opened is the data of the first event.
type Opened struct {
	Cause string `json:"cause"`
	Ref   string `json:"ref,omitempty"`
	Title string `json:"title"`
	Grade Grade  `json:"grade"`
	Drill bool   `json:"drill,omitempty"`
	Maker string `json:"maker,omitempty"`
	Scope Scope  `json:"scope"`
}

// Sent is one order that was issued.
type Sent struct {
	Place string      `json:"place"`
	Case  casework.ID `json:"case"`
}

// SentOut is the data of an act that issued orders.
type SentOut struct {
	Orders []Sent `json:"orders"`
}

// Confirmed is the data of an act that froze the scope anew.
type Confirmed struct {
	Scope   Scope    `json:"scope"`
	Added   int      `json:"added"`
	Dropped int      `json:"dropped"`
	Lifted  []string `json:"lifted,omitempty"` // places whose orders ended
}

// Tally is how a recall stands: what holders had, and what became of it.
type Tally struct {
	Orders    int     `json:"orders"`
	Stopped   int     `json:"stopped"`  // answered that sale has stopped
	Finished  int     `json:"finished"` // counted to the end and accepted
	Held      Amounts `json:"held,omitempty"`
	Removed   Amounts `json:"removed,omitempty"`
	Destroyed Amounts `json:"destroyed,omitempty"`
	Returned  Amounts `json:"returned,omitempty"`
	Sold      Amounts `json:"sold,omitempty"`
}

// AddsUp says that every holder is done, and that all that was held was removed or shown to be
// sold, and all that was removed destroyed or returned.
func (t Tally) AddsUp() bool {
	done := Amounts{}
	done.Add(t.Removed, 1)
	done.Add(t.Sold, 1)
	gone := Amounts{}
	gone.Add(t.Destroyed, 1)
	gone.Add(t.Returned, 1)
	return t.Finished == t.Orders && done.Equal(t.Held) && gone.Equal(t.Removed)
}

// File is what is known of a recall, folded from its events.
type File struct {
	Opened
	Orders    map[string]casework.ID // by place, those in force
	Begun     bool                   // the producer stopped and reported its plan
	Confirms  int
	Published time.Time
	End       *Tally
	Mistake   string // why it was withdrawn, of [Mistakes]; "": it was not
}

// FileOf gives the folded recall.
func FileOf(c *casework.Case) *File {
	if f, ok := c.File.(*File); ok {
		return f
	}
	return &File{}
}

// Unissued are the holders that have no order yet.
func (f *File) Unissued() (list []Holder) {
	for _, h := range f.Scope.Holders {
		if _, has := f.Orders[h.Place]; !has {
			list = append(list, h)
		}
	}
	return list
}

func foldRecall(file any, e casework.Event) (err error) {
	f := file.(*File)
	if f.Orders == nil {
		f.Orders = map[string]casework.ID{}
	}
	switch e.Kind {
	case "recall_opened":
		f.Opened, err = casework.Data[Opened](e)
	case "recall_orders_issued":
		var s SentOut
		s, err = casework.Data[SentOut](e)
		for _, o := range s.Orders {
			f.Orders[o.Place] = o.Case
		}
	case "recall_begun":
		f.Begun = true
	case "recall_graded":
		var g GradeInput
		g, err = casework.Data[GradeInput](e)
		f.Grade = g.Grade
	case "recall_scope_confirmed":
		var c Confirmed
		c, err = casework.Data[Confirmed](e)
		f.Scope = c.Scope
		f.Confirms++
		for _, p := range c.Lifted {
			delete(f.Orders, p)
		}
	case "recall_published":
		f.Published = e.At
	case "recall_withdrawn":
		var in WithdrawInput
		in, err = casework.Data[WithdrawInput](e)
		f.Mistake = in.Why
	case "recall_ended":
		var t Tally
		t, err = casework.Data[Tally](e)
		f.End = &t
	}
	return err
}

// Inputs of an order.
type (
	// OrderInput issues one.
	OrderInput struct {
		Recall casework.ID `json:"recall"`
		Number string      `json:"number"` // of the recall
		Title  string      `json:"title"`
		Unit   string      `json:"unit"`
		Grade  Grade       `json:"grade"`
		Drill  bool        `json:"drill,omitempty"`
		Holder Holder      `json:"holder"`
	}
	// AmendInput says what the holder has by the newest events.
	AmendInput struct {
		Holder Holder `json:"holder"`
	}
	// CountInput is one count of goods.
	CountInput struct {
		What   string `json:"what"` // of [Fates]
		Amount int64  `json:"amount"`
		// Lot is the key of what was counted, of the things of the recall at the place; "" where it was not said.
		Lot   string          `json:"lot,omitempty"`
		Unit  string          `json:"unit"` // UN/ECE Recommendation 20; H87 pieces
		Files []casework.File `json:"files"`
		// Replaces is the number of an earlier count of the order that was wrong; with it the amount may
		// be 0: nothing takes its place. 0: it is a further count.
		Replaces int64 `json:"replaces,omitempty"`
		// Over says that somebody was told that it is more than the holder had by the records, and that it is so.
		Over bool `json:"over,omitempty"`
	}
)

// Sent implements casework.WithFiles.
func (in *CountInput) Sent() []casework.File { return in.Files }

// Counted is the data of a count.
type Counted struct {
	What    string  `json:"what"`
	Amounts Amounts `json:"amounts"`
	Papers  int     `json:"papers,omitempty"`
	Lot     string  `json:"lot,omitempty"` // key of what was counted; "": not said
	// Replaces is the number of the count in whose place this one stands; 0: none.
	Replaces int64 `json:"replaces,omitempty"`
}

// Count is one count that stands, with its number in the order.
type Count struct {
	Seq int64
	Counted
}

// Order is what is known of an order, folded from its events.
type Order struct {
	OrderInput
	Issued, Stopped, Answered time.Time
	Counts                    map[string]Amounts // by what became of it, of the counts that stand
	Standing                  []Count            // those that nobody replaced or cleared
	Returns                   int                // sent back by the regulator
}

// OrderOf gives the folded order.
func OrderOf(c *casework.Case) *Order {
	if o, ok := c.File.(*Order); ok {
		return o
	}
	return &Order{}
}

// Balanced says that the count adds up with what was held.
func (o *Order) Balanced() bool {
	if o.Holder.Unsaid {
		return false
	}
	done, gone := Amounts{}, Amounts{}
	done.Add(o.Counts[Removed], 1)
	done.Add(o.Counts[Sold], 1)
	gone.Add(o.Counts[Destroyed], 1)
	gone.Add(o.Counts[Returned], 1)
	return done.Equal(o.Holder.Held) && gone.Equal(o.Counts[Removed])
}

func foldOrder(file any, e casework.Event) (err error) {
	o := file.(*Order)
	if o.Counts == nil {
		o.Counts = map[string]Amounts{}
	}
	switch e.Kind {
	case "recall_order_issued":
		o.OrderInput, err = casework.Data[OrderInput](e)
		o.Issued = e.At
	case "recall_order_amended":
		var in AmendInput
		in, err = casework.Data[AmendInput](e)
		o.Holder = in.Holder
	case "sale_stopped":
		o.Stopped = e.At
	case "goods_counted":
		var c Counted
		c, err = casework.Data[Counted](e)
		o.Standing = append(slices.DeleteFunc(o.Standing, func(x Count) bool { return x.Seq == c.Replaces }), Count{e.Seq, c})
		o.Counts = sums(o.Standing)
	case "recall_order_answered":
		o.Answered = e.At
	case "recall_order_returned":
		o.Answered = time.Time{}
		o.Standing, o.Counts = nil, map[string]Amounts{} // it is counted anew
		o.Returns++
	}
	return err
}

// sums adds counts up, by what became of the goods.
func sums(list []Count) map[string]Amounts {
	out := map[string]Amounts{}
	for _, c := range list {
		if out[c.What] == nil {
			out[c.What] = Amounts{}
		}
		out[c.What].Add(c.Amounts, 1)
	}
	return out
}
