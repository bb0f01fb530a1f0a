package follow

import (
	"testing"

	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) {
	pages := GalleryPages()
	uitest.Pages(t, pages)
	// Six pages without a story, seven stories, and the step of the applicant in four of them.
	if want := 6 + 7 + 5; len(pages) != want {
		t.Errorf("%d sample pages, want %d: a story can no longer be told", len(pages), want)
	}
}
