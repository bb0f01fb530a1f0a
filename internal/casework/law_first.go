package casework

import (
	"context"
	"time"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/limit"
)

// lawFirst does what silence has already done by law: the limits of the administration are
// judged by now, those of the applicant by the day on which the papers came. A list of corrections sent on the
// sixth day finds the case accepted, whether or not the sweeper has come by. The earliest
// limit acts first. Nothing is deemed by a clock that cannot be trusted: then the act has to
// wait, because nobody can say whether the law was faster. What the case's state does not allow is left for the sweeper to report.
func (e *Engine) lawFirst(ctx context.Context, p *Procedure, c *Case, cmd Command, now time.Time) (events []Event, also []Command, err error) {
	came := now
	if t, ok := p.Transition(c.State, cmd.Verb); ok && !cmd.Effective.IsZero() && cmd.Effective.Before(now) && t.HandsIn(cmd.Actor, c) {
		came = cmd.Effective
	}
	tried := map[string]bool{}
	for {
		var next limit.Clock
		for _, k := range c.Clocks {
			by := now
			if rule, ok := p.Rule(k.Name); ok && rule.Applicants {
				by = came
			}
			due := k.State == limit.Running && k.Verb != "" && !k.Due.At.IsZero() && !k.Due.At.After(by)
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
			if err == nil && e.Trusted != nil {
				if err := e.Trusted(); err != nil {
					return nil, nil, err
				}
			}
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
