package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/clock"
	"banjie/internal/datadir"
	"banjie/internal/pack"
	"banjie/internal/sqldb"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/capture/capturestore"
	"banjie/packs/foodchain/trace"
	"banjie/packs/foodchain/trace/tracestore"
)

// foodWorld makes the events of an invented chain: of a hundred 30 harvests, 20 packings of 1 to 5
// lots, 10 processings of 1 to 8, 40 deliveries to 20,000 shops; a plot has about 15 harvests.
type foodWorld struct {
	r                      *rand.Rand
	n, size                int
	harvested, packed, all []int // numbers of recent lots
}

func newFoodWorld(size int) *foodWorld {
	return &foodWorld{r: rand.New(rand.NewPCG(1, 2)), size: size}
}

func foodLot(n int) string { return fmt.Sprintf("https://id.gs1.org/01/09529999000019/10/L%d", n) }

// foodPlace is a GLN below a made-up prefix, with its check digit.
func foodPlace(n int) string {
	text, sum := fmt.Sprintf("95299%07d", n), 0
	for i, c := range text {
		sum += int(c-'0') * (1 + 2*(i%2))
	}
	return "https://id.gs1.org/414/" + text + strconv.Itoa((10-sum%10)%10)
}

func (w *foodWorld) plots() int { return max(1, w.size*3/10/15) }

func foodPlot(n int) string { return foodPlace(5_000_000+n) + "/254/P1" }

func (w *foodWorld) some(list []int, most int) []int {
	picked := map[int]bool{}
	for range 1 + w.r.IntN(most) {
		picked[list[w.r.IntN(len(list))]] = true
	}
	var all []int
	for n := range picked {
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}

func recent(list []int, n int) []int {
	const window = 2000
	list = append(list, n)
	return list[max(0, len(list)-window):]
}

// event gives the next event as JSON.
func (w *foodWorld) event() string {
	w.n++
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(w.n) * time.Second).Format("2006-01-02T15:04:05Z")
	head := `"eventTime":"` + at + `","eventTimeZoneOffset":"+08:00",`
	quantity := func(n int) string { return `{"epcClass":"` + foodLot(n) + `","quantity":40,"uom":"KGM"}` }
	made := func(from []int) string {
		var inputs []string
		for _, n := range from {
			inputs = append(inputs, quantity(n))
		}
		w.all = recent(w.all, w.n)
		return `{"type":"TransformationEvent",` + head + `"inputQuantityList":[` + strings.Join(inputs, ",") + `],"outputQuantityList":[` + quantity(w.n) + `],"bizLocation":{"id":"` + foodPlace(4_000_000+w.n%500) + `"}}`
	}
	switch k := w.r.IntN(100); {
	case k < 30 || len(w.harvested) == 0:
		w.harvested = recent(w.harvested, w.n)
		return `{"type":"ObjectEvent",` + head + `"action":"ADD","bizStep":"commissioning","quantityList":[` + quantity(w.n) + `],"readPoint":{"id":"` + foodPlot(w.r.IntN(w.plots())) + `"}}`
	case k < 50 || len(w.packed) == 0:
		w.packed = recent(w.packed, w.n)
		return made(w.some(w.harvested, 5))
	case k < 60:
		return made(w.some(w.packed, 8))
	}
	return `{"type":"ObjectEvent",` + head + `"action":"OBSERVE","bizStep":"receiving","quantityList":[` + quantity(w.all[w.r.IntN(len(w.all))]) + `],"bizLocation":{"id":"` + foodPlace(w.r.IntN(20_000)) + `"}}`
}

// document gives the next events as one document.
func (w *foodWorld) document(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = w.event()
	}
	return `{"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld","type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-06-10T08:00:00Z","epcisBody":{"eventList":[` + strings.Join(list, ",") + `]}}`
}

func benchFoodHall(b *testing.B, path, database string) (*hall, *capture.Office, *tracestore.Store) {
	b.Helper()
	dir, err := datadir.Open(path)
	if err != nil {
		dir, err = datadir.Create(path, datadir.Instance{Name: "bench", Division: "330599", Database: database})
	}
	if err != nil {
		b.Fatal(err)
	}
	h, err := open(b.Context(), dir, openOptions{log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	host := h.host()
	lineage := tracestore.New(host.DB, host.Writer)
	office := &capture.Office{Engine: host.Engine, Store: capturestore.New(host.DB, lineage), Clock: clock.System, Division: host.Division,
		Secret: func() ([]byte, error) { return host.Secret("food-fields") }}
	return h, office, lineage
}

// take captures a document, as one act or as a file whose acts hold so many events.
func take(b *testing.B, h *hall, office *capture.Office, document string, step int) {
	b.Helper()
	if _, err := office.Take(b.Context(), h.system(), strings.NewReader(document), capture.Order{Channel: "api", Step: step}, func(int64, int64) {}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkFoodCapture takes documents of so many events, each a durable act: read, checked, hashed,
// projected, one leaf; and a file of 40,000 as `banjie epcis capture` does. Bare are the same rows by
// plain SQL, as many events a commit.
func BenchmarkFoodCapture(b *testing.B) {
	for engine, database := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testenv.Postgres(b) }} {
		for _, group := range []int{1, 100, 1000, capture.DefaultStep} {
			events, step := max(500, min(10*group, 5000)), 0
			name := fmt.Sprintf("%s/%%s/group=%d", engine, group)
			if group == capture.DefaultStep {
				events, step, name = 40_000, group, engine+"/%s/file"
			}
			const before = 2000 // so that there are lots to pack
			rate := func(b *testing.B, events int) {
				b.ReportMetric(float64(events*b.N)/b.Elapsed().Seconds(), "events/s")
			}
			var rows []benchRows
			b.Run(fmt.Sprintf(name, "capture"), func(b *testing.B) {
				b.StopTimer()
				for range b.N {
					h, office, _ := benchFoodHall(b, filepath.Join(b.TempDir(), "hall"), database())
					w := newFoodWorld(100_000)
					take(b, h, office, w.document(before), 0)
					size := group
					if step > 0 {
						size = events
					}
					var documents []string
					for range events / size {
						documents = append(documents, w.document(size))
					}
					b.StartTimer()
					for _, d := range documents {
						take(b, h, office, d, step)
					}
					b.StopTimer()
					rows = rowsOf(b, h.db)
					if err := h.Close(); err != nil {
						b.Fatal(err)
					}
				}
				rate(b, events)
			})
			b.Run(fmt.Sprintf(name, "bare"), func(b *testing.B) {
				b.StopTimer()
				for range b.N {
					h, _, _ := benchFoodHall(b, filepath.Join(b.TempDir(), "hall"), database())
					b.StartTimer()
					replayRows(b, h, rows, (before+events)/group)
					b.StopTimer()
					if err := h.Close(); err != nil {
						b.Fatal(err)
					}
				}
				rate(b, before+events)
			})
		}
	}
}

// benchRows are the last rows of a table.
type benchRows struct {
	insert string
	rows   [][]any
}

// rowsOf reads what the tables of lineage and captures hold.
func rowsOf(b *testing.B, db *sqldb.DB) (all []benchRows) {
	for _, table := range []string{"trace_thing", "trace_place", "trace_event", "trace_event_thing", "trace_edge", "trace_visit", "trace_origin", "trace_lot", "trace_place_use", "trace_word", "trace_finding", "food_capture"} {
		rows, err := db.Query(b.Context(), "select * from "+table)
		if err != nil {
			b.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			b.Fatal(err)
		}
		t := benchRows{insert: "insert into " + table + " values (?" + strings.Repeat(", ?", len(columns)-1) + ")"}
		for rows.Next() {
			row, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range row {
				into[i] = &row[i]
			}
			if err := rows.Scan(into...); err != nil {
				b.Fatal(err)
			}
			t.rows = append(t.rows, row)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			b.Fatal(err)
		}
		all = append(all, t)
	}
	return all
}

// replayRows writes rows in so many commits, as many of each table in each.
func replayRows(b *testing.B, h *hall, tables []benchRows, commits int) {
	b.Helper()
	for i := range commits {
		if _, err := h.writer.Write(b.Context(), sqldb.Unit{Division: "330599", Run: func(tx *sqldb.Tx) error {
			for _, t := range tables {
				for _, row := range t.rows[i*len(t.rows)/commits : (i+1)*len(t.rows)/commits] {
					if _, err := tx.Exec(t.insert, row...); err != nil {
						return err
					}
				}
			}
			return nil
		}}); err != nil {
			b.Fatal(err)
		}
	}
}

// foodSize is how many events the reading benchmarks have, BANJIE_BENCH_SIZE where it is set.
func foodSize(b *testing.B) int {
	if text := os.Getenv("BANJIE_BENCH_SIZE"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 10_000 {
			b.Fatalf("BANJIE_BENCH_SIZE is %q; give a number from 10000", text)
		}
		return n
	}
	return 10_000
}

// foodMade is raised when the content of a kept folder changes.
const foodMade = 1

// loadedFood opens a hall with so many events, captured by the real acts. On SQLite it is kept in the
// temporary folder; a database of PostgreSQL goes with the benchmark.
func loadedFood(b *testing.B, engine string, size int) (*hall, *tracestore.Store) {
	b.Helper()
	path, database := filepath.Join(os.TempDir(), "banjie-bench", fmt.Sprintf("food-%d-%d", foodMade, size)), ""
	if engine == "postgres" {
		path, database = filepath.Join(b.TempDir(), "hall"), testenv.Postgres(b)
	}
	done := filepath.Join(path, "loaded")
	if _, err := os.Stat(done); err != nil {
		if err := errors.Join(os.RemoveAll(path), os.MkdirAll(filepath.Dir(path), 0o700)); err != nil {
			b.Fatal(err)
		}
		watch := clock.Stopwatch()
		h, office, _ := benchFoodHall(b, path, database)
		w := newFoodWorld(size)
		for w.n < size {
			take(b, h, office, w.document(min(50_000, size-w.n)), capture.DefaultStep)
		}
		b.Logf("%d events captured on %s in %v", size, engine, watch().Round(time.Second))
		if err := errors.Join(h.Close(), os.WriteFile(done, nil, 0o600)); err != nil {
			b.Fatal(err)
		}
	}
	h, _, lineage := benchFoodHall(b, path, database)
	b.Cleanup(func() {
		if err := h.Close(); err != nil {
			b.Error(err)
		}
	})
	return h, lineage
}

// quantiles runs do and reports the middle and the 99th hundredth of its times.
func quantiles(b *testing.B, do func(i int) error) {
	b.Helper()
	took := make([]time.Duration, 0, b.N)
	for i := range b.N {
		watch := clock.Stopwatch()
		if err := do(i); err != nil {
			b.Fatal(err)
		}
		took = append(took, watch())
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkFoodRead asks of a large archive: back to the plots, from a plot to the shops, pages of
// events. Bare is one lookup of an event by its number.
func BenchmarkFoodRead(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) { benchFoodRead(b, engine) })
	}
}

func benchFoodRead(b *testing.B, engine string) {
	size := foodSize(b)
	h, lineage := loadedFood(b, engine, size)
	ctx := context.Background()
	r := rand.New(rand.NewPCG(3, 4))
	var lots []string
	w := newFoodWorld(size)
	for range size {
		if text := w.event(); strings.Contains(text, `"TransformationEvent"`) && r.IntN(size/10_000*2+1) == 0 {
			lots = append(lots, foodLot(w.n))
		}
	}
	name := func(s string) string { return fmt.Sprintf("%s/events=%d", s, size) }
	b.Run(name("bare-lookup"), func(b *testing.B) {
		quantiles(b, func(int) error {
			var body []byte
			return h.db.QueryRow(ctx, "select body from trace_event where id = ?", 1+r.Int64N(int64(size))).Scan(&body)
		})
	})
	b.Run(name("back"), func(b *testing.B) {
		quantiles(b, func(int) error {
			_, err := lineage.Back(ctx, lots[r.IntN(len(lots))], trace.Ask{})
			return err
		})
	})
	b.Run(name("recall-plot"), func(b *testing.B) {
		shops := 0
		quantiles(b, func(int) error {
			got, err := lineage.FromPlot(ctx, foodPlot(r.IntN(w.plots())), trace.Ask{})
			if err == nil {
				shops += len(got.Shops)
			}
			return err
		})
		b.ReportMetric(float64(shops)/float64(b.N), "shops")
	})
	site, err := h.site(ctx, serveOptions{base: "https://hall.example"})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(benchSite(h, site.Handler()))
	defer server.Close()
	get := func(path string) error {
		a, err := http.Get(server.URL + path)
		if err != nil {
			return err
		}
		defer a.Body.Close()
		body, err := io.ReadAll(a.Body)
		if a.StatusCode != 200 {
			return fmt.Errorf("%s: %d %s", path, a.StatusCode, body)
		}
		return err
	}
	hour := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(size)*time.Second - 2*time.Hour) // near the end
	for page, path := range map[string]func() string{
		"bare-handler": func() string { return "/bare" },
		"first-page":   func() string { return "/epcis/events" },
		"page-of-a-lot": func() string {
			return "/epcis/events?MATCH_anyEPCClass=" + strings.ReplaceAll(lots[r.IntN(len(lots))], "/", "%2F")
		},
		"page-of-an-hour": func() string {
			return "/epcis/events?GE_eventTime=" + hour.Format(time.RFC3339) + "&LT_eventTime=" + hour.Add(time.Hour).Format(time.RFC3339)
		},
		"page-of-a-rare-place": func() string {
			return "/epcis/events?EQ_bizLocation=" + strings.ReplaceAll(foodPlace(r.IntN(20_000)), "/", "%2F")
		},
	} {
		b.Run(name(page), func(b *testing.B) { quantiles(b, func(int) error { return get(path()) }) })
	}
}

// benchSite lets the system itself read, so that what is measured is the answer.
func benchSite(h *hall, next http.Handler) http.Handler {
	programs := h.programs
	h.programs = openPrograms{programs, h.system}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /bare", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") })
	mux.Handle("/", next)
	return mux
}

type openPrograms struct {
	pack.Programs
	system func() access.Actor
}

// Caller implements pack.Programs.
func (o openPrograms) Caller(*http.Request, access.Verb) (access.Actor, error) {
	return o.system(), nil
}
