package notify

import (
	"banjie/internal/casework"
	"banjie/internal/lang"
)

// watchRules are what the retaliation watch by two custodians tells the centre's staff. The unit
// that an alarm is about, and the figures, stand on the page alone: a notice may be read by mail.
var watchRules = map[string]func(*decision){
	"look_raised": func(d *decision) {
		a, err := casework.Data[struct{ Tell []string }](d.Event)
		if err != nil {
			return
		}
		for _, id := range a.Tell {
			d.say(Recipient{Officer, id}, lang.T("有一件提示要看一看", "There is something to look into"),
				join(lang.T("请到工作台打开，先看旁边的同类企业，再听单位说明。", "please open it from the work list; look at what stands beside it first, then hear the unit."), d.due("look", "登记看的结果的最后一天：", "What was found is entered by ")))
		}
	},
}
