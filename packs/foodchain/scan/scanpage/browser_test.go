package scanpage_test

import (
	"os"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"

	"banjie/internal/calendar"
	"banjie/internal/lang"
	"banjie/internal/testenv"
	"banjie/packs/foodchain/scan"
)

// Every kind of page passes axe on a telephone and a desk, in large type and in the dark, without
// a scroll bar to the side, and is one request. With BANJIE_SHOTS set the pictures are kept.
func TestScanInTheBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a browser")
	}
	browser := testenv.Browser(t)
	beds := map[string]func(*bed){
		"fine": everything,
		"recalled": func(b *bed) {
			everything(b)
			b.desk.Sources.Recalls = recalls{{Number: "ZH-2026-3", InForce: true, Level: lang.T("二级召回。", "Level two. "), Why: lang.T("农药残留超标", "residues over the limit"), What: lang.T("退回购买的店，退全款。", "Take it back to the shop for your money."), By: lang.T("清溪县市场监督管理局", "Market regulator"), Since: noon.Add(-time.Hour), Phone: "0571-00000030"}}
		},
		"care": func(b *bed) {
			everything(b)
			b.desk.Sources.Register = names{calendar.Date(2026, 6, 13)}
			b.desk.Sources.Counts = seen{Known: true, Times: 40, Last: noon.Add(-time.Hour), Town: "330599102", Copy: &scan.Copy{Says: lang.T("这个码一小时内在3个乡镇被扫，可能是翻印的。", "It was scanned in 3 towns within an hour and may be a copy.")}}
		},
		"alone": nil,
	}
	for name, change := range beds {
		b := newBed(t, change)
		b.capture(t, chain()...)
		paths := map[string]string{name: boxPath}
		if name == "fine" {
			paths["typing"], paths["about"], paths["wrong"], paths["shop"] = "/scan", "/food/about", "/01/09529999000027/21/B1", "/414/9529999000309"
		}
		for shot, path := range paths {
			for _, v := range []struct {
				name    string
				view    testenv.View
				cookies map[string]string // all of them: the browser keeps them
			}{
				{"390", testenv.View{Width: 390, Height: 844, Scale: 1, Touch: true}, map[string]string{"banjie_mode": "standard", "banjie_lang": "zh", "banjie_theme": "light"}},
				{"320-elder", testenv.View{Width: 320, Height: 800, Scale: 1, Touch: true}, map[string]string{"banjie_mode": "elder", "banjie_lang": "en", "banjie_theme": "dark"}},
				{"390-elder", testenv.View{Width: 390, Height: 844, Scale: 1, Touch: true}, map[string]string{"banjie_mode": "elder", "banjie_lang": "zh", "banjie_theme": "light"}},
				{"1280", testenv.View{Width: 1280, Height: 900, Scale: 1}, map[string]string{"banjie_mode": "standard", "banjie_lang": "en", "banjie_theme": "light"}},
			} {
				page := testenv.Page(t, browser, v.view)
				for k, value := range v.cookies {
					setCookie(t, page, b.url, k, value)
				}
				page.MustNavigate(b.url + path).MustWaitLoad()
				for _, found := range testenv.Axe(t, page) {
					t.Errorf("%s at %s: %v", shot, v.name, found)
				}
				if over := page.MustEval(`() => document.documentElement.scrollWidth - innerWidth`).Int(); over > 0 {
					t.Errorf("%s is %d px wider than %s", shot, over, v.name)
				}
				if n := page.MustEval(`() => performance.getEntriesByType("resource").filter(e => !e.name.startsWith("data:")).length`).Int(); n > 0 {
					t.Errorf("%s asked for %d things more", shot, n)
				}
				if os.Getenv("BANJIE_SHOTS") != "" {
					testenv.Shot(t, page, "scan-"+shot+"-"+v.name)
				}
				page.MustClose()
			}
		}
	}
}

func setCookie(t *testing.T, page *rod.Page, url, name, value string) {
	t.Helper()
	if err := page.SetCookies([]*proto.NetworkCookieParam{{Name: name, Value: value, URL: url}}); err != nil {
		t.Fatal(err)
	}
}
