package casework

import (
	"slices"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Outside is the guard of every act that somebody does as [Centre]: supervisors serve in many
// units, and none of them acts on a case about the own one. The engine adds it to every row that
// names Centre, so that no procedure forgets it; whose case it is says [Procedure.About]. Who
// heads the responsible unit acts as its head where the row allows heads, and not as Centre.
const Outside = "not_of_the_unit"

// GuardsOf are those of a row: its own, and [Outside] where supervision may do it.
func (p *Procedure) GuardsOf(t *Transition) []Guard {
	if !slices.Contains(t.By, Centre) {
		return t.Guards
	}
	return slices.Concat([]Guard{p.outside()}, t.Guards)
}

func (p *Procedure) outside() Guard {
	return Guard{Name: Outside, Attempt: true, Says: lang.T("监督人员不处理关于自己单位的件", "nobody of supervision acts on a case about the own unit"),
		Check: func(d *Decision) error {
			a := d.Cmd.Actor
			heads := a.Role == access.CentreHead && a.Unit == d.Case.Unit && slices.Contains(d.Trans.By, HeadOfUnit)
			if d.As != Centre || heads || a.Unit == "" || !slices.Contains(p.about(d.Case), a.Unit) {
				return nil
			}
			return OwnUnit()
		}}
}

// OwnUnit is the refusal of [Outside]; a guard uses it that knows more closely which unit it is about.
func OwnUnit() *fault.Fault {
	return fault.New(fault.Unlawful, "own_unit",
		lang.T("这件事关系到您自己的单位，由别的单位的监督人员处理。", "This is about your own unit; somebody of supervision in another one deals with it."),
		lang.T("请转给投诉中心的监督员。", "Please pass it to a supervisor of the centre."))
}

// about gives the units that a case is about; none has the name "".
func (p *Procedure) about(c *Case) []string {
	if p.About == nil {
		return []string{c.Unit}
	}
	return p.About(c)
}

// NoPart is the guard that somebody who had no part does it: none of the officers.
func NoPart(name string, says lang.Text, officers func(*Decision) []string) Guard {
	return Guard{Name: name, Attempt: true, Says: says,
		Check: func(d *Decision) error {
			if !slices.Contains(officers(d), d.Cmd.Actor.ID) {
				return nil
			}
			return fault.New(fault.Unlawful, "own_part",
				lang.T("您经手过这件事，由没有经手过的人来做。", "You had a part in this; somebody who had none does it."),
				lang.T("请转给另一位同事。", "Please pass it to a colleague."))
		}}
}
