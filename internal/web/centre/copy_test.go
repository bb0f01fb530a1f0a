package centre_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"banjie/internal/casework"
	"banjie/internal/complaint"
	"banjie/internal/web/officer/specimen"
)

// complainWith files a complaint with these attachments.
func (t *town) complainWith(files ...complaint.Upload) *casework.Case {
	t.Helper()
	in, err := t.vault.File(t.Context(), specimen.Division, complaint.Told{Filing: complaint.Filing{Kind: "extortion", Protection: complaint.Secret, Against: "market"}, Words: words, Files: files, Code: "31415926535897932380"})
	if err != nil {
		t.Fatal(err)
	}
	return t.Do(casework.Command{Actor: reporter, Verb: "file_complaint", Input: in, Open: &casework.Open{Procedure: complaint.Name, Channel: "web", Party: reporter.Party, Series: "C", Sealed: true}})
}

// TestDerivedCopies: an officer looks at the derived copy, chooses it, and the unit gets that
// and nothing of the file as sent; words in a copy are checked like a brief; a PDF gives none.
func TestDerivedCopies(t *testing.T) {
	tw := open(t)
	tw.vault.Boxes = tw.Site.Files.(complaint.Boxes) // as in a hall
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewRGBA(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	photo.WriteString("GPS-CANARY")
	c := tw.complainWith(complaint.Upload{Name: "王示例的手机.jpg", Body: photo.Bytes()}, complaint.Upload{Name: "说明甲乙.txt", Body: []byte("联系电话 13800000000\u200b\n")}, complaint.Upload{Name: "合同.pdf", Body: []byte("%PDF-1.7")})
	tw.unlock(c, officer)
	page := tw.Post(officer, at(c)+"/story", nil)
	tw.whole(page)
	seen := tw.views(c)
	got := tw.Post(officer, at(c)+"/attachments/1/copy", nil)
	if _, err := jpeg.Decode(strings.NewReader(got.Body)); err != nil || strings.Contains(got.Body, "CANARY") || tw.views(c) != seen+1 {
		t.Errorf("the copy: %v, %d views", err, tw.views(c))
	}
	if got := tw.Post(officer, at(c)+"/attachments/3/copy", nil); got.Status < 400 || !strings.Contains(got.Text(), "密封") {
		t.Errorf("of a PDF: %d %s", got.Status, got.Text())
	}
	form := url.Values{"brief": {"反映违规收费，请查票据。"}, "route": {"unit"}, "units": {"market"}}
	send := func(copies ...string) int {
		form["copies"] = copies
		got := tw.Post(officer, at(c)+"/take-up", form)
		if got.Status != http.StatusSeeOther {
			tw.whole(got)
		}
		return got.Status
	}
	if s := send("1", "3"); s == http.StatusSeeOther {
		t.Fatal("a PDF went to the unit")
	}
	if s := send("1", "2"); s == http.StatusSeeOther {
		t.Fatal("a text with a telephone number went to the unit unseen")
	}
	if s := send("9"); s != http.StatusNotFound {
		t.Errorf("an attachment that is not there: %d", s)
	}
	for _, w := range complaint.Check(complaint.Story{}, "联系电话 13800000000\n") {
		form.Add("confirmed", w.ID)
	}
	if s := send("1", "2"); s != http.StatusSeeOther {
		t.Fatalf("not dispatched: %d", s)
	}
	work := "/work/cases/" + c.ID.String()
	unit := tw.Get(specimen.Officer, work)
	tw.whole(unit, "王示例", "合同", "说明甲乙")
	n := 0
	for _, e := range tw.Load(c.ID).Events {
		for _, f := range e.Private.Files {
			got := tw.Get(specimen.Officer, work+"/files/"+f.Hash)
			if !strings.HasPrefix(f.Material, "copy-") {
				if got.Status != http.StatusNotFound {
					t.Errorf("%s was sent to the unit", f.Material)
				}
				continue
			}
			n++
			if got.Status != http.StatusOK || strings.Contains(got.Body, "CANARY") || strings.Contains(got.Body, "\u200b") || !strings.Contains(unit.Body, f.Hash) {
				t.Errorf("%s: %d", f.Material, got.Status)
			}
		}
	}
	if n != 2 {
		t.Errorf("%d copies", n)
	}
}
