package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/datadir"
	"banjie/internal/integrity/retaliation"
	"banjie/internal/integrity/watch"
	"banjie/internal/seal"
	"banjie/internal/simtown"
	"banjie/internal/sqldb"
)

var secondSupervisor = access.Actor{ID: "test-second", Role: access.Supervisor, Division: simtown.Division, Unit: simtown.ComplaintCentre}

// filedNow are the complaints of the folder's present month.
func filedNow(t testing.TB, h *hall) []*casework.Case {
	t.Helper()
	from, until := monthOf(h)
	all, err := h.filedIn(context.Background(), from, until)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func monthOf(h *hall) (from, until calendar.Day) {
	y, m, _ := h.calendar.Load().DayOf(h.clock.Now()).Date()
	return calendar.Date(y, m, 1), calendar.Date(y, m+1, 1) - 1
}

// lastMonths is the first day of the three months that end on a day.
func lastMonths(until calendar.Day) calendar.Day {
	y, m, _ := until.Date()
	return calendar.Date(y, m-2, 1)
}

// firmComplains files a complaint of a firm; take: it takes part in the watch.
func firmComplains(t testing.TB, h *hall, n int, unit string, take bool, r seal.Reporter) (c *casework.Case, tag string) {
	t.Helper()
	v, err := h.vault()
	if err != nil {
		t.Fatal(err)
	}
	tag = h.codes.Party("uscc", newAttackReporter(t, "", n).creditCode())
	told := complaint.Told{Filing: complaint.Filing{Kind: "delay", Protection: complaint.Secret, Against: unit, Firm: true, Offer: complaint.Offers()[0].ID}, Person: complaint.Person{Name: "测试人丙"}, Words: "等了很久。"}
	if take {
		told.Slip = complaint.Slip{Firm: tag, Unit: unit, Day: h.calendar.Load().DayOf(h.clock.Now())}
	}
	in, err := v.FileAs(context.Background(), h.division, told, r)
	if err != nil {
		t.Fatal(err)
	}
	out, err := h.engine.Do(context.Background(), casework.Command{Actor: access.Actor{ID: access.ByCode, Role: access.Citizen, Division: h.division, Party: fmt.Sprint("r-", n)}, Verb: "file_complaint", Input: in,
		Open: &casework.Open{Procedure: complaint.Name, Channel: "web", Party: fmt.Sprint("r-", n), Series: "C", Sealed: true}})
	if err != nil {
		t.Fatal(err)
	}
	return out.Case, tag
}

// fined puts a fine straight into its table: the register's own acts are not what is tested.
func fined(t testing.TB, h *hall, tag string, day calendar.Day, n int) {
	t.Helper()
	bySQL(t, h, `insert into fine (division, unit, number, day, firm, rule, body) values (?, 'transport', ?, ?, ?, 'x', '{}')`, h.division, fmt.Sprintf("示例罚%d号", n), int64(day), tag)
}

func bySQL(t testing.TB, h *hall, q string, args ...any) {
	t.Helper()
	run := func(tx *sqldb.Tx) error { _, err := tx.Exec(q, args...); return err }
	if _, err := h.writer.Write(context.Background(), sqldb.Unit{Division: h.division, Run: run}); err != nil {
		t.Fatal(err)
	}
}

// approvedWatch brings a watch of the last months to its approval.
func approvedWatch(t testing.TB, h *hall, from, until calendar.Day) *casework.Case {
	t.Helper()
	ctx := context.Background()
	out, err := h.engine.Do(ctx, casework.Command{Actor: centreOfficer, Verb: "request_watch", Input: &watch.RequestInput{From: from, Until: until}, Reason: "例行核对。", Basis: []string{"xfg-30"},
		Open: &casework.Open{Procedure: watch.Name, Channel: "centre", Series: watch.Series, Sealed: true}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.handWatch(ctx, centreOfficer, out.Case); err == nil {
		t.Error("a file before the approvals")
	}
	for _, who := range []access.Actor{secondSupervisor, centreHead} {
		if out, err = h.engine.Do(ctx, casework.Command{Actor: who, Case: out.Case.ID, Verb: "approve_watch", Reason: "同意。"}); err != nil {
			t.Fatal(err)
		}
	}
	return out.Case
}

// offline runs the custodians' program on a file.
func offline(t testing.TB, e watch.Export, keys, first, second, words string) (shown string, answer []byte, err error) {
	t.Helper()
	dir := t.TempDir()
	raw, err := json.Marshal(e)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "watch.json"), raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	cmd := sealWatchCommand(clock.Standing(time.Date(2027, 1, 4, 2, 0, 0, 0, time.UTC)))
	var out bytes.Buffer
	cmd.SetIn(strings.NewReader(words + "\n" + words + "\n"))
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SilenceUsage = true
	cmd.SetArgs([]string{filepath.Join(dir, "watch.json"), "--first", filepath.Join(keys, first+".key"), "--second", filepath.Join(keys, second+".key"), "--out", filepath.Join(dir, "answer.json")})
	if err := cmd.Execute(); err != nil {
		return out.String(), nil, err
	}
	answer, err = os.ReadFile(filepath.Join(dir, "answer.json"))
	return out.String(), answer, err
}

// TestRetaliationWatch is the whole walk, in the default and the strong setting: firms file, the
// opening goes on record, two custodians count offline, the answer comes back, an alarm opens a
// look, the folder stands up to fsck. Nothing of a firm is on the way in the clear.
func TestRetaliationWatch(t *testing.T) {
	ctx := context.Background()
	for _, strong := range []bool{false, true} {
		t.Run(fmt.Sprintf("strong %v", strong), func(t *testing.T) {
			dir := sealedTown(t)
			h := openTown(t, dir)
			r, err := seal.NewReporter(seal.Standard, seal.NewCode(seal.CodeDigits))
			if err != nil {
				t.Fatal(err)
			}
			if strong {
				firmComplains(t, h, 90, "transport", true, r) // before the witness came
				keptOutside(t, h)
			}
			from, until := monthOf(h)
			from = lastMonths(until)
			today, n := h.calendar.Load().DayOf(h.clock.Now()), 0
			var words []string
			for i := range 8 {
				c, tag := firmComplains(t, h, 100+i, "transport", true, r)
				words = append(words, tag, c.Number)
				if i == 0 {
					fined(t, h, tag, today-40, 999)
				}
				for j := range 3 {
					n++
					fined(t, h, tag, today+3+calendar.Day(j), n)
				}
			}
			empty, _ := firmComplains(t, h, 300, "transport", false, r)
			for i := range 3 {
				firmComplains(t, h, 200+i, "taxation", true, r)
			}
			declined, err := h.engine.Do(ctx, casework.Command{Actor: centreOfficer, Case: empty.ID, Verb: "decline", Reason: "属于信访事项。", Input: &complaint.DeclineInput{Ground: "petition", Competent: "县信访局"}})
			if err != nil {
				t.Fatal(err)
			}
			h.moved.Advance(120 * 24 * time.Hour)
			w := approvedWatch(t, h, from, until)
			if strong {
				if _, err := h.outside().ReleaseSlips(ctx, w, w.Events[len(w.Events)-1], complaint.SlipPlaces([]*casework.Case{empty})); err == nil {
					t.Error("the keeper released before the opening")
				}
			}
			e, err := h.handWatch(ctx, centreOfficer, w)
			if err != nil {
				t.Fatal(err)
			}
			if want := map[bool]int{false: 12, true: 13}[strong]; len(e.Slips) != want {
				t.Errorf("%d slips, want %d", len(e.Slips), want)
			}
			raw, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range words {
				if bytes.Contains(raw, []byte(word)) {
					t.Errorf("the file shows %s", word)
				}
			}
			keys := filepath.Join(dir.Path, "demo-keys")
			if _, _, err := offline(t, e, keys, "custodian-1", "custodian-1", demoPassphrase); err == nil {
				t.Error("one custodian alone")
			}
			if _, _, err := offline(t, e, keys, "custodian-2", "desk", demoPassphrase); err == nil {
				t.Error("a custodian with the desk")
			}
			shown, answer, err := offline(t, e, keys, "custodian-3", "custodian-1", demoPassphrase)
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range words {
				if strings.Contains(shown, word) || bytes.Contains(answer, []byte(word)) {
					t.Errorf("the answer shows %s", word)
				}
			}
			if !strings.Contains(shown, "transport") || strings.Contains(shown, "taxation") || strings.Contains(string(answer), `"unit": "taxation",
        "state": "too_few",`) {
				t.Errorf("shown:\n%s\n%s", shown, answer)
			}
			signed, err := watch.ReadSigned(answer)
			if err != nil {
				t.Fatal(err)
			}
			out, err := h.engine.Do(ctx, casework.Command{Actor: centreOfficer, Case: w.ID, Verb: "bring_result", Input: &watch.ResultInput{Signed: signed}})
			if err != nil {
				t.Fatal(err)
			}
			res := watch.FileOf(out.Case).Result.Result
			i := slices.IndexFunc(res.Rows, func(r watch.Row) bool { return r.Unit == "transport" })
			if row := res.Rows[i]; row.State != retaliation.Look || row.Firms != 8+len(e.Slips)-12 || row.After != 24 || !slices.Equal(res.Custodians, []string{"custodian-3", "custodian-1"}) {
				t.Errorf("%+v by %v", row, res.Custodians)
			}
			if on, err := h.watched.OpenedOn(ctx, h.division, today); err != nil || on == 0 {
				t.Errorf("the reporters' pages know nothing of it: %v, %v", on, err)
			}
			looks, err := h.cases.Cases(ctx, casework.Query{Division: h.division, Procedure: watch.Look, Sealed: true, Limit: 10})
			if err != nil || len(looks.Rows) != 1 {
				t.Fatalf("%d looks, %v", len(looks.Rows), err)
			}
			boxErased(t, h, declined.Case)
			bySQL(t, h, `delete from fine`) // what no act entered is what fsck would rightly find
			h.Close()
			if found := check(t, dir); found.Total > 0 || found.Erased != 1 {
				t.Errorf("fsck: %d erased, %+v", found.Erased, found.Problems)
			}
		})
	}
}

// boxErased: the box goes with everything else that was entrusted, when its time is over.
func boxErased(t *testing.T, h *hall, c *casework.Case) {
	t.Helper()
	ctx := context.Background()
	boxes := boxesOf(c)
	h.moved.Advance(h.calendar.Load().Start(c.Keep + 1).Add(10 * time.Hour).Sub(h.clock.Now()))
	if err := h.retain(ctx); err != nil {
		t.Fatal(err)
	}
	c, _, err := h.engine.Load(ctx, c.Key)
	if err != nil {
		t.Fatal(err)
	}
	if left := complaint.SlipPlaces([]*casework.Case{c}); len(left) != 0 {
		t.Errorf("the watch box is still there: %v", left)
	}
	for _, b := range boxes {
		if there, _, _ := h.files.Intact(ctx, b); there {
			t.Error("a box is still in the folder")
		}
	}
}

// TestResealWatch: with new custodians the watch boxes move like identities, into another suite
// too, and the keys of before open them no more.
func TestResealWatch(t *testing.T) {
	ctx := context.Background()
	dir := sealedTown(t)
	held := []map[string]seal.Private{sticks(t, filepath.Join(dir.Path, "demo-keys"), demoPassphrase)}
	h := openTown(t, dir)
	r, err := seal.NewReporter(seal.Standard, seal.NewCode(seal.CodeDigits))
	if err != nil {
		t.Fatal(err)
	}
	from, until := monthOf(h)
	from = lastMonths(until)
	for i := range 6 {
		firmComplains(t, h, 400+i, "transport", true, r)
	}
	h.Close()
	words := demoPassphrase
	for i, suite := range []string{"", "mlkem768-x25519"} {
		out, old := filepath.Join(t.TempDir(), "sticks"), words
		words = newWords + fmt.Sprint(i)
		asked := 0
		if err := rotate(ctx, dir, out, suite, true, func(string) (string, error) {
			if asked++; asked == 1 {
				return old, nil
			}
			return words, nil
		}); err != nil {
			t.Fatal(err)
		}
		moveBoxes(t, dir, held[i], 6, suite != "")
		held = append(held, sticks(t, out, words))
	}
	h = openTown(t, dir)
	h.moved.Advance(120 * 24 * time.Hour)
	e, err := h.handWatch(ctx, centreOfficer, approvedWatch(t, h, from, until))
	if err != nil {
		t.Fatal(err)
	}
	for i, keys := range held {
		if _, err := openWatch(e, keys["custodian-1"], keys["custodian-2"]); (err == nil) != (i == 2) {
			t.Errorf("keys after %d changes: %v", i, err)
		}
	}
}

// moveBoxes carries everything to the custodians, who have the old keys, and back.
func moveBoxes(t *testing.T, dir *datadir.Dir, old map[string]seal.Private, want int, ingredient bool) {
	t.Helper()
	ctx, h := context.Background(), openTown(t, dir)
	defer h.Close()
	got, err := (&resealOrder{Out: true}).carryOut(ctx, h, nil)
	if err != nil {
		t.Fatal(err)
	}
	m, boxes := got.(resealDone).Moving, 0
	for _, b := range m.Boxes {
		if b.Place.Compartment == seal.Watch {
			if boxes++; (b.Ingredient != nil) != ingredient {
				t.Errorf("ingredient on the way: %v", b.Ingredient != nil)
			}
		}
	}
	if boxes != want {
		t.Fatalf("%d watch boxes go out", boxes)
	}
	back, err := m.Rewrap(old["custodian-1"], old["custodian-3"])
	if err != nil {
		t.Fatal(err)
	}
	if got, err = (&resealOrder{In: &back}).carryOut(ctx, h, nil); err != nil || got.(resealDone).Waiting != 0 {
		t.Fatalf("%+v, %v", got, err)
	}
}
