package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"banjie/internal/fault"
)

// execute runs a subcommand and gives what it wrote.
func execute(t *testing.T, cmd *cobra.Command, stdin string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	cmd.SetIn(strings.NewReader(stdin))
	cmd.SetOut(&out)
	err := cmd.ExecuteContext(t.Context())
	return out.String(), err
}

// published are the receipts of kit/receipts, by name, and a file with their keys.
func published(t *testing.T) (keys string, documents map[string]string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "kit", "receipts", "receipts.json"))
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Keys    []string
		Vectors []struct{ Name, Document string }
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	documents = map[string]string{}
	for _, d := range v.Vectors {
		documents[d.Name] = d.Document
	}
	keys = filepath.Join(t.TempDir(), "public", "test.pub")
	if err := os.MkdirAll(filepath.Dir(keys), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(keys, []byte("# test only\n"+strings.Join(v.Keys, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return keys, documents
}

func TestVerifyCommand(t *testing.T) {
	keys, documents := published(t)
	t.Setenv("LANG", "en_US.UTF-8")
	for _, c := range []struct {
		document string
		args     []string
		valid    bool
		says     string
	}{
		{"plain", nil, true, "letter for letter"},
		{"plain, code", nil, true, "No witness has cosigned yet"},
		{"profile gm", nil, true, "SM2 with SM3"},
		{"moved clock", nil, true, "DEMONSTRATION"},
		{"two witnesses", []string{"--witnesses", "2"}, true, "w2.example/test-only"},
		{"plain", []string{"--witnesses", "1"}, false, "1 witnesses are required"},
		{"other due day", nil, false, "its words or data were changed"},
		{"cut off", nil, false, "incomplete"},
	} {
		out, err := execute(t, verifyCommand(), documents[c.document], append([]string{"--key", keys, "-"}, c.args...)...)
		if (err == nil) != c.valid || err != nil && !errors.Is(err, errReported) || !strings.Contains(out, c.says) {
			t.Errorf("%s: %v\n%s", c.document, err, out)
		}
	}
	t.Setenv("LANG", "zh_CN.UTF-8")
	out, err := execute(t, verifyCommand(), documents["plain"], "--trust", filepath.Dir(keys), "-")
	if err != nil || !strings.Contains(out, "还没有见证签名") {
		t.Errorf("%v\n%s", err, out)
	}
	t.Setenv("BANJIE_DATA", filepath.Dir(filepath.Dir(keys)))
	if out, err = execute(t, verifyCommand(), documents["plain"], "-"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestVerifyCommandJSON(t *testing.T) {
	keys, documents := published(t)
	good, bad := filepath.Join(t.TempDir(), "good.txt"), filepath.Join(t.TempDir(), "bad.txt")
	if err := errors.Join(os.WriteFile(good, []byte(documents["plain"]), 0o644), os.WriteFile(bad, []byte(documents["other case number"]), 0o644)); err != nil {
		t.Fatal(err)
	}
	out, err := execute(t, verifyCommand(), "", "--json", "--key", keys, good, bad)
	if !errors.Is(err, errReported) {
		t.Fatal(err)
	}
	dec := json.NewDecoder(strings.NewReader(out))
	type answer struct {
		File, Kind string
		Valid      bool
		Report     struct{ Number string }
		Error      struct{ Code string }
	}
	var a, b answer
	if err := errors.Join(dec.Decode(&a), dec.Decode(&b)); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !a.Valid || a.Kind != "receipt" || a.Report.Number != "330481-2026-000123" || b.Valid || b.Error.Code != "not_in_ledger" {
		t.Errorf("%s", out)
	}
}

func TestVerifyCommandRefuses(t *testing.T) {
	keys, documents := published(t)
	t.Setenv("BANJIE_DATA", "")
	for _, c := range []struct {
		name, stdin string
		args        []string
		code        string
	}{
		{"no keys", documents["plain"], []string{"-"}, "no_keys"},
		{"no such key file", "", []string{"--key", "/nowhere/x", "-"}, "no_such_file"},
		{"no such file", "", []string{"--key", keys, "/nowhere/x"}, "no_such_file"},
		{"huge", strings.Repeat("x", maxDocument+1), []string{"--key", keys, "-"}, "document_too_large"},
	} {
		_, err := execute(t, verifyCommand(), c.stdin, c.args...)
		if f, ok := fault.As(err); !ok || f.Code != c.code {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if out, err := execute(t, verifyCommand(), "a letter", "--key", keys, "--json", "-"); !errors.Is(err, errReported) || !strings.Contains(out, "unknown_document") {
		t.Errorf("%v\n%s", err, out)
	}
}
