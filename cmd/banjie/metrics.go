package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"banjie/internal/clock"
	"banjie/internal/metrics"
	"banjie/internal/sqldb"
	notifystore "banjie/internal/store/notify"
	"banjie/internal/web/site"
)

// What operators may know of the running program. The names stand in doc/runbook/metrics.md.

// measures are the figures that are added to as things happen.
type measures struct {
	registry *metrics.Registry
	requests *metrics.Histogram
	units    *metrics.Histogram
	commits  *metrics.Histogram
	failed   *metrics.Counter
}

// scrapeTime bounds how long the database is asked for one scrape.
const scrapeTime = 5 * time.Second

// measure begins to count.
func (h *hall) measure() *measures {
	r := &metrics.Registry{}
	m := &measures{
		registry: r,
		requests: r.Histogram("banjie_http_request_duration_seconds", "Requests by the pattern of their route and class of status.",
			[]float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10}, "route", "status"),
		units:   r.Histogram("banjie_commit_units", "Changes that shared one commit.", []float64{1, 2, 4, 8, 16, 32, 64, 128, 256}),
		commits: r.Histogram("banjie_commit_duration_seconds", "From the begin of a transaction to its answer.", []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5}),
		failed:  r.Counter("banjie_commit_failed_total", "Commits that the disk or the database refused; nothing of them was written."),
	}
	m.failed.Add(0) // so that it is there before the first
	h.writer.Watch(func(g sqldb.Group) {
		if g.Err != nil {
			m.failed.Add(1)
			return
		}
		m.units.Observe(float64(g.Units))
		m.commits.Observe(g.Took.Seconds())
	})
	r.Read("program", h.readProgram)
	r.Read("ledger", h.readLedger)
	r.Read("cases", h.readCases)
	r.Read("deliveries", h.readDeliveries)
	r.Running()
	return m
}

// answered counts a request.
func (m *measures) answered(a site.Answered) {
	m.requests.Observe(a.Took.Seconds(), a.Route, strconv.Itoa(a.Status/100)+"xx")
}

// serveMetrics answers on the address of the configuration; stop ends it.
func (h *hall) serveMetrics(m *measures, address string) (stop func(), err error) {
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("metrics: cannot listen on %s: %w", address, err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), scrapeTime)
		defer cancel()
		w.Header().Set("Content-Type", metrics.ContentType)
		if err := m.registry.Write(ctx, w); err != nil {
			h.log.DebugContext(ctx, "metrics", "error", err)
		}
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 16 << 10}
	go func() {
		if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			h.log.Error("metrics", "error", err)
		}
	}()
	return func() { _ = server.Close() }, nil
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func (h *hall) readProgram(ctx context.Context, p *metrics.Page) error {
	s, err := h.state(ctx)
	p.Gauge("banjie_build_info", "Version of the program and kind of database.", 1, "version", version, "engine", s.Engine)
	p.Gauge("process_start_time_seconds", "Start of the program, seconds since 1970.", float64(h.started.Unix()))
	p.Gauge("banjie_disk_free_bytes", "Free bytes where the data folder lies.", float64(s.DiskFree))
	p.Gauge("banjie_disk_size_bytes", "Size of the disk where the data folder lies.", float64(s.DiskSize))
	p.Gauge("banjie_clock_alarm", "1 while automatic acts stand still because the machine's time cannot be trusted.", oneIf(h.alarmNow() != nil))
	waiting, most := h.writer.Queue()
	p.Gauge("banjie_write_queue", "Changes that wait for a commit.", float64(waiting))
	p.Gauge("banjie_write_queue_limit", "Changes that may wait.", float64(most))
	for name, pool := range h.db.Pools() {
		p.Gauge("banjie_db_connections", "Open connections to the database.", float64(pool.OpenConnections), "pool", name)
		p.Gauge("banjie_db_connections_used", "Connections in use.", float64(pool.InUse), "pool", name)
		p.Count("banjie_db_wait_total", "How often a connection was waited for.", float64(pool.WaitCount), "pool", name)
		p.Count("banjie_db_wait_seconds_total", "How long connections were waited for.", pool.WaitDuration.Seconds(), "pool", name)
	}
	for _, c := range s.Consumers {
		p.Gauge("banjie_consumer_lag", "Events a consumer has not read yet.", float64(c.Head-c.At), "consumer", c.Name.EN)
	}
	return err
}

func (h *hall) readLedger(ctx context.Context, p *metrics.Page) error {
	head, err := h.db.Tree(ctx, h.division).Head()
	if err != nil {
		return err
	}
	p.Gauge("banjie_ledger_leaves", "Acts in the ledger.", float64(head.Size))
	if head.Size > 0 {
		p.Gauge("banjie_ledger_head_age_seconds", "Age of the newest head, by the hall's clock.", h.clock.Now().Sub(head.Recorded).Seconds())
	}
	return nil
}

func (h *hall) readCases(ctx context.Context, p *metrics.Page) error {
	now := h.clock.Now()
	next, err := h.cases.NextDue(ctx, h.division)
	if err != nil {
		return err
	}
	lag := 0.0
	if !next.IsZero() && next.Before(now) {
		lag = now.Sub(next).Seconds()
	}
	p.Gauge("banjie_sweep_lag_seconds", "How long the oldest due clock has not been acted on.", lag)
	if at := h.swept.Load(); at != nil {
		p.Gauge("banjie_sweep_age_seconds", "Since the last look for due clocks.", clock.System.Now().Sub(*at).Seconds())
	}
	standing, err := h.cases.Standing(ctx, h.division)
	if err != nil {
		return err
	}
	for _, m := range standing {
		p.Gauge("banjie_standing", "What stands open now, as the counters say.", float64(m.N), "what", string(m.Measure))
	}
	return nil
}

func (h *hall) readDeliveries(ctx context.Context, p *metrics.Page) error {
	s, err := notifystore.New(h.db, nil).Queue(ctx, h.division)
	if err != nil {
		return err
	}
	p.Gauge("banjie_deliveries_waiting", "Mails and webhook calls still to be sent.", float64(s.Waiting))
	p.Gauge("banjie_deliveries_dead", "Mails and webhook calls given up after their last try.", float64(s.Dead))
	lag := 0.0
	if !s.Oldest.IsZero() {
		lag = max(0, clock.System.Now().Sub(s.Oldest).Seconds())
	}
	p.Gauge("banjie_deliveries_lag_seconds", "How long the delivery that is due longest has been due.", lag)
	return nil
}
