package commitment

import (
	"math"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Rate is a share that the platform counts itself, by unit and month, from the events of cases.
type Rate struct {
	ID   string
	Name lang.Text
	Says lang.Text // numerator ÷ denominator
}

// Rates by which a recurring problem is measured.
var Rates = []Rate{
	{"late", lang.T("逾期办结率", "Decided late"), lang.T("超过承诺时限才作出的决定 ÷ 当月全部决定", "decisions past the promise ÷ all decisions of the month")},
	{"correction", lang.T("补正率", "Asked for corrections"), lang.T("当月要求补正的件 ÷ 当月收件", "cases asked for corrections ÷ cases received in the month")},
	{"poor", lang.T("差评率", "Rated poorly"), lang.T("当月差评 ÷ 当月评价", "poor ratings ÷ ratings of the month")},
	{"silent", lang.T("视为受理率", "Accepted by silence"), lang.T("逾期没有答复而视为受理的件 ÷ 当月受理的件", "cases accepted by silence ÷ cases accepted in the month")},
}

// RateOf gives a rate by its id.
func RateOf(id string) (Rate, bool) {
	for _, r := range Rates {
		if r.ID == id {
			return r, true
		}
	}
	return Rate{}, false
}

// Month is a rate in one calendar month: K of N.
type Month struct {
	First calendar.Day `json:"month"` // its first day
	K     int64        `json:"k"`
	N     int64        `json:"n"`
}

// Steady is for how many full months running a rate must have stayed under its limit.
const Steady = 3

// Baseline is how many full months before publication the control limits come from, at most.
const Baseline = 6

// Full gives the first days of the n full calendar months before the month of a day, oldest first.
func Full(day calendar.Day, n int) []calendar.Day {
	y, m, _ := day.Date()
	all := make([]calendar.Day, n)
	for i := range all {
		at := y*12 + int(m) - 1 - (n - i)
		all[i] = calendar.Date(at/12, time.Month(at%12+1), 1)
	}
	return all
}

// After gives the first day of the month after the month of a day.
func After(day calendar.Day) calendar.Day {
	y, m, _ := day.Date()
	if m == time.December {
		return calendar.Date(y+1, time.January, 1)
	}
	return calendar.Date(y, m+1, 1)
}

// Last gives the last n months, fewer where there are fewer.
func Last(months []Month, n int) []Month { return months[max(0, len(months)-n):] }

// Stayed says that there are [Steady] months, each with cases, and that the rate of each is at
// most limit (hundredths of a percent). A month without cases shows nothing.
func Stayed(months []Month, limit int) bool {
	if len(months) < Steady {
		return false
	}
	for _, m := range months {
		if m.N == 0 || m.K*10000 > int64(limit)*m.N {
			return false
		}
	}
	return true
}

func notSteady() error {
	return fault.New(fault.Unlawful, "rate_not_steady",
		lang.T("还不能算解决：最近连续三个整月，每个月都要有办件、比率都不超过上限。", "It does not count as solved yet: each of the last three full months needs cases and a rate at most the limit."),
		lang.T("请等满三个月再报；日期到了还没做到的，报“部分兑现”或者“没有兑现”并写明原因。", "Please report when three months are full; past its day report it as partly or not kept, with the reason."))
}

// Charted is a month beside its control limits, all in shares from 0 to 1.
type Charted struct {
	Month
	Rate      float64
	Low, High float64 // three standard deviations around the mean of the baseline
	Out       bool    // outside them: more than chance
}

// Chart is a p-chart: centre p̄ = Σk/Σn of the months before, limits p̄ ± 3·√(p̄(1−p̄)/n) for each
// month by its own n (W. A. Shewhart). ok is false where the months before hold no case.
func Chart(before, months []Month) (centre float64, all []Charted, ok bool) {
	var k, n int64
	for _, m := range before {
		k, n = k+m.K, n+m.N
	}
	if n > 0 {
		centre, ok = float64(k)/float64(n), true
	}
	for _, m := range months {
		c := Charted{Month: m, High: 1}
		if m.N > 0 {
			c.Rate = float64(m.K) / float64(m.N)
			if ok {
				d := 3 * math.Sqrt(centre*(1-centre)/float64(m.N))
				c.Low, c.High = max(0, centre-d), min(1, centre+d)
				c.Out = c.Rate < c.Low || c.Rate > c.High
			}
		}
		all = append(all, c)
	}
	return centre, all, ok
}
