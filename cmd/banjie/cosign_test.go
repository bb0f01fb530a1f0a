package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/access"
	"banjie/internal/clock"
	"banjie/internal/config"
	"banjie/internal/ledger"
	"banjie/internal/ledger/witness"
)

// TestWitnessesCosign: the published checkpoint carries the witnesses' signatures as it grows,
// and too few of them is an error that stops nothing.
func TestWitnessesCosign(t *testing.T) {
	o := newOffice(t, nil)
	o.staff(t, "wang", access.Clerk)
	own, err := ledger.GenerateKey(ledger.Cosignature, "witness.example/test-only", strings.NewReader(strings.Repeat("w", 64)))
	if err != nil {
		t.Fatal(err)
	}
	folder := witness.Folder(filepath.Join(t.TempDir(), "w"))
	if err := folder.Create(own, o.public); err != nil {
		t.Fatal(err)
	}
	w, err := folder.Open()
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	add := addCheckpoint(w, clock.System)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { asked++; add(rw, r) }))
	defer server.Close()
	set := &o.dir.Config
	set.Witnesses, set.WitnessesNeeded = map[string]*config.Witness{"one": {Key: own.Public, URL: server.URL}}, 1
	if err := set.Check(); err != nil {
		t.Fatal(explain(err))
	}
	trust, err := o.trustWithWitnesses(1)
	if err != nil {
		t.Fatal(err)
	}
	published := func() (ledger.Opened, error) {
		text, err := os.ReadFile(filepath.Join(o.dir.Path, checkpointFile))
		if err != nil {
			t.Fatal(err)
		}
		return trust.Open(string(text))
	}
	var size int64
	for round, login := range []string{"zhao", "qian", "sun"} {
		if err := o.cosign(t.Context()); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		got, err := published()
		if err != nil || len(got.Witnesses) != 1 || got.Size <= size {
			t.Fatalf("round %d: %+v %v", round, got, err)
		}
		size = got.Size
		if ws, err := (pageLedger{o.hall}).Witnesses(t.Context()); err != nil || len(ws) != 1 || ws[0].Size != size || ws[0].Name != "witness.example/test-only" {
			t.Errorf("as the administrator sees it: %+v %v", ws, err)
		}
		o.staff(t, login, access.Clerk)
	}
	if asked != 5 { // once for the first, then once to learn where the witness stands and once with the proof
		t.Errorf("asked %d times", asked)
	}
	server.Close()
	if err := o.cosign(t.Context()); err == nil || !strings.Contains(err.Error(), "one:") {
		t.Errorf("nobody answered: %v", err)
	}
	if got, err := published(); err == nil || got.Size == size {
		t.Error("the new checkpoint is published without a witness")
	}
	set.WitnessesNeeded = 0
	if err := o.cosign(t.Context()); err != nil {
		t.Errorf("none is needed: %v", err)
	}
}
