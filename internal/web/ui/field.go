package ui

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"banjie/internal/lang"
)

// FieldKind is the kind of answer a field takes.
type FieldKind string

const (
	Line     FieldKind = ""         // one line of text
	Area     FieldKind = "area"     // several lines
	Digits   FieldKind = "digits"   // a whole number
	Yuan     FieldKind = "yuan"     // an amount of money
	Decimal  FieldKind = "decimal"  // a quantity, which may have a fraction
	Date     FieldKind = "date"     // a date one knows by heart, as three inputs; read it with [ReadDate]
	Day      FieldKind = "day"      // a date one looks up, the browser's own input
	Choice   FieldKind = "choice"   // one of many, a drop-down
	Radios   FieldKind = "radios"   // one of a few
	Checks   FieldKind = "checks"   // any of a few
	File     FieldKind = "file"     // one or more files
	Phone    FieldKind = "phone"    // a telephone number
	IDNumber FieldKind = "id"       // resident identity number or another document's
	Code     FieldKind = "code"     // a code in groups of five, such as the return code
	Email    FieldKind = "email"    //
	Password FieldKind = "password" // never kept, never filled in again
)

// Field is a labelled input with its hint and its error. It takes error and typed value
// from Page.Fault and Page.Form when they name it.
type Field struct {
	Kind         FieldKind
	Name         string // name in the form; a fault's path
	ID           string // "" gives f-name
	Label        lang.Text
	Hint         lang.Text
	Error        lang.Text // "" takes the one in Page.Fault
	Heading      bool      // the label is the h1 of a page with one thing on it
	Optional     bool      // says so; all other fields must be filled
	Value        string
	Values       []string // for Checks
	Options      []Option
	Inline       bool      // radios side by side
	Width        int       // in characters; 0 fills the column
	Rows         int       // of an Area, 0 is 5
	Max          int       // most characters, 0 is no limit
	Autocomplete string    // WHATWG token: name, tel, street-address
	Suffix       lang.Text // unit behind the input
	Secret       bool      // not kept in the browser, not filled in again
	Readonly     bool
	Focus        bool     // take the cursor when the page opens: clerks' pages only
	Formats      []string // of files: pdf, jpg, png
	MaxBytes     int64    // of one file
	MaxTotal     int64    // of all files sent at once, 0 where nothing is said
	MaxFiles     int      // 0 and 1: one
	Held         []HeldFile
	filter       bool // nothing chosen means all
}

// Option is one possible answer.
type Option struct {
	Value string
	Label lang.Text
	Hint  lang.Text
}

// HeldFile is a file that was sent before and is kept.
type HeldFile struct {
	Name   string
	Bytes  int64
	Href   string // to look at it
	Remove string // address that asks whether to remove it
}

func (v Field) id() string {
	if v.ID != "" {
		return v.ID
	}
	return FieldID(v.Name)
}

// FieldID is the id of the input with that name; error summaries link to it.
func FieldID(name string) string { return "f-" + idText.Replace(name) }

var idText = strings.NewReplacer(".", "-", "[", "-", "]", "", " ", "-")

// err is the error to show at the field.
func (v Field) err(p Page) lang.Text {
	if !v.Error.IsZero() || p.Fault == nil {
		return v.Error
	}
	for _, f := range p.Fault.Fields {
		if f.Path == v.Name {
			return f.Message
		}
	}
	return lang.Text{}
}

func (v Field) secret() bool { return v.Secret || v.Kind == Password }

// value is what stands in the input: what was typed goes before what is stored.
func (v Field) value(p Page, part string) string {
	if v.secret() {
		return ""
	}
	if typed, ok := p.Form[v.Name+part]; ok && len(typed) > 0 {
		return typed[0]
	}
	switch part {
	case ".year", ".month", ".day":
		t, err := time.Parse(time.DateOnly, v.Value)
		if err != nil {
			return ""
		}
		return strconv.Itoa(map[string]int{".year": t.Year(), ".month": int(t.Month()), ".day": t.Day()}[part])
	}
	return v.Value
}

// chosen says whether the option stands ticked.
func (v Field) chosen(p Page, option string) bool {
	if typed, ok := p.Form[v.Name]; ok {
		return slices.Contains(typed, option)
	}
	if v.Kind == Checks {
		return slices.Contains(v.Values, option)
	}
	return v.Value == option && option != ""
}

// describedBy names hint and error for readers that do not see.
func (v Field) describedBy(p Page) string {
	var ids []string
	if v.hasHint() {
		ids = append(ids, v.id()+"-hint")
	}
	if !v.err(p).IsZero() {
		ids = append(ids, v.id()+"-error")
	}
	return strings.Join(ids, " ")
}

// orAll is the field in [Filters].
func (v Field) orAll() Field {
	v.filter = true
	return v
}

// nothing is the first line of a Choice.
func (v Field) nothing() lang.Text {
	if v.filter {
		return lang.T("全部", "All")
	}
	return lang.T("请选择", "Please choose")
}

func (v Field) hasHint() bool { return !v.Hint.IsZero() || v.Kind == File || v.Max > 0 }

// limits says in words what files or how many characters may be sent.
func (v Field) limits(p Page) string {
	formats := strings.ToUpper(strings.Join(v.Formats, p.T("、", ", ")))
	n := max(v.MaxFiles, 1)
	files := fmt.Sprintf("%d files", n)
	if n == 1 {
		files = "one file"
	}
	switch {
	case v.Kind != File:
		return p.T(fmt.Sprintf("最多%d个字。", v.Max), fmt.Sprintf("At most %d characters.", v.Max))
	case formats != "" && v.MaxBytes > 0 && v.MaxTotal > 0:
		return p.T(fmt.Sprintf("可以上传%s，最多%d个文件，每个不超过%s；一次提交合计不超过%s。", formats, n, Size(v.MaxBytes), Size(v.MaxTotal)),
			fmt.Sprintf("%s; at most %s, each up to %s; up to %s sent at once.", formats, files, Size(v.MaxBytes), Size(v.MaxTotal)))
	case formats != "" && v.MaxBytes > 0:
		return p.T(fmt.Sprintf("可以上传%s，最多%d个文件，每个不超过%s。", formats, n, Size(v.MaxBytes)),
			fmt.Sprintf("%s; at most %s, each up to %s.", formats, files, Size(v.MaxBytes)))
	case v.MaxBytes > 0:
		return p.T(fmt.Sprintf("最多%d个文件，每个不超过%s。", n, Size(v.MaxBytes)), fmt.Sprintf("At most %s, each up to %s.", files, Size(v.MaxBytes)))
	}
	return p.T(fmt.Sprintf("最多%d个文件。", n), "At most "+files+".")
}

func (v Field) accept() string {
	out := make([]string, len(v.Formats))
	for i, f := range v.Formats {
		out[i] = "." + f
	}
	return strings.Join(out, ",")
}

// inputType, inputMode and autocomplete let phones open the right keyboard.
func (v Field) inputType() string {
	switch v.Kind {
	case Phone:
		return "tel"
	case Email:
		return "email"
	case Password:
		return "password"
	case Day:
		return "date"
	}
	return "text"
}

func (v Field) inputMode() string {
	switch v.Kind {
	case Digits:
		return "numeric"
	case Yuan, Decimal:
		return "decimal"
	}
	return ""
}

func (v Field) autocomplete() string {
	switch {
	case v.Autocomplete != "":
		return v.Autocomplete
	case v.Kind == Phone:
		return "tel"
	case v.Kind == Email:
		return "email"
	case v.Kind == Code, v.Kind == IDNumber, v.secret():
		return "off"
	}
	return ""
}

// widthClass turns a width in characters into one of the classes of the style sheet.
func (v Field) widthClass() string {
	w := v.Width
	if w == 0 {
		w = map[FieldKind]int{Phone: 20, IDNumber: 30, Digits: 10, Yuan: 10, Decimal: 10, Day: 20, Code: 30}[v.Kind]
	}
	switch {
	case w == 0:
		return ""
	case w <= 5:
		return "w-5"
	case w <= 10:
		return "w-10"
	case w <= 20:
		return "w-20"
	}
	return "w-30"
}

// DatePart is the name of one of the three inputs of a date: part is year, month or day.
func DatePart(name, part string) string { return name + "." + part }

// ReadDate joins the three inputs of a date to 2006-01-02. All empty gives "" and no
// message; what is no date gives a message for the person.
func ReadDate(form url.Values, name string) (string, lang.Text) {
	part := func(which string) string { return strings.TrimSpace(lang.HalfWidth(form.Get(DatePart(name, which)))) }
	y, m, d := part("year"), part("month"), part("day")
	if y == "" && m == "" && d == "" {
		return "", lang.Text{}
	}
	wrong := lang.T("请填写真实存在的日期，例如 1958 年 3 月 27 日。", "Enter a date that exists, for example 1958, 3, 27.")
	yi, err1 := strconv.Atoi(y)
	mi, err2 := strconv.Atoi(m)
	di, err3 := strconv.Atoi(d)
	if err1 != nil || err2 != nil || err3 != nil || yi < 1000 || yi > 9999 {
		return "", wrong
	}
	t := time.Date(yi, time.Month(mi), di, 0, 0, 0, 0, time.UTC)
	if t.Day() != di || int(t.Month()) != mi {
		return "", wrong
	}
	return t.Format(time.DateOnly), lang.Text{}
}

// ReadCode takes the spaces and dashes out of a code typed in groups, in half or full width,
// and makes it upper case.
func ReadCode(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(lang.HalfWidth(s)))
}

// GroupCode writes a code in groups of five.
func GroupCode(s string) string {
	var b strings.Builder
	for i, r := range []rune(s) {
		if i > 0 && i%5 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
