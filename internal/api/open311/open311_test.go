package open311

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/eventlog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/recorded"
	"banjie/internal/seal"
	"banjie/internal/sqldb"
	casestore "banjie/internal/store/casework"
	recordedstore "banjie/internal/store/recorded"
)

const division = "330599"

type noItems struct{}

func (noItems) Version(string, string, int) (*catalog.Item, error) { return nil, fault.Missing() }
func (noItems) Current(string, string) (*catalog.Item, error)      { return nil, fault.Missing() }

// shelf keeps boxes in memory.
type shelf map[string][]byte

func (s shelf) Keep(_ context.Context, raw []byte) (casework.File, error) {
	sum := sha256.Sum256(raw)
	h := hex.EncodeToString(sum[:])
	s[h] = raw
	return casework.File{Hash: h, Size: int64(len(raw))}, nil
}

func (s shelf) Open(_ context.Context, hash string) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(s[hash])), nil
}

type hall struct {
	*testing.T
	*Service
	handler http.Handler
	store   *casestore.Store
	db      *sqldb.DB
	desk    seal.Private
	vault   *complaint.Vault
	clock   *clock.Moved
}

func newHall(t *testing.T) *hall {
	t.Helper()
	ctx := t.Context()
	db, err := sqldb.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "hall.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	h := &hall{T: t, clock: clock.Standing(time.Date(2026, 3, 2, 3, 17, 0, 0, time.UTC))}
	w, err := sqldb.NewWriter(ctx, db, h.clock)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); db.Close() })
	requests := recordedstore.New(db, w)
	h.db, h.store = db, casestore.New(db, w, requests.Project)
	e := &casework.Engine{Clock: h.clock, Calendar: calendar.Builtin, Catalogue: noItems{}, Store: h.store, Writer: h.store}
	if err := e.Register(complaint.Rules{Centre: "centre"}.Procedure(), recorded.Procedure()); err != nil {
		t.Fatal(err)
	}
	var keys [4]seal.Private
	for i := range keys {
		if keys[i], err = seal.NewPrivate(seal.Standard); err != nil {
			t.Fatal(err)
		}
	}
	h.desk = keys[3]
	h.vault = &complaint.Vault{Keys: complaint.Keys{Custodians: []seal.Public{keys[0].Public, keys[1].Public, keys[2].Public}, Desk: keys[3].Public}, Boxes: shelf{},
		Wrap: func(i seal.Ingredient) (string, error) { return hex.EncodeToString(i[:]), nil },
		Unwrap: func(text string) (i seal.Ingredient, err error) {
			raw, err := hex.DecodeString(text)
			copy(i[:], raw)
			return i, err
		}}
	dir, err := org.NewDirectory(org.Data{Units: []org.Unit{{ID: "centre", Division: division, Name: lang.T("投诉中心", "Complaint centre")}, {ID: "roads", Division: division, Name: lang.T("公路中心", "Roads")}}})
	if err != nil {
		t.Fatal(err)
	}
	h.Service = &Service{Engine: e, Cases: h.store, Requests: requests, Vault: h.vault, Org: func() *org.Directory { return dir }, Centre: "centre", Code: func() string { return seal.NewCode(seal.CodeDigits) },
		Mac: func(label, text string) []byte {
			m := hmac.New(sha256.New, []byte("key"))
			io.WriteString(m, label+"\x00"+text)
			return m.Sum(nil)
		}, Division: division, Base: "https://hall.example", Clock: h.clock, Wall: h.clock, Calendar: calendar.Builtin, Log: slog.New(slog.DiscardHandler)}
	h.handler = h.Handler()
	return h
}

// ask sends a request; form nil: it reads.
func (h *hall) ask(path string, form url.Values) (int, []byte) {
	h.Helper()
	r := httptest.NewRequest("GET", "/open311/"+path, nil)
	if form != nil {
		r = httptest.NewRequest("POST", "/open311/"+path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w.Code, w.Body.Bytes()
}

// valid says what of the published schema an answer breaks.
func valid(t *testing.T, name string, raw []byte) any {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile("testdata/georeport-v2.json#/$defs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err == nil {
		err = s.Validate(v)
	}
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, raw)
	}
	return v
}

func TestServices(t *testing.T) {
	h := newHall(t)
	code, raw := h.ask("v2/services.json", nil)
	all := valid(t, "services", raw).([]any)
	if code != 200 || len(all) != 6 {
		t.Fatalf("%d %s", code, raw)
	}
	_, raw = h.ask("v2/services/delay.json", nil)
	valid(t, "definition", raw)
	if code, raw = h.ask("v2/services/pothole.json", nil); code != 404 {
		t.Errorf("%d %s", code, raw)
	}
	valid(t, "errors", raw)
	if code, _ = h.ask("discovery.json", nil); code != 200 {
		t.Error(code)
	}
	_, raw = h.ask("v2/services.xml", nil)
	var v services
	if err := xml.Unmarshal(raw, &v); err != nil || len(v.All) != 6 || !bytes.HasPrefix(raw, []byte("<?xml")) {
		t.Errorf("%v %s", err, raw)
	}
}

// TestFileAndFollow: what is filed is sealed, opens for the desk and the code, and shows its
// state to whoever holds the id and to nobody who counts numbers up.
func TestFileAndFollow(t *testing.T) {
	h := newHall(t)
	form := url.Values{"service_code": {"delay"}, "description": {"金丝雀：收件两个月没有人理。"}, "attribute[against]": {"roads"}, "first_name": {"示例"}, "last_name": {"甲"}, "phone": {"10000000000"}, "lat": {"28.9"}}
	code, raw := h.ask("v2/requests.json", form)
	if code != 201 {
		t.Fatalf("%d %s", code, raw)
	}
	one := valid(t, "filed", raw).([]any)[0].(map[string]any)
	id, notice := one["service_request_id"].(string), one["service_notice"].(string)
	number, _, _ := strings.Cut(id, "-")
	if !strings.Contains(notice, number) {
		t.Error(notice)
	}
	key, err := h.store.ByNumber(t.Context(), division, number)
	if err != nil {
		t.Fatal(err)
	}
	k, _, err := h.Engine.Load(t.Context(), key)
	if err != nil || !k.Sealed || complaint.FileOf(k).Against != "roads" {
		t.Fatalf("%+v %v", k, err)
	}
	story, err := h.vault.Story(t.Context(), k, h.desk)
	if err != nil || !strings.Contains(story.Words, "金丝雀") || !strings.Contains(story.Words, "28.9") {
		t.Errorf("%v %v", story, err)
	}
	for _, format := range []string{"json", "xml"} {
		_, raw = h.ask("v2/requests/"+id+"."+format, nil)
		for _, word := range []string{"金丝雀", "roads", "公路", "10000000000", "T11:17", "T03:17"} {
			if bytes.Contains(raw, []byte(word)) {
				t.Errorf("the answer says %s: %s", word, raw)
			}
		}
	}
	_, raw = h.ask("v2/requests/"+id+".json", nil)
	if r := valid(t, "requests", raw).([]any)[0].(map[string]any); r["status"] != "open" || r["service_code"] != "delay" {
		t.Error(r)
	}
	for _, wrong := range []string{number, number + "-aaaaaaaaaaaaaaaa", "C202603020002-" + id[len(number)+1:]} {
		if code, raw := h.ask("v2/requests/"+wrong+".json", nil); code != 404 {
			t.Errorf("%s gave %d %s", wrong, code, raw)
		}
	}
	if _, raw = h.ask("v2/requests.json", nil); strings.TrimSpace(string(raw)) != "[]" {
		t.Errorf("a list shows %s", raw)
	}
	if _, raw = h.ask("v2/requests.json?service_request_id="+id+",none", nil); len(valid(t, "requests", raw).([]any)) != 1 {
		t.Errorf("%s", raw)
	}
}

func TestRefusals(t *testing.T) {
	h := newHall(t)
	for name, form := range map[string]url.Values{
		"no words": {"service_code": {"delay"}}, "no service": {"service_code": {"pothole"}, "description": {"x"}}, "future day": {"service_code": {"delay"}, "description": {"x"}, "attribute[on]": {"2026-05-01"}},
		"unit": {"service_code": {"delay"}, "description": {"x"}, "attribute[against]": {"moon"}}, "protection": {"service_code": {"delay"}, "description": {"x"}, "attribute[protection]": {"none"}},
		"long": {"service_code": {"delay"}, "description": {strings.Repeat("长", mostWords+1)}},
	} {
		code, raw := h.ask("v2/requests.json", form)
		if code != 400 && code != 404 {
			t.Errorf("%s: %d %s", name, code, raw)
		}
		valid(t, "errors", raw)
	}
	for _, q := range []string{"start_date=yesterday", "status=lost", "start_date=2026-01-01T00:00:00Z&end_date=2026-12-01T00:00:00Z"} {
		if code, raw := h.ask("v2/requests.json?"+q, nil); code != 400 {
			t.Errorf("%s: %d %s", q, code, raw)
		}
	}
	if code, _ := h.ask("v2/requests", nil); code != 404 {
		t.Error(code)
	}
}

// TestFlood: one address is stopped and takes nothing from the others; all together are stopped too.
func TestFlood(t *testing.T) {
	var r rate
	now, taken := time.Unix(0, 0), 0
	for range 100 {
		if r.take(address(&http.Request{RemoteAddr: "[2001:db8::1]:1"}), now) {
			taken++
		}
	}
	if taken != ofAddress || r.take(address(&http.Request{RemoteAddr: "[2001:db8::2]:9"}), now) || !r.take(address(&http.Request{RemoteAddr: "192.0.2.1:1"}), now) {
		t.Errorf("%d of one address", taken)
	}
	for i := range 200 {
		if r.take(address(&http.Request{RemoteAddr: fmt.Sprintf("198.51.100.%d:1", i)}), now) {
			taken++
		}
	}
	if taken != aMinute-1 || len(r.of) > aMinute {
		t.Errorf("%d of all, %d addresses in memory", taken+1, len(r.of))
	}
	if !r.take("192.0.2.1", now.Add(time.Minute)) {
		t.Error("the next minute is closed too")
	}

	h := newHall(t)
	var last int
	for range ofAddress + 1 {
		last, _ = h.ask("v2/requests.json", url.Values{"service_code": {"delay"}, "description": {"x"}, "attribute[protection]": {"anonymous"}})
	}
	if last != 429 {
		t.Errorf("the flood ended with %d", last)
	}
}

// TestSentTwice: the same request under one key gives one case and the same answer, a reporter who
// holds it can go on; other words under it, and keys that could be guessed, are refused; without a
// key everybody has a case of their own. The key stands nowhere.
func TestSentTwice(t *testing.T) {
	h := newHall(t)
	const key = "c8a1f0de-9a39-4c13-9a3c-canary-canary"
	form := url.Values{"service_code": {"delay"}, "description": {"两个月没有人理。"}, "attribute[protection]": {"anonymous"}}
	send := func(key string, form url.Values) (int, string) {
		r := httptest.NewRequest("POST", "/open311/v2/requests.json", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if key != "" {
			r.Header.Set("Idempotency-Key", key)
		}
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	answers := make([]string, 3)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			code, body := send(key, form)
			if code != 201 {
				t.Errorf("%d %s", code, body)
			}
			answers[i] = body
		})
	}
	wg.Wait()
	if answers[0] != answers[1] || answers[0] != answers[2] {
		t.Errorf("three answers: %q", answers)
	}
	var n int
	if err := h.db.QueryRow(t.Context(), `select count(*) from cases`).Scan(&n); err != nil || n != 1 {
		t.Errorf("%d cases, %v", n, err)
	}
	code := seal.CodeFrom([32]byte(h.Mac("open311 code", key)), seal.CodeDigits)
	if !seal.CodeTyped(code) || !strings.Contains(answers[0], grouped(code)) || seal.CodeFrom([32]byte(h.Mac("open311 code", key+"x")), seal.CodeDigits) == code {
		t.Errorf("the code %s of %s", code, answers[0])
	}
	other := url.Values{"service_code": {"delay"}, "description": {"别的事。"}, "attribute[protection]": {"anonymous"}}
	if code, body := send(key, other); code != 400 || !strings.Contains(body, "already used") {
		t.Errorf("other words under the key: %d %s", code, body)
	}
	h.rate = rate{}
	for _, bad := range []string{"1", strings.Repeat("a", leastKey-1), strings.Repeat("a", leastKey) + " b", strings.Repeat("a", mostKey+1)} {
		if code, body := send(bad, form); code != 400 {
			t.Errorf("key %q: %d %s", bad, code, body)
		}
	}
	_, a := send("", form)
	_, b := send("", form)
	if a == b || strings.Contains(a, grouped(code)) {
		t.Error("two people who wrote the same have one case")
	}
	for _, q := range []string{"select actor || key from idem", "select cast(facts as text) from event", "select hex(hash) from idem"} {
		rows, err := h.db.Query(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(text, "canary") || strings.Contains(text, code) {
				t.Errorf("%s shows the key or the code", q)
			}
		}
		rows.Close()
	}
}

// TestPublished: imported requests are listed where the configuration names their source.
func TestPublished(t *testing.T) {
	h := newHall(t)
	im := &recorded.Import{Division: division, Source: "requests", Map: eventlog.Mapping{Started: "opened", Closed: "closed", Deadline: "target", Department: "department"}, Unit: "roads", Engine: h.Engine, Writer: h.store, Cases: h.store}
	text := func(key, v string) eventlog.Attribute {
		return eventlog.Attribute{Kind: eventlog.String, Key: key, Value: v}
	}
	for i, closed := range []string{"", "2026-02-21T00:00:00Z"} {
		tr := eventlog.Trace{Key: []string{"7", "8"}[i], Place: i + 1, Attributes: eventlog.Attributes{text("opened", "2026-02-20T01:00:00Z"), text("target", "2026-02-25T01:00:00Z"), text("closed", closed), text("type", "Street Light"), text("secret", "canary")}}
		if _, err := im.Case(t.Context(), tr); err != nil {
			t.Fatal(err)
		}
	}
	if _, raw := h.ask("v2/requests.json", nil); strings.TrimSpace(string(raw)) != "[]" {
		t.Errorf("not published, and listed: %s", raw)
	}
	h.Publish = []string{"requests"}
	for q, want := range map[string]int{"": 2, "?status=open": 1, "?status=closed": 1, "?service_code=Street+Light": 2, "?service_code=x": 0, "?start_date=2026-02-21T00:00:00Z": 0, "?end_date=2026-02-21T00:00:00Z": 2} {
		_, raw := h.ask("v2/requests.json"+q, nil)
		if all := valid(t, "requests", raw).([]any); len(all) != want || bytes.Contains(raw, []byte("canary")) {
			t.Errorf("%s gave %s", q, raw)
		}
	}
}
