package idnum

import "strings"

// The five check systems. Each takes ASCII that was already checked for its characters.

// mod11x2 is ISO 7064 MOD 11-2 over 17 digits (GB 11643-1999): it catches every wrong
// digit and every swap of neighbours.
func mod11x2(s string) byte {
	sum := 0
	for i := range len(s) {
		sum = (sum + int(s[i]-'0')) * 2 % 11
	}
	return "10X98765432"[sum%11]
}

const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// mod31 is the check of GB 32100-2015: weights 3^(i-1) mod 31. It catches every wrong
// character and every swap of neighbours.
func mod31(s string) byte {
	sum, w := 0, 1
	for i := range len(s) {
		sum += strings.IndexByte(usccAlphabet, s[i]) * w
		w = w * 3 % 31
	}
	return usccAlphabet[(31-sum%31)%31]
}

// mod11 is the check of GB 11714-1997 over eight characters, letters counting 10 to 35.
// Letters that differ by 11 or 22 are confused; digits are not.
func mod11(s string) byte {
	sum := 0
	for i, w := range [...]int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += plainValue(s[i]) * w
	}
	return "0123456789X"[(11-sum%11)%11]
}

// mod37x36 is ISO 7064 MOD 37,36 over digits and capitals: it catches every wrong character.
func mod37x36(s string) byte {
	p := 36
	for i := range len(s) {
		t := (p + plainValue(s[i])) % 36
		if t == 0 {
			t = 36
		}
		p = 2 * t % 37
	}
	return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(37-p)%36]
}

// mod10x731 is the check of machine-readable travel documents (ICAO 9303): weights 7, 3, 1.
// It catches every wrong digit, but not a swap of digits that differ by 5.
func mod10x731(s string) byte {
	sum := 0
	for i := range len(s) {
		sum += plainValue(s[i]) * [...]int{7, 3, 1}[i%3]
	}
	return byte('0' + sum%10)
}

func plainValue(c byte) int {
	if c >= 'A' {
		return int(c-'A') + 10
	}
	return int(c - '0')
}
