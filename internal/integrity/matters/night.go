package matters

import (
	"time"

	"banjie/internal/calendar"
	"banjie/internal/integrity"
	"banjie/internal/integrity/league"
)

// NightJudged is the act without a case that keeps what one night's look found.
const NightJudged = "indicators_judged"

// Night is one night's look at all units, kept as an act so that nobody mends it later.
type Night struct {
	Day   calendar.Day `json:"day"`   // the look was taken at its beginning
	Until time.Time    `json:"until"` // end of the window
	Days  int          `json:"days"`  // its length in calendar days
	Runs  []Run        `json:"runs"`  // one a kind of matter
}

// Run is what was found among the matters of one kind. Findings that say nothing are counted.
type Run struct {
	Kind      string              `json:"kind"`
	Matters   int                 `json:"matters"`
	Found     []integrity.Finding `json:"found,omitempty"` // noted and alarms
	Quiet     int                 `json:"quiet"`
	NotJudged int                 `json:"not_judged"`
	League    []league.Place      `json:"league,omitempty"` // share not reopened or appealed
	Seed      uint64              `json:"seed"`             // of the table's draws
}

// Days a night looks back, in calendar days.
const Days = 90

// Judge looks at the matters of one kind. The seed follows from the day, so that an
// outsider with the export finds the same table.
func Judge(kind string, r *integrity.Records, until time.Time, cal *calendar.Calendar) Run {
	o := integrity.Options{Until: until, Days: Days, Calendar: cal}
	run := Run{Kind: kind, Matters: len(r.Matters), Seed: uint64(cal.DayOf(until))}
	checked := map[string]bool{}
	for _, f := range integrity.Judge(r, o) {
		switch f.State {
		case integrity.Quiet:
			run.Quiet++
		case integrity.NotJudged:
			run.NotJudged++
		default:
			checked[f.Unit] = checked[f.Unit] || f.State == integrity.Alarm
			run.Found = append(run.Found, f)
		}
	}
	run.League = league.Table(league.Expect(integrity.Kept(r, o)), checked, run.Seed, league.Draws)
	return run
}
