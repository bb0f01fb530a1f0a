package foodchain

import (
	"strings"
	"testing"
)

// The chapter leads to a page that answers, and its figures are the county's.
func TestChapterOfTheStory(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	b.grow()
	c, ok := b.parts.Story["food-chain"]
	if !ok || c.Here.ZH == "" || c.Here.EN == "" {
		t.Fatalf("%+v", b.parts.Story)
	}
	if got := b.Get(public, c.Live); got.Status != 200 {
		t.Errorf("%s: %d", c.Live, got.Status)
	}
	figures, err := c.Ours(t.Context())
	if err != nil || !strings.Contains(figures.ZH, "地块 17 块") || strings.Contains(figures.ZH, " 0 ") {
		t.Errorf("%v %v", figures, err)
	}
}
