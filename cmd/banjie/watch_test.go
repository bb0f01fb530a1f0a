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
	"banjie/internal/fault"
	"banjie/internal/integrity/retaliation"
	"banjie/internal/integrity/watch"
	"banjie/internal/seal"
	"banjie/internal/simtown"
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

func fined(t testing.TB, h *hall, tag string, day calendar.Day, n int) {
	t.Helper()
	_, err := h.db.SQL().Exec(`insert into fine (division, unit, number, day, firm, rule, body) values (?, 'transport', ?, ?, ?, 'x', '{}')`, h.division, fmt.Sprintf("示例罚%d号", n), int64(day), tag)
	if err != nil {
		t.Fatal(err)
	}
}

// watched brings a watch of the last months to its approval.
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
			from = calendar.Date(2026, until.Month()-2, 1)
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
			boxErased(t, h, empty)
		})
	}
}

// boxErased: the box goes with everything else that was entrusted.
func boxErased(t *testing.T, h *hall, c *casework.Case) {
	t.Helper()
	ctx := context.Background()
	o := &eraseOrder{Case: c.ID.String(), Reason: "示例", Basis: complaint.KeepBasis, OrderedBy: "示例机关", Unit: simtown.ComplaintCentre}
	if _, err := o.carryOut(ctx, h, nil); err != nil {
		t.Fatal(err)
	}
	c, _, err := h.engine.Load(ctx, c.Key)
	if err != nil {
		t.Fatal(err)
	}
	if left := complaint.SlipPlaces([]*casework.Case{c}); len(left) != 0 {
		t.Errorf("the watch box is still there: %v", left)
	}
}

// TestResealWatch: with new custodians the watch boxes move like identities, and the old keys
// open them no more.
func TestResealWatch(t *testing.T) {
	ctx := context.Background()
	dir := sealedTown(t)
	old := sticks(t, filepath.Join(dir.Path, "demo-keys"), demoPassphrase)
	h := openTown(t, dir)
	r, err := seal.NewReporter(seal.Standard, seal.NewCode(seal.CodeDigits))
	if err != nil {
		t.Fatal(err)
	}
	from, until := monthOf(h)
	from = calendar.Date(2026, until.Month()-2, 1)
	for i := range 6 {
		firmComplains(t, h, 400+i, "transport", true, r)
	}
	h.moved.Advance(120 * 24 * time.Hour)
	h.Close()
	for i, suite := range []string{"", "mlkem768-x25519"} {
		t.Run("suite "+suite, func(t *testing.T) {
			out, words := filepath.Join(t.TempDir(), "sticks"), newWords+fmt.Sprint(i)
			asked := 0
			if err := rotate(ctx, dir, out, suite, true, func(string) (string, error) {
				if asked++; asked == 1 {
					return map[int]string{0: demoPassphrase, 1: newWords + "0"}[i], nil
				}
				return words, nil
			}); err != nil {
				t.Fatal(err)
			}
			fresh := sticks(t, out, words)
			h := openTown(t, dir)
			defer h.Close()
			got, err := (&resealOrder{Out: true}).carryOut(ctx, h, nil)
			if err != nil {
				t.Fatal(err)
			}
			m := got.(resealDone).Moving
			boxes := 0
			for _, b := range m.Boxes {
				if b.Place.Compartment == seal.Watch {
					if boxes++; (b.Ingredient != nil) != (suite != "") {
						t.Errorf("ingredient on the way: %v", b.Ingredient != nil)
					}
				}
			}
			if boxes != 6 {
				t.Fatalf("%d watch boxes go out", boxes)
			}
			back, err := m.Rewrap(old["custodian-1"], old["custodian-3"])
			if err != nil {
				t.Fatal(err)
			}
			if got, err = (&resealOrder{In: &back}).carryOut(ctx, h, nil); err != nil || got.(resealDone).Waiting != 0 {
				t.Fatalf("%+v, %v", got, err)
			}
			w := approvedWatch(t, h, from-calendar.Day(0), until)
			if i == 1 {
				return // the months were opened by the first
			}
			e, err := h.handWatch(ctx, centreOfficer, w)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := openWatch(e, old["custodian-1"], old["custodian-2"]); err == nil {
				t.Error("old keys open")
			}
			if _, err := openWatch(e, fresh["custodian-1"], fresh["custodian-2"]); err != nil {
				t.Error(err)
			}
			old = fresh
		})
	}
	if fault.KindOf(nil) != "" {
		t.Log()
	}
}
