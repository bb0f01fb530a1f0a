package supervise

import (
	"fmt"
	"slices"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/lang"
)

// Level is how high a late limit has been told of.
type Level int

const (
	ToHead   Level = 1 // the head of the unit that has it in hand
	ToCentre Level = 2 // the head of the centre and the supervisors, who take over the supervision
	ToCounty Level = 3 // the leadership of the county: shown as such; nothing is sent outside
)

// Title says who is told.
func (l Level) Title() lang.Text {
	switch l {
	case ToHead:
		return lang.T("单位负责人", "head of the unit")
	case ToCentre:
		return lang.T("投诉中心", "the centre")
	case ToCounty:
		return lang.T("县领导", "leadership of the county")
	}
	return lang.Text{}
}

// EscalationRule is one row of the table: when a late limit is told of one level above. It
// tells and does nothing else: no order, no card and no punishment follows by itself.
type EscalationRule struct {
	Number    string
	Procedure string
	Clock     string
	Level     Level
	After     int // working days after the breach
	Share     int // or so many per cent of the limit, whichever is later; 0 and 0: at the breach
	Source    string
}

const (
	house   = "rule of the house"
	atRed   = "rule of the house: red at the breach plus three working days or half of the limit"
	statute = "rule of the house; the limit of the law has passed, as card rule R1"
)

// escalations stand in the order in which a clock climbs. That there are three levels and
// when each is told is a rule of the house; the limits themselves rest on what their clocks name.
var escalations = []EscalationRule{
	{"E01", "licensing", "promised", ToHead, 0, 0, house},
	{"E02", "licensing", "promised", ToCentre, 3, 50, atRed},
	{"E03", "licensing", "statutory", ToCentre, 0, 0, statute},
	{"E04", "licensing", "statutory", ToCounty, 3, 50, atRed},
	{"E05", "complaint", "triage", ToCentre, 0, 0, house},
	{"E06", "complaint", "take", ToHead, 0, 0, house},
	{"E07", "complaint", "take", ToCentre, 3, 50, atRed},
	{"E08", "complaint", "ruling", ToCentre, 0, 0, house},
	{"E09", "complaint", "ruling", ToCounty, 3, 50, atRed},
	{"E10", "complaint", "unit", ToHead, 0, 0, house},
	{"E11", "complaint", "unit", ToCentre, 3, 50, atRed},
	{"E12", "complaint", "unit", ToCounty, 10, 100, house},
	{"E13", "complaint", "citizen", ToCentre, 0, 0, house},
	{"E14", "complaint", "citizen", ToCounty, 3, 50, atRed},
	{"E15", "order", "reply", ToHead, 0, 0, house},
	{"E16", "order", "reply", ToCentre, 3, 50, atRed},
	{"E17", "order", "reply", ToCounty, 10, 100, house},
	{"E18", "order", "assess", ToCentre, 0, 0, house},
	{"E19", "retaliation_alarm", "acknowledgement_of_alarm", ToCentre, 0, 0, house},
	{"E20", "retaliation_alarm", "acknowledgement_of_alarm", ToCounty, 1, 0, house},
	{"E21", "retaliation_alarm", "protection", ToCentre, 0, 0, house},
	{"E22", "retaliation_alarm", "protection", ToCounty, 3, 50, atRed},
	{"E23", "retaliation_watch", "counting", ToCentre, 0, 0, house},
	{"E24", "retaliation_look", "look", ToCentre, 0, 0, house},
	{"E25", "retaliation_look", "look", ToCounty, 3, 50, atRed},
}

// Escalations gives the table in its order.
func Escalations() []EscalationRule { return slices.Clone(escalations) }

// EscalationOf finds a rule by its number.
func EscalationOf(number string) (EscalationRule, bool) {
	i := slices.IndexFunc(escalations, func(r EscalationRule) bool { return r.Number == number })
	if i < 0 {
		return EscalationRule{}, false
	}
	return escalations[i], true
}

// When says in words when a rule tells its level.
func (r EscalationRule) When() lang.Text {
	switch {
	case r.After == 0 && r.Share == 0:
		return lang.T("期限一过", "when the limit passes")
	case r.Share == 0:
		return lang.Format("超过期限%d个工作日", "%d working days after the limit", r.After)
	}
	return lang.Format("超过期限%d个工作日，或者超过期限的%d%%，取后到的", "%d working days after the limit, or %d per cent of it, whichever is later", r.After, r.Share)
}

// Arm puts the rules of a procedure's clocks into it.
func Arm(p *casework.Procedure) *casework.Procedure {
	for i := range p.Clocks {
		for _, r := range escalations {
			if r.Procedure == p.Name && r.Clock == p.Clocks[i].Name {
				p.Clocks[i].Raises = append(p.Clocks[i].Raises, casework.Raise{Rule: r.Number, Level: int(r.Level), After: r.After, Share: r.Share})
			}
		}
	}
	return p
}

// EscalationMarkdown prints the table for the documentation.
func EscalationMarkdown() string {
	var b strings.Builder
	b.WriteString("# Escalation by level (逐级上报)\n\n" +
		"A limit that has passed is told one level after another, each once, by the sweeper and at the instant of the rule, however late the sweeper looks. " +
		"It is an event on the case. It punishes nobody, issues no order and reveals nothing of a sealed complaint but its number. " +
		"One working day before a limit there is a reminder (`due_soon`), which is no escalation.\n\n" +
		"| number | procedure | limit | told | when | 什么时候 | source |\n|---|---|---|---|---|---|---|\n")
	for _, r := range escalations {
		fmt.Fprintf(&b, "| %s | %s | `%s` | %s · %s | %s | %s | %s |\n", r.Number, r.Procedure, r.Clock, r.Level.Title().ZH, r.Level.Title().EN, r.When().EN, r.When().ZH, r.Source)
	}
	return b.String()
}
