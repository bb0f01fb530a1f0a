package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/identity"
	"banjie/internal/sqldb"
	draftstore "banjie/internal/store/draft"
	filestore "banjie/internal/store/file"
	notifystore "banjie/internal/store/notify"
	scanstore "banjie/internal/store/scan"
	"banjie/internal/web/citizen/apply"
)

// What is kept beside the cases, uploads and unsent applications, and who clears up.

// uploads gives the place for files that the engine has.
func (h *hall) uploads() filestore.Store {
	if h.db.Engine == sqldb.Postgres {
		return filestore.NewRows(h.db)
	}
	return filestore.NewFolder(h.dir.Files())
}

// keepers opens the places for uploads and unsent applications.
func (h *hall) keepers() error {
	secret, err := h.dir.Secret("drafts", random32)
	if err != nil {
		return err
	}
	h.files = h.uploads()
	h.drafts = draftstore.New(h.db, h.writer, secret, apply.DraftLife, clock.System)
	return nil
}

// scans gives the folder into which scanners and card readers write, one folder a window:
// the one that was named, or scan in the data folder, where each window's is made.
func (h *hall) scans(named string) (*scanstore.Folder, error) {
	if named != "" {
		return scanstore.New(named, clock.System), nil
	}
	root := filepath.Join(h.dir.Path, "scan")
	for _, w := range h.org.Load().Windows() {
		if w.Number != filepath.Base(w.Number) || strings.HasPrefix(w.Number, ".") {
			continue
		}
		if err := os.MkdirAll(filepath.Join(root, w.Number), 0o750); err != nil {
			return nil, fmt.Errorf("folder of window %s: %w", w.Number, err)
		}
	}
	return scanstore.New(root, clock.System), nil
}

// clearEvery is how often is looked for what has been kept long enough.
const clearEvery = time.Hour

// clearUp deletes what nobody needs any more, now and every hour, until the context ends.
// It goes by the machine's clock: a demonstration that is moved on a week forgets nothing.
func (h *hall) clearUp(ctx context.Context) {
	tick := time.NewTicker(clearEvery)
	defer tick.Stop()
	for {
		if err := h.clearOnce(ctx, clock.System.Now()); err != nil && ctx.Err() == nil {
			h.log.Error("clearing up", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// clearOnce deletes what has been kept long enough, then looks whether the statistics of the
// database are still true. Expired drafts go first, so that their files go in the same round.
func (h *hall) clearOnce(ctx context.Context, now time.Time) error {
	return errors.Join(h.clearFiles(ctx, now), h.clearRows(ctx, now), h.writer.Optimize(ctx, h.division))
}

// clearRows deletes rows that are neither cases nor acts. Days are counted by the clock by
// which the rows were written: the hall's for repeated commands and reads, the machine's
// for sessions and deliveries.
func (h *hall) clearRows(ctx context.Context, now time.Time) error {
	keep, acts := h.dir.Config.Keep, h.clock.Now()
	days := func(from time.Time, n int) time.Time { return from.AddDate(0, 0, -n) }
	var errs []error
	for _, old := range []struct {
		what   string
		delete func() (int64, error)
	}{
		{"repeats", func() (int64, error) { return h.cases.ForgetRepeats(ctx, h.division, days(acts, casework.RepeatDays)) }},
		{"reads", func() (int64, error) { return h.reads.Forget(ctx, h.division, days(acts, keep.AccessLog)) }},
		{"deliveries", func() (int64, error) {
			return notifystore.New(h.db, h.writer).Forget(ctx, h.division, days(now, keep.Deliveries))
		}},
		{"tries", func() (int64, error) { return h.accounts.Tries(h.division).Sweep(ctx, now.Add(-identity.BucketLife)) }},
		{"sessions", func() (int64, error) { return h.accounts.SweepSessions(ctx, now) }},
	} {
		n, err := old.delete()
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", old.what, err))
		}
		if n > 0 {
			h.log.Info("kept long enough and deleted", "what", old.what, "rows", n)
		}
	}
	return errors.Join(errs...)
}

func (h *hall) clearFiles(ctx context.Context, now time.Time) error {
	if err := h.drafts.Sweep(ctx); err != nil {
		return err
	}
	removed, err := h.files.Sweep(ctx, now.Add(-filestore.OrphanLife), h.namesFile)
	if removed > 0 {
		h.log.Info("files that nothing names were removed", "files", removed)
	}
	return err
}

// namesFile says whether a case or an unsent application still names a file.
func (h *hall) namesFile(ctx context.Context, hash string) (bool, error) {
	if used, err := filestore.NewNames(h.db).Named(ctx, hash); used || err != nil {
		return used, err
	}
	return h.drafts.Named(ctx, hash)
}

// pageDrafts keeps the drafts of the pages in the store.
type pageDrafts struct{ store *draftstore.Store }

func (p pageDrafts) Save(ctx context.Context, id string, d apply.Draft) error {
	if d.Saved.IsZero() {
		d.Saved = clock.System.Now()
	}
	body, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("draft: %w", err)
	}
	kept := draftstore.Draft{Body: body, Saved: d.Saved}
	for _, f := range d.Files {
		kept.Files = append(kept.Files, f.Hash)
	}
	return p.store.Save(ctx, id, kept)
}

func (p pageDrafts) Load(ctx context.Context, id string) (apply.Draft, error) {
	var d apply.Draft
	body, err := p.store.Load(ctx, id)
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal(body, &d); err != nil {
		return d, fmt.Errorf("draft: %w", err)
	}
	return d.Whole(), nil
}

func (p pageDrafts) Drop(ctx context.Context, id string) error { return p.store.Drop(ctx, id) }
