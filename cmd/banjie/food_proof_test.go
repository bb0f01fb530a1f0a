package main

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/clock"
	"banjie/internal/ledger"
	"banjie/packs/foodchain/capture"
)

// Both steps of a proof, from the folder and over HTTP, are checked without the folder, with the
// published key alone; a changed byte anywhere is refused.
func TestFoodProof(t *testing.T) {
	dir, token := foodDemo(t, "")
	n := newNode(t, dir, token, clock.System)
	n.sendLot("A1")
	n.sendLot("A2")
	id := strings.TrimSpace(strings.Split(hashed(t, strings.ReplaceAll(harvestAndSale, "A1", "A2")), "\n")[1])
	a, overHTTP := n.ask("GET", "/epcis/proofs/"+url.PathEscape(id), "")
	if a.StatusCode != 200 {
		t.Fatalf("%d %s", a.StatusCode, overHTTP)
	}
	for path, want := range map[string]int{"/epcis/proofs/urn:uuid:none": 404, "/epcis/proofs/" + url.PathEscape(strings.Replace(id, "a", "b", 1)): 404} {
		if a, body := n.ask("GET", path, ""); a.StatusCode != want {
			t.Errorf("%s: %d %s", path, a.StatusCode, body)
		}
	}
	if a, body := n.ask("GET", "/epcis/proofs/"+url.PathEscape(id), "", "Authorization", ""); a.StatusCode != 401 {
		t.Errorf("%d %s", a.StatusCode, body)
	}
	n.sendLot("A3")
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "proof.json")
	if out, err := execute(t, epcisCommand(), "", "prove", id, "-o", file, "--data", dir.Path); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	public := filepath.Join(dir.Path, "public")
	for from, proof := range map[string]string{"http": overHTTP, "command": string(written)} {
		out, err := execute(t, verifyCommand(), proof, "-", "--trust", public)
		if err != nil || !strings.Contains(out, "event 2 of the 2 captured") && !strings.Contains(out, "第 2 个事件") {
			t.Fatalf("%s: %v\n%s", from, err, out)
		}
	}
	keys, err := readKeys(nil, public)
	if err != nil {
		t.Fatal(err)
	}
	trust, err := ledger.NewTrust(0, ledgerKeys(keys)...)
	if err != nil {
		t.Fatal(err)
	}
	for at := range written {
		for _, flip := range []byte{1, 0x20, 0x80} {
			changed := bytes.Clone(written)
			changed[at] ^= flip
			if p, _, err := capture.VerifyProof(changed, trust); err == nil {
				t.Fatalf("byte %d changed from %q to %q is not seen: %+v", at, written[at], changed[at], p)
			}
		}
	}
	for _, cut := range []int{0, 1, len(written) / 2, len(written) - 1} {
		if _, _, err := capture.VerifyProof(written[:cut], trust); err == nil {
			t.Errorf("cut at %d", cut)
		}
	}
	if _, _, err := capture.VerifyProof(append(bytes.Clone(written), '\n'), trust); err == nil {
		t.Error("something after the end")
	}
	other, err := execute(t, initCommand(), "", "--data", filepath.Join(t.TempDir(), "other"), "--division", "330599")
	if err != nil {
		t.Fatalf("%v %s", err, other)
	}
	stranger := foodFolder(t)
	if out, err := execute(t, verifyCommand(), string(written), "-", "--trust", filepath.Join(stranger, "public")); err == nil {
		t.Errorf("another ledger's key: %s", out)
	}
	// The receipt of another capture with the same first step.
	first := strings.TrimSpace(strings.Split(hashed(t, harvestAndSale), "\n")[1])
	text, err := execute(t, epcisCommand(), "", "prove", first, "--data", dir.Path)
	if err != nil {
		t.Fatal(err)
	}
	mine, err := capture.ReadProof(written)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := capture.ReadProof([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	mine.Receipt = theirs.Receipt
	mixed, err := mine.Text()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := capture.VerifyProof(mixed, trust); err == nil || !strings.Contains(err.Error(), "something else") {
		t.Errorf("%v", err)
	}
}

// hashed gives the ids of a document by the letter of the rules.
func hashed(t *testing.T, document string) string {
	t.Helper()
	out, err := execute(t, epcisCommand(), document, "hash", "--rules", "-")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return out
}
