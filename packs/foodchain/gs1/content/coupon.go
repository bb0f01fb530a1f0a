package content

import (
	"strings"

	"banjie/internal/lang"
)

// reader goes through a coupon field by field and keeps the first finding.
type reader struct {
	s   string
	at  int
	err *Error
}

// fail notes a finding from a place to the end; at the end it means the whole.
func (r *reader) fail(finding string) {
	if r.err != nil {
		return
	}
	from := r.at
	if from >= len(r.s) {
		from = 0
	}
	r.err = found(finding, from, len(r.s))
}

// code reads one character out of a set.
func (r *reader) code(allowed, missing, invalid string) byte {
	if r.err != nil {
		return 0
	}
	if r.at >= len(r.s) {
		r.fail(missing)
		return 0
	}
	c := r.s[r.at]
	if strings.IndexByte(allowed, c) < 0 {
		r.err = found(invalid, r.at, r.at+1)
		return 0
	}
	r.at++
	return c
}

// take reads a field of fixed length.
func (r *reader) take(n int, truncated string) string {
	if r.err != nil {
		return ""
	}
	if len(r.s)-r.at < n {
		r.fail(truncated)
		return ""
	}
	r.at += n
	return r.s[r.at-n : r.at]
}

// sized reads a length indicator and the field it measures, plus characters more than it says.
func (r *reader) sized(name, allowed, invalid string, plus int) {
	c := r.code(allowed, "COUPON_MISSING_"+name+"_VLI", invalid)
	if r.err != nil || c == '9' && strings.HasSuffix(name, "PURCHASE_GCP") {
		return
	}
	r.take(int(c-'0')+plus, "COUPON_TRUNCATED_"+name)
}

// option says whether the next optional field is the one of that number, and steps over it.
func (r *reader) option(number byte) bool {
	if r.err != nil || r.at >= len(r.s) || r.s[r.at] != number {
		return false
	}
	r.at++
	return true
}

func (r *reader) end() *Error {
	if r.err == nil && r.at < len(r.s) {
		r.fail("COUPON_EXCESS_DATA")
	}
	return r.err
}

const anyDigit = "0123456789"

func (r *reader) purchase(nth string) {
	name := nth + "_PURCHASE_REQUIREMENT"
	r.sized(name, "12345", "COUPON_INVALID_"+name+"_LENGTH", 0)
	r.code("012349", "COUPON_MISSING_"+name+"_CODE", "COUPON_INVALID_"+name+"_CODE")
	r.take(3, "COUPON_TRUNCATED_"+nth+"_PURCHASE_FAMILY_CODE")
}

// coupon reads a North American coupon code (GS1 US, coupon guideline for AI (8110)).
func coupon(s string) *Error {
	if e := numeric(s); e != nil {
		return e
	}
	r := &reader{s: s}
	r.sized("GCP", "0123456", "COUPON_INVALID_GCP_LENGTH", 6)
	r.take(6, "COUPON_TRUNCATED_OFFER_CODE")
	r.sized("SAVE_VALUE", "12345", "COUPON_INVALID_SAVE_VALUE_LENGTH", 0)
	r.purchase("1ST")
	if r.option('1') {
		r.code("0123", "COUPON_MISSING_ADDITIONAL_PURCHASE_RULES_CODE", "COUPON_INVALID_ADDITIONAL_PURCHASE_RULES_CODE")
		r.purchase("2ND")
		r.sized("2ND_PURCHASE_GCP", "01234569", "COUPON_INVALID_2ND_PURCHASE_GCP_LENGTH", 6)
	}
	if r.option('2') {
		r.purchase("3RD")
		r.sized("3RD_PURCHASE_GCP", "01234569", "COUPON_INVALID_3RD_PURCHASE_GCP_LENGTH", 6)
	}
	r.period()
	if r.option('5') {
		r.sized("SERIAL_NUMBER", anyDigit, "", 6)
	}
	if r.option('6') {
		r.sized("RETAILER_GCP_OR_GLN", "1234567", "COUPON_INVALID_RETAILER_GCP_OR_GLN_LENGTH", 6)
	}
	if r.option('9') {
		r.code("01256", "COUPON_MISSING_SAVE_VALUE_CODE", "COUPON_INVALID_SAVE_VALUE_CODE")
		r.code("012", "COUPON_MISSING_SAVE_VALUE_APPLIES_TO_ITEM", "COUPON_INVALID_SAVE_VALUE_APPLIES_TO_ITEM")
		r.code(anyDigit, "COUPON_MISSING_STORE_COUPON_FLAG", "")
		r.code("01", "COUPON_MISSING_DONT_MULTIPLY_FLAG", "COUPON_INVALID_DONT_MULTIPLY_FLAG")
	}
	return r.end()
}

// period reads the dates, fields 3 and 4: the coupon may not end before it begins.
func (r *reader) period() {
	expires, ends := r.day('3', "COUPON_TOO_SHORT_FOR_EXPIRATION_DATE", "COUPON_INVALID_EXIPIRATION_DATE")
	from := r.at
	starts, begins := r.day('4', "COUPON_TOO_SHORT_FOR_START_DATE", "COUPON_INVALID_START_DATE")
	if r.err == nil && ends && begins && starts > expires {
		r.err = found("COUPON_EXPIRATION_BEFORE_START", from-7, from+7)
	}
}

func (r *reader) day(number byte, short, invalid string) (string, bool) {
	if !r.option(number) {
		return "", false
	}
	day := r.take(6, short)
	if r.err == nil && date(day, 2, false) != nil {
		r.err = found(invalid, r.at-6, r.at)
	}
	return day, true
}

// positiveOffer reads a positive offer file coupon (GS1 AI (8112) coupon data specification).
func positiveOffer(s string) *Error {
	if e := numeric(s); e != nil {
		return e
	}
	r := &reader{s: s}
	r.code("01", "COUPON_MISSING_FORMAT_CODE", "COUPON_INVALID_FORMAT_CODE")
	r.sized("FUNDER", "0123456", "COUPON_INVALID_FUNDER_LENGTH", 6)
	r.take(6, "COUPON_TRUNCATED_OFFER_CODE")
	r.sized("SERIAL_NUMBER", anyDigit, "", 6)
	return r.end()
}

// couponMessage says in words what a finding on a coupon names.
func couponMessage(finding string) lang.Text {
	what := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(finding, "COUPON_"), "_", " "))
	return lang.T("优惠券数据不符合规格", "the coupon data breaks its specification: "+what)
}
