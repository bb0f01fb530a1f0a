package caseview

import (
	"slices"
	"strings"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/web/ui"
)

// Clock is one limit of the case with the card that shows it.
type Clock struct {
	Card  ui.ClockCard
	Clock limit.Clock
	Open  bool
	Of    lang.Text // whose limit: the office's or the applicant's
}

// effects is what the law does when a limit passes, by what the sweeper then does.
var effects = map[string]lang.Text{
	"deem_accepted":  lang.T("到期没有答复，就视为受理，从收件那天算起。", "Without an answer by then the case counts as accepted, from the day it was received."),
	"deem_withdrawn": lang.T("到期没有补正，视为撤回，可以重新申请。", "Without corrections by then the application counts as withdrawn; you may apply again."),
	"lapse_hearing":  lang.T("到期没有申请，就不再举行听证。", "If nobody asks by then there is no hearing."),
	"deem_renewed":   lang.T("到期没有决定，就视为准予延续。", "Without a decision by then the licence counts as renewed."),
}

// clocksOf shows open limits first, in the order of their due days, then the ended ones.
func clocksOf(in Input) []Clock {
	var out []Clock
	for _, k := range in.Case.Clocks {
		out = append(out, clockOf(in, k))
	}
	slices.SortStableFunc(out, func(a, b Clock) int {
		switch {
		case a.Open != b.Open:
			if a.Open {
				return -1
			}
			return 1
		case a.Open:
			return byDue(a.Clock, b.Clock)
		}
		return 0
	})
	return out
}

func byDue(a, b limit.Clock) int {
	switch {
	case a.Due.Paused != b.Due.Paused:
		if a.Due.Paused {
			return 1
		}
		return -1
	default:
		return int(a.Due.Day - b.Due.Day)
	}
}

func clockOf(in Input, k limit.Clock) Clock {
	out := Clock{Clock: k, Open: k.State.Open(), Of: lang.T("机关的期限", "The office's limit")}
	if k.Theirs {
		out.Of = lang.T("申请人的期限", "The applicant's limit")
	}
	if rule, ok := in.Procedure.Rule(k.Name); ok && rule.Waits {
		out.Of = lang.T("要等满的期间", "A period to be waited out")
	}
	at := in.Now
	if !out.Open && !k.Ended.IsZero() {
		at = k.Ended
	}
	card := ui.ClockCard{Name: ui.Data(k.Name), State: k.State, Limit: k.Limit, Used: max(0, k.Limit.N-k.Left(in.Calendar, at)),
		Due: k.Due.Day, Provisional: k.Due.Provisional && out.Open, Basis: k.Basis, Why: in.Base + "/clocks/" + k.Name}
	if rule, ok := in.Procedure.Rule(k.Name); ok {
		card.Name = rule.Title
	}
	if in.Procedure.Name == complaint.Name && k.Name == "citizen" && !out.Open && complaint.Unsettled(in.Case) {
		card.Name = lang.T("等到第一次答复", "Time waited for the first answer") // the reporter had it done again
	}
	if k.Limit.Unit == limit.OfficeHour || k.Limit.Unit == limit.ClockHour {
		card.DueAt = k.Due.At
	}
	if out.Open {
		card.Effect = effects[k.Verb]
	}
	if rule, ok := in.Procedure.Rule("promised"); ok && k.Name == rule.Name && out.Open {
		if s, ok := in.Case.Clock("statutory"); ok && s.Limit.Unit == k.Limit.Unit && s.Limit.N > k.Limit.N {
			less := ui.SpanText(s.Limit.N-k.Limit.N, k.Limit.Unit)
			card.Effect = lang.T("比法定期限短"+less.ZH+"；承诺了就要做到，超过了要公开说明。", less.EN+" shorter than the law allows. A promise binds; if it is broken the reason is made public.")
		}
	}
	out.Card = card
	return out
}

// longest is how many days a page lists one by one; a longer count has the text version.
const longest = 100

// ClockPage is why a limit ends on its day.
type ClockPage struct {
	Case  string // number
	Title lang.Text
	Clock Clock
	Days  ui.DueExplain
	Long  bool   // too long to be listed on a page
	Text  string // address of the plain text
}

// Explain makes the page of a case's clock; fault.NotFound when it has none of that name.
func Explain(in Input, name string) (ClockPage, error) {
	k, ok := in.Case.Clock(name)
	if !ok {
		return ClockPage{}, fault.Missing()
	}
	rows, err := k.Explain(in.Calendar)
	if err != nil {
		return ClockPage{}, err
	}
	v := ClockPage{Case: in.Case.Number, Clock: clockOf(in, k), Long: len(rows) > longest, Text: in.Base + "/clocks/" + name + "?format=text"}
	v.Title = v.Clock.Card.Name
	v.Days = ui.DueExplain{Start: k.Start, Due: k.Due.Day, Limit: k.Limit, Provisional: k.Due.Provisional, Calendar: k.Due.Calendar}
	if k.Basis != "" {
		v.Days.Basis = []string{k.Basis}
	}
	if k.Limit.Unit == limit.Workday {
		v.Days.Basis = append(v.Days.Basis, "xkf-82")
	}
	v.Days.Basis = append(v.Days.Basis, "mfd-201")
	if k.Limit.Unit == limit.Day {
		v.Days.Basis = append(v.Days.Basis, "mfd-203")
	}
	if !v.Long {
		v.Days.Days = ui.ExplainedDays(rows)
	}
	return v, nil
}

// ExplainText is the same as plain text, a line a day.
func ExplainText(in Input, name string, tag lang.Tag) (string, error) {
	k, ok := in.Case.Clock(name)
	if !ok {
		return "", fault.Missing()
	}
	rows, err := k.Explain(in.Calendar)
	if err != nil {
		return "", err
	}
	title := ui.Data(name)
	if rule, ok := in.Procedure.Rule(name); ok {
		title = rule.Title
	}
	span := ui.SpanText(k.Limit.N, k.Limit.Unit)
	var b strings.Builder
	b.WriteString(lang.T("办件编号："+in.Case.Number, "Case number: "+in.Case.Number).In(tag) + "\n")
	b.WriteString(lang.T(title.ZH+"："+span.ZH, title.EN+": "+span.EN).In(tag) + "\n")
	b.WriteString(lang.T("日历版本："+k.Due.Calendar, "Calendar: "+k.Due.Calendar).In(tag) + "\n\n")
	for _, r := range rows {
		b.WriteString(r.Text(tag) + "\n")
	}
	if k.Due.Paused {
		b.WriteString(lang.T("现在中止计时，恢复后再定到期日。", "Paused now; the due date is set when the clock goes on.").In(tag) + "\n")
	}
	return b.String(), nil
}

// Deadline is the last day of an open clock in words; ok is false where none runs.
func Deadline(c *casework.Case, name string) (due lang.Text, ok bool) {
	k, ok := c.Clock(name)
	if !ok || !k.State.Open() || k.Due.Paused {
		return lang.Text{}, false
	}
	return lang.T(k.Due.Day.In(lang.ZH), k.Due.Day.In(lang.EN)), true
}
