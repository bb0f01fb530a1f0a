package main

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"time"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/control"
	"banjie/internal/integrity"
	"banjie/internal/integrity/matters"
	"banjie/internal/licensing"
)

// nightsEvery is how often it is asked whether the night's look is due.
const nightsEvery = 5 * time.Second

// nights takes the night's look when it is due, until the context ends.
func (h *hall) nights(ctx context.Context) {
	if err := h.readNight(ctx); err != nil {
		h.log.Error("indicators", "error", err)
	}
	tick := time.NewTicker(nightsEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if h.growing.Load() || h.alarmed() {
			continue
		}
		if err := h.nightly(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("indicators", "error", err)
		}
	}
}

// nightHour is from which hour on the night's look is taken, when the hall is empty.
const nightHour = 2

// nightly takes the night's look at the indicators, once a day.
func (h *hall) nightly(ctx context.Context) error {
	cal, now := h.calendar.Load(), h.clock.Now()
	day := cal.DayOf(now)
	if last := h.night.Load(); last != nil && last.Day >= day || !h.dir.Instance.Demo && now.In(cal.Zone()).Hour() < nightHour {
		return nil
	}
	if err := h.readNight(ctx); err != nil { // another node may have been there
		return err
	}
	if last := h.night.Load(); last != nil && last.Day >= day {
		return nil
	}
	n := &matters.Night{Day: day, Until: cal.Start(day), Days: matters.Days}
	for _, kind := range []struct{ kind, procedure string }{{matters.Application, licensing.Name}, {matters.Complaint, complaint.Name}} {
		r, err := h.records(ctx, kind.procedure, n.Until)
		if err != nil {
			return err
		}
		n.Runs = append(n.Runs, matters.Judge(kind.kind, r, n.Until, cal))
	}
	out, err := h.engine.RecordOnce(ctx, h.system(), matters.NightJudged, day.String(), n, nil)
	if err != nil {
		return err
	}
	if out.Repeated { // another node was faster: its look is in force, and its packs have run
		return h.readNight(ctx)
	}
	h.night.Store(n)
	for _, p := range h.packs {
		if p.Night != nil {
			if err := p.Night(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// readNight puts the last look in force.
func (h *hall) readNight(ctx context.Context) error {
	var last *matters.Night
	err := h.cases.ActsOf(ctx, h.division, matters.NightJudged, func(e casework.Event) error {
		n, err := casework.Data[matters.Night](e)
		last = &n
		return err
	})
	if err == nil && last != nil {
		h.night.Store(last)
	}
	return err
}

// records are the matters of a procedure that ended in the window or are open, with tags
// that no other set of records has.
func (h *hall) records(ctx context.Context, procedure string, until time.Time) (*integrity.Records, error) {
	r := &integrity.Records{}
	err := h.matters(ctx, procedure, until, func(m integrity.Matter) error {
		r.Matters = append(r.Matters, m)
		return nil
	})
	return r, err
}

func (h *hall) matters(ctx context.Context, procedure string, until time.Time, yield func(integrity.Matter) error) error {
	key := make([]byte, 32)
	rand.Read(key)
	tag := func(of string) string {
		if of == "" {
			return ""
		}
		m := hmac.New(sha256.New, key)
		io.WriteString(m, of)
		return hex.EncodeToString(m.Sum(nil)[:8])
	}
	open := true
	since := until.AddDate(0, 0, -matters.Days-60) // indicators of restarts look further back
	for _, q := range []casework.Query{{Open: &open}, {ClosedSince: since, ClosedUntil: until}} {
		q.Division, q.Procedure, q.Sealed, q.Limit = h.division, procedure, true, 100
		for {
			page, err := h.cases.Cases(ctx, q)
			if err != nil {
				return err
			}
			for _, row := range page.Rows {
				c, _, err := h.engine.Load(ctx, row.Key)
				if err != nil {
					return err
				}
				if m, ok := matters.Of(c, tag); ok && !m.Received.After(until) {
					if err := yield(m); err != nil {
						return err
					}
				}
			}
			if q.After = page.Next; q.After == "" {
				break
			}
		}
	}
	return nil
}

// exportMatters writes the applications as the indicators read them, so that an outsider
// finds the same. Complaints stay inside: a place in time would tell who filed them.
func exportMatters(ctx context.Context, h *hall, w io.Writer, tell control.Progress) error {
	now, err := h.lastInstant(ctx)
	if err != nil {
		return err
	}
	cal := h.calendar.Load()
	enc := json.NewEncoder(w)
	n := int64(0)
	return h.matters(ctx, licensing.Name, cal.Start(cal.DayOf(now)), func(m integrity.Matter) error {
		n++
		tell(n, n)
		return errors.Join(enc.Encode(m), ctx.Err())
	})
}

// lastInstant is now; of a moved folder, whose clock stands still while nobody serves it,
// its last act.
func (h *hall) lastInstant(ctx context.Context) (time.Time, error) {
	if h.dir.Instance.Moved {
		return h.db.LastRecorded(ctx)
	}
	return h.clock.Now(), nil
}
