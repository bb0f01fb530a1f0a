package matters_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/integrity"
	"banjie/internal/integrity/matters"
	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/rating"
)

var start = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

func at(days int) time.Time { return start.AddDate(0, 0, days) }

// TestComplaint: it is the unit's that looks into it; its ways back are what indicators doubt.
func TestComplaint(t *testing.T) {
	told, err := json.Marshal(complaint.Message{Box: complaint.Box{From: "centre"}})
	if err != nil {
		t.Fatal(err)
	}
	c := &casework.Case{Procedure: complaint.Name, Number: "C1", Unit: "centre", Opened: at(0), Closed: at(20), State: complaint.Closed, Result: complaint.CouldBeDone,
		File: &complaint.File{Filing: complaint.Filing{Kind: "delay"}, To: []string{"roads"}},
		Events: []casework.Event{
			{Kind: "complaint_registered", Effective: at(0)},
			{Kind: "complaint_returned", Effective: at(2), By: casework.By{Unit: "roads"}},
			{Kind: "competence_ruled", Effective: at(3)},
			{Kind: "complaint_taken_on", Effective: at(3)},
			{Kind: "complaint_held", Effective: at(5)},
			{Kind: "complaint_resumed", Effective: at(8)},
			{Kind: "message_sent", Effective: at(9), Facts: casework.Facts{Data: told}},
			{Kind: "complaint_answered", Effective: at(20), Private: casework.Private{Text: "已经办好，请查收。"}},
			{Kind: "complaint_reopened", Effective: at(25)},
		}}
	m, ok := matters.Of(c, strings.ToUpper)
	if !ok || m.Unit != "roads" || m.Result != integrity.CouldBeDone || m.Filer != "" || !m.Taken.Equal(at(3)) || !m.Reopened.Equal(at(25)) || m.AnswerLength != 9 || len(m.Contacts) != 1 ||
		len(m.Returns) != 1 || !m.Returns[0].Overturned || len(m.Pauses) != 1 || !m.Pauses[0].To.Equal(at(8)) {
		t.Errorf("%+v", m)
	}
	refused := &casework.Case{Procedure: complaint.Name, Number: "C2", Unit: "centre", Opened: at(0), Closed: at(1), State: complaint.NotAccepted, File: &complaint.File{}}
	if m, _ := matters.Of(refused, strings.ToUpper); m.Result != integrity.Refused || m.Unit != "centre" {
		t.Errorf("%+v", m)
	}
}

// TestApplication: it is over with the decision and held to the promise; who asked is a tag.
func TestApplication(t *testing.T) {
	c := &casework.Case{Procedure: licensing.Name, Number: "1", Unit: "water", Party: "p", Opened: at(0), Decided: at(6), Closed: at(9), Result: "granted", Item: casework.ItemRef{Code: "x"},
		Clocks: []limit.Clock{{Name: "promised", Limit: limit.Limit{N: 5, Unit: limit.Workday}}},
		Events: []casework.Event{{Kind: "accepted", Effective: at(1)}, {Kind: "task_referred", Effective: at(2), By: casework.By{Unit: "water"}, Facts: casework.Facts{Tasks: []casework.Task{{Unit: "roads"}}}}, {Kind: "paused", Effective: at(3)}}}
	m, ok := matters.Of(c, strings.ToUpper)
	if !ok || m.Filer != "P" || m.Limit != 5 || m.CalendarDays || !m.Closed.Equal(at(6)) || m.Result != integrity.Solved || len(m.Returns) != 1 || m.Returns[0].To != "roads" || len(m.Pauses) != 1 || !m.Pauses[0].To.IsZero() {
		t.Errorf("%+v", m)
	}
	for _, result := range []string{"denied", "refused", "withdrawn", "deemed_withdrawn", "returned", "terminated", "acceptance_revoked"} {
		c.Result = result
		if m, _ := matters.Of(c, strings.ToUpper); m.Result == "" || m.Result == integrity.Solved {
			t.Errorf("%s counts as %q", result, m.Result)
		}
	}
	if _, ok := matters.Of(&casework.Case{Procedure: "recorded"}, strings.ToUpper); ok {
		t.Error("a recorded case has a record")
	}
}

// TestRatings: the night's look gets how a rating came and whether somebody stands behind it,
// which is what the doubt about ratings that nobody gave (G6) counts.
func TestRatings(t *testing.T) {
	rated := func(channel, by string, grade rating.Grade) casework.Event {
		raw, err := json.Marshal(rating.Facts{Channel: channel, Grade: grade})
		if err != nil {
			t.Fatal(err)
		}
		return casework.Event{Kind: "rated", Effective: at(7), By: casework.By{ID: by}, Facts: casework.Facts{Data: raw}}
	}
	c := &casework.Case{Procedure: licensing.Name, Number: "1", Unit: "water", Opened: at(0), Closed: at(6), Result: "granted",
		Events: []casework.Event{rated("web", "return-code", rating.VerySatisfied), rated("web", "", rating.VerySatisfied), rated("tablet", "", rating.Dissatisfied)}}
	m, ok := matters.Of(c, strings.ToUpper)
	if !ok || len(m.Ratings) != 3 {
		t.Fatalf("%+v", m)
	}
	for i, want := range []integrity.Rating{{Channel: integrity.ByWeb, Signed: true}, {Channel: integrity.ByWeb}, {Channel: integrity.ByWindow}} {
		if got := m.Ratings[i]; got.Channel != want.Channel || got.Signed != want.Signed || !got.At.Equal(at(7)) {
			t.Errorf("%d: %+v", i, got)
		}
	}
	if m.Ratings[0].Stars <= m.Ratings[2].Stars {
		t.Errorf("stars %d and %d", m.Ratings[0].Stars, m.Ratings[2].Stars)
	}
}
