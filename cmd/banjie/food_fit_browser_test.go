package main

import (
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

// Nothing on the recall board or on a recall is cut or scrolls sideways, in either language.
func TestRecallBoardFits(t *testing.T) {
	t.Parallel()
	c := newCounty(t, 20)
	v := c.visitor(t, testenv.Desk)
	v.become("officer")
	for _, tag := range []lang.Tag{lang.ZH, lang.EN} {
		v.prefer("lang", string(tag))
		for _, list := range []struct{ path, number string }{{"/food/recalls?view=all", "FR"}, {"/food/recalls?view=drills", "DRILL"}} {
			v.open(list.path)
			v.fits(list.path + " " + string(tag))
			v.press(list.number)
			v.fits("a recall of " + list.path + " " + string(tag))
		}
	}
}
