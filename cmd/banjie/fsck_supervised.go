package main

import (
	"context"

	"banjie/internal/casework"
	"banjie/internal/lang"
)

// supervised compares the rows of orders, escalated limits and complaints with what the events
// of the case give. Beside a running server an act may have come between.
func (c *checker) supervised(ctx context.Context, cs *casework.Case) error {
	for look := 1; ; look++ {
		var found []problem
		note := func(table string, seq int64, have, want string) {
			p := problem{Code: "supervised", Division: cs.Division, Case: cs.ID.String(), Number: cs.Number, Seq: seq, Kind: kindOf(cs, seq)}
			p.Text = lang.Format("“%[1]s”里这件的一行存的是“%[2]s”，按事件应为“%[3]s”。请运行 banjie cards rebuild。", "The row of this case in “%[1]s” is “%[2]s”; by the events it is “%[3]s”. Please run banjie cards rebuild.", table, have, want)
			found = append(found, p)
		}
		diff, err := c.h.orders.Compare(ctx, cs)
		if err != nil {
			return err
		}
		for _, d := range diff {
			note(d.Table, d.Seq, d.Have, d.Want)
		}
		have, want, err := c.h.complained.Compare(ctx, cs)
		if err != nil {
			return err
		}
		if have != want {
			note("complaint_desk", 0, have, want)
		}
		if len(found) > 0 && look < looks {
			if cs, _, err = c.h.engine.Load(ctx, cs.Key); err != nil {
				return err
			}
			continue
		}
		for _, p := range found {
			c.add(p)
		}
		return nil
	}
}
