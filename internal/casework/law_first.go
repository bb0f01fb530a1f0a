package casework

import (
	"context"
	"time"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/limit"
)

// lawFirst does what silence has already done by law: a list of corrections sent on the
// sixth day finds the case accepted, whether or not the sweeper has come by. The earliest
// limit acts first. What the case's state does not allow is left for the sweeper to report.
func (e *Engine) lawFirst(ctx context.Context, p *Procedure, c *Case, now time.Time) (events []Event, also []Command, err error) {
	tried := map[string]bool{}
	for {
		var next limit.Clock
		for _, k := range c.Clocks {
			due := k.State == limit.Running && k.Verb != "" && !k.Due.At.IsZero() && !k.Due.At.After(now)
			if due && !tried[k.Name] && (next.Name == "" || k.Due.At.Before(next.Due.At)) {
				next = k
			}
		}
		if next.Name == "" {
			return events, also, nil
		}
		tried[next.Name] = true
		for _, verb := range p.verbsDue(next) {
			done, more, err := e.run(ctx, p, c, Command{Actor: access.Actor{Role: access.System, Division: c.Division}, Case: c.ID, Verb: verb, Input: &ClockInput{Clock: next.Name}}, now)
			if err == nil {
				events, also = append(events, done), append(also, more...)
				break
			}
			if fault.KindOf(err) != fault.Unlawful {
				return nil, nil, err
			}
		}
	}
}
