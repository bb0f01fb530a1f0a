package ecert

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"banjie/internal/calendar"
	"banjie/internal/catalog"
	"banjie/internal/idnum"
	"banjie/internal/lang"
)

// Kind is the sort of statement a certificate makes.
type Kind string

const (
	Licence         Kind = "licence"          // 许可证: the holder may do something
	Registration    Kind = "registration"     // 登记证、确认书: a fact is recorded or confirmed
	DecisionLetter  Kind = "decision_letter"  // 决定书、通知书: an act addressed to a person
	ReceiptSlip     Kind = "receipt_slip"     // 回执: something was handed in
	TestCertificate Kind = "test_certificate" // 检验合格证明: something was measured
)

// Template is the page a certificate is printed on.
type Template string

const (
	Bordered Template = "bordered" // A4 with a double border, to hang on a wall
	Letter   Template = "letter"   // A4 letter with a number, paragraphs and a signature
	Slip     Template = "slip"     // half a page, to put into a pocket
)

// Colour is the colour of the border and the lines, red, green, blue 0–255. Titles are always red.
type Colour [3]uint8

// FieldSpec is one line a certificate of a type shows.
type FieldSpec struct {
	ID       string // English words, unique in the type, e.g. "address"
	Name     lang.Text
	Required bool
}

// Type 证照类型 is a kind of certificate: its code, its look and the lines it shows.
type Type struct {
	ID          string // slug in English words, named by catalog.Result.Certificate
	Code        string // 证照类型代码, 21 characters: USCC of the body that set the standard + 3 characters
	Name        lang.Text
	Kind        Kind
	Statement   lang.Text // the sentence that stands above the seal
	Fields      []FieldSpec
	Template    Template
	Colour      Colour
	ValidMonths int // usual validity; 0: no last day
}

// LastDay is the last day of a validity that begins on from and lasts months; 0
// months give 0, no last day. The first day counts: five years from 2024-05-01 end
// on 2029-04-30. Where the month has no such day, its last day stands in.
func LastDay(from calendar.Day, months int) calendar.Day {
	if months <= 0 {
		return 0
	}
	year, month, day := from.Date()
	same := calendar.Date(year+(int(month)-1+months)/12, time.Month((int(month)-1+months)%12+1), day)
	if _, _, d := same.Date(); d != day {
		return same - calendar.Day(d) // ran over into the next month: back to the last day of the month before
	}
	return same - 1
}

// Field gives the specification of a line.
func (t Type) Field(id string) (FieldSpec, bool) {
	i := slices.IndexFunc(t.Fields, func(f FieldSpec) bool { return f.ID == id })
	if i < 0 {
		return FieldSpec{}, false
	}
	return t.Fields[i], true
}

func (t Type) check() error {
	switch {
	case t.ID == "" || t.Name.ZH == "" || t.Name.EN == "" || t.Statement.ZH == "" || t.Statement.EN == "":
		return fmt.Errorf("type %q: id, name and statement are needed in both languages", t.ID)
	case idnum.ECert{Type: t.Code, Issuer: t.Code[:min(len(t.Code), 18)], Serial: "1", Version: 1}.String() == "":
		return fmt.Errorf("type %q: code %q is not a credit code and three characters", t.ID, t.Code)
	case t.Template != Bordered && t.Template != Letter && t.Template != Slip:
		return fmt.Errorf("type %q: unknown template %q", t.ID, t.Template)
	}
	switch t.Kind {
	case Licence, Registration, DecisionLetter, ReceiptSlip, TestCertificate:
	default:
		return fmt.Errorf("type %q: unknown kind %q", t.ID, t.Kind)
	}
	seen := map[string]bool{}
	for _, f := range t.Fields {
		if f.ID == "" || f.Name.ZH == "" || f.Name.EN == "" || seen[f.ID] {
			return fmt.Errorf("type %q: field %q has no id, no name in both languages, or stands twice", t.ID, f.ID)
		}
		seen[f.ID] = true
	}
	return nil
}

// Registry is the closed set of types of a running system: the core's table and the packs'.
type Registry struct {
	types  []Type
	byID   map[string]int
	byCode map[string]int
}

// NewRegistry checks the types and refuses an id or a code that stands twice.
func NewRegistry(types ...Type) (*Registry, error) {
	r := &Registry{types: slices.Clone(types), byID: map[string]int{}, byCode: map[string]int{}}
	var all []error
	for i, t := range r.types {
		if err := t.check(); err != nil {
			all = append(all, err)
		}
		if _, twice := r.byID[t.ID]; twice {
			all = append(all, fmt.Errorf("type %q stands twice", t.ID))
		}
		if _, twice := r.byCode[t.Code]; twice {
			all = append(all, fmt.Errorf("type %q: code %s belongs to another type", t.ID, t.Code))
		}
		r.byID[t.ID], r.byCode[t.Code] = i, i
	}
	if len(all) > 0 {
		return nil, errors.Join(all...)
	}
	return r, nil
}

// Find gives a type by its slug.
func (r *Registry) Find(id string) (Type, bool) { return r.at(r.byID, id) }

// ByCode gives a type by its 21-character code.
func (r *Registry) ByCode(code string) (Type, bool) { return r.at(r.byCode, code) }

func (r *Registry) at(index map[string]int, key string) (Type, bool) {
	if r == nil {
		return Type{}, false
	}
	i, ok := index[key]
	if !ok {
		return Type{}, false
	}
	return r.types[i], true
}

// Lines implements catalog.Certificates.
func (r *Registry) Lines(kind string) ([]catalog.CertificateLine, bool) {
	t, ok := r.Find(kind)
	if !ok {
		return nil, false
	}
	lines := make([]catalog.CertificateLine, len(t.Fields))
	for i, f := range t.Fields {
		lines[i] = catalog.CertificateLine{ID: f.ID, Name: f.Name, Required: f.Required}
	}
	return lines, true
}

// All gives the types in their registered order.
func (r *Registry) All() []Type { return slices.Clone(r.types) }
