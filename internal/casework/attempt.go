package casework

import (
	"errors"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

func notNow(p *Procedure, c *Case, verb string) error {
	title := lang.T(verb, verb)
	for _, t := range p.Transitions {
		if t.Verb == verb {
			title = t.Title
			break
		}
	}
	s := p.Info(c.State)
	return fault.New(fault.Unlawful, "not_in_this_state",
		lang.Text{
			ZH: "办件现在是“" + s.Title.ZH + "”，不能“" + title.ZH + "”。",
			EN: "The case is now “" + s.Title.EN + "”; “" + title.EN + "” is not possible.",
		},
		lang.T("请刷新页面，按现在能做的步骤继续。", "Please reload and go on with what is possible now."))
}

func notYou(t *Transition) error {
	return fault.New(fault.Forbidden, "not_your_part",
		lang.Text{ZH: "“" + t.Title.ZH + "”不由您的岗位来做。", EN: "“" + t.Title.EN + "” is not for your post to do."},
		lang.T("请转给有权办理的人；若您刚换了岗位，请联系管理员。", "Please pass it to whoever may do it; if your post has changed, tell the administrator."))
}

type attempted struct {
	e Event
	c *Case
}

// attempt makes the event of a refused unlawful act, where the guard that refused it counts attempts.
func (e *Engine) attempt(c *Case, cmd Command, err error, now time.Time) (attempted, bool) {
	var a *attemptError
	if !errors.As(err, &a) {
		return attempted{}, false
	}
	p, perr := e.Procedure(c.Procedure, c.ProcedureVersion)
	if perr != nil {
		return attempted{}, false
	}
	ev := Event{
		Division: c.Division, Case: c.ID, Seq: c.Version + 1, Kind: "attempt_refused", Schema: 1,
		At: now, Effective: now,
		By:    By{ID: cmd.Actor.ID, Role: cmd.Actor.Role, Unit: cmd.Actor.Unit},
		Facts: Facts{Code: a.guard + ":" + cmd.Verb, Basis: a.basis}, Sealed: c.Sealed,
	}.sealed()
	n, cerr := c.clone(p)
	if cerr != nil || n.Apply(p, ev) != nil {
		return attempted{}, false
	}
	return attempted{ev, n}, true
}

// attemptError marks a refusal that must leave a trace.
type attemptError struct {
	error
	guard string
	basis []string
}

func (a *attemptError) Unwrap() error { return a.error }
