package visit

import (
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Inputs of the verbs.
type (
	// PlanInput is who is to be inspected on what, when and why; the firm stands in the opening.
	PlanInput struct {
		Items  []string     `json:"items"`
		Day    calendar.Day `json:"day"`
		Reason string       `json:"reason"`
		Draw   string       `json:"draw"`  // name of the draw, where the firm was drawn
		Joins  string       `json:"joins"` // number of another unit's inspection to go together with
		Apart  string       `json:"apart"` // why they cannot go together
	}
	// WarrantInput names who goes, with the numbers of their certificates.
	WarrantInput struct {
		Officers     []string `json:"officers"`
		Certificates []string `json:"certificates"` // in the same order
	}
	// EntryInput carries the keyed hash of the firm's own code.
	EntryInput struct {
		CodeHash string `json:"code_hash"`
		Door     string `json:"door"` // the firm's door code as typed; "" from its account
	}
	// RecordInput is what was looked at and found.
	RecordInput struct {
		Looked  []string        `json:"looked"`
		Finding string          `json:"finding"`
		Minutes int             `json:"minutes"`
		Files   []casework.File `json:"files"`
	}
	// RatingInput is the firm's own word, with its code.
	RatingInput struct {
		Stars     int    `json:"stars"`
		Announced bool   `json:"announced"`
		CodeHash  string `json:"code_hash"`
		Door      string `json:"door"` // instead of the code: the firm's door code
	}
	// SettleInput says who was at the door.
	SettleInput struct {
		Outcome string `json:"outcome"` // of [Outcomes]
	}
)

// Sent implements casework.WithFiles.
func (in *RecordInput) Sent() []casework.File { return in.Files }

// Outcomes of a report from the door.
func Outcomes() []catalog.Option {
	return []catalog.Option{
		{ID: "unlawful", Text: lang.T("没有码上门，已当场叫停", "they came without a code and were stopped")},
		{ID: "lawful", Text: lang.T("有授权，已补示检查码", "they were authorised, and showed the code then")},
		{ID: "no_officials", Text: lang.T("不是执法人员，已转公安", "they were no officials; passed to the police")},
		{ID: "gone", Text: lang.T("到场时人已离开，继续查是谁", "they had left; who it was is being looked into")},
	}
}

// Rules are what the procedures ask of the county. Everything may be nil in tests of the table.
type Rules struct {
	Register Register
	Centre   string // unit to which reports from the door go
	// Serves says whether somebody is in office in the division on a day.
	Serves func(officer string, day calendar.Day) bool
	// Door gives the door code of a firm in a year; nil: firms speak from their accounts alone.
	Door func(firm string, year int) string
}

const (
	once = "zyc-36"
	fair = "gbf-54"
)

// Procedure gives the table of inspections. Every call gives a fresh copy.
func (r Rules) Procedure() *casework.Procedure {
	planned, authorised, underWay, recorded := []casework.State{Planned}, []casework.State{Authorised}, []casework.State{UnderWay}, []casework.State{Recorded}
	open := []casework.State{Planned, Authorised, UnderWay, Recorded}
	unit, head, firm, itself := []casework.Relation{casework.Responsible}, []casework.Relation{casework.HeadOfUnit}, []casework.Relation{casework.Applicant}, []casework.Relation{casework.Itself}
	p := &casework.Procedure{Name: Name, Version: 1, Title: lang.T("涉企检查程序", "Procedure of inspections of enterprises"), NewFile: func() any { return &File{} }, FoldFile: foldFile,
		States: []casework.StateInfo{
			{State: Planned, Title: lang.T("待负责人批准", "Planned"), Says: lang.T("检查计划已经报单位负责人，批准前不能上门。", "The plan is before the head; nobody comes before it is approved.")},
			{State: Authorised, Title: lang.T("已授权，可以亮码上门", "Authorised"), Says: lang.T("检查码已经生成。上门先亮码，企业扫码看过再放行。", "The code is there. It is shown at the door; the firm scans it and lets them in.")},
			{State: UnderWay, Title: lang.T("检查中", "Under way"), Says: lang.T("企业已经扫码放行，五个工作日内登记结果。", "The firm let them in; the result is recorded within five working days.")},
			{State: Recorded, Title: lang.T("等企业评价", "Recorded"), Says: lang.T("结果已经登记。十五天内企业可以说明和评价。", "The result is recorded. Within fifteen days the firm may state its side and rate.")},
			{State: Closed, Title: lang.T("检查办结", "Closed"), Says: lang.T("检查已经办结。", "The inspection is closed."), Final: true},
			{State: Cancelled, Title: lang.T("没有上门", "Nobody came"), Says: lang.T("计划没有批准、取消或者过期，没有上门。", "The plan was not approved, was cancelled or has lapsed; nobody came."), Final: true},
		},
		Clocks: []casework.ClockRule{
			{Name: "visit_code", Title: lang.T("检查码有效期", "The code"), Rule: "until 7 calendar days after the planned day; rule of the house", Verb: "lapse_visit", Waits: true, Limit: codeLimit},
			{Name: "visit_record", Title: lang.T("登记结果", "Recording the result"), Rule: "5 working days from entry; rule of the house", Limit: casework.Within(5, limit.Workday)},
			{Name: "firm_say", Title: lang.T("企业评价", "The firm's word"), Rule: "15 calendar days from the record; rule of the house", Verb: "close_visit", Applicants: true, Limit: casework.Within(15, limit.Day)},
		}}
	p.With([]casework.Transition{
		{Verb: "plan_visit", Title: lang.T("计划检查", "Plan an inspection"), To: Planned, Event: "visit_planned", Basis: []string{once}, Needs: casework.NeedReason, By: []casework.Relation{casework.Receiver},
			Guards: []casework.Guard{r.firmNamed(), r.dayAhead(), r.published(), r.drawn(), r.together(), r.withinCeiling()}, Input: func() any { return &PlanInput{} }, Decide: r.decidePlan},
		{From: planned, Verb: "authorise_visit", Title: lang.T("批准并生成检查码", "Authorise it"), To: Authorised, Event: "visit_authorised", Basis: []string{once}, By: head,
			Guards: []casework.Guard{r.twoInspectors()}, Clocks: []casework.Effect{casework.Begin("visit_code")}, Input: func() any { return &WarrantInput{} }, Decide: decideWarrant},
		{From: planned, Verb: "decline_visit", Title: lang.T("不批准检查", "Do not authorise it"), To: Cancelled, Event: "visit_declined", Needs: casework.NeedReason, By: head, Result: "not_authorised", Closes: true},
		{From: []casework.State{Planned, Authorised}, Verb: "cancel_visit", Title: lang.T("取消检查", "Cancel it"), To: Cancelled, Event: "visit_cancelled", Needs: casework.NeedReason, By: unit,
			Clocks: []casework.Effect{casework.Cancel("visit_code")}, Result: "cancelled", Closes: true},
		{From: authorised, Verb: "lapse_visit", Title: lang.T("检查码过期", "The code lapses"), To: Cancelled, Event: "visit_lapsed", Quiet: true, By: itself,
			Guards: []casework.Guard{casework.Due("visit_code")}, Clocks: []casework.Effect{casework.Stop("visit_code")}, Result: "lapsed", Closes: true},
		{From: authorised, Verb: "let_in", Title: lang.T("放行", "Let them in"), To: UnderWay, Event: "visit_let_in", Basis: []string{fair}, By: firm, Guards: []casework.Guard{onTheDay(), r.theFirm()},
			Clocks: []casework.Effect{casework.Stop("visit_code"), casework.Begin("visit_record")}, Input: func() any { return &EntryInput{} }, Decide: r.decideEntry},
		{From: authorised, Verb: "confirm_entry", Title: lang.T("回拨确认，企业同意放行", "Called back: the firm lets them in"), To: UnderWay, Event: "visit_let_in", Basis: []string{fair}, Needs: casework.NeedReason, By: []casework.Relation{casework.Centre}, Guards: []casework.Guard{onTheDay()},
			Clocks: []casework.Effect{casework.Stop("visit_code"), casework.Begin("visit_record")}, Decide: func(d *casework.Decision) error { return d.SetData(Entry{How: ByCall}) }},
		{From: underWay, Verb: "record_visit", Title: lang.T("登记检查结果", "Record the result"), To: Recorded, Event: "visit_recorded", Basis: []string{once}, Needs: casework.NeedReason, By: unit,
			Guards: []casework.Guard{wasThere(), asAnnounced()}, Clocks: []casework.Effect{casework.Stop("visit_record"), casework.Begin("firm_say")}, Input: func() any { return &RecordInput{} }, Decide: decideRecord},
		{From: recorded, Verb: "rate_visit", Title: lang.T("评价检查", "Rate it"), To: Closed, Event: "visit_rated", By: firm, Guards: []casework.Guard{r.ownCode()},
			Clocks: []casework.Effect{casework.Stop("firm_say")}, Input: func() any { return &RatingInput{} }, Decide: decideRating, Result: "rated", Closes: true},
		{From: recorded, Verb: "close_visit", Title: lang.T("企业没有评价", "Close without a word"), To: Closed, Event: "visit_unrated", Quiet: true, By: itself,
			Guards: []casework.Guard{casework.Due("firm_say")}, Clocks: []casework.Effect{casework.Stop("firm_say")}, Result: "unrated", Closes: true},
	}...)
	return withCommon(p, open)
}

// DoorProcedure gives the table of reports from the door.
func (r Rules) DoorProcedure() *casework.Procedure {
	desk := []casework.Relation{casework.Responsible}
	p := &casework.Procedure{Name: Door, Version: 1, Confided: true, Title: lang.T("无码上门报告程序", "Procedure of reports from the door"), Tasks: map[string]lang.Text{"door": lang.T("处理无码上门的报告", "See to a visit without a code")},
		States: []casework.StateInfo{
			{State: DoorReported, Title: lang.T("已报告", "Reported"), Says: lang.T("投诉中心已经收到，正在派人处理。没有码，您可以不让进。", "The centre has it and is acting. Without a code you need not let them in.")},
			{State: DoorAttended, Title: lang.T("处理中", "Attended to"), Says: lang.T("投诉中心正在处理。", "The centre is dealing with it.")},
			{State: DoorSettled, Title: lang.T("已处理", "Settled"), Says: lang.T("已经处理并告诉您结果。", "It is settled, and you were told."), Final: true},
		},
		Clocks: []casework.ClockRule{
			{Name: "door_attend", Title: lang.T("受理上门报告", "Attending to the door"), Rule: "1 working day at the latest; rule of the house", Limit: casework.Within(1, limit.Workday)},
			{Name: "door_settle", Title: lang.T("处理上门报告", "Settling it"), Rule: "5 working days from the report; rule of the house", Limit: casework.Within(5, limit.Workday), NeverPauses: true},
		}}
	p.With([]casework.Transition{
		{Verb: "report_door", Title: lang.T("有人没码上门", "Someone at my door without a code"), To: DoorReported, Event: "door_reported", Basis: []string{fair}, By: []casework.Relation{casework.Applicant, casework.Receiver}, Needs: casework.NeedReason,
			Clocks: []casework.Effect{casework.Begin("door_attend", "door_settle")}, Decide: func(d *casework.Decision) error {
				d.Facts.Unit = r.Centre
				d.PutTask(casework.Task{Step: "door", ID: "centre", Unit: r.Centre, State: casework.Waiting, Opened: d.At})
				return nil
			}},
		{From: []casework.State{DoorReported}, Verb: "attend_door", Title: lang.T("马上处理", "Attend to it"), To: DoorAttended, Event: "door_attended", By: desk, Clocks: []casework.Effect{casework.Stop("door_attend")},
			Decide: func(d *casework.Decision) error {
				for _, t := range d.Case.OpenTasks() {
					t.State, t.Officer = casework.Taken, d.Cmd.Actor.ID
					d.PutTask(t)
				}
				d.Facts.Handler = &d.Cmd.Actor.ID
				return nil
			}},
		{From: []casework.State{DoorReported, DoorAttended}, Verb: "settle_door", Title: lang.T("登记处理结果", "Settle it"), To: DoorSettled, Event: "door_settled", Needs: casework.NeedReason | casework.NeedNotice, By: desk,
			Clocks: []casework.Effect{casework.Stop("door_attend", "door_settle")}, Input: func() any { return &SettleInput{} }, Closes: true, Decide: func(d *casework.Decision) error {
				in := casework.Input[SettleInput](d)
				if !slices.ContainsFunc(Outcomes(), func(o catalog.Option) bool { return o.ID == in.Outcome }) {
					return fault.InvalidInput().At("outcome", lang.T("请选择查到的情况。", "Please choose what was found.")).Or()
				}
				d.EndTasks()
				d.Result = in.Outcome
				return nil
			}},
	}...)
	return withCommon(p, []casework.State{DoorReported, DoorAttended})
}

// withCommon adds what the sweeper does to every case.
func withCommon(p *casework.Procedure, open []casework.State) *casework.Procedure {
	for _, row := range casework.CommonRows(nil, nil, open) {
		if row.Quiet || row.Verb == "note" {
			p.With(row)
		}
	}
	return p
}

func codeLimit(d *casework.Decision) (limit.Limit, bool) {
	ahead := int(FileOf(d.Case).Plan.Day - d.Engine.Calendar().DayOf(d.At))
	return limit.Limit{N: max(ahead, 0) + 7, Unit: limit.Day}, true
}

func unlawful(code, zh, en, doZH, doEN string, basis ...string) *fault.Fault {
	return fault.New(fault.Unlawful, code, lang.T(zh, en), lang.T(doZH, doEN)).Under(basis...)
}

// firmNamed: an inspection is of a firm, by its credit code.
func (r Rules) firmNamed() casework.Guard {
	return casework.Guard{Name: "firm_named", Basis: once, Says: lang.T("写明检查哪家企业（统一社会信用代码）", "the firm is named by its credit code"), Check: func(d *casework.Decision) error {
		o, bad := d.Cmd.Open, fault.InvalidInput()
		if _, err := idnum.ParseUSCC(o.Person.IDValue); err != nil || o.Person.IDKind != "uscc" || o.Party == "" {
			bad.At("uscc", lang.T("请填写企业的18位统一社会信用代码。", "Please enter the firm's credit code of 18 characters."))
		}
		if strings.TrimSpace(o.Person.Name) == "" {
			bad.At("name", lang.T("请填写企业名称。", "Please enter the firm's name."))
		}
		return bad.Or()
	}}
}

func (r Rules) dayAhead() casework.Guard {
	return casework.Guard{Name: "day_ahead", Basis: once, Says: lang.T("事先计划，检查日在今天以后一年内", "planned beforehand, within a year"), Check: func(d *casework.Decision) error {
		today, in := d.Engine.Calendar().DayOf(d.At), casework.Input[PlanInput](d)
		if in.Day < today || in.Day > today+366 {
			return fault.InvalidInput().At("day", lang.T("检查日要在今天到一年以内；检查要事先报，不能补报。", "The day lies between today and a year from now; an inspection is planned before, never entered after.")).Or()
		}
		return nil
	}}
}

func (r Rules) programme(d *casework.Decision) (Programme, bool, error) {
	if r.Register == nil {
		return Programme{}, false, nil
	}
	return r.Register.Programme(d.Context(), d.Cmd.Actor.Division, d.Cmd.Actor.Unit, casework.Input[PlanInput](d).Day.Year())
}

// published: only what the unit has published for the year is inspected.
func (r Rules) published() casework.Guard {
	return casework.Guard{Name: "items_published", Basis: fair, Says: lang.T("只检查本单位当年已经公布的检查事项", "only items that the unit has published for the year"), Check: func(d *casework.Decision) error {
		in := casework.Input[PlanInput](d)
		if _, ok := ReasonOf(in.Reason); !ok {
			return fault.InvalidInput().At("reason_kind", lang.T("请选择检查事由。", "Please choose why.")).Or()
		}
		p, ok, err := r.programme(d)
		if err != nil {
			return err
		}
		if !ok {
			return unlawful("no_programme", "本单位还没有公布这一年的检查事项和频次上限，不能检查企业。", "The unit has not published its items and its ceiling for that year; it may inspect no firm.", "请先在“收费与检查”里公布年度检查计划。", "Please publish the yearly programme first.", fair)
		}
		if len(in.Items) == 0 {
			return fault.InvalidInput().At("items", lang.T("请选择检查哪些事项。", "Please choose what is inspected.")).Or()
		}
		for _, id := range in.Items {
			if _, ok := p.Item(id); !ok {
				return unlawful("item_not_published", "有一项不在公布的检查事项里，没有公布的不能查。", "One item is not among those published; what is not published is not inspected.", "请去掉这一项，或者先公布。", "Please take it out, or publish it first.", fair)
			}
		}
		return nil
	}}
}

// drawn: a firm said to be drawn names a draw that the ledger has.
func (r Rules) drawn() casework.Guard {
	return casework.Guard{Name: "draw_on_the_ledger", Says: lang.T("说是随机抽取的，账本上要有这次抽取", "what is said to be drawn names a draw on the ledger"), Check: func(d *casework.Decision) error {
		in := casework.Input[PlanInput](d)
		if in.Reason != "draw" {
			return nil
		}
		if r.Register != nil && in.Draw != "" {
			ok, err := r.Register.Drawn(d.Context(), d.Cmd.Actor.Division, in.Draw)
			if ok || err != nil {
				return err
			}
		}
		return fault.InvalidInput().At("draw", lang.T("账本上没有这次抽取。请填写抽取的名称，先公告、后抽取（banjie draw）。", "The ledger has no such draw. Name the draw; it is announced first and drawn then (banjie draw).")).Or()
	}}
}

// together: two units near one another in time go together or say why not.
func (r Rules) together() casework.Guard {
	return casework.Guard{Name: "joint_visit_considered", Basis: fair, Says: lang.T("别的单位三十天内也要去同一家企业的，合并成一次上门，或者写明为什么不能合并", "where another unit plans for the same firm within thirty days, they go together or say why not"), Check: func(d *casework.Decision) error {
		in := casework.Input[PlanInput](d)
		near, err := r.near(d)
		if err != nil {
			return err
		}
		if in.Joins != "" {
			i := slices.IndexFunc(near, func(v Row) bool { return v.Number == in.Joins })
			if i < 0 {
				return fault.InvalidInput().At("joins", lang.T("没有这次检查可以合并，请刷新后重新选择。", "There is no such inspection to join; please reload and choose again.")).Or()
			}
			if near[i].Day != in.Day {
				return fault.InvalidInput().At("day", lang.T("合并上门的，检查日要和那一次相同："+near[i].Day.In(lang.ZH)+"。", "To go together, take the day of the other: "+near[i].Day.In(lang.EN)+".")).Or()
			}
			return nil
		}
		if len(near) > 0 && strings.TrimSpace(in.Apart) == "" {
			return fault.InvalidInput().At("joins", lang.Format("别的单位在%d天内也计划检查这家企业，请合并，或者写明为什么不能合并。", "Another unit plans to inspect this firm within %d days; go together, or say why not.", Near)).Or()
		}
		return nil
	}}
}

func (r Rules) near(d *casework.Decision) (near []Row, err error) {
	if r.Register == nil {
		return nil, nil
	}
	day := casework.Input[PlanInput](d).Day
	all, err := r.Register.Visits(d.Context(), d.Cmd.Actor.Division, Filter{Firm: d.Cmd.Open.Party, From: day - Near, To: day + Near})
	for _, v := range all {
		if v.Unit != d.Cmd.Actor.Unit && (v.State == Planned || v.State == Authorised) {
			near = append(near, v)
		}
	}
	return near, err
}

// withinCeiling: a firm is visited no oftener in a year than was published.
func (r Rules) withinCeiling() casework.Guard {
	return casework.Guard{Name: "within_ceiling", Basis: fair, Says: lang.T("不超过公布的每家企业每年检查次数；投诉举报和事故除外", "not above the published number of visits to a firm in a year, except for complaints and accidents"), Check: func(d *casework.Decision) error {
		_, err := r.place(d)
		return err
	}}
}

// place is the place of the year that the visit takes, 0 beyond the count. It is asked by the
// guard and once more when the event is made: another plan may have been written in between.
func (r Rules) place(d *casework.Decision) (int, error) {
	if why, _ := ReasonOf(casework.Input[PlanInput](d).Reason); why.Beyond {
		return 0, nil
	}
	p, _, err := r.programme(d)
	if err != nil {
		return 0, err
	}
	n, err := r.next(d)
	if err == nil && n > p.Most {
		err = unlawful("above_ceiling", fmt.Sprintf("这家企业这一年已经安排了%d次检查，公布的上限是%d次。", n-1, p.Most), fmt.Sprintf("This firm has %d inspections in that year; the published ceiling is %d.", n-1, p.Most),
			"不能再排。确有投诉举报或者事故的，请选那个事由；别的等明年。", "No further one can be planned. Where there is a complaint or an accident, choose that reason; otherwise wait for next year.", fair)
	}
	return n, err
}

// next is the ordinal that the unit's next counted visit to the firm in the year would have.
func (r Rules) next(d *casework.Decision) (int, error) {
	if r.Register == nil {
		return 1, nil
	}
	all, err := r.Register.Visits(d.Context(), d.Cmd.Actor.Division, Filter{Unit: d.Cmd.Actor.Unit, Firm: d.Cmd.Open.Party, Year: casework.Input[PlanInput](d).Day.Year()})
	taken := map[int]bool{}
	for _, v := range all {
		taken[v.Ordinal] = true
	}
	n := 1
	for taken[n] { // what was cancelled leaves its place to another
		n++
	}
	return n, err
}

func (r Rules) decidePlan(d *casework.Decision) error {
	in := casework.Input[PlanInput](d)
	p, _, err := r.programme(d)
	if err != nil {
		return err
	}
	plan := Plan{Day: in.Day, Reason: in.Reason, Most: p.Most, Version: p.Version, Draw: in.Draw, Joined: in.Joins}
	for _, id := range in.Items {
		i, _ := p.Item(id) // a guard has seen that it is there
		plan.Items = append(plan.Items, i)
	}
	near, err := r.near(d)
	if err != nil {
		return err
	}
	plan.Apart = len(near) > 0 && in.Joins == ""
	if plan.Ordinal, err = r.place(d); err != nil {
		return err
	}
	if plan.Apart {
		d.Private.Notes = map[string]string{"apart": in.Apart}
	}
	d.Facts.Unit = d.Cmd.Actor.Unit
	d.Facts.Handler = &d.Cmd.Actor.ID
	return d.SetData(plan)
}

// twoInspectors: two go, each with a certificate, and whoever planned does not approve.
func (r Rules) twoInspectors() casework.Guard {
	return casework.Guard{Name: "two_inspectors", Basis: "xkf-34", Says: lang.T("两名在职的检查人员，各有执法证号", "two inspectors in office, each with a certificate"), Check: func(d *casework.Decision) error {
		in, bad := casework.Input[WarrantInput](d), fault.InvalidInput()
		if len(in.Officers) != 2 || in.Officers[0] == in.Officers[1] {
			bad.At("officers", lang.T("请选择两名不同的检查人员。", "Please choose two different inspectors."))
		}
		for _, o := range in.Officers {
			if r.Serves != nil && !r.Serves(o, FileOf(d.Case).Plan.Day) {
				bad.At("officers", lang.T("有一名检查人员那天不在职。", "One of them is not in office on that day."))
			}
		}
		if len(in.Certificates) != len(in.Officers) || slices.ContainsFunc(in.Certificates, func(s string) bool { return strings.TrimSpace(s) == "" }) {
			bad.At("certificates", lang.T("请填写两个执法证号。", "Please enter both certificate numbers."))
		}
		return bad.Or()
	}}
}

func decideWarrant(d *casework.Decision) error {
	in := casework.Input[WarrantInput](d)
	d.Private.Notes = map[string]string{}
	for i, o := range in.Officers {
		d.Private.Notes["certificate."+o] = strings.TrimSpace(in.Certificates[i])
	}
	return d.SetData(Warrant{Inspectors: in.Officers})
}

func onTheDay() casework.Guard {
	return casework.Guard{Name: "on_the_day", Basis: fair, Says: lang.T("到了计划的检查日", "the planned day has come"), Check: func(d *casework.Decision) error {
		if day := FileOf(d.Case).Plan.Day; d.Engine.Calendar().DayOf(d.At) < day {
			return unlawful("too_early", "还没有到授权的检查日（"+day.In(lang.ZH)+"），今天不能检查。", "The authorised day ("+day.In(lang.EN)+") has not come; there is no inspection today.", "您可以不让进。他们坚持的，请点“有人没码上门”。", "You need not let them in. If they insist, press “someone is at my door”.", fair)
		}
		return nil
	}}
}

func (r Rules) decideEntry(d *casework.Decision) error {
	in := casework.Input[EntryInput](d)
	if in.CodeHash == "" {
		return fault.InvalidInput().At("code", lang.T("请从检查码的页面放行。", "Please let them in from the page of the code.")).Or()
	}
	return d.SetData(Entry{CodeHash: in.CodeHash, How: r.firmSays(d, in.Door)})
}

func wasThere() casework.Guard {
	return casework.Guard{Name: "inspector_was_there", Basis: once, Says: lang.T("由授权上门的检查人员登记", "by an inspector who was authorised to go"), Check: func(d *casework.Decision) error {
		if w := FileOf(d.Case).Warrant; w == nil || !slices.Contains(w.Inspectors, d.Cmd.Actor.ID) {
			return unlawful("was_not_there", "只有授权上门的两名检查人员能登记结果。", "Only the two inspectors who were authorised record the result.", "请由到过现场的人登记。", "Let somebody who was there record it.", once)
		}
		return nil
	}}
}

// asAnnounced: what was looked at is what the firm was told at the door.
func asAnnounced() casework.Guard {
	return casework.Guard{Name: "only_what_was_announced", Attempt: true, Basis: fair, Says: lang.T("只查检查码上写的事项", "nothing beyond the items of the code"), Check: func(d *casework.Decision) error {
		in := casework.Input[RecordInput](d)
		if len(in.Looked) == 0 {
			return fault.InvalidInput().At("looked", lang.T("请选择查了哪些事项。", "Please choose what was looked at.")).Or()
		}
		for _, id := range in.Looked {
			if !FileOf(d.Case).Plan.Has(id) {
				return unlawful("beyond_the_code", "有一项不在检查码里，查了也不能算。", "One item is not on the code and does not count.", "请去掉这一项；要查它，另做计划。", "Please take it out; to inspect it, make another plan.", fair)
			}
		}
		return nil
	}}
}

func decideRecord(d *casework.Decision) error {
	in, bad := casework.Input[RecordInput](d), fault.InvalidInput()
	if !slices.ContainsFunc(Findings(), func(o catalog.Option) bool { return o.ID == in.Finding }) {
		bad.At("finding", lang.T("请选择检查结果。", "Please choose what was found."))
	}
	if in.Minutes < 1 || in.Minutes > 24*60 {
		bad.At("minutes", lang.T("请填写在企业待了多少分钟。", "Please enter how many minutes you were there."))
	}
	if err := bad.Or(); err != nil {
		return err
	}
	d.Private.Files = in.Files
	return d.SetData(Record{Looked: in.Looked, Finding: in.Finding, Minutes: in.Minutes})
}

// ownCode: only the firm rates, with the code it got when it let them in, or as it lets in.
func (r Rules) ownCode() casework.Guard {
	return casework.Guard{Name: "firms_own_code", Attempt: true, Says: lang.T("凭企业放行时拿到的评价码，或者企业账号、放行码", "with the code the firm got when it let them in, or from its account or with its door code"), Check: func(d *casework.Decision) error {
		e, in := FileOf(d.Case).Entry, casework.Input[RatingInput](d)
		coded := e != nil && e.CodeHash != "" && subtle.ConstantTimeCompare([]byte(e.CodeHash), []byte(in.CodeHash)) == 1
		if !coded && r.firmSays(d, in.Door) == "" {
			return unlawful("wrong_firm_code", "评价码不对，只有企业自己能评价。", "The code is not right; only the firm itself rates.", "请用放行时页面上显示的20位评价码。", "Please use the code of 20 digits that the page showed when you let them in.")
		}
		return nil
	}}
}

func decideRating(d *casework.Decision) error {
	in := casework.Input[RatingInput](d)
	if in.Stars < 1 || in.Stars > 5 {
		return fault.InvalidInput().At("stars", lang.T("请选择1到5星。", "Please choose one to five stars.")).Or()
	}
	return d.SetData(Rating{Stars: in.Stars, Announced: in.Announced})
}

// Publish checks what shall become the unit's programme of a year, and numbers it. A ceiling
// is raised within its year by nobody: what was promised to firms holds.
func Publish(next Programme, was *Programme, thisYear int) (Programme, error) {
	bad := fault.InvalidInput()
	if next.Year < thisYear || next.Year > thisYear+1 {
		bad.At("year", lang.T("只能公布今年和明年的。", "Only this year's and the next year's can be published."))
	}
	if next.Most < 1 || next.Most > 12 {
		bad.At("most", lang.T("请填写1到12之间的次数。", "Please enter a number from 1 to 12."))
	}
	if len(next.Items) == 0 || len(next.Items) > 60 {
		bad.At("items", lang.T("请至少写一项，一行一项。", "Please write one item at least, one a line."))
	}
	seen := map[string]bool{}
	for _, i := range next.Items {
		if i.ID == "" || i.Name.ZH == "" || seen[i.ID] {
			bad.At("items", lang.T("每一项要有自己的编号和名称。", "Each item has an id of its own and a name."))
		}
		seen[i.ID] = true
	}
	if strings.TrimSpace(next.Document) == "" {
		bad.At("basis", lang.T("请写明依据文件。", "Please name the document it rests on."))
	}
	next.Version = 1
	if was != nil {
		next.Version = was.Version + 1
		if next.Most > was.Most && next.Year == thisYear {
			bad.At("most", lang.Format("今年已经公布每家最多%d次，年中只能降、不能升。", "This year's ceiling of %d is published; within the year it goes down and not up.", was.Most))
		}
		if strings.TrimSpace(next.Reason) == "" {
			bad.At("reason", lang.T("请写明为什么修改。", "Please say why it is changed."))
		}
	}
	return next, bad.Or()
}
