package gs1

import (
	"slices"
	"strings"
)

// Compression of Digital Links (GS1 Digital Link standard, compression, version 1.0): the
// elements become a string of bits, written as one base64url segment of the path.
//
//	key of 4 bits a digit, or one byte for a common sequence of keys
//	digits of fixed length    value in binary, as many bits as the largest needs
//	digits of variable length length, then the same
//	text                      encoding (3 bits), length, then each character

// sequences are the keys that share one byte. The values follow in ascending order of the
// codes: so the reference program writes them, whatever the order in the standard's table.
var sequences = []struct {
	code byte
	ais  []string
}{
	{0x0A, []string{"01", "22"}}, {0x0B, []string{"01", "10"}}, {0x0C, []string{"01", "21"}}, {0x0D, []string{"01", "17"}},
	{0x0E, []string{"01", "7003"}}, {0x0F, []string{"01", "30"}}, {0x1A, []string{"01", "10", "17", "21"}}, {0x1B, []string{"01", "15"}},
	{0x1C, []string{"01", "11"}}, {0x1D, []string{"01", "16"}}, {0x1E, []string{"01", "91"}}, {0x1F, []string{"01", "10", "15"}},
	{0x2A, []string{"01", "3100"}}, {0x2B, []string{"01", "3101"}}, {0x2C, []string{"01", "3102"}}, {0x2D, []string{"01", "3103"}},
	{0x2E, []string{"01", "3104"}}, {0x2F, []string{"01", "3105"}}, {0x3A, []string{"01", "3200"}}, {0x3B, []string{"01", "3201"}},
	{0x3C, []string{"01", "3202"}}, {0x3D, []string{"01", "3203"}}, {0x3E, []string{"01", "3204"}}, {0x3F, []string{"01", "3205"}},
	{0x9A, []string{"8010", "8011"}}, {0x9B, []string{"8017", "8019"}}, {0x9C, []string{"8018", "8019"}}, {0x9D, []string{"254", "414"}},
	{0xA0, []string{"01", "3920"}}, {0xA1, []string{"01", "3921"}}, {0xA2, []string{"01", "3922"}}, {0xA3, []string{"01", "3923"}},
	{0xA4, []string{"01", "3924"}}, {0xA5, []string{"01", "3925"}}, {0xA6, []string{"01", "3926"}}, {0xA7, []string{"01", "3927"}},
	{0xA8, []string{"01", "3928"}}, {0xA9, []string{"01", "3929"}}, {0xC0, []string{"255", "3900"}}, {0xC1, []string{"255", "3901"}},
	{0xC2, []string{"255", "3902"}}, {0xC3, []string{"255", "3903"}}, {0xC4, []string{"255", "3904"}}, {0xC5, []string{"255", "3905"}},
	{0xC6, []string{"255", "3906"}}, {0xC7, []string{"255", "3907"}}, {0xC8, []string{"255", "3908"}}, {0xC9, []string{"255", "3909"}},
	{0xCA, []string{"255", "3940"}}, {0xCB, []string{"255", "3941"}}, {0xCC, []string{"255", "3942"}}, {0xCD, []string{"255", "3943"}},
}

// standardOrder are the sequences whose order in the table of the standard is another one.
var standardOrder = map[byte][]string{0x1A: {"01", "10", "21", "17"}, 0x9D: {"414", "254"}}

// Compress shortens a Digital Link without loss: [Decompress] gives back the same text,
// character by character. A link for which that cannot be, or that would not get shorter,
// is given back as it is; so are parameters that are no application identifiers, behind the
// compressed part. So is a link with a wrong value: it is not this function's to judge. Only
// what has no GS1 key in its path is an error.
func Compress(uri string) (string, error) {
	path, err := pathOf(uri)
	if err != nil {
		return "", err
	}
	if _, key := keyInPath(path, false); key == nil {
		return "", noKey(path)
	}
	link, err := ParseLink(uri)
	if err != nil {
		return uri, nil
	}
	var w bitWriter
	if !w.elements(link.Elements) {
		return uri, nil
	}
	out := link.Stem + "/" + w.text()
	if len(link.Other) > 0 {
		out += "?" + strings.Join(link.Other, "&")
	}
	if _, fragment, ok := strings.Cut(uri, "#"); ok {
		out += "#" + fragment
	}
	if back, err := Decompress(out); err != nil || back != uri || len(out) >= len(uri) {
		return uri, nil
	}
	return out, nil
}

// Decompress writes a compressed Digital Link out again: the attributes in ascending order,
// then what was not compressed. It also takes links of which only the qualifiers and
// attributes are compressed, behind the key. A link that is not compressed is given back.
func Decompress(uri string) (string, error) {
	stem, path, query, err := splitLink(uri)
	if err != nil {
		return "", err
	}
	if start, key := keyInPath(path, false); key != nil && wholePath(path[start+1:]) {
		return uri, nil
	}
	slash := strings.LastIndexByte(path, '/')
	packed := path[slash+1:]
	stem += path[:slash]
	var before Elements
	if at, key := keyInPath(path[:slash], false); key != nil {
		_, raw, _ := strings.Cut(path[at+1:slash], "/")
		if value, ok := unescape(raw, false); ok {
			before = Elements{{AI: key.Code, Value: value}}
			stem = stem[:len(stem)-(slash-at)]
		}
	}
	_, fragment, marked := strings.Cut(uri, "#")
	for _, order := range []map[byte][]string{nil, standardOrder} {
		out, ok := unpack(stem, packed, query, before, order)
		if ok && marked {
			out += "#" + fragment
		}
		if ok {
			return out, nil
		}
	}
	return "", badLink("link_compressed", "path", "路径里既没有GS1标识，也不是压缩的数字链接", "its path holds no GS1 key and is no compressed Digital Link either")
}

// wholePath says that a path from its key on is pairs of code and value.
func wholePath(path string) bool {
	parts := strings.Count(path, "/") + 1
	return parts%2 == 0
}

// unpack decodes a compressed segment and writes the link it stands for.
func unpack(stem, packed, query string, before Elements, order map[byte][]string) (string, bool) {
	r := bitReader{}
	if !r.load(packed) {
		return "", false
	}
	es, other, ok := r.elements(order)
	if !ok {
		return "", false
	}
	es = append(before, es...)
	first := slices.IndexFunc(es, func(e Element) bool { ai := known(e.AI); return ai != nil && ai.Key })
	if first < 0 || len(es) == 0 {
		return "", false
	}
	slices.SortStableFunc(es, func(a, b Element) int { return number(a.AI) - number(b.AI) })
	out, ok := ascending(es, stem)
	if !ok {
		return "", false
	}
	if query != "" {
		other = append(other, query)
	}
	if len(other) > 0 {
		mark := "?"
		if strings.Contains(out, "?") {
			mark = "&"
		}
		out += mark + strings.Join(other, "&")
	}
	return out, true
}

// ascending writes a link whose attributes stand in the order of their codes.
func ascending(es Elements, stem string) (string, bool) {
	out, err := es.Link(stem)
	if err != nil {
		return "", false
	}
	path, query, _ := strings.Cut(out, "?")
	if query == "" {
		return path, true
	}
	pairs := strings.Split(query, "&")
	slices.SortStableFunc(pairs, func(a, b string) int {
		ca, _, _ := strings.Cut(a, "=")
		cb, _, _ := strings.Cut(b, "=")
		return number(ca) - number(cb)
	})
	return path + "?" + strings.Join(pairs, "&"), true
}

// field is how one component is compressed.
type field struct {
	numeric  bool
	variable bool
	chars    int // exactly, or at most
}

// fields joins the parts of a value as the compression tables do: digits of fixed length,
// then what may be missing, then text.
func (ai *AI) fields() (out []field) {
	for _, p := range ai.Parts {
		f := field{numeric: p.Set == digits, variable: p.Optional || p.Min != p.Max, chars: p.Max}
		if n := len(out); n > 0 && out[n-1].numeric == f.numeric && (out[n-1].variable == f.variable || !f.numeric) {
			out[n-1].chars += f.chars
			out[n-1].variable = out[n-1].variable || f.variable
			continue
		}
		out = append(out, f)
	}
	return out
}

// shortest picks the sequence of keys that saves most, the first of equals; -1 for none.
func shortest(left []string) (best int) {
	best, saved := -1, 0
	for i, s := range sequences {
		n := 0
		for _, code := range s.ais {
			if !slices.Contains(left, code) {
				n = -1
				break
			}
			n += len(code)
		}
		if n > saved {
			best, saved = i, n
		}
	}
	return best
}

// elements writes all of them; false where one has no place in the format.
func (w *bitWriter) elements(es Elements) bool {
	values := map[string]string{}
	var left []string
	for _, e := range es {
		values[e.AI] = e.Value
		left = append(left, e.AI)
	}
	slices.Sort(left)
	for {
		i := shortest(left)
		if i < 0 {
			break
		}
		w.put(uint64(sequences[i].code), 8)
		for _, code := range sequences[i].ais {
			if !w.value(code, values[code]) {
				return false
			}
		}
		left = slices.DeleteFunc(left, func(code string) bool { return slices.Contains(sequences[i].ais, code) })
	}
	for _, code := range left {
		for i := range len(code) {
			w.put(uint64(code[i]-'0'), 4)
		}
		if !w.value(code, values[code]) {
			return false
		}
	}
	return true
}

func (w *bitWriter) value(code, value string) bool {
	ai := known(code)
	if ai == nil {
		return false
	}
	for _, f := range ai.fields() {
		n := min(f.chars, len(value))
		if !f.variable && n < f.chars {
			return false
		}
		switch part := value[:n]; {
		case f.numeric && f.variable:
			w.put(uint64(n), lengthBits(f.chars))
			w.decimal(part)
		case f.numeric:
			w.decimal(part)
		case f.variable:
			w.string(part, lengthBits(f.chars))
		default:
			w.string(part, 0)
		}
		value = value[n:]
	}
	return value == ""
}

// elements reads until less than the shortest element is left.
func (r *bitReader) elements(order map[byte][]string) (es Elements, other []string, ok bool) {
	for r.left() > 8 {
		first := byte(r.take(8))
		switch codes, known := r.codes(first, order); {
		case known:
			for _, code := range codes {
				value, ok := r.value(code)
				if !ok || es.has(code) {
					return nil, nil, false
				}
				es = append(es, Element{AI: code, Value: value})
			}
		case first>>4 == 0xF:
			pair, ok := r.foreign(first)
			if !ok {
				return nil, nil, false
			}
			other = append(other, pair)
		default:
			return nil, nil, false
		}
	}
	return es, other, !r.short
}

// codes gives the application identifiers that begin with a byte.
func (r *bitReader) codes(first byte, order map[byte][]string) ([]string, bool) {
	if codes, ok := order[first]; ok {
		return codes, true
	}
	for _, s := range sequences {
		if s.code == first {
			return s.ais, true
		}
	}
	if first>>4 > 9 || first&15 > 9 {
		return nil, false
	}
	code := string([]byte{'0' + first>>4, '0' + first&15})
	for n := codeLength(code); len(code) < n; {
		d := r.take(4)
		if d > 9 {
			return nil, false
		}
		code += string(rune('0' + d))
	}
	return []string{code}, known(code) != nil
}

func (r *bitReader) value(code string) (string, bool) {
	ai := known(code)
	if ai == nil {
		return "", false
	}
	var b strings.Builder
	for _, f := range ai.fields() {
		switch {
		case f.numeric:
			n := f.chars
			if f.variable {
				n = int(r.take(lengthBits(f.chars)))
			}
			b.WriteString(r.decimal(min(n, f.chars)))
			r.short = r.short || n > f.chars
		case f.variable:
			b.WriteString(r.string(-1, lengthBits(f.chars)))
		default:
			b.WriteString(r.string(f.chars, 0))
		}
	}
	return b.String(), !r.short && ai.check(b.String()) == nil
}

// foreign reads a parameter that is no application identifier: 15, seven bits of length, the
// name in base64url, then its value like text.
func (r *bitReader) foreign(first byte) (string, bool) {
	n := int(first&15)<<3 | int(r.take(3))
	name := r.characters(n, 6)
	value := r.string(-1, 7)
	if r.short || n == 0 {
		return "", false
	}
	return name + "=" + string(appendEscaped(nil, value, true)), true
}
