package main

import (
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/proto"

	"banjie/internal/lang"
	"banjie/internal/testenv"
	"banjie/internal/web/ui"
)

// fits fails the test where the page shown scrolls sideways or is cut, on a telephone and on a desk, in
// standard and in large type.
func (v *visitor) fits(where string) {
	v.t.Helper()
	for _, view := range []testenv.View{testenv.Phone, testenv.Desk} {
		if err := (proto.EmulationSetDeviceMetricsOverride{Width: view.Width, Height: view.Height, DeviceScaleFactor: 1, Mobile: view.Touch}).Call(v.p); err != nil {
			v.t.Fatal(err)
		}
		for _, mode := range []ui.Mode{ui.Standard, ui.Elder} {
			over := v.p.MustEval(`mode => {
				document.documentElement.dataset.mode = mode;
				const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
				const cut = [...document.querySelectorAll("main .table, main .table td, main .button, main .summary *")].filter(e => e.offsetParent && e.getBoundingClientRect().right > innerWidth + 1).length;
				return [wide, cut];
			}`, string(mode))
			if wide, cut := over.Get("0").Int(), over.Get("1").Int(); wide > 0 || cut > 0 {
				v.t.Errorf("%s at %d px in %s type: %d px too wide, %d parts cut", where, view.Width, mode, wide, cut)
			}
		}
	}
}

// Nothing on the pages of food that have much to show is cut or scrolls sideways, in either language:
// the recall board and a recall, orders, stock, products, labels, the form of a seal.
func TestFoodPagesFit(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 20)
	v := c.visitor(t, testenv.Desk)
	look := func(tag lang.Tag, from string, press ...string) {
		t.Helper()
		v.open(from)
		for _, name := range press {
			v.press(name)
		}
		v.fits(strings.Join(append(press, from, string(tag)), " "))
	}
	for _, tag := range []lang.Tag{lang.ZH, lang.EN} {
		v.prefer("lang", string(tag))
		v.become("officer")
		look(tag, "/food/recalls?view=all")
		look(tag, "/food/recalls?view=drills")
		look(tag, "/food/recalls?view=all", "FR")
		look(tag, "/food/recalls?view=drills", "DRILL")
		look(tag, "/food/recalls/new")
		look(tag, "/food/seals?place=桥头")
		look(tag, "/food/seals?place=桥头", "桥头村小店")
		look(tag, "/food/desk/samples")
		look(tag, "/food/desk/reports")
		v.become("farmer")
		look(tag, "/my/recalls", "白沙枇杷")
		look(tag, "/food", "桥头村小店", map[lang.Tag]string{lang.ZH: "记录本", lang.EN: "The book"}[tag])
		look(tag, "/food", "桥头村小店", map[lang.Tag]string{lang.ZH: "记录本", lang.EN: "The book"}[tag], map[lang.Tag]string{lang.ZH: "更正", lang.EN: "Correct"}[tag])
		look(tag, "/food", "杨梅湾合作社")
		look(tag, "/food", "杨梅湾合作社", map[lang.Tag]string{lang.ZH: "产品", lang.EN: "Products"}[tag])
		look(tag, "/food", "杨梅湾合作社", map[lang.Tag]string{lang.ZH: "打印追溯码", lang.EN: "Print labels"}[tag], "荸荠种杨梅")
		look(tag, "/food", "杨梅湾合作社", map[lang.Tag]string{lang.ZH: "卖出", lang.EN: "Sell"}[tag])
		look(tag, "/food/register?kind=stall")
	}
}
