package org

import (
	"slices"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Delegation hands an approval of a head down to an officer of the same unit, in
// writing and for a time. It is never handed on.
type Delegation struct {
	ID         string       `json:"id"`
	Unit       string       `json:"unit"`
	From       string       `json:"from"` // officer id of the head
	To         string       `json:"to"`
	Powers     []string     `json:"powers"` // verbs of package access, e.g. approve_extension
	First      calendar.Day `json:"first"`
	Last       calendar.Day `json:"last"`
	Instrument string       `json:"instrument"` // title and number of the paper
	Withdrawn  calendar.Day `json:"withdrawn,omitempty"`
}

// MaxDelegationDays is the longest term of one delegation in calendar days, a rule of
// the house: a power lent for ever is a power given away.
const MaxDelegationDays = 366

// inForce says whether the delegation holds on the day. The day of withdrawal is out.
func (g Delegation) inForce(day calendar.Day) bool {
	return within(day, g.First, g.Last) && (g.Withdrawn == 0 || day < g.Withdrawn)
}

// Heads are the heads of a unit in office on a day, away or not.
func (d *Directory) Heads(unit string, day calendar.Day) []Officer {
	return slices.DeleteFunc(d.Staff(unit, day), func(o Officer) bool { return !slices.Contains(o.Roles, HeadRole) })
}

// MayApprove says whether an officer may use a power of the head of a unit on a day,
// and under which delegation ("" for the head in person). That the approver is not the
// handler of the case is the procedure's rule.
func (d *Directory) MayApprove(officer, unit, power string, day calendar.Day) (delegation string, ok bool) {
	isHead := func(id string) bool {
		return slices.ContainsFunc(d.Heads(unit, day), func(h Officer) bool { return h.ID == id })
	}
	if isHead(officer) {
		return "", true
	}
	o, known := d.Officer(officer)
	if !known || o.Unit != unit || !o.Active(day) {
		return "", false
	}
	for _, g := range d.data.Delegations {
		// A delegation ends with the office of the head who gave it.
		if g.To == officer && g.Unit == unit && g.inForce(day) && slices.Contains(g.Powers, power) && isHead(g.From) {
			return g.ID, true
		}
	}
	return "", false
}

// Delegate checks a new delegation and gives the change. today is the day of signing.
// Errors: fault.Forbidden when by is not the head, fault.Invalid.
func (d *Directory) Delegate(by string, g Delegation, today calendar.Day) (Change, error) {
	head := func(id string) bool {
		return slices.ContainsFunc(d.Heads(g.Unit, today), func(o Officer) bool { return o.ID == id })
	}
	if by != g.From || !head(by) {
		return Change{}, notTheHead()
	}
	f := fault.InvalidInput()
	to, ok := d.Officer(g.To)
	if !ok || to.Unit != g.Unit || !to.Active(today) {
		f.At("to", lang.T("只能授权给本单位在职人员。", "Only an officer of the same unit, in office, can receive it."))
	} else if head(g.To) {
		f.At("to", lang.T("对方本来就是负责人，不需要授权。", "This person is a head already."))
	}
	if len(g.Powers) == 0 || slices.Contains(g.Powers, "") {
		f.At("powers", lang.T("请选择授权哪些审批。", "Choose the approvals to hand down."))
	}
	if g.ID == "" || g.Instrument == "" {
		f.At("instrument", lang.T("请填写书面授权的名称和文号。", "Give the title and number of the written delegation."))
	}
	switch {
	case g.First < today:
		f.At("first", lang.T("授权不能倒签日期。", "A delegation cannot be back-dated."))
	case g.Last < g.First:
		f.At("last", lang.T("结束日期不能早于开始日期。", "The last day cannot lie before the first."))
	case g.Last-g.First >= MaxDelegationDays:
		f.At("last", lang.Format("一次授权最长 %d 天。", "One delegation lasts at most %d days.", MaxDelegationDays))
	}
	if err := f.Or(); err != nil {
		return Change{}, err
	}
	g.Withdrawn = 0
	return Change{Kind: PowerDelegated, Delegation: &g}, nil
}

// WithdrawDelegation ends a delegation from today on. Errors: fault.NotFound,
// fault.Forbidden when by is not a head of the unit, fault.Conflict when it has ended.
func (d *Directory) WithdrawDelegation(by, id string, today calendar.Day) (Change, error) {
	for _, g := range d.data.Delegations {
		if g.ID != id {
			continue
		}
		if !slices.ContainsFunc(d.Heads(g.Unit, today), func(o Officer) bool { return o.ID == by }) {
			return Change{}, notTheHead()
		}
		if g.Withdrawn != 0 || g.Last < today {
			return Change{}, fault.New(fault.Conflict, "delegation_over",
				lang.T("这项授权已经结束。", "This delegation is over."), lang.T("不需要再做什么。", "Nothing more is needed."))
		}
		g.Withdrawn = today
		return Change{Kind: DelegationWithdrawn, Delegation: &g}, nil
	}
	return Change{}, fault.Missing()
}

func notTheHead() error {
	return fault.New(fault.Forbidden, "not_the_head",
		lang.T("只有本单位负责人本人能授权或收回授权。", "Only the head of the unit, in person, can delegate or take back."),
		lang.T("请联系本单位负责人。没有任何内容被改动。", "Ask the head of the unit. Nothing was changed."))
}
