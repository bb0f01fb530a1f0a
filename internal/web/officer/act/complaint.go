package act

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/complaint"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// ownPages are verbs with a page of their own in the complaint centre: they begin with
// opening the story, or seal what is said.
var ownPages = []string{string(access.ViewStory), string(access.TakeUp), string(access.SendMessage)}

// scanFormats are what evidence may come as.
var scanFormats = []string{"pdf", "jpg", "png"}

// complaints says that a question is about a complaint, whose forms speak of a reporter.
func (q Question) complaints() bool { return q.Proc.Name == complaint.Name }

// only gives the options whose ids are named, in the order of the list.
func only(all []catalog.Option, ids ...string) []ui.Option {
	return options(slices.DeleteFunc(slices.Clone(all), func(o catalog.Option) bool { return !slices.Contains(ids, o.ID) }))
}

func dutyFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "duty", Label: lang.T("职责清单的哪一条", "Line of the list of duties"), Hint: lang.T("写文件名和条款，例如“三定规定第4条”。", "Name the document and the line.")}}
}

func readDuty(_ Question, f url.Values) (any, error) {
	return &complaint.ReturnInput{Duty: strings.TrimSpace(f.Get("duty"))}, nil
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
	return ui.Components{
		ui.Field{Name: "result", Kind: ui.Radios, Label: lang.T("怎样答复的", "How it was answered"), Options: only(complaint.Results(), complaint.Solved, complaint.Explained, complaint.Merged)},
		ui.Field{Name: "into", Optional: true, Width: 30, Label: lang.T("并入哪一件（编号）", "Merged into (number)"), Hint: lang.T("只在并案时填写，那一件必须还在办理。", "Only where it is merged; that one must still be open.")},
	}
}

func readAtOnce(_ Question, f url.Values) (any, error) {
	return &complaint.AtOnceInput{Result: f.Get("result"), Into: strings.ToUpper(strings.Join(strings.Fields(f.Get("into")), ""))}, nil
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

func openingFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "reason_id", Kind: ui.Radios, Label: lang.T("为什么要看", "Why"), Options: options(complaint.OpeningReasons())}}
}

func readOpening(_ Question, f url.Values) (any, error) {
	return &complaint.OpeningInput{Reason: f.Get("reason_id")}, nil
}
