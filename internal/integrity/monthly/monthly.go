// Package monthly is what the public gets of a month of supervision: every figure a numerator over
// a denominator with the sentence that defines it, made so that nobody can be worked out of it.
//
//	counters of the month (package stats) ─▶ Lines ─▶ Protect: hidden where few, rounded where of complaints ─▶ page, CSV
//
// Figures of complaints are of the whole county and of no unit. Of each line the numerator, the
// rest and the denominator are one table of package cells: a part from 1 to 4 is hidden, and as
// much beside it as it takes. What is left is rounded to five. No total over months is published
// here, so that months cannot be taken from one another; and no table of unit by kind by
// protection exists.
//
// Rounding to five in a small county is a rule of the house (supervision (e) 7). It does not
// protect against somebody who knows one of the complaints already.
package monthly

import (
	"context"

	"banjie/internal/calendar"
	"banjie/internal/integrity/cells"
	"banjie/internal/lang"
	"banjie/internal/stats"
)

// Round is to what the shown figures of complaints are rounded.
const Round = 5

// Line is one figure: its name, what is counted over what, and how it is published.
type Line struct {
	ID      string
	Part    string // the section it stands in
	Name    lang.Text
	Says    lang.Text // numerator ÷ denominator, in one sentence
	Of      []stats.Measure
	Over    []stats.Measure // none: a count
	Persons bool            // about people who complained: hidden where few, rounded
}

// Parts of the page in their order.
const (
	Complaints = "complaints"
	Guarding   = "protection"
	Impasses   = "impasse"
	Orders     = "orders"
	Ratings    = "ratings"
)

func one(m ...stats.Measure) []stats.Measure { return m }

// Lines are the figures of a month in their order.
func Lines() []Line {
	return []Line{
		{"registered", Complaints, lang.T("登记的投诉", "Complaints registered"), lang.T("当月登记的投诉件数；登记从不拒绝", "complaints registered in the month; registration is never refused"), one(stats.ComplaintsRegistered), nil, true},
		{"accepted", Complaints, lang.T("受理的", "Accepted"), lang.T("当月受理（含当场答复、并入同类）的件数", "accepted in the month, those answered at once or joined to one like them among them"), one(stats.ComplaintsAccepted), nil, true},
		{"ended", Complaints, lang.T("办结的", "Ended"), lang.T("当月办结的件数减去当月重新办理的件数", "ended in the month less those reopened in it"), one(stats.ComplaintsEnded), nil, true},
		{"in_time", Complaints, lang.T("三十个工作日内答复或者办结的", "Answered or ended within 30 working days"), lang.T("从登记起三十个工作日内首次答复（没有答复的算办结）÷ 当月首次答复或者办结的；投诉人的时钟不暂停", "first answered (or ended without an answer) within 30 working days of registration ÷ all first answered or ended in the month; the citizen's clock never pauses"), one(stats.ComplaintsInTime), one(stats.ComplaintsInTime, stats.ComplaintsLate), true},
		{"true", Complaints, lang.T("查实的（含部分查实）", "Substantiated, also in part"), lang.T("首次答复里调查结论为属实、部分属实的 ÷ 有调查结论的首次答复", "first answers with the finding substantiated or partly ÷ first answers with a finding"), one(stats.ComplaintsTrue), one(stats.ComplaintsFound), true},
		{"measures", Complaints, lang.T("查实以后有处理措施的", "Substantiated with a measure"), lang.T("查实的首次答复里有处理措施的 ÷ 查实的首次答复；没有措施的系统不让答复", "substantiated first answers with a measure ÷ substantiated first answers; without one the platform lets nobody answer"), one(stats.ComplaintsMeasures), one(stats.ComplaintsTrue), true},
		{"pressed", Guarding, lang.T("报告打击报复", "Retaliation reported"), lang.T("按“我遭到打击报复”的次数", "uses of the retaliation button"), one(stats.AlarmsPressed), nil, true},
		{"alarms", Guarding, lang.T("打击报复报警一个工作小时内回应的", "Retaliation alarms answered within one office hour"), lang.T("一个工作小时内由人回应的 ÷ 当月回应的和过了时间的", "answered by a person within one office hour ÷ answered, or past that hour, in the month"), one(stats.AlarmsInTime), one(stats.AlarmsInTime, stats.AlarmsLate), true},
		{"openings", Guarding, lang.T("投诉人身份被打开", "Identities opened"), lang.T("两名保管人一起打开投诉人身份的次数；每一次都告诉本人", "identities opened by two custodians together; each is told to the reporter"), one(stats.Openings), nil, true},
		{"watch_openings", Guarding, lang.T("报复核对打开的次数", "Openings for the retaliation watch"), lang.T("两名保管人一起打开一段月份的密封核对盒的次数；结果只有按单位的数，不足五家不出数；盒子被打开的投诉人在自己的页面上看得到", "times two custodians opened the sealed watch boxes of some months together; the answer has counts by unit, none of fewer than five firms; those whose boxes were among them read it on their page"), one(stats.WatchOpenings), nil, false},
		{"traces", Guarding, lang.T("追查摘要外传", "Tracing of a leaked brief"), lang.T("用摘要的不同措辞追查是谁传出去的次数；每一次都计在这里", "uses of the marked wordings of a brief to trace a leak; each is counted here"), one(stats.Traces), nil, true},
		{"impasses", Impasses, lang.T("办不成事的反映", "Reports of what could not be done"), lang.T("当月登记的“办不成事”反映件数", "reports registered in the month"), one(stats.Impasses), nil, false},
		{"impasse_in_time", Impasses, lang.T("按期答复的", "Answered in time"), lang.T("在期限内答复的 ÷ 当月答复的", "answered within the limit ÷ answered in the month"), one(stats.ImpasseInTime), one(stats.ImpasseInTime, stats.ImpasseLate), false},
		{"class_fixes", Impasses, lang.T("改办事指南，解决一类事", "Guides mended for a whole class"), lang.T("当月完成的指南修改件数", "mended guides in the month"), one(stats.ClassFixes), nil, false},
		{"orders", Orders, lang.T("发出的督办单", "Supervision orders issued"), lang.T("当月发出的督办单", "orders issued in the month"), one(stats.Orders), nil, false},
		{"orders_in_time", Orders, lang.T("按期回复的", "Replied in time"), lang.T("回复期限内回复的 ÷ 当月回复的和过了期限的，回复没有都算", "replied by the date ÷ replied, or past the date, in the month"), one(stats.OrdersInTime), one(stats.OrdersInTime, stats.OrdersLate), false},
		{"called_back", Ratings, stats.CalledBack.Name, stats.CalledBack.Formula, one(stats.CalledInTime), one(stats.CalledInTime, stats.CalledLate), false},
		{"put_right", Ratings, stats.PutRight.Name, stats.PutRight.Formula, one(stats.FixedInTime), one(stats.FixedInTime, stats.FixedLate), false},
		{"appeals", Ratings, stats.Upheld.Name, stats.Upheld.Formula, one(stats.AppealUpheld), one(stats.Appealed), false},
	}
}

// Counter sums a measure over days, both ends included; unit "" is the county.
type Counter interface {
	Sum(ctx context.Context, division string, m stats.Measure, first, last int32, unit string) (int64, error)
}

// Value is a number as it is published: where Hidden is set nothing of it is said.
type Value struct {
	N      int64
	Hidden bool
}

// Figure is a line with its numbers, as they are published.
type Figure struct {
	Line
	Part, Whole Value // Whole only where the line is a share
}

// Share says that the figure is a numerator over a denominator.
func (f Figure) Share() bool { return len(f.Over) > 0 }

// Month is the calendar month that begins with the day.
func Month(first calendar.Day) (from, until calendar.Day) {
	y, m, _ := first.Date()
	return calendar.Date(y, m, 1), calendar.Date(y, m+1, 1) - 1
}

// Last is the first day of the last full month before today.
func Last(today calendar.Day) calendar.Day {
	y, m, _ := today.Date()
	return calendar.Date(y, m-1, 1)
}

// Of gives the figures of the month of a day, protected.
func Of(ctx context.Context, c Counter, division string, day calendar.Day) ([]Figure, error) {
	from, until := Month(day)
	raw := map[stats.Measure]int64{}
	lines := Lines()
	for _, l := range lines {
		for _, m := range append(append([]stats.Measure(nil), l.Of...), l.Over...) {
			if _, done := raw[m]; done {
				continue
			}
			n, err := c.Sum(ctx, division, m, int32(from), int32(until), "")
			if err != nil {
				return nil, err
			}
			raw[m] = max(n, 0) // more reopened than ended
		}
	}
	return Protect(lines, raw), nil
}

// Protect makes what is published of raw counts. Lines about people who complained are one table
// of package cells, tied where they share a count.
func Protect(lines []Line, raw map[stats.Measure]int64) []Figure {
	t, at := table(lines, raw)
	hidden := t.Protect()
	all := make([]Figure, len(lines))
	for i, l := range lines {
		f := Figure{Line: l, Part: Value{N: sum(raw, l.Of)}, Whole: Value{N: sum(raw, l.Over)}}
		if p, ok := at[i]; ok {
			f.Part = publish(f.Part.N, hidden[p.part])
			if p.whole >= 0 {
				f.Whole = publish(f.Whole.N, hidden[p.whole])
				if hidden[p.rest] || f.Whole.Hidden { // the rest is the whole less the part
					f.Part = Value{Hidden: true}
				}
			}
		}
		all[i] = f
	}
	return all
}

func publish(n int64, hidden bool) Value {
	if hidden {
		return Value{Hidden: true}
	}
	return Value{N: (n + Round/2) / Round * Round}
}

func sum(raw map[stats.Measure]int64, ms []stats.Measure) (n int64) {
	for _, m := range ms {
		n += raw[m]
	}
	return n
}

// places of a line's numbers in the table; whole and rest are -1 for a count.
type places struct{ part, rest, whole int }

// table ties the numbers of all lines about people: a count that stands in two lines is one figure.
func table(lines []Line, raw map[stats.Measure]int64) (t cells.Table, at map[int]places) {
	at = map[int]places{}
	known := map[string]int{}
	figure := func(name string, n int64) int {
		if i, ok := known[name]; ok && name != "" {
			return i
		}
		t.Figures = append(t.Figures, cells.Figure{Value: int(n)})
		known[name] = len(t.Figures) - 1
		return known[name]
	}
	for i, l := range lines {
		if !l.Persons {
			continue
		}
		p := places{figure(key(l.Of), sum(raw, l.Of)), -1, -1}
		if len(l.Over) > 0 {
			p.whole = figure(key(l.Over), sum(raw, l.Over))
			t.Figures = append(t.Figures, cells.Figure{Value: int(max(sum(raw, l.Over)-sum(raw, l.Of), 0))})
			p.rest = len(t.Figures) - 1
			t.Sums = append(t.Sums, cells.Sum{Total: p.whole, Parts: []int{p.part, p.rest}})
		}
		at[i] = p
	}
	return t, at
}

func key(ms []stats.Measure) (s string) {
	for _, m := range ms {
		s += string(m) + " "
	}
	return s
}
