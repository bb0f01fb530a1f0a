package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/launcher"
	"github.com/go-rod/rod/lib/proto"
)

// args: role width path out ...
func main() {
	u := launcher.New().Bin("/usr/bin/chromium").NoSandbox(true).Headless(true).MustLaunch()
	b := rod.New().ControlURL(u).MustConnect()
	defer b.MustClose()
	for _, a := range os.Args[1:] {
		f := strings.SplitN(a, "|", 4)
		in := b.MustIncognito()
		p := in.MustPage("http://127.0.0.1:8101/about")
		w := 390
		fmt.Sscan(f[1], &w)
		p.MustSetViewport(w, 900, 1, w < 600)
		if f[0] != "" {
			p.MustEval(`(r) => { const f = document.createElement("form"); f.method="post"; f.action="/demo/become"; const i=document.createElement("input"); i.name="role"; i.value=r; f.append(i); document.body.append(f); f.submit(); }`, f[0])
			p.MustWaitNavigation()
			p.MustWaitLoad()
		}
		if err := p.Navigate("http://127.0.0.1:8101" + f[2]); err != nil {
			fmt.Println(err)
			continue
		}
		p.MustWaitLoad()
		if strings.Contains(f[2], "#first") {
			p.MustEval(`() => { const a = document.querySelector("main table tbody a"); if (a) location.href = a.href }`)
			p.MustWaitNavigation()
			p.MustWaitLoad()
		}
		img, err := p.Screenshot(true, &proto.PageCaptureScreenshot{})
		if err != nil {
			fmt.Println(err)
			continue
		}
		os.WriteFile(f[3], img, 0o644)
		fmt.Println(p.MustInfo().URL, f[3])
	}
}
