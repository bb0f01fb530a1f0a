package label_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/ecert"
	"banjie/internal/ecert/verifypage"
	"banjie/packs/foodchain/label"
)

// browser gives the reports of the offline page's script for addresses.
func browser(t *testing.T, keys ecert.Keys, addresses []string) (out []map[string]any) {
	t.Helper()
	tool, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed; the browser's side is not tested here")
	}
	sentences := ecert.Sentences()
	maps.Copy(sentences, label.Offline().Sentences)
	input, err := json.Marshal(map[string]any{"addresses": addresses, "data": map[string]any{"keys": keys, "sentences": sentences, "types": map[string]any{}, "statuses": map[string]any{}}})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	program := bytes.Join([][]byte{[]byte("const input = require('./input.json');"), verifypage.Engine(), label.Offline().Script,
		[]byte(`(async () => { const out = []; for (const a of input.addresses) out.push(await BanjieVerify.verify(a, input.data, new Date())); console.log(JSON.stringify(out)); })();`)}, []byte("\n"))
	if err := os.WriteFile(filepath.Join(dir, "input.json"), input, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "run.js"), program, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool, "run.js")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	text, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// What the offline page believes is what label.Verify believes: a code in every address it is
// scanned from, and nothing of which a byte was changed.
func TestOfflinePageSaysTheSame(t *testing.T) {
	s, demo := signer(t, 1, false), signer(t, 3, true)
	value, err := label.Sign(s, extract())
	if err != nil {
		t.Fatal(err)
	}
	shown := extract()
	shown.Demo = true
	invented, err := label.Sign(demo, shown)
	if err != nil {
		t.Fatal(err)
	}
	keys := ecert.Keys{s.Public(), demo.Public()}
	const at = "https://zsl.example/01/09529999000026/10/A1/21/B1?"
	good := []string{at + "17=260618&zslsig=" + value, "https://other.example/shop/gtin/9529999000026/ser/B1?a=b&zslsig=" + value + "#x", "https://zsl.example/01/09529999000026/21/B1?zslsig=" + invented}
	bad := []string{strings.Replace(good[0], "/B1", "/B2", 1), strings.Replace(good[0], "/21/B1", "", 1), strings.Replace(good[0], "0026/", "0027/", 1), good[0] + "AAAA", good[0][:len(good[0])-4], at + "zslsig=", "zslsig=x"}
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		t.Fatal(err)
	}
	for i := range raw {
		changed := bytes.Clone(raw)
		changed[i] ^= 1 << (i % 8)
		bad = append(bad, at+"zslsig="+base64.RawURLEncoding.EncodeToString(changed))
	}
	reports := browser(t, keys, append(good, bad...))
	for i, r := range reports {
		address := append(good, bad...)[i]
		key, v, ferr := label.Find(address)
		_, verr := label.Verify(key, v, keys)
		if believed := r["verdict"] == "genuine"; believed != (i < len(good)) || believed != (ferr == nil && verr == nil) {
			t.Errorf("%d %.60s: the page says %v, Go says %v %v", i, address, r["verdict"], ferr, verr)
		}
	}
	first, _ := json.Marshal(reports[0])
	for _, want := range []string{"清溪杨梅（礼盒）", "2026-06-18", "9529999000002/254/P8", "/01/09529999000026/21/B1", `"42"`, "翻印的码", "清溪县"} {
		if !strings.Contains(string(first), want) {
			t.Errorf("the page does not say %s\n%s", want, first)
		}
	}
	if says, _ := json.Marshal(reports[2]["summary"]); !strings.Contains(string(says), "演示") {
		t.Errorf("an invented code: %s", says)
	}
	if r := browser(t, ecert.Keys{demo.Public()}, good[:1])[0]; r["verdict"] != "unknown" {
		t.Errorf("a key that nobody trusts: %v", r["verdict"])
	}
}

// One page, kept as one file, checks certificates and codes; it fetches nothing.
func TestOfflinePageHasBoth(t *testing.T) {
	if err := verifypage.Extend(label.Offline()); err != nil {
		t.Fatal(err)
	}
	if err := verifypage.Extend(label.Offline()); err == nil {
		t.Error("the same sentences twice")
	}
	var page bytes.Buffer
	if err := verifypage.WriteOffline(&page, verifypage.Data{Keys: ecert.Keys{signer(t, 1, false).Public()}, Types: ecert.CoreTypes()}, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"证照核验、食品码", "zslsig", "food_recall", "BanjieVerify"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, bad := range []string{"src=", "href=", "http://", "https://", "fetch(", "{{"} {
		if strings.Contains(page.String(), bad) {
			t.Errorf("the page contains %q", bad)
		}
	}
}
