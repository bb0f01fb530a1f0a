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
