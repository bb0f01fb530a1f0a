package chain

import (
	"context"
	"crypto/rand"
	"strings"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// PassIssued is the kind of the act by which a market lets a lot in.
const PassIssued = "food_pass_issued"

// PassDays is how long a market pass is good, in calendar days from its first: a rule of the house.
const PassDays = 7

// MarketPass is the type of the certificate 入市通行证: a market operator says on which paper, or on
// which test of its own, it let a lot in. Its lines were not compared with a form of any market. The code
// is a demonstration's.
var MarketPass = ecert.Type{
	ID: "market-pass", Code: ecert.CoreTypes()[0].Code[:18] + "034", Name: lang.T("入市通行证", "Market Pass"), Kind: ecert.Registration,
	Statement: lang.T("这一批货进场时查验过所列凭证，准予入市。凭证的真实性由出具人负责。", "The papers named were looked at when this lot came in, and it is let into the market. Whoever issued them answers for their truth."),
	Fields: []ecert.FieldSpec{
		{ID: "product", Name: lang.T("产品名称", "Product"), Required: true},
		{ID: "lot", Name: lang.T("批号", "Lot"), Required: true},
		{ID: "supplier", Name: lang.T("供货者", "Supplier"), Required: true},
		{ID: "ground", Name: lang.T("凭什么入市", "On what ground"), Required: true},
	},
	Template: ecert.Slip, Colour: ecert.Colour{28, 76, 140},
}

// Entrance is what a market says of a lot that it lets in.
type Entrance struct {
	Lot      string // key
	Supplier string // name, as in the market's book
	Test     string // number of the market's own test, for a lot without a certificate
	Passed   bool   // the test
}

// LetIn issues a market pass for a lot that is at the market, on the ground of its conformity certificate,
// or of a test by the market where it has none (Zhejiang Regulations on Farm Produce, article 20). Errors:
// fault.Invalid with the fields, fault.Unlawful where there is no ground.
func (d *Desk) LetIn(ctx context.Context, by access.Actor, b Business, product Product, e Entrance, demo bool) (ecert.Certificate, error) {
	none := ecert.Certificate{}
	if _, err := d.May(by, b); err != nil {
		return none, err
	}
	if b.Kind != Wholesaler || b.Code == "" {
		return none, fault.New(fault.Unlawful, "no_market", lang.T("入市通行证由批发市场、批发商开具。", "A market pass is issued by a wholesale market or wholesaler."), lang.T("请凭合格证或者检测报告进货。", "Please receive goods on their certificate or test."))
	}
	if err := b.signs(); err != nil {
		return none, err
	}
	var c ecert.Certificate
	err := d.decided(ctx, e.Lot, func(seen *Seen) (err error) {
		c, err = d.letIn(ctx, by, b, product, e, seen, demo)
		return err
	})
	return c, err
}

// letIn decides a market pass on what is seen of its lot, and records it.
func (d *Desk) letIn(ctx context.Context, by access.Actor, b Business, product Product, e Entrance, seen *Seen, demo bool) (ecert.Certificate, error) {
	none := ecert.Certificate{}
	if err := d.free(ctx, e.Lot); err != nil {
		return none, err
	}
	places, err := d.Store.Places(ctx, d.Division, b.ID)
	if err != nil {
		return none, err
	}
	there := false
	for _, p := range places {
		hand, err := d.Stock.OnHand(ctx, p.Key(), []string{e.Lot})
		if err != nil {
			return none, err
		}
		for _, x := range hand[e.Lot] {
			there = there || x.Left() > 0
		}
	}
	bad := fault.InvalidInput()
	if !there {
		bad.At("lot", lang.T("账上您的市场里没有这一批：没有进过，或者已经全部发走。刚到的请先记进货。", "By the book none of the lot is in your market: it never came, or all of it has left. If it has just come, please record its arrival first."))
	}
	if e.Supplier = strings.TrimSpace(e.Supplier); e.Supplier == "" || len([]rune(e.Supplier)) > 60 {
		bad.At("supplier", lang.T("请填写供货者，不超过60个字。", "Please name the supplier in up to 60 characters."))
	}
	if err := bad.Or(); err != nil {
		return none, err
	}
	today := d.Calendar().DayOf(d.Clock.Now())
	ground, err := d.ground(ctx, e, today)
	if err != nil {
		return none, err
	}
	until := today + PassDays - 1
	if lots, err := d.Store.Lots(ctx, []string{e.Lot}); err != nil {
		return none, err
	} else if best := lots[e.Lot].Best; best != 0 {
		until = min(until, best)
	}
	if until < today {
		return none, fault.New(fault.Unlawful, "past_date", lang.T("这一批已经过了保质期，不能入市。", "The lot is past its date and is not let in."), lang.T("请退货或者销毁。", "Please return or destroy it."))
	}
	_, lot := PartsOf(e.Lot)
	draft := ecert.Draft{Division: d.Division, Holder: ecert.Holder{Name: b.Name, ID: b.Code}, Issuer: ecert.Issuer{Name: lang.T(b.Name, b.Name), USCC: b.Code},
		Values: map[string]string{"product": product.Name, "lot": lot, "supplier": e.Supplier, "ground": ground}, Serial: rand.Text()[:14], IssuedOn: today, ValidFrom: today, ValidUntil: until, Demo: demo}
	_, _ = rand.Read(draft.Salt[:]) // never fails
	c, err := MarketPass.Issue(draft)
	if err != nil {
		return none, err
	}
	return c, d.keep(ctx, by, PassIssued, b, c, seen, CertificateFacts{Lot: e.Lot})
}

// ground is the certificate of the lot that stands today, else a passed test of the market.
func (d *Desk) ground(ctx context.Context, e Entrance, today calendar.Day) (string, error) {
	proofs, err := d.Store.Proofs(ctx, d.Division, []string{e.Lot})
	if err != nil {
		return "", err
	}
	if id := proofs[e.Lot]; id != "" && d.Certificates != nil {
		_, _, _, err := d.Certificates.Licence(ctx, d.Division, id, today)
		if err == nil {
			return "承诺达标合格证 " + id, nil
		}
		if fault.KindOf(err) != fault.NotFound {
			return "", err
		}
	}
	test := strings.TrimSpace(e.Test)
	switch {
	case test == "" || len([]rune(test)) > 60:
		return "", fault.New(fault.Unlawful, "no_ground", lang.T("这一批没有有效的合格证，也没有检测报告，不能入市。", "The lot has neither a certificate that stands nor a test, and is not let in."),
			lang.T("请在市场检测，合格后填写报告编号再开。", "Please have the market test it, and enter the report's number once it passed.")).Under("znc-20")
	case !e.Passed:
		return "", fault.New(fault.Unlawful, "test_failed", lang.T("市场检测不合格，不能入市。", "The market's test failed; the lot is not let in."), lang.T("请退货或者销毁，并报告监管部门。", "Please return or destroy it and tell the regulator.")).Under("znc-20")
	}
	return "市场检测合格 " + test, nil
}
