package trace

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// maxAmount is a thousand million units, in millionths: sums of several stay within an int64.
const maxAmount = 1_000_000_000 * 1_000_000

// Family is a group of units that convert into one another. A unit that is not listed is a
// family of its own.
type Family string

const (
	Mass   Family = "KGM" // base: kilogram
	Volume Family = "LTR" // base: litre
	Length Family = "MTR" // base: metre
	Pieces Family = "C62" // base: one
)

// unknown is the family of portions of a lot of which no quantity is said; its amounts count portions.
const unknown Family = "?"

type factor struct {
	family   Family
	num, den uint64 // base units in one unit
}

// units are codes of UN/ECE Recommendation 20; the pound and ounce are the international ones.
var units = map[string]factor{
	"KGM": {Mass, 1, 1}, "GRM": {Mass, 1, 1000}, "MGM": {Mass, 1, 1_000_000}, "TNE": {Mass, 1000, 1}, "DTN": {Mass, 100, 1}, "HGM": {Mass, 1, 10},
	"LBR": {Mass, 45359237, 100_000_000}, "ONZ": {Mass, 28349523125, 1_000_000_000_000},
	"LTR": {Volume, 1, 1}, "MLT": {Volume, 1, 1000}, "CLT": {Volume, 1, 100}, "DLT": {Volume, 1, 10}, "HLT": {Volume, 100, 1}, "MTQ": {Volume, 1000, 1}, "DMQ": {Volume, 1, 1}, "CMQ": {Volume, 1, 1000},
	"MTR": {Length, 1, 1}, "CMT": {Length, 1, 100}, "MMT": {Length, 1, 1000}, "KMT": {Length, 1000, 1},
	"": {Pieces, 1, 1}, "C62": {Pieces, 1, 1}, "EA": {Pieces, 1, 1}, "H87": {Pieces, 1, 1}, "PCE": {Pieces, 1, 1}, "NIU": {Pieces, 1, 1}, "DZN": {Pieces, 12, 1}, "PR": {Pieces, 2, 1},
}

// Base converts an amount into millionths of the base unit of its family, half up.
func Base(amount int64, unit string) (int64, Family) {
	f, ok := units[unit]
	if !ok {
		return amount, Family(unit)
	}
	hi, lo := bits.Mul64(uint64(amount), f.num)
	lo, carry := bits.Add64(lo, f.den/2, 0)
	hi += carry
	if hi >= f.den {
		return math.MaxInt64, f.family
	}
	q, _ := bits.Div64(hi, lo, f.den)
	return int64(min(q, math.MaxInt64)), f.family
}

// measured gives what a portion adds to a balance.
func (p Part) measured() (int64, Family) {
	if p.Amount == 0 {
		if p.Node == 0 || !p.Node.Kind().single() {
			return 1, unknown
		}
		return 1_000_000, Pieces
	}
	return Base(p.Amount, p.Unit)
}

// ParseAmount reads a decimal number into millionths, half up: "4.2" is 4,200,000. An exponent
// is taken as JSON has it.
func ParseAmount(s string) (int64, error) {
	bad := func() (int64, error) {
		return 0, fault.New(fault.Invalid, "trace_amount", lang.Format("数量“%[1]s”不是可以使用的数。", "The quantity “%[1]s” is not a number that can be used.", s),
			lang.T("请填写不小于零、不超过十亿的数。", "Please give a number from zero to a thousand million."))
	}
	mantissa, exp := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		n, err := strconv.Atoi(s[i+1:])
		if err != nil || n > 20 || n < -60 {
			return bad()
		}
		mantissa, exp = s[:i], n
	}
	whole, frac, _ := strings.Cut(strings.TrimPrefix(mantissa, "+"), ".")
	digits := whole + frac
	if digits == "" || len(digits) > 60 || strings.Trim(digits, "0123456789") != "" {
		return bad()
	}
	// The value is digits × 10^(exp − len(frac)); wanted × 10^6.
	shift := exp - len(frac) + 6
	up := false
	switch {
	case shift >= 0:
		digits += strings.Repeat("0", min(shift, 60))
	case -shift >= len(digits)+1:
		digits = "0"
	default:
		digits = "0" + digits
		cut := len(digits) + shift
		up = digits[cut] >= '5'
		digits = digits[:cut]
	}
	digits = strings.TrimLeft(digits, "0")
	if digits == "" {
		digits = "0"
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n > maxAmount {
		return bad()
	}
	if up {
		n++
	}
	return n, nil
}

// Sum is what came in, went out and was lost, in millionths of the base unit. Of a lot: made,
// used, and taken off the books. Of a process: inputs, outputs, stated loss.
type Sum struct{ In, Out, Loss int64 }

// Left is what is there: what came less what went and what was lost.
func (s Sum) Left() int64 { return s.In - s.Out - s.Loss }

// Balance is a sum for each family of units.
type Balance map[Family]Sum

// Add adds another one, by times; by -1 takes it away.
func (b Balance) Add(f Family, s Sum, by int64) {
	was := b[f]
	now := Sum{was.In + by*s.In, was.Out + by*s.Out, was.Loss + by*s.Loss}
	if now == (Sum{}) {
		delete(b, f)
		return
	}
	b[f] = now
}

// String is the stored form: families in order, KGM:in:out:loss;…
func (b Balance) String() string {
	if len(b) == 0 {
		return ""
	}
	families := make([]Family, 0, len(b))
	for f := range b {
		families = append(families, f)
	}
	slices.SortFunc(families, cmp.Compare)
	var out []byte
	for i, f := range families {
		if i > 0 {
			out = append(out, ';')
		}
		out = append(out, f...)
		for _, n := range [3]int64{b[f].In, b[f].Out, b[f].Loss} {
			out = strconv.AppendInt(append(out, ':'), n, 10)
		}
	}
	return string(out)
}

// ParseBalance reads the stored form.
func ParseBalance(s string) Balance {
	b := Balance{}
	for s != "" {
		var one string
		one, s, _ = strings.Cut(s, ";")
		p := strings.Split(one, ":")
		if len(p) < 4 {
			continue
		}
		n := len(p)
		in, _ := strconv.ParseInt(p[n-3], 10, 64)
		out, _ := strconv.ParseInt(p[n-2], 10, 64)
		loss, _ := strconv.ParseInt(p[n-1], 10, 64)
		b[Family(strings.Join(p[:n-3], ":"))] = Sum{in, out, loss}
	}
	return b
}

// Finding is the kind of a difference. A finding is a lead, never a verdict.
type Finding string

const (
	Overdrawn    Finding = "overdrawn"    // more of a lot was used than ever made
	UnitsDiffer  Finding = "units_differ" // made in one family of units, used in another
	Unbalanced   Finding = "unbalanced"   // a process gave more or less than went in, less the stated loss
	Incomparable Finding = "incomparable" // inputs and outputs of a process share no family of units
	Unstated     Finding = "unstated"     // a process has a lot without a quantity on one side
	Crowded      Finding = "crowded"      // one serialised thing in two containers at once
)

// LotFindings judges the balance of a lot or item of which something was made here.
func (b Balance) LotFindings() (found []Finding) {
	made, differ := false, false
	for _, s := range b {
		made = made || s.In > 0
	}
	if !made {
		return nil // it came from elsewhere: nothing to hold the use against
	}
	_, blind := b[unknown]
	over := false
	for f, s := range b {
		if f == unknown || s.Out+s.Loss == 0 {
			continue
		}
		switch {
		case s.In == 0 && !blind:
			differ = true
		case s.In > 0 && s.Out+s.Loss > s.In && b[unknown].In == 0:
			over = true
		}
	}
	if over {
		found = append(found, Overdrawn)
	}
	if differ {
		found = append(found, UnitsDiffer)
	}
	return found
}

// ProcessFindings judges the balance of a process. One that has only inputs or only outputs so
// far is not judged.
func (b Balance) ProcessFindings() (found []Finding) {
	in, out, shared, off := false, false, false, false
	for f, s := range b {
		in, out = in || s.In > 0, out || s.Out > 0
		if f != unknown && s.In > 0 && s.Out > 0 {
			shared = true
			off = off || s.In != s.Out+s.Loss
		}
	}
	switch {
	case !in || !out:
		return nil
	case b[unknown] != (Sum{}):
		return []Finding{Unstated}
	case !shared:
		return []Finding{Incomparable}
	}
	for f, s := range b { // a family on one side only, beside one that is shared
		off = off || f != unknown && (s.In > 0) != (s.Out+s.Loss > 0)
	}
	if off {
		return []Finding{Unbalanced}
	}
	return nil
}
