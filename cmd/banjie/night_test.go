package main

import (
	"encoding/json"
	"strings"
	"testing"

	"banjie/internal/integrity"
	"banjie/internal/integrity/matters"
)

// TestAnOutsiderFindsWhatTheNightFound: the look is taken once a day and kept as an act; from
// the export of applications anybody finds the same, and the export names nobody.
func TestAnOutsiderFindsWhatTheNightFound(t *testing.T) {
	ctx := t.Context()
	dir := smallTown(t)
	if err := dir.Lock(); err != nil {
		t.Fatal(err)
	}
	h, err := open(ctx, dir, openOptions{log: errorsOnly()})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := h.nightly(ctx); err != nil {
			t.Fatal(err)
		}
	}
	last := *h.night.Load()
	h.night.Store(nil)
	if err := h.readNight(ctx); err != nil {
		t.Fatal(err)
	}
	if asJSON(t, *h.night.Load()) != asJSON(t, last) {
		t.Error("what was kept is not what was found")
	}
	if last.Runs[0].Kind != matters.Application || last.Runs[0].Matters < 30 || len(last.Runs[0].League) == 0 {
		t.Errorf("%+v", last)
	}
	cal := h.calendar.Load()
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	dir.Unlock()
	export := linesOf(t, "export", "matters", "--data", dir.Path)
	r, err := integrity.Read(strings.NewReader(export))
	if err != nil {
		t.Fatal(err)
	}
	if again := matters.Judge(matters.Application, r, last.Until, cal); asJSON(t, again) != asJSON(t, last.Runs[0]) {
		t.Errorf("an outsider finds\n%+v\nthe night found\n%+v", again, last.Runs[0])
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
