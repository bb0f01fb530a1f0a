package simtown

import (
	"container/heap"
	"context"
	"fmt"
	"sync"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/clock"
	"banjie/internal/complaint"
)

// Config says how much of a county is wanted. Zero values stand for the defaults.
type Config struct {
	Seed   uint64
	End    calendar.Day     // the last day, lived until eleven in the morning
	Days   int              // calendar days of history, 90
	Cases  int              // filings, 7,500: about 70,000 events
	Paper  Paper            // stores what units show with their replies to orders; nil: no orders are issued
	Office Office           // nil: a history without inspections and accountability files
	Vault  *complaint.Vault // seals complaints; nil: nobody complains
	// Also are things that happen at the hall beside the cases, in the order of their instants.
	Also []Happening
}

// Happening is done at an instant of the history, with the clock there.
type Happening struct {
	At     time.Time
	Do     func(context.Context) error
	Seed   uint64
	End    calendar.Day // the last day, lived until eleven in the morning
	Days   int          // calendar days of history, 90
	Cases  int          // filings, 7,500: about 70,000 events
	Office Office       // nil: a history without inspections and accountability files
}

const (
	defaultDays  = 90
	defaultCases = 7500
	batchSize    = 96              // turns that run side by side
	batchSpan    = 6 * time.Minute // acts that lie closer than this share one instant
	settle       = time.Second     // no case acts twice in one batch
)

func (c Config) filled() Config {
	if c.Days <= 0 {
		c.Days = defaultDays
	}
	if c.Cases <= 0 {
		c.Cases = defaultCases
	}
	return c
}

// Begin is the instant before which the history has nothing; the moved clock starts there.
func (c Config) Begin(cal *calendar.Calendar) time.Time {
	c = c.filled()
	return cal.Start(c.End - calendar.Day(c.Days) + 1)
}

// stop is where the history ends: the last day's eleven o'clock, amid the work.
func (c Config) stop(cal *calendar.Calendar) time.Time {
	return cal.Start(c.End).Add(11 * time.Hour)
}

// Grow makes the history by the engine's own commands. The items of [County] must be
// published in the engine's catalogue; clk is the clock of the engine and of its
// writer, not later than [Config.Begin], and shows the end of the history afterwards.
// What is not finished then stays open. progress may be nil; done counts filings.
//
// Errors: the first command that failed without being meant to, and ctx's.
func Grow(ctx context.Context, c Config, engine *casework.Engine, clk *clock.Moved, progress func(done, total int)) error {
	c = c.filled()
	cal := engine.Calendar()
	if begin := c.Begin(cal); clk.Now().After(begin.Add(time.Hour)) {
		return fmt.Errorf("simtown: the clock shows %v, the history begins at %v", clk.Now(), begin)
	}
	shelf, err := current(engine)
	if err != nil {
		return err
	}
	t := newTown(c, cal, engine, clk)
	due := &turns{}
	for _, b := range c.births(cal, bySlug(shelf), demoPeople()) {
		m, err := t.conceive(b)
		if err != nil {
			return fmt.Errorf("simtown: case %d: %w", b.n, err)
		}
		due.all = append(due.all, m)
	}
	scripts, err := t.scripts(ctx)
	if err != nil {
		return fmt.Errorf("simtown: registers: %w", err)
	}
	due.all = append(due.all, scripts...)
	heap.Init(due)
	t.conceiveTroubles(shelf)
	t.sides = []side{
		t.happening(),
		t.registering(),
		t.attending(),
		t.troubled(),
		t.overseen(due),
	}
	t.watch = newOversight(t)
	t.daily = []func(context.Context, time.Time) error{
		func(ctx context.Context, at time.Time) error { return t.listen(ctx, t.cal.DayOf(at)) },
		func(ctx context.Context, at time.Time) error { return t.watch.day(ctx, t.left(t.cal.DayOf(at))) },
	}
	if err := t.planComplaints(); err != nil {
		return err
	}
	return t.live(ctx, due, progress)
}

// Small is a county for tests: a few cases on thirty days before a fixed working day.
func Small(ctx context.Context, seed uint64, cases int, engine *casework.Engine, clk *clock.Moved) error {
	return Grow(ctx, SmallConfig(seed, cases), engine, clk, nil)
}

// SmallConfig is what [Small] grows; its Begin is where the clock must stand.
func SmallConfig(seed uint64, cases int) Config {
	return Config{Seed: seed, End: calendar.Date(2026, time.June, 12), Days: 45, Cases: cases}
}

// current gives the published version of every item of the county.
func current(engine *casework.Engine) ([]catalog.Item, error) {
	var all []catalog.Item
	for _, d := range drafts() {
		it, err := engine.Catalogue.Current(Division, d.Code)
		if err != nil {
			return nil, fmt.Errorf("simtown: item %s is not published: %w", d.Slug, err)
		}
		all = append(all, *it)
	}
	return all, nil
}

// side is a thread of the county's life beside the turns of its applications.
type side struct {
	next func() time.Time                              // when it acts next; zero: not any more
	act  func(ctx context.Context, at time.Time) error // does what is due then
}

// live lets time pass: the next turns, a batch at a time, what happens beside them at its
// own instants, and a sweep each midnight.
func (t *town) live(ctx context.Context, due *turns, progress func(done, total int)) error {
	stop := t.cfg.stop(t.cal)
	midnight := t.cal.Start(t.cal.DayOf(t.cfg.Begin(t.cal)) + 1)
	for {
		next, until := stop, stop.Add(-settle)
		if due.Len() > 0 && due.all[0].due.Before(stop) {
			next = due.all[0].due
		}
		var beside *side
		for i := range t.sides {
			at := t.sides[i].next()
			if at.IsZero() {
				continue
			}
			if at.Before(next) {
				next, beside = at, &t.sides[i]
			}
			if before := at.Add(-settle); before.Before(until) {
				until = before
			}
		}
		for !midnight.After(next) {
			if err := t.midnight(ctx, midnight); err != nil {
				return err
			}
			midnight = t.cal.Start(t.cal.DayOf(midnight) + 1)
			if progress != nil {
				progress(t.filed, t.cfg.Cases)
			}
		}
		if beside != nil {
			if err := beside.act(ctx, next); err != nil {
				return err
			}
			continue
		}
		if !next.Before(stop) {
			break
		}
		if err := t.batch(ctx, due, max(next.UnixNano(), min(next.Add(batchSpan).UnixNano(), midnight.Add(-settle).UnixNano(), until.UnixNano()))); err != nil {
			return err
		}
	}
	if err := t.sweep(ctx, stop); err != nil {
		return err
	}
	if err := t.morning(ctx, due.all, stop); err != nil {
		return err
	}
	if progress != nil {
		progress(t.filed, t.cfg.Cases)
	}
	return nil
}

// midnight sweeps, and lets pass what happens once a day.
func (t *town) midnight(ctx context.Context, at time.Time) error {
	if err := t.sweep(ctx, at); err != nil {
		return err
	}
	for _, each := range t.daily {
		if err := each(ctx, at); err != nil {
			return err
		}
	}
	return nil
}

// happening is the side of what the caller wants done at instants of the history.
func (t *town) happening() side {
	return side{
		next: func() time.Time {
			if len(t.cfg.Also) == 0 {
				return time.Time{}
			}
			return t.cfg.Also[0].At
		},
		act: func(ctx context.Context, at time.Time) error {
			if now := t.still.Now(); now.After(at) {
				at = now // acts of a batch share the instant of its last
			}
			t.moveTo(at)
			err := t.cfg.Also[0].Do(ctx)
			t.cfg.Also = t.cfg.Also[1:]
			return err
		},
	}
}

// attending is the side of the units' duties after poor ratings.
func (t *town) attending() side {
	return side{
		next: func() time.Time {
			if len(t.duties) == 0 {
				return time.Time{}
			}
			return t.duties[0].due
		},
		act: func(ctx context.Context, _ time.Time) error { return t.nextDuty(ctx) },
	}
}

// overseen is the side of the supervisors' mornings.
func (t *town) overseen(due *turns) side {
	t.desk = overseeing{next: t.oversees(t.cfg.Begin(t.cal)), about: map[casework.ID]bool{}}
	return side{
		next: func() time.Time { return t.desk.next },
		act: func(ctx context.Context, at time.Time) error {
			err := t.oversee(ctx, due.all, at)
			t.desk.next = t.oversees(at)
			return err
		},
	}
}

// troubled is the side of what could not be got done.
func (t *town) troubled() side {
	return side{next: t.troubles.next, act: func(ctx context.Context, _ time.Time) error { return t.trouble(ctx) }}
}

// moveTo shows the instant on the writer's clock and on the engine's own.
func (t *town) moveTo(at time.Time) {
	t.clk.MoveTo(at)
	t.still.MoveTo(at)
}

func (t *town) sweep(ctx context.Context, at time.Time) error {
	t.moveTo(at)
	got, err := t.engine.Sweep(ctx, Division)
	if err == nil && got.Err != nil {
		err = got.Err
	}
	if err != nil {
		return fmt.Errorf("simtown: sweep of %v: %w", at.In(t.cal.Zone()), err)
	}
	return nil
}

// batch runs the turns up to an instant side by side, at the instant of the last of them.
func (t *town) batch(ctx context.Context, due *turns, until int64) error {
	var run []*matter
	for due.Len() > 0 && len(run) < batchSize && due.all[0].due.UnixNano() <= until {
		run = append(run, heap.Pop(due).(*matter))
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	now := run[len(run)-1].due
	t.moveTo(now)
	errs := make([]error, len(run))
	var wg sync.WaitGroup
	for i, m := range run {
		wg.Go(func() {
			opening := m.c == nil
			m.due, errs[i] = t.turn(ctx, m, now)
			if errs[i] != nil {
				errs[i] = fmt.Errorf("simtown: case %d (%s) at %v: %w", m.n, m.item.Slug, now.In(t.cal.Zone()), errs[i])
			}
			m.opened = opening
		})
	}
	wg.Wait()
	for i, m := range run {
		if errs[i] != nil {
			return errs[i]
		}
		if m.opened {
			t.filed++
		}
		if m.due.IsZero() {
			t.remember(m)
			m.c, m.form = nil, nil // done with; the database has it
			continue
		}
		if !m.due.After(now) {
			m.due = now.Add(settle)
		}
		heap.Push(due, m)
	}
	return nil
}

// turns is a heap of matters by the instant of their next turn, then by number.
type turns struct{ all []*matter }

func (h *turns) Len() int { return len(h.all) }
func (h *turns) Less(i, j int) bool {
	if a, b := h.all[i], h.all[j]; !a.due.Equal(b.due) {
		return a.due.Before(b.due)
	}
	return h.all[i].n < h.all[j].n
}
func (h *turns) Swap(i, j int) { h.all[i], h.all[j] = h.all[j], h.all[i] }
func (h *turns) Push(x any)    { h.all = append(h.all, x.(*matter)) }
func (h *turns) Pop() any {
	last := h.all[len(h.all)-1]
	h.all = h.all[:len(h.all)-1]
	return last
}
