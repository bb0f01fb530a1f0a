package scrub_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"banjie/internal/seal/scrub"
)

// canary marks everything that says who made a file, where or on what.
const canary = "CANARY-王示例-30.8741N-XPhone9-SN7731"

// exif is a block with maker, artist and place, and which side is up.
func exif(turn uint16) []byte {
	var b bytes.Buffer
	b.WriteString("Exif\x00\x00MM\x00*\x00\x00\x00\x08")
	binary.Write(&b, binary.BigEndian, uint16(2))
	binary.Write(&b, binary.BigEndian, []uint16{0x0112, 3, 0, 1, turn, 0})
	binary.Write(&b, binary.BigEndian, []uint16{0x013b, 2})
	binary.Write(&b, binary.BigEndian, []uint32{uint32(len(canary)), 38})
	b.Write(make([]byte, 4))
	b.WriteString(canary)
	return b.Bytes()
}

func segment(mark byte, body []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, mark}, uint16(len(body)+2)), body...)
}

// drawn is a small picture with a dark bar on its left side.
func drawn(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, 255, 255, 255}
			if x < w/4 {
				c = color.RGBA{20, 20, 20, 255}
			}
			img.Set(x, y, c)
		}
	}
	return img
}

func photo(img image.Image, turn uint16) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		panic(err)
	}
	raw := b.Bytes()
	out := append([]byte(nil), raw[:2]...)
	out = append(out, segment(0xe1, exif(turn))...)
	out = append(out, segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+canary+"</x:xmpmeta>"))...)
	out = append(out, segment(0xfe, []byte(canary))...)
	return append(append(out, raw[2:]...), canary...) // something stands behind the end, too
}

func shot(img image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	raw := b.Bytes()
	text := append([]byte("tEXt"), "Author\x00"+canary...)
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(text)-4))
	chunk = binary.BigEndian.AppendUint32(append(chunk, text...), crc32.ChecksumIEEE(text))
	return append(append(append([]byte(nil), raw[:33]...), chunk...), raw[33:]...)
}

func zipped(parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func letter(words string) []byte {
	return zipped("[Content_Types].xml", "<Types/>", "docProps/core.xml", "<cp:coreProperties><dc:creator>"+canary+"</dc:creator></cp:coreProperties>", "docProps/app.xml", canary, "docProps/custom.xml", canary,
		"word/document.xml", `<w:document xmlns:w="w"><w:body><w:p w:rsidR="`+canary+`"><w:r><w:t>`+words+`</w:t></w:r></w:p><w:p><w:ins w:author="`+canary+`"><w:r><w:t>第二段</w:t></w:r></w:ins><w:del w:author="`+canary+`"><w:r><w:delText>`+canary+`</w:delText></w:r></w:del><w:r><w:instrText>AUTHOR `+canary+`</w:instrText></w:r></w:p></w:body></w:document>`,
		"word/comments.xml", canary, "word/vbaProject.bin", canary, "word/media/image1.jpeg", string(photo(drawn(8, 8), 1)), "word/people.xml", canary)
}

func sheet(words string) []byte {
	return zipped("docProps/core.xml", canary, "xl/workbook.xml", "<workbook><fileSharing userName='"+canary+"'/></workbook>", "xl/printerSettings/printerSettings1.bin", canary, "xl/vbaProject.bin", canary,
		"xl/sharedStrings.xml", "<sst><si><t>"+words+"</t></si><si><r><t>两</t></r><r><t>段</t></r></si></sst>",
		"xl/worksheets/sheet1.xml", `<worksheet><sheetData><row><c t="s"><v>0</v></c><c><v>800</v></c></row><row><c t="s"><v>1</v></c><c t="inlineStr"><is><t>内联</t></is></c></row></sheetData></worksheet>`)
}

func TestClean(t *testing.T) {
	for _, c := range []struct {
		name, ext string
		body      []byte
		says      string
	}{
		{"photograph", "jpg", photo(drawn(64, 48), 1), ""},
		{"screenshot", "jpg", shot(drawn(64, 48)), ""},
		{"letter", "txt", letter("收费八百，不开票。"), "收费八百，不开票。\n第二段\n"},
		{"sheet", "txt", sheet("评估费"), "评估费\t800\n两段\t内联\n"},
		{"text", "txt", []byte("\ufeff收\u200b费\u2060八百\u00a0元 \r\n不开票\t。\u202e\r\n\r\n"), "收费八百 元\n不开票\t。\n"},
	} {
		got, err := scrub.Clean(c.body)
		if err != nil || got.Ext != c.ext {
			t.Errorf("%s: %s %v", c.name, got.Ext, err)
			continue
		}
		if bytes.Contains(got.Body, []byte("CANARY")) || bytes.Contains(got.Body, []byte("Exif")) {
			t.Errorf("%s: the copy says who made it", c.name)
		}
		if c.says != "" && string(got.Body) != c.says {
			t.Errorf("%s: %q", c.name, got.Body)
		}
	}
	for name, body := range map[string][]byte{"pdf": []byte("%PDF-1.7 " + canary), "html": []byte("<html>" + canary), "svg": []byte("<?xml version='1.0'?><svg/>"), "gif": []byte("GIF89a......"), "nothing": nil, "zip": zipped("a.txt", "x"),
		"rtf": []byte(`{\rtf1 ` + canary), "binary": {0, 1, 2}, "old word": []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "only signs nobody sees": []byte("\u200b\u200c")} {
		if _, err := scrub.Clean(body); !errors.Is(err, scrub.ErrSealedOnly) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestUpright: the note which side is up is applied before it is dropped.
func TestUpright(t *testing.T) {
	for turn, dark := range map[uint16]image.Point{1: {2, 24}, 3: {61, 24}, 6: {24, 2}, 8: {24, 61}} {
		got, err := scrub.Clean(photo(drawn(64, 48), turn))
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(bytes.NewReader(got.Body))
		if err != nil {
			t.Fatal(err)
		}
		if y := color.GrayModel.Convert(img.At(dark.X, dark.Y)).(color.Gray).Y; y > 60 {
			t.Errorf("turned %d: the bar is not at %v but %d there, of %v", turn, dark, y, img.Bounds())
		}
	}
}

// TestPrinterDots: yellow dots on white, as colour printers set them, are gone.
func TestPrinterDots(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	img := drawn(400, 300)
	var dots []image.Point
	for range 300 {
		p := image.Pt(110+rng.IntN(280), 10+rng.IntN(280))
		dots = append(dots, p)
		img.Set(p.X, p.Y, color.RGBA{255, 250, 150 + uint8(rng.IntN(80)), 255})
	}
	for name, body := range map[string][]byte{"png": shot(img), "jpeg": photo(img, 1)} {
		got, err := scrub.Clean(body)
		if err != nil {
			t.Fatal(err)
		}
		out, err := jpeg.Decode(bytes.NewReader(got.Body))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range dots {
			if y := color.GrayModel.Convert(out.At(p.X, p.Y)).(color.Gray).Y; y < 250 {
				t.Fatalf("%s: a dot is left at %v: %d", name, p, y)
			}
		}
	}
}

// claims is a picture that says it is huge.
func claims(w, h uint32) []byte {
	raw := shot(drawn(4, 4))
	binary.BigEndian.PutUint32(raw[16:], w)
	binary.BigEndian.PutUint32(raw[20:], h)
	binary.BigEndian.PutUint32(raw[29:], crc32.ChecksumIEEE(raw[12:29]))
	return raw
}

// hostile makes the n-th bad upload.
func hostile(rng *rand.Rand, bombs [][]byte) []byte {
	mutate := func(b []byte) []byte {
		b = append([]byte(nil), b...)
		for range 1 + rng.IntN(8) {
			switch rng.IntN(4) {
			case 0:
				b[rng.IntN(len(b))] = byte(rng.UintN(256))
			case 1:
				b = b[:1+rng.IntN(len(b))]
			case 2:
				i := rng.IntN(len(b))
				b = append(b[:i], append([]byte(canary), b[i:]...)...)
			case 3:
				i := rng.IntN(len(b))
				b[i] ^= 1 << rng.IntN(8)
			}
		}
		return b
	}
	w, h := 1+rng.IntN(40), 1+rng.IntN(40)
	switch rng.IntN(16) {
	case 0:
		return mutate(photo(drawn(w, h), uint16(rng.IntN(12))))
	case 1:
		return mutate(shot(drawn(w, h)))
	case 2:
		return mutate(letter("词句"))
	case 3:
		return mutate(sheet("词句"))
	case 4:
		return claims(rng.Uint32N(1<<20), rng.Uint32N(1<<20)) // a hundred megapixels and more
	case 5, 6, 7:
		return bombs[rng.IntN(len(bombs))]
	case 8:
		return append(photo(drawn(w, h), 1), zipped("word/document.xml", canary)...) // two kinds in one
	case 9:
		return append([]byte("%PDF-1.7\n/Author("+canary+")"), mutate(shot(drawn(w, h)))...)
	case 10:
		b := make([]byte, rng.IntN(4096))
		for i := range b {
			b[i] = byte(rng.UintN(256))
		}
		return b
	case 11:
		return zipped("word/document.xml", `<!DOCTYPE a [<!ENTITY b "`+canary+`"><!ENTITY c "&b;&b;&b;">]><w:p><w:t>&c;</w:t></w:p>`)
	case 12:
		return zipped("word/document.xml", "<w:t>a</w:t>", "word/document.xml", "<w:t>"+canary+"</w:t>")
	case 13:
		return zipped("../../etc/passwd", canary, "word/document.xml", "<w:p><w:t>好</w:t></w:p>")
	case 14:
		return append([]byte("\xff\xd8\xff"), mutate(exif(1))...)
	}
	return mutate(append([]byte("文字"), strings.Repeat("\u200b", rng.IntN(9))...))
}

// TestHostileUploads: no crash, no large copy, no long work, and where a copy is made of what
// was not broken, nothing of who made it. 150 of them, 5,000 in the long run.
func TestHostileUploads(t *testing.T) {
	n := 150
	if os.Getenv("BANJIE_SOAK") != "" {
		n = 5_000
	}
	rng := rand.New(rand.NewPCG(20260302, 9))
	zeros := strings.Repeat("0", 40<<20)
	bombs := [][]byte{
		zipped("word/document.xml", "<w:t>"+zeros), // it unpacks to a thousandfold
		zipped("xl/workbook.xml", "<a/>", "xl/sharedStrings.xml", "<sst><si><t>"+zeros[:1<<20-100]+"</t></si></sst>", "xl/worksheets/sheet1.xml", "<row>"+strings.Repeat(`<c t="s"><v>0</v></c>`, 2000)+"</row>"),
		zipped("word/document.xml", strings.Repeat("<a>", 200_000)),
	}
	copies := 0
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range n {
		body := hostile(rng, bombs)
		begun := time.Now()
		got, err := scrub.Clean(body)
		if took := time.Since(begun); took > 20*time.Second {
			t.Fatalf("upload %d took %s", i, took)
		}
		switch {
		case err != nil && !errors.Is(err, scrub.ErrSealedOnly):
			t.Fatalf("upload %d: %v", i, err)
		case err == nil:
			copies++
			if len(got.Body) > 8<<20 {
				t.Errorf("upload %d: a copy of %d bytes", i, len(got.Body))
			}
			if !got.Text() && bytes.Contains(got.Body, []byte("CANARY")) {
				t.Errorf("upload %d: the copy says who made it", i)
			}
		}
	}
	runtime.ReadMemStats(&after)
	if after.Sys > 512<<20 {
		t.Errorf("%d MB of memory", after.Sys>>20)
	}
	if copies < n/20 {
		t.Errorf("%d copies of %d: the generator makes nothing readable", copies, n)
	}
	t.Log(fmt.Sprintf("%d uploads, %d copies, %d MB", n, copies, after.Sys>>20))
}

// TestTooLarge: a picture beyond the limit is refused before it is decoded.
func TestTooLarge(t *testing.T) {
	for _, size := range [][2]uint32{{10_000, 10_000}, {5_001, 5_000}, {1 << 31, 1 << 31}, {1<<32 - 1, 2}} {
		if _, err := scrub.Clean(claims(size[0], size[1])); !errors.Is(err, scrub.ErrSealedOnly) {
			t.Errorf("%v: %v", size, err)
		}
	}
}
