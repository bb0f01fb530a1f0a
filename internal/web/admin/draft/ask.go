package draft

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/limit"
	"banjie/internal/web/ui"
)

// yes is the value of a ticked box.
const yes = "true"

// sort is the kind of value an input stands for.
type sort string

const (
	word   sort = ""       // one line
	prose  sort = "prose"  // several lines
	pair   sort = "pair"   // the same in Chinese and English, one line each
	essay  sort = "essay"  // the same in Chinese and English, several lines each
	pick   sort = "pick"   // one of a list
	tally  sort = "tally"  // one of a list of whole numbers
	picks  sort = "picks"  // any of a list
	flag   sort = "flag"   // a box to tick
	number sort = "number" // a whole number
	length sort = "length" // a lawful time: how many of what
	yuan   sort = "yuan"   // money, kept in fen
	lines  sort = "lines"  // a list of words, one a line
	date   sort = "date"   // a day
)

// ask is one thing to fill in. Path is its place in the item, or in a row of a list.
type ask struct {
	Path     string
	Sort     sort
	Label    lang.Text // zero: the catalogue's own name of the place
	Hint     lang.Text
	Options  func(Choices) []ui.Option
	Optional bool
	Unsaid   int  // of a number: what an empty input means
	Rows     int  // of prose
	Width    int  // in characters
	Fixed    bool // cannot be changed where the item is in force already
}

// list is rows of the same inputs, which may hold one list more.
type list struct {
	Path string
	Name lang.Text // of one row
	Many lang.Text // of all
	Head string    // path of what a row is called; .zh is .en on an English page
	Asks []ask
	Sub  *list
}

// Choices are the lists one chooses from.
type Choices struct {
	Units        []ui.Option
	Posts        []ui.Option
	Procedures   []ui.Option
	Certificates []ui.Option
	Materials    []ui.Option // of the item itself
	InForce      bool        // a version of the item is published
}

func sentence(t lang.Text) lang.Text {
	if t.EN != "" {
		t.EN = strings.ToUpper(t.EN[:1]) + t.EN[1:]
	}
	return t
}

func (a ask) label(place string) lang.Text {
	if !a.Label.IsZero() {
		return a.Label
	}
	return sentence(catalog.FieldName(place))
}

// fields are the inputs at a place of the tree.
func (a ask) fields(t tree, at string, c Choices) []ui.Field {
	place := at + a.Path
	f := ui.Field{Name: place, Label: a.label(place), Hint: a.Hint, Optional: a.Optional, Width: a.Width, Value: t.text(place), Readonly: a.Fixed && c.InForce}
	if a.Options != nil {
		f.Options = a.Options(c)
	}
	switch a.Sort {
	case prose:
		f.Kind, f.Rows = ui.Area, max(a.Rows, 3)
	case pair, essay:
		en := f
		f.Name, en.Name = place+".zh", place+".en"
		f.Value, en.Value = t.text(f.Name), t.text(en.Name)
		f.Label, en.Label = lang.T(f.Label.ZH+"（中文）", f.Label.EN+" (Chinese)"), lang.T(f.Label.ZH+"（英文）", f.Label.EN+" (English)")
		en.Hint = lang.Text{}
		if a.Sort == essay {
			f.Kind, en.Kind, f.Rows, en.Rows = ui.Area, ui.Area, 3, 3
		}
		return []ui.Field{f, en}
	case pick, tally:
		f.Kind = ui.Choice
		if a.Sort == tally && f.Value == strconv.Itoa(a.Unsaid) {
			f.Value = ""
		}
		if f.Value != "" && !hasOption(f.Options, f.Value) {
			f.Options = append(f.Options, ui.Option{Value: f.Value, Label: ui.Data(f.Value)})
		}
	case picks:
		f.Kind, f.Values = ui.Checks, t.texts(place)
	case flag:
		f.Kind, f.Optional = ui.Checks, false
		f.Options = []ui.Option{{Value: yes, Label: lang.T("是", "Yes")}}
		if f.Value != "" {
			f.Values = []string{f.Value}
		}
	case number:
		f.Kind = ui.Digits
		if f.Value == strconv.Itoa(a.Unsaid) {
			f.Value = ""
		}
	case yuan:
		f.Kind = ui.Yuan
		if n, err := strconv.ParseInt(f.Value, 10, 64); err == nil {
			if f.Value = fmt.Sprintf("%d.%02d", n/100, n%100); n == catalog.Unsaid {
				f.Value = ""
			}
		}
	case lines:
		f.Kind, f.Rows, f.Value = ui.Area, max(a.Rows, 3), strings.Join(t.texts(place), "\n")
	case date:
		f.Kind = ui.Day
		if f.Value == "1970-01-01" {
			f.Value = ""
		}
	case length:
		unit := ui.Field{Name: place + ".unit", Kind: ui.Choice, Optional: a.Optional, Value: t.text(place + ".unit"), Options: timeUnits, Width: 20,
			Label: lang.T(f.Label.ZH+"：单位", f.Label.EN+": unit")}
		f.Name, f.Kind, f.Value = place+".n", ui.Digits, t.text(place+".n")
		if unit.Value == "" && f.Value == "0" {
			f.Value = ""
		}
		return []ui.Field{f, unit}
	}
	return []ui.Field{f}
}

var timeUnits = []ui.Option{
	{Value: string(limit.Workday), Label: lang.T("工作日", "working days")},
	{Value: string(limit.Day), Label: lang.T("自然日", "calendar days")},
	{Value: string(limit.OfficeHour), Label: lang.T("工作小时", "office hours")},
}

func hasOption(all []ui.Option, value string) bool {
	for _, o := range all {
		if o.Value == value {
			return true
		}
	}
	return false
}

// maxWord is far more than any text of an item needs, in bytes.
const maxWord = 20_000

// read takes what was typed at a place into the tree; what cannot be read is added to bad.
func (a ask) read(t tree, rowAt string, form url.Values, formAt string, bad *fault.Fault) {
	place, name := rowAt+a.Path, formAt+a.Path
	get := func(suffix string) string {
		v := strings.TrimSpace(strings.ReplaceAll(form.Get(name+suffix), "\r", ""))
		if len(v) > maxWord {
			bad.At(name+suffix, lang.T("内容太长了。", "This is too long."))
			return ""
		}
		return v
	}
	switch a.Sort {
	case pair, essay:
		t.set(place+".zh", get(".zh"))
		t.set(place+".en", get(".en"))
	case picks, lines:
		var all []any
		for _, v := range form[name] {
			for w := range strings.SplitSeq(strings.ReplaceAll(v, "\r", ""), "\n") {
				if w = strings.TrimSpace(w); w != "" {
					all = append(all, w)
				}
			}
		}
		t.set(place, all)
	case flag:
		t.set(place, form.Get(name) == yes)
	case number, tally:
		t.set(place, json.Number(strconv.Itoa(whole(get(""), name, a.Unsaid, bad))))
	case yuan:
		t.set(place, json.Number(strconv.FormatInt(fen(get(""), name, bad), 10)))
	case date:
		v := get("")
		if _, err := calendar.ParseDay(v); v != "" && err != nil {
			bad.At(name, fault.For(err).Message)
			v = ""
		}
		t.set(place, orNil(v))
	case length:
		n, unit := get(".n"), get(".unit")
		if n == "" && unit == "" {
			t.set(place, nil)
			return
		}
		t.set(place+".n", json.Number(strconv.Itoa(whole(n, name+".n", 0, bad))))
		t.set(place+".unit", unit)
	default:
		t.set(place, get(""))
	}
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func whole(s, name string, unsaid int, bad *fault.Fault) int {
	if s == "" {
		return unsaid
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 1_000_000 {
		bad.At(name, lang.T("请填写整数，例如 20。", "Please enter a whole number, for example 20."))
		return unsaid
	}
	return n
}

func fen(s, name string, bad *fault.Fault) int64 {
	if s == "" {
		return catalog.Unsaid
	}
	a, b, _ := strings.Cut(strings.TrimPrefix(s, "¥"), ".")
	n, err1 := strconv.ParseUint(a, 10, 32)
	cents, err2 := strconv.ParseUint((b + "00")[:2], 10, 8)
	if err1 != nil || err2 != nil || len(b) > 2 {
		bad.At(name, lang.T("请填写金额，例如 120 或 120.50；不收费填 0。", "Please enter an amount, for example 120 or 120.50; 0 where it is free."))
		return catalog.Unsaid
	}
	return int64(n*100 + cents)
}
