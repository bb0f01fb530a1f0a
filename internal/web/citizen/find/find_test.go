package find

import (
	"strings"
	"testing"

	"banjie/internal/web/ui"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, GalleryPages()) }

// TestFirstDay: a hall that has published nothing heads no empty list.
func TestFirstDay(t *testing.T) {
	for _, empty := range []bool{true, false} {
		v := Home{}.Sample()
		if empty {
			v.Largest = nil
		}
		var b strings.Builder
		if err := v.View(ui.Page{}).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "办得最多的事") == empty {
			t.Errorf("empty %v: the heading stands wrong", empty)
		}
	}
}
