package refund

import (
	"banjie/internal/casework"
	"banjie/internal/limit"
)

// Question is what the complaint keeps of a refund about which its reporter is asked.
type Question struct {
	Refund casework.ID `json:"refund"`
}

// asking is how long a reporter has to answer; other refunds are not asked about.
func asking(d *casework.Decision) (limit.Limit, bool) {
	return limit.Limit{N: 15, Unit: limit.Day}, d.To == Asked
}

// known runs once the unit may know.
func known(d *casework.Decision) (limit.Limit, bool) {
	return limit.Limit{N: 5, Unit: limit.Workday}, d.To != Asked
}

// decideAllow gives it to the unit that took the money, which learns of it now.
func decideAllow(d *casework.Decision) error {
	d.Facts.Unit = FileOf(d.Case).Unit
	return d.SetData(casework.Input[Statement](d))
}

// about is the unit that took the money, also while it does not know.
func about(c *casework.Case) []string { return []string{FileOf(c).Unit} }
