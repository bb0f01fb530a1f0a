package casepaper_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"banjie/internal/calendar"
	"banjie/internal/casework"
	"banjie/internal/catalog"
	"banjie/internal/ecert/print"
	"banjie/internal/fault"
	"banjie/internal/lang"
	"banjie/internal/licensing"
	"banjie/internal/web/casepaper"
	"banjie/internal/web/officer/specimen"
)

// textOf gives the text a reader can copy out of the PDF, without blanks.
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
	out, err := exec.Command(tool, "-raw", name, "-").Output()
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

func input(h *specimen.Hall, id casework.ID, demo bool) casepaper.Input {
	c, _ := h.Open(id)
	it, d := specimen.Item(), specimen.Directory()
	return casepaper.Input{Case: c, Item: &it, Calendar: calendar.Builtin(), Demo: demo, Base: "https://hall.example",
		Unit: func(id string) lang.Text { u, _ := d.Unit(id); return u.Name }}
}

func printed(t *testing.T, in casepaper.Input, kind casepaper.Kind) string {
	t.Helper()
	d, err := in.Document(kind)
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	var a, b bytes.Buffer
	if err := print.Print(&a, d); err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	if err := print.Print(&b, d); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Errorf("%s: printed twice it differs, %v", kind, err)
	}
	if dir := os.Getenv("BANJIE_PRINT_DIR"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, "paper-"+string(kind)+".pdf"), a.Bytes(), 0o600)
	}
	return textOf(t, a.Bytes())
}

func says(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if !strings.Contains(text, strings.ReplaceAll(w, " ", "")) {
			t.Errorf("the paper does not say %q:\n%s", w, text)
		}
	}
}

func kinds(c *casework.Case, it *catalog.Item) (out string) {
	for _, p := range casepaper.Of(c, it) {
		out += string(p.Kind) + " "
	}
	return out
}

func TestCorrection(t *testing.T) {
	h := specimen.NewHall()
	c := h.Filed()
	h.Clock.Advance(20 * time.Hour)
	h.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "request_correction", Reason: "收件时没有核对完。", Input: &licensing.CorrectionInput{Items: []licensing.CorrectionLine{{Material: "plan", Fault: "missing", Words: "请补交平面图，标明出口。"}}}})
	in := input(h, c.ID, true)
	says(t, printed(t, in, casepaper.Correction), "补正材料一次性告知书", in.Case.Number, "林小禾（示例）：", "请补交平面图，标明出口", "只告知这一次", "视为撤回申请", "行政许可法", "不具有法律效力", "hall.example/track")
	if got := kinds(in.Case, in.Item); got != "receipt correction " {
		t.Errorf("papers: %s", got)
	}
}

func TestAcceptance(t *testing.T) {
	h := specimen.NewHall()
	c := h.Reviewed()
	text := printed(t, input(h, c.ID, false), casepaper.Acceptance)
	says(t, text, "受理通知书", "受理日为2026年3月3日", "承诺办结日", "法定办结日", "先受理、后补交", "逾期不交")
	if strings.Contains(text, "演示系统生成") {
		t.Error("a real paper carries the mark of a demonstration")
	}
}

// A decision against the applicant gives its reasons, the articles, and the last days of both
// remedies as the event computed them.
func TestDenial(t *testing.T) {
	h := specimen.NewHall()
	c := h.Reviewed()
	it := specimen.Item()
	h.Do(casework.Command{Actor: specimen.Head, Case: c.ID, Verb: "deny", Reason: "场所与污染源的距离不够。", Basis: []string{"xkf-38"}, Input: &licensing.DenyInput{Condition: it.Conditions[0].ID}})
	in := input(h, c.ID, true)
	dec := licensing.FileOf(in.Case).Decision
	_, m, d := dec.ReconsiderLast.Date()
	_, sm, sd := dec.SueLast.Date()
	says(t, printed(t, in, casepaper.Denial), "不予许可决定书", "场所与污染源的距离不够", it.Conditions[0].Text.ZH, "六十日内向本级人民政府申请行政复议", "六个月内直接向人民法院提起行政诉讼",
		lang.Format("最后一日为2026年%d月%d日", "%d %d", int(m), d).ZH, lang.Format("最后一日为2026年%d月%d日", "%d %d", int(sm), sd).ZH, "行政复议法", "行政诉讼法")
	if _, err := in.Document(casepaper.Grant); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a grant that never was: %v", err)
	}
}

func TestRefusal(t *testing.T) {
	h := specimen.NewHall()
	c := h.Filed()
	h.Clock.Advance(20 * time.Hour)
	h.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "refuse", Reason: "此事归消防部门管。", Input: &licensing.RefuseInput{Ground: licensing.WrongAgency, Competent: "fire"}})
	says(t, printed(t, input(h, c.ID, true), casepaper.Refusal), "不予受理决定书", "此事归消防部门管", "应向哪里申请", "行政复议")
}

// A character for which no font has a glyph refuses to print, and says which one.
func TestMissingGlyph(t *testing.T) {
	h := specimen.NewHall()
	c := h.Filed()
	h.Clock.Advance(20 * time.Hour)
	h.Do(casework.Command{Actor: specimen.Officer, Case: c.ID, Verb: "request_correction", Reason: "收件时没有核对完。", Input: &licensing.CorrectionInput{Items: []licensing.CorrectionLine{{Material: "plan", Fault: "missing", Words: "请补交 \U0001F9FE。"}}}})
	d, err := input(h, c.ID, true).Document(casepaper.Correction)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	err = print.Print(&b, d)
	if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || !strings.Contains(f.Message.ZH, "\U0001F9FE") || b.Len() != 0 {
		t.Errorf("%v, %d bytes", err, b.Len())
	}
}
