// Package cold judges the cold chain: continuous readings of sensors against the band of a product.
//
//	EPCIS event with sensorElementList ─▶ Readings ─▶ Judge(readings, band, window) ─▶ excursions, gaps
//	goods without a code, or with papers that do not match ─▶ food_sealed ──▶ food_unsealed (an officer, with a reason)
//
// What is judged is only what was measured. Between two readings that are no further apart than the
// band allows the value is taken as a straight line; across a longer gap nothing is taken at all: it
// is a gap, and an excursion that it cuts off ends at its last reading and is marked open. A value
// on the edge of the band is inside. Degree-minutes are the area between the line and the edge.
//
// Bands are said by whoever names the product (package chain), not by this package. Sealing rests on
// the Food Safety Law, article 110; that goods without a code are sealed is how the province's cold
// chain was reported to work, whose text was not read.
package cold

import (
	"context"
	"math"
	"slices"
	"time"

	"banjie/internal/lang"
	"banjie/internal/law"
)

// Kind is what was measured.
type Kind int

// Kinds, in thousandths of their unit: degrees Celsius, per cent of relative humidity.
const (
	Temperature Kind = 1
	Humidity    Kind = 2
)

// Reading is what a sensor said of an instant, or of a time with its lowest and highest value.
// Instants are UTC microseconds, values thousandths.
type Reading struct {
	Kind      Kind
	From, To  int64 // the same for an instant
	Low, High int64 // the same for one value
	Device    string
	Event     int64 // number of the event that brought it
}

// Band is what a product bears.
type Band struct {
	Low, High int64         // thousandths of a degree Celsius
	Gap       time.Duration // longest time between readings that still counts as continuous
}

// DefaultGap is the longest time between readings where the product says none: a rule of the house.
const DefaultGap = 30 * time.Minute

// Excursion is a time outside of the band.
type Excursion struct {
	From, To      int64
	Worst         int64 // farthest outside
	WorstAt       int64
	DegreeMinutes float64 // area between the readings and the edge
	Open          bool    // a gap or the end of the record cut it off
}

// Gap is a time without readings longer than the band allows.
type Gap struct{ From, To int64 }

// Verdict is what readings say.
type Verdict struct {
	Readings   int
	Excursions []Excursion
	Gaps       []Gap
	Worst      int64 // farthest outside, or nearest to leaving
	WorstAt    int64
	Outside    time.Duration // in all
}

// Fine says that nothing is to be found fault with.
func (v Verdict) Fine() bool { return len(v.Excursions) == 0 && len(v.Gaps) == 0 && v.Readings > 0 }

// point is one corner of the record.
type point struct{ at, value int64 }

// outside is by how much a value leaves the band; 0 on the edge and inside.
func (b Band) outside(v int64) int64 {
	return max(b.Low-v, v-b.High, 0)
}

// room is how far a value is from leaving the band; negative outside.
func (b Band) room(v int64) int64 { return min(v-b.Low, b.High-v) }

// points are the corners: of a summary over a time its farther value counts for all of it.
func (b Band) points(list []Reading) (out []point) {
	for _, r := range list {
		v := r.Low
		if b.room(r.High) < b.room(r.Low) {
			v = r.High
		}
		out = append(out, point{r.From, v})
		if r.To > r.From {
			out = append(out, point{r.To, v})
		}
	}
	slices.SortStableFunc(out, func(a, c point) int { return int(min(max(a.at-c.at, -1), 1)) })
	return out
}

// Judge says what the temperatures among readings mean for a band, in a window of time (From and
// Until in UTC microseconds, 0 for from the first or until the last reading).
func Judge(list []Reading, b Band, from, until int64) Verdict {
	if b.Gap <= 0 {
		b.Gap = DefaultGap
	}
	var mine []Reading
	for _, r := range list {
		if r.Kind == Temperature && (from == 0 || r.To >= from) && (until == 0 || r.From <= until) {
			mine = append(mine, r)
		}
	}
	v := Verdict{Readings: len(mine)}
	points := b.points(mine)
	gap := b.Gap.Microseconds()
	if len(points) == 0 {
		if from != 0 && until != 0 && until-from > gap {
			v.Gaps = append(v.Gaps, Gap{from, until})
		}
		return v
	}
	if from != 0 && points[0].at-from > gap {
		v.Gaps = append(v.Gaps, Gap{from, points[0].at})
	}
	v.Worst, v.WorstAt = points[0].value, points[0].at
	var open *Excursion
	end := func(at int64, cut bool) {
		if open != nil {
			open.To, open.Open = at, cut
			v.Outside += time.Duration(open.To-open.From) * time.Microsecond
			v.Excursions = append(v.Excursions, *open)
			open = nil
		}
	}
	for i, p := range points {
		if b.room(p.value) < b.room(v.Worst) {
			v.Worst, v.WorstAt = p.value, p.at
		}
		if i > 0 {
			prev := points[i-1]
			if p.at-prev.at > gap {
				v.Gaps = append(v.Gaps, Gap{prev.at, p.at})
				end(prev.at, true)
			} else {
				b.between(prev, p, &open, end)
			}
		}
		if over := b.outside(p.value); over > 0 {
			if open == nil {
				open = &Excursion{From: p.at, Worst: p.value, WorstAt: p.at}
			} else if over > b.outside(open.Worst) {
				open.Worst, open.WorstAt = p.value, p.at
			}
		}
	}
	last := points[len(points)-1].at
	end(last, true)
	if until != 0 && until-last > gap {
		v.Gaps = append(v.Gaps, Gap{last, until})
	}
	return v
}

// between follows the straight line from one reading to the next across both edges of the band.
func (b Band) between(p, q point, open **Excursion, end func(int64, bool)) {
	if q.at == p.at {
		return
	}
	cuts := []float64{0, 1}
	if d := float64(q.value - p.value); d != 0 {
		for _, edge := range []int64{b.Low, b.High} {
			if x := float64(edge-p.value) / d; x > 0 && x < 1 {
				cuts = append(cuts, x)
			}
		}
	}
	slices.Sort(cuts)
	at := func(x float64) int64 { return p.at + int64(math.Round(x*float64(q.at-p.at))) }
	value := func(x float64) float64 { return float64(p.value) + x*float64(q.value-p.value) }
	over := func(v float64) float64 { return max(float64(b.Low)-v, v-float64(b.High), 0) }
	for i := 1; i < len(cuts); i++ {
		x, y := cuts[i-1], cuts[i]
		if over(value((x+y)/2)) == 0 {
			end(at(x), false)
			continue
		}
		if *open == nil {
			worst := q.value
			if x == 0 {
				worst = p.value
			}
			*open = &Excursion{From: at(x), Worst: worst, WorstAt: at(y)}
		}
		minutes := (y - x) * float64(q.at-p.at) / 60e6
		(*open).DegreeMinutes += (over(value(x)) + over(value(y))) / 2 / 1000 * minutes
	}
	if b.outside(q.value) == 0 {
		end(at(cuts[len(cuts)-2]), false) // it came back before, or just now
	}
}

// Products says what bands products have.
type Products interface {
	// Band gives that of a product by its fourteen digits; ok is false where it need not be kept cold.
	Band(ctx context.Context, gtin string) (b Band, ok bool, err error)
}

// Kinds of acts, and what they say for ever.
const (
	Sealed   = "food_sealed"
	Unsealed = "food_unsealed"
)

type (
	// SealFacts are of goods set apart; the words are private.
	SealFacts struct {
		ID     string `json:"id"`
		Key    string `json:"key,omitempty"` // "" for goods without a code
		Place  string `json:"place"`         // key
		Reason string `json:"reason"`        // of [Reasons]
		Amount int64  `json:"amount"`        // millionths
		Unit   string `json:"unit"`
	}
	// UnsealFacts are of their release, or of their end.
	UnsealFacts struct {
		ID   string `json:"id"`
		Fate string `json:"fate"` // of [Fates]
	}
)

// Reasons why goods are sealed.
var Reasons = []struct {
	ID   string
	Text lang.Text
}{
	{"no_code", lang.T("没有追溯码", "they have no code")},
	{"source_unclear", lang.T("来源不明", "their source is unclear")},
	{"papers_differ", lang.T("票证与货物不符", "papers and goods do not match")},
	{"cold_broken", lang.T("冷链断了，超出温度范围", "the cold chain was broken")},
	{"recalled", lang.T("属于召回的食品", "they are recalled")},
}

// ReasonText is the sentence of a reason; its id where it is none of [Reasons].
func ReasonText(id string) lang.Text {
	for _, x := range Reasons {
		if x.ID == id {
			return x.Text
		}
	}
	return lang.T(id, id)
}

// Fates of sealed goods.
var Fates = []struct {
	ID   string
	Text lang.Text
}{
	{"papers_came", lang.T("票证补齐，解封", "the papers came; released")},
	{"test_passed", lang.T("检验合格，解封", "the test was passed; released")},
	{"destroyed", lang.T("销毁", "destroyed")},
	{"returned", lang.T("退回上家", "returned to the supplier")},
}

// Law is what sealing rests on.
var Law = []law.Basis{
	{ID: "spa-110.4", Law: lang.T("食品安全法", "Food Safety Law"), Version: "2021", Article: "110", Says: lang.T("食品安全监管部门有权查封、扣押有证据证明不符合食品安全标准或者存在安全隐患的食品", "the food safety regulator may seal and seize food shown to break a standard or to be a hazard"), Verified: true, Source: "full text in an open collection of Chinese laws"},
}
