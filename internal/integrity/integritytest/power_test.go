package integritytest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"banjie/internal/integrity"
	"banjie/internal/integrity/integritytest"
	"banjie/internal/testenv"
)

// seed of every run; towns count from it.
const seed = 20_261_129

// towns is how many are judged: few in a normal test, BANJIE_INTEGRITY_TOWNS in make bench-integrity.
func towns(t testing.TB, few int) (n int, full bool) {
	s := os.Getenv("BANJIE_INTEGRITY_TOWNS")
	if s == "" {
		return few, false
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n, true
}

// Each indicator sees its cheat as often as is printed or, where nothing is printed, as is held here; three
// standard errors are let pass.
func TestPower(t *testing.T) {
	few, full := towns(t, 4)
	var page strings.Builder
	page.WriteString("| cheat | printed | measured | ± |\n|---|---:|---:|---:|\n")
	for i := range integritytest.Trials {
		tr := &integritytest.Trials[i]
		n := few
		if tr.Town.Scale > 1 && !full {
			n = 1
		}
		got := tr.Power(n, seed)
		want := tr.Printed
		if want == 0 {
			want = tr.Floor
		}
		if least := want - 3*integritytest.Doubt(want, n); float64(got)/float64(n) < least {
			t.Errorf("%s: seen in %d of %d towns, want %.2f", tr.Name(), got, n, want)
		}
		printed := "–"
		if tr.Printed > 0 {
			printed = fmt.Sprintf("%.2f", tr.Printed)
		}
		fmt.Fprintf(&page, "| %s | %s | %.3f | %.3f |\n", tr.Name(), printed, float64(got)/float64(n), integritytest.Doubt(float64(got)/float64(n), n))
	}
	publish(t, "power", page.String())
}

// Honest towns are left alone, the adversarial ones too: premature closing accuses at most one hurried unit in a thousand
// nights, and no indicator more than one in a hundred; where late cases are honestly hard (a season of our own), five.
func TestHonestTowns(t *testing.T) {
	few, full := towns(t, 8)
	var page strings.Builder
	page.WriteString("| indicator |")
	for _, s := range integritytest.Seasons {
		page.WriteString(" " + string(s) + " |")
	}
	page.WriteString("\n|---|" + strings.Repeat("---:|", len(integritytest.Seasons)) + "\n")
	rows := map[string][]string{}
	for _, season := range integritytest.Seasons {
		n := few
		if full && season != integritytest.Ordinary && season != integritytest.Hurry {
			n = max(few/4, 1)
		}
		found := integritytest.Honest(season, n, seed)
		for i := range integrity.Indicators {
			id := integrity.Indicators[i].ID
			c := found[id]
			cell := fmt.Sprintf("%d/%d %s", c.Alarms, c.Judged, integritytest.Percent(c.Alarms, c.Judged))
			if id == "G1" {
				cell = fmt.Sprintf("noted %s", integritytest.Percent(c.Noted, c.Judged))
			}
			rows[id] = append(rows[id], cell)
			limit := 0.01
			if id == "G2" {
				limit = 0.001
			}
			if season == integritytest.Hard {
				limit = 0.05
			}
			if most := limit*float64(c.Judged) + 3*integritytest.Doubt(limit, 1)*sqrt(c.Judged) + 1; float64(c.Alarms) > most {
				t.Errorf("%s, %s: %d of %d honest units accused", season, id, c.Alarms, c.Judged)
			}
		}
	}
	for i := range integrity.Indicators {
		id := integrity.Indicators[i].ID
		fmt.Fprintf(&page, "| %s | %s |\n", id, strings.Join(rows[id], " | "))
	}
	publish(t, "honest", page.String())
}

func sqrt(n int) float64 { return 2 * float64(n) * integritytest.Doubt(0.5, max(n, 1)) }

// A town is the same to the last bit.
func TestSameTown(t *testing.T) {
	town := integritytest.Town{Seed: 5, Cheat: "G2", Strength: 0.5, N: 100}
	a, b := town.Judge(), town.Judge()
	if !slices.EqualFunc(a, b, func(x, y integrity.Finding) bool {
		return fmt.Sprintf("%v%v", x.State, x.Numerator) == fmt.Sprintf("%v%v", y.State, y.Numerator)
	}) {
		t.Error("one seed, two towns")
	}
}

// A town written as an export and read again is judged the same.
func TestTownAsExport(t *testing.T) {
	town := integritytest.Town{Seed: 9, Season: integritytest.Tiny}
	r := town.Records()
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	for _, m := range r.Matters {
		if m.Closed.After(town.Until()) {
			continue
		}
		if err := enc.Encode(m); err != nil {
			t.Fatal(err)
		}
	}
	back, err := integrity.Read(&lines)
	if err != nil {
		t.Fatal(err)
	}
	back.Seeds, back.Calls = r.Seeds, r.Calls
	a, _ := json.Marshal(town.Judge())
	b, _ := json.Marshal(integrity.Judge(back, integrity.Options{Until: town.Until()}))
	if !bytes.Equal(a, b) {
		t.Errorf("findings differ:\n%.300s\n%.300s", a, b)
	}
}

// publish logs a part, and under make bench-integrity writes it into the page.
func publish(t *testing.T, part, table string) {
	t.Log("\n" + table)
	if os.Getenv("BANJIE_INTEGRITY_PAGE") == "" {
		return
	}
	name := filepath.Join(testenv.Root(), "doc", "benchmarks-integrity.md")
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+part+" -->\n", "<!-- end "+part+" -->"
	head, rest, ok := strings.Cut(string(page), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no part %s", name, part)
	}
	said := fmt.Sprintf("Machine: %s, %d cores, %s. Seed %d, %s towns a cheat, as many ordinary and hurried honest towns, a quarter of them of each other season.\n\n",
		processor(), runtime.NumCPU(), runtime.Version(), seed, os.Getenv("BANJIE_INTEGRITY_TOWNS"))
	if err := os.WriteFile(name, []byte(head+begin+said+table+end+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}

// processor is the name of the processor.
func processor() string {
	raw, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(raw)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.TrimSpace(strings.TrimLeft(name, "\t :"))
		}
	}
	return runtime.GOARCH
}
