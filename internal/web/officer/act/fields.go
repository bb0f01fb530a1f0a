package act

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/ui"
)

// taskFields ask which task, where there is more than one.
func taskFields(q Question) ui.Components {
	f := ui.Field{Name: "task", Kind: ui.Radios, Label: lang.T("哪一项任务", "Which task")}
	for _, t := range q.Tasks {
		f.Options = append(f.Options, ui.Option{Value: t.Step + "/" + t.ID, Label: q.taskTitle(t), Hint: q.unit(t.Unit)})
	}
	if len(f.Options) > 0 {
		f.Value = f.Options[0].Value
	}
	return ui.Components{f}
}

// sentTask is the chosen task; the only one where there was nothing to choose.
func sentTask(q Question, form url.Values) casework.TaskInput {
	step, task, _ := strings.Cut(form.Get("task"), "/")
	return casework.TaskInput{Step: step, Task: task}
}

func readTask(q Question, form url.Values) (any, error) {
	in := sentTask(q, form)
	return &in, nil
}

func firstTask(q Question) casework.TaskInput {
	if len(q.Tasks) == 0 {
		return casework.TaskInput{}
	}
	return casework.TaskInput{Step: q.Tasks[0].Step, Task: q.Tasks[0].ID}
}

func guessTask(q Question) any { in := firstTask(q); return &in }

func finishFields(q Question) ui.Components {
	return append(taskFields(q), ui.Field{Name: "outcome", Kind: ui.Radios, Label: lang.T("您的意见", "Your opinion"), Options: []ui.Option{
		{Value: "agree", Label: lang.T("同意", "Agree")},
		{Value: "disagree", Label: lang.T("不同意", "Disagree"), Hint: lang.T("办件就不能直接准予，由负责人决定。", "The case can then not simply be granted; the head decides.")},
	}}, ui.Field{Name: "reason", Kind: ui.Area, Rows: 3, Max: 2000, Optional: true, Label: lang.T("意见", "In words"), Hint: lang.T("不同意的必须写明理由；作出决定时公开。", "Needed where you disagree; opened with the decision.")})
}

func readFinish(q Question, form url.Values) (any, error) {
	in := sentTask(q, form)
	out := form.Get("outcome")
	if out != "agree" && out != "disagree" {
		return nil, place("outcome", "请选择同意或不同意。", "Please agree or disagree.")
	}
	return &casework.FinishInput{Step: in.Step, Task: in.Task, Outcome: out}, nil
}

func guessFinish(q Question) any {
	in := firstTask(q)
	return &casework.FinishInput{Step: in.Step, Task: in.Task, Outcome: "agree"}
}

func referFields(q Question) ui.Components {
	to := ui.Field{Name: "unit", Kind: ui.Choice, Width: 30, Label: lang.T("转给哪个单位", "To which unit")}
	for _, u := range q.Org.Units() {
		if u.ID != q.Actor.Unit {
			to.Options = append(to.Options, ui.Option{Value: u.ID, Label: u.Name})
		}
	}
	return append(taskFields(q), to)
}

func readRefer(q Question, form url.Values) (any, error) {
	in := sentTask(q, form)
	unit := form.Get("unit")
	if _, ok := q.Org.Unit(unit); !ok {
		return nil, place("unit", "请选择要转往的单位。", "Please choose the unit to refer to.")
	}
	return &casework.ReferInput{Step: in.Step, Task: in.Task, Unit: unit}, nil
}

func guessRefer(q Question) any {
	in := firstTask(q)
	to := &casework.ReferInput{Step: in.Step, Task: in.Task}
	for _, u := range q.Org.Units() {
		if u.ID != q.Actor.Unit {
			to.Unit = u.ID
		}
	}
	return to
}

func refusal(q Question) ui.Components {
	return ui.Components{
		ui.Field{Name: "ground", Kind: ui.Radios, Label: lang.T("法定情形", "Ground of the law"), Options: options(licensing.Grounds())},
		ui.Field{Name: "competent", Optional: true, Label: lang.T("应向哪个机关申请", "The agency to apply to"), Hint: lang.T("不属于本机关职权的必须写明，写机关全称。", "Needed where another agency is competent; its full name.")},
	}
}

func readRefusal(_ Question, form url.Values) (any, error) {
	return &licensing.RefuseInput{Ground: form.Get("ground"), Competent: strings.TrimSpace(form.Get("competent"))}, nil
}

func options(from []catalog.Option) []ui.Option {
	out := make([]ui.Option, len(from))
	for i, o := range from {
		out[i] = ui.Option{Value: o.ID, Label: o.Text}
	}
	return out
}

// specials are the item's special procedures that pause by this verb; a hearing has verbs of its own.
func specials(q Question) []catalog.SpecialProcedure {
	if q.Item == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(q.Item.Specials), func(s catalog.SpecialProcedure) bool { return s.Kind == "hearing" })
}

func pauseFields(q Question) ui.Components {
	f := ui.Field{Name: "kind", Kind: ui.Radios, Label: lang.T("哪一种特别程序", "Which special procedure")}
	var laws ui.Components
	for _, s := range specials(q) {
		left := s.Max
		for _, used := range licensing.FileOf(q.Case).Pauses {
			if used.Kind == s.Kind {
				left.N -= used.Days
			}
		}
		most := ui.SpanText(max(left.N, 0), left.Unit)
		f.Options = append(f.Options, ui.Option{Value: s.Kind, Label: s.Name, Hint: lang.T("最多还能用"+most.ZH, "at most "+most.EN+" left")})
		laws = append(laws, ui.LawRef{ID: s.Basis, Full: true})
	}
	if len(f.Options) == 1 {
		f.Value = f.Options[0].Value
	}
	days := ui.Field{Name: "days", Kind: ui.Digits, Label: lang.T("需要多少个工作日", "How many working days it takes"), Hint: lang.T("会写进给申请人的通知。", "It stands in the notice to the applicant."), Suffix: lang.T("个工作日", "working days")}
	return append(ui.Components{f, days}, laws...)
}

func readPause(_ Question, form url.Values) (any, error) {
	days, err := strconv.Atoi(strings.TrimSpace(form.Get("days")))
	if err != nil {
		return nil, place("days", "请填写整数，例如 5。", "Please enter a whole number, for example 5.")
	}
	return &licensing.PauseInput{Kind: form.Get("kind"), Days: days}, nil
}

func guessPause(q Question) any {
	in := &licensing.PauseInput{Days: 1}
	if s := specials(q); len(s) > 0 {
		in.Kind = s[0].Kind
	}
	return in
}

// stillWrongFields ask which paper that came is still wrong; nothing to ask where none came.
func stillWrongFields(q Question) ui.Components {
	f := ui.Field{Name: "still_wrong", Kind: ui.Radios, Optional: true, Label: lang.T("为什么撤销", "Why"), Options: []ui.Option{{Value: "", Label: lang.T("过了期限仍未补齐", "Papers did not come in time")}}}
	for _, m := range q.Item.Materials {
		if slices.Contains(licensing.FileOf(q.Case).Supplied, m.ID) {
			f.Options = append(f.Options, ui.Option{Value: m.ID, Label: lang.T("补来的“"+m.Name.ZH+"”仍不符合要求", "“"+m.Name.In(lang.EN)+"” came and is still not in order")})
		}
	}
	return ui.Components{f}
}

func guessStillWrong(q Question) any {
	in := &licensing.RevokeAcceptanceInput{}
	if came := licensing.FileOf(q.Case).Supplied; len(came) > 0 {
		in.StillWrong = came[0]
	}
	return in
}

func hearingFields(q Question) ui.Components {
	chair := ui.Field{Name: "chair", Kind: ui.Choice, Width: 20, Label: lang.T("主持人", "Chair")}
	for _, o := range q.Org.Staff(q.Case.Unit, q.Cal.DayOf(q.Now)) {
		if o.ID != q.Case.Handler {
			chair.Options = append(chair.Options, ui.Option{Value: o.ID, Label: ui.Data(o.Name)})
		}
	}
	earliest := q.Cal.AddWorkdays(q.Cal.DayOf(q.Now), 7)
	hint := lang.T("最早 "+ui.ISO(earliest), "earliest "+ui.ISO(earliest))
	if k, ok := q.Case.Clock("hearing_hold"); ok {
		hint = lang.T(hint.ZH+"，最晚 "+ui.ISO(k.Due.Day), hint.EN+", latest "+ui.ISO(k.Due.Day))
	}
	return ui.Components{
		ui.Field{Name: "day", Kind: ui.Day, Label: lang.T("哪一天", "Day"), Hint: hint},
		ui.Field{Name: "place", Label: lang.T("地点", "Place"), Width: 30},
		chair,
	}
}

func readHearing(_ Question, form url.Values) (any, error) {
	day, err := sentDay(form.Get("day"))
	if err != nil {
		return nil, place("day", "请填写真实存在的日期。", "Please enter a date that exists.")
	}
	return &licensing.ScheduleInput{Day: day, Place: strings.TrimSpace(form.Get("place")), Chair: form.Get("chair")}, nil
}

func guessHearing(q Question) any {
	return &licensing.ScheduleInput{Day: q.Cal.AddWorkdays(q.Cal.DayOf(q.Now), 7), Place: "…", Chair: "…"}
}

// sentDay reads a day typed as 2006-01-02.
func sentDay(s string) (calendar.Day, error) {
	t, err := time.Parse(time.DateOnly, strings.TrimSpace(s))
	if err != nil {
		return 0, err
	}
	return calendar.Date(t.Date()), nil
}

func denialFields(q Question) ui.Components {
	f := ui.Field{Name: "condition", Kind: ui.Radios, Label: lang.T("哪一项条件不符合", "The condition that is not met")}
	for _, c := range q.Item.Conditions {
		f.Options = append(f.Options, ui.Option{Value: c.ID, Label: c.Text})
	}
	return ui.Components{f}
}

func guessDenial(q Question) any {
	in := &licensing.DenyInput{}
	if len(q.Item.Conditions) > 0 {
		in.Condition = q.Item.Conditions[0].ID
	}
	return in
}

func deliveryFields(Question) ui.Components {
	return ui.Components{ui.Field{Name: "how", Kind: ui.Radios, Label: lang.T("送达方式", "How it was delivered"), Options: []ui.Option{
		{Value: "window", Label: lang.T("窗口领取，已核对身份", "Collected at the window, identity checked")},
		{Value: "post", Label: lang.T("邮寄，已签收", "By post, signed for")},
		{Value: "electronic", Label: lang.T("电子送达", "Electronically")},
	}}}
}

func amendFields(q Question) ui.Components {
	return ui.Components{ui.Field{Name: "until", Kind: ui.Day, Optional: true, Label: lang.T("新的有效期至", "New last day"), Hint: lang.T("不填就不变。", "Left empty it stays as it is.")}}
}

func readAmend(_ Question, form url.Values) (any, error) {
	if strings.TrimSpace(form.Get("until")) == "" {
		return &licensing.CertificateInput{}, nil
	}
	day, err := sentDay(form.Get("until"))
	if err != nil {
		return nil, place("until", "请填写真实存在的日期。", "Please enter a date that exists.")
	}
	return &licensing.CertificateInput{Until: day}, nil
}

func visitFields(q Question) ui.Components {
	f := ui.Field{Name: "why", Kind: ui.Radios, Label: lang.T("为什么来", "Why the person came")}
	for _, r := range casework.VisitReasons {
		if r.Code != "first" || q.Case.Visits == 0 {
			f.Options = append(f.Options, ui.Option{Value: r.Code, Label: r.Text})
		}
	}
	return ui.Components{f}
}
