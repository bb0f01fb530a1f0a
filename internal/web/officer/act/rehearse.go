package act

import (
	"context"
	"time"

	"banjie/internal/casework"
)

// rehearse carries the command out against the case as it was loaded and keeps nothing.
// counted says that a refused try would have been written as an event.
func (q Question) rehearse(ctx context.Context, e *casework.Engine, cmd casework.Command) (after *casework.Case, counted bool, err error) {
	s := &stage{events: q.Case.Events, key: q.Case.Key, others: e.Store}
	dry := *e
	dry.Store, dry.Writer = s, s
	cmd.Idem = nil
	out, err := dry.Do(ctx, cmd)
	return out.Case, s.written && err != nil, err
}

// stage is a store in which one case stands as it was loaded, and a writer that forgets.
type stage struct {
	key     casework.Key
	events  []casework.Event
	others  casework.Store // of the cases the act touches beside its own
	written bool
}

func (s *stage) Load(ctx context.Context, key casework.Key) ([]casework.Event, casework.Provenance, error) {
	if key != s.key {
		return s.others.Load(ctx, key)
	}
	return s.events, casework.Live, nil
}

func (s *stage) Write(_ context.Context, w casework.Write) (casework.Committed, error) {
	s.written = true
	return casework.Committed{Events: w.Events}, nil
}

func (*stage) Due(context.Context, string, time.Time, int) ([]casework.DueClock, error) {
	return nil, nil
}

func (*stage) Repeated(context.Context, string, string, string) (casework.Repeat, bool, error) {
	return casework.Repeat{}, false, nil
}

func (*stage) Number(context.Context, string, string) (int64, error) { return 0, nil }
