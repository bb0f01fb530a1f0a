package epcis_test

import (
	"errors"
	"strings"
	"testing"

	"banjie/packs/foodchain/epcis"
)

// document makes a document around events, with prefixes that need a look: ex ends with a
// slash, hash with a number sign, and urn is a namespace without either.
func document(events ...string) string {
	return `{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ex":"https://ns.example.com/epcis/"},{"fruit":"https://fruit.example/voc#","raw":"urn:example:raw:"}],
"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-06-18T12:00:00+08:00","epcisBody":{"eventList":[
` + strings.Join(events, ",\n") + `
]}}`
}

func readText(text string) (all []*epcis.Event, err error) {
	r, err := epcis.Open(strings.NewReader(text), epcis.DefaultLimits)
	if err != nil {
		return nil, err
	}
	for e, err := range r.Events() {
		if err != nil {
			return all, err
		}
		all = append(all, e)
	}
	return all, nil
}

const (
	head    = `"eventTime":"2026-06-01T08:30:00+08:00","eventTimeZoneOffset":"+08:00"`
	headSay = "eventTime=2026-06-01T00:30:00.000ZeventTimeZoneOffset=+08:00"
	gtin    = "https://id.gs1.org/01/06901234000016"
)

// preHashes are texts before hashing, each written by hand from section 8.9 of CBV 2.0: the
// rule that it tries stands in its name.
var preHashes = []struct{ name, event, want string }{
	{"numbers: 1e3, 0.10, -0, 7.0 (rule 6), elements sorted as text (rule 12)",
		`{"type":"ObjectEvent",` + head + `,"action":"OBSERVE","quantityList":[{"epcClass":"` + gtin + `","quantity":7.0,"uom":"KGM"},{"epcClass":"` + gtin + `","quantity":1e3,"uom":"KGM"},{"epcClass":"` + gtin + `","quantity":0.10,"uom":"KGM"},{"epcClass":"` + gtin + `","quantity":-0,"uom":"KGM"},{"epcClass":"` + gtin + `"}]}`,
		"eventType=ObjectEvent" + headSay + "quantityListquantityElementepcClass=" + gtin + "quantityElementepcClass=" + gtin + "quantity=0.1uom=KGMquantityElementepcClass=" + gtin + "quantity=0uom=KGMquantityElementepcClass=" + gtin + "quantity=1000uom=KGMquantityElementepcClass=" + gtin + "quantity=7uom=KGMaction=OBSERVE"},

	{"parent before children, childEPCs named once, URN to Digital Link (rules 11, 17), SSCC check digit",
		`{"type":"AggregationEvent",` + head + `,"action":"DELETE","parentID":"urn:epc:id:sscc:6901234.1000000007","childEPCs":["urn:epc:id:sgtin:6901234.000001.b","urn:epc:id:sgtin:6901234.000001.B%2F1"],"childQuantityList":[{"epcClass":"urn:epc:class:lgtin:6901234.000001.L%2D1","quantity":3}]}`,
		"eventType=AggregationEvent" + headSay + "parentID=https://id.gs1.org/00/169012340000000075childEPCsepc=" + gtin + "/21/B%2F1epc=" + gtin + "/21/bchildQuantityListquantityElementepcClass=" + gtin + "/10/L-1quantity=3action=DELETE"},

	{"words bare, as CURIE, as URN and as Web URI are one (rules 14 to 16), one's own stays",
		`{"type":"TransactionEvent",` + head + `,"action":"ADD","epcList":["` + gtin + `/21/A"],"bizStep":"urn:epcglobal:cbv:bizstep:receiving","disposition":"cbv:Disp-in_progress","bizTransactionList":[{"type":"https://ref.gs1.org/cbv/BTT-po","bizTransaction":"urn:epcglobal:cbv:bt:6901234000504:7"},{"bizTransaction":"ex:order/7"},{"type":"ex:note","bizTransaction":"http://shop.example/n/1"}]}`,
		"eventType=TransactionEvent" + headSay + "epcListepc=" + gtin + "/21/Aaction=ADDbizStep=https://ref.gs1.org/cbv/BizStep-receivingdisposition=https://ref.gs1.org/cbv/Disp-in_progress" +
			"bizTransactionListbizTransaction=https://ns.example.com/epcis/order/7type=https://ns.example.com/epcis/notebizTransaction=http://shop.example/n/1type=https://ref.gs1.org/cbv/BTT-pobizTransaction=urn:epcglobal:cbv:bt:6901234000504:7"},

	{"what was consumed before what was made, quantities of inputs between",
		`{"type":"TransformationEvent",` + head + `,"outputQuantityList":[{"epcClass":"` + gtin + `/10/L2","quantity":0.50,"uom":"TNE"}],"outputEPCList":["` + gtin + `/21/Z"],"inputQuantityList":[{"epcClass":"` + gtin + `/10/L1"}],"inputEPCList":["` + gtin + `/21/Y","` + gtin + `/21/X"],"transformationID":"urn:epc:id:gdti:6901234.00001.9"}`,
		"eventType=TransformationEvent" + headSay + "inputEPCListepc=" + gtin + "/21/Xepc=" + gtin + "/21/YinputQuantityListquantityElementepcClass=" + gtin + "/10/L1outputEPCListepc=" + gtin + "/21/ZoutputQuantityListquantityElementepcClass=" + gtin + "/10/L2quantity=0.5uom=TNEtransformationID=https://id.gs1.org/253/69012340000169"},

	{"an association with things and classes",
		`{"type":"AssociationEvent",` + head + `,"action":"OBSERVE","parentID":"urn:epc:id:grai:6901234.00001.7","childEPCs":["urn:epc:id:giai:6901234.S1"],"childQuantityList":[]}`,
		"eventType=AssociationEvent" + headSay + "parentID=https://id.gs1.org/8003/069012340000167childEPCsepc=https://id.gs1.org/8004/6901234S1action=OBSERVE"},

	{"lasting dispositions sorted, set before unset",
		`{"type":"ObjectEvent",` + head + `,"action":"OBSERVE","epcList":["` + gtin + `/21/A"],"persistentDisposition":{"unset":["recalled"],"set":["completeness_verified","urn:epcglobal:cbv:disp:available","ex:sweet"]}}`,
		"eventType=ObjectEvent" + headSay + "epcListepc=" + gtin + "/21/Aaction=OBSERVEpersistentDispositionset=https://ns.example.com/epcis/sweetset=https://ref.gs1.org/cbv/Disp-availableset=https://ref.gs1.org/cbv/Disp-completeness_verifiedunset=https://ref.gs1.org/cbv/Disp-recalled"},

	{"sources and destinations sorted; a place of a Digital Link with another host, query and fragment (rule 18)",
		`{"type":"ObjectEvent",` + head + `,"action":"OBSERVE","epcList":["` + gtin + `/21/A"],"destinationList":[{"type":"possessing_party","destination":"urn:epc:id:pgln:6901234.00050"},{"type":"location","destination":"https://shop.example/x/y/414/6901234000504/254/S1?linkType=all#top"}],"sourceList":[{"type":"owning_party","source":"urn:epc:id:pgln:6901234.00050"},{"type":"ex:keeper","source":"urn:uuid:7"}]}`,
		"eventType=ObjectEvent" + headSay + "epcListepc=" + gtin + "/21/Aaction=OBSERVE" +
			"destinationListtype=https://ref.gs1.org/cbv/SDT-locationdestination=https://id.gs1.org/414/6901234000504/254/S1type=https://ref.gs1.org/cbv/SDT-possessing_partydestination=https://id.gs1.org/417/6901234000504" +
			"sourceListtype=https://ns.example.com/epcis/keepersource=urn:uuid:7type=https://ref.gs1.org/cbv/SDT-owning_partysource=https://id.gs1.org/417/6901234000504"},

	{"id, record time and error declaration are no part (section 8.9, scope)",
		`{"type":"ObjectEvent",` + head + `,"recordTime":"2026-06-02T00:00:00Z","eventID":"ni:///sha-256;00?ver=CBV2.0","errorDeclaration":{"declarationTime":"2026-06-03T00:00:00Z","reason":"urn:epcglobal:cbv:er:incorrect_data","correctiveEventIDs":["urn:uuid:1","urn:uuid:2"],"ex:who":"lab"},"action":"OBSERVE","epcList":["` + gtin + `/21/A"]}`,
		"eventType=ObjectEvent" + headSay + "epcListepc=" + gtin + "/21/Aaction=OBSERVE"},

	{"ilmd and extensions: names whole, sorted on each level, lists as repeats, comments left out (rules 19, 20)",
		`{"type":"ObjectEvent",` + head + `,"action":"ADD","epcList":["` + gtin + `/21/A"],"ilmd":{"fruit:brix":11.50,"cbvmda:lotNumber":"L1","ex:crate":[{"ex:no":2,"fruit:kind":"red"},{"ex:no":10}],"rdfs:comment":"sweet"},"raw:a":{"ex:z":true,"ex:b":{"fruit:deep":["y","x"]},"rdfs:comment":"no"},"ex:none":null}`,
		"eventType=ObjectEvent" + headSay + "epcListepc=" + gtin + "/21/Aaction=ADD" +
			"ilmd{https://fruit.example/voc#}brix=11.5{https://ns.example.com/epcis/}crate{https://fruit.example/voc#}kind=red{https://ns.example.com/epcis/}no=2{https://ns.example.com/epcis/}crate{https://ns.example.com/epcis/}no=10{urn:epcglobal:cbv:mda:}lotNumber=L1" +
			"{https://ns.example.com/epcis/}none{urn:example:raw:}a{https://ns.example.com/epcis/}b{https://fruit.example/voc#}deep=x{https://fruit.example/voc#}deep=y{https://ns.example.com/epcis/}z=true"},

	{"values of extensions: numbers, texts that only begin like one, identifiers, CURIEs (rules 6, 15, 17)",
		`{"type":"ObjectEvent",` + head + `,"action":"OBSERVE","epcList":["` + gtin + `/21/A"],"ex:v":["1e3","0.10","-0","1.0.0","2026-06-01","12 kg","urn:epc:id:sgln:6901234.00050.0","gs1:Temperature","urn:epcglobal:cbv:disp:recalled","recalled","  padded\t"]}`,
		"eventType=ObjectEvent" + headSay + "epcListepc=" + gtin + "/21/Aaction=OBSERVE" +
			"{https://ns.example.com/epcis/}v=0{https://ns.example.com/epcis/}v=0.1{https://ns.example.com/epcis/}v=1.0.0{https://ns.example.com/epcis/}v=1000{https://ns.example.com/epcis/}v=12 kg{https://ns.example.com/epcis/}v=2026-06-01" +
			"{https://ns.example.com/epcis/}v=https://gs1.org/voc/Temperature{https://ns.example.com/epcis/}v=https://id.gs1.org/414/6901234000504{https://ns.example.com/epcis/}v=https://ref.gs1.org/cbv/Disp-recalled{https://ns.example.com/epcis/}v=padded{https://ns.example.com/epcis/}v=recalled"},

	{"an event's own prefixes stand before those of the document",
		`{"@context":[{"ex":"https://other.example/"},{"new":"https://new.example/"}],"type":"ObjectEvent",` + head + `,"action":"OBSERVE","epcList":["` + gtin + `/21/A"],"ex:a":1,"new:b":2,"fruit:c":3,"https://whole.example/d":4}`,
		"eventType=ObjectEvent" + headSay + "epcListepc=" + gtin + "/21/Aaction=OBSERVE{https://fruit.example/voc#}c=3{https://new.example/}b=2{https://other.example/}a=1{https://whole.example/}d=4"},

	{"sorting by UTF-8, not UTF-16, and no normalising: NFC and NFD differ (rule 10)",
		`{"type":"ObjectEvent",` + head + `,"action":"OBSERVE","epcList":["` + gtin + `/21/A"],"ex:u":["\uD83C\uDF51","\uFF21","\u00e9","e\u0301","杨梅","a","B"]}`,
		"eventType=ObjectEvent" + headSay + "epcListepc=" + gtin + "/21/Aaction=OBSERVE{https://ns.example.com/epcis/}u=B{https://ns.example.com/epcis/}u=a{https://ns.example.com/epcis/}u=e\u0301{https://ns.example.com/epcis/}u=\u00e9{https://ns.example.com/epcis/}u=杨梅{https://ns.example.com/epcis/}u=\uFF21{https://ns.example.com/epcis/}u=\U0001F351"},

	{"extensions of places behind their id (rule 21)",
		`{"type":"ObjectEvent",` + head + `,"action":"OBSERVE","epcList":["` + gtin + `/21/A"],"readPoint":{"ex:hall":3,"id":"urn:epc:id:sgln:6901234.00050.0"},"bizLocation":{"id":"https://id.gs1.org/414/6901234000504/254/S","fruit:row":{"ex:a":"1"}}}`,
		"eventType=ObjectEvent" + headSay + "epcListepc=" + gtin + "/21/Aaction=OBSERVEreadPointid=https://id.gs1.org/414/6901234000504{https://ns.example.com/epcis/}hall=3bizLocationid=https://id.gs1.org/414/6901234000504/254/S{https://fruit.example/voc#}row{https://ns.example.com/epcis/}a=1"},

	{"sensors: every field in its order, reports sorted, extensions behind (rules 9, 12, 21)",
		`{"type":"ObjectEvent",` + head + `,"action":"OBSERVE","readPoint":{"id":"https://id.gs1.org/414/6901234000504"},"sensorElementList":[{"ex:shelf":"top","sensorReport":[{"type":"Temperature","uom":"CEL","value":4.50,"time":"2026-06-01T08:00:00.0005+08:00","maxValue":9e0,"minValue":-2.0,"meanValue":4.25,"sDev":0.10,"percRank":50.0,"percValue":4.4,"component":"x","booleanValue":false,"hexBinaryValue":"F0a1","stringValue":"007","uriValue":"https://x.example/1?a=b","exception":"ALARM_CONDITION","deviceID":"urn:epc:id:giai:6901234.S1","deviceMetadata":"https://id.gs1.org/8004/6901234S2","rawData":"https://raw.example/1","dataProcessingMethod":"https://m.example/1","coordinateReferenceSystem":"https://crs.example/1","fruit:x":"y"},{"type":"gs1:AbsoluteHumidity","value":0,"uom":"A93"},{"type":"ex:Sweetness","chemicalSubstance":"https://s.example/a","microorganism":"https://m.example/b"}],"sensorMetadata":{"bizRules":"https://b.example/1","dataProcessingMethod":"https://m.example/0","endTime":"2026-06-01T00:00:02Z","startTime":"2026-06-01T00:00:01.2345Z","time":"2026-06-01T00:00:00Z","ex:note":"cold"}},{"sensorReport":[{"type":"Count","value":3}]}]}`,
		"eventType=ObjectEvent" + headSay + "action=OBSERVEreadPointid=https://id.gs1.org/414/6901234000504sensorElementList" +
			"sensorElementsensorMetadatatime=2026-06-01T00:00:00.000ZstartTime=2026-06-01T00:00:01.235ZendTime=2026-06-01T00:00:02.000ZdataProcessingMethod=https://m.example/0bizRules=https://b.example/1{https://ns.example.com/epcis/}note=cold" +
			"sensorReporttype=https://gs1.org/voc/AbsoluteHumidityvalue=0uom=A93" +
			"sensorReporttype=https://gs1.org/voc/Temperatureexception=https://gs1.org/voc/ALARM_CONDITIONdeviceID=https://id.gs1.org/8004/6901234S1deviceMetadata=https://id.gs1.org/8004/6901234S2rawData=https://raw.example/1dataProcessingMethod=https://m.example/1time=2026-06-01T00:00:00.001Zvalue=4.5component=https://ref.gs1.org/cbv/Comp-xstringValue=007booleanValue=falsehexBinaryValue=F0a1uriValue=https://x.example/1?a=bminValue=-2maxValue=9meanValue=4.25sDev=0.1percRank=50percValue=4.4uom=CELcoordinateReferenceSystem=https://crs.example/1{https://fruit.example/voc#}x=y" +
			"sensorReporttype=https://ns.example.com/epcis/Sweetnessmicroorganism=https://m.example/bchemicalSubstance=https://s.example/a{https://ns.example.com/epcis/}shelf=top" +
			"sensorElementsensorReporttype=https://gs1.org/voc/Countvalue=3"},

	{"empty lists are as if they were not there (rule 4)",
		`{"type":"ObjectEvent",` + head + `,"action":"OBSERVE","epcList":[],"quantityList":[{"epcClass":"` + gtin + `"}],"bizTransactionList":[],"sourceList":[],"destinationList":[],"sensorElementList":[],"ex:list":[]}`,
		"eventType=ObjectEvent" + headSay + "quantityListquantityElementepcClass=" + gtin + "action=OBSERVE"},

	{"a type of somebody's own may hold any field",
		`{"type":"fruit:Tasting",` + head + `,"epcList":["` + gtin + `/21/A"],"parentID":"urn:uuid:8","ex:score":"10"}`,
		"eventType=https://fruit.example/voc#Tasting" + headSay + "parentID=urn:uuid:8epcListepc=" + gtin + "/21/A{https://ns.example.com/epcis/}score=10"},
}

func TestPreHashByHand(t *testing.T) {
	for _, c := range preHashes {
		t.Run(c.name, func(t *testing.T) {
			all, err := readText(document(c.event))
			if err != nil {
				t.Fatal(err)
			}
			if got := epcis.PreHash(all[0]); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestRefusedDocuments: what is broken is named with its line and what to do.
func TestRefusedDocuments(t *testing.T) {
	good := `{"type":"ObjectEvent",` + head + `,"action":"OBSERVE","epcList":["` + gtin + `/21/A"]}`
	doc := document(good)
	for _, c := range []struct {
		name, text, rule string
		line             int
	}{
		{"empty", " \n ", "document", 1},
		{"a number", "7", "document", 1},
		{"a key twice", document(good, replace(t, good, `"action"`, `"action":"ADD","action"`)), "syntax", 4},
		{"a key twice, written with an escape", document(replace(t, good, `"action"`, `"\u0061ction":"ADD","action"`)), "syntax", 3},
		{"a key of the document twice", replace(t, doc, `"schemaVersion"`, `"schemaVersion":"2.0","schemaVersion"`), "syntax", 2},
		{"cut", doc[:len(doc)-40], "syntax", 3},
		{"a comma too many", replace(t, doc, `"]}`, `"],}`), "syntax", 3},
		{"two documents", doc + doc, "syntax", 4},
		{"half a surrogate pair", document(replace(t, good, `"action"`, `"ex:a":"\uD83C","action"`)), "syntax", 3},
		{"not UTF-8", document(replace(t, good, `"action"`, "\"ex:a\":\"\xff\",\"action\"")), "syntax", 3},
		{"a number beyond measure", document(replace(t, good, `"action"`, `"ex:a":1e999,"action"`)), "syntax", 3},
		{"a leading zero", document(replace(t, good, `"action"`, `"ex:a":007,"action"`)), "syntax", 3},
		{"NaN", document(replace(t, good, `"action"`, `"ex:a":NaN,"action"`)), "syntax", 3},
		{"nested too deep", document(replace(t, good, `"action"`, `"ex:a":`+strings.Repeat("[", 99)+strings.Repeat("]", 99)+`,"action"`)), "syntax", 3},
		{"no context", replace(t, doc, `"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ex":"https://ns.example.com/epcis/"},{"fruit":"https://fruit.example/voc#","raw":"urn:example:raw:"}],`, ``), "missing", 1},
		{"no version", replace(t, doc, `"schemaVersion":"2.0",`, ``), "missing", 1},
		{"version in words", replace(t, doc, `"schemaVersion":"2.0"`, `"schemaVersion":"two"`), "version", 2},
		{"no date", replace(t, doc, `"creationDate":"2026-06-18T12:00:00+08:00",`, ``), "missing", 1},
		{"date without zone", replace(t, doc, `12:00:00+08:00`, `12:00:00`), "not_an_instant", 2},
		{"unknown member", replace(t, doc, `"schemaVersion"`, `"version":"2","schemaVersion"`), "unknown_field", 2},
		{"body is a list", replace(t, replace(t, doc, `"epcisBody":{"eventList":[`, `"epcisBody":[[`), "\n]}}", "\n]]}"), "syntax", 2},
		{"no list", replace(t, doc, `"eventList"`, `"eventlist"`), "unknown_field", 2},
		{"events as an object", replace(t, replace(t, doc, `"eventList":[`, `"eventList":{"a":`), "\n]}}", "\n}}}"), "syntax", 2},
		{"an answer in a document", replace(t, replace(t, doc, `"eventList":[`, `"queryResults":{"queryName":"q","resultsBody":{"eventList":[`), "\n]}}", "\n]}}}}"), "unknown_field", 1},
		{"a document in an answer", replace(t, doc, `EPCISDocument`, `EPCISQueryDocument`), "missing", 1},
		{"an answer without its query", replace(t, replace(t, replace(t, doc, `EPCISDocument`, `EPCISQueryDocument`), `"eventList":[`, `"queryResults":{"resultsBody":{"eventList":[`), "\n]}}", "\n]}}}}"), "missing", 2},
		{"levels in the wrong order", replace(t, replace(t, replace(t, doc, `EPCISDocument`, `EPCISQueryDocument`), `"eventList":[`, `"resultsBody":{"queryResults":{"eventList":[`), "\n]}}", "\n]}}}}"), "unknown_field", 2},
		{"a disposition set twice", document(replace(t, good, `"action"`, `"persistentDisposition":{"set":["recalled","urn:epcglobal:cbv:disp:recalled"]},"action"`)), "twice", 3},
		{"an event that is a text", document(`"ObjectEvent"`), "wrong_kind", 3},
		{"an event that is null", document(good, `null`), "wrong_kind", 4},
		{"a leap second", document(replace(t, good, "08:30:00+", "23:59:60+")), "not_an_instant", 3},
		{"a small t", document(replace(t, good, "T08", "t08")), "not_an_instant", 3},
		{"a comma for a point", document(replace(t, good, "08:30:00+", "08:30:00,5+")), "not_an_instant", 3},
		{"a fraction without digits", document(replace(t, good, "08:30:00+", "08:30:00.+")), "not_an_instant", 3},
		{"an offset without colon", document(replace(t, good, `"eventTimeZoneOffset":"+08:00"`, `"eventTimeZoneOffset":"+0800"`)), "not_an_offset", 3},
		{"an offset of 60 minutes", document(replace(t, good, `"eventTimeZoneOffset":"+08:00"`, `"eventTimeZoneOffset":"+08:60"`)), "not_an_offset", 3},
		{"full-width digits", document(replace(t, good, "2026-06-01", "２026-06-01")), "not_an_instant", 3},
		{"a term of the context in capitals", document(replace(t, good, `"ObjectEvent"`, `"objectEvent"`)), "event_type", 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := readText(c.text)
			var r *epcis.Refusal
			if !errors.As(err, &r) {
				t.Fatalf("taken, or %v", err)
			}
			p := r.Problems[0]
			if p.Rule != c.rule || p.Line != c.line {
				t.Errorf("%s on line %d (%s), want %s on line %d", p.Rule, p.Line, p.Message.EN, c.rule, c.line)
			}
			for _, said := range []string{p.Message.ZH, p.Message.EN, p.Remedy.ZH, p.Remedy.EN} {
				if said == "" || strings.Contains(said, "%!") {
					t.Errorf("not said in both languages: %+v", p)
				}
			}
		})
	}
}
