package deskpages

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Reports are the open reports of shoppers on food, of the regulator's own unit.
type Reports struct {
	List []casework.Row
	More bool
}

var reportsTitle = lang.T("消费者反映的问题", "Problems that shoppers reported")

// mostReports is how many a page lists.
const mostReports = 100

// View draws it.
func (v Reports) View(p ui.Page) templ.Component {
	t := ui.Table{Caption: lang.T("没有办完的，先到期的在前", "Open ones, the first due first"), Columns: []ui.Column{{Name: lang.T("编号", "Number")}, {Name: lang.T("收到", "Received")}, {Name: lang.T("期限", "Due")}, {Name: lang.T("谁在看", "Who has it")}},
		Empty: ui.Empty{Title: lang.T("没有要办的", "None is open"), Text: lang.T("扫码页和“反映问题”来的会列在这里。", "What comes from scan pages and “report a problem” stands here.")}}
	for _, x := range v.List {
		due := ui.Component(ui.Plain("–"))
		if !x.NextDue.IsZero() {
			due = ui.Until(x.NextDue)
		}
		taken := lang.T("还没有人接", "nobody yet")
		for _, task := range x.Tasks {
			if task.State == casework.Taken {
				taken = lang.T("有人在看", "being looked at")
			}
		}
		row := ui.Row{Href: "/work/cases/" + x.ID.String(), Cells: []ui.Component{ui.Plain(x.Number), ui.Moment(x.Opened), due, ui.Words(taken)}}
		if x.Late {
			row.Tone = ui.Overdue
		}
		t.Rows = append(t.Rows, row)
	}
	parts := ui.Components{ui.Heading{Title: reportsTitle, Lead: lang.T("谁反映的、写了什么，只有接办的单位看得到。", "Who reported, and in which words, is read by the unit that has it alone.")}, t}
	if v.More {
		parts = append(parts, ui.Text(lang.Format("只列前%d件，办完几件再看后面的。", "The first %d; the rest follow when some are done.", mostReports)))
	}
	return parts.View(p)
}

// reported lists the open reports to those who may read them: the regulator's own unit.
func (g *Pages) reported(r *site.Request) (v Reports, err error) {
	if g.Reports == "" || g.may(r) != nil {
		return v, fault.Missing()
	}
	open := true
	page, err := g.Site.Cases.Cases(r.Context(), casework.Query{Division: g.Site.Division, Unit: r.Actor.Unit, Procedure: g.Reports, Open: &open, Order: casework.ByUrgency, Limit: mostReports})
	return Reports{List: page.Rows, More: page.Next != ""}, err
}

func (g *Pages) reports(w http.ResponseWriter, r *site.Request) error {
	v, err := g.reported(r)
	if err != nil {
		return err
	}
	p := r.Page(reportsTitle)
	p.Back = "/food/desk"
	return r.Show(w, p, v)
}

// reportsCard is the way there with how many are open; nil for who may not read them.
func (g *Pages) reportsCard(r *site.Request) (*ui.Card, error) {
	v, err := g.reported(r)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	n, late := strconv.Itoa(len(v.List)), 0
	if v.More {
		n += "+"
	}
	for _, x := range v.List {
		if x.Late {
			late++
		}
	}
	card := &ui.Card{Title: lang.T(reportsTitle.ZH+"（"+n+"）", reportsTitle.EN+" ("+n+")"), Text: lang.T("扫码页来的，还没有答复的。", "From scan pages, not answered yet."), Href: "/food/desk/reports"}
	if late > 0 {
		card.Tag = &ui.Tag{Label: lang.Format("%d件超期", "%d late", late), Tone: ui.Overdue}
	}
	return card, nil
}
