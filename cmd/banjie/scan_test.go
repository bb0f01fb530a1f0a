package main

import (
	"context"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/web/officer/act"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/foodreport"
	"banjie/packs/foodchain/label"
	"banjie/packs/foodchain/trace/tracestore"
)

// foodHall is a county with captured food and its pages.
func foodHall(t *testing.T) (*hall, *httptest.Server) {
	t.Helper()
	h := reopened(t, smallTown(t))
	office := &capture.Office{Engine: func() *casework.Engine { return h.engine }, Store: packCaptures(h), Clock: h.clock, Division: h.division}
	if _, err := office.Take(t.Context(), h.system(), strings.NewReader(harvestAndSale), capture.Order{Channel: "file"}, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	s, err := h.site(context.Background(), serveOptions{base: "http://127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	return h, server
}

// shopper keeps cookies as a browser does.
var shopper = func() *http.Client {
	jar, _ := cookiejar.New(nil) // no options, no error
	return &http.Client{Jar: jar}
}()

func asked(t testing.TB, r *http.Request) (int, string) {
	t.Helper()
	r.Header.Set("Accept", "text/html,*/*;q=0.8")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	resp, err := shopper.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func getPage(t testing.TB, url string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return asked(t, r)
}

func postForm(t testing.TB, to string, form url.Values) (int, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return asked(t, r)
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// From the code on a box to a case that the market regulator answers: no account, no script, no
// name; the regulator has the code before it, and number and return code show the answer.
func TestReportFromAScan(t *testing.T) {
	h, server := foodHall(t)
	const lot = "/01/09529999000019/10/A1"
	status, page := getPage(t, server.URL+lot)
	if status != http.StatusOK || !strings.Contains(page, "说不准") || !strings.Contains(page, "市场监督管理局") || len(page) >= 30_000 {
		t.Fatalf("%d, %d bytes\n%s", status, len(page), page)
	}
	report := regexp.MustCompile(`href="(/food/report[^"]+)"`).FindStringSubmatch(page)
	if report == nil {
		t.Fatal("no way to report")
	}
	status, page = getPage(t, server.URL+html.UnescapeString(report[1]))
	if status != http.StatusOK || !strings.Contains(page, `value="`+lot+`"`) {
		t.Fatalf("%d\n%s", status, page)
	}
	form := url.Values{"code": {lot}}
	for _, m := range hiddenField.FindAllStringSubmatch(page, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	code := form.Get("return_code")
	if status, page = postForm(t, server.URL+"/food/report", form); status != http.StatusUnprocessableEntity || !strings.Contains(page, code[:5]) || !strings.Contains(page, "请写一写") {
		t.Fatalf("an empty report: %d\n%s", status, page)
	}
	form.Set("kind", "spoilt")
	form.Set("words", "打开有酸味，长了白毛。")
	form.Set("where", "惠民小店")
	form.Set("code_first", code[:5])
	form.Set("code", "09529999000018")
	if status, page = postForm(t, server.URL+"/food/report", form); status != http.StatusUnprocessableEntity || !strings.Contains(page, "校验码不对") {
		t.Fatalf("a wrong check digit: %d\n%s", status, page)
	}
	form.Set("code", lot)
	status, page = postForm(t, server.URL+"/food/report", form)
	number := regexp.MustCompile(`F2026[0-9]+`).FindString(page)
	if status != http.StatusOK || number == "" {
		t.Fatalf("not filed: %d\n%s", status, page)
	}
	if _, again := postForm(t, server.URL+"/food/report", form); !strings.Contains(again, number) {
		t.Error("a second press made another case")
	}
	key, err := h.cases.ByNumber(t.Context(), h.division, number)
	if err != nil {
		t.Fatal(err)
	}
	c, proc, err := h.engine.Load(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if f := foodreport.FileOf(c); c.Procedure != foodreport.Name || f.Key != "https://id.gs1.org"+lot || f.Kind != "spoilt" || c.Unit != "market-regulation" {
		t.Errorf("case %+v of %s at %s", f, c.Procedure, c.Unit)
	}
	if words := c.Events[0].Private.Text; !strings.Contains(words, "09529999000019 / A1") || !strings.Contains(words, "酸味") || !strings.Contains(words, "惠民小店") {
		t.Errorf("the regulator reads %q", words)
	}
	if words := c.Events[0].Private.Text; strings.Contains(words, "Code") || strings.Contains(words, "Bought") {
		t.Errorf("English words in what the office reads: %q", words)
	}
	if got := act.TaskTitle(nil, proc, c.Tasks[0]); got.ZH != "看食品问题反映，答复" || got.EN == "" {
		t.Errorf("a work list calls the task %q", got)
	}
	facts, err := json.Marshal(c.Events[0].Facts)
	if err != nil || strings.Contains(string(facts), "酸味") || strings.Contains(string(facts), "惠民") {
		t.Errorf("facts %s %v", facts, err)
	}
	officer := access.Actor{ID: "market-regulation-1", Role: access.CaseOfficer, Division: h.division, Unit: "market-regulation"}
	for _, cmd := range []casework.Command{
		{Verb: "take", Input: &casework.TaskInput{Step: "food_report", Task: "market-regulation"}},
		{Verb: "answer_food_report", Reason: "已经到店抽样，同批封存，结果三天内告诉您。"},
	} {
		cmd.Actor, cmd.Case = officer, key.ID
		if _, err := h.engine.Do(t.Context(), cmd); err != nil {
			t.Fatalf("%s: %v", cmd.Verb, err)
		}
	}
	stranger := access.Actor{ID: "civil-affairs-1", Role: access.CaseOfficer, Division: h.division, Unit: "civil-affairs"}
	if err := access.Check(stranger, access.ViewCase, c.Target()); err == nil {
		t.Error("an officer of another unit reads it")
	}
	status, page = postForm(t, server.URL+"/track", url.Values{"number": {number}, "code": {code}})
	if status != http.StatusOK || !strings.Contains(page, "已经到店抽样") || !strings.Contains(page, "已答复") {
		t.Errorf("track: %d\n%s", status, page)
	}
}

// packCaptures reads captures of the pack.
func packCaptures(h *hall) capture.Store {
	return capturestore.New(h.db, tracestore.New(h.db, h.writer))
}

// What the page says can be taken away and checked without us: the proof of each record by two
// steps, the signed code by its key. What was altered is refused.
func TestProofFromAScan(t *testing.T) {
	h, server := foodHall(t)
	const lot = "/01/09529999000019/10/A1"
	_, page := getPage(t, server.URL+lot)
	found := regexp.MustCompile(`href="(/food/proof/[0-9a-f]{64}\.json)"`).FindAllStringSubmatch(page, -1)
	if len(found) != 2 {
		t.Fatalf("%d proofs\n%s", len(found), page)
	}
	public := filepath.Join(h.dir.Path, "public")
	var proof string
	for _, f := range found {
		status, text := getPage(t, server.URL+f[1])
		if status != http.StatusOK {
			t.Fatalf("%d\n%s", status, text)
		}
		proof = text
		out, err := execute(t, verifyCommand(), text, "--trust", public, "-")
		if err != nil || !strings.Contains(out, f[1][len("/food/proof/"):len("/food/proof/")+64]) || !strings.Contains(out, "in the ledger") {
			t.Errorf("%v\n%s", err, out)
		}
		if status, page := postForm(t, server.URL+"/food/check", url.Values{"data": {text}}); status != http.StatusOK || !strings.Contains(page, "记录在账本里") {
			t.Errorf("the page: %d\n%s", status, page)
		}
	}
	for what, altered := range map[string]string{
		"another event":   regexp.MustCompile(`sha-256;..`).ReplaceAllString(proof, "sha-256;00"),
		"another place":   strings.Replace(proof, `"position": 1`, `"position": 0`, 1),
		"another root":    regexp.MustCompile(`("root": ")..`).ReplaceAllString(proof, "${1}00"),
		"more events":     strings.Replace(proof, `"events": 2`, `"events": 3`, 1),
		"another text":    strings.Replace(proof, `"position"`, `"event": "x",`+"\n  "+`"position"`, 1),
		"without receipt": regexp.MustCompile(`"receipt": ".*"`).ReplaceAllString(proof, `"receipt": ""`),
	} {
		if out, err := execute(t, verifyCommand(), altered, "--trust", public, "-"); err == nil {
			t.Errorf("%s was taken:\n%s", what, out)
		}
	}
	value, err := label.Sign(h.certs.signer, label.Extract{Key: "https://id.gs1.org" + lot, Product: "清溪杨梅", BestBefore: calendar.Date(2026, 6, 18), PlotsAll: 1, Leaf: 3, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	address := "http://127.0.0.1" + lot + "?15=260618&" + label.Parameter + "=" + value
	out, err := execute(t, verifyCommand(), address+"\n", "--trust", public, "-")
	if err != nil || !strings.Contains(out, "清溪杨梅") || !strings.Contains(out, "A copy carries") || !strings.Contains(out, "demonstration") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := execute(t, verifyCommand(), strings.Replace(address, "/A1", "/A2", 1), "--trust", public, "-"); err == nil {
		t.Errorf("another lot was taken:\n%s", out)
	}
	if _, page := getPage(t, server.URL+strings.TrimPrefix(address, "http://127.0.0.1")); !strings.Contains(page, "码上的签名核对无误") {
		t.Errorf("the page does not check the code\n%s", page)
	}
	if _, page := getPage(t, server.URL+strings.Replace(strings.TrimPrefix(address, "http://127.0.0.1"), "/A1", "/A2", 1)); !strings.Contains(page, "请留意") || !strings.Contains(page, "码上的签名不对") {
		t.Errorf("the page takes a code of another lot\n%s", page)
	}
	if status, page := postForm(t, server.URL+"/food/check", url.Values{"data": {address}}); status != http.StatusOK || !strings.Contains(page, "码是这里签发的") {
		t.Errorf("the page: %d\n%s", status, page)
	}
	for _, wrong := range []string{"", "x", "http://127.0.0.1" + lot, address + "A", `{"format":"banjie-food-proof/1"}`} {
		if status, _ := postForm(t, server.URL+"/food/check", url.Values{"data": {wrong}}); status != http.StatusUnprocessableEntity {
			t.Errorf("%.60q: %d", wrong, status)
		}
	}
}
