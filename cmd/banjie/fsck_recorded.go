package main

import (
	"context"

	"banjie/internal/casework"
	"banjie/internal/lang"
)

// requestRow compares the row of a case recorded elsewhere with its events.
func (c *checker) requestRow(ctx context.Context, cs *casework.Case) error {
	for look := 1; ; look++ {
		diff, err := c.h.elsewhere.Compare(ctx, cs)
		if err != nil {
			return err
		}
		if len(diff) > 0 && look < looks { // an act may have come between
			if cs, _, err = c.h.engine.Load(ctx, cs.Key); err != nil {
				return err
			}
			continue
		}
		for _, d := range diff {
			c.add(problem{Code: "request", Division: cs.Division, Case: cs.ID.String(), Number: cs.Number, Kind: kindOf(cs, 0),
				Text: lang.Format("他处登记的“%[1]s”存的是 %[2]s，按事件应为 %[3]s；运行 banjie cards rebuild。", "“%[1]s” of the case recorded elsewhere is %[2]s as stored; by the events it is %[3]s; run banjie cards rebuild.", d.What, d.Have, d.Want)})
		}
		return nil
	}
}
