// Package typed reads what a person typed, pasted or scanned: the one reader for every field that
// takes a code.
//
//	text ─▶ tidy (blanks, full width, dashes, a missing https://) ─▶ Read ─▶ key of a thing or place
//	                                                              └────────▶ Credit: an organisation's code
//
// It knows a Digital Link of any host, its path alone, an element string, a URN, digits of a GTIN
// or SSCC, "barcode/lot" as labels have it, and the unified social credit code (GB 32100-2015). It
// asks no register: whether there is such a thing others say.
package typed

import (
	"strings"

	"banjie/internal/idnum"
	"banjie/packs/foodchain/gs1"
)

// longest is more than any code holds, in bytes.
const longest = 2048

// lenient is what people's codes are read with: links of shops with words for numbers and short GTINs.
var lenient = gs1.Lenience{ShortNames: true, ShortGTIN: true}

// Read reads a code. Errors are those of package gs1: faults for the person, with what to do.
func Read(text string) (gs1.Reading, error) { return lenient.Read(tidy(text)) }

// Key gives the constrained canonical Digital Link of a code.
func Key(text string) (string, error) {
	r, err := Read(text)
	if err != nil {
		return "", err
	}
	return r.Elements.Key()
}

// KeyOr is [Key], "" for what is no code.
func KeyOr(text string) string {
	key, err := Key(text)
	if err != nil {
		return ""
	}
	return key
}

// Credit gives the unified social credit code of an organisation where somebody typed one, else "".
// Eighteen digits may be an SSCC as well; which of them is meant the field says by what it calls.
func Credit(text string) string {
	code, err := idnum.ParseUSCC(text)
	if err != nil {
		return ""
	}
	return code.String()
}

// tidy forgives what people type and what papers do to codes.
func tidy(text string) string {
	text = strings.TrimSpace(narrow(text))
	if len(text) > longest {
		text = text[:longest]
	}
	if text != "" && strings.Trim(text, "0123456789 -\u00a0") == "" {
		return withoutBlanks(strings.ReplaceAll(text, "-", ""))
	}
	if text == "" || strings.Contains(text, "://") || strings.HasPrefix(text, "urn:") || strings.IndexByte("(^]\x1d", text[0]) >= 0 {
		return text
	}
	first, rest, slash := strings.Cut(text, "/")
	switch digits := withoutBlanks(first); {
	case !slash:
	case first == "": // the path of a Digital Link
		return "https://id.gs1.org/" + rest
	case isGTIN(digits) && !strings.Contains(rest, "/") && strings.TrimSpace(rest) != "": // barcode/lot
		return "(01)" + strings.Repeat("0", 14-len(digits)) + digits + "(10)" + strings.TrimSpace(rest)
	default:
		return "https://" + text
	}
	return text
}

func isGTIN(s string) bool {
	switch len(s) {
	case 8, 12, 13, 14:
		return strings.Trim(s, "0123456789") == ""
	}
	return false
}

func withoutBlanks(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '\u00a0' || r == '　' {
			return -1
		}
		return r
	}, s)
}

// narrow gives full-width digits, letters and signs in their usual width, as input methods mix them.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '　':
			return ' '
		}
		return r
	}, s)
}
