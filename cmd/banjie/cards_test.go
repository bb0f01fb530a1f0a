package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/supervise"
)

// linesOf runs a subcommand of cards or export as a person would.
func linesOf(t *testing.T, args ...string) string {
	t.Helper()
	cmd := cardsCommand()
	if args[0] == "export" {
		cmd, args = exportCommand(), args[1:]
	}
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetArgs(args)
	cmd.SilenceUsage = true
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return out.String()
}

// TestTheOutsiderMakesTheSameCards: on a county that has lived, with a notice of holidays that
// came in between and cards that were answered, whoever holds the export alone makes the
// server's list, byte for byte; and the list can be made again after it was lost.
func TestTheOutsiderMakesTheSameCards(t *testing.T) {
	ctx := context.Background()
	dir := smallTown(t)
	var got recounted
	if err := withFolder(ctx, dir, "calendar-import", &noticeOrder{Notice: inventedNotice()}, &got, nil, time.Time{}); err != nil {
		t.Fatal(err)
	}
	answered := answerSome(t, dir.Path)
	export := t.TempDir() + "/events.jsonl"
	linesOf(t, "export", "events", "--data", dir.Path, "-o", export)
	outsider, folder, server := linesOf(t, "recompute", export), linesOf(t, "recompute", "--data", dir.Path), linesOf(t, "list", "--data", dir.Path)
	if outsider != server || folder != server {
		t.Errorf("the outsider has %d bytes, the folder %d, the server %d", len(outsider), len(folder), len(server))
	}
	for _, colour := range []string{`"blue"`, `"yellow"`} {
		if !strings.Contains(server, colour) {
			t.Errorf("the county has no %s card", colour)
		}
	}
	if strings.Count(server, `"state":"explained"`) != answered || answered == 0 {
		t.Errorf("%d cards were answered:\n%s", answered, server)
	}
	if found := check(t, dir); found.Total > 0 {
		t.Errorf("%+v", found.Problems)
	}
	alter(t, dir, `delete from card`)
	if found := check(t, dir); found.Total == 0 {
		t.Error("fsck does not miss the cards")
	}
	linesOf(t, "rebuild", "--data", dir.Path)
	if again := linesOf(t, "list", "--data", dir.Path); again != server {
		t.Error("made again, the list is another")
	}
}

// answerSome lets heads explain the cards of their units, as many as there are in ten.
func answerSome(t *testing.T, path string) (n int) {
	t.Helper()
	ctx := t.Context()
	dir, err := openFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := dir.Lock(); err != nil {
		t.Fatal(err)
	}
	defer dir.Unlock()
	h, err := open(ctx, dir, openOptions{log: errorsOnly()})
	if err != nil {
		t.Fatal(err)
	}
	page, err := h.cards.List(ctx, supervise.Query{Division: h.division, State: supervise.ToDo, Limit: 10})
	for _, c := range page.Cards {
		o, ok := h.org.Load().Officer(c.Unit + "-0")
		if !ok {
			continue
		}
		who := h.system()
		who.ID, who.Role, who.Unit = o.ID, "unit_head", c.Unit
		_, derr := h.engine.Do(ctx, casework.Command{Actor: who, Case: c.Key.ID, Verb: "explain_card", Reason: "示例说明", Input: &supervise.CardInput{Card: c.ID}})
		err = errors.Join(err, derr)
		n++
	}
	if err = errors.Join(err, h.Close()); err != nil {
		t.Fatal(err)
	}
	return n
}
