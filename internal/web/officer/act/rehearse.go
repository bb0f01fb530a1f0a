package act

import (
	"context"
	"time"

	"banjie/internal/casework"
)

// rehearse carries the command out against the case as it was loaded and keeps nothing.
// counted says that a refused try would have been written as an event.
func (q Question) rehearse(ctx context.Context, e *casework.Engine, cmd casework.Command) (after *casework.Case, counted bool, err error) {
	s := &stage{events: q.Case.Events}
	dry := *e
	dry.Store, dry.Writer = s, s
	cmd.Idem = nil
	out, err := dry.Do(ctx, cmd)
	return out.Case, s.written && err != nil, err
}

// stage is a store of one case and a writer that forgets.
type stage struct {
	events  []casework.Event
	written bool
}

func (s *stage) Load(context.Context, casework.Key) ([]casework.Event, casework.Provenance, error) {
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
