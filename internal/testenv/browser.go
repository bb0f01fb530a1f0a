package testenv

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/proto"
)

// View is the window a page is looked at through.
type View struct {
	Width, Height int     // CSS pixels
	Scale         float64 // device pixels for one CSS pixel
	Touch         bool    // a telephone
	Dark          bool    // prefers-color-scheme: dark
	NoScript      bool    // the browser runs no script of the page
}

var (
	Phone = View{Width: 390, Height: 844, Scale: 2, Touch: true}
	Desk  = View{Width: 1280, Height: 800, Scale: 1}
)

// pageTime is how long a test may use one page before its calls fail instead of hanging.
const pageTime = 3 * time.Minute

// Browser gives a fresh profile (no cookies) in Debian's Chromium, which all tests of
// the process share. Its Must methods end the test with the reason. The browser
// resolves no name but this machine's.
func Browser(t testing.TB) *rod.Browser {
	t.Helper()
	shared, err := chromium()
	if errors.Is(err, errNoChromium) {
		missing(t, err.Error())
	}
	if err != nil {
		t.Fatalf("browser for tests: %v", err)
	}
	b, err := shared.Incognito()
	if err != nil {
		t.Fatalf("browser for tests: %v", err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b.WithPanic(func(v any) { t.Helper(); t.Fatalf("browser: %v", v) })
}

// Page opens an empty page of b as seen through v. A request to another host fails the
// test, as does a script error on the page.
func Page(t testing.TB, b *rod.Browser, v View) *rod.Page {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), pageTime)
	p := b.Context(ctx).MustPage("")
	watched := make(chan struct{})
	wait := p.EachEvent(
		func(e *proto.NetworkRequestWillBeSent) { ownHost(t, e.Request.URL) },
		func(e *proto.NetworkWebSocketCreated) { ownHost(t, e.URL) },
		func(e *proto.RuntimeExceptionThrown) {
			t.Errorf("script error on the page: %s", thrown(e.ExceptionDetails))
		},
	)
	go func() { defer close(watched); wait() }()
	t.Cleanup(func() {
		_ = p.Close()
		cancel()
		<-watched // nothing reports to a test that has ended
	})
	must(t, (proto.EmulationSetDeviceMetricsOverride{Width: v.Width, Height: v.Height, DeviceScaleFactor: v.Scale, Mobile: v.Touch}).Call(p))
	must(t, (proto.EmulationSetTouchEmulationEnabled{Enabled: v.Touch}).Call(p))
	if v.Dark {
		dark := []*proto.EmulationMediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}
		must(t, (proto.EmulationSetEmulatedMedia{Features: dark}).Call(p))
	}
	if v.NoScript {
		must(t, (proto.EmulationSetScriptExecutionDisabled{Value: true}).Call(p))
		scriptless.Store(p.TargetID, true)
	}
	return p
}

// scriptless holds the pages that run no script of their own.
var scriptless sync.Map // of proto.TargetTargetID

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("browser: %v", err)
	}
}

func ownHost(t testing.TB, address string) {
	if u, err := url.Parse(address); err != nil || !local(u) {
		t.Errorf("the page asked another host: %s (pages fetch nothing from elsewhere)", address)
	}
}

func local(u *url.URL) bool {
	switch u.Scheme {
	case "data", "blob", "about", "chrome-error", "file":
		return true
	}
	return u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost" || u.Hostname() == "::1"
}

func thrown(d *proto.RuntimeExceptionDetails) string {
	if d.Exception != nil && d.Exception.Description != "" {
		return d.Exception.Description
	}
	return d.Text
}

// Shot takes a picture of the whole page as name.png. With BANJIE_SHOTS=guide it goes
// to doc/guide/img, with BANJIE_SHOTS=<folder> there, and otherwise to the artifacts
// of the test. It gives the path of the picture.
func Shot(t testing.TB, p *rod.Page, name string) string {
	t.Helper()
	dir := os.Getenv("BANJIE_SHOTS")
	switch dir {
	case "":
		dir = t.ArtifactDir()
	case "guide":
		dir = filepath.Join(Root(), "doc", "guide", "img")
	}
	must(t, os.MkdirAll(dir, 0o755))
	img, err := p.Screenshot(true, &proto.PageCaptureScreenshot{Format: proto.PageCaptureScreenshotFormatPng, OptimizeForSpeed: false})
	must(t, err)
	path := filepath.Join(dir, name+".png")
	must(t, os.WriteFile(path, img, 0o644))
	return path
}

var errNoChromium = errors.New("the browser Chromium is missing")

// chromium starts the browser of this process, once.
var chromium = sync.OnceValues(func() (*rod.Browser, error) {
	bin, err := exec.LookPath("chromium")
	if err != nil {
		return nil, errNoChromium
	}
	address, err := startChromium(bin)
	if err != nil {
		return nil, err
	}
	b := rod.New().ControlURL(address)
	return b, b.Connect()
})

// keeper runs a browser and waits for its own input to end; then it stops the browser
// and removes the profile. So no browser outlives the process that started it.
const keeper = `trap : INT TERM HUP
profile=$(mktemp -d) || exit 1
"$@" --user-data-dir="$profile" </dev/null &
cat >/dev/null
kill "$!" 2>/dev/null
wait "$!" 2>/dev/null
rm -rf "$profile"`

func startChromium(bin string) (address string, err error) {
	cmd := exec.Command("sh", "-c", keeper, "sh", bin,
		"--headless=new", "--remote-debugging-port=0", "--remote-allow-origins=*",
		"--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
		"--no-first-run", "--no-default-browser-check", "--disable-sync", "--disable-extensions",
		"--disable-background-networking", "--disable-component-update", "--disable-default-apps",
		"--disable-features=Translate,MediaRouter,OptimizationHints", "--password-store=basic", "--mute-audio",
		"--lang=zh-CN", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost , EXCLUDE ::1",
		"about:blank")
	if err := holdInput(cmd); err != nil {
		return "", err
	}
	said, err := cmd.StderrPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	lines := bufio.NewScanner(said)
	var before []string
	for lines.Scan() {
		if _, address, ok := strings.Cut(lines.Text(), "DevTools listening on "); ok {
			go func() { // an unread pipe would block the browser
				for lines.Scan() {
				}
			}()
			return address, nil
		}
		before = append(before, lines.Text())
	}
	return "", fmt.Errorf("the browser did not start: %s", strings.Join(before, "\n"))
}
