package casework

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"

	"banjie/internal/access"
)

// Open is what every new case brings.
type Open struct {
	Procedure string
	Item      string // item code; its published version is frozen into the case
	Channel   string
	Window    string
	Party     string
	Agent     string
	Mandate   string
	CodeHash  string
	Person    Person
	AgentIs   *Person
	Form      map[string]any
	Files     []File
	Series    string // what the number begins with where there is no item; "": case
	Sealed    bool   // see [Opening.Sealed]
}

// blank is the case before its first event.
func (e *Engine) blank(id ID, cmd Command) (*Case, *Procedure, error) {
	if cmd.Open == nil {
		return nil, nil, fmt.Errorf("casework: verb %s without a case and without an opening", cmd.Verb)
	}
	p, err := e.Procedure(cmd.Open.Procedure, 0)
	if err != nil {
		return nil, nil, err
	}
	return &Case{Key: Key{cmd.Actor.Division, id}}, p, nil
}

func newKeys() *Keys {
	k := &Keys{}
	rand.Read(k.Facts[:])
	rand.Read(k.Private[:])
	return k
}

// open freezes the item's version and numbers the case.
func (e *Engine) open(ctx context.Context, d *Decision) error {
	o := d.Cmd.Open
	f := &Opening{
		Procedure: d.procedure().Name, ProcedureVersion: d.procedure().Version,
		Party: o.Party, Agent: o.Agent, Mandate: o.Mandate, Channel: o.Channel, Window: o.Window,
		Provenance: Live, CodeHash: o.CodeHash, Sealed: o.Sealed,
	}
	if a := d.Cmd.Actor; !a.IsStaff() && a.Whose() != "" { // whoever signed in files for himself or under his mandate, for nobody else
		f.Party, f.Mandate, f.Agent = a.Whose(), a.Mandate, ""
		if a.For != "" {
			f.Agent = a.Party
		}
	}
	series := cmp.Or(o.Series, "case")
	if o.Item != "" {
		item, err := e.Catalogue.Current(d.Cmd.Actor.Division, o.Item)
		if err != nil {
			return err
		}
		d.Item = item
		f.Item = ItemRef{item.Code, item.Version, item.Slug}
		d.Facts.Unit = item.Unit
		series = item.Code
	}
	if d.As != Itself {
		to := access.Target{Division: d.Cmd.Actor.Division, Unit: d.Facts.Unit, Party: o.Party}
		if to.Unit == "" {
			to.Unit = d.Cmd.Actor.Unit
		}
		if err := access.Check(d.Cmd.Actor, access.Verb(d.Cmd.Verb), to); err != nil {
			return err
		}
	}
	cal := e.Calendar()
	day := cal.DayOf(d.At).String()
	day = day[:4] + day[5:7] + day[8:]
	serial := day
	if o.Sealed { // a series of their own: between the numbers of other cases one could read the hour
		serial = series + day
	}
	n, err := e.Store.Number(ctx, d.Cmd.Actor.Division, serial)
	if err != nil {
		return err
	}
	f.Number = fmt.Sprintf("%s%s%04d", series, day, n)
	d.Facts.Open = f
	if o.Person != (Person{}) {
		d.Private.Person = &o.Person
	}
	d.Private.Agent = o.AgentIs
	d.Private.Form, d.Private.Files = o.Form, o.Files
	return nil
}

func (d *Decision) procedure() *Procedure {
	p, _ := d.Engine.Procedure(d.Cmd.Open.Procedure, 0)
	return p
}
