package notify

import (
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/limit"
)

// Told is what a decision knows.
type Told struct {
	Event     casework.Event
	Case      *casework.Case      // as it is now, which may be later than the event
	Procedure *casework.Procedure // for the names of its clocks
	Item      *catalog.Item       // nil where the case has none
}

// Decide gives the notices of an event. The same event gives the same notices to the same
// recipients. Imported cases give none: their people were told elsewhere.
func Decide(t Told) []Notice {
	tell, ok := rules[t.Event.Kind]
	if !ok || t.Case == nil || t.Case.Provenance == casework.Imported {
		return nil
	}
	d := &decision{Told: t}
	tell(d)
	d.invite()
	return d.notices
}

// invite asks for a rating where a case or a visit to the hall has just ended: the system
// asks, because of what happened, and never a clerk.
func (d *decision) invite() {
	f := d.Event.Facts
	if !f.Closed && f.Visits == 0 && d.Event.Kind != "delivered" || d.Event.Kind == "withdrawn" {
		return
	}
	for i, n := range d.notices {
		if n.To == d.applicant() {
			d.notices[i].Details = append(n.Details, lang.T("欢迎评价这次服务，评价自愿，由您本人作出。", "You are welcome to rate this service; it is voluntary and yours alone."))
		}
	}
}

// Tells says whether events of this kind give notices at all.
func Tells(kind string) bool { _, ok := rules[kind]; return ok }

// Kinds of events that give notices, in order.
func Kinds() []string {
	kinds := make([]string, 0, len(rules))
	for k := range rules {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return kinds
}

type decision struct {
	Told
	notices []Notice
}

// say adds a notice for a recipient; nobody is told twice of one event.
func (d *decision) say(to Recipient, title, text lang.Text, details ...lang.Text) {
	if to.ID == "" || slices.ContainsFunc(d.notices, func(n Notice) bool { return n.To == to }) {
		return
	}
	e := d.Event
	d.notices = append(d.notices, Notice{Division: e.Division, N: e.N, To: to, Case: e.Case, Number: d.Case.Number, Kind: e.Kind,
		Title: title, Text: d.about(text), Details: details, At: e.At})
}

// about puts the matter in front of a sentence.
func (d *decision) about(text lang.Text) lang.Text {
	name := lang.T("办件", "case")
	if d.Item != nil {
		name = lang.T(d.Item.Name.In(lang.ZH), d.Item.Name.In(lang.EN))
	}
	return lang.T("“"+name.ZH+"”（编号"+d.Case.Number+"）："+text.ZH, "“"+name.EN+"” (number "+d.Case.Number+"): "+text.EN)
}

func (d *decision) applicant() Recipient { return Recipient{Party, d.Case.Party} }
func (d *decision) unit() Recipient      { return Recipient{Unit, d.Case.Unit} }

// whoHandles is the officer, or the unit while nobody has taken the case.
func (d *decision) whoHandles() Recipient {
	if d.Case.Handler != "" {
		return Recipient{Officer, d.Case.Handler}
	}
	return d.unit()
}

// clock is a clock as the event left it.
func (d *decision) clock(name string) (limit.Clock, bool) {
	for _, k := range d.Event.Facts.Clocks {
		if k.Name == name {
			return k, true
		}
	}
	return limit.Clock{}, false
}

// before is a clock as it was before the event.
func (d *decision) before(name string) (limit.Clock, bool) {
	var old limit.Clock
	found := false
	for _, e := range d.Case.Events {
		if e.Seq >= d.Event.Seq {
			break
		}
		for _, k := range e.Facts.Clocks {
			if k.Name == name {
				old, found = k, true
			}
		}
	}
	return old, found
}

// title of a clock in the procedure's words.
func (d *decision) title(name string) lang.Text {
	if d.Procedure != nil {
		if r, ok := d.Procedure.Rule(name); ok && !r.Title.IsZero() {
			return r.Title
		}
	}
	return lang.T("时限", "limit")
}

// day is the last day of a limit, in words.
func day(k limit.Clock) lang.Text {
	if k.Due.Paused || k.Due.Day == 0 {
		return lang.T("恢复计时后再算", "to be counted when time runs again")
	}
	t := dayText(k.Due.Day)
	if k.Due.Provisional {
		return lang.T(t.ZH+"（该年放假安排公布后可能调整）", t.EN+" (may move when that year's holidays are announced)")
	}
	return t
}

func dayText(d calendar.Day) lang.Text { return lang.T(d.In(lang.ZH), d.In(lang.EN)) }

// due is the sentence on a clock's last day, empty where the event began none.
func (d *decision) due(name, zh, en string) lang.Text {
	k, ok := d.clock(name)
	if !ok {
		return lang.Text{}
	}
	t := day(k)
	return lang.T(zh+t.ZH+"。", en+t.EN+".")
}

// reason is what the officer wrote, as a detail.
func (d *decision) reason() []lang.Text {
	if d.Event.Private.Text == "" {
		return nil
	}
	return []lang.Text{lang.T("理由："+d.Event.Private.Text, "Reason: "+d.Event.Private.Text)}
}

// basis names the articles.
func (d *decision) basis() []lang.Text {
	var out []lang.Text
	for _, id := range d.Event.Facts.Basis {
		if b, ok := law.Find(id); ok {
			zh, en := "依据："+b.Cite(lang.ZH), "Basis: "+b.Cite(lang.EN)
			if !b.Verified {
				zh, en = zh+"（示例，未核实）", en+" (illustrative, not verified)"
			}
			out = append(out, lang.T(zh, en))
		}
	}
	return out
}

// join puts sentences behind one another.
func join(ts ...lang.Text) lang.Text {
	var all lang.Text
	for _, t := range ts {
		all.ZH += t.ZH
		if all.EN != "" && t.EN != "" {
			all.EN += " "
		}
		all.EN += t.EN
	}
	return all
}

// material is the name of one of the item's materials.
func (d *decision) material(id string) lang.Text {
	if id == "form" {
		return lang.T("申请表", "application form")
	}
	if d.Item != nil {
		for _, m := range d.Item.Materials {
			if m.ID == id {
				return lang.T(m.Name.In(lang.ZH), m.Name.In(lang.EN))
			}
		}
	}
	return lang.T(id, id)
}
