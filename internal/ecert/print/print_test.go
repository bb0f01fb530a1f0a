package print_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/signintech/gopdf"
	"rsc.io/qr"

	"banjie/internal/calendar"
	"banjie/internal/ecert"
	"banjie/internal/ecert/print"
	"banjie/internal/fault"
	"banjie/internal/lang"
)

var signer = func() ecert.Signer {
	s, err := ecert.NewEd25519Signer(bytes.Repeat([]byte{7}, 32), lang.T("演示县政务服务平台", "Demonstration County Service Platform"), true)
	if err != nil {
		panic(err)
	}
	return s
}()

func typeOf(t testing.TB, id string) ecert.Type {
	t.Helper()
	r, err := ecert.NewRegistry(ecert.CoreTypes()...)
	if err != nil {
		t.Fatal(err)
	}
	ty, ok := r.Find(id)
	if !ok {
		t.Fatalf("no type %q", id)
	}
	return ty
}

func sample(t testing.TB, id string, change func(*ecert.Draft)) (ecert.Type, ecert.Certificate, string) {
	t.Helper()
	ty := typeOf(t, id)
	from := calendar.Date(2026, 3, 2)
	d := ecert.Draft{
		Division: "339900", Case: 1, Serial: "2026030001",
		Holder:   ecert.Holder{Name: "清溪县㛃䶮面馆（个体工商户）", ID: "92339900DEM0000X01"},
		Issuer:   ecert.Issuer{Name: lang.T("清溪县市场监督管理局", "Qingxi County Market Regulation Bureau"), USCC: "11339900DEM000014A"},
		IssuedOn: from, ValidFrom: from, ValidUntil: ecert.LastDay(from, ty.ValidMonths), Demo: true,
		Values: map[string]string{},
	}
	for _, f := range ty.Fields {
		d.Values[f.ID] = f.Name.ZH + "的示例内容，Example 123"
	}
	if change != nil {
		change(&d)
	}
	c, err := ty.Issue(d)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := ecert.Sign(signer, c)
	if err != nil {
		t.Fatal(err)
	}
	return ty, c, ecert.URL("http://127.0.0.1:8080", sealed)
}

// textOf gives the text a reader can copy out of the PDF.
func textOf(t *testing.T, pdf []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext (poppler-utils) is not installed")
	}
	name := filepath.Join(t.TempDir(), "page.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, string(out))
}

func TestEveryTypePrintsItsLines(t *testing.T) {
	for _, ty := range ecert.CoreTypes() {
		_, c, url := sample(t, ty.ID, nil)
		var b bytes.Buffer
		if err := print.Certificate(&b, ty, c, url); err != nil {
			t.Errorf("%s: %v", ty.ID, err)
			continue
		}
		if dir := os.Getenv("BANJIE_PRINT_DIR"); dir != "" {
			_ = os.WriteFile(filepath.Join(dir, ty.ID+".pdf"), b.Bytes(), 0o600)
		}
		text := textOf(t, b.Bytes())
		for _, want := range []string{ty.Name.ZH, c.ID, c.Issuer.Name.ZH, "2026年3月2日", "㛃䶮面馆", "演示", "不具有法律效力"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not in the text", ty.ID, want)
			}
		}
		for _, f := range c.Fields {
			if !strings.Contains(text, strings.ReplaceAll(f.Name.ZH, " ", "")[:6]) {
				t.Errorf("%s: line %q is not in the text", ty.ID, f.Name.ZH)
			}
		}
	}
}

func TestStatusIsPrinted(t *testing.T) {
	ty, c, url := sample(t, "elder-card", nil)
	for _, status := range []ecert.Status{ecert.Amended, ecert.Renewed, ecert.Rescinded, ecert.Revoked, ecert.Deregistered, ecert.Expired} {
		c.Status, c.Successor = status, ""
		if status == ecert.Amended || status == ecert.Renewed {
			c.Successor = "1.2.156.NEW"
		}
		var b bytes.Buffer
		if err := print.Certificate(&b, ty, c, url); err != nil {
			t.Fatal(err)
		}
		text := textOf(t, b.Bytes())
		if !strings.Contains(text, "本证"+strings.ReplaceAll(status.Name().ZH, " ", "")) || c.Successor != "" && !strings.Contains(text, c.Successor) {
			t.Errorf("%s: %s", status, text)
		}
	}
}

func BenchmarkCertificate(b *testing.B) { benchmark(b, "清溪县演示面馆（个体工商户）") }

func BenchmarkCertificateWithRareCharacters(b *testing.B) {
	benchmark(b, "清溪县㛃䶮面馆（个体工商户）")
}

func benchmark(b *testing.B, holder string) {
	ty, c, url := sample(b, "food-business-licence", func(d *ecert.Draft) { d.Holder.Name = holder })
	var size int
	b.ResetTimer()
	for b.Loop() {
		var w bytes.Buffer
		if err := print.Certificate(&w, ty, c, url); err != nil {
			b.Fatal(err)
		}
		size = w.Len()
	}
	b.ReportMetric(float64(size), "bytes/page")
}

// The bare line: border, QR and the same characters in the same font, placed by gopdf alone.
func bare(b *testing.B, container *gopdf.FontContainer, data []byte) {
	ty, c, url := sample(b, "food-business-licence", func(d *ecert.Draft) { d.Holder.Name = "清溪县演示面馆（个体工商户）" })
	d := print.FromCertificate(ty, c, "")
	for b.Loop() {
		pdf := new(gopdf.GoPdf)
		pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
		var err error
		if container != nil {
			err = pdf.AddTTFFontFromFontContainer("f", container)
		} else {
			err = pdf.AddTTFFontData("f", data)
		}
		if err != nil {
			b.Fatal(err)
		}
		pdf.AddPage()
		if err := pdf.SetFont("f", "", 12); err != nil {
			b.Fatal(err)
		}
		y := 60.0
		put := func(s string) {
			pdf.SetXY(60, y)
			if err := pdf.Text(s); err != nil {
				b.Fatal(err)
			}
			y += 22
		}
		pdf.RectFromUpperLeftWithStyle(26, 26, 540, 790, "D")
		code, err := qr.Encode(url, qr.M)
		if err != nil {
			b.Fatal(err)
		}
		for row := range code.Size {
			for col := range code.Size {
				if code.Black(col, row) {
					pdf.RectFromUpperLeftWithStyle(60+2*float64(col), 600+2*float64(row), 2, 2, "F")
				}
			}
		}
		put(d.Title)
		for _, r := range d.Table {
			put(r.Label + r.Value)
		}
		for _, s := range append(append(d.Closing, d.Footer...), d.Signature.Unit) {
			put(s)
		}
		if _, err := pdf.WriteTo(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

// plainFont is the font every page needs, unpacked.
func plainFont() ([]byte, error) {
	f, err := os.Open("font/text.ttf.gz")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func BenchmarkBareFontKept(b *testing.B) {
	data, err := plainFont()
	if err != nil {
		b.Fatal(err)
	}
	container := new(gopdf.FontContainer)
	if err := container.AddTTFFontData("f", data); err != nil {
		b.Fatal(err)
	}
	bare(b, container, nil)
}

func BenchmarkBareFontParsedEachTime(b *testing.B) {
	data, err := plainFont()
	if err != nil {
		b.Fatal(err)
	}
	bare(b, nil, data)
}

func TestMissingCharacterRefuses(t *testing.T) {
	for text, name := range map[string]string{"王\U0002C386": "U+2C386", "a\u200bb": "U+200B", "\U0001F600": "U+1F600", "鿆": "鿆", "a\xffb": "U+FFFD"} {
		var b bytes.Buffer
		err := print.Print(&b, print.Document{Look: ecert.Letter, Title: "测试", Table: []print.Row{{Label: "姓名", Value: text}}})
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid || !strings.Contains(f.Message.ZH, name) || f.Remedy.IsZero() {
			t.Errorf("%q: got %v", text, err)
		}
		if b.Len() > 0 {
			t.Errorf("%q: something was written", text)
		}
	}
}

func TestSameDocumentSameBytes(t *testing.T) {
	ty, c, url := sample(t, "oversize-transport-permit", nil)
	var a, b bytes.Buffer
	if err := print.Certificate(&a, ty, c, url); err != nil {
		t.Fatal(err)
	}
	if err := print.Certificate(&b, ty, c, url); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two prints of one certificate differ")
	}
}

func TestLongDocumentsGoOn(t *testing.T) {
	long := strings.Repeat("经营项目：预包装食品销售、散装食品销售、热食类食品制售、自制饮品制售（不含现榨果蔬汁）。", 120)
	for _, look := range []ecert.Template{ecert.Bordered, ecert.Letter, ecert.Slip} {
		var b bytes.Buffer
		err := print.Print(&b, print.Document{Look: look, Title: "很长的证照", Paragraphs: []string{long}, Table: []print.Row{{Label: "范围", Value: long}, {Label: "尾行", Value: "到此为止"}},
			Signature: print.Signature{Unit: "清溪县行政审批局", Date: calendar.Date(2026, 3, 2), Seal: true}, QR: "http://127.0.0.1/v#x", Demo: true})
		if err != nil {
			t.Fatal(err)
		}
		text := textOf(t, b.Bytes())
		for _, want := range []string{"到此为止", "清溪县行政审批局", "页，共"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is missing", look, want)
			}
		}
		if got := strings.Count(text, "榨"); got != 240 {
			t.Errorf("%s: %d of 240 sentences are there", look, got)
		}
		if dir := os.Getenv("BANJIE_PRINT_DIR"); dir != "" {
			_ = os.WriteFile(filepath.Join(dir, "long-"+string(look)+".pdf"), b.Bytes(), 0o600)
		}
	}
}

// Printed codes are read back where the machine has a reader.
func TestCodeReadsBack(t *testing.T) {
	draw, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Skip("pdftoppm (poppler-utils) is not installed")
	}
	scan, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Skip("zbarimg (zbar-tools) is not installed")
	}
	ty, c, url := sample(t, "receipt-slip", nil)
	name := filepath.Join(t.TempDir(), "page")
	var b bytes.Buffer
	if err := print.Certificate(&b, ty, c, url); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name+".pdf", b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := exec.Command(draw, "-r", "200", "-png", "-singlefile", name+".pdf", name).Run(); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(scan, "-q", "--raw", name+".png").Output()
	if err != nil || strings.TrimSpace(string(out)) != url {
		t.Errorf("read %q, %v; want %q", out, err, url)
	}
}

// FuzzPrintable: whatever is typed, printing gives a page or a fault, never a panic.
func FuzzPrintable(f *testing.F) {
	for _, s := range []string{"", "王小明", "a b  c\n\n", "（（（（", "\xff\xfe", strings.Repeat("长", 500), strings.Repeat("x", 500)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 4000 {
			return
		}
		err := print.Print(io.Discard, print.Document{Look: ecert.Slip, Title: "测试", Paragraphs: []string{s}, Table: []print.Row{{Label: "项", Value: s}}})
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Errorf("%q: %v", s, err)
			}
		}
	})
}
