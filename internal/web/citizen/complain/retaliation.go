package complain

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

var (
	retaliationTitle = lang.T("我遭到打击报复", "I suffer retaliation")
	reportTitle      = lang.T("报告打击报复", "Report retaliation")
)

// Retaliation leads to the button: by the code of a complaint, or by a new sealed one.
type Retaliation struct {
	Phone string
	Staff bool // the visitor acts for an office and has no firm to compare
}

// View draws it.
func (v Retaliation) View(p ui.Page) templ.Component {
	also := ui.Actions{ui.LinkButton{Label: lang.T("有人没码上门", "Someone is at my door without a code"), Href: "/door", Look: ui.Secondary}}
	if !v.Staff {
		also = append(also, ui.LinkButton{Label: lang.T("比一比投诉前后被查、被罚的次数", "Compare visits and fines before and after"), Href: "/watch", Look: ui.Secondary})
	}
	cs := ui.Components{ui.Heading{Title: retaliationTitle, Lead: lang.T("因为投诉、作证、拒绝乱收费而被刁难、被查、被罚、被威胁，都算。人身有危险的，先打 110。", "Being obstructed, inspected, fined or threatened for complaining, testifying or refusing an unlawful charge. In danger, call 110 first.")},
		ui.Text(lang.T("投诉中心的人在一个工作小时内回应您。过了这个时间没有人回应，系统自动报给监督人员，下一个工作日报给县领导。", "A person of the centre answers within one office hour. If nobody does, the supervisors are told by the system, and the leadership of the county on the next working day.")),
		ui.Section{Title: lang.T("投诉过的", "You have complained here"), Body: ui.Components{
			ui.Text(lang.T("打开您的投诉，按“我遭到打击报复”。用查询码签名，办结以后也能按。", "Open your complaint and press the button. It is signed with your code and works after the end too.")),
			ui.Actions{ui.LinkButton{Label: lang.T("凭编号和查询码打开", "Open it with number and code"), Href: "/complaint"}}}},
		ui.Section{Title: lang.T("没有投诉过，或者没有查询码", "You have not, or have no code"), Body: ui.Components{
			ui.Text(lang.T("写下发生了什么，密封提交，同时报警。可以匿名，不用登录。", "Say what happened; it is sealed and raises the alarm. You may stay anonymous; no sign-in.")),
			ui.Actions{ui.LinkButton{Label: reportTitle, Href: "/complain/file?alarm=yes", Look: ui.Secondary}}}},
		ui.Section{Title: lang.T("企业还可以", "A firm can also"), Body: ui.Components{also}}}
	if v.Phone != "" {
		cs = append(cs, ui.Notice{Kind: ui.Info, Text: lang.T("也可以打"+v.Phone+"。", "Or call "+v.Phone+".")})
	}
	return cs.View(p)
}

// Sample is the page of a county with a telephone.
func (Retaliation) Sample() Retaliation { return Retaliation{Phone: "0500-0012345"} }

func (c *Pages) retaliation(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, r.Page(retaliationTitle), Retaliation{c.Site.Footer.Phone, r.Actor.IsStaff()})
}
