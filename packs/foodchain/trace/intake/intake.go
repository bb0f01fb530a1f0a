// Package intake turns events of EPCIS 2.0 into events of lineage.
//
//	epcis.Event ─▶ keys in their one form, amounts in millionths, places ─▶ trace.Event
//
// It loses what lineage does not need; the event as received travels along in Body. It refuses
// nothing that EPCIS allows: an amount beyond what is counted here counts as not said.
package intake

import (
	"strconv"
	"strings"

	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/trace"
)

// lossList is the name, in a namespace of the capturer, of a stated loss: a quantity and a uom of
// a transformation that went into none of its outputs. EPCIS has no field for it.
const lossList = "lossQuantityList"

// Event gives the event for lineage.
func Event(e *epcis.Event) trace.Event {
	out := trace.Event{
		Hash: epcis.Digest(e), ID: e.EventID, Type: trace.Type(e.Type), Action: trace.Action(e.Action), Step: e.BizStep, Disposition: e.Disposition,
		Time: e.EventTime.UnixMicro(), Zone: minutes(e.Offset), Parent: key(e.ParentID),
		Things: portions(e.EPCs, e.Quantities), Children: portions(e.ChildEPCs, e.ChildQuantities),
		Inputs: portions(e.InputEPCs, e.InputQuantities), Outputs: portions(e.OutputEPCs, e.OutputQuantities), Loss: loss(e.Extensions),
		ReadPoint: key(e.ReadPoint.ID), Location: key(e.BizLocation.ID), Process: key(e.TransformationID),
		Sources: locations(e.Sources), Destinations: locations(e.Destinations), Body: []byte(e.Standalone()),
	}
	if e.Error != nil {
		reason := e.Error.Reason
		out.Error = &trace.Declaration{Reason: reason[strings.LastIndexAny(reason, ":/-")+1:]}
		if !e.Error.Time.IsZero() {
			out.Error.Time = e.Error.Time.UnixMicro()
		}
	}
	return out
}

func key(s string) string {
	if s == "" {
		return ""
	}
	return epcis.Canonical(s)
}

// minutes reads +08:00; the reader has checked its form.
func minutes(offset string) int32 {
	if len(offset) != 6 {
		return 0
	}
	h, herr := strconv.Atoi(offset[1:3])
	m, merr := strconv.Atoi(offset[4:])
	if herr != nil || merr != nil {
		return 0
	}
	if offset[0] == '-' {
		return -int32(60*h + m)
	}
	return int32(60*h + m)
}

func portions(epcs []string, quantities []epcis.Quantity) []trace.Portion {
	if len(epcs)+len(quantities) == 0 {
		return nil
	}
	out := make([]trace.Portion, 0, len(epcs)+len(quantities))
	for _, e := range epcs {
		out = append(out, trace.Portion{Key: key(e)})
	}
	for _, q := range quantities {
		out = append(out, trace.Portion{Key: key(q.Class), Amount: amount(string(q.Amount)), Unit: q.Unit})
	}
	return out
}

func amount(s string) int64 {
	n, err := trace.ParseAmount(s)
	if err != nil {
		return 0
	}
	return n
}

// locations are the sources or destinations that are places; parties are none.
func locations(list []epcis.Typed) (out []string) {
	for _, t := range list {
		if kind := t.Type[strings.LastIndexAny(t.Type, ":/-")+1:]; kind == "location" && t.ID != "" {
			out = append(out, key(t.ID))
		}
	}
	return out
}

func loss(extensions []epcis.Field) (out []trace.Portion) {
	for _, f := range extensions {
		if f.Name != lossList {
			continue
		}
		var p trace.Portion
		for _, x := range f.Fields {
			switch x.Name {
			case "quantity":
				p.Amount = amount(x.Value)
			case "uom":
				p.Unit = x.Value
			}
		}
		if p.Amount > 0 {
			out = append(out, p)
		}
	}
	return out
}
