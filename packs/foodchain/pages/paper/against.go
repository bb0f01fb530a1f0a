package paper

import (
	"strings"

	"banjie/internal/lang"
	"banjie/internal/web/ui"
	"banjie/packs/foodchain/chain"
)

// against says above everything else what offices decided against a lot, and what to do.
func against(a chain.Against) (parts ui.Components) {
	for _, code := range a.Codes() {
		says := chain.FindingText(code)
		n := ui.Notice{Kind: ui.Problem, Title: lang.T(says.ZH, strings.ToUpper(says.EN[:1])+says.EN[1:])}
		switch code {
		case chain.Recalled:
			n.Text = lang.T("召回编号"+a.Recall+"。请单独存放，按召回通知处理。", "Recall "+a.Recall+". Keep it apart and follow the recall order.")
			n.Link = &ui.Link{Name: lang.T("看召回通知", "See the recall orders"), Href: "/my/recalls"}
		case chain.Impounded:
			n.Text = lang.T("请原样放着，等查清解封；有不同意见，向查封的部门提出。", "Leave it as it is until it is released; objections go to the office that sealed it.")
		case chain.FailedSample:
			n.Text = lang.T("报告编号"+a.Failed+"。请停止销售、单独存放；对结果有异议的，向抽检的部门申请复检。", "Report "+a.Failed+". Stop its sale and set it apart; whoever doubts the result asks the office for another test.")
		}
		parts = append(parts, n)
	}
	return parts
}
