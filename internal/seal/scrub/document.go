package scrub

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// document takes the words out of a DOCX or XLSX file. Author, comments, changes that were
// struck out, settings of printers, macros and pictures are not among them.
func document(body []byte) (Copy, error) {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil || len(z.File) > mostParts {
		return Copy{}, fmt.Errorf("%w: a file that cannot be unpacked", ErrSealedOnly)
	}
	parts := map[string]*zip.File{}
	for _, f := range z.File {
		if parts[f.Name] != nil {
			return Copy{}, fmt.Errorf("%w: two parts of one name", ErrSealedOnly)
		}
		parts[f.Name] = f
	}
	var text string
	switch {
	case parts["word/document.xml"] != nil:
		text, err = letter(parts["word/document.xml"])
	case parts["xl/workbook.xml"] != nil:
		text, err = sheets(parts)
	default:
		return Copy{}, ErrSealedOnly
	}
	if err != nil {
		return Copy{}, fmt.Errorf("%w: %w", ErrSealedOnly, err)
	}
	return words(text)
}

var errTooLarge = errors.New("a part is too large")

// limited is a reader that fails beyond a size.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(b []byte) (int, error) {
	if l.left <= 0 {
		return 0, errTooLarge
	}
	n, err := l.r.Read(b[:min(int64(len(b)), l.left)])
	l.left -= int64(n)
	return n, err
}

// tokens walks through the XML of a part.
func tokens(f *zip.File, see func(xml.Token) error) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(&limited{r, mostPart})
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = see(t)
		}
		if err != nil {
			return err
		}
	}
}

// letter is the words of a DOCX: text, tabs, ends of lines and paragraphs.
func letter(f *zip.File) (string, error) {
	var out strings.Builder
	in := false
	err := tokens(f, func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			in = t.Name.Local == "t"
			switch t.Name.Local {
			case "tab":
				out.WriteByte('\t')
			case "br", "cr":
				out.WriteByte('\n')
			}
		case xml.EndElement:
			in = false
			if t.Name.Local == "p" {
				out.WriteByte('\n')
			}
		case xml.CharData:
			if in {
				out.Write(t)
			}
		}
		if out.Len() > mostText {
			return errTooLarge
		}
		return nil
	})
	return out.String(), err
}

// sheets is the cells of an XLSX, one row a line, sheets one after another. Formulas are given by
// the value that stood there.
func sheets(parts map[string]*zip.File) (string, error) {
	var shared []string
	if f := parts["xl/sharedStrings.xml"]; f != nil {
		var item strings.Builder
		in, size := false, 0
		err := tokens(f, func(t xml.Token) error {
			switch t := t.(type) {
			case xml.StartElement:
				in = t.Name.Local == "t"
				if t.Name.Local == "si" {
					item.Reset()
				}
			case xml.EndElement:
				in = false
				if t.Name.Local == "si" {
					shared = append(shared, item.String())
				}
			case xml.CharData:
				if in {
					item.Write(t)
					size += len(t)
				}
			}
			if size > mostText {
				return errTooLarge
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	var names []string
	for name := range parts {
		if strings.HasPrefix(name, "xl/worksheets/") && strings.HasSuffix(name, ".xml") && strings.Count(name, "/") == 2 {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	var out strings.Builder
	for _, name := range names {
		if err := sheet(parts[name], shared, &out); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

func sheet(f *zip.File, shared []string, out *strings.Builder) error {
	kind, in, first := "", false, true
	var value strings.Builder
	return tokens(f, func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			in = t.Name.Local == "v" || t.Name.Local == "t"
			switch t.Name.Local {
			case "row":
				first = true
			case "c":
				kind = ""
				value.Reset()
				for _, a := range t.Attr {
					if a.Name.Local == "t" {
						kind = a.Value
					}
				}
			}
		case xml.EndElement:
			in = false
			switch t.Name.Local {
			case "c":
				text := value.String()
				if kind == "s" {
					n, err := strconv.Atoi(strings.TrimSpace(text))
					if err != nil || n < 0 || n >= len(shared) {
						return fmt.Errorf("a cell names text %q", text)
					}
					text = shared[n]
				}
				if !first {
					out.WriteByte('\t')
				}
				first = false
				out.WriteString(strings.NewReplacer("\n", " ", "\t", " ").Replace(text))
			case "row":
				out.WriteByte('\n')
			}
		case xml.CharData:
			if in {
				value.Write(t)
			}
		}
		if out.Len()+value.Len() > mostText {
			return errTooLarge
		}
		return nil
	})
}
