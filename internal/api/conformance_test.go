package api_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"banjie/internal/access"
)

var update = flag.Bool("update", false, "write the golden file anew")

// operation is one entry of the document as a test reads it.
type operation struct {
	method, path, id string
	doc              map[string]any
}

func (w *world) operations(t testing.TB) (document map[string]any, ops []operation) {
	t.Helper()
	r := w.ask(t, "", "GET", "/api/openapi.json", nil)
	if r.Status != 200 {
		t.Fatalf("openapi.json: %d", r.Status)
	}
	document = r.json(t)
	for path, methods := range document["paths"].(map[string]any) {
		for method, o := range methods.(map[string]any) {
			doc := o.(map[string]any)
			ops = append(ops, operation{strings.ToUpper(method), path, doc["operationId"].(string), doc})
		}
	}
	slices.SortFunc(ops, func(a, b operation) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return document, ops
}

var param = regexp.MustCompile(`\{(\w+)\}`)

// The document is whole: versions, references, names, parameters and answers.
func TestDocument(t *testing.T) {
	w := newWorld(t)
	document, ops := w.operations(t)
	if v, _ := document["openapi"].(string); !strings.HasPrefix(v, "3.1") {
		t.Errorf("openapi %q", v)
	}
	if len(ops) < 50 {
		t.Errorf("%d operations", len(ops))
	}
	walk(document, func(ref string) {
		at := any(document)
		for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
			m, _ := at.(map[string]any)
			at = m[part]
		}
		if at == nil {
			t.Errorf("reference %s leads nowhere", ref)
		}
	})
	ids := map[string]bool{}
	for _, o := range ops {
		if ids[o.id] {
			t.Errorf("operationId %s twice", o.id)
		}
		ids[o.id] = true
		declared := map[string]bool{}
		params, _ := o.doc["parameters"].([]any)
		for _, p := range params {
			if m := p.(map[string]any); m["in"] == "path" {
				declared[m["name"].(string)] = true
			}
		}
		for _, m := range param.FindAllStringSubmatch(o.path, -1) {
			if !declared[m[1]] {
				t.Errorf("%s: parameter %s is not declared", o.id, m[1])
			}
		}
		answers := o.doc["responses"].(map[string]any)
		for status, a := range answers {
			if a.(map[string]any)["description"] == nil {
				t.Errorf("%s: answer %s has no description", o.id, status)
			}
			if status[0] == '4' {
				if _, ok := a.(map[string]any)["content"].(map[string]any)["application/problem+json"]; !ok {
					t.Errorf("%s: answer %s is no problem: %v", o.id, status, a)
				}
			}
		}
		if o.doc["summary"] == "" || len(o.doc["tags"].([]any)) == 0 {
			t.Errorf("%s lacks summary or tag", o.id)
		}
	}
	compiler := schemas(t, document)
	for name := range document["components"].(map[string]any)["schemas"].(map[string]any) {
		if _, err := compiler.Compile("https://test.example/doc.json#/components/schemas/" + name); err != nil {
			t.Errorf("schema %s: %v", name, err)
		}
	}
}

func walk(v any, ref func(string)) {
	switch v := v.(type) {
	case map[string]any:
		if s, ok := v["$ref"].(string); ok {
			ref(s)
		}
		for _, x := range v {
			walk(x, ref)
		}
	case []any:
		for _, x := range v {
			walk(x, ref)
		}
	}
}

func schemas(t testing.TB, document map[string]any) *jsonschema.Compiler {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(must(json.Marshal(document)))))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.AddResource("https://test.example/doc.json", doc); err != nil {
		t.Fatal(err)
	}
	return c
}

// Answers are what the document says they are.
func TestAnswersMatchTheDocument(t *testing.T) {
	w := newWorld(t)
	document, _ := w.operations(t)
	compiler := schemas(t, document)
	number, first := w.filed(t, "filing-1")
	hook := w.ask(t, "citizen", "POST", "/api/v1/webhooks", map[string]any{"url": "https://receiver.example/in"})
	for name, r := range map[string]reply{
		"Case":         first,
		"ListEvent":    w.ask(t, "citizen", "GET", "/api/v1/cases/"+number+"/events", nil),
		"ListCaseRow":  w.ask(t, "citizen", "GET", "/api/v1/cases", nil),
		"Explanation":  w.ask(t, "citizen", "GET", "/api/v1/cases/"+number+"/clocks/notice/explanation", nil),
		"Receipt":      w.ask(t, "citizen", "GET", "/api/v1/cases/"+number+"/receipt", nil),
		"CatalogItem":  w.ask(t, "", "GET", "/api/v1/items/"+itemCode, nil),
		"ListItemRow":  w.ask(t, "", "GET", "/api/v1/items", nil),
		"Suitability":  w.ask(t, "", "POST", "/api/v1/items/"+itemCode+"/suitability", map[string]any{}),
		"Year":         w.ask(t, "", "GET", "/api/v1/calendar/2025", nil),
		"Counted":      w.ask(t, "", "POST", "/api/v1/limits/due", `{"start":"2024-09-27","n":5,"unit":"day","explain":true}`),
		"Inclusion":    w.ask(t, "", "GET", "/api/v1/ledger/proof?n=0", nil),
		"Consistency":  w.ask(t, "", "GET", "/api/v1/ledger/consistency?older=0", nil),
		"Webhook":      hook,
		"ListDelivery": w.ask(t, "citizen", "GET", hook.Header.Get("Location")+"/deliveries", nil),
		"Problem":      w.ask(t, "", "GET", "/api/v1/cases", nil),
	} {
		schema, err := compiler.Compile("https://test.example/doc.json#/components/schemas/" + name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(r.Body))
		if err == nil {
			err = schema.Validate(v)
		}
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, r.Body)
		}
	}
}

func TestEveryDocumentedRouteIsServed(t *testing.T) {
	w := newWorld(t)
	_, ops := w.operations(t)
	mux := w.handler.(*http.ServeMux)
	for _, o := range ops {
		r := httptest.NewRequest(o.method, param.ReplaceAllString(o.path, "7"), nil)
		if _, pattern := mux.Handler(r); pattern != o.method+" "+o.path {
			t.Errorf("%s %s is served by %q", o.method, o.path, pattern)
		}
	}
	page := w.ask(t, "", "GET", "/api/docs", nil)
	for _, o := range ops {
		if !strings.Contains(page.Body, `id="`+o.id+`"`) {
			t.Errorf("the page does not show %s", o.id)
		}
	}
	if strings.Contains(page.Body, "<script") || strings.Contains(page.Body, "<link") || strings.Contains(page.Body, "src=") {
		t.Error("the page fetches something")
	}
}

// TestEveryRouteEveryRole asks every route as every role, once as somebody concerned and
// once as somebody of another unit or party, and compares with the golden file. What is
// not one's own must look exactly like what does not exist.
func TestEveryRouteEveryRole(t *testing.T) {
	w := newWorld(t)
	_, ops := w.operations(t)
	number, _ := w.filed(t, "filing-1")
	hook := strings.TrimPrefix(w.ask(t, "head", "POST", "/api/v1/webhooks", map[string]any{"url": "https://receiver.example/in"}).Header.Get("Location"), "/api/v1/webhooks/")
	party := codes{}.Party("resident", resident)
	for _, role := range access.Roles {
		if role == access.Public || role == access.System {
			continue
		}
		for place, unit := range map[string]string{"own": "market", "other": "roads"} {
			a := access.Actor{ID: string(role) + "-" + place, Role: role}
			switch {
			case a.IsStaff():
				a.Unit = unit
			case role == access.Agent:
				a.Mandate, a.For = "m", map[string]string{"own": party, "other": "party-else"}[place]
			default:
				a.Party = map[string]string{"own": party, "other": "party-else"}[place]
			}
			w.callers.add(string(role)+" "+place, a)
		}
	}
	var b strings.Builder
	for _, o := range ops {
		for _, role := range access.Roles {
			if role == access.System {
				continue
			}
			fmt.Fprintf(&b, "%-20s %-14s", o.id, role)
			for _, place := range []string{"own", "other"} {
				r := w.try(t, o, role, place, number, hook)
				fmt.Fprintf(&b, " %s=%d", place, r.Status)
				none := w.try(t, o, role, place, "nothing", "nothing")
				if r.Status == 404 && (r.Body != none.Body || none.Status != 404) {
					t.Errorf("%s as %s (%s): not yours %s, not there %s", o.id, role, place, r.Body, none.Body)
				}
				if r.Status >= 500 {
					t.Errorf("%s as %s (%s): %d %s", o.id, role, place, r.Status, r.Body)
				}
			}
			b.WriteByte('\n')
		}
	}
	const file = "testdata/access.txt"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != b.String() {
		t.Errorf("%s no longer says who may do what; look at the difference, then run with -update", file)
	}
}

// try asks one route. Acts name a version that is long past: 412 says that access let them through.
func (w *world) try(t testing.TB, o operation, role access.Role, place, number, hook string) reply {
	token := string(role) + " " + place
	if role == access.Public {
		token = ""
	}
	values := map[string]string{"number": number, "code": itemCode, "n": "1", "name": "notice", "id": hook, "year": "2026"}
	if strings.Contains(o.path, "/certificates/") {
		values["id"] = "nothing"
	}
	path := param.ReplaceAllStringFunc(o.path, func(p string) string { return values[strings.Trim(p, "{}")] })
	var body any
	switch o.id {
	case "file-case":
		body = filing()
	case "count-limit":
		body = `{"start":"2024-09-27","n":5,"unit":"day"}`
	case "track-case":
		body = map[string]any{"number": number, "code": "0"}
	case "verify-certificate":
		body = map[string]any{"code": "AAAA"}
	case "create-webhook":
		body = map[string]any{"url": "https://receiver.example/in"}
	case "upload-file":
		return w.ask(t, token, o.method, path+"?name=a.pdf", "%PDF-1.4\n%%EOF\n", "Content-Type", "application/octet-stream")
	case "check-suitability":
		body = map[string]any{}
	case "prove-inclusion":
		path += "?n=0"
	case "prove-consistency":
		path += "?older=0"
	}
	if strings.HasPrefix(o.id, "act-") {
		body = map[string]any{"reason": "x"}
		return w.ask(t, token, o.method, path, body, "If-Match", `"999"`)
	}
	return w.ask(t, token, o.method, path, body, "Idempotency-Key", fmt.Sprintf("key-%s-%s", role, place))
}

// No input makes reading a cursor or an ETag fail otherwise than with a problem.
func FuzzCursor(f *testing.F) {
	for _, s := range []string{"", "bm9uc2Vuc2U", "MQ", "!!", "e", "MC4x", strings.Repeat("A", 200), "-1", "ejE0MS5hYmM", "//8"} {
		f.Add(s)
	}
	w := newWorld(f)
	number, _ := w.filed(f, "filing-1")
	f.Fuzz(func(t *testing.T, s string) {
		for _, path := range []string{"/api/v1/cases", "/api/v1/items", "/api/v1/cases/" + number + "/events"} {
			r := httptest.NewRequest("GET", path, nil)
			q := r.URL.Query()
			q.Set("after", s)
			r.URL.RawQuery = q.Encode()
			r.Header.Set("Authorization", "Bearer citizen")
			rec := httptest.NewRecorder()
			w.handler.ServeHTTP(rec, r)
			if rec.Code != 200 && rec.Code != 422 {
				t.Fatalf("%s after %q: %d %s", path, s, rec.Code, rec.Body)
			}
		}
	})
}

func FuzzIfMatch(f *testing.F) {
	for _, s := range []string{`"1"`, `"1.abc"`, `1`, `""`, `"-1"`, `W/"1"`, `"99999999999999999999"`, `*`} {
		f.Add(s)
	}
	w := newWorld(f)
	number, _ := w.filed(f, "filing-1")
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "\r\n\x00") {
			t.Skip("a header holds no line ends")
		}
		r := httptest.NewRequest("POST", "/api/v1/cases/"+number+"/take", strings.NewReader(`{"input":{"step":"none","task":"none"}}`))
		r.Header.Set("Authorization", "Bearer officer")
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("If-Match", s)
		rec := httptest.NewRecorder()
		w.handler.ServeHTTP(rec, r)
		if rec.Code/100 != 4 {
			t.Fatalf("%q: %d %s", s, rec.Code, rec.Body)
		}
	})
}
