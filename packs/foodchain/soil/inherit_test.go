package soil_test

import (
	"testing"

	"banjie/internal/calendar"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
)

// What is split off or merged has from its parents what its file does not say, and lies within them.
func TestChildrenFollowTheirParents(t *testing.T) {
	code, today := credit(t, "93330599MA0000001"), calendar.Date(2026, 3, 1)
	parent := func(name string, west float64) soil.Parcel {
		p := plot(name)
		p.Shape, p.Holder, p.Public, p.User, p.UserFrom = square(west, 30.5), soil.Entity, true, code, p.ValidFrom
		return p
	}
	a, b := parent("a", 120), parent("b", 120.1)
	child := func(west float64, fields map[string]string) soil.Parcel {
		all := map[string]string{"code": "c", "use": "水田", "village": a.Village, "parents": "a"}
		for k, v := range fields {
			all[k] = v
		}
		return soil.ParcelOf(geo.Feature{N: 1, Fields: all, Shape: square(west, 30.5)}, today)
	}
	plan := func(x soil.Parcel) soil.Plan[soil.ParcelFacts] {
		t.Helper()
		p, err := soil.PlanParcels(t.Context(), archive{parcels: map[string]soil.Parcel{"a": a, "b": b}}, "330599", "f", []soil.Parcel{x}, county, rows)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := plan(child(120, nil)); len(p.Facts.Parcels) != 1 || p.Facts.Parcels[0].Holder != soil.Entity || !p.Facts.Parcels[0].Public || p.Facts.Parcels[0].User != code || p.Facts.Parcels[0].UserFrom != today {
		t.Errorf("%+v", p)
	}
	if p := plan(child(120, map[string]string{"holder": "农户", "public": "否"})); len(p.Facts.Parcels) != 1 || p.Facts.Parcels[0].Holder != soil.Person || p.Facts.Parcels[0].Public {
		t.Errorf("what the file says counts: %+v", p)
	}
	if p := plan(child(120.1, nil)); len(p.Mistakes) != 1 || p.Mistakes[0].Column != "shape" || len(p.Facts.Parcels) != 0 {
		t.Errorf("a piece far from its parent: %+v", p.Mistakes)
	}
	b.User = credit(t, "93330599MA0000002")
	if p := plan(child(120, map[string]string{"parents": "a;b"})); len(p.Facts.Parcels) != 1 || p.Facts.Parcels[0].User != "" {
		t.Errorf("parents that two work: %+v", p)
	}
	a.Holder, a.Public = soil.Person, false
	if p := plan(child(120, map[string]string{"parents": "b;a"})); len(p.Facts.Parcels) != 1 || p.Facts.Parcels[0].Holder != soil.Person || p.Facts.Parcels[0].Public {
		t.Errorf("less is shown where one parent is a household's: %+v", p)
	}
}
