// Package measures is what is done about a plot whose soil asks for it: the procedure soil_measure.
//
//	report entered ─▶ verdict in safe use or strict control ─▶ a call, in the same savepoint
//	call ─▶ Called ─ plan ─▶ Planned ─ carry out, with evidence ─┐
//	                            ▲                 └──────────────┘ check the crop ─▶ Checked ─ close ─▶ Done
//	                            └── the crop fails: plan anew, from Checked
//	a better verdict ─▶ end, from any open state ─▶ Ended
//
// It rests on the Law on the Prevention and Control of Soil Pollution, articles 53 and 54, which were
// not read (see soil.Law). How long a plan and its carrying out may take the law does not say there; both
// limits are rules of the house. A case names a plot and no person: who farms it, the archive does not know.
package measures

import (
	"context"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/packs/foodchain/soil"
)

// Name of the procedure, and what numbers of its cases begin with.
const (
	Name   = "soil_measure"
	Series = "TRCS"
)

// States of a case.
const (
	Called  casework.State = "called"
	Planned casework.State = "planned"
	Checked casework.State = "checked"
	Done    casework.State = "done"
	Ended   casework.State = "ended"
)

// Limits of the house.
const (
	PlanDays    = 30  // working days until there is a plan
	MeasureDays = 365 // calendar days until the crop was checked and the case is closed
)

// Inputs.
type (
	// OpenInput is the call.
	OpenInput struct {
		soil.Call
		Village string `json:"village"` // code
	}
	// PlanInput says what will be done, in words as the reason of the act.
	PlanInput struct {
		Measures []soil.Measure `json:"measures"`
		Until    calendar.Day   `json:"until"`
	}
	// DoneInput is one measure carried out, with its evidence.
	DoneInput struct {
		Measure soil.Measure    `json:"measure"`
		Files   []casework.File `json:"files"`
	}
	// CropInput is what the crop holds by a laboratory.
	CropInput struct {
		Crop   string          `json:"crop"`
		Report string          `json:"report"` // number
		Lab    string          `json:"lab"`
		Passed bool            `json:"passed"`
		Files  []casework.File `json:"files"`
	}
	// CloseInput closes; its reason is the result in words.
	CloseInput struct{}
)

// Sent implements casework.WithFiles.
func (in *DoneInput) Sent() []casework.File { return in.Files }

// Sent implements casework.WithFiles.
func (in *CropInput) Sent() []casework.File { return in.Files }

// Carried is the data of a measure carried out.
type Carried struct {
	Measure soil.Measure `json:"measure"`
	Papers  int          `json:"papers"`
}

// Crop is the data of a check.
type Crop struct {
	Crop   string `json:"crop"`
	Report string `json:"report"`
	Lab    string `json:"lab"`
	Passed bool   `json:"passed"`
}

// File is what is known of a case, folded from its events.
type File struct {
	OpenInput
	Plan    PlanInput
	Plans   int
	Carried map[soil.Measure]int // times each was carried out under the plan in force
	Crops   []Crop
}

// FileOf gives the folded case.
func FileOf(c *casework.Case) *File {
	if f, ok := c.File.(*File); ok {
		return f
	}
	return &File{}
}

// Left are the measures of the plan that nothing was done for.
func (f *File) Left() (list []soil.Measure) {
	for _, m := range f.Plan.Measures {
		if f.Carried[m] == 0 {
			list = append(list, m)
		}
	}
	return list
}

func fold(file any, e casework.Event) (err error) {
	f := file.(*File)
	switch e.Kind {
	case "soil_measure_called":
		f.OpenInput, err = casework.Data[OpenInput](e)
	case "soil_measure_planned":
		f.Plan, err = casework.Data[PlanInput](e)
		f.Plans++
		f.Carried = map[soil.Measure]int{}
	case "soil_measure_carried_out":
		var c Carried
		c, err = casework.Data[Carried](e)
		f.Carried[c.Measure]++
	case "soil_crop_checked":
		var c Crop
		c, err = casework.Data[Crop](e)
		f.Crops = append(f.Crops, c)
	}
	return err
}

// Archive tells what class a plot has now.
type Archive interface {
	One(ctx context.Context, division, code string) (soil.Parcel, soil.History, error)
}

// Rules are what the procedure asks of the county.
type Rules struct {
	Archive  Archive
	Unit     string // that keeps the archive and answers for measures
	Calendar func() *calendar.Calendar
}

// Procedures gives the table, fresh on every call.
func (r Rules) Procedures() []*casework.Procedure {
	p := &casework.Procedure{Name: Name, Version: 1, Title: lang.T("土壤安全利用和严格管控措施", "Measures for soil"), Tasks: map[string]lang.Text{"soil": lang.T("定这块地的措施", "Decide measures for a plot")}, NewFile: func() any { return &File{} }, FoldFile: fold,
		Clocks: []casework.ClockRule{
			{Name: "soil_plan", Title: lang.T("制定方案", "Make a plan"), Rule: "30 working days; rule of the house", NeverPauses: true,
				Limit: func(*casework.Decision) (limit.Limit, bool) {
					return limit.Limit{N: PlanDays, Unit: limit.Workday}, true
				}},
			{Name: "soil_measure", Title: lang.T("实施并查验农产品", "Carry out and check the crop"), Rule: "365 calendar days; rule of the house", NeverPauses: true,
				Limit: func(*casework.Decision) (limit.Limit, bool) {
					return limit.Limit{N: MeasureDays, Unit: limit.Day}, true
				}},
		},
		States: []casework.StateInfo{
			{State: Called, Title: lang.T("待制定方案", "Plan is due"), Says: lang.T("土壤检测结果进入要采取措施的类别，由农业农村部门制定方案。", "The soil came into a class that asks for measures; the agriculture unit makes a plan.")},
			{State: Planned, Title: lang.T("实施中", "Being carried out"), Says: lang.T("按方案做，每做一次登记一次并附凭证；都做过以后查验农产品。", "The plan is carried out, each time with evidence; then the crop is checked.")},
			{State: Checked, Title: lang.T("已查验农产品", "Crop checked"), Says: lang.T("合格的写明结果并办结；不合格的重新制定方案。", "Where it passed, the result is written and the case closed; else a new plan is made.")},
			{State: Done, Title: lang.T("已办结", "Closed"), Says: lang.T("措施做完，农产品合格。", "The measures are done and the crop passed."), Final: true},
			{State: Ended, Title: lang.T("不再需要", "No longer needed"), Says: lang.T("后来的检测结果不再要求采取措施，或者地块已经变更。", "A later verdict asks for nothing, or the plot has ended."), Final: true},
		}}
	p.With(r.rows()...)
	for _, row := range casework.CommonRows(nil, nil, []casework.State{Called}) {
		if row.Quiet || row.Verb == "note" {
			row.From = []casework.State{Called, Planned, Checked}
			p.With(row)
		}
	}
	return []*casework.Procedure{p}
}

func (r Rules) rows() []casework.Transition {
	desk := []casework.Relation{casework.Responsible}
	law := []string{"trf-53", "trf-54"}
	return []casework.Transition{
		{Verb: "open_soil_measure", Title: lang.T("要求采取措施", "Call for measures"), To: Called, Event: "soil_measure_called", By: []casework.Relation{casework.Itself}, Basis: law,
			Clocks: []casework.Effect{casework.Begin("soil_plan", "soil_measure")}, Input: func() any { return &OpenInput{} }, Decide: r.decideOpen},
		{From: []casework.State{Called, Checked}, Verb: "plan_soil_measure", Title: lang.T("制定方案", "Make the plan"), To: Planned, Event: "soil_measure_planned", Needs: casework.NeedReason, By: desk, Basis: law,
			Guards: []casework.Guard{planWhole(r)}, Clocks: []casework.Effect{casework.Stop("soil_plan")}, Input: func() any { return &PlanInput{} }, Decide: decidePlan},
		{From: []casework.State{Planned}, Verb: "carry_out_soil_measure", Title: lang.T("登记已实施", "Enter what was carried out"), Event: "soil_measure_carried_out", By: desk, Basis: law,
			Guards: []casework.Guard{shown()}, Input: func() any { return &DoneInput{} }, Decide: decideCarried},
		{From: []casework.State{Planned}, Verb: "check_soil_crop", Title: lang.T("登记农产品检测", "Enter the check of the crop"), To: Checked, Event: "soil_crop_checked", By: desk, Basis: law,
			Guards: []casework.Guard{allCarried(), cropWhole()}, Input: func() any { return &CropInput{} }, Decide: decideCrop},
		{From: []casework.State{Checked}, Verb: "close_soil_measure", Title: lang.T("办结", "Close"), To: Done, Event: "soil_measure_closed", Needs: casework.NeedReason, By: desk,
			Guards: []casework.Guard{cropPassed()}, Clocks: []casework.Effect{casework.Stop("soil_measure")}, Input: func() any { return &CloseInput{} }, Decide: ended, Result: "measures_done", Closes: true},
		{From: []casework.State{Called, Planned, Checked}, Verb: "end_soil_measure", Title: lang.T("不再需要，结束", "No longer needed: end"), To: Ended, Event: "soil_measure_ended", Needs: casework.NeedReason, By: []casework.Relation{casework.HeadOfUnit},
			Guards: []casework.Guard{r.unneeded()}, Clocks: []casework.Effect{casework.Cancel("soil_plan", "soil_measure")}, Decide: ended, Result: "not_needed", Closes: true},
	}
}

func ended(d *casework.Decision) error { d.EndTasks(); return nil }

func (r Rules) decideOpen(d *casework.Decision) error {
	in := casework.Input[OpenInput](d)
	if all, _ := soil.MeasuresFor(in.Class); len(all) == 0 {
		return unlawful("no_measures", "这个类别不要求采取措施。", "The class asks for no measures.", "不用办理。", "Nothing is to be done.")
	}
	d.Facts.Unit, d.Facts.Code = r.Unit, string(in.Class)
	d.PutTask(casework.Task{Step: "soil", ID: "desk", Unit: r.Unit, State: casework.Waiting, Opened: d.At})
	return d.SetData(in)
}

func unlawful(code, zh, en, doZH, doEN string) *fault.Fault {
	return fault.New(fault.Unlawful, code, lang.T(zh, en), lang.T(doZH, doEN))
}

// planWhole: measures that the law names for the class, at least one; strict control proposes the
// area where certain crops may not be grown.
func planWhole(r Rules) casework.Guard {
	return casework.Guard{Name: "plan_of_the_law", Says: lang.T("方案里的措施是法律对这个类别列出的，写明到哪天", "the plan takes measures that the law names for the class, and says until when"), Basis: "trf-53", Check: func(d *casework.Decision) error {
		in, bad := casework.Input[PlanInput](d), fault.InvalidInput()
		lawful, _ := soil.MeasuresFor(FileOf(d.Case).Class)
		if len(in.Measures) == 0 {
			bad.At("measures", lang.T("请至少选一项措施。", "Please choose at least one measure."))
		}
		for _, m := range in.Measures {
			if !slices.Contains(lawful, m) {
				bad.At("measures", lang.T("这项措施不是法律对这个类别列出的。", "The law does not name this measure for the class."))
			}
		}
		if in.Until <= r.Calendar().DayOf(d.At) {
			bad.At("until", lang.T("请填写今天以后的日期。", "Please give a day after today."))
		}
		return bad.Or()
	}}
}

func decidePlan(d *casework.Decision) error {
	in := casework.Input[PlanInput](d)
	slices.Sort(in.Measures)
	in.Measures = slices.Compact(in.Measures)
	return d.SetData(in)
}

func shown() casework.Guard {
	return casework.Guard{Name: "evidence", Says: lang.T("是方案里的措施，并附照片或者凭证", "a measure of the plan, with a photograph or paper"), Check: func(d *casework.Decision) error {
		in, bad := casework.Input[DoneInput](d), fault.InvalidInput()
		if !slices.Contains(FileOf(d.Case).Plan.Measures, in.Measure) {
			bad.At("measure", lang.T("请选择方案里的一项措施。", "Please choose a measure of the plan."))
		}
		if len(in.Files) == 0 {
			bad.At("file.proof", lang.T("请附照片或者凭证。", "Please add a photograph or paper."))
		}
		return bad.Or()
	}}
}

func decideCarried(d *casework.Decision) error {
	in := casework.Input[DoneInput](d)
	d.Private.Files = slices.Clone(in.Files)
	d.Facts.Code = string(in.Measure)
	return d.SetData(Carried{in.Measure, len(in.Files)})
}

func allCarried() casework.Guard {
	return casework.Guard{Name: "all_carried_out", Says: lang.T("方案里的每项措施都做过", "every measure of the plan was carried out"), Check: func(d *casework.Decision) error {
		if left := FileOf(d.Case).Left(); len(left) > 0 {
			return unlawful("measures_left", "方案里还有措施没有做："+left[0].Name().ZH+"。", "A measure of the plan was not carried out: "+left[0].Name().EN+".", "请先登记实施情况和凭证。", "Please enter it with its evidence first.")
		}
		return nil
	}}
}

func cropWhole() casework.Guard {
	return casework.Guard{Name: "crop_report", Says: lang.T("写明作物、检测机构、报告编号，并附报告", "crop, laboratory and number of the report, with the report itself"), Check: func(d *casework.Decision) error {
		in, bad := casework.Input[CropInput](d), fault.InvalidInput()
		for _, f := range []struct{ path, value string }{{"crop", in.Crop}, {"lab", in.Lab}, {"report", in.Report}} {
			if n := len([]rune(strings.TrimSpace(f.value))); n == 0 || n > 100 {
				bad.At(f.path, lang.T("请对照检测报告填写，不超过100个字。", "Please take it from the report; at most 100 characters."))
			}
		}
		if len(in.Files) == 0 {
			bad.At("file.proof", lang.T("请附检测报告。", "Please add the report."))
		}
		return bad.Or()
	}}
}

func decideCrop(d *casework.Decision) error {
	in := casework.Input[CropInput](d)
	d.Private.Files = slices.Clone(in.Files)
	return d.SetData(Crop{strings.TrimSpace(in.Crop), strings.TrimSpace(in.Report), strings.TrimSpace(in.Lab), in.Passed})
}

func cropPassed() casework.Guard {
	return casework.Guard{Name: "crop_passed", Says: lang.T("最近一次农产品检测合格", "the last check of the crop passed"), Basis: "trf-53", Check: func(d *casework.Decision) error {
		if crops := FileOf(d.Case).Crops; len(crops) == 0 || !crops[len(crops)-1].Passed {
			return unlawful("crop_failed", "农产品检测不合格，不能办结。", "The crop failed; the case cannot be closed.", "请重新制定方案。", "Please make a new plan.")
		}
		return nil
	}}
}

// unneeded: the plot has ended, or its class of today asks for nothing, or for other measures (then
// another case is open for them).
func (r Rules) unneeded() casework.Guard {
	return casework.Guard{Name: "class_asks_no_more", Says: lang.T("地块现在的类别不再要求这些措施，或者地块已经变更", "the plot's class of today no longer asks for these measures, or the plot has ended"), Basis: "trf-53", Check: func(d *casework.Decision) error {
		f, today := FileOf(d.Case), r.Calendar().DayOf(d.At)
		p, h, err := r.Archive.One(d.Context(), d.Case.Division, f.Parcel)
		if err != nil {
			return err
		}
		if e, judged := h.At(today); p.On(today) && judged && e.Class == f.Class {
			return unlawful("still_needed", "地块现在的类别仍然要求采取措施。", "The plot's class of today still asks for measures.", "请按方案办理。", "Please carry out the plan.")
		}
		return nil
	}}
}

// Acts are the verbs on cases.
var Acts = []access.Row{
	//                                                                       P     C     G     K     O     H     Z     S     A     U     Y
	verb("open_soil_measure", "要求采取土壤措施", "call for measures of soil", none, none, none, none, none, none, none, none, none, none, access.All),
	verb("plan_soil_measure", "制定土壤措施方案", "plan measures of soil", none, none, none, none, unit, unit, none, none, none, none, none),
	verb("carry_out_soil_measure", "登记土壤措施实施", "carry out measures of soil", none, none, none, none, unit, unit, none, none, none, none, none),
	verb("check_soil_crop", "登记农产品检测", "check the crop of a plot", none, none, none, none, unit, unit, none, none, none, none, none),
	verb("close_soil_measure", "办结土壤措施", "close measures of soil", none, none, none, none, unit, unit, none, none, none, none, none),
	verb("end_soil_measure", "结束不再需要的土壤措施", "end measures of soil", none, none, none, none, none, unit, none, none, none, none, none),
}

const (
	none = access.None
	unit = access.Unit
)

func verb(v access.Verb, zh, en string, reach ...access.Reach) access.Row {
	return access.Row{Verb: v, Reach: [11]access.Reach(reach), Title: lang.T(zh, en)}
}
