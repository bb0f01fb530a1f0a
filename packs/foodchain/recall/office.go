package recall

import (
	"context"

	"banjie/internal/access"
	"banjie/internal/casework"
)

// Office carries a recall out: one call from the click to the last order.
type Office struct {
	Engine func() *casework.Engine
	Places Places
}

// Open opens a recall and issues every order. Where it is cut off after the opening the warnings
// stand already, and [Office.Issue] sends the rest.
func (o *Office) Open(ctx context.Context, by access.Actor, in OpenInput, reason string, idem *casework.Idem) (*casework.Case, error) {
	open := &casework.Open{Procedure: Name, Channel: "web", Series: Series}
	if in.Drill {
		open.Series = DrillSeries
	}
	if !by.IsStaff() {
		open.Party = by.Whose()
	}
	if by.IsStaff() && in.Maker != "" && o.Places != nil {
		p, _, err := o.Places.Place(ctx, in.Maker)
		if err != nil {
			return nil, err
		}
		open.Party = p.Party
	}
	out, err := o.Engine().Do(ctx, casework.Command{Actor: by, Verb: "open_recall", Input: &in, Reason: reason, Open: open, Idem: idem})
	if err != nil {
		return nil, err
	}
	return o.Issue(ctx, out.Case)
}

// Issue sends the orders that are missing, [Batch] of them an act.
func (o *Office) Issue(ctx context.Context, c *casework.Case) (*casework.Case, error) {
	for len(FileOf(c).Unissued()) > 0 && c.IsOpen() {
		out, err := o.Engine().Do(ctx, casework.Command{Actor: access.Actor{Role: access.System, Division: c.Division}, Case: c.ID, Verb: "send_recall_orders"})
		if err != nil {
			return c, err
		}
		c = out.Case
	}
	return c, nil
}

// Confirm freezes the scope anew and issues the orders that follow.
func (o *Office) Confirm(ctx context.Context, by access.Actor, id casework.ID, hash, reason string) (*casework.Case, error) {
	out, err := o.Engine().Do(ctx, casework.Command{Actor: by, Case: id, Verb: "confirm_scope", Input: &ConfirmInput{hash}, Reason: reason})
	if err != nil {
		return nil, err
	}
	return o.Issue(ctx, out.Case)
}

// Now computes what a recall would be about by the events as they stand.
func (r Rules) Now(ctx context.Context, f *File) (Scope, error) {
	s, _, err := r.scope(ctx, f.Scope.Start)
	return s, err
}
