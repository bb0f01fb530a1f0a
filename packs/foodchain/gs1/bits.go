package gs1

import (
	"math"
	"math/big"
	"strings"
)

const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// lengthBits is how many bits a length up to most takes, valueBits a number of n digits.
// Both are defined with this hundredth, so that powers of two get the bit more they need.
func lengthBits(most int) int { return int(math.Ceil(math.Log2(float64(most)) + 0.01)) }
func valueBits(n int) int     { return int(math.Ceil(float64(n)*math.Log2(10) + 0.01)) }

// encoding is how the characters of a text are written.
type encoding byte

const (
	asDecimal  encoding = iota // digits as one number
	asHex                      // small hexadecimal digits, 4 bits each
	asCapitals                 // capital ones
	asBase64                   // letters, digits - _ in 6 bits
	asASCII                    // 7 bits
)

// encodingOf picks the shortest encoding that every decoder gives back whole. Digits go as
// one number only without a leading zero and up to fifteen of them: some decoders count in
// floating numbers and forget zeros.
func encodingOf(s string) encoding {
	const safeDigits = 15
	e := asDecimal
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
		case c >= 'a' && c <= 'f' && (e == asDecimal || e == asHex):
			e = asHex
		case c >= 'A' && c <= 'F' && (e == asDecimal || e == asCapitals):
			e = asCapitals
		case strings.IndexByte(base64url, c) >= 0:
			e = max(e, asBase64)
		default:
			return asASCII
		}
	}
	if e == asDecimal && s != "0" && (strings.HasPrefix(s, "0") || len(s) > safeDigits) {
		return asHex
	}
	return e
}

// bitWriter collects bits, the first at the top of the first byte of six.
type bitWriter struct {
	sixes []byte
	n     int
}

func (w *bitWriter) put(v uint64, bits int) {
	for bits--; bits >= 0; bits-- {
		if w.n%6 == 0 {
			w.sixes = append(w.sixes, 0)
		}
		w.sixes[w.n/6] |= byte(v>>bits&1) << (5 - w.n%6)
		w.n++
	}
}

// decimal writes digits as one number.
func (w *bitWriter) decimal(s string) {
	v := new(big.Int)
	if s != "" {
		v.SetString(s, 10)
	}
	for bit := valueBits(len(s)) - 1; bit >= 0; bit-- {
		w.put(uint64(v.Bit(bit)), 1)
	}
}

// string writes encoding, length in so many bits, and characters.
func (w *bitWriter) string(s string, length int) {
	e := encodingOf(s)
	w.put(uint64(e), 3)
	w.put(uint64(len(s)), length)
	if e == asDecimal {
		w.decimal(s)
		return
	}
	for i := range len(s) {
		switch e {
		case asHex, asCapitals:
			w.put(uint64(hex(s[i])), 4)
		case asBase64:
			w.put(uint64(strings.IndexByte(base64url, s[i])), 6)
		default:
			w.put(uint64(s[i]), 7)
		}
	}
}

func (w *bitWriter) text() string {
	out := make([]byte, len(w.sixes))
	for i, six := range w.sixes {
		out[i] = base64url[six]
	}
	return string(out)
}

// bitReader takes bits off a text of base64url. short: it was asked for more than there was,
// or found what cannot be.
type bitReader struct {
	sixes []byte
	at    int
	short bool
}

// longestPacked keeps a hostile text from costing anything, in characters.
const longestPacked = 2000

func (r *bitReader) load(s string) bool {
	if s == "" || len(s) > longestPacked {
		return false
	}
	r.sixes = make([]byte, len(s))
	for i := range len(s) {
		v := strings.IndexByte(base64url, s[i])
		if v < 0 {
			return false
		}
		r.sixes[i] = byte(v)
	}
	return true
}

func (r *bitReader) left() int { return 6*len(r.sixes) - r.at }

func (r *bitReader) take(bits int) (v uint64) {
	if bits > r.left() {
		r.short = true
		r.at = 6 * len(r.sixes)
		return 0
	}
	for range bits {
		v = v<<1 | uint64(r.sixes[r.at/6]>>(5-r.at%6)&1)
		r.at++
	}
	return v
}

// decimal reads a number of n digits, leading zeros among them.
func (r *bitReader) decimal(n int) string {
	bits := valueBits(n)
	if n == 0 {
		r.take(bits)
		return ""
	}
	if bits > r.left() {
		r.short = true
		return ""
	}
	v := new(big.Int)
	for range bits {
		v.Lsh(v, 1)
		v.Or(v, big.NewInt(int64(r.take(1))))
	}
	s := v.String()
	if len(s) > n {
		r.short = true
		return ""
	}
	return strings.Repeat("0", n-len(s)) + s
}

// string reads encoding, length in so many bits (or a known one), and characters.
func (r *bitReader) string(n, length int) string {
	e := encoding(r.take(3))
	if length > 0 {
		n = int(r.take(length))
	}
	switch e {
	case asDecimal:
		return r.decimal(n)
	case asHex:
		return strings.ToLower(r.characters(n, 4))
	case asCapitals:
		return r.characters(n, 4)
	case asBase64:
		return r.characters(n, 6)
	case asASCII:
		return r.characters(n, 7)
	}
	r.short = true
	return ""
}

func (r *bitReader) characters(n, bits int) string {
	if n*bits > r.left() {
		r.short = true
		return ""
	}
	out := make([]byte, n)
	for i := range out {
		v := byte(r.take(bits))
		switch bits {
		case 4:
			out[i] = "0123456789ABCDEF"[v]
		case 6:
			out[i] = base64url[v]
		default:
			out[i] = v
		}
	}
	return string(out)
}
