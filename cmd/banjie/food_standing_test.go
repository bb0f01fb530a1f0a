package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"banjie/internal/clock"
	"banjie/internal/datadir"
	"banjie/internal/jobs"
	"banjie/internal/notify"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/standing"
)

// receiver is a subscriber's server.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	fails  int // so many times from now on
	calls  int
	events []string // steps with lots, in the order in which they came
	ids    map[string]int
	wrong  []string
	empty  int
}

func newReceiver(t *testing.T, token string) *receiver {
	r := &receiver{ids: map[string]int{}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.calls++
		body, err := io.ReadAll(q.Body)
		if err != nil || q.Header.Get("GS1-Signature") != standing.Sign([]byte(token), body) || q.Header.Get("Content-Type") != "application/ld+json" {
			r.wrong = append(r.wrong, fmt.Sprintf("%v %v", err, q.Header))
		}
		if r.fails > 0 {
			r.fails--
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		r.ids[q.Header.Get("webhook-id")]++
		events := queried(body, &r.wrong)
		if len(events) == 0 {
			r.empty++
		}
		r.events = append(r.events, events...)
	}))
	t.Cleanup(r.Close)
	return r
}

// queried gives the lots of the events of an answer.
func queried(body []byte, wrong *[]string) (lots []string) {
	var d struct {
		Type string `json:"type"`
		Body struct {
			Results struct {
				Name         string `json:"queryName"`
				Subscription string `json:"subscriptionID"`
				Results      struct {
					Events []struct {
						Step   string `json:"bizStep"`
						Things []struct {
							Class string `json:"epcClass"`
						} `json:"quantityList"`
					} `json:"eventList"`
				} `json:"resultsBody"`
			} `json:"queryResults"`
		} `json:"epcisBody"`
	}
	if err := json.Unmarshal(body, &d); err != nil || d.Type != "EPCISQueryDocument" || d.Body.Results.Name != "received" || d.Body.Results.Subscription == "" {
		*wrong = append(*wrong, string(body))
	}
	for _, e := range d.Body.Results.Results.Events {
		lots = append(lots, e.Step+" "+e.Things[0].Class[strings.LastIndexAny(e.Things[0].Class, "/.")+1:])
	}
	return lots
}

// got gives what came, once nothing was wrong with it.
func (r *receiver) got(t *testing.T) string {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, w := range r.wrong {
		t.Errorf("received: %s", w)
	}
	for id, n := range r.ids {
		if n != 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
	return strings.Join(r.events, ", ")
}

// node is one server of a folder, worked by hand.
type node struct {
	*hall
	rested
	behind *jobs.Service
}

// newNode opens a folder with its pages at an address and what works behind them on a clock of its own.
func newNode(t *testing.T, dir *datadir.Dir, token string, wall clock.Clock) *node {
	t.Helper()
	h, err := open(t.Context(), dir, openOptions{log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	site, err := h.site(t.Context(), serveOptions{base: "https://hall.example"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site.Handler())
	behind, err := h.jobs("https://hall.example")
	if err != nil {
		t.Fatal(err)
	}
	behind.Wall = wall
	t.Cleanup(server.Close)
	return &node{h, rested{t, server.URL, token}, behind}
}

// work relays and sends until nothing is left to do now.
func (n *node) work(t *testing.T) {
	t.Helper()
	for range 3 {
		if _, err := n.behind.Relay(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := n.behind.Send(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func (n *node) sendLot(lot string) {
	n.t.Helper()
	doc := strings.NewReplacer("A1", lot, "9529999.000001.A1", "9529999.000001."+lot).Replace(harvestAndSale)
	if a, body := n.ask("POST", "/epcis/capture", doc); a.StatusCode != 202 {
		n.t.Fatalf("%d %s", a.StatusCode, body)
	}
}

const signatureToken = "a token that the subscriber made"

// subscribed names the query of what is received and subscribes a receiver.
func (n *node) subscribed(r *receiver, terms string) (address string) {
	n.t.Helper()
	if a, body := n.ask("POST", "/epcis/queries", `{"name":"received","query":{"EQ_bizStep":["receiving"]}}`); a.StatusCode != 201 && a.StatusCode != 409 {
		n.t.Fatalf("%d %s", a.StatusCode, body)
	}
	a, body := n.ask("POST", "/epcis/queries/received/subscriptions", `{"dest":"`+r.URL+`/in","signatureToken":"`+signatureToken+`",`+terms+`}`)
	if a.StatusCode != 201 || strings.Contains(body, signatureToken) {
		n.t.Fatalf("%d %s", a.StatusCode, body)
	}
	return a.Header.Get("Location")
}

// foodDemo is a folder whose subscribers may be on this machine, and a token of its administrator.
func foodDemo(t *testing.T, database string) (*datadir.Dir, string) {
	t.Helper()
	path := t.TempDir() + "/hall"
	dir, err := datadir.Create(path, datadir.Instance{Name: "test", Division: "330599", Database: database})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := execute(t, adminCommand(), "", "create", "head", "--name", "测试管理员", "--data", path); err != nil {
		t.Fatal(err)
	}
	token := strings.TrimSpace(apikey(t, "add", "--data", path, "--account", "head", "--role", "administrator", "--scope", "read:food,write:food,webhooks", "--label", "test"))
	dir.Instance.Demo = true // of this process; the folder is live
	return dir, token
}

// Named queries: made, listed, asked page by page, refused with place and remedy, ended as an act.
func TestNamedFoodQueries(t *testing.T) {
	dir, token := foodDemo(t, "")
	n := newNode(t, dir, token, clock.System)
	for i := range 3 {
		n.sendLot(fmt.Sprintf("L%d", i))
	}
	for _, c := range []struct {
		method, path, body string
		headers            []string
		want               int
	}{
		{"POST", "/epcis/queries", `{"name":"received","query":{"EQ_bizStep":["receiving"]}}`, []string{"Authorization", ""}, 401},
		{"POST", "/epcis/queries", `{"name":"received","query":{"EQ_bizStep":["recieving"]}}`, nil, 400},
		{"POST", "/epcis/queries", `{"name":"not so","query":{}}`, nil, 422},
		{"POST", "/epcis/queries", `{"name":"received","query":{}}`, []string{"Content-Type", "application/xml"}, 415},
		{"POST", "/epcis/queries", `{"name":"long","query":{"EQ_eventID":["urn:` + strings.Repeat("a", standing.MostBody) + `"]}}`, nil, 413},
		{"GET", "/epcis/queries/none", "", nil, 404},
		{"GET", "/epcis/queries/none/events", "", nil, 404},
		{"DELETE", "/epcis/queries/none", "", nil, 404},
	} {
		if a, body := n.ask(c.method, c.path, c.body, c.headers...); a.StatusCode != c.want || !strings.Contains(a.Header.Get("Content-Type"), "problem+json") {
			t.Errorf("%s %s: %d %s", c.method, c.path, a.StatusCode, body)
		}
	}
	for _, name := range []string{"received", "all"} {
		a, body := n.ask("POST", "/epcis/queries", `{"name":"`+name+`","query":{"EQ_bizStep":["receiving"]}}`)
		if a.StatusCode != 201 || a.Header.Get("Location") != "/epcis/queries/"+name {
			t.Fatalf("%d %s", a.StatusCode, body)
		}
		if a, body = n.ask("POST", "/epcis/queries", `{"name":"`+name+`","query":{}}`); a.StatusCode != 409 {
			t.Errorf("%d %s", a.StatusCode, body)
		}
	}
	if a, body := n.ask("GET", "/epcis/queries?perPage=1", ""); a.StatusCode != 200 || !strings.Contains(body, `[{"name":"all","query":{`) || !strings.Contains(a.Header.Get("Link"), "nextPageToken=all") {
		t.Errorf("%d %s %v", a.StatusCode, body, a.Header)
	}
	var got, wrong []string
	for next := "/epcis/queries/received/events?perPage=2"; next != ""; {
		a, body := n.ask("GET", next, "")
		if a.StatusCode != 200 {
			t.Fatalf("%d %s", a.StatusCode, body)
		}
		got = append(got, queried([]byte(strings.Replace(body, `"resultsBody"`, `"subscriptionID":"none","resultsBody"`, 1)), &wrong)...)
		_, next, _ = strings.Cut(a.Header.Get("Link"), "<")
		next, _, _ = strings.Cut(next, ">")
	}
	if s := strings.Join(got, ", "); s != "receiving L0, receiving L1, receiving L2" || len(wrong) > 0 {
		t.Errorf("%s %v", s, wrong)
	}
	for _, more := range []string{"EQ_action=ADD", "stream=true", "nextPageToken=zzz", "perPage=0"} {
		if a, body := n.ask("GET", "/epcis/queries/received/events?"+more, ""); a.StatusCode != 400 {
			t.Errorf("%s: %d %s", more, a.StatusCode, body)
		}
	}
	if a, _ := n.ask("DELETE", "/epcis/queries/all", ""); a.StatusCode != 204 {
		t.Errorf("%d", a.StatusCode)
	}
	if a, _ := n.ask("GET", "/epcis/queries/all", ""); a.StatusCode != 404 {
		t.Errorf("%d", a.StatusCode)
	}
	if a, _ := n.ask("POST", "/epcis/queries", `{"name":"all","query":{}}`); a.StatusCode != 201 {
		t.Errorf("a name that ended cannot be used again: %d", a.StatusCode)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	if out, err := execute(t, fsckCommand(), "", "--data", dir.Path); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// Outside a demonstration an address that is not https and public is refused at once, by its place.
func TestFoodSubscriptionStaysOutside(t *testing.T) {
	dir, token := foodDemo(t, "")
	dir.Instance.Demo = false
	n := newNode(t, dir, token, clock.System)
	if a, body := n.ask("POST", "/epcis/queries", `{"name":"received","query":{"EQ_bizStep":["receiving"]}}`); a.StatusCode != 201 {
		t.Fatalf("%d %s", a.StatusCode, body)
	}
	for _, dest := range []string{"http://127.0.0.1:9999/in", "https://127.0.0.1/in", "https://localhost/in", "https://10.1.2.3/in", "http://shop.example/in", "shop.example"} {
		a, body := n.ask("POST", "/epcis/queries/received/subscriptions", `{"dest":"`+dest+`","stream":true}`)
		if a.StatusCode != 422 || !strings.Contains(body, `"dest"`) {
			t.Errorf("%s: %d %s", dest, a.StatusCode, body)
		}
	}
	if _, body := n.ask("GET", "/epcis/queries/received/subscriptions", ""); strings.Contains(body, "dest") {
		t.Errorf("one was kept: %s", body)
	}
	if a, body := n.ask("POST", "/epcis/queries/received/subscriptions", `{"dest":"https://shop.example/in","stream":true}`); a.StatusCode != 201 {
		t.Errorf("%d %s", a.StatusCode, body)
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
}

// A subscriber who fails twice and a restart in between: everything comes, signed, in order and once.
func TestFoodSubscription(t *testing.T) {
	for engine, database := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testenv.Postgres(t) }} {
		t.Run(engine, func(t *testing.T) {
			dir, token := foodDemo(t, database())
			wall := clock.Standing(clock.System.Now())
			r := newReceiver(t, signatureToken)
			n := newNode(t, dir, token, wall)
			n.sendLot("OLD")
			address := n.subscribed(r, `"stream":true`)
			n.work(t)
			r.fails = 2
			n.sendLot("L1")
			n.work(t)
			n.sendLot("L2")
			n.work(t)
			if r.calls != 1 || r.got(t) != "" {
				t.Fatalf("%d calls, %s", r.calls, r.got(t))
			}
			if err := n.Close(); err != nil {
				t.Fatal(err)
			}
			n = newNode(t, dir, token, wall)
			n.sendLot("L3")
			wall.Advance(notify.Backoff(1))
			n.work(t)
			if r.calls != 2 || r.got(t) != "" {
				t.Fatalf("%d calls, %s", r.calls, r.got(t))
			}
			for _, at := range []string{address, "/epcis/queries/received/subscriptions"} { // what keeps it is seen
				if _, body := n.ask("GET", at, ""); !strings.Contains(body, `"failing":{"attempts":2,"status":500,`) || !strings.Contains(body, `"nextAttempt":`) {
					t.Errorf("%s does not say what failed: %s", at, body)
				}
			}
			wall.Advance(notify.Backoff(2))
			n.work(t)
			if s := r.got(t); s != "receiving L1, receiving L2, receiving L3" {
				t.Errorf("%s", s)
			}
			if a, body := n.ask("GET", address, ""); a.StatusCode != 200 || !strings.Contains(body, `"lastNotifiedAt":`) || !strings.Contains(body, `"signed":true`) || strings.Contains(body, "failing") || strings.Contains(body, signatureToken) {
				t.Errorf("%d %s", a.StatusCode, body)
			}
			if a, body := n.ask("GET", "/epcis/queries/received/subscriptions", ""); a.StatusCode != 200 || !strings.Contains(body, `"stream":true`) {
				t.Errorf("%d %s", a.StatusCode, body)
			}
			if a, _ := n.ask("DELETE", address, ""); a.StatusCode != 204 {
				t.Errorf("%d", a.StatusCode)
			}
			if a, _ := n.ask("GET", address, ""); a.StatusCode != 404 {
				t.Errorf("%d", a.StatusCode)
			}
			n.sendLot("L4")
			n.work(t)
			if s := r.got(t); strings.Contains(s, "L4") {
				t.Error("told after the end")
			}
			if err := n.Close(); err != nil {
				t.Fatal(err)
			}
			if out, err := execute(t, fsckCommand(), "", "--data", dir.Path); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// A schedule is answered at its times: with what came since, or with nothing where that is wanted too.
// A receiver that is away for weeks misses nothing.
func TestFoodSchedule(t *testing.T) {
	dir, token := foodDemo(t, "")
	at := time.Date(2026, 6, 10, 0, 0, 0, 0, time.UTC)
	wall := clock.Standing(at)
	all, some := newReceiver(t, signatureToken), newReceiver(t, signatureToken)
	n := newNode(t, dir, token, wall)
	n.sendLot("L0")
	n.subscribed(all, `"schedule":{"minute":30},"reportIfEmpty":true,"initialRecordTime":"2020-01-01T00:00:00Z"`)
	n.subscribed(some, `"schedule":{"minute":30}`)
	n.work(t)
	n.sendLot("L1")
	n.work(t)
	if all.calls+some.calls != 0 {
		t.Fatal("told before the time")
	}
	wall.Advance(30 * time.Minute)
	n.work(t)
	if a, s := all.got(t), some.got(t); a != "receiving L0, receiving L1" || s != "receiving L1" {
		t.Errorf("%s; %s", a, s)
	}
	wall.Advance(30 * time.Minute)
	n.work(t)
	wall.Advance(30 * time.Minute)
	n.work(t)
	if all.calls != 2 || all.empty != 1 || some.calls != 1 {
		t.Errorf("%d calls with %d empty, %d calls", all.calls, all.empty, some.calls)
	}
	some.fails = notify.MaxAttempts + 2
	for i := range notify.MaxAttempts + 3 {
		n.sendLot(fmt.Sprintf("M%d", i))
		wall.Advance(25 * time.Hour)
		n.work(t)
	}
	wall.Advance(25 * time.Hour)
	n.work(t)
	if s := some.got(t); some.fails != 0 || strings.Count(s, "receiving M") != notify.MaxAttempts+3 || !strings.HasSuffix(s, "receiving M12") {
		t.Errorf("%d more failures; %s", some.fails, s)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
}

// Two servers of one database: every event is told once, in order.
func TestFoodSubscriptionOnTwoNodes(t *testing.T) {
	dir, token := foodDemo(t, testenv.Postgres(t))
	r := newReceiver(t, signatureToken)
	a, b := newNode(t, dir, token, clock.System), newNode(t, dir, token, clock.System)
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}()
	a.subscribed(r, `"stream":true`)
	ctx, stop := context.WithCancel(t.Context())
	var both sync.WaitGroup
	both.Go(func() { a.behind.Run(ctx) })
	both.Go(func() { b.behind.Run(ctx) })
	var want []string
	for i := range 20 {
		n := a
		if i%2 == 1 {
			n = b
		}
		n.sendLot(fmt.Sprintf("L%d", i))
		want = append(want, fmt.Sprintf("receiving L%d", i))
	}
	s := ""
	for range 200 {
		if s = r.got(t); strings.Count(s, ",") == len(want)-1 {
			break
		}
		await := time.NewTimer(50 * time.Millisecond)
		<-await.C
	}
	stop()
	both.Wait()
	if s != strings.Join(want, ", ") {
		t.Errorf("%s", s)
	}
}
