package citizen_test

import (
	"net/http"
	"strings"
	"testing"
)

// The applicant prints the papers of his case, a stranger gets the answer for a case that
// does not exist, and so does who asks for a paper that the case does not have.
func TestPapers(t *testing.T) {
	b := newBed(t)
	receipt, _ := b.file()
	base := strings.TrimSuffix(receipt, "/receipt")
	has(t, b.get(base), base+"/papers/receipt.pdf")
	status, body, got := b.do(http.MethodGet, base+"/papers/receipt.pdf", nil, "")
	if status != http.StatusOK || !strings.HasPrefix(body, "%PDF-") || got.Header.Get("Content-Type") != "application/pdf" ||
		!strings.Contains(got.Header.Get("Content-Disposition"), "attachment") || got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("status %d, %v", status, got.Header)
	}
	for _, paper := range []string{"grant.pdf", "denial.pdf", "receipt", "nothing.pdf", ".pdf"} {
		if status, _, _ := b.do(http.MethodGet, base+"/papers/"+paper, nil, ""); status != http.StatusNotFound {
			t.Errorf("%s: status %d", paper, status)
		}
	}
	b.client = b.visitor()
	if status, _, _ := b.do(http.MethodGet, base+"/papers/receipt.pdf", nil, ""); status != http.StatusNotFound {
		t.Errorf("a stranger: status %d", status)
	}
}
