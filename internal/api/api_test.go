package api_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/api"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/ecert"
	"banjie/internal/lang"
	"banjie/internal/ledger"
	"banjie/internal/registers/visit"
)

// A case is filed, read, accepted and followed, all by JSON.
func TestACaseByJSON(t *testing.T) {
	w := newWorld(t)
	number, first := w.filed(t, "filing-1")
	body := first.json(t)
	code, _ := body["code"].(string)
	if len(code) != 20 || first.Header.Get("Location") != "/api/v1/cases/"+number {
		t.Fatalf("code %q, location %q", code, first.Header.Get("Location"))
	}
	again := w.ask(t, "citizen", "POST", "/api/v1/cases", filing(), "Idempotency-Key", "filing-1")
	if again.Status != http.StatusCreated || again.json(t)["number"] != number || again.json(t)["code"] != code {
		t.Fatalf("the same filing again: %d %s", again.Status, again.Body)
	}
	other := filing()
	other["form"] = map[string]any{"seats": 7}
	if r := w.ask(t, "citizen", "POST", "/api/v1/cases", other, "Idempotency-Key", "filing-1"); r.Status != 422 || r.json(t)["code"] != "key_reused" {
		t.Fatalf("the same key with other content: %d %s", r.Status, r.Body)
	}

	at := "/api/v1/cases/" + number
	seen := w.ask(t, "citizen", "GET", at, nil)
	tag := seen.Header.Get("ETag")
	if seen.Status != 200 || tag == "" || seen.json(t)["person"].(map[string]any)["name"] != "测试人甲" {
		t.Fatalf("%d %s %s", seen.Status, tag, seen.Body)
	}
	if r := w.ask(t, "citizen", "GET", at, nil, "If-None-Match", tag); r.Status != http.StatusNotModified || r.Body != "" || r.Header.Get("ETag") != tag {
		t.Fatalf("asked again: %d %q %q", r.Status, r.Header.Get("ETag"), r.Body)
	}
	if r := w.ask(t, "officer", "GET", at, nil, "If-None-Match", tag); r.Status != 200 {
		t.Fatalf("one caller's answer was taken for another's: %d", r.Status)
	}
	if len(w.reads.seen) == 0 || w.reads.seen[0] != "o1 api" {
		t.Errorf("the officer's look was not recorded: %v", w.reads.seen)
	}

	// Acts need the version that was seen, their body and its places.
	if r := w.ask(t, "officer", "POST", at+"/accept", nil); r.Status != http.StatusPreconditionRequired {
		t.Fatalf("without If-Match: %d %s", r.Status, r.Body)
	}
	if r := w.ask(t, "officer", "POST", at+"/accept", map[string]any{"expect": 1}); r.Status != 409 || r.json(t)["code"] != "incomplete" {
		t.Fatalf("an incomplete case was accepted: %d %s", r.Status, r.Body)
	}
	if r := w.ask(t, "citizen", "POST", at+"/accept", nil, "If-Match", tag); r.Status != 403 && r.Status != 404 {
		t.Fatalf("the applicant accepted: %d %s", r.Status, r.Body)
	}
	bad := w.ask(t, "officer", "POST", at+"/correct_on_spot", map[string]any{"expect": 1, "input": map[string]any{"materials": "x", "more": 1}}, "Accept-Language", "zh")
	if bad.Status != 422 || !strings.Contains(bad.Body, "请写对象") || !strings.Contains(bad.Body, `"path":"input.more"`) {
		t.Fatalf("wrong body: %d %s", bad.Status, bad.Body)
	}
	r := w.ask(t, "officer", "POST", at+"/correct_on_spot", map[string]any{"input": map[string]any{"materials": map[string]any{"plan": map[string]any{"have": true, "grade": "A"}}}}, "If-Match", `"1"`)
	if r.Status != 200 {
		t.Fatalf("paper recorded: %d %s", r.Status, r.Body)
	}
	if r := w.ask(t, "officer", "POST", at+"/accept", nil, "If-Match", tag); r.Status != http.StatusPreconditionFailed {
		t.Fatalf("an old ETag: %d %s", r.Status, r.Body)
	}
	if r = w.ask(t, "officer", "POST", at+"/accept", nil, "If-Match", r.Header.Get("ETag")); r.Status != 200 || r.json(t)["state"] != "under_review" {
		t.Fatalf("accept: %d %s", r.Status, r.Body)
	}

	events := w.ask(t, "citizen", "GET", at+"/events?limit=2", nil).json(t)
	list, next := events["items"].([]any), events["next"].(string)
	if len(list) != 2 || next == "" {
		t.Fatalf("%v", events)
	}
	if rest := w.ask(t, "citizen", "GET", next, nil).json(t); len(rest["items"].([]any)) != 1 || rest["next"] != nil {
		t.Fatalf("%v", rest)
	}
	days := w.ask(t, "citizen", "GET", at+"/clocks/promised/explanation", nil).json(t)["days"].([]any)
	if len(days) < 6 {
		t.Fatalf("%d days explained", len(days))
	}

	// Number and code are enough to follow, and show no person.
	tracked := w.ask(t, "", "POST", "/api/v1/cases/track", map[string]any{"number": number, "code": code[:4] + " " + code[4:]})
	if tracked.Status != 200 || strings.Contains(tracked.Body, "测试人甲") || tracked.json(t)["state"] != "under_review" {
		t.Fatalf("%d %s", tracked.Status, tracked.Body)
	}
	wrong := w.ask(t, "", "POST", "/api/v1/cases/track", map[string]any{"number": number, "code": "00000000000000000000"})
	nowhere := w.ask(t, "", "POST", "/api/v1/cases/track", map[string]any{"number": "nothing", "code": code})
	if wrong.Status != 404 || wrong.Body != nowhere.Body {
		t.Fatalf("wrong code %s, wrong number %s", wrong.Body, nowhere.Body)
	}
}

func TestReceiptAndProofs(t *testing.T) {
	w := newWorld(t)
	number, _ := w.filed(t, "filing-1")
	w.filed(t, "filing-2")
	text := w.ask(t, "citizen", "GET", "/api/v1/cases/"+number+"/receipt", nil, "Accept", "text/plain")
	report, err := ledger.Verify([]byte(text.Body), w.trust)
	if err != nil || report.Number != number || !strings.HasPrefix(text.Header.Get("Content-Type"), "text/plain") {
		t.Fatalf("%v %+v", err, report)
	}
	parts := w.ask(t, "citizen", "GET", "/api/v1/cases/"+number+"/receipt", nil).json(t)
	if _, err := ledger.Verify([]byte(parts["code"].(string)), w.trust); err != nil || parts["text"] == "" {
		t.Fatalf("%v %v", err, parts)
	}
	if r := w.ask(t, "", "GET", "/api/v1/ledger/checkpoint", nil); r.Status != 200 || !strings.Contains(r.Body, "\n2\n") {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	if r := w.ask(t, "", "GET", "/api/v1/ledger/proof?n=1&size=2", nil); r.Status != 200 || len(r.json(t)["proof"].([]any)) != 1 {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	if r := w.ask(t, "", "GET", "/api/v1/ledger/proof?n=2", nil); r.Status != 422 {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	if r := w.ask(t, "", "GET", "/api/v1/ledger/consistency?older=1&newer=2", nil); r.Status != 200 || len(r.json(t)["proof"].([]any)) != 1 {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
}

func TestItems(t *testing.T) {
	w := newWorld(t)
	r := w.ask(t, "", "GET", "/api/v1/items/"+itemCode, nil)
	if r.Status != 200 || r.json(t)["slug"] != "tea-stall" {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	if again := w.ask(t, "", "GET", "/api/v1/items/"+itemCode, nil, "If-None-Match", r.Header.Get("ETag")); again.Status != 304 {
		t.Fatalf("%d", again.Status)
	}
	page := w.ask(t, "", "GET", "/api/v1/items?limit=1", nil).json(t)
	if len(page["items"].([]any)) != 1 || w.ask(t, "", "GET", page["next"].(string), nil).json(t)["next"] != nil {
		t.Fatalf("%v", page)
	}
	if f := w.ask(t, "", "GET", "/api/v1/items/"+itemCode+"/form", nil); f.Header.Get("Content-Type") != "application/schema+json" || !strings.Contains(f.Body, "seats") {
		t.Fatalf("%v", f)
	}
	s := w.ask(t, "", "POST", "/api/v1/items/"+itemCode+"/suitability", map[string]any{"form": map[string]any{"seats": 20}})
	if s.Status != 200 || !strings.Contains(s.Body, "not_met") {
		t.Fatalf("%d %s", s.Status, s.Body)
	}
}

// POST /limits/due answers as the command banjie limit due does.
func TestLimitsAndCalendar(t *testing.T) {
	w := newWorld(t)
	r := w.ask(t, "", "POST", "/api/v1/limits/due", `{"start":"2024-09-27","n":5,"unit":"workday","pauses":[["2024-09-19","2024-10-09"]],"explain":true}`).json(t)
	if r["due"] != "2024-10-15" || r["provisional"] != false || len(r["days"].([]any)) != 19 {
		t.Fatalf("%v", r)
	}
	if open := w.ask(t, "", "POST", "/api/v1/limits/due", `{"start":"2024-09-27","n":5,"unit":"workday","pauses":[["2024-09-29",null]]}`).json(t); open["due"] != nil || open["paused"] != true {
		t.Fatalf("%v", open)
	}
	for _, bad := range []string{`{"start":"2024-09-27","n":-1,"unit":"workday"}`, `{"start":"x","n":1,"unit":"workday"}`, `{"start":"2024-09-27","n":1,"unit":"moon"}`,
		`{"start":"2024-09-27","n":1,"unit":"day","pauses":[["2024-10-01"]]}`, `[`, ``, `{"n":1}`} {
		if r := w.ask(t, "", "POST", "/api/v1/limits/due", bad); r.Status/100 != 4 || r.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", bad, r.Status, r.Body)
		}
	}
	if y := w.ask(t, "", "GET", "/api/v1/calendar/2026", nil).json(t); y["announced"] != true || y["workdays"].(float64) < 240 || len(y["days"].([]any)) < 20 {
		t.Fatalf("%v", y)
	}
}

func TestCertificates(t *testing.T) {
	w := newWorld(t)
	number, _ := w.filed(t, "filing-1")
	key := must(w.Cases.ByNumber(t.Context(), division, number))
	w.certs.cert = ecert.Certificate{ID: "1.2.156.3005.2.11100000000013127D003.11330599MB0000000A.20260302001.001.F", Type: "test", Division: division, Case: int64(key.ID),
		Holder: ecert.Holder{Name: "测试人甲", Person: true}, Status: ecert.Valid, ValidFrom: 20000, IssuedOn: 20000, Version: 1}
	at := "/api/v1/certificates/" + w.certs.cert.ID
	if r := w.ask(t, "stranger", "GET", at, nil); r.Status != 404 {
		t.Fatalf("a stranger: %d", r.Status)
	}
	if r := w.ask(t, "citizen", "GET", at+".pdf", nil); r.Status != 200 || r.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(r.Body, "%PDF") {
		t.Fatalf("%d %v", r.Status, r.Header)
	}
	var signed ecert.Copy
	if r := w.ask(t, "citizen", "GET", at+".json", nil); r.Status != 200 || json.Unmarshal([]byte(r.Body), &signed) != nil || signed.Certificate.Digest() != w.certs.cert.Digest() || signed.Address == "" {
		t.Fatalf("the signed copy: %d %s", r.Status, r.Body)
	}
	if r := w.ask(t, "stranger", "GET", at+".json", nil); r.Status != 404 {
		t.Fatalf("a stranger's copy: %d", r.Status)
	}
	list := w.ask(t, "", "GET", "/api/v1/certificates/status-list", nil)
	if _, err := ecert.ParseStatusList([]byte(list.Body)); err != nil || list.Header.Get("Cache-Control") == "" {
		t.Fatalf("%v", err)
	}
	if r := w.ask(t, "", "POST", "/api/v1/certificates/verify", map[string]any{"code": base64.RawURLEncoding.EncodeToString([]byte("nonsense"))}); r.Status != 200 || r.json(t)["verdict"] != "unknown" {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
}

// A showing is checked as the page checks it: its lines come out while it lasts, and no
// longer; and what was renewed names what stands in its place.
func TestVerifyShowingsAndSuccessors(t *testing.T) {
	w := newWorld(t)
	now := w.clock.Now()
	today := calendar.Builtin().DayOf(now)
	types := must(ecert.NewRegistry(ecert.CoreTypes()...))
	ty, _ := types.Find("elder-card")
	cert := must(ty.Issue(ecert.Draft{Division: division, Serial: "1", Holder: ecert.Holder{Name: "测试人甲", Person: true, ID: "110105********002X"}, Issuer: ecert.Issuer{Name: lang.T("示例局", "Sample bureau"), USCC: "11339900DEMA000056"},
		IssuedOn: today, ValidFrom: today, ValidUntil: today + 100, Values: map[string]string{"entitlement": "免费乘车"}, Demo: w.certs.signer.Public().Demo}))
	w.certs.cert = cert
	verify := func(code string) map[string]any {
		t.Helper()
		r := w.ask(t, "", "POST", "/api/v1/certificates/verify", map[string]any{"code": code})
		if r.Status != 200 {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		return r.json(t)
	}
	showing, _, err := ecert.Present(cert, ecert.Request{Audience: "3号窗口", Purpose: "登记", Fields: []string{"entitlement"}, For: 5 * time.Minute}, ecert.Random{1}, today, now)
	if err != nil {
		t.Fatal(err)
	}
	code := ecert.URL("https://hall.example", must(ecert.SignPresentation(w.certs.signer, showing)))
	got := verify(code)
	shown, _ := got["showing"].(map[string]any)
	if got["verdict"] != "in_force" || shown["audience"] != "3号窗口" || len(shown["fields"].([]any)) != 1 || got["holder"] != nil {
		t.Errorf("a showing: %v", got)
	}
	w.clock.Advance(time.Hour)
	if got := verify(code); got["verdict"] != "not_in_force" || got["showing"] != nil {
		t.Errorf("a showing that is over: %v", got)
	}

	plain := must(w.certs.QR(t.Context(), cert))
	if got := verify(plain); got["verdict"] != "in_force" || got["successor"] != nil || got["showing"] != nil {
		t.Errorf("in force: %v", got)
	}
	w.certs.cert.Status, w.certs.cert.StatusDay, w.certs.cert.Successor = ecert.Renewed, today, "the-new-one"
	w.certs.listed = []ecert.Listed{{ID: cert.ID, Status: ecert.Renewed, Day: today}}
	if got := verify(plain); got["verdict"] != "not_in_force" || got["status"] != "renewed" || got["successor"] != "the-new-one" {
		t.Errorf("renewed: %v", got)
	}
	altered := []byte(plain)
	altered[len(altered)-20] ^= 1
	if got := verify(string(altered)); got["successor"] != nil {
		t.Errorf("a successor was named to who holds no genuine certificate: %v", got)
	}
}

func TestWebhooksByJSON(t *testing.T) {
	w := newWorld(t)
	for _, bad := range []string{"http://hall.example/x", "https://127.0.0.1/x", "https://169.254.169.254/latest", "https://localhost", "https://a:b@hall.example/", "x"} {
		if r := w.ask(t, "officer", "POST", "/api/v1/webhooks", map[string]any{"url": bad}); r.Status != 422 || !strings.Contains(r.Body, `"path":"url"`) {
			t.Errorf("%s: %d %s", bad, r.Status, r.Body)
		}
	}
	made := w.ask(t, "officer", "POST", "/api/v1/webhooks", map[string]any{"url": "https://receiver.example/in", "kinds": []string{"accepted"}})
	v := made.json(t)
	if made.Status != 201 || !strings.HasPrefix(v["secret"].(string), "whsec_") {
		t.Fatalf("%d %s", made.Status, made.Body)
	}
	list := w.ask(t, "officer", "GET", "/api/v1/webhooks", nil)
	if strings.Contains(list.Body, "secret") || len(list.json(t)["items"].([]any)) != 1 {
		t.Fatalf("%s", list.Body)
	}
	at := made.Header.Get("Location")
	for _, who := range []string{"elsewhere", "citizen"} {
		theirs, none := w.ask(t, who, "GET", at+"/deliveries", nil), w.ask(t, who, "GET", "/api/v1/webhooks/none/deliveries", nil)
		if theirs.Status != 404 || theirs.Body != none.Body {
			t.Errorf("%s: %d %s", who, theirs.Status, theirs.Body)
		}
	}
	if r := w.ask(t, "officer", "DELETE", at, nil); r.Status != http.StatusNoContent {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	if r := w.ask(t, "officer", "DELETE", at, nil); r.Status != 404 {
		t.Fatalf("%d", r.Status)
	}
}

func TestFilesAreWhatTheirBytesAre(t *testing.T) {
	w := newWorld(t)
	up := w.ask(t, "citizen", "POST", "/api/v1/files?name=plan.pdf", "%PDF-1.4\n%%EOF\n", "Content-Type", "application/octet-stream")
	if up.Status != 201 {
		t.Fatalf("%d %s", up.Status, up.Body)
	}
	f := filing()
	f["files"] = []map[string]any{{"material": "plan", "name": "plan.pdf", "hash": up.json(t)["hash"]}}
	r := w.ask(t, "citizen", "POST", "/api/v1/cases", f, "Idempotency-Key", "with-file")
	if r.Status != 201 {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	f["files"] = []map[string]any{{"material": "plan", "name": "plan.pdf", "hash": strings.Repeat("0", 64)}}
	if r := w.ask(t, "citizen", "POST", "/api/v1/cases", f, "Idempotency-Key", "no-file-1"); r.Status != 422 || !strings.Contains(r.Body, "files.0") {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	g := filing()
	g["materials"] = map[string]any{"plan": map[string]any{"have": true, "grade": "A"}}
	if r := w.ask(t, "citizen", "POST", "/api/v1/cases", g, "Idempotency-Key", "says-have"); r.Status != 422 {
		t.Fatalf("an applicant recorded a paper as seen: %d %s", r.Status, r.Body)
	}
	h := filing()
	h["person"].(map[string]any)["id_value"] = "110105194912310038"
	if r := w.ask(t, "citizen", "POST", "/api/v1/cases", h, "Idempotency-Key", "for-other"); r.Status != 422 {
		t.Fatalf("an applicant filed for another: %d %s", r.Status, r.Body)
	}
	for i, name := range []any{"", "  ", "测试\u0000人", "\u202e人试测"} {
		n := filing()
		n["person"].(map[string]any)["name"] = name
		if r := w.ask(t, "citizen", "POST", "/api/v1/cases", n, "Idempotency-Key", fmt.Sprintf("bad-name-%d", i)); r.Status != 422 || !strings.Contains(r.Body, "person.name") {
			t.Errorf("an applicant called %.20q: %d %s", name, r.Status, r.Body)
		}
	}
}

// Every wrong request is answered as a problem in both languages and shows nothing of the inside.
func TestProblems(t *testing.T) {
	w := newWorld(t)
	w.callers.add("reader", access.Actor{ID: "o1", Role: access.CaseOfficer, Unit: "market"}, "read:cases")
	number, _ := w.filed(t, "filing-1")
	cases := []struct {
		token, method, path, body string
		status                    int
		code                      string
	}{
		{"", "GET", "/api/v1/nothing", "", 404, "not_found"},
		{"", "GET", "/api/v1/cases/" + number, "", 401, "token_needed"},
		{"wrong", "GET", "/api/v1/items", "", 401, "bad_token"},
		{"citizen", "GET", "/api/v1/cases/nothing", "", 404, "not_found"},
		{"stranger", "GET", "/api/v1/cases/" + number, "", 404, "not_found"},
		{"reader", "POST", "/api/v1/cases/" + number + "/accept", `{"expect":1}`, 403, "scope_missing"},
		{"citizen", "POST", "/api/v1/cases", `{"item":`, 400, "invalid_input"},
		{"citizen", "POST", "/api/v1/cases", `{}`, 422, "invalid_input"},
		{"citizen", "GET", "/api/v1/cases?limit=1000", "", 422, "invalid_input"},
		{"citizen", "GET", "/api/v1/cases?after=!!", "", 422, "invalid_input"},
		{"citizen", "GET", "/api/v1/cases?after=bm9uc2Vuc2U", "", 422, "invalid_input"},
	}
	for _, c := range cases {
		var body any
		if c.body != "" {
			body = c.body
		}
		for _, tag := range []string{"zh", "en"} {
			r := w.ask(t, c.token, c.method, c.path, body, "Accept-Language", tag, "Idempotency-Key", "12345678")
			p := r.json(t)
			m, _ := p["messages"].(map[string]any)
			if r.Status != c.status || p["code"] != c.code || r.Header.Get("Content-Type") != "application/problem+json" || m["zh"] == "" || m["en"] == "" || p["title"] != m[tag] ||
				p["status"].(float64) != float64(c.status) || !strings.HasPrefix(p["type"].(string), "urn:banjie:problem:") {
				t.Errorf("%s %s %s: %d %s", c.token, c.method, c.path, r.Status, r.Body)
			}
		}
	}
}

// A session of the pages may read and never writes.
func TestSessionReadsOnly(t *testing.T) {
	w := newWorld(t)
	number, _ := w.filed(t, "filing-1")
	w.Session = func(*http.Request) access.Actor { return w.callers["officer"].Actor }
	if r := w.ask(t, "", "GET", "/api/v1/cases/"+number, nil); r.Status != 200 {
		t.Fatalf("%d", r.Status)
	}
	for _, path := range []string{"/accept", "/note", "/grant"} {
		if r := w.ask(t, "", "POST", "/api/v1/cases/"+number+path, map[string]any{"expect": 1, "reason": "x"}); r.Status != 401 {
			t.Errorf("%s: %d %s", path, r.Status, r.Body)
		}
	}
	if r := w.ask(t, "", "POST", "/api/v1/cases", filing(), "Idempotency-Key", "12345678"); r.Status != 401 {
		t.Errorf("%d", r.Status)
	}
}

func TestListsAreScoped(t *testing.T) {
	w := newWorld(t)
	for _, key := range []string{"filing-1", "filing-2", "filing-3"} {
		w.filed(t, key)
	}
	for who, want := range map[string]int{"citizen": 3, "stranger": 0, "officer": 3, "elsewhere": 0, "clerk": 3} {
		seen := 0
		for next := "/api/v1/cases?limit=2"; next != ""; {
			page := w.ask(t, who, "GET", next, nil).json(t)
			seen += len(page["items"].([]any))
			next, _ = page["next"].(string)
		}
		if seen != want {
			t.Errorf("%s sees %d cases, want %d", who, seen, want)
		}
	}
	if r := w.ask(t, "officer", "GET", "/api/v1/cases?unit=roads", nil).json(t); len(r["items"].([]any)) != 0 {
		t.Errorf("%v", r)
	}
}

func TestScopes(t *testing.T) {
	if _, err := api.VerbsOf(access.Citizen, []string{"everything"}); err == nil {
		t.Error("an unknown scope was taken")
	}
	if _, err := api.VerbsOf(access.Administrator, []string{"read:cases"}); err == nil {
		t.Error("an administrator got a scope on cases")
	}
	verbs, err := api.VerbsOf(access.Citizen, []string{"read:cases"})
	if err != nil || len(verbs) == 0 || strings.Join(api.ScopesOf(verbs), " ") != "read:cases" {
		t.Errorf("%v %v %v", verbs, api.ScopesOf(verbs), err)
	}
}

// TestEveryVerbHasAScope: whatever a page can do, a token can be given for.
func TestEveryVerbHasAScope(t *testing.T) {
	w := newWorld(t)
	for _, p := range w.Engine.Procedures() {
		for _, row := range p.Transitions {
			if row.Quiet {
				continue
			}
			held := slices.ContainsFunc(access.Roles, func(r access.Role) bool {
				verbs, _ := api.VerbsOf(r, []string{"write:cases"})
				return slices.Contains(verbs, access.Verb(row.Verb))
			})
			if !held {
				t.Errorf("verb %s of %s is in no scope: the API would silently lack it", row.Verb, p.Name)
			}
		}
	}
}

// TestInputsDeclareTheirFiles: a file named in an act is looked up, whichever verb brings it.
func TestInputsDeclareTheirFiles(t *testing.T) {
	w := newWorld(t)
	for _, p := range w.Engine.Procedures() {
		for _, row := range p.Transitions {
			if row.Input == nil {
				continue
			}
			in := row.Input()
			_, declares := in.(casework.WithFiles)
			typ := reflect.TypeOf(in).Elem()
			for i := range typ.NumField() {
				if typ.Field(i).Type == reflect.TypeFor[[]casework.File]() && !declares {
					t.Errorf("%s of %s carries files and does not implement casework.WithFiles", typ.Name(), row.Verb)
				}
			}
		}
	}
	number, _ := w.filed(t, "filing-1")
	paper := map[string]any{"expect": 1, "input": map[string]any{"files": []map[string]any{{"material": "signed_paper", "name": "x", "hash": "x"}}}}
	if r := w.ask(t, "clerk", "POST", "/api/v1/cases/"+number+"/withdraw", paper); r.Status != 422 {
		t.Errorf("a paper nobody uploaded ended a case: %d %s", r.Status, r.Body)
	}
}

// TestOpinionsWaitForTheDecision: the API shows an applicant no more than the pages do.
func TestOpinionsWaitForTheDecision(t *testing.T) {
	w := newWorld(t)
	number, _ := w.filed(t, "filing-1")
	at := "/api/v1/cases/" + number
	for _, act := range []struct {
		verb string
		body map[string]any
	}{
		{"correct_on_spot", map[string]any{"expect": 1, "input": map[string]any{"materials": map[string]any{"plan": map[string]any{"have": true}}}}},
		{"accept", map[string]any{"expect": 2}},
		{"take", map[string]any{"expect": 3, "input": map[string]any{"step": "look", "task": "a"}}},
		{"refer", map[string]any{"expect": 4, "reason": "请贵单位先看，内部意见甲", "input": map[string]any{"step": "look", "task": "a", "unit": "roads"}}},
	} {
		if r := w.ask(t, "officer", "POST", at+"/"+act.verb, act.body); r.Status != 200 {
			t.Fatalf("%s: %d %s", act.verb, r.Status, r.Body)
		}
	}
	if r := w.ask(t, "officer", "GET", at+"/events", nil); !strings.Contains(r.Body, "内部意见甲") {
		t.Errorf("the officer does not read the unit's words: %s", r.Body)
	}
	if r := w.ask(t, "citizen", "GET", at+"/events", nil); r.Status != 200 || strings.Contains(r.Body, "内部意见甲") {
		t.Errorf("the applicant reads an opinion before the decision: %d", r.Status)
	}
}

// TestStrangersSendNothingLarge: who may not write is refused before his body is read.
func TestStrangersSendNothingLarge(t *testing.T) {
	w := newWorld(t)
	read := false
	r := httptest.NewRequest("POST", "/api/v1/files?name=a.pdf", io.MultiReader(readerFunc(func(p []byte) (int, error) { read = true; return 0, io.EOF })))
	r.Header.Set("Content-Type", "application/octet-stream")
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	if rec.Code != http.StatusUnauthorized || read {
		t.Errorf("status %d, body read: %v", rec.Code, read)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// TestSealedCasesAreNotOnTheAPI: whoever may see a case of the unit finds no sealed one here.
func TestSealedCasesAreNotOnTheAPI(t *testing.T) {
	w := newWorld(t)
	for _, sealed := range []bool{false, true} {
		out, err := w.Engine.Do(t.Context(), casework.Command{Actor: access.Actor{ID: "c1", Role: access.Clerk, Division: division, Unit: "hall"}, Verb: "receive",
			Open: &casework.Open{Procedure: "licensing", Item: itemCode, Channel: "window", Party: "r-1", Person: casework.Person{Name: "测试人甲", IDKind: "resident", IDValue: resident}, Form: map[string]any{"seats": 6}, Sealed: sealed}})
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"", "/events", "/receipt"} {
			got := w.ask(t, "head", "GET", "/api/v1/cases/"+out.Case.Number+path, nil).Status
			if want := map[bool]int{false: 200, true: 404}[sealed]; got != want {
				t.Errorf("sealed %v, %q: status %d, want %d", sealed, path, got, want)
			}
		}
	}
}

// TestConfidedCasesAreNotOnTheAPI: what is confided to a unit is on no list with a name, and staff
// find neither the case nor its words here, their own unit included; who reported finds it.
func TestConfidedCasesAreNotOnTheAPI(t *testing.T) {
	w := newWorld(t)
	told := visit.Rules{Centre: "market"}.DoorProcedure()
	if !told.Confided {
		t.Fatal("reports from the door are confided to nobody")
	}
	if err := w.Engine.Register(told); err != nil {
		t.Fatal(err)
	}
	party := codes{}.Party("resident", resident)
	out, err := w.Engine.Do(t.Context(), casework.Command{Actor: access.Actor{Role: access.Citizen, Division: division, Party: party}, Verb: "report_door", Reason: "金丝雀原话",
		Open: &casework.Open{Procedure: visit.Door, Channel: "web", Party: party, CodeHash: "x", Series: visit.DoorSeries, Person: casework.Person{Name: "金丝雀甲", Phone: "19900007777"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"head", "officer", "clerk", "citizen"} {
		for _, path := range []string{"", "/events", "/receipt", "/clocks/door_settle/explanation"} {
			got := w.ask(t, who, "GET", "/api/v1/cases/"+out.Case.Number+path, nil)
			if want := map[bool]int{true: 200, false: 404}[who == "citizen"]; got.Status != want {
				t.Errorf("%s at %q: %d, want %d", who, path, got.Status, want)
			}
		}
		if got := w.ask(t, who, "GET", "/api/v1/cases", nil); who != "citizen" && strings.Contains(got.Body, "金丝雀") {
			t.Errorf("%s reads in a list\n%s", who, got.Body)
		}
	}
}
