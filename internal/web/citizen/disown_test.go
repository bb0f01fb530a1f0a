package citizen_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/licensing"
)

// A stranger files under somebody's number. Its owner, proven, sees that nobody was signed in
// and says once that the filing is not theirs; whoever filed it cannot.
func TestNotMine(t *testing.T) {
	b := newBed(t)
	receipt, _ := b.file() // without an account
	at := strings.TrimSuffix(receipt, "/receipt")
	page := b.get(at)
	has(t, page, "Filed without signing in; nobody checked who filed it.", "Whoever filed it (not signed in)")
	if strings.Contains(page, "It is not mine") {
		t.Error("whoever filed it is asked whether it is theirs")
	}
	if status, _, _ := b.do("GET", at+"/disown", nil, ""); status != http.StatusUnprocessableEntity && status != http.StatusConflict {
		t.Errorf("by return code the page opens: %d", status)
	}
	if status, page, _ := b.post(at+"/disown", nil); status < 400 || !strings.Contains(page, "sign in with an account whose document was seen") {
		t.Errorf("by return code: %d %s", status, words(page))
	}
	b.client = b.visitor()
	party := b.fold(at).Party
	b.who = access.Actor{ID: "a1", Name: "测试人甲", Role: access.Citizen, Division: division, Party: "account-a1"}
	if status, _, _ := b.do("GET", at+"/disown", nil, ""); status != http.StatusNotFound {
		t.Errorf("an account that nobody proved: %d", status)
	}
	b.who.Party, b.who.Before = party, "account-a1"
	has(t, b.get(at), "Filed without signing in", "This application names your document", "It is not mine")
	has(t, b.get(at+"/disown"), "Was this application not filed by you?", "cannot be taken back")
	before := b.leaves()
	status, page, to := b.post(at+"/disown", url.Values{"reason": {"我没有申请过。"}})
	if status != http.StatusOK || to != at || b.leaves()-before != 1 {
		t.Fatalf("%d at %s, %d leaves\n%s", status, to, b.leaves()-before, words(page))
	}
	has(t, page, "The owner of the document says: not filed by me", "我没有申请过。", "The unit was told")
	if strings.Contains(page, "It is not mine") {
		t.Error("it can be said twice")
	}
	if c := b.fold(at); c.State != licensing.Received || !licensing.FileOf(c).Disowned {
		t.Errorf("after it: %s %v", c.State, licensing.FileOf(c).Disowned)
	}
	if status, page, _ := b.post(at+"/disown", nil); status < 400 || !strings.Contains(page, "You have said so already") {
		t.Errorf("twice: %d", status)
	}
	// What the owner filed themselves, signed in, is theirs.
	receipt, _ = b.file()
	if page := b.get(strings.TrimSuffix(receipt, "/receipt")); strings.Contains(page, "Filed without") || strings.Contains(page, "It is not mine") {
		t.Error("one's own filing is offered as a stranger's")
	}
}
