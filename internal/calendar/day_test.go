package calendar

import (
	"testing"
	"time"
)

// Months before January and after December are those of the years beside, as in package time.
func TestDateOfOtherYears(t *testing.T) {
	for months := -60; months <= 60; months++ {
		want := time.Date(2026, time.March+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
		y, m, d := Date(2026, time.March+time.Month(months), 1).Date()
		if y != want.Year() || m != want.Month() || d != 1 {
			t.Errorf("%d months: %d-%d-%d, want %s", months, y, m, d, want)
		}
	}
}
