package recallapi

import (
	"encoding/json"
	"maps"
	"slices"

	"banjie/packs/foodchain/chain"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/trace"
)

// Open is what opens a recall.
type Open struct {
	recall.OpenInput
	Reason string `json:"reason"`
}

// Answer is what answers an order.
type Answer struct {
	What   string `json:"what"`
	Amount string `json:"amount"` // decimal
	Unit   string `json:"unit"`   // UN/ECE Recommendation 20; H87 pieces
	Reason string `json:"reason"`
	// Replaces is the number of an earlier count that was wrong, of standing in the answer.
	Replaces int64 `json:"replaces"`
	// Lot is what was counted, in any form; without it the holder's book is not written.
	Lot string `json:"lot"`
	// Over says that more was counted than the holder had by the records, and that it is so.
	Over bool `json:"over"`
}

// End takes a recall back.
type End struct {
	Why    string `json:"why"` // of a withdrawal, of [recall.Mistakes]
	Reason string `json:"reason"`
}

// Quantity is how much, as everywhere in this API.
type Quantity struct {
	Amount json.Number `json:"quantity"` // decimal
	Unit   string      `json:"uom"`      // UN/ECE Recommendation 20; H87 pieces
}

// quantities are amounts by their unit, in its order; never nil.
func quantities(a recall.Amounts) []Quantity {
	out := []Quantity{}
	for _, f := range slices.Sorted(maps.Keys(a)) {
		unit := string(f)
		if f == trace.Pieces {
			unit = "H87"
		}
		out = append(out, Quantity{json.Number(chain.Amount(a[f])), unit})
	}
	return out
}

// counted are counts by what became of the goods.
func counted(counts map[string]recall.Amounts) map[string][]Quantity {
	out := map[string][]Quantity{}
	for what, a := range counts {
		out[what] = quantities(a)
	}
	return out
}

// Tally is [recall.Tally] for programs.
type Tally struct {
	Orders    int        `json:"orders"`
	Stopped   int        `json:"stopped"`  // answered that sale has stopped
	Finished  int        `json:"finished"` // counted to the end and accepted
	Held      []Quantity `json:"held"`
	Removed   []Quantity `json:"removed"`
	Destroyed []Quantity `json:"destroyed"`
	Returned  []Quantity `json:"returned"`
	Sold      []Quantity `json:"sold"`
}

func tallyOf(t recall.Tally) Tally {
	return Tally{t.Orders, t.Stopped, t.Finished, quantities(t.Held), quantities(t.Removed), quantities(t.Destroyed), quantities(t.Returned), quantities(t.Sold)}
}
