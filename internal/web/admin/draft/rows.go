package draft

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Names of the two inputs every row has beside its own.
const (
	placeOf = "_at"   // its place in the order
	goneOf  = "_gone" // ticked: take it out
)

// maxRows is the most rows one list may have.
const maxRows = 200

// numbered are the rows of a list that a form speaks of, in order.
func numbered(form url.Values, at string) []int {
	var all []int
	for name := range form {
		rest, ok := strings.CutPrefix(name, at+".")
		if !ok {
			continue
		}
		first, _, ok := strings.Cut(rest, ".")
		n, err := strconv.Atoi(first)
		if ok && err == nil && n >= 0 && n < maxRows && !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	return all
}

// row is one row read, with where it wants to stand.
type row struct {
	value map[string]any
	from  int // its number in the form
	order float64
}

// read takes the rows of the form; those left empty or ticked to go are left out. moved
// says for each row kept which number it had in the form.
func (l *list) read(form url.Values, at string, bad *fault.Fault) (values []any, moved []int) {
	var rows []row
	for _, n := range numbered(form, at) {
		place := at + "." + strconv.Itoa(n) + "."
		if form.Get(place+goneOf) == yes {
			continue
		}
		value := tree{}
		for _, a := range l.Asks {
			a.read(value, "", form, place, bad)
		}
		if l.Sub != nil {
			sub, _ := l.Sub.read(form, place+l.Sub.Path, bad)
			value[l.Sub.Path] = sub
		}
		if blank(map[string]any(value)) {
			continue
		}
		rows = append(rows, row{value, n, order(form.Get(place+placeOf), place+placeOf, n, bad)})
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		switch {
		case a.order < b.order:
			return -1
		case a.order > b.order:
			return 1
		}
		return 0
	})
	for _, r := range rows {
		values, moved = append(values, r.value), append(moved, r.from)
	}
	return values, moved
}

// order is where a row wants to stand: whoever asks for a place gets it before, or coming
// from above behind, the row that had it.
func order(typed, name string, n int, bad *fault.Fault) float64 {
	at := n + 1
	if typed = strings.TrimSpace(typed); typed != "" {
		want, err := strconv.Atoi(typed)
		if err != nil || want < 1 || want > maxRows {
			bad.At(name, lang.T("请填写第几项，例如 2。", "Please enter its place, for example 2."))
			return float64(at)
		}
		switch {
		case want < at:
			return float64(want) - 0.5
		case want > at:
			return float64(want) + 0.5
		}
	}
	return float64(at)
}

// read takes a whole section of the form into a copy of the tree.
func (s Section) read(t tree, form url.Values) (tree, error) {
	bad := fault.InvalidInput()
	for _, a := range s.Asks {
		a.read(t, "", form, "", bad)
	}
	for _, l := range []*list{s.List, s.More} {
		if l != nil {
			t[l.Path], _ = l.read(form, l.Path, bad)
		}
	}
	return t, bad.Or()
}
