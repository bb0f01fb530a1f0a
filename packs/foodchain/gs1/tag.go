package gs1

import "strings"

const urnTag = "urn:epc:tag:"

// tagScheme is one binary coding of EPC Tag Data Standard 2.0, section 14, that has a tag URI.
type tagScheme struct {
	scheme string
	bits   int  // of a serial that is a number, 0 for text
	padded bool // the number may have leading zeros
}

// tags are the codings by the name in their URI. Their filter value, 0 to 7, tells a reader
// what kind of package it sees; it is no part of the identifier.
var tags = map[string]tagScheme{
	"sgtin-96": {scheme: "sgtin", bits: 38}, "sgtin-198": {scheme: "sgtin"},
	"sscc-96": {scheme: "sscc"}, "sgln-96": {scheme: "sgln", bits: 41}, "sgln-195": {scheme: "sgln"},
	"grai-96": {scheme: "grai", bits: 38}, "grai-170": {scheme: "grai"},
	"giai-96": {scheme: "giai", bits: 62}, "giai-202": {scheme: "giai"},
	"gsrn-96": {scheme: "gsrn"}, "gsrnp-96": {scheme: "gsrnp"},
	"gdti-96": {scheme: "gdti", bits: 41}, "gdti-113": {scheme: "gdti", bits: 58, padded: true}, "gdti-174": {scheme: "gdti"},
	"cpi-96": {scheme: "cpi", bits: 31}, "cpi-var": {scheme: "cpi"},
	"sgcn-96":  {scheme: "sgcn", bits: 41, padded: true},
	"itip-110": {scheme: "itip", bits: 38}, "itip-212": {scheme: "itip"},
}

// FromTag reads an EPC tag URI (urn:epc:tag:sgtin-96:3.…): the same identifier as the EPC URN,
// with how a tag has it in its memory, which is left out. Events have no tag URIs (EPCIS 2.0).
func FromTag(urn string) (Elements, error) {
	name, rest, ok := strings.Cut(strings.TrimPrefix(urn, urnTag), ":")
	tag, known := tags[name]
	if !ok || !known || !strings.HasPrefix(urn, urnTag) {
		return nil, badURN("urn_tag", "scheme", "没有这种标签编码", "there is no such coding of tags")
	}
	filter, rest, ok := strings.Cut(rest, ".")
	if !ok || len(filter) != 1 || filter[0] < '0' || filter[0] > '7' {
		return nil, badURN("urn_filter", "filter", "过滤值应为0至7", "the filter value is 0 to 7")
	}
	if tag.bits > 0 {
		serial := rest[strings.LastIndexByte(rest, '.')+1:]
		if serial == "" || strings.Trim(serial, "0123456789") != "" || !below(serial, tag.bits) || !tag.padded && len(serial) > 1 && serial[0] == '0' {
			return nil, badURN("urn_serial", "serial", "这种标签编码的序列号是一个不以零开头的数，而且不能太大", "the serial of this coding is a number without leading zeros, and not too large")
		}
	}
	return FromURN(urnID + tag.scheme + ":" + rest)
}

// fromAnyURN reads a URN or a tag URI.
func fromAnyURN(text string) (Elements, error) {
	if strings.HasPrefix(text, urnTag) {
		return FromTag(text)
	}
	return FromURN(text)
}

// symbologies are what scanners put before the data of bar codes that are no element strings
// (General Specifications, section 5.1.2): GTINs of EAN/UPC and ITF-14, links in QR Code and
// Data Matrix.
var symbologies = []string{"]E0", "]E4", "]I0", "]I1", "]Q1", "]d1"}

// withoutSymbology takes such a symbology identifier off.
func withoutSymbology(text string) string {
	for _, s := range symbologies {
		if rest, ok := strings.CutPrefix(text, s); ok {
			return rest
		}
	}
	return text
}
