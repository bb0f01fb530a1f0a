package epcis

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"banjie/packs/foodchain/epcis/tree"
)

// written is what the public reference program makes of how an event was written, where by
// the rules the writing makes no difference (CBV 2.0, section 8.9). It is kept for
// [PublishedHash] alone. As that program was in 2023, when the published ids were made:
//
//   - in JSON it expands only prefixes that the document declares, not those of the
//     standard's own context and not those that an event declares; in XML only gs1 and cbv
//     (rule 15 asks for all);
//   - it hashes the context of an event as if it were data;
//   - it writes true, false and null of JSON as True, False and None;
//   - it takes numbers, also in texts, through floating point: what has more than some 16
//     digits comes out as another number, what is very small with an exponent;
//   - it takes an extension inside a field for one only where its namespace ends with a
//     slash and it is not alone, and bizRules of a report for none; what it has not taken
//     follows at the end, under the names of its parents once more (rules 11 and 21).
//
// What it does to times with more than three decimals, to texts that equal a word of the
// vocabulary, and from one document to the next, is not repeated here.
type written struct {
	xml      bool
	notes    map[string]string // URI, or {namespace}name, → as it was written
	contexts []Field
}

func (w *written) note(uri, as string) {
	if w.notes == nil {
		w.notes = map[string]string{}
	}
	w.notes[uri] = as
}

// declares says whether the program would expand a name or CURIE.
func (w *written) declares(document Context, s string) bool {
	prefix, _, _ := strings.Cut(s, ":")
	if w.xml {
		return prefix == "gs1" || prefix == "cbv"
	}
	for _, p := range document {
		if p.Name == prefix {
			return true
		}
	}
	return false
}

// context keeps an event's own context as the data for which the program takes it.
func (w *written) context(n *tree.Node) {
	switch n.Kind {
	case tree.List:
		for i := range n.Kids {
			w.context(&n.Kids[i])
		}
	case tree.Text:
		w.contexts = append(w.contexts, Field{Name: "@context", Value: n.Text})
	case tree.Object:
		f := Field{Name: "@context"}
		for _, k := range n.Kids {
			if k.Kind == tree.Text {
				f.Fields = append(f.Fields, Field{Name: k.Key, Value: k.Text})
			}
		}
		w.contexts = append(w.contexts, f)
	}
}

func (w *written) truth(word string) string {
	if w.xml {
		return word
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

// value puts a value of unknown kind in the form that the program gives it.
func (w *written) value(s string) string {
	as := canonicalValue(s)
	if n, ok := ParseNumber(s); ok && string(n) == as {
		return string(w.number(n))
	}
	return as
}

// number gives what becomes of a number in the 64 bits of floating point.
func (w *written) number(n Number) Number {
	f, err := strconv.ParseFloat(string(n), 64)
	switch {
	case n == "" || err != nil:
		return n // beyond floating point the program stops with an error
	case f == math.Trunc(f):
		return Number(big.NewFloat(f).Text('f', 0))
	case math.Abs(f) < 1e-4:
		return Number(strconv.FormatFloat(f, 'e', -1, 64))
	}
	return Number(strconv.FormatFloat(f, 'f', -1, 64))
}

// split parts the extensions that stand beside other fields into those that the program
// takes and the rest.
func (w *written) split(all []Field, beside int) (taken, rest []Field) {
	if len(all) == 0 {
		return nil, nil
	}
	alone := len(all)+beside <= 1
	for _, f := range all {
		if strings.Contains(f.Name, "eventTime") || strings.Contains(f.Name, "action") {
			alone = true
		}
	}
	for _, f := range all {
		if as, noted := w.notes[f.Key()]; !alone && strings.HasSuffix(f.Space, "/") && (!noted || strings.Contains(as, "/}")) {
			taken = append(taken, f)
		} else {
			rest = append(rest, f)
		}
	}
	return taken, rest
}

// placeRest writes what was not taken of a place.
func (c *canon) placeRest(name string, p *Place) {
	if c.form == nil {
		return
	}
	if _, rest := c.form.split(p.Extensions, 1); len(rest) > 0 {
		c.name(name)
		c.fields(rest)
	}
}

// sensorsRest writes what was not taken of the sensors.
func (c *canon) sensorsRest(all []SensorElement) {
	if c.form == nil {
		return
	}
	from := len(c.out)
	c.name("sensorElementList")
	empty := len(c.out)
	c.sorted(len(all), func(i int) { c.sensorRest(&all[i]) })
	if len(c.out) == empty {
		c.out = c.out[:from]
	}
}

func (c *canon) sensorRest(s *SensorElement) {
	from := len(c.out)
	c.name("sensorElement")
	empty := len(c.out)
	_, own := c.form.split(s.Extensions, 1+len(s.Reports))
	c.sorted(1+len(s.Reports)+len(own), func(i int) {
		switch {
		case i == 0:
			_, rest := c.form.split(s.Metadata.Extensions, s.Metadata.fields())
			c.rest("sensorMetadata", rest)
		case i <= len(s.Reports):
			r := &s.Reports[i-1]
			_, rest := c.form.split(r.Extensions, 1)
			if r.BizRules != "" {
				rest = append(rest, Field{Name: "bizRules", Value: r.BizRules})
			}
			c.rest("sensorReport", rest)
		default:
			c.field(&own[i-1-len(s.Reports)])
		}
	})
	if len(c.out) == empty {
		c.out = c.out[:from]
	}
}

func (c *canon) rest(name string, rest []Field) {
	if len(rest) > 0 {
		c.name(name)
		c.fields(rest)
	}
}

// fields is 0 where there is nothing but extensions.
func (m *SensorMetadata) fields() int {
	if m.Time.IsZero() && m.StartTime.IsZero() && m.EndTime.IsZero() &&
		m.DeviceID+m.DeviceMetadata+m.RawData+m.ProcessingMethod+m.BizRules == "" {
		return 0
	}
	return 1
}
