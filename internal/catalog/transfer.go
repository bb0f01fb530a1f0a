package catalog

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
)

// Limits of files that come from outside.
const (
	fileMaxBytes = 32 << 20 // bytes of an imported file
	itemMaxBytes = 2 << 20  // bytes of one item's JSON
	maxItems     = 20_000   // items in one file
)

// Canonical is the one way an item is written as JSON: fields in the order of the
// type, no spaces, lists that must be there present even when empty, line ends as \n.
func Canonical(it Item) []byte {
	data, err := json.Marshal(it)
	if err != nil {
		// Only a form that is no JSON can get here; it came past no importer.
		it.Form, _ = json.Marshal(string(it.Form))
		data, _ = json.Marshal(it)
	}
	var own Item // a copy, so that nothing of the caller's is changed
	if json.Unmarshal(data, &own) != nil {
		return data
	}
	if data, err = json.Marshal(normal(own)); err != nil {
		panic("catalog: an item read from JSON cannot be written: " + err.Error())
	}
	return data
}

// normal gives every list that JSON always shows a value, what is empty one spelling,
// and the form no spaces. It changes the lists of it.
func normal(it Item) Item {
	eachText(reflect.ValueOf(&it).Elem(), func(s string) string { return strings.ReplaceAll(s, "\r", "") })
	it.Keywords, it.Channels = said(it.Keywords), said(it.Channels)
	fill(&it.Served)
	fill(&it.Bases)
	fill(&it.Conditions)
	fill(&it.Materials)
	fill(&it.Steps)
	for _, l := range []**limit.Limit{&it.Statutory, &it.Promised, &it.MinNotice, &it.Delivery} {
		*l = stated(*l)
	}
	for i := range it.Steps {
		fill(&it.Steps[i].Tasks)
		it.Steps[i].Limit = stated(it.Steps[i].Limit)
	}
	for i := range it.Scenarios {
		fill(&it.Scenarios[i].Options)
	}
	for i := range it.Materials {
		it.Materials[i].Formats = said(it.Materials[i].Formats)
	}
	if it.Delegation != nil && *it.Delegation == (Delegation{}) {
		it.Delegation = nil
	}
	if u := it.Undertaking; u != nil {
		u.Covers = said(u.Covers)
		if len(u.Covers) == 0 && u.Check == (limit.Limit{}) && u.Text.IsZero() {
			it.Undertaking = nil
		}
	}
	it.Form = compact(it.Form)
	return it
}

// stated is nil for a limit that says nothing.
func stated(l *limit.Limit) *limit.Limit {
	if l != nil && *l == (limit.Limit{}) {
		return nil
	}
	return l
}

// said keeps the words of a list, each on one line and without outer spaces.
func said(list []string) []string {
	out := []string{}
	for _, s := range list {
		if s = strings.Join(strings.Fields(s), " "); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// eachText changes every text of a value.
func eachText(v reflect.Value, change func(string) string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(change(v.String()))
	case reflect.Pointer:
		if !v.IsNil() {
			eachText(v.Elem(), change)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			eachText(v.Field(i), change)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			for i := range v.Len() {
				eachText(v.Index(i), change)
			}
		}
	}
}

func fill[T any](list *[]T) {
	if *list == nil {
		*list = []T{}
	}
}

// compact writes a form without spaces, keeping the order of its keys; nil where there is none.
func compact(form json.RawMessage) json.RawMessage {
	if noForm(form) {
		return nil
	}
	var out bytes.Buffer
	if json.Compact(&out, form) != nil {
		return form
	}
	return out.Bytes()
}

// ExportJSON writes items as a JSON array, one item a line.
func ExportJSON(w io.Writer, items []Item) error {
	b := bufio.NewWriter(w)
	b.WriteString("[")
	for i, it := range items {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n")
		b.Write(Canonical(it))
	}
	b.WriteString("\n]\n")
	return b.Flush()
}

// ImportJSON reads a JSON array of items, or JSON lines with one item each. It is
// strict: an unknown key, a wrong type or a character that cannot be printed is a
// fault that names the place (item by number from 1). What an item does not say
// stays unsaid. Nothing is returned unless all is well.
func ImportJSON(r io.Reader) ([]Item, error) {
	data, err := readAll(r)
	if err != nil {
		return nil, err
	}
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\uFEFF")))
	if len(data) == 0 {
		return nil, badFile(lang.T("文件是空的。", "The file is empty."))
	}
	var items []Item
	d := json.NewDecoder(bytes.NewReader(data))
	array := data[0] == '['
	if array {
		if _, err := d.Token(); err != nil {
			return nil, jsonFault(1, err)
		}
	}
	for n := 1; !array || d.More(); n++ {
		var raw json.RawMessage
		if err := d.Decode(&raw); errors.Is(err, io.EOF) && !array {
			break
		} else if err != nil {
			return nil, jsonFault(n, err)
		}
		it, err := decodeItem(raw)
		if err != nil {
			return nil, jsonFault(n, err)
		}
		if items = append(items, it); len(items) > maxItems {
			return nil, badFile(lang.Format("文件中的事项超过 %d 个。", "The file has more than %d items.", maxItems))
		}
	}
	if array {
		if _, err := d.Token(); err != nil {
			return nil, jsonFault(len(items), err)
		}
		if _, err := d.Token(); !errors.Is(err, io.EOF) {
			return nil, badFile(lang.T("数组之后还有别的内容。", "Something follows after the array."))
		}
	}
	return items, nil
}

func decodeItem(raw json.RawMessage) (Item, error) {
	if len(raw) > itemMaxBytes {
		return Item{}, fmt.Errorf("longer than %d bytes", itemMaxBytes)
	}
	if trimmed := bytes.TrimSpace(raw); len(trimmed) == 0 || trimmed[0] != '{' {
		return Item{}, errors.New("not an object")
	}
	if err := printable(raw); err != nil {
		return Item{}, err
	}
	it := Blank()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&it); err != nil {
		return Item{}, err
	}
	if it.Status == "" {
		it.Status = Draft
	}
	return normal(it), nil
}

// printable refuses characters that no page, PDF or spreadsheet can show. Escapes
// count as what they stand for; line breaks and tabs are allowed.
func printable(raw json.RawMessage) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if s, ok := t.(string); ok {
			if r, bad := unprintable(s); bad {
				return fmt.Errorf("character %U in %.40q cannot be used", r, s)
			}
		}
	}
}

func unprintable(s string) (rune, bool) {
	for _, r := range s {
		if r == utf8.RuneError || r == 0xFFFE || r == 0xFFFF || unicode.IsControl(r) && r != '\n' && r != '\t' {
			return r, true
		}
	}
	return 0, false
}

func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, fileMaxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > fileMaxBytes {
		return nil, fault.New(fault.TooLarge, "file_too_large", lang.Format("文件超过 %d MB。", "The file is larger than %d MB.", fileMaxBytes>>20),
			lang.T("请分成几个文件导入。", "Please import it in several files."))
	}
	return data, nil
}

func badFile(message lang.Text) *fault.Fault {
	return fault.New(fault.Invalid, "bad_file", message, lang.T("请改正文件后再试；现有内容没有变化。", "Please correct the file and try again; nothing was changed."))
}

func jsonFault(n int, err error) error {
	f := badFile(lang.Format("第 %d 个事项读不懂。", "Item %d cannot be read.", n)).With(err)
	var wrongType *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	path := fmt.Sprintf("items.%d", n)
	switch {
	case errors.As(err, &wrongType):
		return f.At(path+"."+wrongType.Field, lang.Format("应为 %s，文件中是 %s。", "Should be %s, the file has %s.", wrongType.Type.Kind().String(), wrongType.Value))
	case errors.As(err, &syntax):
		return f.At(path, lang.Format("第 %d 个字节处不是正确的 JSON。", "Not JSON at byte %d.", syntax.Offset))
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		key := strings.Trim(strings.TrimPrefix(err.Error(), "json: unknown field "), `"`)
		return f.At(path+"."+key, lang.Format("没有“%s”这个字段，请删除或改正。", "There is no field “%s”; remove or correct it.", key))
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return f.At(path, lang.T("文件不完整。", "The file ends too early."))
	}
	return f.At(path, lang.Format("%v。", "%v.", err))
}
