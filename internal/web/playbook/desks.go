package playbook

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Desk is a page of daily work, and who has it.
type Desk struct {
	Name, Says lang.Text
	Href       string
	Verb       access.Verb // that opens the page
	Centre     bool        // of the complaint centre's people alone
	For        []access.Role
}

var (
	units    = []access.Role{access.CaseOfficer, access.UnitHead}
	heads    = []access.Role{access.UnitHead}
	overseer = []access.Role{access.CentreHead, access.Supervisor}
	staff    = []access.Role{access.Clerk, access.CaseOfficer, access.UnitHead, access.CentreHead, access.Supervisor}
	admins   = []access.Role{access.Administrator}
	clerks   = []access.Role{access.Clerk}
	counting = []access.Role{access.CentreHead, access.Supervisor, access.Auditor}
)

// desks are all pages of daily work beside a role's first ones, in the order shown.
var desks = []Desk{
	{lang.T("投诉", "Complaints"), lang.T("分诊、交办、答复，谁在等谁。", "Sorting, dispatching, answering; who waits for whom."), "/centre", access.ListUnitCases, true, slices.Concat(heads, overseer)},
	{lang.T("督办单", "Orders"), lang.T("发出的督办，等回复的和逾期的。", "Orders that were issued, awaiting a reply or past it."), "/centre/orders", access.IssueOrder, false, overseer},
	{lang.T("全部办件", "All cases"), lang.T("全县在办和办结的件。", "Open and closed cases of the county."), "/board/cases", access.ListDivisionCases, false, counting},
	{lang.T("超期上报", "Escalated"), lang.T("本单位超期、已逐级上报的件。", "Cases of the unit that are late and were told upwards."), "/work/late", access.StaffUnit, false, heads},
	{lang.T("人员与替岗", "Staff and stand-ins"), lang.T("谁在岗，谁替谁。", "Who is on duty and who stands in."), "/head/staff", access.StaffUnit, false, heads},
	{lang.T("红黄牌", "Cards"), lang.T("按公开规则亮的牌，说明和复核。", "Cards by published rules, with replies and reviews."), "/cards", access.ListCards, false, slices.Concat(heads, counting)},
	{lang.T("责任追究", "Accountability"), lang.T("案卷、听取说明、处理和申诉。", "Files, hearing people, decisions and appeals."), "/centre/accountability", access.ListUnitCases, true, slices.Concat(heads, overseer)},
	{lang.T("报复核对", "Retaliation watch"), lang.T("投诉过的企业是不是被查得更多，只看合计数。", "Whether firms that complained are visited more; counts alone."), "/centre/watch", access.ListUnitCases, true, slices.Concat(heads, overseer)},
	{lang.T("明察暗访", "Inspections"), lang.T("抽签排的检查，看到的和当事人说的。", "Rounds by draw: what was seen and what was said to it."), "/centre/inspections", access.ListUnitCases, true, slices.Concat(heads, overseer)},
	{lang.T("差评整改", "Poor ratings"), lang.T("差评回访、整改，答复本人。", "Calling back, putting right, answering the person."), "/work/voice", access.ListUnitCases, false, units},
	{lang.T("差评整改", "Poor ratings"), lang.T("各单位的差评回访和整改。", "What the units do about poor ratings."), "/centre/voice", access.ListDivisionCases, false, counting},
	{lang.T("办不成事", "Could not be done"), lang.T("反映上来办不成的事，办到哪一步。", "What people could not get done, and how far it is."), "/centre/impasse", access.ListUnitCases, false, slices.Concat(heads, overseer)},
	{lang.T("公开承诺", "Commitments"), lang.T("本单位公开承诺了什么，兑现没有。", "What the unit promised in public, and whether it was kept."), "/head/commitments", access.WriteCommitment, false, heads},
	{lang.T("公开承诺", "Commitments"), lang.T("等着核实和过期没有兑现的承诺。", "Commitments to confirm, and those past their day."), "/centre/commitments", access.JudgeCommitment, false, overseer},
	{lang.T("收费与检查", "Fees and visits"), lang.T("本单位的收费、罚款和涉企检查。", "Fees, fines and visits of the unit."), "/work/registers", access.ReadRegisters, false, units},
	{lang.T("收费与检查", "Fees and visits"), lang.T("各单位收了什么、查了多少次。", "What units charged, and how often they called."), "/centre/registers", access.ViewBoard, false, overseer},
	{lang.T("退费", "Refunds"), lang.T("该退的钱，付款人确认收到才算。", "Money to be paid back; done when the payer says so."), "/centre/refunds", access.OpenRefund, false, overseer},
	{lang.T("调查回访", "Surveys"), lang.T("抽签问谁，结果向所有人公布。", "Who is asked goes by draw; results are for everybody."), "/centre/surveys", access.ManageSurveys, false, overseer},
	{lang.T("打电话问", "Calls"), lang.T("一次一位，打电话回访。", "One person at a time, by telephone."), "/survey-desk", access.CallForSurvey, false, slices.Concat(clerks, overseer)},
	{lang.T("核验账号", "Prove accounts"), lang.T("看过证件原件，确认账号是本人。", "Having seen the document, confirm whose account it is."), "/window/accounts", access.ProveAccount, false, clerks},
	{lang.T("企业放行码", "A firm's door code"), lang.T("看过营业执照，给企业打印放行码。", "Having seen the licence, print the firm's own code."), "/window/door-code", access.IssueDoorCode, false, clerks},
	{lang.T("防作假指标", "Integrity indicators"), lang.T("数字像不像做出来的，每夜看一遍。", "Every night: whether figures look made up."), "/centre/indicators", access.ListCards, false, counting},
	{lang.T("本单位受检查", "Inspected"), lang.T("检查记录，写您这一方的说法。", "What inspectors wrote, and your side of it."), "/work/inspections", access.ListUnitCases, false, units},
	{lang.T("本单位的责任追究", "Accountability in your unit"), lang.T("只有件数，没有名字。", "Counts without names."), "/work/accountability", access.ListUnitCases, false, heads},
	{lang.T("我的检查", "My inspections"), lang.T("抽到我去看的，按期写记录。", "Visits that the draw gave to me."), "/my/inspections", access.ListUnitCases, false, slices.Concat(units, overseer)},
	{lang.T("关于我的案卷", "Files about me"), lang.T("给我一个人看的：说明、回避、申诉。", "For me alone: reply, recusal, appeal."), "/my/accountability", access.ListUnitCases, false, staff},
	{lang.T("四张清单", "The four lists"), lang.T("先预演，再发布新的一版。", "A dry run first, then a new version."), "/admin/lists", access.PublishList, false, admins},
	{lang.T("收费目录", "Fees"), lang.T("发布、修改、导入收费项目。", "Publish, change or import fees."), "/work/registers/fees", access.PublishFee, false, admins},
}

// desksOf are those that an actor has; at says that the actor is of the complaint centre.
func desksOf(a access.Actor, at bool) (all []Desk) {
	for _, d := range desks {
		if slices.Contains(d.For, a.Role) && access.May(a, d.Verb) && (at || !d.Centre) {
			all = append(all, d)
		}
	}
	return all
}

// More is the page that leads to the rest of a role's daily work.
type More struct{ Desks []Desk }

var moreTitle = lang.T("更多", "More")

// View draws it.
func (v More) View(p ui.Page) templ.Component {
	var daily, own ui.Cards
	for _, d := range v.Desks {
		card := ui.Card{Title: d.Name, Text: d.Says, Href: d.Href}
		if strings.HasPrefix(d.Href, "/my/") {
			own = append(own, card)
		} else {
			daily = append(daily, card)
		}
	}
	parts := ui.Components{ui.Heading{Title: moreTitle}}
	if len(v.Desks) == 0 {
		parts = append(parts, ui.Empty{Title: lang.T("这里没有别的工作", "There is nothing else here"), Text: lang.T("您的工作都在上面的菜单里。", "All your work is in the menu above.")})
	}
	if len(daily) > 0 {
		parts = append(parts, ui.Section{Title: lang.T("日常工作", "Daily work"), Body: ui.Components{daily}})
	}
	if len(own) > 0 {
		parts = append(parts, ui.Section{Title: lang.T("我自己的", "My own"), Body: ui.Components{own}})
	}
	return parts.View(p)
}

func (c *Pages) more(w http.ResponseWriter, r *site.Request) error {
	if !r.Actor.IsStaff() || r.Actor.Division != c.Site.Division {
		return fault.Missing()
	}
	p := r.Page(moreTitle)
	p.Wide = true
	all := slices.DeleteFunc(desksOf(r.Actor, c.mayComplaints(r)), func(d Desk) bool { // the menu has it
		return slices.ContainsFunc(p.Nav, func(n ui.NavLink) bool { return n.Href == d.Href })
	})
	for _, d := range c.Site.Desks(r.Actor) {
		all = append(all, Desk{Name: d.Name, Says: d.Says, Href: d.Href, Verb: d.Verb})
	}
	return r.Show(w, p, More{all})
}

// Sample is what a head of unit finds.
func (More) Sample() More {
	return More{desksOf(access.Actor{Role: access.UnitHead}, false)}
}
