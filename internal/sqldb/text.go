package sqldb

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// storable refuses text that not every engine can hold: PostgreSQL takes no zero character
// and nothing that is not UTF-8, and what can be sought can be typed into an address. The
// error is a fault, so that whoever typed it is told and it is no failure of ours.
func storable(args []any) error {
	for _, a := range args {
		var s string
		switch v := a.(type) {
		case string:
			s = v
		case nil, int, int32, int64, bool, []byte:
			continue
		default:
			if r := reflect.ValueOf(a); r.Kind() == reflect.String {
				s = r.String()
			}
		}
		if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
			return fault.New(fault.Invalid, "impossible_text",
				lang.T("内容里有不能保存的字符（空字符，或不是 UTF-8 的文字）。", "It holds a character that cannot be kept: a zero character, or text that is not UTF-8."),
				lang.T("请删去这个字符；它常常是复制粘贴时带进来的。", "Please take it out; it often comes along when text is pasted."))
		}
	}
	return nil
}
