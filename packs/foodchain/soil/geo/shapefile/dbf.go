package shapefile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// table is a dBASE III table, read row by row.
type table struct {
	in     io.Reader
	fields []field
	left   uint32
	row    []byte
	gbk    bool
	guess  bool
}

type field struct {
	name string
	size int
}

// languageGBK is the language byte of Chinese GBK (code page 936).
const languageGBK = 0x4d

func openTable(in io.Reader, encoding string) (*table, error) {
	head := make([]byte, 32)
	if _, err := io.ReadFull(in, head); err != nil {
		return nil, bad(".dbf的开头不对", "its .dbf does not begin as one").With(err)
	}
	t := &table{in: in, left: binary.LittleEndian.Uint32(head[4:])}
	size, row := int(binary.LittleEndian.Uint16(head[8:])), int(binary.LittleEndian.Uint16(head[10:]))
	switch name := strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToUpper(encoding)); {
	case name == "UTF8" || name == "65001":
	case strings.HasPrefix(name, "GB") || name == "936" || name == "CP936" || name == "ANSI936" || name == "OEM936":
		t.gbk = true
	case name != "":
		return nil, bad("文字编码是“"+strings.ToValidUTF8(encoding, "?")+"”", "its text is in “"+strings.ToValidUTF8(encoding, "?")+"”")
	case head[29] == languageGBK:
		t.gbk = true
	default:
		t.guess = true
	}
	if size < 33 || size-32 > 32*256 {
		return nil, bad(".dbf的字段说明不对", "the fields of its .dbf are not described")
	}
	desc := make([]byte, size-32)
	if _, err := io.ReadFull(in, desc); err != nil {
		return nil, bad(".dbf不完整", "its .dbf is cut off").With(err)
	}
	sum := 1
	for ; len(desc) >= 32 && desc[0] != 0x0d; desc = desc[32:] {
		name, _, _ := strings.Cut(string(desc[:11]), "\x00")
		f := field{t.text([]byte(name)), int(desc[16])}
		sum += f.size
		t.fields = append(t.fields, f)
	}
	if len(t.fields) == 0 || sum > row {
		return nil, bad(".dbf的字段说明不对", "the fields of its .dbf are not described")
	}
	t.row = make([]byte, row)
	return t, nil
}

// next gives the fields of the next row as text without the blanks around.
func (t *table) next() (fields map[string]string, deleted bool, err error) {
	if t.left == 0 {
		return nil, false, errors.New("the table has fewer rows than there are shapes")
	}
	t.left--
	if _, err := io.ReadFull(t.in, t.row); err != nil {
		return nil, false, errors.Join(errors.New("the row is cut off"), err)
	}
	fields = make(map[string]string, len(t.fields))
	rest := t.row[1:]
	for _, f := range t.fields {
		text := t.text(rest[:f.size])
		if !utf8.ValidString(text) {
			return nil, false, fmt.Errorf("the text of %q is neither UTF-8 nor GBK", f.name)
		}
		fields[f.name] = text
		rest = rest[f.size:]
	}
	return fields, t.row[0] == '*', nil
}

func (t *table) text(raw []byte) string {
	raw = []byte(strings.Trim(string(raw), " \x00"))
	if t.gbk || t.guess && !utf8.Valid(raw) {
		if out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw); err == nil {
			return string(out)
		}
	}
	return string(raw)
}
