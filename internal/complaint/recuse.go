package complaint

import (
	"slices"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/lang"
)

// RecuseInput names who has no part in it any more; "" is the actor.
type RecuseInput struct {
	Officer string `json:"officer"`
}

// Recusal is who was taken out.
type Recusal struct {
	Officer string `json:"officer"`
}

// stays are the acts that a recused officer keeps: none of them reads or decides.
var stays = []string{"file_complaint", "recuse"}

func (r Rules) recuseRows() []casework.Transition {
	return []casework.Transition{
		{From: open, Verb: "recuse", Title: lang.T("回避", "Step aside"), Event: "officer_recused", Basis: []string{"xfg-28"}, Needs: casework.NeedReason,
			By: []casework.Relation{casework.Responsible, casework.HeadOfUnit}, Input: func() any { return &RecuseInput{} }, Decide: decideRecuse},
	}
}

// decideRecuse: everybody steps aside himself; a head may order it.
func decideRecuse(d *casework.Decision) error {
	who := casework.Input[RecuseInput](d).Officer
	if who == "" {
		who = d.Cmd.Actor.ID
	}
	heads := d.Cmd.Actor.Role == access.UnitHead || d.Cmd.Actor.Role == access.CentreHead
	if who != d.Cmd.Actor.ID && !heads {
		return unlawful("only_oneself", "只能自己申请回避；要别人回避，由负责人决定。", "One steps aside oneself; that somebody else does is for the head.", "请报告负责人。", "Please tell the head.", "xfg-28")
	}
	return d.SetData(Recusal{who})
}

// recused: who stepped aside neither reads nor decides.
func recused() casework.Guard {
	return casework.Guard{Name: "not_recused", Basis: "xfg-28", Attempt: true, Says: lang.T("没有回避这一件", "has not stepped aside from this one"),
		Check: func(d *casework.Decision) error {
			if d.As != casework.Applicant && slices.Contains(FileOf(d.Case).Recused, d.Cmd.Actor.ID) {
				return unlawful("recused", "您已回避这件投诉。", "You have stepped aside from this complaint.", "请交给没有关系的同事。", "Please leave it to a colleague who has no part in it.", "xfg-28")
			}
			return nil
		}}
}

// notOurOwn: what is complained of is the centre itself; it is for the level above.
func (r Rules) notOurOwn() casework.Guard {
	return casework.Guard{Name: "not_about_the_centre", Basis: "xfg-28", Attempt: true, Says: lang.T("投诉的不是投诉中心自己；是的，只能转上一级", "it is not about the centre itself; what is goes to the level above"),
		Check: func(d *casework.Decision) error {
			if r.Centre != "" && FileOf(d.Case).Against == r.Centre {
				return unlawful("about_the_centre", "投诉的是投诉中心所在的单位，不能自己查自己。", "It is about the centre's own unit, which does not judge itself.", "请转送上一级投诉中心。", "Please hand it over to the centre of the level above.", "xfg-28")
			}
			return nil
		}}
}

// readByTheHead: the words about the centre itself are read by its head alone, to pass them on.
func (r Rules) readByTheHead() casework.Guard {
	return casework.Guard{Name: "head_reads_what_is_about_the_centre", Basis: "xfg-28", Says: lang.T("投诉投诉中心自己的，只有负责人能打开，用来转上一级", "what is about the centre itself is opened by its head alone, to pass it on"),
		Check: func(d *casework.Decision) error {
			if r.Centre != "" && FileOf(d.Case).Against == r.Centre && d.Cmd.Actor.Role == access.Supervisor {
				return unlawful("about_the_centre", "投诉的是投诉中心所在的单位，由负责人打开并转上一级。", "It is about the centre's own unit: the head opens it and hands it over.", "请交给负责人。", "Please leave it to the head.", "xfg-28")
			}
			return nil
		}}
}

// about are the units complained of and looking into it, on which their own supervisors do not
// act; the centre itself steps aside officer by officer.
func about(c *casework.Case) (units []string) {
	f := FileOf(c)
	for _, u := range append([]string{f.Against}, f.To...) {
		if u != c.Unit {
			units = append(units, u)
		}
	}
	return units
}
