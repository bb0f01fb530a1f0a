package jointwatch_test

import (
	"testing"

	"banjie/internal/web/jointwatch"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, jointwatch.GalleryPages()) }
