package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/seal"
)

const newWords = "a new passphrase"

// sticks opens the private keys that were written into a folder.
func sticks(t testing.TB, folder, words string) map[string]seal.Private {
	t.Helper()
	all := map[string]seal.Private{}
	for _, holder := range holders {
		raw, err := os.ReadFile(filepath.Join(folder, holder+".key"))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		f, err := seal.ReadKeyFile(raw)
		if err != nil {
			t.Fatal(err)
		}
		if all[holder], err = f.Unlock(words); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// reads says whether two custodians and the case's own ingredient open the identity.
func reads(t testing.TB, h *hall, c *casework.Case, a, b seal.Private) bool {
	t.Helper()
	v, err := h.vault()
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"request_opening", "approve_opening", "open_identity"} {
		who, cmd := centreOfficer, casework.Command{Case: c.ID, Verb: verb, Reason: "受到威胁。"}
		switch verb {
		case "request_opening":
			cmd.Input, cmd.Basis = &complaint.OpeningInput{Reason: "protect"}, []string{"xfg-30"}
		case "approve_opening":
			who = centreHead
		}
		cmd.Actor = who
		if _, err := h.engine.Do(context.Background(), cmd); err != nil {
			t.Fatal(err)
		}
	}
	c, _, err = h.engine.Load(context.Background(), c.Key)
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := v.Bundle(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.Read(bundle.Box)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := openPair(box, bundle, a, b)
	return err == nil && strings.Contains(string(plain), "测试人丙")
}

// TestReseal: new keys, then another suite. What was sealed moves, one act a case; it goes on
// where it was broken off; old keys open nothing any more, and old boxes are gone.
func TestReseal(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := sealedTown(t)
	old := sticks(t, filepath.Join(dir.Path, "demo-keys"), demoPassphrase)
	h := openTown(t, dir)
	first, second := complained(t, h, "第一件的原话。"), complained(t, h, "第二件的原话。")
	v, err := h.vault()
	if err != nil {
		t.Fatal(err)
	}
	m, err := v.Message(ctx, first, "请补充时间。")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.engine.Do(ctx, casework.Command{Actor: centreOfficer, Case: first.ID, Verb: "send_message", Input: m}); err != nil {
		t.Fatal(err)
	}
	before := append(boxesOf(first), boxesOf(second)...)
	h.Close()

	words := demoPassphrase
	turn := func(t *testing.T, n, suite string) {
		out := filepath.Join(t.TempDir(), "sticks"+n)
		asked := 0
		err := rotate(ctx, dir, out, suite, true, func(string) (string, error) {
			if asked++; asked == 1 {
				return words, nil // of the old desk
			}
			return newWords + n, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		words = newWords + n
		fresh := sticks(t, out, words)
		h = openTown(t, dir)
		defer h.Close()
		// The first case alone, as if it had been broken off; then all; then nothing more.
		for i, want := range []int{1, 1, 0} {
			got := resealDone{}
			if i == 0 {
				v, err := h.vault()
				if err != nil {
					t.Fatal(err)
				}
				c, _, err := h.engine.Load(ctx, first.Key)
				if err == nil {
					err = (&resealOrder{Passphrase: words}).one(ctx, h, v, c, fresh["desk"], nil, &got)
				}
				if err != nil {
					t.Fatal(err)
				}
			} else {
				done, err := (&resealOrder{Passphrase: words}).carryOut(ctx, h, nil)
				if err != nil {
					t.Fatal(err)
				}
				got = done.(resealDone)
				if got.Waiting != 2 {
					t.Errorf("%d identities wait", got.Waiting)
				}
			}
			if got.Cases != want {
				t.Errorf("turn %d: %d cases sealed anew, want %d", i, got.Cases, want)
			}
		}
		if _, err := (&resealOrder{Passphrase: "wrong words here"}).carryOut(ctx, h, nil); err == nil {
			t.Error("with a wrong passphrase")
		}
		// Identities go out, two old custodians seal them anew, they come back.
		done, err := (&resealOrder{Out: true}).carryOut(ctx, h, nil)
		if err != nil {
			t.Fatal(err)
		}
		out2 := *done.(resealDone).Moving
		if len(out2.Boxes) != 2 || (out2.Boxes[0].Ingredient != nil) != (suite != "") {
			t.Fatalf("%d boxes, ingredient %v", len(out2.Boxes), out2.Boxes[0].Ingredient != nil)
		}
		raw, _ := json.Marshal(out2)
		if strings.Contains(string(raw), "测试人丙") {
			t.Error("the file shows a name")
		}
		if _, err := out2.Rewrap(old["custodian-2"], old["custodian-2"]); err == nil {
			t.Error("one custodian alone sealed it anew")
		}
		back, err := out2.Rewrap(old["custodian-3"], old["custodian-1"])
		if err != nil {
			t.Fatal(err)
		}
		swapped := back
		swapped.Boxes = []complaint.Moved{{Number: back.Boxes[0].Number, Place: back.Boxes[0].Place, Box: back.Boxes[1].Box}}
		if suite == "" {
			if _, err := (&resealOrder{In: &swapped}).carryOut(ctx, h, nil); err == nil {
				t.Error("the identity of another case was taken in")
			}
		}
		if _, err := (&resealOrder{In: &out2}).carryOut(ctx, h, nil); err == nil {
			t.Error("what was not sealed anew was taken in")
		}
		done, err = (&resealOrder{In: &back}).carryOut(ctx, h, nil)
		if got := done.(resealDone); err != nil || got.Identities != 2 || got.Waiting != 0 {
			t.Errorf("%+v %v", got, err)
		}
		v, err := h.vault()
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []*casework.Case{first, second} {
			c, _, err := h.engine.Load(ctx, c.Key)
			if err != nil {
				t.Fatal(err)
			}
			if s, err := v.Story(ctx, c, fresh["desk"]); err != nil || !strings.Contains(s.Words, "原话") {
				t.Errorf("the new desk reads %q, %v", s.Words, err)
			}
			if _, err := v.Story(ctx, c, old["desk"]); err == nil {
				t.Error("the old desk still reads")
			}
			if !reads(t, h, c, fresh["custodian-1"], fresh["custodian-3"]) {
				t.Error("two new custodians do not read it")
			}
			if reads(t, h, c, old["custodian-1"], old["custodian-2"]) {
				t.Error("two old custodians still read it")
			}
		}
		c, _, err := h.engine.Load(ctx, first.Key)
		if err != nil {
			t.Fatal(err)
		}
		if said, err := v.Dialogue(ctx, c, fresh["desk"]); err != nil || len(said) != 1 || said[0].Words != "请补充时间。" {
			t.Errorf("the dialogue: %+v %v", said, err)
		}
		if _, err := v.Message(ctx, c, "再一条"); err != nil {
			t.Errorf("a message after the change: %v", err)
		}
		old = fresh
	}
	t.Run("other custodians", func(t *testing.T) { turn(t, "1", "") })
	t.Run("another suite", func(t *testing.T) { turn(t, "2", "sm2") })
	t.Run("and back", func(t *testing.T) { turn(t, "3", "x25519") })
	h = openTown(t, dir)
	for _, b := range before {
		if there, _, _ := h.files.Intact(ctx, b); there {
			t.Error("a box sealed for the first keys is still there")
		}
	}
	h.Close()
	if found := check(t, dir); found.Total > 0 {
		t.Errorf("%+v", found.Problems)
	}
}

// TestTooFewCustodians: with one living custodian no identity is taken in, anonymous
// complaints are; what a new set of keys mends.
func TestTooFewCustodians(t *testing.T) {
	dir := sealedTown(t)
	lose := func(n string) {
		cmd := sealLostCommand()
		cmd.SetArgs([]string{n, "--data", dir.Path})
		cmd.SetOut(new(strings.Builder))
		if err := cmd.Execute(); err != nil {
			t.Fatal(err)
		}
	}
	takes := func(p complaint.Protection) error {
		_, keys, err := readSealKeys(dir)
		if err != nil {
			t.Fatal(err)
		}
		return (&complaint.Vault{Keys: keys}).Takes(p)
	}
	lose("1")
	lose("1") // said twice
	if err := takes(complaint.Secret); err != nil {
		t.Errorf("with two: %v", err)
	}
	lose("3")
	if takes(complaint.Secret) == nil || takes(complaint.Open) == nil || takes(complaint.Anonymous) != nil {
		t.Errorf("with one: %v, %v, %v", takes(complaint.Secret), takes(complaint.Open), takes(complaint.Anonymous))
	}
	if err := rotate(context.Background(), dir, filepath.Join(t.TempDir(), "new"), "", true, func(string) (string, error) { return demoPassphrase, nil }); err != nil {
		t.Fatal(err)
	}
	if err := takes(complaint.Secret); err != nil {
		t.Errorf("with new keys: %v", err)
	}
	if err := rotate(context.Background(), dir, filepath.Join(t.TempDir(), "new"), "sm2", false, nil); err == nil || strings.Contains(err.Error(), "nil") {
		t.Errorf("two suites in one box: %v", err)
	}
}

// TestRehearsal: two custodians read the word; a wrong word, or that of an earlier file, is no
// rehearsal; half a year later it is overdue.
func TestRehearsal(t *testing.T) {
	ctx := context.Background()
	dir := sealedTown(t)
	keys := sticks(t, filepath.Join(dir.Path, "demo-keys"), demoPassphrase)
	h := openTown(t, dir)
	begin := func() (word string) {
		got, err := (&rehearseOrder{}).carryOut(ctx, h, nil)
		if err != nil {
			t.Fatal(err)
		}
		b := got.(complaint.Bundle)
		box, err := seal.Read(b.Box)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := openPair(box, b, keys["custodian-1"], keys["custodian-2"])
		var who complaint.Person
		if err == nil {
			err = json.Unmarshal(plain, &who)
		}
		if err != nil || len(who.Other) != 12 {
			t.Fatal(who, err)
		}
		return who.Other
	}
	says := func(want string) {
		t.Helper()
		last, err := h.lastRehearsal(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if got := complaint.RehearsedSays(last, h.calendar.Load().DayOf(h.clock.Now())); !strings.Contains(got.EN, want) {
			t.Errorf("%q, want %q", got.EN, want)
		}
	}
	says("not rehearsed")
	if _, err := (&rehearseOrder{Word: "000000000000"}).carryOut(ctx, h, nil); err == nil {
		t.Error("nothing was begun")
	}
	earlier, word := begin(), begin()
	for _, wrong := range []string{"000000000000", earlier} {
		if _, err := (&rehearseOrder{Word: wrong}).carryOut(ctx, h, nil); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
	if _, err := (&rehearseOrder{Word: word}).carryOut(ctx, h, nil); err != nil {
		t.Fatal(err)
	}
	says("every half year")
	h.moved.Advance((complaint.RehearseWithin + 1) * 24 * time.Hour)
	says("overdue")
}
