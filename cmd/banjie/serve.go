package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/datadir"
	"banjie/internal/identity"
)

// sweepEvery is how often the sweeper looks for what has become due.
const sweepEvery = time.Second

func serveCommand() *cobra.Command {
	var data, listen, base string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the hall of a data folder (启动服务)",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := dataFolder(data)
			if err != nil {
				return err
			}
			dir, err := datadir.Open(path)
			if err != nil {
				return err
			}
			return serve(cmd.Context(), dir, serveOptions{listen: listen, base: base, out: cmd.OutOrStdout()})
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "address to listen on")
	cmd.Flags().StringVar(&base, "base", "", "public address in QR codes, e.g. https://hall.example")
	return cmd
}

type serveOptions struct {
	listen string
	base   string
	out    io.Writer
	lan    bool
	// grow makes a demonstration's history behind the first page; nil when there is none to make.
	grow func(ctx context.Context, h *hall) error
}

// serve owns the folder, answers requests and sweeps until the context ends.
func serve(ctx context.Context, dir *datadir.Dir, o serveOptions) error {
	if err := dir.Lock(); err != nil {
		return err
	}
	defer dir.Unlock()
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	ln, err := net.Listen("tcp", o.listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", o.listen, err)
	}
	if o.base == "" {
		o.base = "http://" + ln.Addr().String()
	}
	h, err := open(ctx, dir, o.base, log)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer h.Close()
	if !dir.Instance.Demo {
		if err := identity.RefuseDemo(ctx, h.accounts); err != nil {
			return err
		}
	}
	site, err := h.site(o)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: site.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	work, stop := context.WithCancel(ctx)
	background := make(chan error, 2)
	go func() { background <- h.keepTime(work, o.grow) }()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(ln) }()
	fmt.Fprintf(o.out, "办结 Banjie: %s\n", o.base)
	select {
	case err = <-failed:
	case <-ctx.Done():
		shut, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		err = server.Shutdown(shut)
		cancel()
	}
	stop()
	berr := <-background
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, berr, h.publish(context.Background()))
}

// keepTime grows a demonstration's history first, then sweeps every second and
// publishes a checkpoint on the hour.
func (h *hall) keepTime(ctx context.Context, grow func(context.Context, *hall) error) error {
	if grow != nil {
		if err := grow(ctx, h); err != nil && ctx.Err() == nil {
			return fmt.Errorf("history: %w", err)
		}
	}
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	published := h.clock.Now().Truncate(time.Hour)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if swept, err := h.engine.Sweep(ctx, h.division); ctx.Err() == nil && (err != nil || swept.Err != nil) {
			h.log.Error("sweep", "error", errors.Join(err, swept.Err), "failed", swept.Failed)
		}
		if hour := h.clock.Now().Truncate(time.Hour); hour.After(published) {
			published = hour
			if err := h.publish(ctx); err != nil {
				h.log.Error("checkpoint", "error", err)
			}
		}
	}
}
