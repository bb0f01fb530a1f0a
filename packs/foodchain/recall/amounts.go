package recall

import (
	"strconv"
	"strings"

	"banjie/internal/lang"
	"banjie/packs/foodchain/trace"
)

var familyUnits = map[trace.Family]lang.Text{trace.Mass: lang.T("千克", "kg"), trace.Volume: lang.T("升", "l"), trace.Length: lang.T("米", "m"), trace.Pieces: lang.T("件", "pieces")}

// decimal writes millionths without needless zeros.
func decimal(n int64) string {
	return strconv.FormatFloat(float64(n)/1e6, 'f', -1, 64)
}

// Words are the amounts as people say them; zero for none.
func (a Amounts) Words() lang.Text {
	var zh, en []string
	for _, f := range []trace.Family{trace.Mass, trace.Pieces, trace.Volume, trace.Length} {
		if n := a[f]; n != 0 {
			zh, en = append(zh, decimal(n)+familyUnits[f].ZH), append(en, decimal(n)+" "+familyUnits[f].EN)
		}
	}
	for f, n := range a {
		if _, known := familyUnits[f]; !known && n != 0 {
			zh, en = append(zh, decimal(n)+" "+string(f)), append(en, decimal(n)+" "+string(f))
		}
	}
	if len(zh) == 0 {
		return lang.Text{}
	}
	return lang.T(strings.Join(zh, "，"), strings.Join(en, ", "))
}

// above gives what was removed or sold of the families in which the holder has more than nothing by the records,
// where that is more; of a holder with nothing at all, of any. Amounts that nobody stated bound nothing.
func above(counts map[string]Amounts, h Holder) Amounts {
	over := Amounts{}
	if h.Unsaid {
		return over
	}
	for f := range union(counts[Removed], counts[Sold]) {
		n := counts[Removed][f] + counts[Sold][f]
		if _, kept := h.Held[f]; n > h.Held[f] && (kept || len(h.Held) == 0) {
			over[f] = n
		}
	}
	return over
}

// Above gives what was counted as removed or sold where it is more than the holder had by the records; empty
// where it is not, and of a drill.
func (o *Order) Above() Amounts {
	if o.Drill {
		return Amounts{}
	}
	return above(o.Counts, o.Holder)
}
