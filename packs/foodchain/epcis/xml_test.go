package epcis_test

import (
	"errors"
	"strings"
	"testing"

	"banjie/packs/foodchain/epcis"
)

// xmlHeader is a header as trading partners send it: an envelope of the UN/CEFACT standard
// business document and master data. Its elements have the names of events' elements on purpose.
const xmlHeader = `<EPCISHeader>
  <sbdh:StandardBusinessDocumentHeader xmlns:sbdh="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">
    <sbdh:HeaderVersion>1.0</sbdh:HeaderVersion>
    <sbdh:Sender><sbdh:Identifier Authority="GLN">6901234000504</sbdh:Identifier></sbdh:Sender>
    <sbdh:DocumentIdentification><sbdh:Standard>EPCglobal</sbdh:Standard><sbdh:Type>Events</sbdh:Type></sbdh:DocumentIdentification>
  </sbdh:StandardBusinessDocumentHeader>
  <extension><EPCISMasterData><VocabularyList><Vocabulary type="urn:epcglobal:epcis:vtype:BusinessLocation"><VocabularyElementList>
    <VocabularyElement id="urn:epc:id:sgln:6901234.00050.0"><attribute id="urn:epcglobal:cbv:mda#name"><![CDATA[<EventList>]]></attribute></VocabularyElement>
  </VocabularyElementList></Vocabulary></VocabularyList></EPCISMasterData></extension>
</EPCISHeader>`

func xmlDocument(version, inside string) string {
	space := map[string]string{"1.2": "urn:epcglobal:epcis:xsd:1", "2.0": "urn:epcglobal:epcis:xsd:2"}[version]
	return `<?xml version="1.0" encoding="UTF-8"?>
<!-- made up -->
<e:EPCISDocument xmlns:e="` + space + `" xmlns:ex="https://ns.example.com/epcis/" xmlns:gs1="https://gs1.org/voc/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="` + space + ` x.xsd" schemaVersion="` + version + `" creationDate="2026-06-18T12:00:00+08:00">` +
		inside + `</e:EPCISDocument>`
}

func body(events string) string {
	return "<EPCISBody><EventList>" + events + "</EventList></EPCISBody>"
}

const (
	xmlBase   = `<eventTime>2026-06-01T08:30:00+08:00</eventTime><recordTime>2026-06-01T01:00:00Z</recordTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset>`
	xmlObject = `<ObjectEvent>` + xmlBase + `<epcList><epc> urn:epc:id:sgtin:6901234.000001.A </epc></epcList><action>ADD</action><bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep><readPoint><id>urn:epc:id:sgln:6901234.00050.0</id></readPoint>`
	saysOf    = "eventType=ObjectEvent" + headSay + "epcListepc=" + gtin + "/21/A"
	saysAdd   = saysOf + "action=ADDbizStep=https://ref.gs1.org/cbv/BizStep-commissioningreadPointid=https://id.gs1.org/414/6901234000504"
)

func TestXMLByHand(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"2.0 behind a header with master data", xmlDocument("2.0", xmlHeader+body(xmlObject+`</ObjectEvent>`)), saysAdd},
		{"1.2: id and declaration in baseExtension, the rest in extension",
			xmlDocument("1.2", xmlHeader+body(strings.Replace(xmlObject, `<epcList>`, `<baseExtension><eventID>urn:uuid:1</eventID><errorDeclaration><declarationTime>2026-06-03T00:00:00Z</declarationTime><reason>urn:epcglobal:cbv:er:did_not_occur</reason><correctiveEventIDs><correctiveEventID>urn:uuid:2</correctiveEventID></correctiveEventIDs></errorDeclaration></baseExtension><epcList>`, 1)+
				`<extension><quantityList><quantityElement><epcClass>urn:epc:class:lgtin:6901234.000001.L1</epcClass><quantity>12.50</quantity><uom>KGM</uom></quantityElement></quantityList><sourceList><source type="urn:epcglobal:cbv:sdt:location">urn:epc:id:sgln:6901234.00050.0</source></sourceList><ilmd><ex:grade>A</ex:grade></ilmd></extension><ex:note>first</ex:note></ObjectEvent>`)),
			saysOf + "quantityListquantityElementepcClass=" + gtin + "/10/L1quantity=12.5uom=KGMaction=ADDbizStep=https://ref.gs1.org/cbv/BizStep-commissioningreadPointid=https://id.gs1.org/414/6901234000504" +
				"ilmd{https://ns.example.com/epcis/}grade=AsourceListtype=https://ref.gs1.org/cbv/SDT-locationsource=https://id.gs1.org/414/6901234000504{https://ns.example.com/epcis/}note=first"},
		{"1.2: a transformation in the list's extension",
			xmlDocument("1.2", body(`<extension><TransformationEvent>`+xmlBase+`<inputQuantityList><quantityElement><epcClass>urn:epc:class:lgtin:6901234.000001.L1</epcClass></quantityElement></inputQuantityList><outputEPCList><epc>urn:epc:id:sgtin:6901234.000001.A</epc></outputEPCList></TransformationEvent></extension>`)),
			"eventType=TransformationEvent" + headSay + "inputQuantityListquantityElementepcClass=" + gtin + "/10/L1outputEPCListepc=" + gtin + "/21/A"},
		{"1.2: a transformation two extensions deep",
			xmlDocument("1.2", body(`<extension><extension><AssociationEvent>`+xmlBase+`<parentID>urn:epc:id:grai:6901234.00001.7</parentID><childEPCs><epc>urn:epc:id:giai:6901234.S1</epc></childEPCs><action>ADD</action></AssociationEvent></extension></extension>`)),
			"eventType=AssociationEvent" + headSay + "parentID=https://id.gs1.org/8003/069012340000167childEPCsepc=https://id.gs1.org/8004/6901234S1action=ADD"},
		{"comments, CDATA, entities and a namespace without prefix",
			xmlDocument("2.0", body(xmlObject+`<!-- c --><note xmlns="https://ns.example.com/epcis/"><![CDATA[<5 & >3]]> &amp;&#x6768;</note><ex:list>a</ex:list><ex:list>b</ex:list></ObjectEvent>`)),
			saysAdd + "{https://ns.example.com/epcis/}list=a{https://ns.example.com/epcis/}list=b{https://ns.example.com/epcis/}note=<5 & >3 &杨"},
		{"a prefix that an event declares anew, and an attribute of an extension",
			xmlDocument("2.0", body(strings.Replace(xmlObject, `<ObjectEvent>`, `<ObjectEvent xmlns:ex="https://other.example/">`, 1)+`<ex:box size="3"><ex:no>1</ex:no></ex:box></ObjectEvent>`)),
			saysAdd + "{https://other.example/}boxsize=3{https://other.example/}no=1"},
		{"empty lists, as the schema of 1.2 wants them",
			xmlDocument("1.2", body(`<ObjectEvent>`+xmlBase+`<epcList/><action>OBSERVE</action><extension><quantityList><quantityElement><epcClass>urn:epc:idpat:sgtin:6901234.000001.*</epcClass><quantity>7</quantity></quantityElement></quantityList></extension></ObjectEvent>`)),
			"eventType=ObjectEvent" + headSay + "quantityListquantityElementepcClass=" + gtin + "quantity=7action=OBSERVE"},
		{"sensors as attributes",
			xmlDocument("2.0", body(`<ObjectEvent>`+xmlBase+`<epcList/><action>OBSERVE</action><readPoint><id>urn:epc:id:sgln:6901234.00050.0</id></readPoint><sensorElementList><sensorElement><sensorMetadata time="2026-06-01T00:00:00Z" ex:note="cold"/><sensorReport type="gs1:Temperature" value="4.50" uom="CEL" booleanValue="1" stringValue=""/><ex:shelf>top</ex:shelf></sensorElement></sensorElementList></ObjectEvent>`)),
			"eventType=ObjectEvent" + headSay + "action=OBSERVEreadPointid=https://id.gs1.org/414/6901234000504sensorElementListsensorElementsensorMetadatatime=2026-06-01T00:00:00.000Z{https://ns.example.com/epcis/}note=coldsensorReporttype=https://gs1.org/voc/Temperaturevalue=4.5booleanValue=trueuom=CEL{https://ns.example.com/epcis/}shelf=top"},
		{"the answer of a query",
			strings.NewReplacer("e:EPCISDocument", "q:EPCISQueryDocument", "xmlns:e=", "xmlns:q=", "xsd:1", "query:xsd:1").Replace(xmlDocument("1.2", `<EPCISBody><q:QueryResults><queryName>SimpleEventQuery</queryName><resultsBody><EventList>`+xmlObject+`</ObjectEvent></EventList></resultsBody></q:QueryResults></EPCISBody>`)),
			saysAdd},
	} {
		t.Run(c.name, func(t *testing.T) {
			all, err := readText(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if len(all) != 1 {
				t.Fatalf("%d events", len(all))
			}
			if got := epcis.PreHash(all[0]); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
			again, err := epcis.Parse(all[0].Standalone(), nil, epcis.DefaultLimits)
			if err != nil {
				t.Fatal(err)
			}
			if got := epcis.PreHash(again); got != c.want {
				t.Errorf("as JSON\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestRefusedXML(t *testing.T) {
	good := xmlObject + `</ObjectEvent>`
	doc := xmlDocument("2.0", body(good))
	for _, c := range []struct{ name, text, rule string }{
		{"a document type with an entity", replace(t, doc, `<!-- made up -->`, `<!DOCTYPE a [<!ENTITY b "bb">]>`), "xml"},
		{"an entity without document type", replace(t, doc, ` urn:epc`, `&b;urn:epc`), "syntax"},
		{"no version", replace(t, doc, ` schemaVersion="2.0"`, ``), "missing"},
		{"no date", replace(t, doc, ` creationDate="2026-06-18T12:00:00+08:00"`, ``), "missing"},
		{"another document", `<html></html>`, "document"},
		{"master data alone", `<m:EPCISMasterDataDocument xmlns:m="urn:epcglobal:epcis-masterdata:xsd:1" schemaVersion="1.2" creationDate="2026-06-18T12:00:00Z"/>`, "document"},
		{"no list", xmlDocument("2.0", `<EPCISBody/>`), "missing"},
		{"an element that is not closed", replace(t, doc, `</epcList>`, ``), "syntax"},
		{"cut", doc[:len(doc)-30], "syntax"},
		{"an undeclared prefix", replace(t, doc, `</ObjectEvent>`, `<un:a>1</un:a></ObjectEvent>`), "undeclared_prefix"},
		{"an attribute twice", replace(t, doc, `<EPCISBody>`, `<EPCISBody a="1" a="2">`), "syntax"},
		{"an element twice", replace(t, doc, `<action>ADD</action>`, `<action>ADD</action><action>DELETE</action>`), "twice"},
		{"an unknown element", replace(t, doc, `<action>`, `<weight>3</weight><action>`), "unknown_field"},
		{"a wrong child of a list", replace(t, doc, `<epcList>`, `<epcList><id>urn:uuid:1</id>`), "wrong_kind"},
		{"a number in words", replace(t, doc, `</readPoint>`, `</readPoint><quantityList><quantityElement><epcClass>urn:uuid:1</epcClass><quantity>two</quantity></quantityElement></quantityList>`), "not_a_number"},
		{"a bare word, which XML does not have", replace(t, doc, `urn:epcglobal:cbv:bizstep:commissioning`, `commissioned`), "not_in_vocabulary"},
		{"an event that EPCIS 2.0 withdrew", xmlDocument("1.2", body(`<QuantityEvent>`+xmlBase+`<epcClass>urn:uuid:1</epcClass><quantity>1</quantity></QuantityEvent>`)), "withdrawn"},
		{"a second list", replace(t, doc, `</EventList>`, `</EventList><EventList/>`), "xml"},
		{"nested too deep", replace(t, doc, `</ObjectEvent>`, strings.Repeat("<ex:a>", 99)+strings.Repeat("</ex:a>", 99)+`</ObjectEvent>`), "syntax"},
		{"another encoding", replace(t, doc, `encoding="UTF-8"`, `encoding="GB2312"`), "syntax"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := readText(c.text)
			var r *epcis.Refusal
			if !errors.As(err, &r) {
				t.Fatalf("taken, or %v", err)
			}
			p := r.Problems[0]
			if p.Rule != c.rule || p.Line < 1 {
				t.Errorf("%s on line %d (%s), want %s", p.Rule, p.Line, p.Message.EN, c.rule)
			}
			for _, said := range []string{p.Message.ZH, p.Message.EN, p.Remedy.ZH, p.Remedy.EN} {
				if said == "" || strings.Contains(said, "%!") {
					t.Errorf("not said in both languages: %+v", p)
				}
			}
		})
	}
}
