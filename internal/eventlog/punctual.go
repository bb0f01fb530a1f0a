package eventlog

import (
	"fmt"
	"slices"
	"time"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Mapping names the attributes of a case that say when it was due and how it went. The
// empty name stands for an attribute that the log does not have.
type Mapping struct {
	Deadline    string `json:"deadline,omitempty"`
	Closed      string `json:"closed,omitempty"`
	Started     string `json:"started,omitempty"`
	Channel     string `json:"channel,omitempty"`
	Department  string `json:"department,omitempty"`
	Responsible string `json:"responsible,omitempty"`
}

// Usual are the names that are looked for when nothing else was said.
var Usual = Mapping{Deadline: "deadline", Closed: "enddate", Started: "startdate", Channel: "channel", Department: "department", Responsible: "responsible"}

// Instant reads a mapped attribute of a case; ok is false where it is not there. The error
// is a fault that names the case.
func (t *Trace) Instant(key string) (at time.Time, ok bool, err error) {
	v := t.Attributes.Get(key)
	if key == "" || v == "" {
		return time.Time{}, false, nil
	}
	at, _, err = ParseTime(v)
	if err != nil {
		return at, false, fault.New(fault.Invalid, "bad_event_log",
			lang.Format("第 %[1]d 件“%[2]s”的 %[3]s 不是时间：“%[4]s”。", "The %[3]s of case “%[2]s”, number %[1]d of the log, is no instant: “%[4]s”.", t.Place, t.Key, key, v),
			lang.T("请改正后重试；没有导入任何内容。", "Please correct it and try again; nothing was imported.")).With(err)
	}
	return at, true, nil
}

// Punctual says how the cases of a log stand with their deadlines: overdue is closed after
// the deadline, compared as instants; open overdue is a deadline before the last event.
type Punctual struct {
	WithDeadline int       `json:"cases_with_deadline"`
	WithEnd      int       `json:"cases_with_enddate"`
	OnTime       int       `json:"closed_on_time"`
	Overdue      int       `json:"closed_overdue"`
	Open         int       `json:"open_cases"`
	OpenOverdue  int       `json:"open_overdue_at_last_event"`
	LastEvent    string    `json:"last_event"`
	LateUnits    Counts    `json:"overdue_by_department"`
	ClosedUnits  Counts    `json:"closed_by_department"`
	LateWays     Counts    `json:"overdue_by_channel"`
	ClosedWays   Counts    `json:"closed_by_channel"`
	LateOfficers Counts    `json:"overdue_by_responsible"`
	Ways         Counts    `json:"cases_by_channel"`
	Longest      []float64 `json:"overdue_days_sorted_top20"`
	Definition   string    `json:"definition"`
}

type punctual struct {
	m       Mapping
	f       Punctual
	overdue []float64
	openDue []time.Time
}

func newPunctual(m Mapping) *punctual {
	return &punctual{m: m, f: Punctual{LateUnits: Counts{}, ClosedUnits: Counts{}, LateWays: Counts{}, ClosedWays: Counts{}, LateOfficers: Counts{}, Ways: Counts{}}}
}

func (p *punctual) add(t Trace) error {
	due, hasDue, err := t.Instant(p.m.Deadline)
	if err != nil {
		return err
	}
	end, ended, err := t.Instant(p.m.Closed)
	if err != nil {
		return err
	}
	unit, way, officer := t.Attributes.Get(p.m.Department), t.Attributes.Get(p.m.Channel), t.Attributes.Get(p.m.Responsible)
	count(p.f.Ways, way)
	if hasDue {
		p.f.WithDeadline++
	}
	if !ended {
		p.f.Open++
		if hasDue {
			p.openDue = append(p.openDue, due)
		}
		return nil
	}
	p.f.WithEnd++
	count(p.f.ClosedUnits, unit)
	count(p.f.ClosedWays, way)
	switch {
	case !hasDue:
	case end.After(due):
		p.f.Overdue++
		count(p.f.LateUnits, unit)
		count(p.f.LateWays, way)
		count(p.f.LateOfficers, officer)
		p.overdue = append(p.overdue, overdueDays(end.Sub(due)))
	default:
		p.f.OnTime++
	}
	return nil
}

func count(c Counts, key string) {
	if key != "" {
		c[key]++
	}
}

func (p *punctual) figures(last Event) *Punctual {
	if p.f.WithDeadline == 0 {
		return nil
	}
	f := p.f
	f.LastEvent = isoTime(last)
	for _, due := range p.openDue {
		if due.Before(last.At) {
			f.OpenOverdue++
		}
	}
	slices.Sort(p.overdue)
	slices.Reverse(p.overdue)
	f.Longest = p.overdue[:min(len(p.overdue), 20)]
	f.Definition = fmt.Sprintf("overdue = case:%[1]s later than case:%[2]s, compared as instants; open = case:%[1]s empty; open overdue = %[2]s before the last event of the whole log", p.m.Closed, p.m.Deadline)
	return &f
}
