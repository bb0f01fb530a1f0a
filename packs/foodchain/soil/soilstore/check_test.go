package soilstore_test

import (
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/soil"
	"banjie/packs/foodchain/soil/soiltest"
)

func TestCheckSQLite(t *testing.T) {
	checks(t, "sqlite:"+filepath.Join(t.TempDir(), "soil.db"))
}
func TestCheckPostgres(t *testing.T) { checks(t, testenv.Postgres(t)) }

// checks: an archive as it was written is found right; a row altered by hand is found.
func checks(t *testing.T, dsn string) {
	n := soiltest.Open(t, dsn)
	a := soiltest.Plot("a", 120, 30)
	a.ValidFrom = calendar.Date(2010, 1, 1)
	n.Must(soil.ParcelsEntered, soil.ParcelFacts{Parcels: []soil.Parcel{a, soiltest.Plot("b", 120.01, 30)}})
	n.Must(soil.ReportEntered, n.Report("R-2", calendar.Date(2024, 5, 1), "a", 9))
	n.Must(soil.ReportEntered, n.Report("R-1", calendar.Date(2015, 5, 1), "a", 0.2)) // before the standard; entered later
	find := func() string {
		t.Helper()
		found, err := n.Store.Check(t.Context(), division)
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, f := range found {
			said += f.EN + "\n"
		}
		return said
	}
	if said := find(); said != "" {
		t.Errorf("an untouched archive: %s", said)
	}
	alter := func(statement, want string) {
		t.Helper()
		n.Alter(statement)
		if said := find(); !strings.Contains(said, want) {
			t.Errorf("%s: %q", statement, said)
		}
	}
	alter(`update soil_verdict set class = 'priority_protection' where class = 'strict_control'`, "plot “a”")
	alter(`update soil_verdict set class = 'strict_control', valid_to = valid_to + 1 where valid_to = 0`, "plot “a”")
	alter(`delete from soil_verdict`, "plot “a”")
	if strings.HasPrefix(dsn, "sqlite:") {
		alter(`delete from soil_parcel_box where id = 2`, "lost 1 plots")
	}
}
