package tracestore

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"banjie/packs/foodchain/trace"
)

// Roles of things and places in an event, as numbers in trace_event.things and trace_event_thing.
const (
	roleThing = iota + 1
	roleParent
	roleChild
	roleInput
	roleOutput
	roleLoss
	roleSource
	roleDestination
)

// part is one thing or place of a stored event.
type part struct {
	role   int64
	id     int64
	amount int64
	unit   string
}

// stored is a row of trace_event.
type stored struct {
	trace.Record
	hash        [32]byte
	eventID     string
	reason      string
	disposition string
	zone        int64
	parts       []part
	annulledBy  int64
	twinOf      int64
	body        []byte
}

// name is what a declaration calls the event by.
func (s *stored) name() string { return (&trace.Event{ID: s.eventID, Hash: s.hash}).Name() }

// encodeParts writes the list as JSON: [[role,id],[role,id,amount,"unit"],…].
func encodeParts(parts []part) string {
	b := append(make([]byte, 0, 24*len(parts)+2), '[')
	for i, p := range parts {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(append(b, '['), p.role, 10)
		b = strconv.AppendInt(append(b, ','), p.id, 10)
		if p.amount != 0 || p.unit != "" {
			b = strconv.AppendInt(append(b, ','), p.amount, 10)
			b = strconv.AppendQuote(append(b, ','), p.unit)
		}
		b = append(b, ']')
	}
	return string(append(b, ']'))
}

// decodeParts reads what encodeParts wrote.
func decodeParts(s string) ([]part, error) {
	bad := fmt.Errorf("tracestore: damaged list of things %.40q", s)
	var parts []part
	rest, ok := strings.CutPrefix(s, "[")
	if !ok {
		return nil, bad
	}
	for strings.HasPrefix(rest, "[") {
		var p part
		rest = rest[1:]
		for i := 0; ; i++ {
			if i == 3 {
				q, err := strconv.QuotedPrefix(rest)
				if err != nil {
					return nil, bad
				}
				if p.unit, err = strconv.Unquote(q); err != nil {
					return nil, bad
				}
				rest = rest[len(q):]
			} else {
				end := strings.IndexAny(rest, ",]")
				if end < 0 {
					return nil, bad
				}
				n, err := strconv.ParseInt(rest[:end], 10, 64)
				if err != nil {
					return nil, bad
				}
				*[]*int64{&p.role, &p.id, &p.amount}[i] = n
				rest = rest[end:]
			}
			if rest == "" || i > 3 {
				return nil, bad
			}
			end := rest[0] == ']'
			rest = rest[1:]
			if end {
				break
			}
		}
		parts = append(parts, p)
		rest = strings.TrimPrefix(rest, ",")
	}
	if rest != "]" {
		return nil, bad
	}
	return parts, nil
}

// spread puts the parts into the record's lists.
func (s *stored) spread() {
	for _, p := range s.parts {
		one := trace.Part{Node: trace.Node(p.id), Amount: p.amount, Unit: p.unit}
		switch p.role {
		case roleThing:
			s.Things = append(s.Things, one)
		case roleParent:
			s.Parent = one.Node
		case roleChild:
			s.Children = append(s.Children, one)
		case roleInput:
			s.Inputs = append(s.Inputs, one)
		case roleOutput:
			s.Outputs = append(s.Outputs, one)
		case roleLoss:
			s.Loss = append(s.Loss, one)
		case roleSource:
			s.Sources = append(s.Sources, trace.Place(p.id))
		case roleDestination:
			s.Destinations = append(s.Destinations, trace.Place(p.id))
		}
	}
}

const storedCols = "id, hash, event_id, declared, reason, type, action, step, disposition, t, zone, read_point, location, process, things, annulled_by, twin_of"

func scanStored(rows *sql.Rows) (*stored, error) {
	s := &stored{}
	var hash []byte
	var declared int64
	var list string
	err := rows.Scan(&s.ID, &hash, &s.eventID, &declared, &s.reason, &s.Type, &s.Action, &s.Step, &s.disposition, &s.Time, &s.zone, &s.ReadPoint, &s.Location, &s.Process, &list, &s.annulledBy, &s.twinOf)
	if err != nil {
		return nil, err
	}
	copy(s.hash[:], hash)
	s.Declared = declared != 0
	if s.parts, err = decodeParts(list); err != nil {
		return nil, err
	}
	s.spread()
	return s, nil
}
