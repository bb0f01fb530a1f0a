package complain

import (
	"net/http"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/seal"
	"banjie/internal/web/citizen/follow"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Receipt is what the reporter holds in hand. No name stands on it.
type Receipt struct {
	Number string
	Code   string // only just after filing
	Rows   []ui.SummaryRow
	Proof  follow.Proof
}

// View draws it.
func (v Receipt) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.Heading{Title: lang.T("投诉回执", "Receipt of your complaint"), Caption: ui.Data(v.Number)}}
	if v.Code != "" {
		cs = ui.Components{ui.Panel{Title: lang.T("投诉已登记", "Your complaint is registered"), Label: lang.T("投诉编号", "Complaint number"), Number: v.Number,
			Text: lang.T("两个工作日内，在您的投诉页面上告诉您是否受理。", "Within two working days your complaint's page says whether it is accepted.")},
			onScreen{ui.CopyCode{Label: lang.T("您的查询码（只在这里再显示一次）", "Your return code (shown here for the last time)"), Code: v.Code, Note: lang.T("没有它，谁也打不开您的投诉页面，我们也不行。它不印在纸上：编号和查询码不要放在一起。", "Without it nobody opens your page, and neither can we. It is not printed: keep number and code apart.")}}}
	}
	return append(cs, ui.SummaryList{Rows: v.Rows}, v.Proof, ui.Section{Title: lang.T("接下来", "What happens next"), Body: ui.Components{
		ui.Text(lang.T("投诉中心看原话，决定自己查还是交给单位查；交给单位的只有摘要。", "The centre reads your words and looks into it itself or passes it to a unit, which gets a summary only.")),
		ui.Text(lang.T("三十个工作日内答复；要延长的，要负责人批准，您看得到。答复以后您说解决了没有，不说话不算满意。", "You are answered within thirty working days; an extension needs the head's approval and you see it. Then you say whether it is solved; silence is not counted as satisfied.")),
		ui.Text(lang.T("我们不会打电话要您的查询码。有人来问，请在投诉页面上告诉我们。", "We never call to ask for the code. If somebody does, tell us on your complaint's page.")),
	}}).View(p)
}

// proof gives the open complaint with the receipt of its filing.
func (c *Pages) proof(w http.ResponseWriter, r *site.Request) (opened, ledger.Receipt, error) {
	o, err := c.load(r)
	if err != nil {
		return o, ledger.Receipt{}, err
	}
	rc, err := c.Site.Cases.Receipt(r.Context(), o.c.Events[0])
	return o, rc, err
}

func (c *Pages) receipt(w http.ResponseWriter, r *site.Request) error {
	o, rc, err := c.proof(w, r)
	if err != nil {
		return c.shut(w, r, err)
	}
	cal := c.Site.Calendar()
	v := Receipt{Number: o.c.Number, Rows: []ui.SummaryRow{
		protectionRow(o.f.Protection),
		{Key: lang.T("收到的日子", "Received on"), Value: ui.Data(cal.DayOf(o.c.Opened).String())},
	}}
	v.Rows = append(v.Rows, filesRow(o.f)...)
	if o.s.Fresh {
		v.Code = o.s.Code
	}
	v.Rows = append(append(v.Rows, dueRows(o.c)...), follow.WhereRow(c.Site.Base+"/complaint"))
	v.Proof = proofOf(rc)
	return r.Show(w, r.Page(lang.T("投诉回执", "Receipt of your complaint")), v)
}

// filesRow says how many files went in with the words, so that whoever sent them knows.
func filesRow(f *complaint.File) []ui.SummaryRow {
	n := 0
	for _, b := range f.Boxes {
		if b.Compartment == seal.File {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []ui.SummaryRow{{Key: lang.T("附件", "Files"), Value: lang.Format("%d个，已密封", "%d, sealed", n)}}
}

// dueRows are the days by which the reporter is told and answered.
func dueRows(k *casework.Case) (rows []ui.SummaryRow) {
	for _, due := range []struct {
		clock  string
		zh, en string
	}{{"triage", "最晚哪天告诉您是否受理", "Told whether it is accepted by"}, {"citizen", "最晚哪天答复", "Answered by"}} {
		if k, ok := k.Clock(due.clock); ok && !k.Due.Paused {
			rows = append(rows, ui.SummaryRow{Key: lang.T(due.zh, due.en), Value: ui.Data(k.Due.Day.String())})
		}
	}
	return rows
}

func proofOf(rc ledger.Receipt) follow.Proof {
	return follow.Proof{Title: follow.TitleOf(rc), Lines: rc.Lines, Leaf: rc.N, Base: "/complaint", Picture: "/complaint/receipt.png",
		Next: ui.LinkButton{Label: lang.T("打开我的投诉页面", "Open my complaint's page"), Href: "/complaint"}, For: lang.T("三十分钟", "thirty minutes"),
		Not: lang.T("它不含您的姓名、原话和投诉的单位，只说明那一天登记了一件投诉。", "It holds neither your name nor your words nor whom you complain about; it says that a complaint was registered on that day.")}
}

func (c *Pages) receiptText(w http.ResponseWriter, r *site.Request) error {
	o, rc, err := c.proof(w, r)
	if err != nil {
		return c.shut(w, r, err)
	}
	return follow.SendText(w, o.c.Number, rc)
}

func (c *Pages) receiptCode(w http.ResponseWriter, r *site.Request) error {
	_, rc, err := c.proof(w, r)
	if err != nil {
		return err
	}
	return follow.SendCode(w, c.Site.Base, rc)
}

// Sample is a receipt just given.
func (Receipt) Sample() Receipt {
	return Receipt{Number: "C202603110017", Code: "31415926535897932384", Rows: []ui.SummaryRow{
		protectionRow(complaint.Secret),
		{Key: lang.T("收到的日子", "Received on"), Value: ui.Data("2026-03-11")},
		{Key: lang.T("附件", "Files"), Value: lang.T("1个，已密封", "1, sealed")},
		{Key: lang.T("最晚哪天告诉您是否受理", "Told whether it is accepted by"), Value: ui.Data("2026-03-13")},
		{Key: lang.T("最晚哪天答复", "Answered by"), Value: ui.Data("2026-04-23")},
		follow.WhereRow("https://hall.example/complaint"),
	}, Proof: follow.Proof{Title: "演示用，不具法律效力 DEMONSTRATION, no legal effect · 办结回执 Banjie receipt", Lines: []string{"编号 No. C202603110017", "收到 Received 2026-03-11"}, Leaf: 41209,
		Base: "/complaint", Picture: specimen.Picture(), Next: ui.LinkButton{Label: lang.T("打开我的投诉页面", "Open my complaint's page"), Href: "/complaint"}, For: lang.T("三十分钟", "thirty minutes"),
		Not: proofOf(ledger.Receipt{}).Not}}
}
