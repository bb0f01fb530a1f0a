package soil

import (
	"bytes"
	"math"
	"strconv"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Value is what a laboratory found of one item, mg/kg of dry soil.
type Value struct {
	Item    Item    `json:"item"`
	MgPerKg float64 `json:"mg_per_kg"`       // where Below: the detection limit
	Below   bool    `json:"below,omitempty"` // not detected
}

// Sample is what is judged: one soil from one place.
type Sample struct {
	Use    Use     `json:"use"`
	PH     float64 `json:"ph"` // in water; 0: not measured
	Values []Value `json:"values"`
}

// Judged is one item of a verdict.
type Judged struct {
	Item   Item
	Result Result
	Value  Value
	Limits Limits
}

// Results are the items of a verdict: the basic ones in their order, then those of table 2
// that were measured. As JSON they are an object from item to result.
type Results []Judged

// Verdict is what one version of the standard says of one sample.
type Verdict struct {
	Standard string  `json:"standard"`
	Class    Class   `json:"class"`
	PerItem  Results `json:"per_item"`
	use      Use
	ph       float64
}

// Ends of what can be a soil: outside of them somebody mistyped or mixed up units.
const (
	lowestPH  = 2
	highestPH = 12
	// mostMgPerKg is a tenth of the soil.
	mostMgPerKg = 100_000
)

// Judge judges a sample by the newest version of the standard. The error is a fault that names
// every wrong place (use, ph, mg_per_kg.ITEM) and what to do.
func Judge(s Sample) (Verdict, error) { return Standards[len(Standards)-1].Judge(s) }

// Judge judges a sample. A value at a limit is not above it. Below a detection limit counts as
// not above when that limit is not above the screening value; else nobody can tell.
func (st *Standard) Judge(s Sample) (Verdict, error) {
	if err := s.Check(); err != nil {
		return Verdict{}, err
	}
	v := Verdict{Standard: st.Number, use: s.Use, ph: s.PH, PerItem: make(Results, 0, len(Basic))}
	band := st.band(s.PH)
	var found [len(st.table)]*Value
	for i := range s.Values {
		if at := s.Values[i].Item.place(); at >= 0 {
			found[at] = &s.Values[i]
		}
	}
	for at, value := range found {
		if value == nil && at >= len(Basic) {
			continue
		}
		v.PerItem = append(v.PerItem, Judged{Result: NotMeasured, Limits: st.limits(at, s.Use, band)})
		j := &v.PerItem[len(v.PerItem)-1]
		if value == nil {
			j.Item = Basic[at]
		} else {
			j.Item, j.Value, j.Result = value.Item, *value, j.Limits.judge(value)
		}
	}
	v.Class = v.PerItem.class()
	return v, nil
}

func (l Limits) judge(v *Value) Result {
	switch {
	case v.MgPerKg <= l.Screening:
		return NotAbove
	case v.Below:
		return NotDecidable
	case l.HasIntervention && v.MgPerKg > l.Intervention:
		return AboveIntervention
	}
	return AboveScreening
}

func (r Results) class() Class {
	class := PriorityProtection
	for _, j := range r {
		c := PriorityProtection
		switch j.Result {
		case AboveIntervention:
			c = StrictControl
		case AboveScreening:
			c = SafeUse
		case NotMeasured, NotDecidable:
			c = Undecided
		}
		if c.rank() < class.rank() {
			class = c
		}
	}
	return class
}

// Of is the result of an item, [NotMeasured] where the verdict does not name it.
func (r Results) Of(i Item) Result {
	for _, j := range r {
		if j.Item == i {
			return j.Result
		}
	}
	return NotMeasured
}

// MarshalJSON writes {"Cd":"above_screening",…} in the order of the items.
func (r Results) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, j := range r {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Quote(string(j.Item)) + ":" + strconv.Quote(string(j.Result)))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Check finds what cannot be judged: an unknown use, a missing or impossible pH, an unknown
// item, one that is there twice, a number that no soil has.
func (s Sample) Check() error {
	var f *fault.Fault
	at := func(path string, said lang.Text) {
		if f == nil {
			f = fault.New(fault.Invalid, "invalid_sample", lang.T("这个土壤样品不能判定。", "This soil sample cannot be judged."),
				lang.T("请按下面的提示对照检测报告改正。", "Correct the places named below by the laboratory's report."))
		}
		f.At(path, said)
	}
	if s.Use != Paddy && s.Use != Other && s.Use != Orchard && s.Use != Rotation {
		at("use", lang.T("土地利用方式须是 paddy（水田）、other（其他）、orchard（果园）、rotation（水旱轮作）之一", "it is one of paddy, other, orchard, rotation"))
	}
	switch {
	case s.PH == 0:
		at("ph", lang.T("缺少pH；限值随pH变化，没有它不能判定，请补测或从报告补录", "the pH is missing; the limits depend on it, so please have it measured or take it from the report"))
	case !(s.PH >= lowestPH && s.PH <= highestPH): // NaN too
		at("ph", lang.Format("土壤的pH应在%d至%d之间，请核对报告", "the pH of a soil lies between %d and %d; please check the report", lowestPH, highestPH))
	}
	if len(s.Values) == 0 {
		at("mg_per_kg", lang.T("没有任何检测值", "there is no value at all"))
	}
	var seen uint32
	for i := range s.Values {
		v := &s.Values[i]
		said, wrong := wrongNumber(v)
		bit := uint32(1) << (v.Item.place() + 1) // selenium has the place below the first
		switch {
		case bit == 1 && v.Item != Se:
			said, wrong, bit = unknownItem, true, 0
		case seen&bit != 0:
			said, wrong = lang.T("同一项目出现了两次，请只保留一个值", "the item is there twice; keep one value"), true
		}
		seen |= bit
		if wrong {
			at("mg_per_kg."+string(v.Item), said)
		}
	}
	if f == nil {
		return nil
	}
	return f
}

var unknownItem = lang.T("不认识这个项目；可用：Cd、Hg、As、Pb、Cr、Cu、Ni、Zn、HCH_total、DDT_total、benzo_a_pyrene、Se",
	"the item is not known; there are Cd, Hg, As, Pb, Cr, Cu, Ni, Zn, HCH_total, DDT_total, benzo_a_pyrene, Se")

func wrongNumber(v *Value) (said lang.Text, wrong bool) {
	switch {
	case math.IsNaN(v.MgPerKg) || math.IsInf(v.MgPerKg, 0):
		return lang.T("不是一个数", "it is not a number"), true
	case v.MgPerKg < 0:
		return lang.T("含量不能是负数；未检出请写“<检出限”，例如 \"<0.01\"", `a content is not negative; for "not detected" write "<" and the detection limit, for example "<0.01"`), true
	case v.Below && v.MgPerKg == 0:
		return lang.T("检出限不能是零", "a detection limit is not zero"), true
	case v.MgPerKg > mostMgPerKg:
		return lang.Format("超过%d毫克每千克（土壤的十分之一），多半是单位弄错了；请换算成 mg/kg", "it is over %d mg/kg, a tenth of the soil; most likely the unit is another: convert it to mg/kg", mostMgPerKg), true
	}
	return lang.Text{}, false
}
