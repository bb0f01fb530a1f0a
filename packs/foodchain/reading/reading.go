// Package reading reads events back as they were captured, for pages, programs and standing queries.
//
//	query ─ what the database can leave out ─▶ archive ─▶ event with name and record time ─▶ wanted?
//
// It shows nothing to anybody: who may see an event is the asker's "wanted".
package reading

import (
	"context"
	"strings"
	"time"

	"banjie/internal/clock"
	"banjie/packs/foodchain/capture"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/query"
	"banjie/packs/foodchain/trace/tracestore"
)

// Archive is what events are read from.
type Archive interface {
	Archive(ctx context.Context, q tracestore.Asked) ([]tracestore.Archived, error)
	Named(ctx context.Context, name string) ([]tracestore.Archived, error)
}

// Captures says what brought an event.
type Captures interface {
	Of(ctx context.Context, event int64) (capture.Entry, error)
}

// Reader reads events.
type Reader struct {
	Archive  Archive
	Captures Captures
}

// Rows are read a few at first, since most pages end with them, then more at a time.
const (
	firstStep = 64
	mostStep  = 1024
)

// Each hands events after a number to do, those that are not wanted as nil, until it says stop. The
// query narrows what is read; what it leaves out is not handed over.
func (r *Reader) Each(ctx context.Context, q *query.Query, wanted func(*epcis.Event) bool, after int64, do func(int64, *epcis.Event) (bool, error)) error {
	narrowed := narrow(q)
	var c capture.Entry
	for step := firstStep; ; step = min(2*step, mostStep) {
		narrowed.After, narrowed.Limit = after, step
		rows, err := r.Archive.Archive(ctx, narrowed)
		if err != nil {
			return err
		}
		for _, row := range rows {
			after = row.ID
			if c.At.IsZero() || row.ID > c.Last {
				if c, err = r.Captures.Of(ctx, row.ID); err != nil {
					return err
				}
			}
			e, err := restore(row, c.At)
			if err != nil {
				return err
			}
			if !wanted(e) {
				e = nil
			}
			if on, err := do(row.ID, e); err != nil || !on {
				return err
			}
		}
		if len(rows) < step {
			return nil
		}
	}
}

// Restore is an archived event with the name and the record time that it has here.
func (r *Reader) Restore(ctx context.Context, row tracestore.Archived) (*epcis.Event, error) {
	c, err := r.Captures.Of(ctx, row.ID)
	if err != nil {
		return nil, err
	}
	return restore(row, c.At)
}

func restore(row tracestore.Archived, recorded time.Time) (*epcis.Event, error) {
	e, err := epcis.Parse(string(row.Body), nil, epcis.DefaultLimits)
	if err != nil {
		return nil, err
	}
	if e.RecordTime = recorded; e.EventID == "" {
		e.EventID = epcis.Hash(e)
	}
	return e, nil
}

// narrow is what the database can leave out by itself.
func narrow(q *query.Query) (a tracestore.Asked) {
	for _, c := range q.Conditions {
		switch {
		case c.Name == "GE_eventTime":
			a.From = max(a.From, clock.Micros(c.Time))
		case c.Name == "LT_eventTime":
			if t := clock.Micros(c.Time); a.Until == 0 || t < a.Until {
				a.Until = t
			}
		case strings.HasPrefix(c.Name, "MATCH_") && !c.Open && len(c.Below) == 0 && a.Things == nil:
			a.Things = c.Values
		case c.Name == "EQ_bizLocation":
			a.Locations = c.Values
		case c.Name == "EQ_readPoint":
			a.ReadPoints = c.Values
		}
	}
	return a
}
