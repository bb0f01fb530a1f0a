package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/clock"
)

// countyEnd is the last day of the county the browser sees, a Friday amid ordinary weeks.
var countyEnd = calendar.Date(2026, 6, 12)

// county is a served demonstration whose clock stands until somebody moves it.
type county struct {
	*hall
	demo *demonstration
	url  string
}

// newCounty grows a small county by the real commands and serves it on loopback.
func newCounty(t *testing.T, cases int) *county {
	t.Helper()
	ctx := context.Background()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dir, st, err := demoFolder(filepath.Join(t.TempDir(), "county"), demoState{Seed: 1, End: countyEnd, Cases: cases, Days: 45})
	if err != nil {
		t.Fatal(err)
	}
	if err := dir.Lock(); err != nil {
		t.Fatal(err)
	}
	c := &county{demo: &demonstration{state: st, out: io.Discard}, url: "http://" + ln.Addr().String()}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	if c.hall, err = open(ctx, dir, openOptions{base: c.url, begin: c.demo.begin(), log: log}); err != nil {
		t.Fatal(err)
	}
	if err := c.demo.seed(ctx, c.hall); err != nil {
		t.Fatal(err)
	}
	if err := c.demo.grow(ctx, c.hall); err != nil {
		t.Fatal(err)
	}
	c.moved.Advance(0)
	site, err := c.site(ctx, serveOptions{base: c.url, demo: c.demo})
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: site.Handler()}
	go server.Serve(ln)
	t.Cleanup(func() {
		server.Close()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		dir.Unlock()
	})
	return c
}

var _ = clock.System

func TestZZ(t *testing.T) {
	for _, n := range []int{40, 80, 160} {
		c := newCounty(t, n)
		t.Log(n, c.clock.Now())
	}
}
