package story

import (
	"strings"
	"testing"

	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, GalleryPages()) }

func TestEveryChapterIsHonest(t *testing.T) {
	seen := map[string]bool{}
	year := ""
	for _, c := range Chapters {
		if seen[c.ID] || c.Title.ZH == "" || c.Title.EN == "" || c.Promise.ZH == "" || c.Promise.EN == "" || c.Here.ZH == "" || c.Here.EN == "" {
			t.Errorf("chapter %q is incomplete or there twice", c.ID)
		}
		seen[c.ID] = true
		if c.Year < year {
			t.Errorf("chapter %q stands out of order", c.ID)
		}
		year = c.Year
		if !c.Built() && c.Ours != nil {
			t.Errorf("chapter %q claims a figure of something that is not built", c.ID)
		}
		if c.Built() && !strings.HasPrefix(c.Live, "/") {
			t.Errorf("chapter %q leads away: %s", c.ID, c.Live)
		}
	}
}
