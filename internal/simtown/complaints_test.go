package simtown

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/limit"
	"banjie/internal/seal"
	filestore "banjie/internal/store/file"
)

// TestComplaintsOfTheCounty: the demonstration has complaints in every state, of the six
// kinds, by every channel and with every result; nothing of their words is in an event, and
// desk and reporter open them with their own keys.
func TestComplaintsOfTheCounty(t *testing.T) {
	ctx := context.Background()
	var keys []seal.Public
	var desk seal.Private
	for range 4 {
		k, err := seal.NewPrivate(seal.Standard)
		if err != nil {
			t.Fatal(err)
		}
		keys, desk = append(keys, k.Public), k
	}
	c := Config{Seed: 1, End: calendar.Date(2026, 6, 12), Cases: 60}
	c.Vault = &complaint.Vault{Keys: complaint.Keys{Custodians: keys[:3], Desk: desk.Public}, Boxes: filestore.NewFolder(t.TempDir()),
		Wrap: func(i seal.Ingredient) (string, error) { return hex.EncodeToString(i[:]), nil },
		Unwrap: func(s string) (i seal.Ingredient, err error) {
			raw, err := hex.DecodeString(s)
			copy(i[:], raw)
			return i, err
		}}
	e, store, clk := world(t, c)
	rules := complaint.Rules{Centre: ComplaintCentre, Units: func(id string) bool { return staff[id] != "" },
		Find: func(ctx context.Context, division, number string) (casework.ID, casework.State, error) {
			key, err := store.ByNumber(ctx, division, number)
			if err != nil {
				return 0, "", err
			}
			c, _, err := e.Load(ctx, key)
			return key.ID, c.State, err
		}}
	if err := e.Register(rules.Procedure()); err != nil {
		t.Fatal(err)
	}
	if err := Grow(ctx, c, e, clk, nil); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	var all []*casework.Case
	for _, ev := range outbox(t, store) {
		if ev.Facts.Open == nil || ev.Facts.Open.Procedure != complaint.Name {
			continue
		}
		k, _, err := e.Load(ctx, casework.Key{Division: Division, ID: ev.Case})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, k)
		f := complaint.FileOf(k)
		seen["kind "+f.Kind]++
		seen["channel "+ev.Facts.Open.Channel]++
		seen["state "+string(k.State)]++
		seen["result "+k.Result]++
		seen["protection "+string(f.Protection)]++
		for _, x := range k.Clocks {
			if x.State == limit.Late {
				seen["late "+x.Name]++
			}
		}
		for _, e := range k.Events {
			if slices.ContainsFunc(grievances, func(g grievance) bool {
				return strings.Contains(e.Private.Text, g.words) || strings.Contains(string(e.Facts.Data), g.words)
			}) {
				t.Errorf("%s: the words stand in an event", k.Number)
			}
		}
	}
	if n := len(all); n < len(plots) || n > 120 {
		t.Errorf("%d complaints", n)
	}
	want := []string{"late unit", "late triage", "late take", "protection open", "protection secret", "protection anonymous"}
	for _, o := range complaint.Kinds() {
		want = append(want, "kind "+o.ID)
	}
	for _, o := range append(complaint.Channels(), complaint.Kinds()[:0]...) {
		want = append(want, "channel "+o.ID)
	}
	for _, o := range complaint.Results() {
		want = append(want, "result "+o.ID)
	}
	for _, s := range rules.Procedure().States {
		if s.State != complaint.InReview { // one working day long
			want = append(want, "state "+string(s.State))
		}
	}
	for _, w := range want {
		if seen[w] == 0 {
			t.Errorf("none with %s; there are %v", w, seen)
		}
	}
	for _, k := range all[:5] {
		story, err := c.Vault.Story(ctx, k, desk)
		if err != nil || story.Words == "" {
			t.Errorf("%s: %q, %v", k.Number, story.Words, err)
		}
	}
	codes := DemoCodes()
	k := all[0]
	for _, code := range codes {
		if r, known := complaint.FileOf(k).Reporter.Recognise(code); known {
			if _, err := c.Vault.Dialogue(ctx, k, r.Key()); err != nil {
				t.Error(err)
			}
			return
		}
	}
	t.Errorf("none of %d demo codes opens %s", len(codes), k.Number)
}
