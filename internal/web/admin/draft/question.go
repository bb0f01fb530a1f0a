package draft

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banjie/internal/catalog"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// questions is the form as a table: each row becomes a property of the JSON Schema.
var questions = &list{Path: "questions", Name: lang.T("问题", "Question"), Many: lang.T("问题", "Questions"), Head: "title.zh", Asks: []ask{
	{Path: "name", Width: 20, Label: lang.T("字段名", "Name of the field"), Hint: lang.T("小写英文，规则里写 form.字段名。", "Lower-case English; rules say form.name.")},
	{Path: "title", Sort: pair, Label: lang.T("问题", "Question")},
	{Path: "kind", Sort: pick, Label: lang.T("怎么答", "Kind of answer"), Options: answerKinds},
	{Path: "required", Sort: flag, Label: lang.T("必须回答", "Must be answered")},
	{Path: "options", Sort: lines, Optional: true, Label: lang.T("选项", "Choices"), Hint: lang.T("单选、多选才填，每行“值=中文=英文”，例如 meals=热食=Hot meals。", "For choices only, one “value=Chinese=English” a line.")},
	{Path: "help", Sort: pair, Optional: true, Label: lang.T("说明", "Help")},
	{Path: "page", Width: 20, Optional: true, Label: lang.T("所在页的编号", "Id of its page"), Hint: lang.T("同一页的问题一起问；不填就单独一页。", "Questions of one page are asked together; empty means a page of its own.")},
	{Path: "min", Width: 10, Optional: true, Label: lang.T("最小值（文字为最少字数）", "Least (of a text: characters)")},
	{Path: "max", Width: 10, Optional: true, Label: lang.T("最大值（文字为最多字数）", "Most (of a text: characters)")},
	{Path: "pattern", Optional: true, Label: lang.T("格式（正则表达式）", "Pattern (regular expression)")},
}}

var pages = &list{Path: "pages", Name: lang.T("页", "Page"), Many: lang.T("分页", "Pages"), Head: "title.zh", Asks: []ask{
	{Path: "id", Width: 20, Label: lang.T("页的编号", "Id of the page")}, {Path: "title", Sort: pair, Label: lang.T("页的标题", "Title of the page")},
}}

var kindNames = []struct {
	Kind catalog.FieldKind
	Name lang.Text
}{
	{catalog.TextField, lang.T("一行文字", "one line of text")}, {catalog.TextareaField, lang.T("多行文字", "several lines")},
	{catalog.NumberField, lang.T("数字", "number")}, {catalog.IntegerField, lang.T("整数", "whole number")}, {catalog.DateField, lang.T("日期", "date")},
	{catalog.ChoiceField, lang.T("单选", "one of several")}, {catalog.MultiField, lang.T("多选", "any of several")}, {catalog.BooleanField, lang.T("是或否", "yes or no")},
	{catalog.PhoneField, lang.T("电话", "telephone")}, {catalog.IDNumberField, lang.T("身份证号", "resident identity number")},
	{catalog.USCCField, lang.T("统一社会信用代码", "credit code")}, {catalog.AddressField, lang.T("地址", "address")},
}

func answerKinds(Choices) []ui.Option {
	var all []ui.Option
	for _, k := range kindNames {
		all = append(all, ui.Option{Value: string(k.Kind), Label: k.Name})
	}
	return all
}

// ownKeys are the keywords the table writes; others of a schema are kept as they are.
var ownKeys = []string{"type", "title", "x-title-en", "description", "x-description-en", "format", "x-kind", "x-page", "x-order", "enum", "x-enum", "oneOf", "items", "minimum", "maximum", "minLength", "maxLength", "pattern"}

// table is the form as rows. The error is that of a form no page can ask.
func table(schema json.RawMessage) (tree, error) {
	t := tree{}
	if s := strings.TrimSpace(string(schema)); s == "" || s == "null" {
		return t, nil
	}
	fields, err := catalog.Fields(schema)
	if err != nil {
		return t, err
	}
	var rows []any
	for _, f := range fields {
		var choices []any
		for _, o := range f.Options {
			choices = append(choices, o.ID+"="+o.Text.ZH+"="+o.Text.EN)
		}
		lo, hi := numberText(f.Min), numberText(f.Max)
		if f.MinLength > 0 {
			lo = strconv.Itoa(f.MinLength)
		}
		if f.MaxLength > 0 {
			hi = strconv.Itoa(f.MaxLength)
		}
		rows = append(rows, map[string]any{"name": f.Name, "title": textTree(f.Title), "kind": string(f.Kind), "required": f.Required, "options": choices,
			"help": textTree(f.Help), "page": f.Page, "min": lo, "max": hi, "pattern": f.Pattern})
	}
	var titles struct {
		Pages []struct {
			ID    string `json:"id"`
			Title string `json:"title"`
			EN    string `json:"x-title-en"`
		} `json:"x-pages"`
	}
	if err := json.Unmarshal(schema, &titles); err != nil {
		return t, err
	}
	var heads []any
	for _, p := range titles.Pages {
		heads = append(heads, map[string]any{"id": p.ID, "title": textTree(lang.T(p.Title, p.EN))})
	}
	t["questions"], t["pages"] = rows, heads
	return t, nil
}

func textTree(t lang.Text) map[string]any { return map[string]any{"zh": t.ZH, "en": t.EN} }

func numberText(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'f', -1, 64)
}

// schema writes the rows as JSON Schema. What old has and the table does not show stays.
// The error is a fault that names the rows.
func schema(t tree, old json.RawMessage) (json.RawMessage, error) {
	n := t.rows("questions")
	if n == 0 {
		return nil, nil
	}
	whole := map[string]json.RawMessage{}
	kept := map[string]map[string]json.RawMessage{}
	if s := strings.TrimSpace(string(old)); s != "" && s != "null" {
		if err := json.Unmarshal(old, &whole); err != nil {
			whole = map[string]json.RawMessage{}
		} else if err := json.Unmarshal(whole["properties"], &kept); err != nil {
			kept = map[string]map[string]json.RawMessage{}
		}
	} else {
		whole["additionalProperties"] = json.RawMessage("false")
	}
	bad := fault.InvalidInput()
	var properties bytes.Buffer
	var required, names []string
	for i := range n {
		name, p := property(t, i, kept, bad)
		if slices.Contains(names, name) {
			bad.At(fmt.Sprintf("questions.%d.name", i), lang.T("字段名重复。", "The name is used twice."))
		}
		names = append(names, name)
		if t.at(fmt.Sprintf("questions.%d.required", i)) == true {
			required = append(required, name)
		}
		if i > 0 {
			properties.WriteByte(',')
		}
		fmt.Fprintf(&properties, "%s:%s", quoted(name), quoted(p))
	}
	if err := bad.Or(); err != nil {
		return nil, err
	}
	whole["type"], whole["required"], whole["properties"] = quoted("object"), quoted(append([]string{}, required...)), json.RawMessage("{"+properties.String()+"}")
	var heads []map[string]string
	for i := range t.rows("pages") {
		at := fmt.Sprintf("pages.%d.", i)
		heads = append(heads, map[string]string{"id": t.text(at + "id"), "title": t.text(at + "title.zh"), "x-title-en": t.text(at + "title.en")})
	}
	delete(whole, "x-pages")
	if len(heads) > 0 {
		whole["x-pages"] = quoted(heads)
	}
	return ordered(whole), nil
}

// ordered writes the keys of the schema in the order in which people read them.
func ordered(whole map[string]json.RawMessage) json.RawMessage {
	var keys []string
	for k := range whole {
		keys = append(keys, k)
	}
	rank := []string{"$schema", "type", "additionalProperties", "x-pages", "required", "properties"}
	slices.SortFunc(keys, func(a, b string) int {
		i, j := slices.Index(rank, a), slices.Index(rank, b)
		if i < 0 {
			i = len(rank)
		}
		if j < 0 {
			j = len(rank)
		}
		if i != j {
			return i - j
		}
		return strings.Compare(a, b)
	})
	var b bytes.Buffer
	b.WriteByte('{')
	for i, k := range keys {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%s:%s", quoted(k), whole[k])
	}
	b.WriteByte('}')
	return b.Bytes()
}

// property is one row as a property.
func property(t tree, i int, kept map[string]map[string]json.RawMessage, bad *fault.Fault) (string, map[string]json.RawMessage) {
	at := fmt.Sprintf("questions.%d.", i)
	name := t.text(at + "name")
	if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || name[0] < 'a' {
		bad.At(at+"name", lang.T("字段名要用小写英文、数字和下划线，以字母开头。", "A name has small letters, digits and underscores and begins with a letter."))
	}
	p := map[string]json.RawMessage{}
	for k, v := range kept[name] {
		if !slices.Contains(ownKeys, k) {
			p[k] = v
		}
	}
	say := func(key, value string) {
		if value != "" {
			p[key] = quoted(value)
		}
	}
	say("title", t.text(at+"title.zh"))
	say("x-title-en", t.text(at+"title.en"))
	say("description", t.text(at+"help.zh"))
	say("x-description-en", t.text(at+"help.en"))
	say("x-page", t.text(at+"page"))
	say("pattern", t.text(at+"pattern"))
	p["x-order"] = quoted(10 * (i + 1))
	answer(p, t, at, bad)
	return name, p
}

// answer writes the keywords that depend on the kind of answer.
func answer(p map[string]json.RawMessage, t tree, at string, bad *fault.Fault) {
	kind := catalog.FieldKind(t.text(at + "kind"))
	bounds := [2]string{}
	p["type"] = quoted("string")
	switch kind {
	case "":
		bad.At(at+"kind", lang.T("请选择怎么答。", "Please choose the kind of answer."))
	case catalog.TextField:
		bounds = [2]string{"minLength", "maxLength"}
	case catalog.NumberField, catalog.IntegerField:
		p["type"], bounds = quoted(string(kind)), [2]string{"minimum", "maximum"}
	case catalog.BooleanField:
		p["type"] = quoted("boolean")
	case catalog.DateField:
		p["format"] = quoted("date")
	case catalog.ChoiceField:
		p["oneOf"] = choices(t, at, bad)
	case catalog.MultiField:
		p["type"], p["uniqueItems"] = quoted("array"), quoted(true)
		p["items"] = quoted(map[string]json.RawMessage{"type": quoted("string"), "oneOf": choices(t, at, bad)})
	default:
		p["x-kind"], bounds = quoted(string(kind)), [2]string{"minLength", "maxLength"}
	}
	for i, row := range []string{"min", "max"} {
		v := t.text(at + row)
		if v == "" {
			continue
		}
		if bounds[i] == "" {
			bad.At(at+row, lang.T("这种答法没有大小限制，请清空。", "This kind of answer has no bounds; please clear it."))
			continue
		}
		n, err := strconv.ParseFloat(v, 64)
		if err != nil || strings.HasSuffix(bounds[i], "Length") && (n < 0 || n != float64(int(n))) {
			bad.At(at+row, lang.T("请填写数字。", "Please enter a number."))
			continue
		}
		p[bounds[i]] = json.RawMessage(strconv.FormatFloat(n, 'f', -1, 64))
	}
}

// choices reads “value=Chinese=English” lines.
func choices(t tree, at string, bad *fault.Fault) json.RawMessage {
	var all []map[string]string
	for _, line := range t.texts(at + "options") {
		parts := strings.SplitN(line, "=", 3)
		if len(parts) != 3 || strings.TrimSpace(parts[0]) == "" {
			bad.At(at+"options", lang.Format("“%s”要写成“值=中文=英文”。", "“%s” must be written “value=Chinese=English”.", line))
			continue
		}
		all = append(all, map[string]string{"const": strings.TrimSpace(parts[0]), "title": strings.TrimSpace(parts[1]), "x-title-en": strings.TrimSpace(parts[2])})
	}
	if len(all) == 0 {
		bad.At(at+"options", lang.T("请写出选项。", "Please write the choices."))
	}
	return quoted(all)
}

// quoted writes a value as JSON. Words, numbers and lists of them always can be.
func quoted(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("draft: " + err.Error())
	}
	return bytes.TrimSpace(b.Bytes())
}
