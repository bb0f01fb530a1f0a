package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/simtown"
	"banjie/internal/web/admin"
	adminkeys "banjie/internal/web/admin/keys"
	"banjie/internal/web/ui"
)

// admin wires the administrator's pages.
func (h *hall) admin() admin.Deps {
	var types []ui.Option
	for _, t := range h.certs.types.All() {
		types = append(types, ui.Option{Value: t.ID, Label: t.Name})
	}
	return admin.Deps{Items: h.items, Certificates: types, Reload: h.readOrg, Desk: h.desk, Sessions: h.visitors.Sessions,
		Use: func(c *calendar.Calendar) { h.calendar.Store(c) }, Ledger: pageLedger{h}, System: h.state, Looks: pageLooks{h}, Fixes: h.impasse, Published: h.mended}
}

// pageLedger is the ledger as the administrator sees it.
type pageLedger struct{ h *hall }

func (l pageLedger) PublicKey() string { return l.h.public }

func (l pageLedger) Checkpoint(context.Context) (string, error) {
	raw, err := os.ReadFile(filepath.Join(l.h.dir.Path, checkpointFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(raw), err
}

// Witnesses are those of the configuration, with what they signed of the published checkpoint.
func (l pageLedger) Witnesses(ctx context.Context) ([]adminkeys.Witness, error) {
	text, err := l.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	return l.h.witnesses(text)
}

// state is what the administrator may know of the machine.
func (h *hall) state(ctx context.Context) (adminkeys.System, error) {
	s := adminkeys.System{Version: version, Folder: h.dir.Path, Demo: h.dir.Instance.Demo, Moved: h.dir.Instance.Moved,
		Engine: string(h.db.Engine), Started: h.started, Growing: h.growing.Load(), Phone: h.dir.Config.Footer.Phone, Now: clock.System.Now()} // sweeps are timed by the wall, whatever a demonstration's clock says
	if s.Demo {
		s.Phone = simtown.Phone
	}
	if at := h.swept.Load(); at != nil {
		s.Swept = *at
	}
	if f := h.alarmNow(); f != nil {
		s.SweepErr = f.Message.ZH + " " + f.Message.EN
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(h.dir.Path, &disk); err == nil {
		s.DiskFree, s.DiskSize = int64(disk.Bavail)*disk.Bsize, int64(disk.Blocks)*disk.Bsize
	}
	cursors, head, err := h.db.Cursors(ctx, h.division)
	if err != nil {
		return s, err
	}
	for name, n := range cursors {
		s.Consumers = append(s.Consumers, adminkeys.Consumer{Name: lang.T(name, name), At: n, Head: head})
	}
	return s, nil
}

// pageLooks is the access log as the auditor sees it.
type pageLooks struct{ h *hall }

func (l pageLooks) Looks(ctx context.Context, f adminkeys.LookFilter, after string, limit int) ([]adminkeys.Look, string, error) {
	key := casework.Key{Division: f.Division}
	if f.Case != "" {
		found, err := l.h.cases.ByNumber(ctx, f.Division, f.Case)
		if err != nil {
			return nil, "", err
		}
		key = found
	}
	before := l.h.clock.Now().Add(time.Minute)
	if after != "" {
		us, err := strconv.ParseInt(after, 36, 64)
		if err != nil {
			return nil, "", fault.Missing()
		}
		before = time.UnixMicro(us)
	}
	entries, err := l.h.reads.Of(ctx, key, f.Officer, before, limit+1)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(entries) > limit {
		entries = entries[:limit]
		next = strconv.FormatInt(entries[limit-1].At.UnixMicro(), 36)
	}
	looks := make([]adminkeys.Look, len(entries))
	numbers := map[casework.ID]string{}
	for i, e := range entries {
		if _, seen := numbers[e.Case]; !seen && e.Case != 0 {
			if c, _, err := l.h.engine.Load(ctx, casework.Key{Division: f.Division, ID: e.Case}); err == nil {
				numbers[e.Case] = c.Number
			}
		}
		looks[i] = adminkeys.Look{At: e.At, Officer: e.Actor, Role: e.Role, Case: numbers[e.Case], What: e.What}
	}
	return looks, next, nil
}
