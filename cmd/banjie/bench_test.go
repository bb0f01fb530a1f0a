package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/api"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/datadir"
	"banjie/internal/lang"
	"banjie/internal/simtown"
	"banjie/internal/sqldb"
	"banjie/internal/testenv"
)

// BenchmarkHTTP is the hall over HTTP, each line beside a bare one in the same run: the
// same server, the same clients, but a handler that does nothing, or writes one row.
func BenchmarkHTTP(b *testing.B) {
	for engine, database := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testenv.Postgres(b) }} {
		b.Run(engine, func(b *testing.B) {
			s := serveBench(b, database())
			for _, clients := range []int{1, 64} {
				b.Run(fmt.Sprintf("file/clients=%d", clients), func(b *testing.B) { s.load(b, clients, s.file) })
				b.Run(fmt.Sprintf("bare-row/clients=%d", clients), func(b *testing.B) { s.load(b, clients, s.bareRow) })
			}
			b.Run("case-json", func(b *testing.B) { s.load(b, 16, s.get(s.token, "/api/v1/cases/"+s.number)) })
			b.Run("work-list-page", func(b *testing.B) { s.load(b, 16, s.get("", "/work?tab=waiting")) })
			b.Run("work-list-query", func(b *testing.B) {
				open := true
				q := casework.Query{Division: s.hall.division, Unit: s.unit, Open: &open, Tasks: true, Order: casework.ByUrgency, Names: true}
				s.load(b, 16, func(int64) error { _, err := s.hall.cases.Cases(context.Background(), q); return err })
			})
			b.Run("first-page", func(b *testing.B) { s.load(b, 16, s.get("", "/")) })
			b.Run("bare", func(b *testing.B) { s.load(b, 16, s.get("", "/bare")) })
		})
	}
}

// benchServer is a hall with the county's items and one client.
type benchServer struct {
	hall   *hall
	url    string
	client *http.Client
	token  string
	number string // of a case
	unit   string // of the officer who is signed in
	keys   atomic.Int64
}

func serveBench(b *testing.B, database string) *benchServer {
	b.Helper()
	ctx := context.Background()
	dir, err := datadir.Create(filepath.Join(b.TempDir(), "hall"), datadir.Instance{Name: "bench", Division: simtown.Division, Demo: true, Moved: true, Database: database})
	if err != nil {
		b.Fatal(err)
	}
	demo := &demonstration{state: demoState{Seed: 1, End: calendar.Date(2026, time.June, 12), Days: 45}, out: io.Discard}
	s := &benchServer{}
	if s.hall, err = open(ctx, dir, openOptions{begin: demo.begin(), log: slog.New(slog.DiscardHandler)}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.hall.Close() })
	if err := demo.seed(ctx, s.hall); err != nil {
		b.Fatal(err)
	}
	s.hall.moved.Run(clock.System)
	demo.ready.Store(true)
	pages, err := s.hall.site(ctx, serveOptions{demo: demo})
	if err != nil {
		b.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", pages.Handler())
	mux.Handle("/api/", s.hall.api("", lang.Text{}).Handler())
	mux.HandleFunc("GET /bare", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "ok") })
	mux.HandleFunc("POST /bare", s.writeBare)
	mux.Handle("POST /become", s.hall.visitors.Wrap(http.HandlerFunc(s.become)))
	server := httptest.NewServer(mux)
	b.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	s.url = server.URL
	s.client = &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	s.signIn(b)
	for range 200 { // so that the lists have something to show
		if err := s.file(0); err != nil {
			b.Fatal(err)
		}
	}
	page, err := s.hall.cases.Cases(ctx, casework.Query{Division: s.hall.division, Limit: 1})
	if err != nil {
		b.Fatal(err)
	}
	s.number, s.unit = page.Rows[0].Number, page.Rows[0].Unit
	if n := s.rows(b, "/work?tab=waiting"); n != 20 {
		b.Fatalf("the work list shows %d rows", n)
	}
	return s
}

// become signs an officer in who works in the unit of the item that is filed for.
func (s *benchServer) become(w http.ResponseWriter, r *http.Request) {
	item, err := s.hall.items.CurrentItem(s.hall.division, proofItem)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	for _, o := range s.hall.org.Load().Staff(item.Unit, s.hall.calendar.Load().DayOf(s.hall.clock.Now())) {
		actor := access.Actor{ID: o.ID, Role: access.CaseOfficer, Unit: o.Unit, Division: s.hall.division}
		if slices.Contains(o.Roles, string(access.CaseOfficer)) && s.hall.visitors.SignIn(w, r, actor) == nil {
			return
		}
	}
	http.Error(w, "nobody works in "+item.Unit, http.StatusInternalServerError)
}

// signIn becomes an officer on the pages and a clerk with a token.
func (s *benchServer) signIn(b *testing.B) {
	res, err := s.client.PostForm(s.url+"/become", nil)
	if err != nil || res.StatusCode != http.StatusOK {
		b.Fatal(res, err)
	}
	res.Body.Close()
	verbs, err := api.VerbsOf(access.Clerk, []string{"read:cases", "write:cases"})
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	account, err := s.hall.accounts.AccountByLogin(ctx, "service-centre-1")
	if err != nil {
		b.Fatal(err)
	}
	token, _, err := s.hall.desk.IssueToken(ctx, account.ID, "bench", access.Clerk, verbs, s.hall.desk.Clock.Now().Add(time.Hour))
	if err != nil {
		b.Fatal(err)
	}
	s.token = string(token)
}

// rows is how many cases a page of the officer shows.
func (s *benchServer) rows(b *testing.B, path string) int {
	res, err := s.client.Get(s.url + path)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return bytes.Count(raw, []byte(`href="/work/cases/`))
}

// writeBare reads the same body and writes one durable row through the same writer.
func (s *benchServer) writeBare(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	err := json.NewDecoder(r.Body).Decode(&body)
	if err == nil {
		_, err = s.hall.writer.Write(r.Context(), sqldb.Unit{Division: s.hall.division, Run: func(tx *sqldb.Tx) error {
			_, err := tx.Exec("insert into serial (division, series, next) values (?, ?, 1)", s.hall.division, r.Header.Get("Idempotency-Key"))
			return err
		}})
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusCreated)
}

func (s *benchServer) send(method, path string, body []byte) error {
	r, err := http.NewRequest(method, s.url+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+s.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", fmt.Sprintf("bench-%08d", s.keys.Add(1)))
	return s.done(r, http.StatusCreated)
}

func (s *benchServer) done(r *http.Request, want int) error {
	res, err := s.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != want {
		err = fmt.Errorf("%s %s: %s: %.300s", r.Method, r.URL.Path, res.Status, raw)
	}
	return err
}

var benchFiling = sync.OnceValue(func() []byte {
	raw, err := json.Marshal(filing())
	if err != nil {
		panic(err)
	}
	return raw
})

func (s *benchServer) file(int64) error    { return s.send("POST", "/api/v1/cases", benchFiling()) }
func (s *benchServer) bareRow(int64) error { return s.send("POST", "/bare", benchFiling()) }

func (s *benchServer) get(token, path string) func(int64) error {
	return func(int64) error {
		r, err := http.NewRequest("GET", s.url+path, nil)
		if err != nil {
			return err
		}
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		return s.done(r, http.StatusOK)
	}
}

// load lets so many clients work and reports acts a second, the 99th percentile, and the
// processor time of an act, client and server together: it stays the same on a busy machine.
func (s *benchServer) load(b *testing.B, clients int, act func(int64) error) {
	b.Helper()
	var n atomic.Int64
	var wg sync.WaitGroup
	var mu sync.Mutex
	var all []time.Duration
	b.ResetTimer()
	before := processorTime(b)
	for range clients {
		wg.Go(func() {
			var took []time.Duration
			for i := n.Add(1); i <= int64(b.N); i = n.Add(1) {
				at := clock.System.Now()
				if err := act(i); err != nil {
					b.Error(err)
					return
				}
				took = append(took, clock.System.Now().Sub(at))
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
		})
	}
	wg.Wait()
	b.ReportMetric(float64((processorTime(b)-before).Microseconds())/float64(b.N), "cpu-µs/act")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acts/s")
	if slices.Sort(all); len(all) > 0 {
		b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
	}
}

// processorTime is what this process has used so far.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkProgram builds the program as make does and measures what an operator sees: its
// size, its start on a folder with a county's history, its memory at rest after one minute
// of requests.
func BenchmarkProgram(b *testing.B) {
	dir := b.TempDir()
	program := filepath.Join(dir, "banjie")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(program)
	if err != nil {
		b.Fatal(err)
	}
	p := &proof{out: io.Discard, self: program, dir: dir, client: &http.Client{}}
	if p.listen, err = freeAddress(); err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	began := clock.System.Now()
	if err := startBench(ctx, p, program); err != nil {
		b.Fatal(err)
	}
	b.Logf("the county's history grew in %s", clock.System.Now().Sub(began).Round(time.Second))
	p.stop(syscall.SIGTERM)
	var starts time.Duration
	for b.Loop() {
		began := clock.System.Now()
		if err := startBench(ctx, p, program); err != nil {
			b.Fatal(err)
		}
		res, err := p.client.Get("http://" + p.listen + "/")
		if err != nil {
			b.Fatal(err)
		}
		res.Body.Close()
		starts += clock.System.Now().Sub(began)
		b.StopTimer()
		for range 200 {
			if res, err := p.client.Get("http://" + p.listen + "/"); err == nil {
				io.Copy(io.Discard, res.Body)
				res.Body.Close()
			}
		}
		memory := residentMB(b, p.server.Process.Pid)
		p.stop(syscall.SIGTERM)
		b.ReportMetric(memory, "MB-at-rest")
		b.StartTimer()
	}
	b.ReportMetric(float64(info.Size())/1e6, "MB-binary")
	b.ReportMetric(starts.Seconds()*1000/float64(b.N), "ms-to-first-page")
}

// startBench starts the program on the folder of the benchmark, a full county unless
// BANJIE_BENCH_COUNTY says another number of cases.
func startBench(ctx context.Context, p *proof, program string) error {
	cases := os.Getenv("BANJIE_BENCH_COUNTY")
	if cases == "" {
		cases = "0"
	}
	return p.startProgram(ctx, program, p.hall(), "--end", "2026-06-12", "--cases", cases)
}

func residentMB(b *testing.B, pid int) float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip("no /proc here")
	}
	_, rest, _ := strings.Cut(string(raw), "VmRSS:")
	kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kb / 1000
}
