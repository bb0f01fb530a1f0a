package soil

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/soil/geo"
)

// Report is one test report 检验检测报告 of a laboratory, with all its samples.
type Report struct {
	Number  string       `json:"number"`
	Lab     string       `json:"lab"`
	Issued  calendar.Day `json:"issued"`
	Method  string       `json:"method,omitempty"`
	Samples []Taken      `json:"samples"`
}

// Taken is a sample with where and when it was taken.
type Taken struct {
	Number string       `json:"number"` // unique in its report
	Parcel string       `json:"parcel"`
	Point  *geo.Point   `json:"point,omitempty"`
	From   int          `json:"depth_from"` // cm below the surface
	To     int          `json:"depth_to"`   // cm
	Day    calendar.Day `json:"day"`
	Sample
}

// SampleKey names a sample for ever: the report and its number in it.
func SampleKey(report, number string) string { return report + "#" + number }

const (
	deepest       = 500 // cm
	longestNumber = 64
	// MostSamples of one report, so that an act stays small enough to be hashed and shown.
	MostSamples = 2_000
)

// Check gives what is wrong with a report as such; rows counts samples from 0 to the row that a
// person sees. Whether its plots exist the archive says, see [PlanReport].
func (r *Report) Check(today calendar.Day, county geo.Box, row func(i int) int) (all []Mistake) {
	add := func(row int, column string, says, remedy lang.Text) {
		all = append(all, Mistake{row, column, says, remedy})
	}
	same := lang.T("请对照检测报告填写。", "Please take it from the laboratory's report.")
	if !plainText(r.Number, longestNumber) || strings.Contains(r.Number, "#") {
		add(0, "report", lang.Format("报告编号须是1至%d个字，不含“#”", "the report's number has 1 to %d characters and no “#”", longestNumber), same)
	}
	if !plainText(r.Lab, 100) {
		add(0, "lab", lang.T("缺少检测机构名称", "the laboratory's name is missing"), same)
	}
	if r.Issued == 0 || r.Issued > today {
		add(0, "issued", lang.T("缺少签发日期，或在今天之后", "the day of issue is missing or lies in the future"), same)
	}
	if len(r.Samples) == 0 || len(r.Samples) > MostSamples {
		add(0, "", lang.Format("一份报告须有1至%d个样品，现有%d个", "a report has 1 to %d samples; this has %d", MostSamples, len(r.Samples)), lang.T("请分成几份。", "Please cut it into several."))
	}
	seen := map[string]int{}
	for i := range r.Samples {
		if len(all) >= MostMistakes {
			return all[:MostMistakes]
		}
		s, n := &r.Samples[i], row(i)
		if before, twice := seen[s.Number]; twice {
			add(n, "number", lang.Format("样品编号与第%d行相同", "the sample's number is that of row %d", before), same)
		}
		seen[s.Number] = n
		s.check(r, county, func(column string, says lang.Text) { add(n, column, says, same) })
	}
	return all
}

func (s *Taken) check(r *Report, county geo.Box, add func(column string, says lang.Text)) {
	if !plainText(s.Number, longestNumber) {
		add("number", lang.T("缺少样品编号", "the sample's number is missing"))
	}
	if !parcelCode.MatchString(s.Parcel) {
		add("parcel", lang.T("缺少地块编码，或写法不对", "the plot's code is missing or not written as one"))
	}
	if s.Day == 0 || r.Issued != 0 && s.Day > r.Issued {
		add("day", lang.T("缺少采样日期，或在报告签发之后", "the day of sampling is missing or lies after the report"))
	}
	if s.From < 0 || s.To <= s.From || s.To > deepest {
		add("depth", lang.Format("采样深度须从浅到深，不超过%d厘米，例如 0-20", "the depth goes from shallow to deep, at most %d cm, for example 0-20", deepest))
	}
	if s.Point != nil && !county.IsEmpty() && !county.Holds(*s.Point) {
		add("point", lang.T("采样点在本县范围之外；请检查经度在前、纬度在后", "the place of sampling lies outside of the county; check that longitude comes first"))
	}
	if f, wrong := fault.As(s.Sample.Check()); wrong {
		for _, at := range f.Fields {
			add(strings.TrimPrefix(at.Path, "mg_per_kg."), at.Message)
		}
	}
}

// plainText says that a text is there, not too long and of printable characters.
func plainText(s string, most int) bool {
	n := 0
	for _, r := range s {
		if r < ' ' || r == 0x7f || r == '\ufffd' {
			return false
		}
		n++
	}
	return n > 0 && n <= most && strings.TrimSpace(s) == s
}

// same says that two reports are one: the same laboratory, day and samples with the same values.
func (r *Report) same(o Report) bool {
	return r.Lab == o.Lab && r.Issued == o.Issued && r.Method == o.Method && bytes.Equal(r.sorted(), o.sorted())
}

// sorted writes the samples in the order of their numbers, values in that of their items.
func (r *Report) sorted() []byte {
	all := slices.Clone(r.Samples)
	for i := range all {
		all[i].Values = slices.SortedFunc(slices.Values(all[i].Values), func(a, b Value) int { return cmp.Compare(a.Item, b.Item) })
	}
	slices.SortFunc(all, func(a, b Taken) int { return cmp.Compare(a.Number, b.Number) })
	raw, err := json.Marshal(all)
	if err != nil {
		return nil // numbers that are none are refused before
	}
	return raw
}

// Duplicate is the answer to a report that is there already.
func Duplicate(number string) Mistake {
	return Mistake{Column: "report", Says: lang.T(fmt.Sprintf("编号为“%s”的报告已经录入过", number), fmt.Sprintf("the report “%s” is entered already", number)),
		Remedy: lang.T("请核对编号；重复的报告不再录入。", "Please check the number; a report is not entered twice.")}
}
