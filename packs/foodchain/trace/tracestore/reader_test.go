package tracestore_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"banjie/packs/foodchain/trace"
)

type jsonPortion struct {
	Class    string      `json:"epcClass"`
	Quantity json.Number `json:"quantity"`
	Unit     string      `json:"uom"`
}

type jsonPlace struct{ ID string }

type jsonEvent struct {
	ID, Type, Action, BizStep, Disposition string
	EventID                                string
	EventTime                              time.Time
	ParentID                               string
	EPCList, ChildEPCs                     []string
	InputEPCList, OutputEPCList            []string
	QuantityList, ChildQuantityList        []jsonPortion
	InputQuantityList, OutputQuantityList  []jsonPortion
	ReadPoint, BizLocation                 jsonPlace
	TransformationID                       string
	SourceList                             []struct{ Type, Source string }
	DestinationList                        []struct{ Type, Destination string }
	ErrorDeclaration                       *struct{ Reason string }
}

func portions(t testing.TB, epcs []string, list []jsonPortion) (out []trace.Portion) {
	for _, e := range epcs {
		out = append(out, trace.Portion{Key: e})
	}
	for _, q := range list {
		p := trace.Portion{Key: q.Class, Unit: q.Unit}
		if q.Quantity != "" {
			var err error
			if p.Amount, err = trace.ParseAmount(q.Quantity.String()); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, p)
	}
	return out
}

func readEvent(t testing.TB, raw json.RawMessage) trace.Event {
	var all map[string]any
	var j jsonEvent
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &j); err != nil {
		t.Fatal(err)
	}
	delete(all, "eventID")
	delete(all, "errorDeclaration")
	plain, _ := json.Marshal(all)
	e := trace.Event{Hash: sha256.Sum256(plain), ID: j.EventID, Type: trace.Type(j.Type), Action: trace.Action(j.Action), Step: j.BizStep, Disposition: j.Disposition,
		Time: j.EventTime.UnixMicro(), Parent: j.ParentID, Things: portions(t, j.EPCList, j.QuantityList), Children: portions(t, j.ChildEPCs, j.ChildQuantityList),
		Inputs: portions(t, j.InputEPCList, j.InputQuantityList), Outputs: portions(t, j.OutputEPCList, j.OutputQuantityList),
		ReadPoint: j.ReadPoint.ID, Location: j.BizLocation.ID, Process: j.TransformationID, Body: raw}
	for _, s := range j.SourceList {
		e.Sources = append(e.Sources, s.Source)
	}
	for _, d := range j.DestinationList {
		e.Destinations = append(e.Destinations, d.Destination)
	}
	if j.ErrorDeclaration != nil {
		e.Error = &trace.Declaration{Reason: j.ErrorDeclaration.Reason}
	}
	return e
}

func readSet(t testing.TB, name string) []trace.Event {
	folder := shared(t)
	var out []trace.Event
	raw, err := os.ReadFile(filepath.Join(folder, name+".events.json"))
	if err == nil {
		var doc struct {
			EPCISBody struct{ EventList []json.RawMessage }
		}
		if err := json.Unmarshal(raw, &doc); err != nil {
			t.Fatal(err)
		}
		for _, e := range doc.EPCISBody.EventList {
			out = append(out, readEvent(t, e))
		}
		return out
	}
	if raw, err = os.ReadFile(filepath.Join(folder, name+".events.jsonl")); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		out = append(out, readEvent(t, bytes.Clone(lines.Bytes())))
	}
	return out
}
