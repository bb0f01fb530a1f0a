package complaint_test

import (
	"sync/atomic"
	"testing"
	"time"

	"banjie/internal/clock"
	"banjie/internal/complaint"
)

// setBack is a clock that is set back after its first readings.
type setBack struct {
	clock.Clock
	ahead time.Duration
	left  atomic.Int32 // readings before it is set back
}

func (s *setBack) Now() time.Time {
	if s.left.Add(-1) >= 0 {
		return s.Clock.Now().Add(s.ahead)
	}
	return s.Clock.Now()
}

// TestSweepAfterSetBack: the index was asked with a clock that stood ahead; what it gave is not due
// yet. That is no failure, nothing is written, and the act is done when the time has come.
func TestSweepAfterSetBack(t *testing.T) {
	for readings := int32(1); readings <= 4; readings++ {
		b := newBed(t)
		_, c := b.file(0)
		k, ok := b.load(c).Clock("triage")
		if !ok {
			t.Fatal("no clock of triage")
		}
		set := &setBack{Clock: b.clock, ahead: k.Due.At.Sub(b.clock.Now()) + time.Second}
		set.left.Store(readings)
		b.engine.Clock = set
		before := len(b.load(c).Events)
		swept, err := b.engine.Sweep(t.Context(), division)
		if err != nil || swept.Err != nil || swept.Failed != 0 {
			t.Errorf("%d readings ahead: %v, %+v", readings, err, swept)
		}
		if readings == 1 && len(b.load(c).Events) != before {
			t.Error("an act before its time")
		}
		b.engine.Clock = b.clock
		b.clock.MoveTo(k.Due.At)
		if swept, err = b.engine.Sweep(t.Context(), division); err != nil || swept.Err != nil {
			t.Errorf("in its time: %v, %+v", err, swept)
		}
		if late, _ := b.load(c).Clock("triage"); late.State != "late" || b.load(c).State != complaint.Registered {
			t.Errorf("after its time it is %s", late.State)
		}
	}
}
