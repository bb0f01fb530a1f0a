package print

import (
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"

	"github.com/signintech/gopdf"

	"banjie/internal/fault"
	"banjie/internal/lang"
)

// Half as large compressed; unpacked at the first page that needs them.
//
//go:embed font/text.ttf.gz font/more.ttf.gz font/rare.ttf.gz
var fontFiles embed.FS

// face is one embedded font, parsed when first needed.
type face struct {
	name string
	once func() (*parsed, error)
}

type parsed struct {
	container *gopdf.FontContainer
	advance   map[rune]uint16 // thousandths of the size; a rune that is missing here has no glyph
}

// faces are asked in this order: nearly every page needs the first alone.
var faces = []face{newFace("text"), newFace("more"), newFace("rare")}

func newFace(name string) face {
	return face{name, sync.OnceValues(func() (*parsed, error) {
		data, err := unpacked("font/" + name + ".ttf.gz")
		if err != nil {
			return nil, err
		}
		p := &parsed{container: new(gopdf.FontContainer)}
		if err := p.container.AddTTFFontData(name, data); err != nil {
			return nil, fmt.Errorf("font %s: %w", name, err)
		}
		var measured gopdf.SubsetFontObj
		if err := measured.SetTTFData(data); err != nil {
			return nil, fmt.Errorf("font %s: %w", name, err)
		}
		// gopdf would draw glyph 0, a box, for a code its table covers without a glyph.
		chars := measured.GetTTFParser().Chars()
		p.advance = make(map[rune]uint16, len(chars))
		for code, glyph := range chars {
			if glyph != 0 {
				p.advance[rune(code)] = uint16(measured.GlyphIndexToPdfWidth(glyph))
			}
		}
		return p, nil
	})}
}

func unpacked(name string) ([]byte, error) {
	f, err := fontFiles.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return io.ReadAll(z)
}

// glyph is one character with the face that draws it.
type glyph struct {
	r     rune
	face  uint8
	width uint16 // thousandths of the size
}

// glyphs finds a face for every character. Tabs and no-break spaces are spaces here.
// The error is a fault that names the first character nothing can draw.
func glyphs(text string) ([]glyph, error) {
	out := make([]glyph, 0, len(text)/2+1)
next:
	for _, r := range text {
		if r == '\t' || r == '\u00a0' || r == '\u3000' {
			r = ' '
		}
		for i, f := range faces {
			p, err := f.once()
			if err != nil {
				return nil, err
			}
			if w, ok := p.advance[r]; ok {
				out = append(out, glyph{r, uint8(i), w})
				continue next
			}
		}
		return nil, missing(r, text)
	}
	return out, nil
}

func missing(r rune, text string) *fault.Fault {
	name := fmt.Sprintf("U+%04X", r)
	if unicode.IsGraphic(r) && !unicode.IsSpace(r) && r != unicode.ReplacementChar {
		name = fmt.Sprintf("“%c”(U+%04X)", r, r)
	}
	around := []rune(strings.ToValidUTF8(text, "�"))
	if len(around) > 40 {
		around = append(around[:40], '…')
	}
	return fault.New(fault.Invalid, "missing_glyph",
		lang.T("字库里没有"+name+"这个字，没有打印，以免印成方框。所在内容："+string(around),
			"No embedded font has the character "+name+"; nothing was printed, so that no box stands on paper. It is in: "+string(around)),
		lang.T("如属误输，请改正后再打印；如是生僻字，电子证照不受影响，纸质证照请由窗口按原证件手工填写并加盖印章。",
			"If it is a typing error, correct it and print again. If it is a rare character, the electronic certificate is not affected: have the window write it by hand from the original document and seal it."))
}

// Printable says whether every character of a text can be printed; the error names the first that cannot.
func Printable(text string) error {
	_, err := glyphs(text)
	return err
}
