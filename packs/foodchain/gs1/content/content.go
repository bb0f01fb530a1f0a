// Package content checks the content of one component of a GS1 value: a check digit, a date,
// a country. A component is well formed when all checks of its application identifier pass:
//
//	"261231" ── yymmd0 ──▶ nil
//	"261331" ── yymmd0 ──▶ ILLEGAL_MONTH, characters 2 to 4
//
// The names of checks and findings are those of the GS1 Barcode Syntax Tests, so that
// results can be compared with other programs; the rules are those of the GS1 General
// Specifications, section 3, and of the ISO standards they name. No law rests on it.
//
// It does not know whether a company prefix was ever given out: only its form is seen.
package content

import "banjie/internal/lang"

// Check is the name of one check.
type Check string

// The checks, each with the section of the General Specifications or the standard it rests on.
const (
	Digits             Check = "csetnumeric"    // digits only
	Text82             Check = "cset82"         // 7.11, table 1
	Text39             Check = "cset39"         // 7.11, table 2
	Text64             Check = "cset64"         // 7.11, table 3: base64url, padding allowed
	CheckDigit         Check = "csum"           // 7.9.1
	CheckPair          Check = "csumalpha"      // 7.9.5, the pair of a GMN
	Prefix1            Check = "gcppos1"        // begins with a company prefix
	Prefix2            Check = "gcppos2"        // the same from the second character on
	DateOrMonth        Check = "yymmd0"         // 3.4.2: day 00 means the whole month
	Date               Check = "yymmdd"         //
	LongDate           Check = "yyyymmdd"       //
	LongDateOrMonth    Check = "yyyymmd0"       //
	HourMinute         Check = "hhmi"           //
	Hour               Check = "hh"             //
	Minute             Check = "mi"             //
	Second             Check = "ss"             //
	Country            Check = "iso3166"        // ISO 3166-1, three digits
	CountryOr999       Check = "iso3166999"     // or 999 for several
	CountryAlpha2      Check = "iso3166alpha2"  // ISO 3166-1, two letters
	Currency           Check = "iso4217"        // ISO 4217, three digits
	Percent            Check = "pcenc"          // percent-encoded UTF-8
	Latitude           Check = "latitude"       // degrees north + 90, times 10⁷
	Longitude          Check = "longitude"      // degrees east, 0 to 360, times 10⁷
	YesNo              Check = "yesno"          // 0 or 1
	Hyphen             Check = "hyphen"         // the minus sign after a temperature
	ImporterIndex      Check = "importeridx"    // EU 2018/574
	PackageType        Check = "packagetype"    // UN/ECE Recommendation 21
	MediaType          Check = "mediatype"      // 3.8.14
	Sex                Check = "iso5218"        // ISO/IEC 5218
	PositionInSequence Check = "posinseqslash"  // 2/3
	NonZero            Check = "nonzero"        //
	Winding            Check = "winding"        // 0, 1 or 9
	Zero               Check = "zero"           //
	PieceOfTotal       Check = "pieceoftotal"   // 0203
	IBAN               Check = "iban"           // ISO 13616
	NoZeroPrefix       Check = "nozeroprefix"   //
	HasNonDigit        Check = "hasnondigit"    //
	Coupon             Check = "couponcode"     // North American coupons, AI (8110)
	PositiveOffer      Check = "couponposoffer" // AI (8112)
)

// Error is what a check found.
type Error struct {
	Finding  string // for example "INCORRECT_CHECK_DIGIT"
	From, To int    // the bytes that are wrong, To not among them
	Message  lang.Text
}

func (e *Error) Error() string { return e.Message.EN }

// Of runs the check; nil says that the text passes. A check of an unknown name fails.
func (c Check) Of(text string) *Error {
	run, ok := checks[c]
	if !ok {
		return &Error{Finding: "UNKNOWN_CHECK", To: len(text), Message: lang.T("没有这种内容检查", "there is no such check of content")}
	}
	return run(text)
}

// Known says whether there is a check of that name.
func (c Check) Known() bool { return checks[c] != nil }

var checks = map[Check]func(string) *Error{
	Digits:             numeric,
	Text82:             func(s string) *Error { return only(s, in82, "INVALID_CSET82_CHARACTER") },
	Text39:             func(s string) *Error { return only(s, in39, "INVALID_CSET39_CHARACTER") },
	Text64:             base64url,
	CheckDigit:         checkDigit,
	CheckPair:          checkPair,
	Prefix1:            func(s string) *Error { return companyPrefix(s, 0) },
	Prefix2:            func(s string) *Error { return companyPrefix(s, 1) },
	DateOrMonth:        func(s string) *Error { return date(s, 2, true) },
	Date:               func(s string) *Error { return date(s, 2, false) },
	LongDate:           func(s string) *Error { return date(s, 4, false) },
	LongDateOrMonth:    func(s string) *Error { return date(s, 4, true) },
	HourMinute:         hourMinute,
	Hour:               func(s string) *Error { return twoDigits(s, 23, "HOUR") },
	Minute:             func(s string) *Error { return twoDigits(s, 59, "MINUTE") },
	Second:             func(s string) *Error { return twoDigits(s, 59, "SECOND") },
	Country:            func(s string) *Error { return listed(s, countries, "NOT_ISO3166") },
	CountryOr999:       countryOr999,
	CountryAlpha2:      func(s string) *Error { return listed(s, countriesAlpha2, "NOT_ISO3166_ALPHA2") },
	Currency:           func(s string) *Error { return listed(s, currencies, "NOT_ISO4217") },
	Percent:            percent,
	Latitude:           func(s string) *Error { return coordinate(s, "1800000000", "LATITUDE") },
	Longitude:          func(s string) *Error { return coordinate(s, "3600000000", "LONGITUDE") },
	YesNo:              func(s string) *Error { return oneOf(s, "01", "NOT_ZERO_OR_ONE") },
	Hyphen:             hyphens,
	ImporterIndex:      importerIndex,
	PackageType:        func(s string) *Error { return listed(s, packageTypes, "INVALID_PACKAGE_TYPE") },
	MediaType:          mediaType,
	Sex:                func(s string) *Error { return oneOf(s, "0129", "INVALID_BIOLOGICAL_SEX_CODE") },
	PositionInSequence: positionInSequence,
	NonZero:            nonZero,
	Winding:            func(s string) *Error { return oneOf(s, "019", "INVALID_WINDING_DIRECTION") },
	Zero:               zero,
	PieceOfTotal:       pieceOfTotal,
	IBAN:               iban,
	NoZeroPrefix:       noZeroPrefix,
	HasNonDigit:        hasNonDigit,
	Coupon:             coupon,
	PositiveOffer:      positiveOffer,
}

func found(finding string, from, to int) *Error {
	m, ok := messages[finding]
	if !ok {
		m = couponMessage(finding)
	}
	return &Error{Finding: finding, From: from, To: to, Message: m}
}
