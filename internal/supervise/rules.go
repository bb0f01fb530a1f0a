package supervise

import (
	"maps"
	"slices"
	"time"

	"banjie/internal/casework"
	"banjie/internal/lang"
	"banjie/internal/law"
	"banjie/internal/ledger"
	"banjie/internal/licensing"
	"banjie/internal/limit"
	"banjie/internal/registers/refund"
)

// Colour of a card.
type Colour string

const (
	Blue   Colour = "blue"   // a reminder: nothing has gone wrong, nothing is asked
	Yellow Colour = "yellow" // a promise or a rule of the house was not kept
	Red    Colour = "red"    // a limit or a form of the law was not kept
)

// Colours from the mildest to the gravest.
var Colours = []Colour{Blue, Yellow, Red}

// Title is the colour in words.
func (c Colour) Title() lang.Text {
	switch c {
	case Blue:
		return lang.T("蓝牌（提醒）", "Blue (reminder)")
	case Yellow:
		return lang.T("黄牌", "Yellow")
	}
	return lang.T("红牌", "Red")
}

// Rule is one row of the table: when a card opens. What was owed rests on Basis; that its
// breach is a card of this colour is a rule of the house, because the province's own table
// of cards could not be read.
type Rule struct {
	Number  string
	Colour  Colour
	Title   lang.Text
	Formula lang.Text // in words
	Basis   string    // article of the duty, an id of internal/law; "" a rule of the house
	Waits   lang.Text // why no card opens by it yet; zero: it works
	find    func(*look) []found
}

// Verified says that the article of the duty was read.
func (r Rule) Verified() bool {
	b, ok := law.Find(r.Basis)
	return ok && b.Verified
}

// found is one card that an event opens.
type found struct {
	clock  string
	unit   string
	opened time.Time
}

// single are the clocks of single acts around a decision.
var single = []string{"delivery", "hearing_hold", "announced_hearing", "special", "inspectors", "undertaking"}

var rules = []Rule{
	{Number: "B1", Colour: Blue, Title: lang.T("期限临近", "A limit is close"),
		Formula: lang.T("机关的某个期限还剩一个工作日：期限最后一日的前一个工作日开始时。", "one working day is left of a limit of the administration: at the start of the last working day before the day it ends"),
		find:    dueSoon},
	{Number: "Y1", Colour: Yellow, Title: lang.T("超过承诺期限", "The promised limit has passed"), Basis: "zyc-12",
		Formula: lang.T("承诺时限届满时办件没有作出决定（合法中止的日子不计）。", "no decision at the end of the promised limit, lawful pauses not counted"),
		find:    func(l *look) []found { return l.overrun("promised") }},
	{Number: "Y2", Colour: Yellow, Title: lang.T("环节超时", "A step took too long"),
		Formula: lang.T("某个环节的时限届满时该环节没有办完，而总的承诺时限和法定时限当时都没有过。记在还有未办任务的单位。", "the limit of a step has passed with the step unfinished, although neither the promised nor the legal limit of the whole had passed by then; to each unit with an open task of it"),
		find:    stepOverrun},
	{Number: "Y3", Colour: Yellow, Title: lang.T("逾期未告知，视为受理", "Accepted by silence"), Basis: "xkf-32.4",
		Formula: lang.T("收件后五个工作日内没有受理、没有一次性告知补正，也没有不予受理。", "within five working days of receipt the application was neither accepted, nor were corrections asked for, nor was it refused"),
		find:    func(l *look) []found { return l.overrun("notice") }},
	{Number: "Y4", Colour: Yellow, Title: lang.T("试图第二次要求补正", "A second list of corrections was attempted"), Basis: "xkf-32.4",
		Formula: lang.T("已经一次性告知过补正，又试图再出一张清单，被系统拒绝。同一单位同一天的多次尝试算一张。", "corrections had been asked for and a further list was refused by the platform; tries of one unit on one day are one card"),
		find:    func(l *look) []found { return l.attempted("one_correction_list", "request_correction") }},
	{Number: "Y5", Colour: Yellow, Title: lang.T("试图无依据中止计时", "A pause without basis was attempted"), Basis: "xkf-45",
		Formula: lang.T("以事项没有规定的特别程序，或者已经用完时间的特别程序中止计时，被系统拒绝。同一单位同一天的多次尝试算一张。", "a pause for a special procedure that the item does not provide for, or whose time is used up, was refused by the platform; tries of one unit on one day are one card"),
		find:    func(l *look) []found { return l.attempted("special_procedure_allowed", "pause") }},
	{Number: "Y6", Colour: Yellow, Title: lang.T("送达、听证、核查等单项逾期", "A single act was late"), Basis: "xkf-44",
		Formula: lang.T("送达、组织听证、告知的特别程序时间、指派核查人员或者承诺核查的期限届满而没有完成。各自的依据见程序表。", "the period for delivery, for holding a hearing, for a special procedure as told, for naming inspectors or for checking an undertaking has passed; the article of each stands in the procedure"),
		find:    func(l *look) []found { return l.overrun(single...) }},
	{Number: "Y7", Colour: Yellow, Title: lang.T("逾期未决定，视为准予延续", "Renewed by silence"), Basis: "xkf-50",
		Formula: lang.T("原证有效期届满前没有对延续申请作出决定。", "no decision on a renewal by the last day of the old licence"),
		find:    renewedBySilence},
	{Number: "R1", Colour: Red, Title: lang.T("超过法定期限", "The limit of the law has passed"), Basis: "xkf-42.1",
		Formula: lang.T("法定时限（含依法批准的延长）届满时办件没有作出决定（合法中止的日子不计）。", "no decision at the end of the limit of the law, with an approved extension, lawful pauses not counted"),
		find:    func(l *look) []found { return l.overrun("statutory") }},
	{Number: "R2", Colour: Red, Title: lang.T("说“不”而没有理由或者救济途径", "A no without reasons or remedies"), Basis: "xkf-38",
		Formula: lang.T("不予受理或者不予许可的决定缺少下列任何一项：情形或条件、依据、书面理由、复议机关和最后一日、起诉最后一日。", "a refusal or denial lacks its ground or condition, its article, written reasons, the body and last day of reconsideration, or the last day of suit"),
		find:    bareNo},
	{Number: "R3", Colour: Red, Title: lang.T("清单之外收费", "A fee off the list"),
		Formula: lang.T("按收费目录核对，收取的费用不在目录内、高于标准、不在有效期或者不该由该单位收，并已登记为应退（退费程序）。来自密封投诉的不亮牌，免得让人猜到是谁。", "by the list of fees what was charged is not on it, is more than it allows, was not due that day or not the unit's to charge, and a refund is opened (procedure refund); one of a sealed complaint opens no card, since it could tell who complained"),
		find:    refundFound},
}

// Rules gives the table in its order.
func Rules() []Rule { return slices.Clone(rules) }

// RuleOf finds a rule by its number.
func RuleOf(number string) (Rule, bool) {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.Number == number })
	if i < 0 {
		return Rule{}, false
	}
	return rules[i], true
}

// late says that a clock has run out, whether it still stands or was stopped too late.
func late(k limit.Clock) bool { return k.State == limit.Late || k.State == limit.Missed }

// overran says that this event is the first to show the clock late. Told again by a later
// event, it is the same overrun.
func (l *look) overran(k limit.Clock) bool {
	before, ok := l.clocks[k.Name]
	return !k.Theirs && late(k) && !(ok && late(before) && before.From.Equal(k.From))
}

// overrun opens a card for each of the named clocks that this event shows late.
func (l *look) overrun(names ...string) (all []found) {
	for _, k := range l.e.Facts.Clocks {
		if slices.Contains(names, k.Name) && l.overran(k) {
			all = append(all, found{k.Name, l.unit, k.Due.At})
		}
	}
	return all
}

func stepOverrun(l *look) (all []found) {
	for _, k := range l.e.Facts.Clocks {
		if k.Name != "step" || !l.overran(k) {
			continue
		}
		now := maps.Clone(l.clocks)
		for _, other := range l.e.Facts.Clocks {
			now[other.Name] = other
		}
		if over := func(name string) bool { t, ok := now[name]; return ok && late(t) && !t.Due.At.After(k.Due.At) }; over("promised") || over("statutory") {
			continue
		}
		for _, unit := range l.stepUnits() {
			all = append(all, found{k.Name, unit, k.Due.At})
		}
	}
	return all
}

// stepUnits are the units with an open task of a step, in order; the responsible one where there is none.
func (l *look) stepUnits() (units []string) {
	for _, t := range l.tasks {
		if t.State.Open() && t.Step != casework.IntakeStep && !slices.Contains(units, t.Unit) {
			units = append(units, t.Unit)
		}
	}
	if len(units) == 0 {
		return []string{l.unit}
	}
	slices.Sort(units)
	return units
}

func (l *look) attempted(guard, verb string) []found {
	if l.e.Kind != "attempt_refused" || l.e.Facts.Code != guard+":"+verb {
		return nil
	}
	unit := l.e.By.Unit
	if unit == "" {
		unit = l.unit
	}
	tried := guard + " " + unit + " " + l.cal.DayOf(l.e.At).String()
	if l.tried[tried] {
		return nil
	}
	l.tried[tried] = true
	return []found{{"", unit, l.e.At}}
}

func dueSoon(l *look) (all []found) {
	if l.e.Kind != "due_soon" {
		return nil
	}
	for _, k := range l.e.Facts.Clocks {
		if k.Name != l.e.Facts.Code || k.Theirs {
			continue
		}
		units := []string{l.unit}
		if k.Name == "step" {
			units = l.stepUnits()
		}
		for _, unit := range units {
			all = append(all, found{k.Name, unit, l.e.Effective})
		}
	}
	return all
}

func refundFound(l *look) []found {
	if l.e.Kind != refund.Found {
		return nil
	}
	return []found{{"", l.unitNow(), l.e.Effective}}
}

// unitNow is the unit after the event that is looked at.
func (l *look) unitNow() string {
	if l.e.Facts.Unit != "" {
		return l.e.Facts.Unit
	}
	return l.unit
}

func renewedBySilence(l *look) []found {
	if l.e.Kind != "deemed_renewed" {
		return nil
	}
	return []found{{"renewal", l.unit, l.e.Effective}}
}

func bareNo(l *look) []found {
	if l.e.Kind != "refused" && l.e.Kind != "denied" {
		return nil
	}
	d, err := casework.Data[licensing.Decision](l.e)
	whole := err == nil && d.Ground != "" && len(l.e.Facts.Basis) > 0 && d.Reconsider != "" && d.ReconsiderLast != 0 && d.SueLast != 0
	if whole && l.e.Inner != ledger.Nothing {
		return nil
	}
	return []found{{"", l.unit, l.e.Effective}}
}
