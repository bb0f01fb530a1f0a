// Package outside keeps the ingredients of identities away from the office: somebody outside
// it, who is a witness of its ledger as well, hands one out only where the ledger shows that
// the opening is on record.
//
//	filing ── place, ingredient ──▶ Deposit ──▶ a file of its own │ the server keeps none
//	opening on the ledger ── checkpoint, proofs, facts ──▶ Release ──▶ the ingredient
//	                                    │
//	     the ledger has only grown since the last look ─ the act is in it ─ it opens this place
//
// Because the checkpoint is kept as a witness keeps it, an office that shows a ledger with an
// opening cannot show one without it later: its next checkpoint would not continue this one.
// Two custodians with the whole server then read an identity only by an act that stays.
//
// The keeper sees random numbers, hashes and the kind of one act; no case number, no person,
// no words. It cannot know whether the opening is justified. An office that keeps a copy of an
// ingredient while a complaint comes in is not found out: this protects what was filed before.
package outside

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/ledger/witness"
	"banjie/internal/seal"
)

// Evidence shows that an opening is on the ledger.
type Evidence struct {
	Place   int64    `json:"place"`            // random number that the boxes of the case are bound to
	Grown   string   `json:"grown"`            // request of c2sp.org/tlog-witness: old size, proof, checkpoint
	N       int64    `json:"n"`                // of the act's leaf
	Leaf    []byte   `json:"leaf"`             // as hashed
	Proof   []string `json:"proof"`            // inclusion of the leaf
	Salt    []byte   `json:"salt"`             // of the facts
	Facts   []byte   `json:"facts"`            // of the act, as hashed
	Private []byte   `json:"private"`          // hash of its private half
	Places  []int64  `json:"places,omitempty"` // of watch boxes, all that the act opens; Place is 0 then
}

// OpeningKind is the kind of the act that opens an identity, SlipsKind of the one that opens the
// watch boxes of a period.
const (
	OpeningKind = "identity_opened"
	SlipsKind   = "watch_opened"
)

// MostSlips is how many watch boxes one act may open.
const MostSlips = 20_000

// Keeper is the folder of whoever keeps ingredients.
type Keeper struct {
	Folder  string
	Witness witness.Witness
}

func refused(why error) error {
	return fault.New(fault.Forbidden, "no_opening_on_record",
		lang.T("账本里看不到这次打开，份额不能交出。", "The ledger does not show this opening; the ingredient is not handed out."),
		lang.T("请先登记打开，再用登记以后的检查点来取。", "Put the opening on record first, then ask with a checkpoint made after it.")).With(why)
}

func (k Keeper) path(place int64) string {
	return filepath.Join(k.Folder, "ingredients", strconv.FormatInt(place, 36))
}

// Deposit takes an ingredient. The same again is no error; another one for a place that has
// one is fault.Conflict.
func (k Keeper) Deposit(place int64, with seal.Ingredient) error {
	if place <= 0 {
		return fault.New(fault.Invalid, "bad_request", lang.T("请求的格式不对。", "The request is malformed."), lang.Text{})
	}
	if have, err := k.read(place); err == nil {
		if have != with {
			return fault.New(fault.Conflict, "kept_already", lang.T("这里已经有另一份。", "There is another one already."), lang.Text{})
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(k.path(place)), 0o700); err != nil {
		return fmt.Errorf("outside: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(k.path(place)), ".new-*")
	if err != nil {
		return fmt.Errorf("outside: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(with[:])
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Link(f.Name(), k.path(place)) // never over another one
	}
	if err != nil {
		return fmt.Errorf("outside: %w", err)
	}
	return nil
}

func (k Keeper) read(place int64) (with seal.Ingredient, err error) {
	raw, err := os.ReadFile(k.path(place))
	if err == nil && len(raw) != len(with) {
		err = fmt.Errorf("outside: %d bytes", len(raw))
	}
	copy(with[:], raw)
	return with, err
}

// Release hands an ingredient out against evidence. Errors: fault.Forbidden where the evidence
// does not hold, fault.NotFound where nothing is kept, and those of [witness.Witness.Add].
func (k Keeper) Release(e Evidence, now time.Time) (seal.Ingredient, error) {
	if len(e.Places) > 0 {
		return seal.Ingredient{}, refused(errors.New("outside: several places"))
	}
	size, err := k.shown(e, now)
	if err != nil {
		return seal.Ingredient{}, err
	}
	with, err := k.read(e.Place)
	if errors.Is(err, fs.ErrNotExist) {
		return with, fault.Missing()
	}
	if err != nil {
		return with, err
	}
	return with, k.note(e, size, now)
}

// ReleaseSlips hands the ingredients of watch boxes out, of those places that it has, against
// evidence of the act that opened exactly these. Errors as of [Keeper.Release].
func (k Keeper) ReleaseSlips(e Evidence, now time.Time) (map[int64]seal.Ingredient, error) {
	if len(e.Places) == 0 || len(e.Places) > MostSlips || e.Place != 0 {
		return nil, refused(errors.New("outside: no places, or too many"))
	}
	size, err := k.shown(e, now)
	if err != nil {
		return nil, err
	}
	all := map[int64]seal.Ingredient{}
	for _, p := range e.Places {
		with, err := k.read(p)
		if errors.Is(err, fs.ErrNotExist) {
			continue // filed before anything was kept here, or destroyed
		}
		if err != nil {
			return nil, err
		}
		all[p] = with
	}
	return all, k.note(e, size, now)
}

// shown looks whether the ledger has the act and has only grown; it gives its size.
func (k Keeper) shown(e Evidence, now time.Time) (int64, error) {
	if err := e.Check(); err != nil {
		return 0, err
	}
	req, err := witness.ParseRequest(e.Grown)
	if err != nil {
		return 0, err
	}
	c, _, err := ledger.ParseCheckpoint(req.Checkpoint)
	if err != nil {
		return 0, err
	}
	var proof []ledger.Hash
	for _, p := range e.Proof {
		h, err := ledger.ParseHash(p)
		if err != nil {
			return 0, refused(err)
		}
		proof = append(proof, h)
	}
	if err := ledger.VerifyInclusion(proof, c.Size, c.Root, e.N, e.Leaf); err != nil {
		return 0, refused(err)
	}
	_, err = k.Witness.Add(req, now)
	return c.Size, err
}

// Check says whether the leaf is that of the opening of this place, or of exactly these places.
func (e Evidence) Check() error {
	leaf, err := ledger.DecodeLeaf(e.Leaf)
	if err != nil || len(e.Salt) != 32 || len(e.Private) != 32 {
		return refused(err)
	}
	if leaf.Payload != ledger.Payload(ledger.Inner([32]byte(e.Salt), e.Facts), [32]byte(e.Private)) {
		return refused(errors.New("outside: the facts are not those of the leaf"))
	}
	var said struct {
		Act struct {
			Kind string `json:"kind"`
		} `json:"act"`
		Data struct {
			Opened bool   `json:"opened"`
			Place  int64  `json:"place"`
			Sum    string `json:"sum"`
		} `json:"data"`
	}
	if err := json.Unmarshal(e.Facts, &said); err != nil {
		return refused(err)
	}
	one := said.Act.Kind == OpeningKind && said.Data.Place == e.Place && e.Place != 0 && len(e.Places) == 0
	many := said.Act.Kind == SlipsKind && e.Place == 0 && len(e.Places) > 0 && said.Data.Sum == seal.PlacesSum(e.Places)
	if !said.Data.Opened || !one && !many {
		return refused(errors.New("outside: the act opens nothing, or another place"))
	}
	return nil
}

// note keeps that an ingredient was handed out, before it is.
func (k Keeper) note(e Evidence, size int64, now time.Time) error {
	f, err := os.OpenFile(filepath.Join(k.Folder, "released"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("outside: %w", err)
	}
	what := strconv.FormatInt(e.Place, 36)
	if len(e.Places) > 0 {
		what = fmt.Sprintf("watch-%d", len(e.Places))
	}
	_, err = fmt.Fprintf(f, "%s %s leaf %d of %d\n", now.UTC().Format(time.RFC3339), what, e.N, size)
	return errors.Join(err, f.Sync(), f.Close())
}

// Destroy deletes an ingredient for good; one that is not there is no error.
func (k Keeper) Destroy(place int64) error {
	if err := os.Remove(k.path(place)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("outside: %w", err)
	}
	return nil
}
