// Package trust says who may see and record what along the chain: everybody what happened at his
// own places, and what his neighbours one step up and one step down did with him; the regulator all;
// the public the scan page alone.
//
//	actor ─▶ his places ─▶ Sight ─ Sees(event), Did(event)
//
// A neighbour is known by the event itself: it names a place of the reader as where something came
// from or goes to. So nobody keeps a list of who may see whom.
package trust

import (
	"context"
	"slices"
	"strings"

	"banjie/internal/access"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/epcis"
)

// Office knows whose places are whose.
type Office struct {
	Division     string
	Read, Record access.Verb
	// Places gives the keys of the places of a party.
	Places func(ctx context.Context, party string) ([]string, error)
}

// Sight is what one reader may see; nil is all of it.
type Sight struct{ places []string }

// Whole says that every event may be seen.
func (s *Sight) Whole() bool { return s == nil }

// Reading is the sight of somebody who reads; fault.Forbidden.
func (o *Office) Reading(ctx context.Context, a access.Actor) (*Sight, error) {
	return o.sight(ctx, a, o.Read)
}

// Recording is the sight of somebody who records.
func (o *Office) Recording(ctx context.Context, a access.Actor) (*Sight, error) {
	return o.sight(ctx, a, o.Record)
}

func (o *Office) sight(ctx context.Context, a access.Actor, v access.Verb) (*Sight, error) {
	if access.Check(a, v, access.Target{Division: o.Division}) == nil {
		return nil, nil
	}
	party := a.Party
	if a.For != "" {
		party = a.For
	}
	if err := access.Check(a, v, access.Target{Division: o.Division, Party: party, Unit: a.Unit}); err != nil {
		return nil, err
	}
	places, err := o.Places(ctx, party)
	return &Sight{places}, err
}

// owns says whether a place is one of the reader's, or lies within one.
func (s *Sight) owns(place string) bool {
	key := epcis.Canonical(place)
	return place != "" && slices.ContainsFunc(s.places, func(p string) bool { return key == p || strings.HasPrefix(key, p+"/") })
}

// Sees says whether the event happened at the reader's places, or came from or went to them.
func (s *Sight) Sees(e *epcis.Event) bool {
	if s == nil || s.owns(e.ReadPoint.ID) || s.owns(e.BizLocation.ID) {
		return true
	}
	end := func(t epcis.Typed) bool { return s.owns(t.ID) }
	return slices.ContainsFunc(e.Sources, end) || slices.ContainsFunc(e.Destinations, end)
}

// Did says whether the event happened at the recorder's own places; fault.Forbidden where it did not.
func (s *Sight) Did(e *epcis.Event) error {
	if s == nil || s.owns(e.ReadPoint.ID) || s.owns(e.BizLocation.ID) {
		return nil
	}
	return fault.New(fault.Forbidden, "food_not_yours", lang.Format("第%d个事件不是在您的场所发生的。", "Event %d did not happen at a place of yours.", e.Index+1),
		lang.T("请只登记自己场所的事；新的场所先在“浙食链”自己那一家的“地点、地块和门口的码”里添加。", "Please record what happens at your own places; add a new place first, on the food page of your business."))
}
