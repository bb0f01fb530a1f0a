package soil_test

import (
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/law"
	"banjie/packs/foodchain/soil"
)

// TestCalls: a plot that comes into safe use or strict control calls for measures once, with the
// article and the reasons; one that stays or becomes better does not call again.
func TestCalls(t *testing.T) {
	at := func(year int) calendar.Day { return calendar.Date(year, 5, 1) }
	verdict := func(parcel string, year int, cd float64) soil.ParcelVerdict {
		s := with(clean(soil.Paddy, 6), soil.Value{Item: soil.Cd, MgPerKg: cd})
		f := found(t, parcel+string(rune('0'+year%10)), at(year), s, soil.GB15618of2018)
		return soil.ParcelVerdict{Parcel: parcel, Found: f[0]}
	}
	history := func(v soil.ParcelVerdict) map[string]soil.History {
		return map[string]soil.History{v.Parcel: soil.History{}.Add(v.Found)}
	}
	today := at(2026)
	first := verdict("a", 2021, 0.41)
	calls := soil.Calls(nil, []soil.ParcelVerdict{verdict("b", 2021, 9), first, verdict("c", 2021, 0.1)}, today)
	if len(calls) != 2 || calls[0].Parcel != "a" || calls[0].Class != soil.SafeUse || calls[0].Basis != "trf-53" || calls[0].Was != "" || len(calls[0].Reasons) < 2 || calls[1].Class != soil.StrictControl || calls[1].Basis != "trf-54" {
		t.Fatalf("%+v", calls)
	}
	for name, c := range map[string]struct {
		before, added soil.ParcelVerdict
		want          soil.Class
	}{
		"worse":           {first, verdict("a", 2024, 9), soil.StrictControl},
		"the same":        {first, verdict("a", 2024, 0.5), ""},
		"better":          {verdict("a", 2021, 9), verdict("a", 2024, 0.5), ""},
		"good":            {first, verdict("a", 2024, 0.1), ""},
		"an older sample": {verdict("a", 2024, 0.1), verdict("a", 2021, 9), ""},
	} {
		calls := soil.Calls(history(c.before), []soil.ParcelVerdict{c.added}, today)
		if c.want == "" && len(calls) != 0 || c.want != "" && (len(calls) != 1 || calls[0].Class != c.want || calls[0].Was != soil.SafeUse) {
			t.Errorf("%s: %+v", name, calls)
		}
	}
	for _, c := range soil.Classes {
		measures, basis := soil.MeasuresFor(c)
		if (len(measures) > 0) != (c == soil.SafeUse || c == soil.StrictControl) {
			t.Errorf("%s: %v", c, measures)
		}
		for _, m := range measures {
			if m.Name().ZH == "" || m.Name().EN == "" {
				t.Errorf("%s has no name", m)
			}
		}
		if basis != "" && !known(basis) {
			t.Errorf("%s is no article of the pack", basis)
		}
	}
}

func known(id string) bool {
	for _, b := range soil.Law {
		if b.ID == id {
			return !b.Verified && b.Source != ""
		}
	}
	_, ok := law.Find(id)
	return ok
}
