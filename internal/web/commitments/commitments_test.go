package commitments_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"banjie/internal/access"
	"banjie/internal/calendar"
	"banjie/internal/registers/commitment"
	"banjie/internal/web/commitments"
	"banjie/internal/web/officer/officertest"
	"banjie/internal/web/officer/specimen"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, commitments.GalleryPages()) }

func open(t *testing.T) *officertest.Town {
	return officertest.New(t, func(town *officertest.Town) {
		(&commitments.Pages{Site: town.Site, Register: town.Promises, Acts: town.Store, Numbers: town.Store}).Routes()
	})
}

var public = access.Actor{Role: access.Public, Division: specimen.Division}

func says(t *testing.T, a officertest.Answer, words ...string) {
	t.Helper()
	text := strings.Join(strings.Fields(a.Text()), " ")
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("the page does not say %q (status %d):\n%s", w, a.Status, text)
		}
	}
	for _, p := range uitest.Problems(a.Body) {
		t.Error(p)
	}
}

// A promise is published, changed in the open, falls due, is reported, sent back, reported again
// and settled as kept late; everybody reads every step, and the hash is that of the saved bytes.
func TestAPromise(t *testing.T) {
	town := open(t)
	says(t, town.Get(public, "/commitments"), "还没有公开的承诺")
	got := town.Get(specimen.Head, "/head/commitments/new")
	says(t, got, "公开一项新承诺")
	action, form := got.Form(t)
	form.Set("sentence", "周六上午也能办事")
	bad := town.Post(specimen.Head, action, form)
	if bad.Status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", bad.Status)
	}
	says(t, bad, "兑现日期要在今天以后。", "请填写怎么衡量。")
	for k, v := range map[string]string{"measure": "看排班表", "target": "每周六上午", "due": "2026-03-12", "evidence": "排班表"} {
		form.Set(k, v)
	}
	sent := town.Post(specimen.Head, action, form)
	page := sent.Header.Get("Location")
	if page != "/commitments/2026-1" {
		t.Fatalf("status %d, %s\n%s", sent.Status, page, sent.Text())
	}
	if again := town.Post(specimen.Head, action, form); again.Status != http.StatusConflict {
		t.Errorf("the same form again: status %d", again.Status)
	}
	post := func(who access.Actor, verb string, want int, values map[string]string) officertest.Answer {
		t.Helper()
		f := url.Values{}
		for k, v := range values {
			f.Set(k, v)
		}
		a := town.Post(who, page+"/"+verb, f)
		if a.Status != want {
			t.Fatalf("%s: status %d\n%s", verb, a.Status, a.Text())
		}
		return a
	}
	change := map[string]string{"sentence": "周六上午也能办事", "measure": "看排班表", "target": "每月第一个周六上午", "due": "2026-03-12", "evidence": "排班表"}
	says(t, post(specimen.Head, "change", http.StatusUnprocessableEntity, change), "请写明。")
	change["reason"] = "人手不够"
	post(specimen.Head, "change", http.StatusSeeOther, change)
	says(t, town.Get(public, page), "第2版改了什么", "每周六上午", "每月第一个周六上午", "人手不够", "没到日期")
	town.Clock.Advance(11 * 24 * time.Hour)
	says(t, town.Get(public, "/commitments?show=overdue"), "周六上午也能办事", "已过期，还没有报兑现", "0 ÷ 1")
	post(specimen.Head, "withdraw", http.StatusConflict, map[string]string{"reason": "想撤"})
	report := map[string]string{"claim": "delivered", "day": "2026-03-13", "words": "从这个月起开门", "link": "/supervision"}
	post(specimen.Head, "report", http.StatusSeeOther, report)
	says(t, town.Get(specimen.Supervisor, "/centre/commitments?show=reported"), "已过期，待核实")
	says(t, town.Get(specimen.Supervisor, page), "核实以后记为“过期兑现”")
	post(specimen.Supervisor, "dispute", http.StatusSeeOther, map[string]string{"reason": "排班表上没有"})
	post(specimen.Head, "report", http.StatusSeeOther, report)
	post(specimen.Supervisor, "confirm", http.StatusSeeOther, map[string]string{"reason": "到现场看过"})
	says(t, town.Get(public, page), "过期兑现", "监督质疑", "排班表上没有", "到现场看过")
	says(t, town.Get(public, "/commitments"), "0 ÷ 1", "过期兑现")
	terms := town.Get(public, page+"/versions/2/terms.json")
	sum := sha256.Sum256([]byte(terms.Body))
	if hash := hex.EncodeToString(sum[:]); !strings.Contains(town.Get(public, page).Body, hash) {
		t.Errorf("the page does not show the hash of %s", terms.Body)
	}
	if r := town.Get(public, page+"/versions/2/receipt.txt"); r.Status != http.StatusOK || r.Body == "" {
		t.Errorf("receipt: status %d", r.Status)
	}
	for _, path := range []string{"/commitments/2026-9", page + "/versions/3/terms.json", page + "/versions/3/receipt.txt", page + "/evidence/1"} {
		if a := town.Get(public, path); a.Status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, a.Status)
		}
	}
}

// Nobody but the owner's head writes, and nobody but another unit's supervisor judges.
func TestWhoMay(t *testing.T) {
	town := open(t)
	for _, c := range []struct {
		who  access.Actor
		path string
		want int
	}{
		{public, "/head/commitments", http.StatusSeeOther}, {officertest.Citizen, "/head/commitments", http.StatusForbidden}, {specimen.Officer, "/head/commitments/new", http.StatusForbidden},
		{specimen.Head, "/centre/commitments", http.StatusForbidden}, {specimen.Supervisor, "/head/commitments/new", http.StatusForbidden}, {specimen.Head, "/head/commitments", http.StatusOK},
	} {
		if got := town.Get(c.who, c.path); got.Status != c.want {
			t.Errorf("%s %s: status %d, want %d", c.who.Role, c.path, got.Status, c.want)
		}
	}
}

// A report's evidence is published as it was sent; what was refused keeps its file in the form.
func TestEvidence(t *testing.T) {
	town := open(t)
	today := calendar.Builtin().DayOf(town.Clock.Now())
	a, err := commitment.Publish(specimen.Head, "2026-1", commitment.Terms{Kind: commitment.Public, Unit: "market", Sentence: "示例", Measure: "示例", Target: "示例", Evidence: "示例", Due: today + 9}, today)
	if err == nil {
		_, err = commitment.Record(t.Context(), town.Site.Engine, specimen.Head, a)
	}
	if err != nil {
		t.Fatal(err)
	}
	var picture, b bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	m := multipart.NewWriter(&b)
	w, err := m.CreateFormFile("file.evidence", "排班表.png")
	if err == nil {
		_, err = w.Write(picture.Bytes())
	}
	for k, v := range map[string]string{"claim": "delivered", "day": "2026-03-02"} {
		err = errors.Join(err, m.WriteField(k, v))
	}
	if err = errors.Join(err, m.Close()); err != nil {
		t.Fatal(err)
	}
	refused := town.PostBody(specimen.Head, "/commitments/2026-1/report", m.FormDataContentType(), &b)
	if refused.Status != http.StatusUnprocessableEntity {
		t.Fatalf("without words: status %d\n%s", refused.Status, refused.Text())
	}
	action, form := refused.Form(t)
	form.Set("claim", "delivered")
	form.Set("day", "2026-03-02")
	form.Set("words", "做到了")
	if sent := town.Post(specimen.Head, action, form); sent.Status != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", sent.Status, sent.Text())
	}
	page := town.Get(public, "/commitments/2026-1")
	says(t, page, "做到了", "排班表.png")
	_, rest, _ := strings.Cut(page.Body, `href="/commitments/2026-1/evidence/`)
	seq, _, _ := strings.Cut(rest, `"`)
	if got := town.Get(public, "/commitments/2026-1/evidence/"+seq); got.Status != http.StatusOK || got.Body != picture.String() || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("evidence %q: status %d, %d bytes", seq, got.Status, len(got.Body))
	}
}
