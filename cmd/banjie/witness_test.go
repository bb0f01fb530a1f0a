package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/ledger"
	"banjie/internal/ledger/witness"
)

// watched makes a witness by its command, and a ledger it watches, at size leaves.
func watched(t *testing.T) (dir string, checkpoint func(size int) string, public []string) {
	t.Helper()
	key, err := ledger.GenerateKey(ledger.Ed25519, "banjie/test-only/330481", bytes.NewReader(bytes.Repeat([]byte{1}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	tmp := t.TempDir()
	dir, file := filepath.Join(tmp, "w"), filepath.Join(tmp, "ledger.pub")
	if err := os.WriteFile(file, []byte(key.Public+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := execute(t, witnessCommand(), "", "--dir", dir, "init", "--name", "w.example/test-only", "--ledger", file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ledger.NewSigner(key.Secret)
	if err != nil {
		t.Fatal(err)
	}
	checkpoint = func(size int) string {
		_, root, err := ledger.Grow(0, nil, make([][]byte, size))
		if err != nil {
			t.Fatal(err)
		}
		text, err := ledger.SignHead(ledger.Head{Division: "330481", Size: int64(size), Root: root}, s)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	return dir, checkpoint, []string{key.Public, strings.TrimSpace(out)}
}

func TestWitnessCommand(t *testing.T) {
	dir, checkpoint, public := watched(t)
	trust, err := ledger.NewTrust(1, public...)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{3, 3} { // the second time needs no proof either
		out, err := execute(t, witnessCommand(), checkpoint(size), "--dir", dir, "cosign", "-")
		if err != nil {
			t.Fatal(err)
		}
		if o, err := trust.Open(checkpoint(size) + out); err != nil || len(o.Witnesses) != 1 {
			t.Fatalf("%+v, %v", o, err)
		}
	}
	_, err = execute(t, witnessCommand(), checkpoint(5), "--dir", dir, "cosign", "-")
	if f, ok := fault.As(err); !ok || f.Code != "inconsistent" {
		t.Errorf("grown without a proof: %v", err)
	}
	if out, err := execute(t, witnessCommand(), "", "--dir", dir, "key"); err != nil || strings.TrimSpace(out) != public[1] {
		t.Errorf("%q, %v", out, err)
	}
	_, err = execute(t, witnessCommand(), "", "--dir", dir, "init", "--name", "other.example")
	if f, ok := fault.As(err); !ok || f.Code != "witness_exists" {
		t.Errorf("a second init: %v", err)
	}
	if _, err := execute(t, witnessCommand(), "", "--dir", dir, "serve", "--listen", "0.0.0.0:0"); fault.For(err).Code != "not_loopback" {
		t.Errorf("%v", err)
	}
}

func TestWitnessHTTP(t *testing.T) {
	dir, checkpoint, public := watched(t)
	w, err := witness.Folder(dir).Open()
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)
	h := addCheckpoint(w, clock.Standing(noon))
	for _, c := range []struct {
		name, body string
		status     int
		kind, want string
	}{
		{"malformed", "new 3\n\nx", http.StatusBadRequest, "", ""},
		{"old above new", "old 4\n\n" + checkpoint(3), http.StatusBadRequest, "", ""},
		{"too long", strings.Repeat("x", witness.MaxRequest+1), http.StatusBadRequest, "", ""},
		{"unknown ledger", "old 0\n\n" + strings.ReplaceAll(checkpoint(3), "test-only", "test-other"), http.StatusNotFound, "", ""},
		{"not signed", "old 0\n\n" + strings.Replace(checkpoint(3), "\n3\n", "\n4\n", 1), http.StatusForbidden, "", ""},
		{"first", "old 0\n\n" + checkpoint(3), http.StatusOK, "text/plain; charset=utf-8", "— w.example/test-only "},
		{"again", "old 3\n\n" + checkpoint(3), http.StatusOK, "text/plain; charset=utf-8", "— w.example/test-only "},
		{"other size", "old 0\n\n" + checkpoint(5), http.StatusConflict, "text/x.tlog.size", "3\n"},
		{"no proof", "old 3\n\n" + checkpoint(5), http.StatusUnprocessableEntity, "", ""},
	} {
		rec := httptest.NewRecorder()
		h(rec, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/add-checkpoint", strings.NewReader(c.body)))
		body, err := io.ReadAll(rec.Body)
		if err != nil {
			t.Fatal(err)
		}
		if rec.Code != c.status || c.kind != "" && rec.Header().Get("Content-Type") != c.kind || !strings.HasPrefix(string(body), c.want) {
			t.Errorf("%s: %d %s %q", c.name, rec.Code, rec.Header().Get("Content-Type"), body)
		}
		if rec.Code == http.StatusOK {
			trust, err := ledger.NewTrust(1, public...)
			if err != nil {
				t.Fatal(err)
			}
			if o, err := trust.Open(checkpoint(3) + string(body)); err != nil || !o.Witnesses[0].At.Equal(noon) {
				t.Errorf("%s: %+v, %v", c.name, o, err)
			}
		}
	}
}
