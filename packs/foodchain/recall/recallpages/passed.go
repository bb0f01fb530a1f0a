package recallpages

import (
	"banjie/internal/lang"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/recall"
	"banjie/packs/foodchain/recall/recallview"
	"banjie/packs/foodchain/trace"
)

// PassedLine is something that was sold or sent off though it is recalled.
type PassedLine struct {
	Name  string // of the place; its number where nobody registered it
	Phone string
	Known bool // somebody registered the place
	recall.Passed
}

// call says whom to call.
func (x PassedLine) call() ui.Component {
	switch {
	case x.Place == "":
		return ui.Words(lang.T("记录里没有写地点", "the record names no place"))
	case !x.Known:
		return ui.Words(lang.T("这个地点没有人登记过，没有电话", "nobody registered this place; there is no number"))
	case x.Phone == "":
		return ui.Words(lang.T("没有登记电话", "no number was given"))
	}
	return ui.Plain(x.Phone)
}

// mostPassed is how many of them a page lists.
const mostPassed = 100

// passed lists what was sold or sent off after the recall began.
func (v Show) passed() ui.Component {
	if len(v.Passed) == 0 {
		return nil
	}
	t := ui.Table{Caption: lang.T("召回以后还卖出、发出的", "Sold or sent off after the recall began"), Columns: []ui.Column{{Name: lang.T("时间", "Time")}, {Name: lang.T("地点", "Place")}, {Name: lang.T("电话", "Telephone")}, {Name: lang.T("货", "Goods")}, {Name: lang.T("数量", "Amount"), Numeric: true}, {Name: lang.T("怎么了", "What")}}}
	for _, x := range v.Passed {
		what := lang.T("卖出", "sold")
		if x.Sent {
			what = lang.T("发出", "sent off")
		}
		sum := recall.Amounts{}
		if n, f := trace.Base(x.Amount, x.Unit); n != 0 {
			sum[f] = n
		}
		t.Rows = append(t.Rows, ui.Row{Tone: ui.Overdue, Cells: []ui.Component{recallview.Moment(x.Time), ui.Words(ui.Data(x.Name)), x.call(), ui.Words(ui.Data(recallview.ShortKey(x.Key))), ui.Words(recallview.Amounts(sum)), ui.Words(what)}})
	}
	return ui.Section{ID: "passed", Title: lang.T("召回以后还卖出、发出的", "Sold or sent off after the recall began"), Body: ui.Components{
		ui.Notice{Kind: ui.Problem, Title: lang.Format("召回开始以后，还有%d笔卖出或者发出的记录", "%d sales or dispatches were recorded after the recall began", len(v.Passed)), Text: lang.T("请马上联系这些地点，核实货到了谁手里。", "Please call these places at once and find out who has the goods.")}, t}}
}
