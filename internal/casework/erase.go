package casework

import (
	"context"
	"encoding/json"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Erased is the kind of the event by which the personal data of a case were deleted. The
// store deletes every private half of the case and the key of that compartment in the same
// transaction; the inner hashes stay, so tree, fold and old receipts hold as before.
const Erased = "erased"

// EraseInput says who decided on an erasure.
type EraseInput struct {
	OrderedBy string `json:"ordered_by,omitempty"` // id of an officer or a unit, no person's name
	Unit      string `json:"unit,omitempty"`       // whose order it is: that unit, or the officer's
	Again     bool   `json:"again,omitempty"`      // repeated after an older copy was restored
}

// Erasure is what the event of an erasure keeps. Reason holds no personal data: it stays.
type Erasure struct {
	Reason    string `json:"reason"`
	OrderedBy string `json:"ordered_by,omitempty"`
	Unit      string `json:"unit,omitempty"`
	Again     bool   `json:"again,omitempty"`
}

// ErasureRow lets the platform carry out a decided erasure of a case that has ended; one that
// is repeated on a restored copy, where the case may still be open, in any state.
// Whether the law demands it is decided by a person elsewhere; the articles are named.
func ErasureRow(p *Procedure) Transition {
	var all []State
	for _, s := range p.States {
		all = append(all, s.State)
	}
	return Transition{From: all, Verb: "erase", Title: lang.T("删除个人信息", "Erase personal data"), Event: Erased, Needs: NeedReason | NeedBasis,
		By: []Relation{Itself}, Input: func() any { return &EraseInput{} }, Decide: decideErase, Quiet: true}
}

func decideErase(d *Decision) error {
	in := Input[EraseInput](d)
	if d.Case.IsOpen() && !in.Again {
		// Whoever still decides, corrects or delivers needs the person's data for it.
		return fault.New(fault.Unlawful, "erase_open_case",
			lang.Format("办件 %s 还没有结束，不能删除个人信息。", "Case %s has not ended; its personal data cannot be erased.", d.Case.Number),
			lang.T("请先依程序办结、撤回或终止，再删除。", "Conclude, withdraw or terminate it by its procedure first, then erase."))
	}
	left := false
	for _, e := range d.Case.Events {
		left = left || e.RawPriv != nil
	}
	if !left {
		return fault.New(fault.Unlawful, "nothing_to_erase",
			lang.T("这个办件已经没有可删除的个人信息。", "This case holds no personal data any more."),
			lang.T("不需要再做什么。", "Nothing more needs to be done."))
	}
	err := d.SetData(Erasure{Reason: d.Cmd.Reason, OrderedBy: in.OrderedBy, Unit: in.Unit, Again: in.Again})
	d.Private = &Private{} // the reason is kept; a private half could not be sealed without its key
	return err
}

// HalvesErased is the kind of the act without a case by which the private halves of earlier acts
// without a case were deleted: what somebody told a register of a pack. The store deletes them in the
// same transaction, and their inner hashes stay. Those acts share the division's key, which stays as
// well, so that whoever has the database can still compare a guess with the hash.
const HalvesErased = "private_halves_erased"

// HalvesErasure is its data. It holds no personal data.
type HalvesErasure struct {
	Acts []int64         `json:"acts"`           // their sequence numbers
	Of   string          `json:"of"`             // what they were about, for whoever projects it
	Data json.RawMessage `json:"data,omitempty"` // what stays of it
}

// EraseHalves records that act.
func (e *Engine) EraseHalves(ctx context.Context, a access.Actor, h HalvesErasure) error {
	_, err := e.Record(ctx, a, HalvesErased, h, Private{})
	return err
}

// Replaced is the kind of the event whose files stand in the place of earlier ones of the
// same material: what was sealed for one key is sealed for another. The bytes before are
// deleted; the earlier events go on naming them.
const Replaced = "resealed"

// Gone gives the files that were replaced, by their hash.
func Gone(events []Event) map[string]bool {
	gone, last := map[string]bool{}, map[string]string{}
	for _, e := range events {
		for _, f := range e.Private.Files {
			if before := last[f.Material]; e.Kind == Replaced && before != "" && before != f.Hash {
				gone[before] = true
			}
			last[f.Material] = f.Hash
		}
	}
	return gone
}
