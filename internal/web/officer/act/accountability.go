package act

import (
	"net/url"
	"slices"
	"strconv"

	"banjie/internal/accountability"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/web/ui"
)

// accountabilityForms are the centre's side of a file; the officer's own is on the officer's page.
var accountabilityForms = map[string]Form{
	"declare_recusal": {Final: true, Lead: lang.T("您和这件事或者本人有利害关系、亲属关系，可能影响公正的，自行回避；回避以后不能再参与。", "You have an interest in the matter or are close to the officer: withdraw. You take no part any more."), Reason: lang.T("为什么回避？", "Why do you withdraw?")},
	"decide_recusal": {Lead: lang.T("本人申请有人回避。没有决定以前，不能提出和审批处理意见。", "The officer asked somebody to withdraw. Until you decide, nothing is proposed or approved."), Reason: lang.T("决定的理由", "Why"), Fields: recusalFields,
		Read: func(_ Question, f url.Values) (any, error) {
			v, err := yesNo(f, "grant")
			return &accountability.RecusalAnswer{Grant: v}, err
		}, Guess: func(Question) any { return &accountability.RecusalAnswer{Grant: true} }},
	"propose_ending": {Lead: lang.T("先看本人怎么说，再分清原因。不是本人原因的，不追究个人，提改进建议。提出的人不能自己审批。", "Read what the officer says, then find the cause. What is not personal holds nobody accountable: recommend what to mend. Whoever proposes does not approve."),
		Reason: lang.T("认定的事实和理由（本人看得到）", "The facts found and why (the officer reads it)"), Fields: endingFields, Read: readEnding, Guess: guessEnding},
	"approve_ending":  {Final: true, Lead: lang.T("您和提出的人共同对这个决定负责，两个人的姓名写进决定。", "You answer for this decision together with whoever proposed it; both names stand in it."), Reason: lang.T("审批意见（本人看得到）", "Your reasons (the officer reads them)")},
	"return_proposal": {Lead: lang.T("退回重新提出，说明哪里不妥。", "It goes back to be proposed anew; say what is wrong."), Reason: lang.T("为什么退回？", "Why does it go back?")},
	"serve_decision": {Final: true, Sends: true, Lead: lang.T("决定送达本人，登记日期、方式、签收还是拒签。有措施的，从今天起五个工作日内本人可以申诉；书面效能告诫的告诫期从送达日起算。", "The decision reaches the officer: enter day, way, and signature or refusal. Against a measure an appeal is open for five working days from today; the period of a written admonition begins on the day of service."),
		Fields: serviceFields, Read: readService, Guess: guessService},
	"decide_measure_appeal": {Final: true, Lead: lang.T("由没有立案、提出意见和审批的人复查。申诉成立的，措施撤销，仍留在统计里。", "By somebody who neither opened, proposed nor approved. Where it is upheld the measure is lifted and stays in the count."), Reason: lang.T("结论的理由（本人看得到）", "Why (the officer reads it)"),
		Fields: func(Question) ui.Components {
			return ui.Components{ui.Field{Name: "upheld", Kind: ui.Radios, Label: lang.T("申诉结论", "The decision"), Options: []ui.Option{
				{Value: "yes", Label: lang.T("申诉成立，撤销措施", "Upheld: the measure is lifted")}, {Value: "no", Label: lang.T("维持", "The measure stands")}}}}
		}, Read: func(_ Question, f url.Values) (any, error) {
			v, err := yesNo(f, "upheld")
			return &accountability.AppealInput{Upheld: v}, err
		}, Guess: func(Question) any { return &accountability.AppealInput{} }},
}

func yesNo(f url.Values, name string) (bool, error) {
	switch f.Get(name) {
	case "yes":
		return true, nil
	case "no":
		return false, nil
	}
	return false, place(name, "请选择一项。", "Please choose one.")
}

func recusalFields(q Question) ui.Components {
	who := ""
	for _, r := range accountability.FileOf(q.Case).Recusals {
		if r.Asked && r.Answer == "" {
			who = r.Who
			if o, ok := q.Org.Officer(r.Who); ok {
				who = o.Name
			}
		}
	}
	return ui.Components{ui.SummaryList{Rows: []ui.SummaryRow{{Key: lang.T("申请回避的是", "Asked to withdraw"), Value: ui.Data(who)}}}, ui.Field{Name: "grant", Kind: ui.Radios, Label: lang.T("是否同意回避", "Is it granted?"), Options: []ui.Option{
		{Value: "yes", Label: lang.T("同意，此人回避", "Yes: that person withdraws")}, {Value: "no", Label: lang.T("不同意", "No")}}}}
}

func endingFields(q Question) ui.Components {
	measure := ui.Field{Name: "measure", Kind: ui.Radios, Optional: true, Label: lang.T("哪一项措施", "Which measure"), Hint: lang.T("给予措施的才选。", "Only where a measure is given.")}
	for _, r := range accountability.Ladder() {
		hint := lang.T("情节轻微", "light cases")
		if r.Grave {
			hint = lang.T("情节较重", "serious cases")
		}
		if b, ok := law.Find(r.Basis); ok {
			hint = lang.T(hint.ZH+" · "+b.Cite(lang.ZH), hint.EN+" · "+b.Cite(lang.EN))
		}
		measure.Options = append(measure.Options, ui.Option{Value: r.ID, Label: r.Text, Hint: hint})
	}
	mend := ui.Field{Name: "mend", Kind: ui.Choice, Optional: true, Width: 30, Label: lang.T("由哪个单位改", "Which unit is to mend"), Hint: lang.T("提改进建议的必填。", "Needed for a recommendation.")}
	for _, u := range q.Org.Units() {
		mend.Options = append(mend.Options, ui.Option{Value: u.ID, Label: u.Name})
	}
	five := ui.Fieldset{Legend: lang.T("容错的五个条件（适用容错的才填，每个写一句依据）", "The five conditions of tolerance (only where it applies; a sentence of evidence each)")}
	for _, c := range accountability.Conditions() {
		five.Body = append(five.Body, ui.Field{Name: "tolerance." + c.ID, Optional: true, Max: 300, Label: c.Text})
	}
	return ui.Components{
		ui.Field{Name: "cause", Kind: ui.Radios, Optional: true, Label: lang.T("原因", "Cause"), Hint: lang.T("查无问题的可以不选。", "Not needed where nothing was found."), Options: options(accountability.Causes())},
		ui.Field{Name: "kind", Kind: ui.Radios, Label: lang.T("处理意见", "How it ends"), Options: options(accountability.Endings())},
		measure,
		ui.Field{Name: "months", Kind: ui.Digits, Optional: true, Width: 3, Label: lang.T("告诫期", "Warning period"), Suffix: lang.T("个月", "months"), Hint: lang.T("书面效能告诫必填，3 到 6。", "Needed for a written admonition: 3 to 6.")},
		ui.Field{Name: "proposals", Kind: ui.Checks, Optional: true, Label: lang.T("向有权机关的建议", "Proposals to the body with the power"), Hint: lang.T("只随书面效能告诫提出；由有权机关决定，本系统不作决定。", "Only beside a written admonition; that body decides, the platform does not."), Options: options(accountability.Proposals())},
		mend,
		ui.Field{Name: "exemption", Kind: ui.Radios, Optional: true, Label: lang.T("哪一种不追究的情形", "Which exemption"), Options: options(accountability.Exemptions())},
		five,
	}
}

func readEnding(_ Question, f url.Values) (any, error) {
	in := &accountability.EndingInput{Kind: f.Get("kind"), Cause: f.Get("cause"), Measure: f.Get("measure"), Proposals: f["proposals"], Exemption: f.Get("exemption"), Mend: f.Get("mend"), Evidence: map[string]string{}}
	if s := f.Get("months"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			return nil, place("months", "请填写月数。", "Please enter a number of months.")
		}
		in.Months = n
	}
	for _, c := range accountability.Conditions() {
		in.Evidence[c.ID] = f.Get("tolerance." + c.ID)
	}
	return in, nil
}

func guessEnding(Question) any { return &accountability.EndingInput{Kind: accountability.NoFault} }

func serviceFields(q Question) ui.Components {
	return ui.Components{
		ui.Field{Name: "day", Kind: ui.Day, Label: lang.T("送达日期", "Day of service"), Value: ui.ISO(q.Cal.DayOf(q.Now))},
		ui.Field{Name: "how", Kind: ui.Radios, Label: lang.T("送达方式", "How"), Options: options(accountability.Services())},
		ui.Field{Name: "signed", Kind: ui.Radios, Label: lang.T("本人签收了吗", "Did the officer sign?"), Options: options(accountability.Signatures())},
		ui.Field{Name: "file.service", Kind: ui.File, Optional: true, Label: lang.T("送达回证", "Record of service"), Hint: lang.T("留置送达的必须上传。", "Needed where it was left before a witness."), Formats: scanFormats, MaxBytes: 10 << 20},
	}
}

func readService(q Question, f url.Values) (any, error) {
	day, err := sentDay(f.Get("day"))
	if err != nil {
		return nil, place("day", "请填写真实存在的日期。", "Please enter a date that exists.")
	}
	return &accountability.ServeInput{Day: day, How: f.Get("how"), Signed: f.Get("signed"), Files: slices.Clone(q.Files)}, nil
}

func guessService(q Question) any {
	return &accountability.ServeInput{Day: q.Cal.DayOf(q.Now), How: "in_person", Signed: "signed"}
}
