package follow

import (
	"testing"

	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) {
	pages := GalleryPages()
	uitest.Pages(t, pages)
	// Six pages without a story, nine stories, and the steps of the applicant in five of them.
	if want := 6 + 9 + 6; len(pages) != want {
		t.Errorf("%d sample pages, want %d: a story can no longer be told", len(pages), want)
	}
}
