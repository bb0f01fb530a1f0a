package sqldb

import (
	"slices"
	"testing"

	"banjie/internal/fault"
)

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		text    string
		numbers []int64
		want    string
	}{{"", []int64{5, -7}, "5.-7"}, {"a.b", []int64{1 << 62, 0}, "4611686018427387904.0.a.b"}, {"", []int64{3}, "3"}} {
		at := Place(c.text, c.numbers...)
		numbers, text, err := ReadPlaceText(at, len(c.numbers))
		if at != c.want || err != nil || text != c.text || !slices.Equal(numbers, c.numbers) {
			t.Errorf("%q: %v %q %v", at, numbers, text, err)
		}
	}
	for _, bad := range []string{"", "1", "1.x", "x.1", "1.2.", "1.2.3", "+1.2", "01.2", "1..2", "1.99999999999999999999"} {
		if all, err := ReadPlace(bad, 2); fault.For(err).Code != "bad_cursor" {
			t.Errorf("%q gave %v, %v", bad, all, err)
		}
	}
	for asked, want := range map[int]int{-1: 20, 0: 20, 1: 1, 100: 100, 101: 20} {
		if got := PageSize(asked); got != want {
			t.Errorf("%d gives %d", asked, got)
		}
	}
}

func FuzzReadPlace(f *testing.F) {
	f.Add("1.2", 2)
	f.Add("1.2.a.b", 2)
	f.Fuzz(func(t *testing.T, after string, n int) {
		if n < 1 || n > 4 {
			return
		}
		if numbers, text, err := ReadPlaceText(after, n); err == nil && Place(text, numbers...) != after {
			t.Errorf("%q reads as %v %q", after, numbers, text)
		}
	})
}
