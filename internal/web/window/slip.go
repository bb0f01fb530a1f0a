package window

import (
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"
	"rsc.io/qr"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/web/caseview"
	"banjie/internal/web/officer/act"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Slip is what the applicant takes home: number, code, last day of the answer, and the
// receipt that a third party can check.
type Slip struct {
	Number string
	Item   lang.Text
	Window string
	Code   string
	At     time.Time
	Answer time.Time // last day of the answer on acceptance; zero where none is due
	Lines  []string  // of the ledger's receipt, its title first
	Image  string    // address of its QR code
	Acts   act.Panel
	Case   string // address of the quick view
	Track  string // where number and code are entered, in full
}

// View draws it.
func (v Slip) View(p ui.Page) templ.Component {
	text := lang.T("请打印收件凭证交给申请人。", "Please print the slip and hand it over.")
	if !v.Answer.IsZero() {
		text = lang.T("最晚 "+v.zh(p, v.Answer)+" 答复是否受理；到期没有答复，就视为受理。", "An answer on acceptance by "+v.en(p, v.Answer)+"; silence counts as acceptance.")
	}
	parts := ui.Components{
		ui.Panel{Title: lang.T("已收件", "Received"), Label: lang.T("办件编号", "Case number"), Number: v.Number, Text: text},
		screenOnly{ui.Actions{ui.PrintButton{Label: lang.T("打印收件凭证", "Print the slip")}, ui.LinkButton{Label: lang.T("收下一件", "Next case"), Href: "/window", Look: ui.Secondary, Key: "F2"}}, v.Acts},
		ui.SummaryList{Rows: v.facts(p)},
	}
	if v.Code != "" {
		parts = append(parts, ui.CopyCode{Label: lang.T("查询码", "Return code"), Code: v.Code, Note: lang.T("只在这里显示一次。凭编号和查询码，不用登录就能查进度、补材料。", "Shown here only. Number and code show how the case goes, without signing in.")})
	}
	return append(parts, receiptLines(v.Lines), receiptCode{Src: v.Image}).View(p)
}

func (v Slip) zh(p ui.Page, t time.Time) string { p.Lang = lang.ZH; return p.Date(t) }
func (v Slip) en(p ui.Page, t time.Time) string { p.Lang = lang.EN; return p.Date(t) }

func (v Slip) facts(p ui.Page) []ui.SummaryRow {
	rows := []ui.SummaryRow{{Key: lang.T("事项", "Item"), Value: v.Item}, {Key: lang.T("收到时间", "Received"), Body: ui.Moment(v.At)}}
	if v.Window != "" {
		rows = append(rows, ui.SummaryRow{Key: lang.T("窗口", "Window"), Value: ui.Data(v.Window)})
	}
	if v.Track != "" {
		rows = append(rows, ui.SummaryRow{Key: lang.T("在哪里查", "Where to follow it"), Value: ui.Data(v.Track)})
	}
	return rows
}

// Sample is the slip of the sample case.
func (Slip) Sample() Slip {
	h := specimen.NewHall()
	c := h.Filed()
	end, _ := limitOf(c, "notice")
	return Slip{Number: c.Number, Item: specimen.Item().Name, Window: "3", Code: "00000000000000000000", At: c.Opened, Answer: end, Case: "/window/cases/" + c.ID.String(), Image: "#", Track: "https://hall.example/track",
		Lines: []string{"演示用，不具法律效力 DEMONSTRATION, no legal effect", "编号 No. " + c.Number, "事项 Item 食品经营许可 / Food business licence"},
		Acts:  act.SampleOf(h, c.ID, specimen.Clerk)}
}

// impasseSlip is the slip of a report of what could not be done.
func impasseSlip(w http.ResponseWriter, r *site.Request, c *casework.Case, proc *casework.Procedure, code string) error {
	receipt, err := r.Site.Cases.Receipt(r.Context(), c.Events[0])
	if err != nil {
		return err
	}
	back := "/window/cases/" + c.ID.String()
	v := Slip{Number: c.Number, Item: proc.Title, Window: c.Window, Code: code, At: c.Opened, Case: back, Image: back + "/receipt.png", Track: r.Site.Base + "/track",
		Lines: append([]string{ledger.Title(firstLine(receipt.Checkpoint))}, receipt.Lines...),
		Acts:  act.Panel{Offers: act.Offers(r.Context(), r.Site.Engine, c, proc, r.Actor, r.Directory()), Back: "/work/cases/" + c.ID.String(), First: "solve_on_spot"}}
	p := r.Page(lang.T("已登记 "+idnum.ShortCase(c.Number), "Registered "+idnum.ShortCase(c.Number)))
	p.Breadcrumbs = []ui.Link{{Name: lang.T("收件", "Receive"), Href: "/window"}, {Name: ui.Data(idnum.ShortCase(c.Number)), Href: "/work/cases/" + c.ID.String()}}
	return r.Show(w, p, v)
}

// showSlip answers a filing on the same address: sent again, the same page comes again.
func showSlip(w http.ResponseWriter, r *site.Request, f Receive, out casework.Outcome) error {
	c, proc, err := r.CaseByID(out.Case.ID)
	if err != nil {
		return err
	}
	receipt, err := r.Site.Cases.Receipt(r.Context(), c.Events[0])
	if err != nil {
		return err
	}
	back := "/window/cases/" + c.ID.String()
	v := Slip{Number: c.Number, Item: f.Item.Name, Window: c.Window, Code: f.Code, At: c.Opened, Case: back, Image: back + "/receipt.png", Track: r.Site.Base + "/track",
		Lines: append([]string{ledger.Title(firstLine(receipt.Checkpoint))}, receipt.Lines...),
		Acts:  act.Panel{Offers: act.Offers(r.Context(), r.Site.Engine, c, proc, r.Actor, r.Directory()), Back: back, First: "accept"}}
	v.Answer, _ = limitOf(c, "notice")
	p := r.Page(lang.T("已收件 "+idnum.ShortCase(c.Number), "Received "+idnum.ShortCase(c.Number)))
	p.Breadcrumbs = []ui.Link{{Name: lang.T("收件", "Receive"), Href: "/window"}, {Name: ui.Data(idnum.ShortCase(c.Number)), Href: back}}
	p.Forget = draftName(f.Key)
	return r.Show(w, p, v)
}

func firstLine(s string) string { line, _, _ := strings.Cut(s, "\n"); return line }

// image draws the code of a case's receipt. What it holds stands behind the #, so whoever
// scans it sends nothing to a server.
func image(w http.ResponseWriter, r *site.Request) error {
	c, _, err := r.Case()
	if err != nil {
		return err
	}
	receipt, err := r.Site.Cases.Receipt(r.Context(), c.Events[0])
	if err != nil {
		return err
	}
	text, err := receipt.Code()
	if err != nil {
		return err
	}
	code, err := qr.Encode(r.Site.Base+"/v/receipt#"+text, qr.L)
	if err != nil {
		return fault.New(fault.Unavailable, "code_too_large", lang.T("回执内容太长，放不进二维码。", "The receipt is too long for a QR code."), lang.T("请打印编号和查询码。", "Please print number and code.")).With(err)
	}
	code.Scale = 4
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(code.PNG())
	return err
}

// Quick is a case at the window: where it stands and what the clerk may do.
type Quick struct {
	Shared caseview.View
	Acts   act.Panel
	Visits Visits
	Whole  string // address of the whole case
}

// View draws it.
func (v Quick) View(p ui.Page) templ.Component {
	return ui.Components{v.Shared.Head(), v.Acts, v.Visits, v.Shared.Limits(), v.Shared.Documents(),
		ui.Actions{ui.LinkButton{Label: lang.T("看完整办件", "The whole case"), Href: v.Whole, Look: ui.Secondary}, ui.LinkButton{Label: lang.T("收下一件", "Next case"), Href: "/window", Look: ui.Quiet, Key: "F2"}}}.View(p)
}

// Visits is how often the person had to come, each time why, beside what was promised.
type Visits struct {
	Promised int // by the item; below 0: nothing was said
	Count    int
	Why      []Visit
	Add      string // address to count another one; "" where that is not possible
}

// Visit is one of them.
type Visit struct {
	At  time.Time
	Why lang.Text
}

// View draws it.
func (v Visits) View(p ui.Page) templ.Component {
	s := ui.Section{Title: lang.T("到场次数", "Visits")}
	said := lang.Format("到过大厅%d次。", "Visits to the hall: %d.", v.Count)
	if v.Promised >= 0 {
		said = lang.Format("承诺最多%d次，到过大厅%d次。", "Promised at most %d, came %d times.", v.Promised, v.Count)
	}
	s.Body = ui.Components{ui.Text(said)}
	var rows []ui.SummaryRow
	for _, x := range v.Why {
		rows = append(rows, ui.SummaryRow{Key: lang.T(v.when(p, lang.ZH, x.At), v.when(p, lang.EN, x.At)), Value: x.Why})
	}
	if len(rows) > 0 {
		s.Body = append(s.Body, ui.SummaryList{Rows: rows})
	}
	if v.Add != "" {
		s.Body = append(s.Body, ui.Actions{ui.LinkButton{Label: lang.T("登记又来一次", "Count another visit"), Href: v.Add, Look: ui.Secondary}})
	}
	return s.View(p)
}

func (Visits) when(p ui.Page, tag lang.Tag, t time.Time) string { p.Lang = tag; return p.Instant(t) }

// visitsOf are the counted visits of a case.
func visitsOf(c *casework.Case, it *catalog.Item) Visits {
	v := Visits{Promised: catalog.Unsaid, Count: c.Visits}
	if it != nil {
		v.Promised = it.Visits
	}
	for _, e := range c.Events {
		if e.Facts.Visits == 0 {
			continue
		}
		for _, r := range casework.VisitReasons {
			if r.Code == e.Facts.Code {
				v.Why = append(v.Why, Visit{At: e.At, Why: r.Text})
			}
		}
	}
	return v
}

// Sample is the sample case at the window.
func (Quick) Sample() Quick {
	h := specimen.NewHall()
	c, proc := h.Open(h.Filed().ID)
	it, d := specimen.Item(), specimen.Directory()
	base := "/work/cases/" + c.ID.String()
	v := Quick{Acts: act.SampleOf(h, c.ID, specimen.Clerk), Visits: visitsOf(c, &it), Whole: base,
		Shared: caseview.Of(caseview.Input{Case: c, Procedure: proc, Item: &it, Calendar: h.Engine.Calendar(), Now: h.Clock.Now(), Side: caseview.Official, Base: base, Files: true,
			Unit: func(id string) lang.Text { u, _ := d.Unit(id); return u.Name }})}
	v.Visits.Add = "#"
	return v
}

func look(w http.ResponseWriter, r *site.Request) error {
	c, proc, err := r.Case()
	if err != nil {
		return err
	}
	it, err := desk.ItemOf(r, c)
	if err != nil {
		return err
	}
	base, back := "/work/cases/"+c.ID.String(), "/window/cases/"+c.ID.String()
	v := Quick{Shared: caseview.Of(desk.SharedInput(r, c, proc, it, base)), Visits: visitsOf(c, it), Whole: base,
		Acts: act.Panel{Offers: act.Offers(r.Context(), r.Site.Engine, c, proc, r.Actor, r.Directory()), Back: back, First: "accept"}}
	for _, o := range v.Acts.Offers {
		if o.Trans.Verb == "count_visit" {
			v.Visits.Add = act.Href(c.ID, "count_visit", back)
		}
	}
	p := r.Page(ui.Data(idnum.ShortCase(c.Number)))
	p.Wide = true
	p.Breadcrumbs = []ui.Link{{Name: lang.T("收件", "Receive"), Href: "/window"}, {Name: ui.Data(idnum.ShortCase(c.Number))}}
	return r.Show(w, p, v)
}

// GalleryPages are the pages of this package with sample data.
func GalleryPages() ui.GalleryPages {
	narrow := func(p *ui.Page) { p.Wide = false }
	refused := func(p *ui.Page) {
		narrow(p)
		p.Form = map[string][]string{"person.id": {"110105194912310022"}, "person.name": {"林小禾（示例）"}, "form.shop_name": {"青禾小吃店"}, "have.lease": {"B"}}
		p.Fault = fault.InvalidInput().
			At("person.id", lang.T("身份证号码的校验码（第18位）与其余各位不符，一定有某一位输错或两位颠倒。", "The check character of the resident identity number does not fit the others.")).
			At("form.area", lang.T("请填写“面积（平方米）”。", "Enter “Area in square metres”."))
	}
	return ui.GalleryPages{
		specimen.Page("window", lang.T("收件台", "Clerk's desk"), specimen.Clerk, Desk{}.Sample(), nil),
		specimen.Page("window-receive", lang.T("收一件", "Receive a case"), specimen.Clerk, Receive{}.Sample(), narrow),
		specimen.Page("window-receive-refused", lang.T("收一件，填错时", "Receive a case, refused"), specimen.Clerk, Receive{}.Sample(), refused),
		specimen.Page("window-slip", lang.T("收件凭证", "Slip"), specimen.Clerk, Slip{}.Sample(), narrow),
		specimen.Page("window-case", lang.T("窗口看办件", "A case at the window"), specimen.Clerk, Quick{}.Sample(), nil),
	}
}
