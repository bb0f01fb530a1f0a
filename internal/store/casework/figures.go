package casestore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/clock"
	"banjie/internal/complaint"
	"banjie/internal/complaint/alarm"
	"banjie/internal/integrity/watch"
	"banjie/internal/limit"
	"banjie/internal/rectification"
	"banjie/internal/sqldb"
	"banjie/internal/stats"
	"banjie/internal/supervise/order"
)

// counts says how a unit of work changes the counters: a pure function of its events and
// of the case before and after, so that a refold counts the same.
func counts(w casework.Write) []sqldb.Count {
	if w.Case == nil {
		return nil
	}
	var before stood
	if w.Before != nil {
		before = stoodOf(w.Before)
	}
	return changes(before, w.Events, w.Case)
}

// stood is what the gauges say of a case before a unit of work.
type stood struct {
	unit   string
	gauges map[stats.Measure]int64
}

func stoodOf(c *casework.Case) stood { return stood{c.Unit, gauges(c)} }

func changes(before stood, events []casework.Event, c *casework.Case) []sqldb.Count {
	switch {
	case c.Procedure == order.Name: // what the centre asks of a unit is no matter of an applicant, and open all the same
		t := &tally{counts: ordered(events, c)}
		t.stands(before, c)
		return t.counts
	case c.Procedure == alarm.Name:
		return alarmed(events, c)
	case c.Sealed && c.Procedure == rectification.Name:
		return nil // the duty of a complaint: its figures would point at somebody
	case c.Procedure == watch.Name:
		return watched(events)
	case c.Sealed && c.Procedure != complaint.Name:
		return nil // files, inspections and looks of the centre are no complaints
	case c.Sealed:
		return sealed(events)
	}
	t := &tally{unit: c.Unit}
	for _, e := range events {
		t.day = int32(calendar.Builtin().DayOf(e.At)) // the events of an import are of many days
		t.event(e, c)
	}
	t.stands(before, c)
	return t.counts
}

// stands moves the gauges from what they said of the case to what they say now. A sealed case
// moves none, and no list that a gauge opens to shows it.
func (t *tally) stands(before stood, c *casework.Case) {
	after := gauges(c)
	for _, m := range stats.Gauges {
		if before.gauges[m] != 0 {
			t.gauge(m, before.unit, -before.gauges[m])
		}
		if after[m] != 0 {
			t.gauge(m, c.Unit, after[m])
		}
	}
}

// sealed counts complaints: by the day, which is all that their events tell, and by no unit,
// so that no cell of the counters is small enough to point at somebody.
func sealed(events []casework.Event) []sqldb.Count {
	var counts []sqldb.Count
	for _, e := range events {
		add := func(m stats.Measure, by int64) {
			counts = append(counts, sqldb.Count{Measure: string(m), Day: int32(calendar.Builtin().DayOf(e.At)), By: by})
		}
		switch {
		case e.Facts.Open != nil:
			add(stats.ComplaintsRegistered, 1)
			if v, err := casework.Data[complaint.Filed](e); err == nil && v.Alarm != 0 {
				add(stats.AlarmsPressed, 1)
			}
		case e.Kind == "complaint_accepted", e.Kind == "complaint_joined", e.Kind == "complaint_answered" && e.Facts.From == "registered":
			add(stats.ComplaintsAccepted, 1)
		case e.Kind == "joined_released":
			add(stats.ComplaintsAccepted, -1)
		}
		switch {
		case e.Facts.Closed && e.Facts.Result != "not_accepted":
			add(stats.ComplaintsEnded, 1)
		case e.Facts.Reopened && e.Facts.From != "not_accepted":
			add(stats.ComplaintsEnded, -1)
		}
		found(e, add)
	}
	return counts
}

// found counts what the citizen's clock and the answer of a complaint say, and the uses of what
// protects and of what uncovers.
func found(e casework.Event, add func(stats.Measure, int64)) {
	if k, ok := clockOf(e, "citizen"); ok && e.Kind != "complaint_declined" {
		switch k.State {
		case limit.Met:
			add(stats.ComplaintsInTime, 1)
		case limit.Missed:
			add(stats.ComplaintsLate, 1)
		}
	}
	switch e.Kind {
	case "complaint_answered":
		v, err := casework.Data[complaint.Answer](e)
		if err != nil || v.Finding == "" || v.Again {
			return
		}
		add(stats.ComplaintsFound, 1)
		if v.Finding == complaint.Substantiated || v.Finding == complaint.PartlyTrue {
			add(stats.ComplaintsTrue, 1)
			if v.Measures > 0 {
				add(stats.ComplaintsMeasures, 1)
			}
		}
	case "leak_traced":
		add(stats.Traces, 1)
	case "identity_opened":
		add(stats.Openings, 1)
	case "retaliation_reported":
		add(stats.AlarmsPressed, 1)
	}
}

// passed counts a limit once: kept, or run out, whether anybody acted afterwards or not.
func passed(e casework.Event, c *casework.Case, name string) (kept, over bool) {
	k, ok := clockOf(e, name)
	if !ok {
		return false, false
	}
	run := k.State == limit.Late || k.State == limit.Missed
	return k.State == limit.Met, run && before(c, e, name) != limit.Late
}

// alarmed counts alarms of the retaliation button, of no unit.
func alarmed(events []casework.Event, c *casework.Case) []sqldb.Count {
	var counts []sqldb.Count
	for _, e := range events {
		add := func(m stats.Measure) {
			counts = append(counts, sqldb.Count{Measure: string(m), Day: int32(calendar.Builtin().DayOf(e.At)), By: 1})
		}
		if e.Facts.Open != nil {
			add(stats.Alarms)
		}
		if kept, over := passed(e, c, alarm.Answering); kept {
			add(stats.AlarmsInTime)
		} else if over {
			add(stats.AlarmsLate)
		}
	}
	return counts
}

// watched counts openings of watch boxes, by no unit: each once, however often its file is fetched.
func watched(events []casework.Event) []sqldb.Count {
	var counts []sqldb.Count
	for _, e := range events {
		if v, err := casework.Data[complaint.Covered](e); err == nil && e.Kind == complaint.WatchOpened && v.First {
			counts = append(counts, sqldb.Count{Measure: string(stats.WatchOpenings), Day: int32(calendar.Builtin().DayOf(e.At)), By: 1})
		}
	}
	return counts
}

// ordered counts supervision orders by the unit that is asked.
func ordered(events []casework.Event, c *casework.Case) []sqldb.Count {
	t := &tally{unit: order.FileOf(c).Unit}
	for _, e := range events {
		t.day = int32(calendar.Builtin().DayOf(e.At))
		if e.Facts.Open != nil {
			t.add(stats.Orders, 1)
		}
		if kept, over := passed(e, c, "reply"); kept {
			t.add(stats.OrdersInTime, 1)
		} else if over {
			t.add(stats.OrdersLate, 1)
		}
	}
	return t.counts
}

type tally struct {
	day    int32
	unit   string
	counts []sqldb.Count
}

func (t *tally) add(m stats.Measure, n int64) {
	t.counts = append(t.counts, sqldb.Count{Measure: string(m), Day: t.day, Unit: t.unit, By: n})
}

// on counts one on the lawful day of an acceptance.
func (t *tally) on(at time.Time, m stats.Measure) {
	t.counts = append(t.counts, sqldb.Count{Measure: string(m), Day: int32(calendar.Builtin().DayOf(at)), Unit: t.unit, By: 1})
}

func (t *tally) gauge(m stats.Measure, unit string, n int64) {
	t.counts = append(t.counts, sqldb.Count{Measure: string(m), Unit: unit, By: n})
}

func (t *tally) event(e casework.Event, c *casework.Case) {
	if c.Procedure == rectification.Name {
		t.duty(e, c) // it is no asking of anybody's
		return
	}
	if e.Facts.Open != nil {
		t.add(stats.Received, 1)
		if code := e.Facts.Open.Item.Code; code != "" {
			t.counts = append(t.counts, sqldb.Count{Measure: string(stats.ItemReceived), Day: t.day, Unit: code, By: 1})
		}
		if ch := e.Facts.Open.Channel; ch == "web" || ch == "mobile" {
			t.add(stats.ReceivedOnline, 1)
		}
	}
	if e.Facts.Accepted != nil {
		t.on(*e.Facts.Accepted, stats.Accepted)
		if e.Kind == "deemed_accepted" {
			t.on(*e.Facts.Accepted, stats.Deemed)
		}
	}
	if e.Facts.Closed {
		t.add(stats.Closed, 1)
	}
	if e.Facts.Visits > 0 {
		t.add(stats.Visits, int64(e.Facts.Visits))
	}
	switch e.Kind {
	case "impasse_registered":
		t.add(stats.Impasses, 1)
	case "impasse_solved", "impasse_done", "impasse_answer_approved":
		t.answer(e)
	case "impasse_confirmed":
		t.add(stats.ImpasseYes, 1)
	case "class_fix_completed":
		t.add(stats.ClassFixes, 1)
	case "correction_requested":
		t.add(stats.Corrections, 1)
	case "attempt_refused":
		t.add(stats.Attempts, 1)
	case "rated":
		t.add(stats.Rated, 1)
		if poor(e) {
			t.add(stats.RatedPoor, 1)
		}
	case "rated_again":
		t.add(stats.RatedAgain, 1)
		if better(e, c) {
			t.add(stats.RatedBetter, 1)
		}
	}
	if e.Facts.Decided == nil {
		return
	}
	t.day = int32(calendar.Builtin().DayOf(*e.Facts.Decided)) // the last measures of an event
	if e.Facts.Took != nil && c.Item.Code != "" {
		t.counts = append(t.counts,
			sqldb.Count{Measure: string(stats.ItemDecided), Day: t.day, Unit: c.Item.Code, By: 1},
			sqldb.Count{Measure: string(stats.ItemWorkdays), Day: t.day, Unit: c.Item.Code, By: int64(*e.Facts.Took)},
			sqldb.Count{Measure: string(stats.ItemTook(c.Item.Code)), Day: t.day, Unit: strconv.Itoa(*e.Facts.Took), By: 1})
	}
	if e.Facts.Result == "granted" {
		t.add(stats.Granted, 1)
	}
	for name, m := range map[string][2]stats.Measure{"promised": {stats.InPromise, stats.LatePromise}, "statutory": {stats.InLaw, stats.LateLaw}} {
		if k, ok := c.Clock(name); ok && k.State == limit.Met {
			t.add(m[0], 1)
		} else if ok && k.State == limit.Missed {
			t.add(m[1], 1)
		}
	}
}

// answer counts an answer to a report of what could not be done, by the limit that it keeps: that
// of the order; before one was sent that of the sorting; of a no at the window that of its approval.
func (t *tally) answer(e casework.Event) {
	for _, name := range []string{"order", "sorting", "approval"} {
		for _, k := range e.Facts.Clocks {
			switch {
			case k.Name == name && k.State == limit.Met:
				t.add(stats.ImpasseInTime, 1)
				return
			case k.Name == name && k.State == limit.Missed:
				t.add(stats.ImpasseLate, 1)
				return
			}
		}
	}
}

// gauges says what stands of a case.
func gauges(c *casework.Case) map[stats.Measure]int64 {
	g := map[stats.Measure]int64{}
	if !c.IsOpen() {
		return g
	}
	p := standing(c)
	g[stats.OpenNow] = 1
	g[stats.LateNow] = int64(p.lateNow)
	if p.promised == string(limit.Paused) || p.statutory == string(limit.Paused) {
		g[stats.PausedNow] = 1
	}
	for _, k := range c.Clocks {
		if k.State.Open() {
			g[stats.ClocksNow]++
		}
	}
	return g
}

// Units implements stats.Source.
func (s *Store) Units(ctx context.Context, division string, first, last int32, soon time.Time) ([]stats.UnitFigures, error) {
	all := map[string]*stats.UnitFigures{}
	of := func(unit string) *stats.UnitFigures {
		if all[unit] == nil {
			all[unit] = &stats.UnitFigures{Unit: unit}
		}
		return all[unit]
	}
	into := map[stats.Measure]func(*stats.UnitFigures) *int64{
		stats.OpenNow: func(u *stats.UnitFigures) *int64 { return &u.Open }, stats.LateNow: func(u *stats.UnitFigures) *int64 { return &u.Late },
		stats.PausedNow: func(u *stats.UnitFigures) *int64 { return &u.Paused }, stats.Deemed: func(u *stats.UnitFigures) *int64 { return &u.Deemed },
		stats.Accepted:  func(u *stats.UnitFigures) *int64 { return &u.Accepted },
		stats.InPromise: func(u *stats.UnitFigures) *int64 { return &u.InPromise }, stats.LatePromise: func(u *stats.UnitFigures) *int64 { return &u.Decided },
		stats.Received: func(u *stats.UnitFigures) *int64 { return &u.Received }, stats.Attempts: func(u *stats.UnitFigures) *int64 { return &u.Attempts },
		stats.Rated: func(u *stats.UnitFigures) *int64 { return &u.Rated }, stats.RatedPoor: func(u *stats.UnitFigures) *int64 { return &u.RatedPoor },
		stats.RatedAgain: func(u *stats.UnitFigures) *int64 { return &u.RatedAgain }, stats.RatedBetter: func(u *stats.UnitFigures) *int64 { return &u.RatedBetter },
		stats.Duties:       func(u *stats.UnitFigures) *int64 { return &u.Duties },
		stats.CalledInTime: func(u *stats.UnitFigures) *int64 { return &u.CalledInTime }, stats.CalledLate: func(u *stats.UnitFigures) *int64 { return &u.CalledLate },
		stats.FixedInTime: func(u *stats.UnitFigures) *int64 { return &u.FixedInTime }, stats.FixedLate: func(u *stats.UnitFigures) *int64 { return &u.FixedLate },
		stats.Appealed: func(u *stats.UnitFigures) *int64 { return &u.Appealed }, stats.AppealUpheld: func(u *stats.UnitFigures) *int64 { return &u.AppealUpheld },
	}
	for m, field := range into {
		from, until := first, last
		if m == stats.OpenNow || m == stats.LateNow || m == stats.PausedNow {
			from, until = 0, 0
		}
		rows, err := s.db.Query(ctx, `select unit, sum(n) from counter where division = ? and measure = ? and day >= ? and day <= ? group by unit`, division, string(m), from, until)
		if err != nil {
			return nil, err
		}
		if err := eachCount(rows, func(unit string, n int64) { *field(of(unit)) += n }); err != nil {
			return nil, err
		}
	}
	for _, u := range all {
		u.Decided += u.InPromise
	}
	if !soon.IsZero() {
		rows, err := s.db.Query(ctx, `select c.unit, count(*) from cases c where c.division = ? and c.closed = 0 and c.late_now = 0 and c.sealed = 0 and c.promised_due <= ? group by c.unit`, division, clock.Micros(soon))
		if err != nil {
			return nil, err
		}
		if err := eachCount(rows, func(unit string, n int64) { of(unit).DueSoon = n }); err != nil {
			return nil, err
		}
	}
	list := make([]stats.UnitFigures, 0, len(all))
	for _, u := range all {
		list = append(list, *u)
	}
	slices.SortFunc(list, func(a, b stats.UnitFigures) int { return strings.Compare(a.Unit, b.Unit) })
	return list, nil
}

// Stands is one gauge over all units.
type Stands struct {
	Measure stats.Measure
	N       int64
}

// Standing gives what stands open in a division: cases, late ones, paused ones.
func (s *Store) Standing(ctx context.Context, division string) ([]Stands, error) {
	var all []Stands
	for _, m := range stats.Gauges {
		n, err := s.Sum(ctx, division, m, 0, 0, "")
		if err != nil {
			return nil, err
		}
		all = append(all, Stands{m, n})
	}
	return all, nil
}

// Largest implements stats.Source.
func (s *Store) Largest(ctx context.Context, division string, from, until int32, n int) ([]string, error) {
	rows, err := s.db.Query(ctx, `select unit, sum(n) as total from counter where division = ? and measure = ? and day >= ? and day <= ? group by unit order by total desc, unit limit ?`,
		division, string(stats.ItemReceived), from, until, n)
	if err != nil {
		return nil, err
	}
	var codes []string
	err = eachCount(rows, func(code string, _ int64) { codes = append(codes, code) })
	return codes, err
}

// Waiting implements stats.Source.
func (s *Store) Waiting(ctx context.Context, division string) (map[string]time.Time, error) {
	rows, err := s.db.Query(ctx, `select unit, min(opened) from cases where division = ? and closed = 0 group by unit`, division)
	if err != nil {
		return nil, err
	}
	oldest := map[string]time.Time{}
	err = eachCount(rows, func(unit string, at int64) { oldest[unit] = clock.FromMicros(at) })
	return oldest, err
}

func eachCount(rows *sql.Rows, yield func(unit string, n int64)) error {
	defer rows.Close()
	for rows.Next() {
		var unit string
		var n int64
		if err := rows.Scan(&unit, &n); err != nil {
			return err
		}
		yield(unit, n)
	}
	return rows.Err()
}

// Sum implements stats.Source.
func (s *Store) Sum(ctx context.Context, division string, m stats.Measure, from, until int32, unit string) (int64, error) {
	q, args := `select coalesce(sum(n), 0) from counter where division = ? and measure = ? and day >= ? and day <= ?`, []any{division, string(m), from, until}
	if unit != "" {
		q, args = q+` and unit = ?`, append(args, unit)
	}
	var n int64
	err := s.db.QueryRow(ctx, q, args...).Scan(&n)
	return n, err
}

// Took counts decisions on an item over days from..until by the working days they took.
func (s *Store) Took(ctx context.Context, division, item string, from, until int32) (map[int]int64, error) {
	rows, err := s.db.Query(ctx, `select unit, sum(n) from counter where division = ? and measure = ? and day >= ? and day <= ? group by unit`, division, string(stats.ItemTook(item)), from, until)
	if err != nil {
		return nil, fmt.Errorf("casestore: durations: %w", err)
	}
	all := map[int]int64{}
	err = eachCount(rows, func(days string, n int64) {
		if d, err := strconv.Atoi(days); err == nil {
			all[d] += n
		}
	})
	return all, err
}

// Undecided is an accepted case without a decision, as its promise stands.
type Undecided struct {
	Due    time.Time // zero while paused
	Paused bool
}

// mostUndecided is among how many open cases of an item it is looked.
const mostUndecided = 10000

// Undecided gives the accepted cases of an item without a decision that have a promised limit.
func (s *Store) Undecided(ctx context.Context, division, item string) ([]Undecided, error) {
	rows, err := s.db.Query(ctx, `select k.due, k.state from cases c join clock k on k.division = c.division and k.case_id = c.id and k.name = 'promised'
		where c.division = ? and c.item = ? and c.closed = 0 and c.accepted > 0 and c.decided = 0 limit ?`, division, item, mostUndecided)
	if err != nil {
		return nil, fmt.Errorf("casestore: undecided: %w", err)
	}
	defer rows.Close()
	var all []Undecided
	for rows.Next() {
		var due int64
		var state string
		if err := rows.Scan(&due, &state); err != nil {
			return nil, fmt.Errorf("casestore: undecided: %w", err)
		}
		u := Undecided{Paused: state == string(limit.Paused)}
		if !u.Paused {
			u.Due = clock.FromMicros(due)
		}
		all = append(all, u)
	}
	return all, rows.Err()
}
