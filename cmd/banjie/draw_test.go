package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/datadir"
	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/internal/ledger"
)

// inventedPlan is a draw whose numbers become known at the given instant.
func inventedPlan(known time.Time) draw.Plan {
	p := draw.Plan{Draw: "test", Purpose: "a test", Take: 2,
		Sources: []draw.Source{{At: known, Form: draw.Numbers, Count: 3, Name: "the numbers"}},
		Spare:   draw.Source{At: known.Add(48 * time.Hour), Form: draw.Numbers, Count: 3, Name: "the next numbers"},
		Classes: []draw.Class{{Code: "all", Weight: 1}},
	}
	for i, party := range []string{"one", "two"} {
		p.Parties = append(p.Parties, draw.Party{Name: party, Commitment: draw.Commitment(party, draw.Hash{byte(i + 1)})})
	}
	for i := range 6 {
		p.Candidates = append(p.Candidates, draw.PlanEntry{Name: fmt.Sprintf("样例%d店", i), Class: "all"})
	}
	return p
}

// A draw on the ledger: each step has a receipt that proves when it was recorded; nothing is
// announced or drawn twice under one name; a step that was cut short gets its receipt.
func TestDrawOnTheLedger(t *testing.T) {
	ctx := context.Background()
	dir, err := datadir.Create(filepath.Join(t.TempDir(), "hall"), datadir.Instance{Name: "test", Division: "330182", Demo: true, Moved: true})
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Date(2027, 3, 2, 1, 0, 0, 0, time.UTC)
	known := begin.Add(60 * time.Hour)
	if err := dir.Lock(); err != nil {
		t.Fatal(err)
	}
	defer dir.Unlock()
	h, err := open(ctx, dir, openOptions{begin: begin, log: errorsOnly()})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	fresh := func(p draw.Plan) *draw.File {
		a, _, err := p.Announce(&zeros{})
		if err != nil {
			t.Fatal(err)
		}
		return &draw.File{Version: 1, Announcement: a.Lines(), Hash: a.Hash()}
	}
	do := func(o *drawOrder, want string) *draw.File {
		t.Helper()
		raw, err := json.Marshal(o) // as between two processes
		if err != nil {
			t.Fatal(err)
		}
		sent := &drawOrder{}
		if err := json.Unmarshal(raw, sent); err != nil {
			t.Fatal(err)
		}
		got, err := sent.carryOut(ctx, h, nil)
		if f, _ := fault.As(err); want != "" && (f == nil || f.Code != want) || want == "" && err != nil {
			t.Fatalf("%s: %v, not %q", o.Step, err, want)
		}
		file, _ := got.(*draw.File)
		return file
	}
	unknown := fresh(inventedPlan(known))
	file := do(&drawOrder{Step: "announce", File: unknown}, "")
	if again := do(&drawOrder{Step: "announce", File: unknown}, ""); again.Receipt == "" {
		t.Error("no receipt for a repeated step")
	}
	other := inventedPlan(known)
	other.Take = 3
	do(&drawOrder{Step: "announce", File: fresh(other)}, "drawn_once")
	other.Draw = "never announced"
	absent := fresh(other)
	h.moved.MoveTo(known.Add(time.Hour))
	do(&drawOrder{Step: "announce", File: absent}, "source_known")
	do(&drawOrder{Step: "reveal", File: absent, Party: "one", Value: draw.Hash{1}}, "draw_not_announced")
	for i, party := range []string{"one", "two"} {
		file = do(&drawOrder{Step: "reveal", File: file, Party: party, Value: draw.Hash{byte(i + 1)}}, "")
	}
	before := *file
	file = do(&drawOrder{Step: "run", File: file, Sources: []string{"1 2 3"}}, "")
	do(&drawOrder{Step: "run", File: &before, Sources: []string{"1 2 4"}}, "drawn_once")
	file = do(&drawOrder{Step: "replace", File: file, ID: file.Taken[0], Reason: "closed"}, "")

	public, err := filepath.Glob(filepath.Join(dir.Path, "public", "ledger-*.pub"))
	if err != nil || len(public) != 1 {
		t.Fatal(public, err)
	}
	raw, err := os.ReadFile(public[0])
	if err != nil {
		t.Fatal(err)
	}
	trust, err := ledger.NewTrust(0, ledger.KeyLines(string(raw))...)
	if err != nil {
		t.Fatal(err)
	}
	proven := 0
	found, ok := draw.Verify(file, draw.Against{Trust: &trust})
	for _, f := range found {
		if strings.HasPrefix(f.Text.EN, "The ledger proves that ") {
			proven++
		}
		t.Log(f.State, f.Text.EN)
	}
	if !ok || proven != 5 {
		t.Errorf("holds %v, %d acts proven", ok, proven)
	}
	// A receipt of another act, or of an announcement that came too late, proves nothing.
	late, err := h.engine.RecordShown(ctx, h.system(), draw.Announced, draw.Facts{Draw: "test", Hash: file.Hash}, casework.Private{}, draw.Face("test", file.Hash))
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := h.cases.Receipt(ctx, late.Events[0], h.sign)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"another act": file.ResultRcpt, "a late announcement": receipt.Text(), "an altered one": strings.Replace(file.Receipt, "test", "Test", 1)} {
		wrong := *file
		wrong.Receipt = text
		if _, ok := draw.Verify(&wrong, draw.Against{Trust: &trust}); ok {
			t.Errorf("a receipt of %s is taken", what)
		}
	}
}

// zeros gives a salt that differs from name to name.
type zeros struct{ n byte }

func (z *zeros) Read(p []byte) (int, error) {
	clear(p)
	z.n++
	p[0] = z.n
	return len(p), nil
}
