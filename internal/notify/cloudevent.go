package notify

import (
	"encoding/json"
	"fmt"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/limit"
)

// CloudEventType is the media type of what is sent.
const CloudEventType = "application/cloudevents+json; charset=utf-8"

// CloudEvent is an event as others receive it: CloudEvents 1.0 in structured JSON. It
// carries facts only, no name, no words, no form. Whoever needs more asks the API for the
// case, where each look is checked and recorded.
type CloudEvent struct {
	SpecVersion     string    `json:"specversion"`
	ID              string    `json:"id"` // the same however often it is sent
	Source          string    `json:"source"`
	Type            string    `json:"type"`
	Subject         string    `json:"subject,omitempty"` // public number of the case
	Time            time.Time `json:"time"`
	DataContentType string    `json:"datacontenttype"`
	Data            EventData `json:"data"`
}

// EventData is what happened, without personal data.
type EventData struct {
	Number    string         `json:"number,omitempty"`
	Version   int64          `json:"version"`
	Kind      string         `json:"kind"`
	Item      string         `json:"item,omitempty"`
	From      casework.State `json:"from,omitempty"`
	To        casework.State `json:"to,omitempty"`
	Result    string         `json:"result,omitempty"`
	Closed    bool           `json:"closed,omitempty"`
	Unit      string         `json:"unit,omitempty"`
	Code      string         `json:"code,omitempty"`
	Basis     []string       `json:"basis,omitempty"`
	Effective time.Time      `json:"effective"`
	Clocks    []ClockData    `json:"clocks,omitempty"`
}

// ClockData is a limit that the event changed.
type ClockData struct {
	Name        string       `json:"name"`
	State       limit.State  `json:"state"`
	Due         calendar.Day `json:"due,omitempty"`
	Provisional bool         `json:"provisional,omitempty"`
}

// EventType is the type of an event as receivers filter it.
func EventType(kind string) string { return "banjie.case." + kind }

// EventID is the id of an event for those outside: unique for the source.
func EventID(e casework.Event) string { return fmt.Sprintf("%s-%d", e.Division, e.N) }

// Source is the origin named in events: the public address and the division.
func Source(base, division string) string { return base + "/divisions/" + division }

// NewCloudEvent makes the message of an event of a case. base is the public address.
func NewCloudEvent(e casework.Event, c *casework.Case, base string) CloudEvent {
	d := EventData{
		Number: c.Number, Version: e.Seq, Kind: e.Kind, Item: c.Item.Code, From: e.Facts.From, To: e.Facts.To, Result: e.Facts.Result,
		Closed: e.Facts.Closed, Unit: e.By.Unit, Code: e.Facts.Code, Basis: e.Facts.Basis, Effective: e.Effective,
	}
	if e.Kind == "rated" || e.Kind == "rated_again" {
		d.Code = "" // the grade: the rater is protected from whom the message reaches
	}
	for _, k := range e.Facts.Clocks {
		d.Clocks = append(d.Clocks, ClockData{k.Name, k.State, k.Due.Day, k.Due.Provisional})
	}
	return CloudEvent{
		SpecVersion: "1.0", ID: EventID(e), Source: Source(base, e.Division), Type: EventType(e.Kind), Subject: c.Number,
		Time: e.Recorded, DataContentType: "application/json", Data: d,
	}
}

// Encode is the body that is sent and signed.
func (c CloudEvent) Encode() ([]byte, error) { return json.Marshal(c) }
