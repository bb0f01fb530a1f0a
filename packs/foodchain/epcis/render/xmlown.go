package render

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/cbv"
)

// unsaid is what a form has no words for.
type unsaid struct{ what lang.Text }

func (u *unsaid) Error() string { return u.what.EN }

// unsayable tells a person why an event cannot be written.
func unsayable(n int, f Form, err error) error {
	u, ok := err.(*unsaid)
	if !ok {
		return err
	}
	message := lang.Format("第%d个事件写不成这种格式的 XML：", "Event %d cannot be written as this XML: ", n+1)
	code, remedy := "epcis_not_in_xml", lang.T("请改取 JSON-LD（application/ld+json）。", "Ask for JSON-LD (application/ld+json).")
	if f == XML12 {
		code, remedy = "epcis_not_in_1_2", lang.T("请改取 EPCIS 2.0（GS1-EPCIS-Version: 2.0.0）或 JSON-LD。", "Ask for EPCIS 2.0 (GS1-EPCIS-Version: 2.0.0) or for JSON-LD.")
	}
	return fault.New(fault.Invalid, code, lang.T(message.ZH+u.what.ZH+"。", message.EN+u.what.EN+"."), remedy).With(err)
}

func (w *xmlWriter) refuse(what lang.Text) {
	if w.err == nil {
		w.err = &unsaid{what}
	}
}

// not12 refuses what EPCIS 1.2 does not have.
func (w *xmlWriter) not12(l layout) {
	e := w.event
	lacks := func(there bool, name string) {
		if there {
			w.refuse(lang.Format("EPCIS 1.2 没有 %s", "EPCIS 1.2 has no %s", name))
		}
	}
	lacks(l.not12, string(e.Type))
	lacks(len(e.Sensors) > 0, "sensorElementList")
	lacks(len(e.Lasting.Set)+len(e.Lasting.Unset) > 0, "persistentDisposition")
	lacks(len(e.Certification) > 0, "certificationInfo")
}

// field writes an element of somebody's own.
func (w *xmlWriter) field(f *epcis.Field) {
	name := w.qualified(f.Space, f.Name)
	w.WriteString("<" + name + ">" + w.escaped(f.Value))
	w.fields(f.Fields)
	w.WriteString("</" + name + ">")
}

func (w *xmlWriter) fields(all []epcis.Field) {
	for i := range all {
		w.field(&all[i])
	}
}

// qualified gives a name with the prefix of its namespace, which it declares.
func (w *xmlWriter) qualified(space, name string) string {
	if !isName(name) {
		w.refuse(lang.Format("“%s”不能作 XML 的名称", "%q is no name in XML", name))
	}
	if space == "" {
		return name
	}
	for _, p := range w.prefixes {
		if p.Space == space {
			return p.Name + ":" + name
		}
	}
	prefix := w.prefix(space)
	w.prefixes = append(w.prefixes, epcis.Prefix{Name: prefix, Space: space})
	return prefix + ":" + name
}

// prefix finds a free prefix for a namespace, the one it came with where that can be.
func (w *xmlWriter) prefix(space string) string {
	free := func(name string) bool {
		for _, p := range w.prefixes {
			if p.Name == name {
				return false
			}
		}
		return isName(name) && !strings.HasPrefix(strings.ToLower(name), "xml")
	}
	for _, p := range w.event.Context {
		if now, _ := w.event.Context.Lookup(p.Name); now == space && free(p.Name) {
			return p.Name
		}
	}
	for i := 1; ; i++ {
		if name := fmt.Sprintf("ns%d", i); free(name) {
			return name
		}
	}
}

// isName says whether s may be a name without colon (Namespaces in XML; letters and digits
// of all scripts).
func isName(s string) bool {
	for i, c := range s {
		if c != '_' && !unicode.IsLetter(c) && (i == 0 || c != '-' && c != '.' && !unicode.IsDigit(c)) {
			return false
		}
	}
	return s != ""
}

// split parts a type that is a URI into namespace and name.
func split(uri string) (space, name string) {
	at := strings.LastIndexAny(uri, "#/:") + 1
	return uri[:at], uri[at:]
}

// escaped escapes a value, and refuses characters that XML does not have.
func (w *xmlWriter) escaped(s string) string {
	for _, c := range s {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0xFFFE || c == 0xFFFF {
			w.refuse(lang.Format("有 XML 不能有的字符 %U", "it has the character %U, which XML cannot have", c))
		}
	}
	return escaped(s)
}

func (w *xmlWriter) sensors(all []epcis.SensorElement) {
	if len(all) == 0 {
		return
	}
	w.WriteString("<sensorElementList>")
	for i := range all {
		s := &all[i]
		w.WriteString("<sensorElement>")
		w.metadata(&s.Metadata)
		for j := range s.Reports {
			w.report(&s.Reports[j])
		}
		w.fields(s.Extensions)
		w.WriteString("</sensorElement>")
	}
	w.WriteString("</sensorElementList>")
}

func (w *xmlWriter) metadata(m *epcis.SensorMetadata) {
	before := w.Len()
	w.WriteString("<sensorMetadata")
	empty := w.Len()
	w.moment("time", m.Time)
	w.moment("startTime", m.StartTime)
	w.moment("endTime", m.EndTime)
	w.attribute("deviceID", w.identifier(m.DeviceID))
	w.attribute("deviceMetadata", m.DeviceMetadata)
	w.attribute("rawData", m.RawData)
	w.attribute("dataProcessingMethod", m.ProcessingMethod)
	w.attribute("bizRules", m.BizRules)
	w.ownAttributes(m.Extensions)
	if w.Len() > empty {
		w.WriteString("/>")
		return
	}
	s := w.String()[:before]
	w.Reset()
	w.WriteString(s)
}

func (w *xmlWriter) report(r *epcis.SensorReport) {
	w.WriteString("<sensorReport")
	w.attribute("type", w.word(cbv.Properties, r.Type))
	w.attribute("exception", w.word(cbv.Exceptions, r.Exception))
	w.attribute("deviceID", w.identifier(r.DeviceID))
	w.attribute("deviceMetadata", r.DeviceMetadata)
	w.attribute("rawData", r.RawData)
	w.attribute("dataProcessingMethod", r.ProcessingMethod)
	w.attribute("bizRules", r.BizRules)
	w.moment("time", r.Time)
	w.attribute("microorganism", r.Microorganism)
	w.attribute("chemicalSubstance", r.Substance)
	w.attribute("coordinateReferenceSystem", r.ReferenceSystem)
	w.attribute("value", string(r.Value))
	w.attribute("component", r.Component)
	if r.Text != nil {
		w.WriteString(` stringValue="` + w.escaped(*r.Text) + `"`)
	}
	if r.Boolean != nil {
		w.attribute("booleanValue", fmt.Sprint(*r.Boolean))
	}
	if r.Hex != nil {
		w.attribute("hexBinaryValue", *r.Hex)
	}
	w.attribute("uriValue", r.URI)
	w.attribute("minValue", string(r.Min))
	w.attribute("maxValue", string(r.Max))
	w.attribute("meanValue", string(r.Mean))
	w.attribute("sDev", string(r.Deviation))
	w.attribute("percRank", string(r.PercRank))
	w.attribute("percValue", string(r.PercValue))
	w.attribute("uom", r.Unit)
	w.ownAttributes(r.Extensions)
	w.WriteString("/>")
}

func (w *xmlWriter) moment(name string, t time.Time) {
	if !t.IsZero() {
		w.attribute(name, instant(t))
	}
}

// ownAttributes writes extensions where XML has only attributes.
func (w *xmlWriter) ownAttributes(all []epcis.Field) {
	for i := range all {
		f := &all[i]
		if len(f.Fields) > 0 {
			w.refuse(lang.Format("传感器里的“%s”带有下级内容，XML 的属性容不下", "%q of a sensor has contents, which an attribute of XML cannot hold", f.Name))
		}
		for j := range all[:i] {
			if all[j].Key() == f.Key() {
				w.refuse(lang.Format("传感器里的“%s”有几个值，XML 的属性容不下", "%q of a sensor has several values, which an attribute of XML cannot hold", f.Name))
			}
		}
		name := w.qualified(f.Space, f.Name)
		w.WriteString(" " + name + `="` + w.escaped(f.Value) + `"`)
	}
}
