package act

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/site"
	"banjie/internal/web/ui"
)

// complaintForms are the unit's side, then the centre's.
var complaintForms = map[string]Form{
	"take_on": {Lead: lang.T("签收后由您调查办理，到期要报结果。看到的只有摘要，投诉人是谁不给承办单位。", "You look into it and report what you found. What you read is the brief; who complained is not given to units."), Key: "Alt+T"},
	"return_once": {Final: true, Lead: lang.T("不归本单位的，引用职责清单退回，只有这一次；投诉中心裁定以后不能再退。", "Not your unit's: return it, citing the list of duties, this once. After the centre's ruling it stays."),
		Reason: lang.T("为什么不归本单位？", "Why is your unit not competent?"), Fields: dutyFields, Read: readDuty, Guess: func(Question) any { return &complaint.ReturnInput{Duty: "…"} }},
	"report_findings": {Sends: true, Key: "Alt+F", Lead: lang.T("有诉必理、有理必果：写明查到了什么、怎么处理的，附证据；属实的必须有处理措施。", "Say what was found and what was done, with the evidence; what is substantiated brings a measure."),
		Reason: lang.T("查到了什么，怎么处理的？", "What was found, and what was done?"), Fields: findingsFields, Read: readFindings, Guess: guessFindings},
	"hold_clock": {Sends: true, Lead: lang.T("只有清单里的理由能暂停，要有材料证明，到最长时间自动恢复；投诉人的时钟不停。", "Only a reason of the closed list, shown by a paper; it goes on by itself at its longest. The reporter's clock never rests."),
		Fields: holdFields, Read: readHold, Guess: guessHold},
	"go_on":         {Lead: lang.T("暂停的原因没有了，办理时钟接着走。", "The reason is gone; the clock goes on.")},
	"ask_more_time": {Lead: lang.T("三十个工作日内确实办不完的，申请延长一次，到六十个工作日，由投诉中心负责人审批。", "What cannot be done in thirty working days may once get sixty; the head of the centre decides."), Reason: lang.T("为什么三十个工作日内办不完？", "Why can it not be done in thirty working days?")},
	"decide_more_time": {Lead: lang.T("看过理由再决定；申请人自己不能批。", "Weigh the reason; whoever asked does not decide."), Fields: moreTimeFields, Read: readMoreTime,
		Guess: func(Question) any { return &complaint.TimeInput{Approve: true} }},
	"answer_at_once": {Lead: lang.T("当场能够解决或者说明的，现在就答复，不用交办。", "What can be solved or explained now is answered now and goes to no unit."), Reason: lang.T("答复投诉人的话", "The answer, in words"),
		Fields: atOnceFields, Read: readAtOnce, Guess: func(Question) any { return &complaint.AtOnceInput{Result: complaint.Explained} }},
	"decline": {Final: true, Lead: lang.T("登记过的投诉，只有清单里的理由可以不予受理，并告诉投诉人该找谁；投诉人可以要求换人复核。", "A registered complaint is declined only on a ground of the list, saying who is competent; the reporter may ask for a review by somebody else."),
		Fields: declineFields, Read: readDecline, Guess: func(Question) any {
			return &complaint.DeclineInput{Ground: complaint.Declines()[0].ID, Competent: "…"}
		}},
	"hand_over": {Final: true, Lead: lang.T("归上级或者其他机关管的，转过去，等对方确认收到才算办结。", "What another body must handle is passed on, and ends only when that body acknowledges it."), Fields: bodyFields, Read: readBody,
		Guess: func(Question) any { return &complaint.HandOverInput{Body: "…"} }},
	"acknowledge":         {Lead: lang.T("对方书面确认收到了，登记下来，这件办结。", "The body acknowledged in writing: enter it and the case ends."), Reason: lang.T("对方哪一天、怎样确认的？", "On which day, and how, did it acknowledge?")},
	"accept_after_review": {Lead: lang.T("换人看过，应当受理的，回到分诊。", "Looked at by somebody else: it is to be accepted and goes back to triage.")},
	"decline_again":       {Final: true, Lead: lang.T("换人看过，仍不属于受理范围的，写明理由。", "Looked at by somebody else: it stays outside the scope; say why.")},
	"rule_dispute": {Final: true, Lead: lang.T("一个工作日内裁定由谁办，裁定写进职责清单的依据。", "Within one working day the centre rules who is competent."), Reason: lang.T("裁定的理由", "Why"),
		Fields: rulingFields, Read: readRuling, Guess: guessRuling},
	"send_again": {Lead: lang.T("结果没有查清、没有措施或者证据不够的，退回原承办单位重新办理。", "Not looked into well enough: it goes back into the same hands."), Reason: lang.T("还要查什么、补什么？", "What is still to be looked into?")},
	"answer_reporter": {Lead: lang.T("把查到的和处理的告诉投诉人；七天内投诉人说解决没有，不说话不算满意。", "Tell the reporter what was found and done. Within seven days the reporter says whether it is solved; silence is not satisfaction."), Reason: lang.T("答复投诉人的话", "The answer, in words"),
		Fields: answerFields, Read: readAnswer, Guess: guessAnswer},
	"join_other": {Lead: lang.T("同一件事已经受理的，并过去一起查；那一件有了结果就答复这一位，没有结果就回到分诊。", "One like it was accepted: they are looked into together. Its result is told to this reporter too; without a result this one goes back to triage."), Reason: lang.T("告诉投诉人的话", "What the reporter is told"),
		Fields: joinFields, Read: readJoin, Guess: func(Question) any { return &complaint.JoinInput{Into: "…"} }},
	"set_aside": {Lead: lang.T("投诉人选择先不交办：放一放，最长二十个工作日，他随时可以改主意。", "The reporter chose to wait: it is set aside for at most twenty working days; that choice can be changed at any time.")},
	"recuse": {Rare: true, Final: true, Lead: lang.T("与这件投诉或者被投诉的人有关系的，回避以后不能再看、再决定。", "Whoever has a part in it, or in whom it is about, steps aside and neither reads nor decides afterwards."), Reason: lang.T("为什么回避", "Why"),
		Fields: recuseFields, Read: readRecuse, Guess: func(Question) any { return &complaint.RecuseInput{} }},
	"close_unreachable": {Final: true, Lead: lang.T("确实联系不上投诉人、又没法办下去的，登记每次联系。", "The reporter cannot be reached and nothing more can be done: enter each try."), Fields: unreachableFields, Read: readUnreachable, Guess: guessUnreachable},
	"decide_appeal": {Final: true, Lead: lang.T("由没有经手过的人看全部记录再决定。", "Decided on the whole record by somebody who had no part in it."), Fields: appealFields, Read: readAppeal,
		Guess: func(Question) any { return &complaint.AppealInput{} }},
	"revisit": {Lead: lang.T("由没有经手过的人回访，照投诉人说的登记。", "Called by somebody who had no part in it; entered as the reporter said it."), Reason: lang.T("投诉人的原意", "What was said"), Fields: revisitFields, Read: readRevisit,
		Guess: func(Question) any { return &complaint.RevisitInput{Outcome: "not_reached"} }},
	"request_opening": {Rare: true, Final: true, Lead: lang.T("只有清单里的理由。要另一位负责人批准，再由两名保管人一起打开；每一步都告诉投诉人。", "Only for a reason of the list. Another head approves, then two custodians open it together; the reporter is told of each step."),
		Reason: lang.T("具体情况", "The circumstances"), Fields: openingFields, Read: readOpening, Guess: func(Question) any { return &complaint.OpeningInput{Reason: complaint.OpeningReasons()[0].ID} }},
	"approve_opening": {Final: true, Lead: lang.T("您同意，才能取出密封的身份交两名保管人打开；投诉人会知道。", "Only if you agree is the sealed identity given to the two custodians; the reporter is told.")},
	"open_identity":   {Rare: true, Final: true, Lead: lang.T("登记以后，可以下载密封的身份，由两名保管人在不联网的程序里打开。系统自己打不开。", "Once this is on record the sealed identity can be downloaded; two custodians open it in the offline program. The system itself cannot.")},
	"answer_retaliation": {Lead: lang.T("投诉人说遭到打击报复，由您本人回应，一个工作小时内。先看对话里写了什么，再告诉他现在怎么保护；需要知道他是谁的，申请打开身份，理由选“需要保护”。", "The reporter suffers retaliation, and you answer in person within one office hour. Read the dialogue first, then say how you protect; to learn who it is, ask for the opening with the reason “must be protected”."),
		Reason: lang.T("对投诉人说的话", "What you tell the reporter")},
	"settle_retaliation": {Lead: lang.T("登记做了什么保护，投诉人看得到。对人的处理不在这里，在责任追究。", "Enter what was done for protection; the reporter sees it. Measures against persons belong to the accountability file."),
		Reason: lang.T("对投诉人说的话", "What you tell the reporter"), Fields: stepFields, Read: readSteps, Guess: func(Question) any { return &complaint.SettleInput{Steps: []string{complaint.Steps()[0].ID}} }},
	"keep_longer": {Rare: true, Lead: lang.T("保存期从第一次办结算起，一般不变。确有理由（诉讼、移送在办）才延长，最多再延五年；投诉人看得到。", "The time of keeping runs from the first end and stays. It is lengthened for a reason only (a lawsuit, a matter passed on), by at most five years; the reporter sees it."),
		Reason: lang.T("为什么要多保存？", "Why is it to be kept longer?"), Fields: keepFields, Read: readKeep, Guess: func(q Question) any { return &complaint.KeepInput{Until: q.Case.Keep + 30} }},
}

// ownPages are verbs with a page of their own in the complaint centre: they begin with
// opening the story, or seal what is said.
var ownPages = []string{string(access.ViewStory), string(access.TakeUp), string(access.SendMessage), string(access.CountFirms)}

// scanFormats are what evidence may come as.
var scanFormats = []string{"pdf", "jpg", "png"}

// complaints says that a question is about a complaint, whose forms speak of a reporter.
func (q Question) complaints() bool { return q.Proc.Name == complaint.Name }

// only gives the options whose ids are named, in the order of the list.
func only(all []catalog.Option, ids ...string) []ui.Option {
	return options(slices.DeleteFunc(slices.Clone(all), func(o catalog.Option) bool { return !slices.Contains(ids, o.ID) }))
}

// dutyFields offers the unit's own lines of the published list of duties, and free words.
func dutyFields(q Question) ui.Components {
	words := ui.Field{Name: "duty", Label: lang.T("职责清单的哪一条", "Line of the list of duties"), Hint: lang.T("写文件名和条款，例如“三定规定第4条”。", "Name the document and the line.")}
	if len(q.Duties) == 0 {
		return ui.Components{words}
	}
	lines := ui.Field{Name: "duty_line", Kind: ui.Choice, Optional: true, Label: lang.T("本单位责任清单的哪一条", "Line of your unit's list of duties"), Hint: lang.T("公布的责任清单里，哪一条说明这件事不归本单位。", "Which published line shows that this is not yours.")}
	for _, e := range q.Duties {
		lines.Options = append(lines.Options, ui.Option{Value: e.Code, Label: ui.Data(e.Code + " " + e.Name)})
	}
	words.Label, words.Optional = lang.T("或者写别的依据", "Or another document and line"), true
	return ui.Components{lines, words}
}

func readDuty(q Question, f url.Values) (any, error) {
	if code := f.Get("duty_line"); code != "" {
		for _, e := range q.Duties {
			if e.Code == code {
				return &complaint.ReturnInput{Duty: "责任清单 " + e.Code + " " + e.Name}, nil
			}
		}
		return nil, place("duty_line", "这一条不在本单位的责任清单上。", "This line is not on your unit's list of duties.")
	}
	return &complaint.ReturnInput{Duty: strings.TrimSpace(f.Get("duty"))}, nil
}

// addDuties reads the lines that a unit may cite when it returns a complaint.
func (q *Question) addDuties(r *site.Request) (err error) {
	if q.Trans.Verb == string(access.ReturnOnce) && r.Site.Duties != nil {
		q.Duties, err = r.Site.Duties(r.Context(), q.Case.Division, q.Actor.Unit)
	}
	return err
}

func findingsFields(Question) ui.Components {
	return ui.Components{
		ui.Field{Name: "finding", Kind: ui.Radios, Label: lang.T("调查结论", "Finding"), Options: options(complaint.Findings())},
		ui.Field{Name: "result", Kind: ui.Radios, Label: lang.T("办理结果", "Result"), Options: only(complaint.Results(), complaint.Solved, complaint.Partly, complaint.Explained, complaint.Unfounded, complaint.CouldBeDone)},
		ui.Field{Name: "measures", Kind: ui.Checks, Optional: true, Label: lang.T("处理措施", "Measures"), Hint: lang.T("属实或者部分属实的，至少一项。", "At least one where it is substantiated, also in part."), Options: options(complaint.Measures())},
		ui.Field{Name: "file.evidence", Kind: ui.File, Label: lang.T("证据", "Evidence"), Hint: lang.T("谈话记录、截图、更正后的文书等。", "Notes, pictures, the corrected paper."), Formats: scanFormats, MaxBytes: 10 << 20, MaxFiles: 10},
	}
}

func readFindings(q Question, f url.Values) (any, error) {
	return &complaint.ReportInput{Finding: f.Get("finding"), Result: f.Get("result"), Measures: f["measures"], Files: q.Files}, nil
}

func guessFindings(Question) any {
	return &complaint.ReportInput{Finding: "not_substantiated", Result: complaint.Unfounded, Files: []casework.File{{Material: "evidence", Hash: "…"}}}
}

func holdFields(Question) ui.Components {
	f := ui.Field{Name: "hold", Kind: ui.Radios, Label: lang.T("为什么暂停", "Why it rests")}
	for _, h := range complaint.Holds() {
		longest := ui.SpanText(h.Max, "workday")
		f.Options = append(f.Options, ui.Option{Value: h.ID, Label: h.Text, Hint: lang.T("最长"+longest.ZH, "at most "+longest.EN)})
	}
	return ui.Components{f, ui.Field{Name: "file.hold", Kind: ui.File, Label: lang.T("证明材料", "Paper that shows it"), Formats: scanFormats, MaxBytes: 10 << 20, MaxFiles: 5}}
}

func readHold(q Question, f url.Values) (any, error) {
	if f.Get("hold") == "" {
		return nil, place("hold", "请选择暂停的理由。", "Please choose why it rests.")
	}
	return &complaint.HoldInput{Reason: f.Get("hold"), Files: q.Files}, nil
}

func guessHold(Question) any {
	return &complaint.HoldInput{Reason: complaint.Holds()[0].ID, Files: []casework.File{{Material: "hold", Hash: "…"}}}
}

func moreTimeFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "approve", Kind: ui.Radios, Label: lang.T("同意延长到六十个工作日吗？", "Sixty working days?"), Options: []ui.Option{
		{Value: "yes", Label: lang.T("同意", "Yes")}, {Value: "no", Label: lang.T("不同意，原来的期限不变", "No, the limit stays")}}}}
}

func readMoreTime(_ Question, f url.Values) (any, error) {
	if v := f.Get("approve"); v != "yes" && v != "no" {
		return nil, place("approve", "请选择同意或者不同意。", "Please say yes or no.")
	}
	return &complaint.TimeInput{Approve: f.Get("approve") == "yes"}, nil
}

func atOnceFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "result", Kind: ui.Radios, Label: lang.T("怎样答复的", "How it was answered"), Options: only(complaint.Results(), complaint.Solved, complaint.Explained)}}
}

func readAtOnce(_ Question, f url.Values) (any, error) {
	return &complaint.AtOnceInput{Result: f.Get("result")}, nil
}

func joinFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "into", Width: 30, Label: lang.T("并入哪一件（编号）", "Into which one (number)"), Hint: lang.T("它必须已经受理、还没有答复。那一件答复的时候，也要写给这一件的投诉人。", "Accepted, and not yet answered. When that one is answered this reporter gets an answer as well.")}}
}

func readJoin(_ Question, f url.Values) (any, error) {
	return &complaint.JoinInput{Into: strings.ToUpper(strings.Join(strings.Fields(f.Get("into")), ""))}, nil
}

// answerFields ask only where units differ or others wait for the result.
func answerFields(q Question) ui.Components {
	var c ui.Components
	f := complaint.FileOf(q.Case)
	var results []string
	for _, r := range f.Reports {
		if !slices.Contains(results, r.Result) {
			results = append(results, r.Result)
		}
	}
	if len(results) > 1 && !slices.Contains(results, complaint.CouldBeDone) {
		c = append(c, ui.Field{Name: "result", Kind: ui.Radios, Label: lang.T("几个单位报的结果不一样，以哪个为准", "The units reported different results; which one stands"), Options: only(complaint.Results(), results...)})
	}
	if n := len(f.Waiting); n > 0 {
		c = append(c, ui.Field{Name: "joined", Kind: ui.Area, Rows: 4, Max: 2000, Label: lang.Format("给并入的%d件的答复", "Answer to the %d that were joined", n), Hint: lang.T("只说结果，不说别人的事。", "The result, and nothing of anybody else.")})
	}
	return c
}

func readAnswer(_ Question, f url.Values) (any, error) {
	return &complaint.AnswerInput{Result: f.Get("result"), Joined: strings.TrimSpace(f.Get("joined"))}, nil
}

func guessAnswer(q Question) any {
	in := &complaint.AnswerInput{Joined: "…"}
	if f := complaint.FileOf(q.Case); f.Report != nil {
		in.Result = f.Report.Result
		if in.Result == complaint.Unfounded { // one of the others may have found it true
			for _, r := range f.Reports {
				if r.Result != complaint.Unfounded {
					in.Result = r.Result
				}
			}
		}
	}
	return in
}

func stepFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "steps", Kind: ui.Checks, Label: lang.T("做了什么", "What was done"), Options: options(complaint.Steps())}}
}

func readSteps(_ Question, f url.Values) (any, error) {
	return &complaint.SettleInput{Steps: f["steps"]}, nil
}

func recuseFields(q Question) ui.Components {
	if q.Actor.Role == access.Supervisor {
		return nil
	}
	f := ui.Field{Name: "officer", Kind: ui.Choice, Optional: true, Label: lang.T("谁回避", "Who steps aside"), Hint: lang.T("不选就是您自己。", "Nobody chosen: you.")}
	for _, o := range q.Org.Data().Officers {
		if o.Unit == q.Case.Unit && o.ID != q.Actor.ID && o.Active(q.Cal.DayOf(q.Now)) {
			f.Options = append(f.Options, ui.Option{Value: o.ID, Label: ui.Data(o.Name)})
		}
	}
	return ui.Components{f}
}

func readRecuse(_ Question, f url.Values) (any, error) {
	return &complaint.RecuseInput{Officer: f.Get("officer")}, nil
}

func declineFields(Question) ui.Components {
	return ui.Components{
		ui.Field{Name: "ground", Kind: ui.Radios, Label: lang.T("不予受理的理由", "Ground"), Options: options(complaint.Declines())},
		ui.Field{Name: "competent", Label: lang.T("该找哪个机关、用什么途径", "Which body to turn to, and how"), Hint: lang.T("投诉人照着做就能找到，写全称和电话。", "So that the reporter can follow it: full name and telephone.")},
	}
}

func readDecline(_ Question, f url.Values) (any, error) {
	return &complaint.DeclineInput{Ground: f.Get("ground"), Competent: strings.TrimSpace(f.Get("competent"))}, nil
}

func bodyFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "body", Width: 30, Label: lang.T("转送给哪个机关", "To which body"), Hint: lang.T("对方书面确认收到以前，这件不算办结。", "Until it acknowledges in writing this is not ended.")}}
}

func readBody(_ Question, f url.Values) (any, error) {
	return &complaint.HandOverInput{Body: strings.TrimSpace(f.Get("body"))}, nil
}

func rulingFields(q Question) ui.Components {
	f := ui.Field{Name: "unit", Kind: ui.Choice, Width: 30, Label: lang.T("由哪个单位办理", "Which unit it stays with"), Hint: lang.T("裁定以后不能再退。", "After the ruling it cannot be returned.")}
	for _, u := range q.Org.Units() {
		if u.ID != q.Case.Unit {
			f.Options = append(f.Options, ui.Option{Value: u.ID, Label: u.Name})
		}
	}
	return ui.Components{f}
}

func readRuling(_ Question, f url.Values) (any, error) {
	return &complaint.RuleInput{Unit: f.Get("unit")}, nil
}

func guessRuling(q Question) any {
	for _, u := range q.Org.Units() {
		if u.ID != q.Case.Unit {
			return &complaint.RuleInput{Unit: u.ID}
		}
	}
	return &complaint.RuleInput{}
}

// tries is how many attempts to reach somebody a form takes.
const tries = 4

func unreachableFields(Question) ui.Components {
	var c ui.Components
	for i := range tries {
		c = append(c, ui.Fieldset{Legend: lang.Format("第%d次联系", "Try %d", i+1), Body: ui.Components{
			ui.Field{Name: fmt.Sprintf("day%d", i), Kind: ui.Day, Optional: i >= 3, Label: lang.T("日期", "Day")},
			ui.Field{Name: fmt.Sprintf("channel%d", i), Kind: ui.Choice, Optional: i >= 3, Label: lang.T("方式", "By"), Options: []ui.Option{
				{Value: "message", Label: lang.T("网上消息", "message")}, {Value: "telephone", Label: lang.T("电话", "telephone")}, {Value: "letter", Label: lang.T("信函", "letter")}, {Value: "visit", Label: lang.T("上门", "visit")}}},
		}})
	}
	return c
}

func readUnreachable(_ Question, f url.Values) (any, error) {
	in := &complaint.UnreachableInput{}
	days, channels := map[string]bool{}, map[string]bool{}
	for i := range tries {
		day, channel := f.Get(fmt.Sprintf("day%d", i)), f.Get(fmt.Sprintf("channel%d", i))
		if day == "" && channel == "" {
			continue
		}
		if _, err := sentDay(day); err != nil || channel == "" {
			return nil, place(fmt.Sprintf("day%d", i), "请填写真实存在的日期和联系方式。", "Please enter a date that exists and how it was tried.")
		}
		days[day], channels[channel] = true, true
		in.Tries = append(in.Tries, complaint.Try{Day: day, Channel: channel})
	}
	if len(days) < 3 || len(channels) < 2 {
		return nil, place("day0", "至少三天、三次、两种方式都联系不上，才能这样办结。", "This end needs three tries on three days by two channels.")
	}
	return in, nil
}

func guessUnreachable(Question) any {
	return &complaint.UnreachableInput{Tries: []complaint.Try{{Day: "1", Channel: "message"}, {Day: "2", Channel: "telephone"}, {Day: "3", Channel: "message"}}}
}

func appealFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "upheld", Kind: ui.Radios, Label: lang.T("复查结论", "The decision"), Options: []ui.Option{
		{Value: "yes", Label: lang.T("投诉人说得对，重新办理", "The reporter was right: it is done again")}, {Value: "no", Label: lang.T("原来的结果不变", "The result stands")}}}}
}

func readAppeal(_ Question, f url.Values) (any, error) {
	if v := f.Get("upheld"); v != "yes" && v != "no" {
		return nil, place("upheld", "请选择复查结论。", "Please choose the decision.")
	}
	return &complaint.AppealInput{Upheld: f.Get("upheld") == "yes"}, nil
}

func revisitFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "outcome", Kind: ui.Radios, Label: lang.T("投诉人怎么说", "What the reporter said"), Options: []ui.Option{
		{Value: "solved", Label: lang.T("解决了", "It is solved")}, {Value: "not_solved", Label: lang.T("没有解决", "It is not solved")}, {Value: "not_reached", Label: lang.T("没有联系上", "Not reached")}}}}
}

func readRevisit(_ Question, f url.Values) (any, error) {
	return &complaint.RevisitInput{Outcome: f.Get("outcome")}, nil
}

func keepFields(q Question) ui.Components {
	return ui.Components{ui.Field{Name: "until", Kind: ui.Day, Label: lang.T("保存到哪一天", "Keep it until"), Hint: lang.Format("现在保存到 %s。", "It is kept until %s.", q.Case.Keep)}}
}

func readKeep(_ Question, f url.Values) (any, error) {
	day, err := calendar.ParseDay(strings.TrimSpace(f.Get("until")))
	if err != nil {
		return nil, fault.InvalidInput().At("until", lang.T("请选择日期。", "Please choose a day.")).Or()
	}
	return &complaint.KeepInput{Until: day}, nil
}

func openingFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "reason_id", Kind: ui.Radios, Label: lang.T("为什么要看", "Why"), Options: options(complaint.OpeningReasons())}}
}

func readOpening(_ Question, f url.Values) (any, error) {
	return &complaint.OpeningInput{Reason: f.Get("reason_id")}, nil
}
