package recorded

import (
	"strconv"
	"time"

	"banjie/internal/casework"
	"banjie/internal/eventlog"
)

// zone of the instants that an exported live case carries.
type zoned interface{ Zone() *time.Location }

// Trace gives a case as an event log has it. A recorded case comes back as its source had
// it; what was done to it here is left out. Any other case is told by its own events:
// activity is the kind of the event, resource and group who acted, and no private word.
func Trace(c *casework.Case, cal zoned) (eventlog.Trace, error) {
	if c.Procedure == Name {
		return original(c)
	}
	t := eventlog.Trace{Key: c.Number, Attributes: eventlog.Attributes{text(eventlog.Name, c.Number)}}
	add := func(key, value string) {
		if value != "" {
			t.Attributes = append(t.Attributes, text(key, value))
		}
	}
	add("procedure", c.Procedure)
	add("item", c.Item.Code)
	add("state", string(c.State))
	add("result", c.Result)
	add("channel", c.Channel)
	add("department", c.Unit)
	instant := func(key string, at time.Time) {
		if !at.IsZero() {
			t.Attributes = append(t.Attributes, date(key, at.In(cal.Zone())))
		}
	}
	instant("startdate", c.Opened)
	instant("accepted", c.Accepted)
	instant("decided", c.Decided)
	instant("enddate", c.Closed)
	for _, k := range c.Clocks {
		if k.Name == "promised" || k.Name == "statutory" {
			instant("due:"+k.Name, k.Due.At)
		}
	}
	for _, e := range c.Events {
		at := e.Effective.In(cal.Zone())
		ev := eventlog.Event{At: at, Attributes: eventlog.Attributes{text(eventlog.Name, e.Kind), date(eventlog.Timestamp, at),
			text("lifecycle:transition", "complete"), {Kind: eventlog.Int, Key: "ledger:leaf", Value: strconv.FormatInt(e.N, 10)}}}
		for _, a := range []eventlog.Attribute{text(eventlog.Resource, e.By.ID), text("org:role", string(e.By.Role)), text(eventlog.Group, e.By.Unit), text("state", string(e.Facts.To))} {
			if a.Value != "" {
				ev.Attributes = append(ev.Attributes, a)
			}
		}
		t.Events = append(t.Events, ev)
	}
	return t, nil
}

func original(c *casework.Case) (eventlog.Trace, error) {
	o, err := casework.Data[Origin](c.Events[0])
	if err != nil {
		return eventlog.Trace{}, err
	}
	t := eventlog.Trace{Key: o.Key, Place: o.Place, Attributes: o.Attributes}
	for _, e := range c.Events[1:] {
		if e.Kind != EventRecorded {
			continue
		}
		line, err := casework.Data[Line](e)
		if err != nil {
			return t, err
		}
		at, local, err := eventlog.ParseTime(line.Attributes.Get(eventlog.Timestamp))
		if err != nil {
			return t, err
		}
		t.Events = append(t.Events, eventlog.Event{Attributes: line.Attributes, At: at, Local: local})
	}
	return t, nil
}

func text(key, value string) eventlog.Attribute {
	return eventlog.Attribute{Kind: eventlog.String, Key: key, Value: value}
}

func date(key string, at time.Time) eventlog.Attribute {
	return eventlog.Attribute{Kind: eventlog.Date, Key: key, Value: at.Format("2006-01-02T15:04:05.000000-07:00")}
}
