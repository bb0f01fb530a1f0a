package casestore

import (
	"encoding/json"
	"maps"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/complaint/alarm"
	"banjie/internal/integrity/watch"
	"banjie/internal/limit"
	"banjie/internal/rectification"
)

// TestSealedCounts: complaints are counted by no unit, and what did not hold is taken off again.
func TestSealedCounts(t *testing.T) {
	event := func(kind string, f casework.Facts) casework.Event { return casework.Event{Kind: kind, Facts: f} }
	filed := event("complaint_registered", casework.Facts{Open: &casework.Opening{}})
	taken := event("complaint_accepted", casework.Facts{From: "registered", To: "dispatched"})
	ended := event("reporter_confirmed", casework.Facts{From: "answered", To: "complaint_closed", Closed: true, Result: "solved"})
	for name, x := range map[string]struct {
		events []casework.Event
		want   map[string]int64
	}{
		"answered at once": {[]casework.Event{filed, event("complaint_answered", casework.Facts{From: "registered"}), ended}, map[string]int64{"complaints_registered": 1, "complaints_accepted": 1, "complaints_ended": 1}},
		"reopened":         {[]casework.Event{filed, taken, event("complaint_answered", casework.Facts{From: "reported"}), ended, event("complaint_reopened", casework.Facts{From: "complaint_closed", Reopened: true})}, map[string]int64{"complaints_registered": 1, "complaints_accepted": 1, "complaints_ended": 0}},
		"declined, then taken": {[]casework.Event{filed, event("complaint_declined", casework.Facts{Closed: true, Result: "not_accepted"}), event("review_asked", casework.Facts{From: "not_accepted", Reopened: true}), taken},
			map[string]int64{"complaints_registered": 1, "complaints_accepted": 1}},
		"joined and given back": {[]casework.Event{filed, event("complaint_joined", casework.Facts{}), event("joined_released", casework.Facts{}), taken}, map[string]int64{"complaints_registered": 1, "complaints_accepted": 1}},
	} {
		got := map[string]int64{}
		for _, c := range changes(stood{}, x.events, &casework.Case{Sealed: true, Procedure: complaint.Name, Unit: "centre"}) {
			got[c.Measure] += c.By
			if c.Unit != "" {
				t.Errorf("%s: %s is counted for %s", name, c.Measure, c.Unit)
			}
		}
		if !maps.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
}

// TestOtherSealedCasesAreNoComplaints: an accountability file, an inspection or a look of the centre
// is not counted as a complaint registered; a watch is counted once, however often its file is fetched.
func TestOtherSealedCasesAreNoComplaints(t *testing.T) {
	opened := func(first bool) casework.Event {
		e := casework.Event{Kind: complaint.WatchOpened, At: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
		raw, err := json.Marshal(complaint.Covered{Opened: true, First: first})
		if err != nil {
			t.Fatal(err)
		}
		e.Facts.Data = raw
		return e
	}
	events := []casework.Event{{Kind: "opened", At: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), Facts: casework.Facts{Open: &casework.Opening{Sealed: true}}}, opened(true), opened(false)}
	for procedure, want := range map[string]int64{"accountability": 0, watch.Look: 0, watch.Name: 1} {
		n := int64(0)
		for _, c := range changes(stood{}, events, &casework.Case{Sealed: true, Procedure: procedure, Unit: "centre"}) {
			if n += c.By; c.Measure != "watch_openings" || c.Unit != "" {
				t.Errorf("%s: %+v", procedure, c)
			}
		}
		if n != want {
			t.Errorf("%s: %d counted, want %d", procedure, n, want)
		}
	}
}

// TestFiguresOfTheMonth: what the public page of a month counts, each once, of no unit; the duty of
// a complaint is no complaint.
func TestFiguresOfTheMonth(t *testing.T) {
	data := func(v any) json.RawMessage {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	clock := func(name string, s limit.State) []limit.Clock { return []limit.Clock{{Name: name, State: s}} }
	seq := func(events ...casework.Event) []casework.Event {
		for i := range events {
			events[i].Seq = int64(i + 1)
		}
		return events
	}
	event := func(kind string, f casework.Facts) casework.Event { return casework.Event{Kind: kind, Facts: f} }
	answer := func(a complaint.Answer, s limit.State) casework.Event {
		return event("complaint_answered", casework.Facts{From: "reported", Data: data(a), Clocks: clock("citizen", s)})
	}
	for name, x := range map[string]struct {
		procedure string
		events    []casework.Event
		want      map[string]int64
	}{
		"substantiated in time": {complaint.Name, seq(answer(complaint.Answer{Result: "solved", Finding: complaint.Substantiated, Measures: 2}, limit.Met)), map[string]int64{"complaints_in_time": 1, "complaints_found": 1, "complaints_true": 1, "complaints_measures": 1}},
		"unfounded and late":    {complaint.Name, seq(answer(complaint.Answer{Result: "unfounded", Finding: "not_substantiated"}, limit.Missed)), map[string]int64{"complaints_late": 1, "complaints_found": 1}},
		"answered again":        {complaint.Name, seq(event("complaint_answered", casework.Facts{Data: data(complaint.Answer{Finding: complaint.Substantiated, Again: true})})), map[string]int64{}},
		"declined":              {complaint.Name, seq(event("complaint_declined", casework.Facts{Clocks: clock("citizen", limit.Met), Closed: true, Result: "not_accepted"})), map[string]int64{}},
		"uses":                  {complaint.Name, seq(event("leak_traced", casework.Facts{}), event("identity_opened", casework.Facts{}), event("retaliation_reported", casework.Facts{})), map[string]int64{"leak_traces": 1, "identity_openings": 1, "retaliation_pressed": 1}},
		"alarm in time":         {alarm.Name, seq(event("alarm_raised", casework.Facts{Open: &casework.Opening{}, Clocks: clock(alarm.Answering, limit.Running)}), event("alarm_acknowledged", casework.Facts{Clocks: clock(alarm.Answering, limit.Met)})), map[string]int64{"retaliation_alarms": 1, "retaliation_answered_in_time": 1}},
		"alarm late, told, answered": {alarm.Name, seq(event("alarm_raised", casework.Facts{Open: &casework.Opening{}, Clocks: clock(alarm.Answering, limit.Running)}), event("limit_passed", casework.Facts{Clocks: clock(alarm.Answering, limit.Late)}), event("escalated", casework.Facts{Clocks: clock(alarm.Answering, limit.Late)}), event("alarm_acknowledged", casework.Facts{Clocks: clock(alarm.Answering, limit.Missed)})),
			map[string]int64{"retaliation_alarms": 1, "retaliation_answered_late": 1}},
		"duty of a complaint": {rectification.Name, seq(event("rectification_opened", casework.Facts{Open: &casework.Opening{}}), event("rating_put_right", casework.Facts{Closed: true, Result: "fixed"})), map[string]int64{}},
	} {
		got := map[string]int64{}
		for _, c := range changes(stood{}, x.events, &casework.Case{Sealed: true, Unit: "centre", Procedure: x.procedure, Events: x.events}) {
			got[c.Measure] += c.By
			if c.Unit != "" {
				t.Errorf("%s: %s is counted for %s", name, c.Measure, c.Unit)
			}
		}
		if !maps.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
}
