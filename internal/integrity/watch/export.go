package watch

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/integrity/retaliation"
	"banjie/internal/lang"
	"banjie/internal/seal"
)

// registersBox is the compartment of the registers and the signing key on their way.
const registersBox seal.Compartment = "watch-registers"

// Format is the first field of an export.
const Format = "banjie watch v1"

// Export is the file for two custodians: the watch boxes and the registers, both sealed for them.
type Export struct {
	Format    string                 `json:"format"`
	Number    string                 `json:"number"`
	From      calendar.Day           `json:"from"`
	Until     calendar.Day           `json:"until"`
	Leaf      int64                  `json:"leaf"` // of the act that allowed it
	Slips     []complaint.SealedSlip `json:"slips"`
	Registers []complaint.SealedSlip `json:"registers"`
}

// Registers are what the hall knows of every firm: acts by unit with their day, and nothing else.
type Registers struct {
	Begun calendar.Day // first day of an entry; 0: there is none
	AsOf  calendar.Day // last day that is complete
	Units []string
	Acts  []retaliation.Act
}

// carried is the sealed half of the registers' box. Texts are numbered to keep it small.
type carried struct {
	Begun calendar.Day `json:"begun"`
	AsOf  calendar.Day `json:"as_of"`
	Units []string     `json:"units"`
	Firms []string     `json:"firms"` // tags
	Acts  [][4]int64   `json:"acts"`  // kind, unit, firm, day
	Seed  []byte       `json:"seed,omitempty"`
}

var kinds = []retaliation.Kind{retaliation.Visit, retaliation.Fine, retaliation.Refusal}

// actsABox is how many acts go into one box, so that it stays well under the largest.
const actsABox = 200_000

// NewAnswerKey makes the key that signs the answer. Its public half goes on the ledger with the
// opening; the other one leaves the hall in the export and is kept nowhere.
func NewAnswerKey() (ed25519.PublicKey, []byte, error) {
	pub, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	return pub, private.Seed(), nil
}

// NewExport makes the file after the opening stands on the ledger of the case. Errors:
// fault.Unlawful where it does not, or opened other boxes.
func NewExport(ctx context.Context, v *complaint.Vault, w *casework.Case, from []*casework.Case, r Registers, seed []byte) (Export, error) {
	slips, err := v.Slips(ctx, w, from)
	if err != nil {
		return Export{}, err
	}
	opened, said, err := complaint.OpenedBy(w)
	if err != nil {
		return Export{}, err
	}
	e := Export{Format: Format, Number: w.Number, From: said.From, Until: said.Until, Leaf: opened.N, Slips: slips}
	e.Registers, err = sealRegisters(v, w, r, seed)
	return e, err
}

func sealRegisters(v *complaint.Vault, w *casework.Case, r Registers, seed []byte) (all []complaint.SealedSlip, err error) {
	units, firms := map[string]int64{}, map[string]int64{}
	base := carried{Begun: r.Begun, AsOf: r.AsOf, Units: r.Units, Seed: seed}
	for i, u := range r.Units {
		units[u] = int64(i)
	}
	acts := r.Acts
	for n := 0; n == 0 || len(acts) > 0; n++ {
		part := base
		clear(firms)
		take := acts[:min(len(acts), actsABox)]
		acts = acts[len(take):]
		for _, a := range take {
			u, known := units[a.Unit]
			kind := int64(-1)
			for i, k := range kinds {
				if k == a.Kind {
					kind = int64(i)
				}
			}
			if !known || kind < 0 || a.Firm == "" {
				continue
			}
			f, ok := firms[a.Firm]
			if !ok {
				f = int64(len(part.Firms))
				firms[a.Firm], part.Firms = f, append(part.Firms, a.Firm)
			}
			part.Acts = append(part.Acts, [4]int64{kind, u, f, int64(a.Day)})
		}
		raw, err := json.Marshal(part)
		if err != nil {
			return nil, err
		}
		at, with := seal.Place{Division: w.Division, Case: int64(w.ID), Compartment: registersBox, Number: n + 1}, seal.NewIngredient()
		box, err := seal.Seal(at, with, seal.To{Custodians: v.Keys.Custodians}, raw)
		if err != nil {
			return nil, err
		}
		all = append(all, complaint.SealedSlip{Place: at, Box: box, Ingredient: with[:]})
		base.Seed = nil
	}
	return all, nil
}

// ReadExport reads such a file.
func ReadExport(raw []byte) (e Export, err error) {
	if err = json.Unmarshal(raw, &e); err != nil || e.Format != Format || len(e.Registers) == 0 {
		err = fault.New(fault.Invalid, "bad_export", lang.T("这不是报复核对的文件。", "This is no file of a watch."), lang.T("请用投诉中心页面给出的原件。", "Use the file as the centre's page handed it out.")).With(err)
	}
	return e, err
}

// Half is an export from which the first custodian's seals are off. It shows nothing yet.
type Half struct {
	export           Export
	slips, registers []seal.Half
}

// Peel takes the first custodian's seals off. Of two the one who stands earlier peels; the other
// way round it is seal.ErrNotForYou.
func (e Export) Peel(k seal.Private) (h Half, err error) {
	h.export = e
	peel := func(all []complaint.SealedSlip, c seal.Compartment) (halves []seal.Half, err error) {
		for _, s := range all {
			b, err := seal.Read(s.Box)
			if err != nil {
				return nil, err
			}
			if s.Place.Compartment != c || len(s.Ingredient) != len(seal.Ingredient{}) {
				return nil, seal.ErrBroken
			}
			half, err := b.Peel(s.Place, k)
			if err != nil {
				return nil, err
			}
			halves = append(halves, half)
		}
		return halves, nil
	}
	if h.registers, err = peel(e.Registers, registersBox); err != nil {
		return h, err
	}
	h.slips, err = peel(e.Slips, seal.Watch)
	return h, err
}

// Contents are what two custodians opened together: nothing of it leaves their machine.
type Contents struct {
	marks     []retaliation.Mark
	registers Registers
	seed      []byte
	export    Export
}

// Open reads everything with the second custodian's key.
func (h Half) Open(k seal.Private) (c Contents, err error) {
	c.export = h.export
	for i, s := range h.export.Registers {
		plain, err := openOne(s, h.registers[i], k)
		if err != nil {
			return c, err
		}
		if err := c.take(plain); err != nil {
			return c, err
		}
	}
	if len(c.seed) != ed25519.SeedSize {
		return c, seal.ErrBroken
	}
	for i, s := range h.export.Slips {
		plain, err := openOne(s, h.slips[i], k)
		if err != nil {
			return c, err
		}
		slip, err := complaint.ReadSlip(plain)
		clear(plain)
		if err != nil {
			return c, err
		}
		if slip.Firm != "" {
			c.marks = append(c.marks, retaliation.Mark{Firm: slip.Firm, Unit: slip.Unit, Day: slip.Day})
		}
	}
	return c, nil
}

func openOne(s complaint.SealedSlip, h seal.Half, k seal.Private) ([]byte, error) {
	b, err := seal.Read(s.Box)
	if err != nil {
		return nil, err
	}
	return b.OpenHalf(s.Place, seal.Ingredient(s.Ingredient), h, k)
}

func (c *Contents) take(plain []byte) error {
	var p carried
	if err := json.Unmarshal(plain, &p); err != nil {
		return fmt.Errorf("watch: registers: %w", err)
	}
	c.registers.Begun, c.registers.AsOf, c.registers.Units = p.Begun, p.AsOf, p.Units
	if p.Seed != nil {
		c.seed = p.Seed
	}
	for _, a := range p.Acts {
		if a[0] < 0 || a[0] >= int64(len(kinds)) || a[1] < 0 || a[1] >= int64(len(p.Units)) || a[2] < 0 || a[2] >= int64(len(p.Firms)) {
			return errors.New("watch: registers: an act of nobody")
		}
		c.registers.Acts = append(c.registers.Acts, retaliation.Act{Kind: kinds[a[0]], Unit: p.Units[a[1]], Firm: p.Firms[a[2]], Day: calendar.Day(a[3])})
	}
	return nil
}

// Count makes the answer: by unit, in the order of the export, the test of those who take part
// and matched firms beside it. by are the names of the two key files, today the day of the
// custodians' clock.
func (c Contents) Count(by []string, today calendar.Day) (Result, Signed, error) {
	r := Result{Format: ResultFormat, Number: c.export.Number, From: c.export.From, Until: c.export.Until, AsOf: c.registers.AsOf, Counted: today, Custodians: by}
	begun := c.registers.Begun
	if begun == 0 {
		begun = c.registers.AsOf + 1 // nothing was watched
	}
	for _, g := range retaliation.Groups(c.registers.Acts, c.marks, c.registers.Units, begun, c.registers.AsOf) {
		row := Row{Unit: g.Unit, State: retaliation.TooFew}
		if a := retaliation.Judge(g.Firms, nil); a.State != retaliation.TooFew {
			row = Row{Unit: g.Unit, State: a.State, Firms: a.Firms, Before: a.Before, After: a.After, P: a.P, Power: retaliation.Power(g.Firms, 2)}
			if b, ok := g.Compare(); ok {
				row.Beside = &b
			}
		}
		r.Rows = append(r.Rows, row)
	}
	s, err := sign(r, c.seed)
	return r, s, err
}

func compact(raw []byte) (json.RawMessage, error) {
	var b bytes.Buffer
	err := json.Compact(&b, raw)
	return b.Bytes(), err
}
