package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"banjie/internal/fault"
)

// said runs a command as a person would.
func said(t *testing.T, cmd *cobra.Command, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetArgs(args)
	silent(cmd)
	err := cmd.ExecuteContext(t.Context())
	return out.String(), err
}

// TestAListByCommand: the export of a list is changed, planned and applied; only the plan that was
// shown is applied, the fingerprint is that of the exported bytes, and the receipt verifies.
func TestAListByCommand(t *testing.T) {
	t.Parallel()
	dir := smallTown(t)
	work := t.TempDir()
	file := filepath.Join(work, "powers.csv")
	csv, err := said(t, listCommand(), "export", "powers", "--data", dir.Path)
	if err != nil || !strings.HasPrefix(csv, "\ufeff编码,") {
		t.Fatal(err, csv)
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	plan := func() (string, string) {
		t.Helper()
		text, err := said(t, listCommand(), "plan", "powers", file, "--data", dir.Path)
		if err != nil {
			t.Fatal(err)
		}
		_, hash, _ := strings.Cut(text, "plan ")
		return text, strings.TrimSpace(hash)
	}
	write(csv)
	if text, _ := plan(); !strings.HasPrefix(text, "0 added, 0 taken out, 0 changed") {
		t.Errorf("the export again: %s", text)
	}
	lines := strings.SplitAfter(csv, "\n")
	write(strings.Join(lines[:len(lines)-2], "") + "NEW-1,示例事项,民政局,行政许可,,,\n")
	if _, err := said(t, listCommand(), "plan", "powers", file, "--data", dir.Path); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a unit nobody knows: %v", err)
	}
	write(strings.Join(lines[:len(lines)-2], "") + "NEW-1,示例事项,civil-affairs,行政许可,,,\n")
	text, hash := plan()
	if !strings.Contains(text, "+ NEW-1 示例事项\n") || !strings.Contains(text, "1 added, 1 taken out, 0 changed") {
		t.Errorf("%s", text)
	}
	for _, args := range [][]string{{"--plan", "0000", "--reason", "示例"}, {"--plan", hash}} {
		if _, err := said(t, listCommand(), append([]string{"apply", "powers", file, "--data", dir.Path}, args...)...); err == nil {
			t.Errorf("%v was applied", args)
		}
	}
	receipt := filepath.Join(work, "receipt.txt")
	got, err := said(t, listCommand(), "apply", "powers", file, "--data", dir.Path, "--plan", hash, "--reason", "示例：新增一项", "--receipt", receipt)
	if err != nil || !strings.HasPrefix(got, "version 4 is public, fingerprint ") {
		t.Fatal(err, got)
	}
	if _, err := said(t, listCommand(), "apply", "powers", file, "--data", dir.Path, "--plan", hash, "--reason", "示例"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the same plan again: %v", err)
	}
	raw, err := said(t, listCommand(), "export", "powers", "--data", dir.Path, "--json")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(raw))
	if !strings.Contains(got, hex.EncodeToString(sum[:])) {
		t.Errorf("%s is not the hash of the export", got)
	}
	if text, err := said(t, verifyCommand(), receipt, "--trust", filepath.Join(dir.Path, "public")); err != nil || !strings.Contains(text, hex.EncodeToString(sum[:])) {
		t.Errorf("%v\n%s", err, text)
	}
	if found := check(t, dir); found.Total > 0 {
		t.Errorf("%+v", found.Problems)
	}
	if _, err := said(t, listCommand(), "export", "wishes", "--data", dir.Path); fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
}
