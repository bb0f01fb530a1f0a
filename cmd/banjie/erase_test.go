package main

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/datadir"
	"banjie/internal/fault"
	"banjie/internal/ledger"
	"banjie/internal/web/citizen/apply"
)

// firstWith gives the number of a case with personal data, and the receipt of its first act.
func firstWith(t testing.TB, dir *datadir.Dir) (number string, receipt string) {
	t.Helper()
	ctx := context.Background()
	h, err := open(ctx, dir, openOptions{log: errorsOnly()})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	err = h.cases.Walk(ctx, h.division, func(key casework.Key) error {
		c, _, err := h.engine.Load(ctx, key)
		if err != nil || number != "" || c.Result != "granted" || c.IsOpen() {
			return err
		}
		r, err := h.cases.Receipt(ctx, c.Events[0], h.sign)
		if err != nil {
			return err
		}
		number, receipt = c.Number, r.Text()
		return nil
	})
	if err != nil || number == "" {
		t.Fatal(number, err)
	}
	return number, receipt
}

func verifies(t testing.TB, dir *datadir.Dir, receipt string) {
	t.Helper()
	public, err := filepath.Glob(filepath.Join(dir.Path, "public", "ledger-*.pub"))
	if err != nil || len(public) != 1 {
		t.Fatal(public, err)
	}
	raw, err := os.ReadFile(public[0])
	if err != nil {
		t.Fatal(err)
	}
	trust, err := ledger.NewTrust(0, trimmed(raw))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.Verify([]byte(receipt), trust); err != nil {
		t.Errorf("an old receipt does not verify any more: %v", err)
	}
}

var eraseTest = eraseOrder{Reason: "保存期限届满", Basis: []string{"illustrative"}, OrderedBy: "service-centre"}

func TestErase(t *testing.T) {
	ctx := context.Background()
	dir := smallTown(t)
	older := copyOf(t, dir)
	number, receipt := firstWith(t, dir)
	o := eraseTest
	o.Case = number
	var got erased
	if err := withFolder(ctx, dir, "erase", &o, &got, nil, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if got.Number != number || got.Halves == 0 {
		t.Errorf("%+v", got)
	}
	gone := func(dir *datadir.Dir) {
		t.Helper()
		h, err := openToRead(ctx, dir)
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		key, err := h.find(ctx, number)
		if err != nil {
			t.Fatal(err)
		}
		c, _, err := h.engine.Load(ctx, key)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range c.Events {
			if e.RawPriv != nil || !e.Private.IsZero() {
				t.Errorf("event %d still has its private half", e.Seq)
			}
		}
		last := c.Events[len(c.Events)-1]
		if last.Kind != casework.Erased || len(last.Facts.Basis) == 0 {
			t.Errorf("the last event is %s", last.Kind)
		}
		if e, err := casework.Data[casework.Erasure](last); err != nil || e.Unit != "service-centre" {
			t.Errorf("by whose order: %+v %v", e, err)
		}
	}
	gone(dir)
	verifies(t, dir, receipt)
	if found := check(t, dir); found.Total > 0 || found.Erased != 1 {
		t.Errorf("%d erased, %+v", found.Erased, found.Problems)
	}
	if err := withFolder(ctx, dir, "erase", &o, &got, nil, time.Time{}); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("a second time: %v", err)
	}

	// Had the machine stopped before the list was written, the same order lists it now.
	list := filepath.Join(dir.Path, erasuresFile)
	before, err := os.ReadFile(list)
	if err != nil || !strings.Contains(string(before), `"case"`) {
		t.Fatalf("the list: %q, %v", before, err)
	}
	if err := os.Remove(list); err != nil {
		t.Fatal(err)
	}
	if err := withFolder(ctx, dir, "erase", &o, &got, nil, time.Time{}); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("a third time: %v", err)
	}
	if again, err := os.ReadFile(list); err != nil || strings.Count(string(again), "\n") != 1 {
		t.Errorf("the list was not made good: %q, %v", again, err)
	}
	// What was refused is on no list.
	refused := eraseOrder{Case: number, Reason: "x", Basis: []string{"no-such-article"}, OrderedBy: "service-centre"}
	if err := os.Remove(list); err != nil {
		t.Fatal(err)
	}
	if err := withFolder(ctx, dir, "erase", &refused, &got, nil, time.Time{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("on no article: %v", err)
	}
	if after, err := os.ReadFile(list); err != nil || len(after) != 0 {
		t.Errorf("a refused order was listed: %q, %v", after, err)
	}
	if err := os.WriteFile(list, before, 0o600); err != nil {
		t.Fatal(err)
	}

	// A copy made before, restored with the list of erasures, is erased again.
	t.Setenv(passphraseVar, "a pass phrase of a test")
	file := filepath.Join(t.TempDir(), "backup")
	if _, err := backup(ctx, older, file, os.Getenv(passphraseVar)); err != nil {
		t.Fatal(err)
	}
	into := filepath.Join(t.TempDir(), "restored")
	found, again, err := restore(ctx, file, into, "", filepath.Join(dir.Path, erasuresFile), os.Getenv(passphraseVar))
	if err != nil || again != 1 || found.Total > 0 {
		t.Fatalf("%d again, %+v, %v", again, found.Problems, err)
	}
	restored, err := datadir.Open(into)
	if err != nil {
		t.Fatal(err)
	}
	gone(restored)
	verifies(t, restored, receipt)
	if found := check(t, restored); found.Total > 0 {
		t.Errorf("%+v", found.Problems)
	}
}

// TestEraseRefuses: nobody unknown orders it, no running case loses its person, nobody does it by accident.
func TestEraseRefuses(t *testing.T) {
	ctx := context.Background()
	dir := smallTown(t)
	ended, _ := firstWith(t, dir)
	running := func() string {
		h, err := openToRead(ctx, dir)
		if err != nil {
			t.Fatal(err)
		}
		defer h.Close()
		number := ""
		if err := h.cases.Walk(ctx, h.division, func(key casework.Key) error {
			c, _, err := h.engine.Load(ctx, key)
			if err == nil && c.IsOpen() {
				number = c.Number
			}
			return err
		}); err != nil || number == "" {
			t.Fatal(number, err)
		}
		return number
	}()
	for code, o := range map[string]eraseOrder{
		"unknown_orderer": {Case: ended, OrderedBy: "o-x"},
		"erase_open_case": {Case: running, OrderedBy: "service-centre"},
	} {
		o.Reason, o.Basis = eraseTest.Reason, eraseTest.Basis
		var got erased
		if err := withFolder(ctx, dir, "erase", &o, &got, nil, time.Time{}); err == nil || fault.For(err).Code != code {
			t.Errorf("%s: %+v %v", code, got, err)
		}
	}
	args := []string{ended, "--data", dir.Path, "--reason", "x", "--basis", "illustrative", "--by", "service-centre"}
	if _, err := execute(t, eraseCommand(), "", args...); err == nil || fault.For(err).Code != "not_confirmed" {
		t.Errorf("unasked: %v", err)
	}
	if _, err := execute(t, eraseCommand(), "", append(args, "--yes")...); err != nil {
		t.Errorf("with --yes: %v", err)
	}
	if list, err := os.ReadFile(filepath.Join(dir.Path, erasuresFile)); err != nil || strings.Count(string(list), "\n") != 1 {
		t.Errorf("the list: %q, %v", list, err)
	}
}

// TestDraftKeepsItsFiles: erasing a case takes no file that somebody's unsent application names.
func TestDraftKeepsItsFiles(t *testing.T) {
	ctx := context.Background()
	h, err := open(ctx, smallTown(t), openOptions{log: errorsOnly()})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	hash := strings.Repeat("0a", 32)
	if named, err := h.namesFile(ctx, hash); err != nil || named {
		t.Fatal(named, err)
	}
	if err := (pageDrafts{h.drafts}).Save(ctx, rand.Text(), apply.Draft{Files: []casework.File{{Hash: hash}}}); err != nil {
		t.Fatal(err)
	}
	if named, err := h.namesFile(ctx, hash); err != nil || !named {
		t.Error(named, err)
	}
}

func TestBackup(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := smallTown(t)
	folder := t.TempDir()
	plain, sealed := filepath.Join(folder, "plain"), filepath.Join(folder, "sealed")
	if _, err := backup(ctx, dir, plain, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := backup(ctx, dir, sealed, "secret"); err != nil {
		t.Fatal(err)
	}
	if _, err := backup(ctx, dir, sealed, "secret"); err == nil || fault.For(err).Code != "backup_exists" {
		t.Errorf("over a backup: %v", err)
	}
	fresh := func() string { return filepath.Join(t.TempDir(), "into") }
	for name, c := range map[string]struct {
		file, keys, pass, code string
	}{
		"no passphrase":    {sealed, "", "", "passphrase_needed"},
		"wrong passphrase": {sealed, "", "guess", "wrong_passphrase"},
		"no keys":          {plain, "", "", "keys_needed"},
		"no backup":        {filepath.Join(dir.Path, "instance.json"), "", "", "bad_backup"},
		"nothing":          {filepath.Join(folder, "none"), "", "", "no_backup"},
	} {
		into := fresh()
		_, _, err := restore(ctx, c.file, into, c.keys, "", c.pass)
		if _, left := os.Stat(into); !os.IsNotExist(left) {
			t.Errorf("%s: a restore that failed left its folder: %v", name, left)
		}
		if f, ok := fault.As(err); !ok || f.Code != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := restore(ctx, sealed, dir.Path, "", "", "secret"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("over a folder in use: %v", err)
	}
	for name, keys := range map[string]string{plain: filepath.Join(dir.Path, "keys"), sealed: ""} {
		pass := ""
		if name == sealed {
			pass = "secret"
		}
		into := fresh()
		// A restoring that was cut short leaves a folder that nobody can use: what was erased may be
		// back in it. A second one takes it over.
		if err := os.Mkdir(into, 0o750); err != nil {
			t.Fatal(err)
		}
		if err := datadir.BeginRestore(into); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(into, "instance.json"), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := datadir.Open(into); !datadir.Restoring(into) || fault.KindOf(err) != fault.Conflict {
			t.Errorf("an unfinished folder was opened: %v", err)
		}
		if found, _, err := restore(ctx, name, into, keys, "", pass); err != nil || found.Total > 0 || found.Leaves == 0 {
			t.Errorf("%s: %+v %v", filepath.Base(name), found, err)
		}
		restored, err := datadir.Open(into)
		if err != nil {
			t.Fatal(err)
		}
		if found := check(t, restored); found.Total > 0 {
			t.Errorf("%s: %+v", filepath.Base(name), found.Problems)
		}
	}
}
