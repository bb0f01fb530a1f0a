package main

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/datadir"
	"banjie/internal/seal"
	"banjie/internal/simtown"
)

// sealedTown makes a demonstration folder with a complaint centre and no history.
func sealedTown(t testing.TB) *datadir.Dir {
	t.Helper()
	st := demoState{Seed: 7, End: calendar.Date(2026, 6, 30), Cases: 1, Days: 1}
	dir, st, err := demoFolder(filepath.Join(t.TempDir(), "town"), st, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	d := &demonstration{state: st, out: io.Discard}
	h, err := open(context.Background(), dir, openOptions{begin: d.begin(), log: errorsOnly()})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if err := d.seed(context.Background(), h); err != nil {
		t.Fatal(err)
	}
	return dir
}

// openTown opens a folder for the length of a test.
func openTown(t testing.TB, dir *datadir.Dir) *hall {
	t.Helper()
	h, err := open(context.Background(), dir, openOptions{log: errorsOnly()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

var (
	centreOfficer = access.Actor{ID: "test-officer", Role: access.Supervisor, Division: simtown.Division, Unit: simtown.ComplaintCentre}
	centreHead    = access.Actor{ID: "test-head", Role: access.UnitHead, Division: simtown.Division, Unit: simtown.ComplaintCentre}
)

// complained files a complaint by the vault and the engine.
func complained(t testing.TB, h *hall, words string) *casework.Case {
	t.Helper()
	v, err := h.vault()
	if err != nil {
		t.Fatal(err)
	}
	in, err := v.File(context.Background(), h.division, complaint.Told{Filing: complaint.Filing{Kind: "delay", Protection: complaint.Secret}, Person: complaint.Person{Name: "测试人丙", Phone: "13700000000"},
		Words: words, Files: []complaint.Upload{{Name: "a.txt", Body: []byte(words)}}, Code: seal.NewCode(seal.CodeDigits)})
	if err != nil {
		t.Fatal(err)
	}
	me := access.Actor{ID: access.ByCode, Role: access.Citizen, Division: h.division, Party: "r-1"}
	out, err := h.engine.Do(context.Background(), casework.Command{Actor: me, Verb: "file_complaint", Input: in, Open: &casework.Open{Procedure: complaint.Name, Channel: "web", Party: me.Party, Series: "C", Sealed: true}})
	if err != nil {
		t.Fatal(err)
	}
	return out.Case
}

func boxesOf(c *casework.Case) (all []string) {
	for _, e := range c.Events {
		for _, f := range e.Private.Files {
			all = append(all, f.Hash)
		}
	}
	return all
}

// TestRetention: at the end of its time what was entrusted is destroyed, boxes, ingredient,
// private halves and key; tree, receipts and fsck hold; an older copy that is restored comes
// to the same state.
func TestRetention(t *testing.T) {
	ctx := context.Background()
	dir := sealedTown(t)
	h := openTown(t, dir)
	c := complained(t, h, "路灯三次没人修。")
	decline := func(c *casework.Case) *casework.Case {
		out, err := h.engine.Do(ctx, casework.Command{Actor: centreOfficer, Case: c.ID, Verb: "decline", Reason: "属于信访事项。", Input: &complaint.DeclineInput{Ground: "petition", Competent: "县信访局"}})
		if err != nil {
			t.Fatal(err)
		}
		return out.Case
	}
	c = decline(c)
	running := complained(t, h, "还在办的一件。")
	r, err := h.cases.Receipt(ctx, c.Events[0], h.sign)
	if err != nil {
		t.Fatal(err)
	}
	boxes := boxesOf(c)
	if len(boxes) != 3 {
		t.Fatalf("%d boxes", len(boxes))
	}
	h.Close()
	older := copyOf(t, dir)
	h = openTown(t, dir)
	load := func(h *hall, id casework.ID) *casework.Case {
		t.Helper()
		c, _, err := h.engine.Load(ctx, casework.Key{Division: h.division, ID: id})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	count := func(c *casework.Case, kind string) (n int) {
		for _, e := range c.Events {
			if e.Kind == kind {
				n++
			}
		}
		return n
	}
	cal := h.calendar.Load()
	at := func(day calendar.Day) {
		t.Helper()
		h.moved.Advance(cal.Start(day).Add(10 * time.Hour).Sub(h.clock.Now()))
		for range 2 { // a second look does nothing again
			if err := h.retain(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	at(c.Keep - complaint.TellBefore - 1)
	if n := count(load(h, c.ID), "destruction_announced"); n != 0 {
		t.Errorf("%d reminders too early", n)
	}
	at(c.Keep - 3)
	at(c.Keep)
	if got := load(h, c.ID); count(got, "destruction_announced") != 1 || count(got, casework.Erased) != 0 {
		t.Errorf("%d reminders, %d destructions", count(got, "destruction_announced"), count(got, casework.Erased))
	}
	at(c.Keep + 1)
	got := load(h, c.ID)
	if count(got, casework.Erased) != 1 {
		t.Fatal("not destroyed")
	}
	for _, e := range got.Events {
		if e.RawPriv != nil {
			t.Errorf("%s has its private half", e.Kind)
		}
	}
	for _, b := range boxes {
		if there, _, _ := h.files.Intact(ctx, b); there {
			t.Error("a box is still there")
		}
	}
	if n := count(load(h, running.ID), casework.Erased); n != 0 {
		t.Error("an open complaint was destroyed")
	}
	v, err := h.vault()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Message(ctx, got, "x"); err == nil {
		t.Error("a message was sealed without the ingredient")
	}
	if err := h.publish(ctx); err != nil {
		t.Fatal(err)
	}
	h.Close()
	verifies(t, dir, r.Text())
	if found := check(t, dir); found.Total > 0 || found.Erased != 1 {
		t.Errorf("%d erased, %+v", found.Erased, found.Problems)
	}
	list, err := os.ReadFile(filepath.Join(dir.Path, erasuresFile))
	if err != nil || bytes.Count(list, []byte("\n")) != 1 {
		t.Fatalf("the list: %q %v", list, err)
	}

	// The older copy still has everything; with the list it is destroyed there too.
	h = openTown(t, older)
	if load(h, c.ID).Events[0].RawPriv == nil {
		t.Fatal("the copy has nothing to lose")
	}
	all, err := readErasures(bytes.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := h.eraseAgain(ctx, all); n != 1 || err != nil {
		t.Errorf("%d %v", n, err)
	}
	h.Close()
	if found := check(t, older); found.Total > 0 || found.Erased != 1 {
		t.Errorf("the copy: %d erased, %+v", found.Erased, found.Problems)
	}
	filepath.WalkDir(older.Path, func(p string, d fs.DirEntry, err error) error {
		for _, b := range boxes {
			if d.Name() == b {
				t.Error("a box is still in the copy")
			}
		}
		return err
	})
}

// TestTraceCommand: a use of the marks names who was shown a wording, or nobody, and is on record.
func TestTraceCommand(t *testing.T) {
	ctx := context.Background()
	h := openTown(t, sealedTown(t))
	c := complained(t, h, "材料交了三次。")
	unit, reader := "", ""
	for _, o := range h.org.Load().Data().Officers {
		if o.Unit != simtown.ComplaintCentre && o.Unit != "" {
			unit, reader = o.Unit, o.ID
		}
	}
	text := "反映去年以来办理登记，材料先后提交3次，工作人员多次告知还缺资料，但是没有告知清楚。目前仍然没有答复，也没有说明原因。" +
		"请核实：有关收件记录是否完整；超过期限的情况是谁的责任。如果情况属实，应当立即纠正，并且尽快答复。请提交详细的经过，包括当时在场的人、每次询问的时间，以及之后有没有联系过当事人。群众时常说到类似情形，请根据记录一并查证。"
	brief, err := complaint.Redact(complaint.Story{}, text, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.engine.Do(ctx, casework.Command{Actor: centreOfficer, Case: c.ID, Verb: "take_up", Input: &complaint.TakeUpInput{Route: "unit", Units: []string{unit}, Brief: brief}}); err != nil {
		t.Fatal(err)
	}
	for leak, want := range map[string]string{h.marker().Word(text, c.Number, reader): reader, text: "", "别的一段话": ""} {
		o := &traceOrder{Case: c.Number, Text: leak, OrderedBy: simtown.ComplaintCentre, Reason: "摘要出现在聊天群里。"}
		got, err := o.carryOut(ctx, h, nil)
		if err != nil {
			t.Fatal(err)
		}
		if traced := got.(complaint.Traced); traced.Viewer != want {
			t.Errorf("%+v, want %q", traced, want)
		}
	}
	c, _, err = h.engine.Load(ctx, c.Key)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range c.Events {
		if e.Kind == "leak_traced" {
			n++
			if bytes.Contains(e.Raw, []byte(reader)) {
				t.Error("the record names the reader")
			}
		}
	}
	if n != 3 {
		t.Errorf("%d uses on record", n)
	}
}
