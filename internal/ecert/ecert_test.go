package ecert_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banjie/internal/calendar"
	"banjie/internal/ecert"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/law"
)

var (
	now   = time.Date(2026, 6, 1, 2, 30, 0, 0, time.UTC)
	today = calendar.Date(2026, 6, 1)
)

func signer(t testing.TB, seed byte, demo bool) ecert.Signer {
	t.Helper()
	s, err := ecert.NewEd25519Signer(bytes.Repeat([]byte{seed}, 32), lang.T("清溪县政务服务平台", "Qingxi County Service Platform"), demo)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sm2Signer(t testing.TB) ecert.Signer {
	t.Helper()
	s, err := ecert.NewSM2Signer(bytes.Repeat([]byte{9}, 32), lang.T("国密密钥", "SM2 key"), false)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func typeOf(t testing.TB, id string) ecert.Type {
	t.Helper()
	r, err := ecert.NewRegistry(ecert.CoreTypes()...)
	if err != nil {
		t.Fatal(err)
	}
	ty, ok := r.Find(id)
	if !ok {
		t.Fatalf("no type %q", id)
	}
	return ty
}

func draft(serial string) ecert.Draft {
	return ecert.Draft{Division: "339900", Case: 42, Serial: serial,
		Holder:   ecert.Holder{Name: "王测试", Person: true, ID: ecert.MaskID("339900190001010018")},
		Issuer:   ecert.Issuer{Name: lang.T("清溪县民政局", "Qingxi County Civil Affairs Bureau"), USCC: "11339900DEM0000225"},
		IssuedOn: today - 10, ValidFrom: today - 10, ValidUntil: today + 355,
		Values: map[string]string{"item": "示例确认", "fact": "示例事实"}}
}

func issue(t testing.TB, serial string, change func(*ecert.Draft)) ecert.Certificate {
	t.Helper()
	d := draft(serial)
	if change != nil {
		change(&d)
	}
	c, err := typeOf(t, "confirmation-certificate").Issue(d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func sign(t testing.TB, s ecert.Signer, c ecert.Certificate) []byte {
	t.Helper()
	b, err := ecert.Sign(s, c)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func kind(t *testing.T, err error, want fault.Kind) *fault.Fault {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != want {
		t.Fatalf("got %v, want a fault of kind %s", err, want)
	}
	if f.Message.ZH == "" || f.Message.EN == "" || f.Remedy.ZH == "" || f.Remedy.EN == "" {
		t.Errorf("a half is missing: %+v", f)
	}
	return f
}

func TestCoreTypes(t *testing.T) {
	types := ecert.CoreTypes()
	r, err := ecert.NewRegistry(types...)
	if err != nil {
		t.Fatal(err)
	}
	for _, ty := range types {
		if _, err := idnum.ParseUSCC(ty.Code[:18]); err != nil {
			t.Errorf("%s: setting body: %v", ty.ID, err)
		}
		if got, ok := r.ByCode(ty.Code); !ok || got.ID != ty.ID {
			t.Errorf("%s is not found by its code", ty.ID)
		}
	}
	for name, extra := range map[string]ecert.Type{
		"same id":   func() ecert.Type { x := types[0]; x.Code = x.Code[:18] + "999"; return x }(),
		"same code": func() ecert.Type { x := types[0]; x.ID = "other"; return x }(),
		"bad code":  func() ecert.Type { x := types[0]; x.ID, x.Code = "other", "1"; return x }(),
		"one language": func() ecert.Type {
			x := types[0]
			x.ID, x.Code, x.Name.EN = "other", x.Code[:18]+"999", ""
			return x
		}(),
		"a field twice": func() ecert.Type {
			x := types[0]
			x.ID, x.Code, x.Fields = "other", x.Code[:18]+"999", append(x.Fields[:1:1], x.Fields[0])
			return x
		}(),
	} {
		if _, err := ecert.NewRegistry(append(ecert.CoreTypes(), extra)...); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestLastDay(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2024-05-01", 60, "2029-04-30"}, {"2024-02-29", 12, "2025-02-28"}, {"2024-02-29", 48, "2028-02-28"},
		{"2025-01-31", 1, "2025-02-28"}, {"2025-01-01", 1, "2025-01-31"}, {"2025-12-15", 1, "2026-01-14"},
		{"2025-08-31", 6, "2026-02-28"}, {"2025-11-30", 3, "2026-02-28"}, {"2025-03-31", 1, "2025-04-30"},
	} {
		from, err := calendar.ParseDay(c.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := ecert.LastDay(from, c.months).String(); got != c.want {
			t.Errorf("%s + %d months ends on %s, want %s", c.from, c.months, got, c.want)
		}
	}
	if ecert.LastDay(today, 0) != 0 {
		t.Error("no months must mean no last day")
	}
}

func TestIssueRefuses(t *testing.T) {
	ty := typeOf(t, "confirmation-certificate")
	for name, c := range map[string]struct {
		change func(*ecert.Draft)
		path   string
	}{
		"line missing":   {func(d *ecert.Draft) { delete(d.Values, "fact") }, "fields.fact"},
		"unknown line":   {func(d *ecert.Draft) { d.Values["colour"] = "red" }, "fields.colour"},
		"no holder":      {func(d *ecert.Draft) { d.Holder.Name = "" }, "holder"},
		"small serial":   {func(d *ecert.Draft) { d.Serial = "abc" }, "serial"},
		"long serial":    {func(d *ecert.Draft) { d.Serial = strings.Repeat("1", 33) }, "serial"},
		"false issuer":   {func(d *ecert.Draft) { d.Issuer.USCC = "11339900DEM0000226" }, "issuer"},
		"ends too early": {func(d *ecert.Draft) { d.ValidUntil = d.ValidFrom - 1 }, "valid_until"},
	} {
		d := draft("1")
		c.change(&d)
		_, err := ty.Issue(d)
		f := kind(t, err, fault.Invalid)
		if len(f.Fields) == 0 || f.Fields[0].Path != c.path {
			t.Errorf("%s: %v", name, f.Fields)
		}
	}
}

func TestMask(t *testing.T) {
	for name, want := range map[string]string{"王": "王", "王明": "王*", "王小明": "王*明", "欧阳小明": "欧**明", "John Smith": "J*** S****", "阿依古丽·买买提": "阿***·**提", "": ""} {
		if got := ecert.MaskName(name); got != want {
			t.Errorf("MaskName(%q) = %q, want %q", name, got, want)
		}
	}
	for id, want := range map[string]string{"339900190001010018": "33**************18", "12345": "*****", "E1234567": "E1****67"} {
		if got := ecert.MaskID(id); got != want {
			t.Errorf("MaskID(%q) = %q, want %q", id, got, want)
		}
	}
}

func TestTransitionTable(t *testing.T) {
	seen := map[string]bool{}
	for _, tr := range ecert.Transitions() {
		k := string(tr.From) + " " + string(tr.Verb)
		if seen[k] || tr.To == ecert.Expired || tr.From == ecert.Deregistered {
			t.Errorf("row %q", k)
		}
		seen[k] = true
		for _, s := range []lang.Text{tr.From.Name(), tr.To.Name(), tr.Verb.Name()} {
			if s.ZH == "" || s.EN == "" {
				t.Errorf("row %q has no name in a language", k)
			}
		}
		for _, id := range tr.Basis {
			if _, ok := law.Find(id); !ok {
				t.Errorf("row %q: no basis %q", k, id)
			}
		}
	}
}

func act(v ecert.Verb, on calendar.Day) ecert.Act {
	return ecert.Act{Verb: v, On: on, Basis: "xkf-70", Reason: "示例理由", Successor: map[ecert.Verb]string{ecert.Renew: "successor"}[v]}
}

func TestStatus(t *testing.T) {
	c := issue(t, "1", nil)
	revoked, change, err := c.End(act(ecert.Revoke, today))
	if err != nil || revoked.Status != ecert.Revoked || change.From != ecert.Valid || change.To != ecert.Revoked || change.Certificate != c.ID {
		t.Fatalf("%+v, %+v, %v", revoked, change, err)
	}
	if revoked.StatusOn(today-1) != ecert.Valid || revoked.StatusOn(today) != ecert.Revoked || revoked.InForce(today) || revoked.Digest() != c.Digest() {
		t.Error("a status begins on its day and leaves the content alone")
	}
	if _, _, err := revoked.End(act(ecert.Rescind, today+1)); err == nil {
		t.Error("a revoked certificate was rescinded")
	}
	if gone, _, err := revoked.End(act(ecert.Deregister, today+1)); err != nil || gone.Status != ecert.Deregistered {
		t.Errorf("deregister after revoke: %v", err)
	}
	if c.StatusOn(c.ValidUntil) != ecert.Valid || c.StatusOn(c.ValidUntil+1) != ecert.Expired || c.InForce(c.ValidFrom-1) {
		t.Error("validity")
	}
	_, _, err = c.End(act(ecert.Amend, today))
	kind(t, err, fault.Invalid)
	_, _, err = c.End(ecert.Act{Verb: ecert.Revoke, On: today})
	if f := kind(t, err, fault.Invalid); len(f.Fields) != 2 {
		t.Errorf("basis and reason: %v", f.Fields)
	}
	_, _, err = revoked.End(act(ecert.Deregister, today-1))
	kind(t, err, fault.Invalid)
}

func TestReplace(t *testing.T) {
	ty, c := typeOf(t, "confirmation-certificate"), issue(t, "1", nil)
	d := draft("ignored")
	d.ValidUntil = c.ValidUntil + 365
	old, next, change, err := ty.Replace(c, act(ecert.Amend, today), d)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := c.Identifier()
	b, err := next.Identifier()
	if err != nil || b.Version != 2 || a.Serial != b.Serial || a.Issuer != b.Issuer || change.Successor != next.ID || old.Successor != next.ID || old.Status != ecert.Amended || next.Status != ecert.Valid {
		t.Errorf("%+v %+v %+v %v", old, next, change, err)
	}
	if _, _, _, err := ty.Replace(old, act(ecert.Amend, today), d); err == nil {
		t.Error("a replaced version was amended")
	}
	if _, _, _, err := ty.Replace(c, act(ecert.Renew, today), d); err == nil {
		t.Error("a renewal made a version: it is a grant of its own")
	}
	if _, _, _, err := ty.Replace(c, act(ecert.Revoke, today), d); err == nil {
		t.Error("revoke made a version")
	}
}

// A renewal names what stands in the old one's place, from a day on; undone, the old one
// stands until its own last day.
func TestRenewAndRestore(t *testing.T) {
	c := issue(t, "1", nil)
	unnamed := act(ecert.Renew, today)
	unnamed.Successor = ""
	_, _, err := c.End(unnamed)
	kind(t, err, fault.Invalid)
	for name, on := range map[string]calendar.Day{"by a grant": today + 10, "by silence": c.ValidUntil + 1} {
		old, change, err := c.End(act(ecert.Renew, on))
		if err != nil || old.StatusOn(on-1) != ecert.Valid || old.StatusOn(on) != ecert.Renewed || old.Successor != "successor" || change.Successor != "successor" || old.Digest() != c.Digest() {
			t.Fatalf("%s: %+v, %v", name, old, err)
		}
		back, _, err := old.End(act(ecert.Restore, on))
		if err != nil || back.StatusOn(c.ValidUntil) != ecert.Valid || back.StatusOn(c.ValidUntil+1) != ecert.Expired || back.Successor != "" || back.StatusDay != 0 {
			t.Errorf("%s, undone: %+v, %v", name, back, err)
		}
	}
}

// Any sequence of acts keeps to the table, and the content never changes.
func TestStatusProperty(t *testing.T) {
	verbs := []ecert.Verb{ecert.Amend, ecert.Renew, ecert.Rescind, ecert.Revoke, ecert.Deregister, ecert.Restore}
	allowed := map[string]ecert.Status{}
	for _, tr := range ecert.Transitions() {
		allowed[string(tr.From)+string(tr.Verb)] = tr.To
	}
	rapid.Check(t, func(t *rapid.T) {
		ty, err := ecert.NewRegistry(ecert.CoreTypes()...)
		if err != nil {
			t.Fatal(err)
		}
		kind, _ := ty.Find("confirmation-certificate")
		c, err := kind.Issue(draft("1"))
		if err != nil {
			t.Fatal(err)
		}
		day, digest := today, c.Digest()
		for range rapid.IntRange(1, 6).Draw(t, "acts") {
			day += calendar.Day(rapid.IntRange(0, 300).Draw(t, "days"))
			verb := rapid.SampledFrom(verbs).Draw(t, "verb")
			to, ok := allowed[string(c.StatusOn(day))+string(verb)]
			var after ecert.Certificate
			if verb == ecert.Amend {
				d := draft("1")
				d.ValidUntil = c.ValidUntil + 100
				after, _, _, err = kind.Replace(c, act(verb, day), d)
			} else {
				after, _, err = c.End(act(verb, day))
			}
			if ok != (err == nil) {
				t.Fatalf("%s on %s: %v", verb, c.StatusOn(day), err)
			}
			if err == nil && after.Status != to || after.Digest() != digest {
				t.Fatalf("became %s, want %s", after.Status, to)
			}
			c = after
		}
	})
}

func TestPayloadRoundTrip(t *testing.T) {
	for name, s := range map[string]ecert.Signer{"ed25519": signer(t, 1, false), "sm2": sm2Signer(t)} {
		c := issue(t, "20260001", func(d *ecert.Draft) { d.Salt = ecert.Random{1} })
		sealed := sign(t, s, c)
		if len(sealed) > 190 {
			t.Errorf("%s: %d bytes", name, len(sealed))
		}
		url := ecert.URL("https://example.invalid/", sealed)
		back, err := ecert.ParseURL(url)
		if err != nil || !bytes.Equal(back, sealed) || !strings.HasPrefix(url, "https://example.invalid/v#") {
			t.Fatalf("%s: %q %v", name, url, err)
		}
		p, err := ecert.ParsePayload(back)
		if err != nil || p.Identifier.String() != c.ID || p.Holder != "王*试" || p.Digest != c.Digest() || p.ValidUntil != c.ValidUntil || p.Demo {
			t.Errorf("%s: %+v %v", name, p, err)
		}
		keys := ecert.Keys{s.Public()}
		if r := ecert.VerifyContent(sealed, c, keys, nil, today, now); r.Verdict != ecert.Genuine {
			t.Errorf("%s: %+v", name, r)
		}
		view := c
		view.Salt = ecert.Random{} // as the API shows it for reading
		if r := ecert.VerifyContent(sealed, view, keys, nil, today, now); r.Verdict != ecert.Unknown {
			t.Errorf("%s: a view is judged: %+v", name, r)
		}
		c.Fields[0].Value += "改"
		if r := ecert.VerifyContent(sealed, c, keys, nil, today, now); r.Verdict != ecert.Forged {
			t.Errorf("%s: another content: %+v", name, r)
		}
	}
}

func TestDemoKeysStayApart(t *testing.T) {
	c := issue(t, "1", nil)
	_, err := ecert.Sign(signer(t, 1, true), c)
	kind(t, err, fault.Forbidden)
	c.Demo = true
	_, err = ecert.Sign(signer(t, 1, false), c)
	kind(t, err, fault.Forbidden)
}

func TestFlippedBitsFail(t *testing.T) {
	for name, s := range map[string]ecert.Signer{"ed25519": signer(t, 1, false), "sm2": sm2Signer(t)} {
		t.Run(name, func(t *testing.T) {
			keys := ecert.Keys{s.Public(), signer(t, 2, true).Public()}
			rapid.Check(t, func(t *rapid.T) {
				ty, err := ecert.NewRegistry(ecert.CoreTypes()...)
				if err != nil {
					t.Fatal(err)
				}
				d := draft(rapid.StringMatching(`[0-9A-Z]{1,32}`).Draw(t, "serial"))
				d.Holder = ecert.Holder{Name: rapid.StringMatching(`[一-龥A-Za-z ·]{1,60}`).Draw(t, "name") + "氏", Person: rapid.Bool().Draw(t, "person")}
				kind, _ := ty.Find("confirmation-certificate")
				c, err := kind.Issue(d)
				if err != nil {
					t.Fatal(err)
				}
				sealed, err := ecert.Sign(s, c)
				if err != nil {
					t.Fatal(err)
				}
				if r := ecert.Verify(sealed, keys, nil, today, now); r.Verdict != ecert.Genuine {
					t.Fatalf("%+v", r)
				}
				bit := rapid.IntRange(0, len(sealed)*8-1).Draw(t, "bit")
				sealed[bit/8] ^= 1 << (bit % 8)
				if r := ecert.Verify(sealed, keys, nil, today, now); r.Verdict != ecert.Forged && r.Verdict != ecert.Unknown || r.ID != "" || r.Holder != "" {
					t.Fatalf("bit %d: %+v", bit, r)
				}
			})
		})
	}
}

func TestAddressHasOneWriting(t *testing.T) {
	url := ecert.URL("https://example.invalid", sign(t, signer(t, 1, false), issue(t, "12", nil)))
	for _, bad := range []string{url + "=", url + "\n" + "A", strings.Replace(url, "#", "#\n", 1) + "A", url[:len(url)-1] + "~", "", "#"} {
		if b, err := ecert.ParseURL(bad); err == nil {
			if r := ecert.Verify(b, ecert.Keys{signer(t, 1, false).Public()}, nil, today, now); r.Verdict == ecert.Genuine {
				t.Errorf("%q was believed", bad)
			}
		}
	}
}

func TestStatusList(t *testing.T) {
	s := signer(t, 1, false)
	const n = 20_000
	var listed []ecert.Listed
	statuses := []ecert.Status{ecert.Amended, ecert.Renewed, ecert.Rescinded, ecert.Revoked, ecert.Deregistered}
	for i := range n {
		listed = append(listed, ecert.Listed{ID: fmt.Sprintf("certificate %d", i), Status: statuses[i%5], Day: today - calendar.Day(i%2000)})
	}
	sealed, err := ecert.SignStatusList(s, 3, now, now.Add(time.Hour), listed)
	if err != nil {
		t.Fatal(err)
	}
	if per := float64(len(sealed)) / n; per > 8 {
		t.Errorf("%.1f bytes an entry", per)
	}
	l, err := ecert.ParseStatusList(sealed)
	if err != nil || l.Len() != n || l.Sequence != 3 || !l.Issued.Equal(now) || !l.SignedBy(ecert.Keys{s.Public()}) || l.SignedBy(ecert.Keys{signer(t, 2, false).Public()}) {
		t.Fatalf("%v", err)
	}
	for i, want := range listed {
		if status, day, ok := l.Lookup(want.ID); !ok || status != want.Status || day != want.Day {
			t.Fatalf("%d: %v %v %v", i, status, day, ok)
		}
		if _, _, ok := l.Lookup(fmt.Sprintf("other %d", i)); ok {
			t.Fatalf("other %d is listed", i)
		}
	}
	for i := 0; i < len(sealed); i += 997 {
		b := bytes.Clone(sealed)
		b[i] ^= 4
		if l, err := ecert.ParseStatusList(b); err == nil && l.SignedBy(ecert.Keys{s.Public()}) {
			t.Fatalf("byte %d may be changed", i)
		}
	}
	for _, bad := range [][]ecert.Listed{{{ID: "a", Status: ecert.Valid}}, {{ID: "a", Status: ecert.Expired}}} {
		_, err := ecert.SignStatusList(s, 1, now, now, bad)
		kind(t, err, fault.Invalid)
	}
	if _, err := ecert.SignStatusList(s, 1, now, now, []ecert.Listed{{ID: "a", Status: ecert.Revoked}, {ID: "a", Status: ecert.Amended}}); err == nil {
		t.Error("twice the same certificate")
	}
}

func TestPresentation(t *testing.T) {
	c := issue(t, "1", nil)
	good := ecert.Request{Audience: "清溪县第一小学", Purpose: "报名", Fields: []string{"fact"}, For: 5 * time.Minute}
	p, record, err := ecert.Present(c, good, ecert.Random{7}, today, now)
	if err != nil || record.Token != p.Token || record.Until != p.Until || len(record.Fields) != 1 {
		t.Fatalf("%+v %v", record, err)
	}
	s := signer(t, 1, false)
	sealed, err := ecert.SignPresentation(s, p)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed, []byte("王测试")) || bytes.Contains(sealed, []byte("示例确认")) {
		t.Error("more was shown than was chosen")
	}
	keys := ecert.Keys{s.Public()}
	back, r := ecert.VerifyPresentation(sealed, keys, nil, today, now.Add(time.Minute))
	if r.Verdict != ecert.Genuine || len(back.Fields) != 1 || back.Fields[0].Value != "示例事实" || back.Audience != good.Audience {
		t.Errorf("%+v %+v", back, r)
	}
	for i := range sealed {
		b := bytes.Clone(sealed)
		b[i] ^= 1 << (i % 8)
		if p, r := ecert.VerifyPresentation(b, keys, nil, today, now); r.Verdict != ecert.Forged && r.Verdict != ecert.Unknown || len(p.Fields) > 0 {
			t.Fatalf("byte %d: %+v", i, r)
		}
	}
	for path, change := range map[string]func(*ecert.Request){
		"audience":      func(r *ecert.Request) { r.Audience = "" },
		"purpose":       func(r *ecert.Request) { r.Purpose = strings.Repeat("长", 201) },
		"until":         func(r *ecert.Request) { r.For = time.Hour },
		"fields":        func(r *ecert.Request) { r.Fields = nil },
		"fields.colour": func(r *ecert.Request) { r.Fields = []string{"colour"} },
		"fields.fact":   func(r *ecert.Request) { r.Fields = []string{"fact", "fact"} },
	} {
		req := good
		change(&req)
		_, _, err := ecert.Present(c, req, ecert.Random{}, today, now)
		if f := kind(t, err, fault.Invalid); f.Fields[0].Path != path {
			t.Errorf("%s: %v", path, f.Fields)
		}
	}
	_, _, err = ecert.Present(c, good, ecert.Random{}, c.ValidUntil+1, now)
	kind(t, err, fault.Unlawful)
}

func TestKeysAndCertificatesAsJSON(t *testing.T) {
	for _, s := range []ecert.Signer{signer(t, 1, true), sm2Signer(t)} {
		b, err := json.Marshal(s.Public())
		if err != nil {
			t.Fatal(err)
		}
		var k ecert.PublicKey
		if err := json.Unmarshal(b, &k); err != nil || k.ID() != s.Public().ID() || k.Demo != s.Public().Demo {
			t.Errorf("%s: %v", b, err)
		}
		if err := json.Unmarshal(bytes.Replace(b, []byte(`"id":"`), []byte(`"id":"0`), 1), &k); err == nil {
			t.Error("a key with a false id was read")
		}
	}
	c := issue(t, "1", func(d *ecert.Draft) { d.Salt = ecert.Random{1, 2, 3} })
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back ecert.Certificate
	if err := json.Unmarshal(b, &back); err != nil || back.Digest() != c.Digest() {
		t.Errorf("%s: %v", b, err)
	}
}

func TestSentencesInBothLanguages(t *testing.T) {
	for k, s := range ecert.Sentences() {
		if s.ZH == "" || s.EN == "" {
			t.Errorf("%s: a half is missing", k)
		}
		if strings.ContainsAny(s.ZH, ",;:") && !strings.Contains(s.ZH, "UTC") {
			t.Errorf("%s: half-width punctuation in %s", k, s.ZH)
		}
	}
}

func FuzzParse(f *testing.F) {
	s := signer(f, 1, false)
	f.Add(sign(f, s, issue(f, "1", nil)))
	list, err := ecert.SignStatusList(s, 1, now, now, []ecert.Listed{{ID: "a", Status: ecert.Revoked, Day: 1}, {ID: "b", Status: ecert.Amended, Day: 20000}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(list)
	p, _, err := ecert.Present(issue(f, "1", nil), ecert.Request{Audience: "a", Purpose: "b", Fields: []string{"holder", "fact"}, For: time.Minute}, ecert.Random{}, today, now)
	if err != nil {
		f.Fatal(err)
	}
	showing, err := ecert.SignPresentation(s, p)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(showing)
	f.Add([]byte{})
	keys := ecert.Keys{s.Public()}
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := ecert.ParseStatusList(b)
		if err != nil {
			l = nil
		}
		if _, err := ecert.ParsePayload(b); err == nil {
			ecert.Verify(b, keys, l, today, now)
		}
		ecert.VerifyPresentation(b, keys, l, today, now)
		ecert.ParseURL(string(b))
	})
}

func FuzzPublicKey(f *testing.F) {
	b, _ := json.Marshal(signer(f, 1, false).Public())
	f.Add(b)
	b, _ = json.Marshal(sm2Signer(f).Public())
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		var k ecert.PublicKey
		_ = json.Unmarshal(b, &k)
	})
}

func benchmarkVerify(b *testing.B, s ecert.Signer) {
	list, err := ecert.SignStatusList(s, 1, now, now.Add(time.Hour), nil)
	if err != nil {
		b.Fatal(err)
	}
	l, err := ecert.ParseStatusList(list)
	if err != nil {
		b.Fatal(err)
	}
	sealed, keys := sign(b, s, issue(b, "1", nil)), ecert.Keys{s.Public()}
	b.ReportAllocs()
	for b.Loop() {
		if r := ecert.Verify(sealed, keys, l, today, now); r.Verdict != ecert.InForce {
			b.Fatal(r)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "verifications/s")
}

func BenchmarkVerifyEd25519(b *testing.B) { benchmarkVerify(b, signer(b, 1, false)) }
func BenchmarkVerifySM2(b *testing.B)     { benchmarkVerify(b, sm2Signer(b)) }
