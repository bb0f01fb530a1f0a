package print

import (
	"bytes"
	"fmt"
	"io"

	"banjie/internal/calendar"
	"banjie/internal/ecert"
)

// Row is one line of a document's table.
type Row struct{ Label, Value string }

// Signature is who answers for a document and when.
type Signature struct {
	Unit string
	Date calendar.Day
	Seal bool // leave a place for a seal
}

// Document is a page, or several, in the order it is read. Empty parts are left out.
type Document struct {
	Look       ecert.Template
	Colour     ecert.Colour // of border and rules; zero: red
	Title      string
	Subtitle   string // the title in the other language
	Number     string // number of the paper, or the line under the title
	Recipient  string // who is addressed
	Paragraphs []string
	Table      []Row
	Closing    []string // after the table
	Signature  Signature
	QR         string   // address behind the QR; "": no QR
	QRSide     float64  // side of the QR in points, for long addresses; 0: 104
	Footer     []string // small lines at the foot of the last page
	Demo       bool     // watermark, and a seal place that says it means nothing
}

const (
	qrSide     = 104
	sealRadius = 56
	labelWidth = 134
)

// dense is how a long certificate is set.
var dense = measures{margin: 62, title: 26, body: 10.5, leading: 18}

// measures of a look.
type measures struct {
	margin, title, body, leading float64
}

var looks = map[ecert.Template]measures{
	ecert.Bordered: {margin: 62, title: 31, body: 14.5, leading: 28},
	ecert.Letter:   {margin: 72, title: 21, body: 12.5, leading: 23},
	ecert.Slip:     {margin: 60, title: 17, body: 10.5, leading: 17},
}

// Print writes a document as PDF. The same document gives the same bytes. Nothing is
// written when the document cannot be printed; a character without a glyph is a fault
// of kind invalid that names it.
// A certificate that does not fit one page is set smaller before it goes on to a second.
func Print(w io.Writer, d Document) error {
	m, ok := looks[d.Look]
	if !ok {
		return fmt.Errorf("print: unknown look %q", d.Look)
	}
	if d.Colour == (ecert.Colour{}) {
		d.Colour = ecert.Colour(sealRed)
	}
	s := lay(d, m)
	if d.Look == ecert.Bordered && s.pages > 1 {
		s = lay(d, dense)
	}
	if s.err != nil {
		return s.err
	}
	var out bytes.Buffer
	if _, err := s.pdf.WriteTo(&out); err != nil {
		return err
	}
	_, err := out.WriteTo(w)
	return err
}

// lay draws the whole document with the given measures.
func lay(d Document, m measures) *sheet {
	s := newSheet(d.Title, m.margin)
	s.bottom = pageHeight - m.margin - float64(len(d.Footer))*11 - 8
	s.eachPage = func() {
		if d.Demo {
			s.demonstration()
		}
		if d.Look == ecert.Bordered {
			s.box(26, 3.2, colour(d.Colour))
			s.box(32, 0.8, colour(d.Colour))
		}
	}
	s.newPage()
	s.heading(d, m)
	s.content(d, m)
	s.foot(d, m)
	s.pageNumbers()
	return s
}

func (s *sheet) heading(d Document, m measures) {
	if d.Look == ecert.Bordered {
		s.y += 34
	}
	s.flow(d.Title, m.title, m.title*1.4, toCentre, sealRed)
	if d.Subtitle != "" {
		s.flow(d.Subtitle, 10.5, 18, toCentre, grey)
	}
	if d.Look != ecert.Bordered {
		s.y += 4
		s.rule(s.left, s.right, s.y, 1.4, colour(d.Colour))
		s.y += 8
	}
	if d.Number != "" {
		a := toCentre
		if d.Look == ecert.Letter {
			a = toRight
		}
		s.flow(d.Number, 9.5, 16, a, grey)
	}
	s.y += m.leading * 0.7
}

func (s *sheet) content(d Document, m measures) {
	if d.Recipient != "" {
		s.flow(d.Recipient, m.body, m.leading, toLeft, black)
	}
	for _, p := range d.Paragraphs {
		s.paragraph(p, m)
	}
	if len(d.Table) > 0 {
		s.y += 4
		s.table(d.Table, m)
		s.y += m.leading * 0.6
	}
	for _, p := range d.Closing {
		s.paragraph(p, m)
	}
}

// paragraph begins with the width of two ideographs, as Chinese prose does.
func (s *sheet) paragraph(text string, m measures) {
	width := s.right - s.left
	first := true
	for _, l := range s.indented(text, m.body, width) {
		s.need(m.leading)
		x := s.left
		if first {
			x += 2 * m.body
		}
		s.draw(l, x, s.y+m.body, m.body, black)
		s.y += m.leading
		first = false
	}
}

func (s *sheet) indented(text string, size, width float64) []line {
	if s.err != nil {
		return nil
	}
	all, err := glyphs(text)
	if err != nil {
		s.err = err
		return nil
	}
	// A blank of two ideographs stands before the text while it is broken and is taken off again.
	blank := line{{' ', 0, 1000}, {' ', 0, 1000}}
	lines := broken(append(blank, all...), size, width)
	lines[0] = lines[0][min(2, len(lines[0])):]
	return lines
}

// table draws label and value between thin rules. A long value goes on to the next page.
func (s *sheet) table(rows []Row, m measures) {
	const pad = 5
	s.rule(s.left, s.right, s.y, 0.6, paleRule)
	for _, row := range rows {
		label := s.wrap(row.Label, m.body*0.8, labelWidth-12)
		value := s.wrap(row.Value, m.body, s.right-s.left-labelWidth)
		if n := max(len(label), len(value)); n <= 12 {
			s.need(float64(n)*m.leading + pad)
		}
		for i := range max(len(label), len(value)) {
			s.need(m.leading + pad)
			baseline := s.y + pad/2.0 + m.body + (m.leading-m.body)/3
			if i < len(label) {
				s.draw(label[i], s.left+2, baseline, m.body*0.8, grey)
			}
			if i < len(value) {
				s.draw(value[i], s.left+labelWidth, baseline, m.body, black)
			}
			s.y += m.leading
		}
		s.y += pad
		s.rule(s.left, s.right, s.y, 0.6, paleRule)
	}
}

// foot puts QR, signature and footer. On a certificate they stand at the foot of the
// page, elsewhere they follow the text.
func (s *sheet) foot(d Document, m measures) {
	height, side := 36.0, max(d.QRSide, qrSide)
	if d.QR != "" || d.Signature.Seal {
		height = max(2*sealRadius, side+8) + 14
	}
	s.y += 12
	s.need(height)
	if d.Look == ecert.Bordered {
		s.y = s.bottom - height
	}
	if d.QR != "" {
		s.code(d.QR, s.left+4, s.y, side)
		s.text("扫码核验", s.left+4, s.left+4+side, s.y+side+4, 8.5, 11, toCentre, grey)
	}
	if d.Signature.Unit != "" {
		from, to := s.left+side+30, s.right
		lines := s.wrap(d.Signature.Unit, m.body, (to-from)*0.8)
		half := float64(sealRadius)
		for _, l := range lines {
			half = max(half, l.width(m.body)/2) // the unit's name is not cut where the seal ends
		}
		middle := to - half - 20
		if d.Signature.Seal {
			s.sealPlace(middle, s.y+sealRadius+2, sealRadius, d.Demo)
		}
		y := s.y + sealRadius - float64(len(lines))*m.leading + 6
		if !d.Signature.Seal {
			y = s.y
		}
		for _, l := range lines {
			s.place(l, middle-half, middle+half, y+m.body, m.body, toCentre, black)
			y += m.leading
		}
		s.text(ecert.ChineseDate(d.Signature.Date), middle-half, middle+half, y, m.body, m.leading, toCentre, black)
	}
	y := pageHeight - s.left - float64(len(d.Footer))*11 + 4
	if d.Look == ecert.Slip {
		s.y += height + 8
		y = s.y
	}
	for _, line := range d.Footer {
		y = s.text(line, s.left, s.right, y, 7.8, 11, toCentre, grey)
	}
}

// pageNumbers are written when the number of pages is known; one page needs none.
func (s *sheet) pageNumbers() {
	if s.pages < 2 || s.err != nil {
		return
	}
	for i := 1; i <= s.pages; i++ {
		if err := s.pdf.SetPage(i); err != nil {
			s.err = err
			return
		}
		s.text(fmt.Sprintf("第 %d 页，共 %d 页", i, s.pages), s.left, s.right, pageHeight-48, 8.5, 11, toCentre, grey)
	}
}
