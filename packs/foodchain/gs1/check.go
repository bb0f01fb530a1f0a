package gs1

// checkDigit computes the check digit over the digits before it: weights 3 and 1 from the
// right (GS1 General Specifications, section 7.9.1).
func checkDigit(before []byte) byte {
	sum, weight := 0, 3
	for i := len(before) - 1; i >= 0; i-- {
		sum += int(before[i]-'0') * weight
		weight = 4 - weight
	}
	return byte('0' + (10-sum%10)%10)
}
