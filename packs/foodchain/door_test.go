package foodchain

import (
	"net/http"
	"strings"
	"testing"
)

// One shop, one code: the code at a door has a sheet of its own to print, which leads to the page of the place;
// nobody has one for another's door or for a plot.
func TestDoorCodeHasASheetOfItsOwn(t *testing.T) {
	b := newBed(t, "sqlite:"+t.TempDir()+"/town.db")
	n := newLineup(t, b)
	shop, farm := "/food/b/"+n.of["shop"].ID+"/places", "/food/b/"+n.of["farm"].ID+"/places"
	gln := n.of["shop"].GLN
	if a := b.Get(n.who["shop"], shop); !strings.Contains(a.Body, `href="`+shop+"/"+gln+`/door"`) {
		t.Errorf("nothing leads to the sheet: %.1500s", a.Text())
	}
	a := b.Get(n.who["shop"], shop+"/"+gln+"/door")
	b.says(a, "shop（虚构）", "扫一扫，看这里的东西从哪里来", gln)
	if !strings.Contains(a.Body, `class="poster"`) || !strings.Contains(a.Body, `src="data:image/png;base64,`) || !strings.Contains(a.Body, `href="/414/`+gln+`"`) {
		t.Errorf("%.3000s", a.Body)
	}
	if a := b.scan("https://id.gs1.org/414/" + gln); a.Status != http.StatusOK {
		t.Errorf("the code leads to %d", a.Status)
	}
	for who, path := range map[string]string{"shop": shop + "/" + n.of["farm"].GLN + "/door", "stranger": shop + "/" + gln + "/door", "farm": farm + "/P01/door"} {
		if a := b.Get(n.who[who], path); a.Status != http.StatusNotFound {
			t.Errorf("%s %s: %d", who, path, a.Status)
		}
	}
}
