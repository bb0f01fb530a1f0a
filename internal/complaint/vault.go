package complaint

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/seal"
)

// Person is who complains, as far as they told.
type Person struct {
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone,omitempty"`
	ID    string `json:"id,omitempty"`
	Other string `json:"other,omitempty"` // how else to reach them
}

// Upload is a file as sent.
type Upload struct {
	Name string `json:"name"`
	Body []byte `json:"body"`
}

// Told is everything a reporter entrusts at filing.
type Told struct {
	Filing
	Person Person
	Words  string
	Files  []Upload
	Code   string
	// Slip goes into the watch box of a firm that takes part in the retaliation watch; the zero
	// Slip of everybody else is sealed like it.
	Slip Slip
}

// Boxes keeps sealed bytes by their hash; filestore does it.
type Boxes interface {
	Keep(ctx context.Context, sealed []byte) (casework.File, error)
	Open(ctx context.Context, hash string) (io.ReadCloser, error)
}

// Keys are the public keys of a centre: three custodians, and the desk that reads stories.
type Keys struct {
	Custodians []seal.Public
	Desk       seal.Public
	Before     []seal.Public // keys of the desk that the present one took the place of, the last first
	Lost       []seal.Public // custodians' keys of which the private half is gone
}

// Living is how many custodians still have their key.
func (k Keys) Living() int {
	n := 0
	for _, c := range k.Custodians {
		if !slices.ContainsFunc(k.Lost, c.Equal) {
			n++
		}
	}
	return n
}

// Vault seals what reporters entrust and opens it for whoever may. It holds public keys
// only; Wrap and Unwrap put a key of the server around each case's ingredient, so that the
// database alone opens nothing.
type Vault struct {
	Keys   Keys
	Boxes  Boxes
	Wrap   func(seal.Ingredient) (string, error)
	Unwrap func(string) (seal.Ingredient, error)
	// Outside keeps the ingredients of identities away from the office; nil: the server keeps
	// them, wrapped with a key of its own.
	Outside Outside
	// Rehearsed says when the custodians last showed that they can open; nil: nobody asks.
	Rehearsed LastRehearsal
}

// Outside is somebody outside the office who hands an ingredient out only where the ledger
// shows the opening: package outside.
type Outside interface {
	Deposit(ctx context.Context, place int64, with seal.Ingredient) error
	// Release gives the ingredient of a case after the act that opened it.
	Release(ctx context.Context, c *casework.Case, opened casework.Event) (seal.Ingredient, error)
	// ReleaseSlips gives those of watch boxes that it has, by place, after the act that opened
	// exactly these places.
	ReleaseSlips(ctx context.Context, c *casework.Case, opened casework.Event, places []int64) (map[int64]seal.Ingredient, error)
}

// heldOutside is what the filing notes of an identity whose ingredient the office has not.
const heldOutside = "outside"

// Ready says whether the centre has its keys. Without them nothing is taken in: a complaint
// is never stored in clear instead.
func (v *Vault) Ready() error {
	if v != nil && len(v.Keys.Custodians) == 3 && !v.Keys.Desk.IsZero() {
		return nil
	}
	return fault.New(fault.Unavailable, "no_custodians",
		lang.T("投诉中心的保管人密钥还没有设置，网上暂时不能投诉。", "The centre's custodians have no keys yet; nothing can be filed online."),
		lang.T("没有保存任何内容。请到窗口或者打电话投诉。", "Nothing was stored. Please turn to a window or the telephone."))
}

// Takes says whether a complaint of that protection can be taken in. With fewer than two
// living custodians an identity could never be opened again, so none is entrusted.
func (v *Vault) Takes(p Protection) error {
	if err := v.Ready(); err != nil {
		return err
	}
	if p == Anonymous || v.Keys.Living() >= 2 {
		return nil
	}
	return fault.New(fault.Unavailable, "too_few_custodians",
		lang.T("投诉中心的保管人密钥不足两把，现在不能收下您的身份。", "Fewer than two custodians have their key; your identity cannot be taken in now."),
		lang.T("没有保存任何内容。可以匿名投诉，或者到窗口、打电话。", "Nothing was stored. Complain anonymously, or turn to a window or the telephone."))
}

func place(division string, n int64, c seal.Compartment, number int) seal.Place {
	return seal.Place{Division: division, Case: n, Compartment: c, Number: number}
}

// File seals what was told and gives the input of the verb file_complaint. Identity goes to
// the custodians, two of whom open it; story and files to the desk, and to the custodians
// should the desk lose its key. It takes some 0.3 s and 64 MiB: see [seal.NewReporter].
func (v *Vault) File(ctx context.Context, division string, t Told) (*FileInput, error) {
	if err := v.Takes(t.Protection); err != nil {
		return nil, err
	}
	r, err := seal.NewReporter(v.Keys.Desk.Suite, t.Code)
	if err != nil {
		return nil, err
	}
	return v.FileAs(ctx, division, t, r)
}

// FileAs is [Vault.File] for a reporter whose keys are there already: a demonstration lets
// one invented person complain of several things.
func (v *Vault) FileAs(ctx context.Context, division string, t Told, r seal.Reporter) (*FileInput, error) {
	var err error
	if err := t.Slip.fits(t.Filing); err != nil {
		return nil, err
	}
	in := &FileInput{Filing: t.Filing}
	in.Reporter, in.Place = r.Known, random63()
	with := seal.NewIngredient()
	if in.Ingredient, err = v.Wrap(with); err != nil {
		return nil, err
	}
	identity := with
	if v.Outside != nil {
		identity, in.Outside = seal.NewIngredient(), true
	}
	var slip seal.Ingredient
	if t.watched() {
		if slip, err = v.slipIngredient(ctx, in); err != nil {
			return nil, err
		}
	}
	add := func(c seal.Compartment, number int, to seal.To, plain []byte) error {
		with, at := with, place(division, in.Place, c, number)
		switch c {
		case seal.Identity:
			with = identity
		case seal.Watch:
			with, at.Case = slip, in.WatchPlace
		}
		f, err := v.keep(ctx, at, with, to, plain)
		if err != nil {
			return err
		}
		in.Boxes = append(in.Boxes, Box{Compartment: c, Number: number, Size: f.Size})
		in.Files = append(in.Files, f)
		return nil
	}
	if t.Protection != Anonymous && t.Person != (Person{}) {
		raw, err := json.Marshal(t.Person)
		if err != nil {
			return nil, err
		}
		if v.Outside != nil {
			if err := v.Outside.Deposit(ctx, in.Place, identity); err != nil {
				return nil, notOutside(err)
			}
		}
		if err := add(seal.Identity, 0, seal.To{Custodians: v.Keys.Custodians}, raw); err != nil {
			return nil, err
		}
	}
	if t.watched() {
		raw, err := t.Slip.plain()
		if err != nil {
			return nil, err
		}
		if err := add(seal.Watch, 0, seal.To{Custodians: v.Keys.Custodians}, raw); err != nil {
			return nil, err
		}
	}
	readers := seal.To{Custodians: v.Keys.Custodians, Readers: []seal.Public{v.Keys.Desk}}
	if err := add(seal.Story, 0, readers, []byte(t.Words)); err != nil {
		return nil, err
	}
	for i, f := range t.Files {
		raw, err := json.Marshal(f)
		if err != nil {
			return nil, err
		}
		if err := add(seal.File, i+1, readers, raw); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// keep seals and stores one box, and names it by its compartment.
func (v *Vault) keep(ctx context.Context, at seal.Place, with seal.Ingredient, to seal.To, plain []byte) (casework.File, error) {
	raw, err := seal.Seal(at, with, to, plain)
	if err != nil {
		return casework.File{}, err
	}
	f, err := v.Boxes.Keep(ctx, raw)
	f.Material = string(at.Compartment)
	if at.Number > 0 {
		f.Material = fmt.Sprintf("%s-%d", at.Compartment, at.Number)
	}
	return f, err
}

func random63() int64 {
	var b [8]byte
	rand.Read(b[:])
	return int64(binary.BigEndian.Uint64(b[:]) >> 1)
}

// ingredient is the case's own; it goes with the private half of the filing.
func (v *Vault) ingredient(c *casework.Case) (seal.Ingredient, error) {
	wrapped := c.Events[0].Private.Notes["ingredient"]
	if wrapped == "" {
		return seal.Ingredient{}, gone()
	}
	return v.Unwrap(wrapped)
}

func notOutside(err error) error {
	return fault.New(fault.Unavailable, "no_keeper", lang.T("外部见证方现在联系不上，不能收下您的身份。", "The witness outside the office cannot be reached; your identity cannot be taken in now."),
		lang.T("没有保存任何内容。请过一会儿再交，或者匿名投诉。", "Nothing was stored. Please send it again later, or complain anonymously.")).With(err)
}

// identityIngredient is that of the identity: with the filing, or outside.
func (v *Vault) identityIngredient(ctx context.Context, c *casework.Case) (seal.Ingredient, error) {
	if c.Events[0].Private.Notes["identity_ingredient"] != heldOutside {
		return v.ingredient(c)
	}
	for _, e := range slices.Backward(c.Events) {
		if e.Kind == "identity_opened" && v.Outside != nil {
			return v.Outside.Release(ctx, c, e)
		}
	}
	return seal.Ingredient{}, fault.New(fault.Unavailable, "held_outside", lang.T("这件身份的份额由外部见证方保管，要先登记打开才能取。", "The ingredient of this identity is kept outside the office; the opening must be on record first."),
		lang.T("请检查见证方的设置（seal.witness）。", "Please check the setting of the witness (seal.witness)."))
}

func gone() error {
	return fault.New(fault.NotFound, "sealed_gone",
		lang.T("密封的内容已经到期销毁。", "What was sealed has been destroyed at the end of its time."),
		lang.T("办理记录还在，原话和身份都不在了。", "The record of the handling is there; the words and the identity are not."))
}

// box reads a stored box of the case, as it was sealed last.
func (v *Vault) box(ctx context.Context, c *casework.Case, material string) (seal.Box, error) {
	f, ok := boxFiles(c)[material]
	if !ok {
		return seal.Box{}, gone()
	}
	raw, err := v.raw(ctx, f)
	if err != nil {
		return seal.Box{}, err
	}
	return seal.Read(raw)
}

// open opens one box with a key that opens it alone.
func (v *Vault) open(ctx context.Context, c *casework.Case, comp seal.Compartment, number int, key seal.Private) ([]byte, error) {
	with, err := v.ingredient(c)
	if err != nil {
		return nil, err
	}
	material := string(comp)
	if number > 0 {
		material = fmt.Sprintf("%s-%d", comp, number)
	}
	b, err := v.box(ctx, c, material)
	if err != nil {
		return nil, err
	}
	return b.Open(place(c.Division, FileOf(c).Place, comp, number), with, key)
}

// Story opens the words for the desk. Whoever calls it has put the act view_story on the
// ledger before.
func (v *Vault) Story(ctx context.Context, c *casework.Case, key seal.Private) (Story, error) {
	raw, err := v.open(ctx, c, seal.Story, 0, key)
	return Story{string(raw)}, err
}

// Attachment opens a file for the desk, likewise.
func (v *Vault) Attachment(ctx context.Context, c *casework.Case, number int, key seal.Private) (Upload, error) {
	raw, err := v.open(ctx, c, seal.File, number, key)
	var u Upload
	if err == nil {
		err = json.Unmarshal(raw, &u)
	}
	return u, err
}

// Message seals a message for both sides and gives the input of the verb send_message.
func (v *Vault) Message(ctx context.Context, c *casework.Case, words string) (*MessageInput, error) {
	if err := v.Ready(); err != nil {
		return nil, err
	}
	with, err := v.ingredient(c)
	if err != nil {
		return nil, err
	}
	to, err := v.to(c, seal.Message)
	if err != nil {
		return nil, err
	}
	n := FileOf(c).Messages() + 1
	f, err := v.keep(ctx, place(c.Division, FileOf(c).Place, seal.Message, n), with, to, []byte(words))
	if err != nil {
		return nil, err
	}
	return &MessageInput{Number: n, Size: f.Size, Files: []casework.File{f}}, nil
}

// Said is one message as opened.
type Said struct {
	From  string // reporter, centre
	At    time.Time
	Words string
}

// Dialogue opens all messages with the desk's key or the reporter's.
func (v *Vault) Dialogue(ctx context.Context, c *casework.Case, key seal.Private) ([]Said, error) {
	var all []Said
	for _, b := range FileOf(c).Boxes {
		if b.Compartment != seal.Message {
			continue
		}
		raw, err := v.open(ctx, c, seal.Message, b.Number, key)
		if err != nil {
			return all, err
		}
		all = append(all, Said{b.From, b.At, string(raw)})
	}
	return all, nil
}

// Bundle is what the offline program needs to open an identity: the box, its place and the
// ingredient. It is made only after the act identity_opened stands on the ledger.
type Bundle struct {
	Format     string     `json:"format"`
	Number     string     `json:"number"`
	Place      seal.Place `json:"place"`
	Box        []byte     `json:"box"`
	Ingredient []byte     `json:"ingredient"`
	Leaf       int64      `json:"leaf"` // of the act that allowed it
}

// BundleFormat is the first field of a bundle.
const BundleFormat = "banjie opening v1"

// Bundle gives the sealed identity for the two custodians' program.
func (v *Vault) Bundle(ctx context.Context, c *casework.Case) (Bundle, error) {
	f := FileOf(c)
	n := len(f.Openings)
	if n == 0 || !f.Openings[n-1].Opened {
		return Bundle{}, unlawful("not_opened", "还没有批准并登记打开身份。", "No opening was approved and put on record.", "请先申请，由另一位负责人批准。", "Please ask first; another head approves.", "xfg-30")
	}
	with, err := v.identityIngredient(ctx, c)
	if err != nil {
		return Bundle{}, err
	}
	f0, ok := boxFiles(c)[string(seal.Identity)]
	if !ok {
		return Bundle{}, gone()
	}
	raw, err := v.raw(ctx, f0)
	if err != nil {
		return Bundle{}, err
	}
	leaf := int64(0)
	for _, e := range c.Events {
		if e.Kind == "identity_opened" {
			leaf = e.N
		}
	}
	return Bundle{BundleFormat, c.Number, place(c.Division, f.Place, seal.Identity, 0), raw, with[:], leaf}, nil
}
