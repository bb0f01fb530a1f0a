package complain

import (
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/follow"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// CounterSlip is what is printed and handed over: the receipt, and the code on a strip of its own.
type CounterSlip struct {
	At     string
	Number string
	Code   string // "" when the page is drawn again
	Rows   []ui.SummaryRow
	Slip   follow.Slip
	Where  string // address of the pages of complaints, in full
	Next   string // address of the next form
	Letter bool
}

// View draws it.
func (v CounterSlip) View(p ui.Page) templ.Component {
	next := lang.T("登记下一件", "Register the next one")
	if v.Letter {
		next = lang.T("登记下一封信", "The next letter")
	}
	cs := ui.Components{ui.Panel{Title: lang.T("投诉已登记", "The complaint is registered"), Label: lang.T("投诉编号", "Complaint number"), Number: v.Number, Text: lang.T("两个工作日内，在投诉页面上告诉投诉人是否受理。", "Within two working days the complaint's page says whether it is accepted.")},
		onScreen{ui.Components{ui.Notice{Kind: ui.Info, Text: lang.T("原话和身份已经封存，您看不回来。打印后请剪开交给投诉人：回执一张，查询码一条，分开放。", "Words and identity are sealed; you cannot read them again. Print this, cut it and hand over receipt and code apart.")},
			ui.Actions{ui.PrintButton{Label: lang.T("打印回执和查询码", "Print receipt and code")}, ui.LinkButton{Label: next, Href: v.Next, Look: ui.Secondary}}}},
		ui.SummaryList{Rows: v.Rows}, v.Slip,
		ui.Text(lang.T("没有回执，就不算受理。这份回执不含姓名、原话和被投诉的单位。", "Without a receipt it has not been received. It holds neither name nor words nor the unit complained of."))}
	if v.Code != "" {
		cs = append(cs, ui.Section{Title: lang.T("✂ 剪开 · 查询码，请和回执分开放", "✂ Cut here · the return code, to be kept apart"), Body: ui.Components{
			codeStrip{Label: lang.T("查询码", "Return code"), Code: v.Code, Note: lang.T("打开 "+v.Where+"，输入编号和它，就能看进度、和投诉中心对话、说解决了没有。丢了谁也找不回来；谁也不会打电话来要。", "Open "+v.Where+" and enter number and code to see how it goes, to talk with the centre and to say whether it is solved. Nobody can find it again, and nobody calls to ask for it.")}}})
	}
	return cs.View(p)
}

func (c *Pages) slip(at counter, r *site.Request, a answers, out casework.Outcome) (CounterSlip, error) {
	k, cal := out.Case, c.Site.Calendar()
	rc, err := c.Site.Cases.Receipt(r.Context(), k.Events[0])
	if err != nil {
		return CounterSlip{}, err
	}
	v := CounterSlip{At: at.base, Number: k.Number, Where: c.Site.Base + "/complaint", Next: at.base, Letter: a.get("channel") == complaint.ByLetter}
	if v.Slip, err = follow.SlipOf(c.Site.Base, rc); err != nil {
		return v, err
	}
	if !out.Repeated {
		v.Code = a.Code
	}
	if v.Letter {
		v.Next += "?" + url.Values{"channel": {complaint.ByLetter}, "received_on": {a.get("received_on")}}.Encode()
	}
	v.Rows = []ui.SummaryRow{protectionRow(complaint.FileOf(k).Protection), {Key: lang.T("收到的日子", "Received on"), Value: ui.Data(cal.DayOf(k.Opened).String())}}
	if typed := cal.DayOf(k.Events[0].At); typed != cal.DayOf(k.Opened) {
		v.Rows = append(v.Rows, ui.SummaryRow{Key: lang.T("录入的日子", "Entered on"), Value: ui.Data(typed.String()), Source: lang.T("期限从收到的日子算", "limits run from the day of receipt")})
	}
	v.Rows = append(append(v.Rows, filesRow(complaint.FileOf(k))...), dueRows(k)...)
	v.Rows = append(v.Rows, follow.WhereRow(c.Site.Base+"/complaint"))
	return v, nil
}

// Sample is a letter that was entered the day after it came.
func (CounterSlip) Sample() CounterSlip {
	r := Receipt{}.Sample()
	rows := append(slices.Clone(r.Rows[:2]), ui.SummaryRow{Key: lang.T("录入的日子", "Entered on"), Value: ui.Data("2026-03-12"), Source: lang.T("期限从收到的日子算", "limits run from the day of receipt")})
	return CounterSlip{At: "/window/complain", Number: r.Number, Code: r.Code, Where: "https://hall.example/complaint", Rows: append(rows, r.Rows[2:]...), Next: "/window/complain", Letter: true,
		Slip: follow.Slip{Title: r.Proof.Title, Lines: r.Proof.Lines, Leaf: r.Proof.Leaf, Picture: r.Proof.Picture}}
}
