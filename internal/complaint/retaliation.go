package complaint

import (
	"slices"
	"time"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/complaint/alarm"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Alarm is one use of the retaliation button 我遭到打击报复.
type Alarm struct {
	Case     casework.ID // the case that carries its clocks
	At       time.Time
	Times    int       // the button was pressed while it waited for an answer
	Answered time.Time // zero: nobody has answered
	Settled  time.Time
	Steps    []string // what was done, ids of [Steps]
}

// Inputs and facts of the button.
type (
	// AlarmRaised is the signed statement with the alarm that it opened or was added to.
	AlarmRaised struct {
		Statement
		Alarm casework.ID `json:"alarm"`
	}
	// SettleInput says what was done for the reporter's protection.
	SettleInput struct {
		Steps []string `json:"steps"`
	}
)

// Steps are what the centre can do for somebody who suffers for having complained. None of them
// is a measure against a person: that is the accountability file.
func Steps() []catalog.Option {
	return []catalog.Option{
		option("plan", "和投诉人商定了怎么保护", "agreed with the reporter how to be protected"),
		option("unit_called", "约谈了单位负责人", "the head of the unit was called in"),
		option("visit_stopped", "停止了没有依据的检查、处罚", "a visit or fine without basis was stopped"),
		option("file_opened", "开启了责任追究案卷", "an accountability file was opened"),
		option("passed_on", "移送监察机关或者公安机关", "passed on to the supervisory body or the police"),
		option("no_link", "查过了，没有发现和投诉有关", "looked into: no link with the complaint was found"),
	}
}

func (r Rules) retaliationRows() []casework.Transition {
	desk := []casework.Relation{casework.Responsible}
	return []casework.Transition{
		{From: all, Verb: "report_retaliation", Title: lang.T("我遭到打击报复", "I suffer retaliation"), Event: "retaliation_reported", Basis: []string{"xfg-30"},
			By: []casework.Relation{casework.Applicant}, Guards: []casework.Guard{signed()}, Input: func() any { return &Statement{} }, Decide: r.decideAlarm},
		{From: all, Verb: "answer_retaliation", Title: lang.T("回应打击报复报警", "Answer the retaliation alarm"), Event: "retaliation_answered",
			Needs: casework.NeedReason | casework.NeedNotice, By: desk, Guards: []casework.Guard{alarmWaits()}, Decide: decideAnswerAlarm},
		{From: all, Verb: "settle_retaliation", Title: lang.T("登记做了什么保护", "Enter what was done for protection"), Event: "retaliation_settled",
			Needs: casework.NeedReason | casework.NeedNotice, By: desk, Guards: []casework.Guard{alarmAnswered()}, Input: func() any { return &SettleInput{} }, Decide: decideSettleAlarm},
	}
}

// decideAlarm opens an alarm; while one waits for its answer, pressing again is counted with it.
func (r Rules) decideAlarm(d *casework.Decision) error {
	v := AlarmRaised{Statement: casework.Input[Statement](d)}
	if a := FileOf(d.Case).Waits(); a != nil {
		v.Alarm = a.Case
		return d.SetData(v)
	}
	v.Alarm = r.raise(d, d.Case.ID)
	return d.SetData(v)
}

// raise opens the alarm of a complaint in the same unit of the writer.
func (r Rules) raise(d *casework.Decision, complaint casework.ID) casework.ID {
	unit := r.Centre
	if unit == "" {
		unit = d.Case.Unit
	}
	return d.AlsoOpen("raise_alarm", &alarm.Opening{Complaint: complaint, Unit: unit}, casework.Open{Procedure: alarm.Name, Channel: "web", Series: alarm.Series, Sealed: true})
}

func alarmWaits() casework.Guard {
	return casework.Guard{Name: "alarm_waits", Says: lang.T("有等着回应的打击报复报警", "a retaliation alarm waits for its answer"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Waits() == nil {
				return unlawful("no_alarm", "没有等着回应的打击报复报警。", "No retaliation alarm waits for an answer.", "请刷新页面。", "Please reload the page.")
			}
			return nil
		}}
}

// alarmAnswered: what was done is entered after a person has answered.
func alarmAnswered() casework.Guard {
	return casework.Guard{Name: "alarm_answered", Says: lang.T("报警已经回应，还没有登记做了什么", "an alarm was answered, and what was done is not entered yet"),
		Check: func(d *casework.Decision) error {
			f := FileOf(d.Case)
			if f.Waits() != nil {
				return unlawful("answer_first", "请先回应投诉人。", "Please answer the reporter first.", "", "")
			}
			if f.Protecting() == nil {
				return unlawful("no_alarm", "没有正在处理的打击报复报警。", "No retaliation alarm is being handled.", "请刷新页面。", "Please reload the page.")
			}
			steps := casework.Input[SettleInput](d).Steps
			if len(steps) == 0 || slices.ContainsFunc(steps, func(s string) bool { return !among(Steps(), s) }) {
				return fault.InvalidInput().At("steps", lang.T("请选择做了什么，至少一项。", "Please choose what was done, at least one.")).Or()
			}
			return nil
		}}
}

func decideAnswerAlarm(d *casework.Decision) error {
	d.Also(FileOf(d.Case).Waits().Case, "acknowledge_alarm", nil, "")
	return nil
}

func decideSettleAlarm(d *casework.Decision) error {
	for _, a := range FileOf(d.Case).Alarms {
		if a.Settled.IsZero() {
			d.Also(a.Case, "settle_alarm", nil, "")
		}
	}
	return d.SetData(casework.Input[SettleInput](d))
}

// Waits is the alarm that nobody has answered yet, nil for none.
func (f *File) Waits() *Alarm { return f.alarm(func(a Alarm) bool { return a.Answered.IsZero() }) }

// Protecting is an alarm that was answered and is not settled, nil for none.
func (f *File) Protecting() *Alarm {
	return f.alarm(func(a Alarm) bool { return !a.Answered.IsZero() && a.Settled.IsZero() })
}

func (f *File) alarm(is func(Alarm) bool) *Alarm {
	if i := slices.IndexFunc(f.Alarms, is); i >= 0 {
		return &f.Alarms[i]
	}
	return nil
}

// alarmed copies what was said with the button.
func (f *File) alarmed(id casework.ID, at time.Time) {
	if i := slices.IndexFunc(f.Alarms, func(a Alarm) bool { return a.Case == id }); i >= 0 {
		f.Alarms[i].Times++
		return
	}
	f.Alarms = append(f.Alarms, Alarm{Case: id, At: at, Times: 1})
}

// foldAlarm copies the acts of the button into the file; ok is false for other events.
func (f *File) foldAlarm(e casework.Event) (ok bool, err error) {
	switch e.Kind {
	case "retaliation_reported":
		v, err := casework.Data[AlarmRaised](e)
		f.alarmed(v.Alarm, e.At)
		return true, err
	case "retaliation_answered":
		if a := f.Waits(); a != nil {
			a.Answered = e.At
		}
		return true, nil
	case "retaliation_settled":
		v, err := casework.Data[SettleInput](e)
		for i := range f.Alarms {
			if f.Alarms[i].Settled.IsZero() {
				f.Alarms[i].Settled, f.Alarms[i].Steps = e.At, v.Steps
			}
		}
		return true, err
	}
	return false, nil
}
