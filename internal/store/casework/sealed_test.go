package casestore

import (
	"maps"
	"testing"

	"banjie/internal/casework"
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
		for _, c := range changes(stood{}, x.events, &casework.Case{Sealed: true, Unit: "centre"}) {
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
