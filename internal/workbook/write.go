// Package workbook reads and writes tables of text as spreadsheets (ECMA-376, .xlsx), as far
// as Banjie exchanges them: names of sheets, rows, texts, whole numbers, dates. No formulas,
// no pictures, no passwords. It is small on purpose: a general library would add 3 MB to the
// program, parts of it for formulas that nobody here computes.
package workbook

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// Sheet is one table to write. Its first row is printed bold.
type Sheet struct {
	Name   string
	Width  int     // of its columns, in characters
	Frozen bool    // the first row stays in sight
	Plain  bool    // cells are marked as text, so that a spreadsheet changes no code or date
	Rows   [][]any // string or int; nil is an empty cell
}

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNS  = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	relNS   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	partNS  = "http://schemas.openxmlformats.org/package/2006/"
	typeOf  = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// Styles of cells, by their place in styles.xml.
const (
	styleBold = 1
	styleText = 2
)

const styles = xmlHead + `<styleSheet ` + mainNS + `><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>` +
	`<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
	`<xf xfId="0" numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>`

// Write writes the sheets in their order. The same sheets give the same bytes.
func Write(w io.Writer, sheets []Sheet) error {
	z := zip.NewWriter(w)
	var types, list, rels strings.Builder
	for i, s := range sheets {
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, i+1, typeOf)
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%[2]d"/>`, escaped(s.Name), i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%[1]d.xml"/>`, i+1, relNS)
	}
	fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, len(sheets)+1, relNS)
	for _, p := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="` + partNS + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + typeOf + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + typeOf + `styles+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + partNS + `relationships"><Relationship Id="rId1" Type="` + relNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook ` + mainNS + ` xmlns:r="` + relNS + `"><sheets>` + list.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + partNS + `relationships">` + rels.String() + `</Relationships>`},
		{"xl/styles.xml", strings.TrimPrefix(styles, xmlHead)},
	} {
		out, err := z.Create(p[0])
		if err == nil {
			_, err = io.WriteString(out, xmlHead+p[1])
		}
		if err != nil {
			return err
		}
	}
	for i, s := range sheets {
		out, err := z.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1))
		if err != nil {
			return err
		}
		if err := s.write(out); err != nil {
			return fmt.Errorf("sheet %s: %w", s.Name, err)
		}
	}
	return z.Close()
}

func (s Sheet) write(out io.Writer) error {
	w := bufio.NewWriter(out)
	w.WriteString(xmlHead + `<worksheet ` + mainNS + `>`)
	if s.Frozen {
		w.WriteString(`<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`)
	}
	if s.Width > 0 && len(s.Rows) > 0 {
		fmt.Fprintf(w, `<cols><col min="1" max="%d" width="%d" customWidth="1"/></cols>`, max(len(s.Rows[0]), 1), s.Width)
	}
	w.WriteString(`<sheetData>`)
	for i, row := range s.Rows {
		style := ""
		if i == 0 {
			style = fmt.Sprintf(` s="%d"`, styleBold)
		} else if s.Plain {
			style = fmt.Sprintf(` s="%d"`, styleText)
		}
		fmt.Fprintf(w, `<row r="%d">`, i+1)
		for k, v := range row {
			switch v := v.(type) {
			case nil:
			case string:
				if v != "" || s.Plain {
					fmt.Fprintf(w, `<c r="%s%d"%s t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, columnName(k), i+1, style, escaped(v))
				}
			case int:
				fmt.Fprintf(w, `<c r="%s%d"%s><v>%d</v></c>`, columnName(k), i+1, style, v)
			default:
				return fmt.Errorf("row %d, column %s holds a %T", i+1, columnName(k), v)
			}
		}
		w.WriteString(`</row>`)
	}
	w.WriteString(`</sheetData></worksheet>`)
	return w.Flush()
}

// columnName is A for 0, Z for 25, AA for 26.
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// columnOf is the column of a cell such as AB12, from 0; -1 when it names none.
func columnOf(cell string) int {
	n := 0
	for i, r := range cell {
		if r < 'A' || r > 'Z' || i > 3 {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

// Characters that XML cannot carry are written _xHHHH_ (ECMA-376, ST_Xstring).
var (
	coded   = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)
	uncoded = regexp.MustCompile(`[\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}]`)
)

// escaped is a text as XML carries it.
func escaped(s string) string {
	for from := 0; ; { // one mark may end where the next begins
		at := coded.FindStringIndex(s[from:])
		if at == nil {
			break
		}
		from += at[0]
		s = s[:from] + "_x005F" + s[from:]
		from += len("_x005F_")
	}
	s = uncoded.ReplaceAllStringFunc(s, func(c string) string { return fmt.Sprintf("_x%04X_", []rune(c)[0]) })
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}

// plain undoes _xHHHH_.
func plain(s string) string {
	return coded.ReplaceAllStringFunc(s, func(c string) string {
		n, err := strconv.ParseUint(c[2:6], 16, 16)
		if err != nil {
			return c
		}
		return string(rune(n))
	})
}
