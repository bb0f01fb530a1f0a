package act

import (
	"net/url"
	"strconv"

	"banjie/internal/casework"
	"banjie/internal/inspection"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// inspectionForms are the centre's and the visited unit's side of inspections of working
// style; planning a round and recording a visit have pages of their own.
var inspectionForms = map[string]Form{
	"draw_round": {Lead: lang.T("把“banjie draw”写出的两个文件粘贴进来：draw.json（公开的）和 names.json（单位留存的）。系统对照账本、计划重新核验；每样只抽一次。", "Paste the two files that “banjie draw” wrote: draw.json, which is published, and names.json, which the office keeps. They are verified against the ledger and the plan; each is drawn once."),
		Fields: drawFields, Read: func(_ Question, f url.Values) (any, error) {
			return &inspection.DrawInput{What: f.Get("what"), File: f.Get("file"), Names: f.Get("names")}, nil
		}, Guess: func(Question) any { return &inspection.DrawInput{} }},
	"begin_round": {Final: true, Lead: lang.T("开始以后，抽中的检查人员可以登记检查记录。", "From now on the inspectors drawn can enter records.")},
	"end_round": {Final: true, Lead: lang.T("宣布结束后不能再登记；暗访的结果同时告诉被查单位，整改期限从今天起算。", "After this nothing is recorded; what a covert round found is told to the units at once, and the time of each order begins today."),
		Fields: func(Question) ui.Components {
			return ui.Components{ui.Field{Name: "why", Kind: ui.Area, Rows: 3, Max: 1000, Optional: true, Label: lang.T("抽中而没有查的单位，为什么？", "Units drawn and not visited: why?"), Hint: lang.T("都查过的不用填。", "Leave it empty if all were visited.")}}
		}, Read: func(_ Question, f url.Values) (any, error) { return &inspection.EndInput{Why: f.Get("why")}, nil }, Guess: func(Question) any { return &inspection.EndInput{Why: "…"} }},
	"reply_visit": {Sends: true, Key: "Alt+F", Lead: lang.T("写明怎样整改的，附证据；有不同看法的也写在这里，和检查发现的问题放在一起。", "Say how it was put right, with the proof; what you see otherwise is said here too and stands beside the findings."),
		Reason: lang.T("整改情况和说明", "What was done, and what you have to say"),
		Fields: func(Question) ui.Components {
			return ui.Components{ui.Field{Name: "file.evidence", Kind: ui.File, Label: lang.T("整改的证据", "The proof"), Formats: scanFormats, MaxBytes: 10 << 20, MaxFiles: 10}}
		}, Read: func(q Question, _ url.Values) (any, error) { return &inspection.ReplyInput{Files: q.Files}, nil },
		Guess: func(Question) any { return &inspection.ReplyInput{Files: []casework.File{{Material: "evidence"}}} }},
	"accept_mending": {Lead: lang.T("核对过证据，已经整改到位。", "The proof was checked: it was put right."), Reason: lang.T("怎样核对的？", "How was it checked?")},
	"return_mending": {Lead: lang.T("没有整改到位的，再给一段时间。", "Not put right: more time is given."), Reason: lang.T("还差什么？", "What is missing?"),
		Fields: func(Question) ui.Components {
			return ui.Components{ui.Field{Name: "days", Kind: ui.Digits, Width: 3, Label: lang.T("再给几个工作日", "How many working days"), Suffix: lang.T("个工作日", "working days")}}
		}, Read: func(_ Question, f url.Values) (any, error) {
			n, err := strconv.Atoi(f.Get("days"))
			if err != nil {
				return nil, place("days", "请填写工作日数。", "Please enter a number of working days.")
			}
			return &inspection.ReturnInput{Days: n}, nil
		}, Guess: func(Question) any { return &inspection.ReturnInput{Days: 1} }},
}

func drawFields(Question) ui.Components {
	return ui.Components{
		ui.Field{Name: "what", Kind: ui.Radios, Label: lang.T("抽的是", "What was drawn"), Options: []ui.Option{{Value: inspection.Objects, Label: lang.T("被查单位", "units to be visited")}, {Value: inspection.Inspectors, Label: lang.T("检查人员", "inspectors")}}},
		ui.Field{Name: "file", Kind: ui.Area, Rows: 6, Label: lang.T("draw.json 的全部内容", "The whole of draw.json")},
		ui.Field{Name: "names", Kind: ui.Area, Rows: 6, Label: lang.T("names.json 的全部内容", "The whole of names.json"), Hint: lang.T("密封保存，用来核对名单就是计划里的候选。", "Kept sealed; it shows that the list is that of the plan.")},
	}
}
