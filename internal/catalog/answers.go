package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"banjie/internal/calendar"
	"banjie/internal/fault"
	"banjie/internal/idnum"
	"banjie/internal/lang"
)

const answerMaxRunes = 20_000 // characters of one answer, whatever the form says

// Decode turns what a page sends into typed answers. An empty answer is left out.
// What cannot be converted stays as typed, for [Validate] to name. Keys the form
// does not have are returned as wrong places.
func Decode(schema json.RawMessage, sent map[string][]string) (map[string]any, []fault.Field, error) {
	f, err := formOf(schema)
	if err != nil {
		return nil, nil, err
	}
	values := map[string]any{}
	var wrong []fault.Field
	for _, name := range sortedKeys(sent) {
		field, ok := f.field(name)
		if !ok {
			wrong = append(wrong, unknownAnswer(name))
			continue
		}
		if v := field.decode(sent[name]); v != nil {
			values[name] = v
		}
	}
	return values, wrong, nil
}

func (f FormField) decode(sent []string) any {
	if f.Kind == MultiField {
		var chosen []any
		for _, s := range sent {
			if s = f.clean(s); s != "" && !slices.Contains(chosen, any(s)) {
				chosen = append(chosen, s)
			}
		}
		if chosen == nil {
			return nil
		}
		return chosen
	}
	if len(sent) == 0 {
		return nil
	}
	s := f.clean(sent[len(sent)-1]) // a checkbox follows its hidden "false"
	if s == "" {
		return nil
	}
	switch f.Kind {
	case BooleanField:
		switch strings.ToLower(s) {
		case "true", "on", "yes", "1":
			return true
		case "false", "off", "no", "0":
			return false
		}
	case IntegerField, NumberField:
		if n, err := strconv.ParseFloat(s, 64); err == nil && n-n == 0 { // not infinite, not a NaN
			return n
		}
	}
	return s
}

// Validate says what is wrong with answers, in the form's order; nil when nothing
// is. Each message names the place and what to do, in both languages. Empty answers
// count as not given; keys the form does not have are wrong places. A form that
// does not compile is an error of its publisher.
func Validate(schema json.RawMessage, values map[string]any) ([]fault.Field, error) {
	f, err := formOf(schema)
	if err != nil {
		return nil, err
	}
	found := map[string]lang.Text{}
	given := map[string]any{}
	for name, v := range values {
		field, ok := f.field(name)
		switch {
		case !ok:
			found[name] = unknownAnswer(name).Message
		case v == nil || v == "":
		default:
			given[name] = v
			if m := field.wrong(v); !m.IsZero() {
				found[name] = m
			}
		}
	}
	var invalid *jsonschema.ValidationError
	if f.checker != nil && errors.As(f.checker.Validate(plain(given)), &invalid) {
		f.collect(invalid, found)
	}
	var out []fault.Field
	for _, field := range f.fields {
		if m, ok := found[field.Name]; ok {
			out = append(out, fault.Field{Path: field.Name, Message: m})
			delete(found, field.Name)
		}
	}
	for _, name := range sortedKeys(found) {
		out = append(out, fault.Field{Path: name, Message: found[name]})
	}
	return out, nil
}

// plain brings Go values into the few types JSON has.
func plain(values map[string]any) any {
	out := make(map[string]any, len(values))
	for k, v := range values {
		if list, ok := v.([]string); ok {
			any := make([]any, len(list))
			for i, s := range list {
				any[i] = s
			}
			out[k] = any
			continue
		}
		out[k] = v
	}
	return out
}

// collect walks to the leaves of a validation error; the first message of a place stays.
func (f *form) collect(e *jsonschema.ValidationError, found map[string]lang.Text) {
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		f.needed(k.Missing, found)
		return
	case *kind.DependentRequired:
		f.needed(k.Missing, found)
		return
	case *kind.Dependency:
		f.needed(k.Missing, found)
		return
	}
	name := ""
	if len(e.InstanceLocation) > 0 {
		name = e.InstanceLocation[0]
	}
	field, ok := f.field(name)
	// A choice written as oneOf fails as a whole; its branches say nothing more.
	if len(e.Causes) > 0 && !(ok && field.Kind == ChoiceField) {
		for _, c := range e.Causes {
			f.collect(c, found)
		}
		return
	}
	if _, told := found[name]; told {
		return
	}
	if !ok {
		found[name] = lang.T("填写的内容之间不一致，请对照说明检查。", "The answers do not fit together; please check them against the explanation.")
		return
	}
	found[name] = field.message(e.ErrorKind)
}

func (f *form) needed(names []string, found map[string]lang.Text) {
	for _, name := range names {
		if field, ok := f.field(name); ok {
			found[name] = field.missing()
		}
	}
}

func (f FormField) missing() lang.Text {
	if f.Kind == ChoiceField || f.Kind == MultiField || f.Kind == BooleanField {
		return f.say("请选择“%s”。", "Choose “%s”.")
	}
	return f.say("请填写“%s”。", "Enter “%s”.")
}

// say puts the name of the question into a sentence.
func (f FormField) say(zh, en string, args ...any) lang.Text {
	z, e := f.Title.In(lang.ZH), f.Title.In(lang.EN)
	if z == "" {
		z, e = f.Name, f.Name
	}
	return lang.T(fmt.Sprintf(zh, append([]any{z}, args...)...), fmt.Sprintf(en, append([]any{e}, args...)...))
}

// message is our own sentence for what the schema checker found.
func (f FormField) message(k jsonschema.ErrorKind) lang.Text {
	switch k := k.(type) {
	case *kind.Type:
		switch f.Kind {
		case IntegerField:
			return f.say("“%s”应填写整数，例如 12。", "“%s” must be a whole number, for example 12.")
		case NumberField:
			return f.say("“%s”应填写数字，例如 12.5。", "“%s” must be a number, for example 12.5.")
		case BooleanField, ChoiceField, MultiField:
			return f.say("请在“%s”中选择给出的选项。", "Choose one of the given answers for “%s”.")
		}
		return f.say("“%s”应填写文字。", "“%s” must be text.")
	case *kind.Enum, *kind.Const, *kind.OneOf, *kind.AnyOf:
		return f.say("请在“%s”中选择给出的选项。", "Choose one of the given answers for “%s”.")
	case *kind.MinLength:
		return f.say("“%s”至少填写 %d 个字。", "“%s” needs at least %d characters.", k.Want)
	case *kind.MaxLength:
		return f.say("“%s”最多填写 %d 个字，现在是 %d 个字。", "“%s” may have at most %d characters; it has %d.", k.Want, k.Got)
	case *kind.Minimum:
		return f.say("“%s”不能小于 %s。", "“%s” may not be less than %s.", k.Want.RatString())
	case *kind.ExclusiveMinimum:
		return f.say("“%s”应当大于 %s。", "“%s” must be more than %s.", k.Want.RatString())
	case *kind.Maximum:
		return f.say("“%s”不能大于 %s。", "“%s” may not be more than %s.", k.Want.RatString())
	case *kind.ExclusiveMaximum:
		return f.say("“%s”应当小于 %s。", "“%s” must be less than %s.", k.Want.RatString())
	case *kind.MultipleOf:
		return f.say("“%s”应当是 %s 的倍数。", "“%s” must be a multiple of %s.", k.Want.RatString())
	case *kind.MinItems:
		return f.say("“%s”至少选择 %d 项。", "“%s” needs at least %d answers.", k.Want)
	case *kind.MaxItems:
		return f.say("“%s”最多选择 %d 项。", "“%s” allows at most %d answers.", k.Want)
	case *kind.UniqueItems:
		return f.say("“%s”中有重复的选项，请只选一次。", "“%s” has an answer twice; choose it once.")
	case *kind.Format:
		return f.say("“%s”的格式不对，请检查后重新填写。", "“%s” is not written in the right form; please check it.")
	}
	if !f.Help.IsZero() {
		m := f.say("“%s”填写得不对，请按说明修改：", "“%s” is not right; please change it as explained: ")
		return lang.T(m.ZH+f.Help.In(lang.ZH), m.EN+f.Help.In(lang.EN))
	}
	return f.say("“%s”填写得不对，请按说明修改。", "“%s” is not right; please change it as explained.")
}

var phoneNumber = regexp.MustCompile(`^\+?[0-9][0-9 -]{4,18}[0-9]$`)

// wrong checks what the schema language cannot say. It returns zero when all is well,
// or when the value is not text, which the schema checker names.
func (f FormField) wrong(v any) lang.Text {
	s, ok := v.(string)
	if !ok {
		return lang.Text{}
	}
	if utf8.RuneCountInString(s) > answerMaxRunes {
		return f.say("“%s”太长，请作为材料上传。", "“%s” is too long; please upload it as a material.")
	}
	switch f.Kind {
	case DateField:
		if _, err := time.Parse(time.DateOnly, s); err != nil {
			return f.say("“%s”应填写存在的日期，例如 2026-03-01。", "“%s” must be a date that exists, for example 2026-03-01.")
		}
	case PhoneField:
		if !phoneNumber.MatchString(s) {
			return f.say("“%s”应填写电话号码，只含数字，可以有区号和横线。", "“%s” must be a telephone number: digits, with area code and dashes if you like.")
		}
	case IDNumberField:
		if id, err := idnum.ParseResident(s, calendar.Last); err != nil {
			return f.because(err)
		} else if string(id) != s {
			return f.say("“%s”应为 18 位公民身份号码，请核对每一位数字。", "“%s” must be a resident id of 18 characters; please check each of them.")
		}
	case USCCField:
		if code, err := idnum.ParseUSCC(s); err != nil {
			return f.because(err)
		} else if string(code) != s {
			return f.say("“%s”应为 18 位统一社会信用代码，请对照营业执照核对。", "“%s” must be a unified social credit code of 18 characters; please compare it with the licence.")
		}
	}
	return lang.Text{}
}

// because says which character, length or checksum of an identifier is wrong.
func (f FormField) because(err error) lang.Text {
	told := fault.For(err)
	t := f.say("“%s”：", "“%s”: ")
	return lang.T(t.ZH+told.Message.ZH+told.Remedy.ZH, t.EN+told.Message.EN+" "+told.Remedy.EN)
}

func unknownAnswer(name string) fault.Field {
	return fault.Field{Path: name, Message: lang.T("表单中没有这一项，请刷新页面后重新填写。", "The form has no such question; please reload the page and enter it again.")}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
