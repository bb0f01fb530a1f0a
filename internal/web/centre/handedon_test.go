package centre_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"banjie/internal/complaint"
	"banjie/internal/web/officer/specimen"
)

// Whoever reports the findings loses sight of the sealed case with it, and lands on a page that
// says what was done; the same form sent once more lands there too.
func TestReportingLandsOnAPage(t *testing.T) {
	tw := open(t)
	c := tw.dispatched()
	work := "/work/cases/" + c.ID.String()
	action, v := tw.Get(specimen.Officer, work+"/do/take_on").Form(t)
	tw.Post(specimen.Officer, action, v)
	page := tw.Get(specimen.Officer, work+"/do/report_findings")
	if !strings.Contains(page.Text(), "投诉人看不到") {
		t.Error("the form says that the reporter reads the words of the findings")
	}
	action, v = page.Form(t)
	v.Set("finding", complaint.Substantiated)
	v.Set("result", complaint.Solved)
	v.Set("measures", "put_right")
	v.Set("reason", "查了收件记录，确有多次要求补件。")
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for k, all := range v {
		for _, s := range all {
			if err := m.WriteField(k, s); err != nil {
				t.Fatal(err)
			}
		}
	}
	f, err := m.CreateFormFile("file.evidence", "record.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("\x89PNG\r\n\x1a\n0000")); err != nil {
		t.Fatal(err)
	}
	m.Close()
	raw := body.Bytes()
	for range 2 {
		got := tw.PostBody(specimen.Officer, action, m.FormDataContentType(), bytes.NewReader(raw))
		if got.Status != http.StatusSeeOther || got.Header.Get("Location") != "/work/handed-on" {
			t.Fatalf("%d to %q\n%s", got.Status, got.Header.Get("Location"), got.Text())
		}
		if n := len(complaint.FileOf(tw.Load(c.ID)).Reports); n != 1 {
			t.Fatalf("%d reports", n)
		}
	}
	if got := tw.Get(specimen.Officer, work); got.Status != http.StatusNotFound {
		t.Errorf("the sealed case still opens: %d", got.Status)
	}
	page = tw.Get(specimen.Officer, "/work/handed-on")
	tw.whole(page, "金丝雀", name)
	if page.Status != http.StatusOK || !strings.Contains(page.Text(), "已经交出去了") {
		t.Errorf("%d %s", page.Status, page.Text())
	}
}
