// Package recallbook brings the book of a holder in line with what was counted of recalled goods, so that
// who has destroyed goods for a recall does not have them in stock for ever.
//
//	count_goods ─▶ Settle ─▶ destroyed, returned: a step of the holder's book, once, under a number made of the count
//	                       └ count replaced or cleared: its step is declared an error
//
// The count is the act of the case, the step one of the holder's own; both follow from one form. Where the
// step cannot be written (the book says less, nobody knows to whom it went back) the page says so and leads
// to the form. Food Safety Law, articles 50, 53 and 63: what became of recalled goods is recorded.
package recallbook

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
)

// Book is the books of holders.
type Book struct {
	Desk *chain.Desk
}

// pageLines and mostPages are how far back a book is read for whom a lot came from.
const pageLines, mostPages = 500, 20

// count is one count of an order with the step that it is in the book.
type count struct {
	seq      int64
	entry    string
	standing bool
	said     recall.Counted
	kind     chain.StepKind // "": none that is written by itself
}

// steps are what fates are in the book.
var steps = map[string]chain.StepKind{recall.Destroyed: chain.Destroy, recall.Returned: chain.Return}

// entryOf is the number of the step of a count.
func (b *Book) entryOf(id casework.ID, seq int64) (string, error) {
	return b.Desk.EntryOf(fmt.Sprintf("recall count %s %d", id, seq))
}

// counts are those of an order, in their order.
func (b *Book) counts(c *casework.Case) (list []count, err error) {
	o := recall.OrderOf(c)
	for _, e := range c.Events {
		if e.Kind != "goods_counted" {
			continue
		}
		said, err := casework.Data[recall.Counted](e)
		if err != nil {
			return nil, err
		}
		entry, err := b.entryOf(c.ID, e.Seq)
		if err != nil {
			return nil, err
		}
		x := count{seq: e.Seq, entry: entry, said: said, kind: steps[said.What], standing: slices.ContainsFunc(o.Standing, func(k recall.Count) bool { return k.Seq == e.Seq })}
		if len(said.Amounts) == 0 { // nothing took its place
			x.standing = false
		}
		list = append(list, x)
	}
	return list, nil
}

// holder is the business whose book it is; ok is false where it keeps none here.
func (b *Book) holder(ctx context.Context, o *recall.Order) (of chain.Business, at chain.Place, ok bool, err error) {
	if at, err = b.Desk.Store.PlaceOf(ctx, o.Holder.Place); err == nil {
		of, err = b.Desk.Store.Business(ctx, b.Desk.Division, at.Business)
	}
	if fault.KindOf(err) == fault.NotFound {
		return of, at, false, nil
	}
	return of, at, err == nil && of.Known(), err
}

// Stands says how each count stands in the holder's book, and to who may record for the holder what keeps
// it out. It writes nothing.
func (b *Book) Stands(ctx context.Context, by access.Actor, c *casework.Case) ([]recall.Booked, error) {
	return b.walk(ctx, c, &by, false)
}

// Settle writes what is missing, as far as the actor may record for the holder, and gives how each count
// stands then. Done again it writes nothing.
func (b *Book) Settle(ctx context.Context, by access.Actor, c *casework.Case) ([]recall.Booked, error) {
	return b.walk(ctx, c, &by, true)
}

func (b *Book) walk(ctx context.Context, c *casework.Case, by *access.Actor, write bool) (out []recall.Booked, err error) {
	o := recall.OrderOf(c)
	if o.Drill {
		return nil, nil
	}
	of, at, ok, err := b.holder(ctx, o)
	if err != nil || !ok {
		return nil, err
	}
	if by != nil {
		if _, err := b.Desk.May(*by, of); err != nil {
			by = nil
		}
	}
	list, err := b.counts(c)
	if err != nil {
		return nil, err
	}
	for _, first := range []bool{true, false} { // what counts no more goes before anything is written
		for _, x := range list {
			if x.standing == first {
				continue
			}
			one, some, err := b.one(ctx, holding{of, at, c, by, write}, x)
			if err != nil {
				return nil, err
			}
			if some {
				out = append(out, one)
			}
		}
	}
	slices.SortFunc(out, func(a, b recall.Booked) int { return int(a.Seq - b.Seq) })
	return out, nil
}

// holding is an order at a holder with who settles it.
type holding struct {
	of    chain.Business
	at    chain.Place
	order *casework.Case
	by    *access.Actor // nil: nobody who may record for the holder
	write bool
}

// one settles one count; some is false where nothing is to be said of it.
func (b *Book) one(ctx context.Context, h holding, x count) (out recall.Booked, some bool, err error) {
	of := h.of
	out = recall.Booked{Seq: x.seq, What: x.said.What, Amounts: x.said.Amounts}
	if x.kind == "" {
		out.Form = b.form(of, soldAs(of), x)
		return out, x.standing && x.said.What == recall.Sold, nil
	}
	there, err := b.Desk.Store.Entry(ctx, b.Desk.Division, x.entry)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return out, false, err
	}
	if !x.standing {
		return b.undo(ctx, h, x, there)
	}
	if out.Written = there.ID != ""; out.Written {
		return out, true, nil
	}
	out.Form = b.form(of, x.kind, x)
	if h.by == nil || x.said.Lot == "" || !slices.Contains(of.Kind.Role().Steps, x.kind) {
		return out, true, nil
	}
	step, ok, err := b.step(ctx, of, h.at, h.order, x)
	if err != nil || !ok {
		return out, true, err
	}
	var done chain.Done
	if h.write {
		done, err = b.Desk.Take(ctx, *h.by, step, "")
	} else {
		done.Ask, _, err = b.Desk.Try(ctx, *h.by, step)
	}
	if f, isFault := fault.As(err); isFault && (f.Kind == fault.Invalid || f.Kind == fault.Conflict || f.Kind == fault.Unlawful) {
		out.Why = f.Message
		return out, true, nil
	}
	if err != nil {
		return out, true, err
	}
	if len(done.Ask) > 0 {
		out.Why = done.Ask[0].Says
		return out, true, nil
	}
	out.Written = h.write
	return out, true, nil
}

// undo takes the step of a count back that was replaced or cleared.
func (b *Book) undo(ctx context.Context, h holding, x count, there chain.Entry) (out recall.Booked, some bool, err error) {
	out = recall.Booked{Seq: x.seq, What: x.said.What, Amounts: x.said.Amounts, Cleared: true}
	if there.ID == "" || there.Annulled {
		return out, false, nil
	}
	if h.by == nil || !h.write {
		return out, true, nil
	}
	err = b.Desk.AnnulCounted(ctx, *h.by, h.of, chain.Annulment{Event: there.Event, Why: chain.CountedAnew})
	if f, isFault := fault.As(err); isFault && f.Kind != fault.Internal {
		out.Why = f.Message
		return out, f.Code != chain.AnnulledBefore().Code, nil
	}
	return out, err != nil, err
}

// step is a count as a step of the book; ok is false where nobody knows to whom the goods went back.
func (b *Book) step(ctx context.Context, of chain.Business, at chain.Place, c *casework.Case, x count) (s chain.Step, ok bool, err error) {
	s = chain.Step{Entry: x.entry, Kind: x.kind, Business: of.ID, Place: at.GLN}
	for _, e := range c.Events {
		if e.Seq == x.seq {
			s.At = e.At
		}
	}
	amount, unit := one(x.said.Amounts)
	if unit == "" {
		return s, false, nil
	}
	s.Takes = []chain.Portion{{Lot: x.said.Lot, Amount: amount, Unit: unit}}
	if x.kind != chain.Return {
		return s, true, nil
	}
	s.Partner, err = b.from(ctx, at, x.said.Lot)
	return s, s.Partner != "", err
}

// from is whom a lot came from to a place by its book; "" where nobody is named, or several are, or the book goes
// on further back than it is read.
func (b *Book) from(ctx context.Context, at chain.Place, lot string) (partner string, err error) {
	before := chain.Mark{}
	for range mostPages {
		lines, err := b.Desk.Store.Book(ctx, []string{at.Key()}, before, pageLines)
		if err != nil {
			return "", err
		}
		for _, l := range lines {
			before = chain.Mark{Time: l.Time, Event: l.Event}
			if l.Lot != lot || l.Motion != trace.MotionReceived || l.Annulled {
				continue
			}
			if l.Partner == "" || partner != "" && partner != l.Partner {
				return "", nil
			}
			partner = l.Partner
		}
		if len(lines) < pageLines {
			return partner, nil
		}
	}
	return "", nil
}

// one is an amount of one family with its unit; "" of several or none.
func one(a recall.Amounts) (int64, string) {
	if len(a) != 1 {
		return 0, ""
	}
	for f, n := range a {
		if f == trace.Pieces {
			return n, "H87"
		}
		return n, string(f)
	}
	return 0, ""
}

// soldAs is the step by which goods leave to consumers.
func soldAs(of chain.Business) chain.StepKind {
	for _, k := range []chain.StepKind{chain.Sell, chain.Use, chain.Send} {
		if slices.Contains(of.Kind.Role().Steps, k) {
			return k
		}
	}
	return chain.Sell
}

// form is where the step is recorded by hand, filled in.
func (b *Book) form(of chain.Business, kind chain.StepKind, x count) string {
	q := url.Values{}
	if x.said.Lot != "" {
		q.Set("lot", x.said.Lot)
		if n, unit := one(x.said.Amounts); unit != "" {
			q.Set("amount.0", chain.Amount(n))
		}
	}
	if !slices.Contains(of.Kind.Role().Steps, kind) { // a farm has nobody above it
		return ""
	}
	at := "/food/b/" + of.ID + "/do/" + string(kind)
	if len(q) > 0 {
		at += "?" + q.Encode()
	}
	return at
}

// Says puts into words how a count stands in the book.
func Says(x recall.Booked) lang.Text {
	switch {
	case x.Cleared:
		return lang.T("这笔清点已经不算数，记录本里的还没有划掉", "This count counts no more, but still stands in the book")
	case x.Written:
		return lang.T("已经记进记录本，库存减掉了", "It is in the book and out of the stock")
	case x.What == recall.Sold:
		return lang.T("召回以前卖出、用掉的：记录本里没有记过的，请补记，日期填那一天", "Sold or used before the recall: where the book has it not yet, please record it with its day")
	case !x.Why.IsZero():
		return lang.T("没有记进记录本："+x.Why.ZH, "Not in the book: "+x.Why.EN)
	}
	return lang.T("还没有记进记录本，库存里还有", "Not in the book yet; it is still in the stock")
}
