package chain

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"strings"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// CertificateIssued is the kind of the act that issues a conformity certificate.
const CertificateIssued = "food_certificate_issued"

// CertificateFacts are its facts; the certificate itself is in its private half, for it names whom
// to call.
type CertificateFacts struct {
	ID       string `json:"id"`
	Business string `json:"business"`
	Lot      string `json:"lot"` // key
	Party    string `json:"party"`
	Digest   []byte `json:"digest"` // of its whole content
}

// certificateNote is the name of the certificate in the private half.
const certificateNote = "certificate"

// Bases of the promise, as the certificate lets one choose.
var Bases = []struct {
	ID   string
	Text lang.Text
}{
	{"entrusted", lang.T("委托检测", "tested by a laboratory")},
	{"self_test", lang.T("自我检测", "tested by ourselves")},
	{"internal", lang.T("内部质量控制", "internal control of quality")},
	{"promise", lang.T("自我承诺", "our own promise")},
}

// Conformity is the type of the certificate 承诺达标合格证. Its lines are those usual on paper: what,
// how much, from where, who answers for it and how to reach them, the day, and on what the promise
// rests. They were not compared with the form that the ministry publishes. The code is a demonstration's.
var Conformity = ecert.Type{
	ID: "conformity-certificate", Code: ecert.CoreTypes()[0].Code[:18] + "033", Name: lang.T("承诺达标合格证", "Conformity Certificate"), Kind: ecert.Registration,
	Statement: lang.T("我承诺，所销售的食用农产品没有使用禁用的农药、兽药和非法添加物，农药、兽药残留不超过标准；对承诺的真实性负责。", "I promise that no banned drug, pesticide or additive was used on the produce sold, and that residues are within the limits; I answer for the truth of it."),
	Fields: []ecert.FieldSpec{
		{ID: "product", Name: lang.T("产品名称", "Product"), Required: true},
		{ID: "quantity", Name: lang.T("数量（重量）", "Quantity"), Required: true},
		{ID: "lot", Name: lang.T("批号", "Lot"), Required: true},
		{ID: "origin", Name: lang.T("产地", "Origin"), Required: true},
		{ID: "contact", Name: lang.T("联系方式", "Contact"), Required: true},
		{ID: "basis", Name: lang.T("承诺依据", "Basis of the promise"), Required: true},
		{ID: "replaces", Name: lang.T("混装、分装前的合格证", "Certificates before mixing or splitting"), Required: false},
	},
	Template: ecert.Slip, Colour: ecert.Colour{20, 104, 72},
}

// Promise is what a business promises of a lot.
type Promise struct {
	Lot      string // key
	Quantity string // in words, with its unit
	Origin   string
	Contact  string
	Basis    string   // id of [Bases]
	Replaces []string // certificates of the lots it was made of
}

// Issue issues a conformity certificate for a lot of the business. A household without a credit code
// cannot sign one; it hands over a card that says who grew it. Errors: fault.Invalid with the fields,
// fault.Unlawful for a household or a business whose kind issues none.
func (d *Desk) Issue(ctx context.Context, by access.Actor, b Business, product Product, p Promise, demo bool) (ecert.Certificate, error) {
	none := ecert.Certificate{}
	if _, err := d.May(by, b); err != nil {
		return none, err
	}
	if !b.Kind.Role().Certificate || b.Code == "" {
		return none, fault.New(fault.Unlawful, "no_conformity_certificate", lang.T("没有统一社会信用代码的农户不开合格证，用生产者信息卡。", "A household without a credit code issues no certificate; it hands over a producer's card."),
			lang.T("请打印生产者信息卡，随货带走。", "Please print the card and send it with the goods.")).Under("znc-19")
	}
	bad := fault.InvalidInput()
	basis := lang.Text{}
	for _, x := range Bases {
		if x.ID == p.Basis {
			basis = x.Text
		}
	}
	if basis.IsZero() {
		bad.At("basis", lang.T("请选择承诺依据。", "Please choose on what the promise rests."))
	}
	for field, text := range map[string]*string{"origin": &p.Origin, "contact": &p.Contact, "quantity": &p.Quantity} {
		if *text = strings.TrimSpace(*text); *text == "" || len([]rune(*text)) > 100 {
			bad.At(field, lang.T("请填写，不超过100个字。", "Please fill it in, up to 100 characters."))
		}
	}
	if product.Business != b.ID {
		bad.At("lot", lang.T("只能给自己的产品开合格证。", "A certificate is for one's own product only."))
	}
	if err := bad.Or(); err != nil {
		return none, err
	}
	_, lot := PartsOf(p.Lot)
	today := d.Calendar().DayOf(d.Clock.Now())
	draft := ecert.Draft{Division: d.Division, Holder: ecert.Holder{Name: b.Name, ID: b.Code}, Issuer: ecert.Issuer{Name: lang.T(b.Name, b.Name), USCC: b.Code},
		Values: map[string]string{"product": product.Name, "quantity": p.Quantity, "lot": lot, "origin": p.Origin, "contact": p.Contact, "basis": basis.ZH},
		Serial: rand.Text()[:14], IssuedOn: today, ValidFrom: today, Demo: demo}
	_, _ = rand.Read(draft.Salt[:]) // never fails
	if len(p.Replaces) > 0 {
		draft.Values["replaces"] = strings.Join(p.Replaces, " ")
	}
	c, err := Conformity.Issue(draft)
	if err != nil {
		return none, err
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return none, err
	}
	digest := c.Digest()
	_, err = d.Engine().Record(ctx, by, CertificateIssued, CertificateFacts{c.ID, b.ID, p.Lot, b.Party, digest[:]}, casework.Private{Notes: map[string]string{certificateNote: string(raw)}})
	return c, err
}

// CertificateOf reads the certificate of an act; false where its private half was erased.
func CertificateOf(e *casework.Event) (f CertificateFacts, c ecert.Certificate, there bool, err error) {
	if f, err = casework.Data[CertificateFacts](*e); err != nil {
		return f, c, false, err
	}
	raw := e.Private.Notes[certificateNote]
	if raw == "" {
		return f, c, false, nil
	}
	return f, c, true, json.Unmarshal([]byte(raw), &c)
}
