package api

import (
	"testing"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/rating"
)

// TestRatersAreProtected: as on the pages, staff see that there is a rating, and neither its
// grade nor its words; the person who gave it reads both.
func TestRatersAreProtected(t *testing.T) {
	k := &casework.Case{Key: casework.Key{Division: "330599", ID: 1}, Party: "p", Unit: "market"}
	p := &casework.Procedure{}
	for _, kind := range []string{"rated", "rated_again"} {
		e := casework.Event{Kind: kind, Seq: 9, Facts: casework.Facts{Code: string(rating.Dissatisfied)}, Private: casework.Private{Text: "等得太久。"}}
		if v := eventView(caller{Actor: access.Actor{ID: "o", Role: access.CaseOfficer, Division: "330599", Unit: "market"}}, k, e, p, true); v.Kind != kind || v.Code != "" || v.Words != "" {
			t.Errorf("%s: staff read %q %q", kind, v.Code, v.Words)
		}
		if v := eventView(caller{Actor: access.Actor{ID: "c", Role: access.Citizen, Party: "p"}}, k, e, p, true); v.Code == "" || v.Words == "" {
			t.Errorf("%s: the person does not read the own rating", kind)
		}
	}
}
