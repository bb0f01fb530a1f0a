package league

import (
	"math"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Part is one rate of a composite score. Outside says that the unit does not control its source: sealed call-back,
// reopening, seeded complaints.
type Part struct {
	Name    string
	Weight  float64
	Outside bool
	Minor   bool
}

// Caps of a composite: no single rate above 30 %, at least 40 % from outside, two of eight minor measures a quarter.
const (
	MaxWeight  = 0.30
	MinOutside = 0.40
	Minors     = 8
	DrawnMinor = 2
)

// Compose takes the parts that count: all that are not minor, and the two minor ones drawn in public. It refuses
// weights that do not keep the caps.
func Compose(parts []Part, drawn [DrawnMinor]string) ([]Part, error) {
	f := fault.InvalidInput()
	f.Remedy = lang.T("请调整权重后再试。", "Change the weights and try again.")
	var counted []Part
	sum, outside, minors, found := 0.0, 0.0, 0, 0
	for _, p := range parts {
		if p.Minor {
			minors++
			if p.Name != drawn[0] && p.Name != drawn[1] {
				continue
			}
			found++
		}
		if p.Weight <= 0 || p.Weight > MaxWeight+1e-9 {
			f.At(p.Name, lang.Format("单项权重须大于0且不超过%.0f%%", "a weight lies above 0 and at most at %.0f %%", 100*MaxWeight))
		}
		sum += p.Weight
		if p.Outside {
			outside += p.Weight
		}
		counted = append(counted, p)
	}
	if minors != Minors || found != DrawnMinor {
		f.At("minor", lang.Format("次要指标须有%d项，公开抽出其中%d项", "there are %d minor measures, %d of them drawn in public", Minors, DrawnMinor))
	}
	if math.Abs(sum-1) > 1e-9 {
		f.At("weights", lang.Format("权重合计为%.3f，应为1", "the weights sum to %.3f, not to 1", sum))
	}
	if outside < MinOutside-1e-9 {
		f.At("outside", lang.Format("单位不能左右的来源只占%.0f%%，至少应占%.0f%%", "sources that the unit does not control have %.0f %%; they need at least %.0f %%", 100*outside, 100*MinOutside))
	}
	return counted, f.Or()
}

// Score is Σ weight·rate over the parts.
func Score(parts []Part, rates map[string]float64) float64 {
	s := 0.0
	for _, p := range parts {
		s += p.Weight * rates[p.Name]
	}
	return s
}

// Point is one period of a unit's own course.
type Point struct {
	Smoothed, Low, High float64 // limits of three standard deviations
	Signal              int     // 1 better than its own past, −1 worse, 0 neither
}

// Lambda is the weight of the newest period.
const Lambda = 0.2

// Smooth is the exponentially weighted moving average of a unit's shares good[i]/n[i] against its base share:
// E = λp + (1−λ)E, Var E = Σ λ²(1−λ)^2j · base(1−base)/n. A unit is praised for its own improvement too.
func Smooth(base float64, good, n []int) []Point {
	e, v := base, 0.0
	points := make([]Point, len(n))
	for i := range n {
		if n[i] > 0 {
			e = Lambda*float64(good[i])/float64(n[i]) + (1-Lambda)*e
			v = Lambda*Lambda*base*(1-base)/float64(n[i]) + (1-Lambda)*(1-Lambda)*v
		}
		half := 3 * math.Sqrt(v)
		points[i] = Point{Smoothed: e, Low: base - half, High: base + half}
		switch {
		case v > 0 && e > base+half:
			points[i].Signal = 1
		case v > 0 && e < base-half:
			points[i].Signal = -1
		}
	}
	return points
}
