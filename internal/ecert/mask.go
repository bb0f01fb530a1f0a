package ecert

import "strings"

// MaskName hides a person's name from strangers and keeps it recognisable to those
// who know it: the first and, from three characters on, the last character of a name in
// Han script (王*, 王*明); the first letter of each word of a name in another script.
func MaskName(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		r := []rune(w)
		han := r[0] >= 0x3400 && r[0] <= 0x9FFF || r[0] >= 0x20000
		for j := range r {
			if j == 0 || han && len(r) > 2 && j == len(r)-1 || r[j] == '·' {
				continue
			}
			r[j] = '*'
		}
		words[i] = string(r)
	}
	return strings.Join(words, " ")
}

// MaskID keeps the first two and the last two characters of a personal number of six or more, and nothing of a shorter one.
func MaskID(number string) string {
	r := []rune(number)
	for i := range r {
		if len(r) < 6 || i >= 2 && i < len(r)-2 {
			r[i] = '*'
		}
	}
	return string(r)
}

// Shown is the holder's name as a stranger may see it: masked for a person, whole for an entity.
func (h Holder) Shown() string {
	if h.Person {
		return MaskName(h.Name)
	}
	return h.Name
}
