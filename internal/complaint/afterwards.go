package complaint

import (
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/casework"
)

// What a reporter may still do after the end, counted from the day it ended.
const (
	ReopenDays     = 30 // calendar days for the one reopening as of right
	AppealWorkdays = 15 // working days for the one appeal, and for the review of acceptance
)

// ReopenUntil is the last day on which what ended on that day is reopened as of right.
func ReopenUntil(closed calendar.Day) calendar.Day { return closed + ReopenDays }

// AppealUntil is the last working day of the time to appeal, or to ask for a review of acceptance,
// against what ended on that day.
func AppealUntil(cal *calendar.Calendar, closed calendar.Day) calendar.Day {
	return cal.AddWorkdays(closed, AppealWorkdays)
}

// LastSaid is the last thing the reporter said about an answer: confirmed, contested or unheard; ""
// before the first one. Unlike [File.Said] it keeps "contested" where a later answer met silence.
func LastSaid(c *casework.Case) string {
	said := ""
	for _, e := range c.Events {
		switch e.Kind {
		case "reporter_confirmed":
			said = "confirmed"
		case "reporter_contested", "complaint_reopened":
			said = "contested"
		case "complaint_revisited":
			if e.Facts.Reopened {
				said = "contested"
			}
		case "unheard":
			if said == "" {
				said = "unheard"
			}
		}
	}
	return said
}

// Unsettled says that the reporter had it done again and has not said since that it is solved: no
// page calls the office's result of that answer the end of the matter.
func Unsettled(c *casework.Case) bool { return LastSaid(c) == "contested" }

// addressed are the events whose words are written to the reporter and shown on the reporter's page.
var addressed = []string{"complaint_answered", "joined_answered", "complaint_joined", "complaint_declined", "complaint_handed_over", "hand_over_acknowledged",
	"review_accepted", "review_declined", "appeal_decided", "closed_unreachable", "retaliation_answered", "retaliation_settled"}

// Addressed says that the words of such an event are written to the reporter, who reads them; the
// words of all others stay with those who handle the complaint.
func Addressed(event string) bool { return slices.Contains(addressed, event) }
