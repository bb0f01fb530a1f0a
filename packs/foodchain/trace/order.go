package trace

import (
	"cmp"
	"slices"
)

// Answers do not depend on the order in which an engine gives rows.

func sortEdges(rows []EdgeRow) {
	slices.SortFunc(rows, func(a, b EdgeRow) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Child, b.Child), cmp.Compare(a.Parent, b.Parent), cmp.Compare(a.Event, b.Event))
	})
}

func sortStays(rows []StayRow) {
	slices.SortFunc(rows, func(a, b StayRow) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Child, b.Child), cmp.Compare(a.Parent, b.Parent), cmp.Compare(a.To, b.To))
	})
}
