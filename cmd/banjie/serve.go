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
	"syscall"
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
		return cannotListen(o.listen, err)
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
		return notStarted(err)
	}
	defer h.Close()
	if err := dir.Serves(o.base); err != nil {
		return err
	}
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

func cannotListen(address string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fault.New(fault.Conflict, "port_in_use",
			lang.Format("地址 %s 已被别的程序占用。", "The address %s is in use by another program.", address),
			lang.T("请停止那个程序，或换一个端口：banjie … --listen 127.0.0.1:8081，或 make run PORT=8081。", "Stop that program, or take another port: banjie … --listen 127.0.0.1:8081, or make run PORT=8081."))
	}
	return fault.New(fault.Unavailable, "cannot_listen",
		lang.Format("不能在 %s 上监听。", "It is not possible to listen on %s.", address),
		lang.T("请检查地址和端口；1024 以下的端口需要特别的权限。", "Check host and port; ports below 1024 need a special right.")).With(err)
}

// notStarted says at a start what to do about a database that cannot be used: nobody's act is
// waiting there.
func notStarted(err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	start := *f
	switch f.Code {
	case "disk_error":
		start.Remedy = lang.T("数据库文件可能已损坏或不能访问。先复制整个数据文件夹，不要删除任何文件；再用 banjie restore 恢复最近的备份。见 doc/runbook/read-only-disk.md。",
			"The database file may be damaged or out of reach. Copy the whole data folder first and delete nothing; then restore the last backup with banjie restore. See doc/runbook/read-only-disk.md.")
	case "database_unreachable":
		start.Remedy = lang.T("请确认 PostgreSQL 正在运行，地址（config.toml 的 database 或 instance.json）正确，然后再启动。", "See that PostgreSQL is running and that its address (database in config.toml, or instance.json) is right, then start again.")
	case "disk_full":
		start.Remedy = lang.T("请腾出空间后再启动。不要删除 banjie.db-wal 和 banjie.db-shm。见 doc/runbook/full-disk.md。", "Make room and start again. Do not delete banjie.db-wal or banjie.db-shm. See doc/runbook/full-disk.md.")
	case "read_only":
		start.Remedy = lang.T("请让运行服务的用户能写数据文件夹，然后再启动。见 doc/runbook/read-only-disk.md。", "Let the server's user write the data folder and start again. See doc/runbook/read-only-disk.md.")
	}
	return &start
}

// answer runs the server, the sweeper and the consumers until the context ends or one of
// them fails, then publishes a last checkpoint.
func (h *hall) answer(ctx context.Context, ln net.Listener, o serveOptions) error {
	if err := h.watchClock(ctx); err != nil { // before anybody is answered by it
		return err
	}
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
	fmt.Fprintf(o.out, "办结 Banjie: %s\n", o.base)
	if at := "http://" + ln.Addr().String(); at != o.base {
		fmt.Fprintln(o.out, lang.Format("在本机监听：%s", "Listening on %s", at).In(tongue()))
	}
	if o.demo != nil {
		o.demo.welcome()
		defer o.demo.farewell(h.dir.Path)
	}
	h.growing.Store(o.demo != nil)
	work, stop := context.WithCancel(ctx)
	defer stop()
	failed := make(chan error, 2)
	var background sync.WaitGroup
	background.Go(func() { jobs.Run(work) })
	background.Go(func() { h.clearUp(work) })
	background.Go(func() { h.reads.Run(work) })
	background.Go(func() { h.seekWitnesses(work) })
	background.Go(func() { h.nights(work) })
	h.packsWork(work, &background)
	background.Go(func() {
		if err := h.keepTime(work, o.demo); err != nil {
			failed <- err
		}
	})
	go func() { failed <- server.Serve(ln) }()
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
		if err := h.watchClock(ctx); err != nil { // growing took its time
			return err
		}
	}
	begun := clock.System.Now()
	h.swept.Store(&begun) // the first look comes within a second
	h.growing.Store(false)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
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
		if turn%retainEvery == 1 {
			if err := h.retain(ctx); err != nil && ctx.Err() == nil {
				h.log.Error("destroying what has been kept long enough", "error", err)
			}
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
