package own

import (
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"banjie/internal/ecert"
	"banjie/internal/ecert/verifypage"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Verify is the page on which anybody checks a certificate, in the browser itself.
type Verify struct{ Data string }

// View draws it.
func (v Verify) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{},
		ui.Heading{Title: lang.T("验证证照", "Verify a certificate"), Lead: lang.T("不用登录，不留记录。开着脚本时，核验只在您的设备上进行。", "No sign-in, no record. With scripts on, the check happens on your device alone.")},
		verifier{v.Data, verifyScript.path},
		ui.Notice{Kind: ui.Info, Text: lang.T("要核对的是收件回执？", "Is it a receipt you want to check?"), Link: &ui.Link{Name: lang.T("核对回执", "Check a receipt"), Href: "/v/receipt"}},
		ui.Section{Title: lang.T("没有网络的时候", "Without a network"), Body: ui.Components{
			ui.Text(lang.T("先下载离线核验页，存到手机或者电脑上，断网也能打开核验。它带着公钥和下载时的状态清单；清单每半小时更新，请常换新的。", "Download the offline page and keep it: it opens and checks without a network. It carries the keys and the status list of that moment; a new list comes every half hour.")),
			ui.Actions{ui.LinkButton{Label: lang.T("下载离线核验页", "Download the offline page"), Href: offlinePath, Look: ui.Secondary, Icon: ui.IconFile}, ui.LinkButton{Label: lang.T("下载状态清单", "Download the status list"), Href: statusPath, Look: ui.Quiet}},
			ui.Text(lang.T("也可以运行 banjie verify，公钥见颁发机关公布的位置。", "Or run banjie verify with the public key the office publishes.")),
		}},
	}.View(p)
}

// VerifyReceipt is the page on which anybody checks a receipt.
type VerifyReceipt struct{}

// View draws it.
func (VerifyReceipt) View(p ui.Page) templ.Component {
	return ui.Components{ui.ErrorSummary{},
		ui.Heading{Title: lang.T("核对回执", "Check a receipt"), Lead: lang.T("粘贴回执文件的全部内容，或者扫到的二维码内容。按下按钮才会发给我们，核对完不保存。", "Paste the whole receipt file, or what the scan of its code gave. It is sent only when you press the button, and not kept.")},
		ui.Form{Action: "/v", Body: ui.Components{
			ui.Field{Name: "data", Kind: ui.Area, Rows: 8, Secret: true, Label: lang.T("回执内容", "The receipt")},
			ui.Actions{ui.Button{Label: lang.T("核对", "Check")}},
		}},
		ui.Notice{Kind: ui.Info, Text: lang.T("不想相信我们的核对？把文件拿到另一台断网的电脑上运行 banjie verify。", "You do not want to take our word? Run banjie verify on another machine, without a network.")},
		helper(receiptScript.path),
	}.View(p)
}

// Verified is what a check found.
type Verified struct {
	Title    lang.Text
	Tone     ui.NoticeKind
	Summary  lang.Text
	Lines    []string // of a receipt, as printed
	Facts    []ui.SummaryRow
	Findings []Finding
}

// Finding is one thing that was checked or was not.
type Finding struct {
	Tag  ui.Tag
	Text lang.Text
}

var outcomeTag = map[ecert.Outcome]ui.Tag{
	ecert.Passed:     {Label: lang.T("通过", "passed"), Tone: ui.Good},
	ecert.Failed:     {Label: lang.T("不通过", "failed"), Tone: ui.Shut},
	ecert.NotChecked: {Label: lang.T("未核对", "not checked"), Tone: ui.Neutral},
}

// View draws it.
func (v Verified) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.Heading{Title: v.Title}, ui.Notice{Kind: v.Tone, Title: v.Summary}}
	rows := v.Facts
	for _, l := range v.Lines {
		rows = append(rows, ui.SummaryRow{Key: lang.T("回执上写着", "The receipt says"), Value: ui.Data(l)})
	}
	if len(rows) > 0 {
		cs = append(cs, ui.SummaryList{Rows: rows})
	}
	var checks ui.Table
	checks.Caption = lang.T("核对了什么", "What was checked")
	checks.Columns = []ui.Column{{Name: lang.T("结果", "Result")}, {Name: lang.T("说明", "What it says")}}
	for _, f := range v.Findings {
		checks.Rows = append(checks.Rows, ui.Row{Cells: []ui.Component{f.Tag, ui.Words(f.Text)}})
	}
	if len(v.Findings) > 0 {
		cs = append(cs, checks)
	}
	return append(cs, ui.Actions{ui.LinkButton{Label: lang.T("再验一份", "Check another"), Href: "/v", Look: ui.Secondary}, ui.PrintButton{}}).View(p)
}

func (o *Pages) verifyForm(w http.ResponseWriter, r *site.Request) error {
	v, err := o.verifyPage(r)
	if err != nil {
		return err
	}
	return r.Show(w, r.Page(lang.T("验证证照", "Verify a certificate")), v)
}

// verifyPage carries keys and status list, so that the browser checks alone.
func (o *Pages) verifyPage(r *site.Request) (Verify, error) {
	d, err := o.verifyData(r)
	if err != nil {
		return Verify{}, err
	}
	raw, err := d.JSON()
	return Verify{string(raw)}, err
}

func (o *Pages) verifyReceipt(w http.ResponseWriter, r *site.Request) error {
	return r.Show(w, r.Page(lang.T("核对回执", "Check a receipt")), VerifyReceipt{})
}

// verify checks what was pasted and keeps nothing of it.
func (o *Pages) verify(w http.ResponseWriter, r *site.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	text := strings.TrimSpace(r.PostFormValue("data"))
	if i := strings.LastIndexByte(text, '#'); i >= 0 && strings.HasPrefix(text, "http") {
		text = text[i+1:]
	}
	if ledger.IsReceipt([]byte(text)) {
		v, err := o.checkReceipt(text)
		if err != nil {
			return r.Refused(w, r.Page(lang.T("核对回执", "Check a receipt")), VerifyReceipt{}, err)
		}
		return r.Show(w, r.Page(v.Title), v)
	}
	v, err := o.checkCertificate(r, text)
	if err != nil {
		form, ferr := o.verifyPage(r)
		if ferr != nil {
			return ferr
		}
		return r.Refused(w, r.Page(lang.T("验证证照", "Verify a certificate")), form, err)
	}
	return r.Show(w, r.Page(v.Title), v)
}

func (o *Pages) checkReceipt(text string) (Verified, error) {
	if o.Trust == nil {
		return Verified{}, fault.New(fault.Invalid, "no_keys", lang.T("这里没有账本公钥，不能核对回执。", "There are no ledger keys here to check a receipt with."), lang.T("请用 banjie verify 核对。", "Please use banjie verify."))
	}
	trust, err := o.Trust()
	if err != nil {
		return Verified{}, err
	}
	rep, err := ledger.Verify([]byte(text), trust)
	if err != nil {
		return Verified{}, err
	}
	v := Verified{Title: lang.T("回执核对结果", "Result of the check"), Tone: ui.Success, Summary: lang.T("回执是真的：账本里确有这一条，文字没有改动。", "The receipt is genuine: the ledger holds this entry, word for word."), Lines: rep.Lines}
	if rep.Demonstration {
		v.Tone, v.Summary = ui.Demo, lang.T("是演示账本的回执，没有改动；没有法律效力。", "An unaltered receipt of a demonstration ledger, without legal effect.")
	}
	for _, s := range rep.Checked {
		v.Findings = append(v.Findings, Finding{outcomeTag[ecert.Passed], s})
	}
	for _, s := range rep.Unchecked {
		v.Findings = append(v.Findings, Finding{outcomeTag[ecert.NotChecked], s})
	}
	return v, nil
}

func (o *Pages) checkCertificate(r *site.Request, text string) (Verified, error) {
	if o.Site.Certificates == nil {
		return Verified{}, fault.New(fault.Unavailable, "no_keys", lang.T("这里没有签发密钥，不能核验证照。", "There are no signing keys here to check a certificate with."), lang.T("请用 banjie verify 核验。", "Please use banjie verify."))
	}
	sealed, err := ecert.ParseURL(text)
	if err != nil {
		return Verified{}, err
	}
	if form := ecert.FormOf(sealed); form != ecert.CertificateForm && form != ecert.PresentationForm {
		return Verified{}, fault.New(fault.Invalid, "certificate_unreadable", lang.T("这不是一份能读懂的证照二维码内容。", "This is not the content of a certificate's QR code."),
			lang.T("请重新扫码，或把扫码得到的完整网址粘贴进来。", "Please scan again, or paste the whole address the scan gave."))
	}
	raw, err := o.Site.Certificates.StatusList(r.Context(), o.Site.Division)
	if err != nil {
		return Verified{}, err
	}
	var list *ecert.StatusList
	if len(raw) > 0 {
		if list, err = ecert.ParseStatusList(raw); err != nil {
			return Verified{}, err
		}
	}
	now := o.Site.Clock.Now()
	today := o.Site.Calendar().DayOf(now)
	showing, report := ecert.VerifyCode(sealed, o.Site.Certificates.Keys(), list, today, now)
	if report.Replaced() {
		c, err := o.Site.Certificates.ByID(r.Context(), o.Site.Division, report.ID)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return Verified{}, err
		}
		report.NameSuccessor(c.Successor)
	}
	if showing != nil {
		return o.verifiedShowing(*showing, report), nil
	}
	return o.named(verified(report), sealed), nil
}

func verified(rep ecert.Report) Verified {
	v := Verified{Title: lang.T("证照核验结果", "Result of the check"), Tone: ui.Problem, Summary: rep.Summary}
	switch {
	case rep.Demo && (rep.Verdict == ecert.InForce || rep.Verdict == ecert.Genuine):
		v.Tone = ui.Demo
	case rep.Verdict == ecert.InForce:
		v.Tone = ui.Success
	case rep.Verdict == ecert.Genuine || rep.Verdict == ecert.Unknown:
		v.Tone = ui.Warning
	}
	if rep.ID != "" {
		valid := ecert.Certificate{ValidFrom: rep.ValidFrom, ValidUntil: rep.ValidUntil}.ValidityText()
		v.Facts = []ui.SummaryRow{{Key: lang.T("持证人", "Holder"), Value: ui.Data(rep.Holder)}, {Key: lang.T("有效期", "Valid"), Value: valid}, {Key: lang.T("电子证照标识", "Identifier"), Value: ui.Data(rep.ID)}, statusRow(rep)}
		if rep.Successor != "" {
			v.Facts = append(v.Facts, ui.SummaryRow{Key: lang.T("由新证代替", "Replaced by"), Value: ui.Data(rep.Successor)})
		}
	}
	for _, f := range rep.Findings {
		v.Findings = append(v.Findings, Finding{outcomeTag[f.Outcome], f.Text})
	}
	return v
}

// Sample is the page without keys.
func (Verify) Sample() Verify {
	raw, err := verifypage.Data{}.JSON()
	if err != nil {
		return Verify{}
	}
	return Verify{string(raw)}
}

// Sample is what is said of something that is no certificate.
func (Verified) Sample() Verified {
	return verified(ecert.Verify([]byte("sample"), nil, nil, 0, time.Time(specimen.Now)))
}
