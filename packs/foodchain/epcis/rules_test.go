package epcis_test

import (
	"errors"
	"strings"
	"testing"

	"banjie/packs/foodchain/epcis"
)

// Events that are right, from which each refusal is one change away.
const (
	objectEvent         = `{"type":"ObjectEvent","eventTime":"2026-06-01T08:30:00+08:00","eventTimeZoneOffset":"+08:00","action":"ADD","bizStep":"commissioning","disposition":"active","epcList":["https://id.gs1.org/01/06901234000016/21/A1"],"quantityList":[{"epcClass":"https://id.gs1.org/01/06901234000016/10/L1","quantity":12.5,"uom":"KGM"}],"readPoint":{"id":"https://id.gs1.org/414/6901234000504"},"bizTransactionList":[{"type":"po","bizTransaction":"http://shop.example/po/7"}],"sourceList":[{"type":"location","source":"urn:epc:id:sgln:6901234.00050.0"}],"persistentDisposition":{"set":["recalled"]},"ilmd":{"ex:grade":"A"},"ex:note":"first picking"}`
	aggregationEvent    = `{"type":"AggregationEvent","eventTime":"2026-06-01T08:30:00Z","eventTimeZoneOffset":"+08:00","action":"ADD","parentID":"urn:epc:id:sscc:6901234.0000000001","childEPCs":["https://id.gs1.org/01/06901234000016/21/A1"]}`
	transactionEvent    = `{"type":"TransactionEvent","eventTime":"2026-06-01T08:30:00Z","eventTimeZoneOffset":"+08:00","action":"ADD","bizTransactionList":[{"bizTransaction":"http://shop.example/po/7"}],"epcList":["https://id.gs1.org/01/06901234000016/21/A1"]}`
	transformationEvent = `{"type":"TransformationEvent","eventTime":"2026-06-01T08:30:00Z","eventTimeZoneOffset":"+08:00","inputEPCList":["https://id.gs1.org/01/06901234000016/21/A1"],"outputQuantityList":[{"epcClass":"https://id.gs1.org/01/06901234000023/10/L2"}]}`
	associationEvent    = `{"type":"AssociationEvent","eventTime":"2026-06-01T08:30:00Z","eventTimeZoneOffset":"+08:00","action":"ADD","parentID":"urn:epc:id:grai:6901234.00001.7","childEPCs":["urn:epc:id:giai:6901234.S1"]}`
	sensorEvent         = `{"type":"ObjectEvent","eventTime":"2026-06-01T08:30:00Z","eventTimeZoneOffset":"+08:00","action":"OBSERVE","readPoint":{"id":"https://id.gs1.org/414/6901234000504"},"sensorElementList":[{"sensorMetadata":{"time":"2026-06-01T08:00:00Z","deviceID":"urn:epc:id:giai:6901234.S1"},"sensorReport":[{"type":"Temperature","value":4.5,"uom":"CEL","booleanValue":true,"hexBinaryValue":"f0a1","component":"x","exception":"ALARM_CONDITION"}]}]}`
)

var prefixes = epcis.Context{{Name: "ex", Space: "https://ns.example.com/epcis/"}}

func parse(text string) (*epcis.Event, error) {
	return epcis.Parse(text, prefixes, epcis.DefaultLimits)
}

func mustParse(t testing.TB, text string) *epcis.Event {
	t.Helper()
	e, err := parse(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return e
}

func TestRightEventsAreTaken(t *testing.T) {
	for _, text := range []string{objectEvent, aggregationEvent, transactionEvent, transformationEvent, associationEvent, sensorEvent,
		replace(t, aggregationEvent, `"ADD"`, `"DELETE"`, `,"childEPCs":["https://id.gs1.org/01/06901234000016/21/A1"]`, ``),
		replace(t, aggregationEvent, `"ADD"`, `"OBSERVE"`, `"parentID":"urn:epc:id:sscc:6901234.0000000001",`, ``),
		replace(t, transformationEvent, `"outputQuantityList":[{"epcClass":"https://id.gs1.org/01/06901234000023/10/L2"}]`, `"transformationID":"urn:epc:id:gdti:6901234.00001.9"`),
		replace(t, transactionEvent, `"ADD"`, `"DELETE"`, `,"epcList":["https://id.gs1.org/01/06901234000016/21/A1"]`, ``),
		replace(t, objectEvent, `"bizStep":"commissioning"`, `"bizStep":"cbv:BizStep-commissioning"`),
		replace(t, objectEvent, `"bizStep":"commissioning"`, `"bizStep":"urn:epcglobal:cbv:bizstep:commissioning"`),
		replace(t, objectEvent, `"bizStep":"commissioning"`, `"bizStep":"http://steps.example/picking"`),
		replace(t, objectEvent, `"ex:note":"first picking"`, `"errorDeclaration":{"declarationTime":"2026-06-02T00:00:00Z","reason":"did_not_occur","correctiveEventIDs":["urn:uuid:1"],"ex:who":"lab"}`),
		replace(t, objectEvent, `"type":"ObjectEvent"`, `"type":"ex:Blessing"`),
	} {
		if _, err := parse(text); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
	}
}

// replace changes a text by pairs of old and new, each of which must be there.
func replace(t testing.TB, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%s is not in %s", pairs[i], text)
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name, base, old, new string
		rule, pointer        string
	}{
		{"no type", objectEvent, `"type":"ObjectEvent",`, ``, "missing", ""},
		{"no such type", objectEvent, `"ObjectEvent"`, `"ObjetEvent"`, "event_type", "/type"},
		{"no time", objectEvent, `"eventTime":"2026-06-01T08:30:00+08:00",`, ``, "missing", ""},
		{"no offset", objectEvent, `"eventTimeZoneOffset":"+08:00",`, ``, "missing", ""},
		{"no action", objectEvent, `"action":"ADD",`, ``, "missing", ""},
		{"action", objectEvent, `"ADD"`, `"add"`, "action", "/action"},
		{"time without zone", objectEvent, `08:30:00+08:00`, `08:30:00`, "not_an_instant", "/eventTime"},
		{"time with a blank", objectEvent, `2026-06-01T`, `2026-06-01 `, "not_an_instant", "/eventTime"},
		{"30 February", objectEvent, `2026-06-01T`, `2026-02-30T`, "not_an_instant", "/eventTime"},
		{"hour 24", objectEvent, `T08:30`, `T24:00`, "not_an_instant", "/eventTime"},
		{"time as number", objectEvent, `"2026-06-01T08:30:00+08:00"`, `1780000000`, "wrong_kind", "/eventTime"},
		{"offset of one digit", objectEvent, `"+08:00","action"`, `"+8:00","action"`, "not_an_offset", "/eventTimeZoneOffset"},
		{"offset Z", objectEvent, `"+08:00","action"`, `"Z","action"`, "not_an_offset", "/eventTimeZoneOffset"},
		{"offset too large", objectEvent, `"+08:00","action"`, `"+14:30","action"`, "not_an_offset", "/eventTimeZoneOffset"},
		{"EPC no URI", objectEvent, `"https://id.gs1.org/01/06901234000016/21/A1"`, `"A1"`, "not_a_uri", "/epcList/0"},
		{"EPC with a blank", objectEvent, `21/A1"]`, `21/A 1"]`, "not_a_uri", "/epcList/0"},
		{"EPC broken escape", objectEvent, `21/A1"]`, `21/A%1"]`, "not_a_uri", "/epcList/0"},
		{"EPC number", objectEvent, `"https://id.gs1.org/01/06901234000016/21/A1"`, `7`, "wrong_kind", "/epcList/0"},
		{"EPC twice", objectEvent, `21/A1"]`, `21/A1","https://id.gs1.org/01/06901234000016/21/A1"]`, "twice", "/epcList/1"},
		{"list as text", objectEvent, `["https://id.gs1.org/01/06901234000016/21/A1"]`, `"https://id.gs1.org/01/06901234000016/21/A1"`, "wrong_kind", "/epcList"},
		{"quantity as text", objectEvent, `12.5`, `"twelve"`, "not_a_number", "/quantityList/0/quantity"},
		{"quantity as quoted number", objectEvent, `12.5`, `"12.5"`, "not_a_number", "/quantityList/0/quantity"},
		{"unknown in quantity", objectEvent, `"uom":"KGM"`, `"weight":5`, "unknown_field", "/quantityList/0/weight"},
		{"prefixed in quantity", objectEvent, `"uom":"KGM"`, `"ex:weight":5`, "unknown_field", "/quantityList/0/ex:weight"},
		{"no class", objectEvent, `"epcClass":"https://id.gs1.org/01/06901234000016/10/L1",`, ``, "missing", "/quantityList/0"},
		{"unit", objectEvent, `"KGM"`, `"kg"`, "unit", "/quantityList/0/uom"},
		{"bare step", objectEvent, `"commissioning"`, `"harvesting"`, "not_in_vocabulary", "/bizStep"},
		{"standard URN unknown", objectEvent, `"commissioning"`, `"urn:epcglobal:cbv:bizstep:harvesting"`, "not_in_vocabulary", "/bizStep"},
		{"standard URI unknown", objectEvent, `"commissioning"`, `"https://ref.gs1.org/cbv/BizStep-harvesting"`, "not_in_vocabulary", "/bizStep"},
		{"bare disposition", objectEvent, `"active"`, `"tasty"`, "not_in_vocabulary", "/disposition"},
		{"bare lasting disposition", objectEvent, `"recalled"`, `"tasty"`, "not_in_vocabulary", "/persistentDisposition/set/0"},
		{"lasting disposition empty", objectEvent, `{"set":["recalled"]}`, `{}`, "empty_disposition", "/persistentDisposition"},
		{"lasting list empty", objectEvent, `["recalled"]`, `[]`, "empty", "/persistentDisposition/set"},
		{"transaction type", objectEvent, `"type":"po"`, `"type":"order"`, "not_in_vocabulary", "/bizTransactionList/0/type"},
		{"transaction no URI", objectEvent, `"http://shop.example/po/7"`, `"7"`, "not_a_uri", "/bizTransactionList/0/bizTransaction"},
		{"source without type", objectEvent, `"type":"location",`, ``, "missing", "/sourceList/0"},
		{"source type", objectEvent, `"type":"location"`, `"type":"place"`, "not_in_vocabulary", "/sourceList/0/type"},
		{"place as text", objectEvent, `{"id":"https://id.gs1.org/414/6901234000504"}`, `"https://id.gs1.org/414/6901234000504"`, "wrong_kind", "/readPoint"},
		{"place without id", objectEvent, `{"id":"https://id.gs1.org/414/6901234000504"}`, `{"ex:hall":"3"}`, "missing", "/readPoint"},
		{"unknown field", objectEvent, `"ex:note"`, `"note"`, "unknown_field", "/note"},
		{"undeclared prefix", objectEvent, `"ex:note"`, `"ey:note"`, "undeclared_prefix", "/ey:note"},
		{"ilmd without prefix", objectEvent, `"ex:grade"`, `"grade"`, "unknown_field", "/ilmd/grade"},
		{"ilmd on OBSERVE", objectEvent, `"ADD"`, `"OBSERVE"`, "ilmd_not_add", "/ilmd"},
		{"ilmd elsewhere", aggregationEvent, `"action":"ADD"`, `"action":"ADD","ilmd":{"ex:a":"b"}`, "ilmd_not_add", "/ilmd"},
		{"a field of another type", objectEvent, `"ex:note":"first picking"`, `"parentID":"urn:epc:id:sscc:6901234.0000000001"`, "field_not_here", "/parentID"},
		{"action of a transformation", transformationEvent, `"inputEPCList"`, `"action":"ADD","inputEPCList"`, "field_not_here", "/action"},
		{"error without time", objectEvent, `"ex:note":"first picking"`, `"errorDeclaration":{"reason":"incorrect_data"}`, "missing", "/errorDeclaration"},
		{"error reason", objectEvent, `"ex:note":"first picking"`, `"errorDeclaration":{"declarationTime":"2026-06-02T00:00:00Z","reason":"typo"}`, "not_in_vocabulary", "/errorDeclaration/reason"},
		{"certification", objectEvent, `"ex:note":"first picking"`, `"certificationInfo":[{"gs1:agency":"x"}]`, "wrong_kind", "/certificationInfo/0"},
		{"object about nothing", objectEvent, `"epcList":["https://id.gs1.org/01/06901234000016/21/A1"],"quantityList":[{"epcClass":"https://id.gs1.org/01/06901234000016/10/L1","quantity":12.5,"uom":"KGM"}],`, ``, "no_what", ""},
		{"object with empty lists", objectEvent, `"epcList":["https://id.gs1.org/01/06901234000016/21/A1"],"quantityList":[{"epcClass":"https://id.gs1.org/01/06901234000016/10/L1","quantity":12.5,"uom":"KGM"}]`, `"epcList":[],"quantityList":[]`, "no_what", ""},
		{"packing nothing", aggregationEvent, `["https://id.gs1.org/01/06901234000016/21/A1"]`, `[]`, "no_what", ""},
		{"packing into nothing", aggregationEvent, `"parentID":"urn:epc:id:sscc:6901234.0000000001",`, ``, "no_parent", ""},
		{"association without parent", associationEvent, `"parentID":"urn:epc:id:grai:6901234.00001.7",`, ``, "missing", ""},
		{"transaction without transactions", transactionEvent, `[{"bizTransaction":"http://shop.example/po/7"}]`, `[]`, "empty", "/bizTransactionList"},
		{"transformation without output", transformationEvent, `,"outputQuantityList":[{"epcClass":"https://id.gs1.org/01/06901234000023/10/L2"}]`, ``, "no_what", ""},
		{"sensor without type", sensorEvent, `"type":"Temperature",`, ``, "missing", "/sensorElementList/0/sensorReport/0"},
		{"sensor type", sensorEvent, `"Temperature"`, `"Warmth"`, "not_in_vocabulary", "/sensorElementList/0/sensorReport/0/type"},
		{"sensor value as text", sensorEvent, `4.5`, `"4.5"`, "not_a_number", "/sensorElementList/0/sensorReport/0/value"},
		{"sensor truth as text", sensorEvent, `true`, `"true"`, "wrong_kind", "/sensorElementList/0/sensorReport/0/booleanValue"},
		{"sensor hex", sensorEvent, `"f0a1"`, `"f0a"`, "not_hex", "/sensorElementList/0/sensorReport/0/hexBinaryValue"},
		{"sensor component", sensorEvent, `"component":"x"`, `"component":"up"`, "not_in_vocabulary", "/sensorElementList/0/sensorReport/0/component"},
		{"sensor exception", sensorEvent, `"ALARM_CONDITION"`, `"ALARM"`, "not_in_vocabulary", "/sensorElementList/0/sensorReport/0/exception"},
		{"sensor without reports", sensorEvent, `"sensorReport":[{"type":"Temperature","value":4.5,"uom":"CEL","booleanValue":true,"hexBinaryValue":"f0a1","component":"x","exception":"ALARM_CONDITION"}]`, `"sensorReport":[]`, "empty", "/sensorElementList/0/sensorReport"},
		{"sensor unknown field", sensorEvent, `"component":"x"`, `"warmth":4`, "unknown_field", "/sensorElementList/0/sensorReport/0/warmth"},
		{"sensor metadata unknown", sensorEvent, `"deviceID"`, `"device"`, "unknown_field", "/sensorElementList/0/sensorMetadata/device"},
		{"context of numbers", objectEvent, `"type":"ObjectEvent"`, `"type":"ObjectEvent","@context":[7]`, "context", "/@context"},
		{"empty step", objectEvent, `"commissioning"`, `" "`, "empty", "/bizStep"},
		{"null", objectEvent, `"commissioning"`, `null`, "wrong_kind", "/bizStep"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parse(replace(t, c.base, c.old, c.new))
			var r *epcis.Refusal
			if !errors.As(err, &r) {
				t.Fatalf("taken, or %v", err)
			}
			p := r.Problems[0]
			if p.Rule != c.rule || p.Pointer != c.pointer || len(r.Problems) != 1 {
				t.Errorf("got %d problems, first %s at %q (%s); want %s at %q", len(r.Problems), p.Rule, p.Pointer, p.Message.EN, c.rule, c.pointer)
			}
			if p.Message.ZH == "" || p.Message.EN == "" || p.Remedy.ZH == "" || p.Remedy.EN == "" || strings.Contains(p.Message.ZH+p.Message.EN+p.Remedy.ZH+p.Remedy.EN, "%!") {
				t.Errorf("not said in both languages: %+v", p)
			}
			if f := r.Fault(); len(f.Fields) != 1 || f.Message.ZH == "" || f.Remedy.EN == "" {
				t.Errorf("fault: %+v", f)
			}
		})
	}
}

func TestEveryPlaceIsNamed(t *testing.T) {
	_, err := parse(replace(t, objectEvent, `"ADD"`, `"PLUS"`, `"commissioning"`, `"harvesting"`, `12.5`, `"x"`))
	var r *epcis.Refusal
	if !errors.As(err, &r) || len(r.Problems) != 3 {
		t.Fatalf("want three places, got %v", err)
	}
}
