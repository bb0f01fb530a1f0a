package casework

import (
	"fmt"
	"slices"
	"time"

	"banjie/internal/limit"
)

// Fold replays events into a case. It copies and computes nothing: everything a
// case is was written into its events when they were decided.
func Fold(p *Procedure, events []Event) (*Case, error) {
	if len(events) == 0 {
		return nil, fmt.Errorf("casework: a case without events")
	}
	c := &Case{}
	for _, e := range events {
		if err := c.Apply(p, e); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Apply adds one event.
func (c *Case) Apply(p *Procedure, e Event) error {
	if e.Seq != c.Version+1 {
		return fmt.Errorf("casework: case %s: event %d follows event %d", e.Case, e.Seq, c.Version)
	}
	f := e.Facts
	if e.Seq == 1 {
		o := f.Open
		if o == nil {
			return fmt.Errorf("casework: case %s: the first event does not open it", e.Case)
		}
		c.Key = Key{e.Division, e.Case}
		c.Number, c.Procedure, c.ProcedureVersion, c.Item = o.Number, o.Procedure, o.ProcedureVersion, o.Item
		c.Party, c.Agent, c.Mandate = o.Party, o.Agent, o.Mandate
		c.Channel, c.Window, c.Provenance, c.Sealed = o.Channel, o.Window, o.Provenance, o.Sealed
		c.Opened = e.Effective
		if p != nil && p.NewFile != nil {
			c.File = p.NewFile()
		}
		c.Confided = p != nil && p.Confided
		c.keepsUnits = p != nil && p.KeepsUnits
	}
	c.Version = e.Seq
	if f.To != "" {
		c.State = f.To
	}
	for _, k := range f.Clocks {
		c.setClock(k)
	}
	for _, t := range f.Tasks {
		c.setTask(t)
	}
	if f.Unit != "" {
		c.Unit = f.Unit
	}
	if f.Handler != nil {
		c.Handler = *f.Handler
	}
	if f.Accepted != nil {
		c.Accepted = *f.Accepted
	}
	if f.Decided != nil {
		c.Decided = *f.Decided
	}
	if f.Result != "" {
		c.Result = f.Result
	}
	if f.Closed {
		c.Closed = e.Effective
	}
	if f.Reopened {
		c.Closed, c.Result = time.Time{}, ""
	}
	if f.Keep != 0 {
		c.Keep = f.Keep
	}
	c.Visits += f.Visits
	c.Events = append(c.Events, e)
	if p != nil && p.FoldFile != nil {
		return p.FoldFile(c.File, e)
	}
	return nil
}

func (c *Case) setClock(k limit.Clock) {
	i := slices.IndexFunc(c.Clocks, func(o limit.Clock) bool { return o.Name == k.Name })
	if i < 0 {
		c.Clocks = append(c.Clocks, k)
		return
	}
	c.Clocks[i] = k
}

func (c *Case) setTask(t Task) {
	i := slices.IndexFunc(c.Tasks, func(o Task) bool { return o.Step == t.Step && o.ID == t.ID })
	if i < 0 {
		c.Tasks = append(c.Tasks, t)
		return
	}
	c.Tasks[i] = t
}

// clone copies what Apply changes, so that deciding never touches the loaded case.
func (c *Case) clone(p *Procedure) (*Case, error) {
	n := *c
	n.Clocks = slices.Clone(c.Clocks)
	n.Tasks = slices.Clone(c.Tasks)
	n.Events = slices.Clip(c.Events)
	if p.NewFile == nil {
		return &n, nil
	}
	n.File = p.NewFile()
	for _, e := range c.Events {
		if err := p.FoldFile(n.File, e); err != nil {
			return nil, err
		}
	}
	return &n, nil
}
