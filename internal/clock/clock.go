// Package clock is the only place that reads the machine's time. Everything
// else receives an instant, or a [Clock], as an argument.
//
// Instants are UTC and cut to whole microseconds, the resolution at which both
// engines store them (int64 microseconds since 1970).
package clock

import (
	"sync"
	"time"
)

// Clock tells the present instant.
type Clock interface {
	// Now is the present instant in UTC, whole microseconds.
	Now() time.Time
}

// System is the machine's clock.
var System Clock = system{}

type system struct{}

func (system) Now() time.Time { return Cut(time.Now()) }

// Cut brings an instant into the form Banjie stores: UTC, whole microseconds,
// without the monotonic part.
func Cut(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond).Round(0) }

// Moved is a clock that tests and demonstrations move by hand. With a base clock it
// runs on from there; without one it stands still until moved. It is safe for
// concurrent use and never goes backwards.
type Moved struct {
	mu     sync.Mutex
	base   Clock         // nil: the clock stands
	offset time.Duration // added to base
	at     time.Time     // present instant when the clock stands
}

// Standing is a clock that shows at until it is moved.
func Standing(at time.Time) *Moved { return &Moved{at: Cut(at)} }

// Running is a clock that shows at now and goes on with base.
func Running(at time.Time, base Clock) *Moved {
	return &Moved{base: base, offset: Cut(at).Sub(base.Now())}
}

func (m *Moved) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now()
}

func (m *Moved) now() time.Time {
	if m.base == nil {
		return m.at
	}
	return Cut(m.base.Now().Add(m.offset))
}

// Run lets a standing clock go on with base from where it stands; a running one goes on as it is.
func (m *Moved) Run(base Clock) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.base == nil {
		m.base, m.offset = base, m.at.Sub(base.Now())
	}
}

// Offset is how far the clock is ahead of its base; 0 for a standing one.
func (m *Moved) Offset() time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.offset
}

// MoveTo moves the clock forward to at. A time that is already past changes nothing.
func (m *Moved) MoveTo(at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d := Cut(at).Sub(m.now()); d > 0 {
		if m.base == nil {
			m.at = m.at.Add(d)
		} else {
			m.offset += d
		}
	}
}

// Advance moves the clock forward by d; a negative d changes nothing.
func (m *Moved) Advance(d time.Duration) { m.MoveTo(m.Now().Add(d)) }

// Stopwatch starts now; it gives how long it has run, by the monotonic clock.
func Stopwatch() func() time.Duration {
	start := time.Now()
	return func() time.Duration { return time.Since(start) }
}

// Jump compares the machine's wall time with its monotonic time.
type Jump struct{ start time.Time }

// NewJump begins to compare now.
func NewJump() *Jump { return &Jump{time.Now()} }

// Since is how far wall time has left monotonic time since the comparison began: positive when the wall clock was put forward.
func (j *Jump) Since() time.Duration {
	now := time.Now()
	return now.Round(0).Sub(j.start.Round(0)) - now.Sub(j.start)
}

// Micros is an instant as both engines store it. The zero instant is 0.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// FromMicros is the reverse of [Micros].
func FromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
