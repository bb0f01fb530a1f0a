package tagger

import (
	"strings"
	"unicode"
)

// Fold gives each rune its plain form, one for one: full-width letters and digits as ASCII.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("，：；！？（）", r):
			return r
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '　':
			return ' '
		case r == '•' || r == '・' || r == '‧' || r == '．':
			return '·'
		case r >= '①' && r <= '⑨':
			return r - '①' + '1'
		case r == unicode.ReplacementChar:
			return '?'
		}
		return r
	}, s)
}
