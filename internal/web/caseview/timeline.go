package caseview

import (
	"slices"
	"strings"
	"time"

	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/impasse"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/rating"
	"banjie/internal/supervise"
	"banjie/internal/web/ui"
)

// timelineOf lists every act, oldest first, with who, why and by what right.
func timelineOf(in Input) ui.Timeline {
	var t ui.Timeline
	cards := in.cards()
	for _, e := range in.Case.Events {
		w := wordOf(in.Procedure, e.Kind)
		row := ui.TimelineEvent{Seq: e.Seq, What: w.what, Tone: w.tone, At: e.At, Effective: e.Effective, DayOnly: e.Sealed, Actor: in.actorOf(e), Basis: once(e.Facts.Basis)}
		if e.By.Mandate != "" {
			row.For = lang.T("申请人（凭代办授权）", "the applicant, under a mandate")
		}
		text, hidden := in.words(e)
		if e.Kind == "rated" || e.Kind == "rated_again" {
			text = in.ratingWords(e)
		}
		if text != "" {
			row.Reason = ui.Data(text)
		}
		if hidden {
			row.Hidden = Hidden[1].What
		}
		if e.Kind == "attempt_refused" {
			row.Attempt = true
			if in.Side == Official || !in.Case.Withholds(e) {
				row.What = attempted(in.Procedure, e)
			}
		}
		if e.Seq == 1 && in.Receipts {
			row.Receipt = in.Base + "/receipt"
		}
		if body := slices.Concat(in.named(e), in.details(e), cards[e.Seq]); len(body) > 0 {
			row.Body = body
		}
		t.Events = append(t.Events, row)
	}
	return t
}

// cards are the yellow and red cards of the case, beside the events that show them, for both
// sides alike. A reminder is the event itself. The words ask; they blame nobody.
func (in Input) cards() map[int64]ui.Components {
	calendars := in.Calendars
	if calendars == nil {
		calendars = supervise.NewCalendars(in.Calendar)
	}
	all, err := supervise.Cards(in.Case.Events, calendars)
	if err != nil {
		return nil // a case that is not whole is told by fsck
	}
	by := map[int64]ui.Components{}
	for _, c := range all {
		rule, _ := supervise.RuleOf(c.Rule)
		if c.Colour == supervise.Blue {
			continue
		}
		unit := in.Unit(c.Unit)
		last := in.Calendar.DayOf(c.Due.Add(-time.Second))
		said := lang.T("电子监察（"+c.Colour.Title().ZH+" "+c.Rule+"）："+rule.Title.ZH+"。", "Supervision ("+c.Colour.Title().EN+" card "+c.Rule+"): "+rule.Title.EN+". ")
		state := map[supervise.State]lang.Text{
			supervise.Opened:    lang.T("请"+unit.In(lang.ZH)+"在"+last.In(lang.ZH)+"前（含当日）说明情况。", unit.In(lang.EN)+" is asked to explain by "+last.In(lang.EN)+"."),
			supervise.Explained: lang.T(unit.In(lang.ZH)+"已经说明，等监督人员复核。", unit.In(lang.EN)+" has explained; a supervisor reviews it."),
			supervise.Upheld:    lang.T("监督人员听取情况后维持。", "Upheld by a supervisor after hearing the unit or waiting for its reply."),
			supervise.Withdrawn: lang.T("监督人员已经撤销，理由见下。", "Withdrawn by a supervisor; the reasons stand below."),
		}[c.State]
		by[c.Seq] = append(by[c.Seq], ui.Text(lang.T(said.ZH+state.ZH, said.EN+state.EN)))
		if in.Card == nil {
			continue
		}
		if href := in.Card(c); href != "" {
			by[c.Seq] = append(by[c.Seq], ui.Link{Name: lang.T("看这张牌", "See this card"), Href: href})
		}
	}
	return by
}

func once(ids []string) (out []string) {
	for _, id := range ids {
		if id != "" && !strings.Contains("\x00"+strings.Join(out, "\x00")+"\x00", "\x00"+id+"\x00") {
			out = append(out, id)
		}
	}
	return out
}

// attempted names the act that was refused: "guard:verb" stands in the code.
func attempted(p *casework.Procedure, e casework.Event) lang.Text {
	_, verb, _ := strings.Cut(e.Facts.Code, ":")
	for _, t := range p.Transitions {
		if t.Verb == verb {
			return lang.T("试图“"+t.Title.ZH+"”", "Attempted: “"+t.Title.EN+"”")
		}
	}
	return eventWords["attempt_refused"].what
}

// ratingWords shows a rating to the person who gave it; the official side sees only that
// there is one (the rater is protected, law:hcp-2019).
func (in Input) ratingWords(e casework.Event) string {
	if in.Side == Official {
		return ""
	}
	return e.Private.Text
}

// details is what an act said beyond its reason.
func (in Input) details(e casework.Event) ui.Components {
	if e.Erased {
		return ui.Components{ui.Text(lang.T("这一条里的个人信息已依法删除，记录本身还在。", "Personal data of this entry was lawfully deleted; the entry itself remains."))}
	}
	switch e.Kind {
	case "received":
		return in.openingDetails(e)
	case "correction_requested":
		return in.correctionDetails(e)
	case "corrections_submitted", "tolerated_supplied", "corrected_on_spot":
		return in.fileDetails(e)
	case "paused":
		if d, err := casework.Data[licensing.PauseRecord](e); err == nil {
			kind, span := limit.CauseName(d.Kind), ui.SpanText(d.Days, limit.Workday)
			return ui.Components{ui.Text(lang.T("特别程序："+kind.ZH+"，预计"+span.ZH+"。", "Special procedure: "+kind.EN+", expected to take "+span.EN+"."))}
		}
	case "hearing_scheduled":
		if d, err := casework.Data[licensing.HearingFile](e); err == nil {
			place := e.Private.Notes["place"]
			return ui.Components{ui.Text(lang.T("时间："+d.Day.In(lang.ZH), "Day: "+d.Day.In(lang.EN))), quoted{lang.T("地点", "Place"), place}}
		}
	case "due_soon", "limit_overrun":
		if rule, ok := in.Procedure.Rule(e.Facts.Code); ok {
			return ui.Components{ui.Text(rule.Title)}
		}
	case "escalated":
		return in.escalationDetails(e)
	case "order_issued", "order_replied", "later_date_asked", "later_date_decided", "order_closed":
		return in.orderDetails(e)
	case "task_taken", "task_finished", "task_referred", "task_sent_back":
		return in.taskDetails(e)
	case "visit_counted":
		for _, r := range casework.VisitReasons {
			if r.Code == e.Facts.Code {
				return ui.Components{ui.Text(r.Text)}
			}
		}
	case "inspectors_named", "inspection_recorded", "notice_published", "undertaking_checked", "returned", "withdrawn", "hearing_requested", "hearing_withdrawn":
		return in.reviewDetails(e)
	case "rated", "rated_again":
		if d, err := casework.Data[rating.Facts](e); err == nil && in.Side == Applicant {
			return ui.Components{ui.Text(d.Grade.Title())}
		}
	}
	if c := in.impasseDetails(e); c != nil {
		return c
	}
	return in.complaintDetails(e)
}

func (in Input) openingDetails(e casework.Event) ui.Components {
	var c ui.Components
	if o := e.Facts.Open; o != nil {
		if ch := catalog.ChannelLabel(o.Channel); !ch.IsZero() {
			c = append(c, ui.Text(ch))
		}
	}
	if in.Case.FiledUnsigned() {
		c = append(c, ui.Text(unsigned))
	}
	return append(c, in.fileDetails(e)...)
}

func (in Input) correctionDetails(e casework.Event) ui.Components {
	d, err := casework.Data[licensing.CorrectionList](e)
	if err != nil {
		return nil
	}
	var c ui.Components
	for _, line := range d.Items {
		name, fault := in.material(line.Material), faultName(line.Fault)
		words := e.Private.Notes[line.Material]
		c = append(c, quoted{lang.T(name.In(lang.ZH)+"（"+fault.ZH+"）", name.In(lang.EN)+" ("+fault.EN+")"), words})
	}
	return c
}

func faultName(id string) lang.Text {
	for _, o := range licensing.CorrectionFaults() {
		if o.ID == id {
			return o.Text
		}
	}
	return ui.Data(id)
}

func (in Input) fileDetails(e casework.Event) ui.Components {
	var c ui.Components
	for _, f := range e.Private.Files {
		name := in.material(f.Material)
		c = append(c, quoted{name, f.Name})
	}
	return c
}

func (in Input) taskDetails(e casework.Event) ui.Components {
	var c ui.Components
	if e.Kind == "task_taken" && e.Facts.Code == casework.StoodIn {
		c = append(c, ui.Text(lang.T("原签收人当天不在岗，由替岗人员接手。", "The officer who had it is away; the stand-in on duty took over.")))
	}
	for _, t := range e.Facts.Tasks {
		name := ui.Data(t.ID)
		if t.Step == impasse.OrderStep {
			name = lang.T("转办工单", "The order")
		}
		if t.Step == casework.IntakeStep {
			name = lang.T("受理审查", "Check for acceptance")
		}
		if in.Item != nil {
			for _, s := range in.Item.Steps {
				for _, it := range s.Tasks {
					if s.ID == t.Step && it.ID == t.ID {
						name = lang.T(s.Name.In(lang.ZH)+"："+it.Name.In(lang.ZH), s.Name.In(lang.EN)+": "+it.Name.In(lang.EN))
					}
				}
			}
		}
		unit := in.Unit(t.Unit)
		c = append(c, ui.Text(lang.T(name.In(lang.ZH)+"，"+unit.In(lang.ZH), name.In(lang.EN)+", "+unit.In(lang.EN))))
		if e.Kind == "task_finished" {
			break // what follows is the next step being opened
		}
	}
	return c
}

// material is a material's name as the item has it.
func (in Input) material(id string) lang.Text {
	if id == "form" {
		return lang.T("申请表", "Application form")
	}
	if in.Item != nil {
		for _, m := range in.Item.Materials {
			if m.ID == id {
				return m.Name
			}
		}
	}
	return ui.Data(id)
}
