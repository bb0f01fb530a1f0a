package own

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"rsc.io/qr"

	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Showings keeps what a holder showed to whom, for the holder alone, and signs it.
type Showings interface {
	// Show keeps a showing; the same token again changes nothing.
	Show(ctx context.Context, division string, r ecert.PresentationRecord) error
	// Shown gives one; fault.NotFound.
	Shown(ctx context.Context, division, certificate string, token ecert.Random) (ecert.PresentationRecord, error)
	// Showings lists those of a certificate, newest first.
	Showings(ctx context.Context, division, certificate string) ([]ecert.PresentationRecord, error)
	// ForgetShowings deletes the record of a certificate.
	ForgetShowings(ctx context.Context, division, certificate string) error
	// Sign gives the address of a showing.
	Sign(p ecert.Presentation) (string, error)
}

// Present is where a holder chooses what to show to whom.
type Present struct {
	Type    lang.Text
	Lines   []ecert.Field // the certificate's
	Action  string
	Records string // address of the record
	Key     ui.Hidden
}

var minutes = []ui.Option{
	{Value: "5", Label: lang.T("5分钟", "5 minutes")}, {Value: "10", Label: lang.T("10分钟", "10 minutes")}, {Value: "15", Label: lang.T("15分钟（最长）", "15 minutes (the most)")},
}

// View draws it.
func (v Present) View(p ui.Page) templ.Component {
	lines := []ui.Option{{Value: ecert.HolderField, Label: lang.T("持证人姓名（全名）", "Name of the holder, in full")}}
	for _, f := range v.Lines {
		lines = append(lines, ui.Option{Value: f.ID, Label: f.Name})
	}
	return ui.Components{ui.ErrorSummary{IDs: map[string]string{"until": ui.FieldID("minutes")}},
		ui.Heading{Caption: v.Type, Title: lang.T("亮证", "Show this certificate"), Lead: lang.T("只出示您勾选的内容，到时间自动失效。", "Only what you tick is shown, and it runs out by itself.")},
		ui.Form{Action: v.Action, Hidden: []ui.Hidden{v.Key}, Body: ui.Components{
			ui.Field{Name: "audience", Label: lang.T("给谁看", "To whom"), Hint: lang.T("比如：青石街道办事处3号窗口。", "For example: window 3 of the street office."), Width: 30, Max: 200, Autocomplete: "off"},
			ui.Field{Name: "purpose", Label: lang.T("做什么用", "What for"), Hint: lang.T("比如：办理店铺租赁登记。写明后对方不能另作他用。", "For example: to register a lease. It may not be used for anything else."), Width: 30, Max: 200, Autocomplete: "off"},
			ui.Field{Name: "fields", Kind: ui.Checks, Label: lang.T("出示哪些内容", "What to show"), Hint: lang.T("对方用不着的，不要勾。", "Leave out what the other side does not need."), Options: lines},
			ui.Field{Name: "minutes", Kind: ui.Radios, Label: lang.T("多长时间有效", "For how long"), Options: minutes, Value: "5"},
			ui.Actions{ui.Button{Label: lang.T("生成二维码", "Make the code"), Icon: ui.IconShield}, ui.LinkButton{Label: lang.T("看出示记录", "What was shown before"), Href: v.Records, Look: ui.Quiet}},
		}},
		ui.Text(lang.T("谁看过、验过，我们不记录。您出示过什么，只有您自己能看到。", "Who looked or checked is not recorded. What you showed is visible to you alone.")),
	}.View(p)
}

// Shown is a showing while it lasts: the code, and in words what it says.
type Shown struct {
	Type     lang.Text
	Showing  ecert.Presentation
	Address  string
	Picture  string
	Again    string // address to show it once more
	Records  string
	Finished bool // its time is over
}

// View draws it.
func (v Shown) View(p ui.Page) templ.Component {
	again := ui.Actions{ui.LinkButton{Label: lang.T("再出示一次", "Show it again"), Href: v.Again, Look: ui.Secondary}, ui.LinkButton{Label: lang.T("看出示记录", "What was shown"), Href: v.Records, Look: ui.Quiet}}
	until := ui.SummaryRow{Key: lang.T("有效到", "Until"), Body: ui.Moment(v.Showing.Until)}
	rows := []ui.SummaryRow{{Key: lang.T("给谁看", "To whom"), Value: ui.Data(v.Showing.Audience)}, {Key: lang.T("做什么用", "What for"), Value: ui.Data(v.Showing.Purpose)}, until}
	if v.Finished {
		return ui.Components{ui.Heading{Caption: v.Type, Title: lang.T("这次出示已经结束", "This showing is over")},
			ui.Notice{Kind: ui.Info, Text: lang.T("二维码到时间自动失效，对方再扫会提示已过时。", "The code has run out; whoever scans it now is told so.")}, ui.SummaryList{Rows: rows}, again}.View(p)
	}
	var shown []ui.SummaryRow
	for _, f := range v.Showing.Fields {
		shown = append(shown, ui.SummaryRow{Key: f.Name, Value: ui.Data(f.Value)})
	}
	return ui.Components{ui.Heading{Caption: v.Type, Title: lang.T("请对方扫这个码", "Let them scan this code")},
		showingCode{Src: v.Picture}, ui.SummaryList{Rows: rows},
		ui.SummaryList{Title: lang.T("对方看到的就是这些", "What they will see, and no more"), Rows: shown},
		ui.Disclosure{Summary: lang.T("对方不能扫码？把下面的文字发过去", "They cannot scan? Send them this text"), Body: ui.Components{addressText(v.Address)}},
		again}.View(p)
}

// Record is what the holder showed, for the holder alone.
type Record struct {
	Type  lang.Text
	Name  func(field string) lang.Text
	List  []ecert.PresentationRecord
	Clear string // address that deletes it
	Show  string
}

// View draws it.
func (v Record) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.Heading{Caption: v.Type, Title: lang.T("出示记录", "What was shown"), Lead: lang.T("只有您能看到这份记录，工作人员看不到。", "Only you see this record; no official does.")}}
	t := ui.Table{Caption: lang.T("出示记录", "What was shown"), Columns: []ui.Column{{Name: lang.T("时间", "When")}, {Name: lang.T("给谁看", "To whom")}, {Name: lang.T("做什么用", "What for")}, {Name: lang.T("出示的内容", "What")}, {Name: lang.T("有效到", "Until")}},
		Empty: ui.Empty{Title: lang.T("还没有出示过", "Nothing shown yet")}}
	for _, r := range v.List {
		names := lang.Text{}
		for i, f := range r.Fields {
			n := v.Name(f)
			if i > 0 {
				names.ZH, names.EN = names.ZH+"、", names.EN+", "
			}
			names.ZH, names.EN = names.ZH+n.ZH, names.EN+n.In(lang.EN)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Moment(r.At), ui.Words(ui.Data(r.Audience)), ui.Words(ui.Data(r.Purpose)), ui.Words(names), ui.Moment(r.Until)}})
	}
	cs = append(cs, t, ui.Text(lang.T("对方什么时候扫的、扫了几次，系统不知道，也不记录。", "When and how often it was scanned is not known here, and not recorded.")))
	actions := ui.Actions{ui.LinkButton{Label: lang.T("亮证", "Show this certificate"), Href: v.Show}}
	if len(v.List) > 0 {
		actions = append(actions, ui.PostButton{Button: ui.Button{Label: lang.T("删除全部记录", "Delete the record"), Look: ui.Quiet}, Action: v.Clear})
	}
	return append(cs, actions).View(p)
}

// mine is [Pages.held] for the holder alone: no official, and nobody who acts for the holder.
func (o *Pages) mine(r *site.Request) (ecert.Certificate, string, error) {
	if r.Actor.IsStaff() || r.Actor.For != "" {
		return ecert.Certificate{}, "", fault.Missing()
	}
	return o.held(r)
}

func (o *Pages) presenting(c ecert.Certificate, at string) Present {
	return Present{Type: o.typeName(c.Type), Lines: c.Fields, Action: at + "/present", Records: o.recordsAt(at), Key: ui.Hidden{Name: site.KeyField, Value: site.NewKey()}}
}

// recordsAt is the address of a certificate's record: under "my" for who has an account.
func (o *Pages) recordsAt(at string) string {
	if strings.HasPrefix(at, "/certificates/") {
		return "/my" + at + "/record"
	}
	return at + "/record"
}

func (o *Pages) stepOf(r *site.Request, title lang.Text, back string) ui.Page {
	p := r.Page(title)
	p.Back = back
	return p
}

func (o *Pages) presentForm(w http.ResponseWriter, r *site.Request) error {
	c, at, err := o.mine(r)
	if err != nil {
		return err
	}
	if !c.InForce(o.today()) {
		return fault.New(fault.Unlawful, "certificate_not_in_force",
			lang.T("这份证照今天无效，不能出示。", "This certificate is not in force today and cannot be shown."),
			lang.T("请在“我的证照”里查看它的状态。", "Please look at its status under My certificates."))
	}
	return r.Show(w, o.stepOf(r, lang.T("亮证", "Show this certificate"), at), o.presenting(c, at))
}

// tokenOf names a showing by the form it was sent with: pressing twice shows once.
func tokenOf(key string) ecert.Random {
	sum := sha256.Sum256([]byte("banjie showing\x00" + key))
	return ecert.Random(sum[:len(ecert.Random{})])
}

func (o *Pages) present(w http.ResponseWriter, r *site.Request) error {
	c, at, err := o.mine(r)
	if err != nil {
		return err
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	refuse := func(err error) error {
		v := o.presenting(c, at)
		if key := r.PostFormValue(site.KeyField); key != "" {
			v.Key.Value = key
		}
		return r.Refused(w, o.stepOf(r, lang.T("亮证", "Show this certificate"), at), v, err)
	}
	key := r.PostFormValue(site.KeyField)
	if len(key) < 20 {
		return refuse(fault.New(fault.Invalid, "no_key", lang.T("这个页面过期了。", "This page is out of date."), lang.T("请再按一次。", "Please press once more.")))
	}
	n, err := strconv.Atoi(r.PostFormValue("minutes"))
	if err != nil {
		n = 0 // refused below, with the limit
	}
	req := ecert.Request{Audience: r.PostFormValue("audience"), Purpose: r.PostFormValue("purpose"), Fields: r.PostForm["fields"], For: time.Duration(min(n, 60)) * time.Minute}
	showing, record, err := ecert.Present(c, req, tokenOf(key), o.today(), o.Site.Clock.Now())
	if err != nil {
		return refuse(err)
	}
	address, err := o.Showings.Sign(showing)
	if err != nil {
		return refuse(err)
	}
	if _, err := qr.Encode(address, qr.L); err != nil {
		return refuse(fault.InvalidInput().At("fields", lang.T("选的内容太多，一个二维码放不下，请少选几项。", "Too much for one code; please choose fewer lines.")))
	}
	if err := o.Showings.Show(r.Context(), o.Site.Division, record); err != nil {
		return err
	}
	token, err := record.Token.MarshalText()
	if err != nil {
		return err
	}
	return r.Go(w, at+"/present/"+string(token), lang.Text{})
}

// showing gives a showing of the path again, from the holder's record: the same bytes.
func (o *Pages) showing(r *site.Request) (v Shown, at string, err error) {
	c, at, err := o.mine(r)
	if err != nil {
		return v, at, err
	}
	var token ecert.Random
	if err := token.UnmarshalText([]byte(r.PathValue("token"))); err != nil {
		return v, at, fault.Missing()
	}
	record, err := o.Showings.Shown(r.Context(), o.Site.Division, c.ID, token)
	if err != nil {
		return v, at, err
	}
	v = Shown{Type: o.typeName(c.Type), Again: at + "/present", Records: o.recordsAt(at), Picture: at + "/present/" + r.PathValue("token") + "/qr.png"}
	v.Showing = ecert.Presentation{Audience: record.Audience, Purpose: record.Purpose, From: record.At, Until: record.Until}
	if v.Finished = !o.Site.Clock.Now().Before(record.Until); v.Finished {
		return v, at, nil
	}
	req := ecert.Request{Audience: record.Audience, Purpose: record.Purpose, Fields: record.Fields, For: record.Until.Sub(record.At)}
	if v.Showing, _, err = ecert.Present(c, req, record.Token, o.today(), record.At); err != nil {
		return v, at, err
	}
	v.Address, err = o.Showings.Sign(v.Showing)
	return v, at, err
}

func (o *Pages) shown(w http.ResponseWriter, r *site.Request) error {
	v, at, err := o.showing(r)
	if err != nil {
		return err
	}
	return r.Show(w, o.stepOf(r, lang.T("正在出示", "Being shown"), at), v)
}

func (o *Pages) shownCode(w http.ResponseWriter, r *site.Request) error {
	v, _, err := o.showing(r)
	if err != nil {
		return err
	}
	if v.Finished {
		return fault.Missing()
	}
	return sendCode(w, v.Address)
}

// sendCode draws the code of an address.
func sendCode(w http.ResponseWriter, address string) error {
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		code, err = qr.Encode(address, qr.L)
	}
	if err != nil {
		return fmt.Errorf("own: code: %w", err)
	}
	code.Scale = 6
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(code.PNG())
	return err
}

func (o *Pages) record(w http.ResponseWriter, r *site.Request) error {
	c, at, err := o.mine(r)
	if err != nil {
		return err
	}
	list, err := o.Showings.Showings(r.Context(), o.Site.Division, c.ID)
	if err != nil {
		return err
	}
	v := Record{Type: o.typeName(c.Type), List: list, Clear: o.recordsAt(at), Show: at + "/present", Name: func(id string) lang.Text {
		if id == ecert.HolderField {
			return lang.T("持证人", "Holder")
		}
		for _, f := range c.Fields {
			if f.ID == id {
				return f.Name
			}
		}
		return ui.Data(id)
	}}
	return r.Show(w, o.stepOf(r, lang.T("出示记录", "What was shown"), at), v)
}

func (o *Pages) forget(w http.ResponseWriter, r *site.Request) error {
	c, at, err := o.mine(r)
	if err != nil {
		return err
	}
	if err := o.Showings.ForgetShowings(r.Context(), o.Site.Division, c.ID); err != nil {
		return err
	}
	return r.Go(w, o.recordsAt(at), lang.T("出示记录已删除。", "The record is deleted."))
}

// Sample is the form for the sample certificate.
func (Present) Sample() Present {
	c := sampleCertificate()
	return (&Pages{}).presenting(c, "/certificates/sample")
}

// Sample is a showing that lasts.
func (Shown) Sample() Shown {
	c := sampleCertificate()
	return Shown{Type: lang.T("食品经营许可证", "Food business licence"), Address: "https://hall.example/v#sample", Picture: specimen.Picture(), Again: "#", Records: "#",
		Showing: ecert.Presentation{Audience: "青石街道办事处3号窗口（示例）", Purpose: "办理店铺租赁登记", From: specimen.Now, Until: specimen.Now.Add(5 * time.Minute), Fields: c.Fields}}
}

// Sample is a record of one showing.
func (Record) Sample() Record {
	at := specimen.Now
	return Record{Type: lang.T("食品经营许可证", "Food business licence"), Clear: "#", Show: "#", Name: func(id string) lang.Text { return lang.T("店名", "Name of the shop") },
		List: []ecert.PresentationRecord{{Audience: "青石街道办事处3号窗口（示例）", Purpose: "办理店铺租赁登记", Fields: []string{"shop"}, At: at, Until: at.Add(5 * time.Minute)}}}
}
