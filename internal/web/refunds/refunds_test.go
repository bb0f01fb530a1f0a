package refunds_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/lang"
	"banjie/internal/registers/fee"
	"banjie/internal/registers/refund"
	"banjie/internal/seal"
	"banjie/internal/web/officer/desk"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/refunds"
	"banjie/internal/web/ui/uitest"
)

// second is a supervisor who did not make the finding.
var second = access.Actor{ID: "qi", Role: access.Supervisor, Division: specimen.Division, Unit: "hall"}

var visitor = access.Actor{Role: access.Public, Division: specimen.Division}

func TestPages(t *testing.T) { uitest.Pages(t, refunds.GalleryPages()) }

func town(t *testing.T) *officertest.Town {
	b := officertest.New(t, func(b *officertest.Town) {
		(&refunds.Pages{Site: b.Site, Store: b.Fees, Wall: clock.System}).Routes()
		(&desk.Pages{Site: b.Site}).Routes()
	})
	f := fee.Fee{ID: "card", Version: 1, Name: lang.T("补证工本费", "Replacement card"), Rate: fee.Rate{Kind: fee.Fixed, Amount: 1000}, Unit: "market", From: calendar.Date(2026, 1, 1)}
	if _, err := b.Site.Engine.Record(context.Background(), specimen.Head, fee.Published, f, casework.Private{}); err != nil {
		t.Fatal(err)
	}
	return b
}

func has(t *testing.T, a officertest.Answer, status int, words ...string) {
	t.Helper()
	if a.Status != status {
		t.Fatalf("status %d: %s", a.Status, a.Text())
	}
	for _, w := range words {
		if !strings.Contains(a.Body, w) {
			t.Errorf("%q is not on the page:\n%s", w, a.Text())
		}
	}
}

func only(t *testing.T, b *officertest.Town) *casework.Case {
	t.Helper()
	page, err := b.Site.Cases.Cases(context.Background(), casework.Query{Division: specimen.Division, Procedure: refund.Name, Sealed: true})
	if err != nil || len(page.Rows) != 1 {
		t.Fatalf("%v: %d refunds", err, len(page.Rows))
	}
	return b.Load(page.Rows[0].ID)
}

var proof = &refund.PayInput{How: "centre", Files: []casework.File{{Material: "proof", Name: "x.pdf", Hash: "00", Type: "application/pdf", Size: 1}}}

// A supervisor enters what was paid, the list reckons what is owed, the payer's own account says
// that the money came; a stranger's does not.
func TestFromFindingToConfirmation(t *testing.T) {
	b := town(t)
	_, form := b.Get(specimen.Supervisor, "/centre/refunds/new").Form(t)
	for k, v := range map[string]string{"unit": "market", "fee": "card", "paid": "10", "on": "2026-02-10", "name": "林小禾（示例）", "id_value": "11010519491231002X", "reason": "核对收据"} {
		form.Set(k, v)
	}
	has(t, b.Post(specimen.Supervisor, "/centre/refunds/new", form), http.StatusUnprocessableEntity, "没有应退的钱")
	form.Set("paid", "300")
	form.Set("_key", "second")
	has(t, b.Post(specimen.Supervisor, "/centre/refunds/new", form), http.StatusSeeOther)
	c := only(t, b)
	if f := refund.FileOf(c); f.Over != 29000 || f.Most != 1000 || f.Outcome != fee.TooMuch {
		t.Fatalf("%+v", f)
	}
	has(t, b.Get(specimen.Supervisor, "/centre/refunds"), http.StatusOK, c.Number, "290.00")
	has(t, b.Get(specimen.Officer, "/centre/refunds"), http.StatusNotFound)
	has(t, b.Get(specimen.Head, "/work/cases/"+c.ID.String()), http.StatusOK, "应退", "290.00元")
	b.Do(casework.Command{Actor: second, Case: c.ID, Verb: "order_refund", Reason: "退还"})
	b.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "pay_refund", Reason: "已退", Input: proof})
	payer := access.Actor{ID: "p1", Role: access.Citizen, Division: specimen.Division, Party: c.Party}
	stranger := access.Actor{ID: "p2", Role: access.Citizen, Division: specimen.Division, Party: "else"}
	say := url.Values{"number": {c.Number}, "say": {"confirm_refund"}}
	for _, who := range []access.Actor{visitor, stranger, specimen.Officer} {
		has(t, b.Post(who, "/refund", say), http.StatusUnprocessableEntity, "编号不对，或者不是您的退费")
	}
	has(t, b.Post(payer, "/refund", say), http.StatusSeeOther)
	if c = b.Load(c.ID); c.State != refund.Closed {
		t.Error(c.State)
	}
}

// What came from a sealed complaint: the code of the complaint signs on the page, another does not.
func TestTheCodeSpeaksOnThePage(t *testing.T) {
	b := town(t)
	code := seal.NewCode(seal.CodeDigits)
	reporter, err := seal.NewReporter(seal.Standard, code)
	if err != nil {
		t.Fatal(err)
	}
	in := &refund.OpenInput{Case: refund.Case{Unit: "market", Outcome: fee.NotListed, On: calendar.Date(2026, 2, 10), Paid: 30000, Over: 30000, Reporter: &reporter.Known}, Complaint: "C202602100001"}
	c := b.Do(casework.Command{Actor: specimen.Supervisor, Verb: "open_refund", Reason: "投诉查实", Input: in, Open: &casework.Open{Procedure: refund.Name, Channel: "window", Series: refund.SealedSeries, Sealed: true, Party: "r-1"}})
	has(t, b.Get(specimen.Officer, "/work/cases/"+c.ID.String()), http.StatusNotFound)
	b.Do(casework.Command{Actor: access.Actor{ID: access.ByCode, Role: access.Citizen, Division: specimen.Division, Party: "r-1"}, Case: c.ID, Verb: "allow_refund",
		Input: &refund.Statement{Value: "yes", Signature: reporter.Sign(seal.Statement{Number: c.Number, Act: "allow_refund", Value: "yes"})}})
	b.Do(casework.Command{Actor: second, Case: c.ID, Verb: "order_refund", Reason: "退还"})
	b.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "pay_refund", Reason: "已交中心", Input: proof})
	page := b.Get(specimen.Officer, "/work/cases/"+c.ID.String())
	has(t, page, http.StatusOK, "谁也不知道是谁")
	if strings.Contains(page.Body, "C202602100001") {
		t.Error("the unit reads which complaint it was")
	}
	has(t, b.Get(specimen.Supervisor, "/work/cases/"+c.ID.String()), http.StatusOK, "300.00元")
	say := url.Values{"number": {c.Number}, "say": {"contest_payment"}, "code": {seal.NewCode(seal.CodeDigits)}}
	has(t, b.Post(visitor, "/refund", say), http.StatusUnprocessableEntity, "编号不对，或者不是您的退费")
	say.Set("code", code)
	has(t, b.Post(visitor, "/refund", say), http.StatusSeeOther)
	if c = b.Load(c.ID); c.State != refund.Ordered || refund.FileOf(c).Contested != 1 {
		t.Error(c.State)
	}
}
