package api

import (
	"encoding/base64"
	"strconv"
	"unicode/utf8"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Cursors are opaque to callers: a list may change what is in them. They name a place and
// give no right; whoever makes one up gets a page he could have asked for anyway.

func badCursor() error {
	return fault.InvalidInput().At("query.after", lang.T("游标不对，请使用上一页给出的 next 地址。", "The cursor is wrong; use the next link of the page before."))
}

// writeText wraps a list's own cursor.
func writeText(cursor string) string {
	if cursor == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(cursor))
}

// readText unwraps what writeText made.
func readText(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) == 0 || !utf8.Valid(b) {
		return "", badCursor()
	}
	return string(b), nil
}

// writeNumber wraps a number, "" for 0.
func writeNumber(n int64) string {
	if n == 0 {
		return ""
	}
	return writeText(strconv.FormatInt(n, 36))
}

// readNumber unwraps what writeNumber made.
func readNumber(s string) (int64, error) {
	text, err := readText(s)
	if err != nil || text == "" {
		return 0, err
	}
	n, err := strconv.ParseInt(text, 36, 64)
	if err != nil || n <= 0 || strconv.FormatInt(n, 36) != text {
		return 0, badCursor()
	}
	return n, nil
}
