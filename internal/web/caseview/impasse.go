package caseview

import (
	"strconv"
	"strings"
	"time"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// impasseWords has the events of a report of what could not be done, and of a class fix, whose
// act's title does not say what happened. What a unit proposes is said without its content.
var impasseWords = map[string]eventWord{
	"impasse_registered":      {lang.T("反映已登记", "Report registered"), ui.Busy},
	"impasse_solved":          {lang.T("当场办成", "Done on the spot"), ui.Good},
	"impasse_ordered":         {lang.T("已转给管这件事的单位", "Sent to the unit in charge"), ui.Busy},
	"units_convened":          {lang.T("中心召集几个单位一起办", "The centre convened several units"), ui.Busy},
	"person_talked_with":      {lang.T("单位与本人沟通", "The unit talked with the person"), ui.Neutral},
	"order_extended":          {lang.T("延期到说好的日子", "Extended to the day that was named"), ui.Soon},
	"impasse_done":            {lang.T("单位报办成", "The unit reports it done"), ui.Good},
	"impasse_answer_proposed": {lang.T("提出答复意见，等中心负责人审批", "An answer was proposed and awaits the head of the centre"), ui.Soon},
	"impasse_answer_approved": {lang.T("中心负责人批准，答复本人", "Approved by the head of the centre; the person is answered"), ui.Shut},
	"impasse_answer_rejected": {lang.T("中心负责人不同意，退回再办", "The head of the centre did not agree: it goes on"), ui.Busy},
	"impasse_confirmed":       {lang.T("本人说：办成了（或者说明白了）", "The person says: done, or explained"), ui.Good},
	"impasse_contested":       {lang.T("本人说：没有办成，再办一次", "The person says: not done; it is done again"), ui.Soon},
	"impasse_unsolved":        {lang.T("本人说：还是没有办成", "The person says: still not done"), ui.Shut},
	"impasse_unsaid":          {lang.T("本人没有表态，办结（不算满意）", "No word from the person: closed, not counted as satisfied"), ui.Neutral},
	"impasse_withdrawn":       {lang.T("本人撤回", "Withdrawn by the person"), ui.Neutral},
	"class_fix_linked":        {lang.T("列入一类事整改：要改办事指南", "Part of a class fix: the guide is to be mended"), ui.Busy},
	"class_fix_told":          {lang.T("一类事整改有了结果", "Outcome of the class fix"), ui.Good},
	"class_fix_started":       {lang.T("发起一类事整改", "Class fix started"), ui.Busy},
	"class_fix_completed":     {lang.T("新指南已发布，告知所有反映过的人", "The new guide is out; everybody who reported was told"), ui.Good},
	"class_fix_dropped":       {lang.T("不改了，理由已告知", "Dropped; the reasons were told"), ui.Shut},
}

// impasseDetails is what an act on a report said beyond its reason.
func (in Input) impasseDetails(e casework.Event) ui.Components {
	if in.Side == Applicant && in.Case.Withholds(e) {
		return nil
	}
	row := func(label, words lang.Text) ui.Component {
		return ui.Text(lang.T(label.ZH+"："+words.In(lang.ZH), label.EN+": "+words.In(lang.EN)))
	}
	switch e.Kind {
	case "impasse_registered":
		d, err := casework.Data[impasse.Report](e)
		if err != nil {
			return nil
		}
		c := ui.Components{row(lang.T("本人说的原因", "Reason, as the person sees it"), impasse.TextOf(impasse.Reasons(), d.Reason)), row(lang.T("跑过", "Visits so far"), lang.Format("%d次", "%d", d.Visits))}
		return append(c, in.openingDetails(e)...)
	case "impasse_ordered", "units_convened":
		if d, err := casework.Data[impasse.Order](e); err == nil {
			return ui.Components{row(lang.T("承办单位", "Unit"), in.names(d.Units))}
		}
	case "person_talked_with":
		d, err := casework.Data[impasse.Talk](e)
		if err != nil {
			return nil
		}
		c := ui.Components{row(lang.T("方式", "How"), impasse.TextOf(impasse.Channels(), d.Channel))}
		if d.Until != 0 {
			c = append(c, row(lang.T("说好的新日子", "New day that was named"), lang.T(d.Until.In(lang.ZH), d.Until.In(lang.EN))))
		}
		return c
	case "order_extended":
		if d, err := casework.Data[impasse.Talk](e); err == nil {
			return ui.Components{row(lang.T("延期到", "Until"), lang.T(d.Until.In(lang.ZH), d.Until.In(lang.EN)))}
		}
	case "impasse_solved", "impasse_done":
		if d, err := casework.Data[impasse.Done](e); err == nil {
			return ui.Components{row(lang.T("查到的原因", "Cause that was found"), impasse.TextOf(impasse.Causes(), d.Cause))}
		}
	case "impasse_answer_proposed":
		if d, err := casework.Data[impasse.No](e); err == nil {
			var c ui.Components
			for _, r := range noRows(&d) {
				c = append(c, row(r.Key, r.Value))
			}
			for _, id := range d.Basis {
				c = append(c, ui.LawRef{ID: id})
			}
			return c
		}
	case "impasse_answer_rejected":
		if d, err := casework.Data[impasse.Ruling](e); err == nil && d.Doable {
			return ui.Components{ui.Text(lang.T("能办而没有办，转责任追究。", "It could be done and was refused; it goes to accountability."))}
		}
	case "class_fix_linked", "class_fix_told":
		if d, err := casework.Data[impasse.Fix](e); err == nil {
			return in.fixDetails(d)
		}
	}
	return nil
}

// names are units in a row.
func (in Input) names(units []string) lang.Text {
	var zh, en []string
	for _, u := range units {
		n := in.Unit(u)
		zh, en = append(zh, n.In(lang.ZH)), append(en, n.In(lang.EN))
	}
	return lang.T(strings.Join(zh, "、"), strings.Join(en, ", "))
}

// noRows are what a no says: what it is, why, and what can be done against it.
func noRows(n *impasse.No) []ui.SummaryRow {
	rows := []ui.SummaryRow{{Key: lang.T("答复", "Answer"), Value: impasse.TextOf(impasse.Noes(), n.Outcome)}}
	if n.Scope != "" {
		rows = append(rows, ui.SummaryRow{Key: lang.T("属于", "It is"), Value: impasse.TextOf(impasse.Scopes(), n.Scope)})
	}
	remedy := impasse.TextOf(impasse.Remedies(), n.Remedy)
	return append(rows, ui.SummaryRow{Key: lang.T("查到的原因", "Cause that was found"), Value: impasse.TextOf(impasse.Causes(), n.Cause)},
		ui.SummaryRow{Key: lang.T("您还可以", "What you can do"), Value: lang.T(remedy.ZH+"："+n.Body, remedy.EN+": "+n.Body)})
}

// fixDetails says where a class fix stands; of a published version, what changed.
func (in Input) fixDetails(d impasse.Fix) ui.Components {
	c := ui.Components{ui.Text(lang.T("整改编号："+d.Fix, "Class fix: "+d.Fix))}
	switch {
	case d.Dropped:
		return append(c, ui.Text(lang.T("办事指南没有改，理由见上。", "The guide was not changed; the reasons stand above.")))
	case d.Version == 0 || in.Guide == nil:
		return c
	}
	was, ok := in.Guide(d.Item, d.From)
	now, found := in.Guide(d.Item, d.Version)
	if !ok || !found {
		return c
	}
	c = append(c, ui.Link{Name: lang.T("看改好的办事指南（"+now.Name.ZH+"，第"+strconv.Itoa(d.Version)+"版）", "See the mended guide ("+now.Name.In(lang.EN)+", version "+strconv.Itoa(d.Version)+")"), Href: "/items/" + now.Slug})
	return append(c, DiffOf(was, now))
}

// DiffOf is what changed between two versions of a guide.
func DiffOf(was, now catalog.Item) ui.Component {
	t := ui.Table{Caption: lang.T("指南改了哪里", "What changed in the guide"), Columns: []ui.Column{{Name: lang.T("哪一项", "Where")}, {Name: lang.T("原来", "Before")}, {Name: lang.T("改为", "After")}},
		Empty: ui.Empty{Title: lang.T("内容没有变化", "Nothing changed")}}
	said := func(x lang.Text) ui.Component {
		if strings.TrimSpace(x.ZH+x.EN) == "" {
			return ui.Words(lang.T("（空）", "(empty)"))
		}
		return ui.Words(x)
	}
	for _, x := range catalog.Diff(was, now) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Component{ui.Words(x.Name), said(x.Before), said(x.After)}})
	}
	return t
}

// impasseDecision is what was answered, once it was.
func impasseDecision(in Input) *ui.SummaryList {
	f := impasse.FileOf(in.Case)
	outcome := f.Outcome
	if in.Case.Result != "" {
		outcome = in.Case.Result
	}
	if outcome == "" {
		return nil
	}
	s := &ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("结果", "Outcome"), Value: impasse.TextOf(impasse.Outcomes(), outcome)}}}
	switch {
	case f.Approved && f.No != nil:
		s.Rows = append(s.Rows, noRows(f.No)[1:]...)
		var laws ui.Components
		for _, id := range f.No.Basis {
			laws = append(laws, ui.LawRef{ID: id, Full: true})
		}
		s.Rows = append(s.Rows, ui.SummaryRow{Key: lang.T("依据", "By"), Body: laws})
	case f.Cause != "":
		s.Rows = append(s.Rows, ui.SummaryRow{Key: lang.T("查到的原因", "Cause that was found"), Value: impasse.TextOf(impasse.Causes(), f.Cause)})
	}
	switch f.Said {
	case impasse.SaidDone:
		s.Rows = append(s.Rows, ui.SummaryRow{Key: lang.T("本人表态", "The person says"), Value: lang.T("办成了，或者说明白了", "done, or explained")})
	case impasse.SaidNotDone:
		s.Rows = append(s.Rows, ui.SummaryRow{Key: lang.T("本人表态", "The person says"), Value: lang.T("没有办成", "not done")})
	case impasse.Silent:
		s.Rows = append(s.Rows, ui.SummaryRow{Key: lang.T("本人表态", "The person says"), Value: lang.T("没有表态（不算满意）", "nothing (not counted as satisfied)")})
	}
	return s
}

// impasseSteps are the way of a report.
func impasseSteps(in Input, done func(lang.Text, time.Time) ui.Step) []ui.Step {
	c := in.Case
	latest := func(kinds ...string) (at time.Time) {
		for _, k := range kinds {
			if t := lastOf(c, k); t.After(at) {
				at = t
			}
		}
		return at
	}
	answered := time.Time{}
	if c.State == impasse.Answered || !c.IsOpen() {
		answered = latest("impasse_solved", "impasse_done", "impasse_answer_approved")
	}
	steps := []ui.Step{done(lang.T("登记", "Registered"), c.Opened)}
	if at := latest("impasse_ordered"); !at.IsZero() || c.State == impasse.Registered {
		steps = append(steps, done(lang.T("转办", "With the unit"), at))
	}
	return append(steps, done(lang.T("答复", "Answer"), answered), done(lang.T("您表态", "Your say"), latest("impasse_confirmed", "impasse_unsolved")), done(lang.T("办结", "End"), c.Closed))
}
