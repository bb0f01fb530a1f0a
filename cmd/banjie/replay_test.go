package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"os"
	"path/filepath"
	"testing"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/datadir"
	"banjie/internal/eventlog"
	"banjie/internal/fault"
	"banjie/internal/limit"
	"banjie/internal/recorded"
	"banjie/internal/testenv"
)

// A real log of permit cases goes in and comes out with the same figures, lateness as given.
func TestReplayOfPermits(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	file := testenv.Shared(t, "data/eventlog-wabo-receipt/receipt.xes.gz")
	raw, err := os.ReadFile(testenv.Shared(t, "data/eventlog-wabo-receipt/receipt.reference.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]any
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	delete(want, "source")
	path := filepath.Join(t.TempDir(), "moved")
	o := &replayOrder{File: file, Source: "receipt", Map: eventlog.Usual}
	got, err := replay(ctx, path, replayDivision, o)
	if err != nil || got.Added != 1434 || got.Late != 39 {
		t.Fatalf("%+v %v", got, err)
	}
	if got, err = replay(ctx, path, replayDivision, o); err != nil || got.Added != 0 {
		t.Fatalf("the second time %+v %v", got, err)
	}
	dir, err := datadir.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	h, err := openToRead(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	missed := 0
	err = h.cases.Walk(ctx, h.division, func(key casework.Key) error {
		c, _, err := h.engine.Load(ctx, key)
		if k, ok := c.Clock(recorded.Imposed); ok && k.State == limit.Missed {
			missed++
		}
		return err
	})
	if err != nil || missed != 377 {
		t.Errorf("%d cases closed late, %v", missed, err)
	}
	for _, format := range []string{"xes", "csv"} {
		var out bytes.Buffer
		if err := export(ctx, h, format, "", &out, func(int64, int64) {}); err != nil {
			t.Fatal(err)
		}
		s := eventlog.NewStats("", eventlog.Usual)
		if _, err := eventlog.Read(&out, eventlog.Names{}, s.Add); err != nil {
			t.Fatal(err)
		}
		figures, err := json.Marshal(s.Figures())
		if err != nil {
			t.Fatal(err)
		}
		var have map[string]any
		if err := json.Unmarshal(figures, &have); err != nil {
			t.Fatal(err)
		}
		delete(have, "source")
		if !alike(have, want) {
			t.Errorf("the figures of the exported %s differ from the reference", format)
		}
	}
	if found := check(t, dir); found.Total > 0 || found.Imported != 1434 || found.Carried == 0 {
		t.Errorf("%d imported, %d carried, %+v", found.Imported, found.Carried, found.Problems)
	}
}

func alike(have, want any) bool {
	switch w := want.(type) {
	case map[string]any:
		h, ok := have.(map[string]any)
		if !ok || len(h) != len(w) {
			return false
		}
		for k := range w {
			if !alike(h[k], w[k]) {
				return false
			}
		}
		return true
	case []any:
		h, ok := have.([]any)
		if !ok || len(h) != len(w) {
			return false
		}
		for i := range w {
			if !alike(h[i], w[i]) {
				return false
			}
		}
		return true
	case float64:
		h, ok := have.(float64)
		return ok && math.Abs(h-w) <= 1e-6*max(1, math.Abs(w))
	}
	return have == want
}

const twoCases = `case:concept:name,concept:name,org:resource,time:timestamp,case:deadline,case:enddate,case:department
A,received,r1,2020-03-01T09:00:00+08:00,2020-03-05T17:00:00+08:00,2020-03-05T17:00:00+08:00,north
B,received,r2,2020-03-02T09:00:00+08:00,2020-03-04T17:00:00+08:00,,south
A,checked,r2,2020-03-03T09:00:00+08:00,2020-03-05T17:00:00+08:00,2020-03-05T17:00:00+08:00,north
C,received,r1,2020-03-06T09:00:00+08:00,2020-03-07T12:00:00+08:00,,north
D,received,r1,2020-03-06T08:00:00+08:00,,2020-03-07T12:00:00+08:00,north
`

func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Closing at the very deadline is in time; a replay that was cut short goes on.
func TestReplayResumes(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "moved")
	o := &replayOrder{File: write(t, "log.csv", twoCases), Source: "log", Map: eventlog.Usual}
	dir, err := movedFolder(path, replayDivision)
	if err != nil {
		t.Fatal(err)
	}
	stopped := errors.New("stopped")
	if err := o.look(ctx, nil); err != nil {
		t.Fatal(err)
	}
	h, err := open(ctx, dir, openOptions{begin: clock.Cut(o.survey.last), log: errorsOnly()})
	if err != nil {
		t.Fatal(err)
	}
	im := &recorded.Import{Division: h.division, Source: o.Source, Map: o.Map, Unit: o.Source, Engine: h.engine, Writer: h.cases, Cases: h.cases}
	_, err = eventlog.ReadFile(o.File, o.Names, nil, func(tr eventlog.Trace) error {
		if tr.Place > 2 {
			return stopped
		}
		_, err := im.Case(ctx, tr)
		return err
	})
	if !errors.Is(err, stopped) {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := replay(ctx, path, replayDivision, o)
	if err != nil || got.Added != 2 || got.Cases != 4 || got.Events != 5 || got.Late != 1 {
		t.Fatalf("%+v %v", got, err)
	}
	r, err := openToRead(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for number, want := range map[string]limit.State{"log:A": limit.Met, "log:B": limit.Late, "log:C": limit.Running, "log:D": ""} {
		key, err := r.cases.ByNumber(ctx, r.division, number)
		if err != nil {
			t.Fatal(err)
		}
		c, _, err := r.engine.Load(ctx, key)
		if err != nil {
			t.Fatal(err)
		}
		if k, _ := c.Clock(recorded.Imposed); k.State != want {
			t.Errorf("%s: the clock is %q, want %q", number, k.State, want)
		}
		if c.Provenance != casework.Imported || c.IsOpen() != (number == "log:B" || number == "log:C") {
			t.Errorf("%s: %+v", number, c)
		}
	}
	if found := check(t, dir); found.Total > 0 {
		t.Errorf("%+v", found.Problems)
	}
}

func TestReplayRefuses(t *testing.T) {
	ctx := context.Background()
	live := filepath.Join(t.TempDir(), "live")
	if _, err := datadir.Create(live, datadir.Instance{Division: "330182"}); err != nil {
		t.Fatal(err)
	}
	good := write(t, "log.csv", twoCases)
	if _, err := replay(ctx, live, replayDivision, &replayOrder{File: good, Source: "s", Map: eventlog.Usual}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a live folder: %v", err)
	}
	into := filepath.Join(t.TempDir(), "new")
	bad := write(t, "bad.csv", twoCases+"E,received,r1,2020-03-06T08:00:00+08:00,soon,,north\n")
	if _, err := replay(ctx, into, replayDivision, &replayOrder{File: bad, Source: "s", Map: eventlog.Usual}); fault.KindOf(err) != fault.Invalid || datadir.Exists(into) {
		t.Errorf("a bad log: %v, folder made: %v", err, datadir.Exists(into))
	}
}

// A year of a city's requests, a table in which each row is a case: every mark is the city's
// own, and the figures of each department are the reference's.
func TestReplayOfRequests(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	file := testenv.Shared(t, "data/complaints-boston311/boston311.csv.gz")
	raw, err := os.ReadFile(testenv.Shared(t, "data/complaints-boston311/reference.json"))
	if err != nil {
		t.Fatal(err)
	}
	type figures struct {
		Cases  int `json:"cases"`
		OnTime int `json:"closed_on_time"`
		Late   int `json:"closed_late"`
		Over   int `json:"open_overdue"`
		NotDue int `json:"open_not_due"`
	}
	var want struct {
		AsOf  string             `json:"as_of"`
		Total figures            `json:"total"`
		Units map[string]figures `json:"by_department"`
	}
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	until, _, err := eventlog.ParseTime(want.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	whole := os.Getenv("BANJIE_SOAK") != ""
	if !whole {
		file = everyFifth(t, file)
	}
	o := &replayOrder{File: file, Source: "requests", Until: until}
	if o.Names, o.Map, err = eventlog.Suit(file, o.Names, eventlog.Usual); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "moved")
	got, err := replay(ctx, path, replayDivision, o)
	if err != nil || whole && (int(got.Added) != want.Total.Cases || int(got.Late) != want.Total.Over) {
		t.Fatalf("%+v %v", got, err)
	}
	var out bytes.Buffer
	if err := withReader(ctx, path, func(h *hall) error { return exportMarks(ctx, h, "", &out, func(int64, int64) {}) }); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	have, mark := map[string]figures{}, map[string]string{}
	for _, row := range rows[1:] {
		f := have[row[3]]
		f.Cases++
		switch row[9] {
		case markInTime:
			f.OnTime++
		case markLate:
			f.Late++
		case markOpenLate:
			f.Over++
		case markOpen:
			f.NotDue++
		}
		have[row[3]], mark[row[1]] = f, row[9]
	}
	if whole && !maps.Equal(have, want.Units) {
		t.Errorf("by department %v, want %v", have, want.Units)
	}
	compared := 0
	_, err = eventlog.ReadFile(file, o.Names, nil, func(tr eventlog.Trace) error {
		city := tr.Attributes.Get("ontime_status")
		if tr.Attributes.Get(o.Map.Deadline) == "" || city == "" {
			return nil
		}
		compared++
		if late := mark[tr.Key] == markLate || mark[tr.Key] == markOpenLate; late != (city == "OVERDUE") {
			t.Errorf("%s is %s here and %s there", tr.Key, mark[tr.Key], city)
		}
		return nil
	})
	if err != nil || compared < 10000 {
		t.Errorf("%d marks compared, %v", compared, err)
	}
}

// everyFifth is a table with every fifth row of one that is packed.
func everyFifth(t *testing.T, file string) string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	some := rows[:1]
	for i := 5; i < len(rows); i += 5 {
		some = append(some, rows[i])
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(some); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "fifth.csv")
	if err := os.WriteFile(name, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
