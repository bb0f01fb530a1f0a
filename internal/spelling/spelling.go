// Package spelling finds the word that somebody meant.
//
//	what was typed ─▶ Nearest among the words there are ─▶ "is it …?"
//
// It compares letters only, rests on no article and corrects nothing by itself: who asks it puts
// the word into a question.
package spelling

import "strings"

// Nearest is the word that is fewest letters away from what was typed, capital or small, "" where none is
// within most letters. Of several the first is taken.
func Nearest(typed string, words []string, most int) string {
	typed = strings.ToLower(typed)
	best, least := "", most+1
	for _, w := range words {
		if d := Distance(typed, strings.ToLower(w)); d < least {
			best, least = w, d
		}
	}
	return best
}

// Distance counts letters to add, drop or change (Levenshtein), in bytes of UTF-8.
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
