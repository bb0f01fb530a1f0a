package spelling

import (
	"testing"

	"pgregory.net/rapid"
)

func TestNearest(t *testing.T) {
	words := []string{"shipping", "receiving", "retail_selling", "bizStep"}
	for _, c := range []struct {
		typed string
		most  int
		want  string
	}{{"shiping", 2, "shipping"}, {"SHIPPING", 0, "shipping"}, {"recieving", 3, "receiving"}, {"bizstep", 0, "bizStep"}, {"retail selling", 1, "retail_selling"}, {"harvest", 2, ""}, {"", 2, ""}, {"x", 0, ""}} {
		if got := Nearest(c.typed, words, c.most); got != c.want {
			t.Errorf("%q within %d: %q, want %q", c.typed, c.most, got, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.RuneFrom([]rune("abc")), 0, 8, -1)
		a, b, c := word.Draw(t, "a"), word.Draw(t, "b"), word.Draw(t, "c")
		ab, ba := Distance(a, b), Distance(b, a)
		if ab != ba || (ab == 0) != (a == b) || ab > max(len(a), len(b)) || Distance(a, c) > ab+Distance(b, c) {
			t.Errorf("%q %q %q: %d %d", a, b, c, ab, ba)
		}
	})
}
