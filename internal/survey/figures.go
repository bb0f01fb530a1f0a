package survey

import (
	"math"
)

// Figures are the outcome of a round.
type Figures struct {
	Lines []Line           `json:"lines"` // by stratum
	Group []Line           `json:"group"` // by group, over all strata
	Said  map[string]Tally `json:"said"`  // by question
	Why   map[string]int   `json:"why,omitempty"`
}

// Line is one stratum or group.
type Line struct {
	Unit     string `json:"unit"`
	N        int    `json:"n,omitempty"`    // frame
	Asked    int    `json:"asked"`          // sample
	Answered int    `json:"answered"`       // that can be judged
	Good     int    `json:"good"`           // content
	Silent   int    `json:"silent"`         // neither
	Rated    int64  `json:"rated"`          // ratings people gave by themselves in the period
	WellSaid int64  `json:"well,omitempty"` // of them: not poor
	// Weighed is the estimate of a group; nil: the line is a stratum, of which each answer stands for as many.
	Weighed *Estimate `json:"weighed,omitempty"`
}

// Tally counts yes and no.
type Tally struct {
	Yes int `json:"yes"`
	No  int `json:"no"`
}

// z of a 95 % interval.
const z = 1.959963984540054

// Estimate is a share with its 95 % interval, and what it would be if everybody who did not
// answer were not content.
type Estimate struct {
	Share float64 `json:"share"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Worst float64 `json:"worst"`
	OK    bool    `json:"ok"` // there was an answer
}

// Wilson is the 95 % score interval of a share p seen on n, which need not be whole.
func Wilson(p, n float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	mid := p + z*z/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, (mid-half)/(1+z*z/n)), min(1, (mid+half)/(1+z*z/n))
}

// Estimate of one line.
func (l Line) Estimate() Estimate {
	if l.Weighed != nil {
		return *l.Weighed
	}
	if l.Answered == 0 {
		return Estimate{}
	}
	e := Estimate{Share: float64(l.Good) / float64(l.Answered), OK: true}
	e.Low, e.High = Wilson(e.Share, float64(l.Answered))
	e.Worst = float64(l.Good) / float64(max(l.Asked, l.Answered))
	return e
}

// Weight is for how many of the frame one answer of the line stands.
func (l Line) Weight() float64 {
	if l.Answered == 0 {
		return 0
	}
	return float64(l.N) / float64(l.Answered)
}

// Whole weighs the strata by their size in the frame. The interval is Wilson's on the size that a
// simple sample of the same variance would have; of one stratum that is its number of answers. Strata nobody answered in are left out of it and
// named by uncovered, their share of the frame.
func (f Figures) Whole() (e Estimate, uncovered float64) {
	n, covered := 0.0, 0.0
	for _, l := range f.Lines {
		n += float64(l.N)
		if l.Answered > 0 {
			covered += float64(l.N)
		}
	}
	if covered == 0 {
		return Estimate{}, 1
	}
	variance, mean := 0.0, 0.0
	for _, l := range f.Lines {
		if l.N > 0 {
			e.Worst += float64(l.N) / n * float64(l.Good) / float64(max(1, l.Asked))
		}
		if l.Answered == 0 {
			continue
		}
		w, a := float64(l.N)/covered, float64(l.Answered)
		p := float64(l.Good) / a
		e.Share += w * p
		q := (float64(l.Good) + 1) / (a + 2) // never no variance at all
		variance, mean = variance+w*w*q*(1-q)/a, mean+w*q
	}
	e.OK = true
	e.Low, e.High = Wilson(e.Share, mean*(1-mean)/variance)
	return e, 1 - covered/n
}

// Part is what one stratum has of a group that cuts across strata.
type Part struct {
	Stratum               Line
	Asked, Answered, Good int
}

// Weighed is the estimate of a group: each answer has the weight of its stratum ([Line.Weight]), in
// the worst case each of those asked has N ÷ asked. The interval is Wilson's on Kish's effective
// number of answers, (Σw)² ÷ Σw² (L. Kish, Survey Sampling, 1965, section 11.7).
func Weighed(parts []Part) (e Estimate) {
	var good, all, squares, well, asked float64
	for _, p := range parts {
		w := p.Stratum.Weight()
		good, all, squares = good+w*float64(p.Good), all+w*float64(p.Answered), squares+w*w*float64(p.Answered)
		if p.Stratum.Asked > 0 {
			each := float64(p.Stratum.N) / float64(p.Stratum.Asked)
			well, asked = well+each*float64(p.Good), asked+each*float64(max(p.Asked, p.Answered))
		}
	}
	if all == 0 {
		return Estimate{}
	}
	e = Estimate{Share: good / all, OK: true}
	e.Low, e.High = Wilson(e.Share, all*all/squares)
	if asked > 0 {
		e.Worst = well / asked
	}
	return e
}

// Hit is the probability that a draw of take among n meets at least one of bad bad ones.
func Hit(n, bad, take int) float64 {
	if bad <= 0 || take <= 0 {
		return 0
	}
	miss := 1.0
	for i := range take {
		left := float64(n - bad - i)
		if left <= 0 {
			return 1
		}
		miss *= left / float64(n-i)
	}
	return 1 - miss
}

// Rate is the share of the ratings that were not poor, beside which the survey stands; ok false: there are none.
func (l Line) Rate() (share float64, ok bool) {
	if l.Rated == 0 {
		return 0, false
	}
	return float64(l.WellSaid) / float64(l.Rated), true
}

// Total adds lines up.
func Total(lines []Line) (t Line) {
	for _, l := range lines {
		t.N, t.Asked, t.Answered, t.Good, t.Silent = t.N+l.N, t.Asked+l.Asked, t.Answered+l.Answered, t.Good+l.Good, t.Silent+l.Silent
		t.Rated, t.WellSaid = t.Rated+l.Rated, t.WellSaid+l.WellSaid
	}
	return t
}
