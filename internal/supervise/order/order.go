// Package order is the supervision order 督办: an act with a number, by which a supervisor or
// the head of the centre asks a unit to do something about a case, a card or a matter by a day.
//
//	issue_order ─▶ issued ──take_order──▶ in hand ──reply_order──▶ replied ──accept_reply──▶ closed(done │ explained │ not done)
//	                 │                      ▲  │                     │
//	                 │     return_reply ────┘  └ ask_later_date      └─(returned once already)─ raise_order ─▶ raised ─decide_raised─▶ closed
//	                 │     (once, new date)      (once) decide_later_date
//	                 ├── withdraw_order ─▶ closed(withdrawn)
//	                 └── close_unanswered (reply date over) ─▶ closed(not done)
//
// A [supervise.Reminder] only nudges; an order has an official number (督办〔2026〕12号) and a
// reply date of 5 working days unless the issuer says otherwise, at most 15. The unit asks
// once for a later date, which the issuer's side decides. A reply is sent back once; what is
// still not enough then goes one level up, to the head of the centre. "Not done" is a
// proposal for an accountability file and nothing else: no order punishes anybody.
//
// An order about a complaint names its number and nothing of it, and is sealed like it.
//
// The working days and who may issue are rules of the house; no law orders them.
package order

import (
	"context"
	"fmt"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/lang"
)

// Name of the procedure, and what its case numbers begin with. Sealed orders have a series of
// their own: they are counted apart, so that two of one series would get the same number.
const (
	Name         = "order"
	Series       = "DB"
	SealedSeries = "DBC"
)

// Working days of an order, all rules of the house.
const (
	ReplyDays  = 5  // for the reply, unless the issuer says otherwise
	MostDays   = 15 // at most
	LaterDays  = 10 // by which a reply date is put off at most
	AssessDays = 3  // for the issuer's side to say whether the reply will do
)

// Step is the step in which the unit's task stands.
const Step = "order"

// States of an order.
const (
	Issued  casework.State = "order_issued"
	InHand  casework.State = "order_in_hand"
	Replied casework.State = "order_replied"
	Raised  casework.State = "order_raised"
	Closed  casework.State = "order_closed"
)

// Results an order can end with.
const (
	Done      = "order_done"
	Explained = "order_explained"
	NotDone   = "order_not_done"
	Withdrawn = "order_withdrawn"
)

var (
	waits = []casework.State{Issued, InHand}
	open  = []casework.State{Issued, InHand, Replied, Raised}
)

// About says what an order is about.
type About string

const (
	AboutCase   About = "case"   // a case by its number; of a complaint nothing but the number
	AboutCard   About = "card"   // a card of electronic supervision
	AboutMatter About = "matter" // a matter in words
)

func option(id, zh, en string) catalog.Option { return catalog.Option{ID: id, Text: lang.T(zh, en)} }

// Grounds is the closed list of why an order is issued.
func Grounds() []catalog.Option {
	return []catalog.Option{
		option("overdue", "超过期限没有办", "a limit has passed"),
		option("escalated", "逐级上报到投诉中心", "it was escalated to the centre"),
		option("repeated", "同类问题反复出现", "the same thing happens again and again"),
		option("measure", "答应的整改没有落实", "a measure that was promised was not taken"),
		option("inspection", "检查发现的问题", "found by an inspection"),
		option("other", "其他（写在要求里）", "something else, said in the demand"),
	}
}

// Results with their words.
func Results() []catalog.Option {
	return []catalog.Option{
		option(Done, "已办成", "done"),
		option(Explained, "说明了办不了的理由，理由成立", "explained: there is good reason why it cannot be done"),
		option(NotDone, "没有办，提请启动责任追究程序", "not done: an accountability file is proposed"),
		option(Withdrawn, "督办撤回", "withdrawn"),
	}
}

// Subject is a case found by its number.
type Subject struct {
	ID     casework.ID
	Sealed bool
}

// Rules are what the procedure asks of the county.
type Rules struct {
	Centre string                           // unit that issues
	Units  func(division, unit string) bool // whether there is such a unit today; nil: all are
	// Find looks a case up by its number; fault.NotFound when there is none. nil: none is found.
	Find func(ctx context.Context, division, number string) (Subject, error)
}

// Procedure gives the table. Every call gives a fresh copy.
func (r Rules) Procedure() *casework.Procedure {
	p := &casework.Procedure{
		Name: Name, Version: 1,
		Title:    lang.T("督办", "Supervision order"),
		States:   states(),
		Clocks:   clocks(),
		NewFile:  func() any { return &File{} },
		FoldFile: foldFile,
		About:    about,
		// whoever answered an order sees how it ended, and has it again when it is sent back
		KeepsUnits: true,
	}
	p.With(r.rows()...)
	for _, row := range casework.CommonRows(nil, nil, open) {
		if len(row.From) > 0 && row.Quiet {
			p.With(row)
		}
	}
	return p
}

func states() []casework.StateInfo {
	return []casework.StateInfo{
		{State: Issued, Title: lang.T("已发出，待签收", "Issued, to be taken"), Says: lang.T("督办单已发出，等承办单位签收。", "The order is out; the unit is to take it.")},
		{State: InHand, Title: lang.T("办理中", "In hand"), Says: lang.T("承办单位已签收，到期前要回复办了什么、有什么凭据。", "The unit has it in hand and replies by the date, saying what was done and showing it.")},
		{State: Replied, Title: lang.T("已回复，待审核", "Replied"), Says: lang.T("承办单位已回复，发出督办的一方三个工作日内审核。", "The unit has replied; the issuer's side says within three working days whether it will do.")},
		{State: Raised, Title: lang.T("已上报负责人", "One level up"), Says: lang.T("退回过一次，仍没有办到位，由中心负责人决定。", "Sent back once and still not enough: the head of the centre decides.")},
		{State: Closed, Title: lang.T("办结", "Closed"), Says: lang.T("督办已办结。", "The order is closed."), Final: true},
	}
}

// Official is the number as it stands on the letter: 督办〔2026〕12号.
func (f *File) Official() string {
	if f.Serial == 0 {
		return ""
	}
	return fmt.Sprintf("督办〔%d〕%d号", f.Year, f.Serial)
}

// Issue makes the command that issues an order. What is about a complaint is sealed like it.
func (r Rules) Issue(ctx context.Context, by access.Actor, in IssueInput, demand string) (casework.Command, error) {
	cmd := casework.Command{Actor: by, Verb: "issue_order", Input: &in, Reason: demand, Open: &casework.Open{Procedure: Name, Channel: "office", Series: Series}}
	if in.Number != "" && r.Find != nil {
		s, err := r.Find(ctx, by.Division, in.Number)
		if err != nil {
			return cmd, err
		}
		if s.Sealed {
			cmd.Open.Sealed, cmd.Open.Series = true, SealedSeries
		}
	}
	return cmd, nil
}
