package query_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/query"
)

var prefixes = epcis.Context{{Name: "ex", Space: "https://ns.example.com/epcis/"}}

const at = `"eventTime":"2026-06-0%d%sT08:00:00+08:00","eventTimeZoneOffset":"+08:00"`

// texts are events A to G, one of each type and two that need more.
var texts = map[string]string{
	"A": `{"type":"ObjectEvent",@1,"recordTime":"2026-07-01T00:00:00Z","eventID":"urn:uuid:a","action":"ADD","bizStep":"commissioning","disposition":"active","epcList":["https://id.gs1.org/01/06901234000016/21/A1"],"quantityList":[{"epcClass":"https://id.gs1.org/01/06901234000016/10/L1","quantity":12.5,"uom":"KGM"}],"readPoint":{"id":"https://id.gs1.org/414/6901234000504/254/S1","ex:hall":"3"},"bizLocation":{"id":"https://id.gs1.org/414/6901234000504","ex:row":7},"bizTransactionList":[{"type":"po","bizTransaction":"http://shop.example/po/7"},{"bizTransaction":"http://shop.example/x/1"}],"sourceList":[{"type":"location","source":"urn:epc:id:sgln:6901234.00050.0"}],"destinationList":[{"type":"ex:keeper","destination":"urn:uuid:d"}],"ilmd":{"ex:grade":"A","ex:box":{"ex:size":40}},"ex:brix":11.50,"ex:when":"2026-05-01T00:00:00+08:00","ex:note":{"ex:by":"lab","ex:deep":{"ex:no":3}}}`,
	"B": `{"type":"AggregationEvent",@2,"action":"ADD","bizStep":"packing","parentID":"urn:epc:id:sscc:6901234.0000000001","childEPCs":["urn:epc:id:sgtin:6901234.000001.A1","urn:epc:id:sgtin:6901234.000001.A2"],"childQuantityList":[{"epcClass":"urn:epc:class:lgtin:6901234.000001.L1","quantity":3}]}`,
	"C": `{"type":"TransactionEvent",@3,"recordTime":"2026-07-03T00:00:00Z","action":"OBSERVE","bizStep":"shipping","disposition":"in_transit","bizTransactionList":[{"type":"inv","bizTransaction":"http://shop.example/inv/9"}],"parentID":"urn:epc:id:sscc:6901234.0000000001","epcList":["urn:uuid:c1"]}`,
	"D": `{"type":"TransformationEvent",@4,"inputEPCList":["urn:epc:id:sgtin:6901234.000001.A2"],"inputQuantityList":[{"epcClass":"urn:epc:class:lgtin:6901234.000001.L1","quantity":40,"uom":"KGM"}],"outputEPCList":["urn:epc:id:sgtin:6901234.000002.Z"],"outputQuantityList":[{"epcClass":"urn:epc:class:lgtin:6901234.000002.L2","quantity":10,"uom":"LTR"}],"transformationID":"urn:epc:id:gdti:6901234.00001.9","ilmd":{"ex:grade":"B"}}`,
	"E": `{"type":"AssociationEvent",@5,"action":"DELETE","parentID":"urn:epc:id:grai:6901234.00001.7","childEPCs":["urn:epc:id:giai:6901234.S1"],"bizLocation":{"id":"https://id.gs1.org/414/6901234000511"}}`,
	"F": `{"type":"ObjectEvent",@6,"action":"OBSERVE","bizStep":"sensor_reporting","epcList":["urn:uuid:f"],"persistentDisposition":{"set":["recalled"],"unset":["available"]},"sensorElementList":[{"ex:shelf":{"ex:no":1},"sensorMetadata":{"time":"2026-06-06T00:00:00Z","startTime":"2026-06-06T00:01:00Z","endTime":"2026-06-06T00:02:00Z","deviceID":"urn:epc:id:giai:6901234.S1","dataProcessingMethod":"https://m.example/1","bizRules":"https://b.example/1","ex:cal":"2026"},"sensorReport":[{"type":"Temperature","value":4.5,"uom":"CEL","minValue":-2,"maxValue":9,"meanValue":4,"sDev":0.5,"percRank":50,"percValue":4.25,"ex:probe":"p1"},{"type":"AbsoluteHumidity","value":60,"uom":"A93","stringValue":"damp","booleanValue":true,"hexBinaryValue":"f0A1","uriValue":"https://u.example/1","chemicalSubstance":"https://s.example/1","microorganism":"https://o.example/1","deviceID":"urn:uuid:dev"}]}]}`,
	"G": `{"type":"ObjectEvent",@7,"eventID":"urn:uuid:a","action":"OBSERVE","epcList":["urn:epc:id:grai:6901234.00001.7"],"errorDeclaration":{"declarationTime":"2026-06-08T00:00:00Z","reason":"incorrect_data","correctiveEventIDs":["urn:uuid:b"],"ex:who":{"ex:name":"lab"}},"ex:brix":"high"}`,
}

func events(t testing.TB) map[string]*epcis.Event {
	all := map[string]*epcis.Event{}
	for name, text := range texts {
		for day := range 8 {
			text = strings.Replace(text, fmt.Sprintf("@%d", day), fmt.Sprintf(at, day, ""), 1)
		}
		e, err := epcis.Parse(text, prefixes, epcis.DefaultLimits)
		if err != nil {
			t.Fatal(name, err)
		}
		all[name] = e
	}
	return all
}

// asked gives the names of the events that a query takes, in order.
func asked(q *query.Query, all map[string]*epcis.Event) string {
	var took []string
	for name, e := range all {
		if q.Match(e) {
			took = append(took, name)
		}
	}
	slices.Sort(took)
	return strings.Join(took, "")
}

type list []string

// rows are the parameters of EPCIS 2.0, section 8.2.7.1, each with a value and the events
// that it takes.
var rows = []struct {
	name  string
	value any // list, float64, bool or string
	want  string
}{
	{"eventType", list{"ObjectEvent", "epcis:AssociationEvent"}, "AEFG"},
	{"GE_eventTime", "2026-06-05T00:00:00Z", "EFG"},
	{"GE_eventTime", "2026-06-05T08:00:00+08:00", "EFG"},
	{"LT_eventTime", "2026-06-02T08:00:00+08:00", "A"},
	{"GE_recordTime", "2026-07-02T00:00:00Z", "C"},
	{"LT_recordTime", "2026-07-02T00:00:00Z", "A"},
	{"EQ_action", list{"ADD", "DELETE"}, "ABE"},
	{"EQ_bizStep", list{"packing", "urn:epcglobal:cbv:bizstep:shipping", "https://ref.gs1.org/cbv/BizStep-commissioning"}, "ABC"},
	{"EQ_disposition", list{"cbv:Disp-active"}, "A"},
	{"EQ_persistentDisposition_set", list{"recalled"}, "F"},
	{"EQ_persistentDisposition_unset", list{"recalled"}, ""},
	{"EQ_persistentDisposition_unset", list{"available"}, "F"},
	{"EQ_readPoint", list{"urn:epc:id:sgln:6901234.00050.S1"}, "A"},
	{"WD_readPoint", list{"https://id.gs1.org/414/6901234000504"}, "A"},
	{"EQ_readPoint", list{"https://id.gs1.org/414/6901234000504"}, ""},
	{"EQ_bizLocation", list{"https://other.example/414/6901234000504?x=1"}, "A"},
	{"WD_bizLocation", list{"https://id.gs1.org/414/6901234000504", "https://id.gs1.org/414/6901234000511"}, "AE"},
	{"EQ_transformationID", list{"https://id.gs1.org/253/69012340000169"}, "D"},

	{"MATCH_epc", list{"urn:epc:id:sgtin:6901234.000001.A1"}, "AB"},
	{"MATCH_epc", list{"urn:epc:idpat:sgtin:6901234.000001.*"}, "AB"},
	{"MATCH_epc", list{"urn:epc:idpat:sgtin:6901234.*.*"}, "AB"},
	{"MATCH_epc", list{"urn:epc:idpat:sgtin:*.*.*"}, "AB"},
	{"MATCH_epc", list{"urn:epc:idpat:grai:6901234.00001.*"}, "G"},
	{"MATCH_epc", list{"urn:epc:idpat:sgtin:6901235.*.*"}, ""},
	{"MATCH_epc", list{"https://id.gs1.org/01/06901234000016/21/A2", "urn:uuid:c1"}, "BC"},
	{"MATCH_parentID", list{"https://id.gs1.org/00/069012340000000016"}, "BC"},
	{"MATCH_parentID", list{"urn:epc:idpat:grai:6901234.*.*"}, "E"},
	{"MATCH_inputEPC", list{"https://id.gs1.org/01/06901234000016/21/A2"}, "D"},
	{"MATCH_outputEPC", list{"urn:epc:idpat:sgtin:6901234.000002.*"}, "D"},
	{"MATCH_anyEPC", list{"https://id.gs1.org/01/06901234000016/21/A2", "https://id.gs1.org/00/069012340000000016"}, "BCD"},
	{"MATCH_epcClass", list{"urn:epc:class:lgtin:6901234.000001.L1"}, "AB"},
	{"MATCH_epcClass", list{"urn:epc:class:lgtin:6901234.000001.*"}, "AB"},
	{"MATCH_inputEPCClass", list{"https://id.gs1.org/01/06901234000016/10/L1"}, "D"},
	{"MATCH_outputEPCClass", list{"https://id.gs1.org/01/06901234000016/10/L1"}, ""},
	{"MATCH_outputEPCClass", list{"urn:epc:class:lgtin:6901234.000002.L2"}, "D"},
	{"MATCH_anyEPCClass", list{"https://id.gs1.org/01/06901234000016/10/L1"}, "ABD"},

	{"EQ_quantity", 12.5, "A"}, {"GT_quantity", 12.5, "D"}, {"GE_quantity", 12.5, "AD"}, {"LT_quantity", 10.0, "B"}, {"LE_quantity", 10.0, "BD"},
	{"GE_quantity_KGM", 12.0, "AD"}, {"LT_quantity_LTR", 12.0, "D"},
	{"EQ_bizTransaction_po", list{"http://shop.example/po/7", "http://shop.example/inv/9"}, "A"},
	{"EQ_bizTransaction_urn:epcglobal:cbv:btt:inv", list{"http://shop.example/inv/9"}, "C"},
	{"EQ_source_location", list{"https://id.gs1.org/414/6901234000504"}, "A"},
	{"EQ_destination_ex:keeper", list{"urn:uuid:d"}, "A"},
	{"EQ_destination_owning_party", list{"urn:uuid:d"}, ""},

	{"EQ_eventID", list{"urn:uuid:a"}, "AG"},
	{"EXISTS_errorDeclaration", true, "G"}, {"EXISTS_errorDeclaration", false, "ABCDEF"},
	{"GE_errorDeclarationTime", "2026-06-08T00:00:00Z", "G"}, {"LT_errorDeclarationTime", "2026-06-08T00:00:00Z", ""},
	{"GE_errorDeclaration_Time", "2026-06-07T00:00:00Z", "G"}, {"LT_errorDeclaration_Time", "2026-06-09T00:00:00Z", "G"},
	{"EQ_errorReason", list{"incorrect_data"}, "G"}, {"EQ_errorReason", list{"did_not_occur"}, ""},
	{"EQ_correctiveEventID", list{"urn:uuid:b"}, "G"},

	{"EQ_ex:brix", list{"11.5"}, "A"}, {"EQ_ex:brix", list{"high", "low"}, "G"}, {"GT_ex:brix", 11.0, "A"}, {"LE_ex:brix", 11.0, ""},
	{"EQ_https://ns.example.com/epcis/#brix", list{"11.50"}, "A"}, {"EQ_https://ns.example.com/epcis/brix", list{"11.50"}, "A"},
	{"GE_ex:when", "2026-04-30T16:00:00Z", "A"}, {"LT_ex:when", "2026-04-30T16:00:00Z", ""},
	{"EXISTS_ex:note", true, "A"}, {"EXISTS_ex:note", false, "BCDEFG"}, {"EXISTS_INNER_ex:no", true, "A"}, {"EXISTS_INNER_ex:note", true, ""},
	{"EQ_INNER_ex:by", list{"lab"}, "A"}, {"GE_INNER_ex:no", 3.0, "A"}, {"GT_INNER_ex:no", 3.0, ""},
	{"EQ_ILMD_ex:grade", list{"A", "B"}, "AD"}, {"EXISTS_ILMD_ex:box", true, "A"}, {"GT_INNER_ILMD_ex:size", 39.0, "A"}, {"EXISTS_INNER_ILMD_ex:size", true, "A"},
	{"EQ_ERROR_DECLARATION_ex:who", list{"lab"}, ""}, {"EXISTS_ERROR_DECLARATION_ex:who", true, "G"}, {"EQ_INNER_ERROR_DECLARATION_ex:name", list{"lab"}, "G"},
	{"EQ_readPoint_ex:hall", list{"3"}, "A"}, {"GE_bizLocation_ex:row", 7.0, "A"},
	{"EXISTS_SENSORELEMENT_ex:shelf", true, "F"}, {"EQ_INNER_SENSORELEMENT_ex:no", list{"1"}, "F"},
	{"EQ_SENSORMETADATA_ex:cal", list{"2026"}, "F"}, {"EQ_SENSORREPORT_ex:probe", list{"p1"}, "F"},

	{"EXISTS_sensorElementList", true, "F"}, {"EXISTS_ilmd", true, "AD"},
	{"GE_time", "2026-06-06T00:00:00Z", "F"}, {"LT_time", "2026-06-06T00:00:00Z", ""},
	{"GE_startTime", "2026-06-06T00:01:00Z", "F"}, {"LT_startTime", "2026-06-06T00:01:00Z", ""},
	{"GE_endTime", "2026-06-06T00:02:00.001Z", ""}, {"LT_endTime", "2026-06-06T00:02:01Z", "F"},
	{"EQ_type", list{"gs1:Temperature"}, "F"}, {"EQ_type", list{"Count"}, ""},
	{"EQ_deviceID", list{"https://id.gs1.org/8004/6901234S1"}, "F"}, {"EQ_deviceID", list{"urn:uuid:dev"}, "F"},
	{"EQ_dataProcessingMethod", list{"https://m.example/1"}, "F"}, {"EQ_bizRules", list{"https://b.example/1"}, "F"},
	{"EQ_microorganism", list{"https://o.example/1"}, "F"}, {"EQ_chemicalSubstance", list{"https://s.example/1"}, "F"},
	{"EQ_uriValue", list{"https://u.example/1"}, "F"}, {"EQ_stringValue", list{"damp"}, "F"}, {"EQ_hexBinaryValue", list{"F0a1"}, "F"},
	{"EQ_booleanValue", true, "F"}, {"EQ_booleanValue", false, ""},
	{"EQ_value_CEL", 4.5, "F"}, {"GE_value_CEL", 60.0, ""}, {"GE_value_A93", 60.0, "F"}, {"LT_value_FAH", 60.0, ""},
	{"LT_minValue_CEL", 0.0, "F"}, {"GE_maxValue_CEL", 9.0, "F"}, {"GT_meanValue_CEL", 4.0, ""}, {"LE_sDev_CEL", 0.5, "F"}, {"GE_percValue_CEL", 4.25, "F"},
	{"EQ_percRank", 50.0, "F"}, {"GT_percRank", 50.0, ""}, {"GE_percRank", 50.0, "F"}, {"LT_percRank", 51.0, "F"}, {"LE_percRank", 49.0, ""},
}

// asURL writes a value as the address has it, asJSON as a posted query does.
func asURL(v any) string {
	if l, ok := v.(list); ok {
		return strings.Join(l, "|")
	}
	return fmt.Sprint(v)
}

func asJSON(name string, v any) string {
	if n, ok := v.(float64); ok && strings.HasPrefix(name, "EQ_") {
		v = []float64{n} // the posted schema has a list
	}
	b, _ := json.Marshal(map[string]any{name: v}) // plain values always encode
	return string(b)
}

func TestEachParameter(t *testing.T) {
	all := events(t)
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			posted, err := query.Parse(asJSON(r.name, r.value), prefixes, epcis.DefaultLimits)
			if err != nil {
				t.Fatal(err)
			}
			if got := asked(posted, all); got != r.want {
				t.Errorf("posted %v: got %q, want %q", r.value, got, r.want)
			}
			address, err := url.ParseQuery(url.Values{r.name: {asURL(r.value)}}.Encode())
			if err != nil {
				t.Fatal(err)
			}
			q, err := query.FromURL(address, prefixes)
			if err != nil {
				t.Fatal(err)
			}
			if got := asked(q, all); got != r.want {
				t.Errorf("in an address %v: got %q, want %q", r.value, got, r.want)
			}
			again, err := query.Parse(q.JSON(), nil, epcis.DefaultLimits)
			if err != nil {
				t.Fatalf("%s: %v", q.JSON(), err)
			}
			if got := asked(again, all); got != r.want {
				t.Errorf("written again as %s: got %q, want %q", q.JSON(), got, r.want)
			}
		})
	}
}

// All conditions hold together, and those on a report by one and the same report.
func TestConditionsTogether(t *testing.T) {
	all := events(t)
	for text, want := range map[string]string{
		`{}`: "ABCDEFG",
		`{"eventType":["ObjectEvent"],"EQ_action":["OBSERVE"]}`:                    "FG",
		`{"EQ_type":["Temperature"],"GE_value_CEL":4}`:                             "F",
		`{"EQ_type":["Temperature"],"GE_value_A93":4}`:                             "",
		`{"EQ_type":["AbsoluteHumidity"],"EQ_booleanValue":true}`:                  "F",
		`{"EQ_type":["Temperature"],"EQ_booleanValue":true}`:                       "",
		`{"@context":{"y":"https://ns.example.com/epcis/"},"EXISTS_y:brix":true}`:  "AG",
		`{"query":{"EQ_action":["DELETE"]},"name":"gone"}`:                         "E",
		`{"EQ_action":["ADD"],"MATCH_epc":["urn:epc:id:sgtin:6901234.000001.A1"]}`: "AB",
		`{"EQ_quantity":12.5}`:             "A",
		`{"EXISTS_errorDeclaration":1}`:    "G",
		`{"EXISTS_errorDeclaration":null}`: "G",
	} {
		q, err := query.Parse(text, prefixes, epcis.DefaultLimits)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := asked(q, all); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// master is master data for the test: S1 lies in the market, the market has a licence.
type master struct{}

func (master) Within(place, site string) bool {
	return place == "https://id.gs1.org/414/6901234000511" && site == "https://id.gs1.org/414/6901234000504"
}

func (master) Attribute(id, name string) (string, bool) {
	if name == "https://ns.example.com/epcis/licence" && id == "https://id.gs1.org/414/6901234000511" {
		return "food", true
	}
	return "", false
}

func TestMasterData(t *testing.T) {
	all := events(t)
	for _, c := range []struct {
		text, with, without string
	}{
		{`{"WD_bizLocation":["https://id.gs1.org/414/6901234000504"]}`, "AE", "A"},
		{`{"HASATTR_bizLocation":["ex:licence"]}`, "E", ""},
		{`{"EQATTR_bizLocation_ex:licence":["food"]}`, "E", ""},
		{`{"EQ_ATTR_bizLocation_ex:licence":["toys"]}`, "", ""},
	} {
		q, err := query.Parse(c.text, prefixes, epcis.DefaultLimits)
		if err != nil {
			t.Fatal(c.text, err)
		}
		if got := asked(q, all); got != c.without {
			t.Errorf("%s without master data: %q, want %q", c.text, got, c.without)
		}
		q.Master = master{}
		if got := asked(q, all); got != c.with {
			t.Errorf("%s: %q, want %q", c.text, got, c.with)
		}
	}
}

func TestOrderAndPages(t *testing.T) {
	all := events(t)
	sorted := func(text string) string {
		t.Helper()
		q, err := query.Parse(text, prefixes, epcis.DefaultLimits)
		if err != nil {
			t.Fatal(text, err)
		}
		names := []string{"A", "B", "C", "D", "E", "F", "G"}
		slices.SortStableFunc(names, func(a, b string) int { return q.Compare(all[a], all[b]) })
		return strings.Join(names, "")
	}
	for text, want := range map[string]string{
		`{}`:                      "ABCDEFG",
		`{"orderBy":"eventTime"}`: "GFEDCBA", // DESC is the standard's default
		`{"orderBy":"eventTime","orderDirection":"ASC"}`:  "ABCDEFG",
		`{"orderBy":"recordTime"}`:                        "CABDEFG",
		`{"orderBy":"recordTime","orderDirection":"ASC"}`: "ACBDEFG",
		`{"orderBy":"ex:brix","orderDirection":"ASC"}`:    "AGBCDEF",
	} {
		if got := sorted(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	q, err := query.FromURL(url.Values{"perPage": {"30"}, "nextPageToken": {"abc"}, "maxEventCount": {"5"}, "orderBy": {"eventTime"}}, nil)
	if err != nil || q.PerPage != 30 || q.PageToken != "abc" || q.Max != 5 || q.Limit != 0 || !q.Descending {
		t.Errorf("%+v, %v", q, err)
	}
	q, err = query.FromURL(url.Values{"eventCountLimit": {"7"}}, nil)
	if err != nil || q.Limit != 7 || q.Descending {
		t.Errorf("%+v, %v", q, err)
	}
}

func TestRefusedQueries(t *testing.T) {
	for _, c := range []struct{ text, rule, pointer string }{
		{`[]`, "not_a_query", ""},
		{`{"EQ_bizStep":["harvesting"]}`, "value", "/EQ_bizStep"},
		{`{"EQ_bizStep":"packing"}`, "not_a_list", "/EQ_bizStep"},
		{`{"EQ_bizStep":[]}`, "not_a_list", "/EQ_bizStep"},
		{`{"EQ_action":["ADD",7]}`, "value", "/EQ_action"},
		{`{"EQ_action":["add"]}`, "value", "/EQ_action"},
		{`{"eventType":["ObjetEvent"]}`, "value", "/eventType"},
		{`{"GE_eventTime":"2026-06-01T08:30:00"}`, "value", "/GE_eventTime"},
		{`{"GE_eventTime":["2026-06-01T08:30:00Z"]}`, "value", "/GE_eventTime"},
		{`{"GT_eventTime":"2026-06-01T08:30:00Z"}`, "unknown_parameter", "/GT_eventTime"},
		{`{"MATCH_epc":["A1"]}`, "value", "/MATCH_epc"},
		{`{"GE_quantity":"12"}`, "value", "/GE_quantity"},
		{`{"GE_quantity_kg":12}`, "unknown_parameter", "/GE_quantity_kg"},
		{`{"GE_weight_KGM":12}`, "unknown_parameter", "/GE_weight_KGM"},
		{`{"EQ_bizTransaction_order":["urn:uuid:1"]}`, "unknown_parameter", "/EQ_bizTransaction_order"},
		{`{"EQ_zz:a":["1"]}`, "undeclared_prefix", "/EQ_zz:a"},
		{`{"GE_ex:a":"tall"}`, "value", "/GE_ex:a"},
		{`{"EQ_hexBinaryValue":["f0a"]}`, "value", "/EQ_hexBinaryValue"},
		{`{"EQ_booleanValue":"true"}`, "value", "/EQ_booleanValue"},
		{`{"orderBy":"size"}`, "value", "/orderBy"},
		{`{"orderDirection":"SIDEWAYS"}`, "value", "/orderDirection"},
		{`{"eventCountLimit":0}`, "value", "/eventCountLimit"},
		{`{"eventCountLimit":1.5}`, "value", "/eventCountLimit"},
		{`{"eventCountLimit":3,"maxEventCount":3}`, "limit_and_maximum", "/maxEventCount"},
		{`{"perPage":-1}`, "value", "/perPage"},
		{`{"query":{"EQ_step":["x"]}}`, "unknown_parameter", "/query/EQ_step"},
		{`{"EQ_bizStep":["packing"],"EQ_bizStep":["packing"]}`, "syntax", ""},
	} {
		_, err := query.Parse(c.text, prefixes, epcis.DefaultLimits)
		var r *epcis.Refusal
		if !errors.As(err, &r) {
			t.Errorf("%s: taken, or %v", c.text, err)
			continue
		}
		p := r.Problems[0]
		if p.Rule != c.rule || p.Pointer != c.pointer {
			t.Errorf("%s: %s at %q, want %s at %q", c.text, p.Rule, p.Pointer, c.rule, c.pointer)
		}
		for _, said := range []string{p.Message.ZH, p.Message.EN, p.Remedy.ZH, p.Remedy.EN} {
			if said == "" || strings.Contains(said, "%") {
				t.Errorf("%s: not said in both languages: %+v", c.text, p)
			}
		}
	}
	if _, err := query.FromURL(url.Values{"EQ_action": {"ADD", "DELETE"}}, nil); err == nil {
		t.Error("a parameter twice was taken")
	}
}

func TestPrefixes(t *testing.T) {
	c, ok := query.Prefixes("ex=https://ns.example.com/epcis/,\n fruit = https://fruit.example/voc#?a=b ")
	if !ok || len(c) != 2 || c[1] != (epcis.Prefix{Name: "fruit", Space: "https://fruit.example/voc#?a=b"}) {
		t.Errorf("%v, %v", c, ok)
	}
	if c, ok := query.Prefixes(""); !ok || len(c) != 0 {
		t.Errorf("%v, %v", c, ok)
	}
	for _, bad := range []string{"ex", "=https://a.example/", "ex=notauri", "a b=https://a.example/"} {
		if _, ok := query.Prefixes(bad); ok {
			t.Errorf("%q was taken", bad)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	all := events(b)
	q, err := query.Parse(`{"eventType":["ObjectEvent"],"EQ_action":["OBSERVE"],"MATCH_epc":["urn:epc:idpat:grai:6901234.*.*"],"GE_eventTime":"2026-06-01T00:00:00Z"}`, nil, epcis.DefaultLimits)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		q.Match(all["G"])
	}
}

// FuzzParse: whatever is asked, it is answered or refused with a place, and what is taken
// can be written and read again.
func FuzzParse(f *testing.F) {
	for _, r := range rows {
		f.Add(asJSON(r.name, r.value))
	}
	e := events(f)["A"]
	f.Fuzz(func(t *testing.T, text string) {
		q, err := query.Parse(text, prefixes, epcis.Limits{Event: 1 << 16, Depth: 20})
		if err != nil {
			if r := (*epcis.Refusal)(nil); !errors.As(err, &r) || len(r.Problems) == 0 || r.Problems[0].Line < 1 {
				t.Fatalf("no refusal: %v", err)
			}
			return
		}
		took := q.Match(e)
		again, err := query.Parse(q.JSON(), nil, epcis.Limits{Event: 1 << 20, Depth: 20})
		if err != nil {
			t.Fatalf("%s was written as %s: %v", text, q.JSON(), err)
		}
		if again.Match(e) != took {
			t.Fatalf("%s and %s differ", text, q.JSON())
		}
	})
}
