package licensing

import (
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// An on-site check 现场核查 is made by two or more named members of staff (XKF 34; for
// inspection, testing and quarantine XKF 55, which names them within five days) and
// written down with what the person says to it (ZYC 36). Nobody's whereabouts are recorded:
// the place is what the inspectors write.
//
// ZYC 36 has the object and the reason reported to the head of the agency beforehand. Its seven
// exceptions were not transcribed into the register of law, so none can be claimed here: the
// head names who goes, or whom the head gave that power in writing, and reads both before.
type (
	// InspectorsInput names who goes and where to.
	InspectorsInput struct {
		Object   string   `json:"object"`   // what is looked at
		Officers []string `json:"officers"` // accounts
	}
	// InspectionInput is the record of a check, entered by one of those who were there.
	InspectionInput struct {
		Present   []string        `json:"present"` // accounts of the inspectors who were there
		Day       calendar.Day    `json:"day"`
		Place     string          `json:"place"`
		Finding   string          `json:"finding"`
		Outcome   string          `json:"outcome"` // in_order, not_in_order
		Statement string          `json:"statement"`
		Signed    string          `json:"signed"` // signed, refused: whether the person signed the record
		Files     []casework.File `json:"files"`
	}
	// InspectorsFile is who was named, and when.
	InspectorsFile struct {
		Officers []string     `json:"officers"`
		Named    calendar.Day `json:"named"`
	}
	// InspectionRecord is what is kept of a check for ever; place, finding and statement are private.
	InspectionRecord struct {
		Present []string     `json:"present"`
		Day     calendar.Day `json:"day"`
		Outcome string       `json:"outcome"`
		Signed  string       `json:"signed"`
	}
)

// Sent implements casework.WithFiles.
func (in *InspectionInput) Sent() []casework.File { return in.Files }

// Outcomes of an on-site check, and whether the person signed the record.
const (
	InOrder    = "in_order"
	NotInOrder = "not_in_order"
	Signed     = "signed"
	NotSigned  = "refused"
)

func (r Rules) inspectionRows() []casework.Transition {
	when := []casework.State{UnderReview, Suspended, Checking}
	return []casework.Transition{
		{From: when, Verb: "name_inspectors", Title: lang.T("指派核查人员", "Name the inspectors"), Event: "inspectors_named", Basis: []string{"xkf-34", "zyc-36"},
			Needs: casework.NeedReason | casework.NeedNotice, By: []casework.Relation{casework.HeadOfUnit}, Guards: []casework.Guard{r.twoInspectors(), objectNamed()},
			Clocks: []casework.Effect{casework.Stop("inspectors")}, Input: func() any { return &InspectorsInput{} }, Decide: decideInspectors},
		{From: when, Verb: "record_inspection", Title: lang.T("登记现场核查", "Record the on-site check"), Event: "inspection_recorded", Basis: []string{"xkf-34", "zyc-36"},
			By: []casework.Relation{casework.UnitMember}, Guards: []casework.Guard{inspectorWasThere()},
			Input: func() any { return &InspectionInput{} }, Decide: decideInspection},
	}
}

func (r Rules) twoInspectors() casework.Guard {
	return casework.Guard{Name: "two_inspectors", Basis: "xkf-34", Says: lang.T("指派两名以上在职工作人员", "two or more members of staff in office are named"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[InspectorsInput](d)
			if n := distinct(in.Officers); n < 2 {
				return fault.InvalidInput().At("officers", lang.T("现场核查要指派两名以上工作人员。", "An on-site check is made by two or more members of staff.")).Or()
			}
			if slices.ContainsFunc(in.Officers, func(id string) bool { return !r.serves(d, id) }) {
				return fault.InvalidInput().At("officers", lang.T("指派的人员里有的不是在职工作人员。", "Somebody who was named is no member of staff in office.")).Or()
			}
			return nil
		}}
}

func objectNamed() casework.Guard {
	return casework.Guard{Name: "object_and_reason", Basis: "zyc-36", Says: lang.T("检查对象和理由事先报负责人", "object and reason are before the head beforehand"),
		Check: func(d *casework.Decision) error {
			if casework.Input[InspectorsInput](d).Object == "" {
				return fault.InvalidInput().At("object", lang.T("请写明检查什么、在哪里。", "Please say what is looked at, and where.")).Or()
			}
			return nil
		}}
}

func distinct(ids []string) int {
	seen := map[string]bool{}
	for _, id := range ids {
		if id != "" {
			seen[id] = true
		}
	}
	return len(seen)
}

func decideInspectors(d *casework.Decision) error {
	in := casework.Input[InspectorsInput](d)
	d.Private.Notes = map[string]string{"object": in.Object}
	d.Facts.Approver = d.Cmd.Actor.ID
	if byArticle55(d.Item) {
		d.Facts.Basis = append(d.Facts.Basis, "xkf-55")
	}
	return d.SetData(InspectorsFile{Officers: in.Officers, Named: d.Engine.Calendar().DayOf(d.At)})
}

func inspectorWasThere() casework.Guard {
	return casework.Guard{Name: "named_inspectors_were_there", Basis: "xkf-34", Says: lang.T("两名以上被指派的人员到了现场，由其中一人在核查后登记", "two or more of those named were there, and one of them records it afterwards"),
		Check: func(d *casework.Decision) error {
			named := FileOf(d.Case).Inspectors
			if named == nil {
				return unlawful("no_inspectors_named", "还没有指派核查人员。", "No inspectors have been named.", "请先指派两名以上工作人员。", "Please name two or more members of staff first.", "xkf-34")
			}
			in := casework.Input[InspectionInput](d)
			me := d.Cmd.Actor.ID
			if !slices.Contains(named.Officers, me) || len(in.Present) > 0 && !slices.Contains(in.Present, me) {
				return unlawful("not_an_inspector", "核查记录由到过现场的核查人员登记。", "An on-site check is recorded by an inspector who was there.", "请由到场的核查人员登记。", "Please let one of them record it.", "zyc-36")
			}
			bad := fault.InvalidInput()
			other := func(id string) bool { return !slices.Contains(named.Officers, id) }
			if distinct(in.Present) < 2 || slices.ContainsFunc(in.Present, other) {
				bad.At("present", lang.T("到场的应是两名以上被指派的人员。", "Two or more of those named must have been there."))
			}
			if in.Day < named.Named || in.Day > d.Engine.Calendar().DayOf(d.At) {
				bad.At("day", lang.Format("核查日期应在指派之日（%s）以后、今天以前。", "The day lies between the naming (%s) and today.", named.Named))
			}
			return bad.Or()
		}}
}

func decideInspection(d *casework.Decision) error {
	in := casework.Input[InspectionInput](d)
	bad := fault.InvalidInput()
	if in.Place == "" {
		bad.At("place", lang.T("请写明核查地点。", "Please give the place."))
	}
	if in.Finding == "" {
		bad.At("finding", lang.T("请写明看到了什么。", "Please say what was found."))
	}
	if in.Outcome != InOrder && in.Outcome != NotInOrder {
		bad.At("outcome", lang.T("请选择核查结果。", "Please choose the outcome."))
	}
	switch in.Signed {
	case Signed:
		if in.Statement == "" {
			bad.At("statement", lang.T("请写下当事人的陈述；没有意见的，写“无意见”。", "Please write down what the person says; “no remarks” if nothing."))
		}
	case NotSigned:
	default:
		bad.At("signed", lang.T("请选择当事人是否签字。", "Please say whether the person signed."))
	}
	if err := bad.Or(); err != nil {
		return err
	}
	d.Private.Notes = map[string]string{"place": in.Place, "finding": in.Finding, "statement": in.Statement}
	d.Private.Files = in.Files
	d.Facts.Code = in.Outcome
	return d.SetData(InspectionRecord{Present: in.Present, Day: in.Day, Outcome: in.Outcome, Signed: in.Signed})
}

// seen says that somebody looks before this item is granted: at the place (XKF 34), or at what
// is inspected, tested or quarantined (XKF 55).
func seen(it *catalog.Item) bool { return it.Inspection || byArticle55(it) }

// inspected holds the grant back until somebody was there: the item asks for it, unless a
// signed undertaking stands for it until later; or the clocks stood still for an inspection.
func inspected() casework.Guard {
	return casework.Guard{Name: "inspected", Basis: "xkf-34", Says: lang.T("要现场核查的，已经核查并且合格", "where an on-site check is needed, it was made and found in order"),
		Check: func(d *casework.Decision) error {
			f := FileOf(d.Case)
			paused := slices.ContainsFunc(f.Pauses, func(p PauseRecord) bool { return p.Kind == "inspection" })
			if seen(d.Item) && !f.Undertaking || paused {
				return f.found()
			}
			return nil
		}}
}

// inspectedAfter is the same for the later check of an undertaking.
func inspectedAfter() casework.Guard {
	return casework.Guard{Name: "inspected_after_grant", Basis: "xkf-34", Says: lang.T("要现场核查的，已经核查", "where an on-site check is needed, it was made"),
		Check: func(d *casework.Decision) error {
			if f := FileOf(d.Case); seen(d.Item) && len(f.Inspections) == 0 {
				return f.found()
			}
			return nil
		}}
}

// found says what the last check found against granting.
func (f *File) found() error {
	if len(f.Inspections) == 0 {
		return unlawful("not_inspected", "这个事项要现场核查，还没有核查记录。", "This matter is checked on the spot, and there is no record of it yet.", "请指派两名以上工作人员到现场，并登记核查记录。", "Please name two or more members of staff, and record what they found.", "xkf-34")
	}
	if f.Inspections[len(f.Inspections)-1].Outcome == NotInOrder {
		return unlawful("inspection_not_in_order", "最近一次现场核查不合格，不能准予。", "The last on-site check was not in order; the case cannot be granted.", "请在整改后重新核查，或由负责人作出不予许可决定。", "Please check again once it is put right, or let the head deny.", "xkf-34", "xkf-38")
	}
	return nil
}
