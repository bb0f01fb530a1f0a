package chain

import (
	"context"
	"errors"
	"slices"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// CertificateWithdrawn is the kind of the act by which an issuer takes a certificate or pass back.
const CertificateWithdrawn = "food_certificate_withdrawn"

// WithdrawnFacts are its facts.
type WithdrawnFacts struct {
	ID       string       `json:"id"`
	Business string       `json:"business"`
	Lot      string       `json:"lot"` // key
	Why      string       `json:"why"` // id of [Withdrawals]
	On       calendar.Day `json:"on"`  // first day on which it no longer stands
}

// Withdrawals are why an issuer takes a certificate back. Whoever scans the lot reads them.
var Withdrawals = []struct {
	ID   string
	Text lang.Text
}{
	{"mistake", lang.T("开错了：品种、数量或者批号不对", "issued by mistake: the wrong product, quantity or lot")},
	{"failed", lang.T("后来检测不合格，或者发现用了不该用的药", "a later test failed, or something banned was found to have been used")},
	{"not_sold", lang.T("货没有卖出去，已经自用或者销毁", "the goods were not sold: used or destroyed")},
	{"replaced", lang.T("混装、分装以后另开了新的", "mixed or split, and issued anew")},
}

// WithdrawalText is why, in words.
func WithdrawalText(id string) lang.Text {
	for _, w := range Withdrawals {
		if w.ID == id {
			return w.Text
		}
	}
	return lang.T(id, id)
}

// Withdraw takes a certificate or pass of a business back, from today on. Errors: fault.Invalid
// without a reason, fault.NotFound for one that another business issued, fault.Conflict for one that
// was withdrawn before.
func (d *Desk) Withdraw(ctx context.Context, by access.Actor, b Business, id, why string) error {
	if _, err := d.May(by, b); err != nil {
		return err
	}
	had, err := d.Store.Certificate(ctx, d.Division, id)
	if err != nil {
		return err
	}
	if had.Business != b.ID {
		return fault.Missing()
	}
	if !slices.ContainsFunc(Withdrawals, func(w struct {
		ID   string
		Text lang.Text
	}) bool {
		return w.ID == why
	}) {
		return fault.InvalidInput().At("why", lang.T("请选择为什么收回。", "Please choose why it is taken back.")).Or()
	}
	gone := fault.New(fault.Conflict, "withdrawn_already", lang.T("这一张已经收回了。", "It was withdrawn before."), lang.T("不用再办。", "Nothing is left to do."))
	if !had.Withdrawn.IsZero() {
		return gone
	}
	err = d.record(ctx, by, CertificateWithdrawn, WithdrawnFacts{had.ID, b.ID, had.Lot, why, d.Calendar().DayOf(d.Clock.Now())}, casework.Private{})
	if errors.Is(err, casework.ErrConflict) {
		return gone
	}
	return err
}

// Ends is the act on the certificate itself: struck off at its issuer's own wish. The certificate is
// the issuer's promise under the article named; none says how a promise is taken back.
func (f WithdrawnFacts) Ends() ecert.Act {
	return ecert.Act{Verb: ecert.Deregister, On: f.On, Basis: "ncz-38", Reason: WithdrawalText(f.Why).ZH}
}
