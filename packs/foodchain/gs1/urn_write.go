package gs1

import (
	"strings"

	"banjie/internal/lang"
)

// URN writes the key of the elements and its finest qualifier as an EPC URN (EPC Tag Data
// Standard 2.0, section 6): a pure identity where there is a serial, urn:epc:class:lgtin for
// a lot, a pattern ending in * where only the class is known. Attributes are left out.
//
// companyPrefixLength is how many digits of the key are the company prefix, 6 to 12. It is
// not in the key and cannot be computed: the licensee knows it, or the list of prefix lengths
// of GS1. A URN has no check digit; a key whose check digit is wrong is refused, or the URN
// would mend it silently.
func (es Elements) URN(companyPrefixLength int) (string, error) {
	if companyPrefixLength < 6 || companyPrefixLength > 12 {
		return "", refuse("company_prefix_length", "prefix", lang.T("写EPC URN要知道厂商识别代码的位数（6至12）。", "An EPC URN needs the length of the company prefix, 6 to 12 digits."),
			lang.T("请给出位数；它不在标识里，要问标识的所有者或查GS1的厂商识别代码表。", "Give it; it is not in the key: ask the owner of the key or look into the list of prefixes of GS1."))
	}
	key, qualifier, err := es.finest()
	if err != nil {
		return "", err
	}
	s, pattern := schemeFor(key, qualifier)
	if s == nil {
		return "", noURN(key.AI)
	}
	return s.write(key.Value, qualifier.Value, companyPrefixLength, pattern)
}

// finest gives the key and the one qualifier that tells most, as [Key] takes them.
func (es Elements) finest() (key, qualifier Element, err error) {
	ais, err := Lenience{}.rows(es)
	if err != nil {
		return key, qualifier, err
	}
	for i, ai := range ais {
		if !ai.Key {
			continue
		}
		for code := range strings.SplitSeq(bestQualifiers(ai, es), ",") {
			for _, e := range es {
				if e.AI == code && code != "22" {
					qualifier = e
				}
			}
		}
		return es[i], qualifier, nil
	}
	return key, qualifier, refuse("no_key", "", lang.T("没有主标识。", "There is no primary key."), lang.T("请补上GTIN、SSCC、GLN等主标识。", "Add a primary key: GTIN, SSCC, GLN and so on."))
}

// schemeFor finds the scheme of a key with a qualifier; pattern: of the key's class.
func schemeFor(key, qualifier Element) (s *scheme, pattern bool) {
	if key.AI == "01" && qualifier.AI == "10" {
		return &lotScheme, false
	}
	for i := range schemes {
		s := &schemes[i]
		if s.ai != key.AI {
			continue
		}
		switch {
		case qualifier.AI == s.serialAI:
			return s, qualifier.AI == "" && s.joined && len(key.Value) == s.keyDigits()
		case qualifier.AI == "" && s.none != "":
			return s, false
		case qualifier.AI == "" && s.serialAI != "":
			return s, true
		}
	}
	return nil, false
}

// keyDigits is how many digits of the key's value come before a joined serial.
func (s *scheme) keyDigits() int { return len(s.lead) + s.digits + 1 }

func (s *scheme) write(key, serial string, prefix int, pattern bool) (string, error) {
	var b strings.Builder
	switch {
	case s == &lotScheme:
		b.WriteString(urnClass)
	case pattern:
		b.WriteString(urnPattern)
	default:
		b.WriteString(urnID)
	}
	b.WriteString(s.name)
	b.WriteByte(':')
	if s.digits == 0 {
		if number(key[:min(prefix, len(key))]) < 0 || len(key) <= prefix {
			return "", noURN(s.ai)
		}
		b.WriteString(key[:prefix])
		b.WriteByte('.')
		escapeURN(&b, key[prefix:])
	} else {
		key = key[len(s.lead):]
		if s.joined && !pattern {
			serial = key[s.digits+1:]
		}
		rest := key[s.digits+1:]
		key = key[:s.digits]
		lead := ""
		if s.indicator {
			lead, key = key[:1], key[1:]
		}
		b.WriteString(key[:prefix])
		b.WriteByte('.')
		b.WriteString(lead)
		b.WriteString(key[prefix:])
		if s.pieces {
			b.WriteString("." + rest[:2] + "." + rest[2:4])
		}
	}
	return s.writeSerial(&b, serial, pattern)
}

func (s *scheme) writeSerial(b *strings.Builder, serial string, pattern bool) (string, error) {
	switch {
	case pattern:
		b.WriteString(".*")
	case s.serialMax == 0:
	case serial == "" && s.none != "":
		b.WriteString("." + s.none)
	case serial == s.none || serial == "":
		return "", refuse("urn_serial", s.serialAI, lang.T("这个序列号在EPC URN里有别的意思，不能换算。", "This serial means something else in an EPC URN and cannot be written there."), remedyURN)
	default:
		b.WriteByte('.')
		escapeURN(b, serial)
	}
	return b.String(), nil
}

// escapeURN percent-encodes what may not stand in a part of a URN.
func escapeURN(b *strings.Builder, s string) {
	for i := range len(s) {
		if strings.IndexByte(`"%&/<>?#`, s[i]) >= 0 {
			b.Write(appendEscape(nil, s[i]))
		} else {
			b.WriteByte(s[i])
		}
	}
}

func noURN(code string) error {
	return refuse("no_urn", code, lang.T("应用标识符（"+code+"）的这种标识没有对应的EPC URN。", "There is no EPC URN for this identifier of application identifier ("+code+")."),
		lang.T("请用数字链接代替。", "Use the Digital Link instead."))
}
