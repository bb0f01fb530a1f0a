package scan_test

import (
	"fmt"
	"testing"

	"banjie/packs/foodchain/scan"
)

// in makes counts: hour, town, times.
func in(rows ...any) (list []scan.Count) {
	for i := 0; i+2 < len(rows); i += 3 {
		list = append(list, scan.Count{Hour: int64(rows[i].(int)), Town: rows[i+1].(string), N: int64(rows[i+2].(int))})
	}
	return list
}

func TestFindCopy(t *testing.T) {
	var week, sixDays []any
	for n := range 5 {
		week = append(week, 30*n, fmt.Sprint("t", n), 1)
		sixDays = append(sixDays, 42*n, fmt.Sprint("t", n), 1)
	}
	for _, c := range []struct {
		what   string
		counts []scan.Count
		unique bool
		pieces int64
		want   string
	}{
		{"nothing", nil, true, 0, ""},
		{"a family", in(5, "east", 4, 6, "", 3), true, 0, ""},
		{"three towns in two hours", in(5, "a", 1, 6, "b", 1, 6, "c", 1), true, 0, "towns_at_once"},
		{"three towns in three hours", in(5, "a", 1, 6, "b", 1, 7, "c", 1), true, 0, ""},
		{"two towns and many untold", in(5, "a", 9, 5, "b", 9, 5, "", 9), true, 0, ""},
		{"five towns in a week", in(week...), true, 0, "towns_in_a_week"},
		{"five towns in eight days", in(append(sixDays[:12], 168, "t4", 1)...), true, 0, ""},
		{"59 in a day", in(0, "", 30, 23, "", 29), true, 0, ""},
		{"60 in a day", in(0, "", 30, 23, "", 30), true, 0, "openings_in_a_day"},
		{"60 in 25 hours", in(0, "", 30, 24, "", 30), true, 0, ""},
		{"a lot in many towns", in(5, "a", 1, 5, "b", 1, 5, "c", 1), false, 0, ""},
		{"a lot as often as allowed", in(5, "", 40), false, 2, ""},
		{"a lot more often", in(5, "", 41), false, 2, "more_than_pieces"},
		{"a lot of unknown size", in(5, "", 4100), false, 0, ""},
	} {
		got := scan.FindCopy(c.counts, c.unique, c.pieces)
		switch {
		case got == nil && c.want != "", got != nil && got.Rule != c.want:
			t.Errorf("%s: %+v, want %q", c.what, got, c.want)
		case got != nil && (got.Says.ZH == "" || got.Says.EN == "" || scan.CopyOf(got.Rule) == nil):
			t.Errorf("%s has no words", c.what)
		}
	}
}
