package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"banjie/internal/idnum"
	"banjie/internal/lang"
)

// A form is a flat JSON Schema 2020-12 object. Besides the standard keywords its
// properties carry these of ours:
//
//	title, x-title-en              name of the question, both required for publication
//	description, x-description-en  help below it
//	x-kind                         textarea, phone, idnumber, uscc, address; the other kinds follow from type and format
//	x-page, x-order                page it stands on; place in the order (without: as written)
//	x-enum                         labels of enum values: {"value": {"zh": "…", "en": "…"}}
//	oneOf [{const, title, x-title-en}]  the other way to write choices with labels
//
// and the object may carry "x-pages": [{"id", "title", "x-title-en"}].

const formMaxBytes = 256 << 10 // bytes of one form's schema

// FieldKind is how a question is asked and checked.
type FieldKind string

const (
	TextField     FieldKind = "text"
	TextareaField FieldKind = "textarea"
	NumberField   FieldKind = "number"
	IntegerField  FieldKind = "integer"
	DateField     FieldKind = "date" // 2006-01-02
	ChoiceField   FieldKind = "choice"
	MultiField    FieldKind = "multi"
	BooleanField  FieldKind = "boolean"
	PhoneField    FieldKind = "phone"
	IDNumberField FieldKind = "idnumber" // resident id, 18 characters
	USCCField     FieldKind = "uscc"     // unified social credit code
	AddressField  FieldKind = "address"
)

// FormField is one question of a form, ready for a page.
type FormField struct {
	Name      string
	Title     lang.Text
	Help      lang.Text
	Kind      FieldKind
	Required  bool
	Options   []Option // choice and multi
	Min, Max  *float64 // number and integer
	MinLength int
	MaxLength int // 0: no limit of its own
	Pattern   string
	Page      string // id of the page it stands on, "" : a page of its own
}

// Personal says that an answer reaches or identifies a person: a telephone, a document number.
func (f FormField) Personal() bool { return f.Kind == PhoneField || f.Kind == IDNumberField }

// FormPage is what is asked at one time.
type FormPage struct {
	ID     string
	Title  lang.Text
	Fields []FormField
}

// Fields gives the questions of a form in their order.
func Fields(schema json.RawMessage) ([]FormField, error) {
	f, err := formOf(schema)
	if err != nil {
		return nil, err
	}
	return f.fields, nil
}

// Pages groups the questions: those with the same x-page together, each other one alone.
func Pages(schema json.RawMessage) ([]FormPage, error) {
	f, err := formOf(schema)
	if err != nil {
		return nil, err
	}
	return f.pages, nil
}

type form struct {
	fields  []FormField
	pages   []FormPage
	checker *jsonschema.Schema
}

func (f *form) field(name string) (FormField, bool) {
	i := slices.IndexFunc(f.fields, func(x FormField) bool { return x.Name == name })
	if i < 0 {
		return FormField{}, false
	}
	return f.fields[i], true
}

var formCache = struct {
	sync.Mutex
	forms map[string]*form
}{forms: map[string]*form{}}

// formOf compiles a form once per text. No form at all is a form without questions.
func formOf(schema json.RawMessage) (*form, error) {
	if noForm(schema) {
		return &form{}, nil
	}
	formCache.Lock()
	f, ok := formCache.forms[string(schema)]
	formCache.Unlock()
	if ok {
		return f, nil
	}
	f, err := compileForm(schema)
	if err != nil {
		return nil, err
	}
	formCache.Lock()
	defer formCache.Unlock()
	if len(formCache.forms) >= 1024 {
		clear(formCache.forms)
	}
	formCache.forms[string(schema)] = f
	return f, nil
}

func noForm(schema json.RawMessage) bool {
	s := bytes.TrimSpace(schema)
	return len(s) == 0 || string(s) == "null"
}

func compileForm(schema json.RawMessage) (*form, error) {
	if len(schema) > formMaxBytes {
		return nil, fmt.Errorf("form is larger than %d bytes", formMaxBytes)
	}
	var written schemaText
	if err := json.Unmarshal(schema, &written); err != nil {
		return nil, err
	}
	if written.Type != "object" {
		return nil, errors.New(`a form is a schema of "type": "object"`)
	}
	checker, err := compileSchema(schema)
	if err != nil {
		return nil, err
	}
	f := &form{checker: checker}
	for i, p := range written.Properties {
		field, err := p.field(slices.Contains(written.Required, p.name))
		if err != nil {
			return nil, fmt.Errorf("property %q: %w", p.name, err)
		}
		if p.Order == nil {
			written.Properties[i].Order = new(float64(i))
		}
		f.fields = append(f.fields, field)
	}
	for _, r := range written.Required {
		if _, ok := f.field(r); !ok {
			return nil, fmt.Errorf("required property %q is not described", r)
		}
	}
	order := make(map[string]float64, len(f.fields))
	for _, p := range written.Properties {
		order[p.name] = *p.Order
	}
	slices.SortStableFunc(f.fields, func(a, b FormField) int {
		switch d := order[a.Name] - order[b.Name]; {
		case d < 0:
			return -1
		case d > 0:
			return 1
		}
		return 0
	})
	f.pages = written.group(f.fields)
	return f, nil
}

// compileSchema refuses every reference out of the form itself, so that a form
// can make the server open neither a file nor a connection.
func compileSchema(schema json.RawMessage) (*jsonschema.Schema, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.UseLoader(noLoader{})
	c.AssertFormat()
	if err := c.AddResource("form:item", doc); err != nil {
		return nil, err
	}
	return c.Compile("form:item")
}

type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("a form may not refer to %q", url)
}

// schemaText is a form as written.
type schemaText struct {
	Type       string     `json:"type"`
	Properties properties `json:"properties"`
	Required   []string   `json:"required"`
	Pages      []struct {
		ID      string `json:"id"`
		Title   string `json:"title"`
		TitleEN string `json:"x-title-en"`
	} `json:"x-pages"`
}

func (s schemaText) group(fields []FormField) []FormPage {
	var pages []FormPage
	for _, f := range fields {
		if i := slices.IndexFunc(pages, func(p FormPage) bool { return f.Page != "" && p.ID == f.Page }); i >= 0 {
			pages[i].Fields = append(pages[i].Fields, f)
			continue
		}
		page := FormPage{ID: f.Page, Title: f.Title, Fields: []FormField{f}}
		if f.Page == "" {
			page.ID = f.Name
		}
		for _, p := range s.Pages {
			if p.ID == f.Page {
				page.Title = lang.T(p.Title, p.TitleEN)
			}
		}
		pages = append(pages, page)
	}
	return pages
}

// property is one question as written.
type property struct {
	name          string
	Type          string               `json:"type"`
	Title         string               `json:"title"`
	TitleEN       string               `json:"x-title-en"`
	Description   string               `json:"description"`
	DescriptionEN string               `json:"x-description-en"`
	Format        string               `json:"format"`
	Kind          FieldKind            `json:"x-kind"`
	Page          any                  `json:"x-page"`
	Order         *float64             `json:"x-order"`
	Enum          []any                `json:"enum"`
	EnumLabels    map[string]lang.Text `json:"x-enum"`
	OneOf         []struct {
		Const   any    `json:"const"`
		Title   string `json:"title"`
		TitleEN string `json:"x-title-en"`
	} `json:"oneOf"`
	Items     *property `json:"items"`
	Minimum   *float64  `json:"minimum"`
	Maximum   *float64  `json:"maximum"`
	MinLength int       `json:"minLength"`
	MaxLength int       `json:"maxLength"`
	Pattern   string    `json:"pattern"`
}

// properties keeps the order in which they are written, which JSON objects lose in Go.
type properties []property

func (ps *properties) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.New("properties must be an object")
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		p := property{name: t.(string)}
		if err := d.Decode(&p); err != nil {
			return fmt.Errorf("property %q: %w", p.name, err)
		}
		if slices.ContainsFunc(*ps, func(o property) bool { return o.name == p.name }) {
			return fmt.Errorf("property %q is there twice", p.name)
		}
		*ps = append(*ps, p)
	}
	return nil
}

func (p property) field(required bool) (FormField, error) {
	f := FormField{Name: p.name, Title: lang.T(p.Title, p.TitleEN), Help: lang.T(p.Description, p.DescriptionEN), Required: required,
		Min: p.Minimum, Max: p.Maximum, MinLength: p.MinLength, MaxLength: p.MaxLength, Pattern: p.Pattern}
	switch v := p.Page.(type) {
	case nil:
	case string:
		f.Page = v
	case float64:
		f.Page = strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return f, errors.New("x-page must be a word or a number")
	}
	var err error
	if f.Kind, err = p.kind(); err != nil {
		return f, err
	}
	from := p
	if f.Kind == MultiField {
		from = *p.Items
	}
	if f.Kind == ChoiceField || f.Kind == MultiField {
		f.Options, err = from.options()
	}
	return f, err
}

func (p property) kind() (FieldKind, error) {
	switch p.Type {
	case "boolean":
		return BooleanField, nil
	case "integer":
		return IntegerField, nil
	case "number":
		return NumberField, nil
	case "array":
		if p.Items == nil || p.Items.Type != "string" || len(p.Items.Enum)+len(p.Items.OneOf) == 0 {
			return "", errors.New("an array must have items of type string with enum or oneOf")
		}
		return MultiField, nil
	case "string":
	default:
		return "", fmt.Errorf("type %q cannot be asked on a page; use string, number, integer, boolean, or an array of choices", p.Type)
	}
	if len(p.Enum)+len(p.OneOf) > 0 {
		return ChoiceField, nil
	}
	if p.Format == "date" {
		return DateField, nil
	}
	kind := p.Kind
	if kind == "" {
		kind = FieldKind(p.Format)
	}
	switch kind {
	case TextareaField, PhoneField, IDNumberField, USCCField, AddressField, DateField:
		return kind, nil
	case "", TextField, "email", "uri":
		return TextField, nil
	}
	return "", fmt.Errorf("kind %q is not known", kind)
}

func (p property) options() ([]Option, error) {
	var out []Option
	add := func(v any, t lang.Text) error {
		id, ok := v.(string)
		if !ok || id == "" {
			return errors.New("choices must be words")
		}
		if slices.ContainsFunc(out, func(o Option) bool { return o.ID == id }) {
			return fmt.Errorf("choice %q is there twice", id)
		}
		out = append(out, Option{id, t})
		return nil
	}
	for _, v := range p.Enum {
		if err := add(v, p.EnumLabels[fmt.Sprint(v)]); err != nil {
			return nil, err
		}
	}
	for _, o := range p.OneOf {
		if err := add(o.Const, lang.T(o.Title, o.TitleEN)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// clean brings typed characters into the form that is stored: no outer spaces and,
// where only codes make sense, half-width and capital letters.
func (f FormField) clean(s string) string {
	s = strings.TrimSpace(s)
	switch f.Kind {
	case NumberField, IntegerField, DateField, PhoneField:
		return lang.HalfWidth(s)
	case IDNumberField, USCCField:
		code, _ := idnum.Normalize(s)
		return code
	}
	return s
}
