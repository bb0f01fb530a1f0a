package recall

import (
	"slices"
	"time"

	"banjie/internal/casework"
)

// Stopwatch is how fast a recall or a drill went.
type Stopwatch struct {
	List     time.Duration // from the click to the list with its holders, on the server
	Orders   int
	Answered int
	Half     time.Duration // from the opening until half of the holders had answered; 0: not yet
	Last     time.Duration // until the last of them had; 0: not yet
}

// Watch reads the stop-watch off a recall and its orders.
func Watch(c *casework.Case, orders []OrderRow) Stopwatch {
	w := Stopwatch{List: time.Duration(FileOf(c).Scope.Micros) * time.Microsecond}
	var took []time.Duration
	for _, o := range orders {
		if o.State == OrderState(Freed) && o.Stopped.IsZero() {
			continue
		}
		w.Orders++
		if !o.Stopped.IsZero() {
			took = append(took, o.Stopped.Sub(c.Opened))
		}
	}
	w.Answered = len(took)
	slices.Sort(took)
	if n := (w.Orders + 1) / 2; n > 0 && len(took) >= n {
		w.Half = took[n-1]
	}
	if w.Orders > 0 && len(took) == w.Orders {
		w.Last = took[w.Orders-1]
	}
	return w
}
