package sqldb

import (
	"strconv"
	"strings"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// PageSize is how many rows a page of a list has: what was asked for, from 1 to 100, else 20.
func PageSize(asked int) int {
	if asked < 1 || asked > 100 {
		return 20
	}
	return asked
}

// Place says where a page of a list ended, for the address of the next one: the numbers of its order,
// then a text where the order has one. It names a place and gives no right.
func Place(text string, numbers ...int64) string {
	var b strings.Builder
	for i, n := range numbers {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(strconv.FormatInt(n, 10))
	}
	if text != "" {
		b.WriteString("." + text)
	}
	return b.String()
}

// ReadPlace reads n numbers back. fault.Invalid "bad_cursor" for what [Place] does not write of them.
func ReadPlace(after string, n int) ([]int64, error) {
	all, rest, err := ReadPlaceText(after, n)
	if err == nil && rest != "" {
		err = badPlace()
	}
	return all, err
}

// ReadPlaceText reads n numbers and the text after them, "" for none.
func ReadPlaceText(after string, n int) (numbers []int64, text string, err error) {
	parts := strings.SplitN(after, ".", n+1)
	for _, p := range parts[:min(n, len(parts))] {
		v, err := strconv.ParseInt(p, 10, 64)
		if err != nil || strconv.FormatInt(v, 10) != p {
			return nil, "", badPlace()
		}
		numbers = append(numbers, v)
	}
	if len(parts) > n {
		text = parts[n]
	}
	if len(numbers) != n || len(parts) > n && text == "" {
		return nil, "", badPlace()
	}
	return numbers, text, nil
}

func badPlace() error {
	return fault.New(fault.Invalid, "bad_cursor", lang.T("这个翻页地址不对。", "This page address is wrong."), lang.T("请回到第一页。", "Please go back to the first page."))
}
