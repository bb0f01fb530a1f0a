package main

import (
	"testing"

	"banjie/internal/accountability"
	retaliationalarm "banjie/internal/complaint/alarm"
	"banjie/internal/impasse"
	"banjie/internal/inspection"
	"banjie/internal/integrity/watch"
	"banjie/internal/rectification"
	"banjie/internal/registers/refund"
	"banjie/internal/registers/visit"
	supervisionorder "banjie/internal/supervise/order"
)

// TestSeriesOfSealedCases: sealed cases of a day are counted apart from all others. Were a
// series used for both, two cases would get one number, and gaps would tell that a sealed one
// was opened between two others whose hour is known.
func TestSeriesOfSealedCases(t *testing.T) {
	sealed := []string{"C", accountability.Series, inspection.RoundSeries, inspection.VisitSeries, rectification.SealedSeries, supervisionorder.SealedSeries, refund.SealedSeries, retaliationalarm.Series, watch.Series, watch.LookSeries}
	open := []string{"case", impasse.Series, impasse.FixSeries, rectification.Series, supervisionorder.Series, refund.Series, visit.Series, visit.DoorSeries}
	seen := map[string]bool{}
	for _, s := range append(sealed, open...) {
		if s == "" || seen[s] {
			t.Errorf("the series %q is used twice", s)
		}
		seen[s] = true
	}
}
