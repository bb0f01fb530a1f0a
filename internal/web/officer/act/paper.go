package act

import (
	"net/url"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/ui"
)

// paperField takes the scan of what an applicant signed at the window.
func paperField() ui.Field {
	return FileField(catalog.Material{ID: licensing.PaperMaterial, Name: lang.T("申请人签名的书面材料", "Paper signed by the applicant")})
}

func paperFields(Question) ui.Components {
	f := paperField()
	f.Optional = false
	f.Label = lang.T("申请人签名的书面材料（扫描件）", "Paper signed by the applicant (scan)")
	return ui.Components{f}
}

func readPaper(q Question, _ url.Values) (any, error) {
	return &licensing.PaperInput{Files: q.Files}, nil
}

// guessPaper: a paper that is still to be scanned.
func guessPaper(Question) any {
	return &licensing.PaperInput{Files: []casework.File{{Material: licensing.PaperMaterial, Hash: "…"}}}
}

// reopeningFields ask what came in time, on which day and what shows it.
func reopeningFields(q Question) ui.Components {
	day := ui.Field{Name: "day", Kind: ui.Day, Label: lang.T("哪一天交来的", "The day on which they came")}
	if k, ok := q.Case.Clock("correction"); ok {
		day.Hint = lang.T("补正期限到 "+ui.ISO(k.Due.Day)+"。", "The time for corrections ended on "+ui.ISO(k.Due.Day)+".")
	}
	shows := paperField()
	shows.Optional = false
	shows.Label = lang.T("写明日期的凭据（收条、邮戳、签收单）", "What shows the day (slip, postmark, signature)")
	return append(ui.Components{day, shows}, handedIn(q)...)
}

func readReopening(q Question, form url.Values) (any, error) {
	day, err := sentDay(form.Get("day"))
	if err != nil {
		return nil, place("day", "请填写真实存在的日期。", "Please enter a date that exists.")
	}
	in, err := readMaterials(q, form)
	if err != nil {
		return nil, err
	}
	return &licensing.ReopeningInput{MaterialsInput: *in.(*licensing.MaterialsInput), Day: day}, nil
}

func guessReopening(q Question) any {
	k, _ := q.Case.Clock("correction")
	in := &licensing.ReopeningInput{MaterialsInput: *guessMaterials(q).(*licensing.MaterialsInput), Day: k.Due.Day}
	in.Files = append(in.Files, casework.File{Material: licensing.PaperMaterial, Hash: "…"})
	return in
}

// asksReceived says that staff would enter here what the applicant handed in.
func (q Question) asksReceived() bool {
	return forms[q.Trans.Verb].Sends && q.Trans.HandsIn(q.Actor, q.Case)
}

// receivedField is the day on which papers came.
const receivedField = "received_on"

// ReceivedOn asks for the day on which papers came; untouched it is today.
func ReceivedOn(p ui.Page, cal *calendar.Calendar, now time.Time) ui.Component {
	today := cal.DayOf(now)
	sent := p.Form.Get(receivedField)
	first := ui.ISO(casework.EarliestEntry(cal, today))
	return ui.Disclosure{Summary: lang.T("不是今天交来的", "They did not come today"), Open: sent != "" && sent != ui.ISO(today), Body: ui.Components{
		ui.Field{Name: receivedField, Kind: ui.Day, Optional: true, Value: ui.ISO(today), Label: lang.T("材料交来的日期", "Papers handed in on"),
			Hint: lang.T("早几天到的邮件、当天没来得及录入的，填交来的那天，最早 "+first+"。申请人的期限按这一天算，办理时限也从这一天起算。", "For mail and for what was not typed the same day; the earliest is "+first+". The applicant's limits are judged by this day, and ours begin with it.")},
	}}
}

// SentReceived is the lawful instant of what was sent with [ReceivedOn]; zero is now.
func SentReceived(cal *calendar.Calendar, c *casework.Case, t *casework.Transition, form url.Values, now time.Time) (time.Time, error) {
	typed := strings.TrimSpace(form.Get(receivedField))
	if typed == "" {
		return time.Time{}, nil
	}
	day, err := sentDay(typed)
	if err != nil {
		return time.Time{}, place(receivedField, "请填写真实存在的日期。", "Please enter a date that exists.")
	}
	return c.HandedIn(cal, t, day, now), nil
}

// AtReceived puts what the engine says of the instant beside the field.
func AtReceived(err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid {
		return err
	}
	for i := range f.Fields {
		if f.Fields[i].Path == "effective" {
			f.Fields[i].Path = receivedField
		}
	}
	return err
}

func returnFields(Question) ui.Components {
	return ui.Components{
		ui.Field{Name: "ground", Kind: ui.Radios, Label: lang.T("为什么退件", "Why it goes back"), Options: options(licensing.ReturnGrounds())},
		ui.Field{Name: "other", Optional: true, Width: 30, Label: lang.T("继续办理的那一件的编号", "Number of the case that goes on"), Hint: lang.T("重复提交的必须填写。", "Needed for a double filing.")},
	}
}

func readReturn(_ Question, form url.Values) (any, error) {
	return &licensing.ReturnInput{Ground: form.Get("ground"), Other: strings.TrimSpace(form.Get("other"))}, nil
}

func guessReturn(Question) any {
	return &licensing.ReturnInput{Ground: licensing.DoubleFiling, Other: "……………………………………"}
}
