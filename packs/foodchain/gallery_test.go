package foodchain

import (
	"bytes"
	"strings"
	"testing"

	"banjie/internal/lang"
	"banjie/internal/web/ui"
)

// Every page of the pack's gallery draws in both languages and both sizes of type, under an id of
// its own; axe-core judges the same pages in the hall.
func TestGallery(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range gallery() {
		if seen[g.ID] {
			t.Errorf("%s is there twice", g.ID)
		}
		seen[g.ID] = true
		for _, tag := range []lang.Tag{lang.ZH, lang.EN} {
			for _, mode := range []ui.Mode{ui.Standard, ui.Elder} {
				var b bytes.Buffer
				if err := g.Draw(ui.Page{Lang: tag, Mode: mode}).Render(t.Context(), &b); err != nil {
					t.Fatalf("%s: %v", g.ID, err)
				}
				if page := b.String(); !strings.Contains(page, "<h1") || strings.Contains(page, "%!") || strings.Contains(page, "ZgotmplZ") {
					t.Errorf("%s in %s, %s:\n%.400s", g.ID, tag, mode, page)
				}
			}
		}
	}
	for _, id := range []string{"food-scan-recalled", "food-scan-copied", "food-report", "food-desk", "food-recall-board", "food-soil-measures", "food-market-pass"} {
		if !seen[id] {
			t.Errorf("%s is not in the gallery", id)
		}
	}
}
