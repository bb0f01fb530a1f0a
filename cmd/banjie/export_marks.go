package main

import (
	"context"
	"encoding/csv"
	"io"
	"time"

	"banjie/internal/casework"
	"banjie/internal/control"
	"banjie/internal/limit"
	"banjie/internal/recorded"
)

// Marks of a clock, as they stand when the folder is read.
const (
	markInTime   = "in_time"   // ended by its last instant
	markLate     = "late"      // ended after it
	markOpen     = "open"      // runs, or rests, and is not over
	markOpenLate = "open_late" // runs and is over
)

// exportMarks writes how each case stands with its limits: one row for each clock that binds
// the administration, one row without a clock for a case that has none.
func exportMarks(ctx context.Context, h *hall, source string, w io.Writer, tell control.Progress) error {
	order, err := h.inOrder(ctx, source)
	if err != nil {
		return err
	}
	now, err := h.lastInstant(ctx)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write([]string{"number", "key", "procedure", "unit", "opened", "closed", "clock", "due", "ended", "mark"}); err != nil {
		return err
	}
	for i, p := range order {
		tell(int64(i), int64(len(order)))
		c, proc, err := h.engine.Load(ctx, casework.Key{Division: h.division, ID: p.id})
		if err != nil {
			return err
		}
		if c.Sealed {
			continue // the hour of a complaint is nobody's business
		}
		row := []string{c.Number, "", c.Procedure, c.Unit, written(c.Opened), written(c.Closed)}
		if c.Procedure == recorded.Name {
			o, err := casework.Data[recorded.Origin](c.Events[0])
			if err != nil {
				return err
			}
			row[1] = o.Key
		}
		any := false
		for _, k := range c.Clocks {
			if rule, ok := proc.Rule(k.Name); k.Theirs || ok && rule.Waits || k.State == limit.Void {
				continue
			}
			any = true
			if err := out.Write(append(row[:6:6], k.Name, written(lastOf(k)), written(k.Ended), markOf(k, now))); err != nil {
				return err
			}
		}
		if !any {
			if err := out.Write(append(row[:6:6], "", "", "", "")); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// lastOf is the last instant in time: the due instant is the first late one.
func lastOf(k limit.Clock) time.Time {
	if k.Due.At.IsZero() {
		return k.Due.At
	}
	return k.Due.At.Add(-time.Microsecond)
}

func markOf(k limit.Clock, now time.Time) string {
	switch {
	case k.State == limit.Missed:
		return markLate
	case !k.State.Open():
		return markInTime
	case k.State == limit.Late || !k.Due.Paused && !now.Before(k.Due.At):
		return markOpenLate
	}
	return markOpen
}

func written(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02T15:04:05.999999Z07:00")
}
