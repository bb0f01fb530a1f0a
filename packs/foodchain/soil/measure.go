package soil

import (
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// Measure is what is done about a plot that is not of the best class.
type Measure string

const (
	Agronomy   Measure = "agronomy"    // 农艺调控: lime, water, varieties that take up little
	Substitute Measure = "substitute"  // 替代种植: another crop
	JointWatch Measure = "joint_watch" // 土壤和农产品协同监测
	Advice     Measure = "advice"      // 技术指导和培训
	CropBan    Measure = "crop_ban"    // 提出划定特定农产品禁止生产区域的建议
	Conversion Measure = "conversion"  // 调整种植结构、退耕还林还草、休耕
)

var measureNames = map[Measure]lang.Text{
	Agronomy: lang.T("农艺调控", "agronomic measures"), Substitute: lang.T("替代种植", "substitute crops"), JointWatch: lang.T("土壤和农产品协同监测", "joint monitoring of soil and crop"),
	Advice: lang.T("技术指导和培训", "advice and training"), CropBan: lang.T("建议划定特定农产品禁止生产区域", "propose an area where certain crops may not be grown"),
	Conversion: lang.T("调整种植结构、退耕还林还草或休耕", "other crops, return to forest and grass, or fallow"),
}

// Name is the measure in words.
func (m Measure) Name() lang.Text { return measureNames[m] }

// MeasuresFor are the measures that the law names for a class, with the article; none for the
// classes that need none.
func MeasuresFor(c Class) (all []Measure, basis string) {
	switch c {
	case SafeUse:
		return []Measure{Agronomy, Substitute, JointWatch, Advice}, "trf-53"
	case StrictControl:
		return []Measure{CropBan, JointWatch, Conversion}, "trf-54"
	}
	return nil, ""
}

// Call is a plot that came into a class in which something must be done: what a case of
// measures is opened for. The store passes [Calls] on in the savepoint of the act that changes verdicts.
type Call struct {
	Parcel   string       `json:"parcel"`
	Class    Class        `json:"class"`
	Was      Class        `json:"was,omitempty"` // "" where nothing was judged before
	Standard string       `json:"standard"`
	From     calendar.Day `json:"from"`
	Reasons  []lang.Text  `json:"reasons"`
	Measures []Measure    `json:"measures"`
	Basis    string       `json:"basis"` // article
}

// Calls compares the histories of plots as they were with what an act adds, on a day: a call for
// each plot whose class of that day became one with measures, or worse than it was, in the order
// of codes. Plots that stay as they were, or become better, call for nothing new.
func Calls(before map[string]History, added []ParcelVerdict, day calendar.Day) (all []Call) {
	after := map[string]History{}
	for _, v := range added {
		h, ok := after[v.Parcel]
		if !ok {
			h = before[v.Parcel]
		}
		after[v.Parcel] = h.Add(v.Found)
	}
	for code, h := range after {
		now, ok := h.At(day)
		if !ok {
			continue
		}
		was, judged := before[code].At(day)
		measures, basis := MeasuresFor(now.Class)
		if measures == nil || judged && was.Class.rank() <= now.Class.rank() {
			continue
		}
		all = append(all, Call{Parcel: code, Class: now.Class, Was: was.Class, Standard: now.Standard, From: now.From, Reasons: now.Reasons(), Measures: measures, Basis: basis})
	}
	slices.SortFunc(all, func(a, b Call) int { return strings.Compare(a.Parcel, b.Parcel) })
	return all
}
