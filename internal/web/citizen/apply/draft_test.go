package apply

import (
	"context"
	"fmt"
	"testing"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
)

func TestMemory(t *testing.T) {
	ctx := context.Background()
	wall := clock.Standing(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	m := &Memory{Wall: wall, Most: 3}
	d := Draft{Form: map[string]any{"a": "1"}, Saved: wall.Now()}
	if err := m.Save(ctx, "x", d); err != nil {
		t.Fatal(err)
	}
	d.Form["a"] = "changed afterwards"
	got, err := m.Load(ctx, "x")
	if err != nil || got.Form["a"] != "1" {
		t.Fatalf("loaded %v, %v", got.Form, err)
	}
	got.Done["part"] = true
	if again, _ := m.Load(ctx, "x"); again.Done["part"] {
		t.Error("a loaded draft is the stored one")
	}
	wall.Advance(DraftLife - time.Second)
	if _, err := m.Load(ctx, "x"); err != nil {
		t.Errorf("a second before its end: %v", err)
	}
	wall.Advance(time.Second)
	if _, err := m.Load(ctx, "x"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("after seven days: %v", err)
	}
	for i := range 5 {
		wall.Advance(time.Minute)
		if err := m.Save(ctx, fmt.Sprint(i), Draft{}); err != nil {
			t.Fatal(err)
		}
	}
	if len(m.drafts) != 3 {
		t.Errorf("%d drafts are kept, at most 3", len(m.drafts))
	}
	for i, want := range []bool{false, false, true, true, true} {
		if _, err := m.Load(ctx, fmt.Sprint(i)); (err == nil) != want {
			t.Errorf("draft %d: %v", i, err)
		}
	}
	if err := m.Drop(ctx, "4"); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Load(ctx, "4"); err == nil {
		t.Error("a dropped draft is there")
	}
}
