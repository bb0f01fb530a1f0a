package main

import (
	"context"
	"encoding/json"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crypto/rand"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/ledger"
	"banjie/internal/ledger/witness"
	"banjie/internal/seal"
	"banjie/internal/seal/outside"
)

// keptOutside starts a keeper for a folder's ledger.
func keptOutside(t testing.TB, h *hall) (outside.Keeper, *keeper) {
	t.Helper()
	dir := t.TempDir()
	key, err := ledger.GenerateKey(ledger.Cosignature, "congress.example/witness", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	folder := witness.Folder(filepath.Join(dir, "w"))
	if err := folder.Create(key, h.public); err != nil {
		t.Fatal(err)
	}
	w, err := folder.Open()
	if err != nil {
		t.Fatal(err)
	}
	k := outside.Keeper{Folder: filepath.Join(dir, "w"), Witness: w}
	server := httptest.NewServer(keeperPages(k, "word", clock.System))
	t.Cleanup(server.Close)
	h.dir.Config.Seal.Witness, h.dir.Config.Seal.Token = server.URL, "word"
	return k, h.outside()
}

// TestWhoOpens is the table of keys: which custodians, with the database and the server's
// files, without and with an act on the ledger, in the default and the strong setting.
func TestWhoOpens(t *testing.T) {
	ctx := context.Background()
	dir := sealedTown(t)
	private := sticks(t, filepath.Join(dir.Path, "demo-keys"), demoPassphrase)
	sets := [][]string{nil, {"custodian-1"}, {"custodian-2"}, {"custodian-3"}, {"custodian-1", "custodian-2"}, {"custodian-1", "custodian-3"}, {"custodian-2", "custodian-3"}, {"custodian-1", "custodian-2", "custodian-3"}}
	h := openTown(t, dir)
	for _, strong := range []bool{false, true} {
		if strong {
			keptOutside(t, h)
		}
		v, err := h.vault()
		if err != nil {
			t.Fatal(err)
		}
		c := complained(t, h, "原话。")
		var identity []byte
		for _, e := range c.Events {
			for _, f := range e.Private.Files {
				if f.Material == string(seal.Identity) {
					r, err := h.files.Open(ctx, f.Hash)
					if err != nil {
						t.Fatal(err)
					}
					box := make([]byte, f.Size)
					if _, err := r.Read(box); err != nil {
						t.Fatal(err)
					}
					r.Close()
					identity = box
				}
			}
		}
		place := seal.Place{Division: h.division, Case: complaint.FileOf(c).Place, Compartment: seal.Identity}
		opens := func(set []string, with seal.Ingredient) bool {
			box, err := seal.Read(identity)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range set {
				for _, b := range set {
					half, err := box.Peel(place, private[a])
					if err != nil {
						continue
					}
					if plain, err := box.OpenHalf(place, with, half, private[b]); err == nil && strings.Contains(string(plain), "测试人丙") {
						return true
					}
				}
				if plain, err := box.Open(place, with, private[a]); err == nil && len(plain) > 0 {
					return true
				}
			}
			plain, err := box.Open(place, with, private["desk"])
			return err == nil && len(plain) > 0
		}
		// What somebody finds who has the database and every file of the server: the wrapped
		// ingredient and the key around it.
		found, err := v.Unwrap(c.Events[0].Private.Notes["ingredient"])
		if err != nil {
			t.Fatal(err)
		}
		for _, set := range sets {
			if opens(set, seal.Ingredient{}) {
				t.Errorf("strong %v: %v and the database without the server's part", strong, set)
			}
			if got, want := opens(set, found), len(set) >= 2 && !strong; got != want {
				t.Errorf("strong %v: %v and the whole server without an act: %v, want %v", strong, set, got, want)
			}
		}
		// With the act: every two, and nobody alone.
		for _, verb := range []string{"request_opening", "approve_opening", "open_identity"} {
			if strong {
				if _, err := v.Outside.Release(ctx, c, c.Events[len(c.Events)-1]); err == nil {
					t.Errorf("released before %s", verb)
				}
			}
			cmd := casework.Command{Actor: centreOfficer, Case: c.ID, Verb: verb, Reason: "受到威胁。"}
			switch verb {
			case "request_opening":
				cmd.Input, cmd.Basis = &complaint.OpeningInput{Reason: "protect"}, []string{"xfg-30"}
			case "approve_opening":
				cmd.Actor = centreHead
			}
			if _, err := v.Bundle(ctx, c); fault.KindOf(err) != fault.Unlawful {
				t.Errorf("a bundle before %s: %v", verb, err)
			}
			out, err := h.engine.Do(ctx, cmd)
			if err != nil {
				t.Fatal(err)
			}
			c = out.Case
		}
		bundle, err := v.Bundle(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		for _, set := range sets {
			if got := opens(set, seal.Ingredient(bundle.Ingredient)); got != (len(set) >= 2) {
				t.Errorf("strong %v: %v with the act on record: %v", strong, set, got)
			}
		}
	}
}

// TestKeeper: an ingredient is released against the act of that very case on the very ledger,
// and for nothing that was altered; a keeper that is away takes nothing in and nothing is kept
// here instead.
func TestKeeper(t *testing.T) {
	ctx := context.Background()
	h := openTown(t, sealedTown(t))
	k, office := keptOutside(t, h)
	v, err := h.vault()
	if err != nil {
		t.Fatal(err)
	}
	first, second := complained(t, h, "一。"), complained(t, h, "二。")
	load := func(c *casework.Case) *casework.Case {
		c, _, err := h.engine.Load(ctx, c.Key)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	reads(t, h, first, seal.Private{}, seal.Private{})
	first = load(first)
	act := first.Events[len(first.Events)-1]
	good, _, err := h.evidence(ctx, first, act, 0)
	if err != nil {
		t.Fatal(err)
	}
	other := complaint.FileOf(second).Place
	altered := map[string]func(*outside.Evidence){
		"another place":      func(e *outside.Evidence) { e.Place = other },
		"another leaf":       func(e *outside.Evidence) { e.N-- },
		"no proof":           func(e *outside.Evidence) { e.Proof = nil },
		"other facts":        func(e *outside.Evidence) { e.Facts = []byte(strings.Replace(string(e.Facts), "protect", "reward", 1)) },
		"another salt":       func(e *outside.Evidence) { e.Salt = make([]byte, 32) },
		"a forged signature": func(e *outside.Evidence) { e.Grown = e.Grown[:len(e.Grown)-8] + "AAAAAA=\n" },
		"another root": func(e *outside.Evidence) {
			e.Grown = strings.Replace(e.Grown, strings.Split(e.Grown, "\n")[4], "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 1)
		},
		"an act that asks": func(e *outside.Evidence) {
			*e, _, err = h.evidence(ctx, first, first.Events[len(first.Events)-3], 0)
			e.Place = complaint.FileOf(first).Place
		},
	}
	for name, change := range altered {
		e := good
		raw, _ := json.Marshal(good)
		if err := json.Unmarshal(raw, &e); err != nil {
			t.Fatal(err)
		}
		if change(&e); err != nil {
			t.Fatal(err)
		}
		if with, err := k.Release(e, clock.System.Now()); err == nil || with != (seal.Ingredient{}) {
			t.Errorf("%s: released", name)
		}
	}
	one, err := office.Release(ctx, first, act)
	if err != nil || one == (seal.Ingredient{}) {
		t.Fatal(err)
	}
	// The ledger goes on, and the keeper has seen more than nothing.
	complained(t, h, "三。")
	again, err := office.Release(ctx, first, act)
	if err != nil || again != one {
		t.Errorf("a second time: %v", err)
	}
	if note, err := os.ReadFile(filepath.Join(k.Folder, "released")); err != nil || strings.Count(string(note), "\n") < 2 {
		t.Errorf("the keeper's record: %q %v", note, err)
	}
	// A fork: another ledger of the same key, of the same size as the keeper has seen.
	head, err := h.db.Tree(ctx, h.division).Head()
	if err != nil {
		t.Fatal(err)
	}
	head.Root[0] ^= 1
	fork, err := h.sign(head)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Witness.Add(witness.Request{Old: head.Size, Checkpoint: fork}, clock.System.Now()); err == nil {
		t.Error("a fork is cosigned")
	}
	// Without the word nothing, and no other ingredient over one that is there.
	stranger := *office
	stranger.token = "guess"
	if err := stranger.Deposit(ctx, 7, seal.NewIngredient()); err == nil {
		t.Error("a stranger deposits")
	}
	if err := office.Deposit(ctx, complaint.FileOf(first).Place, seal.NewIngredient()); err == nil {
		t.Error("overwritten")
	}
	h.destroyOutside(ctx, complaint.FileOf(first).Place)
	if _, err := office.Release(ctx, first, act); err == nil {
		t.Error("released after its destruction")
	}

	h.dir.Config.Seal.Witness = "http://127.0.0.1:1"
	if v, err = h.vault(); err != nil {
		t.Fatal(err)
	}
	before := countFiles(t, h.dir.Path)
	told := complaint.Told{Filing: complaint.Filing{Kind: "delay", Protection: complaint.Secret}, Person: complaint.Person{Name: "测试人丁"}, Words: "x", Code: seal.NewCode(seal.CodeDigits)}
	if _, err := v.File(ctx, h.division, told); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("with the keeper away: %v", err)
	}
	if after := countFiles(t, h.dir.Path); after != before {
		t.Errorf("%d files were stored", after-before)
	}
	told.Protection, told.Person = complaint.Anonymous, complaint.Person{}
	if _, err := v.File(ctx, h.division, told); err != nil {
		t.Errorf("anonymous with the keeper away: %v", err)
	}
}

func countFiles(t testing.TB, dir string) (n int) {
	t.Helper()
	if err := filepath.WalkDir(filepath.Join(dir, "files"), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}
