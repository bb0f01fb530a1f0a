package query

import (
	"strings"

	"banjie/packs/foodchain/epcis"
)

// pattern is what an EPC is matched against: one identifier, all things of one key, or all
// of one company (EPCIS 2.0, section 8.2.7.1.1; EPC Tag Data Standard, pattern URIs).
type pattern struct {
	exact  string // canonical identifier that the EPC must be
	under  string // canonical key under which it must stand: all serials of a GTIN
	path   string // path of the key, with prefix at an offset in its value
	prefix string
	at     int
	all    bool // every thing of the path
}

// companies says where the company prefix stands in the key of each scheme.
var companies = map[string]struct {
	path string
	at   int
}{
	"sgtin": {"01", 1}, "sscc": {"00", 1}, "sgln": {"414", 0}, "grai": {"8003", 1}, "giai": {"8004", 0},
	"gsrn": {"8018", 0}, "gsrnp": {"8017", 0}, "gdti": {"253", 0}, "cpi": {"8010", 0}, "sgcn": {"255", 0},
	"ginc": {"401", 0}, "gsin": {"402", 0}, "itip": {"8006", 1}, "upui": {"01", 1}, "pgln": {"417", 0}, "lgtin": {"01", 1},
}

// parsePattern reads an EPC, an EPC class or an EPC pattern, as URN or Digital Link.
func parsePattern(s string) pattern {
	rest, isPattern := strings.CutPrefix(s, "urn:epc:idpat:")
	if !isPattern {
		rest, isPattern = strings.CutPrefix(s, "urn:epc:class:")
		isPattern = isPattern && strings.HasSuffix(s, ".*")
	}
	scheme, fields, ok := strings.Cut(rest, ":")
	if !isPattern || !ok {
		return pattern{exact: epcis.Canonical(s)}
	}
	if strings.HasSuffix(fields, ".*") && !strings.Contains(strings.TrimSuffix(fields, ".*"), "*") {
		// All of one key: its class is the key without serial or lot.
		if key := epcis.Canonical("urn:epc:idpat:" + strings.Replace(scheme, "lgtin", "sgtin", 1) + ":" + fields); !strings.HasPrefix(key, "urn:") {
			return pattern{exact: key, under: key}
		}
	}
	c, known := companies[scheme]
	prefix, _, _ := strings.Cut(fields, ".")
	if !known || strings.Trim(fields, "*.") != strings.Trim(prefix, "*") {
		return pattern{exact: epcis.Canonical(s)}
	}
	return pattern{path: "/" + c.path + "/", at: c.at, prefix: strings.Trim(prefix, "*"), all: true}
}

func (m pattern) match(key string) bool {
	switch {
	case m.exact != "" && key == m.exact:
		return true
	case m.under != "":
		rest, ok := strings.CutPrefix(key, m.under)
		// A serial that is part of the key itself (GRAI, GDTI) follows without a slash.
		return ok && (rest == "" || rest[0] == '/' || !strings.Contains(m.under, "/01/") && !strings.Contains(m.under, "/414/"))
	case m.all:
		_, value, ok := strings.Cut(key, m.path)
		return ok && len(value) >= m.at && strings.HasPrefix(value[m.at:], m.prefix)
	}
	return false
}
