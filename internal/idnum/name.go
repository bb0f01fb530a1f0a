package idnum

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// CheckName trims a person's name and otherwise leaves it as it is: any script, any length,
// middle dots, inner spaces and rare characters beyond the basic plane. It refuses only an
// empty name, broken UTF-8 and control characters, among them those that turn the
// direction of writing and could make one name look like another. The error is a [fault.Fault].
func CheckName(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", fault.New(fault.Invalid, "name_encoding",
			lang.T("姓名的文字编码有误，无法识别。", "The name could not be read: its text encoding is broken."),
			lang.T("请重新输入姓名。", "Please type the name again."))
	}
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == 0xFEFF || r == 0x200B })
	if s == "" {
		return "", fault.New(fault.Invalid, "name_missing",
			lang.T("没有填写姓名。", "The name is missing."),
			lang.T("请按证件填写姓名。", "Please enter the name as on the document."))
	}
	n := 0
	for _, r := range s {
		n++
		if unicode.IsControl(r) || r == 0x2028 || r == 0x2029 || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return "", fault.New(fault.Invalid, "name_control_character",
				lang.Format("姓名第%d个字符是看不见的控制字符（U+%04X）。", "Character %d of the name is an invisible control character (U+%04X).", n, r),
				lang.T("请删去后重新输入，不要从其他文件整段粘贴。", "Please remove it and type the name rather than paste it."))
		}
	}
	return s, nil
}

// Characters cuts text into what a reader sees as one character: a letter with its marks,
// an ideograph with its variation selector, a Hangul syllable of several letters, joined or flag
// emoji. It follows the main rules of Unicode's UAX 29, enough to count and mask names.
func Characters(s string) []string {
	var out []string
	var last rune
	flags := 0
	for _, r := range s {
		flag := r >= 0x1F1E6 && r <= 0x1F1FF
		if flag {
			flags++
		} else {
			flags = 0
		}
		joins := len(out) > 0 && (extends(r) || last == 0x200D || flag && flags%2 == 0 || hangulJoins(last, r))
		if joins {
			out[len(out)-1] += string(r)
		} else {
			out = append(out, string(r))
		}
		last = r
	}
	return out
}

func extends(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) || r == 0x200D || r == 0x200C || r >= 0x1F3FB && r <= 0x1F3FF || r >= 0xE0100 && r <= 0xE01EF
}

// hangulJoins: leading consonant, vowel, trailing consonant of a decomposed syllable.
func hangulJoins(a, b rune) bool {
	lead := a >= 0x1100 && a <= 0x115F
	vowel := a >= 0x1160 && a <= 0x11A7
	trail := a >= 0x11A8 && a <= 0x11FF
	return lead && b >= 0x1100 && b <= 0x11A7 || (vowel || a >= 0xAC00 && a <= 0xD7A3) && b >= 0x1160 && b <= 0x11FF || trail && b >= 0x11A8 && b <= 0x11FF
}

// maxStars bounds the stars of a masked name, so that its length is not given away.
const maxStars = 4

// MaskName hides a name for lists: 王明 → 王*, 王小明 → 王*明, a name of one character → *.
// Longer names of any script keep the first and the last character with at most four stars between.
func MaskName(s string) string {
	c := Characters(strings.TrimSpace(s))
	switch len(c) {
	case 0:
		return ""
	case 1:
		return "*"
	case 2:
		return c[0] + "*"
	}
	return c[0] + strings.Repeat("*", min(len(c)-2, maxStars)) + c[len(c)-1]
}

// MaskID hides an identifier for lists: the first three and the last two characters stay
// of 15 or more, the first and the last of fewer, none of fewer than five. Nothing of a date of birth stays.
func MaskID(s string) string {
	r := []rune(s)
	head, tail := 3, 2
	switch {
	case len(r) < 5:
		head, tail = 0, 0
	case len(r) < 15:
		head, tail = 1, 1
	}
	for i := head; i < len(r)-tail; i++ {
		r[i] = '*'
	}
	return string(r)
}
