package caseview

import (
	"time"

	"banjie/internal/lang"
	"banjie/internal/registers/refund"
	"banjie/internal/web/ui"
)

// refundSteps are the way of money that must come back.
func refundSteps(in Input, done func(lang.Text, time.Time) ui.Step) []ui.Step {
	c := in.Case
	paid, confirmed := lastOf(c, "refund_paid"), time.Time{}
	if c.State == refund.Ordered {
		paid = time.Time{} // ordered anew: the payer has not got it
	}
	if c.State == refund.Closed {
		confirmed = c.Closed
	}
	return []ui.Step{done(lang.T("查明", "Found"), c.Opened), done(lang.T("责令退还", "Ordered"), lastOf(c, "refund_ordered")),
		done(lang.T("退还", "Paid back"), paid), done(lang.T("付款人确认收到", "Confirmed by the payer"), confirmed)}
}
