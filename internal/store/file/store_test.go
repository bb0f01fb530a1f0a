package filestore_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/sqldb"
	filestore "banjie/internal/store/file"
	"banjie/internal/testenv"
)

func TestFolder(t *testing.T) {
	exercise(t, func(t *testing.T) filestore.Store { return filestore.NewFolder(t.TempDir()) })
}

func TestRows(t *testing.T) {
	exercise(t, func(t *testing.T) filestore.Store { return filestore.NewRows(postgres(t)) })
}

func postgres(t *testing.T) *sqldb.DB { return open(t, testenv.Postgres(t)) }

func open(t *testing.T, dsn string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

// pdf makes a file of n bytes that passes for a complete PDF.
func pdf(n int, seed byte) []byte {
	raw := bytes.Repeat([]byte{seed, seed + 1, 0, 0xff}, n/4+1)[:n]
	copy(raw, "%PDF-1.7\n")
	copy(raw[n-6:], "\n%%EOF")
	return raw
}

// exercise checks a place for files against its contract.
func exercise(t *testing.T, open func(*testing.T) filestore.Store) {
	for name, test := range map[string]func(*testing.T, filestore.Store){"bytes": sameBytes, "refused": refused, "orphans": orphans, "together": together} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func put(t *testing.T, s filestore.Store, name string, raw []byte) casework.File {
	t.Helper()
	f, err := s.Put(t.Context(), name, bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func read(t *testing.T, s filestore.Store, hash string) ([]byte, error) {
	t.Helper()
	r, err := s.Open(t.Context(), hash)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	raw, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return raw, nil
}

func gone(t *testing.T, s filestore.Store, hash string) bool {
	t.Helper()
	_, err := read(t, s, hash)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		t.Fatal(err)
	}
	return err != nil
}

// What comes out is what went in, for sizes around the edges of a row, and the name is its hash.
func sameBytes(t *testing.T, s filestore.Store) {
	for i, n := range []int{40, 1<<20 - 1, 1 << 20, 1<<20 + 1, 3<<20 + 17, filestore.MaxSize} {
		raw := pdf(n, byte(i))
		f := put(t, s, `C:\扫描\租赁合同.pdf`, raw)
		sum := sha256.Sum256(raw)
		if f.Hash != hex.EncodeToString(sum[:]) || f.Size != int64(n) || f.Type != "application/pdf" || f.Name != "租赁合同.pdf" {
			t.Errorf("%d bytes: %+v", n, f)
		}
		got, err := read(t, s, f.Hash)
		if err != nil || !bytes.Equal(got, raw) {
			t.Errorf("%d bytes: %d came back, %v", n, len(got), err)
		}
		if again := put(t, s, "b.pdf", raw); again.Hash != f.Hash {
			t.Errorf("put again as %s", again.Hash)
		}
		if there, same, err := s.Intact(t.Context(), f.Hash); !there || !same || err != nil {
			t.Errorf("%d bytes: there %v, same %v, %v", n, there, same, err)
		}
		for range 2 {
			if err := s.Remove(f.Hash); err != nil {
				t.Error(err)
			}
		}
		if !gone(t, s, f.Hash) {
			t.Error("removed and still there")
		}
		if there, _, err := s.Intact(t.Context(), f.Hash); there || err != nil {
			t.Errorf("there %v, %v", there, err)
		}
	}
	for _, hash := range []string{"", "..", "../../etc/passwd", strings.Repeat("g", 64), strings.Repeat("A", 64)} {
		if !gone(t, s, hash) || s.Remove(hash) != nil {
			t.Errorf("%q is answered", hash)
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the cable was pulled") }

func refused(t *testing.T, s filestore.Store) {
	for want, r := range map[string]io.Reader{
		"file_empty":     strings.NewReader(""),
		"file_kind":      strings.NewReader("<script>alert(1)</script>"),
		"file_too_large": bytes.NewReader(pdf(filestore.MaxSize+1, 1)),
		"upload_broken":  broken{},
	} {
		_, err := s.Put(t.Context(), "a.pdf", r)
		if f, ok := fault.As(err); !ok || f.Code != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	half := pdf(4000, 3)[:3000] // cut off before its end
	if _, err := s.Put(t.Context(), "a.pdf", bytes.NewReader(half)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("half a PDF: %v", err)
	}
}

// A sweep takes what nothing names and is old enough, and nothing else.
func orphans(t *testing.T, s filestore.Store) {
	ctx := t.Context()
	used, orphan := put(t, s, "used.pdf", pdf(50, 1)), put(t, s, "orphan.pdf", pdf(60, 2))
	var asked []string
	named := func(_ context.Context, hash string) (bool, error) {
		asked = append(asked, hash)
		return hash == used.Hash, nil
	}
	now := clock.System.Now()
	if n, err := s.Sweep(ctx, now.Add(-filestore.OrphanLife), named); n != 0 || err != nil || len(asked) > 0 {
		t.Errorf("young files: %d removed, %v, asked for %v", n, err, asked)
	}
	later := now.Add(time.Hour)
	if n, err := s.Sweep(ctx, later, named); n != 1 || err != nil {
		t.Errorf("%d removed, %v", n, err)
	}
	if !gone(t, s, orphan.Hash) || gone(t, s, used.Hash) {
		t.Error("the wrong file went")
	}
	if n, err := s.Sweep(ctx, later, named); n != 0 || err != nil {
		t.Errorf("again: %d removed, %v", n, err)
	}
	fails := errors.New("the database is away")
	if _, err := s.Sweep(ctx, later, func(context.Context, string) (bool, error) { return false, fails }); !errors.Is(err, fails) || gone(t, s, used.Hash) {
		t.Errorf("a sweep that cannot ask: %v", err)
	}
	// Whoever hands the same file in while the sweep looks at it keeps it.
	_, err := s.Sweep(ctx, now.Add(-filestore.OrphanLife), func(context.Context, string) (bool, error) {
		t.Error("asked about a file that is young again")
		return false, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Many who hand the same file in at once all succeed, and one copy is kept.
func together(t *testing.T, s filestore.Store) {
	raw := pdf(2<<20, 9)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			if _, err := s.Put(context.Background(), fmt.Sprint(i, ".pdf"), bytes.NewReader(raw)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	sum := sha256.Sum256(raw)
	if got, err := read(t, s, hex.EncodeToString(sum[:])); err != nil || !bytes.Equal(got, raw) {
		t.Errorf("%d bytes came back, %v", len(got), err)
	}
}

// An upload that was cut off, and whatever a stranger put into the folder: the first goes
// with the orphans, the second is left alone.
func TestFolderLeftovers(t *testing.T) {
	root := t.TempDir()
	s := filestore.NewFolder(root)
	f := put(t, s, "a.pdf", pdf(40, 4))
	old := clock.System.Now().Add(-48 * time.Hour)
	half, foreign := filepath.Join(root, f.Hash[:2], ".upload-123"), filepath.Join(root, "README")
	for _, path := range []string{half, foreign} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{half, foreign, filepath.Join(root, f.Hash[:2], f.Hash)} {
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	n, err := s.Sweep(t.Context(), clock.System.Now().Add(-filestore.OrphanLife), func(context.Context, string) (bool, error) { return true, nil })
	if n != 1 || err != nil {
		t.Errorf("%d removed, %v", n, err)
	}
	if _, err := os.Stat(half); err == nil {
		t.Error("the half upload is still there")
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Error("a file that is none of ours was removed")
	}
	// Put again, an old file is young again.
	put(t, s, "a.pdf", pdf(40, 4))
	if n, err := s.Sweep(t.Context(), clock.System.Now().Add(-filestore.OrphanLife), func(context.Context, string) (bool, error) { return false, nil }); n != 0 || err != nil {
		t.Errorf("%d removed, %v", n, err)
	}
}

// A row that is lost is told, not passed over as the end of the file.
func TestRowsMissingPart(t *testing.T) {
	db := postgres(t)
	s := filestore.NewRows(db)
	f := put(t, s, "a.pdf", pdf(2<<20, 5))
	if _, err := db.Raw().Exec(`delete from file_part where n = 1`); err != nil {
		t.Fatal(err)
	}
	if there, same, err := s.Intact(t.Context(), f.Hash); !there || same || err != nil {
		t.Errorf("there %v, same %v, %v", there, same, err)
	}
}

// The table of named files is written with the events, and a migration fills it from events
// that are older than itself.
func TestNames(t *testing.T) {
	for engine, dsn := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "test.db") },
		"postgres": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			db := open(t, dsn(t))
			w, err := sqldb.NewWriter(t.Context(), db, clock.System)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { w.Close() })
			names := filestore.NewNames(db)
			project := func(e casework.Event) {
				t.Helper()
				if _, err := w.Write(t.Context(), sqldb.Unit{Run: func(tx *sqldb.Tx) error { return names.Project(tx, nil, &e) }}); err != nil {
					t.Fatal(err)
				}
			}
			a, b := strings.Repeat("a", 64), strings.Repeat("b", 64)
			e := casework.Event{Division: "330599", Case: 7, Private: casework.Private{Files: []casework.File{{Hash: a}, {Hash: b}, {Hash: a}}}}
			project(e)
			project(e) // a group that died is run again
			e.Case, e.Private.Files = 8, e.Private.Files[:1]
			project(e)
			var got []string
			look := func() []string {
				got = nil
				for _, h := range []string{a, b} {
					if used, err := names.Named(t.Context(), h); err != nil {
						t.Fatal(err)
					} else if used {
						got = append(got, h[:1])
					}
				}
				return got
			}
			if !slices.Equal(look(), []string{"a", "b"}) {
				t.Errorf("named: %v", got)
			}
			project(casework.Event{Division: "330599", Case: 7, Kind: casework.Erased})
			if !slices.Equal(look(), []string{"a"}) {
				t.Errorf("after the erasure: %v", got)
			}
			backfilled(t, db, w, names)
		})
	}
}

// backfilled runs the filling part of the migration on private halves that are there.
func backfilled(t *testing.T, db *sqldb.DB, w *sqldb.Writer, names *filestore.Names) {
	t.Helper()
	exec := func(q string, args ...any) {
		t.Helper()
		_, err := w.Write(t.Context(), sqldb.Unit{Run: func(tx *sqldb.Tx) error {
			_, err := tx.Exec(q, args...)
			return err
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	c := strings.Repeat("c", 64)
	for i, body := range []string{`{"text":"无附件"}`, `{"files":[{"material":"lease","hash":"` + c + `"}]}`, `{"files":null}`} {
		exec(`insert into private (division, case_id, seq, body) values (?, ?, ?, ?)`, "330599", 9, i+1, []byte(body))
	}
	raw, err := os.ReadFile(filepath.Join(testenv.Root(), "internal", "sqldb", "migrations", string(db.Engine), "0014_file.sql"))
	if err != nil {
		t.Fatal(err)
	}
	fill := string(raw)[strings.Index(string(raw), "insert into file_named"):]
	fill = fill[:strings.Index(fill, ";")]
	exec(fill)
	if used, err := names.Named(t.Context(), c); !used || err != nil {
		t.Errorf("the file of an older event: %v, %v", used, err)
	}
}
