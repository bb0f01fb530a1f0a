package citizen_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/registers/fee"
	"banjie/internal/registers/refund"
)

// The reporter reads on the own page what the unit would learn of a refund, says no or yes signed
// with the code, and follows the money there; nobody sends a number by hand.
func TestTheReporterIsAskedAboutARefund(t *testing.T) {
	b, _, _ := newCentre(t)
	if err := b.engine.Register(refund.Rules{Centre: "hall"}.Procedure()); err != nil {
		t.Fatal(err)
	}
	page, code := b.told(telling("anonymous"))
	if _, page, _ = b.post("/complain/check", sending(page, code)); !strings.Contains(page, "registered") {
		t.Fatal(words(page))
	}
	c := b.only() // the one complaint
	keys := complaint.KeysOf(c)
	open := func(n int) casework.ID {
		t.Helper()
		in := refund.OpenInput{Of: c.ID, Complaint: c.Number, Case: refund.Case{Unit: "market", Outcome: fee.NotListed, On: calendar.Date(2026, 2, 27), Paid: 30000, Over: 30000, Reporter: &keys}}
		out, err := b.engine.Do(context.Background(), casework.Command{Actor: access.Actor{ID: "s1", Role: access.Supervisor, Division: division, Unit: "hall"}, Verb: "open_refund", Input: &in, Reason: "收据上没有依据",
			Open: &casework.Open{Procedure: refund.Name, Channel: "window", Series: refund.SealedSeries, Sealed: true, Party: "r-" + strings.Repeat("x", n)}})
		if err != nil {
			t.Fatal(err)
		}
		return out.Case.ID
	}
	state := func(id casework.ID) casework.State {
		x, _, err := b.engine.Load(context.Background(), casework.Key{Division: division, ID: id})
		if err != nil {
			t.Fatal(err)
		}
		return x.State
	}
	first, second := open(1), open(2)
	page = b.get("/complaint")
	has(t, page, "The payer is asked", "300.00 / 300.00", "2026-02-27", "You were asked about a refund by name", "/complaint/refund/0/allow_refund", "/complaint/refund/1/refuse_refund", "收据上没有依据")
	no := b.get("/complaint/refund/0/refuse_refund")
	has(t, no, "Shall the unit not learn of it?", "Which fee")
	if status, page, at := b.post("/complaint/refund/0/refuse_refund", url.Values{"_key": {hidden(t, no, "_key")}}); status != http.StatusOK || at != "/complaint" || state(first) != refund.Unnamed {
		t.Fatalf("%d at %s, %s\n%s", status, at, state(first), words(page))
	}
	yes := b.get("/complaint/refund/1/allow_refund")
	b.post("/complaint/refund/1/allow_refund", url.Values{"_key": {hidden(t, yes, "_key")}})
	if state(second) != refund.Finding {
		t.Fatal(state(second))
	}
	if status, _, _ := b.post("/complaint/refund/7/allow_refund", nil); status != http.StatusNotFound {
		t.Errorf("a refund that is none of this complaint: %d", status)
	}
	if status, _, _ := b.post("/complaint/refund/1/pay_refund", nil); status != http.StatusNotFound {
		t.Errorf("an act that is not the payer's: %d", status)
	}
	b.post("/complaint/leave", nil)
	b.client = b.visitor()
	if status, page, _ := b.do("GET", "/complaint/refund/1/confirm_refund", nil, ""); strings.Contains(page, "300.00") {
		t.Errorf("without the code: %d", status)
	}
}
