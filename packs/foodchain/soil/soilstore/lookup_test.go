package soilstore_test

import (
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/soiltest"
)

// A plot is joined by a code that is in the archive on the day, however it was copied; what is no
// code, unknown, ended or not yet there is refused in words that say what to do.
func TestFindCode(t *testing.T) {
	n := soiltest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "soil.db"))
	n.Must(soil.VillagesEntered, soil.VillageFacts{Villages: []soil.Village{{Code: "330599001001", Name: "一村"}}})
	a, b := soiltest.Plot("a-1", 120, 30), soiltest.Plot("b-2", 120.01, 30)
	n.Must(soil.ParcelsEntered, soil.ParcelFacts{Source: "x", Parcels: []soil.Parcel{a, b}})
	half := func(code string, lon float64) soil.Parcel {
		p := soiltest.Plot(code, lon, 30)
		p.ValidFrom, p.Origin, p.Parents = calendar.Date(2025, 1, 1), soil.Split, []string{a.Code}
		return p
	}
	n.Must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{half("a-2", 120), half("a-3", 120.0005)}})
	day := calendar.Date(2026, 4, 1)
	for typed, want := range map[string]string{"": "", "  ": "", "b-2": "b-2", " b – 2 ": "b-2", "ｂ－２": "b-2"} {
		if got, err := soil.FindCode(t.Context(), n.Store, division, typed, "", day); err != nil || got != want {
			t.Errorf("%q: %q %v", typed, got, err)
		}
	}
	for typed, want := range map[string]string{"村东头那块": "照确权证抄", "c-9": "没有编码是 c-9 的地块", "a-1": "现在是：a-2、a-3"} {
		_, err := soil.FindCode(t.Context(), n.Store, division, typed, "", day)
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Path != "parcel" || !strings.Contains(f.Fields[0].Message.ZH, want) || f.Fields[0].Message.EN == "" {
			t.Errorf("%q: %v", typed, err)
		}
	}
	if _, err := soil.FindCode(t.Context(), n.Store, "330598", "b-2", "", day); err == nil {
		t.Error("another county's plot is found")
	}
	if _, err := soil.FindCode(t.Context(), n.Store, division, "b-2", "", b.ValidFrom-1); err == nil {
		t.Error("a plot is found before it began")
	}
	// Whoever works a plot by the archive finds it, and nobody else does; before that day anybody.
	const coop, other = "93330599MA0000001U", "91330102MA2B00019Y"
	n.Must(soil.UsersRecorded, soil.UserFacts{Users: []soil.User{{Parcel: "b-2", Code: coop, From: day - 9}}})
	if got, err := soil.FindCode(t.Context(), n.Store, division, "b-2", coop, day); err != nil || got != "b-2" {
		t.Errorf("%q %v", got, err)
	}
	for _, farm := range []string{other, ""} {
		_, err := soil.FindCode(t.Context(), n.Store, division, "b-2", farm, day)
		if f, ok := fault.As(err); !ok || len(f.Fields) != 1 || f.Fields[0].Path != "parcel" || !strings.Contains(f.Fields[0].Message.ZH, "别的经营主体") || strings.Contains(f.Fields[0].Message.ZH, coop) {
			t.Errorf("%q names another's plot: %v", farm, err)
		}
		if _, err := soil.FindCode(t.Context(), n.Store, division, "b-2", farm, day-10); err != nil {
			t.Errorf("refused before the day: %v", err)
		}
	}
}
