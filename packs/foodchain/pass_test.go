package foodchain

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/ecert"
	"banjie/packs/foodchain/chain"
)

// A market lets a lot in on its certificate, or on a test of its own where it has none, and refuses what has
// neither; whoever scans the lot sees the pass, and it is checked like every certificate.
func TestMarketPass(t *testing.T) {
	n := newLineup(t, newBed(t, "sqlite:"+t.TempDir()+"/town.db"))
	market, lot := n.of["wholesaler"].ID, n.lots["box"]
	at := "/food/b/" + market + "/pass"
	send := func(who string, form url.Values) (int, string) {
		t.Helper()
		form.Set("lot", lot)
		got := n.Post(n.who[who], at, form)
		return got.Status, got.Text()
	}
	for name, c := range map[string]struct {
		form url.Values
		says string
	}{
		"no ground":     {url.Values{"supplier": {"packer（虚构）"}}, "没有有效的合格证"},
		"a failed test": {url.Values{"supplier": {"packer（虚构）"}, "test": {"KJ-1"}, "passed": {"no"}}, "检测不合格"},
		"no supplier":   {url.Values{"test": {"KJ-1"}, "passed": {"yes"}}, "请填写供货者"},
	} {
		if status, text := send("wholesaler", c.form); status == http.StatusSeeOther || !strings.Contains(text, c.says) {
			t.Errorf("%s: %d %.1500s", name, status, text)
		}
	}
	if status, _ := send("stranger", url.Values{"supplier": {"x"}, "test": {"KJ-1"}, "passed": {"yes"}}); status == http.StatusSeeOther {
		t.Error("a stranger let a lot into somebody's market")
	}
	if len(n.certs.list) != 0 {
		t.Fatalf("%+v", n.certs.list)
	}
	if status, text := send("wholesaler", url.Values{"supplier": {"packer（虚构）"}, "test": {"KJ-1"}, "passed": {"yes"}}); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, text)
	}
	n.says(n.scan(lot), "入市通行证", "签名核对无误", "放行的市场", "wholesaler（虚构）")
	certificate, err := n.people.desk.Issue(t.Context(), n.who["packer"], n.of["packer"], chain.Product{Business: n.of["packer"].ID, GTIN: strings.Split(lot, "/")[4], Name: "杨梅礼盒"}, chain.Promise{Lot: lot, Amount: 38_000_000, Unit: "KGM", Origin: "示例村", Contact: "05005000000", Basis: "self_test"}, true)
	if err != nil {
		t.Fatal(err)
	}
	if status, text := send("wholesaler", url.Values{"supplier": {"packer（虚构）"}}); status != http.StatusSeeOther {
		t.Fatalf("%d %s", status, text)
	}
	onPaper := 0
	today := n.host.Calendar().DayOf(n.Clock.Now())
	for _, c := range n.certs.list {
		if c.Type != chain.MarketPass.ID {
			continue
		}
		if strings.Contains(c.Value("ground"), certificate.ID) {
			onPaper++
		}
		address, err := n.certs.QR(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := ecert.ParseURL(address)
		if err != nil {
			t.Fatal(err)
		}
		if r := ecert.VerifyContent(sealed, c, n.certs.Keys(), nil, today, n.Clock.Now()); r.Verdict != ecert.Genuine {
			t.Errorf("%+v", r)
		}
		c.Fields[len(c.Fields)-1].Value = "什么都没查"
		if r := ecert.VerifyContent(sealed, c, n.certs.Keys(), nil, today, n.Clock.Now()); r.Verdict == ecert.Genuine {
			t.Error("a changed ground is believed")
		}
	}
	if onPaper != 1 {
		t.Errorf("%d passes name the certificate", onPaper)
	}
	if differs, err := n.people.check(t.Context(), "330599"); err != nil || len(differs) > 0 {
		t.Errorf("%v %v", differs, err)
	}
}
