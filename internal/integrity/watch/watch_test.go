package watch_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/integrity/retaliation"
	"banjie/internal/integrity/watch"
	"banjie/internal/seal"
	"banjie/internal/testenv"
)

// TestWalk is a watch from the filings to a look: nothing opens before its act, one custodian
// opens nothing, two open it, the answer has counts alone and an alarm opens a look.
func TestWalk(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			dsn := ""
			if engine == "postgres" {
				dsn = testenv.Postgres(t)
			}
			walk(t, newBedOn(t, dsn))
		})
	}
}

// town is firms that complain of roads in March and what the registers have of everybody: those
// that take part are visited more often afterwards.
func town(b *bed, firms int, factor int) (from []*casework.Case, r watch.Registers) {
	day := calendar.Builtin().DayOf(b.clock.Now())
	r = watch.Registers{Begun: day - 400, AsOf: day + 200, Units: []string{"centre", "market", "roads"}}
	for i := range firms {
		tag := fmt.Sprintf("firm-canary-%03d", i)
		from = append(from, b.file(tag, "roads"), b.file("", "roads"))
		r.Acts = append(r.Acts, retaliation.Act{Kind: retaliation.Visit, Unit: "roads", Firm: tag, Day: day - 30})
		for j := range factor {
			r.Acts = append(r.Acts, retaliation.Act{Kind: []retaliation.Kind{retaliation.Fine, retaliation.Refusal, retaliation.Visit}[j%3], Unit: "roads", Firm: tag, Day: day + 1 + calendar.Day(j)})
		}
	}
	for i := range 60 {
		other := fmt.Sprintf("other-%03d", i)
		r.Acts = append(r.Acts, retaliation.Act{Kind: retaliation.Visit, Unit: "roads", Firm: other, Day: day - 20}, retaliation.Act{Kind: retaliation.Visit, Unit: "roads", Firm: other, Day: day + 9})
	}
	for i := range 4 {
		from = append(from, b.file(fmt.Sprintf("firm-canary-%03d", i), "market"))
	}
	return from, r
}

func walk(t *testing.T, b *bed) {
	from, r := town(b, 8, 6)
	sizes := map[int64]int{}
	for _, c := range from {
		for _, box := range complaint.FileOf(c).Boxes {
			if box.Compartment == seal.Watch {
				sizes[box.Size]++
			}
		}
	}
	if len(sizes) != 1 {
		t.Errorf("watch boxes of several sizes: %v", sizes)
	}
	b.on(calendar.Date(2026, 12, 1))
	w := b.asked()
	if len(w.Clocks) == 0 {
		t.Error("no clock runs for the approval")
	}
	// Nothing before its act.
	key, seed, err := watch.NewAnswerKey()
	if err != nil {
		t.Fatal(err)
	}
	places := complaint.SlipPlaces(from)
	in := &watch.OpenInput{Slips: len(places), Sum: seal.PlacesSum(places), Answer: key}
	for _, step := range []string{"asked", "one", "two"} {
		if _, err := watch.NewExport(b.Context(), b.vault, w, from, r, seed); fault.KindOf(err) != fault.Unlawful {
			t.Errorf("%s: an export before the opening: %v", step, err)
		}
		if step != "two" {
			if _, err := b.do(asker, w.ID, "open_watch", in); err == nil {
				t.Fatalf("%s: opened", step)
			}
		}
		switch step {
		case "asked":
			b.refused("own_opening", asker, w.ID, "approve_watch", nil)
			w = b.must(second, w.ID, "approve_watch", nil)
		case "one":
			b.refused("own_opening", second, w.ID, "approve_watch", nil)
			b.refused("head_must_approve", third, w.ID, "approve_watch", nil)
			if _, err := b.do(roads, w.ID, "approve_watch", nil); err == nil {
				t.Error("the head of another unit approved")
			}
			w = b.must(head, w.ID, "approve_watch", nil)
		}
	}
	w, e := b.opened(w, from, r)
	if _, err := watch.NewExport(b.Context(), b.vault, w, from[1:], r, seed); fault.KindOf(err) != fault.Unlawful {
		t.Errorf("other boxes than the act names: %v", err)
	}
	raw, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"firm-canary", "other-0", "测试店"} {
		if bytes.Contains(raw, []byte(word)) {
			t.Errorf("the file shows %s", word)
		}
	}
	if e, err = watch.ReadExport(raw); err != nil || len(e.Slips) != len(from) {
		t.Fatalf("%d slips of %d, %v", len(e.Slips), len(from), err)
	}
	alone(t, b, e)
	moved(t, b, e)
	result, signed := b.counted(e, 0, 2)
	row := map[string]watch.Row{}
	for _, r := range result.Rows {
		row[r.Unit] = r
	}
	if got := row["roads"]; got.State != retaliation.Look || got.Firms != 8 || got.Before != 8 || got.After != 48 || got.Beside == nil || got.Beside.P > .01 || got.Power == 0 {
		t.Errorf("roads %+v", got)
	}
	if got := row["market"]; got != (watch.Row{Unit: "market", State: retaliation.TooFew}) {
		t.Errorf("four firms say more than “too few”: %+v", got)
	}
	if got := row["centre"]; got.State != retaliation.TooFew {
		t.Errorf("%+v", got)
	}
	raw, err = json.MarshalIndent(signed, "", "  ")
	if err != nil || bytes.Contains(raw, []byte("canary")) || bytes.Contains(raw, []byte("other-")) || bytes.Contains(raw, []byte(`"C2026`)) {
		t.Errorf("the answer names somebody: %s, %v", raw, err)
	}
	brought(t, b, w, raw, result)
	if on, err := b.months.OpenedOn(b.Context(), division, calendar.Date(2026, 4, 17)); err != nil || on != calendar.Date(2026, 12, 1) {
		t.Errorf("opened on %v, %v", on, err)
	}
	if _, err := b.engine.Do(b.Context(), request()); faultCode(err) != "month_opened" {
		t.Errorf("a month is watched twice: %v", err)
	}
}

func faultCode(err error) string {
	f, _ := fault.As(err)
	if f == nil {
		return ""
	}
	return f.Code
}

// alone: one custodian, whoever it is, reads nothing; nor do two without the ingredients.
func alone(t *testing.T, b *bed, e watch.Export) {
	t.Helper()
	for i, k := range b.keys {
		half, err := e.Peel(k)
		if i == 2 && !errors.Is(err, seal.ErrNotForYou) {
			t.Errorf("the last custodian peels: %v", err)
		}
		if err == nil {
			if _, err := half.Open(k); err == nil {
				t.Errorf("custodian %d alone", i+1)
			}
		}
	}
	bare := e
	bare.Slips = slices.Clone(e.Slips)
	for i := range bare.Slips {
		bare.Slips[i].Ingredient = make([]byte, 32)
	}
	half, err := bare.Peel(b.keys[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := half.Open(b.keys[1]); !errors.Is(err, seal.ErrBroken) {
		t.Errorf("without the ingredients: %v", err)
	}
}

// moved: a box in another case's place, or under another compartment, does not open.
func moved(t *testing.T, b *bed, e watch.Export) {
	t.Helper()
	for name, change := range map[string]func(s []complaint.SealedSlip){
		"another case's place": func(s []complaint.SealedSlip) { s[0].Place, s[1].Place = s[1].Place, s[0].Place },
		"another case's box":   func(s []complaint.SealedSlip) { s[0].Box, s[1].Box = s[1].Box, s[0].Box },
		"another county":       func(s []complaint.SealedSlip) { s[0].Place.Division = "330500" },
		"as an identity":       func(s []complaint.SealedSlip) { s[0].Place.Compartment = seal.Identity },
	} {
		bad := e
		bad.Slips = slices.Clone(e.Slips)
		change(bad.Slips)
		half, err := bad.Peel(b.keys[0])
		if err == nil {
			_, err = half.Open(b.keys[1])
		}
		if err == nil {
			t.Errorf("%s opens", name)
		}
	}
}

// brought: only the answer that two custodians made is taken in, and an alarm opens a look.
func brought(t *testing.T, b *bed, w *casework.Case, raw []byte, result watch.Result) {
	t.Helper()
	good, err := watch.ReadSigned(raw)
	if err != nil {
		t.Fatal(err)
	}
	forge := func(change func(*watch.Result)) watch.Signed {
		r := result
		r.Rows = slices.Clone(result.Rows)
		change(&r)
		raw, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		return watch.Signed{Result: raw, Signature: good.Signature}
	}
	for name, change := range map[string]func(*watch.Result){
		"quiet instead of an alarm": func(r *watch.Result) { r.Rows[2].State = retaliation.Quiet },
		"other counts":              func(r *watch.Result) { r.Rows[2].After = 9 },
		"another watch":             func(r *watch.Result) { r.Number = "BW1" },
		"counts of four firms":      func(r *watch.Result) { r.Rows[1].Firms = 4 },
	} {
		s := forge(change)
		b.refused("bad_result", asker, w.ID, "bring_result", &watch.ResultInput{Signed: s})
		if _, err := s.Verify(watch.FileOf(w).Answers, w.Number, nil); err == nil {
			t.Errorf("%s verifies", name)
		}
	}
	if _, err := b.do(clerk, w.ID, "bring_result", &watch.ResultInput{Signed: good}); err == nil {
		t.Error("a clerk brought the answer back")
	}
	w = b.must(asker, w.ID, "bring_result", &watch.ResultInput{Signed: good})
	if f := watch.FileOf(w); w.State != watch.Counted || f.Result == nil || f.Result.By != asker.ID || len(f.Result.Result.Rows) != 3 {
		t.Fatalf("%s %+v", w.State, f)
	}
	looks, err := b.engine.Store.(interface {
		Cases(ctx context.Context, q casework.Query) (casework.Page, error)
	}).Cases(b.Context(), casework.Query{Division: division, Procedure: watch.Look, Sealed: true, Limit: 10})
	if err != nil || len(looks.Rows) != 1 {
		t.Fatalf("%d looks, %v", len(looks.Rows), err)
	}
	c, _, err := b.engine.Load(b.Context(), looks.Rows[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	if a := watch.AlarmOf(c); a.Row.Unit != "roads" || a.Number != w.Number || !slices.Equal(a.Tell, []string{"h1"}) || c.Unit != "centre" {
		t.Errorf("%+v of %s", a, c.Unit)
	}
	if _, err := b.do(roads, c.ID, "end_look", &watch.EndInput{Ending: "like_others"}); err == nil {
		t.Error("the unit itself ended the look")
	}
	b.refused("invalid_input", asker, c.ID, "end_look", &watch.EndInput{Ending: "nothing"})
	if c = b.must(second, c.ID, "end_look", &watch.EndInput{Ending: "stopped"}); c.State != watch.Looked || watch.AlarmOf(c).Ending != "stopped" {
		t.Errorf("%s", c.State)
	}
}

// TestMonthsAreOpenedOnce: of two watches approved for one month only one is opened, at once too.
func TestMonthsAreOpenedOnce(t *testing.T) {
	b := newBed(t)
	from, _ := town(b, 1, 1)
	b.on(calendar.Date(2026, 12, 1))
	one, two := b.approved(), b.approved()
	key, _, err := watch.NewAnswerKey()
	if err != nil {
		t.Fatal(err)
	}
	places := complaint.SlipPlaces(from)
	in := &watch.OpenInput{Slips: len(places), Sum: seal.PlacesSum(places), Answer: key}
	var wg sync.WaitGroup
	var errs [2]error
	for i, id := range []casework.ID{one.ID, two.ID} {
		wg.Go(func() { _, errs[i] = b.do(asker, id, "open_watch", in) })
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("%v and %v", errs[0], errs[1])
	}
	if err := errors.Join(errs[0], errs[1]); !strings.Contains(err.Error(), "another watch") && faultCode(errs[0])+faultCode(errs[1]) != "month_opened" {
		t.Error(err)
	}
}

// TestRequestRefuses: months that are not whole, not over, too few or too many, and articles off the list.
func TestRequestRefuses(t *testing.T) {
	b := newBed(t)
	for name, change := range map[string]func(*casework.Command, *watch.RequestInput){
		"not over": func(_ *casework.Command, in *watch.RequestInput) {},
		"half a month": func(_ *casework.Command, in *watch.RequestInput) {
			*in = watch.RequestInput{From: calendar.Date(2025, 9, 2), Until: calendar.Date(2026, 1, 31)}
		},
		"ends within": func(_ *casework.Command, in *watch.RequestInput) {
			*in = watch.RequestInput{From: calendar.Date(2025, 9, 1), Until: calendar.Date(2026, 1, 30)}
		},
		"two months": func(_ *casework.Command, in *watch.RequestInput) {
			*in = watch.RequestInput{From: calendar.Date(2025, 12, 1), Until: calendar.Date(2026, 1, 31)}
		},
		"three years": func(_ *casework.Command, in *watch.RequestInput) {
			*in = watch.RequestInput{From: calendar.Date(2023, 1, 1), Until: calendar.Date(2025, 12, 31)}
		},
		"backwards": func(_ *casework.Command, in *watch.RequestInput) {
			*in = watch.RequestInput{From: calendar.Date(2026, 1, 1), Until: calendar.Date(2025, 12, 31)}
		},
		"another article": func(c *casework.Command, in *watch.RequestInput) { *in, c.Basis = past(), []string{"xkf-42.1"} },
		"no reason":       func(c *casework.Command, in *watch.RequestInput) { *in, c.Reason = past(), "" },
		"a clerk":         func(c *casework.Command, in *watch.RequestInput) { *in, c.Actor = past(), clerk },
		"another unit":    func(c *casework.Command, in *watch.RequestInput) { *in, c.Actor = past(), roads },
	} {
		cmd := request()
		in := cmd.Input.(*watch.RequestInput)
		change(&cmd, in)
		if _, err := b.engine.Do(b.Context(), cmd); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	cmd := request()
	*cmd.Input.(*watch.RequestInput) = past()
	cmd.Basis = nil // no article orders the watch, so none need be named
	if _, err := b.engine.Do(b.Context(), cmd); err != nil {
		t.Error(err)
	}
}

func past() watch.RequestInput {
	return watch.RequestInput{From: calendar.Date(2025, 9, 1), Until: calendar.Date(2026, 2, 28)}
}

// TestNothingOfTheFirmInTheDatabase: neither database nor its log nor a box in the clear has the
// tag, and who takes part cannot be told from who does not: the same rows, the same sizes.
func TestNothingOfTheFirmInTheDatabase(t *testing.T) {
	b := newBed(t)
	with, without := b.file("firm-canary-001", "roads"), b.file("", "roads")
	for h, raw := range b.boxes {
		if bytes.Contains(raw, []byte("canary")) {
			t.Errorf("box %s shows the firm", h[:8])
		}
	}
	all, err := filepath.Glob(b.path + "*")
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	for _, name := range all {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte("canary")) {
			t.Errorf("%s shows the firm", filepath.Base(name))
		}
	}
	shape := func(c *casework.Case) string {
		var s strings.Builder
		for _, e := range c.Events {
			fmt.Fprintf(&s, "%s %d %d ", e.Kind, len(e.Raw), len(e.RawPriv))
			for _, f := range e.Private.Files {
				fmt.Fprintf(&s, "%s %d ", f.Material, f.Size)
			}
			for _, k := range slices.Sorted(mapKeys(e.Private.Notes)) {
				fmt.Fprintf(&s, "%s %d ", k, len(e.Private.Notes[k]))
			}
		}
		return s.String()
	}
	// Random numbers differ in how many digits they have; everything else is alike.
	a, z := shape(with), shape(without)
	strip := func(s string) string { return strings.Join(strings.Fields(s)[3:], " ") }
	if strip(a) != strip(z) {
		t.Errorf("who takes part is told from who does not:\n%s\n%s", a, z)
	}
}

func mapKeys(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// TestWhoHasAWatchBox: firms that give a name or not, but no anonymous one and nobody who is no firm.
func TestWhoHasAWatchBox(t *testing.T) {
	for _, x := range []struct {
		f    complaint.Filing
		want bool
	}{
		{complaint.Filing{Firm: true, Protection: complaint.Secret}, true},
		{complaint.Filing{Firm: true, Protection: complaint.Open}, true},
		{complaint.Filing{Firm: true, Protection: complaint.Anonymous}, false},
		{complaint.Filing{Protection: complaint.Secret}, false},
	} {
		if x.f.Watched() != x.want {
			t.Errorf("%+v", x.f)
		}
	}
	b := newBed(t)
	r, err := reporter()
	if err != nil {
		t.Fatal(err)
	}
	told := complaint.Told{Filing: complaint.Filing{Kind: "delay", Protection: complaint.Anonymous, Against: "roads", Firm: true}, Words: "x", Slip: complaint.Slip{Firm: "f", Unit: "roads", Day: 1}}
	if _, err := b.vault.FileAs(b.Context(), division, told, r); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an anonymous reporter takes part: %v", err)
	}
}
