// Package recorded is a case that was recorded elsewhere: replayed from an event log or
// imported from an older system, so that it lives on the same engine, timeline and lists.
//
//	record ─▶ open ──record──▶ open ──close──▶ closed ──record──▶ closed
//	           │                 (each act of the source is one event)
//	           └─ imposed clock: its due instant was given by the source, no calendar moves it
//
// Two instants tell the cases apart from our own: At is the instant of the source, Recorded
// is now, and the provenance says imported. The case has the number and id that follow from
// the name of the source and of the case there, so that importing twice changes nothing.
//
// The procedure rests on no article: it decides nothing. It does not judge what happened
// elsewhere and fills in nothing that the source does not say.
package recorded

import (
	"banjie/internal/casework"
	"banjie/internal/eventlog"
	"banjie/internal/lang"
)

// Name of the procedure.
const Name = "recorded"

// States of a recorded case.
const (
	Open   casework.State = "open"
	Closed casework.State = "closed"
)

// Imposed is the clock whose due instant the source gave.
const Imposed = "imposed"

// Kinds of events.
const (
	CaseRecorded  = "case_recorded"  // the case as the source describes it
	EventRecorded = "event_recorded" // one event of the source
	CaseClosed    = "case_closed_elsewhere"
	LogImported   = "log_imported" // act without a case: a log came in whole
)

// Origin is what the first event keeps of the case in its source. The attributes are kept
// as they stand; whoever imports a log answers for there being no personal data in it.
type Origin struct {
	Source     string              `json:"source"`
	Key        string              `json:"key"`   // name of the case there
	Place      int                 `json:"place"` // position in the log, from 1
	Events     int                 `json:"events"`
	Attributes eventlog.Attributes `json:"attributes,omitempty"`
}

// Line is one event of the source.
type Line struct {
	Attributes eventlog.Attributes `json:"attributes"`
}

// Log is what the act without a case says of an imported log.
type Log struct {
	Source string           `json:"source"`
	Cases  int              `json:"cases"`
	Events int              `json:"events"`
	Header eventlog.Header  `json:"header"`
	Map    eventlog.Mapping `json:"mapping"`
}

// Procedure gives the table. Every call gives a fresh copy.
func Procedure() *casework.Procedure {
	p := &casework.Procedure{
		Name: Name, Version: 1,
		Title: lang.T("他处登记的办件", "A case recorded elsewhere"),
		States: []casework.StateInfo{
			{State: Open, Title: lang.T("在办（他处登记）", "Open (recorded elsewhere)"), Says: lang.T("这件事在别的系统里办理，这里只是如实登记。", "This case is handled in another system; here it is only recorded.")},
			{State: Closed, Title: lang.T("已办结（他处登记）", "Closed (recorded elsewhere)"), Says: lang.T("原系统记载这件事已经办结。", "The other system says that this case is closed."), Final: true},
		},
		Clocks: []casework.ClockRule{
			{Name: Imposed, Title: lang.T("原系统给定的期限", "Limit given by the source"), Rule: "the instant that the source gives; no calendar moves it", Fixed: true, NeverPauses: true},
		},
	}
	p.With(
		casework.Transition{Verb: "record", To: Open, Title: lang.T("登记他处办件", "Record a case from elsewhere"), Event: CaseRecorded, By: []casework.Relation{casework.Itself}, Quiet: true},
		casework.Transition{From: []casework.State{Open, Closed}, Verb: "record", Title: lang.T("登记他处的一步", "Record an event from elsewhere"), Event: EventRecorded, By: []casework.Relation{casework.Itself}, Quiet: true},
		casework.Transition{From: []casework.State{Open}, Verb: "close", To: Closed, Title: lang.T("登记他处办结", "Record that it was closed elsewhere"), Event: CaseClosed,
			By: []casework.Relation{casework.Itself}, Clocks: []casework.Effect{casework.Stop(Imposed)}, Closes: true, Result: "recorded", Quiet: true},
	)
	for _, row := range casework.CommonRows(nil, nil, []casework.State{Open}) {
		if len(row.From) > 0 && row.Quiet { // the sweeper's; nobody acts here on what is handled elsewhere
			p.With(row)
		}
	}
	return p
}
