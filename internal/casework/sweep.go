package casework

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/ledger"
	"banjie/internal/limit"
)

// sweepBatch is how many due clocks are taken at a time.
const sweepBatch = 64

// Swept counts what a sweep did.
type Swept struct {
	Warned, Late, Acted int
	Raised              int   // levels above that were told of a late clock
	Failed              int   // clocks on which the act failed; they stay due
	Err                 error // of the first failure
}

// Sweep acts on every clock of the division ("" all) that is due now: warnings, deemed
// acts, overruns. It takes clocks 64 at a time and ends when nothing more is due.
// Exactly-once comes from the case's version, so several sweepers may run. It gives the error
// of Trusted and does nothing while the clock cannot be believed.
func (e *Engine) Sweep(ctx context.Context, division string) (Swept, error) {
	var total Swept
	if e.Trusted != nil {
		if err := e.Trusted(); err != nil {
			return total, err
		}
	}
	stuck := map[DueClock]bool{}
	for {
		due, err := e.Store.Due(ctx, division, e.Clock.Now(), sweepBatch+len(stuck))
		if err != nil {
			return total, err
		}
		fresh := due[:0]
		for _, d := range due {
			if !stuck[d] {
				fresh = append(fresh, d)
			}
		}
		if len(fresh) == 0 {
			return total, ctx.Err()
		}
		var mu sync.Mutex
		var wg sync.WaitGroup
		for _, clocks := range byCase(fresh) {
			wg.Go(func() {
				for _, d := range clocks {
					verb, err := e.sweepOne(ctx, d)
					mu.Lock()
					if err != nil || verb == "" {
						stuck[d] = true // not looked at again in this sweep
					}
					total.count(verb, err)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if ctx.Err() != nil {
			return total, ctx.Err()
		}
	}
}

// byCase keeps the clocks of one case together: acting on them side by side, they would
// only stand in one another's way.
func byCase(due []DueClock) [][]DueClock {
	var groups [][]DueClock
	at := map[Key]int{}
	for _, d := range due {
		i, ok := at[d.Key]
		if !ok {
			i = len(groups)
			at[d.Key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], d)
	}
	return groups
}

func (s *Swept) count(verb string, err error) {
	switch {
	case err != nil:
		s.Failed++
		if s.Err == nil {
			s.Err = err
		}
	case verb == "warn_due":
		s.Warned++
	case verb == "mark_late":
		s.Late++
	case verb == "escalate":
		s.Raised++
	case verb != "":
		s.Acted++
	}
}

// sweepOne does what one due clock asks for; verb "" when somebody was faster. An act that
// leaves the clock as it was is an error: it would be found due for ever.
func (e *Engine) sweepOne(ctx context.Context, d DueClock) (string, error) {
	c, p, err := e.Load(ctx, d.Key)
	if err != nil {
		return "", err
	}
	k, ok := c.Clock(d.Name)
	now := e.Clock.Now()
	raise := k.State == limit.Late && !k.Raise.IsZero() && !k.Raise.After(now)
	if !ok || k.State != limit.Running && !raise {
		return "", nil
	}
	verbs, instant := p.verbsDue(k), k.Due.At
	switch {
	case raise:
		verbs, instant = []string{"escalate"}, k.Raise
	case !k.Warn.IsZero() && k.Due.At.After(now):
		verbs, instant = []string{"warn_due"}, k.Warn
	case k.Verb == "":
		verbs = []string{"mark_late"}
	}
	var verb string
	var out Outcome
	for _, verb = range verbs {
		cmd := Command{Actor: access.Actor{Role: access.System, Division: d.Division}, Case: d.ID, Verb: verb, Input: &ClockInput{Clock: d.Name}}
		if out, err = e.Do(ctx, cmd); fault.KindOf(err) != fault.Unlawful {
			break
		}
	}
	if err == nil && !out.Repeated {
		if after, _ := out.Case.Clock(d.Name); unmoved(after, k) {
			return verb, fmt.Errorf("casework: case %s: %s left clock %s as it was", d.ID, verb, d.Name)
		}
	}
	if f, ok := fault.As(err); ok && f.Code == notDueCode && instant.After(e.Clock.Now()) {
		return "", nil // the machine's clock was set back since the index was asked: the time will come
	}
	if kind := fault.KindOf(err); kind == fault.Conflict || kind == fault.Unlawful {
		// Another sweeper or a person was faster, unless the clock still stands as it was.
		c, _, lerr := e.Load(ctx, d.Key)
		if lerr != nil {
			return "", lerr
		}
		if now, _ := c.Clock(d.Name); !unmoved(now, k) {
			return "", nil
		}
	}
	return verb, err
}

// unmoved says that a clock asks for the same as before.
func unmoved(a, b limit.Clock) bool {
	return a.State == b.State && a.Warned == b.Warned && a.Raised == b.Raised && a.Due.At.Equal(b.Due.At)
}

// Record writes an act without a case: an item published, an officer named, a calendar
// imported. data is the facts of the act; it holds no personal data beyond officers' names.
func (e *Engine) Record(ctx context.Context, a access.Actor, kind string, data any, private Private) (Outcome, error) {
	return e.RecordShown(ctx, a, kind, data, private, nil)
}

// RecordShown is [Engine.Record] for an act of which a receipt can be given: face is what the
// receipt says, nil for none.
func (e *Engine) RecordShown(ctx context.Context, a access.Actor, kind string, data any, private Private, face *ledger.Face) (Outcome, error) {
	return e.record(ctx, Write{}, a, kind, data, private, face, nil)
}

// RecordOnce is [Engine.RecordShown] for an act that is done once under a name, on however many
// nodes and whoever comes second: the database has one row for the two of them. Repeated says that
// the name was taken and nothing was written.
func (e *Engine) RecordOnce(ctx context.Context, a access.Actor, kind, name string, data any, face *ledger.Face) (Outcome, error) {
	out, err := e.record(ctx, Write{Once: name}, a, kind, data, Private{}, face, nil)
	if errors.Is(err, ErrRepeated) {
		return Outcome{Repeated: true}, nil
	}
	return out, err
}

// RecordBeside is [Engine.Record] for an act that brings rows of its own: many events captured
// at once, of which the facts hold the root of a tree. A projector writes beside in the same
// savepoint and knows its type; the ledger knows it by what the facts say of it.
func (e *Engine) RecordBeside(ctx context.Context, a access.Actor, kind string, data, beside any) (Outcome, error) {
	return e.RecordBesideShown(ctx, a, kind, data, nil, beside)
}

// RecordBesideShown is [Engine.RecordBeside] for an act of which a receipt can be given.
func (e *Engine) RecordBesideShown(ctx context.Context, a access.Actor, kind string, data any, face *ledger.Face, beside any) (Outcome, error) {
	return e.record(ctx, Write{}, a, kind, data, Private{}, face, beside)
}

// Whole is an act without a case with all that it may bring beside its facts.
type Whole struct {
	Kind    string
	Data    any
	Private Private
	Face    *ledger.Face // nil: no receipt
	Beside  any          // rows of its own, see [Engine.RecordBeside]
	Once    string       // name under which it is done once, see [Engine.RecordOnce]; "": each time
}

// RecordWhole records an act without a case.
func (e *Engine) RecordWhole(ctx context.Context, a access.Actor, act Whole) (Outcome, error) {
	out, err := e.record(ctx, Write{Once: act.Once}, a, act.Kind, act.Data, act.Private, act.Face, act.Beside)
	if errors.Is(err, ErrRepeated) {
		return Outcome{Repeated: true}, nil
	}
	return out, err
}

func (e *Engine) record(ctx context.Context, w Write, a access.Actor, kind string, data any, private Private, face *ledger.Face, beside any) (Outcome, error) {
	now := e.Clock.Now()
	d := &Decision{Facts: &Facts{}}
	if err := d.SetData(data); err != nil {
		return Outcome{}, err
	}
	ev := Event{
		Division: a.Division, Seq: rand.Int64(), Kind: kind, Schema: 1, At: now, Effective: now,
		By: By{ID: a.ID, Role: a.Role, Unit: a.Unit, Mandate: a.Mandate}, Facts: *d.Facts, Private: private, Face: face, Beside: beside,
	}.sealed()
	w.Division, w.Events = a.Division, []Event{ev}
	got, err := e.Writer.Write(ctx, w)
	if err != nil {
		return Outcome{}, err
	}
	return Outcome{Events: got.Events, Head: got.Head}, nil
}

// Lamp says how a case stands with what the administration owes, at the given instant.
func (c *Case) Lamp(now time.Time) Lamp {
	lamp := OnTime
	for _, k := range c.Clocks {
		if k.Theirs {
			continue
		}
		switch {
		case k.State == limit.Late, k.State == limit.Running && !k.Due.At.After(now):
			return Overdue
		case k.State == limit.Paused:
			lamp = PausedNow
		case k.State == limit.Running && k.Warned && lamp == OnTime:
			lamp = DueSoon
		}
	}
	return lamp
}
