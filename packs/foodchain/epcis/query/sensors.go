package query

import (
	"slices"
	"strings"
	"time"

	"banjie/packs/foodchain/epcis"
	"banjie/packs/foodchain/epcis/cbv"
	"banjie/packs/foodchain/epcis/tree"
)

type (
	metadata = epcis.SensorMetadata
	report   = epcis.SensorReport
	test     = func(m *metadata, r *report) bool
)

// sensorRows are the parameters on sensor metadata and reports. A field that both have is
// looked for in both.
var sensorRows = []row{
	{"GE_time", sensorTime("GE", func(m *metadata, r *report) []time.Time { return []time.Time{m.Time, r.Time} })},
	{"LT_time", sensorTime("LT", func(m *metadata, r *report) []time.Time { return []time.Time{m.Time, r.Time} })},
	{"GE_startTime", sensorTime("GE", func(m *metadata, _ *report) []time.Time { return []time.Time{m.StartTime} })},
	{"LT_startTime", sensorTime("LT", func(m *metadata, _ *report) []time.Time { return []time.Time{m.StartTime} })},
	{"GE_endTime", sensorTime("GE", func(m *metadata, _ *report) []time.Time { return []time.Time{m.EndTime} })},
	{"LT_endTime", sensorTime("LT", func(m *metadata, _ *report) []time.Time { return []time.Time{m.EndTime} })},
	{"EQ_type", func(p *parser, n *tree.Node) {
		all := p.texts(n, useWord, p.word(cbv.Properties))
		p.report(Condition{Name: n.Key, Values: all}, func(_ *metadata, r *report) bool { return slices.Contains(all, r.Type) })
	}},
	{"EQ_deviceID", sensorURI(func(m *metadata, r *report) []string { return []string{m.DeviceID, r.DeviceID} })},
	{"EQ_dataProcessingMethod", sensorURI(func(m *metadata, r *report) []string { return []string{m.ProcessingMethod, r.ProcessingMethod} })},
	{"EQ_bizRules", sensorURI(func(m *metadata, r *report) []string { return []string{m.BizRules, r.BizRules} })},
	{"EQ_microorganism", sensorURI(func(_ *metadata, r *report) []string { return []string{r.Microorganism} })},
	{"EQ_chemicalSubstance", sensorURI(func(_ *metadata, r *report) []string { return []string{r.Substance} })},
	{"EQ_uriValue", sensorURI(func(_ *metadata, r *report) []string { return []string{r.URI} })},
	{"EQ_stringValue", func(p *parser, n *tree.Node) {
		all := p.texts(n, useText, anyText)
		p.report(Condition{Name: n.Key, Values: all}, func(_ *metadata, r *report) bool {
			return r.Text != nil && slices.Contains(all, *r.Text)
		})
	}},
	{"EQ_hexBinaryValue", func(p *parser, n *tree.Node) {
		all := p.texts(n, useHex, func(s string) (string, bool) {
			return strings.ToUpper(s), s != "" && len(s)%2 == 0 && strings.Trim(s, "0123456789abcdefABCDEF") == ""
		})
		p.report(Condition{Name: n.Key, Values: all}, func(_ *metadata, r *report) bool {
			return r.Hex != nil && slices.Contains(all, strings.ToUpper(*r.Hex))
		})
	}},
	{"EQ_booleanValue", func(p *parser, n *tree.Node) {
		k := p.one(n, useTrue)
		if k == nil {
			return
		}
		if k.Text != "true" && k.Text != "false" || k.Kind != tree.Bool && p.lists {
			p.wrong(k, useTrue)
			return
		}
		want := k.Text == "true"
		p.report(Condition{Name: n.Key, Values: []string{k.Text}}, func(_ *metadata, r *report) bool {
			return r.Boolean != nil && *r.Boolean == want
		})
	}},
	{"EQ_percRank", reported("EQ", "", percRank)}, {"GT_percRank", reported("GT", "", percRank)},
	{"GE_percRank", reported("GE", "", percRank)}, {"LT_percRank", reported("LT", "", percRank)}, {"LE_percRank", reported("LE", "", percRank)},
}

// report adds a condition that one report of a sensor has to meet.
func (p *parser) report(c Condition, t test) {
	p.add(c)
	p.query.reports = append(p.query.reports, t)
}

func sensorTime(op operator, of func(*metadata, *report) []time.Time) func(*parser, *tree.Node) {
	return func(p *parser, n *tree.Node) {
		if limit, ok := p.instant(n); ok {
			p.report(Condition{Name: n.Key, Time: limit}, func(m *metadata, r *report) bool {
				return slices.ContainsFunc(of(m, r), func(t time.Time) bool { return op.instant(t, limit) })
			})
		}
	}
}

func sensorURI(of func(*metadata, *report) []string) func(*parser, *tree.Node) {
	return func(p *parser, n *tree.Node) {
		all := p.texts(n, useURI, p.uri)
		p.report(Condition{Name: n.Key, Values: all}, func(m *metadata, r *report) bool {
			return slices.ContainsFunc(of(m, r), func(s string) bool { return s != "" && slices.Contains(all, epcis.Canonical(s)) })
		})
	}
}

func percRank(r *report) epcis.Number { return r.PercRank }

// measured are the numbers of a report that are compared in a unit: EQ_value_CEL.
var measured = map[string]func(r *report) epcis.Number{
	"value":     func(r *report) epcis.Number { return r.Value },
	"minValue":  func(r *report) epcis.Number { return r.Min },
	"maxValue":  func(r *report) epcis.Number { return r.Max },
	"meanValue": func(r *report) epcis.Number { return r.Mean },
	"sDev":      func(r *report) epcis.Number { return r.Deviation },
	"percValue": func(r *report) epcis.Number { return r.PercValue },
}

// reported compares a number of a report, in one unit where one is named.
func reported(op operator, unit string, of func(*report) epcis.Number) func(*parser, *tree.Node) {
	return func(p *parser, n *tree.Node) {
		limits := p.limits(op, n)
		p.query.reports = append(p.query.reports, func(_ *metadata, r *report) bool {
			return (unit == "" || r.Unit == unit) && slices.ContainsFunc(limits, func(l epcis.Number) bool { return op.amount(of(r), l) })
		})
		p.numeric(Condition{Name: n.Key}, op, limits)
	}
}
