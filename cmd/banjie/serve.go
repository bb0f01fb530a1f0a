package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"banjie/internal/clock"
	"banjie/internal/config"
	"banjie/internal/datadir"
	"banjie/internal/fault"
	"banjie/internal/identity"
	"banjie/internal/lang"
	"banjie/internal/simtown"
	"banjie/internal/sqldb"
)

const (
	sweepEvery  = time.Second // how often the sweeper looks for what has become due
	reloadEvery = 5           // sweeps after which a node reads what other nodes changed of organisation and calendar
)

func serveCommand() *cobra.Command {
	var data, listen, base, scan string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the hall of a data folder （启动服务）",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			// A flag is the environment of this one run: it goes before the file, and mends it.
			for name, value := range map[string]string{"LISTEN": listen, "BASE": base} {
				if value == "" {
					continue
				}
				if err := os.Setenv(config.Prefix+name, value); err != nil {
					return err
				}
			}
			dir, err := openFolder(data)
			if err != nil {
				return err
			}
			return serve(cmd.Context(), dir, serveOptions{listen: dir.Config.Listen, base: dir.Config.Base, scan: scan, out: cmd.OutOrStdout()})
		},
	}
	cmd.Flags().StringVar(&data, "data", "", "data folder (or BANJIE_DATA)")
	cmd.Flags().StringVar(&listen, "listen", "", "address to listen on, before that of the configuration")
	cmd.Flags().StringVar(&base, "base", "", "public address in QR codes, e.g. https://hall.example, before that of the configuration")
	cmd.Flags().StringVar(&scan, "scan", "", "folder with one folder per window, into which scanners and card readers write (scan in the data folder)")
	return cmd
}

type serveOptions struct {
	listen string
	base   string
	scan   string // folder of the windows' scanners and card readers; "" is scan in the data folder
	out    io.Writer
	demo   *demonstration // nil outside demonstrations
}

// serve owns the folder, answers requests and sweeps until the context ends.
func serve(ctx context.Context, dir *datadir.Dir, o serveOptions) error {
	if o.demo == nil && dir.Instance.Demo {
		return demoFolderServed()
	}
	if err := dir.Lock(); err != nil {
		return err
	}
	defer dir.Unlock()
	ln, err := net.Listen("tcp", o.listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", o.listen, err)
	}
	defer ln.Close()
	if o.base == "" {
		o.base = "http://" + ln.Addr().String()
	}
	opening := openOptions{base: o.base, log: newLog(os.Stderr, dir.Config.Log)}
	if o.demo != nil {
		opening.begin = o.demo.begin()
	}
	h, err := open(ctx, dir, opening)
	if err != nil {
		return err
	}
	defer h.Close()
	if o.demo != nil {
		err = o.demo.seed(ctx, h)
	} else {
		err = h.refuseDemo(ctx)
	}
	if err != nil {
		return err
	}
	return h.answer(ctx, ln, o)
}

// answer runs the server, the sweeper and the consumers until the context ends or one of
// them fails, then publishes a last checkpoint.
func (h *hall) answer(ctx context.Context, ln net.Listener, o serveOptions) error {
	site, err := h.site(ctx, o)
	if err != nil {
		return err
	}
	if address := h.dir.Config.Metrics.Listen; address != "" {
		m := h.measure()
		site.Answered = m.answered
		stopMetrics, err := h.serveMetrics(m, address)
		if err != nil {
			return err
		}
		defer stopMetrics()
	}
	stopControl, err := h.control()
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer stopControl()
	jobs, err := h.jobs(o.base)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: behindProxy(&h.dir.Config, site.Handler()), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(h.log.Handler(), slog.LevelWarn)}
	work, stop := context.WithCancel(ctx)
	defer stop()
	failed := make(chan error, 2)
	var background sync.WaitGroup
	background.Go(func() { jobs.Run(work) })
	background.Go(func() { h.clearUp(work) })
	background.Go(func() { h.reads.Run(work) })
	background.Go(func() { h.seekWitnesses(work) })
	background.Go(func() {
		if err := h.keepTime(work, o.demo); err != nil {
			failed <- err
		}
	})
	go func() { failed <- server.Serve(ln) }()
	fmt.Fprintf(o.out, "办结 Banjie: %s\n", o.base)
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	shut, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	err = errors.Join(err, server.Shutdown(shut))
	stop()
	background.Wait()
	return errors.Join(err, h.publish(context.Background()))
}

// keepTime grows a demonstration's history first, then sweeps every second and
// publishes a checkpoint on the hour.
func (h *hall) keepTime(ctx context.Context, demo *demonstration) error {
	if demo != nil {
		if err := demo.grow(ctx, h); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("history: %w", err)
		}
	}
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	if err := h.watchClock(ctx); err != nil {
		return err
	}
	published := h.clock.Now().Truncate(time.Hour)
	for turn := 1; ; turn++ {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if h.alarmed() {
			continue
		}
		if swept, err := h.engine.Sweep(ctx, h.division); ctx.Err() == nil && (err != nil || swept.Err != nil) {
			h.log.Error("sweep", "error", errors.Join(err, swept.Err), "failed", swept.Failed)
		}
		now := clock.System.Now()
		h.swept.Store(&now)
		if h.db.Engine == sqldb.Postgres && turn%reloadEvery == 0 {
			if err := errors.Join(h.readOrg(ctx), h.readCalendar(ctx)); err != nil && ctx.Err() == nil {
				h.log.Error("reload", "error", err)
			}
		}
		if hour := h.clock.Now().Truncate(time.Hour); hour.After(published) {
			published = hour
			if err := h.publish(ctx); err != nil {
				h.log.Error("checkpoint", "error", err)
			}
		}
	}
}

// refuseDemo is the answer to a real start with a demonstration's accounts or keys.
func (h *hall) refuseDemo(ctx context.Context) error {
	if key := simtown.Key(); bytes.Equal(h.codes.key, key[:]) {
		return demoFolderServed()
	}
	return identity.RefuseDemo(ctx, h.accounts)
}

func demoFolderServed() error {
	return fault.New(fault.Forbidden, "demo_in_production",
		lang.T("这是演示数据，带演示账号和演示密钥，不能作为正式服务启动。", "This is a demonstration with demo accounts and keys; it cannot be served for real."),
		lang.T("看演示请用 banjie demo；正式使用请用 banjie init 新建数据文件夹。", "To see the demonstration use banjie demo; for real use make a folder with banjie init."))
}
