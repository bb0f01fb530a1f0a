package main

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/datadir"
	"banjie/internal/draw"
	"banjie/internal/fault"
	"banjie/internal/integrity/matters"
	"banjie/internal/pack"
	"banjie/internal/testenv"
)

// TestOnceOnTwoNodes: two nodes on one PostgreSQL take the night's look, and announce a draw under
// one name with other content, at the same instant. One look is kept and its packs run once; one
// draw stands, and the node that came second with the other is refused.
func TestOnceOnTwoNodes(t *testing.T) {
	ctx := context.Background()
	dir, err := datadir.Create(filepath.Join(t.TempDir(), "hall"), datadir.Instance{Name: "test", Division: "330182", Demo: true, Moved: true, Database: testenv.Postgres(t)})
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Date(2027, 3, 2, 1, 0, 0, 0, time.UTC)
	var nodes [2]*hall
	var ran [2]int
	for i := range nodes {
		if nodes[i], err = open(ctx, dir, openOptions{begin: begin, log: errorsOnly()}); err != nil {
			t.Fatal(err)
		}
		defer nodes[i].Close()
		nodes[i].packs = []*pack.Parts{{Night: func(context.Context) error { ran[i]++; return nil }}}
	}
	acts := func(kind string) (n int) {
		t.Helper()
		if err := nodes[0].cases.ActsOf(ctx, "330182", kind, func(casework.Event) error { n++; return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for night := 1; night <= 3; night++ {
		var wg sync.WaitGroup
		for _, h := range nodes {
			wg.Go(func() {
				if err := h.nightly(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := acts(matters.NightJudged); n != night || ran[0]+ran[1] != night {
			t.Errorf("after night %d: %d looks, packs ran %v", night, n, ran)
		}
		if a, b := nodes[0].night.Load(), nodes[1].night.Load(); a == nil || b == nil || a.Day != b.Day {
			t.Errorf("the nodes have different looks: %+v, %+v", a, b)
		}
		for _, h := range nodes {
			h.moved.MoveTo(begin.Add(time.Duration(night) * 24 * time.Hour))
		}
	}

	known := nodes[0].clock.Now().Add(60 * time.Hour)
	for round := range 4 {
		codes := make([]string, len(nodes))
		var wg sync.WaitGroup
		for i, h := range nodes {
			p := inventedPlan(known)
			p.Draw, p.Take = "round "+string(rune('a'+round)), 2+i
			a, _, err := p.Announce(&zeros{})
			if err != nil {
				t.Fatal(err)
			}
			o := &drawOrder{Step: "announce", File: &draw.File{Version: 1, Announcement: a.Lines(), Hash: a.Hash()}}
			wg.Go(func() {
				got, err := o.carryOut(ctx, h, nil)
				if f, ok := fault.As(err); ok {
					codes[i] = f.Code
				} else if err != nil || got.(*draw.File).Receipt == "" {
					t.Errorf("%v: %v", got, err)
				}
			})
		}
		wg.Wait()
		slices.Sort(codes)
		if !slices.Equal(codes, []string{"", "drawn_once"}) || acts(draw.Announced) != round+1 {
			t.Errorf("round %d: %q, %d announcements", round, codes, acts(draw.Announced))
		}
	}
}
