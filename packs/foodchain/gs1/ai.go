package gs1

import (
	"slices"
	"strings"

	"banjie/packs/foodchain/gs1/content"
)

// set is the characters a part of a value may have.
type set byte

const (
	digits set = 'N'
	text82 set = 'X' // the 82 characters of ISO/IEC 646 that GS1 uses
	text39 set = 'Y' // capitals, digits, # - /
	text64 set = 'Z' // base64url
)

// charset gives the check for the characters of a part.
func (s set) charset() content.Check {
	switch s {
	case digits:
		return content.Digits
	case text39:
		return content.Text39
	case text64:
		return content.Text64
	}
	return content.Text82
}

// Part is one component of the value of an application identifier, for example the
// thirteen digits and the serial of a GDTI.
type Part struct {
	Set      set
	Min, Max int // characters
	Optional bool
	Checks   []content.Check
}

// AI is one GS1 application identifier (应用标识符) and what its value must look like.
type AI struct {
	Code       string // two to four digits
	last       string // end of a range of rows
	Title      string // the data title of the General Specifications
	Name       string // in Chinese, where the trade has a word
	Fixed      bool   // predefined length: no separator follows it
	Attribute  bool   // may stand in the query of a Digital Link
	Key        bool   // may begin the path of a Digital Link
	Qualifiers string // what may follow the key in the path, in order; alternatives parted by "|"
	Parts      []Part
	Requires   string
	Excludes   string
	min, max   int
	unknown    bool
}

// Known gives the application identifier of a code.
func Known(code string) (*AI, bool) {
	ai := known(code)
	return ai, ai != nil
}

// byCode has a row of each code: [number of digits - 2][number].
var byCode [3][]*AI

func init() {
	byCode = [3][]*AI{make([]*AI, 100), make([]*AI, 1000), make([]*AI, 10000)}
	for i := range rows {
		row := &rows[i]
		for _, p := range row.Parts {
			if !p.Optional {
				row.min += p.Min
			}
			row.max += p.Max
		}
		from, to := number(row.Code), number(row.Code)
		if row.last != "" {
			to = number(row.last)
		}
		for n := from; n <= to; n++ {
			ai := row
			if n > from {
				one := *row
				one.Code = row.last[:len(row.last)-1] + string(rune('0'+n%10))
				ai = &one
			}
			byCode[len(row.Code)-2][n] = ai
		}
	}
}

// number reads a short text of digits; -1 where it is none.
func number(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func known(code string) *AI {
	if len(code) < 2 || len(code) > 4 {
		return nil
	}
	n := number(code)
	if n < 0 {
		return nil
	}
	return byCode[len(code)-2][n]
}

// codeLength says how many digits an application identifier has that begins with two
// given ones; 0 where GS1 has given out none (General Specifications, section 3.2).
func codeLength(first2 string) int {
	n := number(first2)
	switch {
	case n < 0:
		return 0
	case n <= 4, n >= 10 && n <= 22, n == 30, n == 37, n >= 90:
		return 2
	case n >= 23 && n <= 25, n >= 40 && n <= 42, n == 71:
		return 3
	case n >= 31 && n <= 36, n == 39, n == 43, n == 70, n == 72, n >= 80 && n <= 82:
		return 4
	}
	return 0
}

// unknownAI stands for a code that is not in the table, where such are let through.
func unknownAI(code string) *AI {
	if len(code) < 2 || len(code) > 4 || number(code) < 0 {
		return nil
	}
	if n := codeLength(code[:2]); n != 0 && n != len(code) {
		return nil
	}
	return &AI{Code: code, Parts: []Part{{Set: text82, Min: 1, Max: 90}}, min: 1, max: 90, unknown: true}
}

// matches says whether a code fits a pattern such as "31nn".
func matches(pattern, code string) bool {
	if len(pattern) != len(code) {
		return false
	}
	for i := range len(code) {
		if pattern[i] != code[i] && pattern[i] != 'n' {
			return false
		}
	}
	return true
}

// names are the short names older Digital Links used in place of codes.
var names = map[string]string{
	"cpid": "8010", "cpsn": "8011", "cpv": "22", "gcn": "255", "gdti": "253", "giai": "8004", "ginc": "401",
	"gln": "414", "glnx": "254", "gmn": "8013", "grai": "8003", "gsin": "402", "gsrn": "8018", "gsrnp": "8017",
	"gtin": "01", "itip": "8006", "lot": "10", "party": "417", "refno": "8020", "ser": "21", "srin": "8019",
	"sscc": "00", "tpx": "235",
}

// sequence says how far a list of qualifiers, in order, can take a code: the place after
// it, or -1 where it cannot follow.
func sequence(list, code string, from int) int {
	at := 0
	for q := range strings.SplitSeq(list, ",") {
		if q == code && at >= from {
			return at + 1
		}
		at++
	}
	return -1
}

// KeyNames are the codes of the keys a Digital Link may begin with, and the short names older
// links have in their place.
func KeyNames() []string {
	var list []string
	for i := range rows {
		if rows[i].Key {
			list = append(list, rows[i].Code)
		}
	}
	for name, code := range names {
		if known(code).Key {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}
