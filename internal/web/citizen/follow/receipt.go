package follow

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"rsc.io/qr"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Receipt is what the applicant holds in hand: readable lines, and the proof that a
// third party can check.
type Receipt struct {
	Number   string
	Title    string // first line of the receipt; says when it is a demonstration
	Lines    []string
	Leaf     int64
	Base     string // of the case
	Picture  string // address of the QR code
	Fresh    bool   // nothing has happened since the filing
	SignedIn bool
	Answer   lang.Text // what happens next; zero: as for an application
	Track    string    // where number and code are entered, in full, for whoever has the paper alone
}

// View draws it.
func (v Receipt) View(p ui.Page) templ.Component {
	cs := ui.Components{}
	if v.Fresh {
		panel := ui.Panel{Title: lang.T("申请已收到", "Your application has arrived"), Label: lang.T("办件编号", "Case number"), Number: v.Number,
			Text: lang.T("五个工作日内答复是否受理；到期没有答复，就视为受理。", "Within five working days you hear whether it is accepted; silence counts as acceptance.")}
		if !v.Answer.IsZero() {
			panel.Title, panel.Text = lang.T("反映已登记", "Your report is registered"), v.Answer
		}
		cs = append(cs, panel)
	} else {
		cs = append(cs, ui.Heading{Caption: ui.Data(idnum.ShortCase(v.Number)), Title: lang.T("收件回执", "Receipt")})
	}
	if v.Track != "" {
		cs = append(cs, ui.SummaryList{Rows: []ui.SummaryRow{WhereRow(v.Track)}})
	}
	return append(cs, Proof{Title: v.Title, Lines: v.Lines, Leaf: v.Leaf, Base: v.Base, Picture: v.Picture, Kept: v.SignedIn,
		Next: ui.LinkButton{Label: lang.T("看办理进度", "See how it goes"), Href: v.Base},
		Not:  lang.T("它不证明申请会被批准，也不含您的姓名和证件号码。", "It does not prove that the application will be granted, and it holds neither your name nor your document number.")}).View(p)
}

// WhereRow is the address at which number and return code are entered, as it stands on paper.
func WhereRow(address string) ui.SummaryRow {
	return ui.SummaryRow{Key: lang.T("在哪里查", "Where to follow it"), Value: ui.Data(address)}
}

// Proof is the lines of a receipt, its code to scan, and what it proves to whom.
type Proof struct {
	Title   string
	Lines   []string
	Leaf    int64
	Base    string // receipt.txt and leave stand below it
	Picture string
	Next    ui.Component // the way on
	Not     lang.Text    // what it does not prove
	Kept    bool         // the case stays open without the code: somebody is signed in
	For     lang.Text    // how long the case stays open on this device; zero: two hours
}

// View draws it.
func (v Proof) View(p ui.Page) templ.Component {
	next := ui.Actions{v.Next, ui.LinkButton{Label: lang.T("下载回执文件", "Download the receipt"), Href: v.Base + "/receipt.txt", Look: ui.Secondary, Icon: ui.IconFile}, ui.PrintButton{}}
	lines := make(paper, 0, len(v.Lines)+1)
	lines = append(append(lines, v.Title), v.Lines...)
	cs := ui.Components{ui.Section{Title: lang.T("回执", "The receipt"), Body: ui.Components{lines, codeImage{Src: v.Picture, Leaf: v.Leaf}, next}}}
	if !v.Kept {
		long := v.For
		if long.IsZero() {
			long = lang.T("两小时", "two hours")
		}
		cs = append(cs, ui.Notice{Kind: ui.Warning, Text: lang.T("请保管好编号和查询码。这台设备上"+long.ZH+"后要重新输入才能打开；公用电脑请点“离开”。", "Keep number and code. On this device the case closes in "+long.EN+"; on a shared machine press “Leave”.")},
			ui.PostButton{Button: ui.Button{Label: lang.T("离开（公用电脑）", "Leave (shared machine)"), Look: ui.Quiet}, Action: v.Base + "/leave"})
	}
	return append(cs, ui.Section{Title: lang.T("它证明什么", "What it proves"), Body: ui.Components{
		ui.Text(lang.T("这份回执证明：上面这几行字已经写进办结的账本，不能悄悄改掉或者抽走。不用相信我们，任何人都可以自己核对。", "It proves that these lines stand in Banjie's ledger and cannot be changed or taken out unseen. You need not trust us: anybody can check.")),
		ui.Text(lang.T("核对方法：在“验证”页面粘贴回执内容，或者在断网的电脑上运行 banjie verify 加回执文件名。", "To check: paste it into the page “Verify”, or run banjie verify with the file on a machine without a network.")),
		ui.Text(v.Not),
	}}).View(p)
}

// Sample is a receipt just given.
func (Receipt) Sample() Receipt {
	return Receipt{Number: "1133059900000000004330112345001202602260017", Title: "演示用，不具法律效力 DEMONSTRATION, no legal effect · 办结回执 Banjie receipt", Leaf: 41207, Base: "/cases/sample", Track: "https://hall.example/track", Picture: specimen.Picture(), Fresh: true, Lines: []string{
		"编号 No. 1133059900000000004330112345001202602260017", "事项 Item 食品经营许可 / Food business licence", "收到 Received 2026-02-26 09:10:00", "法定期限 Due by law 2026-03-05"}}
}

// proof makes the receipt of the filing.
func (f *Pages) proof(r *site.Request) (opened, ledger.Receipt, error) {
	o, err := f.open(r)
	if err != nil {
		return o, ledger.Receipt{}, err
	}
	rc, err := f.Site.Cases.Receipt(r.Context(), o.c.Events[0])
	return o, rc, err
}

// TitleOf is the first line of a receipt; it says when it is a demonstration.
func TitleOf(rc ledger.Receipt) string {
	origin, _, _ := strings.Cut(rc.Checkpoint, "\n")
	return ledger.Title(origin)
}

func (f *Pages) receipt(w http.ResponseWriter, r *site.Request) error {
	o, rc, err := f.proof(r)
	if err != nil {
		return err
	}
	v := Receipt{Number: o.c.Number, Title: TitleOf(rc), Lines: rc.Lines, Leaf: rc.N, Base: o.base, Picture: o.base + "/receipt.png", Fresh: len(o.c.Events) == 1, SignedIn: r.Actor.Role != access.Public, Track: f.Site.Base + "/track"}
	if o.c.Procedure == impasse.Name {
		v.Answer = o.p.Info(impasse.Registered).Says
	}
	p := r.Page(lang.T("收件回执", "Receipt"))
	if !v.Fresh {
		p.Back = o.base
	}
	return r.Show(w, p, v)
}

func (f *Pages) receiptText(w http.ResponseWriter, r *site.Request) error {
	o, rc, err := f.proof(r)
	if err != nil {
		return err
	}
	return SendText(w, o.c.Number, rc)
}

// SendText gives a receipt as a file to keep.
func SendText(w http.ResponseWriter, number string, rc ledger.Receipt) error {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", "attachment; filename="+strconv.Quote("banjie-receipt-"+idnum.ShortCase(number)+".txt"))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, err := w.Write([]byte(rc.Text()))
	return err
}

func (f *Pages) receiptCode(w http.ResponseWriter, r *site.Request) error {
	_, rc, err := f.proof(r)
	if err != nil {
		return err
	}
	return SendCode(w, f.Site.Base, rc)
}

// SendCode draws the QR code as a picture of its own: it is too large for the page.
// The receipt stands behind the #, so whoever scans it sends nothing to a server.
func SendCode(w http.ResponseWriter, base string, rc ledger.Receipt) error {
	png, err := drawCode(base, rc)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(png)
	return err
}

// SlipOf is a receipt to be printed at once: its picture stands in the page itself.
func SlipOf(base string, rc ledger.Receipt) (Slip, error) {
	png, err := drawCode(base, rc)
	return Slip{Title: TitleOf(rc), Lines: rc.Lines, Leaf: rc.N, Picture: "data:image/png;base64," + base64.StdEncoding.EncodeToString(png)}, err
}

func drawCode(base string, rc ledger.Receipt) ([]byte, error) {
	text, err := rc.Code()
	if err != nil {
		return nil, err
	}
	code, err := qr.Encode(base+"/v/receipt#"+text, qr.L)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "code_too_large", lang.T("回执内容太长，放不进二维码。", "The receipt is too long for a QR code."), lang.T("请下载回执文件。", "Please download the file.")).With(err)
	}
	code.Scale = 4
	return code.PNG(), nil
}
