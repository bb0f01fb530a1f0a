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

// Change is the new whole value of one thing of the organisation. An officer's name is
// not in its JSON; it goes to the erasable half of the event, see [ActOf]. Exactly one
// pointer is set.
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

// Imported is the kind of the one event by which a whole import is written.
const Imported ChangeKind = "organisation_imported"

// Kinds are all kinds of events that change the organisation.
var Kinds = []ChangeKind{UnitChanged, PostChanged, WindowChanged, OfficerChanged, HoldingChanged, DutyPlanned, AbsencePlanned,
	PowerDelegated, DelegationWithdrawn, Imported}

// Act is what goes into one event without a case: its kind, its facts, and the notes of
// its erasable half. Record it with the engine; the store's projector writes the rows.
type Act struct {
	Kind  ChangeKind
	Facts Facts
	Notes map[string]string // officer id → name; nil when no officer is in it
}

// Facts of an act.
type Facts struct {
	Changes []Change `json:"changes"`
}

// ActOf makes the act for changes that belong together: all of an import, or one.
func ActOf(changes ...Change) Act {
	a := Act{Kind: Imported, Facts: Facts{changes}}
	if len(changes) == 1 {
		a.Kind = changes[0].Kind
	}
	for _, c := range changes {
		if c.Officer != nil && c.Officer.Name != "" {
			if a.Notes == nil {
				a.Notes = map[string]string{}
			}
			a.Notes[c.Officer.ID] = c.Officer.Name
		}
	}
	return a
}

// Named gives the changes of an event read back, officers with their names where the
// notes still have them.
func (f Facts) Named(notes map[string]string) []Change {
	all := slices.Clone(f.Changes)
	for i, c := range all {
		if c.Officer != nil {
			o := *c.Officer
			o.Name = notes[o.ID]
			all[i].Officer = &o
		}
	}
	return all
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
			d.Units = put(d.Units, *c.Unit, func(v *Unit) Change { return Change{Unit: v} })
		case c.Post != nil:
			d.Posts = put(d.Posts, *c.Post, func(v *Post) Change { return Change{Post: v} })
		case c.Window != nil:
			d.Windows = put(d.Windows, *c.Window, func(v *Window) Change { return Change{Window: v} })
		case c.Officer != nil:
			d.Officers = put(d.Officers, *c.Officer, func(v *Officer) Change { return Change{Officer: v} })
		case c.Holding != nil:
			d.Holdings = put(d.Holdings, *c.Holding, func(v *Holding) Change { return Change{Holding: v} })
		case c.Duty != nil:
			d.Duties = put(d.Duties, *c.Duty, func(v *Duty) Change { return Change{Duty: v} })
		case c.Absence != nil:
			d.Absences = put(d.Absences, *c.Absence, func(v *Absence) Change { return Change{Absence: v} })
		case c.Delegation != nil:
			d.Delegations = put(d.Delegations, *c.Delegation, func(v *Delegation) Change { return Change{Delegation: v} })
		}
	}
	return d
}

// put replaces the value of the same key or adds it.
func put[T any](all []T, v T, change func(*T) Change) []T {
	_, key := change(&v).Key()
	for i := range all {
		if _, k := change(&all[i]).Key(); k == key {
			all[i] = v
			return all
		}
	}
	return append(all, v)
}

// Key names what a change is about: changes of the same key replace one another.
func (c Change) Key() (thing, key string) {
	switch {
	case c.Unit != nil:
		return "unit", c.Unit.ID
	case c.Post != nil:
		return "post", c.Post.ID
	case c.Window != nil:
		return "window", c.Window.Number
	case c.Officer != nil:
		return "officer", c.Officer.ID
	case c.Holding != nil:
		h := c.Holding
		return "holding", h.Post + "/" + h.Officer + "/" + string(h.Rank) + "/" + h.From.String()
	case c.Duty != nil:
		return "duty", c.Duty.Post + "/" + c.Duty.Officer + "/" + c.Duty.From.String()
	case c.Absence != nil:
		return "absence", c.Absence.Officer + "/" + c.Absence.From.String()
	case c.Delegation != nil:
		return "delegation", c.Delegation.ID
	}
	return "", ""
}

// Store reads the organisation of a division. It is small and read whole; it changes
// only by acts in the ledger.
type Store interface {
	Organisation(ctx context.Context, division string) (Data, error)
}
