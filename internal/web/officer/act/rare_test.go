package act

import (
	"strings"
	"testing"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// TestRareIsNeverInFront: asking who complains is an exception. It is not the dark button, neither
// alone nor beside what carries the case on.
func TestRareIsNeverInFront(t *testing.T) {
	p := complaint.Rules{Centre: "centre"}.Procedure()
	panel := func(verbs ...string) string {
		v := Panel{Back: "/centre"}
		for _, verb := range verbs {
			tr := anyState(p, verb)
			if tr == nil {
				t.Fatalf("no verb %s", verb)
			}
			v.Offers = append(v.Offers, Offer{Question: Question{Case: &casework.Case{Sealed: true}, Proc: p, Trans: tr}})
		}
		var b strings.Builder
		if err := v.View(ui.Page{Lang: lang.EN}).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	look := func(page, verb string) string {
		at := strings.Index(page, "/do/"+verb)
		if at < 0 {
			t.Fatalf("%s is not offered:\n%s", verb, page)
		}
		tag := page[strings.LastIndex(page[:at], "<a"):]
		return tag[:strings.Index(tag, ">")]
	}
	if alone := look(panel("request_opening", "recuse"), "request_opening"); !strings.Contains(alone, string(ui.Quiet)) {
		t.Errorf("alone it is %s", alone)
	}
	both := panel("request_opening", "send_again")
	if front := look(both, "send_again"); strings.Contains(front, string(ui.Secondary)) || strings.Contains(front, string(ui.Quiet)) {
		t.Errorf("what carries it on is %s", front)
	}
	if beside := look(both, "request_opening"); !strings.Contains(beside, string(ui.Quiet)) {
		t.Errorf("beside it is %s", beside)
	}
}
