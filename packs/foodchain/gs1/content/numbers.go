package content

import "strings"

// checkDigit: weights 3 and 1 from the right, the last digit makes the sum a multiple of ten.
func checkDigit(s string) *Error {
	if s == "" {
		return found("TOO_SHORT_FOR_CHECK_DIGIT", 0, 0)
	}
	if e := numeric(s); e != nil {
		return e
	}
	sum, weight := 0, 1
	for i := len(s) - 1; i >= 0; i-- {
		sum += int(s[i]-'0') * weight
		weight = 4 - weight
	}
	if sum%10 != 0 {
		return found("INCORRECT_CHECK_DIGIT", len(s)-1, len(s))
	}
	return nil
}

const (
	alphabet82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
	alphabet32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	longest    = 99 // characters of a value with a check pair
)

// primes are the weights of the check pair, from the right.
var primes = func() (p []int) {
	for n := 2; len(p) < longest; n++ {
		prime := true
		for _, q := range p {
			prime = prime && n%q != 0
		}
		if prime {
			p = append(p, n)
		}
	}
	return p
}()

// checkPair: values of the characters times primes from the right, modulo 1021, written as
// two characters of an alphabet of 32.
func checkPair(s string) *Error {
	body := len(s) - 2
	if body < 0 {
		return found("TOO_SHORT_FOR_CHECK_PAIR", 0, len(s))
	}
	if len(s) > longest {
		return found("TOO_LONG_FOR_CHECK_PAIR_IMPLEMENTATION", 0, len(s))
	}
	sum := 0
	for i := range body {
		v := strings.IndexByte(alphabet82, s[i])
		if v < 0 {
			return only(s, in82, "INVALID_CSET82_CHARACTER")
		}
		sum += v * primes[body-1-i]
	}
	sum %= 1021
	if s[body] != alphabet32[sum>>5] || s[body+1] != alphabet32[sum&31] {
		return found("INCORRECT_CHECK_PAIR", body, len(s))
	}
	return nil
}

// CheckPairOf gives the two check characters for the text before them.
func CheckPairOf(s string) (string, bool) {
	sum := 0
	for i := range len(s) {
		v := strings.IndexByte(alphabet82, s[i])
		if v < 0 || len(s) > longest-2 {
			return "", false
		}
		sum += v * primes[len(s)-1-i]
	}
	sum %= 1021
	return string([]byte{alphabet32[sum>>5], alphabet32[sum&31]}), true
}

func coordinate(s, most, name string) *Error {
	if len(s) != len(most) {
		return found(name+"_INVALID_LENGTH", 0, len(s))
	}
	if e := numeric(s); e != nil {
		return e
	}
	if s > most {
		return found("INVALID_"+name, 0, len(s))
	}
	return nil
}

func nonZero(s string) *Error {
	if e := numeric(s); e != nil {
		return e
	}
	if strings.Trim(s, "0") == "" {
		return found("ILLEGAL_ZERO_VALUE", 0, len(s))
	}
	return nil
}

func zero(s string) *Error {
	if s == "" || strings.Trim(s, "0") != "" {
		return found("NOT_ZERO", 0, len(s))
	}
	return nil
}

func noZeroPrefix(s string) *Error {
	if s != "" && s[0] == '0' {
		return found("ILLEGAL_ZERO_PREFIX", 0, 1)
	}
	return numeric(s)
}

// pieceOfTotal: two numbers of equal length, neither zero, the first not above the second.
func pieceOfTotal(s string) *Error {
	if s == "" || len(s)%2 != 0 {
		return found("INVALID_LENGTH_FOR_PIECE_OF_TOTAL", 0, len(s))
	}
	if e := numeric(s); e != nil {
		return e
	}
	half := len(s) / 2
	switch piece, total := s[:half], s[half:]; {
	case strings.Trim(piece, "0") == "":
		return found("ZERO_PIECE_NUMBER", 0, half)
	case strings.Trim(total, "0") == "":
		return found("ZERO_TOTAL_PIECES", half, len(s))
	case piece > total:
		return found("PIECE_NUMBER_EXCEEDS_TOTAL", 0, len(s))
	}
	return nil
}

// positionInSequence: 2/3, both from 1 on and without leading zeros.
func positionInSequence(s string) *Error {
	position, end, ok := strings.Cut(s, "/")
	if !ok || position == "" || end == "" || numeric(position) != nil || numeric(end) != nil {
		return found("POSITION_IN_SEQUENCE_MALFORMED", 0, len(s))
	}
	switch {
	case position[0] == '0':
		return found("ILLEGAL_ZERO_PREFIX", 0, len(position))
	case end[0] == '0':
		return found("ILLEGAL_ZERO_PREFIX", len(position)+1, len(s))
	case len(position) > len(end), len(position) == len(end) && position > end:
		return found("POSITION_EXCEEDS_END", 0, len(s))
	}
	return nil
}

// iban: the country first, then letters and digits whose value modulo 97 is 1.
func iban(s string) *Error {
	const above, most = 10, 34
	if len(s) < 4 {
		return found("IBAN_TOO_SHORT", 0, len(s))
	}
	if !countriesAlpha2[s[:2]] {
		return found("ILLEGAL_IBAN_COUNTRY_CODE", 0, 2)
	}
	if len(s) > most {
		return found("IBAN_TOO_LONG", 0, len(s))
	}
	if len(s) <= above {
		return found("IBAN_TOO_SHORT", 0, len(s))
	}
	rest := 0
	for i := range len(s) {
		at := (i + 4) % len(s)
		switch c := s[at]; {
		case digit(c):
			rest = (rest*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return found("INVALID_IBAN_CHARACTER", at, at+1)
		}
	}
	if rest != 1 {
		return found("INCORRECT_IBAN_CHECKSUM", 2, 4)
	}
	return nil
}
