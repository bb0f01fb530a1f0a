package chain

import (
	"context"
	"errors"
	"slices"

	"banjie/internal/access"
	"banjie/internal/casework"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Detail is a part of a business's record that its people change.
type Detail struct {
	Field string
	Name  lang.Text
	Of    func(*Business) *string
}

// Details are they.
var Details = []Detail{
	{"name", lang.T("名称", "Name"), func(b *Business) *string { return &b.Name }},
	{"phone", lang.T("电话", "Telephone"), func(b *Business) *string { return &b.Phone }},
	{"address", lang.T("地址", "Address"), func(b *Business) *string { return &b.Address }},
}

// Moved is what somebody else changed of a record meanwhile: the record as it is now, and which
// details differ from those that were seen.
type Moved struct {
	Now     Business
	Changed []Detail
}

// moved is the fault of a record that somebody changed meanwhile.
func moved() *fault.Fault {
	return fault.New(fault.Conflict, "business_changed", lang.T("您改的时候，别人也改了这一家的资料。", "Somebody else changed the record of this business meanwhile."),
		lang.T("请看别人改了什么，再保存一次；您填写的内容还在。", "Please look at what changed and save again; what you typed is kept."))
}

// Change changes name, telephone and address of a business. seen is the record as its form showed
// it: where it is another version by now, nothing is recorded and Moved says what changed, with
// details that the actor left alone taken from the newest record. Errors: fault.Conflict with Moved,
// fault.Invalid with the fields.
func (d *Desk) Change(ctx context.Context, by access.Actor, seen, want Business) (Business, *Moved, error) {
	now, err := d.Store.Business(ctx, d.Division, seen.ID)
	if err != nil {
		return now, nil, err
	}
	if _, err := d.May(by, now); err != nil {
		return now, nil, err
	}
	next := now
	for _, x := range Details {
		if now := *x.Of(&want); now != *x.Of(&seen) {
			*x.Of(&next) = now
		}
	}
	if now.Version != seen.Version {
		return next, differs(seen, now), moved()
	}
	if next, err = next.Check(); err != nil {
		return next, nil, err
	}
	done, err := d.enter(ctx, by, next)
	if !errors.Is(err, casework.ErrConflict) && fault.For(err).Code != moved().Code {
		return done, nil, err
	}
	if now, err = d.Store.Business(ctx, d.Division, seen.ID); err != nil {
		return next, nil, err
	}
	return next, differs(seen, now), moved()
}

func differs(seen, now Business) *Moved {
	return &Moved{now, slices.DeleteFunc(slices.Clone(Details), func(x Detail) bool { return *x.Of(&seen) == *x.Of(&now) })}
}

// Mine lists the businesses of an actor, with those registered before its account was proven.
func (d *Desk) Mine(ctx context.Context, by access.Actor) ([]Business, error) {
	list, err := d.Store.Of(ctx, d.Division, by.Whose())
	if err != nil || !by.Proven() || by.Before == by.Whose() {
		return list, err
	}
	more, err := d.Store.Of(ctx, d.Division, by.Before)
	return append(list, more...), err
}
