package inspection

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Finding is one rule found broken. Who it was, what was seen and what the person said are
// private: finding.1.who, finding.1.facts, finding.1.statement.
type Finding struct {
	Rule      string `json:"rule"`
	Person    bool   `json:"person,omitempty"`    // about a person, not the unit as a whole
	Statement bool   `json:"statement,omitempty"` // the person's statement is there
	Missing   string `json:"missing,omitempty"`   // or why not
	Signed    string `json:"signed,omitempty"`
}

// Record is what an inspector wrote down.
type Record struct {
	Round    string       `json:"round"` // number of the round
	Covert   bool         `json:"covert,omitempty"`
	Unit     string       `json:"unit"`
	Day      calendar.Day `json:"day"`
	Time     string       `json:"time"`    // HH:MM, typed
	Present  []string     `json:"present"` // inspectors who were there
	Findings []Finding    `json:"findings,omitempty"`
	Days     int          `json:"days,omitempty"` // working days of the order
	Papers   int          `json:"papers,omitempty"`
}

// Visit is what is known of a visit, folded from its events.
type Visit struct {
	Record
	Shown    bool // to the unit
	Replies  int
	Returned int
}

// VisitOf gives the folded visit.
func VisitOf(c *casework.Case) *Visit {
	if f, ok := c.File.(*Visit); ok {
		return f
	}
	return &Visit{}
}

func foldVisit(file any, e casework.Event) (err error) {
	f := file.(*Visit)
	switch e.Kind {
	case "visit_entered":
		f.Record, err = casework.Data[Record](e)
		f.Shown = e.Facts.To != Kept
	case "visit_released":
		f.Shown = true
	case "unit_replied_to_visit":
		f.Replies++
	case "mending_returned":
		f.Returned++
	}
	return err
}

// Inputs of a visit.
type (
	// VisitInput is a record sheet.
	VisitInput struct {
		Round    string          `json:"round"`
		Unit     string          `json:"unit"`
		Day      calendar.Day    `json:"day"`
		Time     string          `json:"time"`
		Place    string          `json:"place"` // in the inspector's words
		Present  []string        `json:"present"`
		Findings []FindingInput  `json:"findings"`
		Order    string          `json:"order"` // what is to be put right
		Days     int             `json:"days"`
		Files    []casework.File `json:"files"`
	}
	// FindingInput is one finding with its words.
	FindingInput struct {
		Rule      string `json:"rule"`
		Facts     string `json:"facts"`
		Who       string `json:"who"` // who it was, in words or as an officer's name; "" for the unit as a whole
		Statement string `json:"statement"`
		Missing   string `json:"missing"`
		Signed    string `json:"signed"`
	}
	// ReplyInput is the unit's reply with its proof.
	ReplyInput struct {
		Files []casework.File `json:"files"`
	}
	// ReturnInput gives more days.
	ReturnInput struct {
		Days int `json:"days"`
	}
)

// Sent implements casework.WithFiles.
func (in *VisitInput) Sent() []casework.File { return in.Files }

// Sent implements casework.WithFiles.
func (in *ReplyInput) Sent() []casework.File { return in.Files }

func (r Rules) visitRows() []casework.Transition {
	desk := []casework.Relation{casework.Responsible}
	return []casework.Transition{
		{Verb: "enter_visit", Title: lang.T("登记检查记录", "Enter a record"), To: Told, Or: Kept, Event: "visit_entered", By: []casework.Relation{casework.Receiver},
			Guards: []casework.Guard{r.wasThere(), r.sheetWhole(), heardBeside(), orderGiven()}, Input: func() any { return &VisitInput{} }, Decide: r.decideRecord, Closes: true},
		{From: []casework.State{Kept}, Verb: "release_visit", Title: lang.T("本轮结束，告知单位", "Told at the end of the round"), To: Told, Or: Closed, Event: "visit_released", Quiet: true, By: []casework.Relation{casework.Itself},
			Decide: func(d *casework.Decision) error { return tell(d, VisitOf(d.Case).Record) }, Closes: true},
		{From: []casework.State{Told}, Verb: "reply_visit", Title: lang.T("回复整改情况", "Reply with proof"), To: Answered, Event: "unit_replied_to_visit", Needs: casework.NeedReason, By: []casework.Relation{casework.UnitMember},
			Guards: []casework.Guard{ownVisit(), proven()}, Clocks: []casework.Effect{casework.Stop("mending")}, Input: func() any { return &ReplyInput{} },
			Decide: func(d *casework.Decision) error {
				d.Private.Files = casework.Input[ReplyInput](d).Files
				return nil
			}},
		{From: []casework.State{Answered}, Verb: "accept_mending", Title: lang.T("整改到位，结束", "It was put right"), To: Closed, Event: "mending_accepted", Needs: casework.NeedReason, By: desk,
			Decide: func(d *casework.Decision) error { d.EndTasks(); return nil }, Result: "put_right", Closes: true},
		{From: []casework.State{Answered}, Verb: "return_mending", Title: lang.T("没有整改到位，再改", "Not put right: once more"), To: Told, Event: "mending_returned", Needs: casework.NeedReason, By: desk,
			Input: func() any { return &ReturnInput{} }, Decide: decideReturn},
	}
}

// round is the running round a record belongs to.
func (r Rules) round(d *casework.Decision) (*casework.Case, error) {
	number := strings.TrimSpace(casework.Input[VisitInput](d).Round)
	c, err := r.Find(d.Context(), d.Cmd.Actor.Division, number)
	if fault.KindOf(err) == fault.NotFound || err == nil && c.Procedure != RoundName {
		return nil, fault.Missing()
	}
	return c, err
}

// wasThere: the recorder is one of the round's inspectors and was there, with another.
func (r Rules) wasThere() casework.Guard {
	return casework.Guard{Name: "was_there", Says: lang.T("登记的人是本轮抽中的检查人员，本人在场，至少两人，查的不是自己的单位", "whoever records is one of the round's inspectors and was there, with another, and not in the own unit"),
		Check: func(d *casework.Decision) error {
			c, err := r.round(d)
			if err != nil {
				return err
			}
			in, f, me := casework.Input[VisitInput](d), RoundOf(c), d.Cmd.Actor.ID
			if !f.Inspects(me) {
				return fault.Missing() // a round does not exist for those who are not of it
			}
			if c.State != Running {
				return unlawful("round_not_running", "这一轮没有在检查中。", "The round is not running.", "请等开始；已经结束的不能再登记。", "Please wait for its beginning; after its end nothing is recorded.")
			}
			bad := fault.InvalidInput()
			if !slices.Contains(in.Present, me) || !distinct(in.Present) || len(in.Present) < 2 || slices.ContainsFunc(in.Present, func(id string) bool { return !f.Inspects(id) }) {
				bad.At("present", lang.T("写明到场的检查人员：本轮抽中的，至少两人，包括您自己。", "Name who was there: inspectors of this round, two or more, you among them."))
			}
			if !slices.Contains(f.Of(Objects), in.Unit) {
				bad.At("unit", lang.T("这个单位没有被抽中。", "This unit was not drawn."))
			}
			for _, id := range in.Present {
				if unit, ok := r.Officer(id, in.Day); !ok || unit == in.Unit {
					bad.At("present", lang.T("检查人员不能查自己的单位。", "Nobody inspects the own unit."))
				}
			}
			return bad.Or()
		}}
}

var hourMinute = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

func (r Rules) sheetWhole() casework.Guard {
	return casework.Guard{Name: "sheet_whole", Says: lang.T("写明日期、时间、地点；每个问题写明规则和事实", "day, time and place are given; each finding names its rule and the facts"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[VisitInput](d)
			c, err := r.round(d)
			if err != nil {
				return err
			}
			bad := fault.InvalidInput()
			if in.Day < RoundOf(c).From || in.Day > d.Engine.Calendar().DayOf(d.At) {
				bad.At("day", lang.T("日期要在本轮开始以后，不晚于今天。", "The day lies between the beginning of the round and today."))
			}
			if !hourMinute.MatchString(in.Time) {
				bad.At("time", lang.T("请写到场的时间，例如 14:30。", "Please write the time, e.g. 14:30."))
			}
			if strings.TrimSpace(in.Place) == "" {
				bad.At("place", lang.T("请写明地点。", "Please write the place."))
			}
			for i, f := range in.Findings {
				if _, ok := banOf(f.Rule); !ok {
					bad.At(fmt.Sprintf("rule%d", i+1), lang.T("请选择违反的规定。", "Please choose the rule."))
				}
				if strings.TrimSpace(f.Facts) == "" {
					bad.At(fmt.Sprintf("facts%d", i+1), lang.T("请写明看到了什么。", "Please say what was seen."))
				}
			}
			return bad.Or()
		}}
}

// heardBeside: no finding about a person without that person's statement, or why there is none.
func heardBeside() casework.Guard {
	return casework.Guard{Name: "heard_beside", Says: lang.T("涉及个人的问题，要有本人的说明，或者没有说明的原因，以及签字还是拒签", "a finding about a person has the statement, or why there is none, and signature or refusal"),
		Check: func(d *casework.Decision) error {
			for _, f := range casework.Input[VisitInput](d).Findings {
				if strings.TrimSpace(f.Who) == "" {
					continue
				}
				told := strings.TrimSpace(f.Statement) != ""
				if told == among(Missing(), f.Missing) || !among(Signatures(), f.Signed) {
					return unlawful("not_heard_beside", "涉及个人的问题，要写本人怎么说，或者选没有说明的原因（只写一样），并写明签字还是拒签。",
						"A finding about a person needs the person's own words or the reason why there are none, one of the two, and signature or refusal.", "请补上再提交。", "Please add it and send it again.")
				}
			}
			return nil
		}}
}

func among(options []catalog.Option, id string) bool {
	return slices.ContainsFunc(options, func(o catalog.Option) bool { return o.ID == id })
}

// orderGiven: where something was found the unit gets an order with a number of working days.
func orderGiven() casework.Guard {
	return casework.Guard{Name: "order_given", Says: lang.T("发现问题的，开整改督办单，写明改什么、几个工作日", "where something was found there is an order: what, and in how many working days"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[VisitInput](d)
			bad := fault.InvalidInput()
			if len(in.Findings) > 0 && (in.Days < 1 || in.Days > MostDays) {
				bad.At("days", lang.Format("整改期限是 1 到 %d 个工作日。", "The time is 1 to %d working days.", MostDays))
			}
			if len(in.Findings) > 0 && strings.TrimSpace(in.Order) == "" {
				bad.At("order", lang.T("请写明要改什么。", "Please say what is to be put right."))
			}
			return bad.Or()
		}}
}

func (r Rules) decideRecord(d *casework.Decision) error {
	in := casework.Input[VisitInput](d)
	c, err := r.round(d)
	if err != nil {
		return err
	}
	rec := Record{Round: c.Number, Covert: RoundOf(c).Covert, Unit: in.Unit, Day: in.Day, Time: in.Time, Present: in.Present, Papers: len(in.Files)}
	notes := map[string]string{"place": strings.TrimSpace(in.Place)}
	for i, f := range in.Findings {
		at := fmt.Sprintf("finding.%d.", i+1)
		v := Finding{Rule: f.Rule}
		notes[at+"facts"] = strings.TrimSpace(f.Facts)
		if who := strings.TrimSpace(f.Who); who != "" {
			v.Person, v.Statement, v.Missing, v.Signed = true, strings.TrimSpace(f.Statement) != "", f.Missing, f.Signed
			notes[at+"who"], notes[at+"statement"] = who, strings.TrimSpace(f.Statement)
		}
		rec.Findings = append(rec.Findings, v)
	}
	if len(rec.Findings) > 0 {
		rec.Days, notes["order"] = in.Days, strings.TrimSpace(in.Order)
	}
	d.Facts.Unit = r.Centre
	d.Also(c.ID, "note_visit", &Noted{in.Unit}, "")
	d.Private.Notes, d.Private.Files = notes, in.Files
	d.KeepOpen = true
	if rec.Covert {
		d.To = Kept
	} else if err := tell(d, rec); err != nil {
		return err
	}
	return d.SetData(rec)
}

// tell shows a visit to the unit: its order begins to run, or it ends where nothing was found.
func tell(d *casework.Decision, rec Record) error {
	if len(rec.Findings) == 0 {
		d.To, d.Result, d.KeepOpen = Closed, "nothing_found", false
		return nil
	}
	d.To, d.KeepOpen = Told, true
	d.PutTask(casework.Task{Step: "mending", ID: rec.Unit, Unit: rec.Unit, State: casework.Waiting, Opened: d.At})
	return d.BeginClock("mending", limit.Limit{N: rec.Days, Unit: limit.Workday})
}

func ownVisit() casework.Guard {
	return casework.Guard{Name: "own_visit", Says: lang.T("被查单位自己回复", "by the unit that was visited"),
		Check: func(d *casework.Decision) error {
			if VisitOf(d.Case).Unit != d.Cmd.Actor.Unit {
				return fault.Missing()
			}
			return nil
		}}
}

func proven() casework.Guard {
	return casework.Guard{Name: "mending_proven", Says: lang.T("附整改的证据", "the proof is there"),
		Check: func(d *casework.Decision) error {
			if len(casework.Input[ReplyInput](d).Files) == 0 {
				return fault.InvalidInput().At("file.evidence", lang.T("请上传整改的证据。", "Please upload the proof.")).Or()
			}
			return nil
		}}
}

func decideReturn(d *casework.Decision) error {
	n := casework.Input[ReturnInput](d).Days
	if n < 1 || n > MostDays {
		return fault.InvalidInput().At("days", lang.Format("再给的时间是 1 到 %d 个工作日。", "The time is 1 to %d working days.", MostDays)).Or()
	}
	return d.BeginClock("mending", limit.Limit{N: n, Unit: limit.Workday})
}
