package complaint

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/seal"
)

// Slip is what the watch box of a complaint holds: the firm by the opaque tag that the registers
// know it by, made of its credit code while it files. The code itself is kept nowhere. The zero
// Slip says that the firm takes no part; sealed, the two cannot be told apart.
//
// The box is bound to a random number of its own and has an ingredient of its own, so that what
// opens it opens neither the identity nor the story.
type Slip struct {
	Firm string       `json:"firm,omitempty"` // tag
	Unit string       `json:"unit,omitempty"` // complained of
	Day  calendar.Day `json:"day,omitempty"`  // of the filing
}

// Watched says whether a complaint has a watch box: every one of a firm that did not stay
// anonymous has, whether it takes part or not.
func (f Filing) Watched() bool { return f.Firm && f.Protection != Anonymous }

func (t Told) watched() bool { return t.Filing.Watched() }

// longestSlip keeps every slip within the smallest size of a box.
const longestSlip = 512

func (s Slip) plain() ([]byte, error) {
	raw, err := json.Marshal(s)
	if err == nil && len(raw) > longestSlip {
		err = fmt.Errorf("complaint: a slip of %d bytes", len(raw))
	}
	return raw, err
}

// fits refuses a slip where no box for it is made: it would be lost without a word.
func (s Slip) fits(f Filing) error {
	if s == (Slip{}) || f.Watched() && s.Firm != "" && s.Unit != "" && s.Unit == f.Against && s.Day != 0 {
		return nil
	}
	return fault.InvalidInput().At("watch", lang.T("要加入报复核对，请写明投诉哪个单位、信用代码，并且不选匿名。", "To take part in the watch, name the unit and your credit code, and do not choose “anonymous”.")).Or()
}

// ReadSlip reads an opened watch box.
func ReadSlip(plain []byte) (s Slip, err error) {
	err = json.Unmarshal(plain, &s)
	return s, err
}

// slipIngredient makes the watch box's own random number and ingredient. Where a witness outside
// keeps ingredients it keeps this one too, of who takes part and of who does not.
func (v *Vault) slipIngredient(ctx context.Context, in *FileInput) (with seal.Ingredient, err error) {
	in.WatchPlace, with = random63(), seal.NewIngredient()
	if v.Outside == nil {
		in.WatchIngredient, err = v.Wrap(with)
		return with, err
	}
	if err := v.Outside.Deposit(ctx, in.WatchPlace, with); err != nil {
		return with, notOutside(err)
	}
	return with, nil
}

// ingredientNote is where the filing notes the ingredient of what two custodians open.
func ingredientNote(c seal.Compartment) string { return string(c) + "_ingredient" }

// WatchOpened is the kind of the act that opens the watch boxes of a period.
const WatchOpened = "watch_opened"

// Covered is what that act says: which boxes it opens, as a hash of their numbers.
type Covered struct {
	From   calendar.Day `json:"from"`
	Until  calendar.Day `json:"until"` // both ends included
	Opened bool         `json:"opened"`
	Slips  int          `json:"slips"`
	Sum    string       `json:"sum"`    // seal.PlacesSum
	Answer string       `json:"answer"` // public key of whoever opens them: it signs the result
	First  bool         `json:"first,omitempty"`
	On     calendar.Day `json:"on"`
}

// SlipPlaces are the numbers of the watch boxes of complaints that still have theirs.
func SlipPlaces(from []*casework.Case) []int64 {
	var all []int64
	for _, c := range from {
		if _, there := boxFiles(c)[string(seal.Watch)]; there && FileOf(c).WatchPlace != 0 && len(c.Events) > 0 && c.Events[0].Private.Notes[ingredientNote(seal.Watch)] != "" {
			all = append(all, FileOf(c).WatchPlace)
		}
	}
	slices.Sort(all)
	return all
}

// SealedSlip is a watch box on its way to two custodians.
type SealedSlip struct {
	Place      seal.Place `json:"place"`
	Box        []byte     `json:"box"`
	Ingredient []byte     `json:"ingredient"`
}

// Slips gives the watch boxes of complaints with their ingredients, in the order of their random
// numbers, after the act on the case w that opened exactly these. Errors: fault.Unlawful where
// the act is not on record or opened others.
func (v *Vault) Slips(ctx context.Context, w *casework.Case, from []*casework.Case) ([]SealedSlip, error) {
	opened, said, err := OpenedBy(w)
	if err != nil {
		return nil, err
	}
	places := SlipPlaces(from)
	if opened == nil || said.Sum != seal.PlacesSum(places) {
		return nil, unlawful("not_opened", "账本里没有打开这些核对盒的记录。", "The ledger does not show the opening of these watch boxes.", "请先申请，由两名负责人批准，登记打开以后再取。", "Please ask first, let two people approve and put the opening on record.", "xfg-30")
	}
	var outside map[int64]seal.Ingredient
	if v.Outside != nil && len(places) > 0 {
		if outside, err = v.Outside.ReleaseSlips(ctx, w, *opened, places); err != nil {
			return nil, err
		}
	}
	byPlace := map[int64]*casework.Case{}
	for _, c := range from {
		byPlace[FileOf(c).WatchPlace] = c
	}
	var all []SealedSlip
	for _, p := range places {
		s, err := v.slip(ctx, byPlace[p], outside)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func (v *Vault) slip(ctx context.Context, c *casework.Case, outside map[int64]seal.Ingredient) (s SealedSlip, err error) {
	s.Place = placeOf(c, seal.Watch, 0)
	if s.Box, err = v.raw(ctx, boxFiles(c)[string(seal.Watch)]); err != nil {
		return s, err
	}
	note := c.Events[0].Private.Notes[ingredientNote(seal.Watch)]
	with, there := outside[s.Place.Case]
	if note != heldOutside {
		with, err = v.Unwrap(note)
	} else if !there {
		err = fault.New(fault.Unavailable, "held_outside", lang.T("核对盒的份额由外部见证方保管，没有取到。", "The ingredients of watch boxes are kept outside the office and did not come."), lang.T("请检查见证方的设置（seal.witness）。", "Please check the setting of the witness (seal.witness)."))
	}
	s.Ingredient = with[:]
	return s, err
}

// OpenedBy is the last act of a case that opened watch boxes, nil for none.
func OpenedBy(w *casework.Case) (*casework.Event, Covered, error) {
	for _, e := range slices.Backward(w.Events) {
		if e.Kind == WatchOpened {
			said, err := casework.Data[Covered](e)
			return &e, said, err
		}
	}
	return nil, Covered{}, nil
}
