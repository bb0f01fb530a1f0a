package complaint

import (
	"context"
	"slices"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Few is the number of firms below which one of them can be guessed.
const Few = 5

// Description is what a brief would tell a unit of the firm that complains.
type Description struct {
	Item string       `json:"item,omitempty"` // code of what the firm asked for or holds; "": not told
	From calendar.Day `json:"from,omitempty"` // period in which it asked; 0: any time
	To   calendar.Day `json:"to,omitempty"`
}

// Counted is how many firms fit a description. There is no register of enterprises: counted
// are those who asked for the item, which is what the unit complained of could look up itself.
type Counted struct {
	Description
	N     int  `json:"n"`               // at most twenty are counted
	Known bool `json:"known,omitempty"` // false: nothing could be counted
}

// few says that somebody could guess.
func (c *Counted) few() bool { return c == nil || !c.Known || c.N < Few }

// Unchosen stands for a choice that never came: the safe one is taken.
const Unchosen = "unchosen"

func (r Rules) smallRows() []casework.Transition {
	return []casework.Transition{
		{From: []casework.State{Registered}, Verb: "count_firms", Title: lang.T("数一数符合描述的有几家", "Count the firms that fit"), To: Registered, Or: Asking, Event: "firms_counted", By: []casework.Relation{casework.Responsible},
			Input: func() any { return &Description{} }, Decide: r.decideCount},
		{From: []casework.State{Registered, Asking, SetAside}, Verb: "choose_offer", Title: lang.T("选择怎么保护我", "Choose how I am protected"), To: Registered, Or: SetAside, Event: "offer_chosen",
			By: []casework.Relation{casework.Applicant}, Guards: []casework.Guard{signed()}, Input: func() any { return &Statement{} }, Decide: decideOffer},
		{From: []casework.State{Registered}, Verb: "set_aside", Title: lang.T("按投诉人的选择先放一放", "Set it aside, as the reporter chose"), To: SetAside, Event: "complaint_set_aside", By: []casework.Relation{casework.Responsible},
			Guards: []casework.Guard{wished("wait")}, Clocks: []casework.Effect{casework.Stop("triage"), casework.Begin("waiting")}},
		{From: []casework.State{Asking}, Verb: "end_asking", Title: lang.T("七天没有选择", "Seven days without a choice"), To: Registered, Event: "choice_missing", Quiet: true, By: []casework.Relation{casework.Itself},
			Guards: []casework.Guard{casework.Due("asked")}, Clocks: []casework.Effect{casework.Stop("asked"), casework.Begin("triage")}},
		{From: []casework.State{SetAside}, Verb: "end_waiting", Title: lang.T("放一放的时间到了", "The time set aside is over"), To: Registered, Event: "wait_ended", Quiet: true, By: []casework.Relation{casework.Itself},
			Guards: []casework.Guard{casework.Due("waiting")}, Clocks: []casework.Effect{casework.Stop("waiting"), casework.Begin("triage")}},
	}
}

// decideCount counts and, where a firm has not chosen yet and few fit, asks it.
func (r Rules) decideCount(d *casework.Decision) error {
	in, f := casework.Input[Description](d), FileOf(d.Case)
	if in.To != 0 && in.To < in.From {
		return fault.InvalidInput().At("to", lang.T("结束日期不能早于开始日期。", "The period ends before it begins.")).Or()
	}
	c := Counted{Description: in}
	if in.Item != "" && r.Fit != nil {
		var err error
		if c.N, c.Known, err = r.Fit(d.Context(), d.Case.Division, in); err != nil {
			return err
		}
	}
	if f.Firm && f.Offer == "" && c.few() {
		d.To = Asking
		stops(d, "triage")
		if err := d.BeginClock("asked", limit.Limit{N: 7, Unit: limit.Day}); err != nil {
			return err
		}
	}
	return d.SetData(c)
}

// decideOffer takes the reporter's choice over.
func decideOffer(d *casework.Decision) error {
	in := casework.Input[Statement](d)
	if !among(Offers(), in.Value) {
		return fault.InvalidInput().At("offer", lang.T("请选择怎么办。", "Please choose what to do.")).Or()
	}
	var err error
	switch {
	case in.Value == "wait" && d.Case.State == SetAside:
		d.To = SetAside // it is waiting already
	case in.Value == "wait":
		d.To = SetAside
		stops(d, "triage", "asked")
		err = d.BeginClock("waiting", limit.Limit{N: 20, Unit: limit.Workday})
	case d.Case.State != Registered:
		stops(d, "asked", "waiting")
		err = d.BeginClock("triage", limit.Limit{N: 2, Unit: limit.Workday})
	}
	if err != nil {
		return err
	}
	return d.SetData(in)
}

// stops ends clocks that run.
func stops(d *casework.Decision, names ...string) {
	for _, name := range names {
		if k, ok := d.Case.Clock(name); ok && k.State.Open() {
			d.PutClock(k.Stop(d.Engine.Calendar(), d.Effective))
		}
	}
}

func wished(offer string) casework.Guard {
	return casework.Guard{Name: "as_the_reporter_chose", Says: lang.T("投诉人这样选择", "the reporter chose so"),
		Check: func(d *casework.Decision) error {
			if FileOf(d.Case).Offer != offer {
				return unlawful("not_chosen", "投诉人没有这样选择。", "The reporter did not choose this.", "", "")
			}
			return nil
		}}
}

// unguessable: what a firm says goes to a unit only as the firm chose, where few fit.
func (r Rules) unguessable() casework.Guard {
	return casework.Guard{Name: "few_firms_fit", Says: lang.T("符合描述的企业少于五家的，照投诉人的选择办", "where fewer than five firms fit, as the reporter chose"),
		Check: func(d *casework.Decision) error {
			in, f := casework.Input[TakeUpInput](d), FileOf(d.Case)
			if f.Offer == "wait" {
				return unlawful("reporter_waits", "投诉人选择先不交办。", "The reporter chose to wait.", "请先放一放；投诉人随时可以改主意。", "Please set it aside; the reporter can change that at any time.")
			}
			if !f.Firm || in.Route == "own" {
				return nil
			}
			if f.Counted == nil {
				return unlawful("not_counted", "投诉人是企业，交办以前先数一数符合描述的有几家。", "A firm complains: count those who fit before it is dispatched.", "请点“数一数”。", "Please count first.")
			}
			if !f.Counted.few() {
				return nil
			}
			switch f.Offer {
			case "drop_detail", "go_on":
				return nil
			case "theme_check":
				var objects []string
				for _, o := range in.Objects {
					if o = strings.TrimSpace(o); o != "" && !slices.Contains(objects, o) {
						objects = append(objects, o)
					}
				}
				if len(objects) < Few {
					return fault.InvalidInput().At("objects", lang.T("投诉人选了专题检查：请写明至少五家一起查的对象，一行一家。", "The reporter chose a theme check: name at least five objects, one a line.")).Or()
				}
				return nil
			case "merge":
				return unlawful("reporter_wants_company", "投诉人选择和同类投诉合并办理。", "The reporter chose to be handled together with others.", "请并入同类投诉，或者由投诉中心自己查。", "Please join it to one like it, or let the centre look into it itself.")
			}
			return unlawful("reporter_not_heard", "符合描述的少于五家，投诉人还没有选择。", "Fewer than five fit, and the reporter has not chosen.", "请由投诉中心自己查，或者发消息请投诉人选择。", "Please let the centre look into it itself, or write to the reporter.")
		}}
}

// Fitting counts who fits a description, at most twenty; known false where nothing can be counted.
type Fitting func(ctx context.Context, division string, like Description) (n int, known bool, err error)
