package soil

import (
	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// RichStandard is a version of the thresholds for naturally selenium-rich land 天然富硒土地.
type RichStandard struct {
	Number       string
	InForce      calendar.Day
	Illustrative bool // the printed standard was not read
	Source       lang.Text
	paddy, other float64 // mg/kg of total selenium, at least
}

// DZT0380of2021 carries the thresholds of the study that prepared DZ/T 0380-2021 (Wang Huiyan
// and others, Environmental Science 42(1), 2021). The printed standard was not read: its final
// table may differ, so every verdict by it is marked illustrative.
var DZT0380of2021 = &RichStandard{
	Number: "DZ/T 0380-2021", InForce: calendar.Date(2021, 11, 1), Illustrative: true,
	Source: lang.T("数值取自编制该标准的研究（《环境科学》2021年第42卷第1期），未读到标准印刷本。", "The values are those of the study behind the standard (Environmental Science 42(1), 2021); the printed standard was not read."),
	paddy:  0.40, other: 0.30,
}

// Richness is what is said of selenium, apart from any class.
type Richness struct {
	Standard     string  `json:"standard"`
	Rich         bool    `json:"rich"`
	AtLeast      float64 `json:"at_least"`
	Illustrative bool    `json:"illustrative,omitempty"`
	value        Value
}

// Rich judges the selenium of a sample. ok is false where it was not measured, or not detected
// at a limit that is itself above the threshold. The error is that of [Sample.Check].
func (st *RichStandard) Rich(s Sample) (r Richness, ok bool, err error) {
	if err := s.Check(); err != nil {
		return Richness{}, false, err
	}
	r = Richness{Standard: st.Number, AtLeast: st.other, Illustrative: st.Illustrative}
	if s.Use == Paddy || s.Use == Rotation { // more is asked for, so the claim is the more careful one
		r.AtLeast = st.paddy
	}
	for _, v := range s.Values {
		if v.Item != Se {
			continue
		}
		if v.Below && v.MgPerKg > r.AtLeast {
			return Richness{}, false, nil
		}
		r.value, r.Rich = v, !v.Below && v.MgPerKg >= r.AtLeast
		return r, true, nil
	}
	return Richness{}, false, nil
}

// Reason says it in words; where the table is not verified it says so.
func (r Richness) Reason() lang.Text {
	t := lang.T("全硒"+r.value.String()+" mg/kg，未达到"+number(r.AtLeast)+" mg/kg。", "total selenium of "+r.value.String()+" mg/kg is below "+number(r.AtLeast)+" mg/kg.")
	if r.Rich {
		t = lang.T("全硒"+r.value.String()+" mg/kg，达到"+number(r.AtLeast)+" mg/kg。", "total selenium of "+r.value.String()+" mg/kg reaches "+number(r.AtLeast)+" mg/kg.")
	}
	if r.Illustrative {
		t = lang.T(t.ZH+"限值仅作示意，未经核实（"+r.Standard+"）。", t.EN+" The threshold is illustrative, not verified ("+r.Standard+").")
	}
	return t
}

// RichStandards are all versions known, the oldest first.
var RichStandards = []*RichStandard{DZT0380of2021}

// Rich judges the selenium of a sample by the newest table.
func Rich(s Sample) (Richness, bool, error) { return RichStandards[len(RichStandards)-1].Rich(s) }
