package foodchain

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/access"
)

// An entry that one account typed is refused from another, whatever page sends it.
func TestEntryOfAnotherAccountIsRefused(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	n := newLineup(t, b)
	account := func(who access.Actor) string {
		var got struct{ Account string }
		if err := json.Unmarshal([]byte(b.Get(who, "/food/account.json").Body), &got); err != nil {
			t.Fatal(err)
		}
		return got.Account
	}
	shop := n.who["shop"]
	if account(public) != "" || account(shop) == "" || account(shop) == account(n.who["packer"]) {
		t.Fatalf("%q %q", account(public), account(shop))
	}
	sell := url.Values{"entry": {"10000000-0000-4000-8000-00000000000e"}, "queued": {"1"}, "at": {"2026-03-02T01:00:00Z"}, "lot": {n.lots["box"]}, "amount.0": {"1"}, "unit.0": {"KGM"}, "account": {account(n.who["packer"])}}
	to := "/food/b/" + n.of["shop"].ID + "/do/sell"
	a := b.Post(shop, to, sell)
	b.says(a, "别的账号记的")
	if a.Status != http.StatusForbidden {
		t.Errorf("status %d", a.Status)
	}
	sell.Set("account", account(shop))
	if a := b.Post(shop, to, sell); a.Status != http.StatusOK || !strings.Contains(a.Body, `"recorded":true`) {
		t.Errorf("%d %.2000s", a.Status, a.Body)
	}
}
