// Package fee is the register of fees 收费目录: what may be charged, by whom, on what basis, how
// much, from when until when; and the answer to "was what I paid lawful?".
//
//	proposed ─ Publish ─▶ version 1 ─ Publish ─▶ version 2 … ─ Until ─▶ ended
//	                          │
//	  paid, on a day, to ──▶ Check ──▶ lawful │ too much by x │ not on the list │ not lawful that day │ not theirs
//
// A version is an act on the ledger and never changes; the version of a day is the highest one
// that had begun by then. A later version begins on the day of its publication or after it, so
// that nobody comes to owe something for yesterday. All reckoning is in whole fen and exact
// decimals; what is less than a fen at the end is dropped, in the payer's favour (a rule of the
// house). Each fee names its own document as the basis and says whether its text was read.
//
// It charges nobody, and a verdict is no finding: whether money goes back is the case of
// package refund, decided by people.
package fee

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/lang"
)

// Published is the kind of the event, without a case, by which a version comes into the register;
// its facts are the [Fee].
const Published = "fee_published"

// Fen is an amount of money in 1/100 yuan.
type Fen int64

// Fee is one version of one fee.
type Fee struct {
	ID        string       `json:"id"` // slug of lower-case English words
	Version   int          `json:"version"`
	Name      lang.Text    `json:"name"`
	Words     []string     `json:"words,omitempty"` // what people call it
	Sort      string       `json:"sort"`            // of [Sorts]
	Basis     Basis        `json:"basis"`
	Payer     lang.Text    `json:"payer"`
	Rate      Rate         `json:"rate"`
	Unit      string       `json:"unit,omitempty"`      // id of the unit that collects; "": somebody outside the administration
	Collector lang.Text    `json:"collector,omitzero"`  // who that is
	Receipt   string       `json:"receipt"`             // of [Receipts]
	From      calendar.Day `json:"from"`                // first day
	Until     calendar.Day `json:"until,omitempty"`     // last day; 0: no end
	Reason    string       `json:"reason,omitempty"`    // why this version replaced the one before
	Synthetic bool         `json:"synthetic,omitempty"` // made up for a demonstration
}

// Basis is the document by which a fee may be charged.
type Basis struct {
	Document string `json:"document"`          // its title
	Number   string `json:"number,omitempty"`  // as cited
	Article  string `json:"article,omitempty"` // within it
	Read     bool   `json:"read"`              // whether somebody here read the text; false is shown as not verified
}

func option(id, zh, en string) catalog.Option { return catalog.Option{ID: id, Text: lang.T(zh, en)} }

// Sorts of fees. Those of associations and intermediaries are in the register because units
// name them to people; membership and sponsorship are never owed.
func Sorts() []catalog.Option {
	return []catalog.Option{
		option("administrative", "行政事业性收费", "administrative fee"),
		option("fund", "政府性基金", "government fund"),
		option("service", "经营服务性收费（政府定价）", "service at a price set by the government"),
		option("intermediary", "中介服务收费", "fee of an intermediary"),
		option("association", "协会商会收费", "fee of an association"),
	}
}

// Receipts that must be given.
func Receipts() []catalog.Option {
	return []catalog.Option{
		option("fiscal", "财政票据", "fiscal receipt"),
		option("invoice", "税务发票", "tax invoice"),
		option("membership", "社会团体会费票据", "receipt of membership dues"),
	}
}

// Name of an option, the id where it is unknown.
func Name(of []catalog.Option, id string) lang.Text {
	for _, o := range of {
		if o.ID == id {
			return o.Text
		}
	}
	return lang.T(id, id)
}

// Digest is the version's hash: SHA-256 over its JSON, as it stands in the event.
func (f Fee) Digest() string {
	raw, err := json.Marshal(f)
	if err != nil {
		panic("fee: " + err.Error()) // a struct of texts and numbers
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// ValidOn says that the version itself allows charging on the day.
func (f Fee) ValidOn(d calendar.Day) bool { return f.From <= d && (f.Until == 0 || d <= f.Until) }
