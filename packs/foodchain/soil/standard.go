package soil

import (
	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// bands of pH: up to 5.5, up to 6.5, up to 7.5, above.
const bands = 4

// values of one item, mg/kg in the four bands of pH.
type values [bands]float64

// column of table 1: the item's values by use. Rotation is worked out, never typed.
type column struct {
	paddy, other, orchard values
	intervene             values
	intervenes            bool // only Cd, Hg, As, Pb and Cr have an intervention value
}

// Standard is one version of the standard, as facts with their source. Standards are literal
// tables of this package; a new version is a new table beside the old.
type Standard struct {
	Number  string       // as cited, with the year that is its version
	Name    lang.Text    // its title
	InForce calendar.Day // first day
	Source  lang.Text    // where the numbers were read
	// FurtherSource says how sure the values of table 2 are.
	FurtherSource lang.Text
	ph            [bands - 1]float64 // upper ends of the first three bands, themselves included
	table         [len(Basic) + len(Further)]column
}

// GB15618of2018 is GB 15618-2018 as published. Tables 1 (screening), 2 (screening, further
// items) and 3 (intervention), mg/kg.
var GB15618of2018 = &Standard{
	Number:  "GB 15618-2018",
	Name:    lang.T("土壤环境质量 农用地土壤污染风险管控标准（试行）", "Soil environmental quality: risk control standard for soil contamination of agricultural land (trial)"),
	InForce: calendar.Date(2018, 8, 1),
	Source: lang.T("表1、表3按两份公开转录互相核对；未与印刷本核对。",
		"Tables 1 and 3 agree in two public transcriptions; they were not compared with the printed standard."),
	FurtherSource: lang.T("表2（六六六、滴滴涕、苯并[a]芘）只见于一处转录，未经第二处核对。",
		"Table 2 (HCH, DDT, benzo[a]pyrene) was read in one transcription only and has no second source."),
	ph: [bands - 1]float64{5.5, 6.5, 7.5},
	table: [...]column{
		{paddy: values{0.3, 0.4, 0.6, 0.8}, other: values{0.3, 0.3, 0.3, 0.6}, orchard: values{0.3, 0.3, 0.3, 0.6}, intervene: values{1.5, 2.0, 3.0, 4.0}, intervenes: true},   // Cd
		{paddy: values{0.5, 0.5, 0.6, 1.0}, other: values{1.3, 1.8, 2.4, 3.4}, orchard: values{1.3, 1.8, 2.4, 3.4}, intervene: values{2.0, 2.5, 4.0, 6.0}, intervenes: true},   // Hg
		{paddy: values{30, 30, 25, 20}, other: values{40, 40, 30, 25}, orchard: values{40, 40, 30, 25}, intervene: values{200, 150, 120, 100}, intervenes: true},               // As
		{paddy: values{80, 100, 140, 240}, other: values{70, 90, 120, 170}, orchard: values{70, 90, 120, 170}, intervene: values{400, 500, 700, 1000}, intervenes: true},       // Pb
		{paddy: values{250, 250, 300, 350}, other: values{150, 150, 200, 250}, orchard: values{150, 150, 200, 250}, intervene: values{800, 850, 1000, 1300}, intervenes: true}, // Cr
		{paddy: values{50, 50, 100, 100}, other: values{50, 50, 100, 100}, orchard: values{150, 150, 200, 200}},                                                                // Cu
		alike(values{60, 70, 100, 190}),       // Ni
		alike(values{200, 200, 250, 300}),     // Zn
		alike(values{0.10, 0.10, 0.10, 0.10}), // HCH
		alike(values{0.10, 0.10, 0.10, 0.10}), // DDT
		alike(values{0.55, 0.55, 0.55, 0.55}), // benzo[a]pyrene
	},
}

// alike is a column that all uses share.
func alike(v values) column { return column{paddy: v, other: v, orchard: v} }

// Standards are all versions known, the oldest first.
var Standards = []*Standard{GB15618of2018}

// StandardOn is the version in force on a day; false for a day before the first.
func StandardOn(day calendar.Day) (*Standard, bool) {
	for i := len(Standards) - 1; i >= 0; i-- {
		if Standards[i].InForce <= day {
			return Standards[i], true
		}
	}
	return nil, false
}

// Numbered is the version of that number.
func Numbered(number string) (*Standard, bool) {
	for _, s := range Standards {
		if s.Number == number {
			return s, true
		}
	}
	return nil, false
}

// band of a pH; a pH exactly on an end belongs to the band below it.
func (s *Standard) band(ph float64) int {
	for i, end := range s.ph {
		if ph <= end {
			return i
		}
	}
	return bands - 1
}

// Limits are the two values of an item, mg/kg, for a use and a pH; HasIntervention is false
// for items without an intervention value. ok is false for an item the standard does not judge.
func (s *Standard) Limits(i Item, u Use, ph float64) (l Limits, ok bool) {
	at := i.place()
	if at < 0 {
		return Limits{}, false
	}
	return s.limits(at, u, s.band(ph)), true
}

// Limits of one item, mg/kg.
type Limits struct {
	Screening       float64
	Intervention    float64
	HasIntervention bool
}

func (s *Standard) limits(at int, u Use, band int) Limits {
	c := &s.table[at]
	l := Limits{Intervention: c.intervene[band], HasIntervention: c.intervenes}
	switch u {
	case Paddy:
		l.Screening = c.paddy[band]
	case Orchard:
		l.Screening = c.orchard[band]
	case Rotation: // note to table 1: the stricter value
		l.Screening = min(c.paddy[band], c.other[band])
	default:
		l.Screening = c.other[band]
	}
	return l
}
