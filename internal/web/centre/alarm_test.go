package centre_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/complaint/alarm"
	"banjie/internal/seal"
)

// A retaliation alarm stands first on the centre's page, of an ended complaint too; an officer
// answers it with the form, and the complaint's page says how it stands.
func TestAlarmStandsFirst(t *testing.T) {
	tw := open(t, alarm.Procedure())
	c := tw.complain()
	keys, ok := complaint.KeysOf(c).Recognise("31415926535897932380")
	if !ok {
		t.Fatal("the code is not known")
	}
	say := func(verb string) *casework.Case {
		return tw.Do(casework.Command{Actor: reporter, Case: c.ID, Verb: verb, Input: &complaint.Statement{Value: "yes", Signature: keys.Sign(seal.Statement{Number: c.Number, Act: verb, Value: "yes"})}})
	}
	say("withdraw_complaint")
	if got := tw.Get(officer, "/centre"); strings.Contains(got.Text(), "打击报复报警") {
		t.Error("an alarm that nobody raised")
	}
	say("report_retaliation")
	list := tw.Get(officer, "/centre")
	tw.whole(list, words, name)
	first, book := strings.Index(list.Body, "打击报复报警"), strings.Index(list.Body, "今天到期")
	if first < 0 || first > book || !strings.Contains(list.Body, at(c)) || !strings.Contains(list.Text(), "等中心回应") {
		t.Errorf("the alarm does not stand first (%d, %d)", first, book)
	}
	page := tw.Get(officer, at(c))
	if !strings.Contains(page.Text(), "等您回应") || !strings.Contains(page.Body, "/do/answer_retaliation") {
		t.Error("the complaint does not ask for the answer")
	}
	if got := tw.Post(officer, "/work/cases/"+c.ID.String()+"/do/answer_retaliation", url.Values{"reason": {"我们已经看到，现在就处理。"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.Status, got.Text())
	}
	if got := tw.Get(officer, "/centre"); !strings.Contains(got.Text(), "已回应，正在保护") {
		t.Error("the answered alarm left the list before anything was done")
	}
	if got := tw.Post(officer, "/work/cases/"+c.ID.String()+"/do/settle_retaliation", url.Values{"reason": {"已约谈。"}, "steps": {"unit_called"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.Status, got.Text())
	}
	if got := tw.Get(officer, "/centre"); strings.Contains(got.Text(), "打击报复报警") {
		t.Error("a settled alarm still stands there")
	}
}
