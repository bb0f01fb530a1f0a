package chain

import (
	"context"
	"slices"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/trace"
)

// Against is what offices decided against a lot; the zero value is nothing.
type Against struct {
	Recall string // number of a recall in force that it falls under; drills are none
	Seals  []Impound
	Failed string // number of the report of a failed official sample, of it or of what it was made of
}

// Impound is an officer's seal in force on some of a lot (Food Safety Law, article 110).
type Impound struct {
	Place  string // key
	Amount int64  // millionths of Unit; 0: all of it
	Unit   string
}

// Any says that something stands against it.
func (a Against) Any() bool { return a.Recall != "" || a.Failed != "" || len(a.Seals) > 0 }

// Codes are the findings that say so, the gravest first.
func (a Against) Codes() (list []Code) {
	if a.Recall != "" {
		list = append(list, Recalled)
	}
	if len(a.Seals) > 0 {
		list = append(list, Impounded)
	}
	if a.Failed != "" {
		list = append(list, FailedSample)
	}
	return list
}

// SealedAt gives the seals at a place.
func (a Against) SealedAt(place string) (out []Impound) {
	for _, s := range a.Seals {
		if s.Place == place {
			out = append(out, s)
		}
	}
	return out
}

// touches says that less than what is sealed at a place would be left of a lot, of which a portion is
// taken and so much is there.
func touches(seals []Impound, there trace.Balance, p Portion) bool {
	want, family := trace.Base(p.Amount, unitOf(p.Unit))
	left := there[family].Left() - want
	for _, s := range seals {
		amount, of := trace.Base(s.Amount, unitOf(s.Unit))
		if p.Amount == 0 || s.Amount == 0 || of != family {
			return true
		}
		left -= amount
	}
	return len(seals) > 0 && left < 0
}

// Standing gives what stands against each of the keys; those against which nothing does are not in it.
func (d *Desk) Standing(ctx context.Context, keys []string) (map[string]Against, error) {
	if d.Against == nil || len(keys) == 0 {
		return nil, nil
	}
	return d.Against(ctx, keys)
}

// passesOn are the steps by which goods come nearer to somebody's plate.
var passesOn = []StepKind{Sell, Use, Send, Receive, Make, Pack}

// against are the findings about a step on lots that offices decided against. Goods under seal are not
// moved at all: neither sold nor sent back nor destroyed.
func (d *Desk) against(ctx context.Context, s Step, with setting, hand map[string]trace.Balance) (list []Code, err error) {
	keys := make([]string, len(s.Takes))
	for i, p := range s.Takes {
		keys[i] = p.Lot
	}
	standing, err := d.Standing(ctx, keys)
	if err != nil {
		return nil, err
	}
	act, _ := s.Kind.Act()
	for _, p := range s.Takes {
		a := standing[p.Lot]
		if a.Seals = a.SealedAt(with.place.Key()); !act.Out || !touches(a.Seals, hand[p.Lot], p) {
			a.Seals = nil
		}
		if !slices.Contains(passesOn, s.Kind) {
			a.Recall, a.Failed = "", ""
		}
		list = append(list, a.Codes()...)
	}
	return list, nil
}

// free refuses a paper for a lot against which something stands.
func (d *Desk) free(ctx context.Context, lot string) error {
	standing, err := d.Standing(ctx, []string{lot})
	if err != nil {
		return err
	}
	switch a := standing[lot]; {
	case a.Recall != "":
		return fault.New(fault.Unlawful, "under_recall", lang.Format("这一批正在召回（%s），不能开证。", "The lot is under recall (%s); no paper is issued for it.", a.Recall),
			lang.T("请停止销售、单独存放，按召回通知处理。", "Please stop its sale, set it apart, and follow the recall order."))
	case len(a.Seals) > 0:
		return fault.New(fault.Unlawful, "under_seal", lang.T("这一批有货被监管人员查封，还没有解封，不能开证。", "Some of the lot is under an officer's seal; no paper is issued for it."),
			lang.T("请等查清解封以后再开；有不同意见，向查封的部门提出。", "Please wait until it is released; objections go to the office that sealed it.")).Under("spa-110.4")
	case a.Failed != "":
		return fault.New(fault.Unlawful, "failed_sample", lang.Format("监督抽检不合格（%s），不能开证。", "An official sample of it failed (%s); no paper is issued for it.", a.Failed),
			lang.T("请停止销售、单独存放；对结果有异议的，向抽检的部门申请复检。", "Please stop its sale and set it apart; whoever doubts the result asks the office for another test.")).Under("spa-63")
	}
	return nil
}
