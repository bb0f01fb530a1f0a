package rectification

import (
	"slices"

	"banjie/internal/casework"
	"banjie/internal/rating"
)

// Duties lets poor ratings by the given rows open a duty, and follow-up ratings reach it, each
// in the same unit of the writer as the rating.
func Duties(rows []casework.Transition) []casework.Transition {
	for i := range rows {
		decide := rows[i].Decide
		switch rows[i].Verb {
		case "rate":
			rows[i].Decide = func(d *casework.Decision) error {
				if err := decide(d); err != nil {
					return err
				}
				if !casework.Input[rating.Input](d).Grade.Poor() {
					return nil
				}
				return openDuty(d)
			}
		case "follow_up_rating":
			rows[i].Decide = func(d *casework.Decision) error {
				if err := decide(d); err != nil {
					return err
				}
				return hear(d)
			}
		}
	}
	return rows
}

func openDuty(d *casework.Decision) error {
	f, err := casework.Data[rating.Facts](casework.Event{Facts: *d.Facts})
	if err != nil {
		return err
	}
	c := d.Case
	in := &OpenInput{Rated: c.ID, Seq: c.Version + 1, Visit: f.Visit, Grade: f.Grade, Tags: f.Tags, Unit: c.Unit, Part: part(c), Item: c.Item}
	series := Series
	if c.Sealed {
		series = SealedSeries
	}
	f.Duty = d.AlsoOpen("open_rectification", in, casework.Open{Procedure: Name, Channel: f.Channel, Party: c.Party, Series: series, Sealed: c.Sealed})
	return d.SetData(f)
}

// hear takes a follow-up to the duty of the first rating: poor again after its end opens it
// once more. A poor follow-up to a rating that was not poor opens a duty.
func hear(d *casework.Decision) error {
	in := casework.Input[rating.Input](d)
	duty := casework.ID(0)
	for _, f := range rating.Of(d.Case) {
		if f.Visit == in.Visit && !f.Follows {
			duty = f.Duty
		}
	}
	if duty == 0 {
		if in.Grade.Poor() {
			return openDuty(d)
		}
		return nil
	}
	c, _, err := d.Engine.Load(d.Context(), casework.Key{Division: d.Case.Division, ID: duty})
	if err != nil {
		return err
	}
	verb := "note_follow_up"
	if in.Grade.Poor() && slices.Contains(ended, c.State) {
		verb = "reopen_by_follow_up"
	}
	d.Also(duty, verb, &FollowUpInput{Grade: in.Grade}, "")
	return nil
}

// part is everybody of the staff who had a part in a case.
func part(c *casework.Case) []string {
	var ids []string
	add := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	add(c.Handler)
	for _, t := range c.Tasks {
		add(t.Officer)
	}
	for _, e := range c.Events {
		if e.By.Unit != "" {
			add(e.By.ID)
		}
	}
	return ids
}
