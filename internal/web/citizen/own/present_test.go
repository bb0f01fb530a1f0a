package own_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
	"banjie/internal/sqldb"
	ecertstore "banjie/internal/store/ecert"
	"banjie/internal/web/citizen/own"
	"banjie/internal/web/site"
	"banjie/internal/web/ui/uitest"
)

// bed is a site on which one person holds one certificate.
type bed struct {
	*testing.T
	*ecertstore.Store // of showings
	signer            ecert.Signer
	cert              ecert.Certificate
	more              []ecert.Certificate // the same person's
	clock             *clock.Moved
	w                 *sqldb.Writer
	ended             []ecert.Listed
	who               access.Actor
	pages             http.Handler
}

var owner = access.Actor{ID: "7", Name: "林小禾（示例）", Role: access.Citizen, Division: "330599", Party: "party-7"}

func newBed(t *testing.T) *bed {
	t.Helper()
	b := &bed{T: t, clock: clock.Standing(time.Date(2026, 3, 11, 2, 0, 0, 0, time.UTC)), who: owner}
	db, err := sqldb.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if b.w, err = sqldb.NewWriter(t.Context(), db, b.clock); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.w.Close(); db.Close() })
	b.Store = ecertstore.New(db, b.w, nil, nil, calendar.Builtin)
	if b.signer, err = ecert.NewEd25519Signer(bytes.Repeat([]byte{9}, 32), lang.T("示例密钥", "Sample key"), true); err != nil {
		t.Fatal(err)
	}
	ty := ecert.CoreTypes()[0]
	from := calendar.Date(2026, 3, 2)
	d := ecert.Draft{Division: "330599", Case: 1, Serial: "2026030001", Holder: ecert.Holder{Name: "林小禾", Person: true, ID: "11**************2X"},
		Issuer: ecert.Issuer{Name: lang.T("示例县局", "Sample bureau"), USCC: "11339900DEM000014A"}, IssuedOn: from, ValidFrom: from, ValidUntil: from + 700, Demo: true, Values: map[string]string{}}
	for _, f := range ty.Fields {
		d.Values[f.ID] = "内容甲" + f.ID
	}
	if b.cert, err = ty.Issue(d); err != nil {
		t.Fatal(err)
	}
	s := &site.Site{Certificates: b, Sessions: b, Clock: b.clock, Calendar: calendar.Builtin, Division: "330599", Name: lang.T("示例县", "Sample County"),
		Base: "https://hall.example", Org: func() *org.Directory { return nil }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	empty, err := org.NewDirectory(org.Data{})
	if err != nil {
		t.Fatal(err)
	}
	s.Org = func() *org.Directory { return empty }
	(&own.Pages{Site: s, Showings: b, Types: ecert.CoreTypes(), Wall: b.clock}).Routes()
	b.pages = s.Handler()
	return b
}

func (b *bed) OfCase(context.Context, casework.Key) ([]ecert.Certificate, error) { return nil, nil }
func (b *bed) OfParty(_ context.Context, _, party string) ([]ecert.Certificate, error) {
	if party != owner.Party {
		return nil, nil
	}
	return append([]ecert.Certificate{b.cert}, b.more...), nil
}
func (b *bed) ByID(_ context.Context, _, id string) (ecert.Certificate, error) {
	if id == b.cert.ID {
		return b.cert, nil
	}
	return ecert.Certificate{}, fault.Missing()
}
func (b *bed) QR(_ context.Context, c ecert.Certificate) (string, error) {
	sealed, err := ecert.Sign(b.signer, c)
	return ecert.URL("https://hall.example", sealed), err
}
func (b *bed) PDF(context.Context, io.Writer, ecert.Certificate) error { return fault.Missing() }
func (b *bed) StatusList(context.Context, string) ([]byte, error) {
	at := b.clock.Now().Truncate(30 * time.Minute)
	return ecert.SignStatusList(b.signer, uint32(len(b.ended)), at, at.Add(time.Hour), b.ended)
}
func (b *bed) Keys() ecert.Keys { return ecert.Keys{b.signer.Public()} }
func (b *bed) Sign(p ecert.Presentation) (string, error) {
	sealed, err := ecert.SignPresentation(b.signer, p)
	return ecert.URL("https://hall.example", sealed), err
}

func (b *bed) Actor(*http.Request) access.Actor {
	if b.who.Role == "" {
		return access.Actor{Role: access.Public}
	}
	return b.who
}
func (*bed) SignIn(http.ResponseWriter, *http.Request, access.Actor) error { return nil }
func (*bed) SignOut(http.ResponseWriter, *http.Request) error              { return nil }
func (*bed) Wrap(h http.Handler) http.Handler                              { return h }

func (b *bed) send(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r.Header.Set("Accept-Language", "zh")
	b.pages.ServeHTTP(w, r)
	return w
}

func (b *bed) get(path string) *httptest.ResponseRecorder {
	return b.send(httptest.NewRequest(http.MethodGet, path, nil))
}

func (b *bed) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(r)
}

func (b *bed) at() string { return "/certificates/" + b.cert.ID }

func (b *bed) says(w *httptest.ResponseRecorder, status int, wants ...string) string {
	b.Helper()
	body := w.Body.String()
	if w.Code != status {
		b.Errorf("status %d, want %d:\n%s", w.Code, status, body)
	}
	for _, want := range wants {
		if !strings.Contains(body, want) {
			b.Errorf("the page does not say %q", want)
		}
	}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && w.Header().Get("Content-Disposition") == "" {
		for _, p := range uitest.Problems(body) {
			b.Error(p)
		}
	}
	return body
}

func form() url.Values {
	return url.Values{"_key": {"a-token-of-the-page-of-26"}, "audience": {"青石街道3号窗口"}, "purpose": {"租赁登记"}, "fields": {ecert.HolderField, ecert.CoreTypes()[0].Fields[0].ID}, "minutes": {"10"}}
}

var address = regexp.MustCompile(`https://hall\.example/v#[A-Za-z0-9_-]+`)

// show presents the certificate and gives the page and the address of the code.
func (b *bed) show() (page, scanned string) {
	b.Helper()
	w := b.post(b.at()+"/present", form())
	if w.Code != http.StatusSeeOther {
		b.Fatalf("status %d:\n%s", w.Code, w.Body)
	}
	page = w.Header().Get("Location")
	scanned = address.FindString(b.says(b.get(page), http.StatusOK, "青石街道3号窗口", "租赁登记", "林小禾"))
	return page, scanned
}

// What is shown is what was chosen; checking it says so, and after its time it is over.
func TestPresent(t *testing.T) {
	b := newBed(t)
	b.says(b.get(b.at()), http.StatusOK, "亮证", "/my/certificates/"+b.cert.ID+"/record")
	b.says(b.get(b.at()), http.StatusOK, b.at()+"/certificate.json")
	var signed ecert.Copy // every line of it verifies
	if w := b.get(b.at() + "/certificate.json"); w.Code != http.StatusOK || json.Unmarshal(w.Body.Bytes(), &signed) != nil || signed.Certificate.Digest() != b.cert.Digest() || signed.Address == "" {
		t.Errorf("the signed copy: %d %s", w.Code, w.Body)
	}
	b.says(b.get(b.at()+"/present"), http.StatusOK, "给谁看", "持证人姓名")
	page, scanned := b.show()
	if again, _ := b.show(); again != page {
		t.Error("the same form sent twice shows twice")
	}
	if w := b.get(page + "/qr.png"); w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/png" {
		t.Errorf("picture: status %d", w.Code)
	}
	b.who = access.Actor{} // somebody at the counter
	checked := b.says(b.post("/v", url.Values{"data": {scanned}}), http.StatusOK, "亮证核验结果", "林小禾", "内容甲", "青石街道3号窗口", "演示")
	if hidden := ecert.CoreTypes()[0].Fields[1].ID; strings.Contains(checked, "内容甲"+hidden) {
		t.Error("a line that was not chosen is shown")
	}
	b.clock.Advance(13 * time.Minute)
	b.says(b.post("/v", url.Values{"data": {scanned}}), http.StatusOK, "出示已过时")
	b.who = owner
	b.says(b.get(page), http.StatusOK, "已经结束")
	if w := b.get(page + "/qr.png"); w.Code != http.StatusNotFound {
		t.Errorf("the picture of an ended showing: status %d", w.Code)
	}
}

// What is wrong is said at its place, and what was typed is kept.
func TestPresentRefused(t *testing.T) {
	b := newBed(t)
	for name, change := range map[string]func(url.Values){
		"给谁":    func(f url.Values) { f.Set("audience", "") },
		"用途":    func(f url.Values) { f.Set("purpose", strings.Repeat("长", 201)) },
		"至少选择":  func(f url.Values) { f.Del("fields") },
		"没有这一栏": func(f url.Values) { f.Set("fields", "no_such_line") },
		"15 分钟": func(f url.Values) { f.Set("minutes", "16") },
	} {
		f := form()
		change(f)
		b.says(b.post(b.at()+"/present", f), http.StatusUnprocessableEntity, name)
	}
	b.cert.Status, b.cert.StatusDay = ecert.Revoked, calendar.Date(2026, 3, 10)
	b.says(b.post(b.at()+"/present", form()), http.StatusConflict, "今天无效")
	if got := b.get(b.at() + "/present").Code; got == http.StatusOK {
		t.Error("a revoked certificate offers to be shown")
	}
	if strings.Contains(b.get(b.at()).Body.String(), b.at()+"/present") {
		t.Error("a revoked certificate has the button")
	}
}

// The record is the holder's alone: a stranger, an official and somebody who acts for the
// holder get the answer for what does not exist. The holder may delete it.
func TestRecord(t *testing.T) {
	b := newBed(t)
	page, _ := b.show()
	record := "/my/certificates/" + b.cert.ID + "/record"
	b.says(b.get(record), http.StatusOK, "青石街道3号窗口", "租赁登记", "持证人")
	for _, who := range []access.Actor{
		{ID: "8", Role: access.Citizen, Division: "330599", Party: "party-8"},
		{ID: "o", Role: access.CaseOfficer, Division: "330599", Unit: "market", Party: owner.Party},
		{ID: "h", Role: access.UnitHead, Division: "330599", Unit: "market"}, {ID: "s", Role: access.Supervisor, Division: "330599"},
		{ID: "a", Role: access.Administrator, Division: "330599"}, {ID: "u", Role: access.Auditor, Division: "330599"},
		{ID: "9", Role: access.Agent, Division: "330599", Party: "party-9", For: owner.Party, Mandate: "m-1"},
	} {
		b.who = who
		for _, path := range []string{record, page, page + "/qr.png", b.at() + "/present"} {
			if w := b.get(path); w.Code != http.StatusNotFound {
				t.Errorf("%s reads %s: status %d", who.Role, path, w.Code)
			}
		}
		for _, path := range []string{record, b.at() + "/present"} {
			if w := b.post(path, form()); w.Code != http.StatusNotFound {
				t.Errorf("%s posts to %s: status %d", who.Role, path, w.Code)
			}
		}
	}
	b.who = owner
	if w := b.post(record, url.Values{}); w.Code != http.StatusSeeOther {
		t.Errorf("delete: status %d", w.Code)
	}
	if body := b.says(b.get(record), http.StatusOK, "还没有出示过"); strings.Contains(body, "青石街道3号窗口") {
		t.Error("the record is still there")
	}
}

// Whoever checks the code of a certificate sees a masked name and the status of that day.
func TestVerifierSeesMaskedHolder(t *testing.T) {
	b := newBed(t)
	b.who = access.Actor{}
	scanned, err := b.QR(t.Context(), b.cert)
	if err != nil {
		t.Fatal(err)
	}
	body := b.says(b.post("/v", url.Values{"data": {scanned}}), http.StatusOK, "林*", "有效", b.cert.ID)
	if strings.Contains(body, "林小禾") || strings.Contains(body, "内容甲") {
		t.Error("the verifier sees more than the masked holder")
	}
	for _, s := range []ecert.Status{ecert.Amended, ecert.Renewed, ecert.Rescinded, ecert.Revoked, ecert.Deregistered} {
		b.ended = []ecert.Listed{{ID: b.cert.ID, Status: s, Day: calendar.Date(2026, 3, 10)}}
		b.says(b.post("/v", url.Values{"data": {scanned}}), http.StatusOK, s.Name().ZH)
	}
	b.ended = nil
	b.clock.Advance(3 * 365 * 24 * time.Hour)
	b.says(b.post("/v", url.Values{"data": {scanned}}), http.StatusOK, "已过有效期")
}

// The status list may be cached and asked for again without being sent again.
func TestStatusList(t *testing.T) {
	b := newBed(t)
	b.who = access.Actor{}
	w := b.get("/v/status")
	list, err := ecert.ParseStatusList(w.Body.Bytes())
	if err != nil || !list.SignedBy(b.Keys()) {
		t.Fatalf("%v", err)
	}
	tag := w.Header().Get("ETag")
	if tag == "" || w.Header().Get("Cache-Control") != "public, max-age=300" || w.Body.Len() > 200 {
		t.Errorf("headers %v, %d bytes", w.Header(), w.Body.Len())
	}
	ask := func() *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/v/status", nil)
		r.Header.Set("If-None-Match", tag)
		return b.send(r)
	}
	if again := ask(); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("again: status %d, %d bytes", again.Code, again.Body.Len())
	}
	b.ended = []ecert.Listed{{ID: b.cert.ID, Status: ecert.Revoked, Day: calendar.Date(2026, 3, 11)}}
	if changed := ask(); changed.Code != http.StatusOK || changed.Header().Get("ETag") == tag {
		t.Errorf("after a revocation: status %d", changed.Code)
	}
}

// The offline page is one file that carries keys and list, and asks no host for anything.
func TestOffline(t *testing.T) {
	b := newBed(t)
	b.who = access.Actor{}
	w := b.get("/v/offline.html")
	body := b.says(w, http.StatusOK, b.signer.Public().ID().String())
	if !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") || strings.Contains(body, "src=\"") || len(body) > 100_000 {
		t.Errorf("%v, %d bytes", w.Header(), len(body))
	}
	b.says(b.get("/v"), http.StatusOK, "/v/offline.html", "/v/status")
}

// A renewed certificate says so to its holder, with the way to the new one, and to whoever
// checks its code, with the new one's identifier.
func TestRenewedNamesItsSuccessor(t *testing.T) {
	b := newBed(t)
	address, err := b.QR(t.Context(), b.cert)
	if err != nil {
		t.Fatal(err)
	}
	next := b.cert
	next.ID = strings.Replace(b.cert.ID, "2026030001", "2026030002", 1)
	b.more = []ecert.Certificate{next}
	b.cert.Status, b.cert.StatusDay, b.cert.Successor = ecert.Renewed, calendar.Date(2026, 3, 10), next.ID
	b.ended = []ecert.Listed{{ID: b.cert.ID, Status: ecert.Renewed, Day: calendar.Date(2026, 3, 10)}}
	page := b.get("/certificates/" + b.cert.ID).Body.String()
	for _, want := range []string{"已延续", "现行证照：" + next.ID, `href="/certificates/` + next.ID + `"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the holder's page lacks %s", want)
		}
	}
	if strings.Contains(page, "/present") {
		t.Error("what was renewed is offered to be shown")
	}
	b.who = access.Actor{}
	checked := b.post("/v", url.Values{"data": {address}}).Body.String()
	for _, want := range []string{"已延续", "由新证代替", next.ID} {
		if !strings.Contains(checked, want) {
			t.Errorf("the check lacks %s", want)
		}
	}
}
