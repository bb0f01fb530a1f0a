package scan

import (
	"fmt"
	"slices"
	"time"

	"banjie/internal/lang"
)

// Count is how often a code was scanned in one hour in one town. There is nothing else: no address,
// no device, no session, no person.
type Count struct {
	Key  string
	Hour int64  // hours since 1970-01-01 UTC
	Town string // code of the town the scanner chose, "" where nothing was told
	N    int64
}

const hoursADay = 24

// Rule says when a code may have been copied. A finding is a lead for an inspector and a line on
// the page; it is never a verdict, and no rule looks at who scanned.
type Rule struct {
	ID       string
	Unique   bool  // of codes of one piece; else of lots
	Towns    int   // at least so many towns were told …
	Hours    int64 // … within so many hours one after another
	Openings int64 // or: opened at least so often within Hours; 0: no such bound
	Each     int64 // or: opened more than so often for each piece that was stated; 0: no such bound
	Says     lang.Text
	Why      lang.Text
}

// Rules are the rules in force. The numbers are rules of the house: no standard gives any. They
// are chosen so that a family that opens a page several times, or a box carried to the next town,
// does not raise them.
var Rules = []Rule{
	{ID: "towns_at_once", Unique: true, Towns: 3, Hours: 2,
		Says: lang.T("同一个码两小时内在3个以上的乡镇被扫，可能是翻印的。", "It was scanned in three or more towns within two hours and may be a copy."),
		Why:  lang.T("一盒东西两小时里到不了三个乡镇。", "One box is not in three towns within two hours.")},
	{ID: "towns_in_a_week", Unique: true, Towns: 5, Hours: 7 * hoursADay,
		Says: lang.T("同一个码一周内在5个以上的乡镇被扫，可能是翻印的。", "It was scanned in five or more towns within a week and may be a copy."),
		Why:  lang.T("一盒东西从冷库到店、到家，经过的乡镇到不了五个。", "From store to shop to kitchen a box does not see five towns.")},
	{ID: "openings_in_a_day", Unique: true, Openings: 60, Hours: hoursADay,
		Says: lang.T("同一个码一天内被打开60次以上，可能是翻印的，也可能摆在货架上人人都扫。", "It was opened sixty times or more within a day: a copy, or a box on a shelf that everybody scans."),
		Why:  lang.T("一家人打开几次，到不了六十次。", "A family opens it a few times, not sixty.")},
	{ID: "more_than_pieces", Each: 20, Hours: 7 * hoursADay,
		Says: lang.T("这一批被打开的次数超过登记件数的20倍，可能有人多印了码。", "This lot was opened more than twenty times as often as it has pieces: more codes than goods may be about."),
		Why:  lang.T("一批有几件，码就该有几个。", "A lot has as many codes as pieces.")},
}

// Longest is for how many hours back the rules look.
const Longest = 7 * hoursADay

// FindCopy applies the rules to the counts of one code; pieces is the number stated of its lot, 0
// where none was. nil: no rule holds.
func FindCopy(counts []Count, unique bool, pieces int64) *Copy {
	counts = slices.Clone(counts)
	slices.SortFunc(counts, func(a, b Count) int { return int(a.Hour - b.Hour) })
	for _, r := range Rules {
		if r.Unique == unique && r.holds(counts, pieces) {
			return &Copy{r.ID, r.Says}
		}
	}
	return nil
}

// holds slides a window of the rule's hours over the counts.
func (r Rule) holds(counts []Count, pieces int64) bool {
	from := 0
	for to := range counts {
		for counts[to].Hour-counts[from].Hour >= r.Hours {
			from++
		}
		towns, n := map[string]bool{}, int64(0)
		for _, c := range counts[from : to+1] {
			n += c.N
			if c.Town != "" && c.N > 0 {
				towns[c.Town] = true
			}
		}
		switch {
		case r.Towns > 0 && len(towns) >= r.Towns, r.Openings > 0 && n >= r.Openings, r.Each > 0 && pieces > 0 && n > r.Each*pieces:
			return true
		}
	}
	return false
}

// CopyOf gives the finding of a rule by its id.
func CopyOf(id string) *Copy {
	for _, r := range Rules {
		if r.ID == id {
			return &Copy{r.ID, r.Says}
		}
	}
	return nil
}

// RulesInWords are the rules as the page about the page has them.
func RulesInWords() (list []lang.Text) {
	for _, r := range Rules {
		list = append(list, lang.T(r.Says.ZH+"理由："+r.Why.ZH, fmt.Sprintf("%s Why: %s", r.Says.EN, r.Why.EN)))
	}
	return list
}

// Found is a code that may have been copied, for the regulator.
type Found struct {
	Key   string
	Rule  string
	At    time.Time // hour in which it was found
	Times int64     // that it was scanned in all
	Last  time.Time // hour
}
