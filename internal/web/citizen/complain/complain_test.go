package complain

import (
	"bytes"
	"context"
	"runtime"
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
	l := newLocker(nil, wall)
	text := l.seal("a", "words", time.Hour)
	var got string
	if !l.open("a", text, &got) || got != "words" {
		t.Fatalf("%q", got)
	}
	altered := []byte(text)
	altered[len(altered)/2] ^= 1
	for name, open := range map[string]bool{
		"another use": l.open("b", text, &got), "altered": l.open("a", string(altered), &got), "another office": newLocker(nil, wall).open("a", text, &got), "nothing": l.open("a", "", &got),
	} {
		if open {
			t.Errorf("%s opens it", name)
		}
	}
	secret := bytes.Repeat([]byte{7}, 32)
	if text := newLocker(secret, wall).seal("a", "words", time.Hour); !newLocker(secret, wall).open("a", text, &got) {
		t.Error("the next node of the same office does not open it")
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

// TestSeats: two codes are worked on at once, some wait, and whoever comes then is told.
func TestSeats(t *testing.T) {
	c := &Pages{seats: make(chan struct{}, atOnce)}
	var leave []func()
	for range atOnce {
		l, err := c.seat(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, l)
	}
	ctx, stop := context.WithCancel(t.Context())
	got := make(chan error, inQueue)
	for range inQueue {
		go func() {
			l, err := c.seat(ctx)
			if err == nil {
				l()
			}
			got <- err
		}()
	}
	for c.queue.Load() < inQueue+atOnce {
		runtime.Gosched()
	}
	if _, err := c.seat(ctx); fault.KindOf(err) != fault.TooMany {
		t.Errorf("one more: %v", err)
	}
	leave[0]() // one after the other gets in
	for range inQueue {
		if err := <-got; err != nil {
			t.Error(err)
		}
	}
	leave[1]()
	stop()
	if n := c.queue.Load(); n != 0 {
		t.Errorf("%d are left in the queue", n)
	}
}
