package draw

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"slices"
)

// Missed is the value that stands in for a party that did not reveal its own in time. It needs
// the spare source, which nobody knew while the party could still choose.
func Missed(announced Hash, party, spare string) Hash {
	return hashLines([]string{"banjie draw missed v1", "announcement: " + announced.String(), "party: " + party, "spare: " + spare})
}

// Seed is what the order follows from: the announcement, the values of its sources and those
// of its parties, in the order of the announcement.
func Seed(announced Hash, sources []string, contributions []Hash) Hash {
	lines := []string{"banjie draw seed v1", "announcement: " + announced.String()}
	for _, s := range sources {
		lines = append(lines, "source: "+s)
	}
	for _, c := range contributions {
		lines = append(lines, "contribution: "+c.String())
	}
	return hashLines(append(lines, "end"))
}

// key is HMAC-SHA256(seed, i) with i, counted from 1, as eight bytes, the highest first.
func key(seed Hash, i int) Hash {
	h := hmac.New(sha256.New, seed[:])
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(i)))
	return Hash(h.Sum(nil))
}

// fractionBits is the resolution of [lateness].
const fractionBits = 56

// lateness is −log2(u) in units of 2^−56, where u = (x+1)/2^63 and x is the first 63 bits of
// the key. Divided by the weight it orders the candidates as −ln(u) would: ln 2 is the same
// for all. The one rounding rule is: what does not fit is cut off. The result is the exact
// value rounded up to a whole unit, or one unit more.
func lateness(key Hash) uint64 {
	x := binary.BigEndian.Uint64(key[:])>>1 + 1
	whole := bits.Len64(x) - 1
	m := x << (63 - whole) // x / 2^whole, from 1 to below 2, in units of 2^−63
	log := uint64(whole)
	for range fractionBits {
		hi, lo := bits.Mul64(m, m)
		if hi>>63 == 1 {
			m, log = hi, log<<1|1
		} else {
			m, log = hi<<1|lo>>63, log<<1
		}
	}
	return 63<<fractionBits - log
}

// Order gives the places of all candidates, counted from 0, in the order in which they are
// taken: by lateness / weight, smallest first. Fractions are compared exactly, by
// multiplying crosswise. Equal ones follow the smaller key, then the smaller place.
// Weights are from 1 to [MaxWeight].
func Order(seed Hash, weights []uint64) []int {
	keys, late, order := make([]Hash, len(weights)), make([]uint64, len(weights)), make([]int, len(weights))
	for i := range weights {
		keys[i] = key(seed, i+1)
		late[i] = lateness(keys[i])
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		ih, il := bits.Mul64(late[i], weights[j])
		jh, jl := bits.Mul64(late[j], weights[i])
		return cmp.Or(cmp.Compare(ih, jh), cmp.Compare(il, jl), bytes.Compare(keys[i][:], keys[j][:]), cmp.Compare(i, j))
	})
	return order
}
