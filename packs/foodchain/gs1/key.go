package gs1

import (
	"strings"

	"banjie/internal/lang"
)

// canonicalHost is the host of the canonical Digital Link.
const canonicalHost = "https://id.gs1.org"

// Key gives the constrained canonical Digital Link of an identifier: the one text under
// which lineage, hashing and search know a thing (CBV 2.0, section 8.9). It takes an EPC
// URN, class or pattern, or a Digital Link of any host, with short names or codes.
//
// Only the finest level of the key stays (serial before lot; no consumer variant), the
// query goes, a GTIN gets fourteen digits, escapes become uniform: every character is
// percent-encoded except letters, digits and - . _ ~ ' ; =. Key(Key(s)) is Key(s).
//
// Key compares; it does not judge: a wrong check digit in a Digital Link stays as it is.
// [Elements.Check] says whether it is right. Key does not allocate where s is already the answer.
// An EPC that no GS1 key stands for (GID, USDOD, ADI, BIC, IMOVN) is refused with the code
// "urn_no_gs1_key": its URN is all it is known by.
func Key(s string) (string, error) {
	var r read
	var err error
	if isURN(s) {
		err = r.urn(s)
	} else {
		err = r.link(s)
	}
	if err != nil {
		return "", err
	}
	var room [len(canonicalHost) + 2*(1+4+1+3*maxKey)]byte
	out := append(room[:0], canonicalHost...)
	out = appendKeyPart(out, r.ai, r.key[:r.keyLen])
	if r.qualifier != "" {
		out = appendKeyPart(out, r.qualifier, r.value[:r.vLen])
	}
	if string(out) == s {
		return s, nil
	}
	return string(out), nil
}

func appendKeyPart(out []byte, code string, value []byte) []byte {
	out = append(out, '/')
	out = append(out, code...)
	out = append(out, '/')
	for _, c := range value {
		if unreserved(c) || c == '\'' || c == ';' || c == '=' {
			out = append(out, c)
		} else {
			out = appendEscape(out, c)
		}
	}
	return out
}

func appendEscape(out []byte, c byte) []byte {
	const digits = "0123456789ABCDEF"
	return append(out, '%', digits[c>>4], digits[c&15])
}

// unreserved are the characters that stand for themselves in every URI (RFC 3986, 2.3).
func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

// link reads the key and the finest qualifier of a Digital Link.
func (r *read) link(s string) error {
	path, err := pathOf(s)
	if err != nil {
		return err
	}
	start, key := keyInPath(path, true)
	if key == nil {
		return noKey(path)
	}
	r.ai = key.Code
	rest := path[start+1:]
	_, rest, _ = strings.Cut(rest, "/")
	value, rest, more := strings.Cut(rest, "/")
	if !r.linkKey(key, value) {
		return badValue(key.Code)
	}
	for list := key.Qualifiers; more; {
		var code string
		code, rest, _ = strings.Cut(rest, "/")
		value, rest, more = strings.Cut(rest, "/")
		q := inPath(code, true)
		if q == nil {
			return noKey(path)
		}
		if list, err = qualifierAfter(list, q.Code); err != nil {
			return err
		}
		n, ok := unescapePath(r.value[:min(q.max, maxKey)], value)
		if !ok || n < q.min || !q.form(r.value[:n]) {
			return badValue(q.Code)
		}
		if q.Code != "22" {
			r.qualifier, r.vLen = q.Code, n
		}
	}
	return nil
}

// linkKey reads the value of the key; a GTIN may have lost its leading zeros.
func (r *read) linkKey(key *AI, value string) bool {
	n, ok := unescapePath(r.key[:min(key.max, maxKey)], value)
	if !ok {
		return false
	}
	if key.Code == "01" && (n == 8 || n == 12 || n == 13) {
		copy(r.key[14-n:14], r.key[:n])
		copy(r.key[:14-n], "000000")
		n = 14
	}
	r.keyLen = n
	return n >= key.min && key.form(r.key[:n])
}

// qualifierAfter gives what may still follow in the path after a qualifier.
func qualifierAfter(lists, code string) (string, error) {
	for list := range strings.SplitSeq(lists, "|") {
		if at := sequence(list, code, 0); at >= 0 {
			for range at {
				_, list, _ = strings.Cut(list, ",")
			}
			return list, nil
		}
	}
	return "", wrongSequence(lists, code)
}

// form says whether a value has the lengths and characters of the application identifier.
func (ai *AI) form(value []byte) bool {
	for _, p := range ai.Parts {
		n := min(p.Max, len(value))
		if n < p.Min {
			return n == 0 && p.Optional
		}
		for _, c := range value[:n] {
			if !p.Set.has(c) {
				return false
			}
		}
		value = value[n:]
	}
	return len(value) == 0
}

func (s set) has(c byte) bool { return sets[c]&s.bit() != 0 }

func (s set) bit() byte {
	switch s {
	case digits:
		return 1
	case text82:
		return 2
	case text39:
		return 4
	}
	return 8
}

// sets has a bit for each set a character is in.
var sets = func() (t [256]byte) {
	for c := range 256 {
		b := byte(c)
		digit, upper, lower := b >= '0' && b <= '9', b >= 'A' && b <= 'Z', b >= 'a' && b <= 'z'
		if digit {
			t[c] |= 1
		}
		if digit || upper || lower || strings.IndexByte(`!"%&'()*+,-./:;<=>?_`, b) >= 0 {
			t[c] |= 2
		}
		if digit || upper || strings.IndexByte(`#-/`, b) >= 0 {
			t[c] |= 4
		}
		if digit || upper || lower || strings.IndexByte(`-_=`, b) >= 0 {
			t[c] |= 8
		}
	}
	return t
}()

func badLink(code, place, zh, en string) error {
	return refuse(code, place, lang.T("这不是GS1数字链接："+zh+"。", "This is no GS1 Digital Link: "+en+"."), remedyLink)
}

func badValue(code string) error {
	return refuse("value_form", code, lang.T("应用标识符（"+code+"）的值长度或字符不对。", "The value of application identifier ("+code+") has the wrong length or a character that is not allowed."), remedyScan)
}
