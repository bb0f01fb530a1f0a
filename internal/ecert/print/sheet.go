package print

import (
	"github.com/signintech/gopdf"
	"rsc.io/qr"
)

// Lengths are points, 1/72 inch; y grows downwards from the upper edge.
const (
	pageWidth  = 595.28
	pageHeight = 841.89
)

type colour [3]uint8

var (
	black     = colour{20, 20, 20}
	grey      = colour{96, 96, 96}
	paleRule  = colour{190, 190, 190}
	sealRed   = colour{196, 30, 38}
	watermark = colour{234, 234, 234}
)

// sheet is the paper being written on. The first error stops all further drawing.
type sheet struct {
	pdf                      *gopdf.GoPdf
	loaded                   [3]bool
	face                     uint8
	size                     float64
	ink                      colour
	left, right, top, bottom float64
	y                        float64
	eachPage                 func() // drawn beneath the text of every page
	pages                    int
	err                      error
}

func newSheet(title string, margin float64) *sheet {
	s := &sheet{pdf: new(gopdf.GoPdf), left: margin, right: pageWidth - margin, top: margin, bottom: pageHeight - margin, face: 255}
	s.pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	s.pdf.SetInfo(gopdf.PdfInfo{Title: title, Producer: "Banjie", Creator: "Banjie"})
	return s
}

func (s *sheet) newPage() {
	s.pdf.AddPage()
	s.pages++
	s.y = s.top
	if s.eachPage != nil {
		s.eachPage()
	}
}

// need goes to a new page unless height is left on this one.
func (s *sheet) need(height float64) {
	if s.y+height > s.bottom && s.y > s.top {
		s.newPage()
	}
}

// draw writes one line with its baseline at y, face by face.
func (s *sheet) draw(l line, x, y, size float64, c colour) {
	for i := 0; i < len(l) && s.err == nil; {
		j := i
		var text []rune
		for ; j < len(l) && l[j].face == l[i].face; j++ {
			text = append(text, l[j].r)
		}
		s.use(l[i].face, size, c)
		s.pdf.SetXY(x, y)
		if s.err == nil {
			s.err = s.pdf.Text(string(text))
		}
		x += line(l[i:j]).width(size)
		i = j
	}
}

func (s *sheet) use(f uint8, size float64, c colour) {
	if !s.loaded[f] {
		p, err := faces[f].once()
		if err == nil {
			err = s.pdf.AddTTFFontFromFontContainer(faces[f].name, p.container)
		}
		if err != nil {
			s.err = err
			return
		}
		s.loaded[f] = true
	}
	if s.face != f || s.size != size {
		if err := s.pdf.SetFont(faces[f].name, "", size); err != nil {
			s.err = err
			return
		}
		s.face, s.size = f, size
	}
	s.pdf.SetTextColor(c[0], c[1], c[2])
}

// align is where a single line stands between two edges.
type align int

const (
	toLeft align = iota
	toCentre
	toRight
)

func (s *sheet) place(l line, from, to, y, size float64, a align, c colour) {
	x := from
	switch a {
	case toCentre:
		x = (from + to - l.width(size)) / 2
	case toRight:
		x = to - l.width(size)
	}
	s.draw(l, x, y, size, c)
}

// text writes text between two edges from the line top y on and gives the y below it.
func (s *sheet) text(text string, from, to, y, size, leading float64, a align, c colour) float64 {
	for _, l := range s.wrap(text, size, to-from) {
		s.place(l, from, to, y+size, size, a, c)
		y += leading
	}
	return y
}

func (s *sheet) wrap(text string, size, width float64) []line {
	if s.err != nil {
		return nil
	}
	lines, err := wrap(text, size, width)
	s.err = err
	return lines
}

// flow writes text at the present place and goes on to new pages as needed.
func (s *sheet) flow(text string, size, leading float64, a align, c colour) {
	for _, l := range s.wrap(text, size, s.right-s.left) {
		s.need(leading)
		s.place(l, s.left, s.right, s.y+size, size, a, c)
		s.y += leading
	}
}

func (s *sheet) stroke(c colour, width float64) {
	s.pdf.SetLineType("solid")
	s.pdf.SetStrokeColor(c[0], c[1], c[2])
	s.pdf.SetLineWidth(width)
}

func (s *sheet) box(inset, width float64, c colour) {
	s.stroke(c, width)
	s.pdf.RectFromUpperLeftWithStyle(inset, inset, pageWidth-2*inset, pageHeight-2*inset, "D")
}

func (s *sheet) rule(from, to, y, width float64, c colour) {
	s.stroke(c, width)
	s.pdf.Line(from, y, to, y)
}

// code draws a QR of a side's length, quiet zone not included. Neighbouring dark modules
// are one rectangle; each reaches a hair into the next row, so that no light seam shows.
func (s *sheet) code(text string, x, y, side float64) {
	if s.err != nil {
		return
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil { // too long with that much redundancy
		code, err = qr.Encode(text, qr.L)
	}
	if err != nil {
		s.err = err
		return
	}
	module := side / float64(code.Size)
	s.pdf.SetFillColor(0, 0, 0)
	for row := range code.Size {
		for col := 0; col < code.Size; col++ {
			first := col
			for code.Black(col, row) {
				col++
			}
			if col > first {
				s.pdf.RectFromUpperLeftWithStyle(x+float64(first)*module, y+float64(row)*module, float64(col-first)*module, module+0.04, "F")
			}
		}
	}
}

// sealPlace draws the circle in which a seal is put.
func (s *sheet) sealPlace(x, y, radius float64, demo bool) {
	s.pdf.SetStrokeColor(sealRed[0], sealRed[1], sealRed[2])
	s.pdf.SetLineWidth(0.9)
	s.pdf.SetCustomLineType([]float64{1.2, 2.6}, 0)
	s.pdf.Oval(x-radius, y-radius, x+radius, y+radius)
	s.pdf.SetLineType("solid")
	s.text("印章", x-radius, x+radius, y-radius*0.8, 10, 13, toCentre, sealRed)
	if demo {
		s.text("演示无效", x-radius, x+radius, y+radius*0.55, 8.5, 11, toCentre, sealRed)
	}
}

// demonstration marks the page as one that means nothing.
func (s *sheet) demonstration() {
	s.pdf.Rotate(35, pageWidth/2, pageHeight/2)
	for i := -1; i <= 1; i++ {
		y := pageHeight/2 + float64(i)*210
		s.text("演示 DEMONSTRATION", 0, pageWidth, y, 30, 36, toCentre, watermark)
	}
	s.pdf.RotateReset()
}
