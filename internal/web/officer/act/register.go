package act

import (
	"net/url"
	"strconv"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/registers/refund"
	"banjie/internal/registers/visit"
	"banjie/internal/web/ui"
)

// registerForms are those of inspections of enterprises, reports from the door, and refunds.
var registerForms = map[string]Form{
	"authorise_visit": {Final: true, Lead: lang.T("看过对象、事项和理由再批。批准后生成检查码，两名检查人员亮码上门。", "Weigh firm, items and reason. The approval makes the code; two inspectors show it at the door."), Fields: warrantFields, Read: readWarrant, Guess: guessWarrant},
	"confirm_entry":   {Final: true, Lead: lang.T("企业没有账号也没有放行码的才用。不要打检查人员给的号码，打企业登记的电话，念出检查人员的姓名和证号，企业同意才登记。", "Only where the firm has neither account nor door code. Do not call a number the inspectors gave: call the one registered for the firm, read out names and certificates, and enter it if the firm agrees."), Reason: lang.T("打的哪个登记电话，企业谁接的，怎么说的", "Which registered number, who answered, what was said")},
	"decline_visit":   {Final: true, Lead: lang.T("不批准的，写明理由，这次不去。", "Say why; nobody goes."), Reason: lang.T("为什么不批准？", "Why not?")},
	"cancel_visit":    {Final: true, Lead: lang.T("取消以后检查码马上失效；三十天内又排同一家企业的，会被统计出来。", "The code is void at once; planning the same firm again within thirty days is counted."), Reason: lang.T("为什么取消？", "Why is it cancelled?")},
	"record_visit": {Sends: true, Lead: lang.T("只登记检查码上写的事项。企业看得到，并且可以说明、评价。", "Record only what the code says. The firm reads it, states its side and rates."), Reason: lang.T("看到了什么？", "What was seen?"), Fields: recordFields, Read: readRecord,
		Guess: func(q Question) any {
			in := &visit.RecordInput{Finding: visit.None, Minutes: 1}
			for _, i := range visit.FileOf(q.Case).Plan.Items {
				in.Looked = append(in.Looked, i.ID)
			}
			return in
		}},
	"attend_door": {Lead: lang.T("马上联系企业和那个单位；企业没看到码之前不用让进。", "Call the firm and the unit now; before it sees a code the firm need not let them in.")},
	"settle_door": {Final: true, Lead: lang.T("查清是谁、有没有授权，把结果告诉企业。", "Find out who it was and whether they were authorised, and tell the firm."), Reason: lang.T("告诉企业的话", "What the firm is told"), Fields: doorFields, Read: readDoor,
		Guess: func(Question) any { return &visit.SettleInput{Outcome: visit.Outcomes()[0].ID} }},
	"contest_finding": {Final: true, Lead: lang.T("认为收得对的，写明依据，由监督员裁定。", "If it was rightly charged, say on what basis; a supervisor decides."), Reason: lang.T("为什么收得对？", "Why was it right?")},
	"order_refund":    {Final: true, Lead: lang.T("责令收费单位十个工作日内退还。", "The unit pays it back within ten working days."), Reason: lang.T("责令的理由", "Why")},
	"drop_refund":     {Final: true, Lead: lang.T("复查后认定不用退的，写明理由；作出认定的人不能自己裁定。", "On review nothing is owed: say why. Whoever made the finding does not decide."), Reason: lang.T("为什么不用退？", "Why is nothing owed?")},
	"pay_refund": {Lead: lang.T("附退款凭证。付款人确认收到才办结。", "With the proof. It ends when the payer confirms."), Reason: lang.T("怎样退的", "How it was paid, in words"), Fields: payFields, Read: readPay,
		Guess: func(Question) any {
			return &refund.PayInput{How: "centre", Files: []casework.File{{Material: "proof", Hash: "…"}}}
		}},
}

func warrantFields(q Question) ui.Components {
	who := func(name string, label lang.Text) ui.Field {
		f := ui.Field{Name: name, Kind: ui.Choice, Width: 20, Label: label}
		for _, o := range q.Org.Staff(q.Case.Unit, q.Cal.DayOf(q.Now)) {
			f.Options = append(f.Options, ui.Option{Value: o.ID, Label: ui.Data(o.Name)})
		}
		return f
	}
	number := func(name string) ui.Field {
		return ui.Field{Name: name, Width: 20, Autocomplete: "off", Label: lang.T("执法证号", "Number of the certificate")}
	}
	return ui.Components{who("officers", lang.T("检查人员一", "First inspector")), number("certificates"), who("officers2", lang.T("检查人员二", "Second inspector")), number("certificates2")}
}

func readWarrant(_ Question, f url.Values) (any, error) {
	get := func(name string) string { return strings.TrimSpace(f.Get(name)) }
	return &visit.WarrantInput{Officers: []string{get("officers"), get("officers2")}, Certificates: []string{get("certificates"), get("certificates2")}}, nil
}

func guessWarrant(q Question) any {
	in := &visit.WarrantInput{Certificates: []string{"…", "…"}}
	for _, o := range q.Org.Staff(q.Case.Unit, q.Cal.DayOf(q.Now)) {
		if len(in.Officers) < 2 {
			in.Officers = append(in.Officers, o.ID)
		}
	}
	return in
}

func recordFields(q Question) ui.Components {
	looked := ui.Field{Name: "looked", Kind: ui.Checks, Label: lang.T("查了哪些事项", "What was looked at")}
	for _, i := range visit.FileOf(q.Case).Plan.Items {
		looked.Options = append(looked.Options, ui.Option{Value: i.ID, Label: i.Name, Hint: i.Looks})
	}
	return ui.Components{looked, ui.Field{Name: "finding", Kind: ui.Radios, Label: lang.T("检查结果", "What was found"), Options: options(visit.Findings())},
		ui.Field{Name: "minutes", Kind: ui.Digits, Label: lang.T("在企业待了多少分钟", "Minutes on the premises"), Hint: lang.T("只按单位合计，用来看企业花了多少时间。", "Summed by unit only: how much time firms gave.")},
		ui.Field{Name: "file.record", Kind: ui.File, Optional: true, Label: lang.T("检查记录", "Record sheet"), Formats: scanFormats, MaxBytes: 10 << 20, MaxFiles: 5}}
}

func readRecord(q Question, f url.Values) (any, error) {
	minutes, err := strconv.Atoi(strings.TrimSpace(f.Get("minutes")))
	if err != nil {
		return nil, place("minutes", "请填写整数，例如 40。", "Please enter a whole number, such as 40.")
	}
	var looked []string
	for _, id := range f["looked"] {
		if id != "" {
			looked = append(looked, id)
		}
	}
	return &visit.RecordInput{Looked: looked, Finding: f.Get("finding"), Minutes: minutes, Files: q.Files}, nil
}

func doorFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "outcome", Kind: ui.Radios, Label: lang.T("查到的情况", "What was found"), Options: options(visit.Outcomes())}}
}

func readDoor(_ Question, f url.Values) (any, error) {
	return &visit.SettleInput{Outcome: f.Get("outcome")}, nil
}

func payFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "how", Kind: ui.Radios, Label: lang.T("怎样退的", "How it was paid"), Options: options(refund.Ways())},
		ui.Field{Name: "file.proof", Kind: ui.File, Label: lang.T("退款凭证", "Proof of payment"), Formats: scanFormats, MaxBytes: 10 << 20, MaxFiles: 5}}
}

func readPay(q Question, f url.Values) (any, error) {
	return &refund.PayInput{How: f.Get("how"), Files: q.Files}, nil
}
