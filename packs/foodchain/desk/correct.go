package desk

import (
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Corrected is the kind of the act that corrects a result.
const Corrected = "food_sample_corrected"

// Correction is what a result says instead of what it said. The act that entered the result and those
// that corrected it before stay; figures go by the newest. A recall that was begun from the result goes
// on until its own rules end it.
type Correction struct {
	N     int64  `json:"n"`     // 1: the first of its result
	Why   string `json:"why"`   // id of [Whys]
	Words string `json:"words"` // what was wrong; names no person
	Was   Result `json:"was"`
	Is    Result `json:"is"` // with the id of Was
}

// Whys are why a result is corrected.
var Whys = []struct {
	ID   string
	Says lang.Text
}{
	{"entered_wrongly", lang.T("登记时抄错了", "copied wrongly from the report")},
	{"other_sample", lang.T("是另一批货或者另一家的报告", "the report is of another lot or business")},
	{"new_report", lang.T("检验机构更正了报告", "the laboratory corrected its report")},
	{"tested_again", lang.T("复检结论不一样", "a second test came out otherwise")},
}

// WhySays is a reason in words.
func WhySays(id string) lang.Text {
	for _, w := range Whys {
		if w.ID == id {
			return w.Says
		}
	}
	return lang.T(id, id)
}

// Check refuses a correction without a reason, and one that changes nothing. Errors: fault.Invalid with
// the fields.
func (c Correction) Check() error {
	bad := fault.InvalidInput()
	known := false
	for _, w := range Whys {
		known = known || w.ID == c.Why
	}
	if !known {
		bad.At("why", lang.T("请选择为什么更正。", "Please choose why it is corrected."))
	}
	if n := len([]rune(strings.TrimSpace(c.Words))); n == 0 || n > 200 {
		bad.At("words", lang.T("请写明哪里错了，不超过200个字。", "Please say what was wrong, in up to 200 characters."))
	}
	if c.Is == c.Was {
		bad.At("passed", lang.T("和原来的一样，没有改动。", "It says what it said before; nothing was changed."))
	}
	return bad.Or()
}
