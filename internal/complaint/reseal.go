package complaint

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/seal"
)

// Keys change: a custodian leaves, a key is lost, another suite is asked for. Every box of
// every case is then sealed for the new ones, one act a case:
//
//	story, files, messages ── the desk's old key ──▶ sealed for the new keys     (Reseal)
//	identity, watch box ── out: Moving ──▶ two old custodians, offline: Rewrap ──▶ in: TakeIn
//
// Within one suite an identity is wrapped anew and not opened: the file that goes out holds no
// ingredient. To another suite it must be opened and sealed again, so that file holds it, and
// the act says so. Messages are sealed for the reporter's code, which is of the suite of its
// day: they stay in that suite, readable with the desk's older key.

// ResealInput is boxes that stand in the place of others of the same material.
type ResealInput struct {
	Suite string          `json:"suite"`
	Files []casework.File `json:"files"`
}

// Sent implements casework.WithFiles.
func (in *ResealInput) Sent() []casework.File { return in.Files }

// Resealed says what was sealed anew, for the record.
type Resealed struct {
	Suite string   `json:"suite"`
	Boxes []string `json:"boxes"`
}

// MovingInput says that an identity went out to be sealed for other custodians.
type MovingInput struct {
	Opens bool `json:"opens"` // it goes to another suite, so that two custodians can read it on the way
}

func resealRows() []casework.Transition {
	return []casework.Transition{
		{From: all, Verb: "reseal", Title: lang.T("为新密钥重新密封", "Seal anew for other keys"), Event: casework.Replaced, Quiet: true, By: []casework.Relation{casework.Itself},
			Input: func() any { return &ResealInput{} }, Decide: decideReseal},
		{From: all, Verb: "move_identity", Title: lang.T("取出密封的身份，交两名保管人换钥匙", "Hand the sealed identity to two custodians for other keys"), Event: "identity_moved", Quiet: true, By: []casework.Relation{casework.Itself},
			Input: func() any { return &MovingInput{} }, Decide: func(d *casework.Decision) error { return d.SetData(casework.Input[MovingInput](d)) }},
		{From: all, Verb: "move_watch", Title: lang.T("取出密封的报复核对盒，交两名保管人换钥匙", "Hand the sealed watch box to two custodians for other keys"), Event: "watch_box_moved", Quiet: true, By: []casework.Relation{casework.Itself},
			Input: func() any { return &MovingInput{} }, Decide: func(d *casework.Decision) error { return d.SetData(casework.Input[MovingInput](d)) }},
	}
}

func decideReseal(d *casework.Decision) error {
	in := casework.Input[ResealInput](d)
	said := Resealed{Suite: in.Suite}
	have := boxFiles(d.Case)
	for _, f := range in.Files {
		if _, ok := have[f.Material]; !ok || f.Hash == "" {
			return unlawful("no_such_box", "没有这样的密封内容。", "There is no such box.", "", "")
		}
		said.Boxes = append(said.Boxes, f.Material)
	}
	if len(in.Files) == 0 {
		return unlawful("nothing_to_reseal", "没有要重新密封的内容。", "Nothing is to be sealed anew.", "", "")
	}
	d.Private.Files = in.Files
	return d.SetData(said)
}

// boxFiles are the boxes of a case as they are now, by material.
func boxFiles(c *casework.Case) map[string]casework.File {
	now := map[string]casework.File{}
	for _, e := range c.Events {
		for _, f := range e.Private.Files {
			if kind, _, _ := strings.Cut(f.Material, "-"); slices.Contains([]seal.Compartment{seal.Identity, seal.Watch, seal.Story, seal.File, seal.Message}, seal.Compartment(kind)) {
				now[f.Material] = f
			}
		}
	}
	return now
}

// raw reads a stored box.
func (v *Vault) raw(ctx context.Context, f casework.File) ([]byte, error) {
	r, err := v.Boxes.Open(ctx, f.Hash)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// to is for whom a box of the case is sealed today.
func (v *Vault) to(c *casework.Case, comp seal.Compartment) (seal.To, error) {
	switch comp {
	case seal.Identity, seal.Watch:
		return seal.To{Custodians: v.Keys.Custodians}, nil
	case seal.Message:
		reporter, err := seal.ParsePublic(FileOf(c).Reporter.Box)
		if err != nil {
			return seal.To{}, err
		}
		desk, err := v.Keys.deskOf(reporter.Suite)
		return seal.To{Readers: []seal.Public{desk, reporter}}, err
	}
	return seal.To{Custodians: v.Keys.Custodians, Readers: []seal.Public{v.Keys.Desk}}, nil
}

// deskOf is the desk's key of a suite: the present one, or the last before it.
func (k Keys) deskOf(s seal.Suite) (seal.Public, error) {
	for _, d := range append([]seal.Public{k.Desk}, k.Before...) {
		if d.Suite == s {
			return d, nil
		}
	}
	return seal.Public{}, fault.New(fault.Unavailable, "no_key_of_suite", lang.Format("投诉中心没有 %s 的密钥。", "The centre has no key of %s.", s),
		lang.T("请管理员检查 public/seal.keys。", "Let the administrator look at public/seal.keys."))
}

// box of a stored file: its compartment and number.
func boxOf(f casework.File) (seal.Compartment, int) {
	kind, rest, _ := strings.Cut(f.Material, "-")
	n := 0
	if rest != "" {
		fmt.Sscanf(rest, "%d", &n)
	}
	return seal.Compartment(kind), n
}

// Stale gives the boxes of a case that are not sealed for the keys of today: those the desk
// can seal anew, and identity and watch box, which need two custodians.
func (v *Vault) Stale(ctx context.Context, c *casework.Case) (desk, custodians []casework.File, err error) {
	if len(c.Events) == 0 || c.Events[0].Private.Notes["ingredient"] == "" {
		return nil, nil, nil // destroyed
	}
	now := boxFiles(c)
	for _, name := range slices.Sorted(keysOf(now)) {
		f := now[name]
		comp, _ := boxOf(f)
		to, err := v.to(c, comp)
		if err != nil {
			return nil, nil, err
		}
		raw, err := v.raw(ctx, f)
		if err != nil {
			return nil, nil, err
		}
		b, err := seal.Read(raw)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case b.For(to):
		case comp == seal.Identity || comp == seal.Watch:
			custodians = append(custodians, f)
		default:
			desk = append(desk, f)
		}
	}
	return desk, custodians, nil
}

// placeOf is what a box of the case is bound to.
func placeOf(c *casework.Case, comp seal.Compartment, number int) seal.Place {
	at := place(c.Division, FileOf(c).Place, comp, number)
	if comp == seal.Watch {
		at.Case = FileOf(c).WatchPlace
	}
	return at
}

func keysOf(m map[string]casework.File) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// Reseal opens the desk's boxes of a case with its keys and seals them for those of today. It
// gives the input of the verb reseal, nil when nothing is to be done.
func (v *Vault) Reseal(ctx context.Context, c *casework.Case, key seal.Private) (*ResealInput, error) {
	stale, _, err := v.Stale(ctx, c)
	if err != nil || len(stale) == 0 {
		return nil, err
	}
	with, err := v.ingredient(c)
	if err != nil {
		return nil, err
	}
	in := &ResealInput{Suite: v.Keys.Desk.Suite.String()}
	for _, f := range stale {
		comp, n := boxOf(f)
		plain, err := v.open(ctx, c, comp, n, key)
		if err != nil {
			return nil, fmt.Errorf("%s of case %s: %w", f.Material, c.Number, err)
		}
		to, err := v.to(c, comp)
		if err != nil {
			return nil, err
		}
		made, err := v.keep(ctx, place(c.Division, FileOf(c).Place, comp, n), with, to, plain)
		clear(plain)
		if err != nil {
			return nil, err
		}
		in.Files = append(in.Files, made)
	}
	return in, nil
}

// Moving is sealed identities on their way to other custodians.
type Moving struct {
	Format string   `json:"format"`
	To     []string `json:"to"` // public keys of the new custodians
	Boxes  []Moved  `json:"boxes"`
}

// Moved is one of them. Ingredient is there only where the suite changes.
type Moved struct {
	Number     string     `json:"number"`
	Place      seal.Place `json:"place"`
	Box        []byte     `json:"box"`
	Ingredient []byte     `json:"ingredient,omitempty"`
}

// MovingFormat is the first field of that file.
const MovingFormat = "banjie moving v1"

// MoveOut gives a box of two custodians for other custodians. Whoever calls it puts
// move_identity, or move_watch, on the ledger before the file is handed out.
func (v *Vault) MoveOut(ctx context.Context, c *casework.Case, f casework.File) (Moved, error) {
	raw, err := v.raw(ctx, f)
	if err != nil {
		return Moved{}, err
	}
	b, err := seal.Read(raw)
	comp, n := boxOf(f)
	m := Moved{Number: c.Number, Place: placeOf(c, comp, n), Box: raw}
	if err == nil && b.Suite != v.Keys.Custodians[0].Suite {
		if c.Events[0].Private.Notes[ingredientNote(comp)] == heldOutside {
			return m, unlawful("held_outside", "身份的份额在外部见证方那里，不能整体换到另一套算法。", "The ingredients of identities are kept outside; they cannot be moved to another suite all together.", "请在同一套算法里换保管人的钥匙。", "Change the custodians' keys within one suite.")
		}
		with, werr := v.ingredient(c)
		if comp == seal.Watch {
			with, werr = v.Unwrap(c.Events[0].Private.Notes[ingredientNote(comp)])
		}
		m.Ingredient, err = with[:], werr
	}
	return m, err
}

// Rewrap seals what is moving for the new custodians, with the keys of two old ones, on a
// machine without a network.
func (m Moving) Rewrap(a, b seal.Private) (Moving, error) {
	var to seal.To
	for _, text := range m.To {
		k, err := seal.ParsePublic(text)
		if err != nil {
			return Moving{}, err
		}
		to.Custodians = append(to.Custodians, k)
	}
	if m.Format != MovingFormat || len(to.Custodians) != 3 {
		return Moving{}, fault.New(fault.Invalid, "bad_bundle", lang.T("这不是换钥匙用的文件。", "This is no file of identities that move."), lang.T("请用 banjie seal reseal 写出的原件。", "Use the file as banjie seal reseal wrote it."))
	}
	out := Moving{Format: MovingFormat, To: m.To}
	for _, box := range m.Boxes {
		if c := box.Place.Compartment; c != seal.Identity && c != seal.Watch {
			return Moving{}, fmt.Errorf("%s: %w", box.Number, seal.ErrNotForYou)
		}
		raw, err := box.rewrap(a, b, to)
		if errors.Is(err, seal.ErrNotForYou) {
			raw, err = box.rewrap(b, a, to)
		}
		if err != nil {
			return Moving{}, fmt.Errorf("%s: %w", box.Number, err)
		}
		out.Boxes = append(out.Boxes, Moved{Number: box.Number, Place: box.Place, Box: raw})
	}
	return out, nil
}

func (m Moved) rewrap(outer, inner seal.Private, to seal.To) ([]byte, error) {
	b, err := seal.Read(m.Box)
	if err != nil {
		return nil, err
	}
	half, err := b.Peel(m.Place, outer)
	if err != nil {
		return nil, err
	}
	if b.Suite == to.Custodians[0].Suite {
		return b.Rewrap(m.Place, half, inner, to)
	}
	if len(m.Ingredient) != len(seal.Ingredient{}) {
		return nil, seal.ErrBroken
	}
	plain, err := b.OpenHalf(m.Place, seal.Ingredient(m.Ingredient), half, inner)
	if err != nil {
		return nil, err
	}
	defer clear(plain)
	return seal.Seal(m.Place, seal.Ingredient(m.Ingredient), to, plain)
}

// TakeIn stores an identity that came back, sealed for the custodians of today, and gives the
// input of the verb reseal; nil when the case has it already. Of one suite, the words must be
// the very bytes that went out.
func (v *Vault) TakeIn(ctx context.Context, c *casework.Case, m Moved) (*ResealInput, error) {
	_, all, err := v.Stale(ctx, c)
	at := slices.IndexFunc(all, func(f casework.File) bool { comp, _ := boxOf(f); return comp == m.Place.Compartment })
	if err != nil || at < 0 {
		return nil, err
	}
	stale := all[at]
	b, err := seal.Read(m.Box)
	bad := fault.New(fault.Invalid, "wrong_box", lang.Format("%s 的密封盒不是给现在的保管人的，或者被改动过。", "The sealed box of %s is not for the custodians of today, or was altered.", c.Number),
		lang.T("没有导入。请用两名旧保管人重新写出的文件。", "It was not taken in. Use the file that two old custodians wrote."))
	if err != nil || !b.For(seal.To{Custodians: v.Keys.Custodians}) || m.Place != placeOf(c, m.Place.Compartment, 0) {
		return nil, bad.With(err)
	}
	before, err := v.raw(ctx, stale)
	if err != nil {
		return nil, err
	}
	old, err := seal.Read(before)
	if err != nil {
		return nil, err
	}
	if old.Suite == b.Suite && !bytes.Equal(old.Words(), b.Words()) {
		return nil, bad
	}
	f, err := v.Boxes.Keep(ctx, m.Box)
	f.Material = string(m.Place.Compartment)
	return &ResealInput{Suite: b.Suite.String(), Files: []casework.File{f}}, err
}

// ReadMoving reads such a file.
func ReadMoving(raw []byte) (m Moving, err error) {
	if err = json.Unmarshal(raw, &m); err != nil || m.Format != MovingFormat {
		err = fault.New(fault.Invalid, "bad_bundle", lang.T("这不是换钥匙用的文件。", "This is no file of identities that move."), lang.T("请用 banjie seal reseal 写出的原件。", "Use the file as banjie seal reseal wrote it.")).With(err)
	}
	return m, err
}
