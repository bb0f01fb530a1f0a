package chain

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/trace"
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
	// Amount is how much it certifies in millionths of Unit, 0 of a pass and of certificates from
	// before amounts were kept.
	Amount int64  `json:"amount,omitempty"`
	Unit   string `json:"unit,omitempty"`
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

// Issued is a certificate or a pass as the register keeps it.
type Issued struct {
	ID        string
	Lot       string // key
	Business  string
	Pass      bool
	Withdrawn time.Time // zero: it stands
	Why       string    // id of [Withdrawals]
}

// Promise is what a business promises of a lot.
type Promise struct {
	Lot      string // key
	Amount   int64  // millionths of Unit
	Unit     string // code of UN/ECE Recommendation 20
	Origin   string
	Contact  string
	Basis    string   // id of [Bases]
	Replaces []string // certificates of the lots it was made of
}

// Issue issues a conformity certificate for a lot that the business itself made or harvested and of
// which it still has as much. Whether it has is compared again by the writer, see [Seen]. A household without a credit code cannot sign one; it hands over a
// card that says who grew it. Errors: fault.Invalid with the fields, fault.Unlawful for a household,
// for a business whose kind issues none, and for one that nobody has proven.
func (d *Desk) Issue(ctx context.Context, by access.Actor, b Business, product Product, p Promise, demo bool) (ecert.Certificate, error) {
	none := ecert.Certificate{}
	if _, err := d.May(by, b); err != nil {
		return none, err
	}
	if !b.Kind.Role().Certificate || b.Code == "" {
		return none, fault.New(fault.Unlawful, "no_conformity_certificate", lang.T("没有统一社会信用代码的农户不开合格证，用生产者信息卡。", "A household without a credit code issues no certificate; it hands over a producer's card."),
			lang.T("请打印生产者信息卡，随货带走。", "Please print the card and send it with the goods.")).Under("znc-19")
	}
	if err := b.signs(); err != nil {
		return none, err
	}
	var c ecert.Certificate
	err := d.decided(ctx, p.Lot, func(seen *Seen) (err error) {
		c, err = d.issue(ctx, by, b, product, p, seen, demo)
		return err
	})
	return c, err
}

// issue decides a certificate on what is seen of its lot, and records it.
func (d *Desk) issue(ctx context.Context, by access.Actor, b Business, product Product, p Promise, seen *Seen, demo bool) (ecert.Certificate, error) {
	none := ecert.Certificate{}
	if err := d.free(ctx, p.Lot); err != nil {
		return none, err
	}
	basis, err := d.promised(ctx, b, product, &p)
	if err != nil {
		return none, err
	}
	_, lot := PartsOf(p.Lot)
	today := d.Calendar().DayOf(d.Clock.Now())
	draft := ecert.Draft{Division: d.Division, Holder: ecert.Holder{Name: b.Name, ID: b.Code}, Issuer: ecert.Issuer{Name: lang.T(b.Name, b.Name), USCC: b.Code},
		Values: map[string]string{"product": product.Name, "quantity": Amount(p.Amount) + " " + UnitName(p.Unit).ZH, "lot": lot, "origin": p.Origin, "contact": p.Contact, "basis": basis.ZH},
		Serial: rand.Text()[:14], IssuedOn: today, ValidFrom: today, Demo: demo}
	_, _ = rand.Read(draft.Salt[:]) // never fails
	if len(p.Replaces) > 0 {
		draft.Values["replaces"] = strings.Join(p.Replaces, " ")
	}
	c, err := Conformity.Issue(draft)
	if err != nil {
		return none, err
	}
	return c, d.keep(ctx, by, CertificateIssued, b, c, seen, CertificateFacts{Lot: p.Lot, Amount: p.Amount, Unit: p.Unit})
}

// keep records the act of issuing: the ledger has the digest, the private half the whole paper.
func (d *Desk) keep(ctx context.Context, by access.Actor, kind string, b Business, c ecert.Certificate, seen *Seen, f CertificateFacts) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return err
	}
	digest := c.Digest()
	f.ID, f.Business, f.Party, f.Digest = c.ID, b.ID, b.Party, digest[:]
	return d.act(ctx, by, casework.Whole{Kind: kind, Data: f, Private: casework.Private{Notes: map[string]string{certificateNote: string(raw)}}, Beside: seen})
}

// promised checks what is promised, and gives on what the promise rests.
func (d *Desk) promised(ctx context.Context, b Business, product Product, p *Promise) (basis lang.Text, err error) {
	bad := fault.InvalidInput()
	for _, x := range Bases {
		if x.ID == p.Basis {
			basis = x.Text
		}
	}
	if basis.IsZero() {
		bad.At("basis", lang.T("请选择承诺依据。", "Please choose on what the promise rests."))
	}
	for field, text := range map[string]*string{"origin": &p.Origin, "contact": &p.Contact} {
		if *text = strings.TrimSpace(*text); *text == "" || len([]rune(*text)) > 100 {
			bad.At(field, lang.T("请填写，不超过100个字。", "Please fill it in, up to 100 characters."))
		}
	}
	if p.Amount <= 0 {
		bad.At("quantity", lang.T("请填写数量，例如 12.5。", "Please enter how much, for example 12.5."))
	}
	if gtin, _ := PartsOf(p.Lot); product.Business != b.ID || gtin == "" || gtin != product.GTIN {
		bad.At("lot", lang.T("只能给自己的产品开合格证。", "A certificate is for one's own product only."))
	}
	if err := bad.Or(); err != nil {
		return basis, err
	}
	return basis, d.covered(ctx, b, *p)
}

// covered: the archive has the lot as made or harvested at places of the business and at no other,
// what is certified is there still, and all that was certified of the lot is not more than was made.
func (d *Desk) covered(ctx context.Context, b Business, p Promise) error {
	places, err := d.Store.Places(ctx, d.Division, b.ID)
	if err != nil {
		return err
	}
	own, all := map[string]bool{}, trace.Sum{}
	want, family := trace.Base(p.Amount, unitOf(p.Unit))
	for _, x := range places {
		own[x.Key()] = true
		if x.Plot() {
			continue
		}
		hand, err := d.Stock.OnHand(ctx, x.Key(), []string{p.Lot})
		if err != nil {
			return err
		}
		sum := hand[p.Lot][family]
		all.In, all.Out = all.In+sum.In, all.Out+sum.Out+sum.Loss
	}
	at, err := d.Stock.MadeAt(ctx, []string{p.Lot})
	if err != nil {
		return err
	}
	if len(at) == 0 || slices.ContainsFunc(at, func(place string) bool { return !own[place] }) {
		return fault.InvalidInput().At("lot", lang.T("追溯记录里没有您采收、加工出这一批的记录，不能开合格证。请先记采收或者加工。", "The records do not say that this lot was harvested or made at a place of yours, so it gets no certificate; please record the harvest or making first.")).Or()
	}
	certified, err := d.Store.Certified(ctx, d.Division, p.Lot)
	if err != nil {
		return err
	}
	if left := min(all.In-all.Out, all.In-certified[family]); want > left {
		one, _ := trace.Base(1_000_000, unitOf(p.Unit))
		return fault.InvalidInput().At("quantity", lang.Format("比账上剩下、还没有开过证的多：最多 %s。", "It is more than is left and not certified yet: at most %s.", Amount(int64(float64(max(left, 0))/float64(max(one, 1))*1_000_000)))).Or()
	}
	return nil
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
