package idnum

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"banjie/internal/calendar"
)

func calendarDay(n int32) calendar.Day { return calendar.Day(n) }

// dashless writes a day as YYYYMMDD.
func dashless(n int32) string { return strings.ReplaceAll(calendar.Day(n).String(), "-", "") }

// shared reads a file of the shared test material as maps from column to value; it skips
// the test where the material is not there.
func shared(t *testing.T, path ...string) []map[string]string {
	t.Helper()
	root := os.Getenv("BANJIE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(append([]string{root, "data"}, path...)...))
	if err != nil {
		t.Skip("the shared test material is not here; set BANJIE_SHARED to its folder")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

// reasonOf: the material says "date in the future" where we say date.
func reasonOf(s string) Reason {
	if strings.HasPrefix(s, "date") {
		return ReasonDate
	}
	return Reason(s)
}

func checkRow(t *testing.T, kind Kind, value string, row map[string]string) Parts {
	t.Helper()
	id, err := Check(kind, value, today)
	if row["valid"] == "1" {
		if err != nil {
			t.Errorf("%s: %v", value, err)
			return nil
		}
		return id.Parts(today)
	}
	var e *Error
	if !errors.As(err, &e) || e.Reason != reasonOf(row["reason"]) {
		t.Errorf("%s: %v, want reason %s", value, err, row["reason"])
	}
	return nil
}

func TestSharedUSCC(t *testing.T) {
	for _, row := range shared(t, "identifiers-cn", "uscc.csv") {
		if p := checkRow(t, KindUSCC, row["code"], row); p != nil {
			for part, column := range map[string]string{"authority": "registration_authority", "class": "entity_class", "division": "division", "organisation": "organisation_code"} {
				if p[part] != row[column] {
					t.Errorf("%s: %s is %v, want %s", row["code"], part, p[part], row[column])
				}
			}
			if p["organisation_check_ok"] != (row["organisation_code_check_ok"] == "1") {
				t.Errorf("%s: organisation_check_ok is %v", row["code"], p["organisation_check_ok"])
			}
			if _, err := ParseOrganisation(row["organisation_code"]); err != nil {
				t.Errorf("%s: %v", row["organisation_code"], err)
			}
		}
	}
}

func TestSharedResident(t *testing.T) {
	sex := map[string]string{"男": "male", "女": "female"}
	for _, row := range shared(t, "identifiers-cn", "resident-id.csv") {
		if p := checkRow(t, KindResident, row["number"], row); p != nil {
			if p["division"] != row["division"] || p["birth"] != row["birth"] || p["sex"] != sex[row["sex"]] {
				t.Errorf("%s: %v, want %v", row["number"], p, row)
			}
		}
	}
	for _, row := range shared(t, "identifiers-cn", "resident-id-15-to-18.csv") {
		if r, err := ParseResident(row["old"], today); err != nil || string(r) != row["new"] {
			t.Errorf("%s became %s, %v; want %s", row["old"], r, err, row["new"])
		}
	}
}

// TestSharedDivisions: on the day of the published list, Zhejiang's codes and names are
// exactly ours, every province is known, and every code of China is accepted.
func TestSharedDivisions(t *testing.T) {
	on := day("20230630")
	published := map[string]string{}
	for _, row := range shared(t, "divisions-cn", "provinces.csv") {
		published[row["code"]+"0000"] = row["name"]
	}
	for _, row := range shared(t, "divisions-cn", "cities.csv") {
		if row["provinceCode"] == "33" {
			published[row["code"]+"00"] = row["name"]
		}
	}
	for _, row := range shared(t, "divisions-cn", "areas.csv") {
		if row["provinceCode"] == "33" {
			published[row["code"]] = row["name"]
		} else if _, err := ParseDivision(row["code"], on); err != nil {
			t.Errorf("%s: %v", row["code"], err)
		}
	}
	for code, name := range published {
		d, err := ParseDivision(code, on)
		if err != nil || d.Parts(on)["name"] != name {
			t.Errorf("%s is %v, %v; want %s", code, d.Parts(on)["name"], err, name)
		}
	}
	for _, r := range zhejiangRows {
		if r.inUse(on) && published[r.code] == "" {
			t.Errorf("%s %s is not in the published list", r.code, r.name)
		}
	}
	for _, row := range shared(t, "divisions-cn", "streets-zhejiang.csv") {
		d, err := ParseDivision(row["code"], on)
		if err != nil || d.Level() != Township || d.GB2260() != row["areaCode"] {
			t.Errorf("%s: level %s, county %s, %v", row["code"], d.Level(), d.GB2260(), err)
		}
	}
}
