package act

import (
	"testing"

	"banjie/internal/casework"
	"banjie/internal/inspection"
	"banjie/internal/registers/refund"
	"banjie/internal/registers/visit"
)

// Work lists call the tasks of the core by words in both languages, not by the names of steps.
func TestTaskTitlesOfTheCore(t *testing.T) {
	procedures := map[string]*casework.Procedure{"refund": refund.Rules{}.Procedure(), "door": visit.Rules{}.DoorProcedure()}
	for _, p := range (inspection.Rules{}).Procedures() {
		if p.Name == inspection.VisitName {
			procedures["mending"] = p
		}
	}
	for step, want := range map[string]string{"refund": "盯着退费，直到钱到付款人手里", "door": "处理无码上门的报告", "mending": "整改检查发现的问题"} {
		if got := TaskTitle(nil, procedures[step], casework.Task{Step: step, ID: "x"}); got.ZH != want || got.EN == "" || got.EN == got.ZH {
			t.Errorf("%s: %+v", step, got)
		}
	}
}
