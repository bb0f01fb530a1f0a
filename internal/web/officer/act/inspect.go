package act

import (
	"net/url"
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/org"
	"banjie/internal/web/ui"
)

// near are the staff who may be sent: of the responsible unit and of units with an open task.
func (q Question) near() []org.Officer {
	day := q.Cal.DayOf(q.Now)
	all := q.Org.Staff(q.Case.Unit, day)
	for _, t := range q.Case.OpenTasks() {
		for _, o := range q.Org.Staff(t.Unit, day) {
			if !slices.ContainsFunc(all, func(x org.Officer) bool { return x.ID == o.ID }) {
				all = append(all, o)
			}
		}
	}
	return all
}

func people(name string, label lang.Text, all []org.Officer) ui.Field {
	f := ui.Field{Name: name, Kind: ui.Checks, Label: label}
	for _, o := range all {
		f.Options = append(f.Options, ui.Option{Value: o.ID, Label: ui.Data(o.Name)})
	}
	return f
}

func inspectorFields(q Question) ui.Components {
	f := people("officers", lang.T("由谁去", "Who goes"), q.near())
	f.Hint = lang.T("两名以上。", "Two or more.")
	return ui.Components{f, ui.Field{Name: "object", Width: 30, Max: 200, Label: lang.T("检查对象（检查什么、在哪里）", "Object: what is looked at, and where")}}
}

// readInspectors takes only people of the directory who are near the case.
func readInspectors(q Question, form url.Values) (any, error) {
	in := &licensing.InspectorsInput{Object: strings.TrimSpace(form.Get("object"))}
	for _, o := range q.near() {
		if slices.Contains(form["officers"], o.ID) {
			in.Officers = append(in.Officers, o.ID)
		}
	}
	return in, nil
}

func guessInspectors(q Question) any {
	in := &licensing.InspectorsInput{Object: "…"}
	for _, o := range q.near() {
		in.Officers = append(in.Officers, o.ID)
	}
	return in
}

func inspectionFields(q Question) ui.Components {
	var named []org.Officer
	if f := licensing.FileOf(q.Case).Inspectors; f != nil {
		for _, id := range f.Officers {
			if o, ok := q.Org.Officer(id); ok {
				named = append(named, o)
			}
		}
	}
	return ui.Components{
		people("present", lang.T("到场的核查人员", "Inspectors who were there"), named),
		ui.Field{Name: "day", Kind: ui.Day, Label: lang.T("核查日期", "Day"), Value: ui.ISO(q.Cal.DayOf(q.Now))},
		ui.Field{Name: "place", Width: 30, Label: lang.T("核查地点", "Place")},
		ui.Field{Name: "finding", Kind: ui.Area, Rows: 4, Max: 2000, Label: lang.T("看到了什么", "What was found")},
		ui.Field{Name: "outcome", Kind: ui.Radios, Label: lang.T("核查结果", "Outcome"), Options: []ui.Option{
			{Value: licensing.InOrder, Label: lang.T("合格", "In order")},
			{Value: licensing.NotInOrder, Label: lang.T("不合格", "Not in order"), Hint: lang.T("重新核查合格以前，不能准予。", "Until another check is in order the case cannot be granted.")},
		}},
		ui.Field{Name: "statement", Kind: ui.Area, Rows: 3, Max: 2000, Optional: true, Label: lang.T("当事人的陈述", "What the person says"), Hint: lang.T("照原话写；没有意见的，写“无意见”。", "In the person's own words; “no remarks” if none.")},
		ui.Field{Name: "signed", Kind: ui.Radios, Label: lang.T("当事人在记录上签字了吗", "Did the person sign the record?"), Options: []ui.Option{
			{Value: licensing.Signed, Label: lang.T("已签字", "Signed")},
			{Value: licensing.NotSigned, Label: lang.T("没有签字", "Did not sign")},
		}},
		FileField(catalog.Material{ID: "inspection", Name: lang.T("核查记录", "Record of the check")}),
	}
}

func readInspection(q Question, form url.Values) (any, error) {
	day, err := sentDay(form.Get("day"))
	if err != nil {
		return nil, place("day", "请填写真实存在的日期。", "Please enter a date that exists.")
	}
	text := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	return &licensing.InspectionInput{Present: form["present"], Day: day, Place: text("place"), Finding: text("finding"),
		Outcome: form.Get("outcome"), Statement: text("statement"), Signed: form.Get("signed"), Files: q.Files}, nil
}

func guessInspection(q Question) any {
	in := &licensing.InspectionInput{Day: q.Cal.DayOf(q.Now), Place: "…", Finding: "…", Outcome: licensing.InOrder, Signed: licensing.NotSigned}
	if f := licensing.FileOf(q.Case).Inspectors; f != nil {
		in.Present = f.Officers
	}
	return in
}

func noticeFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "where", Kind: ui.Radios, Label: lang.T("在哪里公示", "Where the notice stands"), Options: options(licensing.NoticePlaces())}}
}

// checkFields ask of an undertaking what the file still leaves open: at first whether it
// holds, after an order to put right whether that was done.
func checkFields(q Question) ui.Components {
	f := ui.Field{Name: "outcome", Kind: ui.Radios, Label: lang.T("核查结果", "Outcome of the check")}
	if licensing.FileOf(q.Case).Rectify != 0 {
		f.Options = []ui.Option{
			{Value: "rectified", Label: lang.T("已整改到位", "It was put right")},
			{Value: "not_met", Label: lang.T("期满仍不符合", "The time is over and it still does not hold"), Hint: lang.T("由负责人决定是否撤销许可。", "The head decides whether to rescind.")},
		}
		return ui.Components{f}
	}
	f.Options = []ui.Option{
		{Value: "met", Label: lang.T("与承诺相符", "The undertaking holds")},
		{Value: "not_met", Label: lang.T("不相符，限期整改", "It does not hold and is to be put right")},
	}
	return ui.Components{f, ui.Field{Name: "until", Kind: ui.Day, Optional: true, Label: lang.T("整改到哪一天", "To be put right by"), Hint: lang.T("不相符的必须填写。", "Needed where it does not hold.")}}
}

func readCheck(_ Question, form url.Values) (any, error) {
	in := &licensing.CheckInput{Outcome: form.Get("outcome")}
	if strings.TrimSpace(form.Get("until")) == "" {
		return in, nil
	}
	var err error
	if in.Until, err = sentDay(form.Get("until")); err != nil {
		return nil, place("until", "请填写真实存在的日期。", "Please enter a date that exists.")
	}
	return in, nil
}

func guessCheck(q Question) any {
	if licensing.FileOf(q.Case).Rectify != 0 {
		return &licensing.CheckInput{Outcome: "rectified"}
	}
	return &licensing.CheckInput{Outcome: "met"}
}

func confirmFields(q Question) ui.Components {
	f := ui.Field{Name: "expires", Kind: ui.Day, Label: lang.T("原证有效期至", "Last day of the old licence")}
	if old := licensing.FileOf(q.Case).Renews; old != nil {
		f.Value = ui.ISO(old.Expires)
		f.Hint = lang.T("申请人填写的编号是 "+old.Certificate+"。", "The applicant gave the number "+old.Certificate+".")
	}
	return ui.Components{f}
}

func readConfirm(_ Question, form url.Values) (any, error) {
	day, err := sentDay(form.Get("expires"))
	if err != nil {
		return nil, place("expires", "请填写真实存在的日期。", "Please enter a date that exists.")
	}
	return &licensing.ConfirmInput{Expires: day}, nil
}

func guessConfirm(q Question) any {
	in := &licensing.ConfirmInput{Expires: q.Cal.DayOf(q.Now) + calendar.Day(60)}
	if old := licensing.FileOf(q.Case).Renews; old != nil {
		in.Expires = old.Expires
	}
	return in
}
