// Package body reads and describes the JSON that programs send to the pack's own addresses.
//
//	bytes ─▶ Read into a struct: strict ─▶ done, or a fault that names every field at fault
//	struct ─▶ Schema ─▶ what OpenAPI says of the same body
//
// Both follow the struct's json tags, so that what is described is what is read. It knows no
// address and checks no meaning; that is the domain's.
package body

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/spelling"
)

// Read decodes a body strictly: a field that is not known is a mistake of the program. The fault is
// fault.Invalid with the code bad_json and a place for each field at fault, as takes[0].lot, for the
// first [mostPlaces].
func Read(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, err = d.Token(); err == io.EOF {
			return nil
		}
		return bad(lang.T("内容后面还有别的东西。", "Something follows the body."))
	}
	if !json.Valid(data) {
		return bad(lang.Format("这不是 JSON（第%d字节附近）。", "This is no JSON (near byte %d).", d.InputOffset()+1)).With(err)
	}
	f := bad(lang.T("内容不是这里要的 JSON，错在下面各处。", "The body is not the JSON asked for; the places at fault are named."))
	look(f, "", data, reflect.TypeOf(into).Elem())
	return f.With(err)
}

func bad(says lang.Text) *fault.Fault {
	return fault.New(fault.Invalid, "bad_json", says, lang.T("请照 /api/food/openapi.json 改正。", "Please correct it by /api/food/openapi.json."))
}

// special are types that are one value in JSON, with how it is written.
var special = map[reflect.Type]struct {
	says   lang.Text
	schema map[string]any
}{
	reflect.TypeFor[json.Number]():  {lang.T("数字，例如 12.5", "a number, for example 12.5"), map[string]any{"type": "number"}},
	reflect.TypeFor[time.Time]():    {lang.T("带时区的时间，例如 2026-06-12T06:30:00+08:00", "an instant with its zone, for example 2026-06-12T06:30:00+08:00"), map[string]any{"type": "string", "format": "date-time"}},
	reflect.TypeFor[calendar.Day](): {lang.T("日期，例如 2026-06-12", "a day, for example 2026-06-12"), map[string]any{"type": "string", "format": "date"}},
}

// mostPlaces is how many fields one fault names: a program that sends a thousand wrong ones mends the first
// and sees the rest.
const mostPlaces = 20

// look names what is wrong with a value of a type; path is where it stands.
func look(f *fault.Fault, path string, raw json.RawMessage, t reflect.Type) {
	if len(f.Fields) >= mostPlaces {
		return
	}
	if t.Kind() == reflect.Pointer {
		if string(raw) == "null" {
			return
		}
		t = t.Elem()
	}
	switch _, one := special[t]; {
	case !one && t.Kind() == reflect.Struct:
		lookInto(f, path, raw, t)
	case !one && t.Kind() == reflect.Slice:
		var all []json.RawMessage
		if json.Unmarshal(raw, &all) != nil {
			f.At(path, must(lang.T("列表 […]", "a list […]")))
			return
		}
		for i, x := range all {
			if len(f.Fields) >= mostPlaces {
				return
			}
			look(f, fmt.Sprintf("%s[%d]", path, i), x, t.Elem())
		}
	default:
		if json.Unmarshal(raw, reflect.New(t).Interface()) != nil {
			f.At(path, must(kindOf(t)))
		}
	}
}

func lookInto(f *fault.Fault, path string, raw json.RawMessage, t reflect.Type) {
	var all map[string]json.RawMessage
	if json.Unmarshal(raw, &all) != nil || all == nil {
		f.At(path, must(lang.T("对象 {…}", "an object {…}")))
		return
	}
	if path != "" {
		path += "."
	}
	known := fields(t)
	names := make([]string, len(known))
	for i, x := range known {
		names[i] = x.name
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if len(f.Fields) >= mostPlaces {
			return
		}
		i := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, key) })
		if i >= 0 {
			look(f, path+key, all[key], known[i].kind)
			continue
		}
		says := lang.T("没有这一项；有："+strings.Join(names, "、")+"。", "There is no such field; there are "+strings.Join(names, ", ")+".")
		if near := spelling.Nearest(key, names, min(1+len(key)/4, 4)); near != "" {
			says = lang.T("没有这一项，是不是“"+near+"”？", "There is no such field; is it “"+near+"”?")
		}
		f.At(path+key, says)
	}
}

func must(be lang.Text) lang.Text {
	return lang.T("须是"+be.ZH+"。", "It must be "+be.EN+".")
}

// kindOf says how a value is written.
func kindOf(t reflect.Type) lang.Text {
	if s, ok := special[t]; ok {
		return s.says
	}
	switch t.Kind() {
	case reflect.Bool:
		return lang.T("true 或 false", "true or false")
	case reflect.Int, reflect.Int32, reflect.Int64:
		return lang.T("整数，不加引号", "a whole number without quotation marks")
	case reflect.Float64:
		return lang.T("数字，不加引号", "a number without quotation marks")
	}
	return lang.T("带引号的文字", "text in quotation marks")
}

// field of a struct as JSON has it.
type field struct {
	name string
	kind reflect.Type
}

// fields are those that JSON reads, those of embedded structs among them.
func fields(t reflect.Type) (all []field) {
	for i := range t.NumField() {
		x := t.Field(i)
		name, _, _ := strings.Cut(x.Tag.Get("json"), ",")
		switch {
		case x.Anonymous && name == "":
			all = append(all, fields(x.Type)...)
		case !x.IsExported() || name == "-":
		case name == "":
			all = append(all, field{x.Name, x.Type})
		default:
			all = append(all, field{name, x.Type})
		}
	}
	return all
}
