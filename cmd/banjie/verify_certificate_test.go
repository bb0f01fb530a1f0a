package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestVerifyCertificates(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "kit", "certificates", "vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Keys  []json.RawMessage
		Lists map[string]string
		Cases []struct {
			Name, Address, List, Now string
			Report                   struct{ Verdict string }
		}
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	// A folder of trust holds keys of ledgers beside keys of certificates.
	ledgerFile, receipts := published(t)
	ledgerLines, err := os.ReadFile(ledgerFile)
	if err != nil {
		t.Fatal(err)
	}
	lines := string(ledgerLines)
	for _, k := range v.Keys {
		var line strings.Builder
		e := json.NewEncoder(&line)
		e.SetEscapeHTML(false)
		if err := e.Encode(k); err != nil {
			t.Fatal(err)
		}
		lines += line.String()
	}
	keys := write("all.pub", lines)
	t.Setenv("LANG", "en_US.UTF-8")
	for _, c := range v.Cases {
		args := []string{write("address.txt", c.Address), "--key", keys, "--at", c.Now, "--json"}
		if c.List != "" {
			args = append(args, "--list", write("list.txt", v.Lists[c.List]))
		}
		out, err := execute(t, verifyCommand(), "", args...)
		if c.Name == "not a certificate" {
			if err == nil || !strings.Contains(out, "unknown_document") {
				t.Errorf("%s: %s %v", c.Name, out, err)
			}
			continue
		}
		var got struct {
			Valid  bool
			Kind   string
			Report struct{ Verdict string }
		}
		if e := json.Unmarshal([]byte(out), &got); e != nil {
			t.Fatalf("%s: %q %v", c.Name, out, e)
		}
		valid := c.Report.Verdict == "in_force" || c.Report.Verdict == "genuine"
		if got.Kind != "certificate" || got.Report.Verdict != c.Report.Verdict || got.Valid != valid || (err == nil) != valid {
			t.Errorf("%s: %s %v", c.Name, out, err)
		}
	}
	for name, text := range receipts {
		before, _ := execute(t, verifyCommand(), text, "-", "--key", ledgerFile, "--json")
		if after, _ := execute(t, verifyCommand(), text, "-", "--key", keys, "--json"); after != before {
			t.Errorf("%s: certificate keys changed the answer on a receipt: %s", name, after)
		}
	}
	first := write("first.txt", v.Cases[0].Address)
	if _, err := execute(t, verifyCommand(), "", first, "--key", keys, "--at", "yesterday"); err == nil {
		t.Error("an instant that is none was taken")
	}
}
