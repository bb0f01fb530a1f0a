package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"banjie/internal/datadir"
)

// rested is a server with a token for the food chain.
type rested struct {
	t     *testing.T
	base  string
	token string
}

// ask sends a request and gives the answer with its body.
func (r rested) ask(method, address, body string, headers ...string) (*http.Response, string) {
	r.t.Helper()
	if !strings.HasPrefix(address, "http") {
		address = r.base + address
	}
	q, err := http.NewRequestWithContext(r.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if r.token != "" {
		q.Header.Set("Authorization", "Bearer "+r.token)
	}
	if body != "" {
		q.Header.Set("Content-Type", "application/ld+json")
	}
	for i := 0; i < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		r.t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return a, string(b)
}

// The standard's own addresses: a program sends a document, follows the job, reads the events back by
// query, page by page, in JSON and XML, and a refusal names the place.
func TestFoodREST(t *testing.T) {
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
	token := strings.TrimSpace(apikey(t, "add", "--data", path, "--account", "head", "--role", "administrator", "--scope", "read:food,write:food", "--label", "test"))
	r := rested{t, base, token}

	for _, c := range []struct {
		method, path, body string
		headers            []string
		want               int
	}{
		{"GET", "/epcis/events", "", []string{"Authorization", ""}, 401},
		{"POST", "/epcis/capture", harvestAndSale, []string{"Authorization", ""}, 401},
		{"POST", "/epcis/capture", harvestAndSale, []string{"Authorization", "Bearer no"}, 401},
		{"POST", "/epcis/capture", harvestAndSale, []string{"Content-Type", "text/plain"}, 415},
		{"POST", "/epcis/capture", harvestAndSale, []string{"GS1-Capture-Error-Behaviour", "proceed"}, 400},
		{"GET", "/epcis/events", "", []string{"Accept", "image/png"}, 406},
		{"GET", "/epcis/events?EQ_bizzStep=receiving", "", nil, 400},
		{"GET", "/epcis/events?nextPageToken=zzz", "", nil, 400},
		{"GET", "/epcis/events?HASATTR_bizLocation=urn:epcglobal:cbv:mda%23city", "", nil, 400},
		{"GET", "/epcis/events?EQATTR_readPoint_x=y", "", nil, 400},
		{"GET", "/epcis/events/urn:uuid:0", "", nil, 404},
		{"GET", "/epcis/capture/none", "", nil, 404},
		{"POST", "/epcis/capture", "{", nil, 400},
	} {
		if a, body := r.ask(c.method, c.path, c.body, c.headers...); a.StatusCode != c.want || !strings.Contains(a.Header.Get("Content-Type"), "problem+json") {
			t.Errorf("%s %s %v: %d %s", c.method, c.path, c.headers, a.StatusCode, body)
		}
	}
	if a, body := r.ask("POST", "/epcis/capture", strings.Replace(harvestAndSale, "receiving", "recieving", 1)); a.StatusCode != 400 || !strings.Contains(body, "/epcisBody/eventList/1/bizStep") {
		t.Errorf("%d %s", a.StatusCode, body)
	}
	if _, body := r.ask("GET", "/epcis/events", ""); strings.Contains(body, "commissioning") {
		t.Errorf("of a refused document something was taken: %s", body)
	}

	a, body := r.ask("POST", "/epcis/capture", harvestAndSale)
	if a.StatusCode != 202 {
		t.Fatalf("%d %s", a.StatusCode, body)
	}
	if a, body = r.ask("GET", a.Header.Get("Location"), ""); a.StatusCode != 200 || !strings.Contains(body, `"success":true`) || !strings.Contains(body, `"events":2,"new":2`) {
		t.Errorf("%d %s", a.StatusCode, body)
	}
	type document struct {
		Body struct {
			Results struct {
				Results struct {
					Events []map[string]any `json:"eventList"`
				} `json:"resultsBody"`
			} `json:"queryResults"`
		} `json:"epcisBody"`
	}
	read := func(address string) (events []map[string]any, next string) {
		t.Helper()
		a, body := r.ask("GET", address, "")
		var d document
		if err := json.Unmarshal([]byte(body), &d); err != nil || a.StatusCode != 200 {
			t.Fatalf("%s: %d %v\n%s", address, a.StatusCode, err, body)
		}
		if m := regexp.MustCompile(`^<(.*)>; rel="next"$`).FindStringSubmatch(a.Header.Get("Link")); m != nil {
			next = m[1]
		}
		return d.Body.Results.Results.Events, next
	}
	first, next := read("/epcis/events?perPage=1")
	if len(first) != 1 || first[0]["bizStep"] != "commissioning" || first[0]["recordTime"] == nil || next == "" {
		t.Fatalf("%v %s", first, next)
	}
	second, next := read(next)
	if len(second) != 1 || second[0]["bizStep"] != "receiving" || next != "" {
		t.Errorf("%v %s", second, next)
	}
	for address, want := range map[string]int{
		"/epcis/events?EQ_bizStep=receiving": 1,
		"/epcis/events?MATCH_anyEPCClass=" + url.QueryEscape("urn:epc:class:lgtin:9529999.000001.A1"):           2,
		"/epcis/events?MATCH_anyEPCClass=" + url.QueryEscape("urn:epc:class:lgtin:9529999.000001.B2"):           0,
		"/epcis/events?GE_eventTime=2026-06-10T08:00:00Z":                                                       1,
		"/epcis/events?orderBy=eventTime&orderDirection=DESC&eventCountLimit=1":                                 1,
		"/epcis/events?WD_readPoint=" + url.QueryEscape("urn:epc:id:sgln:9529999.00000.0"):                      1, // its plot P7
		"/epcis/events?EQ_readPoint=" + url.QueryEscape("https://id.gs1.org/414/9529999000002"):                 0,
		"/epcis/bizSteps/commissioning/events":                                                                  1,
		"/epcis/bizLocations/" + url.PathEscape("https://id.gs1.org/414/9529999000101") + "/events":             1,
		"/epcis/eventTypes/ObjectEvent/events":                                                                  2,
		"/epcis/epcs/" + url.PathEscape("https://id.gs1.org/01/09529999000019/10/A1") + "/events?EQ_action=ADD": 0, // a lot is a class, no EPC
		"/epcis/events/" + url.PathEscape(first[0]["eventID"].(string)):                                         1,
	} {
		if events, _ := read(address); len(events) != want {
			t.Errorf("%s: %d events, want %d", address, len(events), want)
		}
	}
	if a, body = r.ask("GET", "/epcis/bizSteps", ""); a.StatusCode != 200 || !strings.Contains(body, `"member":["commissioning","receiving"]`) {
		t.Errorf("%d %s", a.StatusCode, body)
	}
	if a, body = r.ask("GET", "/epcis/events", "", "Accept", "application/xml"); a.StatusCode != 200 || !strings.Contains(body, "<bizStep>") {
		t.Errorf("%d %s", a.StatusCode, body)
	}
	if a, _ = r.ask("OPTIONS", "/epcis/capture", ""); a.StatusCode != 204 || a.Header.Get("GS1-EPCIS-Version") != "2.0.0" {
		t.Errorf("OPTIONS: %d %v", a.StatusCode, a.Header)
	}
	// What is read can be captured again, and is nothing new.
	_, body = r.ask("GET", "/epcis/events", "")
	if a, body = r.ask("POST", "/epcis/capture", body); a.StatusCode != 202 {
		t.Fatalf("%d %s", a.StatusCode, body)
	}
	if a, body = r.ask("GET", a.Header.Get("Location"), ""); !strings.Contains(body, `"events":2,"new":`) {
		t.Errorf("%s", body)
	}
	run.end(t)
}
