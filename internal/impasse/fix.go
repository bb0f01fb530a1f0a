package impasse

import (
	"slices"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// FixName is the procedure of a class fix 一类事整改: one report leads to a better guide for
// everybody.
//
//	start ─▶ mending ──a published version of the item names it──▶ mended: all linked reports are told
//	            └──drop, with the reason─────────────────────────▶ dropped: likewise
const FixName = "class_fix"

// FixSeries is what the numbers of class fixes begin with.
const FixSeries = "F"

// States of a class fix.
const (
	Mending casework.State = "class_mending"
	Mended  casework.State = "class_mended"
	Dropped casework.State = "class_fix_dropped"
)

type (
	// StartInput names the report it starts from, and what is to be mended.
	StartInput struct {
		From  casework.ID `json:"from"`
		Cause string      `json:"cause"` // id of [Causes]; "": that of the report
	}
	// CompleteInput names the version that mends it; 0: the one in force.
	CompleteInput struct {
		Version int `json:"version"`
	}
	// FixFile is what is known of a class fix, folded.
	FixFile struct {
		Item    string   `json:"item"`
		From    int      `json:"from"` // version in force when it started
		Cause   string   `json:"cause"`
		Linked  []Linked `json:"linked"`
		Version int      `json:"version,omitempty"` // that mends it
	}
)

// FixOf gives the folded file of a class fix.
func FixOf(c *casework.Case) *FixFile {
	if f, ok := c.File.(*FixFile); ok {
		return f
	}
	return &FixFile{}
}

// FixProcedure gives the table of a class fix. Every call gives a fresh copy.
func (r Rules) FixProcedure() *casework.Procedure {
	running := []casework.State{Mending}
	p := &casework.Procedure{
		Name: FixName, Version: 1,
		Title: lang.T("一类事整改", "Class fix"),
		States: []casework.StateInfo{
			{State: Mending, Title: lang.T("正在改指南", "Guide being mended"), Says: lang.T("改好的办事指南发布了、并且写明是为这件整改发布的，才算完成。", "It ends when a version of the guide is published that names this fix.")},
			{State: Mended, Title: lang.T("指南已改好", "Guide mended"), Says: lang.T("新的办事指南已经发布，所有反映过的人都告知了。", "The new guide is in force and everybody who reported was told."), Final: true},
			{State: Dropped, Title: lang.T("不改了，已说明", "Dropped, with reasons"), Says: lang.T("指南没有改，理由已经写明并告知。", "The guide stays; the reasons were told."), Final: true},
		},
		Clocks:  []casework.ClockRule{{Name: "mending", Title: lang.T("改好指南", "Mending the guide"), Rule: "15 working days from the start; rule of the house", Limit: casework.Workdays(15)}},
		NewFile: func() any { return &FixFile{} },
		FoldFile: func(file any, e casework.Event) error {
			switch e.Kind {
			case "class_fix_started", "class_fix_completed":
				v, err := casework.Data[FixFile](e)
				*file.(*FixFile) = v
				return err
			}
			return nil
		},
	}
	heads := []casework.Relation{casework.HeadOfUnit, casework.Responsible, casework.Centre}
	p.With(
		casework.Transition{Verb: "start_class_fix", Title: lang.T("发起一类事整改", "Start a class fix"), To: Mending, Event: "class_fix_started", Needs: casework.NeedReason,
			By: []casework.Relation{casework.Receiver}, Clocks: []casework.Effect{casework.Begin("mending")}, Input: func() any { return &StartInput{} }, Decide: r.decideStart},
		casework.Transition{From: running, Verb: "complete_class_fix", Title: lang.T("新指南已发布，告知所有人", "The new guide is out: tell everybody"), To: Mended, Event: "class_fix_completed",
			By: append(slices.Clone(heads), casework.Itself), Guards: []casework.Guard{versionNamesIt()}, Clocks: []casework.Effect{casework.Stop("mending")},
			Input: func() any { return &CompleteInput{} }, Decide: r.decideComplete, Result: "mended", Closes: true},
		casework.Transition{From: running, Verb: "drop_class_fix", Title: lang.T("不改了", "Drop it"), To: Dropped, Event: "class_fix_dropped", Needs: casework.NeedReason, By: heads,
			Clocks: []casework.Effect{casework.Stop("mending")}, Decide: decideDrop, Result: "dropped", Closes: true},
	)
	for _, row := range casework.CommonRows(nil, nil, running) {
		if len(row.From) > 0 && (row.Quiet || row.Verb == "note") {
			p.With(row)
		}
	}
	return p
}

// decideStart gathers what is like the report and links it.
func (r Rules) decideStart(d *casework.Decision) error {
	in, a := casework.Input[StartInput](d), d.Cmd.Actor
	c, _, err := d.Engine.Load(d.Context(), casework.Key{Division: a.Division, ID: in.From})
	if err != nil {
		return err
	}
	f := FileOf(c)
	if c.Procedure != Name || f.Item == "" {
		return unlawful("nothing_to_mend", "这件反映没有对应的办事指南，不能发起一类事整改。", "The report is about no guide, so there is none to mend.", "请先查明是哪个事项。", "Please find out first which matter it is about.")
	}
	it, err := d.Engine.Catalogue.Current(a.Division, f.Item)
	if err != nil {
		return err
	}
	if a.Role != access.CentreHead && a.Unit != it.Unit {
		return fault.New(fault.Forbidden, "not_your_guide", lang.T("指南由负责这个事项的单位改。", "The unit responsible for the matter mends its guide."),
			lang.T("请联系该单位负责人或者政务服务中心负责人发起。", "Please ask its head, or the head of the centre, to start it."))
	}
	fix := FixFile{Item: f.Item, From: it.Version, Cause: in.Cause, Linked: []Linked{{c.ID, c.Number}}}
	if fix.Cause == "" {
		fix.Cause = f.LikeCause()
	}
	if !among(Causes(), fix.Cause) {
		return fault.InvalidInput().At("cause", lang.T("请选择要改掉的原因。", "Please choose the cause to be mended.")).Or()
	}
	if slices.ContainsFunc(f.Fixes, func(x Fix) bool { return x.Version == 0 && !x.Dropped }) {
		return unlawful("fix_runs", "这件反映已经在一类事整改里。", "The report is part of a class fix already.", "请到那件整改里办。", "Please go on there.")
	}
	if fix.Linked, err = r.like(d, a.Division, fix); err != nil {
		return err
	}
	for _, l := range fix.Linked {
		d.Also(l.ID, "link_class_fix", &Fix{Fix: d.Facts.Open.Number, Item: fix.Item, From: fix.From}, "")
	}
	d.Facts.Unit = it.Unit
	return d.SetData(fix)
}

// like adds the reports that are like the linked ones and not yet among them.
func (r Rules) like(d *casework.Decision, division string, f FixFile) ([]Linked, error) {
	all := slices.Clone(f.Linked)
	if r.Similar == nil {
		return all, nil
	}
	more, err := r.Similar(d.Context(), division, f.Item, f.Cause)
	for _, l := range more {
		if !slices.ContainsFunc(all, func(x Linked) bool { return x.ID == l.ID }) {
			all = append(all, l)
		}
	}
	return all, err
}

// versionNamesIt: the guide was changed, published, and the version says for which fix.
func versionNamesIt() casework.Guard {
	return casework.Guard{Name: "version_names_it", Says: lang.T("事项有了新的已发布版本，并且写明是为这件整改发布的", "the item has a newer published version that names this fix"),
		Check: func(d *casework.Decision) error {
			_, err := mendingVersion(d)
			return err
		}}
}

func mendingVersion(d *casework.Decision) (int, error) {
	f := FixOf(d.Case)
	it, err := d.Engine.Catalogue.Current(d.Case.Division, f.Item)
	if want := casework.Input[CompleteInput](d).Version; err == nil && want != 0 && want != it.Version {
		it, err = d.Engine.Catalogue.Version(d.Case.Division, f.Item, want)
	}
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return 0, err
	}
	if err != nil || it.Version <= f.From || !slices.Contains(it.Mends, d.Case.Number) {
		return 0, unlawful("not_mended_yet", "还没有为这件整改发布新的办事指南。", "No new version of the guide has been published for this fix.", "请在草稿里改好指南，由管理员发布。", "Please change the guide in its draft and have it published.")
	}
	return it.Version, nil
}

// decideComplete tells everybody who reported the same, those who did meanwhile among them.
func (r Rules) decideComplete(d *casework.Decision) error {
	fix := *FixOf(d.Case)
	var err error
	if fix.Version, err = mendingVersion(d); err != nil {
		return err
	}
	if fix.Linked, err = r.like(d, d.Case.Division, fix); err != nil {
		return err
	}
	for _, l := range fix.Linked {
		d.Also(l.ID, "tell_class_fix", &Fix{Fix: d.Case.Number, Item: fix.Item, From: fix.From, Version: fix.Version}, "")
	}
	return d.SetData(fix)
}

func decideDrop(d *casework.Decision) error {
	fix := FixOf(d.Case)
	for _, l := range fix.Linked {
		d.Also(l.ID, "tell_class_fix", &Fix{Fix: d.Case.Number, Item: fix.Item, From: fix.From, Dropped: true}, d.Cmd.Reason)
	}
	return nil
}
