package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"banjie/internal/clock"
	"banjie/internal/datadir"
	"banjie/internal/sqldb"
	"banjie/internal/testenv"
)

// What an operator scrapes has every figure that the runbook names, and nothing of what was asked for.
func TestMetrics(t *testing.T) {
	for engine, dsn := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testenv.Postgres(t) }} {
		t.Run(engine, func(t *testing.T) {
			h := hallOn(t, dsn())
			if engine == "sqlite" {
				h = reopened(t, smallTown(t)) // with acts and a head
			}
			m := h.measure()
			relay, err := h.jobs("http://127.0.0.1")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := relay.Relay(t.Context()); err != nil {
				t.Fatal(err)
			}
			swept := clock.System.Now()
			h.swept.Store(&swept)
			s, err := h.site(context.Background(), serveOptions{base: "http://127.0.0.1"})
			if err != nil {
				t.Fatal(err)
			}
			s.Answered = m.answered
			handler := s.Handler()
			for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/track?number=11330100secret": 200, "/work/cases/nobody": 303, "/api/v1/items?q=secret": 200, "/no/such/secret": 404} {
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
				if w.Code != want {
					t.Errorf("%s: %d", path, w.Code)
				}
			}
			var text strings.Builder
			if err := m.registry.Write(t.Context(), &text); err != nil {
				t.Fatal(err)
			}
			got := text.String()
			if strings.Contains(got, "secret") {
				t.Error("what was asked for is in the figures")
			}
			for _, want := range []string{`_count{route="GET /healthz",status="2xx"} 1`, `_count{route="GET /api/v1/items",status="2xx"} 1`, `_count{route="/",status="4xx"} 1`, `_count{route="GET /work/cases/{id}",status="3xx"} 1`,
				"banjie_commit_failed_total 0", `banjie_build_info{version="` + version + `",engine="` + engine + `"} 1`, `banjie_standing{what="open_now"} `, `banjie_standing{what="clocks_now"} `, `banjie_deliveries_dead 0`} {
				if !strings.Contains(got, want) {
					t.Errorf("no %s", want)
				}
			}
			if strings.Contains(got, `banjie_metrics_unread{part="cases"} 1`) || regexp.MustCompile(`banjie_metrics_unread\{[^}]*\} 1`).MatchString(got) {
				t.Error("a part could not be read")
			}
			for _, name := range metricNames(t) {
				if engine == "sqlite" && !strings.Contains(got, "# TYPE "+name+" ") {
					t.Errorf("the runbook names %s, which is not there", name)
				}
			}
		})
	}
}

// metricNames are those the runbook names.
func metricNames(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../../doc/runbook/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var names []string
	for _, n := range regexp.MustCompile(`\b(banjie|go|process)_[a-z_]+`).FindAllString(string(text), -1) {
		n = strings.TrimSuffix(strings.TrimSuffix(n, "_bucket"), "_count")
		if !seen[n] {
			seen[n] = true
			names = append(names, n)
		}
	}
	return names
}

// Readiness follows the database, life does not.
func TestReadyFollowsTheDatabase(t *testing.T) {
	h := hallOn(t, "")
	s, err := h.site(context.Background(), serveOptions{base: "http://127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	handler := s.Handler()
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/healthz": http.StatusOK, "/readyz": http.StatusServiceUnavailable} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != want {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// What is neither case nor act goes when its days are over, on both engines, and not before.
func TestKeptLongEnough(t *testing.T) {
	for engine, dsn := range map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testenv.Postgres(t) }} {
		t.Run(engine, func(t *testing.T) {
			ctx := context.Background()
			h := hallOn(t, dsn())
			h.dir.Config.Keep.AccessLog, h.dir.Config.Keep.Deliveries = 184, 30
			now, acts := clock.System.Now(), h.clock.Now()
			day := 24 * time.Hour
			put := func(q string, args ...any) {
				t.Helper()
				if _, err := h.writer.Write(ctx, sqldb.Unit{Division: h.division, Run: func(tx *sqldb.Tx) error { _, err := tx.Exec(q, args...); return err }}); err != nil {
					t.Fatal(err)
				}
			}
			at := func(from time.Time, days int) int64 { return clock.Micros(from.Add(-time.Duration(days) * day)) }
			for i, d := range []int{29, 31} {
				put(`insert into idem (division, actor, key, hash, case_id, seq, at) values (?, 'a', ?, ?, 1, 1, ?)`, h.division, string(rune('a'+i)), []byte{1}, at(acts, d))
				put(`insert into delivery (division, channel, target, n, case_id, seq, kind, state, attempts, created, next, ended, status, problem) values (?, 'mail', 'x', ?, 1, 1, 'k', 'sent', 1, 1, 0, ?, 200, '')`, h.division, i, at(now, d))
				put(`insert into attempt (division, channel, target, n, no, at, status, problem, took) values (?, 'mail', 'x', ?, 1, 1, 200, '', 1)`, h.division, i)
			}
			put(`insert into delivery (division, channel, target, n, case_id, seq, kind, state, attempts, created, next, ended, status, problem) values (?, 'mail', 'x', 9, 1, 1, 'k', 'waiting', 1, 1, ?, 0, 0, '')`, h.division, at(now, 400))
			for i, d := range []int{183, 185} {
				put(`insert into access_log (division, at, n, actor, role, unit, session, case_id, what) values (?, ?, ?, 'o', 'officer', 'u', 's', 1, 'case')`, h.division, at(acts, d), i)
			}
			for i, d := range []int{-1, 1} {
				put(`insert into session (hash, account, data, until) values (?, 1, ?, ?)`, string(rune('a'+i)), []byte{1}, at(now, d))
			}
			count := func(table string) (n int) {
				t.Helper()
				if err := h.db.QueryRow(ctx, "select count(*) from "+table).Scan(&n); err != nil {
					t.Fatal(err)
				}
				return n
			}
			before := count("idem")
			if err := h.clearOnce(ctx, now); err != nil {
				t.Fatal(err)
			}
			for table, want := range map[string]int{"idem": before - 1, "delivery": 2, "attempt": 1, "access_log": 1, "session": 1} {
				if got := count(table); got != want {
					t.Errorf("%s: %d rows left, not %d", table, got, want)
				}
			}
		})
	}
}

// hallOn opens an empty folder; dsn "" is the embedded database.
func hallOn(t *testing.T, dsn string) *hall {
	t.Helper()
	dir, err := datadir.Create(filepath.Join(t.TempDir(), "data"), datadir.Instance{Name: "metrics", Division: "330599", Database: dsn})
	if err != nil {
		t.Fatal(err)
	}
	return reopened(t, dir)
}

func reopened(t *testing.T, dir *datadir.Dir) *hall {
	t.Helper()
	h, err := open(context.Background(), dir, openOptions{base: "http://127.0.0.1", log: errorsOnly()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() }) // twice where a test closed it
	return h
}
