package recallapi

import "banjie/packs/foodchain/recall"

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
