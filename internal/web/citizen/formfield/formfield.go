// Package formfield turns the questions of an item's form into fields of a page, and
// what was sent back into typed answers.
//
//	catalog.FormField ──Of──▶ ui.Field ──▶ browser ──Sent──▶ catalog.Decode ──Show──▶ check answers
//
// Both the window and the citizen's pages ask the same questions this way. It checks
// nothing itself: catalog.Validate does, against the published schema.
package formfield

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// fewOptions is up to how many choices are shown at once instead of in a list.
const fewOptions = 7

// Of makes the field of a question; its name in the page is prefix and the question's name.
func Of(f catalog.FormField, prefix string) ui.Field {
	v := ui.Field{Name: prefix + f.Name, Label: f.Title, Hint: f.Help, Optional: !f.Required}
	if f.MaxLength > 60 && f.Kind == catalog.TextareaField {
		v.Max = f.MaxLength
	}
	switch f.Kind {
	case catalog.TextareaField:
		v.Kind = ui.Area
	case catalog.AddressField:
		v.Kind, v.Rows, v.Autocomplete = ui.Area, 2, "street-address"
	case catalog.IntegerField:
		v.Kind = ui.Digits
	case catalog.NumberField:
		v.Width = 10
	case catalog.DateField:
		v.Kind = ui.Date
		if v.Hint.IsZero() {
			v.Hint = lang.T("例如 2026 年 5 月 1 日。", "For example 2026, 5, 1.")
		}
	case catalog.PhoneField:
		v.Kind = ui.Phone
	case catalog.IDNumberField:
		v.Kind = ui.IDNumber
	case catalog.USCCField:
		v.Width = 30
	case catalog.BooleanField:
		v.Kind, v.Inline = ui.Radios, true
		v.Options = []ui.Option{{Value: "true", Label: lang.T("是", "Yes")}, {Value: "false", Label: lang.T("否", "No")}}
	case catalog.MultiField:
		v.Kind = ui.Checks
		v.Options = options(f.Options)
	case catalog.ChoiceField:
		v.Kind = ui.Choice
		if len(f.Options) <= fewOptions {
			v.Kind = ui.Radios
		}
		v.Options = options(f.Options)
	}
	return v
}

func options(from []catalog.Option) []ui.Option {
	out := make([]ui.Option, len(from))
	for i, o := range from {
		out[i] = ui.Option{Value: o.ID, Label: o.Text}
	}
	return out
}

// Filled is [Of] with the answer given before.
func Filled(f catalog.FormField, prefix string, answer any) ui.Field {
	v := Of(f, prefix)
	switch a := answer.(type) {
	case nil:
	case []any:
		for _, x := range a {
			v.Values = append(v.Values, fmt.Sprint(x))
		}
	default:
		v.Value = plain(a)
	}
	return v
}

// Sent picks the answers to these questions out of a sent form, as catalog.Decode wants
// them. Three inputs of a date become one; what is no date is named as a wrong place.
func Sent(form url.Values, prefix string, fields []catalog.FormField) (map[string][]string, []fault.Field) {
	sent := map[string][]string{}
	var wrong []fault.Field
	for _, f := range fields {
		name := prefix + f.Name
		if f.Kind != catalog.DateField {
			sent[f.Name] = form[name]
			continue
		}
		day, message := ui.ReadDate(form, name)
		if !message.IsZero() {
			wrong = append(wrong, fault.Field{Path: name, Message: message})
		}
		sent[f.Name] = []string{day}
	}
	return sent, wrong
}

// Show writes an answer for people: the words of a choice, not its id.
func Show(f catalog.FormField, answer any) lang.Text {
	switch a := answer.(type) {
	case nil:
		return lang.Text{}
	case bool:
		if a {
			return lang.T("是", "Yes")
		}
		return lang.T("否", "No")
	case []any:
		var zh, en []string
		for _, x := range a {
			t := label(f, fmt.Sprint(x))
			zh, en = append(zh, t.In(lang.ZH)), append(en, t.In(lang.EN))
		}
		return lang.T(strings.Join(zh, "、"), strings.Join(en, ", "))
	}
	return label(f, plain(answer))
}

// plain writes an answer as it was typed: 1500000, not 1.5e+06.
func plain(answer any) string {
	if n, ok := answer.(float64); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return fmt.Sprint(answer)
}

func label(f catalog.FormField, value string) lang.Text {
	for _, o := range f.Options {
		if o.ID == value {
			return o.Text
		}
	}
	return ui.Data(value)
}
