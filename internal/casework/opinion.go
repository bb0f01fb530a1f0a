package casework

import (
	"slices"
	"strings"
)

// opinions are the acts whose words are a unit's opinion within the office.
var opinions = []string{"task_finished", "task_sent_back", "task_referred"}

// proposals are answers that a unit only proposes: their words reach the applicant with the
// act that approves them.
var proposals = map[string]string{"impasse_answer_proposed": "impasse_answer_approved", "impasse_answer_rejected": ""}

// onProposals are the acts on such an answer, whose refused tries are on record too.
var onProposals = []string{"report_no", "approve_no", "reject_no"}

// Withholds says whether the words, notes and files of an event are an opinion that the applicant
// reads only when the case is decided or closed, so that each unit judges for itself. Every
// adapter that shows events to an applicant asks it.
func (c *Case) Withholds(e Event) bool {
	if approval, proposed := proposals[e.Kind]; proposed {
		return c.Closed.IsZero() && !slices.ContainsFunc(c.Events, func(later Event) bool { return later.Seq > e.Seq && later.Kind == approval })
	}
	if _, verb, _ := strings.Cut(e.Facts.Code, ":"); e.Kind == "attempt_refused" && slices.Contains(onProposals, verb) {
		return c.Closed.IsZero() // its name would say what is proposed
	}
	return slices.Contains(opinions, e.Kind) && c.Decided.IsZero() && c.Closed.IsZero()
}
