package complain

import (
	"testing"
	"time"

	"banjie/internal/clock"
	"banjie/internal/fault"
	"banjie/internal/web/ui/uitest"
)

func TestPages(t *testing.T) { uitest.Pages(t, GalleryPages()) }

// TestHeld: what the browser keeps for us opens for its purpose, in its time and unaltered only.
func TestHeld(t *testing.T) {
	wall := clock.Standing(time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC))
	l := newLocker(wall)
	text := l.seal("a", "words", time.Hour)
	var got string
	if !l.open("a", text, &got) || got != "words" {
		t.Fatalf("%q", got)
	}
	altered := []byte(text)
	altered[len(altered)/2] ^= 1
	for name, open := range map[string]bool{
		"another use": l.open("b", text, &got), "altered": l.open("a", string(altered), &got), "another process": newLocker(wall).open("a", text, &got), "nothing": l.open("a", "", &got),
	} {
		if open {
			t.Errorf("%s opens it", name)
		}
	}
	wall.Advance(time.Hour)
	if l.open("a", text, &got) {
		t.Error("opens after its time")
	}
}

// TestTriesAnHour: ten an hour for one number, whatever other numbers are tried.
func TestTriesAnHour(t *testing.T) {
	var h hourly
	now := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	for i := range 10 {
		if err := h.try("C1", now); err != nil {
			t.Fatalf("try %d: %v", i+1, err)
		}
	}
	if err := h.try("C1", now); fault.KindOf(err) != fault.TooMany {
		t.Errorf("the eleventh try: %v", err)
	}
	if err := h.try("C2", now); err != nil {
		t.Error(err)
	}
	if err := h.try("C1", now.Add(time.Hour)); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}
