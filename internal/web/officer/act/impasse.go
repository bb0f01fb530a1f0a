package act

import (
	"net/url"
	"strings"

	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// impasseForms are the forms around what could not be got done, and of class fixes.
var impasseForms = map[string]Form{
	"solve_on_spot": {Lead: lang.T("现在就能办成的，办好再点；本人七天内说办成了没有。", "What can be done now is done now; within seven days the person says whether it is."), Reason: lang.T("怎样办成的？本人会看到", "How was it done? The person reads this"),
		Fields: causeFields, Read: readCause, Guess: func(Question) any { return &impasse.CauseInput{Cause: impasse.Causes()[0].ID} }},
	"send_order": {Lead: lang.T("一个单位五个工作日，几个单位十五个工作日。单位不能再转来转去。", "One unit: five working days; several: fifteen. Units cannot pass it on."), Reason: lang.T("交给单位办什么？本人会看到", "What is the unit to do? The person reads this"),
		Fields: orderFields, Read: readOrder, Guess: guessOrder},
	"convene_units": {Lead: lang.T("一个单位办不了的，召集有关单位一起办，期限从第一次转办起十五个工作日，只召集一次。", "What one unit cannot do alone: convene the others; fifteen working days from the first order, once."), Reason: lang.T("为什么要几个单位一起办？", "Why are several units needed?"),
		Fields: orderFields, Read: readOrder, Guess: guessOrder},
	"talk_with_person": {Lead: lang.T("要延期，先跟本人说清理由、说好新的日子。", "Before more time is asked for the person hears the reason and a new day."), Reason: lang.T("说了什么，本人怎么说？", "What was said, by you and by the person?"),
		Fields: talkFields, Read: readTalk, Guess: func(Question) any { return &impasse.TalkInput{Channel: "telephone"} }},
	"extend_order": {Final: true, Lead: lang.T("延到跟本人说好的那一天，只能延一次。没有沟通过的、已经超期的，延不了，试一次记一次。", "It is extended to the day that was named to the person, once. Without a talk, or after the limit, it is refused and goes on record.")},
	"report_done": {Lead: lang.T("办成了再报。办没办成，由本人说了算；本人说没办成，退回来再办一次。", "Report it when it is done. The person decides whether it is; if not, it comes back once."), Reason: lang.T("办成了什么？本人会看到", "What was done? The person reads this"), Key: "Alt+F",
		Fields: causeFields, Read: readCause, Guess: func(Question) any { return &impasse.CauseInput{Cause: impasse.Causes()[0].ID} }},
	"report_no": {Final: true, Lead: lang.T("您不能自己说“不”。写明结果、理由、法律依据和本人还能找谁，由政务服务中心负责人审批；批准以前不要告诉本人“办不了”。", "A no is not yours to say. State outcome, reason, article and what the person can do; the head of the centre decides. Do not tell the person “no” before that."),
		Reason: lang.T("为什么办不了？批准后本人会看到", "Why can it not be done? The person reads this once it is approved"), Fields: noFields, Read: readNo,
		Guess: func(Question) any {
			return &impasse.NoInput{Outcome: impasse.Impossible, Cause: "law_forbids", Remedy: impasse.Remedies()[0].ID, Body: "…"}
		}},
	"approve_no": {Final: true, Lead: lang.T("您同意，才答复本人。请核对依据是不是真的管得着这件事，救济途径是不是走得通。", "Only with your approval is the person told. See that the article fits and that the way shown can be gone."), Reason: lang.T("审批意见，本人会看到", "Your words; the person reads them")},
	"reject_no": {Lead: lang.T("本来能办的，退回去再办；办件上会标明。", "What can be done goes back; the case says so."), Reason: lang.T("为什么不同意？该怎么办？", "Why not, and what is to be done?"), Fields: rulingOnNo,
		Read: func(_ Question, f url.Values) (any, error) {
			return &impasse.RulingInput{Doable: f.Get("doable") != ""}, nil
		},
		Guess: func(Question) any { return &impasse.RulingInput{} }},
	"complete_class_fix": {Lead: lang.T("新版办事指南发布并写明这件整改的，会自动完成；没有自动完成的，在这里点。", "It completes by itself when a version that names it is published; if it did not, do it here."), Fields: func(Question) ui.Components { return nil },
		Read: func(Question, url.Values) (any, error) { return &impasse.CompleteInput{}, nil }, Guess: func(Question) any { return &impasse.CompleteInput{} }},
	"drop_class_fix": {Final: true, Lead: lang.T("指南不用改的，写明理由；所有反映过的人都会看到。", "If the guide needs no change say why; everybody who reported reads it.")},
}

func causeField() ui.Field {
	return ui.Field{Name: "cause", Kind: ui.Radios, Label: lang.T("查到的原因", "Cause that was found"), Hint: lang.T("和本人说的并列，用来统计、改指南；不评价任何人。", "It stands beside the person's own reason and is used to mend guides; it judges nobody."), Options: options(impasse.Causes())}
}

func causeFields(Question) ui.Components { return ui.Components{causeField()} }

func readCause(_ Question, f url.Values) (any, error) {
	return &impasse.CauseInput{Cause: f.Get("cause")}, nil
}

func orderFields(q Question) ui.Components {
	f := ui.Field{Name: "units", Kind: ui.Checks, Label: lang.T("由哪个单位办", "Which unit"), Hint: lang.T("一般选一个；确实要几个单位一起办的才多选。", "Usually one; several only where it needs them.")}
	have := map[string]bool{}
	for _, u := range impasse.FileOf(q.Case).Units {
		have[u] = true
	}
	for _, u := range q.Org.Units() {
		if !have[u.ID] {
			f.Options = append(f.Options, ui.Option{Value: u.ID, Label: u.Name})
		}
	}
	if unit := impasse.FileOf(q.Case).Unit; unit != "" && !have[unit] {
		f.Values = []string{unit}
	}
	return ui.Components{f}
}

func readOrder(_ Question, f url.Values) (any, error) {
	return &impasse.OrderInput{Units: f["units"]}, nil
}

func guessOrder(q Question) any {
	have := impasse.FileOf(q.Case).Units
	for _, u := range q.Org.Units() {
		if len(have) == 0 || have[0] != u.ID {
			return &impasse.OrderInput{Units: []string{u.ID}}
		}
	}
	return &impasse.OrderInput{}
}

func talkFields(q Question) ui.Components {
	hint := lang.T("没有谈延期的可以不填。", "Leave it empty if more time was not the subject.")
	if k, ok := q.Case.Clock("order"); ok {
		hint = lang.T("原来的期限是"+ui.ISO(k.Due.Day)+"；"+hint.ZH, "The limit is "+ui.ISO(k.Due.Day)+". "+hint.EN)
	}
	return ui.Components{ui.Field{Name: "channel", Kind: ui.Radios, Label: lang.T("怎样沟通的", "How"), Options: options(impasse.Channels())},
		ui.Field{Name: "until", Kind: ui.Day, Optional: true, Label: lang.T("说好的新日子", "New day that was named"), Hint: hint}}
}

func readTalk(_ Question, f url.Values) (any, error) {
	in := &impasse.TalkInput{Channel: f.Get("channel")}
	if s := strings.TrimSpace(f.Get("until")); s != "" {
		day, err := sentDay(s)
		if err != nil {
			return nil, place("until", "请填写真实存在的日期。", "Please enter a date that exists.")
		}
		in.Until = day
	}
	return in, nil
}

func noFields(Question) ui.Components {
	return ui.Components{
		ui.Field{Name: "outcome", Kind: ui.Radios, Label: lang.T("是哪一种“办不了”", "What kind of no"), Options: options(impasse.Noes())},
		ui.Field{Name: "scope", Kind: ui.Radios, Optional: true, Label: lang.T("不归窗口管的，属于哪一种", "If out of scope, why"), Options: append([]ui.Option{{Value: "", Label: lang.T("不是这种情况", "It is not")}}, options(impasse.Scopes())...)},
		causeField(),
		ui.Field{Name: "remedy", Kind: ui.Radios, Label: lang.T("本人还可以走哪条路", "What the person can do"), Options: options(impasse.Remedies())},
		ui.Field{Name: "body", Width: 40, Label: lang.T("找哪个机关、怎么做", "Which body, and how"), Hint: lang.T("写全称、地点或者电话、期限，让本人照着做就行。", "Full name, place or telephone, last day: so that the person can follow it.")},
	}
}

func readNo(_ Question, f url.Values) (any, error) {
	return &impasse.NoInput{Outcome: f.Get("outcome"), Cause: f.Get("cause"), Scope: f.Get("scope"), Remedy: f.Get("remedy"), Body: strings.TrimSpace(f.Get("body"))}, nil
}

func rulingOnNo(Question) ui.Components {
	return ui.Components{ui.Field{Name: "doable", Kind: ui.Checks, Optional: true, Label: lang.T("属于能办而没有办吗？", "Could it have been done and was refused?"), Options: []ui.Option{
		{Value: "yes", Label: lang.T("是：这一件标为“能办而没有办”，转责任追究", "Yes: the case is marked so and goes to accountability")}}}}
}
