package desk

import (
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/web/caseview"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Complaint is a complaint at the place of the unit that looks into it: the brief, marked
// with who reads it, and nothing of the reporter.
type Complaint struct {
	Shared  caseview.View
	Acts    act.Panel
	Against lang.Text
	Kind    lang.Text
	About   string
	Brief   caseview.Marked
}

// View draws it.
func (v Complaint) View(p ui.Page) templ.Component {
	facts := ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("被投诉单位", "Unit complained of"), Value: v.Against}}}
	if v.About != "" {
		facts.Rows = append(facts.Rows, ui.SummaryRow{Key: lang.T("有关办件", "Case it is about"), Value: ui.Data(v.About)})
	}
	brief := ui.Section{ID: "brief", Title: lang.T("投诉中心写的摘要", "The centre's brief"), Body: ui.Components{
		ui.Text(lang.T("投诉人是谁、原话是什么，不给承办单位。不要打听，也不要推测；打击报复要追究责任。", "Who complained, and in which words, is not given to units. Do not ask and do not guess; retaliation is answered for.")),
		ui.Text(lang.T("这份摘要按看的人单独标记：页面上有您的姓名和时间，个别词句的写法也因人而异。外传了能追查到看的人；追查结果只是线索，要有别的证据，并听本人说明。", "This brief is marked for each reader: your name and the time stand on it, and a few words differ from reader to reader. A leak can be traced to a reader; that is a lead, which needs other evidence and the person's reply.")), v.Brief, facts}}
	return ui.Components{caseview.ComplaintHead(v.Shared, v.Kind), brief, v.Acts, v.Shared.Limits(), v.Shared.Story()}.View(p)
}

// seen is a case as the actor may see it: of a complaint what is the unit's, for the units
// that have it in hand now.
func seen(r *site.Request, c *casework.Case) (*casework.Case, error) {
	if c.Procedure != complaint.Name {
		return c, overseen(r.Actor, c)
	}
	if !slices.ContainsFunc(c.OpenTasks(), func(t casework.Task) bool { return t.Unit == r.Actor.Unit }) {
		return nil, fault.Missing()
	}
	return caseview.ForUnit(c), nil
}

func (d *Pages) complaint(w http.ResponseWriter, r *site.Request, c *casework.Case, proc *casework.Procedure) error {
	if r.Actor.Unit != "" && r.Actor.Unit == c.Unit {
		http.Redirect(w, r.Request, "/centre/cases/"+c.ID.String(), http.StatusSeeOther)
		return nil
	}
	mine, err := seen(r, c)
	if err != nil {
		return err
	}
	f, base := complaint.FileOf(c), "/work/cases/"+c.ID.String()
	v := Complaint{Shared: caseview.Of(SharedInput(r, mine, proc, nil, base)), Kind: kindName(f.Kind), About: f.About,
		Acts:  act.Panel{Offers: act.Offers(r.Context(), r.Site.Engine, c, proc, r.Actor, r.Directory()), Back: base},
		Brief: caseview.Marked{Who: r.Actor.Name, At: r.Site.Clock.Now(), Words: d.Marker.Word(caseview.BriefOf(c), c.Number, r.Actor.ID)}}
	if f.Against != "" {
		v.Against = r.Unit(f.Against)
	}
	p := r.Page(ui.Data(idnum.ShortCase(c.Number)))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("工作台", "Work list"), Href: "/work"}, {Name: ui.Data(idnum.ShortCase(c.Number))}}
	return r.Show(w, p, v)
}

func kindName(id string) lang.Text {
	for _, o := range complaint.Kinds() {
		if o.ID == id {
			return o.Text
		}
	}
	return ui.Data(id)
}

// Sample is a complaint's page before anything was done.
func (Complaint) Sample() Complaint {
	return Complaint{Shared: caseview.View{Number: "C202603020001", Tag: ui.Tag{Label: lang.T("已交办", "Dispatched"), Tone: ui.Busy}}, Kind: kindName("delay"), Against: lang.T("县市场监督管理局", "Market supervision"),
		Brief: caseview.Marked{Who: "林示例", At: time.Date(2026, time.March, 2, 1, 0, 0, 0, time.UTC), Words: "反映许可申请收件后久拖不办，请查受理和审查的每一步记录。"}}
}
