package seal

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
)

// PlacesSum names a set of boxes by the numbers they are bound to, in any order: an act that
// says it opens exactly these.
func PlacesSum(places []int64) string {
	h := sha256.New()
	h.Write([]byte("banjie/seal/places/v1\x00"))
	for _, p := range slices.Sorted(slices.Values(places)) {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(p)))
	}
	return hex.EncodeToString(h.Sum(nil))
}
