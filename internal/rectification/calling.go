package rectification

import (
	"slices"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/org"
)

// Rules are what the procedure asks of the county. The zero value gives the table as documented.
type Rules struct {
	// Centre is the unit of the complaint centre, which calls where the unit cannot; "": the head of the hall alone does.
	Centre string
	// Free says whether somebody serves in the unit that day who had no part; nil: somebody does.
	Free func(unit string, part []string, day calendar.Day) bool
}

// FreeOf is [Rules].Free by a directory: a case officer or head of the unit who serves that day and had no part.
func FreeOf(staff func(unit string, day calendar.Day) []org.Officer) func(unit string, part []string, day calendar.Day) bool {
	return func(unit string, part []string, day calendar.Day) bool {
		return slices.ContainsFunc(staff(unit, day), func(o org.Officer) bool {
			calls := slices.Contains(o.Roles, string(access.CaseOfficer)) || slices.Contains(o.Roles, string(access.UnitHead))
			return calls && !slices.Contains(part, o.ID)
		})
	}
}

// callRows: whoever calls back takes the call first. Only then the page shows the telephone, so
// that it is on record who got it, and one person at a time has it.
func (r Rules) callRows(callers []casework.Relation) []casework.Transition {
	return []casework.Transition{
		{From: []casework.State{ToCall}, Verb: "take_call", Title: lang.T("我来回访", "I call back"), Event: "call_taken", Basis: []string{"hcp-2019"}, By: callers,
			Guards: []casework.Guard{noPart(), r.theUnitCould(), oneCaller()}, Decide: decideTakeCall},
	}
}

// theUnitCould: the unit calls back; the centre does where everybody of the unit had a part, or
// the call is late. Other units of supervision never do.
func (r Rules) theUnitCould() casework.Guard {
	return casework.Guard{Name: "called_by_the_unit", Attempt: true, Says: lang.T("由被评价的单位回访；单位人人经手过，或者过了期限还没有回访的，才由投诉中心回访", "the rated unit calls; the complaint centre does where everybody of the unit had a part, or the call is late"),
		Check: func(d *casework.Decision) error {
			a := d.Cmd.Actor
			if a.Unit == d.Case.Unit {
				return nil
			}
			if a.Role != access.CentreHead && (r.Centre == "" || a.Unit != r.Centre) {
				return unlawful("not_the_centre", "回访由被评价的单位做，别的单位不看也不打。", "The rated unit calls back; other units neither see nor call.", "单位做不了的，由投诉中心回访。", "Where it cannot, the complaint centre does.")
			}
			k, ok := d.Case.Clock("callback")
			late := ok && k.State.Open() && !d.At.Before(k.Due.At)
			day := d.Engine.Calendar().DayOf(d.At)
			if !late && (r.Free == nil || r.Free(d.Case.Unit, FileOf(d.Case).Part, day)) {
				return unlawful("unit_can_call", "单位里有没有经手过的人，回访期限也没有过。", "Somebody of the unit had no part, and the call is not late.", "请等单位回访。", "Please leave it to the unit.")
			}
			return nil
		}}
}

// oneCaller: a call that somebody took that day stays with that person.
func oneCaller() casework.Guard {
	return casework.Guard{Name: "one_caller_a_day", Says: lang.T("一个人在打，别人当天不接手", "somebody has the call; nobody else takes it that day"),
		Check: func(d *casework.Decision) error {
			cal, f := d.Engine.Calendar(), FileOf(d.Case)
			if f.Caller != "" && cal.DayOf(f.Taken) == cal.DayOf(d.At) {
				return fault.New(fault.Conflict, "call_taken", lang.T("今天已经有人在回访。", "Somebody has the call today."), lang.T("没有打通的，明天可以换人接手。", "If it does not get through, somebody else may take it tomorrow."))
			}
			return nil
		}}
}

// hasTheCall: what is entered of a call is entered by whoever took it.
func hasTheCall() casework.Guard {
	return casework.Guard{Name: "call_in_hand", Says: lang.T("由接手回访的人登记", "entered by whoever took the call"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Caller != d.Cmd.Actor.ID {
				return unlawful("take_the_call_first", "这件回访不在您手里。", "The call is not in your hands.", "请先点“我来回访”，再打电话、再登记。", "Please take the call first, then call and enter it.")
			}
			return nil
		}}
}

// decideTakeCall notes who has it; a task of the unit goes to its own officer.
func decideTakeCall(d *casework.Decision) error {
	for _, t := range d.Case.OpenTasks() {
		if t.Unit == d.Cmd.Actor.Unit {
			t.State, t.Officer = casework.Taken, d.Cmd.Actor.ID
			d.PutTask(t)
		}
	}
	return nil
}

// Calls says that the actor has the call, or had it and called.
func (f *File) Calls(officer string) bool { return officer != "" && f.Caller == officer }

// HadPart says that the officer had a part in the rated case.
func (f *File) HadPart(officer string) bool { return slices.Contains(f.Part, officer) }
