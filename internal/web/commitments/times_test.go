package commitments

import (
	"strings"
	"testing"

	"banjie/internal/calendar"
	"banjie/internal/lang"
)

// Open cases are in the estimate with the working days so far: a case past its promise counts as
// longer than it, one that has just begun as hardly begun. By hand: of ten cases eight ended after
// 1 day, one after 6, and one is open since 8.
func TestObserved(t *testing.T) {
	cal, today := calendar.Builtin(), calendar.Date(2026, 3, 11) // a Wednesday
	o := observe(cal, today, 5, map[int]int64{1: 8, 6: 1}, []calendar.Day{calendar.Date(2026, 3, 6)}, 2)
	if o.Done != 9 || o.Open != 1 || o.Still != 2 || len(o.Steps) != 2 || o.Steps[0].Share > .21 || o.Steps[1].Share < .09 || o.Steps[1].Share > .11 {
		t.Fatalf("%+v", o)
	}
	half, ninety := o.quantile(.5), o.quantile(.9)
	if half.EN != "1 working day" || ninety.EN != "6 working days" || o.quantile(.95).EN != "a time that cannot be told yet" {
		t.Errorf("%s, %s", half.EN, ninety.EN)
	}
	fresh := observe(cal, today, 5, map[int]int64{1: 1}, []calendar.Day{calendar.Date(2026, 3, 18)}, 0)
	if len(fresh.Steps) != 1 || fresh.Steps[0].Share != 0 {
		t.Errorf("a case of this morning holds the estimate up: %+v", fresh.Steps)
	}
	if parts := observe(cal, today, 5, nil, nil, 0).parts(); len(parts) != 1 {
		t.Error("something is said of nothing")
	}
	if half.In(lang.ZH) == "" || strings.Contains(half.ZH, "day") {
		t.Error(half)
	}
}
