package content

import (
	"strings"
	"unicode/utf8"
)

func digit(c byte) bool { return c >= '0' && c <= '9' }

func letterOrDigit(c byte) bool {
	return digit(c) || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

func in82(c byte) bool {
	return letterOrDigit(c) || strings.IndexByte(`!"%&'()*+,-./:;<=>?_`, c) >= 0
}

func in39(c byte) bool {
	return digit(c) || c >= 'A' && c <= 'Z' || strings.IndexByte(`#-/`, c) >= 0
}

func in64(c byte) bool { return letterOrDigit(c) || c == '-' || c == '_' }

// only finds the first character that may not be there. All that may are ASCII.
func only(s string, allowed func(byte) bool, finding string) *Error {
	for i := range len(s) {
		if !allowed(s[i]) {
			_, size := utf8.DecodeRuneInString(s[i:])
			return found(finding, i, i+size)
		}
	}
	return nil
}

func numeric(s string) *Error { return only(s, digit, "NON_DIGIT_CHARACTER") }

// base64url takes up to two pads at the end; with them the length is a multiple of three,
// as the reference test of GS1 has it.
func base64url(s string) *Error {
	body := strings.TrimRight(s, "=")
	pads := len(s) - len(body)
	if pads > 2 || pads > 0 && len(s)%3 != 0 {
		return found("INVALID_CSET64_PADDING", len(body), len(s))
	}
	return only(body, in64, "INVALID_CSET64_CHARACTER")
}

// companyPrefix sees whether the shortest company prefix, four digits, can stand at a place.
func companyPrefix(s string, at int) *Error {
	const shortest = 4
	if len(s) <= at {
		return found("TOO_SHORT_FOR_GCP", 0, len(s))
	}
	if len(s) < at+shortest {
		return found("TOO_SHORT_FOR_GCP", at, len(s))
	}
	for i := at; i < at+shortest; i++ {
		if !digit(s[i]) {
			return found("INVALID_GCP_PREFIX", i, i+1)
		}
	}
	return nil
}

func listed(s string, list map[string]bool, finding string) *Error {
	if !list[s] {
		return found(finding, 0, len(s))
	}
	return nil
}

func countryOr999(s string) *Error {
	if s == "999" {
		return nil
	}
	return listed(s, countries, "NOT_ISO3166_OR_999")
}

func oneOf(s, allowed, finding string) *Error {
	if len(s) != 1 || strings.IndexByte(allowed, s[0]) < 0 {
		return found(finding, 0, len(s))
	}
	return nil
}

func percent(s string) *Error {
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		if i+2 >= len(s) || !hexDigit(s[i+1]) || !hexDigit(s[i+2]) {
			return found("INVALID_PERCENT_SEQUENCE", i, min(i+3, len(s)))
		}
		i += 2
	}
	return nil
}

func hexDigit(c byte) bool { return digit(c) || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f' }

func hyphens(s string) *Error {
	if s == "" || strings.Trim(s, "-") != "" {
		return found("NOT_HYPHEN", 0, len(s))
	}
	return nil
}

func importerIndex(s string) *Error {
	if utf8.RuneCountInString(s) != 1 {
		return found("IMPORTER_IDX_MUST_BE_ONE_CHARACTER", 0, len(s))
	}
	return only(s, in64, "INVALID_IMPORT_IDX_CHARACTER")
}

// mediaType: 01 to 10 and 80 to 99 are given out.
func mediaType(s string) *Error {
	if len(s) != 2 || numeric(s) != nil || !(s >= "01" && s <= "10" || s >= "80") {
		return found("INVALID_MEDIA_TYPE", 0, len(s))
	}
	return nil
}

func hasNonDigit(s string) *Error {
	if numeric(s) == nil {
		return found("REQUIRES_NON_DIGIT_CHARACTER", 0, len(s))
	}
	return nil
}
