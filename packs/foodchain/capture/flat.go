package capture

import (
	"strconv"
	"strings"

	"banjie/internal/clock"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/trace"
)

// Flat makes of an event what lineage is told of it, with the event itself beside it.
func Flat(e *epcis.Event) (trace.Event, error) {
	f := epcis.Facts(e)
	t := trace.Event{
		Hash: f.Digest, ID: e.EventID, Type: trace.Type(f.Type), Action: trace.Action(f.Action), Step: f.Step, Disposition: f.Disposition,
		Time: clock.Micros(f.Time), Zone: minutes(f.Offset), ReadPoint: f.ReadPoint, Location: f.BizLocation, Process: f.TransformationID,
		Body: []byte(e.Standalone()),
	}
	for _, thing := range f.Things {
		p := trace.Portion{Key: thing.Key, Unit: thing.Unit}
		if thing.Amount != "" {
			var err error
			if p.Amount, err = trace.ParseAmount(string(thing.Amount)); err != nil {
				return t, err
			}
		}
		switch thing.Role {
		case epcis.Named:
			t.Things = append(t.Things, p)
		case epcis.Parent:
			t.Parent = p.Key
		case epcis.Child:
			t.Children = append(t.Children, p)
		case epcis.Consumed:
			t.Inputs = append(t.Inputs, p)
		case epcis.Made:
			t.Outputs = append(t.Outputs, p)
		}
	}
	for _, s := range f.Sources {
		t.Sources = append(t.Sources, s.Key)
	}
	for _, d := range f.Destinations {
		t.Destinations = append(t.Destinations, d.Key)
	}
	if e.Error != nil {
		t.Error = &trace.Declaration{Time: clock.Micros(f.Declared), Reason: f.Reason}
	}
	return t, nil
}

// minutes reads +08:00 as 480; what is no offset is 0.
func minutes(offset string) int32 {
	sign := int32(1)
	if strings.HasPrefix(offset, "-") {
		sign = -1
	}
	h, m, ok := strings.Cut(strings.TrimLeft(offset, "+-"), ":")
	hours, err := strconv.Atoi(h)
	mins, merr := strconv.Atoi(m)
	if !ok || err != nil || merr != nil {
		return 0
	}
	return sign * int32(60*hours+mins)
}
