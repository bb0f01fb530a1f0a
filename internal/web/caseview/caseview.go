// Package caseview is a case as both sides see it: the applicant on the progress page,
// the official at the work place. Same timeline, same clocks, same reasons, same papers.
//
//	casework.Case + procedure + item ──Of──▶ View ──▶ the same components on both pages
//	                                          └── Hidden: the short list of what differs, with reasons
//
// What an official may see and the applicant may not stands in [Hidden], is said on the
// page, and is nothing else: a test compares both views. The articles behind a clock or an
// act are those the procedure wrote into it (law:xkf-32.4, law:xkf-42.1, law:xkf-45).
//
// It reads no store, checks no access and offers no buttons: what may be done next is the
// matter of the page that stands around it.
package caseview

import (
	"fmt"
	"slices"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/registers/refund"
	"banjie/internal/supervise"
	"banjie/internal/web/ui"
)

// Side is who looks.
type Side string

const (
	Applicant Side = "applicant"
	Official  Side = "official"
)

// Input is everything a view is made of.
type Input struct {
	Case      *casework.Case
	Procedure *casework.Procedure
	Item      *catalog.Item // nil where the case has none
	Calendar  *calendar.Calendar
	Now       time.Time
	Side      Side
	Base      string                                              // address of the case, without a slash at the end
	Unit      func(id string) lang.Text                           // name of a unit
	Officer   func(id string) string                              // name of an officer; asked for the official side only
	Receipts  bool                                                // the viewer may open receipts
	Files     bool                                                // the viewer may open files
	Guide     func(code string, version int) (catalog.Item, bool) // a version of an item; nil: changes of guides are not shown
	Calendars *supervise.Calendars                                // that the events may name; nil: Calendar alone
	// Card gives the page of a card, "" where the viewer has none; nil: nobody has.
	Card func(supervise.Card) string
}

// View is a case ready to be drawn.
type View struct {
	Title    lang.Text
	Number   string
	State    casework.StateInfo
	Tag      ui.Tag
	Steps    ui.Steps
	Waited   Waited
	Clocks   []Clock
	Timeline ui.Timeline
	Papers   []Paper
	Decision *ui.SummaryList // what was decided and what can be done against it; nil before
	Unsigned bool            // filed by nobody known
	Disowned bool            // and its owner says that it is not theirs
	Side     Side
	Hides    []Concealment // of this case, what the other side does not see
}

// Of makes the view of a case.
func Of(in Input) View {
	if in.Unit == nil {
		in.Unit = func(id string) lang.Text { return ui.Data(id) }
	}
	c := in.Case
	v := View{Title: ui.Data(c.Item.Code), Number: c.Number, State: in.Procedure.Info(c.State), Side: in.Side, Hides: Hidden}
	switch {
	case in.Item != nil:
		v.Title = in.Item.Name
	case c.Item.Code == "":
		v.Title = in.Procedure.Title
	}
	v.Tag = tagOf(c, in.Procedure)
	v.Steps = stepsOf(in)
	v.Waited = waited(c, in.Calendar, in.Now)
	v.Waited.Official = in.Side == Official
	v.Clocks = clocksOf(in)
	v.Timeline = timelineOf(in)
	v.Papers = papersOf(in)
	v.Decision = decisionOf(in)
	v.Unsigned, v.Disowned = c.FiledUnsigned(), licensing.FileOf(c).Disowned
	return v
}

// tagOf is the state in a word; red only where the administration is late.
func tagOf(c *casework.Case, p *casework.Procedure) ui.Tag {
	late := slices.ContainsFunc(c.Clocks, func(k limit.Clock) bool { return k.State == limit.Late && !k.Theirs })
	info := p.Info(c.State)
	t := ui.Tag{Label: info.Title, Tone: ui.Busy}
	switch {
	case c.IsOpen() && late:
		t.Tone = ui.Overdue
	case c.State == licensing.Correcting:
		t.Tone = ui.Soon
	case c.State == licensing.Suspended:
		t.Tone = ui.Still
	case c.State == licensing.Granted, c.State == licensing.Delivered, c.State == licensing.Checking:
		t.Tone = ui.Good
	case info.Final:
		t.Tone = ui.Shut
	}
	return t
}

// Waited is the applicant's own clock: it never pauses and is nobody's excuse.
type Waited struct {
	Days     int // calendar days from receipt until now, or until the end
	Workdays int
	Since    time.Time
	Over     bool
	Official bool // it is not read by the person who waits
}

func waited(c *casework.Case, cal *calendar.Calendar, now time.Time) Waited {
	until, over := now, !c.IsOpen()
	if over {
		until = c.Closed
	}
	from, to := cal.DayOf(c.Opened), cal.DayOf(until)
	return Waited{Days: int(to - from), Workdays: cal.WorkdaysBetween(from, to), Since: c.Opened, Over: over}
}

// stepsOf is the way from receipt to delivery and where the case is.
func stepsOf(in Input) ui.Steps {
	c := in.Case
	day := func(t time.Time) lang.Text {
		if t.IsZero() {
			return lang.Text{}
		}
		d := in.Calendar.DayOf(t)
		_, m, n := d.Date()
		return lang.T(fmt.Sprintf("%d月%d日", int(m), n), fmt.Sprintf("%d %s", n, m.String()[:3]))
	}
	done := func(name lang.Text, at time.Time) ui.Step {
		s := ui.Step{Name: name, State: ui.StepNext, Note: day(at)}
		if !at.IsZero() {
			s.State = ui.StepDone
		}
		return s
	}
	if in.Procedure.Name == impasse.Name {
		return along(c, impasseSteps(in, done))
	}
	if in.Procedure.Name == refund.Name {
		return along(c, refundSteps(in, done))
	}
	steps := []ui.Step{done(lang.T("收件", "Received"), c.Opened), done(lang.T("受理", "Accepted"), c.Accepted)}
	if in.Item != nil {
		for _, s := range in.Item.Steps {
			steps = append(steps, reviewStep(in, s))
		}
	}
	delivered := time.Time{}
	if c.State == licensing.Delivered || c.State == licensing.Checking {
		delivered = lastOf(c, "delivered")
	}
	steps = append(steps, done(lang.T("出结果", "Outcome"), c.Decided), done(lang.T("送达", "Delivery"), delivered))
	return along(c, steps)
}

// along marks the step that is under way, and what an ended case left out.
func along(c *casework.Case, steps []ui.Step) ui.Steps {
	ended := !c.IsOpen()
	now := true
	for i := range steps {
		if steps[i].State == ui.StepDone {
			continue
		}
		switch {
		case ended:
			steps[i].State = ui.StepSkipped
		case now && steps[i].State == ui.StepNext:
			steps[i].State, now = ui.StepNow, false
		case steps[i].State == ui.StepNow:
			now = false
		}
	}
	return ui.Steps{Steps: steps}
}

func reviewStep(in Input, s catalog.Step) ui.Step {
	out := ui.Step{Name: s.Name, State: ui.StepNext}
	var units []string
	all := len(s.Tasks) > 0
	for _, t := range s.Tasks {
		have, ok := in.Case.Task(s.ID, t.ID)
		if !ok || have.State != casework.Done {
			all = false
		}
		unit := t.Unit
		if ok {
			unit = have.Unit
		}
		if !slices.Contains(units, unit) {
			units = append(units, unit)
		}
	}
	for i, u := range units {
		name := in.Unit(u)
		if i > 0 {
			out.Note.ZH, out.Note.EN = out.Note.ZH+"、", out.Note.EN+", "
		}
		out.Note.ZH, out.Note.EN = out.Note.ZH+name.In(lang.ZH), out.Note.EN+name.In(lang.EN)
	}
	if all {
		out.State = ui.StepDone
	}
	return out
}

func lastOf(c *casework.Case, kind string) time.Time {
	for _, e := range slices.Backward(c.Events) {
		if e.Kind == kind {
			return e.At
		}
	}
	return time.Time{}
}
