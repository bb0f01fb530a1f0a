package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/api"
	"banjie/internal/datadir"
)

// Without the scope, or in a role that records for nobody, a program records nothing.
func TestFoodEntriesNeedTheScope(t *testing.T) {
	path := t.TempDir() + "/live"
	dir, err := datadir.Create(path, datadir.Instance{Division: "330599"})
	if err != nil {
		t.Fatal(err)
	}
	run := start(func(ctx context.Context, out io.Writer) error {
		return serve(ctx, dir, serveOptions{listen: "127.0.0.1:0", out: out})
	})
	base := servedAt.FindStringSubmatch(run.await(t, "办结 Banjie"))[1]
	if _, err := execute(t, adminCommand(), "", "create", "head", "--name", "测试管理员", "--data", path); err != nil {
		t.Fatal(err)
	}
	token := func(scope string) rested {
		return rested{t, base, strings.TrimSpace(apikey(t, "add", "--data", path, "--account", "head", "--role", "administrator", "--scope", scope, "--label", scope))}
	}
	r := token("write:food")
	const farm = `{"kind":"farm","name":"测试农场","code":"91330102MA2B00019Y"}`
	if a, body := r.ask("POST", "/api/food/businesses", farm); a.StatusCode != 403 {
		t.Errorf("an administrator registers a farm: %d %s", a.StatusCode, body)
	}
	for _, x := range []rested{{t, base, ""}, {t, base, "no"}, token("read:food")} {
		if a, body := x.ask("POST", "/api/food/businesses", farm); a.StatusCode != 401 && a.StatusCode != 403 {
			t.Errorf("%d %s", a.StatusCode, body)
		}
	}
	run.end(t)
}

// A farmer's program reads the recalls that are his with the scope read:recalls, and nobody else's: the
// regulator's addresses stay shut to it.
func TestFarmerReadsHisRecalls(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 20)
	token := func(login, scope string) rested {
		t.Helper()
		account, err := c.accounts.AccountByLogin(t.Context(), login)
		if err != nil {
			t.Fatal(err)
		}
		verbs, err := api.VerbsOf(access.Citizen, []string{scope})
		if err != nil {
			t.Fatal(err)
		}
		secret, _, err := c.desk.IssueToken(t.Context(), account.ID, "test", access.Citizen, verbs, c.desk.Clock.Now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return rested{t, c.url, string(secret)}
	}
	type mine struct {
		Recalls []struct{ Number, Title string }
		Orders  []struct{ Href, Number, State, Recall, Title string }
	}
	read := func(r rested) (m mine) {
		t.Helper()
		a, body := r.ask("GET", "/api/food/recalls/mine", "")
		if a.StatusCode != 200 {
			t.Fatalf("%d %s", a.StatusCode, body)
		}
		if err := json.Unmarshal([]byte(body), &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	farmer := token("farmer", "read:recalls")
	got := read(farmer)
	if len(got.Orders) == 0 || got.Orders[0].Recall == "" || got.Orders[0].Title == "" || !strings.HasPrefix(got.Orders[0].Href, "/api/food/recall-orders/") {
		t.Fatalf("%+v", got)
	}
	if other := read(token("citizen", "read:recalls")); len(other.Orders)+len(other.Recalls) > 0 {
		t.Errorf("somebody else's: %+v", other)
	}
	for _, r := range []rested{farmer, token("farmer", "read:food")} {
		if a, body := r.ask("GET", "/api/food/recalls", ""); a.StatusCode != 403 {
			t.Errorf("the regulator's list: %d %s", a.StatusCode, body)
		}
	}
	for _, r := range []rested{token("farmer", "read:food"), {t, c.url, ""}} {
		if a, body := r.ask("GET", "/api/food/recalls/mine", ""); a.StatusCode != 401 && a.StatusCode != 403 {
			t.Errorf("without the scope: %d %s", a.StatusCode, body)
		}
	}
	if a, body := token("farmer", "write:recalls").ask("POST", got.Orders[0].Href+"/count_goods", `{"what":"removed","amount":"much"}`); a.StatusCode != 422 || !strings.Contains(body, `"path":"amount"`) {
		t.Errorf("%d %s", a.StatusCode, body)
	}
}

// A farm's program registers, names a product and records a harvest and a sale by JSON: the same
// checks as by hand, one event for one entry however often it is sent, and the stock that follows.
func TestFoodEntriesForPrograms(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 20)
	farmer, err := c.accounts.AccountByLogin(t.Context(), "farmer")
	if err != nil {
		t.Fatal(err)
	}
	verbs, err := api.VerbsOf(access.Citizen, []string{"write:food"})
	if err != nil {
		t.Fatal(err)
	}
	secret, _, err := c.desk.IssueToken(t.Context(), farmer.ID, "test", access.Citizen, verbs, c.desk.Clock.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	r := rested{t, c.url, string(secret)}
	ask := func(method, address, body string, want int) (out map[string]any) {
		t.Helper()
		a, got := r.ask(method, address, body)
		if a.StatusCode != want {
			t.Fatalf("%s %s: %d, want %d: %s", method, address, a.StatusCode, want, got)
		}
		if err := json.Unmarshal([]byte(got), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	ask("POST", "/api/food/businesses", `{"kind":"farm","name":"x","colour":"red"}`, 422)
	farm := ask("POST", "/api/food/businesses", `{"kind":"farm","name":"测试农场","code":"91330102MA2B00019Y"}`, 201)
	root := "/api/food/businesses/" + farm["id"].(string)
	product := ask("POST", root+"/products", `{"name":"桃子","unit":"KGM","days":5,"produce":true}`, 201)
	// What is wrong is named by the field of the body.
	places := func(address, body string) (all []string) {
		t.Helper()
		for _, x := range ask("POST", address, body, 422)["errors"].([]any) {
			all = append(all, x.(map[string]any)["path"].(string))
		}
		return all
	}
	for body, want := range map[string]string{
		`{"entry":1,"kidn":"harvest","time":"yesterday","takes":[{"quantity":"many"}]}`:                                                       "entry kidn takes[0].quantity time",
		`{"entry":"11111111-0000-4000-8000-000000000008","kind":"harvest","product":"6901234567893"}`:                                         "product",
		`{"entry":"11111111-0000-4000-8000-000000000008","kind":"sell","takes":[{"lot":"what?","quantity":1,"uom":"KGM"}]}`:                   "takes[0].lot",
		fmt.Sprintf(`{"entry":"11111111-0000-4000-8000-000000000008","kind":"harvest","product":%q}`, product["gtin"]):                        "quantity",
		fmt.Sprintf(`{"entry":"11111111-0000-4000-8000-000000000008","kind":"harvest","product":%q,"quantity":1,"uom":"?"}`, product["gtin"]): "uom",
	} {
		if got := strings.Join(places(root+"/steps", body), " "); got != want {
			t.Errorf("%s: %q is at fault, want %q", body, got, want)
		}
	}
	gtin := strings.TrimPrefix(product["gtin"].(string), "0") // thirteen digits, as bar codes have it
	if len(gtin) != 13 {
		t.Fatalf("%v", product)
	}
	product["gtin"] = gtin
	harvest := fmt.Sprintf(`{"entry":"11111111-0000-4000-8000-000000000001","kind":"harvest","time":"2026-06-12T01:00:00Z","product":%q,"quantity":30}`, product["gtin"])
	before := c.leaves(t)
	lot := ask("POST", root+"/steps", harvest, 201)["lot"].(string)
	if again := ask("POST", root+"/steps", harvest, 200); again["repeated"] != true || c.leaves(t) != before+1 {
		t.Errorf("sent twice: %v, %d entries", again, c.leaves(t)-before)
	}
	ask("POST", root+"/steps", strings.Replace(harvest, "30}", "31}", 1), 422)
	sale := fmt.Sprintf(`{"entry":"11111111-0000-4000-8000-000000000002","kind":"sell","takes":[{"lot":%q,"quantity":50,"uom":"KGM"}]}`, lot)
	asked := ask("POST", root+"/steps", sale, 409)
	if list := asked["findings"].([]any); asked["recorded"] != false || list[0].(map[string]any)["code"] != "more_than_there" {
		t.Errorf("%v", asked)
	}
	ask("POST", root+"/steps", strings.Replace(sale, "50", "12.5", 1), 201)
	stock := ask("GET", root+"/stock", "", 200)["stock"].([]any)
	if len(stock) != 1 || stock[0].(map[string]any)["quantity"] != 17.5 {
		t.Errorf("%v", stock)
	}
	if lines := ask("GET", root+"/book", "", 200)["lines"].([]any); len(lines) != 2 {
		t.Errorf("%v", lines)
	}
	list, err := c.accounts.AccountByLogin(t.Context(), "firm")
	if err != nil {
		t.Fatal(err)
	}
	secret, _, err = c.desk.IssueToken(t.Context(), list.ID, "test", access.Citizen, verbs, c.desk.Clock.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	r.token = string(secret)
	ask("GET", root+"/stock", "", 404)
	ask("POST", root+"/steps", harvest, 404)
}
