package gs1

import (
	"errors"
	"slices"
	"strings"

	"banjie/internal/lang"
)

// Form is how an identifier was written.
type Form string

const (
	FormElements   Form = "element_string"
	FormLink       Form = "digital_link"
	FormCompressed Form = "compressed_link"
	FormURN        Form = "urn"
	FormPlain      Form = "plain"
)

// Reading is an identifier in whatever form it came.
type Reading struct {
	Form     Form
	Elements Elements
	Link     *Link // where it came as a Digital Link
}

// Read reads an identifier in any form: Digital Link, compressed or not, EPC URN or EPC tag
// URI, element string with brackets or FNC1, or a plain GTIN (8, 12, 13, 14 digits) or SSCC
// (18 digits). A symbology identifier a scanner puts before it (]Q1, ]E0 and so on) is taken off.
// Form and content are checked, companions are not. For a plain key of another kind, for
// example a GLN, which has thirteen digits like a GTIN, see [Plain].
func Read(text string) (Reading, error) { return Lenience{}.Read(text) }

// Read reads as the function of that name does, with lenience.
func (l Lenience) Read(text string) (Reading, error) {
	text = withoutSymbology(text)
	switch {
	case isURN(text):
		es, err := fromAnyURN(text)
		if err == nil {
			_, err = l.rows(es)
		}
		return Reading{Form: FormURN, Elements: es}.or(err)
	case strings.Contains(text, "://"):
		return l.readLink(text)
	case text != "" && strings.IndexByte("(^]\x1d", text[0]) >= 0:
		es, err := l.Parse(text)
		return Reading{Form: FormElements, Elements: es}.or(err)
	}
	if trimmed := strings.TrimSpace(text); trimmed != text && trimmed != "" {
		return Reading{}, refuse("blank", "", lang.T("前后有空格或换行。", "There is a blank or a line end before or behind it."), lang.T("请去掉首尾的空白再试。", "Take the blanks off and try again."))
	}
	for _, kind := range []string{"gtin", "sscc"} {
		if slices.Contains(plainKinds[kind].lengths, len(text)) && strings.Trim(text, "0123456789") == "" {
			es, err := Plain(kind, text)
			return Reading{Form: FormPlain, Elements: es}.or(err)
		}
	}
	return Reading{}, refuse("unknown_form", "", lang.T("看不出这是哪种GS1标识。", "This is no form of a GS1 identifier."),
		lang.T("可用：数字链接、EPC URN、单元数据串（带括号，或以“^”开头），或者8、12、13、14位的GTIN和18位的SSCC。",
			"It is a Digital Link, an EPC URN, an element string with brackets or beginning with ^, a GTIN of 8, 12, 13 or 14 digits, or an SSCC of 18."))
}

func (r Reading) or(err error) (Reading, error) {
	if err != nil {
		return Reading{Form: r.Form}, err
	}
	return r, nil
}

func (l Lenience) readLink(text string) (Reading, error) {
	link, err := l.ParseLink(text)
	if err == nil {
		return Reading{Form: FormLink, Elements: link.Elements, Link: &link}, nil
	}
	if wrong := (*Error)(nil); errors.As(err, &wrong) && slices.Contains(withoutKey, wrong.Code) {
		if whole, e := Decompress(text); e == nil {
			link, err = l.ParseLink(whole)
			return Reading{Form: FormCompressed, Elements: link.Elements, Link: &link}.or(err)
		}
	}
	return Reading{Form: FormLink}, err
}

// Key gives the constrained canonical Digital Link of the elements, as the function [Key]
// does of a text.
func (es Elements) Key() (string, error) {
	key, qualifier, err := es.finest()
	if err != nil {
		return "", err
	}
	var room [len(canonicalHost) + 2*(1+4+1+3*maxKey)]byte
	out := appendKeyPart(append(room[:0], canonicalHost...), key.AI, []byte(key.Value))
	if qualifier.AI != "" {
		out = appendKeyPart(out, qualifier.AI, []byte(qualifier.Value))
	}
	return string(out), nil
}
