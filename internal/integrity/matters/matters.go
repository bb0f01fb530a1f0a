// Package matters turns our own cases into the plain records that the indicators read.
//
//	casework.Case (application, complaint) ─▶ Of ─▶ integrity.Matter ─▶ integrity.Judge
//
// A matter names no person: who asked is a tag that means nothing outside of one set of
// records, texts are sketches from which no word comes back. What a case does not say is
// left out, and the indicators that need it do not judge.
//
// An application is over when it was decided; the promised limit is the one it is held
// to. A complaint belongs to the unit that looked into it, to the centre while nobody did;
// it is over when it has ended, and its limit is that of the citizen's clock. The package
// judges nothing.
package matters

import (
	"slices"
	"time"
	"unicode/utf8"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/integrity"
	"banjie/internal/integrity/sketch"
	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/rating"
)

// Kinds of matters.
const (
	Application = "application"
	Complaint   = "complaint"
)

// Of gives the record of a case; ok is false for a procedure that has none. tag makes a
// word that means nothing outside of one set of records.
func Of(c *casework.Case, tag func(string) string) (m integrity.Matter, ok bool) {
	switch c.Procedure {
	case licensing.Name:
		m = application(c)
		m.Filer = tag(c.Party)
	case complaint.Name:
		m = ofComplaint(c)
	default:
		return m, false
	}
	m.ID, m.Received = c.Number, c.Opened
	m.Pauses, m.Ratings = pauses(c), ratings(c)
	m.Invited = !m.Closed.IsZero() // the system asks at every end, and nobody else does
	return m, true
}

// results of applications as the indicators know them.
var results = map[string]integrity.Result{
	"granted": integrity.Solved, "denied": integrity.Explained, "refused": integrity.Refused, "withdrawn": integrity.Withdrawn, "deemed_withdrawn": integrity.Explained, // nobody withdrew

	"returned": integrity.Refused, "terminated": integrity.Explained, "acceptance_revoked": integrity.Refused, "deemed_renewed": integrity.Solved,
}

func application(c *casework.Case) integrity.Matter {
	m := integrity.Matter{Unit: c.Unit, Kind: Application, Topic: c.Item.Code, Closed: c.Decided, Result: results[c.Result]}
	if m.Closed.IsZero() {
		m.Closed = c.Closed
	}
	if m.Closed.IsZero() {
		m.Result = ""
	} else if m.Result == "" {
		m.Result = integrity.Explained
	}
	if k, ok := c.Clock("promised"); ok && k.Limit.Unit != limit.OfficeHour && k.Limit.Unit != limit.ClockHour {
		m.Limit, m.CalendarDays = k.Limit.N, k.Limit.Unit == limit.Day
	}
	for i, e := range c.Events {
		switch e.Kind {
		case "task_taken", "accepted", "accepted_tolerantly":
			if m.Taken.IsZero() {
				m.Taken = e.Effective
			}
		case "task_sent_back", "task_referred":
			to := c.Unit
			for _, t := range e.Facts.Tasks {
				to = t.Unit
			}
			if e.By.Unit != "" && to != e.By.Unit {
				m.Returns = append(m.Returns, integrity.Return{At: e.Effective, From: e.By.Unit, To: to})
			}
		case "reopened":
			m.Reopened = e.Effective
		case "withdrawn":
			m.Signed = true // by the person's account or code, or on a signed paper: the table takes no other
		case "granted", "denied", "refused":
			answer(&m, c.Events[i].Private.Text)
		}
	}
	return m
}

// answer keeps of a closing text its length and a sketch.
func answer(m *integrity.Matter, text string) {
	if text == "" {
		return
	}
	m.Answer, m.AnswerLength = sketch.Of(text), utf8.RuneCountInString(text)
}

func ofComplaint(c *casework.Case) integrity.Matter {
	f := complaint.FileOf(c)
	m := integrity.Matter{Unit: c.Unit, Kind: Complaint, Topic: f.Kind, Limit: 30, Closed: c.Closed}
	if len(f.To) > 0 {
		m.Unit = f.To[0]
	}
	if !c.Closed.IsZero() {
		m.Result = integrity.Result(c.Result)
		switch {
		case c.State == complaint.NotAccepted:
			m.Result = integrity.Refused
		case c.Result == complaint.CouldBeDone:
			m.Result = integrity.CouldBeDone
		}
	}
	for _, e := range c.Events {
		switch e.Kind {
		case "complaint_taken_on":
			if m.Taken.IsZero() {
				m.Taken = e.Effective
			}
		case "complaint_returned":
			m.Returns = append(m.Returns, integrity.Return{At: e.Effective, From: e.By.Unit, To: c.Unit})
		case "competence_ruled":
			if n := len(m.Returns); n > 0 && slices.Contains(f.To, m.Returns[n-1].From) {
				m.Returns[n-1].Overturned = true
			}
		case "reporter_contested", "complaint_reopened":
			m.Reopened = e.Effective
		case "complaint_appealed":
			m.Appealed = e.Effective
		case "complaint_withdrawn":
			m.Signed = true // the table takes no other
		case "message_sent":
			if v, err := casework.Data[complaint.Message](e); err == nil && v.Box.From == "centre" {
				m.Contacts = append(m.Contacts, e.Effective)
			}
		case "complaint_answered":
			answer(&m, e.Private.Text)
		}
	}
	return m
}

// pauses are those of the clock that the unit is held to.
func pauses(c *casework.Case) []integrity.Pause {
	var all []integrity.Pause
	var from time.Time
	for _, e := range c.Events {
		switch e.Kind {
		case "paused", "complaint_held", "hearing_announced":
			if from.IsZero() {
				from = e.Effective
			}
		case "resumed", "complaint_resumed", "hearing_recorded", "hearing_cancelled", "hearing_lapsed":
			if !from.IsZero() {
				all, from = append(all, integrity.Pause{From: from, To: e.Effective}), time.Time{}
			}
		}
	}
	if !from.IsZero() {
		all = append(all, integrity.Pause{From: from})
	}
	return all
}

// ways are the channels of ratings as the indicators tell them apart.
var ways = map[string]integrity.Channel{"web": integrity.ByWeb, "mobile": integrity.ByWeb, "qr": integrity.ByWeb, "tablet": integrity.ByWindow, "terminal": integrity.ByWindow, "phone": integrity.ByMessage, "sms": integrity.ByMessage}

func ratings(c *casework.Case) []integrity.Rating {
	var all []integrity.Rating
	for _, e := range c.Events {
		if e.Kind != "rated" && e.Kind != "rated_again" {
			continue
		}
		f, err := casework.Data[rating.Facts](e)
		if err != nil {
			continue
		}
		all = append(all, integrity.Rating{Channel: ways[f.Channel], Stars: f.Grade.Code(rating.InterfaceCoding), At: e.Effective, Signed: e.By.ID != ""})
	}
	return all
}
