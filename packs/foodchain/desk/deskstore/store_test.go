package deskstore_test

import (
	"context"
	"testing"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	casestore "banjie/internal/store/casework"
	"banjie/packs/foodchain/cold/coldstore"
	"banjie/packs/foodchain/desk"
	"banjie/packs/foodchain/desk/deskstore"
	. "banjie/packs/foodchain/recall/recalltest"
)

// Each link is counted from what was captured, by town; plans are drawn once; failed samples weigh.
func TestDesk(t *testing.T) {
	Also = append(Also, Tables{Name: "cold", Files: coldstore.Migrations}, Tables{Name: "desk", Files: deskstore.Migrations})
	Engines(t, func(t *testing.T, b *Bed) {
		ctx := context.Background()
		s := deskstore.New(b.DB)
		cases := casestore.New(b.DB, b.Writer, b.Project, s.Project)
		b.Engine.Writer = cases
		record := func(kind string, v any) error {
			_, err := b.Record(ctx, Officer, kind, v, casework.Private{})
			return err
		}
		b.Chain()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(record(desk.Tested, desk.Result{ID: "r1", Business: "farm", Lot: Lot, Number: "1", Day: 1, Passed: false, Items: "镉"}))
		must(record(desk.Tested, desk.Result{ID: "r2", Business: "farm", Lot: BoxOne, Number: "2", Day: 1, Passed: true}))
		now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
		day := calendar.Date(2026, 3, 2)
		town := func(p string) string {
			return map[string]string{Packer: "青山镇", ShopOne: "东街", ShopTwo: "西街"}[p]
		}
		count := func() map[desk.Cell]bool {
			c, err := s.Count(ctx, Division, day, now, []string{Packer, ShopOne, ShopTwo}, town)
			must(err)
			must(record(desk.Counted, c))
			out := map[desk.Cell]bool{}
			kept, err := s.Coverage(ctx, Division)
			must(err)
			if kept.Day != day || len(kept.Cells) != len(c.Cells) {
				t.Fatalf("%+v", kept)
			}
			for _, x := range kept.Cells {
				out[x] = true
			}
			return out
		}
		cells := count()
		for _, want := range []desk.Cell{{Link: "open_works", Town: "", Num: 2, Den: 3}, {Link: "open_works", Town: "西街", Num: 0, Den: 1}, {Link: "lot_tests", Town: "", Num: 2, Den: 3}, {Link: "codes", Town: "", Num: 1, Den: 1}, {Link: "scans", Town: "", Num: 1, Den: 2}, {Link: "scans", Town: "青山镇", Num: 1, Den: 2}, {Link: "lineage", Town: "东街", Num: 1, Den: 1}, {Link: "back_checks", Town: "", Num: 0, Den: 1}} {
			if !cells[want] {
				t.Errorf("%+v is not among %v", want, cells)
			}
		}
		b.Recall(Officer, Input(Lot))
		if cells = count(); !cells[desk.Cell{Link: "back_checks", Num: 1, Den: 1}] {
			t.Errorf("%v", cells)
		}
		if risk, err := s.Risk(ctx, Division, now.AddDate(-1, 0, 0)); err != nil || risk["farm"] != 1 {
			t.Errorf("%v %v", err, risk)
		}
		one, next, err := s.Results(ctx, Division, false, "", 1)
		if err != nil || len(one) != 1 || next == "" {
			t.Fatalf("%v %+v", err, one)
		}
		if rest, _, err := s.Results(ctx, Division, false, next, 5); err != nil || len(rest) != 1 || rest[0].ID == one[0].ID {
			t.Errorf("%v %+v", err, rest)
		}
		if failed, _, err := s.Results(ctx, Division, true, "", 5); err != nil || len(failed) != 1 || failed[0].ID != "r1" {
			t.Errorf("%v %+v", err, failed)
		}
		corrects(t, b, s, cases, now, count)
		must(record(desk.Planned, desk.Plan{ID: "p", Title: "x", Take: 1, Candidates: []desk.Candidate{{ID: "farm", Class: "c"}}}))
		must(record(desk.Drawn, desk.Draw{Plan: "p", Taken: []string{"farm"}}))
		if err := record(desk.Drawn, desk.Draw{Plan: "p", Taken: []string{"other"}}); fault.KindOf(err) != fault.Conflict {
			t.Errorf("drawn twice: %v", err)
		}
		if x, err := s.Sampling(ctx, Division, "p"); err != nil || x.Drawn == nil || x.Drawn.Taken[0] != "farm" {
			t.Errorf("%v %+v", err, x)
		}
	})
}

// A result that was entered wrongly is corrected with a reason: figures go by the new one, the old one
// stays to be read, and of two corrections of what one saw the second is refused.
func corrects(t *testing.T, b *Bed, s *deskstore.Store, cases *casestore.Store, now time.Time, count func() map[desk.Cell]bool) {
	t.Helper()
	ctx := context.Background()
	had, none, err := s.Result(ctx, Division, "r1")
	if err != nil || len(none) != 0 || had.Passed || had.Corrections != 0 {
		t.Fatalf("%v %+v %v", err, had, none)
	}
	is := had.Result
	is.Passed, is.Items = true, "镉未超标"
	c := desk.Correction{N: 1, Why: "entered_wrongly", Words: "抄错了一行", Was: had.Result, Is: is}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Record(ctx, Officer, desk.Corrected, c, casework.Private{}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Record(ctx, Officer, desk.Corrected, c, casework.Private{}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a second correction of what was seen before the first: %v", err)
	}
	now1, list, err := s.Result(ctx, Division, "r1")
	if err != nil || !now1.Passed || now1.Corrections != 1 || !now1.At.Equal(had.At) {
		t.Fatalf("%v %+v", err, now1)
	}
	if len(list) != 1 || list[0].Was != had.Result || list[0].Is != is || list[0].Words != "抄错了一行" || list[0].At.IsZero() {
		t.Errorf("%+v", list)
	}
	if failed, _, err := s.Results(ctx, Division, true, "", 5); err != nil || len(failed) != 0 {
		t.Errorf("%v %+v", err, failed)
	}
	if risk, err := s.Risk(ctx, Division, now.AddDate(-1, 0, 0)); err != nil || len(risk) != 0 {
		t.Errorf("%v %v", err, risk)
	}
	if cells := count(); !cells[desk.Cell{Link: "back_checks"}] {
		t.Errorf("the corrected result still counts as failed: %v", cells)
	}
	acts := 0
	if err := cases.ActsOf(ctx, Division, desk.Tested, func(e casework.Event) error {
		f, err := casework.Data[desk.Result](e)
		if f.ID == "r1" && !f.Passed {
			acts++
		}
		return err
	}); err != nil || acts != 1 {
		t.Errorf("the act of the old result: %d, %v", acts, err)
	}
}
