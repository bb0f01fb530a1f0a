package epcis

import (
	"strings"

	"banjie/packs/foodchain/epcis/cbv"
	"banjie/packs/foodchain/epcis/tree"
)

// sensorElementParts, metadataParts and reportParts are EPCIS 2.0, section 7.3.7.
var sensorElementParts = []part[SensorElement]{
	{"sensorMetadata", false, func(b *builder, n *tree.Node, to *SensorElement) {
		parts(b, n, metadataParts, &to.Metadata, &to.Metadata.Extensions)
	}},
	{"sensorReport", true, func(b *builder, n *tree.Node, to *SensorElement) {
		to.Reports = each(b, n, (*builder).sensorReport)
		if n.Kind == tree.List && len(to.Reports) == 0 {
			b.refuse(n, whyEmpty, "sensorReport")
		}
	}},
}

func (b *builder) sensorElement(n *tree.Node) (s SensorElement) {
	parts(b, n, sensorElementParts, &s, &s.Extensions)
	return s
}

var metadataParts = []part[SensorMetadata]{
	{"time", false, func(b *builder, n *tree.Node, to *SensorMetadata) { to.Time = b.instant(n) }},
	{"startTime", false, func(b *builder, n *tree.Node, to *SensorMetadata) { to.StartTime = b.instant(n) }},
	{"endTime", false, func(b *builder, n *tree.Node, to *SensorMetadata) { to.EndTime = b.instant(n) }},
	{"deviceID", false, func(b *builder, n *tree.Node, to *SensorMetadata) { to.DeviceID = b.uri(n) }},
	{"deviceMetadata", false, func(b *builder, n *tree.Node, to *SensorMetadata) { to.DeviceMetadata = b.uri(n) }},
	{"rawData", false, func(b *builder, n *tree.Node, to *SensorMetadata) { to.RawData = b.uri(n) }},
	{"dataProcessingMethod", false, func(b *builder, n *tree.Node, to *SensorMetadata) { to.ProcessingMethod = b.uri(n) }},
	{"bizRules", false, func(b *builder, n *tree.Node, to *SensorMetadata) { to.BizRules = b.uri(n) }},
}

var reportParts = []part[SensorReport]{
	{"type", true, func(b *builder, n *tree.Node, to *SensorReport) { to.Type = b.word(n, cbv.Properties) }},
	{"exception", false, func(b *builder, n *tree.Node, to *SensorReport) { to.Exception = b.word(n, cbv.Exceptions) }},
	{"deviceID", false, func(b *builder, n *tree.Node, to *SensorReport) { to.DeviceID = b.uri(n) }},
	{"deviceMetadata", false, func(b *builder, n *tree.Node, to *SensorReport) { to.DeviceMetadata = b.uri(n) }},
	{"rawData", false, func(b *builder, n *tree.Node, to *SensorReport) { to.RawData = b.uri(n) }},
	{"dataProcessingMethod", false, func(b *builder, n *tree.Node, to *SensorReport) { to.ProcessingMethod = b.uri(n) }},
	{"bizRules", false, func(b *builder, n *tree.Node, to *SensorReport) { to.BizRules = b.uri(n) }},
	{"time", false, func(b *builder, n *tree.Node, to *SensorReport) { to.Time = b.instant(n) }},
	{"microorganism", false, func(b *builder, n *tree.Node, to *SensorReport) { to.Microorganism = b.uri(n) }},
	{"chemicalSubstance", false, func(b *builder, n *tree.Node, to *SensorReport) { to.Substance = b.uri(n) }},
	{"coordinateReferenceSystem", false, func(b *builder, n *tree.Node, to *SensorReport) { to.ReferenceSystem = b.uri(n) }},
	{"value", false, func(b *builder, n *tree.Node, to *SensorReport) { to.Value = b.number(n) }},
	{"component", false, func(b *builder, n *tree.Node, to *SensorReport) { to.Component = b.word(n, cbv.Components) }},
	{"stringValue", false, func(b *builder, n *tree.Node, to *SensorReport) { to.Text = b.anyText(n) }},
	{"booleanValue", false, (*builder).boolean},
	{"hexBinaryValue", false, (*builder).hex},
	{"uriValue", false, func(b *builder, n *tree.Node, to *SensorReport) { to.URI = b.uri(n) }},
	{"minValue", false, func(b *builder, n *tree.Node, to *SensorReport) { to.Min = b.number(n) }},
	{"maxValue", false, func(b *builder, n *tree.Node, to *SensorReport) { to.Max = b.number(n) }},
	{"meanValue", false, func(b *builder, n *tree.Node, to *SensorReport) { to.Mean = b.number(n) }},
	{"sDev", false, func(b *builder, n *tree.Node, to *SensorReport) { to.Deviation = b.number(n) }},
	{"percRank", false, func(b *builder, n *tree.Node, to *SensorReport) { to.PercRank = b.number(n) }},
	{"percValue", false, func(b *builder, n *tree.Node, to *SensorReport) { to.PercValue = b.number(n) }},
	{"uom", false, func(b *builder, n *tree.Node, to *SensorReport) { to.Unit = b.text(n) }},
}

func (b *builder) sensorReport(n *tree.Node) (r SensorReport) {
	parts(b, n, reportParts, &r, &r.Extensions)
	return r
}

// anyText reads a text that may be empty.
func (b *builder) anyText(n *tree.Node) *string {
	if !b.is(n, tree.Text) {
		return nil
	}
	s := strings.TrimSpace(n.Text)
	return &s
}

func (b *builder) boolean(n *tree.Node, to *SensorReport) {
	if b.is(n, tree.Bool) {
		v := n.Text == "true"
		to.Boolean = &v
	}
}

func (b *builder) hex(n *tree.Node, to *SensorReport) {
	if s := b.anyText(n); s != nil {
		if *s == "" || len(*s)%2 != 0 || !isHex(*s) {
			b.refuse(n, whyHex, *s)
		}
		to.Hex = s
	}
}
