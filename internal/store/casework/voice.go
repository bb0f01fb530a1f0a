package casestore

import (
	"slices"

	"banjie/internal/casework"
	"banjie/internal/limit"
	"banjie/internal/rating"
	"banjie/internal/stats"
)

// duty counts what follows a poor rating. A limit that passes counts once, when its clock
// says so, whether somebody acts afterwards or not.
func (t *tally) duty(e casework.Event, c *casework.Case) {
	for name, m := range map[string][2]stats.Measure{"callback": {stats.CalledInTime, stats.CalledLate}, "fix": {stats.FixedInTime, stats.FixedLate}} {
		k, ok := clockOf(e, name)
		if !ok {
			continue
		}
		switch k.State {
		case limit.Met:
			t.add(m[0], 1)
		case limit.Late:
			t.add(m[1], 1)
		case limit.Missed:
			if before(c, e, name) != limit.Late {
				t.add(m[1], 1)
			}
		}
	}
	switch e.Kind {
	case "rectification_opened":
		t.add(stats.Duties, 1)
	case "rating_put_right":
		t.add(stats.CauseOf(e.Facts.Code), 1)
	case "rating_appealed":
		t.add(stats.Appealed, 1)
	case "rating_appeal_upheld":
		t.add(stats.AppealUpheld, 1)
	}
}

func clockOf(e casework.Event, name string) (limit.Clock, bool) {
	i := slices.IndexFunc(e.Facts.Clocks, func(k limit.Clock) bool { return k.Name == name })
	if i < 0 {
		return limit.Clock{}, false
	}
	return e.Facts.Clocks[i], true
}

// before is the state of a clock before the event.
func before(c *casework.Case, e casework.Event, name string) (s limit.State) {
	for _, o := range c.Events {
		if o.Seq >= e.Seq {
			break
		}
		if k, ok := clockOf(o, name); ok {
			s = k.State
		}
	}
	return s
}

// better says whether a follow-up has a better grade than the first rating of the same visit.
func better(e casework.Event, c *casework.Case) bool {
	now, err := casework.Data[rating.Facts](e)
	if err != nil {
		return false
	}
	for _, f := range rating.Of(c) {
		if f.Visit == now.Visit && !f.Follows {
			return slices.Index(rating.Grades, now.Grade) < slices.Index(rating.Grades, f.Grade)
		}
	}
	return false
}
