package casework

import "slices"

// opinions are the acts whose words are a unit's opinion within the office.
var opinions = []string{"task_finished", "task_sent_back", "task_referred"}

// Withholds says whether the words, notes and files of an event are an opinion that the applicant
// reads only when the case is decided or closed, so that each unit judges for itself. Every
// adapter that shows events to an applicant asks it.
func (c *Case) Withholds(e Event) bool {
	return slices.Contains(opinions, e.Kind) && c.Decided.IsZero() && c.Closed.IsZero()
}
