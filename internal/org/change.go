package org

import (
	"context"
	"slices"
)

// ChangeKind names what happened to the organisation; it is the kind of an event
// without a case, in the division's ledger like every other act.
type ChangeKind string

const (
	UnitChanged         ChangeKind = "unit_changed"
	PostChanged         ChangeKind = "post_changed"
	WindowChanged       ChangeKind = "window_changed"
	OfficerChanged      ChangeKind = "officer_changed"
	HoldingChanged      ChangeKind = "holding_changed"
	DutyPlanned         ChangeKind = "duty_planned"
	AbsencePlanned      ChangeKind = "absence_planned"
	PowerDelegated      ChangeKind = "power_delegated"
	DelegationWithdrawn ChangeKind = "delegation_withdrawn"
)

// Change is one act on the organisation: the new whole value of one thing. Its JSON is
// the event's facts; an officer's name is not in it and goes to [Change.Private].
// Exactly one pointer is set.
type Change struct {
	Kind       ChangeKind  `json:"kind"`
	Unit       *Unit       `json:"unit,omitempty"`
	Post       *Post       `json:"post,omitempty"`
	Window     *Window     `json:"window,omitempty"`
	Officer    *Officer    `json:"officer,omitempty"`
	Holding    *Holding    `json:"holding,omitempty"`
	Duty       *Duty       `json:"duty,omitempty"`
	Absence    *Absence    `json:"absence,omitempty"`
	Delegation *Delegation `json:"delegation,omitempty"`
}

// Private is the erasable half of the event: the officer's name, or nil.
func (c Change) Private() map[string]string {
	if c.Officer == nil || c.Officer.Name == "" {
		return nil
	}
	return map[string]string{"officer_name": c.Officer.Name}
}

// Apply gives the data after the changes; d itself is not touched. Stores do the same
// in SQL, and the exercise of stores compares the two.
func (d Data) Apply(changes []Change) Data {
	d.Units, d.Posts, d.Windows = slices.Clone(d.Units), slices.Clone(d.Posts), slices.Clone(d.Windows)
	d.Officers, d.Holdings, d.Duties = slices.Clone(d.Officers), slices.Clone(d.Holdings), slices.Clone(d.Duties)
	d.Absences, d.Delegations = slices.Clone(d.Absences), slices.Clone(d.Delegations)
	for _, c := range changes {
		switch {
		case c.Unit != nil:
			d.Units = put(d.Units, *c.Unit, func(a, b Unit) bool { return a.ID == b.ID })
		case c.Post != nil:
			d.Posts = put(d.Posts, *c.Post, func(a, b Post) bool { return a.ID == b.ID })
		case c.Window != nil:
			d.Windows = put(d.Windows, *c.Window, func(a, b Window) bool { return a.Number == b.Number })
		case c.Officer != nil:
			d.Officers = put(d.Officers, *c.Officer, func(a, b Officer) bool { return a.ID == b.ID })
		case c.Holding != nil:
			d.Holdings = put(d.Holdings, *c.Holding, func(a, b Holding) bool {
				return a.Post == b.Post && a.Officer == b.Officer && a.Rank == b.Rank && a.From == b.From
			})
		case c.Duty != nil:
			d.Duties = put(d.Duties, *c.Duty, func(a, b Duty) bool {
				return a.Post == b.Post && a.Officer == b.Officer && a.From == b.From
			})
		case c.Absence != nil:
			d.Absences = put(d.Absences, *c.Absence, func(a, b Absence) bool { return a.Officer == b.Officer && a.From == b.From })
		case c.Delegation != nil:
			d.Delegations = put(d.Delegations, *c.Delegation, func(a, b Delegation) bool { return a.ID == b.ID })
		}
	}
	return d
}

func put[T any](all []T, v T, same func(a, b T) bool) []T {
	if i := slices.IndexFunc(all, func(o T) bool { return same(o, v) }); i >= 0 {
		all[i] = v
		return all
	}
	return append(all, v)
}

// Store keeps the organisation of divisions. All of it is small and read whole.
type Store interface {
	// Organisation gives everything of a division.
	Organisation(ctx context.Context, division string) (Data, error)
	// Change writes changes in one transaction. Writing a change twice is as once.
	Change(ctx context.Context, division string, changes []Change) error
	// PutDivision adds or renames a division served here.
	PutDivision(ctx context.Context, d Division) error
}
