package chain

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/intake"
)

// AnnulWhy is why a record of one's own was wrong, with the reason of CBV 2.0 that an error declaration gives.
type AnnulWhy struct {
	ID   string
	Text lang.Text
	// Again says that the step did happen, otherwise than it was recorded: it is to be recorded anew.
	Again bool

	reason string
}

// AnnulWhys are they.
var AnnulWhys = []AnnulWhy{
	{"wrong_amount", lang.T("数量记错了", "the amount was wrong"), true, "incorrect_data"},
	{"wrong_lot", lang.T("记错了批次、货", "it was another lot"), true, "incorrect_data"},
	{"wrong_partner", lang.T("对方记错了", "it was somebody else"), true, "incorrect_data"},
	{"wrong_day", lang.T("日期、温度或者票证号记错了", "day, temperature or number of a paper was wrong"), true, "incorrect_data"},
	{"recorded_twice", lang.T("同一件事记了两遍", "it was recorded twice"), false, "did_not_occur"},
	{"did_not_happen", lang.T("没有这回事", "it did not happen"), false, "did_not_occur"},
}

// CountedAnew is the reason of a step that was written because recalled goods were counted, where that count
// was replaced or cleared; nobody chooses it.
const CountedAnew = "counted_anew"

// AnnulWhyOf gives a reason by its id; false where there is none.
func AnnulWhyOf(id string) (AnnulWhy, bool) {
	if id == CountedAnew {
		return AnnulWhy{CountedAnew, lang.T("召回的货重新清点过", "recalled goods were counted anew"), false, "incorrect_data"}, true
	}
	i := slices.IndexFunc(AnnulWhys, func(w AnnulWhy) bool { return w.ID == id })
	if i < 0 {
		return AnnulWhy{}, false
	}
	return AnnulWhys[i], true
}

// Annulment says which record of a business was wrong, and what it should have said.
type Annulment struct {
	Event  int64  // number in the archive
	Why    string // id of [AnnulWhys]
	Amount int64  // right amount, in millionths of the record's own unit; 0: nothing takes its place
}

// Recorded is an event of a step as it is kept.
type Recorded struct {
	Facts
	Number   int64 // in the archive
	Annulled bool  // said to be an error before
	Portions []Portion
	One      bool // it moves one lot, so that an amount alone can be corrected

	event trace.Event
	body  []byte
}

// Recorded gives a record of a business by the number of its event. Errors: fault.NotFound for what is none
// of its own steps: what programs captured is taken back by those programs.
func (d *Desk) Recorded(ctx context.Context, by access.Actor, b Business, event int64) (r Recorded, err error) {
	if _, err := d.May(by, b); err != nil {
		return r, err
	}
	if d.Archived == nil {
		return r, fault.Missing()
	}
	if r.body, r.Annulled, err = d.Archived(ctx, event); err != nil {
		return r, err
	}
	x, err := epcis.Parse(string(r.body), nil, epcis.DefaultLimits)
	if err != nil {
		return r, err
	}
	r.Number, r.event = event, intake.Event(x)
	if err := r.event.Check(); err != nil {
		return r, err
	}
	if r.Facts, err = Read(&r.event); err != nil {
		return r, err
	}
	if r.Entry == "" || r.event.Error != nil {
		return r, fault.Missing()
	}
	e, err := d.Store.Entry(ctx, d.Division, r.Entry)
	if err != nil {
		return r, err
	}
	if e.Business != b.ID { // an event may say of itself what it likes
		return r, fault.Missing()
	}
	for _, list := range [][]trace.Portion{r.event.Things, r.event.Inputs, r.event.Outputs} {
		for _, p := range list {
			r.Portions = append(r.Portions, Portion{p.Key, p.Amount, p.Unit})
		}
	}
	r.One = len(r.Portions) == 1 && r.Portions[0].Amount > 0 && r.event.Type == trace.Object
	return r, nil
}

// AnnulledBefore is the fault of a record that was taken back before.
func AnnulledBefore() *fault.Fault {
	return fault.New(fault.Conflict, "annulled_before", lang.T("这一笔已经更正过，没有再记。", "This record was corrected before; nothing was recorded."), lang.T("请看记录本。", "Please see the book."))
}

// Annul declares a record of a business an error by EPCIS 2.0 (errorDeclaration), and records in the same
// act what it should have said where an amount is given. The record stays in the book, marked. entry is
// that of the corrected record, "" where there is none. Errors: fault.Invalid with the fields;
// fault.Conflict with [AnnulledBefore]; fault.Unlawful for what others rely on: goods that went on, papers
// that stand, goods under recall, of which the order to the holder is corrected instead.
func (d *Desk) Annul(ctx context.Context, by access.Actor, b Business, a Annulment) (entry string, err error) {
	r, err := d.Recorded(ctx, by, b, a.Event)
	if err != nil {
		return "", err
	}
	keys := make([]string, len(r.Portions))
	for i, p := range r.Portions {
		keys[i] = p.Lot
	}
	if a.Why == CountedAnew {
		a.Why = "" // not chosen on a page
	}
	if err := d.contested(ctx, r.Line.Place, keys); err != nil {
		return "", err
	}
	return d.annul(ctx, by, b, r, a)
}

// contested refuses to touch the record of goods that an office decided against: it is what the office looks at.
func (d *Desk) contested(ctx context.Context, place string, keys []string) error {
	standing, err := d.Standing(ctx, keys)
	for _, k := range keys {
		switch a := standing[k]; {
		case a.Recall != "":
			return fault.New(fault.Unlawful, "annul_under_recall", lang.T("这批货正在召回，这一笔不能在记录本里更正。", "These goods are under recall; this record cannot be corrected in the book."),
				lang.T("召回里登记的数量，请在召回通知里更正；别的请打电话给召回通知上的监管单位。", "What was counted for a recall is corrected in its order; for anything else please call the regulator named there."))
		case a.Failed != "" || len(a.SealedAt(place)) > 0:
			return fault.New(fault.Unlawful, "annul_contested", lang.T("这批货被查封，或者监督抽检不合格，这一笔不能自己更正。", "These goods are under seal, or an official sample of them failed; you cannot correct this record yourself."),
				lang.T("请打电话给市场监管部门说明。", "Please call the market regulator and explain."))
		}
	}
	return err
}

// AnnulCounted is [Desk.Annul] of what was written because goods under recall were counted.
func (d *Desk) AnnulCounted(ctx context.Context, by access.Actor, b Business, a Annulment) error {
	r, err := d.Recorded(ctx, by, b, a.Event)
	if err != nil {
		return err
	}
	_, err = d.annul(ctx, by, b, r, a)
	return err
}

func (d *Desk) annul(ctx context.Context, by access.Actor, b Business, r Recorded, a Annulment) (entry string, err error) {
	why, known := AnnulWhyOf(a.Why)
	bad := fault.InvalidInput()
	switch {
	case r.Annulled:
		return "", AnnulledBefore()
	case !known:
		bad.At("why", lang.T("请选择哪里记错了。", "Please choose what was wrong."))
	case a.Amount < 0 || a.Amount > 0 && (!r.One || why.ID != "wrong_amount"):
		bad.At("amount", lang.T("这一笔不能只改数量。", "Of this record the amount alone cannot be corrected."))
	case why.ID == "wrong_amount" && r.One && a.Amount == 0:
		bad.At("amount", lang.T("请填写正确的数量。", "Please enter the right amount."))
	case a.Amount > 0 && a.Amount == r.Portions[0].Amount:
		bad.At("amount", lang.T("和原来的一样。", "It is what was recorded."))
	}
	if err := bad.Or(); err != nil {
		return "", err
	}
	if err := d.reliedOn(ctx, r, a); err != nil {
		return "", err
	}
	channel, err := d.May(by, b)
	if err != nil {
		return "", err
	}
	if a.Amount > 0 { // the same however often it is asked for, so that a correction sent twice counts once
		if entry, err = d.EntryOf("corrected ", r.Entry); err != nil {
			return "", err
		}
	}
	doc, err := r.declaration(why, a, entry, channel, d.Clock.Now().In(d.Calendar().Zone()))
	if err != nil {
		return "", err
	}
	_, err = d.Office.Take(ctx, by, bytes.NewReader(doc), capture.Order{Channel: channel, For: b.ID, Most: 2}, func(_, _ int64) {})
	if errors.Is(err, casework.ErrConflict) { // two corrected it at one moment
		return "", AnnulledBefore()
	}
	return entry, err
}

// reliedOn refuses what would leave less than nothing at the place, or a paper without its goods.
func (d *Desk) reliedOn(ctx context.Context, r Recorded, a Annulment) error {
	record := trace.Record{Type: r.event.Type, Action: r.event.Action, Step: r.event.Step}
	keys := make([]string, len(r.Portions))
	for i, p := range r.Portions {
		keys[i] = p.Lot
	}
	hand, err := d.Stock.OnHand(ctx, r.Line.Place, keys)
	if err != nil {
		return err
	}
	inputs := len(r.event.Inputs)
	for i, p := range r.Portions {
		input := r.event.Type == trace.Transformation && i < inputs
		motion := record.MotionOf(input, r.event.Type == trace.Transformation && !input)
		was, family := trace.Base(p.Amount, p.Unit)
		is, _ := trace.Base(a.Amount, p.Unit)
		if p.Amount == 0 {
			was, family = 1_000_000, trace.Pieces
		}
		sum := hand[p.Lot][family]
		left := sum.Left()
		switch motion {
		case trace.MotionMade, trace.MotionReceived:
			left += is - was
		case trace.MotionShipped, trace.MotionUsed, trace.MotionSold, trace.MotionGone:
			left += was - is
		}
		if left < 0 && left < sum.Left() { // it may fall short less than before
			return fault.New(fault.Unlawful, "annul_leaves_less", lang.T("更正以后账上会不够：这批货后面已经发出、卖出或者用掉了。", "The book would fall short: goods of this lot have been sent, sold or used since."),
				lang.T("请先更正后面的那几笔，再更正这一笔。", "Please correct those later records first, then this one."))
		}
		if motion != trace.MotionMade {
			continue
		}
		papers, err := d.Store.Certified(ctx, d.Division, p.Lot)
		if err != nil {
			return err
		}
		for f, n := range papers {
			if f == family && n > sum.In+is-was {
				return fault.New(fault.Unlawful, "annul_certified", lang.T("这批货开过合格证，证上的数量会比产出的多。", "This lot has certificates, which would say more than was made."),
					lang.T("请先收回合格证，再更正。", "Please take the certificates back first, then correct it."))
			}
		}
	}
	return nil
}

// declaration writes the error declaration, and behind it the record with the right amount.
func (r Recorded) declaration(why AnnulWhy, a Annulment, entry, channel string, at time.Time) (doc []byte, err error) {
	var wrong map[string]json.RawMessage
	if err := json.Unmarshal(r.body, &wrong); err != nil {
		return nil, err
	}
	delete(wrong, "@context")
	says := map[string]any{"declarationTime": at.Format(time.RFC3339), "reason": why.reason, "bj:why": why.ID, "bj:channel": channel}
	var events []json.RawMessage
	if a.Amount > 0 {
		says["correctiveEventIDs"] = []string{EventID(entry)}
		right, err := r.corrected(wrong, entry, a.Amount, channel)
		if err != nil {
			return nil, err
		}
		events = append(events, right)
	}
	declared := make(map[string]any, len(wrong)+1)
	for k, v := range wrong {
		declared[k] = v
	}
	declared["errorDeclaration"] = says
	raw, err := json.Marshal(declared)
	if err != nil {
		return nil, err
	}
	return wrapped(append([]json.RawMessage{raw}, events...), at), nil
}

// corrected is the record with another amount, under a number of its own.
func (r Recorded) corrected(wrong map[string]json.RawMessage, entry string, amount int64, channel string) (json.RawMessage, error) {
	right := make(map[string]any, len(wrong)+1)
	for k, v := range wrong {
		right[k] = v
	}
	p := r.Portions[0]
	sum := sha256.Sum256([]byte(r.Request + " " + Amount(amount)))
	right["quantityList"] = []quantity{{p.Lot, number6(amount), p.Unit}}
	right["eventID"], right["bj:request"], right["bj:channel"], right["bj:corrects"] = EventID(entry), hex.EncodeToString(sum[:16]), channel, r.event.ID
	return json.Marshal(right)
}
