package licensing

import (
	"maps"
	"slices"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Inputs of the verbs up to acceptance.
type (
	// ReceiveInput comes with a filing beside what every case brings.
	ReceiveInput struct {
		Undertaking bool                     `json:"undertaking"`
		Scenario    map[string]string        `json:"scenario"`
		Materials   map[string]MaterialState `json:"materials"`
		Renews      *Renewal                 `json:"renews"`
	}
	// CorrectionInput is the one list: per material what is wrong and the words for the person.
	CorrectionInput struct {
		Items []CorrectionLine `json:"items"`
	}
	CorrectionLine struct {
		Material string `json:"material"`
		Fault    string `json:"fault"`
		Words    string `json:"words"`
	}
	// MaterialsInput hands materials and changed answers in.
	MaterialsInput struct {
		Materials map[string]MaterialState `json:"materials"`
		Files     []casework.File          `json:"files"`
		Form      map[string]any           `json:"form"`
	}
	// RefuseInput says why a filing is not accepted.
	RefuseInput struct {
		Ground    string `json:"ground"`
		Competent string `json:"competent"` // the agency to turn to
	}
)

// Sent implements casework.WithFiles.
func (in *MaterialsInput) Sent() []casework.File { return in.Files }

// Grounds of a refusal (XKF 32(1), 32(2); ZYC 11): a closed list.
const (
	NotNeeded   = "not_needed"
	WrongAgency = "wrong_agency"
	StillWrong  = "still_wrong"
)

// Grounds gives the closed list with its words.
func Grounds() []catalog.Option {
	return []catalog.Option{
		{ID: NotNeeded, Text: lang.T("依法不需要取得许可", "No licence is needed by law")},
		{ID: WrongAgency, Text: lang.T("不属于本机关职权范围", "Another agency is competent")},
		{ID: StillWrong, Text: lang.T("补正后仍不符合要求", "Still not in order after the corrections")},
	}
}

// CorrectionFaults is the closed list of what can be wrong with a material.
func CorrectionFaults() []catalog.Option {
	return []catalog.Option{
		{ID: "missing", Text: lang.T("缺少", "missing")},
		{ID: "form", Text: lang.T("形式不符合法定要求", "not in the form the law asks for")},
		{ID: "content", Text: lang.T("内容不完整或有误", "incomplete or wrong")},
		{ID: "expired", Text: lang.T("已过有效期", "expired")},
	}
}

func (r Rules) intakeRows() []casework.Transition {
	received, correcting := []casework.State{Received}, []casework.State{Correcting}
	return []casework.Transition{
		{Verb: "receive", Title: lang.T("提交申请", "Apply"), To: Received, Event: "received", Basis: []string{"xkf-29", "zyc-11"},
			By: []casework.Relation{casework.Applicant, casework.Receiver}, Guards: []casework.Guard{itemPublished(), answersValid(), r.renewalKnown()},
			Clocks: []casework.Effect{casework.Begin("notice")},
			Input:  func() any { return &ReceiveInput{} }, Decide: r.decideReceive},
		{From: received, Verb: "correct_on_spot", Title: lang.T("当场更正", "Correct on the spot"), Event: "corrected_on_spot", Basis: []string{"xkf-32.3"},
			By: []casework.Relation{casework.Receiver, casework.UnitMember}, Input: func() any { return &MaterialsInput{} }, Decide: decideMaterials},
		{From: received, Verb: "request_correction", Title: lang.T("一次性告知补正", "Ask for corrections, once"), To: Correcting, Event: "correction_requested",
			Basis: []string{"xkf-32.4", "zyc-11"}, Needs: casework.NeedNotice,
			By: []casework.Relation{casework.Receiver, casework.UnitMember}, Guards: []casework.Guard{onlyOneList()},
			Clocks: []casework.Effect{casework.Stop("notice"), casework.Begin("correction")},
			Input:  func() any { return &CorrectionInput{} }, Decide: decideCorrectionList},
		{From: correcting, Verb: "submit_correction", Title: lang.T("提交补正材料", "Hand in corrections"), To: Received, Event: "corrections_submitted", Basis: []string{"xkf-32.5"},
			By:     []casework.Relation{casework.Applicant, casework.Receiver},
			Clocks: []casework.Effect{casework.Stop("correction"), casework.Begin("notice")},
			Input:  func() any { return &MaterialsInput{} }, Decide: decideMaterials},
		{From: correcting, Verb: "deem_withdrawn", Title: lang.T("逾期未补正视为撤回", "Counts as withdrawn"), To: DeemedWithdrawn, Event: "deemed_withdrawn", Basis: []string{"zyc-11"},
			By: []casework.Relation{casework.Itself}, Quiet: true, Guards: []casework.Guard{casework.Due("correction")},
			Clocks: []casework.Effect{casework.Stop("correction"), casework.Cancel("renewal")}, Decide: decideDeemWithdrawn, Result: "deemed_withdrawn", Closes: true},
		{From: received, Verb: "accept", Title: lang.T("受理", "Accept"), To: UnderReview, Event: "accepted", Basis: []string{"xkf-32.5", "xkf-32.6"},
			By: []casework.Relation{casework.Receiver, casework.UnitMember}, Needs: casework.NeedNotice, Guards: []casework.Guard{complete()},
			Clocks: []casework.Effect{casework.Stop("notice"), casework.Begin("statutory", "promised", "inspectors")}, Decide: decideAccept},
		{From: received, Verb: "accept_tolerant", Title: lang.T("容缺受理", "Accept with papers to follow"), To: UnderReview, Event: "accepted_tolerantly",
			Basis: []string{"zyc-11"}, Needs: casework.NeedNotice,
			By: []casework.Relation{casework.Receiver, casework.UnitMember}, Guards: []casework.Guard{onlyTolerableMissing()},
			Clocks: []casework.Effect{casework.Stop("notice"), casework.Begin("statutory", "promised", "tolerant", "inspectors")}, Decide: decideAcceptTolerant},
		{From: received, Verb: "deem_accepted", Title: lang.T("视为受理", "Counts as accepted"), To: UnderReview, Event: "deemed_accepted", Basis: []string{"xkf-32.4"},
			By: []casework.Relation{casework.Itself}, Quiet: true, Guards: []casework.Guard{casework.Due("notice")},
			Clocks: []casework.Effect{casework.Stop("notice"), casework.Begin("statutory", "promised", "inspectors")}, Decide: decideDeemAccepted},
		{From: received, Verb: "refuse", Title: lang.T("不予受理", "Refuse acceptance"), To: Refused, Event: "refused", Basis: []string{"xkf-32.6"},
			Needs: casework.NeedReason | casework.NeedNotice,
			By:    []casework.Relation{casework.Receiver, casework.UnitMember}, Guards: []casework.Guard{groundGiven()},
			Clocks: []casework.Effect{casework.Stop("notice"), casework.Cancel("renewal")}, Input: func() any { return &RefuseInput{} }, Decide: decideRefuse, Result: "refused", Closes: true},
		{From: received, Verb: "return", Title: lang.T("退件", "Return unexamined"), To: Returned, Event: "returned", Basis: []string{"illustrative"},
			Needs: casework.NeedReason | casework.NeedNotice,
			By:    []casework.Relation{casework.Receiver, casework.UnitMember}, Guards: []casework.Guard{mayReturn()}, Clocks: []casework.Effect{casework.Cancel("notice", "renewal")},
			Input: func() any { return &ReturnInput{} }, Decide: decideReturn, Result: "returned", Closes: true},
		{From: beforeDecision, Verb: "withdraw", Title: lang.T("撤回申请", "Withdraw"), To: Withdrawn, Event: "withdrawn",
			By: []casework.Relation{casework.Applicant, casework.Receiver}, Guards: []casework.Guard{signedPaper()}, Clocks: []casework.Effect{allStopped},
			Input: func() any { return &PaperInput{} }, Decide: decideWithdraw, Result: "withdrawn", Closes: true},
	}
}

func unlawful(code, zh, en, doZH, doEN string, basis ...string) *fault.Fault {
	return fault.New(fault.Unlawful, code, lang.T(zh, en), lang.T(doZH, doEN)).Under(basis...)
}

func itemPublished() casework.Guard {
	return casework.Guard{Name: "item_published", Basis: "xkf-30",
		Says: lang.T("事项已经公布", "the item is published"),
		Check: func(d *casework.Decision) error {
			if d.Item == nil || d.Item.Status != catalog.Published {
				return unlawful("item_not_published", "这个事项还没有发布，不能申请。", "This item is not published; nobody can apply yet.", "请从首页搜索您要办的事。", "Please search for what you need on the first page.", "xkf-30")
			}
			return nil
		}}
}

func answersValid() casework.Guard {
	return casework.Guard{Name: "answers_valid", Basis: "xkf-29",
		Says: lang.T("申请表填写完整", "the form is filled in"),
		Check: func(d *casework.Decision) error {
			wrong, err := catalog.Validate(d.Item.Form, d.Cmd.Open.Form)
			if err != nil {
				return err
			}
			f := fault.InvalidInput()
			for _, w := range wrong {
				f.At("form."+w.Path, w.Message)
			}
			if d.Cmd.Open.Person.Name == "" {
				f.At("person.name", lang.T("请填写申请人姓名或名称。", "Please give the applicant's name."))
			}
			return f.Or()
		}}
}

func onlyOneList() casework.Guard {
	return casework.Guard{Name: "one_correction_list", Basis: "xkf-32.4", Attempt: true,
		Says: lang.T("补正清单只能出一次", "there is only one list of corrections"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Lists > 0 {
				return unlawful("second_correction_list", "补正内容已经一次性告知过，不能再出第二张清单。这次尝试已记录。",
					"The corrections have been told once; a second list is not possible. This attempt is on record.",
					"材料齐全就受理；补正后仍不符合的，作出不予受理决定并写明理由。", "Accept when complete; if still not in order, refuse with reasons.", "xkf-32.4", "xkf-72")
			}
			return nil
		}}
}

// formOf is the applicant's latest answers.
func formOf(c *casework.Case) map[string]any {
	form := map[string]any{}
	for _, e := range c.Events {
		maps.Copy(form, e.Private.Form)
	}
	return form
}

func complete() casework.Guard {
	return casework.Guard{Name: "complete", Basis: "xkf-32.5",
		Says: lang.T("必要材料齐全", "the necessary materials are there"),
		Check: func(d *casework.Decision) error {
			missing := FileOf(d.Case).Missing(d.Item, formOf(d.Case))
			if len(missing) == 0 {
				return nil
			}
			names := lang.Text{}
			for i, m := range missing {
				if i > 0 {
					names.ZH += "、"
					names.EN += ", "
				}
				names.ZH += m.Name.ZH
				names.EN += m.Name.In(lang.EN)
			}
			return unlawful("incomplete", "还缺少："+names.ZH+"。", "Still missing: "+names.EN+".",
				"请登记已收到的材料，或一次性告知补正；可容缺的材料可以容缺受理。", "Record what is there, or ask for corrections once; tolerable papers may follow.", "xkf-32.4")
		}}
}

func onlyTolerableMissing() casework.Guard {
	return casework.Guard{Name: "only_tolerable_missing", Basis: "zyc-11",
		Says: lang.T("缺的只是可容缺的材料", "only tolerable materials are missing"),
		Check: func(d *casework.Decision) error {
			missing := FileOf(d.Case).Missing(d.Item, formOf(d.Case))
			if len(missing) == 0 {
				return unlawful("nothing_missing", "材料已经齐全。", "Nothing is missing.", "请直接受理。", "Please accept.")
			}
			for _, m := range missing {
				if !m.Tolerant {
					return unlawful("not_tolerable", "“"+m.Name.ZH+"”不是可容缺材料。", "“"+m.Name.In(lang.EN)+"” may not be missing.",
						"请一次性告知补正。", "Please ask for corrections, once.", "zyc-11")
				}
			}
			return nil
		}}
}

func groundGiven() casework.Guard {
	return casework.Guard{Name: "ground_given", Basis: "xkf-32.2",
		Says: lang.T("写明不予受理的法定情形；他机关管辖的要指明该机关", "the legal ground is named, and the competent agency where there is one"),
		Check: func(d *casework.Decision) error {
			in := casework.Input[RefuseInput](d)
			f := fault.InvalidInput()
			switch in.Ground {
			case NotNeeded:
			case WrongAgency:
				if in.Competent == "" {
					f.At("competent", lang.T("请写明应向哪个机关申请。", "Please name the agency to apply to."))
				}
			case StillWrong:
				if !FileOf(d.Case).Corrected {
					return unlawful("no_correction_yet", "还没有一次性告知补正，不能以“补正后仍不符合”不予受理。", "No corrections have been asked for; the case cannot be refused as still wrong after them.",
						"请先一次性告知补正。", "Please ask for corrections first.", "xkf-32.4")
				}
			default:
				f.At("ground", lang.T("请选择不予受理的法定情形。", "Please choose the legal ground."))
			}
			return f.Or()
		}}
}

func (r Rules) decideReceive(d *casework.Decision) error {
	in := casework.Input[ReceiveInput](d)
	facts := ReceivedFacts{Undertaking: in.Undertaking && d.Item.Undertaking != nil, Scenario: in.Scenario, Materials: map[string]MaterialState{}}
	for _, m := range d.Item.Materials {
		switch s, ok := in.Materials[m.ID]; {
		case ok:
			facts.Materials[m.ID] = s
		case m.Source == catalog.FromHeldData, m.Source == catalog.FromCertificate:
			facts.Materials[m.ID] = MaterialState{Have: true, Grade: "A", From: string(m.Source), Ref: m.Certificate}
		}
	}
	for _, f := range d.Cmd.Open.Files {
		s := facts.Materials[f.Material]
		s.Have, s.From = true, string(catalog.FromApplicant)
		if s.Grade == "" {
			s.Grade = "C"
		}
		facts.Materials[f.Material] = s
	}
	if facts.Undertaking {
		for _, id := range d.Item.Undertaking.Covers {
			if s := facts.Materials[id]; !s.Have {
				facts.Materials[id] = MaterialState{Grade: "D", From: "undertaking"}
			}
		}
	}
	renews, err := r.renew(d, in.Renews)
	if err != nil {
		return err
	}
	facts.Renews = renews
	if d.Cmd.Open.Channel == "window" {
		d.Facts.Visits, d.Facts.Code = 1, "first"
	}
	d.PutTask(casework.Task{Step: casework.IntakeStep, ID: "accept", Unit: d.Item.Unit, State: casework.Waiting, Opened: d.At})
	return d.SetData(facts)
}

// decideMaterials adds what was handed in.
func decideMaterials(d *casework.Decision) error {
	in := casework.Input[MaterialsInput](d)
	f := FileOf(d.Case)
	got, err := handedOver(d, in)
	if err != nil {
		return err
	}
	facts := MaterialsFacts{Materials: got, Tolerated: slices.Clone(f.Tolerated)}
	if len(got) == 0 && len(in.Form) == 0 {
		return fault.InvalidInput().At("materials", lang.T("还没有上传或勾选任何材料。", "Nothing has been handed in yet.")).Or()
	}
	facts.Tolerated = slices.DeleteFunc(facts.Tolerated, func(id string) bool { return facts.Materials[id].Have })
	d.Private.Files, d.Private.Form = in.Files, in.Form
	return d.SetData(facts)
}

// handedOver are the materials that came; changed answers must still fit the form.
func handedOver(d *casework.Decision, in MaterialsInput) (map[string]MaterialState, error) {
	got := map[string]MaterialState{}
	maps.Copy(got, in.Materials)
	for _, file := range in.Files {
		got[file.Material] = MaterialState{Have: true, Grade: "C", From: string(catalog.FromApplicant)}
	}
	if len(in.Form) == 0 {
		return got, nil
	}
	form := formOf(d.Case)
	maps.Copy(form, in.Form)
	wrong, err := catalog.Validate(d.Item.Form, form)
	if err != nil {
		return nil, err
	}
	bad := fault.InvalidInput()
	for _, w := range wrong {
		bad.At("form."+w.Path, w.Message)
	}
	return got, bad.Or()
}

func decideCorrectionList(d *casework.Decision) error {
	in := casework.Input[CorrectionInput](d)
	bad := fault.InvalidInput()
	if len(in.Items) == 0 {
		bad.At("items", lang.T("请至少列出一项需要补正的内容。", "Please name at least one thing to be corrected."))
	}
	list := CorrectionList{}
	d.Private.Notes = map[string]string{}
	for _, line := range in.Items {
		if !slices.ContainsFunc(d.Item.Materials, func(m catalog.Material) bool { return m.ID == line.Material }) && line.Material != "form" {
			bad.At("items."+line.Material, lang.T("办事指南里没有这项材料，不能要求提供。", "The guide does not name this material; it cannot be asked for."))
		}
		if !slices.ContainsFunc(CorrectionFaults(), func(o catalog.Option) bool { return o.ID == line.Fault }) {
			bad.At("items."+line.Material, lang.T("请选择存在的问题。", "Please choose what is wrong."))
		}
		if line.Words == "" {
			bad.At("items."+line.Material, lang.T("请写清楚要怎么补。", "Please say plainly what to do."))
		}
		list.Items = append(list.Items, CorrectionItem{line.Material, line.Fault})
		d.Private.Notes[line.Material] = line.Words
	}
	cal := d.Engine.Calendar()
	if d.Case.Channel == "window" {
		d.Facts.Code = OnTheSpot
		if cal.DayOf(d.At) != cal.DayOf(d.Case.Opened) {
			d.Facts.Code = AfterTheSpot
			if d.Cmd.Reason == "" {
				bad.At("reason", lang.T("窗口收的材料不齐全，应当当场一次性告知。请写明为什么没有当场告知，申请人会看到。", "What a window received is told on the spot where it is incomplete. Please say why it was not; the applicant will read it."))
			}
		}
	}
	if err := bad.Or(); err != nil {
		return err
	}
	return d.SetData(list)
}

// When a list of corrections was told to who came to a window (ZYC 11). By law it is told on
// the spot; later it stands, within the five days of XKF 32(4), and says why. Who applied from
// elsewhere stood at no window: there the five days alone count.
const (
	OnTheSpot    = "on_the_spot"
	AfterTheSpot = "after_the_spot"
)

func decideAccept(d *casework.Decision) error {
	d.EndTasks()
	d.Facts.Accepted = &d.Effective
	return d.OpenStep(0)
}

func decideAcceptTolerant(d *casework.Decision) error {
	facts := MaterialsFacts{}
	for _, m := range FileOf(d.Case).Missing(d.Item, formOf(d.Case)) {
		facts.Tolerated = append(facts.Tolerated, m.ID)
	}
	if err := d.SetData(facts); err != nil {
		return err
	}
	return decideAccept(d)
}

// decideDeemAccepted goes back to the day the papers were received: both limits run from there.
func decideDeemAccepted(d *casework.Decision) error {
	notice, _ := d.Case.Clock("notice")
	d.Effective = notice.From
	d.PutClock(notice.Overrun().Stop(d.Engine.Calendar(), d.At))
	return decideAccept(d)
}

// decideDeemWithdrawn takes effect when the time for corrections ran out, however late the
// sweeper comes by.
func decideDeemWithdrawn(d *casework.Decision) error {
	d.EndTasks()
	k, _ := d.Case.Clock("correction")
	d.Effective = k.Due.At
	return nil
}

// groundBasis is the article of each ground of refusal.
var groundBasis = map[string]string{NotNeeded: "xkf-32.1", WrongAgency: "xkf-32.2", StillWrong: "zyc-11"}

func decideRefuse(d *casework.Decision) error {
	in := casework.Input[RefuseInput](d)
	d.EndTasks()
	d.Facts.Basis = append(d.Facts.Basis, groundBasis[in.Ground])
	dec := remedies(d, Decision{Outcome: "refused", Ground: in.Ground, Competent: in.Competent})
	return d.SetData(dec)
}

func endTasks(d *casework.Decision) error {
	d.EndTasks()
	return nil
}
