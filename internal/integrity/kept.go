package integrity

import (
	"time"

	"banjie/internal/integrity/league"
)

// Newest is the newest instant at which anything happened to a matter.
func (r *Records) Newest() (at time.Time) {
	for i := range r.Matters {
		m := &r.Matters[i]
		for _, t := range []time.Time{m.Received, m.Closed, m.Reopened, m.Appealed} {
			if t.After(at) {
				at = t
			}
		}
	}
	return at
}

// Kept counts for the fair table what was closed within the window and did not come back, by unit and topic.
// Refused and merged matters do not count.
func Kept(r *Records, o Options) []league.Stratum {
	var all []league.Stratum
	place := map[[2]string]int{}
	for _, u := range look(r, o).units {
		for _, m := range u.ended {
			if m.Result == Refused || m.Result == Merged {
				continue
			}
			key := [2]string{m.Unit, m.Topic}
			i, ok := place[key]
			if !ok {
				i = len(all)
				place[key] = i
				all = append(all, league.Stratum{Unit: m.Unit, Stratum: m.Topic})
			}
			all[i].N++
			if !m.doubted() {
				all[i].Good++
			}
		}
	}
	return all
}
