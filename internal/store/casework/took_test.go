package casestore_test

import (
	"path/filepath"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/licensing"
	"banjie/internal/testenv"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
)

// How long decisions on an item took is counted with the act; the undecided are found with the
// end of their promise, and paused ones as such.
func TestTook(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { took(t, "sqlite:"+filepath.Join(t.TempDir(), "town.db")) })
	t.Run("postgres", func(t *testing.T) { took(t, testenv.Postgres(t)) })
}

func took(t *testing.T, dsn string) {
	town := officertest.NewOn(t, dsn, func(*officertest.Town) {})
	accepted := func() *casework.Case {
		c := town.Do(officertest.Filing())
		return town.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "accept"})
	}
	first, paused := accepted(), accepted()
	accepted()
	town.Do(casework.Command{Actor: specimen.Officer, Case: paused.ID, Verb: "pause", Reason: "示例", Input: &licensing.PauseInput{Kind: "testing", Days: 15}})
	open, err := town.Store.Undecided(t.Context(), specimen.Division, first.Item.Code)
	if err != nil || len(open) != 3 {
		t.Fatalf("%+v %v", open, err)
	}
	still := 0
	k, _ := first.Clock("promised")
	for _, u := range open {
		if u.Paused {
			still++
		} else if !u.Due.Equal(k.Due.At) {
			t.Errorf("due %v, want %v", u.Due, k.Due.At)
		}
	}
	if still != 1 {
		t.Errorf("%d paused", still)
	}
	today := int32(calendar.Builtin().DayOf(town.Clock.Now()))
	if got, err := town.Store.Took(t.Context(), specimen.Division, first.Item.Code, today-30, today+30); err != nil || len(got) != 0 {
		t.Errorf("%v %v", got, err)
	}
	town.Clock.Advance(2 * 24 * time.Hour)
	for _, k := range []struct {
		who        access.Actor
		step, task string
	}{{specimen.Officer, "review", "papers"}, {specimen.Fireman, "review", "fire"}, {specimen.Officer, "decide", "sign"}} {
		town.Do(casework.Command{Actor: k.who, Case: first.ID, Verb: "take", Input: &casework.TaskInput{Step: k.step, Task: k.task}})
		town.Do(casework.Command{Actor: k.who, Case: first.ID, Verb: "finish", Input: &casework.FinishInput{Step: k.step, Task: k.task, Outcome: "agree"}})
	}
	town.Do(casework.Command{Actor: specimen.Officer, Case: first.ID, Verb: "grant"})
	got, err := town.Store.Took(t.Context(), specimen.Division, first.Item.Code, today-30, today+30)
	if err != nil || len(got) != 1 || got[2] != 1 {
		t.Errorf("%v %v", got, err)
	}
	if got, err := town.Store.Took(t.Context(), specimen.Division, first.Item.Code, today-30, today); err != nil || len(got) != 0 {
		t.Errorf("outside of its days: %v %v", got, err)
	}
	if open, err := town.Store.Undecided(t.Context(), specimen.Division, first.Item.Code); err != nil || len(open) != 2 {
		t.Errorf("%+v %v", open, err)
	}
}
