package soilstore_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/calendar"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
	"banjie/packs/foodchain/soil/soiltest"
)

// Plots that share ground on a common day are named with how much, within a file and beside the
// archive; neighbours, parents that end and plots of other days are not. Nothing is refused.
func TestOverlaps(t *testing.T) {
	n := soiltest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "soil.db"))
	old := soiltest.Plot("old-1", 120, 30)
	n.Must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{old, soiltest.Plot("old-2", 120.001, 30)}})
	day := calendar.Date(2026, 1, 1)
	at := func(code string, lon, lat float64, parents ...string) soil.Parcel {
		p := soiltest.Plot(code, lon, lat)
		p.ValidFrom = day
		if len(parents) > 0 {
			p.Parents, p.Origin = parents, soil.Split
		}
		return p
	}
	for name, c := range map[string]struct {
		plots []soil.Parcel
		want  []string
	}{
		"half of one in the archive": {[]soil.Parcel{at("new", 119.9995, 30)}, []string{"new old-1 50.0"}},
		"beside":                     {[]soil.Parcel{at("new", 120, 30.001)}, nil},
		"a sliver":                   {[]soil.Parcel{at("new", 120, 30.0009999)}, nil},
		"over both":                  {[]soil.Parcel{at("new", 120.0005, 30.0009)}, []string{"new old-1 5.0", "new old-2 5.0"}},
		"of its parent":              {[]soil.Parcel{at("a", 120, 30, "old-1"), at("b", 120.0009, 30.0005, "old-1")}, []string{"b old-2 45.0", "a b 5.0"}},
		"within the file":            {[]soil.Parcel{at("x", 121, 30), at("y", 121.00075, 30), at("z", 121.5, 30)}, []string{"x y 25.0"}},
		"before it began":            {[]soil.Parcel{{Code: "new", ValidFrom: old.ValidFrom - 900, ValidTo: old.ValidFrom - 1, Shape: old.Shape, Area: old.Area}}, nil},
	} {
		got, err := soil.Overlaps(t.Context(), n.Store, division, soil.ParcelFacts{Parcels: c.plots})
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, o := range got {
			said = append(said, fmt.Sprintf("%s %s %.1f", o.Code, o.Other, 100*o.Share))
			if want := o.Share * 10690; o.Area < want*0.98 || o.Area > want*1.02 {
				t.Errorf("%s: %.0f m² of a plot of 10690", name, o.Area)
			}
			if says := o.Says(); !strings.Contains(says.ZH, o.Other) || !strings.Contains(says.EN, "m²") {
				t.Error(says)
			}
		}
		if strings.Join(said, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s: %q, want %q", name, said, c.want)
		}
	}
	if p, err := soil.PlanParcels(t.Context(), n.Store, division, "", []soil.Parcel{at("new", 119.9995, 30)}, geo.Nowhere, func(i int) int { return i }); err != nil || len(p.Mistakes) > 0 {
		t.Errorf("an overlap is refused: %+v %v", p, err)
	}
}
