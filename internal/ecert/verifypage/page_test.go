package verifypage_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/ecert"
	"banjie/internal/ecert/verifypage"
	"banjie/internal/lang"
)

var update = flag.Bool("update", false, "write kit/certificates anew")

const kit = "../../../kit/certificates/vectors.json"

type vectors struct {
	About     string                     `json:"about"`
	Keys      ecert.Keys                 `json:"keys"`
	Lists     map[string]string          `json:"lists"`
	Sentences map[string]lang.Text       `json:"sentences"`
	Statuses  map[ecert.Status]lang.Text `json:"statuses"`
	Cases     []vector                   `json:"cases"`
}

type vector struct {
	Name    string          `json:"name"`
	Address string          `json:"address"`
	List    string          `json:"list,omitempty"`
	Now     time.Time       `json:"now"`
	Today   calendar.Day    `json:"today"`
	Report  json.RawMessage `json:"report"`
}

const base = "https://verify.example.invalid"

var (
	now   = time.Date(2026, 6, 1, 2, 30, 0, 0, time.UTC)
	today = calendar.Date(2026, 6, 1)
)

func key(seed byte, zh, en string, demo bool) ecert.Signer {
	s, err := ecert.NewEd25519Signer(bytes.Repeat([]byte{seed}, 32), lang.T(zh, en), demo)
	if err != nil {
		panic(err)
	}
	return s
}

var (
	live      = key(1, "清溪县政务服务平台", "Qingxi County Service Platform", false)
	demo      = key(2, "演示平台", "Demonstration Platform", true)
	withdrawn = key(3, "旧密钥", "Old key", false)
	stranger  = key(4, "外县", "Another county", false)
)

func certificate(serial string, demo bool, change func(*ecert.Draft)) ecert.Certificate {
	r, err := ecert.NewRegistry(ecert.CoreTypes()...)
	if err != nil {
		panic(err)
	}
	t, _ := r.Find("confirmation-certificate")
	d := ecert.Draft{Division: "339900", Serial: serial, Holder: ecert.Holder{Name: "王测试", Person: true, ID: ecert.MaskID("339900190001010018")},
		Issuer:   ecert.Issuer{Name: lang.T("清溪县民政局", "Qingxi County Civil Affairs Bureau"), USCC: "11339900DEM0000225"},
		IssuedOn: today - 30, ValidFrom: today - 30, ValidUntil: today + 335, Demo: demo,
		Values: map[string]string{"item": "示例确认", "fact": "示例事实"}}
	if change != nil {
		change(&d)
	}
	c, err := t.Issue(d)
	if err != nil {
		panic(err)
	}
	return c
}

func sign(s ecert.Signer, c ecert.Certificate) []byte {
	b, err := ecert.Sign(s, c)
	if err != nil {
		panic(err)
	}
	return b
}

func list(s ecert.Signer, issued, next time.Time, listed ...ecert.Listed) string {
	b, err := ecert.SignStatusList(s, 7, issued, next, listed)
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func showing(from time.Time) []byte {
	p, _, err := ecert.Present(certificate("9", false, nil), ecert.Request{Audience: "清溪县第一小学 {until}", Purpose: "报名", Fields: []string{"holder", "fact"}, For: 10 * time.Minute},
		ecert.Random{1, 2, 3}, today, from)
	if err != nil {
		panic(err)
	}
	b, err := ecert.SignPresentation(live, p)
	if err != nil {
		panic(err)
	}
	return b
}

// disguised is a demonstration that hides its flag, signed anew with the demonstration key.
func disguised() []byte {
	b := sign(demo, certificate("1", true, nil))
	b[1] = 0
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, 32))
	n := len(b) - ed25519.SignatureSize
	return append(b[:n:n], ed25519.Sign(private, append([]byte("banjie certificate v1\n"), b[:n]...))...)
}

func build() vectors {
	old := withdrawn.Public()
	old.Withdrawn = true
	sm2, err := ecert.NewSM2Signer(bytes.Repeat([]byte{5}, 32), lang.T("国密密钥", "SM2 key"), false)
	if err != nil {
		panic(err)
	}
	v := vectors{
		About:     "Certificates, showings and status lists with the report a verifier must give. Keys and persons are invented. Written by the tests of internal/ecert/verifypage with -update.",
		Keys:      ecert.Keys{live.Public(), demo.Public(), old, sm2.Public()},
		Sentences: ecert.Sentences(), Statuses: map[ecert.Status]lang.Text{}, Lists: map[string]string{},
	}
	for _, tr := range ecert.Transitions() {
		v.Statuses[tr.To] = tr.To.Name()
	}
	id := func(serial string) string { return certificate(serial, false, nil).ID }
	fresh := now.Add(24 * time.Hour)
	v.Lists["current"] = list(live, now.Add(-time.Hour), fresh,
		ecert.Listed{ID: id("2"), Status: ecert.Rescinded, Day: today - 3}, ecert.Listed{ID: id("3"), Status: ecert.Revoked, Day: today},
		ecert.Listed{ID: id("4"), Status: ecert.Deregistered, Day: today + 10}, ecert.Listed{ID: id("5"), Status: ecert.Amended, Day: today - 10},
		ecert.Listed{ID: id("6"), Status: ecert.Renewed, Day: today - 1})
	v.Lists["empty"] = list(live, now.Add(-time.Minute), fresh)
	v.Lists["demo"] = list(demo, now.Add(-1500*time.Millisecond), fresh)
	v.Lists["stale"] = list(live, now.Add(-72*time.Hour), now.Add(-48*time.Hour))
	v.Lists["stranger"] = list(stranger, now, fresh)
	add := func(name, with string, sealed []byte) {
		v.Cases = append(v.Cases, vector{Name: name, Address: ecert.URL(base, sealed), List: with, Now: now, Today: today})
	}
	add("in force", "current", sign(live, certificate("1", false, nil)))
	add("no status list", "", sign(live, certificate("1", false, nil)))
	add("stale list", "stale", sign(live, certificate("1", false, nil)))
	add("list of a stranger", "stranger", sign(live, certificate("1", false, nil)))
	add("demonstration", "demo", sign(demo, certificate("1", true, nil)))
	add("demonstration with a real list", "empty", sign(demo, certificate("1", true, nil)))
	add("disguised demonstration", "empty", disguised())
	for serial, status := range []string{2: "rescinded", 3: "revoked", 4: "deregistered later", 5: "amended", 6: "renewed"} {
		if status != "" {
			add(status, "current", sign(live, certificate(string(rune('0'+serial)), false, nil)))
		}
	}
	add("run out", "empty", sign(live, certificate("7", false, func(d *ecert.Draft) { d.ValidUntil = today - 1 })))
	add("last day", "empty", sign(live, certificate("7", false, func(d *ecert.Draft) { d.ValidUntil = today })))
	add("not begun", "empty", sign(live, certificate("7", false, func(d *ecert.Draft) { d.ValidFrom = today + 1 })))
	add("no last day, long name", "empty", sign(live, certificate("8", false, func(d *ecert.Draft) {
		d.ValidUntil, d.Holder = 0, ecert.Holder{Name: strings.Repeat("很长的企业名称", 9), ID: "91330102MA2B00019Y"}
	})))
	add("unknown key", "empty", sign(stranger, certificate("1", false, nil)))
	add("withdrawn key", "empty", sign(withdrawn, certificate("1", false, nil)))
	altered := sign(live, certificate("1", false, nil))
	altered[60] ^= 1
	add("altered", "empty", altered)
	add("cut off", "empty", altered[:len(altered)-1])
	add("not a certificate", "empty", []byte("hello"))
	add("shown in time", "empty", showing(now.Add(-5*time.Minute)))
	add("shown too late", "empty", showing(now.Add(-30*time.Minute)))
	add("shown before its time", "empty", showing(now.Add(3*time.Minute)))
	add("sm2", "empty", sign(sm2, certificate("1", false, nil)))
	for i, c := range v.Cases {
		v.Cases[i].Report = v.report(c)
	}
	return v
}

func (v vectors) report(c vector) json.RawMessage {
	var l *ecert.StatusList
	if c.List != "" {
		raw, err := base64.RawURLEncoding.DecodeString(v.Lists[c.List])
		if err != nil {
			panic(err)
		}
		if l, err = ecert.ParseStatusList(raw); err != nil {
			panic(err)
		}
	}
	var r ecert.Report
	sealed, err := ecert.ParseURL(c.Address)
	if err == nil && ecert.FormOf(sealed) == "presentation" {
		_, r = ecert.VerifyPresentation(sealed, v.Keys, l, c.Today, c.Now)
	} else {
		r = ecert.Verify(sealed, v.Keys, l, c.Today, c.Now)
	}
	b, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	return b
}

func load(t *testing.T) vectors {
	t.Helper()
	b, err := os.ReadFile(kit)
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func same(t *testing.T, a, b []byte) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal(a, &x); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &y); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(x, y)
}

func TestVectors(t *testing.T) {
	if *update {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		if err := e.Encode(build()); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(kit, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	v, made := load(t), build()
	if len(v.Cases) != len(made.Cases) {
		t.Fatalf("%d cases in the file, %d here", len(v.Cases), len(made.Cases))
	}
	for i, c := range v.Cases {
		if got := v.report(c); !same(t, got, c.Report) {
			t.Errorf("%s: report\n%s\nwant\n%s", c.Name, got, c.Report)
		}
		if c.Name != "sm2" && c.Address != made.Cases[i].Address {
			t.Errorf("%s: the same certificate is written differently now", c.Name)
		}
	}
}

// node runs a script with the engine loaded and gives what it prints.
func node(t *testing.T, script string, input any) []byte {
	t.Helper()
	tool, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed; the browser's side is not tested here")
	}
	dir := t.TempDir()
	b, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "input.json"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "run.js"), append(append([]byte("const input = require('./input.json');\n"), verifypage.Engine()...), script...), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool, "run.js")
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v", err)
	}
	return out
}

const runCases = `
(async () => {
  if (input.bare) Object.defineProperty(globalThis, "crypto", { value: undefined });
  const out = [];
  for (const c of input.v.cases) {
    const data = { ...input.v, list: c.list ? input.v.lists[c.list] : "" };
    out.push(await BanjieVerify.verify(c.address, data, new Date(c.now)));
  }
  console.log(JSON.stringify(out));
})();`

func TestBrowserSaysTheSame(t *testing.T) {
	v := load(t)
	for name, bare := range map[string]bool{"own Ed25519": false, "none": true} {
		t.Run(name, func(t *testing.T) {
			var got []json.RawMessage
			if err := json.Unmarshal(node(t, runCases, map[string]any{"v": v, "bare": bare}), &got); err != nil {
				t.Fatal(err)
			}
			for i, c := range v.Cases {
				var r map[string]any
				if err := json.Unmarshal(got[i], &r); err != nil {
					t.Fatal(err)
				}
				if c.Name == "sm2" {
					if r["verdict"] != "unknown" {
						t.Errorf("sm2 in a browser: %s", got[i])
					}
					continue
				}
				delete(r, "fields")
				b, _ := json.Marshal(r)
				if !same(t, b, c.Report) {
					t.Errorf("%s: the browser says\n%s\nwant\n%s", c.Name, b, c.Report)
				}
			}
		})
	}
}

const runFlips = `
(async () => {
  const good = [];
  for (const address of input.addresses) {
    const r = await BanjieVerify.verify(address, input.v, new Date(input.now));
    if (r.verdict !== "forged" && r.verdict !== "unknown") good.push(address);
  }
  console.log(JSON.stringify(good));
})();`

func TestBrowserRefusesEveryFlippedByte(t *testing.T) {
	v := load(t)
	sealed := sign(live, certificate("1", false, nil))
	var addresses []string
	for i := range sealed {
		b := bytes.Clone(sealed)
		b[i] ^= 1 << (i % 8)
		addresses = append(addresses, ecert.URL(base, b))
	}
	if got := strings.TrimSpace(string(node(t, runFlips, map[string]any{"v": v, "addresses": addresses, "now": now}))); got != "[]" {
		t.Errorf("believed: %s", got)
	}
}

func TestOfflinePageIsSelfContained(t *testing.T) {
	var b bytes.Buffer
	if err := verifypage.WriteOffline(&b, verifypage.Data{Keys: load(t).Keys, Types: ecert.CoreTypes()}, now); err != nil {
		t.Fatal(err)
	}
	s := b.String()
	for _, bad := range []string{"src=", "href=", "http://", "https://", "fetch(", "XMLHttpRequest", "<no value>"} {
		if strings.Contains(s, bad) {
			t.Errorf("the page contains %q", bad)
		}
	}
	for _, want := range []string{"2026-06-01 10:30", "BanjieVerify", "行政确认书", "<noscript>"} {
		if !strings.Contains(s, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if b.Len() > 60_000 {
		t.Errorf("the page has %d bytes", b.Len())
	}
}
