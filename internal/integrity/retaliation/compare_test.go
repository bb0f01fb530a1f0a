package retaliation

import (
	"fmt"
	"math"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/integrity/chance"
)

func TestDaysAreThoseThatTheRegistersHave(t *testing.T) {
	day := calendar.Date(2026, 3, 1)
	for _, x := range []struct {
		begun, today  calendar.Day
		before, after int
	}{
		{day - 400, day + 400, 180, 180},
		{day - 30, day + 9, 30, 10},
		{day, day, 0, 1},
		{day + 5, day + 9, 0, 10},
	} {
		if _, _, w := Days(day, x.begun, x.today); w.DaysBefore != x.before || w.DaysAfter != x.after {
			t.Errorf("begun %s, today %s: %+v", x.begun, x.today, w)
		}
	}
}

func TestCompareShowsAFirmItselfAndOthersAsCounts(t *testing.T) {
	day := calendar.Date(2026, 3, 1)
	acts := []Act{{Visit, "market", "me", day - 10}, {Visit, "market", "me", day}, {Visit, "market", "me", day + 3}, {Fine, "market", "me", day + 4}, {Visit, "market", "me", day + 200}, {Visit, "fire", "other", day + 1}}
	for i := range 4 {
		acts = append(acts, Act{Visit, "market", fmt.Sprint("firm ", i), day - 1}, Act{Visit, "market", fmt.Sprint("firm ", i), day + 1})
	}
	refused := []Act{{Refusal, "market", "me", day + 2}}
	all := Compare(acts, refused, "me", day, day-180, day+179)
	if len(all) != 1 || all[0].Unit != "market" {
		t.Fatalf("units that did nothing to the firm are shown: %+v", all)
	}
	o := all[0]
	if o.Before[Visit] != 1 || o.After[Visit] != 2 || o.After[Fine] != 1 || o.After[Refusal] != 1 || o.Watched != (Watched{1, 3, 180, 180}) {
		t.Errorf("%+v", o)
	}
	if want := chance.Binomial(3, 4, .5); math.Abs(o.P-want) > 1e-12 {
		t.Errorf("p %v, wanted %v", o.P, want)
	}
	if o.Peers != 0 || o.PeersBefore != 0 || o.PeersAfter != 0 {
		t.Errorf("four other firms are told: %+v", o)
	}
	acts = append(acts, Act{Fine, "market", "firm 4", day - 1})
	if o := Compare(acts, refused, "me", day, day-180, day+179)[0]; o.Peers != 5 || o.PeersBefore != 5 || o.PeersAfter != 4 {
		t.Errorf("%+v", o)
	}
}
