package citizen

import (
	"testing"

	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, turnPages()) }

func TestGalleryNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range GalleryPages() {
		if seen[p.ID] {
			t.Errorf("two pages are called %q", p.ID)
		}
		seen[p.ID] = true
	}
	t.Logf("%d pages", len(seen))
}
