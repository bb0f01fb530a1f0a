package own

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/citizen/specimen"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// Certificates is the list of one's own certificates.
type Certificates struct {
	List    []ecert.Certificate
	Today   calendar.Day
	Name    func(kind string) lang.Text
	Actions ui.Component
}

func statusTag(s ecert.Status) ui.Tag {
	t := ui.Tag{Label: s.Name(), Tone: ui.Shut}
	switch s {
	case ecert.Valid:
		t.Tone = ui.Good
	case ecert.Amended, ecert.Renewed:
		t.Tone = ui.Neutral
	}
	return t
}

// View draws it.
func (v Certificates) View(p ui.Page) templ.Component {
	cs := ui.Components{ui.Heading{Title: lang.T("我的证照", "My certificates"), Lead: lang.T("电子证照与纸质证照具有同等法律效力。", "Electronic certificates have the same force as paper ones.")}, v.Actions}
	if len(v.List) == 0 {
		return append(cs, ui.Empty{Title: lang.T("还没有电子证照", "No certificates yet"), Text: lang.T("办成的事发了证照，会自动放在这里。", "When a matter ends with a certificate it appears here by itself.")}).View(p)
	}
	var cards ui.Cards
	for _, c := range v.List {
		tag := statusTag(c.StatusOn(v.Today))
		cards = append(cards, ui.Card{Title: v.Name(c.Type), Text: c.Issuer.Name, Href: "/certificates/" + c.ID, Icon: ui.IconShield, Tag: &tag, Meta: []lang.Text{c.ValidityText()}})
	}
	return append(cs, ui.Section{Title: lang.Format("共%d张", "%d in all", len(v.List)), Body: ui.Components{cards}}).View(p)
}

// Certificate is one certificate in the hands of its holder.
type Certificate struct {
	Certificate ecert.Certificate
	Type        lang.Text
	Today       calendar.Day
	At          string // address of this page
	Picture     string // address of the QR code
	Records     string // address of what was shown; "" where that is not offered
	Next        string // address of the successor; "" where there is none or it is not shown here
}

// View draws it.
func (v Certificate) View(p ui.Page) templ.Component {
	c := v.Certificate
	status := statusTag(c.StatusOn(v.Today))
	rows := []ui.SummaryRow{{Key: lang.T("持证主体", "Holder"), Value: ui.Data(c.Holder.Name)}, {Key: lang.T("证件号码", "Document number"), Value: ui.Data(c.Holder.ID)}}
	for _, f := range c.Fields {
		rows = append(rows, ui.SummaryRow{Key: f.Name, Value: ui.Data(f.Value)})
	}
	rows = append(rows, ui.SummaryRow{Key: lang.T("有效期", "Valid"), Value: c.ValidityText()}, ui.SummaryRow{Key: lang.T("颁发机构", "Issued by"), Value: c.Issuer.Name},
		ui.SummaryRow{Key: lang.T("颁发日期", "Issued on"), Body: ui.OnDay(c.IssuedOn)}, ui.SummaryRow{Key: lang.T("电子证照标识", "Identifier"), Value: ui.Data(c.ID)})
	cs := ui.Components{ui.Heading{Title: v.Type, Tag: &status}}
	if c.Demo {
		cs = append(cs, ui.Notice{Kind: ui.Demo, Text: lang.T("演示证照，没有法律效力。", "A demonstration certificate without legal force.")})
	}
	if s := c.StatusOn(v.Today); s != ecert.Valid {
		n := ui.Notice{Kind: ui.Warning, Title: lang.T("这张证照现在的状态是“"+s.Name().ZH+"”，不能再作为有效证照使用。", "The status of this certificate is “"+s.Name().EN+"”; it is no longer in force.")}
		if c.Successor != "" {
			n.Text = lang.T("现行证照："+c.Successor, "Now in its place: "+c.Successor)
			if v.Next != "" {
				n.Link = &ui.Link{Name: lang.T("看现行证照", "See the one now in force"), Href: v.Next}
			}
		}
		cs = append(cs, n)
	}
	actions := ui.Actions{}
	if v.Records != "" && c.InForce(v.Today) {
		actions = append(actions, ui.LinkButton{Label: lang.T("亮证", "Show it to somebody"), Href: v.At + "/present", Icon: ui.IconShield})
	}
	actions = append(actions, ui.LinkButton{Label: lang.T("下载PDF打印", "PDF to print"), Href: v.At + "/certificate.pdf", Icon: ui.IconPrint, Look: ui.Secondary})
	actions = append(actions, ui.LinkButton{Label: lang.T("下载签名副本", "Signed copy"), Href: v.At + "/certificate.json", Look: ui.Secondary})
	if v.Records != "" {
		actions = append(actions, ui.LinkButton{Label: lang.T("出示记录", "What was shown"), Href: v.Records, Look: ui.Quiet})
	}
	actions = append(actions, ui.LinkButton{Label: lang.T("怎么验证", "How to verify"), Href: "/v", Look: ui.Quiet})
	return append(cs, ui.SummaryList{Rows: rows}, certificateCode{v.Picture}, actions,
		ui.Text(lang.T("给别人看二维码就行，对方断网也能核验真伪；是否被撤销要联网或者用状态清单。谁验过，我们不记录。", "Show the code: it can be checked without a network; whether it was revoked needs the network or the status list. Who checks it is not recorded.")),
		ui.Text(lang.T("对方要核对全文的，给签名副本：每一行都能离线核验（banjie verify）。PDF 只供打印，本身不带签名。", "Somebody who must check the whole text gets the signed copy: every line of it verifies offline (banjie verify). The PDF is for printing and carries no signature of its own.")),
		ui.LawRef{ID: "zwx-10", Full: true}).View(p)
}

func (o *Pages) typeName(kind string) lang.Text {
	for _, t := range o.Types {
		if t.ID == kind {
			return t.Name
		}
	}
	return lang.T("电子证照", "Certificate")
}

func (o *Pages) today() calendar.Day { return o.Site.Calendar().DayOf(o.Site.Clock.Now()) }

func (o *Pages) certificates(w http.ResponseWriter, r *site.Request) error {
	v := Certificates{Today: o.today(), Name: o.typeName, Actions: o.tabs("/my/certificates")}
	var err error
	if v.List, err = o.ofActor(r); err != nil {
		return err
	}
	return r.Show(w, r.Page(lang.T("我的证照", "My certificates")), v)
}

// ofActor are the certificates of whoever asks, newest first.
func (o *Pages) ofActor(r *site.Request) (all []ecert.Certificate, err error) {
	if r.Actor.IsStaff() {
		return nil, nil
	}
	mine := access.ScopeOf(r.Actor, access.ListOwnCases)
	for _, party := range []string{mine.Party, mine.Before} {
		if party == "" {
			continue
		}
		list, err := o.Site.Certificates.OfParty(r.Context(), o.Site.Division, party)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// next is the address of what stands in a certificate's place, for who holds that as well.
func (o *Pages) next(r *site.Request, c ecert.Certificate, at string) (string, error) {
	list, err := o.ofActor(r)
	if r.PathValue("id") != "" {
		list, err = o.Site.Certificates.OfCase(r.Context(), casework.Key{Division: c.Division, ID: casework.ID(c.Case)})
	}
	for _, other := range list {
		if err == nil && other.ID == c.Successor {
			return strings.TrimSuffix(at, c.ID) + other.ID, nil
		}
	}
	return "", err
}

// held gives a certificate to its holder: by the account, or by the case that issued it.
func (o *Pages) held(r *site.Request) (c ecert.Certificate, at string, err error) {
	id := r.PathValue("certificate")
	var list []ecert.Certificate
	if r.PathValue("id") != "" {
		kase, _, _, err := o.Passes.Case(r)
		if err != nil {
			return c, "", err
		}
		at = "/cases/" + kase.ID.String() + "/certificates/" + id
		list, err = o.Site.Certificates.OfCase(r.Context(), kase.Key)
		if err != nil {
			return c, "", err
		}
	} else {
		if r.Actor.Role == access.Public {
			return c, "", access.Check(r.Actor, access.ListOwnCases, access.Target{Division: o.Site.Division})
		}
		at = "/certificates/" + id
		if list, err = o.ofActor(r); err != nil {
			return c, "", err
		}
	}
	for _, c := range list {
		if c.ID == id {
			return c, at, nil
		}
	}
	return c, "", fault.Missing()
}

func (o *Pages) certificate(w http.ResponseWriter, r *site.Request) error {
	c, at, err := o.held(r)
	if err != nil {
		return err
	}
	v := Certificate{Certificate: c, Type: o.typeName(c.Type), Today: o.today(), At: at, Picture: at + "/qr.png"}
	if o.Showings != nil && !r.Actor.IsStaff() && r.Actor.For == "" {
		v.Records = o.recordsAt(at)
	}
	if v.Next, err = o.next(r, c, at); err != nil {
		return err
	}
	p := r.Page(v.Type)
	if id := r.PathValue("id"); id != "" {
		p.Back = "/cases/" + id
	} else {
		p.Breadcrumbs = []ui.Link{{Name: lang.T("我的证照", "My certificates"), Href: "/my/certificates"}, {Name: v.Type}}
	}
	return r.Show(w, p, v)
}

func (o *Pages) code(w http.ResponseWriter, r *site.Request) error {
	c, _, err := o.held(r)
	if err != nil {
		return err
	}
	address, err := o.Site.Certificates.QR(r.Context(), c)
	if err != nil {
		return err
	}
	return sendCode(w, address)
}

func (o *Pages) pdf(w http.ResponseWriter, r *site.Request) error {
	c, _, err := o.held(r)
	if err != nil {
		return err
	}
	out := &later{w: w, name: "certificate-" + c.ID + ".pdf"}
	return o.Site.Certificates.PDF(r.Context(), out, c)
}

// signedCopy is the holder's file: the whole certificate beside its signed address.
func (o *Pages) signedCopy(w http.ResponseWriter, r *site.Request) error {
	c, _, err := o.held(r)
	if err != nil {
		return err
	}
	address, err := o.Site.Certificates.QR(r.Context(), c)
	if err != nil {
		return err
	}
	body, err := json.MarshalIndent(ecert.Copy{Certificate: c, Address: address}, "", "  ")
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Disposition", "attachment; filename="+strconv.Quote("certificate-"+c.ID+".json"))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(append(body, '\n'))
	return err
}

// later sends the headers with the first bytes, so that a failure before them is a page.
type later struct {
	w    http.ResponseWriter
	name string
	sent bool
}

func (l *later) Write(b []byte) (int, error) {
	if !l.sent {
		l.sent = true
		h := l.w.Header()
		h.Set("Content-Type", "application/pdf")
		h.Set("Content-Disposition", "attachment; filename="+strconv.Quote(l.name))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
	}
	return l.w.Write(b)
}

func sampleCertificate() ecert.Certificate {
	return ecert.Certificate{ID: "1.2.156.3005.2.11330599000000000A.113305990000000000.JY2026000017.001.X", Type: "food_business", Division: "330599", Holder: ecert.Holder{Name: "林小禾（示例）", Person: true, ID: "110105********0021"},
		Issuer: ecert.Issuer{Name: specimen.Unit("market"), USCC: "113305990000000000"}, IssuedOn: calendar.Date(2026, 3, 11), ValidFrom: calendar.Date(2026, 3, 11), ValidUntil: calendar.Date(2031, 3, 10), Version: 1, Status: ecert.Valid, Demo: true,
		Fields: []ecert.Field{{ID: "shop", Name: lang.T("店名", "Name of the shop"), Value: "青禾小吃店"}, {ID: "place", Name: lang.T("经营场所", "Premises"), Value: "青石街道1号（示例）"}}}
}

// Sample is one valid certificate and one that has run out.
func (Certificates) Sample() Certificates {
	old := sampleCertificate()
	old.ValidUntil = calendar.Date(2026, 3, 1)
	return Certificates{List: []ecert.Certificate{sampleCertificate(), old}, Today: calendar.Date(2026, 3, 11), Actions: (*Pages)(nil).tabs("/my/certificates"), Name: func(string) lang.Text { return lang.T("食品经营许可证", "Food business licence") }}
}

// Sample is a valid certificate of the demonstration.
func (Certificate) Sample() Certificate {
	return Certificate{Certificate: sampleCertificate(), Type: lang.T("食品经营许可证", "Food business licence"), Today: calendar.Date(2026, 3, 11), At: "/certificates/sample", Picture: specimen.Picture(), Records: "/my/certificates/sample/record"}
}

// renewedSample is a certificate in whose place another stands.
func (v Certificate) renewedSample() Certificate {
	v = v.Sample()
	c := &v.Certificate
	c.Status, c.StatusDay, c.Successor = ecert.Renewed, v.Today, strings.Replace(c.ID, "JY2026000017", "JY2031000042", 1)
	v.Next = "/certificates/sample-new"
	return v
}
