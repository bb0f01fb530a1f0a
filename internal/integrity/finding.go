package integrity

import (
	"math"

	"banjie/internal/lang"
)

// State is what an indicator says of a unit.
type State string

const (
	Quiet     State = "quiet"
	Noted     State = "noted" // a clue that alone alarms nothing
	Alarm     State = "alarm"
	NotJudged State = "not_judged" // too few cases
)

// Finding is one unit under one indicator.
type Finding struct {
	Unit        string    `json:"unit"`
	Indicator   string    `json:"indicator"`
	State       State     `json:"state"`
	Numerator   int       `json:"numerator"`
	Denominator int       `json:"denominator"`
	Statistic   *float64  `json:"statistic,omitempty"` // z or χ², as the formula says
	P           *float64  `json:"p,omitempty"`         // one-sided; of the worst part where it has several, times their number
	Low         *float64  `json:"low,omitempty"`       // interval of the share or of the days, 95 %
	High        *float64  `json:"high,omitempty"`
	Measures    []Measure `json:"measures,omitempty"`

	rule bool // its own rule is met
	sure bool // a fault by itself: no chance is in it, no other unit matters
}

// Measure is one more number of a finding.
type Measure struct {
	Name        string   `json:"name"`
	Numerator   int      `json:"numerator"`
	Denominator int      `json:"denominator,omitempty"`
	Value       *float64 `json:"value,omitempty"`
}

func number(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

func (f *Finding) measure(name string, numerator, denominator int) {
	f.Measures = append(f.Measures, Measure{Name: name, Numerator: numerator, Denominator: denominator})
}

// tested puts the p-value and the rule p < limit in.
func (f *Finding) tested(p, limit float64) {
	p = min(p, 1)
	f.P, f.rule = number(p), p < limit
}

// Indicator is one way in which numbers are made, and how it is seen.
type Indicator struct {
	ID       string
	Catches  lang.Text
	Formula  lang.Text
	Inputs   []string // fields of the records
	Rule     lang.Text
	Innocent []lang.Text // what else it may be
	judge    func(w *window) []Finding
}

// limitP is the p-value below which a rule is met where the table of the design names no other.
const limitP = 0.001
