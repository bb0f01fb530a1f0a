package soil_test

import (
	"strings"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/geo"
)

func credit(t *testing.T, first17 string) string {
	t.Helper()
	c, err := idnum.MakeUSCC(first17)
	if err != nil {
		t.Fatal(err)
	}
	return c.String()
}

func TestWeigh(t *testing.T) {
	for _, c := range []struct {
		held, farm string
		want       soil.Claim
	}{{"", "", soil.Alone}, {"", "a", soil.Alone}, {"a", "a", soil.Confirmed}, {"a", "b", soil.Refused}, {"a", "", soil.Refused}} {
		if got := soil.Weigh(c.held, c.farm); got != c.want {
			t.Errorf("%q by %q: %s, want %s", c.held, c.farm, got, c.want)
		}
	}
}

// Who works a plot is a credit code from a day of the plot on; nothing else is kept, least of all the
// number of a person.
func TestPlanUser(t *testing.T) {
	code := credit(t, "93330599MA0000001")
	p1 := plot("p1")
	a := archive{parcels: map[string]soil.Parcel{"p1": p1}}
	day := calendar.Date(2024, 5, 1)
	f, err := soil.PlanUser(t.Context(), a, "330599", "p1", " "+code+" ", day)
	if err != nil || len(f.Users) != 1 || f.Users[0] != (soil.User{Parcel: "p1", Code: code, From: day}) {
		t.Errorf("%+v %v", f, err)
	}
	if f, err := soil.PlanUser(t.Context(), a, "330599", "p1", "", day); err != nil || f.Users[0].Code != "" {
		t.Errorf("no longer known: %+v %v", f, err)
	}
	for typed, from := range map[string]calendar.Day{"330522198001011234": day, "x": day, code: p1.ValidFrom - 1} {
		_, err := soil.PlanUser(t.Context(), a, "330599", "p1", typed, from)
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Message.ZH == "" {
			t.Errorf("%q: %v", typed, err)
		}
	}
	if _, err := soil.PlanUser(t.Context(), a, "330599", "p9", code, day); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
}

// A file read again brings nothing new, on a later day either; a changed plot is no repetition, and
// a file that says who works a plot that is there enters that alone.
func TestSameFileTwice(t *testing.T) {
	feature := func(fields map[string]string) geo.Feature {
		all := map[string]string{"code": "p1", "use": "水田", "village": "330599001001"}
		for k, v := range fields {
			all[k] = v
		}
		return geo.Feature{N: 1, Fields: all, Shape: square(120, 30.5)}
	}
	today := calendar.Date(2026, 3, 1)
	first := soil.ParcelOf(feature(nil), today)
	p, err := soil.PlanParcels(t.Context(), archive{}, "330599", "a", []soil.Parcel{first}, county, rows)
	if err != nil || len(p.Facts.Parcels) != 1 {
		t.Fatalf("%+v %v", p, err)
	}
	kept := p.Facts.Parcels[0]
	a := archive{parcels: map[string]soil.Parcel{"p1": kept}}
	code := credit(t, "93330599MA0000001")
	for name, c := range map[string]struct {
		fields   map[string]string
		repeated bool
		users    []soil.User
	}{
		"the same, next day":    {nil, true, nil},
		"consent is no file's":  {map[string]string{"public": "是"}, true, nil},
		"another use":           {map[string]string{"use": "果园"}, false, nil},
		"another first day":     {map[string]string{"valid_from": "2020-01-01"}, false, nil},
		"another kind of owner": {map[string]string{"holder": "企业"}, false, nil},
		"who works it":          {map[string]string{"经营主体代码": code}, true, []soil.User{{Parcel: "p1", Code: code, From: today + 1}}},
		"who works it since":    {map[string]string{"user": code, "user_from": "2026-03-01"}, true, []soil.User{{Parcel: "p1", Code: code, From: today}}},
	} {
		p, err := soil.PlanParcels(t.Context(), a, "330599", "a", []soil.Parcel{soil.ParcelOf(feature(c.fields), today+1)}, county, rows)
		if err != nil || len(p.Facts.Parcels) != 0 || (len(p.Repeated) == 1) != c.repeated || (len(p.Mistakes) == 0) != c.repeated {
			t.Errorf("%s: %+v %v", name, p, err)
		}
		if len(p.Facts.Users) != len(c.users) || len(c.users) == 1 && p.Facts.Users[0] != c.users[0] {
			t.Errorf("%s: %+v", name, p.Facts.Users)
		}
	}
	held := kept
	held.User, held.UserFrom = code, today
	p, err = soil.PlanParcels(t.Context(), archive{parcels: map[string]soil.Parcel{"p1": held}}, "330599", "a", []soil.Parcel{soil.ParcelOf(feature(map[string]string{"user": code}), today+3)}, county, rows)
	if err != nil || len(p.Facts.Users) != 0 || len(p.Repeated) != 1 {
		t.Errorf("who works it is entered twice: %+v %v", p, err)
	}
	// The keeper recorded another from a later day on; the file, which names no day, does not undo it.
	other := credit(t, "93330599MA0000002")
	held.User, held.UserFrom = other, today+2
	for _, day := range []calendar.Day{today + 1, today + 3} {
		p, err = soil.PlanParcels(t.Context(), archive{parcels: map[string]soil.Parcel{"p1": held}}, "330599", "a", []soil.Parcel{soil.ParcelOf(feature(map[string]string{"user": code}), day)}, county, rows)
		if err != nil || len(p.Facts.Users) != 0 || len(p.Others) != 1 || p.Others[0] != "p1" || !strings.Contains(soil.OthersWork(p.Others).ZH, "p1") {
			t.Errorf("a file undoes the keeper: %+v %v", p, err)
		}
	}
	bad := soil.ParcelOf(feature(map[string]string{"code": "p2", "user": "330522198001011234"}), today)
	if p, err := soil.PlanParcels(t.Context(), a, "330599", "a", []soil.Parcel{bad}, county, rows); err != nil || len(p.Mistakes) != 1 || p.Mistakes[0].Column != "user" {
		t.Errorf("%+v %v", p, err)
	}
}
